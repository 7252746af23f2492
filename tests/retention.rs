//! Sweeps from end to end: what is planned, reviewed and applied is destroyed, without a key, and nothing else; and whatever
//! is wrong with a plan, with the clock or with the vault destroys nothing at all.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Days, Duration, Utc};
use common::{Done, Home};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::crypto::note;
use praxis::crypto::secret::SigningSeed;
use praxis::crypto::signing;
use praxis::failure::{Exit, Failure};
use praxis::records::plan::Plan;
use praxis::records::sweep::{Decision, Reason};
use praxis::vault::backup::Going;
use praxis::vault::sweep::signed;
use praxis::vault::{Notices, Options, ReviewInput, Unlocked, Vault};
use rusqlite::Connection;

const GOING: Going<'_> = Going { go_on: &|| Ok(()), passed: &|_| () };

/// C-0001 to C-0003 may go, C-0004 is held, C-0005 is seen every week.
fn practice() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let home = Home::with_vault();
        for (at, (name, born, ended)) in [
            ("Ada Example", "1960-02-01", "2001-11-22"),
            ("Bea Example", "1988-06-15", "2005-06-14"),
            ("Cara Example", "1950-02-01", "1999-01-01"),
            ("Dora Example", "1951-02-01", "1999-01-02"),
        ]
        .into_iter()
        .enumerate()
        {
            let reference = format!("C-{:04}", at + 1);
            let phone = format!("07700 90000{at}");
            let add = ["--name", name, "--born", born, "--first-contact", "1997-01-05", "--phone", &phone];
            home.run([&["client", "add"][..], &add].concat()).ok();
            for kind in ["session", "process"] {
                let add = ["note", "add", &reference, "--kind", kind, "--date", "1998-02-03", "--file", "-"];
                home.pipe(add, b"was said").ok();
            }
            home.run(["client", "end", &reference, "--date", ended]).ok();
        }
        let seen = ["--name", "Edda Example", "--born", "1970-02-01", "--first-contact", "2026-01-05"];
        home.run([&["client", "add"][..], &seen].concat()).ok();
        home.note("C-0005", "is said");
        place_hold(&home, "C-0004");
        home
    });
    copy_of(made)
}

/// The same with a plan that was reviewed: C-0001 and C-0002 are to be destroyed.
fn reviewed() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let home = practice();
        home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
        review(&home, &["C-0001=destroy", "C-0002=destroy"]).ok();
        home
    });
    copy_of(made)
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

fn review(home: &Home, decisions: &[&str]) -> Done {
    let decide = decisions.iter().flat_map(|decision| ["--decide", decision]);
    home.run(["retention", "review", "plan.txt"].into_iter().chain(decide))
}

/// Applies the plan in the home, without anything that could open the vault.
fn apply(home: &Home) -> Done {
    let (key, elsewhere) = (home.join(".config/praxis/identity.age"), home.join("elsewhere"));
    fs::rename(&key, &elsewhere).expect("moves");
    let done = home.run(["retention", "apply", "plan.txt"]);
    fs::rename(&elsewhere, &key).expect("moves back");
    done
}

fn plan_of(home: &Home) -> Vec<u8> {
    fs::read(home.join("plan.txt")).expect("a plan")
}

fn database(home: &Home) -> Connection {
    Connection::open(home.vault().join("vault.db")).expect("opens")
}

fn change(home: &Home, sql: &str) {
    assert!(database(home).execute(sql, []).expect(sql) > 0, "{sql}");
}

fn count(home: &Home, sql: &str) -> i64 {
    database(home).query_row(sql, [], |row| row.get(0)).expect(sql)
}

fn logged(home: &Home, action: &str) -> i64 {
    count(home, &format!("SELECT count(*) FROM audit WHERE action = '{action}'"))
}

/// What must stay as it is where nothing is destroyed: every key, and every row that is sealed.
fn substance(home: &Home) -> (Vec<Vec<u8>>, i64, i64) {
    let mirrors =
        ["a", "b"].map(|mirror| fs::read(home.vault().join("keyring").join(mirror)).expect("reads"));
    let sealed = count(home, "SELECT count(*) FROM records WHERE type <> 11");
    (mirrors.to_vec(), sealed, count(home, "SELECT count(*) FROM erasures"))
}

