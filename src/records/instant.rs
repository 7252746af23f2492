//! Instants as people in the UK write them, and the time in London.
//!
//! London keeps UTC, and is one hour ahead from 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of
//! October (Summer Time Act 1972 as amended in 2002). That rule is applied to every year: for what praxis is asked about,
//! no table of time zones is needed.

use chrono::{DateTime, Datelike, Days, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::date;

/// Why text is no instant. Never repeats the text, but for the two hours that it may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnInstant {
    /// Neither RFC 3339 nor a date and a time.
    Form,
    /// Its date is none.
    Date(date::NotADate),
    /// The clocks went back: the hour came twice, at these two instants.
    Twice(DateTime<FixedOffset>, DateTime<FixedOffset>),
    /// The clocks went forward: the hour never came.
    Never,
}

impl std::fmt::Display for NotAnInstant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotAnInstant::Form => {
                f.write_str("is not an instant such as 2026-11-20T17:45:00Z or \"2026-11-20 17:45\"")
            }
            NotAnInstant::Date(why) => write!(f, "has a date that {why}"),
            NotAnInstant::Twice(first, second) => write!(
                f,
                "came twice in London, for the clocks went back: {} and {}",
                text(*first),
                text(*second)
            ),
            NotAnInstant::Never => f.write_str("never came in London, for the clocks went forward"),
        }
    }
}

/// Reads an instant with its offset, RFC 3339, or a date and a time in London.
///
/// # Errors
/// Says what is wrong with the text; an hour that came twice is not guessed.
pub fn parse(text: &str) -> Result<DateTime<Utc>, NotAnInstant> {
    let text = text.trim();
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        // Only what can be written as a date of ours.
        let written = instant.date_naive().format("%Y-%m-%d").to_string();
        date::parse(&written).map_err(NotAnInstant::Date)?;
        return Ok(instant.with_timezone(&Utc));
    }
    let (day, time) = text.split_once([' ', 'T']).ok_or(NotAnInstant::Form)?;
    let time = time.trim();
    let shape = |form: &str| {
        time.len() == form.len()
            && time
                .bytes()
                .zip(form.bytes())
                .all(|(b, f)| if f == b'0' { b.is_ascii_digit() } else { b == f })
    };
    if !shape("00:00") && !shape("00:00:00") {
        return Err(NotAnInstant::Form);
    }
    let seconds = if time.len() == 5 { ":00" } else { "" };
    let time = NaiveTime::parse_from_str(&format!("{time}{seconds}"), "%H:%M:%S")
        .ok()
        .filter(|time| chrono::Timelike::nanosecond(time) < 1_000_000_000)
        .ok_or(NotAnInstant::Form)?;
    from_london(date::parse(day).map_err(NotAnInstant::Date)?.and_time(time))
}

/// The instant at which the clocks in London showed something.
fn from_london(shown: NaiveDateTime) -> Result<DateTime<Utc>, NotAnInstant> {
    let summer = (shown - Duration::hours(1)).and_utc();
    let winter = shown.and_utc();
    let at = |instant: DateTime<Utc>| in_london(instant).naive_local() == shown;
    match (at(summer), at(winter)) {
        (true, true) => Err(NotAnInstant::Twice(in_london(summer), in_london(winter))),
        (true, false) => Ok(summer),
        (false, true) => Ok(winter),
        (false, false) => Err(NotAnInstant::Never),
    }
}

/// The time in London at an instant, with its offset.
#[must_use]
pub fn in_london(instant: DateTime<Utc>) -> DateTime<FixedOffset> {
    let naive = instant.naive_utc();
    let changes = |month| last_sunday(naive.year(), month).and_then(|day| day.and_hms_opt(1, 0, 0));
    let summer =
        changes(3).zip(changes(10)).is_some_and(|(spring, autumn)| spring <= naive && naive < autumn);
    instant.with_timezone(if summer { &SUMMER } else { &WINTER })
}

const WINTER: FixedOffset = FixedOffset::east_opt(0).unwrap();
const SUMMER: FixedOffset = FixedOffset::east_opt(3600).unwrap();

