//! Randomness of the operating system, through the AEAD crate's own door.

use aes_gcm_siv::aead::Generate;

/// Fills `out` with random bytes.
///
/// # Panics
/// When the operating system has no randomness to give: nothing sound can follow.
pub fn fill(out: &mut [u8; 32]) {
    let mut fresh = <[u8; 32]>::generate();
    out.copy_from_slice(&fresh);
    zeroize::Zeroize::zeroize(&mut fresh);
}

/// `N` random bytes that are no secret: ids, nonces, ballast.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    <[u8; N]>::generate()
}
