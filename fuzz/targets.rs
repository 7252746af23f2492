//! One function for each parser of bytes that another program may have written. Whatever the bytes are, they
//! are read or refused; what is read means the same when it is written and read again; and what is said of
//! what is refused repeats no secret of it.
//!
//! `tests/fuzz.rs` runs these on the corpora and on changes of them, `fuzz/run` under libFuzzer. Each gives
//! whether anything was accepted, so that a corpus that lost touch with the format shows.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use chrono::NaiveDate;
use praxis::config::Config;
use praxis::config::schedule::schedule_from;
use praxis::crypto::age_file::{self, Identity, IdentityFile};
use praxis::crypto::checkpoint::Checkpoint;
use praxis::crypto::hash::sha256;
use praxis::crypto::identity_file::{Holder, Inside, Stub};
use praxis::crypto::passphrase::Passphrase;
use praxis::crypto::printed as lines;
use praxis::crypto::secret::{CompartmentKey, MembersKey, RecordKey, SigningSeed};
use praxis::crypto::signing;
use praxis::crypto::{Error, envelope as envelopes, note as signed_notes};
use praxis::export;
use praxis::export::form::{ClientForm, NoteForm};
use praxis::export::log_bundle as bundles;
use praxis::failure::Exit;
use praxis::import::decisions::{Decider, DecisionsFile, Proposed, resolve};
use praxis::import::map::{CLIENT_FIELDS, Map, NOTE_FIELDS};
use praxis::import::{Refused, Sheet, Unreadable, clients as client_rows, notes as note_rows};
use praxis::records::breach::Breach;
use praxis::records::client::{Basis, Client, Clinical, Condition, Contact, Dates, Person};
use praxis::records::code::Code;
use praxis::records::compartment::Compartment;
use praxis::records::complaint::Complaint;
use praxis::records::decision::{Decisions, Ground, Span};
use praxis::records::disclosure::Disclosure;
use praxis::records::file::File;
use praxis::records::hold::Hold;
use praxis::records::id::{Handle, RecordId, VaultId};
use praxis::records::item::{Field, Item, ItemKind};
use praxis::records::member::MemberNumber;
use praxis::records::naming::Naming;
use praxis::records::nhs_number::NhsNumber;
use praxis::records::note::{Note, NoteKind, Signed};
use praxis::records::office::{ExportEntry, KitEntry, MemberEntry};
use praxis::records::plan::{Plan, Review};
use praxis::records::reference::{Reference, Register};
use praxis::records::request::Request;
use praxis::records::schedule::{Class, Schedule};
use praxis::records::stored::{RecordRow, RecordState, RecordType};
use praxis::records::sweep::Reviewed;
use praxis::records::will::WillEntry;
use praxis::records::{date, text as texts};
use praxis::rules::redaction::{People, Person as Somebody, Subject, apply, find_mentions, propose};
use praxis::rules::retention::{self, Given, When};
use praxis::vault::glass::sealed as glasses;
use praxis::vault::keyring::{Header, Image, SLOT, Slot, SlotName};
use praxis::vault::members::Members;
use praxis::vault::seen::Seen;
use praxis::vault::signed::{self, Paper};
use praxis::vault::sweep::signed as plans;
use praxis::vault::wrap as wraps;
use praxis::vault::{Kit, rows};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

/// Takes any bytes; whether it accepted something in them.
pub type Target = fn(&[u8]) -> bool;

/// Every target by the name of its corpus.
pub const ALL: &[(&str, Target)] = &[
    ("bundle", bundle),
    ("certificate", certificate),
    ("checkpoint", checkpoint),
    ("clients", clients),
    ("compact", compact),
    ("decisions", decisions),
    ("envelope", envelope),
    ("identity", identity),
    ("keyring", keyring),
    ("kit", kit),
    ("map", map),
    ("members", members),
    ("notes", notes),
    ("plan", plan),
    ("printed", printed),
    ("redaction", redaction),
    ("schedule", schedule),
    ("sealed", sealed),
    ("seen", seen),
    ("settings", settings),
    ("text", text),
    ("words", words),
    ("wrap", wrap),
];

/// Stands for a client's words in the corpora: no message repeats it.
pub const WORD: &str = "Quillfeather";
/// The vault of all corpora.
pub const VAULT: VaultId = VaultId::new([1; 16]);
/// The handle of all sealed bodies.
pub const HANDLE: Handle = Handle::new([2; 16]);
/// The key of the envelopes.
pub const KEY: [u8; 32] = [9; 32];
/// What the envelopes are bound to.
pub const PLACE: &[u8] = b"place";
/// Of the wraps and kits, in words.
pub const EPOCH: u64 = 3;
/// The member whose wraps they are.
pub const MEMBER: MemberNumber = MemberNumber(1);
/// Opens the passphrase-encrypted identities.
pub const PHRASE: &str = "right";
/// The most scrypt work that a target does, as the base-2 logarithm.
pub const WORK: u8 = 4;
/// Of the secret scalar 07 07 07 … 07: nobody's.
pub const IDENTITY: &str = "AGE-SECRET-KEY-1QURSWPC8QURSWPC8QURSWPC8QURSWPC8QURSWPC8QURSWPC8QURSKMP32K";
/// Between an import map and its sheet, where a corpus file holds both.
pub const BREAK: &[u8] = b"\n====\n";

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
const NOW: &str = "2026-11-22T10:00:00Z";

