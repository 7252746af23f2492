//! Clients in the vault.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::disclosures::FoundDisclosure;
use super::due::{Known, Terms};
use super::groups::Links;
use super::holds::FoundHold;
use super::keyring::SlotName;
use super::keys::{KeyReader, fresh_key};
use super::many::{Keyed, open_all};
use super::mirrors::Extent;
use super::rows::{self, first_version, next_version};
use super::unlocked::{Unlocked, living};
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::{Client, Clinical, Dates, Person, Status};
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, VaultId};
use crate::records::reference::{Reference, Register};
use crate::records::schedule::Class;
use crate::records::stored::{Flags, HandleRow, HandleState, RecordRow, RecordState, RecordType};
use crate::rules;
use crate::store::Reading;

/// The compartments whose keys a new client gets at once, as far as who adds them holds those; process records bring their
/// own.
const COMPARTMENTS: [Compartment; 3] = [Compartment::Person, Compartment::Contact, Compartment::Clinical];

/// A client whose whole record was opened.
pub struct ShownClient {
    /// The reference.
    pub reference: Reference,
    /// The clear columns.
    pub row: HandleRow,
    /// The record.
    pub client: Client,
    /// How often person, contact and clinical were written: 1 for a record never amended, 0 for one that is erased.
    pub versions: [u32; 3],
    /// The number of notes, those in the trash included.
    pub notes: usize,
    /// Holds, those that were lifted too.
    pub holds: Vec<FoundHold>,
    /// Who was told what.
    pub disclosures: Vec<FoundDisclosure>,
    /// The clinical part is left out: its processing is restricted.
    pub withheld: bool,
    /// What there is and does not open to who asks: the clinical part; of holds that stand, why they do.
    pub closed: Vec<Compartment>,
    /// Whether anything clinical was ever written. Until then there is no such part.
    pub has_clinical: bool,
}

/// A client in a list: who and where they stand.
pub struct FoundClient {
    /// The reference.
    pub reference: Reference,
    /// The handle, for records that refer to it.
    pub handle: Handle,
    /// Who.
    pub person: Person,
    /// Where they stand.
    pub dates: Dates,
}

/// The members of a couple or a group that is new, and what is written to them; nothing for one person.
type Newcomer = (Vec<Known>, Links);

/// The four rows of a client; two of them may have been erased by themselves.
struct Rows {
    person: RecordRow,
    contact: Option<RecordRow>,
    clinical: Option<RecordRow>,
    /// Whether nobody has written anything clinical yet: then it is not there, and was not erased.
    unbegun: bool,
    dates: RecordRow,
}

impl Rows {
    fn read(read: &Reading<'_>, row: &HandleRow) -> Result<Self, Failure> {
        let one = |record_type| -> Result<Option<RecordRow>, Failure> {
            let found = read.records_of(row.handle, record_type)?.into_iter().next();
            let found = found.filter(|found| found.number == Some(row.reference.number));
            found.map(|found| rows::check_logged(read, &found).map(|()| found)).transpose()
        };
        let there = |part: Option<RecordRow>| part.ok_or_else(|| lost_part(row.reference));
        let unless_erased = |part: Option<RecordRow>, compartment| match part {
            None if erased_by(read, row.handle, compartment)?.is_none() => Err(lost_part(row.reference)),
            part => Ok(part),
        };
        let clinical = one(RecordType::Clinical)?;
        let unbegun = clinical.is_none() && erased_by(read, row.handle, Compartment::Clinical)?.is_none();
        if unbegun {
            refuse_lost_rows(read, row.handle, row.reference)?;
        }
        Ok(Self {
            person: there(one(RecordType::Person)?)?,
            contact: unless_erased(one(RecordType::Contact)?, Compartment::Contact)?,
            clinical,
            unbegun,
            dates: there(one(RecordType::Dates)?)?,
        })
    }

    fn versions(&self) -> [Option<u32>; 4] {
        let of = |row: &Option<RecordRow>| row.as_ref().map(|row| row.version);
        [Some(self.person.version), of(&self.contact), of(&self.clinical), Some(self.dates.version)]
    }

    /// The clinical part, where there is one that opens to who asks.
    fn readable(&self, keys: &KeyReader<'_>) -> Option<&RecordRow> {
        self.clinical.as_ref().filter(|_| keys.opens(Compartment::Clinical))
    }

