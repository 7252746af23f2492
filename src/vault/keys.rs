//! Keys of a member, names of slots, and reading the keyring with both.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::files;
use super::glass::write_glass;
use super::held::{Denied, Held};
use super::keyring::{Slot, SlotName};
use super::layout::{Layout, StateFolder};
use super::lock::Lock;
use super::members::{Member, Members};
use super::mirrors::{Standing, View};
use super::rows;
use super::session::{Session, Whose};
use super::transact::Hand;
use super::wrap::{self, CompartmentKeys, Given, OwnerKeys};
use crate::crypto::age_file::{Identity, Recipient};
use crate::crypto::derive;
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::secret::{RecordKey, SigningSeed};
use crate::crypto::signing;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::Event;
use crate::records::glass::OpenGlass;
use crate::records::id::{Handle, RecordId, VaultId};
use crate::records::member::{MemberNumber, Role};
use crate::records::stored::RecordRow;
use crate::store::Facts;

/// What a member holds while a command runs: the keys themselves, or a session that holds them.
pub struct Keys {
    pub(super) member: MemberNumber,
    pub(super) role: Role,
    pub(super) epoch: u64,
    pub(super) recipient: Recipient,
    /// The file `members` that an owner checked when the vault was opened, or that this command has put in its place; of
    /// anybody else the one that this machine has seen. What stands in the file now may be somebody else's.
    pub(super) listed: Listed,
    /// The next epoch, where a rotation to it was cut off after `members` was written.
    pub(super) begun: Option<Next>,
    /// What is sealed for the member's emergencies.
    pub(super) granted: Vec<Compartment>,
    /// What of it stands open now.
    pub(super) glass: Option<OpenGlass>,
    /// The member's own C2SP verify key; `members` may have another, or none.
    verify_key: Option<String>,
    at: At,
}

/// The file `members` as it was checked.
pub struct Listed {
    bytes: Vec<u8>,
    /// What it says.
    pub members: Members,
    /// C2SP verify keys of the members and of the machines.
    pub verify_keys: Vec<String>,
}

impl Listed {
    /// A file, and what it says.
    #[must_use]
    pub fn new(bytes: Vec<u8>, members: Members) -> Self {
        let verify_keys = members.verify_keys();
        Self { bytes, members, verify_keys }
    }

    /// The file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the file, hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        to_hex(&sha256(&self.bytes))
    }
}

enum At {
    /// In the memory of this command.
    Here(Held),
    /// In the memory of a session's process.
    Session(Session),
}

/// The next epoch, before anything is of it.
pub enum Next {
    /// Its keys.
    Here(Held),
    /// A session works them out for itself.
    InSession,
}

impl Keys {
    /// All that a member's wrap gives.
    #[must_use]
    pub fn of(given: Given, listed: Listed, member: MemberNumber, epoch: u64, identity: &Identity) -> Self {
        let vault = listed.members.vault;
        let held = Held::new(given, vault, epoch, member_seed(identity, vault));
        Self {
            member,
            role: held.role(),
            epoch,
            recipient: identity.recipient(),
            granted: granted_to(&listed.members, member),
            listed,
            begun: None,
            glass: None,
            verify_key: member_verify_key(identity, vault, member),
            at: At::Here(held),
        }
    }

    /// What a session holds, and what of it is beyond the role.
    #[must_use]
    pub fn in_session(
        session: Session,
        recipient: Recipient,
        listed: Listed,
        glass: Option<OpenGlass>,
    ) -> Self {
        let Whose { member, role, epoch, verify_key, .. } = session.whose().clone();
        let granted = granted_to(&listed.members, member);
        let at = At::Session(session);
        Self { member, role, epoch, recipient, listed, begun: None, granted, glass, verify_key, at }
    }

    /// The keys once more, for a session that is about to begin.
    ///
    /// # Errors
    /// [`Failure::Locked`] where a session has them, which gives them to nobody.
    pub fn copy_held(&self) -> Result<(Whose, Held), Failure> {
        let At::Here(held) = &self.at else { return Err(takes_identity()) };
        let whose = Whose {
            member: self.member,
            role: self.role,
            epoch: self.epoch,
            recipient: self.recipient.to_string(),
            verify_key: self.verify_key.clone(),
            glass: self.glass.as_ref().map(|open| open.opens.clone()).unwrap_or_default(),
        };
        Ok((whose, self.done(held.copy())?))
    }

