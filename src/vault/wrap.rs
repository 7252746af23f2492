//! A member's way in: the keys of one epoch, sealed to the member's age recipient.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::members::refuse_newer;
use crate::crypto::age_file::{self, Identity, Recipient};
use crate::crypto::derive;
use crate::crypto::hash::to_hex;
use crate::crypto::secret::{CompartmentKey, EpochSecret};
use crate::crypto::{self};
use crate::records::code::Code;
use crate::records::compartment::Compartment;
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

/// Keys of compartments in one epoch.
pub type CompartmentKeys = Vec<(Compartment, CompartmentKey)>;

/// What a wrap gives its member.
pub enum Given {
    /// An owner: what everything follows from.
    Owner(OwnerKeys),
    /// Anybody else: the keys of the role's compartments in this epoch. Nothing leads from them to another epoch.
    Role(Role, CompartmentKeys),
}

impl Given {
    /// What a role is given of an owner's keys.
    ///
    /// # Errors
    /// Never in practice.
    pub fn of(role: Role, keys: &OwnerKeys, vault: VaultId) -> Result<Self, crypto::Error> {
        match role {
            Role::Owner => keys.copy().map(Given::Owner),
            _ => Ok(Given::Role(role, compartment_keys(role, &keys.epoch_secret, vault))),
        }
    }

    /// An owner's keys; none of anybody else.
    #[must_use]
    pub fn into_owner(self) -> Option<OwnerKeys> {
        match self {
            Given::Owner(keys) => Some(keys),
            Given::Role(..) => None,
        }
    }
}

/// The keys of a role's compartments in the epoch of `secret`.
#[must_use]
pub fn compartment_keys(role: Role, secret: &EpochSecret, vault: VaultId) -> CompartmentKeys {
    let key = |c: Compartment| derive::compartment_key(secret, vault.as_bytes(), c.code());
    role.compartments().iter().map(|&c| (c, key(c))).collect()
}

/// An owner's has `epoch_secret` and `recovery`, anybody else's `compartments`.
#[derive(Serialize, Deserialize)]
struct Body<'a> {
    praxis: &'a str,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
    role: Role,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    epoch_secret: Option<&'a str>,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    recovery: Option<&'a str>,
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    compartments: Option<BTreeMap<Compartment, &'a str>>,
}

/// Seals what a member is given to the member.
///
/// # Errors
/// Never in practice.
pub fn seal(
    given: &Given,
    to: &Recipient,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<Vec<u8>, crypto::Error> {
    let json = write(given, vault, member, epoch)?;
    age_file::seal_to(std::slice::from_ref(to), &json)
}

/// What is inside a wrap.
///
/// # Errors
/// Never in practice.
pub fn write(
    given: &Given,
    vault: VaultId,
    member: MemberNumber,
    epoch: u64,
) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
    let body = |role| Body {
        praxis: FORMAT,
        vault,
        member,
        epoch,
        role,
        epoch_secret: None,
        recovery: None,
        compartments: None,
    };
    match given {
        Given::Owner(keys) => {
            let secret = Zeroizing::new(to_hex(keys.epoch_secret.expose_secret()));
            let recovery = keys.recovery.expose_text();
            to_json(&Body { epoch_secret: Some(&secret), recovery: Some(&recovery), ..body(Role::Owner) })
        }
        Given::Role(role, keys) => {
            let hex = |key: &CompartmentKey| Zeroizing::new(to_hex(key.expose_secret()));
            let keys: Vec<_> = keys.iter().map(|(compartment, key)| (*compartment, hex(key))).collect();
            let keys = keys.iter().map(|(compartment, key)| (*compartment, key.as_str())).collect();
            to_json(&Body { compartments: Some(keys), ..body(*role) })
        }
    }
}

fn to_json(body: &Body<'_>) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
    let mut json = Zeroizing::new(Vec::with_capacity(1024));
    serde_json::to_writer(&mut *json, body)
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
) -> Result<Given, crypto::Error> {
    let json = age_file::open_with(identity, bytes)?;
    read(&json, vault, member, epoch)
}

