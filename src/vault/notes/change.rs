//! Changing notes: amending, signing, the trash. Each may move the client's day of last contact.

use chrono::NaiveDate;

use super::super::clients::supersede;
use super::super::due::{Circle, Known, class_of};
use super::super::keys::KeyReader;
use super::super::mirrors::Extent;
use super::super::rows::{self, next_version};
use super::super::unlocked::Unlocked;
use super::super::writer::Writer;
use super::{FoundNote, dates_row, found, move_last_contact, one_dates_row};
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::Dates;
use crate::records::event::Action;
use crate::records::id::VaultId;
use crate::records::note::{Note, Signed};
use crate::records::reference::Reference;
use crate::records::schedule::Class;
use crate::records::stored::{RecordRow, RecordState, RecordType};
use crate::rules;

impl Unlocked {
    /// Changes a note whose version `seen` was looked at before. A draft is replaced; a signed note is superseded by the new version and stays readable.
    ///
    /// # Errors
    /// Those of `change`; a note in the trash is refused.
    pub fn amend_note(
        &mut self,
        reference: Reference,
        seen: u32,
        change: impl FnOnce(&mut Note) -> Result<(), Failure>,
    ) -> Result<FoundNote, Failure> {
        let row = self.note_row(reference)?;
        refuse_trash(&row, reference)?;
        if row.version != seen {
            return Err(Failure::Refused(
                format!("{reference} was changed by somebody else meanwhile"),
                format!("look at it first: praxis note show {reference}"),
            ));
        }
        let draft = row.state == RecordState::Draft;
        self.rewrite(
            &row,
            if draft { RecordState::Draft } else { RecordState::Live },
            Action::NoteAmended,
            change,
        )
    }

    /// Signs a draft.
    ///
    /// # Errors
    /// When it is signed already, or in the trash.
    pub fn sign_note(&mut self, reference: Reference) -> Result<FoundNote, Failure> {
        let row = self.note_row(reference)?;
        refuse_trash(&row, reference)?;
        if row.state != RecordState::Draft {
            return Err(Failure::Usage(
                format!("{reference} is signed already"),
                format!("to add to it: praxis note amend {reference}"),
            ));
        }
        let signed = self.signature();
        self.rewrite(&row, RecordState::Live, Action::NoteSigned, |note| {
            note.signed = Some(signed);
            Ok(())
        })
    }

    /// The signature of the member who opened the vault.
    #[must_use]
    pub fn signature(&self) -> Signed {
        Signed { by: self.member(), at: self.vault.now.text() }
    }

    fn rewrite(
        &mut self,
        row: &RecordRow,
        state: RecordState,
        action: Action,
        change: impl FnOnce(&mut Note) -> Result<(), Failure>,
    ) -> Result<FoundNote, Failure> {
        let keys = self.reader(Extent::Few)?;
        let key = keys.key(&rows::slot_of(row))?;
        let client = self.client_of(row.handle)?;
        let mut note: Note = rows::open(row, self.id(), &key)?;
        change(&mut note)?;
        note.written = self.vault.now.text();
        let contact = self.contact_after(&keys, row, Some(&note))?;
        drop(keys);
        let today = self.vault.now.today();
        let goes_from = contact.circle.terms().goes_from(Class::NoteRevisions, today);
        let (id, draft) = (self.id(), row.state == RecordState::Draft);
        let mut next = next_version(row);
        next.state = state;
        next.due = contact.due_of(&note);
        rows::seal(&mut next, id, &key, &note)?;
        self.write(|writer| {
            unchanged(writer, row)?;
            if draft {
                writer.remove_record(row)?;
                writer.add_record(&next, action)?;
            } else {
                let sealed = next.clone();
                supersede(writer, row, goes_from, |into| {
                    *into = sealed;
                    Ok(())
                })?;
                writer.log(&writer.event(action).about(next.handle).on_record(next.id, next.version))?;
            }
            contact.apply(writer, id)
        })?;
        found(&next, client, note)
    }

