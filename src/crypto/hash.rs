//! SHA-256 and hexadecimal text.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::frame::length_of;
use super::secret::MembersKey;

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// SHA-256 of what comes piece by piece.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Adds bytes at the end.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all that was added.
    #[must_use]
    pub fn finish(self) -> Hash {
        self.0.finalize().into()
    }
}

/// SHA-256 of framed fields (see [`super::frame::frame`]).
#[must_use]
pub fn sha256_framed(fields: &[&[u8]]) -> Hash {
    // Field by field: a buffer of them all would be a copy of whatever secret is among them.
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update(length_of(field));
        hasher.update(field);
    }
    hasher.finalize().into()
}

/// SHA-256 of one byte in front of two others: the shape of an RFC 6962 node.
pub(super) fn sha256_parts(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// HMAC-SHA-256 of `bytes`.
#[must_use]
pub fn hmac(key: &MembersKey, bytes: &[u8]) -> Hash {
    keyed(key, bytes).finalize().into_bytes().into()
}

/// Whether `tag` is the HMAC-SHA-256 of `bytes`, in constant time.
#[must_use]
pub fn hmac_verifies(key: &MembersKey, bytes: &[u8], tag: &Hash) -> bool {
    keyed(key, bytes).verify_slice(tag).is_ok()
}

fn keyed(key: &MembersKey, bytes: &[u8]) -> Hmac<Sha256> {
    #[allow(clippy::expect_used)] // HMAC takes a key of any length; this one is 32 bytes.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose_secret()).expect("any length will do");
    mac.update(bytes);
    mac
}

/// Lower-case hexadecimal.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Reads exactly `N` bytes of hexadecimal.
#[must_use]
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut out = [0; N];
    from_hex_into(text, &mut out).then_some(out)
}

/// Fills `out` from exactly twice as many hexadecimal digits; false when `text` is anything else.
pub(super) fn from_hex_into(text: &str, out: &mut [u8]) -> bool {
    let digits = text.as_bytes();
    if digits.len() != out.len() * 2 {
        return false;
    }
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        match (digit(pair[0]), digit(pair[1])) {
            (Some(high), Some(low)) => *byte = high * 16 + low,
            _ => return false,
        }
    }
    true
}

/// Lower case only: a hash in a file has one spelling, so that another one is a change.
fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framed_fields_hash_as_their_frame_does() {
        let fields: [&[u8]; 3] = [b"a", b"", b"bcd"];
        assert_eq!(sha256_framed(&fields), sha256(&crate::crypto::frame::frame(&fields)));
    }

    #[test]
    fn known_answers() {
        // FIPS 180-2, "abc".
        assert_eq!(
            to_hex(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        // The value comes from Python's hmac module: RFC 4231 has no key of 32 bytes.
        let key = MembersKey::from_bytes(&[7; 32]).expect("32 bytes");
        let tag = hmac(&key, b"members");
        assert_eq!(to_hex(&tag), "1f21c578bc686cd1e838478e264c9f5eb1c8252647aa95b11e6335c33e9f8274");
        assert!(hmac_verifies(&key, b"members", &tag));
        assert!(!hmac_verifies(&key, b"member", &tag));
    }

    #[test]
    fn hexadecimal_reads_back_and_refuses_the_rest() {
        assert_eq!(from_hex::<3>(&to_hex(&[0, 0x7f, 0xff])), Some([0, 0x7f, 0xff]));
        assert_eq!(from_hex::<3>("00 7f "), None);
        assert_eq!(from_hex::<2>("00ff0"), None);
        assert_eq!(from_hex::<1>("FF"), None);
    }
}