static OWNER: LazyLock<Identity> = LazyLock::new(|| Identity::parse(IDENTITY).expect("an identity"));
static STRANGER: LazyLock<Identity> = LazyLock::new(Identity::generate);
static MEMBERS_KEY: LazyLock<MembersKey> = LazyLock::new(MembersKey::generate);
static SIGNING_SEED: LazyLock<SigningSeed> = LazyLock::new(SigningSeed::generate);
static SLOT_KEY: LazyLock<CompartmentKey> =
    LazyLock::new(|| CompartmentKey::from_bytes(&[7; 32]).expect("32 bytes"));
static NEW_SLOT: LazyLock<Slot> =
    LazyLock::new(|| Slot::seal(&SLOT_KEY, VAULT, 0, &slot_name(200), &RecordKey::generate()));
static CLIENT_MAPS: LazyLock<[Map; 2]> = LazyLock::new(|| {
    [include_str!("../examples/import/clients.toml"), include_str!("../examples/import/praxis-clients.toml")]
        .map(|text| client_map(text).unwrap_or_else(|_| panic!("the example is a map")))
});
static NOTE_MAPS: LazyLock<[Map; 2]> = LazyLock::new(|| {
    [include_str!("../examples/import/notes.toml"), include_str!("../examples/import/praxis-notes.toml")]
        .map(|text| note_map(text).unwrap_or_else(|_| panic!("the example is a map")))
});

/// Messages may be printed anywhere.
#[track_caller]
fn repeats_nothing(message: &str) {
    assert!(!message.contains("AGE-SECRET") && !message.contains(WORD), "repeats its input: {message}");
}

/// Whether a line number is one of a text's.
fn is_line_of(line: u64, bytes: &[u8]) -> bool {
    let lines = bytes.iter().filter(|&&byte| byte == b'\n').count() as u64 + 1;
    (1..=lines).contains(&line)
}

/// The number after `line ` in a message about TOML.
fn line_in(message: &str) -> Option<u64> {
    message.split_once("line ")?.1.split(':').next()?.parse().ok()
}

/// Envelopes, and the padded plaintexts inside them.
pub fn envelope(bytes: &[u8]) -> bool {
    let opened = envelopes::open(&KEY, PLACE, bytes);
    if opened.is_ok() {
        assert_eq!(envelopes::open(&[8; 32], PLACE, bytes), Err(Error::DoesNotOpen));
        assert_eq!(envelopes::open(&KEY, b"elsewhere", bytes), Err(Error::DoesNotOpen));
    }
    let plain = envelopes::unpad(Zeroizing::new(bytes.to_vec()));
    for body in [&opened, &plain].into_iter().flatten() {
        let sealed = envelopes::seal(&KEY, PLACE, body, envelopes::Padding::Padme);
        assert_eq!(envelopes::open(&KEY, PLACE, &sealed).as_ref(), Ok(body));
    }
    if let Ok(body) = &plain {
        let (length, rest) = bytes.split_at(4);
        assert_eq!(length, u32::try_from(body.len()).expect("short").to_le_bytes());
        assert!(rest.starts_with(body) && rest[body.len()..].iter().all(|&byte| byte == 0));
    }
    opened.is_ok() || plain.is_ok()
}

/// Bundles of the audit log. Few changes survive the root and the signatures, so what does says what it said before.
pub fn bundle(bytes: &[u8]) -> bool {
    let checked = bundles::check(bytes, &[]);
    if let Err(unsound) = &checked {
        repeats_nothing(&unsound.to_string());
    }
    let Ok(checked) = checked else { return false };
    assert!(checked.entries + checked.purged <= checked.size);
    assert!(checked.purged == 0 || checked.is_whole());
    assert_eq!(checked.began_with(checked.size, &[7; 32]), Some(false));
    let read: serde_json::Value = serde_json::from_slice(bytes).expect("JSON");
    let written = serde_json::to_vec(&read).expect("writes");
    assert_eq!(bundles::check(&written, &checked.keys), Ok(checked));
    true
}

/// What a log says of itself, as a note or as its text, and what its handles are called.
pub fn checkpoint(bytes: &[u8]) -> bool {
    let Ok(note) = std::str::from_utf8(bytes) else { return false };
    let text = signed_notes::text_unverified(note).unwrap_or(note);
    let (head, naming) = (Checkpoint::parse(text), Naming::from_text(text));
    if let Some(head) = &head {
        assert!(text.starts_with(&head.to_text()) && !head.origin.contains('\n'));
        assert_eq!(Checkpoint::parse(&head.to_text()).as_ref(), Some(head));
    }
    if let Some(naming) = &naming {
        assert_eq!(naming.to_text(), text);
    }
    head.is_some() || naming.is_some()
}

