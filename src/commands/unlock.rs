//! Where the key comes from, in a fixed order: explicit beats ambient, and nobody is asked without a terminal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;
use zeroize::Zeroizing;

use crate::clock::Now;
use crate::config::second_factor::{Plugins, Policy};
use crate::crypto::age_file::{self, Identity, IdentityFile};
use crate::crypto::identity_file::{Guarded, Holder, Inside};
use crate::crypto::passphrase::Passphrase;
use crate::crypto::{self};
use crate::failure::Failure;
use crate::records::factor::Factors;
use crate::rules::factor::{lacks, old_passphrase};
use crate::rules::session::{still_waits, wait_after};
use crate::terminal::prompt;
use crate::vault::layout::Defaults;
use crate::vault::{OldIdentity, Unlocked, Vault, read_identity};

use super::Context;
use super::plugin::Plugin;

/// How often a person may mistype.
const TRIES: u32 = 3;
/// How often it is tried again where another command came in between.
const AGAIN: usize = 2;

/// What went wrong before this command, and how long its first question waits for that.
#[derive(Clone, Copy, Default)]
struct Before {
    wrong: u32,
    wait: Duration,
}

impl Before {
    fn of(vault: &Vault) -> Self {
        let (wrong, wait) = still_waits(vault.wrong_passphrases());
        Self { wrong, wait }
    }
}

