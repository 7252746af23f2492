//! Clinical wills on the binary: what a trustee is given and what not, that it opens on the day, and that a drill notices when
//! it would not.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use common::{Done, Home, copy};
use praxis::crypto::age_file::{Identity, open_with};
use praxis::failure::Failure;
use praxis::records::office::{ExportEntry, ExportForm};
use praxis::records::reference::{Reference, Register};
use praxis::records::will::{CONTACTS, DUTIES, KIT, LETTER, WillEntry};
use serde_json::{Value, json};

/// Words of clients that must not be in what they are not for.
const SURNAMES: [&str; 3] = ["Fairweather", "Nettlefold", "Farthing"];
const FIRST: [&str; 3] = ["Ottilie", "Caspian", "Isolde"];
const NEVER: [&str; 5] = ["ottilie@example.org", "12 Mill Lane", "allotment", "Dr Sample", "lithium"];

const PASS: &str = "plinth gravel otter seventeen";

/// A vault with three clients, of whom the third has ended, a note and an invoice; a trustee's key; the kit's passphrase.
fn house() -> Home {
    let home = Home::with_vault();
    let first = ["client", "add", "--name", "Ottilie Fairweather", "--phone", "07700 900123"];
    let more = ["--email", "ottilie@example.org", "--address", "12 Mill Lane", "--gp", "Dr Sample"];
    home.run(
        [
            &first[..],
            &more,
            &["--medication", "lithium", "--born", "1960-02-03", "--first-contact", "2026-01-05"],
        ]
        .concat(),
    )
    .ok();
    for name in ["Dr Caspian Nettlefold", "Isolde Farthing"] {
        let add = ["client", "add", "--name", name, "--born", "1970-02-03", "--first-contact", "2026-01-05"];
        home.run(add).ok();
    }
    home.run(["client", "end", "C-0003", "--date", "2026-03-01"]).ok();
    home.note("C-0001", "about the allotment");
    fs::write(home.join("invoice.pdf"), b"12 Mill Lane").expect("writes");
    home.run(["file", "add", "C-0001", "invoice.pdf", "--kind", "invoice"]).ok();
    home.run(["identity", "new", "--bare", "-i", "trustee"]).ok();
    home.run(["identity", "new", "--bare", "-i", "reserve"]).ok();
    fs::write(home.join("pass"), PASS).expect("writes");
    fs::write(home.join("other-pass"), "copper thistle harbour nineteen").expect("writes");
    fs::create_dir(home.join("place")).expect("makes");
    home
}

fn recipient(home: &Home, of: &str) -> String {
    let shown = home.run(["identity", "show", "--json", "-i", of]).ok().json();
    shown["recipient"].as_str().expect("a recipient").to_owned()
}

fn identity(home: &Home, of: &str) -> Identity {
    let text = fs::read_to_string(home.join(of)).expect("reads");
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    Identity::parse(secret).expect("an identity")
}

/// A command with the kit's passphrase on standard input.
fn with_pass(home: &Home, args: &[&str]) -> Done {
    home.pipe([args, &["--kit-passphrase-fd", "0"]].concat(), PASS.as_bytes())
}

fn set(home: &Home, folder: &str) -> Done {
    let to = recipient(home, "trustee");
    with_pass(home, &["will", "set", "--trustee", "Ann Trustee", "--recipient", &to, "-o", folder, "--json"])
}

fn back_up(home: &Home) -> PathBuf {
    let made = home.run(["backup", "create", "--to", "place", "--json"]).ok().json();
    PathBuf::from(made["path"].as_str().expect("a path"))
}

/// A will in the folder `will`, and a backup of after it.
fn willed() -> (Home, PathBuf) {
    let home = house();
    set(&home, "will").ok();
    let backup = back_up(&home);
    (home, backup)
}

fn drill(home: &Home, more: &[&str]) -> Done {
    with_pass(home, &[&["will", "drill", "W-01", "--folder", "will", "--json"], more].concat())
}

