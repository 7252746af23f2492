//! `praxis audit bundle`

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::filter::Filter;
use crate::export::log_bundle::{Bundle, LARGEST};
use crate::failure::Failure;
use crate::records::log::LogLine;
use crate::vault::files;

/// Write entries of the log for somebody outside, with their proofs
///
/// One file for a data protection officer or a regulator: what was done, when, by whom and about which reference, with the
/// proof that it stood in the log, the signed head of the log, and how to check it all, in plain words. It names nobody, and
/// takes no key. praxis audit verify --bundle FILE checks it on any machine, and so does a page of Python that
/// comes with praxis and shares no code with it.
///
/// Without a filter it is the whole log, and shows that nothing is missing: of entries that were purged when their time was
/// over it has the hashes, and the proof that they went so. With one it shows that these entries are in the
/// log, and not that there are no others. Tell whoever gets it the key in another way: by telephone, or on paper.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis audit bundle -o log.json\n  praxis audit bundle --about C-0001 -o C-0001.json\n  praxis audit bundle --checkpoint log-2026-01.checkpoint -o log.json"
)]
pub struct Args {
    #[command(flatten)]
    filter: Filter,
    /// A checkpoint or a certificate that somebody was given: adds the proof that the log began so; may be repeated
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
    /// How many more were purged: of these it has the hashes, and the proof that they went.
    purged: usize,
    earlier: usize,
    /// What whoever checks it asks the practice for.
    key: String,
    /// Other keys that have signed that entries were purged: those of the machines of before a restore.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    former_keys: BTreeSet<String>,
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
    let mut bundle = Bundle::new(head.note, &[head.log_key, head.host_key.clone()], proven.references);
    for one in &proven.entries {
        bundle.add(LogLine::from(&one.entry), &one.bytes, &one.proof);
    }
    for (anchor, proof) in &proven.earlier {
        bundle.add_earlier(anchor.size, &anchor.root, proof);
    }
    for gone in &proven.purged {
        bundle.add_purged(gone.seq, &gone.leaf, gone.pruning);
    }
    let mut former_keys = BTreeSet::new();
    for one in proven.prunings {
        former_keys.extend(Some(one.key.clone()).filter(|key| *key != head.host_key));
        bundle.add_pruning(one.entry, one.note, one.key);
    }
    let bytes = bundle.to_bytes().map_err(|e| Failure::Unexpected(e.into()))?;
    if bytes.len() > LARGEST {
        return Err(Failure::Usage(
            "these are more entries than a bundle may have".to_owned(),
            "make several: --since DATE --before DATE".to_owned(),
        ));
    }
    files::make_new(&args.output, &bytes, "the bundle")?;
    let (entries, of, earlier) = (proven.entries.len(), head.size, proven.earlier.len());
    context
        .terminal
        .say("whoever gets it asks you for the key: tell it in another way, by telephone or on paper");
    let written =
        Written { entries, of, purged: proven.purged.len(), earlier, key: head.host_key, former_keys };
    context.print(&written, || in_lines(&written))
}

fn in_lines(written: &Written) -> String {
    let Written { entries, of, purged, key, former_keys, .. } = written;
    let gone =
        if *purged > 0 { format!(", and the hashes of {purged} that were purged") } else { String::new() };
    let mut lines = vec![format!("{entries} of {of} entries{gone}"), format!("key  {key}")];
    lines.extend(former_keys.iter().map(|key| format!("key  {key}, which signed that entries were purged")));
    lines.join("\n")
}
