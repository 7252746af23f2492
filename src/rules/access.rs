//! By when a request must be answered: UK GDPR Articles 12(3) and 12A, in force since 5 February 2026. One clock for all
//! the rights of Articles 15 to 22, but a question stops it for Article 15 alone.
//!
//! Everything is added from the relevant time, which is itself not counted; days that a pause takes out are walked over;
//! what then ends on no working day moves once, at the end. What the clock cannot know, because an answer is outstanding,
//! has no date. Deliberately absent: whether a question or an extension was justified, which a person decides.

mod fit;
mod period;
mod said;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use self::period::Counted;
use super::bank_holidays::Calendar;
use super::deadline::{self, End, days_after, months_after};
use crate::records::code::codes;
use crate::records::request::{Right, Wanted};

pub use fit::{Unfit, may_ask, may_extend, may_give, may_pause, may_record, may_resume};
pub use said::computed;

/// Days within which the practice means to answer (the ICO's advice where one number is wanted).
const TARGET_DAYS: u32 = 28;
/// The pause is law since this day; whether that is so for requests from before is not confirmed.
const PAUSES_SINCE: NaiveDate = NaiveDate::from_ymd_opt(2026, 2, 5).unwrap();

/// Something without which the time does not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// What.
    pub wanted: Wanted,
    /// The day the practice asked for it.
    pub asked: Option<NaiveDate>,
    /// The day it came.
    pub given: Option<NaiveDate>,
}

/// A question what exactly is meant: Article 12A(5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The day it was asked.
    pub asked: NaiveDate,
    /// The day it was answered.
    pub answered: Option<NaiveDate>,
}

/// What happened to a request, as far as its clock is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What is asked for.
    pub right: Right,
    /// The day it came, working day or not.
    pub received: NaiveDate,
    /// What the practice needs, or needed, before the time begins.
    pub waits: Vec<Wait>,
    /// Questions that stop the time.
    pub pauses: Vec<Pause>,
    /// The day whoever asked was told that it takes longer.
    pub extended: Option<NaiveDate>,
    /// The day it was closed.
    pub closed: Option<NaiveDate>,
    /// Count the day of an answer, which the statute does not: a day fewer for each pause.
    pub cautious: bool,
}

impl Facts {
    /// A request of which no more is known than that it came.
    #[must_use]
    pub fn new(right: Right, received: NaiveDate) -> Self {
        Self {
            right,
            received,
            waits: Vec::new(),
            pauses: Vec::new(),
            extended: None,
            closed: None,
            cautious: false,
        }
    }

    /// What was asked for and has not come, and since when.
    fn waiting(&self) -> Vec<(Wanted, NaiveDate)> {
        let outstanding = self.waits.iter().filter(|wait| wait.given.is_none());
        outstanding.filter_map(|wait| Some((wait.wanted, wait.asked?))).collect()
    }

    /// The relevant time: the latest of receipt and of all that came later, Article 12A(2).
    fn relevant(&self) -> NaiveDate {
        let given = self.waits.iter().filter_map(|wait| wait.given);
        given.fold(self.received, NaiveDate::max)
    }

    /// Whether a question is open on a day. When its answer has come, the clock runs on, although that day does not count.
    fn awaits(&self, day: NaiveDate) -> bool {
        let open = |pause: &Pause| pause.asked <= day && pause.answered.is_none_or(|answered| day < answered);
        self.counted_pauses().iter().any(open)
    }

    /// Pauses that count for this right.
    fn counted_pauses(&self) -> &[Pause] {
        if self.right.may_pause() { &self.pauses } else { &[] }
    }
}

codes! {
    /// Where the clock of a request stands.
    State {
        /// Something is outstanding without which the time does not begin.
        NotStarted = "not-started",
        /// The time runs, or no time is set for it.
        Running = "running",
        /// A question is not answered.
        Paused = "paused",
        /// The time runs, and is two months longer.
        Extended = "extended",
        /// The time is over.
        Late = "late",
        /// It was closed.
        Closed = "closed",
    }
}

codes! {
    /// Which period runs.
    Rule {
        /// Article 12A(1).
        OneMonth = "one-month",
        /// Article 12A(3).
        ThreeMonths = "three-months",
        /// 21 days: Access to Health Records Act 1990 section 3(5)(a).
        Days21 = "21-days",
        /// 40 days: Access to Health Records Act 1990 section 3(5)(b).
        Days40 = "40-days",
        /// None: somebody else sets it, or nobody.
        NoPeriod = "no-period",
    }
}

