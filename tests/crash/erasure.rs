//! Erasing, struck at every point: the client is whole or on the way out, never in between; and once the command or
//! the one after it has ended, no key of the client is anywhere, and no way into the epoch that sealed it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use praxis::records::tombstone::ErasureState;
use praxis::vault::keyring::Slot;

use crate::common::faults::power::{Depth, stopped};
use crate::common::faults::{Breadth, Fault, Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Home, PRAXIS};
use crate::gone::{by_stage, epoch_is_gone, image, slots, stage, wraps};
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{Plan, SAMPLE, all, clean, every_stop, plan, prepared, skipped};

pub const ERASE: [&str; 7] =
    ["erase", "C-0001", "--ground", "consent-withdrawn", "--confirm", "C-0001", "--accept-total-loss"];
const ERASE_A_PART: [&str; 9] = [
    "erase",
    "C-0001",
    "--ground",
    "objection",
    "--keep",
    "clinical",
    "--confirm",
    "C-0001",
    "--accept-total-loss",
];

/// What an erasure leads from and to.
pub struct Ends {
    before: serde_json::Value,
    after: serde_json::Value,
    /// The sealed keys that a run without harm destroys, as they stood before.
    pub destroyed: Vec<Slot>,
}

/// Runs an erasure of the prepared vault, and nothing goes wrong. Gives the vault before it, too.
pub fn ends_of(args: &[&str]) -> (Home, Ends) {
    let home = prepared();
    let story = Story { name: "erase", program: Path::new(PRAXIS), prepared: home.path(), args, input: b"" };
    let before = state(&untouched(&story)).expect("works");
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{}", whole.done.stderr);
    let left: Vec<_> = slots(&whole.home).iter().map(|slot| slot.id).collect();
    let destroyed: Vec<Slot> = slots(&home).into_iter().filter(|slot| !left.contains(&slot.id)).collect();
    assert!(!destroyed.is_empty());
    assert_eq!(stage(&whole.home), Some(ErasureState::Rotated));
    epoch_is_gone(&whole.home, &destroyed).expect("gone");
    let after = state(&whole).expect("works");
    assert_ne!(before, after);
    (home, Ends { before, after, destroyed })
}

/// What must be so wherever an erasure was cut off: first as the files are, then once the next command has ended.
pub fn check(struck: &Struck<'_>, ends: &Ends) -> Result<(), String> {
    left_behind(struck)?;
    let stage = stage(&struck.home);
    by_stage(&struck.home, stage, &ends.destroyed)?;
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(stage == Some(ErasureState::Rotated), "what was acknowledged is not done")?;
    }
    let now = state(struck)?;
    if stage.is_none() {
        holds(now == ends.before, "nothing was decided, and the vault is not as before")?;
    } else {
        holds(now == ends.after, "it was decided, and the vault is not as after it")?;
        epoch_is_gone(&struck.home, &ends.destroyed)?;
    }
    sound(struck, &now)
}

fn strike(name: &str, from: &Home, args: &[&str], ends: &Ends, plan: &Plan) -> Vec<String> {
    let story = Story { name, program: Path::new(PRAXIS), prepared: from.path(), args, input: b"" };
    let check = |struck: &Struck<'_>| check(struck, ends);
    let mut report = Report::new(name, &check);
    crate::strike(&story, plan, &mut report);
    println!("{report}");
    report.violations
}

/// A part of the faults and cuts, unless all of them are asked for.
fn some(faults: &[Fault], brinks: usize) -> Plan {
    if all() {
        return plan();
    }
    let faults = faults.iter().map(|fault| (*fault, Breadth::Sample(SAMPLE))).collect();
    Plan { faults, cuts: Depth { brink: 1, between: 0, step: brinks }, stops: false }
}

fn struck_everywhere(name: &str, args: &[&str], plan: &Plan) {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, ends) = ends_of(args);
        strike(name, &home, args, &ends, plan)
    }));
}

#[test]
fn erase() {
    struck_everywhere("erase", &ERASE, &every_stop());
}

/// The same stages over fewer keys.
#[test]
fn erase_a_part() {
    struck_everywhere(
        "erase --keep",
        &ERASE_A_PART,
        &some(&[Fault::Kill, Fault::Full, Fault::StaysBroken], 4),
    );
}

/// Copies of the keyring beside the backups are what an old backup gives back today's clients with. Whoever ends a
/// rotation that was cut off writes them.
#[test]
fn erase_beside_backups() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let home = prepared();
        // Outside of all homes: it is one place for all of them.
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().to_str().expect("text");
        home.run(["backup", "create", "--to", path]).ok();
        let check = |struck: &Struck<'_>| {
            let stage = stage(&struck.home);
            for copy in keyring_copies(place.path()) {
                fs::remove_file(copy).expect("removes");
            }
            let done = struck.ask(&["client", "list"], b"");
            holds(
                done.code == 0,
                &format!("the next command ends with {}: {}", done.code, done.stderr.trim()),
            )?;
            let due = stage.is_some_and(|stage| stage != ErasureState::Rotated);
            holds(!due || keyring_copies(place.path()).len() == 1, "no copy of the keyring beside the backup")
        };
        let story = Story {
            name: "erase",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &ERASE,
            input: b"",
        };
        let mut report = Report::new("erase, beside backups", &check);
        stopped(&story, &mut report);
        println!("{report}");
        report.violations
    }));
}

fn keyring_copies(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|end| end == "praxis-keyring")).collect()
}

/// Kills inside the recovery: one erasure for each state in which a kill can leave the files that count, and then the
/// next command is struck as well.
#[test]
fn recovery() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, ends) = ends_of(&ERASE);
        let mut violations = Vec::new();
        let found = half_done(&home, &ERASE);
        assert!(found.len() >= 6, "only {:?}", found.keys());
        for (at, left) in found {
            let name = format!("recovery {at}");
            violations.extend(strike(&name, &left, &["client", "list"], &ends, &some(&[Fault::Kill], 16)));
        }
        violations
    }));
}

/// A home for each way in which a command that destroys can be cut off after it was decided.
pub fn half_done(home: &Home, args: &[&str]) -> BTreeMap<String, Home> {
    let found = RefCell::new(BTreeMap::new());
    let keep = |struck: &Struck<'_>| {
        let Some(at) = how_far(&struck.home) else { return Ok(()) };
        found.borrow_mut().entry(at).or_insert_with(|| {
            let copy = Home::empty();
            crate::common::copy(&struck.home.join("."), copy.path());
            copy
        });
        Ok(())
    };
    let story =
        Story { name: "cut off", program: Path::new(PRAXIS), prepared: home.path(), args, input: b"" };
    let mut report = Report::new(story.name, &keep);
    stopped(&story, &mut report);
    drop(report);
    found.into_inner()
}

/// How far an erasure is, where it is decided and not done: its state, the epochs of the mirrors, and the key files.
fn how_far(home: &Home) -> Option<String> {
    let stage = stage(home).filter(|stage| *stage != ErasureState::Rotated)?;
    let mirror = |name| {
        image(home, name)
            .map_or("torn".to_owned(), |image| format!("{}.{}", image.header.epoch, image.header.generation))
    };
    Some(format!("({stage:?}, {} and {}, {})", mirror("a"), mirror("b"), wraps(home).join(" ")))
}
