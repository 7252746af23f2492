//! Erasing a client: the keys are destroyed, then what they opened is removed, then the epoch that sealed them ends.
//!
//! | stage | what is done | from then on |
//! |---|---|---|
//! | S0 | what would happen is shown and confirmed; no lock, no key | nothing has happened |
//! | S1 | one transaction: everything is looked at again, and the intent is written | it will be completed |
//! | S2 | a keyring without the keys, one mirror after the other | no way back |
//! | S3 | one transaction: the records go, the tombstones are complete | *shredded* |
//! | S4 | rotation | *rotated* |
//!
//! It only rolls forward. S1 needs a member; S2 and S3 need no key at all, and whoever writes next completes them.

mod facts;
mod reach;
mod remains;
mod shred;

pub use facts::ErasureFacts;
pub use reach::Reach;

use super::holds::refuse_held_but;
use super::keyring::SlotName;
use super::keys::{office_handle, office_slot};
use super::lock::Lock;
use super::mirrors::{Extent as Reading, Standing};
use super::requests::Prepared;
use super::rows::{self, first_version, next_version};
use super::unlocked::{Unlocked, living};
use super::writer::Writer;
use crate::crypto::hash::sha256;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::certificate::Residue;
use crate::records::compartment::Compartment;
use crate::records::erasure::{Extent, Ground, Refusal};
use crate::records::event::Action;
use crate::records::office::ErasureEntry;
use crate::records::reference::{Reference, Register};
use crate::records::request::{Outcome, RefusedFor, Step};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordType};
use crate::records::tombstone::{ErasureRow, ErasureState, Tombstone};
use crate::rules::erasure::Plan;
use crate::store::KeyInUse;

/// What a person decided, on facts that they were shown.
pub struct Decided<'a> {
    /// About whom, and everything that was stored then.
    pub facts: &'a ErasureFacts,
    /// Why.
    pub ground: Ground,
    /// What goes and what stays.
    pub plan: &'a Plan,
    /// The request that is answered by it.
    pub request: Option<Reference>,
}

impl Unlocked {
    /// Destroys what was decided, to the end: S1 to S4. Once S1 is written it will be completed, if not by this
    /// command then by the next.
    ///
    /// # Errors
    /// [`Failure::Held`] when a hold or an open matter forbids it, [`Failure::Refused`] when anything changed since
    /// it was shown; then nothing has happened. Any failure after S1 is [`Failure::Partial`].
    pub fn erase(&mut self, decided: &Decided<'_>) -> Result<Reference, Failure> {
        self.vault.check_clock()?;
        self.refuse_unwritable_keys()?;
        self.mend_what_is_damaged()?;
        let office = self.reader(Reading::Few)?.key(&office_slot(self.id()))?;
        // It reads the keyring, and so before nobody else may.
        let answer = decided.request.map(|request| self.answer(request, decided)).transpose()?;
        let alone = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        let standing = self.standing_for_writing()?;
        if self.keys.is_owner() {
            // Before anything is decided: while a session holds the keys that go, they are not gone.
            self.be_alone_with_keys()?;
        }
        let intended = self.transaction(|writer| {
            if let Some((since, _)) = &answer {
                // Another request about the same client must not be overlooked.
                writer.nobody_wrote_since(Some(*since))?;
            }
            intend(writer, decided, answer.as_ref().map(|(_, answer)| answer), &standing, &office)
        });
        let reference = match intended {
            Err(held @ Failure::Held { .. }) => {
                self.log_held(&held, decided.facts.row())?;
                return Err(held);
            }
            other => other?,
        };
        self.complete(&alone, &standing).map_err(|failure| unfinished(reference, &failure))?;
        super::ballast::make_again(self.vault.layout.root());
        Ok(reference)
    }

    /// The end of the request that is answered by an erasure, and how long the log was when it was looked at.
    fn answer(&self, request: Reference, decided: &Decided<'_>) -> Result<(u64, Prepared), Failure> {
        let since = self.log_size()?;
        self.asks_for_erasure(request, decided.facts.row())?;
        let outcome = if decided.plan.extent == Extent::Whole { Outcome::Complied } else { Outcome::Partly };
        let step = Step::Closed { on: self.vault.now.today(), outcome };
        Ok((since, self.prepare_steps(request, vec![step])?))
    }

