//! Ten erasures, one after the other, in a vault of twelve clients: after each, whoever is left is whole, and of whoever
//! went nothing is found.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::faults::in_turn;
use common::{Home, files};
use praxis::vault::keyring::Image;
use serde_json::Value;

const CLIENTS: usize = 12;

/// Whose record goes, in this order, and whether the clinical part stays. C-0003 and C-0007 go twice: first in part.
/// The first and the last one that was added are among them. Four stay, and C-0011 in part.
const ERASED: [(usize, bool); 10] = [
    (3, true),
    (1, false),
    (12, false),
    (7, true),
    (3, false),
    (6, false),
    (11, true),
    (2, false),
    (7, false),
    (5, false),
];

fn client(number: usize) -> String {
    format!("C-{number:04}")
}

/// Twelve clients, each with a session note that has two versions, a process note, a letter, a recording and an
/// invoice, so that each has keys of every kind.
fn filled() -> Home {
    let home = Home::with_vault();
    for number in 1..=CLIENTS {
        let name = format!("Perpetua Lumley{number:02}");
        let phone = format!("07700 9000{number:02}");
        let args = ["client", "add", "--name", &name, "--phone", &phone, "--first-contact", "2026-01-05"];
        assert_eq!(home.run(args).ok().stdout.trim(), client(number));
        let note = home.note(&client(number), "about the allotment");
        let args = ["note", "amend", &note, "--reason", "correction", "--file", "-"];
        home.pipe(args, b"more about the allotment").ok();
        let args =
            ["note", "add", &client(number), "--kind", "process", "--date", "2026-02-04", "--file", "-"];
        home.pipe(args, b"a reflection").ok();
        fs::write(home.join("file.txt"), format!("a file about {number:02}")).expect("writes");
        for kind in ["document", "recording", "invoice"] {
            home.run(["file", "add", &client(number), "file.txt", "--kind", kind]).ok();
        }
    }
    fs::remove_file(home.join("file.txt")).expect("there");
    home
}

/// Everything that opens, entry by entry, with the content of the files.
#[derive(Debug, PartialEq)]
struct Everything(Vec<(String, Value)>);

impl Everything {
    fn of(home: &Home) -> Self {
        home.run(["export", "--plain", "-o", "everything"]).ok();
        let folder = home.join("everything");
        let mut found = Vec::new();
        for (path, bytes) in files(&folder) {
            if path.extension().is_some_and(|end| end == "json") {
                let list: Vec<Value> = serde_json::from_slice(&bytes).expect("a list");
                found.extend(list.into_iter().map(|mut entry| {
                    if let Some(path) = entry.get("path").and_then(Value::as_str) {
                        let content = fs::read_to_string(folder.join(path)).expect("reads");
                        entry["content"] = Value::String(content);
                    }
                    (entry["client"].as_str().expect("whose").to_owned(), entry)
                }));
            }
        }
        // Left there it would be remains of the next one.
        fs::remove_dir_all(folder).expect("removes");
        Self(found)
    }

    /// The same without a client, of whom tax law keeps the invoice.
    fn without(self, client: &str) -> Self {
        let stays = |whose: &str, entry: &Value| whose != client || entry["kind"] == "invoice";
        Self(self.0.into_iter().filter(|(whose, entry)| stays(whose, entry)).collect())
    }

    fn of_client(&self, client: &str) -> Vec<&Value> {
        self.0.iter().filter(|(whose, _)| whose == client).map(|(_, entry)| entry).collect()
    }
}

/// Whose notes are found.
fn found(home: &Home, word: &str) -> BTreeSet<String> {
    let hits = home.run(["search", word, "--json"]).ok().json();
    let hits = hits.as_array().expect("a list").iter();
    hits.map(|hit| hit["client"].as_str().expect("whose").to_owned()).collect()
}

fn erase(home: &Home, number: usize, in_part: bool) {
    let client = client(number);
    let mut args = vec!["erase", &client, "--ground", "objection", "--confirm", &client];
    args.extend(["--accept-total-loss", "--json"]);
    if in_part {
        args.extend(["--keep", "clinical"]);
    }
    let done = home.run(args).ok().json();
    assert_eq!(done["state"], "final", "no kit and no backup could bring it back");
    assert_eq!(done["extent"], if in_part { "partial" } else { "whole" });
}

