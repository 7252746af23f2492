//! Proves docs/format.md on a whole vault, made by the library and read with nothing but what the page says and the
//! primitives it names; and what the page says of praxis itself. The vectors of the page are in `format_vectors.rs`.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod page;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use page::reader::{PHRASE, Reader};
use page::*;
use praxis::clock::Now;
use praxis::crypto::age_file::{Identity, Work};
use praxis::crypto::derive;
use praxis::crypto::hash::{self, sha256, to_hex};
use praxis::crypto::passphrase::Passphrase;
use praxis::crypto::tree::{Frontier, leaf_hash};
use praxis::failure::Failure;
use praxis::records::breach::{self, Breach, Facts, Risk};
use praxis::records::client::Client;
use praxis::records::code::Code;
use praxis::records::complaint::{self, Complaint};
use praxis::records::decision::Decisions;
use praxis::records::disclosure::Disclosure;
use praxis::records::erasure::{Category, Ground, Refusal};
use praxis::records::file::{File, FileKind};
use praxis::records::hold::Hold;
use praxis::records::nation::Nation;
use praxis::records::note::{AmendReason, NoteKind};
use praxis::records::office::ExportEntry;
use praxis::records::reference::{Reference, Register};
use praxis::records::request::{Outcome, Request, Step};
use praxis::records::stored::RecordType;
use praxis::records::sweep::{Decision, Reason};
use praxis::vault::{
    Decided, KitOrder, NewFile, NewNote, NewVault, Notices, Options, ReviewInput, Unlocked, Vault,
};
use rusqlite::Connection;
use serde_json::Value;
use zeroize::Zeroizing;

const CREATED: &str = "2026-11-22T10:00:00Z";

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
    Vault::open(Options { at, state, now, command, accept_clock: false, looking: false, notices })?
        .unlock(identity)
}

/// Files of every kind: one of many pieces of which the last is empty, an empty one, one of a single full piece, and an
/// invoice of two pieces.
const FILES: [(FileKind, &str, usize); 4] = [
    (FileKind::Document, "referral.pdf", 64 * PIECE + 1),
    (FileKind::Document, "empty", 0),
    (FileKind::Recording, "session.m4a", PIECE),
    (FileKind::Invoice, "../invoice.pdf", PIECE + 1),
];

/// No two pieces of it are alike.
fn content(bytes: usize) -> Vec<u8> {
    (0..=250).cycle().take(bytes).collect()
}

fn add_files(vault: &mut Unlocked, client: Reference) {
    for (kind, name, bytes) in FILES {
        let file = File {
            kind,
            date: "2026-11-21".parse().expect("a day"),
            name: name.to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: bytes as u64,
            sha256: String::new(),
            chunks: 0,
            client: None,
            written: CREATED.to_owned(),
        };
        vault.add_file(NewFile { client, file }, &mut content(bytes).as_slice(), || Ok(())).expect("stores");
    }
}

/// Makes a vault with two clients, notes in every state, an export and, because that takes long, at will a kit and
/// files.
fn make(folder: &Path, identity: &Identity, whole: bool) {
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
        kit: whole.then_some(order),
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
    let told: Disclosure = serde_json::from_value(read("disclosure")).expect("a disclosure");
    vault.add_disclosure(clients[1], &told).expect("records");
    if whole {
        add_files(&mut vault, clients[1]);
    }
    let everything = vault.everything().expect("opens everything");
    let entry: ExportEntry = serde_json::from_value(read("export")).expect("an export");
    vault.register_export(&entry, &everything.clients, &everything.files).expect("registers");
}

/// A clock: kind, due, state.
type Clock = (String, Option<String>, String);

#[test]
fn a_vault_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, true);
    let numbers = serde_json::json!({"C": 2, "D": 1, "F": 4, "N": 4, "T": 1, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    let (rows, handles) = (reader.rows(), reader.handles());
    check_bodies(&reader, &rows, &handles);
    check_due(&rows, &handles);
    check_content(&reader, &rows, &handles);
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path(), 0);
}

/// A client as the others, with notes of both compartments and files of the three kinds.
fn add_client_with_all(vault: &mut Unlocked) -> Reference {
    let bodies = &vectors()["bodies"];
    let client = Client {
        person: serde_json::from_value(bodies["person"].clone()).expect("a person"),
        contact: serde_json::from_value(bodies["contact"].clone()).expect("a contact"),
        clinical: serde_json::from_value(bodies["clinical"].clone()).expect("clinical"),
        dates: serde_json::from_value(bodies["dates"].clone()).expect("dates"),
    };
    let client = vault.add_clients(&[client], None, || ()).expect("a client")[0];
    for kind in [NoteKind::Session, NoteKind::Process] {
        let note = serde_json::from_value(note(kind, "about whoever goes", true)).expect("a note");
        vault.add_notes(&[NewNote { client, note }], None, || ()).expect("a note");
    }
    add_files(vault, client);
    client
}

fn erase(vault: &mut Unlocked, client: Reference, keep: &[Category]) -> Reference {
    let keep: BTreeMap<Category, Refusal> = keep.iter().map(|kept| (*kept, Refusal::LegalClaims)).collect();
    let facts = vault.erasure_facts(client).expect("facts");
    let today = "2026-11-22".parse().expect("a day");
    let plan = praxis::rules::erasure::plan(&keep, &facts.facts, today).expect("a plan");
    vault
        .erase(&Decided { facts: &facts, ground: Ground::Objection, plan: &plan, request: None })
        .expect("erases")
}

