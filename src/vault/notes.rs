//! Notes in the vault.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::clients::{FoundClient, replace_dates, supersede};
use super::keyring::SlotName;
use super::keys::{KeyReader, fresh_key};
use super::rows::{self, first_version, next_version};
use super::unlocked::{Unlocked, living};
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::Dates;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, RecordId};
use crate::records::note::{Note, Signed};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{RecordRow, RecordState, RecordType};
use crate::rules;

/// A note to be stored.
pub struct NewNote {
    /// About whom.
    pub client: Reference,
    /// The note; signed, or else a draft.
    pub note: Note,
}

/// A note in a list.
pub struct FoundNote {
    /// The reference.
    pub reference: Reference,
    /// About whom.
    pub client: Reference,
    /// Where it stands.
    pub state: RecordState,
    /// The version that counts.
    pub version: u32,
    /// The first day on which a note in the trash may be removed for good.
    pub goes_from: Option<NaiveDate>,
    /// The version that counts, opened.
    pub note: Note,
}

/// A note with all its versions.
pub struct ShownNote {
    /// The current version.
    pub found: FoundNote,
    /// The former ones, oldest first, by version number.
    pub former: Vec<(u32, Note)>,
}

/// The keys that a batch of new notes needs, by client.
struct ClientKeys {
    handle: Handle,
    person: RecordKey,
    clinical: RecordKey,
}

impl Unlocked {
    /// Stores notes: all of them or none. Those that count as contact, drafts too, move the client's day of last contact.
    ///
    /// # Errors
    /// When a client is unknown or erased, or nothing can be written; [`Failure::Busy`] when somebody wrote
    /// since the log had `since` entries. `step` is called for each note.
    pub fn add_notes(
        &mut self,
        notes: &[NewNote],
        since: Option<u64>,
        step: impl Fn(),
    ) -> Result<Vec<Reference>, Failure> {
        let clients = self.keys_for(notes)?;
        let mut fresh: Vec<(SlotName, RecordKey)> = Vec::new();
        let mut prepared: Vec<(RecordRow, Option<usize>)> = Vec::with_capacity(notes.len());
        for new in notes {
            let compartment = new.note.kind.compartment();
            let mut row = first_version(RecordType::Note, clients[&new.client].handle, compartment);
            row.state = if new.note.signed.is_some() { RecordState::Live } else { RecordState::Draft };
            let own_key = (compartment == Compartment::Process).then(|| {
                fresh.push(fresh_key(row.handle, compartment, Some(row.id)));
                fresh.len() - 1
            });
            prepared.push((row, own_key));
        }
        let id = self.id();
        self.write_with_keys(&fresh, |writer| {
            writer.nobody_wrote_since(since)?;
            let mut references = Vec::with_capacity(notes.len());
            for (new, (row, own_key)) in notes.iter().zip(&mut prepared) {
                living(writer.read(), new.client)?;
                let number = writer.next_number(Register::Note)?;
                row.number = Some(number);
                let key = own_key.map_or(&clients[&new.client].clinical, |index| &fresh[index].1);
                rows::seal(row, id, key, &new.note)?;
                writer.add_record(row, Action::NoteAdded)?;
                references.push(Reference::new(Register::Note, number));
                step();
            }
            for (client, keys) in &clients {
                let theirs = notes.iter().filter(|n| n.client == *client).map(|n| &n.note);
                let row = dates_row(writer, keys.handle)?;
                let dates: Dates = rows::open(&row, id, &keys.person)?;
                let latest = rules::last_contact::latest(dates.last_contact, theirs);
                move_last_contact(writer, &row, &dates, latest, |row, body| {
                    rows::seal(row, id, &keys.person, body)
                })?;
            }
            if since.is_some() {
                writer.log(&writer.event(Action::Imported).counting(notes.len() as u64))?;
            }
            Ok(references)
        })
    }

    fn keys_for(&self, notes: &[NewNote]) -> Result<BTreeMap<Reference, ClientKeys>, Failure> {
        let mut clients = BTreeMap::new();
        let keys = self.reader(notes.len() > 8)?;
        for new in notes {
            if clients.contains_key(&new.client) {
                continue;
            }
            let handle = self.living(new.client)?.handle;
            let person = keys.key(&self.slot_of_part(handle, RecordType::Person)?)?;
            let clinical = keys.key(&self.slot_of_part(handle, RecordType::Clinical)?)?;
            clients.insert(new.client, ClientKeys { handle, person, clinical });
        }
        Ok(clients)
    }

    /// Checks that notes about a client could be stored, and opens its keys: before anybody types.
    ///
    /// # Errors
    /// When the client is unknown or erased, or its keys do not open.
    pub fn check_client_takes_notes(&self, client: Reference) -> Result<(), Failure> {
        self.vault.check_clock()?;
        let handle = self.living(client)?.handle;
        let keys = self.reader(false)?;
        for part in [RecordType::Person, RecordType::Clinical] {
            keys.key(&self.slot_of_part(handle, part)?)?;
        }
        Ok(())
    }