    fn open(&self, keys: &KeyReader<'_>) -> Result<Client, Failure> {
        Ok(Client {
            person: keys.open(&self.person)?,
            contact: self.contact.as_ref().map(|row| keys.open(row)).transpose()?.unwrap_or_default(),
            clinical: self.readable(keys).map(|row| keys.open(row)).transpose()?.unwrap_or_default(),
            dates: keys.open(&self.dates)?,
        })
    }
}

impl Unlocked {
    /// Adds clients: all of them or none, and none when somebody wrote since the log had `since` entries.
    /// `step` is called for each. Who does not hold the clinical keys makes no clinical part: the first who writes anything
    /// clinical does.
    ///
    /// # Errors
    /// When the keyring or the database cannot be written; [`Failure::Busy`] when somebody wrote meanwhile;
    /// [`Failure::Locked`] when something clinical is said by who does not hold those keys.
    pub fn add_clients(
        &mut self,
        clients: &[Client],
        since: Option<u64>,
        step: impl Fn(),
    ) -> Result<Vec<Reference>, Failure> {
        let handles: Vec<Handle> =
            clients.iter().map(|_| Handle::new(crate::crypto::random::bytes())).collect();
        if clients.iter().any(|client| client.clinical != Clinical::default()) {
            self.require(&[Compartment::Clinical])?;
        }
        let held: Vec<Compartment> = COMPARTMENTS.into_iter().filter(|one| self.keys.opens(*one)).collect();
        let keys: Vec<(SlotName, RecordKey)> = handles
            .iter()
            .flat_map(|&handle| held.iter().map(move |&compartment| fresh_key(handle, compartment, None)))
            .collect();
        let (terms, circles) = self.newcomers(clients)?;
        let id = self.id();
        self.write_with_keys(&keys, |writer| {
            writer.nobody_wrote_since(since)?;
            let mut references = Vec::with_capacity(clients.len());
            for (((client, &handle), keys), (members, links)) in
                clients.iter().zip(&handles).zip(keys.chunks_exact(held.len().max(1))).zip(&circles)
            {
                let [(_, person), (_, contact), clinical @ ..] = keys else {
                    return Err(Failure::Busy(None));
                };
                let reference = Reference::new(Register::Client, writer.next_number(Register::Client)?);
                let row = HandleRow {
                    handle,
                    reference,
                    state: clear_state(client.dates.status()),
                    flags: Flags::default(),
                    disposal_year: None,
                    contact_due: None,
                };
                let own = Known { handle, person: client.person.clone(), dates: client.dates.clone() };
                writer.add_handle(&terms.columns(&own, members, &row, false, true), Action::ClientAdded)?;
                links.apply(writer, handle)?;
                let mut add = Parts { writer, id, reference, handle };
                add.part(RecordType::Person, Compartment::Person, person, &client.person)?;
                add.part(RecordType::Dates, Compartment::Person, person, &client.dates)?;
                add.part(RecordType::Contact, Compartment::Contact, contact, &client.contact)?;
                if let Some((_, clinical)) = clinical.first() {
                    add.part(RecordType::Clinical, Compartment::Clinical, clinical, &client.clinical)?;
                }
                references.push(reference);
                step();
            }
            if since.is_some() {
                writer.log(&writer.event(Action::Imported).counting(clients.len() as u64))?;
            }
            Ok(references)
        })
    }

    /// A key for contact details where those before were destroyed.
    fn next_contact_key(&self, handle: Handle) -> Result<(SlotName, RecordKey), Failure> {
        let stones = self.read().tombstones_of(handle)?;
        let of_contact = stones.iter().filter(|stone| stone.compartment == Compartment::Contact);
        let last = of_contact.map(|stone| stone.key_version).max().unwrap_or(0);
        let (slot, key) = fresh_key(handle, Compartment::Contact, None);
        Ok((SlotName { key_version: last + 1, ..slot }, key))
    }

