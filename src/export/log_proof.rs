//! A proof that an entry is in the log, for other programs (C2SP, <https://c2sp.org/tlog-proof>).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::hash::Hash;

/// The text of a proof; the line `extra` has the bytes that the leaf is the hash of.
#[must_use]
pub fn of(number: u64, bytes: &[u8], proof: &[Hash], checkpoint: &str) -> String {
    let extra = STANDARD.encode(bytes);
    let mut text = format!("c2sp.org/tlog-proof@v1\nextra {extra}\nindex {number}\n");
    for hash in proof {
        text.push_str(&STANDARD.encode(hash));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(checkpoint);
    text
}
