//! A vault that a member opened for one command: keys for reading, transactions for writing.

use std::cell::Cell;
use std::collections::BTreeSet;

use super::glass;
use super::keyring::{Anchor, Image, Slot, SlotName};
use super::keys::{KeyReader, Keys, office_handle, office_slot, probe_slot};
use super::layout::Mirror;
use super::lock::Lock;
use super::mirrors::{Behind, Extent, Standing, View};
use super::open::Vault;
use super::restriction::Overriding;
use super::rows;
use super::session::Alone;
use super::writer::Writer;
use crate::crypto::age_file::Recipient;
use crate::crypto::derive;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, SlotId, VaultId};
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, HandleState};
use crate::records::tombstone::{ErasureRow, ErasureState};
use crate::store::{Reading, Snapshot};

/// Of how many keys that are there one must open before another is sealed beside them.
const ASKED: usize = 8;

/// A vault that is open for one command.
pub struct Unlocked {
    pub(super) vault: Vault,
    pub(super) keys: Keys,
    /// Entries that the next transaction writes first: the unlock itself.
    pending: Vec<Event>,
    /// Why restricted records are read all the same, if they are.
    pub(super) overriding: Overriding,
    /// A mirror was found damaged while slots were read; the next write mends it.
    mend: Cell<bool>,
    /// No session begins while the keys are rotated.
    pub(super) alone: Option<Alone>,
}

impl Unlocked {
    /// Takes over a vault whose keys opened; mends the keyring where a crash left it half done.
    pub(super) fn new(vault: Vault, keys: Keys) -> Result<Self, Failure> {
        let mut unlocked = Self {
            vault,
            keys,
            pending: Vec::new(),
            overriding: Overriding::default(),
            mend: Cell::new(false),
            alone: None,
        };
        let (lock, view, facts) = unlocked.vault.keyring(Extent::Few)?;
        if view.header().epoch != unlocked.keys.epoch {
            return Err(Failure::Busy(None));
        }
        if let View::Whole(standing) = &view {
            unlocked.mend.set(standing.other.is_some() || standing.is_ahead(&facts.keyring));
        }
        let id = facts.id;
        let reader =
            KeyReader::new((lock, view, facts), &unlocked.vault.layout, &unlocked.keys, &unlocked.mend);
        // Keys that do not fit the keyring show here, before anything is sealed with them: a wrap is sealed to a public
        // recipient, so that anybody could have written it.
        for compartment in unlocked.role().compartments() {
            reader.key(&probe_slot(id, *compartment))?;
        }
        // So do keys that were handed out beyond the role: nothing is sealed with another's. They shut nobody out of their role.
        let beyond = unlocked.keys.glass.iter().flat_map(|open| &open.opens);
        let closed = beyond.map(|one| reader.key(&probe_slot(id, *one))).find_map(Result::err);
        drop(reader);
        if let Some(failure) = closed {
            unlocked.vault.notices.push(glass::does_not_open(&failure.explain().message));
            unlocked.keys.close_glass();
        }
        let covers_too_many = unlocked.holds_may_cover_too_many()?;
        // Before anything says that it is open now: what happened since the last time is told.
        if unlocked.keys.is_owner() {
            unlocked.vault.notice_what_happened(unlocked.keys.member)?;
            unlocked.vault.notice_altered_uses()?;
        }
        // Only now is it open: a vault that turns out to be damaged is left as it is.
        unlocked.pending.push(Event::new(unlocked.keys.member, Action::Unlocked));
        unlocked.mend_if_needed()?;
        unlocked.complete_what_is_due()?;
        // After that: the rotation of an erasure seals them anew as well.
        if unlocked.keys.is_owner()
            && unlocked.vault.store.is_writable()
            && unlocked.vault.glass_to_renew_now()?
        {
            unlocked.renew_after_glass()?;
        }
        // The days in the clear follow from all compartments.
        if unlocked.keys.is_owner() {
            if covers_too_many {
                unlocked.look_again_whom_holds_cover()?;
            }
            unlocked.follow_schedule()?;
            unlocked.follow_settings()?;
        }
        Ok(unlocked)
    }

