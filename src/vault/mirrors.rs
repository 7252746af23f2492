//! The two keyring files: how slots are found in them and how a new generation is written.
//!
//! Always in place, never by rename: a rename leaves the old keys on the disk. Always the mirror that is
//! not the only good one first, synced and read back before the other is touched.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;

use super::files;
use super::keyring::{HEADER, Header, Image, SLOT, Slot, TRAILER};
use super::layout::{Layout, Mirror};
use crate::crypto::hash::{Hash, sha256};
use crate::failure::Failure;
use crate::records::id::{SlotId, VaultId};
use crate::store::KeyringRecord;

/// What to type when the keyring is not what it should be.
const FROM_BACKUP: &str =
    "the vault's other files are unharmed; restore a backup, or put back a copy of the whole vault folder";

/// How much of the keyring a command is about to look at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// A few slots: each is read when it is asked for.
    Few,
    /// Most slots: both mirrors are read at once, and compared with each other and with the recorded hash.
    Many,
    /// All of it, hash and order included, in both mirrors.
    Whole,
}

/// The keyring, ready for looking up slots.
pub enum View {
    /// Both mirrors carry the generation that the database recorded: slots are read as they are asked for, and the
    /// tag of each vouches for it.
    Quick(Source, Header),
    /// The whole image, checked.
    Whole(Box<Standing>),
}

/// Where the slots of a quick view come from.
pub enum Source {
    /// One of the mirrors.
    File(File),
    /// Its bytes, sealed as they are.
    Bytes(Vec<u8>),
}

impl Source {
    fn read_at(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        match self {
            Source::File(file) => file.read_exact_at(bytes, at),
            Source::Bytes(all) => {
                let at = usize::try_from(at).map_err(|_| io::ErrorKind::UnexpectedEof)?;
                let found = all.get(at..at + bytes.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
                bytes.copy_from_slice(found);
                Ok(())
            }
        }
    }
}

/// A whole keyring, and how the two files stand.
pub struct Standing {
    /// The image that counts.
    pub image: Image,
    /// SHA-256 of its bytes.
    pub hash: Hash,
    /// The mirror it was read from.
    pub source: Mirror,
    /// The other mirror, when it does not hold the same.
    pub other: Option<Behind>,
}

/// How the other mirror differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    /// Valid and one or more generations older: a write was cut off between the two.
    Older,
    /// Not a valid image: a write was cut off in the middle, or the file was damaged.
    Damaged,
}

impl View {
    /// Opens the keyring for reading; the caller holds the lock, shared at least.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when neither mirror is good, or they are not those of this database.
    pub fn open(
        layout: &Layout,
        vault: VaultId,
        recorded: &KeyringRecord,
        extent: Extent,
    ) -> Result<Self, Failure> {
        if extent != Extent::Whole
            && let Some((file, header)) = agreeing(layout, vault, recorded)
        {
            if extent == Extent::Few {
                return Ok(View::Quick(Source::File(file), header));
            }
            // The recorded image, twice: nothing in it was torn or changed. Anything else is looked at closely.
            let image = |mirror| std::fs::read(layout.mirror(mirror)).ok();
            if let (Some(mut bytes), Some(other)) = (image(Mirror::A), image(Mirror::B)) {
                let length = header.image_length();
                bytes.truncate(length);
                if other.get(..length) == Some(&bytes[..]) && sha256(&bytes) == recorded.hash {
                    return Ok(View::Quick(Source::Bytes(bytes), header));
                }
            }
        }
        Standing::load(layout, vault, recorded).map(|standing| View::Whole(Box::new(standing)))
    }

    /// The header that counts.
    #[must_use]
    pub fn header(&self) -> &Header {
        match self {
            View::Quick(_, header) => header,
            View::Whole(standing) => &standing.image.header,
        }
    }

    /// The slot of an id.
    ///
    /// # Errors
    /// When the file cannot be read or the slot is malformed.
    pub fn find(&self, id: SlotId) -> Result<Option<Slot>, Failure> {
        match self {
            View::Quick(source, header) => {
                find_in(source, header, id).map_err(|e| Failure::io("the keyring could not be read", e))
            }
            View::Whole(standing) => Ok(standing.image.find(id).cloned()),
        }
    }
}

