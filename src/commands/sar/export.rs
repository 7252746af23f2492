//! `praxis sar export`

use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;

use super::super::request::reference;
use super::super::{Context, given};
use super::gathered::Gathered;
use super::{letter, pack as parting};
use crate::crypto::age_file::{Recipient, Sealer, Work};
use crate::crypto::hash::{Hash, Hasher, to_hex};
use crate::crypto::passphrase::Passphrase;
use crate::export::pack::{Attachment, Entry, Form, Pack, Unwritten, Written};
use crate::failure::Failure;
use crate::records::office::{ExportEntry, ExportForm};
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::rules::access::State;
use crate::terminal::progress::Progress;
use crate::terminal::prompt;
use crate::terminal::signals::Watch;
use crate::vault::files::{Staged, absolute};
use crate::vault::{FoundFile, Unlocked};

/// Write the pack that answers a request, sealed to who asked
///
/// An archive inside age: the record as a page to read and print, as JSON and as CSV, its files, the letter of UK GDPR Article
/// 15, what was left out and why, what was searched, and a sum for every file. What was withheld or taken out is in no byte
/// of it, and neither is what nobody has decided. It is sealed to an age recipient, or to a passphrase that is made for it
/// and shown once: tell it by another way than the file.
///
/// What left is on record, with its sum and to whom. A request for portability gets what the person gave, in the forms of
/// machines alone.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis sar export R-0001 -o record.tar.age --recipient age1...\n  praxis sar export R-0001 -o record.tar.age\n  praxis sar export R-0001 -o record.tar.age --pack-passphrase-fd 3 3<passphrase.txt"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// The new file
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Seal it to this age recipient; may be given more than once
    #[arg(long, value_name = "age1...", conflicts_with = "pack_passphrase_fd")]
    recipient: Vec<String>,
    /// Seal it with the passphrase read from this file descriptor
    #[arg(long, value_name = "N")]
    pack_passphrase_fd: Option<u32>,
    /// Only what the person gave, in the machine forms, whatever was asked for
    #[arg(long)]
    portability: bool,
}

#[derive(Serialize)]
struct Exported {
    export: Reference,
    request: Reference,
    entries: u64,
    attachments: u64,
    withheld: usize,
    redactions: u64,
    pending: usize,
    manifest: String,
    sha256: String,
}

/// To whom a pack is sealed.
enum Lock {
    Recipients(Vec<Recipient>),
    Passphrase(Passphrase, bool),
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let request = reference(&args.request)?;
    given::refuse_what_is_there(&args.output, "the pack")?;
    let lock = lock(args, context)?;
    let mut unlocked = context.unlock()?;
    given::refuse_inside(unlocked.vault(), &args.output, "the pack")?;
    let mut gathered = Gathered::of(&mut unlocked, request, context)?;
    gathered.portable |= args.portability;
    context.tell_notices();
    refuse_unproved(&gathered)?;
    if let Some(closed) = gathered.closed() {
        return Err(Failure::Refused(closed, "ask an owner of the vault to export it".to_owned()));
    }
    unlocked.override_for_request(&gathered.subject)?;
    let (pack, notes) = assembled(&gathered, &unlocked, context)?;
    let watch = Watch::for_an_end();
    let progress = Progress::start(context.terminal, "writing", pack.entries.len());
    let mut staged = Staged::new(&args.output, "the pack")?;
    let (written, sum) =
        seal(&lock, staged.file(), |to| write(&pack, &gathered, &unlocked, &watch, &progress, to))?;
    staged.sync()?;
    drop(progress);
    let portable = gathered.is_portable();
    let sum = to_hex(&sum);
    let entry = ExportEntry {
        form: if portable { ExportForm::Portable } else { ExportForm::Pack },
        plain: false,
        recipients: lock.recipients(),
        place: absolute(&args.output),
        clients: 1,
        notes,
        files: written.attachments,
        request: Some(request),
        manifest: Some(to_hex(&written.manifest)),
        sha256: Some(sum.clone()),
    };
    let attached = pack.entries.iter().filter(|entry| entry.attachment.is_some());
    let attached: Vec<&FoundFile> =
        attached.filter_map(|entry| gathered.subject.file(entry.id.parse().ok()?)).collect();
    let export = unlocked.register_pack(&entry, &gathered.found, &gathered.subject, &attached)?;
    staged.name()?;
    gathered.warn(context);
    if let Lock::Passphrase(passphrase, true) = &lock {
        context
            .terminal
            .show_secret("The passphrase of the pack. Tell it by another way than the file:", passphrase);
    }
    let exported = Exported {
        export,
        request,
        entries: written.entries,
        attachments: written.attachments,
        withheld: pack.withheld.len(),
        redactions: pack.redactions,
        pending: gathered.pending(),
        manifest: to_hex(&written.manifest),
        sha256: sum,
    };
    let count = |number, what| counted(usize::try_from(number).unwrap_or(usize::MAX), what);
    context.print(&exported, || {
        format!(
            "{export}: {}, {}, {} withheld, {} taken out",
            count(exported.entries, "item"),
            count(exported.attachments, "file"),
            exported.withheld,
            count(exported.redactions, "passage")
        )
    })?;
    context.terminal.say(&format!(
        "once it is handed over: praxis request close {request} --outcome {}",
        if exported.withheld == 0 { "complied" } else { "partly" }
    ));
    Ok(())
}

