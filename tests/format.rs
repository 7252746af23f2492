//! Proves docs/format.md: its test vectors against the library, its codes and columns against the program's,
//! and a whole vault, made by the library, read with nothing but what the page says and the primitives it
//! names.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use praxis::clock::Now;
use praxis::config::Nation;
use praxis::crypto::age_file::{self, Identity, Work};
use praxis::crypto::envelope::{self, Padding};
use praxis::crypto::frame::frame;
use praxis::crypto::hash::{self, sha256, sha256_framed, to_hex};
use praxis::crypto::passphrase::Passphrase;
use praxis::crypto::secret::{EpochSecret, MembersKey, SigningSeed};
use praxis::crypto::tree::{Frontier, leaf_hash};
use praxis::crypto::{derive, signing};
use praxis::failure::Failure;
use praxis::records::client::{
    Basis, Client, ClientKind, Clinical, Condition, Contact, Dates, Person, Status, Tag,
};
use praxis::records::code::Code;
use praxis::records::compartment::Compartment;
use praxis::records::event::Action;
use praxis::records::member::Role;
use praxis::records::note::{AmendReason, Attendance, Modality, Note, NoteKind};
use praxis::records::office::{ExportEntry, ExportForm, KitEntry};
use praxis::records::reference::{Reference, Register};
use praxis::records::sealed::Sealed;
use praxis::records::stored::{HandleState, RecordState, RecordType};
use praxis::vault::{KitOrder, NewNote, NewVault, Notices, Options, Unlocked, Vault};
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

// ---- The page, in code: each of these is one sentence of it. ----

const MAGIC: &[u8; 16] = b"praxis/keyring/1";
const HEADER: usize = 92;
const SLOT: usize = 174;
const SLOT_PLAIN: usize = 128;

fn slot_id(vault: &[u8], handle: &[u8], compartment: u8, key_version: u32, record: &[u8]) -> Vec<u8> {
    let fields: [&[u8]; 6] =
        [b"praxis/1/slot", vault, handle, &[compartment], &key_version.to_le_bytes(), record];
    sha256_framed(&fields)[..16].to_vec()
}

fn slot_place(vault: &[u8], epoch: u64, id: &[u8], compartment: u8) -> Vec<u8> {
    frame(&[b"praxis/1/slot-place", vault, &epoch.to_le_bytes(), id, &[compartment]])
}

fn slot_body(key: &[u8], handle: &[u8], compartment: u8, key_version: u32, record: &[u8]) -> Vec<u8> {
    let record = if record.is_empty() { &[0; 16] } else { record };
    [key, handle, &[compartment], &key_version.to_le_bytes(), record].concat()
}

