//! `praxis retention statistics`

use serde::Serialize;

use super::super::Context;
use crate::failure::Failure;
use crate::records::sweep::{Remainder, SweepState};
use crate::rules::statistics::{FEWEST, tell};

/// Show what is kept of records that were anonymised: counts by year
///
/// Records whose rule says `anonymise` leave the number of clients and of notes by the year of the last contact, and nothing
/// about anybody. Years of fewer than five clients are added together, and left out while these are fewer than five too.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis retention statistics\n  praxis retention statistics --json")]
pub struct Args {}

#[derive(Serialize)]
struct Line {
    /// Nothing for the years of few clients together.
    year: Option<i32>,
    clients: u64,
    notes: u64,
}

/// Runs the command.
pub fn run(_: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.reviews(None)?;
    let applied = found.iter().filter(|one| one.row.state == SweepState::Applied);
    let told = tell(applied.map(|one| &one.reviewed.anonymised));
    let line = |year, count: Remainder| Line { year, clients: count.clients, notes: count.notes };
    let mut lines: Vec<Line> = told.years.into_iter().map(|(year, count)| line(Some(year), count)).collect();
    lines.extend(told.others.map(|count| line(None, count)));
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if told.left_out {
        context
            .terminal
            .say(&format!("left out: years of fewer than {FEWEST} clients, and too few together"));
    }
    if lines.is_empty() {
        context.terminal.say("nothing was anonymised");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        let year = line.year.map_or_else(|| "other years".to_owned(), |year| year.to_string());
        vec![year, line.clients.to_string(), line.notes.to_string()]
    });
    context.terminal.print_table(&["Year", "Clients", "Notes"], rows.collect())
}
