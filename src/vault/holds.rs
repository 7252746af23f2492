//! Holds: placed and lifted by a person, asked by everything that can destroy.

use chrono::NaiveDate;

use super::due::Known;
use super::keys::{KeyReader, office_handle, office_slot};
use super::mirrors::Extent;
use super::rows::{self, first_version, next_version};
use super::unlocked::{Unlocked, living};
use super::writer::Writer;
use crate::failure::Failure;
use crate::records::client::{Dates, Person};
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::hold::{Hold, HoldRow, HoldState, Lifted, Scope};
use crate::records::id::Handle;
use crate::records::member::MemberNumber;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, HandleRow, RecordRow, RecordType};
use crate::rules::hold::covers;
use crate::store::Reading;

/// A hold in a list.
pub struct FoundHold {
    /// The clear side.
    pub row: HoldRow,
    /// On whom, unless it is on a class of clients.
    pub client: Option<Reference>,
    /// The sealed side.
    pub hold: Hold,
}

impl Unlocked {
    /// Places a hold on a client: from then on nothing of the client's record is destroyed.
    ///
    /// # Errors
    /// When the client is unknown or erased, or nothing can be written.
    pub fn place_hold(
        &mut self,
        client: Reference,
        hold: &Hold,
        review_on: NaiveDate,
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        self.write(|writer| {
            let handle = living(writer.read(), client)?;
            let reference = Reference::new(Register::Hold, writer.next_number(Register::Hold)?);
            let mut row = first_version(RecordType::Hold, office_handle(id), Compartment::Office);
            row.number = Some(reference.number);
            rows::seal(&mut row, id, &office, hold)?;
            writer.add_record(&row, Action::HoldPlaced)?;
            let state = HoldState::Active;
            writer.put_hold(&HoldRow { reference, handle: handle.handle, state, review_on })?;
            set_flag(writer, handle, true)?;
            Ok(reference)
        })
    }

