//! Between a record and its row: sealing, opening, and holding a row against what the audit log knows of it.

mod hashes;

pub use hashes::*;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::crypto::envelope::{self, Padding};
use crate::crypto::frame::frame;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::backup::BackupRow;
use crate::records::clock::ClockRow;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::glass::GlassUse;
use crate::records::id::{Handle, RecordId, VaultId};
use crate::records::reference::{Reference, Register};
use crate::records::sealed::{SCHEMA, Sealed};
use crate::records::stored::{HandleRow, RecordRow, RecordState, RecordType};
use crate::records::sweep::SweepRow;
use crate::records::tombstone::{ErasureRow, Tombstone};

use super::keyring::SlotName;
use crate::store::{Reading, RegisterRow};

/// The smallest padded plaintext of a client's dates: nine turns of the status have room in it.
const DATES: usize = 1024;
/// The same of a request: a few turns of its history have room in it.
const REQUEST: usize = 1024;
/// The same of a breach, of which much is said.
const BREACH: usize = 4096;
/// The same of a complaint.
const COMPLAINT: usize = 1024;
/// The same of an erasure: whatever its grounds, and whatever was kept and destroyed, has room in it.
const ERASURE: usize = 2048;

/// A first version of a record, without its envelope.
#[must_use]
pub fn first_version(record_type: RecordType, handle: Handle, compartment: Compartment) -> RecordRow {
    RecordRow {
        id: RecordId::new(crate::crypto::random::bytes()),
        version: 1,
        record_type,
        handle,
        number: None,
        compartment,
        key_version: 1,
        state: RecordState::Live,
        due: None,
        goes_from: None,
        envelope: Vec::new(),
    }
}

/// The next version of a record, without its envelope.
#[must_use]
pub fn next_version(row: &RecordRow) -> RecordRow {
    RecordRow { version: row.version + 1, goes_from: None, envelope: Vec::new(), ..row.clone() }
}

/// Which key opens a row.
#[must_use]
pub fn slot_of(row: &RecordRow) -> SlotName {
    SlotName {
        handle: row.handle,
        compartment: row.compartment,
        key_version: row.key_version,
        record: (row.compartment == Compartment::Process).then_some(row.id),
    }
}

/// What binds an envelope to its row: moved, swapped, replayed or from another vault, it does not open.
fn place(row: &RecordRow, vault: VaultId) -> Vec<u8> {
    frame(&[
        b"praxis/1/record",
        &[row.record_type.byte()],
        vault.as_bytes(),
        row.id.as_bytes(),
        row.handle.as_bytes(),
        &[row.compartment.byte()],
        &row.key_version.to_le_bytes(),
        &row.version.to_le_bytes(),
    ])
}

/// Seals `body` into the row. The one way a record is written.
///
/// # Errors
/// Never in practice: plain data turns into JSON.
pub fn seal<T: Serialize>(
    row: &mut RecordRow,
    vault: VaultId,
    key: &RecordKey,
    body: &T,
) -> Result<(), Failure> {
    let json = write(row, body)?;
    // The length of the dates would tell how often the status turned, and so a death after an ending.
    let padding = match row.record_type {
        RecordType::Dates => Padding::AtLeast(DATES),
        // That of a request would tell which right it is, and of what it says how much.
        RecordType::Request => Padding::AtLeast(REQUEST),
        // That of a breach or a complaint would tell how much is known, decided or told.
        RecordType::Breach => Padding::AtLeast(BREACH),
        RecordType::Complaint => Padding::AtLeast(COMPLAINT),
        // That of an erasure would tell its ground, which is one of a few, each of its own length.
        RecordType::Erasure => Padding::AtLeast(ERASURE),
        _ => Padding::Padme,
    };
    row.envelope = envelope::seal(key.expose_secret(), &place(row, vault), &json, padding);
    Ok(())
}

/// What is inside the envelope of a row.
///
/// # Errors
/// Never in practice: plain data turns into JSON.
pub fn write<T: Serialize>(row: &RecordRow, body: &T) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let sealed =
        Sealed { schema: SCHEMA, record_type: row.record_type, handle: row.handle, number: row.number, body };
    serde_json::to_vec(&sealed).map(Zeroizing::new).map_err(|_| unexpected("a record could not be written"))
}

