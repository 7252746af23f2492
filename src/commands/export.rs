//! `praxis export`: everything, as one sealed archive or, when it is asked for by name, in the clear.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::overriding::OverrideArgs;
use super::{Context, given};
use crate::crypto::age_file::{Recipient, Sealer};
use crate::export::csv;
use crate::export::form::{ClientForm, DisclosureForm, FileForm, HoldForm, NoteForm};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::office::{ExportEntry, ExportForm};
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::terminal::progress::Progress;
use crate::terminal::signals::Watch;
use crate::vault::{Everything, ExportNote, FoundFile, ShownClient, Unlocked, files};

/// Write everything out, sealed to you unless you say otherwise
///
/// Every client as they stand, every note that is in the vault, with its former versions and the trash, and every
/// file.
///
/// Without --plain the output is one tar archive sealed with age, to you or to --recipient: open it with
/// age -d -i IDENTITY FILE | tar x. With --plain it is a folder that anybody can read. Every export is
/// registered in the vault, because an erasure cannot reach it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis export -o everything.tar.age\n  praxis export --plain --format csv -o DIR"
)]
pub struct Args {
    /// JSON has everything; CSV, for spreadsheets, has each note in the version that counts
    #[arg(long, default_value = "json", value_parser = given::code_of(&TABLES))]
    format: ExportForm,
    /// A new file or, with --plain, a new folder
    #[arg(short, long, value_name = "PATH")]
    output: PathBuf,
    /// Do not seal it
    #[arg(long, conflicts_with = "recipient")]
    plain: bool,
    /// Seal it to this age recipient instead of you; may be repeated
    #[arg(long, value_name = "AGE1")]
    recipient: Vec<String>,
    #[command(flatten)]
    overriding: OverrideArgs,
}

#[derive(Serialize)]
struct Exported {
    export: Reference,
    clients: usize,
    notes: usize,
    files: usize,
    plain: bool,
    /// Clients whose processing is restricted.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
}

/// Forms of the whole vault; the others are of one person, and made by praxis sar export.
const TABLES: [ExportForm; 2] = [ExportForm::Json, ExportForm::Csv];

/// A file of an export.
struct Part<'a> {
    /// Below the top of the export. Says nothing of anybody.
    path: String,
    content: PartContent<'a>,
}

impl Part<'_> {
    fn length(&self) -> u64 {
        match &self.content {
            PartContent::Bytes(bytes) => bytes.len() as u64,
            PartContent::Stored(found) => found.file.bytes,
        }
    }
}