/// What was wrong, and what was not tried.
fn parts(done: &Done, how: &str) -> Vec<String> {
    let report = done.json();
    let parts = report["parts"].as_array().expect("parts").iter();
    parts
        .filter(|part| part["how"] == how)
        .map(|part| part["what"].as_str().expect("a word").to_owned())
        .collect()
}

fn text(home: &Home, name: &str, who: &str) -> String {
    let opened = open_with(&identity(home, who), &fs::read(home.join("will").join(name)).expect("reads"));
    String::from_utf8(opened.expect("opens").to_vec()).expect("UTF-8")
}

fn holds_none(text: &str, words: &[&str], what: &str) {
    for word in words {
        assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{word} is in {what}:\n{text}");
    }
}

#[test]
fn what_the_trustee_is_given_and_no_more() {
    let home = house();
    home.pipe(["hold", "place", "--client", "C-0003", "--reason-file", "-"], b"the ferry").ok();
    let done = set(&home, "will").ok();
    let made = done.json();
    assert_eq!((&made["will"], &made["kit"]), (&json!("W-01"), &json!("T-01")));
    assert_eq!((&made["clients"], &made["without_phone"]), (&json!(2), &json!(["C-0002"])));
    assert_eq!(made["exports"], json!(["X-0001", "X-0002"]));
    assert!(done.stderr.contains("opens everything"), "{}", done.stderr);
    // Exactly these files, for the owner alone.
    let folder = home.join("will");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["contacts.age", "duties.age", "format.md", "kit.age", "letter.txt", "recover.py"]);
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in &names {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    // First names and numbers of those with whom work goes on; days and holds of all, by number.
    let contacts = text(&home, CONTACTS, "trustee");
    assert_eq!(
        contacts,
        "client,first_name,phone,child\r\nC-0001,Ottilie,07700 900123,no\r\nC-0002,Caspian,,no\r\n"
    );
    let duties = text(&home, DUTIES, "trustee");
    let lines: Vec<&str> = duties.lines().collect();
    assert_eq!(lines.len(), 5, "{duties}");
    assert!(lines[3].starts_with("C-0003,C-0003,adult,2033-03-01,review,adult,yes,no,no,no"), "{duties}");
    assert!(lines[4].starts_with("F-000001,C-0001,invoice,"), "{duties}");
    holds_none(&duties, &[&FIRST[..], &SURNAMES, &NEVER, &["ferry", "07700"]].concat(), DUTIES);
    let letter = fs::read_to_string(folder.join(LETTER)).expect("reads");
    holds_none(&letter, &[&FIRST[..], &SURNAMES, &NEVER, &["ferry", "07700"]].concat(), LETTER);
    assert!(letter.contains("Ann Trustee") && letter.contains("Willow Rooms") && letter.contains("kit T-01"));
    // Nobody else reads the lists, an owner neither; and no sealed file holds a word in the clear.
    for name in [CONTACTS, DUTIES] {
        let bytes = fs::read(folder.join(name)).expect("reads");
        assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
        assert!(open_with(&identity(&home, ".config/praxis/identity.age"), &bytes).is_err());
        assert!(open_with(&identity(&home, "reserve"), &bytes).is_err());
        holds_none(&String::from_utf8_lossy(&bytes), &[&FIRST[..], &SURNAMES].concat(), name);
    }
    // Both lists are on record as what left, and so is each client in the log, who is on which.
    let log = home.run(["audit", "log", "--json"]).ok().stdout;
    assert_eq!(log.matches("\"client.exported\"").count(), 2 + 3);
    assert!(log.contains("\"will.made\"") && log.contains("\"will.written\""));
    // Nothing of it stands in the clear of the vault.
    let database = fs::read(home.vault().join("vault.db")).expect("reads");
    holds_none(&String::from_utf8_lossy(&database), &["Ann Trustee"], "vault.db");
}

