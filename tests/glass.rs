//! Breaking the glass: what was sealed for a member's emergencies, by its keys alone; how long praxis opens it; who is told,
//! and who reads why; and which slots open no more afterwards.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::path::PathBuf;

use chrono::TimeDelta;
use praxis::clock::Now;
use praxis::crypto::age_file::{Identity, open_with, seal_to};
use praxis::crypto::derive;
use praxis::crypto::secret::{CompartmentKey, EpochSecret};
use praxis::failure::Failure;
use praxis::records::agenda::{Line, Topic, Urgency};
use praxis::records::code::Code;
use praxis::records::compartment::Compartment::{self, Clinical, Contact, Person, Process, Registers};
use praxis::vault::keyring::Image;
use praxis::vault::{Notices, Options, Unlocked, Vault};

use common::{Done, Home};

const WHY: &str = "The ambulance asks; see the incident book.";
const BANNER: &str = "break-glass: clinical records are open to you until ";

/// A vault with a note, and with two at the desk: member 2 may open clinical records in an emergency, member 3 nothing.
fn practice() -> Home {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "was said");
    home.pipe(["note", "add", "C-0001", "--kind", "process", "--date", "2026-02-03"], b"was thought").ok();
    let request = ["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-11-02"];
    home.run([&request[..], &["--channel", "email"]].concat()).ok();
    add(&home, 2, "reception");
    add(&home, 3, "reception");
    home.run(["member", "grant", "2", "clinical", "--quiet"]).ok();
    home
}

fn path_of(home: &Home, number: u32) -> PathBuf {
    if number == 1 { home.join(".config/praxis/identity.age") } else { home.join(format!("{number}.age")) }
}

fn add(home: &Home, number: u32, role: &str) {
    let path = path_of(home, number);
    let path = path.to_str().expect("a path");
    let recipient = home.run(["identity", "new", "--bare", "-i", path]).ok().stdout;
    let args = ["member", "add", "--name", "Ann Example", "--role", role, "--recipient", recipient.trim()];
    home.run(args).ok();
}

fn by(home: &Home, number: u32, args: &[&str]) -> Done {
    by_with(home, number, args, b"")
}

fn by_with(home: &Home, number: u32, args: &[&str], input: &[u8]) -> Done {
    let path = path_of(home, number);
    home.pipe([args, &["-i", path.to_str().expect("a path")]].concat(), input)
}

fn break_glass(home: &Home, number: u32) -> Done {
    by_with(home, number, &["break-glass", "--reason-file", "-"], WHY.as_bytes())
}

fn identity(home: &Home, number: u32) -> Identity {
    let text = fs::read_to_string(path_of(home, number)).expect("reads");
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    Identity::parse(line).expect("an identity")
}

fn image(home: &Home) -> Image {
    Image::parse(&fs::read(home.vault().join("keyring/a")).expect("reads")).expect("a keyring")
}

fn database(home: &Home) -> rusqlite::Connection {
    rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens")
}

fn actions(home: &Home) -> Vec<(u32, String)> {
    let store = database(home);
    let mut statement = store.prepare("SELECT member, action FROM audit ORDER BY seq").expect("prepares");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("reads");
    rows.map(|row| row.expect("a row")).collect()
}

// ---- Keys alone ----

/// Every string in a JSON that is 32 bytes in hexadecimal.
fn secrets_in(json: &serde_json::Value, found: &mut Vec<[u8; 32]>) {
    match json {
        serde_json::Value::String(text) => {
            let bytes = praxis::crypto::hash::from_hex::<32>(text);
            found.extend(bytes);
        }
        serde_json::Value::Object(fields) => fields.values().for_each(|field| secrets_in(field, found)),
        serde_json::Value::Array(all) => all.iter().for_each(|one| secrets_in(one, found)),
        _ => {}
    }
}

/// Every key that an identity gets out of any file of the state folder, and what follows from each were it a secret of an
/// epoch.
fn keys_of(home: &Home, number: u32) -> Vec<CompartmentKey> {
    let (identity, vault) = (identity(home, number), image(home).header.vault);
    let mut secrets = Vec::new();
    for (_, bytes) in common::files(&home.state()) {
        let Ok(opened) = open_with(&identity, &bytes) else { continue };
        secrets_in(&serde_json::from_slice(&opened).expect("JSON"), &mut secrets);
    }
    let mut keys = Vec::new();
    for secret in secrets {
        keys.push(CompartmentKey::from_bytes(&secret).expect("32 bytes"));
        let epoch = EpochSecret::from_bytes(&secret).expect("32 bytes");
        let derived =
            Compartment::ALL.iter().map(|c| derive::compartment_key(&epoch, vault.as_bytes(), c.code()));
        keys.extend(derived);
    }
    keys
}