/// Signed notes, and certificates of either kind in them or without. Few changes survive the signature, so the text
/// is also read as it stands.
pub fn certificate(bytes: &[u8]) -> bool {
    let believed = signed::read(bytes);
    if let Err(error) = &believed {
        repeats_nothing(&error.to_string());
    }
    let Ok(note) = std::str::from_utf8(bytes) else {
        assert!(believed.is_err());
        return false;
    };
    let text = signed_notes::text_unverified(note);
    if let Ok(text) = text {
        assert!(text.ends_with('\n') && note.starts_with(text) && !signed_notes::signers(note).is_empty());
        let stranger = signing::verify_key(&SIGNING_SEED, "stranger");
        assert!(signed_notes::open(note, &stranger).is_err(), "nobody knows the seed");
        let again = signed_notes::sign(text, &SIGNING_SEED, "stranger");
        assert_eq!(signed_notes::open(&again, &stranger), Ok(text));
    }
    let read = Paper::from_text(text.unwrap_or(note));
    if let Ok(certificate) = &read {
        assert_eq!(certificate.to_text(), text.unwrap_or(note));
        let signed = signed::sign(certificate.clone(), &SIGNING_SEED, MEMBER);
        let back = signed::read(signed.as_bytes()).expect("what is signed is believed");
        let mut certificate = certificate.clone();
        let signed_by = back.certificate.signed_by().to_owned();
        match &mut certificate {
            Paper::Erasure(erasure) => erasure.signed_by = signed_by,
            Paper::Disposal(disposal) => disposal.signed_by = signed_by,
        }
        assert_eq!((back.signer, back.certificate), (MEMBER, certificate));
    }
    if let Ok(believed) = &believed {
        assert_eq!(read.as_ref(), Ok(&believed.certificate));
        assert_eq!(signed_notes::open(note, believed.certificate.signed_by()).ok(), text.ok());
    }
    believed.is_ok() || read.is_ok()
}

/// Retention plans, as they are made and as they are reviewed. What reads as a plan is signed anew, too: few changes
/// survive a signature.
pub fn plan(bytes: &[u8]) -> bool {
    let believed = plans::read(bytes);
    if let Err(why) = &believed {
        let why = why.explain();
        assert!(matches!(why.exit, Exit::Usage | Exit::Damaged), "{}", why.message);
        repeats_nothing(&why.message);
    }
    let Ok(note) = std::str::from_utf8(bytes) else {
        assert!(believed.is_err());
        return false;
    };
    let text = signed_notes::text_unverified(note).unwrap_or(note);
    let read = Plan::from_text(text);
    if let Ok(plan) = &read {
        assert_eq!(plan.to_text(), text);
        assert!(plan.destroyed().count() <= plan.lines.len());
        let name = format!("praxis/{}/member/{}", plan.vault, MEMBER.0);
        let review = Review {
            sweep: Reference::new(Register::Sweep, 1),
            by: MEMBER,
            at: NOW.to_owned(),
            signed_by: signing::verify_key(&SIGNING_SEED, &name),
            matters: None,
        };
        let reviewed = Plan { review: Some(review), ..plan.clone() };
        let text = reviewed.to_text();
        let back = plans::read(signed_notes::sign(&text, &SIGNING_SEED, &name).as_bytes());
        let back = back.unwrap_or_else(|why| panic!("{}", why.explain().message));
        assert_eq!(back, (reviewed, text.clone()));
        assert!(plans::read(text.as_bytes()).is_err(), "a review without its signature");
    }
    if let Ok((plan, text)) = &believed {
        assert_eq!(read.as_ref(), Ok(plan));
        let signer = plan.review.as_ref().map(|review| review.signed_by.as_str());
        assert!(signer.is_none_or(|key| signed_notes::open(note, key) == Ok(text)));
    }
    believed.is_ok() || read.is_ok()
}

/// The name of a slot of the corpus.
pub fn slot_name(byte: u8) -> SlotName {
    SlotName {
        handle: Handle::new([byte; 16]),
        compartment: Compartment::Person,
        key_version: 1,
        record: None,
    }
}

/// Keyring images, their headers and slots. Few changes survive the hash, so it is also put right.
pub fn keyring(bytes: &[u8]) -> bool {
    let mut accepted = image(bytes);
    if let Ok(header) = Header::parse(bytes)
        && header.image_length() <= 16 * 1024
    {
        let mut mended = bytes.to_vec();
        mended.resize(header.trailer_at(), 0);
        mended.extend_from_slice(&header.generation.to_le_bytes());
        mended.extend_from_slice(&sha256(&mended));
        accepted |= image(&mended);
    }
    for bytes in bytes.chunks(SLOT) {
        if let Ok(Some(slot)) = Slot::parse(bytes) {
            assert!(bytes.starts_with(slot.id.as_bytes()));
            if slot.open(&SLOT_KEY, VAULT, 0, &slot_name(1)).is_ok() {
                assert!(slot.id == slot_name(1).id(VAULT));
                assert!(slot.open(&SLOT_KEY, VAULT, 1, &slot_name(1)).is_err(), "another epoch");
            }
            accepted = true;
        }
    }
    accepted
}

fn image(bytes: &[u8]) -> bool {
    let Ok(mut image) = Image::parse(bytes) else { return false };
    assert_eq!(image.to_bytes().0, bytes[..image.header.image_length()]);
    for bytes in bytes[praxis::vault::keyring::HEADER..image.header.trailer_at()].chunks(SLOT) {
        if let Ok(Some(slot)) = Slot::parse(bytes) {
            assert!(image.find(slot.id).is_some_and(|found| *found == slot));
        }
    }
    image.insert(NEW_SLOT.clone());
    let (bytes, _) = image.to_bytes();
    assert!(Image::parse(&bytes).is_ok_and(|read| read == image));
    assert!(image.find(NEW_SLOT.id).is_some());
    true
}

fn phrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

