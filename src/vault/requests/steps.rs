//! What happens to a request: appended to its history, with the clock set anew.

use super::super::mirrors::Extent;
use super::super::rows::{self, next_version};
use super::super::unlocked::Unlocked;
use super::super::writer::Writer;
use super::{FoundRequest, clear_clocks, request_row};
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::id::Handle;
use crate::records::reference::Reference;
use crate::records::request::{Entry, Request, Step};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordRow, RecordType};
use crate::rules::access::Unfit;
use crate::rules::request;

/// A step that was looked at and is ready to be written.
pub struct Prepared {
    before: RecordRow,
    row: HandleRow,
    request: Request,
    key: RecordKey,
    clocks: Vec<crate::records::clock::ClockRow>,
    /// Whom it is about, when it closes the last open request about them.
    frees: Option<Handle>,
    closes: bool,
}

impl Unlocked {
    /// Appends what happened to a request. Gives the request as it then stands.
    ///
    /// # Errors
    /// [`Failure::Usage`] and [`Failure::Refused`] when it cannot have happened so; unknown; or nothing can be written.
    pub fn record_step(&mut self, reference: Reference, step: Step) -> Result<FoundRequest, Failure> {
        self.record_steps(reference, vec![step])
    }

    /// The same with several, all or none.
    ///
    /// # Errors
    /// Those of [`Unlocked::record_step`].
    pub fn record_steps(&mut self, reference: Reference, steps: Vec<Step>) -> Result<FoundRequest, Failure> {
        let since = self.log_size()?;
        let prepared = self.prepare_steps(reference, steps)?;
        let id = self.id();
        self.write(|writer| {
            if prepared.closes {
                // Another request about the same client must not be overlooked.
                writer.nobody_wrote_since(Some(since))?;
            }
            prepared.write(writer, id)
        })?;
        self.open_one_request(reference)
    }

    /// Looks at what happened, and makes ready what is to be written.
    pub(in super::super) fn prepare_steps(
        &self,
        reference: Reference,
        steps: Vec<Step>,
    ) -> Result<Prepared, Failure> {
        let FoundRequest { mut request, row, record: before, .. } = self.open_one_request(reference)?;
        let today = self.vault.now.today();
        let practice = self.practice();
        let (by, recorded) = (self.member(), self.vault.now.text());
        for step in steps {
            request::may_happen(&request, &step, &practice).map_err(|why| unfit(reference, why))?;
            request.history.push(Entry { step, by, recorded: recorded.clone() });
        }
        let closes = request.closed().is_some();
        let frees = match request.client.filter(|_| closes) {
            None => None,
            Some(client) => {
                let others = self.all_requests(false)?;
                let other =
                    |one: &FoundRequest| one.reference != reference && one.request.client == Some(client);
                (!others.iter().any(other)).then_some(client)
            }
        };
        let key = self.reader(Extent::Few)?.key(&rows::slot_of(&before))?;
        let clocks = clear_clocks(reference, &self.clock_of(&request, today));
        Ok(Prepared { before, row, request, key, clocks, frees, closes })
    }
}

fn unfit(reference: Reference, why: Unfit) -> Failure {
    Failure::Usage(
        format!("{reference}: {why}"),
        format!("praxis request show {reference} says what was recorded"),
    )
}

impl Prepared {
    /// Whether it closes the last open request about its client.
    pub(in super::super) fn is_the_last(&self) -> bool {
        self.frees.is_some()
    }

    /// Writes it, in the transaction of whatever else follows from it.
    pub(in super::super) fn write(
        &self,
        writer: &mut Writer<'_>,
        vault: crate::records::id::VaultId,
    ) -> Result<(), Failure> {
        let reference = self.row.reference;
        let now = writer.read().record(RecordType::Request, reference.number)?;
        if now.is_none_or(|now| now.version != self.before.version)
            || request_row(writer.read(), reference)? != self.row
        {
            return Err(Failure::Busy(None));
        }
        let mut next = next_version(&self.before);
        rows::seal(&mut next, vault, &self.key, &self.request)?;
        writer.remove_record(&self.before)?;
        writer.add_record(&next, Action::RequestChanged)?;
        writer.put_clocks(reference, &self.clocks)?;
        if self.closes {
            writer.change_handle(&HandleRow { state: HandleState::Ended, ..self.row.clone() })?;
        }
        let Some(client) = self.frees else { return Ok(()) };
        let Some(client) = writer.read().handle_row(client)? else { return Ok(()) };
        if client.state == HandleState::Erased || !client.flags.open_request {
            return Ok(());
        }
        rows::check_logged_handle(writer.read(), &client)?;
        writer.change_handle(&HandleRow { flags: Flags { open_request: false, ..client.flags }, ..client })
    }
}