    /// Puts a note in the trash. It may be removed for good from the day that is returned; never, where the schedule has
    /// no rule for the trash.
    ///
    /// # Errors
    /// When it is there already.
    pub fn trash_note(&mut self, reference: Reference) -> Result<Option<NaiveDate>, Failure> {
        let row = self.note_row(reference)?;
        refuse_trash(&row, reference)?;
        let contact = self.contact_after(&self.reader(Extent::Few)?, &row, None)?;
        let goes_from = contact.circle.terms().goes_from(Class::Trash, self.vault.now.today());
        let id = self.id();
        self.write(|writer| {
            unchanged(writer, &row)?;
            let trashed = RecordRow { state: RecordState::Trash, goes_from, ..row.clone() };
            writer.change_record_state(&trashed, Action::NoteTrashed)?;
            contact.apply(writer, id)
        })?;
        Ok(goes_from)
    }

    /// Takes a note out of the trash; gives the state it is in then.
    ///
    /// # Errors
    /// When it is not there.
    pub fn restore_note(&mut self, reference: Reference) -> Result<RecordState, Failure> {
        let row = self.note_row(reference)?;
        if row.state != RecordState::Trash {
            return Err(Failure::Usage(
                format!("{reference} is not in the trash"),
                format!("to read it: praxis note show {reference}"),
            ));
        }
        let keys = self.reader(Extent::Few)?;
        let note: Note = keys.open(&row)?;
        let contact = self.contact_after(&keys, &row, Some(&note))?;
        drop(keys);
        let id = self.id();
        let state = if note.signed.is_some() { RecordState::Live } else { RecordState::Draft };
        self.write(|writer| {
            unchanged(writer, &row)?;
            let restored = RecordRow { state, goes_from: None, ..row.clone() };
            writer.change_record_state(&restored, Action::NoteRestored)?;
            contact.apply(writer, id)
        })?;
        Ok(state)
    }

    /// What the day of last contact will be once `changed` holds `note`, or is in the trash.
    fn contact_after(
        &self,
        keys: &KeyReader<'_>,
        changed: &RecordRow,
        note: Option<&Note>,
    ) -> Result<Contact, Failure> {
        let handle = changed.handle;
        let _moment = self.one_moment()?;
        let person = keys.key(&self.slot_of_part(handle, RecordType::Person)?)?;
        let row = one_dates_row(&self.read(), handle)?;
        let dates: Dates = rows::open(&row, self.id(), &person)?;
        let mut notes = self.contacts(keys, handle, Some(changed.id))?;
        notes.extend(note.cloned());
        let latest = rules::last_contact::latest(dates.first_contact, notes.iter());
        let own = self.known(keys, handle)?.ok_or_else(|| Failure::Busy(None))?;
        let circle = self.circle(keys, None, &own)?;
        Ok(Contact { row, dates, latest, person, own, circle })
    }
}

/// A client's day of last contact, about to move.
struct Contact {
    row: RecordRow,
    dates: Dates,
    latest: NaiveDate,
    person: RecordKey,
    own: Known,
    circle: Circle,
}

impl Contact {
    fn apply(&self, writer: &mut Writer<'_>, id: VaultId) -> Result<(), Failure> {
        let standing = dates_row(writer, self.row.handle)?;
        if standing.version != self.row.version {
            return Err(Failure::Busy(None));
        }
        let moved = move_last_contact(writer, &standing, &self.dates, self.latest, |row, body| {
            rows::seal(row, id, &self.person, body)
        })?;
        self.circle.refuse_other_person(writer)?;
        self.circle.renew(writer, &Known { dates: moved, ..self.own.clone() })
    }

    /// The month from which the note may go, where it has a key of its own.
    fn due_of(&self, note: &Note) -> Option<String> {
        self.circle.terms().due_of(&self.own, class_of(note.kind)?, note.date)
    }
}

/// Refuses when somebody else changed the note since it was read.
fn unchanged(writer: &Writer<'_>, row: &RecordRow) -> Result<(), Failure> {
    let standing = writer.read().record(RecordType::Note, row.number.unwrap_or(0))?;
    match standing {
        Some(now) if now.id == row.id && now.version == row.version && now.state == row.state => Ok(()),
        _ => Err(Failure::Busy(None)),
    }
}

fn refuse_trash(row: &RecordRow, reference: Reference) -> Result<(), Failure> {
    if row.state == RecordState::Trash {
        return Err(Failure::Usage(
            format!("{reference} is in the trash"),
            format!("to take it out: praxis note restore {reference}"),
        ));
    }
    Ok(())
}
