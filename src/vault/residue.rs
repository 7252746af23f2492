//! A search for what an erasure may have left behind, in whatever files there are: sealed keys that were
//! destroyed, slots that are gone, words of the record in the clear.
//!
//! It proves presence, never absence: what is compressed, encrypted or encoded in another way is not seen, nor
//! are bytes that the medium keeps where no file reaches. Letters beyond ASCII are found in the case and the
//! composition they were given in. A word that the vault itself writes in the clear is found wherever it does.
//!
//! Written here because the pattern crates keep copies of what they look for that nobody wipes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::layout::Mirror;
use crate::records::certificate::Residue;

/// How the names of the files begin that `SQLite` has locks on.
const DATABASE: &[u8] = b"vault.db";
/// Read at once.
const BLOCK: usize = 256 * 1024;
/// What is looked for of each end of a sealed key; no accident makes so many bytes again.
const WINDOW: usize = 32;
/// Words shorter than this, in bytes, would be found by accident.
const SHORTEST: usize = 8;
/// Of longer texts the beginning is looked for, in characters.
const LONGEST: usize = 128;
/// Where a hit could begin is first looked up among so many bits, by the hash of as many bytes as every needle has.
const FILTER_BITS: u32 = 20;

/// What to look for. Held in memory only, and wiped.
pub struct Wanted {
    needles: Vec<Needle>,
    /// Where each needle begins: its first eight bytes, folded; sorted.
    anchors: Zeroizing<Vec<(u64, usize)>>,
    filter: Zeroizing<Vec<u64>>,
    keys: u64,
    texts: u64,
    short: u64,
}

/// Where something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In a mirror of the keyring.
    Keyring,
    /// In the database, its log or its index.
    Database,
    /// In another file.
    OtherFile,
    /// In the name of a file or folder.
    Name,
}

impl Place {
    /// In words, after "in".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Place::Keyring => "the keyring",
            Place::Database => "the database",
            Place::OtherFile => "other files",
            Place::Name => "names of files",
        }
    }

    fn of(path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().as_bytes();
        if Mirror::BOTH.iter().any(|mirror| path.ends_with(mirror.name())) {
            Place::Keyring
        } else if name.starts_with(b"vault.db") {
            Place::Database
        } else {
            Place::OtherFile
        }
    }
}

/// What a search found. It never says what was found, only how often and where.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The counts, as a certificate has them.
    pub residue: Residue,
    /// How often something was found in each place; nothing where nothing was.
    pub places: BTreeMap<Place, u64>,
    /// Words that were not looked for because they are too short.
    pub short: u64,
}

struct Needle {
    form: Form,
    bytes: Zeroizing<Vec<u8>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Key,
    /// A slot id: legitimate everywhere but in the keyring.
    Id,
    Utf8,
    /// All units have the same high byte, as in ASCII. Without the outermost of them both byte orders are the same
    /// bytes; with it, one text may look like the other, and would be counted twice.
    Utf16OneHigh,
    Utf16Little,
    Utf16Big,
}

