//! How long the next command waits after wrong passphrases: counted in the log, by a clock of the test.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::rules::session::still_waits;
use praxis::vault::{Notices, Options, Vault};

use crate::common::Home;

fn open(home: &Home, now: DateTime<Utc>) -> Vault {
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(now),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    Vault::open(options).expect("opens")
}

#[test]
fn a_failed_unlock_makes_the_next_command_wait_until_it_is_long_ago_or_somebody_unlocks() {
    let home = Home::with_vault();
    let begin = Utc::now() + TimeDelta::hours(1);
    let at = |seconds| begin + TimeDelta::seconds(seconds);
    let waits = |seconds| {
        let (wrong, wait) = still_waits(open(&home, at(seconds)).wrong_passphrases());
        (wrong, wait.as_secs())
    };
    // The command had begun a while before.
    let refuse = |seconds| open(&home, at(seconds - 60)).log_wrong_passphrase_at(Now::at(at(seconds)));
    assert_eq!(waits(0), (0, 0));
    refuse(0);
    assert_eq!(waits(0), (1, 1));
    refuse(1);
    refuse(2);
    assert_eq!(waits(2), (3, 4));
    assert_eq!(waits(4), (3, 2));
    assert_eq!(waits(6), (3, 0), "the wait is over");
    refuse(6);
    assert_eq!(waits(6), (4, 8), "and the next is longer");
    assert_eq!(waits(6 + 899), (1, 0));
    assert_eq!(waits(6 + 900), (0, 0), "nobody remembers");
    // By a clock that was set back it was just now.
    assert_eq!(waits(-600), (4, 8));
    refuse(910);
    let identity = std::fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let identity = Identity::parse(identity).expect("an identity");
    assert!(open(&home, at(910)).unlock(&identity).is_ok());
    assert_eq!(waits(910), (0, 0), "somebody opened it");
    // What is no wrong passphrase makes nobody wait: no terminal, a plugin that refuses.
    (0..20).for_each(|_| open(&home, at(910)).log_refused_unlock_at(Now::at(at(910))));
    assert_eq!(waits(910), (0, 0), "nobody mistyped");
    // However often it failed before.
    (0..20).for_each(|_| refuse(911));
    assert_eq!(still_waits(open(&home, at(911)).wrong_passphrases()).1, Duration::from_secs(32));
}
