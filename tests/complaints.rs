//! Complaints from end to end: one that is open keeps the record, a closed one outlives it, and nothing that is said in one
//! stands anywhere it can be read.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use common::canary::Session;
use common::clear::{Clear, Row, number, value};
use common::{Done, Home, files};
use rusqlite::types::Value;

fn practice() -> Home {
    let home = Home::with_vault();
    for (name, client) in [("Ada Example", "C-0001"), ("Bea Example", "C-0002")] {
        let add = ["client", "add", "--name", name, "--born", "1960-02-01", "--first-contact", "1997-01-05"];
        home.run(add).ok();
        home.run(["client", "end", client, "--date", "2001-11-22"]).ok();
    }
    home
}

/// Opens a complaint; gives the reference.
fn complain(home: &Home, more: &[&str]) -> String {
    let open = ["complaint", "open", "--about", "access", "--received", "2026-07-01"];
    home.run([&open[..], more].concat()).ok().stdout.trim().to_owned()
}

fn close(home: &Home, complaint: &str) -> Done {
    let close = ["complaint", "close", complaint, "--on", "2026-07-10"];
    home.run([&close[..], &["--outcome", "upheld", "--how", "email"]].concat())
}

fn is_flagged(home: &Home, client: i64) -> bool {
    let clear = Clear::read(home);
    let of = |row: &&Row| {
        *value(row, "register") == Value::Text("C".to_owned()) && number(row, "number") == Some(client)
    };
    number(clear.rows("handles").iter().find(of).expect("a client"), "open_complaint") == Some(1)
}

