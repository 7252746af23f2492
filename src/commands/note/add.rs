//! `praxis note add`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::writing;
use crate::failure::Failure;
use crate::records::note::{Attendance, Modality, Note, NoteKind};
use crate::records::reference::Reference;
use crate::rules::last_contact;
use crate::vault::NewNote;

/// Write a note
///
/// Its text comes from the editor, from --file, or through a pipe; never from the command line.
///
/// The vault is unlocked before the editor opens. A note is signed when it is stored, unless it is a draft.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis note add C-0001\n  praxis note add C-0001 --kind session --date 2026-11-20 --file - < note.txt"
)]
pub struct Args {
    /// Reference, or a part of the name
    client: String,
    /// What it is
    #[arg(long, default_value = "session", value_parser = given::code::<NoteKind>())]
    kind: NoteKind,
    /// The day it is about (default: today)
    #[arg(long)]
    date: Option<String>,
    /// Read the text from a file or, with -, from stdin
    #[arg(long)]
    file: Option<PathBuf>,
    /// Whether the client came
    #[arg(long, value_parser = given::code::<Attendance>())]
    attendance: Option<Attendance>,
    /// How you met
    #[arg(long, value_parser = given::code::<Modality>())]
    modality: Option<Modality>,
    /// How long, in minutes
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Option<u32>,
    /// Store it unsigned
    #[arg(long)]
    draft: bool,
}

#[derive(Serialize)]
struct Added {
    note: Reference,
    client: Reference,
    draft: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let today = context.now.today();
    let date = args.date.as_deref().map_or(Ok(today), |text| given::past_date(text, "--date", today))?;
    refuse_meeting_details(args)?;
    let mut unlocked = context.unlock()?;
    let client = unlocked.find_client(&args.client)?;
    unlocked.check_client_takes_notes(client)?;
    let written = writing::read(context, args.file.as_deref(), "")?;
    let draft = args.draft || written.interrupted;
    let note = Note {
        kind: args.kind,
        date,
        text: written.text.clone(),
        attendance: args.attendance,
        modality: args.modality,
        minutes: args.minutes,
        signed: (!draft).then(|| unlocked.signature()),
        reason: None,
        written: context.now.text(),
        source: None,
    };
    let moves = last_contact::decide(&note);
    let interrupted = written.interrupted;
    let stored = unlocked.add_notes(&[NewNote { client, note }], None, || ());
    for reference in written.keep_on_failure(stored)? {
        if !moves.counts && matches!(args.kind, NoteKind::Session | NoteKind::Assessment | NoteKind::Intake) {
            context.terminal.say(&format!("the day of last contact stays: {}", moves.because));
        }
        if interrupted {
            context.terminal.warn(&format!("the editor was ended; what was saved is the draft {reference}"));
        }
        context.print(&Added { note: reference, client, draft }, || reference.to_string())?;
    }
    Ok(())
}

fn refuse_meeting_details(args: &Args) -> Result<(), Failure> {
    let meeting = matches!(args.kind, NoteKind::Session | NoteKind::Assessment | NoteKind::Intake);
    if !meeting && (args.attendance.is_some() || args.minutes.is_some()) {
        return Err(Failure::Usage(
            "only a session, an assessment or an intake has attendance and minutes".to_owned(),
            "leave --attendance and --minutes out".to_owned(),
        ));
    }
    Ok(())
}
