//! `praxis request clock`

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::rules::access::{Rule, State};
use crate::rules::request::Clock;

/// Show by when a request must be answered: the rule, what it rests on, and the arithmetic
///
/// As of today, or of another day. It is a calculation and no legal advice.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request clock R-0001\n  praxis request clock R-0001 --as-of 2026-12-24 --json"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// As of this day (default: today)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

#[derive(Serialize)]
struct Found<'a> {
    request: Reference,
    due: Option<NaiveDate>,
    state: State,
    rule: Rule,
    source: &'a str,
    relevant: Option<NaiveDate>,
    target: Option<NaiveDate>,
    notice_by: Option<NaiveDate>,
    steps: &'a [String],
    warnings: &'a [String],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = super::reference(&args.request)?;
    let as_of = args.as_of.as_deref().map(|text| given::date(text, "--as-of")).transpose()?;
    let mut unlocked = context.unlock()?;
    let found = unlocked.request(reference)?;
    let clock = unlocked.clock_of(&found.request, as_of.unwrap_or_else(|| context.now.today()));
    let shown = Found {
        request: reference,
        due: clock.due,
        state: clock.state,
        rule: clock.rule,
        source: &clock.source,
        relevant: clock.relevant,
        target: clock.target,
        notice_by: clock.notice_by,
        steps: &clock.steps,
        warnings: &clock.warnings,
    };
    context.print(&shown, || in_lines(&clock))?;
    context.terminal.say("this is no legal advice");
    Ok(())
}

fn in_lines(clock: &Clock) -> String {
    let first = clock.due.map_or_else(|| clock.state.code().to_owned(), |due| due.to_string());
    let mut lines = vec![first, clock.rule.code().to_owned(), String::new()];
    lines.extend(clock.steps.iter().map(|step| format!("  {step}")));
    lines.extend(clock.warnings.iter().map(|warning| format!("  note: {warning}")));
    lines.push(format!("  source: {}", clock.source));
    lines.join("\n")
}