impl Wanted {
    /// `keys` are sealed slots as they stood in the keyring: both ends of each are looked for, everywhere. `ids`
    /// are slot ids: looked for in the mirrors of the keyring only. `texts` are words of the record: looked for
    /// everywhere, in names too, as UTF-8 and UTF-16, letters of ASCII in either case.
    #[must_use]
    pub fn new(keys: &[Vec<u8>], ids: &[[u8; 16]], mut texts: Vec<Zeroizing<String>>) -> Self {
        let given = texts.len();
        texts.retain(|text| text.trim().len() >= SHORTEST);
        let short = given - texts.len();
        texts.sort_unstable_by(|a, b| lower(a).cmp(lower(b)));
        texts.dedup_by(|a, b| a.trim().eq_ignore_ascii_case(b.trim()));

        let mut needles = Vec::new();
        for key in keys.iter().filter(|key| key.len() >= SHORTEST) {
            let window = key.len().min(WINDOW);
            needles.push(Needle::new(Form::Key, &key[..window]));
            if key.len() > window {
                needles.push(Needle::new(Form::Key, &key[key.len() - window..]));
            }
        }
        needles.extend(ids.iter().map(|id| Needle::new(Form::Id, id)));
        needles.extend(texts.iter().flat_map(|text| Needle::of_text(text.trim())));

        let mut wanted = Self {
            anchors: Zeroizing::new(Vec::with_capacity(needles.len())),
            filter: Zeroizing::new(vec![0; 1 << (FILTER_BITS - 6)]),
            keys: keys.len() as u64,
            texts: texts.len() as u64,
            short: short as u64,
            needles,
        };
        for (index, needle) in wanted.needles.iter().enumerate() {
            // Three or four letters of some scripts are eight bytes of UTF-8, and fewer of UTF-16: too short there.
            if let Some(first) = needle.bytes.first_chunk() {
                let anchor = fold(*first);
                let (word, bit) = bit_of(anchor);
                wanted.filter[word] |= bit;
                wanted.anchors.push((anchor, index));
            }
        }
        wanted.anchors.sort_unstable();
        wanted
    }

    /// Searches every regular file below the folders, and the names of everything there. It follows no link,
    /// and opens nothing that is no file.
    ///
    /// # Errors
    /// When a folder or a file cannot be read: then nothing is known of it. One that has gone meanwhile is none.
    pub fn scan(&self, folders: &[&Path]) -> io::Result<Found> {
        let mut found = Found { short: self.short, ..Found::default() };
        (found.residue.keys, found.residue.texts) = (self.keys, self.texts);
        let mut block = Zeroizing::new(vec![0; BLOCK]);
        let mut left: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                found.add(Place::Name, self.in_block(entry.file_name().as_bytes(), usize::MAX, Place::Name));
                let (path, kind) = (entry.path(), entry.file_type()?);
                if kind.is_dir() {
                    left.push(path);
                } else if kind.is_file() {
                    let file = match File::open(&path) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                        file => file?,
                    };
                    let place = Place::of(&path);
                    let (bytes, hits) = self.in_stream(&file, &mut block, place)?;
                    if entry.file_name().as_bytes().starts_with(DATABASE) {
                        // Closing it would take away the locks by which SQLite keeps other commands out, in this whole process:
                        // what they write then is lost (fcntl(2); "How To Corrupt An SQLite Database File", 2.2).
                        std::mem::forget(file);
                    }
                    found.residue.files += 1;
                    found.residue.bytes += bytes;
                    found.add(place, hits);
                }
            }
        }
        Ok(found)
    }

    /// Bytes and hits of a stream. What a block ends with is looked at again with the next, so that no hit is
    /// missed, and none is counted twice.
    fn in_stream(&self, mut from: impl Read, block: &mut [u8], place: Place) -> io::Result<(u64, u64)> {
        let overlap = self.needles.iter().map(|needle| needle.bytes.len()).max().unwrap_or(1) - 1;
        let (mut kept, mut bytes, mut hits) = (0, 0, 0);
        loop {
            let filled = fill(&mut from, &mut block[kept..])?;
            let end = kept + filled;
            bytes += filled as u64;
            if end < block.len() {
                return Ok((bytes, hits + self.in_block(&block[..end], usize::MAX, place)));
            }
            let starts = end - overlap;
            hits += self.in_block(block, starts, place);
            block.copy_within(starts.., 0);
            kept = overlap;
        }
    }

    /// How many hits begin among the first `starts` bytes.
    fn in_block(&self, block: &[u8], starts: usize, place: Place) -> u64 {
        let mut hits = 0;
        for (at, window) in block.windows(SHORTEST).take(starts).enumerate() {
            let Some(first) = window.first_chunk() else { continue };
            let anchor = fold(*first);
            let (word, bit) = bit_of(anchor);
            if self.filter[word] & bit != 0 {
                hits += self.begin_here(anchor, &block[at..], place);
            }
        }
        hits
    }

    fn begin_here(&self, anchor: u64, here: &[u8], place: Place) -> u64 {
        let from = self.anchors.partition_point(|&(other, _)| other < anchor);
        let same = self.anchors[from..].iter().take_while(|&&(other, _)| other == anchor);
        same.filter(|&&(_, index)| self.needles[index].begins(here, place)).count() as u64
    }
}

