//! Keyring 1: the one place where client keys exist. A sealed image in two mirror files.
//!
//! This file is the format; `super::mirrors` is how it is read and written.

use crate::crypto::hash::{Hash, sha256, sha256_framed};
use crate::crypto::secret::{CompartmentKey, RecordKey};
use crate::crypto::{self, envelope, frame};
use crate::records::compartment::Compartment;
use crate::records::id::{Handle, RecordId, SlotId, VaultId};

/// The first 16 bytes of an image.
const MAGIC: &[u8; 16] = b"praxis/keyring/1";
/// Header: magic, vault id, epoch, generation, capacity, audit size, audit root.
pub const HEADER: usize = 16 + 16 + 8 + 8 + 4 + 8 + 32;
/// Padded plaintext of a slot; its body is 69 bytes.
const SLOT_PLAIN: usize = 128;
const SLOT_BODY: usize = 32 + 16 + 1 + 4 + 16;
const ENVELOPE: usize = SLOT_PLAIN + envelope::OVERHEAD;
/// One slot: id, compartment, envelope.
pub const SLOT: usize = 16 + 1 + ENVELOPE;
/// Trailer: generation again, and SHA-256 of everything before it.
pub const TRAILER: usize = 8 + 32;
/// Slots of a new keyring; it doubles when it is full.
pub const FIRST_CAPACITY: u32 = 1024;
/// More slots than any practice has: a larger number is damage, not a reason to ask for gigabytes.
const LARGEST_CAPACITY: u32 = 1 << 24;

/// Which key: whose, of which compartment, which version, and for a process record which one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SlotName {
    /// Whose key.
    pub handle: Handle,
    /// Of which compartment.
    pub compartment: Compartment,
    /// From 1.
    pub key_version: u32,
    /// For records with a key of their own.
    pub record: Option<RecordId>,
}

impl SlotName {
    /// The slot's id: computable without a key.
    #[must_use]
    pub fn id(&self, vault: VaultId) -> SlotId {
        let hash = sha256_framed(&[
            b"praxis/1/slot",
            vault.as_bytes(),
            self.handle.as_bytes(),
            &[self.compartment.byte()],
            &self.key_version.to_le_bytes(),
            self.record.as_ref().map_or(&[], |r| r.as_bytes()),
        ]);
        let mut id = [0; 16];
        id.copy_from_slice(&hash[..16]);
        SlotId::new(id)
    }
}

/// What binds a sealed slot to its place.
fn place(vault: VaultId, epoch: u64, id: SlotId, compartment: Compartment) -> Vec<u8> {
    frame::frame(&[
        b"praxis/1/slot-place",
        vault.as_bytes(),
        &epoch.to_le_bytes(),
        id.as_bytes(),
        &[compartment.byte()],
    ])
}

/// One sealed slot.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    /// Computed from its name.
    pub id: SlotId,
    /// In the clear: rotation must know which key seals it.
    pub compartment: Compartment,
    envelope: [u8; ENVELOPE],
}

impl Slot {
    /// Seals a client key for an epoch.
    #[must_use]
    pub fn seal(
        key: &CompartmentKey,
        vault: VaultId,
        epoch: u64,
        name: &SlotName,
        secret: &RecordKey,
    ) -> Self {
        let id = name.id(vault);
        let mut body = zeroize::Zeroizing::new([0; SLOT_BODY]);
        body[..32].copy_from_slice(secret.expose_secret());
        body[32..48].copy_from_slice(name.handle.as_bytes());
        body[48] = name.compartment.byte();
        body[49..53].copy_from_slice(&name.key_version.to_le_bytes());
        if let Some(record) = &name.record {
            body[53..].copy_from_slice(record.as_bytes());
        }
        let sealed = envelope::seal(
            key.expose_secret(),
            &place(vault, epoch, id, name.compartment),
            &body[..],
            envelope::Padding::Fixed(SLOT_PLAIN),
        );
        let mut envelope = [0; ENVELOPE];
        envelope.copy_from_slice(&sealed);
        Self { id, compartment: name.compartment, envelope }
    }

    /// Opens the slot, and checks that it is the one that `name` says.
    ///
    /// # Errors
    /// When it does not open, or holds another name than the one it stands under.
    pub fn open(
        &self,
        key: &CompartmentKey,
        vault: VaultId,
        epoch: u64,
        name: &SlotName,
    ) -> Result<RecordKey, crypto::Error> {
        let body = envelope::open(
            key.expose_secret(),
            &place(vault, epoch, self.id, self.compartment),
            &self.envelope,
        )?;
        let record = name.record.map_or([0; 16], |r| *r.as_bytes());
        let named = body.len() == SLOT_BODY
            && body[32..48] == *name.handle.as_bytes()
            && body[48] == name.compartment.byte()
            && body[49..53] == name.key_version.to_le_bytes()
            && body[53..] == record;
        if named {
            RecordKey::from_bytes(&body[..32])
        } else {
            Err(crypto::Error::Malformed("a slot holds another name"))
        }
    }

