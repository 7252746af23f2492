//! The harness finds what it is for: faults sown into praxis itself.

use crate::common::faults::mutant::mutant;
use crate::common::faults::power::{Depth, replay};
use crate::common::faults::strace::sweep;
use crate::common::faults::{Breadth, Fault, Report, Story, in_turn};
use crate::{ADD_CLIENT, SAMPLE, SOME_CUTS, nothing_else, skipped, strike_command};

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