/// Identity files, in the clear and behind a passphrase. Work of 2^22 and more is refused; less would be
/// done, and done, and done, and is limited here.
pub fn identity(bytes: &[u8]) -> bool {
    let mut found = vec![Zeroizing::new(bytes.to_vec())];
    let mut errors = Vec::new();
    match age_file::open_with(&OWNER, bytes) {
        Ok(inside) => found.push(inside),
        // A whole header, and perhaps one with a passphrase: asked only now, because age measures the machine
        // with some work of its own each time.
        Err(Error::NotForThisKey) => {
            let wrong = age_file::open_with_work(&phrase("wrong"), bytes, WORK).map(|_| ());
            assert!(wrong.is_err());
            if !matches!(wrong, Err(Error::ExcessiveWork(..=21))) {
                assert_eq!(age_file::open_identity_file(bytes, &phrase("wrong")).map(|_| ()), wrong);
            }
            match age_file::open_with_work(&phrase(PHRASE), bytes, WORK) {
                Ok(inside) => found.push(inside),
                Err(error) => errors.push(error),
            }
            errors.extend(wrong.err());
        }
        Err(error) => errors.push(error),
    }
    let mut accepted = found.len() > 1;
    for bytes in found {
        match age_file::read_identity_file(&bytes) {
            Ok(IdentityFile::Plain(identity)) => {
                let Ok(IdentityFile::Plain(back)) =
                    age_file::read_identity_file(identity.file_text().as_bytes())
                else {
                    panic!("does not read back");
                };
                assert!(back.recipient() == identity.recipient());
                assert!(back.expose_scalar() == identity.expose_scalar());
                accepted = true;
            }
            Ok(IdentityFile::Guarded(guarded)) => {
                let stub = guarded.stub().to_string();
                assert!(Stub::parse(&stub).is_ok_and(|read| read == *guarded.stub()));
                let inside = Inside { holder: Holder::Guarded(guarded), passphrase_set: None };
                let Ok(IdentityFile::Guarded(back)) = age_file::read_identity_file(inside.text().as_bytes())
                else {
                    panic!("does not read back");
                };
                let Holder::Guarded(guarded) = &inside.holder else { panic!("another holder") };
                assert_eq!((back.stub(), back.sealed()), (guarded.stub(), guarded.sealed()));
                accepted = true;
            }
            Ok(IdentityFile::Locked) => {}
            Err(error) => errors.push(error),
        }
    }
    for error in errors {
        repeats_nothing(&error.to_string());
    }
    accepted
}

/// Wraps, as age files and as what is inside them.
pub fn wrap(bytes: &[u8]) -> bool {
    let sealed = wraps::open(bytes, &OWNER, VAULT, MEMBER, EPOCH);
    if sealed.is_ok() {
        assert!(wraps::open(bytes, &STRANGER, VAULT, MEMBER, EPOCH).is_err());
    }
    let inside = wraps::read(bytes, VAULT, MEMBER, EPOCH);
    let glass = glass(bytes);
    let accepted = sealed.is_ok() || inside.is_ok() || glass;
    for keys in [sealed, inside] {
        match keys {
            Ok(keys) => wrap_reads_back(&keys),
            Err(error) => repeats_nothing(&error.to_string()),
        }
    }
    accepted
}

/// What is sealed for an emergency, and why it was opened.
fn glass(bytes: &[u8]) -> bool {
    let of = (Reference::new(Register::Glass, 1), MEMBER);
    let reason = glasses::open_reason(bytes, &[&OWNER], VAULT, of);
    if let Ok(reason) = &reason {
        let again = glasses::seal_reason(reason, &[OWNER.recipient()], VAULT, of).expect("seals");
        let back = glasses::open_reason(&again, &[&STRANGER, &OWNER], VAULT, of);
        assert_eq!(back.unwrap_or_else(|error| panic!("{error}")), *reason);
    }
    let inside = glasses::read_keys(bytes, VAULT, MEMBER, EPOCH);
    let keys = glasses::open_keys(bytes, &OWNER, VAULT, MEMBER, EPOCH);
    let accepted = reason.is_ok() || keys.is_ok() || inside.is_ok();
    for keys in [keys, inside] {
        match keys {
            Ok(keys) => {
                let json = glasses::write_keys(&keys, VAULT, MEMBER, EPOCH).expect("writes");
                let back = glasses::read_keys(&json, VAULT, MEMBER, EPOCH);
                let bare = |keys: &wraps::CompartmentKeys| -> Vec<_> {
                    keys.iter().map(|(which, key)| (*which, *key.expose_secret())).collect()
                };
                assert_eq!(bare(&back.unwrap_or_else(|error| panic!("{error}"))), bare(&keys));
            }
            Err(error) => repeats_nothing(&error.to_string()),
        }
    }
    accepted
}

fn wrap_reads_back(given: &wraps::Given) {
    let json = wraps::write(given, VAULT, MEMBER, EPOCH).expect("writes");
    let back = wraps::read(&json, VAULT, MEMBER, EPOCH).unwrap_or_else(|error| panic!("{error}"));
    match (given, &back) {
        (wraps::Given::Owner(keys), wraps::Given::Owner(back)) => {
            assert_eq!(back.epoch_secret.expose_secret(), keys.epoch_secret.expose_secret());
            assert!(back.recovery.recipient() == keys.recovery.recipient());
        }
        (wraps::Given::Role(role, keys), wraps::Given::Role(back_role, back)) => {
            assert_eq!(role, back_role);
            let bare = |keys: &wraps::CompartmentKeys| -> Vec<_> {
                keys.iter().map(|(which, key)| (*which, *key.expose_secret())).collect()
            };
            assert_eq!(bare(keys), bare(back));
        }
        _ => panic!("another role"),
    }
    assert!(wraps::read(&json, VAULT, MEMBER, EPOCH + 1).is_err(), "another epoch");
    assert!(wraps::read(&json, VAULT, MemberNumber(2), EPOCH).is_err(), "another member");
    assert!(wraps::read(&json, VaultId::new([2; 16]), MEMBER, EPOCH).is_err(), "another vault");
}

