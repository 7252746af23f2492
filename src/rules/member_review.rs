//! When who may open what is to be looked through again: once a year, where there is more than one member.
//!
//! Good practice: no law names the year. UK GDPR Article 32(1)(d) asks that measures are tested regularly, and NCSC 10 Steps,
//! "Identity and access management", that who may open what is looked at again.

use chrono::NaiveDate;

use super::period;
use crate::records::schedule::Period;

/// The day by which it is due; nothing where one member is alone, or beyond the calendar. Each member's first day, and the
/// day of the last review.
#[must_use]
pub fn due(since: &[NaiveDate], reviewed: Option<NaiveDate>) -> Option<NaiveDate> {
    let mut since = since.to_vec();
    since.sort_unstable();
    // From the day on which there were two.
    let shared = *since.get(1)?;
    let from = reviewed.map_or(shared, |reviewed| reviewed.max(shared));
    period::end(Period::Years(1), from, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_after_the_last_or_after_there_were_two() {
        for (since, reviewed, expected) in [
            (&[][..], None, None),
            (&["2024-01-01"][..], None, None),
            (&["2024-01-01"], Some("2025-06-01"), None),
            (&["2024-01-01", "2024-01-01"], None, Some("2025-01-01")),
            (&["2024-01-01", "2025-03-10"], None, Some("2026-03-10")),
            (&["2026-05-01", "2025-03-10", "2024-01-01"], None, Some("2026-03-10")),
            (&["2024-01-01", "2025-03-10"], Some("2026-02-28"), Some("2027-02-28")),
            (&["2024-01-01", "2026-03-10"], Some("2025-02-28"), Some("2027-03-10")),
            (&["2024-01-01", "2024-01-02"], Some("2028-02-29"), Some("2029-03-01")),
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
            let since: Vec<NaiveDate> = since.iter().map(|text| day(text)).collect();
            assert_eq!(due(&since, reviewed.map(day)), expected.map(day), "{since:?} {reviewed:?}");
        }
        assert_eq!(due(&[NaiveDate::MIN, NaiveDate::MAX], None), None);
    }
}
