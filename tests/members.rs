//! Members: a name is its member's and nobody else's, who is not added leaves none, and nobody signs but with the key that
//! the vault knows them by.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;

use common::opened::unlock;
use common::{Done, Home};
use praxis::failure::Failure;
use praxis::records::member::{MemberNumber, Role};
use praxis::vault::NewMember;
use serde_json::Value;

/// The recipient of a new identity.
fn recipient(home: &Home, identity: &str) -> String {
    home.run(["identity", "new", "--bare", "-i", identity]).ok().stdout.trim().to_owned()
}

fn key(home: &Home, identity: &str) -> String {
    let shown = home.run(["identity", "show", "--json", "-i", identity]).ok().json();
    shown["verify_key"].as_str().expect("a key").to_owned()
}

fn add(home: &Home, name: &str, role: &str, recipient: &str) -> Done {
    home.run(["member", "add", "--name", name, "--role", role, "--recipient", recipient])
}

/// Names by number, as an owner sees them.
fn names(home: &Home) -> Vec<(u64, String)> {
    let listed = home.run(["member", "list", "--json"]).ok().json();
    let named = listed.as_array().expect("a list").iter();
    named
        .map(|one| {
            (one["member"].as_u64().expect("a number"), one["name"].as_str().unwrap_or_default().to_owned())
        })
        .collect()
}

/// How many names are sealed in the vault.
fn sealed_names(home: &Home) -> u32 {
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    store.query_row("SELECT count(*) FROM records WHERE type = 17", [], |row| row.get(0)).expect("reads")
}

/// What the log has of members, by action and number.
fn logged(home: &Home) -> Vec<(String, u32)> {
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let sql =
        "SELECT action, count FROM audit WHERE action IN ('member.added', 'member.changed', 'member.removed')
               ORDER BY seq";
    let mut statement = store.prepare(sql).expect("prepares");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("reads");
    rows.map(|row| row.expect("a row")).collect()
}

fn new(name: &str, recipient: &str) -> NewMember {
    NewMember {
        name: name.to_owned(),
        role: Role::Reception,
        recipient: recipient.parse().expect("a recipient"),
        verify_key: None,
    }
}

#[test]
fn of_two_who_add_somebody_at_once_one_does_and_neither_takes_the_others_name() {
    let home = Home::with_vault();
    let (ann, bo) = (recipient(&home, "ann.age"), recipient(&home, "bo.age"));
    let (mut one, mut other) = (unlock(&home), unlock(&home));
    assert_eq!(one.add_member(&new("Ann Example", &ann)).expect("is added"), MemberNumber(2));
    assert!(matches!(other.add_member(&new("Bo Example", &bo)), Err(Failure::Busy(_))));
    drop((one, other));
    assert_eq!((names(&home).split_off(1), sealed_names(&home)), (vec![(2, "Ann Example".to_owned())], 1));
    // Two commands that begin in the same moment: whoever is a member stands under their own name.
    for round in 0..3 {
        let begun = ["Cleo Example", "Dido Example"].map(|name| {
            let identity = format!("{round}-{name}");
            let recipient = recipient(&home, &identity);
            let args = ["member", "add", "--name", name, "--role", "reception", "--recipient", &recipient];
            let mut command = home.command(args);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            (name, command.spawn().expect("begins"))
        });
        for (name, child) in begun {
            let done = Done::from(child.wait_with_output().expect("ends"));
            assert!([0, 8].contains(&done.code), "{}", done.stderr);
            let said = done.stdout.split(' ').nth(1).and_then(|number| number.parse().ok());
            if let Some(number) = said {
                assert!(names(&home).contains(&(number, name.to_owned())), "{name}: {:?}", names(&home));
            }
        }
    }
    let there = names(&home).len() - 1;
    assert_eq!(usize::try_from(sealed_names(&home)), Ok(there), "no name of who is no member");
    home.run(["doctor"]).ok();
}

#[test]
fn who_is_not_added_leaves_no_name_and_who_was_begun_to_be_is_added() {
    let home = Home::with_vault();
    let ann = recipient(&home, "ann.age");
    // No key file can be written where a folder lies. The list of the next epoch names them by then: whoever opens the vault
    // once there is a way to do it completes what was begun.
    let in_the_way = home.state().join("2-1.age");
    fs::create_dir(&in_the_way).expect("makes");
    assert_ne!(add(&home, "Ann Example", "reception", &ann).code, 0);
    assert_eq!((sealed_names(&home), logged(&home)), (1, vec![]));
    fs::remove_dir(&in_the_way).expect("removes");
    assert_eq!(names(&home).split_off(1), [(2, "Ann Example".to_owned())]);
    assert_eq!(logged(&home), [("member.added".to_owned(), 2)]);
    // What no rotation gets past is found before a name is written at all.
    home.client("Ottilie Fairweather");
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let entries = || -> u32 {
        store
            .query_row("SELECT count(*) FROM audit WHERE action = 'record.written'", [], |row| row.get(0))
            .expect("reads")
    };
    let before = entries();
    let moved = "UPDATE records SET key_version = 9 WHERE type = 1";
    assert_eq!(store.execute(moved, []).expect("runs"), 1);
    let bo = recipient(&home, "bo.age");
    add(&home, "Bo Example", "reception", &bo).fails(7, "the keyring lacks a key");
    assert_eq!((entries(), sealed_names(&home)), (before, 1));
}