/// The same of a vault with a hold that stands and one that was lifted, a refusal, two partial erasures and a whole one.
#[test]
fn a_vault_after_erasures_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, false);
    let mut vault = unlock(folder.path(), &identity).expect("unlocks");
    let client = |number| Reference::new(Register::Client, number);
    add_files(&mut vault, client(2));
    assert_eq!((add_client_with_all(&mut vault), add_client_with_all(&mut vault)), (client(3), client(4)));
    let hold: Hold = serde_json::from_value(serde_json::json!({
        "reason": "Inquest opened.\n", "by": 1, "placed": CREATED,
    }))
    .expect("a hold");
    let review = "2027-05-22".parse().expect("a day");
    let stands = vault.place_hold(client(1), &hold, review).expect("places");
    let lifted = vault.place_hold(client(2), &hold, review).expect("places");
    vault.lift_hold(lifted).expect("lifts");
    vault.refuse_erasure(client(1), Ground::Objection, Refusal::HealthCare, None).expect("is on record");
    // C-0002 keeps what is clinical, C-0004 the ways to reach the client; of C-0003 nothing is kept.
    erase(&mut vault, client(2), &[Category::Clinical]);
    erase(&mut vault, client(3), &[]);
    erase(&mut vault, client(4), &[Category::Contact]);
    drop(vault);

    let numbers = serde_json::json!({"C": 4, "D": 1, "E": 4, "F": 12, "H": 2, "N": 8, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    assert_eq!(reader.keyring.epoch, 3);
    let (rows, handles, erasures) = (reader.rows(), reader.handles(), reader.erasures());
    check_survivors(&reader, &rows, &handles);
    check_tombstones(&reader, &rows, &handles, &erasures);
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path(), 3);

    // The office's own: who can open it reads why.
    let office = |record_type: u8| -> Vec<Value> {
        rows.iter().filter(|row| row.record_type == record_type).map(|row| reader.body(row)).collect()
    };
    let holds = office(9);
    assert_eq!((text(&holds[0], "reason"), &holds[0]["lifted"]), ("Inquest opened.\n", &Value::Null));
    assert_eq!(holds[1]["lifted"], serde_json::json!({"by": 1, "at": CREATED}));
    let states: Vec<_> = reader.holds().into_iter().map(|row| (row.reference, row.state)).collect();
    let state = |reference: Reference, state: &str| (reference.to_string(), state.to_owned());
    assert_eq!(states, [state(stands, "active"), state(lifted, "lifted")]);
    let bodies = office(10);
    let extents: Vec<&str> = bodies.iter().map(|body| text(body, "extent")).collect();
    assert_eq!(extents, ["none", "partial", "whole", "partial"]);
    assert_eq!(text(&bodies[0], "refused"), "health-care");
    assert!(bodies[1]["kept"].as_array().expect("a list").iter().any(|kept| kept["category"] == "clinical"));
}

