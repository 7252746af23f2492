//! Bank holidays as they follow from the rules: Banking and Financial Dealings Act 1971, Schedule 1, and the
//! proclamations that are made every year (1 January and the first Monday of May; 26 December in Scotland), St Andrew's
//! Day Bank Holiday (Scotland) Act 2007. What falls on a Saturday or Sunday is kept on the next free weekday.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::records::nation::Nation;

/// The bank holidays of a year with their names, in order.
pub fn of(nation: Nation, year: i32) -> Vec<(NaiveDate, &'static str)> {
    let mut days: Vec<(NaiveDate, &'static str)> = movable(nation, year).collect();
    let (weekend, weekdays): (Vec<_>, Vec<_>) =
        fixed(nation, year).partition(|(day, _)| day.weekday().num_days_from_monday() >= 5);
    days.extend(weekdays.into_iter().map(|(day, [name, _])| (day, name)));
    // In the order of the calendar, and around those that stay where they are: 2 January may be a Monday.
    for (day, [_, name]) in weekend {
        let free = |day: &NaiveDate| {
            day.weekday().num_days_from_monday() < 5 && days.iter().all(|(taken, _)| taken != day)
        };
        if let Some(day) = day.iter_days().find(free) {
            days.push((day, name));
        }
    }
    days.sort_unstable();
    days
}

/// Those that stand on a date, with the name of their substitute.
fn fixed(nation: Nation, year: i32) -> impl Iterator<Item = (NaiveDate, [&'static str; 2])> {
    use Nation::{NorthernIreland as N, Scotland as S};
    let days: [(u32, u32, Option<Nation>, [&str; 2]); 7] = [
        (1, 1, None, ["New Year's Day", "substitute for New Year's Day"]),
        (1, 2, Some(S), ["2 January", "substitute for 2 January"]),
        (3, 17, Some(N), ["St Patrick's Day", "substitute for St Patrick's Day"]),
        (7, 12, Some(N), ["Battle of the Boyne", "substitute for the Battle of the Boyne"]),
        (11, 30, Some(S), ["St Andrew's Day", "substitute for St Andrew's Day"]),
        (12, 25, None, ["Christmas Day", "substitute for Christmas Day"]),
        (12, 26, None, ["Boxing Day", "substitute for Boxing Day"]),
    ];
    days.into_iter()
        .filter(move |(_, _, only, _)| only.is_none_or(|only| only == nation))
        .filter_map(move |(month, day, _, names)| Some((NaiveDate::from_ymd_opt(year, month, day)?, names)))
}

/// Those that stand on a day of the week.
fn movable(nation: Nation, year: i32) -> impl Iterator<Item = (NaiveDate, &'static str)> {
    let scotland = nation == Nation::Scotland;
    let easter = easter_sunday(year);
    let first_monday = |month| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 1);
    // May and August have 31 days.
    let last_monday = |month| {
        let last = NaiveDate::from_ymd_opt(year, month, 31)?;
        last.checked_sub_days(Days::new(last.weekday().num_days_from_monday().into()))
    };
    let friday = easter.and_then(|sunday| sunday.checked_sub_days(Days::new(2)));
    let monday = easter.and_then(|sunday| sunday.succ_opt()).filter(|_| !scotland);
    let summer = if scotland { first_monday(8) } else { last_monday(8) };
    [
        (friday, "Good Friday"),
        (monday, "Easter Monday"),
        (first_monday(5), "Early May bank holiday"),
        (last_monday(5), "Spring bank holiday"),
        (summer, "Summer bank holiday"),
    ]
    .into_iter()
    .filter_map(|(day, name)| Some((day?, name)))
}

/// Easter Sunday of the Gregorian calendar: the Sunday after the first full moon of the church on or after 21 March
/// (Calendar (New Style) Act 1750).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let century = year.div_euclid(100);
    let golden = year.rem_euclid(19);
    // The age of the moon, corrected for leap days left out (solar) and for the moon's own drift (lunar).
    let solar = century - century.div_euclid(4);
    let lunar = (8 * century + 13).div_euclid(25);
    let age = (19 * golden + 15 + solar - lunar).rem_euclid(30);
    // Two full moons of one cycle never share a date, and none is after 18 April.
    let days = age - i32::from(age == 29 || (age == 28 && golden > 10));
    let moon =
        NaiveDate::from_ymd_opt(year, 3, 21)?.checked_add_days(Days::new(days.unsigned_abs().into()))?;
    moon.checked_add_days(Days::new((7 - moon.weekday().num_days_from_sunday()).into()))
}
