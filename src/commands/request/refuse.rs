//! `praxis request refuse`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::request::{Outcome, RefusedFor, Step};

/// Record that a request was refused, and close it
///
/// Whoever asked must be told why, and that they may complain to the practice (DPA 2018 section 164A), to the Commissioner
/// (section 165) and to a court (UK GDPR Article 12(4)). An erasure is refused for a ground of its own with praxis erase
/// --refuse, which gives a certificate.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis request refuse R-0001 --ground identity --reason-file reasons.txt\n  praxis request refuse R-0001 --ground not-applicable --on 2026-11-30 --reason-file -"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// The day they were told (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Why: unfounded, excessive, identity, authority, exempt or not-applicable
    #[arg(long, value_name = "GROUND", value_parser = given::code::<RefusedFor>(), hide_possible_values = true)]
    ground: RefusedFor,
    /// The reasons they were given, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    let because =
        super::words(args.reason_file.as_deref(), "--reason-file", "The reasons they were given", context)?;
    let refused = Step::Refused { on, ground: args.ground, because };
    let closed = Step::Closed { on, outcome: Outcome::Refused };
    super::record(&args.request, vec![refused, closed], context)
}
