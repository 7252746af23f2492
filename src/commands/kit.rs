//! `praxis kit`: recovery kits, which open everything when this machine or a passphrase is lost.

mod list;
mod new;
mod paper;
mod retire;
pub mod verify;

pub use new::passphrase as file_passphrase;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    New(new::Args),
    List(list::Args),
    Verify(verify::Args),
    Retire(retire::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::New(args) => new::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Retire(args) => retire::run(&args, context),
    }
}
