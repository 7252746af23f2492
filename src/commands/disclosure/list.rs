//! `praxis disclosure list`

use super::super::Context;
use crate::export::form::DisclosureForm;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;

/// List who was told what
///
/// About everybody, or about one client: those are the recipients to whom a correction, an erasure or a restriction is
/// communicated, unless that is impossible or disproportionate (UK GDPR Article 19).
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis disclosure list C-0001\n  praxis disclosure list --json")]
pub struct Args {
    /// Reference, or a part of the name
    client: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let found = unlocked.disclosures(client)?;
    let lines: Vec<DisclosureForm<'_>> = found
        .iter()
        .map(|found| DisclosureForm::of(found.reference, found.client, &found.disclosure))
        .collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("no disclosures");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.disclosure.to_string(),
            line.client.to_string(),
            in_words(line.on),
            line.to.to_owned(),
            line.capacity.code().to_owned(),
            line.basis.code().to_owned(),
            line.about.lines().next().unwrap_or_default().to_owned(),
        ]
    });
    let headings = ["Disclosure", "Client", "Date", "To", "Capacity", "Basis", "About"];
    context.terminal.print_table(&headings, rows.collect())
}
