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

/// What is sealed about a hold, under the practice's own key: it outlives the client.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
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
    /// On whom.
    pub handle: Handle,
    /// Where it stands.
    pub state: HoldState,
    /// The day on which somebody looks whether it is still needed.
    pub review_on: NaiveDate,
}
