//! The proofs against themselves, against every change, and against an implementation by other people.

use proptest::prelude::*;
use tlog_tiles as tlog;

use super::*;
use crate::crypto::tree::leaf_hash;

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_le_bytes())).collect()
}

fn root_of(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::empty();
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

fn theirs(hash: &Hash) -> tlog::Hash {
    tlog::Hash(*hash)
}

fn all_theirs(proof: &[Hash]) -> Vec<tlog::Hash> {
    proof.iter().map(theirs).collect()
}

#[test]
fn every_leaf_of_every_tree_up_to_two_hundred() {
    for size in 1..=200_u64 {
        let leaves = leaves(size);
        let root = root_of(&leaves);
        let tree = Tree::of(leaves.clone());
        for index in 0..size {
            let leaf = &leaves[usize::try_from(index).expect("small")];
            let proof = tree.inclusion(index).expect("a leaf");
            assert!(is_included(leaf, index, size, &proof, &root), "{index} of {size}");
            tlog::check_record(&all_theirs(&proof), size, theirs(&root), index, theirs(leaf))
                .expect("the other one agrees");
            assert!(!is_included(leaf, index + 1, size, &proof, &root));
            assert!(proof.is_empty() || !is_included(leaf, index, size, &proof[1..], &root));
        }
        assert_eq!(tree.inclusion(size), None);
    }
    assert_eq!(Tree::of(Vec::new()).inclusion(0), None);
}

#[test]
fn every_two_sizes_up_to_seventy() {
    for size in 0..=70_u64 {
        let leaves = leaves(size);
        let root = root_of(&leaves);
        let tree = Tree::of(leaves.clone());
        for old in 0..=size {
            let old_root = root_of(&leaves[..usize::try_from(old).expect("small")]);
            let proof = tree.consistency(old).expect("so many");
            assert!(is_consistent(old, &old_root, size, &root, &proof), "{old} of {size}");
            if old > 0 {
                tlog::check_tree(&all_theirs(&proof), size, theirs(&root), old, theirs(&old_root))
                    .expect("the other one agrees");
            }
        }
        assert_eq!(tree.consistency(size + 1), None);
    }
}

proptest! {
    #[test]
    fn what_was_changed_proves_nothing(size in 2_u64..200, seed in any::<u64>(), bit in 0_usize..256) {
        let leaves = leaves(size);
        let root = root_of(&leaves);
        let index = seed % size;
        let leaf = leaves[usize::try_from(index).expect("small")];
        let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
        let proof = Tree::of(leaves).inclusion(index).expect("a leaf");
        for at in 0..proof.len() {
            let mut changed = proof.clone();
            flip(&mut changed[at]);
            prop_assert!(!is_included(&leaf, index, size, &changed, &root));
        }
        let (mut other, mut end) = (leaf, root);
        flip(&mut other);
        flip(&mut end);
        prop_assert!(!is_included(&other, index, size, &proof, &root));
        prop_assert!(!is_included(&leaf, index, size, &proof, &end));
        let mut longer = proof;
        longer.push(root);
        prop_assert!(!is_included(&leaf, index, size, &longer, &root));
    }

    #[test]
    fn a_log_that_was_changed_is_not_the_beginning(size in 2_u64..200, seed in any::<u64>()) {
        let mut leaves = leaves(size);
        let old = 1 + seed % (size - 1);
        let old_root = root_of(&leaves[..usize::try_from(old).expect("small")]);
        let at = usize::try_from(seed.rotate_left(17) % old).expect("small");
        leaves[at] = leaf_hash(b"another");
        let root = root_of(&leaves);
        let proof = Tree::of(leaves).consistency(old).expect("so many");
        prop_assert!(!is_consistent(old, &old_root, size, &root, &proof));
    }

    #[test]
    fn any_sizes_and_any_hashes_are_answered(
        old in any::<u64>(), size in any::<u64>(), index in any::<u64>(),
        proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70), root in any::<[u8; 32]>(),
    ) {
        prop_assert!(!is_included(&root, index, size, &proof, &[0; 32]));
        prop_assert!(!is_consistent(old, &root, size, &[0; 32], &proof));
    }
}
