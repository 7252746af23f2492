//! What can have happened to a complaint, and how it then stands.

use proptest::prelude::*;

use super::*;
use crate::records::complaint::{Allegation, Complainant, Entry, Outcome};
use crate::records::member::MemberNumber;
use crate::records::nation::Nation;
use crate::records::reference::Register;
use crate::records::request::Channel;

const K1: Reference = Reference::new(Register::Complaint, 1);

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn complaint(received: &str, steps: &[Step]) -> Complaint {
    let recorded = "2026-11-22T10:00:00Z".to_owned();
    let entry = |step: &Step| Entry { step: step.clone(), by: MemberNumber(1), recorded: recorded.clone() };
    Complaint {
        received: day(received),
        channel: Channel::Email,
        complainant: Complainant::Client,
        client: None,
        name: None,
        about: Allegation::Access,
        words: None,
        history: steps.iter().map(entry).collect(),
        by: MemberNumber(1),
        recorded: recorded.clone(),
    }
}

pub fn acknowledged(on: &str) -> Step {
    Step::Acknowledged { on: day(on), how: Channel::Email }
}

pub fn closed(on: &str, outcome: Outcome, regulator: bool) -> Step {
    Step::Closed { on: day(on), outcome, how: Some(Channel::Letter), words: None, regulator }
}

pub fn added(on: &str, regulator: bool) -> Step {
    Step::Added { on: day(on), words: "They wrote again".to_owned(), regulator }
}

fn stands(received: &str, nation: Nation, steps: &[Step], today: &str) -> Standing {
    standing(&complaint(received, steps), &Calendar::of(nation), day(today))
}

#[test]
fn the_day_is_that_of_the_law() {
    for (received, by) in [
        ("2026-06-19", "2026-07-20"),
        ("2026-11-22", "2026-12-22"),
        ("2026-11-26", "2026-12-29"),
        ("2026-12-01", "2026-12-31"),
    ] {
        for (today, state, acknowledgement) in [
            (received, State::Running, Acknowledgement::Wanted),
            (by, State::Running, Acknowledgement::Wanted),
            ("2027-01-01", State::Late, Acknowledgement::Missed),
        ] {
            let found = stands(received, Nation::EnglandAndWales, &[], today);
            assert_eq!((found.acknowledge_by, found.state), (Some(day(by)), state), "{received} on {today}");
            assert_eq!(found.acknowledgement, acknowledgement, "{received} on {today}");
            assert!(found.needed());
        }
    }
}

#[test]
fn what_was_done_by_the_day_counts() {
    use Acknowledgement as A;
    let end = |on| closed(on, Outcome::Upheld, false);
    for (steps, state, expected) in [
        (vec![acknowledged("2026-12-22")], State::Acknowledged, A::InTime),
        (vec![acknowledged("2026-12-23")], State::Acknowledged, A::Late),
        (vec![end("2026-12-22")], State::Closed, A::NotNeeded),
        (vec![end("2026-12-23")], State::Closed, A::Missed),
        (vec![acknowledged("2026-11-25"), end("2026-12-01")], State::Closed, A::InTime),
        (vec![acknowledged("2026-11-25"), end("2027-02-01")], State::Closed, A::InTime),
        (vec![acknowledged("2026-12-29"), end("2027-02-01")], State::Closed, A::Late),
    ] {
        let found = stands("2026-11-22", Nation::EnglandAndWales, &steps, "2027-03-01");
        assert_eq!((found.state, found.acknowledgement), (state, expected), "{steps:?}");
        assert!(!found.needed());
        assert_eq!(found.warnings.is_empty(), !matches!(expected, A::Late | A::Missed), "{steps:?}");
    }
}

#[test]
fn before_the_duty_nothing_is_late() {
    for (received, steps, state) in [
        ("2026-06-18", vec![], State::Open),
        ("2026-06-18", vec![acknowledged("2026-09-01")], State::Acknowledged),
        ("2026-06-18", vec![closed("2026-09-01", Outcome::Upheld, false)], State::Closed),
    ] {
        let found = stands(received, Nation::EnglandAndWales, &steps, "2026-12-01");
        assert_eq!((found.state, found.acknowledge_by, found.needed()), (state, None, false));
        assert_eq!(found.acknowledgement, Acknowledgement::BeforeTheDuty);
        assert_eq!(found.warnings.len(), 1, "{:?}", found.warnings);
    }
    assert!(stands("2026-06-19", Nation::EnglandAndWales, &[], "2026-12-01").needed());
}

#[test]
fn who_is_denied_something_is_told_of_the_commissioner() {
    for (outcome, told, warned) in [
        (Outcome::Upheld, false, false),
        (Outcome::Withdrawn, false, false),
        (Outcome::Partly, false, true),
        (Outcome::NotUpheld, false, true),
        (Outcome::NotApplicable, false, true),
        (Outcome::NotUpheld, true, false),
    ] {
        let steps = [closed("2026-12-01", outcome, told)];
        let found = stands("2026-11-22", Nation::Scotland, &steps, "2026-12-02");
        let says = found.warnings.iter().any(|warning| warning.contains("Commissioner"));
        assert_eq!(says, warned, "{outcome:?} {told}");
        let later = [steps, [added("2026-12-02", true)]].concat();
        let found = stands("2026-11-22", Nation::Scotland, &later, "2026-12-02");
        assert_eq!((found.state, found.warnings), (State::Closed, Vec::new()), "told later");
    }
}