/// The compartments of which keys open every slot there is. None is opened in part.
#[track_caller]
fn opened(home: &Home, keys: &[CompartmentKey]) -> Vec<Compartment> {
    let image = image(home);
    let header = &image.header;
    let mut found = Vec::new();
    for &compartment in Compartment::ALL {
        let slots: Vec<_> = image.slots().iter().filter(|slot| slot.compartment == compartment).collect();
        assert!(!slots.is_empty(), "something of {compartment:?} is there");
        let opens = |key: &CompartmentKey| {
            slots.iter().filter(|slot| slot.check(key, header.vault, header.epoch).is_ok()).count()
        };
        let most = keys.iter().map(opens).max().unwrap_or(0);
        assert!(most == 0 || most == slots.len(), "{compartment:?} in part");
        found.extend((most > 0).then_some(compartment));
    }
    found
}

#[test]
fn by_keys_alone_a_grant_opens_what_it_names_and_nobody_else_holds_more_than_their_role() {
    let home = practice();
    assert_eq!(
        opened(&home, &keys_of(&home, 2)),
        [Person, Contact, Clinical],
        "without any use of it: so it is said"
    );
    assert_eq!(opened(&home, &keys_of(&home, 3)), [Person, Contact]);
    assert_eq!(opened(&home, &keys_of(&home, 1)), Compartment::ALL);
    let out = keys_of(&home, 2);
    // What is named takes the place of what was, from a new epoch on.
    home.run(["member", "grant", "2", "registers", "process", "--quiet"]).ok();
    assert_eq!(opened(&home, &keys_of(&home, 2)), [Person, Contact, Process, Registers]);
    assert_eq!(opened(&home, &out), [], "what was out opens no slot of today");
    // Another role has what it has, and of the grant what it has not.
    home.run(["member", "role", "2", "clinician", "--quiet"]).ok();
    assert_eq!(opened(&home, &keys_of(&home, 2)), [Person, Contact, Clinical, Process, Registers]);
    home.run(["member", "role", "2", "reception", "--quiet"]).ok();
    assert_eq!(opened(&home, &keys_of(&home, 2)), [Person, Contact, Registers], "a grant does not come back");
    // Every rotation writes it anew, and leaves nothing of before.
    home.run(["member", "role", "3", "auditor", "--quiet"]).ok();
    let epoch = image(&home).header.epoch;
    let names = |part: &str| -> Vec<String> {
        let files = common::files(&home.state()).into_iter();
        let names = files.map(|(path, _)| path.file_name().expect("a name").to_string_lossy().into_owned());
        names.filter(|name| name.contains(part)).collect()
    };
    assert_eq!(names("glass"), [format!("2-{epoch}-glass.age")]);
    home.run(["member", "grant", "2", "--none", "--quiet"]).ok();
    assert_eq!(names("glass"), Vec::<String>::new());
    assert_eq!(opened(&home, &keys_of(&home, 2)), [Person, Contact]);
    // Somebody who opens nothing may be given something, and who goes leaves nothing behind.
    home.run(["member", "grant", "3", "person", "clinical", "--quiet"]).ok();
    assert_eq!(opened(&home, &keys_of(&home, 3)), [Person, Clinical]);
    home.run(["member", "remove", "3", "--confirm", "3", "--quiet"]).ok();
    assert_eq!((names("glass"), names("3-")), (Vec::new(), Vec::new()));
    assert!(!fs::read_to_string(home.vault().join("members")).expect("reads").contains("glass"));
}

