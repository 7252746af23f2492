//! A member's keys in memory, and what they can be asked to do: open, seal, sign, vouch for `members`, and step to the next
//! epoch. Of one command, or of a session, whose process alone holds them.

use super::keyring::{Slot, SlotName};
use super::layout::StateFolder;
use super::members::Members;
use super::wrap::{CompartmentKeys, Given, OwnerKeys, compartment_keys};
use crate::crypto::secret::{CompartmentKey, MembersKey, RecordKey, SigningSeed};
use crate::crypto::{self, derive, note};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::id::VaultId;
use crate::records::member::Role;

/// Why the keys do not do what they were asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The role does not hold the key of this compartment.
    Compartment(Compartment),
    /// It takes the keys of an owner.
    NotAnOwner,
    /// The member has no key to sign with.
    CannotSign,
    /// It does not open.
    Closed(crypto::Error),
}

impl From<crypto::Error> for Denied {
    fn from(error: crypto::Error) -> Self {
        Denied::Closed(error)
    }
}

/// The keys of a member in one epoch.
pub struct Held {
    vault: VaultId,
    epoch: u64,
    role: Role,
    owner: Option<OwnerKeys>,
    compartments: CompartmentKeys,
    signing: Option<SigningSeed>,
}

impl Held {
    /// What a wrap gave, and what the member signs with.
    #[must_use]
    pub fn new(given: Given, vault: VaultId, epoch: u64, signing: Option<SigningSeed>) -> Self {
        let (role, owner, compartments) = match given {
            Given::Owner(keys) => {
                let compartments = compartment_keys(Role::Owner, &keys.epoch_secret, vault);
                (Role::Owner, Some(keys), compartments)
            }
            Given::Role(role, compartments) => (role, None, compartments),
        };
        Self { vault, epoch, role, owner, compartments, signing }
    }

    /// The same keys once more: while a session is given them.
    ///
    /// # Errors
    /// Never in practice.
    pub fn copy(&self) -> Result<Self, Denied> {
        let given = if let Some(keys) = &self.owner {
            Given::Owner(keys.copy()?)
        } else {
            let copy = |key: &CompartmentKey| CompartmentKey::from_bytes(key.expose_secret());
            let keys = self.compartments.iter().map(|(which, key)| Ok((*which, copy(key)?)));
            Given::Role(self.role, keys.collect::<Result<_, crypto::Error>>()?)
        };
        let signing =
            self.signing.as_ref().map(|seed| SigningSeed::from_bytes(seed.expose_secret())).transpose()?;
        Ok(Self::new(given, self.vault, self.epoch, signing))
    }

    /// What a wrap gave, what is open beyond the role, and what the member signs with.
    #[must_use]
    pub fn into_parts(self) -> (Given, CompartmentKeys, Option<SigningSeed>) {
        let role = self.role;
        let (own, beyond) =
            self.compartments.into_iter().partition(|(which, _)| role.compartments().contains(which));
        let given = self.owner.map_or(Given::Role(role, own), Given::Owner);
        (given, beyond, self.signing)
    }

    /// Takes keys of compartments that the role does not open.
    pub fn open_beyond_role(&mut self, keys: CompartmentKeys) {
        self.compartments.extend(keys);
    }

    /// Wipes them.
    pub fn close_glass(&mut self) {
        let role = self.role;
        self.compartments.retain(|(which, _)| role.compartments().contains(which));
    }

    /// Of which epoch they are.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Whose they are.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// What only an owner holds.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`].
    pub fn owner(&self) -> Result<&OwnerKeys, Denied> {
        self.owner.as_ref().ok_or(Denied::NotAnOwner)
    }

    fn key(&self, wanted: Compartment) -> Result<&CompartmentKey, Denied> {
        let found = self.compartments.iter().find(|(held, _)| *held == wanted);
        found.map(|(_, key)| key).ok_or(Denied::Compartment(wanted))
    }

    /// Opens a slot.
    ///
    /// # Errors
    /// Another compartment than the role's, or it does not open.
    pub fn open_slot(&self, name: &SlotName, slot: &Slot) -> Result<RecordKey, Denied> {
        Ok(slot.open(self.key(name.compartment)?, self.vault, self.epoch, name)?)
    }

    /// Whether a slot opens at all.
    ///
    /// # Errors
    /// Another compartment than the role's, or it does not open.
    pub fn check_slot(&self, slot: &Slot) -> Result<(), Denied> {
        Ok(slot.check(self.key(slot.compartment)?, self.vault, self.epoch)?)
    }

    /// Seals a new key.
    ///
    /// # Errors
    /// Another compartment than the role's.
    pub fn seal_slot(&self, name: &SlotName, secret: &RecordKey) -> Result<Slot, Denied> {
        Ok(Slot::seal(self.key(name.compartment)?, self.vault, self.epoch, name, secret))
    }

