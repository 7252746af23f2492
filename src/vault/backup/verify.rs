//! Checking a backup, as deeply as the keys at hand allow: its file against the register, all that is in it, or a trial
//! restore in memory.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use super::super::kit::Kit;
use super::super::members::Members;
use super::super::mirrors::{Extent, View};
use super::super::open::Vault;
use super::super::rows;
use super::super::transact::Hand;
use super::super::unlocked::Unlocked;
use super::super::writer::Writer;
use super::archive::Manifest;
use super::create::{Going, hash_on_disk};
use super::opened::{Opened, damaged, unreadable};
use super::register::{FoundBackup, found};
use super::staged::Staged;
use crate::crypto::age_file::Identity;
use crate::crypto::derive;
use crate::crypto::hash::Hash;
use crate::failure::Failure;
use crate::records::backup::{BackupRow, BackupState};
use crate::records::event::Action;
use crate::records::id::{Handle, SlotId};
use crate::records::reference::{Reference, Register};
use crate::records::stored::HandleState;

/// A file, compared with the register.
pub struct Compared {
    /// SHA-256 of the file.
    pub sha256: Hash,
    /// What the register says of it, when it knows such a file.
    pub backup: Option<FoundBackup>,
}

/// What came of opening a backup.
pub struct Drill {
    /// The file, and what the register says of it.
    pub compared: Compared,
    /// What the machine that made it says of it.
    pub manifest: Manifest,
    /// The verify key that signed that.
    pub signed_by: String,
    /// Whether that key is known from elsewhere than the backup itself.
    pub signer_is_known: bool,
    /// Clients in it that were not erased when it was made.
    pub clients: usize,
    /// What came of opening records, where the keys for that were at hand.
    pub trial: Option<Trial>,
}

/// What came of a trial restore.
pub struct Trial {
    /// Versions of records that open.
    pub records: u64,
    /// Whose: how many clients and other handles.
    pub handles: usize,
    /// Versions of records whose keys were destroyed since.
    pub destroyed: u64,
    /// Whether the backup's own keyring was opened too: it is of today's epoch.
    pub own_keyring: bool,
}

impl Vault {
    /// Where a backup on record lies.
    ///
    /// # Errors
    /// [`Failure::Missing`] for one that is not on record.
    pub fn place_of_backup(&self, reference: Reference) -> Result<PathBuf, Failure> {
        Ok(self.backup_row(reference)?.place.into())
    }

    /// Compares a file with the register, and does no more: that takes no key.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when it is not the file that was written at that place.
    pub fn compare_backup(&self, file: &Path, going: &Going<'_>) -> Result<Compared, Failure> {
        if !file.is_file() {
            return Err(unreadable(std::io::ErrorKind::NotFound.into()));
        }
        let sha256 = hash_on_disk(file, going)?;
        let rows = self.backup_rows()?;
        let keep_days = self.config.backup.keep_days;
        if let Some(row) = rows.iter().rev().find(|row| row.sha256 == sha256) {
            return Ok(Compared { sha256, backup: Some(found(row.clone(), keep_days)) });
        }
        let place = std::fs::canonicalize(file).map_err(unreadable)?;
        match rows.iter().rev().find(|row| Path::new(&row.place) == place && row.state == BackupState::Kept) {
            Some(row) => Err(damaged(&format!("it is not the file that was written as {}", row.reference))),
            None => Ok(Compared { sha256, backup: None }),
        }
    }

    /// Opens a backup with an identity or a kit that it was made for, and checks all that is in it. The register notes
    /// the day.
    ///
    /// # Errors
    /// When anything was changed, or it does not open.
    pub fn check_backup(&mut self, file: &Path, key: &Key<'_>, going: &Going<'_>) -> Result<Drill, Failure> {
        let compared = self.compare_backup(file, going)?;
        let opened = Opened::open(file, key.identity(), None, self.staged()?, going)?;
        if opened.manifest.vault != self.facts.id {
            return Err(of_another_vault());
        }
        let known = self.known_hosts();
        let signer_is_known = known.contains(&opened.signed_by) || key.vouches_for(&opened);
        if !signer_is_known {
            return Err(damaged("its manifest is signed by a machine that is none of this vault's"));
        }
        let drill = drill(compared, &opened, signer_is_known, None)?;
        if let Some(row) = self.verified_today(&drill.compared)? {
            self.transact(&Hand::HOST, |writer| note_verified(writer, &row))?;
        }
        Ok(drill)
    }

