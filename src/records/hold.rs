//! A hold: a reason for which a client's record must not be destroyed, whatever else says that it may.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::Handle;
use super::member::MemberNumber;
use super::reference::Reference;

codes! {
    /// Where a hold stands, in the clear.
    HoldState {
        /// Nothing of the client may be destroyed.
        Active = "active",
        /// It was lifted.
        Lifted = "lifted",
    }
}

codes! {
    /// What a hold is for.
    HoldKind {
        /// A public inquiry: to destroy what is relevant to one is an offence (Inquiries Act 2005 section 35).
        Inquiry = "inquiry",
        /// A legal claim, begun or likely.
        Claim = "claim",
        /// A complaint, to the practice, a professional body or the ICO.
        Complaint = "complaint",
        /// A request of the police or of a court.
        Police = "police",
        /// Another reason.
        Other = "other",
    }
}

codes! {
    /// Whose records a hold on a class covers.
    Covered {
        /// Everybody's.
        All = "all",
        /// Of whoever was under 18 at the first contact, or whose date of birth is not known.
        Child = "child",
        /// Treated on behalf of the NHS.
        Nhs = "nhs",
        /// With a safeguarding concern.
        Safeguarding = "safeguarding",
        /// Of whoever asked and never came.
        Enquiry = "enquiry",
        /// Of whoever has died.
        Deceased = "deceased",
    }
}

/// A class of clients: those that are there, and those that come to belong to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Who.
    pub class: Covered,
    /// Only whoever was in contact on this day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Only whoever was in contact on this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
}

/// What is sealed about a hold, under the practice's own key: it outlives the client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// What for.
    #[serde(default = "other")]
    pub kind: HoldKind,
    /// On a class of clients; otherwise on the one that the clear side names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Why.
    pub reason: String,
    /// Who placed it.
    pub by: MemberNumber,
    /// Who looks whether it is still needed, when that is somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// When it was placed, RFC 3339 in UTC.
    pub placed: String,
    /// When it was lifted, and by whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<Lifted>,
}

const fn other() -> HoldKind {
    HoldKind::Other
}

/// The end of a hold.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifted {
    /// Who.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// The clear side of a hold: what jobs without a key act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldRow {
    /// Which one.
    pub reference: Reference,
    /// On whom; the practice's own handle for a hold on a class.
    pub handle: Handle,
    /// Where it stands.
    pub state: HoldState,
    /// The day on which somebody looks whether it is still needed.
    pub review_on: NaiveDate,
}
