//! `praxis client`: the people the practice keeps records about.

mod add;
mod amend;
mod fields;
mod list;
mod restrict;
mod show;
mod statement;
mod turn;

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
    End(turn::EndArgs),
    Reopen(turn::ReopenArgs),
    Died(turn::DiedArgs),
    Restrict(restrict::RestrictArgs),
    Unrestrict(restrict::UnrestrictArgs),
    Statement(statement::Args),
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
        Command::Restrict(args) => restrict::restrict(&args, context),
        Command::Unrestrict(args) => restrict::unrestrict(&args, context),
        Command::Statement(args) => statement::run(&args, context),
    }
}
