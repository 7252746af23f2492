//! `praxis request resume`

use super::super::Context;
use crate::failure::Failure;
use crate::records::request::Step;

/// Record that the answer came for which the clock stood still
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis request resume R-0001 --on 2026-11-12")]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// The day it came (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    super::record(&args.request, vec![Step::Resumed { on }], context)
}
