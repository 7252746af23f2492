//! Folders for copies on their way into a backup or out of one. As sealed as the vault, and gone in any case: at once,
//! or after a crash with the next backup.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::super::files;
use super::super::layout::Layout;
use super::super::lock::Lock;
use super::super::open::Vault;
use crate::crypto::hash::to_hex;
use crate::crypto::random;
use crate::failure::Failure;

/// The file in such a folder whose lock says that somebody is at work in it.
const IN_USE: &str = "in-use";

/// A folder of ours, removed when this is dropped.
pub struct Staged {
    root: PathBuf,
    /// Locked while it is in use.
    _in_use: File,
}

impl Staged {
    /// Makes one below `folder`; in a vault the caller holds its exclusive lock, so that nobody takes a new one for
    /// one that was left.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(folder: &Path) -> Result<Self, Failure> {
        let root = Layout::new(folder).copies(&to_hex(&random::bytes::<8>()));
        files::make_folder(&root, "a folder for copies")?;
        let made = || -> io::Result<File> {
            let lock = files::create_new(&root.join(IN_USE))?;
            lock.lock()?;
            Ok(lock)
        };
        match made() {
            Ok(in_use) => Ok(Self { root, _in_use: in_use }),
            Err(error) => {
                let _ = fs::remove_dir_all(&root);
                Err(Failure::io("a folder for copies could not be made", error))
            }
        }
    }

    /// One among the temporary files of the system: for who has no vault that may be written.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn elsewhere() -> Result<Self, Failure> {
        Self::begin(&std::env::temp_dir())
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file of it lies.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl Vault {
    /// A folder to open a backup in: where the vault lies, or elsewhere when that cannot be written.
    pub(super) fn staged(&self) -> Result<Staged, Failure> {
        if !self.store.is_writable() {
            return Staged::elsewhere();
        }
        let _lock = Lock::exclusive(&self.layout.lock(), &self.command)?;
        Staged::begin(self.layout.root())
    }
}

/// Removes what crashes left in the vault; the caller holds the exclusive lock on it.
pub fn remove_remnants(layout: &Layout) -> Result<(), Failure> {
    let failed = |e| Failure::io("what an earlier backup left could not be removed", e);
    for entry in fs::read_dir(layout.root()).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !Layout::is_copies(&entry.file_name()) {
            continue;
        }
        let in_use = File::open(entry.path().join(IN_USE)).is_ok_and(|lock| lock.try_lock().is_err());
        if !in_use {
            fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}
