//! The data outlives the program: a short independent reader, written from the format page alone, opens every
//! record of a vault with stock `age` and `sqlite3`. Runs where Python, its `cryptography` (42 or newer) and `age`
//! are installed; elsewhere it says that it did not run.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::Home;

/// A Python that has what the reader needs: the one CI makes, or the machine's own.
fn python() -> Option<PathBuf> {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python3");
    let has = |python: &Path| {
        let check = "from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV; AESGCMSIV(bytes(32))";
        Command::new(python).args(["-c", check]).output().is_ok_and(|done| done.status.success())
    };
    [made, PathBuf::from("python3")].into_iter().find(|python| has(python))
}

#[test]
fn a_reader_that_shares_no_code_prints_every_record() {
    let age = Command::new("age").arg("--version").output().is_ok();
    let Some(python) = python().filter(|_| age) else {
        eprintln!("SKIPPED: age, or Python with cryptography 42 or newer, is not installed");
        return;
    };
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.client("Caspian Nettlefold");
    home.run(["client", "amend", "C-0001", "--phone", "07700 900123"]).ok();
    home.note("C-0001", "the first text");
    home.pipe(["note", "amend", "N-000001", "--reason", "addition"], b"the second text").ok();
    home.pipe(["note", "add", "C-0002", "--kind", "process", "--date", "2026-02-03"], b"own thinking").ok();
    home.run(["export", "-o", "out.age"]).ok();
    let reader = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/recover.py");
    let run = |identity: &Path| {
        let mut command = Command::new(&python);
        command.arg(&reader).arg(home.vault()).arg(home.state()).arg(identity);
        home.clear(&mut command);
        common::feed(command, b"")
    };
    let identity = home.join(".config/praxis/identity.age");
    let read = run(&identity).ok();
    for word in [
        "Ottilie Fairweather",
        "Caspian Nettlefold",
        "07700 900123",
        "the first text",
        "the second text",
        "own thinking",
        "X-0001",
    ] {
        assert!(read.stdout.contains(word), "{word}\n{}", read.stdout);
    }
    // A changed byte is noticed by it as well.
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database
        .execute_batch(
            "UPDATE records SET number = 9 WHERE type = 5 AND number = 2; PRAGMA wal_checkpoint(TRUNCATE)",
        )
        .expect("changes");
    drop(database);
    assert_eq!(run(&identity).code, 1);
    home.run(["identity", "new", "--bare", "-i", "stranger"]).ok();
    assert_eq!(run(&home.join("stranger")).code, 1);
}
