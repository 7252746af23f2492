//! Notes about entries that went, as the machine signs them and as whoever is outside is given them.

use super::super::keys::verify_key_name;
use super::super::open::Vault;
use crate::crypto::note;
use crate::crypto::secret::SigningSeed;
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::member::MemberNumber;
use crate::store::Pruning;

pub use crate::crypto::prune_note::{PruneNote, Tally};

/// A text signed by a machine twice: under the name of the log, which other programs ask for, and under the one that
/// `members` has.
#[must_use]
pub fn signed_twice(text: &str, seed: &SigningSeed, origin: &str, vault: VaultId) -> String {
    let note = note::sign(text, seed, origin);
    let by_host = note::sign(text, seed, &verify_key_name(vault, MemberNumber::HOST));
    let line = by_host.rsplit_once("\n\n").map_or("", |(_, line)| line);
    format!("{note}{line}")
}

/// A note, and the verify key of the machine that signed it, which before a restore was perhaps another.
pub struct SignedPruning {
    /// The entry that says how many went.
    pub entry: u64,
    /// The note.
    pub note: String,
    /// The verify key.
    pub key: String,
}

impl Vault {
    /// The notes, for somebody outside.
    ///
    /// # Errors
    /// When one is not signed by a machine of this vault.
    pub(super) fn signed_prunings(&self) -> Result<Vec<SignedPruning>, Failure> {
        let (_, members) = self.members_seen()?;
        let host = format!("{}+", verify_key_name(self.facts.id, MemberNumber::HOST));
        let seen = self.seen.iter().flat_map(|seen| &seen.verify_keys);
        let keys: Vec<&String> =
            members.hosts.iter().chain(seen).filter(|key| key.starts_with(&host)).collect();
        let prunings = self.store.read().prunings()?.into_iter().map(|Pruning { seq: entry, note }| {
            let key = keys.iter().find(|key| note::open(&note, key).is_ok());
            let key = key.map(ToString::to_string).ok_or_else(|| {
                let what = format!(
                    "the note of the purging at entry {entry} is not signed by a machine of this vault"
                );
                Failure::Damaged(what, "praxis audit verify says what else is not as it was".to_owned())
            })?;
            Ok(SignedPruning { entry, note, key })
        });
        prunings.collect()
    }
}