    /// Whether the slot opens at all, whoever it is for: one that does not is damage.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(&self, key: &CompartmentKey, vault: VaultId, epoch: u64) -> Result<(), crypto::Error> {
        let place = place(vault, epoch, self.id, self.compartment);
        envelope::open(key.expose_secret(), &place, &self.envelope).map(|_| ())
    }

    /// The same key under the keys of another epoch, whoever it is for.
    ///
    /// # Errors
    /// When it does not open: that is damage.
    pub fn reseal(
        &self,
        vault: VaultId,
        from: (&CompartmentKey, u64),
        to: (&CompartmentKey, u64),
    ) -> Result<Self, crypto::Error> {
        let place_at = |epoch| place(vault, epoch, self.id, self.compartment);
        let body = envelope::open(from.0.expose_secret(), &place_at(from.1), &self.envelope)?;
        let padding = envelope::Padding::Fixed(SLOT_PLAIN);
        let sealed = envelope::seal(to.0.expose_secret(), &place_at(to.1), &body, padding);
        let mut envelope = [0; ENVELOPE];
        envelope.copy_from_slice(&sealed);
        Ok(Self { id: self.id, compartment: self.compartment, envelope })
    }

    /// The slot as it stands in an image.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; SLOT] {
        let mut bytes = [0; SLOT];
        bytes[..16].copy_from_slice(self.id.as_bytes());
        bytes[16] = self.compartment.byte();
        bytes[17..].copy_from_slice(&self.envelope);
        bytes
    }

    /// The sealed key.
    #[must_use]
    pub const fn sealed(&self) -> &[u8] {
        &self.envelope
    }

    /// Reads one slot of an image; `None` for an unused one.
    ///
    /// # Errors
    /// When its compartment is unknown or an unused slot is not all zero.
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, crypto::Error> {
        let malformed = crypto::Error::Malformed("a keyring slot is malformed");
        if bytes.len() != SLOT {
            return Err(malformed);
        }
        let mut id = [0; 16];
        id.copy_from_slice(&bytes[..16]);
        if id == [0; 16] {
            return if bytes.iter().all(|&b| b == 0) { Ok(None) } else { Err(malformed) };
        }
        let compartment = Compartment::from_byte(bytes[16]).ok_or(malformed)?;
        let mut envelope = [0; ENVELOPE];
        envelope.copy_from_slice(&bytes[17..]);
        Ok(Some(Self { id: SlotId::new(id), compartment, envelope }))
    }
}

/// The head of the audit log, as an image carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root.
    pub root: Hash,
}

/// The header of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which vault.
    pub vault: VaultId,
    /// From 0; one more with each rotation.
    pub epoch: u64,
    /// From 1; one more with each write.
    pub generation: u64,
    /// Slots, used or not.
    pub capacity: u32,
    /// The audit log as of this write.
    pub audit: Anchor,
}

impl Header {
    /// Reads the first bytes of an image.
    ///
    /// # Errors
    /// When they are no header.
    pub fn parse(bytes: &[u8]) -> Result<Self, crypto::Error> {
        let malformed = crypto::Error::Malformed("not a keyring");
        let bytes: &[u8; HEADER] = bytes.get(..HEADER).and_then(|b| b.try_into().ok()).ok_or(malformed)?;
        let (magic, rest) = bytes.split_at(16);
        if magic != MAGIC {
            return Err(malformed);
        }
        let header = Header {
            vault: VaultId::new(rest[..16].try_into().map_err(|_| malformed)?),
            epoch: u64::from_le_bytes(rest[16..24].try_into().map_err(|_| malformed)?),
            generation: u64::from_le_bytes(rest[24..32].try_into().map_err(|_| malformed)?),
            capacity: u32::from_le_bytes(rest[32..36].try_into().map_err(|_| malformed)?),
            audit: Anchor {
                size: u64::from_le_bytes(rest[36..44].try_into().map_err(|_| malformed)?),
                root: rest[44..76].try_into().map_err(|_| malformed)?,
            },
        };
        if (1..=LARGEST_CAPACITY).contains(&header.capacity) { Ok(header) } else { Err(malformed) }
    }