fn kit_checksum(
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
struct Row {
    id: Vec<u8>,
    version: u32,
    record_type: u8,
    handle: Vec<u8>,
    number: Option<u32>,
    compartment: u8,
    key_version: u32,
    state: String,
    due: Option<String>,
    goes_from: Option<String>,
    envelope: Vec<u8>,
}

impl Row {
    fn own_key(&self) -> &[u8] {
        if self.compartment == 4 { &self.id } else { &[] }
    }

    fn place(&self, vault: &[u8]) -> Vec<u8> {
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

    fn hash(&self) -> Vec<u8> {
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
struct HandleRow {
    handle: Vec<u8>,
    reference: String,
    state: String,
    flags: [u8; 5],
    disposal_year: Option<i32>,
    contact_due: Option<String>,
}

impl HandleRow {
    fn hash(&self) -> Vec<u8> {
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

/// A row of `kits` or `exports`.
struct RegisterRow {
    reference: String,
    made: String,
    epoch: u64,
    state: String,
}

impl RegisterRow {
    fn hash(&self) -> Vec<u8> {
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

/// A row of `audit`.
struct Entry {
    seq: u64,
    time: String,
    member: u32,
    action: String,
    handle: Option<Vec<u8>>,
    record: Option<Vec<u8>>,
    version: Option<u32>,
    subject: Option<String>,
    count: Option<u64>,
    row: Option<Vec<u8>>,
    detail: Option<Vec<u8>>,
}

impl Entry {
    fn bytes(&self, vault: &[u8]) -> Vec<u8> {
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
fn sealed_length(record_type: u8, body: usize) -> usize {
    let length = (body + 4).max(if record_type == 4 { 1024 } else { 256 });
    let exponent = length.ilog2();
    let zeros = (1 << (exponent - exponent.ilog2() - 1)) - 1;
    ((length + zeros) & !zeros) + 29
}

fn or_empty<const N: usize>(bytes: Option<[u8; N]>) -> Vec<u8> {
    bytes.map(|b| b.to_vec()).unwrap_or_default()
}

/// Splits a members file into what is authenticated and its HMAC.
fn split_members(file: &[u8]) -> (&[u8], Vec<u8>) {
    let at = file.len() - (b"hmac ".len() + 64 + 1);
    let (body, last) = file.split_at(at);
    let last = std::str::from_utf8(last).expect("text");
    (body, unhex(last.strip_prefix("hmac ").and_then(|l| l.strip_suffix('\n')).expect("the last line")))
}

// ---- Reading the page. ----

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format.md");
    fs::read_to_string(path).expect("docs/format.md")
}

fn vectors() -> Value {
    let page = page();
    let blocks: Vec<&str> = page.split("```json\n").skip(1).collect();
    assert_eq!(blocks.len(), 1, "one block of vectors");
    serde_json::from_str(blocks[0].split("\n```").next().expect("an end")).expect("the vectors are JSON")
}

fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2) && text == text.to_lowercase(), "hexadecimal");
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal");
    (0..text.len()).step_by(2).map(byte).collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is a text"))
}

fn bytes(value: &Value, field: &str) -> Vec<u8> {
    unhex(text(value, field))
}

fn number<N: TryFrom<u64>>(value: &Value, field: &str) -> N {
    let number = value[field].as_u64().unwrap_or_else(|| panic!("{field} is a number"));
    N::try_from(number).unwrap_or_else(|_| panic!("{field} fits"))
}

fn key(value: &Value, field: &str) -> [u8; 32] {
    bytes(value, field).try_into().expect("32 bytes")
}

fn vault_of(vectors: &Value) -> [u8; 16] {
    bytes(&vectors["derive"], "vault").try_into().expect("16 bytes")
}

// ---- The vectors. ----

#[test]
fn framing() {
    let vector = &vectors()["frame"];
    let fields: Vec<Vec<u8>> = vector["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| unhex(field.as_str().expect("a text")))
        .collect();
    let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
    assert_eq!(to_hex(&frame(&fields)), text(vector, "bytes"));
}

#[test]
fn derivations() {
    let vectors = vectors();
    let (vector, vault) = (&vectors["derive"], vault_of(&vectors));
    let secret = EpochSecret::from_bytes(&key(vector, "epoch_secret")).expect("32 bytes");
    let keys = vector["compartment_keys"].as_object().expect("keys");
    assert_eq!(keys.len(), Compartment::ALL.len());
    for compartment in Compartment::ALL {
        let derived = derive::compartment_key(&secret, &vault, compartment.code());
        assert_eq!(to_hex(derived.expose_secret()), keys[compartment.code()], "{compartment:?}");
    }
    let next = derive::next_epoch(&secret, &vault);
    assert_eq!(to_hex(next.expose_secret()), text(vector, "next_epoch"));
    let members = derive::members_key(&secret, &vault);
    assert_eq!(to_hex(members.expose_secret()), text(vector, "members_key"));
    let seed = derive::member_signing_seed(&key(vector, "x25519_secret"), &vault);
    assert_eq!(to_hex(seed.expose_secret()), text(vector, "signing_seed"));
}

#[test]
fn padded_lengths() {
    for vector in vectors()["padme"].as_array().expect("lengths") {
        let [body, padded, sealed] =
            [0, 1, 2].map(|i| usize::try_from(vector[i].as_u64().expect("a number")).expect("fits"));
        assert_eq!(padded + envelope::OVERHEAD, sealed);
        assert_eq!(sealed_length(5, body), sealed);
        assert_eq!(envelope::seal(&[1; 32], b"", &vec![7; body], Padding::Padme).len(), sealed, "{body}");
    }
}

#[test]
fn slots() {
    let vectors = vectors();
    let vault = vault_of(&vectors);
    for vector in vectors["slot_ids"].as_array().expect("ids") {
        let record = vector.get("record").map(|_| bytes(vector, "record")).unwrap_or_default();
        let (compartment, key_version) = (number(vector, "compartment"), number(vector, "key_version"));
        let id = slot_id(&vault, &bytes(vector, "handle"), compartment, key_version, &record);
        assert_eq!(to_hex(&id), text(vector, "id"));
    }
    let (slot, record) = (&vectors["slot"], &vectors["record"]);
    let (handle, id) = (bytes(record, "handle"), bytes(slot, "id"));
    let (compartment, key_version) = (number(slot, "compartment"), number(record, "key_version"));
    assert_eq!(id, slot_id(&vault, &handle, compartment, key_version, &bytes(record, "id")));
    assert_eq!(text(slot, "key"), vectors["derive"]["compartment_keys"]["process"]);
    assert_eq!(bytes(slot, "place"), slot_place(&vault, number(slot, "epoch"), &id, compartment));
    let body = slot_body(&bytes(record, "key"), &handle, compartment, key_version, &bytes(record, "id"));
    assert_eq!(to_hex(&body), text(slot, "body"));
    check_envelope(slot, &body);
    let fixed = envelope::seal(&[1; 32], b"", &body, Padding::Fixed(SLOT_PLAIN));
    assert_eq!(fixed.len(), bytes(slot, "envelope").len());
    assert_eq!(16 + 1 + fixed.len(), SLOT);
}

/// An envelope opens with its key and place, to its body, and with no other.
fn check_envelope(vector: &Value, body: &[u8]) {
    let (key, place, sealed) = (key(vector, "key"), bytes(vector, "place"), bytes(vector, "envelope"));
    assert_eq!(sealed[0], envelope::VERSION);
    assert_eq!(to_hex(&sealed[1..13]), text(vector, "nonce"));
    let opened = envelope::open(&key, &place, &sealed).expect("opens");
    assert_eq!(to_hex(&opened), to_hex(body));
    assert!(envelope::open(&[0; 32], &place, &sealed).is_err());
    assert!(envelope::open(&key, b"elsewhere", &sealed).is_err());
}

#[test]
fn a_keyring() {
    let vectors = vectors();
    let (vector, slot) = (&vectors["keyring"], &vectors["slot"]);
    let generation = number::<u64>(vector, "generation").to_le_bytes();
    let header = [
        MAGIC.as_slice(),
        &vault_of(&vectors),
        &number::<u64>(slot, "epoch").to_le_bytes(),
        &generation,
        &number::<u32>(vector, "capacity").to_le_bytes(),
        &number::<u64>(vector, "audit_size").to_le_bytes(),
        &unhex(vectors["audit"]["roots"][5].as_str().expect("a root")),
    ]
    .concat();
    assert_eq!(to_hex(&header), text(vector, "header"));
    assert_eq!(header.len(), HEADER);
    let used = [bytes(slot, "id"), vec![number(slot, "compartment")], bytes(slot, "envelope")].concat();
    let mut image = [header, used, vec![0; SLOT], generation.to_vec()].concat();
    let trailer = sha256(&image);
    assert_eq!(to_hex(&trailer), text(vector, "trailer_hash"));
    image.extend_from_slice(&trailer);
    assert_eq!(to_hex(&sha256(&image)), text(vector, "image_hash"));
    let read = Keyring::parse(&image);
    assert_eq!((read.epoch, read.generation, read.audit_size), (3, 7, 5));
    assert!(read.find(&bytes(slot, "id")).is_some() && read.find(&[1; 16]).is_none());
}

#[test]
fn a_record() {
    let vectors = vectors();
    let (vector, vault) = (&vectors["record"], vault_of(&vectors));
    let row = Row {
        id: bytes(vector, "id"),
        version: number(vector, "version"),
        record_type: number(vector, "type"),
        handle: bytes(vector, "handle"),
        number: Some(number(vector, "number")),
        compartment: number(vector, "compartment"),
        key_version: number(vector, "key_version"),
        state: text(vector, "state").to_owned(),
        due: Some(text(vector, "due").to_owned()),
        goes_from: Some(text(vector, "goes_from").to_owned()),
        envelope: bytes(vector, "envelope"),
    };
    assert_eq!(to_hex(&row.place(&vault)), text(vector, "place"));
    let json = text(vector, "json");
    check_envelope(vector, json.as_bytes());
    assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));

    let sealed: Sealed<Note> = serde_json::from_str(json).expect("a sealed note");
    assert_eq!(sealed.record_type.byte(), row.record_type);
    assert_eq!(sealed.handle.as_bytes(), row.handle.as_slice());
    assert_eq!(sealed.number, row.number);
    assert_eq!(sealed.body.kind.compartment().byte(), row.compartment);
    assert_eq!(serde_json::to_string(&sealed).expect("writes"), json);
}

#[test]
fn a_handle() {
    let vectors = vectors();
    let vector = &vectors["handle"];
    let flags: Vec<u8> = serde_json::from_value(vector["flags"].clone()).expect("flags");
    let row = HandleRow {
        handle: bytes(vector, "handle"),
        reference: text(vector, "reference").to_owned(),
        state: text(vector, "state").to_owned(),
        flags: flags.try_into().expect("five flags"),
        disposal_year: Some(i32::try_from(number::<u32>(vector, "disposal_year")).expect("a year")),
        contact_due: Some(text(vector, "contact_due").to_owned()),
    };
    assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));
    assert_eq!(Reference::new(Register::Client, 7).to_string(), row.reference);
    assert!(HandleState::from_code(&row.state).is_some());
}

#[test]
fn the_clear_side_of_a_kit() {
    let vectors = vectors();
    let vector = &vectors["register"];
    let row = RegisterRow {
        reference: text(vector, "reference").to_owned(),
        made: text(vector, "made").to_owned(),
        epoch: number(vector, "epoch"),
        state: text(vector, "state").to_owned(),
    };
    assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));
    assert_eq!(Reference::new(Register::Kit, 1).to_string(), row.reference);
}

#[test]
fn the_audit_log() {
    let vectors = vectors();
    let (vector, vault) = (&vectors["audit"], vault_of(&vectors));
    let roots = vector["roots"].as_array().expect("roots");
    let mut tree = Frontier::empty();
    assert_eq!(to_hex(&tree.root()), roots[0]);
    for entry in vector["entries"].as_array().expect("entries") {
        let optional = |field| entry.get(field).map(|_| bytes(entry, field));
        let read = Entry {
            seq: number(entry, "seq"),
            time: text(entry, "time").to_owned(),
            member: number(entry, "member"),
            action: text(entry, "action").to_owned(),
            handle: optional("handle"),
            record: optional("record"),
            version: entry.get("version").map(|_| number(entry, "version")),
            subject: entry.get("subject").map(|_| text(entry, "subject").to_owned()),
            count: entry.get("count").map(|_| number(entry, "count")),
            row: optional("row"),
            detail: optional("detail"),
        };
        assert!(Action::from_code(&read.action).is_some(), "{}", read.action);
        let bytes = read.bytes(&vault);
        assert_eq!(to_hex(&bytes), text(entry, "bytes"));
        let leaf = leaf_hash(&bytes);
        assert_eq!(to_hex(&leaf), text(entry, "leaf"));
        tree.push(leaf);
        assert_eq!(to_hex(&tree.root()), roots[usize::try_from(tree.size()).expect("small")]);
        if tree.size() == 3 {
            assert_eq!(to_hex(&tree.to_bytes()), text(vector, "frontier_of_3"));
        }
    }
    assert_eq!(roots.len(), 6);
    assert_eq!(vector["entries"][1]["row"], vectors["handle"]["row_hash"]);
    assert_eq!(vector["entries"][2]["row"], vectors["record"]["row_hash"]);
    assert_eq!(vector["entries"][3]["row"], vectors["register"]["row_hash"]);
    assert_eq!(vector["entries"][3]["subject"], vectors["register"]["reference"]);
}

#[test]
fn a_members_file() {
    let vectors = vectors();
    let vector = &vectors["members"];
    assert_eq!(vector["key"], vectors["derive"]["members_key"]);
    let key = MembersKey::from_bytes(&key(vector, "key")).expect("32 bytes");
    let (body, tag) = split_members(text(vector, "file").as_bytes());
    assert_eq!(body, text(vector, "body").as_bytes());
    assert_eq!(tag, hash::hmac(&key, body));
}

#[test]
fn a_kit() {
    let vectors = vectors();
    let vector = &vectors["kit"];
    let keys: Vec<String> = serde_json::from_value(vector["verify_keys"].clone()).expect("keys");
    let (vault, secret) = (bytes(vector, "vault"), bytes(vector, "secret"));
    let (kit, epoch, recovery) =
        (number(vector, "number"), number(vector, "epoch"), text(vector, "recovery"));
    assert_eq!(kit_checksum(kit, &vault, epoch, &secret, recovery, &keys), text(vector, "checksum"));
}

#[test]
fn a_verify_key() {
    let vectors = vectors();
    let vector = &vectors["verify_key"];
    assert_eq!(vector["seed"], vectors["derive"]["signing_seed"]);
    let seed = SigningSeed::from_bytes(&key(vector, "seed")).expect("32 bytes");
    assert_eq!(signing::verify_key(&seed, text(vector, "name")), text(vector, "text"));
}

#[test]
fn bodies() {
    fn same<T: Serialize + DeserializeOwned>(body: &Value) {
        let read: T = serde_json::from_value(body.clone()).expect("a body of its type");
        assert_eq!(&serde_json::to_value(read).expect("writes"), body);
    }
    let page = page();
    for (record_type, body) in vectors()["bodies"].as_object().expect("bodies") {
        match RecordType::from_code(record_type).expect("a type") {
            RecordType::Person => same::<Person>(body),
            RecordType::Contact => same::<Contact>(body),
            RecordType::Clinical => same::<Clinical>(body),
            RecordType::Dates => same::<Dates>(body),
            RecordType::Note => same::<Note>(body),
            RecordType::Export => same::<ExportEntry>(body),
            RecordType::Kit => same::<KitEntry>(body),
            RecordType::File => panic!("reserved"),
        }
        for field in body.as_object().expect("an object").keys() {
            assert!(page.contains(&format!("`{field}`")), "{record_type}: {field} is not on the page");
        }
    }
}

// ---- The words of the page. ----

#[test]
fn every_code_is_on_the_page() {
    fn all<T: Code + std::fmt::Debug>(page: &str) {
        for member in T::ALL {
            assert!(page.contains(&format!("`{}`", member.code())), "{member:?}");
        }
    }
    let page = page();
    all::<Compartment>(&page);
    all::<RecordType>(&page);
    all::<HandleState>(&page);
    all::<RecordState>(&page);
    all::<Action>(&page);
    all::<Role>(&page);
    all::<ClientKind>(&page);
    all::<Tag>(&page);
    all::<Basis>(&page);
    all::<Condition>(&page);
    all::<Status>(&page);
    all::<NoteKind>(&page);
    all::<Attendance>(&page);
    all::<Modality>(&page);
    all::<AmendReason>(&page);
    all::<ExportForm>(&page);
    for compartment in Compartment::ALL {
        let row = format!("\n| {} | `{}` |", compartment.byte(), compartment.code());
        assert!(page.contains(&row), "{compartment:?}");
    }
    for record_type in RecordType::ALL {
        let row = format!("\n| {} | `{}` |", record_type.byte(), record_type.code());
        assert!(page.contains(&row), "{record_type:?}");
    }
    let references = page.split("\n## ").find(|s| s.starts_with("References")).expect("a section");
    for letter in 'A'..='Z' {
        let example = Register::from_letter(letter).map(|register| Reference::new(register, 1).to_string());
        let width = example.map(|e| e.len());
        let row = references.lines().find(|line| line.contains(&format!("| `{letter}` | ")));
        assert_eq!(row.is_some(), width.is_some(), "{letter}");
        if let (Some(row), Some(width)) = (row, width) {
            let printed = row.split('`').find(|cell| cell.starts_with(&format!("{letter}-")));
            assert_eq!(printed.map(str::len), Some(width), "{letter}");
        }
    }
}

/// What the page says of a table: the section named after it, or its row in the list of reserved ones.
fn about_table<'p>(page: &'p str, table: &str) -> &'p str {
    let name = format!("`{table}`");
    let database = page.split("\n## ").find(|s| s.starts_with("The database")).expect("a section");
    let row = database.lines().find(|line| line.starts_with(&format!("| {name} | `")));
    let mut sections = database.split("\n### ").skip(1);
    let section = sections.find(|s| s.lines().next().is_some_and(|heading| heading.contains(&name)));
    section.or(row).unwrap_or_else(|| panic!("table {table} is not on the page"))
}

