//! `praxis sar decide`

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;

use super::super::request::reference;
use super::super::{Context, given};
use super::dialogue;
use super::gathered::{Gathered, Looked};
use crate::failure::Failure;
use crate::import::decisions::{About, Cut, Decider, DecisionsFile, Rule, Words, resolve};
use crate::records::decision::{Choice, Decision, Decisions, Ground};
use crate::records::item::{Item, ItemId, ItemKind};
use crate::records::proposal::ProposalKind;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::Unlocked;

/// How what is wrong with decisions begins.
const IN_FILE: &str = "the decisions, ";

/// The largest decisions file.
const LARGEST: usize = 8 << 20;

/// Decide what of a pack is disclosed
///
/// One item at a time on a terminal, with its words and what was found in it; or by a file; or for named items, or all of
/// a kind or of some days, at once. What nobody decided does not go out. Decisions are kept: when the record changes, only
/// what is new or has changed is asked about again.
///
/// Words about somebody else are taken out, or an item is withheld for them, only with the five factors of DPA 2018
/// Schedule 2 paragraph 16(3): give those in a file, or in the dialogue.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis sar decide R-0001\n  praxis sar decide R-0001 --decisions decisions.toml\n  praxis sar decide R-0001 --kind session --to 2025-12-31 --do disclose --ground known-to-subject\n  praxis sar decide R-0001 --item N-000012 --do withhold --ground legal-privilege"
)]
#[command(group = clap::ArgGroup::new("whole").args(["item", "kind", "all"]))]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// Decide by a file; - reads it from stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["whole", "do", "ground", "reason_file"])]
    decisions: Option<PathBuf>,
    /// An item; may be given more than once
    #[arg(long, value_name = "ITEM")]
    item: Vec<String>,
    /// All items of a kind
    #[arg(long, value_name = "KIND", value_parser = given::code::<ItemKind>(), hide_possible_values = true)]
    kind: Option<ItemKind>,
    /// All items
    #[arg(long)]
    all: bool,
    /// Of those, the ones of this day or later
    #[arg(long, value_name = "DATE", conflicts_with = "item")]
    from: Option<String>,
    /// Of those, the ones of this day or earlier
    #[arg(long, value_name = "DATE", conflicts_with = "item")]
    to: Option<String>,
    /// disclose, redact (take out what --cut names) or withhold
    #[arg(long, value_name = "CHOICE", value_parser = given::code::<Choice>(), requires = "whole")]
    r#do: Option<Choice>,
    /// Why: known-to-subject, harm-test-not-met, own-judgement; third-party, serious-harm, legal-privilege, not-for-parent,
    /// crime, court, negotiations, confidential-reference, self-incrimination
    #[arg(long, value_name = "GROUND", value_parser = given::code::<Ground>(), hide_possible_values = true)]
    ground: Option<Ground>,
    /// Take out what was found of a kind, and why: `phone=legal-privilege`; may be given more than once
    #[arg(long, value_name = "KIND=GROUND", requires = "do")]
    cut: Vec<String>,
    /// The day of an opinion that it rests on; may be given more than once
    #[arg(long, value_name = "DATE", requires = "do")]
    opinion: Vec<String>,
    /// What a kind, or all, was decided of before is decided anew
    #[arg(long)]
    again: bool,
    /// The reason in words, from a file or, with -, from stdin
    #[arg(long, value_name = "FILE", requires = "do")]
    reason_file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Done {
    request: Reference,
    decided: usize,
    pending: usize,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let request = reference(&args.request)?;
    let rule = rule(args, context)?;
    if args.decisions.is_none() && rule.is_none() && !context.terminal.can_ask() {
        return Err(Failure::Usage(
            "there is nobody to ask".to_owned(),
            "give --decisions FILE, or --kind KIND --do CHOICE --ground GROUND".to_owned(),
        ));
    }
    let mut unlocked = context.unlock()?;
    // Before the record is opened: a file that is not understood decides nothing.
    let file = match (&args.decisions, rule) {
        (Some(path), _) => Some((read(path, request)?, true)),
        (None, Some(rule)) => Some((DecisionsFile { opinions: Vec::new(), rules: vec![rule] }, false)),
        (None, None) => None,
    };
    let gathered = Gathered::of(&mut unlocked, request, context)?;
    context.tell_notices();
    let decided = match file {
        Some((file, has_lines)) => {
            by_rules(&mut unlocked, &gathered, &file, (has_lines, args.again), context)?
        }
        None => dialogue::run(&mut unlocked, gathered, context)?,
    };
    let after = Gathered::of(&mut unlocked, request, context)?;
    if let Some(closed) = after.closed() {
        context.terminal.warn(&closed);
    }
    let done = Done { request, decided, pending: after.pending() };
    context.print(&done, || {
        format!("{request}: {} decided, {} pending", counted(done.decided, "item"), done.pending)
    })?;
    context.terminal.say(&if done.pending > 0 {
        format!("praxis sar prepare {request} shows where each item stands")
    } else {
        format!("praxis sar preview {request} shows what would go out")
    });
    Ok(())
}

/// Reads a decisions file for this request.
fn read(path: &Path, request: Reference) -> Result<DecisionsFile, Failure> {
    let bytes = given::read(path, LARGEST, "the decisions file")?;
    let wrong = |why: String| {
        Failure::Usage(
            format!("the decisions file: {}", why.strip_prefix(IN_FILE).unwrap_or(&why)),
            format!(
                "nothing was decided; praxis sar prepare {request} --template FILE writes one to fill in"
            ),
        )
    };
    if bytes.len() > LARGEST {
        return Err(wrong("it is larger than 8 MiB".to_owned()));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("it is not UTF-8".to_owned()))?;
    DecisionsFile::parse(text, request).map_err(|why| wrong(why.0))
}

