//! Certificates: what is on record of an erasure, put together and signed anew each time one is issued, so that it
//! says what could bring it back today.

use super::erasure::Reach;
use super::medium::Medium;
use super::mirrors::Extent as Slots;
use super::rows;
use super::signed;
use super::unlocked::Unlocked;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::certificate::{
    Certificate, CertificateState, DestroyedSlot, Format, MediumOf, Stage, StageName,
};
use crate::records::event::{Action, Event};
use crate::records::office::ErasureEntry;
use crate::records::reference::Reference;
use crate::records::tombstone::{ErasureRow, ErasureState};

/// An erasure in a list.
pub struct FoundErasure {
    /// The clear side.
    pub row: ErasureRow,
    /// Whose record.
    pub client: Reference,
    /// How far it is, kits and backups as they are today.
    pub state: CertificateState,
    /// The sealed side.
    pub entry: ErasureEntry,
}

impl Unlocked {
    /// Everything that was asked for or done, by number.
    ///
    /// # Errors
    /// When something does not open.
    pub fn erasures(&mut self) -> Result<Vec<FoundErasure>, Failure> {
        let rows = self.read().erasures()?;
        let found = rows.into_iter().map(|row| self.found_erasure(row)).collect::<Result<Vec<_>, _>>()?;
        let listed = Event::new(self.member(), Action::CertificatesListed).counting(found.len() as u64);
        self.log(&[listed])?;
        Ok(found)
    }

    fn found_erasure(&self, row: ErasureRow) -> Result<FoundErasure, Failure> {
        // What is listed and signed is what the log knows.
        rows::check_logged_erasure(&self.read(), &row)?;
        let record = self.erasure_record(row.reference)?;
        let entry = self.reader(Slots::Few)?.open(&record)?;
        let handle = self.read().handle_row(row.handle)?;
        let client = handle.map(|handle| handle.reference).ok_or_else(|| {
            Failure::damaged(format!("{} in vault.db is of somebody who is not there", row.reference))
        })?;
        let state = state_of(&row, &self.reach_of(&row)?);
        Ok(FoundErasure { row, client, state, entry })
    }

    /// The certificate of an erasure as it stands today, signed by who opened the vault.
    ///
    /// # Errors
    /// Unknown; or something does not open; or it cannot be logged.
    pub fn certificate(&mut self, reference: Reference) -> Result<(Certificate, String), Failure> {
        let certificate = self.unsigned(reference)?;
        let seed = self.keys.signing().ok_or_else(no_verify_key)?;
        let signed = signed::sign(certificate.clone(), seed, self.member());
        self.log(&[Event::new(self.member(), Action::CertificateIssued).on_row_of(reference)])?;
        Ok((certificate, signed))
    }

    fn unsigned(&self, reference: Reference) -> Result<Certificate, Failure> {
        let row = self.read().erasure(reference.number)?.ok_or_else(|| {
            Failure::Missing(
                format!("there is no certificate {reference}"),
                "praxis certificate list shows which there are".to_owned(),
            )
        })?;
        let reach = self.reach_of(&row)?;
        let FoundErasure { row, client, state, entry } = self.found_erasure(row)?;
        let stones = self.read().tombstones_by(&reference.to_string())?;
        let head = self.read().audit_head()?;
        Ok(Certificate {
            praxis: Format,
            certificate: reference,
            vault: self.id(),
            client,
            ground: entry.ground,
            by: entry.by,
            issued: self.vault.now.text(),
            state,
            extent: entry.extent,
            refused: entry.refused,
            destroyed: entry.destroyed,
            kept: entry.kept,
            slots: stones
                .iter()
                .map(|stone| DestroyedSlot {
                    slot: to_hex(stone.slot.as_bytes()),
                    sha256: stone.sealed.map(|hash| to_hex(&hash)).unwrap_or_default(),
                })
                .collect(),
            stages: self.stages(&row)?,
            audit_size: head.size,
            audit_root: to_hex(&head.root),
            medium: self.media(),
            kits: reach.kits,
            backups: reach.backups,
            exports: reach.exports,
            copies: reach.copies,
            residue: entry.residue,
            signed_by: self.keys.verify_key().ok_or_else(no_verify_key)?.to_owned(),
        })
    }

    /// What the keys lie on, and what becomes of bytes that are overwritten there.
    #[must_use]
    pub fn media(&self) -> Vec<MediumOf> {
        let folders = [
            ("keyring", self.vault.layout.keyring_folder()),
            ("key files", self.vault.state.root().to_owned()),
        ];
        let lies_on = folders.into_iter().map(|(what, folder)| {
            let medium = Medium::of(&folder);
            let overwriting = medium.overwriting.in_words().to_owned();
            MediumOf { what: what.to_owned(), file_system: medium.file_system, overwriting }
        });
        lies_on.collect()
    }

    /// When each step was done, as the log has it.
    fn stages(&self, row: &ErasureRow) -> Result<Vec<Stage>, Failure> {
        let mut stages = Vec::new();
        for entry in self.read().entries_of(row.reference)? {
            let (stage, epoch) = match entry.event.action {
                Action::ErasureIntended => (StageName::Intent, row.epoch),
                Action::ErasureShredded => (StageName::Shredded, row.epoch),
                Action::ErasureRotated => (StageName::Rotated, row.epoch + 1),
                _ => continue,
            };
            let generation = entry.event.count.unwrap_or_default();
            stages.push(Stage { stage, at: entry.time, entry: entry.seq, epoch, generation });
        }
        Ok(stages)
    }
}

/// How far an erasure is: *final* is worked out, and never stored.
fn state_of(row: &ErasureRow, reach: &Reach) -> CertificateState {
    match row.state {
        ErasureState::Refused => CertificateState::Refused,
        ErasureState::Intended | ErasureState::Shredded => CertificateState::Shredded,
        ErasureState::Rotated if reach.is_nothing() => CertificateState::Final,
        ErasureState::Rotated => CertificateState::Rotated,
    }
}

fn no_verify_key() -> Failure {
    Failure::Locked(
        "your identity cannot sign".to_owned(),
        "open the vault with an identity that has a verify key: praxis identity show".to_owned(),
    )
}
