//! Applying a reviewed plan without any key, struck at every point: either nobody is on the way out or exactly those
//! who were reviewed are, all of them; the same command completes it without a key, and so does whoever unlocks next.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::records::certificate::CertificateState;
use praxis::records::code::Code;
use praxis::records::reference::{Reference, Register};
use praxis::records::tombstone::ErasureState;
use praxis::vault::keyring::Slot;
use praxis::vault::signed::{self, Paper};
use praxis::vault::{NewNote, Notices, Options, Vault};
use serde_json::Value;

use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Done, Home, PRAXIS};
use crate::erasure::half_done;
use crate::gone::{by_stage, database, slots};
use crate::housekeeping::HOUSEKEEPING;
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{clean, every_stop_and_few, skipped};

/// Nobody's identity is at hand.
pub const APPLY: [&str; 7] =
    ["retention", "apply", "plan.txt", "--certificate", "S-0001.txt", "-i", "/dev/null"];
const WITHOUT_CERTIFICATE: [&str; 5] = ["retention", "apply", "plan.txt", "-i", "/dev/null"];

/// Who was reviewed to be destroyed; C-0003 is kept, C-0004 is seen every week.
const GOING: [&str; 2] = ["C-0001", "C-0002"];
/// What goes by itself, of those who stay: an invoice, a draft with a key of its own and one without.
const ITEMS: [&str; 3] = ["F-000002", "N-000011", "N-000010"];
/// How many clients stay.
const STAY: usize = 2;

/// A home with three clients whose work ended long ago, and a plan that somebody reviewed.
fn reviewed() -> Home {
    reviewed_after(|_| ())
}

/// The same where something happened before the plan was made.
fn reviewed_after(happened: impl Fn(&Home)) -> Home {
    let home = Home::with_vault();
    for (client, name) in
        [("C-0001", "Ottilie Fairweather"), ("C-0002", "Caspian Nettlefold"), ("C-0003", "Isolde Farthing")]
    {
        let args = ["client", "add", "--name", name, "--born", "1980-02-01"];
        home.run(args.into_iter().chain(["--first-contact", "2015-03-02"])).ok();
        add(&home, client, "session");
        add(&home, client, "process");
        home.run(["note", "trash", &add(&home, client, "session")]).ok();
        home.run(["client", "end", client, "--date", "2016-01-29"]).ok();
    }
    fs::write(home.join("line.txt"), "one line").expect("writes");
    home.run(["file", "add", "C-0001", "line.txt"]).ok();
    let invoice = ["file", "add", "C-0003", "line.txt", "--kind", "invoice", "--date", "2012-05-01"];
    home.run(invoice).ok();
    home.run([
        "client",
        "add",
        "--name",
        "Linnet Marsh",
        "--born",
        "1980-02-01",
        "--first-contact",
        "2026-01-05",
    ])
    .ok();
    drafts(&home);
    home.run(["kit", "new", "--print"]).ok();
    happened(&home);
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    let decided =
        ["C-0001=destroy:period-ended", "C-0002=destroy:period-ended", "C-0003=keep:2060-01-01:claim"];
    let items = ITEMS.map(|item| format!("{item}=destroy"));
    let decided = decided.into_iter().chain(items.iter().map(String::as_str));
    let decided = decided.into_iter().flat_map(|one| ["--decide", one]);
    home.run(["retention", "review", "plan.txt"].into_iter().chain(decided)).ok();
    home
}

/// Drafts about C-0004 that were written long ago, whatever the clock says.
fn drafts(home: &Home) {
    let identity = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::read(),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let vault = Vault::open(options).expect("opens").unlock(&Identity::parse(identity).expect("an identity"));
    let draft = |kind: &str| {
        let written = "2026-01-06T10:00:00Z";
        let note =
            serde_json::json!({"kind": kind, "date": "2026-01-05", "text": "begun", "written": written});
        let client = Reference::new(Register::Client, 4);
        NewNote { client, note: serde_json::from_value(note).expect("a note") }
    };
    let added = vault.expect("unlocks").add_notes(&[draft("session"), draft("process")], None, || ());
    let added: Vec<String> = added.expect("two drafts").iter().map(ToString::to_string).collect();
    assert_eq!(added, [ITEMS[2], ITEMS[1]]);
}

