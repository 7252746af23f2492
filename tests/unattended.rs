//! Without a person: where the key comes from, what is printed, and what leaves the vault sealed.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::io::Read;

use common::Home;
use praxis::crypto::age_file::{self, IdentityFile};

#[test]
fn the_key_comes_from_the_first_place_that_has_one() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let usual = home.join(".config/praxis/identity.age");
    let credentials = home.join("credentials");
    fs::create_dir(&credentials).expect("makes");
    fs::rename(&usual, credentials.join("praxis-identity")).expect("moves");
    home.run(["client", "list"]).fails(4, "there is no identity file at");
    let with = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("CREDENTIALS_DIRECTORY", &credentials);
        common::feed(command, b"")
    };
    with(&["client", "list"]).ok();
    // Explicit beats ambient: the stranger that was named is tried, and nothing else.
    home.run(["identity", "new", "--bare", "-i", "stranger"]).ok();
    with(&["client", "list", "-i", "stranger"]).fails(4, "this identity is no member");
    fs::copy(home.join("stranger"), &usual).expect("copies");
    with(&["client", "list"]).ok();
}

#[test]
fn a_sealed_export_opens_with_the_identity_and_holds_everything() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "the first text");
    home.pipe(["note", "amend", "N-000001", "--reason", "addition"], b"the second text").ok();
    home.note("C-0001", "in the trash");
    home.run(["note", "trash", "N-000002"]).ok();
    home.run(["export", "-o", "out.age"]).ok();
    let identity = fs::read(home.join(".config/praxis/identity.age")).expect("reads");
    let Ok(IdentityFile::Plain(identity)) = age_file::read_identity_file(&identity) else {
        panic!("a bare identity")
    };
    let archive =
        age_file::open_with(&identity, &fs::read(home.join("out.age")).expect("reads")).expect("opens");
    let mut files = std::collections::BTreeMap::new();
    for entry in tar::Archive::new(archive.as_slice()).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").to_string_lossy().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("reads");
        files.insert(name, text);
    }
    assert_eq!(files.keys().collect::<Vec<_>>(), ["clients.json", "files.json", "notes.json"]);
    let clients: serde_json::Value = serde_json::from_str(&files["clients.json"]).expect("JSON");
    assert_eq!(clients[0]["name"], "Ottilie Fairweather");
    let notes: serde_json::Value = serde_json::from_str(&files["notes.json"]).expect("JSON");
    assert_eq!(notes[0]["text"], "the second text");
    assert_eq!(notes[0]["versions"][0]["text"], "the first text");
    assert_eq!(notes[1]["state"], "trash");

    home.run(["identity", "new", "--bare", "-i", "other"]).ok();
    let recipient = home.run(["identity", "show", "-i", "other", "--json"]).ok().json();
    let recipient = recipient["recipient"].as_str().expect("a recipient").to_owned();
    home.run(["export", "-o", "theirs.age", "--recipient", &recipient]).ok();
    let theirs = fs::read(home.join("theirs.age")).expect("reads");
    assert!(age_file::open_with(&identity, &theirs).is_err(), "sealed to them, not to us");
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    for args in [&["client", "list", "-q"][..], &["search", "nothing", "-q"], &["note", "list", "-q"]] {
        assert_eq!(home.run(args.iter().copied()).ok().stderr, "");
    }
    home.run(["client", "show", "C-0009", "-q"]).fails(5, "error: there is no client C-0009");
}

#[test]
fn usage_errors_are_json_when_json_is_asked_for() {
    let home = Home::empty();
    for args in [
        &["client", "frob", "--json"][..],
        &["--json", "note", "add"],
        &["client", "list", "--json", "--frob"],
    ] {
        let done = home.run(args.iter().copied());
        assert_eq!(done.code, 2);
        let error: serde_json::Value = serde_json::from_str(&done.stderr).expect(&done.stderr);
        assert_eq!(error["error"]["kind"], "usage");
        assert_eq!(error["error"]["code"], 2);
    }
}

#[test]
fn a_changed_praxis_toml_is_logged_once() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let path = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&path).expect("reads");
    fs::write(&path, text.replace("30 days", "7 days")).expect("writes");
    for _ in 0..2 {
        home.run(["client", "list"]).ok();
    }
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let changed: i64 = database
        .query_row("SELECT count(*) FROM audit WHERE action = 'settings.changed'", [], |row| row.get(0))
        .expect("counts");
    assert_eq!(changed, 1);
    home.note("C-0001", "text");
    home.run(["note", "trash", "N-000001"]).ok();
    let listed = home.run(["note", "list", "--state", "trash", "--json"]).ok().json();
    let goes: chrono::NaiveDate = listed[0]["goes_from"].as_str().expect("a day").parse().expect("a date");
    let today = praxis::clock::Now::read().today();
    assert!((6..=7).contains(&(goes - today).num_days()), "{goes}");
}
