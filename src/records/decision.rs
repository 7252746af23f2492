//! What a person decided about an item of a subject-access pack, and why, as it is sealed with the request.

mod check;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::item::ItemId;
use super::member::MemberNumber;

pub use check::WrongDecision;

codes! {
    /// What becomes of an item.
    Choice {
        /// It goes out whole.
        Disclose = "disclose",
        /// It goes out with words taken out of it.
        Redact = "redact",
        /// It does not go out.
        Withhold = "withhold",
    }
}

codes! {
    /// Why.
    Ground {
        /// It is about somebody else too, and it is not reasonable to disclose that without their consent.
        ThirdParty = "third-party",
        /// It would be likely to cause serious harm to somebody's health.
        SeriousHarm = "serious-harm",
        /// It is advice of a lawyer, or was made for proceedings.
        LegalPrivilege = "legal-privilege",
        /// A parent or a deputy asks, and the person did not want them to know it.
        NotForParent = "not-for-parent",
        /// The person has seen it, or knows it.
        KnownToSubject = "known-to-subject",
        /// A health professional gave the opinion that it would not cause serious harm.
        HarmTestNotMet = "harm-test-not-met",
        /// The controller is a health professional and judged the same.
        OwnJudgement = "own-judgement",
        /// It would be likely to prejudice the prevention or detection of crime.
        Crime = "crime",
        /// Court proceedings, a rule of court, or evidence given to a court.
        Court = "court",
        /// What the practice intends in negotiations with the person.
        Negotiations = "negotiations",
        /// A reference given in confidence.
        ConfidentialReference = "confidential-reference",
        /// It would show that the practice committed an offence.
        SelfIncrimination = "self-incrimination",
    }
}

impl Ground {
    /// Whether words may be kept back for it. The others answer the question of serious harm: they let an item go.
    #[must_use]
    pub const fn keeps_back(self) -> bool {
        !matches!(self, Ground::KnownToSubject | Ground::HarmTestNotMet | Ground::OwnJudgement)
    }

    /// Whether it says nothing without a reason in words. Of the others, the factors or the opinion are the reason.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        use Ground::{ConfidentialReference, Court, Crime, Negotiations, NotForParent, SelfIncrimination};
        matches!(
            self,
            NotForParent | Crime | Court | Negotiations | ConfidentialReference | SelfIncrimination
        )
    }

    /// What whoever reads the pack is told. It says no more than the ground.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Ground::ThirdParty => "third party",
            Ground::SeriousHarm => "serious harm",
            Ground::LegalPrivilege => "legal privilege",
            Ground::NotForParent => "not for a parent",
            Ground::KnownToSubject => "known to the person",
            Ground::HarmTestNotMet => "serious harm test not met",
            Ground::OwnJudgement => "health professional's own judgement",
            Ground::Crime => "crime",
            Ground::Court => "court",
            Ground::Negotiations => "negotiations",
            Ground::ConfidentialReference => "confidential reference",
            Ground::SelfIncrimination => "self-incrimination",
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Ground::ThirdParty => "DPA 2018 Schedule 2 paragraph 16",
            Ground::SeriousHarm => "DPA 2018 Schedule 3 paragraph 5",
            Ground::LegalPrivilege => "DPA 2018 Schedule 2 paragraph 19",
            Ground::NotForParent => "DPA 2018 Schedule 3 paragraph 4",
            Ground::KnownToSubject => "DPA 2018 Schedule 3 paragraph 6(2)",
            Ground::HarmTestNotMet => "DPA 2018 Schedule 3 paragraph 6(1)",
            Ground::OwnJudgement => "DPA 2018 Schedule 3 paragraphs 2(2) and 5",
            Ground::Crime => "DPA 2018 Schedule 2 paragraph 2",
            Ground::Court => "DPA 2018 Schedule 2 paragraph 5; Schedule 3 paragraph 3",
            Ground::Negotiations => "DPA 2018 Schedule 2 paragraph 23",
            Ground::ConfidentialReference => "DPA 2018 Schedule 2 paragraph 24",
            Ground::SelfIncrimination => "DPA 2018 Schedule 2 paragraph 20",
        }
    }
}

