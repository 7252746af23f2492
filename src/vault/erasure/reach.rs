//! What an erasure does not reach: what lies outside the vault and could bring back what it destroyed.

use std::collections::HashSet;
use std::path::PathBuf;

use super::super::backup::FoundBackup;
use super::super::open::Vault;
use super::super::restore::{state_folders, wraps_in};
use super::super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::certificate::{OldBackup, PastExport, StaleKit};
use crate::records::code::Code;
use crate::records::id::Handle;
use crate::records::office::KitState;
use crate::records::reference::{Reference, Register};
use crate::records::tombstone::{ErasureRow, Tombstone};

/// What lies elsewhere.
#[derive(Default)]
pub struct Reach {
    /// Kits that open one of `backups`: an epoch secret leads to every later one.
    pub kits: Vec<StaleKit>,
    /// Backups from before the keys were destroyed.
    pub backups: Vec<OldBackup>,
    /// Exports that the client's record went into.
    pub exports: Vec<PastExport>,
    /// Restored copies of the vault, on record on this machine.
    pub copies: u64,
}

impl Reach {
    /// Whether nothing on record opens what was destroyed. Exports are not opened by any key of the vault.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.kits.is_empty() && self.copies == 0
    }
}

impl Unlocked {
    /// What an erasure, once it is done, will not reach.
    ///
    /// # Errors
    /// When the registers cannot be read.
    pub fn reach_before(&self, handle: Handle) -> Result<Reach, Failure> {
        self.vault.reach(handle, None)
    }
}

impl Vault {
    /// What an erasure that was done did not reach.
    pub(in super::super) fn reach_of(&self, row: &ErasureRow) -> Result<Reach, Failure> {
        let stones = self.store.read().tombstones_by(&row.reference.to_string())?;
        if stones.is_empty() {
            return Ok(Reach::default());
        }
        self.reach(row.handle, went_at(&stones))
    }

    /// What opens it, and not where else it is: that takes a look through the whole log.
    pub(in super::super) fn opened_by(&self, row: &ErasureRow) -> Result<Reach, Failure> {
        let stones = self.store.read().tombstones_by(&row.reference.to_string())?;
        if stones.is_empty() { Ok(Reach::default()) } else { self.elsewhere(went_at(&stones)) }
    }

    /// The same as [`Vault::reach_of`] of several erasures whose keys went together.
    pub(in super::super) fn reach_of_all(
        &self,
        handles: &HashSet<Handle>,
        stones: &[Tombstone],
    ) -> Result<Reach, Failure> {
        let mut exports = self.store.read().exports_of_all(handles)?;
        for &handle in handles {
            exports.extend(self.exports_of_item(handle)?.unwrap_or_default());
        }
        exports.sort_unstable();
        exports.dedup();
        let exports = self.past_exports(&exports)?;
        Ok(Reach { exports, ..self.elsewhere(went_at(stones))? })
    }

    /// Backups of a keyring before `shredded`, which has the keys no more, the kits that open them, and exports.
    fn reach(&self, handle: Handle, shredded: Option<u64>) -> Result<Reach, Failure> {
        let exports = match self.exports_of_item(handle)? {
            Some(exports) => exports,
            None => self.store.read().exports_of(handle)?,
        };
        let exports = self.past_exports(&exports)?;
        Ok(Reach { exports, ..self.elsewhere(shredded)? })
    }

    /// Of an invoice, a request, a complaint or a breach: any export since it was stored may hold it, as whose it is does not stand in the clear.
    fn exports_of_item(&self, handle: Handle) -> Result<Option<Vec<Reference>>, Failure> {
        let read = self.store.read();
        match read.handle_row(handle)? {
            Some(row) if row.reference.register != Register::Client => Ok(Some(read.exports_since(handle)?)),
            _ => Ok(None),
        }
    }

    /// Backups from before an entry of the log, whatever keyring they have: they hold rows that were deleted then.
    pub(in super::super) fn backups_before(&self, seq: u64) -> Result<Vec<OldBackup>, Failure> {
        let mut before = Vec::new();
        for backup in self.old_backups(None)? {
            let begun = self.store.read().entries_of(backup.backup)?.first().map(|entry| entry.seq);
            if begun.is_none_or(|begun| begun < seq) {
                before.push(backup);
            }
        }
        Ok(before)
    }

    fn elsewhere(&self, shredded: Option<u64>) -> Result<Reach, Failure> {
        let backups = self.old_backups(shredded)?;
        let latest = backups.iter().map(|backup| backup.epoch).max();
        let kits = self.store.read().register_rows(Register::Kit)?.into_iter();
        let kits = kits
            .filter(|kit| kit.state != KitState::Retired.code() && Some(kit.epoch) <= latest)
            .map(|kit| StaleKit { kit: kit.reference, made: kit.made, epoch: kit.epoch });
        Ok(Reach { kits: kits.collect(), backups, exports: Vec::new(), copies: self.copies() })
    }

    fn past_exports(&self, references: &[Reference]) -> Result<Vec<PastExport>, Failure> {
        let all = self.store.read().register_rows(Register::Export)?;
        let past = references.iter().map(|&reference| {
            let made = all.iter().find(|row| row.reference == reference).map(|row| row.made.clone());
            PastExport { export: reference, made: made.unwrap_or_default() }
        });
        Ok(past.collect())
    }

    /// Backups that may still lie somewhere, of a keyring before `shredded`.
    fn old_backups(&self, shredded: Option<u64>) -> Result<Vec<OldBackup>, Failure> {
        let all = self.backups_on_record()?.into_iter();
        let before = |backup: &FoundBackup| shredded.is_none_or(|shredded| backup.generation < shredded);
        let old = all.filter(|backup| backup.state.may_exist() && before(backup)).map(|backup| OldBackup {
            backup: backup.reference,
            made: backup.made,
            epoch: backup.epoch,
            until: backup.until.map(|day| day.to_string()),
        });
        Ok(old.collect())
    }

    /// Restored copies of the vault that may hold an older epoch: those on record that are still where they were, or key
    /// files of this vault on this machine that are not this copy's, whichever are more.
    pub(in super::super) fn copies(&self) -> u64 {
        let there = self.seen.iter().flat_map(|seen| &seen.copies).filter(|at| at.exists()).count();
        there.max(self.other_key_folders().len()) as u64
    }

    /// Folders on this machine with key files of other copies of this vault.
    pub(in super::super) fn other_key_folders(&self) -> Vec<PathBuf> {
        let own = self.state.root();
        let mut folders = own.parent().map_or_else(Vec::new, |base| state_folders(base, self.facts.id));
        folders.retain(|folder| folder != own && !wraps_in(folder).is_empty());
        folders
    }
}

/// The first generation of the keyring without the keys.
fn went_at(stones: &[Tombstone]) -> Option<u64> {
    stones.iter().filter_map(|stone| stone.generation).min()
}
