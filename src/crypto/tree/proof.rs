//! Proofs over the tree: that an entry is in it, and that a smaller tree is its beginning. RFC 9162 sections 2.1.3 and
//! 2.1.4, which say the same as RFC 6962 for SHA-256.

use super::{Frontier, node_hash};
use crate::crypto::hash::Hash;

/// The hashes that lead from the leaf `index` to the root of `leaves`, the nearest first; none when there is no such leaf.
#[must_use]
pub fn inclusion(leaves: &[Hash], index: u64) -> Option<Vec<Hash>> {
    let index = usize::try_from(index).ok().filter(|index| *index < leaves.len())?;
    let mut proof = Vec::new();
    path(leaves, index, &mut proof);
    Some(proof)
}

fn path(leaves: &[Hash], index: usize, proof: &mut Vec<Hash>) {
    let Some(split) = split_of(leaves.len()) else { return };
    let (left, right) = leaves.split_at(split);
    if index < split {
        path(left, index, proof);
        proof.push(root_of(right));
    } else {
        path(right, index - split, proof);
        proof.push(root_of(left));
    }
}

/// The hashes that show the first `old` of `leaves` to be the beginning of all of them; none when there are not so many.
/// Nothing has to be shown of no leaves, and of all of them.
#[must_use]
pub fn consistency(leaves: &[Hash], old: u64) -> Option<Vec<Hash>> {
    let old = usize::try_from(old).ok().filter(|old| *old <= leaves.len())?;
    let mut proof = Vec::new();
    if old > 0 {
        subproof(leaves, old, true, &mut proof);
    }
    Some(proof)
}

/// `known`: whether the root of these leaves is what whoever checks has in hand.
fn subproof(leaves: &[Hash], old: usize, known: bool, proof: &mut Vec<Hash>) {
    if old == leaves.len() {
        if !known {
            proof.push(root_of(leaves));
        }
        return;
    }
    let Some(split) = split_of(leaves.len()) else { return };
    let (left, right) = leaves.split_at(split);
    if old <= split {
        subproof(left, old, known, proof);
        proof.push(root_of(right));
    } else {
        subproof(right, old - split, false, proof);
        proof.push(root_of(left));
    }
}

/// The largest power of two below a length; none below two.
fn split_of(length: usize) -> Option<usize> {
    (length > 1).then(|| length.next_power_of_two() / 2)
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::empty();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

/// Whether a proof leads from a leaf, the `index`th of `size`, to the root. RFC 9162 section 2.1.3.2.
#[must_use]
pub fn is_included(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut node) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            node = node_hash(step, &node);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            node = node_hash(&node, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && node == *root
}

/// Whether a proof shows that the tree of `old` leaves and its root is the beginning of that of `size`. RFC 9162 section
/// 2.1.4.2.
#[must_use]
pub fn is_consistent(old: u64, old_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> bool {
    if old > size {
        return false;
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    if old == 0 {
        // Every log begins with nothing.
        return proof.is_empty() && *old_root == Frontier::empty().root();
    }
    let (mut at, mut last) = (old - 1, size - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    // Where the old tree is complete, its root is the first node.
    let (first, rest) = if old.is_power_of_two() {
        (*old_root, proof)
    } else {
        let Some((first, rest)) = proof.split_first() else { return false };
        (*first, rest)
    };
    let (mut of_old, mut of_all) = (first, first);
    for step in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            of_old = node_hash(step, &of_old);
            of_all = node_hash(step, &of_all);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            of_all = node_hash(&of_all, step);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && of_old == *old_root && of_all == *root
}

#[cfg(test)]
mod tests;
