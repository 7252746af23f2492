//! `praxis kit new`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given, init, unlock};
use super::paper;
use crate::crypto::age_file::{self, IdentityFile, Work};
use crate::crypto::passphrase::Passphrase;
use crate::failure::Failure;
use crate::records::office::KitEntry;
use crate::records::reference::Reference;
use crate::terminal::prompt;
use crate::vault::files::absolute;
use crate::vault::{read_identity, write_kit_file};

/// Make another recovery kit
///
/// A kit opens everything, for whoever has it: when this machine or your passphrase is lost, and for a person whom you
/// trust with that. It is entered in the register before it exists, and read back.
///
/// With -o it is a file with a passphrase. With --print it is lines of text and a QR code for paper, without any
/// passphrase: whoever finds the paper opens everything. On a terminal you type one line back from the paper; without
/// one, type them all into praxis kit verify.
#[derive(clap::Args)]
#[command(
    group = clap::ArgGroup::new("form").required(true),
    after_help = "Examples:\n  praxis kit new -o /media/stick/kit.age --holder \"the practice's solicitor\"\n  praxis kit new -i me -o kit.age --passphrase-fd 3 3<KITPASS\n  praxis kit new --print --place \"the safe\" | lp"
)]
pub struct Args {
    /// A new file
    #[arg(short, long, value_name = "FILE", group = "form")]
    output: Option<PathBuf>,
    /// Lines and a QR code on stdout, for paper
    #[arg(long, group = "form")]
    print: bool,
    /// The QR code as a picture too, in this new file: delete it once it is printed
    #[arg(long, value_name = "FILE", requires = "print")]
    svg: Option<PathBuf>,
    /// Read the kit's passphrase from this file descriptor; --passphrase-fd does, when your identity has none
    #[arg(long, value_name = "N", requires = "output")]
    kit_passphrase_fd: Option<u32>,
    /// Who will hold it
    #[arg(long, value_name = "WHO")]
    holder: Option<String>,
    /// Where it will be kept (default: where it is written)
    #[arg(long, value_name = "WHERE")]
    place: Option<String>,
}

#[derive(Serialize)]
struct Made {
    kit: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    for path in args.output.iter().chain(&args.svg) {
        given::refuse_what_is_there(path, "the kit")?;
    }
    let holder = args.holder.as_deref().map(|text| given::field(text, "--holder")).transpose()?.flatten();
    let place = args.place.as_deref().map(|text| given::field(text, "--place")).transpose()?.flatten();
    let path = args.output.as_ref().map(|path| path.to_string_lossy().into_owned());
    let written = args.output.as_deref().map(absolute);
    let place = place.or(written).unwrap_or_else(|| "on paper".to_owned());
    let entry = KitEntry { place, holder, verified: None };
    let mut unlocked = context.unlock_afresh()?;
    for path in args.output.iter().chain(&args.svg) {
        given::refuse_inside(unlocked.vault(), path, "the kit")?;
    }
    let Some(output) = &args.output else {
        let kit = unlocked.make_kit(&entry, |kit| paper::print(kit, args.svg.as_deref(), context))?;
        context.terminal.say(&format!("{kit} is made; whoever finds the paper opens everything"));
        return Ok(());
    };
    let passphrase = passphrase(args.kit_passphrase_fd, context, &unlocked.vault().config.practice.name)?;
    let kit = unlocked
        .make_kit(&entry, |kit| write_kit_file(kit, output, &passphrase, Work::STANDARD).map(|()| true))?;
    context.terminal.say("Keep it away from this machine, and its passphrase apart from it.");
    context.print(&Made { kit, path }, || kit.to_string())
}

/// The passphrase of a new kit in a file.
pub fn passphrase(given: Option<u32>, context: &Context, practice: &str) -> Result<Passphrase, Failure> {
    // Where the identity asks for none, the one descriptor that is given can only be meant for the kit.
    let left = || -> Result<Option<u32>, Failure> {
        let identity = read_identity(&unlock::identity_path(context)?)?;
        let locked = matches!(age_file::read_identity_file(&identity), Ok(IdentityFile::Locked));
        Ok(context.global.passphrase_fd.filter(|_| !locked))
    };
    let descriptor = match given {
        Some(descriptor) => Some(descriptor),
        None => left()?,
    };
    match descriptor {
        Some(descriptor) => init::strong(prompt::passphrase_from(descriptor)?, practice),
        None if context.terminal.can_ask() => init::choose_passphrase(context, "the kit", practice),
        None => Err(Failure::Usage(
            "there is no terminal to ask for the kit's passphrase".to_owned(),
            "give it with --kit-passphrase-fd N".to_owned(),
        )),
    }
}