/// Adds a note of long ago; gives the reference.
fn add(home: &Home, client: &str, kind: &str) -> String {
    let args = ["note", "add", client, "--kind", kind, "--date", "2015-04-01", "--file", "-"];
    home.pipe(args, b"about the allotment").ok().stdout.trim().to_owned()
}

/// What a run without harm leads from and to.
pub struct Ends {
    before: Value,
    after: Value,
    /// The sealed keys that it destroys, as they stood before.
    pub destroyed: Vec<Slot>,
}

/// Applies the plan of a home, and nothing goes wrong. Gives the home before it, too.
pub fn ends() -> (Home, Ends) {
    let home = reviewed();
    let story =
        Story { name: "apply", program: Path::new(PRAXIS), prepared: home.path(), args: &APPLY, input: b"" };
    let before = state(&untouched(&story)).expect("works");
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{}", whole.done.stderr);
    let left: Vec<_> = slots(&whole.home).iter().map(|slot| slot.id).collect();
    let destroyed: Vec<Slot> = slots(&home).into_iter().filter(|slot| !left.contains(&slot.id)).collect();
    // Person, contact, clinical and the process note, of each; an invoice and a draft.
    assert_eq!(destroyed.len(), 10);
    assert_eq!(stage(&whole.home), Ok(Some(ErasureState::Shredded)));
    let after = state(&whole).expect("works");
    for part in ["clients", "notes", "files"] {
        let mut expected = before[part].clone();
        let entries = expected.as_array_mut().expect("a list");
        entries.retain(|entry| {
            let is = |gone: &str| ["client", "note", "file"].iter().any(|field| entry[*field] == *gone);
            !GOING.iter().chain(&ITEMS).any(|gone| is(gone))
        });
        for entry in entries.iter_mut().filter(|entry| part == "clients" && entry["client"] == "C-0004") {
            entry["notes"] = 0.into();
        }
        assert_eq!(after[part], expected, "all of those who were reviewed, and nothing else: {part}");
    }
    assert_eq!(after["clients"].as_array().map(Vec::len), Some(STAY));
    (home, Ends { before, after, destroyed })
}

/// Where the sweep stands, by the database alone: nothing is decided, or all of it is, in one stage.
pub fn stage(home: &Home) -> Result<Option<ErasureState>, String> {
    let (_copy, database) = database(home);
    let texts = |sql: &str| -> Vec<String> {
        let mut statement = database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |row| row.get(0)).expect("runs");
        rows.map(|row| row.expect("text")).collect()
    };
    let sweep = texts("SELECT state FROM sweeps");
    let states = texts("SELECT state FROM erasures");
    if states.is_empty() {
        holds(sweep == ["reviewed"], "nothing is decided, and the review is not as before")?;
        return Ok(None);
    }
    holds(sweep == ["applied"], "it is decided, and the review does not say so")?;
    let whose = "SELECT h.register || '-' || h.number FROM erasures e JOIN handles h ON h.handle = e.handle \
                 WHERE e.sweep = 1 ORDER BY e.number";
    holds(
        texts(whose) == ["C-1", "C-2", "F-2", "C-4"],
        "others than those who were reviewed are on the way out",
    )?;
    let left = texts("SELECT state FROM records WHERE type = 5 AND number = 10");
    holds(left.is_empty(), "it is decided, and the draft without a key of its own is there")?;
    holds(states.iter().all(|state| *state == states[0]), "one is on the way out farther than another")?;
    Ok(ErasureState::from_code(&states[0]))
}

/// Under its final name the certificate is whole, or not there. And nobody signs what is not so.
fn certificate_is_true(home: &Home, stage: Option<ErasureState>) -> Result<bool, String> {
    let path = home.join("S-0001.txt");
    if !path.exists() {
        return Ok(false);
    }
    let paper = signed::read(&fs::read(path).expect("reads"))
        .map_err(|unbelieved| format!("half a certificate: {unbelieved}"))?;
    let Paper::Disposal(disposal) = paper.certificate else { return Err("another certificate".to_owned()) };
    let lines: Vec<String> = disposal.lines.iter().map(|line| line.what.to_string()).collect();
    let deleted = disposal.deleted.iter().map(|line| line.what.to_string());
    let all: Vec<String> = lines.into_iter().chain(deleted).collect();
    holds(
        all == [&GOING[..], &ITEMS].concat() && disposal.state == Some(CertificateState::Shredded),
        "the certificate says otherwise",
    )?;
    holds(stage.is_some_and(|stage| stage != ErasureState::Intended), "certified, and not destroyed")?;
    Ok(true)
}

