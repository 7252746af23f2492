//! Keyring copies: the keyring as it is sealed, beside the backups, so that an old backup and a kit still give back every
//! client that was not erased since. Written after each rotation; not encrypted once more, for nothing in them opens.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::files;
use super::super::keyring::Image;
use super::super::keys::verify_key_name;
use super::super::members::Members;
use super::super::open::Vault;
use super::archive::{COPY, KEYRING, MEMBERS, Manifest, OF_COPY, Packer, Refusal, TOMBSTONES, unpack};
use super::create::{rename_new, short};
use super::opened::{damaged, signer, unreadable};
use super::staged::Staged;
use crate::crypto::hash::{Hash, from_hex, sha256, to_hex};
use crate::crypto::note;
use crate::failure::Failure;
use crate::records::backup::BackupState;
use crate::records::compartment::Compartment;
use crate::records::id::{Handle, RecordId, SlotId, VaultId};
use crate::records::member::MemberNumber;
use crate::records::text::counted;
use crate::records::tombstone::Tombstone;

/// How the name of a keyring copy ends.
const ENDING: &str = ".praxis-keyring";
/// What the name of a checkpoint beside a backup ends with, after that of the backup.
const CHECKPOINT: &str = ".checkpoint";

/// A tombstone as a line of JSON.
#[derive(Serialize, Deserialize)]
struct Line {
    slot: SlotId,
    handle: Handle,
    compartment: Compartment,
    key_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    record: Option<RecordId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sealed: Option<String>,
    day: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
    authority: String,
}

impl Line {
    fn of(stone: &Tombstone) -> Self {
        Self {
            slot: stone.slot,
            handle: stone.handle,
            compartment: stone.compartment,
            key_version: stone.key_version,
            record: stone.record,
            sealed: stone.sealed.map(|hash| to_hex(&hash)),
            day: stone.day.clone(),
            generation: stone.generation,
            authority: stone.authority.clone(),
        }
    }

    fn stone(self) -> Option<Tombstone> {
        let sealed: Option<Hash> = match self.sealed {
            Some(text) => Some(from_hex(&text)?),
            None => None,
        };
        Some(Tombstone {
            slot: self.slot,
            handle: self.handle,
            compartment: self.compartment,
            key_version: self.key_version,
            record: self.record,
            sealed,
            day: self.day,
            generation: self.generation,
            authority: self.authority,
        })
    }
}

/// A keyring copy that was read and checked, but for who wrote its `members`: that takes the epoch secret.
pub struct KeyringCopy {
    /// What the machine that made it says of it.
    pub manifest: Manifest,
    /// The verify key that signed that: one that `members` names.
    pub signed_by: String,
    /// The keyring, sealed.
    pub image: Image,
    /// Who may open the vault.
    pub members: Members,
    /// The bytes of `members`.
    pub members_bytes: Vec<u8>,
    /// Keys that were destroyed on purpose.
    pub tombstones: Vec<Tombstone>,
}

