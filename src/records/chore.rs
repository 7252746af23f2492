//! A chore: what housekeeping may do without a person and without a key.

use super::code::codes;
use super::reference::Reference;

codes! {
    /// What goes.
    ChoreKind {
        /// Contact details whose month has come: their key.
        Contact = "contact",
        /// A process note, a supervision note or a raw recording whose month has come: its key.
        Process = "process",
        /// A note whose time in the trash is over: its rows; its key, where it has one of its own.
        Trash = "trash",
        /// Former versions whose time is over: their rows.
        Revisions = "revisions",
        /// A backup whose time is over: its file.
        Backup = "backup",
        /// Entries of the audit log whose time is over: their rows; their leaves stay.
        Log = "log",
    }
}

/// One thing that may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chore {
    /// What.
    pub kind: ChoreKind,
    /// Which: a note, a file, a client, a backup; nothing of the audit log, of which there is one.
    pub what: Option<Reference>,
    /// How many keys, rows or files go.
    pub count: u64,
    /// Whether a hold or an open matter keeps it.
    pub held: bool,
}
