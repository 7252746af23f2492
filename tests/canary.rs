//! Promise V1, as far as one machine can show it: strings that were never written anywhere else ("canaries") go
//! through every door of praxis, and afterwards none of them stands in any file it left, in any error, in the
//! log, or in what an editor can be seen to be started with.
//!
//! Each test is a session in a home of its own. What a session feeds in lies outside that home; what praxis
//! writes lies inside, and the whole of it is searched when the session ends. At that point everything that was
//! stored is also exported in the clear, outside, and has to be found there by the same search: a blind search,
//! or a canary that never reached the vault, fails the test.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;

use common::canary::{Prints, Scanner, Session, clear_values};
use common::files;

/// One value for every field that praxis takes about a client: the flag, the field in JSON, the value, and
/// whether JSON wants a list.
type Field = (&'static str, &'static str, String, bool);

fn fields(session: &mut Session, born: &str, first: &str, nhs: &str, phone: &str) -> Vec<Field> {
    let name = format!("{} Oddlington", session.kept("name"));
    let email = format!("{}@example.org", session.kept("email"));
    let address = format!("{} Row, Mockham", session.kept("address"));
    vec![
        ("--name", "name", name, false),
        ("--known-as", "known_as", session.kept("knownas"), false),
        ("--pronouns", "pronouns", session.kept("pronouns"), false),
        ("--born", "born", session.kept_day(born), false),
        ("--nhs-number", "nhs_number", session.kept_number(nhs), false),
        ("--guardian", "guardian", session.kept("guardian"), false),
        ("--referrer", "referrer", session.kept("referrer"), false),
        ("--email", "email", email, false),
        ("--phone", "phone", session.kept_number(phone), false),
        ("--address", "address", address, false),
        ("--emergency-contact", "emergency_contact", session.kept("emergency"), false),
        ("--insurer", "insurer", session.kept("insurer"), false),
        ("--gp", "gp", session.kept("doctor"), false),
        ("--alert", "alerts", session.kept("alert"), true),
        ("--medication", "medications", session.kept("medication"), true),
        ("--allergy", "allergies", session.kept("allergy"), true),
        ("--first-contact", "first_contact", session.kept_day(first), false),
    ]
}

fn as_json(fields: &[Field]) -> String {
    let object: serde_json::Map<String, serde_json::Value> = fields
        .iter()
        .map(|(_, field, value, list)| {
            let value = if *list { serde_json::json!([value]) } else { serde_json::json!(value) };
            ((*field).to_owned(), value)
        })
        .collect();
    serde_json::Value::Object(object).to_string()
}

fn value_of<'f>(fields: &'f [Field], field: &str) -> &'f str {
    fields.iter().find(|(_, name, ..)| *name == field).map(|(_, _, value, _)| value.as_str()).expect("there")
}

/// The fields that praxis takes are those that this file fills: a new one must be added here.
#[test]
fn no_field_is_forgotten() {
    let mut session = Session::begin("z");
    let fields = fields(&mut session, "1987-03-19", "2019-04-23", "999 000 0018", "07700 900417");
    let flags_of = |args: &[&str]| -> BTreeSet<String> {
        let help = session.home.run(args).ok().stdout;
        let flags = help.lines().filter_map(|line| {
            let line = line.trim_start();
            let long = line.strip_prefix('-').and_then(|l| l.split_once(", ")).map_or(line, |(_, long)| long);
            long.starts_with("--").then(|| long.split(' ').next().unwrap_or_default().to_owned())
        });
        flags.collect()
    };
    let flags = flags_of(&["client", "add", "--help"]);
    assert!(flags.len() > 15, "{flags:?}");
    let mut known = flags_of(&["--help"]);
    let closed = ["--kind", "--member", "--basis", "--condition", "--tag", "--from"];
    known.extend(fields.iter().map(|field| field.0).chain(closed).map(str::to_owned));
    let new: Vec<_> = flags.difference(&known).collect();
    assert!(new.is_empty(), "{new:?} is given no canary in this file");
}

