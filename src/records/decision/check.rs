//! Whether a decision makes sense by itself. Whether the law lets it stand is another question (`rules::disclosure`).

use std::fmt;

use super::{Choice, Decision, Decisions, Ground, Opinion};
use crate::records::item::Item;
use crate::records::text;

/// What is wrong with a decision. Never repeats words of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongDecision {
    /// It is about another item.
    OtherItem,
    /// It is about a version that the item has not reached.
    FutureVersion,
    /// This ground cannot be given for this choice.
    GroundOfChoice(Choice, Ground),
    /// To withhold needs a ground.
    NoGround,
    /// Nothing is taken out.
    NoSpans,
    /// Something is taken out, and the choice is another.
    SpansOfChoice(Choice),
    /// There is no such field in the item.
    NoSuchField,
    /// The words are not all in the field, or there are none.
    OutsideField,
    /// Words are not taken out for this ground.
    GroundOfSpan(Ground),
    /// What was weighed about others is missing.
    NoFactors,
    /// A factor is empty, too long, or no plain text.
    BadFactor(&'static str),
    /// An opinion names nobody.
    NoOpinionGiver,
    /// The ground needs an opinion.
    NoOpinion(Ground),
    /// The opinions say the opposite of the ground.
    OpinionAgainst(Ground),
    /// There is no opinion of that day on the record, or there are two.
    NoSuchOpinion,
    /// The ground needs a reason in words.
    NoWords(Ground),
    /// The words are too long, or no plain text.
    BadWords,
}

impl fmt::Display for WrongDecision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use crate::records::code::Code;
        match self {
            WrongDecision::OtherItem => f.write_str("it is about another item"),
            WrongDecision::FutureVersion => f.write_str("the item has no such version yet"),
            WrongDecision::GroundOfChoice(choice, ground) => {
                write!(f, "{} is no ground to {}", ground.code(), choice.code())
            }
            WrongDecision::NoGround => f.write_str("to withhold needs a ground"),
            WrongDecision::NoSpans => f.write_str("nothing is taken out: choose disclose, or say what is"),
            WrongDecision::SpansOfChoice(choice) => {
                write!(f, "words are taken out only by redact, not by {}", choice.code())
            }
            WrongDecision::NoSuchField => f.write_str("the item has no such field"),
            WrongDecision::OutsideField => f.write_str("the words to be taken out are not in the field"),
            WrongDecision::GroundOfSpan(ground) => {
                write!(f, "{} is no ground to take words out", ground.code())
            }
            WrongDecision::NoFactors => {
                f.write_str("third-party needs the five factors of DPA 2018 Schedule 2 paragraph 16(3)")
            }
            WrongDecision::BadFactor(name) => {
                write!(f, "the factor {name} is empty, longer than 500 bytes or not plain text")
            }
            WrongDecision::NoOpinionGiver => f.write_str("the opinion does not say whose it is"),
            WrongDecision::NoOpinion(ground) => {
                write!(f, "{} needs the opinion of a health professional", ground.code())
            }
            WrongDecision::OpinionAgainst(ground) => {
                write!(f, "the opinion says the opposite of {}", ground.code())
            }
            WrongDecision::NoSuchOpinion => {
                f.write_str("there is no opinion of that day on the whole record, or there are two")
            }
            WrongDecision::NoWords(ground) => write!(f, "{} needs a reason in words", ground.code()),
            WrongDecision::BadWords => f.write_str("the words are empty, too long or not plain text"),
        }
    }
}

/// The longest factor, in bytes.
const LONGEST_FACTOR: usize = 500;

impl Decision {
    /// Whether it makes sense for the item, with the opinions on the whole record.
    ///
    /// An opinion is not asked for serious harm here: a controller who is a health professional needs none.
    ///
    /// # Errors
    /// With the first thing that is wrong.
    pub fn check(&self, item: &Item, opinions: &[Opinion]) -> Result<(), WrongDecision> {
        if self.item != item.id {
            return Err(WrongDecision::OtherItem);
        }
        if self.version > item.version {
            return Err(WrongDecision::FutureVersion);
        }
        self.check_words()?;
        self.check_ground()?;
        self.check_spans(item)?;
        self.check_factors()?;
        self.check_opinions(opinions)
    }

    /// Every ground that it gives, for the item and for words of it.
    pub fn grounds(&self) -> impl Iterator<Item = Ground> {
        self.ground.into_iter().chain(self.spans.iter().map(|span| span.ground))
    }

