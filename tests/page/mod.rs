//! docs/format.md in code: each of these is one sentence of the page. Beside it, how its test vectors are read.

#![allow(dead_code)] // Every test binary uses a part of it.

pub mod reader;

use std::fs;
use std::path::Path;

use praxis::crypto::frame::frame;
use praxis::crypto::hash::{sha256, sha256_framed, to_hex};
use serde_json::Value;

pub const MAGIC: &[u8; 16] = b"praxis/keyring/1";
pub const HEADER: usize = 92;
pub const SLOT: usize = 174;
pub const SLOT_PLAIN: usize = 128;

pub fn slot_id(vault: &[u8], handle: &[u8], compartment: u8, key_version: u32, record: &[u8]) -> Vec<u8> {
    let fields: [&[u8]; 6] =
        [b"praxis/1/slot", vault, handle, &[compartment], &key_version.to_le_bytes(), record];
    sha256_framed(&fields)[..16].to_vec()
}

pub fn slot_place(vault: &[u8], epoch: u64, id: &[u8], compartment: u8) -> Vec<u8> {
    frame(&[b"praxis/1/slot-place", vault, &epoch.to_le_bytes(), id, &[compartment]])
}

pub fn slot_body(key: &[u8], handle: &[u8], compartment: u8, key_version: u32, record: &[u8]) -> Vec<u8> {
    let record = if record.is_empty() { &[0; 16] } else { record };
    [key, handle, &[compartment], &key_version.to_le_bytes(), record].concat()
}

pub fn kit_checksum(
    number: u32,
    vault: &[u8],
    epoch: u64,
    secret: &[u8],
    recovery: &str,
    keys: &[String],
) -> String {
    let keys = keys.join("\n");
    to_hex(&sha256_framed(&[
        b"praxis/1/kit",
        &number.to_le_bytes(),
        vault,
        &epoch.to_le_bytes(),
        secret,
        recovery.as_bytes(),
        keys.as_bytes(),
    ]))
}

/// A row of `records`.
pub struct Row {
    pub id: Vec<u8>,
    pub version: u32,
    pub record_type: u8,
    pub handle: Vec<u8>,
    pub number: Option<u32>,
    pub compartment: u8,
    pub key_version: u32,
    pub state: String,
    pub due: Option<String>,
    pub goes_from: Option<String>,
    pub envelope: Vec<u8>,
}

impl Row {
    pub fn own_key(&self) -> &[u8] {
        if self.compartment == 4 { &self.id } else { &[] }
    }

    pub fn place(&self, vault: &[u8]) -> Vec<u8> {
        frame(&[
            b"praxis/1/record",
            &[self.record_type],
            vault,
            &self.id,
            &self.handle,
            &[self.compartment],
            &self.key_version.to_le_bytes(),
            &self.version.to_le_bytes(),
        ])
    }

    pub fn hash(&self) -> Vec<u8> {
        sha256_framed(&[
            b"praxis/1/row/record",
            &self.id,
            &self.version.to_le_bytes(),
            &[self.record_type],
            &self.handle,
            &or_empty(self.number.map(u32::to_le_bytes)),
            &[self.compartment],
            &self.key_version.to_le_bytes(),
            self.state.as_bytes(),
            self.due.as_deref().unwrap_or("").as_bytes(),
            self.goes_from.as_deref().unwrap_or("").as_bytes(),
            &self.envelope,
        ])
        .to_vec()
    }
}

/// A row of `handles`.
pub struct HandleRow {
    pub handle: Vec<u8>,
    pub reference: String,
    pub state: String,
    pub flags: [u8; 5],
    pub disposal_year: Option<i32>,
    pub contact_due: Option<String>,
}

impl HandleRow {
    pub fn hash(&self) -> Vec<u8> {
        sha256_framed(&[
            b"praxis/1/row/handle",
            &self.handle,
            self.reference.as_bytes(),
            self.state.as_bytes(),
            &self.flags,
            &or_empty(self.disposal_year.map(i32::to_le_bytes)),
            self.contact_due.as_deref().unwrap_or("").as_bytes(),
        ])
        .to_vec()
    }
}

/// A row of `kits`, `exports` or `wills`.
pub struct RegisterRow {
    pub reference: String,
    pub made: String,
    pub epoch: u64,
    pub state: String,
}

impl RegisterRow {
    pub fn hash(&self) -> Vec<u8> {
        sha256_framed(&[
            b"praxis/1/row/register",
            self.reference.as_bytes(),
            self.made.as_bytes(),
            &self.epoch.to_le_bytes(),
            self.state.as_bytes(),
        ])
        .to_vec()
    }
}

/// A row of `holds`.
pub struct HoldRow {
    pub reference: String,
    pub handle: Vec<u8>,
    pub state: String,
    pub review_on: String,
}

