//! Notes, files and disclosures in the log: it knows a record by its random id, and people by its number.

use super::super::open::Vault;
use super::Wanted;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::id::RecordId;
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;

impl Vault {
    /// The id of a note, a file or a disclosure; none for what has a handle or a row of its own.
    ///
    /// # Errors
    /// [`Failure::Missing`] when there is no such record any more.
    pub(super) fn record_of(&self, about: Reference) -> Result<Option<RecordId>, Failure> {
        let record_type = match about.register {
            Register::Note => RecordType::Note,
            Register::File => RecordType::File,
            Register::Disclosure => RecordType::Disclosure,
            _ => return Ok(None),
        };
        let read = self.store.read();
        let id = read.record(record_type, about.number)?.map(|row| row.id);
        // Of an invoice that was erased the handle is left.
        if id.is_some() || read.handle(about)?.is_some() {
            return Ok(id);
        }
        Err(Failure::Missing(
            format!("there is no {about}, or not any more"),
            "what was erased is among the entries of its client: --about C-0001".to_owned(),
        ))
    }

    /// Refuses a reference of which nothing is known: that no entry speaks of it would read as if nothing had been done. Of
    /// what has a row of its own, the entries that wrote it never go.
    ///
    /// # Errors
    /// [`Failure::Missing`] when no entry speaks of it.
    pub(super) fn refuse_unknown(&self, about: Reference) -> Result<(), Failure> {
        if !self.store.read().entries_of(about)?.is_empty() {
            return Ok(());
        }
        Err(Failure::Missing(
            format!("nothing in the audit log is about {about}"),
            "praxis audit log shows what there is".to_owned(),
        ))
    }

    /// Why there is no proof of an entry that was purged, and when that was.
    pub(super) fn was_purged(&self, entry: u64, pruning: u64) -> Failure {
        let says = Wanted { entry: Some(pruning), ..Wanted::default() };
        match self.entries(&says).map(|mut found| found.pop()) {
            Ok(Some(says)) if says.event.action == Action::LogPruned => Failure::Missing(
                format!(
                    "entry {entry} was purged at {}: what it said is gone, and its leaf hash is kept",
                    says.time
                ),
                "praxis audit log --action log.pruned shows when entries were, and by which entry".to_owned(),
            ),
            Ok(_) => Failure::damaged(format!(
                "entry {entry} of the audit log is gone, and entry {pruning} does not say that it was purged"
            )),
            Err(failure) => failure,
        }
    }
}
