use proptest::prelude::*;

use super::*;
use crate::records::breach::{Entry, Exception, Means, Party};
use crate::records::id::Handle;
use crate::records::member::MemberNumber;
use crate::rules::breach_duty::{Duty, State, standing};

const AWARE: &str = "2026-10-24T09:00:00Z";
/// Across the change of the clocks: Tue 27 Oct 2026, 09:00 GMT.
const DUE: &str = "2026-10-27T09:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn now() -> DateTime<Utc> {
    at("2026-11-02T12:00:00Z")
}

fn breach(facts: Facts, steps: &[Step]) -> Breach {
    let recorded = "2026-10-24T10:00:00Z".to_owned();
    let entry = |step: &Step| Entry { step: step.clone(), by: MemberNumber(1), recorded: recorded.clone() };
    Breach {
        title: "laptop".to_owned(),
        aware: AWARE.to_owned(),
        facts,
        history: steps.iter().map(entry).collect(),
        by: MemberNumber(1),
        recorded: recorded.clone(),
    }
}

fn updated(facts: Facts) -> Step {
    Step::Updated { facts: Box::new(facts) }
}

fn decided(risk: Risk) -> Step {
    Step::Decided { risk, because: "seen".to_owned(), decider: "the owner".to_owned(), on: day("2026-10-25") }
}

fn reported(at: &str, phase: Phase, late: Option<&str>) -> Step {
    Step::Reported { at: at.to_owned(), phase, number: None, late: late.map(str::to_owned) }
}

fn told(at: &str, means: Means) -> Step {
    Step::Told { at: at.to_owned(), means, count: None }
}

fn excepted(exception: Exception) -> Step {
    Step::Excepted { exception, because: "seen".to_owned(), on: day("2026-10-26") }
}

fn closed(on: &str) -> Step {
    Step::Closed { on: day(on) }
}

fn why(before: &[Step], step: &Step) -> Option<Unfit> {
    may_happen(&breach(Facts::default(), before), step, now()).err()
}

#[test]
fn an_awareness_is_not_before_the_breach_and_nothing_is_in_the_future() {
    let facts = |occurred: &str| Facts { occurred_from: Some(occurred.to_owned()), ..Facts::default() };
    for (occurred, expected) in [
        ("2026-10-24T08:59:59Z", None),
        (AWARE, None),
        ("2026-10-24T09:00:01Z", Some(Unfit::AwareBefore(at("2026-10-24T09:00:01Z")))),
        ("soon", Some(Unfit::NoInstant("occurred_from"))),
    ] {
        assert_eq!(may_open(&breach(facts(occurred), &[]), now()).err(), expected, "{occurred}");
        assert_eq!(why(&[], &updated(facts(occurred))), expected, "{occurred}");
    }
    let none = breach(Facts::default(), &[]);
    assert_eq!(may_open(&none, at("2026-10-24T08:59:59Z")), Err(Unfit::Future("aware")));
    let far = "9999-01-01T00:00:00Z";
    let later = |aware: &str| updated(Facts { aware: Some(aware.to_owned()), ..Facts::default() });
    assert_eq!(why(&[], &later(far)), Some(Unfit::Future("aware")));
    // The awareness that is known then counts, from whichever step it comes.
    let occurred = updated(facts("2026-10-24T08:00:00Z"));
    assert_eq!(
        why(&[occurred], &later("2026-10-24T07:59:00Z")),
        Some(Unfit::AwareBefore(at("2026-10-24T08:00:00Z")))
    );
}

#[test]
fn what_followed_the_breach_is_not_before_it() {
    let from = || Some("2026-10-24T08:00:00Z".to_owned());
    let early = || Some("2026-10-24T07:00:00Z".to_owned());
    let late = || Some("2027-01-01T00:00:00Z".to_owned());
    let base = Facts { occurred_from: from(), ..Facts::default() };
    for (facts, expected) in [
        (Facts { contained: early(), ..base.clone() }, Unfit::Before("contained", "occurred_from")),
        (Facts { occurred_to: early(), ..base.clone() }, Unfit::Before("occurred_to", "occurred_from")),
        (Facts { processor_told: early(), ..base.clone() }, Unfit::Before("processor_told", "occurred_from")),
        (Facts { contained: late(), ..base.clone() }, Unfit::Future("contained")),
        (Facts { occurred_to: late(), ..base.clone() }, Unfit::Future("occurred_to")),
        (Facts { processor_told: late(), ..base.clone() }, Unfit::Future("processor_told")),
    ] {
        assert_eq!(why(&[], &updated(facts)), Some(expected));
    }
    assert_eq!(why(&[], &updated(Facts { contained: early(), ..Facts::default() })), None);
}

