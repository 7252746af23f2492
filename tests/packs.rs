//! A pack is opened, checked and read with stock tools, and `praxis sar verify` sees what they see.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use chrono::NaiveDate;
use common::Home;
use praxis::crypto::age_file::{Identity, Sealer, Work};
use praxis::crypto::passphrase::Passphrase;
use praxis::export::letters::Letter;
use praxis::export::pack::{
    Attachment, Controller, Disclosed, Entry, Field, Form, Pack, Searched, Withheld, Written,
};
use praxis::records::code::Code;
use praxis::records::reference::{Reference, Register};
use praxis::records::request::Right;

const CONTENT: &[u8] = b"%PDF-1.4 a letter\n";

fn text(text: &str) -> String {
    text.to_owned()
}

fn field(name: &str, label: &str, value: &str) -> Field {
    Field { name: text(name), label: text(label), text: text(value) }
}

fn note(number: u32, date: NaiveDate, said: &str, redacted: bool) -> Entry {
    Entry {
        id: format!("N-{number:06}"),
        kind: text("note"),
        section: text("Session notes"),
        title: format!("Session, {}", date.format("%-d %B %Y")),
        date: Some(date),
        fields: vec![field("minutes", "Length", "50 minutes"), field("text", "Note", said)],
        redacted,
        attachment: None,
    }
}

fn pack(form: Form) -> Pack {
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).expect("a date");
    let mut entries = vec![Entry {
        id: text("C-0001"),
        kind: text("client"),
        section: text("Your details"),
        title: text("Details that are held about you"),
        date: None,
        fields: vec![
            field("name", "Name", "Siân Example"),
            field("phone", "Telephone", "07700 900123"),
            field("email", "E-mail", "sian@example.org"),
            field("nhs_number", "NHS number", "999 000 0018"),
            field("address", "Address", "=1+1 High Street, Leeds"),
        ],
        redacted: false,
        attachment: None,
    }];
    let said = "Came on time, spoke of work and of sleep. Sleep better since the change of shifts; wakes at five, \
                does not lie awake for long.\n\nWe looked at the week hour by hour. <b>Plan</b>: a walk before work & \
                no telephone in bed.\n\n- next time: the letter to the landlord\n- 李 小龙, שלום, Ñandú";
    entries.push(note(1, day(1, 5), said, false));
    entries.push(note(
        2,
        day(1, 12),
        "Spoke of [left out: about somebody else] again.\u{202e} gnp.exe",
        true,
    ));
    entries.push(note(3, day(1, 19), "<script>alert(1)</script>\n\"'><img src=x onerror=alert(1)>", false));
    entries.push(Entry {
        id: text("F-000001"),
        kind: text("file"),
        section: text("Files"),
        title: text("Letter, 20 January 2026"),
        date: Some(day(1, 20)),
        fields: vec![field("file_name", "Name of the file", "letter from the surgery.pdf")],
        redacted: false,
        attachment: Some(Attachment {
            file_name: text("attachments/F-000001.pdf"),
            media_type: text("application/pdf"),
            bytes: CONTENT.len() as u64,
        }),
    });
    let contact = text("Example Counselling, 1 High Street, Leeds\nprivacy@example.org, 0113 496 0000");
    Pack {
        form,
        request: Reference::new(Register::Request, 7),
        right: Right::Access,
        made: text("2026-11-22T10:00:00Z"),
        practice: Controller { name: text("Example Counselling"), contact, dpo: None },
        subject_name: text("Siân Example"),
        letter: text(
            "22 November 2026\n\nDear Siân Example,\n\nA copy of your record comes with this letter.",
        ),
        entries,
        withheld: vec![Withheld {
            number: 1,
            what: text("A session note of 2026"),
            ground: text("It is about your health, and no opinion of a health professional is there yet."),
            source: text("DPA 2018 Schedule 3 paragraph 6"),
        }],
        searched: vec![Searched {
            what: text("The vault"),
            how: text("under your name, all years"),
            found: 6,
        }],
        recipients: vec![Disclosed {
            to: text("The Surgery, Leeds"),
            what: text("a letter about the end of our work"),
            date: Some(day(1, 20)),
        }],
        redactions: 1,
    }
}

/// Writes a pack where it is wanted, sealed.
fn sealed(path: &Path, pack: &Pack, seal: impl FnOnce(std::fs::File) -> Sealer<std::fs::File>) -> Written {
    let sealer = seal(std::fs::File::create(path).expect("creates"));
    let (sealer, written) = pack.write(sealer, |_, _, to| to.write_all(CONTENT)).expect("writes");
    sealer.finish().expect("finishes");
    written
}

fn to(identity: &Identity) -> impl FnOnce(std::fs::File) -> Sealer<std::fs::File> + use<> {
    let recipient = identity.recipient();
    move |file| Sealer::new(&[recipient], file).expect("seals")
}

