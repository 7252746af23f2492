//! Changes of corpus files: seeded, so that a failure comes again.

use super::targets::{BREAK, WORD};

/// Pieces that a parser may stumble over.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b"'",
    b",",
    b";",
    b"\t",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"\x1b[2J",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3",
    "\u{85}".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{663}".as_bytes(),
    b"=1+1",
    b"\\u0000",
    b"\\ud800",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"null",
    b"true",
    b"-1",
    b"1e999",
    b"0",
    b"4294967295",
    b"18446744073709551616",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"\x01\0\0\0",
    b"29/02/2023",
    b"31/12/9999",
    b"-0001-01-01",
    b"+262142-12-31",
    b"9990000018",
    b"C-999999999",
    b"AGE-SECRET-KEY-1",
    b"age-encryption.org/v1\n",
    b"-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\n",
    b"-----BEGIN AGE ENCRYPTED FILE-----\n",
    b"# ",
    BREAK,
    b"[columns]\n",
    WORD.as_bytes(),
];

/// A sequence of numbers that are as good as random (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % end as u64).expect("fits")
    }

    fn byte(&mut self) -> u8 {
        self.number().to_le_bytes()[0]
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// Two ends of a part of so many bytes, mostly a short one.
    fn part(&mut self, length: usize) -> std::ops::Range<usize> {
        let from = self.below(length + 1);
        let most = if self.below(4) == 0 { length - from } else { (length - from).min(8) };
        from..from + self.below(most + 1)
    }

    /// A file of the corpus with one to four changes; now and then anything at all.
    pub fn changed(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        if self.below(32) == 0 {
            let length = self.below(400);
            return (0..length).map(|_| self.byte()).collect();
        }
        let mut bytes = self.one_of(corpus).clone();
        for _ in 0..=self.below(4) {
            self.change(&mut bytes, corpus);
        }
        bytes
    }

    fn change(&mut self, bytes: &mut Vec<u8>, corpus: &[Vec<u8>]) {
        let part = self.part(bytes.len());
        match self.below(9) {
            0 | 1 if !bytes.is_empty() => {
                let at = self.below(bytes.len());
                bytes[at] ^= 1 << self.below(8);
            }
            2 if !bytes.is_empty() => {
                let at = self.below(bytes.len());
                bytes[at] = self.byte();
            }
            3 => bytes.truncate(part.start),
            4 => drop(bytes.drain(part)),
            5 => {
                let again = bytes[part.clone()].to_vec();
                bytes.splice(part.start..part.start, again);
            }
            6 => {
                let other = self.one_of(corpus);
                let taken = self.part(other.len());
                bytes.splice(part, other[taken].iter().copied());
            }
            7 => {
                let piece = *self.one_of(PIECES);
                bytes.splice(part, piece.iter().copied());
            }
            _ => {
                let piece = *self.one_of(PIECES);
                bytes.splice(part.start..part.start, piece.iter().copied());
            }
        }
    }
}