/// The same of a vault with a hold on a class of clients, and with a sweep: one client was destroyed by a machine, another
/// one spared.
#[test]
fn a_vault_after_a_sweep_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, false);
    let mut vault = unlock(folder.path(), &identity).expect("unlocks");
    let hold: Hold = serde_json::from_value(vectors()["bodies"]["hold"].clone()).expect("a hold");
    let scope = hold.scope.clone().expect("on a class");
    let hold = Hold { lifted: None, ..hold };
    vault.place_hold_on_class(&hold, &scope, "2027-05-22".parse().expect("a day")).expect("places");
    let old = |name: &str| -> Client {
        let person = serde_json::json!({
            "name": name, "kind": "individual", "born": "1960-02-03", "basis": "contract", "condition": "health-care",
        });
        let dates = serde_json::json!({
            "first_contact": "2015-03-01", "last_contact": "2016-04-02", "ended": "2016-04-02",
        });
        Client {
            person: serde_json::from_value(person).expect("a person"),
            contact: serde_json::from_value(serde_json::json!({})).expect("no contact"),
            clinical: serde_json::from_value(serde_json::json!({})).expect("nothing clinical"),
            dates: serde_json::from_value(dates).expect("dates"),
        }
    };
    vault.add_clients(&[old("One"), old("Two")], None, || ()).expect("two clients");
    let (plan, _) = vault.plan_sweep("2026-11-22".parse().expect("a day")).expect("a plan");
    let decisions = [(3, Decision::Destroy), (4, Decision::Keep)].map(|(number, decision)| ReviewInput {
        what: Reference::new(Register::Client, number),
        decision,
        until: (decision == Decision::Keep).then(|| "2030-06-01".parse().expect("a day")),
        reason: Reason::Other,
        words: Some("As was agreed.".to_owned()),
    });
    let (_, signed) = vault.review(&plan, &decisions).expect("reviewed");
    drop(vault);
    let numbers = serde_json::json!({"C": 4, "D": 1, "H": 1, "N": 4, "S": 1, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    // A plan rests on the leaves of the entries that vouch for the rows of a client.
    let one = reader.handles().into_iter().find(|row| row.reference == "C-0003").expect("a handle");
    let mut rests_on = vec![None; 5];
    let own: Vec<(Vec<u8>, u32)> = reader
        .rows()
        .into_iter()
        .filter(|row| row.handle == one.handle)
        .map(|row| (row.id, row.version))
        .collect();
    for (entry, leaf) in reader.entries() {
        let of = (entry.record, entry.version);
        let at = match of {
            (None, _) if entry.subject.is_none() && entry.handle.as_ref() == Some(&one.handle) => Some(0),
            (Some(id), Some(version)) => {
                own.iter().position(|row| *row == (id.clone(), version)).map(|at| at + 1)
            }
            _ => None,
        };
        if let (Some(at), Some(_)) = (at, entry.row) {
            rests_on[at] = Some(leaf);
        }
    }
    let rests_on: Vec<Vec<u8>> = rests_on.into_iter().map(|leaf| leaf.expect("vouched for")).collect();
    assert_eq!((plan.lines[0].rows, &plan.lines[0].leaves), (5, &to_hex(&plan_leaves(&rests_on))));
    drop(reader);

    let now = Now::at(CREATED.parse().expect("an instant"));
    let (at, state) = (folder.path().join("vault"), folder.path().join("state"));
    let (command, notices) = ("test".to_owned(), Notices::default());
    let options = Options { at, state, now, command, accept_clock: false, looking: false, notices };
    Vault::open(options).expect("opens").apply(signed.as_bytes()).expect("applies");
    drop(unlock(folder.path(), &identity).expect("unlocks, and rotates"));

    let numbers = serde_json::json!({"C": 4, "D": 1, "E": 1, "H": 1, "N": 4, "S": 1, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    let (rows, handles) = (reader.rows(), reader.handles());
    let sweeps = reader.sweeps();
    assert_eq!((sweeps.len(), sweeps[0].state.as_str()), (1, "applied"));
    let text_signed = praxis::crypto::note::text_unverified(&signed).expect("a note");
    assert_eq!(sweeps[0].plan, sha256(text_signed.as_bytes()));
    let erasures = reader.erasures();
    assert_eq!((erasures[0].sweep, erasures[0].state.as_str()), (Some(1), "rotated"));
    assert!(!rows.iter().any(|row| row.record_type == 10), "nobody was there to seal what the machine did");
    let office: Vec<&Row> = rows.iter().filter(|row| row.record_type == 11).collect();
    let body = reader.body(office[0]);
    assert_eq!((office.len(), text(&body["lines"][0], "handle")), (1, &*to_hex(&one.handle)));
    assert_eq!(
        (text(&body["lines"][0], "rule"), text(&body["lines"][0], "trigger")),
        ("adult", "2016-04-02")
    );
    let dates = rows.iter().find(|row| (row.record_type, row.number) == (4, Some(4))).expect("dates");
    assert_eq!(text(&reader.body(dates)["reviewed"], "until"), "2030-06-01");
    let states: Vec<(&str, u8, Option<i32>)> =
        handles.iter().map(|row| (row.state.as_str(), row.flags[0], row.disposal_year)).collect();
    assert_eq!(states[2..], [("erased", 0, None), ("ended", 0, Some(2031))]);
    assert_eq!(
        reader.holds()[0].handle,
        reader.vault,
        "a hold on a class stands under the practice's handle"
    );
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path(), 1);
}

/// The same of a vault with requests: one about a client, with decisions about the pack; one about nobody who is there, which
/// is closed; and one that an erasure answered.
#[test]
fn a_vault_with_requests_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, false);
    let mut vault = unlock(folder.path(), &identity).expect("unlocks");
    let bodies = &vectors()["bodies"];
    let fresh = |right: &str, field: &str| -> Request {
        let mut body = bodies["request"].clone();
        body["right"] = Value::from(right);
        for left_out in ["client", "history", field] {
            body.as_object_mut().expect("an object").remove(left_out);
        }
        serde_json::from_value(body).expect("a request")
    };
    let client = |number| Some(Reference::new(Register::Client, number));
    let access = vault.open_request(fresh("access", "name"), client(2)).expect("opens");
    let stranger = vault.open_request(fresh("police", "words"), None).expect("opens");
    let erasure = vault.open_request(fresh("erasure", "name"), client(1)).expect("opens");
    assert_eq!([access, stranger, erasure].map(|one| one.number), [1, 2, 3]);
    for step in bodies["request"]["history"].as_array().expect("steps") {
        let step = serde_json::from_value(step.clone()).expect("a step");
        if !matches!(step, Step::Refused { .. } | Step::Closed { .. }) {
            vault.record_step(access, step).expect("is recorded");
        }
    }
    let found = vault.request(access).expect("opens");
    for version in 1..=2 {
        let before = vault.decisions(&found).expect("opens");
        let mut decisions: Decisions =
            serde_json::from_value(bodies["decisions"].clone()).expect("decisions");
        decisions.decided[0].version = version;
        vault.put_decisions(&found, &before, &decisions).expect("is recorded");
    }
    let closed = Step::Closed { on: "2026-11-20".parse().expect("a day"), outcome: Outcome::NothingHeld };
    vault.record_step(stranger, closed).expect("closes");
    let facts = vault.erasure_facts(Reference::new(Register::Client, 1)).expect("facts");
    let today = "2026-11-22".parse().expect("a day");
    let plan = praxis::rules::erasure::plan(&BTreeMap::new(), &facts.facts, today).expect("a plan");
    let decided =
        Decided { facts: &facts, ground: Ground::ConsentWithdrawn, plan: &plan, request: Some(erasure) };
    vault.erase(&decided).expect("erases");
    drop(vault);

    let numbers = serde_json::json!({"C": 2, "D": 1, "E": 1, "N": 4, "R": 3, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    let (rows, handles) = (reader.rows(), reader.handles());
    check_requests(&reader, &rows, &handles);
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path(), 1);
}

fn check_requests(reader: &Reader, rows: &[Row], handles: &[HandleRow]) {
    let clear: Vec<(&str, &str, [u8; 5])> =
        handles.iter().map(|row| (row.reference.as_str(), row.state.as_str(), row.flags)).collect();
    let none = [0; 5];
    let expected = [
        ("C-0001", "erased", none),
        ("C-0002", "ended", [0, 0, 1, 0, 0]),
        ("R-0001", "active", none),
        ("R-0002", "ended", none),
        ("R-0003", "ended", none),
    ];
    assert_eq!(clear, expected);
    let clocks: Vec<(String, Vec<Clock>)> = reader
        .clocks()
        .into_iter()
        .map(|of| (of.reference, of.rows.into_iter().map(|row| (row.kind, row.due, row.state)).collect()))
        .collect();
    // Shown on 5 November, extended by two months, and four days more for the question: neither its day nor the answer's counts.
    let runs = ("answer".to_owned(), Some("2027-02-09".to_owned()), "extended".to_owned());
    let expected = [("R-0001", vec![runs]), ("R-0002", Vec::new()), ("R-0003", Vec::new())];
    assert_eq!(clocks, expected.map(|(reference, rows)| (reference.to_owned(), rows)));

    let of = |record_type: u8| rows.iter().filter(move |row| row.record_type == record_type);
    let bodies = &vectors()["bodies"];
    let requests: Vec<Value> = of(12).map(|row| reader.body(row)).collect();
    for (request, (row, handle)) in requests.iter().zip(of(12).zip(&handles[2..])) {
        assert_eq!((&row.handle, row.compartment), (&handle.handle, 5), "under a handle of its own");
        assert_eq!(row.number.map(|number| format!("R-{number:04}")), Some(handle.reference.clone()));
        assert_eq!(text(request, "requester"), "parent");
    }
    let steps: Vec<usize> =
        requests.iter().map(|body| body["history"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(steps, [6, 1, 1]);
    for (step, on_page) in requests[0]["history"]
        .as_array()
        .expect("steps")
        .iter()
        .zip(bodies["request"]["history"].as_array().expect("steps"))
    {
        assert_eq!(step, on_page);
    }
    let client = |request: &Value| request.get("client").and_then(Value::as_str).map(str::to_owned);
    let whose = [Some(to_hex(&handles[1].handle)), None, Some(to_hex(&handles[0].handle))];
    assert_eq!([0, 1, 2].map(|at: usize| client(&requests[at])), whose);
    let outcomes: Vec<&Value> = requests[1..].iter().map(|body| &body["history"][0]["outcome"]).collect();
    assert_eq!(outcomes, ["nothing-held", "complied"]);

    let decisions: Vec<&Row> = of(14).collect();
    assert_eq!((decisions.len(), decisions[0].version, decisions[0].number), (1, 2, None));
    assert_eq!((&decisions[0].handle, decisions[0].compartment), (&handles[2].handle, 5));
    let mut body = reader.body(decisions[0]);
    body["decided"][0]["version"] = Value::from(1);
    assert_eq!(body, bodies["decisions"]);
}

/// The same of a vault with breaches: one of a high risk, one of which nothing was decided, and one that
/// is closed.
#[test]
fn a_vault_with_breaches_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, false);
    let mut vault = unlock(folder.path(), &identity).expect("unlocks");
    let on_page = &vectors()["bodies"]["breach"];
    let fresh = || Breach {
        facts: Facts::default(),
        history: Vec::new(),
        ..serde_json::from_value(on_page.clone()).expect("a breach")
    };
    let first = vault.open_breach(&fresh()).expect("opens");
    let second = vault.open_breach(&fresh()).expect("opens");
    let third = vault.open_breach(&fresh()).expect("opens");
    assert_eq!([first, second, third].map(|one| one.to_string()), ["B-0001", "B-0002", "B-0003"]);
    let client = |number| Reference::new(Register::Client, number);
    let of = |vault: &Unlocked, number| vault.handles_of(&[client(number)]).expect("known");
    let affects = |added| breach::Step::Affects { added, removed: Vec::new() };
    let decided = |risk| breach::Step::Decided {
        risk,
        because: "Nobody can read it.".to_owned(),
        decider: "The owner".to_owned(),
        on: "2026-11-22".parse().expect("a day"),
    };
    let severity = on_page["history"][3]["severity"].clone();
    let assessed =
        breach::Step::Assessed { severity: serde_json::from_value(severity).expect("what was judged") };
    let (one, two) = (of(&vault, 1), of(&vault, 2));
    vault.record_breach(first, vec![affects(one), assessed, decided(Risk::High)]).expect("is recorded");
    vault.record_breach(second, vec![affects(two.clone())]).expect("is recorded");
    vault.record_breach(third, vec![affects(two), decided(Risk::None)]).expect("is recorded");
    let closed = breach::Step::Closed { on: "2026-11-22".parse().expect("a day") };
    vault.record_breach(third, vec![closed]).expect("closes");
    drop(vault);

    let numbers = serde_json::json!({"B": 3, "C": 2, "D": 1, "N": 4, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    let (rows, handles) = (reader.rows(), reader.handles());
    let clear: Vec<(&str, &str, [u8; 5])> =
        handles.iter().map(|row| (row.reference.as_str(), row.state.as_str(), row.flags)).collect();
    let (none, open) = ([0; 5], [0, 0, 0, 0, 1]);
    let expected = [
        ("B-0001", "active", none),
        ("B-0002", "active", none),
        ("B-0003", "ended", none),
        ("C-0001", "ended", open),
        ("C-0002", "ended", open),
    ];
    assert_eq!(clear, expected);
    // Aware on 20 November at 17:45: 72 hours later it is the 23rd.
    let notify = || ("notify".to_owned(), Some("2026-11-23".to_owned()), "running".to_owned());
    let tell = ("tell".to_owned(), None, "running".to_owned());
    let clocks: Vec<Vec<Clock>> = reader
        .clocks()
        .into_iter()
        .map(|of| of.rows.into_iter().map(|row| (row.kind, row.due, row.state)).collect())
        .collect();
    assert_eq!(clocks, [vec![notify(), tell], vec![notify()], Vec::new()]);
    let breaches: Vec<&Row> = rows.iter().filter(|row| row.record_type == 15).collect();
    for (row, handle) in breaches.iter().zip(&handles) {
        assert_eq!((&row.handle, row.compartment), (&handle.handle, 5), "under a handle of its own");
        assert_eq!(row.number.map(|number| format!("B-{number:04}")), Some(handle.reference.clone()));
        // However little is known.
        assert_eq!(row.envelope.len(), 4096 + 29, "{}", handle.reference);
    }
    let bodies: Vec<Value> = breaches.iter().map(|row| reader.body(row)).collect();
    assert_eq!(bodies.iter().map(|body| text(body, "title")).collect::<Vec<_>>(), ["Bag gone"; 3]);
    let history = bodies[0]["history"].as_array().expect("steps");
    assert_eq!(history[0]["added"], serde_json::json!([to_hex(&handles[3].handle)]));
    assert_eq!(history[1]["severity"], on_page["history"][3]["severity"]);
    let steps: Vec<&str> = history.iter().map(|step| text(step, "what")).collect();
    assert_eq!(steps, ["affects", "assessed", "decided"]);
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path(), 0);
}

/// The same of a vault with complaints: one of a client's that was acknowledged, one of a stranger that waits for it, and
/// one that is closed.
#[test]
fn a_vault_with_complaints_opens_with_the_page_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let identity = Identity::generate();
    make(folder.path(), &identity, false);
    let mut vault = unlock(folder.path(), &identity).expect("unlocks");
    let on_page = &vectors()["bodies"]["complaint"];
    let fresh = || -> Complaint {
        let mut body = on_page.clone();
        for left_out in ["client", "history"] {
            body.as_object_mut().expect("an object").remove(left_out);
        }
        serde_json::from_value(body).expect("a complaint")
    };
    let client = |number| Some(Reference::new(Register::Client, number));
    let mut open = |client| vault.open_complaint(fresh(), client).expect("opens");
    let [acknowledged, stranger, closed] = [open(client(1)), open(None), open(client(2))];
    assert_eq!([acknowledged, stranger, closed].map(|one| one.to_string()), ["K-0001", "K-0002", "K-0003"]);
    let step = |at: usize| -> complaint::Step {
        serde_json::from_value(on_page["history"][at].clone()).expect("a step")
    };
    for at in 0..3 {
        vault.record_complaint(acknowledged, vec![step(at)]).expect("is recorded");
    }
    vault.record_complaint(closed, vec![step(0), step(4), step(5)]).expect("closes");
    drop(vault);

    let numbers = serde_json::json!({"C": 2, "D": 1, "K": 3, "N": 4, "X": 1});
    let reader = Reader::open(folder.path(), &identity, &numbers);
    let (rows, handles) = (reader.rows(), reader.handles());
    let clear: Vec<(&str, &str, [u8; 5])> =
        handles.iter().map(|row| (row.reference.as_str(), row.state.as_str(), row.flags)).collect();
    let none = [0; 5];
    let expected = [
        ("C-0001", "ended", [0, 0, 0, 1, 0]),
        ("C-0002", "ended", none),
        ("K-0001", "active", none),
        ("K-0002", "active", none),
        ("K-0003", "ended", none),
    ];
    assert_eq!(clear, expected);
    let clocks: Vec<Vec<Clock>> = reader
        .clocks()
        .into_iter()
        .map(|of| of.rows.into_iter().map(|row| (row.kind, row.due, row.state)).collect())
        .collect();
    // Received on 2 November: thirty days later it is a Wednesday.
    let running =
        |kind: &str, due: Option<&str>| (kind.to_owned(), due.map(str::to_owned), "running".to_owned());
    let expected =
        [vec![running("outcome", None)], vec![running("acknowledge", Some("2026-12-02"))], Vec::new()];
    assert_eq!(clocks, expected);
    let complaints: Vec<&Row> = rows.iter().filter(|row| row.record_type == 16).collect();
    for (row, handle) in complaints.iter().zip(&handles[2..]) {
        assert_eq!((&row.handle, row.compartment), (&handle.handle, 5), "under a handle of its own");
        assert_eq!(row.number.map(|number| format!("K-{number:04}")), Some(handle.reference.clone()));
        assert_eq!(row.envelope.len(), 1024 + 29, "{}", handle.reference);
    }
    let bodies: Vec<Value> = complaints.iter().map(|row| reader.body(row)).collect();
    assert_eq!(bodies[0]["client"], Value::from(to_hex(&handles[0].handle)));
    assert_eq!(bodies[1].get("client"), None);
    let whats = |body: &Value| -> Vec<String> {
        let steps = body["history"].as_array().into_iter().flatten();
        steps.map(|step| text(step, "what").to_owned()).collect()
    };
    assert_eq!(whats(&bodies[0]), ["acknowledged", "enquired", "progressed"]);
    assert_eq!(whats(&bodies[1]), [""; 0]);
    assert_eq!(whats(&bodies[2]), ["acknowledged", "closed", "added"]);
    assert_eq!(bodies[2]["history"][1]["outcome"], "partly-upheld");
    check_log(&reader, &rows, &handles);
    check_schema(&reader);
    check_files(folder.path(), 0);
}

/// Step 9: what is there opens, and of every client there is what no tombstone took.
fn check_survivors(reader: &Reader, rows: &[Row], handles: &[HandleRow]) {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.handle != reader.vault) {
        let body = reader.body(row);
        let whose = handles.iter().find(|h| h.handle == row.handle).expect("a handle");
        let part = match row.record_type {
            5 => format!("N-{:06}", row.number.expect("a number")),
            6 => {
                assert_eq!(reader.content(row, &body).len(), number::<usize>(&body, "bytes"));
                format!("F-{:06}", row.number.expect("a number"))
            }
            part => part.to_string(),
        };
        let parts = found.entry(whose.reference.as_str()).or_default();
        if row.state != "superseded" {
            parts.push(part);
        }
    }
    let all = ["1", "2", "3", "4"];
    let expected = BTreeMap::from([
        ("C-0001", all.to_vec()),
        ("C-0002", vec!["1", "3", "4", "N-000001", "N-000004", "F-000001", "F-000002", "13"]),
        ("C-0004", vec!["1", "2", "4"]),
        ("F-000004", vec!["F-000004"]),
        ("F-000008", vec!["F-000008"]),
        ("F-000012", vec!["F-000012"]),
    ]);
    let found: BTreeMap<&str, Vec<&str>> =
        found.iter().map(|(whose, parts)| (*whose, parts.iter().map(String::as_str).collect())).collect();
    assert_eq!(found, expected);
    let states: Vec<(&str, &str, bool)> =
        handles.iter().map(|h| (h.reference.as_str(), h.state.as_str(), h.flags[0] == 1)).collect();
    let invoice = |reference| (reference, "active", false);
    assert_eq!(
        states,
        [
            ("C-0001", "ended", true),
            ("C-0002", "ended", false),
            ("C-0003", "erased", false),
            ("C-0004", "ended", false),
            invoice("F-000004"),
            invoice("F-000008"),
            invoice("F-000012"),
        ]
    );
    // The invoice about whoever is gone says still who that was, by handle.
    let invoice = rows.iter().find(|row| row.record_type == 6 && row.number == Some(8)).expect("an invoice");
    assert_eq!(text(&reader.body(invoice), "client"), to_hex(&handles[2].handle));
}

