//! The canaries of `canary.rs` in holds and erasures: reasons, and records that are destroyed. What is refused, shown
//! beforehand or certified repeats nothing of a client but the reference; and what was sealed is gone, not only its key.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::process::Command;

use common::Home;
use common::canary::{Prints, Scanner, Session};
use common::files;
use rusqlite::Connection;

/// So many bytes of something sealed stand nowhere by chance.
const SAMPLE: usize = 32;
const SLOT: usize = 174;

/// Canaries about somebody, by what they are in.
struct Somebody {
    reference: String,
    name: String,
    contact: Vec<String>,
    clinical: Vec<String>,
    process: Vec<String>,
}

/// A client with something in every part, notes in every state, and files of the three kinds.
fn somebody(s: &mut Session, nhs: &str, phone: &str) -> Somebody {
    let [name, known, guardian] = ["name", "known", "guardian"].map(|word| s.canary(word));
    let [email, street, mother] = ["email", "street", "mother"].map(|word| s.canary(word));
    let [alert, doctor] = ["alert", "doctor"].map(|word| s.canary(word));
    let (nhs, phone) = (s.number(nhs), s.number(phone));
    let add = ["client", "add", "--name", &name, "--known-as", &known, "--guardian", &guardian];
    let contact =
        ["--email", &email, "--address", &street, "--emergency-contact", &mother, "--phone", &phone];
    let clinical =
        ["--alert", &alert, "--gp", &doctor, "--nhs-number", &nhs, "--first-contact", "2026-01-04"];
    let reference = s.does(&[&add[..], &contact, &clinical].concat());
    let (mut said, mut thought) = (Vec::new(), Vec::new());
    for (kind, draft) in [("session", false), ("session", true), ("process", false), ("supervision", true)] {
        let (first, second) = (s.canary("first"), s.canary("second"));
        let mut add = vec!["note", "add", &reference, "--kind", kind];
        add.extend(draft.then_some("--draft"));
        let note = s.does_with(&add, &first);
        let mut amend = vec!["note", "amend", &note, "--file", "-"];
        amend.extend(if draft { vec![] } else { vec!["--reason", "addition"] });
        s.does_with(&amend, &second);
        if kind == "session" && !draft {
            s.does(&["note", "trash", &note]);
        }
        if kind == "session" { &mut said } else { &mut thought }.extend([first, second]);
    }
    for kind in ["document", "recording", "invoice"] {
        let (called, inside) = (s.canary("called"), s.canary("inside"));
        let path = s.file(&format!("{called}.txt"), inside.repeat(5000).as_bytes());
        s.does(&["file", "add", &reference, &path, "--kind", kind]);
        match kind {
            "document" => said.extend([called, inside]),
            "recording" => thought.extend([called, inside]),
            _ => {}
        }
    }
    said.extend([alert, doctor]);
    Somebody {
        reference,
        name,
        contact: vec![email, street, mother, phone],
        clinical: said,
        process: thought,
    }
}

/// The slots of both mirrors by their ids.
fn slots(home: &Home) -> HashMap<Vec<u8>, Vec<u8>> {
    let image = fs::read(home.vault().join("keyring/a")).expect("reads");
    let used = image[92..image.len() - 40].chunks_exact(SLOT).filter(|slot| slot[..16] != [0; 16]);
    used.map(|slot| (slot[..16].to_vec(), slot.to_vec())).collect()
}

fn column(home: &Home, sql: &str) -> Vec<Vec<u8>> {
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    let mut statement = database.prepare(sql).expect(sql);
    let values = statement.query_map([], |row| row.get(0)).expect("runs");
    values.map(|value| value.expect("a blob")).collect()
}

/// Every envelope of records and pieces, each by its middle.
fn envelopes(home: &Home) -> BTreeSet<Vec<u8>> {
    let all = "SELECT envelope FROM records UNION ALL SELECT envelope FROM chunks";
    column(home, all).iter().map(|sealed| middle(sealed)).collect()
}

fn middle(bytes: &[u8]) -> Vec<u8> {
    bytes[bytes.len() / 2..][..SAMPLE].to_vec()
}

/// What is in none of the files.
fn still_there(home: &Home, gone: &[Vec<u8>]) -> Vec<String> {
    let mut index: HashMap<[u8; 4], Vec<&[u8]>> = HashMap::new();
    for sample in gone {
        index.entry(sample[..4].try_into().expect("four bytes")).or_default().push(sample);
    }
    let mut found = Vec::new();
    for (path, bytes) in files(home.path()) {
        for (at, first) in bytes.windows(4).enumerate() {
            let Some(samples) = index.get(first) else { continue };
            if samples.iter().any(|sample| bytes[at..].starts_with(sample)) {
                found.push(format!("{} at {at}", path.display()));
            }
        }
    }
    found
}

