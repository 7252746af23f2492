//! Entries of the log for somebody outside: each with the bytes that were hashed and the way to the root, the head that the
//! vault's machine signed, and how to check it all, in plain words. Nothing in it is sealed: the log names nobody.

mod check;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

pub use check::{Checked, Unsound, check};

use crate::crypto::hash::Hash;
use crate::records::log::LogLine;

/// What stands in the field `praxis`.
const FORMAT: &str = "audit bundle/1";

/// How to check a bundle, as it stands in every one.
const HOW_TO: &str = include_str!("log_bundle/how_to.txt");

/// A bundle.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    praxis: String,
    /// How to check it.
    how_to: Vec<String>,
    /// The head of the log, signed: a C2SP checkpoint.
    pub checkpoint: String,
    /// Keys that signed it, as C2SP writes them: ask the practice for them in another way as well.
    pub keys: Vec<String>,
    /// Heads that somebody kept, with proof that each is the beginning of this log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Earlier>,
    /// The entries.
    pub entries: Vec<Bundled>,
}

/// A head from before.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// How many entries the log had.
    pub size: u64,
    /// Its root, base64.
    pub root: String,
    /// RFC 9162 consistency proof, base64.
    pub proof: Vec<String>,
}

/// An entry, and how to check it.
#[derive(Serialize, Deserialize)]
pub struct Bundled {
    /// What it says.
    #[serde(flatten)]
    pub line: LogLine,
    /// The bytes that its leaf is the hash of, base64.
    pub bytes: String,
    /// RFC 9162 inclusion proof, base64.
    pub proof: Vec<String>,
}

impl Bundle {
    /// A bundle of entries that lead to a signed head.
    #[must_use]
    pub fn new(checkpoint: String, keys: Vec<String>) -> Self {
        let how_to = HOW_TO.lines().map(str::to_owned).collect();
        Self { praxis: FORMAT.to_owned(), how_to, checkpoint, keys, earlier: Vec::new(), entries: Vec::new() }
    }

    /// Adds an entry.
    pub fn add(&mut self, line: LogLine, bytes: &[u8], proof: &[Hash]) {
        self.entries.push(Bundled { line, bytes: STANDARD.encode(bytes), proof: encoded(proof) });
    }

    /// Adds a head from before.
    pub fn add_earlier(&mut self, size: u64, root: &Hash, proof: &[Hash]) {
        self.earlier.push(Earlier { size, root: STANDARD.encode(root), proof: encoded(proof) });
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
