//! What is open until it is closed, under a handle and a key of its own: complaints and breaches. It can stay when
//! the record that it is about has gone, and go when its own time has come; while it is open, everything of the
//! clients it is about stays.

use std::collections::{BTreeSet, HashSet};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::keys::{KeyReader, fresh_key};
use super::mirrors::Extent;
use super::rows::{self, first_version, next_version};
use super::unlocked::{Unlocked, erased_in};
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::clock::{ClockKind, ClockRow, ClockState};
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, VaultId};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordRow, RecordType};
use crate::store::Reading;

/// What a register keeps one of.
pub(super) trait Matter: Serialize + DeserializeOwned + Clone {
    /// Its register.
    const REGISTER: Register;
    /// Its record.
    const RECORD: RecordType;
    /// What it is called: "breach".
    const CALLED: &'static str;
    /// It was opened.
    const OPENED: Action;
    /// Something happened to it.
    const CHANGED: Action;
    /// It was shown.
    const SHOWN: Action;
    /// Several were listed.
    const LISTED: Action;

    /// Whom it is about.
    fn clients(&self) -> Vec<Handle>;

    /// Whether it is closed.
    fn is_closed(&self) -> bool;

    /// The flag of a client that one is open about.
    fn flag(flags: &mut Flags) -> &mut bool;
}

/// A clock of a matter, without the reference, which a new one does not have yet.
pub(super) type Clock = (ClockKind, Option<chrono::NaiveDate>, ClockState);

/// One that was opened with its key.
pub(super) struct Opened<M> {
    pub reference: Reference,
    pub matter: M,
    /// Whom it is about: their references, and whether their records are erased.
    pub clients: Vec<(Handle, Reference, bool)>,
    pub row: HandleRow,
    pub record: RecordRow,
}

/// A change that was looked at and is ready to be written.
pub(super) struct Change<M> {
    before: RecordRow,
    row: HandleRow,
    next: M,
    key: RecordKey,
    clocks: Vec<ClockRow>,
    /// Whom an open one is about from now on.
    binds: Vec<Handle>,
    /// Whom no open one is about any more.
    frees: Vec<Handle>,
    /// How long the log was when this was looked at.
    since: u64,
}

impl Unlocked {
    /// Records one. Everything of the clients it is about stays from then on until it is closed.
    pub(super) fn open_matter<M: Matter>(
        &mut self,
        matter: &M,
        clocks: &[Clock],
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let handle = Handle::new(crate::crypto::random::bytes());
        let fresh = [fresh_key(handle, Compartment::Registers, None)];
        self.write_with_keys(&fresh, |writer| {
            let reference = Reference::new(M::REGISTER, writer.next_number(M::REGISTER)?);
            let own = HandleRow {
                handle,
                reference,
                state: HandleState::Active,
                flags: Flags::default(),
                disposal_year: None,
                contact_due: None,
            };
            writer.add_handle(&own, Action::HandleAdded)?;
            let mut row = first_version(M::RECORD, handle, Compartment::Registers);
            row.number = Some(reference.number);
            rows::seal(&mut row, id, &fresh[0].1, matter)?;
            writer.add_record(&row, M::OPENED)?;
            writer.put_clocks(reference, &rows_of(reference, clocks))?;
            matter.clients().into_iter().try_for_each(|client| set_flag::<M>(writer, client, true))?;
            Ok(reference)
        })
    }

    /// Opens one; logged as shown.
    pub(super) fn show_matter<M: Matter>(&mut self, reference: Reference) -> Result<Opened<M>, Failure> {
        let found = self.open_one_matter::<M>(reference)?;
        self.log(&[Event::new(self.member(), M::SHOWN).about(found.row.handle)])?;
        Ok(found)
    }