/// Erases, and holds against the files what must be in none of them any more.
fn erase(s: &mut Session, client: &str, more: &[&str]) -> String {
    let (before, sealed) = (slots(&s.home), envelopes(&s.home));
    let wraps: Vec<Vec<u8>> = files(&s.home.state())
        .into_iter()
        .filter(|(path, _)| path.extension().is_some_and(|end| end == "age"))
        .map(|(_, bytes)| middle(&bytes))
        .collect();
    let path = s.outside.path().join(format!("{client}.txt"));
    let path = path.to_str().expect("UTF-8").to_owned();
    let erase = ["erase", client, "--confirm", client, "--accept-total-loss", "--certificate", &path];
    let certificate = s.does(&[&erase[..], more].concat());
    let signed = fs::read(&path).expect("a certificate");
    assert!(Scanner::of(&["praxis certificate of erasure"]).found(&signed).len() == 1);
    s.search(&format!("the certificate of {client}"), &signed);

    let after = envelopes(&s.home);
    let mut gone: Vec<Vec<u8>> = sealed.difference(&after).cloned().collect();
    assert!(gone.len() > 5, "{}", gone.len());
    let by = format!("SELECT slot FROM tombstones WHERE authority = '{certificate}'");
    let stones = column(&s.home, &by);
    assert!(stones.len() > 2);
    gone.extend(stones.iter().map(|slot| middle(&before[slot])));
    // The epoch is over: not only these, every slot was sealed anew, and the way into the epoch before is no more.
    let now = slots(&s.home);
    assert!(stones.iter().all(|slot| !now.contains_key(slot)));
    gone.extend(now.keys().map(|slot| middle(&before[slot])));
    gone.extend(wraps);
    let left = still_there(&s.home, &gone);
    assert!(left.is_empty(), "what was sealed is still there: {left:?}");
    certificate
}

