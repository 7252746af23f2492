//! How a breach stands, as a table: whatever was decided, reported, told and closed, before and after its 72 hours.
//! It stands beside the clock because that is what it turns on; the rules are in `rules/breach_duty.rs`.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

use super::decide;
use crate::records::breach::{Breach, Entry, Exception, Facts, Means, Phase, Risk, Step};
use crate::records::member::MemberNumber;
use crate::rules::breach_duty::{Duty, State, standing};

const AWARE: &str = "2026-11-20T17:45:00Z";
const RECORDED: &str = "2026-11-20T18:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn breach(steps: &[Step]) -> Breach {
    let by = MemberNumber(1);
    let entry = |step: &Step| Entry { step: step.clone(), by, recorded: RECORDED.to_owned() };
    Breach {
        title: "bag left behind".to_owned(),
        aware: AWARE.to_owned(),
        facts: Facts::default(),
        history: steps.iter().map(entry).collect(),
        by,
        recorded: RECORDED.to_owned(),
    }
}

fn decided(risk: Risk) -> Step {
    let words = || "in words".to_owned();
    Step::Decided { risk, because: words(), decider: words(), on: "2026-11-21".parse().expect("a day") }
}

fn reported() -> Step {
    Step::Reported { at: "2026-11-22T10:00:00Z".to_owned(), phase: Phase::Initial, number: None, late: None }
}

fn told() -> Step {
    Step::Told { at: "2026-11-22T11:00:00Z".to_owned(), means: Means::Letter, count: Some(1) }
}

fn excepted() -> Step {
    let because = "in words".to_owned();
    Step::Excepted { exception: Exception::Measures, because, on: "2026-11-22".parse().expect("a day") }
}

fn closed() -> Step {
    Step::Closed { on: "2026-11-22".parse().expect("a day") }
}

fn stands(breach: &Breach, now: DateTime<Utc>) -> (State, Vec<Duty>) {
    let standing = standing(breach, now).expect("in the calendar");
    assert_eq!(standing.clock, decide(at(&breach.known().aware.expect("always there"))).expect("a clock"));
    (standing.state, standing.duties)
}

/// Every decision, with and without a report, within the 72 hours and after them.
#[test]
fn decided_and_reported() {
    use Duty::{Close, Decide, Report, Tell};
    use State::{Late, NotRequired, Reported, Running};
    let due = at("2026-11-23T17:45:00Z");
    for (risk, told_ico, within, after, duties) in [
        (None, false, Running, Late, &[Decide, Report, Close][..]),
        (Some(Risk::None), false, NotRequired, NotRequired, &[Close]),
        (Some(Risk::Risk), false, Running, Late, &[Report, Close]),
        (Some(Risk::High), false, Running, Late, &[Report, Tell, Close]),
        (None, true, Reported, Reported, &[Decide, Close]),
        (Some(Risk::None), true, Reported, Reported, &[Close]),
        (Some(Risk::Risk), true, Reported, Reported, &[Close]),
        (Some(Risk::High), true, Reported, Reported, &[Tell, Close]),
    ] {
        let mut steps: Vec<Step> = risk.map(decided).into_iter().collect();
        steps.extend(told_ico.then(reported));
        for order in [steps.clone(), steps.iter().rev().cloned().collect()] {
            let found = breach(&order);
            for (now, state) in [
                (at(AWARE), within),
                (due - Duration::seconds(1), within),
                (due, within),
                (due + Duration::seconds(1), after),
                // The last moment of the period by its full hours is no grace: praxis goes by the earlier end.
                (at("2026-11-23T18:00:00Z"), after),
                (due + Duration::days(400), after),
            ] {
                assert_eq!(stands(&found, now), (state, duties.to_vec()), "{risk:?} {told_ico} {now}");
            }
            // Closed it asks for nothing, however it was left.
            let ended: Vec<Step> = order.into_iter().chain([closed()]).collect();
            for now in [at(AWARE), due + Duration::days(400)] {
                assert_eq!(stands(&breach(&ended), now), (State::Closed, Vec::new()), "{risk:?} {told_ico}");
            }
        }
    }
}

