//! Certificates as they leave the vault: signed notes that anybody can check, without a vault and without a key
//! of their own.

use std::fmt;

use super::keys::verify_key_name;
use crate::crypto::secret::SigningSeed;
use crate::crypto::{self, note, signing};
use crate::records::certificate::{self, Certificate, NotACertificate};
use crate::records::disposal::{self, Disposal};
use crate::records::id::VaultId;
use crate::records::member::MemberNumber;

pub use crate::crypto::note::LARGEST;

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The certificate of one erasure.
    Erasure(Certificate),
    /// That of a sweep.
    Disposal(Disposal),
}

impl From<Certificate> for Paper {
    fn from(certificate: Certificate) -> Self {
        Paper::Erasure(certificate)
    }
}

impl From<Disposal> for Paper {
    fn from(disposal: Disposal) -> Self {
        Paper::Disposal(disposal)
    }
}

impl Paper {
    /// Which vault.
    #[must_use]
    pub fn vault(&self) -> VaultId {
        match self {
            Paper::Erasure(certificate) => certificate.vault,
            Paper::Disposal(disposal) => disposal.vault,
        }
    }

    /// The verify key of who signed.
    #[must_use]
    pub fn signed_by(&self) -> &str {
        match self {
            Paper::Erasure(certificate) => &certificate.signed_by,
            Paper::Disposal(disposal) => &disposal.signed_by,
        }
    }

    /// How long the audit log was when it was issued, and its root, hexadecimal.
    #[must_use]
    pub fn log(&self) -> (u64, &str) {
        match self {
            Paper::Erasure(certificate) => (certificate.audit_size, &certificate.audit_root),
            Paper::Disposal(disposal) => (disposal.audit_size, &disposal.audit_root),
        }
    }

    /// The text to be signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Paper::Erasure(certificate) => certificate.to_text(),
            Paper::Disposal(disposal) => disposal.to_text(),
        }
    }

    /// Reads the text of either; which, its first line says.
    ///
    /// # Errors
    /// See [`Certificate::from_text`].
    pub fn from_text(text: &str) -> Result<Self, NotACertificate> {
        if text.starts_with(disposal::TITLE) {
            Disposal::from_text(text).map(Self::Disposal)
        } else {
            Certificate::from_text(text).map(Self::Erasure)
        }
    }

    /// The same, with the verify key of who signs it.
    #[must_use]
    pub fn by(mut self, verify_key: String) -> Self {
        match &mut self {
            Paper::Erasure(certificate) => certificate.signed_by = verify_key,
            Paper::Disposal(disposal) => disposal.signed_by = verify_key,
        }
        self
    }
}

/// A certificate whose signature is by the key that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What it says; `signed_by` is the key.
    pub certificate: Paper,
    /// Whose key the name of the key says it is.
    pub signer: MemberNumber,
    /// Names of further signature lines. Nobody checked them: anybody can add one.
    pub unchecked: Vec<String>,
}

/// Why a file is no certificate that can be believed. Repeats nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unbelieved {
    /// It does not even begin like one.
    NotACertificate,
    /// Of a later version.
    UnknownVersion,
    /// It begins like one, and was changed, or cut, or was never signed; how that shows.
    Changed(&'static str),
}

impl fmt::Display for Unbelieved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unbelieved::NotACertificate => NotACertificate::Form.fmt(f),
            Unbelieved::UnknownVersion => NotACertificate::UnknownVersion.fmt(f),
            Unbelieved::Changed(how) => f.write_str(how),
        }
    }
}

/// Whose key it is by its name; none when it is no key of this vault's.
#[must_use]
pub fn owner_of(verify_key: &str, vault: VaultId) -> Option<MemberNumber> {
    let (name, _) = signing::read_verify_key(verify_key)?;
    let number = match name.rsplit_once('/')? {
        (_, "host") => MemberNumber::HOST,
        (_, number) => MemberNumber(number.parse().ok()?),
    };
    // Spelled as it would be written, so that no number has two names.
    (verify_key_name(vault, number) == name).then_some(number)
}

/// Names the signer in the certificate, and signs it.
#[must_use]
pub fn sign(certificate: impl Into<Paper>, seed: &SigningSeed, signer: MemberNumber) -> String {
    let certificate: Paper = certificate.into();
    let name = verify_key_name(certificate.vault(), signer);
    let text = certificate.by(signing::verify_key(seed, &name)).to_text();
    // Words that a reader refuses would make a certificate that nobody believes.
    debug_assert!(Paper::from_text(&text).is_ok());
    note::sign(&text, seed, &name)
}

