//! Requests: each under a handle and a key of its own, so that it can stay when the record it asked about has gone, and go
//! when its own time has come.

mod decisions;
mod steps;

pub use decisions::StoredDecisions;
pub(super) use steps::Prepared;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::keys::{KeyReader, fresh_key};
use super::mirrors::Extent;
use super::rows::{self, first_version};
use super::unlocked::{Unlocked, erased_in};
use crate::failure::Failure;
use crate::records::clock::{ClockKind, ClockRow, ClockState};
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::reference::{Reference, Register};
use crate::records::request::{Request, Right};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordRow, RecordType};
use crate::rules::access::State;
use crate::rules::request::{self, Clock, Practice};
use crate::store::Reading;

/// A request that was opened, with where its clock stands.
pub struct FoundRequest {
    /// The reference.
    pub reference: Reference,
    /// About whom, where there is or was a record.
    pub client: Option<Reference>,
    /// Whether that record has been erased.
    pub erased: bool,
    /// What is sealed.
    pub request: Request,
    /// Where the clock stands.
    pub clock: Clock,
    pub(super) row: HandleRow,
    pub(super) record: RecordRow,
}

impl FoundRequest {
    /// Whether it waits for an answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.request.closed().is_none()
    }
}

impl Unlocked {
    /// Records a request. Everything of the client's stays from then on until it is closed.
    ///
    /// # Errors
    /// When the client is unknown, or nothing can be written.
    pub fn open_request(
        &mut self,
        mut request: Request,
        client: Option<Reference>,
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let about = client.map(|client| self.known_handle(client)).transpose()?;
        request.client = about.as_ref().map(|row| row.handle);
        let clock = self.clock_of(&request, self.vault.now.today());
        let handle = Handle::new(crate::crypto::random::bytes());
        let fresh = [fresh_key(handle, Compartment::Registers, None)];
        self.write_with_keys(&fresh, |writer| {
            let reference = Reference::new(Register::Request, writer.next_number(Register::Request)?);
            let own = HandleRow {
                handle,
                reference,
                state: HandleState::Active,
                flags: Flags::default(),
                disposal_year: None,
                contact_due: None,
            };
            writer.add_handle(&own, Action::HandleAdded)?;
            let mut row = first_version(RecordType::Request, handle, Compartment::Registers);
            row.number = Some(reference.number);
            rows::seal(&mut row, id, &fresh[0].1, &request)?;
            writer.add_record(&row, Action::RequestOpened)?;
            writer.put_clocks(reference, &clear_clocks(reference, &clock))?;
            if let Some(about) = &about {
                let now = writer.read().handle_row(about.handle)?.ok_or_else(|| Failure::Busy(None))?;
                if now.state != HandleState::Erased && !now.flags.open_request {
                    rows::check_logged_handle(writer.read(), &now)?;
                    writer.change_handle(&HandleRow {
                        flags: Flags { open_request: true, ..now.flags },
                        ..now
                    })?;
                }
            }
            Ok(reference)
        })
    }

    /// Opens one request; logged as shown.
    ///
    /// # Errors
    /// Unknown, disposed of or damaged; or it cannot be logged.
    pub fn request(&mut self, reference: Reference) -> Result<FoundRequest, Failure> {
        let found = self.open_one_request(reference)?;
        self.log(&[Event::new(self.member(), Action::RequestShown).about(found.row.handle)])?;
        Ok(found)
    }

