use super::*;
use crate::records::nation::Nation;
use Nation::{EnglandAndWales as E, NorthernIreland as N, Scotland as S};

mod fits;
mod fixtures;
mod properties;

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

pub fn access(received: &str) -> Facts {
    Facts::new(Right::Access, day(received))
}

pub fn pause(asked: &str, answered: Option<&str>) -> Pause {
    Pause { asked: day(asked), answered: answered.map(day) }
}

pub fn asked(wanted: Wanted, asked: &str, given: Option<&str>) -> Wait {
    Wait { wanted, asked: Some(day(asked)), given: given.map(day) }
}

/// As things stand on the day of the request.
pub fn due(facts: &Facts, nation: Nation) -> Option<NaiveDate> {
    decide(facts, &Calendar::of(nation), facts.received).due
}

fn on(facts: &Facts, today: &str) -> Answer {
    decide(facts, &Calendar::of(E), day(today))
}

#[test]
fn where_the_clock_stands() {
    let plain = access("2026-11-02");
    let extended = Facts { extended: Some(day("2026-11-20")), ..plain.clone() };
    let late_notice = Facts { extended: Some(day("2026-12-03")), ..plain.clone() };
    let asked_once = Facts { pauses: vec![pause("2026-11-05", Some("2026-11-12"))], ..plain.clone() };
    let open = Facts { pauses: vec![pause("2026-11-05", None)], ..plain.clone() };
    let too_late = Facts { pauses: vec![pause("2026-12-03", None)], ..plain.clone() };
    let waiting = Facts { waits: vec![asked(Wanted::Identity, "2026-11-03", None)], ..plain.clone() };
    let closed = Facts { closed: Some(day("2026-11-20")), ..plain.clone() };
    for (name, facts, today, state, due) in [
        ("running", &plain, "2026-12-02", State::Running, Some("2026-12-02")),
        ("late", &plain, "2026-12-03", State::Late, Some("2026-12-02")),
        ("extended", &extended, "2026-12-03", State::Extended, Some("2027-02-02")),
        ("late, extended", &extended, "2027-02-03", State::Late, Some("2027-02-02")),
        ("late notice", &late_notice, "2026-12-03", State::Late, Some("2026-12-02")),
        ("before the question", &asked_once, "2026-11-04", State::Running, Some("2026-12-10")),
        ("paused", &asked_once, "2026-11-11", State::Paused, Some("2026-12-10")),
        ("answered", &asked_once, "2026-11-12", State::Running, Some("2026-12-10")),
        ("open", &open, "2027-06-01", State::Paused, None),
        ("asked too late", &too_late, "2026-12-04", State::Late, Some("2026-12-02")),
        ("waiting", &waiting, "2027-06-01", State::NotStarted, None),
        ("closed", &closed, "2027-06-01", State::Closed, Some("2026-12-02")),
    ] {
        let answer = on(facts, today);
        assert_eq!((answer.state, answer.due), (state, due.map(day)), "{name}: {:?}", answer.steps);
        assert_eq!(answer.used.is_some(), answer.state == State::Paused, "{name}");
    }
    assert!(on(&late_notice, "2026-12-04").warnings[0].contains("does not move the date"));
    assert!(on(&too_late, "2026-12-04").warnings[0].contains("takes out no day"));
}

#[test]
fn a_pause_says_what_is_used_and_what_is_left() {
    let open = Facts { pauses: vec![pause("2026-11-05", None)], ..access("2026-11-02") };
    // 3 and 4 November of 30 days.
    let answer = on(&open, "2026-11-30");
    assert_eq!((answer.used, answer.left, answer.target, answer.notice_by), (Some(2), Some(28), None, None));
    let answered = Facts { pauses: vec![pause("2026-11-05", Some("2026-11-24"))], ..open };
    assert_eq!(on(&answered, "2026-11-24").due, Some(day("2026-11-24") + chrono::Days::new(28)));
}

