//! Keys from keys, by HKDF-Expand with SHA-256. Every derivation names its purpose and the vault.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroize;

use super::frame::frame;
use super::secret::{CompartmentKey, EpochSecret, MembersKey, SigningSeed};

const COMPARTMENT: &[u8] = b"praxis/1/compartment";
const NEXT_EPOCH: &[u8] = b"praxis/1/next-epoch";
const MEMBERS: &[u8] = b"praxis/1/members";
const SIGN: &[u8] = b"praxis/1/sign";

/// The key that seals the slots of `compartment` in the epoch of `secret`.
#[must_use]
pub fn compartment_key(secret: &EpochSecret, vault: &[u8; 16], compartment: &str) -> CompartmentKey {
    expand(secret.expose_secret(), &[COMPARTMENT, vault, compartment.as_bytes()], |out| {
        CompartmentKey::from_bytes(out)
    })
}

/// The next epoch's secret. There is no way back: that is what erasure rests on.
#[must_use]
pub fn next_epoch(secret: &EpochSecret, vault: &[u8; 16]) -> EpochSecret {
    expand(secret.expose_secret(), &[NEXT_EPOCH, vault], EpochSecret::from_bytes)
}

/// The key that authenticates the members file of the epoch of `secret`.
#[must_use]
pub fn members_key(secret: &EpochSecret, vault: &[u8; 16]) -> MembersKey {
    expand(secret.expose_secret(), &[MEMBERS, vault], MembersKey::from_bytes)
}

/// The seed of a member's signing key in one vault, from the secret scalar of the member's age identity.
#[must_use]
pub fn member_signing_seed(x25519_secret: &[u8; 32], vault: &[u8; 16]) -> SigningSeed {
    expand(x25519_secret, &[SIGN, vault], SigningSeed::from_bytes)
}

fn expand<T>(secret: &[u8; 32], info: &[&[u8]], make: impl FnOnce(&[u8]) -> Result<T, super::Error>) -> T {
    let mut out = [0; 32];
    // Both calls fail on lengths only, and every length here is 32 (RFC 5869 allows up to 8,160).
    #[allow(clippy::expect_used)]
    Hkdf::<Sha256>::from_prk(secret)
        .expect("32 bytes are a pseudorandom key")
        .expand(&frame(info), &mut out)
        .expect("32 bytes are a valid length");
    #[allow(clippy::expect_used)]
    let key = make(&out).expect("32 bytes were asked for");
    out.zeroize();
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::to_hex;

    fn epoch(byte: u8) -> EpochSecret {
        EpochSecret::from_bytes(&[byte; 32]).expect("32 bytes")
    }

    /// The values on the format page, computed by an independent HMAC in Python.
    #[test]
    fn test_vectors() {
        let (secret, vault) = (epoch(1), [2; 16]);
        for (derived, expected) in [
            (*compartment_key(&secret, &vault, "person").expose_secret(), VECTORS[0]),
            (*next_epoch(&secret, &vault).expose_secret(), VECTORS[1]),
            (*members_key(&secret, &vault).expose_secret(), VECTORS[2]),
            (*member_signing_seed(&[1; 32], &vault).expose_secret(), VECTORS[3]),
        ] {
            assert_eq!(to_hex(&derived), expected);
        }
    }

    const VECTORS: [&str; 4] = [
        "7383a693da4580c76bb0e57242ca8bf7e08c7400ce0ca57c187a4ce8ca37ae24",
        "f83094779644eddcd225852c6ee3eee3e4053f245f3adfdf00913c2320cc63c2",
        "30dc98c2966ccb237acfe0776e5e8fb1dd9a7b404bb67484ef54024aa61996ec",
        "29070f123ba372d7a7ed23300f856cbf1734ac552b4791ca5da2f695e72dd97e",
    ];

    #[test]
    fn no_two_purposes_vaults_or_compartments_share_a_key() {
        let secret = epoch(1);
        let mut keys = vec![
            *compartment_key(&secret, &[2; 16], "person").expose_secret(),
            *compartment_key(&secret, &[2; 16], "contact").expose_secret(),
            *compartment_key(&secret, &[3; 16], "person").expose_secret(),
            *compartment_key(&epoch(2), &[2; 16], "person").expose_secret(),
            *next_epoch(&secret, &[2; 16]).expose_secret(),
            *members_key(&secret, &[2; 16]).expose_secret(),
            *member_signing_seed(&[1; 32], &[2; 16]).expose_secret(),
        ];
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 7);
    }
}