/// What is inside a recovery kit; the age file around it is that of [`identity`].
pub fn kit(bytes: &[u8]) -> bool {
    let kit = match Kit::read(bytes) {
        Ok(kit) => kit,
        Err(error) => {
            repeats_nothing(&error.to_string());
            return false;
        }
    };
    let back = Kit::read(&kit.write().expect("writes")).unwrap_or_else(|error| panic!("{error}"));
    same_kit(&back, &kit);
    let at = |epoch: Option<u64>| epoch.and_then(|epoch| kit.secret_at(epoch).ok());
    let same = at(Some(kit.epoch)).map(|secret| *secret.expose_secret());
    assert_eq!(same.as_ref(), Some(kit.secret.expose_secret()));
    assert!(at(kit.epoch.checked_sub(1)).is_none(), "there is no way back");
    assert!(at(kit.epoch.checked_add(65_537)).is_none(), "absurdly far ahead");
    true
}

fn same_kit(back: &Kit, kit: &Kit) {
    assert_eq!((back.number, back.vault, back.epoch), (kit.number, kit.vault, kit.epoch));
    assert_eq!(back.secret.expose_secret(), kit.secret.expose_secret());
    assert!(back.recovery.recipient() == kit.recovery.recipient());
    assert_eq!(back.verify_keys, kit.verify_keys);
}

/// The compact form of a kit, and the same with the checksum that it ought to have.
pub fn compact(bytes: &[u8]) -> bool {
    let body = bytes.split_last_chunk::<8>().map_or(bytes, |(body, _)| body);
    let checked = [body, &sha256(body)[..8]].concat();
    for bytes in [bytes, &checked] {
        match Kit::from_compact(bytes) {
            Ok(kit) => {
                assert_eq!(*kit.to_compact().expect("writes"), bytes, "one compact form");
                let back = Kit::read(&kit.write().expect("writes"));
                same_kit(&back.unwrap_or_else(|error| panic!("{error}")), &kit);
            }
            Err(error) => repeats_nothing(&error.to_string()),
        }
    }
    Kit::from_compact(bytes).is_ok()
}

/// The lines of a printed kit.
pub fn printed(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    match lines::read(&text) {
        Ok(inside) => {
            let (typed, scanned) = (lines::write(&inside), lines::write_for_scanner(&inside));
            for written in [typed, scanned] {
                assert_eq!(
                    lines::read(&written.expect("writes")).as_ref(),
                    Ok(&inside),
                    "does not read back"
                );
            }
            // What was typed is what would be printed, but for order, case and groups.
            let letters = |text: &str| {
                let mut letters = text.to_ascii_uppercase().into_bytes();
                letters.retain(u8::is_ascii_alphanumeric);
                letters.sort_unstable();
                letters
            };
            assert_eq!(letters(&text), letters(&lines::write(&inside).expect("writes")));
            true
        }
        Err(error) => {
            let message = error.to_string();
            repeats_nothing(&message);
            assert!(message.is_ascii() && message.len() < 80, "{message}");
            false
        }
    }
}

/// The members file, before and after its seal is checked.
pub fn members(bytes: &[u8]) -> bool {
    assert!(Members::verify(bytes, &MEMBERS_KEY).is_err(), "nobody knows the key");
    assert!(Members::verify_after(bytes, &MEMBERS_KEY).is_err(), "nor that of an epoch before");
    let members = match Members::parse_unverified(bytes) {
        Ok(members) => members,
        Err(error) => {
            repeats_nothing(&error.to_string());
            return false;
        }
    };
    let sealed = members.to_bytes(&MEMBERS_KEY).expect("writes");
    assert_eq!(Members::parse_unverified(&sealed).as_ref(), Ok(&members));
    assert_eq!(Members::verify(&sealed, &MEMBERS_KEY), Ok(()));
    assert!(Members::verify_after(&sealed, &MEMBERS_KEY).is_err());
    let found = members.with_recipient(&OWNER.recipient());
    assert!(found.is_none_or(|member| members.members.contains(member)));
    true
}

/// What this machine last saw.
pub fn seen(bytes: &[u8]) -> bool {
    let Some(seen) = Seen::parse(bytes) else { return false };
    let json = serde_json::to_vec(&seen).expect("writes");
    assert_eq!(Seen::parse(&json).as_ref(), Some(&seen));
    assert_eq!(seen.rolled_back(seen.generation, seen.audit_size, &seen.audit_root), None);
    let older = seen.generation.checked_sub(1);
    assert!(older.is_none_or(|older| seen.rolled_back(older, seen.audit_size, &seen.audit_root).is_some()));
    true
}

