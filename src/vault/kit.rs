//! The recovery kit: what opens the vault when the laptop, the passphrase or the person is gone.
//! It opens everything, and says so when it is made.

mod compact;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::members::refuse_newer;
use crate::crypto::age_file::{self, Identity, Work};
use crate::crypto::derive;
use crate::crypto::hash::{sha256_framed, to_hex};
use crate::crypto::passphrase::Passphrase;
use crate::crypto::secret::EpochSecret;
use crate::crypto::{self};
use crate::records::id::VaultId;

/// What stands in the field `praxis` of a kit.
const FORMAT: &str = "kit/1";
/// The largest kit that is read, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// A header further ahead of the kit than this is not followed.
const MOST_EPOCHS: u64 = 65_536;

/// The content of a kit.
pub struct Kit {
    /// From 1.
    pub number: u32,
    /// Which vault.
    pub vault: VaultId,
    /// The epoch of the secret; later ones follow from it.
    pub epoch: u64,
    /// E of that epoch.
    pub secret: EpochSecret,
    /// A recipient of every backup.
    pub recovery: Identity,
    /// C2SP verify keys of members, former ones too, and machines at the time.
    pub verify_keys: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Body<'a> {
    praxis: &'a str,
    kit: u32,
    vault: VaultId,
    epoch: u64,
    secret: &'a str,
    recovery: &'a str,
    verify_keys: Vec<String>,
    checksum: &'a str,
}

impl Kit {
    /// Seals the kit with a passphrase, as armored age.
    ///
    /// # Errors
    /// Never in practice.
    pub fn seal(&self, passphrase: &Passphrase, work: Work) -> Result<Vec<u8>, crypto::Error> {
        age_file::seal_with_passphrase(passphrase, work, &self.write()?)
    }

    /// What is inside a kit.
    ///
    /// # Errors
    /// Never in practice.
    pub fn write(&self) -> Result<Zeroizing<Vec<u8>>, crypto::Error> {
        let secret = Zeroizing::new(to_hex(self.secret.expose_secret()));
        let recovery = self.recovery.expose_text();
        let checksum = self.checksum();
        let body = Body {
            praxis: FORMAT,
            kit: self.number,
            vault: self.vault,
            epoch: self.epoch,
            secret: &secret,
            recovery: &recovery,
            verify_keys: self.verify_keys.clone(),
            checksum: &checksum,
        };
        let mut json = Zeroizing::new(Vec::with_capacity(4096));
        serde_json::to_writer_pretty(&mut *json, &body)
            .map_err(|_| crypto::Error::Malformed("a kit could not be written"))?;
        Ok(json)
    }

    /// Opens a kit and checks its checksum.
    ///
    /// # Errors
    /// When the passphrase is wrong or the content is not a kit's.
    pub fn open(bytes: &[u8], passphrase: &Passphrase) -> Result<Self, crypto::Error> {
        Self::read(&age_file::open_with_passphrase(passphrase, bytes)?)
    }

    /// Reads what is inside a kit and checks its checksum.
    ///
    /// # Errors
    /// When it is not a kit's.
    pub fn read(json: &[u8]) -> Result<Self, crypto::Error> {
        refuse_newer(json, FORMAT)?;
        let body: Body<'_> = serde_json::from_slice(json)
            .map_err(|_| crypto::Error::Malformed("this is not a recovery kit"))?;
        let kit = Kit {
            number: body.kit,
            vault: body.vault,
            epoch: body.epoch,
            secret: EpochSecret::from_hex(body.secret)?,
            recovery: Identity::parse(body.recovery)?,
            verify_keys: body.verify_keys,
        };
        if kit.checksum() == body.checksum {
            Ok(kit)
        } else {
            Err(crypto::Error::Malformed("the kit's checksum is wrong"))
        }
    }

    /// The epoch secret of a later epoch.
    ///
    /// # Errors
    /// For an epoch before the kit's own (there is no way back) or absurdly far ahead.
    pub fn secret_at(&self, epoch: u64) -> Result<EpochSecret, crypto::Error> {
        let steps = epoch.checked_sub(self.epoch).filter(|&s| s <= MOST_EPOCHS);
        let steps = steps.ok_or(crypto::Error::Malformed(
            "the kit is of a later epoch than the vault, or of one far before it",
        ))?;
        let mut secret = EpochSecret::from_bytes(self.secret.expose_secret())?;
        for _ in 0..steps {
            secret = derive::next_epoch(&secret, self.vault.as_bytes());
        }
        Ok(secret)
    }

    fn checksum(&self) -> String {
        let keys = self.verify_keys.join("\n");
        to_hex(&sha256_framed(&[
            b"praxis/1/kit",
            &self.number.to_le_bytes(),
            self.vault.as_bytes(),
            &self.epoch.to_le_bytes(),
            self.secret.expose_secret(),
            self.recovery.expose_text().as_bytes(),
            keys.as_bytes(),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn a_kit_reads_back_and_ratchets_forward() {
        let kit = Kit {
            number: 1,
            vault: VaultId::new([1; 16]),
            epoch: 2,
            secret: EpochSecret::generate(),
            recovery: Identity::generate(),
            verify_keys: vec!["a+b+c".to_owned()],
        };
        let sealed = kit.seal(&phrase("kit"), Work::TEST).expect("seals");
        assert!(Kit::open(&sealed, &phrase("other")).is_err());
        let read = Kit::open(&sealed, &phrase("kit")).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((read.number, read.epoch), (1, 2));
        let two_on = derive::next_epoch(&derive::next_epoch(&kit.secret, &[1; 16]), &[1; 16]);
        let reached = read.secret_at(4).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(reached.expose_secret(), two_on.expose_secret());
        assert!(read.secret_at(1).is_err());
        assert!(read.secret_at(70_000).is_err());
    }

    #[test]
    fn other_age_files_are_no_kits() {
        let sealed = age_file::seal_with_passphrase(&phrase("kit"), Work::TEST, b"{}").expect("seals");
        assert!(matches!(Kit::open(&sealed, &phrase("kit")), Err(crypto::Error::Malformed(_))));
    }
}