/// Opens the row's envelope, and checks that the body says the same as the row around it.
///
/// # Errors
/// [`Failure::Damaged`] when anything was changed.
pub fn open<T: DeserializeOwned>(row: &RecordRow, vault: VaultId, key: &RecordKey) -> Result<T, Failure> {
    read(row, &open_json(row, vault, key)?)
}

/// Opens the row's envelope, and no more: what is inside is JSON, and [`read`] checks it.
///
/// # Errors
/// [`Failure::Damaged`] when anything was changed.
pub fn open_json(row: &RecordRow, vault: VaultId, key: &RecordKey) -> Result<Zeroizing<Vec<u8>>, Failure> {
    envelope::open(key.expose_secret(), &place(row, vault), &row.envelope)
        .map_err(|error| damaged(row, &error.to_string()))
}

/// Reads what is inside the envelope of a row, and checks that it says the same as the row around it.
///
/// # Errors
/// [`Failure::Damaged`] when it does not, [`Failure::Usage`] when a newer praxis wrote it.
pub fn read<T: DeserializeOwned>(row: &RecordRow, json: &[u8]) -> Result<T, Failure> {
    // The parser's own message may quote the text.
    let sealed: Sealed<T> = serde_json::from_slice(json).map_err(|_| {
        let newer_form = serde_json::from_slice::<Probe>(json).is_ok_and(|probe| probe.schema > SCHEMA);
        if newer_form { newer(row) } else { damaged(row, "holds no record of its kind") }
    })?;
    if sealed.schema > SCHEMA {
        return Err(newer(row));
    }
    if (sealed.record_type, sealed.handle, sealed.number) != (row.record_type, row.handle, row.number) {
        return Err(damaged(row, "says another number than the row around it"));
    }
    Ok(sealed.body)
}

/// The version of a body whose rest is not understood: a newer form must not pass for damage.
#[derive(Deserialize)]
struct Probe {
    schema: u32,
}

fn newer(row: &RecordRow) -> Failure {
    Failure::Usage(
        format!("{} was written by a newer praxis", name_of(row)),
        "install the praxis that wrote it, or a later one; nothing was changed".to_owned(),
    )
}

/// What a record is called in messages: its reference, or its part and the client's; never a name.
#[must_use]
pub fn name_of(row: &RecordRow) -> String {
    let part = row.record_type.code();
    match (row.reference(), row.number) {
        (Some(reference), _) => reference.to_string(),
        // The parts of a client's record carry the client's number.
        (None, Some(number)) => format!("the {part} record of {}", Reference::new(Register::Client, number)),
        (None, None) => format!("a {part} record"),
    }
}

fn damaged(row: &RecordRow, what: &str) -> Failure {
    Failure::damaged(format!("{} {what}", name_of(row)))
}

/// Refuses a row whose clear columns are not what the log last saw of them: a state set back, a date moved.
///
/// # Errors
/// [`Failure::Damaged`], naming the record.
pub fn check_logged(read: &Reading<'_>, row: &RecordRow) -> Result<(), Failure> {
    if read.logged_record(row.id, row.version)? == Some(hash_record(row)) {
        return Ok(());
    }
    Err(damaged(row, "in vault.db is not the row that the audit log knows"))
}

/// The same for the clear columns of a handle.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn check_logged_handle(read: &Reading<'_>, row: &HandleRow) -> Result<(), Failure> {
    if read.logged_handle(row.handle)? == Some(hash_handle(row)) {
        return Ok(());
    }
    Err(Failure::damaged(format!("{} in vault.db is not the row that the audit log knows", row.reference)))
}

/// The same for the clear side of a kit, an export or a will.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn check_logged_register(read: &Reading<'_>, row: &RegisterRow) -> Result<(), Failure> {
    if read.logged_subject(row.reference)? == Some(hash_register(row)) {
        return Ok(());
    }
    Err(Failure::damaged(format!("{} in vault.db is not the row that the audit log knows", row.reference)))
}

/// The same for what the register says of a backup.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn check_logged_backup(read: &Reading<'_>, row: &BackupRow) -> Result<(), Failure> {
    if read.logged_subject(row.reference)? == Some(hash_backup(row)) {
        return Ok(());
    }
    Err(Failure::damaged(format!("{} in vault.db is not the row that the audit log knows", row.reference)))
}

