use chrono::{Datelike, Duration, NaiveDate, Timelike, Weekday};
use proptest::prelude::*;

use super::*;
use crate::records::instant::{in_london, parse, text};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// What London's clocks show at the end: of the 72 hours, and of the period from the end of the hour.
fn ends(aware: DateTime<Utc>) -> (String, String) {
    let answer = decide(aware).expect("in the calendar");
    (text(in_london(answer.due)), text(in_london(answer.latest)))
}

#[test]
fn seventy_two_hours_are_seventy_two_hours() {
    for (aware, due, latest) in [
        ("2026-10-24T10:00:00+01:00", "2026-10-27T09:00:00+00:00", "2026-10-27T10:00:00+00:00"),
        ("2026-03-28T10:20:00+00:00", "2026-03-31T11:20:00+01:00", "2026-03-31T12:00:00+01:00"),
        ("2026-12-24T15:20:00+00:00", "2026-12-27T15:20:00+00:00", "2026-12-27T16:00:00+00:00"),
        ("2026-11-20T17:45:00+00:00", "2026-11-23T17:45:00+00:00", "2026-11-23T18:00:00+00:00"),
        ("2027-03-27T00:30:00+00:00", "2027-03-30T01:30:00+01:00", "2027-03-30T02:00:00+01:00"),
        // To the second; and the last second of an hour, whose own hour is all but over.
        ("2026-11-20T17:45:31+00:00", "2026-11-23T17:45:31+00:00", "2026-11-23T18:00:00+00:00"),
        ("2026-11-20T17:59:59+00:00", "2026-11-23T17:59:59+00:00", "2026-11-23T18:00:00+00:00"),
        // On the hour: that hour has just begun, and does not count.
        ("2026-11-20T18:00:00+00:00", "2026-11-23T18:00:00+00:00", "2026-11-23T19:00:00+00:00"),
        // Over the end of a year, and over a leap day.
        ("2026-12-30T23:10:00+00:00", "2027-01-02T23:10:00+00:00", "2027-01-03T00:00:00+00:00"),
        ("2028-02-27T09:00:00+00:00", "2028-03-01T09:00:00+00:00", "2028-03-01T10:00:00+00:00"),
    ] {
        assert_eq!(ends(at(aware)), (due.to_owned(), latest.to_owned()), "{aware}");
    }
    assert_eq!(decide(DateTime::<Utc>::MAX_UTC), None);
    assert_eq!(decide(DateTime::<Utc>::MAX_UTC - Duration::hours(72)), None, "the last moment is beyond it");
}

/// The nights on which the clocks change, 2026 to 2028: in spring London's clocks show an hour more than 72 hours later,
/// in autumn an hour less, wherever in the 72 hours the change lies; and no more once it does not lie in them.
#[test]
fn nights_on_which_the_clocks_change() {
    for (spring, autumn) in
        [("2026-03-29", "2026-10-25"), ("2027-03-28", "2027-10-31"), ("2028-03-26", "2028-10-29")]
    {
        for (night, shown) in [(spring, 1), (autumn, -1)] {
            let change = at(&format!("{night}T01:00:00Z"));
            assert_ne!(
                in_london(change).offset(),
                in_london(change - Duration::seconds(1)).offset(),
                "{night}"
            );
            for (before, moved) in [
                (Duration::hours(73), 0),
                (Duration::hours(72) + Duration::seconds(1), 0),
                (Duration::hours(72), shown),
                (Duration::minutes(71 * 60 + 59), shown),
                (Duration::hours(36), shown),
                (Duration::minutes(1), shown),
                (Duration::seconds(1), shown),
                (Duration::zero(), 0),
                (Duration::minutes(-30), 0),
            ] {
                let aware = change - before;
                let answer = decide(aware).expect("in the calendar");
                assert_eq!(answer.due - aware, Duration::hours(72), "{night} {before}");
                let wall = in_london(answer.due).naive_local() - in_london(aware).naive_local();
                assert_eq!(wall, Duration::hours(72 + moved), "{night} {before}");
            }
        }
    }
}

