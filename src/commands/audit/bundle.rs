//! `praxis audit bundle`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::filter::Filter;
use crate::export::log_bundle::Bundle;
use crate::failure::Failure;
use crate::records::log::LogLine;
use crate::vault::files;

/// Write entries of the log for somebody outside, with proofs, the signed head, and how to check them
///
/// One file of JSON, for a data protection officer or a regulator. It has references only, and takes no key. praxis audit
/// verify --bundle FILE checks it anywhere, and so does the page of Python in the examples, which shares no code with praxis.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis audit bundle --about C-0001 -o c-0001.json\n  praxis audit bundle --checkpoint log-2026-01.checkpoint -o whole.json"
)]
pub struct Args {
    #[command(flatten)]
    filter: Filter,
    /// A checkpoint that was kept: proves that it is the beginning of this log; may be repeated
    #[arg(long = "checkpoint", value_name = "FILE")]
    checkpoints: Vec<PathBuf>,
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Serialize)]
struct Written {
    entries: usize,
    of: u64,
    earlier: usize,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let wanted = args.filter.wanted()?;
    given::refuse_what_is_there(&args.output, "the bundle")?;
    let vault = context.vault_looking()?;
    given::refuse_inside(&vault, &args.output, "the bundle")?;
    let mut anchors = Vec::new();
    for (number, path) in args.checkpoints.iter().enumerate() {
        let whose = format!("checkpoint {}", number + 1);
        anchors.push(vault.read_anchor(&super::verify::read(path)?, whose, &[])?);
    }
    let proven = vault.prove(&wanted, anchors)?;
    let head = proven.head;
    let mut bundle = Bundle::new(head.note, vec![head.log_key, head.host_key]);
    for one in &proven.entries {
        bundle.add(LogLine::from(&one.entry), &one.bytes, &one.proof);
    }
    for (anchor, proof) in &proven.earlier {
        bundle.add_earlier(anchor.size, &anchor.root, proof);
    }
    let bytes = bundle.to_bytes().map_err(|e| Failure::Unexpected(e.into()))?;
    files::make_new(&args.output, &bytes, "the bundle")?;
    let written = Written { entries: proven.entries.len(), of: head.size, earlier: proven.earlier.len() };
    context.print(&written, || format!("{} of {} entries", written.entries, written.of))
}
