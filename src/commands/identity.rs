//! `praxis identity`: your own identity file.

use std::fs::OpenOptions;

use serde::Serialize;

use super::{Context, init, unlock};
use crate::crypto::age_file::{self, IdentityFile, Work};
use crate::failure::Failure;
use crate::terminal::prompt;
use crate::vault::{change_identity_file, make_identity_file, read_identity};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    New(New),
    Show(Show),
    Passphrase(Change),
}

/// Make an identity file
///
/// The file goes to -i FILE or to the usual place. Without --bare it is encrypted with a passphrase. A bare one opens the vault for whoever can read it.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis identity new -i me.age")]
pub struct New {
    /// Without a passphrase
    #[arg(long)]
    bare: bool,
}

/// Print your recipient and, for a vault, your verify key
///
/// The recipient may be given to anybody: it is what others seal to.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis identity show -i me.age")]
pub struct Show {}

/// Change the passphrase of your identity file
///
/// Older copies of the file still open with the old one.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis identity passphrase")]
pub struct Change {
    /// Read the new passphrase from this file descriptor
    #[arg(long, value_name = "N")]
    new_passphrase_fd: Option<u32>,
}

#[derive(Serialize)]
struct Shown {
    recipient: String,
    verify_key: Option<String>,
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::New(args) => new(&args, context),
        Command::Show(_) => show(context),
        Command::Passphrase(args) => passphrase(&args, context),
    }
}

fn new(args: &New, context: &Context) -> Result<(), Failure> {
    let path = unlock::identity_path(context)?;
    if path.exists() {
        return Err(Failure::Usage(
            format!("there is already a file at {}", path.display()),
            "give another path: -i FILE".to_owned(),
        ));
    }
    let identity = if args.bare {
        make_identity_file(&path, None)?
    } else {
        let passphrase = match context.global.passphrase_fd {
            Some(descriptor) => init::strong(prompt::passphrase_from(descriptor)?, "praxis")?,
            None if context.terminal.can_ask() => {
                init::choose_passphrase(context, "your identity", "praxis")?
            }
            None => {
                return Err(Failure::Usage(
                    "there is no terminal to ask for a passphrase".to_owned(),
                    "give it with --passphrase-fd N, or make an identity without one: --bare".to_owned(),
                ));
            }
        };
        make_identity_file(&path, Some((&passphrase, Work::STANDARD)))?
    };
    let shown = Shown { recipient: identity.recipient().to_string(), verify_key: None };
    context.print(&shown, || shown.recipient.clone())
}

fn show(context: &Context) -> Result<(), Failure> {
    let identity = unlock::identity(context)?;
    // Without a vault there is a recipient all the same; with one a verify key, for who is about to be a member as well.
    let verify_key = context.vault_looking().ok().and_then(|vault| vault.verify_key_of(&identity));
    let shown = Shown { recipient: identity.recipient().to_string(), verify_key };
    context.print(&shown, || match &shown.verify_key {
        Some(key) => format!("recipient   {}\nverify key  {key}", shown.recipient),
        None => format!("recipient   {}", shown.recipient),
    })
}

fn passphrase(args: &Change, context: &Context) -> Result<(), Failure> {
    let path = unlock::identity_path(context)?;
    let bytes = read_identity(&path)?;
    // Opened before the new file takes the name: the old bytes are overwritten through it.
    let old = OpenOptions::new().write(true).open(&path).map_err(|e| Failure::io("the identity file", e))?;
    let identity = match age_file::read_identity_file(&bytes) {
        Ok(IdentityFile::Plain(identity)) => identity,
        Ok(IdentityFile::Locked) => {
            unlock::open(context, &path, &bytes, unlock::Before::default(), &mut || ())?
        }
        Err(error) => {
            return Err(Failure::Locked(
                format!("the identity file {}: {error}", path.display()),
                "give an age identity file: -i FILE".to_owned(),
            ));
        }
    };
    let new = match args.new_passphrase_fd {
        Some(descriptor) => init::strong(prompt::passphrase_from(descriptor)?, "praxis")?,
        None if context.terminal.can_ask() => init::choose_passphrase(context, "your identity", "praxis")?,
        None => {
            return Err(Failure::Usage(
                "there is no terminal to ask for the new passphrase".to_owned(),
                "give it with --new-passphrase-fd N".to_owned(),
            ));
        }
    };
    change_identity_file(&path, &old, &identity, &new, Work::STANDARD)?;
    if let Ok(vault) = context.vault()
        && let Ok(mut unlocked) = vault.unlock(&identity)
    {
        unlocked.log_passphrase_changed()?;
    }
    context.terminal.say(
        "The passphrase is changed. Copies of the old file, in backups too, still open with the old one.",
    );
    Ok(())
}