impl HoldRow {
    pub fn hash(&self) -> Vec<u8> {
        sha256_framed(&[
            b"praxis/1/row/hold",
            self.reference.as_bytes(),
            &self.handle,
            self.state.as_bytes(),
            self.review_on.as_bytes(),
        ])
        .to_vec()
    }
}

/// The rows of `clocks` of one request, breach or complaint.
pub struct ClockRows {
    pub reference: String,
    pub rows: Vec<ClockRow>,
}

/// A row of `clocks`.
pub struct ClockRow {
    pub kind: String,
    pub due: Option<String>,
    pub state: String,
}

impl ClockRows {
    pub fn hash(&self) -> Vec<u8> {
        let mut all = frame(&[b"praxis/1/row/clocks", self.reference.as_bytes()]);
        for row in &self.rows {
            let due = row.due.as_deref().unwrap_or("");
            all.extend(frame(&[row.kind.as_bytes(), due.as_bytes(), row.state.as_bytes()]));
        }
        sha256(&all).to_vec()
    }
}

/// A row of `erasures`, and its tombstones by slot.
pub struct ErasureRow {
    pub reference: String,
    pub made: String,
    pub epoch: u64,
    pub state: String,
    pub handle: Vec<u8>,
    pub sweep: Option<u32>,
    pub tombstones: Vec<Tombstone>,
}

/// A row of `sweeps`.
pub struct SweepRow {
    pub reference: String,
    pub made: String,
    pub state: String,
    pub plan: Vec<u8>,
}

impl SweepRow {
    pub fn hash(&self) -> Vec<u8> {
        sha256_framed(&[
            b"praxis/1/row/sweep",
            self.reference.as_bytes(),
            self.made.as_bytes(),
            self.state.as_bytes(),
            &self.plan,
        ])
        .to_vec()
    }
}

/// A row of `glass_uses`.
pub struct GlassRow {
    pub reference: String,
    pub member: u32,
    pub made: String,
    pub until: String,
    pub ended: Option<String>,
    pub opens: String,
    pub reason: Vec<u8>,
}

impl GlassRow {
    pub fn hash(&self) -> Vec<u8> {
        sha256_framed(&[
            b"praxis/1/row/glass",
            self.reference.as_bytes(),
            &self.member.to_le_bytes(),
            self.made.as_bytes(),
            self.until.as_bytes(),
            self.ended.as_deref().unwrap_or_default().as_bytes(),
            self.opens.as_bytes(),
            &self.reason,
        ])
        .to_vec()
    }
}

/// What a line of a retention plan rests on.
pub fn plan_leaves(leaves: &[Vec<u8>]) -> Vec<u8> {
    let fields: Vec<&[u8]> =
        [&b"praxis/1/plan"[..]].into_iter().chain(leaves.iter().map(Vec::as_slice)).collect();
    sha256_framed(&fields).to_vec()
}

/// What stood against anybody's record when a plan with invoices was reviewed.
pub fn plan_matters(flagged: &[(Vec<u8>, [u8; 5])], holds: &[&str]) -> Vec<u8> {
    let mut fields: Vec<&[u8]> = vec![b"praxis/1/matters"];
    for (handle, flags) in flagged {
        fields.extend([&handle[..], &flags[..]]);
    }
    fields.extend(holds.iter().map(|hold| hold.as_bytes()));
    sha256_framed(&fields).to_vec()
}

/// A row of `tombstones`.
pub struct Tombstone {
    pub slot: Vec<u8>,
    pub handle: Vec<u8>,
    pub compartment: u8,
    pub key_version: u32,
    pub record: Option<Vec<u8>>,
    pub sealed: Option<Vec<u8>>,
    pub day: String,
    pub generation: Option<u64>,
}

impl Tombstone {
    fn bytes(&self) -> Vec<u8> {
        frame(&[
            &self.slot,
            &self.handle,
            &[self.compartment],
            &self.key_version.to_le_bytes(),
            self.record.as_deref().unwrap_or(&[]),
            self.sealed.as_deref().unwrap_or(&[]),
            self.day.as_bytes(),
            &or_empty(self.generation.map(u64::to_le_bytes)),
        ])
    }
}

impl ErasureRow {
    pub fn hash(&self) -> Vec<u8> {
        let mut row = frame(&[
            b"praxis/1/row/erasure",
            self.reference.as_bytes(),
            self.made.as_bytes(),
            &self.epoch.to_le_bytes(),
            self.state.as_bytes(),
            &self.handle,
            &or_empty(self.sweep.map(u32::to_le_bytes)),
        ]);
        row.extend(self.tombstones.iter().flat_map(Tombstone::bytes));
        sha256(&row).to_vec()
    }
}

