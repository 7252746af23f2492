use super::*;
use crate::records::code::Code;
use crate::records::decision::{Capacity, Factors, Profession};
use crate::records::item::{Field, ItemId};
use crate::records::member::MemberNumber;
use crate::records::reference::{Reference, Register};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn item(kind: ItemKind) -> Item {
    Item {
        id: ItemId::Record(Reference::new(Register::Note, 12)),
        client: Reference::new(Register::Client, 7),
        kind,
        title: "a note".to_owned(),
        date: None,
        version: 3,
        health: kind.is_health(),
        fields: vec![Field {
            name: "text".to_owned(),
            label: "Text".to_owned(),
            text: "some words".to_owned(),
        }],
    }
}

fn decision(choice: Choice, ground: Option<Ground>) -> Decision {
    Decision {
        item: item(ItemKind::Session).id,
        version: 3,
        choice,
        ground,
        factors: None,
        opinion: None,
        opinions: Vec::new(),
        spans: Vec::new(),
        words: None,
        by: MemberNumber(1),
        at: "2026-11-22T10:00:00Z".to_owned(),
    }
}

fn opinion(on: &str, met: bool) -> Opinion {
    Opinion {
        by_whom: "Dr A. Sample".to_owned(),
        capacity: Capacity::Responsible,
        profession: Profession::Doctor,
        on: day(on),
        met,
    }
}

fn factors() -> Factors {
    let x = || "x".to_owned();
    Factors { information: x(), confidentiality: x(), consent_sought: x(), capable: x(), refused: x() }
}

fn span(ground: Ground) -> Span {
    Span { field: "text".to_owned(), start: 0, end: 4, ground }
}

fn asked(health_professional: bool) -> Asked {
    Asked {
        health_professional,
        requester: Requester::Client,
        nation: Nation::EnglandAndWales,
        born: Some(day("1990-02-01")),
        today: day("2026-11-22"),
    }
}

fn fate(decision: &Decision, asked: &Asked) -> Fate {
    let outcome = decide(&item(ItemKind::Session), Some(decision), &[], false, asked);
    assert!(!outcome.because.is_empty() && !outcome.source.is_empty());
    outcome.fate
}

/// The table of who may disclose what about health, row by row: `hp`, known to the person, opinion, what becomes of it.
#[test]
fn data_concerning_health() {
    use Choice::{Disclose, Withhold};
    use Fate::Pending;
    use Ground::{HarmTestNotMet, KnownToSubject, OwnJudgement, SeriousHarm};
    let (fresh, stale) = ("2026-05-23", "2026-05-22");
    for (hp, choice, ground, said, expected) in [
        // A health professional discloses, unless they judge that the test is met, and say why.
        (true, Disclose, None, None, Fate::Disclose),
        (true, Disclose, Some(OwnJudgement), None, Fate::Disclose),
        (true, Disclose, Some(KnownToSubject), None, Fate::Disclose),
        (true, Disclose, None, Some((fresh, true)), Pending(Why::OpinionAgainst)),
        (true, Withhold, Some(SeriousHarm), None, Pending(Why::NeedsReasons)),
        (true, Withhold, Some(SeriousHarm), Some((fresh, true)), Fate::Withhold(SeriousHarm)),
        // Anybody else: known to the person.
        (false, Disclose, Some(KnownToSubject), None, Fate::Disclose),
        (false, Disclose, Some(KnownToSubject), Some((stale, false)), Fate::Disclose),
        // Not known, and the opinion says that the test is not met.
        (false, Disclose, Some(HarmTestNotMet), Some((fresh, false)), Fate::Disclose),
        // Not known, and it says that it is.
        (false, Withhold, Some(SeriousHarm), Some((fresh, true)), Fate::Withhold(SeriousHarm)),
        (false, Disclose, None, Some((fresh, true)), Pending(Why::NeedsOpinion)),
        // Not known, and there is none, or an old one.
        (false, Disclose, None, None, Pending(Why::NeedsOpinion)),
        (false, Disclose, None, Some((fresh, false)), Pending(Why::NeedsOpinion)),
        (false, Disclose, Some(HarmTestNotMet), Some((stale, false)), Pending(Why::StaleOpinion)),
        (false, Disclose, Some(OwnJudgement), None, Pending(Why::NoHealthProfessional)),
        (false, Withhold, Some(SeriousHarm), None, Pending(Why::NeedsOpinionThatMet)),
        (false, Withhold, Some(SeriousHarm), Some((stale, true)), Pending(Why::StaleOpinion)),
        // From the future: not obtained yet.
        (false, Disclose, Some(HarmTestNotMet), Some(("2026-11-23", false)), Pending(Why::StaleOpinion)),
        // The ground and the opinion say the opposite, or the ground has none.
        (false, Disclose, Some(HarmTestNotMet), None, Pending(Why::Wrong)),
        (false, Disclose, Some(HarmTestNotMet), Some((fresh, true)), Pending(Why::Wrong)),
        (false, Withhold, Some(SeriousHarm), Some((fresh, false)), Pending(Why::Wrong)),
        (false, Disclose, Some(SeriousHarm), None, Pending(Why::Wrong)),
        (false, Withhold, None, None, Pending(Why::Wrong)),
    ] {
        let mut decision = decision(choice, ground);
        decision.opinion = said.map(|(on, met)| opinion(on, met));
        assert_eq!(fate(&decision, &asked(hp)), expected, "{hp} {choice:?} {ground:?} {said:?}");
    }
    let mut judged = decision(Withhold, Some(SeriousHarm));
    judged.words = Some("an attempt last month".to_owned());
    assert_eq!(fate(&judged, &asked(true)), Fate::Withhold(SeriousHarm));
    assert_eq!(fate(&judged, &asked(false)), Fate::Pending(Why::NeedsOpinionThatMet));
}