#[test]
fn a_session_of_an_owner_seals_it_anew_too() {
    let home = practice();
    let before = image(&home).header.epoch;
    home.run(["unlock", "--quiet"]).ok();
    let erase = ["erase", "C-0001", "--ground", "objection", "--accept-total-loss", "--confirm", "C-0001"];
    // The request stands in the way of that: it is closed first.
    home.run(["request", "close", "R-0001", "--outcome", "complied", "--quiet"]).ok();
    home.client("Caspian Nettlefold");
    home.note("C-0002", "was said too");
    home.run([&erase[..], &["--quiet"]].concat());
    home.run(["lock", "--quiet"]).ok();
    let after = image(&home).header.epoch;
    if after > before {
        assert!(home.state().join(format!("2-{after}-glass.age")).is_file());
        assert!(!home.state().join(format!("2-{before}-glass.age")).exists());
    }
    assert!(after > before, "it was erased");
}

// ---- On the command line ----

#[test]
fn a_use_is_on_record_before_anything_opens_and_shows_at_every_command() {
    let home = practice();
    by(&home, 2, &["note", "show", "N-000001"]).fails(4, "praxis break-glass --reason-file FILE");
    by(&home, 3, &["note", "show", "N-000001"]).fails(4, "ask an owner");
    let before = actions(&home).len();
    let done = break_glass(&home, 2).ok();
    assert!(done.stdout.starts_with("clinical records are open to you until "), "{}", done.stdout);
    let entries = actions(&home).split_off(before);
    assert_eq!(entries, [(2, "vault.unlocked".to_owned()), (2, "glass.broken".to_owned())]);
    for args in
        [&["note", "show", "N-000001"][..], &["client", "list", "--quiet"], &["doctor", "--quiet", "--json"]]
    {
        let done = by(&home, 2, args).ok();
        assert_eq!(done.stderr.matches(BANNER).count(), 1, "{args:?}: {}", done.stderr);
        assert!(!done.stdout.contains("break-glass"), "{args:?}");
    }
    let shown = actions(&home)
        .iter()
        .filter(|(member, action)| (*member, action.as_str()) == (2, "note.shown"))
        .count();
    assert_eq!(shown, 1, "a look is logged as ever");
    // What was not sealed for them stays closed, and so does the other at the desk.
    by(&home, 2, &["request", "list"]).fails(4, "the registers do not open to you");
    by(&home, 3, &["note", "show", "N-000001"]).fails(4, "clinical records do not open to you");
    assert!(!by(&home, 1, &["client", "list"]).ok().stderr.contains(BANNER));
    by(&home, 2, &["break-glass", "--end"]).ok();
    let done = by(&home, 2, &["note", "show", "N-000001"]).fails(4, "clinical records do not open to you");
    assert!(!done.stderr.contains(BANNER));
    by(&home, 2, &["break-glass", "--end"]).fails(5, "nothing is open to you beyond your role");
}

#[test]
fn a_session_opens_what_it_began_with_and_no_longer() {
    let home = practice();
    let in_session = |args: &[&str]| home.run(args);
    by(&home, 2, &["unlock", "--quiet"]).ok();
    fs::rename(path_of(&home, 1), home.join("away")).expect("moves");
    in_session(&["client", "list"]).ok();
    let with_time = ["break-glass", "--reason-file", "-", "--for", "2h"];
    let done = by_with(&home, 2, &with_time, WHY.as_bytes()).ok();
    assert!(done.stderr.contains("the session ended"), "{}", done.stderr);
    in_session(&["client", "list"]).fails(4, "");
    let begun = by(&home, 2, &["unlock"]).ok();
    assert!(begun.stderr.contains(BANNER), "{}", begun.stderr);
    assert!(
        begun.stdout.contains("for 119 min at the most") || begun.stdout.contains("for 2 h at the most"),
        "{}",
        begun.stdout
    );
    let shown = in_session(&["note", "show", "N-000001"]).ok();
    assert!(shown.stderr.contains(BANNER) && shown.stdout.contains("was said"));
    in_session(&["request", "list"]).fails(4, "the registers do not open to you");
    // Putting it back ends the session, which has the keys.
    assert!(in_session(&["break-glass", "--end"]).ok().stderr.contains("the session ended"));
    in_session(&["note", "show", "N-000001"]).fails(4, "");
    by(&home, 2, &["unlock", "--quiet"]).ok();
    in_session(&["note", "show", "N-000001"]).fails(4, "clinical records do not open to you");
    home.run(["lock", "--quiet"]).ok();
}