/// A row of `audit`.
pub struct Entry {
    pub seq: u64,
    pub time: String,
    pub member: u32,
    pub action: String,
    pub handle: Option<Vec<u8>>,
    pub record: Option<Vec<u8>>,
    pub version: Option<u32>,
    pub subject: Option<String>,
    pub count: Option<u64>,
    pub row: Option<Vec<u8>>,
    pub detail: Option<Vec<u8>>,
}

impl Entry {
    pub fn bytes(&self, vault: &[u8]) -> Vec<u8> {
        frame(&[
            b"praxis/1/audit",
            vault,
            &self.seq.to_le_bytes(),
            self.time.as_bytes(),
            &self.member.to_le_bytes(),
            self.action.as_bytes(),
            self.handle.as_deref().unwrap_or(&[]),
            self.record.as_deref().unwrap_or(&[]),
            &or_empty(self.version.map(u32::to_le_bytes)),
            self.subject.as_deref().unwrap_or("").as_bytes(),
            &or_empty(self.count.map(u64::to_le_bytes)),
            self.row.as_deref().unwrap_or(&[]),
            self.detail.as_deref().unwrap_or(&[]),
        ])
    }
}

/// The length of a record's envelope, by the length of what is in it.
pub fn sealed_length(record_type: u8, body: usize) -> usize {
    let least = match record_type {
        4 | 12 | 16 => 1024,
        15 => 4096,
        10 => 2048,
        _ => 256,
    };
    padme((body + 4).max(least)) + 29
}

/// A piece of a file: what it is bound to.
pub struct Piece {
    pub record: Vec<u8>,
    pub version: u32,
    pub handle: Vec<u8>,
    pub compartment: u8,
    pub key_version: u32,
}

impl Piece {
    pub fn place(&self, vault: &[u8], piece: u32, last: bool) -> Vec<u8> {
        frame(&[
            b"praxis/1/chunk",
            vault,
            &self.record,
            &self.handle,
            &[self.compartment],
            &self.key_version.to_le_bytes(),
            &self.version.to_le_bytes(),
            &piece.to_le_bytes(),
            &[u8::from(last)],
        ])
    }
}

/// Bytes of content in a full piece.
pub const PIECE: usize = 65_536;

/// How many pieces a file of so many bytes has.
pub fn pieces(bytes: usize) -> usize {
    if bytes <= PIECE { 1 } else { padme(bytes).div_ceil(PIECE) }
}

/// The keyless hash of a file's content.
pub fn content_hash(record: &[u8], version: u32, envelopes: impl Iterator<Item = [u8; 32]>) -> Vec<u8> {
    let name = frame(&[b"praxis/1/content", record, &version.to_le_bytes()]);
    let hashes: Vec<u8> = envelopes.flatten().collect();
    sha256(&[name, hashes].concat()).to_vec()
}

fn padme(length: usize) -> usize {
    let exponent = length.ilog2();
    let zeros = (1 << (exponent - exponent.ilog2() - 1)) - 1;
    (length + zeros) & !zeros
}

pub fn or_empty<const N: usize>(bytes: Option<[u8; N]>) -> Vec<u8> {
    bytes.map(|b| b.to_vec()).unwrap_or_default()
}

/// Splits a members file into what is authenticated and its HMAC.
pub fn split_members(file: &[u8]) -> (&[u8], Vec<u8>) {
    let at = file.len() - (b"hmac ".len() + 64 + 1);
    let (body, last) = file.split_at(at);
    let last = std::str::from_utf8(last).expect("text");
    (body, unhex(last.strip_prefix("hmac ").and_then(|l| l.strip_suffix('\n')).expect("the last line")))
}

pub fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format.md");
    fs::read_to_string(path).expect("docs/format.md")
}

pub fn vectors() -> Value {
    let page = page();
    let blocks: Vec<&str> = page.split("```json\n").skip(1).collect();
    assert_eq!(blocks.len(), 1, "one block of vectors");
    serde_json::from_str(blocks[0].split("\n```").next().expect("an end")).expect("the vectors are JSON")
}

pub fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2) && text == text.to_lowercase(), "hexadecimal");
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
    (0..text.len()).step_by(2).map(byte).collect()
}

pub fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is a text"))
}

pub fn bytes(value: &Value, field: &str) -> Vec<u8> {
    unhex(text(value, field))
}

pub fn number<N: TryFrom<u64>>(value: &Value, field: &str) -> N {
    let number = value[field].as_u64().unwrap_or_else(|| panic!("{field} is a number"));
    N::try_from(number).unwrap_or_else(|_| panic!("{field} fits"))
}

pub fn key(value: &Value, field: &str) -> [u8; 32] {
    bytes(value, field).try_into().expect("32 bytes")
}

pub fn vault_of(vectors: &Value) -> [u8; 16] {
    bytes(&vectors["derive"], "vault").try_into().expect("16 bytes")
}
