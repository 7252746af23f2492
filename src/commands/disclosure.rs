//! `praxis disclosure`: who was told what about a client.

mod add;
mod list;

use super::Context;
use crate::failure::Failure;

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