/// Reads a certificate, and checks that it is as it was signed by the key that it names, and that this is a
/// key of its vault by its name. Whether the key is indeed the vault's, only somebody who knows the key can say.
///
/// # Errors
/// See [`Unbelieved`].
pub fn read(bytes: &[u8]) -> Result<Signed, Unbelieved> {
    if ![certificate::TITLE, disposal::TITLE].iter().any(|title| bytes.starts_with(title.as_bytes())) {
        return Err(Unbelieved::NotACertificate);
    }
    let note = std::str::from_utf8(bytes).map_err(|_| Unbelieved::Changed("is not UTF-8 any more"))?;
    // A later version may be signed in another way, so it is asked for first.
    if let Err(NotACertificate::UnknownVersion) = Paper::from_text(note) {
        return Err(Unbelieved::UnknownVersion);
    }
    let malformed = |error| match error {
        crypto::Error::Malformed(how) => Unbelieved::Changed(how),
        crypto::Error::DoesNotOpen => Unbelieved::Changed("has a signature that is not of this text"),
        _ => Unbelieved::Changed("is not signed by the key that it names"),
    };
    let text = note::text_unverified(note).map_err(malformed)?;
    let certificate = Paper::from_text(text).map_err(|why| match why {
        NotACertificate::SaysOtherwise => Unbelieved::Changed("is worded otherwise than its data say"),
        _ => Unbelieved::Changed("has data that cannot be read"),
    })?;
    note::open(note, certificate.signed_by()).map_err(malformed)?;
    let signer = owner_of(certificate.signed_by(), certificate.vault())
        .ok_or(Unbelieved::Changed("is signed by a key that is not of its vault"))?;
    let unchecked = unchecked(note, &certificate);
    Ok(Signed { certificate, signer, unchecked })
}

fn unchecked(note: &str, certificate: &Paper) -> Vec<String> {
    let ours = signing::read_verify_key(certificate.signed_by())
        .map(|(name, public)| note::Signer { name, hash: signing::key_hash(name, &public) });
    let others = note::signers(note).into_iter().filter(|signer| Some(signer) != ours.as_ref());
    others.map(|signer| signer.name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VAULT: VaultId = VaultId::new([2; 16]);
    const PAGE: &str = include_str!("../../tests/certificates/rotated.txt");
    const PAGES: [&str; 2] = [PAGE, include_str!("../../tests/certificates/disposal.txt")];

    fn key(name: &str) -> String {
        signing::verify_key(&SigningSeed::from_bytes(&[7; 32]).expect("32 bytes"), name)
    }

    #[test]
    fn a_key_says_by_its_name_whose_it_is() {
        for number in [0, 1, 4_000_000_000] {
            let name = verify_key_name(VAULT, MemberNumber(number));
            assert_eq!(owner_of(&key(&name), VAULT), Some(MemberNumber(number)));
            assert_eq!(owner_of(&key(&name), VaultId::new([3; 16])), None);
            assert_eq!(owner_of(&name, VAULT), None, "no key");
        }
        for wrong in [
            "member/0",
            "member/01",
            "member/-1",
            "member/",
            "member/1/host",
            "Host",
            "host/",
            "member/4294967296",
        ] {
            assert_eq!(owner_of(&key(&format!("praxis/{VAULT}/{wrong}")), VAULT), None, "{wrong}");
        }
        assert_eq!(owner_of(&key("host"), VAULT), None);
    }

    #[test]
    fn reads_what_was_signed_and_by_whom() {
        let read_one = read(PAGE.as_bytes()).expect("believed");
        assert_eq!((read_one.signer, read_one.unchecked.len()), (MemberNumber(1), 0));
        let seed = SigningSeed::generate();
        let again = sign(read_one.certificate, &seed, MemberNumber::HOST);
        assert_eq!(read(again.as_bytes()).map(|signed| signed.signer), Ok(MemberNumber::HOST));
    }

    #[test]
    fn a_line_that_anybody_may_add_vouches_for_nothing() {
        let text = note::text_unverified(PAGE).expect("a note");
        let other = note::sign(text, &SigningSeed::generate(), "example.org/other");
        let line = other.rsplit_once("\n\n").expect("a note").1;
        let both = read(format!("{PAGE}{line}").as_bytes()).expect("believed");
        assert_eq!(both.unchecked, ["example.org/other"]);
        let alone = read(other.as_bytes());
        assert_eq!(alone, Err(Unbelieved::Changed("is not signed by the key that it names")));
    }

    #[test]
    fn a_key_of_another_vault_is_not_believed() {
        for page in PAGES {
            let certificate = read(page.as_bytes()).expect("believed").certificate;
            let seed = SigningSeed::generate();
            let certificate = certificate.by(signing::verify_key(&seed, "praxis/other/host"));
            let note = note::sign(&certificate.to_text(), &seed, "praxis/other/host");
            assert_eq!(
                read(note.as_bytes()),
                Err(Unbelieved::Changed("is signed by a key that is not of its vault"))
            );
        }
    }

    #[test]
    fn each_kind_is_read_as_what_it_is() {
        let [erasure, disposal] = PAGES.map(|page| read(page.as_bytes()).expect("believed"));
        assert!(matches!(erasure.certificate, Paper::Erasure(_)));
        assert!(matches!(disposal.certificate, Paper::Disposal(_)));
        assert_eq!(disposal.signer, MemberNumber::HOST, "by the machine, which holds no key of the vault");
        // The first line says which, and is signed with the rest.
        let other = PAGES[1].replacen("of disposal", "of erasure", 1);
        assert_eq!(read(other.as_bytes()), Err(Unbelieved::Changed("has data that cannot be read")));
        let newer = PAGES[1].replacen("disposal 1", "disposal 2", 1);
        assert_eq!(read(newer.as_bytes()), Err(Unbelieved::UnknownVersion));
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        for page in PAGES {
            for at in 0..page.len() {
                let mut changed = page.as_bytes().to_vec();
                changed[at] ^= 1;
                assert!(read(&changed).is_err(), "byte {at}");
            }
            for end in 0..page.len() {
                assert!(read(&page.as_bytes()[..end]).is_err(), "cut at {end}");
            }
        }
    }
}
