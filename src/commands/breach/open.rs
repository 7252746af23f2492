//! `praxis breach open`

use serde::Serialize;

use super::super::{Context, given};
use super::{instant, stored};
use crate::failure::Failure;
use crate::records::breach::{Breach, Facts};
use crate::records::instant::in_words;
use crate::records::reference::Reference;

/// Record a breach: one line is enough, the rest follows later
///
/// The 72 hours of UK GDPR Article 33(1) run from when the practice became aware of it: not from when it happened. Name
/// nobody in the title.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach open \"laptop bag stolen on train\" --aware \"2026-11-20 17:45\"\n  praxis breach open \"letter to the wrong address\" --aware now"
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
}

#[derive(Serialize)]
struct Opened {
    breach: Reference,
    due: String,
    latest: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let title = asked(args.title.as_deref(), "TITLE", "What happened, without names", context)?;
    let title = given::field(&title, "TITLE")?.ok_or_else(|| {
        Failure::Usage("TITLE is empty".to_owned(), "say what happened in a few words".to_owned())
    })?;
    let aware = asked(
        args.aware.as_deref(),
        "--aware",
        "When did you become aware of it (now, or 2026-11-20 17:45)",
        context,
    )?;
    let aware = instant(&aware, "--aware", context)?;
    let occurred = args.occurred.as_deref().map(|text| instant(text, "--occurred", context)).transpose()?;
    if occurred.is_some_and(|occurred| occurred > aware) {
        return Err(Failure::Usage(
            "--aware is before --occurred".to_owned(),
            "nobody becomes aware of a breach before it happens: mend one of the two".to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    let breach = Breach {
        title,
        aware: stored(aware),
        facts: Facts { occurred_from: occurred.map(stored), ..Facts::default() },
        history: Vec::new(),
        by: unlocked.member(),
        recorded: context.now.text(),
    };
    let reference = unlocked.open_breach(&breach)?;
    let clock = unlocked.breach(reference)?.standing.clock;
    context.terminal.say(&format!(
        "to be reported by {}, unless it is unlikely to be a risk to anybody: praxis breach update {reference}, and then \
         praxis breach assess {reference}",
        in_words(clock.due)
    ));
    let opened = Opened { breach: reference, due: stored(clock.due), latest: stored(clock.latest) };
    context.print(&opened, || reference.to_string())
}

/// What was given, or what somebody types.
fn asked(given: Option<&str>, flag: &str, question: &str, context: &Context) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let asked = if context.terminal.can_ask() { context.terminal.ask(question)? } else { None };
    asked.ok_or_else(|| Failure::Usage(format!("{flag} is missing"), format!("give {flag}")))
}
