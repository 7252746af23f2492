//! Worked examples by hand, and what holds for every assessment.

use proptest::prelude::*;

use super::*;
use crate::records::breach::{Answer as Said, DataCategory};

fn factor<T>(value: T) -> Factor<T> {
    Factor { value, because: "for a test".to_owned() }
}

/// Nature, context, identification and exposure; nothing changed, nothing gone, nobody meant it.
fn judged(nature: Nature, context: i8, identification: Identification, exposure: Exposure) -> Severity {
    Severity {
        nature: factor(nature),
        context: factor(context),
        identification: factor(identification),
        exposure: factor(exposure),
        ..harmless()
    }
}

#[test]
fn worked_examples() {
    use Identification::{Limited, Maximum, Negligible, Significant};
    use Nature::{Behavioural, Financial, Sensitive, Simple};
    for (what, severity, printed, band) in [
        (
            "named session notes to one known person",
            judged(Sensitive, 0, Maximum, Exposure::Known),
            "4.25",
            Band::VeryHigh,
        ),
        (
            "notes under a code, known recipient",
            judged(Sensitive, 0, Negligible, Exposure::Known),
            "1.25",
            Band::Low,
        ),
        ("lost laptop, coded notes", judged(Sensitive, 0, Limited, Exposure::Unknown), "2.5", Band::Medium),
        (
            "mailing list of clients by Cc",
            judged(Simple, 3, Maximum, Exposure::Known),
            "4.25",
            Band::VeryHigh,
        ),
        ("calls to a support centre", judged(Behavioural, 2, Maximum, Exposure::None), "4", Band::VeryHigh),
        (
            "an invoice without a name",
            judged(Financial, 0, Significant, Exposure::Known),
            "2.5",
            Band::Medium,
        ),
        ("an invoice with a name", judged(Financial, 0, Maximum, Exposure::None), "3", Band::High),
        ("a telephone number alone", judged(Simple, 0, Significant, Exposure::Known), "1", Band::Low),
    ] {
        let answer = score(&severity);
        assert_eq!((answer.score.to_string().as_str(), answer.band), (printed, band), "{what}");
    }
}

#[test]
fn bands_begin_where_they_begin() {
    for (hundredths, band) in [
        (25, Band::Low),
        (199, Band::Low),
        (200, Band::Medium),
        (299, Band::Medium),
        (300, Band::High),
        (399, Band::High),
        (400, Band::VeryHigh),
        (600, Band::VeryHigh),
    ] {
        assert_eq!(Band::of(Hundredths(hundredths)), band, "{hundredths}");
        assert!(band.suggests().ends_with("a person decides"));
    }
}

#[test]
fn every_circumstance_adds_what_it_adds() {
    let none = judged(Nature::Sensitive, 0, Identification::Maximum, Exposure::None);
    for (severity, printed) in [
        (none.clone(), "4"),
        (Severity { exposure: factor(Exposure::Unknown), ..none.clone() }, "4.5"),
        (Severity { alteration: factor(Alteration::Recoverable), ..none.clone() }, "4.25"),
        (Severity { alteration: factor(Alteration::Unrecoverable), ..none.clone() }, "4.5"),
        (Severity { loss: factor(Loss::Temporary), ..none.clone() }, "4.25"),
        (Severity { loss: factor(Loss::Permanent), ..none.clone() }, "4.5"),
        (Severity { malicious: factor(true), ..none.clone() }, "4.5"),
        (Severity { many: true, unintelligible: true, ..none.clone() }, "4"),
        (
            Severity {
                exposure: factor(Exposure::Unknown),
                alteration: factor(Alteration::Unrecoverable),
                loss: factor(Loss::Permanent),
                malicious: factor(true),
                ..none
            },
            "6",
        ),
        (harmless(), "0.25"),
    ] {
        assert_eq!(score(&severity).score.to_string(), printed);
    }
}

#[test]
fn the_arithmetic_is_shown_with_the_reasons() {
    let mut severity = judged(Nature::Simple, 3, Identification::Maximum, Exposure::Known);
    severity.context.because = "the list tells that they are in therapy".to_owned();
    severity.many = true;
    let answer = score(&severity);
    assert_eq!(
        answer.steps,
        [
            "nature: simple, 1: for a test",
            "context: +3: the list tells that they are in therapy",
            "DPC = 1 + 3 = 4",
            "identification: maximum, EI = 1: for a test",
            "exposure: known, 0.25: for a test",
            "alteration: none, 0",
            "loss: none, 0",
            "malicious: no, 0",
            "CB = 0.25 + 0 + 0 + 0 = 0.25",
            "SE = DPC x EI + CB = 4 x 1 + 0.25 = 4.25: very high",
        ]
    );
    assert_eq!(answer.flags, ["more than 100 people are concerned"]);
    let held = score(&judged(Nature::Sensitive, 2, Identification::Maximum, Exposure::None));
    assert_eq!(held.steps[2], "DPC = 4 + 2 = 6, held at 4");
    let held = score(&judged(Nature::Simple, -1, Identification::Maximum, Exposure::None));
    assert_eq!(held.steps[2], "DPC = 1 - 1 = 0, held at 1");
}

