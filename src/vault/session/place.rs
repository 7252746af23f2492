//! Where a session listens: a socket in the user's own runtime folder, which the system empties when the user logs out.

use std::fs::{self, File, Metadata};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::super::files;
use super::super::lock::Lock;
use super::super::open::Vault;
use super::alive;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;

/// What the folder is called in the runtime folder.
const FOLDER: &str = "praxis";
/// What the name of a socket ends with.
const SOCKET: &str = "sock";
/// The longest path of a socket: `sun_path` has 104 bytes on macOS and the BSDs, 108 on Linux, with a zero at its end.
const LONGEST: usize = 103;

/// The socket of a vault: one for each user, vault and incarnation.
///
/// # Errors
/// [`Failure::Usage`] where the user has no runtime folder, or one whose path is too long for a socket;
/// [`Failure::Permission`] where it is not the user's own.
pub fn socket(vault: &Vault) -> Result<PathBuf, Failure> {
    let name = format!("{}-{}.{SOCKET}", vault.facts.id, to_hex(&vault.facts.incarnation));
    let socket = folder()?.join(name);
    let length = socket.as_os_str().len();
    if length <= LONGEST {
        return Ok(socket);
    }
    Err(Failure::Usage(
        format!(
            "the path of the runtime folder is too long: a socket in it would have {length} bytes of {LONGEST}"
        ),
        "make a folder of a shorter path that is yours alone, and name it in XDG_RUNTIME_DIR".to_owned(),
    ))
}

/// What all sessions of this user hold, one each, as far as they are in this runtime folder; none where there is no such folder.
#[must_use]
pub fn all_held() -> Vec<PathBuf> {
    let Ok(entries) = folder()
        .and_then(|folder| fs::read_dir(folder).map_err(|e| Failure::io("the folder of the session", e)))
    else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    paths.filter(|path| path.extension().is_some_and(|end| end == alive::BESIDE)).collect()
}

/// The folder of the sockets. Whose the folder above is says who could put another in its place.
fn folder() -> Result<PathBuf, Failure> {
    // macOS has no such variable: its folder for temporary files is the user's own.
    let name = if cfg!(target_os = "macos") { "TMPDIR" } else { "XDG_RUNTIME_DIR" };
    let base = std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute() && path.is_dir());
    let base = base.ok_or_else(|| {
        Failure::Usage(
            format!("there is no runtime folder for a session: {name} does not name one"),
            "log in on a terminal of its own, or give the identity to each command".to_owned(),
        )
    })?;
    let found = fs::metadata(&base).map_err(|e| Failure::io("the runtime folder", e))?;
    // Others may look into it; nobody else may rename what is in it.
    if is_own(&found) && found.mode() & 0o022 == 0 {
        return Ok(base.join(FOLDER));
    }
    Err(Failure::Permission(format!(
        "the runtime folder {} is not yours alone, and no session is looked for in it",
        base.display()
    )))
}

fn is_own(found: &Metadata) -> bool {
    found.is_dir() && found.uid() == rustix::process::geteuid().as_raw()
}

/// Makes the folder of a socket, and refuses one that is not this user's alone.
///
/// # Errors
/// When it cannot be made, or is somebody else's.
pub fn make_folder_of(socket: &Path) -> Result<(), Failure> {
    let folder = files::folder_of(socket);
    files::make_folder(folder, "the folder of the session")?;
    refuse_open_folder_of(socket)
}

/// Refuses a folder that somebody else may enter.
///
/// # Errors
/// [`Failure::Permission`].
pub fn refuse_open_folder_of(socket: &Path) -> Result<(), Failure> {
    let folder = files::folder_of(socket);
    if is_closed(folder) {
        return Ok(());
    }
    Err(Failure::Permission(format!("others may enter the folder of the session, {}", folder.display())))
}

/// Whether the folder of a socket is one that only this user enters: what listens elsewhere is asked nothing.
#[must_use]
pub fn is_closed(folder: &Path) -> bool {
    fs::symlink_metadata(folder)
        .is_ok_and(|found| is_own(&found) && found.permissions().mode().trailing_zeros() >= 6)
}

/// Who begins a session holds this while the one before ends and the new one begins to listen: of two at once the second
/// waits, and ends the first.
///
/// # Errors
/// [`Failure::Busy`].
pub fn begin_alone(socket: &Path, command: &str) -> Result<Lock, Failure> {
    make_folder_of(socket)?;
    Lock::exclusive(&lock_of(socket), command)
}

/// Takes away a socket that is the one that was `found`. Not while somebody begins a session: they put theirs in its place.
pub fn remove(socket: &Path, found: Option<(u64, u64)>) {
    let Ok(lock) = File::open(lock_of(socket)) else { return };
    if lock.try_lock().is_ok() && found.is_some() && which(socket) == found {
        let _ = fs::remove_file(socket);
    }
}

fn lock_of(socket: &Path) -> PathBuf {
    socket.with_extension("lock")
}

/// Which file is at a path: device and number. A socket keeps its number for as long as somebody listens at it.
#[must_use]
pub fn which(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_others_enter_or_that_is_elsewhere_is_refused() {
        let base = tempfile::tempdir().expect("a folder");
        let socket = base.path().join("praxis/a.sock");
        make_folder_of(&socket).expect("made");
        let folder = files::folder_of(&socket);
        assert!(is_closed(folder));
        for mode in [0o710, 0o701, 0o777] {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("changes");
            assert!(!is_closed(folder) && make_folder_of(&socket).is_err(), "{mode:o}");
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("changes");
        let link = base.path().join("link");
        std::os::unix::fs::symlink(folder, &link).expect("a link");
        assert!(!is_closed(&link) && make_folder_of(&link.join("a.sock")).is_err(), "a link");
    }

    #[test]
    fn only_the_own_socket_is_taken_away_and_not_while_somebody_begins() {
        let base = tempfile::tempdir().expect("a folder");
        let socket = base.path().join("praxis/a.sock");
        let beginning = begin_alone(&socket, "praxis unlock").expect("alone");
        fs::write(&socket, "one").expect("writes");
        let one = which(&socket);
        remove(&socket, one);
        assert_eq!(which(&socket), one, "somebody begins");
        drop(beginning);
        let other = base.path().join("other");
        fs::write(&other, "two").expect("writes");
        fs::rename(&other, &socket).expect("renames");
        remove(&socket, one);
        assert!(socket.exists(), "another's");
        remove(&socket, which(&socket));
        assert!(!socket.exists(), "its own");
    }
}
