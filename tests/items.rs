//! Invoices and drafts in a sweep, from end to end: each goes by itself, without a key, and nothing else goes; whose an
//! invoice was is told to nobody who could not open it.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::sync::OnceLock;

use chrono::Utc;
use common::{Done, Home};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::plan::Plan;
use praxis::records::reference::{Reference, Register};
use praxis::vault::{NewNote, Notices, Options, Unlocked, Vault};
use rusqlite::Connection;
use serde_json::{Value, json};

/// C-0001 is seen every week, C-0002 was erased, C-0003 is held. N-000001 and N-000004 are drafts under C-0001's clinical
/// key, N-000002 and N-000003 have keys of their own, N-000005 is C-0003's; N-000006 is signed, N-000007 is a draft of today.
/// F-000001 is an invoice of C-0001, F-000002 of C-0002, F-000003 of C-0003, all of 2012; F-000004 is one of this year.
///
/// A copy of one that was made once: all of them have one vault, and one folder of backups.
fn practice() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    copy_of(MADE.get_or_init(practice_of_its_own))
}

/// The same with a vault, and a folder of backups, that no other test has: where the log is held against what lies there.
fn practice_of_its_own() -> Home {
    let home = Home::with_vault();
    for (name, first) in
        [("Ada Example", "2026-01-05"), ("Bea Example", "2015-02-02"), ("Cara Example", "2026-02-03")]
    {
        let add = ["client", "add", "--name", name, "--born", "1970-02-01", "--first-contact", first];
        home.run(add).ok();
    }
    fs::write(home.join("invoice.txt"), "one session").expect("writes");
    for (client, date) in [
        ("C-0001", "2012-05-01"),
        ("C-0002", "2012-05-02"),
        ("C-0003", "2012-05-03"),
        ("C-0001", "2026-01-31"),
    ] {
        home.run(["file", "add", client, "invoice.txt", "--kind", "invoice", "--date", date]).ok();
    }
    drafts(&home);
    home.run(["backup", "create", "--to", "."]).ok();
    let erase = ["erase", "C-0002", "--ground", "objection", "--confirm", "C-0002", "--accept-total-loss"];
    home.run(erase).ok();
    place_hold(&home, "C-0003");
    home
}

/// Notes that were written long ago, whatever the clock says now.
fn drafts(home: &Home) {
    let note = |client, kind: &str, signed: bool, written: &str| {
        let text = format!("{kind} of {written}");
        let signed = signed.then(|| json!({"by": 1, "at": written}));
        let mut note = json!({"kind": kind, "date": "2026-01-05", "text": text, "written": written});
        if let Some(signed) = signed {
            note["signed"] = signed;
        }
        NewNote {
            client: Reference::new(Register::Client, client),
            note: serde_json::from_value(note).expect("a note"),
        }
    };
    let (old, today) = ("2026-01-06T10:00:00Z", Now::read().text());
    let new = [
        note(1, "session", false, old),
        note(1, "process", false, old),
        note(1, "supervision", false, old),
        note(1, "session", false, old),
        note(3, "session", false, old),
        note(1, "session", true, old),
        note(1, "session", false, &today),
    ];
    unlock(home).add_notes(&new, None, || ()).unwrap_or_else(|why| panic!("{}", why.explain().message));
}

fn unlock(home: &Home) -> Unlocked {
    let identity = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(Utc::now()),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let vault = Vault::open(options).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let identity = Identity::parse(identity).expect("an identity");
    vault.unlock(&identity).unwrap_or_else(|why| panic!("{}", why.explain().message))
}

fn copy_of(made: &Home) -> Home {
    let home = Home::empty();
    common::copy(&made.join("."), &home.join("."));
    home
}

fn place_hold(home: &Home, client: &str) {
    let place = ["hold", "place", "--client", client, "--reason-file", "-", "--review", "2099-01-01"];
    home.pipe(place, b"inquest").ok();
}

const DECIDED: [&str; 6] = [
    "F-000001=destroy:period-ended",
    "F-000002=destroy",
    "N-000001=destroy",
    "N-000002=destroy",
    "N-000003=destroy",
    "N-000004=keep:2099-01-01:claim",
];

fn review(home: &Home, decisions: &[&str]) -> Done {
    let decide = decisions.iter().flat_map(|decision| ["--decide", decision]);
    home.run(["retention", "review", "plan.txt"].into_iter().chain(decide))
}

/// The same with a plan in which that is decided.
fn reviewed(decisions: &[&str]) -> Home {
    reviewed_in(practice(), decisions)
}