/// Clients: every field by flag and by JSON, amended, turned, listed and shown.
#[test]
#[allow(clippy::too_many_lines)] // One session, told in order.
fn clients_and_notes_leave_no_trace() {
    let mut session = Session::begin("c");
    let s = &mut session;

    // By flags.
    let flags = fields(s, "1987-03-19", "2019-04-23", "999 000 0018", "07700 900417");
    let mut args = vec!["client", "add"];
    args.extend(flags.iter().flat_map(|(flag, _, value, _)| [*flag, value.as_str()]));
    assert_eq!(s.does(&args), "C-0001");
    // By JSON.
    let json = fields(s, "1991-10-27", "2018-09-14", "999 000 0026", "07700 900418");
    assert_eq!(s.does_with(&["client", "add", "--from", "-"], &as_json(&json)), "C-0002");
    // With the closed lists, and a member by a part of the name.
    let couple = s.kept("couple");
    let part = value_of(&json, "name").split(' ').next().expect("a word").to_owned();
    let add = ["client", "add", "--name", &couple, "--kind", "couple", "--member", &part];
    assert_eq!(s.does(&[&add[..], &["--tag", "safeguarding"]].concat()), "C-0003");

    // Shown by a part of the name, in both forms, with everything in them.
    let name = value_of(&flags, "name").split(' ').next().expect("a word").to_owned();
    let all: Vec<&str> = flags.iter().map(|f| f.2.as_str()).collect();
    s.reads(&["client", "show", &name, "--json"], &all);
    s.reads(&["client", "show", &name.to_lowercase()], &[&name, "999 000 0018", "19 Mar 1987"]);

    // Amended, by flags and by JSON; the former values stay in the vault, sealed.
    let phone = s.kept_number("+44 7700 900419");
    let alert = s.kept("newalert");
    let born = s.kept_day("1978-08-23");
    let former: Vec<String> =
        ["phone", "alerts", "born"].iter().map(|field| value_of(&flags, field).to_owned()).collect();
    s.stored.retain(|word| !former.contains(word));
    s.does(&["client", "amend", &name, "--phone", &phone, "--alert", &alert, "--born", &born]);
    let (renamed, insurer, gp) = (s.kept("renamed"), s.kept("newinsurer"), s.kept("newdoctor"));
    let former = ["insurer", "gp"].map(|field| value_of(&json, field).to_owned());
    s.stored.retain(|word| !former.contains(word) && *word != part);
    let change =
        serde_json::json!({"name": renamed, "insurer": insurer, "gp": gp, "email": null}).to_string();
    let email = value_of(&json, "email").split('@').next().expect("a word").to_owned();
    s.stored.retain(|word| *word != email);
    s.does_with(&["client", "amend", "C-0002", "--from", "-"], &change);
    s.reads(&["client", "show", "C-0002", "--json"], &[&renamed, &insurer, &gp]);

    // Turned.
    let (ended, again, died) = (s.day("2022-05-29"), s.day("2022-07-16"), s.kept_day("2023-10-07"));
    s.stored.push(ended.clone());
    s.does(&["client", "end", &renamed, "--date", &ended]);
    s.does(&["client", "reopen", &renamed, "--date", &again]);
    s.does(&["client", "died", &renamed, "--date", &died]);

    // Notes of every kind, by --file, by pipe and as drafts.
    let mut texts = Vec::new();
    let kinds = ["session", "assessment", "intake", "contract", "correspondence", "process", "supervision"];
    for (at, kind) in kinds.iter().enumerate() {
        let text = format!("First line.\n{} was said, \"quoted\".\n", s.kept("text"));
        let day = s.kept_day(&format!("2021-08-{:02}", 11 + at));
        let note = if at % 2 == 0 {
            s.does_with(&["note", "add", &name, "--kind", kind, "--date", &day, "--file", "-"], &text)
        } else {
            let file = s.file(&format!("note-{at}.txt"), text.as_bytes());
            s.does(&["note", "add", "C-0001", "--kind", kind, "--date", &day, "--file", &file])
        };
        texts.push((note, text));
    }
    let text = s.kept("missed");
    let args = [
        "note",
        "add",
        "C-0001",
        "--attendance",
        "late-cancel",
        "--modality",
        "in-person",
        "--minutes",
        "55",
    ];
    s.does_with(&[&args[..], &["--date", "2021-09-02"]].concat(), &text);
    // A draft is replaced: what it said first is gone, and what it says is signed in the end.
    let (first, second) = (s.canary("draftone"), s.kept("drafttwo"));
    let draft = s.does_with(&["note", "add", "C-0002", "--draft", "--date", "2021-09-03"], &first);
    s.does_with(&["note", "amend", &draft, "--file", "-"], &second);
    s.does(&["note", "sign", &draft]);
    let unsigned = s.kept("unsigned");
    s.does_with(&["note", "add", "C-0002", "--kind", "process", "--draft"], &unsigned);
    // Amended: both versions stay.
    for (note, reason) in [(0, "correction"), (5, "late-entry"), (6, "addition")] {
        let text = s.kept("amended");
        let note = texts[note].0.clone();
        s.does_with(&["note", "amend", &note, "--reason", reason, "--file", "-"], &text);
    }
    let moved = s.kept_day("2020-11-30");
    s.does(&["note", "amend", &texts[1].0.clone(), "--reason", "correction", "--date", &moved]);
    // In the trash, and out of it again.
    for note in [2, 5] {
        s.does(&["note", "trash", &texts[note].0.clone()]);
    }
    s.does(&["note", "restore", &texts[2].0.clone()]);

    // Lists, notes and searches print what they should, and leave nothing behind.
    s.reads(&["client", "list"], &[&name, &renamed, "died"]);
    s.reads(&["client", "list", "--csv"], &[&name, "2019-04-23"]);
    s.reads(&["client", "list", "--json"], &[&name, &couple]);
    s.reads(&["note", "list", &name, "--json"], &["2021-08-14"]);
    s.reads(&["note", "show", &texts[0].0.clone(), "--versions"], &["was said", "correction"]);
    let word = texts[3].1.split_whitespace().nth(2).expect("a word").to_owned();
    s.reads(&["search", &word.to_lowercase()], &[&word]);
    s.reads(&["search", &word, "--client", &name, "--json"], &[&word]);
    let nowhere = s.canary("nowhere");
    assert_eq!(s.does(&["search", &nowhere]), "");
    s.does(&["client", "list", "--locked"]);

    // Not even the kinds, reasons and tags stand in the database. (Its schema says "process": no word of a note.)
    let codes = [
        "assessment",
        "correspondence",
        "supervision",
        "correction",
        "late-entry",
        "late-cancel",
        "in-person",
        "safeguarding",
    ];
    let scanner = Scanner::of(&codes);
    for (path, bytes) in files(&session.home.vault()) {
        if path.file_name().is_some_and(|name| name != "praxis.toml") {
            assert_eq!(scanner.found(&bytes), BTreeSet::new(), "{}", path.display());
        }
    }
    session.end();
}

