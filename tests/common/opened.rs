//! The vault of a home, opened by the library: for what no command does yet, or not so.

use chrono::Utc;
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::breach::{Risk, Step};
use praxis::vault::{Notices, Options, Unlocked, Vault};

use super::Home;

/// Opens the vault of a home with the bare identity in the usual place.
pub fn unlock(home: &Home) -> Unlocked {
    let identity = std::fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(Utc::now()),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let vault = Vault::open(options).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let identity = Identity::parse(identity).expect("an identity");
    vault.unlock(&identity).unwrap_or_else(|why| panic!("{}", why.explain().message))
}

/// Records what was decided about the risk of a breach, on 25 October 2026.
pub fn decide(home: &Home, breach: &str, risk: Risk, because: &str, decider: &str) {
    let step = Step::Decided {
        risk,
        because: because.to_owned(),
        decider: decider.to_owned(),
        on: "2026-10-25".parse().expect("a day"),
    };
    let recorded = unlock(home).record_breach(breach.parse().expect("a reference"), vec![step]);
    if let Err(why) = recorded {
        panic!("{}", why.explain().message);
    }
}
