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