fn open(at: &Path, home: &Home, now: DateTime<Utc>, accept_clock: bool) -> Vault {
    let options = Options {
        at: at.to_owned(),
        state: home.join(".local/state/praxis"),
        now: Now::at(now),
        command: "test".to_owned(),
        accept_clock,
        looking: false,
        notices: Notices::default(),
    };
    Vault::open(options).unwrap_or_else(|failure| panic!("{}", failure.explain().message))
}

fn unlock(home: &Home, now: DateTime<Utc>, accept_clock: bool) -> Unlocked {
    let identity = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let identity = Identity::parse(identity).expect("an identity");
    let opened = open(&home.vault(), home, now, accept_clock).unlock(&identity);
    opened.unwrap_or_else(|failure| panic!("{}", failure.explain().message))
}

#[track_caller]
fn refused<T>(done: Result<T, Failure>, exit: Exit, says: &str) {
    let Err(failure) = done else { panic!("it was done, although: {says}") };
    let why = failure.explain();
    assert_eq!(why.exit, exit, "{}", why.message);
    assert!(why.message.contains(says), "expected: {says}\n{}", why.message);
    assert!(!why.hint.is_empty(), "no hint: {}", why.message);
}

fn destroy(home: &Home) -> ReviewInput {
    let (plan, _) = signed::read(&plan_of(home)).unwrap_or_else(|_| panic!("a plan"));
    ReviewInput {
        what: plan.lines[0].what,
        decision: Decision::Destroy,
        until: None,
        reason: Reason::PeriodEnded,
        words: None,
    }
}

/// Everything that an export says of a client but the day it was made.
fn exported(home: &Home, client: &str) -> (String, String) {
    home.run(["export", "--plain", "-o", "out", "--quiet"]).ok();
    let of = |file: &str| {
        let text = fs::read_to_string(home.join("out").join(file)).expect("reads");
        let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let own = all.as_array().expect("a list").iter().filter(|one| one["client"] == client);
        own.map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let found = (of("clients.json"), of("notes.json"));
    fs::remove_dir_all(home.join("out")).expect("removes");
    found
}

#[test]
fn what_was_reviewed_goes_without_a_key_and_nothing_else() {
    let home = reviewed();
    let stay = ["C-0003", "C-0004", "C-0005"];
    let before = stay.map(|client| exported(&home, client));
    assert!(before.iter().all(|(client, notes)| client.contains("Example") && notes.contains("said")));
    // Nothing that opens anything is there: not the identity, nor this machine's way in.
    let ways: Vec<PathBuf> = fs::read_dir(home.state())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "age"))
        .collect();
    assert!(!ways.is_empty());
    for way in &ways {
        fs::rename(way, way.with_extension("away")).expect("moves");
    }
    let epoch = count(&home, "SELECT keyring_epoch FROM vault");
    let done = apply(&home).ok();
    assert_eq!(done.stdout, "S-0001\nC-0001  E-0001\nC-0002  E-0002\n");
    assert_eq!(count(&home, "SELECT keyring_epoch FROM vault"), epoch, "no key, no rotation");
    let unlocks = "SELECT count(*) FROM audit WHERE action = 'vault.unlocked' AND seq >
        (SELECT max(seq) FROM audit WHERE action = 'retention.reviewed')";
    assert_eq!(count(&home, unlocks), 3, "the exports, and nobody since");
    assert_eq!(count(&home, "SELECT member FROM audit WHERE action = 'retention.applied'"), 0, "the machine");
    for way in &ways {
        fs::rename(way.with_extension("away"), way).expect("moves back");
    }

    let done = home.run(["client", "list"]).ok();
    assert!(done.stderr.contains("rotation due") && done.stderr.contains("C-0001 (E-0001), C-0002 (E-0002)"));
    assert_eq!(count(&home, "SELECT keyring_epoch FROM vault"), epoch + 1, "one rotation for all");
    assert_eq!(logged(&home, "epoch.rotated"), 1);
    assert!(!home.run(["client", "list"]).ok().stderr.contains("rotation"));
    for client in ["C-0001", "C-0002"] {
        home.run(["client", "show", client]).fails(6, "was erased");
    }
    assert_eq!(stay.map(|client| exported(&home, client)), before, "the others are as they were");
    let left = home.run(["search", "said", "--json"]).ok().json();
    let clients: Vec<_> = left.as_array().expect("a list").iter().map(|hit| hit["client"].clone()).collect();
    assert_eq!(clients, ["C-0003", "C-0003", "C-0004", "C-0004", "C-0005"]);

    home.run(["retention", "sweep", "-o", "next.txt"]).ok();
    fs::rename(home.join("next.txt"), home.join("plan.txt")).expect("moves");
    review(&home, &["C-0003=destroy"]).ok();
    apply(&home).ok();
    let due = home.run(["retention", "due", "--json"]).ok().json();
    assert_eq!(due.as_array().expect("a list").len(), 1, "{due}");
    assert_eq!((&due[0]["client"], &due[0]["action"]), (&"C-0004".into(), &"keep".into()));
    assert_eq!(home.run(["retention", "sweep", "--check"]).ok().stdout, "");
    let doctor = home.run(["doctor"]).ok().stdout;
    assert!(!doctor.contains("damage"), "{doctor}");
}

