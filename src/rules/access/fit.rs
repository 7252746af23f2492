//! What may be recorded of a request, and why not: each answers before anything is written.

use chrono::NaiveDate;

use super::period::Counted;
use super::{Facts, notice_in_time};
use crate::records::date::in_words;
use crate::records::request::Wanted;
use crate::rules::bank_holidays::Calendar;
use crate::rules::deadline::months_after;

/// Why something does not fit what is recorded of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It would have happened before the request came.
    BeforeReceipt(NaiveDate),
    /// The request is closed.
    Closed(NaiveDate),
    /// Only a request for access may be paused.
    NotAccess,
    /// No period of Article 12A runs for it.
    NoPeriod,
    /// A question is open since that day.
    AlreadyPaused(NaiveDate),
    /// No question is open.
    NotPaused,
    /// The answer would come before the question.
    AnsweredBeforeAsked(NaiveDate),
    /// The period ended on that day.
    PeriodOver(NaiveDate),
    /// It was extended on that day.
    AlreadyExtended(NaiveDate),
    /// Whoever asked should have been told by that day.
    NoticeOver(NaiveDate),
    /// The reasons are missing.
    NoReasons,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unfit::BeforeReceipt(day) => write!(f, "the request came on {}, later than that", in_words(*day)),
            Unfit::Closed(day) => write!(f, "the request was closed on {}", in_words(*day)),
            Unfit::NotAccess => {
                f.write_str("a question stops the clock of a request for access alone: Article 12A(5)")
            }
            Unfit::NoPeriod => f.write_str("no period of Article 12A runs for it"),
            Unfit::AlreadyPaused(day) => {
                write!(f, "it is paused already: the question of {} is not answered", in_words(*day))
            }
            Unfit::NotPaused => f.write_str("it is not paused: no question is open"),
            Unfit::AnsweredBeforeAsked(day) => {
                write!(f, "the question was asked on {}, after that answer", in_words(*day))
            }
            Unfit::PeriodOver(day) => {
                write!(f, "the period was over on {}: a question stops nothing then", in_words(*day))
            }
            Unfit::AlreadyExtended(day) => write!(f, "it was extended already, on {}", in_words(*day)),
            Unfit::NoticeOver(day) => write!(
                f,
                "whoever asked had to be told by {}: Article 12A(4); an extension moves nothing now",
                in_words(*day)
            ),
            Unfit::NoReasons => {
                f.write_str("the notice must state the reasons for the delay: Article 12A(4)")
            }
        }
    }
}

/// Whether anything can have happened to a request on a day.
pub fn may_record(facts: &Facts, on: NaiveDate) -> Result<(), Unfit> {
    if on < facts.received { Err(Unfit::BeforeReceipt(facts.received)) } else { Ok(()) }
}

/// As [`may_record`], for what must come before the end.
fn while_open(facts: &Facts, on: NaiveDate) -> Result<(), Unfit> {
    may_record(facts, on)?;
    facts.closed.map_or(Ok(()), |day| Err(Unfit::Closed(day)))
}

/// Whether identity, authority or a fee may be asked for.
pub fn may_ask(facts: &Facts, on: NaiveDate) -> Result<(), Unfit> {
    while_open(facts, on)?;
    if facts.right.has_article_12a() { Ok(()) } else { Err(Unfit::NoPeriod) }
}

/// Whether something that was wanted can have come on a day. It need not have been asked for.
pub fn may_give(facts: &Facts, wanted: Wanted, on: NaiveDate) -> Result<(), Unfit> {
    while_open(facts, on)?;
    let open = facts.waits.iter().filter(|wait| wait.wanted == wanted && wait.given.is_none());
    let asked = open.filter_map(|wait| wait.asked).find(|asked| *asked > on);
    asked.map_or(Ok(()), |asked| Err(Unfit::AnsweredBeforeAsked(asked)))
}

/// Whether a question stops the clock.
pub fn may_pause(facts: &Facts, calendar: &Calendar, asked: NaiveDate) -> Result<(), Unfit> {
    if !facts.right.may_pause() {
        return Err(Unfit::NotAccess);
    }
    while_open(facts, asked)?;
    if let Some(open) = facts.pauses.iter().find(|pause| pause.answered.is_none()) {
        return Err(Unfit::AlreadyPaused(open.asked));
    }
    if !facts.waiting().is_empty() {
        return Ok(());
    }
    let due = super::decide(facts, calendar, asked).due;
    due.filter(|due| asked > *due).map_or(Ok(()), |due| Err(Unfit::PeriodOver(due)))
}

/// Whether the answer to an open question can have come on a day.
pub fn may_resume(facts: &Facts, answered: NaiveDate) -> Result<(), Unfit> {
    while_open(facts, answered)?;
    let open = facts.pauses.iter().find(|pause| pause.answered.is_none()).ok_or(Unfit::NotPaused)?;
    if answered < open.asked { Err(Unfit::AnsweredBeforeAsked(open.asked)) } else { Ok(()) }
}

/// Whether an extension that is told on a day moves the date.
pub fn may_extend(facts: &Facts, calendar: &Calendar, told: NaiveDate, reasons: &str) -> Result<(), Unfit> {
    if !facts.right.has_article_12a() {
        return Err(Unfit::NoPeriod);
    }
    while_open(facts, told)?;
    if let Some(day) = facts.extended {
        return Err(Unfit::AlreadyExtended(day));
    }
    if reasons.trim().is_empty() {
        return Err(Unfit::NoReasons);
    }
    if !facts.waiting().is_empty() {
        return Ok(());
    }
    let counted = Counted::of(facts);
    match counted.reach(months_after(facts.relevant(), 1)) {
        Some(by) if !notice_in_time(told, Some(by), &counted, calendar) => Err(Unfit::NoticeOver(by)),
        _ => Ok(()),
    }
}
