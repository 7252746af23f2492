//! `praxis will show`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::office::KitState;
use crate::records::reference::{Reference, Register};
use crate::records::text::counted;
use crate::records::will::{Former, WillDrill, WillState};
use crate::rules::will::{Difference, difference};
use crate::vault::{FoundKit, FoundWill, Unlocked};

/// Show clinical wills: who holds which, how old each is, and what its list lacks
///
/// Of each: the trustee, the folder, the kit in it, when it was made and last tried, how many clients came since it was made
/// and are not on its list, and how many on it have ended.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis will show\n  praxis will show W-01\n  praxis will show --json")]
pub struct Args {
    /// Only this one, with all that is on record of it
    #[arg(value_name = "W-01")]
    will: Option<String>,
}

#[derive(Serialize)]
struct Line<'a> {
    will: Reference,
    state: WillState,
    stale: bool,
    made: &'a str,
    epoch: u64,
    trustee: &'a str,
    contact: Option<&'a str>,
    recipient: &'a str,
    folder: &'a str,
    kit: Option<Reference>,
    kit_state: Option<KitState>,
    exports: &'a [Reference],
    listed: usize,
    /// Clients with whom work goes on, and who are not on the list.
    lacks: Vec<Reference>,
    /// Clients on the list with whom it does not any more.
    ended: Vec<Reference>,
    drill: Option<&'a WillDrill>,
    /// Folders that were made before, whose kits still count.
    former: Vec<Former>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let only = args.will.as_deref().map(|text| given::reference(text, Register::Will)).transpose()?;
    let mut unlocked = context.unlock()?;
    let mut found = unlocked.wills()?;
    if let Some(only) = only {
        found.retain(|will| will.reference == only);
        if found.is_empty() {
            return Err(Failure::Missing(
                format!("there is no will {only} on record"),
                "praxis will show lists which there are".to_owned(),
            ));
        }
    }
    let (current, kits) = (unlocked.current_clients()?, unlocked.kits()?);
    let lines: Result<Vec<Line<'_>>, Failure> =
        found.iter().map(|will| line(will, &current, &kits, &unlocked)).collect();
    let lines = lines?;
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context
            .terminal
            .say("no wills; make one with: praxis will set --trustee NAME --recipient age1... -o FOLDER");
        return Ok(());
    }
    if only.is_some() {
        let rows = lines.iter().flat_map(all_of).map(|(what, how)| vec![what.to_owned(), how]);
        return context.terminal.print_table(&["", "On record"], rows.collect());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.will.to_string(),
            line.trustee.to_owned(),
            day(line.made),
            state(line),
            since(line),
            line.drill.map_or_else(|| "never".to_owned(), |drill| in_words(drill.on)),
            kit(line),
        ]
    });
    context.terminal.print_table(
        &["Will", "Trustee", "Made", "State", "Clients since", "Last drill", "Kit"],
        rows.collect(),
    )
}

fn line<'a>(
    will: &'a FoundWill,
    current: &[Reference],
    kits: &[FoundKit],
    unlocked: &Unlocked,
) -> Result<Line<'a>, Failure> {
    let entry = &will.entry;
    let retired = will.state == WillState::Retired;
    let differs = if retired { Difference::default() } else { difference(&entry.listed, current) };
    let mut former = unlocked.kits_of_will(will)?;
    former.retain(|one| retired || Some(one.kit) != entry.kit);
    Ok(Line {
        will: will.reference,
        state: will.state,
        stale: will.stale,
        made: &will.made,
        epoch: will.epoch,
        trustee: &entry.trustee,
        contact: entry.contact.as_deref(),
        recipient: &entry.recipient,
        folder: &entry.folder,
        kit: entry.kit,
        kit_state: kits.iter().find(|kit| Some(kit.reference) == entry.kit).map(|kit| kit.state),
        exports: &entry.exports,
        listed: entry.listed.len(),
        lacks: differs.lacks,
        ended: differs.ended,
        drill: entry.drill.as_ref(),
        former,
    })
}

fn day(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), in_words)
}

fn state(line: &Line<'_>) -> String {
    if line.stale { format!("{}, stale", line.state.code()) } else { line.state.code().to_owned() }
}

fn kit(line: &Line<'_>) -> String {
    let state = line.kit_state.map(|state| format!(", {}", state.code())).unwrap_or_default();
    line.kit.map(|kit| format!("{kit}{state}")).unwrap_or_default()
}

/// How the list and today's clients differ.
fn since(line: &Line<'_>) -> String {
    match (line.lacks.len(), line.ended.len()) {
        (0, 0) => "as on the list".to_owned(),
        (lacks, ended) => format!("{lacks} came, {ended} ended"),
    }
}

fn all_of<'a>(line: &'a Line<'_>) -> Vec<(&'a str, String)> {
    let listed = |of: &[Reference]| of.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let drill = line.drill.map_or_else(
        || "never".to_owned(),
        |drill| {
            let own = if drill.trustee {
                "with the trustee's own key"
            } else {
                "the trustee's own key was not tried"
            };
            format!("{}, {own}", in_words(drill.on))
        },
    );
    let mut all = vec![
        ("will", line.will.to_string()),
        ("state", state(line)),
        ("made", day(line.made)),
        ("trustee", line.trustee.to_owned()),
        ("contact", line.contact.unwrap_or_default().to_owned()),
        ("recipient", line.recipient.to_owned()),
        ("folder", line.folder.to_owned()),
        ("kit", kit(line)),
        ("exports", listed(line.exports)),
        ("on its list", counted(line.listed, "client")),
        ("not on it", listed(&line.lacks)),
        ("ended since", listed(&line.ended)),
        ("last drill", drill),
    ];
    all.extend(line.former.iter().map(|one| ("to destroy", format!("{}, with {}", one.folder, one.kit))));
    all.retain(|(_, how)| !how.is_empty());
    all
}
