//! `praxis sar verify`

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::{Context, Programs, unlock};
use crate::crypto::age_file::{self, Sealed};
use crate::crypto::hash::to_hex;
use crate::crypto::{self};
use crate::export::pack::{self, Checked, Form, Unsound};
use crate::export::words;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::terminal::prompt;

/// Check a pack that was made for a request
///
/// It needs no vault and no network. Every file is compared with the manifest of the pack, nothing may be missing or
/// beyond it, and the record must have the form of its schema. A pack that is sealed to you is opened with your
/// identity; one that is sealed with a passphrase asks for it, or takes it from --passphrase-fd. A pack that was opened
/// before, with age -d, is checked as it is.
///
/// That the sums fit shows that nothing was changed on the way. Whose pack it is, they do not show: compare the sum of
/// the manifest with the one that the practice has.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis sar verify record.tar.age\n  praxis sar verify record.tar.age -i me.txt"
)]
pub struct Args {
    /// The pack; - reads it from stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    programs: Programs,
}

#[derive(Serialize)]
struct Verified {
    request: Reference,
    made: String,
    portable: bool,
    entries: u64,
    attachments: u64,
    withheld: u64,
    redactions: u64,
    files: u64,
    bytes: u64,
    manifest: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
    let mut file = open(&args.file)?;
    let start = file.fill_buf().map_err(unread)?;
    let checked = match age_file::sealed(start) {
        Sealed::ToRecipients => {
            let identity = unlock::identity(context)?;
            pack::verify(age_file::reader_with(&identity, file).map_err(closed)?)
        }
        Sealed::WithPassphrase => {
            let passphrase = match context.global.passphrase_fd {
                Some(descriptor) => prompt::passphrase_from(descriptor)?,
                None if context.terminal.can_ask_passphrase() => {
                    context.terminal.ask_passphrase("Passphrase of the pack")?
                }
                None => {
                    return Err(Failure::Locked(
                        "the pack has a passphrase, and there is no terminal to ask for it".to_owned(),
                        "give it with --passphrase-fd N".to_owned(),
                    ));
                }
            };
            pack::verify(age_file::reader_with_passphrase(&passphrase, file).map_err(closed)?)
        }
        Sealed::Not => pack::verify(file),
    };
    let Checked { request, made, form, files, bytes, entries, attachments, withheld, redactions, manifest } =
        checked.map_err(unsound)?;
    let portable = form == Form::Portable;
    let manifest = to_hex(&manifest);
    let verified = Verified {
        request,
        made,
        portable,
        entries,
        attachments,
        withheld,
        redactions,
        files,
        bytes,
        manifest,
    };
    context.print(&verified, || in_words(&verified))
}

fn open(path: &Path) -> Result<BufReader<Box<dyn Read>>, Failure> {
    let from: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Failure::Missing("there is no such pack".to_owned(), "check the path".to_owned())
            }
            _ => unread(error),
        })?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(Failure::Usage(
                "the pack is a folder".to_owned(),
                "give the file that was made; in an unpacked one: sha256sum -c manifest.sha256".to_owned(),
            ));
        }
        Box::new(file)
    };
    Ok(BufReader::with_capacity(128 << 10, from))
}

fn unread(error: io::Error) -> Failure {
    Failure::io("the pack could not be read", error)
}

fn closed(error: crypto::Error) -> Failure {
    match error {
        crypto::Error::DoesNotOpen => Failure::Locked(
            "wrong passphrase".to_owned(),
            "type it again; words, hyphens and case all count".to_owned(),
        ),
        crypto::Error::NotForThisKey => Failure::Locked(
            "the pack is sealed to somebody else".to_owned(),
            "give the identity that it was made for: -i FILE".to_owned(),
        ),
        other => Failure::Damaged(format!("the pack: {other}"), AGAIN.to_owned()),
    }
}

const AGAIN: &str = "do not rely on it; ask the practice for it again";

fn unsound(why: Unsound) -> Failure {
    match why {
        Unsound::Wrong(what) => {
            Failure::Damaged(format!("the pack is not as it was made: {what}"), AGAIN.to_owned())
        }
        Unsound::Unreadable(error) => unread(error),
    }
}

fn in_words(verified: &Verified) -> String {
    let count = |number: u64, what| counted(usize::try_from(number).unwrap_or(usize::MAX), what);
    let form = if verified.portable { "what the person gave, for machines" } else { "a copy of the record" };
    let mut lines = vec![
        format!("request   {}, {}", verified.request, words::moment(&verified.made)),
        format!("form      {form}"),
        format!("entries   {}, {}", verified.entries, count(verified.attachments, "attachment")),
    ];
    if !verified.portable {
        let (whole, passages) = (count(verified.withheld, "thing"), count(verified.redactions, "passage"));
        lines.push(format!("left out  {whole} whole, {passages}"));
    }
    lines.extend([
        format!("files     {}, {}", verified.files, words::bytes(verified.bytes)),
        format!("manifest  {}", verified.manifest),
        "Every file is there, and is what the manifest says.".to_owned(),
    ]);
    lines.join("\n")
}