enum PartContent<'a> {
    Bytes(Vec<u8>),
    /// Opened piece by piece when its turn comes.
    Stored(&'a FoundFile),
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    // Without a slash at its end, which would make it another name.
    let output: PathBuf = args.output.components().collect();
    let empty = fs::read_dir(&output).is_ok_and(|mut entries| entries.next().is_none());
    if output.exists() && !(args.plain && empty) {
        return Err(Failure::Usage(
            "there is already something where the export would go".to_owned(),
            "give a new name: -o PATH".to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    given::refuse_inside(unlocked.vault(), &output, "the export")?;
    let recipients = recipients(args, &unlocked)?;
    args.overriding.apply(&mut unlocked)?;
    let Everything { clients, notes, files, left_out } = unlocked.everything()?;
    let parts = render(args.format, &unlocked, &clients, &notes, &files)?;
    let entry = ExportEntry {
        form: args.format,
        plain: args.plain,
        recipients: recipients.iter().map(ToString::to_string).collect(),
        place: files::absolute(&output),
        clients: clients.len() as u64,
        notes: notes.len() as u64,
        files: files.len() as u64,
        request: None,
        manifest: None,
        sha256: None,
    };
    let watch = Watch::for_an_end();
    let total = parts.iter().map(Part::length).sum();
    let progress = Progress::bytes(context.terminal, "writing", total);
    let out = Out { output: &output, parts: &parts, context, watch: &watch, progress: &progress };
    let register = |unlocked: &mut Unlocked| unlocked.register_export(&entry, &clients, &files);
    let export = if args.plain {
        out.write_folder(&mut unlocked, register)?
    } else {
        out.write_sealed(&mut unlocked, &recipients, register)?
    };
    drop(progress);
    if args.plain {
        context.terminal.warn("the export is not sealed: whoever can read the folder can read the notes");
    }
    let (clients, notes, files) = (clients.len(), notes.len(), files.len());
    let left_out = (left_out > 0).then_some(left_out);
    let exported = Exported { export, clients, notes, files, plain: args.plain, left_out };
    context.print(&exported, || {
        let (clients, notes) = (counted(clients, "client"), counted(notes, "note"));
        format!("{export}: {clients}, {notes} and {}, {}", counted(files, "file"), args.format.code())
    })
}

fn recipients(args: &Args, unlocked: &Unlocked) -> Result<Vec<Recipient>, Failure> {
    if args.plain {
        return Ok(Vec::new());
    }
    if args.recipient.is_empty() {
        return Ok(vec![unlocked.recipient().clone()]);
    }
    let parse = |text: &String| {
        text.parse().map_err(|_| {
            Failure::Usage(
                "a recipient is not an age recipient".to_owned(),
                "it begins with age1 and is copied whole".to_owned(),
            )
        })
    };
    args.recipient.iter().map(parse).collect()
}

fn render<'a>(
    form: ExportForm,
    unlocked: &Unlocked,
    clients: &[ShownClient],
    notes: &[ExportNote],
    files: &'a [FoundFile],
) -> Result<Vec<Part<'a>>, Failure> {
    let mut client_forms = Vec::with_capacity(clients.len());
    for shown in clients {
        let members = unlocked.references_of(&shown.client.person.members)?;
        let told = shown.disclosures.iter();
        let told = told.map(|told| DisclosureForm::of(told.reference, told.client, &told.disclosure));
        let form = ClientForm::of(
            shown.reference,
            &shown.client,
            members,
            shown.versions,
            shown.notes,
            shown.holds.iter().map(|found| HoldForm::of(&found.row, found.client, &found.hold)).collect(),
        );
        let form = form.with_disclosures(told).with_restriction(shown.row.flags.restricted, false);
        client_forms.push(form.with_closed(&shown.closed, shown.has_clinical));
    }
    let note_forms = notes.iter().map(|shown| {
        let found = &shown.found;
        let former = shown.former.iter().map(|(version, note)| (*version, note));
        NoteForm::line(
            found.reference,
            found.client,
            found.state,
            found.version,
            found.goes_from,
            &found.note,
        )
        .whole(&found.note, former)
    });
    let file_forms: Vec<FileForm<'_>> = files
        .iter()
        .map(|found| FileForm::of(found.reference, found.client, &found.file).in_export())
        .collect();
    let unexpected = |e: anyhow::Error| Failure::Unexpected(e);
    let tables = if form == ExportForm::Csv {
        [
            ("clients.csv", csv::clients(client_forms.into_iter()).map_err(|e| unexpected(e.into()))?),
            ("notes.csv", csv::notes(note_forms).map_err(|e| unexpected(e.into()))?),
            ("files.csv", csv::files(&file_forms).map_err(|e| unexpected(e.into()))?),
        ]
    } else {
        let notes: Vec<NoteForm<'_>> = note_forms.collect();
        [
            ("clients.json", csv::json(&client_forms).map_err(|e| unexpected(e.into()))?),
            ("notes.json", csv::json(&notes).map_err(|e| unexpected(e.into()))?),
            ("files.json", csv::json(&file_forms).map_err(|e| unexpected(e.into()))?),
        ]
    };
    let mut parts: Vec<Part<'a>> = Vec::with_capacity(tables.len() + files.len());
    for (path, bytes) in tables {
        parts.push(Part { path: path.to_owned(), content: PartContent::Bytes(bytes) });
    }
    for (form, found) in file_forms.iter().zip(files) {
        let path = form.path.clone().unwrap_or_default();
        parts.push(Part { path, content: PartContent::Stored(found) });
    }
    Ok(parts)
}

/// Where an export goes and what goes into it.
struct Out<'a> {
    output: &'a Path,
    parts: &'a [Part<'a>],
    context: &'a Context,
    watch: &'a Watch,
    progress: &'a Progress,
}

