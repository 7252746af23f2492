//! Corpus files that can be made: one valid sample of each form.

use std::io::Write;

use super::targets::{self, BREAK, EPOCH, IDENTITY, KEY, MEMBER, PHRASE, PLACE, VAULT, WORD};
use praxis::crypto::age_file::{self, Identity};
use praxis::crypto::envelope::{self, Padding};
use praxis::crypto::identity_file::{Guarded, Holder, Inside, Stub};
use praxis::crypto::note;
use praxis::crypto::printed;
use praxis::crypto::secret::{CompartmentKey, EpochSecret, MembersKey, RecordKey, SigningSeed};
use praxis::crypto::signing;
use praxis::records::breach::Breach;
use praxis::records::client::{
    Basis, Client, ClientKind, Clinical, Condition, Contact, Dates, Person, Statement, Status, Tag, Turn,
};
use praxis::records::compartment::Compartment;
use praxis::records::complaint::Complaint;
use praxis::records::decision::{self, Decisions, Ground};
use praxis::records::disclosure::{Capacity, Disclosure, DisclosureBasis};
use praxis::records::file::{File, FileKind};
use praxis::records::hold::{Covered, Hold, HoldKind, Lifted, Scope};
use praxis::records::id::RecordId;
use praxis::records::member::Role;
use praxis::records::nhs_number::NhsNumber;
use praxis::records::note::{AmendReason, Attendance, Modality, Note, NoteKind, Signed};
use praxis::records::office::{ExportEntry, ExportForm, KitEntry, MemberEntry};
use praxis::records::plan::{Decided, Format, Line, Plan, Review};
use praxis::records::reference::{Reference, Register};
use praxis::records::request::{
    Channel, Entry, Lengthened, Outcome, RefusedFor, Request, Requester, Right, Step, Wanted,
};
use praxis::records::restriction::{
    Overridden, OverrideReason, Restriction, RestrictionEnd, RestrictionGround, Restrictions,
};
use praxis::records::schedule::{Class, Disposal};
use praxis::records::stored::RecordType;
use praxis::records::sweep::{Because, Decision, Reason, Remainder, Reviewed, ReviewedLine, Spared};
use praxis::records::will::{Former, WillDrill, WillEntry, WillFile};
use praxis::vault::Kit;
use praxis::vault::glass::sealed as glass;
use praxis::vault::keyring::{Anchor, Image, Slot, SlotName};
use praxis::vault::members::{Member, Members};
use praxis::vault::rows;
use praxis::vault::seen::Seen;
use praxis::vault::wrap::{self, Given, OwnerKeys};
use serde::de::DeserializeOwned;

/// A retention plan with a line of every kind, as it is made or as it is reviewed.
fn plan(reviewed: bool) -> Vec<u8> {
    let day = |text: &str| text.parse().expect("a date");
    let line = |number, proposed, because| Line {
        what: Reference::new(Register::Client, number),
        proposed,
        because,
        rows: 9,
        leaves: "ab".repeat(32),
        decided: None,
    };
    let mut plan = Plan {
        praxis: Format::V1,
        vault: VAULT,
        made: "2026-11-22T10:00:00Z".to_owned(),
        as_of: day("2026-11-22"),
        schedule: "cd".repeat(32),
        lines: vec![
            line(7, Some(Disposal::Review), Vec::new()),
            line(8, Some(Disposal::Anonymise), Vec::new()),
            line(9, None, vec![Because::Held, Because::CannotCompute]),
            Line { what: Reference::new(Register::Note, 12), ..line(1, Some(Disposal::Review), Vec::new()) },
            Line { what: Reference::new(Register::File, 3), ..line(1, Some(Disposal::Erase), Vec::new()) },
        ],
        review: None,
    };
    if !reviewed {
        return plan.to_text().into_bytes();
    }
    let (destroy, keep) = (Decision::Destroy, Decision::Keep);
    plan.lines[0].decided = Some(Decided { decision: destroy, until: None, reason: Reason::PeriodEnded });
    let until = Some(day("2030-01-01"));
    plan.lines[1].decided = Some(Decided { decision: keep, until, reason: Reason::Other });
    let (seed, name) = (SigningSeed::generate(), format!("praxis/{VAULT}/member/{}", MEMBER.0));
    plan.review = Some(Review {
        sweep: Reference::new(Register::Sweep, 1),
        by: MEMBER,
        at: "2026-11-22T11:00:00Z".to_owned(),
        signed_by: signing::verify_key(&seed, &name),
        matters: Some("ef".repeat(32)),
    });
    note::sign(&plan.to_text(), &seed, &name).into_bytes()
}

