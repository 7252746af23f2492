//! A backup that was opened, with every check that can be made of it alone: its hashes, its manifest, and that database,
//! keyring and members are of one vault and of one moment.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::keyring::Image;
use super::super::members::Members;
use super::archive::{
    BACKUP, DATABASE, KEYRING, MEMBERS, Manifest, OF_BACKUP, Refusal, SETTINGS, Unpacked, unpack,
};
use super::create::{Going, refuse_without_room};
use super::staged::Staged;
use crate::crypto::age_file::{self, Identity};
use crate::crypto::hash::to_hex;
use crate::crypto::{self, note};
use crate::failure::Failure;
use crate::store::{Facts, Store};

/// What `SQLite` and the checks take beyond the archive itself.
const MARGIN: u64 = 1 << 20;

/// A backup whose parts lie in a folder of ours, each as the manifest says.
pub struct Opened {
    /// Removed when this is dropped. The database in it is as sealed as the vault's.
    folder: Staged,
    /// What the machine that made it says of it.
    pub manifest: Manifest,
    /// The verify key that signed the manifest.
    pub signed_by: String,
    /// Who could open the vault then: not verified, that takes the epoch secret.
    pub members: Members,
    /// The bytes of `members`.
    pub members_bytes: Vec<u8>,
    /// The keyring, sealed.
    pub image: Image,
    /// What the database says of itself.
    pub facts: Facts,
    /// The database.
    pub store: Store,
}

impl Opened {
    /// Opens a backup with an identity that it was sealed to, into a folder of its own, and checks it.
    /// The manifest is signed by one of `hosts`; where none are given, by one of those that the backup itself names,
    /// which says no more than that it is of one piece.
    ///
    /// # Errors
    /// [`Failure::Locked`] when it is for somebody else, [`Failure::Damaged`] when anything was changed.
    pub fn open(
        file: &Path,
        identity: &Identity,
        hosts: Option<&[String]>,
        folder: Staged,
        going: &Going<'_>,
    ) -> Result<Self, Failure> {
        let source = File::open(file).map_err(unreadable)?;
        let length = source.metadata().map_err(unreadable)?.len();
        refuse_without_room(&[folder.root()], length + MARGIN)?;
        let reader = age_file::reader_with(identity, Stopping { inner: source, going }).map_err(closed)?;
        let unpacked = unpack(reader, &OF_BACKUP, folder.root(), length);
        let unpacked = unpacked.map_err(|refusal| going_first(going, refusal))?;
        Self::check(folder, &unpacked, hosts)
    }

    fn check(folder: Staged, unpacked: &Unpacked, hosts: Option<&[String]>) -> Result<Self, Failure> {
        let path = |name: &str| folder.path(name);
        let read = |name: &str| std::fs::read(path(name)).map_err(unreadable);
        let (members_bytes, image) = (read(MEMBERS)?, read(KEYRING)?);
        let members =
            Members::parse_unverified(&members_bytes).map_err(|e| damaged(&format!("members {e}")))?;
        let text =
            note::text_unverified(&unpacked.manifest).map_err(|e| damaged(&format!("the manifest {e}")))?;
        let manifest = Manifest::parse(text, BACKUP)?.ok_or_else(|| damaged("the manifest is none"))?;
        let signed_by = signer(&unpacked.manifest, hosts.unwrap_or(&members.hosts))?;
        if manifest.files != unpacked.parts {
            return Err(damaged("a file in it is not the one that the manifest names"));
        }
        let image = Image::parse(&image).map_err(|e| damaged(&format!("the keyring: {e}")))?;
        // Its own copy, and nobody else's: it may be written, which SQLite wants of a database that it opens.
        let store = Store::open(&path(DATABASE), true)?;
        let wrong = [store.foreign_schema()?, store.integrity_check()?].concat();
        if let Some(first) = wrong.first() {
            return Err(damaged(&format!("vault.db: {first}")));
        }
        let facts = store.read().facts()?;
        let opened = Self { folder, manifest, signed_by, members, members_bytes, image, facts, store };
        opened.check_that_it_fits()?;
        Ok(opened)
    }