#[test]
fn a_factor_that_counts_has_a_reason() {
    assert_eq!(without_reason(&harmless()), None);
    let bare = |change: fn(&mut Severity)| {
        let mut severity = harmless();
        change(&mut severity);
        without_reason(&severity)
    };
    assert_eq!(bare(|s| s.nature.value = Nature::Financial), Some("nature"));
    assert_eq!(bare(|s| s.context.value = -1), Some("context"), "what lessens it has one, too");
    assert_eq!(bare(|s| s.identification.value = Identification::Limited), Some("identification"));
    assert_eq!(bare(|s| s.exposure.value = Exposure::Known), Some("exposure"));
    assert_eq!(bare(|s| s.alteration.value = Alteration::Recoverable), Some("alteration"));
    assert_eq!(bare(|s| s.loss.value = Loss::Temporary), Some("loss"));
    assert_eq!(bare(|s| s.malicious = Factor { value: true, because: "  ".to_owned() }), Some("malicious"));
    assert_eq!(bare(|s| s.many = true), None, "a flag has none");
}

#[test]
fn what_does_not_fit_the_facts_is_named() {
    let named = |change: fn(&mut Facts), severity: &Severity| {
        let mut facts = Facts::default();
        change(&mut facts);
        against(severity, &facts).join("|")
    };
    let none = harmless();
    assert_eq!(named(|_| (), &none), "");
    assert!(named(|f| f.people_count = Some(101), &none).contains("many is not set"));
    assert_eq!(named(|f| f.people_count = Some(100), &none), "");
    let many = Severity { many: true, ..none.clone() };
    assert!(named(|f| f.people_count = Some(100), &many).contains("many is set"));
    assert_eq!(named(|f| f.people_count = Some(101), &many), "");
    let locked = |f: &mut Facts| (f.encrypted, f.key_safe) = (Some(Said::Yes), Some(Said::Yes));
    assert!(named(locked, &none).contains("unintelligible is not set"));
    let hidden = Severity { unintelligible: true, ..none.clone() };
    assert_eq!(named(locked, &hidden), "");
    assert!(named(|f| f.key_safe = Some(Said::No), &hidden).contains("unintelligible is set"));
    assert_eq!(named(|f| f.key_safe = Some(Said::DontKnow), &hidden), "");
    let all = |f: &mut Facts| f.kinds = Some(Kind::ALL.to_vec());
    assert_eq!(named(all, &none).split('|').count(), 3);
    let health = |f: &mut Facts| f.data = Some(vec![DataCategory::Identifiers, DataCategory::Health]);
    assert!(named(health, &none).contains("special category"));
    assert_eq!(named(health, &judged(Nature::Simple, 3, Identification::Limited, Exposure::None)), "");
    for one in [PeopleCategory::Patients, PeopleCategory::Children, PeopleCategory::VulnerableAdults] {
        let facts = Facts { people: Some(vec![PeopleCategory::Employees, one]), ..Facts::default() };
        assert!(against(&none, &facts).join("|").contains("tells of therapy"), "{one:?}");
        let raised = judged(Nature::Simple, 3, Identification::Limited, Exposure::None);
        assert!(against(&raised, &facts).is_empty(), "{one:?}");
    }
    assert_eq!(named(|f| f.people = Some(vec![PeopleCategory::Employees]), &none), "");
    assert!(named(|f| f.cause = Some(Cause::Phishing), &none).contains("malicious"));
}

fn of<T: Code + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (0..T::ALL.len()).prop_map(|at| T::ALL[at])
}

fn any_severity() -> impl Strategy<Value = Severity> {
    let circumstances = (of::<Exposure>(), of::<Alteration>(), of::<Loss>(), any::<bool>());
    (of::<Nature>(), any::<i8>(), of::<Identification>(), circumstances, any::<(bool, bool)>()).prop_map(
        |(nature, context, identification, (exposure, alteration, loss, malicious), (many, hidden))| {
            Severity {
                nature: factor(nature),
                context: factor(context),
                identification: factor(identification),
                exposure: factor(exposure),
                alteration: factor(alteration),
                loss: factor(loss),
                malicious: factor(malicious),
                many,
                unintelligible: hidden,
            }
        },
    )
}

/// The next member of a list: they go from harmless to worst.
fn worse<T: Code + PartialEq>(value: T) -> T {
    let at = T::ALL.iter().position(|one| *one == value).expect("a member");
    *T::ALL.get(at + 1).unwrap_or(&value)
}

proptest! {
    #[test]
    fn a_score_stays_in_its_bounds(severity in any_severity()) {
        let Hundredths(score) = score(&severity).score;
        prop_assert!((25..=600).contains(&score) && score % 25 == 0, "{}", score);
    }

    #[test]
    fn what_is_worse_never_scores_less(before in any_severity()) {
        let mut changes = vec![before.clone(); 7];
        changes[0].nature.value = worse(before.nature.value);
        changes[1].context.value = before.context.value.saturating_add(1);
        changes[2].identification.value = worse(before.identification.value);
        changes[3].exposure.value = worse(before.exposure.value);
        changes[4].alteration.value = worse(before.alteration.value);
        changes[5].loss.value = worse(before.loss.value);
        changes[6].malicious.value = true;
        for after in changes {
            let (before, after) = (score(&before), score(&after));
            prop_assert!(after.score >= before.score && after.band >= before.band);
        }
    }

    #[test]
    fn flags_change_no_score(before in any_severity()) {
        let after = Severity { many: !before.many, unintelligible: !before.unintelligible, ..before.clone() };
        prop_assert_eq!(score(&after).score, score(&before).score);
    }
}