// ---- A whole vault. ----

const CREATED: &str = "2026-11-22T10:00:00Z";
const PHRASE: &str = "plinth gravel otter seventeen";

fn note(kind: NoteKind, text: &str, signed: bool) -> Value {
    let mut note =
        serde_json::json!({"kind": kind.code(), "date": "2026-11-21", "text": text, "written": CREATED});
    if signed {
        note["signed"] = serde_json::json!({"by": 1, "at": CREATED});
    }
    note
}

/// Opens the vault that `make` made, and unlocks it.
fn unlock(folder: &Path, identity: &Identity) -> Result<Unlocked, Failure> {
    let now = Now::at(CREATED.parse().expect("an instant"));
    let (at, state) = (folder.join("vault"), folder.join("state"));
    let (command, notices) = ("test".to_owned(), Notices::default());
    Vault::open(Options { at, state, now, command, accept_clock: false, notices })?.unlock(identity)
}

/// Makes a vault with two clients, notes in every state, an export and, because it takes long, at will a kit.
fn make(folder: &Path, identity: &Identity, with_kit: bool) {
    let now = Now::at(CREATED.parse().expect("an instant"));
    let passphrase = Passphrase::new(Zeroizing::new(PHRASE.to_owned()));
    let (at, state, kit) = (folder.join("vault"), folder.join("state"), folder.join("kit.age"));
    let order = KitOrder { path: &kit, passphrase: &passphrase, work: Work::STANDARD };
    NewVault {
        at: &at,
        state: &state,
        keys: None,
        practice: "Example",
        nation: Nation::Scotland,
        identity,
        kit: with_kit.then_some(order),
        now,
    }
    .create()
    .expect("a new vault");

    let bodies = &vectors()["bodies"];
    let read = |what: &str| bodies[what].clone();
    let client = Client {
        person: serde_json::from_value(read("person")).expect("a person"),
        contact: serde_json::from_value(read("contact")).expect("a contact"),
        clinical: serde_json::from_value(read("clinical")).expect("clinical"),
        dates: serde_json::from_value(read("dates")).expect("dates"),
    };
    let mut vault = unlock(folder, identity).expect("unlocks");
    let clients = vault.add_clients(&[client.clone(), client], None, || ()).expect("two clients");
    let new = [
        (NoteKind::Session, "first session", true),
        (NoteKind::Process, "a process note", true),
        (NoteKind::Supervision, "to the trash", true),
        (NoteKind::Session, "a draft", false),
    ];
    let new = new.map(|(kind, text, signed)| NewNote {
        client: clients[1],
        note: serde_json::from_value(note(kind, text, signed)).expect("a note"),
    });
    let notes = vault.add_notes(&new, None, || ()).expect("four notes");
    for (at, text) in [(0, "amended session"), (1, "an amended process note"), (3, "an amended draft")] {
        vault
            .amend_note(notes[at], 1, |note| {
                text.clone_into(&mut note.text);
                note.reason = Some(AmendReason::Addition);
                Ok(())
            })
            .map(|_| ())
            .expect("amends");
    }
    vault.trash_note(notes[2]).expect("to the trash");
    let (everybody, _) = vault.everything().expect("opens everything");
    let entry: ExportEntry = serde_json::from_value(read("export")).expect("an export");
    vault.register_export(&entry, &everybody).expect("registers");
}

