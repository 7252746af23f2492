//! Restriction of processing (UK GDPR Article 18): the record is stored, and read on few grounds only.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::member::MemberNumber;
use super::reference::Reference;

codes! {
    /// Why processing is restricted: Article 18(1).
    RestrictionGround {
        /// (a) the accuracy is contested, and is being verified.
        Accuracy = "accuracy",
        /// (b) the processing is unlawful, and the person does not want erasure.
        Unlawful = "unlawful",
        /// (c) the practice needs the record no more, and the person needs it for legal claims.
        LegalClaims = "legal-claims",
        /// (d) the person objects, and whose grounds outweigh is being looked at.
        Objection = "objection",
    }
}

codes! {
    /// Why a restricted record is read all the same: Article 18(2).
    OverrideReason {
        /// With the person's consent; a request of their own is one.
        Consent = "consent",
        /// For legal claims.
        LegalClaims = "legal-claims",
        /// To protect the rights of another person.
        OthersRights = "others-rights",
        /// For reasons of important public interest.
        PublicInterest = "public-interest",
        /// Storage itself: to check that what is stored is whole.
        Storage = "storage",
    }
}

/// A restriction, as it stands among the client's dates.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// The request by which it was made.
    pub request: Reference,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<RestrictionGround>,
    /// From which day on.
    pub on: NaiveDate,
    /// Who recorded it.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub recorded: String,
    /// Its end, when it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<RestrictionEnd>,
}

/// The end of a restriction.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestrictionEnd {
    /// The day on which the person was told that it ends: Article 18(3).
    pub told: NaiveDate,
    /// Who recorded it.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC: it ended then.
    pub recorded: String,
}

/// That a restricted record was read all the same.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overridden {
    /// On which ground.
    pub reason: OverrideReason,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Who.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// All that was recorded about the restriction of a client's record, oldest first.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restrictions {
    /// Those that stand, and those that ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<Restriction>,
    /// Whenever the record was read all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<Overridden>,
}

impl Restrictions {
    /// Whether nothing was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_empty() && self.overridden.is_empty()
    }

    /// The restrictions that stand.
    pub fn standing(&self) -> impl Iterator<Item = &Restriction> {
        self.made.iter().filter(|made| made.ended.is_none())
    }
}
