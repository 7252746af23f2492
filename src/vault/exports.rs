//! Exports: everything opened at once, and the register of what left the vault.

use super::attachments::FoundFile;
use super::keys::{office_handle, office_slot};
use super::mirrors::Extent;
use super::notes::ShownNote;
use super::requests::FoundRequest;
use super::rows::{self, first_version};
use super::subject::Subject;
use super::unlocked::Unlocked;
use super::writer::Writer;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::office::ExportEntry;
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;
use crate::store::RegisterRow;

use super::ShownClient;

/// A note in an export, with its former versions.
pub type ExportNote = ShownNote;

/// All that an export holds.
pub struct Everything {
    /// Every client.
    pub clients: Vec<ShownClient>,
    /// Every note, with its former versions.
    pub notes: Vec<ExportNote>,
    /// Every file; the content is opened piece by piece when it is written.
    pub files: Vec<FoundFile>,
    /// How many clients were left out, because their processing is restricted.
    pub left_out: usize,
}

impl Unlocked {
    /// Opens every client, note and file that is not erased, the trash included, for an export; but of clients whose
    /// processing is restricted nothing, unless that was overridden.
    ///
    /// # Errors
    /// When something does not open.
    pub fn everything(&mut self) -> Result<Everything, Failure> {
        let left_out = self.readable(None)?;
        let keys = self.reader(Extent::Many)?;
        let mut clients = Vec::new();
        for found in self.all_clients()?.into_iter().filter(|found| !left_out.contains(&found.handle)) {
            clients.push(self.open_client(found.reference, &keys)?);
        }
        let mut notes = Vec::new();
        for found in self.all_notes(None, &left_out)? {
            let mut former = Vec::new();
            if found.version > 1
                && let Some(row) = self.read().record(RecordType::Note, found.reference.number)?
            {
                for version in self.read().versions(row.id)? {
                    if version.version != row.version {
                        former.push((version.version, keys.open(&version)?));
                    }
                }
            }
            notes.push(ShownNote { found, former });
        }
        let mut files = self.all_files(None)?;
        files.retain(|found| !left_out.contains(&found.about()));
        Ok(Everything { clients, notes, files, left_out: left_out.len() })
    }

    /// What left the vault, by number; of one request, or all. Logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn exports(&mut self, of: Option<Reference>) -> Result<Vec<(RegisterRow, ExportEntry)>, Failure> {
        let mut all = self.all_exports()?;
        all.retain(|(_, entry)| of.is_none() || entry.request == of);
        self.log(&[Event::new(self.member(), Action::ExportsListed).counting(all.len() as u64)])?;
        Ok(all)
    }

    /// The same of all, without an entry in the log: for who goes on to write one.
    pub(super) fn all_exports(&self) -> Result<Vec<(RegisterRow, ExportEntry)>, Failure> {
        let mut all = Vec::new();
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        for row in self.read().register_rows(Register::Export)? {
            rows::check_logged_register(&self.read(), &row)?;
            let lost = || Failure::damaged(format!("{} has lost its record in vault.db", row.reference));
            let sealed = self.read().record(RecordType::Export, row.reference.number)?.ok_or_else(lost)?;
            rows::check_logged(&self.read(), &sealed)?;
            let entry: ExportEntry = keys.open(&sealed)?;
            all.push((row, entry));
        }
        Ok(all)
    }

    /// Registers a pack that answers a request, and logs whose record left with it: before the file gets its name.
    ///
    /// # Errors
    /// When the register or the log cannot be written; then the pack must not be handed over.
    pub fn register_pack(
        &mut self,
        entry: &ExportEntry,
        found: &FoundRequest,
        subject: &Subject,
        files: &[&FoundFile],
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let (member, epoch, made) = (self.member(), self.keys.epoch, self.vault.now.today().to_string());
        self.write(|writer| {
            let reference = add_to_register(writer, &office, entry, epoch, made)?;
            writer.log(&Event::new(member, Action::PackExported).about(found.row.handle))?;
            writer.log(&Event::new(member, Action::ClientExported).about(subject.row.handle))?;
            files.iter().try_for_each(|found| writer.log(&found.copied_by(member)))?;
            Ok(reference)
        })
    }

    /// Registers an export and logs every client and every file in it: before the file gets its name.
    ///
    /// # Errors
    /// When the register or the log cannot be written; then the export must not be handed over.
    pub fn register_export(
        &mut self,
        entry: &ExportEntry,
        clients: &[ShownClient],
        files: &[FoundFile],
    ) -> Result<Reference, Failure> {
        let id = self.id();
        let office = self.reader(Extent::Few)?.key(&office_slot(id))?;
        let (member, epoch, made) = (self.member(), self.keys.epoch, self.vault.now.today().to_string());
        self.write(|writer| {
            let reference = add_to_register(writer, &office, entry, epoch, made)?;
            for client in clients {
                writer.log(&Event::new(member, Action::ClientExported).about(client.row.handle))?;
            }
            files.iter().try_for_each(|found| writer.log(&found.copied_by(member)))?;
            Ok(reference)
        })
    }
}

pub(super) fn add_to_register(
    writer: &mut Writer<'_>,
    office: &RecordKey,
    entry: &ExportEntry,
    epoch: u64,
    made: String,
) -> Result<Reference, Failure> {
    let id = writer.vault();
    let reference = Reference::new(Register::Export, writer.next_number(Register::Export)?);
    let mut row = first_version(RecordType::Export, office_handle(id), Compartment::Office);
    row.number = Some(reference.number);
    rows::seal(&mut row, id, office, entry)?;
    writer.add_record(&row, Action::Exported)?;
    writer.add_register_row(&RegisterRow { reference, made, epoch, state: "done".to_owned() })?;
    Ok(reference)
}
