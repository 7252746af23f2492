//! What takes a key: every slot of the keyring, every version of every record, every piece of every file.

use std::collections::HashMap;

use super::super::attachments::open_chunk;
use super::super::clients::erased_by;
use super::super::keys::{KeyReader, host_verify_key};
use super::super::lock::Lock;
use super::super::mirrors::{Extent, View};
use super::super::rows;
use super::super::unlocked::Unlocked;
use super::Findings;
use crate::crypto::hash::{Hasher, to_hex};
use crate::crypto::secret::SigningSeed;
use crate::failure::Failure;
use crate::records::breach::Breach;
use crate::records::client::{Clinical, Contact, Dates, Person};
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::complaint::Complaint;
use crate::records::decision::Decisions;
use crate::records::disclosure::Disclosure;
use crate::records::event::{Action, Event};
use crate::records::file::File;
use crate::records::hold::Hold;
use crate::records::id::Handle;
use crate::records::note::Note;
use crate::records::office::{ErasureEntry, ExportEntry, KitEntry, MemberEntry};
use crate::records::reference::{Reference, Register};
use crate::records::request::Request;
use crate::records::stored::{HandleState, RecordRow, RecordState, RecordType};
use crate::records::sweep::Reviewed;
use crate::records::will::WillEntry;

/// A client, the parts that were erased by themselves, and those that are there.
type Parts = (Reference, Vec<RecordType>, Vec<RecordType>);

/// The parts that every client has.
const PARTS: [RecordType; 4] =
    [RecordType::Person, RecordType::Contact, RecordType::Clinical, RecordType::Dates];

impl Unlocked {
    /// Examines all that [`super::Vault::examine`] does and then opens everything: slots, records in all their
    /// versions, pieces of files. A damaged mirror of the keyring is rewritten from the good one.
    ///
    /// # Errors
    /// When something cannot be read at all, or the examination cannot be logged.
    pub fn examine(&mut self) -> Result<Findings, Failure> {
        self.mend_what_is_damaged()?;
        let mut findings = self.vault().examine()?;
        self.examine_host_key(&mut findings);
        let opened = {
            let _lock = Lock::shared(&self.vault.layout.lock())?;
            let _snapshot = self.vault.store.snapshot()?;
            self.examine_slots(&mut findings)?;
            self.examine_records(&mut findings)?
        };
        self.log(&[Event::new(self.member(), Action::VaultExamined).counting(opened)])?;
        Ok(findings)
    }

    fn examine_host_key(&self, findings: &mut Findings) {
        let path = self.vault.state.host_key();
        let seed = super::super::files::read_secret(&path, 32).ok();
        let key = seed.and_then(|seed| SigningSeed::from_bytes(&seed).ok());
        let key = key.map(|seed| host_verify_key(&seed, self.id()));
        match key {
            Some(key) if self.keys.listed.verify_keys.contains(&key) => {
                findings.good("host key", "the one that members lists");
            }
            Some(_) => {
                findings.damage("host key", "host.key is not the key of this machine that members lists");
            }
            None => findings.damage("host key", "host.key is missing or is no key"),
        }
        if self.vault.seen.as_ref().is_some_and(|seen| seen.verify_keys != self.keys.listed.verify_keys) {
            findings.damage("host key", "the verify keys in seen are not those of the members and machines");
        }
    }

    fn examine_slots(&self, findings: &mut Findings) -> Result<(), Failure> {
        let (_lock, view, _) = self.vault.keyring(Extent::Whole)?;
        let View::Whole(standing) = view else { return Ok(()) };
        let closed = self.keys.closed_slots(standing.image.slots())?;
        if closed > 0 {
            findings.damage("keyring", format!("{closed} keys in the keyring do not open"));
        }
        Ok(())
    }

