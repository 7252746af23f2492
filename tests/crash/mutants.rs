//! The harness finds what it is for: faults sown into praxis itself.

use crate::common::faults::mutant::mutant;
use crate::common::faults::power::{Depth, replay, stopped};
use crate::common::faults::strace::sweep;
use crate::common::faults::{Breadth, Fault, Report, Story, Struck, in_turn};
use crate::erasure::{ERASE, ends_of};
use crate::gone::{by_stage, stage};
use crate::retention::{APPLY, as_it_lies, ends};
use crate::{ADD_CLIENT, SOME_CUTS, nothing_else, skipped, strike_command};

/// Of the kills of a mutant one in this many: a closer sample than of praxis itself, because one of them must find what was
/// sown.
const SAMPLE: usize = 23;

/// `with` strikes a mutant's `client add`; `says` must be among what is said.
fn finds(name: &str, says: &str, with: impl Fn(&Story<'_>, &mut Report<'_>)) {
    if skipped() {
        return;
    }
    let program = mutant(name);
    let told = format!("the mutant {name}");
    let violations = in_turn(|| strike_command(&told, &ADD_CLIENT, b"", &program, with, nothing_else));
    assert!(violations.iter().any(|what| what.contains(says)), "{name} was not found: {violations:?}");
}

/// A praxis that records a keyring before it is written.
#[test]
fn a_keyring_recorded_too_early_is_found() {
    finds("database-before-keyring", "older keyring than this vault has seen", |story, report| {
        sweep(story, &[(Fault::Kill, Breadth::Sample(SAMPLE))], report);
    });
}

/// A praxis that does not sync the keyring.
#[test]
fn a_keyring_without_sync_is_found() {
    finds("no-sync", "older keyring than this vault has seen", |story, report| {
        replay(story, SOME_CUTS, report);
    });
}

/// A praxis that writes one mirror and leaves the other to the next command.
#[test]
fn one_mirror_only_is_found() {
    finds("one-mirror-only", "the keyring mirrors differ after what was acknowledged", |story, report| {
        replay(story, Depth { brink: 1, between: 0, step: usize::MAX }, report);
    });
}

/// Stops a mutant's `erase` everywhere; `says` must be among what the files alone show.
fn finds_erasing(name: &str, says: &str) {
    if skipped() {
        return;
    }
    let program = mutant(name);
    let told = format!("the mutant {name}");
    let violations = in_turn(|| {
        // What praxis itself destroys.
        let (home, ends) = ends_of(&ERASE);
        let story = Story { name: &told, program: &program, prepared: home.path(), args: &ERASE, input: b"" };
        let check = |struck: &Struck<'_>| by_stage(&struck.home, stage(&struck.home), &ends.destroyed);
        let mut report = Report::new(&told, &check);
        stopped(&story, &mut report);
        println!("{report}");
        report.violations
    });
    assert!(violations.iter().any(|what| what.contains(says)), "{name} was not found: {violations:?}");
}

/// A praxis that records a keyring without the keys, and removes what they opened, before that keyring is written.
#[test]
fn an_erasure_recorded_too_early_is_found() {
    finds_erasing("erasure-recorded-too-early", "a destroyed key is in");
}

/// A praxis that destroys the way into the old epoch while one mirror still needs it.
#[test]
fn a_way_in_destroyed_too_early_is_found() {
    finds_erasing("way-in-destroyed-too-early", "a mirror is of epoch 0, and nothing opens it");
}

/// A praxis that takes the keys out of one mirror, and leaves them in the other until the rotation.
#[test]
fn keys_left_in_one_mirror_are_found() {
    finds_erasing("keys-in-one-mirror", "a destroyed key is in");
}

/// A praxis that says of a plan that it was applied before it is decided that anybody goes: cut off there, nobody ever
/// would.
#[test]
fn a_sweep_applied_too_early_is_found() {
    if skipped() {
        return;
    }
    let program = mutant("sweep-applied-too-early");
    let violations = in_turn(|| {
        let (home, ends) = ends();
        let name = "the mutant sweep-applied-too-early";
        let story = Story { name, program: &program, prepared: home.path(), args: &APPLY, input: b"" };
        let check = |struck: &Struck<'_>| as_it_lies(&struck.home, &ends.destroyed).map(drop);
        let mut report = Report::new(name, &check);
        stopped(&story, &mut report);
        println!("{report}");
        report.violations
    });
    let says = "nothing is decided, and the review is not as before";
    assert!(violations.iter().any(|what| what.contains(says)), "it was not found: {violations:?}");
}
