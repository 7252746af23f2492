//! Making a backup, without any key.
//!
//! Under the exclusive lock: the entry in the register, and the copies of database, keyring and the files beside them
//! in a folder of the vault, so that they fit together. Without it: the archive, written beside its final name, synced,
//! read back, and then given that name. It is on record before a byte of it exists.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::super::keys::{host_verify_key, verify_key_name};
use super::super::lock::Lock;
use super::super::members::{self, Members};
use super::super::mirrors::Standing;
use super::super::open::{Vault, damaged_members};
use super::super::secrets::refuse_open_to_others;
use super::super::transact::Hand;
use super::super::{files, rows, writer};
use super::archive::{BACKUP, DATABASE, Hashed, KEYRING, MEMBERS, Manifest, Packer, SETTINGS};
use super::copies::checkpoint_of;
use super::staged::{Staged, remove_remnants};
use crate::crypto::age_file::{Recipient, Sealer};
use crate::crypto::hash::{Hash, Hasher, to_hex};
use crate::crypto::note;
use crate::crypto::random;
use crate::crypto::secret::SigningSeed;
use crate::failure::Failure;
use crate::records::backup::{BackupRow, BackupState};
use crate::records::event::Action;
use crate::records::id::VaultId;
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::{Reference, Register};
use crate::store::{AuditHead, Facts, Store};

/// What a backup may take beyond what goes into it: age's header and tags, ustar's blocks, the manifest.
const MARGIN: u64 = 1 << 20;
/// How a backup ends that is not finished yet.
const UNFINISHED: &str = ".praxis-unfinished";
/// What is hashed at a time.
const PIECE: usize = 128 << 10;

/// How long work tells of itself, and is told to stop.
pub struct Going<'a> {
    /// Fails once a signal came.
    pub go_on: &'a dyn Fn() -> Result<(), Failure>,
    /// So many bytes went into the archive.
    pub passed: &'a dyn Fn(u64),
}

/// A backup that was made.
pub struct MadeBackup {
    /// Its number in the register.
    pub reference: Reference,
    /// Where it is.
    pub path: PathBuf,
    /// The epoch of the keyring in it.
    pub epoch: u64,
}

/// Copies that fit together, and what to say of them.
struct Copies {
    staged: Staged,
    manifest: Manifest,
}

