//! `praxis import`: clients and notes from another system's CSV.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use serde::Serialize;

use super::{Context, given};
use crate::failure::Failure;
use crate::import::map::{CLIENT_FIELDS, Map, NOTE_FIELDS};
use crate::import::notes::Surroundings;
use crate::import::{Refused, Unreadable, clients, notes};
use crate::records::client::Person;
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
    let mut sheet = clients::read(&bytes, &map, defaults).map_err(unreadable)?;
    let known = unlocked.imported_clients()?;
    let since = unlocked.log_size()?;
    let heading = map.columns.get("source").cloned().unwrap_or_default();
    let (mut new, mut skipped) = (Vec::new(), 0);
    for row in sheet.rows.drain(..) {
        match row.value.person.source.as_ref().and_then(|source| known.get(source)) {
            None => new.push(row.value),
            Some(there) if is_somebody_else(&there.person, &row.value.person) => {
                sheet.refused.push(Refused {
                    line: row.line,
                    column: heading.clone(),
                    reason: "the number is another client's; name the system in the map".to_owned(),
                });
            }
            Some(_) => skipped += 1,
        }
    }
    sheet.refused.sort_by_key(|refused| refused.line);
    let mut report = Report { added: 0, skipped, refused: sheet.refused };
    stop_when_nothing_may_be_refused(args, context, &report)?;
    let file = open_report(args)?;
    if !new.is_empty() {
        let progress = Progress::start(context.terminal, "clients", new.len());
        report.added = unlocked.add_clients(&new, Some(since), || progress.step())?.len();
    }
    finish(args, context, file, &report)
}

/// A number that was used before, for a person with another name and another birth.
fn is_somebody_else(there: &Person, here: &Person) -> bool {
    there.name != here.name && there.born != here.born
}

fn import_notes(args: &Args, context: &Context) -> Result<(), Failure> {
    let (map, bytes) = read(args, NOTE_FIELDS, &["client", "date", "text"])?;
    let mut unlocked = context.unlock()?;
    let known = unlocked.imported_clients()?;
    let clients = known.into_iter().map(|(source, client)| (source, client.reference)).collect();
    let signed = unlocked.signature();
    let around = Surroundings { clients: &clients, today: context.now.today(), signed: &signed };
    let sheet = notes::read(&bytes, &map, &around).map_err(unreadable)?;
    let there = unlocked.imported_notes()?;
    let since = unlocked.log_size()?;
    let rows = sheet.rows.len();
    let new: Vec<NewNote> = sheet
        .rows
        .into_iter()
        .map(|row| row.value)
        .filter(|found| !found.in_trash && found.note.source.as_ref().is_none_or(|s| !there.contains(s)))
        .map(|found| NewNote { client: found.client, note: found.note })
        .collect();
    let mut report = Report { added: 0, skipped: rows - new.len(), refused: sheet.refused };
    stop_when_nothing_may_be_refused(args, context, &report)?;
    let file = open_report(args)?;
    if !new.is_empty() {
        let progress = Progress::start(context.terminal, "notes", new.len());
        report.added = unlocked.add_notes(&new, Some(since), || progress.step())?.len();
    }
    finish(args, context, file, &report)
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

fn stop_when_nothing_may_be_refused(args: &Args, context: &Context, report: &Report) -> Result<(), Failure> {
    if !args.all_or_nothing || report.refused.is_empty() {
        return Ok(());
    }
    let report = Report { added: 0, skipped: 0, refused: report.refused.clone() };
    write_report(open_report(args)?, &report)?;
    show(context, &report)?;
    Err(Failure::Partial(
        format!("{} rows were refused, so nothing was stored", report.refused.len()),
        "mend them in the file, or leave --all-or-nothing out".to_owned(),
    ))
}

fn finish(args: &Args, context: &Context, file: Option<File>, report: &Report) -> Result<(), Failure> {
    write_report(file, report)?;
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

/// Opened before anything is stored: a report that cannot be written must not be found out afterwards.
fn open_report(args: &Args) -> Result<Option<File>, Failure> {
    let Some(path) = &args.report else { return Ok(None) };
    let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    opened.map(Some).map_err(|e| Failure::io("the report could not be written, so nothing was stored", e))
}

fn write_report(file: Option<File>, report: &Report) -> Result<(), Failure> {
    let Some(mut file) = file else { return Ok(()) };
    let text = serde_json::to_string_pretty(report).map_err(|e| Failure::Unexpected(e.into()))?;
    writeln!(file, "{text}").map_err(|e| Failure::io("the rows are stored, but not the report", e))
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
