//! Packs, from a record with a word of its own in every field: what is not to go out is in no byte of the archive, what is
//! to go out is there, and nothing of either is left lying anywhere else.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::process::Command;

use common::clear::Clear;
use common::record::{ELSEWHERE, GIVEN, OF_FILES, OTHERS, Opened, WORDS, export, home, open, recipient};
use common::screen::{CTRL_C, Screen, stopped};
use common::{Done, Home, files};
use serde_json::Value;

/// What was weighed about others, in a decisions file.
const FACTORS: &str = "\n[decide.factors]\ninformation = \"who they are\"\nconfidentiality = \"none owed\"\n\
                       consent_sought = \"not asked\"\ncapable = \"yes\"\nrefused = \"no\"\n";

/// An opinion of a day, in a decisions file.
fn opinion(on: &str, met: bool) -> String {
    format!(
        "\n[[opinion]]\nby_whom = \"Dr A. Sample\"\ncapacity = \"responsible\"\nprofession = \"doctor\"\non = {on}\nmet = {met}\n"
    )
}

fn today() -> chrono::NaiveDate {
    chrono::Utc::now().date_naive()
}

/// Decides about R-0001 with these rules, as far as `request` is that.
fn decide(home: &Home, request: &str, rules: &str) -> Done {
    home.pipe(["sar", "decide", request, "--decisions", "-"], decided(rules).as_bytes())
}

fn decided(rules: &str) -> String {
    format!("praxis = \"sar-decisions/1\"\nrequest = \"R-0001\"\n{rules}")
}

/// A rule for items by name.
fn rule(items: &[&str], what: &str) -> String {
    format!("\n[[decide]]\nitems = {items:?}\n{what}\n")
}

fn prepared(home: &Home) -> Value {
    home.run(["sar", "prepare", "R-0001", "--json"]).ok().json()
}

/// The items of which nobody has decided, candidates among them.
fn pending(home: &Home) -> Vec<String> {
    let prepared = prepared(home);
    let lists = ["items", "candidates"].map(|list| prepared[list].as_array().expect("a list").clone());
    let waiting = lists.iter().flatten().filter(|item| item["fate"] == "pending");
    waiting.map(|item| item["item"].as_str().expect("a name").to_owned()).collect()
}

#[track_caller]
fn has_none(pack: &Opened, words: &[&str]) {
    for word in words {
        assert!(!pack.has(word), "{word} is in the pack");
    }
}

#[track_caller]
fn has_all(pack: &Opened, words: &[&str]) {
    for word in words {
        assert!(pack.has(word), "{word} is not in the pack");
    }
}

/// How often the log has an action.
fn logged(home: &Home, action: &str) -> usize {
    let clear = Clear::read(home);
    let is = |row: &&common::clear::Row| {
        row.iter().any(|(column, value)| {
            column == "action" && *value == rusqlite::types::Value::Text(action.to_owned())
        })
    };
    clear.rows("audit").iter().filter(is).count()
}

#[test]
fn what_nobody_decided_is_in_no_byte_of_it() {
    let home = home();
    let told = export(&home, "R-0001", "pack.age", &[]).ok();
    assert!(told.stderr.contains("not decided and left out"), "{}", told.stderr);
    let pack = open(&home, &home.join("pack.age"));
    has_all(&pack, &GIVEN);
    let words = WORDS.iter().chain(&OF_FILES).chain([&ELSEWHERE]).map(|(_, word)| *word);
    has_none(
        &pack,
        &words.chain(OTHERS).chain(["plumblossom", "coldwaltham", "07700 900456"]).collect::<Vec<_>>(),
    );
    assert_eq!(pack.names()[0], "README.txt");
    assert!(pack.names().contains(&"attachments/F-000003.txt"), "{:?}", pack.names());
    let withheld = pack.text("withheld.csv");
    assert_eq!(withheld.matches("not decided yet").count(), withheld.lines().count() - 1, "{withheld}");
    assert_eq!(withheld.lines().count() - 1, pending(&home).len() - 1, "all but the note of another client");
    // The title of an item says no more than what is listed; the numbers of what is left out are their own.
    has_none(&pack, &["N-0000", "F-000001", "F-000002", "H-0001", "D-0001", "in the trash", "a draft"]);
}

