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
    let public = SigningKey::from_bytes(seed.expose_secret()).verifying_key();
    let hash = sha256_parts(&[name.as_bytes(), b"\n", &[ED25519], public.as_bytes()]);
    let mut typed = vec![ED25519];
    typed.extend_from_slice(public.as_bytes());
    format!("{name}+{}+{}", to_hex(&hash[..4]), STANDARD.encode(typed))
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
}
