//! The data outlives the program: a short independent reader, written from the format page alone, opens every
//! record of a vault with stock `age` and `sqlite3`. Runs where Python, its `cryptography` (42 or newer) and `age`
//! are installed; elsewhere it says that it did not run.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Done, Home};

/// A Python that has what the reader needs: the one CI makes, or the machine's own.
fn python() -> Option<PathBuf> {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python3");
    let has = |python: &Path| {
        let check = "from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV; AESGCMSIV(bytes(32))";
        Command::new(python).args(["-c", check]).output().is_ok_and(|done| done.status.success())
    };
    [made, PathBuf::from("python3")].into_iter().find(|python| has(python))
}

/// The reader, with what it needs; none where that is not installed.
fn reader(home: &Home) -> Option<impl Fn(&Path, &[&str]) -> Done> {
    let age = Command::new("age").arg("--version").output().is_ok();
    let Some(python) = python().filter(|_| age) else {
        eprintln!("SKIPPED: age, or Python with cryptography 42 or newer, is not installed");
        return None;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/recover.py");
    Some(move |identity: &Path, more: &[&str]| {
        let mut command = Command::new(&python);
        command.arg(&script).arg(home.vault()).arg(home.state()).arg(identity).args(more);
        home.clear(&mut command);
        common::feed(command, b"")
    })
}

/// Changes vault.db behind everybody's back.
fn change(home: &Home, sql: &str) {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database.execute_batch(&format!("{sql}; PRAGMA wal_checkpoint(TRUNCATE)")).expect("changes");
}

#[test]
fn a_reader_that_shares_no_code_prints_every_record() {
    let home = Home::with_vault();
    let Some(read) = reader(&home) else { return };
    home.client("Ottilie Fairweather");
    home.client("Caspian Nettlefold");
    home.run(["client", "amend", "C-0001", "--phone", "07700 900123"]).ok();
    home.note("C-0001", "the first text");
    home.pipe(["note", "amend", "N-000001", "--reason", "addition"], b"the second text").ok();
    home.pipe(["note", "add", "C-0002", "--kind", "process", "--date", "2026-02-03"], b"own thinking").ok();
    home.run(["export", "-o", "out.age"]).ok();
    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &[]).ok();
    for word in [
        "Ottilie Fairweather",
        "Caspian Nettlefold",
        "07700 900123",
        "the first text",
        "the second text",
        "own thinking",
        "X-0001",
    ] {
        assert!(said.stdout.contains(word), "{word}\n{}", said.stdout);
    }
    // A changed byte is noticed by it as well.
    change(&home, "UPDATE records SET number = 9 WHERE type = 5 AND number = 2");
    assert_eq!(read(&identity, &[]).code, 1);
    home.run(["identity", "new", "--bare", "-i", "stranger"]).ok();
    assert_eq!(read(&home.join("stranger"), &[]).code, 1);
}

/// Files of the three kinds come out byte for byte, and what happened to their pieces is noticed.
#[test]
fn a_reader_that_shares_no_code_writes_every_file() {
    let home = Home::with_vault();
    let Some(read) = reader(&home) else { return };
    home.client("Ottilie Fairweather");
    let content = |length: usize| (0..=250).cycle().take(length).collect::<Vec<u8>>();
    // Three pieces; none; one that is full; two, the second of one byte.
    let files = [
        ("document", "Referral, Fairweather.PDF", "F-000001.pdf", content(150_000)),
        ("document", "empty", "F-000002.bin", Vec::new()),
        ("recording", "session.m4a", "F-000003.m4a", content(65_536)),
        ("invoice", "November.ods", "F-000004.ods", content(65_537)),
    ];
    for (kind, name, _, bytes) in &files {
        fs::write(home.join(name), bytes).expect("written");
        home.run(["file", "add", "C-0001", name, "--kind", kind]).ok();
    }
    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &["--files", "out"]).ok();
    assert_eq!(said.stdout.matches("content whole").count(), 4, "{}", said.stdout);
    assert!(
        said.stdout.contains("name: November.ods"),
        "the invoice stands with its client: {}",
        said.stdout
    );
    for (_, name, out, bytes) in &files {
        let path = home.join("out").join(out);
        assert!(fs::read(&path).expect("written") == *bytes, "{name} is what it was");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600, "{out}");
    }
    assert_eq!(fs::read_dir(home.join("out")).expect("a folder").count(), files.len());

    // Nothing is written over.
    fs::write(home.join("out/F-000002.bin"), b"mine").expect("written");
    let said = read(&identity, &["--files", "out"]);
    assert_eq!((said.code, said.stderr.matches("was there before").count()), (1, 4), "{}", said.stderr);
    assert_eq!(fs::read(home.join("out/F-000002.bin")).expect("reads"), b"mine");

    // Each change, what it takes back, and what is said of it.
    let of = |number: u8| format!("record = (SELECT id FROM records WHERE type = 6 AND number = {number})");
    let (first, last) = (of(1), of(4));
    let swap = format!(
        "UPDATE chunks SET piece = 1 - piece + 10 WHERE {first} AND piece < 2; UPDATE chunks SET piece = piece - 10 WHERE {first} AND piece > 9"
    );
    let end = format!("UPDATE chunks SET piece = piece + 90 WHERE {last} AND piece = 1");
    let more = format!(
        "INSERT INTO chunks SELECT record, version, 3, envelope FROM chunks WHERE {first} AND piece = 2"
    );
    let stray = "INSERT INTO chunks SELECT zeroblob(16), 1, 0, envelope FROM chunks LIMIT 1";
    for (what, change_it, back, says) in [
        (
            "swapped",
            swap.clone(),
            swap,
            &["piece 1 of 3 does not open", "piece 2 of 3 does not open", "as the audit log knows"][..],
        ),
        (
            "cut off",
            end,
            format!("UPDATE chunks SET piece = 1 WHERE {last} AND piece = 91"),
            &["1 pieces too few", "piece 2 of 2 is missing"],
        ),
        (
            "added",
            more,
            format!("DELETE FROM chunks WHERE {first} AND piece = 3"),
            &["0 pieces too few and 1 too many"],
        ),
        (
            "of nobody",
            stray.to_owned(),
            "DELETE FROM chunks WHERE record = zeroblob(16)".to_owned(),
            &["1 pieces belong to no file"],
        ),
    ] {
        change(&home, &change_it);
        let said = read(&identity, &["--files", "again"]);
        assert_eq!(said.code, 1, "{what}");
        for words in says {
            assert!(said.stderr.contains(words), "{what}: {words}: {}", said.stderr);
        }
        // What is not touched comes out all the same.
        assert!(fs::read(home.join("again/F-000003.m4a")).expect("written") == files[2].3, "{what}");
        fs::remove_dir_all(home.join("again")).expect("removed");
        change(&home, &back);
        read(&identity, &[]).ok();
    }
}
