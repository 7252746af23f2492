//! A record whose processing is restricted (UK GDPR Article 18): every door by which a clinical record leaves the vault is
//! tried, refused, and opened with a reason, which the log then has.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use common::clear::{Clear, blob, value};
use common::{Home, files};
use rusqlite::types::Value;

/// What stands in the restricted record, and nowhere else.
const SECRETS: [&str; 5] = ["zylophant", "quistery", "mardlewort", "Ottilie", "fennimore"];

/// The doors to the record of one client.
const DOORS: [&[&str]; 6] = [
    &["note", "show", "N-000001"],
    &["note", "show", "N-000002"],
    &["note", "list", "C-0001"],
    &["search", "zylophant", "--client", "C-0001"],
    &["file", "list", "C-0001"],
    &["file", "get", "F-000001", "-o", "-"],
];

/// The doors to those of everybody.
const LISTS: [&[&str]; 4] =
    [&["note", "list"], &["search", "zylophant"], &["file", "list"], &["note", "list", "--json"]];

/// Two clients whose records have the same words in them; the first is restricted.
fn home() -> Home {
    let home = Home::with_vault();
    let add = |name: &str| {
        let args =
            ["client", "add", "--first-contact", "2026-01-05", "--alert", "mardlewort", "--name", name];
        home.run(args).ok();
    };
    add("Ottilie Fairweather");
    add("Bram Okafor");
    for (client, kind) in [("C-0001", "session"), ("C-0001", "process"), ("C-0002", "session")] {
        let args = ["note", "add", client, "--kind", kind, "--date", "2026-02-03", "--file", "-"];
        home.pipe(args, b"zylophant").ok();
    }
    std::fs::write(home.join("fennimore.txt"), "quistery").expect("writes");
    for kind in ["document", "invoice"] {
        home.run(["file", "add", "C-0001", "fennimore.txt", "--kind", kind]).ok();
    }
    std::fs::remove_file(home.join("fennimore.txt")).expect("goes");
    ask(&home, "C-0001");
    home.run(["client", "restrict", "C-0001", "--request", "R-0001", "--ground", "accuracy"]).ok();
    home
}

/// Opens a request for a restriction.
fn ask(home: &Home, client: &str) {
    let ask = ["request", "open", "--right", "restriction", "--received", "2026-02-04", "--client", client];
    home.run(ask).ok();
}

/// How often the log has an action about the first client.
fn logged(home: &Home, action: &str) -> usize {
    let clear = Clear::read(home);
    let is_first = |row: &&common::clear::Row| {
        let client = *value(row, "register") == Value::Text("C".to_owned());
        client && common::clear::number(row, "number") == Some(1)
    };
    let first = clear.rows("handles").iter().find(is_first);
    let handle = blob(first.expect("a client"), "handle");
    let about = |row: &&common::clear::Row| {
        *value(row, "action") == Value::Text(action.to_owned())
            && *value(row, "handle") == Value::Blob(handle.clone())
    };
    clear.rows("audit").iter().filter(about).count()
}

fn with<'a>(args: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
    args.iter().chain(more).copied().collect()
}

#[test]
fn every_door_is_shut() {
    let home = home();
    for door in DOORS {
        let done = home.run(door).fails(3, "C-0001 is restricted");
        assert_eq!(done.stdout, "", "{door:?}");
        for secret in SECRETS {
            assert!(!done.stderr.contains(secret), "{door:?}: {}", done.stderr);
        }
    }
    // An invoice has a handle of its own, and is about the client all the same.
    home.run(["file", "get", "F-000002", "-o", "-"]).fails(3, "C-0001 is restricted");
    home.pipe(["note", "amend", "N-000001", "--reason", "addition", "--file", "-"], b"x")
        .fails(3, "restricted");
    home.run(["erase", "C-0001", "--ground", "objection", "--dry-run"]).fails(3, "restricted");
    assert_eq!(logged(&home, "access.overridden"), 0);
    assert_eq!((logged(&home, "note.shown"), logged(&home, "file.copied")), (0, 0));
}

#[test]
fn every_door_opens_with_a_reason_which_the_log_has_first() {
    let home = home();
    for (already, door) in DOORS.iter().enumerate() {
        let done = home.run(with(door, &["--override", "--reason", "consent"])).ok();
        assert_ne!(done.stdout, "", "{door:?}");
        assert_eq!(logged(&home, "access.overridden"), already + 1, "{door:?}");
    }
    // Without a reason there is none, and one that Article 18(2) does not know is none.
    home.run(with(DOORS[0], &["--override"])).fails(2, "");
    home.run(with(DOORS[0], &["--override", "--reason", "curiosity"])).fails(2, "");
    let done = home.run(["client", "show", "C-0001", "--json"]).ok().json();
    let overridden = done["restrictions"]["overridden"].as_array().expect("recorded").clone();
    assert_eq!(overridden.len(), DOORS.len());
    assert!(overridden.iter().all(|entry| entry["reason"] == "consent"));
}

