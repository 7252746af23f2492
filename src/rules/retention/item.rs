//! When something may go that has a day of its own, whatever becomes of the client's record: an invoice, a draft, a
//! request.

use chrono::NaiveDate;

use super::Answer;
use super::weigh::{Known, cannot, conclude, weigh};
use crate::records::schedule::{Class, Schedule};

/// What the schedule says about something of a class, by its own day: of an invoice the day it is of, of a draft the one
/// on which it was last written, of a request the one on which it was closed. `keep_until`: until when a reviewer decided to keep it.
#[must_use]
pub fn item(
    schedule: &Schedule,
    class: Class,
    day: Option<NaiveDate>,
    keep_until: Option<NaiveDate>,
) -> Answer {
    let known =
        Known { last_contact: None, end_of_work: None, born: None, died: None, that_day: day, was_17: false };
    let month = schedule.batch_month.filter(|_| class.goes_in_batches());
    weigh(schedule, &[class], &known)
        .and_then(|weighed| conclude(&weighed, keep_until, month))
        .unwrap_or_else(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::schedule::preset;
    use crate::records::schedule::Disposal;
    use crate::rules::retention::When;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn of(class: Class, on: Option<&str>, keep_until: Option<&str>) -> Answer {
        let schedule = preset("insurer-7").unwrap_or_else(|_| panic!("a preset"));
        item(&schedule, class, on.map(day), keep_until.map(day))
    }

    #[test]
    fn an_invoice_goes_by_its_tax_year() {
        for (on, trigger, from) in [
            ("2020-01-15", "2021-01-31", "2026-02-01"),
            ("2025-04-05", "2026-01-31", "2031-02-01"),
            ("2025-04-06", "2027-01-31", "2032-02-01"),
        ] {
            let answer = of(Class::Invoice, Some(on), None);
            assert_eq!((answer.trigger, answer.when), (Some(day(trigger)), When::From(day(from))), "{on}");
        }
        let kept = of(Class::Invoice, Some("2020-01-15"), Some("2030-01-01"));
        assert_eq!(kept.when, When::From(day("2030-01-01")), "a reviewer keeps it longer");
        let kept = of(Class::Invoice, Some("2025-04-06"), Some("2030-01-01"));
        assert_eq!(kept.when, When::From(day("2032-02-01")), "and never shorter");
    }

    #[test]
    fn a_draft_goes_before_a_persons_eyes() {
        let answer = of(Class::Drafts, Some("2026-01-02"), None);
        assert_eq!((answer.class, answer.action), (Class::Drafts, Disposal::Review));
        assert!(matches!(answer.when, When::From(from) if from > day("2026-01-02")), "{:?}", answer.when);
    }

    #[test]
    fn a_request_goes_by_the_day_it_was_closed() {
        let answer = of(Class::Request, Some("2024-02-29"), None);
        assert_eq!((answer.trigger, answer.when), (Some(day("2024-02-29")), When::From(day("2027-03-01"))));
        assert_eq!(answer.action, Disposal::Review);
    }

    #[test]
    fn what_is_missing_is_never_due() {
        for class in [Class::Invoice, Class::Drafts, Class::Request] {
            assert_eq!(of(class, None, None).when, When::CannotCompute);
            let schedule = preset("insurer-7").unwrap_or_else(|_| panic!("a preset"));
            let rules = schedule.rules.iter().filter(|rule| rule.class != class).cloned().collect();
            let without = Schedule { rules, ..schedule };
            assert_eq!(item(&without, class, Some(day("1990-01-01")), None).when, When::CannotCompute);
        }
    }
}
