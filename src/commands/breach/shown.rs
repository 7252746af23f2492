//! A breach as it is printed.

use serde::Serialize;
use serde_json::Value;

use super::super::Context;
use super::history;
use crate::failure::Failure;
use crate::records::breach::{Facts, Risk, Status};
use crate::records::date::in_words as day_in_words;
use crate::records::instant::{in_london, in_words, text};
use crate::records::reference::Reference;
use crate::records::severity::Severity;
use crate::rules::breach_duty::{Duty, State, waits_for_public};
use crate::rules::severity::{Band, Hundredths, score};
use crate::vault::FoundBreach;

/// What scripts rely on, in a list. Instants carry the offset of London.
#[derive(Serialize)]
pub struct Line<'a> {
    breach: Reference,
    title: Option<String>,
    aware: Option<String>,
    due: String,
    latest: String,
    state: State,
    status: Status,
    duties: &'a [Duty],
    risk: Option<Risk>,
    reported: Option<String>,
    closed: Option<chrono::NaiveDate>,
}

/// What scripts rely on, of one breach.
#[derive(Serialize)]
pub struct Shown<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    decided: Option<Decided<'a>>,
    severity: Option<&'a Severity>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    assessed: Option<Assessed>,
    needs_reasons: bool,
    warnings: &'a [String],
    steps: &'a [String],
    source: &'a str,
    facts: Facts,
    affected: Vec<Client>,
    history: Vec<Value>,
    by: u32,
    recorded: &'a str,
}

/// The last decision about the risk.
#[derive(Serialize)]
struct Decided<'a> {
    risk: Risk,
    because: &'a str,
    decider: &'a str,
    on: chrono::NaiveDate,
}

/// What the last assessment comes to.
#[derive(Serialize)]
struct Assessed {
    severity_score: Hundredths,
    severity_band: Band,
    severity_steps: Vec<String>,
}

impl Assessed {
    fn of(severity: &Severity) -> Self {
        let answer = score(severity);
        Self { severity_score: answer.score, severity_band: answer.band, severity_steps: answer.steps }
    }
}

/// Somebody whom it affects.
#[derive(Serialize)]
struct Client {
    client: Reference,
    erased: bool,
}

impl<'a> Line<'a> {
    /// A breach that was opened.
    pub fn of(found: &'a FoundBreach) -> Self {
        let (breach, standing) = (&found.breach, &found.standing);
        let known = breach.known();
        Self {
            breach: found.reference,
            title: known.title,
            aware: known.aware.as_deref().map(there),
            due: text(in_london(standing.clock.due)),
            latest: text(in_london(standing.clock.latest)),
            state: standing.state,
            status: breach.status(),
            duties: &standing.duties,
            risk: breach.decided().map(|(risk, ..)| risk),
            reported: breach.reported().map(there),
            closed: breach.closed(),
        }
    }
}

impl<'a> Shown<'a> {
    /// A breach that was opened.
    pub fn of(found: &'a FoundBreach) -> Self {
        let (breach, standing) = (&found.breach, &found.standing);
        let decided = breach.decided();
        let clients = found.affected.iter();
        Self {
            line: Line::of(found),
            decided: decided.map(|(risk, because, decider, on)| Decided { risk, because, decider, on }),
            severity: breach.severity(),
            assessed: breach.severity().map(Assessed::of),
            needs_reasons: standing.needs_reasons,
            warnings: &standing.warnings,
            steps: &standing.clock.steps,
            source: &standing.clock.source,
            facts: breach.known(),
            affected: clients.map(|one| Client { client: one.client, erased: one.erased }).collect(),
            history: breach.history.iter().map(|entry| history::as_json(entry, found)).collect(),
            by: breach.by.0,
            recorded: &breach.recorded,
        }
    }
}

/// An instant as the clocks in London showed it; the text itself when it is none.
fn there(at: &str) -> String {
    at.parse().map_or_else(|_| at.to_owned(), |at| text(in_london(at)))
}

/// The same in words.
pub fn instant_in_words(at: &str) -> String {
    at.parse().map_or_else(|_| at.to_owned(), in_words)
}

/// How the report stands, in a few words.
pub fn report(found: &FoundBreach) -> String {
    let due = in_words(found.standing.clock.due);
    match (found.standing.state, found.breach.reported()) {
        (_, Some(at)) => format!("reported {}", instant_in_words(at)),
        (State::Running, None) => format!("to be reported by {due}"),
        (State::Late, None) => format!("late: was to be reported by {due}"),
        (State::NotRequired | State::Reported | State::Closed, None) => "no report required".to_owned(),
    }
}

/// Where a breach stands, on one line.
pub fn first_line(found: &FoundBreach) -> String {
    let breach = &found.breach;
    let status = match breach.closed() {
        Some(on) => format!("closed {}", day_in_words(on)),
        None => breach.status().in_words().to_owned(),
    };
    let risk = match breach.decided() {
        Some((risk, ..)) => format!("decided: {}", risk.in_words()),
        None => "risk not decided".to_owned(),
    };
    format!("{}  {status}; {risk}; {}", found.reference, report(found))
}

/// What is left to do, and what to type.
pub fn to_do(found: &FoundBreach) -> Vec<String> {
    let reference = found.reference;
    let standing = &found.standing;
    let duties = standing.duties.iter().map(|duty| match duty {
        Duty::Decide => format!("decide about the risk: praxis breach assess {reference}"),
        Duty::Report => {
            let late = if standing.needs_reasons { " --late-file FILE, which says why it is late" } else { "" };
            format!(
                "tell the Commissioner, unless there is no risk: praxis breach notify {reference} --to ico --at \
                 INSTANT{late}"
            )
        }
        Duty::Tell if waits_for_public(&found.breach) => format!(
            "tell the people in public: praxis breach notify {reference} --to people --at INSTANT --means public"
        ),
        Duty::Tell => format!(
            "tell the people: praxis breach notify {reference} --to people --at INSTANT --means MEANS, or praxis \
             breach notify {reference} --not-told EXCEPTION --because-file FILE"
        ),
        Duty::Close => format!("close it, when all is done: praxis breach close {reference}"),
    });
    duties.collect()
}

/// Prints where a breach stands, and on stderr what comes next.
pub fn print(found: &FoundBreach, context: &Context) -> Result<(), Failure> {
    for warning in &found.standing.warnings {
        context.terminal.warn(warning);
    }
    if let Some(next) = to_do(found).first() {
        context.terminal.say(&format!("next: {next}"));
    }
    context.print(&Shown::of(found), || first_line(found))
}