/// Writes an identity for its owner alone: praxis takes no other.
fn keep(path: &Path, identity: &Identity) {
    std::fs::write(path, identity.file_text().as_bytes()).expect("writes");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("a mode");
}

/// Whether a stock tool is on this machine.
fn there_is(tool: &str) -> bool {
    Command::new(tool).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Runs a stock tool in a folder; gives what it printed.
fn runs(folder: &Path, tool: &str, args: &[&str]) -> String {
    let done = Command::new(tool).args(args).current_dir(folder).output().expect("runs");
    assert!(done.status.success(), "{tool} {args:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

#[test]
fn stock_tools_open_and_check_a_pack() {
    let home = Home::empty();
    let identity = Identity::generate();
    let path = home.join("record.tar.age");
    keep(&home.join("me.txt"), &identity);
    let written = sealed(&path, &pack(Form::Record), to(&identity));
    let folder = home.join("unpacked");
    std::fs::create_dir(&folder).expect("a folder");
    if there_is("age") {
        runs(home.path(), "age", &["-d", "-i", "me.txt", "-o", "record.tar", "record.tar.age"]);
    } else {
        let from = std::fs::File::open(&path).expect("opens");
        let mut plain = praxis::crypto::age_file::reader_with(&identity, from).expect("opens");
        let mut out = std::fs::File::create(home.join("record.tar")).expect("creates");
        std::io::copy(&mut plain, &mut out).expect("reads");
    }
    runs(&folder, "tar", &["-xf", "../record.tar"]);
    let listed = runs(home.path(), "tar", &["-tvf", "record.tar"]);
    let names: Vec<&str> = listed.lines().map(|line| line.rsplit(' ').next().expect("a name")).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "attachments/F-000001.pdf",
            "letter.txt",
            "record.csv",
            "record.html",
            "record.json",
            "schema.json",
            "withheld.csv",
            "manifest.sha256",
        ]
    );
    assert!(listed.lines().all(|line| line.starts_with("-rw------- 0/0 ")), "{listed}");
    for name in ["Siân", "Example", "surgery"] {
        assert!(!listed.contains(name), "{name} is in the list of the files");
    }
    assert_eq!(names.len() as u64, written.files);
    let sums = runs(&folder, "sha256sum", &["-c", "--strict", "manifest.sha256"]);
    assert_eq!(sums.lines().filter(|line| line.ends_with(": OK")).count(), names.len() - 1);
    assert_eq!(std::fs::read(folder.join("attachments/F-000001.pdf")).expect("reads"), CONTENT);
    let csv = std::fs::read_to_string(folder.join("record.csv")).expect("reads");
    assert!(csv.contains("\"'=1+1 High Street, Leeds\""), "{csv}");
    let has_jsonschema = Command::new("python3")
        .args(["-c", "import jsonschema"])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success());
    if has_jsonschema {
        let check = "import json, jsonschema\n\
                     schema = json.load(open('schema.json'))\n\
                     jsonschema.Draft202012Validator.check_schema(schema)\n\
                     jsonschema.Draft202012Validator(schema).validate(json.load(open('record.json')))";
        runs(&folder, "python3", &["-c", check]);
    }
}

#[test]
fn the_page_is_the_one_that_was_looked_at() {
    let (archive, _) =
        pack(Form::Record).write(Vec::new(), |_, _, to| to.write_all(CONTENT)).expect("writes");
    let archive = String::from_utf8_lossy(&archive).into_owned();
    let begin = archive.find("<!doctype html>").expect("a page");
    let end = begin + archive[begin..].find("</html>\n").expect("an end") + "</html>\n".len();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/record.html");
    if std::env::var_os("PRAXIS_REWRITE").is_some() {
        std::fs::write(&golden, &archive[begin..end]).expect("writes");
    }
    let expected = std::fs::read_to_string(&golden).expect("reads");
    assert!(archive[begin..end] == expected, "look at it, then: PRAXIS_REWRITE=1 cargo test --test packs");
}

