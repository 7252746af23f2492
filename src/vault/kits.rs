//! The register of recovery kits: what could open the vault when this machine is gone, and so what could bring back
//! what was erased.

use std::path::Path;

use super::files;
use super::keys::{office_handle, office_slot};
use super::kit::Kit;
use super::mirrors::Extent;
use super::rows::{self, first_version, next_version};
use super::secrets::read_kit;
use super::unlocked::Unlocked;
use super::wrap::OwnerKeys;
use crate::crypto::age_file::Work;
use crate::crypto::passphrase::Passphrase;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::Action;
use crate::records::office::{KitEntry, KitState};
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;
use crate::store::RegisterRow;

/// A kit in a list.
pub struct FoundKit {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of its secret.
    pub epoch: u64,
    /// Where it stands.
    pub state: KitState,
    /// Whether it is of an epoch before the vault's own: together with a backup of its time it could bring back
    /// what was erased since.
    pub stale: bool,
    /// The sealed side.
    pub entry: KitEntry,
}

impl Unlocked {
    /// Makes a kit: on record before it exists, so that none can exist unknown; `write` writes it where it goes, and
    /// says whether it was read back.
    ///
    /// # Errors
    /// Those of `write`; then the kit stays on record as not read back.
    pub fn make_kit(
        &mut self,
        entry: &KitEntry,
        write: impl FnOnce(&Kit) -> Result<bool, Failure>,
    ) -> Result<Reference, Failure> {
        let (owner, epoch) = (self.keys.owner()?.copy().map_err(internal)?, self.keys.epoch);
        let kit = self.register_kit(entry, &owner, epoch, None)?;
        if write(&kit)? {
            self.kit_was_read(&kit)?;
        }
        Ok(Reference::new(Register::Kit, kit.number))
    }

    /// Enters a kit of `keys` in the register, as not read back, and gives its content.
    pub(super) fn register_kit(
        &mut self,
        entry: &KitEntry,
        keys: &OwnerKeys,
        epoch: u64,
        why: Option<Action>,
    ) -> Result<Kit, Failure> {
        let (id, made) = (self.id(), self.vault.now.today().to_string());
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let number = self.write(|writer| {
            let reference = Reference::new(Register::Kit, writer.next_number(Register::Kit)?);
            if let Some(action) = why {
                writer.log(&writer.event(action).on_row_of(reference))?;
            }
            let mut row = first_version(RecordType::Kit, office_handle(id), Compartment::Office);
            row.number = Some(reference.number);
            rows::seal(&mut row, id, &office, entry)?;
            writer.add_record(&row, Action::KitCreated)?;
            let state = KitState::Unread.code().to_owned();
            writer.add_register_row(&RegisterRow { reference, made, epoch, state })?;
            Ok(reference.number)
        })?;
        let OwnerKeys { epoch_secret: secret, recovery } = keys.copy().map_err(internal)?;
        Ok(Kit {
            number,
            vault: id,
            epoch,
            secret,
            recovery,
            verify_keys: self.keys.listed.verify_keys.clone(),
        })
    }

    /// Notes that a kit was read and opens this vault; one that was not read back before counts from now on.
    ///
    /// # Errors
    /// [`Failure::Refused`] for one that is not on record, or was retired.
    pub fn kit_was_read(&mut self, kit: &Kit) -> Result<(), Failure> {
        let reference = Reference::new(Register::Kit, kit.number);
        let found = self.found_kit(reference)?;
        if found.state == KitState::Retired {
            return Err(Failure::Refused(
                format!("{reference} was retired, and should not exist any more"),
                "destroy it, or make a new one: praxis kit new".to_owned(),
            ));
        }
        // On a medium that cannot be written, that was said when the vault was opened: the kit is as good.
        if !self.vault.store.is_writable() {
            return Ok(());
        }
        let today = self.vault.now.today();
        let entry = KitEntry { verified: Some(today), ..found.entry.clone() };
        self.change_kit(&found, KitState::Current, &entry, Action::KitVerified)
    }

    /// Takes a kit off the list of those that could open the vault: whoever says so has destroyed it.
    ///
    /// # Errors
    /// Unknown, or retired already.
    pub fn retire_kit(&mut self, reference: Reference) -> Result<(), Failure> {
        let found = self.found_kit(reference)?;
        if found.state == KitState::Retired {
            return Err(Failure::Usage(
                format!("{reference} was retired already"),
                "praxis kit list shows those that are left".to_owned(),
            ));
        }
        let entry = found.entry.clone();
        self.change_kit(&found, KitState::Retired, &entry, Action::KitRetired)
    }

    /// All kits that were ever made, by number.
    ///
    /// # Errors
    /// When something does not open.
    pub fn kits(&self) -> Result<Vec<FoundKit>, Failure> {
        let rows = self.read().register_rows(Register::Kit)?;
        rows.into_iter().map(|row| self.found_kit(row.reference)).collect()
    }

    fn found_kit(&self, reference: Reference) -> Result<FoundKit, Failure> {
        let rows = self.read().register_rows(Register::Kit)?;
        let row = rows.into_iter().find(|row| row.reference == reference).ok_or_else(|| {
            Failure::Missing(
                format!("there is no kit {reference} on record"),
                "praxis kit list shows which there are".to_owned(),
            )
        })?;
        rows::check_logged_register(&self.read(), &row)?;
        let record = self.read().record(RecordType::Kit, reference.number)?;
        let record =
            record.ok_or_else(|| Failure::damaged(format!("{reference} has lost its record in vault.db")))?;
        rows::check_logged(&self.read(), &record)?;
        let state = KitState::from_code(&row.state)
            .ok_or_else(|| Failure::damaged(format!("{reference} in vault.db has an unknown state")))?;
        let stale = row.epoch < self.keys.epoch && state != KitState::Retired;
        let entry = self.reader(Extent::Few)?.open(&record)?;
        Ok(FoundKit { reference, made: row.made, epoch: row.epoch, state, stale, entry })
    }

    fn change_kit(
        &mut self,
        found: &FoundKit,
        state: KitState,
        entry: &KitEntry,
        action: Action,
    ) -> Result<(), Failure> {
        let (id, reference) = (self.id(), found.reference);
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        self.write(|writer| {
            let before = writer.read().record(RecordType::Kit, reference.number)?;
            let before = before.ok_or(Failure::Busy(None))?;
            let mut next = next_version(&before);
            rows::seal(&mut next, id, &office, entry)?;
            writer.remove_record(&before)?;
            writer.add_record(&next, action)?;
            writer.change_register_row(&RegisterRow {
                reference,
                made: found.made.clone(),
                epoch: found.epoch,
                state: state.code().to_owned(),
            })
        })
    }
}

fn internal(error: crate::crypto::Error) -> Failure {
    Failure::Unexpected(anyhow::Error::new(error).context("the kit"))
}

/// Writes a kit to a new file, reads it back from the disk and opens it: one that does not open is worse than none.
///
/// # Errors
/// When it cannot be written, or does not read back.
pub fn write_kit_file(kit: &Kit, path: &Path, passphrase: &Passphrase, work: Work) -> Result<(), Failure> {
    let sealed = kit.seal(passphrase, work).map_err(internal)?;
    files::write_new(path, &sealed, "the recovery kit")?;
    files::sync_folder(files::folder_of(path), "the folder of the kit")?;
    let back = read_kit(path, passphrase)?;
    if back.secret.expose_secret() == kit.secret.expose_secret() {
        Ok(())
    } else {
        Err(Failure::damaged("the kit does not read back as it was written"))
    }
}
