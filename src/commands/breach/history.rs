//! What happened to a breach, entry by entry: clients by reference, for handles mean nothing outside the vault.

use serde_json::Value;

use super::assess::shown::again;
use super::show::{facts, texts};
use super::shown::instant_in_words;
use crate::records::breach::{Entry, Phase, Step};
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::id::Handle;
use crate::records::text::counted;
use crate::vault::FoundBreach;

/// An entry as data.
pub fn as_json(entry: &Entry, found: &FoundBreach) -> Value {
    let mut value = serde_json::to_value(entry).unwrap_or_default();
    if let Step::Affects { added, removed } = &entry.step {
        for (name, handles) in [("added", added), ("removed", removed)] {
            value[name] = references(handles, found).into();
        }
    }
    value
}

/// An entry in words: who recorded it when, what happened, and what was said.
pub fn in_lines(entry: &Entry, found: &FoundBreach) -> Vec<String> {
    let (what, more) = said(&entry.step, found);
    let mut lines = vec![format!("{}  member {}  {what}", instant_in_words(&entry.recorded), entry.by.0)];
    lines.extend(more);
    lines
}

const INDENT: &str = "  ";

/// What happened, and the lines below it.
fn said(step: &Step, found: &FoundBreach) -> (String, Vec<String>) {
    let below =
        |name: &str, text: Option<&str>| text.map(|text| texts(name, text, INDENT)).unwrap_or_default();
    match step {
        Step::Updated { facts: said } => ("more became known".to_owned(), facts(said, INDENT)),
        Step::Affects { added, removed } => {
            let mut what = Vec::new();
            for (words, handles) in [("affects", added), ("does not affect", removed)] {
                if !handles.is_empty() {
                    what.push(format!("{words} {}", references(handles, found).join(", ")));
                }
            }
            (what.join("; "), Vec::new())
        }
        Step::Scoped { lost, says } => {
            (format!("what {lost} could open"), says.iter().map(|line| format!("{INDENT}{line}")).collect())
        }
        Step::Assessed { severity } => {
            let (score, lines) = again(severity);
            (format!("the severity was worked out: {score}"), lines)
        }
        Step::Decided { risk, because, decider, on } => (
            format!("{}, decided {} by {decider}", risk.in_words(), in_words(*on)),
            below("because", Some(because)),
        ),
        Step::Reported { at, phase, number, late } => {
            let first = match phase {
                Phase::Initial => "the Commissioner was told",
                Phase::Further => "the Commissioner was told more",
            };
            let mut more = below("number", number.as_deref());
            more.extend(below("late because", late.as_deref()));
            (format!("{first}, {}", instant_in_words(at)), more)
        }
        Step::Told { at, means, count } => {
            let how_many = count.map_or_else(String::new, |count| format!(", {count} of them"));
            (
                format!("the people were told, {}, {}{how_many}", instant_in_words(at), means.code()),
                Vec::new(),
            )
        }
        Step::Excepted { exception, because, on } => {
            let ground = exception.in_words();
            (
                format!("the people need not be told, decided {}: {ground}", in_words(*on)),
                below("because", Some(because)),
            )
        }
        Step::Informed { party, at, words } => {
            (format!("{} was told, {}", party.code(), instant_in_words(at)), below("words", words.as_deref()))
        }
        Step::Written { letters, export, on } => {
            let letters = counted(usize::try_from(*letters).unwrap_or(usize::MAX), "letter");
            (format!("{letters} left as {export}, {}", in_words(*on)), Vec::new())
        }
        Step::Closed { on } => (format!("closed {}", in_words(*on)), Vec::new()),
    }
}

fn references(handles: &[Handle], found: &FoundBreach) -> Vec<String> {
    let named = handles.iter().filter_map(|handle| found.client(*handle));
    named.map(|client| client.client.to_string()).collect()
}
