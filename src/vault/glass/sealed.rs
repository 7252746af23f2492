//! What is sealed for a member's emergencies, and why a member opened it: both age files, the one to the member, the other
//! to the owners.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::members::refuse_newer;
use super::super::wrap::CompartmentKeys;
use crate::crypto::age_file::{self, Identity, Recipient};
use crate::crypto::hash::to_hex;
use crate::crypto::secret::CompartmentKey;
use crate::crypto::{self};
use crate::records::compartment::Compartment;
use crate::records::id::VaultId;
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;

/// What stands in the field `praxis` of the keys.
const KEYS: &str = "glass/1";
/// What stands in the field `praxis` of a reason.
const REASON: &str = "glass-reason/1";
/// The bytes of a reason are a multiple of this: how much somebody wrote says something.
const BLOCK: usize = 1024;

#[derive(Serialize, Deserialize)]
struct Keys<'a> {
    praxis: &'a str,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
    #[serde(borrow)]
    compartments: BTreeMap<Compartment, &'a str>,
}

/// What is inside a member's file for emergencies.
///
/// # Errors
/// Never in practice.
pub fn write_keys(
    keys: &CompartmentKeys,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
    let hex = |key: &CompartmentKey| Zeroizing::new(to_hex(key.expose_secret()));
    let hex: Vec<_> = keys.iter().map(|(compartment, key)| (*compartment, hex(key))).collect();
    let compartments = hex.iter().map(|(compartment, key)| (*compartment, key.as_str())).collect();
    to_json(&Keys { praxis: KEYS, vault, member, epoch, compartments })
}

