//! Letters to the people whom a breach affects, and the register, as they leave the vault: each letter has all that Article 34(2)
//! wants and names nobody but its own client; who is erased or has died is named as such; what left is on record.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use common::clear::Clear;
use common::record::{Opened, open};
use common::{Done, Home};
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::breach::{Breach, DataCategory, Facts, Step};
use praxis::records::office::{ExportEntry, ExportForm};
use praxis::records::reference::Reference;
use praxis::vault::{Notices, Options, Unlocked, Vault};

const NAMES: [&str; 8] = [
    "Ottilie Fairweather",
    "Caspian Nettlefold",
    "Isolde Farthing",
    "Peregrine Dunnock",
    "Juniper Quillfeather",
    "Bartholomew Zaffre",
    "Clementine Ostrander",
    "Leopold Vintner",
];

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
    let vault = good(Vault::open(options));
    good(vault.unlock(&Identity::parse(identity).expect("an identity")))
}

#[track_caller]
fn good<T>(done: Result<T, praxis::failure::Failure>) -> T {
    done.unwrap_or_else(|why| panic!("{}", why.explain().message))
}

fn client(number: u32) -> Reference {
    format!("C-{number:04}").parse().expect("a reference")
}

fn breach() -> Reference {
    "B-0001".parse().expect("a reference")
}

/// C-0001 and C-0002 as they come; C-0003 erased; C-0004 has died; C-0005 a child with a guardian; C-0006 and C-0007 a couple,
/// C-0008; C-0009 is not affected; C-0010 is a couple of whom nobody has a record; C-0001 is restricted.
fn home() -> Home {
    let home = Home::with_vault();
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    let said = text.replacen("[privacy]", "[privacy]\ncontact = \"1 High Street, Leeds\"", 1);
    assert_ne!(text, said);
    fs::write(&settings, said).expect("writes");
    for name in &NAMES[..4] {
        home.client(name);
    }
    let child =
        ["client", "add", "--name", NAMES[4], "--born", "2017-05-11", "--guardian", "Maya Quillfeather"];
    home.run(child).ok();
    home.client(NAMES[5]);
    home.client(NAMES[6]);
    let couple = ["client", "add", "--name", "Zaffre and Ostrander", "--kind", "couple"];
    home.run(couple.into_iter().chain(["--member", "C-0006", "--member", "C-0007"])).ok();
    home.client(NAMES[7]);
    home.run(["client", "add", "--name", "Mr and Mrs Underhowe", "--kind", "couple"]).ok();
    home.run(["client", "died", "C-0004", "--date", "2026-03-01"]).ok();
    home.run(["request", "open", "--client", "C-0001", "--right", "restriction", "--received", "2026-03-01"])
        .ok();
    home.run(["client", "restrict", "C-0001", "--request", "R-0001", "--ground", "accuracy"]).ok();
    home
}

fn facts() -> Facts {
    let text = |text: &str| Some(text.to_owned());
    Facts {
        occurred_from: text("2026-02-01T17:10:00Z"),
        description: text("A folder was left on a train."),
        data: Some(vec![DataCategory::Health, DataCategory::Identifiers]),
        consequences: text("Somebody may learn who is in therapy."),
        containment: text("The railway was told at once."),
        measures_after: text("Paper stays in the rooms."),
        ..Facts::default()
    }
}

/// A breach with these facts, that affects these clients.
fn record(home: &Home, facts: Facts, clients: &[u32]) {
    let mut unlocked = unlock(home);
    let opened = Breach {
        title: "folder left on a train".to_owned(),
        aware: "2026-02-01T17:45:00Z".to_owned(),
        facts: Facts::default(),
        history: Vec::new(),
        by: unlocked.member(),
        recorded: Now::read().text(),
    };
    let reference = good(unlocked.open_breach(&opened));
    let clients: Vec<Reference> = clients.iter().map(|number| client(*number)).collect();
    let added = good(unlocked.handles_of(&clients));
    let steps = vec![Step::Updated { facts: Box::new(facts) }, Step::Affects { added, removed: Vec::new() }];
    good(unlocked.record_breach(reference, steps));
}

