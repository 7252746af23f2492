//! Closed complaints and breaches in a sweep, from end to end: each goes by the day it was closed, without a key, and nothing
//! else goes. Whom they were about is told to nobody who could not open them, and whoever is held keeps what is about them.

#![allow(clippy::expect_used, clippy::panic)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::sync::OnceLock;

use chrono::NaiveDate;
use common::{Done, Home};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::breach::{Breach, Facts, Risk, Step};
use praxis::records::code::Code;
use praxis::records::plan::Plan;
use praxis::records::reference::{Reference, Register};
use praxis::vault::{Notices, Options, Unlocked, Vault};
use rusqlite::Connection;
use serde_json::{Value, json};

fn unlock(home: &Home) -> Unlocked {
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::read(),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let identity = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let vault = Vault::open(options).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let opened = vault.unlock(&Identity::parse(identity).expect("an identity"));
    opened.unwrap_or_else(|why| panic!("{}", why.explain().message))
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// It is decided that there is no risk, and closed.
fn settled(on: NaiveDate) -> [Step; 2] {
    let (because, decider) = ("It came back unopened".to_owned(), "A Practitioner".to_owned());
    [Step::Decided { risk: Risk::None, because, decider, on }, Step::Closed { on }]
}

/// Records a breach of January 2010 that affected some clients; closed on a day, or open.
fn breach(home: &Home, title: &str, clients: &[u32], closed: Option<&str>) {
    let mut unlocked = unlock(home);
    let at = "2010-01-05T10:00:00Z".to_owned();
    let facts = Facts { description: Some("A letter went astray".to_owned()), ..Facts::default() };
    let (by, recorded) = (unlocked.member(), at.clone());
    let breach = Breach { title: title.to_owned(), aware: at, facts, history: Vec::new(), by, recorded };
    let reference = unlocked.open_breach(&breach).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let clients: Vec<Reference> =
        clients.iter().map(|number| Reference::new(Register::Client, *number)).collect();
    let added = unlocked.handles_of(&clients).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let mut steps = vec![Step::Affects { added, removed: Vec::new() }];
    steps.extend(closed.into_iter().flat_map(|on| settled(day(on))));
    let done = unlocked.record_breach(reference, steps);
    done.unwrap_or_else(|why| panic!("{}", why.explain().message));
}

fn complain(home: &Home, client: Option<&str>, received: &str, closed: Option<&str>) {
    let open = ["complaint", "open", "--about", "access", "--received", received, "--json"];
    let about = client.map(|client| ["--client", client]);
    let opened = home.run(open.iter().chain(about.iter().flatten())).ok().json();
    if let Some(on) = closed {
        let complaint = opened["complaint"].as_str().expect("a reference");
        home.run(["complaint", "close", complaint, "--on", on, "--outcome", "upheld", "--how", "email"]).ok();
    }
}

/// C-0001 is seen every week, C-0002 was erased, C-0003 is held. K-0001 to K-0003 were about them, K-0004 about nobody here;
/// B-0001 affected C-0001 and C-0002, B-0002 C-0001 and C-0003, B-0003 nobody; all of them closed in March 2010. K-0005 and
/// B-0004 are as old, about nobody, and open.
fn practice() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let home = Home::with_vault();
        for name in ["Ada Example", "Bea Example", "Cara Example"] {
            let add =
                ["client", "add", "--name", name, "--born", "1970-02-01", "--first-contact", "2026-01-05"];
            home.run(add).ok();
        }
        for (client, closed) in [
            (Some("C-0001"), "2010-03-01"),
            (Some("C-0002"), "2010-03-02"),
            (Some("C-0003"), "2010-03-03"),
            (None, "2010-03-04"),
        ] {
            complain(&home, client, "2010-02-10", Some(closed));
        }
        complain(&home, None, "2010-02-10", None);
        breach(&home, "Oddlington letter", &[1, 2], Some("2010-03-05"));
        breach(&home, "Two of them", &[1, 3], Some("2010-03-06"));
        breach(&home, "Nobody's", &[], Some("2010-03-07"));
        breach(&home, "Still open", &[], None);
        home.run(["erase", "C-0002", "--ground", "objection", "--confirm", "C-0002", "--accept-total-loss"])
            .ok();
        place_hold(&home, "C-0003");
        home
    });
    let home = Home::empty();
    common::copy(&made.join("."), &home.join("."));
    home
}

fn place_hold(home: &Home, client: &str) {
    let place = ["hold", "place", "--client", client, "--reason-file", "-", "--review", "2099-01-01"];
    home.pipe(place, b"inquest").ok();
}

const DECIDED: [&str; 5] =
    ["K-0001=destroy:period-ended", "K-0002=destroy", "K-0004=destroy", "B-0001=destroy", "B-0003=destroy"];

fn review(home: &Home, decisions: &[&str]) -> Done {
    let decide = decisions.iter().flat_map(|decision| ["--decide", decision]);
    home.run(["retention", "review", "plan.txt"].into_iter().chain(decide))
}

