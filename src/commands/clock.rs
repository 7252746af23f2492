//! `praxis clock`: the calculators alone. Facts in, date out; no vault is needed, and none is touched.

mod access;
mod breach;
mod complaint;
mod retention;

use super::Context;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Access(access::Args),
    Complaint(complaint::Args),
    Breach(breach::Args),
    Retention(retention::Args),
}

/// Without a vault nobody says where the practice is.
const ASSUMED: &str = "bank holidays of England and Wales, for no --nation was given";

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Access(args) => access::run(&args, context),
        Command::Complaint(args) => complaint::run(&args, context),
        Command::Breach(args) => breach::run(&args, context),
        Command::Retention(args) => retention::run(&args, context),
    }
}

/// What is said after the answer: never among the data.
fn close(warnings: &[String], context: &Context) {
    for warning in warnings {
        context.terminal.warn(warning);
    }
    context.terminal.say("this is no legal advice");
}