    /// Opens a note and its former versions, and logs that it was shown.
    ///
    /// # Errors
    /// Unknown, or damaged; or the read cannot be logged.
    pub fn note(&mut self, reference: Reference) -> Result<ShownNote, Failure> {
        let row = self.note_row(reference)?;
        let shown = self.open_versions(&row)?;
        self.log(&[Event::new(self.member(), Action::NoteShown)
            .about(row.handle)
            .on_record(row.id, row.version)])?;
        Ok(shown)
    }

    fn open_versions(&self, row: &RecordRow) -> Result<ShownNote, Failure> {
        let keys = self.reader(false)?;
        let client = self.client_of(row.handle)?;
        let mut former = Vec::new();
        for version in self.read().versions(row.id)? {
            if version.version != row.version {
                former.push((version.version, keys.open(&version)?));
            }
        }
        Ok(ShownNote { found: found(row, client, keys.open(row)?)?, former })
    }

    /// All notes, or all of one client, by number; logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn notes(&mut self, of: Option<Reference>) -> Result<Vec<FoundNote>, Failure> {
        let found = self.all_notes(of)?;
        let mut event = Event::new(self.member(), Action::NotesListed).counting(found.len() as u64);
        if let Some(client) = of {
            event = event.about(self.living(client)?.handle);
        }
        self.log(&[event])?;
        Ok(found)
    }

    /// All notes that `wanted` accepts; logged as one search and one entry for each client who was hit.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn search(
        &mut self,
        of: Option<Reference>,
        wanted: impl Fn(&FoundNote) -> bool,
    ) -> Result<Vec<FoundNote>, Failure> {
        let mut hits = self.all_notes(of)?;
        hits.retain(wanted);
        let mut events = vec![Event::new(self.member(), Action::NotesSearched).counting(hits.len() as u64)];
        let mut clients: Vec<Reference> = hits.iter().map(|hit| hit.client).collect();
        clients.sort_unstable();
        clients.dedup();
        for client in clients {
            events.push(Event::new(self.member(), Action::ClientShown).about(self.living(client)?.handle));
        }
        self.log(&events)?;
        Ok(hits)
    }

    pub(super) fn all_notes(&self, of: Option<Reference>) -> Result<Vec<FoundNote>, Failure> {
        let keys = self.reader(of.is_none())?;
        let mut all = Vec::new();
        if let Some(client) = of {
            for row in self.read().records_of(self.living(client)?.handle, RecordType::Note)? {
                all.push(found(&row, client, keys.open(&row)?)?);
            }
            return Ok(all);
        }
        let clients: HashMap<Handle, Reference> = self
            .read()
            .handles(Register::Client)?
            .into_iter()
            .map(|row| (row.handle, row.reference))
            .collect();
        self.read().each_record(RecordType::Note, |row| -> Result<(), Failure> {
            let client = clients.get(&row.handle).copied().ok_or_else(|| lost_client(&row))?;
            all.push(found(&row, client, keys.open(&row)?)?);
            Ok(())
        })?;
        all.sort_by_key(|note| note.reference);
        Ok(all)
    }

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
        let keys = self.reader(false)?;
        let key = keys.key(&rows::slot_of(row))?;
        let client = self.client_of(row.handle)?;
        let mut note: Note = rows::open(row, self.id(), &key)?;
        change(&mut note)?;
        note.written = self.vault.now.text();
        let contact = self.contact_after(&keys, row, Some(&note))?;
        drop(keys);
        let (id, draft) = (self.id(), row.state == RecordState::Draft);
        let mut next = next_version(row);
        next.state = state;
        rows::seal(&mut next, id, &key, &note)?;
        self.write(|writer| {
            unchanged(writer, row)?;
            if draft {
                writer.remove_record(row)?;
                writer.add_record(&next, action)?;
            } else {
                let sealed = next.clone();
                supersede(writer, row, |into| {
                    *into = sealed;
                    Ok(())
                })?;
                writer.log(&writer.event(action).about(next.handle).on_record(next.id, next.version))?;
            }
            contact.apply(writer, id)
        })?;
        found(&next, client, note)
    }

    /// Puts a note in the trash. It may be removed for good from the day that is returned.
    ///
    /// # Errors
    /// When it is there already.
    pub fn trash_note(&mut self, reference: Reference) -> Result<Option<NaiveDate>, Failure> {
        let row = self.note_row(reference)?;
        refuse_trash(&row, reference)?;
        let days = self.vault.config.notes.trash_days;
        let goes_from = rules::trash::goes_from(self.vault.now.today(), days);
        let contact = self.contact_after(&self.reader(false)?, &row, None)?;
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
        let keys = self.reader(false)?;
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

    fn note_row(&self, reference: Reference) -> Result<RecordRow, Failure> {
        if reference.register != Register::Note {
            return Err(Failure::Usage(
                format!("{reference} is no note"),
                "notes are N-000001 and so on".to_owned(),
            ));
        }
        let found = self.read().record(RecordType::Note, reference.number)?.ok_or_else(|| {
            Failure::Missing(
                format!("there is no note {reference}"),
                "praxis note list shows which there are".to_owned(),
            )
        })?;
        rows::check_logged(&self.read(), &found).map(|()| found)
    }

    /// The slot that seals one part of a client's record today.
    fn slot_of_part(&self, handle: Handle, part: RecordType) -> Result<SlotName, Failure> {
        let found = self.read().records_of(handle, part)?;
        let row = found
            .first()
            .ok_or_else(|| Failure::damaged("a client in vault.db has lost a part of its record"))?;
        Ok(rows::slot_of(row))
    }

    fn client_of(&self, handle: Handle) -> Result<Reference, Failure> {
        let row = self.read().handle_row(handle)?;
        row.map(|row| row.reference)
            .ok_or_else(|| Failure::damaged("a note in vault.db belongs to no client"))
    }

    /// The notes about a client that may be contact: all but those in the trash, and but one.
    pub(super) fn contacts(
        &self,
        keys: &KeyReader<'_>,
        handle: Handle,
        but: Option<RecordId>,
    ) -> Result<Vec<Note>, Failure> {
        let rows = self.read().records_of(handle, RecordType::Note)?;
        let counted = rows.iter().filter(|row| row.state != RecordState::Trash && Some(row.id) != but);
        counted.map(|row| keys.open(row)).collect()
    }

    /// What the day of last contact will be once `changed` holds `note`, or is in the trash.
    fn contact_after(
        &self,
        keys: &KeyReader<'_>,
        changed: &RecordRow,
        note: Option<&Note>,
    ) -> Result<Contact, Failure> {
        let handle = changed.handle;
        let person = keys.key(&self.slot_of_part(handle, RecordType::Person)?)?;
        let row = one_dates_row(self.read().records_of(handle, RecordType::Dates)?)?;
        let dates: Dates = rows::open(&row, self.id(), &person)?;
        let mut notes = self.contacts(keys, handle, Some(changed.id))?;
        notes.extend(note.cloned());
        let latest = rules::last_contact::latest(dates.first_contact, notes.iter());
        Ok(Contact { row, dates, latest, person })
    }
}