#[test]
fn a_report_is_first_once_and_says_why_it_is_late() {
    use Phase::{Further, Initial};
    let in_time = reported("2026-10-26T09:00:00Z", Initial, None);
    for (before, step, expected) in [
        (vec![], reported(DUE, Initial, None), None),
        (vec![], reported("2026-10-27T09:00:01Z", Initial, None), Some(Unfit::NoReasonsForDelay(at(DUE)))),
        // Within the period as Regulation 1182/71 counts it, and still later than 72 hours.
        (vec![], reported("2026-10-27T09:59:00Z", Initial, None), Some(Unfit::NoReasonsForDelay(at(DUE)))),
        (vec![], reported("2026-10-27T09:00:01Z", Initial, Some("ill")), None),
        (vec![], reported("2026-10-27T09:00:01Z", Initial, Some(" ")), Some(Unfit::NoReasons)),
        (
            vec![],
            reported("2026-10-24T08:59:59Z", Initial, None),
            Some(Unfit::BeforeAware("the report", at(AWARE))),
        ),
        (vec![], reported("2026-12-01T00:00:00Z", Initial, Some("ill")), Some(Unfit::Future("the report"))),
        (vec![], reported("yesterday", Initial, None), Some(Unfit::NoInstant("the report"))),
        (vec![], reported(DUE, Further, None), Some(Unfit::NoFirstReport)),
        (
            vec![in_time.clone()],
            reported(DUE, Initial, None),
            Some(Unfit::ReportedAlready(at("2026-10-26T09:00:00Z"))),
        ),
        (vec![in_time.clone()], reported("2026-11-01T09:00:00Z", Further, None), None),
        (
            vec![in_time],
            reported("2026-10-26T08:00:00Z", Further, None),
            Some(Unfit::BeforeFirstReport(at("2026-10-26T09:00:00Z"))),
        ),
    ] {
        assert_eq!(why(&before, &step), expected, "{step:?}");
    }
}

#[test]
fn an_awareness_that_moves_takes_nobody_s_word_back() {
    let later = updated(Facts { aware: Some("2026-10-26T10:00:00Z".to_owned()), ..Facts::default() });
    let report = reported("2026-10-26T09:00:00Z", Phase::Initial, None);
    assert_eq!(why(&[], &later), None);
    assert_eq!(why(&[report], &later), Some(Unfit::ToldBefore(at("2026-10-26T09:00:00Z"))));
}

#[test]
fn an_exception_is_from_a_high_risk() {
    let step = excepted(Exception::Measures);
    for (before, expected) in [
        (vec![], Some(Unfit::NoHighRisk)),
        (vec![decided(Risk::Risk)], Some(Unfit::NoHighRisk)),
        (vec![decided(Risk::High)], None),
        (vec![decided(Risk::High), decided(Risk::None)], Some(Unfit::NoHighRisk)),
    ] {
        assert_eq!(why(&before, &step), expected);
    }
    let wordless =
        Step::Excepted { exception: Exception::Measures, because: "\n".to_owned(), on: day("2026-10-26") };
    assert_eq!(why(&[decided(Risk::High)], &wordless), Some(Unfit::NoReasons));
    let informed = |at: &str| Step::Informed { party: Party::Police, at: at.to_owned(), words: None };
    assert_eq!(why(&[], &informed("2026-10-23T09:00:00Z")), None);
    assert_eq!(why(&[], &informed("2026-12-23T09:00:00Z")), Some(Unfit::Future("telling them")));
}

#[test]
fn it_is_closed_when_what_follows_from_the_decision_is_done() {
    use Left::{Decision, Public, Report, Telling};
    let report = || reported(DUE, Phase::Initial, None);
    for (before, left) in [
        (vec![], vec![Decision]),
        (vec![report()], vec![Decision]),
        (vec![decided(Risk::None)], vec![]),
        (vec![decided(Risk::Risk)], vec![Report]),
        (vec![decided(Risk::Risk), report()], vec![]),
        (vec![decided(Risk::High)], vec![Report, Telling]),
        (vec![decided(Risk::High), report()], vec![Telling]),
        (vec![decided(Risk::High), report(), told(DUE, Means::Letter)], vec![]),
        (vec![decided(Risk::High), report(), excepted(Exception::Unintelligible)], vec![]),
        (vec![decided(Risk::High), report(), excepted(Exception::Measures)], vec![]),
        (vec![decided(Risk::High), report(), excepted(Exception::Disproportionate)], vec![Public]),
        (
            vec![
                decided(Risk::High),
                report(),
                excepted(Exception::Disproportionate),
                told(DUE, Means::Public),
            ],
            vec![],
        ),
        // A letter to some is not the public, before the exception or after it.
        (
            vec![
                decided(Risk::High),
                report(),
                told(DUE, Means::Letter),
                excepted(Exception::Disproportionate),
                told(DUE, Means::Email),
            ],
            vec![Public],
        ),
        (
            vec![
                decided(Risk::High),
                report(),
                excepted(Exception::Disproportionate),
                excepted(Exception::Measures),
            ],
            vec![],
        ),
        (vec![decided(Risk::High), decided(Risk::None)], vec![]),
    ] {
        let expected = (!left.is_empty()).then(|| Unfit::Unfinished(left.clone()));
        let found = why(&before, &closed("2026-11-02"));
        assert!(found.as_ref().is_none_or(Unfit::is_rule));
        assert_eq!(found, expected, "{before:?}");
        // What keeps it open is what is shown as left to do.
        let duties = standing(&breach(Facts::default(), &before), now()).expect("stands").duties;
        let only_close = duties == [Duty::Close];
        assert_eq!(only_close, left.is_empty(), "{before:?} {duties:?}");
    }
    let done = [decided(Risk::None)];
    assert_eq!(why(&done, &closed("2026-11-03")), Some(Unfit::Future("the day of closing")));
    assert_eq!(why(&done, &closed("2026-10-23")), Some(Unfit::BeforeAware("the day of closing", at(AWARE))));
}