#[test]
fn erasures_leave_no_trace() {
    let mut session = Session::begin("x");
    let s = &mut session;
    let stays = s.kept("name");
    s.does(&["client", "add", "--name", &stays, "--first-contact", "2026-01-04"]);
    let part = somebody(s, "999 000 0018", "07700 900417");
    let whole = somebody(s, "999 000 0026", "07700 900418");

    // Held: by a part of the name, with a reason and somebody else who looks again.
    let (reason, reviewer) = (s.canary("reason"), s.canary("reviewer"));
    let place = ["hold", "place", "--client", &whole.name, "--reason-file", "-", "--reviewer", &reviewer];
    let hold = s.does_with(&place, &format!("{reason}\n"));
    s.reads(&["hold", "list"], &[&reason, &reviewer, &whole.reference]);
    s.reads(&["hold", "list", &whole.name, "--json"], &[&reason]);
    let ground = ["--ground", "malicious-person"];
    let erase_it = ["erase", &whole.reference, "--confirm", &whole.reference, "--accept-total-loss"];
    let done = s.refuses(3, &[&erase_it[..], &ground].concat());
    assert!(done.stderr.contains(&hold), "{}", done.stderr);
    s.refuses(3, &[&["erase", &whole.reference, "--dry-run", "--json"][..], &ground].concat());
    s.does(&["hold", "lift", &hold]);
    s.reads(&["hold", "list", "--all"], &[&reason]);
    let second = s.canary("reason");
    s.does_with(&["hold", "place", "--client", &stays, "--reason-file", "-"], &second);

    // Who was told what, about somebody who stays and about one who goes; and why a restricted record was read.
    let told =
        |to: &str, about: &str| serde_json::json!({"to": to, "about": about, "basis": "consent"}).to_string();
    for client in [&stays, &whole.name] {
        let (to, about) = if *client == stays {
            (s.kept("recipient"), s.kept("told"))
        } else {
            (s.canary("recipient"), s.canary("told"))
        };
        s.does_with(&["disclosure", "add", client, "--from", "-"], &told(&to, &about));
        s.reads(&["disclosure", "list", client], &[&to, &about]);
        s.reads(&["disclosure", "list", client, "--json"], &[&to, &about]);
    }
    let why = s.kept("why");
    let why_file = s.file("why.txt", why.as_bytes());
    let ask = ["request", "open", "--client", &stays, "--right", "restriction"];
    s.does(&[&ask[..], &["--received", "2026-06-02"]].concat());
    s.does(&["client", "restrict", &stays, "--request", "R-0001"]);
    s.refuses(3, &["note", "list", &stays]);
    let overridden =
        ["client", "show", &stays, "--override", "--reason", "consent", "--reason-file", &why_file];
    s.reads(&overridden, &[&stays]);
    s.reads(&["client", "show", &stays, "--json"], &[&stays, &why]);
    let today = chrono::Utc::now().date_naive().to_string();
    s.does(&["client", "unrestrict", &stays, "--request", "R-0001", "--told", &today]);

    // Shown beforehand: references, counts, fixed words.
    for of in [&part, &whole] {
        let erase = ["erase", &of.reference, "--dry-run"];
        let shown = s.does(&[&erase[..], &ground].concat());
        assert!(shown.contains(&of.reference) && shown.contains("nothing was done"), "{shown}");
        let keep = ["--keep", "clinical=legal-claims", "--json"];
        let shown = s.does(&[&erase[..], &ground, &keep].concat());
        assert!(shown.contains("\"extent\""), "{shown}");
    }
    // Refused, and on record.
    let refuse = ["--ground", "child-online", "--refuse", "manifestly-unfounded"];
    s.does(&[&["erase", &part.reference][..], &refuse].concat());

    let keep = ["--ground", "consent-withdrawn", "--keep", "clinical=legal-claims"];
    erase(s, &part.reference, &keep);
    erase(s, &whole.reference, &ground);

    // Nobody is found, and no note of theirs.
    s.refuses(6, &["client", "show", &whole.reference]);
    s.refuses(5, &["client", "show", &whole.name]);
    s.refuses(6, &["note", "add", &whole.reference]);
    s.reads(&["client", "show", &part.reference, "--json"], &[&part.name]);
    for word in part.process.iter().chain(&whole.clinical).chain(&whole.process) {
        assert_eq!(s.does(&["search", word]), "");
    }
    // Who can open everything: what was kept is there, the rest is not.
    let plain = s.outside.path().join("plain");
    s.does(&["export", "--plain", "-o", plain.to_str().expect("UTF-8")]);
    let exported: Vec<u8> = files(&plain).into_iter().flat_map(|(_, bytes)| bytes).collect();
    let found = s.scanner.found(&exported);
    let gone = [&part.contact, &part.process, &whole.contact, &whole.clinical, &whole.process];
    let left: Vec<_> = gone.into_iter().flatten().filter(|word| found.contains(word.as_str())).collect();
    assert!(left.is_empty() && !found.contains(whole.name.as_str()), "{left:?}");
    assert!(found.contains(part.name.as_str()) && found.contains(part.clinical[1].as_str()));

    // Why stands nowhere but in certificates.
    let codes = Scanner::of(&[
        "malicious-person",
        "consent-withdrawn",
        "child-online",
        "legal-claims",
        "manifestly-unfounded",
    ]);
    for folder in [session.home.vault(), session.home.state()] {
        let all = files(&folder).into_iter();
        // The settings name some, in their comments.
        for (path, bytes) in all.filter(|(path, _)| !path.ends_with("praxis.toml")) {
            assert_eq!(codes.found(&bytes), BTreeSet::new(), "{}", path.display());
        }
    }
    session.end();
}

/// Between bars are arguments; `{}` is a canary, OUT the folder outside and FILE a file there.
const REFUSED: &[(i32, &str)] = &[
    (5, "hold|place|--client|{}|--reason-file|FILE"),
    (2, "hold|place|--client|C-0001|--reason-file|/nowhere/{}.txt"),
    (2, "hold|place|--client|C-0001|--reason-file|FILE|--review|{}"),
    (2, "hold|place|--client|C-0001|--reason-file|FILE|--review|2019-04-23"),
    (2, "hold|place|--client|C-0001|--reason-file|FILE|--reviewer|{}\u{1b}[2J"),
    (2, "hold|place|--client|C-0001|--reason|{}"),
    (2, "hold|place|C-0001|{}"),
    (2, "hold|lift|{}"),
    (2, "hold|lift|H-0001|{}"),
    (5, "hold|list|{}"),
    (2, "hold|{}"),
    (2, "erase|{}|--ground|objection"),
    (2, "erase|C-0001|--ground|{}"),
    (2, "erase|C-0001|--ground|objection|--keep|{}"),
    (2, "erase|C-0001|--ground|objection|--keep|clinical={}"),
    (2, "erase|C-0001|--ground|objection|--refuse|{}"),
    (2, "erase|C-0001|--ground|objection|--accept-total-loss|--confirm|{}"),
    (2, "erase|C-0001|--ground|objection|--certificate|FILE"),
    (2, "erase|C-0001|--ground|objection|--certificate|/nowhere/{}/{}.txt"),
    (2, "erase|C-0001|--ground|objection|--dry-run|--certificate|{}"),
    (
        2,
        "erase|C-0001|--ground|objection|--confirm|C-0001|--accept-total-loss|--certificate|.local/share/praxis/{}",
    ),
    (3, "erase|C-0001|--ground|objection|--confirm|C-0001"),
    (
        2,
        "erase|C-0001|--ground|objection|--keep|identity|--keep|contact|--keep|clinical|--keep|process|--dry-run",
    ),
    (2, "erase|C-0001|{}"),
    (5, "erase|C-0077|--ground|objection|--dry-run"),
];