/// What a tombstone means: its slot is in the keyring no more, and no record is there that it opened.
fn check_tombstones(reader: &Reader, rows: &[Row], handles: &[HandleRow], erasures: &[ErasureRow]) {
    let mut compartments = Vec::new();
    for (at, erasure) in erasures.iter().enumerate() {
        let state = if at == 0 { "refused" } else { "rotated" };
        // Each rotation took the next one a step further.
        let epoch = at.saturating_sub(1) as u64;
        assert_eq!((erasure.state.as_str(), erasure.epoch), (state, epoch), "{}", erasure.reference);
        assert_eq!(erasure.handle, handles[[0, 1, 2, 3][at]].handle);
        for stone in &erasure.tombstones {
            let record = stone.record.as_deref().unwrap_or(&[]);
            let id = slot_id(&reader.vault, &stone.handle, stone.compartment, stone.key_version, record);
            assert_eq!((&stone.slot, &stone.handle), (&id, &erasure.handle));
            assert_eq!(stone.record.is_some(), stone.compartment == 4);
            assert_eq!((stone.day.as_str(), stone.sealed.as_ref().map(Vec::len)), ("2026-11-22", Some(32)));
            assert!(stone.generation.is_some_and(|first| first < reader.keyring.generation));
            assert!(reader.keyring.find(&stone.slot).is_none());
            let opens = |row: &&Row| {
                slot_id(&reader.vault, &row.handle, row.compartment, row.key_version, row.own_key()) == id
            };
            assert!(!rows.iter().any(|row| opens(&row)), "{}", erasure.reference);
        }
        let mut went: Vec<u8> = erasure.tombstones.iter().map(|stone| stone.compartment).collect();
        went.sort_unstable();
        compartments.push(went);
    }
    // The ways to reach C-0002, two process notes and a recording; all of C-0003; what is clinical of C-0004, a process
    // note and a recording.
    assert_eq!(compartments, [vec![], vec![2, 4, 4, 4], vec![1, 2, 3, 4, 4], vec![3, 4, 4]]);
}