    /// The verify keys of machines that this one knows: from `members`, when it is the file that was seen, and pinned.
    fn known_hosts(&self) -> Vec<String> {
        let listed = self.members_seen().map(|(_, members)| members.hosts).unwrap_or_default();
        listed.into_iter().chain(self.seen.iter().flat_map(|seen| seen.verify_keys.clone())).collect()
    }

    /// The row of a backup as it is once it was verified today; nothing where that cannot be noted.
    fn verified_today(&self, compared: &Compared) -> Result<Option<BackupRow>, Failure> {
        let Some(backup) = &compared.backup else { return Ok(None) };
        if !self.store.is_writable() {
            return Ok(None);
        }
        let row = self.backup_row(backup.reference)?;
        Ok(Some(BackupRow { verified: Some(self.now.today().to_string()), ..row }))
    }
}

impl Unlocked {
    /// A trial restore: opens a backup, checks all that is in it, and opens every record in it with today's keyring.
    /// The register notes the day.
    ///
    /// # Errors
    /// When anything was changed, or does not open although its key was not destroyed.
    pub fn try_backup(
        &mut self,
        file: &Path,
        identity: &Identity,
        going: &Going<'_>,
    ) -> Result<Drill, Failure> {
        let compared = self.vault.compare_backup(file, going)?;
        // An owner who came later has the recovery identity, which every backup is made for.
        let opened = match Opened::open(file, identity, None, self.vault.staged()?, going) {
            Err(Failure::Locked(..)) => {
                Opened::open(file, &self.keys.owner()?.recovery, None, self.vault.staged()?, going)?
            }
            done => done?,
        };
        if opened.manifest.vault != self.id() {
            return Err(of_another_vault());
        }
        // An owner has checked who wrote `members`.
        let (_, members) = self.vault.members_seen()?;
        let known = members.hosts.contains(&opened.signed_by)
            || self.keys.listed.verify_keys.contains(&opened.signed_by);
        if !known {
            return Err(damaged("its manifest is signed by a machine that is none of this vault's"));
        }
        let trial = self.try_records(&opened, going)?;
        let drill = drill(compared, &opened, true, Some(trial))?;
        if let Some(row) = self.vault.verified_today(&drill.compared)? {
            self.write(|writer| note_verified(writer, &row))?;
        }
        Ok(drill)
    }

    fn try_records(&self, opened: &Opened, going: &Going<'_>) -> Result<Trial, Failure> {
        let (_lock, view, _) = self.vault.keyring(Extent::Whole)?;
        let View::Whole(standing) = view else { return Err(Failure::Busy(None)) };
        let own_keyring = opened.manifest.epoch == self.keys.epoch;
        if own_keyring {
            self.try_own_keyring(opened)?;
        }
        let id = self.id();
        let stones: BTreeSet<SlotId> = self.read().tombstones()?.iter().map(|stone| stone.slot).collect();
        let keys = self.reader(Extent::Many)?;
        let mut trial = Trial { records: 0, handles: 0, destroyed: 0, own_keyring };
        let mut handles: BTreeSet<Handle> = BTreeSet::new();
        opened.store.read().each_version(|row| -> Result<(), Failure> {
            (going.go_on)()?;
            let slot = rows::slot_of(&row).id(id);
            if standing.image.find(slot).is_none() && stones.contains(&slot) {
                trial.destroyed += 1;
                return Ok(());
            }
            keys.open::<IgnoredAny>(&row).map_err(|failure| match failure {
                Failure::Damaged(what, _) => damaged(&what),
                other => other,
            })?;
            trial.records += 1;
            handles.insert(row.handle);
            Ok(())
        })?;
        trial.handles = handles.len();
        Ok(trial)
    }

