//! `praxis will drill`

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::{Context, given};
use crate::crypto::age_file::{self, Identity, IdentityFile};
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::passphrase::Passphrase;
use crate::failure::Failure;
use crate::records::office::KitState;
use crate::records::reference::{Reference, Register};
use crate::records::text::counted;
use crate::records::will::{CONTACTS, DUTIES, KIT, LETTER, WillState};
use crate::rules::will::difference;
use crate::terminal::progress::Progress;
use crate::terminal::prompt;
use crate::terminal::signals::Watch;
use crate::vault::{FoundWill, Going, Kit, Unlocked, read_identity, read_kit};

/// The largest file of a will that is read, in bytes: a list of every record of a large practice.
const LARGEST: usize = 64 << 20;

/// Try whether a clinical will opens, as on the day
///
/// Every file is the one that was made; the kit opens, and opens this vault as it is today and the newest backup on record;
/// and, with the trustee's own key, both lists open. What was not tried is said. Nothing readable is written anywhere. When
/// all of it opened the day goes on record, and praxis status asks for the next drill by it.
///
/// It ends with 4 when the passphrase or the trustee's key is not the right one, which says nothing of the will; with 7 when something does not open or is not what was made; and with 10 when there is no backup to try.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis will drill W-01 --folder /media/stick/will\n  praxis will drill W-01 --folder will --kit-passphrase-fd 3 --trustee-identity KEY 3<KITPASS"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "W-01")]
    will: String,
    /// Where the folder lies now
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
    /// Read the kit's passphrase from this file descriptor
    #[arg(long, value_name = "N")]
    kit_passphrase_fd: Option<u32>,
    /// The trustee's own key, where it is at hand: opens both lists
    #[arg(long, value_name = "FILE")]
    trustee_identity: Option<PathBuf>,
}

/// How often a passphrase is asked for.
const TRIES: u32 = 3;

/// What is said of the backup that was tried.
const BACKUP: &str = "backup";

/// How one part did.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum How {
    Good,
    NotTried,
    Bad,
}

#[derive(Serialize)]
struct Part {
    what: String,
    how: How,
    says: String,
}

#[derive(Serialize)]
struct Report {
    will: Reference,
    /// All of it was tried but for what is named as not tried, and opened.
    whole: bool,
    parts: Vec<Part>,
    /// Clients with whom work goes on, and who are not on the list.
    lacks: Vec<Reference>,
    /// Clients on the list with whom it does not any more.
    ended: Vec<Reference>,
}

impl Report {
    fn add(&mut self, what: &str, how: How, says: impl Into<String>) {
        self.parts.push(Part { what: what.to_owned(), how, says: says.into() });
    }

    fn failed(&mut self, what: &str, failure: Failure) -> Result<(), Failure> {
        match failure {
            // About this run, and not about the will.
            Failure::Interrupted | Failure::Busy(_) | Failure::DiskFull(_) => Err(failure),
            other => {
                self.add(what, How::Bad, other.explain().message);
                Ok(())
            }
        }
    }

    fn is_good(&self, what: &str) -> bool {
        self.parts.iter().any(|part| part.how == How::Good && part.what == what)
    }

    fn any_bad(&self) -> bool {
        self.any_bad_but("")
    }