/// Only a high risk asks that people be told, and it is done once they were, or need not be.
#[test]
fn people_are_told_of_a_high_risk() {
    let now = at("2026-11-22T12:00:00Z");
    for (steps, tell) in [
        (vec![decided(Risk::High)], true),
        (vec![decided(Risk::High), told()], false),
        (vec![decided(Risk::High), excepted()], false),
        (vec![told(), decided(Risk::High)], false),
        // An exception is from the decision that it followed.
        (vec![decided(Risk::High), excepted(), decided(Risk::None), decided(Risk::High)], true),
        (vec![decided(Risk::High), excepted(), decided(Risk::High)], true),
        (vec![decided(Risk::High), excepted(), decided(Risk::High), excepted()], false),
        (vec![decided(Risk::High), excepted(), told(), decided(Risk::High)], false),
        (vec![decided(Risk::Risk)], false),
        (vec![decided(Risk::None)], false),
        (vec![], false),
        // The last decision counts, whatever was decided before.
        (vec![decided(Risk::High), decided(Risk::Risk)], false),
        (vec![decided(Risk::None), decided(Risk::High)], true),
    ] {
        let (_, duties) = stands(&breach(&steps), now);
        assert_eq!(duties.contains(&Duty::Tell), tell, "{steps:?}");
    }
}

/// Who finds out that they knew earlier has less time; and the other way round.
#[test]
fn the_awareness_that_is_known_now_counts() {
    let says = |aware: &str| {
        let facts = Facts { aware: Some(aware.to_owned()), ..Facts::default() };
        Step::Updated { facts: Box::new(facts) }
    };
    let now = at("2026-11-23T12:00:00Z");
    for (steps, state) in [
        (vec![], State::Running),
        (vec![says("2026-11-20T12:00:00Z")], State::Running),
        (vec![says("2026-11-20T11:59:59Z")], State::Late),
        (vec![says("2026-11-19T09:00:00Z"), says("2026-11-21T09:00:00Z")], State::Running),
        (vec![says("2026-11-19T09:00:00Z"), decided(Risk::None)], State::NotRequired),
    ] {
        assert_eq!(stands(&breach(&steps), now).0, state, "{steps:?}");
    }
    assert_eq!(standing(&breach(&[says("yesterday")]), now), None);
    assert_eq!(standing(&breach(&[says("+262142-12-31T23:59:59Z")]), now), None, "beyond the calendar");
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop_oneof![Just(Risk::None), Just(Risk::Risk), Just(Risk::High)].prop_map(decided),
        Just(reported()),
        Just(told()),
        Just(excepted()),
    ]
}

proptest! {
    /// Time alone makes nothing but `running` late, and takes no duty away; and something open can always be closed.
    #[test]
    fn time_makes_late_and_nothing_else(
        steps in prop::collection::vec(any_step(), 0..8),
        hours in 0_i64..200,
    ) {
        let found = breach(&steps);
        let (first, duties) = stands(&found, at(AWARE));
        let (later, then) = stands(&found, at(AWARE) + Duration::hours(hours));
        prop_assert_eq!(&duties, &then);
        prop_assert_eq!(duties.last(), Some(&Duty::Close));
        let late = first == State::Running && hours > 72;
        prop_assert_eq!(later, if late { State::Late } else { first });
        // What is left to do of the report is what its state says.
        let report = matches!(later, State::Running | State::Late);
        prop_assert_eq!(duties.contains(&Duty::Report), report);
    }

    /// A report is never forgotten, whatever follows.
    #[test]
    fn what_was_reported_stays_reported(
        before in prop::collection::vec(any_step(), 0..5),
        after in prop::collection::vec(any_step(), 0..5),
    ) {
        let steps: Vec<Step> = before.into_iter().chain([reported()]).chain(after).collect();
        prop_assert_eq!(stands(&breach(&steps), at("2027-11-22T12:00:00Z")).0, State::Reported);
    }
}