#[test]
fn restricted_clients_are_left_out_and_requests_are_named() {
    let home = house();
    let request = |client: &str, right: &str| {
        let open = ["request", "open", "--client", client, "--right", right, "--received", "2026-11-02"];
        home.run([&open[..], &["--channel", "email"]].concat()).ok();
    };
    request("C-0001", "restriction");
    home.run(["client", "restrict", "C-0001", "--request", "R-0001", "--ground", "accuracy"]).ok();
    request("C-0002", "erasure");
    let done = set(&home, "will").ok();
    let made = done.json();
    assert_eq!((&made["clients"], &made["left_out"]), (&json!(1), &json!(["C-0001"])));
    assert!(done.stderr.contains("restricted, and left out: C-0001"), "{}", done.stderr);
    assert!(done.stderr.contains("with an open request, and on the list: C-0002"), "{}", done.stderr);
    assert_eq!(text(&home, CONTACTS, "trustee"), "client,first_name,phone,child\r\nC-0002,Caspian,,no\r\n");
    let letter = fs::read_to_string(home.join("will/letter.txt")).expect("reads");
    assert!(letter.contains("1 client is left out"));
    assert!(
        text(&home, DUTIES, "trustee").contains("C-0002,C-0002,adult,2033-01-05,review,adult,no,yes,no,no")
    );
    // The list lacks who was left out, and an override puts them on it, on record.
    let shown = home.run(["will", "show", "--json"]).ok().json();
    assert_eq!(shown[0]["lacks"], json!(["C-0001"]));
    let anew = ["will", "set", "W-01", "-o", "anew", "--override", "--reason", "others-rights", "--json"];
    let made = with_pass(&home, &anew).ok().json();
    assert_eq!((&made["clients"], &made["left_out"]), (&json!(2), &json!([])));
    assert!(home.run(["audit", "log"]).ok().stdout.contains("access.overridden"));
}

#[test]
fn a_drill_says_that_it_opens() {
    let home = house();
    set(&home, "will").ok();
    // Without a backup nothing is called whole, and nothing goes on record.
    let done = drill(&home, &[]).fails(10, "no backup could be tried");
    assert_eq!(done.json()["whole"], json!(false));
    assert_eq!(parts(&done, "not-tried"), ["backup", "trustee's key"]);
    assert!(home.run(["status"]).ok().stdout.contains("never tried: it counts once it opened"));
    back_up(&home);
    let before = common::files(home.path()).len();
    let done = drill(&home, &[]).ok();
    assert_eq!((done.json()["whole"].clone(), parts(&done, "bad")), (json!(true), vec![]));
    // The letter was written before there was a backup.
    assert_eq!(parts(&done, "not-tried"), ["letter", "trustee's key"]);
    assert_eq!((&done.json()["lacks"], &done.json()["ended"]), (&json!([]), &json!([])));
    let shown = || home.run(["will", "show", "W-01", "--json"]).ok().json()[0].clone();
    assert_eq!((&shown()["state"], &shown()["drill"]["trustee"]), (&json!("drilled"), &json!(false)));
    drill(&home, &["--trustee-identity", "trustee"]).ok();
    assert_eq!(shown()["drill"]["trustee"], json!(true));
    assert_eq!(common::files(home.path()).len(), before, "a drill leaves nothing behind");
    let status = home.run(["status"]).ok().stdout;
    assert!(status.contains("opened and found whole on"), "{status}");
    assert!(home.run(["due"]).ok().stdout.contains("praxis will drill W-01"));
    let log = home.run(["audit", "log"]).ok().stdout;
    assert_eq!(log.matches("will.drilled").count(), 2, "{log}");
    // What was set is in order by the log and the format, the new register too.
    home.run(["doctor"]).ok();
    home.run(["audit", "verify"]).ok();
}

