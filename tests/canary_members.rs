//! The canaries of `canary.rs` for members: their names stand sealed in the vault and nowhere else, whoever of them works in
//! it, in a session or not; not in the names of files, not in backups, not in the log, not in what is told to others.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;

use common::canary::{Prints, Scanner, Session};
use common::files;

/// What `identity show` prints for an identity, by field.
fn shown(s: &mut Session, identity: &str, field: &str) -> String {
    let done = s.go(s.command(&["identity", "show", "--json", "-i", identity]), None, 0, Prints::Data);
    done.json()[field].as_str().expect("there").to_owned()
}

#[test]
fn members_leave_no_trace() {
    let mut session = Session::begin("m");
    let s = &mut session;
    let client = s.kept("client");
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);
    let mut names = Vec::new();
    for (identity, role) in [("desk.age", "reception"), ("room.age", "clinician"), ("second.age", "owner")] {
        s.does(&["identity", "new", "--bare", "-i", identity, "--quiet"]);
        let (recipient, key) = (shown(s, identity, "recipient"), shown(s, identity, "verify_key"));
        let name = s.canary(role);
        let add = ["member", "add", "--name", &name, "--role", role, "--recipient", &recipient];
        s.does(&[&add[..], &["--verify-key", &key]].concat());
        // Whoever is one already, under another name.
        let again = s.canary("again");
        s.refuses(2, &["member", "add", "--name", &again, "--role", role, "--recipient", &recipient]);
        names.push(name);
    }
    // The names open to whoever may know them, and are in no list of anybody else.
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    s.reads(&["member", "list"], &all);
    s.reads(&["member", "list", "--json"], &all);
    s.reads(&["member", "review", "--done"], &all);
    s.does(&["member", "list", "--locked"]);
    s.does(&["member", "list", "-i", "desk.age"]);
    for refused in ["desk.age", "room.age"] {
        let name = s.canary("refused");
        let recipient = shown(s, refused, "recipient");
        let add = ["member", "add", "--name", &name, "--role", "dpo", "--recipient", &recipient];
        s.refuses(4, &[&add[..], &["-i", refused]].concat());
    }
    let bad = s.canary("bad");
    s.refuses(2, &["member", "add", "--name", &bad, "--role", "dpo", "--recipient", &bad]);
    s.refuses(2, &["member", "add", "--name", &bad, "--role", &bad, "--recipient", &bad]);
    s.refuses(2, &["member", "role", &bad, "dpo"]);
    s.refuses(2, &["member", "remove", &bad, "--confirm", &bad]);

    // Each of them works, in a session too.
    s.reads(&["client", "list", "-i", "desk.age"], &[&client]);
    s.does(&["unlock", "-i", "room.age", "--quiet"]);
    let text = s.kept("text");
    s.does_with(&["note", "add", "C-0001", "--file", "-"], &text);
    s.does(&["unlock", "--status", "--json"]);
    s.does(&["lock"]);
    s.does(&["member", "role", "2", "dpo"]);
    s.does(&["member", "remove", "3", "--confirm", "3"]);
    s.reads(&["member", "list"], &all);

    // What goes elsewhere, and what the machine is told of.
    fs::create_dir(s.home.join("place")).expect("a folder");
    s.does(&["backup", "create", "--to", "place"]);
    s.does(&["audit", "log"]);
    s.does(&["audit", "checkpoint"]);
    s.does(&["audit", "bundle", "-o", "bundle"]);
    s.does(&["status"]);
    s.does(&["doctor"]);
    s.does(&["kit", "list"]);
    let backup = files(&s.home.join("place"));
    assert!(backup.iter().any(|(_, bytes)| bytes.len() > 10_000), "there is one");

    // The sockets and their folder are the runtime folder's, which the system empties.
    let sockets = s.runtime.path().join("praxis");
    for (path, bytes) in files(&sockets) {
        s.search(&format!("the path {}", path.display()), path.as_os_str().as_encoded_bytes());
        s.search(&format!("the file {}", path.display()), &bytes);
    }
    fs::remove_dir_all(sockets).expect("removes");
    session.end();
}

/// The search sees a name: the members file has recipients in the clear, and a name in it would be found the same way.
#[test]
fn what_stands_in_the_clear_about_members_is_found() {
    let session = Session::begin("n");
    let recipient = session.home.run(["identity", "show", "--json"]).ok().json();
    let recipient = recipient["recipient"].as_str().expect("one").to_owned();
    let members = fs::read(session.home.vault().join("members")).expect("reads");
    assert!(Scanner::of(&[&recipient]).found(&members).contains(recipient.as_str()));
}
