//! What the nightly look at 100,000 clients costs, against a bare query over the same rows; and a plan of 1,000 records
//! that may go. `cargo bench --bench retention`.
#![allow(clippy::expect_used, missing_docs)] // A benchmark that cannot go on stops; its macros document nothing.

use std::path::Path;
use std::sync::OnceLock;

use chrono::NaiveDate;
use divan::{Bencher, black_box};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::client::{Basis, Client, ClientKind, Clinical, Condition, Contact, Dates, Person};
use praxis::records::nation::Nation;
use praxis::records::restriction::Restrictions;
use praxis::vault::{NewVault, Notices, Options, Unlocked, Vault};
use rusqlite::Connection;
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// Of 100,000 clients a tenth may go; of 10,000 a tenth, which is 1,000.
const MANY: usize = 100_000;
const SOME: usize = 10_000;
/// The check reads nothing but these rows, so that the clients need no records behind them.
const ROWS: &str = "INSERT INTO handles (handle, register, number, state, disposal_year)
                    WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 100000)
                    SELECT randomblob(16), 'C', n, 'ended', CASE n % 10 WHEN 0 THEN 2023 ELSE 2034 END FROM up";

struct Made {
    folder: TempDir,
    identity: Identity,
}

fn made(clients: usize) -> &'static Made {
    static SMALL: OnceLock<Made> = OnceLock::new();
    static LARGE: OnceLock<Made> = OnceLock::new();
    let place = if clients == MANY { &LARGE } else { &SMALL };
    place.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let identity = Identity::generate();
        let (at, state) = (folder.path().join("vault"), folder.path().join("state"));
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
        if clients == MANY {
            let database = Connection::open(at.join("vault.db")).expect("opens");
            database.execute_batch(ROWS).expect("fills");
        } else {
            let all: Vec<Client> = (0..clients).map(client).collect();
            let mut unlocked = unlock(folder.path(), &identity);
            unlocked.add_clients(&all, None, || ()).expect("adds");
        }
        Made { folder, identity }
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

fn open(folder: &Path) -> Vault {
    Vault::open(Options {
        at: folder.join("vault"),
        state: folder.join("state"),
        now: now(),
        command: "bench".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    })
    .expect("opens")
}

fn unlock(folder: &Path, identity: &Identity) -> Unlocked {
    open(folder).unlock(identity).expect("unlocks")
}

/// What `retention sweep --check` looks at.
#[divan::bench(sample_count = 20)]
fn check_100_000(bencher: Bencher<'_, '_>) {
    let vault = open(made(MANY).folder.path());
    bencher.bench_local(|| {
        let due = vault.check_due(black_box(now().today())).expect("reads");
        assert_eq!(due.clients.len(), MANY / 10);
        due
    });
}

/// The same rows by a query and nothing else.
#[divan::bench(sample_count = 20)]
fn bare_query_100_000(bencher: Bencher<'_, '_>) {
    let database = made(MANY).folder.path().join("vault/vault.db");
    let database = Connection::open(database).expect("opens");
    let mut query = database
        .prepare(
            "SELECT number, state, hold, restricted, open_request, open_complaint, open_breach FROM handles
             WHERE disposal_year <= ?1 AND register = 'C' ORDER BY number",
        )
        .expect("a query");
    bencher.bench_local(|| {
        let rows = query.query_map([black_box(2026)], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
        });
        let rows: Vec<_> = rows.expect("runs").map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), MANY / 10);
        rows
    });
}

/// A plan of 1,000 records that may go, of 10,000.
#[divan::bench(sample_count = 10)]
fn plan_1_000(bencher: Bencher<'_, '_>) {
    let made = made(SOME);
    let mut unlocked = unlock(made.folder.path(), &made.identity);
    bencher.bench_local(|| {
        let (plan, _) = unlocked.plan_sweep(black_box(now().today())).expect("a plan");
        assert_eq!(plan.lines.len(), SOME / 10);
        plan
    });
}
