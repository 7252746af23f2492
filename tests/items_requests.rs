//! Closed requests in a sweep, from end to end: each goes by the day it was closed, without a key, and nothing else goes;
//! about whom it was is told to nobody who could not open it. One that is open never goes.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::sync::OnceLock;

use common::{Done, Home};
use praxis::records::plan::Plan;
use rusqlite::Connection;
use serde_json::{Value, json};

/// C-0001 is seen every week, C-0002 was erased, C-0003 is held. R-0001 to R-0003 were about them, R-0004 about somebody of
/// whom there never was a record, all closed in March 2020. R-0005 is as old, about nobody here, and open; R-0006 was
/// closed today. R-0001 has an opinion for its pack, under the same key.
fn practice() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let home = Home::with_vault();
        for name in ["Ada Example", "Bea Example", "Cara Example"] {
            let add =
                ["client", "add", "--name", name, "--born", "1970-02-01", "--first-contact", "2026-01-05"];
            home.run(add).ok();
        }
        for (client, right, received) in [
            ("C-0001", "access", "2020-02-10"),
            ("C-0002", "objection", "2020-02-11"),
            ("C-0003", "portability", "2020-02-12"),
        ] {
            open(&home, client, right, received);
        }
        for received in ["2020-02-13", "2020-02-14"] {
            let about = ["request", "open", "--name-file", "-", "--right", "access", "--received", received];
            home.pipe(about, b"Dora Sample").ok();
        }
        let opinion = ["--by", "Dr A. Sample", "--capacity", "responsible", "--profession", "doctor"];
        let said = ["--on", "2026-01-06", "--test", "not-met"];
        home.run([&["sar", "opinion", "R-0001"][..], &opinion, &said].concat()).ok();
        for (request, on) in [("R-0001", "02"), ("R-0002", "03"), ("R-0003", "04"), ("R-0004", "05")] {
            close(&home, request, &format!("2020-03-{on}"));
        }
        open(&home, "C-0001", "portability", "2026-01-06");
        home.run(["request", "close", "R-0006", "--outcome", "withdrawn"]).ok();
        home.run(["erase", "C-0002", "--ground", "objection", "--confirm", "C-0002", "--accept-total-loss"])
            .ok();
        place_hold(&home, "C-0003");
        home
    });
    let home = Home::empty();
    common::copy(&made.join("."), &home.join("."));
    home
}

fn open(home: &Home, client: &str, right: &str, received: &str) {
    home.run(["request", "open", "--client", client, "--right", right, "--received", received]).ok();
}

fn close(home: &Home, request: &str, on: &str) {
    home.run(["request", "close", request, "--on", on, "--outcome", "complied"]).ok();
}

fn place_hold(home: &Home, client: &str) {
    let place = ["hold", "place", "--client", client, "--reason-file", "-", "--review", "2099-01-01"];
    home.pipe(place, b"inquest").ok();
}

const DECIDED: [&str; 3] = ["R-0001=destroy:period-ended", "R-0002=destroy", "R-0004=destroy"];

fn review(home: &Home, decisions: &[&str]) -> Done {
    let decide = decisions.iter().flat_map(|decision| ["--decide", decision]);
    home.run(["retention", "review", "plan.txt"].into_iter().chain(decide))
}

/// The same with a plan in which that is decided.
fn reviewed(decisions: &[&str]) -> Home {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, decisions).ok();
    home
}

/// Applies the plan in the home, without anything that could open the vault.
fn apply(home: &Home) -> Done {
    let (key, elsewhere) = (home.join(".config/praxis/identity.age"), home.join("elsewhere"));
    fs::rename(&key, &elsewhere).expect("moves");
    let done = home.run(["retention", "apply", "plan.txt", "--certificate", "S.txt"]);
    fs::rename(&elsewhere, &key).expect("moves back");
    done
}

fn count(home: &Home, sql: &str) -> i64 {
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    database.query_row(sql, [], |row| row.get(0)).expect(sql)
}