#[test]
fn a_sweep_made_twice_says_the_same() {
    let home = practice();
    let lines = |name: &str| -> String {
        home.run(["retention", "sweep", "-o", name]).ok();
        let text = fs::read_to_string(home.join(name)).expect("reads");
        let plan = Plan::from_text(&text).unwrap_or_else(|why| panic!("{why}"));
        let later = Plan { made: String::new(), ..plan };
        format!("{later:?}")
    };
    let first = lines("one.txt");
    home.run(["retention", "due"]).ok();
    home.run(["retention", "sweep", "--check", "-q"]);
    home.run(["client", "show", "C-0001"]).ok();
    assert_eq!(lines("two.txt"), first, "looking changes no line");
    home.run(["client", "amend", "C-0001", "--known-as", "Ad"]).ok();
    assert_ne!(lines("three.txt"), first);
}

#[test]
fn the_clock_is_looked_at_before_anything_is_destroyed() {
    let home = reviewed();
    let before = substance(&home);
    let bytes = plan_of(&home);
    let now = Utc::now();
    let last: DateTime<Utc> = {
        let last: String = database(&home)
            .query_row("SELECT last_time FROM audit_head", [], |row| row.get(0))
            .expect("a time");
        last.parse().expect("an instant")
    };
    for (at, says) in [
        (now - Duration::hours(2), "but the last entry in the log is of"),
        (last + Duration::days(367), "more than a year after the last entry in the log"),
    ] {
        refused(open(&home.vault(), &home, at, false).apply(&bytes), Exit::Refused, says);
        refused(open(&home.vault(), &home, at, false).would_apply(&bytes), Exit::Refused, says);
        refused(open(&home.vault(), &home, at, false).housekeep(&GOING), Exit::Refused, says);
        refused(open(&home.vault(), &home, at, false).check_clock_both_ways(), Exit::Refused, says);
    }
    assert_eq!(substance(&home), before);
    // To the second: a year and a day is the most that is believed.
    for (ahead, good) in [(366 * 86_400, true), (366 * 86_400 + 1, false)] {
        let vault = open(&home.vault(), &home, last + Duration::seconds(ahead), false);
        assert_eq!(vault.check_clock_both_ways().is_ok(), good, "{ahead}");
    }
    // The clock that is accepted is on record.
    let mut vault = open(&home.vault(), &home, last + Duration::days(800), true);
    assert_eq!(vault.apply(&bytes).unwrap_or_else(|_| panic!("applies")).destroyed.len(), 2);
    drop(vault);
    refused(open(&home.vault(), &home, now, false).apply(&bytes), Exit::Refused, "but the last entry");
    home.run(["retention", "sweep"]).fails(3, "the clock says");
    home.run(["retention", "sweep", "--check"]).fails(3, "the clock says");
    home.run(["housekeeping", "--apply"]).fails(3, "the clock says");
    home.run(["retention", "apply", "plan.txt", "--accept-clock"]).fails(3, "S-0001 was applied already");
}

#[test]
fn no_review_by_a_wrong_clock() {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    let (plan, _) = signed::read(&plan_of(&home)).unwrap_or_else(|_| panic!("a plan"));
    let mut vault = unlock(&home, Utc::now() + Duration::days(500), false);
    // The unlock itself is an entry, and moves the end of the log.
    let says = "more than a year after";
    refused(vault.review(&plan, &[destroy(&home)]), Exit::Refused, says);
    drop(vault);
    assert_eq!(count(&home, "SELECT count(*) FROM sweeps"), 0);
}