#[test]
fn why_opens_to_owners_and_to_nobody_else() {
    let home = practice();
    for (number, role) in [(4, "owner"), (5, "dpo"), (6, "clinician")] {
        add(&home, number, role);
    }
    break_glass(&home, 2).ok();
    let reason: Vec<u8> =
        database(&home).query_row("SELECT reason FROM glass_uses", [], |row| row.get(0)).expect("a use");
    for number in 1..=6 {
        let opens = open_with(&identity(&home, number), &reason);
        let reads = opens.is_ok_and(|text| String::from_utf8_lossy(&text).contains(WHY));
        assert_eq!(reads, [1, 4].contains(&number), "member {number}");
    }
    for (path, bytes) in common::files(&home.vault()) {
        assert!(!bytes.windows(WHY.len()).any(|part| part == WHY.as_bytes()), "{}", path.display());
    }
    for number in [2, 3, 5, 6] {
        by(&home, number, &["break-glass", "list"]).fails(4, "that takes the keys of an owner");
    }
    let listed = by(&home, 1, &["break-glass", "list", "--json"]).ok().json();
    assert_eq!(listed[0]["reason"], WHY);
    assert_eq!((&listed[0]["use"], &listed[0]["member"]), (&"G-0001".into(), &2.into()));
    assert_eq!(listed[0]["opens"], serde_json::json!(["clinical"]));
    // Who becomes an owner later holds the recovery identity, and reads it too.
    add(&home, 7, "owner");
    assert!(by(&home, 7, &["break-glass", "list"]).ok().stdout.contains(WHY));
    assert_eq!(actions(&home).iter().filter(|(_, action)| action == "glass.listed").count(), 2);
}

#[test]
fn what_is_refused() {
    let home = practice();
    for (args, code, says) in [
        (&["member", "grant", "2", "office"][..], 2, "never sealed for an emergency"),
        (&["member", "grant", "2", "contact"], 2, "open to member 2 anyway"),
        (&["member", "grant", "2", "clinical"], 2, "sealed for member 2 already"),
        (&["member", "grant", "3", "--none"], 2, "nothing is sealed"),
        (&["member", "grant", "3"], 2, "missing"),
        (&["member", "grant", "3", "clinic"], 2, "takes one of"),
        (&["member", "grant", "9", "clinical"], 5, "there is no member 9"),
        (&["member", "grant", "1", "clinical"], 3, "that is you"),
        (&["break-glass", "--reason-file", "-", "--for", "0m"], 2, "--for"),
        (&["break-glass", "--reason-file", "-", "--for", "481m"], 2, "--for"),
        (&["break-glass"], 2, "--reason-file"),
        (&["break-glass", "--reason-file", "-", "list"], 2, "list only lists"),
        (&["break-glass", "--reason-file", "-"], 3, "you are an owner"),
    ] {
        home.pipe(args, WHY.as_bytes()).fails(code, says);
    }
    // An empty reason, and one that is too long, before anybody is asked for a passphrase: there is not even an identity.
    let nobody = ["break-glass", "--reason-file", "-", "-i", "nobody.age"];
    home.pipe(nobody, b" \n").fails(2, "empty");
    home.pipe(nobody, &[b'a'; 4001]).fails(2, "longer than 4000 bytes");
    home.pipe(nobody, WHY.as_bytes()).fails(4, "");
    break_glass(&home, 3).fails(4, "nothing is sealed for your emergencies");
    // An owner elsewhere is none that anything is sealed for.
    add(&home, 4, "owner");
    home.run(["member", "grant", "4", "clinical"]).fails(2, "an owner, to whom everything opens");
    assert!(!actions(&home).iter().any(|(_, action)| action == "glass.broken"));
}

