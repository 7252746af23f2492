//! `praxis complaint letter`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given, letters};
use crate::export::letters::{Letter, Place, Values};
use crate::export::words;
use crate::failure::Failure;
use crate::records::code::{Code, codes};
use crate::records::complaint::{Allegation, Complainant, Outcome, Step};
use crate::records::date::in_words;
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
/// new file. It records nothing: that it was sent say praxis complaint acknowledge and praxis complaint close. So the letter of
/// the outcome comes before the closing, with the outcome from --outcome; of a complaint that is closed it says what was recorded.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint letter K-0001 acknowledgement\n  praxis complaint letter K-0001 outcome --outcome upheld --words-file words.txt -o outcome.txt"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "K-0001")]
    complaint: String,
    /// Which: acknowledgement or outcome
    #[arg(value_name = "LETTER", value_parser = given::code::<Which>(), hide_possible_values = true)]
    letter: Which,
    /// With the letter of the outcome, while the complaint is open: upheld, partly-upheld, not-upheld, not-applicable or withdrawn
    #[arg(long, value_name = "OUTCOME", value_parser = given::code::<Outcome>(), hide_possible_values = true)]
    outcome: Option<Outcome>,
    /// What is done about it, or why nothing is, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", requires = "outcome")]
    words_file: Option<PathBuf>,
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
    if args.letter == Which::Acknowledgement && args.outcome.is_some() {
        return Err(Failure::Usage(
            "an acknowledgement says no outcome".to_owned(),
            format!("praxis complaint letter {reference} outcome writes the letter that does"),
        ));
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the letter")?;
    }
    let found = unlocked.complaint(reference)?;
    let outcome = outcome(args, &found)?;
    if args.letter == Which::Acknowledgement
        && let Some((on, _)) = found.complaint.closed()
    {
        return Err(Failure::Refused(
            format!("{reference} was closed on {}: there is nothing to acknowledge", in_words(on)),
            format!("praxis complaint letter {reference} outcome says what became of it"),
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
    super::warn_of_no_contact(&unlocked.vault().config, context);
    let values = |values: Values| filled(values, &found, name.as_deref(), outcome.as_ref());
    let text = letters::write(&unlocked.vault().config, letter, values, context.now.today())?;
    if let Some(path) = &args.output {
        files::make_new(path, text.as_bytes(), "the letter")?;
    }
    if let Some(command) = once_sent(args, &found) {
        context.terminal.say(&format!("once it is sent: {command}"));
    }
    let text = args.output.is_none().then_some(text.as_str());
    context.print(&Written { complaint: reference, letter: args.letter, text }, || {
        text.map_or_else(|| reference.to_string(), |text| text.trim_end().to_owned())
    })
}

/// What records that it was sent. The letter of the outcome always names the Commissioner.
fn once_sent(args: &Args, found: &FoundComplaint) -> Option<String> {
    let reference = found.reference;
    match (args.letter, args.outcome) {
        (Which::Acknowledgement, _) if found.standing.needed() => {
            Some(format!("praxis complaint acknowledge {reference} --how letter"))
        }
        (Which::Outcome, Some(outcome)) => {
            let words = if args.words_file.is_some() { " --words-file FILE" } else { "" };
            let outcome = outcome.code();
            Some(format!(
                "praxis complaint close {reference} --outcome {outcome} --how letter --regulator-told{words}"
            ))
        }
        _ => None,
    }
}

/// The outcome, and the words about it: as given while the complaint is open, as recorded once it is closed.
fn outcome(args: &Args, found: &FoundComplaint) -> Result<Option<(Outcome, Option<String>)>, Failure> {
    let reference = found.reference;
    let recorded = found.complaint.history.iter().find_map(|entry| match &entry.step {
        Step::Closed { outcome, words, .. } => Some((*outcome, words.clone())),
        _ => None,
    });
    match (args.outcome, recorded) {
        (Some(_), Some(_)) => Err(Failure::Usage(
            format!("{reference} is closed, and its letter says what was recorded then"),
            format!("praxis complaint letter {reference} outcome, without --outcome"),
        )),
        (Some(outcome), None) => {
            Ok(Some((outcome, super::words(args.words_file.as_deref(), "--words-file")?)))
        }
        (None, None) if args.letter == Which::Outcome => Err(Failure::Usage(
            format!("{reference} has no outcome yet"),
            format!(
                "say which: praxis complaint letter {reference} outcome --outcome upheld --words-file FILE"
            ),
        )),
        (None, recorded) => Ok(recorded),
    }
}

fn filled(
    values: Values,
    found: &FoundComplaint,
    name: Option<&str>,
    outcome: Option<&(Outcome, Option<String>)>,
) -> Values {
    let complaint = &found.complaint;
    let outcome = outcome.map_or_else(String::new, |(outcome, words)| {
        format!("{}\n\n{}", said(*outcome), words.as_deref().unwrap_or_default())
    });
    values
        .with(Place::RequesterName, name.unwrap_or("Sir or Madam"))
        .with(Place::Reference, found.reference.to_string())
        .with(Place::Received, words::day(complaint.received))
        .with(Place::Right, about(complaint.about))
        .with(Place::Reasons, outcome)
}

const fn said(outcome: Outcome) -> &'static str {
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
