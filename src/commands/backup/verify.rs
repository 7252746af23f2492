//! `praxis backup verify`

use std::path::{Path, PathBuf};

use super::super::needs::Needs;
use super::super::{Context, Programs, given, kit, unlock};
use super::report::{Report, text_beside};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};
use crate::terminal::progress::Progress;
use crate::terminal::signals::Watch;
use crate::vault::{BackupKey, Going, Vault, check_backup_alone, files};

/// Check a backup, as deeply as the keys at hand allow
///
/// With the vault unlocked it is a trial restore in memory: every hash, the signature, the database, and every record is
/// opened with today's keyring. With a kit, or with an identity where the vault is not, everything is checked but the
/// records. With --locked the file is compared with the register, and nothing is opened. The register notes the day of a
/// check that opened the backup.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis backup verify A-0001 --report drill.json\n  praxis backup verify FILE --kit KIT\n  praxis backup verify A-0001 --locked"
)]
pub struct Args {
    /// Its number in the register, or its file
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
    /// Open it with this recovery kit
    #[arg(long, value_name = "FILE", conflicts_with = "locked")]
    kit: Option<PathBuf>,
    /// Read the kit's passphrase from this file descriptor
    #[arg(long, value_name = "N", requires = "kit")]
    kit_passphrase_fd: Option<u32>,
    /// Ask for no key: compare the file with the register, and no more
    #[arg(long)]
    locked: bool,
    /// Write what was found into this new file, as JSON, and in words beside it
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    #[command(flatten)]
    programs: Programs,
}

impl Args {
    /// A backup is sealed to owners and to the kit.
    #[must_use]
    pub fn needs(&self) -> Needs {
        if self.locked || self.kit.is_some() { Needs::Nothing } else { Needs::Owner }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
    if let Some(path) = &args.report {
        refuse_what_is_there(path)?;
    }
    let vault = match context.vault() {
        Ok(vault) => Some(vault),
        // A backup can be checked where its vault is not.
        Err(Failure::Missing(..)) if !args.locked && reference(&args.backup).is_none() => None,
        Err(failure) => return Err(failure),
    };
    if let (Some(vault), Some(path)) = (&vault, &args.report) {
        given::refuse_inside(vault, path, "the report")?;
    }
    let report = check(args, vault, context)?;
    context.tell_notices();
    if let Some(path) = &args.report {
        report.write(path)?;
    }
    context.print(&report, || report.text())
}

fn check(args: &Args, vault: Option<Vault>, context: &Context) -> Result<Report, Failure> {
    let file = match (reference(&args.backup), &vault) {
        (Some(reference), Some(vault)) => vault.place_of_backup(reference)?,
        _ => args.backup.clone(),
    };
    let now = context.now;
    let read = |file: &Path| -> Result<_, Failure> {
        // Asked for before the bar is drawn.
        let length = std::fs::metadata(file).map_or(0, |about| about.len());
        Ok((Watch::for_an_end(), Progress::bytes(context.terminal, "reading", length)))
    };
    if let (true, Some(vault)) = (args.locked, &vault) {
        let (watch, progress) = read(&file)?;
        let going = Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) };
        let compared = vault.compare_backup(&file, &going)?;
        if compared.backup.is_none() {
            return Err(Failure::Missing(
                "the register knows no such file".to_owned(),
                "with a key it can be opened: leave out --locked".to_owned(),
            ));
        }
        return Ok(Report::of_comparison(&compared, now));
    }
    if let Some(path) = &args.kit {
        let kit = kit::verify::read(path, args.kit_passphrase_fd, context)?;
        let (watch, progress) = read(&file)?;
        let going = Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) };
        let key = BackupKey::Kit(&kit);
        let drill = match vault {
            Some(mut vault) => vault.check_backup(&file, &key, &going)?,
            None => check_backup_alone(&file, &key, &going)?,
        };
        return Ok(Report::of_drill(&drill, now));
    }
    let drill = if let Some(vault) = vault.filter(|vault| vault.own_folders()[1].is_dir()) {
        vault.check_clock()?;
        let (mut unlocked, identity) = unlock::with_identity(vault, context)?;
        context.tell_notices();
        args.needs().check(&unlocked)?;
        let (watch, progress) = read(&file)?;
        let going = Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) };
        unlocked.try_backup(&file, &identity, &going)?
    } else {
        let identity = unlock::identity(context)?;
        let (watch, progress) = read(&file)?;
        let going = Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) };
        check_backup_alone(&file, &BackupKey::Identity(&identity), &going)?
    };
    Ok(Report::of_drill(&drill, now))
}

/// `A-0001`; whoever has a file of that name gives it as `./A-0001`.
fn reference(given: &Path) -> Option<Reference> {
    let reference: Reference = given.to_str()?.parse().ok()?;
    (reference.register == Register::Backup).then_some(reference)
}

fn refuse_what_is_there(path: &Path) -> Result<(), Failure> {
    if std::fs::symlink_metadata(path).is_ok() || std::fs::symlink_metadata(text_beside(path)).is_ok() {
        return Err(Failure::Usage(
            "there is already something where the report would go".to_owned(),
            "give a new name: --report FILE".to_owned(),
        ));
    }
    if files::folder_of(path).is_dir() {
        return Ok(());
    }
    Err(Failure::Usage(
        "the folder for the report does not exist".to_owned(),
        "make it first, or give another path".to_owned(),
    ))
}