/// praxis.toml.
pub fn settings(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    match Config::parse(&text) {
        Ok(config) => {
            assert!(config.backup.keep_days.is_none_or(|days| (1..=3650).contains(&days)));
            assert!(!config.practice.name.trim().is_empty());
            let written = toml::to_string(&config).expect("writes");
            let back = Config::parse(&written).unwrap_or_else(|why| panic!("{}", why.explain().message));
            assert_eq!(format!("{back:?}"), format!("{config:?}"));
            true
        }
        Err(why) => {
            let why = why.explain();
            assert_eq!(why.exit, Exit::Usage);
            assert!(line_in(&why.message).is_none_or(|line| is_line_of(line, text.as_bytes())));
            false
        }
    }
}

/// Retention schedules by themselves, and what is worked out by one that is taken.
pub fn schedule(bytes: &[u8]) -> bool {
    #[derive(Serialize)]
    struct Alone<'s> {
        retention: &'s Schedule,
    }
    let text = String::from_utf8_lossy(bytes);
    let schedule = match schedule_from(&text, "it") {
        Ok(schedule) => schedule,
        Err(why) => {
            let why = why.explain();
            assert_eq!(why.exit, Exit::Usage);
            assert!(
                line_in(&why.message).is_some_and(|line| is_line_of(line, text.as_bytes())),
                "{}",
                why.message
            );
            return false;
        }
    };
    let names: HashSet<&str> = schedule.rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(names.len(), schedule.rules.len(), "each rule has a name of its own");
    assert!(schedule.batch_month.is_none_or(|month| (1..=12).contains(&month)));
    let written = toml::to_string(&Alone { retention: &schedule }).expect("writes");
    let back = schedule_from(&written, "it").unwrap_or_else(|why| panic!("{}", why.explain().message));
    assert_eq!(back, schedule);
    let (born, ended) = (NaiveDate::from_ymd_opt(2008, 2, 29), NaiveDate::from_ymd_opt(2025, 2, 28));
    for class in Class::ALL {
        for day in [None, ended] {
            let (last_contact, trigger) = (ended, day);
            let given = Given { class: *class, last_contact, born, ended, died: None, trigger };
            let answer = retention::compute(&schedule, &given);
            assert!(!answer.because.is_empty() && !answer.steps.is_empty());
            // Nothing goes before the day from which its period runs.
            if let (When::From(from), Some(start)) = (&answer.when, answer.trigger) {
                assert!(*from > start, "{class:?}: {}", answer.because);
            }
        }
        let goes = retention::goes_from(&schedule, *class, TODAY);
        assert!(goes.is_none_or(|day| day > TODAY), "{class:?}");
    }
    true
}

fn client_map(text: &str) -> Result<Map, Unreadable> {
    Map::parse(text, CLIENT_FIELDS, &["name", "first_contact"])
}

fn note_map(text: &str) -> Result<Map, Unreadable> {
    Map::parse(text, NOTE_FIELDS, &["client", "date", "text"])
}

/// Maps of both kinds.
pub fn map(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut accepted = false;
    for (read, fields) in [(client_map(&text), CLIENT_FIELDS), (note_map(&text), NOTE_FIELDS)] {
        match read {
            Ok(map) => {
                assert!(map.columns.keys().all(|field| fields.contains(&field.as_str())));
                assert!(map.kinds.values().all(|kind| NoteKind::from_code(kind).is_some()));
                assert!(map.delimiter.is_ascii());
                accepted = true;
            }
            Err(Unreadable(why)) => {
                assert!(line_in(&why).is_none_or(|line| is_line_of(line, text.as_bytes())), "{why}");
            }
        }
    }
    accepted
}

/// Files of decisions about a subject-access pack, and what they decide about a small one.
pub fn decisions(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let refused = |why: &str| {
        repeats_nothing(why);
        assert!(line_in(why).is_some_and(|line| is_line_of(line, text.as_bytes())), "{why}");
    };
    let file = match DecisionsFile::parse(&text, Reference::new(Register::Request, 1)) {
        Ok(file) => file,
        Err(Unreadable(why)) => {
            refused(&why);
            return false;
        }
    };
    let words = format!("The woman next door: {WORD}, Flat 3, 07700 900456");
    let item = |id: &str, kind: ItemKind, date: Option<NaiveDate>| Item {
        id: id.parse().unwrap_or_else(|_| panic!("{id}")),
        client: Reference::new(Register::Client, 7),
        kind,
        title: String::new(),
        date,
        version: 1,
        health: kind.is_health(),
        fields: vec![Field { name: "text".to_owned(), label: String::new(), text: words.clone() }],
    };
    let items = [
        item("C-0007/contact", ItemKind::Contact, None),
        item("N-000012", ItemKind::Session, Some(TODAY)),
        item("F-000003", ItemKind::Document, Some(TODAY)),
    ];
    let found = propose(&words, &People::default());
    let proposed = |_: &Item| vec![Proposed { field: "text", proposals: &found }];
    let decider = Decider { by: MEMBER, at: NOW, opinions: &[] };
    match resolve(&file, &items, proposed, &decider) {
        Ok(decided) => {
            assert!(decided.len() <= items.len());
            for decision in &decided {
                let item = items.iter().find(|item| item.id == decision.item).expect("of the pack");
                assert_eq!(decision.check(item, &file.opinions), Ok(()));
            }
        }
        Err(Unreadable(why)) => refused(&why),
    }
    true
}