/// A mirror and its header, when header and trailer of both mirrors carry the recorded generation.
fn agreeing(layout: &Layout, vault: VaultId, recorded: &KeyringRecord) -> Option<(File, Header)> {
    let mut found = None;
    for mirror in Mirror::BOTH.into_iter().rev() {
        let file = File::open(layout.mirror(mirror)).ok()?;
        let mut bytes = [0; HEADER];
        file.read_exact_at(&mut bytes, 0).ok()?;
        let header = Header::parse(&bytes).ok()?;
        let mut trailer = [0; TRAILER];
        file.read_exact_at(&mut trailer, header.trailer_at() as u64).ok()?;
        let agrees = header.vault == vault
            && header.epoch == recorded.epoch
            && header.generation == recorded.generation
            && trailer[..8] == recorded.generation.to_le_bytes();
        if !agrees {
            return None;
        }
        found = Some((file, header));
    }
    found
}

/// Binary search over sorted slots; unused ones are zero and stand behind all others.
fn find_in(source: &Source, header: &Header, id: SlotId) -> io::Result<Option<Slot>> {
    let at = |index: u32| HEADER as u64 + u64::from(index) * SLOT as u64;
    let (mut low, mut high) = (0, header.capacity);
    while low < high {
        let middle = low + (high - low) / 2;
        let mut found = [0; 16];
        source.read_at(&mut found, at(middle))?;
        if found == *id.as_bytes() {
            let mut bytes = [0; SLOT];
            source.read_at(&mut bytes, at(middle))?;
            return Slot::parse(&bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e));
        }
        if found != [0; 16] && found < *id.as_bytes() {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(None)
}

impl Standing {
    /// Reads and checks both mirrors; the valid one with the higher generation counts.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when neither is valid, when they are another vault's, or when the generation is
    /// neither the recorded one nor the next.
    pub fn load(layout: &Layout, vault: VaultId, recorded: &KeyringRecord) -> Result<Self, Failure> {
        let mut good: Vec<(Mirror, Image, Hash)> = Vec::new();
        for mirror in Mirror::BOTH {
            let Ok(bytes) = std::fs::read(layout.mirror(mirror)) else { continue };
            if let Ok(image) = Image::parse(&bytes) {
                let hash = sha256(&bytes[..image.header.image_length()]);
                good.push((mirror, image, hash));
            }
        }
        // In the place of one mirror another vault's is no better than noise; in the place of both it is named.
        if good.iter().any(|(_, image, _)| image.header.vault == vault) {
            good.retain(|(_, image, _)| image.header.vault == vault);
        }
        good.sort_by_key(|(_, image, _)| std::cmp::Reverse(image.header.generation));
        if let [(_, first, hash), (_, second, other)] = &good[..]
            && first.header.generation == second.header.generation
            && hash != other
        {
            // Of two that differ the one that the database knows counts, and the other is damaged.
            good.retain(|(_, _, hash)| *hash == recorded.hash);
            if good.is_empty() {
                return Err(damaged("keyring/a and keyring/b are two keyrings of one generation"));
            }
        }
        let mut good = good.into_iter();
        let Some((source, image, hash)) = good.next() else {
            return Err(damaged("neither keyring/a nor keyring/b is a whole keyring"));
        };
        let other = match good.next() {
            None => Some(Behind::Damaged),
            Some((_, _, other)) if other == hash => None,
            Some(_) => Some(Behind::Older),
        };
        let header = &image.header;
        if header.vault != vault {
            return Err(damaged("the keyring is another vault's"));
        }
        let behind = "keyring/a and keyring/b are an older keyring than this vault has seen";
        match header.generation.checked_sub(recorded.generation) {
            None => Err(damaged(behind)),
            Some(0) if hash != recorded.hash || header.epoch != recorded.epoch => {
                Err(damaged("the keyring is not the one that vault.db recorded"))
            }
            Some(1) if !(0..=1).contains(&header.epoch.wrapping_sub(recorded.epoch)) => {
                Err(damaged("the keyring is not of the epoch that vault.db recorded, nor of the next"))
            }
            Some(0 | 1) => Ok(Self { image, hash, source, other }),
            Some(_) => Err(damaged("vault.db is older than the keyring beside it")),
        }
    }

    /// Whether the keyring was written and the database does not know it yet.
    #[must_use]
    pub fn is_ahead(&self, recorded: &KeyringRecord) -> bool {
        self.image.header.generation > recorded.generation
    }

    /// Makes sure that the mirror this was read from is on the disk, and not only in the machine's memory:
    /// who wrote it may have been killed before its sync.
    ///
    /// # Errors
    /// When it cannot be synced.
    pub fn sync(&self, layout: &Layout) -> Result<(), Failure> {
        File::open(layout.mirror(self.source))
            .and_then(|file| file.sync_data())
            .map_err(|e| Failure::io(format!("{} could not be synced", self.source.name()), e))
    }

    /// What the database should record.
    #[must_use]
    pub fn record(&self) -> KeyringRecord {
        KeyringRecord {
            epoch: self.image.header.epoch,
            generation: self.image.header.generation,
            hash: self.hash,
        }
    }

    /// Writes `image` as the next generation: first the mirror that the current one was not read from.
    /// The caller holds the exclusive lock and has recorded the generation before.
    ///
    /// # Errors
    /// When a mirror cannot be written, synced or read back; the other one is whole in any case.
    pub fn write(&self, layout: &Layout, mut image: Image) -> Result<KeyringRecord, Failure> {
        let next = self.image.header.generation.checked_add(1);
        image.header.generation = next.ok_or_else(|| damaged("the keyring counts no further"))?;
        let (bytes, hash) = image.to_bytes();
        make_room(layout, bytes.len())?;
        let (first, second) = match self.source {
            Mirror::A => (Mirror::B, Mirror::A),
            Mirror::B => (Mirror::A, Mirror::B),
        };
        write_mirror(layout, first, &bytes)?;
        write_mirror(layout, second, &bytes)?;
        Ok(KeyringRecord { epoch: image.header.epoch, generation: image.header.generation, hash })
    }

    /// Makes sure that both mirrors hold this and are on the disk, and gives what the database should record.
    ///
    /// # Errors
    /// When a mirror cannot be written or synced.
    pub fn complete(&self, layout: &Layout) -> Result<KeyringRecord, Failure> {
        self.sync(layout)?;
        if self.other.is_some() {
            self.write_other(layout)?;
        }
        Ok(self.record())
    }

    /// Makes the other mirror the same again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn heal(&mut self, layout: &Layout) -> Result<(), Failure> {
        self.write_other(layout)?;
        self.other = None;
        Ok(())
    }

    fn write_other(&self, layout: &Layout) -> Result<(), Failure> {
        let other = if self.source == Mirror::A { Mirror::B } else { Mirror::A };
        let (bytes, _) = self.image.to_bytes();
        make_room(layout, bytes.len())?;
        write_mirror(layout, other, &bytes)?;
        // The mirror may have been missing altogether.
        files::sync_folder(&layout.keyring_folder(), "the keyring folder")
    }
}

