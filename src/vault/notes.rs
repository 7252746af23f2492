//! Notes in the vault: storing, finding and reading them. Changing them is in [`change`].

mod change;
mod gone;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use super::clients::{FoundClient, add_clinical, erased_by, refuse_lost_rows, replace_dates};
use super::due::{Circle, Known, class_of};
use super::keyring::SlotName;
use super::keys::{KeyReader, fresh_key};
use super::many::open_all;
use super::mirrors::Extent;
use super::rows::{self, first_version};
use super::unlocked::{Unlocked, living};
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::{Clinical, Dates, Statement};
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, RecordId};
use crate::records::note::Note;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleState, RecordRow, RecordState, RecordType};
use crate::rules;
use crate::store::Reading;

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

/// What a batch of new notes needs, by client.
struct ClientKeys {
    handle: Handle,
    person: RecordKey,
    clinical: ClinicalKey,
    own: Known,
    circle: Circle,
}

/// What seals the clinical part of a client.
enum ClinicalKey {
    /// The key of what is there.
    There(RecordKey),
    /// A new one, the first that is made: at this place among the new keys.
    New(usize),
}

impl ClientKeys {
    /// The month from which a note may go that has a key of its own.
    fn due_of(&self, note: &Note) -> Option<String> {
        let class = class_of(note.kind)?;
        self.circle.terms().due_of(&self.own, class, note.date)
    }
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
        self.store_notes(notes, None, since, step)
    }

    /// Stores a statement of the client's about the record, by a request: a note that the record points at.
    ///
    /// # Errors
    /// Those of [`Unlocked::add_notes`], and when the request is not the client's.
    pub fn add_statement(&mut self, note: NewNote, request: Reference) -> Result<Reference, Failure> {
        self.check_request(note.client, request)?;
        let stored = self.store_notes(&[note], Some(request), None, || ())?;
        stored.first().copied().ok_or_else(|| Failure::Busy(None))
    }

    fn store_notes(
        &mut self,
        notes: &[NewNote],
        statement: Option<Reference>,
        since: Option<u64>,
        step: impl Fn(),
    ) -> Result<Vec<Reference>, Failure> {
        let mut fresh: Vec<(SlotName, RecordKey)> = Vec::new();
        let clients = self.keys_for(notes, &mut fresh)?;
        let mut prepared: Vec<(RecordRow, Option<usize>)> = Vec::with_capacity(notes.len());
        for new in notes {
            let compartment = new.note.kind.compartment();
            let mut row = first_version(RecordType::Note, clients[&new.client].handle, compartment);
            row.state = if new.note.signed.is_some() { RecordState::Live } else { RecordState::Draft };
            row.due = clients[&new.client].due_of(&new.note);
            let own_key = (compartment == Compartment::Process).then(|| {
                fresh.push(fresh_key(row.handle, compartment, Some(row.id)));
                fresh.len() - 1
            });
            prepared.push((row, own_key));
        }
        let id = self.id();
        self.write_with_keys(&fresh, |writer| {
            writer.nobody_wrote_since(since)?;
            for (client, keys) in &clients {
                if let ClinicalKey::New(index) = keys.clinical {
                    add_clinical(
                        writer,
                        &living(writer.read(), *client)?,
                        &fresh[index].1,
                        &Clinical::default(),
                    )?;
                }
            }
            let mut references = Vec::with_capacity(notes.len());
            for (new, (row, own_key)) in notes.iter().zip(&mut prepared) {
                living(writer.read(), new.client)?;
                let number = writer.next_number(Register::Note)?;
                row.number = Some(number);
                let key = match (&own_key, &clients[&new.client].clinical) {
                    (Some(index), _) | (None, ClinicalKey::New(index)) => &fresh[*index].1,
                    (None, ClinicalKey::There(key)) => key,
                };
                rows::seal(row, id, key, &new.note)?;
                writer.add_record(row, Action::NoteAdded)?;
                references.push(Reference::new(Register::Note, number));
                step();
            }
            let mut moved_before = HashMap::new();
            for (client, keys) in &clients {
                let theirs = notes.iter().filter(|n| n.client == *client).map(|n| &n.note);
                let row = dates_row(writer, keys.handle)?;
                let mut dates: Dates = rows::open(&row, id, &keys.person)?;
                let stated = statement.into_iter().zip(&references);
                dates.statements.extend(stated.map(|(request, &note)| Statement { note, request }));
                let latest = rules::last_contact::latest(dates.last_contact, theirs);
                let moved = move_last_contact(writer, &row, &dates, latest, |row, body| {
                    rows::seal(row, id, &keys.person, body)
                })?;
                keys.circle.refuse_other_person(writer)?;
                let own = Known { dates: moved, ..keys.own.clone() };
                keys.circle.renew_among(writer, &own, &moved_before)?;
                moved_before.insert(own.handle, own);
            }
            if since.is_some() {
                writer.log(&writer.event(Action::Imported).counting(notes.len() as u64))?;
            }
            Ok(references)
        })
    }

    fn keys_for(
        &self,
        notes: &[NewNote],
        fresh: &mut Vec<(SlotName, RecordKey)>,
    ) -> Result<BTreeMap<Reference, ClientKeys>, Failure> {
        let mut clients = BTreeMap::new();
        let keys = self.reader(if notes.len() > 8 { Extent::Many } else { Extent::Few })?;
        let _moment = self.one_moment()?;
        for new in notes {
            if clients.contains_key(&new.client) {
                continue;
            }
            let handle = self.living(new.client)?.handle;
            let person = keys.key(&self.slot_of_part(handle, RecordType::Person)?)?;
            let clinical = if let Some(slot) = self.clinical_slot(handle)? {
                ClinicalKey::There(keys.key(&slot)?)
            } else {
                fresh.push(fresh_key(handle, Compartment::Clinical, None));
                ClinicalKey::New(fresh.len() - 1)
            };
            let own = self.known(&keys, handle)?.ok_or_else(|| Failure::Busy(None))?;
            let circle = self.circle(&keys, None, &own)?;
            clients.insert(new.client, ClientKeys { handle, person, clinical, own, circle });
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
        let keys = self.reader(Extent::Few)?;
        keys.key(&self.slot_of_part(handle, RecordType::Person)?)?;
        match self.clinical_slot(handle)? {
            Some(slot) => keys.key(&slot).map(drop),
            None => self.require(&[Compartment::Clinical]),
        }
    }

    /// Opens a note and its former versions, and logs that it was shown.
    ///
    /// # Errors
    /// Unknown, or damaged; or the read cannot be logged.
    pub fn note(&mut self, reference: Reference) -> Result<ShownNote, Failure> {
        let row = self.note_row(reference)?;
        self.refuse_restricted_handle(row.handle)?;
        let shown = self.open_versions(&row)?;
        self.log(&[Event::new(self.member(), Action::NoteShown)
            .about(row.handle)
            .on_record(row.id, row.version)])?;
        Ok(shown)
    }

    fn open_versions(&self, row: &RecordRow) -> Result<ShownNote, Failure> {
        let keys = self.reader(Extent::Few)?;
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
        let left_out = self.readable(of)?;
        let found = self.all_notes(of, &left_out)?;
        let mut event = Event::new(self.member(), Action::NotesListed).counting(found.len() as u64);
        if let Some(client) = of {
            event = event.about(self.living(client)?.handle);
        }
        self.log(&[event])?;
        Ok(found)
    }

    /// What `pick` makes of the notes that it wants, among those whose JSON may be `wanted`; logged as one search and one entry for each client who was hit.
    /// A note is wiped as soon as `pick` has seen it: there may be a million.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn search<T: Send>(
        &mut self,
        of: Option<Reference>,
        wanted: &(dyn Fn(&[u8]) -> bool + Sync),
        pick: impl Fn(&FoundNote) -> Option<T> + Sync,
    ) -> Result<Vec<T>, Failure> {
        let left_out = self.readable(of)?;
        let hits =
            self.notes_that(of, &left_out, wanted, |found| pick(&found).map(|hit| (found.client, hit)))?;
        let clients: BTreeSet<Reference> = hits.iter().map(|(client, _)| *client).collect();
        let mut events = vec![Event::new(self.member(), Action::NotesSearched).counting(hits.len() as u64)];
        for client in clients {
            events.push(Event::new(self.member(), Action::ClientShown).about(self.living(client)?.handle));
        }
        self.log(&events)?;
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    pub(super) fn all_notes(
        &self,
        of: Option<Reference>,
        left_out: &HashSet<Handle>,
    ) -> Result<Vec<FoundNote>, Failure> {
        self.notes_that(of, left_out, &|_| true, Some)
    }

    /// What `pick` makes of all notes but those of clients who are left out, or of all of one client, whose JSON may be
    /// `wanted`, by number.
    fn notes_that<T: Send>(
        &self,
        of: Option<Reference>,
        left_out: &HashSet<Handle>,
        wanted: &(dyn Fn(&[u8]) -> bool + Sync),
        pick: impl Fn(FoundNote) -> Option<T> + Sync,
    ) -> Result<Vec<T>, Failure> {
        let keys = self.reader(if of.is_none() { Extent::Many } else { Extent::Few })?;
        let mut clients: HashMap<Handle, Reference> = HashMap::new();
        // Where nothing can be written, an erasure that is decided may still have its rows.
        let mut erased: BTreeSet<Handle> = BTreeSet::new();
        if let Some(client) = of {
            clients.insert(self.living(client)?.handle, client);
        } else {
            for row in self.read().handles(Register::Client)? {
                rows::check_logged_handle(&self.read(), &row)?;
                clients.insert(row.handle, row.reference);
                if row.state == HandleState::Erased {
                    erased.insert(row.handle);
                }
            }
        }
        let opened = |row: &RecordRow, note: Note| {
            let client = clients.get(&row.handle).copied().ok_or_else(|| lost_client(row))?;
            let found = found(row, client, note)?;
            let reference = found.reference;
            Ok(pick(found).map(|picked| (reference, picked)))
        };
        let mut closed = 0;
        let mut all = open_all(self.id(), wanted, opened, |each| {
            let mut hand = |row: RecordRow| {
                if erased.contains(&row.handle) || left_out.contains(&row.handle) {
                    return Ok(());
                }
                if !keys.opens(row.compartment) {
                    closed += 1;
                    return Ok(());
                }
                let key = keys.key_of(&row)?;
                each((row, key))
            };
            match of.and_then(|_| clients.keys().next()) {
                Some(&handle) => {
                    self.read().records_of(handle, RecordType::Note)?.into_iter().try_for_each(hand)
                }
                None => self.read().each_record(RecordType::Note, &mut hand),
            }
        })?;
        self.vault.notice_closed(closed, "note");
        all.sort_by_key(|(reference, _)| *reference);
        Ok(all.into_iter().map(|(_, picked)| picked).collect())
    }

    pub(super) fn note_row(&self, reference: Reference) -> Result<RecordRow, Failure> {
        if reference.register != Register::Note {
            return Err(Failure::Usage(
                format!("{reference} is no note"),
                "notes are N-000001 and so on".to_owned(),
            ));
        }
        let Some(found) = self.read().record(RecordType::Note, reference.number)? else {
            return Err(self.no_note(reference)?);
        };
        rows::check_logged(&self.read(), &found).map(|()| found)
    }

    /// The slot that seals one part of a client's record today.
    pub(super) fn slot_of_part(&self, handle: Handle, part: RecordType) -> Result<SlotName, Failure> {
        let found = self.read().records_of(handle, part)?;
        if let Some(row) = found.first() {
            return Ok(rows::slot_of(row));
        }
        if part == RecordType::Clinical
            && let Some(by) = erased_by(&self.read(), handle, Compartment::Clinical)?
        {
            let client = self.client_of(handle)?;
            return Err(Failure::Erased(format!("the clinical record of {client}"), by.0));
        }
        Err(Failure::damaged("a client in vault.db has lost a part of its record"))
    }

    /// The slot of a client's clinical part; none where nobody has written anything clinical yet.
    ///
    /// # Errors
    /// [`Failure::Erased`], or it is lost.
    pub(super) fn clinical_slot(&self, handle: Handle) -> Result<Option<SlotName>, Failure> {
        let there = !self.read().records_of(handle, RecordType::Clinical)?.is_empty();
        if there || erased_by(&self.read(), handle, Compartment::Clinical)?.is_some() {
            return self.slot_of_part(handle, RecordType::Clinical).map(Some);
        }
        refuse_lost_rows(&self.read(), handle, self.client_of(handle)?).map(|()| None)
    }

    pub(super) fn client_of(&self, handle: Handle) -> Result<Reference, Failure> {
        let row = self.read().handle_row(handle)?;
        let row = row.ok_or_else(|| Failure::damaged("a note in vault.db belongs to no client"))?;
        rows::check_logged_handle(&self.read(), &row).map(|()| row.reference)
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
}

pub(super) fn move_last_contact(
    writer: &mut Writer<'_>,
    row: &RecordRow,
    dates: &Dates,
    latest: NaiveDate,
    seal: impl FnOnce(&mut RecordRow, &Dates) -> Result<(), Failure>,
) -> Result<Dates, Failure> {
    // Written also when the day stays: the log would tell which notes count as contact, and so of what kind.
    let moved = Dates { last_contact: latest, ..dates.clone() };
    replace_dates(writer, row, |next| seal(next, &moved)).map(|()| moved)
}

pub(super) fn dates_row(writer: &Writer<'_>, handle: Handle) -> Result<RecordRow, Failure> {
    one_dates_row(writer.read(), handle)
}

/// The row of a client's dates, compared with the log: what replaces it would give it a fresh hash.
pub(super) fn one_dates_row(read: &Reading<'_>, handle: Handle) -> Result<RecordRow, Failure> {
    let row = read.records_of(handle, RecordType::Dates)?.into_iter().next();
    let row = row.ok_or_else(|| Failure::damaged("a client in vault.db has lost its dates"))?;
    rows::check_logged(read, &row).map(|()| row)
}

pub(super) fn found(row: &RecordRow, client: Reference, note: Note) -> Result<FoundNote, Failure> {
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
    pub fn imported_notes(&mut self) -> Result<HashSet<String>, Failure> {
        // Of restricted clients too: nothing is read but what tells the rows apart.
        let all = self.all_notes(None, &HashSet::new())?;
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
