//! The compact form of a kit, for paper: nothing that follows from the rest, and nothing but bytes.
//!
//! It is not encrypted. Whoever reads the paper holds what the vault's owner holds.

use zeroize::Zeroizing;

use super::Kit;
use crate::crypto::age_file::Identity;
use crate::crypto::hash::sha256;
use crate::crypto::secret::EpochSecret;
use crate::crypto::{self, signing};
use crate::records::id::VaultId;
use crate::records::member::MemberNumber;
use crate::vault::keys::verify_key_name;

/// The first byte.
const VERSION: u8 = 1;
/// Before the verify keys: version, number, vault, epoch, secret, identity, how many keys.
const HEAD: usize = 1 + 4 + 16 + 8 + 32 + 32 + 1;
/// A verify key: kind, member, type, the key.
const KEY: usize = 1 + 4 + 1 + 32;
/// As much of SHA-256 as stands at the end.
const CHECK: usize = 8;
/// The kinds of verify keys.
const HOST: u8 = 0;
const MEMBER: u8 = 1;
/// The type byte of Ed25519, as in a C2SP key.
const ED25519: u8 = 1;

const NOT_A_KIT: crypto::Error = crypto::Error::Malformed("this is not a recovery kit");

impl Kit {
    /// The kit as few bytes.
    ///
    /// # Errors
    /// When a verify key is not one of this vault's, or there are more than 255: praxis writes no such kit.
    pub fn to_compact(&self) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
        let count = u8::try_from(self.verify_keys.len())
            .map_err(|_| crypto::Error::Malformed("the kit has more than 255 verify keys"))?;
        // All of it at once: a growing buffer would leave copies of the secret behind.
        let mut out = Zeroizing::new(Vec::with_capacity(HEAD + KEY * usize::from(count) + CHECK));
        out.push(VERSION);
        out.extend_from_slice(&self.number.to_le_bytes());
        out.extend_from_slice(self.vault.as_bytes());
        out.extend_from_slice(&self.epoch.to_le_bytes());
        out.extend_from_slice(self.secret.expose_secret());
        out.extend_from_slice(&*self.recovery.expose_scalar()?);
        out.push(count);
        for text in &self.verify_keys {
            let (whose, public) = self
                .whose(text)
                .ok_or(crypto::Error::Malformed("the kit has a verify key that is not one of its vault's"))?;
            out.push(if whose == MemberNumber::HOST { HOST } else { MEMBER });
            out.extend_from_slice(&whose.0.to_le_bytes());
            out.push(ED25519);
            out.extend_from_slice(&public);
        }
        let check = sha256(&out);
        out.extend_from_slice(&check[..CHECK]);
        Ok(out)
    }

    /// Reads what [`Self::to_compact`] wrote.
    ///
    /// # Errors
    /// When it is anything else: a kit has one compact form.
    pub fn from_compact(bytes: &[u8]) -> Result<Self, crypto::Error> {
        match bytes.first() {
            Some(&VERSION) => {}
            Some(&version) => return Err(crypto::Error::UnknownVersion(version)),
            None => return Err(NOT_A_KIT),
        }
        let (body, check) = bytes.split_last_chunk::<CHECK>().ok_or(NOT_A_KIT)?;
        if sha256(body)[..CHECK] != check[..] {
            return Err(crypto::Error::Malformed("the kit's checksum is wrong"));
        }
        let mut rest = &body[1..];
        let number = u32::from_le_bytes(*take(&mut rest)?);
        let vault = VaultId::new(*take(&mut rest)?);
        let epoch = u64::from_le_bytes(*take(&mut rest)?);
        let secret = EpochSecret::from_bytes(take::<32>(&mut rest)?)?;
        let recovery = Identity::from_scalar(take(&mut rest)?)?;
        let [count] = *take(&mut rest)?;
        let mut verify_keys = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            let ([kind], member) = (*take(&mut rest)?, u32::from_le_bytes(*take(&mut rest)?));
            let ([ED25519], public) = (*take(&mut rest)?, take(&mut rest)?) else { return Err(NOT_A_KIT) };
            if !matches!((kind, member), (HOST, 0) | (MEMBER, 1..)) {
                return Err(NOT_A_KIT);
            }
            let name = verify_key_name(vault, MemberNumber(member));
            verify_keys.push(signing::verify_key_text(&name, public));
        }
        if rest.is_empty() {
            Ok(Kit { number, vault, epoch, secret, recovery, verify_keys })
        } else {
            Err(NOT_A_KIT)
        }
    }

    /// Whose verify key a text is, and the key; `None` where the name is not one of this vault's.
    fn whose(&self, text: &str) -> Option<(MemberNumber, [u8; 32])> {
        let (name, public) = signing::read_verify_key(text)?;
        let number = name.rsplit_once("/member/").map_or(Some(0), |(_, number)| number.parse().ok());
        let whose = MemberNumber(number?);
        (verify_key_name(self.vault, whose) == name).then_some((whose, public))
    }
}

