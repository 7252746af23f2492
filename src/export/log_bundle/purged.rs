//! Entries in a bundle that were purged: their leaves, each in the name of a later entry that says so, and for each of those
//! a note that a machine of the vault signed at the time. A leaf without all of that is an entry that somebody took away.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::check::{Unsound, hash};
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::Hash;
use crate::crypto::note;
use crate::crypto::prune_note::{PruneNote, Tally};
use crate::crypto::signing::{read_verify_key, verify_key_text};
use crate::records::id::VaultId;

/// What is left of an entry.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gone {
    /// Its number.
    pub entry: u64,
    /// Its leaf, base64.
    pub leaf: String,
    /// The entry that says that it went.
    pub pruning: u64,
}

/// What was signed when entries went.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pruning {
    /// The entry that says so.
    pub entry: u64,
    /// A checkpoint of the log up to and with that entry, with how many went and the hash of their leaves.
    pub note: String,
    /// The key that signed it, under the name of the machine: before a restore perhaps that of another one.
    pub key: String,
}

/// What the entries of a whole log say of those that are gone, or may have another name of the log.
#[derive(Default)]
pub struct Said {
    /// By entry, how many went and the hash of their leaves.
    pub pruned: BTreeMap<u64, (u64, Hash)>,
    /// The restores, with how many entries each kept.
    pub restored: Vec<(u64, u64)>,
}

/// A log whose leaves are all known, and lead to its head.
pub struct Whole<'b> {
    pub head: &'b Checkpoint,
    pub vault: VaultId,
    /// The public key that signed the head.
    pub public: [u8; 32],
    /// Of every size.
    pub roots: &'b BTreeMap<u64, Hash>,
    pub said: &'b Said,
}

impl Whole<'_> {
    /// Holds what is gone, the entries that say so and the notes against each other. Gives the keys that signed notes and not
    /// the head; where keys were given, each is one of them.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub fn accounts_for(
        &self,
        gone: &[Gone],
        notes: &[Pruning],
        given: &[String],
    ) -> Result<BTreeSet<String>, Unsound> {
        let mut tallies: BTreeMap<u64, Tally> = BTreeMap::new();
        for Gone { entry, leaf, pruning } in gone {
            let leaf = hash(leaf).filter(|_| self.said.pruned.contains_key(pruning) && entry < pruning);
            let leaf = leaf.ok_or(Unsound::Gone(*entry))?;
            tallies.entry(*pruning).or_default().add(*entry, &leaf);
        }
        let public = |key: &String| read_verify_key(key).map(|(_, public)| public);
        let given: Vec<_> = given.iter().filter_map(public).collect();
        let mut former = BTreeSet::new();
        let mut notes = notes.iter();
        for (&entry, said) in &self.said.pruned {
            let signed = notes.next().filter(|note| note.entry == entry);
            let fits = tallies.remove(&entry).is_some_and(|tally| tally.finish() == *said);
            let by = signed.filter(|_| fits).and_then(|note| Some((note, self.signed_by(note, *said)?)));
            let (note, by) = by.ok_or(Unsound::Pruning(entry))?;
            if by != self.public {
                if !given.is_empty() && !given.contains(&by) {
                    return Err(Unsound::PruningKey(entry));
                }
                former.insert(note.key.clone());
            }
        }
        notes.next().map_or(Ok(former), |more| Err(Unsound::Pruning(more.entry)))
    }

    /// The key that signed a note, under both names and nobody else, when it says what its entry says of the log as it was.
    fn signed_by(&self, note: &Pruning, said: (u64, Hash)) -> Option<[u8; 32]> {
        let (name, public) = read_verify_key(&note.key)?;
        let text = note::open(&note.note, &note.key).ok()?;
        let PruneNote { checkpoint: Checkpoint { origin, size, root }, count, hash } =
            PruneNote::parse(text)?;
        note::open(&note.note, &verify_key_text(&origin, &public)).ok()?;
        // A restore begins another life of the log, under another name.
        let this_life = self.said.restored.iter().all(|(restored, _)| *restored < note.entry);
        let fits = name == format!("praxis/{}/host", self.vault)
            && note::signers(&note.note).len() == 2
            && origin.starts_with(&format!("praxis/{}/log/", self.vault))
            && (origin == self.head.origin) == this_life
            && size == note.entry.checked_add(1)?
            && self.roots.get(&size) == Some(&root)
            && (count, hash) == said;
        fits.then_some(public)
    }
}
