//! A retention schedule: which rules a practice has given itself, each with its source. Plain data; what follows from
//! it for a record is computed in `rules::retention`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// What a rule is about.
    Class {
        /// An adult's record.
        Adult = "adult",
        /// The record of somebody who was under 18 when work ended.
        Child = "child",
        /// Mental health care on behalf of the NHS.
        NhsMentalHealth = "nhs-mental-health",
        /// The record of somebody who has died: takes the place of the rules above.
        Deceased = "deceased",
        /// Somebody who asked and never came.
        Enquiry = "enquiry",
        /// A safeguarding concern is on record.
        Safeguarding = "safeguarding",
        /// Contact details.
        Contact = "contact",
        /// Process notes.
        ProcessNotes = "process-notes",
        /// Supervision notes.
        Supervision = "supervision",
        /// Raw recordings of sessions.
        Recording = "recording",
        /// Invoices and receipts.
        Invoice = "invoice",
        /// Complaints.
        Complaint = "complaint",
        /// Rights requests.
        Request = "request",
        /// Breaches.
        Breach = "breach",
        /// Notes that were never signed.
        Drafts = "drafts",
        /// Notes that were thrown away.
        Trash = "trash",
        /// Former versions of notes and of details.
        NoteRevisions = "note-revisions",
        /// The audit log.
        Audit = "audit",
    }
}

codes! {
    /// The day from which a period runs.
    Trigger {
        /// The later of the last contact, the ending, and the last time work began again.
        LastContact = "last-contact",
        /// The end of the work: the ending, or the death.
        EndOfWork = "end-of-work",
        /// A birthday.
        Birth = "birth",
        /// The day of death.
        Death = "death",
        /// The day something was written, made or received.
        Written = "written",
        /// The day a matter was closed.
        Closed = "closed",
        /// The 31 January after the end of the tax year.
        TaxReturn = "tax-return",
        /// The day something was thrown away.
        Trashed = "trashed",
        /// The day a later version took its place.
        Superseded = "superseded",
    }
}

codes! {
    /// What is done when the time has come.
    Disposal {
        /// A person decides.
        Review = "review",
        /// It is destroyed; a clinical record only after a person has looked.
        Erase = "erase",
        /// As `erase`, and counts and years are kept that are about nobody.
        Anonymise = "anonymise",
        /// It is never destroyed by this rule, nor by a shorter one.
        Keep = "keep",
    }
}

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Period {
    /// So many days, 0 to 36,500.
    Days(u32),
    /// So many months, 1 to 1,200.
    Months(u32),
    /// So many years, 1 to 100.
    Years(u32),
    /// Until a birthday; until another one for whoever was 17 when work ended.
    Birthday {
        /// Whose, in years.
        age: u32,
        /// For whoever was 17 then.
        if_17: u32,
    },
    /// For ever: of a rule that keeps.
    Always,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What it is called: no two of a schedule have one name.
    pub name: String,
    /// What it is about.
    pub class: Class,
    /// From when.
    pub trigger: Trigger,
    /// How long.
    pub period: Period,
    /// And then.
    pub action: Disposal,
    /// Where it comes from, in words.
    pub source: String,
    /// The date of the source.
    pub dated: NaiveDate,
}

/// The rules of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// What the schedule is called.
    pub name: String,
    /// Records go in this month only, 1 to 12: the first day of the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_month: Option<u32>,
    /// In the order of the file.
    pub rules: Vec<Rule>,
}

impl Schedule {
    /// The rules about a class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.class == class)
    }
}