/// Every item decided in one way or another.
fn decisions() -> String {
    let cuts = "do = \"redact\"\nground = \"known-to-subject\"\nredact = [\"third-party\", \"phone\"]";
    let known = "do = \"disclose\"\nground = \"known-to-subject\"";
    let withheld = "do = \"withhold\"\nground = \"legal-privilege\"";
    let word = |text: &str| {
        format!(
            "do = \"redact\"\nground = \"known-to-subject\"\nredact = [{{ text = \"{text}\", ground = \"legal-privilege\" }}]"
        )
    };
    [
        rule(&["C-0001/contact"], "do = \"redact\"\nredact = [\"third-party\", \"phone\"]"),
        FACTORS.to_owned(),
        rule(&["N-000001"], cuts),
        FACTORS.to_owned(),
        rule(&["N-000008"], &word("coldwaltham")),
        rule(&["C-0001/clinical", "N-000003", "N-000004", "N-000009", "N-000010", "F-000001"], known),
        rule(&["N-000002", "N-000005", "N-000006", "N-000007", "F-000002"], withheld),
        rule(&["N-000011"], &word(", and Caspian said so")),
        rule(&["C-0003/person", "C-0003/dates"], withheld),
        rule(&["H-0001"], withheld),
        rule(&["D-0001"], "do = \"disclose\""),
        rule(&["N-000012"], "do = \"redact\"\nground = \"known-to-subject\"\nredact = [\"third-party\"]"),
        FACTORS.to_owned(),
    ]
    .concat()
}

/// The words that go out by them, and those that do not.
const OUT: [&str; 12] = [
    "zaffreroad",
    "mardlewort",
    "plumblossom",
    "pellinard",
    "grimsdyke",
    "quistery",
    "ostrander",
    "underhowe",
    "beckstone",
    "lanterhill",
    "dunnockvale",
    "vintnerly",
];
const BACK: [&str; 14] = [
    "Quillfeather",
    "07700 900456",
    "Nettlefold",
    "Caspian",
    "Farthing",
    "coldwaltham",
    "fennimore",
    "crosswick",
    "yarrowgate",
    "holtersby",
    "rosthwaite",
    "hawkshead",
    "inglethorp",
    "legal_privilege",
];

#[test]
fn what_is_withheld_or_taken_out_is_in_no_byte_of_it_and_the_rest_is_there() {
    let home = home();
    decide(&home, "R-0001", &decisions()).ok();
    assert_eq!(pending(&home), Vec::<String>::new());
    let told = export(&home, "R-0001", "pack.age", &["--json"]).ok().json();
    assert_eq!(told["pending"], 0);
    let pack = open(&home, &home.join("pack.age"));
    has_all(&pack, &GIVEN);
    has_all(&pack, &OUT);
    has_all(&pack, &["wimpleday", "tarnbridge", "skelwith"]);
    has_none(&pack, &BACK);
    // Of the amended note both versions, and in both what was taken out is marked.
    let json = pack.json();
    let entries = json["entries"].as_array().expect("a list");
    let amended = entries.iter().find(|entry| entry["id"] == "N-000008").expect("the note");
    assert_eq!(amended["redacted"], true);
    assert_eq!(amended.to_string().matches("[redacted: legal privilege]").count(), 2, "{amended}");
    let elsewhere = entries.iter().find(|entry| entry["id"] == ELSEWHERE.0).expect("the note of another");
    assert_eq!(elsewhere["section"], "In other records");
    assert_eq!(told["entries"].as_u64(), Some(entries.len() as u64));
    let withheld = pack.text("withheld.csv");
    assert_eq!(told["withheld"].as_u64(), Some(withheld.lines().count() as u64 - 1));
    assert_eq!(withheld.matches("legal privilege").count(), 8, "{withheld}");
    // What is shown before is what goes out.
    let preview = home.run(["sar", "preview", "R-0001"]).ok().stdout;
    for entry in entries {
        for field in entry["fields"].as_array().expect("a list") {
            let line = format!(
                "{}: {}",
                field["label"].as_str().expect("text"),
                field["text"].as_str().expect("text")
            );
            assert!(preview.contains(&line), "{line}");
        }
    }
    for word in BACK {
        assert!(!preview.contains(word), "{word}");
    }
}

