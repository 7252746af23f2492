//! Entries of the log for somebody outside: each with the bytes that were hashed and the way to the root, the head that the
//! vault's machine signed, and how to check it all, in plain words. Nothing in it is sealed: the log names nobody.

mod check;
mod entry;
mod purged;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

pub use check::{Checked, Unsound, check};
use entry::Bundled;
use purged::{Gone, Pruning};

use crate::crypto::hash::Hash;
use crate::records::log::LogLine;

/// What stands in the field `praxis`.
const FORMAT: &str = "audit bundle/1";

/// The largest bundle, in bytes: a log of some two hundred thousand entries.
pub const LARGEST: usize = 256 << 20;

/// How to check a bundle, as it stands in every one of this version: whoever changes a word of it makes the next version,
/// because another text in its place could send the reader to another key.
const HOW_TO: &str = include_str!("log_bundle/how_to.txt");

/// A bundle.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    praxis: String,
    how_to: Vec<String>,
    /// The head of the log, signed by the one key under both names: a C2SP checkpoint.
    checkpoint: String,
    /// The key under the name of the log, and under that of the machine.
    keys: Vec<String>,
    /// What the handles in the entries are called, signed under the name of the log.
    references: String,
    /// Heads that somebody kept, with proof that each is the beginning of this log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier: Vec<Earlier>,
    /// What is left of entries that were purged, in the order of the log; in a bundle of the whole log alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    purged: Vec<Gone>,
    /// What was signed when they were, in that order too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    prunings: Vec<Pruning>,
    /// In the order of the log.
    entries: Vec<Bundled>,
}

/// A head from before.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    /// How many entries the log had.
    size: u64,
    /// Its root, base64.
    root: String,
    /// RFC 9162 consistency proof, base64.
    proof: Vec<String>,
}

impl Bundle {
    /// A bundle of entries that lead to a signed head.
    #[must_use]
    pub fn new(checkpoint: String, keys: &[String; 2], references: String) -> Self {
        let how_to = HOW_TO.lines().map(str::to_owned).collect();
        let (praxis, keys) = (FORMAT.to_owned(), keys.to_vec());
        let (earlier, purged, prunings, entries) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { praxis, how_to, checkpoint, keys, references, earlier, purged, prunings, entries }
    }

    /// Adds an entry, in the order of the log.
    pub fn add(&mut self, line: LogLine, bytes: &[u8], proof: &[Hash]) {
        self.entries.push(Bundled::new(line, STANDARD.encode(bytes), encoded(proof)));
    }

    /// Adds a head from before.
    pub fn add_earlier(&mut self, size: u64, root: &Hash, proof: &[Hash]) {
        self.earlier.push(Earlier { size, root: STANDARD.encode(root), proof: encoded(proof) });
    }

    /// Adds what is left of an entry that was purged, in the order of the log.
    pub fn add_purged(&mut self, entry: u64, leaf: &Hash, pruning: u64) {
        self.purged.push(Gone { entry, leaf: STANDARD.encode(leaf), pruning });
    }

    /// Adds what was signed when entries were purged, with the key, in the order of the log.
    pub fn add_pruning(&mut self, entry: u64, note: String, key: String) {
        self.prunings.push(Pruning { entry, note, key });
    }

    /// The file.
    ///
    /// # Errors
    /// Never in practice: plain data turns into JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn encoded(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash)).collect()
}
