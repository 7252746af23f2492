//! Everything that the vault holds about one person. One selection for two ends: what an erasure destroys, or names as
//! kept, is what an access request is answered from, and neither can overlook what the other sees.

mod items;
mod mentions;

pub use mentions::Mention;

use std::collections::{HashMap, HashSet};

use super::attachments::FoundFile;
use super::keys::KeyReader;
use super::mirrors::Extent;
use super::requests::FoundRequest;
use super::rows;
use super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::breach::Breach;
use crate::records::client::{Client, Dates};
use crate::records::compartment::Compartment;
use crate::records::complaint::{Complainant, Complaint};
use crate::records::file::File;
use crate::records::hold::{Hold, HoldRow};
use crate::records::id::{Handle, RecordId};
use crate::records::item::Item;
use crate::records::reference::Reference;
use crate::records::request::{Request, Requester};
use crate::records::stored::{HandleRow, HandleState, RecordRow, RecordType};

/// What is stored about a person, by its clear columns.
pub(super) struct Selection {
    /// Every version of every record under the person's own handle.
    pub own: Vec<RecordRow>,
    /// The couples and groups that they are a member of, with every version under their handles.
    pub groups: Vec<(HandleRow, Vec<RecordRow>)>,
    /// Holds on them by name, those that were lifted too.
    pub holds: Vec<HoldRow>,
}

/// What is about a client and has a key of its own, so that it stays when the record goes.
#[derive(Clone, Copy, Default)]
pub(super) struct Apart {
    /// Invoices.
    pub invoices: u64,
    /// Requests about the record.
    pub requests: u64,
    /// Complaints about how it was handled.
    pub complaints: u64,
    /// Breaches that affected it.
    pub breaches: u64,
}

/// A person's whole record, opened.
pub struct Subject {
    /// The reference.
    pub client: Reference,
    /// Who they are.
    pub record: Client,
    /// Whoever is named in their record as a member of the same couple or group.
    pub members: Vec<Client>,
    /// Whoever else asked or complained about their record, by the name that was given, and as what.
    pub asked: Vec<(String, &'static str)>,
    /// What there is, by kind and number: what a person decides about.
    pub items: Vec<Item>,
    /// The files among them; the content is opened piece by piece when it is written.
    pub files: Vec<FoundFile>,
    /// How many notes and recordings there are that do not open to who asks: they are in no item.
    pub closed: usize,
    pub(super) row: HandleRow,
}

impl Unlocked {
    /// What is stored about a client, by its clear columns; each row compared with the log by who opens it.
    pub(super) fn select(&self, row: &HandleRow, dates: &Dates) -> Result<Selection, Failure> {
        let read = self.read();
        let mut groups = Vec::new();
        for &group in &dates.groups {
            let group = read.handle_row(group)?.filter(|group| group.state != HandleState::Erased);
            if let Some(group) = group {
                rows::check_logged_handle(&read, &group)?;
                groups.push((group.clone(), read.versions_of(group.handle)?));
            }
        }
        Ok(Selection { own: read.versions_of(row.handle)?, groups, holds: read.holds_on(row.handle)? })
    }

