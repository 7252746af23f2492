//! The archive inside a backup or a keyring copy: a few files in a fixed order as ustar, and behind them a manifest
//! with the length and SHA-256 of each, signed by the machine that wrote it.
//!
//! What is read may come from anybody: a file that is not the expected one, in another order, of another kind, or
//! longer than it can be is refused before a byte of it is written anywhere.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::super::{files, members};
use crate::crypto::hash::{Hasher, to_hex};
use crate::failure::Failure;
use crate::records::id::VaultId;

/// The copy of the database.
pub const DATABASE: &str = "vault.db";
/// One whole image of the keyring.
pub const KEYRING: &str = "keyring";
/// Who may open what.
pub const MEMBERS: &str = "members";
/// The practice's settings.
pub const SETTINGS: &str = "praxis.toml";
/// Keys that were destroyed on purpose, one line of JSON each.
pub const TOMBSTONES: &str = "tombstones";
/// The signed note at the end.
pub const MANIFEST: &str = "manifest";

/// The files of a backup, in order; the manifest follows.
pub const OF_BACKUP: [&str; 4] = [DATABASE, KEYRING, MEMBERS, SETTINGS];
/// The files of a keyring copy, in order; the manifest follows.
pub const OF_COPY: [&str; 3] = [KEYRING, MEMBERS, TOMBSTONES];

/// The first line of a backup's manifest.
pub const BACKUP: &str = "praxis backup 1";
/// The first line of a keyring copy's manifest.
pub const COPY: &str = "praxis keyring copy 1";

/// The largest manifest, settings and list of tombstones that are read, in bytes.
const LARGEST_MANIFEST: u64 = 64 << 10;
const LARGEST_SETTINGS: u64 = 1 << 20;
const LARGEST_TOMBSTONES: u64 = 1 << 30;
/// A keyring with room for more keys than any practice has.
const LARGEST_KEYRING: u64 = 1 << 32;
/// What is copied at a time.
const PIECE: usize = 128 << 10;
/// ustar fills its last record with zeros: 20 blocks of 512 bytes.
const FILLING: u64 = 20 * 512;

/// Length and hash of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its length.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// What a machine says of what it copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Which vault.
    pub vault: VaultId,
    /// Which incarnation of it, hexadecimal.
    pub incarnation: String,
    /// The number in the register, for a backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// When, RFC 3339 in UTC.
    pub made: String,
    /// Epoch of the keyring.
    pub epoch: u64,
    /// Generation of the keyring.
    pub generation: u64,
    /// Entries in the audit log.
    pub audit_size: u64,
    /// Its root, hexadecimal.
    pub audit_root: String,
    /// The version of the program that wrote it.
    pub program: String,
    /// The files before it.
    pub files: BTreeMap<String, Part>,
}

impl Manifest {
    /// The text that is signed: what it is, and one line of JSON.
    ///
    /// # Errors
    /// Never in practice: plain data turns into JSON.
    pub fn to_text(&self, form: &str) -> Result<String, Failure> {
        let json = serde_json::to_string(self).map_err(|e| Failure::Unexpected(e.into()))?;
        Ok(format!("{form}\n{json}\n"))
    }

    /// Reads the text. `None` when it has not the form; the form itself is looked at first, so that a newer one is not
    /// taken for damage.
    ///
    /// # Errors
    /// [`Failure::Usage`] for another version of the form.
    pub fn parse(text: &str, form: &str) -> Result<Option<Self>, Failure> {
        let Some((first, rest)) = text.split_once('\n') else { return Ok(None) };
        let kind = |line: &str| line.rsplit_once(' ').map(|(kind, _)| kind.to_owned());
        if first != form && kind(first) == kind(form) {
            return Err(Failure::Usage(
                format!("it is of a form that this praxis does not know ({first})"),
                "install the praxis that made it, or a later one".to_owned(),
            ));
        }
        let json = rest.strip_suffix('\n').filter(|json| first == form && !json.contains('\n'));
        Ok(json.and_then(|json| serde_json::from_str(json).ok()))
    }
}

/// Writes an archive.
pub struct Packer<W: Write> {
    builder: tar::Builder<W>,
    mtime: u64,
    parts: BTreeMap<String, Part>,
}

impl<W: Write> Packer<W> {
    /// Begins an archive whose files are all of one moment.
    pub fn new(to: W, mtime: u64) -> Self {
        Self { builder: tar::Builder::new(to), mtime, parts: BTreeMap::new() }
    }

    /// Adds a file of `length` bytes.
    ///
    /// # Errors
    /// When it cannot be read, is of another length, or cannot be written.
    pub fn add(&mut self, name: &str, length: u64, content: impl Read) -> io::Result<()> {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o600);
        header.set_mtime(self.mtime);
        header.set_size(length);
        let mut hashed = Hashed { inner: content.take(length), hasher: Hasher::default(), bytes: 0 };
        self.builder.append_data(&mut header, name, &mut hashed)?;
        if hashed.bytes != length {
            return Err(io::Error::other("a file was cut short while it was copied"));
        }
        let part = Part { bytes: length, sha256: to_hex(&hashed.hasher.finish()) };
        self.parts.insert(name.to_owned(), part);
        Ok(())
    }

    /// What was added.
    #[must_use]
    pub fn parts(&self) -> &BTreeMap<String, Part> {
        &self.parts
    }

    /// Adds the signed manifest and ends the archive.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, manifest: &str) -> io::Result<W> {
        self.add(MANIFEST, manifest.len() as u64, manifest.as_bytes())?;
        self.builder.into_inner()
    }
}