#[test]
fn sar_verify_opens_with_an_identity_and_without_a_vault() {
    let home = Home::empty();
    let (identity, other) = (Identity::generate(), Identity::generate());
    keep(&home.join("me.txt"), &identity);
    keep(&home.join("other.txt"), &other);
    let path = home.join("record.tar.age");
    let written = sealed(&path, &pack(Form::Record), to(&identity));
    let said = home.run(["sar", "verify", "record.tar.age", "-i", "me.txt", "--json"]).ok().stdout;
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["request"], "R-0007");
    assert_eq!(said["entries"], 5);
    assert_eq!(said["attachments"], 1);
    assert_eq!(said["withheld"], 1);
    assert_eq!(said["redactions"], 1);
    assert_eq!(said["portable"], false);
    assert_eq!(said["manifest"], praxis::crypto::hash::to_hex(&written.manifest));
    let words = home.run(["sar", "verify", "record.tar.age", "-i", "me.txt"]).ok().stdout;
    assert!(words.contains("R-0007, 22 November 2026") && words.contains("Every file is there"), "{words}");
    for said in ["Siân", "landlord"] {
        assert!(!words.contains(said), "{said} is printed");
    }
    home.run(["sar", "verify", "record.tar.age", "-i", "other.txt"]).fails(4, "sealed to somebody else");
    home.run(["sar", "verify", "nothing.tar.age", "-i", "me.txt"]).fails(5, "no such pack");
    // Changed, cut short, and longer: age itself notices.
    let bytes = std::fs::read(&path).expect("reads");
    for (what, changed) in [
        ("changed", [&bytes[..bytes.len() - 1], &[bytes[bytes.len() - 1] ^ 1]].concat()),
        ("cut short", bytes[..bytes.len() - 100].to_vec()),
        ("longer", [&bytes[..], b"x"].concat()),
    ] {
        std::fs::write(&path, changed).expect("writes");
        let done = home.run(["sar", "verify", "record.tar.age", "-i", "me.txt"]);
        assert_eq!(done.code, 7, "{what}: {}", done.stderr);
    }
}

#[test]
fn sar_verify_opens_with_a_passphrase() {
    let home = Home::empty();
    let passphrase = Passphrase::generate();
    let path = home.join("record.tar.age");
    sealed(&path, &pack(Form::Portable), |file| {
        Sealer::with_passphrase(&passphrase, Work::STANDARD, file).expect("seals")
    });
    let verify = |words: &str| {
        std::fs::write(home.join("words"), words).expect("writes");
        let words = std::fs::File::open(home.join("words")).expect("opens");
        let mut command = home.command(["sar", "verify", "record.tar.age", "--json", "--passphrase-fd", "0"]);
        command.stdin(words);
        common::canary::run(command)
    };
    let said = verify(passphrase.expose_secret());
    let said: serde_json::Value = serde_json::from_str(&said.ok().stdout).expect("JSON");
    assert_eq!((&said["portable"], &said["withheld"]), (&true.into(), &0.into()));
    let wrong = verify("plinth gravel otter seventeen");
    assert_eq!(wrong.code, 4, "{}", wrong.stderr);
    assert!(wrong.stderr.contains("wrong passphrase"), "{}", wrong.stderr);
}

#[test]
fn a_pack_that_was_opened_before_is_checked_as_it_is() {
    let home = Home::empty();
    let (mut archive, _) =
        pack(Form::Record).write(Vec::new(), |_, _, to| to.write_all(CONTENT)).expect("writes");
    std::fs::write(home.join("record.tar"), &archive).expect("writes");
    home.run(["sar", "verify", "record.tar"]).ok();
    let at = archive.windows(4).position(|four| four == b"Dear").expect("the letter");
    archive[at] ^= 1;
    std::fs::write(home.join("record.tar"), &archive).expect("writes");
    home.run(["sar", "verify", "record.tar"]).fails(7, "letter.txt is not what the manifest says");
}

#[test]
fn the_practices_own_letters_win_and_are_checked() {
    let home = Home::with_vault();
    let shown = |name: &str| home.run(["letters", "show", name]).ok().stdout;
    for letter in Letter::ALL {
        assert_eq!(shown(letter.code()).trim_end(), letter.default_text().trim_end());
    }
    let folder = home.join("letters");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::write(folder.join("acknowledgement.txt"), "Ours, about {{request}}\n").expect("writes");
    let settings = home.vault().join("praxis.toml");
    let toml = std::fs::read_to_string(&settings).expect("reads");
    let named = format!("[letters]\nfolder = {folder:?}\n");
    std::fs::write(&settings, toml.replace("[letters]\n", &named)).expect("writes");
    assert_eq!(shown("acknowledgement"), "Ours, about {{request}}\n");
    assert_eq!(shown("refusal").trim_end(), Letter::Refusal.default_text().trim_end());
    let checked = home.run(["letters", "check"]).ok().stdout;
    assert_eq!(checked.matches("the practice's own").count(), 1, "{checked}");
    // Everything that is wrong is said at once.
    std::fs::write(folder.join("refusal.txt"), "No.\n{{request}} {{reasons}}\n").expect("writes");
    std::fs::write(folder.join("extension.txt"), "{{request}}\n{{reason}}\n").expect("writes");
    let wrong = home.run(["letters", "check"]);
    assert_eq!(wrong.code, 2);
    for said in ["refusal.txt: it must say {{complaint}}", "extension.txt: line 2: {{reason}} is nothing"] {
        assert!(wrong.stderr.contains(said), "{}", wrong.stderr);
    }
    // A folder needs no vault.
    let elsewhere = Home::empty();
    let done = elsewhere.run(["letters".as_ref(), "check".as_ref(), folder.as_os_str()]);
    assert_eq!(done.code, 2, "{}", done.stderr);
}