#[test]
fn a_drill_notices_a_byte_in_any_file() {
    let (home, backup) = willed();
    let folder = home.join("will");
    for name in ["contacts.age", "duties.age", "format.md", "kit.age", "letter.txt", "recover.py"] {
        let path = folder.join(name);
        let good = fs::read(&path).expect("reads");
        let mut bad = good.clone();
        let middle = bad.len() / 2;
        bad[middle] ^= 1;
        fs::write(&path, &bad).expect("writes");
        let done = drill(&home, &["--trustee-identity", "trustee"]).fails(7, "does not open as it should");
        let expected: &[&str] = match name {
            CONTACTS => &["contacts.age", "contacts.age, opened"],
            DUTIES => &["duties.age", "duties.age, opened"],
            KIT => &["kit.age", "kit"],
            other => &[other],
        };
        assert_eq!(parts(&done, "bad"), expected, "{name}");
        fs::write(&path, &good).expect("writes");
    }
    // Two that are gone.
    let gone = [LETTER, KIT].map(|name| (folder.join(name), fs::read(folder.join(name)).expect("reads")));
    for (path, _) in &gone {
        fs::remove_file(path).expect("removes");
    }
    let done = drill(&home, &[]).fails(7, "does not open as it should");
    assert_eq!(parts(&done, "bad"), ["kit.age", "letter.txt", "kit"]);
    for (path, good) in &gone {
        fs::write(path, good).expect("writes");
    }
    // The backup: changed, and away.
    let good = fs::read(&backup).expect("reads");
    let mut bad = good.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    fs::write(&backup, &bad).expect("writes");
    let done = drill(&home, &[]).fails(7, "does not open as it should");
    assert_eq!(parts(&done, "bad"), ["backup"]);
    fs::remove_file(&backup).expect("removes");
    let done = drill(&home, &[]).fails(10, "no backup could be tried");
    assert_eq!(parts(&done, "not-tried"), ["letter", "backup", "trustee's key"]);
    fs::write(&backup, &good).expect("writes");
    assert!(!home.run(["audit", "log"]).ok().stdout.contains("will.drilled"));
    drill(&home, &[]).ok();
}

#[test]
fn a_drill_notices_keys_that_do_not_fit() {
    let (home, _) = willed();
    // Another passphrase, another trustee.
    let wrong = ["will", "drill", "W-01", "--folder", "will", "--kit-passphrase-fd", "0"];
    let done = home.pipe(wrong, b"copper thistle harbour nineteen").fails(4, "the passphrase is wrong");
    assert!(done.stderr.contains("type it again") && !done.stderr.contains("destroy"), "{}", done.stderr);
    let done =
        drill(&home, &["--trustee-identity", "reserve"]).fails(4, "not the key that the lists of W-01");
    assert!(!done.stderr.contains("destroy"), "{}", done.stderr);
    drill(&home, &["--trustee-identity", "nowhere"]).fails(4, "there is no such file");
    home.run(["will", "drill", "W-01", "--folder", "will"]).fails(4, "no terminal to ask");
    drill(&home, &["--trustee-identity", "pass"]).fails(4, "");
    // The kit of another vault under its name, and another kit of this one.
    let good = fs::read(home.join("will/kit.age")).expect("reads");
    let other = Home::empty();
    other.run(["identity", "new", "--bare"]).ok();
    fs::write(other.join("pass"), PASS).expect("writes");
    let init =
        ["init", "--non-interactive", "--practice", "Rooms", "--nation", "scotland", "--kit-out", "kit.age"];
    other.pipe([&init[..], &["--kit-passphrase-fd", "0"]].concat(), PASS.as_bytes()).ok();
    fs::copy(other.join("kit.age"), home.join("will/kit.age")).expect("copies");
    let done = drill(&home, &[]).fails(7, "does not open as it should");
    assert!(done.stdout.contains("another vault's"), "{}", done.stdout);
    assert!(parts(&done, "not-tried").contains(&"backup".to_owned()), "{}", done.stdout);
    with_pass(&home, &["kit", "new", "-o", "second.age"]).ok();
    fs::copy(home.join("second.age"), home.join("will/kit.age")).expect("copies");
    let done = drill(&home, &[]).fails(7, "does not open as it should");
    assert!(done.stdout.contains("T-02, and not the kit of this will"), "{}", done.stdout);
    fs::write(home.join("will/kit.age"), good).expect("writes");
    drill(&home, &[]).ok();
    // Nobody takes the kit out of a will that stands, whatever other kits there are.
    let retire = ["kit", "retire", "T-01", "--confirm", "T-01"];
    let done = home.run(retire).fails(3, "T-01 is the kit of W-01");
    assert!(done.stderr.contains("praxis will set W-01 -o FOLDER"), "{}", done.stderr);
    assert_eq!(home.run(["will", "show", "--json"]).ok().json()[0]["kit_state"], "current");
    with_pass(&home, &["will", "set", "W-01", "-o", "anew"]).ok();
    home.run(retire).ok();
    let done = drill(&home, &[]).fails(7, "does not open as it should");
    assert!(done.stdout.contains("T-01, and not the kit of this will"), "{}", done.stdout);
}