impl Out<'_> {
    /// Writes the sealed file beside its final name, registers the export, then gives it the name. Plain text never
    /// touches the disk.
    fn write_sealed(
        &self,
        unlocked: &mut Unlocked,
        recipients: &[Recipient],
        register: impl FnOnce(&mut Unlocked) -> Result<Reference, Failure>,
    ) -> Result<Reference, Failure> {
        let folder = files::folder_of(self.output);
        let mut file = tempfile::Builder::new().prefix(".praxis-").tempfile_in(folder).map_err(unwritten)?;
        let sealer = Sealer::new(recipients, self.progress.writing(&mut file)).map_err(unwritten)?;
        self.write_archive(unlocked, sealer)?.finish().map_err(unwritten)?;
        file.as_file().sync_all().map_err(unwritten)?;
        let reference = register(unlocked)?;
        file.persist_noclobber(self.output).map_err(|e| unwritten(e.error))?;
        files::sync_folder(folder, "the folder of the export")?;
        Ok(reference)
    }

    /// A ustar archive of all parts.
    fn write_archive<W: Write>(&self, unlocked: &Unlocked, to: W) -> Result<W, Failure> {
        let mut builder = tar::Builder::new(to);
        for part in self.parts {
            let mut header = tar::Header::new_ustar();
            header.set_mode(0o600);
            header.set_mtime(self.context.now.instant().timestamp().cast_unsigned());
            header.set_size(part.length());
            match &part.content {
                PartContent::Bytes(bytes) => {
                    builder.append_data(&mut header, &part.path, bytes.as_slice()).map_err(unwritten)?;
                }
                PartContent::Stored(found) => {
                    let go_on = || self.watch.go_on();
                    let mut content = unlocked.content(found, &go_on)?;
                    let done = builder.append_data(&mut header, &part.path, &mut content);
                    done.map_err(|e| content.failure().unwrap_or_else(|| unwritten(e)))?;
                }
            }
            self.watch.go_on()?;
        }
        builder.into_inner().map_err(unwritten)
    }

    /// Registers the export before the first readable byte is on the disk, writes a folder beside the final name,
    /// then gives it the name.
    fn write_folder(
        &self,
        unlocked: &mut Unlocked,
        register: impl FnOnce(&mut Unlocked) -> Result<Reference, Failure>,
    ) -> Result<Reference, Failure> {
        let folder = files::folder_of(self.output);
        let staged = tempfile::Builder::new()
            .prefix(".praxis-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(folder)
            .map_err(unwritten)?;
        let reference = register(unlocked)?;
        for part in self.parts {
            let path = staged.path().join(&part.path);
            files::make_folder(files::folder_of(&path), "the export")?;
            match &part.content {
                PartContent::Bytes(bytes) => files::write_new(&path, bytes, "the export")?,
                PartContent::Stored(found) => {
                    let go_on = || self.watch.go_on();
                    let mut file = files::create_new(&path).map_err(unwritten)?;
                    unlocked.content(found, &go_on)?.copy_to(&mut self.progress.writing(&mut file))?;
                    file.sync_all().map_err(unwritten)?;
                }
            }
            // Else a power cut could leave an empty folder under the final name.
            files::sync_folder(files::folder_of(&path), "the export")?;
            self.watch.go_on()?;
        }
        // Over an empty folder, at most: a full one is never replaced.
        fs::rename(staged.path(), self.output).map_err(unwritten)?;
        let _ = staged.keep();
        files::sync_folder(folder, "the folder of the export")?;
        Ok(reference)
    }
}

fn unwritten(error: io::Error) -> Failure {
    Failure::io("the export could not be written", error)
}