/// A keyring as the page describes it.
struct Keyring {
    vault: Vec<u8>,
    epoch: u64,
    generation: u64,
    audit_size: u64,
    audit_root: Vec<u8>,
    slots: Vec<Vec<u8>>,
    hash: Vec<u8>,
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("8 bytes"))
}

impl Keyring {
    fn parse(file: &[u8]) -> Self {
        assert_eq!(&file[..16], MAGIC);
        let capacity = u32::from_le_bytes(file[48..52].try_into().expect("4 bytes")) as usize;
        let image = &file[..132 + SLOT * capacity];
        let trailer = HEADER + SLOT * capacity;
        assert_eq!(sha256(&image[..trailer + 8]), image[trailer + 8..]);
        assert_eq!(image[40..48], image[trailer..trailer + 8]);
        let slots: Vec<Vec<u8>> = image[HEADER..trailer].chunks(SLOT).map(<[u8]>::to_vec).collect();
        let used = slots.iter().take_while(|slot| slot[..16] != [0; 16]).count();
        assert!(slots[..used].is_sorted_by(|a, b| a[..16] < b[..16]), "sorted");
        assert!(slots[used..].iter().flatten().all(|&b| b == 0), "the rest is zero");
        Self {
            vault: image[16..32].to_vec(),
            epoch: u64_at(image, 32),
            generation: u64_at(image, 40),
            audit_size: u64_at(image, 52),
            audit_root: image[60..92].to_vec(),
            slots,
            hash: sha256(image).to_vec(),
        }
    }

