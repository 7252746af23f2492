//! `praxis audit verify --bundle`: for whoever was given a bundle, and has no vault.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::{Context, given};
use super::kept::{self, Kept};
use super::verify;
use crate::export::log_bundle::{self, Checked, LARGEST, Unsound};
use crate::failure::Failure;
use crate::records::text::counted;

#[derive(Serialize)]
struct Shown<'a> {
    origin: &'a str,
    entries: u64,
    of: u64,
    /// How many more were purged, of which it has the hashes.
    purged: u64,
    /// Whether every entry of the log is in it, or was purged: then none is missing.
    whole: bool,
    /// How many heads from before it has proofs for.
    earlier: usize,
    /// How many checkpoints that were given are the beginning of the log.
    kept: usize,
    key: &'a str,
    key_given: bool,
    /// Other keys that have signed that entries were purged.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    former_keys: &'a BTreeSet<String>,
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
        Unsound::PruningKey(_) => Failure::Damaged(
            why.to_string(),
            "the practice perhaps had another machine before a restore: ask for that key too, and give both with --key"
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
        purged: checked.purged,
        former_keys: &checked.former_keys,
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
    let known: Vec<String> = checked.keys.iter().chain(&checked.former_keys).chain(keys).cloned().collect();
    let Kept { log, vault, size, root, known } = kept::read(bytes, number, &known)?;
    if vault != checked.vault.to_string() {
        return Err(Failure::Usage(
            format!("checkpoint {number} is of another vault than the bundle"),
            "give one of the same vault".to_owned(),
        ));
    }
    if !known {
        return Err(Failure::Damaged(
            format!("checkpoint {number} is signed with a key that is not known here"),
            "give the key that must have signed it as well: --key VERIFY_KEY".to_owned(),
        ));
    }
    let began = checked.began_with(size, &root);
    if began == Some(true) {
        return Ok(());
    }
    // A restore goes on from a backup: what was written after it is lost, and the log has another name. A certificate does
    // not say the name.
    let of_another = log.as_ref().is_some_and(|log| *log != checked.origin);
    let may_be = of_another || log.is_none();
    let restored = checked.restored.iter().find(|(_, kept)| may_be && *kept < size);
    let shown = began.is_some() || size > checked.size;
    let parted = format!("the log in the bundle did not begin as checkpoint {number} says");
    if let Some((entry, kept)) = restored.filter(|_| shown || of_another) {
        let since = if of_another {
            "the vault was restored since"
        } else {
            "the certificate may be from before the vault was restored"
        };
        return Err(Failure::Damaged(
            format!(
                "{parted}: {since}, at entry {entry} from a backup with {kept} entries, and later ones of before that are lost"
            ),
            "ask the practice for the day and the backup".to_owned(),
        ));
    }
    // Where the whole log has no entry of a restore, there was none.
    let cannot_tell = may_be && !checked.is_whole();
    Err(match began {
        Some(_) if cannot_tell => Failure::Damaged(
            format!(
                "{parted}: whether the vault was restored since, or entries before {size} were changed, cannot be told from this bundle"
            ),
            "ask the practice for the whole log, which has the entries of restores: praxis audit bundle without a filter"
                .to_owned(),
        ),
        Some(_) => Failure::Damaged(
            format!("{parted}: entries before {size} were changed"),
            "do not rely on the bundle; keep both files, and ask the practice how this came about".to_owned(),
        ),
        None if shown => Failure::Damaged(
            format!(
                "checkpoint {number} has seen {size} entries, and the log in the bundle has {}",
                checked.size
            ),
            if cannot_tell {
                "the bundle is older than the checkpoint, the vault was restored since, or entries were taken away: ask for a new one, of the whole log"
            } else {
                "the bundle is older than the checkpoint, or entries were taken away: ask for a new one"
            }
            .to_owned(),
        ),
        None => Failure::Usage(
            format!("the bundle has no proof for checkpoint {number}, of {size} entries"),
            if of_another {
                "the vault may have been restored since: ask the practice for the whole log, which says so: praxis audit bundle without a filter"
            } else {
                "ask the practice for a bundle made with it: praxis audit bundle --checkpoint FILE"
            }
            .to_owned(),
        ),
    })
}

fn in_lines(shown: &Shown<'_>) -> String {
    let Shown { origin, entries, of, purged, earlier, kept, key, .. } = shown;
    let what = if shown.whole && *purged > 0 {
        format!("{entries} of {of}, and the others were purged: this is the whole log, and none is missing")
    } else if shown.whole {
        format!("all {of}: this is the whole log, and none is missing")
    } else {
        format!("{entries} of {of}: what else is in the log, this does not show")
    };
    let mut lines = vec![format!("log      {origin}"), format!("entries  {what}")];
    if *purged > 0 {
        let purged = counted(usize::try_from(*purged).unwrap_or(usize::MAX), "entry");
        lines.push(format!("purged   {purged}: the hashes stand here, with who signed that they went"));
    }
    if *earlier > 0 {
        lines.push(format!("earlier  {} of this log from before, with proof", heads(*earlier)));
    }
    if *kept > 0 {
        lines.push(format!("kept     {}, as you gave it: the log began so", heads(*kept)));
    }
    lines.push(format!("key      {key}"));
    lines.extend(shown.former_keys.iter().map(|key| format!("key      {key}, for entries that were purged")));
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
