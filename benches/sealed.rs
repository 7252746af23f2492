//! What sealing costs, by itself: `cargo bench`. The figures that the README quotes are of whole processes; see
//! `benches/whole.sh`.
#![allow(clippy::expect_used, missing_docs)] // A benchmark that cannot go on stops; its macros document nothing.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use praxis::crypto::envelope::{self, Padding};
use praxis::crypto::hash::sha256;
use praxis::crypto::tree::{Frontier, leaf_hash};

fn main() {
    divan::main();
}

const KEY: [u8; 32] = [7; 32];
const LENGTHS: [usize; 3] = [200, 2_000, 64 * 1024];

#[divan::bench(args = LENGTHS)]
fn seal(bencher: Bencher<'_, '_>, length: usize) {
    let body = vec![b'a'; length];
    bencher
        .counter(BytesCount::new(length))
        .bench(|| envelope::seal(&KEY, b"place", black_box(&body), Padding::Padme));
}

#[divan::bench(args = LENGTHS)]
fn open(bencher: Bencher<'_, '_>, length: usize) {
    let sealed = envelope::seal(&KEY, b"place", &vec![b'a'; length], Padding::Padme);
    bencher
        .counter(BytesCount::new(length))
        .bench(|| envelope::open(&KEY, b"place", black_box(&sealed)).expect("opens"));
}

/// For comparison with the two above: what hashing the same bytes costs.
#[divan::bench(args = LENGTHS)]
fn hash(bencher: Bencher<'_, '_>, length: usize) {
    let body = vec![b'a'; length];
    bencher.counter(BytesCount::new(length)).bench(|| sha256(black_box(&body)));
}

/// The tree over a log of so many entries, from its leaves.
#[divan::bench(args = [1_000, 100_000])]
fn tree(bencher: Bencher<'_, '_>, entries: u32) {
    let leaves: Vec<[u8; 32]> = (0..entries).map(|n| leaf_hash(&n.to_le_bytes())).collect();
    bencher.bench(|| {
        let mut tree = Frontier::empty();
        for leaf in &leaves {
            tree.push(*leaf);
        }
        tree.root()
    });
}
