//! A note: what was written about one contact with a client, or about one's own thinking.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::compartment::Compartment;
use super::member::MemberNumber;

codes! {
    /// What a note is.
    NoteKind {
        /// A session.
        Session = "session",
        /// An assessment.
        Assessment = "assessment",
        /// An intake interview or form.
        Intake = "intake",
        /// An agreement with the client.
        Contract = "contract",
        /// A letter, a message, a call.
        Correspondence = "correspondence",
        /// The practitioner's own reflection, with a key of its own.
        Process = "process",
        /// About the client, for or from supervision, with a key of its own.
        Supervision = "supervision",
    }
}

impl NoteKind {
    /// Where a note of this kind is sealed.
    #[must_use]
    pub const fn compartment(self) -> Compartment {
        match self {
            NoteKind::Process | NoteKind::Supervision => Compartment::Process,
            _ => Compartment::Clinical,
        }
    }
}

codes! {
    /// Whether the client came.
    Attendance {
        /// The session took place.
        Attended = "attended",
        /// The client did not come.
        Missed = "missed",
        /// Cancelled too late to be free of charge.
        LateCancel = "late-cancel",
        /// Cancelled in time.
        Cancelled = "cancelled",
    }
}

codes! {
    /// How client and practitioner met.
    Modality {
        /// In one room.
        InPerson = "in-person",
        /// By video.
        Video = "video",
        /// By telephone.
        Phone = "phone",
        /// In writing, live.
        Text = "text",
        /// Outdoors, at the client's home, elsewhere.
        Other = "other",
    }
}

codes! {
    /// Why a signed note was amended.
    AmendReason {
        /// Something was wrong.
        Correction = "correction",
        /// Something was missing.
        Addition = "addition",
        /// Written after the event, later than usual.
        LateEntry = "late-entry",
        /// The client's own statement is added.
        ClientStatement = "client-statement",
    }
}

/// Who signed a note, and when.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The member.
    pub by: MemberNumber,
    /// The instant, RFC 3339 in UTC.
    pub at: String,
}

/// The sealed body of a note: one whole version of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What it is.
    pub kind: NoteKind,
    /// The day it is about.
    pub date: NaiveDate,
    /// The whole text of this version.
    pub text: String,
    /// Sessions only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance: Option<Attendance>,
    /// How client and practitioner met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modality: Option<Modality>,
    /// Length in minutes, 1 to 1,440.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Missing on a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// Why this version took the place of the one before; missing on the first, unless it is the client's own statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<AmendReason>,
    /// When this version was written, RFC 3339 in UTC.
    pub written: String,
    /// For an imported note, what tells it from the other rows of the file: SHA-256, so that importing the
    /// file again adds nothing twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Note {
    /// Whether the client was there: missing attendance means that nothing else was said, so they were.
    #[must_use]
    pub fn attended(&self) -> bool {
        self.attendance.is_none_or(|a| a == Attendance::Attended)
    }
}
