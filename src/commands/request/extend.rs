//! `praxis request extend`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::request::{Lengthened, Step};

/// Record that whoever asked was told that it takes up to two months longer
///
/// They must be told within the first month, with the reasons (UK GDPR Article 12A(3) and (4)). Told later, it is recorded
/// and the day does not move.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request extend R-0001 --on 2026-11-30 --ground complexity --reason-file reasons.txt"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// The day they were told (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Why: complexity of the requests, or their number
    #[arg(long, value_name = "GROUND", value_parser = given::code::<Lengthened>())]
    ground: Lengthened,
    /// The reasons they were given, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    let because =
        super::words(args.reason_file.as_deref(), "--reason-file", "The reasons they were given", context)?;
    super::record(&args.request, vec![Step::Extended { on, ground: args.ground, because }], context)
}
