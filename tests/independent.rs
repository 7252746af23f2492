//! The data outlives the program: a short independent reader, written from the format page alone, opens every
//! record of a vault with stock `age` and `sqlite3`. Runs where Python, its `cryptography` (42 or newer) and `age`
//! are installed; elsewhere it says that it did not run.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Done, Home};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::nation::Nation;
use praxis::vault::{NewVault, Notices, Options, Vault};

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

/// A vault that was made ten years ago and more, and from whose log entries went today.
fn purged(home: &Home) {
    home.run(["identity", "new", "--bare"]).ok();
    let text = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    let identity = Identity::parse(secret).expect("an identity");
    let (at, state) = (home.vault(), home.join(".local/state/praxis"));
    fs::create_dir_all(at.parent().expect("a folder")).expect("makes");
    let now = Now::at("2012-03-05T10:00:00Z".parse().expect("an instant"));
    let made = NewVault {
        at: &at,
        state: &state,
        keys: None,
        practice: "Willow Rooms",
        nation: Nation::EnglandAndWales,
        identity: &identity,
        kit: None,
        now,
    };
    made.create().expect("a new vault");
    let (command, notices) = ("test".to_owned(), Notices::default());
    let options = Options { at, state, now, command, accept_clock: false, looking: false, notices };
    Vault::open(options).expect("opens").unlock(&identity).expect("unlocks").clients().expect("a look");
    home.client("Ottilie Fairweather");
    let done = home.run(["housekeeping", "--apply"]).ok();
    assert!(done.stdout.contains("audit log  log"), "{}", done.stdout);
}

#[test]
fn a_reader_that_shares_no_code_knows_what_was_purged() {
    let home = Home::empty();
    purged(&home);
    let Some(read) = reader(&home) else { return };
    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &[]).ok();
    assert!(said.stderr.contains("nothing is wrong"), "{}", said.stderr);
    for (sql, says) in [
        ("UPDATE audit_pruned SET leaf = zeroblob(32)", "did not purge what it should have"),
        (
            "UPDATE audit_prunings SET note = replace(note, 'pruned', 'purged')",
            "no machine of the vault has signed",
        ),
        ("DELETE FROM audit_prunings", "no machine of the vault has signed"),
        ("DELETE FROM audit_pruned", "did not purge what it should have"),
    ] {
        let other = Home::empty();
        common::copy(&home.join("."), other.path());
        change(&other, sql);
        let read = reader(&other).expect("as before");
        let said = read(&other.join(".config/praxis/identity.age"), &[]);
        assert!(said.code == 1 && said.stderr.contains(says), "{sql}: {}", said.stderr);
    }
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

