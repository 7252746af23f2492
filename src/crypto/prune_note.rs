//! What is signed when entries of the log go: a checkpoint of the log up to and with the entry that says so (C2SP,
//! <https://c2sp.org/tlog-checkpoint>), and in a further line how many went, with SHA-256 of all their leaves.

use super::checkpoint::Checkpoint;
use super::frame::frame;
use super::hash::{Hash, Hasher, from_hex, to_hex};

/// What the further line begins with.
const LINE: &str = "praxis pruned ";

/// How many leaves, and SHA-256 of `frame("praxis/1/pruned", seq as u64, leaf, seq as u64, leaf, …)`.
pub struct Tally {
    count: u64,
    last: u64,
    hasher: Hasher,
}

impl Default for Tally {
    fn default() -> Self {
        let mut hasher = Hasher::default();
        hasher.update(&frame(&[b"praxis/1/pruned"]));
        Self { count: 0, last: 0, hasher }
    }
}

impl Tally {
    /// Adds the next leaf.
    pub fn add(&mut self, seq: u64, leaf: &Hash) {
        self.hasher.update(&frame(&[&seq.to_le_bytes(), leaf]));
        self.count += 1;
        self.last = seq;
    }

    /// The number of the last one.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// How many, and their hash.
    #[must_use]
    pub fn finish(self) -> (u64, Hash) {
        (self.count, self.hasher.finish())
    }
}

/// The text that is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PruneNote {
    /// The log up to and with the entry that says so.
    pub checkpoint: Checkpoint,
    /// How many went.
    pub count: u64,
    /// Of their leaves: see [`Tally`].
    pub hash: Hash,
}

impl PruneNote {
    /// The text.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}{LINE}{} {}\n", self.checkpoint.to_text(), self.count, to_hex(&self.hash))
    }

    /// Reads the text; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let checkpoint = Checkpoint::parse(text)?;
        let line = text.strip_prefix(&checkpoint.to_text())?.strip_suffix('\n')?;
        let (count, hash) = line.strip_prefix(LINE)?.split_once(' ')?;
        let note = Self { count: count.parse().ok()?, hash: from_hex(hash)?, checkpoint };
        // One spelling, and nothing behind it.
        (note.to_text() == text).then_some(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::sha256_framed;
    use proptest::prelude::*;

    fn note() -> PruneNote {
        let checkpoint = Checkpoint { origin: "praxis/x/log/y".to_owned(), size: 12, root: [1; 32] };
        PruneNote { checkpoint, count: 3, hash: [2; 32] }
    }

    #[test]
    fn the_text() {
        let text = note().to_text();
        let hash = "02".repeat(32);
        assert_eq!(
            text,
            format!(
                "praxis/x/log/y\n12\nAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\npraxis pruned 3 {hash}\n"
            )
        );
        assert_eq!(PruneNote::parse(&text), Some(note()));
        assert_eq!(Checkpoint::parse(&text), Some(note().checkpoint), "others read it as a checkpoint");
        for other in [
            note().checkpoint.to_text(),
            format!("{text}more\n"),
            text.replace("pruned 3", "pruned 03"),
            text.replace("pruned 3", "pruned -3"),
            text.replace("praxis pruned", "praxis  pruned"),
            text.replace(&hash, &hash[2..]),
            text[..text.len() - 1].to_owned(),
        ] {
            assert_eq!(PruneNote::parse(&other), None, "{other:?}");
        }
    }

    #[test]
    fn the_hash_is_of_one_frame() {
        let mut tally = Tally::default();
        tally.add(4, &[7; 32]);
        tally.add(9, &[8; 32]);
        assert_eq!(tally.last(), 9);
        let all: [&[u8]; 5] =
            [b"praxis/1/pruned", &4_u64.to_le_bytes(), &[7; 32], &9_u64.to_le_bytes(), &[8; 32]];
        assert_eq!(tally.finish(), (2, sha256_framed(&all)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(praxis pruned |\\PC|\n){0,60}") {
            let _ = PruneNote::parse(&text);
        }
    }
}