impl Vault {
    /// Writes the keyring, as it is sealed, into a folder of backups; older copies there are removed. The caller holds
    /// the lock on the vault.
    ///
    /// # Errors
    /// When it cannot be written, or does not read back.
    pub fn write_keyring_copy(&self, place: &Path) -> Result<PathBuf, Failure> {
        let unwritten = |e| Failure::io("the copy of the keyring could not be written", e);
        let (members_bytes, members) = self.members_seen()?;
        let host = self.host_seed(&members)?;
        let standing = self.standing_as_it_is()?;
        let header = standing.image.header;
        let (image, _) = standing.image.to_bytes();
        let read = self.store.read();
        let (facts, head) = (read.facts()?, read.audit_head()?);
        let mut tombstones = Vec::new();
        for stone in read.tombstones()? {
            serde_json::to_writer(&mut tombstones, &Line::of(&stone))
                .map_err(|e| Failure::Unexpected(e.into()))?;
            tombstones.push(b'\n');
        }
        let mut packer = Packer::new(Vec::new(), self.now.instant().timestamp().cast_unsigned());
        for (name, bytes) in [(KEYRING, &image), (MEMBERS, &members_bytes), (TOMBSTONES, &tombstones)] {
            packer.add(name, bytes.len() as u64, bytes.as_slice()).map_err(unwritten)?;
        }
        let manifest = Manifest {
            epoch: header.epoch,
            generation: header.generation,
            files: packer.parts().clone(),
            ..self.manifest_of(&facts, &head, None)
        };
        let name = verify_key_name(facts.id, MemberNumber::HOST);
        let archive =
            packer.finish(&note::sign(&manifest.to_text(COPY)?, &host, &name)).map_err(unwritten)?;

        let path = place.join(name_of(facts.id, header.epoch, header.generation));
        if fs::read(&path).is_ok_and(|there| read_copy(&path, there.len() as u64).is_ok()) {
            remove_older(place, facts.id, (header.epoch, header.generation));
            return Ok(path);
        }
        let begun = format!(".{}-keyring-", short(facts.id));
        remove_begun(place, &begun);
        let mut file = tempfile::Builder::new().prefix(&begun).tempfile_in(place).map_err(unwritten)?;
        file.write_all(&archive).and_then(|()| file.as_file().sync_all()).map_err(unwritten)?;
        if fs::read(file.path()).map_err(unwritten)? != archive {
            return Err(Failure::Damaged(
                "the copy of the keyring does not read back as it was written".to_owned(),
                "do not trust that medium; put backups elsewhere".to_owned(),
            ));
        }
        // One of that name that is not whole is no copy: it makes room.
        let _ = fs::remove_file(&path);
        rename_new(file.path(), &path).map_err(unwritten)?;
        let _ = file.keep();
        files::sync_folder(place, "the folder of the keyring's copy")?;
        remove_older(place, facts.id, (header.epoch, header.generation));
        Ok(path)
    }

    /// An old backup needs the keyring of today to give back who is left: a copy goes beside each. Done before a rotation
    /// is recorded, so that one that is cut off leaves it to the next command. What cannot be written is said.
    pub(in super::super) fn renew_keyring_copies(&self, epoch: u64) {
        let places = self.folders_without_keyring_of(epoch);
        let missed = places.iter().filter(|place| self.write_keyring_copy(place).is_err()).count();
        if missed > 0 {
            self.notices.push(format!(
                "{} of backups could not be given a copy of the keyring: put the medium in, and make a backup there",
                counted(missed, "folder")
            ));
        }
    }

    /// Folders with backups, but without any keyring of today's epoch: neither a copy nor one in a backup.
    #[must_use]
    pub fn missing_keyring_copies(&self) -> Vec<PathBuf> {
        self.store
            .read()
            .facts()
            .map_or_else(|_| Vec::new(), |f| self.folders_without_keyring_of(f.keyring.epoch))
    }

    fn folders_without_keyring_of(&self, epoch: u64) -> Vec<PathBuf> {
        let (Ok(facts), Ok(rows)) = (self.store.read().facts(), self.store.read().backups()) else {
            return Vec::new();
        };
        let mut places: BTreeMap<PathBuf, bool> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.state == BackupState::Kept) {
            let place = files::folder_of(Path::new(&row.place)).to_owned();
            *places.entry(place).or_default() |= row.epoch == epoch;
        }
        let lacking = |place: &Path| copies_in(place, facts.id).iter().all(|(of, _)| of.0 != epoch);
        places
            .into_iter()
            .filter(|(place, in_backup)| !in_backup && lacking(place))
            .map(|(place, _)| place)
            .collect()
    }
}

/// The name of a copy: it sorts by nothing, and is read by [`copies_in`].
fn name_of(id: VaultId, epoch: u64, generation: u64) -> String {
    format!("{id}-{epoch}-{generation}{ENDING}")
}

/// The copies of one vault's keyring in a folder, by epoch and generation, newest first.
#[must_use]
pub fn copies_in(place: &Path, id: VaultId) -> Vec<((u64, u64), PathBuf)> {
    let begins = format!("{id}-");
    let mut copies: BTreeSet<((u64, u64), PathBuf)> = BTreeSet::new();
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let of = name.to_str().and_then(|name| {
            let (epoch, generation) = name.strip_prefix(&begins)?.strip_suffix(ENDING)?.split_once('-')?;
            Some((epoch.parse().ok()?, generation.parse().ok()?))
        });
        copies.extend(of.map(|of| (of, entry.path())));
    }
    copies.into_iter().rev().collect()
}