/// What must stay as it is where nothing is destroyed: every key, and every row that is sealed but the reviews.
fn substance(home: &Home) -> (Vec<Vec<u8>>, i64, i64) {
    let mirrors =
        ["a", "b"].map(|mirror| fs::read(home.vault().join("keyring").join(mirror)).expect("reads"));
    let sealed = count(home, "SELECT count(*) FROM records WHERE type NOT IN (9, 11)");
    (mirrors.to_vec(), sealed, count(home, "SELECT count(*) FROM erasures"))
}

fn refused_for(home: &Home, says: &str) {
    let before = substance(home);
    apply(home).fails(3, says);
    assert_eq!(substance(home), before, "nothing was destroyed: {says}");
}

fn lines_of(home: &Home) -> Vec<(String, bool)> {
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    let text = praxis::crypto::note::text_unverified(&text).unwrap_or(&text);
    let plan = Plan::from_text(text).unwrap_or_else(|why| panic!("{why}"));
    plan.lines.iter().map(|line| (line.what.to_string(), line.proposed.is_some())).collect()
}

/// Item, client and action of each line about a request, as of a day.
fn due(home: &Home, as_of: &str) -> Vec<(String, Value, String)> {
    let all = home.run(["retention", "due", "--json", "--as-of", as_of]).ok().json();
    let lines = all.as_array().expect("a list").iter().filter(|line| line["class"] == "request");
    let text = |line: &Value, field: &str| line[field].as_str().expect("text").to_owned();
    lines.map(|line| (text(line, "item"), line["client"].clone(), text(line, "action"))).collect()
}

fn is_whole(home: &Home, at: &[&str]) {
    let doctor = home.run([at, &["doctor"]].concat()).ok().stdout;
    assert!(!doctor.contains("damage"), "{doctor}");
}

#[test]
fn a_request_is_due_when_its_time_after_the_closing_is_over() {
    let home = practice();
    let line = |item: &str, client: Value, action: &str| (item.to_owned(), client, action.to_owned());
    assert_eq!(due(&home, "2023-03-01"), []);
    assert_eq!(due(&home, "2023-03-02"), [line("R-0001", json!("C-0001"), "review")]);
    assert_eq!(
        due(&home, "2023-03-05"),
        [
            line("R-0001", json!("C-0001"), "review"),
            line("R-0002", json!("C-0002"), "review"),
            line("R-0003", json!("C-0003"), "keep"),
            line("R-0004", Value::Null, "review"),
        ],
        "the open one is not there, nor as one that cannot be computed"
    );
    let table = home.run(["retention", "due"]).ok().stdout;
    assert!(
        table.contains("request R-0003 of C-0003") && table.contains("H-0001 stands; 3 years"),
        "{table}"
    );
    assert!(table.contains("request R-0004  "), "{table}");
    let csv = home.run(["retention", "due", "--csv"]).ok().stdout;
    let fields: Vec<&str> =
        csv.lines().find(|line| line.contains("R-0004")).expect("a line").split(',').collect();
    assert_eq!((fields[0], fields[1], fields.last()), ("", "request", Some(&"R-0004")));
    let said = home.run(["retention", "schedule", "explain", "R-2"]).ok().stdout;
    assert!(said.starts_with("request R-0002 of C-0002  2023-03-03\n"), "{said}");
    home.run(["retention", "schedule", "explain", "R-0005"]).fails(5, "there is no closed request R-0005");
    home.run(["retention", "schedule", "explain", "R-0009"]).fails(5, "there is no request R-0009");
    assert_eq!(
        home.run(["retention", "sweep", "--check"]).ok().stdout,
        "",
        "no key, and no day in the clear"
    );
}