/// What is signed in a bundle, and a checkpoint without a signature.
fn checkpoints() -> Vec<(&'static str, Vec<u8>)> {
    let bundle: serde_json::Value =
        serde_json::from_slice(include_bytes!("../bundles/some.json")).expect("JSON");
    let field = |name: &str| bundle[name].as_str().expect("text").as_bytes().to_vec();
    let unsigned = b"praxis/1/log/2\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".to_vec();
    vec![("signed", field("checkpoint")), ("references", field("references")), ("text", unsigned)]
}

fn bundles() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("whole", include_bytes!("../bundles/whole.json").to_vec()),
        ("some", include_bytes!("../bundles/some.json").to_vec()),
        ("none", include_bytes!("../bundles/none.json").to_vec()),
        ("purged", include_bytes!("../bundles/purged.json").to_vec()),
    ]
}

/// The samples of a target, each with its name.
pub fn of(name: &str) -> Vec<(&'static str, Vec<u8>)> {
    match name {
        "bundle" => bundles(),
        "checkpoint" => checkpoints(),
        "certificate" => vec![
            ("rotated", include_bytes!("../certificates/rotated.txt").to_vec()),
            ("items", include_bytes!("../certificates/disposal-items.txt").to_vec()),
            ("invoice", include_bytes!("../certificates/invoice.txt").to_vec()),
            ("request", include_bytes!("../certificates/request.txt").to_vec()),
            ("refused", include_bytes!("../certificates/refused.txt").to_vec()),
            ("disposal", include_bytes!("../certificates/disposal.txt").to_vec()),
            ("unsigned", unsigned(include_str!("../certificates/partial.txt"))),
            ("unsigned-disposal", unsigned(include_str!("../certificates/disposal.txt"))),
        ],
        "clients" => vec![
            ("example", [CLIENT_HEAD, CLIENT_ROW].concat().into_bytes()),
            ("with-its-map", with_map(CLIENT_MAP, CLIENT_LINES)),
        ],
        "compact" => vec![("kit", compact())],
        "decisions" => vec![
            ("short", DECISIONS.as_bytes().to_vec()),
            ("example", include_bytes!("../../examples/sar-decisions.toml").to_vec()),
        ],
        "envelope" => vec![
            ("sealed", envelope::seal(&KEY, PLACE, b"body", Padding::Fixed(64))),
            ("inside", [&4_u32.to_le_bytes()[..], b"body", &[0; 24]].concat()),
        ],
        "identity" => identity_files(),
        "keyring" => vec![("image", keyring()), ("slot", keyring()[92..92 + 174].to_vec())],
        "kit" => vec![("inside", kit().write().expect("writes").to_vec())],
        "map" => vec![("clients", CLIENT_MAP.as_bytes().to_vec()), ("notes", NOTE_MAP.as_bytes().to_vec())],
        "members" => vec![("one-owner", members()), ("reseeded", reseeded_members())],
        "notes" => vec![
            ("example", [NOTE_HEAD, NOTE_ROW].concat().into_bytes()),
            ("with-its-map", with_map(NOTE_MAP, NOTE_LINES)),
        ],
        "plan" => vec![("made", plan(false)), ("reviewed", plan(true))],
        "printed" => vec![
            ("lines", printed::write(&compact()).expect("writes").as_bytes().to_vec()),
            ("scanned", printed::write_for_scanner(&compact()).expect("writes").as_bytes().to_vec()),
            ("one-line", printed::write(b"short").expect("writes").as_bytes().to_vec()),
        ],
        "redaction" => vec![
            ("names", "Elizabeth’s sister Siân rang Maya Other; Beth Mocksworth, M. Other, dr. other".into()),
            (
                "numbers",
                b"07700 900456, 943 476 5919, EC1A 1BB, AB 12 34 56 C, maya@example.org, born 12/3/85"
                    .to_vec(),
            ),
            (
                "with-its-field",
                [
                    "Dr Anne-Marie O'Mock (GP), 020 7946 0123".as_bytes(),
                    BREAK,
                    "Dr O’Mock’s, Anne".as_bytes(),
                ]
                .concat(),
            ),
        ],
        "schedule" => vec![
            ("short", SCHEDULE.as_bytes().to_vec()),
            ("nhs-code", include_bytes!("../../examples/retention-schedules/nhs-code.toml").to_vec()),
        ],
        "sealed" => sealed(),
        "seen" => vec![("one", seen())],
        "settings" => vec![
            ("example", include_bytes!("../../examples/praxis.toml").to_vec()),
            (
                "retention",
                concat!(
                    include_str!("../../examples/praxis.toml"),
                    include_str!("../../examples/retention-schedule.toml")
                )
                .into(),
            ),
        ],
        "text" => vec![("line", format!("Siân {WORD}: ok").into_bytes())],
        "words" => [
            ("date", "2026-11-22"),
            ("uk-date", "22/11/2026"),
            ("reference", "C-0007"),
            ("typed", "n123"),
            ("nhs-number", "999 000 0018"),
            ("id", "0123456789abcdef0123456789abcdef"),
        ]
        .map(|(name, word)| (name, word.as_bytes().to_vec()))
        .into(),
        "wrap" => wraps(),
        _ => Vec::new(),
    }
}

