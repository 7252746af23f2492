//! `praxis request close`

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::request::{Outcome, Step};

/// Close a request that was answered
///
/// From then on it keeps nothing of the client's record from being disposed of. A request that was refused is closed by
/// praxis request refuse.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request close R-0001 --outcome complied\n  praxis request close R-0002 --outcome nothing-held --on 2026-11-20"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// The day it was answered (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// How: complied, partly, nothing-held, erased, withdrawn, or abandoned (they never answered)
    #[arg(long, value_name = "OUTCOME", value_parser = given::code_of(&OUTCOMES), hide_possible_values = true)]
    outcome: Outcome,
}

/// What is not recorded by another command.
const OUTCOMES: [Outcome; 6] = [
    Outcome::Complied,
    Outcome::Partly,
    Outcome::NothingHeld,
    Outcome::Erased,
    Outcome::Withdrawn,
    Outcome::Abandoned,
];

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    super::record(&args.request, vec![Step::Closed { on, outcome: args.outcome }], context)
}