/// Every byte of a signed plan counts, and so does every one that is missing or too many.
#[test]
fn a_plan_changed_by_hand_destroys_nothing() {
    let home = reviewed();
    let before = substance(&home);
    let bytes = plan_of(&home);
    let mut vault = open(&home.vault(), &home, Utc::now(), false);
    assert!(vault.would_apply(&bytes).is_ok());
    let mut tried = 0;
    let mut try_it = |changed: &[u8], how: String| {
        let Err(failure) = vault.reviewed_plan(changed) else { panic!("{how}: it was taken") };
        let exit = failure.explain().exit;
        assert!(matches!(exit, Exit::Usage | Exit::Refused | Exit::Damaged), "{how}: {exit:?}");
        if tried % 61 == 0 {
            assert!(vault.apply(changed).is_err(), "{how}");
        }
        tried += 1;
    };
    for at in 0..bytes.len() {
        for bit in [0x01, 0x20] {
            let mut changed = bytes.clone();
            changed[at] ^= bit;
            try_it(&changed, format!("bit {bit} of byte {at}"));
        }
        let mut changed = bytes.clone();
        changed.remove(at);
        if changed != bytes {
            try_it(&changed, format!("without byte {at}"));
        }
        try_it(&bytes[..at], format!("{at} bytes of it"));
    }
    for more in ["\n", " ", "x", "\u{2014} somebody else\n"] {
        try_it(&[&bytes[..], more.as_bytes()].concat(), format!("with {more:?}"));
    }
    assert!(tried > 4 * 1000, "{tried}");
    drop(vault);
    assert_eq!(substance(&home), before);
    let text = String::from_utf8(bytes).expect("UTF-8");
    fs::write(home.join("plan.txt"), text.replace("C-0002", "C-0004")).expect("writes");
    apply(&home).fails(7, "nothing was destroyed");
    apply(&home).fails(7, "was changed");
    assert_eq!(substance(&home), before);
}

#[test]
fn a_plan_of_another_vault() {
    let (home, other) = (reviewed(), Home::with_vault());
    home.run(["retention", "sweep", "-o", "fresh.txt"]).ok();
    let before = substance(&other);
    for name in ["plan.txt", "fresh.txt"] {
        fs::copy(home.join(name), other.join(name)).expect("copies");
        let review = ["retention", "review", name, "--decide", "C-0001=destroy"];
        other.run(review).fails(3, "the plan is of another vault");
    }
    other.run(["retention", "apply", "plan.txt"]).fails(3, "the plan is of another vault");
    assert_eq!(substance(&other), before);
}

/// Somebody with a key of their own who signs in a member's name.
#[test]
fn a_plan_signed_by_a_stranger() {
    let home = reviewed();
    let before = substance(&home);
    let (plan, _) = signed::read(&plan_of(&home)).unwrap_or_else(|_| panic!("a plan"));
    let seed = SigningSeed::generate();
    let review = plan.review.clone().expect("a review");
    let (name, _) = review.signed_by.split_once('+').expect("a name");
    let signed_in_the_name_of = |name: &str| {
        let signed_by = signing::verify_key(&seed, name);
        let review = praxis::records::plan::Review { signed_by, ..review.clone() };
        let text = Plan { review: Some(review), ..plan.clone() }.to_text();
        note::sign(&text, &seed, name)
    };
    let machine = name.replace("member/1", "host");
    assert_ne!(machine, name);
    for (name, code, says) in [
        (name, 3, "who signed the plan is no member of this vault"),
        (machine.as_str(), 7, "is signed by a key that is no member's of its vault"),
        ("somebody", 7, "is signed by a key that is no member's of its vault"),
    ] {
        fs::write(home.join("plan.txt"), signed_in_the_name_of(name)).expect("writes");
        apply(&home).fails(code, says);
    }
    assert_eq!(substance(&home), before);
}

