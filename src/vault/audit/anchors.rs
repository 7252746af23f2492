//! Who else has seen the log: how long it was then, and its root. What stands in vault.db alone can be written anew with
//! it; what stands elsewhere cannot.

use std::collections::BTreeMap;

use super::super::mirrors::Extent;
use super::super::open::Vault;
use super::Wrong;
use crate::crypto::hash::{Hash, from_hex};

/// The log as somebody has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Who: "this machine", "the keyring", a file that was given.
    pub whose: String,
    /// How many entries it had.
    pub size: u64,
    /// Their root.
    pub root: Hash,
}

/// Those that are at hand: the state folder and the keyring.
pub fn of(vault: &Vault) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    if let Some(seen) = &vault.seen
        && let Some(root) = from_hex(&seen.audit_root)
    {
        anchors.push(Anchor { whose: "this machine".to_owned(), size: seen.audit_size, root });
    }
    if let Ok((_lock, view, _)) = vault.keyring(Extent::Few) {
        let head = view.header().audit;
        anchors.push(Anchor { whose: "the keyring".to_owned(), size: head.size, root: head.root });
    }
    anchors
}

/// Holds every anchor against the roots of the log, and says of each whether the log is the one it has seen.
pub fn hold_against(
    mut anchors: Vec<Anchor>,
    heads: &BTreeMap<u64, Hash>,
    entries: u64,
    wrong: &mut Vec<Wrong>,
) -> Vec<(Anchor, bool)> {
    anchors.sort_by(|a, b| (a.size, &a.whose).cmp(&(b.size, &b.whose)));
    // Up to here somebody has seen the log as it is.
    let mut good = 0;
    let mut held = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        let Anchor { whose, size, root } = &anchor;
        let fits = heads.get(size) == Some(root);
        if fits {
            good = *size;
        } else if *size > entries {
            let what = format!(
                "the log ends here; {whose} has seen {size} entries: the last {} are gone",
                size - entries
            );
            wrong.push(Wrong::at(entries, what));
        } else {
            let what = format!(
                "from here to entry {} one or more are not those that {whose} has seen",
                size.saturating_sub(1)
            );
            wrong.push(Wrong::at(good, what));
        }
        held.push((anchor, fits));
    }
    held
}
