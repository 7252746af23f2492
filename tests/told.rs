//! What owners are told that happened: once, at their next unlock; and by `status`, without a key, for a month.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

mod common;

use std::fs;

use common::Home;
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::failure::Failure;
use praxis::records::agenda::{Topic, Urgency};
use praxis::records::restriction::OverrideReason;
use praxis::vault::{Notices, Options, Unlocked, Vault};
use rusqlite::Connection;

const OVERRIDES: &str = "praxis audit log --action access.overridden";
const REFUSALS: &str = "praxis audit log --action vault.unlock-refused";

/// Two clients with a note each, both of them restricted.
fn home() -> Home {
    let home = Home::with_vault();
    for (name, request) in [("Ottilie Fairweather", "R-0001"), ("Bram Okafor", "R-0002")] {
        let client = home.client(name);
        home.note(&client, "Spoke of the lighthouse.");
        let ask = ["request", "open", "--right", "restriction", "--received", "2026-02-04", "--client"];
        home.run([&ask[..], &[&client]].concat()).ok();
        home.run(["client", "restrict", &client, "--request", request]).ok();
    }
    home
}

fn good<T>(done: Result<T, Failure>) -> T {
    done.unwrap_or_else(|why| panic!("{}", why.explain().message))
}

/// The vault as a command finds it at an instant, and what it says.
fn open(home: &Home, at: &str) -> (Vault, Notices) {
    let notices = Notices::default();
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(at.parse().expect("an instant")),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: notices.clone(),
    };
    (good(Vault::open(options)), notices)
}

fn identity(home: &Home) -> Identity {
    let text = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    Identity::parse(line).expect("an identity")
}

/// Opens the vault at an instant: what is told then, of all notices.
fn unlock(home: &Home, at: &str) -> (Unlocked, Vec<String>) {
    let (vault, notices) = open(home, at);
    let unlocked = good(vault.unlock(&identity(home)));
    let told = notices.take().into_iter().filter(|notice| notice.contains("since ")).collect();
    (unlocked, told)
}

/// Reads the notes of everybody at an instant, restricted or not.
fn override_all(home: &Home, at: &str) {
    let (mut unlocked, _) = unlock(home, at);
    unlocked.override_restriction(OverrideReason::LegalClaims, None);
    assert_eq!(good(unlocked.notes(None)).len(), 2);
}

fn refuse(home: &Home, at: &str) {
    let (vault, _) = open(home, at);
    assert!(matches!(vault.unlock(&Identity::generate()), Err(Failure::Locked(..))));
}

/// What `status` says of it as of a day.
fn status(home: &Home, day: &str) -> Vec<(String, String)> {
    let (vault, _) = open(home, "2040-12-31T10:00:00Z");
    let mut lines = good(vault.agenda(day.parse().expect("a day"))).lines;
    lines.retain(|line| line.topic == Topic::Access);
    // Nothing waits for anybody: `--strict` does not end with 9 for it.
    assert!(lines.iter().all(|line| line.urgency == Urgency::Later && line.due.is_none()));
    lines.into_iter().map(|line| (line.what, line.hint)).collect()
}

#[test]
fn what_happened_since_is_told_once() {
    let home = home();
    assert_eq!(unlock(&home, "2040-11-20T18:02:33Z").1, Vec::<String>::new());
    // Not to who does it, but to who comes next; and that is the same member, for somebody may have had their identity.
    override_all(&home, "2040-11-21T09:12:05Z");
    assert_eq!(
        unlock(&home, "2040-11-22T08:00:00Z").1,
        [format!(
            "since you last opened the vault (2040-11-21 09:12 UTC), restricted records were read all the same: \
             2 times, last 2040-11-21 09:12 UTC by member 1, C-0002: {OVERRIDES}"
        )]
    );
    assert_eq!(unlock(&home, "2040-11-22T08:01:00Z").1, Vec::<String>::new());

    refuse(&home, "2040-11-23T23:59:00Z");
    refuse(&home, "2040-11-24T00:00:59Z");
    override_all(&home, "2040-11-25T09:00:00Z");
    refuse(&home, "2040-11-26T12:00:00Z");
    assert_eq!(
        unlock(&home, "2040-11-27T08:00:00Z").1,
        [
            format!(
                "since you last opened the vault (2040-11-25 09:00 UTC), somebody tried to open the vault and could \
                 not: once, 2040-11-26 12:00 UTC: {REFUSALS}"
            ),
            format!(
                "since you last opened the vault (2040-11-25 09:00 UTC), restricted records were read all the same: \
                 2 times, last 2040-11-25 09:00 UTC by member 1, C-0002: {OVERRIDES}"
            ),
        ]
    );
    assert_eq!(unlock(&home, "2040-11-27T08:01:00Z").1, Vec::<String>::new());
}

#[test]
fn who_mistypes_and_then_gets_in_is_told_nothing_of_it() {
    let home = home();
    refuse(&home, "2040-11-20T10:00:00Z");
    let (mut vault, notices) = open(&home, "2040-11-20T18:00:00Z");
    vault.log_refused_unlock();
    vault.log_refused_unlock();
    drop(good(vault.unlock(&identity(&home))));
    let told = notices.take();
    assert!(told.len() == 1 && told[0].contains("could not: once, 2040-11-20 10:00 UTC"), "{told:?}");
    assert_eq!(unlock(&home, "2040-11-20T18:01:00Z").1, Vec::<String>::new());
}

#[test]
fn status_shows_it_for_thirty_days_without_a_key() {
    let home = home();
    assert_eq!(status(&home, "2040-11-21"), []);
    override_all(&home, "2040-11-21T09:12:05Z");
    let told = |count: &str, last: &str| {
        let what =
            format!("within 30 days restricted records were read all the same: {count} times, last {last}");
        (what + " by member 1, C-0002", OVERRIDES.to_owned())
    };
    let first = [told("2", "2040-11-21 09:12 UTC")];
    assert_eq!(status(&home, "2040-11-20"), []);
    assert_eq!(status(&home, "2040-11-21"), first);
    assert_eq!(status(&home, "2040-12-21"), first);
    assert_eq!(status(&home, "2040-12-22"), []);

    refuse(&home, "2040-11-22T10:00:00Z");
    override_all(&home, "2040-11-23T00:00:00Z");
    let tried = "within 30 days somebody tried to open the vault and could not: once, 2040-11-22 10:00 UTC";
    let both = [(tried.to_owned(), REFUSALS.to_owned()), told("4", "2040-11-23 00:00 UTC")];
    // It was told at the unlock in between, and stands here all the same.
    assert_eq!(status(&home, "2040-12-21"), both);
    assert_eq!(status(&home, "2040-12-22")[1], told("2", "2040-11-23 00:00 UTC"));
}

#[test]
fn what_cannot_be_read_of_it_keeps_the_vault_open() {
    let home = home();
    override_all(&home, "2040-11-21T09:12:05Z");
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    let change = "UPDATE audit SET subject = 'nothing' WHERE action = 'access.overridden'";
    assert_eq!(database.execute(change, []).expect("SQL"), 2);
    drop(database);
    let (unlocked, told) = unlock(&home, "2040-11-22T08:00:00Z");
    drop(unlocked);
    let expected =
        "what happened since you last opened the vault cannot be told: vault.db is damaged: audit entry ";
    assert!(told.len() == 1 && told[0].starts_with(expected), "{told:?}");
}