    /// What only an owner holds.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody else; and in a session, which gives the secret of an epoch to nobody.
    pub fn owner(&self) -> Result<&OwnerKeys, Failure> {
        match &self.at {
            At::Here(held) => held.owner().map_err(|denied| denied.failure(self.role)),
            At::Session(_) => Err(takes_identity()),
        }
    }

    /// Refuses anybody but an owner, in a session or not.
    ///
    /// # Errors
    /// [`Failure::Locked`].
    pub fn refuse_others_than_owners(&self) -> Result<(), Failure> {
        if self.is_owner() { Ok(()) } else { self.done(Err(Denied::NotAnOwner)) }
    }

    /// Whether they are in the memory of this command, and no session's.
    #[must_use]
    pub fn are_here(&self) -> bool {
        matches!(self.at, At::Here(_))
    }

    /// Whether a session has them.
    #[must_use]
    pub fn are_in_session(&self) -> bool {
        matches!(self.at, At::Session(_))
    }

    /// Whether everything opens with these keys.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.role == Role::Owner
    }

    /// Whether the slots of a compartment open with these keys.
    #[must_use]
    pub fn opens(&self, compartment: Compartment) -> bool {
        self.role.compartments().contains(&compartment)
            || self.glass.as_ref().is_some_and(|open| open.opens.contains(&compartment))
    }

    /// What is said to whom a compartment does not open: also that there is a way in an emergency, where there is.
    #[must_use]
    pub fn refuse(&self, compartment: Compartment) -> Failure {
        match Denied::Compartment(compartment).failure(self.role) {
            Failure::Locked(what, _) if self.granted.contains(&compartment) => {
                Failure::Locked(what, "in an emergency: praxis break-glass --reason-file FILE".to_owned())
            }
            failure => failure,
        }
    }

    /// Takes the keys of what stands open beyond the role, and of nothing else.
    pub(super) fn open_beyond_role(&mut self, mut open: OpenGlass, mut keys: CompartmentKeys) {
        let At::Here(held) = &mut self.at else { return };
        keys.retain(|(which, _)| open.opens.contains(which));
        open.opens.retain(|one| keys.iter().any(|(which, _)| which == one));
        held.open_beyond_role(keys);
        self.glass = (!open.opens.is_empty()).then_some(open);
    }

    /// Wipes them.
    pub(super) fn close_glass(&mut self) {
        self.glass = None;
        if let At::Here(held) = &mut self.at {
            held.close_glass();
        }
    }

    /// In whose name a transaction is. Only an owner has checked who wrote `members`, and pins it and the keys in it.
    pub(super) fn hand<'a>(&'a self, first: &'a [Event]) -> Hand<'a> {
        Hand { member: self.member, first, pinned: self.is_owner().then_some(&self.listed) }
    }

    /// The C2SP verify key of the member.
    #[must_use]
    pub fn verify_key(&self) -> Option<&str> {
        self.verify_key.as_deref()
    }

    /// The verify key of who signs something that others are to check: their own, and the one that the vault knows.
    ///
    /// # Errors
    /// [`Failure::Locked`] when it is not, or there is none.
    pub fn signing_key(&self) -> Result<&str, Failure> {
        let Some(own) = self.verify_key.as_deref() else { return self.done(Err(Denied::CannotSign)) };
        let number = self.member.0;
        match self.listed.members.numbered(self.member).and_then(|member| member.verify_key.as_deref()) {
            Some(listed) if listed == own => Ok(own),
            Some(_) => Err(Failure::Locked(
                format!("the verify key that the vault has of member {number} is not yours"),
                "an owner removes you and adds you again, with the one that praxis identity show prints for you"
                    .to_owned(),
            )),
            None => Err(Failure::Locked(
                "the vault has no verify key of yours: nobody could check what you sign".to_owned(),
                format!("an owner records the one that praxis identity show prints for you: praxis member key {number} KEY"),
            )),
        }
    }

    /// Signs a text as a note, under the name that the member's key has in the vault.
    ///
    /// # Errors
    /// [`Failure::Locked`] when the member has no key to sign with.
    pub fn sign(&self, text: &str, vault: VaultId) -> Result<String, Failure> {
        let name = verify_key_name(vault, self.member);
        self.done(match &self.at {
            At::Here(held) => held.sign(text, &name),
            At::Session(session) => session.sign(text, &name)?,
        })
    }

    fn open_slot(&self, name: &SlotName, slot: &Slot) -> Result<Result<RecordKey, Denied>, Failure> {
        Ok(match &self.at {
            At::Here(held) => held.open_slot(name, slot),
            At::Session(session) => session.open_slot(name, slot)?,
        })
    }

    /// Which of these slots do not open; those of other roles are passed over.
    ///
    /// # Errors
    /// When a session does not answer.
    pub fn closed_slots(&self, slots: &[Slot]) -> Result<usize, Failure> {
        let ours: Vec<&Slot> = slots.iter().filter(|slot| self.opens(slot.compartment)).collect();
        match &self.at {
            At::Here(held) => Ok(ours.into_iter().filter(|slot| held.check_slot(slot).is_err()).count()),
            At::Session(session) => session.closed_slots(&ours),
        }
    }

    /// Seals new keys.
    ///
    /// # Errors
    /// [`Failure::Locked`] when one is of another compartment than the role's.
    pub fn seal_slots(&self, new: &[(SlotName, RecordKey)]) -> Result<Vec<Slot>, Failure> {
        self.done(match &self.at {
            At::Here(held) => new.iter().map(|(name, secret)| held.seal_slot(name, secret)).collect(),
            At::Session(session) => session.seal_slots(new)?,
        })
    }

    /// Whether an owner of this epoch wrote a file `members`.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner; or a session does not answer.
    pub fn wrote_members(&self, bytes: &[u8]) -> Result<bool, Failure> {
        let checked = match &self.at {
            At::Here(held) => held.check_members(bytes),
            At::Session(session) => session.check_members(bytes)?,
        };
        match checked {
            Ok(()) => Ok(true),
            Err(Denied::Closed(_)) => Ok(false),
            Err(denied) => Err(denied.failure(self.role)),
        }
    }

    /// Whether an owner of this epoch wrote a file `members` of the next: somebody is about to rotate the keys, or was cut off.
    ///
    /// # Errors
    /// A session does not answer.
    pub fn wrote_next_members(&self, bytes: &[u8]) -> Result<bool, Failure> {
        Ok(match &self.at {
            At::Here(held) => held.check_next_members(bytes),
            At::Session(session) => session.check_next_members(bytes)?,
        }
        .is_ok())
    }

    /// Whether the secret of the next epoch follows from this one's.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner.
    pub fn steps_to(&self, next: &Next) -> Result<bool, Failure> {
        match (&self.at, next) {
            (At::Here(held), Next::Here(next)) => self.done(held.steps_to(next)),
            _ => Ok(true),
        }
    }

    /// The next epoch, by the one-way step.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner.
    pub fn next(&self) -> Result<Next, Failure> {
        match &self.at {
            At::Here(held) => self.done(held.next()).map(Next::Here),
            At::Session(_) if self.is_owner() => Ok(Next::InSession),
            At::Session(_) => self.done(Err(Denied::NotAnOwner)),
        }
    }

    /// The next epoch, with a new secret.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner with their identity.
    pub fn stepping_to(&self, keys: OwnerKeys) -> Result<Next, Failure> {
        self.owner()?;
        match &self.at {
            At::Here(held) => self.done(held.stepping_to(keys)).map(Next::Here),
            At::Session(_) => self.done(Err(Denied::NotAnOwner)),
        }
    }

    /// Slots of this epoch as those of the next, in the same order.
    ///
    /// # Errors
    /// When one does not open.
    pub fn reseal(&self, next: &Next, slots: &[Slot]) -> Result<Vec<Slot>, Failure> {
        self.done(match (&self.at, next) {
            (At::Here(held), Next::Here(next)) => slots.iter().map(|slot| held.reseal(next, slot)).collect(),
            (At::Session(session), _) => session.reseal(slots)?,
            (At::Here(_), Next::InSession) => Err(Denied::NotAnOwner),
        })
    }

    /// The file `members` of this epoch, or of the next.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody but an owner.
    pub fn seal_members(&self, members: &Members, next: Option<&Next>) -> Result<Vec<u8>, Failure> {
        self.done(match (&self.at, next) {
            (At::Here(held), Some(Next::Here(next))) => held.seal_next_members(next, members),
            (At::Here(held), None) => held.seal_members(members),
            (At::Here(_), Some(Next::InSession)) | (At::Session(_), Some(Next::Here(_))) => {
                Err(Denied::NotAnOwner)
            }
            (At::Session(session), Some(Next::InSession)) => session.seal_members(members)?,
            (At::Session(_), None) => return Err(takes_identity()),
        })
    }

    /// Writes every member's way into the next epoch.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn write_wraps(&self, next: &Next, members: &Members, state: &StateFolder) -> Result<(), Failure> {
        match (&self.at, next) {
            (_, Next::Here(next)) => next.write_wraps(members, state),
            (At::Session(session), Next::InSession) => session.write_wraps(members),
            (At::Here(_), Next::InSession) => self.done(Err(Denied::NotAnOwner)),
        }
    }

    /// Takes over the keys of the next epoch; those before are wiped.
    ///
    /// # Errors
    /// When a session does not say that it has wiped them.
    pub fn advance(&mut self, next: Next) -> Result<(), Failure> {
        match next {
            Next::Here(held) => self.at = At::Here(held),
            Next::InSession => {
                if let At::Session(session) = &self.at {
                    session.advance()?;
                }
            }
        }
        self.epoch += 1;
        Ok(())
    }

    fn done<T>(&self, done: Result<T, Denied>) -> Result<T, Failure> {
        done.map_err(|denied| denied.failure(self.role))
    }
}