    /// Every key in the backup's own keyring opens, and an owner of this epoch wrote its `members`.
    fn try_own_keyring(&self, opened: &Opened) -> Result<(), Failure> {
        if !self.keys.wrote_members(&opened.members_bytes)? {
            return Err(damaged("members was not written by an owner of this vault"));
        }
        if self.keys.closed_slots(opened.image.slots())? > 0 {
            return Err(damaged("a key in its keyring does not open"));
        }
        Ok(())
    }
}

/// What opens a backup without its vault.
pub enum Key<'a> {
    /// An owner's identity.
    Identity(&'a Identity),
    /// A recovery kit.
    Kit(&'a Kit),
}

impl Key<'_> {
    fn identity(&self) -> &Identity {
        match self {
            Key::Identity(identity) => identity,
            Key::Kit(kit) => &kit.recovery,
        }
    }

    /// Whether the key itself says that a machine of the vault signed the backup: a kit names those of its time, and
    /// shows who wrote the list of later ones.
    fn vouches_for(&self, opened: &Opened) -> bool {
        let Key::Kit(kit) = self else { return false };
        let key = |epoch| {
            let secret = kit.secret_at(epoch).ok()?;
            Some(derive::members_key(&secret, kit.vault.as_bytes()))
        };
        let epoch = opened.members.epoch;
        let wrote = |key| Members::verify(&opened.members_bytes, &key).is_ok();
        // It may be of a rotation to a new secret that was cut off.
        let vouched = |key| Members::verify_after(&opened.members_bytes, &key).is_ok();
        let listed = (key(epoch).is_some_and(wrote)
            || epoch.checked_sub(1).and_then(key).is_some_and(vouched))
            && opened.members.hosts.contains(&opened.signed_by);
        kit.vault == opened.manifest.vault && (listed || kit.verify_keys.contains(&opened.signed_by))
    }
}

/// Opens a backup where its vault is not, and checks all that is in it. With a kit its signature is checked too; with an
/// identity alone nobody says who may sign.
///
/// # Errors
/// When anything was changed, or it does not open.
pub fn check_backup_alone(file: &Path, key: &Key<'_>, going: &Going<'_>) -> Result<Drill, Failure> {
    if !file.is_file() {
        return Err(unreadable(std::io::ErrorKind::NotFound.into()));
    }
    let compared = Compared { sha256: hash_on_disk(file, going)?, backup: None };
    let opened = Opened::open(file, key.identity(), None, Staged::elsewhere()?, going)?;
    if let Key::Kit(kit) = key
        && kit.vault != opened.manifest.vault
    {
        return Err(of_another_vault());
    }
    let known = key.vouches_for(&opened);
    if !known && matches!(key, Key::Kit(_)) {
        return Err(damaged("its manifest is signed by a machine that the kit does not know"));
    }
    drill(compared, &opened, known, None)
}

fn drill(
    compared: Compared,
    opened: &Opened,
    signer_is_known: bool,
    trial: Option<Trial>,
) -> Result<Drill, Failure> {
    let clients = opened.store.read().handles(Register::Client)?;
    Ok(Drill {
        compared,
        manifest: opened.manifest.clone(),
        signed_by: opened.signed_by.clone(),
        signer_is_known,
        clients: clients.iter().filter(|row| row.state != HandleState::Erased).count(),
        trial,
    })
}

fn note_verified(writer: &mut Writer<'_>, row: &BackupRow) -> Result<(), Failure> {
    writer.log(&writer.event(Action::BackupVerified).on_row_of(row.reference))?;
    writer.put_backup(row)
}

fn of_another_vault() -> Failure {
    Failure::Refused(
        "the backup is another vault's".to_owned(),
        "give a backup of this vault, or the vault of this backup: --vault DIR".to_owned(),
    )
}