/// Hashes and counts what passes.
pub struct Hashed<T> {
    /// Where it comes from, or goes to.
    pub inner: T,
    /// Over all that passed.
    pub hasher: Hasher,
    /// How much passed.
    pub bytes: u64,
}

impl<T> Hashed<T> {
    /// Nothing has passed yet.
    pub fn new(inner: T) -> Self {
        Self { inner, hasher: Hasher::default(), bytes: 0 }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.take(&into[..read]);
        Ok(read)
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.take(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Why an archive was not unpacked.
#[derive(Debug)]
pub enum Refusal {
    /// It is not what an archive of this kind is: damaged, cut short, or somebody's who means harm.
    Malformed(&'static str),
    /// It could not be read.
    Reading(io::Error),
    /// What was in it could not be written.
    Writing(io::Error),
    /// There is no room for what is in it.
    NoRoom,
}

/// What was unpacked.
pub struct Unpacked {
    /// Length and hash of each file, as they came.
    pub parts: BTreeMap<String, Part>,
    /// The signed note at the end: nothing of it is verified.
    pub manifest: String,
}

/// Unpacks the files `names` into the folder `into`, which is empty and ours; at most `room` bytes.
///
/// # Errors
/// [`Refusal`].
pub fn unpack(from: impl Read, names: &[&str], into: &Path, room: u64) -> Result<Unpacked, Refusal> {
    let mut archive = tar::Archive::new(from);
    let mut parts = BTreeMap::new();
    let mut manifest = None;
    let mut left = room;
    let mut expected = names.iter().copied().chain([MANIFEST]);
    // Raw: no long names, no links, nothing that one entry says of another.
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        let name = expected.next().ok_or(Refusal::Malformed("there is more in it than there should be"))?;
        let length = plain_file(entry.header(), name)?;
        if length > largest(name) {
            return Err(Refusal::Malformed("a file in it is larger than it can be"));
        }
        left = left.checked_sub(length).ok_or(Refusal::NoRoom)?;
        if name == MANIFEST {
            let mut text = Vec::new();
            entry.read_to_end(&mut text).map_err(broken)?;
            let whole = text.len() as u64 == length;
            manifest = String::from_utf8(text).ok().filter(|_| whole);
            continue;
        }
        let file = files::create_new(&into.join(name)).map_err(Refusal::Writing)?;
        let hashed = copy(&mut entry, file)?;
        if hashed.bytes != length {
            return Err(Refusal::Malformed("it is cut short"));
        }
        let part = Part { bytes: length, sha256: to_hex(&hashed.hasher.finish()) };
        parts.insert(name.to_owned(), part);
    }
    let manifest = manifest.ok_or(Refusal::Malformed("its manifest is missing"))?;
    // To its very end: only there age says that nothing was cut off.
    let mut rest = archive.into_inner();
    let mut filling = Vec::new();
    rest.by_ref().take(FILLING + 1).read_to_end(&mut filling).map_err(broken)?;
    if filling.len() as u64 > FILLING || filling.iter().any(|byte| *byte != 0) {
        return Err(Refusal::Malformed("something stands behind its end"));
    }
    Ok(Unpacked { parts, manifest })
}

/// A plain file of this very name, and how long it says it is.
fn plain_file(header: &tar::Header, name: &str) -> Result<u64, Refusal> {
    let ustar = header.as_ustar().ok_or(Refusal::Malformed("it is no ustar archive"))?;
    let named = ustar.prefix.iter().all(|byte| *byte == 0) && *header.path_bytes() == *name.as_bytes();
    if !named {
        return Err(Refusal::Malformed("a file in it has another name than it should have"));
    }
    if header.as_bytes()[156] != b'0' || ustar.linkname.iter().any(|byte| *byte != 0) {
        return Err(Refusal::Malformed("something in it is no plain file"));
    }
    header.entry_size().map_err(|_| Refusal::Malformed("a file in it says no length"))
}

fn largest(name: &str) -> u64 {
    match name {
        DATABASE => u64::MAX,
        KEYRING => LARGEST_KEYRING,
        MEMBERS => members::LARGEST as u64,
        SETTINGS => LARGEST_SETTINGS,
        TOMBSTONES => LARGEST_TOMBSTONES,
        _ => LARGEST_MANIFEST,
    }
}

fn copy(from: &mut impl Read, to: File) -> Result<Hashed<File>, Refusal> {
    let mut hashed = Hashed::new(to);
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece).map_err(broken)?;
        if read == 0 {
            return Ok(hashed);
        }
        hashed.write_all(&piece[..read]).map_err(Refusal::Writing)?;
    }
}

/// What the system says of the disk is about the disk; everything else is about the archive.
fn broken(error: io::Error) -> Refusal {
    if error.raw_os_error().is_some() {
        return Refusal::Reading(error);
    }
    Refusal::Malformed("it was changed, or cut short")
}

#[cfg(test)]
mod tests;
