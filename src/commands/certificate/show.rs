//! `praxis certificate show`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};
use crate::vault::files;

/// Issue the certificate of an erasure, or of a whole sweep, as it stands today
///
/// Kits that were renewed and backups that are gone no longer stand in it: that is how it becomes final. It is signed
/// with your key, and anybody can check it: praxis certificate verify FILE. It names clients by number only. That of a
/// sweep (S-0001, see praxis certificate list) has one line for each client, and neither a rule nor a day of the schedule.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis certificate show E-0001\n  praxis certificate show E-0001 -o E-0001.txt\n  praxis certificate show E-0001 --json\n  praxis certificate show S-0001 -o S-0001.txt"
)]
pub struct Args {
    /// Reference, of an erasure or of a sweep
    certificate: String,
    /// A new file, instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let sweep = given::reference(&args.certificate, Register::Sweep).ok();
    let reference = sweep.map_or_else(|| given::reference(&args.certificate, Register::Certificate), Ok)?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the certificate")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the certificate")?;
    }
    if sweep.is_some() {
        let (disposal, signed) = unlocked.disposal_certificate(reference)?;
        return hand_out(args, context, reference, &disposal, signed);
    }
    let (certificate, signed) = unlocked.certificate(reference)?;
    hand_out(args, context, reference, &certificate, signed)
}

fn hand_out(
    args: &Args,
    context: &Context,
    reference: Reference,
    data: &impl Serialize,
    signed: String,
) -> Result<(), Failure> {
    if let Some(path) = &args.output {
        files::make_new(path, signed.as_bytes(), "the certificate")?;
        return context.print(data, || reference.to_string());
    }
    context.print(data, || signed)
}
