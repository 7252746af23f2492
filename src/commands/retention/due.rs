//! `praxis retention due`

mod chart;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use super::{schedule, what};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::records::schedule::Class;
use crate::records::sweep::Because;
use crate::rules::retention::When;
use crate::vault::FoundDue;

/// What is written as the action of a record that cannot be computed, or that something keeps.
const CANNOT: &str = "cannot-compute";
const KEEP: &str = "keep";

/// List the records that may go by the retention schedule, and those of which it cannot be said
///
/// Of clients, and by themselves invoices and closed requests, complaints and breaches, which outlive their clients, and drafts
/// that nobody signed.
/// Each with the rule that decided, the day it counts from, and the reason. What a hold or an open matter keeps is in the
/// list too, and says so. Nothing is destroyed by looking.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis retention due\n  praxis retention due --by 2027-12-31 --csv\n  praxis retention due --preset nhs-code --as-of 2026-11-22\n  praxis retention due --chart"
)]
pub struct Args {
    /// As of this day (default: today)
    #[arg(long, value_name = "DATE", conflicts_with = "by")]
    as_of: Option<String>,
    /// Whatever becomes due until this day
    #[arg(long, value_name = "DATE")]
    by: Option<String>,
    #[command(flatten)]
    schedule: given::ScheduleArgs,
    /// Print CSV
    #[arg(long, conflicts_with = "chart")]
    csv: bool,
    /// Draw how many records come due in which year
    #[arg(long, conflicts_with_all = ["by", "as_of"])]
    chart: bool,
}

/// One record.
#[derive(Serialize)]
pub struct Line<'a> {
    /// Nothing of a request about somebody of whom there never was a record.
    client: Option<Reference>,
    /// An invoice, a draft, a request, a complaint or a breach, by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Reference>,
    class: Class,
    rule: Option<&'a str>,
    trigger: Option<NaiveDate>,
    eligible_from: Option<NaiveDate>,
    action: &'static str,
    because: String,
}

impl<'a> Line<'a> {
    /// Puts what was found into its form.
    #[must_use]
    pub fn of(found: &'a FoundDue) -> Self {
        let answer = &found.answer;
        let action = match answer.when {
            When::CannotCompute => CANNOT,
            _ if !found.because.is_empty() => KEEP,
            _ => answer.action.code(),
        };
        Self {
            client: found.whose(),
            item: found.item,
            class: answer.class,
            rule: answer.rule.as_deref(),
            trigger: answer.trigger,
            eligible_from: found.eligible_from(),
            action,
            because: because(found),
        }
    }

    /// Why.
    #[must_use]
    pub fn because(&self) -> &str {
        &self.because
    }

    fn csv(&self) -> Vec<String> {
        let mut cells = self.cells();
        cells[0] = self.client.map(|client| client.to_string()).unwrap_or_default();
        cells.push(self.item.map(|item| item.to_string()).unwrap_or_default());
        cells
    }

    /// Its cells in a table.
    #[must_use]
    pub fn cells(&self) -> Vec<String> {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            what::in_words(self.client, self.item),
            self.class.code().to_owned(),
            self.rule.unwrap_or_default().to_owned(),
            day(self.trigger),
            day(self.eligible_from),
            self.action.to_owned(),
            self.because.clone(),
        ]
    }
}

/// What stands against it, and what the schedule says.
fn because(found: &FoundDue) -> String {
    let mut parts: Vec<String> = found.holds.iter().map(|hold| format!("{hold} stands")).collect();
    parts.extend(found.because.iter().filter_map(|because| match because {
        Because::Held if !found.holds.is_empty() => None,
        Because::Held => Some("a hold stands".to_owned()),
        Because::Restricted => Some("its processing is restricted".to_owned()),
        Because::OpenRequest => Some("a request is open".to_owned()),
        Because::OpenComplaint => Some("a complaint is open".to_owned()),
        Because::OpenBreach => Some("a breach that affects it is open".to_owned()),
        Because::CannotCompute | Because::Schedule => None,
    }));
    parts.push(found.answer.because.clone());
    parts.join("; ")
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let day = match (args.as_of.as_deref(), args.by.as_deref()) {
        (Some(text), _) => given::date(text, "--as-of")?,
        (None, Some(text)) => given::date(text, "--by")?,
        (None, None) => context.now.today(),
    };
    let other = args.schedule.read()?;
    let mut unlocked = context.unlock()?;
    let schedule = match other {
        Some(schedule) => schedule,
        None => schedule::of(&unlocked)?,
    };
    let mut found = unlocked.due(&schedule, day)?;
    if args.chart {
        return context.terminal.print(&chart::of(&found, context.now.today()));
    }
    found.retain(|one| one.is_due(day) || one.answer.when == When::CannotCompute);
    let lines: Vec<Line<'_>> = found.iter().map(Line::of).collect();
    if args.csv {
        return print_csv(&lines, context);
    }
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say(&format!("nothing is due as of {}", in_words(day)));
        return Ok(());
    }
    let header = ["Record", "Class", "Rule", "From", "May go from", "Then", "Because"];
    context.terminal.print_table(&header, lines.iter().map(Line::cells).collect())
}

fn print_csv(lines: &[Line<'_>], context: &Context) -> Result<(), Failure> {
    let header = ["client", "class", "rule", "trigger", "eligible_from", "action", "because", "item"];
    let csv = crate::export::csv::table(&header, lines.iter().map(Line::csv))
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("CSV")))?;
    context.terminal.print(&String::from_utf8_lossy(&csv))
}