    /// An erasure that was decided is completed before anything else is done, and so is the rotation after it, which
    /// takes an owner; and so is one that somebody's coming or going began.
    fn complete_what_is_due(&mut self) -> Result<(), Failure> {
        let owner = self.keys.is_owner();
        let due = |row: &ErasureRow| {
            row.state == ErasureState::Intended || owner && row.state == ErasureState::Shredded
        };
        let due: Vec<ErasureRow> = self.read().erasures()?.into_iter().filter(due).collect();
        let begun = self.keys.begun.is_some();
        if due.is_empty() && !begun {
            return Ok(());
        }
        if !self.vault.store.is_writable() {
            self.vault.name_what_is_unfinished()?;
            return self.vault.refuse_what_is_half_gone();
        }
        let by_machine: Vec<Reference> =
            self.vault.shredded_by_machine()?.into_iter().map(|row| row.reference).collect();
        let alone = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        let standing = self.standing_for_writing()?;
        self.complete(&alone, &standing)?;
        if begun {
            self.vault.notice_completed_rotation();
        }
        for row in due.into_iter().filter(|row| !by_machine.contains(&row.reference)) {
            self.vault.notices.push(format!("{} was not finished; it was completed", row.reference));
        }
        Ok(())
    }

    /// Which vault.
    #[must_use]
    pub fn id(&self) -> VaultId {
        self.vault.facts.id
    }

    /// Who opened it.
    #[must_use]
    pub fn member(&self) -> MemberNumber {
        self.keys.member
    }

    /// What who opened it may open.
    #[must_use]
    pub fn role(&self) -> Role {
        self.keys.role
    }

    /// Whether a session holds the keys, and not this command.
    #[must_use]
    pub fn in_session(&self) -> bool {
        self.keys.are_in_session()
    }