impl Found {
    fn add(&mut self, place: Place, hits: u64) {
        if hits > 0 {
            self.residue.found += hits;
            *self.places.entry(place).or_default() += hits;
        }
    }
}

impl Needle {
    fn new(form: Form, bytes: &[u8]) -> Self {
        Self { form, bytes: Zeroizing::new(bytes.to_vec()) }
    }

    fn of_text(text: &str) -> Vec<Self> {
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
        let text = &text[..end];
        let wide = |form, bytes_of: fn(u16) -> [u8; 2]| {
            // Of its full length at once: a vector that grows leaves copies behind.
            let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() * 2));
            text.encode_utf16().for_each(|unit| bytes.extend_from_slice(&bytes_of(unit)));
            Self { form, bytes }
        };
        let mut little = wide(Form::Utf16Little, u16::to_le_bytes);
        let high = little.bytes.get(1).copied();
        if little.bytes.iter().skip(1).step_by(2).all(|&byte| Some(byte) == high) {
            little.bytes.pop();
            vec![Self::new(Form::Utf8, text.as_bytes()), Self { form: Form::Utf16OneHigh, ..little }]
        } else {
            vec![Self::new(Form::Utf8, text.as_bytes()), little, wide(Form::Utf16Big, u16::to_be_bytes)]
        }
    }

    fn begins(&self, here: &[u8], place: Place) -> bool {
        let Some(here) = here.get(..self.bytes.len()) else { return false };
        match self.form {
            Form::Key => *here == **self.bytes,
            Form::Id => place == Place::Keyring && *here == **self.bytes,
            Form::Utf8 => here.eq_ignore_ascii_case(&self.bytes),
            Form::Utf16OneHigh => same_but_high(here, &self.bytes),
            Form::Utf16Little => same_units(here, &self.bytes, u16::from_le_bytes),
            Form::Utf16Big => same_units(here, &self.bytes, u16::from_be_bytes),
        }
    }
}

/// Without a copy of the text.
fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.trim().bytes().map(|byte| byte.to_ascii_lowercase())
}

/// Every second byte is the high one; letters of ASCII are those where it is 0.
fn same_but_high(a: &[u8], b: &[u8]) -> bool {
    let ascii = b.get(1) == Some(&0);
    a.iter()
        .zip(b)
        .enumerate()
        .all(|(index, (a, b))| a == b || (ascii && index % 2 == 0 && a.eq_ignore_ascii_case(b)))
}

/// Unit by unit: half of one may look like a letter and be none.
fn same_units(a: &[u8], b: &[u8], unit: fn([u8; 2]) -> u16) -> bool {
    let folded = |two: &[u8]| {
        let unit = two.first_chunk().map_or(0, |two| unit(*two));
        u8::try_from(unit).map_or(unit, |letter| u16::from(letter.to_ascii_lowercase()))
    };
    a.chunks_exact(2).zip(b.chunks_exact(2)).all(|(a, b)| folded(a) == folded(b))
}

/// Makes letters alike that differ in case, and other bytes too: for looking up, not for deciding.
const fn fold(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020
}

/// Where a folded beginning stands in the filter.
const fn bit_of(anchor: u64) -> (usize, u64) {
    // Fibonacci hashing: the highest bits of a product with 2^64 divided by the golden ratio.
    let hash = anchor.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - FILTER_BITS);
    // Twenty bits fit everywhere.
    #[allow(clippy::cast_possible_truncation)]
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// Reads until the buffer is full or there is no more.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests;