    fn examine_records(&self, findings: &mut Findings) -> Result<u64, Failure> {
        let keys = self.reader(Extent::Many)?;
        let read = self.read();
        let mut clients: HashMap<Handle, Parts> = HashMap::new();
        for row in read.handles(Register::Client)? {
            if row.state != HandleState::Erased {
                // A part that was erased by itself may be missing.
                let erased = [
                    (Compartment::Contact, RecordType::Contact),
                    (Compartment::Clinical, RecordType::Clinical),
                ];
                let mut parts = Vec::new();
                for (compartment, part) in erased {
                    match erased_by(&read, row.handle, compartment) {
                        Ok(by) => parts.extend(by.map(|_| part)),
                        Err(failure) => findings.failed("records", failure)?,
                    }
                }
                // Nor is there one before anybody has written anything clinical; a row that is gone the log tells of.
                if !parts.contains(&RecordType::Clinical) {
                    parts.push(RecordType::Clinical);
                }
                clients.insert(row.handle, (row.reference, parts, Vec::new()));
            }
        }
        let erased = read.erased_handles()?;
        let (mut opened, mut closed, before) = (0, 0, findings.0.len());
        read.each_version(|row| -> Result<(), Failure> {
            if erased.contains(&row.handle) {
                return Ok(());
            }
            if row.state != RecordState::Superseded
                && let Some((client, _, parts)) = clients.get_mut(&row.handle)
            {
                parts.push(row.record_type);
                if PARTS.contains(&row.record_type) && row.number != Some(client.number) {
                    let part = row.record_type.code();
                    findings.damage("records", format!("the {part} record of {client} has another number"));
                }
            }
            if !keys.opens(row.compartment) {
                closed += 1;
                return Ok(());
            }
            match self.open_any(&keys, &row) {
                Ok(()) => opened += 1,
                Err(failure) => findings.failed("records", failure)?,
            }
            Ok(())
        })?;
        let mut clients: Vec<_> = clients.into_values().collect();
        clients.sort_unstable_by_key(|(reference, ..)| *reference);
        for (client, erased, parts) in clients {
            for part in PARTS {
                let found = parts.iter().filter(|found| **found == part).count();
                // Contact details that were destroyed may have been given again.
                let none = found == 0 && erased.contains(&part);
                if found != 1 && !none {
                    let part = part.code();
                    findings
                        .damage("records", format!("{client} has {found} current {part} records, not one"));
                }
            }
        }
        let registers = [
            (Register::Request, RecordType::Request),
            (Register::Breach, RecordType::Breach),
            (Register::Complaint, RecordType::Complaint),
        ];
        for (register, record_type) in registers {
            for row in read.handles(register)? {
                let found = read.records_of(row.handle, record_type)?.len();
                if row.state != HandleState::Erased && found != 1 {
                    findings
                        .damage("records", format!("{} has {found} current records, not one", row.reference));
                }
            }
        }
        if findings.0.len() == before {
            findings.good("records", format!("{opened} versions of records open"));
        }
        if closed > 0 {
            findings.advise(
                "records",
                format!("{closed} versions of records do not open to you, and were not looked at"),
                "an owner examines all of them",
            );
        }
        Ok(opened)
    }

    /// Opens a record as what it is, and all pieces of a file.
    fn open_any(&self, keys: &KeyReader<'_>, row: &RecordRow) -> Result<(), Failure> {
        match row.record_type {
            RecordType::Person => keys.open::<Person>(row).map(drop),
            RecordType::Contact => keys.open::<Contact>(row).map(drop),
            RecordType::Clinical => keys.open::<Clinical>(row).map(drop),
            RecordType::Dates => keys.open::<Dates>(row).map(drop),
            RecordType::Note => keys.open::<Note>(row).map(drop),
            RecordType::Export => keys.open::<ExportEntry>(row).map(drop),
            RecordType::Kit => keys.open::<KitEntry>(row).map(drop),
            RecordType::Will => keys.open::<WillEntry>(row).map(drop),
            RecordType::Member => keys.open::<MemberEntry>(row).map(drop),
            RecordType::Hold => keys.open::<Hold>(row).map(drop),
            RecordType::Erasure => keys.open::<ErasureEntry>(row).map(drop),
            RecordType::Sweep => keys.open::<Reviewed>(row).map(drop),
            RecordType::Disclosure => keys.open::<Disclosure>(row).map(drop),
            RecordType::Request => keys.open::<Request>(row).map(drop),
            RecordType::Decisions => keys.open::<Decisions>(row).map(drop),
            RecordType::Breach => keys.open::<Breach>(row).map(drop),
            RecordType::Complaint => keys.open::<Complaint>(row).map(drop),
            RecordType::File => self.open_file(keys, row),
        }
    }

    fn open_file(&self, keys: &KeyReader<'_>, row: &RecordRow) -> Result<(), Failure> {
        let file: File = keys.open(row)?;
        let key = keys.key(&rows::slot_of(row))?;
        let (mut hasher, mut bytes) = (Hasher::default(), 0);
        for piece in 0..file.chunks {
            let content = open_chunk(&self.read(), row, file.chunks, piece, self.id(), &key)?;
            hasher.update(&content);
            bytes += content.len() as u64;
        }
        if bytes == file.bytes && to_hex(&hasher.finish()) == file.sha256 {
            return Ok(());
        }
        Err(Failure::damaged(format!("{} is not the file that was stored", rows::name_of(row))))
    }
}