impl Vault {
    /// Bytes that a backup takes, roughly.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn backup_size(&self) -> Result<u64, Failure> {
        Ok(self.store.size()?)
    }

    /// Makes a backup in the folder `to`.
    ///
    /// # Errors
    /// When `to` is no place for one, when something is damaged, or when it cannot be written: then what was begun is
    /// removed, and the register says so.
    pub fn back_up(&mut self, to: &Path, going: &Going<'_>) -> Result<MadeBackup, Failure> {
        if !self.store.is_writable() {
            return Err(Failure::Permission(
                "the vault cannot be written, so that a backup could not be entered in its register"
                    .to_owned(),
            ));
        }
        self.check_clock()?;
        let folder = self.folder_for_backups(to)?;
        let lock = Lock::exclusive(&self.layout.lock(), &self.command)?;
        let (members_bytes, members) = self.members_seen()?;
        let host = self.host_seed(&members)?;
        let recipients = recipients(&members)?;
        remove_remnants(&self.layout)?;
        self.settle_unfinished(&folder, going)?;
        let standing = self.standing_for_backup()?;
        let header = standing.image.header;
        let (image, _) = standing.image.to_bytes();
        let size =
            self.store.size()? + image.len() as u64 + (members_bytes.len() + self.settings.len()) as u64;
        refuse_without_room(&[self.layout.root(), &folder], size + MARGIN)?;
        let path = free_name(&folder, self.facts.id, self.now.instant());
        let mut row = BackupRow {
            reference: Reference::new(Register::Backup, 1),
            made: self.now.today().to_string(),
            epoch: header.epoch,
            generation: header.generation,
            state: BackupState::Unfinished,
            place: path.to_string_lossy().into_owned(),
            sha256: [0; 32],
            verified: None,
        };
        row.reference = self.transact(&Hand::HOST, |writer| {
            row.reference.number = writer.next_number(Register::Backup)?;
            writer.log(&writer.event(Action::BackupCreated).on_row_of(row.reference))?;
            writer.put_backup(&row)?;
            Ok(row.reference)
        })?;
        let written = self
            .copy_all(&image, &members_bytes, row.reference)
            .map(|mut copies| {
                (copies.manifest.epoch, copies.manifest.generation) = (header.epoch, header.generation);
                copies
            })
            .and_then(|copies| {
                // Whoever waits to write keys need not wait for a slow medium.
                drop(lock);
                self.write_archive(&copies, &path, &recipients, &host, going, &mut row)
            });
        if let Err(failure) = written {
            row.state = BackupState::Failed;
            // Not on a full disk, perhaps; then it stays on record as unfinished.
            let _ = self.transact(&Hand::HOST, |writer| writer.put_backup(&row));
            return Err(failure);
        }
        row.state = BackupState::Kept;
        self.transact(&Hand::HOST, |writer| writer.put_backup(&row))?;
        if self.leave_checkpoint(&path).is_err() {
            self.notices.push("the checkpoint beside the backup could not be written".to_owned());
        }
        Ok(MadeBackup { reference: row.reference, path, epoch: row.epoch })
    }

    /// The head of the log, signed, beside the backup: the one inside is sealed, and who verifies the log holds no key.
    fn leave_checkpoint(&self, backup: &Path) -> Result<(), Failure> {
        let head = self.signed_head()?;
        files::write_new(&checkpoint_of(backup), head.note.as_bytes(), "the checkpoint")?;
        files::sync_folder(files::folder_of(backup), "the folder of the backup")
    }

    /// Where backups go: a folder that is there, outside of vault and keys.
    fn folder_for_backups(&self, to: &Path) -> Result<PathBuf, Failure> {
        let folder = fs::canonicalize(to).ok().filter(|folder| folder.is_dir()).ok_or_else(|| {
            Failure::Usage(
                "the folder for the backup is not there".to_owned(),
                "make it, or put the medium in that it lies on; a missing one is never made".to_owned(),
            )
        })?;
        let own = self.own_folders().into_iter().filter_map(|own| fs::canonicalize(own).ok());
        if own.into_iter().any(|own| folder.starts_with(own)) {
            return Err(Failure::Usage(
                "the backup would lie inside the vault, or beside its keys".to_owned(),
                "give a place outside of both: --to DIR".to_owned(),
            ));
        }
        if folder.to_str().is_none() {
            return Err(Failure::Usage(
                "the path of the folder for the backup is not UTF-8".to_owned(),
                "the register could not name it; give another: --to DIR".to_owned(),
            ));
        }
        if files::may_write(&folder) {
            return Ok(folder);
        }
        Err(Failure::Permission("the folder for the backup cannot be written".to_owned()))
    }

    /// The file `members`, when it is the one that this machine has seen: a backup is written to those it names.
    pub(in super::super) fn members_seen(&self) -> Result<(Vec<u8>, Members), Failure> {
        let bytes = fs::read(self.layout.members()).map_err(|_| damaged_members("is missing"))?;
        if bytes.len() > members::LARGEST {
            return Err(damaged_members("is far too long"));
        }
        match self.has_seen(&bytes) {
            Some(true) => {}
            Some(false) => return Err(damaged_members("is not the file that this machine has seen")),
            None => {
                return Err(Failure::Locked(
                    "this machine has not seen who the members of this vault are".to_owned(),
                    "unlock the vault once, which notes it: praxis doctor".to_owned(),
                ));
            }
        }
        let members = Members::parse_unverified(&bytes).map_err(|e| damaged_members(&e.to_string()))?;
        if members.vault == self.facts.id {
            Ok((bytes, members))
        } else {
            Err(damaged_members("is another vault's, or vault.db is"))
        }
    }

    /// What this machine signs with.
    pub(in super::super) fn host_seed(&self, members: &Members) -> Result<SigningSeed, Failure> {
        let path = self.state.host_key();
        let wrong = |what: &str| {
            Failure::Damaged(
                format!("host.key {what}"),
                "put back the key of this machine for this vault; praxis doctor says more".to_owned(),
            )
        };
        for watched in [self.state.root(), &path] {
            refuse_open_to_others(watched)?;
        }
        let seed = files::read_secret(&path, 32).map_err(|_| wrong("is missing or is no key"))?;
        let seed = SigningSeed::from_bytes(&seed).map_err(|_| wrong("is missing or is no key"))?;
        if members.hosts.contains(&host_verify_key(&seed, self.facts.id)) {
            return Ok(seed);
        }
        Err(wrong("is not the key of this machine that members lists"))
    }

    /// The keyring that goes into a backup: what was cut off before is completed first, as far as that takes no key. What
    /// is decided to go must not be copied once more.
    fn standing_for_backup(&mut self) -> Result<Standing, Failure> {
        let (standing, _) = self.standing_for_writing(&Hand::HOST)?;
        self.shred(&Hand::HOST, &standing)?;
        self.standing_as_it_is()
    }

    /// The keyring as it stands, for a copy: one generation ahead of the database is as good.
    pub(super) fn standing_as_it_is(&self) -> Result<Standing, Failure> {
        let facts = self.store.read().facts()?;
        let standing = Standing::load(&self.layout, facts.id, &facts.keyring)?;
        if standing.other.is_some() {
            self.notices.push(
                "the keyring's mirrors differ; the whole one was copied, and any command that unlocks mends the other"
                    .to_owned(),
            );
        }
        Ok(standing)
    }

    /// Says on record what became of backups to `folder` during which the program was stopped, as far as it shows.
    fn settle_unfinished(&mut self, folder: &Path, going: &Going<'_>) -> Result<(), Failure> {
        let removed = remove_unfinished(folder, self.facts.id);
        for mut row in self.store.read().backups()? {
            let here = files::folder_of(Path::new(&row.place)) == folder;
            if row.state != BackupState::Unfinished || !here {
                continue;
            }
            rows::check_logged_backup(&self.store.read(), &row)?;
            if removed.contains(&row.reference) {
                row.state = BackupState::Failed;
            } else if hash_on_disk(Path::new(&row.place), going).is_ok_and(|hash| hash == row.sha256) {
                row.state = BackupState::Kept;
            } else {
                continue;
            }
            self.transact(&Hand::HOST, |writer| writer.put_backup(&row))?;
        }
        Ok(())
    }

    /// Copies everything into a folder of the vault; the caller holds the exclusive lock.
    fn copy_all(&self, image: &[u8], members: &[u8], reference: Reference) -> Result<Copies, Failure> {
        let staged = Staged::begin(self.layout.root())?;
        let database = staged.path(DATABASE);
        files::write_new(&database, b"", "the copy of vault.db")?;
        self.store.copy_to(&database)?;
        for (name, bytes) in [(KEYRING, image), (MEMBERS, members), (SETTINGS, &self.settings)] {
            files::write_new(&staged.path(name), bytes, "the copy for the backup")?;
        }
        let (facts, head) = facts_of(&database)?;
        let manifest = self.manifest_of(&facts, &head, Some(reference.to_string()));
        Ok(Copies { staged, manifest })
    }

    /// What this machine says of a copy; epoch, generation and files are filled in by whoever made it.
    pub(super) fn manifest_of(&self, facts: &Facts, head: &AuditHead, backup: Option<String>) -> Manifest {
        Manifest {
            vault: facts.id,
            incarnation: to_hex(&facts.incarnation),
            backup,
            made: self.now.text(),
            epoch: facts.keyring.epoch,
            generation: facts.keyring.generation,
            audit_size: head.size,
            audit_root: to_hex(&head.root),
            program: env!("CARGO_PKG_VERSION").to_owned(),
            files: std::collections::BTreeMap::new(),
        }
    }

    /// Writes the archive beside its name, reads it back, records its hash, and gives it the name.
    fn write_archive(
        &mut self,
        copies: &Copies,
        path: &Path,
        recipients: &[Recipient],
        host: &SigningSeed,
        going: &Going<'_>,
        row: &mut BackupRow,
    ) -> Result<(), Failure> {
        let folder = files::folder_of(path);
        let begun = Begun::new(folder, self.facts.id, row.reference)?;
        let hash = self.seal(copies, &begun.file, recipients, host, going)?;
        begun.file.sync_all().map_err(unwritten)?;
        if hash_on_disk(&begun.path, going)? != hash {
            return Err(Failure::Damaged(
                "the backup does not read back as it was written".to_owned(),
                "do not trust that medium: give another place, --to DIR".to_owned(),
            ));
        }
        row.sha256 = hash;
        self.transact(&Hand::HOST, |writer| writer.put_backup(row))?;
        begun.persist(path)?;
        files::sync_folder(folder, "the folder of the backup")
    }

    /// The archive, sealed to the recipients; gives its hash.
    fn seal(
        &self,
        copies: &Copies,
        to: &File,
        recipients: &[Recipient],
        host: &SigningSeed,
        going: &Going<'_>,
    ) -> Result<Hash, Failure> {
        let stopped = |error| (going.go_on)().err().unwrap_or_else(|| unwritten(error));
        let mut hashed = Hashed::new(io::BufWriter::with_capacity(PIECE, to));
        let sealer = Sealer::new(recipients, &mut hashed).map_err(unwritten)?;
        let moment = self.now.instant().timestamp().cast_unsigned();
        let mut packer = Packer::new(sealer, moment);
        for name in super::archive::OF_BACKUP {
            let file = File::open(copies.staged.path(name)).map_err(unwritten)?;
            let length = file.metadata().map_err(unwritten)?.len();
            packer.add(name, length, Watched { inner: file, going }).map_err(stopped)?;
        }
        let manifest = Manifest { files: packer.parts().clone(), ..copies.manifest.clone() };
        let name = verify_key_name(self.facts.id, MemberNumber::HOST);
        let note = note::sign(&manifest.to_text(BACKUP)?, host, &name);
        packer.finish(&note).and_then(Sealer::finish).and_then(Write::flush).map_err(unwritten)?;
        Ok(hashed.hasher.finish())
    }
}