    /// S2 to S4 of everything that is intended or due, from the keyring as it stands. Does nothing where nothing is.
    pub(super) fn complete(&mut self, alone: &Lock, standing: &Standing) -> Result<(), Failure> {
        self.vault.shred(&self.keys.hand(&[]), standing)?;
        let due = self.read().erasures()?.iter().any(|row| row.state == ErasureState::Shredded);
        if !due && self.keys.begun.is_none() {
            return Ok(());
        }
        if !self.keys.is_owner() {
            self.vault.notices.push(
                "the keys are destroyed here; with an older copy of the keyring they could be brought back until an \
                 owner opens the vault, which ends the epoch"
                    .to_owned(),
            );
            return Ok(());
        }
        self.rotate(alone)
    }

    /// Writes down that an erasure was asked for and refused.
    ///
    /// # Errors
    /// When the client is unknown or erased, or nothing can be written.
    pub fn refuse_erasure(
        &mut self,
        client: Reference,
        ground: Ground,
        refusal: Refusal,
        request: Option<Reference>,
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let since = self.log_size()?;
        let answer = match request {
            Some(request) => {
                self.asks_for_erasure(request, &self.living(client)?)?;
                Some(self.prepare_steps(request, refused(refusal, self.vault.now.today()))?)
            }
            None => None,
        };
        let office = self.reader(Reading::Few)?.key(&office_slot(id))?;
        let (made, epoch, by) = (self.vault.now.today().to_string(), self.keys.epoch, self.member());
        let generation = self.vault.facts.keyring.generation;
        self.write(|writer| {
            if let Some(answer) = &answer {
                writer.nobody_wrote_since(Some(since))?;
                answer.write(writer, id)?;
            }
            let handle = living(writer.read(), client)?.handle;
            let reference = Reference::new(Register::Certificate, writer.next_number(Register::Certificate)?);
            let entry = ErasureEntry {
                ground,
                by,
                extent: Extent::None,
                refused: Some(refusal),
                destroyed: Vec::new(),
                kept: Vec::new(),
                residue: None,
            };
            write_entry(writer, reference, &office, &entry)?;
            let row =
                ErasureRow { reference, made, epoch, state: ErasureState::Refused, handle, sweep: None };
            writer.put_erasure(&row, generation, Action::ErasureRefused)?;
            Ok(reference)
        })
    }

    /// Adds what the scan for remains found.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn note_residue(&mut self, certificate: Reference, residue: Residue) -> Result<(), Failure> {
        let id = self.id();
        let keys = self.reader(Reading::Few)?;
        let office = keys.key(&office_slot(id))?;
        let before = self.erasure_record(certificate)?;
        let mut entry: ErasureEntry = keys.open(&before)?;
        drop(keys);
        entry.residue = Some(residue);
        self.write(|writer| {
            let now = writer.read().record(RecordType::Erasure, certificate.number)?;
            if now.is_none_or(|now| now.version != before.version) {
                return Err(Failure::Busy(None));
            }
            let mut next = next_version(&before);
            rows::seal(&mut next, id, &office, &entry)?;
            writer.remove_record(&before)?;
            writer.add_record(&next, Action::CertificateWritten)
        })
    }

    /// Before anything is decided: a rotation writes key files, and one that cannot must not be begun.
    pub(super) fn refuse_unwritable_keys(&self) -> Result<(), Failure> {
        if super::files::may_write(self.vault.state.root()) {
            return Ok(());
        }
        Err(Failure::Permission(
            "the folder of the keys may not be written, so that the old ones could not be destroyed"
                .to_owned(),
        ))
    }
}

/// What happened to a request for an erasure that is refused.
fn refused(refusal: Refusal, on: chrono::NaiveDate) -> Vec<Step> {
    let ground = match refusal {
        Refusal::IdentityNotProved => RefusedFor::Identity,
        Refusal::ManifestlyUnfounded => RefusedFor::Unfounded,
        _ => RefusedFor::NotApplicable,
    };
    let because = refusal.in_words().to_owned();
    vec![Step::Refused { on, ground, because }, Step::Closed { on, outcome: Outcome::Refused }]
}

