//! Proves the test vectors of docs/format.md against the library, and its codes against the program's. That a whole
//! vault can be read with the page is in `format_vault.rs`.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod page;

use page::reader::Keyring;
use page::*;
use praxis::crypto::age_file::Identity;
use praxis::crypto::checkpoint::Checkpoint;
use praxis::crypto::envelope::{self, Padding};
use praxis::crypto::frame::frame;
use praxis::crypto::hash::{self, sha256, to_hex};
use praxis::crypto::secret::{EpochSecret, MembersKey, SigningSeed};
use praxis::crypto::tree::proof::{Tree, is_consistent, is_included};
use praxis::crypto::tree::{Frontier, leaf_hash};
use praxis::crypto::{derive, note, printed, signing};
use praxis::records::breach::{self, Breach};
use praxis::records::certificate::{CertificateState, StageName};
use praxis::records::client::{Basis, ClientKind, Clinical, Condition, Contact, Dates, Person, Status, Tag};
use praxis::records::clock::{ClockKind, ClockState};
use praxis::records::code::Code;
use praxis::records::compartment::Compartment;
use praxis::records::complaint::{self, Complaint};
use praxis::records::decision::{self, Decisions};
use praxis::records::disclosure::{Capacity, Disclosure, DisclosureBasis};
use praxis::records::erasure::{Category, Extent, Ground, Refusal};
use praxis::records::event::Action;
use praxis::records::file::{File, FileKind};
use praxis::records::glass::GlassUse;
use praxis::records::hold::{Covered, Hold, HoldKind, HoldState};
use praxis::records::id::VaultId;
use praxis::records::member::{Became, MemberNumber, Role};
use praxis::records::naming::Naming;
use praxis::records::note::{AmendReason, Attendance, Modality, Note, NoteKind};
use praxis::records::office::{ErasureEntry, ExportEntry, ExportForm, KitEntry, KitState, MemberEntry};
use praxis::records::reference::{Reference, Register};
use praxis::records::request::{Channel, Lengthened, Outcome, RefusedFor, Request, Requester, Right, Wanted};
use praxis::records::run::Job;
use praxis::records::schedule::Disposal;
use praxis::records::sealed::Sealed;
use praxis::records::severity;
use praxis::records::stored::{HandleState, RecordState, RecordType};
use praxis::records::sweep::{Because, Decision, Reason, Reviewed, SweepState};
use praxis::records::tombstone::ErasureState;
use praxis::records::will::{WillEntry, WillState};
use praxis::vault::Kit;
use praxis::vault::members::Members;
use praxis::vault::rows::hash_glass;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

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
fn a_piece_of_a_file() {
    let vectors = vectors();
    let (vector, vault) = (&vectors["chunk"], vault_of(&vectors));
    let piece = Piece {
        record: bytes(vector, "record"),
        version: number(vector, "version"),
        handle: bytes(vector, "handle"),
        compartment: number(vector, "compartment"),
        key_version: number(vector, "key_version"),
    };
    let places = vector["places"].as_array().expect("places");
    assert_eq!(places.len(), 2);
    for place in places {
        let last = place["last"].as_bool().expect("true or false");
        assert_eq!(to_hex(&piece.place(&vault, number(place, "piece"), last)), text(place, "place"));
    }
    assert_eq!(to_hex(&piece.place(&vault, 0, true)), text(vector, "place"));
    let content = bytes(vector, "content");
    check_envelope(vector, &content);
    assert_eq!(bytes(vector, "envelope").len(), sealed_length(6, content.len()));
    for count in vector["counts"].as_array().expect("counts") {
        let [length, expected] =
            [0, 1].map(|i| usize::try_from(count[i].as_u64().expect("a number")).expect("fits"));
        assert_eq!(pieces(length), expected, "{length}");
    }
}

