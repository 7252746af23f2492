//! A client: four sealed records under the client's own keys, so that each can be opened, and can go, by itself.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::Handle;
use super::nhs_number::NhsNumber;
use super::reference::Reference;
use super::restriction::Restrictions;

codes! {
    /// Who a client is.
    ClientKind {
        /// One person.
        Individual = "individual",
        /// Two people seen together, who may also be clients themselves.
        Couple = "couple",
        /// More than two.
        Group = "group",
    }
}

codes! {
    /// What the retention rules ask about a client.
    Tag {
        /// Treated on behalf of the NHS.
        Nhs = "nhs",
        /// A safeguarding concern is on record.
        Safeguarding = "safeguarding",
        /// Asked, and never came.
        Enquiry = "enquiry",
    }
}

codes! {
    /// Lawful basis, UK GDPR Article 6(1).
    Basis {
        /// (b) performance of a contract.
        Contract = "contract",
        /// (f) legitimate interests.
        LegitimateInterests = "legitimate-interests",
        /// (ea) recognised legitimate interests, Annex 1.
        RecognisedInterests = "recognised-interests",
        /// (c) legal obligation.
        LegalObligation = "legal-obligation",
        /// (e) public task.
        PublicTask = "public-task",
        /// (d) vital interests.
        VitalInterests = "vital-interests",
        /// (a) consent.
        Consent = "consent",
    }
}

codes! {
    /// Condition for special category data, UK GDPR Article 9(2).
    Condition {
        /// (h) health or social care, with DPA 2018 Schedule 1 paragraph 2.
        HealthCare = "health-care",
        /// (a) explicit consent.
        ExplicitConsent = "explicit-consent",
        /// (f) legal claims.
        LegalClaims = "legal-claims",
        /// (c) vital interests.
        VitalInterests = "vital-interests",
        /// (g) substantial public interest, with DPA 2018 Schedule 1 part 2.
        PublicInterest = "public-interest",
    }
}

codes! {
    /// Where a client stands.
    Status {
        /// Work goes on.
        Active = "active",
        /// Work has ended.
        Ended = "ended",
        /// The client has died.
        Died = "died",
        /// The client's keys are destroyed.
        Erased = "erased",
    }
}

/// Sealed in compartment `person`: who the client is and why the practice may keep it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// One person, a couple or a group.
    pub kind: ClientKind,
    /// The members of a couple or group that are clients themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Handle>,
    /// What the client wants to be called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_as: Option<String>,
    /// Pronouns, in the client's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pronouns: Option<String>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
    /// NHS number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nhs_number: Option<NhsNumber>,
    /// Parent or guardian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<String>,
    /// Who sent the client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
    /// Lawful basis, Article 6.
    pub basis: Basis,
    /// Condition, Article 9.
    pub condition: Condition,
    /// What the retention rules ask about.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<Tag>,
    /// The client's number in the system it was imported from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Sealed in compartment `contact`: how to reach the client.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Postal address, on one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whom to call: name, relation, number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_contact: Option<String>,
    /// Insurer or other payer, with policy and authorisation number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurer: Option<String>,
}

/// Sealed in compartment `clinical`: what a clinician must see at once.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clinical {
    /// General practitioner or surgery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gp: Option<String>,
    /// Risks and alerts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<String>,
    /// Current medication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub medications: Vec<String>,
    /// Allergies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allergies: Vec<String>,
}

/// Sealed in compartment `person`: the dates that the retention rules count from. Replaced when one of
/// them moves; the turns of the client's status are kept in `history`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// The day of the first contact.
    pub first_contact: NaiveDate,
    /// The day of the last one that counts (see `rules::last_contact`).
    pub last_contact: NaiveDate,
    /// The day work ended, while it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<NaiveDate>,
    /// The day of death.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died: Option<NaiveDate>,
    /// What a review of the record decided last, while it was not destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<super::sweep::Spared>,
    /// The couples and groups that the client is a member of: what they may do depends on the client's dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Handle>,
    /// That processing is or was restricted, and when the record was read all the same.
    #[serde(default, skip_serializing_if = "Restrictions::is_empty")]
    pub restrictions: Restrictions,
    /// The client's own statements about the record, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<Statement>,
    /// Every ending, reopening and death as it was recorded, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Turn>,
}

/// A statement of the client's about the record, or their disagreement with it: UK GDPR Article 16.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The note that holds it.
    pub note: Reference,
    /// The request by which it was added.
    pub request: Reference,
}

/// One turn in a client's status.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// The status from then on.
    pub to: Status,
    /// The day it happened.
    pub on: NaiveDate,
    /// When it was recorded, RFC 3339 in UTC.
    pub recorded: String,
}

impl Dates {
    /// Where the client stands by these dates.
    #[must_use]
    pub fn status(&self) -> Status {
        match (self.died, self.ended) {
            (Some(_), _) => Status::Died,
            (None, Some(_)) => Status::Ended,
            (None, None) => Status::Active,
        }
    }
}

/// All that is sealed about a client but notes and files.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    /// Who they are.
    pub person: Person,
    /// How to reach them.
    pub contact: Contact,
    /// What a clinician must see.
    pub clinical: Clinical,
    /// The dates that rules count from.
    pub dates: Dates,
}