#[test]
fn what_cannot_have_happened_is_refused() {
    let enquired = |on| Step::Enquired { on: day(on), words: "asked the locum".to_owned() };
    let linked = |register, number| Step::Linked { to: Reference::new(register, number) };
    let request = linked(Register::Request, 1);
    for (before, step, why) in [
        (vec![], acknowledged("2026-11-22"), None),
        (vec![], acknowledged("2027-01-15"), None),
        (vec![], acknowledged("2026-11-21"), Some(Unfit::BeforeReceipt(day("2026-11-22")))),
        (vec![], acknowledged("2027-03-02"), Some(Unfit::InTheFuture)),
        (
            vec![acknowledged("2026-11-23")],
            acknowledged("2026-11-24"),
            Some(Unfit::AlreadyAcknowledged(day("2026-11-23"))),
        ),
        (vec![enquired("2026-12-05")], acknowledged("2026-12-01"), None),
        (
            vec![enquired("2026-12-05")],
            closed("2026-12-04", Outcome::Upheld, true),
            Some(Unfit::Before(day("2026-12-05"))),
        ),
        (vec![enquired("2026-12-05")], closed("2026-12-05", Outcome::Upheld, true), None),
        (
            vec![closed("2026-12-05", Outcome::Upheld, true)],
            enquired("2026-12-01"),
            Some(Unfit::Closed(day("2026-12-05"))),
        ),
        (
            vec![closed("2026-12-05", Outcome::Withdrawn, true)],
            closed("2026-12-06", Outcome::Upheld, true),
            Some(Unfit::Closed(day("2026-12-05"))),
        ),
        (
            vec![closed("2026-12-05", Outcome::Upheld, true)],
            acknowledged("2026-12-06"),
            Some(Unfit::Closed(day("2026-12-05"))),
        ),
        (vec![closed("2026-12-05", Outcome::Upheld, true)], added("2026-12-05", false), None),
        (
            vec![closed("2026-12-05", Outcome::Upheld, true), added("2026-12-09", false)],
            added("2026-12-06", true),
            None,
        ),
        (
            vec![closed("2026-12-05", Outcome::Upheld, true)],
            added("2026-12-04", true),
            Some(Unfit::BeforeTheEnd(day("2026-12-05"))),
        ),
        (
            vec![closed("2026-12-05", Outcome::Upheld, true)],
            added("2027-03-02", true),
            Some(Unfit::InTheFuture),
        ),
        (vec![enquired("2026-12-05")], added("2026-12-06", true), Some(Unfit::StillOpen)),
        (vec![], request.clone(), None),
        (vec![], linked(Register::Complaint, 2), None),
        (vec![], linked(Register::Complaint, 1), Some(Unfit::Itself)),
        (vec![], linked(Register::Client, 1), Some(Unfit::NoMatter)),
        (vec![request.clone()], request, Some(Unfit::AlreadyLinked(Reference::new(Register::Request, 1)))),
    ] {
        let found = may_happen(K1, &complaint("2026-11-22", &before), &step, day("2027-03-01"));
        assert_eq!(found.err(), why, "{before:?} {step:?}");
        let stands = matches!(why, Some(Unfit::Closed(_) | Unfit::AlreadyAcknowledged(_) | Unfit::StillOpen));
        assert_eq!(why.is_some_and(Unfit::is_rule), stands, "{why:?}");
    }
}

proptest! {
    /// Whatever is done in whatever order of days: what was accepted leaves a history in which only additions follow the
    /// closing, none of them before its day, and nothing lies outside the time from receipt to today.
    #[test]
    fn nothing_lies_outside_of_its_time(steps in prop::collection::vec((0_u8..5, -5_i64..120), 0..12)) {
        let received = day("2026-11-22");
        let today = received + chrono::Days::new(90);
        let mut one = complaint("2026-11-22", &[]);
        for (kind, offset) in steps {
            let on = received + chrono::Duration::days(offset);
            let step = match kind {
                0 => Step::Acknowledged { on, how: Channel::Phone },
                1 => Step::Enquired { on, words: String::new() },
                2 => Step::Progressed { on, how: Channel::Phone, words: String::new() },
                3 => Step::Added { on, words: String::new(), regulator: false },
                _ => Step::Closed { on, outcome: Outcome::Upheld, how: None, words: None, regulator: true },
            };
            if may_happen(K1, &one, &step, today).is_ok() {
                one.history.push(Entry { step, by: MemberNumber(1), recorded: String::new() });
            }
        }
        let days: Vec<NaiveDate> = one.history.iter().filter_map(|entry| entry.step.day()).collect();
        prop_assert!(days.iter().all(|on| (received..=today).contains(on)));
        if let Some((end, _)) = one.closed() {
            let mut after = one.history.iter().skip_while(|entry| !matches!(entry.step, Step::Closed { .. }));
            prop_assert_eq!(after.next().and_then(|entry| entry.step.day()), Some(end));
            let added = |entry: &Entry| matches!(entry.step, Step::Added { on, .. } if on >= end);
            let before = days.len() - after.clone().count();
            prop_assert!(after.all(added));
            prop_assert!(days[..before].iter().all(|on| *on <= end));
        }
        let acknowledged = one.history.iter().filter(|entry| matches!(entry.step, Step::Acknowledged { .. }));
        prop_assert!(acknowledged.count() <= 1);
        let found = standing(&one, &Calendar::of(Nation::EnglandAndWales), today);
        prop_assert_eq!(found.needed(), one.acknowledged().is_none() && one.closed().is_none());
        prop_assert!(found.acknowledge_by >= Some(received + chrono::Days::new(30)));
    }
}