/// Nobody decided: nothing about health goes out, whoever asks and holds it.
#[test]
fn undecided_items() {
    for kind in ItemKind::ALL {
        for (proposed, hp) in [(false, false), (false, true), (true, false), (true, true)] {
            let outcome = decide(&item(*kind), None, &[opinion("2026-11-01", false)], proposed, &asked(hp));
            let plain =
                matches!(kind, ItemKind::Details | ItemKind::Contact | ItemKind::Dates | ItemKind::Invoice);
            let expected = if plain && !proposed { Fate::Disclose } else { Fate::Pending(Why::Undecided) };
            assert_eq!(outcome.fate, expected, "{kind:?}");
        }
    }
    // Contact details that say something about health are about health.
    let telling = Item { health: true, ..item(ItemKind::Contact) };
    assert_eq!(decide(&telling, None, &[], false, &asked(true)).fate, Fate::Pending(Why::Undecided));
}

#[test]
fn items_that_are_not_about_health() {
    let contact = item(ItemKind::Contact);
    let fate = |decision: &Decision| decide(&contact, Some(decision), &[], true, &asked(false)).fate;
    assert_eq!(fate(&decision(Choice::Disclose, None)), Fate::Disclose);
    assert_eq!(
        fate(&decision(Choice::Disclose, Some(Ground::OwnJudgement))),
        Fate::Pending(Why::NoHealthProfessional)
    );
    let mut harm = decision(Choice::Withhold, Some(Ground::SeriousHarm));
    harm.opinion = Some(opinion("2026-11-01", true));
    assert_eq!(fate(&harm), Fate::Pending(Why::NotHealth));
    let mut redact = Decision { spans: vec![span(Ground::ThirdParty)], ..decision(Choice::Redact, None) };
    assert_eq!(fate(&redact), Fate::Pending(Why::Wrong), "without the factors");
    redact.factors = Some(factors());
    assert_eq!(fate(&redact), Fate::DiscloseRedacted(redact.spans.clone()));
}

