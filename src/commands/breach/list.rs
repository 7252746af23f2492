//! `praxis breach list`

use super::super::Context;
use super::shown::{Line, instant_in_words, report};
use crate::failure::Failure;
use crate::records::code::Code;

/// List breaches: those that are open, what is due first
///
/// With --all, those that are closed too.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis breach list\n  praxis breach list C-0001 --all --json")]
pub struct Args {
    /// Whom they affect: reference, or a part of the name
    client: Option<String>,
    /// Those that are closed too
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client_erased_too(text)).transpose()?;
    let mut found = unlocked.breaches(client, args.all)?;
    found.sort_by_key(|one| (!one.is_open(), one.standing.state, one.standing.clock.due, one.reference));
    if context.terminal.json {
        let lines: Vec<Line<'_>> = found.iter().map(Line::of).collect();
        return context.terminal.print_json(&lines);
    }
    if found.is_empty() {
        context.terminal.say("no breaches");
        return Ok(());
    }
    let rows = found.iter().map(|one| {
        let known = one.breach.known();
        vec![
            one.reference.to_string(),
            known.title.unwrap_or_default(),
            known.aware.as_deref().map(instant_in_words).unwrap_or_default(),
            one.breach.status().in_words().to_owned(),
            one.breach.decided().map(|(risk, ..)| risk.code().to_owned()).unwrap_or_default(),
            report(one),
        ]
    });
    let header = ["Breach", "Title", "Aware", "Status", "Risk", "Report"];
    context.terminal.print_table(&header, rows.collect())
}
