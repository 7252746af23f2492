//! Dates as people in the UK write them, and the civil date in London.

use chrono::{DateTime, NaiveDate, Utc};

/// The first year that is taken for a real date of a living practice.
const EARLIEST: i32 = 1850;
/// The last one: a later year is a slip of the finger.
const LATEST: i32 = 2200;

/// Why text is no date. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADate {
    /// Neither `2026-11-22` nor `22/11/2026`.
    Form,
    /// The form is right, the day is not in the calendar.
    DoesNotExist,
    /// Before 1850 or after 2200.
    OutOfRange,
}

impl std::fmt::Display for NotADate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotADate::Form => "is not a date such as 2026-11-22 or 22/11/2026",
            NotADate::DoesNotExist => "does not exist in the calendar",
            NotADate::OutOfRange => "is before 1850 or after 2200",
        })
    }
}

/// Reads `2026-11-22` or `22/11/2026` (days before months, always).
///
/// # Errors
/// Says which of the three ways the text is no date.
pub fn parse(text: &str) -> Result<NaiveDate, NotADate> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [first, month, last] = parts[..] else { return Err(NotADate::Form) };
    let (year, day) = if text.contains('/') { (last, first) } else { (first, last) };
    let one_kind = text.contains('/') != text.contains('-');
    if !one_kind || year.len() != 4 || !(1..=2).contains(&day.len()) || !(1..=2).contains(&month.len()) {
        return Err(NotADate::Form);
    }
    let number = |digits: &str| -> Result<u32, NotADate> {
        if digits.bytes().all(|b| b.is_ascii_digit()) {
            digits.parse().map_err(|_| NotADate::Form)
        } else {
            Err(NotADate::Form)
        }
    };
    let year = i32::try_from(number(year)?).map_err(|_| NotADate::Form)?;
    let date = NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).ok_or(NotADate::DoesNotExist)?;
    if (EARLIEST..=LATEST).contains(&year) { Ok(date) } else { Err(NotADate::OutOfRange) }
}

/// `22 Nov 2026`, as dates are written in talk.
#[must_use]
pub fn in_words(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// `January`, as a month of every year is written in talk.
#[must_use]
pub fn month_in_words(month: u32) -> Option<String> {
    Some(NaiveDate::from_ymd_opt(2000, month, 1)?.format("%B").to_string())
}

/// The civil date in London at an instant.
#[must_use]
pub fn in_london(instant: DateTime<Utc>) -> NaiveDate {
    super::instant::in_london(instant).date_naive()
}

/// Reads `2026-11-05..2026-11-12`, or `2026-11-05..` for what has not ended.
///
/// # Errors
/// Says which of the three ways one of the two is no date.
pub fn parse_span(text: &str) -> Result<(NaiveDate, Option<NaiveDate>), NotADate> {
    let (from, to) = text.split_once("..").ok_or(NotADate::Form)?;
    let to = if to.trim().is_empty() { None } else { Some(parse(to)?) };
    Ok((parse(from)?, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("exists")
    }

    #[test]
    fn forms() {
        for text in ["2026-11-22", "22/11/2026", " 22/11/2026 "] {
            assert_eq!(parse(text), Ok(day(2026, 11, 22)), "{text}");
        }
        assert_eq!(parse("1/2/1990"), Ok(day(1990, 2, 1)));
        for text in [
            "",
            "22",
            "22/11",
            "22/11/26",
            "2026/11/22",
            "22-11-2026",
            "22.11.2026",
            "+2/11/2026",
            "22/11-2026",
            "2026-11-22T00:00",
        ] {
            assert_eq!(parse(text), Err(NotADate::Form), "{text}");
        }
        for text in ["31/02/1990", "30/02/2024", "2023-02-29", "2026-13-01", "00/01/2026"] {
            assert_eq!(parse(text), Err(NotADate::DoesNotExist), "{text}");
        }
        assert_eq!(parse("01/01/1066"), Err(NotADate::OutOfRange));
        assert_eq!(parse("9999-01-01"), Err(NotADate::OutOfRange));
    }

    #[test]
    fn spans() {
        let from = day(2026, 11, 5);
        assert_eq!(parse_span("2026-11-05..12/11/2026"), Ok((from, Some(day(2026, 11, 12)))));
        assert_eq!(parse_span("2026-11-05.. "), Ok((from, None)));
        for text in ["", "2026-11-05", "2026-11-05...2026-11-12", "..2026-11-12", "2026-11-05..x"] {
            assert_eq!(parse_span(text), Err(NotADate::Form), "{text}");
        }
        assert_eq!(parse_span("2026-11-05..2026-11-31"), Err(NotADate::DoesNotExist));
    }

    #[test]
    fn london_dates_across_clock_changes() {
        for (instant, date) in [
            ("2026-11-22T23:59:59Z", day(2026, 11, 22)),
            ("2026-07-01T23:00:00Z", day(2026, 7, 2)),
            ("2026-07-01T22:59:59Z", day(2026, 7, 1)),
            ("2026-03-28T23:30:00Z", day(2026, 3, 28)),
            ("2026-03-29T23:30:00Z", day(2026, 3, 30)),
            ("2026-10-24T23:30:00Z", day(2026, 10, 25)),
            ("2026-10-25T23:30:00Z", day(2026, 10, 25)),
        ] {
            let at: DateTime<Utc> = instant.parse().expect("an instant");
            assert_eq!(in_london(at), date, "{instant}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back(days in 0_i64..120_000) {
            let date = day(1850, 1, 1) + Duration::days(days);
            prop_assert_eq!(parse(&date.format("%Y-%m-%d").to_string()), Ok(date));
            prop_assert_eq!(parse(&date.format("%d/%m/%Y").to_string()), Ok(date));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,14}") {
            let _ = parse(&text);
        }
    }
}
