//! Checking a bundle without any vault.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Bundle, Bundled, FORMAT};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::frame::unframe;
use crate::crypto::hash::Hash;
use crate::crypto::tree::{leaf_hash, proof};
use crate::crypto::{self, note};
use crate::records::code::Code;

/// A bundle that is sound.
#[derive(Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which log.
    pub origin: String,
    /// How many entries the log had.
    pub size: u64,
    /// How many of them are in the bundle.
    pub entries: usize,
    /// How many heads from before are its beginning.
    pub earlier: usize,
}

/// Why a bundle is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsound {
    /// It is no bundle at all.
    NotABundle,
    /// Its checkpoint is none, or not as it was signed.
    Checkpoint,
    /// None of the keys signed it.
    Key,
    /// An entry is not in the log as it stands here.
    Entry(u64),
    /// A head from before, of so many entries, is not the beginning of the log.
    Earlier(u64),
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unsound::NotABundle => f.write_str("the file is no bundle of an audit log"),
            Unsound::Checkpoint => f.write_str("the checkpoint in the bundle is not as it was signed"),
            Unsound::Key => f.write_str("the checkpoint in the bundle is signed with another key"),
            Unsound::Entry(number) => {
                write!(
                    f,
                    "entry {number}: its proof does not lead to the signed root, or it says other than its bytes"
                )
            }
            Unsound::Earlier(size) => {
                write!(f, "the head of {size} entries is not the beginning of the log in the bundle")
            }
        }
    }
}

/// Checks everything in a bundle: against `keys`, or without any against those that it names itself, which shows only that
/// nobody changed it since.
///
/// # Errors
/// The first thing that is not sound.
pub fn check(bytes: &[u8], keys: &[String]) -> Result<Checked, Unsound> {
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|_| Unsound::NotABundle)?;
    if bundle.praxis != FORMAT {
        return Err(Unsound::NotABundle);
    }
    let keys = if keys.is_empty() { &bundle.keys } else { keys };
    let text = signed_text(&bundle.checkpoint, keys)?;
    let head = Checkpoint::parse(text).ok_or(Unsound::Checkpoint)?;
    for entry in &bundle.entries {
        check_entry(entry, &head).ok_or(Unsound::Entry(entry.line.entry))?;
    }
    for earlier in &bundle.earlier {
        let fits = || {
            let root = hash(&earlier.root)?;
            let proof = hashes(&earlier.proof)?;
            proof::is_consistent(earlier.size, &root, head.size, &head.root, &proof).then_some(())
        };
        fits().ok_or(Unsound::Earlier(earlier.size))?;
    }
    Ok(Checked {
        origin: head.origin,
        size: head.size,
        entries: bundle.entries.len(),
        earlier: bundle.earlier.len(),
    })
}

fn signed_text<'n>(note: &'n str, keys: &[String]) -> Result<&'n str, Unsound> {
    let mut text = None;
    for key in keys {
        match note::open(note, key) {
            Ok(signed) => text = Some(signed),
            Err(crypto::Error::NotForThisKey) => {}
            Err(_) => return Err(Unsound::Checkpoint),
        }
    }
    text.ok_or(Unsound::Key)
}

fn check_entry(entry: &Bundled, head: &Checkpoint) -> Option<()> {
    let bytes = STANDARD.decode(&entry.bytes).ok()?;
    let proof = hashes(&entry.proof)?;
    let line = &entry.line;
    let leads = proof::is_included(&leaf_hash(&bytes), line.entry, head.size, &proof, &head.root);
    let fields = unframe(&bytes)?;
    let [_, _, number, time, by, action, _, _, version, _, count, ..] = fields.as_slice() else {
        return None;
    };
    let member = u32::from_le_bytes((*by).try_into().ok()?);
    let by = if member == 0 { "host".to_owned() } else { member.to_string() };
    let says = line.entry.to_le_bytes() == *number
        && line.time.as_bytes() == *time
        && line.by == by
        && line.action.code().as_bytes() == *action
        && line.version.map(u32::to_le_bytes).as_ref().map_or(&[][..], |v| v) == *version
        && line.count.map(u64::to_le_bytes).as_ref().map_or(&[][..], |c| c) == *count;
    (leads && says).then_some(())
}

fn hash(text: &str) -> Option<Hash> {
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn hashes(texts: &[String]) -> Option<Vec<Hash>> {
    texts.iter().map(|text| hash(text)).collect()
}
