//! `praxis retention sweep`

use std::path::PathBuf;

use serde::Serialize;

use super::super::needs::Needs;
use super::super::{Context, given};
use super::due::Line;
use crate::failure::{Exit, Failure};
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::files;

/// Make a plan of the records that may go; or, with --check, say whether any may
///
/// The plan is a file with references and hashes, and no names: a person reviews it (praxis retention review), and only
/// what was reviewed and has not changed since is destroyed (praxis retention apply).
///
/// With --check nothing is unlocked: it looks at the years that stand in the clear, which are rounded up, prints
/// references when there is something to print, and ends with 9. That is for cron. It speaks of clients only: of invoices,
/// drafts, requests, complaints and breaches no day stands in the clear.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis retention sweep -o plan.txt\n  praxis retention sweep --as-of 2026-12-31 -o plan.txt\n  praxis retention sweep --check --quiet"
)]
pub struct Args {
    /// As of this day (default: today)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Write the plan to this new file; without it, it is only shown
    #[arg(short, long, value_name = "PLAN", conflicts_with = "check")]
    output: Option<PathBuf>,
    /// Only say whether something is due, without any key
    #[arg(long)]
    check: bool,
}

impl Args {
    /// What may go stands in every compartment; the years do in the clear.
    #[must_use]
    pub fn needs(&self) -> Needs {
        if self.check { Needs::Nothing } else { Needs::Owner }
    }
}

#[derive(Serialize)]
struct Made<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<String>,
    as_of: chrono::NaiveDate,
    proposed: usize,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Checked<'a> {
    as_of: chrono::NaiveDate,
    due: &'a [Reference],
    blocked: &'a [Reference],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<Exit, Failure> {
    if args.check {
        return check(args, context);
    }
    let as_of = day(args, context)?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the plan")?;
    }
    let mut unlocked = context.unlock()?;
    if let Some(path) = &args.output {
        given::refuse_inside(unlocked.vault(), path, "the plan")?;
    }
    unlocked.vault().check_clock_both_ways()?;
    let (plan, found) = unlocked.plan_sweep(as_of)?;
    let proposed = plan.lines.iter().filter(|line| line.proposed.is_some()).count();
    if let Some(path) = &args.output {
        files::make_new(path, plan.to_text().as_bytes(), "the plan")?;
    }
    let made = Made {
        plan: args.output.as_ref().map(|path| path.to_string_lossy().into_owned()),
        as_of,
        proposed,
        lines: found.iter().map(Line::of).collect(),
    };
    if context.terminal.json {
        context.terminal.print_json(&made)?;
    } else if !found.is_empty() {
        let header = ["Record", "Class", "Rule", "From", "May go from", "Then", "Because"];
        context.terminal.print_table(&header, made.lines.iter().map(Line::cells).collect())?;
    }
    let what = counted(proposed, "record");
    context.terminal.say(&match &made.plan {
        Some(plan) => {
            format!("{what} may go as of {}; next: praxis retention review {plan}", in_words(as_of))
        }
        None => format!("{what} may go as of {}; to write a plan of it: -o PLAN", in_words(as_of)),
    });
    Ok(Exit::Done)
}

fn day(args: &Args, context: &Context) -> Result<chrono::NaiveDate, Failure> {
    args.as_of.as_deref().map_or(Ok(context.now.today()), |text| given::date(text, "--as-of"))
}

fn check(args: &Args, context: &Context) -> Result<Exit, Failure> {
    let as_of = day(args, context)?;
    let mut vault = if args.as_of.is_some() { context.vault_looking()? } else { context.vault()? };
    vault.check_clock_both_ways()?;
    let due = vault.check_due(as_of)?;
    if args.as_of.is_none() {
        vault.record_check(due.clients.len() as u64)?;
    }
    if context.terminal.json {
        context.terminal.print_json(&Checked { as_of, due: &due.clients, blocked: &due.blocked })?;
    } else if !due.clients.is_empty() {
        let references: Vec<String> = due.clients.iter().map(ToString::to_string).collect();
        context.terminal.print(&references.join("\n"))?;
    }
    if due.clients.is_empty() {
        return Ok(Exit::Done);
    }
    let what = counted(due.clients.len(), "record");
    context.terminal.say(&format!("{what} may go; next: praxis retention sweep -o PLAN"));
    Ok(Exit::Due)
}
