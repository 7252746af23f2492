//! What `praxis status` costs in a vault of 10,000 clients, a tenth of whom may go, as whole processes: against the same
//! program that does nothing. At most five times that is what is wanted of it. `cargo bench --bench status`.
#![allow(clippy::expect_used, missing_docs)] // A benchmark that cannot go on stops; its macros document nothing.

use std::process::Command;
use std::sync::OnceLock;

use chrono::NaiveDate;
use divan::Bencher;
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::client::{Basis, Client, ClientKind, Clinical, Condition, Contact, Dates, Person};
use praxis::records::nation::Nation;
use praxis::records::restriction::Restrictions;
use praxis::vault::{NewVault, Notices, Options, Vault};
use tempfile::TempDir;

fn main() {
    divan::main();
}

const CLIENTS: usize = 10_000;

/// A home with a vault in the usual place.
fn home() -> &'static TempDir {
    static MADE: OnceLock<TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let home = tempfile::tempdir().expect("a folder");
        let identity = Identity::generate();
        let at = home.path().join(".local/share/praxis");
        let state = home.path().join(".local/state/praxis");
        std::fs::create_dir_all(home.path().join(".local/share")).expect("makes");
        NewVault {
            at: &at,
            state: &state,
            keys: None,
            practice: "Bench",
            nation: Nation::Scotland,
            identity: &identity,
            kit: None,
            now: now(),
        }
        .create()
        .expect("a vault");
        let options = Options {
            at,
            state,
            now: now(),
            command: "bench".to_owned(),
            accept_clock: false,
            looking: false,
            notices: Notices::default(),
        };
        let mut unlocked = Vault::open(options).expect("opens").unlock(&identity).expect("unlocks");
        let all: Vec<Client> = (0..CLIENTS).map(client).collect();
        unlocked.add_clients(&all, None, || ()).expect("adds");
        home
    })
}

fn client(number: usize) -> Client {
    // One in ten ended long ago.
    let last = NaiveDate::from_ymd_opt(if number.is_multiple_of(10) { 2015 } else { 2025 }, 3, 1);
    let last = last.expect("a date");
    Client {
        person: Person {
            name: format!("Client Number {number}"),
            kind: ClientKind::Individual,
            members: Vec::new(),
            known_as: None,
            pronouns: None,
            born: NaiveDate::from_ymd_opt(1980, 2, 1),
            nhs_number: None,
            guardian: None,
            referrer: None,
            basis: Basis::Contract,
            condition: Condition::HealthCare,
            tags: std::collections::BTreeSet::new(),
            source: None,
        },
        contact: Contact::default(),
        clinical: Clinical::default(),
        dates: Dates {
            restrictions: Restrictions::default(),
            statements: Vec::new(),
            first_contact: last,
            last_contact: last,
            ended: Some(last),
            died: None,
            reviewed: None,
            groups: Vec::new(),
            history: Vec::new(),
        },
    }
}

fn now() -> Now {
    Now::at("2026-11-22T10:00:00Z".parse().expect("an instant"))
}

fn run(args: &[&str], says: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_praxis"));
    command.args(args).env_clear().env("HOME", home().path());
    let done = command.output().expect("runs");
    assert!(done.status.success() && String::from_utf8_lossy(&done.stdout).contains(says), "{done:?}");
}

#[divan::bench(sample_count = 50)]
fn version(bencher: Bencher<'_, '_>) {
    home();
    bencher.bench_local(|| run(&["--version"], "praxis"));
}

#[divan::bench(sample_count = 50)]
fn status_10_000(bencher: Bencher<'_, '_>) {
    home();
    bencher.bench_local(|| run(&["status"], "1000 records may go"));
}

#[divan::bench(sample_count = 50)]
fn brief_10_000(bencher: Bencher<'_, '_>) {
    home();
    bencher.bench_local(|| run(&["status", "--brief"], "due"));
}