#[test]
fn refused_holds_and_erasures_repeat_nothing() {
    let mut session = Session::begin("y");
    let s = &mut session;
    s.day("2019-04-23");
    let (client, reason) = (s.kept("name"), s.canary("reason"));
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);
    let text = s.kept("text");
    s.does_with(&["note", "add", "C-0001"], &text);
    let file = s.file(&format!("{reason}.txt"), reason.as_bytes());
    for (code, template) in REFUSED {
        let typed = s.fill(&template.replace("FILE", &file));
        let args: Vec<&str> = typed.split('|').collect();
        s.refuses_with(*code, &args, b"");
        s.refuses_with(*code, &[&["--json"], &args[..]].concat(), b"");
    }
    for text in ["{}\0{}", "{}\u{1b}[2J", " \n"] {
        let text = s.fill(text);
        let file = s.file("refused.txt", text.as_bytes());
        s.refuses(2, &["hold", "place", "--client", &client, "--reason-file", &file]);
    }
    // Somebody else.
    s.does(&["identity", "new", "--bare", "-i", "other.age"]);
    for args in [
        &["hold", "place", "--client", &client, "--reason-file", &file, "-i", "other.age"][..],
        &["erase", "C-0001", "--ground", "objection", "--dry-run", "-i", "other.age"],
        &["erase", "C-0001", "--ground", "objection", "--confirm", "C-0001", "-i", "other.age"],
    ] {
        s.refuses(4, args);
    }
    let all = s.go(s.command(&["client", "list"]), None, 0, Prints::Data);
    assert!(all.stdout.contains(&client), "nothing was destroyed");
    session.end();
}

/// An erasure that fails in the middle, or for the disk: what it says then is no more, and the next command completes
/// what was decided.
#[test]
fn an_erasure_that_fails_says_nothing() {
    if let Some(why) = common::faults::strace::impossible() {
        eprintln!("SKIPPED: {why}; no system call can be made to fail");
        return;
    }
    let mut session = Session::begin("v");
    let s = &mut session;
    let stays = s.kept("name");
    s.does(&["client", "add", "--name", &stays, "--first-contact", "2026-01-04"]);
    // Before anything is decided; at the first mirror, the second, at those of the next epoch; at the key file.
    for fault in [
        "pwrite64:error=ENOSPC:when=1+",
        "fdatasync:error=EIO:when=1",
        "fdatasync:error=EIO:when=2",
        "fdatasync:error=EIO:when=3",
        "fdatasync:error=EIO:when=4",
        "unlink:error=EIO:when=1",
    ] {
        let (name, text) = (s.canary("name"), s.canary("text"));
        let client = s.does(&["client", "add", "--name", &name, "--first-contact", "2026-01-04"]);
        s.does_with(&["note", "add", &client, "--kind", "process"], &text);
        let call = fault.split(':').next().expect("a call");
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "--seccomp-bpf", "-o", "/dev/null"]);
        command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={fault}"), common::PRAXIS]);
        command.args([
            "erase",
            &client,
            "--ground",
            "objection",
            "--accept-total-loss",
            "--confirm",
            &client,
        ]);
        s.home.clear(&mut command);
        let done = common::feed(command, b"");
        assert_ne!(done.code, 0, "{fault}: {}", done.stderr);
        assert!(!done.stderr.contains("stopped at"), "{fault}: {}", done.stderr);
        s.search(&format!("stderr of {fault}"), done.stderr.as_bytes());
        s.search(&format!("stdout of {fault}"), done.stdout.as_bytes());
        for (path, bytes) in files(s.home.path()) {
            s.search(&format!("{} after {fault}", path.display()), &bytes);
        }
        let next = s.go(s.command(&["client", "list", "--json"]), None, 0, Prints::Data);
        let decided = !fault.starts_with("pwrite64");
        assert_eq!(next.stdout.contains(&name), !decided, "{fault}: {}{}", done.stderr, next.stdout);
        if decided {
            assert!(next.stderr.contains("completed"), "{fault}: {}", next.stderr);
            s.refuses(6, &["client", "show", &client]);
        }
    }
    session.end();
}