#[test]
fn what_was_changed_by_hand_is_found_out() {
    let home = practice();
    let members = home.vault().join("members");
    let today = fs::read_to_string(&members).expect("reads");
    let changed = today.replace("\"clinical\"", "\"process\"");
    assert_ne!(changed, today);
    fs::write(&members, &changed).expect("writes");
    for number in 1..=3 {
        by(&home, number, &["client", "list"]).fails(7, "members");
    }
    by_with(&home, 2, &["break-glass", "--reason-file", "-"], WHY.as_bytes()).fails(7, "members");
    fs::write(&members, today).expect("writes");
    break_glass(&home, 2).ok();
    by(&home, 2, &["note", "list"]).ok();
    let change = |sql: &str| database(&home).execute_batch(sql).expect("changes");
    let kept: (String, String, Vec<u8>) = database(&home)
        .query_row("SELECT until, opens, reason FROM glass_uses", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .expect("a use");
    for sql in [
        "UPDATE glass_uses SET until = strftime('%Y-%m-%dT%H:%M:%SZ', made, '+7 hours')",
        "UPDATE glass_uses SET opens = 'clinical,process'",
        "UPDATE glass_uses SET reason = CAST(reason || x'00' AS BLOB)",
    ] {
        change(sql);
        let done = by(&home, 2, &["client", "list"]).ok();
        assert!(done.stderr.contains("does not open: G-0001"), "{}", done.stderr);
        by(&home, 2, &["note", "list"]).fails(4, "clinical records do not open to you");
        let owner = by(&home, 1, &["client", "list"]).ok();
        assert!(
            owner.stderr.contains("G-0001 in vault.db is missing, or is not the row"),
            "{}",
            owner.stderr
        );
        let listed = by(&home, 1, &["break-glass", "list"]).fails(7, "G-0001");
        assert!(listed.stdout.contains("missing or altered"), "{}", listed.stdout);
        let examined = home.run(["doctor", "--locked"]).fails(7, "one thing is damaged").stdout;
        assert!(
            examined.contains("G-0001 in vault.db is not the row that the audit log knows"),
            "{examined}"
        );
        let put_back = "UPDATE glass_uses SET until = ?1, opens = ?2, reason = ?3";
        database(&home).execute(put_back, (&kept.0, &kept.1, &kept.2)).expect("changes");
    }
    by(&home, 2, &["note", "list"]).ok();
    home.run(["audit", "verify"]).ok();
    // Without its key nothing opens, and the role does all the same.
    let key = home.state().join(format!("2-{}-glass.age", image(&home).header.epoch));
    fs::remove_file(key).expect("removes");
    let done = by(&home, 2, &["client", "list"]).ok();
    assert!(done.stderr.contains("what is sealed for an emergency does not open"), "{}", done.stderr);
    assert!(!done.stderr.contains(BANNER));
    by(&home, 2, &["note", "list"]).fails(4, "clinical records do not open to you");
    // Nor does anything say that it is open.
    let before = actions(&home).iter().filter(|(_, action)| action == "glass.broken").count();
    break_glass(&home, 2).fails(4, "-glass.age");
    assert_eq!(actions(&home).iter().filter(|(_, action)| action == "glass.broken").count(), before);
}

/// A key file that anybody could have written, as it is sealed to a public recipient.
fn forge(home: &Home, number: u32) {
    let (image, own) = (image(home), identity(home, number));
    let json = serde_json::json!({
        "praxis": "glass/1",
        "vault": image.header.vault.to_string(),
        "member": number,
        "epoch": image.header.epoch,
        "compartments": { "registers": "17".repeat(32) },
    });
    let sealed = seal_to(&[own.recipient()], json.to_string().as_bytes()).expect("seals");
    let path = home.state().join(format!("{number}-{}-glass.age", image.header.epoch));
    fs::write(path, sealed).expect("writes");
}

#[test]
fn nothing_is_sealed_with_keys_that_somebody_else_made_up() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    add(&home, 2, "clinician");
    home.run(["member", "grant", "2", "registers", "--quiet"]).ok();
    let kept = home.state().join(format!("2-{}-glass.age", image(&home).header.epoch));
    let own = fs::read(&kept).expect("reads");
    forge(&home, 2);
    break_glass(&home, 2).fails(7, "-glass.age does not open the registers");
    fs::write(&kept, own).expect("writes");
    break_glass(&home, 2).ok();
    forge(&home, 2);
    // No register has a slot yet, that would not open.
    let request = ["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-11-02"];
    let refused = by(&home, 2, &[&request[..], &["--channel", "email"]].concat());
    let refused = refused.fails(4, "the registers do not open to you");
    assert!(refused.stderr.contains("what is sealed for an emergency does not open"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("break-glass: "), "{}", refused.stderr);
    by(&home, 2, &["client", "list"]).ok();
    home.run(["client", "list"]).ok();
}

#[test]
fn on_a_medium_that_cannot_be_written_nothing_opens_beyond_the_role() {
    let home = practice();
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    drop(unlocked);
    // Who only looks cannot write either, whoever runs the test.
    let (vault, notices) = found(&home, "2040-01-02T14:10:00Z", (false, true));
    let unlocked = good(vault.unlock(&identity(&home, 2)));
    assert!(unlocked.open_glass().is_none());
    assert!(notices.take().join("\n").contains("no look could be logged"));
    drop(unlocked);
    assert!(reads(&home, 2, "2040-01-02T14:10:00Z"));
}

#[test]
fn what_stands_in_the_way_of_new_keys_keeps_no_owner_out() {
    let home = practice();
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    drop(unlocked);
    // A key that the database needs, and the keyring has not.
    let (epoch, members) =
        (image(&home).header.epoch, fs::read(home.vault().join("members")).expect("reads"));
    let sql =
        "UPDATE records SET key_version = key_version + 1 WHERE rowid = (SELECT max(rowid) FROM records)";
    database(&home).execute_batch(sql).expect("changes");
    for minute in [31, 32] {
        let (_, said) = unlock(&home, 1, &format!("2040-01-02T14:{minute}:00Z"));
        assert!(said.contains("could not be sealed anew: the keyring lacks a key"), "{said}");
    }
    assert_eq!(image(&home).header.epoch, epoch);
    assert_eq!(fs::read(home.vault().join("members")).expect("reads"), members);
    let sql =
        "UPDATE records SET key_version = key_version - 1 WHERE rowid = (SELECT max(rowid) FROM records)";
    database(&home).execute_batch(sql).expect("changes");
    let (_, said) = unlock(&home, 1, "2040-01-02T14:33:00Z");
    assert!(said.contains("all keys were sealed anew"), "{said}");
}

#[test]
fn a_row_that_is_taken_away_keeps_no_key_from_being_sealed_anew() {
    let home = practice();
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    drop(unlocked);
    database(&home).execute_batch("DELETE FROM glass_uses").expect("changes");
    let epoch = image(&home).header.epoch;
    let (_, said) = unlock(&home, 1, "2040-01-02T14:31:00Z");
    assert!(
        said.contains("all keys were sealed anew") && said.contains("G-0001 in vault.db is missing"),
        "{said}"
    );
    assert_eq!(image(&home).header.epoch, epoch + 1);
    let (mut unlocked, _) = unlock(&home, 1, "2040-01-02T14:32:00Z");
    let found = good(unlocked.glass_uses(&identity(&home, 1)));
    assert!(matches!(found.as_slice(), [one] if one.row.is_none() && one.minutes == 30 && one.member.0 == 2));
    assert_eq!(image(&home).header.epoch, epoch + 1, "once");
}

#[test]
fn a_use_under_a_clock_that_ran_ahead_is_over_when_the_clock_is_put_right() {
    let home = practice();
    let (mut unlocked, _) = unlock(&home, 2, "2041-01-02T14:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    drop(unlocked);
    let epoch = image(&home).header.epoch;
    for more in [1, 1] {
        let (vault, _) = find_with(&home, "2040-01-02T14:00:00Z", true);
        drop(good(vault.unlock(&identity(&home, 1))));
        let _ = unlock(&home, 1, "2040-01-02T14:00:01Z");
        assert_eq!(image(&home).header.epoch, epoch + more);
    }
}

#[test]
fn a_grant_that_was_taken_back_and_given_again_opens_no_use_of_before() {
    let home = practice();
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::hours(8)));
    drop(unlocked);
    assert!(reads(&home, 2, "2040-01-02T14:01:00Z"));
    let number = praxis::records::member::MemberNumber(2);
    let (mut owner, _) = unlock(&home, 1, "2040-01-02T14:02:00Z");
    good(owner.grant_glass(number, &[]));
    good(owner.grant_glass(number, &[Clinical]));
    drop(owner);
    assert!(!reads(&home, 2, "2040-01-02T14:03:00Z"));
}