/// The same for the clear side of a reviewed retention plan.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn check_logged_sweep(read: &Reading<'_>, row: &SweepRow) -> Result<(), Failure> {
    if read.logged_subject(row.reference)? == Some(hash_sweep(row)) {
        return Ok(());
    }
    Err(Failure::damaged(format!("{} in vault.db is not the row that the audit log knows", row.reference)))
}

/// The same for a use of what was sealed for an emergency.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn check_logged_glass(read: &Reading<'_>, row: &GlassUse) -> Result<(), Failure> {
    if read.logged_subject(row.reference)? == Some(hash_glass(row)) {
        return Ok(());
    }
    Err(Failure::damaged(format!("{} in vault.db is not the row that the audit log knows", row.reference)))
}

/// The clocks of a request, complaint or breach, as the log knows them.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn logged_clocks(read: &Reading<'_>, reference: Reference) -> Result<Vec<ClockRow>, Failure> {
    let clocks = read.clocks_of(reference)?;
    if read.logged_subject(reference)? == Some(hash_clocks(reference, &clocks)) {
        return Ok(clocks);
    }
    Err(Failure::damaged(format!(
        "the clocks of {reference} in vault.db are not those that the audit log knows"
    )))
}

/// The same for an erasure and all its tombstones, which it gives.
///
/// # Errors
/// [`Failure::Damaged`], naming the reference.
pub fn check_logged_erasure(read: &Reading<'_>, row: &ErasureRow) -> Result<Vec<Tombstone>, Failure> {
    let stones = read.tombstones_by(&row.reference.to_string())?;
    if read.logged_subject(row.reference)? == Some(hash_erasure(row, &stones)) {
        return Ok(stones);
    }
    Err(Failure::damaged(format!(
        "{} in vault.db is not the erasure that the audit log knows",
        row.reference
    )))
}

fn unexpected(what: &'static str) -> Failure {
    Failure::Unexpected(anyhow::anyhow!(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::client::Contact;

    const VAULT: VaultId = VaultId::new([1; 16]);

    fn sealed() -> (RecordRow, RecordKey) {
        let key = RecordKey::generate();
        let mut row = first_version(RecordType::Contact, Handle::new([2; 16]), Compartment::Contact);
        row.number = Some(4);
        seal(&mut row, VAULT, &key, &Contact::default()).expect("seals");
        (row, key)
    }

    #[test]
    fn a_row_opens_in_its_own_place_only() {
        let (row, key) = sealed();
        assert!(open::<Contact>(&row, VAULT, &key).is_ok());
        let opens = |row: &RecordRow| open::<Contact>(row, VAULT, &key).is_ok();
        assert!(open::<Contact>(&row, VaultId::new([9; 16]), &key).is_err(), "another vault");
        assert!(open::<Contact>(&row, VAULT, &RecordKey::generate()).is_err(), "another key");
        for (what, changed) in [
            ("record", RecordRow { id: RecordId::new([9; 16]), ..row.clone() }),
            ("version", RecordRow { version: 2, ..row.clone() }),
            ("type", RecordRow { record_type: RecordType::Clinical, ..row.clone() }),
            ("handle", RecordRow { handle: Handle::new([9; 16]), ..row.clone() }),
            ("number", RecordRow { number: Some(5), ..row.clone() }),
            ("no number", RecordRow { number: None, ..row.clone() }),
            ("compartment", RecordRow { compartment: Compartment::Person, ..row.clone() }),
            ("key version", RecordRow { key_version: 2, ..row.clone() }),
        ] {
            assert!(!opens(&changed), "{what}");
        }
    }

    #[test]
    fn every_column_is_in_the_hash() {
        let (row, _) = sealed();
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 22);
        let mut hashes = vec![
            hash_record(&row),
            hash_record(&RecordRow { state: RecordState::Trash, ..row.clone() }),
            hash_record(&RecordRow { due: Some("2026-12".to_owned()), ..row.clone() }),
            hash_record(&RecordRow { goes_from: day, ..row.clone() }),
            hash_record(&RecordRow { number: None, ..row.clone() }),
            hash_record(&RecordRow { envelope: vec![1], ..row.clone() }),
        ];
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 6);
    }
}
