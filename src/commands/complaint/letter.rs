//! `praxis complaint letter`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given, letters};
use crate::export::letters::{Letter, Place, Values};
use crate::export::words;
use crate::failure::Failure;
use crate::records::code::codes;
use crate::records::complaint::{Allegation, Complainant, Outcome, Step};
use crate::records::reference::Reference;
use crate::vault::{FoundComplaint, files};

codes! {
    /// Which letter.
    Which {
        /// It has come.
        Acknowledgement = "acknowledgement",
        /// What became of it.
        Outcome = "outcome",
    }
}

/// Write a letter about a complaint
///
/// From the practice's own templates, or those that come with praxis (praxis letters show). It is printed, or written to a
/// new file. That it was sent is recorded by praxis complaint acknowledge; the outcome is recorded first, with praxis complaint
/// close.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint letter K-0001 acknowledgement\n  praxis complaint letter K-0001 outcome -o outcome.txt"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "K-0001")]
    complaint: String,
    /// Which: acknowledgement or outcome
    #[arg(value_name = "LETTER", value_parser = given::code::<Which>(), hide_possible_values = true)]
    letter: Which,
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Written<'a> {
    complaint: Reference,
    letter: Which,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = super::reference(&args.complaint)?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the letter")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the letter")?;
    }
    let found = unlocked.complaint(reference)?;
    if args.letter == Which::Outcome && found.is_open() {
        return Err(Failure::Refused(
            format!("{reference} has no outcome yet"),
            format!(
                "record it first: praxis complaint close {reference} --outcome OUTCOME --words-file FILE"
            ),
        ));
    }
    let own = found.complaint.complainant == Complainant::Client;
    let name = match found.client.filter(|_| own && !found.erased && found.complaint.name.is_none()) {
        Some(client) => Some(unlocked.client(client)?.client.person.name),
        None => found.complaint.name.clone(),
    };
    let letter = match args.letter {
        Which::Acknowledgement => Letter::ComplaintAcknowledgement,
        Which::Outcome => Letter::ComplaintOutcome,
    };
    let values = |values: Values| filled(values, &found, name.as_deref());
    let text = letters::write(&unlocked.vault().config, letter, values, context.now.today())?;
    if let Some(path) = &args.output {
        files::make_new(path, text.as_bytes(), "the letter")?;
    }
    if found.standing.needed() {
        context
            .terminal
            .say(&format!("once it is sent: praxis complaint acknowledge {reference} --how letter"));
    }
    let text = args.output.is_none().then_some(text.as_str());
    context.print(&Written { complaint: reference, letter: args.letter, text }, || {
        text.map_or_else(|| reference.to_string(), |text| text.trim_end().to_owned())
    })
}

fn filled(values: Values, found: &FoundComplaint, name: Option<&str>) -> Values {
    let complaint = &found.complaint;
    let said = complaint.history.iter().rev().find_map(|entry| match &entry.step {
        Step::Closed { outcome, words, .. } => Some((*outcome, words.as_deref())),
        _ => None,
    });
    let outcome = said.map_or_else(String::new, |(outcome, words)| {
        format!("{}\n\n{}", in_words(outcome), words.unwrap_or_default())
    });
    values
        .with(Place::RequesterName, name.unwrap_or("Sir or Madam"))
        .with(Place::Reference, found.reference.to_string())
        .with(Place::Received, words::day(complaint.received))
        .with(Place::Right, about(complaint.about))
        .with(Place::Reasons, outcome)
}

const fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Upheld => "You were right.",
        Outcome::Partly => "You were right in part.",
        Outcome::NotUpheld => "We think that we have handled the information as the law says.",
        Outcome::NotApplicable => "It is not about how we handle information.",
        Outcome::Withdrawn => "You have taken it back, and we have closed it.",
    }
}

const fn about(allegation: Allegation) -> &'static str {
    match allegation {
        Allegation::Access => "how we answered a request for a copy of information",
        Allegation::Rights => "how we answered a request about information",
        Allegation::Disclosure => "who learned what from us",
        Allegation::Accuracy => "whether what we hold is right",
        Allegation::Retention => "how long we keep information",
        Allegation::Security => "how safely we keep information",
        Allegation::Transparency => "what we tell people about the use of their information",
        Allegation::Lawfulness => "whether we may use information as we do",
        Allegation::Other => "how we handle information",
    }
}