fn wraps() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("inside", wrap::write(&given(Role::Owner), VAULT, MEMBER, EPOCH).expect("writes").to_vec()),
        ("reception", wrap::write(&given(Role::Reception), VAULT, MEMBER, EPOCH).expect("writes").to_vec()),
        ("sealed", sealed_wrap()),
        ("glass", glass::write_keys(&glass_keys(), VAULT, MEMBER, EPOCH).expect("writes").to_vec()),
        ("reason", glass_reason()),
    ]
}

const DECISIONS: &str = "praxis = \"sar-decisions/1\"\nrequest = \"R-0001\"\n[[opinion]]\nby_whom = \"Dr Mock\"\n\
                         capacity = \"responsible\"\nprofession = \"doctor\"\non = 2026-11-02\nmet = true\n\
                         [[decide]]\nitems = [\"N-000012\"]\ndo = \"redact\"\nground = \"known-to-subject\"\n\
                         redact = [\"phone\", { text = \"Quillfeather\", field = \"text\" }]\nfactors = { \
                         information = \"x\", confidentiality = \"x\", consent_sought = \"x\", capable = \"x\", \
                         refused = \"x\" }\n[[decide]]\nkind = \"document\"\nfrom = 2026-01-01\ndo = \"withhold\"\n\
                         ground = \"serious-harm\"\nopinions = [2026-11-02]\n[[decide]]\nall = true\n\
                         do = \"disclose\"\n";
const SCHEDULE: &str = "[retention]\nname = \"ours\"\nbatch_month = 1\n\n[[retention.rules]]\nname = \"child\"\n\
                        class = \"child\"\ntrigger = \"birth\"\nperiod = \"25th birthday, 26th if 17\"\n\
                        action = \"review\"\nsource = \"NHS\"\ndated = 2023-08-07\n\n[[retention.rules]]\n\
                        name = \"tapes\"\nclass = \"raw_recording\"\ntrigger = \"written\"\nperiod = \"7 days\"\n\
                        action = \"erase\"\nsource = \"custom\"\ndated = \"2026-11-22\"\n";