/// Owners, and the recovery recipient of every kit.
fn recipients(members: &Members) -> Result<Vec<Recipient>, Failure> {
    let owners = members.members.iter().filter(|member| member.role == Role::Owner);
    let all = owners.map(|member| &member.recipient).chain([&members.recovery]);
    let parse = |text: &String| text.parse().map_err(|_| damaged_members("names a recipient that is none"));
    all.map(parse).collect()
}

/// What a copy of the database says of itself.
pub(super) fn facts_of(database: &Path) -> Result<(Facts, AuditHead), Failure> {
    let store = Store::open(database, false)?;
    let (facts, head) = (store.read().facts()?, store.read().audit_head()?);
    writer::frontier(&head)?;
    Ok((facts, head))
}

/// Stops between two pieces when it is told to.
struct Watched<'g, R> {
    inner: R,
    going: &'g Going<'g>,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // Not as Interrupted, after which everybody tries again.
        (self.going.go_on)().map_err(|_| io::Error::other("stopped"))?;
        let read = self.inner.read(into)?;
        (self.going.passed)(read as u64);
        Ok(read)
    }
}

/// SHA-256 of a file, read from the medium itself where the system can be asked to.
///
/// # Errors
/// When it cannot be read.
pub fn hash_on_disk(path: &Path, going: &Going<'_>) -> Result<Hash, Failure> {
    let failed = |e| Failure::io("the backup could not be read", e);
    let mut file = File::open(path).map_err(failed)?;
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    let (mut hasher, mut piece) = (Hasher::default(), vec![0; PIECE]);
    loop {
        (going.go_on)()?;
        let read = file.read(&mut piece).map_err(failed)?;
        if read == 0 {
            return Ok(hasher.finish());
        }
        hasher.update(&piece[..read]);
    }
}