    /// Binary search, a zero id behind all others.
    fn find(&self, id: &[u8]) -> Option<&[u8]> {
        let order = |slot: &Vec<u8>| (slot[..16] == [0; 16], &slot[..16]).cmp(&(false, id));
        self.slots.binary_search_by(order).ok().map(|at| self.slots[at].as_slice())
    }
}

/// The vault, opened with what the page says.
struct Reader {
    database: Connection,
    vault: Vec<u8>,
    keyring: Keyring,
    secret: EpochSecret,
}

impl Reader {
    /// Steps 1 to 5.
    fn open(folder: &Path, identity: &Identity) -> Self {
        let at = folder.join("vault");
        let database = Connection::open(at.join("vault.db")).expect("opens");
        let version: u32 =
            database.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(version, 1);
        let facts = "SELECT id, incarnation, keyring_epoch, keyring_generation, keyring_hash FROM vault";
        let (vault, incarnation, epoch, generation, hash): (Vec<u8>, Vec<u8>, u32, u32, Vec<u8>) = database
            .query_row(facts, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))
            .expect("one row");

        let [keyring, other] = ["a", "b"]
            .map(|mirror| Keyring::parse(&fs::read(at.join("keyring").join(mirror)).expect("a mirror")));
        assert_eq!(keyring.hash, other.hash);
        assert_eq!((keyring.epoch, keyring.generation), (u64::from(epoch), u64::from(generation)));
        assert_eq!((&keyring.vault, &keyring.hash), (&vault, &hash));

        let members = fs::read(at.join("members")).expect("members");
        let (body, tag) = split_members(&members);
        let list: Value = serde_json::from_slice(body).expect("JSON");
        let recipient = identity.recipient().to_string();
        let member = &list["members"][0];
        assert_eq!(text(member, "recipient"), recipient);
        let number: u32 = number(member, "number");

        let state = folder.join("state").join(format!("{}-{}", to_hex(&vault), to_hex(&incarnation)));
        let wrap = fs::read(state.join(format!("{number}-{epoch}.age"))).expect("a wrap");
        assert!(wrap.starts_with(b"age-encryption.org/v1\n"));
        let wrap: Value =
            serde_json::from_slice(&age_file::open_with(identity, &wrap).expect("opens")).expect("JSON");
        let secret = bytes(&wrap, "epoch_secret");
        let recovery = Identity::parse(text(&wrap, "recovery")).expect("an identity");
        assert_eq!(
            wrap,
            serde_json::json!({
                "praxis": "wrap/1", "vault": to_hex(&vault), "member": 1, "epoch": 0, "role": "owner",
                "epoch_secret": to_hex(&secret), "recovery": *recovery.expose_text(),
            })
        );
        let secret = EpochSecret::from_bytes(&secret).expect("32 bytes");
        let id: [u8; 16] = vault.clone().try_into().expect("16 bytes");
        assert_eq!(tag, hash::hmac(&derive::members_key(&secret, &id), body));