/// A change of the schedule takes effect at the next unlock; until then neither the old nor the new one destroys.
#[test]
fn a_plan_older_than_the_schedule() {
    let home = reviewed();
    let before = substance(&home);
    let check = || home.run(["retention", "sweep", "--check"]);
    let due = check().stdout;
    assert_eq!(due, "C-0001\nC-0002\nC-0003\n");
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    // The first rule is that for adults.
    fs::write(&settings, text.replacen("period = \"7 years\"", "period = \"99 years\"", 1)).expect("writes");
    let says = "the retention schedule has changed since the plan was made";
    apply(&home).fails(3, says);
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).fails(3, says);
    let still = check();
    assert_eq!((still.code, still.stdout), (9, due), "a job acts on the columns as they stand");
    assert_eq!(logged(&home, "schedule.changed"), 0);

    let told = home.run(["client", "list"]).ok().stderr;
    assert!(told.contains("the retention schedule in praxis.toml is not what it was"), "{told}");
    assert!(told.contains("5 may go later"), "{told}");
    assert_eq!(logged(&home, "schedule.changed"), 1);
    let changed = "SELECT count FROM audit WHERE action = 'schedule.changed'";
    assert_eq!(count(&home, changed), 5);
    assert!(!home.run(["client", "list"]).ok().stderr.contains("schedule"), "told once");
    assert_eq!(check().ok().stdout, "");
    apply(&home).fails(3, says);
    review(&home, &["C-0001=destroy"]).fails(3, says);

    // Back again: the rows have changed meanwhile all the same.
    fs::write(&settings, &text).expect("writes");
    apply(&home).fails(3, says);
    let told = home.run(["client", "list"]).ok().stderr;
    assert!(told.contains("5 may go sooner"), "{told}");
    apply(&home).fails(3, "has changed since the plan was made; nothing was destroyed");
    assert_eq!(substance(&home), before);

    // Without a schedule there is none to act by.
    let without = text.split_once("[retention]").expect("a schedule").0;
    fs::write(&settings, without).expect("writes");
    apply(&home).fails(3, "praxis.toml has no retention schedule");
    let told = home.run(["client", "list"]).ok().stderr;
    assert!(told.contains("5 have none any more"), "{told}");
    home.run(["retention", "sweep"]).fails(3, "praxis.toml has no retention schedule");
    home.run(["retention", "due"]).fails(5, "praxis.toml has no table [retention]");
    assert_eq!(check().ok().stdout, "");
    assert_eq!(substance(&home), before);
}

/// One line that must not go keeps all of them, and the hold that kept them is on record.
#[test]
fn a_hold_placed_after_the_review() {
    let home = reviewed();
    place_hold(&home, "C-0002");
    let before = substance(&home);
    let refused_before = logged(&home, "hold.refused");
    apply(&home).fails(3, "C-0002 may not be destroyed: H-0002 stands");
    assert_eq!(logged(&home, "hold.refused"), refused_before + 1);
    let by = "SELECT count(*) FROM audit WHERE action = 'hold.refused' AND member = 0 AND subject = 'H-0002'";
    assert_eq!(count(&home, by), 1, "the machine, and which hold");
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).fails(3, "H-0002 stands");
    assert_eq!(logged(&home, "hold.refused"), refused_before + 1, "a look logs nothing");
    assert_eq!(substance(&home), before);
    home.run(["hold", "lift", "H-0009"]).fails(5, "there is no hold H-0009");
    home.run(["hold", "lift", "C-0002"]).fails(2, "no reference of the kind");
    apply(&home).fails(3, "H-0002 stands");
    // Lifted again: it has stood meanwhile, and somebody must look anew.
    home.run(["hold", "lift", "H-0002"]).ok();
    apply(&home).fails(3, "the record of C-0002 has changed since the plan was made");
    // One on a class, which only covers it.
    let home = reviewed();
    let place = ["hold", "place", "--class", "child", "--reason-file", "-", "--review", "2099-01-01"];
    home.pipe(place, b"inquiry").ok();
    let before = substance(&home);
    apply(&home).fails(3, "C-0002 may not be destroyed: H-0002 stands");
    assert_eq!(substance(&home), before);
}

