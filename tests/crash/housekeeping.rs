//! Housekeeping without any key, struck at every point: what may go is wholly there or on the way out, all of it at
//! once; what a hold keeps and what is a draft never goes; and what was cut off is completed by the next night's run.

use std::fs;
use std::path::Path;

use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::client::Client;
use praxis::records::file::{File, FileKind};
use praxis::records::nation::Nation;
use praxis::records::note::{AmendReason, Note, NoteKind};
use praxis::records::reference::{Reference, Register};
use praxis::records::tombstone::ErasureState;
use praxis::vault::keyring::Slot;
use praxis::vault::{NewFile, NewNote, NewVault, Notices, Options, Unlocked, Vault};
use serde_json::Value;

use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Home, PRAXIS};
use crate::gone::{by_stage, database, epoch_is_gone, slots, stage};
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{clean, every_stop_and_few, skipped};

/// As a job of the night: nobody's identity is at hand.
pub const HOUSEKEEPING: [&str; 4] = ["housekeeping", "--apply", "-i", "/dev/null"];

/// Long enough ago that what was thrown away and superseded then is due: former versions stay for seven years, and entries
/// of the log for ten.
const LONG_AGO: &str = "2014-01-10T10:00:00Z";

const fn reference(register: Register, number: u32) -> Reference {
    Reference::new(register, number)
}

/// A home in which much is due. C-0001: contact details, a process note, a recording, a note in the trash with two
/// versions, a former version. C-0002: the same, held. C-0003: a draft, and contact details that are in use.
fn untidy() -> Home {
    let home = Home::empty();
    home.run(["identity", "new", "--bare"]).ok();
    let mut vault = made_long_ago(&home);
    fill(&mut vault);
    drop(vault);
    let hold = ["hold", "place", "--client", "C-0002", "--reason-file", "-", "--review", "2060-01-01"];
    home.pipe(hold, b"Inquest opened").ok();
    home.pipe(["note", "add", "C-0003", "--draft", "--date", "2014-01-09", "--file", "-"], b"a draft").ok();
    home.run(["kit", "new", "--print"]).ok();
    home
}

/// A vault that was made long ago, where praxis looks for it.
fn made_long_ago(home: &Home) -> Unlocked {
    let text = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    let identity = Identity::parse(secret).expect("an identity");
    let (at, state) = (home.vault(), home.join(".local/state/praxis"));
    fs::create_dir_all(at.parent().expect("a folder")).expect("makes");
    let now = Now::at(LONG_AGO.parse().expect("an instant"));
    NewVault {
        at: &at,
        state: &state,
        keys: None,
        practice: "Willow Rooms",
        nation: Nation::EnglandAndWales,
        identity: &identity,
        kit: None,
        now,
    }
    .create()
    .expect("a new vault");
    let (command, notices) = ("test".to_owned(), Notices::default());
    let options = Options { at, state, now, command, accept_clock: false, looking: false, notices };
    Vault::open(options).expect("opens").unlock(&identity).expect("unlocks")
}