#[test]
fn words_taken_out_have_grounds_of_their_own() {
    let redact =
        |ground, spans| Decision { spans, factors: Some(factors()), ..decision(Choice::Redact, ground) };
    let known = redact(Some(Ground::KnownToSubject), vec![span(Ground::ThirdParty)]);
    assert_eq!(fate(&known, &asked(false)), Fate::DiscloseRedacted(known.spans.clone()));
    // The rest is about health and needs a ground too.
    assert_eq!(fate(&redact(None, known.spans.clone()), &asked(false)), Fate::Pending(Why::NeedsOpinion));
    let mut harm = redact(Some(Ground::HarmTestNotMet), vec![span(Ground::SeriousHarm)]);
    harm.opinion = Some(opinion("2026-11-01", true));
    assert_eq!(fate(&harm, &asked(false)), Fate::Pending(Why::Wrong), "the rest has no opinion");
    // One opinion on the words, one on the rest.
    harm.opinions = vec![day("2026-11-02")];
    let outcome = |opinions: &[Opinion]| {
        decide(&item(ItemKind::Session), Some(&harm), opinions, false, &asked(false)).fate
    };
    assert_eq!(outcome(&[opinion("2026-11-02", false)]), Fate::DiscloseRedacted(harm.spans.clone()));
    assert_eq!(outcome(&[]), Fate::Pending(Why::Wrong));
    let twice = [opinion("2026-11-02", false), opinion("2026-11-02", true)];
    assert_eq!(outcome(&twice), Fate::Pending(Why::Wrong), "nobody can say which was meant");
    // What was taken out is not in the text.
    let mut outside = known;
    outside.spans[0].end = 11;
    assert_eq!(fate(&outside, &asked(false)), Fate::Pending(Why::Wrong));
}

#[test]
fn opinions_on_the_whole_record_count_where_they_are_named() {
    let mut decision = decision(Choice::Disclose, Some(Ground::HarmTestNotMet));
    let whole = [opinion("2026-11-02", false), opinion("2026-01-02", false)];
    let fate = |decision: &Decision| {
        decide(&item(ItemKind::Session), Some(decision), &whole, false, &asked(false)).fate
    };
    assert_eq!(fate(&decision), Fate::Pending(Why::Wrong), "none is named");
    decision.opinions = vec![day("2026-01-02")];
    assert_eq!(fate(&decision), Fate::Pending(Why::StaleOpinion));
    decision.opinions.push(day("2026-11-02"));
    assert_eq!(fate(&decision), Fate::Disclose);
}

#[test]
fn an_item_that_changed_is_decided_again_unless_it_is_kept_back() {
    for (version, choice, ground, expected) in [
        (2, Choice::Disclose, Ground::KnownToSubject, Fate::Pending(Why::Changed)),
        (2, Choice::Redact, Ground::KnownToSubject, Fate::Pending(Why::Changed)),
        (2, Choice::Withhold, Ground::LegalPrivilege, Fate::Withhold(Ground::LegalPrivilege)),
        (4, Choice::Withhold, Ground::LegalPrivilege, Fate::Pending(Why::Wrong)),
        (3, Choice::Disclose, Ground::KnownToSubject, Fate::Disclose),
    ] {
        let spans = if choice == Choice::Redact { vec![span(Ground::LegalPrivilege)] } else { vec![] };
        let decision = Decision { version, spans, ..decision(choice, Some(ground)) };
        assert_eq!(fate(&decision, &asked(false)), expected, "{version} {choice:?}");
    }
}