const CLIENT_MAP: &str = "delimiter = \";\"\nsystem = \"sys\"\nguarded = true\n[columns]\nname = \"Name\"\n\
                          first_contact = \"First\"\nborn = \"Born\"\nkind = \"Kind\"\nbasis = \"Basis\"\n\
                          condition = \"Condition\"\ntags = \"Tags\"\nalerts = \"Alerts\"\nended = \"Ended\"\n\
                          died = \"Died\"\n";
const CLIENT_LINES: &str = "Name;First;Born;Kind;Basis;Condition;Tags;Alerts;Ended;Died\n\
                            'Quillfeather;2024-03-01;1/2/1990;couple;consent;legal-claims;\"nhs; enquiry\";\
                            \"one; two\";2025-01-01;2026-01-01\n'=Two;01/03/2024;;;;;;;;\n";
const NOTE_MAP: &str = "system = \"sys\"\n[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Type\"\ntext = \"Note\"\n\
                        state = \"State\"\nattendance = \"Came\"\nmodality = \"How\"\nminutes = \"Minutes\"\n\
                        [kinds]\nLetter = \"correspondence\"\n";
const NOTE_LINES: &str = "ID,Date,Type,Note,State,Came,How,Minutes\nP1,01/03/2024,Letter,\"Quillfeather\r\ntwo\",draft,\
                          attended,video,50\nP1,2024-03-02,session,=x,trash,missed,in-person,1440\n";
pub const CLIENT_HEAD: &str = "Client ID,Full name,Date of birth,Email,Mobile,Address,NHS number,GP,Emergency contact,\
                           Parent/guardian,First contact,Ended,Date of death\r\n";
const CLIENT_ROW: &str = "S-1,Zoë Quillfeather,14/03/1987,zoe@example.org,07700 900101,\"4 Row\nMockham\",999 000 0018,\
                          Dr P. Holder,\"Noël, 07700 900151\",,09/01/2025,,\r\n\
                          S-2,Bad Quillfeather,31/02/1990,,,,,,,,01/03/2024,,\r\n";
pub const NOTE_HEAD: &str = "Client ID,Date,Type,Note\r\n";
const NOTE_ROW: &str = "P1,05/05/2015,Intake form,\"Came, \"\"mostly\"\".\r\nTwo.\"\r\nP7,05/05/2015,Session note,Quillfeather\r\n";

/// The text of a signed note.
fn unsigned(note: &str) -> Vec<u8> {
    note::text_unverified(note).expect("a note").as_bytes().to_vec()
}

fn with_map(map: &str, lines: &str) -> Vec<u8> {
    [map.as_bytes(), BREAK, lines.as_bytes()].concat()
}

fn owner() -> Identity {
    Identity::parse(IDENTITY).expect("an identity")
}

fn owner_keys() -> OwnerKeys {
    OwnerKeys { epoch_secret: EpochSecret::from_bytes(&[5; 32]).expect("32 bytes"), recovery: owner() }
}

fn sealed_wrap() -> Vec<u8> {
    wrap::seal(&given(Role::Owner), &owner().recipient(), VAULT, MEMBER, EPOCH).expect("seals")
}

fn glass_keys() -> wrap::CompartmentKeys {
    wrap::compartment_keys(Role::Reception, &owner_keys().epoch_secret, VAULT)
}

fn glass_reason() -> Vec<u8> {
    let of = (Reference::new(Register::Glass, 1), MEMBER);
    glass::seal_reason("Somebody collapsed.", &[owner().recipient()], VAULT, of).expect("seals")
}

fn given(role: Role) -> Given {
    Given::of(role, &owner_keys(), VAULT).expect("copies")
}

/// An identity behind a passphrase, with so little work that only a test would take it.
fn locked(armored: bool) -> Vec<u8> {
    locked_with(armored, owner().file_text().as_bytes())
}

