//! The content of a file: pieces of one size, each bound to its place in its file.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use super::super::mirrors::Extent;
use super::super::rows;
use super::super::unlocked::Unlocked;
use super::FoundFile;
use crate::crypto::envelope;
use crate::crypto::frame::frame;
use crate::crypto::hash::{Hash, Hasher, sha256, to_hex};
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::stored::RecordRow;
use crate::store::Reading;

/// The content of a file while it is read. What was read counts only once the end was reached: there its length and
/// its hash are compared.
pub struct Content<'u> {
    unlocked: &'u Unlocked,
    found: &'u FoundFile,
    key: RecordKey,
    go_on: &'u dyn Fn() -> Result<(), Failure>,
    piece: u32,
    bytes: u64,
    hasher: Hasher,
    opened: Zeroizing<Vec<u8>>,
    at: usize,
    failure: Option<Failure>,
}

impl Unlocked {
    /// The content of a file, piece by piece. `go_on` is asked before each piece, and may stop the reading.
    ///
    /// # Errors
    /// When its key does not open.
    pub fn content<'u>(
        &'u self,
        found: &'u FoundFile,
        go_on: &'u dyn Fn() -> Result<(), Failure>,
    ) -> Result<Content<'u>, Failure> {
        Ok(Content {
            unlocked: self,
            found,
            key: self.reader(Extent::Few)?.key(&rows::slot_of(&found.row))?,
            go_on,
            piece: 0,
            bytes: 0,
            hasher: Hasher::default(),
            opened: Zeroizing::new(Vec::new()),
            at: 0,
            failure: None,
        })
    }
}

impl Content<'_> {
    /// Copies all of it to `to`, byte for byte.
    ///
    /// # Errors
    /// [`Failure::Damaged`], naming the file, when a piece is missing, moved or changed; or when `to` does not take
    /// it. What was written by then is not the whole file.
    pub fn copy_to(mut self, to: &mut impl Write) -> Result<(), Failure> {
        while self.next()? {
            to.write_all(&self.opened).map_err(|e| Failure::io("the copy could not be written", e))?;
        }
        Ok(())
    }

    /// Why reading it failed, where it did: an `io::Error` cannot carry that.
    pub fn failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Opens the next piece; false at the end.
    fn next(&mut self) -> Result<bool, Failure> {
        let FoundFile { reference, file, row, .. } = self.found;
        if self.piece == file.chunks {
            let whole =
                self.bytes == file.bytes && to_hex(&std::mem::take(&mut self.hasher).finish()) == file.sha256;
            let damaged = || Failure::damaged(format!("{reference} is not the file that was stored"));
            return if whole { Ok(false) } else { Err(damaged()) };
        }
        (self.go_on)()?;
        let unlocked = self.unlocked;
        self.opened = open_chunk(&unlocked.read(), row, file.chunks, self.piece, unlocked.id(), &self.key)?;
        self.at = 0;
        self.piece += 1;
        self.bytes += self.opened.len() as u64;
        self.hasher.update(&self.opened);
        Ok(true)
    }
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.opened.len() {
            match self.next() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(failure) => {
                    self.failure = Some(failure);
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
        }
        let length = buffer.len().min(self.opened.len() - self.at);
        buffer[..length].copy_from_slice(&self.opened[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// Opens one piece of a file.
pub fn open_chunk(
    read: &Reading<'_>,
    row: &RecordRow,
    of: u32,
    piece: u32,
    vault: VaultId,
    key: &RecordKey,
) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let name = || rows::name_of(row);
    let envelope = read.chunk(row.id, row.version, piece)?.ok_or_else(|| {
        Failure::damaged(format!("{} has lost piece {} of {of} in vault.db", name(), piece + 1))
    })?;
    envelope::open(key.expose_secret(), &chunk_place(row, vault, piece, of), &envelope)
        .map_err(|error| Failure::damaged(format!("{}: piece {} of {of} {error}", name(), piece + 1)))
}

/// What binds a piece to its file and to its place there.
pub(super) fn chunk_place(row: &RecordRow, vault: VaultId, piece: u32, of: u32) -> Vec<u8> {
    frame(&[
        b"praxis/1/chunk",
        vault.as_bytes(),
        row.id.as_bytes(),
        row.handle.as_bytes(),
        &[row.compartment.byte()],
        &row.key_version.to_le_bytes(),
        &row.version.to_le_bytes(),
        &piece.to_le_bytes(),
        &[u8::from(piece + 1 == of)],
    ])
}

/// The hash that the log keeps of all sealed pieces of a file: checked without a key.
pub struct ContentHash(Hasher);

impl ContentHash {
    /// Begins with the name of the version.
    #[must_use]
    pub fn of(row: &RecordRow) -> Self {
        let mut hasher = Hasher::default();
        hasher.update(&frame(&[b"praxis/1/content", row.id.as_bytes(), &row.version.to_le_bytes()]));
        Self(hasher)
    }

    /// Adds the next piece.
    pub fn add(&mut self, envelope: &[u8]) {
        self.0.update(&sha256(envelope));
    }

    /// The hash.
    #[must_use]
    pub fn finish(self) -> Hash {
        self.0.finish()
    }
}
