//! Files on disk: modes, syncs, and the two ways of writing. What holds no keys is replaced whole; what
//! holds keys is written in place, because a rename leaves the old keys on the disk.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use super::layout::{FILE_MODE, FOLDER_MODE};
use crate::failure::Failure;

/// Makes a folder, and what is missing above it, for the owner alone.
pub fn make_folder(path: &Path, what: &str) -> Result<(), Failure> {
    DirBuilder::new()
        .recursive(true)
        .mode(FOLDER_MODE)
        .create(path)
        .map_err(|e| Failure::io(format!("{what} could not be made"), e))?;
    // Names are on the disk once their folders are synced, each new one in the one above it.
    for above in path.ancestors().skip(1).filter(|p| !p.as_os_str().is_empty()).take(4) {
        let _ = File::open(above).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Writes a new file and syncs it. Never over an old one.
pub fn write_new(path: &Path, bytes: &[u8], what: &str) -> Result<(), Failure> {
    let failed = |e| Failure::io(format!("{what} could not be written"), e);
    let mut file = create_new(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|e| {
        // A half-written file under its final name would stand in the way of the next try.
        let _ = fs::remove_file(path);
        failed(e)
    })
}

/// Makes a new file for somebody else to read, whole under its name or not at all: beside it, sync, name, sync of the
/// folder. Never over an old one. What a kill leaves beside it has a hidden name, and does not stand in the way of the
/// next try.
///
/// # Errors
/// When it cannot be written, or something is there already.
pub fn make_new(path: &Path, bytes: &[u8], what: &str) -> Result<(), Failure> {
    let mut staged = Staged::new(path, what)?;
    staged.file().write_all(bytes).map_err(|e| Failure::io(format!("{what} could not be written"), e))?;
    staged.sync()?;
    staged.name()
}

/// A new file that has not its name yet: for what is written piece by piece, and named once it is registered. Dropped
/// before that, it is gone.
pub struct Staged<'a> {
    file: tempfile::NamedTempFile,
    path: &'a Path,
    what: &'a str,
}

impl<'a> Staged<'a> {
    /// Begins a file beside where it will be; `what` names it in messages.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(path: &'a Path, what: &'a str) -> Result<Self, Failure> {
        let file = beside(path).map_err(|e| Failure::io(format!("{what} could not be written"), e))?;
        Ok(Self { file, path, what })
    }

    /// Where to write.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts what was written on the disk.
    ///
    /// # Errors
    /// When it cannot be.
    pub fn sync(&self) -> Result<(), Failure> {
        self.file.as_file().sync_all().map_err(|e| self.failed(e))
    }

    /// Gives it its name. Never over an old file.
    ///
    /// # Errors
    /// When there is something already.
    pub fn name(self) -> Result<(), Failure> {
        let Self { file, path, what } = self;
        file.persist_noclobber(path)
            .map_err(|e| Failure::io(format!("{what} could not be written"), e.error))?;
        sync_folder(folder_of(path), what)
    }

    fn failed(&self, error: io::Error) -> Failure {
        Failure::io(format!("{} could not be written", self.what), error)
    }
}

/// A temporary file in the folder of another; it goes when it is dropped.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(FILE_MODE)).tempfile_in(folder_of(path))
}

/// A temporary file in the folder of another, under a name that says whose it is; it goes when it is dropped.
pub fn beside_as(path: &Path, prefix: &std::ffi::OsStr) -> io::Result<tempfile::NamedTempFile> {
    let mode = fs::Permissions::from_mode(FILE_MODE);
    tempfile::Builder::new().permissions(mode).prefix(prefix).tempfile_in(folder_of(path))
}

/// Opens a new file for writing. Never an old one.
pub fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)
}

/// Replaces a file that holds no keys: temporary file beside it, sync, rename, sync of the folder.
pub fn replace(path: &Path, bytes: &[u8], what: &str) -> Result<(), Failure> {
    let failed = |e| Failure::io(format!("{what} could not be written"), e);
    let mut file = beside(path).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    sync_folder(folder_of(path), what)
}

/// Makes the names in a folder durable.
pub fn sync_folder(path: &Path, what: &str) -> Result<(), Failure> {
    File::open(path)
        .and_then(|f| f.sync_all())
        .map_err(|e| Failure::io(format!("{what} could not be synced"), e))
}

/// The folder a file stands in.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A path as it goes on record: with its folder, so that it can be looked up from any other. Where the current folder is
/// gone, as it was given.
#[must_use]
pub fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).to_string_lossy().into_owned()
}

/// Reads a small file that may hold a secret: into one buffer, wiped when dropped. At most `most` bytes.
pub fn read_secret(path: &Path, most: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(most + 1));
    file.take(most as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// Overwrites the bytes of a file that holds keys, through a descriptor opened before it lost its name.
pub fn overwrite(mut file: &File) -> io::Result<()> {
    use std::io::Seek;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    file.rewind()?;
    file.write_all(&vec![0; length])?;
    file.sync_all()
}

/// Overwrites a file that holds keys, and then takes its name away. The folder is synced by the caller.
pub fn scrub(path: &Path) -> io::Result<()> {
    overwrite(&OpenOptions::new().read(true).write(true).open(path)?)?;
    fs::remove_file(path)
}

/// Whether anybody but the owner may read a file or enter a folder.
pub fn open_to_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.mode() & 0o077 != 0)
}

/// Whether a folder lies on a medium that nobody can write.
#[must_use]
pub fn on_read_only_medium(folder: &Path) -> bool {
    rustix::fs::statvfs(folder).is_ok_and(|fs| fs.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

/// Bytes that may still be written where a folder lies; `None` where the system does not say.
#[must_use]
pub fn free_space(folder: &Path) -> Option<u64> {
    rustix::fs::statvfs(folder).ok().map(|fs| fs.f_bavail.saturating_mul(fs.f_frsize))
}

/// Whether this process may write into a folder.
#[must_use]
pub fn may_write(folder: &Path) -> bool {
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}
