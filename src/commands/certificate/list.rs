//! `praxis certificate list`

use serde::Serialize;

use super::super::Context;
use crate::failure::Failure;
use crate::records::certificate::CertificateState;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::erasure::{Extent, Ground, Refusal};
use crate::records::reference::Reference;
use crate::vault::FoundErasure;

/// List erasures and refusals, with how far each is today
///
/// *shredded*: the keys are in no file of the vault. *rotated*: nothing on this machine opens the client from any backup.
/// *final*: no kit and backup on record together can; it is worked out anew each time.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis certificate list\n  praxis certificate list --json")]
pub struct Args {}

#[derive(Serialize)]
struct Line<'a> {
    certificate: Reference,
    client: Reference,
    made: &'a str,
    state: CertificateState,
    extent: Extent,
    ground: Ground,
    refused: Option<Refusal>,
}

/// Runs the command.
pub fn run(_: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.erasures()?;
    let lines: Vec<Line<'_>> = found.iter().map(line).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("nothing was erased, and no erasure refused");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        let why = line.refused.map_or(line.ground.code(), Code::code);
        vec![
            line.certificate.to_string(),
            line.client.to_string(),
            line.made.parse().map_or_else(|_| line.made.to_owned(), in_words),
            line.state.code().to_owned(),
            line.extent.code().to_owned(),
            why.to_owned(),
        ]
    });
    let header = ["Certificate", "Client", "Decided", "State", "Extent", "Ground"];
    context.terminal.print_table(&header, rows.collect())
}

fn line(found: &FoundErasure) -> Line<'_> {
    Line {
        certificate: found.row.reference,
        client: found.client,
        made: &found.row.made,
        state: found.state,
        extent: found.entry.extent,
        ground: found.entry.ground,
        refused: found.entry.refused,
    }
}
