//! Notes, files and disclosures in the log: it knows a record by its random id, and people by its number.

use super::super::open::Vault;
use crate::failure::Failure;
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
}
