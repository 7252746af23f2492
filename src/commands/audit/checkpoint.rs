//! `praxis audit checkpoint`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::vault::files;

/// Write down how long the log is and its root, signed by this machine
///
/// Keep it somewhere else, or give it to somebody: praxis audit verify --checkpoint FILE shows later that nothing before it
/// was changed or taken away. It is a C2SP checkpoint, which other programs read as well. It takes no key.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis audit checkpoint -o log-2026-11.checkpoint\n  praxis audit checkpoint"
)]
pub struct Args {
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Written {
    entries: u64,
    root: String,
    log_key: String,
    host_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the checkpoint")?;
    }
    let vault = context.vault_looking()?;
    if let Some(path) = &args.output {
        given::refuse_inside(&vault, path, "the checkpoint")?;
    }
    let head = vault.signed_head()?;
    if let Some(path) = &args.output {
        files::make_new(path, head.note.as_bytes(), "the checkpoint")?;
    }
    context.terminal.say(&format!("other programs check it with the key {}", head.log_key));
    let written = Written {
        entries: head.size,
        root: to_hex(&head.root),
        log_key: head.log_key,
        host_key: head.host_key,
        checkpoint: args.output.is_none().then(|| head.note.clone()),
    };
    context.print(&written, || match args.output {
        Some(_) => format!("{} entries", written.entries),
        None => head.note.trim_end().to_owned(),
    })
}
