//! `praxis clock`: the calculators alone. Facts in, date out; no vault is needed, and none is touched.

mod retention;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Retention(retention::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Retention(args) => retention::run(&args, context),
    }
}
