//! Files about clients: sealed in pieces of one size, each bound to its place in its file, so that a file of any
//! length is stored and read without ever being whole in memory.

mod content;

use content::chunk_place;
pub use content::{Content, ContentHash, open_chunk};

use std::collections::HashMap;
use std::io::{self, Read};

use zeroize::Zeroizing;

use super::clients::add_clinical;
use super::due::written_on;
use super::keyring::SlotName;
use super::keys::{KeyReader, fresh_key};
use super::mirrors::Extent;
use super::rows::{self, first_version};
use super::unlocked::{Unlocked, erased_in, living};
use crate::crypto::envelope::{self, Padding, padme};
use crate::crypto::hash::{Hasher, to_hex};
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::client::Clinical;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::file::{File, FileKind};
use crate::records::id::Handle;
use crate::records::member::MemberNumber;
use crate::records::reference::{Reference, Register};
use crate::records::schedule::Class;
use crate::records::stored::{Flags, HandleRow, HandleState, RecordRow, RecordType};
use crate::store::Reading;

/// Bytes of content in a piece.
pub const CHUNK: usize = 64 * 1024;
/// What `SQLite` and the padding add, at the very most, to a file that is stored: twice for the write-ahead log.
const ROOM: u64 = 4 * 1024 * 1024;

/// A file to be stored.
pub struct NewFile {
    /// About whom.
    pub client: Reference,
    /// What is said of it; `sha256`, `chunks` and `client` are filled in.
    pub file: File,
}

/// A file in a list.
pub struct FoundFile {
    /// The reference.
    pub reference: Reference,
    /// About whom.
    pub client: Reference,
    /// What is said of it.
    pub file: File,
    row: RecordRow,
}

impl FoundFile {
    /// The handle of the client.
    pub(super) fn about(&self) -> Handle {
        self.file.client.unwrap_or(self.row.handle)
    }

    /// The version of the record.
    pub(super) fn version(&self) -> u32 {
        self.row.version
    }

    /// The entry that says that the file was copied out of the vault.
    pub(super) fn copied_by(&self, member: MemberNumber) -> Event {
        Event::new(member, Action::FileCopied).about(self.row.handle).on_record(self.row.id, self.row.version)
    }
}

/// Where a new file goes, and with which key.
struct Place {
    row: RecordRow,
    /// The handle of its own that an invoice has.
    own_handle: bool,
    key: RecordKey,
}