/// What is proposed in any text, of people in any words; and taking out of it what is proposed, and what no text has.
pub fn redaction(bytes: &[u8]) -> bool {
    let at = bytes.windows(BREAK.len()).position(|window| window == BREAK);
    let (field, text) =
        at.map_or((&b"Maya Other"[..], bytes), |at| (&bytes[..at], &bytes[at + BREAK.len()..]));
    let (field, text) = (String::from_utf8_lossy(field), String::from_utf8_lossy(text));
    let subject = Subject { names: vec!["Sam Example".to_owned()], identifiers: Vec::new(), born: None };
    let people = People { subject, others: Somebody::found_in(&field, "contact") };
    let found = propose(&text, &people);
    let length = text.chars().count();
    let mut last = 0;
    for one in &found {
        assert!(last <= one.start && one.start < one.end && one.end <= length, "{one:?}");
        last = one.end;
    }
    assert!(
        find_mentions(&text, &[field.into_owned()]).iter().all(|(start, end)| start < end && *end <= length)
    );
    let span = |start, end| Span { field: "text".to_owned(), start, end, ground: Ground::ThirdParty };
    let spans: Vec<Span> = found.iter().map(|one| span(one.start, one.end)).collect();
    let left = apply(&text, &spans);
    assert!(!spans.is_empty() || left == text);
    assert_eq!(apply(&text, &[span(0, length + 1)]), "[redacted: third party]");
    // Of what is taken out whole nothing is left.
    if length > 0 {
        assert_eq!(apply(&text, &[span(0, length)]), "[redacted: third party]");
        assert_eq!(
            apply(&text, &[span(length / 2, length), span(0, length / 2 + 1)]),
            "[redacted: third party]"
        );
    }
    !found.is_empty()
}

/// The map and the sheet of an input: both, or a sheet for the example's map.
fn map_and_sheet(bytes: &[u8], read: fn(&str) -> Result<Map, Unreadable>) -> Option<(Option<Map>, &[u8])> {
    let Some(at) = bytes.windows(BREAK.len()).position(|window| window == BREAK) else {
        return Some((None, bytes));
    };
    let map = read(std::str::from_utf8(&bytes[..at]).ok()?).ok()?;
    Some((Some(map), &bytes[at + BREAK.len()..]))
}

/// What is refused is named by a line of the file, and a column that the file has.
fn refusals(refused: &[Refused], bytes: &[u8]) {
    for refused in refused {
        assert!(is_line_of(refused.line, bytes), "line {}", refused.line);
        repeats_nothing(&refused.reason);
    }
}

/// A sheet of clients: what is taken comes back from praxis's own export.
pub fn clients(bytes: &[u8]) -> bool {
    let Some((map, bytes)) = map_and_sheet(bytes, client_map) else { return false };
    let map = map.as_ref().unwrap_or(&CLIENT_MAPS[0]);
    let defaults = client_rows::Defaults {
        basis: Basis::Contract,
        condition: Condition::HealthCare,
        today: TODAY,
        now: NOW,
    };
    let Ok(sheet) = client_rows::read(bytes, map, defaults) else { return false };
    refusals(&sheet.refused, bytes);
    let mut sources = HashSet::new();
    for row in &sheet.rows {
        let Client { person, dates, .. } = &row.value;
        assert!(is_line_of(row.line, bytes));
        assert!(!person.name.is_empty());
        assert_eq!(texts::field(&person.name).as_ref(), Ok(&person.name));
        assert!(dates.first_contact <= TODAY);
        assert!(dates.ended.is_none_or(|ended| ended >= dates.first_contact));
        assert!(person.source.as_ref().is_some_and(|source| sources.insert(source)), "used twice");
    }
    if let Some(first) = sheet.rows.first() {
        let mut client = first.value.clone();
        client.person.source = Some("C-0001".to_owned());
        let form =
            ClientForm::of(Reference::new(Register::Client, 1), &client, Vec::new(), [1; 3], 0, Vec::new());
        let csv = export::csv::clients(std::iter::once(form)).expect("writes");
        let back =
            client_rows::read(&csv, &CLIENT_MAPS[1], defaults).unwrap_or_else(|_| panic!("reads back"));
        let back = only(&back);
        assert!(*back == client, "a client does not come back");
    }
    !sheet.rows.is_empty()
}

/// A sheet of notes: what is taken comes back from praxis's own export.
pub fn notes(bytes: &[u8]) -> bool {
    let Some((map, bytes)) = map_and_sheet(bytes, note_map) else { return false };
    let map = map.as_ref().unwrap_or(&NOTE_MAPS[0]);
    let client = Reference::new(Register::Client, 1);
    let known = ["P1", "sys/P1", "C-0001"].map(|number| (number.to_owned(), client));
    let known = HashMap::from(known);
    let signed = Signed { by: MEMBER, at: NOW.to_owned() };
    let around = note_rows::Surroundings { clients: &known, today: TODAY, signed: &signed };
    let Ok(sheet) = note_rows::read(bytes, map, &around) else { return false };
    refusals(&sheet.refused, bytes);
    let mut sources = HashSet::new();
    for row in &sheet.rows {
        assert!(is_line_of(row.line, bytes));
        assert!(row.value.note.date <= TODAY);
        assert_eq!(texts::note(row.value.note.text.as_bytes()).as_ref(), Ok(&row.value.note.text));
        assert!(sources.insert(&row.value.note.source), "two notes for one");
    }
    if let Some(first) = sheet.rows.first() {
        let note = &first.value.note;
        let state = match (first.value.in_trash, &note.signed) {
            (true, _) => RecordState::Trash,
            (false, None) => RecordState::Draft,
            (false, Some(_)) => RecordState::Live,
        };
        let form = NoteForm::line(Reference::new(Register::Note, 1), client, state, 1, None, note);
        let form = form.whole(note, std::iter::empty());
        let csv = export::csv::notes(std::iter::once(form)).expect("writes");
        let back = note_rows::read(&csv, &NOTE_MAPS[1], &around).unwrap_or_else(|_| panic!("reads back"));
        let back = only(&back);
        let unsourced = |note: &Note| Note { source: None, ..note.clone() };
        assert!(unsourced(&back.note) == unsourced(note), "a note does not come back");
        assert_eq!(back.in_trash, first.value.in_trash);
    }
    !sheet.rows.is_empty()
}