#[test]
fn a_plan_does_not_say_about_whom_a_request_was() {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    let expected = ["R-0001", "R-0002", "R-0004"].map(|what| (what.to_owned(), true));
    assert_eq!(lines_of(&home), expected, "none that a hold keeps, and none that is open");
    review(&home, &["R-0003=destroy"]).fails(3, "R-0003 is not in the plan");
    review(&home, &["R-0005=destroy"]).fails(3, "R-0005 is not in the plan");
    review(&home, &DECIDED).ok();
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    assert!(!text.contains("C-0") && text.contains("R-0001  destroy: period-ended"), "{text}");
    apply(&home).ok();
    // Nor does the log, from the plan to the certificate.
    let both = "SELECT count(*) FROM audit WHERE seq > (SELECT max(seq) FROM audit WHERE action = 'retention.planned')
        AND handle IN (SELECT handle FROM handles WHERE register = 'C')";
    assert_eq!(count(&home, both), 0, "no client's handle stands beside the requests'");
}

#[test]
fn what_was_decided_goes_and_nothing_else() {
    let home = reviewed(&DECIDED);
    let clients = home.run(["client", "list", "--json"]).ok().stdout;
    let done = apply(&home).ok();
    assert_eq!(done.stdout, "S-0001\nR-0001  E-0002\nR-0002  E-0003\nR-0004  E-0004\n");
    assert_eq!(count(&home, "SELECT member FROM audit WHERE action = 'retention.applied'"), 0, "the machine");
    let left = "SELECT count(*) FROM records WHERE handle IN
        (SELECT handle FROM handles WHERE register = 'R' AND number IN (1, 2, 4))";
    assert_eq!(count(&home, left), 0, "nor what was decided about the pack");
    home.run(["retention", "apply", "plan.txt"]).fails(3, "S-0001 was applied already");

    let page = fs::read_to_string(home.join("S.txt")).expect("reads");
    assert!(page.contains("  - request R-0001, E-0002: 1 key, 2 sealed rows; shredded\n"), "{page}");
    assert!(page.contains("  - request R-0004, E-0004: 1 key, 1 sealed row; shredded\n"), "{page}");
    assert!(
        !page.contains("C-0") && !page.contains("Dora"),
        "about whom they were does not stand there\n{page}"
    );
    home.run(["certificate", "verify", "S.txt"]).ok();
    let told = home.run(["client", "list"]).ok().stderr;
    assert!(told.contains("R-0001 (E-0002), R-0002 (E-0003), R-0004 (E-0004)"), "{told}");
    assert_eq!(home.run(["client", "list", "--json"]).ok().stdout, clients);

    let own = home.run(["certificate", "show", "E-0002", "--json"]).ok().json();
    assert_eq!(
        (&own["request"], &own["client"], &own["invoice"], &own["extent"]),
        (&json!("R-0001"), &Value::Null, &Value::Null, &json!("whole"))
    );
    assert_eq!(own["destroyed"], json!([{"what": "requests", "count": 1}]));
    home.run(["certificate", "show", "E-0002", "-o", "E.txt"]).ok();
    let verified = home.run(["certificate", "verify", "E.txt"]).ok().stdout;
    assert!(verified.contains("\nrequest      R-0001\n"), "{verified}");
    let listed = home.run(["certificate", "list"]).ok().stdout;
    assert!(listed.contains("E-0003       R-0002"), "{listed}");

    let shown = home.run(["request", "show", "R-0001"]).fails(6, "R-0001 was erased");
    assert!(shown.stderr.contains("praxis certificate show E-0002"), "{}", shown.stderr);
    let listed = home.run(["request", "list", "--all", "--json"]).ok().json();
    let mut listed: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|one| one["request"].as_str()).collect();
    listed.sort_unstable();
    assert_eq!(listed, ["R-0003", "R-0005", "R-0006"]);
    let due: Vec<String> = due(&home, "2026-01-01").into_iter().map(|line| line.0).collect();
    assert_eq!(due, ["R-0003"], "what is held; and what went is nowhere");
    assert_eq!(home.run(["retention", "statistics"]).ok().stdout, "", "a request is no client");
    is_whole(&home, &[]);
}

