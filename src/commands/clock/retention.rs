//! `praxis clock retention`

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use crate::config::schedule::DEFAULT_NAME;
use crate::failure::Failure;
use crate::records::schedule::{Class, Disposal};
use crate::rules::retention::{Answer, Given, When, compute};

/// Work out from when on a record may go
///
/// By a schedule that comes with the program (insurer-7 unless --preset names another), or by one in a file. Only the
/// rules of the class are asked; for a client several classes may apply, and the longest decides.
/// No vault is needed, and none is touched.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
                        praxis clock retention --class adult --last-contact 2019-11-22\n  \
                        praxis clock retention --class child --born 2008-06-15 --ended 2026-06-14 --preset nhs-code\n  \
                        praxis clock retention --class invoice --trigger 2026-11-22 --json")]
pub struct Args {
    /// What it is about
    #[arg(long, value_name = "CLASS", value_parser = given::class())]
    class: Class,
    /// The day of the last contact
    #[arg(long, value_name = "DATE")]
    last_contact: Option<String>,
    /// Date of birth
    #[arg(long, value_name = "DATE")]
    born: Option<String>,
    /// The day work ended; without it, the last contact counts
    #[arg(long, value_name = "DATE")]
    ended: Option<String>,
    /// The day of death
    #[arg(long, value_name = "DATE")]
    died: Option<String>,
    /// The day the period runs from: of the invoice, of the closing, of the writing
    #[arg(long, value_name = "DATE")]
    trigger: Option<String>,
    #[command(flatten)]
    schedule: given::ScheduleArgs,
}

/// What scripts rely on.
#[derive(Serialize)]
struct Found<'a> {
    eligible_from: Option<NaiveDate>,
    rule: Option<&'a str>,
    class: Class,
    trigger: Option<NaiveDate>,
    action: Disposal,
    because: &'a str,
    source: Option<&'a str>,
    steps: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_to: Option<NaiveDate>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let day = |text: &Option<String>, flag| text.as_deref().map(|text| given::date(text, flag)).transpose();
    let given = Given {
        class: args.class,
        last_contact: day(&args.last_contact, "--last-contact")?,
        born: day(&args.born, "--born")?,
        ended: day(&args.ended, "--ended")?,
        died: day(&args.died, "--died")?,
        trigger: day(&args.trigger, "--trigger")?,
    };
    let schedule = match args.schedule.read()? {
        Some(schedule) => schedule,
        None => crate::config::schedule::preset(DEFAULT_NAME)?,
    };
    let answer = compute(&schedule, &given);
    let found = Found {
        eligible_from: if let When::From(day) = answer.when { Some(day) } else { None },
        rule: answer.rule.as_deref(),
        class: answer.class,
        trigger: answer.trigger,
        action: answer.action,
        because: &answer.because,
        source: answer.source.as_deref(),
        steps: &answer.steps,
        keep_to: answer.keep_to,
    };
    context.print(&found, || in_words(&answer))?;
    context.terminal.say(&format!("by the schedule {}; this is no legal advice", schedule.name));
    Ok(())
}

fn in_words(answer: &Answer) -> String {
    let first = match answer.when {
        When::From(day) => day.to_string(),
        When::Never => "never".to_owned(),
        When::CannotCompute => "cannot be worked out, and so never".to_owned(),
    };
    let mut lines = vec![first, answer.because.clone(), String::new()];
    lines.extend(answer.steps.iter().map(|step| format!("  {step}")));
    lines.join("\n")
}
