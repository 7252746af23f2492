//! `praxis request list`

use super::super::Context;
use super::shown::Shown;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;

/// List requests: those that wait for an answer, what is due first
///
/// With --all, those that are closed too.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis request list\n  praxis request list C-0001 --all --json")]
pub struct Args {
    /// About whom: reference, or a part of the name
    client: Option<String>,
    /// Those that are closed too
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client_erased_too(text)).transpose()?;
    let mut found = unlocked.requests(client, args.all)?;
    found.sort_by_key(|one| (!one.is_open(), one.clock.due.is_none(), one.clock.due, one.reference));
    if context.terminal.json {
        let lines: Vec<Shown<'_>> = found.iter().map(Shown::of).collect();
        return context.terminal.print_json(&lines);
    }
    if found.is_empty() {
        context.terminal.say("no requests");
        return Ok(());
    }
    let rows = found.iter().map(|one| {
        vec![
            one.reference.to_string(),
            one.request.right.code().to_owned(),
            one.client.map(|client| client.to_string()).unwrap_or_default(),
            in_words(one.request.received),
            one.clock.state.code().to_owned(),
            one.clock.due.map(in_words).unwrap_or_default(),
        ]
    });
    let header = ["Request", "Right", "Client", "Received", "State", "Due"];
    context.terminal.print_table(&header, rows.collect())
}
