//! `praxis clock access`

use std::path::PathBuf;

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::nation::Nation;
use crate::records::request::{Right, Wanted};
use crate::rules::access::{Answer, Facts, Pause, Rule, State, Unfit, Wait, decide, may_record};
use crate::rules::bank_holidays::Calendar;
use crate::rules::dead_record;

/// Work out by when a request must be answered
///
/// One month from the day it came, or from the day that proof of identity, authority or a fee came, if that was asked
/// for (UK GDPR Article 12A). What is asked for and outstanding is written with two dots: --identity 2026-11-03..
/// Days between a question and its answer do not count where the request is for access; both days are left out.
/// No vault is needed, and none is touched.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
                        praxis clock access --received 2026-11-22\n  \
                        praxis clock access --received 2026-11-02 --pause 2026-11-05..2026-11-12 --json\n  \
                        praxis clock access --received 2026-11-02 --nation scotland --identity 2026-11-20 --extended")]
pub struct Args {
    /// The day the request came, working day or not
    #[arg(long, value_name = "DATE")]
    received: String,
    /// What is asked for
    #[arg(long, value_name = "RIGHT", default_value = "access", value_parser = given::code::<Right>())]
    right: Right,
    /// Whose bank holidays count; without it, those of England and Wales
    #[arg(long, value_name = "NATION", value_parser = given::code::<Nation>())]
    nation: Option<Nation>,
    /// The day proof of identity came, or ASKED..CAME, or ASKED.. while it is outstanding
    #[arg(id = "proof", long = "identity", value_name = "DATE")]
    identity: Option<String>,
    /// An identity file, which no calculator reads
    // --identity is a day here. Under the name of the flag of every command, this takes its place: -i may stand anywhere.
    #[arg(id = "identity", short = 'i', value_name = "FILE", hide = true)]
    #[allow(dead_code)] // Taken and not looked at.
    identity_file: Option<PathBuf>,
    /// The day proof came that one may ask for another, or ASKED..CAME, or ASKED..
    #[arg(long, value_name = "DATE")]
    authority: Option<String>,
    /// The day the fee came, or ASKED..CAME, or ASKED..
    #[arg(long, value_name = "DATE")]
    fee: Option<String>,
    /// The day whoever asked was told that it takes two months longer; without a day, they were told in time
    #[arg(long, value_name = "DATE", num_args = 0..=1, default_missing_value = "")]
    extended: Option<String>,
    /// A question what exactly is meant and its answer, or ASKED.. while it is not answered; may be given again
    #[arg(long, value_name = "ASKED..ANSWERED")]
    pause: Vec<String>,
    /// Count the day of an answer: a day less for each pause than the statute gives
    #[arg(long)]
    cautious: bool,
    /// With --right dead-record: a health professional made the record, or somebody on their behalf
    #[arg(long)]
    health_professional: bool,
    /// With --right dead-record: the day the oldest part that is asked for was made
    #[arg(long, value_name = "DATE")]
    oldest: Option<String>,
    /// As things stand on this day instead of today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// What scripts rely on.
#[derive(Serialize)]
struct Found<'a> {
    due: Option<NaiveDate>,
    state: State,
    rule: Rule,
    right: Right,
    nation: Nation,
    relevant: Option<NaiveDate>,
    target: Option<NaiveDate>,
    notice_by: Option<NaiveDate>,
    waiting_for: Vec<Wanted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days_used: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days_left: Option<u32>,
    source: &'a str,
    steps: &'a [String],
    warnings: &'a [String],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let today = match args.as_of.as_deref() {
        Some(text) => given::date(text, "--as-of")?,
        None => context.now.today(),
    };
    let nation = args.nation.unwrap_or(Nation::EnglandAndWales);
    let facts = facts(args)?;
    let mut answer = if args.right == Right::DeadRecord {
        dead_record::decide(&dead(args, &facts)?, today)
    } else {
        if args.oldest.is_some() || args.health_professional {
            return Err(refused(
                "--oldest and --health-professional are about the record of somebody who has died",
            ));
        }
        decide(&facts, &Calendar::of(nation), today)
    };
    if args.nation.is_none() && facts.right.has_article_12a() {
        answer.steps.push(super::ASSUMED.to_owned());
    }
    let found = Found {
        due: answer.due,
        state: answer.state,
        rule: answer.rule,
        right: args.right,
        nation,
        relevant: answer.relevant,
        target: answer.target,
        notice_by: answer.notice_by,
        waiting_for: answer.waiting.iter().map(|(wanted, _)| *wanted).collect(),
        days_used: answer.used,
        days_left: answer.left,
        source: &answer.source,
        steps: &answer.steps,
        warnings: &answer.warnings,
    };
    context.print(&found, || told(&answer))?;
    super::close(&answer.warnings, context);
    Ok(())
}

