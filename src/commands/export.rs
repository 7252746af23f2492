//! `praxis export`: everything, as one sealed archive or, when it is asked for by name, in the clear.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Context, given};
use crate::crypto::age_file::{Recipient, Sealer};
use crate::export::csv;
use crate::export::form::{ClientForm, NoteForm};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::office::{ExportEntry, ExportForm};
use crate::records::reference::Reference;
use crate::vault::{ExportNote, ShownClient, Unlocked, files};

/// Write everything out, sealed to you unless you say otherwise
///
/// Every client as they stand and every note that is in the vault, with its former versions and the trash.
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
    #[arg(long, default_value = "json", value_parser = given::code::<ExportForm>())]
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
}

#[derive(Serialize)]
struct Exported {
    export: Reference,
    clients: usize,
    notes: usize,
    plain: bool,
}

/// A file of an export: its name and its bytes.
type File = (&'static str, Vec<u8>);

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
    refuse_inside(&unlocked, &output)?;
    let recipients = recipients(args, &unlocked)?;
    let (clients, notes) = unlocked.everything()?;
    let files = render(args.format, &unlocked, &clients, &notes)?;
    let entry = ExportEntry {
        form: args.format,
        plain: args.plain,
        recipients: recipients.iter().map(ToString::to_string).collect(),
        place: output.to_string_lossy().into_owned(),
        clients: clients.len() as u64,
        notes: notes.len() as u64,
    };
    let register = |unlocked: &mut Unlocked| unlocked.register_export(&entry, &clients);
    let export = if args.plain {
        write_folder(&output, &files, || register(&mut unlocked))?
    } else {
        let archive = archive(&files, context)?;
        write_sealed(&output, &recipients, &archive, || register(&mut unlocked))?
    };
    if args.plain {
        context.terminal.warn("the export is not sealed: whoever can read the folder can read the notes");
    }
    let exported = Exported { export, clients: clients.len(), notes: notes.len(), plain: args.plain };
    context.print(&exported, || {
        format!("{export}: {} clients and {} notes, {}", clients.len(), notes.len(), args.format.code())
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

/// An export inside the vault would be copied with it, readable.
fn refuse_inside(unlocked: &Unlocked, output: &Path) -> Result<(), Failure> {
    let folder = fs::canonicalize(files::folder_of(output)).map_err(|_| {
        Failure::Usage(
            "the folder for the export does not exist".to_owned(),
            "make it first, or give another: -o PATH".to_owned(),
        )
    })?;
    let vault =
        fs::canonicalize(unlocked.vault().root()).map_err(|e| Failure::io("the vault's folder", e))?;
    if folder.starts_with(vault) {
        return Err(Failure::Usage(
            "the export would lie inside the vault".to_owned(),
            "give a place outside it: -o PATH".to_owned(),
        ));
    }
    Ok(())
}

fn render(
    form: ExportForm,
    unlocked: &Unlocked,
    clients: &[ShownClient],
    notes: &[ExportNote],
) -> Result<Vec<File>, Failure> {
    let mut client_forms = Vec::with_capacity(clients.len());
    for shown in clients {
        let members = unlocked.references_of(&shown.client.person.members)?;
        client_forms.push(ClientForm::of(
            shown.reference,
            &shown.client,
            members,
            shown.versions,
            shown.notes,
        ));
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
    let unexpected = |e: anyhow::Error| Failure::Unexpected(e);
    match form {
        ExportForm::Json => {
            let notes: Vec<NoteForm<'_>> = note_forms.collect();
            Ok(vec![
                ("clients.json", csv::json(&client_forms).map_err(|e| unexpected(e.into()))?),
                ("notes.json", csv::json(&notes).map_err(|e| unexpected(e.into()))?),
            ])
        }
        ExportForm::Csv => Ok(vec![
            ("clients.csv", csv::clients(client_forms.into_iter()).map_err(|e| unexpected(e.into()))?),
            ("notes.csv", csv::notes(note_forms).map_err(|e| unexpected(e.into()))?),
        ]),
    }
}

/// A ustar archive in memory: plain text never touches the disk.
fn archive(files: &[File], context: &Context) -> Result<Vec<u8>, Failure> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(context.now.instant().timestamp().cast_unsigned());
        builder
            .append_data(&mut header, name, bytes.as_slice())
            .map_err(|e| Failure::io("the archive", e))?;
    }
    builder.into_inner().map_err(|e| Failure::io("the archive", e))
}

/// Writes the sealed file beside its final name, registers the export, then gives it the name.
fn write_sealed(
    output: &Path,
    recipients: &[Recipient],
    archive: &[u8],
    register: impl FnOnce() -> Result<Reference, Failure>,
) -> Result<Reference, Failure> {
    let failed = |e| Failure::io("the export could not be written", e);
    let folder = files::folder_of(output);
    let mut file = tempfile::Builder::new().prefix(".praxis-").tempfile_in(folder).map_err(failed)?;
    let mut sealer = Sealer::new(recipients, &mut file).map_err(failed)?;
    sealer.write_all(archive).map_err(failed)?;
    sealer.finish().map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    let reference = register()?;
    file.persist_noclobber(output).map_err(|e| failed(e.error))?;
    files::sync_folder(folder, "the folder of the export")?;
    Ok(reference)
}

/// Registers the export before the first readable byte is on the disk, writes a folder beside the final name,
/// then gives it the name.
fn write_folder(
    output: &Path,
    files: &[File],
    register: impl FnOnce() -> Result<Reference, Failure>,
) -> Result<Reference, Failure> {
    let failed = |e| Failure::io("the export could not be written", e);
    let folder = files::folder_of(output);
    let staged = tempfile::Builder::new()
        .prefix(".praxis-")
        .permissions(fs::Permissions::from_mode(0o700))
        .tempdir_in(folder)
        .map_err(failed)?;
    let reference = register()?;
    for (name, bytes) in files {
        files::write_new(&staged.path().join(name), bytes, "the export")?;
    }
    // Over an empty folder, at most: a full one is never replaced.
    fs::rename(staged.path(), output).map_err(failed)?;
    let _ = staged.keep();
    files::sync_folder(folder, "the folder of the export")?;
    Ok(reference)
}
