//! A member's way in: the keys of one epoch, sealed to the member's age recipient.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::members::refuse_newer;
use crate::crypto::age_file::{self, Identity, Recipient};
use crate::crypto::hash::to_hex;
use crate::crypto::secret::EpochSecret;
use crate::crypto::{self};
use crate::records::id::VaultId;
use crate::records::member::{MemberNumber, Role};

/// What stands in the field `praxis` of a wrap.
const FORMAT: &str = "wrap/1";
/// The largest wrap that is read, in bytes.
pub const LARGEST: usize = 16 * 1024;

/// What an owner is given: the epoch secret, and so everything, and the recovery identity.
pub struct OwnerKeys {
    /// `E_n`.
    pub epoch_secret: EpochSecret,
    /// The same in every kit, a recipient of every backup.
    pub recovery: Identity,
}

impl OwnerKeys {
    /// The same keys once more: for a kit, or while a rotation holds those of two epochs.
    ///
    /// # Errors
    /// Never in practice.
    pub fn copy(&self) -> Result<Self, crypto::Error> {
        Ok(Self {
            epoch_secret: EpochSecret::from_bytes(self.epoch_secret.expose_secret())?,
            recovery: Identity::parse(&self.recovery.expose_text())?,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Body<'a> {
    praxis: &'a str,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
    role: Role,
    epoch_secret: &'a str,
    recovery: &'a str,
}

/// Seals an owner's keys to the owner.
///
/// # Errors
/// Never in practice.
pub fn seal(
    keys: &OwnerKeys,
    to: &Recipient,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<Vec<u8>, crypto::Error> {
    let json = write(keys, vault, member, epoch)?;
    age_file::seal_to(std::slice::from_ref(to), &json)
}

/// What is inside a wrap.
///
/// # Errors
/// Never in practice.
pub fn write(
    keys: &OwnerKeys,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
    let secret = Zeroizing::new(to_hex(keys.epoch_secret.expose_secret()));
    let recovery = keys.recovery.expose_text();
    let body = Body {
        praxis: FORMAT,
        vault,
        member,
        epoch,
        role: Role::Owner,
        epoch_secret: &secret,
        recovery: &recovery,
    };
    let mut json = Zeroizing::new(Vec::with_capacity(1024));
    serde_json::to_writer(&mut *json, &body)
        .map_err(|_| crypto::Error::Malformed("a wrap could not be written"))?;
    Ok(json)
}

/// Opens a wrap, and checks that it is for this vault, member and epoch.
///
/// # Errors
/// When it does not open with `identity`, or is for something else.
pub fn open(
    bytes: &[u8],
    identity: &Identity,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<OwnerKeys, crypto::Error> {
    let json = age_file::open_with(identity, bytes)?;
    read(&json, vault, member, epoch)
}

/// Reads what is inside a wrap, and checks that it is for this vault, member and epoch.
///
/// # Errors
/// When it is something else, or for something else.
pub fn read(
    json: &[u8],
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<OwnerKeys, crypto::Error> {
    refuse_newer(json, FORMAT)?;
    let body: Body<'_> = serde_json::from_slice(json)
        .map_err(|_| crypto::Error::Malformed("a wrap is not what it should be"))?;
    if (body.vault, body.member, body.epoch) != (vault, member, epoch) || body.role != Role::Owner {
        return Err(crypto::Error::Malformed("a wrap is for another vault, member, epoch or role"));
    }
    Ok(OwnerKeys {
        epoch_secret: EpochSecret::from_hex(body.epoch_secret)?,
        recovery: Identity::parse(body.recovery)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrap_is_for_one_vault_member_and_epoch() {
        let (owner, stranger) = (Identity::generate(), Identity::generate());
        let keys = OwnerKeys { epoch_secret: EpochSecret::generate(), recovery: Identity::generate() };
        let (vault, one) = (VaultId::new([1; 16]), MemberNumber(1));
        let sealed = seal(&keys, &owner.recipient(), vault, one, 3).expect("seals");
        let opened = open(&sealed, &owner, vault, one, 3).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(opened.epoch_secret.expose_secret(), keys.epoch_secret.expose_secret());
        assert!(opened.recovery.recipient() == keys.recovery.recipient());
        assert!(open(&sealed, &stranger, vault, one, 3).is_err());
        assert!(open(&sealed, &owner, VaultId::new([2; 16]), one, 3).is_err());
        assert!(open(&sealed, &owner, vault, MemberNumber(2), 3).is_err());
        assert!(open(&sealed, &owner, vault, one, 4).is_err());
    }
}