#[test]
fn a_record_that_changed_after_the_review() {
    let says = "the record of C-0002 has changed since the plan was made; nothing was destroyed";
    let changes: &[&[&str]] = &[
        &["client", "reopen", "C-0002"],
        &["client", "died", "C-0002", "--date", "2006-01-01"],
        &["client", "amend", "C-0002", "--phone", "07700 900999"],
        &["client", "amend", "C-0002", "--born", "1988-06-16"],
        &["client", "amend", "C-0002", "--tag", "nhs"],
        &["note", "add", "C-0002", "--kind", "process", "--date", "1999-01-01", "--file", "text"],
        &["note", "add", "C-0002", "--draft", "--date", "1999-01-01", "--file", "text"],
        &["note", "trash", "N-000003"],
        &["note", "amend", "N-000004", "--reason", "correction", "--file", "text"],
        &["file", "add", "C-0002", "text"],
        &["erase", "C-0002", "--ground", "objection", "--confirm", "C-0002", "--accept-total-loss"],
    ];
    for args in changes {
        let home = reviewed();
        fs::write(home.join("text"), "more").expect("writes");
        home.run(args.iter().copied()).ok();
        let before = substance(&home);
        apply(&home).fails(3, says);
        home.run(["retention", "apply", "plan.txt", "--dry-run"]).fails(3, says);
        assert_eq!(substance(&home), before, "{args:?}");
        home.run(["client", "show", "C-0001"]).ok();
        let again = ["retention", "review", "plan.txt", "--decide", "C-0002=destroy"];
        assert_ne!(home.run(again).code, 0, "{args:?}");
    }
    // What is looked at, and what others do, changes nothing of it.
    let home = reviewed();
    home.run(["client", "show", "C-0002"]).ok();
    home.run(["client", "amend", "C-0003", "--phone", "07700 900999"]).ok();
    home.note("C-0005", "is said again");
    home.run(["retention", "sweep", "--check", "-q"]);
    home.run(["backup", "create", "--to", "."]).ok();
    apply(&home).ok();
}

/// A couple goes when both of them may: what is learnt of one of them after the review is a change of the couple's record,
/// even where the year in the clear is the same.
#[test]
fn a_couple_whose_member_changed_after_the_review() {
    let home = practice();
    let couple = ["client", "add", "--name", "Two Example", "--kind", "couple", "--member", "C-0001"];
    home.run([&couple[..], &["--first-contact", "1997-01-05"]].concat()).ok();
    home.run(["client", "end", "C-0006", "--date", "2001-11-22"]).ok();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, &["C-0006=destroy"]).ok();
    let year = "SELECT disposal_year FROM handles WHERE register = 'C' AND number = 6";
    let years = count(&home, year);
    // What says nothing about days is no such change.
    home.run(["client", "amend", "C-0001", "--phone", "07700 900999"]).ok();
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).ok();
    home.pipe(["note", "add", "C-0001", "--date", "2001-12-15", "--file", "-"], b"later").ok();
    assert_eq!(count(&home, year), years);
    let before = substance(&home);
    apply(&home).fails(3, "the record of C-0006 has changed since the plan was made");
    assert_eq!(substance(&home), before);
}

/// Destruction waits for the day, whoever has signed already.
#[test]
fn a_plan_as_of_a_day_to_come() {
    let home = practice();
    let now = Utc::now();
    let today = Now::at(now).today();
    let day = (today + Days::new(30)).to_string();
    home.run(["retention", "sweep", "--as-of", &day, "-o", "plan.txt"]).ok();
    let before = substance(&home);
    review(&home, &["C-0001=destroy"]).fails(3, "the plan is as of a day that has not come");
    // Signed where the clock said so.
    let (plan, _) = signed::read(&plan_of(&home)).unwrap_or_else(|_| panic!("a plan"));
    let mut vault = unlock(&home, now + Duration::days(31), false);
    let (_, text) =
        vault.review(&plan, &[destroy(&home)]).unwrap_or_else(|why| panic!("{}", why.explain().message));
    drop(vault);
    fs::write(home.join("plan.txt"), &text).expect("writes");
    apply(&home).fails(3, "the clock says");
    let accept = ["--accept-clock", "retention", "apply", "plan.txt"];
    home.run(accept).fails(3, "the plan is as of a day that has not come");
    assert_eq!(substance(&home), before);
    let mut vault = open(&home.vault(), &home, now + Duration::days(32), false);
    assert_eq!(vault.apply(text.as_bytes()).unwrap_or_else(|_| panic!("applies")).destroyed.len(), 1);
}

