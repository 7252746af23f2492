//! What can have happened to a breach, and when it may be closed: UK GDPR Articles 33 and 34. What cannot have been is refused;
//! what was left out, or looks wrong, is said by `rules::breach_duty` and refused only where the law asks for it.

use chrono::{DateTime, NaiveDate, Utc};

use super::breach::decide;
use super::breach_duty::{people_know, waits_for_public};
use crate::records::breach::{Breach, Facts, Phase, Risk, Step};
use crate::records::date::{self, in_london};
use crate::records::instant::in_words;

/// Why something cannot have happened to a breach. Names points and instants, never words of the breach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It was closed on that day.
    Closed(NaiveDate),
    /// That point is no instant.
    NoInstant(&'static str),
    /// That point lies beyond the calendar.
    BeyondCalendar(&'static str),
    /// That point lies in the future.
    Future(&'static str),
    /// The practice would have been aware before it happened.
    AwareBefore(DateTime<Utc>),
    /// The first point would come before the second.
    Before(&'static str, &'static str),
    /// It would have happened before the practice was aware.
    BeforeAware(&'static str, DateTime<Utc>),
    /// The Commissioner was told, or the people were, before the practice would have been aware.
    ToldBefore(DateTime<Utc>),
    /// The first report was made at that instant.
    ReportedAlready(DateTime<Utc>),
    /// Nothing was reported that a further report could add to.
    NoFirstReport,
    /// A further report would come before the first.
    BeforeFirstReport(DateTime<Utc>),
    /// The 72 hours ended at that instant, and the report does not say why it is late.
    NoReasonsForDelay(DateTime<Utc>),
    /// The reasons are empty.
    NoReasons,
    /// No high risk was decided, of which people would have to be told.
    NoHighRisk,
    /// It would have been closed before something that is on record: what, and on which day.
    ClosedBefore(&'static str, NaiveDate),
    /// It may not be closed: what is left.
    Unfinished(Vec<Left>),
}

/// What keeps a breach from being closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nobody decided about the risk.
    Decision,
    /// The Commissioner was not told of the risk.
    Report,
    /// The people were not told of the high risk, and nothing says why they need not be.
    Telling,
    /// They are told in public instead, and were not.
    Public,
}

impl Unfit {
    /// Whether it is a rule that stands against it, rather than what was given.
    #[must_use]
    pub const fn is_rule(&self) -> bool {
        matches!(self, Unfit::Closed(_) | Unfit::Unfinished(_))
    }
}

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Left::Decision => "nobody decided about the risk",
            Left::Report => "a risk was decided, and the Commissioner was not told: Article 33(1)",
            Left::Telling => {
                "a high risk was decided, and the people were not told, with no exception on record: Article 34(1)"
            }
            Left::Public => {
                "to tell everybody would be out of proportion, and they were not told in public instead: Article 34(3)(c)"
            }
        })
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unfit::Closed(day) => write!(f, "it was closed on {}", date::in_words(*day)),
            Unfit::NoInstant(point) => write!(f, "{point} is no instant"),
            Unfit::BeyondCalendar(point) => write!(f, "{point} is beyond the calendar"),
            Unfit::Future(point) => write!(f, "{point} lies in the future"),
            Unfit::AwareBefore(occurred) => write!(
                f,
                "nobody becomes aware of a breach before it happens, and it began on {}",
                in_words(*occurred)
            ),
            Unfit::Before(one, other) => write!(f, "{one} is before {other}"),
            Unfit::BeforeAware(what, aware) => {
                write!(f, "{what} is before the practice became aware, on {}", in_words(*aware))
            }
            Unfit::ToldBefore(at) => {
                write!(f, "somebody was told on {}, before the practice would have been aware", in_words(*at))
            }
            Unfit::ReportedAlready(at) => write!(f, "the first report was made on {}", in_words(*at)),
            Unfit::NoFirstReport => f.write_str("there is no first report that a further one could add to"),
            Unfit::BeforeFirstReport(at) => {
                write!(f, "a further report follows the first, and that was on {}", in_words(*at))
            }
            Unfit::NoReasonsForDelay(due) => write!(
                f,
                "the 72 hours ended on {}: a later report is accompanied by reasons for the delay (Article 33(1))",
                in_words(*due)
            ),
            Unfit::NoReasons => f.write_str("the reasons are empty"),
            Unfit::NoHighRisk => f.write_str(
                "an exception is from telling people of a high risk, and none was decided: Article 34(3)",
            ),
            Unfit::ClosedBefore(what, day) => {
                write!(f, "the day of closing is before {what}, on {}", date::in_words(*day))
            }
            Unfit::Unfinished(left) => {
                let left: Vec<String> = left.iter().map(ToString::to_string).collect();
                write!(f, "it may not be closed: {}", left.join("; "))
            }
        }
    }
}

