//! `praxis client statement`

use std::path::PathBuf;

use serde::Serialize;

use super::super::note::writing;
use super::super::{Context, disclosure, given};
use crate::failure::Failure;
use crate::records::note::{AmendReason, Note, NoteKind};
use crate::records::reference::{Reference, Register};
use crate::vault::NewNote;

/// Add the client's own statement to the record
///
/// Rectification (UK GDPR Article 16) never overwrites what somebody thought at the time: what the client says is incomplete
/// or wrong is added in their words, as a note of its own that the record points at. A fact that was wrong is put right with
/// praxis client amend or praxis note amend, which keep what was there.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  praxis client statement C-0001 --request R-0001 --file - < statement.txt"
)]
pub struct Args {
    /// Reference, or a part of the name
    client: String,
    /// The request by which it is added
    #[arg(long, value_name = "REQUEST")]
    request: String,
    /// The day of the statement (default: today)
    #[arg(long)]
    date: Option<String>,
    /// Read the text from a file or, with -, from stdin
    #[arg(long)]
    file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Stated {
    note: Reference,
    client: Reference,
    request: Reference,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let request = given::reference(&args.request, Register::Request)?;
    let today = context.now.today();
    let date = args.date.as_deref().map_or(Ok(today), |text| given::past_date(text, "--date", today))?;
    let mut unlocked = context.unlock()?;
    let client = unlocked.find_client(&args.client)?;
    unlocked.check_client_takes_notes(client)?;
    unlocked.check_request(client, request)?;
    let written = writing::read(context, args.file.as_deref(), "")?;
    let note = Note {
        kind: NoteKind::Correspondence,
        date,
        text: written.text.clone(),
        attendance: None,
        modality: None,
        minutes: None,
        signed: Some(unlocked.signature()),
        reason: Some(AmendReason::ClientStatement),
        written: context.now.text(),
        source: None,
    };
    let stored = unlocked.add_statement(NewNote { client, note }, request);
    let note = written.keep_on_failure(stored)?;
    disclosure::name_recipients(&unlocked, client, context)?;
    context.print(&Stated { note, client, request }, || note.to_string())
}
