//! By when access must be given to the record of somebody who has died: Access to Health Records Act 1990 section 3(5) and
//! (6). The days begin with the application, which counts, and no weekend moves the end: an Act's own period is not read by
//! Regulation 1182/71. Read in the Act as enacted; later amendments confine it to the dead.
//!
//! The Act covers what a health professional made or had made (section 1(1)(b)). For other records there is no duty and no
//! period, and confidence goes on after death: that is for a person to weigh.

use chrono::{Days, NaiveDate};

use super::access::{Answer, Rule, State};
use super::deadline::days_after;
use crate::records::date::in_words;
use crate::records::request::Right;

/// A record is recent when no part of it was made before the 40 days that precede the application.
const RECENT_DAYS: u64 = 40;
/// Within so many days, beginning with the application, the holder may ask who applies.
const ASK_DAYS: u32 = 14;

/// What happened to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The date of the application.
    pub received: NaiveDate,
    /// Whether a health professional made the record, or somebody on their behalf (DPA 2018 section 204).
    pub health_professional: bool,
    /// The day the oldest part that is asked for was made; where nobody knows, the shorter period counts.
    pub oldest: Option<NaiveDate>,
    /// The day the holder asked who the patient is, or by what right somebody applies.
    pub asked: Option<NaiveDate>,
    /// The day that was answered.
    pub furnished: Option<NaiveDate>,
    /// The day it was closed.
    pub closed: Option<NaiveDate>,
}

impl Facts {
    /// The last day on which asking moves the beginning.
    fn may_ask_until(&self) -> NaiveDate {
        days_after(self.received, ASK_DAYS - 1)
    }

    /// Whether the holder asked in time. What came without being asked for came with the application, or completes it.
    fn asked_in_time(&self) -> bool {
        self.asked.is_none_or(|asked| asked <= self.may_ask_until())
    }
}

/// By when access must be given, as things stand on a day.
#[must_use]
pub fn decide(facts: &Facts, today: NaiveDate) -> Answer {
    let closed = facts.closed.is_some();
    let source = Right::DeadRecord.source();
    let state = |otherwise| if closed { State::Closed } else { otherwise };
    let received = format!("application of {}", in_words(facts.received));
    if !facts.health_professional {
        let mut answer = Answer::without_date(state(State::Running), Rule::NoPeriod, source.to_owned());
        answer.steps = vec![
            received,
            "no health professional made the record: the Act does not cover it, section 1(1)(b)".to_owned(),
            "whether to give access is for the practice to weigh: confidence goes on after death".to_owned(),
        ];
        return answer;
    }
    let source = format!("{source} section 3(5) and (6)");
    let asked = facts.asked.filter(|_| facts.asked_in_time());
    if let (Some(asked), None) = (asked, facts.furnished) {
        let mut answer = Answer::without_date(state(State::NotStarted), Rule::Days40, source);
        answer.steps = vec![
            received,
            format!("waiting since {} for who applies, and by what right: section 3(6)", in_words(asked)),
        ];
        return answer;
    }
    let moved = facts.furnished.filter(|_| facts.asked_in_time()).filter(|day| *day > facts.received);
    let begins = moved.unwrap_or(facts.received);
    let recent_from = begins.checked_sub_days(Days::new(RECENT_DAYS)).unwrap_or(begins);
    let recent = facts.oldest.is_none_or(|oldest| oldest >= recent_from);
    let (rule, days) = if recent { (Rule::Days21, 21) } else { (Rule::Days40, 40) };
    let due = days_after(begins, days - 1);

    let mut answer = Answer::without_date(State::Running, rule, source);
    answer.state = state(if today > due { State::Late } else { State::Running });
    answer.due = Some(due);
    answer.relevant = Some(begins);
    answer.steps.push(received);
    if let Some(moved) = moved {
        answer
            .steps
            .push(format!("who applies was shown on {}: the days begin then, section 3(6)", in_words(moved)));
    }
    answer.steps.push(match facts.oldest {
        Some(oldest) if recent => {
            format!("the oldest part, of {}, is of {} or later", in_words(oldest), in_words(recent_from))
        }
        Some(oldest) => {
            format!("the oldest part, of {}, is older than {}", in_words(oldest), in_words(recent_from))
        }
        None => "the oldest part is not known: the shorter period counts".to_owned(),
    });
    answer.steps.push(format!(
        "{days} days beginning with {}: {}; no weekend moves it",
        in_words(begins),
        in_words(due)
    ));
    if let Some(asked) = facts.asked.filter(|_| !facts.asked_in_time()) {
        let until = in_words(facts.may_ask_until());
        answer.warnings.push(format!(
            "who applies was asked on {}, after {until}: that does not move the beginning",
            in_words(asked)
        ));
    }
    answer
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn facts(oldest: Option<&str>, asked: Option<&str>, furnished: Option<&str>) -> Facts {
        Facts {
            received: day("2026-11-22"),
            health_professional: true,
            oldest: oldest.map(day),
            asked: asked.map(day),
            furnished: furnished.map(day),
            closed: None,
        }
    }

    #[test]
    fn twenty_one_or_forty_days_with_the_first() {
        for (oldest, asked, furnished, expected) in [
            (Some("2026-11-01"), None, None, Some("2026-12-12")), // a Saturday
            (Some("2026-10-13"), None, None, Some("2026-12-12")), // the first of the 40 days
            (Some("2026-10-12"), None, None, Some("2026-12-31")),
            (None, None, None, Some("2026-12-12")),
            (Some("2026-11-01"), Some("2026-12-05"), None, None),
            (Some("2026-11-01"), Some("2026-12-06"), None, Some("2026-12-12")), // asked on the 15th day
            (Some("2026-11-01"), Some("2026-12-06"), Some("2026-12-08"), Some("2026-12-12")),
            (Some("2026-11-01"), Some("2026-12-05"), Some("2026-12-08"), Some("2026-12-28")),
            // Section 3(6) moves the 40 days too.
            (Some("2026-10-28"), Some("2026-12-05"), Some("2026-12-08"), Some("2027-01-16")),
            (Some("2026-11-01"), None, Some("2026-11-20"), Some("2026-12-12")),
        ] {
            let answer = decide(&facts(oldest, asked, furnished), day("2026-12-01"));
            assert_eq!(answer.due, expected.map(day), "{oldest:?} {asked:?} {furnished:?}");
            assert_eq!(answer.state == State::NotStarted, expected.is_none());
        }
    }

    #[test]
    fn where_it_stands() {
        let mut facts = facts(Some("2026-11-01"), Some("2026-12-06"), None);
        assert_eq!(decide(&facts, day("2026-12-12")).state, State::Running);
        let late = decide(&facts, day("2026-12-13"));
        assert_eq!((late.state, late.rule), (State::Late, Rule::Days21));
        assert!(late.warnings[0].contains("does not move the beginning"));
        facts.closed = Some(day("2026-12-13"));
        assert_eq!(decide(&facts, day("2026-12-13")).state, State::Closed);
        facts.health_professional = false;
        facts.closed = None;
        let answer = decide(&facts, day("2027-12-13"));
        assert_eq!((answer.due, answer.state, answer.rule), (None, State::Running, Rule::NoPeriod));
    }

    proptest! {
        #[test]
        fn the_older_the_record_the_longer_it_takes(oldest in 0_u32..100, older in 0_u32..100) {
            let due = |days: u32| {
                let oldest = days_after(day("2026-06-01"), 200 - days);
                decide(&Facts { oldest: Some(oldest), ..facts(None, None, None) }, day("2026-11-22")).due
            };
            prop_assert!(due(oldest) <= due(oldest + older));
        }
    }
}