        let seed = derive::member_signing_seed(&identity.expose_scalar().expect("32 bytes"), &id);
        let own = signing::verify_key(&seed, &format!("praxis/{}/member/1", to_hex(&vault)));
        let host =
            SigningSeed::from_bytes(&fs::read(state.join("host.key")).expect("a seed")).expect("32 bytes");
        let host = signing::verify_key(&host, &format!("praxis/{}/host", to_hex(&vault)));
        assert_eq!(
            list,
            serde_json::json!({
                "praxis": "members/1", "vault": to_hex(&vault), "epoch": 0, "hosts": [host],
                "recovery": recovery.recipient().to_string(),
                "members": [{
                    "number": 1, "role": "owner", "recipient": recipient, "verify_key": own,
                    "since": "2026-11-22",
                }],
            })
        );
        let reader = Self { database, vault, keyring, secret };
        reader.check_kit(&folder.join("kit.age"), &recovery, &[own.clone(), host.clone()]);
        reader.check_seen(&state.join("seen"), &members, &[own, host]);
        reader
    }

    fn check_kit(&self, path: &Path, recovery: &Identity, keys: &[String]) {
        let kit = fs::read(path).expect("a kit");
        assert!(kit.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----\n"));
        let passphrase = Passphrase::new(Zeroizing::new(PHRASE.to_owned()));
        let kit = age_file::open_with_passphrase(&passphrase, &kit).expect("opens");
        let (secret, recovery) = (self.secret.expose_secret(), recovery.expose_text());
        assert_eq!(
            serde_json::from_slice::<Value>(&kit).expect("JSON"),
            serde_json::json!({
                "praxis": "kit/1", "kit": 1, "vault": to_hex(&self.vault), "epoch": 0,
                "secret": to_hex(secret), "recovery": *recovery, "verify_keys": keys,
                "checksum": kit_checksum(1, &self.vault, 0, secret, &recovery, keys),
            })
        );
    }

    fn check_seen(&self, path: &Path, members: &[u8], keys: &[String]) {
        let seen = fs::read(path).expect("seen");
        assert!(seen.len().is_multiple_of(4096));
        let (size, root): (u32, Vec<u8>) = self
            .database
            .query_row("SELECT size, root FROM audit_head", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .expect("a head");
        assert_eq!(
            serde_json::from_slice::<Value>(&seen).expect("JSON"),
            serde_json::json!({
                "praxis": "seen/1", "epoch": 0, "generation": self.keyring.generation, "audit_size": size,
                "audit_root": to_hex(&root), "numbers": {"C": 2, "N": 4, "T": 1, "X": 1},
                "members": to_hex(&sha256(members)), "verify_keys": keys, "copies": [],
            })
        );
    }

    fn rows(&self) -> Vec<Row> {
        let sql = "SELECT id, version, type, handle, number, compartment, key_version, state, due, goes_from,
                   envelope FROM records ORDER BY type, number, id, version";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            Ok(Row {
                id: r.get(0)?,
                version: r.get(1)?,
                record_type: r.get(2)?,
                handle: r.get(3)?,
                number: r.get(4)?,
                compartment: r.get(5)?,
                key_version: r.get(6)?,
                state: r.get(7)?,
                due: r.get(8)?,
                goes_from: r.get(9)?,
                envelope: r.get(10)?,
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    fn handles(&self) -> Vec<HandleRow> {
        let sql = "SELECT handle, register, number, state, hold, restricted, open_request, open_complaint,
                   open_breach, disposal_year, contact_due FROM handles ORDER BY number";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            Ok(HandleRow {
                handle: r.get(0)?,
                reference: format!("{}-{:04}", r.get::<_, String>(1)?, r.get::<_, u32>(2)?),
                state: r.get(3)?,
                flags: [r.get(4)?, r.get(5)?, r.get(6)?, r.get(7)?, r.get(8)?],
                disposal_year: r.get(9)?,
                contact_due: r.get(10)?,
            })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    fn register_rows(&self) -> Vec<RegisterRow> {
        let sql = "SELECT printf('T-%02d', number), made, epoch, state FROM kits UNION ALL
                   SELECT printf('X-%04d', number), made, epoch, state FROM exports";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            let epoch = u64::from(r.get::<_, u32>(2)?);
            Ok(RegisterRow { reference: r.get(0)?, made: r.get(1)?, epoch, state: r.get(3)? })
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    /// All entries, each with the leaf that stands beside it.
    fn entries(&self) -> Vec<(Entry, Vec<u8>)> {
        let sql =
            "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf
                   FROM audit ORDER BY seq";
        let mut statement = self.database.prepare(sql).expect("prepares");
        let rows = statement.query_map([], |r| {
            let entry = Entry {
                seq: r.get::<_, u32>(0)?.into(),
                time: r.get(1)?,
                member: r.get(2)?,
                action: r.get(3)?,
                handle: r.get(4)?,
                record: r.get(5)?,
                version: r.get(6)?,
                subject: r.get(7)?,
                count: r.get::<_, Option<u32>>(8)?.map(u64::from),
                row: r.get(9)?,
                detail: r.get(10)?,
            };
            Ok((entry, r.get(11)?))
        });
        rows.expect("runs").map(|row| row.expect("a row")).collect()
    }

    /// Steps 6 to 8: the body of a record.
    fn body(&self, row: &Row) -> Value {
        let id = slot_id(&self.vault, &row.handle, row.compartment, row.key_version, row.own_key());
        let slot = self.keyring.find(&id).expect("the slot is there");
        assert_eq!(slot[16], row.compartment);
        let code = Compartment::from_byte(row.compartment).expect("a compartment").code();
        let vault: [u8; 16] = self.vault.clone().try_into().expect("16 bytes");
        let opens = derive::compartment_key(&self.secret, &vault, code);
        let place = slot_place(&self.vault, self.keyring.epoch, &id, row.compartment);
        let body = envelope::open(opens.expose_secret(), &place, &slot[17..]).expect("the slot opens");
        let key: [u8; 32] = body[..32].try_into().expect("32 bytes");
        assert_eq!(*body, slot_body(&key, &row.handle, row.compartment, row.key_version, row.own_key()));

        let json = envelope::open(&key, &row.place(&self.vault), &row.envelope).expect("the record opens");
        assert_eq!(row.envelope.len(), sealed_length(row.record_type, json.len()));
        let mut sealed: Map<String, Value> = serde_json::from_slice(&json).expect("JSON");
        let body = sealed.remove("body").expect("a body");
        let code = RecordType::ALL.iter().find(|t| t.byte() == row.record_type).expect("a type").code();
        assert_eq!(
            Value::Object(sealed),
            serde_json::json!({
                "schema": 1, "type": code, "handle": to_hex(&row.handle),
                "number": row.number.expect("every record has a number"),
            })
        );
        body
    }
}

#[test]
fn a_vault_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, true);
    let reader = Reader::open(folder.path(), &identity);
    let (rows, handles) = (reader.rows(), reader.handles());
    check_bodies(&reader, &rows, &handles);
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path());
}