#[test]
fn an_erasure_names_the_lists_and_makes_the_will_old() {
    let (home, _) = willed();
    drill(&home, &[]).ok();
    let done = home.run([
        "erase",
        "C-0002",
        "--ground",
        "no-longer-necessary",
        "--confirm",
        "C-0002",
        "--certificate",
        "E.txt",
    ]);
    // A kit of `kit new` does not get into a will.
    assert!(done.ok().stderr.contains("praxis will set W-01 -o FOLDER"));
    let certificate = fs::read_to_string(home.join("E.txt")).expect("reads");
    assert!(certificate.contains("X-0001") && certificate.contains("X-0002"), "{certificate}");
    assert!(certificate.contains("T-01"), "{certificate}");
    // Who has ended is in the duties alone.
    home.run([
        "erase",
        "C-0003",
        "--ground",
        "no-longer-necessary",
        "--confirm",
        "C-0003",
        "--certificate",
        "F.txt",
    ])
    .ok();
    let certificate = fs::read_to_string(home.join("F.txt")).expect("reads");
    assert!(!certificate.contains("X-0001") && certificate.contains("X-0002"), "{certificate}");
    let status = home.run(["status"]).ok().stdout;
    assert!(status.contains("of an epoch before the vault's own"), "{status}");
    assert!(status.contains("praxis will set W-01 -o FOLDER"), "{status}");
    assert!(status.contains("praxis kit new, or that of a will, praxis will set W-01"), "{status}");
    let shown = home.run(["will", "show", "--json"]).ok().json();
    assert_eq!((&shown[0]["stale"], &shown[0]["ended"]), (&json!(true), &json!(["C-0002"])));
    // The old kit still leads to the vault of today; made anew, a backup of before does not open with the new one.
    drill(&home, &[]).ok();
    home.client("Caspian Newcomer");
    assert_eq!(home.run(["will", "show", "--json"]).ok().json()[0]["lacks"], json!(["C-0004"]));
    let done = with_pass(&home, &["will", "set", "W-01", "-o", "anew", "--json"]).ok();
    assert!(done.stderr.contains("/will, with T-01 in it"), "{}", done.stderr);
    assert!(done.stderr.contains("A-0001 is of an epoch before the kit's"), "{}", done.stderr);
    let letter = |folder: &str| fs::read_to_string(home.join(folder).join(LETTER)).expect("reads");
    assert!(letter("anew").contains("none was on record") && !letter("anew").contains("A-0001"));
    let again = |home: &Home| {
        with_pass(
            home,
            &["will", "drill", "W-01", "--folder", "anew", "--json", "--trustee-identity", "trustee"],
        )
    };
    let done = again(&home).fails(7, "does not open as it should");
    assert_eq!(parts(&done, "bad"), ["backup"]);
    back_up(&home);
    again(&home).ok();
    let shown = home.run(["will", "show", "--json"]).ok().json();
    assert_eq!(
        (&shown[0]["kit"], &shown[0]["lacks"], &shown[0]["stale"]),
        (&json!("T-02"), &json!([]), &json!(false))
    );
    assert_eq!(shown[0]["former"][0]["kit"], "T-01");
    home.run(["kit", "retire", "T-01", "--confirm", "T-01"]).ok();
    assert_eq!(home.run(["will", "show", "--json"]).ok().json()[0]["former"], json!([]));
    // The folder before is not what was made any more.
    let done = drill(&home, &[]).fails(7, "does not open as it should");
    assert!(parts(&done, "bad").contains(&"kit".to_owned()));
    // The letter names the backup that opens with the kit beside it, and not the one that does not.
    with_pass(&home, &["will", "set", "W-01", "-o", "third"]).ok();
    assert!(letter("third").contains("A-0002") && !letter("third").contains("A-0001"));
}

