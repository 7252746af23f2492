//! Adding periods to days. A period is a minimum: what the calendar does not have is rounded up, never down.
//!
//! `chrono` clamps instead: 29 February and seven years are 28 February to it, a day too early.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::records::schedule::Period;

/// The day on which a period is over; nothing beyond the calendar, and nothing for what never is.
#[must_use]
pub fn end(period: Period, from: NaiveDate, was_17: bool) -> Option<NaiveDate> {
    match period {
        Period::Days(days) => from.checked_add_days(Days::new(days.into())),
        Period::Months(months) => months_after(from, months),
        Period::Years(years) => years_after(from, years),
        Period::Birthday { age, if_17 } => years_after(from, if was_17 { if_17 } else { age }),
        Period::Always => None,
    }
}

fn years_after(day: NaiveDate, years: u32) -> Option<NaiveDate> {
    months_after(day, years.checked_mul(12)?)
}

/// The same day of a later month; the first of the month after, where that month is too short.
fn months_after(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    let there = day.checked_add_months(Months::new(months))?;
    if there.day() == day.day() { Some(there) } else { there.succ_opt() }
}

/// How old somebody is on a day. Whoever was born on 29 February is a year older on 1 March of a common year.
#[must_use]
pub fn age_on(born: NaiveDate, day: NaiveDate) -> i32 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i32::from(!had_birthday)
}

/// The first day of `month` that is not before `day`.
#[must_use]
pub fn batched(day: NaiveDate, month: u32) -> Option<NaiveDate> {
    let this_year = NaiveDate::from_ymd_opt(day.year(), month, 1)?;
    if this_year >= day { Some(this_year) } else { this_year.with_year(day.year() + 1) }
}

/// The first month, `YYYY-MM`, that begins on or after `day`.
#[must_use]
pub fn month_from(day: NaiveDate) -> Option<String> {
    let first = if day.day() == 1 { day } else { day.with_day(1)?.checked_add_months(Months::new(1))? };
    Some(first.format("%Y-%m").to_string())
}

/// The 31 January by which the tax return is due that what was invoiced on `day` belongs in.
///
/// The tax year ends on 5 April; the return is due on the 31 January after it (Taxes Management Act 1970, section 8).
#[must_use]
pub fn tax_return_due(day: NaiveDate) -> Option<NaiveDate> {
    let tax_year_ends = day.year() + i32::from((day.month(), day.day()) > (4, 5));
    NaiveDate::from_ymd_opt(tax_year_ends + 1, 1, 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn what_the_calendar_does_not_have_is_rounded_up() {
        for (from, period, expected) in [
            ("2024-02-29", Period::Years(7), "2031-03-01"),
            ("2024-02-29", Period::Years(8), "2032-02-29"),
            ("2096-02-29", Period::Years(4), "2100-03-01"),
            ("2026-11-30", Period::Months(3), "2027-03-01"),
            ("2027-11-30", Period::Months(3), "2028-03-01"),
            ("2026-11-28", Period::Months(3), "2027-02-28"),
            ("2026-08-31", Period::Months(1), "2026-10-01"),
            ("2026-12-31", Period::Months(1), "2027-01-31"),
            ("2026-11-22", Period::Days(30), "2026-12-22"),
            ("2028-02-28", Period::Days(1), "2028-02-29"),
            ("2027-12-31", Period::Days(1), "2028-01-01"),
        ] {
            assert_eq!(end(period, day(from), false), Some(day(expected)), "{from} {period:?}");
        }
        assert_eq!(end(Period::Always, day("2026-11-22"), false), None);
        assert_eq!(end(Period::Days(1), NaiveDate::MAX, false), None);
    }

    #[test]
    fn birthdays() {
        let period = Period::Birthday { age: 25, if_17: 26 };
        for (born, was_17, expected) in [
            ("2008-06-15", false, "2033-06-15"),
            ("2008-06-15", true, "2034-06-15"),
            ("2008-02-29", true, "2034-03-01"),
            ("2008-02-29", false, "2033-03-01"),
            ("2003-02-28", false, "2028-02-28"),
        ] {
            assert_eq!(end(period, day(born), was_17), Some(day(expected)), "{born}");
        }
        for (born, on, age) in [
            ("2008-06-15", "2026-06-14", 17),
            ("2008-06-15", "2026-06-15", 18),
            ("2008-02-29", "2026-02-28", 17),
            ("2008-02-29", "2026-03-01", 18),
            ("2008-02-29", "2028-02-29", 20),
            ("2026-06-15", "2026-06-14", -1),
        ] {
            assert_eq!(age_on(day(born), day(on)), age, "{born} {on}");
        }
    }

    #[test]
    fn batches_and_months() {
        for (from, month, expected) in [
            ("2026-11-22", 1, "2027-01-01"),
            ("2027-01-01", 1, "2027-01-01"),
            ("2027-01-02", 1, "2028-01-01"),
            ("2026-11-22", 12, "2026-12-01"),
        ] {
            assert_eq!(batched(day(from), month), Some(day(expected)), "{from}");
        }
        for (from, expected) in
            [("2026-03-01", "2026-03"), ("2026-03-02", "2026-04"), ("2026-12-31", "2027-01")]
        {
            assert_eq!(month_from(day(from)).as_deref(), Some(expected));
        }
        assert_eq!(batched(day("2026-11-22"), 13), None);
    }

    #[test]
    fn a_tax_year_ends_on_5_april() {
        for (invoiced, due) in [
            ("2025-04-05", "2026-01-31"),
            ("2025-04-06", "2027-01-31"),
            ("2026-01-01", "2027-01-31"),
            ("2026-12-31", "2028-01-31"),
        ] {
            assert_eq!(tax_return_due(day(invoiced)), Some(day(due)), "{invoiced}");
        }
    }
}
