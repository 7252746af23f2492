//! `praxis audit verify --bundle`: for whoever was given a bundle, and has no vault.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::{Context, given};
use super::verify;
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::hash::from_hex;
use crate::crypto::{self, note};
use crate::export::log_bundle::{self, Checked, LARGEST, Unsound};
use crate::failure::Failure;
use crate::vault::signed;

#[derive(Serialize)]
struct Shown<'a> {
    origin: &'a str,
    entries: u64,
    of: u64,
    /// Whether every entry of the log is in it: then none is missing.
    whole: bool,
    /// How many heads from before it has proofs for.
    earlier: usize,
    /// How many checkpoints that were given are the beginning of the log.
    kept: usize,
    key: &'a str,
    key_given: bool,
}

/// Checks a bundle, and that the log in it began as checkpoints say that were kept.
pub fn check(
    path: &Path,
    checkpoints: &[PathBuf],
    keys: &[String],
    context: &Context,
) -> Result<(), Failure> {
    let bytes = read(path)?;
    let checked = log_bundle::check(&bytes, keys).map_err(|why| match why {
        Unsound::NotABundle => {
            Failure::Usage(why.to_string(), "give the file that praxis audit bundle wrote, whole".to_owned())
        }
        Unsound::Version => Failure::Usage(why.to_string(), "check it with a newer praxis".to_owned()),
        Unsound::Key => Failure::Damaged(
            why.to_string(),
            "compare the key with the practice once more; if it is right, do not rely on the bundle"
                .to_owned(),
        ),
        _ => Failure::Damaged(
            why.to_string(),
            "do not rely on it; ask the practice for the bundle again".to_owned(),
        ),
    })?;
    for (number, path) in checkpoints.iter().enumerate() {
        begins_so(&checked, &verify::read(path)?, number + 1, keys)?;
    }
    let Checked { origin, keys: [_, key], size, entries, earlier, .. } = &checked;
    let shown = Shown {
        origin,
        entries: *entries,
        of: *size,
        whole: checked.is_whole(),
        earlier: *earlier,
        kept: checkpoints.len(),
        key,
        key_given: !keys.is_empty(),
    };
    context.print(&shown, || in_lines(&shown))
}

fn read(path: &Path) -> Result<zeroize::Zeroizing<Vec<u8>>, Failure> {
    if path != Path::new("-") && !path.exists() {
        return Err(Failure::Missing("there is no such bundle".to_owned(), "check the path".to_owned()));
    }
    given::read(path, LARGEST, "the bundle")
}

/// Whether the log in a bundle began as somebody was told, in a checkpoint or a certificate.
fn begins_so(checked: &Checked, bytes: &[u8], number: usize, keys: &[String]) -> Result<(), Failure> {
    let neither = || {
        Failure::Usage(
            format!("checkpoint {number} is neither a checkpoint nor a certificate"),
            "give what praxis audit checkpoint or praxis certificate show wrote, whole".to_owned(),
        )
    };
    let mut known = checked.keys.to_vec();
    known.extend_from_slice(keys);
    let (log, vault, size, root, by_known) = if let Ok(signed) = signed::read(bytes) {
        let (size, root) = signed.certificate.log();
        let root = from_hex(root).ok_or_else(neither)?;
        let by_known = known.iter().any(|key| key == signed.certificate.signed_by());
        (None, signed.certificate.vault().to_string(), size, root, by_known)
    } else {
        let text = std::str::from_utf8(bytes).map_err(|_| neither())?;
        let head = note::text_unverified(text).ok().and_then(Checkpoint::parse).ok_or_else(neither)?;
        let vault = head.origin.strip_prefix("praxis/").and_then(|rest| rest.split_once("/log/"));
        let vault = vault.map(|(vault, _)| vault.to_owned()).unwrap_or_default();
        let mut by_known = false;
        for key in &known {
            match note::open(text, key) {
                Ok(_) => by_known = true,
                Err(crypto::Error::NotForThisKey) => {}
                Err(_) => {
                    return Err(Failure::Damaged(
                        format!("checkpoint {number} is not as it was signed"),
                        "do not rely on it; look for another copy".to_owned(),
                    ));
                }
            }
        }
        (Some(head.origin), vault, head.size, head.root, by_known)
    };
    if vault != checked.vault.to_string() {
        return Err(Failure::Usage(
            format!("checkpoint {number} is of another vault than the bundle"),
            "give one of the same vault".to_owned(),
        ));
    }
    if !by_known {
        return Err(Failure::Damaged(
            format!("checkpoint {number} is signed with a key that is not known here"),
            "give the key that must have signed it as well: --key VERIFY_KEY".to_owned(),
        ));
    }
    match checked.began_with(size, &root) {
        Some(true) => Ok(()),
        // A restore goes on from a backup: what was written after it is lost, and the log has another name.
        Some(false) if log.is_some_and(|log| log != checked.origin) => Err(Failure::Damaged(
            format!(
                "the log in the bundle did not begin as checkpoint {number} says: the vault was restored since, \
                 and entries before {size} were lost or changed"
            ),
            "vault.restored is the entry of a restore, with how many it kept: ask the practice for the day and the backup".to_owned(),
        )),
        Some(false) => Err(Failure::Damaged(
            format!(
                "the log in the bundle did not begin as checkpoint {number} says: entries before {size} were changed"
            ),
            "do not rely on the bundle; keep both files, and ask the practice how this came about".to_owned(),
        )),
        None if size > checked.size => Err(Failure::Damaged(
            format!(
                "checkpoint {number} has seen {size} entries, and the log in the bundle has {}",
                checked.size
            ),
            "the bundle is older than the checkpoint, or entries were taken away: ask for a new one"
                .to_owned(),
        )),
        None => Err(Failure::Usage(
            format!("the bundle has no proof for checkpoint {number}, of {size} entries"),
            "ask the practice for a bundle made with it: praxis audit bundle --checkpoint FILE".to_owned(),
        )),
    }
}

fn in_lines(shown: &Shown<'_>) -> String {
    let Shown { origin, entries, of, earlier, kept, key, .. } = shown;
    let what = if shown.whole {
        format!("all {of}: this is the whole log, and none is missing")
    } else {
        format!("{entries} of {of}: what else is in the log, this does not show")
    };
    let mut lines = vec![format!("log      {origin}"), format!("entries  {what}")];
    if *earlier > 0 {
        lines.push(format!("earlier  {} of this log from before, with proof", heads(*earlier)));
    }
    if *kept > 0 {
        lines.push(format!("kept     {}, as you gave it: the log began so", heads(*kept)));
    }
    lines.push(format!("key      {key}"));
    lines.push(if shown.key_given {
        "They stood in the log as they stand here when its head was signed, with the key that you gave."
            .to_owned()
    } else {
        "They stood in the log as they stand here when its head was signed with that key. Whose key it is,\n\
         this does not show: ask the practice for it in another way, and give it with --key."
            .to_owned()
    });
    lines.join("\n")
}

fn heads(count: usize) -> String {
    if count == 1 { "1 head".to_owned() } else { format!("{count} heads") }
}
