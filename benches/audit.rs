//! What it costs to verify a log of 100,000 entries, against hashing the same bytes: the tree over them at most three times
//! that is what is wanted of it. And what the database, the rows, and a whole process add. `cargo bench --bench audit`.
//!
//! Medians of 23 November 2026, on two busy cores of a small virtual machine with SHA instructions: the bytes 23 ms, out of the
//! database 82 ms; their tree 45 ms (1.9 times the bytes); all that `audit verify` does, but for rows, 138 ms (1.7 times the
//! bytes out of the database, 5.9 times those in memory: most of it is `SQLite` taking rows apart); with the rows of 20,000
//! clients 384 ms; the whole command 121 ms.
#![allow(clippy::expect_used, missing_docs)] // A benchmark that cannot go on stops; its macros document nothing.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use chrono::NaiveDate;
use divan::{Bencher, black_box_drop};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::crypto::hash::sha256;
use praxis::crypto::tree::{Frontier, leaf_hash};
use praxis::failure::Failure;
use praxis::records::client::{Basis, Client, ClientKind, Clinical, Condition, Contact, Dates, Person};
use praxis::records::event::{Action, Event};
use praxis::records::id::{Handle, RecordId};
use praxis::records::member::MemberNumber;
use praxis::records::nation::Nation;
use praxis::records::restriction::Restrictions;
use praxis::store::{AuditHead, AuditRow, Store};
use praxis::vault::{NewVault, Notices, Options, Unlocked, Vault, entry_bytes};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

fn main() {
    divan::main();
}

const ENTRIES: u64 = 100_000;
/// Each is added with five entries: so many that their entries are as many.
const CLIENTS: usize = 20_000;

struct Made {
    home: TempDir,
    identity: Identity,
}

impl Made {
    /// A home with a vault in the usual place.
    fn new() -> Self {
        let made = Self { home: tempfile::tempdir().expect("a folder"), identity: Identity::generate() };
        std::fs::create_dir_all(made.home.path().join(".local/share")).expect("makes");
        NewVault {
            at: &made.at(),
            state: &made.home.path().join(".local/state/praxis"),
            keys: None,
            practice: "Bench",
            nation: Nation::Scotland,
            identity: &made.identity,
            kit: None,
            now: now(),
        }
        .create()
        .expect("a vault");
        made
    }

    fn at(&self) -> PathBuf {
        self.home.path().join(".local/share/praxis")
    }

    fn open(&self) -> Vault {
        let options = Options {
            at: self.at(),
            state: self.home.path().join(".local/state/praxis"),
            now: now(),
            command: "bench".to_owned(),
            accept_clock: false,
            looking: false,
            notices: Notices::default(),
        };
        Vault::open(options).expect("opens")
    }

    fn unlock(&self) -> Unlocked {
        self.open().unlock(&self.identity).expect("unlocks")
    }

    /// The bytes of every entry.
    fn bytes(&self) -> Vec<Vec<u8>> {
        let store = Store::open(&self.at().join("vault.db"), true).expect("opens");
        let vault = store.read().facts().expect("reads").id;
        let mut all = Vec::new();
        let read = store.read().each_entry(|entry| -> Result<(), Failure> {
            all.push(entry_bytes(vault, entry.seq, &entry.time, &entry.event));
            Ok(())
        });
        read.expect("reads");
        all
    }
}

/// A log of looks, and of rows that came and went: no row is left to be compared.
fn looks() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let made = Made::new();
        let mut store = Store::open(&made.at().join("vault.db"), true).expect("opens");
        let written = store.write(|rows| -> Result<(), Failure> {
            let (vault, head) = (rows.facts()?.id, rows.audit_head()?);
            let mut tree = Frontier::from_bytes(head.size, &head.frontier).expect("a tree");
            for seq in head.size..ENTRIES {
                let event = event(seq);
                let leaf = leaf_hash(&entry_bytes(vault, seq, &head.last_time, &event));
                rows.insert_audit(&AuditRow { seq, time: head.last_time.clone(), event, leaf })?;
                tree.push(leaf);
            }
            rows.set_audit_head(&AuditHead {
                size: tree.size(),
                frontier: tree.to_bytes(),
                root: tree.root(),
                last_time: head.last_time,
            })?;
            Ok(())
        });
        written.expect("writes");
        made
    })
}

