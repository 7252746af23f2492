//! `praxis note`: what was written about contacts with clients.

mod add;
mod amend;
mod list;
mod show;
mod state;
mod writing;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Write a note
    Add(add::Args),
    /// List notes
    List(list::Args),
    /// Show a note
    Show(show::Args),
    /// Amend a note, keeping what was signed
    Amend(amend::Args),
    /// Sign a draft
    Sign(state::SignArgs),
    /// Put a note in the trash
    Trash(state::TrashArgs),
    /// Take a note out of the trash
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