    /// What the clear columns of new clients follow from, and for each the members of a couple or a group.
    fn newcomers(&self, clients: &[Client]) -> Result<(Terms, Vec<Newcomer>), Failure> {
        let keys = self.reader(Extent::Few)?;
        let _moment = self.one_moment()?;
        let circle = |client: &Client| -> Result<_, Failure> {
            let members = self.known_members(&keys, &client.person)?;
            Ok((members, self.links(&keys, &[], &client.person.members)?))
        };
        Ok((self.terms(&keys)?, clients.iter().map(circle).collect::<Result<_, _>>()?))
    }

    /// Opens a client's whole record, and logs that it was shown. The clinical part is left out while it is restricted.
    ///
    /// # Errors
    /// Unknown, erased or damaged; or the read cannot be logged.
    pub fn client(&mut self, reference: Reference) -> Result<ShownClient, Failure> {
        // Who it is and how to reach them stays readable: they must be told before a restriction ends.
        let withheld = self.withholds(&self.living(reference)?)?;
        let keys = self.reader(Extent::Few)?;
        let moment = self.one_moment()?;
        let mut shown = self.open_client(reference, &keys)?;
        drop((keys, moment));
        if withheld {
            (shown.withheld, shown.client.clinical) = (true, Clinical::default());
        }
        self.log(&[Event::new(self.member(), Action::ClientShown).about(shown.row.handle)])?;
        Ok(shown)
    }

    pub(super) fn open_client(
        &self,
        reference: Reference,
        keys: &KeyReader<'_>,
    ) -> Result<ShownClient, Failure> {
        let row = self.living(reference)?;
        let found = Rows::read(&self.read(), &row)?;
        let client = found.open(keys)?;
        let notes = self.read().records_of(row.handle, RecordType::Note)?.len();
        let [person, contact, clinical, _] = found.versions().map(|version| version.unwrap_or(0));
        let mut holds = Vec::new();
        let mut closed = Vec::new();
        if found.clinical.is_some() && found.readable(keys).is_none() {
            closed.push(Compartment::Clinical);
        }
        if keys.opens(Compartment::Office) {
            holds = self.holds_on(&row, keys)?;
            holds.extend(self.class_holds_on(&client.person, &client.dates, keys)?);
        } else if row.flags.hold {
            closed.push(Compartment::Office);
        }
        let disclosures = self.disclosures_of(row.handle, reference, keys)?;
        let (versions, has_clinical) = ([person, contact, clinical], !found.unbegun);
        Ok(ShownClient {
            reference,
            row,
            client,
            versions,
            notes,
            holds,
            disclosures,
            withheld: false,
            closed,
            has_clinical,
        })
    }

