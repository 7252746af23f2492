//! What waits to be done, and by when: one line for each, whatever it comes from. References only, never a name.

use chrono::NaiveDate;
use serde::Serialize;

use super::code::codes;

codes! {
    /// What a line is about.
    Topic {
        /// A rights request waits for an answer.
        Request = "request",
        /// A complaint waits for an acknowledgement, or an outcome.
        Complaint = "complaint",
        /// A breach waits for a report, a word to people, or its end.
        Breach = "breach",
        /// Records may go by the schedule, and a person decides.
        Retention = "retention",
        /// What needs no review may go: contact details, process records, the trash.
        Housekeeping = "housekeeping",
        /// A hold is to be looked at again.
        Hold = "hold",
        /// An opinion about serious harm lapses.
        Opinion = "opinion",
        /// An erasure is decided and not finished, or the epoch has to move on.
        Erasure = "erasure",
        /// A recovery kit is missing, unread or stale.
        Kit = "kit",
        /// A backup is missing or old.
        Backup = "backup",
        /// A restore has not been tried for long.
        Drill = "drill",
        /// A clinical will was not read back, is old, or was not tried for long.
        Will = "will",
        /// A job that runs without a person ran before, and does no more.
        Job = "job",
        /// The fee to the Commissioner.
        Fee = "fee",
        /// A session is open: whoever runs programs as this user opens the vault with it.
        Session = "session",
        /// Restricted records were read all the same, the glass was broken, or somebody could not open the vault.
        Access = "access",
        /// Who may open what is to be looked through, or what somebody may open in an emergency.
        Member = "member",
        /// The vault itself: damage, an older copy, the clock.
        Vault = "vault",
    }
}

codes! {
    /// How pressing it is; the most pressing first.
    Urgency {
        /// Its day is over.
        Overdue = "overdue",
        /// Its day is today, or it has none and waits for somebody.
        Due = "due",
        /// Its day comes within a week, or it has none and should not wait for long.
        Soon = "soon",
        /// Its day comes later, or it has none and nothing presses.
        Later = "later",
        /// As it should be.
        Fine = "fine",
    }
}

/// A report to the Commissioner, in the words that a calendar knows it by: its last day ends at an hour.
pub const REPORT_DUE: &str = "report due";

/// One line. Its form as JSON is relied on by programs: every field is always there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is about.
    pub topic: Topic,
    /// Which, where it has a reference: `R-0001`.
    pub reference: Option<super::reference::Reference>,
    /// How pressing it is.
    pub urgency: Urgency,
    /// By which day; nothing where there is none.
    pub due: Option<NaiveDate>,
    /// How it stands, in words.
    pub what: String,
    /// The same in two words that never change, for a calendar, which knows the line by them.
    #[serde(skip)]
    pub brief: &'static str,
    /// What to type next; empty where nothing is to be done.
    pub hint: String,
}
