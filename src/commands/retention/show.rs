//! `praxis retention show`

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use super::what::What;
use crate::failure::Failure;
use crate::records::certificate::{Counted, Kept};
use crate::records::code::Code;
use crate::records::member::MemberNumber;
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{Class, Disposal};
use crate::records::sweep::{Decision, Reason, SweepState};
use crate::records::text::counted;
use crate::vault::FoundReview;

/// Show what was decided in a review: by which rule, since when, and why
///
/// Without a reference, all reviews are listed. What stands here is sealed in the vault, and in neither the plan nor the
/// certificate.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis retention show\n  praxis retention show S-0001\n  praxis retention show S-0001 --json"
)]
pub struct Args {
    /// Reference of a review
    #[arg(value_name = "S-0001")]
    review: Option<String>,
}

#[derive(Serialize)]
struct Review<'a> {
    sweep: Reference,
    state: SweepState,
    by: MemberNumber,
    at: &'a str,
    seconded_by: Option<&'a str>,
    as_of: NaiveDate,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    what: What,
    decision: Decision,
    reason: Reason,
    words: Option<&'a str>,
    class: Class,
    rule: Option<&'a str>,
    trigger: Option<NaiveDate>,
    eligible_from: Option<NaiveDate>,
    action: Disposal,
    destroyed: &'a [Counted],
    kept: &'a [Kept],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let wanted = args.review.as_deref().map(|text| given::reference(text, Register::Sweep)).transpose()?;
    let found = context.unlock()?.reviews(wanted)?;
    let reviews: Vec<Review<'_>> = found.iter().map(review).collect();
    if context.terminal.json {
        return match (wanted, reviews.first()) {
            (Some(_), Some(one)) => context.terminal.print_json(one),
            _ => context.terminal.print_json(&reviews),
        };
    }
    if reviews.is_empty() {
        context.terminal.say("nothing was reviewed");
        return Ok(());
    }
    if wanted.is_some() {
        return reviews.iter().try_for_each(|one| print_one(one, context));
    }
    let rows = reviews.iter().map(|one| {
        let count = |decision| one.lines.iter().filter(|line| line.decision == decision).count().to_string();
        vec![
            one.sweep.to_string(),
            one.at.to_owned(),
            one.state.code().to_owned(),
            count(Decision::Destroy),
            count(Decision::Keep),
            count(Decision::Transfer),
        ]
    });
    let header = ["Review", "At", "State", "Destroy", "Keep", "Transfer"];
    context.terminal.print_table(&header, rows.collect())
}

fn review(found: &FoundReview) -> Review<'_> {
    let lines = found.reviewed.lines.iter().zip(&found.about);
    Review {
        sweep: found.row.reference,
        state: found.row.state,
        by: found.reviewed.by,
        at: &found.reviewed.at,
        seconded_by: found.reviewed.seconded_by.as_deref(),
        as_of: found.reviewed.as_of,
        lines: lines
            .map(|(line, what)| Line {
                what: What::of(*what),
                decision: line.decision,
                reason: line.reason,
                words: line.words.as_deref(),
                class: line.class,
                rule: line.rule.as_deref(),
                trigger: line.trigger,
                eligible_from: line.eligible_from,
                action: line.action,
                destroyed: &line.destroyed,
                kept: &line.kept,
            })
            .collect(),
    }
}

fn print_one(one: &Review<'_>, context: &Context) -> Result<(), Failure> {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows = one.lines.iter().map(|line| {
        let records: u64 = line.destroyed.iter().map(|destroyed| destroyed.count).sum();
        vec![
            line.what.to_string(),
            line.decision.code().to_owned(),
            line.words.and_then(|words| words.lines().next()).unwrap_or(line.reason.code()).to_owned(),
            line.rule.unwrap_or_default().to_owned(),
            day(line.trigger),
            day(line.eligible_from),
            records.to_string(),
        ]
    });
    let header = ["Record", "Decision", "Why", "Rule", "From", "May go from", "Records"];
    context.terminal.print_table(&header, rows.collect())?;
    let seconded = one.seconded_by.map(|who| format!(", with {who}")).unwrap_or_default();
    let what = counted(one.lines.len(), "record");
    context.terminal.say(&format!(
        "{}: {what}, reviewed {} by member {}{seconded}, as of {}; {}",
        one.sweep,
        one.at,
        one.by.0,
        one.as_of,
        one.state.code()
    ));
    Ok(())
}