/// RFC 3339 with the offset in figures.
#[must_use]
pub fn text(instant: DateTime<FixedOffset>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

/// RFC 3339 in UTC, to the second: how instants are stored.
#[must_use]
pub fn stored(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// `Fri 20 Nov 2026, 17:45`, as the clocks in London show it.
#[must_use]
pub fn in_words(instant: DateTime<Utc>) -> String {
    let there = in_london(instant);
    let zone = if *there.offset() == SUMMER { "BST" } else { "GMT" };
    format!("{} {zone}", there.format("%a %-d %b %Y, %H:%M"))
}

/// The last Sunday of a month of 31 days.
fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    last.checked_sub_days(Days::new(last.weekday().num_days_from_sunday().into()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn forms() {
        for (typed, meant) in [
            ("2026-10-24T10:00:00+01:00", "2026-10-24T09:00:00Z"),
            ("2026-10-24T10:00:00Z", "2026-10-24T10:00:00Z"),
            ("2026-10-24T10:00:00-05:00", "2026-10-24T15:00:00Z"),
            ("2026-10-24 10:00", "2026-10-24T09:00:00Z"),
            ("24/10/2026 10:00:30", "2026-10-24T09:00:30Z"),
            ("2026-11-20T17:45", "2026-11-20T17:45:00Z"),
            // Around the changes of the clocks.
            ("2026-03-29 00:59", "2026-03-29T00:59:00Z"),
            ("2026-03-29 02:00", "2026-03-29T01:00:00Z"),
            ("2026-10-25 00:59", "2026-10-24T23:59:00Z"),
            ("2026-10-25 02:00", "2026-10-25T02:00:00Z"),
        ] {
            assert_eq!(parse(typed), Ok(at(meant)), "{typed}");
        }
        for typed in [
            "",
            "2026-11-20",
            "17:45",
            "2026-11-20 5:45",
            "2026-11-20 17:45 GMT",
            "2026-11-20 24:00",
            "2026-11-20 23:59:60",
            "2026-11-20 +7:45",
        ] {
            assert_eq!(parse(typed), Err(NotAnInstant::Form), "{typed}");
        }
        for typed in ["2026-02-30 10:00", "30/02/2026 10:00"] {
            assert_eq!(parse(typed), Err(NotAnInstant::Date(date::NotADate::DoesNotExist)), "{typed}");
        }
        for typed in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "1066-10-14 09:00"] {
            assert_eq!(parse(typed), Err(NotAnInstant::Date(date::NotADate::OutOfRange)), "{typed}");
        }
    }

    #[test]
    fn an_hour_that_came_twice_is_not_guessed_and_one_that_never_came_is_refused() {
        for typed in ["2026-10-25 01:00", "2026-10-25 01:59:59"] {
            let why = parse(typed).expect_err("twice");
            let NotAnInstant::Twice(first, second) = why else { panic!("{why:?}") };
            assert_eq!(second - first, Duration::hours(1));
        }
        assert_eq!(
            parse("2026-10-25 01:30").expect_err("twice").to_string(),
            "came twice in London, for the clocks went back: 2026-10-25T01:30:00+01:00 and 2026-10-25T01:30:00+00:00"
        );
        for typed in ["2026-03-29 01:00", "2026-03-29 01:59:59"] {
            assert_eq!(parse(typed), Err(NotAnInstant::Never), "{typed}");
        }
    }

    #[test]
    fn in_talk() {
        assert_eq!(in_words(at("2026-11-20T17:45:00Z")), "Fri 20 Nov 2026, 17:45 GMT");
        assert_eq!(in_words(at("2026-07-20T17:45:00Z")), "Mon 20 Jul 2026, 18:45 BST");
    }

    proptest! {
        #[test]
        fn what_london_shows_is_read_back(seconds in 0_i64..6_000_000_000) {
            let instant = DateTime::from_timestamp(seconds, 0).expect("an instant");
            let there = in_london(instant);
            prop_assert_eq!(parse(&text(there)), Ok(instant));
            match parse(&there.format("%Y-%m-%d %H:%M:%S").to_string()) {
                Ok(back) => prop_assert_eq!(back, instant),
                Err(NotAnInstant::Twice(one, other)) => prop_assert!(one == instant || other == instant),
                Err(why) => prop_assert!(false, "{:?}", why),
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}") {
            let _ = parse(&text);
        }
    }
}
