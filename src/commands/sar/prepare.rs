//! `praxis sar prepare`

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::request::reference;
use super::super::{Context, given};
use super::gathered::{Gathered, Looked};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::item::{ItemId, ItemKind};
use crate::records::proposal::ProposalKind;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::rules::disclosure::{Fate, default_known};
use crate::vault::files;

/// Gather everything that is held about who a request is about, and show what is to be decided
///
/// In every compartment: details, notes with their former versions, drafts and the trash, files, invoices, holds, disclosures,
/// other requests, complaints, breaches, and the records of couples and groups. In each item praxis looks for names of others that the record
/// knows, addresses, numbers and dates of birth; and it looks for the person in the records of others. It proposes, and
/// decides nothing. Run it again when something has changed: what was decided stays.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis sar prepare R-0001\n  praxis sar prepare R-0001 --template decisions.toml\n  praxis sar prepare R-0001 --json"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// Write a file to fill in for praxis sar decide: references, no content
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
}

#[derive(Serialize)]
struct Prepared {
    request: Reference,
    client: Reference,
    due: Option<NaiveDate>,
    pending: usize,
    searched: usize,
    /// What does not open to who asks, and is in no item.
    #[serde(skip_serializing_if = "none")]
    closed: usize,
    items: Vec<Line>,
    candidates: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    item: ItemId,
    client: Reference,
    kind: ItemKind,
    date: Option<NaiveDate>,
    version: u32,
    health: bool,
    fate: &'static str,
    because: String,
    source: &'static str,
    likely_known: bool,
    proposals: Vec<Found>,
}

#[derive(Serialize)]
struct Found {
    field: String,
    start: usize,
    end: usize,
    kind: ProposalKind,
    label: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's form.
fn none(count: &usize) -> bool {
    *count == 0
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let request = reference(&args.request)?;
    if let Some(path) = &args.template {
        given::refuse_what_is_there(path, "the file")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.template {
        given::refuse_inside(unlocked.vault(), path, "the file")?;
    }
    let gathered = Gathered::of(&mut unlocked, request, context)?;
    if let Some(path) = &args.template {
        files::make_new(path, template(&gathered).as_bytes(), "the file")?;
    }
    context.tell_notices();
    if context.terminal.json {
        return context.terminal.print_json(&Prepared {
            request,
            client: gathered.subject.client,
            due: gathered.found.clock.due,
            pending: gathered.pending(),
            searched: gathered.searched,
            closed: gathered.subject.closed,
            items: gathered.items.iter().map(line).collect(),
            candidates: gathered.candidates.iter().map(line).collect(),
        });
    }
    let header = ["Item", "What", "Date", "Found in it", "Stands"];
    context.terminal.print_table(&header, gathered.items.iter().map(row).collect())?;
    if !gathered.candidates.is_empty() {
        context
            .terminal
            .print("\nNamed in the records of others: decide of each whether it is about the same person")?;
        context.terminal.print_table(&header, gathered.candidates.iter().map(row).collect())?;
    }
    say(&gathered, context);
    Ok(())
}

fn say(gathered: &Gathered, context: &Context) {
    let request = gathered.found.reference;
    if let Some(closed) = gathered.closed() {
        context.terminal.warn(&closed);
    }
    let (all, pending) = (gathered.items.len(), gathered.pending());
    context.terminal.say(&format!("{}, {pending} of them to be decided", counted(all, "item")));
    if pending > 0 || gathered.unlooked() > 0 {
        context
            .terminal
            .say(&format!("praxis sar decide {request} asks about each; --decisions FILE takes a file"));
    } else {
        context.terminal.say(&format!("praxis sar preview {request} shows what would go out"));
    }
    if let Some(due) = gathered.found.clock.due.filter(|_| gathered.found.is_open()) {
        context.terminal.say(&format!("to be answered by {}", in_words(due)));
    }
}

fn line(of: &Looked) -> Line {
    let Looked { item, outcome, .. } = of;
    let found = of.proposed.iter().flat_map(|(field, all)| {
        all.iter().map(|one| Found {
            field: field.clone(),
            start: one.start,
            end: one.end,
            kind: one.kind,
            label: one.label.clone(),
        })
    });
    Line {
        item: item.id,
        client: item.client,
        kind: item.kind,
        date: item.date,
        version: item.version,
        health: item.health,
        fate: fate(&outcome.fate),
        because: outcome.because.clone(),
        source: outcome.source,
        likely_known: default_known(item.kind),
        proposals: found.collect(),
    }
}

fn row(of: &Looked) -> Vec<String> {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in of.proposed.iter().flat_map(|(_, all)| all) {
        *kinds.entry(one.kind.code()).or_default() += 1;
    }
    let found: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    vec![
        of.item.id.to_string(),
        of.item.kind.code().to_owned(),
        of.item.date.map(in_words).unwrap_or_default(),
        found.join(", "),
        stands(of),
    ]
}

/// Where an item stands, in few words.
pub fn stands(of: &Looked) -> String {
    match &of.outcome.fate {
        Fate::Disclose => "disclose".to_owned(),
        Fate::DiscloseRedacted(spans) => format!("disclose, {} taken out", spans.len()),
        Fate::Withhold(ground) => format!("withhold: {}", ground.code()),
        Fate::Pending(_) => format!("pending: {}", of.outcome.because),
    }
}

fn fate(of: &Fate) -> &'static str {
    match of {
        Fate::Disclose => "disclose",
        Fate::DiscloseRedacted(_) => "redact",
        Fate::Withhold(_) => "withhold",
        Fate::Pending(_) => "pending",
    }
}

/// A decisions file with every item that is to be decided, each as a comment: nothing is decided for anybody.
fn template(gathered: &Gathered) -> String {
    let mut text = format!(
        "# What is decided about the pack of {request}. Take the # away from what you decide, and complete it; praxis sar decide\n\
         # {request} --decisions FILE reads it. do is disclose, redact or withhold. Items that are not named stay pending, and do not go out.\n\
         praxis = \"sar-decisions/1\"\nrequest = \"{request}\"\n",
        request = gathered.found.reference
    );
    let undecided = gathered.items.iter().filter(|one| one.is_pending());
    for one in undecided.chain(gathered.candidates.iter().filter(|one| one.is_pending())) {
        let date = one.item.date.map_or_else(String::new, |day| format!(", {day}"));
        let known = if default_known(one.item.kind) { " The person is likely to know it." } else { "" };
        text.push_str(&format!(
            "\n# {}{date}: {} found in it.{known}\n#[[decide]]\n#items = [\"{}\"]\n#do = \"\"\n#ground = \"\"\n",
            one.item.kind.code(),
            one.count(),
            one.item.id
        ));
    }
    text
}