    /// Places a hold on a class of clients: on everybody who belongs to it, and whoever comes to. Gives its reference.
    ///
    /// # Errors
    /// When something does not open, or nothing can be written.
    pub fn place_hold_on_class(
        &mut self,
        hold: &Hold,
        scope: &Scope,
        review_on: NaiveDate,
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let keys = self.reader(Extent::Few)?;
        let office = keys.key(&office_slot(id))?;
        let terms = self.terms(&keys)?.with(scope.clone());
        drop(keys);
        let mut reference = Reference::new(Register::Hold, 0);
        let first = |writer: &mut Writer<'_>| {
            reference = Reference::new(Register::Hold, writer.next_number(Register::Hold)?);
            let mut row = first_version(RecordType::Hold, office_handle(id), Compartment::Office);
            row.number = Some(reference.number);
            rows::seal(&mut row, id, &office, hold)?;
            writer.add_record(&row, Action::HoldPlaced)?;
            let state = HoldState::Active;
            writer.put_hold(&HoldRow { reference, handle: office_handle(id), state, review_on })
        };
        self.renew_all(&terms, first, |_, _| Ok(()))?;
        Ok(reference)
    }

    /// Lifts a hold.
    ///
    /// # Errors
    /// Unknown, or lifted already.
    pub fn lift_hold(&mut self, reference: Reference) -> Result<(), Failure> {
        let found = self.hold(reference)?;
        if found.row.state == HoldState::Lifted {
            return Err(Failure::Usage(
                format!("{reference} was lifted already"),
                "praxis hold list shows those that stand".to_owned(),
            ));
        }
        let id = self.id();
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let lifted = Some(Lifted { by: self.member(), at: self.vault.now.text() });
        let hold = Hold { lifted, ..found.hold };
        let lift = |writer: &mut Writer<'_>| {
            if standing(writer.read(), reference)? != found.row {
                return Err(Failure::Busy(None));
            }
            let before = record_of(writer.read(), reference)?;
            let mut next = next_version(&before);
            rows::seal(&mut next, id, &office, &hold)?;
            writer.remove_record(&before)?;
            writer.add_record(&next, Action::HoldLifted)?;
            writer.put_hold(&HoldRow { state: HoldState::Lifted, ..found.row.clone() })
        };
        let keys = self.reader(Extent::Few)?;
        if found.client.is_none() {
            let terms = self.terms_but(&keys, Some(reference))?;
            drop(keys);
            return self.renew_all(&terms, lift, |_, _| Ok(())).map(drop);
        }
        let moment = self.one_moment()?;
        let own = self.known(&keys, found.row.handle)?;
        let circle = own.as_ref().map(|own| self.circle(&keys, None, own)).transpose()?;
        drop((keys, moment));
        self.write(|writer| {
            lift(writer)?;
            circle.iter().zip(&own).try_for_each(|(circle, own)| circle.renew(writer, own))
        })
    }

    /// Holds, by number: those that stand, or all, on everybody or on one client, a hold on a class of theirs too.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn holds(&mut self, of: Option<Reference>, lifted_too: bool) -> Result<Vec<FoundHold>, Failure> {
        let wanted = of.map(|client| self.living(client)).transpose()?.map(|row| row.handle);
        let own = match wanted {
            Some(handle) => self.known(&self.reader(Extent::Few)?, handle)?,
            None => None,
        };
        let mut all = Vec::new();
        for row in self.read().holds()?.into_iter().filter(|row| row.state == HoldState::Active || lifted_too)
        {
            let office = row.handle == office_handle(self.id());
            if wanted.is_some_and(|handle| row.handle != handle && !office) {
                continue;
            }
            let found = self.hold(row.reference)?;
            // Of holds on a class those that cover the client.
            let covers_it = |own: &Known| {
                found.hold.scope.as_ref().is_some_and(|scope| covers(scope, &own.person, &own.dates))
            };
            if !office || own.as_ref().is_none_or(covers_it) {
                all.push(found);
            }
        }
        self.log(&[Event::new(self.member(), Action::HoldsListed).counting(all.len() as u64)])?;
        Ok(all)
    }

    /// Refuses when a hold or an open matter forbids that anything of a client is destroyed, and logs that it did. The
    /// request that asks for it is no open matter, unless another is open too.
    ///
    /// # Errors
    /// [`Failure::Held`]; unknown or erased; a request that does not ask for it.
    pub fn refuse_what_is_held(
        &mut self,
        client: Reference,
        answering: Option<Reference>,
    ) -> Result<(), Failure> {
        match self.check_not_held(client, answering) {
            Err(held @ Failure::Held { .. }) => {
                let row = self.living(client)?;
                self.log_held(&held, &row)?;
                Err(held)
            }
            other => other,
        }
    }

    /// The same, for who only looks.
    ///
    /// # Errors
    /// The same.
    pub fn check_not_held(&self, client: Reference, answering: Option<Reference>) -> Result<(), Failure> {
        let row = self.living(client)?;
        let answered = answering.map(|request| self.asks_for_erasure(request, &row)).transpose()?;
        let held = refuse_held_but(&self.read(), &row, answered == Some(true));
        let Err(Failure::Held { client, holds, open }) = held else { return held };
        // Who can open them names those that cover the client, not every hold on a class: the hint is to lift one.
        let keys = self.reader(Extent::Few)?;
        let classes = self.class_holds(&keys)?;
        let stand = match self.known(&keys, row.handle)? {
            Some(own) => holds_that_stand(&self.read(), &own, &classes)?,
            None => Vec::new(),
        };
        Err(Failure::Held { client, holds: if stand.is_empty() { holds } else { stand }, open })
    }

    /// The holds on a class that stand, and whom each covers.
    pub(super) fn class_holds(&self, keys: &KeyReader<'_>) -> Result<Vec<(Reference, Scope)>, Failure> {
        let mut found = Vec::new();
        for row in self.read().active_holds(office_handle(self.id()))? {
            found.extend(self.open_hold(&row, keys)?.scope.map(|scope| (row.reference, scope)));
        }
        Ok(found)
    }

    /// Every hold that refused is an entry of its own.
    pub(super) fn log_held(&mut self, held: &Failure, row: &HandleRow) -> Result<(), Failure> {
        let events = refusals(held, self.member(), row.handle);
        self.transaction(|writer| events.iter().try_for_each(|event| writer.log(event)))
    }

    /// Holds on one client, those that were lifted too.
    pub(super) fn holds_on(
        &self,
        client: &HandleRow,
        keys: &KeyReader<'_>,
    ) -> Result<Vec<FoundHold>, Failure> {
        let mut found = Vec::new();
        for row in self.read().holds_on(client.handle)? {
            check_logged_hold(&self.read(), &row)?;
            let hold = keys.open(&record_of(&self.read(), row.reference)?)?;
            found.push(FoundHold { row, client: Some(client.reference), hold });
        }
        Ok(found)
    }

    /// Holds on a class that a client belongs to.
    pub(super) fn class_holds_on(
        &self,
        person: &Person,
        dates: &Dates,
        keys: &KeyReader<'_>,
    ) -> Result<Vec<FoundHold>, Failure> {
        let mut found = Vec::new();
        for row in self.read().active_holds(office_handle(self.id()))? {
            let hold = self.open_hold(&row, keys)?;
            if hold.scope.as_ref().is_some_and(|scope| covers(scope, person, dates)) {
                found.push(FoundHold { row, client: None, hold });
            }
        }
        Ok(found)
    }

    /// What is sealed about a hold.
    pub(super) fn open_hold(&self, row: &HoldRow, keys: &KeyReader<'_>) -> Result<Hold, Failure> {
        check_logged_hold(&self.read(), row)?;
        keys.open(&record_of(&self.read(), row.reference)?)
    }

    fn hold(&self, reference: Reference) -> Result<FoundHold, Failure> {
        let row = standing(&self.read(), reference)?;
        let record = record_of(&self.read(), reference)?;
        let hold = self.reader(Extent::Few)?.open(&record)?;
        let client = self.read().handle_row(row.handle)?.map(|handle| handle.reference);
        if client.is_none() && row.handle != office_handle(self.id()) {
            return Err(Failure::damaged(format!("{reference} in vault.db is on somebody who is not there")));
        }
        Ok(FoundHold { row, client, hold })
    }
}