#[test]
fn the_hash_of_content() {
    let vectors = vectors();
    let vector = &vectors["content"];
    for (name, count) in [("one", 1), ("two", 2)] {
        let hashes = vector[name]["envelopes"].as_array().expect("hashes").iter();
        let hashes: Vec<[u8; 32]> =
            hashes.map(|hash| unhex(hash.as_str().expect("a text")).try_into().expect("32 bytes")).collect();
        assert_eq!(hashes.len(), count);
        assert_eq!(hashes[0], sha256(&bytes(&vectors["chunk"], "envelope")));
        let hash = content_hash(&bytes(vector, "record"), number(vector, "version"), hashes.into_iter());
        assert_eq!(to_hex(&hash), text(&vector[name], "hash"));
    }
}

#[test]
fn handles() {
    fn optional<N: TryFrom<u64>>(vector: &Value, field: &str) -> Option<N> {
        vector.get(field).map(|_| number(vector, field))
    }
    let vectors = vectors();
    for (name, reference) in
        [("handle", Reference::new(Register::Client, 7)), ("file_handle", Reference::new(Register::File, 3))]
    {
        let vector = &vectors[name];
        let flags: Vec<u8> = serde_json::from_value(vector["flags"].clone()).expect("flags");
        let row = HandleRow {
            handle: bytes(vector, "handle"),
            reference: text(vector, "reference").to_owned(),
            state: text(vector, "state").to_owned(),
            flags: flags.try_into().expect("five flags"),
            disposal_year: optional::<u16>(vector, "disposal_year").map(i32::from),
            contact_due: vector.get("contact_due").map(|_| text(vector, "contact_due").to_owned()),
        };
        assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));
        assert_eq!(reference.to_string(), row.reference);
        assert!(HandleState::from_code(&row.state).is_some());
    }
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
fn the_clear_side_of_a_hold() {
    let vectors = vectors();
    let vector = &vectors["hold"];
    let row = HoldRow {
        reference: text(vector, "reference").to_owned(),
        handle: bytes(vector, "handle"),
        state: text(vector, "state").to_owned(),
        review_on: text(vector, "review_on").to_owned(),
    };
    assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));
    assert_eq!(Reference::new(Register::Hold, 1).to_string(), row.reference);
    assert!(HoldState::from_code(&row.state).is_some());
}

#[test]
fn the_clocks_of_a_request() {
    let vectors = vectors();
    for (name, running) in [("running", 1), ("paused", 1), ("closed", 0), ("breach", 2)] {
        let vector = &vectors["clocks"][name];
        let optional = |row: &Value, field: &str| row.get(field).map(|_| text(row, field).to_owned());
        let rows = vector["rows"].as_array().expect("rows").iter().map(|row| ClockRow {
            kind: text(row, "kind").to_owned(),
            due: optional(row, "due"),
            state: text(row, "state").to_owned(),
        });
        let clocks = ClockRows { reference: text(vector, "reference").to_owned(), rows: rows.collect() };
        assert_eq!(clocks.rows.len(), running, "{name}");
        assert_eq!(to_hex(&clocks.hash()), text(vector, "row_hash"), "{name}");
        for row in &clocks.rows {
            assert!(ClockKind::from_code(&row.kind).is_some() && ClockState::from_code(&row.state).is_some());
        }
    }
}

