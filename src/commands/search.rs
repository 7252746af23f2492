//! `praxis search`: over opened notes in memory; nothing is written to the disk but an entry in the log.

use chrono::NaiveDate;
use regex::{Regex, RegexBuilder, bytes};
use serde::Serialize;

use super::overriding::OverrideArgs;
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
    #[command(flatten)]
    overriding: OverrideArgs,
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
    if term.trim().is_empty() {
        return Err(Failure::Usage(
            "there is nothing to look for".to_owned(),
            "give a word: praxis search WORD".to_owned(),
        ));
    }
    let pattern = pattern(&term)?;
    let since = args.since.as_deref().map(|text| given::date(text, "--since")).transpose()?;
    let mut unlocked = context.unlock()?;
    args.overriding.apply(&mut unlocked)?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let in_json = pattern_in_json(&term)?;
    let hits = unlocked.search(client, &|json| in_json.is_match(json), |found| {
        let wanted = found.state != RecordState::Trash
            && args.kind.is_none_or(|kind| found.note.kind == kind)
            && since.is_none_or(|day| found.note.date >= day);
        let line = wanted.then(|| line_of(&found.note.text, &pattern)).flatten();
        line.map(|line| Hit { note: found.reference, client: found.client, date: found.note.date, line })
    })?;
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

/// The term in either case, its words with any white space between them: a note breaks its lines anywhere.
fn pattern(term: &str) -> Result<Regex, Failure> {
    let words: Vec<String> = term.split_whitespace().map(regex::escape).collect();
    RegexBuilder::new(&words.join("\\s+")).case_insensitive(true).build().map_err(|_| too_long())
}

fn too_long() -> Failure {
    Failure::Usage("what to look for is too long".to_owned(), "give a few words of it".to_owned())
}

/// The same where the text stands in JSON: line ends, tabs, quotes and backslashes are escaped there. Where this finds
/// nothing the text itself holds nothing; where it does, that may be the name of a field.
fn pattern_in_json(term: &str) -> Result<bytes::Regex, Failure> {
    let escaped = |word: &str| {
        let json = serde_json::to_string(word).unwrap_or_default();
        regex::escape(json.trim_start_matches('"').strip_suffix('"').unwrap_or_default())
    };
    let words: Vec<String> = term.split_whitespace().map(escaped).collect();
    let pattern = words.join(r"(?:\s|\\[nrt])+");
    bytes::RegexBuilder::new(&pattern).case_insensitive(true).build().map_err(|_| too_long())
}

/// The line in which the first hit begins, shortened around it.
fn line_of(text: &str, pattern: &Regex) -> Option<String> {
    let hit = pattern.find(text)?;
    let hit = hit.range();
    let from = text[..hit.start].rfind('\n').map_or(0, |end| end + 1);
    let to = text[hit.start..].find('\n').map_or(text.len(), |end| hit.start + end);
    let (before, rest) = (&text[from..hit.start], &text[hit.start..to]);
    let shown = text[hit.start..hit.end.min(to)].chars().count() + AROUND;
    let cut = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let end = rest.char_indices().nth(shown).map_or(rest.len(), |(at, _)| at);
    let (left, right) = (if cut > 0 { "…" } else { "" }, if end < rest.len() { "…" } else { "" });
    Some(format!("{left}{}{right}", format!("{}{}", &before[cut..], &rest[..end]).trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(text: &str, term: &str) -> String {
        line_of(text, &pattern(term).unwrap_or_else(|_| panic!("a pattern"))).unwrap_or_default()
    }

    #[test]
    fn the_line_is_shortened_around_the_hit() {
        assert_eq!(line("first\nThe Panic came\nlast", "panic"), "The Panic came");
        assert_eq!(line("panic", "panic"), "panic");
        let long = format!("{}NEEDLE{}", "ä ".repeat(100), " b".repeat(100));
        let shown = line(&long, "needle");
        assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("NEEDLE"), "{shown}");
        assert!(shown.chars().count() < 140);
        assert_eq!(line("İİİ x", "x"), "İİİ x");
        assert_eq!(line("", "x"), "");
    }

    #[test]
    fn case_and_white_space_do_not_matter_and_nothing_in_the_term_is_a_pattern() {
        assert_eq!(line("a PANIC\n  Attack began\nend", "panic attack"), "a PANIC");
        assert_eq!(line("Siân wept", "SIÂN"), "Siân wept");
        let pattern = pattern("a.c (x*").unwrap_or_else(|_| panic!("a pattern"));
        assert!(pattern.is_match("A.C (X*") && !pattern.is_match("abc (xx"));
    }

    proptest! {
        /// What is not found in the JSON is not in the text.
        #[test]
        fn nothing_is_overlooked(
            before in "\\PC{0,8}",
            words in proptest::collection::vec("[^\\s\\p{C}]{1,4}", 1..4),
            between in "[ \n\t\u{a0}]{1,3}",
            after in "\\PC{0,8}",
        ) {
            let text = format!("{before}{}{after}", words.join(&between));
            let term = words.join(" ");
            let json = serde_json::to_vec(&text).expect("writes");
            let (plain, sealed) = (pattern(&term), pattern_in_json(&term));
            let (plain, sealed) = (plain.unwrap_or_else(|_| panic!()), sealed.unwrap_or_else(|_| panic!()));
            prop_assert!(plain.is_match(&text) && sealed.is_match(&json), "{term} in {text}");
        }
    }
}
