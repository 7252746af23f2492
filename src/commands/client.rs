//! `praxis client`: the people the practice keeps records about.

mod add;
mod amend;
mod fields;
mod list;
mod show;
mod turn;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Add a client
    Add(add::Args),
    /// List clients
    List(list::Args),
    /// Show a client's record
    Show(show::Args),
    /// Change a client's record, keeping the former versions
    Amend(amend::Args),
    /// Record that work has ended
    End(turn::EndArgs),
    /// Record that work goes on again
    Reopen(turn::ReopenArgs),
    /// Record that a client has died
    Died(turn::DiedArgs),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(args) => add::run(args, context),
        Command::List(args) => list::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Amend(args) => amend::run(args, context),
        Command::End(args) => turn::end(&args, context),
        Command::Reopen(args) => turn::reopen(&args, context),
        Command::Died(args) => turn::died(&args, context),
    }
}
