//! `praxis note`: what was written about contacts with clients.

mod add;
mod amend;
mod list;
mod show;
mod state;
pub mod writing;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Amend(amend::Args),
    Sign(state::SignArgs),
    Trash(state::TrashArgs),
    Restore(state::RestoreArgs),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(args) => add::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Amend(args) => amend::run(&args, context),
        Command::Sign(args) => state::sign(&args, context),
        Command::Trash(args) => state::trash(&args, context),
        Command::Restore(args) => state::restore(&args, context),
    }
}