const CLIENT_MAP: &str = "[columns]\nsource = \"ID\"\nname = \"Name\"\nknown_as = \"Known as\"\nborn = \"Born\"\n\
    nhs_number = \"NHS\"\nphone = \"Phone\"\nemail = \"Mail\"\nalerts = \"Alerts\"\nkind = \"Kind\"\ntags = \"Tags\"\n\
    basis = \"Basis\"\nfirst_contact = \"First\"\nended = \"Ended\"\n";
const CLIENT_HEADER: &str = "ID,Name,Known as,Born,NHS,Phone,Mail,Alerts,Kind,Tags,Basis,First,Ended\r\n";
const NOTE_MAP: &str = "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Type\"\ntext = \"Note\"\n\
    attendance = \"Came\"\nmodality = \"How\"\nminutes = \"Minutes\"\nstate = \"State\"\n";
const NOTE_HEADER: &str = "ID,Date,Type,Note,Came,How,Minutes,State\r\n";

/// Imports: good rows, bad rows, all or nothing, and files that cannot be read at all.
#[test]
#[allow(clippy::too_many_lines)] // One session, told in order.
fn imports_leave_no_trace() {
    let mut session = Session::begin("i");
    let s = &mut session;
    fs::create_dir(s.home.join("reports")).expect("a folder");
    let clients_map = s.file("clients.toml", CLIENT_MAP.as_bytes());
    let notes_map = s.file("notes.toml", NOTE_MAP.as_bytes());

    // Good ones first. The number of the old system is stored; an export does not give it.
    let (one, two) = (s.canary("source"), s.canary("source"));
    let (name, other) = (s.kept("name"), s.kept("name"));
    let (known, mail, alert) = (s.kept("known"), s.kept("mail"), s.kept("alert"));
    let (born, first, ended) = (s.kept_day("1987-03-19"), s.kept_day("2019-04-23"), s.kept_day("2022-05-29"));
    let (nhs, phone) = (s.kept_number("999 000 0018"), s.kept_number("07700 900417"));
    assert_eq!((born.as_str(), first.as_str()), ("1987-03-19", "2019-04-23"));
    let mut csv = CLIENT_HEADER.as_bytes().to_vec();
    csv.extend(
        format!(
            "{one},{name},{known},19/03/1987,{nhs},{phone},{mail},{alert},,,,23/04/2019,{ended}\r\n\
             {two},{other},,,,,,,couple,safeguarding,consent,2019-04-23,\r\n"
        )
        .bytes(),
    );
    // And bad ones: every column that can be refused, with a canary in the bad cell and in the others.
    for (number, day) in [("999 000 0019", "31/02/1987"), ("999 000 0027", "30/02/1991")] {
        s.number(number);
        s.scanner.add(day, day);
    }
    s.scanner.add("1987-02-31", "1987-02-31");
    s.day("2089-03-17");
    s.scanner.add("17.11.1986", "17.11.1986");
    let bad = [
        "{},{},{},31/02/1987,,,,,,,,23/04/2019,",
        "{},{},{},1987-02-31,,,,,,,,23/04/2019,",
        "{},{},{},17.11.1986,,,,,,,,23/04/2019,",
        "{},{},{},{},,,,,,,,23/04/2019,",
        "{},{},{},17/03/2089,,,,,,,,23/04/2019,",
        "{},{},,,999 000 0019,,,,,,,23/04/2019,",
        "{},{},,,{},,,,,,,23/04/2019,",
        "{},{}\u{1b}[2J,,,,,,,,,,23/04/2019,",
        "{},{},,,,{}\u{7},,,,,,23/04/2019,",
        "{},{},,,,,,,{},,,23/04/2019,",
        "{},{},,,,,,,,nhs; {},,23/04/2019,",
        "{},{},,,,,,,,,{},23/04/2019,",
        "{},{},,,,,,,,,,{},",
        "{},{},,,,,,,,,,23/04/2019,{}",
        "{},{},,,,,,,,,,,",
        "{},,{},,,,,,,,,23/04/2019,",
        "{},{},{},,,,,,,,,23/04/2019,,{}",
        "{},{}",
    ];
    for row in bad {
        csv.extend(s.fill(row).bytes());
        csv.extend(b"\r\n");
    }
    csv.extend(s.fill(&format!("{one},{{}},,,,,,,,,,23/04/2019,\r\n")).bytes());
    csv.extend(s.fill("{},{}").bytes());
    csv.extend(b"\xe9,,,,,,,,,,23/04/2019,\r\n");
    let clients = s.file("clients.csv", &csv);
    let import = ["import", "clients", &clients, "--map", &clients_map];
    s.refuses(10, &[&import[..], &["--report", "reports/clients.json"]].concat());
    s.refuses(10, &[&import[..], &["--report", "reports/again.json", "--json"]].concat());
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(s.home.join("reports/clients.json")).expect("reads")).expect("JSON");
    assert_eq!(report["added"], 2);
    assert_eq!(report["refused"].as_array().expect("a list").len(), bad.len() + 2);
    s.reads(&["client", "show", &name], &[&known, &nhs]);

    // Notes.
    let mut csv = NOTE_HEADER.as_bytes().to_vec();
    for kind in ["session", "process", "supervision", "correspondence"] {
        let text = s.kept("text");
        csv.extend(format!("{one},17/08/2021,{kind},\"Line one.\r\n{text}\",,,,\r\n").bytes());
    }
    let draft = s.kept("draft");
    csv.extend(format!("{two},17/08/2021,session,{draft},attended,video,50,draft\r\n").bytes());
    csv.extend(s.fill(&format!("{two},17/08/2021,session,{{}},,,,trash\r\n")).bytes());
    s.kept_day("2021-08-17");
    let bad = [
        "{},17/08/2021,session,{},,,,",
        "ONE,31/02/1987,session,{},,,,",
        "ONE,{},session,{},,,,",
        "ONE,17/08/2021,{},{},,,,",
        "ONE,17/08/2021,session,{}\u{1b}]0;{}\u{7},,,,",
        "ONE,17/08/2021,session,{}\0{},,,,",
        "ONE,17/08/2021,session,{},{},,,",
        "ONE,17/08/2021,session,{},,{},,",
        "ONE,17/08/2021,session,{},,,{},",
        "ONE,17/08/2021,session,{},,,,{}",
        "ONE,17/08/2021,session,{},and,more,{},than,that",
    ];
    for row in bad {
        csv.extend(s.fill(&row.replace("ONE", &one)).bytes());
        csv.extend(b"\r\n");
    }
    let notes = s.file("notes.csv", &csv);
    let import = ["import", "notes", &notes, "--map", &notes_map];
    s.refuses(10, &[&import[..], &["--report", "reports/notes.json"]].concat());
    s.refuses(10, &import);
    let report: serde_json::Value =
        serde_json::from_slice(&fs::read(s.home.join("reports/notes.json")).expect("reads")).expect("JSON");
    assert_eq!(report["added"], 5);
    assert_eq!(report["refused"].as_array().expect("a list").len(), bad.len());

    // All or nothing: the good row is not stored.
    let good = s.canary("notyet");
    let mut csv = CLIENT_HEADER.to_owned();
    csv.push_str(
        &s.fill(&format!("{{}},{good},,,,,,,,,,23/04/2019,\r\n{{}},{{}},,{{}},,,,,,,,23/04/2019,\r\n")),
    );
    let both = s.file("both.csv", csv.as_bytes());
    let import = ["import", "clients", &both, "--map", &clients_map, "--all-or-nothing"];
    s.refuses(10, &[&import[..], &["--report", "reports/nothing.json"]].concat());
    s.refuses(5, &["client", "show", &good]);
    let csv = s.fill(&format!(
        "{NOTE_HEADER}{one},17/08/2021,session,{{}},,,,\r\n{{}},17/08/2021,session,{{}},,,,\r\n"
    ));
    let both = s.file("both-notes.csv", csv.as_bytes());
    s.refuses(10, &["import", "notes", &both, "--map", &notes_map, "--all-or-nothing", "--json"]);

    // Files that are no such thing: without a header, in UTF-16, binary, and the two of them swapped.
    let rows = s.fill("{},{},{},19/03/1987,,,,,,,,23/04/2019,\r\n").repeat(3);
    let wide: Vec<u8> =
        format!("\u{feff}{CLIENT_HEADER}{rows}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut binary = b"\x00\x01\xff\xfe\"".to_vec();
    binary.extend(rows.bytes());
    for (name, bytes) in
        [("bare.csv", rows.as_bytes()), ("wide.csv", &wide), ("binary.csv", &binary), ("empty.csv", b"")]
    {
        let file = s.file(name, bytes);
        s.refuses(2, &["import", "clients", &file, "--map", &clients_map, "--report", "reports/none.json"]);
        s.refuses(2, &["import", "notes", &file, "--map", &notes_map]);
        s.refuses(2, &["import", "clients", &clients, "--map", &file]);
    }
    s.refuses(2, &["import", "clients", &clients_map, "--map", &clients]);
    s.refuses(2, &["import", "notes", &clients, "--map", &notes_map]);
    // Paths may hold a name.
    for paths in ["{}.csv|--map|MAP", "FILE|--map|{}.toml", "{}/x.csv|--map|MAP|--json"] {
        let args = s.fill(paths).replace("MAP", &clients_map).replace("FILE", &clients);
        let args: Vec<&str> = ["import", "clients"].into_iter().chain(args.split('|')).collect();
        s.refuses(2, &args);
    }
    let report = s.fill("no-such-folder/{}.json");
    s.refuses(1, &["import", "clients", &clients, "--map", &clients_map, "--report", &report]);
    session.end();
}