/// Where the head of the log stands that was signed when a backup was made. Hidden, so that `place/*` is what it looks like:
/// backups.
#[must_use]
pub fn checkpoint_of(backup: &Path) -> PathBuf {
    let name = backup.file_name().unwrap_or_default().to_string_lossy();
    backup.with_file_name(format!(".{name}{CHECKPOINT}"))
}

/// The heads of the log beside one vault's backups in a folder, newest first.
#[must_use]
pub fn checkpoints_in(place: &Path, id: VaultId) -> Vec<PathBuf> {
    let begins = format!(".{}-", short(id));
    let ours = |name: &str| name.starts_with(&begins) && name.ends_with(CHECKPOINT);
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_str().is_some_and(ours))
        .map(|entry| entry.path())
        .collect();
    // Their names begin with the instant.
    found.sort_unstable_by(|a, b| b.cmp(a));
    found
}

/// What a copy left that was cut off; the lock on the vault says that nobody is writing one.
fn remove_begun(place: &Path, begun: &str) {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(begun)) {
        let _ = fs::remove_file(entry.path());
    }
}

/// Older copies hold keys that were destroyed since, sealed as they were. What cannot be removed is left.
fn remove_older(place: &Path, id: VaultId, than: (u64, u64)) {
    for (of, path) in copies_in(place, id) {
        if of < than {
            let _ = fs::remove_file(path);
        }
    }
    let _ = files::sync_folder(place, "the folder of the keyring's copy");
}

/// Reads a keyring copy, and checks all that can be checked without the epoch secret.
///
/// # Errors
/// When it is none, or anything in it was changed.
pub fn read_keyring_copy(path: &Path) -> Result<KeyringCopy, Failure> {
    let length = fs::metadata(path).map_err(unreadable)?.len();
    read_copy(path, length)
}

fn read_copy(path: &Path, length: u64) -> Result<KeyringCopy, Failure> {
    let folder = Staged::elsewhere()?;
    let file = File::open(path).map_err(unreadable)?;
    let unpacked = unpack(file, &OF_COPY, folder.root(), length).map_err(|refusal| match refusal {
        Refusal::Malformed(what) => wrong(what),
        Refusal::Reading(error) => unreadable(error),
        Refusal::Writing(error) => Failure::io("the copy of the keyring could not be unpacked", error),
        Refusal::NoRoom => wrong("a file in it is longer than it is itself"),
    })?;
    let read = |name: &str| fs::read(folder.path(name)).map_err(unreadable);
    let (image, members_bytes, lines) = (read(KEYRING)?, read(MEMBERS)?, read(TOMBSTONES)?);
    let members = Members::parse_unverified(&members_bytes).map_err(|e| wrong(&format!("members {e}")))?;
    let text = note::text_unverified(&unpacked.manifest).map_err(|e| wrong(&format!("the manifest {e}")))?;
    let manifest = Manifest::parse(text, COPY)?.ok_or_else(|| wrong("the manifest is none"))?;
    let signed_by = signer(&unpacked.manifest, &members.hosts)?;
    if manifest.files != unpacked.parts {
        return Err(wrong("a file in it is not the one that the manifest names"));
    }
    let whole = sha256(&image);
    let image = Image::parse(&image).map_err(|e| wrong(&e.to_string()))?;
    let header = image.header;
    let fits = header.vault == manifest.vault
        && members.vault == manifest.vault
        && (header.epoch, header.generation) == (manifest.epoch, manifest.generation)
        && image.to_bytes().1 == whole;
    if !fits {
        return Err(wrong("its parts do not fit together"));
    }
    let lines = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let stones = lines.map(|line| serde_json::from_slice::<Line>(line).ok().and_then(Line::stone));
    let tombstones = stones.collect::<Option<Vec<_>>>().ok_or_else(|| wrong("its tombstones are none"))?;
    Ok(KeyringCopy { manifest, signed_by, image, members, members_bytes, tombstones })
}

fn wrong(what: &str) -> Failure {
    damaged(what)
}