#[test]
fn lists_over_everybody_leave_it_out_and_say_so() {
    let home = home();
    for list in LISTS {
        let done = home.run(list).ok();
        assert!(done.stderr.contains("1 client is restricted and was left out"), "{list:?}: {}", done.stderr);
        assert!(!done.stdout.contains("C-0001"), "{list:?}: {}", done.stdout);
        assert_eq!(done.stdout.contains("C-0002"), list[0] != "file", "{list:?}: {}", done.stdout);
        let all = home.run(with(list, &["--override", "--reason", "storage"])).ok();
        assert!(all.stdout.contains("C-0001") && !all.stderr.contains("left out"), "{list:?}");
    }
    assert_eq!(logged(&home, "access.overridden"), LISTS.len());
    let done = home.run(["export", "--plain", "-o", "out", "--json"]).ok();
    assert_eq!((&done.json()["clients"], &done.json()["left_out"]), (&1.into(), &1.into()));
    let everything = || -> String {
        files(&home.join("out"))
            .iter()
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
            .collect()
    };
    assert!(
        everything().contains("Bram")
            && !everything().contains("Ottilie")
            && !everything().contains("quistery")
    );
    std::fs::remove_dir_all(home.join("out")).expect("goes");
    let done =
        home.run(["export", "--plain", "-o", "out", "--override", "--reason", "consent", "--json"]).ok();
    assert_eq!((&done.json()["clients"], &done.json()["left_out"]), (&2.into(), &serde_json::Value::Null));
    assert!(everything().contains("Ottilie") && everything().contains("quistery"));
    assert_eq!(logged(&home, "client.exported"), 1);
}

#[test]
fn who_it_is_stays_readable_and_notes_can_be_added() {
    let home = home();
    let shown = home.run(["client", "show", "C-0001", "--json"]).ok().json();
    assert_eq!((&shown["name"], &shown["restricted"]), (&"Ottilie Fairweather".into(), &true.into()));
    assert_eq!((&shown["withheld"], shown["alerts"].as_array().map(Vec::len)), (&true.into(), Some(0)));
    home.pipe(["note", "add", "C-0001", "--date", "2026-02-04", "--file", "-"], b"more").ok();
    home.run(["client", "amend", "C-0001", "--phone", "07700 900123"]).ok();
    // The clinical part that was not shown is there as it was.
    let shown =
        home.run(["client", "show", "C-0001", "--override", "--reason", "consent", "--json"]).ok().json();
    assert_eq!((&shown["alerts"][0], &shown["phone"]), (&"mardlewort".into(), &"07700 900123".into()));
    home.run(["doctor"]).ok();
}

#[test]
fn it_ends_when_the_client_was_told_and_the_last_request_is_done() {
    let home = home();
    for client in ["C-0001", "C-0001", "C-0002"] {
        ask(&home, client);
    }
    let restrict = |request: &str| home.run(["client", "restrict", "C-0001", "--request", request]);
    restrict("R-0002").ok();
    restrict("R-0004").fails(2, "R-0004 is no request of C-0001's");
    restrict("R-0005").fails(5, "there is no request R-0005");
    let end = |request: &str, told: &str| {
        home.run(["client", "unrestrict", "C-0001", "--request", request, "--told", told])
    };
    let today = chrono::Utc::now().date_naive().to_string();
    end("R-0001", "2020-01-01").fails(2, "before the restriction began");
    end("R-0001", "2199-01-01").fails(2, "in the future");
    end("R-0003", &today).fails(2, "not restricted by R-0003");
    end("R-0001", &today).ok();
    home.run(DOORS[0]).fails(3, "restricted");
    // A request that was closed meanwhile ends it all the same.
    home.run(["request", "close", "R-0002", "--outcome", "complied"]).ok();
    end("R-0002", &today).ok();
    home.run(DOORS[0]).ok();
    assert_eq!((logged(&home, "client.restricted"), logged(&home, "client.unrestricted")), (2, 2));
    let shown = home.run(["client", "show", "C-0001", "--json"]).ok().json();
    assert_eq!(
        (&shown["restricted"], &shown["restrictions"]["made"][0]["ended"]["told"]),
        (&serde_json::Value::Null, &today.into())
    );
}

/// Whoever can write the table can neither restrict nor lift a restriction.
#[test]
fn a_flag_that_the_log_does_not_know_opens_nothing() {
    let home = home();
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database
        .execute("UPDATE handles SET restricted = 0 WHERE number = 1 AND register = 'C'", [])
        .expect("writes");
    drop(database);
    for door in DOORS.iter().chain(&LISTS) {
        home.run(*door).fails(7, "C-0001");
    }
}