#[test]
fn the_arithmetic_can_be_checked_line_by_line() {
    let facts = Facts {
        waits: vec![asked(Wanted::Identity, "2026-11-03", Some("2026-11-20"))],
        pauses: vec![pause("2026-11-23", Some("2026-11-25")), pause("2026-11-27", Some("2026-11-27"))],
        ..access("2026-11-02")
    };
    let answer = on(&facts, "2026-12-01");
    assert_eq!(
        answer.steps,
        [
            "received on Mon 2 Nov 2026: the day itself does not count",
            "identity asked for on 3 Nov 2026, received on 20 Nov 2026",
            "the latest of these is the relevant time: 20 Nov 2026; Article 12A(2)",
            "1 month from 20 Nov 2026: 20 Dec 2026; Article 12A(1)",
            "23 Nov 2026 to 25 Nov 2026 do not count, both included: 3 days; Article 12A(5)",
            "27 Nov 2026 does not count: 1 day; Article 12A(5)",
            "20 Dec 2026 and 4 days: 24 Dec 2026",
            "24 Dec 2026 is a working day in England and Wales",
            "aim at 22 Dec 2026: 28 days that count",
            "an extension, with its reasons, must be told by 24 Dec 2026: Article 12A(4)",
        ]
    );
    assert_eq!(answer.warnings, [""; 0]);
    let facts = Facts { extended: Some(day("2026-10-31")), ..access("2026-10-31") };
    let steps = on(&facts, "2026-11-01").steps;
    assert_eq!(steps[1], "3 months from 31 Oct 2026: 31 Jan 2027; extended in time, Article 12A(3)");
    assert_eq!(
        steps[2],
        "in England and Wales 31 Jan 2027 is a Sunday: the next working day is Mon 1 Feb 2027"
    );
    let open = Facts { pauses: vec![pause("2026-11-05", None)], ..access("2026-11-02") };
    assert_eq!(
        on(&open, "2026-11-22").steps[2..],
        [
            "from 5 Nov 2026 on no day counts until the answer; Article 12A(5)",
            "the question of 5 Nov 2026 is not answered: 2 days of 30 days used, 28 left from the day after the answer",
        ]
    );
}

#[test]
fn what_a_person_should_know() {
    let mut facts = access("2029-06-15");
    assert!(on(&facts, "2029-06-15").warnings[0].contains("bank holidays of 2029 are computed"));
    facts.received = day("2026-02-04");
    facts.pauses = vec![pause("2026-02-05", Some("2026-02-06"))];
    assert!(on(&facts, "2026-02-06").warnings[0].contains("not confirmed"));
    facts.received = day("2026-02-05");
    assert_eq!(on(&facts, "2026-02-06").warnings, [""; 0]);
    facts.right = Right::Erasure;
    let answer = on(&facts, "2026-02-06");
    assert!(answer.warnings[0].contains("for access alone"));
    assert_eq!((answer.due, answer.state), (Some(day("2026-03-05")), State::Running));
    // A pause within the period of a request is no pause of one that waits.
    facts.waits = vec![asked(Wanted::Fee, "2026-02-05", None)];
    assert_eq!(on(&facts, "2026-02-06").waiting, [(Wanted::Fee, day("2026-02-05"))]);
}

#[test]
fn no_period_of_article_12a() {
    for right in [Right::DeadRecord, Right::Police, Right::Court] {
        let mut facts = Facts::new(right, day("2026-11-02"));
        let answer = on(&facts, "2027-11-02");
        assert_eq!((answer.due, answer.state, answer.rule), (None, State::Running, Rule::NoPeriod));
        assert_eq!(answer.source, right.source());
        facts.closed = Some(day("2026-11-02"));
        assert_eq!(on(&facts, "2027-11-02").state, State::Closed);
    }
}

/// 28 February 2026 is a Saturday: the period, and that of the notice, end on Monday 2 March.
#[test]
fn on_the_day_a_period_was_moved_to() {
    let plain = access("2026-01-31");
    let told = Facts { extended: Some(day("2026-03-02")), ..plain.clone() };
    let answer = on(&told, "2026-03-02");
    assert_eq!((answer.due, answer.notice_by), (Some(day("2026-04-30")), Some(day("2026-02-28"))));
    assert!(answer.warnings[0].contains("in time only because"));
    // No day of the month is left, and still the answer cannot be due before the question is answered.
    let mut paused = Facts { received: day("2026-01-31"), pauses: vec![pause("2026-03-02", None)], ..plain };
    assert_eq!((on(&paused, "2026-03-02").due, on(&paused, "2026-03-02").state), (None, State::Paused));
    paused.pauses = vec![pause("2026-03-02", Some("2026-03-05"))];
    assert_eq!(on(&paused, "2026-03-05").due, Some(day("2026-03-06")));
}
