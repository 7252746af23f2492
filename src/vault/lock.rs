//! The advisory lock on a vault: shared while slots are read, exclusive while the keyring is written.
//! Never held while a person types or decides.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::layout::FILE_MODE;
use crate::failure::Failure;

/// How long a second writer waits before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held until it is dropped.
pub struct Lock {
    file: File,
    alone: bool,
}

/// Whoever waits next must not be told of somebody who has gone.
impl Drop for Lock {
    fn drop(&mut self) {
        if self.alone {
            let _ = self.file.set_len(0);
        }
    }
}

impl Lock {
    /// Held together with other readers.
    ///
    /// # Errors
    /// [`Failure::Busy`] when a writer does not finish in time.
    pub fn shared(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path).or_else(|_| make(path)).map_err(no_lock)?;
        wait(&file, File::try_lock_shared)?;
        Ok(Self { file, alone: false })
    }

    /// Held alone. `command` tells those who wait who is holding it: a subcommand's name, no argument.
    ///
    /// # Errors
    /// [`Failure::Busy`] with the holder when somebody else does not finish in time.
    pub fn exclusive(path: &Path, command: &str) -> Result<Self, Failure> {
        let file = make(path).map_err(no_lock)?;
        wait(&file, File::try_lock)?;
        Ok(Self::named(file, command))
    }
}

impl Lock {
    /// Held alone, now or not at all: then who holds it, where that can be read.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn try_exclusive(path: &Path, command: &str) -> Result<Result<Self, Option<String>>, Failure> {
        let file = make(path).map_err(no_lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Ok(Self::named(file, command))),
            Err(TryLockError::WouldBlock) => Ok(Err(holder(&file))),
            Err(TryLockError::Error(error)) => Err(no_lock(error)),
        }
    }

    /// Who holds it alone, where somebody does and it can be read.
    #[must_use]
    pub fn holder_of(path: &Path) -> Option<String> {
        let file = File::open(path).ok()?;
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)).then(|| holder(&file)).flatten()
    }

    /// Who holds it is a courtesy: a full disk must not stop an erasure here.
    fn named(mut file: File, command: &str) -> Self {
        let _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{} {command}", std::process::id()));
        Self { file, alone: true }
    }
}

fn make(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(FILE_MODE).open(path)
}

fn no_lock(error: std::io::Error) -> Failure {
    Failure::io("the vault's lock could not be opened", error)
}

fn wait(file: &File, try_lock: impl Fn(&File) -> Result<(), TryLockError>) -> Result<(), Failure> {
    let start = Instant::now();
    loop {
        match try_lock(file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(Failure::Busy(holder(file))),
            Err(TryLockError::Error(error)) => return Err(no_lock(error)),
        }
    }
}

fn holder(mut file: &File) -> Option<String> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(100).read_to_string(&mut text).ok()?;
    let fine = !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || " -".contains(c));
    fine.then_some(text)
}
