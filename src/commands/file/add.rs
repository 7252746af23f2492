//! `praxis file add`

use std::fs::{self, File as OpenFile, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::needs::Needs;
use super::super::unlock::identity_path;
use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::file::{File, FileKind, media_type_of};
use crate::records::reference::Reference;
use crate::terminal::progress::Progress;
use crate::vault::{NewFile, Unlocked, changed_while_read};

/// Store a file
///
/// Its content, its name and its media type are sealed. The file itself stays where it is: delete it when you no
/// longer need it there.
///
/// A document is a part of the client's record. A recording has a key of its own, so that it can go sooner. An
/// invoice has a key of its own too, because tax law keeps it when the client's record goes.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis file add C-0001 referral.pdf\n  praxis file add C-0001 session.m4a --kind recording --date 2026-11-20"
)]
pub struct Args {
    /// Reference, or a part of the name
    client: String,
    /// The file
    path: PathBuf,
    /// What it is
    #[arg(long, default_value = "document", value_parser = given::code::<FileKind>())]
    kind: FileKind,
    /// The day it is about (default: today)
    #[arg(long)]
    date: Option<String>,
    /// Its media type (default: what the end of its name stands for)
    #[arg(long, value_name = "TYPE/SUBTYPE", value_parser = media_type)]
    media_type: Option<String>,
}

impl Args {
    /// A recording has a key of its own, and an invoice belongs to the registers.
    #[must_use]
    pub fn needs(&self) -> Needs {
        use Compartment::{Clinical, Person, Process, Registers};
        match self.kind {
            FileKind::Document => Needs::Keys(&[Clinical, Person]),
            FileKind::Recording => Needs::Keys(&[Process, Person]),
            FileKind::Invoice => Needs::Keys(&[Registers, Person]),
        }
    }
}

#[derive(Serialize)]
struct Added {
    file: Reference,
    client: Reference,
    bytes: u64,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let today = context.now.today();
    let date = args.date.as_deref().map_or(Ok(today), |text| given::past_date(text, "--date", today))?;
    let (mut content, before) = open(&args.path)?;
    let mut unlocked = context.unlock()?;
    refuse_own_files(&unlocked, &args.path, context)?;
    let client = unlocked.find_client(&args.client)?;
    let name = name_of(&args.path);
    let media_type = args.media_type.clone().unwrap_or_else(|| media_type_of(&name).to_owned());
    let file = File {
        kind: args.kind,
        date,
        name,
        media_type,
        bytes: before.len(),
        sha256: String::new(),
        chunks: 0,
        client: None,
        written: context.now.text(),
    };
    let progress = Progress::bytes(context.terminal, "storing", before.len());
    let stored = {
        let mut read = progress.reading(&mut content);
        unlocked.add_file(NewFile { client, file }, &mut read, || same(&args.path, &before))?
    };
    drop(progress);
    let added = Added { file: stored.reference, client, bytes: stored.file.bytes };
    context.print(&added, || stored.reference.to_string())
}

fn open(path: &Path) -> Result<(OpenFile, Metadata), Failure> {
    let refuse = |what: &str, hint: &str| Failure::Usage(what.to_owned(), hint.to_owned());
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => {
            refuse("there is no such file", "check the path")
        }
        _ => Failure::io("the file could not be read", error),
    };
    // A pipe would keep the opening waiting.
    let about = fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        return Err(refuse("that is a folder", "give a file, or make one of it: tar cf FILE FOLDER"));
    }
    if !about.is_file() {
        return Err(refuse("that is not a plain file", "copy its content into a file first"));
    }
    let file = OpenFile::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    Ok((file, about))
}

/// Whether the file is still what it was when its reading began.
fn same(path: &Path, before: &Metadata) -> Result<(), Failure> {
    let mark =
        |m: &Metadata| (m.dev(), m.ino(), m.len(), m.mtime(), m.mtime_nsec(), m.ctime(), m.ctime_nsec());
    match fs::metadata(path) {
        Ok(now) if mark(&now) == mark(before) => Ok(()),
        _ => Err(changed_while_read()),
    }
}

/// The vault's own files in the vault would put keys where erasure does not reach, and so would an identity.
fn refuse_own_files(unlocked: &Unlocked, path: &Path, context: &Context) -> Result<(), Failure> {
    let identity = identity_path(context)?;
    let own = unlocked.vault().own_folders().into_iter().chain([identity.as_path()]);
    let there = fs::canonicalize(path).map_err(|e| Failure::io("the file", e))?;
    if own.filter_map(|own| fs::canonicalize(own).ok()).any(|own| there.starts_with(own)) {
        return Err(Failure::Usage(
            "that file is the vault's own, or the key to it".to_owned(),
            "files of the vault are not records of a client".to_owned(),
        ));
    }
    Ok(())
}

/// The name without folders; what is not Unicode, or a terminal would obey, is replaced.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// `type/subtype` in the letters of RFC 6838.
fn media_type(text: &str) -> Result<String, &'static str> {
    let good = |part: &str| {
        (1..=127).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    match text.split_once('/') {
        Some((kind, subtype)) if good(kind) && good(subtype) => Ok(text.to_ascii_lowercase()),
        _ => Err("not a media type"),
    }
}