/// What the entry of a number says.
fn event(seq: u64) -> Event {
    let number = |number: u64| {
        let mut bytes = [7; 16];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        bytes
    };
    let (client, record) = (Handle::new(number(seq % 300)), RecordId::new(number(seq / 5)));
    let by = |action| Event::new(MemberNumber(1), action);
    match seq % 5 {
        0 => by(Action::RecordWritten).about(client).on_record(record, 1).with_row(sha256(&number(seq))),
        1 => by(Action::RecordRemoved).about(client).on_record(record, 1).with_row(sha256(&number(seq))),
        2 => by(Action::Unlocked),
        3 => by(Action::ClientShown).about(client),
        _ => by(Action::NoteShown).about(client).on_record(record, 1),
    }
}

/// A log of clients, each of them with the rows that it vouches for.
fn clients() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let made = Made::new();
        let all: Vec<Client> = (0..CLIENTS).map(client).collect();
        made.unlock().add_clients(&all, None, || ()).expect("adds");
        made
    })
}

fn client(number: usize) -> Client {
    let last = NaiveDate::from_ymd_opt(2025, 3, 1).expect("a date");
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
            ended: None,
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

#[track_caller]
fn verify(vault: &Vault) {
    let verified = vault.verify_log(Vec::new()).expect("verifies");
    assert!(verified.entries >= ENTRIES, "{} entries", verified.entries);
    assert!(verified.in_log.is_empty() && verified.in_rows.is_empty(), "{:?}", verified.in_rows.first());
}

#[divan::bench(sample_count = 20)]
fn a_hash_the_bytes(bencher: Bencher<'_, '_>) {
    let all = looks().bytes();
    bencher.bench_local(|| all.iter().for_each(|bytes| black_box_drop(sha256(bytes))));
}

/// The bytes where they lie: a bare query, and a hash of what it gives.
#[divan::bench(sample_count = 20)]
fn a_hash_the_rows(bencher: Bencher<'_, '_>) {
    let database = Connection::open(looks().at().join("vault.db")).expect("opens");
    let sql = "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf FROM audit";
    bencher.bench_local(|| {
        let (mut query, mut bytes) = (database.prepare(sql).expect("SQL"), Vec::new());
        let mut rows = query.query([]).expect("reads");
        while let Some(row) = rows.next().expect("a row") {
            bytes.clear();
            for column in 0..12 {
                match row.get_ref(column).expect("a column") {
                    ValueRef::Integer(number) => bytes.extend_from_slice(&number.to_le_bytes()),
                    ValueRef::Text(some) | ValueRef::Blob(some) => bytes.extend_from_slice(some),
                    ValueRef::Null | ValueRef::Real(_) => {}
                }
            }
            black_box_drop(sha256(&bytes));
        }
    });
}

#[divan::bench(sample_count = 20)]
fn b_tree_of_the_bytes(bencher: Bencher<'_, '_>) {
    let all = looks().bytes();
    bencher.bench_local(|| {
        let mut tree = Frontier::empty();
        for bytes in &all {
            tree.push(leaf_hash(bytes));
        }
        tree.root()
    });
}

#[divan::bench(sample_count = 20)]
fn c_walk_from_the_database(bencher: Bencher<'_, '_>) {
    let vault = looks().open();
    bencher.bench_local(|| verify(&vault));
}

#[divan::bench(sample_count = 5)]
fn d_with_the_rows_of_20_000_clients(bencher: Bencher<'_, '_>) {
    let vault = clients().open();
    bencher.bench_local(|| verify(&vault));
}

#[divan::bench(sample_count = 10)]
fn e_the_whole_command(bencher: Bencher<'_, '_>) {
    let home = looks().home.path();
    bencher.bench_local(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_praxis"));
        command.args(["audit", "verify"]).env_clear().env("HOME", home);
        let done = command.output().expect("runs");
        assert!(done.status.success(), "{done:?}");
    });
}
