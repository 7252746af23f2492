//! `praxis import`: clients and notes from another system's CSV.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{Context, given};
use crate::failure::Failure;
use crate::import::map::{CLIENT_FIELDS, Map, NOTE_FIELDS};
use crate::import::notes::Surroundings;
use crate::import::{Refused, Sheet, Unreadable, clients, notes};
use crate::terminal::progress::Progress;
use crate::vault::NewNote;

/// The largest file that is read, in bytes.
const LARGEST: usize = 512 * 1024 * 1024;
/// How many refused rows are shown; the report has them all.
const SHOWN: usize = 20;

/// The subcommands.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Bring in clients
    Clients(Args),
    /// Bring in notes about clients who were brought in
    Notes(Args),
}

/// Bring in rows of a CSV file. Rows that are wrong are refused with line, column and reason, and the others
/// are stored in one transaction; running it again adds nothing twice.
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  praxis import clients clients.csv --map examples/import/clients.toml --report refused.json"
)]
pub struct Args {
    /// The CSV file
    file: PathBuf,
    /// Which column is what, in TOML
    #[arg(long)]
    map: PathBuf,
    /// Write a report as JSON to this file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Store nothing when a row is refused
    #[arg(long)]
    all_or_nothing: bool,
}

#[derive(Serialize)]
struct Report {
    added: usize,
    skipped: usize,
    refused: Vec<Refused>,
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Clients(args) => import_clients(&args, context),
        Command::Notes(args) => import_notes(&args, context),
    }
}

fn import_clients(args: &Args, context: &Context) -> Result<(), Failure> {
    let (map, bytes) = read(args, CLIENT_FIELDS, &["name", "first_contact"])?;
    let mut unlocked = context.unlock()?;
    let now = context.now.text();
    let config = &unlocked.vault().config.clients;
    let defaults = clients::Defaults {
        basis: config.basis,
        condition: config.condition,
        today: context.now.today(),
        now: &now,
    };
    let sheet = clients::read(&bytes, &map, defaults).map_err(unreadable)?;
    stop_when_nothing_may_be_refused(args, context, &sheet)?;
    let known = unlocked.imported_clients()?;
    let rows = sheet.rows.len();
    let progress = Progress::start(context.terminal, "clients", rows);
    let new: Vec<_> = sheet
        .rows
        .into_iter()
        .map(|row| row.value)
        .inspect(|_| progress.step())
        .filter(|client| client.person.source.as_ref().is_none_or(|source| !known.contains_key(source)))
        .collect();
    let added = if new.is_empty() { 0 } else { unlocked.add_clients(&new)?.len() };
    drop(progress);
    finish(args, context, &Report { added, skipped: rows - added, refused: sheet.refused })
}

fn import_notes(args: &Args, context: &Context) -> Result<(), Failure> {
    let (map, bytes) = read(args, NOTE_FIELDS, &["client", "date", "text"])?;
    let mut unlocked = context.unlock()?;
    let known = unlocked.imported_clients()?;
    let signed = unlocked.signature();
    let around = Surroundings { clients: &known, today: context.now.today(), signed: &signed };
    let sheet = notes::read(&bytes, &map, &around).map_err(unreadable)?;
    stop_when_nothing_may_be_refused(args, context, &sheet)?;
    let there = unlocked.imported_notes()?;
    let rows = sheet.rows.len();
    let progress = Progress::start(context.terminal, "notes", rows);
    let new: Vec<NewNote> = sheet
        .rows
        .into_iter()
        .map(|row| row.value)
        .inspect(|_| progress.step())
        .filter(|found| !found.in_trash && found.note.source.as_ref().is_none_or(|s| !there.contains(s)))
        .map(|found| NewNote { client: found.client, note: found.note })
        .collect();
    let added = if new.is_empty() { 0 } else { unlocked.add_notes(&new)?.len() };
    drop(progress);
    finish(args, context, &Report { added, skipped: rows - added, refused: sheet.refused })
}

fn read(
    args: &Args,
    fields: &[&str],
    needed: &[&str],
) -> Result<(Map, zeroize::Zeroizing<Vec<u8>>), Failure> {
    let text = given::read(&args.map, LARGEST, "the map given with --map")?;
    let text =
        std::str::from_utf8(&text).map_err(|_| unreadable(Unreadable("the map is not UTF-8".to_owned())))?;
    let map = Map::parse(text, fields, needed).map_err(unreadable)?;
    let bytes = given::read(&args.file, LARGEST, "the CSV file")?;
    if bytes.len() > LARGEST {
        return Err(unreadable(Unreadable("the CSV file is larger than 512 MiB".to_owned())));
    }
    Ok((map, bytes))
}

fn unreadable(Unreadable(why): Unreadable) -> Failure {
    Failure::Usage(why, "compare the map with examples/import; nothing was stored".to_owned())
}

fn stop_when_nothing_may_be_refused<T>(
    args: &Args,
    context: &Context,
    sheet: &Sheet<T>,
) -> Result<(), Failure> {
    if args.all_or_nothing && !sheet.refused.is_empty() {
        let report = Report { added: 0, skipped: 0, refused: sheet.refused.clone() };
        write_report(args, &report)?;
        show(context, &report)?;
        return Err(Failure::Partial(
            format!("{} rows were refused, so nothing was stored", report.refused.len()),
            "mend them in the file, or leave --all-or-nothing out".to_owned(),
        ));
    }
    Ok(())
}

fn finish(args: &Args, context: &Context, report: &Report) -> Result<(), Failure> {
    write_report(args, report)?;
    show(context, report)?;
    if report.refused.is_empty() {
        return Ok(());
    }
    let whole = if args.report.is_some() {
        "the report names them all"
    } else {
        "add --report FILE to have them all"
    };
    Err(Failure::Partial(
        format!("{} rows were refused; the others are stored", report.refused.len()),
        format!("{whole}; mend them in the file and import it again, nothing is added twice"),
    ))
}

fn write_report(args: &Args, report: &Report) -> Result<(), Failure> {
    let Some(path) = &args.report else { return Ok(()) };
    let text = serde_json::to_string_pretty(report).map_err(|e| Failure::Unexpected(e.into()))?;
    write(path, &text).map_err(|e| Failure::io("the report", e))
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    fs::write(path, format!("{text}\n"))
}

fn show(context: &Context, report: &Report) -> Result<(), Failure> {
    if context.terminal.json {
        return context.terminal.print_json(report);
    }
    if !report.refused.is_empty() {
        let rows = report
            .refused
            .iter()
            .take(SHOWN)
            .map(|r| vec![r.line.to_string(), r.column.clone(), r.reason.clone()]);
        context.terminal.print_table(&["Line", "Column", "Refused because"], rows.collect())?;
        if report.refused.len() > SHOWN {
            context.terminal.print(&format!("and {} more", report.refused.len() - SHOWN))?;
        }
    }
    context.terminal.print(&format!(
        "{} added, {} there already, {} refused",
        report.added,
        report.skipped,
        report.refused.len()
    ))
}