    /// Requests, by number: those that are open, or all; about one client, or about anybody. Logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn requests(
        &mut self,
        of: Option<Reference>,
        closed_too: bool,
    ) -> Result<Vec<FoundRequest>, Failure> {
        let wanted = of.map(|client| self.known_handle(client)).transpose()?;
        let mut found = self.all_requests(closed_too)?;
        found.retain(|one| wanted.as_ref().is_none_or(|row| one.request.client == Some(row.handle)));
        self.log(&[Event::new(self.member(), Action::RequestsListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// Opens one request without an entry in the log: for who goes on to write one.
    pub(super) fn open_one_request(&self, reference: Reference) -> Result<FoundRequest, Failure> {
        let keys = self.reader(Extent::Few)?;
        let _moment = self.one_moment()?;
        let row = request_row(&self.read(), reference)?;
        self.opened(row, &keys)
    }

    pub(super) fn all_requests(&self, closed_too: bool) -> Result<Vec<FoundRequest>, Failure> {
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        let rows = self.read().handles(Register::Request)?.into_iter();
        let wanted = |row: &HandleRow| match row.state {
            HandleState::Active => true,
            HandleState::Ended => closed_too,
            HandleState::Erased => false,
        };
        rows.filter(wanted).map(|row| self.opened(row, &keys)).collect()
    }

    pub(super) fn opened(&self, row: HandleRow, keys: &KeyReader<'_>) -> Result<FoundRequest, Failure> {
        let read = self.read();
        rows::check_logged_handle(&read, &row)?;
        let reference = row.reference;
        let lost = |what: &str| Failure::damaged(format!("{reference} in vault.db has lost its {what}"));
        let record = read.record(RecordType::Request, reference.number)?.ok_or_else(|| lost("record"))?;
        rows::check_logged(&read, &record)?;
        if record.handle != row.handle {
            return Err(lost("record"));
        }
        rows::logged_clocks(&read, reference)?;
        let request: Request = keys.open(&record)?;
        let about = request.client.map(|handle| read.handle_row(handle)).transpose()?;
        let about = about.map(|about| about.ok_or_else(|| lost("client"))).transpose()?;
        Ok(FoundRequest {
            reference,
            client: about.as_ref().map(|about| about.reference),
            erased: about.is_some_and(|about| about.state == HandleState::Erased),
            clock: self.clock_of(&request, self.vault.now.today()),
            request,
            row,
            record,
        })
    }

    /// Checks that an open request asks for the erasure of a client's record. Gives whether it is the only one that is open
    /// about them.
    pub(super) fn asks_for_erasure(&self, request: Reference, client: &HandleRow) -> Result<bool, Failure> {
        let found = self.open_one_request(request)?;
        let fits = found.request.right == Right::Erasure && found.request.client == Some(client.handle);
        if !fits || !found.is_open() {
            return Err(Failure::Usage(
                format!("{request} is no open request for the erasure of {}", client.reference),
                "praxis request list shows what was asked for, and about whom".to_owned(),
            ));
        }
        if found.clock.state == State::NotStarted {
            return Err(Failure::Refused(
                format!("{request} waits for proof of who asks, or of their authority"),
                format!("praxis request identity {request} --given DATE records that it came"),
            ));
        }
        let about = |one: &FoundRequest| one.request.client == Some(client.handle);
        Ok(self.all_requests(false)?.iter().filter(|one| about(one)).count() == 1)
    }

    /// Lets go of clients who are held by an open request that is not there any more: it was open when a backup was made,
    /// and destroyed before that was restored.
    pub(super) fn free_who_nobody_asks_about(&mut self) -> Result<(), Failure> {
        let since = self.log_size()?;
        let open: HashSet<Handle> =
            self.all_requests(false)?.iter().filter_map(|one| one.request.client).collect();
        let mut held = self.read().handles(Register::Client)?;
        held.retain(|row| row.flags.open_request && !open.contains(&row.handle));
        if held.is_empty() {
            return Ok(());
        }
        self.write(|writer| {
            writer.nobody_wrote_since(Some(since))?;
            held.iter().try_for_each(|row| {
                rows::check_logged_handle(writer.read(), row)?;
                let flags = Flags { open_request: false, ..row.flags };
                writer.change_handle(&HandleRow { flags, ..row.clone() })
            })
        })
    }

    /// Where the clock of a request stands on a day, by the practice's own calendar.
    #[must_use]
    pub fn clock_of(&self, request: &Request, today: NaiveDate) -> Clock {
        request::clock(request, &self.practice(), today)
    }

    fn practice(&self) -> Practice {
        let config = &self.vault.config;
        Practice {
            calendar: config.calendar(),
            cautious: config.is_cautious(),
            health_professional: config.privacy.health_professional,
        }
    }

    /// The row of a client's reference, erased or not: a request may be about somebody who is not there any more.
    pub(super) fn known_handle(&self, client: Reference) -> Result<HandleRow, Failure> {
        match self.living(client) {
            Err(Failure::Erased(..)) => self.read().handle(client)?.ok_or_else(|| Failure::Busy(None)),
            found => found,
        }
    }
}

/// The row of a request's reference.
pub(super) fn request_row(read: &Reading<'_>, reference: Reference) -> Result<HandleRow, Failure> {
    if reference.register != Register::Request {
        return Err(Failure::Usage(
            format!("{reference} is no request"),
            "requests are R-0001 and so on".to_owned(),
        ));
    }
    match read.handle(reference)? {
        None => Err(Failure::Missing(
            format!("there is no request {reference}"),
            "praxis request list --all shows which there are".to_owned(),
        )),
        Some(row) => {
            rows::check_logged_handle(read, &row)?;
            if row.state == HandleState::Erased {
                return Err(Failure::Erased(reference.to_string(), erased_in(read, row.handle)?));
            }
            Ok(row)
        }
    }
}

/// What stands in the clear of a clock: nothing of a request that is closed, or has no clock.
pub(super) fn clear_clocks(reference: Reference, clock: &Clock) -> Vec<ClockRow> {
    let state = match clock.state {
        State::NotStarted => ClockState::NotStarted,
        State::Paused => ClockState::Paused,
        State::Extended => ClockState::Extended,
        State::Running | State::Late => ClockState::Running,
        State::Closed => return Vec::new(),
    };
    vec![ClockRow { reference, kind: ClockKind::Answer, due: clock.due, state }]
}