fn reviewed_in(home: Home, decisions: &[&str]) -> Home {
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, decisions).ok();
    home
}

/// Applies the plan in the home, without anything that could open the vault.
fn apply(home: &Home) -> Done {
    let (key, elsewhere) = (home.join(".config/praxis/identity.age"), home.join("elsewhere"));
    fs::rename(&key, &elsewhere).expect("moves");
    let done = home.run(["retention", "apply", "plan.txt"]);
    fs::rename(&elsewhere, &key).expect("moves back");
    done
}

fn database(home: &Home) -> Connection {
    Connection::open(home.vault().join("vault.db")).expect("opens")
}

fn count(home: &Home, sql: &str) -> i64 {
    database(home).query_row(sql, [], |row| row.get(0)).expect(sql)
}

/// What must stay as it is where nothing is destroyed: every key, and every row that is sealed but the reviews.
fn substance(home: &Home) -> (Vec<Vec<u8>>, i64, i64) {
    let mirrors =
        ["a", "b"].map(|mirror| fs::read(home.vault().join("keyring").join(mirror)).expect("reads"));
    let sealed = count(home, "SELECT count(*) FROM records WHERE type NOT IN (9, 11)");
    (mirrors.to_vec(), sealed, count(home, "SELECT count(*) FROM erasures"))
}

fn plan_of(home: &Home) -> Plan {
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    let text = praxis::crypto::note::text_unverified(&text).unwrap_or(&text);
    Plan::from_text(text).unwrap_or_else(|why| panic!("{why}"))
}

fn exported(home: &Home, part: &str) -> Vec<Value> {
    home.run(["export", "--plain", "-o", "out", "--quiet"]).ok();
    let text = fs::read_to_string(home.join("out").join(part)).expect("reads");
    fs::remove_dir_all(home.join("out")).expect("removes");
    let mut all: Vec<Value> = serde_json::from_str(&text).expect("a list");
    // How many notes a client has follows from the notes.
    for one in &mut all {
        one["notes"] = Value::Null;
    }
    all
}

/// What is said of each item.
fn due(home: &Home) -> Vec<(String, String, String, String)> {
    let all = home.run(["retention", "due", "--json"]).ok().json();
    let items = all.as_array().expect("a list").iter().filter(|line| !line["item"].is_null());
    let text = |line: &Value, field: &str| line[field].as_str().expect("text").to_owned();
    items
        .map(|line| (text(line, "item"), text(line, "client"), text(line, "class"), text(line, "action")))
        .collect()
}

#[test]
fn items_are_listed_beside_their_clients_and_explained() {
    let home = practice();
    let line = |item: &str, client: &str, class: &str, action: &str| {
        (item.to_owned(), client.to_owned(), class.to_owned(), action.to_owned())
    };
    assert_eq!(
        due(&home),
        [
            line("N-000001", "C-0001", "drafts", "review"),
            line("N-000002", "C-0001", "drafts", "review"),
            line("N-000003", "C-0001", "drafts", "review"),
            line("N-000004", "C-0001", "drafts", "review"),
            line("N-000005", "C-0003", "drafts", "keep"),
            line("F-000001", "C-0001", "invoice", "erase"),
            line("F-000002", "C-0002", "invoice", "erase"),
            line("F-000003", "C-0003", "invoice", "keep"),
        ]
    );
    let table = home.run(["retention", "due"]).ok().stdout;
    assert!(
        table.contains("invoice F-000003 of C-0003") && table.contains("H-0001 stands; 5 years from"),
        "{table}"
    );
    assert!(table.contains("draft N-000001 of C-0001"), "{table}");
    let csv = home.run(["retention", "due", "--csv"]).ok().stdout;
    let fields: Vec<&str> =
        csv.lines().find(|line| line.contains("F-000002")).expect("a line").split(',').collect();
    assert_eq!(
        (fields[0], fields[2], fields[3], fields.last()),
        ("C-0002", "invoice", "2014-01-31", Some(&"F-000002"))
    );
    let said = home.run(["retention", "schedule", "explain", "F-000004"]).ok().stdout;
    assert!(said.starts_with("invoice F-000004 of C-0001  2032-02-01\n"), "{said}");
    let said = home.run(["retention", "schedule", "explain", "N-1"]).ok().stdout;
    assert!(said.starts_with("draft N-000001 of C-0001  2026-04-06\n"), "{said}");
    home.run(["retention", "schedule", "explain", "N-000006"]).fails(5, "there is no draft N-000006");
    home.run(["retention", "schedule", "explain", "F-000009"]).fails(5, "there is no invoice F-000009");
    // A job that holds no key sees none of them.
    assert_eq!(home.run(["retention", "sweep", "--check"]).ok().stdout, "");
}