    /// Where the trailer starts, which is also the length of what its hash covers, less the generation.
    #[must_use]
    pub fn trailer_at(&self) -> usize {
        HEADER + self.capacity as usize * SLOT
    }

    /// Length of the whole image. A file may be longer: room made for the next doubling.
    #[must_use]
    pub fn image_length(&self) -> usize {
        self.trailer_at() + TRAILER
    }
}

/// A whole keyring in memory, sealed as it stands on disk.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    /// Its header.
    pub header: Header,
    slots: Vec<Slot>,
}

impl Image {
    /// The keyring of a new vault: no slots, generation 1.
    #[must_use]
    pub fn empty(vault: VaultId, audit: Anchor) -> Self {
        let header = Header { vault, epoch: 0, generation: 1, capacity: FIRST_CAPACITY, audit };
        Self { header, slots: Vec::new() }
    }

    /// Reads and checks a whole image: hash, order, unused slots.
    ///
    /// # Errors
    /// When anything is not as it was written.
    pub fn parse(bytes: &[u8]) -> Result<Self, crypto::Error> {
        let header = Header::parse(bytes)?;
        let bytes =
            bytes.get(..header.image_length()).ok_or(crypto::Error::Malformed("a keyring is cut short"))?;
        let (hashed, hash) = bytes.split_at(bytes.len() - 32);
        if sha256(hashed) != *hash {
            return Err(crypto::Error::Malformed("a keyring does not match its own hash"));
        }
        let (_, generation) = hashed.split_at(hashed.len() - 8);
        if generation != header.generation.to_le_bytes() {
            return Err(crypto::Error::Malformed("a keyring has two generations"));
        }
        let mut slots: Vec<Slot> = Vec::new();
        let mut ended = false;
        for bytes in hashed[HEADER..header.trailer_at()].chunks_exact(SLOT) {
            match Slot::parse(bytes)? {
                None => ended = true,
                Some(_) if ended => return Err(crypto::Error::Malformed("a keyring has a gap")),
                Some(slot) if slots.last().is_some_and(|last| last.id >= slot.id) => {
                    return Err(crypto::Error::Malformed("a keyring is out of order"));
                }
                Some(slot) => slots.push(slot),
            }
        }
        Ok(Self { header, slots })
    }

    /// The bytes of the image, and their SHA-256.
    #[must_use]
    pub fn to_bytes(&self) -> (Vec<u8>, Hash) {
        let header = &self.header;
        let mut bytes = Vec::with_capacity(header.image_length());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(header.vault.as_bytes());
        bytes.extend_from_slice(&header.epoch.to_le_bytes());
        bytes.extend_from_slice(&header.generation.to_le_bytes());
        bytes.extend_from_slice(&header.capacity.to_le_bytes());
        bytes.extend_from_slice(&header.audit.size.to_le_bytes());
        bytes.extend_from_slice(&header.audit.root);
        for slot in &self.slots {
            bytes.extend_from_slice(&slot.to_bytes());
        }
        bytes.resize(header.trailer_at(), 0);
        bytes.extend_from_slice(&header.generation.to_le_bytes());
        let hash = sha256(&bytes);
        bytes.extend_from_slice(&hash);
        let whole = sha256(&bytes);
        (bytes, whole)
    }

    /// All slots that are used, by id.
    #[must_use]
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The slot of an id.
    #[must_use]
    pub fn find(&self, id: SlotId) -> Option<&Slot> {
        self.slots.binary_search_by_key(&id, |slot| slot.id).ok().map(|index| &self.slots[index])
    }

    /// Takes a slot out; whether it was there.
    pub fn remove(&mut self, id: SlotId) -> bool {
        let found = self.slots.binary_search_by_key(&id, |slot| slot.id);
        found.map(|index| self.slots.remove(index)).is_ok()
    }

    /// The same image at another epoch, with the same slots as they are sealed for that.
    #[must_use]
    pub fn of_epoch(&self, epoch: u64, slots: Vec<Slot>) -> Self {
        Self { header: Header { epoch, ..self.header }, slots }
    }

    /// Adds a slot; in the place of an older one of the same name. Doubles the capacity when it is full.
    pub fn insert(&mut self, slot: Slot) {
        match self.slots.binary_search_by_key(&slot.id, |s| s.id) {
            Ok(index) => self.slots[index] = slot,
            Err(index) => self.slots.insert(index, slot),
        }
        while self.slots.len() > self.header.capacity as usize {
            self.header.capacity *= 2;
        }
    }
}

#[cfg(test)]
mod tests;