#[test]
fn not_for_a_parent_is_for_when_a_parent_asks() {
    use Nation::{EnglandAndWales, NorthernIreland, Scotland};
    let mut decision = decision(Choice::Withhold, Some(Ground::NotForParent));
    decision.words = Some("asked that the parents should not know".to_owned());
    for (requester, nation, born, kept) in [
        // Eighteen on the day, and a day short of it.
        (Requester::Parent, EnglandAndWales, Some("2008-11-22"), false),
        (Requester::Parent, EnglandAndWales, Some("2008-11-23"), true),
        (Requester::Parent, NorthernIreland, Some("2008-11-22"), false),
        (Requester::Parent, NorthernIreland, Some("2008-11-23"), true),
        // Sixteen in Scotland.
        (Requester::Parent, Scotland, Some("2010-11-22"), false),
        (Requester::Parent, Scotland, Some("2010-11-23"), true),
        (Requester::Parent, Scotland, None, true),
        (Requester::Deputy, Scotland, Some("1950-01-01"), true),
        (Requester::Client, EnglandAndWales, Some("2012-01-01"), false),
        (Requester::Agent, EnglandAndWales, Some("2012-01-01"), false),
    ] {
        let asked = Asked { requester, nation, born: born.map(day), ..asked(false) };
        let expected = if kept { Fate::Withhold(Ground::NotForParent) } else { Fate::Pending(Why::NoParent) };
        assert_eq!(fate(&decision, &asked), expected, "{requester:?} {nation:?} {born:?}");
        assert_eq!(asks_for_another(&asked), kept);
    }
}

#[test]
fn an_opinion_is_in_date_for_six_months_of_the_calendar() {
    for (relied_on, first) in [
        ("2026-11-22", "2026-05-23"),
        ("2026-08-31", "2026-03-01"),
        ("2026-02-28", "2025-08-29"),
        ("2028-08-31", "2028-03-01"),
        ("2028-08-29", "2028-03-01"),
        ("2028-08-28", "2028-02-29"),
        ("2026-12-31", "2026-07-01"),
    ] {
        assert_eq!(first_day(day(relied_on)), Some(day(first)), "{relied_on}");
        assert!(in_date(day(first), day(relied_on)), "{relied_on}");
        assert!(!in_date(day(first) - Days::new(1), day(relied_on)), "{relied_on}");
    }
    assert!(in_date(day("2026-11-22"), day("2026-11-22")) && !in_date(day("2026-11-23"), day("2026-11-22")));
    assert_eq!(first_day(NaiveDate::MIN), None);
    for (on, last) in
        [("2026-05-23", "2026-11-22"), ("2026-03-01", "2026-08-31"), ("2025-08-29", "2026-02-28")]
    {
        assert_eq!(last_day(day(on)), Some(day(last)), "{on}");
    }
    // Of four years of days: what is said to be the last is in date, and the next is not.
    for on in day("2025-01-01").iter_days().take(1461) {
        let last = last_day(on).expect("a day");
        assert!(in_date(on, last) && !in_date(on, last + Days::new(1)), "{on} {last}");
    }
}

#[test]
fn what_the_person_can_be_taken_to_know() {
    let known: Vec<_> =
        ItemKind::ALL.iter().filter(|kind| default_known(**kind)).map(|kind| kind.code()).collect();
    assert_eq!(known, ["details", "contact", "dates", "intake", "contract", "invoice"]);
}

/// Whatever is decided, on whatever grounds: of somebody who is no health professional nothing about health goes out but
/// what is known or said in date not to harm.
#[test]
fn nothing_about_health_goes_out_on_other_grounds() {
    let grounds = || std::iter::once(None).chain(Ground::ALL.iter().copied().map(Some));
    let said = [None, Some(("2026-11-01", true)), Some(("2026-11-01", false)), Some(("2026-01-01", false))];
    let mut out = 0;
    for choice in Choice::ALL {
        for ground in grounds() {
            for of_span in grounds() {
                for said in said {
                    let mut decision = decision(*choice, ground);
                    decision.spans = of_span.map(span).into_iter().collect();
                    decision.opinion = said.map(|(on, met)| opinion(on, met));
                    decision.factors = Some(factors());
                    decision.words = Some("because".to_owned());
                    let goes =
                        matches!(fate(&decision, &asked(false)), Fate::Disclose | Fate::DiscloseRedacted(_));
                    let may = ground == Some(Ground::KnownToSubject)
                        || ground == Some(Ground::HarmTestNotMet) && said == Some(("2026-11-01", false));
                    assert!(!goes || may, "{choice:?} {ground:?} {of_span:?} {said:?}");
                    out += usize::from(goes);
                }
            }
        }
    }
    assert!(out > 10, "{out}");
}
