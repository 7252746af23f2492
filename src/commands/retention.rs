//! `praxis retention`: how long records stay, and letting them go.

mod apply;
mod due;
mod review;
pub mod schedule;
mod show;
mod statistics;
mod sweep;
mod what;

use super::Context;
use crate::failure::{Exit, Failure};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
#[allow(clippy::large_enum_variant)] // One value for each run of the program.
pub enum Command {
    /// The retention schedule
    #[command(subcommand)]
    Schedule(schedule::Command),
    Due(due::Args),
    Sweep(sweep::Args),
    Review(review::Args),
    Apply(apply::Args),
    Show(show::Args),
    Statistics(statistics::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<Exit, Failure> {
    match command {
        Command::Schedule(command) => schedule::run(command, context),
        Command::Due(args) => due::run(&args, context),
        Command::Sweep(args) => return sweep::run(&args, context),
        Command::Review(args) => review::run(&args, context),
        Command::Apply(args) => apply::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Statistics(args) => statistics::run(&args, context),
    }
    .map(|()| Exit::Done)
}