    /// Everybody who is not erased, by number; logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn clients(&mut self) -> Result<Vec<FoundClient>, Failure> {
        let found = self.all_clients()?;
        self.log(&[Event::new(self.member(), Action::ClientsListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// Everybody who is not erased, without an entry in the log: for looking up names and for import.
    pub(super) fn all_clients(&self) -> Result<Vec<FoundClient>, Failure> {
        let keys = self.reader(Extent::Many)?;
        let read = self.read();
        let erased = read.erased_handles()?;
        let mut people = HashMap::new();
        let mut dates = HashMap::new();
        let opened = |row: &RecordRow, person: Person| Ok(Some(((row.handle, row.number), person)));
        people.extend(open_all(self.id(), &|_| true, opened, |each| {
            self.feed(&keys, RecordType::Person, &erased, each)
        })?);
        let opened = |row: &RecordRow, of: Dates| Ok(Some(((row.handle, row.number), of)));
        dates.extend(open_all(self.id(), &|_| true, opened, |each| {
            self.feed(&keys, RecordType::Dates, &erased, each)
        })?);
        let mut found = Vec::with_capacity(people.len());
        for row in read.handles(Register::Client)? {
            if row.state == HandleState::Erased {
                rows::check_logged_handle(&read, &row)?;
                continue;
            }
            let name = (row.handle, Some(row.reference.number));
            match (people.remove(&name), dates.remove(&name)) {
                (Some(person), Some(dates)) => {
                    found.push(FoundClient { reference: row.reference, handle: row.handle, person, dates });
                }
                _ => return Err(lost_part(row.reference)),
            }
        }
        Ok(found)
    }

    /// Hands over every current record of a type with its key, but for whom is erased.
    fn feed(
        &self,
        keys: &KeyReader<'_>,
        part: RecordType,
        erased: &HashSet<Handle>,
        each: &mut dyn FnMut(Keyed) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.read().each_record(part, |row| {
            if erased.contains(&row.handle) {
                return Ok(());
            }
            let key = keys.key_of(&row)?;
            each((row, key))
        })
    }

    /// Finds a client by reference, or by a part of the name that only one client has.
    ///
    /// # Errors
    /// Nobody, or more than one; names are never repeated.
    pub fn find_client(&mut self, text: &str) -> Result<Reference, Failure> {
        if let Ok(reference) = text.parse::<Reference>() {
            return living(&self.read(), reference).map(|row| row.reference);
        }
        let wanted = text.trim().to_lowercase();
        if wanted.is_empty() {
            return Err(Failure::Usage(
                "no client was named".to_owned(),
                "give a reference such as C-0001".to_owned(),
            ));
        }
        let everybody = self.all_clients()?;
        // Every name is opened to find one: that is a listing, written with whatever the command writes next.
        self.log_later(Event::new(self.member(), Action::ClientsListed).counting(everybody.len() as u64));
        let exact: Vec<_> = everybody.iter().filter(|c| c.person.name.to_lowercase() == wanted).collect();
        let hits = if exact.is_empty() {
            everybody.iter().filter(|c| c.person.name.to_lowercase().contains(&wanted)).collect()
        } else {
            exact
        };
        match hits[..] {
            [] => Err(Failure::Missing(
                "no client has that name".to_owned(),
                "praxis client list shows who is there".to_owned(),
            )),
            [one] => Ok(one.reference),
            _ => {
                let first: Vec<String> = hits.iter().take(10).map(|c| c.reference.to_string()).collect();
                let more = if hits.len() > 10 { " and more" } else { "" };
                Err(Failure::Usage(
                    format!("{} clients have that in their name: {}{more}", hits.len(), first.join(", ")),
                    "give the reference".to_owned(),
                ))
            }
        }
    }

    /// The same, where the record may have been erased: by reference alone, because the name has gone with it.
    ///
    /// # Errors
    /// Those of [`Unlocked::find_client`].
    pub fn find_client_erased_too(&mut self, text: &str) -> Result<Reference, Failure> {
        match (self.find_client(text), text.parse()) {
            (Err(Failure::Erased(..)), Ok(reference)) => Ok(reference),
            (found, _) => found,
        }
    }

    /// Changes a client's record. Person, contact and clinical keep their former versions; the dates are
    /// replaced. Gives the parts that changed.
    ///
    /// # Errors
    /// Those of `change`, and when the client went meanwhile or nothing can be written.
    pub fn amend_client(
        &mut self,
        reference: Reference,
        change: impl FnOnce(&mut Client) -> Result<(), Failure>,
    ) -> Result<Vec<RecordType>, Failure> {
        let keys = self.reader(Extent::Few)?;
        let moment = self.one_moment()?;
        let handle = self.living(reference)?;
        let before = Rows::read(&self.read(), &handle)?;
        let old = before.open(&keys)?;
        let key = |row: &RecordRow| keys.key(&rows::slot_of(row));
        let person = key(&before.person)?;
        let contact = before.contact.as_ref().map(key).transpose()?;
        let clinical = before.readable(&keys).map(key).transpose()?;
        let mut new = old.clone();
        change(&mut new)?;
        if new.dates.first_contact != old.dates.first_contact {
            let notes = self.contacts(&keys, handle.handle, None)?;
            new.dates.last_contact = rules::last_contact::latest(new.dates.first_contact, notes.iter());
        }
        let own = Known { handle: handle.handle, person: new.person.clone(), dates: new.dates.clone() };
        let end_moves = (new.dates.ended, new.dates.died) != (old.dates.ended, old.dates.died);
        let circle = self.circle(&keys, end_moves.then_some(handle.handle), &own)?;
        let links = self.links(&keys, &old.person.members, &new.person.members)?;
        drop((keys, moment));
        let says_clinical = new.clinical != old.clinical;
        if says_clinical {
            self.require(&[Compartment::Clinical])?;
        }
        if before.clinical.is_none() && !before.unbegun && says_clinical {
            let by = erased_by(&self.read(), handle.handle, Compartment::Clinical)?.and_then(|by| by.0);
            return Err(Failure::Erased(format!("the clinical record of {reference}"), by));
        }
        // Whoever comes back may be reached again: under another key, because the one before is destroyed.
        let returns = before.contact.is_none() && new.contact != old.contact;
        let mut fresh = Vec::new();
        let of_contact = returns.then(|| self.next_contact_key(handle.handle)).transpose()?.map(|key| {
            fresh.push(key);
            fresh.len() - 1
        });
        let of_clinical = (before.unbegun && says_clinical).then(|| {
            fresh.push(fresh_key(handle.handle, Compartment::Clinical, None));
            fresh.len() - 1
        });
        let id = self.id();
        let goes = circle.terms().goes_from(Class::NoteRevisions, self.vault.now.today());
        self.write_with_keys(&fresh, |writer| {
            let now = living(writer.read(), reference)?;
            let standing = Rows::read(writer.read(), &now)?;
            if standing.versions() != before.versions() {
                return Err(Failure::Busy(None));
            }
            let mut changed = Vec::new();
            if new.person != old.person {
                supersede(writer, &before.person, goes, |row| rows::seal(row, id, &person, &new.person))?;
                changed.push(RecordType::Person);
            }
            if let Some((slot, key)) = of_contact.map(|index| &fresh[index]) {
                let mut row = first_version(RecordType::Contact, now.handle, Compartment::Contact);
                (row.number, row.key_version) = (Some(reference.number), slot.key_version);
                rows::seal(&mut row, id, key, &new.contact)?;
                writer.add_record(&row, Action::RecordWritten)?;
                changed.push(RecordType::Contact);
            } else if new.contact != old.contact {
                let (row, key) = before.contact.as_ref().zip(contact.as_ref()).ok_or(Failure::Busy(None))?;
                supersede(writer, row, goes, |row| rows::seal(row, id, key, &new.contact))?;
                changed.push(RecordType::Contact);
            }
            if let Some((_, key)) = of_clinical.map(|index| &fresh[index]) {
                add_clinical(writer, &now, key, &new.clinical)?;
                changed.push(RecordType::Clinical);
            } else if says_clinical {
                let (row, key) =
                    before.clinical.as_ref().zip(clinical.as_ref()).ok_or(Failure::Busy(None))?;
                supersede(writer, row, goes, |row| rows::seal(row, id, key, &new.clinical))?;
                changed.push(RecordType::Clinical);
            }
            if new.dates != old.dates {
                replace_dates(writer, &before.dates, |row| rows::seal(row, id, &person, &new.dates))?;
                let state = clear_state(new.dates.status());
                if state != now.state {
                    writer.change_handle(&HandleRow { state, ..now })?;
                }
                changed.push(RecordType::Dates);
            }
            links.apply(writer, now.handle)?;
            circle.renew(writer, &own)?;
            Ok(changed)
        })
    }
}

/// The parts of a new client's record, as they are written.
struct Parts<'w, 't> {
    writer: &'w mut Writer<'t>,
    id: VaultId,
    reference: Reference,
    handle: Handle,
}

impl Parts<'_, '_> {
    fn part<T: Serialize>(
        &mut self,
        record_type: RecordType,
        compartment: Compartment,
        key: &RecordKey,
        body: &T,
    ) -> Result<(), Failure> {
        let mut row = first_version(record_type, self.handle, compartment);
        row.number = Some(self.reference.number);
        rows::seal(&mut row, self.id, key, body)?;
        self.writer.add_record(&row, Action::RecordWritten)
    }
}

/// What erased a part of a client's record: a certificate, where one is known.
pub struct ErasedBy(pub Option<Reference>);

/// The certificate by which a compartment of a client was erased, if it was, or the restore that found it erased. A
/// tombstone that the log does not know must not let a part that was lost pass for one that was erased.
///
/// # Errors
/// [`Failure::Damaged`] when the tombstone belongs to no erasure that the log knows.
pub fn erased_by(
    read: &Reading<'_>,
    handle: Handle,
    compartment: Compartment,
) -> Result<Option<ErasedBy>, Failure> {
    let stones = read.tombstones_of(handle)?;
    let stone = stones.into_iter().find(|stone| stone.compartment == compartment && stone.record.is_none());
    let Some(stone) = stone else { return Ok(None) };
    if rows::is_restored(&stone) {
        if read.logged_restored()? != Some(rows::hash_restored(&read.tombstones()?)) {
            return Err(Failure::damaged("a tombstone in vault.db is not one that a restore has written"));
        }
        return Ok(Some(ErasedBy(stone.authority.split(' ').nth(1).and_then(|by| by.parse().ok()))));
    }
    let by: Option<Reference> = stone.authority.parse().ok();
    let row = by.map(|by| read.erasure(by.number)).transpose()?.flatten();
    let row = row.filter(|row| row.reference.to_string() == stone.authority && row.handle == handle);
    let row = row.ok_or_else(|| Failure::damaged("a tombstone in vault.db belongs to no erasure"))?;
    rows::check_logged_erasure(read, &row).map(|_| Some(ErasedBy(Some(row.reference))))
}

/// The clinical part of a client of whom nobody has written anything clinical before.
///
/// # Errors
/// [`Failure::Busy`] when somebody else did meanwhile.
pub(super) fn add_clinical(
    writer: &mut Writer<'_>,
    client: &HandleRow,
    key: &RecordKey,
    body: &Clinical,
) -> Result<(), Failure> {
    if !writer.read().records_of(client.handle, RecordType::Clinical)?.is_empty() {
        return Err(Failure::Busy(None));
    }
    let (id, reference, handle) = (writer.vault(), client.reference, client.handle);
    let mut add = Parts { writer, id, reference, handle };
    add.part(RecordType::Clinical, Compartment::Clinical, key, body)
}

/// A part that is not there was never written, or somebody has taken it out of vault.db or made something else of it: the
/// log has every version of every part that was, and the hash of what it was.
///
/// # Errors
/// [`Failure::Damaged`] when a version of a part is gone that nobody removed, or a row of the client is another.
pub(super) fn refuse_lost_rows(read: &Reading<'_>, handle: Handle, client: Reference) -> Result<(), Failure> {
    if read.lacks_a_part(handle)? {
        return Err(lost_part(client));
    }
    read.versions_of(handle)?.iter().try_for_each(|row| rows::check_logged(read, row))
}

fn lost_part(client: Reference) -> Failure {
    Failure::damaged(format!("{client} has lost a part of its record in vault.db"))
}

/// Adds the next version of a record and marks the one before as superseded, which may go from `goes_from` on: without a
/// rule, nothing goes.
pub fn supersede(
    writer: &mut Writer<'_>,
    before: &RecordRow,
    goes_from: Option<NaiveDate>,
    seal: impl FnOnce(&mut RecordRow) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut next = next_version(before);
    next.state = RecordState::Live;
    seal(&mut next)?;
    writer.change_record_state(
        &RecordRow { state: RecordState::Superseded, due: None, goes_from, ..before.clone() },
        Action::RecordState,
    )?;
    writer.add_record(&next, Action::RecordWritten)
}

/// Replaces the dates: only the newest is of use, and their history is inside.
pub fn replace_dates(
    writer: &mut Writer<'_>,
    before: &RecordRow,
    seal: impl FnOnce(&mut RecordRow) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut next = next_version(before);
    seal(&mut next)?;
    writer.remove_record(before)?;
    writer.add_record(&next, Action::RecordWritten)
}

/// What the clear column says: a death shows as an ending.
fn clear_state(status: Status) -> HandleState {
    match status {
        Status::Active => HandleState::Active,
        Status::Ended | Status::Died => HandleState::Ended,
        Status::Erased => HandleState::Erased,
    }
}

impl Unlocked {
    /// The handle of a client, for records that refer to it.
    ///
    /// # Errors
    /// Unknown or erased.
    pub fn handle_of(&self, client: Reference) -> Result<Handle, Failure> {
        self.living(client).map(|row| row.handle)
    }

    /// The references of handles; those that are gone are left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn references_of(&self, handles: &[Handle]) -> Result<Vec<Reference>, Failure> {
        let mut references = Vec::new();
        for &handle in handles {
            references.extend(self.read().handle_row(handle)?.map(|row| row.reference));
        }
        Ok(references)
    }
}