/// What is typed is what the letter says, word for word, but for what a script cannot be asked.
#[test]
fn the_letter_and_a_backup_are_enough_on_a_bare_machine() {
    let home = house();
    back_up(&home);
    set(&home, "will").ok();
    let newest = back_up(&home);
    let other = Home::empty();
    copy(&home.join("will"), &other.join("will"));
    copy(&home.join("place"), &other.join("place"));
    fs::copy(home.join("trustee"), other.join("trustee")).expect("copies");
    let opened =
        open_with(&identity(&other, "trustee"), &fs::read(other.join("will/contacts.age")).expect("reads"));
    assert!(opened.expect("opens").starts_with(b"client,first_name,phone"));
    let letter = fs::read_to_string(other.join("will/letter.txt")).expect("reads");
    let place = newest.parent().expect("a folder").to_str().expect("UTF-8");
    assert!(letter.contains(&format!("\n   {place}/")), "{letter}");
    let backup = Path::new("../place").join(newest.file_name().expect("a name"));
    let typed = |begins: &str, more: &[&str]| {
        let line = letter.lines().map(str::trim).find(|line| line.starts_with(begins)).expect(begins);
        let line = line.replace("BACKUP", backup.to_str().expect("UTF-8")).replace("NEW-FOLDER", "../new");
        let mut command = other.command(line.split_whitespace().skip(1).chain(more.iter().copied()));
        command.current_dir(other.join("will"));
        common::feed(command, PASS.as_bytes()).ok()
    };
    other.run(["identity", "new", "--bare"]).ok();
    let said = typed("praxis restore ", &["--kit-passphrase-fd", "0", "--json"]).json();
    assert_eq!((&said["clients"], &said["enrolled"]), (&json!(3), &json!(true)));
    let list = typed("praxis client list ", &[]).stdout;
    assert!(list.contains("Ottilie Fairweather"), "{list}");
    assert!(typed("praxis client show C-0001 ", &[]).stdout.contains("07700 900123"));
    // The will came back with the rest, and is old now: the keys moved on.
    let shown = other.run(["will", "show", "--vault", "new", "--json"]).ok().json();
    assert_eq!((&shown[0]["will"], &shown[0]["stale"]), (&json!("W-01"), &json!(true)));
}

#[test]
fn what_is_refused() {
    let home = house();
    let to = recipient(&home, "trustee");
    let make = |to: &str, folder: &str| {
        with_pass(&home, &["will", "set", "--trustee", "Ann Trustee", "--recipient", to, "-o", folder])
    };
    make(&recipient(&home, ".config/praxis/identity.age"), "will").fails(2, "it is a member's");
    let members: Value = {
        let text = fs::read_to_string(home.vault().join("members")).expect("reads");
        serde_json::from_str(text.split("\nhmac ").next().expect("JSON")).expect("JSON")
    };
    let recovery = members["recovery"].as_str().expect("a recipient");
    make(recovery, "will").fails(2, "recovery recipient");
    make("age1nobody", "will").fails(2, "no age recipient");
    fs::create_dir(home.join("full")).expect("makes");
    fs::write(home.join("full/x"), b"x").expect("writes");
    make(&to, "full").fails(2, "already something");
    make(&to, "pass").fails(2, "already something");
    make(&to, ".local/share/praxis/will").fails(2, "inside the vault");
    make(&to, "gone/will").fails(2, "does not exist");
    let set =
        ["will", "set", "--trustee", "Ann", "--recipient", &to, "-o", "will", "--kit-passphrase-fd", "0"];
    home.pipe(set, b"password").fails(2, "too weak");
    home.run(&set[..8]).fails(2, "no terminal");
    home.run(["will", "set", "-o", "will"]).fails(2, "");
    home.run(["will", "set", "W-01", "-o", "will"]).fails(5, "there is no will W-01");
    // Nothing of all that was begun.
    assert!(!home.join("will").exists());
    assert_eq!(home.run(["kit", "list", "--json"]).ok().json(), json!([]));
    // An empty folder will do, and is closed to others; the reserve is another will, for somebody else.
    fs::create_dir(home.join("will")).expect("makes");
    fs::set_permissions(home.join("will"), fs::Permissions::from_mode(0o755)).expect("opens it");
    make(&to, "will/").ok();
    assert_eq!(fs::metadata(home.join("will")).expect("there").permissions().mode() & 0o777, 0o700);
    make(&to, "two").fails(2, "W-01 is for this recipient already");
    make(&recipient(&home, "reserve"), "two").ok();
    home.run(["will", "drill", "W-02", "--folder", "nowhere"]).fails(5, "there is no such folder");
    home.run(["will", "retire", "T-01"]).fails(2, "no reference of the kind");
    home.run(["will", "retire", "W-02"]).fails(2, "nobody to confirm");
    let done = home.run(["will", "retire", "W-02", "--confirm", "W-02"]).ok();
    assert!(done.stderr.contains("praxis kit retire T-02"), "{}", done.stderr);
    home.run(["will", "retire", "W-02", "--confirm", "W-02"]).fails(2, "was retired");
    home.run(["will", "set", "W-02", "-o", "three"]).fails(2, "was retired");
    assert!(!home.run(["status"]).ok().stdout.contains("W-02"));
    home.run(["will", "show", "W-09"]).fails(5, "there is no will W-09");
}