#[test]
fn the_clear_side_of_an_erasure() {
    let vectors = vectors();
    let vector = &vectors["erasure"];
    let handle = bytes(vector, "handle");
    let tombstones = vector["tombstones"].as_array().expect("tombstones").iter().map(|stone| {
        let optional = |field| stone.get(field).map(|_| bytes(stone, field));
        Tombstone {
            slot: bytes(stone, "slot"),
            handle: handle.clone(),
            compartment: number(stone, "compartment"),
            key_version: number(stone, "key_version"),
            record: optional("record"),
            sealed: optional("sealed"),
            day: text(vector, "day").to_owned(),
            generation: stone.get("generation").map(|_| number(stone, "generation")),
        }
    });
    let row = ErasureRow {
        reference: text(vector, "reference").to_owned(),
        made: text(vector, "made").to_owned(),
        epoch: number(vector, "epoch"),
        state: text(vector, "state").to_owned(),
        handle: handle.clone(),
        sweep: None,
        tombstones: tombstones.collect(),
    };
    assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));
    assert_eq!(Reference::new(Register::Certificate, 1).to_string(), row.reference);
    let by = &vector["by_sweep"];
    let by_sweep =
        ErasureRow { reference: text(by, "reference").to_owned(), sweep: Some(number(by, "sweep")), ..row };
    assert_eq!(to_hex(&by_sweep.hash()), text(by, "row_hash"));
    let row = ErasureRow { sweep: None, ..by_sweep };
    let refused = ErasureRow {
        reference: text(&vector["refused"], "reference").to_owned(),
        state: ErasureState::Refused.code().to_owned(),
        tombstones: Vec::new(),
        ..row
    };
    assert_eq!(to_hex(&refused.hash()), text(&vector["refused"], "row_hash"));

    // One is that of the slot, as it was sealed; the other has neither seal nor generation.
    let (whole, bare) = (&row_of(vector, 0), &row_of(vector, 1));
    let slot = &vectors["slot"];
    assert_eq!(
        (whole["slot"].clone(), whole["record"].clone()),
        (slot["id"].clone(), vectors["record"]["id"].clone())
    );
    let sealed = [bytes(slot, "id"), vec![number(slot, "compartment")], bytes(slot, "envelope")].concat();
    assert_eq!(sealed.len(), SLOT);
    assert_eq!(to_hex(&sha256(&sealed)), text(whole, "sealed"));
    assert!(bare.get("sealed").is_none() && bare.get("generation").is_none() && bare.get("record").is_none());
    let vault = vault_of(&vectors);
    for stone in [whole, bare] {
        let record = stone.get("record").map(|_| bytes(stone, "record")).unwrap_or_default();
        let id =
            slot_id(&vault, &handle, number(stone, "compartment"), number(stone, "key_version"), &record);
        assert_eq!(to_hex(&id), text(stone, "slot"));
    }
}

#[test]
fn a_sweep_and_what_a_line_of_its_plan_rests_on() {
    let vectors = vectors();
    let vector = &vectors["sweep"];
    let row = SweepRow {
        reference: text(vector, "reference").to_owned(),
        made: text(vector, "made").to_owned(),
        state: text(vector, "state").to_owned(),
        plan: bytes(vector, "plan"),
    };
    assert_eq!(to_hex(&row.hash()), text(vector, "row_hash"));
    assert_eq!(Reference::new(Register::Sweep, 1).to_string(), row.reference);
    assert!(SweepState::from_code(&row.state).is_some());
    let leaf = |entry: usize| bytes(&vectors["audit"]["entries"][entry], "leaf");
    assert_eq!(to_hex(&plan_leaves(&[leaf(1), leaf(2)])), text(&vectors["plan"], "leaves"));
    let (handle, hold) = (bytes(&vectors["plan"], "flagged"), text(&vectors["plan"], "class_hold"));
    let matters = plan_matters(&[(handle, [1, 0, 0, 1, 0])], &[hold]);
    assert_eq!(to_hex(&matters), text(&vectors["plan"], "matters"));
}