/// A vault that was restored from before the review knows nothing of it.
#[test]
fn a_review_that_the_vault_does_not_know() {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    let made = home.run(["backup", "create", "--to", ".", "--json"]).ok().json();
    review(&home, &["C-0001=destroy"]).ok();
    let path = made["path"].as_str().expect("a path");
    home.run(["restore", path, "--to", "again", "--keyring", ".local/share/praxis"]).ok();
    let restored = ["--vault", "again", "retention", "apply", "plan.txt"];
    home.run(restored).fails(3, "this vault knows of no review S-0001");
    home.run(["--vault", "again", "client", "show", "C-0001"]).ok();
    // Nor a plan that another review of the same number has signed.
    let (home, bytes) = (practice(), plan_of(&home));
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, &["C-0003=destroy"]).ok();
    let mut vault = open(&home.vault(), &home, Utc::now(), false);
    let shared = vault.apply(&bytes);
    assert!(shared.is_err());
}

#[test]
fn rows_changed_by_hand_destroy_nothing() {
    for (sql, code, says) in [
        ("UPDATE sweeps SET plan = zeroblob(32)", 7, "S-0001"),
        ("UPDATE sweeps SET state = 'applied'", 7, "S-0001"),
        ("UPDATE sweeps SET made = '2001-01-01'", 7, "S-0001"),
        ("DELETE FROM sweeps", 3, "this vault knows of no review S-0001"),
        ("UPDATE handles SET disposal_year = 2001 WHERE number = 2", 7, "C-0002"),
        ("UPDATE handles SET state = 'erased' WHERE number = 2", 7, "C-0002"),
        ("UPDATE handles SET hold = 1 WHERE number = 2", 7, "C-0002"),
        ("UPDATE records SET due = '2090-01' WHERE type = 5 AND number = 4", 7, "N-000004"),
        ("UPDATE records SET state = 'draft' WHERE type = 5 AND number = 3", 7, "N-000003"),
    ] {
        let home = reviewed();
        change(&home, sql);
        let before = substance(&home);
        apply(&home).fails(code, says);
        let dry = home.run(["retention", "apply", "plan.txt", "--dry-run"]);
        assert_eq!(dry.code, code, "{sql}: {}", dry.stderr);
        assert_eq!(substance(&home), before, "{sql}");
    }
    // A hold that was taken out of its table does not let go: the flag on the record says so too, and the log that.
    let home = practice();
    change(&home, "UPDATE holds SET state = 'lifted' WHERE number = 1");
    let done = home.run(["housekeeping", "--apply", "--json"]).ok().json();
    let gone = |client: &str| {
        let line = done.as_array().expect("a list").iter().find(|line| line["what"] == client);
        line.expect("a line")["gone"] == true
    };
    assert_eq!((gone("C-0003"), gone("C-0004")), (true, false));
}

#[test]
fn erasures_changed_by_hand_are_noticed() {
    for sql in [
        "UPDATE erasures SET epoch = epoch + 1 WHERE number = 1",
        "UPDATE erasures SET sweep = 7 WHERE number = 1",
        "UPDATE erasures SET sweep = NULL WHERE number = 2",
        "UPDATE erasures SET handle = (SELECT handle FROM handles WHERE number = 5) WHERE number = 2",
        "UPDATE tombstones SET authority = 'E-0007' WHERE authority = 'E-0001'",
    ] {
        let home = reviewed();
        apply(&home).ok();
        change(&home, sql);
        home.run(["certificate", "list"]).fails(7, "E-000");
    }
}

/// Housekeeping acts on days in the clear, and on none that the log does not know.
#[test]
fn due_columns_changed_by_hand() {
    for sql in [
        "UPDATE handles SET contact_due = '2001-01' WHERE register = 'C' AND number = 5",
        "UPDATE handles SET contact_due = '2000-01' WHERE register = 'C' AND number = 1",
        "UPDATE handles SET hold = 0 WHERE register = 'C' AND number = 4",
        "UPDATE records SET due = '2001-01' WHERE type = 5 AND number = 9",
        "UPDATE records SET due = '2001-01' WHERE type = 5 AND number = 2",
        "UPDATE records SET goes_from = '2001-01-01', state = 'trash' WHERE type = 5 AND number = 9",
        "UPDATE records SET compartment = 4, due = '2001-01' WHERE type = 5 AND number = 9",
    ] {
        let home = practice();
        change(&home, sql);
        let before = substance(&home);
        let dry = home.run(["housekeeping"]);
        assert_eq!(dry.code, 7, "{sql}: {}", dry.stderr);
        home.run(["housekeeping", "--apply"]).fails(7, "is not the row that the audit log knows");
        assert_eq!(substance(&home), before, "{sql}");
        assert_eq!(count(&home, "SELECT count(*) FROM runs"), 0, "{sql}");
    }
}