    /// All parts are of one vault, and were copied at one moment.
    fn check_that_it_fits(&self) -> Result<(), Failure> {
        let (manifest, header, facts) = (&self.manifest, &self.image.header, &self.facts);
        let head = self.store.read().audit_head()?;
        let (bytes, hash) = self.image.to_bytes();
        let one_vault = [header.vault, facts.id, self.members.vault].iter().all(|id| *id == manifest.vault);
        let same_keyring = header.generation == facts.keyring.generation && hash == facts.keyring.hash;
        let next_keyring = facts.keyring.generation.checked_add(1) == Some(header.generation);
        let fits = [
            (one_vault, "its parts are of several vaults"),
            (manifest.incarnation == to_hex(&facts.incarnation), "its parts are of several incarnations"),
            (same_keyring || next_keyring, "keyring and database do not fit together"),
            (header.audit.size <= head.size, "its database is older than its keyring"),
            (
                (header.epoch, header.generation) == (manifest.epoch, manifest.generation),
                "the manifest says another keyring",
            ),
            (
                manifest.audit_size == head.size && manifest.audit_root == to_hex(&head.root),
                "the manifest says another audit log",
            ),
            (bytes.len() as u64 == self.part(KEYRING), "the keyring has something behind its end"),
        ];
        fits.iter().try_for_each(|(fits, what)| if *fits { Ok(()) } else { Err(damaged(what)) })
    }

    fn part(&self, name: &str) -> u64 {
        self.manifest.files.get(name).map_or(0, |part| part.bytes)
    }

    /// The settings of then.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn settings(&self) -> Result<Vec<u8>, Failure> {
        std::fs::read(self.path(SETTINGS)).map_err(unreadable)
    }

    /// Where a part of it lies.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path(name)
    }
}

/// Which of the keys signed the note.
pub(super) fn signer(signed: &str, keys: &[String]) -> Result<String, Failure> {
    for key in keys {
        match note::open(signed, key) {
            Ok(_) => return Ok(key.clone()),
            Err(crypto::Error::DoesNotOpen) => return Err(damaged("the manifest is not what was signed")),
            Err(_) => {}
        }
    }
    Err(damaged("the manifest is not signed by a machine of this vault"))
}

/// Stops between two pieces when it is told to.
struct Stopping<'g, R> {
    inner: R,
    going: &'g Going<'g>,
}

impl<R: Read> Read for Stopping<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        (self.going.go_on)().map_err(|_| io::Error::other("stopped"))?;
        let read = self.inner.read(into)?;
        (self.going.passed)(read as u64);
        Ok(read)
    }
}

/// That somebody stopped it comes before what that looked like.
fn going_first(going: &Going<'_>, refusal: Refusal) -> Failure {
    if let Err(stopped) = (going.go_on)() {
        return stopped;
    }
    match refusal {
        Refusal::Malformed(what) => damaged(what),
        Refusal::Reading(error) => unreadable(error),
        Refusal::Writing(error) => Failure::io("the backup could not be unpacked", error),
        Refusal::NoRoom => damaged("a file in it is longer than the backup itself"),
    }
}

fn closed(error: crypto::Error) -> Failure {
    match error {
        crypto::Error::NotForThisKey => Failure::Locked(
            "the backup was not made for this identity or kit".to_owned(),
            "give the identity of an owner, -i FILE, or a kit of the vault: --kit FILE".to_owned(),
        ),
        crypto::Error::Malformed(_) => damaged("this is no backup, or its beginning was changed"),
        _ => damaged("it was changed"),
    }
}

/// Something is wrong with a backup, which nobody can mend.
pub(super) fn damaged(what: &str) -> Failure {
    Failure::Damaged(
        format!("the backup is damaged: {what}"),
        "use another one, and make a new one while the vault is whole: praxis backup create".to_owned(),
    )
}

pub(super) fn unreadable(error: io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        return Failure::Missing(
            "there is no such backup file".to_owned(),
            "check the path, and that the medium is in".to_owned(),
        );
    }
    Failure::io("the backup could not be read", error)
}
