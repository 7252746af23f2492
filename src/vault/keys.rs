//! Keys of a member, names of slots, and reading the keyring with both.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::files;
use super::keyring::{Slot, SlotName};
use super::layout::{Layout, StateFolder};
use super::lock::Lock;
use super::members::Members;
use super::mirrors::{Standing, View};
use super::rows;
use super::transact::Hand;
use super::wrap::{self, CompartmentKeys, Given, OwnerKeys, compartment_keys};
use crate::crypto::age_file::{Identity, Recipient};
use crate::crypto::derive;
use crate::crypto::secret::{CompartmentKey, RecordKey, SigningSeed};
use crate::crypto::signing;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::Event;
use crate::records::id::{Handle, RecordId, VaultId};
use crate::records::member::{MemberNumber, Role};
use crate::records::stored::RecordRow;
use crate::store::Facts;

/// What a member holds while a command runs.
pub struct Keys {
    pub(super) member: MemberNumber,
    pub(super) role: Role,
    pub(super) epoch: u64,
    /// What makes an owner: the epoch secret, and the recovery identity.
    owner: Option<OwnerKeys>,
    pub(super) recipient: Recipient,
    /// C2SP verify keys of the members and of the machines: what `seen` pins.
    pub(super) pinned: Vec<String>,
    compartments: CompartmentKeys,
    verify_key: Option<String>,
    signing: Option<SigningSeed>,
}

impl Keys {
    /// All that a member's wrap gives.
    #[must_use]
    pub fn of(
        given: Given,
        members: &Members,
        member: MemberNumber,
        epoch: u64,
        identity: &Identity,
    ) -> Self {
        let vault = members.vault;
        let (role, owner, compartments) = match given {
            Given::Owner(keys) => {
                let compartments = compartment_keys(Role::Owner, &keys.epoch_secret, vault);
                (Role::Owner, Some(keys), compartments)
            }
            Given::Role(role, compartments) => (role, None, compartments),
        };
        let verify_key = member_verify_key(identity, vault, member);
        let signing = member_seed(identity, vault);
        let (pinned, recipient) = (members.verify_keys(), identity.recipient());
        Self { member, role, epoch, owner, recipient, pinned, compartments, verify_key, signing }
    }

    /// Takes over the keys of the next epoch; those before are wiped.
    pub fn advance(&mut self, next: OwnerKeys, vault: VaultId) {
        self.compartments = compartment_keys(Role::Owner, &next.epoch_secret, vault);
        self.owner = Some(next);
        self.epoch += 1;
    }

    /// What only an owner holds.
    ///
    /// # Errors
    /// [`Failure::Locked`] of anybody else.
    pub fn owner(&self) -> Result<&OwnerKeys, Failure> {
        self.owner.as_ref().ok_or_else(|| {
            Failure::Locked(
                format!("that takes the keys of an owner, and you are {}", self.role.in_words()),
                "ask an owner of the vault; praxis member list shows who that is".to_owned(),
            )
        })
    }

    /// Whether everything opens with these keys.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.owner.is_some()
    }

    /// Whether the slots of a compartment open with these keys.
    #[must_use]
    pub fn opens(&self, compartment: Compartment) -> bool {
        self.compartments.iter().any(|(held, _)| *held == compartment)
    }

    /// In whose name a transaction is. Only an owner has checked who wrote `members`, and pins the keys in it.
    pub(super) fn hand<'a>(&'a self, first: &'a [Event]) -> Hand<'a> {
        Hand { member: self.member, first, pinned: self.is_owner().then_some(self.pinned.as_slice()) }
    }

    /// The C2SP verify key of the member.
    #[must_use]
    pub fn verify_key(&self) -> Option<&str> {
        self.verify_key.as_deref()
    }

    /// What the member signs with.
    #[must_use]
    pub fn signing(&self) -> Option<&SigningSeed> {
        self.signing.as_ref()
    }

    /// The key that seals the slots of a compartment.
    ///
    /// # Errors
    /// [`Failure::Locked`] when the member's role does not hold it.
    pub fn compartment(&self, wanted: Compartment) -> Result<&CompartmentKey, Failure> {
        self.compartments.iter().find(|(c, _)| *c == wanted).map(|(_, key)| key).ok_or_else(|| {
            Failure::Locked(
                format!("{} records do not open to {}", wanted.code(), self.role.in_words()),
                "ask an owner of the vault; praxis member list shows who opens what".to_owned(),
            )
        })
    }
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
    SlotName { handle: office_handle(vault), compartment: Compartment::Office, key_version: 1, record: None }
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
        let key = self.keys.compartment(name.compartment)?;
        let code = name.compartment.code();
        let damaged = |what: String| {
            Failure::Damaged(
                what,
                "restore a backup; an older keyring folder put in its place would bring back what was erased"
                    .to_owned(),
            )
        };
        let slot = slot.ok_or_else(|| {
            damaged(format!("the keyring has no key for a {code} record that vault.db holds"))
        })?;
        slot.open(key, self.facts.id, self.view.header().epoch, name)
            .map_err(|error| damaged(format!("a {code} key in the keyring {error}")))
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
