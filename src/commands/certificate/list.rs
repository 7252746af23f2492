//! `praxis certificate list`

use serde::Serialize;

use super::super::Context;
use crate::failure::Failure;
use crate::records::certificate::CertificateState;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::erasure::{Extent, Ground, Refusal};
use crate::records::member::MemberNumber;
use crate::records::reference::{Reference, Register};
use crate::vault::FoundErasure;

/// List erasures and refusals, with how far each is today
///
/// *shredded*: the keys are in no file of the vault. *rotated*: nothing on this machine opens the client from any backup.
/// *final*: no kit and backup on record together can; it is worked out anew each time. *By* says who decided, or, of what
/// a retention sweep destroyed, which one.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis certificate list\n  praxis certificate list --json")]
pub struct Args {}

#[derive(Serialize)]
struct Line<'a> {
    certificate: Reference,
    client: Option<Reference>,
    /// An invoice or an entry of a register: whose it was is not told by what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Reference>,
    made: &'a str,
    state: CertificateState,
    extent: Extent,
    ground: Ground,
    refused: Option<Refusal>,
    sweep: Option<Reference>,
    #[serde(skip)]
    by: String,
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
            line.client.or(line.item).map(|what| what.to_string()).unwrap_or_default(),
            line.made.parse().map_or_else(|_| line.made.to_owned(), in_words),
            line.state.code().to_owned(),
            line.extent.code().to_owned(),
            why.to_owned(),
            line.sweep.map_or_else(|| line.by.clone(), |sweep| sweep.to_string()),
        ]
    });
    let header = ["Certificate", "Record", "Decided", "State", "Extent", "Ground", "By"];
    context.terminal.print_table(&header, rows.collect())
}

fn line(found: &FoundErasure) -> Line<'_> {
    Line {
        certificate: found.row.reference,
        client: Some(found.what).filter(|what| what.register == Register::Client),
        item: Some(found.what).filter(|what| what.register != Register::Client),
        made: &found.row.made,
        state: found.state,
        extent: found.entry.extent,
        ground: found.entry.ground,
        refused: found.entry.refused,
        sweep: found.row.sweep.map(|number| Reference::new(Register::Sweep, number)),
        by: who(found.entry.by),
    }
}

/// Who decided.
fn who(member: MemberNumber) -> String {
    match member {
        MemberNumber::HOST => "the machine".to_owned(),
        MemberNumber(number) => format!("member {number}"),
    }
}