/// Whether a breach can be recorded as it is said.
///
/// # Errors
/// Why it cannot.
pub fn may_open(breach: &Breach, now: DateTime<Utc>) -> Result<(), Unfit> {
    fits(&breach.known(), now).map(|_| ())
}

/// Whether something can have happened to a breach.
///
/// # Errors
/// Why it cannot.
pub fn may_happen(breach: &Breach, step: &Step, now: DateTime<Utc>) -> Result<(), Unfit> {
    if let Some(day) = breach.closed() {
        return Err(Unfit::Closed(day));
    }
    let known = breach.known();
    let aware = of(known.aware.as_ref(), "aware")?.ok_or(Unfit::NoInstant("aware"))?;
    match step {
        Step::Updated { facts } => {
            let mut then = known.clone();
            then.learn(facts);
            let aware_then = fits(&then, now)?;
            let told = told(breach).filter(|at| *at < aware_then && aware_then > aware);
            told.min().map_or(Ok(()), |at| Err(Unfit::ToldBefore(at)))
        }
        Step::Affects { .. } | Step::Scoped { .. } | Step::Assessed { .. } => Ok(()),
        Step::Decided { because, decider, on, .. } => {
            on_day(*on, "the day of the decision", aware, now)?;
            said(because).and_then(|()| said(decider))
        }
        Step::Reported { at, phase, late, .. } => {
            let at = told_at(at, "the report", aware, now)?;
            if let Some(late) = late {
                said(late)?;
            }
            let first = breach.reported().and_then(|at| at.parse::<DateTime<Utc>>().ok());
            match (phase, first) {
                (Phase::Initial, Some(first)) => Err(Unfit::ReportedAlready(first)),
                (Phase::Further, None) => Err(Unfit::NoFirstReport),
                (Phase::Further, Some(first)) if at < first => Err(Unfit::BeforeFirstReport(first)),
                // That information comes in phases needs no reasons: Article 33(4).
                (Phase::Further, Some(_)) => Ok(()),
                (Phase::Initial, None) => {
                    let due = decide(aware).ok_or(Unfit::BeyondCalendar("aware"))?.due;
                    if at > due && late.is_none() { Err(Unfit::NoReasonsForDelay(due)) } else { Ok(()) }
                }
            }
        }
        Step::Told { at, .. } => told_at(at, "telling the people", aware, now).map(|_| ()),
        Step::Excepted { because, on, .. } => {
            on_day(*on, "the day of the exception", aware, now)?;
            said(because)?;
            match breach.decided() {
                Some((Risk::High, ..)) => Ok(()),
                _ => Err(Unfit::NoHighRisk),
            }
        }
        // The police, or a processor, may have been told by somebody before the practice was aware.
        Step::Informed { at, .. } => {
            let at = instant(at, "telling them")?;
            if at > now { Err(Unfit::Future("telling them")) } else { Ok(()) }
        }
        Step::Written { on, .. } => on_day(*on, "the day of the letters", aware, now),
        Step::Closed { on } => {
            on_day(*on, "the day of closing", aware, now)?;
            let left = left(breach);
            if !left.is_empty() {
                return Err(Unfit::Unfinished(left));
            }
            match last_done(breach).filter(|(day, _)| day > on) {
                Some((day, what)) => Err(Unfit::ClosedBefore(what, day)),
                None => Ok(()),
            }
        }
    }
}