/// By when a request must be answered, and how that was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The last day, a working day. Nothing while it cannot be known, or where no period is set.
    pub due: Option<NaiveDate>,
    /// The day by which the practice means to answer.
    pub target: Option<NaiveDate>,
    /// The last safe day to tell whoever asked that it takes longer: never moved to a working day.
    pub notice_by: Option<NaiveDate>,
    /// Where the clock stands.
    pub state: State,
    /// Which period runs.
    pub rule: Rule,
    /// Where it stands in law.
    pub source: String,
    /// The day from which the period runs, once it is known.
    pub relevant: Option<NaiveDate>,
    /// What is outstanding, and since when.
    pub waiting: Vec<(Wanted, NaiveDate)>,
    /// Days of the period that are used, while it is paused.
    pub used: Option<u32>,
    /// Days that are left then, the day of the answer not among them.
    pub left: Option<u32>,
    /// The arithmetic: each line can be checked by itself.
    pub steps: Vec<String>,
    /// What a person should know before they rely on it.
    pub warnings: Vec<String>,
}

impl Answer {
    /// An answer without a date.
    pub(super) fn without_date(state: State, rule: Rule, source: String) -> Self {
        Self {
            due: None,
            target: None,
            notice_by: None,
            state,
            rule,
            source,
            relevant: None,
            waiting: Vec::new(),
            used: None,
            left: None,
            steps: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// By when a request must be answered, as things stand on a day.
#[must_use]
pub fn decide(facts: &Facts, calendar: &Calendar, today: NaiveDate) -> Answer {
    let closed = facts.closed.is_some();
    let source = facts.right.source();
    if !facts.right.has_article_12a() {
        let state = if closed { State::Closed } else { State::Running };
        let mut answer = Answer::without_date(state, Rule::NoPeriod, source.to_owned());
        answer.steps = vec![said::received(facts), said::no_period(facts.right)];
        return answer;
    }
    let source = format!("{source}; UK GDPR Articles 12(3) and 12A; {}", deadline::SOURCE);
    let waiting = facts.waiting();
    if !waiting.is_empty() {
        let state = if closed { State::Closed } else { State::NotStarted };
        let mut answer = Answer::without_date(state, Rule::OneMonth, source);
        answer.steps = vec![said::received(facts)];
        answer.steps.extend(waiting.iter().map(|(wanted, since)| said::waiting(*wanted, *since)));
        answer.warnings = said::ignored(facts);
        answer.waiting = waiting;
        return answer;
    }
    started(facts, calendar, today, source)
}

/// As [`decide`], where nothing is outstanding.
fn started(facts: &Facts, calendar: &Calendar, today: NaiveDate, source: String) -> Answer {
    let relevant = facts.relevant();
    let counted = Counted::of(facts);
    let notice = counted.reach(months_after(relevant, 1));
    let in_time = facts.extended.filter(|told| notice_in_time(*told, notice, &counted, calendar));
    let (rule, months) = if in_time.is_some() { (Rule::ThreeMonths, 3) } else { (Rule::OneMonth, 1) };
    let base = months_after(relevant, months);
    let last = counted.reach(base);
    let end = last.and_then(|last| counted.roll(last, calendar));

    let mut answer = Answer::without_date(State::Running, rule, source);
    answer.due = end.as_ref().map(|end| end.due);
    answer.target = counted.reach(days_after(relevant, TARGET_DAYS));
    answer.notice_by = notice;
    answer.relevant = Some(relevant);
    let paused = answer.due.is_none_or(|due| today <= due && facts.awaits(today));
    if paused {
        let used = counted.used(today);
        let length = u32::try_from((base - relevant).num_days()).unwrap_or(u32::MAX);
        (answer.used, answer.left) = (Some(used), Some(length.saturating_sub(used)));
    }
    answer.state = match answer.due {
        _ if facts.closed.is_some() => State::Closed,
        _ if paused => State::Paused,
        Some(due) if today > due => State::Late,
        _ if in_time.is_some() => State::Extended,
        _ => State::Running,
    };
    let worked = said::Worked { facts, counted: &counted, months, base, last, end: end.as_ref(), calendar };
    answer.steps = worked.steps(&answer);
    answer.warnings = warnings(facts, in_time, end.as_ref(), &answer);
    answer
}

/// Whether an extension was told in time. The period of the notice is read by the same rules as the other, and so ends on
/// a working day.
fn notice_in_time(
    told: NaiveDate,
    notice: Option<NaiveDate>,
    counted: &Counted,
    calendar: &Calendar,
) -> bool {
    let end = notice.and_then(|last| counted.roll(last, calendar));
    end.is_none_or(|end| told <= end.due)
}

fn warnings(facts: &Facts, in_time: Option<NaiveDate>, end: Option<&End>, answer: &Answer) -> Vec<String> {
    let mut warnings = said::ignored(facts);
    if let Some(told) = facts.extended {
        let after_notice = answer.notice_by.filter(|by| told > *by);
        warnings.extend(after_notice.map(|by| said::late_notice(told, by, in_time.is_some())));
    }
    if let Some(due) = answer.due {
        let late = facts.counted_pauses().iter().filter(|pause| pause.asked > due);
        warnings.extend(late.map(|pause| said::late_pause(pause.asked, due)));
    }
    if !facts.counted_pauses().is_empty() && facts.received < PAUSES_SINCE {
        warnings.push(said::old_pause());
    }
    warnings.extend(end.filter(|end| end.computed).map(|end| said::computed(end.due)));
    warnings
}
