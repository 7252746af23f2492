//! Bank holidays as they were and are proclaimed. `329` is 29 March.
//!
//! Source: GOV.UK bank holidays as packaged by `govuk-bank-holidays` 0.19 (2019 to 2028), read on 22 November 2026, and
//! for Scotland 15 June 2026 (the World Cup, proclaimed in February 2026), which it lacks. Substitutes are in their place.

use chrono::{Datelike, NaiveDate};

use crate::records::nation::Nation;

/// The first year of the table.
pub const FIRST_YEAR: i32 = 2019;
/// The last one: what comes after follows from rules.
pub const LAST_YEAR: i32 = 2028;

/// A day of a year as the table writes it.
pub fn code(day: NaiveDate) -> u16 {
    u16::try_from(day.month() * 100 + day.day()).unwrap_or_default()
}

/// The bank holidays of a year; nothing for a year that is not in the table.
pub fn of(nation: Nation, year: i32) -> Option<&'static [u16]> {
    let table = match nation {
        Nation::EnglandAndWales => ENGLAND_AND_WALES,
        Nation::Scotland => SCOTLAND,
        Nation::NorthernIreland => NORTHERN_IRELAND,
    };
    table.get(usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?).copied()
}

const ENGLAND_AND_WALES: &[&[u16]] = &[
    &[101, 419, 422, 506, 527, 826, 1225, 1226],           // 2019
    &[101, 410, 413, 508, 525, 831, 1225, 1228],           // 2020
    &[101, 402, 405, 503, 531, 830, 1227, 1228],           // 2021
    &[103, 415, 418, 502, 602, 603, 829, 919, 1226, 1227], // 2022
    &[102, 407, 410, 501, 508, 529, 828, 1225, 1226],      // 2023
    &[101, 329, 401, 506, 527, 826, 1225, 1226],           // 2024
    &[101, 418, 421, 505, 526, 825, 1225, 1226],           // 2025
    &[101, 403, 406, 504, 525, 831, 1225, 1228],           // 2026
    &[101, 326, 329, 503, 531, 830, 1227, 1228],           // 2027
    &[103, 414, 417, 501, 529, 828, 1225, 1226],           // 2028
];

const SCOTLAND: &[&[u16]] = &[
    &[101, 102, 419, 506, 527, 805, 1202, 1225, 1226], // 2019
    &[101, 102, 410, 508, 525, 803, 1130, 1225, 1228], // 2020
    &[101, 104, 402, 503, 531, 802, 1130, 1227, 1228], // 2021
    &[103, 104, 415, 502, 602, 603, 801, 919, 1130, 1226, 1227], // 2022
    &[102, 103, 407, 501, 508, 529, 807, 1130, 1225, 1226], // 2023
    &[101, 102, 329, 506, 527, 805, 1202, 1225, 1226], // 2024
    &[101, 102, 418, 505, 526, 804, 1201, 1225, 1226], // 2025
    &[101, 102, 403, 504, 525, 615, 803, 1130, 1225, 1228], // 2026
    &[101, 104, 326, 503, 531, 802, 1130, 1227, 1228], // 2027
    &[103, 104, 414, 501, 529, 807, 1130, 1225, 1226], // 2028
];

const NORTHERN_IRELAND: &[&[u16]] = &[
    &[101, 318, 419, 422, 506, 527, 712, 826, 1225, 1226], // 2019
    &[101, 317, 410, 413, 508, 525, 713, 831, 1225, 1228], // 2020
    &[101, 317, 402, 405, 503, 531, 712, 830, 1227, 1228], // 2021
    &[103, 317, 415, 418, 502, 602, 603, 712, 829, 919, 1226, 1227], // 2022
    &[102, 317, 407, 410, 501, 508, 529, 712, 828, 1225, 1226], // 2023
    &[101, 318, 329, 401, 506, 527, 712, 826, 1225, 1226], // 2024
    &[101, 317, 418, 421, 505, 526, 714, 825, 1225, 1226], // 2025
    &[101, 317, 403, 406, 504, 525, 713, 831, 1225, 1228], // 2026
    &[101, 317, 326, 329, 503, 531, 712, 830, 1227, 1228], // 2027
    &[103, 317, 414, 417, 501, 529, 712, 828, 1225, 1226], // 2028
];