#[test]
fn it_is_not_closed_before_the_last_thing_that_was_done() {
    let report = reported(DUE, Phase::Initial, None);
    let told = told("2026-10-30T10:00:00Z", Means::Letter);
    let written = Step::Written {
        letters: 1,
        export: crate::records::reference::Reference::new(crate::records::reference::Register::Export, 1),
        on: day("2026-10-29"),
    };
    for (before, first) in [
        (vec![decided(Risk::None)], "2026-10-25"),
        (vec![decided(Risk::Risk), report.clone()], "2026-10-27"),
        (vec![decided(Risk::High), report.clone(), excepted(Exception::Measures)], "2026-10-27"),
        (vec![decided(Risk::High), excepted(Exception::Measures), decided(Risk::None)], "2026-10-26"),
        (vec![decided(Risk::High), report.clone(), told.clone()], "2026-10-30"),
        (vec![told, decided(Risk::None)], "2026-10-30"),
        (vec![written, decided(Risk::None)], "2026-10-29"),
    ] {
        assert_eq!(why(&before, &closed(first)), None, "{before:?}");
        let early = day(first).pred_opt().expect("a day before").to_string();
        let found = why(&before, &closed(&early));
        assert!(
            matches!(found, Some(Unfit::ClosedBefore(_, on)) if on == day(first)),
            "{before:?} {found:?}"
        );
    }
}

#[test]
fn nothing_happens_after_closing() {
    let before = [decided(Risk::None), closed("2026-11-01")];
    for step in [
        updated(Facts::default()),
        Step::Affects { added: vec![Handle::new([7; 16])], removed: Vec::new() },
        reported(DUE, Phase::Initial, None),
        told(DUE, Means::Letter),
        decided(Risk::High),
        closed("2026-11-02"),
    ] {
        let found = why(&before, &step);
        assert!(found.as_ref().is_some_and(Unfit::is_rule));
        assert_eq!(found, Some(Unfit::Closed(day("2026-11-01"))), "{step:?}");
    }
    let stands = standing(&breach(Facts::default(), &before), now()).expect("stands");
    assert_eq!((stands.state, stands.duties), (State::Closed, vec![]));
}

fn any_step() -> impl Strategy<Value = Step> {
    let instant = (0_i64..1_000_000).prop_map(|seconds| {
        let at = DateTime::from_timestamp(1_792_700_000 + seconds, 0).expect("an instant");
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    });
    let risk = prop_oneof![Just(Risk::None), Just(Risk::Risk), Just(Risk::High)];
    prop_oneof![
        instant.clone().prop_map(|at| updated(Facts { aware: Some(at), ..Facts::default() })),
        instant.clone().prop_map(|at| updated(Facts { occurred_from: Some(at), ..Facts::default() })),
        instant.clone().prop_map(|at| updated(Facts { contained: Some(at), ..Facts::default() })),
        risk.prop_map(decided),
        (instant.clone(), any::<bool>())
            .prop_map(|(at, late)| { reported(&at, Phase::Initial, late.then_some("ill")) }),
        instant.clone().prop_map(|at| reported(&at, Phase::Further, None)),
        instant.prop_map(|at| told(&at, Means::Letter)),
        Just(excepted(Exception::Disproportionate)),
        Just(excepted(Exception::Measures)),
        Just(closed("2026-11-02")),
    ]
}

proptest! {
    /// Whatever is tried: one first report at most, and in time or with reasons; what is closed was finished, and stays so.
    #[test]
    fn whatever_happens_makes_sense(steps in proptest::collection::vec(any_step(), 0..24)) {
        let mut breach = breach(Facts::default(), &[]);
        for step in steps {
            let left = left(&breach);
            if may_happen(&breach, &step, now()).is_err() {
                continue;
            }
            prop_assert!(breach.closed().is_none());
            let closes = matches!(step, Step::Closed { .. });
            prop_assert!(!closes || left.is_empty());
            breach.history.push(Entry { step, by: MemberNumber(1), recorded: String::new() });
            let known = breach.known();
            prop_assert!(known.occurred_from.is_none_or(|from| Some(from) <= known.aware));
            let first = |entry: &&Entry| matches!(entry.step, Step::Reported { phase: Phase::Initial, .. });
            prop_assert!(breach.history.iter().filter(first).count() <= 1);
            prop_assert!(standing(&breach, now()).is_some());
        }
    }
}