/// What keeps a breach from being closed, the first first.
#[must_use]
pub fn left(breach: &Breach) -> Vec<Left> {
    let Some((risk, ..)) = breach.decided() else { return vec![Left::Decision] };
    let mut left = Vec::new();
    if risk != Risk::None && breach.reported().is_none() {
        left.push(Left::Report);
    }
    if risk == Risk::High && !people_know(breach) {
        left.push(if waits_for_public(breach) { Left::Public } else { Left::Telling });
    }
    left
}

/// Whether the instants of the facts can all be. Gives when the practice became aware.
fn fits(known: &Facts, now: DateTime<Utc>) -> Result<DateTime<Utc>, Unfit> {
    let aware = of(known.aware.as_ref(), "aware")?.ok_or(Unfit::NoInstant("aware"))?;
    let from = of(known.occurred_from.as_ref(), "occurred_from")?;
    let to = of(known.occurred_to.as_ref(), "occurred_to")?;
    let contained = of(known.contained.as_ref(), "contained")?;
    let processor = of(known.processor_told.as_ref(), "processor_told")?;
    for (at, point) in [
        (Some(aware), "aware"),
        (from, "occurred_from"),
        (to, "occurred_to"),
        (contained, "contained"),
        (processor, "processor_told"),
    ] {
        if at.is_some_and(|at| at > now) {
            return Err(Unfit::Future(point));
        }
    }
    decide(aware).ok_or(Unfit::BeyondCalendar("aware"))?;
    if let Some(from) = from {
        if aware < from {
            return Err(Unfit::AwareBefore(from));
        }
        for (at, point) in [(to, "occurred_to"), (contained, "contained"), (processor, "processor_told")] {
            if at.is_some_and(|at| at < from) {
                return Err(Unfit::Before(point, "occurred_from"));
            }
        }
    }
    Ok(aware)
}

/// The last day on which something was done about it, and what.
fn last_done(breach: &Breach) -> Option<(NaiveDate, &'static str)> {
    let at = |text: &str| text.parse().ok().map(in_london);
    let done = breach.history.iter().filter_map(|entry| {
        let (day, what) = match &entry.step {
            Step::Decided { on, .. } => (Some(*on), "the decision about the risk"),
            Step::Reported { at: when, .. } => (at(when), "a report to the Commissioner"),
            Step::Told { at: when, .. } => (at(when), "the people were told"),
            Step::Excepted { on, .. } => (Some(*on), "the exception"),
            Step::Written { on, .. } => (Some(*on), "letters were written"),
            _ => (None, ""),
        };
        Some((day?, what))
    });
    done.max_by_key(|(day, _)| *day)
}

/// When the Commissioner and the people were told.
fn told(breach: &Breach) -> impl Iterator<Item = DateTime<Utc>> {
    breach.history.iter().filter_map(|entry| match &entry.step {
        Step::Reported { at, .. } | Step::Told { at, .. } => at.parse().ok(),
        _ => None,
    })
}

fn told_at(
    text: &str,
    what: &'static str,
    aware: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Unfit> {
    let at = instant(text, what)?;
    if at > now {
        return Err(Unfit::Future(what));
    }
    if at < aware { Err(Unfit::BeforeAware(what, aware)) } else { Ok(at) }
}

fn on_day(day: NaiveDate, what: &'static str, aware: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), Unfit> {
    if day > in_london(now) {
        return Err(Unfit::Future(what));
    }
    if day < in_london(aware) { Err(Unfit::BeforeAware(what, aware)) } else { Ok(()) }
}

fn said(text: &str) -> Result<(), Unfit> {
    if text.trim().is_empty() { Err(Unfit::NoReasons) } else { Ok(()) }
}

fn of(text: Option<&String>, point: &'static str) -> Result<Option<DateTime<Utc>>, Unfit> {
    text.map(|text| instant(text, point)).transpose()
}

fn instant(text: &str, point: &'static str) -> Result<DateTime<Utc>, Unfit> {
    text.parse().map_err(|_| Unfit::NoInstant(point))
}

#[cfg(test)]
mod tests;