#[test]
fn every_change_is_in_the_log_with_the_epoch_and_under_the_members_number() {
    let home = Home::with_vault();
    let ann = recipient(&home, "ann.age");
    add(&home, "Ann Example", "reception", &ann).ok();
    home.run(["member", "role", "2", "clinician"]).ok();
    home.run(["member", "key", "2", &key(&home, "ann.age")]).ok();
    // A rotation that changes nothing about anybody says nothing of anybody.
    let client = home.client("Ottilie Fairweather");
    home.run(["erase", &client, "--ground", "objection", "--confirm", &client, "--accept-total-loss"]).ok();
    home.run(["member", "remove", "2", "--confirm", "2"]).ok();
    let told = |action: &str| (action.to_owned(), 2);
    assert_eq!(
        logged(&home),
        ["member.added", "member.changed", "member.changed", "member.removed"].map(told)
    );
    // In the transaction that records the epoch, so that no crash comes between.
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let apart: u32 = store
        .query_row(
            "SELECT count(*) FROM audit AS told WHERE action IN ('member.added', 'member.changed', 'member.removed')
             AND NOT EXISTS (SELECT 1 FROM audit AS epoch WHERE epoch.action = 'epoch.rotated'
                             AND epoch.seq BETWEEN told.seq - 2 AND told.seq)",
            [],
            |row| row.get(0),
        )
        .expect("reads");
    assert_eq!(apart, 0);
}

#[test]
fn nobody_signs_but_with_the_key_that_the_vault_knows_them_by() {
    let home = Home::with_vault();
    for name in ["Ottilie Fairweather", "Caspian Nettlefold"] {
        home.client(name);
    }
    home.run(["erase", "C-0001", "--ground", "objection", "--confirm", "C-0001", "--accept-total-loss"]).ok();
    let (ann, bo) = (recipient(&home, "ann.age"), recipient(&home, "bo.age"));
    let (own, anns, bos) =
        (key(&home, ".config/praxis/identity.age"), key(&home, "ann.age"), key(&home, "bo.age"));
    let said = add(&home, "Ann Example", "owner", &ann).ok().stderr;
    assert!(
        said.contains("cannot review or sign until") && said.contains("praxis member key 2 KEY"),
        "{said}"
    );
    let as_ann = |args: &[&str]| home.run([args, &["-i", "ann.age"]].concat());
    let refused = |done: &Done| {
        assert_eq!(done.code, 4, "{}", done.stderr);
        assert!(done.stderr.contains("praxis member key 2 KEY"), "{}", done.stderr);
        assert!(done.stdout.is_empty());
    };
    refused(&as_ann(&["certificate", "show", "E-0001"]));
    home.run(["retention", "sweep", "-o", "plan"]).ok();
    let plan = fs::read(home.join("plan")).expect("reads");
    refused(&as_ann(&["retention", "review", "plan", "--decide", "C-0002=keep:2099-01-01:may-return"]));
    assert_eq!(fs::read(home.join("plan")).expect("reads"), plan, "the plan is as it was");
    // Somebody else's key, or none, is nobody's.
    for wrong in [own.as_str(), "not-a-key"] {
        assert_eq!(home.run(["member", "key", "2", wrong]).code, 2);
    }
    as_ann(&["member", "key", "2", &bos]).fails(2, "that verify key is not member 2's");
    home.run(["member", "key", "9", &anns]).fails(5, "there is no member 9");
    let with = ["member", "add", "--name", "Bo Example", "--role", "dpo", "--recipient", &bo, "--verify-key"];
    home.run([&with[..], &[own.as_str()]].concat()).fails(2, "that verify key is not member 3's");
    assert_eq!(names(&home).len(), 2);
    // Their own, by themselves or by another owner.
    as_ann(&["member", "key", "2", &anns]).ok();
    let shown = as_ann(&["certificate", "show", "E-0001"]).ok().stdout;
    fs::write(home.join("E-0001.txt"), &shown).expect("writes");
    assert!(home.run(["certificate", "verify", "E-0001.txt"]).ok().stdout.contains("member 2"));
    home.run(["member", "key", "2", &anns]).fails(3, "has a verify key");
    // An owner may have recorded a stranger's: then nobody signs under that number.
    home.run([&with[..], &[bos.as_str()]].concat()).ok();
    home.run(["member", "remove", "3", "--confirm", "3"]).ok();
    let stranger = recipient(&home, "stranger.age");
    let taken =
        ["member", "add", "--name", "Cy Example", "--role", "dpo", "--recipient", &stranger, "--verify-key"];
    home.run([&taken[..], &[bos.as_str()]].concat()).fails(2, "that verify key is not member 4's");
    home.run([&taken[..], &[anns.as_str()]].concat()).fails(2, "that verify key is not member 4's");
    // Who comes back has the key that they had.
    let back = home.run([&with[..], &[bos.as_str()]].concat()).ok();
    assert!(back.stdout.starts_with("member 4"), "{}", back.stdout);
    let shown: Value = home.run(["certificate", "list", "--json", "-i", "bo.age"]).ok().json();
    assert!(shown.is_array());
    home.run(["certificate", "show", "E-0001", "-i", "bo.age"]).ok();
    home.run(["doctor"]).ok();
}
