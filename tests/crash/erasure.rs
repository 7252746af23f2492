//! Erasing, struck at every point: the client is whole or on the way out, never in between; and once the command or
//! the one after it has ended, no key of the client is anywhere, and no way into the epoch that sealed it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use praxis::vault::keyring::{Image, Slot};

use crate::common::faults::power::replay;
use crate::common::faults::strace::sweep;
use crate::common::faults::{Fault, Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Home, PRAXIS, files};
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{Plan, clean, plan, prepared, skipped};

const ERASE: [&str; 7] =
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

fn image(home: &Home, mirror: &str) -> Option<Image> {
    Image::parse(&fs::read(home.vault().join("keyring").join(mirror)).ok()?).ok()
}

fn slots(home: &Home) -> Vec<Slot> {
    image(home, "a").expect("a keyring").slots().to_vec()
}

/// The sealed keys that a run without harm destroys, as they stood before.
fn destroyed(before: &Home, after: &Home) -> Vec<Slot> {
    let left: Vec<_> = slots(after).iter().map(|slot| slot.id).collect();
    slots(before).into_iter().filter(|slot| !left.contains(&slot.id)).collect()
}

/// No file has the bytes of a destroyed key, no mirror its id, and the ways into the old epoch are gone.
fn keys_are_gone(home: &Home, destroyed: &[Slot]) -> Result<(), String> {
    for (path, bytes) in files(home.path()) {
        for slot in destroyed {
            let sealed = &slot.to_bytes()[17..49];
            let there = bytes.windows(sealed.len()).any(|window| window == sealed);
            holds(!there, &format!("a destroyed key is in {}", path.display()))?;
        }
    }
    for mirror in ["a", "b"] {
        let image = image(home, mirror).ok_or("a mirror is no keyring")?;
        holds(image.header.epoch == 1, "the keyring is not of the next epoch")?;
        holds(destroyed.iter().all(|slot| image.find(slot.id).is_none()), "a destroyed key is in a mirror")?;
    }
    let mut wraps: Vec<String> = fs::read_dir(home.state())
        .map_err(|e| e.to_string())?
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "age"))
        .collect();
    wraps.sort();
    holds(wraps == ["1-1.age"], &format!("the key files are {wraps:?}"))
}

/// Strikes `args`, which lead from `before` to `after`. What was begun is finished by the next command.
fn strike_erasure(name: &str, from: &Home, args: &[&str], ends: &Ends, plan: &Plan) -> Vec<String> {
    let story = Story { name, program: Path::new(PRAXIS), prepared: from.path(), args, input: b"" };
    let check = |struck: &Struck<'_>| {
        left_behind(struck)?;
        if struck.acknowledged() {
            mirrors_agree(struck, "what was acknowledged")?;
            keys_are_gone(&struck.home, &ends.destroyed)?;
        }
        let now = state(struck)?;
        let acknowledged = struck.acknowledged() || ends.decided;
        if acknowledged || now != ends.before {
            holds(now == ends.after, "the client is neither as before nor erased")?;
            keys_are_gone(&struck.home, &ends.destroyed)?;
        }
        sound(struck)
    };
    let mut report = Report::new(name, &check);
    sweep(&story, &plan.faults, &mut report);
    replay(&story, plan.cuts, &mut report);
    println!("{report}");
    report.violations
}

/// What an erasure leads from and to.
struct Ends {
    before: serde_json::Value,
    after: serde_json::Value,
    destroyed: Vec<Slot>,
    /// Whether it was acknowledged before the command that is struck.
    decided: bool,
}

fn ends_of(args: &[&str]) -> (Home, Ends) {
    let home = prepared();
    let story = Story { name: "erase", program: Path::new(PRAXIS), prepared: home.path(), args, input: b"" };
    let before = state(&untouched(&story)).expect("works");
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{}", whole.done.stderr);
    let destroyed = destroyed(&home, &whole.home);
    keys_are_gone(&whole.home, &destroyed).expect("gone");
    let after = state(&whole).expect("works");
    assert_ne!(before, after);
    (home, Ends { before, after, destroyed, decided: false })
}

fn struck_everywhere(name: &str, args: &[&str]) {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, ends) = ends_of(args);
        strike_erasure(name, &home, args, &ends, &plan())
    }));
}

#[test]
fn erase() {
    struck_everywhere("erase", &ERASE);
}

#[test]
fn erase_a_part() {
    struck_everywhere("erase --keep", &ERASE_A_PART);
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
        let ends = Ends { decided: true, ..ends };
        let mut violations = Vec::new();
        for (at, left) in half_done(&home) {
            violations.extend(strike_erasure(
                &format!("recovery {at}"),
                &left,
                &["client", "list"],
                &ends,
                &plan(),
            ));
        }
        violations
    }));
}

/// A home for each way in which an erasure can be cut off after it was acknowledged.
fn half_done(home: &Home) -> BTreeMap<String, Home> {
    let found = std::cell::RefCell::new(BTreeMap::new());
    let keep = |struck: &Struck<'_>| {
        let Some(at) = how_far(&struck.home) else { return Ok(()) };
        let copy = Home::empty();
        crate::common::copy(struck.home.path(), copy.path());
        found.borrow_mut().entry(at).or_insert(copy);
        Ok(())
    };
    let story =
        Story { name: "erase", program: Path::new(PRAXIS), prepared: home.path(), args: &ERASE, input: b"" };
    let mut report = Report::new("erase, cut off", &keep);
    sweep(&story, &[(Fault::Kill, crate::common::faults::Breadth::Every)], &mut report);
    drop(report);
    let found = found.into_inner();
    assert!(found.len() >= 6, "only {:?}", found.keys());
    found
}

/// How far an erasure is, where it is decided and not done: its state, the epochs of the mirrors, and the key files.
fn how_far(home: &Home) -> Option<String> {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let row = "SELECT state FROM erasures";
    let state: String = database.query_row(row, [], |row| row.get(0)).ok()?;
    let mirror = |name| {
        image(home, name)
            .map_or("torn".to_owned(), |image| format!("{}.{}", image.header.epoch, image.header.generation))
    };
    let wraps = fs::read_dir(home.state())
        .expect("a folder")
        .filter(|entry| entry.as_ref().expect("an entry").path().extension().is_some_and(|end| end == "age"));
    (state != "rotated")
        .then(|| format!("({state}, {} and {}, {} wraps)", mirror("a"), mirror("b"), wraps.count()))
}