/// A client's day of last contact, about to move.
struct Contact {
    row: RecordRow,
    dates: Dates,
    latest: NaiveDate,
    person: RecordKey,
}

impl Contact {
    fn apply(&self, writer: &mut Writer<'_>, id: crate::records::id::VaultId) -> Result<(), Failure> {
        let standing = dates_row(writer, self.row.handle)?;
        if standing.version != self.row.version {
            return Err(Failure::Busy(None));
        }
        move_last_contact(writer, &standing, &self.dates, self.latest, |row, body| {
            rows::seal(row, id, &self.person, body)
        })
    }
}

fn move_last_contact(
    writer: &mut Writer<'_>,
    row: &RecordRow,
    dates: &Dates,
    latest: NaiveDate,
    seal: impl FnOnce(&mut RecordRow, &Dates) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if latest == dates.last_contact {
        return Ok(());
    }
    let moved = Dates { last_contact: latest, ..dates.clone() };
    replace_dates(writer, row, |next| seal(next, &moved))
}

fn dates_row(writer: &Writer<'_>, handle: Handle) -> Result<RecordRow, Failure> {
    one_dates_row(writer.read().records_of(handle, RecordType::Dates)?)
}

fn one_dates_row(rows: Vec<RecordRow>) -> Result<RecordRow, Failure> {
    rows.into_iter().next().ok_or_else(|| Failure::damaged("a client in vault.db has lost its dates"))
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

fn found(row: &RecordRow, client: Reference, note: Note) -> Result<FoundNote, Failure> {
    let reference = row.reference().ok_or_else(|| lost_client(row))?;
    Ok(FoundNote {
        reference,
        client,
        state: row.state,
        version: row.version,
        goes_from: row.goes_from,
        note,
    })
}

fn lost_client(row: &RecordRow) -> Failure {
    let name = row.reference().map_or_else(|| "a note".to_owned(), |r| r.to_string());
    Failure::damaged(format!("{name} in vault.db has lost its number or its client"))
}

impl Unlocked {
    /// What tells imported notes apart, for every note that was imported.
    ///
    /// # Errors
    /// When a note does not open.
    pub fn imported_notes(&mut self) -> Result<std::collections::HashSet<String>, Failure> {
        let all = self.all_notes(None)?;
        self.log_later(Event::new(self.member(), Action::NotesListed).counting(all.len() as u64));
        Ok(all.into_iter().filter_map(|found| found.note.source).collect())
    }

    /// The clients that were imported, by their number in the system they came from.
    ///
    /// # Errors
    /// When a client does not open.
    pub fn imported_clients(&mut self) -> Result<HashMap<String, FoundClient>, Failure> {
        let all = self.all_clients()?;
        self.log_later(Event::new(self.member(), Action::ClientsListed).counting(all.len() as u64));
        Ok(all.into_iter().filter_map(|c| Some((c.person.source.clone()?, c))).collect())
    }
}
