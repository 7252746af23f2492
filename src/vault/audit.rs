//! The audit log as a whole, without a key: whether every entry is as it was written, whether they are those that
//! others have seen, and whether every row of the vault is the one that its last entry vouches for.

mod about;
mod anchors;
mod papers;
mod rows;
mod walk;

use std::collections::BTreeSet;
use std::fmt;

use super::lock::Lock;
use super::open::Vault;
use crate::crypto::hash::Hash;
use crate::failure::Failure;

pub use anchors::Anchor;
pub use papers::{Proven, ProvenEntry, SignedHead, Wanted};

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The entry that it shows at, where it shows at one.
    pub entry: Option<u64>,
    /// What, in words; never a name.
    pub what: String,
}

impl Wrong {
    fn at(entry: u64, what: impl Into<String>) -> Self {
        Self { entry: Some(entry), what: what.into() }
    }

    fn of(what: impl Into<String>) -> Self {
        Self { entry: None, what: what.into() }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "entry {entry}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// What a verification of the log found.
#[derive(Clone, Debug)]
pub struct Verified {
    /// How many entries there are.
    pub entries: u64,
    /// Their root; none where one is missing.
    pub root: Option<Hash>,
    /// Who else has seen the log, and whether it is the one they have seen.
    pub anchors: Vec<(Anchor, bool)>,
    /// What is wrong with the log itself, in the order it was found.
    pub in_log: Vec<Wrong>,
    /// Which rows are not as the log knows them.
    pub in_rows: Vec<Wrong>,
}

impl Verified {
    /// How many entries, from the first on, somebody outside of vault.db has seen as they are.
    #[must_use]
    pub fn anchored(&self) -> u64 {
        self.anchors.iter().filter(|(_, fits)| *fits).map(|(anchor, _)| anchor.size).max().unwrap_or(0)
    }
}

impl Vault {
    /// Verifies the whole log: every entry, the head, everybody who has seen it, `given` among them, and every row.
    ///
    /// # Errors
    /// When something cannot be read at all; damage is in what is given.
    pub fn verify_log(&self, given: Vec<Anchor>) -> Result<Verified, Failure> {
        // Nobody writes keys meanwhile, and what is written to the database is not looked at.
        let _lock = Lock::shared(&self.layout.lock())?;
        let _snapshot = self.store.snapshot()?;
        self.verify_log_as_it_stands(given)
    }

    /// The same for who holds lock and snapshot.
    pub(super) fn verify_log_as_it_stands(&self, given: Vec<Anchor>) -> Result<Verified, Failure> {
        let mut anchors = anchors::of(self);
        anchors.extend(given);
        let sizes: BTreeSet<u64> = anchors.iter().map(|anchor| anchor.size).collect();
        let walked = walk::walk(self, &sizes)?;
        let mut in_log = walked.wrong;
        let anchors = anchors::hold_against(anchors, &walked.heads, walked.entries, &mut in_log);
        let in_rows = rows::compare(self, walked.vouched)?;
        Ok(Verified { entries: walked.entries, root: walked.root, anchors, in_log, in_rows })
    }
}
