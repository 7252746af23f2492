//! Where the key comes from, in a fixed order: explicit beats ambient, and nobody is asked without a terminal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::clock::Now;
use crate::crypto::age_file::{self, Identity, IdentityFile};
use crate::crypto::{self};
use crate::failure::Failure;
use crate::rules::session::{still_waits, wait_after};
use crate::terminal::prompt;
use crate::vault::layout::Defaults;
use crate::vault::{Unlocked, Vault, read_identity};

use super::Context;

/// How often a person may mistype.
const TRIES: u32 = 3;
/// How often it is tried again where another command came in between.
const AGAIN: usize = 2;

/// What went wrong before this command, and how long its first question waits for that.
#[derive(Clone, Copy, Default)]
pub struct Before {
    wrong: u32,
    wait: Duration,
}

impl Before {
    fn of(vault: &Vault) -> Self {
        let (wrong, wait) = still_waits(vault.refused_unlocks());
        Self { wrong, wait }
    }
}

/// Unlocks a vault with `-i FILE`, `--passphrase-fd N`, the running session, `$CREDENTIALS_DIRECTORY/praxis-identity`, or a
/// question.
pub fn unlock(vault: Vault, context: &Context) -> Result<Unlocked, Failure> {
    let named = context.global.identity.is_some() || context.global.passphrase_fd.is_some();
    let vault = if named {
        vault
    } else {
        match vault.unlock_in_session()? {
            Ok(unlocked) => return Ok(unlocked),
            Err(vault) => vault,
        }
    };
    with_identity(vault, context).map(|(unlocked, _)| unlocked)
}

/// The same, and gives the identity too: a backup is opened with it.
pub fn with_identity(mut vault: Vault, context: &Context) -> Result<(Unlocked, Identity), Failure> {
    let before = Before::of(&vault);
    match read(context, before, &mut || vault.log_refused_unlock_at(Now::read())) {
        Ok(identity) => {
            let looking = !vault.is_writable();
            let mut unlocked = vault.unlock(&identity);
            // Somebody else ended the epoch between two looks at it: the next look finds the new one.
            for _ in 0..AGAIN {
                if !matches!(unlocked, Err(Failure::Busy(None))) {
                    break;
                }
                let vault = if looking { context.vault_looking()? } else { context.vault()? };
                unlocked = vault.unlock(&identity);
            }
            Ok((unlocked?, identity))
        }
        Err(failure) => {
            if matches!(failure, Failure::Locked(..)) {
                vault.log_refused_unlock_at(Now::read());
            }
            Err(failure)
        }
    }
}

/// The identity of who runs the command.
///
/// # Errors
/// [`Failure::Locked`] when there is none, or it does not open.
pub fn identity(context: &Context) -> Result<Identity, Failure> {
    read(context, Before::default(), &mut || ())
}

fn read(context: &Context, before: Before, mistyped: &mut dyn FnMut()) -> Result<Identity, Failure> {
    let path = identity_path(context)?;
    let bytes = read_identity(&path)?;
    match age_file::read_identity_file(&bytes).map_err(|error| no_identity(&path, error))? {
        IdentityFile::Plain(identity) => Ok(identity),
        IdentityFile::Locked => open(context, &path, &bytes, before, mistyped),
    }
}

/// The file that the identity is read from.
///
/// # Errors
/// Without a home folder.
pub fn identity_path(context: &Context) -> Result<PathBuf, Failure> {
    if let Some(path) = &context.global.identity {
        return Ok(path.clone());
    }
    if context.global.passphrase_fd.is_none() {
        let credential =
            std::env::var_os("CREDENTIALS_DIRECTORY").map(|dir| Path::new(&dir).join("praxis-identity"));
        if let Some(path) = credential.filter(|path| path.exists()) {
            return Ok(path);
        }
    }
    Ok(Defaults::find()?.identity)
}

/// Opens a passphrase-encrypted identity with the passphrase that was handed in, or asks for it; `mistyped` is
/// called for each wrong one but the last.
///
/// # Errors
/// [`Failure::Locked`] when it does not open, or nobody can be asked.
pub fn open(
    context: &Context,
    path: &Path,
    bytes: &[u8],
    before: Before,
    mistyped: &mut dyn FnMut(),
) -> Result<Identity, Failure> {
    if let Some(descriptor) = context.global.passphrase_fd {
        let passphrase = prompt::passphrase_from(descriptor)?;
        return age_file::open_identity_file(bytes, &passphrase).map_err(|error| no_identity(path, error));
    }
    if !context.terminal.can_ask_passphrase() {
        return Err(Failure::Locked(
            "your identity has a passphrase, and there is no terminal to ask for it".to_owned(),
            "give it with --passphrase-fd N, or give an identity without one: -i FILE".to_owned(),
        ));
    }
    let mut wrong = 0;
    loop {
        let passphrase = match wrong {
            0 if before.wait.is_zero() => context.terminal.ask_passphrase("Passphrase")?,
            0 => {
                let seconds = before.wait.as_secs().max(1);
                let why =
                    format!("somebody could not open the vault just now; the question comes in {seconds} s");
                context.terminal.ask_passphrase_after("Passphrase", &why, before.wait)?
            }
            more => {
                let wait = wait_after(before.wrong.saturating_add(more));
                context.terminal.ask_passphrase_after("Passphrase", "wrong passphrase", wait)?
            }
        };
        match age_file::open_identity_file(bytes, &passphrase) {
            Ok(identity) => return Ok(identity),
            Err(crypto::Error::DoesNotOpen) if wrong + 1 < TRIES => {
                wrong += 1;
                mistyped();
            }
            Err(error) => return Err(no_identity(path, error)),
        }
    }
}

fn no_identity(path: &Path, error: crypto::Error) -> Failure {
    match error {
        crypto::Error::DoesNotOpen => Failure::Locked(
            "wrong passphrase".to_owned(),
            "type it again; words, hyphens and case all count".to_owned(),
        ),
        crypto::Error::NotForThisKey => Failure::Locked(
            format!("{} is an age file, but not one with a passphrase", path.display()),
            "give your identity file: -i FILE".to_owned(),
        ),
        other => Failure::Locked(
            format!("the identity file {}: {other}", path.display()),
            "give an age identity file: -i FILE".to_owned(),
        ),
    }
}
