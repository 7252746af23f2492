//! Requests from end to end: what waits for an answer keeps the record, an erasure answers the request that asked for it, and
//! what was changed behind its back is noticed.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::sync::OnceLock;

use common::canary::Session;
use common::clear::{Clear, number, value};
use common::{Done, Home, files};
use rusqlite::Connection;
use rusqlite::types::Value;

/// Clients whose work ended long ago, with something in them that goes without a review; C-0002 is there to compare.
fn practice() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let home = Home::with_vault();
        for (name, client) in [("Ada Example", "C-0001"), ("Bea Example", "C-0002")] {
            let add = ["client", "add", "--name", name, "--born", "1960-02-01", "--phone", "07700 900001"];
            home.run([&add[..], &["--first-contact", "1997-01-05"]].concat()).ok();
            for kind in ["session", "process"] {
                let add = ["note", "add", client, "--kind", kind, "--date", "1998-02-03", "--file", "-"];
                home.pipe(add, b"was said").ok();
            }
            home.run(["client", "end", client, "--date", "2001-11-22"]).ok();
        }
        home
    });
    copy_of(made)
}

fn copy_of(made: &Home) -> Home {
    let home = Home::empty();
    common::copy(&made.join("."), &home.join("."));
    home
}

/// Opens a request; gives the reference.
fn ask(home: &Home, client: &str, right: &str, more: &[&str]) -> String {
    let open = ["request", "open", "--client", client, "--right", right, "--received", "2026-03-02"];
    home.run([&open[..], more].concat()).ok().stdout.trim().to_owned()
}

fn close(home: &Home, request: &str) -> Done {
    home.run(["request", "close", request, "--outcome", "withdrawn", "--on", "2026-03-03"])
}

const ERASE: [&str; 7] =
    ["erase", "C-0001", "--ground", "consent-withdrawn", "--confirm", "C-0001", "--accept-total-loss"];

fn erase(home: &Home, more: &[&str]) -> Done {
    home.run([&ERASE[..], more].concat())
}

/// What nothing was done to: the client is there, and so is the request.
fn nothing_happened(home: &Home, request: &str) {
    home.run(["client", "show", "C-0001"]).ok();
    home.run(["note", "show", "N-000002"]).ok();
    let shown = home.run(["request", "show", request, "--json"]).ok().json();
    assert_eq!((&shown["closed"], &shown["erased"]), (&serde_json::Value::Null, &false.into()));
    home.run(["doctor"]).ok();
}

/// The flag of a client's handle.
fn is_flagged(home: &Home, client: i64) -> bool {
    let clear = Clear::read(home);
    let of = |row: &&common::clear::Row| {
        *value(row, "register") == Value::Text("C".to_owned()) && number(row, "number") == Some(client)
    };
    number(clear.rows("handles").iter().find(of).expect("a client"), "open_request") == Some(1)
}

/// The state of every request in the clear.
fn states(home: &Home) -> Vec<String> {
    let clear = Clear::read(home);
    let requests =
        clear.rows("handles").iter().filter(|row| *value(row, "register") == Value::Text("R".to_owned()));
    let state = |row: &common::clear::Row| match value(row, "state") {
        Value::Text(state) => state.clone(),
        other => panic!("{other:?}"),
    };
    requests.map(state).collect()
}

fn only_file(folder: &std::path::Path) -> std::ffi::OsString {
    let mut found =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    found.find(|name| name.to_string_lossy().ends_with(".praxis-backup")).expect("a backup")
}

fn sql(home: &Home, statement: &str) {
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    database.execute_batch(statement).expect(statement);
}