/// Makes both files of a new vault.
///
/// # Errors
/// When they cannot be written.
pub fn create(layout: &Layout, image: &Image) -> Result<KeyringRecord, Failure> {
    let (bytes, hash) = image.to_bytes();
    for mirror in Mirror::BOTH {
        files::write_new(&layout.mirror(mirror), &bytes, mirror.name())?;
    }
    files::sync_folder(&layout.keyring_folder(), "the keyring folder")?;
    Ok(KeyringRecord { epoch: image.header.epoch, generation: image.header.generation, hash })
}

/// Both files are made long enough, and synced, before either is written: the write itself needs no room.
fn make_room(layout: &Layout, length: usize) -> Result<(), Failure> {
    for mirror in Mirror::BOTH {
        let failed = |e| Failure::io(format!("{} could not be made larger", mirror.name()), e);
        let file = open_for_writing(layout, mirror).map_err(failed)?;
        let has = file.metadata().map_err(failed)?.len();
        let missing = (length as u64).saturating_sub(has);
        if missing > 0 {
            let zeros = vec![0; usize::try_from(missing).unwrap_or(0)];
            file.write_all_at(&zeros, has).and_then(|()| file.sync_all()).map_err(failed)?;
        }
    }
    Ok(())
}

/// A mirror that is missing is made anew: its twin is whole, and a missing one is as good as a damaged one.
fn open_for_writing(layout: &Layout, mirror: Mirror) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(super::layout::FILE_MODE)
        .open(layout.mirror(mirror))
}

fn write_mirror(layout: &Layout, mirror: Mirror, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |e| Failure::io(format!("{} could not be written", mirror.name()), e);
    let file = open_for_writing(layout, mirror).map_err(failed)?;
    file.write_all_at(bytes, 0).and_then(|()| file.sync_data()).map_err(failed)?;
    let mut back = vec![0; bytes.len()];
    file.read_exact_at(&mut back, 0).map_err(failed)?;
    if back == bytes { Ok(()) } else { Err(damaged("a keyring mirror does not read back as it was written")) }
}

fn damaged(what: &str) -> Failure {
    Failure::Damaged(what.to_owned(), FROM_BACKUP.to_owned())
}

#[cfg(test)]
mod tests;