/// Requests, with what was decided by them: the reader prints them, and notices what was done to their clocks.
#[test]
fn a_reader_that_shares_no_code_prints_requests() {
    let home = Home::with_vault();
    let Some(read) = reader(&home) else { return };
    home.client("Ottilie Fairweather");
    home.client("Caspian Nettlefold");
    home.note("C-0001", "spoke of the lighthouse");
    let open = ["request", "open", "--right", "access", "--received", "2026-03-02"];
    home.pipe([&open[..], &["--client", "C-0001", "--words-file", "-"]].concat(), b"all of it").ok();
    home.pipe([&open[..], &["--name-file", "-"]].concat(), b"Isolde Thornbury").ok();
    home.run(["request", "close", "R-0002", "--outcome", "nothing-held", "--on", "2026-03-03"]).ok();
    let erase = ["request", "open", "--right", "erasure", "--received", "2026-03-04", "--client", "C-0002"];
    home.run(erase).ok();
    let confirm = ["--confirm", "C-0002", "--accept-total-loss", "--request", "R-0003"];
    home.run([&["erase", "C-0002", "--ground", "consent-withdrawn"][..], &confirm].concat()).ok();
    let decide = ["sar", "decide", "R-0001", "--all", "--do", "disclose", "--ground", "known-to-subject"];
    home.run(decide).ok();

    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &[]).ok();
    assert!(said.stderr.contains("nothing is wrong"), "{}", said.stderr);
    for words in [
        "R-0001  active  answer running, due 2026-04-02",
        "R-0002  ended\n",
        "R-0003  ended\n",
        "C-0002  erased",
        "open_request",
        "all of it",
        "Isolde Thornbury",
        "\"outcome\": \"complied\"",
        "decisions, version 1",
    ] {
        assert!(said.stdout.contains(words), "{words}\n{}", said.stdout);
    }
    for (change_it, back, says) in [
        (
            "UPDATE clocks SET due = '2099-01-01'",
            "UPDATE clocks SET due = '2026-04-02'",
            "the clocks of R-0001 are not as the audit log knows them",
        ),
        (
            "INSERT INTO clocks VALUES ('R', 9, 'answer', NULL, 'running')",
            "DELETE FROM clocks WHERE number = 9",
            "1 clocks belong to nothing",
        ),
        (
            "UPDATE handles SET state = 'active' WHERE register = 'R' AND number = 2",
            "UPDATE handles SET state = 'ended' WHERE register = 'R' AND number = 2",
            "the row of R-0002 is not as the audit log knows it",
        ),
    ] {
        change(&home, change_it);
        let said = read(&identity, &[]);
        assert!(said.code == 1 && said.stderr.contains(says), "{says}: {}", said.stderr);
        change(&home, back);
    }
    read(&identity, &[]).ok();
}

/// Breaches: the reader prints them with their clocks, and notices what was done to those.
#[test]
fn a_reader_that_shares_no_code_prints_breaches() {
    let home = Home::with_vault();
    let Some(read) = reader(&home) else { return };
    let open = |title: &str| {
        let aware = ["--aware", "2026-10-24T10:00:00+01:00", "--occurred", "2026-10-23 09:00"];
        home.run([&["breach", "open", title][..], &aware].concat()).ok();
    };
    open("bag left behind");
    open("letter to the wrong house");
    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &[]).ok();
    assert!(said.stderr.contains("nothing is wrong"), "{}", said.stderr);
    for words in [
        // 72 hours, over the night of 25 hours.
        "B-0001  active  notify running, due 2026-10-27",
        "B-0002  active  notify running, due 2026-10-27",
        "title: bag left behind",
        "aware: 2026-10-24T09:00:00Z",
        "\"occurred_from\": \"2026-10-23T08:00:00Z\"",
    ] {
        assert!(said.stdout.contains(words), "{words}\n{}", said.stdout);
    }
    let json = read(&identity, &["--json"]).ok().json();
    assert_eq!(json["breaches"][1]["records"]["B-0002"][0]["body"]["title"], "letter to the wrong house");
    assert_eq!((&json["requests"], &json["complaints"]), (&serde_json::json!([]), &serde_json::json!([])));
    for (change_it, back, says) in [
        (
            "UPDATE clocks SET due = '2099-01-01' WHERE number = 2",
            "UPDATE clocks SET due = '2026-10-27' WHERE number = 2",
            "the clocks of B-0002 are not as the audit log knows them",
        ),
        (
            "INSERT INTO clocks VALUES ('K', 9, 'outcome', NULL, 'running')",
            "DELETE FROM clocks WHERE number = 9",
            "1 clocks belong to nothing",
        ),
        (
            "UPDATE handles SET state = 'ended' WHERE register = 'B' AND number = 2",
            "UPDATE handles SET state = 'active' WHERE register = 'B' AND number = 2",
            "the row of B-0002 is not as the audit log knows it",
        ),
    ] {
        change(&home, change_it);
        let said = read(&identity, &[]);
        assert!(said.code == 1 && said.stderr.contains(says), "{says}: {}", said.stderr);
        home.run(["doctor", "--locked"]).fails(7, "damaged");
        change(&home, back);
    }
    read(&identity, &[]).ok();
    home.run(["doctor"]).ok();
}

