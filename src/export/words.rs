//! Dates, sizes and rights as letters and documents for people say them.

use chrono::{DateTime, NaiveDate};

use crate::records::request::Right;

/// `22 November 2026`.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// The civil date of a moment, RFC 3339; the text itself when it is none.
#[must_use]
pub fn moment(text: &str) -> String {
    DateTime::parse_from_rfc3339(text)
        .map_or_else(|_| text.to_owned(), |at| day(crate::records::date::in_london(at.to_utc())))
}

/// What somebody asks for who makes use of a right: `a copy of the record`.
#[must_use]
pub const fn right(right: Right) -> &'static str {
    match right {
        Right::Access => "a copy of the record",
        Right::Rectification => "a correction of the record",
        Right::Erasure => "erasure of the record",
        Right::Restriction => "a restriction on the use of the record",
        Right::Portability => "the information that was provided, in a form that can be taken elsewhere",
        Right::Objection => "an end to the use of the record, as an objection",
        Right::DeadRecord => "access to the record of someone who has died",
        Right::Police => "information, as a request of the police",
        Right::Court => "information, as ordered by a court",
    }
}

/// `12 kB`, as file managers say it.
#[must_use]
pub fn bytes(number: u64) -> String {
    match number {
        1 => "1 byte".to_owned(),
        0..1_000 => format!("{number} bytes"),
        1_000..1_000_000 => format!("{} kB", number / 1_000),
        _ => {
            let tenths = number / 100_000;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_day_in_london() {
        assert_eq!(moment("2026-07-01T23:30:00Z"), "2 July 2026");
        assert_eq!(moment("2026-11-22T23:30:00Z"), "22 November 2026");
        assert_eq!(moment("soon"), "soon");
    }

    #[test]
    fn sizes_read_as_people_say_them() {
        for (number, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1 kB"),
            (999_999, "999 kB"),
            (1_000_000, "1.0 MB"),
            (12_345_678, "12.3 MB"),
        ] {
            assert_eq!(bytes(number), words);
        }
    }
}