    /// What stays apart of each client: whose it is stands inside.
    pub(super) fn kept_apart(&self, keys: &KeyReader<'_>) -> Result<HashMap<Handle, Apart>, Failure> {
        let mut all: HashMap<Handle, Apart> = HashMap::new();
        self.read().each_record(RecordType::File, |row| -> Result<(), Failure> {
            if row.compartment == Compartment::Registers
                && let Some(client) = keys.open::<File>(&row)?.client
            {
                all.entry(client).or_default().invoices += 1;
            }
            Ok(())
        })?;
        self.read().each_record(RecordType::Request, |row| -> Result<(), Failure> {
            if let Some(client) = keys.open::<Request>(&row)?.client {
                all.entry(client).or_default().requests += 1;
            }
            Ok(())
        })?;
        self.read().each_record(RecordType::Complaint, |row| -> Result<(), Failure> {
            if let Some(client) = keys.open::<Complaint>(&row)?.client {
                all.entry(client).or_default().complaints += 1;
            }
            Ok(())
        })?;
        self.read().each_record(RecordType::Breach, |row| -> Result<(), Failure> {
            for client in keys.open::<Breach>(&row)?.affected() {
                all.entry(client).or_default().breaches += 1;
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// Opens everything that is held about a client, in every compartment, for the answer to `request`: notes with their
    /// former versions, the trash and drafts too, files, invoices, holds, what was disclosed, other requests, complaints, the
    /// breaches that affected it, and the records of couples and groups that the client is a member of.
    ///
    /// # Errors
    /// Unknown, erased or damaged.
    pub fn about(&self, client: Reference, request: Reference) -> Result<Subject, Failure> {
        let requests = self.all_requests(true)?;
        let complaints = self.all_matters::<Complaint>(true)?;
        let breaches = self.all_matters::<Breach>(true)?;
        let mut files = self.all_files(Some(client))?;
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        let row = self.living(client)?;
        let record = self.open_client(client, &keys)?.client;
        let selection = self.select(&row, &record.dates)?;
        let mut items = self.open_rows(client, &selection.own, &keys)?;
        let mut members = Vec::new();
        for (group, rows) in &selection.groups {
            items.extend(self.open_rows(group.reference, rows, &keys)?);
            let joint = self.open_client(group.reference, &keys)?.client;
            for &member in joint.person.members.iter().filter(|member| **member != row.handle) {
                for other in self.references_of(&[member])? {
                    if self.living(other).is_ok() {
                        members.push(self.open_client(other, &keys)?.client);
                    }
                }
            }
        }
        for hold in self.holds_about(&selection, &record, &keys)? {
            items.push(items::hold(client, &hold.0, &hold.1));
        }
        let mut asked = Vec::new();
        let theirs = |one: &&FoundRequest| one.request.client == Some(row.handle) && one.reference != request;
        for one in requests.iter().filter(theirs) {
            let another = one.request.requester != Requester::Client;
            let name = one.request.requester_name.as_ref().filter(|_| another);
            asked.extend(name.map(|name| (name.clone(), "who asked")));
            items.push(items::request(client, one));
        }
        for one in complaints.iter().filter(|one| one.matter.client == Some(row.handle)) {
            let another = one.matter.complainant != Complainant::Client;
            let name = one.matter.name.as_ref().filter(|_| another);
            asked.extend(name.map(|name| (name.clone(), "who complained")));
            items.push(items::complaint(client, one));
        }
        let theirs = breaches.iter().filter(|one| one.matter.affected().contains(&row.handle));
        items.extend(theirs.map(|one| items::breach(client, one)));
        for (group, _) in &selection.groups {
            files.extend(self.all_files(Some(group.reference))?);
        }
        items.extend(files.iter().map(items::file));
        items.sort_by_key(|item| (item.client != client, item.kind, item.date, item.id));
        let rows = selection.groups.iter().flat_map(|(_, rows)| rows).chain(&selection.own);
        let closed: HashSet<RecordId> =
            rows.filter(|row| !keys.opens(row.compartment)).map(|row| row.id).collect();
        Ok(Subject { client, record, members, asked, items, files, closed: closed.len(), row })
    }

    /// The parts and notes among the rows under one handle, each compared with the log. Files have pieces, and are opened
    /// where those are.
    fn open_rows(
        &self,
        client: Reference,
        all: &[RecordRow],
        keys: &KeyReader<'_>,
    ) -> Result<Vec<Item>, Failure> {
        let read = self.read();
        let mut found = items::Gathered::new(client);
        for row in all {
            rows::check_logged(&read, row)?;
            if keys.opens(row.compartment) {
                found.add(row, keys)?;
            }
        }
        found.into_items()
    }

    fn holds_about(
        &self,
        selection: &Selection,
        record: &Client,
        keys: &KeyReader<'_>,
    ) -> Result<Vec<(HoldRow, Hold)>, Failure> {
        let mut found = Vec::new();
        for row in &selection.holds {
            found.push((row.clone(), self.open_hold(row, keys)?));
        }
        let covering = self.class_holds_on(&record.person, &record.dates, keys)?;
        found.extend(covering.into_iter().map(|one| (one.row, one.hold)));
        Ok(found)
    }
}

impl Subject {
    /// The file behind an item.
    #[must_use]
    pub fn file(&self, reference: Reference) -> Option<&FoundFile> {
        self.files.iter().find(|file| file.reference == reference)
    }

    /// Whether its processing is restricted.
    #[must_use]
    pub fn is_restricted(&self) -> bool {
        self.row.flags.restricted
    }
}