#[test]
fn a_plan_does_not_say_whose_an_invoice_is() {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    let plan = plan_of(&home);
    let lines: Vec<(String, bool)> =
        plan.lines.iter().map(|line| (line.what.to_string(), line.proposed.is_some())).collect();
    let expected = [1, 2, 3, 4].map(|draft| (format!("N-00000{draft}"), true)).into_iter();
    let held = [("N-000005".to_owned(), false)];
    let invoices = [("F-000001".to_owned(), true), ("F-000002".to_owned(), true)];
    assert_eq!(
        lines,
        expected.chain(held).chain(invoices).collect::<Vec<_>>(),
        "none that is held with its client"
    );
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    assert!(!text.contains("C-0"), "{text}");
    review(&home, &DECIDED).ok();
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    assert!(!text.contains("C-0") && text.contains("F-000001  destroy: period-ended"), "{text}");
    // Nor does the log, from the plan to the certificate.
    apply(&home).ok();
    let both = "SELECT count(*) FROM audit WHERE seq > (SELECT max(seq) FROM audit WHERE action = 'retention.planned')
        AND handle IN (SELECT handle FROM handles WHERE register = 'C') AND action <> 'retention.draft-destroyed'
        AND action NOT LIKE 'erasure.%' AND action <> 'record.removed'";
    assert_eq!(count(&home, both), 0, "no client's handle stands beside the invoices'");
}

#[test]
fn what_was_decided_goes_and_nothing_else() {
    let home = reviewed_in(practice_of_its_own(), &DECIDED);
    let before = ["clients.json", "notes.json", "files.json"].map(|part| exported(&home, part));
    let dry = home.run(["retention", "apply", "plan.txt", "--dry-run"]).ok();
    assert!(dry.stdout.contains("N-000001  deleted\nN-000002\n"), "{}", dry.stdout);
    let done = apply(&home).ok();
    assert_eq!(
        done.stdout,
        "S-0001\nF-000001  E-0002\nF-000002  E-0003\nN-000002  E-0004\nN-000003  E-0004\nN-000001  deleted\n"
    );
    let says = "N-000001: without a key of its own, deleted and not shredded; older backups hold it";
    assert!(done.stderr.contains(says) && done.stderr.contains("A-0001"), "{}", done.stderr);
    assert!(dry.stderr.contains(says), "{}", dry.stderr);
    assert_eq!(count(&home, "SELECT member FROM audit WHERE action = 'retention.applied'"), 0, "the machine");
    apply(&home).fails(3, "S-0001 was applied already");

    let told = home.run(["client", "list"]).ok().stderr;
    assert!(told.contains("F-000001 (E-0002), F-000002 (E-0003), parts of C-0001 (E-0004)"), "{told}");
    let gone = ["F-000001", "F-000002", "N-000001", "N-000002", "N-000003"];
    for (part, before) in ["clients.json", "notes.json", "files.json"].iter().zip(before) {
        let stays = |one: &Value| !gone.iter().any(|gone| one["note"] == *gone || one["file"] == *gone);
        let expected: Vec<Value> = before.iter().filter(|one| stays(one)).cloned().collect();
        assert!(*part == "clients.json" || expected.len() < before.len(), "{part}: it was there");
        assert_eq!(exported(&home, part), expected, "{part}");
    }
    home.run(["file", "get", "F-000001", "-o", "out.txt"]).fails(6, "F-000001 was erased");
    home.run(["note", "show", "N-000004"]).ok();
    home.run(["note", "show", "N-000001"]).fails(5, "N-000001 was a draft, and was destroyed");
    home.run(["note", "show", "N-000002"]).fails(5, "after the review S-0001");
    let left: Vec<String> = due(&home).into_iter().map(|line| line.0).collect();
    assert_eq!(left, ["N-000005", "F-000003"], "what is kept is not due, and what went is nowhere");
    let doctor = home.run(["doctor"]).ok().stdout;
    assert!(!doctor.contains("damage"), "{doctor}");
}

