//! `praxis request pause`

use std::path::PathBuf;

use super::super::Context;
use crate::failure::Failure;
use crate::records::request::Step;

/// Stop the clock of an access request while you wait for what exactly is meant
///
/// Only where that is reasonably needed to find what is asked for, such as in a large record (UK GDPR Article 12A(5)): not
/// as a matter of course. The day of the question and the day of the answer do not count. Go on searching meanwhile.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  echo 'Eleven years of records' | praxis request pause R-0001 --on 2026-11-05 --reason-file -"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// The day you asked (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Why that was needed, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    let because = super::words(args.reason_file.as_deref(), "--reason-file", "Why that is needed", context)?;
    super::record(&args.request, vec![Step::Paused { on, because }], context)
}
