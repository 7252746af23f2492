//! `praxis file get`

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::overriding::OverrideArgs;
use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::file::is_plain_name;
use crate::records::reference::{Reference, Register};
use crate::terminal::progress::Progress;
use crate::terminal::signals::Watch;
use crate::vault::{FoundFile, Unlocked, files};

/// Copy a file out of the vault
///
/// Byte for byte, under the name it had or under one that you give. The copy is readable by whoever can read the
/// place where you put it, and no erasure reaches it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis file get F-000001\n  praxis file get F-000001 -o letter.pdf\n  praxis file get F-000001 -o - | lp"
)]
pub struct Args {
    /// Reference
    file: String,
    /// A new file, a folder, or - for stdout (default: its own name, in this folder)
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    overriding: OverrideArgs,
}

#[derive(Serialize)]
struct Copied {
    file: Reference,
    bytes: u64,
    path: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = given::reference(&args.file, Register::File)?;
    let to_stdout = args.output.as_deref() == Some(Path::new("-"));
    if to_stdout && context.terminal.output_is_terminal() {
        return Err(Failure::Usage(
            "a file is not printed on a terminal".to_owned(),
            "pipe it into another program, or give a path: -o PATH".to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    args.overriding.apply(&mut unlocked)?;
    let found = unlocked.file(reference)?;
    if to_stdout {
        unlocked.log_copied(&found)?;
        return context.terminal.print_bytes(|out| copy(&unlocked, &found, out, context));
    }
    let path = path_for(args, &found)?;
    given::refuse_inside(unlocked.vault(), &path, "the copy")?;
    unlocked.log_copied(&found)?;
    write(&unlocked, &found, &path, args.force, context)?;
    context.terminal.warn("the copy is not sealed: whoever can read that folder can read it");
    let copied =
        Copied { file: reference, bytes: found.file.bytes, path: path.to_string_lossy().into_owned() };
    context.print(&copied, || format!("{reference} -> {}", path.display()))
}

/// Where the copy goes. A name that leads out of the folder, or hides in it, is not used.
fn path_for(args: &Args, found: &FoundFile) -> Result<PathBuf, Failure> {
    let path = match &args.output {
        Some(path) if !path.is_dir() => path.clone(),
        folder => {
            if !is_plain_name(&found.file.name) {
                return Err(Failure::Usage(
                    format!("{} was stored under a name that is not used as it is", found.reference),
                    "give the copy a name: -o FILE".to_owned(),
                ));
            }
            folder.clone().unwrap_or_default().join(&found.file.name)
        }
    };
    // A link too, even one that leads nowhere.
    let there = fs::symlink_metadata(&path);
    match there {
        Ok(about) if about.is_dir() => Err(Failure::Usage(
            "there is a folder where the copy would go".to_owned(),
            "give another name: -o FILE".to_owned(),
        )),
        Ok(_) if !args.force => Err(Failure::Usage(
            "there is already a file where the copy would go".to_owned(),
            "give another name, -o FILE, or replace it with --force".to_owned(),
        )),
        _ => Ok(path),
    }
}

/// Writes the copy beside its final name, and gives it the name when it is whole. Ctrl-C takes it away again.
fn write(
    unlocked: &Unlocked,
    found: &FoundFile,
    path: &Path,
    replace: bool,
    context: &Context,
) -> Result<(), Failure> {
    let failed = |e| Failure::io("the copy could not be written", e);
    let folder = files::folder_of(path);
    let mut file = tempfile::Builder::new().prefix(".praxis-").tempfile_in(folder).map_err(failed)?;
    copy(unlocked, found, &mut file, context)?;
    file.as_file().sync_all().map_err(failed)?;
    let named = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    named.map_err(|e| failed(e.error))?;
    files::sync_folder(folder, "the folder of the copy")
}

fn copy(
    unlocked: &Unlocked,
    found: &FoundFile,
    to: &mut impl Write,
    context: &Context,
) -> Result<(), Failure> {
    let progress = Progress::bytes(context.terminal, "copying", found.file.bytes);
    let watch = Watch::for_an_end();
    let go_on = || watch.go_on();
    unlocked.content(found, &go_on)?.copy_to(&mut progress.writing(to))
}