/// The hour that comes twice in autumn: each of the two has a deadline of its own, an hour apart.
#[test]
fn the_doubled_hour_has_two_deadlines() {
    for (night, first, second) in [
        ("2026-10-25", "2026-10-28T00:30:00+00:00", "2026-10-28T01:30:00+00:00"),
        ("2027-10-31", "2027-11-03T00:30:00+00:00", "2027-11-03T01:30:00+00:00"),
        ("2028-10-29", "2028-11-01T00:30:00+00:00", "2028-11-01T01:30:00+00:00"),
    ] {
        let summer = at(&format!("{night}T01:30:00+01:00"));
        let winter = at(&format!("{night}T01:30:00+00:00"));
        assert_eq!((ends(summer).0.as_str(), ends(winter).0.as_str()), (first, second));
        // Who writes it without an offset is asked which of them is meant.
        assert!(parse(&format!("{night} 01:30")).is_err(), "{night}");
    }
    for night in ["2026-03-29", "2027-03-28", "2028-03-26"] {
        assert!(parse(&format!("{night} 01:30")).is_err(), "{night}: the hour never came");
        let winter = at(&format!("{night}T00:59:00Z"));
        assert!(ends(winter).0.contains("T01:59:00+01:00"), "{night}");
    }
}

/// Article 3(4) moves no period in hours: ends on weekends and bank holidays stay where they are.
#[test]
fn weekends_and_holidays_count() {
    for (aware, ends_on, day) in [
        ("2026-11-19T09:00:00Z", "2026-11-22", Weekday::Sun),
        ("2026-11-18T09:00:00Z", "2026-11-21", Weekday::Sat),
        // Good Friday, Easter Monday, Christmas Day, Boxing Day and its substitute, New Year's Day, the summer holiday.
        ("2026-03-31T09:00:00Z", "2026-04-03", Weekday::Fri),
        ("2026-04-03T09:00:00Z", "2026-04-06", Weekday::Mon),
        ("2026-12-22T09:00:00Z", "2026-12-25", Weekday::Fri),
        ("2026-12-23T09:00:00Z", "2026-12-26", Weekday::Sat),
        ("2026-12-25T09:00:00Z", "2026-12-28", Weekday::Mon),
        ("2026-12-29T09:00:00Z", "2027-01-01", Weekday::Fri),
        ("2026-08-28T09:00:00Z", "2026-08-31", Weekday::Mon),
        ("2027-12-24T09:00:00Z", "2027-12-27", Weekday::Mon),
        ("2028-04-14T09:00:00Z", "2028-04-17", Weekday::Mon),
    ] {
        let due = decide(at(aware)).expect("in the calendar").due;
        let date: NaiveDate = ends_on.parse().expect("a day");
        assert_eq!((due.date_naive(), date.weekday()), (date, day), "{aware}");
        assert_eq!(due - at(aware), Duration::hours(72), "{aware}");
    }
}

#[test]
fn the_arithmetic_says_both_ends() {
    let answer = decide(at("2026-10-24T09:10:00Z")).expect("in the calendar");
    let said = answer.steps.join("\n");
    for says in [
        "aware on Sat 24 Oct 2026, 10:10 BST",
        "72 hours: Tue 27 Oct 2026, 09:10 GMT; Article 33(1)",
        "weekends, bank holidays and changes of the clocks",
        "Tue 27 Oct 2026, 10:00 GMT: the last moment of the period",
        "says why it is late",
    ] {
        assert!(said.contains(says), "{says}\n{said}");
    }
    assert!(answer.source.contains("Article 33(1)") && answer.source.contains("1182/71 Article 3"));
}

proptest! {
    /// From 2020 to 2060, to the second.
    #[test]
    fn exactly_72_hours_and_never_more_than_73(seconds in 1_577_836_800_i64..2_840_140_800) {
        let aware = DateTime::from_timestamp(seconds, 0).expect("an instant");
        let answer = decide(aware).expect("in the calendar");
        prop_assert_eq!(answer.due - aware, Duration::hours(72));
        let latest = answer.latest - aware;
        prop_assert!(latest > Duration::hours(72) && latest <= Duration::hours(73), "{}", latest);
        // A full hour, in London as in UTC.
        for clock in [answer.latest.naive_utc(), in_london(answer.latest).naive_local()] {
            prop_assert_eq!((clock.minute(), clock.second()), (0, 0));
        }
        prop_assert_eq!(latest == Duration::hours(73), (aware.minute(), aware.second()) == (0, 0));
    }

    /// Whoever knew later has until later, to the second; but of two in one hour the last moment is the same.
    #[test]
    fn later_awareness_means_a_later_end(seconds in 1_577_836_800_i64..2_840_140_800, more in 1_i64..10_000) {
        let first = DateTime::from_timestamp(seconds, 0).expect("an instant");
        let second = first + Duration::seconds(more);
        let (one, other) = (decide(first).expect("first"), decide(second).expect("second"));
        prop_assert_eq!(other.due - one.due, Duration::seconds(more));
        let hours = |instant: DateTime<Utc>| instant.timestamp().div_euclid(3600);
        prop_assert_eq!(other.latest - one.latest, Duration::hours(hours(second) - hours(first)));
    }
}