#[test]
fn what_is_asked_about_is_not_destroyed_until_the_last_request_is_answered() {
    let home = practice();
    for (first, second) in [("access", "police"), ("erasure", "access")] {
        let requests = [ask(&home, "C-0001", first, &[]), ask(&home, "C-0001", second, &[])];
        assert!(is_flagged(&home, 1) && !is_flagged(&home, 2));
        for closed in [None, Some(&requests[0])] {
            if let Some(request) = closed {
                close(&home, request).ok();
            }
            erase(&home, &[]).fails(3, "C-0001 may not be destroyed: a request is open");
            home.run(["erase", "C-0001", "--ground", "objection", "--dry-run"]).fails(3, "a request is open");
            home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
            let decide = |client: &str| {
                let decision = format!("{client}=destroy:period-ended");
                home.run(["retention", "review", "plan.txt", "--decide", &decision])
            };
            decide("C-0001").fails(3, "the plan does not propose that C-0001 goes: open-request");
            std::fs::remove_file(home.join("plan.txt")).expect("goes");
            let fates = home.run(["housekeeping", "--json"]).ok().json();
            for fate in fates.as_array().expect("a list") {
                let held = ["C-0001", "N-000002"].iter().any(|held| fate["what"] == *held);
                assert_eq!(fate["held"], held, "{fate}");
            }
        }
        close(&home, &requests[1]).ok();
        assert!(!is_flagged(&home, 1));
        home.run(["erase", "C-0001", "--ground", "objection", "--dry-run"]).ok();
    }
    // It was the flag alone that kept it.
    let request = ask(&home, "C-0001", "access", &[]);
    home.run(["housekeeping", "--apply"]).ok();
    home.run(["note", "show", "N-000002"]).ok();
    home.run(["note", "show", "N-000004"]).fails(5, "it was disposed of");
    close(&home, &request).ok();
    home.run(["housekeeping", "--apply"]).ok();
    home.run(["note", "show", "N-000002"]).fails(5, "it was disposed of");
    home.run(["doctor"]).ok();
}

/// A plan that was reviewed before somebody asked destroys nothing.
#[test]
fn a_request_that_comes_after_the_review_stops_the_sweep() {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    home.run(["retention", "review", "plan.txt", "--decide", "C-0001=destroy:period-ended"]).ok();
    let request = ask(&home, "C-0001", "access", &[]);
    assert_ne!(home.run(["retention", "apply", "plan.txt"]).code, 0);
    nothing_happened(&home, &request);
}

#[test]
fn an_erasure_answers_the_request_that_asks_for_it() {
    for (more, outcome) in [(&[][..], "complied"), (&["--keep", "clinical=legal-claims"][..], "partly")] {
        let home = practice();
        let request = ask(&home, "C-0001", "erasure", &[]);
        home.run(["erase", "C-0001", "--ground", "objection", "--dry-run", "--request", &request]).ok();
        nothing_happened(&home, &request);
        erase(&home, &[&["--request", &request][..], more].concat()).ok();
        let shown = home.run(["request", "show", &request, "--json"]).ok().json();
        assert_eq!((&shown["state"], &shown["outcome"]), (&"closed".into(), &outcome.into()));
        assert_eq!((&shown["client"], &shown["erased"]), (&"C-0001".into(), &more.is_empty().into()));
        assert_eq!((states(&home), is_flagged(&home, 1)), (vec!["ended".to_owned()], false));
        assert!(Clear::read(&home).rows("clocks").is_empty());
        home.run(["doctor"]).ok();
        // One that is answered asks for nothing more.
        home.run([
            "erase",
            "C-0002",
            "--ground",
            "objection",
            "--refuse",
            "health-care",
            "--request",
            &request,
        ])
        .fails(2, "is no open request for the erasure of C-0002");
    }
}

#[test]
fn a_refusal_answers_it_too() {
    for (refusal, ground) in [
        ("legal-claims", "not-applicable"),
        ("identity-not-proved", "identity"),
        ("manifestly-unfounded", "unfounded"),
    ] {
        let home = practice();
        let request = ask(&home, "C-0001", "erasure", &[]);
        let refuse = ["erase", "C-0001", "--ground", "objection", "--refuse", refusal, "--request", &request];
        home.run(refuse).ok();
        let shown = home.run(["request", "show", &request, "--json"]).ok().json();
        assert_eq!((&shown["outcome"], &shown["history"][0]["ground"]), (&"refused".into(), &ground.into()));
        assert!(!is_flagged(&home, 1));
        home.run(["client", "show", "C-0001"]).ok();
        home.run(refuse).fails(2, "is no open request");
        assert_eq!(home.run(["certificate", "list", "--json"]).ok().json().as_array().map(Vec::len), Some(1));
    }
}

