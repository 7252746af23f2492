//! `praxis reseed`

use std::path::PathBuf;

use serde::Serialize;

use super::kit::file_passphrase;
use super::{Context, given};
use crate::crypto::age_file::Work;
use crate::failure::Failure;
use crate::records::office::KitEntry;
use crate::records::reference::Reference;
use crate::vault::files::absolute;
use crate::vault::{Kit, write_kit_file};

/// Replace the secret that every recovery kit leads to
///
/// For when somebody who held a kit leaves, or one is lost: a kit leads to every later epoch, and so to every later backup.
/// A new secret and a new recovery identity are made, which no kit before knows; a new kit is written and read back before
/// anything changes. Kits from before open no backup that is made from now on, and no key that is sealed from now on; with
/// backups from before they still open those, and with the keys in them what is written later about the same clients,
/// should somebody get hold of today's vault.db as well.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  praxis reseed -o /media/stick/kit.age --holder \"the practice's solicitor\""
)]
pub struct Args {
    /// A new file for the new kit
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Read the kit's passphrase from this file descriptor; --passphrase-fd does, when your identity has none
    #[arg(long, value_name = "N")]
    kit_passphrase_fd: Option<u32>,
    /// Who will hold it
    #[arg(long, value_name = "WHO")]
    holder: Option<String>,
    /// Where it will be kept (default: where it is written)
    #[arg(long, value_name = "WHERE")]
    place: Option<String>,
}

#[derive(Serialize)]
struct Reseeded {
    kit: Reference,
    epoch: u64,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    given::refuse_what_is_there(&args.output, "the kit")?;
    let holder = args.holder.as_deref().map(|text| given::field(text, "--holder")).transpose()?.flatten();
    let place = args.place.as_deref().map(|text| given::field(text, "--place")).transpose()?.flatten();
    let place = place.unwrap_or_else(|| absolute(&args.output));
    let entry = KitEntry { place, holder, verified: None };
    let mut unlocked = context.unlock_afresh()?;
    given::refuse_inside(unlocked.vault(), &args.output, "the kit")?;
    let passphrase =
        file_passphrase(args.kit_passphrase_fd, context, &unlocked.vault().config.practice.name)?;
    let write = |kit: &Kit| write_kit_file(kit, &args.output, &passphrase, Work::STANDARD).map(|()| true);
    let kit = unlocked.reseed(&entry, write, &|_| ())?;
    context.terminal.say(
        "Make a backup now: the new kit opens none from before. Then destroy the old kits, and retire them.",
    );
    let reseeded = Reseeded { kit, epoch: unlocked.epoch() };
    context.print(&reseeded, || kit.to_string())
}