/// What the files alone must show, however little time there was to tidy up.
pub fn as_it_lies(home: &Home, destroyed: &[Slot]) -> Result<Option<ErasureState>, String> {
    let stage = stage(home)?;
    by_stage(home, stage, destroyed)?;
    certificate_is_true(home, stage)?;
    Ok(stage)
}

/// What must be so wherever applying was cut off: first as the files are, then once it was run again, and unlocked.
fn check(struck: &Struck<'_>, ends: &Ends) -> Result<(), String> {
    left_behind(struck)?;
    let stage = as_it_lies(&struck.home, &ends.destroyed)?;
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(stage == Some(ErasureState::Shredded), "what was acknowledged is not done")?;
        holds(certificate_is_true(&struck.home, stage)?, "what was acknowledged is not certified")?;
    }
    holds(struck.done.code != 10 || stage.is_some(), "it says that it is decided, and it is not")?;
    match stage {
        None => {
            // Looked at, and then applied as if nothing had been.
            let again = struck.copy();
            applied_again(&again, &APPLY, ends)?;
            let now = state(struck)?;
            holds(now == ends.before, "nothing was decided, and the vault is not as before")?;
            return sound(struck, &now);
        }
        Some(ErasureState::Intended) => {
            let unlocked = struck.copy();
            let done = unlocked.ask(&["client", "list"], b"");
            ended(&done, "unlocking it")?;
            let stage = as_it_lies(&unlocked.home, &ends.destroyed)?;
            holds(stage == Some(ErasureState::Rotated), "whoever unlocked it did not complete it")?;
            applied_again(struck, &APPLY, ends)?;
        }
        _ => {
            let done = struck.ask(&WITHOUT_CERTIFICATE, b"");
            let refused = done.code == 3 && done.stderr.contains("S-0001 was applied already");
            holds(refused, &format!("applying it again ends with {}: {}", done.code, done.stderr.trim()))?;
        }
    }
    let now = state(struck)?;
    holds(now == ends.after, "it was decided, and the vault is not as after it")?;
    let stage = as_it_lies(&struck.home, &ends.destroyed)?;
    holds(stage == Some(ErasureState::Rotated), "whoever unlocked it did not end the epoch")?;
    sound(struck, &now)
}

/// The same command completes it, still without a key, and certifies it.
fn applied_again(struck: &Struck<'_>, args: &[&str], ends: &Ends) -> Result<(), String> {
    let done = struck.ask(args, b"");
    ended(&done, "applying it again")?;
    let told = GOING.iter().chain(&ITEMS).all(|what| done.stdout.contains(what));
    holds(told, "it was completed, and not said of whom")?;
    mirrors_agree(struck, "it was applied again")?;
    let stage = as_it_lies(&struck.home, &ends.destroyed)?;
    holds(stage == Some(ErasureState::Shredded), "applied again, it is not done")?;
    holds(certificate_is_true(&struck.home, stage)?, "applied again, it is not certified")
}

fn ended(done: &Done, what: &str) -> Result<(), String> {
    holds(done.code == 0, &format!("{what} ends with {}: {}", done.code, done.stderr.trim()))
}

#[test]
fn retention_apply() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, ends) = ends();
        let story = Story {
            name: "retention apply",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &APPLY,
            input: b"",
        };
        let check = |struck: &Struck<'_>| check(struck, &ends);
        let mut report = Report::new(story.name, &check);
        crate::strike(&story, &every_stop_and_few(), &mut report);
        println!("{report}");
        report.violations
    }));
}

