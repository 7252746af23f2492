//! Periods within which something must be done: UK GDPR Article 4A (since 20 August 2025) and DPA 2018 section 205(2) read
//! them by Article 3 of Regulation (EEC, Euratom) No 1182/71. One engine for requests, complaints and breaches.
//!
//! A deadline is a maximum: the day of the event does not count, a month that is too short ends on its last day, and what
//! ends on a Saturday, Sunday or bank holiday ends on the next working day, unless it is counted in hours. The periods of
//! `period.rs` are minimums, for which records stay: those round up and never move.
//!
//! Deliberately absent: Article 3(5), two working days in every period of two days or more. No period of months or weeks
//! here is so short, and whether it lengthens 72 hours is not settled: praxis gives the earlier answer.

use chrono::{DateTime, Days, Duration, DurationRound, Months, NaiveDate, Utc};

use super::bank_holidays::Calendar;
use crate::records::date::in_words;

/// Where periods stand in law.
pub const SOURCE: &str = "UK GDPR Article 4A; Regulation (EEC, Euratom) No 1182/71 Article 3";

/// The same day some months later, or the last of a month that has no such day: Article 3(2)(c). Always from the day of
/// the event: a month and then two more are not three months. Beyond the calendar it is the last day of the calendar.
#[must_use]
pub fn months_after(event: NaiveDate, months: u32) -> NaiveDate {
    event.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The last of some days, the day of the event not counted.
#[must_use]
pub fn days_after(event: NaiveDate, days: u32) -> NaiveDate {
    event.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

/// The end of a period that is not counted in hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The last day: a working day.
    pub due: NaiveDate,
    /// Where the period would have ended on another day, why it did not, for a person to check.
    pub rolled: Option<String>,
    /// Whether the answer rests on bank holidays that are computed, not known.
    pub computed: bool,
}

/// Moves the last day of a period to a working day, where it is none: Article 3(4).
#[must_use]
pub fn roll(last: NaiveDate, calendar: &Calendar) -> End {
    roll_past(last, calendar, |_| false)
}

/// As [`roll`], over days too that `stopped` says do not count.
#[must_use]
pub fn roll_past(last: NaiveDate, calendar: &Calendar, stopped: impl Fn(NaiveDate) -> bool) -> End {
    let why = |day: NaiveDate| {
        let none = calendar.why_none(day);
        none.or_else(|| (day > last && stopped(day)).then_some("a day that does not count"))
    };
    let passed: Vec<String> = last
        .iter_days()
        .map_while(|day| Some(format!("{} is {}", in_words(day), article(why(day)?))))
        .collect();
    let due = days_after(last, u32::try_from(passed.len()).unwrap_or(u32::MAX));
    let rolled = (!passed.is_empty()).then(|| {
        format!("{}: the next working day is {} {}", passed.join(", "), due.format("%a"), in_words(due))
    });
    End { due, rolled, computed: last.iter_days().take_while(|day| *day <= due).any(Calendar::is_computed) }
}

/// `a Saturday`, and a holiday by its name.
fn article(why: &str) -> String {
    if matches!(why, "Saturday" | "Sunday")
        || why.starts_with("bank holiday")
        || why.starts_with("substitute")
    {
        format!("a {why}")
    } else {
        why.to_owned()
    }
}

/// The end of a period in hours: neither weekends nor holidays move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// To the minute from the event: the earlier answer, for alerts.
    pub strict: DateTime<Utc>,
    /// From the end of the hour of the event, which Article 3(1) does not count: the last moment of the period.
    pub latest: DateTime<Utc>,
}

/// The end of a period in hours; nothing beyond the calendar.
#[must_use]
pub fn hours_after(event: DateTime<Utc>, hours: u32) -> Option<Hours> {
    let hours = Duration::hours(hours.into());
    let next_hour = event.duration_trunc(Duration::hours(1)).ok()?.checked_add_signed(Duration::hours(1))?;
    Some(Hours { strict: event.checked_add_signed(hours)?, latest: next_hour.checked_add_signed(hours)? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::code::Code;
    use crate::records::nation::Nation;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0_u32..73_000).prop_map(|days| days_after(day("1990-01-01"), days))
    }

    #[test]
    fn months_are_counted_from_the_event() {
        for (event, months, last) in [
            ("2026-10-31", 1, "2026-11-30"),
            ("2026-10-31", 3, "2027-01-31"),
            ("2027-01-31", 3, "2027-04-30"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2026-11-30", 1, "2026-12-30"),
        ] {
            assert_eq!(months_after(day(event), months), day(last), "{event}");
        }
        assert_eq!(months_after(NaiveDate::MAX, 1), NaiveDate::MAX);
    }

    #[test]
    fn a_period_ends_on_a_working_day_and_says_why() {
        let end = roll(day("2026-12-25"), &Calendar::of(Nation::EnglandAndWales));
        assert_eq!(end.due, day("2026-12-29"));
        assert_eq!(
            end.rolled.as_deref(),
            Some(
                "25 Dec 2026 is Christmas Day, 26 Dec 2026 is a Saturday, 27 Dec 2026 is a Sunday, 28 Dec 2026 is a \
                 substitute for Boxing Day: the next working day is Tue 29 Dec 2026"
            )
        );
        assert!(!end.computed);
        // Only the days looked at count: the last of a known year rolls into one that is computed.
        assert!(roll(day("2028-12-30"), &Calendar::of(Nation::EnglandAndWales)).computed);
        assert_eq!(
            roll(day("2026-12-24"), &Calendar::of(Nation::Scotland)),
            End { due: day("2026-12-24"), rolled: None, computed: false }
        );
    }

    #[test]
    fn hours_know_no_weekend() {
        for (event, strict, latest) in [
            ("2026-12-24T15:20:00Z", "2026-12-27T15:20:00Z", "2026-12-27T16:00:00Z"),
            ("2026-11-20T17:45:00Z", "2026-11-23T17:45:00Z", "2026-11-23T18:00:00Z"),
            // The hour of the event does not count, be it ever so young.
            ("2026-11-20T17:00:00Z", "2026-11-23T17:00:00Z", "2026-11-23T18:00:00Z"),
            ("2026-11-20T17:59:59Z", "2026-11-23T17:59:59Z", "2026-11-23T18:00:00Z"),
        ] {
            let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
            let expected = Hours { strict: at(strict), latest: at(latest) };
            assert_eq!(hours_after(at(event), 72), Some(expected), "{event}");
        }
        assert_eq!(hours_after(DateTime::<Utc>::MAX_UTC, 72), None);
    }

    proptest! {
        #[test]
        fn it_ends_on_a_working_day_within_a_week(last in any_day(), nation in 0_usize..3) {
            let calendar = Calendar::of(Nation::ALL[nation]);
            let end = roll(last, &calendar);
            prop_assert!(calendar.is_working_day(end.due));
            prop_assert!((0..=5).contains(&(end.due - last).num_days()));
            prop_assert_eq!(end.rolled.is_some(), end.due != last);
            prop_assert_eq!(end.due, calendar.next_working_day_or_same(last));
        }
    }
}