/// Every record that was put in comes out, in the place and state that the page gives it.
fn check_bodies(reader: &Reader, rows: &[Row], handles: &[HandleRow]) {
    let references: Vec<&str> = handles.iter().map(|h| h.reference.as_str()).collect();
    assert_eq!(references, ["C-0001", "C-0002"]);
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut notes = Vec::new();
    for row in rows {
        let body = reader.body(row);
        let code = RecordType::ALL.iter().find(|t| t.byte() == row.record_type).expect("a type").code();
        if code == "note" {
            assert_eq!(row.handle, handles[1].handle);
            let kind = text(&body, "kind");
            assert_eq!(row.compartment == 4, kind == "process" || kind == "supervision");
            let goes_from = row.goes_from.clone().unwrap_or_default();
            let line =
                (row.number, row.version, row.state.clone(), goes_from, text(&body, "text").to_owned());
            notes.push(line);
        } else {
            if matches!(code, "export" | "kit") {
                assert_eq!((&row.handle, row.number), (&reader.vault, Some(1)));
            } else {
                let whose = handles.iter().find(|h| h.handle == row.handle).expect("a client");
                assert_eq!(Some(whose.reference.clone()), row.number.map(|n| format!("C-{n:04}")), "{code}");
            }
            found.entry(code.to_owned()).or_default().push(body);
        }
    }
    let expected = [
        (1, 1, "superseded", "", "first session"),
        (1, 2, "live", "", "amended session"),
        (2, 1, "superseded", "", "a process note"),
        (2, 2, "live", "", "an amended process note"),
        (3, 1, "trash", "2026-12-22", "to the trash"),
        (4, 2, "draft", "", "an amended draft"),
    ];
    let expected = expected.map(|(number, version, state, goes_from, text)| {
        (Some(number), version, state.to_owned(), goes_from.to_owned(), text.to_owned())
    });
    assert_eq!(notes, expected);
    let registers: Vec<String> = reader.register_rows().into_iter().map(|row| row.reference).collect();
    assert_eq!(registers, ["T-01", "X-0001"]);
    let bodies = &vectors()["bodies"];
    for code in ["person", "contact", "clinical", "dates"] {
        assert_eq!(found[code], [bodies[code].clone(), bodies[code].clone()], "{code}");
    }
    assert_eq!(found["export"], [bodies["export"].clone()]);
    assert!(text(&found["kit"][0], "place").ends_with("kit.age"));
}

