//! The register of breaches (UK GDPR Article 33(5)): of each the facts, its effects and the remedial action, what was decided and
//! why, and who was told when. As CSV for people with a spreadsheet, and as JSON for programs.

use std::io;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::Serialize;

use super::{Account, Client, Practice};
use crate::export::csv::table;
use crate::records::breach::{Facts, Status, Step};
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::records::severity::Severity;

/// The form of the JSON; a change that a program could stumble over has another.
pub const SCHEMA: &str = "praxis breach register 1";

/// The register, or a part of it.
pub struct Register<'a> {
    /// Whose.
    pub practice: &'a Practice,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// Only breaches that the practice became aware of from this day on.
    pub from: Option<NaiveDate>,
    /// Only those up to this day.
    pub to: Option<NaiveDate>,
    /// Each breach, by number.
    pub accounts: Vec<Account<'a>>,
}

#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    practice: &'a str,
    made: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    breaches: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    breach: Reference,
    status: Status,
    due: String,
    facts: Facts,
    /// When the practice was said to be aware at first.
    aware_first: &'a str,
    clients: &'a [Client],
    severity: Option<&'a Severity>,
    severity_score: Option<&'a str>,
    severity_band: Option<&'a str>,
    /// What was decided and who was told, in the order it was recorded.
    steps: Vec<&'a Step>,
    closed: Option<NaiveDate>,
    recorded: &'a str,
}

/// As JSON.
///
/// # Errors
/// Never in practice: memory is written.
pub fn json(register: &Register<'_>) -> io::Result<Vec<u8>> {
    let breaches = register.accounts.iter().map(|account| {
        let breach = account.breach;
        let steps = breach.history.iter().map(|entry| &entry.step).filter(|step| is_said(step));
        One {
            breach: account.reference,
            status: breach.status(),
            due: account.due.to_rfc3339_opts(SecondsFormat::Secs, true),
            facts: breach.known(),
            aware_first: &breach.aware,
            clients: &account.clients,
            severity: breach.severity(),
            severity_score: account.assessment.as_ref().map(|found| found.score.as_str()),
            severity_band: account.assessment.as_ref().map(|found| found.band),
            steps: steps.collect(),
            closed: breach.closed(),
            recorded: &breach.recorded,
        }
    });
    let whole = Whole {
        format: SCHEMA,
        practice: &register.practice.name,
        made: register.made.to_rfc3339_opts(SecondsFormat::Secs, true),
        from: register.from,
        to: register.to,
        breaches: breaches.collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&whole).map_err(io::Error::other)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Steps that the register gives as they are. The others stand in what is known now; one of them has handles of clients in it,
/// and those are nobody's business.
fn is_said(step: &Step) -> bool {
    match step {
        Step::Decided { .. }
        | Step::Reported { .. }
        | Step::Told { .. }
        | Step::Excepted { .. }
        | Step::Informed { .. }
        | Step::Written { .. }
        | Step::Closed { .. } => true,
        Step::Updated { .. } | Step::Affects { .. } | Step::Scoped { .. } | Step::Assessed { .. } => false,
    }
}

/// The columns of the CSV.
pub const COLUMNS: [&str; 53] = [
    "breach",
    "title",
    "status",
    "recorded",
    "aware",
    "aware_first",
    "due",
    "noticed_by",
    "discovered",
    "occurred_from",
    "occurred_to",
    "kinds",
    "cause",
    "cyber",
    "actor",
    "description",
    "data",
    "people",
    "people_count",
    "record_count",
    "clients",
    "consequences",
    "likelihood",
    "impact",
    "encrypted",
    "key_safe",
    "measures_before",
    "containment",
    "contained",
    "recovery",
    "measures_after",
    "trained",
    "processor",
    "processor_told",
    "severity_score",
    "severity_band",
    "risk",
    "because",
    "decider",
    "decided",
    "reported",
    "report_numbers",
    "late_reasons",
    "people_told",
    "people_told_how",
    "people_told_count",
    "not_told",
    "not_told_because",
    "letters",
    "others_told",
    "lessons",
    "documents",
    "closed",
];

/// As CSV: a row for each breach. Cells with several values have them between semicolons; of several reports, and of several
/// times that people were told, the cells beside each other line up, with nothing where nothing was said.
///
/// # Errors
/// Never in practice: memory is written.
pub fn csv(register: &Register<'_>) -> io::Result<Vec<u8>> {
    table(&COLUMNS, register.accounts.iter().map(row)).map_err(io::Error::other)
}

fn row(account: &Account<'_>) -> Vec<String> {
    let breach = account.breach;
    let facts = breach.known();
    let decided = breach.decided();
    let (reports, told, excepted) = (account.reports(), account.told(), account.excepted());
    let others = account.informed().into_iter().map(|(party, at, said)| {
        let said = said.map(|said| format!(" ({said})")).unwrap_or_default();
        format!("{} {at}{said}", party.code())
    });
    vec![
        account.reference.to_string(),
        text(facts.title),
        breach.status().in_words().to_owned(),
        breach.recorded.clone(),
        text(facts.aware),
        breach.aware.clone(),
        account.due.to_rfc3339_opts(SecondsFormat::Secs, true),
        text(facts.noticed_by),
        text(facts.discovered),
        text(facts.occurred_from),
        text(facts.occurred_to),
        codes(facts.kinds),
        code(facts.cause),
        code(facts.cyber),
        code(facts.actor),
        text(facts.description),
        codes(facts.data),
        codes(facts.people),
        text(facts.people_count),
        text(facts.record_count),
        join(account.clients.iter()),
        text(facts.consequences),
        code(facts.likelihood),
        code(facts.impact),
        code(facts.encrypted),
        code(facts.key_safe),
        text(facts.measures_before),
        text(facts.containment),
        text(facts.contained),
        code(facts.recovery),
        text(facts.measures_after),
        code(facts.trained),
        text(facts.processor),
        text(facts.processor_told),
        text(account.assessment.as_ref().map(|found| &found.score)),
        text(account.assessment.as_ref().map(|found| found.band)),
        code(decided.map(|(risk, ..)| risk)),
        text(decided.map(|(_, because, ..)| because)),
        text(decided.map(|(_, _, decider, _)| decider)),
        text(decided.map(|(.., on)| on)),
        join(reports.iter().map(|report| format!("{} ({})", report.at, report.phase.code()))),
        join(reports.iter().map(|report| report.number.unwrap_or_default())),
        join(reports.iter().map(|report| report.late.unwrap_or_default())),
        join(told.iter().map(|(at, ..)| at)),
        join(told.iter().map(|(_, means, _)| means.code())),
        join(told.iter().map(|(.., count)| text(*count))),
        text(excepted.map(|(ground, ..)| ground.in_words())),
        text(excepted.map(|(_, because, _)| because)),
        join(account.letters().iter().map(|(letters, export, on)| format!("{letters} on {on} ({export})"))),
        join(others),
        text(facts.lessons),
        text(facts.documents),
        text(breach.closed()),
    ]
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn code<T: Code>(value: Option<T>) -> String {
    value.map_or("", Code::code).to_owned()
}

fn codes<T: Code>(values: Option<Vec<T>>) -> String {
    join(values.unwrap_or_default().into_iter().map(Code::code))
}

fn join<T: ToString>(values: impl Iterator<Item = T>) -> String {
    values.map(|value| value.to_string()).collect::<Vec<_>>().join("; ")
}
