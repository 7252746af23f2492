//! What was decided about the pack of a request: sealed under the request's own key, and kept, so that nobody decides twice.

use super::super::mirrors::Extent;
use super::super::rows::{self, first_version, next_version};
use super::super::unlocked::Unlocked;
use super::{FoundRequest, request_row};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::decision::Decisions;
use crate::records::event::{Action, Event};
use crate::records::stored::{RecordRow, RecordType};

/// The decisions about a pack, as they are stored.
pub struct StoredDecisions {
    /// All of them.
    pub decisions: Decisions,
    row: Option<RecordRow>,
}

impl Unlocked {
    /// What was decided about the pack of a request; nothing where nobody has decided yet.
    ///
    /// # Errors
    /// When it does not open.
    pub fn decisions(&self, found: &FoundRequest) -> Result<StoredDecisions, Failure> {
        let keys = self.reader(Extent::Few)?;
        let _moment = self.one_moment()?;
        let row = self.read().records_of(found.row.handle, RecordType::Decisions)?.into_iter().next();
        let Some(row) = row else {
            return Ok(StoredDecisions { decisions: Decisions::default(), row: None });
        };
        rows::check_logged(&self.read(), &row)?;
        Ok(StoredDecisions { decisions: keys.open(&row)?, row: Some(row) })
    }

    /// Writes what was decided in the place of what was `before`.
    ///
    /// # Errors
    /// [`Failure::Busy`] when somebody else decided meanwhile; or nothing can be written.
    pub fn put_decisions(
        &mut self,
        found: &FoundRequest,
        before: &StoredDecisions,
        decisions: &Decisions,
    ) -> Result<(), Failure> {
        let id = self.id();
        let key = self.reader(Extent::Few)?.key(&rows::slot_of(&found.record))?;
        let handle = found.row.handle;
        self.write(|writer| {
            request_row(writer.read(), found.reference)?;
            let now = writer.read().records_of(handle, RecordType::Decisions)?.into_iter().next();
            if now.as_ref().map(|row| row.version) != before.row.as_ref().map(|row| row.version) {
                return Err(Failure::Busy(None));
            }
            let mut row = match &before.row {
                None => first_version(RecordType::Decisions, handle, Compartment::Registers),
                Some(before) => next_version(before),
            };
            rows::seal(&mut row, id, &key, decisions)?;
            if let Some(before) = &before.row {
                writer.remove_record(before)?;
            }
            writer.add_record(&row, Action::PackDecided)
        })
    }

    /// Logs that a client's record was gathered for the pack of a request, and that so many items were found.
    ///
    /// # Errors
    /// When it cannot be logged; then nothing may be shown.
    pub fn log_prepared(
        &mut self,
        found: &FoundRequest,
        subject: &super::super::Subject,
    ) -> Result<(), Failure> {
        let by = self.member();
        let prepared = Event::new(by, Action::PackPrepared).about(found.row.handle);
        let mut events = vec![
            prepared.counting(subject.items.len() as u64),
            Event::new(by, Action::ClientShown).about(subject.row.handle),
        ];
        if subject.is_restricted() {
            // A request of the person's own is made with their consent (Article 18(2)); what goes out is recorded in words, too.
            events.push(Event::new(by, Action::AccessOverridden).about(subject.row.handle));
        }
        self.log(&events)
    }
}
