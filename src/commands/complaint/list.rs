//! `praxis complaint list`

use super::super::Context;
use super::shown::{Shown, due};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;

/// List complaints: those that wait for an acknowledgement first, then those that wait for an outcome
///
/// With --all, those that are closed too.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis complaint list\n  praxis complaint list C-0001 --all --json")]
pub struct Args {
    /// About whose record: reference, or a part of the name
    client: Option<String>,
    /// Those that are closed too
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client_erased_too(text)).transpose()?;
    let mut found = unlocked.complaints(client, args.all)?;
    found.sort_by_key(|one| (!one.is_open(), due(one).is_none(), due(one), one.reference));
    if context.terminal.json {
        let lines: Vec<Shown<'_>> = found.iter().map(Shown::of).collect();
        return context.terminal.print_json(&lines);
    }
    if found.is_empty() {
        context.terminal.say("no complaints");
        return Ok(());
    }
    let rows = found.iter().map(|one| {
        vec![
            one.reference.to_string(),
            one.complaint.about.code().to_owned(),
            one.client.map(|client| client.to_string()).unwrap_or_default(),
            in_words(one.complaint.received),
            one.standing.state.code().to_owned(),
            due(one).map(in_words).unwrap_or_default(),
        ]
    });
    let header = ["Complaint", "About", "Client", "Received", "State", "Acknowledge by"];
    context.terminal.print_table(&header, rows.collect())
}
