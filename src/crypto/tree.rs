//! The RFC 6962 Merkle tree over the audit log, kept as its frontier: the roots of the complete subtrees,
//! largest first. Appending and the root need the frontier only, never the leaves.

use super::Error;
use super::hash::{Hash, sha256, sha256_parts};

pub mod proof;

/// Hash of a leaf: SHA-256(0x00 | entry), RFC 6962 section 2.1.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    sha256_parts(&[&[0], entry])
}

fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // In one piece, which is quicker than three short ones: there are as many nodes as entries.
    let mut node = [1; 65];
    node[1..33].copy_from_slice(left);
    node[33..].copy_from_slice(right);
    sha256(&node)
}

/// A tree of `size` leaves, by the roots of its complete subtrees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The tree of no leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads a frontier back: one 32-byte peak for each 1 bit of `size`, largest subtree first.
    ///
    /// # Errors
    /// When the number of peaks does not fit the size.
    pub fn from_bytes(size: u64, peaks: &[u8]) -> Result<Self, Error> {
        let wanted = usize::try_from(size.count_ones()).unwrap_or(usize::MAX);
        let (chunks, rest) = peaks.as_chunks::<32>();
        if chunks.len() != wanted || !rest.is_empty() {
            return Err(Error::Malformed("the audit tree's frontier does not fit its size"));
        }
        Ok(Self { size, peaks: chunks.to_vec() })
    }

    /// The peaks, one after the other.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf on the right.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Each trailing 1 bit of the size is a complete subtree as large as the one just finished.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = node_hash(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size = self.size.saturating_add(1);
    }

    /// The root; of no leaves, SHA-256 of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.peaks
            .iter()
            .copied()
            .rev()
            .reduce(|right, left| node_hash(&left, &right))
            .unwrap_or_else(|| sha256(b""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::to_hex;
    use proptest::prelude::*;

    /// The definition of RFC 6962 section 2.1, word for word, as the other side of the comparison.
    fn defined_root(leaves: &[Hash]) -> Hash {
        match leaves.len() {
            0 => sha256(b""),
            1 => leaves[0],
            n => {
                let split = n.next_power_of_two() / 2;
                node_hash(&defined_root(&leaves[..split]), &defined_root(&leaves[split..]))
            }
        }
    }

    #[test]
    fn the_test_vectors_of_certificate_transparency() {
        let inputs: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Frontier::empty();
        for (input, root) in inputs.iter().zip(roots) {
            tree.push(leaf_hash(input));
            assert_eq!(to_hex(&tree.root()), root);
        }
    }

    #[test]
    fn a_frontier_of_the_wrong_length_is_refused() {
        assert!(Frontier::from_bytes(3, &[0; 32]).is_err());
        assert!(Frontier::from_bytes(3, &[0; 65]).is_err());
        assert!(Frontier::from_bytes(0, &[]).is_ok());
    }

    proptest! {
        #[test]
        fn the_frontier_gives_the_root_of_the_definition(n in 0_usize..200) {
            let leaves: Vec<Hash> = (0..n).map(|i| leaf_hash(&i.to_le_bytes())).collect();
            let mut tree = Frontier::empty();
            for leaf in &leaves {
                let stored = tree.to_bytes();
                tree = Frontier::from_bytes(tree.size(), &stored).expect("reads back");
                tree.push(*leaf);
            }
            prop_assert_eq!(tree.root(), defined_root(&leaves));
        }
    }
}