/// Seals the keys of compartments for a member's emergencies.
///
/// # Errors
/// Never in practice.
pub fn seal_keys(
    keys: &CompartmentKeys,
    to: &Recipient,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<Vec<u8>, crypto::Error> {
    age_file::seal_to(std::slice::from_ref(to), &write_keys(keys, vault, member, epoch)?)
}

/// Opens a member's file for emergencies, and checks that it is for this vault, member and epoch.
///
/// # Errors
/// When it does not open with `identity`, or is for something else.
pub fn open_keys(
    bytes: &[u8],
    identity: &Identity,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<CompartmentKeys, crypto::Error> {
    read_keys(&age_file::open_with(identity, bytes)?, vault, member, epoch)
}

/// Reads what is inside such a file.
///
/// # Errors
/// When it is something else, or for something else.
pub fn read_keys(
    json: &[u8],
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<CompartmentKeys, crypto::Error> {
    refuse_newer(json, KEYS)?;
    let body: Keys<'_> = serde_json::from_slice(json)
        .map_err(|_| crypto::Error::Malformed("the keys for an emergency are not what they should be"))?;
    if (body.vault, body.member, body.epoch) != (vault, member, epoch) {
        return Err(crypto::Error::Malformed("the keys for an emergency are another's, or of another epoch"));
    }
    body.compartments.into_iter().map(|(which, key)| Ok((which, CompartmentKey::from_hex(key)?))).collect()
}

#[derive(Serialize, Deserialize)]
struct Reason<'a> {
    praxis: &'a str,
    vault: VaultId,
    #[serde(rename = "use")]
    reference: Reference,
    member: MemberNumber,
    #[serde(borrow)]
    reason: Cow<'a, str>,
}

/// Seals why a member used it to who may read that.
///
/// # Errors
/// Never in practice.
pub fn seal_reason(
    reason: &str,
    to: &[Recipient],
    vault: VaultId,
    (reference, member): (Reference, MemberNumber),
) -> Result<Vec<u8>, crypto::Error> {
    let body = Reason { praxis: REASON, vault, reference, member, reason: reason.into() };
    let mut json = to_json(&body)?;
    // White space at the end is JSON all the same.
    let padded = json.len().next_multiple_of(BLOCK);
    json.resize(padded, b' ');
    age_file::seal_to(to, &json)
}

/// Opens it with the first of some identities that does, and checks that it is of this use.
///
/// # Errors
/// When none opens it, or it is of another use.
pub fn open_reason(
    bytes: &[u8],
    with: &[&Identity],
    vault: VaultId,
    (reference, member): (Reference, MemberNumber),
) -> Result<Zeroizing<String>, crypto::Error> {
    let opened = with.iter().find_map(|identity| age_file::open_with(identity, bytes).ok());
    let json = opened.ok_or(crypto::Error::NotForThisKey)?;
    refuse_newer(&json, REASON)?;
    let body: Reason<'_> = serde_json::from_slice(&json)
        .map_err(|_| crypto::Error::Malformed("a reason is not what it should be"))?;
    if (body.vault, body.reference, body.member) != (vault, reference, member) {
        return Err(crypto::Error::Malformed("a reason is of another use"));
    }
    Ok(Zeroizing::new(body.reason.into_owned()))
}

fn to_json(body: &impl Serialize) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
    let mut json = Zeroizing::new(Vec::with_capacity(8 * BLOCK));
    serde_json::to_writer(&mut *json, body)
        .map_err(|_| crypto::Error::Malformed("what is sealed for an emergency could not be written"))?;
    Ok(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::secret::EpochSecret;
    use crate::records::member::Role;
    use crate::records::reference::Register;
    use crate::vault::wrap::compartment_keys;

    const VAULT: VaultId = VaultId::new([1; 16]);
    const TWO: MemberNumber = MemberNumber(2);
    const FIRST: Reference = Reference::new(Register::Glass, 1);

    fn clinical() -> CompartmentKeys {
        let mut keys = compartment_keys(Role::Owner, &EpochSecret::generate(), VAULT);
        keys.retain(|(which, _)| *which == Compartment::Clinical);
        keys
    }

    #[test]
    fn keys_are_for_one_vault_member_and_epoch() {
        let (theirs, stranger, keys) = (Identity::generate(), Identity::generate(), clinical());
        let sealed = seal_keys(&keys, &theirs.recipient(), VAULT, TWO, 3).expect("seals");
        let opened = open_keys(&sealed, &theirs, VAULT, TWO, 3).expect("opens");
        assert_eq!(opened.len(), 1);
        assert_eq!(opened[0].0, Compartment::Clinical);
        assert_eq!(opened[0].1.expose_secret(), keys[0].1.expose_secret());
        assert!(open_keys(&sealed, &stranger, VAULT, TWO, 3).is_err());
        assert!(open_keys(&sealed, &theirs, VaultId::new([2; 16]), TWO, 3).is_err());
        assert!(open_keys(&sealed, &theirs, VAULT, MemberNumber(3), 3).is_err());
        assert!(open_keys(&sealed, &theirs, VAULT, TWO, 4).is_err());
        // Neither is taken for a wrap, nor a wrap for it.
        let json = write_keys(&keys, VAULT, TWO, 3).expect("writes");
        assert!(crate::vault::wrap::read(&json, VAULT, TWO, 3).is_err());
        assert!(read_keys(&json[..json.len() - 1], VAULT, TWO, 3).is_err());
    }

    #[test]
    fn a_reason_opens_to_each_owner_and_to_nobody_else_and_does_not_tell_its_length() {
        let [one, two, theirs] = [Identity::generate(), Identity::generate(), Identity::generate()];
        let to = [one.recipient(), two.recipient()];
        let seal = |reason: &str| seal_reason(reason, &to, VAULT, (FIRST, TWO)).expect("seals");
        let sealed = seal("Somebody collapsed in the waiting room.");
        let inside = |sealed: &[u8]| age_file::open_with(&one, sealed).expect("opens").len();
        assert_eq!((inside(&sealed), inside(&seal("x"))), (BLOCK, BLOCK));
        for owner in [&one, &two] {
            let read = open_reason(&sealed, &[&theirs, owner], VAULT, (FIRST, TWO)).expect("opens");
            assert_eq!(read.as_str(), "Somebody collapsed in the waiting room.");
        }
        assert!(open_reason(&sealed, &[&theirs], VAULT, (FIRST, TWO)).is_err());
        let second = Reference::new(Register::Glass, 2);
        assert!(open_reason(&sealed, &[&one], VAULT, (second, TWO)).is_err());
        assert!(open_reason(&sealed, &[&one], VAULT, (FIRST, MemberNumber(3))).is_err());
        assert!(open_reason(&sealed, &[&one], VaultId::new([2; 16]), (FIRST, TWO)).is_err());
    }
}