/// The next `N` bytes, where they stand: what is secret among them is not copied.
fn take<'b, const N: usize>(rest: &mut &'b [u8]) -> Result<&'b [u8; N], crypto::Error> {
    let (taken, left) = rest.split_first_chunk().ok_or(NOT_A_KIT)?;
    *rest = left;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VAULT: VaultId = VaultId::new([1; 16]);

    fn key(whose: u32, byte: u8) -> String {
        signing::verify_key_text(&verify_key_name(VAULT, MemberNumber(whose)), &[byte; 32])
    }

    fn kit(verify_keys: Vec<String>) -> Kit {
        Kit {
            number: 7,
            vault: VAULT,
            epoch: 3,
            secret: EpochSecret::generate(),
            recovery: Identity::generate(),
            verify_keys,
        }
    }

    fn refused(bytes: &[u8]) -> crypto::Error {
        Kit::from_compact(bytes).err().expect("is refused")
    }

    proptest! {
        #[test]
        fn every_kit_reads_back(
            number: u32, vault: [u8; 16], epoch: u64, secret: [u8; 32], scalar: [u8; 32],
            keys in proptest::collection::vec(any::<(u32, [u8; 32])>(), 0..5),
        ) {
            let vault = VaultId::new(vault);
            let name = |whose| verify_key_name(vault, MemberNumber(whose));
            let kit = Kit {
                number,
                vault,
                epoch,
                secret: EpochSecret::from_bytes(&secret).expect("32 bytes"),
                recovery: Identity::from_scalar(&scalar).expect("an identity"),
                verify_keys: keys.iter().map(|(n, key)| signing::verify_key_text(&name(*n), key)).collect(),
            };
            let compact = kit.to_compact().expect("writes");
            prop_assert_eq!(compact.len(), HEAD + KEY * keys.len() + CHECK);
            prop_assert_eq!(compact.len(), compact.capacity(), "one buffer, never moved");
            let back = Kit::from_compact(&compact).unwrap_or_else(|error| panic!("{error}"));
            prop_assert_eq!(&*back.write().expect("writes"), &*kit.write().expect("writes"));
            prop_assert_eq!(&*back.to_compact().expect("writes"), &*compact);
        }

        #[test]
        fn no_bytes_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), seal: bool) {
            if seal {
                bytes.insert(0, VERSION);
                let check = sha256(&bytes);
                bytes.extend_from_slice(&check[..CHECK]);
            }
            if let Ok(kit) = Kit::from_compact(&bytes) {
                prop_assert_eq!(&*kit.to_compact().expect("writes"), &bytes);
            }
        }
    }

    #[test]
    fn every_change_is_noticed() {
        let compact = kit(vec![key(1, 2), key(0, 3)]).to_compact().expect("writes");
        assert_eq!(compact.len(), 178);
        for at in 0..compact.len() {
            let mut changed = compact.clone();
            changed[at] ^= 0x40;
            assert!(Kit::from_compact(&changed).is_err(), "{at}");
            assert!(Kit::from_compact(&compact[..at]).is_err(), "{at}");
        }
        assert_eq!(refused(b"\x02"), crypto::Error::UnknownVersion(2));
    }

    /// With a right checksum, so that nothing but the rule itself refuses.
    #[test]
    fn what_praxis_never_writes_is_refused() {
        let compact = kit(vec![key(1, 2), key(0, 3)]).to_compact().expect("writes");
        let sealed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = compact[..compact.len() - CHECK].to_vec();
            change(&mut bytes);
            let check = sha256(&bytes);
            bytes.extend_from_slice(&check[..CHECK]);
            bytes
        };
        assert!(Kit::from_compact(&sealed(&|_| {})).is_ok());
        let (first, second) = (HEAD, HEAD + KEY);
        for (what, bytes) in [
            ("a third kind", sealed(&|b| b[first] = 2)),
            ("member 0", sealed(&|b| b[first + 1] = 0)),
            ("a host with a number", sealed(&|b| b[second + 1] = 1)),
            ("a key of another type", sealed(&|b| b[first + 5] = 2)),
            ("one key too many", sealed(&|b| b[HEAD - 1] = 1)),
            ("one key too few", sealed(&|b| b[HEAD - 1] = 3)),
            ("a byte more", sealed(&|b| b.push(0))),
        ] {
            assert_eq!(refused(&bytes), NOT_A_KIT, "{what}");
        }
    }

    #[test]
    fn keys_that_cannot_be_rebuilt_are_not_written() {
        let elsewhere = verify_key_name(VaultId::new([2; 16]), MemberNumber(1));
        let padded = format!("praxis/{VAULT}/member/01");
        let text = |name: &str| signing::verify_key_text(name, &[2; 32]);
        for key in ["a+b+c".to_owned(), text(&elsewhere), text(&padded), text("praxis"), text("")] {
            assert!(kit(vec![key.clone()]).to_compact().is_err(), "{key}");
        }
        assert!(kit(vec![key(0, 1); 256]).to_compact().is_err());
        assert!(kit(vec![key(0, 1); 255]).to_compact().is_ok());
    }
}