/// Usage errors. Between bars are arguments, `{}` is a canary; a name may stand wherever people type.
const REFUSED: &[(i32, &str)] = &[
    // Without quotes, and in the wrong place.
    (2, "client|add|--name|{}|{}"),
    (2, "client|add|{}"),
    (2, "client|add|{} {}"),
    (2, "client|add|--known-as|{}"),
    (2, "client|show|{}|{}"),
    (2, "note|add|C-0001|{} {}"),
    (2, "search|{}|{}"),
    (2, "client|list|{}"),
    (2, "{}"),
    (2, "{} {}"),
    (2, "client|{}"),
    (2, "note|{}|{}"),
    (2, "--|{}"),
    // Values that are none.
    (2, "client|add|--name|{}|--born|{}"),
    (2, "client|add|--name|{}|--born|31/02/1987"),
    (2, "client|add|--name|{}|--born|1987-02-31"),
    (2, "client|add|--name|{}|--born|17.11.1986"),
    (2, "client|add|--name|{}|--born|2089-03-17"),
    (2, "client|add|--name|{}|--born|17/03/1089"),
    (2, "client|add|--name|{}|--born|1987-03-19|--first-contact|1986-11-17"),
    (2, "client|add|--name|{}|--first-contact|{}"),
    (2, "client|add|--name|{}|--nhs-number|{}"),
    (2, "client|add|--name|{}|--nhs-number|999 000 0019"),
    (2, "client|add|--name|{}|--kind|{}"),
    (2, "client|add|--name|{}|--kind={}"),
    (2, "client|add|--name|{}|--basis|{}"),
    (2, "client|add|--name|{}|--condition|{}"),
    (2, "client|add|--name|{}|--tag|nhs|--tag|{}"),
    (2, "client|add|--name|{}\u{1b}[2J"),
    (2, "client|add|--name|{}|--phone|{}\u{7}{}"),
    (2, "client|add|--name|{}|--alert|{}\u{9b}"),
    (2, "client|add|--name|{}|--name|{}"),
    (2, "client|add|--name|{}|--born"),
    (5, "client|add|--name|{}|--kind|couple|--member|{}"),
    (2, "client|add|--name|{}|--member|C-0001"),
    (2, "client|end|C-0001|--date|{}"),
    (2, "client|died|C-0001|--date|31/02/1987"),
    (2, "client|list|--status|{}"),
    (2, "client|list|--csv={}"),
    (2, "note|add|C-0001|--kind|{}"),
    (2, "note|add|C-0001|--attendance|{}"),
    (2, "note|add|C-0001|--modality|{}"),
    (2, "note|add|C-0001|--minutes|{}"),
    (2, "note|add|C-0001|--date|{}"),
    (2, "note|amend|N-000001|--reason|{}"),
    (2, "note|amend|N-000001|--date|{}"),
    (2, "note|list|--kind|{}"),
    (2, "note|list|--state|{}"),
    (2, "search|{}|--since|{}"),
    (2, "search|{}|--kind|{}"),
    (2, "export|-o|nowhere|--format|{}"),
    (2, "export|-o|nowhere|--recipient|{}"),
    (2, "export|-o|nowhere|--recipient|age1{}"),
    (2, "init|--nation|{}"),
    (2, "certificate|verify|nowhere|--key|{}"),
    (5, "certificate|verify|{}"),
    (2, "completions|{}"),
    (2, "--passphrase-fd|{}|client|list"),
    // Flags that are none.
    (2, "--{}"),
    (2, "--{}={}"),
    (2, "--{} {}"),
    (2, "-{}"),
    (2, "client|--{}|{}"),
    (2, "client|add|--{}"),
    (2, "client|add|--name|{}|--{}|{}"),
    (2, "client|add|--nane|{}"),
    (2, "client|add|--nane={}"),
    (2, "client|show|--{}|{}"),
    (2, "note|add|C-0001|--{}"),
    (2, "search|--{}"),
    // Nobody, and no note.
    (5, "client|show|{}"),
    (5, "client|amend|{}|--phone|{}"),
    (5, "client|end|{}"),
    (5, "client|reopen|{}"),
    (5, "client|died|{}|--date|2026-01-05"),
    (5, "note|add|{}"),
    (5, "note|list|{}"),
    (5, "search|{}|--client|{}"),
    (2, "note|show|{}"),
    (2, "note|trash|{}"),
    (2, "note|restore|{}"),
    (2, "note|sign|{}"),
    (2, "note|amend|{}|--reason|correction"),
    // Paths.
    (2, "note|add|C-0001|--file|/nowhere/{}.txt"),
    (2, "client|add|--from|/nowhere/{}.json"),
    (2, "export|-o|/nowhere/{}/everything"),
    (2, "export|--plain|-o|/nowhere/{}"),
    (2, "import|clients|{}|--map|{}"),
];

