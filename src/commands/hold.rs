//! `praxis hold`: reasons for which a client's record must not be destroyed.

mod lift;
mod list;
mod place;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Place(place::Args),
    Lift(lift::Args),
    List(list::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Place(args) => place::run(&args, context),
        Command::Lift(args) => lift::run(&args, context),
        Command::List(args) => list::run(&args, context),
    }
}
