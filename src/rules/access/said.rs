//! The arithmetic of a request's clock and its warnings, in words.

use chrono::{Datelike, NaiveDate};

use super::period::{Counted, Stop};
use super::{Answer, Facts, TARGET_DAYS};
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::request::{Right, Wanted};
use crate::rules::bank_holidays::{Calendar, LAST_YEAR};
use crate::rules::deadline::End;

/// What the arithmetic came to.
pub struct Worked<'a> {
    pub facts: &'a Facts,
    pub counted: &'a Counted,
    pub months: u32,
    /// The end if every day counted.
    pub base: NaiveDate,
    /// The end of the days that count.
    pub last: Option<NaiveDate>,
    pub end: Option<&'a End>,
    pub calendar: &'a Calendar,
}

impl Worked<'_> {
    /// Each line of it.
    pub fn steps(&self, answer: &Answer) -> Vec<String> {
        let mut steps = vec![received(self.facts)];
        steps.extend(self.beginning());
        steps.push(self.months());
        steps.extend(self.counted.stops.iter().filter(|stop| self.is_within(**stop)).copied().map(stopped));
        steps.extend(self.end());
        let open = self.counted.stops.iter().find(|stop| stop.to.is_none() && self.is_within(**stop));
        if let (Some(stop), Some(used), Some(left)) = (open, answer.used, answer.left) {
            steps.push(format!(
                "the question of {} is not answered: {} of {} used, {left} left from the day after the answer",
                in_words(stop.from),
                days(used),
                days(used + left),
            ));
        }
        if let Some(target) = answer.target {
            steps.push(format!("aim at {}: {TARGET_DAYS} days that count", in_words(target)));
        }
        if let Some(by) = answer.notice_by.filter(|_| self.facts.extended.is_none()) {
            steps.push(format!(
                "an extension, with its reasons, must be told by {}: Article 12A(4)",
                in_words(by)
            ));
        }
        steps
    }

    fn beginning(&self) -> Vec<String> {
        let relevant = self.facts.relevant();
        let given = self.facts.waits.iter().filter_map(|wait| Some((wait, wait.given?)));
        let mut steps: Vec<String> = given
            .map(|(wait, given)| match wait.asked {
                Some(asked) => format!(
                    "{} asked for on {}, received on {}",
                    wait.wanted.code(),
                    in_words(asked),
                    in_words(given)
                ),
                None => format!("{} received on {}", wait.wanted.code(), in_words(given)),
            })
            .collect();
        if !steps.is_empty() {
            steps.push(format!(
                "the latest of these is the relevant time: {}; Article 12A(2)",
                in_words(relevant)
            ));
        }
        steps
    }

    fn months(&self) -> String {
        let relevant = self.facts.relevant();
        let many = if self.months == 1 { "1 month".to_owned() } else { format!("{} months", self.months) };
        let why = if self.months == 1 { "Article 12A(1)" } else { "extended in time, Article 12A(3)" };
        let short = if self.base.day() < relevant.day() { ", the last day of a shorter month" } else { "" };
        format!("{many} from {}: {}{short}; {why}", in_words(relevant), in_words(self.base))
    }

    fn end(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if let Some(last) = self.last.filter(|last| *last != self.base) {
            let out = u32::try_from((last - self.base).num_days()).unwrap_or(u32::MAX);
            steps.push(format!("{} and {}: {}", in_words(self.base), days(out), in_words(last)));
        }
        if let Some(end) = self.end {
            let place = self.calendar.nation.in_words();
            steps.push(match &end.rolled {
                Some(rolled) => format!("in {place} {rolled}"),
                None => format!("{} is a working day in {place}", in_words(end.due)),
            });
        }
        steps
    }

    /// Whether a stop takes days out of the period, and does not come when all is over.
    fn is_within(&self, stop: Stop) -> bool {
        self.end.is_none_or(|end| stop.from <= end.due)
    }
}

pub fn received(facts: &Facts) -> String {
    let day = facts.received;
    format!("received on {} {}: the day itself does not count", day.format("%a"), in_words(day))
}

pub fn waiting(wanted: Wanted, since: NaiveDate) -> String {
    format!("waiting for {} since {}: the time begins when it comes", wanted.code(), in_words(since))
}

pub fn no_period(right: Right) -> String {
    match right {
        Right::DeadRecord => "UK GDPR speaks of the living: Article 12A sets no period".to_owned(),
        Right::Court => "the order says by when: Article 12A sets no period".to_owned(),
        _ => "no right of the person's: Article 12A sets no period".to_owned(),
    }
}

fn stopped(stop: Stop) -> String {
    match stop.to {
        Some(to) if to == stop.from => {
            format!("{} does not count: 1 day; Article 12A(5)", in_words(to))
        }
        Some(to) => {
            let many = u32::try_from((to - stop.from).num_days() + 1).unwrap_or(u32::MAX);
            format!(
                "{} to {} do not count, both included: {}; Article 12A(5)",
                in_words(stop.from),
                in_words(to),
                days(many)
            )
        }
        None => format!("from {} on no day counts until the answer; Article 12A(5)", in_words(stop.from)),
    }
}

fn days(many: u32) -> String {
    if many == 1 { "1 day".to_owned() } else { format!("{many} days") }
}

pub fn ignored(facts: &Facts) -> Vec<String> {
    let ignored = !facts.right.may_pause() && !facts.pauses.is_empty();
    let what = "a question stops the clock for access alone, Article 12A(5): the pause is not counted";
    if ignored { vec![what.to_owned()] } else { Vec::new() }
}

pub fn late_notice(told: NaiveDate, by: NaiveDate, in_time: bool) -> String {
    let (told, by) = (in_words(told), in_words(by));
    if in_time {
        format!("the extension was told on {told}, in time only because {by} is no working day")
    } else {
        format!("the extension was told on {told}, after {by}: it does not move the date")
    }
}

pub fn late_pause(asked: NaiveDate, due: NaiveDate) -> String {
    format!(
        "the question of {} came after the period was over on {}: it takes out no day",
        in_words(asked),
        in_words(due)
    )
}

pub fn old_pause() -> String {
    "the request came before 5 Feb 2026: whether a question stops its clock is not confirmed".to_owned()
}

/// That an answer rests on bank holidays that nobody has proclaimed.
#[must_use]
pub fn computed(due: NaiveDate) -> String {
    let known = if due.year() > LAST_YEAR { "not proclaimed yet" } else { "not in the table" };
    format!(
        "the bank holidays of {} are computed from rules, {known}: check them, or give them in praxis.toml",
        due.year()
    )
}