fn letters(home: &Home, output: &str) -> Done {
    home.run(["breach", "letters", "B-0001", "-o", output, "--json"])
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

/// The text of a letter on one line.
fn said(pack: &Opened, client: &str) -> String {
    pack.text(&format!("letters/{client}.txt")).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn everybody_who_is_there_gets_one_and_it_names_nobody_else() {
    let home = home();
    // Erased before it is known that the breach affects them: an open breach would keep them.
    home.run([
        "erase",
        "C-0003",
        "--ground",
        "no-longer-necessary",
        "--confirm",
        "C-0003",
        "--accept-total-loss",
    ])
    .ok();
    record(&home, facts(), &[1, 2, 3, 4, 5, 8, 10]);
    let done = letters(&home, "letters.age").ok();
    let told = done.json();
    assert_eq!((&told["letters"], &told["export"]), (&6.into(), &"X-0001".into()), "{told}");
    let none: Vec<&str> = told["none"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["client"].as_str().expect("text"))
        .collect();
    assert_eq!(none, ["C-0003", "C-0004", "C-0008"]);
    assert!(done.stderr.contains("no letter for C-0003: erased"), "{}", done.stderr);
    assert!(done.stderr.contains("no letter for C-0004: has died"), "{}", done.stderr);
    assert!(NAMES.iter().all(|name| !done.stderr.contains(name)), "{}", done.stderr);

    let path = home.join("letters.age");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
    let pack = open(&home, &path);
    let written = ["C-0001", "C-0002", "C-0005", "C-0006", "C-0007", "C-0010"];
    let mut names: Vec<String> = written.iter().map(|client| format!("letters/{client}.txt")).collect();
    names.insert(0, "README.txt".to_owned());
    names.push("list.csv".to_owned());
    assert_eq!(pack.names(), names);
    let own = [NAMES[0], NAMES[1], NAMES[4], NAMES[5], NAMES[6], "Mr and Mrs Underhowe"];
    for (client, name) in written.iter().zip(own) {
        let letter = said(&pack, client);
        for words in [
            name,
            "B-0001",
            "A folder was left on a train.",
            "It happened on Sun 1 Feb 2026, 17:10 GMT.",
            "Somebody may learn who is in therapy.",
            "The railway was told at once. Paper stays in the rooms.",
            "What you can do",
            "1 High Street, Leeds",
            "Information Commissioner's Office",
        ] {
            assert!(letter.contains(words), "{client}: {words}\n{letter}");
        }
        for other in NAMES.iter().chain(&["Underhowe", "C-00"]) {
            assert!(!letter.contains(other) || name.contains(other), "{client} says {other}\n{letter}");
        }
    }
    assert!(
        said(&pack, "C-0005")
            .contains("To the parent or guardian of Juniper Quillfeather Maya Quillfeather Dear Maya")
    );
    let list = pack.text("list.csv");
    assert!(NAMES.iter().all(|name| !list.contains(name)), "{list}");
    for line in [
        "C-0001,yes,the record is restricted\r\n",
        "C-0002,yes,\r\n",
        "C-0003,no,erased\r\n",
        "C-0004,no,has died\r\n",
        "C-0005,yes,to the parent or guardian\r\n",
        "C-0008,no,\"a couple or group: see the lines of its members, C-0006, C-0007",
        "C-0010,yes,\r\n",
    ] {
        assert!(list.contains(line), "{line}\n{list}");
    }

    assert_eq!((logged(&home, "client.exported"), logged(&home, "breach.letters")), (6, 1));
    let mut unlocked = unlock(&home);
    let exports = good(unlocked.exports(Some(breach())));
    let [(row, entry)] = exports.as_slice() else { panic!("one export") };
    assert_eq!((entry.form, entry.plain, entry.clients), (ExportForm::Letters, false, 6));
    assert_eq!(entry.sha256.as_deref().map(str::len), Some(64));
    let found = good(unlocked.breach(breach()));
    let last = found.breach.history.last().expect("a step");
    let Step::Written { letters, export, .. } = &last.step else { panic!("{:?}", last.step) };
    assert_eq!((*letters, *export), (6, row.reference));
}

#[test]
fn what_a_letter_must_say_and_nobody_recorded_is_asked_for() {
    let home = home();
    record(&home, Facts { consequences: None, ..facts() }, &[1]);
    letters(&home, "letters.age").fails(2, "what it is likely to do to people (consequences)");
    assert!(!home.join("letters.age").exists());
    assert_eq!((logged(&home, "breach.letters"), logged(&home, "export.done")), (0, 0));
}

#[test]
fn a_text_that_names_a_client_goes_to_nobody() {
    let home = home();
    let description = Some("The letter of Ottilie Fairweather went to the wrong address.".to_owned());
    record(&home, Facts { description, ..facts() }, &[1, 2]);
    let done = letters(&home, "letters.age").fails(3, "description of B-0001 names C-0001");
    assert!(!done.stderr.contains("Ottilie"), "{}", done.stderr);
    assert!(!home.join("letters.age").exists());
    let done = home.run(["breach", "report", "B-0001", "-o", "report.txt"]).ok();
    assert!(done.stderr.contains("description of B-0001 names C-0001"), "{}", done.stderr);
}

/// Whatever leaves as it was written is looked through, and that there are no names is said only where none was found.
#[test]
fn a_name_in_any_text_that_is_reported_is_warned_of() {
    let home = home();
    home.run(["client", "amend", "C-0002", "--known-as", "Caz"]).ok();
    record(&home, facts(), &[1]);
    let none = "it has no names from the records";
    let report =
        |form: &str, output: &str| home.run(["breach", "report", "--form", form, "-o", output]).ok().stderr;
    assert!(report("csv", "none.csv").contains(none));
    let decide = |because: &str, decider: &str| {
        let assess =
            ["breach", "assess", "B-0001", "--decide", "risk", "--because-file", "-", "--decider", decider];
        home.pipe(assess, because.as_bytes()).ok();
    };
    decide("Ottilie Fairweather has the keys.", "the owner");
    let said = report("csv", "decided.csv");
    let names =
        "the reason of the decision of B-0001 names C-0001; without the name: praxis breach assess B-0001";
    assert!(said.contains(names) && !said.contains(none), "{said}");
    decide("One client has the keys.", "Leopold Vintner");
    let said = report("html", "decider.html");
    assert!(said.contains("who decided of B-0001 names C-0009") && !said.contains("C-0001"), "{said}");
    // What was decided before goes to a program.
    let said = report("json", "all.json");
    assert!(said.contains("names C-0001; it stays as it was recorded"), "{said}");
    decide("One client has the keys.", "the owner");
    assert!(report("csv", "again.csv").contains(none));
    let told = ["breach", "notify", "B-0001", "--to", "police", "--at", "now", "--words-file", "-"];
    home.pipe(told, b"They asked for Caz's number.").ok();
    let said = report("csv", "told.csv");
    assert!(said.contains("what others were told of B-0001 names C-0002; it stays"), "{said}");
    assert!(!said.contains(none) && !said.contains("Caz"), "{said}");
    // A word by itself is no reason to refuse a letter.
    home.run(["breach", "letters", "B-0001", "-o", "letters.age"]).ok();
}

/// A breach that was closed while letters were made of it stays as it is, and they are not handed over.
#[test]
fn letters_about_a_breach_that_was_closed_meanwhile_are_not_registered() {
    let home = home();
    record(&home, facts(), &[2]);
    common::opened::decide(&home, "B-0001", praxis::records::breach::Risk::None, "seen", "the owner");
    home.run(["breach", "close", "B-0001"]).ok();
    letters(&home, "letters.age").fails(3, "B-0001 is closed");
    let mut unlocked = unlock(&home);
    let entry = ExportEntry {
        form: ExportForm::Letters,
        plain: false,
        recipients: Vec::new(),
        place: "letters.age".to_owned(),
        clients: 1,
        notes: 0,
        files: 0,
        request: Some(breach()),
        manifest: None,
        sha256: None,
    };
    let handles = good(unlocked.handles_of(&[client(2)]));
    let refused = unlocked.register_letters(&entry, breach(), &handles);
    let why = refused.expect_err("it is closed").explain();
    assert!(why.message.contains("it was closed on"), "{}", why.message);
    assert_eq!((logged(&home, "breach.letters"), logged(&home, "export.done")), (0, 0));
    assert_eq!(good(unlocked.exports(Some(breach()))).len(), 0);
}

#[test]
fn a_practice_cannot_write_a_letter_that_leaves_out_what_the_law_wants() {
    let home = home();
    record(&home, facts(), &[2]);
    let folder = home.join("letters");
    fs::create_dir(&folder).expect("makes");
    fs::write(folder.join("breach.txt"), "Dear {{subject-name}}, all is well ({{breach}}).").expect("writes");
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    let own = format!("[letters]\nfolder = {folder:?}");
    fs::write(&settings, text.replacen("[letters]", &own, 1)).expect("writes");
    letters(&home, "letters.age").fails(2, "breach.txt: it must say {{what-happened}}, and does not");
    home.run(["letters", "check"]).fails(2, "breach.txt: it must say {{what-happened}}, and does not");
    assert!(!home.join("letters.age").exists());
}

#[test]
fn letters_and_registers_are_sealed_to_whom_they_are_meant_for() {
    let home = home();
    record(&home, facts(), &[2]);
    let other = Identity::generate();
    let to = other.recipient().to_string();
    for (args, output) in [
        (["breach", "letters", "B-0001", "-o", "letters.age"].as_slice(), "letters.age"),
        (["breach", "report", "--form", "json", "-o", "register.age"].as_slice(), "register.age"),
    ] {
        home.run(args.iter().chain(&["--recipient", to.as_str()])).ok();
        let sealed = fs::read(home.join(output)).expect("reads");
        assert!(sealed.starts_with(b"age-encryption.org/v1\n"), "{output}");
        praxis::crypto::age_file::open_with(&other, &sealed).expect("opens");
    }
    home.run(["breach", "letters", "B-0001", "-o", "more.age", "--recipient", "age1nobody"])
        .fails(2, "a recipient is not an age recipient");
    // A second try over the first is refused before anything is registered.
    let before = logged(&home, "export.done");
    letters(&home, "letters.age").fails(2, "there is already something where the letters would go");
    assert_eq!(logged(&home, "export.done"), before);
}

#[test]
fn no_name_is_in_what_is_reported() {
    let home = home();
    record(&home, facts(), &[1, 2, 5, 8]);
    home.run(["breach", "report", "B-0001", "-o", "report.txt"]).ok();
    for form in ["csv", "json", "html"] {
        let output = format!("register.{form}");
        let done = home.run(["breach", "report", "--form", form, "-o", &output]).ok();
        assert!(done.stderr.contains("the file is not sealed"), "{}", done.stderr);
        assert_eq!(fs::metadata(home.join(&output)).expect("there").permissions().mode() & 0o777, 0o600);
    }
    for output in ["report.txt", "register.csv", "register.json", "register.html"] {
        let text = fs::read_to_string(home.join(output)).expect("reads");
        assert!(text.contains("A folder was left on a train."), "{output}");
        assert!(NAMES.iter().all(|name| !text.contains(name)), "{output}");
        assert_eq!(text.contains("C-0005"), output != "report.txt", "{output}: by reference");
    }
    assert_eq!(logged(&home, "breach.reported"), 4);
    let mut unlocked = unlock(&home);
    let forms: Vec<(ExportForm, bool)> =
        good(unlocked.exports(None)).into_iter().map(|(_, entry)| (entry.form, entry.plain)).collect();
    let register = (ExportForm::Register, true);
    assert_eq!(forms, [(ExportForm::Report, true), register, register, register]);
}