#[track_caller]
fn only<T>(sheet: &Sheet<T>) -> &T {
    assert_eq!(sheet.refused, []);
    assert_eq!(sheet.rows.len(), 1);
    &sheet.rows[0].value
}

/// Texts of notes and of single fields.
pub fn text(bytes: &[u8]) -> bool {
    let note = texts::note(bytes);
    match &note {
        Ok(text) => {
            assert!(!text.trim().is_empty());
            assert!(!text.chars().any(|c| c.is_control() && c != '\t' && c != '\n'));
            assert_eq!(texts::note(text.as_bytes()).as_ref(), Ok(text));
        }
        Err(why) => repeats_nothing(&why.to_string()),
    }
    let field = texts::field(&String::from_utf8_lossy(bytes));
    match &field {
        Ok(text) => {
            assert!(text.len() <= texts::LONGEST_FIELD);
            assert!(!text.chars().any(char::is_control));
            assert_eq!(texts::field(text).as_ref(), Ok(text));
        }
        Err(why) => repeats_nothing(&why.to_string()),
    }
    note.is_ok() && field.is_ok()
}

/// Dates, references, NHS numbers and ids: whatever is one word.
pub fn words(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let day = date::parse(text);
    match day {
        Ok(day) => {
            assert_eq!(date::parse(&day.format("%Y-%m-%d").to_string()), Ok(day));
            assert_eq!(date::parse(&day.format("%d/%m/%Y").to_string()), Ok(day));
            assert!(!date::in_words(day).is_empty());
        }
        Err(why) => repeats_nothing(&why.to_string()),
    }
    let reference = text.parse::<Reference>();
    if let Ok(reference) = reference {
        assert!(reference.number > 0);
        assert_eq!(reference.to_string().parse(), Ok(reference));
    }
    let number = NhsNumber::parse(text);
    if let Ok(number) = &number {
        assert!(NhsNumber::parse(&number.to_string()).as_ref() == Ok(number));
    }
    let handle = Handle::parse(text);
    // An id has one spelling.
    assert!(handle.is_none_or(|handle| handle.to_string() == text));
    day.is_ok() || reference.is_ok() || number.is_ok() || handle.is_some()
}

/// The row around a sealed body of the corpus.
pub fn row(record_type: RecordType) -> RecordRow {
    RecordRow {
        id: RecordId::new([3; 16]),
        version: 1,
        record_type,
        handle: HANDLE,
        number: Some(7),
        compartment: Compartment::Person,
        key_version: 1,
        state: RecordState::Live,
        due: None,
        goes_from: None,
        envelope: Vec::new(),
    }
}

/// Sealed bodies of every kind.
pub fn sealed(bytes: &[u8]) -> bool {
    let read = [
        body::<Person>(RecordType::Person, bytes),
        body::<Contact>(RecordType::Contact, bytes),
        body::<Clinical>(RecordType::Clinical, bytes),
        body::<Dates>(RecordType::Dates, bytes),
        body::<Note>(RecordType::Note, bytes),
        body::<File>(RecordType::File, bytes),
        body::<ExportEntry>(RecordType::Export, bytes),
        body::<KitEntry>(RecordType::Kit, bytes),
        body::<MemberEntry>(RecordType::Member, bytes),
        body::<WillEntry>(RecordType::Will, bytes),
        body::<Hold>(RecordType::Hold, bytes),
        body::<Reviewed>(RecordType::Sweep, bytes),
        body::<Disclosure>(RecordType::Disclosure, bytes),
        body::<Request>(RecordType::Request, bytes),
        body::<Decisions>(RecordType::Decisions, bytes),
        body::<Breach>(RecordType::Breach, bytes),
        body::<Complaint>(RecordType::Complaint, bytes),
    ];
    let kinds = read.into_iter().filter(|&read| read).count();
    assert!(kinds <= 1, "one body, one kind");
    kinds == 1
}

fn body<T: Serialize + DeserializeOwned + PartialEq>(record_type: RecordType, bytes: &[u8]) -> bool {
    let row = row(record_type);
    match rows::read::<T>(&row, bytes) {
        Ok(body) => {
            let json = rows::write(&row, &body).expect("writes");
            assert!(rows::read::<T>(&row, &json).is_ok_and(|back| back == body), "does not read back");
            let other = RecordRow { number: Some(8), ..row };
            assert!(rows::read::<T>(&other, &json).is_err(), "another number");
            true
        }
        Err(why) => {
            let why = why.explain();
            assert!(matches!(why.exit, Exit::Damaged | Exit::Usage));
            repeats_nothing(&why.message);
            false
        }
    }
}