/// Step 10: leaves, root, frontier, the keyring's anchor, and an entry that vouches for every row.
fn check_log(reader: &Reader, rows: &[Row], handles: &[HandleRow]) {
    let entries = reader.entries();
    let mut tree = Frontier::empty();
    let mut anchored = reader.keyring.audit_size == 0;
    for (at, (entry, leaf)) in entries.iter().enumerate() {
        assert_eq!(entry.seq, at as u64);
        let computed = leaf_hash(&entry.bytes(&reader.vault));
        assert_eq!(computed, leaf.as_slice(), "entry {at}");
        tree.push(computed);
        anchored |=
            tree.size() == reader.keyring.audit_size && tree.root() == reader.keyring.audit_root.as_slice();
    }
    assert!(anchored, "the keyring's anchor is a root of this log");
    let (size, frontier, root): (u32, Vec<u8>, Vec<u8>) = reader
        .database
        .query_row("SELECT size, frontier, root FROM audit_head WHERE one = 1", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .expect("a head");
    assert_eq!((u64::from(size), frontier), (tree.size(), tree.to_bytes()));
    assert_eq!(root, tree.root());
    assert!(reader.keyring.audit_size <= u64::from(size));
    check_rows(reader, entries.into_iter().map(|(entry, _)| entry).collect(), rows, handles);
}

/// An entry vouches for every row, and nothing that an entry vouches for is missing.
fn check_rows(reader: &Reader, entries: Vec<Entry>, rows: &[Row], handles: &[HandleRow]) {
    let mut records: BTreeMap<(Vec<u8>, u32), (String, Vec<u8>)> = BTreeMap::new();
    let (mut clients, mut registers) = (BTreeMap::new(), BTreeMap::new());
    for entry in entries {
        let Some(hash) = entry.row else { continue };
        if let (Some(record), Some(version)) = (entry.record, entry.version) {
            let before = records.insert((record, version), (entry.action.clone(), hash.clone()));
            if entry.action == "record.removed" {
                assert_eq!(before.map(|(_, hash)| hash), Some(hash), "removed as it was");
            }
        } else if let Some(handle) = entry.handle {
            clients.insert(handle, hash);
        } else if let Some(subject) = entry.subject {
            assert_eq!(entry.action, "register.written");
            registers.insert(subject, hash);
        } else {
            assert!(["settings.changed", "keyring.recorded"].contains(&entry.action.as_str()));
        }
    }
    assert!(records.values().any(|(action, _)| action == "record.removed"));
    records.retain(|_, (action, _)| action != "record.removed");
    let logged: Vec<_> = records.into_iter().map(|(name, (_, hash))| (name, hash)).collect();
    let mut stored: Vec<_> = rows.iter().map(|row| ((row.id.clone(), row.version), row.hash())).collect();
    stored.sort_unstable();
    assert_eq!(logged, stored);
    let stored = handles.iter().map(|row| (row.handle.clone(), row.hash())).collect();
    assert_eq!(clients, stored);
    let stored = reader.register_rows().into_iter().map(|row| (row.reference.clone(), row.hash())).collect();
    assert_eq!(registers, stored);
}

/// Every table and column is on the page, and the reserved tables are empty.
fn check_schema(reader: &Reader) {
    let (page, database) = (page(), &reader.database);
    let names = |sql: &str| -> Vec<String> {
        let mut statement = database.prepare(sql).expect("prepares");
        let names = statement.query_map([], |row| row.get(0)).expect("runs");
        names.map(|name| name.expect("a name")).collect()
    };
    let tables = names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    assert!(tables.len() > 10);
    for table in tables {
        let section = about_table(&page, &table);
        for column in names(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            assert!(section.contains(&format!("`{column}`")), "{table}.{column} is not on the page");
        }
        if section.starts_with('|') {
            let rows: u32 = database
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
                .expect("counts");
            assert_eq!(rows, 0, "{table} is reserved");
        }
    }
}

/// Names and modes of all files.
fn check_files(folder: &Path) {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry")) {
            let meta = entry.metadata().expect("metadata");
            let mode = meta.mode() & 0o777;
            let name = entry.file_name().into_string().expect("text");
            if meta.is_dir() {
                assert_eq!(mode, 0o700, "{name}");
                walk(&entry.path(), found);
            } else {
                assert_eq!(mode, 0o600, "{name}");
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    walk(&folder.join("vault"), &mut found);
    walk(&folder.join("state"), &mut found);
    found.retain(|name| !name.starts_with("vault.db-"));
    found.sort_unstable();
    let names = [
        "1-0.age",
        "CACHEDIR.TAG",
        "a",
        "b",
        "ballast",
        "host.key",
        "lock",
        "members",
        "praxis.toml",
        "seen",
        "vault.db",
    ];
    assert_eq!(found, names);
    assert_eq!(fs::metadata(folder.join("vault/ballast")).expect("the ballast").len(), 524_288);
}

// ---- What the page says of praxis itself. ----

/// A vault that is about to be changed behind praxis's back.
struct Tampered {
    folder: tempfile::TempDir,
    identity: Identity,
}

impl Tampered {
    fn new(with_kit: bool) -> Self {
        let (folder, identity) = (tempfile::tempdir().expect("a folder"), Identity::generate());
        make(folder.path(), &identity, with_kit);
        Self { folder, identity }
    }

    fn sql(&self, statement: &str) {
        let database = Connection::open(self.folder.path().join("vault/vault.db")).expect("opens");
        assert_eq!(database.execute(statement, []).expect("runs"), 1, "{statement}");
    }

    fn unlock(&self) -> Result<Unlocked, Failure> {
        unlock(self.folder.path(), &self.identity)
    }

    /// Whether praxis opens one client and one note by their references.
    fn opens(&self, client: u32, note: u32) -> (bool, bool) {
        let mut vault = self.unlock().expect("unlocks");
        let opens = |failure: Failure| {
            assert!(matches!(failure, Failure::Damaged(..)));
        };
        let client = vault.client(Reference::new(Register::Client, client)).map(|_| ()).map_err(opens);
        let note = vault.note(Reference::new(Register::Note, note)).map(|_| ()).map_err(opens);
        (client.is_ok(), note.is_ok())
    }
}

#[test]
fn single_reads_are_compared_with_the_log_and_the_rest_is_not() {
    let vault = Tampered::new(false);
    let note = |state: &str| format!("UPDATE records SET state = '{state}' WHERE number = 4 AND type = 5");
    let dates = |due: &str| format!("UPDATE records SET due = {due} WHERE number = 1 AND type = 4");
    let handle = |flag: u8| format!("UPDATE handles SET restricted = {flag} WHERE number = 1");
    assert_eq!(vault.opens(1, 4), (true, true));
    for (change, back, expected) in [
        (note("live"), note("draft"), (true, false)),
        (dates("'2033-12'"), dates("NULL"), (false, true)),
        (handle(1), handle(0), (false, true)),
    ] {
        vault.sql(&change);
        assert_eq!(vault.opens(1, 4), expected, "{change}");
        vault.sql(&back);
    }
    for change in [
        "UPDATE records SET due = '2033-12' WHERE number = 1 AND type = 5 AND state = 'superseded'",
        "UPDATE exports SET state = 'lost'",
        "UPDATE audit SET time = '2026-11-22T10:00:01Z' WHERE seq = 0",
    ] {
        vault.sql(change);
        assert_eq!(vault.opens(1, 1), (true, true), "{change}");
    }
}

#[test]
fn a_keyring_that_knows_a_longer_log_is_refused() {
    let vault = Tampered::new(false);
    let mirrors = ["a", "b"].map(|mirror| vault.folder.path().join("vault/keyring").join(mirror));
    let mut image = fs::read(&mirrors[0]).expect("a mirror");
    image[52..60].copy_from_slice(&1_000_000_u64.to_le_bytes());
    let end = image.len() - 32;
    let trailer = sha256(&image[..end]);
    image[end..].copy_from_slice(&trailer);
    for mirror in &mirrors {
        fs::write(mirror, &image).expect("writes");
    }
    vault.sql(&format!("UPDATE vault SET keyring_hash = x'{}'", to_hex(&sha256(&image))));
    assert!(
        matches!(vault.unlock(), Err(Failure::Damaged(what, _)) if what.contains("older than the keyring"))
    );
}

#[test]
fn unknown_fields_are_ignored_and_unknown_versions_refused_first() {
    let vault = Tampered::new(true);
    let reader = Reader::open(vault.folder.path(), &vault.identity);
    let id: [u8; 16] = reader.vault.clone().try_into().expect("16 bytes");
    let key = derive::members_key(&reader.secret, &id);
    let path = vault.folder.path().join("vault/members");
    let before = fs::read(&path).expect("members");
    let (body, _) = split_members(&before);
    let with = |body: &[u8]| {
        let last = format!("hmac {}\n", to_hex(&hash::hmac(&key, body)));
        fs::write(&path, [body, last.as_bytes()].concat()).expect("writes");
        vault.unlock()
    };
    let mut list: Value = serde_json::from_slice(body).expect("JSON");
    list["later"] = Value::Bool(true);
    list["members"][0]["later"] = Value::Bool(true);
    assert!(with(&serde_json::to_vec_pretty(&list).map(|b| [&b[..], b"\n"].concat()).expect("JSON")).is_ok());
    let newer = with(b"{\"praxis\": \"members/2\", \"members\": 5}\n").err().expect("refused");
    assert!(newer.explain().message.contains("a format that this praxis does not know"));
}
