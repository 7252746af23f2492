//! The days of a period that count, around the pauses that do not: Article 12A(5).

use chrono::NaiveDate;

use super::Facts;
use crate::rules::bank_holidays::Calendar;
use crate::rules::deadline::{End, roll_past};

/// Days in a row that do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The first.
    pub from: NaiveDate,
    /// The last; without it the question is not answered.
    pub to: Option<NaiveDate>,
}

impl Stop {
    fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What counts: every day after the relevant one, but for the stops.
#[derive(Debug)]
pub struct Counted {
    relevant: NaiveDate,
    /// In order, none touching another.
    pub stops: Vec<Stop>,
}

impl Counted {
    /// The union of all pauses. The relevant day itself is never in the period, so no pause takes it out.
    pub fn of(facts: &Facts) -> Self {
        let relevant = facts.relevant();
        let first = relevant.succ_opt().unwrap_or(relevant);
        let last = |answered: NaiveDate| if facts.cautious { answered.pred_opt() } else { Some(answered) };
        let mut all: Vec<Stop> = facts
            .counted_pauses()
            .iter()
            .map(|pause| Stop { from: pause.asked.max(first), to: pause.answered.and_then(last) })
            .filter(|stop| stop.to.is_none_or(|to| to >= stop.from))
            .collect();
        all.sort_by_key(|stop| (stop.from, stop.to.unwrap_or(NaiveDate::MAX)));
        let mut stops: Vec<Stop> = Vec::new();
        for next in all {
            match stops.last_mut() {
                Some(before) if before.to.is_none_or(|to| next.from <= to.succ_opt().unwrap_or(to)) => {
                    before.to = before.to.zip(next.to).map(|(one, other)| one.max(other));
                }
                _ => stops.push(next),
            }
        }
        Self { relevant, stops }
    }

    /// The last day of a period that would end on `base` if every day counted; nothing while it cannot be known.
    ///
    /// A pause that begins when the period is over takes nothing out: it cannot bring back a date that has passed.
    pub fn reach(&self, base: NaiveDate) -> Option<NaiveDate> {
        let mut last = base;
        for stop in &self.stops {
            if stop.from > last {
                break;
            }
            let days = (stop.to? - stop.from).num_days() + 1;
            last = last.checked_add_signed(chrono::Duration::days(days)).unwrap_or(NaiveDate::MAX);
        }
        Some(last)
    }

    /// The working day on which a period ends whose last day is `last`; nothing while it cannot be known.
    pub fn roll(&self, last: NaiveDate, calendar: &Calendar) -> Option<End> {
        let end = roll_past(last, calendar, |day| {
            self.stops.iter().any(|stop| stop.to.is_some() && stop.contains(day))
        });
        let open = self.stops.iter().find(|stop| stop.to.is_none());
        if open.is_some_and(|stop| stop.from <= end.due) { None } else { Some(end) }
    }

    /// How many days of the period are used by the end of a day.
    pub fn used(&self, today: NaiveDate) -> u32 {
        let days = self.relevant.iter_days().skip(1).take_while(|day| *day <= today);
        u32::try_from(days.filter(|day| !self.stops.iter().any(|stop| stop.contains(*day))).count())
            .unwrap_or(u32::MAX)
    }
}
