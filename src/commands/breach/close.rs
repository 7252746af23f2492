//! `praxis breach close`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::breach::{Facts, Step};

/// Close a breach for which everything is done
///
/// It is refused while nobody decided about the risk, while the Commissioner was not told of a risk, or the people of a high
/// one. From then on it keeps nothing of the clients' records from being disposed of.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach close B-0001\n  praxis breach close B-0001 --on 2026-12-04 --lessons-file lessons.txt"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "B-0001")]
    breach: String,
    /// The day it was closed (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// What was learned, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    lessons_file: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let breach = super::reference(&args.breach)?;
    let today = context.now.today();
    let on = args.on.as_deref().map_or(Ok(today), |text| given::past_date(text, "--on", today))?;
    let lessons = args
        .lessons_file
        .as_deref()
        .map(|file| super::super::given::words_in(file, "--lessons-file"))
        .transpose()?;
    let mut steps = Vec::new();
    if lessons.is_some() {
        steps.push(Step::Updated { facts: Box::new(Facts { lessons, ..Facts::default() }) });
    }
    steps.push(Step::Closed { on });
    super::record(breach, steps, context)
}