#[test]
fn a_restore_leaves_nothing_sealed_for_who_became_an_owner_and_says_who_may_still_open_what() {
    let home = practice();
    home.run(["member", "grant", "3", "process", "--quiet"]).ok();
    let paper = home.run(["kit", "new", "--print"]).ok().stdout;
    let lines: Vec<&str> = paper.lines().filter(|line| line.starts_with("KIT-")).collect();
    fs::write(home.join("typed"), lines.join("\n")).expect("writes");
    home.run(["kit", "verify", "typed"]).ok();
    fs::create_dir(home.join("place")).expect("makes");
    let made = home.run(["backup", "create", "--to", "place", "--json"]).ok().json();
    let file = made["path"].as_str().expect("a path").to_owned();
    fs::rename(home.vault(), home.join("gone")).expect("moves");
    fs::rename(home.join(".local/state/praxis"), home.join("gone-keys")).expect("moves");
    let done = by(&home, 2, &["restore", &file, "--to", "new", "--kit", "typed"]).ok();
    assert!(done.stdout.contains("member 3 (reception; in an emergency process)"), "{}", done.stdout);
    let members = fs::read_to_string(home.join("new/members")).expect("reads");
    assert!(!members.contains("\"clinical\"") && members.contains("\"process\""), "{members}");
}