/// The holds that stand on a client, by number: their own, and those of `classes` that cover them.
///
/// # Errors
/// When the database cannot be read, or a hold is not the one that the log knows.
pub fn holds_that_stand(
    read: &Reading<'_>,
    own: &Known,
    classes: &[(Reference, Scope)],
) -> Result<Vec<Reference>, Failure> {
    let mut stand = Vec::new();
    for hold in read.active_holds(own.handle)? {
        check_logged_hold(read, &hold)?;
        stand.push(hold.reference);
    }
    let covering = classes.iter().filter(|(_, scope)| covers(scope, &own.person, &own.dates));
    stand.extend(covering.map(|(reference, _)| *reference));
    stand.sort_unstable();
    Ok(stand)
}

/// The one place that everything which destroys must pass, inside the transaction that decides: refuses when a hold
/// stands or any matter of the client's is open. Fails closed: a flag without its hold refuses too.
///
/// # Errors
/// [`Failure::Held`], with the holds that refuse.
pub fn refuse_held(read: &Reading<'_>, row: &HandleRow) -> Result<(), Failure> {
    refuse_held_but(read, row, false)
}

/// The same, where the one open request is `answered` by what is about to be destroyed.
pub(super) fn refuse_held_but(read: &Reading<'_>, row: &HandleRow, answered: bool) -> Result<(), Failure> {
    rows::check_logged_handle(read, row)?;
    let mut holds = Vec::new();
    for hold in read.active_holds(row.handle)? {
        check_logged_hold(read, &hold)?;
        holds.push(hold.reference);
    }
    if holds.is_empty() && row.flags.hold {
        // Which of the holds on a class covers the client only somebody who can open them could say.
        for hold in read.active_holds(office_handle(read.facts()?.id))? {
            check_logged_hold(read, &hold)?;
            holds.push(hold.reference);
        }
    }
    let Flags { hold, restricted, open_request, open_complaint, open_breach } = row.flags;
    let open = [
        (restricted, "its processing is restricted"),
        (open_request && !answered, "a request is open"),
        (open_complaint, "a complaint is open"),
        (open_breach, "a breach that affects it is open"),
    ];
    let open: Vec<&'static str> = open.into_iter().filter(|(set, _)| *set).map(|(_, what)| what).collect();
    if holds.is_empty() && open.is_empty() && !hold {
        return Ok(());
    }
    Err(Failure::Held { client: row.reference, holds, open })
}

/// The entries of a refusal: every hold that refused is one of its own; where another matter did, there is one without.
pub fn refusals(held: &Failure, by: MemberNumber, handle: Handle) -> Vec<Event> {
    let Failure::Held { holds, .. } = held else { return Vec::new() };
    let refused = Event::new(by, Action::HoldRefused).about(handle);
    if holds.is_empty() {
        return vec![refused];
    }
    holds.iter().map(|hold| refused.clone().on_row_of(*hold)).collect()
}

/// The row of a hold, if it is as the log knows it.
fn standing(read: &Reading<'_>, reference: Reference) -> Result<HoldRow, Failure> {
    let row = read.hold(reference.number)?.ok_or_else(|| {
        Failure::Missing(
            format!("there is no hold {reference}"),
            "praxis hold list shows which there are".to_owned(),
        )
    })?;
    check_logged_hold(read, &row).map(|()| row)
}

pub fn check_logged_hold(read: &Reading<'_>, row: &HoldRow) -> Result<(), Failure> {
    if read.logged_subject(row.reference)? == Some(rows::hash_hold(row)) {
        return Ok(());
    }
    Err(Failure::damaged(format!("{} in vault.db is not the row that the audit log knows", row.reference)))
}

fn record_of(read: &Reading<'_>, reference: Reference) -> Result<RecordRow, Failure> {
    let row = read.record(RecordType::Hold, reference.number)?;
    let row = row.ok_or_else(|| Failure::damaged(format!("{reference} has lost its record in vault.db")))?;
    rows::check_logged(read, &row).map(|()| row)
}

/// The flag says in the clear what the table of holds says: a job without a key looks at one row.
fn set_flag(writer: &mut Writer<'_>, row: HandleRow, hold: bool) -> Result<(), Failure> {
    if row.flags.hold == hold {
        return Ok(());
    }
    writer.change_handle(&HandleRow { flags: Flags { hold, ..row.flags }, ..row })
}
