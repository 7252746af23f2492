//! By when a complaint must be acknowledged: DPA 2018 section 164A, in force since 19 June 2026. Only the clock: that the
//! outcome follows without undue delay has no number.

use chrono::NaiveDate;

use super::access::computed;
use super::bank_holidays::Calendar;
use super::deadline::{days_after, roll};
use crate::records::date::in_words;

/// Where the duty stands in law.
pub const SOURCE: &str = "DPA 2018 sections 164A and 205(2); Regulation (EEC, Euratom) No 1182/71 Article 3";
const DAYS: u32 = 30;
const SINCE: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 19).unwrap();

/// Whether the duty was there when a complaint came. One from before is answered all the same, by no day.
#[must_use]
pub fn is_owed(received: NaiveDate) -> bool {
    received >= SINCE
}

/// By when, and how that was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The last day, a working day.
    pub acknowledge_by: NaiveDate,
    /// The arithmetic.
    pub steps: Vec<String>,
    /// What a person should know before they rely on it.
    pub warnings: Vec<String>,
}

/// By when a complaint must be acknowledged.
#[must_use]
pub fn decide(received: NaiveDate, calendar: &Calendar) -> Answer {
    let last = days_after(received, DAYS);
    let end = roll(last, calendar);
    let place = calendar.nation.in_words();
    let steps = vec![
        format!(
            "received on {} {}: the day itself does not count",
            received.format("%a"),
            in_words(received)
        ),
        format!("{DAYS} days: {}", in_words(last)),
        match &end.rolled {
            Some(rolled) => format!("in {place} {rolled}"),
            None => format!("{} is a working day in {place}", in_words(end.due)),
        },
        "an outcome that is given by then needs no acknowledgement besides".to_owned(),
    ];
    let mut warnings = Vec::new();
    if !is_owed(received) {
        warnings.push("the complaint came before 19 Jun 2026, when the duty began".to_owned());
    }
    warnings.extend(end.computed.then(|| computed(end.due)));
    Answer { acknowledge_by: end.due, steps, warnings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::nation::Nation;

    fn by(received: &str, nation: Nation) -> Answer {
        decide(received.parse().expect("a date"), &Calendar::of(nation))
    }

    #[test]
    fn thirty_days_and_then_a_working_day() {
        use Nation::{EnglandAndWales as E, NorthernIreland as N, Scotland as S};
        for (received, nation, expected) in [
            ("2026-06-19", E, "2026-07-20"),
            ("2026-11-22", E, "2026-12-22"),
            ("2026-11-26", E, "2026-12-29"),
            ("2026-12-01", E, "2026-12-31"),
            ("2026-10-31", E, "2026-11-30"),
            ("2026-10-31", S, "2026-12-01"),
            ("2027-02-15", N, "2027-03-18"),
        ] {
            let answer = by(received, nation);
            assert_eq!(answer.acknowledge_by.to_string(), expected, "{received} {nation:?}");
            assert_eq!(answer.warnings, [""; 0]);
        }
    }

    #[test]
    fn what_a_person_should_know() {
        assert!(by("2026-06-18", Nation::Scotland).warnings[0].contains("when the duty began"));
        assert!(by("2029-06-18", Nation::Scotland).warnings[0].contains("computed"));
    }
}
