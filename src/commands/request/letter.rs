//! `praxis request letter`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given, letters};
use crate::export::letters::{Letter, Place, Values};
use crate::export::words;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::records::request::{Request, Requester, Step};
use crate::vault::FoundRequest;
use crate::vault::files;

/// Write a letter about a request
///
/// From the practice's own templates, or those that come with praxis (praxis letters show). It is printed, or written to a
/// new file; that it was written is recorded with the request. The letter that goes with a copy of the record is written
/// by praxis sar export.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request letter R-0001 acknowledgement\n  echo 'Which years do you mean?' | praxis request letter R-0001 clarification --question-file -\n  praxis request letter R-0001 refusal -o refusal.txt"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// Which: acknowledgement, identity, authority, clarification, extension, refusal, nothing-held or erased
    #[arg(value_name = "LETTER", value_parser = given::code_of(&LETTERS), hide_possible_values = true)]
    letter: Letter,
    /// What the practice asks, from a file or, with -, from stdin; identity and authority have a question of their own
    #[arg(long, value_name = "FILE")]
    question_file: Option<PathBuf>,
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Those that do not go with a pack.
const LETTERS: [Letter; 8] = [
    Letter::Acknowledgement,
    Letter::Identity,
    Letter::Authority,
    Letter::Clarification,
    Letter::Extension,
    Letter::Refusal,
    Letter::NothingHeld,
    Letter::Erased,
];

#[derive(Serialize)]
struct Written<'a> {
    request: Reference,
    letter: Letter,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = super::reference(&args.request)?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the letter")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the letter")?;
    }
    let found = unlocked.request(reference)?;
    let question = question(args, context)?;
    let subject = match found.client.filter(|_| !found.erased) {
        Some(client) => Some(unlocked.client(client)?.client.person.name),
        None => found.request.name.clone(),
    };
    let values = |values: Values| filled(values, &found, subject.as_deref(), question);
    let text = letters::write(&unlocked.vault().config, args.letter, values, context.now.today())?;
    if let Some(path) = &args.output {
        files::make_new(path, text.as_bytes(), "the letter")?;
    }
    let on = context.now.today();
    unlocked.record_step(reference, Step::Written { letter: args.letter.code().to_owned(), on })?;
    if let Some(wanted) = asks_for(args.letter) {
        context.terminal.say(&format!(
            "the time begins when it has come, once it was asked for: praxis request identity {reference} --what {wanted} --asked {on}"
        ));
    }
    let printed = args.output.is_none().then_some(text.as_str());
    let written = Written { request: reference, letter: args.letter, text: printed };
    context
        .print(&written, || printed.map_or_else(|| reference.to_string(), |text| text.trim_end().to_owned()))
}

fn question(args: &Args, context: &Context) -> Result<Option<String>, Failure> {
    if let Some(path) = &args.question_file {
        return super::words(Some(path), "--question-file", "", context).map(Some);
    }
    Ok(match args.letter {
        Letter::Identity => Some(
            "Please show us who you are: a copy of a passport, driving licence or a recent bill with your \
                                  name and address will do. We will destroy it once we have seen it."
                .to_owned(),
        ),
        Letter::Authority => Some(
            "Please send us what shows that you may ask for them: their signed authority, or the order \
                                   or document that gives you it."
                .to_owned(),
        ),
        Letter::Clarification => {
            Some(super::words(None, "--question-file", "What the practice asks", context)?)
        }
        _ => None,
    })
}

fn filled(values: Values, found: &FoundRequest, subject: Option<&str>, question: Option<String>) -> Values {
    let FoundRequest { reference, request, clock, .. } = found;
    let subject = subject.unwrap_or("the person whom you asked about");
    let searched = "All records of the practice, by name: details, notes, files and registers.";
    let erased = request
        .closed()
        .map_or_else(String::new, |(on, _)| format!(", and we recorded that on {}", words::day(on)));
    of_the_request(values, request, subject)
        .with(Place::Request, reference.to_string())
        .with(Place::Due, clock.due.map(words::day).unwrap_or_default())
        .with(Place::Reasons, reasons(request))
        .with(Place::Question, question.unwrap_or_default())
        .with(Place::Searched, searched)
        .with(
            Place::Erased,
            format!(
                "The keys of the record have been destroyed{erased}. What older backups still hold cannot be read without them, and \
                 goes when those backups do."
            ),
        )
}

/// What every letter about a request may say of it.
#[must_use]
pub fn of_the_request(values: Values, request: &Request, subject: &str) -> Values {
    let own = request.requester == Requester::Client;
    let requester = request.requester_name.as_deref().filter(|_| !own).unwrap_or(subject);
    let the_record = if own { "your record".to_owned() } else { format!("the record of {subject}") };
    values
        .with(Place::RequesterName, requester)
        .with(Place::SubjectName, subject)
        .with(Place::TheRecord, the_record)
        .with(Place::Received, words::day(request.received))
        .with(Place::Right, words::right(request.right))
        .with(Place::Article, request.right.source())
}

/// The reasons that were recorded last: of a refusal, an extension or a question.
fn reasons(request: &Request) -> String {
    let reasons = request.history.iter().rev().find_map(|entry| match &entry.step {
        Step::Refused { because, .. } | Step::Extended { because, .. } => Some(because.clone()),
        _ => None,
    });
    reasons.unwrap_or_default()
}

/// What a letter asks for, without which the time does not begin.
const fn asks_for(letter: Letter) -> Option<&'static str> {
    match letter {
        Letter::Identity => Some("identity"),
        Letter::Authority => Some("authority"),
        _ => None,
    }
}