/// Which clocks stand in the clear: the kind, and the day.
fn clocks(home: &Home) -> Vec<(Value, Value)> {
    let clear = Clear::read(home);
    clear.rows("clocks").iter().map(|row| (value(row, "kind").clone(), value(row, "due").clone())).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

const ERASE: [&str; 7] =
    ["erase", "C-0001", "--ground", "consent-withdrawn", "--confirm", "C-0001", "--accept-total-loss"];

#[test]
fn what_is_complained_about_is_not_destroyed_until_the_last_complaint_is_closed() {
    let home = practice();
    let both = [complain(&home, &["--client", "C-0001"]), complain(&home, &["--client", "C-0001"])];
    assert_eq!(both, ["K-0001", "K-0002"]);
    for closed in [None, Some(&both[0])] {
        if let Some(complaint) = closed {
            close(&home, complaint).ok();
        }
        assert!(is_flagged(&home, 1) && !is_flagged(&home, 2));
        home.run(ERASE).fails(3, "C-0001 may not be destroyed: a complaint is open");
        home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
        home.run(["retention", "review", "plan.txt", "--decide", "C-0001=destroy:period-ended"])
            .fails(3, "the plan does not propose that C-0001 goes: open-complaint");
        std::fs::remove_file(home.join("plan.txt")).expect("goes");
    }
    close(&home, &both[1]).ok();
    assert!(!is_flagged(&home, 1));
    let done = home.run(ERASE).ok();
    home.run(["client", "show", "C-0001"]).fails(6, "");

    // What was complained about, and how it was answered, outlives the record.
    let shown = home.run(["complaint", "show", "K-0001", "--json"]).ok().json();
    assert_eq!((&shown["client"], &shown["erased"]), (&"C-0001".into(), &true.into()));
    assert_eq!((&shown["outcome"], &shown["acknowledgement"]), (&"upheld".into(), &"not-needed".into()));
    let certificate =
        done.stdout.split_whitespace().find(|word| word.starts_with("E-")).expect("a certificate");
    let kept = home.run(["certificate", "show", certificate, "--json"]).ok().json()["kept"].clone();
    let complaints = kept.as_array().expect("a list").iter().find(|one| one["category"] == "complaints");
    assert_eq!(complaints.expect("is named")["count"], 2, "{kept}");
    // And somebody whose record is gone may complain.
    assert_eq!(complain(&home, &["--client", "C-0001", "--by", "client"]), "K-0003");
    assert_eq!(home.run(["complaint", "list", "C-0001", "--json"]).ok().json()[0]["erased"], true);
    home.run(["doctor"]).ok();
}

/// The day of the acknowledgement stands in the clear until it is given; then that an outcome is due, and then nothing.
#[test]
fn what_stands_in_the_clear() {
    let home = practice();
    let complaint = complain(&home, &["--client", "C-0001", "--channel", "phone"]);
    assert_eq!(clocks(&home), [(text("acknowledge"), text("2026-07-31"))]);
    home.run(["complaint", "acknowledge", &complaint, "--on", "2026-07-02", "--how", "letter"]).ok();
    assert_eq!(clocks(&home), [(text("outcome"), Value::Null)]);
    close(&home, &complaint).ok();
    assert_eq!(clocks(&home), []);
    // A second one, about nobody here, has a clock and flags nobody.
    complain(&home, &["--by", "third-party"]);
    assert!(!is_flagged(&home, 1) && !is_flagged(&home, 2));
    assert_eq!(clocks(&home).len(), 1);
    // One from before the duty waits for its outcome alone.
    home.run(["complaint", "open", "--about", "access", "--received", "2026-06-18"]).ok();
    assert!(clocks(&home).contains(&(text("outcome"), Value::Null)));
    home.run(["doctor"]).ok();
}

#[test]
fn a_backup_brings_complaints_and_their_clocks_back() {
    let home = practice();
    let open = complain(&home, &["--client", "C-0001"]);
    let made = home.run(["backup", "create", "--to", ".", "--json"]).ok().json();
    close(&home, &open).ok();
    home.run(["restore", made["path"].as_str().expect("a path"), "--to", "new"]).ok();
    let there = |args: &[&str]| home.run([&["--vault", "new"][..], args].concat());
    there(&["doctor"]).ok();
    there(&["erase", "C-0001", "--ground", "objection", "--dry-run"]).fails(3, "a complaint is open");
    there(&["complaint", "close", &open, "--outcome", "withdrawn"]).ok();
    there(&["erase", "C-0001", "--ground", "objection", "--dry-run"]).ok();
}

/// What is too long is refused, not cut.
#[test]
fn words_are_stored_whole_or_not_at_all() {
    let home = practice();
    let open = ["complaint", "open", "--about", "access", "--words-file", "-"];
    home.pipe(open, "w".repeat((64 << 10) + 1).as_bytes()).fails(2, "is longer than 65536 bytes");
    home.pipe(open, "w".repeat(64 << 10).as_bytes()).ok();
    home.pipe(open, b" \n").fails(2, "the text is empty");
}

/// The answer to a request for access names what the person complained about, and no other's complaint.
#[test]
fn a_pack_has_the_complaints_of_who_asks() {
    let home = practice();
    complain(&home, &["--client", "C-0001"]);
    complain(&home, &["--client", "C-0002"]);
    home.run(["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-07-02"]).ok();
    let found = home.run(["sar", "prepare", "R-0001", "--json"]).ok().stdout;
    assert!(found.contains("K-0001") && !found.contains("K-0002"), "{found}");
}

/// Who complained or asked about a record that is not theirs is somebody else: the name is proposed wherever it stands.
#[test]
fn a_pack_proposes_the_name_of_who_complained_for_another() {
    let home = practice();
    let write = |name: &str, text: &str| std::fs::write(home.join(name), text).expect("writes");
    write("jo.txt", "Jo Neighbour");
    write("words.txt", "Jo Neighbour says that Ada's letter came to her.");
    let more =
        ["--client", "C-0001", "--by", "third-party", "--name-file", "jo.txt", "--words-file", "words.txt"];
    assert_eq!(complain(&home, &more), "K-0001");
    write("ada.txt", "Ada Example");
    complain(&home, &["--client", "C-0001", "--by", "client", "--name-file", "ada.txt"]);
    let open = ["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-07-02"];
    let agent = ["--by", "agent", "--requester-name", "Sam Solicitor"];
    home.run([&open[..], &agent].concat()).ok();
    home.run(open).ok();
    let found = home.run(["sar", "prepare", "R-0002", "--json"]).ok().json();
    let proposed = |item: &str| -> Vec<(String, String)> {
        let items = found["items"].as_array().expect("items").iter();
        let one = items.clone().find(|one| one["item"] == item).expect("an item");
        let all = one["proposals"].as_array().expect("a list").iter();
        all.map(|one| (one["field"].to_string(), one["label"].to_string())).collect()
    };
    let pair = |field: &str, label: &str| (format!("\"{field}\""), format!("\"name: {label}\""));
    assert_eq!(
        proposed("K-0001"),
        [pair("complainant_name", "who complained"), pair("words", "who complained")]
    );
    assert_eq!(proposed("K-0002"), [], "the person's own name");
    assert_eq!(proposed("R-0001"), [pair("requester_name", "who asked")]);
}

#[test]
fn nothing_of_a_complaint_can_be_read() {
    let mut session = Session::begin("k");
    let s = &mut session;
    let client = s.kept("client");
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);
    let [words, name, enquiry, progress, outcome] =
        ["words", "complainer", "enquiry", "progress", "outcome"].map(|word| s.canary(word));
    let open = ["complaint", "open", "--client", &client, "--about", "transparency", "--by", "third-party"];
    let first =
        s.does_with(&[&open[..], &["--received", "2026-07-01", "--words-file", "-"]].concat(), &words);
    let open = ["complaint", "open", "--about", "lawfulness", "--by", "third-party", "--name-file", "-"];
    let second = s.does_with(&[&open[..], &["--received", "2026-07-01"]].concat(), &name);
    let update = ["complaint", "update", &first, "--on", "2026-07-02"];
    s.does_with(&[&update[..], &["--enquiry-file", "-"]].concat(), &enquiry);
    s.does_with(&[&update[..], &["--progress-file", "-", "--how", "phone"]].concat(), &progress);
    let letter =
        ["complaint", "letter", &first, "outcome", "--outcome", "partly-upheld", "--words-file", "-"];
    assert!(s.home.pipe(letter, outcome.as_bytes()).ok().stdout.contains(&outcome));
    let close = ["complaint", "close", &first, "--outcome", "partly-upheld", "--how", "letter"];
    s.does_with(&[&close[..], &["--words-file", "-"]].concat(), &outcome);
    let after = s.canary("after");
    s.does_with(&["complaint", "update", &first, "--after-file", "-", "--regulator-told"], &after);
    s.reads(&["complaint", "show", &first], &[&words, &enquiry, &progress, &outcome, &after]);
    s.reads(&["complaint", "show", &second, "--json"], &[&name]);
    s.does(&["complaint", "list", &client, "--all"]);
    s.does(&["complaint", "numbers", "--year", "2026"]);
    // What is wrong is not repeated.
    let wrong = s.canary("wrong");
    s.refuses(5, &["complaint", "list", &wrong]);
    s.refuses(2, &["complaint", "show", &wrong]);
    s.refuses(2, &["complaint", "update", &second, "--link", &wrong]);
    s.refuses(2, &["complaint", "close", &second, "--outcome", &wrong]);
    s.refuses(2, &["complaint", "open", "--about", &wrong]);
    s.refuses(2, &["complaint", "open", "--about", "access", "--received", &wrong]);
    let not_text = [wrong.as_bytes(), b"\xff"].concat();
    s.refuses_with(2, &["complaint", "update", &second, "--enquiry-file", "-"], &not_text);
    s.refuses_with(3, &["complaint", "update", &first, "--enquiry-file", "-"], wrong.as_bytes());

    // Nor does any file say what it was about, who complained, or how it ended.
    let codes = common::canary::Scanner::of(&["transparency", "lawfulness", "third-party", "partly-upheld"]);
    for folder in [session.home.vault(), session.home.state()] {
        for (path, bytes) in files(&folder) {
            assert!(codes.found(&bytes).is_empty(), "{}: {:?}", path.display(), codes.found(&bytes));
        }
    }
    session.end();
}
