//! `praxis backup create`

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::Context;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::terminal::progress::Progress;
use crate::terminal::signals::Watch;
use crate::vault::{Going, MadeBackup};

/// Make a backup, without any key
///
/// One file with the whole vault, sealed to its owners and to every recovery kit. It holds the keys of no epoch: it
/// opens nothing by itself, and a client who is erased afterwards does not come back from it, once no stale kit is left.
/// So it may lie anywhere, and be kept.
///
/// It is entered in the register before it exists, written beside its name, synced, read back, and only then named. It
/// never goes over another file, and its folder is never made: a medium that is not in must not be taken for a folder.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis backup create --to /media/stick/backups\n  praxis backup create --quiet     # from cron, with [backup] to in praxis.toml"
)]
pub struct Args {
    /// A folder that is there, outside the vault (default: [backup] to in praxis.toml)
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
}

#[derive(Serialize)]
struct Made<'a> {
    backup: Reference,
    path: &'a Path,
    epoch: u64,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut vault = context.vault()?;
    let to = args.to.clone().or_else(|| vault.config.backup.to.clone()).ok_or_else(|| {
        Failure::Usage(
            "there is no place for the backup".to_owned(),
            "give a folder: --to DIR; or set it in praxis.toml: [backup] to = \"DIR\"".to_owned(),
        )
    })?;
    let watch = Watch::for_an_end();
    let progress = Progress::bytes(context.terminal, "backing up", vault.backup_size()?);
    let going = Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) };
    let MadeBackup { reference, path, epoch } = vault.back_up(&to, &going)?;
    drop(progress);
    context.tell_notices();
    let made = Made { backup: reference, path: &path, epoch };
    context.print(&made, || format!("{reference} -> {}", path.display()))
}
