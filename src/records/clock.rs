//! A clock that runs, in the clear: what can be said of it while the vault is locked.

use chrono::NaiveDate;

use super::code::codes;
use super::reference::Reference;

codes! {
    /// What is due.
    ClockKind {
        /// The answer to a request.
        Answer = "answer",
        /// The acknowledgement of a complaint.
        Acknowledge = "acknowledge",
        /// The outcome of a complaint: without undue delay, on no certain day.
        Outcome = "outcome",
        /// The report of a breach to the Commissioner.
        Notify = "notify",
        /// The word to people whom a breach puts at a high risk: without undue delay, on no certain day.
        Tell = "tell",
    }
}

codes! {
    /// Where the clock stands. That it is late follows from its day.
    ClockState {
        /// Something is waited for: it has not begun.
        NotStarted = "not-started",
        /// It runs.
        Running = "running",
        /// It stands still.
        Paused = "paused",
        /// It runs longer.
        Extended = "extended",
    }
}

/// A clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRow {
    /// Of which request, complaint or breach.
    pub reference: Reference,
    /// What is due.
    pub kind: ClockKind,
    /// On which day; nothing while that cannot be said.
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: ClockState,
}