fn granted_to(members: &Members, member: MemberNumber) -> Vec<Compartment> {
    members.numbered(member).map(|member| member.glass.clone()).unwrap_or_default()
}

fn takes_identity() -> Failure {
    Failure::Locked(
        "that takes your identity itself: a session gives the vault's secret to nobody".to_owned(),
        "give it: -i FILE".to_owned(),
    )
}

/// A member's C2SP verify key in one vault.
#[must_use]
pub fn member_verify_key(identity: &Identity, vault: VaultId, member: MemberNumber) -> Option<String> {
    Some(signing::verify_key(&member_seed(identity, vault)?, &verify_key_name(vault, member)))
}

fn member_seed(identity: &Identity, vault: VaultId) -> Option<SigningSeed> {
    let scalar = identity.expose_scalar().ok()?;
    Some(derive::member_signing_seed(&scalar, vault.as_bytes()))
}

/// A machine's C2SP verify key for one vault.
#[must_use]
pub fn host_verify_key(seed: &SigningSeed, vault: VaultId) -> String {
    signing::verify_key(seed, &verify_key_name(vault, MemberNumber::HOST))
}

/// What the verify key of a member, or of a machine, is named in one vault.
#[must_use]
pub fn verify_key_name(vault: VaultId, whose: MemberNumber) -> String {
    match whose {
        MemberNumber::HOST => format!("praxis/{vault}/host"),
        MemberNumber(number) => format!("praxis/{vault}/member/{number}"),
    }
}