#[test]
fn a_use_of_keys_for_an_emergency() {
    let vectors = vectors();
    let vector = &vectors["glass"];
    let mut page = GlassRow {
        reference: text(vector, "reference").to_owned(),
        member: number(vector, "member"),
        made: text(vector, "made").to_owned(),
        until: text(vector, "until").to_owned(),
        ended: None,
        opens: text(vector, "opens").to_owned(),
        reason: bytes(vector, "reason"),
    };
    let mut row = GlassUse {
        reference: Reference::new(Register::Glass, 1),
        member: MemberNumber(page.member),
        made: page.made.clone(),
        until: page.until.clone(),
        ended: None,
        opens: vec![Compartment::Clinical, Compartment::Process],
        reason: page.reason.clone(),
    };
    assert_eq!(row.reference.to_string(), page.reference);
    for of in [vector, &vector["ended"]] {
        page.ended = of.get("ended").and_then(Value::as_str).map(str::to_owned);
        row.ended.clone_from(&page.ended);
        assert_eq!(to_hex(&page.hash()), text(of, "row_hash"));
        assert_eq!(to_hex(&hash_glass(&row)), text(of, "row_hash"));
    }
}

fn row_of(vector: &Value, at: usize) -> Value {
    vector["tombstones"][at].clone()
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
    assert_eq!(roots.len(), 8);
    assert_eq!(vector["entries"][1]["row"], vectors["handle"]["row_hash"]);
    assert_eq!(vector["entries"][2]["row"], vectors["record"]["row_hash"]);
    assert_eq!(vector["entries"][3]["row"], vectors["register"]["row_hash"]);
    assert_eq!(vector["entries"][3]["subject"], vectors["register"]["reference"]);
    assert_eq!(vector["entries"][5]["row"], vectors["content"]["one"]["hash"]);
    assert!(vector["entries"][5].get("version").is_none());
    assert_eq!(vector["entries"][6]["row"], vectors["erasure"]["row_hash"]);
    assert_eq!(vector["entries"][6]["subject"], vectors["erasure"]["reference"]);
    assert_eq!(vector["entries"][6]["handle"], vectors["handle"]["handle"]);
}