    /// Those that are open, or all, by number; about one client, or about anybody. Logged as one listing.
    pub(super) fn list_matters<M: Matter>(
        &mut self,
        of: Option<Handle>,
        closed_too: bool,
    ) -> Result<Vec<Opened<M>>, Failure> {
        let mut found = self.all_matters::<M>(closed_too)?;
        found.retain(|one| of.is_none_or(|wanted| one.clients.iter().any(|(handle, ..)| *handle == wanted)));
        self.log(&[Event::new(self.member(), M::LISTED).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// Opens one without an entry in the log: for who goes on to write one.
    pub(super) fn open_one_matter<M: Matter>(&self, reference: Reference) -> Result<Opened<M>, Failure> {
        let keys = self.reader(Extent::Few)?;
        let _moment = self.one_moment()?;
        let row = matter_row::<M>(&self.read(), reference)?;
        self.opened_matter(row, &keys)
    }

    pub(super) fn all_matters<M: Matter>(&self, closed_too: bool) -> Result<Vec<Opened<M>>, Failure> {
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        let rows = self.read().handles(M::REGISTER)?.into_iter();
        let wanted = |row: &HandleRow| match row.state {
            HandleState::Active => true,
            HandleState::Ended => closed_too,
            HandleState::Erased => false,
        };
        rows.filter(wanted).map(|row| self.opened_matter(row, &keys)).collect()
    }

    pub(super) fn opened_matter<M: Matter>(
        &self,
        row: HandleRow,
        keys: &KeyReader<'_>,
    ) -> Result<Opened<M>, Failure> {
        let read = self.read();
        rows::check_logged_handle(&read, &row)?;
        let reference = row.reference;
        let lost = |what: &str| Failure::damaged(format!("{reference} in vault.db has lost its {what}"));
        let record = read.record(M::RECORD, reference.number)?.ok_or_else(|| lost("record"))?;
        rows::check_logged(&read, &record)?;
        if record.handle != row.handle {
            return Err(lost("record"));
        }
        rows::logged_clocks(&read, reference)?;
        let matter: M = keys.open(&record)?;
        let clients = matter.clients().into_iter().map(|handle| {
            let about = read.handle_row(handle)?.ok_or_else(|| lost("client"))?;
            Ok((handle, about.reference, about.state == HandleState::Erased))
        });
        let clients = clients.collect::<Result<_, Failure>>()?;
        Ok(Opened { reference, matter, clients, row, record })
    }

    /// Looks at what one becomes, and makes ready what is to be written.
    pub(super) fn prepare_matter<M: Matter>(
        &self,
        found: Opened<M>,
        next: M,
        clocks: &[Clock],
    ) -> Result<Change<M>, Failure> {
        let since = self.log_size()?;
        let Opened { reference, matter, row, record: before, .. } = found;
        let bound: BTreeSet<Handle> =
            if next.is_closed() { BTreeSet::new() } else { next.clients().into_iter().collect() };
        let was: BTreeSet<Handle> = matter.clients().into_iter().collect();
        let mut frees: Vec<Handle> = was.difference(&bound).copied().collect();
        if !frees.is_empty() {
            let others = self.all_matters::<M>(false)?;
            let others = others.iter().filter(|one| one.reference != reference);
            let held: HashSet<Handle> = others.flat_map(|one| one.matter.clients()).collect();
            frees.retain(|handle| !held.contains(handle));
        }
        let key = self.reader(Extent::Few)?.key(&rows::slot_of(&before))?;
        let clocks = rows_of(reference, clocks);
        Ok(Change { before, row, next, key, clocks, binds: bound.into_iter().collect(), frees, since })
    }

    /// Writes a change.
    pub(super) fn write_matter<M: Matter>(&mut self, change: &Change<M>) -> Result<(), Failure> {
        let id = self.id();
        self.write(|writer| change.write(writer, id))
    }

    /// Lets go of clients who are held by an open one that is not there any more: it was open when a backup was made,
    /// and destroyed before that was restored.
    pub(super) fn free_who_is_in_no_matter<M: Matter>(&mut self) -> Result<(), Failure> {
        let since = self.log_size()?;
        let open = self.all_matters::<M>(false)?;
        let open: HashSet<Handle> = open.iter().flat_map(|one| one.matter.clients()).collect();
        let mut held = self.read().handles(Register::Client)?;
        held.retain(|row| {
            let mut flags = row.flags;
            *M::flag(&mut flags) && !open.contains(&row.handle)
        });
        if held.is_empty() {
            return Ok(());
        }
        self.write(|writer| {
            writer.nobody_wrote_since(Some(since))?;
            held.iter().try_for_each(|row| set_flag::<M>(writer, row.handle, false))
        })
    }
}

impl<M: Matter> Change<M> {
    /// What it becomes: for a last word that is known only while it is written.
    pub(super) fn next(&mut self) -> &mut M {
        &mut self.next
    }

    /// Writes it, in the transaction of whatever else follows from it.
    pub(super) fn write(&self, writer: &mut Writer<'_>, vault: VaultId) -> Result<(), Failure> {
        if !self.frees.is_empty() {
            // Another one about the same client must not be overlooked.
            writer.nobody_wrote_since(Some(self.since))?;
        }
        let reference = self.row.reference;
        let now = writer.read().record(M::RECORD, reference.number)?;
        if now.is_none_or(|now| now.version != self.before.version)
            || matter_row::<M>(writer.read(), reference)? != self.row
        {
            return Err(Failure::Busy(None));
        }
        let mut next = next_version(&self.before);
        rows::seal(&mut next, vault, &self.key, &self.next)?;
        writer.remove_record(&self.before)?;
        writer.add_record(&next, M::CHANGED)?;
        writer.put_clocks(reference, &self.clocks)?;
        let state = if self.next.is_closed() { HandleState::Ended } else { HandleState::Active };
        if state != self.row.state {
            writer.change_handle(&HandleRow { state, ..self.row.clone() })?;
        }
        self.frees.iter().try_for_each(|client| set_flag::<M>(writer, *client, false))?;
        self.binds.iter().try_for_each(|client| set_flag::<M>(writer, *client, true))
    }
}

/// The row of a reference.
pub(super) fn matter_row<M: Matter>(read: &Reading<'_>, reference: Reference) -> Result<HandleRow, Failure> {
    let called = M::CALLED;
    if reference.register != M::REGISTER {
        let first = Reference::new(M::REGISTER, 1);
        return Err(Failure::Usage(format!("{reference} is no {called}"), format!("one is {first}")));
    }
    match read.handle(reference)? {
        None => Err(Failure::Missing(
            format!("there is no {called} {reference}"),
            format!("praxis {called} list --all shows which there are"),
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

/// Sets or clears the flag of a client; of one who is erased nothing is written any more.
fn set_flag<M: Matter>(writer: &mut Writer<'_>, client: Handle, open: bool) -> Result<(), Failure> {
    let Some(row) = writer.read().handle_row(client)? else { return Err(Failure::Busy(None)) };
    let mut flags = row.flags;
    *M::flag(&mut flags) = open;
    if row.state == HandleState::Erased || flags == row.flags {
        return Ok(());
    }
    rows::check_logged_handle(writer.read(), &row)?;
    writer.change_handle(&HandleRow { flags, ..row })
}

pub(super) fn rows_of(reference: Reference, clocks: &[Clock]) -> Vec<ClockRow> {
    let rows = clocks.iter().map(|&(kind, due, state)| ClockRow { reference, kind, due, state });
    let mut rows: Vec<ClockRow> = rows.collect();
    // By kind, as they are read and hashed.
    rows.sort_unstable_by_key(|row| row.kind.code());
    rows
}