/// What becomes of wrong passphrases.
struct Tries<'a> {
    /// What this command finds.
    before: Before,
    /// Is called for each.
    mistyped: &'a mut dyn FnMut(),
    /// Whether the last of them ended the command: that one has its entry already.
    gave_up: bool,
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
    let (policy, plugins) = (vault.config.policy, vault.config.plugins.clone());
    let before = Before::of(&vault);
    let mut tries =
        Tries { before, mistyped: &mut || vault.log_wrong_passphrase_at(Now::read()), gave_up: false };
    let read = read(context, policy, &plugins, &mut tries);
    let gave_up = tries.gave_up;
    match read {
        Ok(opened) => {
            let Opened { identity, passphrase, passphrase_set, .. } = opened;
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
            let unlocked = unlocked?;
            let old = passphrase
                .and_then(|_| old_passphrase(policy.passphrase_days, passphrase_set, context.now.today()));
            if let Some(old) = old {
                context.terminal.say(&old);
            }
            Ok((unlocked, identity))
        }
        Err(failure) => {
            if !gave_up && matches!(failure, Failure::Locked(..) | Failure::Refused(..)) {
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
    let file = IdentityBytes::read(identity_path(context)?)?;
    file.open(context).map(|opened| opened.identity)
}

fn read(
    context: &Context,
    policy: Policy,
    plugins: &Plugins,
    tries: &mut Tries<'_>,
) -> Result<Opened, Failure> {
    let file = IdentityBytes::read(identity_path(context)?)?;
    let enough = |path: &Path, has: Factors| {
        let Some(lacks) = lacks(policy.factor, has) else { return Ok(()) };
        // Without it the remedy would change another file.
        let usual = Defaults::find().is_ok_and(|usual| usual.identity == path);
        let own = if usual { String::new() } else { format!(" -i '{}'", path.display()) };
        Err(Failure::Refused(
            format!(
                "praxis.toml wants {} on the identity that opens this vault, and {} has none",
                lacks.in_words(),
                path.display()
            ),
            format!("protect it: {}{own}; or change factor under [policy]", lacks.remedy()),
        ))
    };
    file.open_with(context, Some(plugins), &enough, tries)
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

/// The bytes of an identity file.
pub struct IdentityBytes {
    path: PathBuf,
    bytes: Zeroizing<Vec<u8>>,
    file: IdentityFile,
}

/// An identity, and what it was protected by.
pub struct Opened {
    /// The identity.
    pub identity: Identity,
    /// The passphrase, where there is one.
    pub passphrase: Option<Passphrase>,
    /// The day on which it was set, where the file says.
    pub passphrase_set: Option<NaiveDate>,
    /// What a plugin guards, where one does.
    pub guarded: Option<Guarded>,
}

impl IdentityBytes {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Failure::Locked`] when it is missing, none, or others may read it.
    pub fn read(path: PathBuf) -> Result<Self, Failure> {
        let bytes = read_identity(&path)?;
        let file = age_file::read_identity_file(&bytes).map_err(|error| no_identity(&path, error))?;
        Ok(Self { path, bytes, file })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes the file, for who is about to replace it.
    ///
    /// # Errors
    /// [`Failure::Meanwhile`] where somebody else is at it.
    pub fn take(&self) -> Result<OldIdentity, Failure> {
        OldIdentity::take(&self.path, &self.bytes)
    }

    /// Whether it takes more than the file.
    pub fn is_protected(&self) -> bool {
        !matches!(self.file, IdentityFile::Plain(_))
    }

    /// Opens it, whatever protects it.
    ///
    /// # Errors
    /// [`Failure::Locked`] when it does not open, or nobody can be asked.
    pub fn open(self, context: &Context) -> Result<Opened, Failure> {
        let mut tries = Tries { before: Before::default(), mistyped: &mut || (), gave_up: false };
        self.open_with(context, None, &|_, _| Ok(()), &mut tries)
    }

    /// The same with the plugins that the settings name; `enough` may refuse what protects the file, before a plugin is asked,
    /// and `tries` is told of each wrong passphrase.
    fn open_with(
        self,
        context: &Context,
        plugins: Option<&Plugins>,
        enough: &dyn Fn(&Path, Factors) -> Result<(), Failure>,
        tries: &mut Tries<'_>,
    ) -> Result<Opened, Failure> {
        let Self { path, bytes, file } = self;
        let (inside, passphrase) = match file {
            IdentityFile::Plain(identity) => (alone(Holder::Identity(identity)), None),
            IdentityFile::Guarded(guarded) => (alone(Holder::Guarded(guarded)), None),
            IdentityFile::Locked => {
                let (inside, passphrase) = take_off(context, &path, &bytes, tries)?;
                (inside, Some(passphrase))
            }
        };
        let plugin = matches!(inside.holder, Holder::Guarded(_));
        enough(&path, Factors { passphrase: passphrase.is_some(), plugin })?;
        let (identity, guarded) = match inside.holder {
            Holder::Identity(identity) => (identity, None),
            Holder::Guarded(guarded) => {
                let identity = Plugin::find(guarded.stub(), plugins, context)?.open(&guarded)?;
                (identity, Some(guarded))
            }
        };
        Ok(Opened { identity, passphrase, passphrase_set: inside.passphrase_set, guarded })
    }
}

fn alone(holder: Holder) -> Inside {
    Inside { holder, passphrase_set: None }
}

/// Opens what is behind a passphrase with the one that was handed in, or asks for it.
fn take_off(
    context: &Context,
    path: &Path,
    bytes: &[u8],
    tries: &mut Tries<'_>,
) -> Result<(Inside, Passphrase), Failure> {
    if let Some(descriptor) = context.global.passphrase_fd {
        let passphrase = prompt::passphrase_from(descriptor)?;
        return match age_file::open_locked(bytes, &passphrase) {
            Ok(inside) => Ok((inside, passphrase)),
            Err(error) => {
                if matches!(error, crypto::Error::DoesNotOpen) {
                    (tries.mistyped)();
                    tries.gave_up = true;
                }
                Err(no_identity(path, error))
            }
        };
    }
    if !context.terminal.can_ask_passphrase() {
        return Err(Failure::Locked(
            "your identity has a passphrase, and there is no terminal to ask for it".to_owned(),
            "give it with --passphrase-fd N, or give an identity without one: -i FILE".to_owned(),
        ));
    }
    let (before, mut wrong) = (tries.before, 0);
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
        match age_file::open_locked(bytes, &passphrase) {
            Ok(inside) => return Ok((inside, passphrase)),
            Err(error @ crypto::Error::DoesNotOpen) => {
                wrong += 1;
                (tries.mistyped)();
                if wrong == TRIES {
                    tries.gave_up = true;
                    return Err(no_identity(path, error));
                }
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
