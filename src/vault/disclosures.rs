//! The register of disclosures: who was told what about a client. It is only added to.

use super::keys::KeyReader;
use super::mirrors::Extent;
use super::rows::{self, first_version};
use super::unlocked::{Unlocked, living};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::disclosure::Disclosure;
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleState, RecordType};

/// A disclosure in a list.
pub struct FoundDisclosure {
    /// The reference.
    pub reference: Reference,
    /// About whom.
    pub client: Reference,
    /// What is sealed.
    pub disclosure: Disclosure,
}

impl Unlocked {
    /// Records that somebody was told something about a client.
    ///
    /// # Errors
    /// When the client is unknown or erased, or nothing can be written.
    pub fn add_disclosure(
        &mut self,
        client: Reference,
        disclosure: &Disclosure,
    ) -> Result<Reference, Failure> {
        let handle = self.living(client)?.handle;
        let slot = self.slot_of_part(handle, RecordType::Person)?;
        let key = self.reader(Extent::Few)?.key(&slot)?;
        let id = self.id();
        self.write(|writer| {
            let handle = living(writer.read(), client)?.handle;
            let number = writer.next_number(Register::Disclosure)?;
            let mut row = first_version(RecordType::Disclosure, handle, Compartment::Person);
            (row.number, row.key_version) = (Some(number), slot.key_version);
            rows::seal(&mut row, id, &key, disclosure)?;
            writer.add_record(&row, Action::DisclosureAdded)?;
            Ok(Reference::new(Register::Disclosure, number))
        })
    }

    /// Disclosures, by number: all, or those about one client; logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn disclosures(&mut self, of: Option<Reference>) -> Result<Vec<FoundDisclosure>, Failure> {
        let keys = self.reader(if of.is_none() { Extent::Many } else { Extent::Few })?;
        let moment = self.one_moment()?;
        let mut found = Vec::new();
        let mut listed = Event::new(self.member(), Action::DisclosuresListed);
        if let Some(client) = of {
            let row = self.living(client)?;
            found = self.disclosures_of(row.handle, client, &keys)?;
            listed = listed.about(row.handle);
        } else {
            for row in self.read().handles(Register::Client)? {
                rows::check_logged_handle(&self.read(), &row)?;
                if row.state != HandleState::Erased {
                    found.extend(self.disclosures_of(row.handle, row.reference, &keys)?);
                }
            }
            found.sort_by_key(|found| found.reference);
        }
        drop((keys, moment));
        self.log(&[listed.counting(found.len() as u64)])?;
        Ok(found)
    }

    /// How many disclosures there are about a client: the clear columns say that too.
    ///
    /// # Errors
    /// Unknown or erased.
    pub fn disclosure_count(&self, client: Reference) -> Result<usize, Failure> {
        Ok(self.read().records_of(self.living(client)?.handle, RecordType::Disclosure)?.len())
    }

    /// What was told about one client, by number.
    pub(super) fn disclosures_of(
        &self,
        handle: Handle,
        client: Reference,
        keys: &KeyReader<'_>,
    ) -> Result<Vec<FoundDisclosure>, Failure> {
        let rows = self.read().records_of(handle, RecordType::Disclosure)?;
        let opened = rows.iter().map(|row| {
            rows::check_logged(&self.read(), row)?;
            let lost = || Failure::damaged(format!("a disclosure about {client} has lost its number"));
            let reference = row.reference().ok_or_else(lost)?;
            Ok(FoundDisclosure { reference, client, disclosure: keys.open(row)? })
        });
        opened.collect()
    }
}
