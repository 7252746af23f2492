//! `praxis breach open`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::{facts, instant, stored};
use crate::failure::Failure;
use crate::records::breach::{Breach, Facts};
use crate::records::instant::{in_london, in_words, text};
use crate::records::reference::Reference;
use crate::rules::breach::Answer;

/// Record a breach: one line is enough, the rest follows later
///
/// The 72 hours of UK GDPR Article 33(1) run from when the practice became aware of it: not from when it happened. Name
/// nobody in the title.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach open \"laptop bag stolen on train\" --aware \"2026-11-20 17:45\"\n  praxis breach open \"letter to the wrong address\" --aware now\n  praxis breach open --from facts.toml"
)]
pub struct Args {
    /// What happened, in a few words and without names; asked for on a terminal
    title: Option<String>,
    /// When you became aware of it: now, or an instant, in London or with an offset; asked for on a terminal
    #[arg(long, value_name = "INSTANT")]
    aware: Option<String>,
    /// When it happened, or began, where that is known
    #[arg(long, value_name = "INSTANT")]
    occurred: Option<String>,
    /// What is known, title and awareness too, as TOML or JSON from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

#[derive(Serialize)]
struct Opened {
    breach: Reference,
    due: String,
    latest: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let given = args.from.as_deref().map(facts::from_file).transpose()?;
    let opened = open(args, given.as_ref().map(|given| &given.facts), context);
    let (reference, clock) = facts::Given::keep_on_failure(given.as_ref(), opened)?;
    let late = if context.now.instant() > clock.due { "was to be reported" } else { "to be reported" };
    context.terminal.say(&format!(
        "{late} by {}, unless it is unlikely to be a risk to anybody: praxis breach update {reference}, and then \
         praxis breach assess {reference}",
        in_words(clock.due)
    ));
    let opened =
        Opened { breach: reference, due: text(in_london(clock.due)), latest: text(in_london(clock.latest)) };
    context.print(&opened, || reference.to_string())
}

fn open(args: &Args, given: Option<&Facts>, context: &Context) -> Result<(Reference, Answer), Failure> {
    let given_flag = |text: &Option<String>, flag: &str| {
        text.as_deref().map(|text| instant(text, flag, context).map(stored)).transpose()
    };
    let mut known = given.cloned().unwrap_or_default();
    known.learn(&Facts {
        title: args.title.as_deref().map(title).transpose()?,
        aware: given_flag(&args.aware, "--aware")?,
        occurred_from: given_flag(&args.occurred, "--occurred")?,
        ..Facts::default()
    });
    let title = match known.title.take() {
        Some(title) => title,
        None => title(&asked("TITLE", "What happened, without names", context)?)?,
    };
    let aware = if let Some(aware) = known.aware.take() {
        aware
    } else {
        let question = "When did you become aware of it (now, or 2026-11-20 17:45)";
        stored(instant(&asked("--aware", question, context)?, "--aware", context)?)
    };
    // Instants of one form: the order of the text is that of time.
    if known.occurred_from.as_ref().is_some_and(|occurred| *occurred > aware) {
        return Err(Failure::Usage(
            "--aware is before --occurred".to_owned(),
            "nobody becomes aware of a breach before it happens: mend one of the two".to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    let breach = Breach {
        title,
        aware,
        facts: known,
        history: Vec::new(),
        by: unlocked.member(),
        recorded: context.now.text(),
    };
    let reference = unlocked.open_breach(&breach)?;
    Ok((reference, unlocked.breach(reference)?.standing.clock))
}

fn title(text: &str) -> Result<String, Failure> {
    given::field(text, "TITLE")?.ok_or_else(|| {
        Failure::Usage("TITLE is empty".to_owned(), "say what happened in a few words".to_owned())
    })
}

/// What somebody types.
fn asked(flag: &str, question: &str, context: &Context) -> Result<String, Failure> {
    let asked = if context.terminal.can_ask() { context.terminal.ask(question)? } else { None };
    asked.ok_or_else(|| Failure::Usage(format!("{flag} is missing"), format!("give {flag}")))
}