#[test]
fn only_an_open_request_of_that_kind_about_that_client_is_answered() {
    let home = practice();
    let of_another = ask(&home, "C-0002", "erasure", &[]);
    let not_yet = ["request", "open", "--right", "erasure", "--name-file", "-", "--received", "2026-03-02"];
    let of_nobody = home.pipe(not_yet, b"Cara Example").ok().stdout.trim().to_owned();
    let of_access = ask(&home, "C-0001", "access", &[]);
    close(&home, &of_access).ok();
    let withdrawn = ask(&home, "C-0001", "erasure", &[]);
    close(&home, &withdrawn).ok();
    for request in [&of_another, &of_nobody, &of_access, &withdrawn] {
        let says = format!("{request} is no open request for the erasure of C-0001");
        erase(&home, &["--request", request]).fails(2, &says);
        let refuse = ["erase", "C-0001", "--ground", "objection", "--refuse", "health-care"];
        home.run([&refuse[..], &["--request", request]].concat()).fails(2, &says);
    }
    erase(&home, &["--request", "R-0099"]).fails(5, "there is no request R-0099");
    erase(&home, &["--request", "C-0001"]).fails(2, "");

    // Whoever asks for somebody else shows first that they may.
    let of_agent = ask(&home, "C-0001", "erasure", &["--by", "agent"]);
    erase(&home, &["--request", &of_agent]).fails(3, "waits for proof of who asks");
    nothing_happened(&home, &of_agent);
    let today = chrono::Utc::now().date_naive().to_string();
    home.run(["request", "identity", &of_agent, "--what", "authority", "--given", &today]).ok();

    // And another request keeps the record, whichever of the two is answered.
    let another = ask(&home, "C-0001", "erasure", &[]);
    for request in [&of_agent, &another] {
        erase(&home, &["--request", request]).fails(3, "a request is open");
        nothing_happened(&home, request);
    }
    close(&home, &another).ok();
    erase(&home, &["--request", &of_agent]).ok();
    home.run(["client", "show", "C-0001"]).fails(6, "");
}

/// A hold stands above a request.
#[test]
fn what_is_held_is_not_erased_by_request() {
    let home = practice();
    let request = ask(&home, "C-0001", "erasure", &[]);
    home.pipe(["hold", "place", "--client", "C-0001", "--reason-file", "-"], b"Inquest").ok();
    erase(&home, &["--request", &request]).fails(3, "H-0001");
    nothing_happened(&home, &request);
}

#[test]
fn a_backup_brings_requests_and_their_clocks_back() {
    let home = practice();
    let open = ask(&home, "C-0001", "access", &[]);
    home.pipe(["request", "pause", &open, "--on", "2026-03-05", "--reason-file", "-"], b"Why").ok();
    let closed = ask(&home, "C-0002", "objection", &[]);
    close(&home, &closed).ok();
    let seen = |home: &Home| home.run(["request", "list", "--all", "--json"]).ok().json();
    let before = seen(&home);
    std::fs::create_dir(home.join("backups")).expect("a folder");
    home.run(["backup", "create", "--to", "backups"]).ok();
    let backup = home.join("backups").join(only_file(&home.join("backups")));
    close(&home, &open).ok();
    home.run(["restore".as_ref(), backup.as_os_str(), "--to".as_ref(), "new".as_ref()]).ok();
    let there = |args: &[&str]| home.run([&["--vault", "new"][..], args].concat());
    assert_eq!(there(&["request", "list", "--all", "--json"]).ok().json(), before);
    there(&["doctor"]).ok();
    there(&["erase", "C-0001", "--ground", "objection", "--dry-run"]).fails(3, "a request is open");
    there(&["request", "resume", &open, "--on", "2026-03-12"]).ok();
    there(&["request", "close", &open, "--outcome", "complied"]).ok();
    there(&["erase", "C-0001", "--ground", "objection", "--dry-run"]).ok();
}

