//! What a log says of itself: its origin, how many entries it has, and their root (C2SP, <https://c2sp.org/tlog-checkpoint>).
//! The text of a signed note.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::hash::Hash;

/// A tree head of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: one line.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// RFC 6962 root.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads the text; none for anything else. Further lines, which other programs may add, are passed over.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty())?.to_owned();
        let size = lines.next()?;
        let number: u64 = size.parse().ok()?;
        let root = STANDARD.decode(lines.next()?).ok()?.try_into().ok()?;
        // A number has one spelling, and no line is empty.
        (number.to_string() == size && lines.all(|line| !line.is_empty())).then_some(Self {
            origin,
            size: number,
            root,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::hash::sha256;
    use proptest::prelude::*;

    #[test]
    fn the_text_of_the_specification() {
        let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint = Checkpoint::parse(text).expect("a checkpoint");
        assert_eq!(
            (checkpoint.origin.as_str(), checkpoint.size),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert_eq!(checkpoint.to_text(), text);
        let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes()).expect("a checkpoint");
        assert_eq!((theirs.origin(), theirs.size()), (checkpoint.origin.as_str(), checkpoint.size));
        assert_eq!(theirs.hash().0, checkpoint.root);
        assert_eq!(Checkpoint::parse(&format!("{text}more\n")), Some(checkpoint));
    }

    #[test]
    fn what_is_none() {
        let root = STANDARD.encode(sha256(b""));
        for text in [
            String::new(),
            "\n".to_owned(),
            format!("a\n1\n{root}"),
            format!("\n1\n{root}\n"),
            format!("a\n01\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n-1\n{root}\n"),
            format!("a\n18446744073709551616\n{root}\n"),
            format!("a\n1\n{root}\n\n"),
            format!("a\n1\n{}\n", &root[1..]),
            "a\n1\n\n".to_owned(),
            "a\n1\n".to_owned(),
        ] {
            assert_eq!(Checkpoint::parse(&text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(origin in "[!-~]{1,40}", size in any::<u64>(), root in any::<[u8; 32]>()) {
            let checkpoint = Checkpoint { origin, size, root };
            prop_assert_eq!(Checkpoint::parse(&checkpoint.to_text()), Some(checkpoint));
        }

        #[test]
        fn no_text_makes_it_panic(text in "(\\PC|\n){0,60}") {
            let _ = Checkpoint::parse(&text);
        }
    }
}
