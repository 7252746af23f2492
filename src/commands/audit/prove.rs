//! `praxis audit prove`

use std::path::PathBuf;

use super::super::{Context, given};
use crate::export::log_proof;
use crate::failure::Failure;
use crate::vault::{Wanted, files};

/// Prove that one entry is in the log
///
/// The proof is a C2SP tlog-proof, which other programs check: the number of the entry, the way from it to the root, and
/// the signed head of the log. In its line `extra` it has the bytes of the entry. It takes no key.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis audit prove 120 -o entry-120.tlog-proof\n  praxis audit prove 120"
)]
pub struct Args {
    /// The number of the entry, as praxis audit log prints it
    #[arg(value_name = "N")]
    entry: u64,
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the proof")?;
    }
    let vault = context.vault_looking()?;
    if let Some(path) = &args.output {
        given::refuse_inside(&vault, path, "the proof")?;
    }
    let proven = vault.prove(&Wanted { entry: Some(args.entry), ..Wanted::default() }, Vec::new())?;
    let entries = proven.entries.iter();
    let text: String = entries
        .map(|one| log_proof::of(one.entry.number, &one.bytes, &one.proof, &proven.head.note))
        .collect();
    let Some(path) = &args.output else { return context.terminal.print(text.trim_end()) };
    files::make_new(path, text.as_bytes(), "the proof")?;
    context.terminal.say(&format!("other programs check it with the key {}", proven.head.log_key));
    Ok(())
}
