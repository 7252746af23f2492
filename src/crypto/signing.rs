//! Ed25519 keys, named as C2SP signed notes name them (<https://c2sp.org/signed-note>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;

use super::hash::{sha256_parts, to_hex};
use super::secret::SigningSeed;

/// The type byte of Ed25519 in a C2SP key.
const ED25519: u8 = 1;

/// The verify key of `seed` under `name`, as C2SP text: `name+hash+base64`.
///
/// `name` holds neither a space nor a plus sign.
#[must_use]
pub fn verify_key(seed: &SigningSeed, name: &str) -> String {
    verify_key_text(name, SigningKey::from_bytes(seed.expose_secret()).verifying_key().as_bytes())
}

/// The same text, of a public key as RFC 8032 writes it.
#[must_use]
pub fn verify_key_text(name: &str, public: &[u8; 32]) -> String {
    let mut typed = vec![ED25519];
    typed.extend_from_slice(public);
    format!("{name}+{}+{}", to_hex(&key_hash(name, public)), STANDARD.encode(typed))
}

/// What tells two keys of one name apart, in their texts and in what they sign.
#[must_use]
pub fn key_hash(name: &str, public: &[u8; 32]) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256_parts(&[name.as_bytes(), b"\n", &[ED25519], public]);
    [a, b, c, d]
}

/// Name and public key of an Ed25519 verify key; `None` for any other text. A key has one spelling.
#[must_use]
pub fn read_verify_key(text: &str) -> Option<(&str, [u8; 32])> {
    // Base64 has plus signs of its own; a name has none.
    let mut parts = text.splitn(3, '+');
    let (name, _hash, key) = (parts.next()?, parts.next()?, parts.next()?);
    let typed = STANDARD.decode(key).ok()?;
    let (&ED25519, public) = typed.split_first()? else { return None };
    let public = public.try_into().ok()?;
    (verify_key_text(name, &public) == text).then_some((name, public))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seed and public key are RFC 8032 section 7.1, test 1; the text was put together by a Python script.
    #[test]
    fn a_verify_key_is_c2sp_text() {
        let seed = SigningSeed::from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
            .expect("64 digits");
        assert_eq!(
            verify_key(&seed, "example.org/vault"),
            "example.org/vault+2b4a15b0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
        );
    }

    #[test]
    fn a_verify_key_reads_back_and_has_one_spelling() {
        let text = verify_key(&SigningSeed::generate(), "example.org/vault");
        let (name, public) = read_verify_key(&text).expect("reads");
        assert_eq!(name, "example.org/vault");
        assert_eq!(verify_key_text(name, &public), text);
        let renamed = text.replace("vault", "other");
        for wrong in ["", "a+b+c", "name+00000000+AQ==", &text[1..], &text[..text.len() - 1], &renamed] {
            assert!(read_verify_key(wrong).is_none(), "{wrong}");
        }
    }
}