#[test]
fn certificates_of_items() {
    let home = reviewed(&DECIDED);
    home.run(["retention", "apply", "plan.txt", "--certificate", "S-0001.txt", "-i", "/dev/null"]).ok();
    let page = fs::read_to_string(home.join("S-0001.txt")).expect("reads");
    for line in [
        "\nrecords        5 (by number only",
        "  - invoice F-000001, E-0002: 1 key, 1 sealed row; shredded\n",
        "  - draft N-000002, E-0004: 1 key, 1 sealed row; shredded\n",
        "  - draft N-000003, E-0004: 1 key, 1 sealed row; shredded\n",
        "  - draft N-000001: 1 sealed row\n",
        "  - backup A-0001, made ",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    assert!(!page.contains("C-0"), "whose they were does not stand there\n{page}");
    let verified = home.run(["certificate", "verify", "S-0001.txt"]).ok().stdout;
    assert!(verified.contains("1 draft had no key of their own"), "{verified}");
    home.run(["certificate", "show", "S-0001", "-o", "again.txt"]).ok();
    let again = home.run(["certificate", "verify", "again.txt", "--json"]).ok().json();
    assert_eq!((&again["records"], &again["deleted"][0]["what"]), (&json!(5), &json!("N-000001")));
    let own = home.run(["certificate", "show", "E-0002", "--json"]).ok().json();
    assert_eq!(
        (&own["invoice"], &own["client"], &own["extent"]),
        (&json!("F-000001"), &Value::Null, &json!("whole"))
    );
    let own = home.run(["certificate", "show", "E-0004", "--json"]).ok().json();
    assert_eq!((&own["client"], &own["extent"]), (&json!("C-0001"), &json!("partial")));
    assert_eq!(own["destroyed"], json!([{"what": "drafts", "count": 2}]));
    let listed = home.run(["certificate", "list"]).ok().stdout;
    assert!(listed.contains("E-0002       F-000001"), "{listed}");
    let shown = home.run(["retention", "show", "S-0001"]).ok().stdout;
    assert!(shown.contains("F-000002") && shown.contains("N-000004"), "{shown}");
    assert_eq!(home.run(["retention", "statistics"]).ok().stdout, "", "an invoice is no client");

    // Of rows alone no key is claimed to be gone.
    let home = reviewed(&["N-000001=destroy", "N-000004=destroy"]);
    let before = substance(&home);
    let certified = ["retention", "apply", "plan.txt", "--certificate", "S-0001.txt", "-i", "/dev/null"];
    home.run(certified).ok();
    assert_eq!(substance(&home), (before.0, before.1 - 2, before.2), "no key, and no erasure");
    let verified = home.run(["certificate", "verify", "S-0001.txt", "--json"]).ok().json();
    assert_eq!((&verified["state"], &verified["lines"]), (&Value::Null, &json!([])));
    fs::remove_file(home.join("S-0001.txt")).expect("removes");
    home.run(certified).ok();
    home.run(["certificate", "verify", "S-0001.txt"]).ok();
}

/// Whose an invoice is nobody can tell at the time; so whatever is placed on anybody keeps all of the plan.
#[test]
fn a_hold_placed_after_the_review() {
    let says = "since the review a hold was placed or lifted on somebody";
    let class = ["hold", "place", "--class", "deceased", "--reason-file", "-", "--review", "2099-01-01"];
    let home = reviewed(&["F-000002=destroy"]);
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).ok();
    // On a class that covers nobody who is there; who was erased, might have belonged to it.
    home.pipe(class, b"inquiry").ok();
    let before = substance(&home);
    apply(&home).fails(3, says);
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).fails(3, says);
    assert_eq!(substance(&home), before);
    review(&home, &["F-000002=destroy"]).fails(3, "the invoice F-000002 has changed since the plan was made");

    let home = reviewed(&["F-000001=destroy", "F-000002=destroy"]);
    place_hold(&home, "C-0001");
    let before = substance(&home);
    apply(&home).fails(3, says);
    assert_eq!(substance(&home), before);
    review(&home, &["F-000001=destroy"]).fails(3, "the invoice F-000001 has changed");
    // The one that is nobody's any more goes, once somebody has looked.
    review(&home, &["F-000002=destroy"]).ok();
    assert_eq!(apply(&home).ok().stdout, "S-0002\nF-000002  E-0002\n");

    // Without invoices nobody else's hold matters, and one's own does.
    let home = reviewed(&["N-000001=destroy"]);
    home.run(["hold", "lift", "H-0001"]).ok();
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).ok();
    place_hold(&home, "C-0001");
    apply(&home).fails(3, "C-0001 may not be destroyed: H-0002 stands");
    assert_eq!(count(&home, "SELECT count(*) FROM audit WHERE action = 'hold.refused' AND member = 0"), 1);

    // A flag that was taken away by hand is no flag that was lifted.
    let home = reviewed(&["F-000001=destroy"]);
    let cleared = "UPDATE handles SET hold = 0 WHERE register = 'C' AND number = 3";
    assert_eq!(database(&home).execute(cleared, []).expect("runs"), 1);
    apply(&home).fails(7, "C-0003 in vault.db is not the row");
}