// ---- On a clock of the test ----

fn good<T>(done: Result<T, Failure>) -> T {
    done.unwrap_or_else(|why| panic!("{}", why.explain().message))
}

fn find(home: &Home, at: &str) -> (Vault, Notices) {
    find_with(home, at, false)
}

fn find_with(home: &Home, at: &str, accept_clock: bool) -> (Vault, Notices) {
    found(home, at, (accept_clock, false))
}

fn found(home: &Home, at: &str, (accept_clock, looking): (bool, bool)) -> (Vault, Notices) {
    let notices = Notices::default();
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(at.parse().expect("an instant")),
        command: "test".to_owned(),
        accept_clock,
        looking,
        notices: notices.clone(),
    };
    (good(Vault::open(options)), notices)
}

fn unlock(home: &Home, number: u32, at: &str) -> (Unlocked, String) {
    let (vault, notices) = find(home, at);
    let unlocked = good(vault.unlock(&identity(home, number)));
    let said = notices.take().join("\n");
    (unlocked, said)
}

/// Whether a member reads a note at an instant.
fn reads(home: &Home, number: u32, at: &str) -> bool {
    let (mut unlocked, _) = unlock(home, number, at);
    let open = unlocked.open_glass().is_some();
    assert_eq!(unlocked.require(&[Clinical]).is_ok(), open);
    if open {
        assert_eq!(good(unlocked.notes(None)).len(), 1);
    }
    open
}

#[test]
fn it_lasts_as_long_as_it_was_asked_for() {
    let home = practice();
    assert!(!reads(&home, 2, "2040-01-02T13:59:58Z"));
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:00:00Z");
    let open = good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    assert_eq!(open.until.to_rfc3339(), "2040-01-02T14:30:00+00:00");
    assert!(unlocked.require(&[Clinical]).is_err(), "from the next command on");
    drop(unlocked);
    for (at, open) in [
        ("2040-01-02T13:59:59Z", false),
        ("2040-01-02T14:00:00Z", true),
        ("2040-01-02T14:29:59Z", true),
        ("2040-01-02T14:30:00Z", false),
        // The clock was set back: the log has a later entry.
        ("2040-01-02T14:29:58Z", false),
    ] {
        assert_eq!(reads(&home, 2, at), open, "{at}");
        assert!(!reads(&home, 3, at), "{at}: the other at the desk");
    }
    // A second use begins anew, and the first counts no more.
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:35:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(5)));
    drop(unlocked);
    assert!(reads(&home, 2, "2040-01-02T14:39:59Z"));
    // Far behind, and accepted all the same: neither at once, nor from then on.
    let _ = unlock(&home, 3, "2040-01-02T14:45:00Z");
    for (at, accept) in [("2040-01-02T14:36:00Z", true), ("2040-01-02T14:36:01Z", false)] {
        let (vault, _) = find_with(&home, at, accept);
        let unlocked = good(vault.unlock(&identity(&home, 2)));
        assert!(unlocked.open_glass().is_none(), "{at}");
    }
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:39:58Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(5)));
    drop(unlocked);
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:39:59Z");
    assert_eq!(good(unlocked.end_glass()).to_string(), "G-0003");
    assert!(unlocked.require(&[Clinical]).is_err(), "put back at once");
    drop(unlocked);
    assert!(!reads(&home, 2, "2040-01-02T14:39:59Z"));
}