fn refused(why: &str) -> Failure {
    Failure::Usage(why.to_owned(), "add --help to see what it takes".to_owned())
}

/// What does not fit, with the flag that does not.
fn unfit(flag: &str, why: Unfit) -> Failure {
    Failure::Usage(format!("{flag}: {why}"), "check the dates".to_owned())
}

fn facts(args: &Args) -> Result<Facts, Failure> {
    let received = given::date(&args.received, "--received")?;
    let mut facts = Facts { cautious: args.cautious, ..Facts::new(args.right, received) };
    let wanted = [
        (Wanted::Identity, &args.identity, "--identity"),
        (Wanted::Authority, &args.authority, "--authority"),
        (Wanted::Fee, &args.fee, "--fee"),
    ];
    for (wanted, text, flag) in wanted {
        let Some(text) = text else { continue };
        let (asked, given) = if text.contains("..") {
            let (asked, given) = given::span(text, flag)?;
            (Some(asked), given)
        } else {
            (None, Some(given::date(text, flag)?))
        };
        for day in [asked, given].into_iter().flatten() {
            may_record(&facts, day).map_err(|why| unfit(flag, why))?;
        }
        facts.waits.push(Wait { wanted, asked, given });
    }
    for text in &args.pause {
        if !args.right.may_pause() {
            return Err(unfit("--pause", Unfit::NotAccess));
        }
        let (asked, answered) = given::span(text, "--pause")?;
        may_record(&facts, asked).map_err(|why| unfit("--pause", why))?;
        facts.pauses.push(Pause { asked, answered });
    }
    if let Some(text) = args.extended.as_deref() {
        if !args.right.has_article_12a() {
            return Err(unfit("--extended", Unfit::NoPeriod));
        }
        let told = if text.is_empty() { received } else { given::date(text, "--extended")? };
        may_record(&facts, told).map_err(|why| unfit("--extended", why))?;
        facts.extended = Some(told);
    }
    Ok(facts)
}

/// The facts about the record of somebody who has died. Identity and authority are one question there: who applies, and
/// by what right.
fn dead(args: &Args, facts: &Facts) -> Result<dead_record::Facts, Failure> {
    if facts.waits.iter().any(|wait| wait.wanted == Wanted::Fee) {
        return Err(refused("a fee does not move the time for the record of somebody who has died"));
    }
    let outstanding = facts.waits.iter().find(|wait| wait.given.is_none());
    let furnished = facts.waits.iter().filter_map(|wait| wait.given).max();
    Ok(dead_record::Facts {
        received: facts.received,
        health_professional: args.health_professional,
        oldest: args.oldest.as_deref().map(|text| given::date(text, "--oldest")).transpose()?,
        asked: outstanding
            .map_or_else(|| facts.waits.iter().filter_map(|wait| wait.asked).min(), |wait| wait.asked),
        furnished: if outstanding.is_some() { None } else { furnished },
        closed: None,
    })
}

fn told(answer: &Answer) -> String {
    let (first, why) = match (answer.due, answer.state) {
        (Some(due), state) => (due.to_string(), format!("{}, {}", state.code(), period(answer.rule))),
        (None, State::NotStarted) => {
            let since = answer
                .waiting
                .iter()
                .map(|(wanted, on)| format!("{} since {}", wanted.code(), in_words(*on)));
            let since = since.collect::<Vec<_>>().join(", ");
            let since = if since.is_empty() { "who applies".to_owned() } else { since };
            ("no date yet".to_owned(), format!("not started: waiting for {since}"))
        }
        (None, State::Paused) => {
            let days = (answer.used.unwrap_or_default(), answer.left.unwrap_or_default());
            ("no date yet".to_owned(), format!("paused: {} days used, {} left", days.0, days.1))
        }
        (None, state) => ("no date".to_owned(), format!("{}, {}", state.code(), period(answer.rule))),
    };
    let mut lines = vec![first, why, String::new()];
    lines.extend(answer.steps.iter().map(|step| format!("  {step}")));
    lines.push(format!("  source: {}", answer.source));
    lines.join("\n")
}

fn period(rule: Rule) -> &'static str {
    match rule {
        Rule::OneMonth => "one month",
        Rule::ThreeMonths => "three months",
        Rule::Days21 => "21 days with the first",
        Rule::Days40 => "40 days with the first",
        Rule::NoPeriod => "no period is set",
    }
}
