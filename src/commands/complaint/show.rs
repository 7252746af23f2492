//! `praxis complaint show`

use super::super::Context;
use super::shown::{Shown, first_line};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::complaint::Entry;
use crate::records::date::in_words;
use crate::vault::FoundComplaint;

/// Show a complaint, how it stands, and everything that happened to it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis complaint show K-0001\n  praxis complaint show K-0001 --json")]
pub struct Args {
    /// Reference
    #[arg(value_name = "K-0001")]
    complaint: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.complaint(super::reference(&args.complaint)?)?;
    context.print(&Shown::of(&found), || in_lines(&found))
}

fn in_lines(found: &FoundComplaint) -> String {
    let complaint = &found.complaint;
    let about = match found.client {
        Some(client) if found.erased => format!("{client}, erased"),
        Some(client) => client.to_string(),
        None => "nobody in the vault".to_owned(),
    };
    let by = match &complaint.name {
        Some(name) => format!("{} ({name})", complaint.complainant.code()),
        None => complaint.complainant.code().to_owned(),
    };
    let mut lines = vec![
        first_line(found),
        format!("about     {}", complaint.about.code()),
        format!("record    {about}"),
        format!("by        {by}"),
        format!("received  {}, {}", in_words(complaint.received), complaint.channel.code()),
    ];
    if let Some(words) = &complaint.words {
        lines.push(String::new());
        lines.extend(words.lines().map(|line| format!("  {line}")));
    }
    if !complaint.history.is_empty() {
        lines.push(String::new());
        lines.extend(complaint.history.iter().flat_map(in_words_of));
    }
    if found.standing.needed() {
        lines.push(String::new());
        lines.extend(found.standing.steps.iter().map(|step| format!("  {step}")));
    }
    lines.extend(found.standing.warnings.iter().map(|warning| format!("  note: {warning}")));
    lines.join("\n")
}

/// One step; the lines of its words after the first are indented, so that none passes for another step.
fn in_words_of(entry: &Entry) -> Vec<String> {
    let (on, what, words) = entry.step.said();
    let mut words = words.unwrap_or_default().lines();
    let first = words.next().map_or_else(String::new, |words| format!(": {words}"));
    let on = on.map_or_else(String::new, |on| format!("{}  ", in_words(on)));
    let mut lines = vec![format!("{on}{what}{first}")];
    lines.extend(words.map(|line| format!("  {line}").trim_end().to_owned()));
    lines
}