#[test]
fn an_item_that_changed_after_the_review() {
    let changes: &[(&[&str], &str)] = &[
        (&["note", "sign", "N-000001"], "the draft N-000001 has changed"),
        (&["note", "trash", "N-000002"], "the draft N-000002 has changed"),
        (&["note", "amend", "N-000003", "--file", "invoice.txt"], "the draft N-000003 has changed"),
        (
            &["erase", "C-0001", "--ground", "objection", "--confirm", "C-0001", "--accept-total-loss"],
            "the draft N-000001 has changed",
        ),
    ];
    for (args, says) in changes {
        let home = reviewed(&DECIDED);
        home.run(args.iter().copied()).ok();
        let before = substance(&home);
        apply(&home).fails(3, says);
        assert_eq!(substance(&home), before, "{args:?}");
    }
    // What becomes of the rest of the record is another matter.
    let home = reviewed(&DECIDED);
    home.run(["client", "amend", "C-0001", "--phone", "07700 900999"]).ok();
    home.run(["note", "sign", "N-000007"]).ok();
    home.run(["file", "add", "C-0001", "invoice.txt", "--kind", "invoice"]).ok();
    apply(&home).ok();
    // And what is in the plan is all that may be decided.
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, &["F-000003=destroy"]).fails(3, "F-000003 is not in the plan");
    review(&home, &["F-000004=destroy"]).fails(3, "F-000004 is not in the plan");
    review(&home, &["N-000005=destroy"]).fails(3, "the plan does not propose that N-000005 goes: held");
    review(&home, &["N-000006=destroy"]).fails(3, "N-000006 is not in the plan");
}

/// What a reviewer keeps is asked about again when its day has come; who reviews the same plan anew decides anew.
#[test]
fn what_is_kept_waits_for_its_day() {
    let home = reviewed(&["F-000001=keep:2040-06-01:claim", "F-000002=transfer:handover"]);
    let said = home.run(["retention", "schedule", "explain", "F-000001"]).ok().stdout;
    assert!(said.starts_with("invoice F-000001 of C-0001  2040-06-01\n"), "{said}");
    let listed = |by: &str| home.run(["retention", "due", "--by", by]).ok().stdout;
    assert!(!listed("2040-05-31").contains("F-000001") && listed("2040-06-01").contains("F-000001"));
    assert!(listed("2040-05-31").contains("F-000002"), "until it is handed over");
    review(&home, &["F-000001=destroy"]).ok();
    assert_eq!(apply(&home).ok().stdout, "S-0002\nF-000001  E-0002\n");
}

/// A draft goes with its client, and an invoice does not.
#[test]
fn a_draft_of_somebody_who_goes() {
    let home = practice();
    home.run(["client", "end", "C-0001", "--date", "2026-01-06"]).ok();
    home.run(["retention", "sweep", "--as-of", "2034-01-01", "-o", "plan.txt"]).ok();
    let lines: Vec<String> = plan_of(&home).lines.iter().map(|line| line.what.to_string()).collect();
    assert_eq!(lines, ["C-0001", "C-0003", "N-000005", "F-000001", "F-000002", "F-000004"]);
}

/// A backup from before gives back neither an invoice nor a draft with a key of its own; one without comes back.
#[test]
fn an_older_backup_gives_back_what_had_no_key() {
    let home = reviewed_in(practice_of_its_own(), &DECIDED);
    let made = home.run(["backup", "create", "--to", ".", "--json"]).ok().json();
    apply(&home).ok();
    home.run(["client", "list"]).ok();
    let path = made["path"].as_str().expect("a path");
    home.run(["restore", path, "--to", "again", "--keyring", ".local/share/praxis"]).ok();
    let there = |args: &[&str]| home.run([&["--vault", "again"][..], args].concat());
    there(&["note", "show", "N-000001"]).ok();
    for note in ["N-000002", "N-000003"] {
        assert_ne!(there(&["note", "show", note]).code, 0, "{note}");
    }
    for file in ["F-000001", "F-000002"] {
        there(&["file", "get", file, "-o", "out.txt"]).fails(6, "was erased");
    }
    there(&["file", "get", "F-000004", "-o", "out.txt"]).ok();
    let doctor = there(&["doctor"]).ok().stdout;
    assert!(!doctor.contains("damage"), "{doctor}");
    let left = there(&["retention", "due"]).ok().stdout;
    assert!(left.contains("N-000001") && !left.contains("F-000001"), "{left}");
}
