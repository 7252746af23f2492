//! One walk along the log: every entry against its leaf, the tree over them, and what they say of the rows.

use std::collections::{BTreeMap, BTreeSet};

use super::super::open::Vault;
use super::super::writer::{entry_bytes, frontier, stands_behind};
use super::Wrong;
use super::prunings::Ledger;
use super::rows::Vouched;
use crate::crypto::hash::Hash;
use crate::crypto::tree::{Frontier, leaf_hash};
use crate::failure::Failure;
use crate::records::event::Action;
use crate::store::Leaf;

/// What a walk found.
pub struct Walked {
    /// How many entries there are, from the first on without a gap; those that were purged count.
    pub entries: u64,
    /// Whether it could be read to its end.
    pub whole: bool,
    /// Their root; none where one is missing or cannot be read.
    pub root: Option<Hash>,
    /// The roots of the sizes that were asked for.
    pub heads: BTreeMap<u64, Hash>,
    /// What the entries say of the rows.
    pub vouched: Vouched,
    /// What they say of entries that were purged, and what is left of those.
    pub ledger: Ledger,
    /// What is wrong with the log itself.
    pub wrong: Vec<Wrong>,
}

/// Walks the log, and keeps the roots of some sizes.
///
/// # Errors
/// When it cannot be read at all.
pub fn walk(vault: &Vault, sizes: &BTreeSet<u64>) -> Result<Walked, Failure> {
    let read = vault.store.read();
    let head = read.audit_head()?;
    let (mut tree, mut vouched, mut ledger) = (Frontier::empty(), Vouched::default(), Ledger::default());
    let (mut wrong, mut heads, mut last) = (Vec::new(), BTreeMap::new(), None::<(String, bool)>);
    let mut next = 0;
    let keep = |tree: &Frontier, heads: &mut BTreeMap<u64, Hash>| {
        if sizes.contains(&tree.size()) {
            heads.insert(tree.size(), tree.root());
        }
    };
    keep(&tree, &mut heads);
    let walked = read.each_leaf(|leaf| -> Result<(), Failure> {
        let seq = leaf.seq();
        if seq > next {
            let what = match seq - next {
                1 => "this entry is missing".to_owned(),
                gone => format!("this entry and {} after it are missing", gone - 1),
            };
            wrong.push(Wrong::at(next, what));
        }
        let entry = match leaf {
            Leaf::Entry(entry) => entry,
            Leaf::Pruned(pruned) => {
                if seq < next {
                    wrong.push(Wrong::at(
                        seq,
                        "this entry is there, and so is its leaf as of one that was purged",
                    ));
                    return Ok(());
                }
                ledger.take(&pruned);
                // Each of those that went may stand minutes behind the one before it.
                last = None;
                if seq == tree.size() {
                    tree.push(pruned.leaf);
                    keep(&tree, &mut heads);
                }
                next = seq.saturating_add(1);
                return Ok(());
            }
        };
        ledger.learn(&entry);
        let leaf = leaf_hash(&entry_bytes(vault.facts.id, entry.seq, &entry.time, &entry.event));
        let unchanged = leaf == entry.leaf;
        if !unchanged {
            wrong.push(Wrong::at(entry.seq, "this entry was changed"));
        }
        if entry.seq == tree.size() {
            tree.push(leaf);
            keep(&tree, &mut heads);
        }
        next = entry.seq.saturating_add(1);
        vouched.learn(entry.seq, &entry.event);
        if entry.seq == 0 && entry.time != vault.facts.created {
            wrong.push(Wrong::at(0, "vault.db says another time of its making than the first audit entry"));
        }
        // Nothing is written behind the last entry, unless a person accepts the clock. What was changed has been named.
        let in_order = |last: &(String, bool)| !(last.1 && stands_behind(&entry.time, &last.0));
        if unchanged && entry.event.action != Action::ClockAccepted && !last.iter().all(in_order) {
            let what = "it is older than the entry before it, and no clock was accepted";
            wrong.push(Wrong::at(entry.seq, what));
        }
        last = Some((entry.time, unchanged));
        Ok(())
    });
    let whole = match walked {
        Err(Failure::Damaged(what, _)) => {
            wrong.push(Wrong::at(next, what));
            false
        }
        other => other.map(|()| true)?,
    };
    match frontier(&head) {
        Err(Failure::Damaged(what, _)) => wrong.push(Wrong::of(what)),
        Err(other) => return Err(other),
        Ok(_) if !whole => {}
        Ok(_) if next < head.size => {
            let what = format!("the log ends here; its head knows {} entries", head.size);
            wrong.push(Wrong::at(next, what));
        }
        Ok(_) if next > head.size => {
            let what = match next - head.size {
                1 => "this entry never was: the head of the log does not know it".to_owned(),
                more => format!(
                    "this entry and {} after it never were: the head of the log does not know them",
                    more - 1
                ),
            };
            wrong.push(Wrong::at(head.size, what));
        }
        Ok(known) if wrong.is_empty() && tree != known => {
            wrong.push(Wrong::of("the entries of the audit log do not fit its head"));
        }
        Ok(_) => {}
    }
    // No leaf covers it, and the clock is held against it. Where the log ends elsewhere, that is said already.
    if whole && next == head.size && last.is_some_and(|(time, _)| time != head.last_time) {
        wrong.push(Wrong::of("the head of the audit log has another time than its last entry"));
    }
    let root = (tree.size() == next).then(|| tree.root());
    Ok(Walked { entries: next, whole, root, heads, vouched, ledger, wrong })
}
