//! Certificates: what is on record of an erasure, put together and signed anew each time one is issued, so that it
//! says what could bring it back today.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::erasure::Reach;
use super::medium::Medium;
use super::mirrors::Extent as Slots;
use super::open::Vault;
use super::rows;
use super::signed;
use super::unlocked::Unlocked;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::certificate::{
    Certificate, CertificateState, Counted, DestroyedSlot, Format, MediumOf, Stage, StageName,
};
use crate::records::compartment::Compartment;
use crate::records::erasure::{Extent, Ground};
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::member::MemberNumber;
use crate::records::office::ErasureEntry;
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;
use crate::records::sweep::{Reviewed, ReviewedLine};
use crate::records::tombstone::{ErasureRow, ErasureState, Tombstone};

/// An erasure in a list.
pub struct FoundErasure {
    /// The clear side.
    pub row: ErasureRow,
    /// Whose record, or which invoice or request.
    pub what: Reference,
    /// How far it is, kits and backups as they are today.
    pub state: CertificateState,
    /// The sealed side.
    pub entry: ErasureEntry,
}

/// Reviews that were opened already, each with its lines: one review is behind many erasures, and each of these takes its
/// own line.
type Reviews = HashMap<u32, (MemberNumber, HashMap<Handle, ReviewedLine>)>;

impl Unlocked {
    /// Everything that was asked for or done, by number.
    ///
    /// # Errors
    /// When something does not open.
    pub fn erasures(&mut self) -> Result<Vec<FoundErasure>, Failure> {
        let rows = self.read().erasures()?;
        let mut reviews = Reviews::new();
        let found = rows
            .into_iter()
            .map(|row| self.found_erasure(row, &mut reviews))
            .collect::<Result<Vec<_>, _>>()?;
        let listed = Event::new(self.member(), Action::CertificatesListed).counting(found.len() as u64);
        self.log(&[listed])?;
        Ok(found)
    }

    fn found_erasure(&self, row: ErasureRow, reviews: &mut Reviews) -> Result<FoundErasure, Failure> {
        // What is listed and signed is what the log knows.
        rows::check_logged_erasure(&self.read(), &row)?;
        let entry = self.erasure_entry(&row, reviews)?;
        let handle = self.read().handle_row(row.handle)?;
        let what = handle.map(|handle| handle.reference).ok_or_else(|| {
            Failure::damaged(format!("{} in vault.db is of somebody who is not there", row.reference))
        })?;
        let state = state_of(&row, &self.vault.opened_by(&row)?);
        Ok(FoundErasure { row, what, state, entry })
    }

    /// What is sealed about an erasure; of one that a machine decided without a key, what its review or its own keys tell.
    fn erasure_entry(&self, row: &ErasureRow, reviews: &mut Reviews) -> Result<ErasureEntry, Failure> {
        let keys = self.reader(Slots::Few)?;
        let entries = self.read().entries_of(row.reference)?;
        let decided = entries.iter().find(|entry| entry.event.action == Action::ErasureIntended);
        let by_machine = decided.is_some_and(|entry| entry.event.member == MemberNumber::HOST);
        if !by_machine {
            return keys.open(&self.erasure_record(row.reference)?);
        }
        let mut entry = ErasureEntry {
            ground: Ground::Retention,
            by: MemberNumber::HOST,
            extent: Extent::Partial,
            refused: None,
            destroyed: Vec::new(),
            kept: Vec::new(),
            residue: None,
        };
        let Some(number) = row.sweep else {
            entry.destroyed = by_compartment(&self.read().tombstones_by(&row.reference.to_string())?);
            return Ok(entry);
        };
        let lost = || Failure::damaged(format!("the review behind {} is gone from vault.db", row.reference));
        let (by, lines) = match reviews.entry(number) {
            Entry::Occupied(opened) => opened.into_mut(),
            Entry::Vacant(vacant) => {
                let sealed = self.read().record(RecordType::Sweep, number)?.ok_or_else(lost)?;
                rows::check_logged(&self.read(), &sealed)?;
                let Reviewed { by, lines, .. } = keys.open(&sealed)?;
                // Drafts have the handle of their client: their keys say what went.
                let whole =
                    |line: &ReviewedLine| line.item.is_none_or(|item| item.register != Register::Note);
                let lines = lines.into_iter().filter(whole).map(|line| (line.handle, line));
                vacant.insert((by, lines.collect()))
            }
        };
        let stones = self.read().tombstones_by(&row.reference.to_string())?;
        if !stones.is_empty() && stones.iter().all(|stone| stone.record.is_some()) {
            entry.by = *by;
            entry.destroyed = vec![Counted { what: "drafts".to_owned(), count: stones.len() as u64 }];
            return Ok(entry);
        }
        let line = lines.remove(&row.handle).ok_or_else(lost)?;
        (entry.by, entry.extent) = (*by, Extent::Whole);
        (entry.destroyed, entry.kept) = (line.destroyed, line.kept);
        Ok(entry)
    }