/// What flags decide about many items.
fn rule(args: &Args, context: &Context) -> Result<Option<Rule>, Failure> {
    let day = |text: &Option<String>, flag| text.as_deref().map(|text| given::date(text, flag)).transpose();
    let (from, to) = (day(&args.from, "--from")?, day(&args.to, "--to")?);
    let about = match (&args.item[..], args.kind) {
        ([], Some(kind)) => About::Kind { kind, from, to },
        ([], None) if args.all => About::All { from, to },
        ([], None) => {
            return if from.or(to).is_none() { Ok(None) } else { Err(what_of_those_days()) };
        }
        (items, _) => About::Items(items.iter().map(|text| item(text)).collect::<Result<_, _>>()?),
    };
    let choice = args.r#do.ok_or_else(|| {
        Failure::Usage(
            "what is decided is missing".to_owned(),
            "add --do disclose, redact or withhold".to_owned(),
        )
    })?;
    let cuts = args.cut.iter().map(|text| cut(text)).collect::<Result<_, _>>()?;
    let opinions: Vec<NaiveDate> =
        args.opinion.iter().map(|text| given::date(text, "--opinion")).collect::<Result<_, _>>()?;
    let words = match &args.reason_file {
        Some(path) => Some(super::super::request::words(Some(path), "--reason-file", "", context)?),
        None => None,
    };
    Ok(Some(Rule { line: 1, about, choice, ground: args.ground, factors: None, opinions, cuts, words }))
}

fn what_of_those_days() -> Failure {
    Failure::Usage("which items of those days is missing".to_owned(), "add --kind KIND, or --all".to_owned())
}

fn item(text: &str) -> Result<ItemId, Failure> {
    text.parse().map_err(|_| {
        Failure::Usage(
            "that names no item of a pack".to_owned(),
            "items are N-000012, F-000001, C-0007/person and so on: praxis sar prepare lists them".to_owned(),
        )
    })
}

fn cut(text: &str) -> Result<Cut, Failure> {
    use crate::records::code::Code;
    let parts = text.split_once('=');
    let known =
        parts.and_then(|(kind, ground)| Some((ProposalKind::from_code(kind)?, Ground::from_code(ground)?)));
    let (kind, ground) = known.ok_or_else(|| {
        Failure::Usage(
            "--cut takes what was found and a ground".to_owned(),
            "as in --cut phone=legal-privilege; kinds are third-party, email, phone, postcode, nhs-number, ni-number and \
             date-of-birth"
                .to_owned(),
        )
    })?;
    Ok(Cut { line: 1, what: Words::Proposed(kind), ground })
}

/// Decides as a file or flags say: all of it, or nothing.
fn by_rules(
    unlocked: &mut Unlocked,
    gathered: &Gathered,
    file: &DecisionsFile,
    (has_lines, again): (bool, bool),
    context: &Context,
) -> Result<usize, Failure> {
    let (by, at) = (unlocked.member(), context.now.text());
    let before = &gathered.stored.decisions;
    // Of a kind, or all: what is held about the person. What others' records say is decided by name.
    let named = |one: &&Looked| {
        file.rules.iter().any(|rule| matches!(&rule.about, About::Items(ids) if ids.contains(&one.item.id)))
    };
    let candidates = gathered.candidates.iter().filter(named);
    let looked: Vec<&Looked> = gathered.items.iter().chain(candidates).collect();
    let items: Vec<Item> = looked.iter().map(|one| one.item.clone()).collect();
    let proposed = |item: &Item| {
        let one = looked.iter().find(|one| one.item.id == item.id);
        one.map(|one| one.proposals()).unwrap_or_default()
    };
    let decider = Decider { by, at: &at, opinions: &before.opinions };
    let new = resolve(file, &items, proposed, &decider).map_err(|why| {
        let why = why.0.strip_prefix(IN_FILE).unwrap_or(&why.0);
        // Flags have no lines.
        let why = match why.strip_prefix("line 1: ").filter(|_| !has_lines) {
            Some(why) => why.to_owned(),
            None => format!("the decisions file: {why}"),
        };
        Failure::Usage(why, "nothing was decided".to_owned())
    })?;
    // What stands was decided by somebody who looked: a rule for many passes it over, unless it is to be decided anew.
    let by_name = |id: ItemId| {
        file.rules.iter().any(|rule| matches!(&rule.about, About::Items(ids) if ids.contains(&id)))
    };
    let stands = |id: ItemId| {
        let one = looked.iter().find(|one| one.item.id == id);
        one.is_some_and(|one| !one.is_pending()) && before.about(id).is_some()
    };
    let (passed, new): (Vec<Decision>, Vec<Decision>) =
        new.into_iter().partition(|one| !again && !by_name(one.item) && stands(one.item));
    let count = new.len();
    let mut decisions: Decisions = before.clone();
    for opinion in &file.opinions {
        if !decisions.opinions.contains(opinion) {
            decisions.opinions.push(opinion.clone());
        }
    }
    decisions.take(new);
    unlocked.put_decisions(&gathered.found, &gathered.stored, &decisions)?;
    if !passed.is_empty() {
        context.terminal.say(&format!(
            "{} decided before and left as it stands: name it with --item, or add --again",
            counted(passed.len(), "item")
        ));
    }
    Ok(count)
}