/// The tree of seven entries above: what proves one of them, what proves its beginning, and what is signed of it.
#[test]
fn proofs_and_a_checkpoint() {
    let vectors = vectors();
    let (vector, audit) = (&vectors["log"], &vectors["audit"]);
    let hash =
        |value: &Value| -> [u8; 32] { unhex(value.as_str().expect("a text")).try_into().expect("32 bytes") };
    let hashes = |value: &Value| value.as_array().expect("hashes").iter().map(hash).collect::<Vec<_>>();
    let leaves: Vec<_> =
        audit["entries"].as_array().expect("entries").iter().map(|e| hash(&e["leaf"])).collect();
    let tree = Tree::of(leaves.clone());
    let (root, old_root) = (hash(&audit["roots"][7]), hash(&audit["roots"][3]));
    let inclusion = hashes(&vector["inclusion"]["proof"]);
    assert_eq!(tree.inclusion(2), Some(inclusion.clone()));
    assert!(is_included(&leaves[2], 2, 7, &inclusion, &root));
    let consistency = hashes(&vector["consistency"]["proof"]);
    assert_eq!(tree.consistency(3), Some(consistency.clone()));
    assert!(is_consistent(3, &old_root, 7, &root, &consistency));

    let seed = SigningSeed::from_hex(text(vector, "seed")).expect("64 digits");
    let (origin, host) =
        (text(vector, "origin"), format!("praxis/{}/host", VaultId::new(vault_of(&vectors))));
    let head = Checkpoint { origin: origin.to_owned(), size: 7, root };
    let line = |name: &str| {
        note::sign(&head.to_text(), &seed, name).rsplit_once("\n\n").expect("a note").1.to_owned()
    };
    let signed = format!("{}\n{}{}", head.to_text(), line(origin), line(&host));
    assert_eq!(signed, text(vector, "checkpoint"));
    for (key, name) in vector["keys"].as_array().expect("keys").iter().zip([origin, &host]) {
        assert_eq!(key.as_str(), Some(signing::verify_key(&seed, name).as_str()));
        let signed = note::open(&signed, key.as_str().expect("a key")).expect("verifies");
        assert_eq!(Checkpoint::parse(signed).as_ref(), Some(&head));
    }
    let handle = text(&vectors["handle"], "handle");
    let references = format!("praxis references 1\n{origin}\n{handle} {}\n", text(vector, "named"));
    assert_eq!(note::sign(&references, &seed, origin), text(vector, "references"));
    assert_eq!(Naming::from_text(&references).expect("reads").to_text(), references);
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
    let before = MembersKey::from_bytes(&self::key(vector, "key_before")).expect("32 bytes");
    let file = [text(vector, "file"), text(vector, "line_before")].concat().into_bytes();
    assert_eq!(Members::verify_after(&file, &before), Ok(()));
    assert_eq!(Members::verify(&file, &key), Ok(()));
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
fn a_printed_kit() {
    let vectors = vectors();
    let vector = &vectors["printed"];
    let kit = Kit {
        number: number(vector, "number"),
        vault: VaultId::parse(text(vector, "vault")).expect("an id"),
        epoch: number(vector, "epoch"),
        secret: EpochSecret::from_bytes(&key(vector, "secret")).expect("32 bytes"),
        recovery: Identity::parse(text(vector, "recovery")).expect("an identity"),
        verify_keys: serde_json::from_value(vector["verify_keys"].clone()).expect("keys"),
    };
    assert_eq!(kit.verify_keys[0], text(&vectors["verify_key"], "text"));
    let compact = kit.to_compact().expect("writes");
    assert_eq!(to_hex(&compact), text(vector, "compact"));

    let lines: Vec<String> = serde_json::from_value(vector["lines"].clone()).expect("lines");
    assert_eq!(printed::write(&compact).expect("writes").lines().collect::<Vec<_>>(), lines);
    let scanned = lines.join("+").replace([' ', '-', '/'], "");
    assert_eq!(*printed::write_for_scanner(&compact).expect("writes"), scanned);
    for text in [lines.join("\n"), scanned] {
        let read = printed::read(&text).expect("reads");
        let back = Kit::from_compact(&read).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(*back.write().expect("writes"), *kit.write().expect("writes"));
    }
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
fn a_signed_note() {
    let vector = &vectors()["note"];
    let seed = SigningSeed::from_bytes(&key(vector, "seed")).expect("32 bytes");
    let (name, verify_key, signed) = (text(vector, "name"), text(vector, "key"), text(vector, "text"));
    assert_eq!(signing::verify_key(&seed, name), verify_key);
    let whole = format!("{signed}\n{}", text(vector, "line"));
    assert_eq!(note::sign(signed, &seed, name), whole);
    assert_eq!(note::open(&whole, verify_key), Ok(signed));
}

#[test]
fn bodies() {
    fn same<T: Serialize + DeserializeOwned>(body: &Value) {
        let read: T = serde_json::from_value(body.clone()).expect("a body of its type");
        assert_eq!(&serde_json::to_value(read).expect("writes"), body);
    }
    let (page, vectors) = (page(), vectors());
    let bodies = vectors["bodies"].as_object().expect("bodies");
    assert_eq!(bodies.len(), RecordType::ALL.len(), "one of each type");
    for (record_type, body) in bodies {
        match RecordType::from_code(record_type).expect("a type") {
            RecordType::Person => same::<Person>(body),
            RecordType::Contact => same::<Contact>(body),
            RecordType::Clinical => same::<Clinical>(body),
            RecordType::Dates => same::<Dates>(body),
            RecordType::Note => same::<Note>(body),
            RecordType::Export => same::<ExportEntry>(body),
            RecordType::Kit => same::<KitEntry>(body),
            RecordType::Member => same::<MemberEntry>(body),
            RecordType::Will => same::<WillEntry>(body),
            RecordType::File => same::<File>(body),
            RecordType::Hold => same::<Hold>(body),
            RecordType::Erasure => same::<ErasureEntry>(body),
            RecordType::Sweep => same::<Reviewed>(body),
            RecordType::Disclosure => same::<Disclosure>(body),
            RecordType::Request => same::<Request>(body),
            RecordType::Decisions => same::<Decisions>(body),
            RecordType::Breach => same::<Breach>(body),
            RecordType::Complaint => same::<Complaint>(body),
        }
        for field in body.as_object().expect("an object").keys() {
            assert!(page.contains(&format!("`{field}`")), "{record_type}: {field} is not on the page");
        }
    }
    // Nothing that a breach or a complaint can say is left out of them.
    let known = |value: &Value| -> Vec<String> {
        value.as_object().expect("an object").keys().map(String::to_owned).collect()
    };
    let steps = |body: &str| -> Vec<Value> { bodies[body]["history"].as_array().expect("steps").clone() };
    let mut names = breach::Facts::NAMES.to_vec();
    names.sort_unstable();
    assert_eq!(known(&steps("breach")[0]["facts"]), names);
    for (what, own) in [("breach", steps("breach")), ("complaint", steps("complaint"))] {
        let section = page.split("\n### ").find(|part| part.starts_with(&format!("`{what}`\n")));
        let section = section.expect("a section");
        for step in own {
            let row = format!("\n| `{}` |", text(&step, "what"));
            let row = section.split(&row).nth(1).unwrap_or_else(|| panic!("{row} is not on the page"));
            let row = row.lines().next().expect("a row");
            for field in
                known(&step).iter().filter(|field| !["what", "by", "recorded"].contains(&field.as_str()))
            {
                assert!(row.contains(&format!("`{field}`")), "{what}: {field} is not in its row: {row}");
            }
        }
        for field in breach::Facts::NAMES.iter().filter(|_| what == "breach") {
            assert!(section.contains(&format!("`{field}`")), "{field} is not on the page");
        }
    }
}

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
    all::<Became>(&page);
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
    all::<KitState>(&page);
    all::<WillState>(&page);
    all::<FileKind>(&page);
    all::<HoldState>(&page);
    all::<ErasureState>(&page);
    all::<Ground>(&page);
    all::<Refusal>(&page);
    all::<Category>(&page);
    all::<Extent>(&page);
    all::<CertificateState>(&page);
    all::<StageName>(&page);
    all::<HoldKind>(&page);
    all::<Covered>(&page);
    all::<Decision>(&page);
    all::<Reason>(&page);
    all::<Because>(&page);
    all::<SweepState>(&page);
    all::<Job>(&page);
    all::<ClockKind>(&page);
    all::<ClockState>(&page);
    all::<Right>(&page);
    all::<Channel>(&page);
    all::<Requester>(&page);
    all::<Wanted>(&page);
    all::<Lengthened>(&page);
    all::<Outcome>(&page);
    all::<RefusedFor>(&page);
    all::<breach::Kind>(&page);
    all::<breach::Cause>(&page);
    all::<breach::Answer>(&page);
    all::<breach::DataCategory>(&page);
    all::<breach::PeopleCategory>(&page);
    all::<breach::Likelihood>(&page);
    all::<breach::Impact>(&page);
    all::<breach::Recovery>(&page);
    all::<breach::Actor>(&page);
    all::<breach::Risk>(&page);
    all::<breach::Phase>(&page);
    all::<breach::Party>(&page);
    all::<breach::Means>(&page);
    all::<breach::Exception>(&page);
    all::<severity::Nature>(&page);
    all::<severity::Identification>(&page);
    all::<severity::Exposure>(&page);
    all::<severity::Alteration>(&page);
    all::<severity::Loss>(&page);
    all::<complaint::Complainant>(&page);
    all::<complaint::Allegation>(&page);
    all::<complaint::Outcome>(&page);
    all::<decision::Choice>(&page);
    all::<decision::Ground>(&page);
    all::<decision::Profession>(&page);
    all::<decision::Capacity>(&page);
    all::<Capacity>(&page);
    all::<DisclosureBasis>(&page);
    all::<Disposal>(&page);
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
