//! `praxis sar`: the pack that answers a request: gathered, decided about item by item, sealed, checked.

mod decide;
mod dialogue;
mod export;
mod gathered;
mod letter;
mod list;
mod opinion;
mod pack;
mod prepare;
mod preview;
mod verify;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Prepare(prepare::Args),
    Decide(decide::Args),
    Opinion(opinion::Args),
    Preview(preview::Args),
    Export(export::Args),
    List(list::Args),
    Verify(verify::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Prepare(args) => prepare::run(&args, context),
        Command::Decide(args) => decide::run(&args, context),
        Command::Opinion(args) => opinion::run(&args, context),
        Command::Preview(args) => preview::run(&args, context),
        Command::Export(args) => export::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
    }
}
