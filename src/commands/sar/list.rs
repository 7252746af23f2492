//! `praxis sar list`

use serde::Serialize;

use super::super::Context;
use super::super::request::reference;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::office::ExportForm;
use crate::records::reference::Reference;

/// List what left the vault: packs, and exports of everything
///
/// With a request, what was made for it. The sum is that of the file as it was handed over, sealed: it shows years later
/// whether a file is the one.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis sar list\n  praxis sar list R-0001 --json")]
pub struct Args {
    /// Reference of a request
    #[arg(value_name = "R-0001")]
    request: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    export: Reference,
    made: &'a str,
    form: ExportForm,
    request: Option<Reference>,
    recipients: &'a [String],
    place: &'a str,
    sha256: Option<&'a str>,
    manifest: Option<&'a str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let request = args.request.as_deref().map(reference).transpose()?;
    let found = context.unlock()?.exports(request)?;
    let lines: Vec<Line<'_>> = found
        .iter()
        .map(|(row, entry)| Line {
            export: row.reference,
            made: &row.made,
            form: entry.form,
            request: entry.request,
            recipients: &entry.recipients,
            place: &entry.place,
            sha256: entry.sha256.as_deref(),
            manifest: entry.manifest.as_deref(),
        })
        .collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("nothing left the vault");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.export.to_string(),
            line.made.to_owned(),
            line.form.code().to_owned(),
            line.request.map(|request| request.to_string()).unwrap_or_default(),
            line.recipients.join("\n"),
            line.sha256.map_or_else(String::new, |sum| sum.chars().take(16).collect()),
        ]
    });
    context.terminal.print_table(&["Export", "Made", "Form", "Request", "To", "SHA-256"], rows.collect())
}