    /// The age recipient of who opened it.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        &self.keys.recipient
    }

    /// The epoch of the vault.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.keys.epoch
    }

    /// The locked vault behind it.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Whether this machine's own kit opens today's vault: the office key under the kit's secret.
    ///
    /// # Errors
    /// When the keyring cannot be read.
    pub fn kit_opens(&self, kit: &super::Kit) -> Result<bool, Failure> {
        let (_lock, view, facts) = self.vault.keyring(Extent::Few)?;
        let name = office_slot(facts.id);
        let Ok(secret) = kit.secret_at(view.header().epoch) else { return Ok(false) };
        let key = derive::compartment_key(&secret, facts.id.as_bytes(), Compartment::Office.code());
        let Some(slot) = view.find(name.id(facts.id))? else { return Ok(false) };
        let same_recovery = kit.recovery.recipient() == self.keys.owner()?.recovery.recipient();
        Ok(same_recovery && slot.open(&key, facts.id, view.header().epoch, &name).is_ok())
    }

    /// Changes what protects the member's identity, its passphrase or what stands beside it, and logs it: nothing is changed
    /// before the entry can be written, and nothing is logged that was not changed.
    ///
    /// # Errors
    /// Those of `change`; or when the log cannot be written, which may show after the change.
    pub fn log_identity_changed<T>(
        &mut self,
        action: Action,
        change: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if !self.vault.store.is_writable() {
            return change();
        }
        let event = Event::new(self.keys.member, action);
        self.write(|writer| {
            writer.log(&event)?;
            change()
        })
    }

    pub(super) fn read(&self) -> Reading<'_> {
        self.vault.store.read()
    }

    /// Until the guard is dropped, what is read is of one moment: a row and what the log says of it must not be of two,
    /// when somebody else writes in between. Never one inside another, and none while something is written.
    pub(super) fn one_moment(&self) -> Result<Snapshot<'_>, Failure> {
        Ok(self.vault.store.snapshot()?)
    }

    /// Keys for reading.
    pub(super) fn reader(&self, extent: Extent) -> Result<KeyReader<'_>, Failure> {
        let opened = self.vault.keyring(extent)?;
        if opened.1.header().epoch != self.keys.epoch {
            return Err(Failure::Busy(None));
        }
        if let View::Whole(standing) = &opened.1
            && standing.other.is_some()
        {
            self.mend.set(true);
        }
        Ok(KeyReader::new(opened, &self.vault.layout, &self.keys, &self.mend))
    }

    /// The row of a client's reference, if the client is still there.
    pub(super) fn living(&self, reference: Reference) -> Result<HandleRow, Failure> {
        living(&self.read(), reference)
    }

    /// Appends entries. From a medium that cannot be written they are left out, and that was said.
    pub(super) fn log(&mut self, events: &[Event]) -> Result<(), Failure> {
        if !self.vault.store.is_writable() {
            return Ok(());
        }
        self.write(|writer| events.iter().try_for_each(|event| writer.log(event)))
    }

    /// An entry that the next transaction writes, or the end of the command.
    pub(super) fn log_later(&mut self, event: Event) {
        self.pending.push(event);
    }

    /// The number of entries in the log: what a long piece of work compares, to see that nobody wrote meanwhile.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn log_size(&self) -> Result<u64, Failure> {
        Ok(self.read().audit_head()?.size)
    }

    /// One transaction.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.mend_if_needed()?;
        self.transaction(work)
    }

    pub(super) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let hand = self.keys.hand(&self.pending);
        let done = self.vault.transact(&hand, work)?;
        self.pending.clear();
        Ok(done)
    }

    /// One transaction that uses new keys: they are in both mirrors, synced, before it begins. A crash
    /// between the two leaves slots that nothing uses, which is harmless.
    pub(super) fn write_with_keys<T>(
        &mut self,
        new: &[(SlotName, RecordKey)],
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if new.is_empty() {
            return self.write(work);
        }
        if !self.vault.store.is_writable() {
            return Err(Failure::Permission("the vault cannot be written".to_owned()));
        }
        // Before the keys are written: a refusal must leave even the keyring as it was.
        self.vault.check_clock()?;
        let lock = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        let standing = self.standing_for_writing()?;
        self.refuse_keys_in_use(new)?;
        self.refuse_keys_of_others(new, &standing.image)?;
        let mut image = standing.image.clone();
        for slot in self.keys.seal_slots(new)? {
            image.insert(slot);
        }
        let head = self.read().audit_head()?;
        image.header.audit = Anchor { size: head.size, root: head.root };
        let keyring = standing.write(&self.vault.layout, image)?;
        let rewritten = standing.other == Some(Behind::Damaged);
        let done = self.transaction(|writer| {
            writer.set_keyring(&keyring)?;
            if rewritten {
                writer.log(&writer.event(Action::MirrorRewritten))?;
            }
            work(writer)
        })?;
        self.vault.facts.keyring = keyring;
        // Both mirrors were written just now.
        self.mend.set(false);
        if rewritten {
            self.vault.notices.push(mirror_rewritten(standing.source));
        }
        drop(lock);
        Ok(done)
    }

    /// A key that somebody else made meanwhile under the same name seals what they stored: another in its place would
    /// destroy it. One that nothing uses is left from a command that was cut off, and may be replaced.
    fn refuse_keys_in_use(&self, new: &[(SlotName, RecordKey)]) -> Result<(), Failure> {
        // A record with a key of its own is new, and so is its key.
        let shared: Vec<&SlotName> =
            new.iter().map(|(name, _)| name).filter(|name| name.record.is_none()).collect();
        for name in shared {
            let key = (name.handle, name.compartment, name.key_version, None);
            if self.read().keys_in_use(Some(name.handle))?.contains(&key) {
                return Err(Failure::Busy(None));
            }
        }
        Ok(())
    }

    /// Nothing is sealed under a compartment's key that opens nothing of what is there already. Of many a few are asked: all
    /// are under one key, and one that is damaged does not keep anybody from writing.
    fn refuse_keys_of_others(&self, new: &[(SlotName, RecordKey)], image: &Image) -> Result<(), Failure> {
        let (id, practice) = (self.id(), office_handle(self.id()));
        let probes: Vec<SlotId> = Compartment::ALL.iter().map(|c| probe_slot(id, *c).id(id)).collect();
        let compartments: BTreeSet<Compartment> = new
            .iter()
            .filter(|(name, _)| name.handle != practice)
            .map(|(name, _)| name.compartment)
            .collect();
        for compartment in compartments {
            let there = image.slots().iter().filter(|slot| slot.compartment == compartment);
            let there: Vec<Slot> =
                there.filter(|slot| !probes.contains(&slot.id)).take(ASKED).cloned().collect();
            if !there.is_empty() && self.keys.closed_slots(&there)? == there.len() {
                return Err(Failure::damaged(format!(
                    "your key file and the keyring do not belong together: no {} key opens",
                    compartment.code()
                )));
            }
        }
        Ok(())
    }

    /// The keyring, ready to be written; the caller holds the exclusive lock. One that is ahead of the
    /// database is recorded first, in a transaction of its own.
    pub(super) fn standing_for_writing(&mut self) -> Result<Standing, Failure> {
        let hand = self.keys.hand(&self.pending);
        let (standing, recorded) = self.vault.standing_for_writing(&hand)?;
        if recorded {
            self.pending.clear();
        }
        if standing.image.header.epoch == self.keys.epoch { Ok(standing) } else { Err(Failure::Busy(None)) }
    }

    /// Reads both mirrors whole, and mends one that is not: reading single slots does not look at the rest.
    pub(super) fn mend_what_is_damaged(&mut self) -> Result<(), Failure> {
        let (lock, view, _) = self.vault.keyring(Extent::Whole)?;
        if let View::Whole(standing) = &view {
            self.mend.set(self.mend.get() || standing.other.is_some());
        }
        drop((lock, view));
        self.mend_if_needed()
    }

    /// Mends the keyring where a crash or a fault of the disk left one mirror behind.
    fn mend_if_needed(&mut self) -> Result<(), Failure> {
        if !self.mend.take() || !self.vault.store.is_writable() {
            return Ok(());
        }
        let _lock = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        let mut standing = self.standing_for_writing()?;
        let Some(behind) = standing.other else { return Ok(()) };
        standing.heal(&self.vault.layout)?;
        self.transaction(|writer| writer.log(&writer.event(Action::MirrorRewritten)))?;
        let good = standing.source.name();
        self.vault.notices.push(match behind {
            Behind::Older => format!("a write of the keyring was cut off; it was completed from {good}"),
            Behind::Damaged => mirror_rewritten(standing.source),
        });
        Ok(())
    }
}