/// What was weighed about somebody else in an item: DPA 2018 Schedule 2 paragraph 16(3)(a) to (e), in short words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factors {
    /// (a) the type of information
    pub information: String,
    /// (b) a duty of confidentiality owed to them
    pub confidentiality: String,
    /// (c) the steps taken to seek their consent
    pub consent_sought: String,
    /// (d) whether they are capable of giving it
    pub capable: String,
    /// (e) whether they refused it
    pub refused: String,
}

impl Factors {
    /// The five with their names, in the order of the Act.
    #[must_use]
    pub fn each(&self) -> [(&'static str, &str); 5] {
        [
            ("information", &self.information),
            ("confidentiality", &self.confidentiality),
            ("consent_sought", &self.consent_sought),
            ("capable", &self.capable),
            ("refused", &self.refused),
        ]
    }
}

codes! {
    /// Who is a health professional: DPA 2018 section 204(1).
    Profession {
        /// (a) a registered medical practitioner
        Doctor = "doctor",
        /// (b) a registered nurse or midwife
        Nurse = "nurse",
        /// (c) a dentist
        Dentist = "dentist",
        /// (d) a dispensing optician or an optometrist
        Optician = "optician",
        /// (e) an osteopath
        Osteopath = "osteopath",
        /// (f) a chiropractor
        Chiropractor = "chiropractor",
        /// (g) registered with the HCPC: practitioner psychologists, arts therapists, occupational therapists and others
        Hcpc = "hcpc",
        /// (h) a pharmacist or a pharmacy technician
        Pharmacist = "pharmacist",
        /// (i) a child psychotherapist
        ChildPsychotherapist = "child-psychotherapist",
        /// (j) a scientist at the head of a department of a health service body
        Scientist = "scientist",
    }
}

codes! {
    /// Why that one is the appropriate one: DPA 2018 Schedule 3 paragraph 2(1).
    Capacity {
        /// (a) responsible for the person's care, now or last, in what the data are about
        Responsible = "responsible",
        /// (b) of several who are, the most suitable
        MostSuitable = "most-suitable",
        /// (c) there is none: one with the experience and the qualifications
        Experienced = "experienced",
    }
}

/// What a health professional said to the question whether disclosure would be likely to cause serious harm.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// Who.
    pub by_whom: String,
    /// Why they are the one to ask.
    pub capacity: Capacity,
    /// What they are.
    pub profession: Profession,
    /// The day it was obtained.
    pub on: NaiveDate,
    /// Whether the test is met: serious harm is likely.
    pub met: bool,
}

/// Words that are taken out of a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The field's name.
    pub field: String,
    /// The first character, from 0. Characters are Unicode scalar values.
    pub start: usize,
    /// The first character after it.
    pub end: usize,
    /// Why.
    pub ground: Ground,
}

/// What was decided about an item.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which.
    pub item: ItemId,
    /// The version of it that was looked at.
    pub version: u32,
    /// What becomes of it.
    pub choice: Choice,
    /// Why; of a redaction, why the rest goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// What was weighed about others in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Factors>,
    /// An opinion on this item alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Opinion>,
    /// The opinions on the whole record that it rests on, by their days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<NaiveDate>,
    /// What is taken out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// The reason in words. They are the practice's, and not shown to whoever asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who decided.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// All that was decided about the pack of a request.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    /// Opinions on the whole record, one a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Opinion>,
    /// What was decided: the last about each item.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<Decision>,
}

impl Decisions {
    /// What counts for an item.
    #[must_use]
    pub fn about(&self, item: ItemId) -> Option<&Decision> {
        self.decided.iter().rev().find(|decision| decision.item == item)
    }

    /// Takes over new decisions; each takes the place of the one before it about the same item.
    pub fn take(&mut self, new: Vec<Decision>) {
        self.decided.retain(|before| !new.iter().any(|decision| decision.item == before.item));
        self.decided.extend(new);
    }

    /// The opinion of a day. Where there are two, neither: nobody can say which was meant.
    #[must_use]
    pub fn opinion_of(opinions: &[Opinion], on: NaiveDate) -> Option<&Opinion> {
        let mut of_that_day = opinions.iter().filter(|opinion| opinion.on == on);
        match (of_that_day.next(), of_that_day.next()) {
            (Some(opinion), None) => Some(opinion),
            _ => None,
        }
    }
}
