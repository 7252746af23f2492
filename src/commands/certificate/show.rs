//! `praxis certificate show`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::reference::Register;
use crate::vault::files;

/// Issue the certificate of an erasure as it stands today
///
/// Kits that were renewed and backups that are gone no longer stand in it: that is how it becomes final. It is signed
/// with your key, and anybody can check it: praxis certificate verify FILE. It names the client by number only.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis certificate show E-0001\n  praxis certificate show E-0001 -o E-0001.txt\n  praxis certificate show E-0001 --json"
)]
pub struct Args {
    /// Reference
    certificate: String,
    /// A new file, instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = given::reference(&args.certificate, Register::Certificate)?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the certificate")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the certificate")?;
    }
    let (certificate, signed) = unlocked.certificate(reference)?;
    if let Some(path) = &args.output {
        files::write_new(path, signed.as_bytes(), "the certificate")?;
        files::sync_folder(files::folder_of(path), "the folder of the certificate")?;
        return context.print(&certificate, || reference.to_string());
    }
    context.print(&certificate, || signed)
}