/// One way in, of the epoch that is the number of erasures, and both mirrors are of it.
fn keys_are_of_epoch(home: &Home, epoch: usize) {
    let wraps: Vec<String> = files(&home.state())
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|end| end == "age"))
        .map(|(path, _)| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(wraps, [format!("1-{epoch}.age")]);
    for mirror in ["a", "b"] {
        let bytes = fs::read(home.vault().join("keyring").join(mirror)).expect("reads");
        assert_eq!(Image::parse(&bytes).expect("a keyring").header.epoch, epoch as u64);
    }
}

/// In memory where there is room: hundreds of commands sync, and what a sync is worth is shown elsewhere.
#[test]
fn ten_erasures_leave_the_others_whole() {
    in_turn(ten_erasures);
}

fn ten_erasures() {
    let home = filled();
    let mut expected = Everything::of(&home);
    let (mut went, mut in_part) = (BTreeSet::new(), BTreeSet::new());
    for (at, &(number, part)) in ERASED.iter().enumerate() {
        erase(&home, number, part);
        let now = Everything::of(&home);
        if part {
            // What stays of this one, and nothing else, is taken as it is found; the rest is as it was.
            in_part.insert(number);
            let left = now.of_client(&client(number));
            assert_eq!(left.len(), 4, "the client, the note, the letter and the invoice: {left:?}");
            assert!(left[0]["phone"].is_null() && left[0]["erased"] == serde_json::json!(["contact"]));
            let (expected, now) = (expected.0.iter(), now.0.iter());
            let other = |entry: &&(String, Value)| entry.0 != client(number);
            assert!(expected.filter(other).eq(now.filter(other)), "somebody else's record changed");
        } else {
            went.insert(number);
            expected = expected.without(&client(number));
            assert!(now == expected, "somebody else's record changed with erasure {}", at + 1);
        }
        expected = now;
        let left = |number: &usize| !went.contains(number);
        let sessions: BTreeSet<String> = (1..=CLIENTS).filter(left).map(client).collect();
        assert_eq!(found(&home, "allotment"), sessions);
        let whole = |number: &usize| left(number) && !in_part.contains(number);
        let processes: BTreeSet<String> = (1..=CLIENTS).filter(whole).map(client).collect();
        assert_eq!(found(&home, "reflection"), processes);
        // Ends with 7 when anything is damaged.
        home.run(["doctor"]).ok();
        keys_are_of_epoch(&home, at + 1);
    }
    certificates_verify(&home);
    numbers_are_not_given_again(&home, &went);
}

/// Where there is no vault, no identity and nothing else.
fn certificates_verify(home: &Home) {
    let elsewhere = Home::empty();
    for (at, &(number, _)) in ERASED.iter().enumerate() {
        let certificate = format!("E-{:04}", at + 1);
        let signed = home.run(["certificate", "show", &certificate]).ok().stdout;
        let read = elsewhere.pipe(["certificate", "verify", "-", "--json"], signed.as_bytes()).ok().json();
        assert_eq!((&read["certificate"], &read["client"]), (&certificate.into(), &client(number).into()));
        assert_eq!(read["state"], "final");
    }
}

fn numbers_are_not_given_again(home: &Home, went: &BTreeSet<usize>) {
    assert_eq!(home.client("Lambert Quill"), client(CLIENTS + 1));
    fs::write(home.join("more.csv"), "ID,Name,First\nS-1,Isolde Farthing,2026-01-07\n").expect("writes");
    let map = "[columns]\nsource = \"ID\"\nname = \"Name\"\nfirst_contact = \"First\"\n";
    fs::write(home.join("map.toml"), map).expect("writes");
    home.run(["import", "clients", "more.csv", "--map", "map.toml"]).ok();
    home.run(["client", "show", &client(CLIENTS + 2)]).ok();
    for &number in went {
        home.run(["client", "show", &client(number)]).fails(6, "was erased");
    }
}