/// Removes what crashed backups of this vault left in their place, and says which they were. What cannot be removed, or
/// is being written, is left.
fn remove_unfinished(folder: &Path, id: VaultId) -> Vec<Reference> {
    let begins = format!(".{}-", short(id));
    let mut removed = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let middle = name.to_str().and_then(|name| name.strip_prefix(&begins)?.strip_suffix(UNFINISHED));
        let Some((reference, _)) = middle.and_then(|middle| middle.rsplit_once('-')) else { continue };
        let Ok(reference) = reference.parse() else { continue };
        let idle = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if idle && fs::remove_file(entry.path()).is_ok() {
            removed.push(reference);
        }
    }
    removed
}

/// A backup beside its final name, removed unless it gets it.
struct Begun {
    path: PathBuf,
    file: File,
    finished: std::cell::Cell<bool>,
}

impl Begun {
    fn new(folder: &Path, id: VaultId, reference: Reference) -> Result<Self, Failure> {
        let random = to_hex(&random::bytes::<8>());
        let path = folder.join(format!(".{}-{reference}-{random}{UNFINISHED}", short(id)));
        let file = files::create_new(&path).map_err(unwritten)?;
        let begun = Self { path, file, finished: std::cell::Cell::new(false) };
        // Where a medium knows no locks nobody else takes them either.
        let _ = begun.file.try_lock();
        Ok(begun)
    }