    /// The opinions that it rests on: its own, and those on the record that it names.
    pub fn resting_on<'o>(&'o self, opinions: &'o [Opinion]) -> impl Iterator<Item = &'o Opinion> {
        let named = self.opinions.iter().filter_map(|on| Decisions::opinion_of(opinions, *on));
        self.opinion.iter().chain(named)
    }

    fn check_ground(&self) -> Result<(), WrongDecision> {
        match (self.choice, self.ground) {
            (Choice::Withhold, None) => Err(WrongDecision::NoGround),
            (Choice::Withhold, Some(ground)) if ground.keeps_back() => Ok(()),
            // Others in it were thought of, and it is reasonable to disclose.
            (Choice::Disclose | Choice::Redact, None | Some(Ground::ThirdParty)) => Ok(()),
            (Choice::Disclose | Choice::Redact, Some(ground)) if !ground.keeps_back() => Ok(()),
            (choice, Some(ground)) => Err(WrongDecision::GroundOfChoice(choice, ground)),
        }
    }

    fn check_spans(&self, item: &Item) -> Result<(), WrongDecision> {
        match (self.choice, self.spans.is_empty()) {
            (Choice::Redact, true) => return Err(WrongDecision::NoSpans),
            (Choice::Redact, false) | (_, true) => {}
            (choice, false) => return Err(WrongDecision::SpansOfChoice(choice)),
        }
        for span in &self.spans {
            // An older version had other words; the decision is not of use any more, and not wrong for it.
            if self.version == item.version {
                let text = item.text(&span.field).ok_or(WrongDecision::NoSuchField)?;
                if span.end > text.chars().count() {
                    return Err(WrongDecision::OutsideField);
                }
            }
            if span.start >= span.end {
                return Err(WrongDecision::OutsideField);
            }
            if !span.ground.keeps_back() {
                return Err(WrongDecision::GroundOfSpan(span.ground));
            }
        }
        Ok(())
    }

    fn check_factors(&self) -> Result<(), WrongDecision> {
        let Some(factors) = &self.factors else {
            let needed = self.grounds().any(|ground| ground == Ground::ThirdParty);
            return if needed { Err(WrongDecision::NoFactors) } else { Ok(()) };
        };
        for (name, words) in factors.each() {
            if text::field(words).is_err() || words.trim().is_empty() || words.len() > LONGEST_FACTOR {
                return Err(WrongDecision::BadFactor(name));
            }
        }
        Ok(())
    }

