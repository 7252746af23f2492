//! `praxis audit log`

use super::super::Context;
use super::filter::Filter;
use crate::export::csv;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::log::LogLine;

/// Show what was done, by whom, when, and about whom or what
///
/// References only: the log has no names and no text. The last entries come last. Reading it takes no key.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis audit log\n  praxis audit log --about C-0001 --since 2026-01-01\n  praxis audit log --action erasure --json\n  praxis audit log --csv > log.csv"
)]
pub struct Args {
    #[command(flatten)]
    filter: Filter,
    /// Only the last so many
    #[arg(long, value_name = "N")]
    last: Option<usize>,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let wanted = args.filter.wanted()?;
    let found = context.vault_looking()?.entries(&wanted)?;
    let skipped = args.last.map_or(0, |last| found.len().saturating_sub(last));
    let lines: Vec<LogLine> = found.iter().skip(skipped).map(LogLine::from).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if args.csv {
        let bytes = csv::log(&lines).map_err(|e| Failure::Unexpected(e.into()))?;
        return context.terminal.print(String::from_utf8_lossy(&bytes).trim_end());
    }
    if lines.is_empty() {
        context.terminal.say("no entries");
        return Ok(());
    }
    let rows = lines.into_iter().map(|line| {
        vec![
            line.entry.to_string(),
            line.time,
            line.by,
            line.action.code().to_owned(),
            line.about.map(|about| about.to_string()).unwrap_or_default(),
            line.count.map(|count| count.to_string()).unwrap_or_default(),
        ]
    });
    context.terminal.print_table(&["Entry", "Time", "By", "Action", "About", "Count"], rows.collect())
}