fn paper(entry: &WillEntry, form: ExportForm) -> ExportEntry {
    ExportEntry {
        form,
        plain: false,
        recipients: vec![entry.recipient.clone()],
        place: entry.folder.clone(),
        clients: 0,
        notes: 0,
        files: 0,
        request: None,
        manifest: None,
        sha256: None,
    }
}

/// A will of which somebody pulled the plug before any file was there.
#[test]
fn one_that_was_cut_off_is_on_record_and_made_anew() {
    let home = house();
    let entry = WillEntry {
        trustee: "Ann Trustee".to_owned(),
        contact: None,
        recipient: recipient(&home, "trustee"),
        folder: home.join("will").to_string_lossy().into_owned(),
        kit: None,
        exports: Vec::new(),
        listed: vec![Reference::new(Register::Client, 1)],
        files: Vec::new(),
        former: Vec::new(),
        drill: None,
    };
    let mut unlocked = common::opened::unlock(&home);
    let papers =
        [(paper(&entry, ExportForm::Contacts), &[][..]), (paper(&entry, ExportForm::Duties), &[][..])];
    let begun = unlocked.begin_will(None, entry.clone(), papers);
    assert!(begun.is_ok());
    drop(unlocked);
    let status = home.run(["status"]).ok().stdout;
    assert!(status.contains("begun and never read back"), "{status}");
    assert!(status.contains("made and never read back"), "its kit, too: {status}");
    fs::create_dir(home.join("will")).expect("makes");
    drill(&home, &[]).fails(3, "was begun and never read back");
    // Twice: making it anew does not depend on how far the last one came.
    with_pass(&home, &["will", "set", "W-01", "-o", "will"]).ok();
    with_pass(&home, &["will", "set", "W-01", "-o", "again"]).ok();
    let shown = home.run(["will", "show", "--json"]).ok().json();
    assert_eq!(shown.as_array().expect("a list").len(), 1);
    assert_eq!((&shown[0]["kit"], &shown[0]["state"]), (&json!("T-03"), &json!("current")));
    let former: Vec<&Value> =
        shown[0]["former"].as_array().expect("a list").iter().map(|one| &one["kit"]).collect();
    assert_eq!(former, [&json!("T-01"), &json!("T-02")]);
    home.run(["doctor"]).ok();
}

