//! What is on record of backups, and letting them go when their time has come.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};

use super::super::open::Vault;
use super::super::transact::Hand;
use super::super::{files, rows};
use super::copies::checkpoint_of;
use super::create::{Going, hash_on_disk};
use crate::crypto::hash::Hash;
use crate::failure::Failure;
use crate::records::backup::{BackupRow, BackupState};
use crate::records::event::Action;
use crate::records::reference::Reference;

/// A backup on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundBackup {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of the keyring in it.
    pub epoch: u64,
    /// The generation of the keyring in it.
    pub generation: u64,
    /// Where it stands.
    pub state: BackupState,
    /// Its path.
    pub place: PathBuf,
    /// SHA-256 of the file; zeros while it is not known.
    pub sha256: Hash,
    /// The day it was last opened and found whole, ISO.
    pub verified: Option<String>,
    /// The day from which it may go, when praxis.toml says for how long backups stay. The newest one, and the newest that
    /// was verified, stay longer: until there is another.
    pub until: Option<NaiveDate>,
}

/// What becomes of a backup when backups are let go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its time has come.
    Goes,
    /// Its time has not come.
    Stays,
    /// It is the newest, or the newest that was verified.
    Newest,
    /// It is not in its place.
    Missing,
    /// Something else is in its place.
    Foreign,
}

/// What becomes, or became, of one backup.
pub struct Pruned {
    /// Which one.
    pub backup: FoundBackup,
    /// What.
    pub verdict: Verdict,
}

impl Vault {
    /// Every backup that was ever made, by number; each row is the one that the audit log knows.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when one is not.
    pub fn backups_on_record(&self) -> Result<Vec<FoundBackup>, Failure> {
        self.backups_kept_for(self.config.backup.keep_days)
    }

    fn backups_kept_for(&self, keep_days: Option<u16>) -> Result<Vec<FoundBackup>, Failure> {
        let rows = self.backup_rows()?;
        Ok(rows.into_iter().map(|row| found(row, keep_days)).collect())
    }

    pub(super) fn backup_rows(&self) -> Result<Vec<BackupRow>, Failure> {
        let read = self.store.read();
        let rows = read.backups()?;
        rows.iter().try_for_each(|row| rows::check_logged_backup(&read, row))?;
        Ok(rows)
    }

    pub(super) fn backup_row(&self, reference: Reference) -> Result<BackupRow, Failure> {
        self.backup_rows()?.into_iter().find(|row| row.reference == reference).ok_or_else(|| {
            Failure::Missing(
                format!("there is no backup {reference} on record"),
                "praxis backup list shows which there are".to_owned(),
            )
        })
    }

    /// What would become of each backup that may exist, if those older than so many days were let go today.
    ///
    /// # Errors
    /// When something cannot be read.
    pub fn prune_plan(&self, keep_days: u16, going: &Going<'_>) -> Result<Vec<Pruned>, Failure> {
        let mut backups = self.backups_kept_for(Some(keep_days))?;
        backups.retain(|backup| backup.state.may_exist() && backup.state != BackupState::Elsewhere);
        let there = |backup: &&FoundBackup| backup.state == BackupState::Kept && backup.place.is_file();
        let newest = backups.iter().rev().find(there).map(|backup| backup.reference);
        let verified = backups.iter().rev().filter(there).find(|backup| backup.verified.is_some());
        let verified = verified.map(|backup| backup.reference);
        let today = self.now.today();
        let mut plan = Vec::new();
        for backup in backups {
            let due = backup.until.is_some_and(|until| until <= today);
            let verdict = if !is_there(&backup.place)? {
                Verdict::Missing
            } else if [newest, verified].contains(&Some(backup.reference)) {
                Verdict::Newest
            } else if !due && backup.state == BackupState::Kept {
                Verdict::Stays
            } else if hash_on_disk(&backup.place, going)? != backup.sha256 {
                Verdict::Foreign
            } else if due {
                Verdict::Goes
            } else {
                Verdict::Stays
            };
            plan.push(Pruned { backup, verdict });
        }
        Ok(plan)
    }

    /// Lets go what a plan says: deletes the file, then says so on record. What is not in its place is on record as
    /// missing, and what turned up again as kept.
    ///
    /// # Errors
    /// When a file cannot be deleted, or the register cannot be written.
    pub fn prune(&mut self, plan: &[Pruned]) -> Result<(), Failure> {
        for Pruned { backup, verdict } in plan {
            let state = match verdict {
                Verdict::Goes => {
                    remove(&backup.place)?;
                    BackupState::Pruned
                }
                // Where even the folder is gone, or the file was being written, a medium may be out.
                Verdict::Missing if files::folder_of(&backup.place).is_dir() => BackupState::Missing,
                Verdict::Stays | Verdict::Newest => BackupState::Kept,
                Verdict::Missing | Verdict::Foreign => continue,
            };
            let mut row = self.backup_row(backup.reference)?;
            if row.state == state {
                continue;
            }
            row.state = state;
            self.transact(&Hand::HOST, |writer| {
                if state == BackupState::Pruned {
                    writer.log(&writer.event(Action::BackupPruned).on_row_of(row.reference))?;
                }
                writer.put_backup(&row)
            })?;
        }
        Ok(())
    }
}

pub(super) fn found(row: BackupRow, keep_days: Option<u16>) -> FoundBackup {
    let made: Option<NaiveDate> = row.made.parse().ok();
    let until =
        made.zip(keep_days).and_then(|(made, days)| made.checked_add_days(Days::new(u64::from(days))));
    FoundBackup {
        reference: row.reference,
        made: row.made,
        epoch: row.epoch,
        generation: row.generation,
        state: row.state,
        place: row.place.into(),
        sha256: row.sha256,
        verified: row.verified,
        until,
    }
}

fn is_there(place: &Path) -> Result<bool, Failure> {
    match fs::metadata(place) {
        Ok(about) => Ok(about.is_file()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(false)
        }
        Err(error) => Err(Failure::io("a backup could not be looked at", error)),
    }
}

fn remove(place: &Path) -> Result<(), Failure> {
    fs::remove_file(place).map_err(|e| Failure::io("a backup could not be deleted", e))?;
    // It says nothing that a later one does not say.
    let _ = fs::remove_file(checkpoint_of(place));
    files::sync_folder(files::folder_of(place), "the folder of the backup")
}
