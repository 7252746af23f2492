//! What somebody kept of a log, and brings where there is no vault: a checkpoint, or a certificate.

use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::{Hash, from_hex};
use crate::crypto::signing::{read_verify_key, verify_key_text};
use crate::crypto::{self, note};
use crate::failure::Failure;
use crate::vault::signed::{self, Unbelieved};

/// What it says of the log.
pub struct Kept {
    /// What the log was called. A certificate does not say.
    pub log: Option<String>,
    /// Of which vault.
    pub vault: String,
    /// How many entries the log had.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// Whether one of the keys signed it.
    pub known: bool,
}

/// Reads the one with this number, by the keys that are known.
///
/// # Errors
/// [`Failure::Usage`] when it is neither; [`Failure::Damaged`] when it is not as it was signed.
pub fn read(bytes: &[u8], number: usize, keys: &[String]) -> Result<Kept, Failure> {
    let neither = || {
        Failure::Usage(
            format!("checkpoint {number} is neither a checkpoint nor a certificate"),
            "give what praxis audit checkpoint or praxis certificate show wrote, whole".to_owned(),
        )
    };
    let changed = || {
        Failure::Damaged(
            format!("checkpoint {number} is not as it was signed"),
            "do not rely on it; look for another copy".to_owned(),
        )
    };
    match signed::read(bytes) {
        Ok(signed) => {
            let paper = signed.certificate;
            let (size, root) = paper.log();
            let root = from_hex(root).ok_or_else(neither)?;
            let known = keys.iter().any(|key| key == paper.signed_by());
            return Ok(Kept { log: None, vault: paper.vault().to_string(), size, root, known });
        }
        Err(Unbelieved::NotACertificate) => {}
        Err(Unbelieved::UnknownVersion) => {
            return Err(Failure::Usage(
                format!("checkpoint {number} {}", Unbelieved::UnknownVersion),
                "check it with a newer praxis".to_owned(),
            ));
        }
        Err(Unbelieved::Changed(_)) => return Err(changed()),
    }
    let text = std::str::from_utf8(bytes).map_err(|_| neither())?;
    let head = note::text_unverified(text).ok().and_then(Checkpoint::parse).ok_or_else(neither)?;
    let vault = head.origin.strip_prefix("praxis/").and_then(|rest| rest.split_once("/log/"));
    let vault = vault.map(|(vault, _)| vault.to_owned()).unwrap_or_default();
    // Others may keep the line under the log's own name alone, and before a restore that was another.
    let of_log =
        |key: &String| read_verify_key(key).map(|(_, public)| verify_key_text(&head.origin, &public));
    let mut known = false;
    for key in keys.iter().cloned().chain(keys.iter().filter_map(of_log)) {
        match note::open(text, &key) {
            Ok(_) => known = true,
            Err(crypto::Error::NotForThisKey) => {}
            Err(_) => return Err(changed()),
        }
    }
    Ok(Kept { log: Some(head.origin), vault, size: head.size, root: head.root, known })
}
