//! Where a session listens: a socket in the user's own runtime folder, which the system empties when the user logs out.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::super::files;
use super::super::open::Vault;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;

/// What the folder is called in the runtime folder.
const FOLDER: &str = "praxis";

/// The socket of a vault: one for each user, vault and incarnation.
///
/// # Errors
/// [`Failure::Usage`] where the user has no runtime folder.
pub fn socket(vault: &Vault) -> Result<PathBuf, Failure> {
    let base = runtime_folder().ok_or_else(|| {
        Failure::Usage(
            "there is no runtime folder for a session: XDG_RUNTIME_DIR does not name one".to_owned(),
            "log in on a terminal of its own, or give the identity to each command".to_owned(),
        )
    })?;
    let name = format!("{}-{}.sock", vault.facts.id, to_hex(&vault.facts.incarnation));
    Ok(base.join(FOLDER).join(name))
}

fn runtime_folder() -> Option<PathBuf> {
    // macOS has no such variable: its folder for temporary files is the user's own.
    let name = if cfg!(target_os = "macos") { "TMPDIR" } else { "XDG_RUNTIME_DIR" };
    std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute() && path.is_dir())
}

/// Makes the folder of a socket, and refuses one that is not this user's alone.
///
/// # Errors
/// When it cannot be made, or is somebody else's.
pub fn make_folder_of(socket: &Path) -> Result<(), Failure> {
    let folder = files::folder_of(socket);
    files::make_folder(folder, "the folder of the session")?;
    let found = fs::symlink_metadata(folder).map_err(|e| Failure::io("the folder of the session", e))?;
    let own = found.is_dir() && found.uid() == rustix::process::getuid().as_raw();
    if own && found.permissions().mode().trailing_zeros() >= 6 {
        return Ok(());
    }
    Err(Failure::Permission(format!("others may enter the folder of the session, {}", folder.display())))
}