/// Reads what is inside a wrap, and checks that it is for this vault, member and epoch, and has what its role is given.
///
/// # Errors
/// When it is something else, or for something else.
pub fn read(json: &[u8], vault: VaultId, member: MemberNumber, epoch: u64) -> Result<Given, crypto::Error> {
    refuse_newer(json, FORMAT)?;
    let body: Body<'_> = serde_json::from_slice(json)
        .map_err(|_| crypto::Error::Malformed("a wrap is not what it should be"))?;
    if (body.vault, body.member, body.epoch) != (vault, member, epoch) {
        return Err(crypto::Error::Malformed("a wrap is for another vault, member or epoch"));
    }
    match (body.role, body.epoch_secret, body.recovery, body.compartments) {
        (Role::Owner, Some(secret), Some(recovery), None) => Ok(Given::Owner(OwnerKeys {
            epoch_secret: EpochSecret::from_hex(secret)?,
            recovery: Identity::parse(recovery)?,
        })),
        (role, None, None, Some(keys))
            if role != Role::Owner && keys.keys().eq(sorted(role.compartments()).iter()) =>
        {
            let keys =
                keys.into_iter().map(|(compartment, key)| Ok((compartment, CompartmentKey::from_hex(key)?)));
            Ok(Given::Role(role, keys.collect::<Result<_, crypto::Error>>()?))
        }
        _ => Err(crypto::Error::Malformed("a wrap has not what its role is given")),
    }
}

fn sorted(compartments: &[Compartment]) -> Vec<Compartment> {
    let mut sorted = compartments.to_vec();
    sorted.sort_unstable();
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner_keys() -> OwnerKeys {
        OwnerKeys { epoch_secret: EpochSecret::generate(), recovery: Identity::generate() }
    }

    #[test]
    fn a_wrap_is_for_one_vault_member_and_epoch() {
        let (owner, stranger) = (Identity::generate(), Identity::generate());
        let keys = owner_keys();
        let (vault, one) = (VaultId::new([1; 16]), MemberNumber(1));
        let given = Given::of(Role::Owner, &keys, vault).expect("copies");
        let sealed = seal(&given, &owner.recipient(), vault, one, 3).expect("seals");
        let opened =
            open(&sealed, &owner, vault, one, 3).ok().and_then(Given::into_owner).expect("an owner's");
        assert_eq!(opened.epoch_secret.expose_secret(), keys.epoch_secret.expose_secret());
        assert!(opened.recovery.recipient() == keys.recovery.recipient());
        assert!(open(&sealed, &stranger, vault, one, 3).is_err());
        assert!(open(&sealed, &owner, VaultId::new([2; 16]), one, 3).is_err());
        assert!(open(&sealed, &owner, vault, MemberNumber(2), 3).is_err());
        assert!(open(&sealed, &owner, vault, one, 4).is_err());
    }

    #[test]
    fn a_role_is_given_the_keys_of_its_compartments_and_nothing_else() {
        let (keys, vault, two) = (owner_keys(), VaultId::new([1; 16]), MemberNumber(2));
        let all = compartment_keys(Role::Owner, &keys.epoch_secret, vault);
        for &role in Role::ALL.iter().filter(|role| **role != Role::Owner) {
            let given = Given::of(role, &keys, vault).expect("derives");
            let json = write(&given, vault, two, 3).expect("writes");
            let text = String::from_utf8_lossy(&json);
            assert!(!text.contains(&to_hex(keys.epoch_secret.expose_secret())), "{role:?}");
            assert!(!text.contains("AGE-SECRET-KEY"), "{role:?}");
            for (compartment, key) in &all {
                let holds = text.contains(&to_hex(key.expose_secret()));
                assert_eq!(holds, role.compartments().contains(compartment), "{role:?} {compartment:?}");
            }
            let Ok(Given::Role(read, keys)) = read(&json, vault, two, 3) else {
                panic!("{role:?} reads back")
            };
            assert_eq!((read, keys.len()), (role, role.compartments().len()));
        }
    }

    #[test]
    fn a_wrap_with_more_or_less_than_its_role_is_given_is_refused() {
        let (keys, vault, two) = (owner_keys(), VaultId::new([1; 16]), MemberNumber(2));
        let text = |given: &Given| {
            String::from_utf8(write(given, vault, two, 3).expect("writes").to_vec()).expect("UTF-8")
        };
        let reception = text(&Given::of(Role::Reception, &keys, vault).expect("derives"));
        let owner = text(&Given::of(Role::Owner, &keys, vault).expect("copies"));
        for changed in [
            reception.replace("reception", "clinician"),
            reception.replace("reception", "owner"),
            owner.replace("\"owner\"", "\"auditor\""),
            reception.replace("\"contact\":", "\"clinical\":"),
        ] {
            assert!(changed != reception && changed != owner);
            assert!(read(changed.as_bytes(), vault, two, 3).is_err(), "{changed}");
        }
        assert!(read(reception.as_bytes(), vault, two, 3).is_ok());
    }
}