/// About whom it was nobody can tell at the time; so whatever is placed on anybody keeps all of the plan.
#[test]
fn what_is_placed_or_opened_after_the_review() {
    let says = "since the review a hold was placed or lifted on somebody";
    let home = reviewed(&["R-0001=destroy", "R-0002=destroy"]);
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).ok();
    place_hold(&home, "C-0001");
    refused_for(&home, says);
    review(&home, &["R-0001=destroy"]).fails(3, "the request R-0001 has changed since the plan was made");
    // The one that is nobody's any more goes, once somebody has looked.
    review(&home, &["R-0002=destroy"]).ok();
    assert_eq!(apply(&home).ok().stdout, "S-0002\nR-0002  E-0002\n");

    let home = reviewed(&["R-0001=destroy"]);
    open(&home, "C-0001", "access", "2026-01-07");
    refused_for(&home, says);
    assert_eq!(due(&home, "2023-03-02")[0].2, "keep", "an open request keeps what it may be about");

    // On a class: whoever was erased, and whoever was never there, may have belonged to it.
    let class = ["hold", "place", "--class", "deceased", "--reason-file", "-", "--review", "2099-01-01"];
    let home = reviewed(&["R-0004=destroy"]);
    home.pipe(class, b"inquiry").ok();
    refused_for(&home, says);
    review(&home, &["R-0004=destroy"]).fails(3, "the request R-0004 has changed");
}

/// What is kept for a while is asked about again when its day has come.
#[test]
fn what_is_kept_waits_for_its_day() {
    let home = reviewed(&["R-0001=keep:2040-06-01:claim", "R-0002=transfer:handover"]);
    let at = |day: &str| due(&home, day).into_iter().map(|line| line.0).collect::<Vec<_>>();
    assert!(!at("2040-05-31").contains(&"R-0001".to_owned()));
    assert!(at("2040-06-01").contains(&"R-0001".to_owned()));
    assert!(at("2040-05-31").contains(&"R-0002".to_owned()), "until it is handed over");
    assert_eq!(apply(&home).ok().stdout, "S-0001\n");
    home.run(["request", "show", "R-0001"]).ok();
}

/// It outlives its client, and stays out of the erasure that is planned of the record.
#[test]
fn a_request_of_somebody_who_goes() {
    let home = practice();
    home.run(["client", "end", "C-0001", "--date", "2026-01-06"]).ok();
    home.run(["retention", "sweep", "--as-of", "2034-01-01", "-o", "plan.txt"]).ok();
    let lines: Vec<String> = lines_of(&home).into_iter().map(|line| line.0).collect();
    assert_eq!(lines, ["C-0001", "C-0003", "R-0001", "R-0002", "R-0004", "R-0006"]);
}

/// A backup from when it was open gives back neither the request nor its clock, and lets go of whom it was about.
#[test]
fn an_older_backup_does_not_give_it_back() {
    let home = Home::with_vault();
    let add =
        ["client", "add", "--name", "Ada Example", "--born", "1970-02-01", "--first-contact", "2026-01-05"];
    home.run(add).ok();
    open(&home, "C-0001", "access", "2020-02-10");
    let made = home.run(["backup", "create", "--to", ".", "--json"]).ok().json();
    close(&home, "R-0001", "2020-03-02");
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, &["R-0001=destroy"]).ok();
    apply(&home).ok();
    home.run(["client", "list"]).ok();
    let path = made["path"].as_str().expect("a path");
    home.run(["restore", path, "--to", "again", "--keyring", ".local/share/praxis"]).ok();
    let again = ["--vault", "again"];
    home.run([&again[..], &["request", "show", "R-0001"]].concat()).fails(6, "R-0001 was erased");
    is_whole(&home, &again);
    let database = Connection::open(home.join("again/vault.db")).expect("opens");
    let number = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).expect(sql) };
    assert_eq!(number("SELECT count(*) FROM clocks"), 0);
    assert_eq!(number("SELECT open_request FROM handles WHERE register = 'C'"), 0);
    let gone = ["erase", "C-0001", "--ground", "objection", "--confirm", "C-0001", "--accept-total-loss"];
    home.run([&again[..], &gone].concat()).ok();
}
