//! `praxis backup list`

use std::path::Path;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::Context;
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::backup::BackupState;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::vault::FoundBackup;

/// List backups, without any key
///
/// Every backup that was made, where it was written, when it was last verified, and from when it may go.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis backup list\n  praxis backup list --json")]
pub struct Args {}

#[derive(Serialize)]
struct Line<'a> {
    backup: Reference,
    made: &'a str,
    epoch: u64,
    generation: u64,
    state: BackupState,
    verified: Option<&'a str>,
    until: Option<NaiveDate>,
    sha256: String,
    place: &'a Path,
}

/// Runs the command.
pub fn run(_: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.vault()?.backups_on_record()?;
    let lines: Vec<Line<'_>> = found.iter().map(line).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("no backups yet; make one with: praxis backup create --to DIR");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.backup.to_string(),
            day(line.made),
            line.epoch.to_string(),
            line.state.code().to_owned(),
            line.verified.map(day).unwrap_or_default(),
            line.until.map(in_words).unwrap_or_default(),
            line.place.display().to_string(),
        ]
    });
    let header = ["Backup", "Made", "Epoch", "State", "Verified", "May go from", "Place"];
    context.terminal.print_table(&header, rows.collect())
}

/// A day as people write it.
pub fn day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), in_words)
}

fn line(found: &FoundBackup) -> Line<'_> {
    Line {
        backup: found.reference,
        made: &found.made,
        epoch: found.epoch,
        generation: found.generation,
        state: found.state,
        verified: found.verified.as_deref(),
        until: found.until,
        sha256: to_hex(&found.sha256),
        place: &found.place,
    }
}
