//! `praxis search`: over opened notes in memory; nothing is written to the disk but an entry in the log.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Context, given};
use crate::failure::Failure;
use crate::records::date::in_words;
use crate::records::note::NoteKind;
use crate::records::reference::Reference;
use crate::records::stored::RecordState;

/// How many characters of a line are shown on either side of a hit.
const AROUND: usize = 60;

/// Search the text of notes
///
/// Upper and lower case are alike. The trash is left out.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis search \"panic attack\"\n  praxis search sleep --client C-0001 --since 2026-01-01 --json"
)]
pub struct Args {
    /// What to look for; on a terminal it is asked for when it is missing
    term: Option<String>,
    /// Only notes about this client
    #[arg(long)]
    client: Option<String>,
    /// Only notes of this kind
    #[arg(long, value_parser = given::code::<NoteKind>())]
    kind: Option<NoteKind>,
    /// Only notes of this day and later
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
}

#[derive(Serialize)]
struct Hit {
    note: Reference,
    client: Reference,
    date: NaiveDate,
    line: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let term = match &args.term {
        Some(term) => term.clone(),
        None if context.terminal.can_ask() => context.terminal.ask("Look for")?.unwrap_or_default(),
        None => String::new(),
    };
    let term = term.to_lowercase();
    if term.trim().is_empty() {
        return Err(Failure::Usage(
            "there is nothing to look for".to_owned(),
            "give a word: praxis search WORD".to_owned(),
        ));
    }
    let since = args.since.as_deref().map(|text| given::date(text, "--since")).transpose()?;
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let found = unlocked.search(client, |found| {
        found.state != RecordState::Trash
            && args.kind.is_none_or(|kind| found.note.kind == kind)
            && since.is_none_or(|day| found.note.date >= day)
            && found.note.text.to_lowercase().contains(&term)
    })?;
    let hits: Vec<Hit> = found
        .iter()
        .map(|hit| Hit {
            note: hit.reference,
            client: hit.client,
            date: hit.note.date,
            line: line_of(&hit.note.text, &term),
        })
        .collect();
    if context.terminal.json {
        return context.terminal.print_json(&hits);
    }
    if hits.is_empty() {
        context.terminal.say("nothing found");
        return Ok(());
    }
    let rows = hits
        .into_iter()
        .map(|hit| vec![hit.note.to_string(), hit.client.to_string(), in_words(hit.date), hit.line]);
    context.terminal.print_table(&["Note", "Client", "Date", "Line"], rows.collect())
}

/// The first line that holds the term, shortened around it.
fn line_of(text: &str, term: &str) -> String {
    // A term that runs over a line end is shown by the line it begins in.
    let first = term.lines().next().unwrap_or(term);
    let line = text.lines().find(|line| line.to_lowercase().contains(first)).unwrap_or_default().trim();
    let characters: Vec<char> = line.chars().collect();
    let lower: Vec<char> = line.chars().flat_map(char::to_lowercase).collect();
    let wanted: Vec<char> = first.trim().chars().collect();
    // Lower case can be longer than upper case; then the place is only near enough.
    let at = lower
        .windows(wanted.len().max(1))
        .position(|window| window == wanted)
        .unwrap_or(0)
        .min(characters.len());
    let from = at.saturating_sub(AROUND);
    let to = (at + wanted.len() + AROUND).min(characters.len());
    let middle: String = characters[from..to].iter().collect();
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < characters.len() { "…" } else { "" });
    format!("{before}{}{after}", middle.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_shortened_around_the_hit() {
        assert_eq!(line_of("first\nThe Panic came\nlast", "panic"), "The Panic came");
        let long = format!("{}NEEDLE{}", "a ".repeat(100), " b".repeat(100));
        let line = line_of(&long, "needle");
        assert!(line.starts_with('…') && line.ends_with('…') && line.contains("NEEDLE"), "{line}");
        assert!(line.chars().count() < 140);
        assert_eq!(line_of("İİİ x", "x"), "İİİ x");
        assert_eq!(line_of("", "x"), "");
    }
}