#[test]
fn owners_are_told_and_what_was_out_opens_no_slot_that_is_sealed_later() {
    let home = practice();
    let _ = unlock(&home, 1, "2040-01-02T09:00:00Z");
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T14:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    drop(unlocked);
    let (epoch, out) = (image(&home).header.epoch, keys_of(&home, 2));
    // While it stands nothing is sealed anew: those keys would be out as well.
    let (_, said) = unlock(&home, 1, "2040-01-02T14:10:00Z");
    assert!(
        said.contains(
            "since you last opened the vault (2040-01-02 09:00 UTC), the glass was broken: 2040-01-02 14:00 UTC by member \
             2, G-0001, for 30 min, clinical records: praxis break-glass list says why"
        ),
        "{said}"
    );
    assert_eq!(image(&home).header.epoch, epoch);
    let due = |at: &str| {
        let (vault, _) = find(&home, at);
        let lines = good(vault.agenda(vault.now().today())).lines;
        lines.iter().any(|line| line.what.contains("are not sealed anew") && line.urgency == Urgency::Due)
    };
    assert!(!due("2040-01-02T14:29:59Z"));
    assert!(due("2040-01-02T14:30:00Z"));
    // A member's unlock cannot do it; an owner's does, once.
    assert!(!reads(&home, 2, "2040-01-02T14:30:00Z"));
    assert_eq!(image(&home).header.epoch, epoch);
    assert_eq!(opened(&home, &out), [Person, Contact, Clinical]);
    let (_, said) = unlock(&home, 1, "2040-01-02T14:31:00Z");
    assert!(said.contains("all keys were sealed anew"), "{said}");
    assert!(!said.contains("the glass was broken: "), "it was told: {said}");
    assert_eq!(image(&home).header.epoch, epoch + 1);
    assert_eq!(opened(&home, &out), []);
    assert!(!due("2040-01-02T14:32:00Z"));
    let (_, said) = unlock(&home, 1, "2040-01-02T14:32:00Z");
    assert!(said.is_empty(), "{said}");
    assert_eq!(image(&home).header.epoch, epoch + 1);
    // What is sealed for the next emergency is there.
    let (mut unlocked, _) = unlock(&home, 2, "2040-01-02T15:00:00Z");
    good(unlocked.break_glass(&identity(&home, 2), WHY, TimeDelta::minutes(30)));
    drop(unlocked);
    assert!(reads(&home, 2, "2040-01-02T15:10:00Z"));
    // Taken back while it stands, it is closed at once.
    let (mut owner, _) = unlock(&home, 1, "2040-01-02T15:11:00Z");
    good(owner.grant_glass(praxis::records::member::MemberNumber(2), &[]));
    drop(owner);
    assert!(!reads(&home, 2, "2040-01-02T15:12:00Z"));
}

fn lines_about_members(home: &Home, day: &str) -> Vec<Line> {
    let (vault, _) = find(home, &format!("{day}T12:00:00Z"));
    let mut lines = good(vault.agenda(day.parse().expect("a day"))).lines;
    lines.retain(|line| line.topic == Topic::Member || line.topic == Topic::Kit);
    lines
}

#[test]
fn status_says_when_members_are_to_be_looked_through_what_they_may_open_and_who_could_come_back() {
    let home = Home::with_vault();
    let what =
        |day: &str| lines_about_members(&home, day).into_iter().map(|line| line.what).collect::<Vec<_>>();
    let alone = "no recovery kit and no second owner: with your identity, or this machine, all is lost";
    assert_eq!(what("2040-01-02"), [alone], "nobody reviews themselves");
    add(&home, 2, "owner");
    add(&home, 3, "reception");
    home.run(["member", "grant", "3", "clinical", "process", "--quiet"]).ok();
    assert_eq!(
        what("2040-01-02"),
        [
            "there is no recovery kit: with this machine all is lost",
            "look through who may open what: 3 members",
            "member 3 may open clinical and process records in an emergency",
        ]
    );
    let (mut owner, _) = unlock(&home, 1, "2040-02-29T12:00:00Z");
    good(owner.note_members_reviewed());
    drop(owner);
    let due = |day: &str| {
        let lines = lines_about_members(&home, day);
        let line = lines.into_iter().find(|line| line.what.starts_with("look through")).expect("a line");
        (line.urgency, line.due.map(|day| day.to_string()))
    };
    let by = Some("2041-03-01".to_owned());
    assert_eq!(due("2040-03-01"), (Urgency::Later, by.clone()));
    assert_eq!(due("2041-02-22"), (Urgency::Soon, by.clone()));
    assert_eq!(due("2041-03-01"), (Urgency::Due, by.clone()));
    assert_eq!(due("2041-03-02"), (Urgency::Overdue, by));
}
