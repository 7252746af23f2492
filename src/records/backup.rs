//! What the register says of backups. All of it is in the clear: backups are made by jobs that hold no key.

use super::code::codes;
use super::reference::Reference;

codes! {
    /// Where a backup stands.
    BackupState {
        /// It is being written, or was when the program was stopped: it may be there.
        Unfinished = "unfinished",
        /// It was written and read back.
        Kept = "kept",
        /// It could not be written, and what was begun was removed.
        Failed = "failed",
        /// It was not in its place when somebody looked. It may lie elsewhere.
        Missing = "missing",
        /// It was deleted because its time had come.
        Pruned = "pruned",
        /// It belongs to the vault that this one was restored beside; it is that one's to let go.
        Elsewhere = "elsewhere",
    }
}

impl BackupState {
    /// Whether such a backup may exist somewhere.
    #[must_use]
    pub const fn may_exist(self) -> bool {
        matches!(
            self,
            BackupState::Unfinished | BackupState::Kept | BackupState::Missing | BackupState::Elsewhere
        )
    }
}

/// A backup, as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupRow {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of the keyring in it.
    pub epoch: u64,
    /// The generation of the keyring in it.
    pub generation: u64,
    /// Where it stands.
    pub state: BackupState,
    /// Its path.
    pub place: String,
    /// SHA-256 of the file; zeros while it is not known.
    pub sha256: [u8; 32],
    /// The day it was last opened and found whole, ISO.
    pub verified: Option<String>,
}
