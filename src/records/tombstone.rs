//! What is left of what was erased: who, which keys, when, and by which authority.

use super::code::codes;
use super::compartment::Compartment;
use super::id::{Handle, RecordId, SlotId};
use super::reference::Reference;

codes! {
    /// Where an erasure stands, in the clear.
    ErasureState {
        /// It was asked for and refused: nothing was destroyed.
        Refused = "refused",
        /// It is decided, and will be completed whatever happens.
        Intended = "intended",
        /// The keys are in no file of the vault.
        Shredded = "shredded",
        /// The epoch that sealed them is over: nothing on this machine opens them from any backup.
        Rotated = "rotated",
    }
}

/// The clear side of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureRow {
    /// The certificate's reference.
    pub reference: Reference,
    /// The day it was decided, ISO.
    pub made: String,
    /// The epoch of the vault at that time: what sealed the keys.
    pub epoch: u64,
    /// Where it stands.
    pub state: ErasureState,
    /// Whose keys.
    pub handle: Handle,
    /// The number of the reviewed retention plan that asked for it, if one did.
    pub sweep: Option<u32>,
}

/// A slot that was destroyed on purpose, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// Its id in the keyring.
    pub slot: SlotId,
    /// Whose key it held.
    pub handle: Handle,
    /// Of which compartment.
    pub compartment: Compartment,
    /// Which version of that key.
    pub key_version: u32,
    /// For records with a key of their own.
    pub record: Option<RecordId>,
    /// SHA-256 of the slot as it was sealed, where it was seen.
    pub sealed: Option<[u8; 32]>,
    /// The day it was decided, ISO.
    pub day: String,
    /// The first generation of the keyring without it; `None` while its end is only intended.
    pub generation: Option<u64>,
    /// The reference of the certificate.
    pub authority: String,
}
