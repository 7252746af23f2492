//! `praxis retention schedule`: which rules the practice has given itself.

mod check;
mod explain;
mod show;

use super::super::Context;
use crate::config::schedule::DEFAULT_NAME;
use crate::failure::Failure;
use crate::records::schedule::Schedule;
use crate::vault::Unlocked;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Show(show::Args),
    Check(check::Args),
    Explain(explain::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Show(args) => show::run(&args, context),
        Command::Check(args) => check::run(&args, context),
        Command::Explain(args) => explain::run(&args, context),
    }
}

/// The schedule in the vault's praxis.toml: settings are in the clear, so that nothing is unlocked.
fn of_the_vault(context: &Context) -> Result<Schedule, Failure> {
    context.vault()?.config.retention.ok_or_else(none)
}

/// The same of a vault that is open.
///
/// # Errors
/// Where it has none.
pub fn of(unlocked: &Unlocked) -> Result<Schedule, Failure> {
    unlocked.vault().config.retention.clone().ok_or_else(none)
}

fn none() -> Failure {
    Failure::Missing(
        "praxis.toml has no table [retention]: nothing is ever disposed of".to_owned(),
        format!("to see one: praxis retention schedule show --preset {DEFAULT_NAME}"),
    )
}