#[test]
fn only_what_is_new_or_has_changed_is_asked_about_again() {
    let home = home();
    decide(&home, "R-0001", &decisions()).ok();
    home.note("C-0001", "tebayfell");
    let amend = |note| {
        home.pipe(["note", "amend", note, "--reason", "addition", "--file", "-"], b"kirkstone").ok();
    };
    amend("N-000001");
    // What was kept back stays back, whatever it says now.
    amend("N-000002");
    assert_eq!(pending(&home), ["N-000001", "N-000013"]);
    export(&home, "R-0001", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    has_none(&pack, &["mardlewort", "fennimore", "kirkstone", "tebayfell"]);
    has_all(&pack, &["grimsdyke", "ostrander"]);
}

#[test]
fn a_file_that_is_not_understood_decides_nothing() {
    let home = home();
    let known = "do = \"disclose\"\nground = \"known-to-subject\"";
    let good = rule(&["N-000003"], known);
    for (bad, says) in [
        (rule(&["N-000002"], "do = \"withhold\"\nground = \"dislike\""), "ground is none of"),
        (rule(&["N-000099"], known), "N-000099 is not in the pack"),
        // Another client's note that does not name the person.
        (rule(&["C-0004/person"], known), "C-0004/person is not in the pack"),
        (rule(&["N-000002"], "do = \"withhold\"\nground = \"third-party\""), "five factors"),
        (rule(&["N-000002"], "do = \"withhold\""), "needs a ground"),
        (
            rule(&["N-000002"], "do = \"disclose\"\nground = \"harm-test-not-met\"\nopinions = [2026-01-01]"),
            "opinion",
        ),
        (rule(&["N-000003"], known), "N-000003"),
        (
            rule(
                &["N-000002"],
                "do = \"redact\"\nredact = [{ text = \"mislaid\", ground = \"court\" }]\nwords = \"x\"",
            ),
            "are not in N-000002",
        ),
    ] {
        let done = decide(&home, "R-0001", &format!("{good}{bad}")).fails(2, says);
        assert!(done.stderr.contains("line "), "{}", done.stderr);
        assert!(!done.stderr.contains("mislaid"), "no words are said again: {}", done.stderr);
    }
    home.run(["request", "open", "--client", "C-0004", "--right", "access"]).ok();
    decide(&home, "R-0002", &good).fails(2, "R-0001");
    assert!(pending(&home).contains(&"N-000003".to_owned()), "nothing was decided");
    assert_eq!(logged(&home, "pack.decided"), 0);
}

/// What is in a file nobody looked at: words taken out of everything are not taken out of it.
#[test]
fn a_file_does_not_go_out_because_words_are_taken_out_of_everything() {
    let home = home();
    let cuts = "do = \"redact\"\nground = \"known-to-subject\"\nredact = [\"third-party\", \"phone\"]";
    let rules = format!("\n[[decide]]\nall = true\n{cuts}\n{FACTORS}");
    decide(&home, "R-0001", &rules).ok();
    let pending = pending(&home);
    assert!(
        pending.contains(&"F-000001".to_owned()) && !pending.contains(&"N-000001".to_owned()),
        "{pending:?}"
    );
    let rules = format!("\n[[decide]]\nkind = \"document\"\n{cuts}\n{FACTORS}");
    decide(&home, "R-0001", &rules).fails(2, "whole or not at all");
    // What somebody decided by name, a rule for many does not undo.
    let kept = rule(&["N-000002"], "do = \"withhold\"\nground = \"legal-privilege\"");
    decide(&home, "R-0001", &kept).ok();
    let all = "\n[[decide]]\nkind = \"session\"\ndo = \"disclose\"\nground = \"known-to-subject\"\n";
    let said = decide(&home, "R-0001", all).ok().stderr;
    assert!(said.contains("decided before and left as it stands"), "{said}");
    export(&home, "R-0001", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    has_all(&pack, &["mardlewort"]);
    has_none(&pack, &["tarnbridge", "rosthwaite", "Quillfeather", "07700 900456"]);
}

/// Section 205(2) and Schedule 3: six months, counted by the calendar.
#[test]
fn an_opinion_of_more_than_six_months_bears_nothing() {
    let home = home();
    let on = |months, days: u64| {
        let day = today() - chrono::Months::new(months) + chrono::Days::new(days);
        day.to_string()
    };
    let disclosed = |on: &str| {
        opinion(on, false)
            + &rule(
                &["N-000002"],
                &format!("do = \"disclose\"\nground = \"harm-test-not-met\"\nopinions = [{on}]"),
            )
    };
    decide(&home, "R-0001", &disclosed(&on(7, 0))).ok();
    assert!(pending(&home).contains(&"N-000002".to_owned()));
    let line = prepared(&home)["items"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|one| one["item"] == "N-000002")
        .cloned();
    assert_eq!(line.expect("the note")["because"], "the opinion is older than six months");
    decide(&home, "R-0001", &disclosed(&on(5, 0))).ok();
    assert!(!pending(&home).contains(&"N-000002".to_owned()));
    // Against it: an opinion that harm is likely, on the same item.
    let said = on(4, 0);
    let against = opinion(&said, true)
        + &rule(&["N-000002"], &format!("do = \"withhold\"\nground = \"serious-harm\"\nopinions = [{said}]"));
    decide(&home, "R-0001", &against).ok();
    export(&home, "R-0001", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    has_none(&pack, &["fennimore", "Dr A. Sample"]);
    assert!(pack.text("withheld.csv").contains("serious harm"), "{}", pack.text("withheld.csv"));
}

#[test]
fn who_asks_for_another_shows_that_they_may() {
    let home = home();
    let parent = ["request", "open", "--client", "C-0001", "--right", "access", "--by", "parent"];
    home.run(parent.iter().chain(&["--requester-name", "Jo Fairweather"])).ok();
    let done = export(&home, "R-0002", "pack.age", &[]).fails(3, "waits for proof");
    assert!(!done.stderr.contains("Fairweather"), "{}", done.stderr);
    assert!(!home.join("pack.age").exists());
    assert_eq!(logged(&home, "pack.exported"), 0);
    home.run(["request", "identity", "R-0002", "--what", "authority", "--given", &today().to_string()]).ok();
    export(&home, "R-0002", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    assert!(pack.text("letter.txt").starts_with(|first: char| first.is_ascii_digit()));
    has_all(&pack, &["Jo Fairweather", "the record of Ottilie Fairweather"]);
}

/// A ground for when a parent of a child asks: the person here was born in 1985, and of an adult it bears nothing.
#[test]
fn a_child_may_keep_something_from_a_parent() {
    let home = Home::with_vault();
    let born = (today() - chrono::Months::new(12 * 14)).to_string();
    home.run(["client", "add", "--name", "Linnet Marsh", "--born", &born, "--first-contact", "2026-01-05"])
        .ok();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "mardlewort");
    home.note("C-0002", "fennimore");
    for client in ["C-0001", "C-0002"] {
        let parent = ["request", "open", "--client", client, "--right", "access", "--by", "parent"];
        home.run(parent.iter().chain(&["--requester-name", "Jo Marsh", "--authority", &today().to_string()]))
            .ok();
    }
    let decide = |request, item| {
        let text = format!(
            "praxis = \"sar-decisions/1\"\nrequest = \"{request}\"\n[[decide]]\nitems = [\"{item}\"]\ndo = \"withhold\"\n\
             ground = \"not-for-parent\"\nwords = \"asked for it to stay here\"\n"
        );
        home.pipe(["sar", "decide", request, "--decisions", "-"], text.as_bytes()).ok();
        home.run(["sar", "prepare", request, "--json"]).ok().json()
    };
    let note = |prepared: Value, item| {
        let items = prepared["items"].as_array().expect("a list");
        items.iter().find(|one| one["item"] == item).expect("the note")["fate"].clone()
    };
    assert_eq!(note(decide("R-0001", "N-000001"), "N-000001"), "withhold");
    export(&home, "R-0001", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    has_none(&pack, &["mardlewort", "asked for it to stay here"]);
    // No child, as far as anybody knows a day of birth: where it is not known, a child is presumed.
    assert_eq!(note(decide("R-0002", "N-000002"), "N-000002"), "withhold");
    home.run(["client", "amend", "C-0002", "--born", "1985-03-02"]).ok();
    assert_eq!(note(decide("R-0002", "N-000002"), "N-000002"), "pending");
}

#[test]
fn what_cannot_be_written_is_not_on_record_either() {
    let home = home();
    let you = recipient(&home);
    fs::write(home.join("there.age"), "there").expect("writes");
    let inside = home.vault().join("pack.age").display().to_string();
    let before = files(home.path()).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    let to = |output: &str, more: &[&str]| {
        let args = ["sar", "export", "R-0001", "-o", output];
        home.run(args.iter().chain(more))
    };
    to("there.age", &["--recipient", &you]).fails(2, "there");
    to(&inside, &["--recipient", &you]).fails(2, "vault");
    to("pack.age", &["--recipient", &you.replace("age1", "age2")]).fails(2, "not an age recipient");
    to("pack.age", &["--recipient", &you[..you.len() - 1]]).fails(2, "not an age recipient");
    to("pack.age", &["--recipient", &you, "--recipient", "age1mistyped"]).fails(2, "not an age recipient");
    to("pack.age", &[]).fails(2, "to whom the pack is sealed");
    to("nowhere/pack.age", &["--recipient", &you]).fails(2, "does not exist");
    assert_eq!(fs::read(home.join("there.age")).expect("reads"), b"there");
    let after = files(home.path()).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    assert_eq!(after, before);
    assert_eq!((logged(&home, "pack.exported"), logged(&home, "export.done")), (0, 0));
}

/// Where a pack went is on record as long as the practice is, and on the certificate of an erasure.
#[test]
fn what_left_is_on_record_before_it_is_there() {
    let home = home();
    home.pipe(["sar", "decide", "R-0001", "--decisions", "-"], decided(&decisions()).as_bytes()).ok();
    let told = export(&home, "R-0001", "pack.age", &["--json"]).ok().json();
    assert_eq!(told["export"], "X-0001");
    let sealed = fs::read(home.join("pack.age")).expect("reads");
    assert_eq!(told["sha256"], praxis::crypto::hash::to_hex(&praxis::crypto::hash::sha256(&sealed)));
    assert_eq!(
        (logged(&home, "pack.exported"), logged(&home, "client.exported"), logged(&home, "export.done")),
        (1, 1, 1)
    );
    // Both files that went with it, by the log.
    assert_eq!(logged(&home, "file.copied"), 2);
    home.run(["hold", "lift", "H-0001"]).ok();
    home.run(["request", "close", "R-0001", "--outcome", "partly"]).ok();
    home.run([
        "erase",
        "C-0001",
        "--ground",
        "consent-withdrawn",
        "--confirm",
        "C-0001",
        "--certificate",
        "gone.txt",
        "--accept-total-loss",
    ])
    .ok();
    let certificate = fs::read_to_string(home.join("gone.txt")).expect("reads");
    assert!(certificate.contains("X-0001"), "{certificate}");
}

/// UK GDPR Article 20(1): what the person gave, for machines; not what was thought of it.
#[test]
fn for_portability_only_what_was_given_goes_out() {
    let home = home();
    decide(&home, "R-0001", &decisions()).ok();
    home.run(["request", "open", "--client", "C-0001", "--right", "portability"]).ok();
    let mine = decisions().replace("R-0001", "R-0002");
    let text = format!("praxis = \"sar-decisions/1\"\nrequest = \"R-0002\"\n{mine}");
    home.pipe(["sar", "decide", "R-0002", "--decisions", "-"], text.as_bytes()).ok();
    export(&home, "R-0001", "first.age", &["--portability"]).ok();
    export(&home, "R-0002", "second.age", &[]).ok();
    for pack in ["first.age", "second.age"] {
        let opened = open(&home, &home.join(pack));
        let names = ["README.txt", "record.csv", "record.json", "schema.json", "manifest.sha256"];
        assert_eq!(opened.names(), names);
        has_all(&opened, &["Ottilie Fairweather", "zaffreroad", "ostrander"]);
        has_none(
            &opened,
            &["mardlewort", "quistery", "wimpleday", "dunnockvale", "Quillfeather", "sevenhampton", "Dear"],
        );
        let json = opened.json();
        let kinds =
            json["entries"].as_array().expect("a list").iter().map(|one| one["kind"].as_str().expect("text"));
        assert!(
            kinds.clone().all(|kind| ["details", "contact", "intake"].contains(&kind)),
            "{:?}",
            kinds.collect::<Vec<_>>()
        );
        home.run(["sar", "verify", pack]).ok();
    }
}

/// A request of the person's own is made with their consent (Article 18(2)): the record opens for it, and that is logged.
#[test]
fn of_a_restricted_record_a_pack_is_made_and_that_is_logged() {
    let home = home();
    home.run(["request", "open", "--client", "C-0001", "--right", "restriction"]).ok();
    home.run(["client", "restrict", "C-0001", "--request", "R-0002", "--ground", "accuracy"]).ok();
    let before = logged(&home, "access.overridden");
    export(&home, "R-0001", "pack.age", &[]).ok();
    has_all(&open(&home, &home.join("pack.age")), &GIVEN);
    assert!(logged(&home, "access.overridden") > before);
}

/// What UK GDPR Article 15(1) and (2) wants said.
#[test]
fn the_letter_says_what_the_law_wants_and_stock_tools_agree() {
    let home = home();
    decide(&home, "R-0001", &decisions()).ok();
    export(&home, "R-0001", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    let letter = pack.text("letter.txt");
    for said in [
        "Dear Ottilie Fairweather",
        "R-0001",
        "What we searched",
        "What was left out",
        "What we use the information for",
        "What kinds of information there are",
        "Who else gets some of it",
        "The Surgery",
        "How long we keep it",
        "Where it comes from",
        "Whether it is sent abroad",
        "Whether decisions are made by machines",
        "correct information that is wrong",
        "erase information",
        "restricted",
        "object to our use of it",
        "section 164A",
        "Information Commissioner's Office",
        "section 167",
    ] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    let done = home.run(["sar", "verify", "pack.age"]).ok();
    assert!(done.stdout.contains("Every file is there"), "{}", done.stdout);
    let folder = home.join("unpacked");
    fs::create_dir_all(folder.join("attachments")).expect("makes");
    for (name, bytes) in &pack.files {
        fs::write(folder.join(name), bytes).expect("writes");
    }
    let sums =
        Command::new("sha256sum").args(["-c", "--quiet", "manifest.sha256"]).current_dir(&folder).status();
    assert!(sums.expect("sha256sum").success());
    // One byte of it changed.
    let mut sealed = fs::read(home.join("pack.age")).expect("reads");
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    fs::write(home.join("changed.age"), sealed).expect("writes");
    assert_ne!(home.run(["sar", "verify", "changed.age"]).code, 0);
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// Whatever is decided: of every word of every note it is known beforehand whether it goes out.
#[test]
fn by_any_decisions_each_word_goes_out_or_does_not_as_was_decided() {
    const NOTES: usize = 6;
    const WORDS_OF_EACH: usize = 5;
    const ROUNDS: usize = 12;
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let word = |note: usize, word: usize| format!("zq{note:02}{word:02}kv");
    let text = |note| (0..WORDS_OF_EACH).map(|at| word(note, at)).collect::<Vec<_>>().join(" and ");
    for note in 0..NOTES {
        home.note("C-0001", &text(note));
    }
    // Of the first one there is a former version, with the same words.
    home.pipe(["note", "amend", "N-000001", "--reason", "addition", "--file", "-"], text(0).as_bytes()).ok();
    let mut dice = Dice(0x5eed);
    let mut kinds = [0; 4];
    for round in 1..=ROUNDS {
        home.run(["request", "open", "--client", "C-0001", "--right", "access"]).ok();
        let request = format!("R-{round:04}");
        let mut rules = format!("praxis = \"sar-decisions/1\"\nrequest = \"{request}\"\n");
        let (mut out, mut back) = (Vec::new(), Vec::new());
        for note in 0..NOTES {
            let words = (0..WORDS_OF_EACH).map(|at| word(note, at));
            let choice = usize::try_from(dice.roll(4)).expect("small");
            kinds[choice] += 1;
            let item = format!("N-{:06}", note + 1);
            match choice {
                0 => back.extend(words),
                1 => {
                    rules += &rule(&[&item], "do = \"withhold\"\nground = \"legal-privilege\"");
                    back.extend(words);
                }
                2 => {
                    rules += &rule(&[&item], "do = \"disclose\"\nground = \"known-to-subject\"");
                    out.extend(words);
                }
                _ => {
                    let (mut cut, mut kept): (Vec<_>, Vec<_>) = words.partition(|_| dice.roll(2) == 0);
                    if cut.is_empty() {
                        cut.extend(kept.pop());
                    }
                    let cuts = cut
                        .iter()
                        .map(|word| format!("{{ text = \"{word}\", ground = \"legal-privilege\" }}"));
                    let cuts = cuts.collect::<Vec<_>>().join(", ");
                    rules += &rule(
                        &[&item],
                        &format!("do = \"redact\"\nground = \"known-to-subject\"\nredact = [{cuts}]"),
                    );
                    back.extend(cut);
                    out.extend(kept);
                }
            }
        }
        home.pipe(["sar", "decide", &request, "--decisions", "-"], rules.as_bytes()).ok();
        let name = format!("{request}.age");
        export(&home, &request, &name, &[]).ok();
        let pack = open(&home, &home.join(&name));
        assert_eq!(out.len() + back.len(), NOTES * WORDS_OF_EACH);
        has_none(&pack, &back.iter().map(String::as_str).collect::<Vec<_>>());
        has_all(&pack, &out.iter().map(String::as_str).collect::<Vec<_>>());
    }
    assert!(kinds.iter().all(|count| *count > 5), "each was tried: {kinds:?}");
}

/// Every byte that a process hands to the system: nothing of the record goes anywhere unsealed, for however short a time,
/// and nothing of it stays in the clear.
#[test]
fn no_word_is_ever_written_anywhere_but_on_the_screen() {
    if let Some(why) = common::faults::strace::impossible() {
        eprintln!("SKIPPED: no calls can be watched here: {why}");
        return;
    }
    let home = home();
    fs::write(home.join("decisions.toml"), decided(&decisions())).expect("writes");
    let you = recipient(&home);
    let words: Vec<&str> = WORDS.iter().chain(&OF_FILES).chain([&ELSEWHERE]).map(|(_, word)| *word).collect();
    let words: Vec<&str> = words.into_iter().chain(OTHERS).chain(["Ottilie", "07700 900456"]).collect();
    for args in [
        &["sar", "prepare", "R-0001", "--template", "template.toml"][..],
        &["sar", "decide", "R-0001", "--decisions", "decisions.toml"],
        &["sar", "export", "R-0001", "-o", "pack.age", "--recipient", &you],
        // What is shown because it is asked for: the watch sees it.
        &["sar", "preview", "R-0001"],
    ] {
        let program = std::path::Path::new(common::PRAXIS);
        let story =
            common::faults::Story { name: "watched", program, prepared: home.path(), args, input: b"" };
        let filters =
            ["trace=write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,copy_file_range".to_owned()];
        let (done, trace) =
            common::faults::strace::traced(&story, &home, &["-xx", "-s", "67108864"], &filters);
        let done = done.ok();
        let (mut calls, mut seen) = (0, false);
        for call in common::faults::trace::parse(&trace) {
            calls += 1;
            assert!(call.name.contains("write"), "{} moves bytes unseen", call.name);
            let bytes = String::from_utf8_lossy(call.bytes(1)).to_lowercase();
            let word = words.iter().find(|word| bytes.contains(&word.to_lowercase()));
            seen |= word.is_some();
            assert!(word.is_none() || args[1] == "preview", "{args:?} writes {word:?}");
        }
        if args[1] == "preview" {
            assert!(seen, "what is shown is seen");
            continue;
        }
        assert!(calls > 5, "{args:?}: {calls} calls were seen");
        for word in &words {
            assert!(!done.stderr.contains(word) && !done.stdout.contains(word), "{args:?} says {word}");
        }
    }
    fs::remove_file(home.join("decisions.toml")).expect("goes");
    for (path, bytes) in files(home.path()) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for word in &words {
            assert!(!text.contains(&word.to_lowercase()), "{word} in {}", path.display());
        }
        for word in ["legal-privilege", "known-to-subject", "not asked", "third-party"] {
            let template = path.ends_with("template.toml");
            assert!(template || !text.contains(word), "a decision in {}", path.display());
        }
    }
}

/// What was decided before Ctrl-C is kept; what is not understood is asked again, and never taken for an answer.
#[test]
fn the_dialogue_keeps_what_was_decided_and_guesses_nothing() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let contact = "Maya Quillfeather (sister) 07700 900456";
    home.run(["client", "amend", "C-0001", "--emergency-contact", contact]).ok();
    home.note("C-0001", "mardlewort: Maya Quillfeather rang on 07700 900456, plumblossom");
    home.note("C-0001", "fennimore");
    home.run(["request", "open", "--client", "C-0001", "--right", "access"]).ok();
    let asked = "disclose, redact, withhold, later or stop: ";
    let found = "Which of what was found goes out of it: all, none, or numbers such as 1,3: ";
    let mut screen = Screen::praxis(&home, "sar decide R-0001");
    // The contact details.
    screen.answer(asked, "later");
    screen.wait_for("⟦Maya Quillfeather⟧ rang on ⟦07700 900456⟧");
    screen.answer(asked, "perhaps");
    screen.wait_for("none of them");
    screen.answer(asked, "redact");
    for misunderstood in ["1-2", "3", "0", "1,x"] {
        screen.answer(found, misunderstood);
        screen.wait_for("give numbers from 1 to 2");
    }
    screen.answer(found, "1, 2");
    screen.answer("Why they are taken out: ", "dislike");
    screen.wait_for("none of them");
    screen.answer("Why they are taken out: ", "known-to-subject");
    screen.wait_for("none of them");
    screen.answer("Why they are taken out: ", "legal-privilege");
    screen.answer("Enter when done: ", "nowhere in it");
    screen.answer("Why: ", "legal-privilege");
    screen.wait_for("do not stand in it");
    screen.answer("Enter when done: ", "plumblossom");
    screen.answer("Why: ", "legal-privilege");
    screen.answer("Enter when done: ", "");
    screen.answer("Why the rest may go: ", "known-to-subject");
    screen.answer("Reason in words, if you want to keep one: ", "");
    screen.wait_for("fennimore");
    screen.answer(asked, "withhold");
    screen.wait_for("Why it is withheld: ");
    screen.send(CTRL_C);
    stopped(&screen.end(), "sar decide");
    assert_eq!(pending(&home), ["C-0001/contact", "N-000002"]);
    export(&home, "R-0001", "pack.age", &[]).ok();
    let pack = open(&home, &home.join("pack.age"));
    has_all(&pack, &["mardlewort", "rang on"]);
    has_none(&pack, &["plumblossom", "Quillfeather", "07700 900456", "fennimore"]);
}

/// Shown once, on the terminal itself, and it opens the pack.
#[test]
fn a_passphrase_that_is_made_is_shown_and_opens_the_pack() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.run(["request", "open", "--client", "C-0001", "--right", "access"]).ok();
    let mut screen =
        Screen::open(&home, "\"$PRAXIS\" sar export R-0001 -o pack.age > out.txt 2> err.txt", &[]);
    screen.wait_for("Tell it by another way than the file:");
    screen.wait_for("    ");
    let passphrase = screen.wait_for("\r\n").trim().to_owned();
    screen.end().ends(0, "");
    assert!(passphrase.len() > 20, "{passphrase}");
    for file in ["out.txt", "err.txt"] {
        assert!(!fs::read_to_string(home.join(file)).expect("reads").contains(&passphrase), "{file}");
    }
    let sealed = fs::read(home.join("pack.age")).expect("reads");
    let passphrase = praxis::crypto::passphrase::Passphrase::new(passphrase.into());
    let archive = praxis::crypto::age_file::open_with_passphrase(&passphrase, &sealed).expect("opens");
    assert!(archive.windows(8).any(|bytes| bytes == b"Ottilie "));
}
