//! `praxis will`: clinical wills. Who looks after clients and records on the day on which the practitioner no longer can, and
//! with what.

mod drill;
mod retire;
mod set;
mod show;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Set(set::Args),
    Show(show::Args),
    Drill(drill::Args),
    Retire(retire::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Set(args) => set::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Drill(args) => drill::run(&args, context),
        Command::Retire(args) => retire::run(&args, context),
    }
}