fn fill(vault: &mut Unlocked) {
    let client = |name: &str, ended: Option<&str>| -> Client {
        let person = serde_json::json!({
            "name": name, "kind": "individual", "born": "1960-02-03", "basis": "contract",
            "condition": "health-care",
        });
        let mut dates = serde_json::json!({ "first_contact": "2011-03-01", "last_contact": "2012-04-02" });
        if let Some(ended) = ended {
            dates["ended"] = ended.into();
        }
        Client {
            person: serde_json::from_value(person).expect("a person"),
            contact: serde_json::from_value(serde_json::json!({ "phone": "07700 900123" })).expect("contact"),
            clinical: serde_json::from_value(serde_json::json!({})).expect("nothing clinical"),
            dates: serde_json::from_value(dates).expect("dates"),
        }
    };
    let ended = Some("2012-04-02");
    let clients = [
        client("Ottilie Fairweather", ended),
        client("Caspian Nettlefold", ended),
        client("Isolde Farthing", None),
    ];
    vault.add_clients(&clients, None, || ()).expect("three clients");
    for client in [1, 2] {
        let client = reference(Register::Client, client);
        let signed = Some(vault.signature());
        let note = |kind: NoteKind, text: &str| NewNote {
            client,
            note: Note {
                kind,
                date: "2012-03-01".parse().expect("a day"),
                text: text.to_owned(),
                attendance: None,
                modality: None,
                minutes: None,
                signed: signed.clone(),
                reason: None,
                written: LONG_AGO.to_owned(),
                source: None,
            },
        };
        let notes = [
            note(NoteKind::Session, "about the allotment"),
            note(NoteKind::Session, "of somebody else"),
            note(NoteKind::Process, "a reflection"),
        ];
        let added = vault.add_notes(&notes, None, || ()).expect("notes");
        for amended in &added[..2] {
            let change = |note: &mut Note| {
                note.text.push_str(", amended");
                note.reason = Some(AmendReason::Correction);
                Ok(())
            };
            vault.amend_note(*amended, 1, change).expect("amended");
        }
        vault.trash_note(added[1]).expect("thrown away");
        let content = b"one line";
        let file = File {
            kind: FileKind::Recording,
            date: "2012-03-01".parse().expect("a day"),
            name: "session.m4a".to_owned(),
            media_type: "audio/mp4".to_owned(),
            bytes: content.len() as u64,
            sha256: String::new(),
            chunks: 0,
            client: None,
            written: LONG_AGO.to_owned(),
        };
        vault.add_file(NewFile { client, file }, &mut &content[..], || Ok(())).expect("a recording");
    }
}

struct Ends {
    before: Value,
    after: Value,
    /// The sealed keys that a run without harm destroys, as they stood before.
    destroyed: Vec<Slot>,
}

/// Tidies up, and nothing goes wrong. Gives the home before it, too.
fn ends() -> (Home, Ends) {
    let home = untidy();
    let args = &HOUSEKEEPING;
    let story =
        Story { name: "housekeeping", program: Path::new(PRAXIS), prepared: home.path(), args, input: b"" };
    let before = state(&untouched(&story)).expect("works");
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{}", whole.done.stderr);
    let left: Vec<_> = slots(&whole.home).iter().map(|slot| slot.id).collect();
    let destroyed: Vec<Slot> = slots(&home).into_iter().filter(|slot| !left.contains(&slot.id)).collect();
    assert_eq!(destroyed.len(), 3, "contact details, the process note, the recording");
    assert_eq!(stage(&whole.home), Some(ErasureState::Shredded));
    assert!(ran(&whole.home));
    assert!(
        whole.done.stdout.lines().any(|line| line.starts_with("audit log  log")),
        "{}",
        whole.done.stdout
    );
    let after = state(&whole).expect("works");
    let of = |state: &Value, part: &str, client: &str| -> Vec<Value> {
        let all = state[part].as_array().expect("a list").iter();
        all.filter(|entry| entry["client"] == client).cloned().collect()
    };
    for part in ["clients", "notes", "files"] {
        for client in ["C-0002", "C-0003"] {
            assert_eq!(
                of(&before, part, client),
                of(&after, part, client),
                "held, or a draft: {part} of {client}"
            );
        }
    }
    assert_eq!(of(&before, "clients", "C-0001")[0]["phone"], "07700 900123");
    assert!(of(&after, "clients", "C-0001")[0]["phone"].is_null());
    assert_eq!((of(&before, "files", "C-0001").len(), of(&after, "files", "C-0001").len()), (1, 0));
    let (had, has) = (of(&before, "notes", "C-0001"), of(&after, "notes", "C-0001"));
    assert_eq!((had.len(), has.len()), (3, 1));
    assert_eq!((&has[0]["note"], &has[0]["text"]), (&had[0]["note"], &had[0]["text"]));
    assert_eq!(has[0]["text"], "about the allotment, amended");
    let versions = |note: &Value| note["versions"].as_array().map_or(0, Vec::len);
    assert_eq!((versions(&had[0]), versions(&has[0])), (2, 1));
    (home, Ends { before, after, destroyed })
}

/// Whether the database says that it ran: in the transaction that decides.
fn ran(home: &Home) -> bool {
    let (_copy, database) = database(home);
    let runs: i64 = database
        .query_row("SELECT count(*) FROM runs WHERE job = 'housekeeping'", [], |row| row.get(0))
        .expect("counts");
    runs == 1
}