/// By `doctor`, and by who goes on to rely on it.
#[test]
fn what_was_done_to_a_clock_is_noticed() {
    let home = practice();
    ask(&home, "C-0001", "access", &[]);
    ask(&home, "C-0002", "police", &[]);
    close(&home, "R-0002").ok();
    let differs = |request: &str| format!("the clocks of {request} are not those that the audit log knows");
    for (change, request, says) in [
        ("UPDATE clocks SET due = '2099-01-01'", Some("R-0001"), differs("R-0001")),
        ("UPDATE clocks SET due = NULL, state = 'paused'", Some("R-0001"), differs("R-0001")),
        ("DELETE FROM clocks", Some("R-0001"), differs("R-0001")),
        ("INSERT INTO clocks VALUES ('R', 2, 'answer', NULL, 'running')", Some("R-0002"), differs("R-0002")),
        (
            "INSERT INTO clocks VALUES ('R', 9, 'answer', NULL, 'running')",
            None,
            "there is a clock of R-0009, which is not there".to_owned(),
        ),
        (
            "UPDATE handles SET state = 'ended' WHERE register = 'R' AND number = 1",
            Some("R-0001"),
            "R-0001 in vault.db is not the row that the audit log knows".to_owned(),
        ),
        (
            "UPDATE handles SET open_request = 0 WHERE register = 'C' AND number = 1",
            None,
            "C-0001 in vault.db is not the row that the audit log knows".to_owned(),
        ),
        (
            "DELETE FROM records WHERE type = 12 AND number = 1",
            Some("R-0001"),
            "1 row that the audit log knows is gone".to_owned(),
        ),
    ] {
        let changed = copy_of(&home);
        sql(&changed, change);
        let done = changed.run(["doctor"]);
        assert_eq!(done.code, 7, "{change}: {}", done.stdout);
        assert!(done.stdout.contains(&says), "{change}: {}", done.stdout);
        if let Some(request) = request {
            changed.run(["request", "show", request]).fails(7, request);
            close(&changed, request).fails(7, request);
        }
    }
}

/// What is refused in the middle of a write leaves nothing of it.
#[test]
fn a_write_that_fails_leaves_nothing() {
    let home = practice();
    let never = |table: &str, when: &str| {
        format!("CREATE TRIGGER never BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")
    };
    let fails = |home: &Home, trigger: &str, args: &[&str]| {
        sql(home, trigger);
        let done = home.run(args);
        assert!(done.code != 0 && done.stdout.is_empty(), "{args:?}: {}", done.stdout);
        sql(home, "DROP TRIGGER never");
    };
    let open = ["request", "open", "--client", "C-0001", "--right", "erasure", "--received", "2026-03-02"];
    for trigger in [never("clocks", "INSERT"), never("handles", "UPDATE"), never("records", "INSERT")] {
        fails(&home, &trigger, &open);
        assert!(states(&home).is_empty() && !is_flagged(&home, 1));
        assert!(Clear::read(&home).rows("clocks").is_empty());
    }
    assert_eq!(home.run(open).ok().stdout, "R-0001\n");
    let close = ["request", "close", "R-0001", "--outcome", "complied"];
    let refuse =
        ["erase", "C-0001", "--ground", "objection", "--refuse", "health-care", "--request", "R-0001"];
    let answer = [&ERASE[..], &["--request", "R-0001"]].concat();
    for (trigger, args) in [
        (never("handles", "UPDATE"), &close[..]),
        (never("clocks", "DELETE"), &close),
        (never("erasures", "INSERT"), &refuse),
        (never("tombstones", "INSERT"), &answer),
        (never("erasures", "INSERT"), &answer),
        (never("handles", "UPDATE"), &answer),
    ] {
        fails(&home, &trigger, args);
        assert_eq!((states(&home), is_flagged(&home, 1)), (vec!["active".to_owned()], true));
        assert_eq!(Clear::read(&home).rows("clocks").len(), 1);
        nothing_happened(&home, "R-0001");
    }
    home.run(answer).ok();
}