fn mirror_rewritten(good: Mirror) -> String {
    format!("one keyring mirror was damaged; it was rewritten from {}", good.name())
}

/// An unlock that no transaction wrote is written at the end of the command, whatever became of it.
impl Drop for Unlocked {
    fn drop(&mut self) {
        if !self.pending.is_empty() && self.vault.store.is_writable() && self.transaction(|_| Ok(())).is_err()
        {
            self.vault.notices.push("that the vault was opened could not be logged".to_owned());
        }
    }
}

/// The row of a client's reference, if the client is still there.
pub fn living(read: &Reading<'_>, reference: Reference) -> Result<HandleRow, Failure> {
    if reference.register != Register::Client {
        return Err(Failure::Usage(
            format!("{reference} is no client"),
            "clients are C-0001 and so on".to_owned(),
        ));
    }
    match read.handle(reference)? {
        None => Err(Failure::Missing(
            format!("there is no client {reference}"),
            "praxis client list shows who is there".to_owned(),
        )),
        // Whoever can write the table must not be able to let somebody pass for erased.
        Some(row) if row.state == HandleState::Erased => {
            rows::check_logged_handle(read, &row)?;
            Err(Failure::Erased(reference.to_string(), erased_in(read, row.handle)?))
        }
        Some(row) => rows::check_logged_handle(read, &row).map(|()| row),
    }
}

/// The last erasure that destroyed keys of a handle.
pub fn erased_in(read: &Reading<'_>, handle: Handle) -> Result<Option<Reference>, Failure> {
    let erased = |of: &ErasureRow| of.handle == handle && of.state != ErasureState::Refused;
    Ok(read.erasures()?.into_iter().rev().find(erased).map(|of| of.reference))
}
