//! `praxis complaint acknowledge`

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::complaint::Step;
use crate::records::request::Channel;

/// Record that a complaint was acknowledged
///
/// It is recorded late, too. Where the outcome is given within the 30 days, none is needed besides.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint acknowledge K-0001 --how email\n  praxis complaint acknowledge K-0001 --on 2026-11-23 --how letter"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "K-0001")]
    complaint: String,
    /// The day (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// How: email, letter, phone, in-person, form, message or other
    #[arg(long, value_name = "WAY", value_parser = given::code::<Channel>(), hide_possible_values = true)]
    how: Channel,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    super::record(&args.complaint, vec![Step::Acknowledged { on, how: args.how }], context)
}