    fn any_bad_but(&self, what: &str) -> bool {
        self.parts.iter().any(|part| part.how == How::Bad && part.what != what)
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = given::reference(&args.will, Register::Will)?;
    if !args.folder.is_dir() {
        return Err(Failure::Missing(
            "there is no such folder".to_owned(),
            "check the path, and that the medium is in".to_owned(),
        ));
    }
    let mut unlocked = context.unlock_afresh()?;
    let will = unlocked.standing_will(reference)?;
    if will.state == WillState::Unread {
        return Err(Failure::Refused(
            format!("{reference} was begun and never read back: nobody knows what is in its folder"),
            format!("make it anew: praxis will set {reference} -o FOLDER"),
        ));
    }
    let trustee = args.trustee_identity.as_deref().map(|path| trustee(path, &will, context)).transpose()?;
    let mut passphrase = passphrase(args, context)?;
    let differs = difference(&will.entry.listed, &unlocked.current_clients()?);
    let (lacks, ended) = (differs.lacks, differs.ended);
    let mut report = Report { will: reference, whole: false, parts: Vec::new(), lacks, ended };
    try_files(&args.folder, &will, &mut report)?;
    try_letter(&args.folder, &unlocked, &mut report)?;
    let path = args.folder.join(KIT);
    let mut tries = 1;
    let kit = loop {
        match try_kit(&path, &passphrase, &will, &mut unlocked, &mut report) {
            Err(Failure::Locked(what, _)) if args.kit_passphrase_fd.is_none() && tries < TRIES => {
                context.terminal.warn(&what);
                passphrase = self::passphrase(args, context)?;
                tries += 1;
            }
            other => break other?,
        }
    };
    let backup = if let Some(kit) = &kit {
        Some(try_backup(kit, &mut unlocked, &mut report, context)?)
    } else {
        report.add(BACKUP, How::NotTried, "there is no kit to try it with");
        None
    };
    try_lists(&args.folder, trustee.as_ref(), &mut report)?;
    report.whole = !report.any_bad() && backup == Some(true);
    if report.whole {
        unlocked.will_was_drilled(&will, trustee.is_some())?;
    }
    context.tell_notices();
    print(&report, context)?;
    if !report.lacks.is_empty() || !report.ended.is_empty() {
        context.terminal.warn(&format!(
            "its list is older than the records: {} came since, {} ended; praxis will set {reference} -o FOLDER",
            counted(report.lacks.len(), "client"),
            report.ended.len()
        ));
    }
    if report.any_bad() {
        let hint = if report.any_bad_but(BACKUP) {
            format!("make it anew, praxis will set {reference} -o FOLDER, and destroy this folder")
        } else {
            "the folder is as it should be; make a new backup: praxis backup create".to_owned()
        };
        return Err(Failure::Damaged(format!("{reference} does not open as it should"), hint));
    }
    if !report.whole {
        return Err(Failure::Partial(
            format!("{reference} is not called whole: no backup could be tried with it"),
            "put its medium in, or make one: praxis backup create --to DIR".to_owned(),
        ));
    }
    Ok(())
}

fn print(report: &Report, context: &Context) -> Result<(), Failure> {
    if context.terminal.json {
        return context.terminal.print_json(report);
    }
    let rows = report.parts.iter().map(|part| {
        let how = match part.how {
            How::Good => "good",
            How::NotTried => "not tried",
            How::Bad => "WRONG",
        };
        vec![part.what.clone(), how.to_owned(), part.says.clone()]
    });
    context.terminal.print_table(&["Part", "", "Found"], rows.collect())?;
    if report.whole {
        context.terminal.print(&format!("{} opens", report.will))?;
    }
    Ok(())
}

fn passphrase(args: &Args, context: &Context) -> Result<Passphrase, Failure> {
    match args.kit_passphrase_fd {
        Some(descriptor) => prompt::passphrase_from(descriptor),
        None if context.terminal.can_ask_passphrase() => {
            context.terminal.ask_passphrase("Passphrase of the kit")
        }
        None => Err(Failure::Locked(
            "there is no terminal to ask for the kit's passphrase".to_owned(),
            "give it with --kit-passphrase-fd N".to_owned(),
        )),
    }
}

/// The trustee's key, which stays in memory.
fn trustee(path: &Path, will: &FoundWill, context: &Context) -> Result<Identity, Failure> {
    let key = read_trustee(path, context)?;
    // The register says whose the lists are: another key says nothing of them.
    if key.recipient().to_string() != will.entry.recipient {
        return Err(Failure::Locked(
            format!("this is not the key that the lists of {} are sealed to", will.reference),
            "give the trustee's own, --trustee-identity FILE, or leave it out".to_owned(),
        ));
    }
    Ok(key)
}

fn read_trustee(path: &Path, context: &Context) -> Result<Identity, Failure> {
    let wrong = || {
        Failure::Locked(
            "the trustee's key does not open, or is none".to_owned(),
            "give the file that age-keygen made: --trustee-identity FILE".to_owned(),
        )
    };
    if !path.exists() {
        return Err(Failure::Locked(
            "the trustee's key: there is no such file".to_owned(),
            "check the path, and that the medium is in: --trustee-identity FILE".to_owned(),
        ));
    }
    let bytes = read_identity(path)?;
    match age_file::read_identity_file(&bytes).map_err(|_| wrong())? {
        IdentityFile::Plain(identity) => Ok(identity),
        IdentityFile::Guarded(_) => Err(Failure::Locked(
            "the trustee's key is behind an age plugin, which a drill does not ask".to_owned(),
            "leave --trustee-identity out, and let the trustee try contacts.age with age".to_owned(),
        )),
        IdentityFile::Locked if context.terminal.can_ask_passphrase() => {
            let passphrase = context.terminal.ask_passphrase("Passphrase of the trustee's key")?;
            age_file::open_identity_file(&bytes, &passphrase).map_err(|_| wrong())
        }
        IdentityFile::Locked => Err(Failure::Locked(
            "the trustee's key has a passphrase, and there is no terminal to ask for it".to_owned(),
            "try it at a terminal, or leave --trustee-identity out".to_owned(),
        )),
    }
}

/// Each file is the one that was made.
fn try_files(folder: &Path, will: &FoundWill, report: &mut Report) -> Result<(), Failure> {
    for file in &will.entry.files {
        match read(&folder.join(&file.name)) {
            Ok(bytes) if to_hex(&sha256(&bytes)) == file.sha256 => {
                report.add(&file.name, How::Good, "the file that was made");
            }
            Ok(_) => report.add(&file.name, How::Bad, "it is not the file that was made"),
            Err(failure) => report.failed(&file.name, failure)?,
        }
    }
    Ok(())
}

/// The letter names the folder in which the newest backup lies: the trustee has no other register. What somebody wrote on the
/// paper is not known here.
fn try_letter(folder: &Path, unlocked: &Unlocked, report: &mut Report) -> Result<(), Failure> {
    let (Some(backup), Ok(letter)) = (unlocked.newest_backup()?, read(&folder.join(LETTER))) else {
        return Ok(());
    };
    let letter = String::from_utf8_lossy(&letter);
    let reference = backup.reference;
    let place = backup.place.parent().map(|place| place.to_string_lossy().into_owned()).unwrap_or_default();
    if letter.contains(&format!("\n   {place}/")) {
        report.add("letter", How::Good, format!("it names the folder in which {reference} lies"));
    } else {
        let says = format!("it does not name the folder of {reference}: see that it is on the paper");
        report.add("letter", How::NotTried, says);
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if !fs::symlink_metadata(path).is_ok_and(|about| about.is_file()) {
        return Err(Failure::Missing("it is not there".to_owned(), String::new()));
    }
    given::read(path, LARGEST, "the file").map(|bytes| bytes.to_vec())
}

/// The kit opens, is the one of this will, and opens the vault of today; then it is given.
fn try_kit(
    path: &Path,
    passphrase: &Passphrase,
    will: &FoundWill,
    unlocked: &mut Unlocked,
    report: &mut Report,
) -> Result<Option<Kit>, Failure> {
    let what = "kit";
    let kit = match read_kit(path, passphrase) {
        Ok(kit) => kit,
        // It is the file that was made: what is wrong is what was typed.
        Err(Failure::Locked(..)) if report.is_good(KIT) => {
            return Err(Failure::Locked(
                format!(
                    "the passphrase is wrong: {KIT} is the file that was made, and does not open with it"
                ),
                "type it again; words, hyphens and case all count".to_owned(),
            ));
        }
        Err(failure) => return report.failed(what, failure).map(|()| None),
    };
    let reference = Reference::new(Register::Kit, kit.number);
    let bad = if kit.vault != unlocked.id() {
        Some("it is another vault's".to_owned())
    } else if Some(reference) != will.entry.kit {
        Some(format!("it is {reference}, and not the kit of this will"))
    } else if unlocked.kits()?.iter().any(|one| one.reference == reference && one.state == KitState::Retired)
    {
        Some(format!("{reference} was retired, and should not exist any more"))
    } else if !unlocked.kit_opens(&kit)? {
        Some(format!("{reference} is whole, but does not open this vault any more"))
    } else {
        None
    };
    if let Some(bad) = bad {
        report.add(what, How::Bad, bad);
        return Ok(None);
    }
    unlocked.kit_was_read(&kit)?;
    report.add(what, How::Good, format!("{reference} opens this vault as it is today"));
    Ok(Some(kit))
}

/// The newest backup opens with the kit; whether there was one that could be tried.
fn try_backup(
    kit: &Kit,
    unlocked: &mut Unlocked,
    report: &mut Report,
    context: &Context,
) -> Result<bool, Failure> {
    let what = BACKUP;
    let Some(backup) = unlocked.newest_backup()? else {
        report.add(what, How::NotTried, "there is none on record");
        return Ok(false);
    };
    let reference = backup.reference;
    if !backup.place.is_file() {
        report.add(what, How::NotTried, format!("{reference} is not in its place"));
        return Ok(false);
    }
    // The recovery identity opens its archive whatever the epoch; its records need a secret of its own epoch, or before.
    if kit.secret_at(backup.epoch).is_err() {
        report.add(what, How::Bad, format!("{reference} is of an epoch before the kit's: make a new backup"));
        return Ok(true);
    }
    let length = fs::metadata(&backup.place).map_or(0, |about| about.len());
    let (watch, progress) = (Watch::for_an_end(), Progress::bytes(context.terminal, "reading", length));
    let going = Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) };
    match unlocked.try_backup_with(&backup.place, kit, &going) {
        Ok(_) => report.add(what, How::Good, format!("{reference} opens with the kit")),
        Err(failure) => report.failed(what, failure)?,
    }
    Ok(true)
}

/// Both lists open with the trustee's key, in memory.
fn try_lists(folder: &Path, trustee: Option<&Identity>, report: &mut Report) -> Result<(), Failure> {
    let Some(trustee) = trustee else {
        report.add("trustee's key", How::NotTried, "the trustee's own key was not tried");
        return Ok(());
    };
    for name in [CONTACTS, DUTIES] {
        let what = format!("{name}, opened");
        match read(&folder.join(name)) {
            Ok(bytes) if age_file::open_with(trustee, &bytes).is_ok() => {
                report.add(&what, How::Good, "with the trustee's key");
            }
            Ok(_) => report.add(&what, How::Bad, "it does not open with the trustee's key"),
            Err(failure) => report.failed(&what, failure)?,
        }
    }
    Ok(())
}