/// What may be wrong with a client in JSON.
const BROKEN: &[(i32, &str)] = &[
    (2, "{}"),
    (2, "{\"name\": \"{}\""),
    (2, "{\"name\": \"{}\", \"{}\": \"x\"}"),
    (2, "{\"name\": [\"{}\"]}"),
    (2, "{\"name\": 5, \"known_as\": \"{}\"}"),
    (2, "{\"name\": \"{}\", \"alerts\": \"{}\"}"),
    (2, "[\"{}\"]"),
    (2, "\"{}\""),
    (2, "{\"name\": \"{}\", \"name\": \"{}\"}"),
    (2, "{\"name\": \"{}\", \"kind\": \"{}\"}"),
    (2, "{\"name\": \"{}\", \"tags\": [\"{}\"]}"),
    (2, "{\"name\": \"{}\", \"born\": \"{}\"}"),
    (2, "{\"name\": \"{}\", \"born\": \"31/02/1987\"}"),
    (2, "{\"name\": \"{}\", \"nhs_number\": \"{}\"}"),
    (2, "{\"name\": \"{}\", \"email\": \"{}\\u001b[2J\"}"),
    (2, "{\"name\": \"{}\u{1b}\"}"),
    (5, "{\"name\": \"{}\", \"kind\": \"couple\", \"members\": [\"{}\"]}"),
];