/// Two jobs at the same records: what the other one decided and did not finish is finished first, so that no key is
/// destroyed by two decisions. What it took is a change since the review.
#[test]
fn applying_where_housekeeping_was_cut_off() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        // Of what is due only the keys of notes are left: the row of the client does not say that they are on their way.
        let home = reviewed_after(|home| {
            home.run(HOUSEKEEPING).ok();
            for client in GOING {
                add(home, client, "process");
            }
        });
        let found = half_done(&home, &HOUSEKEEPING);
        assert!(found.len() >= 4, "only {:?}", found.keys());
        let mut violations = Vec::new();
        for (at, left) in found {
            let story = Story {
                name: &at,
                program: Path::new(PRAXIS),
                prepared: left.path(),
                args: &APPLY,
                input: b"",
            };
            let struck = unharmed(&story);
            let changed = struck.done.code == 3 && struck.done.stderr.contains("has changed since the plan");
            let outcome = holds(changed, "what changed meanwhile is not refused")
                .and_then(|()| state(&struck))
                .and_then(|now| sound(&struck, &now));
            if let Err(what) = outcome {
                violations.push(format!("{at}: {what}\n  {}", struck.done.stderr));
            }
        }
        violations
    }));
}

/// One who looks with a key and one without, again and again while a plan is applied: each sees everybody or only who
/// stays, and nobody is told of damage. Who looks with a key ends the epoch as soon as the plan lets go of the lock.
#[test]
fn readers_at_work_while_a_plan_is_applied() {
    let violations = in_turn(|| {
        let home = reviewed();
        let story = Story {
            name: "readers",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &APPLY,
            input: b"",
        };
        (0..ROUNDS).flat_map(|_| readers(&untouched(&story))).collect::<Vec<String>>()
    });
    clean(&violations);
}

/// How often who applies and who looks meet.
const ROUNDS: usize = 8;

/// Applies the plan while two look. Gives what was wrong.
fn readers(struck: &Struck<'_>) -> Vec<String> {
    let applied = AtomicBool::new(false);
    let looked = |args: &[&str], who_is_left: &dyn Fn(&Value) -> usize| -> Result<(), String> {
        let (mut before, mut last) = (GOING.len() + STAY, false);
        while !last {
            last = applied.load(Ordering::SeqCst);
            let done = struck.ask(args, b"");
            ended(&done, "looking")?;
            let now: Value = serde_json::from_str(&done.stdout).map_err(|e| e.to_string())?;
            let left = who_is_left(&now);
            holds(left == before || left == STAY, "somebody came back, or went alone")?;
            before = left;
        }
        holds(before == STAY, "applied, and somebody who was to go is there")
    };
    let count = |now: &Value, there: &dyn Fn(&Value) -> bool| {
        now.as_array().map_or(0, |list| list.iter().filter(|client| there(client)).count())
    };
    let outcomes = std::thread::scope(|scope| {
        let with_a_key = scope.spawn(|| looked(&["client", "list", "--json"], &|now| count(now, &|_| true)));
        let without = scope.spawn(|| {
            let there = |client: &Value| client["status"] != "erased";
            looked(&["client", "list", "--locked", "--json"], &|now| count(now, &there))
        });
        let done = struck.ask(&APPLY, b"");
        applied.store(true, Ordering::SeqCst);
        let applied = ended(&done, "applying it")
            .and_then(|()| holds(struck.home.join("S-0001.txt").exists(), "no certificate"));
        [applied, with_a_key.join().expect("ends"), without.join().expect("ends")]
    });
    outcomes.into_iter().filter_map(Result::err).collect()
}

/// Several unlock at once after a sweep: one of them rotates. The others see who is left, or are told that somebody else
/// is at work; never that something is damaged.
#[test]
fn several_unlock_when_a_rotation_is_due() {
    let violations = in_turn(|| {
        let home = reviewed();
        home.run(WITHOUT_CERTIFICATE).ok();
        let story = Story {
            name: "unlocking",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &[],
            input: b"",
        };
        let mut violations = Vec::new();
        for _ in 0..ROUNDS {
            let struck = untouched(&story);
            let look = || struck.ask(&["client", "list"], b"");
            let all: Vec<Done> = std::thread::scope(|scope| {
                let begun = [(); 3].map(|()| scope.spawn(look));
                begun.into_iter().map(|one| one.join().expect("ends")).collect()
            });
            let busy = |done: &Done| done.code == 8;
            violations.extend(
                all.iter().filter(|done| !busy(done)).filter_map(|done| ended(done, "unlocking").err()),
            );
            violations.extend(holds(!all.iter().all(busy), "nobody got through").err());
        }
        violations
    });
    clean(&violations);
}
