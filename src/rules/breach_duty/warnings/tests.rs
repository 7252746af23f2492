use super::super::{Duty, State, standing};
use super::*;
use crate::records::breach::{Answer as Said, DataCategory, Entry};
use crate::records::id::Handle;
use crate::records::instant::{in_london, text};
use crate::records::member::MemberNumber;
use crate::records::severity::{Alteration, Exposure, Factor, Identification, Loss, Nature, Severity};

fn breach(aware: &str, facts: Facts, steps: Vec<Step>) -> Breach {
    let entry = |step: Step| Entry { step, by: MemberNumber(1), recorded: "2026-11-22T10:00:00Z".to_owned() };
    Breach {
        title: "laptop".to_owned(),
        aware: aware.to_owned(),
        facts,
        history: steps.into_iter().map(entry).collect(),
        by: MemberNumber(1),
        recorded: "2026-11-22T10:00:00Z".to_owned(),
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn decided(risk: Risk) -> Step {
    Step::Decided {
        risk,
        because: "seen".to_owned(),
        decider: "the owner".to_owned(),
        on: "2026-10-25".parse().expect("a day"),
    }
}

fn reported(at: &str, phase: Phase, late: Option<&str>) -> Step {
    Step::Reported { at: at.to_owned(), phase, number: None, late: late.map(str::to_owned) }
}

/// Both deadlines, as the clocks in London show them, and the state before, at and after the strict one.
#[test]
fn the_clock_runs_across_its_own_changes() {
    for (aware, due, latest) in [
        ("2026-10-24T09:00:00Z", "2026-10-27T09:00:00+00:00", "2026-10-27T10:00:00+00:00"),
        ("2026-03-28T10:20:00Z", "2026-03-31T11:20:00+01:00", "2026-03-31T12:00:00+01:00"),
        ("2026-10-25T00:30:00Z", "2026-10-28T00:30:00+00:00", "2026-10-28T01:00:00+00:00"),
        ("2026-10-25T01:30:00Z", "2026-10-28T01:30:00+00:00", "2026-10-28T02:00:00+00:00"),
        ("2026-12-24T15:20:00Z", "2026-12-27T15:20:00+00:00", "2026-12-27T16:00:00+00:00"),
        ("2027-03-27T00:30:00Z", "2027-03-30T01:30:00+01:00", "2027-03-30T02:00:00+01:00"),
    ] {
        let breach = breach(aware, Facts::default(), Vec::new());
        let stands = |now| standing(&breach, now).expect("stands");
        let clock = stands(at(aware)).clock;
        assert_eq!(text(in_london(clock.due)), due, "{aware}");
        assert_eq!(text(in_london(clock.latest)), latest, "{aware}");
        let second = chrono::Duration::seconds(1);
        for (now, state) in
            [(at(aware), State::Running), (clock.due, State::Running), (clock.due + second, State::Late)]
        {
            let stands = stands(now);
            assert_eq!((stands.state, stands.needs_reasons), (state, state == State::Late), "{aware} {now}");
            assert_eq!(stands.duties, [Duty::Decide, Duty::Report, Duty::Close]);
        }
    }
}

#[test]
fn an_awareness_that_was_put_right_moves_the_clock() {
    let moved = Facts { aware: Some("2026-10-23T09:00:00Z".to_owned()), ..Facts::default() };
    let steps = vec![
        reported("2026-10-27T08:00:00Z", Phase::Initial, None),
        Step::Updated { facts: Box::new(moved) },
    ];
    let moved = breach("2026-10-24T09:00:00Z", Facts::default(), steps.clone());
    let stands = standing(&moved, at("2026-11-01T00:00:00Z")).expect("stands");
    assert_eq!(text(in_london(stands.clock.due)), "2026-10-26T09:00:00+00:00");
    assert!(stands.warnings[0].contains("the first report was late"), "{:?}", stands.warnings);
    // A further report may say why.
    let mut more = steps;
    more.push(reported("2026-10-28T08:00:00Z", Phase::Further, Some("ill")));
    let said = breach("2026-10-24T09:00:00Z", Facts::default(), more);
    assert_eq!(standing(&said, at("2026-11-01T00:00:00Z")).expect("stands").warnings, [""; 0]);
}

fn factor<T>(value: T) -> Factor<T> {
    Factor { value, because: "seen".to_owned() }
}

/// Notes with a name that came to one person who is known: 4 x 1 + 0.25.
fn severe(unintelligible: bool) -> Step {
    Step::Assessed {
        severity: Box::new(Severity {
            nature: factor(Nature::Sensitive),
            context: factor(0),
            identification: factor(Identification::Maximum),
            exposure: factor(Exposure::Known),
            alteration: factor(Alteration::None),
            loss: factor(Loss::None),
            malicious: factor(false),
            many: false,
            unintelligible,
        }),
    }
}

#[test]
#[allow(clippy::too_many_lines, clippy::large_stack_arrays)] // One table.
fn a_person_decides_and_is_told_what_to_look_at() {
    let seen = Facts {
        kinds: Some(vec![Kind::Confidentiality]),
        data: Some(vec![DataCategory::Health]),
        encrypted: Some(Said::No),
        ..Facts::default()
    };
    let lost = Facts { kinds: Some(vec![Kind::Availability]), ..seen.clone() };
    let sealed = Facts { encrypted: Some(Said::Yes), key_safe: Some(Said::Yes), ..seen.clone() };
    let plain = Facts { data: Some(vec![DataCategory::Identifiers]), ..seen.clone() };
    let processor = Facts {
        occurred_from: Some("2026-10-20T09:00:00Z".to_owned()),
        processor_told: Some("2026-10-24T09:00:00Z".to_owned()),
        ..Facts::default()
    };
    let knew = Facts { processor_told: Some("2026-10-23T09:00:00Z".to_owned()), ..Facts::default() };
    let excepted = |exception| Step::Excepted {
        exception,
        because: "seen".to_owned(),
        on: "2026-10-25".parse().expect("a day"),
    };
    let update = |facts: Facts| Step::Updated { facts: Box::new(facts) };
    let aware = |at: &str| update(Facts { aware: Some(at.to_owned()), ..Facts::default() });
    let count = |count| Facts { people_count: Some(count), ..Facts::default() };
    let told = |means, count| Step::Told { at: "2026-10-25T08:00:00Z".to_owned(), means, count };
    let affects = |added: &[u8], removed: &[u8]| {
        let handles = |all: &[u8]| all.iter().map(|one| Handle::new([*one; 16])).collect();
        Step::Affects { added: handles(added), removed: handles(removed) }
    };
    for (facts, steps, expected) in [
        (seen.clone(), vec![], vec![]),
        (seen.clone(), vec![decided(Risk::Risk)], vec![]),
        (seen.clone(), vec![decided(Risk::None)], vec!["special categories of data may have been readable"]),
        (
            Facts { encrypted: None, ..seen.clone() },
            vec![decided(Risk::None)],
            vec!["special categories of data may have been readable"],
        ),
        (
            Facts { key_safe: Some(Said::DontKnow), ..sealed.clone() },
            vec![decided(Risk::None)],
            vec!["special categories of data may have been readable"],
        ),
        (lost, vec![decided(Risk::None)], vec![]),
        (sealed.clone(), vec![decided(Risk::None)], vec![]),
        (plain, vec![decided(Risk::None)], vec![]),
        (Facts::default(), vec![severe(false), decided(Risk::None)], vec!["severity was worked out as high"]),
        (Facts::default(), vec![severe(true), decided(Risk::None)], vec![]),
        (Facts::default(), vec![severe(false), decided(Risk::High)], vec![]),
        (Facts::default(), vec![decided(Risk::Risk), severe(false)], vec!["since the risk was decided"]),
        (
            Facts::default(),
            vec![decided(Risk::Risk), update(seen.clone())],
            vec!["since the risk was decided"],
        ),
        (Facts::default(), vec![decided(Risk::Risk), update(seen.clone()), decided(Risk::Risk)], vec![]),
        (
            Facts::default(),
            vec![
                decided(Risk::Risk),
                update(Facts { lessons: Some("lock it".to_owned()), ..Facts::default() }),
            ],
            vec![],
        ),
        (processor, vec![], vec!["4 days after it began"]),
        (knew, vec![], vec!["was it not aware from then on?"]),
        (sealed, vec![decided(Risk::High), excepted(Exception::Unintelligible)], vec![]),
        (seen, vec![decided(Risk::High), excepted(Exception::Unintelligible)], vec!["rests on encryption"]),
        (
            Facts::default(),
            vec![decided(Risk::High), excepted(Exception::Disproportionate)],
            vec!["they are told in public instead"],
        ),
        (Facts::default(), vec![decided(Risk::Risk), affects(&[1], &[])], vec!["since the risk was decided"]),
        (Facts::default(), vec![affects(&[1], &[]), decided(Risk::Risk), affects(&[], &[1])], vec![]),
        (
            Facts::default(),
            vec![
                decided(Risk::Risk),
                Step::Scoped { lost: "device".to_owned(), says: vec!["all".to_owned()] },
            ],
            vec!["since the risk was decided"],
        ),
        (
            count(3),
            vec![decided(Risk::High), told(Means::Letter, Some(2))],
            vec!["2 of the people are on record"],
        ),
        (
            count(3),
            vec![decided(Risk::High), told(Means::Letter, Some(2)), told(Means::Phone, Some(1))],
            vec![],
        ),
        (
            count(1),
            vec![affects(&[1, 2], &[]), decided(Risk::High), told(Means::Letter, Some(1))],
            vec!["about 2 are affected"],
        ),
        (count(3), vec![decided(Risk::High), told(Means::Letter, None)], vec![]),
        (count(3), vec![decided(Risk::High), told(Means::Public, Some(1))], vec![]),
        (count(3), vec![decided(Risk::Risk), told(Means::Letter, Some(1))], vec![]),
        (
            count(3),
            vec![decided(Risk::High), told(Means::Letter, Some(1)), excepted(Exception::Measures)],
            vec![],
        ),
        (
            Facts::default(),
            vec![aware("2026-10-24T10:00:00Z")],
            vec!["later than first recorded, Sat 24 Oct 2026, 10:00 BST"],
        ),
        (Facts::default(), vec![aware("2026-10-24T10:00:00Z"), aware("2026-10-24T08:00:00Z")], vec![]),
    ] {
        let breach = breach("2026-10-24T09:00:00Z", facts, steps);
        let warnings = standing(&breach, at("2026-10-25T09:00:00Z")).expect("stands").warnings;
        assert_eq!(warnings.len(), expected.len(), "{warnings:?} {:?}", breach.history);
        for (warning, words) in warnings.iter().zip(expected) {
            assert!(warning.contains(words), "{warning}");
        }
    }
}
