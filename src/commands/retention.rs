//! `praxis retention`: how long records stay, and letting them go.

mod schedule;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    /// The retention schedule
    #[command(subcommand)]
    Schedule(schedule::Command),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Schedule(command) => schedule::run(command, context),
    }
}
