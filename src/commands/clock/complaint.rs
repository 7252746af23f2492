//! `praxis clock complaint`

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::nation::Nation;
use crate::rules::bank_holidays::Calendar;
use crate::rules::complaint::{SOURCE, decide};

/// Work out by when a complaint about data protection must be acknowledged
///
/// 30 days from the day it came, and then to a working day (DPA 2018 section 164A).
/// No vault is needed, and none is touched.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
                        praxis clock complaint --received 2026-11-26\n  \
                        praxis clock complaint --received 2026-10-31 --nation scotland --json")]
pub struct Args {
    /// The day the complaint came
    #[arg(long, value_name = "DATE")]
    received: String,
    /// Whose bank holidays count; without it, those of England and Wales
    #[arg(long, value_name = "NATION", value_parser = given::code::<Nation>())]
    nation: Option<Nation>,
}

/// What scripts rely on.
#[derive(Serialize)]
struct Found<'a> {
    acknowledge_by: NaiveDate,
    nation: Nation,
    source: &'a str,
    steps: &'a [String],
    warnings: &'a [String],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let nation = args.nation.unwrap_or(Nation::EnglandAndWales);
    let mut answer = decide(given::date(&args.received, "--received")?, &Calendar::of(nation));
    if args.nation.is_none() {
        answer.steps.push(super::ASSUMED.to_owned());
    }
    let found = Found {
        acknowledge_by: answer.acknowledge_by,
        nation,
        source: SOURCE,
        steps: &answer.steps,
        warnings: &answer.warnings,
    };
    context.print(&found, || {
        let mut lines =
            vec![answer.acknowledge_by.to_string(), "to be acknowledged within 30 days".to_owned()];
        lines.push(String::new());
        lines.extend(answer.steps.iter().map(|step| format!("  {step}")));
        lines.push(format!("  source: {SOURCE}"));
        lines.join("\n")
    })?;
    super::close(&answer.warnings, context);
    Ok(())
}
