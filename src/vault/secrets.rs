//! Files that hold a secret and lie outside the vault: identities and recovery kits.

use std::io;
use std::path::Path;

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::files;
use super::identity_change::refuse_too_large;
use super::kit::{self, Kit};
use crate::crypto::age_file::{self, Identity, Work};
use crate::crypto::identity_file::{Holder, Inside};
use crate::crypto::passphrase::Passphrase;
use crate::crypto::printed::{self, Mistyped};
use crate::crypto::{self};
use crate::failure::Failure;

/// The largest identity file that is read, in bytes.
pub const LARGEST_IDENTITY: usize = 64 * 1024;

/// Reads the bytes of an identity file.
///
/// # Errors
/// [`Failure::Locked`] when it is missing, or when others may read it.
pub fn read_identity(path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let bytes = files::read_secret(path, LARGEST_IDENTITY).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::Locked(
            format!("there is no identity file at {}", path.display()),
            "give yours with -i FILE, or make a vault with: praxis init".to_owned(),
        ),
        io::ErrorKind::IsADirectory | io::ErrorKind::FileTooLarge => Failure::Locked(
            format!("{} is no identity file", path.display()),
            "give an age identity file: -i FILE".to_owned(),
        ),
        _ => Failure::io("the identity file could not be read", error),
    })?;
    refuse_open_to_others(path)?;
    Ok(bytes)
}

/// A new identity in a new file, with a passphrase that is set `today`. Never over an old file.
///
/// # Errors
/// When something is at `path`, or it cannot be written.
pub fn make_identity_file(
    path: &Path,
    (passphrase, work): (&Passphrase, Work),
    today: NaiveDate,
) -> Result<Identity, Failure> {
    let inside = Inside { holder: Holder::Identity(Identity::generate()), passphrase_set: Some(today) };
    write_identity_file(path, &inside, Some((passphrase, work)))?;
    let Holder::Identity(identity) = inside.holder else {
        return Err(internal(crypto::Error::Malformed("another holder"), "the identity"));
    };
    Ok(identity)
}

/// Writes a new identity file. Never over an old one.
///
/// # Errors
/// When something is at `path`, or it cannot be written.
pub fn write_identity_file(
    path: &Path,
    inside: &Inside,
    passphrase: Option<(&Passphrase, Work)>,
) -> Result<(), Failure> {
    let bytes = inside.file(passphrase).map_err(|e| internal(e, "the identity"))?;
    refuse_too_large(&bytes)?;
    files::make_folder(files::folder_of(path), "the folder of the identity")?;
    files::write_new(path, &bytes, "the identity file")?;
    files::sync_folder(files::folder_of(path), "the folder of the identity")
}

/// Reads and opens a recovery kit.
///
/// # Errors
/// [`Failure::Missing`], [`Failure::Locked`] for a wrong passphrase, [`Failure::Damaged`] for what is no kit.
pub fn read_kit(path: &Path, passphrase: &Passphrase) -> Result<Kit, Failure> {
    let bytes = files::read_secret(path, kit::LARGEST).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::Missing(
            "there is no such kit file".to_owned(),
            "check the path, and that the medium is in".to_owned(),
        ),
        _ => Failure::io("the kit could not be read", error),
    })?;
    Kit::open(&bytes, passphrase).map_err(|error| match error {
        crypto::Error::DoesNotOpen => Failure::Locked(
            "the kit does not open: the passphrase is wrong, or the file was changed".to_owned(),
            "type it again; words, hyphens and case all count".to_owned(),
        ),
        crypto::Error::NotForThisKey => Failure::Usage(
            "this file has no passphrase: it is no kit".to_owned(),
            "give the file that init made".to_owned(),
        ),
        other => Failure::Damaged(
            format!("the kit: {other}"),
            "use another copy of it, or make a new kit".to_owned(),
        ),
    })
}

/// Reads the typed or scanned lines of a printed kit; `None` for what is none.
#[must_use]
pub fn read_printed_kit(bytes: &[u8]) -> Option<Result<Kit, Failure>> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| !age_file::is_age(bytes))?;
    let compact = match printed::read(text) {
        Ok(compact) => compact,
        Err(Mistyped::Nothing) => return None,
        Err(mistyped) => {
            return Some(Err(Failure::Usage(
                format!("the kit: {mistyped}"),
                "compare it with the paper, and type that line again".to_owned(),
            )));
        }
    };
    Some(Kit::from_compact(&compact).map_err(|error| {
        Failure::Damaged(format!("the kit: {error}"), "use another copy of it, or make a new kit".to_owned())
    }))
}

/// Refuses a secret that others may read, as ssh does.
pub fn refuse_open_to_others(path: &Path) -> Result<(), Failure> {
    if files::open_to_others(path).unwrap_or(false) {
        return Err(Failure::Locked(
            format!("others may read {}", path.display()),
            format!("make it yours alone: chmod go= '{}'", path.display()),
        ));
    }
    Ok(())
}

/// What is a fault of this program.
pub fn internal(error: crypto::Error, what: &'static str) -> Failure {
    Failure::Unexpected(anyhow::Error::new(error).context(what))
}
