//! How many complaints came in a year, and what became of them: counts alone, for whoever asks (DPA 2018 section 164B lets
//! the Secretary of State ask).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::bank_holidays::Calendar;
use super::complaint_steps::{Acknowledgement, standing};
use crate::records::code::Code;
use crate::records::complaint::{Allegation, Complaint, Outcome};

/// The numbers of one year: those that came in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// The year.
    pub year: i32,
    /// Received.
    pub received: u64,
    /// How their acknowledgements stand.
    pub acknowledged: BTreeMap<Acknowledgement, u64>,
    /// Those that are closed, by outcome.
    pub closed: BTreeMap<Outcome, u64>,
    /// Those that are not.
    pub open: u64,
    /// What they were about.
    pub about: BTreeMap<Allegation, u64>,
}

/// Counts the complaints that came in a year, as they stand on a day. Every code is there, with 0 where there is none.
#[must_use]
pub fn count<'a>(
    complaints: impl IntoIterator<Item = &'a Complaint>,
    year: i32,
    calendar: &Calendar,
    today: NaiveDate,
) -> Numbers {
    let mut numbers =
        Numbers { year, received: 0, acknowledged: zeroes(), closed: zeroes(), open: 0, about: zeroes() };
    for complaint in complaints.into_iter().filter(|one| one.received.year() == year) {
        numbers.received += 1;
        *numbers.about.entry(complaint.about).or_default() += 1;
        let standing = standing(complaint, calendar, today);
        *numbers.acknowledged.entry(standing.acknowledgement).or_default() += 1;
        match complaint.closed() {
            Some((_, outcome)) => *numbers.closed.entry(outcome).or_default() += 1,
            None => numbers.open += 1,
        }
    }
    numbers
}

fn zeroes<T: Code + Ord>() -> BTreeMap<T, u64> {
    T::ALL.iter().map(|code| (*code, 0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::nation::Nation;
    use crate::rules::complaint_steps::tests::{acknowledged, closed, complaint};

    #[test]
    fn a_year_is_that_of_receipt() {
        let all = [
            complaint("2025-12-31", &[]),
            complaint(
                "2026-07-01",
                &[acknowledged("2026-07-02"), closed("2027-01-05", Outcome::Upheld, true)],
            ),
            complaint("2026-08-01", &[acknowledged("2026-10-02")]),
            complaint("2026-09-01", &[closed("2026-09-02", Outcome::Withdrawn, false)]),
            complaint("2026-09-02", &[]),
            complaint("2026-12-31", &[]),
            complaint("2026-06-18", &[acknowledged("2026-06-19")]),
            complaint("2027-01-01", &[]),
        ];
        let today = "2027-01-10".parse().expect("a day");
        let found = count(&all, 2026, &Calendar::of(Nation::EnglandAndWales), today);
        assert_eq!((found.received, found.open), (6, 4));
        let by = |code| found.acknowledged.get(&code).copied();
        assert_eq!(by(Acknowledgement::InTime), Some(1));
        assert_eq!(by(Acknowledgement::Late), Some(1));
        assert_eq!(by(Acknowledgement::NotNeeded), Some(1));
        assert_eq!(by(Acknowledgement::Missed), Some(1));
        assert_eq!(by(Acknowledgement::Wanted), Some(1));
        assert_eq!(by(Acknowledgement::BeforeTheDuty), Some(1), "apart from those in time");
        assert_eq!(found.closed.get(&Outcome::Upheld), Some(&1));
        assert_eq!(found.closed.get(&Outcome::NotUpheld), Some(&0));
        assert_eq!(found.about.get(&Allegation::Access), Some(&6));
        assert_eq!(found.acknowledged.values().sum::<u64>(), found.received);
        assert_eq!(found.closed.values().sum::<u64>() + found.open, found.received);
    }
}