    /// Signs a text as a note.
    ///
    /// # Errors
    /// [`Denied::CannotSign`].
    pub fn sign(&self, text: &str, key_name: &str) -> Result<String, Denied> {
        let seed = self.signing.as_ref().ok_or(Denied::CannotSign)?;
        Ok(note::sign(text, seed, key_name))
    }

    /// Whether an owner of this epoch wrote a file `members`.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`], or it was not.
    pub fn check_members(&self, bytes: &[u8]) -> Result<(), Denied> {
        Ok(Members::verify(bytes, &self.members_key()?)?)
    }

    /// Whether an owner of this epoch wrote a file `members` of the next one, whose rotation was begun.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`], or it was not.
    pub fn check_next_members(&self, bytes: &[u8]) -> Result<(), Denied> {
        match self.next()?.check_members(bytes) {
            Err(Denied::Closed(_)) => Ok(Members::verify_after(bytes, &self.members_key()?)?),
            checked => checked,
        }
    }

    fn members_key(&self) -> Result<MembersKey, Denied> {
        Ok(derive::members_key(&self.owner()?.epoch_secret, self.vault.as_bytes()))
    }

    /// The file `members` of this epoch.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`].
    pub fn seal_members(&self, members: &Members) -> Result<Vec<u8>, Denied> {
        let members = members.at_epoch(self.epoch, &self.owner()?.recovery);
        Ok(members.to_bytes(&self.members_key()?)?)
    }

    /// The file `members` of the next epoch. This one vouches for it where its secret is a new one.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`].
    pub fn seal_next_members(&self, next: &Held, members: &Members) -> Result<Vec<u8>, Denied> {
        if self.steps_to(next)? {
            return next.seal_members(members);
        }
        let members = members.at_epoch(next.epoch, &next.owner()?.recovery);
        Ok(members.to_bytes_after(&next.members_key()?, &self.members_key()?)?)
    }

    /// Whether the secret of the next epoch follows from this one's.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`].
    pub fn steps_to(&self, next: &Held) -> Result<bool, Denied> {
        let step = derive::next_epoch(&self.owner()?.epoch_secret, self.vault.as_bytes());
        Ok(step.expose_secret() == next.owner()?.epoch_secret.expose_secret())
    }

    /// The keys of the next epoch, by the one-way step.
    ///
    /// # Errors
    /// [`Denied::NotAnOwner`].
    pub fn next(&self) -> Result<Held, Denied> {
        let mut keys = self.owner()?.copy()?;
        keys.epoch_secret = derive::next_epoch(&keys.epoch_secret, self.vault.as_bytes());
        self.stepping_to(keys)
    }

    /// The keys of the next epoch, whose secret is a new one.
    ///
    /// # Errors
    /// Never in practice.
    pub fn stepping_to(&self, keys: OwnerKeys) -> Result<Held, Denied> {
        let signing =
            self.signing.as_ref().map(|seed| SigningSeed::from_bytes(seed.expose_secret())).transpose()?;
        Ok(Held::new(Given::Owner(keys), self.vault, self.epoch + 1, signing))
    }

    /// A slot of this epoch as one of the next.
    ///
    /// # Errors
    /// Another compartment than the role's, or it does not open.
    pub fn reseal(&self, next: &Held, slot: &Slot) -> Result<Slot, Denied> {
        let (old, new) = (self.key(slot.compartment)?, next.key(slot.compartment)?);
        Ok(slot.reseal(self.vault, (old, self.epoch), (new, next.epoch))?)
    }

    /// Writes every member's way into this epoch. One may be there from a rotation that was cut off, and may be torn.
    ///
    /// # Errors
    /// When one cannot be written, or these are not the keys of an owner.
    pub fn write_wraps(&self, members: &Members, state: &StateFolder) -> Result<(), Failure> {
        let keys = self.owner().map_err(|denied| denied.failure(self.role))?;
        super::keys::write_wraps(state, keys, members, self.epoch)
    }
}

impl Denied {
    /// What is said to a member of a role.
    #[must_use]
    pub fn failure(self, role: Role) -> Failure {
        match self {
            Denied::Compartment(wanted) => Failure::Locked(
                format!("{} do not open to you: you are {}", records_of(wanted), role.in_words()),
                "ask an owner of the vault; praxis member list --locked shows who opens what".to_owned(),
            ),
            Denied::NotAnOwner => Failure::Locked(
                format!("that takes the keys of an owner, and you are {}", role.in_words()),
                "ask an owner of the vault; praxis member list --locked shows who that is".to_owned(),
            ),
            Denied::CannotSign => Failure::Locked(
                "your identity has no key to sign with".to_owned(),
                "a plain age identity has one: praxis identity new".to_owned(),
            ),
            Denied::Closed(error) => Failure::damaged(format!("a key in the keyring {error}")),
        }
    }
}

/// What a compartment holds, in words.
fn records_of(compartment: Compartment) -> String {
    use crate::records::code::Code;
    match compartment {
        Compartment::Registers => "the registers".to_owned(),
        Compartment::Office => "the practice's own records".to_owned(),
        other => format!("{} records", other.code()),
    }
}
