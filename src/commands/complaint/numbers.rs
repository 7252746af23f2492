//! `praxis complaint numbers`

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::Context;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::rules::complaint_numbers::{Numbers, count};

/// Count the complaints that came in a year: how many, acknowledged in time, how they ended, what they were about
///
/// Counts alone, of nobody in particular. What was disposed of since is not counted.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint numbers\n  praxis complaint numbers --year 2026 --json"
)]
pub struct Args {
    /// The year (default: this one)
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(2000..=2999))]
    year: Option<i32>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let today = context.now.today();
    let mut unlocked = context.unlock()?;
    let found = unlocked.complaints(None, true)?;
    let year = args.year.unwrap_or_else(|| today.year());
    let calendar = unlocked.vault().config.calendar();
    let numbers = count(found.iter().map(|one| &one.complaint), year, &calendar, today);
    context.print(&numbers, || in_lines(&numbers))
}

fn in_lines(numbers: &Numbers) -> String {
    let mut lines = vec![format!("{}: {} received, {} open", numbers.year, numbers.received, numbers.open)];
    lines.extend(counted("acknowledged", &numbers.acknowledged));
    lines.extend(counted("closed", &numbers.closed));
    lines.extend(counted("about", &numbers.about));
    lines.join("\n")
}

/// Those that are not nought.
fn counted<T: Code + Ord>(what: &str, counts: &BTreeMap<T, u64>) -> Option<String> {
    let some = counts.iter().filter(|(_, count)| **count > 0);
    let said: Vec<String> = some.map(|(code, count)| format!("{} {count}", code.code())).collect();
    (!said.is_empty()).then(|| format!("{what:<12}  {}", said.join(", ")))
}
