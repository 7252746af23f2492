//! `praxis identity`: your own identity file.

mod factor;

use serde::Serialize;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::{Context, Programs, init, unlock};
use crate::crypto::age_file::{Identity, Work};
use crate::crypto::identity_file::{Holder, Inside};
use crate::crypto::passphrase::Passphrase;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::terminal::prompt;
use crate::terminal::signals::Watch;
use crate::vault::{NewIdentity, Unlocked, write_identity_file};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    New(New),
    Show(Show),
    Passphrase(Change),
    Factor(factor::Args),
}

/// Make an identity file
///
/// The file goes to -i FILE or to the usual place. Without --bare it is encrypted with a passphrase. A bare one opens the vault for whoever can read it.
///
/// With --plugin-identity it takes a hardware key too (with --bare: that alone), through an age plugin: a program of its maker
/// that praxis.toml names as a plugin, or --plugin. The key itself stays one of age's own, so that others can seal to it
/// while your hardware is away. The plugin is asked twice: to seal, and to show that it opens.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis identity new -i me.age\n  age-plugin-yubikey --identity > yubikey.txt\n  praxis identity new -i me.age --plugin-identity yubikey.txt \\\n    --plugin yubikey=/usr/local/bin/age-plugin-yubikey"
)]
pub struct New {
    /// Without a passphrase
    #[arg(long)]
    bare: bool,
    #[command(flatten)]
    hardware: factor::Hardware,
    #[command(flatten)]
    programs: Programs,
}

/// Print your recipient and, for a vault, your verify key
///
/// The recipient may be given to anybody: it is what others seal to.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis identity show -i me.age")]
pub struct Show {
    #[command(flatten)]
    programs: Programs,
}

/// Change the passphrase of your identity file
///
/// Older copies of the file still open with the old one. What else protects the file stays.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis identity passphrase")]
pub struct Change {
    /// Read the new passphrase from this file descriptor
    #[arg(long, value_name = "N")]
    new_passphrase_fd: Option<u32>,
    #[command(flatten)]
    programs: Programs,
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
        Command::Show(args) => show(&args, context),
        Command::Passphrase(args) => passphrase(&args, context),
        Command::Factor(args) => factor::run(&args, context),
    }
}

fn new(args: &New, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
    let path = unlock::identity_path(context)?;
    if path.exists() {
        return Err(Failure::Usage(
            format!("there is already a file at {}", path.display()),
            "give another path: -i FILE".to_owned(),
        ));
    }
    let hardware = args.hardware.find(context)?;
    let passphrase = if args.bare {
        None
    } else {
        Some(match context.global.passphrase_fd {
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
        })
    };
    let identity = Identity::generate();
    let shown = Shown { recipient: identity.recipient().to_string(), verify_key: None };
    let holder = match hardware {
        Some(hardware) => Holder::Guarded(hardware.guard(&identity)?),
        None => Holder::Identity(identity),
    };
    let passphrase_set = passphrase.as_ref().map(|_| context.now.today());
    let inside = Inside { holder, passphrase_set };
    write_identity_file(&path, &inside, passphrase.as_ref().map(|phrase| (phrase, Work::STANDARD)))?;
    context.print(&shown, || shown.recipient.clone())
}

fn show(args: &Show, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
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
    args.programs.allow(context)?;
    let file = unlock::IdentityBytes::read(unlock::identity_path(context)?)?;
    let old = file.take()?;
    let unlock::Opened { identity, guarded, .. } = file.open(context)?;
    let new = new_passphrase(args.new_passphrase_fd, context)?;
    let holder = match guarded {
        Some(guarded) => Holder::Guarded(guarded),
        None => Holder::Identity(identity.copy().map_err(|e| Failure::Unexpected(e.into()))?),
    };
    let inside = Inside { holder, passphrase_set: Some(context.now.today()) };
    let log = find_log(&identity, context)?;
    let new = old.prepare(&inside, Some((&new, Work::STANDARD)))?;
    put(new, log, Action::PassphraseChanged, context)?;
    context.terminal.say(
        "The passphrase is changed. Copies of the old file, in backups too, still open with the old one.",
    );
    Ok(())
}

fn new_passphrase(descriptor: Option<u32>, context: &Context) -> Result<Passphrase, Failure> {
    match descriptor {
        Some(descriptor) => init::strong(prompt::passphrase_from(descriptor)?, "praxis"),
        None if context.terminal.can_ask() => init::choose_passphrase(context, "your identity", "praxis"),
        None => Err(Failure::Usage(
            "there is no terminal to ask for the new passphrase".to_owned(),
            "give it with --new-passphrase-fd N".to_owned(),
        )),
    }
}

/// Where the change goes on record: the vault that the identity opens, where there is one. Opened before the file is touched:
/// who has to wait for somebody else has changed nothing.
fn find_log(identity: &Identity, context: &Context) -> Result<Option<Unlocked>, Failure> {
    match context.vault().and_then(|vault| vault.unlock(identity)) {
        Ok(unlocked) => Ok(Some(unlocked)),
        // There is none, or it is another's.
        Err(Failure::Missing(..) | Failure::Locked(..)) => Ok(None),
        Err(busy @ (Failure::Busy(_) | Failure::NoAnswer(_))) => Err(busy),
        // A vault that is damaged does not keep anybody from changing a passphrase that others know.
        Err(other) => {
            context.terminal.warn(&format!("{UNLOGGED}: {}", other.explain().message));
            Ok(None)
        }
    }
}

/// What is said where a change has no entry.
const UNLOGGED: &str = "the log of the vault has no entry of this change";

/// Has the new file take the place of the old one, and logs it. Once it has, nothing is a failure any more.
fn put(new: NewIdentity, log: Option<Unlocked>, action: Action, context: &Context) -> Result<(), Failure> {
    // Between the new file and its entry there is no room for a signal.
    let held_off = Watch::begin(&[], &[SIGINT, SIGTERM, SIGHUP]);
    let mut said = None;
    let change = || {
        said = Some(new.put()?);
        Ok(())
    };
    let done = match log {
        Some(mut unlocked) => unlocked.log_identity_changed(action, change),
        None => change(),
    };
    drop(held_off);
    match (said, done) {
        (None, Err(failure)) => return Err(failure),
        (Some(said), done) => {
            if let Some(said) = said {
                context.terminal.warn(&said);
            }
            if let Err(failure) = done {
                context.terminal.warn(&format!("{UNLOGGED}: {}", failure.explain().message));
            }
        }
        (None, Ok(())) => {}
    }
    Ok(())
}
