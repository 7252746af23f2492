//! `praxis kit`: recovery kits.

use std::path::PathBuf;

use serde::Serialize;

use super::Context;
use crate::failure::Failure;
use crate::terminal::prompt;
use crate::vault::read_kit;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Verify(Verify),
}

/// Open a kit and say what it opens
///
/// The kit is opened and checked, and so is that it opens the vault today.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis kit verify /media/stick/kit.age")]
pub struct Verify {
    /// The kit
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read the kit's passphrase from this file descriptor
    #[arg(long, value_name = "N")]
    kit_passphrase_fd: Option<u32>,
    /// Check the kit alone, without opening the vault
    #[arg(long)]
    alone: bool,
}

#[derive(Serialize)]
struct Verified {
    kit: String,
    vault: String,
    epoch: u64,
    opens_vault: Option<bool>,
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Verify(args) => verify(&args, context),
    }
}

fn verify(args: &Verify, context: &Context) -> Result<(), Failure> {
    let passphrase = match args.kit_passphrase_fd {
        Some(descriptor) => prompt::passphrase_from(descriptor)?,
        None if context.terminal.can_ask_passphrase() => {
            context.terminal.ask_passphrase("Passphrase of the kit")?
        }
        None => {
            return Err(Failure::Locked(
                "there is no terminal to ask for the kit's passphrase".to_owned(),
                "give it with --kit-passphrase-fd N".to_owned(),
            ));
        }
    };
    let kit = read_kit(&args.file, &passphrase)?;
    let opens_vault = if args.alone {
        None
    } else {
        let unlocked = context.unlock()?;
        if unlocked.id() != kit.vault {
            return Err(Failure::Refused(
                "the kit is another vault's".to_owned(),
                "give the kit of this vault, or the vault of this kit: --vault DIR".to_owned(),
            ));
        }
        Some(unlocked.kit_opens(&kit)?)
    };
    let verified = Verified {
        kit: format!("T-{:02}", kit.number),
        vault: kit.vault.to_string(),
        epoch: kit.epoch,
        opens_vault,
    };
    context.print(&verified, || match opens_vault {
        Some(true) => format!("{} is whole and opens this vault", verified.kit),
        Some(false) => format!("{} is whole, but does not open this vault", verified.kit),
        None => format!("{} is whole; it is of vault {}", verified.kit, verified.vault),
    })?;
    if opens_vault == Some(false) {
        return Err(Failure::Damaged(
            "the kit does not open this vault".to_owned(),
            "make a new kit and destroy this one".to_owned(),
        ));
    }
    Ok(())
}
