//! `praxis note show`

use super::super::overriding::OverrideArgs;
use super::super::{Context, given};
use super::list::line;
use crate::export::form::NoteForm;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::reference::Register;
use crate::records::stored::RecordState;

/// Show a note
///
/// The version that counts; with --versions, the former ones too.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis note show N-000001\n  praxis note show N-000001 --versions")]
pub struct Args {
    /// Reference
    note: String,
    /// The former versions too, oldest first
    #[arg(long)]
    versions: bool,
    #[command(flatten)]
    overriding: OverrideArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = given::reference(&args.note, Register::Note)?;
    let mut unlocked = context.unlock()?;
    args.overriding.apply(&mut unlocked)?;
    let shown = unlocked.note(reference)?;
    let former = shown.former.iter().map(|(version, note)| (*version, note));
    let form = line(&shown.found).whole(&shown.found.note, former);
    if context.terminal.json {
        return context.terminal.print_json(&form);
    }
    let mut text = heading(&form);
    text.push('\n');
    let versions = form.versions.iter().flatten();
    let count = shown.former.len() + 1;
    for version in versions.filter(|v| args.versions || v.version == form.version) {
        if args.versions && count > 1 {
            let why = version.reason.map_or("first written", Code::code);
            text.push_str(&format!("\n--- version {}, {why}, {}\n", version.version, version.written));
        }
        text.push('\n');
        text.push_str(version.text);
        if !version.text.ends_with('\n') {
            text.push('\n');
        }
    }
    context.terminal.print(&text)
}

fn heading(form: &NoteForm<'_>) -> String {
    let mut parts = vec![
        form.note.to_string(),
        form.client.to_string(),
        form.kind.code().to_owned(),
        in_words(form.date),
    ];
    parts.extend(form.attendance.map(|a| a.code().to_owned()));
    parts.extend(form.modality.map(|m| m.code().to_owned()));
    parts.extend(form.minutes.map(|m| format!("{m} minutes")));
    match form.state {
        RecordState::Draft => parts.push("draft".to_owned()),
        RecordState::Trash => parts.push("in the trash".to_owned()),
        _ if form.version > 1 => parts.push(format!("version {}", form.version)),
        _ => {}
    }
    parts.join(" · ")
}