/// Every record that was put in comes out, in the place and state that the page gives it.
fn check_bodies(reader: &Reader, rows: &[Row], handles: &[HandleRow]) {
    let references: Vec<&str> = handles.iter().map(|h| h.reference.as_str()).collect();
    assert_eq!(references, ["C-0001", "C-0002", "F-000004"]);
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut notes = Vec::new();
    for row in rows {
        if row.record_type == 6 {
            continue;
        }
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
            } else if code == "disclosure" {
                assert_eq!((&row.handle, row.compartment, row.number), (&handles[1].handle, 1, Some(1)));
            } else {
                let whose = handles.iter().find(|h| h.handle == row.handle).expect("a client");
                assert_eq!(Some(whose.reference.clone()), row.number.map(|n| format!("C-{n:04}")), "{code}");
            }
            found.entry(code.to_owned()).or_default().push(body);
        }
    }
    let expected = [
        // Former versions may go after seven years, by the schedule that a new vault has.
        (1, 1, "superseded", "2033-11-22", "first session"),
        (1, 2, "live", "", "amended session"),
        (2, 1, "superseded", "2033-11-22", "a process note"),
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

/// What follows from facts and schedule, rounded up: a safeguarding concern is kept for 75 years from the birth on 2 November
/// 1980, contact details and process notes for three months from the end of the work on 21 November 2026, supervision notes
/// for three years, and a recording for a week from the day it was stored.
fn check_due(rows: &[Row], handles: &[HandleRow]) {
    let columns: Vec<(Option<i32>, Option<&str>)> =
        handles.iter().map(|row| (row.disposal_year, row.contact_due.as_deref())).collect();
    let client = (Some(2056), Some("2027-03"));
    assert_eq!(columns, [client, client, (None, None)]);
    let due = rows.iter().filter(|row| row.due.is_some());
    let due: Vec<(u8, Option<u32>, u32, Option<&str>)> =
        due.map(|row| (row.record_type, row.number, row.version, row.due.as_deref())).collect();
    let expected = [
        (5, Some(2), 2, Some("2027-03")),
        (5, Some(3), 1, Some("2029-12")),
        (6, Some(3), 1, Some("2026-12")),
    ];
    assert_eq!(due, expected);
}

/// Step 10: every file comes out byte for byte, and stands where its kind says.
fn check_content(reader: &Reader, rows: &[Row], handles: &[HandleRow]) {
    let files: Vec<&Row> = rows.iter().filter(|row| row.record_type == 6).collect();
    assert_eq!(files.len(), FILES.len());
    let mut pieces = 0;
    for (number, (row, (kind, name, bytes))) in (1..).zip(files.into_iter().zip(FILES)) {
        let body = reader.body(row);
        let handle = match kind {
            FileKind::Document | FileKind::Recording => &handles[1].handle,
            FileKind::Invoice => &handles[2].handle,
        };
        let compartment = match kind {
            FileKind::Document => 3,
            FileKind::Recording => 4,
            FileKind::Invoice => 5,
        };
        assert_eq!((row.number, row.version, row.state.as_str()), (Some(number), 1, "live"));
        assert_eq!((&row.handle, row.compartment), (handle, compartment), "{name}");
        let client = (kind == FileKind::Invoice).then(|| to_hex(&handles[1].handle));
        assert_eq!(body.get("client").and_then(Value::as_str), client.as_deref(), "{name}");
        assert_eq!((text(&body, "kind"), text(&body, "name")), (kind.code(), name));
        assert!(reader.content(row, &body) == content(bytes), "{name} comes out as it went in");
        let envelopes = reader.envelopes(row);
        pieces += envelopes.len();
        let mut entries = reader.entries().into_iter().map(|(entry, _)| entry);
        let logged = entries.rfind(|entry| entry.record.as_ref() == Some(&row.id) && entry.version.is_none());
        let logged = logged.expect("an entry about the content");
        assert_eq!((logged.action.as_str(), logged.handle.as_ref()), ("file.content", Some(&row.handle)));
        let hash = content_hash(&row.id, row.version, envelopes.iter().map(|envelope| sha256(envelope)));
        assert_eq!(logged.row, Some(hash), "{name}: the hash without a key");
    }
    let stored: isize =
        reader.database.query_row("SELECT count(*) FROM chunks", [], |r| r.get(0)).expect("counts");
    assert_eq!((stored, pieces), (70, 66 + 1 + 1 + 2), "and there are no others");
}

/// Step 11: leaves, root, frontier, the keyring's anchor, and an entry that vouches for every row.
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
        } else if entry.action == "file.content" {
            // Of the content, not of a row; see check_content.
        } else if let Some(subject) = entry.subject {
            // Those of erasures say whose as well.
            let erasure = entry.action.starts_with("erasure.");
            let others =
                ["register.written", "retention.reviewed", "retention.superseded", "retention.applied"];
            assert!(erasure || others.contains(&entry.action.as_str()), "{}", entry.action);
            assert_eq!(entry.handle.is_some(), erasure);
            registers.insert(subject, hash);
        } else if let Some(handle) = entry.handle {
            clients.insert(handle, hash);
        } else {
            let about_keys = [
                "vault.created",
                "settings.changed",
                "schedule.changed",
                "keyring.recorded",
                "epoch.rotated",
                "members.written",
            ];
            assert!(about_keys.contains(&entry.action.as_str()), "{}", entry.action);
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
    let kits = reader.register_rows().into_iter().map(|row| (row.reference.clone(), row.hash()));
    let holds = reader.holds().into_iter().map(|row| (row.reference.clone(), row.hash()));
    let erasures = reader.erasures().into_iter().map(|row| (row.reference.clone(), row.hash()));
    let sweeps = reader.sweeps().into_iter().map(|row| (row.reference.clone(), row.hash()));
    let clocks = reader.clocks().into_iter().map(|of| (of.reference.clone(), of.hash()));
    let glass = reader.glass_uses().into_iter().map(|of| (of.reference.clone(), of.hash()));
    assert_eq!(
        registers,
        kits.chain(holds).chain(erasures).chain(sweeps).chain(clocks).chain(glass).collect()
    );
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

/// Names and modes of all files; of wraps only that of the epoch.
fn check_files(folder: &Path, epoch: u64) {
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
    // The second is there once somebody rotated.
    found.retain(|name| !name.starts_with("vault.db-") && name != "session");
    found.sort_unstable();
    let wrap = format!("1-{epoch}.age");
    let names = [
        wrap.as_str(),
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
    fn new(whole: bool) -> Self {
        let (folder, identity) = (tempfile::tempdir().expect("a folder"), Identity::generate());
        make(folder.path(), &identity, whole);
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
    let erased = |state: &str| format!("UPDATE handles SET state = '{state}' WHERE number = 1");
    let handle = |flag: u8| format!("UPDATE handles SET restricted = {flag} WHERE number = 1");
    assert_eq!(vault.opens(1, 4), (true, true));
    for (change, back, expected) in [
        (note("live"), note("draft"), (true, false)),
        (dates("'2033-12'"), dates("NULL"), (false, true)),
        (handle(1), handle(0), (false, true)),
        (erased("erased"), erased("ended"), (false, true)),
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

/// A tombstone that the log does not know lets nothing that was lost pass for erased.
#[test]
fn a_forged_tombstone_hides_nothing() {
    let vault = Tampered::new(false);
    vault.sql("DELETE FROM records WHERE number = 1 AND type = 2");
    assert_eq!(vault.opens(1, 1), (false, true));
    let stone = |values: &str| {
        format!(
            "INSERT INTO tombstones (slot, handle, compartment, key_version, day, generation, authority)
             SELECT {values} FROM handles WHERE number = 1"
        )
    };
    vault.sql(&stone("zeroblob(16), handle, 2, 1, '2026-11-22', 1, 'E-0001'"));
    assert_eq!(vault.opens(1, 1), (false, true), "of no erasure");
    vault.sql(
        "INSERT INTO erasures (number, made, epoch, state, handle)
         SELECT 1, '2026-11-22', 0, 'rotated', handle FROM handles WHERE number = 1",
    );
    assert_eq!(vault.opens(1, 1), (false, true), "of one that the log does not know");
    let found = vault.unlock().expect("unlocks").examine().expect("examines");
    let said: Vec<&str> = found.list().iter().map(|finding| finding.what.as_str()).collect();
    assert!(said.contains(&"E-0001 in vault.db is not the row that the audit log knows"), "{said:?}");
    vault.sql("DELETE FROM erasures");
    let found = vault.unlock().expect("unlocks").examine().expect("examines");
    let said: Vec<&str> = found.list().iter().map(|finding| finding.what.as_str()).collect();
    for says in [
        "1 tombstones in vault.db belong to no erasure",
        "a tombstone in vault.db belongs to no erasure",
        "C-0001 has 0 current contact records, not one",
    ] {
        assert!(said.contains(&says), "{says}: {said:?}");
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
    let numbers = serde_json::json!({"C": 2, "D": 1, "F": 4, "N": 4, "T": 1, "X": 1});
    let reader = Reader::open(vault.folder.path(), &vault.identity, &numbers);
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

/// What the page says of a table: the section named after it, or its row in the list of reserved ones.
fn about_table<'p>(page: &'p str, table: &str) -> &'p str {
    let name = format!("`{table}`");
    let database = page.split("\n## ").find(|s| s.starts_with("The database")).expect("a section");
    let row = database.lines().find(|line| line.starts_with(&format!("| {name} | `")));
    let mut sections = database.split("\n### ").skip(1);
    let section = sections.find(|s| s.lines().next().is_some_and(|heading| heading.contains(&name)));
    section.or(row).unwrap_or_else(|| panic!("table {table} is not on the page"))
}