/// The handle under which the practice's own records stand.
#[must_use]
pub fn office_handle(vault: VaultId) -> Handle {
    Handle::new(*vault.as_bytes())
}

/// The slot of the practice's own records.
#[must_use]
pub fn office_slot(vault: VaultId) -> SlotName {
    probe_slot(vault, Compartment::Office)
}

/// A slot that each compartment has from the first day on and that nothing takes away: who holds a compartment's key finds
/// out with it whether that is the key which everybody else has. Nothing but that of `office` is used for a record.
#[must_use]
pub fn probe_slot(vault: VaultId, compartment: Compartment) -> SlotName {
    SlotName { handle: office_handle(vault), compartment, key_version: 1, record: None }
}

/// Slots and how to open them, under the shared lock: not to be held while a person types.
pub struct KeyReader<'u> {
    _lock: Lock,
    view: View,
    facts: Facts,
    layout: &'u Layout,
    keys: &'u Keys,
    mend: &'u Cell<bool>,
    /// Slots that records were opened with: a client's records share a few.
    opened: RefCell<HashMap<SlotName, Arc<RecordKey>>>,
}

impl<'u> KeyReader<'u> {
    /// Reads with `keys` what `view` shows; sets `mend` when a mirror turns out to be damaged: now, where the
    /// whole keyring was read, or later.
    #[must_use]
    pub fn new(
        (lock, view, facts): (Lock, View, Facts),
        layout: &'u Layout,
        keys: &'u Keys,
        mend: &'u Cell<bool>,
    ) -> Self {
        if let View::Whole(standing) = &view
            && standing.other.is_some()
        {
            mend.set(true);
        }
        Self { _lock: lock, view, facts, layout, keys, mend, opened: RefCell::default() }
    }

    /// Whether what is sealed in a compartment opens to who reads.
    #[must_use]
    pub fn opens(&self, compartment: Compartment) -> bool {
        self.keys.opens(compartment)
    }

