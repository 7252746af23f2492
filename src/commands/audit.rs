//! `praxis audit`: the log of everything that was done, and proofs of it that a stranger can check. None of it asks for a key.

mod bundle;
mod bundled;
mod checkpoint;
mod filter;
mod kept;
mod log;
mod prove;
mod verify;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Log(log::Args),
    Verify(verify::Args),
    Checkpoint(checkpoint::Args),
    Prove(prove::Args),
    Bundle(bundle::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Log(args) => log::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Checkpoint(args) => checkpoint::run(&args, context),
        Command::Prove(args) => prove::run(&args, context),
        Command::Bundle(args) => bundle::run(&args, context),
    }
}