/// S1. Everything is looked at again, in the transaction that decides.
fn intend(
    writer: &mut Writer<'_>,
    decided: &Decided<'_>,
    answer: Option<&Prepared>,
    standing: &Standing,
    office: &RecordKey,
) -> Result<Reference, Failure> {
    let Decided { facts, ground, plan, .. } = decided;
    let mut row = living(writer.read(), facts.row().reference)?;
    refuse_held_but(writer.read(), &row, answer.is_some_and(Prepared::is_the_last))?;
    if row != *facts.row() || !facts.still_stand(writer.read())? {
        return Err(Failure::Refused(
            format!("{} changed after it was shown", row.reference),
            "run the same command again, and look at what it shows".to_owned(),
        ));
    }
    for version in writer.read().versions_of(row.handle)? {
        rows::check_logged(writer.read(), &version)?;
    }
    if let Some(answer) = answer {
        answer.write(writer, writer.vault())?;
        row = living(writer.read(), row.reference)?;
    }
    let reference = Reference::new(Register::Certificate, writer.next_number(Register::Certificate)?);
    bury(writer, &row, standing, reference, &|key| plan.compartments.contains(&key.1))?;
    let entry = ErasureEntry {
        ground: *ground,
        by: writer.member(),
        extent: plan.extent,
        refused: None,
        destroyed: plan.destroyed.clone(),
        kept: plan.kept.clone(),
        residue: None,
    };
    write_entry(writer, reference, office, &entry)?;
    decide(writer, &row, standing, reference, plan.extent, None)?;
    Ok(reference)
}

/// Writes the tombstones of the keys of a client that are to go.
pub(super) fn bury(
    writer: &Writer<'_>,
    row: &HandleRow,
    standing: &Standing,
    reference: Reference,
    goes: &dyn Fn(&KeyInUse) -> bool,
) -> Result<usize, Failure> {
    let (vault, day) = (writer.vault(), writer.today());
    // Whoever decided before and was cut off since this command began: its tombstones are not taken from it.
    if writer.read().tombstones_of(row.handle)?.iter().any(|stone| stone.generation.is_none()) {
        return Err(Failure::Refused(
            format!("something of {} is on its way out already", row.reference),
            "run the same command again: it completes that first".to_owned(),
        ));
    }
    let mut buried = 0;
    for key in writer.read().keys_in_use(Some(row.handle))?.into_iter().filter(goes) {
        let (handle, compartment, key_version, record) = key;
        let slot = SlotName { handle, compartment, key_version, record }.id(vault);
        let sealed = standing.image.find(slot).map(|slot| sha256(&slot.to_bytes())).ok_or_else(|| {
            Failure::damaged(format!("the keyring lacks a key of {}; nothing was destroyed", row.reference))
        })?;
        writer.put_tombstone(&Tombstone {
            slot,
            handle,
            compartment,
            key_version,
            record,
            sealed: Some(sealed),
            day: day.clone(),
            generation: None,
            authority: reference.to_string(),
        })?;
        buried += 1;
    }
    Ok(buried)
}

/// Writes down that an erasure is decided: once this is committed it will be completed.
pub(super) fn decide(
    writer: &mut Writer<'_>,
    row: &HandleRow,
    standing: &Standing,
    reference: Reference,
    extent: Extent,
    sweep: Option<u32>,
) -> Result<(), Failure> {
    let (header, state, made) = (standing.image.header, ErasureState::Intended, writer.today());
    let erasure = ErasureRow { reference, made, epoch: header.epoch, state, handle: row.handle, sweep };
    writer.put_erasure(&erasure, header.generation, Action::ErasureIntended)?;
    if extent == Extent::Whole {
        writer.change_handle(&HandleRow {
            state: HandleState::Erased,
            flags: Flags::default(),
            disposal_year: None,
            contact_due: None,
            ..row.clone()
        })?;
    }
    Ok(())
}

/// What the certificate says beyond the clear columns, under the practice's own key.
fn write_entry(
    writer: &mut Writer<'_>,
    reference: Reference,
    office: &RecordKey,
    entry: &ErasureEntry,
) -> Result<(), Failure> {
    let id = writer.vault();
    let mut row = first_version(RecordType::Erasure, office_handle(id), Compartment::Office);
    row.number = Some(reference.number);
    rows::seal(&mut row, id, office, entry)?;
    writer.add_record(&row, Action::CertificateWritten)
}

/// What is said when an erasure that was acknowledged could not be completed at once.
fn unfinished(reference: Reference, failure: &Failure) -> Failure {
    let why = failure.explain();
    Failure::Partial(
        format!("{reference} is decided and not finished: {}", why.message),
        format!("the next command that writes completes it; {}", why.hint),
    )
}