    fn check_opinions(&self, opinions: &[Opinion]) -> Result<(), WrongDecision> {
        if self.opinions.iter().any(|on| Decisions::opinion_of(opinions, *on).is_none()) {
            return Err(WrongDecision::NoSuchOpinion);
        }
        if self.resting_on(opinions).any(|opinion| opinion.by_whom.trim().is_empty()) {
            return Err(WrongDecision::NoOpinionGiver);
        }
        let given = |met| self.resting_on(opinions).any(|opinion| opinion.met == met);
        let none = self.resting_on(opinions).next().is_none();
        for ground in self.grounds() {
            match ground {
                Ground::HarmTestNotMet if none => return Err(WrongDecision::NoOpinion(ground)),
                Ground::HarmTestNotMet if !given(false) => return Err(WrongDecision::OpinionAgainst(ground)),
                Ground::SeriousHarm if !none && !given(true) => {
                    return Err(WrongDecision::OpinionAgainst(ground));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn check_words(&self) -> Result<(), WrongDecision> {
        match &self.words {
            None => match self.grounds().find(|ground| ground.needs_words()) {
                Some(ground) => Err(WrongDecision::NoWords(ground)),
                None => Ok(()),
            },
            Some(words) if text::note(words.as_bytes()).is_err() || words.len() > text::LONGEST_FIELD => {
                Err(WrongDecision::BadWords)
            }
            Some(_) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::decision::{Capacity, Factors, Profession, Span};
    use crate::records::item::{Field, ItemKind};
    use crate::records::member::MemberNumber;
    use crate::records::reference::{Reference, Register};

    fn item() -> Item {
        let field =
            |name: &str| Field { name: name.to_owned(), label: String::new(), text: "Siân".to_owned() };
        Item {
            id: "N-000012".parse().expect("an item"),
            client: Reference::new(Register::Client, 7),
            kind: ItemKind::Session,
            title: "a note".to_owned(),
            date: None,
            version: 3,
            health: true,
            fields: vec![field("text"), field("text@1")],
        }
    }

    fn decision(choice: Choice, ground: Option<Ground>, spans: &[(&str, usize, usize, Ground)]) -> Decision {
        let x = || "x".to_owned();
        let span = |&(field, start, end, ground): &(&str, usize, usize, Ground)| Span {
            field: field.to_owned(),
            start,
            end,
            ground,
        };
        Decision {
            item: item().id,
            version: 3,
            choice,
            ground,
            factors: Some(Factors {
                information: x(),
                confidentiality: x(),
                consent_sought: x(),
                capable: x(),
                refused: x(),
            }),
            opinion: Some(Opinion {
                by_whom: "Dr A. Sample".to_owned(),
                capacity: Capacity::MostSuitable,
                profession: Profession::Hcpc,
                on: "2026-11-01".parse().expect("a date"),
                met: false,
            }),
            opinions: Vec::new(),
            spans: spans.iter().map(span).collect(),
            words: Some("because".to_owned()),
            by: MemberNumber(1),
            at: "2026-11-22T10:00:00Z".to_owned(),
        }
    }

    #[test]
    fn a_decision_says_what_is_wrong_with_it() {
        use Choice::{Disclose, Redact, Withhold};
        use Ground::{Court, KnownToSubject, SeriousHarm, ThirdParty};
        let name = ("text", 0, 4, ThirdParty);
        for (decision, expected) in [
            (decision(Redact, Some(KnownToSubject), &[name, ("text@1", 3, 4, Court)]), Ok(())),
            (decision(Withhold, None, &[]), Err(WrongDecision::NoGround)),
            (decision(Redact, None, &[]), Err(WrongDecision::NoSpans)),
            (decision(Disclose, None, &[name]), Err(WrongDecision::SpansOfChoice(Disclose))),
            (decision(Disclose, Some(Court), &[]), Err(WrongDecision::GroundOfChoice(Disclose, Court))),
            (
                decision(Withhold, Some(KnownToSubject), &[]),
                Err(WrongDecision::GroundOfChoice(Withhold, KnownToSubject)),
            ),
            (decision(Redact, None, &[("other", 0, 1, Court)]), Err(WrongDecision::NoSuchField)),
            (decision(Redact, None, &[("text", 0, 5, Court)]), Err(WrongDecision::OutsideField)),
            (decision(Redact, None, &[("text", 2, 2, Court)]), Err(WrongDecision::OutsideField)),
            (
                decision(Redact, None, &[("text", 0, 1, KnownToSubject)]),
                Err(WrongDecision::GroundOfSpan(KnownToSubject)),
            ),
            (decision(Withhold, Some(SeriousHarm), &[]), Err(WrongDecision::OpinionAgainst(SeriousHarm))),
        ] {
            assert_eq!(decision.check(&item(), &[]), expected);
        }
        let good = || decision(Redact, None, &[name, ("text", 0, 1, Court)]);
        let mut bad = good();
        bad.item = "N-000013".parse().expect("an item");
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::OtherItem));
        let bad = Decision { version: 4, ..good() };
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::FutureVersion));
        let bad = Decision { factors: None, ..good() };
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::NoFactors));
        let mut bad = good();
        bad.factors.as_mut().expect("factors").refused = " ".to_owned();
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::BadFactor("refused")));
        let bad = Decision { words: None, ..good() };
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::NoWords(Court)));
        let bad = Decision { words: Some("\u{1b}[2J".to_owned()), ..good() };
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::BadWords));
        let bad = Decision { opinions: vec!["2026-11-01".parse().expect("a date")], ..good() };
        assert_eq!(bad.check(&item(), &[]), Err(WrongDecision::NoSuchOpinion));
    }

    #[test]
    fn a_decision_reads_back_as_it_was_sealed() {
        let made =
            decision(Choice::Redact, Some(Ground::KnownToSubject), &[("text", 0, 4, Ground::ThirdParty)]);
        let json = serde_json::to_string(&made).expect("writes");
        assert!(
            json.contains(r#""item":"N-000012","version":3,"choice":"redact","ground":"known-to-subject""#),
            "{json}"
        );
        assert!(serde_json::from_str::<Decision>(&json).expect("reads") == made);
        let decisions =
            Decisions { opinions: Vec::new(), decided: vec![made.clone(), Decision { version: 2, ..made }] };
        assert_eq!(decisions.about(item().id).map(|last| last.version), Some(2));
    }
}
