//! Envelope 1: the one way anything is sealed, be it a record, a keyring slot or a piece of a file.
//!
//! `0x01 | nonce[12] | ciphertext | tag[16]`, AES-256-GCM-SIV (RFC 8452) under a random nonce. The plaintext
//! is `length u32 LE | body | zeros`; the associated data binds it to its place. A repeated nonce (a cloned
//! machine, a restored snapshot) shows only that two equal bodies are equal.

use aes_gcm_siv::aead::{Aead, Generate, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use zeroize::Zeroizing;

use super::Error;

/// The version byte every envelope starts with.
pub const VERSION: u8 = 1;
/// What an envelope is longer than its padded plaintext: version, nonce and tag.
pub const OVERHEAD: usize = 1 + NONCE + TAG;
const NONCE: usize = 12;
const TAG: usize = 16;
/// The smallest padded plaintext of a record, in bytes.
const SMALLEST: usize = 256;

/// How long the plaintext of an envelope is made.
#[derive(Clone, Copy)]
pub enum Padding {
    /// Padmé, at least 256 bytes: the length tells at most about 12 % of itself.
    Padme,
    /// Padmé, at least this many bytes.
    AtLeast(usize),
    /// Exactly this many bytes, the four of the length included.
    Fixed(usize),
}

/// Seals `body` under `key`, bound to `place`.
///
/// # Panics
/// When the body does not fit its fixed size or is over 4 GiB: both are mistakes of the caller.
#[must_use]
pub fn seal(key: &[u8; 32], place: &[u8], body: &[u8], padding: Padding) -> Vec<u8> {
    let size = match padding {
        Padding::Padme => padme((body.len() + 4).max(SMALLEST)),
        Padding::AtLeast(size) => padme((body.len() + 4).max(size)),
        Padding::Fixed(size) => size,
    };
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    assert!(length < u32::MAX && body.len() + 4 <= size, "the body fits its envelope");
    let mut plain = Zeroizing::new(vec![0; size]);
    plain[..4].copy_from_slice(&length.to_le_bytes());
    plain[4..4 + body.len()].copy_from_slice(body);
    let nonce = Nonce::generate();
    #[allow(clippy::expect_used)] // Fails only above 64 GiB.
    let sealed = cipher(key)
        .encrypt(&nonce, Payload { msg: &plain, aad: place })
        .expect("an envelope is far below the cipher's limit");
    let mut envelope = Vec::with_capacity(size + OVERHEAD);
    envelope.push(VERSION);
    envelope.extend_from_slice(&nonce);
    envelope.extend_from_slice(&sealed);
    envelope
}

/// Opens an envelope and gives its body, without the padding; wiped when dropped.
///
/// # Errors
/// [`Error::UnknownVersion`], [`Error::DoesNotOpen`], or [`Error::Malformed`] for what opens and is no body.
pub fn open(key: &[u8; 32], place: &[u8], envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    match envelope.first() {
        None => return Err(Error::Malformed("an envelope is empty")),
        Some(&VERSION) => {}
        Some(&other) => return Err(Error::UnknownVersion(other)),
    }
    if envelope.len() < OVERHEAD + 4 {
        return Err(Error::Malformed("an envelope is cut short"));
    }
    let nonce = Nonce::try_from(&envelope[1..=NONCE]).map_err(|_| Error::DoesNotOpen)?;
    let plain = cipher(key)
        .decrypt(&nonce, Payload { msg: &envelope[1 + NONCE..], aad: place })
        .map_err(|_| Error::DoesNotOpen)?;
    unpad(Zeroizing::new(plain))
}

/// The body in a padded plaintext.
///
/// # Errors
/// [`Error::Malformed`] for what is no body, or where the padding is not zero.
pub fn unpad(mut plain: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, Error> {
    let cut = Error::Malformed("a sealed body is longer than its envelope");
    let length = plain.first_chunk::<4>().ok_or(cut)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| cut)?;
    if length > plain.len() - 4 {
        return Err(cut);
    }
    if plain[4 + length..].iter().any(|&byte| byte != 0) {
        return Err(Error::Malformed("the padding of an envelope is not zero"));
    }
    plain.copy_within(4..4 + length, 0);
    plain.truncate(length);
    Ok(plain)
}

fn cipher(key: &[u8; 32]) -> Aes256GcmSiv {
    Aes256GcmSiv::new(key.into())
}

/// Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", 2019): keeps as many leading
/// bits of the length as the length of its exponent, and rounds the rest up.
#[must_use]
pub fn padme(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let exponent = length.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1_usize << (exponent.saturating_sub(kept))) - 1;
    (length + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: [u8; 32] = [9; 32];

    #[test]
    fn padme_is_the_published_function() {
        // Values of the authors' reference implementation.
        for (length, padded) in
            [(256, 256), (257, 272), (300, 304), (1000, 1024), (2000, 2048), (10_000, 10_240)]
        {
            assert_eq!(padme(length), padded, "{length}");
        }
    }

    #[test]
    fn lengths_are_padded() {
        let short = seal(&KEY, b"", b"x", Padding::Padme).len();
        assert_eq!(short, 256 + OVERHEAD);
        assert_eq!(seal(&KEY, b"", &[1; 252], Padding::Padme).len(), short);
        assert_eq!(seal(&KEY, b"", &[1; 69], Padding::Fixed(128)).len(), 128 + OVERHEAD);
    }

    #[test]
    fn refuses_versions_keys_places_and_lengths() {
        let sealed = seal(&KEY, b"place", b"body", Padding::Padme);
        assert_eq!(open(&KEY, b"place", &sealed).expect("opens").as_slice(), b"body");
        assert_eq!(open(&[8; 32], b"place", &sealed), Err(Error::DoesNotOpen));
        assert_eq!(open(&KEY, b"elsewhere", &sealed), Err(Error::DoesNotOpen));
        assert_eq!(open(&KEY, b"place", &[]), Err(Error::Malformed("an envelope is empty")));
        assert_eq!(open(&KEY, b"place", &sealed[..20]), Err(Error::Malformed("an envelope is cut short")));
        let mut other = sealed.clone();
        other[0] = 2;
        assert_eq!(open(&KEY, b"place", &other), Err(Error::UnknownVersion(2)));
    }

    #[test]
    fn the_same_body_never_looks_the_same_twice() {
        assert_ne!(seal(&KEY, b"", b"body", Padding::Padme), seal(&KEY, b"", b"body", Padding::Padme));
    }

    /// RFC 8452 appendix C.2, the first case with associated data: the cipher is the one the format names.
    #[test]
    fn the_cipher_is_rfc_8452() {
        let mut key = [0; 32];
        key[0] = 1;
        let mut nonce = [0; 12];
        nonce[0] = 3;
        let mut message = [0; 8];
        message[0] = 2;
        let sealed =
            cipher(&key).encrypt(&Nonce::from(nonce), Payload { msg: &message, aad: &[1] }).expect("seals");
        assert_eq!(crate::crypto::hash::to_hex(&sealed), "1de22967237a813291213f267e3b452f02d01ae33e4ec854");
    }

    proptest! {
        #[test]
        fn every_body_comes_back(body in proptest::collection::vec(any::<u8>(), 0..5000)) {
            let sealed = seal(&KEY, b"p", &body, Padding::Padme);
            let opened = open(&KEY, b"p", &sealed).expect("opens");
            prop_assert_eq!(opened.as_slice(), &body[..]);
        }

        #[test]
        fn every_changed_byte_is_noticed(at in 0_usize..285, flip in 1_u8..) {
            let mut sealed = seal(&KEY, b"p", b"body", Padding::Padme);
            let at = at % sealed.len();
            sealed[at] ^= flip;
            prop_assert!(open(&KEY, b"p", &sealed).is_err());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(open(&KEY, b"p", &bytes).is_err());
        }
    }
}
