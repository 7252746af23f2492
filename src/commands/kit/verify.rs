//! `praxis kit verify`

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::needs::Needs;
use super::super::{Context, given};
use crate::failure::Failure;
use crate::terminal::prompt;
use crate::vault::{Kit, read_kit, read_printed_kit};

/// Open a kit and say what it opens
///
/// The kit is opened and checked, and so is that it opens the vault today. The register notes the day.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis kit verify /media/stick/kit.age")]
pub struct Args {
    /// The kit: its file, or the typed lines of a printed one; - reads them from stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read the kit's passphrase from this file descriptor
    #[arg(long, value_name = "N")]
    kit_passphrase_fd: Option<u32>,
    /// Check the kit alone, without opening the vault
    #[arg(long)]
    alone: bool,
}

impl Args {
    /// Whether a kit opens the vault, only who holds the same can tell.
    #[must_use]
    pub fn needs(&self) -> Needs {
        if self.alone { Needs::Nothing } else { Needs::Owner }
    }
}

/// The largest kit that is read, in bytes.
const LARGEST: usize = 64 * 1024;

#[derive(Serialize)]
struct Verified {
    kit: String,
    vault: String,
    epoch: u64,
    opens_vault: Option<bool>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let kit = read(&args.file, args.kit_passphrase_fd, context)?;
    let opens_vault = if args.alone {
        None
    } else {
        let mut unlocked = context.unlock_afresh()?;
        if unlocked.id() != kit.vault {
            return Err(Failure::Refused(
                "the kit is another vault's".to_owned(),
                "give the kit of this vault, or the vault of this kit: --vault DIR".to_owned(),
            ));
        }
        let opens = unlocked.kit_opens(&kit)?;
        if opens {
            unlocked.kit_was_read(&kit)?;
        }
        Some(opens)
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

/// A file with a passphrase, or the lines of a printed kit.
///
/// # Errors
/// [`Failure::Missing`], [`Failure::Locked`] for a wrong passphrase, or what is wrong with it.
pub fn read(file: &Path, passphrase_fd: Option<u32>, context: &Context) -> Result<Kit, Failure> {
    if file != Path::new("-") && !file.exists() {
        return Err(Failure::Missing(
            "there is no such kit file".to_owned(),
            "check the path, and that the medium is in".to_owned(),
        ));
    }
    let bytes = given::read(file, LARGEST, "the kit")?;
    if let Some(kit) = read_printed_kit(&bytes) {
        return kit;
    }
    if file == Path::new("-") {
        return Err(Failure::Usage(
            "those are not the lines of a printed kit".to_owned(),
            "type them as they are printed; give the path of a kit that is a file".to_owned(),
        ));
    }
    let passphrase = match passphrase_fd {
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
    read_kit(file, &passphrase)
}