/// A sweep, applied without a key: the reader knows what is gone, by which review, and believes the certificates.
#[test]
fn a_reader_that_shares_no_code_knows_what_a_sweep_destroyed() {
    let home = Home::with_vault();
    let Some(read) = reader(&home) else { return };
    for name in ["Ottilie Fairweather", "Caspian Nettlefold", "Isolde Thornbury"] {
        let born = ["--born", "1970-01-02", "--first-contact", "2014-05-06"];
        home.run([&["client", "add", "--name", name][..], &born].concat()).ok();
    }
    for client in ["C-0001", "C-0002", "C-0003"] {
        home.run(["client", "end", client, "--date", "2015-06-07"]).ok();
    }
    home.pipe(["hold", "place", "--class", "safeguarding", "--reason-file", "-"], b"Inquiry").ok();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    let decide = ["--decide", "C-0001=destroy:period-ended", "--decide", "C-0002=keep:2099-01-01:claim"];
    home.run([&["retention", "review", "plan.txt"][..], &decide].concat()).ok();
    home.run(["retention", "apply", "plan.txt", "--certificate", "S-0001.txt"]).ok();
    let identity = home.join(".config/praxis/identity.age");
    for unlocked in [false, true] {
        if unlocked {
            home.run(["certificate", "show", "S-0001", "-o", "again.txt"]).ok();
        }
        let said = read(&identity, &[]).ok();
        assert!(said.stderr.contains("nothing is wrong"), "{}", said.stderr);
        assert!(!said.stdout.contains("Ottilie") && said.stdout.contains("Caspian"), "{}", said.stdout);
        for line in ["C-0001  erased", "S-0001  applied", "a class of clients", "2099-01-01"] {
            assert!(said.stdout.contains(line), "{line}\n{}", said.stdout);
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify_certificate.py");
    for (file, whose) in [("S-0001.txt", "the machine"), ("again.txt", "member 1")] {
        let verified = Command::new(python().expect("there")).arg(&script).arg(home.join(file)).output();
        let said = String::from_utf8(verified.expect("runs").stdout).expect("UTF-8");
        assert!(said.starts_with("praxis certificate of disposal 1\n"), "{said}");
        assert!(said.contains("  - C-0001, E-0001: ") && !said.contains("C-0002"), "{whose}: {said}");
        home.run(["certificate", "verify", file]).ok();
    }
    // The sweep of an erasure, and the plan of a sweep, cannot be changed behind its back.
    change(&home, "UPDATE erasures SET sweep = NULL");
    assert!(
        read(&identity, &[]).stderr.contains("E-0001 or its tombstones are not as the audit log knows them")
    );
    change(&home, "UPDATE erasures SET sweep = 1; UPDATE sweeps SET plan = zeroblob(32)");
    assert!(read(&identity, &[]).stderr.contains("the row of S-0001 is not as the audit log knows it"));
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

/// A home with clients of whom each has a clinical note, a process note and files of the three kinds; and a hold.
fn caseload(clients: usize) -> Home {
    let home = Home::with_vault();
    fs::write(home.join("letter.txt"), vec![b'x'; 70_000]).expect("written");
    for number in 1..=clients {
        let client = home.client(&format!("Survivor {number:02}"));
        home.run(["client", "amend", &client, "--phone", &format!("07700 9001{number:02}")]).ok();
        home.run(["client", "amend", &client, "--gp", &format!("Surgery {number:02}")]).ok();
        home.note(&client, &format!("spoken {number:02}"));
        let own = format!("thought {number:02}");
        home.pipe(["note", "add", &client, "--kind", "process", "--date", "2026-02-03"], own.as_bytes()).ok();
        for kind in ["document", "recording", "invoice"] {
            home.run(["file", "add", &client, "letter.txt", "--kind", kind]).ok();
        }
    }
    let last = format!("C-{clients:04}");
    home.pipe(["hold", "place", "--client", &last, "--reason-file", "-"], b"inquest opened").ok();
    home
}

fn erase(home: &Home, client: usize, more: &[&str]) {
    let client = format!("C-{client:04}");
    let ground = ["erase", &client, "--ground", "objection", "--confirm", &client, "--accept-total-loss"];
    home.run([&ground[..], more].concat()).ok();
}

/// Ten erasures, of which some keep a part: every survivor comes out, nothing of who is gone, and nothing that went
/// is called damage.
#[test]
fn a_reader_that_shares_no_code_reads_a_vault_after_ten_erasures() {
    let home = caseload(9);
    let Some(read) = reader(&home) else { return };
    let lift = home.pipe(["hold", "place", "--client", "C-0007", "--reason-file", "-"], b"claim").ok().stdout;
    home.run(["hold", "lift", lift.trim()]).ok();
    // What is left of each: itself, ways to reach it, what is clinical, and what is process.
    let mut left = [[true; 4]; 10];
    let mut keep = |client: usize, more: &[&str], parts: [bool; 4]| {
        erase(&home, client, more);
        left[client] = parts;
    };
    let only = |kept: &[usize]| std::array::from_fn(|part| kept.contains(&part));
    keep(1, &[], only(&[]));
    keep(2, &["--keep", "clinical"], only(&[0, 2]));
    keep(3, &["--keep", "contact"], only(&[0, 1]));
    keep(4, &["--keep", "process=legal-claims"], only(&[0, 3]));
    keep(5, &["--keep", "identity"], only(&[0]));
    keep(3, &[], only(&[]));
    keep(6, &["--keep", "clinical", "--keep", "process"], only(&[0, 2, 3]));
    keep(6, &["--keep", "clinical"], only(&[0, 2]));
    keep(5, &[], only(&[]));
    keep(7, &["--keep", "contact", "--keep", "clinical"], only(&[0, 1, 2]));
    // And one who asked in vain, and what is written after.
    home.run(["erase", "C-0008", "--ground", "objection", "--refuse", "health-care"]).ok();
    home.note("C-0008", "spoken after");
    home.pipe(["note", "add", "C-0007", "--kind", "process", "--date", "2026-02-04"], b"thought after").ok();

    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &["--files", "out"]).ok();
    assert!(said.stderr.ends_with("nothing is wrong\n"), "{}", said.stderr);
    for (number, parts) in left.iter().enumerate().skip(1) {
        let words = ["Survivor", "07700 9001", "spoken", "thought"];
        for ((part, word), there) in words.iter().enumerate().zip(parts) {
            let space = if part == 1 { "" } else { " " };
            let word = format!("{word}{space}{number:02}");
            assert_eq!(said.stdout.contains(&word), *there, "{word}\n{}", said.stdout);
        }
        // Documents go with what is clinical, recordings with what is process, invoices never.
        for (kind, there) in [(1, parts[2]), (2, parts[3]), (3, true)] {
            let file = home.join(format!("out/F-{:06}.txt", (number - 1) * 3 + kind));
            assert_eq!(file.exists(), there, "{}", file.display());
        }
    }
    for word in
        ["spoken after", "thought after", "inquest opened", "claim", "E-0011  refused", "C-0001  erased"]
    {
        assert!(said.stdout.contains(word), "{word}\n{}", said.stdout);
    }
    assert_eq!(said.stdout.matches("  rotated  ").count(), 10, "{}", said.stdout);
    // Steps on the way to here: only the way into the last epoch is left.
    assert!(home.state().join("1-10.age").exists() && !home.state().join("1-9.age").exists());

    // What nobody erased and is gone is damage all the same; and so is a tombstone that was put there.
    let lost = "CREATE TABLE lost AS SELECT * FROM records WHERE type = 2 AND number = 8 AND state = 'live'";
    let forged = "INSERT INTO tombstones (slot, handle, compartment, key_version, day, generation, authority)
                  SELECT zeroblob(16), handle, 2, 1, '2026-11-22', 1, 'E-0011' FROM lost";
    let back = "INSERT INTO records SELECT * FROM lost; DROP TABLE lost";
    for (what, change_it, back, says) in [
        (
            "a part lost",
            format!("{lost}; DELETE FROM records WHERE id IN (SELECT id FROM lost) AND state = 'live'"),
            back.to_owned(),
            &["C-0008 has lost its contact record", "1 rows that the audit log knows are gone"][..],
        ),
        (
            "and a tombstone for it",
            format!(
                "{lost}; DELETE FROM records WHERE id IN (SELECT id FROM lost) AND state = 'live'; {forged}"
            ),
            format!("{back}; DELETE FROM tombstones WHERE slot = zeroblob(16)"),
            &[
                "E-0011 or its tombstones are not as the audit log knows",
                "C-0008 has lost its contact record",
            ],
        ),
        (
            "a tombstone of nobody",
            "UPDATE tombstones SET authority = 'E-0099' WHERE authority = 'E-0001' AND compartment = 1"
                .to_owned(),
            "UPDATE tombstones SET authority = 'E-0001' WHERE authority = 'E-0099'".to_owned(),
            &["1 tombstones belong to no erasure", "E-0001 or its tombstones"],
        ),
        (
            "somebody called erased",
            "UPDATE handles SET state = 'erased' WHERE register = 'C' AND number = 9".to_owned(),
            "UPDATE handles SET state = 'active' WHERE register = 'C' AND number = 9".to_owned(),
            &[
                "the row of C-0009 is not as the audit log knows it",
                "C-0009 has a person record, and it was erased",
            ],
        ),
        (
            "a hold called lifted",
            "UPDATE holds SET state = 'lifted' WHERE number = 1".to_owned(),
            "UPDATE holds SET state = 'active' WHERE number = 1".to_owned(),
            &["the row of H-0001 is not as the audit log knows it"],
        ),
    ] {
        change(&home, &change_it);
        let said = read(&identity, &[]);
        assert_eq!(said.code, 1, "{what}: {}", said.stderr);
        for words in says {
            assert!(said.stderr.contains(words), "{what}: {words}: {}", said.stderr);
        }
        change(&home, &back);
        read(&identity, &[]).ok();
    }
}

/// The epoch of the keyring, both mirrors of which are alike.
fn read_epoch(home: &Home) -> u64 {
    let image = |name: &str| fs::read(home.vault().join("keyring").join(name)).expect("reads");
    let a = image("a");
    let epoch = u64::from_le_bytes(a[32..40].try_into().expect("eight bytes"));
    if a == image("b") { epoch } else { u64::MAX }
}

/// An erasure that was cut off between any two writes of keys: of who was to go nothing is shown, what is left is read,
/// and nothing is called lost.
#[test]
fn a_reader_that_shares_no_code_reads_an_erasure_that_was_cut_off() {
    if let Some(why) = common::faults::strace::impossible() {
        eprintln!("SKIPPED: {why}; no command can be cut off");
        return;
    }
    let home = caseload(3);
    if reader(&home).is_none() {
        return;
    }
    erase(&home, 2, &[]);
    let identity = |home: &Home| home.join(".config/praxis/identity.age");
    let (mut states, mut ahead) = (BTreeSet::new(), 0);
    // Mirrors are synced by the first call, key files and `members` by the second; the third ends the ways in.
    for (keep, call, points) in [
        ("", "fdatasync", 1..=4),
        ("", "fsync", 10..=16),
        ("", "unlink", 1..=1),
        ("--keep=contact", "fdatasync", 1..=4),
    ] {
        for nth in points {
            let cut = Home::empty();
            common::copy(&home.join("."), &cut.join("."));
            let read = reader(&cut).expect("as before");
            let mut command = Command::new("strace");
            command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
            command.args(["-e", &format!("inject={call}:signal=SIGKILL:when={nth}"), common::PRAXIS]);
            command.args(["erase", "C-0001", "--ground", "objection", "--confirm", "C-0001"]);
            command.arg("--accept-total-loss").args((!keep.is_empty()).then_some(keep));
            cut.clear(&mut command);
            let at = format!("{keep}, killed at {call} {nth}");
            assert_ne!(common::feed(command, b"").code, 0, "{at}");
            let said = read(&identity(&cut), &["--files", "out"]);
            // A mirror that is behind is the one thing that may be said.
            let wrong: Vec<&str> = said.stderr.lines().filter(|line| line.starts_with("wrong: ")).collect();
            assert!(
                wrong.iter().all(|line| line.contains("is older than keyring/")),
                "{at}: {}",
                said.stderr
            );
            for gone in ["spoken 01", "thought 01", "Surgery 01", "Survivor 02", "spoken 02"] {
                assert!(!said.stdout.contains(gone), "{at}: {gone}\n{}", said.stdout);
            }
            let kept = !keep.is_empty();
            for part in ["Survivor 01", "07700 900101"] {
                assert_eq!(said.stdout.contains(part), kept, "{at}: {part}\n{}", said.stdout);
            }
            for left in ["Survivor 03", "spoken 03", "thought 03", "inquest opened"] {
                assert!(said.stdout.contains(left), "{at}: {left}\n{}", said.stdout);
            }
            let erasure = said.stdout.lines().find(|line| line.starts_with("E-0002  ")).expect("is decided");
            let all = common::files(&cut.state()).into_iter().map(|(path, _)| path);
            let mut wraps: Vec<String> = all
                .filter(|path| path.extension().is_some_and(|end| end == "age"))
                .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
                .collect();
            wraps.sort_unstable();
            states.insert((erasure.split("  ").nth(1).expect("a state").to_owned(), wraps.join(" ")));
            let members = fs::read_to_string(cut.vault().join("members")).expect("reads");
            if members.contains("\"epoch\": 2") && read_epoch(&cut) == 1 {
                ahead += 1;
            }
            // And praxis goes on from there.
            assert!(cut.run(["client", "list"]).ok().stderr.contains("completed"), "{at}");
            assert!(read(&identity(&cut), &[]).ok().stderr.contains("nothing is wrong"), "{at}");
        }
    }
    let state = |state: &str, wraps: &str| (state.to_owned(), wraps.to_owned());
    // Before the keyring is of the next epoch the way into it is there already, and `members` is of it.
    for met in [state("intended", "1-1.age"), state("shredded", "1-1.age 1-2.age")] {
        assert!(states.contains(&met), "{met:?}: {states:?}");
    }
    assert!(ahead > 0, "`members` was ahead of the keyring");
}

/// Members by name and role, those who went too; and who has no clinical part has lost none.
#[test]
fn a_reader_that_shares_no_code_names_members() {
    let home = Home::with_vault();
    let Some(read) = reader(&home) else { return };
    let desk = home.run(["identity", "new", "--bare", "-i", "desk.age"]).ok().stdout.trim().to_owned();
    let room = home.run(["identity", "new", "--bare", "-i", "room.age"]).ok().stdout.trim().to_owned();
    let add = |name: &str, role: &str, recipient: &str| {
        home.run(["member", "add", "--name", name, "--role", role, "--recipient", recipient]).ok();
    };
    add("Isolde Thornbury", "reception", &desk);
    add("Lambert Quill", "clinician", &room);
    home.run(["client", "add", "--name", "Ottilie Fairweather", "-i", "desk.age"]).ok();
    home.run(["member", "remove", "2", "--confirm", "2"]).ok();
    let identity = home.join(".config/praxis/identity.age");
    let said = read(&identity, &[]).ok();
    assert!(said.stderr.contains("nothing is wrong"), "{}", said.stderr);
    for words in [
        "member 1  owner, a member",
        "member 2  reception, until ",
        "name: Isolde Thornbury",
        "member 3  clinician, a member",
        "name: Lambert Quill",
        "Ottilie Fairweather",
    ] {
        assert!(said.stdout.contains(words), "{words}\n{}", said.stdout);
    }
    home.run(["client", "amend", "C-0001", "--gp", "Dr Example"]).ok();
    read(&identity, &[]).ok();
    change(&home, "DELETE FROM records WHERE type = 3");
    let damaged = read(&identity, &[]);
    assert_eq!(damaged.code, 1);
    assert!(damaged.stderr.contains("1 rows that the audit log knows are gone"), "{}", damaged.stderr);
}