/// What must be so wherever it was cut off: first as the files are, then once it ran again, and was unlocked.
fn check(struck: &Struck<'_>, ends: &Ends) -> Result<(), String> {
    left_behind(struck)?;
    let stage = stage(&struck.home);
    by_stage(&struck.home, stage, &ends.destroyed)?;
    holds(ran(&struck.home) == stage.is_some(), "that it ran is not recorded with what it decided")?;
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(stage == Some(ErasureState::Shredded), "what was acknowledged is not done")?;
    }
    holds(struck.done.code != 10 || stage.is_some(), "it says that it is decided, and it is not")?;
    if stage != Some(ErasureState::Shredded) {
        next_night(&struck.copy(), ends)?;
    }
    let now = state(struck)?;
    if stage.is_none() {
        holds(now == ends.before, "nothing was decided, and the vault is not as before")?;
    } else {
        holds(now == ends.after, "it was decided, and the vault is not as after it")?;
        epoch_is_gone(&struck.home, &ends.destroyed)?;
        nothing_is_left_to_do(struck)?;
    }
    sound(struck, &now)
}

/// The next run completes it, still without a key.
fn next_night(struck: &Struck<'_>, ends: &Ends) -> Result<(), String> {
    let done = struck.ask(&HOUSEKEEPING, b"");
    holds(done.code == 0, &format!("the next run ends with {}: {}", done.code, done.stderr.trim()))?;
    mirrors_agree(struck, "the next run")?;
    let stage = stage(&struck.home);
    holds(stage == Some(ErasureState::Shredded), "the next run does not complete it")?;
    by_stage(&struck.home, stage, &ends.destroyed)
}

fn nothing_is_left_to_do(struck: &Struck<'_>) -> Result<(), String> {
    let done = struck.ask(&["housekeeping", "--json", "-i", "/dev/null"], b"");
    let found: Value = serde_json::from_str(&done.stdout).map_err(|e| format!("{e}: {}", done.stderr))?;
    let found = found.as_array().ok_or("no list")?;
    // Entries of the log go last, in a transaction of their own.
    let held = found.iter().filter(|chore| chore["kind"] != "log").all(|chore| chore["held"] == true);
    holds(
        held && found.iter().any(|chore| chore["held"] == true),
        "it went, and is to go; or what is held is not named",
    )?;
    entries_are_whole_or_purged(struck, found.iter().any(|chore| chore["kind"] == "log"))
}

/// They went together with what says so, or are all there, and go the next night.
fn entries_are_whole_or_purged(struck: &Struck<'_>, there: bool) -> Result<(), String> {
    let verify = || -> Result<usize, String> {
        let done = struck.ask(&["audit", "verify", "--json"], b"");
        holds(done.code == 0, &format!("the log is not whole: {}", done.stderr.trim()))?;
        let found: Value = serde_json::from_str(&done.stdout).map_err(|e| e.to_string())?;
        Ok(found["purged"].as_array().map_or(0, Vec::len))
    };
    holds(verify()? == usize::from(!there), "entries went and may go")?;
    let done = struck.ask(&HOUSEKEEPING, b"");
    holds(done.code == 0, &format!("the next run ends with {}: {}", done.code, done.stderr.trim()))?;
    holds(verify()? == 1, "entries went twice, or not")
}

#[test]
fn housekeeping() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, ends) = ends();
        let args = &HOUSEKEEPING;
        let story = Story {
            name: "housekeeping",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args,
            input: b"",
        };
        let check = |struck: &Struck<'_>| check(struck, &ends);
        let mut report = Report::new(story.name, &check);
        crate::strike(&story, &every_stop_and_few(), &mut report);
        println!("{report}");
        report.violations
    }));
}

/// A full disk takes the ballast, and the run that made room gives it back.
#[test]
fn the_ballast_that_was_given_up_is_made_again() {
    let home = Home::with_vault();
    let ballast = home.vault().join("ballast");
    let length = fs::metadata(&ballast).expect("the ballast").len();
    fs::remove_file(&ballast).expect("removes");
    home.run(HOUSEKEEPING).ok();
    assert_eq!(fs::metadata(&ballast).expect("the ballast, again").len(), length);
}
