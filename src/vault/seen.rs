//! What this machine last saw of the vault: what notices a vault that was rolled back.
//!
//! Holds no secret. Written in place as one block, so that a crash leaves the old or the new text; one that
//! is behind after a power cut only notices less.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files;
use super::layout::FILE_MODE;
use crate::failure::Failure;

/// What stands in the field `praxis` of the file.
const FORMAT: &str = "seen/1";
/// The size of the block.
const BLOCK: usize = 4096;

/// What this machine last saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    praxis: String,
    /// Epoch of the keyring.
    pub epoch: u64,
    /// Generation of the keyring.
    pub generation: u64,
    /// Entries in the audit log.
    pub audit_size: u64,
    /// Its root, hexadecimal.
    pub audit_root: String,
    /// The highest number of each register, by letter.
    pub numbers: BTreeMap<char, u32>,
    /// SHA-256 of the members file, hexadecimal.
    pub members: String,
    /// SHA-256 of the members file that a rotation is about to put in its place, until that has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members_next: Option<String>,
    /// C2SP verify keys of members, former ones too, and machines.
    pub verify_keys: Vec<String>,
    /// SHA-256 of the retention schedule that an owner has had before him, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// Copies of this vault that were restored elsewhere.
    #[serde(default)]
    pub copies: Vec<PathBuf>,
}

impl Seen {
    /// Of a vault that nobody has seen yet.
    #[must_use]
    pub fn new(members: String, verify_keys: Vec<String>) -> Self {
        Self {
            praxis: FORMAT.to_owned(),
            epoch: 0,
            generation: 0,
            audit_size: 0,
            audit_root: String::new(),
            numbers: BTreeMap::new(),
            members,
            members_next: None,
            verify_keys,
            schedule: None,
            copies: Vec::new(),
        }
    }

    /// Reads the file; `None` when it is missing or is not what it should be.
    #[must_use]
    pub fn read(path: &Path) -> Option<Self> {
        Self::parse(&std::fs::read(path).ok()?)
    }

    /// Reads the bytes of the file; `None` when they are not what they should be.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let seen: Seen = serde_json::from_slice(bytes).ok()?;
        (seen.praxis == FORMAT).then_some(seen)
    }

    /// Writes it; synced when `durable`, which what an erasure rests on must be.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, path: &Path, durable: bool) -> Result<(), Failure> {
        let failed = |e| Failure::io("the state folder could not be written", e);
        let mut block = serde_json::to_vec(self).map_err(|e| Failure::Unexpected(e.into()))?;
        // White space to the end of the block: JSON all the same, and never a shorter text over a longer one.
        block.resize(block.len().next_multiple_of(BLOCK), b' ');
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(FILE_MODE)
            .open(path)
            .map_err(failed)?;
        file.write_all_at(&block, 0).and_then(|()| file.set_len(block.len() as u64)).map_err(failed)?;
        if !durable {
            return Ok(());
        }
        file.sync_all().map_err(failed)?;
        // It may be new: the bytes are there after a power cut only when the name is.
        files::sync_folder(files::folder_of(path), "the state folder")
    }

    /// Whether a members file with this SHA-256, in hexadecimal, is the one that was seen, or the next.
    #[must_use]
    pub fn knows_members(&self, hash: &str) -> bool {
        self.members == hash || self.members_next.as_deref() == Some(hash)
    }

    /// Why the vault on disk is older than what this machine saw, or `None`.
    #[must_use]
    pub fn rolled_back(&self, generation: u64, audit_size: u64, audit_root: &str) -> Option<String> {
        if generation < self.generation {
            return Some("the keyring is older than this machine has seen".to_owned());
        }
        if audit_size < self.audit_size {
            return Some(format!(
                "vault.db is older than this machine has seen: its audit log ends at {audit_size}, not {}",
                self.audit_size
            ));
        }
        if audit_size == self.audit_size && audit_root != self.audit_root {
            return Some("the audit log in vault.db is not the one this machine has seen".to_owned());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_and_a_shorter_text_leaves_nothing_of_a_longer_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seen");
        assert_eq!(Seen::read(&path), None);
        let mut seen = Seen::new("ab".repeat(32), vec!["key".repeat(2000)]);
        seen.write(&path, true).expect("writes");
        seen.verify_keys.clear();
        seen.write(&path, false).expect("writes");
        assert_eq!(Seen::read(&path), Some(seen));
    }

    #[test]
    fn an_older_vault_is_noticed() {
        let mut seen = Seen::new(String::new(), Vec::new());
        (seen.generation, seen.audit_size, seen.audit_root) = (5, 100, "aa".to_owned());
        assert_eq!(seen.rolled_back(5, 100, "aa"), None);
        assert_eq!(seen.rolled_back(6, 120, "bb"), None);
        assert!(seen.rolled_back(4, 120, "bb").is_some());
        assert!(seen.rolled_back(5, 99, "bb").is_some());
        assert!(seen.rolled_back(5, 100, "bb").is_some());
    }
}