/// By what protects them.
fn identity_files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("plain", owner().file_text().as_bytes().to_vec()),
        ("locked", locked(false)),
        ("armored", locked(true)),
        ("guarded", guarded().as_bytes().to_vec()),
        ("both", locked_with(true, guarded().as_bytes())),
    ]
}

/// An identity that a plugin guards, sealed to another identity in its place.
fn guarded() -> String {
    let out = age::armor::ArmoredWriter::wrap_output(Vec::new(), age::armor::Format::AsciiArmor);
    let mut out = out.expect("memory");
    let sealed = age_file::seal_to(&[owner().recipient()], owner().file_text().as_bytes()).expect("seals");
    out.write_all(&sealed).expect("memory");
    let armored = out.finish().expect("memory");
    let stub = Stub::parse("AGE-PLUGIN-TEST-1DAHX2QQQQQQ").expect("a stub");
    let guarded = Guarded::new(&owner(), stub, &armored).expect("fits");
    let day = "2026-11-23".parse().ok();
    Inside { holder: Holder::Guarded(guarded), passphrase_set: day }.text().as_str().to_owned()
}

fn locked_with(armored: bool, text: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(PHRASE.to_owned().into());
    recipient.set_work_factor(2);
    let recipients = std::iter::once(&recipient as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(recipients).expect("a recipient");
    let format = if armored { age::armor::Format::AsciiArmor } else { age::armor::Format::Binary };
    let out = age::armor::ArmoredWriter::wrap_output(Vec::new(), format).expect("memory");
    let mut writer = encryptor.wrap_output(out).expect("memory");
    writer.write_all(text).expect("memory");
    writer.finish().and_then(age::armor::ArmoredWriter::finish).expect("memory")
}

fn kit() -> Kit {
    Kit {
        number: 1,
        vault: VAULT,
        epoch: EPOCH,
        secret: EpochSecret::from_bytes(&[5; 32]).expect("32 bytes"),
        recovery: owner(),
        verify_keys: vec![format!("owner+{VERIFY_KEY}")],
    }
}

/// With keys that the compact form can have.
fn compact() -> Vec<u8> {
    let key = |whose: &str, byte| signing::verify_key_text(&format!("praxis/{VAULT}/{whose}"), &[byte; 32]);
    let kit = Kit { verify_keys: vec![key("member/1", 8), key("host", 9)], ..kit() };
    kit.to_compact().expect("writes").to_vec()
}

fn keyring() -> Vec<u8> {
    let key = CompartmentKey::from_bytes(&[7; 32]).expect("32 bytes");
    let mut image = Image::empty(VAULT, Anchor { size: 5, root: [6; 32] });
    image.header.capacity = 4;
    let process = SlotName {
        compartment: Compartment::Process,
        record: Some(RecordId::new([3; 16])),
        ..targets::slot_name(2)
    };
    for name in [targets::slot_name(1), process] {
        image.insert(Slot::seal(&key, VAULT, 0, &name, &RecordKey::generate()));
    }
    image.to_bytes().0
}

fn members() -> Vec<u8> {
    list_of_members().to_bytes(&members_key(4)).expect("writes")
}

fn reseeded_members() -> Vec<u8> {
    list_of_members().to_bytes_after(&members_key(4), &members_key(5)).expect("writes")
}

fn members_key(byte: u8) -> MembersKey {
    MembersKey::from_bytes(&[byte; 32]).expect("32 bytes")
}

fn list_of_members() -> Members {
    let owner = Member {
        number: MEMBER,
        role: Role::Owner,
        recipient: owner().recipient().to_string(),
        verify_key: Some(format!("owner+{VERIFY_KEY}")),
        since: "2026-11-22".to_owned(),
        glass: Vec::new(),
    };
    let recovery = self::owner().recipient();
    Members::new(VAULT, &recovery, format!("host+{VERIFY_KEY}"), owner)
}

const VERIFY_KEY: &str = "2b4a15b0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";

fn seen() -> Vec<u8> {
    let mut seen = Seen::new("ab".repeat(32), vec![format!("owner+{VERIFY_KEY}")]);
    (seen.epoch, seen.generation, seen.audit_size) = (EPOCH, 9, 100);
    seen.audit_root = "cd".repeat(32);
    seen.numbers = [('C', 4), ('N', 17)].into();
    seen.copies = vec!["/mnt/copy".into()];
    serde_json::to_vec(&seen).expect("writes")
}

fn sealed() -> Vec<(&'static str, Vec<u8>)> {
    fn body<T: serde::Serialize>(record_type: RecordType, body: &T) -> Vec<u8> {
        rows::write(&targets::row(record_type), body).expect("writes").to_vec()
    }
    let client = client();
    let entry = ExportEntry {
        form: ExportForm::Csv,
        plain: false,
        recipients: vec![owner().recipient().to_string()],
        place: format!("/home/you/{WORD}.tar.age"),
        clients: 13,
        notes: 41,
        files: 2,
        request: Some(Reference::new(Register::Request, 1)),
        manifest: Some("ab".repeat(32)),
        sha256: Some("cd".repeat(32)),
    };
    let file = File {
        kind: FileKind::Invoice,
        date: "2026-03-05".parse().expect("a date"),
        name: format!("{WORD}.pdf"),
        media_type: "application/pdf".to_owned(),
        bytes: 70_000,
        sha256: "ab".repeat(32),
        chunks: 2,
        client: Some(targets::HANDLE),
        written: "2026-11-22T10:00:00Z".to_owned(),
    };
    let kit =
        KitEntry { place: "/media/stick/kit.age".to_owned(), holder: Some(WORD.to_owned()), verified: None };
    let hold = Hold {
        kind: HoldKind::Inquiry,
        scope: Some(Scope { class: Covered::Child, from: "2012-01-01".parse().ok(), to: None }),
        reason: WORD.to_owned(),
        by: MEMBER,
        reviewer: Some(WORD.to_owned()),
        placed: "2026-11-22T10:00:00Z".to_owned(),
        lifted: Some(Lifted { by: MEMBER, at: "2026-11-23T10:00:00Z".to_owned() }),
    };
    let reviewed = Reviewed {
        seconded_by: None,
        by: MEMBER,
        at: "2026-11-22T10:00:00Z".to_owned(),
        as_of: "2026-11-22".parse().expect("a date"),
        schedule: "cd".repeat(32),
        lines: vec![ReviewedLine {
            handle: targets::HANDLE,
            item: Some(Reference::new(Register::File, 3)),
            decision: Decision::Destroy,
            until: None,
            reason: Reason::Other,
            words: Some(WORD.to_owned()),
            class: Class::Child,
            rule: Some("child".to_owned()),
            trigger: "2001-06-15".parse().ok(),
            eligible_from: "2026-06-15".parse().ok(),
            action: Disposal::Anonymise,
            destroyed: Vec::new(),
            kept: Vec::new(),
        }],
        anonymised: [(2020, Remainder { clients: 1, notes: 41 })].into(),
    };
    let disclosure = Disclosure {
        to: WORD.to_owned(),
        capacity: Capacity::SocialServices,
        on: "2025-02-01".parse().expect("a date"),
        about: format!("{WORD}\nsecond line"),
        basis: DisclosureBasis::Safeguarding,
        how: Some(Channel::InPerson),
        by: MEMBER,
        recorded: "2025-02-01T10:00:00Z".to_owned(),
    };
    vec![
        ("request", body(RecordType::Request, &request())),
        ("decisions", body(RecordType::Decisions, &decided())),
        ("breach", body(RecordType::Breach, &of_the_page::<Breach>("breach"))),
        ("complaint", body(RecordType::Complaint, &of_the_page::<Complaint>("complaint"))),
        ("disclosure", body(RecordType::Disclosure, &disclosure)),
        ("hold", body(RecordType::Hold, &hold)),
        ("sweep", body(RecordType::Sweep, &reviewed)),
        ("person", body(RecordType::Person, &client.person)),
        ("contact", body(RecordType::Contact, &client.contact)),
        ("clinical", body(RecordType::Clinical, &client.clinical)),
        ("dates", body(RecordType::Dates, &client.dates)),
        ("note", body(RecordType::Note, &note())),
        ("file", body(RecordType::File, &file)),
        ("export", body(RecordType::Export, &entry)),
        ("kit", body(RecordType::Kit, &kit)),
        ("member", body(RecordType::Member, &MemberEntry { name: WORD.to_owned() })),
        ("will", body(RecordType::Will, &will())),
    ]
}

/// A will that was made anew, and tried.
fn will() -> WillEntry {
    let kit = |number| Reference::new(Register::Kit, number);
    WillEntry {
        trustee: WORD.to_owned(),
        contact: Some(WORD.to_owned()),
        recipient: format!("age1{WORD}"),
        folder: format!("/media/{WORD}"),
        kit: Some(kit(2)),
        exports: vec![Reference::new(Register::Export, 3), Reference::new(Register::Export, 4)],
        listed: vec![Reference::new(Register::Client, 1)],
        files: vec![WillFile { name: "kit.age".to_owned(), sha256: "ab".repeat(32) }],
        former: vec![Former { folder: format!("/media/{WORD}"), kit: kit(1) }],
        drill: Some(WillDrill { on: "2026-11-24".parse().expect("a date"), trustee: true }),
    }
}

/// A request to which everything happened that can.
fn request() -> Request {
    let (on, because) = ("2025-02-03".parse().expect("a date"), format!("{WORD}\nsecond line"));
    let (recorded, wanted) = ("2025-02-03T10:00:00Z".to_owned(), Wanted::Authority);
    let history = [
        Step::Asked { wanted, on },
        Step::Given { wanted, on },
        Step::Paused { on, because: because.clone() },
        Step::Resumed { on },
        Step::Extended { on, ground: Lengthened::Number, because: because.clone() },
        Step::Written { letter: "acknowledgement".to_owned(), on },
        Step::Refused { on, ground: RefusedFor::Exempt, because: because.clone() },
        Step::Closed { on, outcome: Outcome::Refused },
    ];
    Request {
        right: Right::Access,
        received: on,
        channel: Channel::Email,
        client: Some(targets::HANDLE),
        name: Some(WORD.to_owned()),
        requester: Requester::Agent,
        requester_name: Some(WORD.to_owned()),
        words: Some(because),
        history: history.map(|step| Entry { step, by: MEMBER, recorded: recorded.clone() }).into(),
        by: MEMBER,
        recorded,
    }
}

/// The body that docs/format.md has of a type, with every field and step that there is, and with words to look for.
fn of_the_page<T: DeserializeOwned>(what: &str) -> T {
    let page = include_str!("../../docs/format.md");
    let vectors = page.split("```json\n").nth(1).and_then(|block| block.split("\n```").next());
    let vectors: serde_json::Value = serde_json::from_str(vectors.expect("vectors")).expect("JSON");
    let mut body = vectors["bodies"][what].to_string();
    for words in ["Bag gone", "Distress", "The owner", "Session notes", "B Example", "We are sorry"] {
        body = body.replace(words, WORD);
    }
    assert!(body.contains(WORD));
    serde_json::from_str(&body).expect("a body of its type")
}

/// Decisions about a pack, with every field.
fn decided() -> Decisions {
    let on = "2025-02-03".parse().expect("a date");
    let opinion = decision::Opinion {
        by_whom: WORD.to_owned(),
        capacity: decision::Capacity::MostSuitable,
        profession: decision::Profession::ChildPsychotherapist,
        on,
        met: true,
    };
    let word = || WORD.to_owned();
    let factors = decision::Factors {
        information: word(),
        confidentiality: word(),
        consent_sought: word(),
        capable: word(),
        refused: word(),
    };
    let span = decision::Span { field: "text".to_owned(), start: 1, end: 7, ground: Ground::ThirdParty };
    let decided = decision::Decision {
        item: "N-000012".parse().expect("an item"),
        version: 2,
        choice: decision::Choice::Redact,
        ground: Some(Ground::OwnJudgement),
        factors: Some(factors),
        opinion: Some(opinion.clone()),
        opinions: vec![on],
        spans: vec![span],
        words: Some(word()),
        by: MEMBER,
        at: "2025-02-03T10:00:00Z".to_owned(),
    };
    Decisions { opinions: vec![opinion], decided: vec![decided] }
}

fn client() -> Client {
    let text = |text: &str| Some(format!("{WORD} {text}"));
    let day = |day: &str| Some(day.parse().expect("a date"));
    Client {
        person: Person {
            name: WORD.to_owned(),
            kind: ClientKind::Couple,
            members: vec![targets::HANDLE],
            known_as: text("known as"),
            pronouns: text("they"),
            born: day("1987-03-14"),
            nhs_number: NhsNumber::parse("999 000 0018").ok(),
            guardian: text("guardian"),
            referrer: text("referrer"),
            basis: Basis::Consent,
            condition: Condition::LegalClaims,
            tags: [Tag::Nhs, Tag::Enquiry].into(),
            source: text("source"),
        },
        contact: Contact {
            email: Some("someone@example.org".to_owned()),
            phone: Some("07700 900123".to_owned()),
            address: text("Row"),
            emergency_contact: text("brother"),
            insurer: text("insurer"),
        },
        clinical: Clinical {
            gp: text("surgery"),
            alerts: vec![WORD.to_owned(), "two".to_owned()],
            medications: vec![WORD.to_owned()],
            allergies: vec![WORD.to_owned()],
        },
        dates: Dates {
            restrictions: Restrictions {
                made: vec![Restriction {
                    request: Reference::new(Register::Request, 1),
                    ground: Some(RestrictionGround::Accuracy),
                    on: "2025-02-01".parse().expect("a date"),
                    by: MEMBER,
                    recorded: "2025-02-01T10:00:00Z".to_owned(),
                    ended: Some(RestrictionEnd {
                        told: "2025-03-01".parse().expect("a date"),
                        by: MEMBER,
                        recorded: "2025-03-02T10:00:00Z".to_owned(),
                    }),
                }],
                overridden: vec![Overridden {
                    reason: OverrideReason::OthersRights,
                    words: Some(WORD.to_owned()),
                    by: MEMBER,
                    at: "2025-02-02T10:00:00Z".to_owned(),
                }],
            },
            statements: vec![Statement {
                note: Reference::new(Register::Note, 7),
                request: Reference::new(Register::Request, 1),
            }],
            first_contact: "2024-03-01".parse().expect("a date"),
            last_contact: "2025-01-01".parse().expect("a date"),
            ended: day("2025-01-01"),
            died: day("2026-01-01"),
            reviewed: Some(Spared {
                decision: Decision::Keep,
                until: day("2030-01-01"),
                reason: Reason::Other,
                words: text("may return"),
                sweep: Reference::new(Register::Sweep, 1),
                by: MEMBER,
                on: "2026-11-22".parse().expect("a date"),
            }),
            groups: vec![targets::HANDLE],
            history: vec![Turn {
                to: Status::Ended,
                on: "2025-01-01".parse().expect("a date"),
                recorded: "2025-01-02T10:00:00Z".to_owned(),
            }],
        },
    }
}

fn note() -> Note {
    let at = "2026-11-22T10:00:00Z".to_owned();
    Note {
        kind: NoteKind::Session,
        date: "2026-11-22".parse().expect("a date"),
        text: format!("{WORD}\n\"two\""),
        attendance: Some(Attendance::Attended),
        modality: Some(Modality::InPerson),
        minutes: Some(50),
        signed: Some(Signed { by: MEMBER, at: at.clone() }),
        reason: Some(AmendReason::LateEntry),
        written: at,
        source: Some("ab".repeat(32)),
    }
}