/// Every word that is typed about a request: sealed, shown to who asks for it, and nowhere else.
#[test]
fn what_is_said_in_a_request_is_in_no_file_and_in_no_other_output() {
    let mut session = Session::begin("q");
    let s = &mut session;
    let client = s.kept("client");
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);
    let [words, requester, nobody] = ["words", "requester", "nobody"].map(|word| s.canary(word));
    let received = ["--received", "2026-03-02"];
    let open = ["request", "open", "--client", &client, "--right", "access", "--by", "agent"];
    let more = ["--requester-name", &requester, "--authority", "2026-03-02", "--words-file", "-"];
    let first = s.does_with(&[&open[..], &more, &received].concat(), &words);
    let open = ["request", "open", "--right", "portability", "--name-file", "-"];
    let second = s.does_with(&[&open[..], &received].concat(), &nobody);
    let [because, longer, refused] = ["because", "longer", "refused"].map(|word| s.canary(word));
    s.does_with(&["request", "pause", &first, "--on", "2026-03-05", "--reason-file", "-"], &because);
    s.does(&["request", "resume", &first, "--on", "2026-03-06"]);
    let extend = ["request", "extend", &first, "--on", "2026-03-06", "--ground", "number"];
    s.does_with(&[&extend[..], &["--reason-file", "-"]].concat(), &longer);
    let refuse = ["request", "refuse", &second, "--ground", "exempt", "--reason-file", "-"];
    s.does_with(&refuse, &refused);
    s.reads(&["request", "show", &first], &[&words, &requester, &because, &longer]);
    s.reads(&["request", "show", &second, "--json"], &[&nobody, &refused]);
    s.does(&["request", "list"]);
    s.does(&["request", "list", &client]);
    s.does(&["request", "clock", &first, "--as-of", "2026-03-10"]);
    // What is wrong is not repeated.
    let wrong = s.canary("wrong");
    s.refuses(5, &["request", "list", &wrong]);
    s.refuses(2, &["request", "show", &wrong]);
    s.refuses(2, &["request", "close", &first, "--outcome", &wrong]);
    s.refuses(2, &["request", "open", "--client", &client, "--right", &wrong]);
    s.refuses(2, &["request", "open", "--client", &client, "--right", "access", "--received", &wrong]);
    let colours = format!("{wrong}\u{1b}[2J");
    let open = ["request", "open", "--client", &client, "--right", "access", "--by", "agent"];
    s.refuses(2, &[&open[..], &["--requester-name", &colours]].concat());
    s.refuses_with(
        2,
        &["request", "pause", &first, "--reason-file", "-"],
        &[wrong.as_bytes(), b"\xff"].concat(),
    );
    s.refuses_with(2, &["request", "pause", &second, "--reason-file", "-"], wrong.as_bytes());

    // Nor does any file say which right it was, or how it ended.
    let codes =
        common::canary::Scanner::of(&["portability", "requester", "\"access\"", "UK GDPR Article 15"]);
    for folder in [session.home.vault(), session.home.state()] {
        for (path, bytes) in files(&folder) {
            assert!(codes.found(&bytes).is_empty(), "{}: {:?}", path.display(), codes.found(&bytes));
        }
    }
    session.end();
}

/// How long what is sealed is tells nothing of the right.
#[test]
fn requests_without_words_are_of_one_length() {
    let home = practice();
    for right in ["access", "rectification", "erasure", "restriction", "portability", "objection", "police"] {
        ask(&home, "C-0001", right, &[]);
    }
    close(&home, "R-0001").ok();
    let sealed = |row: &&common::clear::Row| number(row, "type") == Some(12);
    let clear = Clear::read(&home);
    let lengths: std::collections::BTreeSet<usize> = clear
        .rows("records")
        .iter()
        .filter(sealed)
        .map(|row| common::clear::blob(row, "envelope").len())
        .collect();
    assert_eq!(lengths, [1024 + 29].into());
}
