//! `praxis complaint close`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::complaint::{Outcome, Step};
use crate::records::request::Channel;

/// Close a complaint: whoever complained was told the outcome, or took it back
///
/// Tell them first: praxis complaint letter K-0001 outcome writes it. Where they do not get all of what they wanted, tell them as
/// well that they may go to the Commissioner, and say so with --regulator-told. From then on it keeps nothing of the client's
/// record from being disposed of.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis complaint close K-0001 --outcome upheld --how letter --words-file outcome.txt\n  praxis complaint close K-0002 --outcome not-upheld --on 2026-12-01 --how email --regulator-told"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "K-0001")]
    complaint: String,
    /// How it ended: upheld, partly-upheld, not-upheld, not-applicable (not about data protection) or withdrawn
    #[arg(long, value_name = "OUTCOME", value_parser = given::code::<Outcome>(), hide_possible_values = true)]
    outcome: Outcome,
    /// The day they were told (default: today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// How they were told, unless they took it back: email, letter, phone, in-person, form, message or other
    #[arg(long, value_name = "WAY", value_parser = given::code::<Channel>(), hide_possible_values = true)]
    how: Option<Channel>,
    /// What they were told, and what is done about it, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    words_file: Option<PathBuf>,
    /// They were told that they may complain to the Commissioner
    #[arg(long)]
    regulator_told: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let on = super::day(args.on.as_deref(), "--on", context)?;
    let complaint = super::reference(&args.complaint)?;
    if args.how.is_none() && args.outcome != Outcome::Withdrawn {
        return Err(Failure::Usage(
            "--how is missing: a complaint ends when whoever made it was told the outcome".to_owned(),
            format!("praxis complaint close {complaint} --outcome {} --how letter", args.outcome.code()),
        ));
    }
    let words = super::words(args.words_file.as_deref(), "--words-file")?;
    let (outcome, how, regulator) = (args.outcome, args.how, args.regulator_told);
    super::record(&args.complaint, vec![Step::Closed { on, outcome, how, words, regulator }], context)
}
