//! `praxis note list`

use super::super::overriding::OverrideArgs;
use super::super::{Context, given};
use crate::export::form::NoteForm;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::note::NoteKind;
use crate::records::stored::RecordState;
use crate::vault::FoundNote;

/// List notes
///
/// All of them, or those about one client, without their text.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis note list C-0001\n  praxis note list --state draft")]
pub struct Args {
    /// Reference, or a part of the name
    client: Option<String>,
    /// Only notes of this kind
    #[arg(long, value_parser = given::code::<NoteKind>())]
    kind: Option<NoteKind>,
    /// Only notes in this state (default: all but the trash)
    #[arg(long, value_parser = given::code_of(&[RecordState::Live, RecordState::Draft, RecordState::Trash]))]
    state: Option<RecordState>,
    #[command(flatten)]
    overriding: OverrideArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    args.overriding.apply(&mut unlocked)?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let mut found = unlocked.notes(client)?;
    found.retain(|note| {
        args.kind.is_none_or(|kind| note.note.kind == kind)
            && args.state.map_or(note.state != RecordState::Trash, |state| note.state == state)
    });
    let lines: Vec<NoteForm<'_>> = found.iter().map(line).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("no notes");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.note.to_string(),
            line.client.to_string(),
            in_words(line.date),
            line.kind.code().to_owned(),
            state_in_words(line),
        ]
    });
    context.terminal.print_table(&["Note", "Client", "Date", "Kind", "State"], rows.collect())
}

fn state_in_words(line: &NoteForm<'_>) -> String {
    match (line.state, line.goes_from) {
        (RecordState::Live, _) if line.version > 1 => format!("signed, version {}", line.version),
        (RecordState::Live, _) => "signed".to_owned(),
        (RecordState::Trash, Some(day)) => format!("trash, until {} at least", in_words(day)),
        (state, _) => state.code().to_owned(),
    }
}

/// A note as a line of a list.
pub fn line(found: &FoundNote) -> NoteForm<'_> {
    NoteForm::line(found.reference, found.client, found.state, found.version, found.goes_from, &found.note)
}
