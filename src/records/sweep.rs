//! A sweep: a plan of what may go by the schedule, a person's decision about each line, and what became of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::certificate::{Counted, Kept};
use super::code::codes;
use super::id::Handle;
use super::member::MemberNumber;
use super::reference::Reference;
use super::schedule::{Class, Disposal};

codes! {
    /// What a person decided about a record that may go.
    Decision {
        /// It is destroyed.
        Destroy = "destroy",
        /// It is kept, until a day.
        Keep = "keep",
        /// It is handed over to somebody else, and kept until that is done.
        Transfer = "transfer",
    }
}

codes! {
    /// Why.
    Reason {
        /// The period has ended, and nothing speaks for keeping it.
        PeriodEnded = "period-ended",
        /// A claim or a complaint is likely.
        Claim = "claim",
        /// The insurer asks for it.
        Insurer = "insurer",
        /// Somebody may be at risk.
        Safeguarding = "safeguarding",
        /// The client asked for it.
        ClientAsked = "client-asked",
        /// The client is expected back.
        MayReturn = "may-return",
        /// Another practitioner or service takes over.
        Handover = "handover",
        /// In words of their own, which are sealed.
        Other = "other",
    }
}

codes! {
    /// Why a record that may go by the schedule is not proposed.
    Because {
        /// A hold stands.
        Held = "held",
        /// Its processing is restricted.
        Restricted = "restricted",
        /// A request is open.
        OpenRequest = "open-request",
        /// A complaint is open.
        OpenComplaint = "open-complaint",
        /// A breach that affects it is open.
        OpenBreach = "open-breach",
        /// A fact is missing.
        CannotCompute = "cannot-compute",
        /// A rule of the schedule keeps it, or its day has not come.
        Schedule = "schedule",
    }
}

codes! {
    /// Where a reviewed plan stands, in the clear.
    SweepState {
        /// It was reviewed and signed.
        Reviewed = "reviewed",
        /// The same plan was reviewed again, before it was applied.
        Superseded = "superseded",
        /// What was to be destroyed is decided to go, or gone.
        Applied = "applied",
    }
}

/// The clear side of a reviewed plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SweepRow {
    /// Its reference.
    pub reference: Reference,
    /// The day it was reviewed, ISO.
    pub made: String,
    /// Where it stands.
    pub state: SweepState,
    /// SHA-256 of the text that was signed.
    pub plan: [u8; 32],
}

/// A decision to spare a record, as it stands with the client's dates.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spared {
    /// Keep or transfer.
    pub decision: Decision,
    /// Until when, for keep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
    /// In words, for `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// By which review.
    pub sweep: Reference,
    /// Who decided.
    pub by: MemberNumber,
    /// On which day.
    pub on: NaiveDate,
}

/// What is sealed about a reviewed plan, under the practice's own key: the rules and the days that the plan itself
/// does not name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Who decided.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who looked at it as well and agreed, as the reviewer says: no signature of theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconded_by: Option<String>,
    /// As of which day the plan was made.
    pub as_of: NaiveDate,
    /// SHA-256 of the schedule, hexadecimal.
    pub schedule: String,
    /// What was decided.
    pub lines: Vec<ReviewedLine>,
    /// Of what goes and is to be anonymised, by year of the last contact: how many clients, how many notes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub anonymised: BTreeMap<i32, Remainder>,
}

/// Counts that are about nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remainder {
    /// Clients.
    pub clients: u64,
    /// Notes.
    pub notes: u64,
}

/// One decision, with what it rested on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewedLine {
    /// Whose record; of an invoice or an entry of a register its own.
    pub handle: Handle,
    /// Which invoice, draft, request, complaint or breach, where it is not the client's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Reference>,
    /// What.
    pub decision: Decision,
    /// Until when, for keep. Of a client it stands with the dates as well; of the others here alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
    /// In words, for `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// As what the schedule looked at it.
    pub class: Class,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The day from which its period ran.
    pub trigger: Option<NaiveDate>,
    /// From when on it might go.
    pub eligible_from: Option<NaiveDate>,
    /// What the rule asks for.
    pub action: Disposal,
    /// What is destroyed, for destroy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destroyed: Vec<Counted>,
    /// What stays all the same, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
}
