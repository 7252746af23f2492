//! `praxis note sign`, `trash` and `restore`.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::date::in_words;
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordState;

/// Sign a draft
///
/// A signed note is never changed, only amended.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis note sign N-000001")]
pub struct SignArgs {
    /// Reference
    note: String,
}

/// Put a note in the trash
///
/// It can be taken out again until it is removed for good.
///
/// Removing it later is the deletion of a row: copies in older backups stay readable until those expire.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis note trash N-000001")]
pub struct TrashArgs {
    /// Reference
    note: String,
}

/// Take a note out of the trash
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis note restore N-000001")]
pub struct RestoreArgs {
    /// Reference
    note: String,
}

#[derive(Serialize)]
struct Changed {
    note: Reference,
    state: RecordState,
    #[serde(skip_serializing_if = "Option::is_none")]
    goes_from: Option<NaiveDate>,
}

/// Runs `note sign`.
pub fn sign(args: &SignArgs, context: &Context) -> Result<(), Failure> {
    let note = given::reference(&args.note, Register::Note)?;
    context.unlock()?.sign_note(note)?;
    context.print(&Changed { note, state: RecordState::Live, goes_from: None }, || note.to_string())
}

/// Runs `note trash`.
pub fn trash(args: &TrashArgs, context: &Context) -> Result<(), Failure> {
    let note = given::reference(&args.note, Register::Note)?;
    let goes_from = context.unlock()?.trash_note(note)?;
    if let Some(day) = goes_from {
        context.terminal.say(&format!(
            "{note} is in the trash. It may be removed for good from {}; backups made until then keep it until they expire.",
            in_words(day)
        ));
    }
    context.print(&Changed { note, state: RecordState::Trash, goes_from }, || note.to_string())
}

/// Runs `note restore`.
pub fn restore(args: &RestoreArgs, context: &Context) -> Result<(), Failure> {
    let note = given::reference(&args.note, Register::Note)?;
    let state = context.unlock()?.restore_note(note)?;
    context.print(&Changed { note, state, goes_from: None }, || note.to_string())
}