fn planned() -> Home {
    let home = practice();
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
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

fn lines_of(home: &Home) -> Vec<String> {
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    let text = praxis::crypto::note::text_unverified(&text).unwrap_or(&text);
    let plan = Plan::from_text(text).unwrap_or_else(|why| panic!("{why}"));
    plan.lines.iter().map(|line| line.what.to_string()).collect()
}

/// Item, client and action of each line of a class, as of a day.
fn due(home: &Home, class: &str, as_of: &str) -> Vec<(String, Value, String)> {
    let all = home.run(["retention", "due", "--json", "--as-of", as_of]).ok().json();
    let lines = all.as_array().expect("a list").iter().filter(|line| line["class"] == class);
    let text = |line: &Value, field: &str| line[field].as_str().expect("text").to_owned();
    lines.map(|line| (text(line, "item"), line["client"].clone(), text(line, "action"))).collect()
}

fn number(at: &std::path::Path, sql: &str) -> i64 {
    let database = Connection::open(at).expect("opens");
    database.query_row(sql, [], |row| row.get(0)).expect(sql)
}

#[test]
fn each_is_due_when_its_time_after_the_closing_is_over() {
    let home = practice();
    let line = |item: &str, client: Value, action: &str| (item.to_owned(), client, action.to_owned());
    assert_eq!(due(&home, "complaint", "2020-02-29"), []);
    assert_eq!(
        due(&home, "complaint", "2020-03-05"),
        [
            line("K-0001", json!("C-0001"), "review"),
            line("K-0002", json!("C-0002"), "review"),
            line("K-0003", json!("C-0003"), "keep"),
            line("K-0004", Value::Null, "review"),
        ]
    );
    assert_eq!(due(&home, "breach", "2016-03-04"), []);
    assert_eq!(
        due(&home, "breach", "2016-03-07"),
        [
            line("B-0001", Value::Null, "review"),
            line("B-0002", Value::Null, "keep"),
            line("B-0003", Value::Null, "review"),
        ],
        "who is held keeps a breach that affected others, too"
    );
    let said = home.run(["retention", "schedule", "explain", "K-2"]).ok().stdout;
    assert!(said.starts_with("complaint K-0002 of C-0002  2020-03-02\n"), "{said}");
    let said = home.run(["retention", "schedule", "explain", "B-0001"]).ok().stdout;
    assert!(said.starts_with("breach B-0001  2016-03-05\n"), "{said}");
    home.run(["retention", "schedule", "explain", "K-0005"]).fails(5, "there is no closed complaint K-0005");
    home.run(["retention", "schedule", "explain", "B-0004"]).fails(5, "there is no closed breach B-0004");
    assert_eq!(
        home.run(["retention", "sweep", "--check"]).ok().stdout,
        "",
        "no key, and no day in the clear"
    );
}

#[test]
fn what_was_decided_goes_and_nothing_else() {
    let home = planned();
    assert_eq!(lines_of(&home), ["B-0001", "B-0003", "K-0001", "K-0002", "K-0004"]);
    for kept in ["K-0003=destroy", "K-0005=destroy", "B-0002=destroy", "B-0004=destroy"] {
        review(&home, &[kept]).fails(3, "is not in the plan");
    }
    review(&home, &DECIDED).ok();
    let text = fs::read_to_string(home.join("plan.txt")).expect("reads");
    assert!(!text.contains("C-0") && !text.contains("Oddlington"), "{text}");
    let database = home.vault().join("vault.db");
    let gone = apply(&home).ok().stdout;
    assert_eq!(
        gone,
        "S-0001\nB-0001  E-0002\nB-0003  E-0003\nK-0001  E-0004\nK-0002  E-0005\nK-0004  E-0006\n"
    );
    let left = "SELECT count(*) FROM records WHERE type IN (15, 16)";
    assert_eq!(number(&database, left), 4, "K-0003, K-0005, B-0002 and B-0004");
    let both = "SELECT count(*) FROM audit WHERE seq > (SELECT max(seq) FROM audit WHERE action = 'retention.planned')
        AND handle IN (SELECT handle FROM handles WHERE register = 'C')";
    assert_eq!(number(&database, both), 0, "no client's handle stands beside theirs");

    let page = fs::read_to_string(home.join("S.txt")).expect("reads");
    assert!(page.contains("  - breach B-0001, E-0002: 1 key, 1 sealed row; shredded\n"), "{page}");
    assert!(page.contains("  - complaint K-0004, E-0006: 1 key, 1 sealed row; shredded\n"), "{page}");
    assert!(!page.contains("C-0") && !page.contains("Oddlington"), "{page}");
    home.run(["certificate", "verify", "S.txt"]).ok();
    home.run(["client", "list"]).ok();
    for (certificate, field, what, counted) in
        [("E-0002", "breach", "B-0001", "breaches"), ("E-0004", "complaint", "K-0001", "complaints")]
    {
        let own = home.run(["certificate", "show", certificate, "--json"]).ok().json();
        assert_eq!(
            (&own[field], &own["client"], &own["extent"]),
            (&json!(what), &Value::Null, &json!("whole"))
        );
        assert_eq!(own["destroyed"], json!([{ "what": counted, "count": 1 }]));
        let file = format!("{certificate}.txt");
        home.run(["certificate", "show", certificate, "-o", &file]).ok();
        let verified = home.run(["certificate", "verify", &file]).ok().stdout;
        assert!(verified.contains(&format!("\n{field:<13}{what}\n")), "{verified}");
        let page = fs::read_to_string(home.join(&file)).expect("reads");
        let words: Vec<&str> = page.split_whitespace().collect();
        assert!(words.join(" ").contains(&format!("The number of the {field} and the entries")), "{page}");
    }
    home.run(["complaint", "show", "K-0001"]).fails(6, "K-0001 was erased");
    let listed = home.run(["complaint", "list", "--all", "--json"]).ok().json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2), "{listed}");
    home.run(["doctor"]).ok();
}