    /// The certificate of an erasure as it stands today, signed by who opened the vault.
    ///
    /// # Errors
    /// Unknown; or something does not open; or it cannot be logged.
    pub fn certificate(&mut self, reference: Reference) -> Result<(Certificate, String), Failure> {
        let certificate = self.unsigned(reference)?;
        let signed = self.sign(certificate.clone().into())?;
        self.log(&[Event::new(self.member(), Action::CertificateIssued).on_row_of(reference)])?;
        Ok((certificate, signed))
    }

    /// Names the member as the signer of a certificate, and signs it.
    pub(super) fn sign(&self, paper: signed::Paper) -> Result<String, Failure> {
        let verify_key = self.keys.signing_key()?;
        self.keys.sign(&paper.by(verify_key.to_owned()).to_text(), self.id())
    }

    fn unsigned(&self, reference: Reference) -> Result<Certificate, Failure> {
        let row = self.read().erasure(reference.number)?.ok_or_else(|| {
            Failure::Missing(
                format!("there is no certificate {reference}"),
                "praxis certificate list shows which there are".to_owned(),
            )
        })?;
        let reach = self.vault.reach_of(&row)?;
        let FoundErasure { row, what, state, entry } = self.found_erasure(row, &mut Reviews::new())?;
        let stones = self.read().tombstones_by(&reference.to_string())?;
        let head = self.read().audit_head()?;
        Ok(Certificate {
            praxis: Format,
            certificate: reference,
            vault: self.id(),
            client: (what.register == Register::Client).then_some(what),
            invoice: (what.register == Register::File).then_some(what),
            request: (what.register == Register::Request).then_some(what),
            complaint: (what.register == Register::Complaint).then_some(what),
            breach: (what.register == Register::Breach).then_some(what),
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
            stages: self.vault.stages(&row)?,
            audit_size: head.size,
            audit_root: to_hex(&head.root),
            medium: self.media(),
            kits: reach.kits,
            backups: reach.backups,
            exports: reach.exports,
            copies: reach.copies,
            residue: entry.residue,
            signed_by: self.keys.signing_key()?.to_owned(),
        })
    }

    /// What the keys lie on, and what becomes of bytes that are overwritten there.
    #[must_use]
    pub fn media(&self) -> Vec<MediumOf> {
        self.vault.media()
    }
}

impl Vault {
    pub(super) fn media(&self) -> Vec<MediumOf> {
        let folders =
            [("keyring", self.layout.keyring_folder()), ("key files", self.state.root().to_owned())];
        let lies_on = folders.into_iter().map(|(what, folder)| {
            let medium = Medium::of(&folder);
            let overwriting = medium.overwriting.in_words().to_owned();
            MediumOf { what: what.to_owned(), file_system: medium.file_system, overwriting }
        });
        lies_on.collect()
    }

    /// When each step was done, as the log has it.
    pub(super) fn stages(&self, row: &ErasureRow) -> Result<Vec<Stage>, Failure> {
        let mut stages = Vec::new();
        for entry in self.store.read().entries_of(row.reference)? {
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

/// What keys that went by themselves opened.
fn by_compartment(stones: &[Tombstone]) -> Vec<Counted> {
    let count = |compartment| stones.iter().filter(|stone| stone.compartment == compartment).count() as u64;
    let all = [
        ("contact details", count(Compartment::Contact)),
        ("process and supervision notes, and recordings", count(Compartment::Process)),
    ];
    let there = all.into_iter().filter(|(_, count)| *count > 0);
    there.map(|(what, count)| Counted { what: what.to_owned(), count }).collect()
}

/// How far an erasure is: *final* is worked out, and never stored.
pub(super) fn state_of(row: &ErasureRow, reach: &Reach) -> CertificateState {
    match row.state {
        ErasureState::Refused => CertificateState::Refused,
        ErasureState::Intended | ErasureState::Shredded => CertificateState::Shredded,
        ErasureState::Rotated if reach.is_nothing() => CertificateState::Final,
        ErasureState::Rotated => CertificateState::Rotated,
    }
}
