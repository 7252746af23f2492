//! Which days are working days: Saturdays, Sundays and the bank holidays of the place where the practice is.
//!
//! Bank holidays of the past and of the next years are data; further on, and before, they follow from rules that a
//! proclamation may set aside. Deliberately absent: holidays of one town, and days on which a practice is closed.

mod by_rule;
mod table;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::records::nation::Nation;

pub use table::{FIRST_YEAR, LAST_YEAR};

/// The bank holidays of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Where the practice is.
    pub nation: Nation,
    /// Bank holidays that the program does not know.
    pub extra: BTreeSet<NaiveDate>,
    /// Days that are none, whatever the program says.
    pub remove: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// The bank holidays as the program knows them.
    #[must_use]
    pub fn of(nation: Nation) -> Self {
        Self { nation, extra: BTreeSet::new(), remove: BTreeSet::new() }
    }

    /// Whether a day is neither a Saturday, a Sunday nor a bank holiday.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.why_none(day).is_none()
    }

    /// Why a day is no working day, in words: `Saturday`, `Good Friday`, `bank holiday`.
    #[must_use]
    pub fn why_none(&self, day: NaiveDate) -> Option<&'static str> {
        match day.weekday() {
            Weekday::Sat => Some("Saturday"),
            Weekday::Sun => Some("Sunday"),
            _ if self.remove.contains(&day) => None,
            _ if self.extra.contains(&day) => Some("bank holiday of praxis.toml"),
            _ => holiday(self.nation, day),
        }
    }

    /// The day itself, or the first working day after it.
    #[must_use]
    pub fn next_working_day_or_same(&self, day: NaiveDate) -> NaiveDate {
        let mut day = day;
        while !self.is_working_day(day) {
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        day
    }

    /// Whether the bank holidays of a day's year are computed: a proclamation can still change them.
    #[must_use]
    pub fn is_computed(day: NaiveDate) -> bool {
        !(FIRST_YEAR..=LAST_YEAR).contains(&day.year())
    }
}

/// The name of the bank holiday on a day, where there is one.
fn holiday(nation: Nation, day: NaiveDate) -> Option<&'static str> {
    let ruled = by_rule::of(nation, day.year()).into_iter().find(|(on, _)| *on == day).map(|(_, name)| name);
    match table::of(nation, day.year()) {
        None => ruled,
        Some(days) => days.contains(&table::code(day)).then_some(ruled.unwrap_or("bank holiday")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::code::Code;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// What was proclaimed against the rules, and for whom: added (+) and moved away (-).
    const PROCLAIMED: &[(&str, &str, &[Nation])] = &[
        ("-", "2020-05-04", Nation::ALL), // Early May, moved to VE Day
        ("+", "2020-05-08", Nation::ALL),
        ("-", "2022-05-30", Nation::ALL), // Spring, moved to the Platinum Jubilee
        ("+", "2022-06-02", Nation::ALL),
        ("+", "2022-06-03", Nation::ALL),
        ("+", "2022-09-19", Nation::ALL),         // the State Funeral
        ("+", "2023-05-08", Nation::ALL),         // the Coronation
        ("+", "2026-06-15", &[Nation::Scotland]), // the World Cup
    ];

    #[test]
    fn the_rules_agree_with_the_table_but_for_what_was_proclaimed() {
        for nation in Nation::ALL {
            for year in FIRST_YEAR..=LAST_YEAR {
                let mut ruled: BTreeSet<u16> =
                    by_rule::of(*nation, year).iter().map(|(day, _)| table::code(*day)).collect();
                for (sign, on, nations) in PROCLAIMED {
                    if day(on).year() == year && nations.contains(nation) {
                        let code = table::code(day(on));
                        let changed = if *sign == "+" { ruled.insert(code) } else { ruled.remove(&code) };
                        assert!(changed, "{on} is as the rules have it");
                    }
                }
                let listed = table::of(*nation, year).expect("a year of the table");
                assert!(ruled.iter().eq(listed), "{nation:?} {year}: {ruled:?} {listed:?}");
            }
        }
    }

    #[test]
    fn no_bank_holiday_falls_on_a_weekend() {
        for nation in Nation::ALL {
            for year in 1980..2200 {
                let days = by_rule::of(*nation, year);
                let different: BTreeSet<NaiveDate> = days.iter().map(|(day, _)| *day).collect();
                assert_eq!(different.len(), days.len(), "{nation:?} {year}");
                assert!(days.iter().all(|(day, _)| day.weekday().num_days_from_monday() < 5));
            }
        }
    }

    #[test]
    fn by_name() {
        use Nation::{EnglandAndWales as E, NorthernIreland as N, Scotland as S};
        for (nation, on, why) in [
            (E, "2026-04-03", Some("Good Friday")),
            (S, "2026-04-06", None),
            (N, "2026-04-06", Some("Easter Monday")),
            (E, "2026-12-28", Some("substitute for Boxing Day")),
            (E, "2026-12-26", Some("Saturday")),
            (S, "2026-06-15", Some("bank holiday")),
            (E, "2026-06-15", None),
            (N, "2026-07-13", Some("substitute for the Battle of the Boyne")),
            (S, "2028-01-04", Some("substitute for 2 January")),
            (S, "2026-11-30", Some("St Andrew's Day")),
            (E, "2038-04-26", Some("Easter Monday")), // the latest Easter there is
            (E, "2285-03-23", Some("Easter Monday")), // the earliest
        ] {
            assert_eq!(Calendar::of(nation).why_none(day(on)), why, "{nation:?} {on}");
        }
    }

    #[test]
    fn a_practice_may_know_better() {
        let mut calendar = Calendar::of(Nation::EnglandAndWales);
        calendar.extra.insert(day("2026-11-23"));
        calendar.remove.extend([day("2026-12-25"), day("2026-12-26")]);
        assert_eq!(calendar.next_working_day_or_same(day("2026-11-21")), day("2026-11-24"));
        assert!(calendar.is_working_day(day("2026-12-25")));
        // A Saturday stays one.
        assert_eq!(calendar.next_working_day_or_same(day("2026-12-26")), day("2026-12-29"));
    }

    #[test]
    fn what_is_computed_says_so() {
        for (on, computed) in
            [("2018-12-31", true), ("2019-01-01", false), ("2028-12-31", false), ("2029-01-01", true)]
        {
            assert_eq!(Calendar::is_computed(day(on)), computed, "{on}");
        }
        let end = NaiveDate::MAX;
        assert!(Calendar::of(Nation::Scotland).next_working_day_or_same(end) <= end);
    }
}