/// Usage errors repeat nothing of what was typed, in words and in JSON.
#[test]
fn usage_errors_repeat_nothing() {
    let mut session = Session::begin("u");
    let s = &mut session;
    for day in ["31/02/1987", "1987-02-31", "17.11.1986", "17/03/1089", "999 000 0019"] {
        s.scanner.add(day, day);
    }
    for day in ["2089-03-17", "1987-03-19", "1986-11-17"] {
        s.day(day);
    }
    let twins = s.canary("twins");
    for first in ["Ada", "Bea"] {
        let name = format!("{} {twins}", s.kept(first));
        s.does(&["client", "add", "--name", &name, "--first-contact", "2026-01-04"]);
    }
    let text = s.kept("text");
    s.does_with(&["note", "add", "C-0001"], &text);

    // More than one has it.
    for args in [&["client", "show"][..], &["note", "add"], &["client", "end"], &["note", "list"]] {
        let done = s.refuses_with(2, &[args, &[&twins]].concat(), b"");
        assert!(done.stderr.contains("C-0001, C-0002"), "{}", done.stderr);
    }
    for (code, template) in REFUSED {
        let typed = s.fill(template);
        let args: Vec<&str> = typed.split('|').collect();
        // A pipe, so that nothing waits for an editor.
        s.refuses_with(*code, &args, b"");
        s.refuses_with(*code, &[&["--json"], &args[..]].concat(), b"");
    }
    for (code, template) in BROKEN {
        let add =
            [&["client", "add", "--from", "-"][..], &["client", "amend", "C-0001", "--from", "-", "--json"]];
        for args in add {
            let json = if *template == "{}" { s.canary("said") } else { s.fill(template) };
            s.refuses_with(*code, args, json.as_bytes());
        }
        if !template.contains("kind") && !template.contains("tags") {
            let file = s.fill(template);
            let file = s.file("client.json", file.as_bytes());
            s.refuses(*code, &["client", "add", "--from", &file]);
        }
    }
    let empty = s.fill("{\"name\": \" \", \"known_as\": \"{}\"}");
    s.refuses_with(2, &["client", "add", "--from", "-"], empty.as_bytes());
    let wide: Vec<u8> = s.fill("{\"name\": \"{}\"}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    s.refuses_with(2, &["client", "add", "--from", "-"], &wide);

    // Not UTF-8.
    for args in
        [&["client", "add", "--name"][..], &["client", "show"], &["note", "add", "C-0001", "--kind"], &[]]
    {
        let mut bytes = s.canary("latin").into_bytes();
        bytes.push(0xe9);
        let mut args: Vec<OsString> = args.iter().map(OsString::from).collect();
        args.push(OsString::from_vec(bytes));
        s.go(s.command(&args), Some(b""), 2, Prints::Nothing);
    }
    // Notes that are refused, from a file: it is still there, so nothing is kept.
    for text in ["{}\0{}", "{}\u{1b}[2J{}", "one\n{}\u{9b}"] {
        let text = s.fill(text);
        let file = s.file("refused.txt", text.as_bytes());
        s.refuses(2, &["note", "add", "C-0001", "--file", &file]);
        s.refuses(2, &["note", "amend", "N-000001", "--reason", "addition", "--file", &file, "--json"]);
    }
    session.end();
}

/// A command with another's identity.
fn of_another<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [args, &["-i", "other.age"]].concat()
}

/// A vault that does not open: another identity, a wrong passphrase, keys that are elsewhere.
#[test]
fn a_failed_unlock_repeats_nothing() {
    let mut session = Session::begin("l");
    let s = &mut session;
    let name = s.kept("name");
    s.does(&["client", "add", "--name", &name, "--first-contact", "2026-01-04"]);
    let text = s.kept("text");
    s.does_with(&["note", "add", &name], &text);
    s.does(&["identity", "new", "--bare", "-i", "other.age"]);
    let right = s.fill("{} quarry lantern thistle");
    s.does_with(&["identity", "new", "-i", "locked.age", "--passphrase-fd", "0"], &format!("{right}\n"));

    s.refuses(4, &of_another(&["client", "show", &name]));
    s.refuses(4, &of_another(&["client", "list", "--json"]));
    let term = s.canary("term");
    s.refuses(4, &of_another(&["search", &term]));
    let text = s.canary("text");
    s.refuses_with(4, &of_another(&["note", "add", &name]), text.as_bytes());
    s.refuses_with(4, &of_another(&["note", "add", &name, "--file", "-", "--json"]), text.as_bytes());
    let json = s.fill("{\"name\": \"{}\"}");
    s.refuses_with(4, &of_another(&["client", "add", "--from", "-"]), json.as_bytes());
    let other = s.canary("name");
    s.refuses(4, &of_another(&["client", "add", "--name", &other]));
    s.refuses(4, &of_another(&["export", "--plain", "-o", "never"]));
    // The wrong passphrase, and text behind it in the same pipe; then the right one, of somebody else.
    let wrong = s.fill("{} quarry lantern thistle\n{}\n");
    let fd = ["--passphrase-fd", "0", "-i", "locked.age"];
    let done =
        s.refuses_with(4, &[&["note", "add", &name, "--file", "-"], &fd[..]].concat(), wrong.as_bytes());
    assert!(done.stderr.contains("wrong passphrase"), "{}", done.stderr);
    s.refuses_with(4, &[&["client", "show", &name], &fd[..]].concat(), format!("{right}\n").as_bytes());
    s.refuses(4, &["client", "show", &name, "-i", "locked.age"]);
    // On another machine.
    let mut command = s.command(&["client", "show", &name]);
    command.env("XDG_STATE_HOME", s.home.join("elsewhere"));
    s.go(command, None, 4, Prints::Nothing);

    let log = clear_values(&session.home.vault().join("vault.db"));
    let refused = log.iter().filter(|(_, value)| value == b"vault.unlock-refused").count();
    assert!(refused >= 10, "{refused} refused unlocks are in the log");
    session.end();
}

