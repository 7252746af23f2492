//! `praxis note amend`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::writing;
use crate::failure::Failure;
use crate::records::note::{AmendReason, Attendance, Modality};
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
    /// Correct the day it is about
    #[arg(long)]
    date: Option<String>,
    /// Correct whether the client came
    #[arg(long, value_parser = given::code::<Attendance>())]
    attendance: Option<Attendance>,
    /// Correct how you met
    #[arg(long, value_parser = given::code::<Modality>())]
    modality: Option<Modality>,
    /// Correct how long, in minutes
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Option<u32>,
}

impl Args {
    /// Whether something other than the text is corrected; then the text stays, unless it is given too.
    fn corrects(&self) -> bool {
        self.date.is_some() || self.attendance.is_some() || self.modality.is_some() || self.minutes.is_some()
    }
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
    let written = if args.corrects() && args.file.is_none() {
        None
    } else {
        Some(writing::read(context, args.file.as_deref(), &shown.found.note.text)?)
    };
    let signature = unlocked.signature();
    let stored = unlocked.amend_note(reference, shown.found.version, |note| {
        if let Some(written) = &written {
            note.text.clone_from(&written.text);
        }
        note.date = date.unwrap_or(note.date);
        note.attendance = args.attendance.or(note.attendance);
        note.modality = args.modality.or(note.modality);
        note.minutes = args.minutes.or(note.minutes);
        if !draft {
            note.reason = args.reason;
            note.signed = Some(signature);
        }
        Ok(())
    });
    let found = match written {
        Some(written) => written.keep_on_failure(stored)?,
        None => stored?,
    };
    context.print(&Amended { note: reference, version: found.version, draft }, || reference.to_string())
}
