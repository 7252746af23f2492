//! After an erasure an independent pass looks for what it may have left behind. What to look for is taken before, held
//! in memory only, and wiped.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::super::keyring::SlotName;
use super::super::mirrors::Extent;
use super::super::residue::{Found, Wanted};
use super::super::unlocked::Unlocked;
use super::ErasureFacts;
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::office::ExportEntry;
use crate::records::reference::Reference;
use crate::records::stored::RecordType;

impl Unlocked {
    /// What to look for afterwards: the sealed keys of `compartments` as they stand now, and words that tell who the
    /// client is: name, e-mail, telephone, NHS number, address.
    ///
    /// # Errors
    /// When the record does not open.
    pub fn what_to_look_for(
        &self,
        facts: &ErasureFacts,
        compartments: &[Compartment],
    ) -> Result<Wanted, Failure> {
        let id = self.id();
        let (_lock, view, _) = self.vault.keyring(Extent::Many)?;
        let (mut keys, mut ids) = (Vec::new(), Vec::new());
        for (handle, compartment, key_version, record) in self.read().keys_in_use(Some(facts.row().handle))? {
            let slot = SlotName { handle, compartment, key_version, record }.id(id);
            if compartments.contains(&compartment)
                && let Some(found) = view.find(slot)?
            {
                keys.push(found.sealed().to_vec());
                ids.push(*slot.as_bytes());
            }
        }
        Ok(Wanted::new(&keys, &ids, words_of(facts)))
    }

    /// Where plain exports lie that the client's record went into, as far as they are still there.
    ///
    /// # Errors
    /// When the register does not open.
    pub fn exports_of(&self, facts: &ErasureFacts) -> Result<Vec<PathBuf>, Failure> {
        let mut places = Vec::new();
        for export in self.read().exports_of(facts.row().handle)? {
            if let Some(row) = self.read().record(RecordType::Export, export.number)? {
                let entry: ExportEntry = self.reader(Extent::Few)?.open(&row)?;
                places.push(PathBuf::from(entry.place));
            }
        }
        // A sealed one is a file, and shows nothing to whoever has no key.
        places.retain(|place| place.is_dir());
        Ok(places)
    }

    /// Looks through every file of the vault and of its keys, and through `others`, and writes down what was found.
    ///
    /// # Errors
    /// When a file cannot be read, or what was found cannot be written.
    pub fn look_for_remains(
        &mut self,
        certificate: Reference,
        wanted: &Wanted,
        others: &[PathBuf],
    ) -> Result<Found, Failure> {
        let own = self.vault.own_folders();
        let folders: Vec<&Path> = own.into_iter().chain(others.iter().map(PathBuf::as_path)).collect();
        let found = wanted.scan(&folders).map_err(|e| {
            Failure::io("a file of the vault could not be read while remains were looked for", e)
        })?;
        self.note_residue(certificate, found.residue.clone())?;
        Ok(found)
    }
}

fn words_of(facts: &ErasureFacts) -> Vec<Zeroizing<String>> {
    let (person, contact) = (&facts.client.person, &facts.client.contact);
    let mut words = vec![person.name.clone()];
    words.extend(person.known_as.clone());
    words.extend(person.nhs_number.as_ref().map(ToString::to_string));
    words.extend(contact.email.clone());
    words.extend(contact.phone.clone());
    words.extend(contact.address.clone());
    for numbers in [person.nhs_number.as_ref().map(ToString::to_string), contact.phone.clone()] {
        words.extend(numbers.map(|text| text.chars().filter(char::is_ascii_digit).collect()));
    }
    words.into_iter().map(Zeroizing::new).collect()
}
