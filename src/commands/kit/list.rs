//! `praxis kit list`

use chrono::NaiveDate;
use serde::Serialize;

use super::super::Context;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::office::KitState;
use crate::records::reference::Reference;
use crate::vault::FoundKit;

/// List recovery kits
///
/// Every kit that was made, with who holds it and where. A stale one is of an epoch before the vault's own: with a
/// backup of its time it could bring back what was erased since.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis kit list\n  praxis kit list --json")]
pub struct Args {}

#[derive(Serialize)]
struct Line<'a> {
    kit: Reference,
    made: &'a str,
    epoch: u64,
    state: KitState,
    stale: bool,
    holder: Option<&'a str>,
    place: &'a str,
    verified: Option<NaiveDate>,
}

/// Runs the command.
pub fn run(_: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.kits()?;
    let lines: Vec<Line<'_>> = found.iter().map(line).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("no kits; make one with: praxis kit new -o FILE");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        let state =
            if line.stale { format!("{}, stale", line.state.code()) } else { line.state.code().to_owned() };
        vec![
            line.kit.to_string(),
            line.made.parse().map_or_else(|_| line.made.to_owned(), in_words),
            state,
            line.verified.map(in_words).unwrap_or_default(),
            line.holder.unwrap_or_default().to_owned(),
            line.place.to_owned(),
        ]
    });
    let header = ["Kit", "Made", "State", "Last read", "Holder", "Place"];
    context.terminal.print_table(&header, rows.collect())
}

fn line(found: &FoundKit) -> Line<'_> {
    Line {
        kit: found.reference,
        made: &found.made,
        epoch: found.epoch,
        state: found.state,
        stale: found.stale,
        holder: found.entry.holder.as_deref(),
        place: &found.entry.place,
        verified: found.entry.verified,
    }
}