    /// The key of a slot. Where one mirror fails, the other is asked before anything is called damaged.
    ///
    /// # Errors
    /// When the slot is missing or does not open.
    pub fn key(&self, name: &SlotName) -> Result<RecordKey, Failure> {
        let first = self.view.find(name.id(self.facts.id)).and_then(|slot| self.open_slot(name, slot));
        if first.is_ok() || matches!(self.view, View::Whole(_)) {
            return first;
        }
        let standing = Standing::load(self.layout, self.facts.id, &self.facts.keyring)?;
        let slot = standing.image.find(name.id(self.facts.id)).cloned();
        self.mend.set(standing.other.is_some());
        self.open_slot(name, slot)
    }

    fn open_slot(&self, name: &SlotName, slot: Option<Slot>) -> Result<RecordKey, Failure> {
        let code = name.compartment.code();
        let damaged = |what: String| {
            Failure::Damaged(
                what,
                "restore a backup; an older keyring folder put in its place would bring back what was erased"
                    .to_owned(),
            )
        };
        if !self.keys.opens(name.compartment) {
            return Err(self.keys.refuse(name.compartment));
        }
        let slot = slot.ok_or_else(|| {
            damaged(format!("the keyring has no key for a {code} record that vault.db holds"))
        })?;
        self.keys.open_slot(name, &slot)?.map_err(|denied| match denied {
            Denied::Closed(error) => damaged(format!("a {code} key in the keyring {error}")),
            denied => denied.failure(self.keys.role),
        })
    }

    /// The key of a record; asked for again, it is not opened again.
    ///
    /// # Errors
    /// Those of [`KeyReader::key`].
    pub fn key_of(&self, row: &RecordRow) -> Result<Arc<RecordKey>, Failure> {
        let name = rows::slot_of(row);
        if let Some(key) = self.opened.borrow().get(&name) {
            return Ok(Arc::clone(key));
        }
        let key = Arc::new(self.key(&name)?);
        self.opened.borrow_mut().insert(name, Arc::clone(&key));
        Ok(key)
    }

    /// Opens a record.
    ///
    /// # Errors
    /// When its key or its body does not open.
    pub fn open<T: DeserializeOwned>(&self, row: &RecordRow) -> Result<T, Failure> {
        let key = self.key_of(row)?;
        rows::open(row, self.facts.id, &key)
    }
}

/// A fresh key for one compartment of a handle, or for one process record.
#[must_use]
pub fn fresh_key(
    handle: Handle,
    compartment: Compartment,
    record: Option<RecordId>,
) -> (SlotName, RecordKey) {
    (SlotName { handle, compartment, key_version: 1, record }, RecordKey::generate())
}

/// Writes the way of every member into an epoch. Some may be there from a rotation that was cut off, torn, or for somebody who
/// is no member after all, or of another role: they would open this epoch too, and go first.
pub fn write_wraps(
    state: &StateFolder,
    keys: &OwnerKeys,
    members: &Members,
    epoch: u64,
) -> Result<(), Failure> {
    let failed = |e| Failure::io("a key file", e);
    for entry in std::fs::read_dir(state.root()).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_str().and_then(StateFolder::epoch_of_wrap) == Some(epoch) {
            files::scrub(&entry.path()).map_err(failed)?;
        }
    }
    for member in &members.members {
        let Member { number, role, recipient, .. } = member;
        let recipient =
            recipient.parse().map_err(|_| Failure::damaged("members names a recipient that is none"))?;
        write_wrap(state, keys, *role, &recipient, members.vault, *number, epoch)?;
        write_glass(state, keys, members.vault, member, (&recipient, epoch))?;
    }
    files::sync_folder(state.root(), "the state folder")
}

/// Where a member's wrap of an epoch goes, written new: what the member's role is given of an owner's keys.
pub fn write_wrap(
    state: &StateFolder,
    keys: &OwnerKeys,
    role: Role,
    to: &Recipient,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<(), Failure> {
    let sealed = Given::of(role, keys, vault)
        .and_then(|given| wrap::seal(&given, to, vault, member, epoch))
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("a wrap")))?;
    let path = state.wrap(member, epoch);
    files::write_new(&path, &sealed, "your key file")?;
    let back = files::read_secret(&path, wrap::LARGEST).map_err(|e| Failure::io("your key file", e))?;
    if *back == sealed {
        Ok(())
    } else {
        Err(Failure::damaged("your key file does not read back as it was written"))
    }
}
