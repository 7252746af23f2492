//! `praxis backup`: copies that may lie anywhere, because none of them holds the key to itself.

mod create;
mod list;
mod prune;
mod report;
mod verify;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Create(create::Args),
    Verify(verify::Args),
    List(list::Args),
    Prune(prune::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create(args) => create::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Prune(args) => prune::run(&args, context),
    }
}