impl Unlocked {
    /// Stores a file, whole or not at all. `finish` is called when all was read: it says whether what was read is
    /// still what it was.
    ///
    /// # Errors
    /// When the client is unknown or erased, the content is longer or shorter than announced, it cannot be read, or
    /// nothing can be written.
    pub fn add_file(
        &mut self,
        new: NewFile,
        content: &mut impl Read,
        finish: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<FoundFile, Failure> {
        let NewFile { client, mut file } = new;
        self.vault.check_clock()?;
        self.refuse_without_room(file.bytes)?;
        let handle = self.living(client)?.handle;
        let Place { mut row, own_handle, key } = self.place_for(file.kind, handle)?;
        file.client = own_handle.then_some(handle);
        file.chunks = chunks_of(file.bytes)?;
        row.due = self.due_of_file(handle, &file)?;
        let id = self.id();
        self.write(|writer| {
            living(writer.read(), client)?;
            let number = writer.next_number(Register::File)?;
            let reference = Reference::new(Register::File, number);
            row.number = Some(number);
            if own_handle {
                let own = HandleRow {
                    handle: row.handle,
                    reference,
                    state: HandleState::Active,
                    flags: Flags::default(),
                    disposal_year: None,
                    contact_due: None,
                };
                writer.add_handle(&own, Action::HandleAdded)?;
            }
            let mut pieces = ContentHash::of(&row);
            let mut hasher = Hasher::default();
            let mut left = file.bytes;
            let mut buffer = Zeroizing::new(vec![0; CHUNK]);
            for piece in 0..file.chunks {
                let length = fill(content, &mut buffer).map_err(unreadable)?;
                left = left.checked_sub(length as u64).ok_or_else(changed)?;
                if length < CHUNK && left > 0 {
                    return Err(changed());
                }
                hasher.update(&buffer[..length]);
                let place = chunk_place(&row, id, piece, file.chunks);
                let padding = if file.chunks == 1 { Padding::Padme } else { Padding::Fixed(CHUNK + 4) };
                let envelope = envelope::seal(key.expose_secret(), &place, &buffer[..length], padding);
                writer.add_chunk(&row, piece, &envelope)?;
                pieces.add(&envelope);
            }
            if fill(content, &mut buffer[..1]).map_err(unreadable)? > 0 {
                return Err(changed());
            }
            finish()?;
            file.sha256 = to_hex(&hasher.finish());
            rows::seal(&mut row, id, &key, &file)?;
            writer.add_record(&row, Action::FileAdded)?;
            writer.log_content(&row, pieces.finish())?;
            Ok(FoundFile { reference, client, file, row })
        })
    }

    /// Where a file of a kind goes. A key of its own is in the keyring before its content is read: that may take
    /// long, and nobody should wait for the keyring meanwhile. If the content never comes the slot is unused.
    fn place_for(&mut self, kind: FileKind, client: Handle) -> Result<Place, Failure> {
        let compartment = kind.compartment();
        let own_handle = kind == FileKind::Invoice;
        let handle = if own_handle { Handle::new(crate::crypto::random::bytes()) } else { client };
        let row = first_version(RecordType::File, handle, compartment);
        if kind == FileKind::Document {
            let Some(slot) = self.clinical_slot(client)? else {
                let (fresh, about) = ([fresh_key(client, compartment, None)], self.client_of(client)?);
                self.write_with_keys(&fresh, |writer| {
                    add_clinical(writer, &living(writer.read(), about)?, &fresh[0].1, &Clinical::default())
                })?;
                let [(_, key)] = fresh;
                return Ok(Place { row, own_handle, key });
            };
            return Ok(Place { key: self.reader(Extent::Few)?.key(&slot)?, row, own_handle });
        }
        let record = (!own_handle).then_some(row.id);
        let fresh: [(SlotName, RecordKey); 1] = [fresh_key(handle, compartment, record)];
        self.write_with_keys(&fresh, |_| Ok(()))?;
        let [(_, key)] = fresh;
        Ok(Place { row, own_handle, key })
    }

    /// The month from which a raw recording may go.
    fn due_of_file(&self, client: Handle, file: &File) -> Result<Option<String>, Failure> {
        if file.kind != FileKind::Recording {
            return Ok(None);
        }
        let keys = self.reader(Extent::Few)?;
        let _moment = self.one_moment()?;
        let own = self.known(&keys, client)?.ok_or_else(|| Failure::Busy(None))?;
        let written = written_on(&file.written).unwrap_or(file.date);
        Ok(self.terms(&keys)?.due_of(&own, Class::Recording, written))
    }

    /// Refuses a file that cannot fit: while it is stored it is in the write-ahead log and in the database.
    fn refuse_without_room(&self, bytes: u64) -> Result<(), Failure> {
        let needed = bytes.saturating_add(bytes / 8).saturating_mul(2).saturating_add(ROOM);
        match super::files::free_space(self.vault.layout.root()) {
            Some(free) if free < needed => Err(Failure::DiskFull(format!(
                "storing this file takes up to {} MB, and {} MB are free",
                needed >> 20,
                free >> 20
            ))),
            _ => Ok(()),
        }
    }

    /// Files, by number: all, or those about one client; logged as one listing.
    ///
    /// # Errors
    /// When something does not open, or the read cannot be logged.
    pub fn files(&mut self, of: Option<Reference>) -> Result<Vec<FoundFile>, Failure> {
        let left_out = self.readable(of)?;
        let mut found = self.all_files(of)?;
        found.retain(|found| !left_out.contains(&found.about()));
        let listed = Event::new(self.member(), Action::FilesListed);
        let event = match of.map(|client| self.living(client)).transpose()? {
            None => listed.counting(found.len() as u64),
            Some(client) => {
                // Invoices are left out of the count: how many a client has, the clear columns do not say either.
                let theirs = found.iter().filter(|found| found.row.handle == client.handle).count();
                listed.counting(theirs as u64).about(client.handle)
            }
        };
        self.log(&[event])?;
        Ok(found)
    }

    pub(super) fn all_files(&self, of: Option<Reference>) -> Result<Vec<FoundFile>, Failure> {
        let wanted = of.map(|client| self.living(client)).transpose()?.map(|row| row.handle);
        let clients = self.clients_by_handle()?;
        let erased = self.read().erased_handles()?;
        let (keys, read) = (self.reader(if of.is_none() { Extent::Many } else { Extent::Few })?, self.read());
        let (mut all, mut closed) = (Vec::new(), 0);
        self.read().each_record(RecordType::File, |row| -> Result<(), Failure> {
            // Whose an invoice is stands inside.
            let own_handle = row.compartment == Compartment::Registers;
            let there = !erased.contains(&row.handle);
            if there && (own_handle || wanted.is_none_or(|handle| row.handle == handle)) {
                if keys.opens(row.compartment) {
                    all.push(found(row, &clients, &keys, &read)?);
                } else if !own_handle || wanted.is_none() {
                    closed += 1;
                }
            }
            Ok(())
        })?;
        self.vault.notice_closed(closed, "file");
        all.retain(|found| of.is_none_or(|client| found.client == client));
        all.sort_by_key(|found| found.reference);
        Ok(all)
    }

    /// Opens what is said of one file; what is in it follows with [`Unlocked::content`].
    ///
    /// # Errors
    /// Unknown or damaged.
    pub fn file(&mut self, reference: Reference) -> Result<FoundFile, Failure> {
        let Some(row) = self.read().record(RecordType::File, reference.number)? else {
            // An invoice has a handle of its own, which stays.
            if let Some(own) = self.read().handle(reference)?.filter(|own| own.state == HandleState::Erased) {
                rows::check_logged_handle(&self.read(), &own)?;
                return Err(Failure::Erased(reference.to_string(), erased_in(&self.read(), own.handle)?));
            }
            return Err(Failure::Missing(
                format!("there is no file {reference}"),
                "praxis file list shows which there are".to_owned(),
            ));
        };
        rows::check_logged(&self.read(), &row)?;
        let found = found(row, &self.clients_by_handle()?, &self.reader(Extent::Few)?, &self.read())?;
        self.refuse_restricted_handle(found.about())?;
        Ok(found)
    }

    /// The references of all clients, each compared with the log: they say whose a file is.
    fn clients_by_handle(&self) -> Result<HashMap<Handle, Reference>, Failure> {
        let mut clients = HashMap::new();
        for row in self.read().handles(Register::Client)? {
            rows::check_logged_handle(&self.read(), &row)?;
            clients.insert(row.handle, row.reference);
        }
        Ok(clients)
    }

    /// Logs that a file is copied out of the vault: before the first byte is.
    ///
    /// # Errors
    /// When the log cannot be written; then nothing may be copied.
    pub fn log_copied(&mut self, found: &FoundFile) -> Result<(), Failure> {
        self.log(&[found.copied_by(self.member())])
    }
}

/// In how many pieces a file of so many bytes is sealed: its padded length, so that the number of pieces tells no
/// more of its length than the length of a record does.
fn chunks_of(bytes: u64) -> Result<u32, Failure> {
    let too_large =
        || Failure::Usage("the file is too large".to_owned(), "split it into several files".to_owned());
    let bytes = usize::try_from(bytes).ok().filter(|&b| b < usize::MAX / 2).ok_or_else(too_large)?;
    let padded = if bytes <= CHUNK { CHUNK } else { padme(bytes) };
    u32::try_from(padded.div_ceil(CHUNK)).map_err(|_| too_large())
}

fn found(
    row: RecordRow,
    clients: &HashMap<Handle, Reference>,
    keys: &KeyReader<'_>,
    read: &Reading<'_>,
) -> Result<FoundFile, Failure> {
    let file: File = keys.open(&row)?;
    let lost = || {
        let name = row.reference().map_or_else(|| "a file".to_owned(), |r| r.to_string());
        Failure::damaged(format!("{name} in vault.db has lost its number or its client"))
    };
    let client = *clients.get(&file.client.unwrap_or(row.handle)).ok_or_else(lost)?;
    let reference = row.reference().ok_or_else(lost)?;
    if file.client.is_some() {
        let own = read.handle_row(row.handle)?.filter(|own| own.reference == reference).ok_or_else(lost)?;
        rows::check_logged_handle(read, &own)?;
    }
    Ok(FoundFile { reference, client, file, row })
}

/// Reads until the buffer is full or the content has ended.
fn fill(content: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match content.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn unreadable(error: io::Error) -> Failure {
    Failure::io("the file could not be read to its end", error)
}

/// What is said when a file is not what it was when its reading began.
#[must_use]
pub fn changed() -> Failure {
    Failure::Usage(
        "the file changed while it was read; nothing was stored".to_owned(),
        "run the same command again when nothing writes to it".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_pieces_is_that_of_the_padded_length() {
        let chunk = CHUNK as u64;
        for (bytes, chunks) in [
            (0, 1),
            (1, 1),
            (chunk, 1),
            (chunk + 1, 2),
            (10 * chunk, 10),
            // 100 pieces and a byte: Padmé rounds to a multiple of 128 KiB.
            (100 * chunk + 1, 102),
            (4 << 30, 65536),
        ] {
            assert_eq!(chunks_of(bytes).map_err(|_| "refused"), Ok(chunks), "{bytes}");
        }
        assert!(chunks_of(u64::MAX).is_err());
    }
}