fn lock(args: &Args, context: &Context) -> Result<Lock, Failure> {
    if let Some(descriptor) = args.pack_passphrase_fd {
        return Ok(Lock::Passphrase(prompt::passphrase_from(descriptor)?, false));
    }
    if args.recipient.is_empty() {
        if !context.terminal.can_ask_passphrase() {
            return Err(Failure::Usage(
                "to whom the pack is sealed is missing".to_owned(),
                "give --recipient age1..., or --pack-passphrase-fd N; a passphrase is made and shown on a terminal only"
                    .to_owned(),
            ));
        }
        return Ok(Lock::Passphrase(Passphrase::generate(), true));
    }
    let parse = |text: &String| {
        text.trim().parse().map_err(|_| {
            Failure::Usage(
                "a recipient is not an age recipient".to_owned(),
                "it begins with age1 and is copied whole".to_owned(),
            )
        })
    };
    Ok(Lock::Recipients(args.recipient.iter().map(parse).collect::<Result<_, _>>()?))
}

impl Lock {
    fn recipients(&self) -> Vec<String> {
        match self {
            Lock::Recipients(recipients) => recipients.iter().map(ToString::to_string).collect(),
            Lock::Passphrase(..) => vec!["a passphrase".to_owned()],
        }
    }
}

/// Whoever asks must be who they say they are, and may ask: before anything leaves.
fn refuse_unproved(gathered: &Gathered) -> Result<(), Failure> {
    let request = gathered.found.reference;
    if gathered.found.clock.state != State::NotStarted {
        return Ok(());
    }
    Err(Failure::Refused(
        format!("{request} waits for proof of who asks, or of their authority"),
        format!("praxis request identity {request} --given DATE records that it came"),
    ))
}

/// Everything that goes out, and how many notes are in it.
fn assembled(gathered: &Gathered, unlocked: &Unlocked, context: &Context) -> Result<(Pack, u64), Failure> {
    let config = &unlocked.vault().config;
    if config.privacy.contact.is_none() {
        context
            .terminal
            .warn("praxis.toml does not say where people can reach the practice: set contact in [privacy]");
    }
    let portable = gathered.is_portable();
    let parted = parting::part(gathered, portable)?;
    let searched = parting::searched(gathered);
    let recipients = parting::recipients(&parted.entries);
    let letter = letter::reply(gathered, &parted, &searched, &recipients, config, context)?;
    let notes = parted.entries.iter().filter(|entry| entry.id.starts_with("N-")).count() as u64;
    let pack = Pack {
        form: if portable { Form::Portable } else { Form::Record },
        request: gathered.found.reference,
        right: gathered.found.request.right,
        made: context.now.text(),
        practice: parting::controller(config),
        subject_name: gathered.subject.record.person.name.clone(),
        letter: if portable { String::new() } else { letter },
        entries: parted.entries,
        withheld: if portable { Vec::new() } else { parted.withheld },
        searched: if portable { Vec::new() } else { searched },
        recipients: if portable { Vec::new() } else { recipients },
        redactions: parted.redactions,
    };
    Ok((pack, notes))
}

/// Seals what is written; gives the sum of what comes out.
fn seal(
    lock: &Lock,
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<Written, Failure>,
) -> Result<(Written, Hash), Failure> {
    let out = Summed { to: io::BufWriter::with_capacity(1 << 20, out), hasher: Hasher::default() };
    let mut sealer = match lock {
        Lock::Recipients(recipients) => Sealer::new(recipients, out),
        Lock::Passphrase(passphrase, _) => Sealer::with_passphrase(passphrase, Work::STANDARD, out),
    }
    .map_err(unwritten)?;
    let written = write(&mut sealer)?;
    let mut out = sealer.finish().map_err(unwritten)?;
    out.flush().map_err(unwritten)?;
    Ok((written, out.hasher.finish()))
}

/// Hashes what passes.
struct Summed<W> {
    to: W,
    hasher: Hasher,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn write(
    pack: &Pack,
    gathered: &Gathered,
    unlocked: &Unlocked,
    watch: &Watch,
    progress: &Progress,
    to: &mut dyn Write,
) -> Result<Written, Failure> {
    let go_on = || watch.go_on();
    let content = |entry: &Entry, _: &Attachment, to: &mut dyn Write| -> Result<(), Failure> {
        watch.go_on()?;
        progress.step();
        let found = entry.id.parse().ok().and_then(|reference| gathered.subject.file(reference));
        let found = found.ok_or_else(|| Failure::damaged("a file of the pack is not there".to_owned()))?;
        let mut content = unlocked.content(found, &go_on)?;
        let done = io::copy(&mut content, to);
        done.map(drop).map_err(|error| content.failure().unwrap_or_else(|| unwritten(error)))
    };
    let (_, written) = pack.write(to, content).map_err(|why| match why {
        Unwritten::Wrong(what) => Failure::Unexpected(anyhow::anyhow!("a pack was not made well: {what}")),
        Unwritten::Content(failure) => failure,
        Unwritten::Io(error) => unwritten(error),
    })?;
    watch.go_on()?;
    Ok(written)
}

fn unwritten(error: io::Error) -> Failure {
    Failure::io("the pack could not be written; no file of that name was made", error)
}