/// The search finds what it should, and says which.
#[test]
fn the_search_is_not_blind() {
    let mut scanner = Scanner::default();
    scanner.add("name", "CANARYname01");
    scanner.add("phone", "07700 900417");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for bytes in [
        b"..CANARYname01".to_vec(),
        b"\xff\x00canaryNAME01\x00".to_vec(),
        wide("CANARYname01"),
        [b"x".to_vec(), wide("canaryname01")].concat(),
    ] {
        assert_eq!(scanner.found(&bytes), BTreeSet::from(["name"]));
    }
    assert_eq!(scanner.found(b"CANARYname0107700 900417"), BTreeSet::from(["name", "phone"]));
    assert_eq!(scanner.found(b"CANARYname0"), BTreeSet::new());
    assert_eq!(scanner.found(b"CAN"), BTreeSet::new());
}

/// What is typed in an editor, and what could not be stored, lies in memory and nowhere else.
#[cfg(target_os = "linux")]
mod memory {
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};

    use common::Done;
    use common::canary::SHARED_MEMORY;

    use super::*;

    /// What a hint says where the text is.
    fn kept_at(done: &Done) -> PathBuf {
        let (_, path) = done.stderr.split_once("safe in memory until you log out: ").expect("a path");
        PathBuf::from(path.split(" (give it to --file)").next().expect("a path"))
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("there").permissions().mode() & 0o777
    }

    /// Checks one text that was kept, and takes it away.
    fn take(session: &Session, path: &Path, base: &Path, text: &[u8]) {
        let folder = path.parent().expect("a folder");
        assert_eq!(folder.parent(), Some(base), "{}", path.display());
        assert!(folder.file_name().is_some_and(|n| n.to_string_lossy().starts_with("praxis-text-")));
        assert_eq!((mode(folder), mode(path)), (0o700, 0o600));
        assert_eq!(fs::read(path).expect("reads"), text, "the text is kept as it was given");
        let words = session.scanner.found(text);
        assert!(!words.is_empty());
        let mut places = files(session.home.path());
        places.extend(files(session.runtime.path()));
        for (place, bytes) in places.into_iter().filter(|(place, _)| place != path) {
            assert!(session.scanner.found(&bytes).is_disjoint(&words), "also in {}", place.display());
        }
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn text_that_is_not_accepted_is_kept_in_memory_only() {
        let mut session = Session::begin("k");
        let s = &mut session;
        let name = s.kept("name");
        s.does(&["client", "add", "--name", &name, "--first-contact", "2026-01-04"]);
        let text = s.kept("text");
        s.does_with(&["note", "add", &name], &text);
        let runtime = s.runtime.path().to_owned();
        let commands: [&[&str]; 4] = [
            &["note", "add", &name, "--file", "-"],
            &["note", "add", "C-0001", "--kind", "process"],
            &["note", "add", "C-0001", "--draft", "--json"],
            &["note", "amend", "N-000001", "--reason", "addition", "--file", "-"],
        ];
        for (at, args) in commands.into_iter().enumerate() {
            let text = s.fill(["{}\0{}", "{}\n\u{1b}[2J{}", "{}\u{9b}", "one\r\n{}\u{7f}\n"][at]);
            let mut text = text.into_bytes();
            if at == 2 {
                text.push(0xff);
            }
            let done = s.refuses_with(2, args, &text);
            let path = if at == 2 {
                let error: serde_json::Value = serde_json::from_str(&done.stderr).expect("JSON");
                let hint = error["error"]["hint"].as_str().expect("a hint").to_owned();
                kept_at(&Done { code: 2, stdout: String::new(), stderr: hint })
            } else {
                kept_at(&done)
            };
            take(s, &path, &runtime, &text);
        }

        // Without a folder of the session, and with one on a disk, it is /dev/shm.
        let disk = s.home.join("run");
        fs::create_dir(&disk).expect("a folder");
        let on_disk = rustix::fs::statfs(&disk).is_ok_and(|fs| fs.f_type != 0x0102_1994);
        for wrong in [None, Some(&disk)] {
            let text = s.fill("{}\0");
            let mut command = s.command(&["note", "add", "C-0001"]);
            match wrong {
                None => command.env_remove("XDG_RUNTIME_DIR"),
                Some(path) if on_disk => command.env("XDG_RUNTIME_DIR", path),
                Some(_) => continue,
            };
            let done = s.go(command, Some(text.as_bytes()), 2, Prints::Nothing);
            take(s, &kept_at(&done), Path::new(SHARED_MEMORY), text.as_bytes());
        }
        session.end();
    }

    /// An editor for the test: notes what it was started with, and writes the given text.
    struct Editor {
        path: PathBuf,
        text: PathBuf,
        started: PathBuf,
    }

    impl Editor {
        /// `end` is what the editor does after it wrote.
        fn new(session: &Session, name: &str, end: &str) -> Self {
            let folder = session.outside.path();
            let (path, text, started) = (
                folder.join(name),
                folder.join(format!("{name}.text")),
                folder.join(format!("{name}.started")),
            );
            let script = format!(
                "#!/bin/sh\n\
                 for word in \"$@\"; do printf '%s\\n' \"$word\" >>{started}; file=$word; done\n\
                 cat /proc/$$/cmdline /proc/$$/environ >>{started}\n\
                 pwd >>{started}\n\
                 ls -ld \"${{file%/*}}\" \"$file\" >>{started}\n\
                 cat {text} >>\"$file\"\n{end}\n",
                started = started.display(),
                text = text.display(),
            );
            fs::write(&path, script).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("set");
            Self { path, text, started }
        }

        /// Runs praxis on a terminal with this editor; everything it says may be seen by anybody who looks.
        #[track_caller]
        fn write(&self, session: &mut Session, args: &[&str], text: &str, code: i32) -> String {
            fs::write(&self.text, text).expect("written");
            let typed: Vec<String> = args.iter().map(|arg| format!("'{arg}'")).collect();
            let mut command = Command::new("script");
            command.args(["-qec", &format!("{} {}", common::PRAXIS, typed.join(" ")), "/dev/null"]);
            session.home.clear(&mut command);
            command.env("XDG_RUNTIME_DIR", session.runtime.path()).env("EDITOR", &self.path);
            let done: Done = command.stdin(Stdio::null()).output().expect("runs").into();
            assert_eq!(done.code, code, "{args:?}\n{}{}", done.stdout, done.stderr);
            session.search(&format!("what `{}` says", args.join(" ")), done.stdout.as_bytes());
            assert!(!done.stdout.contains("in memory until"), "kept: {}", done.stdout);
            assert_eq!(
                fs::read_dir(session.runtime.path()).expect("a folder").count(),
                0,
                "memory is empty again"
            );
            done.stdout
        }

        /// What can be seen of the editor with `ps`: no name, whoever started it.
        fn check(&self, session: &mut Session, times: usize) {
            let started = fs::read(&self.started).expect("the editor ran");
            let shown = String::from_utf8_lossy(&started);
            let runtime = session.runtime.path().display().to_string();
            assert_eq!(shown.matches("drwx------").count(), times, "{shown}");
            assert_eq!(shown.matches("\n-rw-------").count(), times, "{shown}");
            assert!(shown.matches(&format!("{runtime}/praxis-")).count() >= 2 * times, "{shown}");
            session.search("the arguments, the environment or the folder of the editor", &started);
            assert_eq!(
                Scanner::of(&["XDG_RUNTIME_DIR"]).found(&started).len(),
                1,
                "the environment was seen"
            );
        }
    }

    #[test]
    fn an_editor_leaves_no_trace() {
        if !Command::new("script").arg("--version").output().is_ok_and(|out| out.status.success()) {
            eprintln!(
                "NOT TESTED: there is no `script` (util-linux) here, so no editor can be run on a terminal"
            );
            return;
        }
        let mut session = Session::begin("e");
        let s = &mut session;
        let name = s.kept("name");
        s.does(&["client", "add", "--name", &name, "--first-contact", "2026-01-04"]);

        let writes = Editor::new(s, "writes.sh", "");
        let (first, second, third) = (s.kept("typed"), s.kept("added"), s.kept("process"));
        let said = writes.write(s, &["note", "add", &name], &format!("{first}\n"), 0);
        assert!(said.contains("N-000001"), "{said}");
        writes.write(s, &["note", "amend", "N-000001", "--reason", "addition"], &format!("{second}\n"), 0);
        writes.write(s, &["note", "add", &name.to_lowercase(), "--kind", "process", "--draft"], &third, 0);
        s.reads(&["note", "show", "N-000001"], &[&first, &second]);
        writes.check(s, 3);

        // Given up, and nothing is stored; ended by a signal, and what was saved is a draft.
        let gives_up = Editor::new(s, "gives-up.sh", "exit 1");
        let text = s.canary("givenup");
        gives_up.write(s, &["note", "add", &name], &text, 2);
        gives_up.check(s, 1);
        let dies = Editor::new(s, "dies.sh", "kill -TERM $$");
        let text = s.kept("saved");
        let said = dies.write(s, &["note", "add", &name], &text, 0);
        assert!(said.contains("the draft N-000003"), "{said}");
        dies.check(s, 1);
        // Somebody who is not there.
        let nobody = s.canary("nobody");
        writes.write(s, &["note", "add", &nobody], &nobody, 5);
        session.end();
    }
}
