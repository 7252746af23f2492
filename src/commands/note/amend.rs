//! `praxis note amend`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::writing;
use crate::failure::Failure;
use crate::records::note::AmendReason;
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordState;

/// Amend a note, keeping what was signed
///
/// Amend a note. A signed note is never changed: the new version is added, with its reason, and the former
/// ones stay readable. A draft is replaced.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis note amend N-000001 --reason correction")]
pub struct Args {
    /// Reference
    note: String,
    /// Why; needed for a signed note
    #[arg(long, value_parser = given::code::<AmendReason>())]
    reason: Option<AmendReason>,
    /// Read the whole new text from a file or, with -, from stdin
    #[arg(long)]
    file: Option<PathBuf>,
    /// Correct the day it is about; without --file the text stays as it is
    #[arg(long)]
    date: Option<String>,
}

#[derive(Serialize)]
struct Amended {
    note: Reference,
    version: u32,
    draft: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = given::reference(&args.note, Register::Note)?;
    let today = context.now.today();
    let date = args.date.as_deref().map(|text| given::past_date(text, "--date", today)).transpose()?;
    let mut unlocked = context.unlock()?;
    unlocked.vault().check_clock()?;
    let shown = unlocked.note(reference)?;
    if shown.found.state == RecordState::Trash {
        return Err(Failure::Usage(
            format!("{reference} is in the trash"),
            format!("to take it out: praxis note restore {reference}"),
        ));
    }
    let draft = shown.found.state == RecordState::Draft;
    if !draft && args.reason.is_none() {
        return Err(Failure::Usage(
            format!("{reference} is signed: amending it needs a reason"),
            "add --reason correction, addition, late-entry or client-statement".to_owned(),
        ));
    }
    let written = if date.is_some() && args.file.is_none() {
        None
    } else {
        Some(writing::read(context, args.file.as_deref(), &shown.found.note.text)?)
    };
    let signature = unlocked.signature();
    let stored = unlocked.amend_note(reference, |note| {
        if let Some(written) = &written {
            note.text.clone_from(&written.text);
        }
        if let Some(date) = date {
            note.date = date;
        }
        if !draft {
            note.reason = args.reason;
            note.signed = Some(signature);
        }
        Ok(())
    });
    let found = match &written {
        Some(written) => written.keep_on_failure(stored)?,
        None => stored?,
    };
    context.print(&Amended { note: reference, version: found.version, draft }, || reference.to_string())
}
