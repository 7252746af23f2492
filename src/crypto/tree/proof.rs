//! Proofs over the tree: that an entry is in it, and that a smaller tree is its beginning. RFC 9162 sections 2.1.3 and
//! 2.1.4, which say the same as RFC 6962 for SHA-256.

use super::{Frontier, node_hash};
use crate::crypto::hash::Hash;

/// A tree with all its nodes, so that a proof looks up what it needs: for each of a hundred thousand entries, hashing the
/// leaves anew would take the square of them.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The roots of the complete subtrees, by the power of two that they span; the leaves first.
    levels: Vec<Vec<Hash>>,
}

impl Tree {
    /// The tree over leaves.
    #[must_use]
    pub fn of(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let (pairs, _) = below.as_chunks::<2>();
            let above = pairs.iter().map(|[left, right]| node_hash(left, right)).collect();
            levels.push(above);
        }
        Self { levels }
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> usize {
        self.levels[0].len()
    }

    /// The hashes that lead from the leaf `index` to the root, the nearest first; none when there is no such leaf.
    #[must_use]
    pub fn inclusion(&self, index: u64) -> Option<Vec<Hash>> {
        let index = usize::try_from(index).ok().filter(|index| *index < self.size())?;
        let (mut from, mut to, mut proof) = (0, self.size(), Vec::new());
        while let Some(split) = split_of(to - from) {
            let middle = from + split;
            if index < middle {
                proof.push(self.root_of(middle, to));
                to = middle;
            } else {
                proof.push(self.root_of(from, middle));
                from = middle;
            }
        }
        proof.reverse();
        Some(proof)
    }

    /// The hashes that show the first `old` leaves to be the beginning of all of them; none when there are not so many.
    /// Nothing has to be shown of no leaves, and of all of them.
    #[must_use]
    pub fn consistency(&self, old: u64) -> Option<Vec<Hash>> {
        let old = usize::try_from(old).ok().filter(|old| *old <= self.size())?;
        let (mut from, mut to, mut proof) = (0, self.size(), Vec::new());
        while let Some(split) = split_of(to - from).filter(|_| 0 < old && old < to) {
            let middle = from + split;
            if old <= middle {
                proof.push(self.root_of(middle, to));
                to = middle;
            } else {
                proof.push(self.root_of(from, middle));
                from = middle;
            }
        }
        // Where the old tree is one complete subtree from the first leaf on, whoever checks has its root in hand.
        if old > 0 && from > 0 {
            proof.push(self.root_of(from, to));
        }
        proof.reverse();
        Some(proof)
    }

    /// The root of the leaves from one to before another: a span that some tree over these leaves has as a node.
    fn root_of(&self, from: usize, to: usize) -> Hash {
        match split_of(to - from) {
            None => self.levels[0][from],
            Some(split) if split * 2 == to - from => {
                self.levels[split.ilog2() as usize + 1][from / (split * 2)]
            }
            Some(split) => node_hash(&self.root_of(from, from + split), &self.root_of(from + split, to)),
        }
    }
}

/// The largest power of two below a length; none below two.
fn split_of(length: usize) -> Option<usize> {
    (length > 1).then(|| length.next_power_of_two() / 2)
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
