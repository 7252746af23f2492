//! How long a note stays in the trash. The practice's own rule (praxis.toml, `notes.trash_days`); it never
//! takes the place of a retention period: a live note is not touched by it.

use chrono::{Days, NaiveDate};

/// The first day on which a note put in the trash on `day` may be removed; `None` beyond the calendar.
#[must_use]
pub fn goes_from(day: NaiveDate, trash_days: u16) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(u64::from(trash_days)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_month_ends_and_leap_days() {
        for (day, days, expected) in [
            ("2026-11-22", 30, "2026-12-22"),
            ("2028-02-28", 1, "2028-02-29"),
            ("2027-12-31", 1, "2028-01-01"),
        ] {
            let goes = goes_from(day.parse().expect("a date"), days).expect("in the calendar");
            assert_eq!(goes.to_string(), expected);
        }
    }
}