    /// Gives it its name; never over another file.
    fn persist(&self, path: &Path) -> Result<(), Failure> {
        rename_new(&self.path, path).map_err(unwritten)?;
        self.finished.set(true);
        Ok(())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.finished.get() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Renames, but never over a file. Some media cannot be asked for that in one step: there the name was free a moment ago.
pub(super) fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
            done => return done.map_err(io::Error::from),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// The first eight digits of a vault id: enough to tell the vaults of one practice apart.
pub(super) fn short(id: VaultId) -> String {
    id.to_string().chars().take(8).collect()
}

/// A name that nothing has yet; it says which vault and when, and nothing of the practice.
fn free_name(folder: &Path, id: VaultId, instant: chrono::DateTime<chrono::Utc>) -> PathBuf {
    let stem = format!("{}-{}", short(id), instant.format("%Y-%m-%dT%H%M%SZ"));
    let names = (1_u32..).map(|n| match n {
        1 => format!("{stem}.praxis-backup"),
        n => format!("{stem}-{n}.praxis-backup"),
    });
    let mut paths = names.map(|name| folder.join(name));
    paths.find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| folder.join(stem))
}

/// Each folder takes so many bytes; two on one disk take them twice.
pub(super) fn refuse_without_room(folders: &[&Path], bytes: u64) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    let disk = |folder: &Path| fs::metadata(folder).map(|about| about.dev()).ok();
    for folder in folders {
        let sharing = folders.iter().filter(|other| disk(other) == disk(folder)).count() as u64;
        if files::free_space(folder).is_some_and(|free| free < bytes.saturating_mul(sharing)) {
            return Err(Failure::DiskFull(format!(
                "the backup takes {} MiB",
                bytes.saturating_mul(sharing).div_ceil(1 << 20)
            )));
        }
    }
    Ok(())
}

fn unwritten(error: io::Error) -> Failure {
    Failure::io("the backup could not be written", error)
}
