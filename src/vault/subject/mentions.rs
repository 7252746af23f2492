//! Where the records of others name somebody: for a person to look at, because a name is no proof of who is meant.

use std::collections::{BTreeMap, HashSet};

use super::super::mirrors::Extent;
use super::super::rows;
use super::super::unlocked::Unlocked;
use super::Subject;
use super::items::Gathered;
use crate::failure::Failure;
use crate::records::client::Person;
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::item::Item;
use crate::records::reference::Register;
use crate::records::stored::{HandleState, RecordType};
use crate::rules::redaction::find_mentions;

/// An item of another client's record that names somebody.
pub struct Mention {
    /// The item.
    pub item: Item,
    /// Whose record it is: somebody else in it, if it is disclosed.
    pub owner: Person,
}

/// Where a name of somebody can stand.
const LOOKED_AT: [RecordType; 4] =
    [RecordType::Person, RecordType::Contact, RecordType::Clinical, RecordType::Note];

impl Unlocked {
    /// The items of other clients' records that name a person, each with the version that counts, and how many records were
    /// searched; logged. Restricted records are left out, and that is said. `step` is called for each record.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn mentions(
        &mut self,
        subject: &Subject,
        names: &[String],
        step: impl Fn(),
    ) -> Result<(Vec<Mention>, usize), Failure> {
        let left_out = self.leave_out_restricted()?;
        let (found, searched) = self.find(subject, names, &left_out, &step)?;
        self.log(&[Event::new(self.member(), Action::NotesSearched).counting(found.len() as u64)])?;
        Ok((found, searched))
    }

    fn find(
        &self,
        subject: &Subject,
        names: &[String],
        left_out: &HashSet<Handle>,
        step: &impl Fn(),
    ) -> Result<(Vec<Mention>, usize), Failure> {
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        let read = self.read();
        let own: HashSet<Handle> =
            subject.record.dates.groups.iter().copied().chain([subject.row.handle]).collect();
        let mut clients = BTreeMap::new();
        for row in read.handles(Register::Client)? {
            let skipped = row.state == HandleState::Erased || own.contains(&row.handle);
            if !skipped && !left_out.contains(&row.handle) {
                rows::check_logged_handle(&read, &row)?;
                clients.insert(row.handle, row.reference);
            }
        }
        let (mut found, mut searched, mut closed) = (Vec::new(), 0, 0);
        for record_type in LOOKED_AT {
            read.each_record(record_type, |row| -> Result<(), Failure> {
                step();
                let Some(client) = clients.get(&row.handle) else { return Ok(()) };
                rows::check_logged(&read, &row)?;
                if !keys.opens(row.compartment) {
                    closed += 1;
                    return Ok(());
                }
                searched += 1;
                let mut one = Gathered::new(*client);
                one.add(&row, &keys)?;
                let named = |item: &Item| {
                    item.fields.iter().any(|field| !find_mentions(&field.text, names).is_empty())
                };
                for item in one.into_items()?.into_iter().filter(named) {
                    if let Some(owner) = self.known(&keys, row.handle)? {
                        found.push(Mention { item, owner: owner.person });
                    }
                }
                Ok(())
            })?;
        }
        // Of all that can name somebody only those have keys of their own.
        self.vault.notice_closed(closed, "process note");
        found.sort_by_key(|one: &Mention| (one.item.client, one.item.kind, one.item.date, one.item.id));
        Ok((found, searched))
    }

    /// About how many records [`Unlocked::mentions`] looks at: the person's own among them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_to_search(&self) -> Result<usize, Failure> {
        let mut count = 0;
        for record_type in LOOKED_AT {
            self.read().each_record(record_type, |_| -> Result<(), Failure> {
                count += 1;
                Ok(())
            })?;
        }
        Ok(count)
    }
}
