//! `praxis disclosure`: who was told what about a client.

mod add;
mod list;

use super::Context;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::Unlocked;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Add(add::Args),
    List(list::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(args) => add::run(args, context),
        Command::List(args) => list::run(&args, context),
    }
}

/// Says that whoever was told something about a client is to be told of what was just done: UK GDPR Article 19.
pub fn name_recipients(unlocked: &Unlocked, client: Reference, context: &Context) -> Result<(), Failure> {
    let told = unlocked.disclosure_count(client)?;
    if told > 0 {
        let disclosures = counted(told, "disclosure");
        context.terminal.say(&format!(
            "{disclosures} on record: whoever was told is told of this too (UK GDPR Article 19): praxis disclosure list \
             {client}"
        ));
    }
    Ok(())
}