/// A new folder that cannot be made, or of which somebody pulled the plug: the one that the trustee holds is as good as before.
#[test]
fn a_renewal_that_fails_leaves_the_will_that_stands() {
    let (home, _) = willed();
    drill(&home, &[]).ok();
    let too_long = "x".repeat(300);
    let done = with_pass(&home, &["will", "set", "W-01", "-o", &too_long]).fails(1, "could not be made");
    assert!(done.stderr.contains("W-01 counts as it did before; T-02 is on record"), "{}", done.stderr);
    let mut unlocked = common::opened::unlock(&home);
    let will = unlocked.standing_will(Reference::new(Register::Will, 1));
    let Ok(will) = will else { panic!("W-01 stands") };
    let entry = WillEntry { folder: "/media/stick/half".to_owned(), files: Vec::new(), ..will.entry.clone() };
    let papers =
        [(paper(&entry, ExportForm::Contacts), &[][..]), (paper(&entry, ExportForm::Duties), &[][..])];
    assert!(unlocked.begin_will(Some(&will), entry, papers).is_ok());
    drop(unlocked);
    let shown = home.run(["will", "show", "--json"]).ok().json()[0].clone();
    assert_eq!(
        (&shown["state"], &shown["kit"], &shown["listed"]),
        (&json!("drilled"), &json!("T-01"), &json!(2))
    );
    assert!(shown["folder"].as_str().expect("a folder").ends_with("/will"));
    let former: Vec<&Value> =
        shown["former"].as_array().expect("a list").iter().map(|one| &one["kit"]).collect();
    assert_eq!(former, [&json!("T-02"), &json!("T-03")]);
    let status = home.run(["status"]).ok().stdout;
    assert!(status.contains("opened and found whole on"), "{status}");
    drill(&home, &[]).ok();
    home.run(["doctor"]).ok();
    // The one that comes through takes its place, and the good folder is then to be destroyed with the others.
    with_pass(&home, &["will", "set", "W-01", "-o", "anew"]).ok();
    let shown = home.run(["will", "show", "--json"]).ok().json()[0].clone();
    assert_eq!((&shown["state"], &shown["kit"]), (&json!("current"), &json!("T-04")));
    assert_eq!(shown["former"].as_array().expect("a list").len(), 3);
}

/// What was looked at before a passphrase was asked for may be another will by the time it comes.
#[test]
fn what_another_command_did_meanwhile_is_not_undone() {
    let (home, _) = willed();
    let stand = |unlocked: &praxis::vault::Unlocked| {
        let Ok(will) = unlocked.standing_will(Reference::new(Register::Will, 1)) else {
            panic!("W-01 stands")
        };
        will
    };
    let shown = || home.run(["will", "show", "--json"]).ok().json()[0].clone();
    let mut unlocked = common::opened::unlock(&home);
    let before = stand(&unlocked);
    with_pass(&home, &["will", "set", "W-01", "-o", "anew"]).ok();
    let is_busy = |done: Result<(), Failure>| assert!(matches!(done, Err(Failure::Busy(_))));
    is_busy(unlocked.will_was_drilled(&before, false));
    is_busy(unlocked.retire_will(&before));
    let begin = |unlocked: &mut praxis::vault::Unlocked| {
        let entry = before.entry.clone();
        let papers =
            [(paper(&entry, ExportForm::Contacts), &[][..]), (paper(&entry, ExportForm::Duties), &[][..])];
        unlocked.begin_will(Some(&before), entry, papers).map(drop)
    };
    is_busy(begin(&mut unlocked));
    assert_eq!((&shown()["state"], &shown()["kit"]), (&json!("current"), &json!("T-02")));
    assert_eq!(home.run(["kit", "list", "--json"]).ok().json().as_array().expect("a list").len(), 2);
    // A new folder, while the will is retired.
    let before = stand(&unlocked);
    let papers = [
        (paper(&before.entry, ExportForm::Contacts), &[][..]),
        (paper(&before.entry, ExportForm::Duties), &[][..]),
    ];
    let Ok(begun) = unlocked.begin_will(Some(&before), before.entry.clone(), papers) else {
        panic!("begins")
    };
    home.run(["will", "retire", "W-01", "--confirm", "W-01"]).ok();
    is_busy(unlocked.will_is_written(&begun, Vec::new()));
    is_busy(unlocked.will_was_drilled(&before, false));
    assert_eq!(shown()["state"], "retired");
}