/// Whom it was about nobody can tell at the time; so whatever is placed on anybody keeps all of the plan.
#[test]
fn what_is_placed_or_opened_after_the_review() {
    let says = "since the review a hold was placed or lifted on somebody";
    let home = planned();
    review(&home, &["B-0001=destroy"]).ok();
    place_hold(&home, "C-0001");
    apply(&home).fails(3, says);
    review(&home, &["B-0001=destroy"]).fails(3, "the breach B-0001 has changed since the plan was made");

    let home = planned();
    review(&home, &["K-0001=destroy"]).ok();
    complain(&home, Some("C-0001"), "2026-07-01", None);
    apply(&home).fails(3, says);
    assert_eq!(
        due(&home, "complaint", "2020-03-01")[0].2,
        "keep",
        "an open complaint keeps what is about them"
    );
    breach(&home, "A later one", &[1], None);
    assert_eq!(due(&home, "breach", "2016-03-05")[0].2, "keep");
}

/// A backup from when they were open gives back neither them nor their clocks, and lets go of whom they were about.
#[test]
fn an_older_backup_does_not_give_them_back() {
    let home = Home::with_vault();
    let add =
        ["client", "add", "--name", "Ada Example", "--born", "1970-02-01", "--first-contact", "2026-01-05"];
    home.run(add).ok();
    complain(&home, Some("C-0001"), "2010-02-10", None);
    breach(&home, "Oddlington letter", &[1], None);
    let made = home.run(["backup", "create", "--to", ".", "--json"]).ok().json();
    home.run(["complaint", "close", "K-0001", "--on", "2010-03-02", "--outcome", "upheld", "--how", "email"])
        .ok();
    let closing = settled(day("2010-03-02")).to_vec();
    let closed = unlock(&home).record_breach(Reference::new(Register::Breach, 1), closing);
    closed.unwrap_or_else(|why| panic!("{}", why.explain().message));
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    review(&home, &["K-0001=destroy", "B-0001=destroy"]).ok();
    apply(&home).ok();
    home.run(["client", "list"]).ok();
    let path = made["path"].as_str().expect("a path");
    home.run(["restore", path, "--to", "again", "--keyring", ".local/share/praxis"]).ok();
    let again = ["--vault", "again"];
    home.run([&again[..], &["complaint", "show", "K-0001"]].concat()).fails(6, "K-0001 was erased");
    home.run([&again[..], &["doctor"]].concat()).ok();
    let database = home.join("again/vault.db");
    assert_eq!(number(&database, "SELECT count(*) FROM clocks"), 0);
    let flags = "SELECT open_complaint + open_breach FROM handles WHERE register = 'C'";
    assert_eq!(number(&database, flags), 0);
    let gone = ["erase", "C-0001", "--ground", "objection", "--confirm", "C-0001", "--accept-total-loss"];
    home.run([&again[..], &gone].concat()).ok();
}

/// A pack says of a breach what concerns who asks, and not who the others are.
#[test]
fn a_pack_tells_of_the_breaches_that_affected_who_asks() {
    let home = practice();
    home.run(["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-07-02"]).ok();
    let asked = Reference::new(Register::Request, 1);
    let about = unlock(&home).about(Reference::new(Register::Client, 1), asked);
    let about = about.unwrap_or_else(|why| panic!("{}", why.explain().message));
    let mut registers = about.items.iter().filter(|item| item.kind.is_register());
    let found: Vec<(String, &str)> =
        registers.clone().map(|item| (item.id.to_string(), item.kind.code())).collect();
    let expected = [("K-0001", "complaint"), ("B-0001", "breach"), ("B-0002", "breach")];
    assert_eq!(found, expected.map(|(id, kind)| (id.to_owned(), kind)));
    let breach = registers.next_back().expect("the last");
    assert_eq!(breach.text("description"), Some("A letter went astray"));
    assert!(breach.fields.iter().all(|field| !field.text.contains("C-0")));
    let named = home.run(["sar", "prepare", "R-0001", "--json"]).ok().stdout;
    assert!(named.contains("B-0001") && !named.contains("B-0003") && !named.contains("K-0004"), "{named}");
}
