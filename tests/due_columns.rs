//! The clear columns that jobs without a key act on are what follows from the sealed facts, the schedule and the holds,
//! whatever has happened: one oracle opens everything, works them out anew, and is held against the tables after each
//! step. And they say no more about a child than a year.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::{BTreeMap, HashMap};
use std::fs;

use chrono::NaiveDate;
use common::clear::{Clear, FILE, NOTE, Row, number, number_of, value};
use common::{Done, Home};
use praxis::clock::Now;
use praxis::config::Config;
use praxis::crypto::age_file::Identity;
use praxis::records::client::Status;
use praxis::records::file::FileKind;
use praxis::records::id::Handle;
use praxis::records::note::NoteKind;
use praxis::records::reference::Reference;
use praxis::records::schedule::{Class, Schedule};
use praxis::rules::hold::covers;
use praxis::rules::retention::{self, Facts, When};
use praxis::vault::{Notices, Options, ShownClient, Unlocked, Vault};
use rusqlite::types::Value;

/// By client: the year, the month for contact details, whether a hold stands.
type Clients = BTreeMap<i64, (Option<i64>, Option<String>, bool)>;
/// By type and number: the month of a record, of the version that counts.
type Records = BTreeMap<(i64, i64), Option<String>>;

fn unlock(home: &Home) -> Unlocked {
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::read(),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let identity = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let vault = Vault::open(options).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let opened = vault.unlock(&Identity::parse(identity).expect("an identity"));
    opened.unwrap_or_else(|why| panic!("{}", why.explain().message))
}

fn facts(shown: &ShownClient, members: Vec<Facts>) -> Facts {
    let (person, dates) = (&shown.client.person, &shown.client.dates);
    Facts {
        kind: person.kind,
        tags: person.tags.clone(),
        born: person.born,
        last_contact: Some(dates.last_contact),
        ended: dates.ended,
        died: dates.died,
        reopened: dates.history.iter().filter(|turn| turn.to == Status::Active).map(|turn| turn.on).max(),
        keep_until: dates.reviewed.as_ref().and_then(|spared| spared.until),
        members,
    }
}

fn settings_of(home: &Home) -> Option<Schedule> {
    let text = fs::read_to_string(home.vault().join("praxis.toml")).expect("reads");
    Config::parse(&text).unwrap_or_else(|why| panic!("{}", why.explain().message)).retention
}

/// What the columns have to be, from what is sealed.
fn oracle(home: &Home) -> (Clients, Records) {
    let mut unlocked = unlock(home);
    let schedule: Option<Schedule> = settings_of(home);
    let all = unlocked.everything().unwrap_or_else(|why| panic!("{}", why.explain().message));
    let holds = unlocked.holds(None, false).unwrap_or_else(|why| panic!("{}", why.explain().message));
    let alone: HashMap<Handle, Facts> =
        all.clients.iter().map(|shown| (shown.row.handle, facts(shown, Vec::new()))).collect();
    let mut clients = Clients::new();
    let mut by_reference = HashMap::new();
    for shown in &all.clients {
        let members = &shown.client.person.members;
        let own = facts(shown, members.iter().filter_map(|member| alone.get(member).cloned()).collect());
        let when = schedule.as_ref().map(|schedule| retention::decide(schedule, &own).when);
        let year = match when {
            Some(When::From(day)) => Some(i64::from(retention::disposal_year(day))),
            _ => None,
        };
        let has_contact = shown.versions[1] > 0;
        let contact = schedule.as_ref().filter(|_| has_contact);
        let contact = contact.and_then(|schedule| retention::contact_due(schedule, &own));
        let held = holds.iter().any(|hold| {
            hold.client == Some(shown.reference)
                || hold
                    .hold
                    .scope
                    .as_ref()
                    .is_some_and(|scope| covers(scope, &shown.client.person, &shown.client.dates))
        });
        clients.insert(shown.reference.number.into(), (year, contact, held));
        by_reference.insert(shown.reference, alone[&shown.row.handle].clone());
    }
    let mut records = Records::new();
    // An invoice outlives its client, and has no month.
    let due = |class: Option<Class>, of: Reference, written| {
        retention::record_due(schedule.as_ref()?, class?, by_reference.get(&of)?, written)
    };
    for note in &all.notes {
        let note = &note.found;
        let class = match note.note.kind {
            NoteKind::Process => Some(Class::ProcessNotes),
            NoteKind::Supervision => Some(Class::Supervision),
            _ => None,
        };
        let month = due(class, note.client, note.note.date);
        records.insert((NOTE, note.reference.number.into()), month);
    }
    for file in &all.files {
        let class = (file.file.kind == FileKind::Recording).then_some(Class::Recording);
        let written = file.file.written[..10].parse().expect("a day");
        records.insert((FILE, file.reference.number.into()), due(class, file.client, written));
    }
    (clients, records)
}

fn text(row: &Row, column: &str) -> Option<String> {
    match value(row, column) {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// What the columns are.
fn columns(home: &Home) -> (Clients, Records) {
    let clear = Clear::read(home);
    let there = |row: &&Row| text(row, "register").as_deref() == Some("C");
    let clients = clear.rows("handles").iter().filter(there);
    let clients = clients.filter(|row| text(row, "state").as_deref() != Some("erased")).map(|row| {
        let of = (number(row, "disposal_year"), text(row, "contact_due"), number_of(row, "hold") == 1);
        (number_of(row, "number"), of)
    });
    let counts = |row: &&Row| [NOTE, FILE].contains(&number_of(row, "type"));
    let records = clear.rows("records").iter().filter(counts);
    let records = records.filter(|row| text(row, "state").as_deref() != Some("superseded"));
    let records = records.map(|row| ((number_of(row, "type"), number_of(row, "number")), text(row, "due")));
    (clients.collect(), records.collect())
}

/// Holds the columns against the oracle. They are read first: an unlock may mend them.
#[track_caller]
fn holds_good(home: &Home, after: &str) -> (Clients, Records) {
    let found = columns(home);
    assert_eq!(found, oracle(home), "found, and expected, after: {after}");
    found
}

/// Does something, and looks.
struct Case<'h>(&'h Home);

impl Case<'_> {
    #[track_caller]
    fn does(&self, args: &[&str]) -> Done {
        let done = self.0.pipe(args, b"in words").ok();
        holds_good(self.0, &args.join(" "));
        done
    }

    #[track_caller]
    fn year(&self, client: i64) -> Option<i64> {
        columns(self.0).0[&client].0
    }
}

fn note<'a>(client: &'a str, kind: &'a str, date: &'a str) -> [&'a str; 9] {
    ["note", "add", client, "--kind", kind, "--date", date, "--file", "-"]
}

#[test]
fn single_clients() {
    let home = Home::with_vault();
    let case = Case(&home);
    let add = |more: &[&str]| {
        case.does(&[&["client", "add", "--name", "Ottoline", "--first-contact", "2001-01-05"], more].concat())
    };
    add(&["--born", "1960-02-01", "--phone", "07700 900123"]);
    add(&["--born", "1990-06-15"]);
    add(&[]);
    add(&["--born", "1960-02-01", "--tag", "nhs"]);
    add(&["--born", "1960-02-01", "--tag", "enquiry"]);
    add(&["--born", "1960-02-01", "--tag", "safeguarding"]);
    let (clients, _) = columns(&home);
    let years: Vec<Option<i64>> = clients.values().map(|one| one.0).collect();
    assert_eq!(years, [Some(2009), Some(2016), None, Some(2022), Some(2003), Some(2036)]);

    case.does(&["client", "amend", "C-0003", "--born", "1980-03-01"]);
    assert_eq!(case.year(3), Some(2009));
    case.does(&["client", "amend", "C-0003", "--born", ""]);
    assert_eq!(case.year(3), None);
    case.does(&["client", "amend", "C-0001", "--tag", "nhs", "--tag", "safeguarding"]);
    case.does(&["client", "amend", "C-0001", "--tag", ""]);
    case.does(&["client", "amend", "C-0001", "--first-contact", "2002-01-05"]);
    assert_eq!(case.year(1), Some(2010));
    case.does(&["client", "amend", "C-0001", "--alert", "allergic to plinths"]);

    case.does(&note("C-0001", "session", "2003-05-01"));
    assert_eq!(case.year(1), Some(2011));
    case.does(&note("C-0001", "process", "2008-05-01"));
    case.does(&note("C-0001", "supervision", "2004-05-01"));
    assert_eq!(case.year(1), Some(2011), "one's own thinking is no contact");
    case.does(&[&note("C-0001", "session", "2006-05-01")[..], &["--draft"]].concat());
    assert_eq!(case.year(1), Some(2014));
    case.does(&["note", "trash", "N-000004"]);
    assert_eq!(case.year(1), Some(2011));
    case.does(&["note", "restore", "N-000004"]);
    case.does(&["note", "sign", "N-000004"]);
    case.does(&[
        "note",
        "amend",
        "N-000004",
        "--reason",
        "correction",
        "--date",
        "2005-05-01",
        "--file",
        "-",
    ]);
    assert_eq!(case.year(1), Some(2013));
    case.does(&[
        "note",
        "amend",
        "N-000002",
        "--reason",
        "correction",
        "--date",
        "2009-05-01",
        "--file",
        "-",
    ]);
    fs::write(home.join("tape.txt"), "sounds").expect("writes");
    for kind in ["recording", "document", "invoice"] {
        case.does(&["file", "add", "C-0001", "tape.txt", "--kind", kind]);
    }
    assert!(columns(&home).1[&(FILE, 1)].is_some(), "a recording goes whether work has ended or not");

    case.does(&["client", "end", "C-0001", "--date", "2007-05-15"]);
    let (clients, records) = columns(&home);
    assert_eq!(clients[&1], (Some(2015), Some("2007-09".to_owned()), false), "three months, rounded up");
    assert_eq!(records[&(NOTE, 2)].as_deref(), Some("2007-09"));
    assert_eq!(records[&(NOTE, 3)].as_deref(), Some("2010-06"));
    assert_eq!(records[&(NOTE, 1)], None);
    case.does(&note("C-0001", "process", "2007-05-02"));
    case.does(&note("C-0001", "session", "2008-05-02"));
    case.does(&["client", "reopen", "C-0001", "--date", "2009-01-01"]);
    let (clients, records) = columns(&home);
    assert_eq!(clients[&1], (Some(2016), None, false));
    assert_eq!(records[&(NOTE, 2)], None);
    case.does(&["client", "died", "C-0001", "--date", "2010-01-01"]);
    case.does(&["client", "reopen", "C-0001", "--date", "2010-02-01"]);
    case.does(&["client", "end", "C-0001", "--date", "2010-05-15"]);
    case.does(&["client", "end", "C-0002", "--date", "2007-06-15"]);
    assert_eq!(case.year(2), Some(2017), "17 when work ended: the 26th birthday");

    spared_imported_and_erased(&case);
}

/// A reviewer spares one, somebody new comes by import, and others go.
fn spared_imported_and_erased(case: &Case<'_>) {
    let home = case.0;
    home.run(["retention", "sweep", "-o", "plan.txt", "-q"]).ok();
    case.does(&["retention", "review", "plan.txt", "--decide", "C-0002=keep:2090-05-05:claim"]);
    assert_eq!(case.year(2), Some(2091));
    let map = "[columns]\nsource = \"ID\"\nname = \"Name\"\nborn = \"Born\"\nfirst_contact = \"First\"\nended = \"Ended\"\n";
    fs::write(home.join("map.toml"), map).expect("writes");
    let rows = "ID,Name,Born,First,Ended\nP1,One,01/02/1970,05/01/2001,06/02/2003\nP2,Two,,05/01/2001,\n";
    fs::write(home.join("new.csv"), rows).expect("writes");
    case.does(&["import", "clients", "new.csv", "--map", "map.toml"]);
    let map = "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Type\"\ntext = \"Note\"\n";
    fs::write(home.join("notes.toml"), map).expect("writes");
    let rows = "ID,Date,Type,Note\nP1,01/02/2003,process,Thought.\nP2,01/02/2004,session,Said.\n";
    fs::write(home.join("notes.csv"), rows).expect("writes");
    case.does(&["import", "notes", "notes.csv", "--map", "notes.toml"]);

    // What has gone has no day any more; and who is erased, no column.
    case.does(&["housekeeping", "--apply"]);
    assert_eq!(columns(home).0[&1].1, None);
    case.does(&["client", "amend", "C-0001", "--tag", "nhs"]);
    let erase = ["--ground", "retention", "--accept-total-loss", "--confirm"];
    case.does(&[&["erase", "C-0004"], &erase[..], &["C-0004", "--keep", "clinical=legal-claims"]].concat());
    case.does(&[&["erase", "C-0001"], &erase[..], &["C-0001"]].concat());
    let clear = Clear::read(home);
    let erased = clear.rows("handles").iter().find(|row| number_of(row, "number") == 1).expect("a row");
    assert_eq!((number(erased, "disposal_year"), text(erased, "contact_due")), (None, None));
}

#[test]
fn couples_and_groups() {
    let home = Home::with_vault();
    let case = Case(&home);
    let add = |more: &[&str]| {
        case.does(&[&["client", "add", "--name", "Ottoline", "--first-contact", "2001-01-05"], more].concat())
    };
    add(&["--born", "1960-02-01"]);
    add(&["--born", "1990-06-15"]);
    add(&["--born", "1970-06-15"]);
    add(&["--kind", "couple", "--member", "C-0001", "--member", "C-0002"]);
    assert_eq!(case.year(4), Some(2016), "as long as the child's");
    add(&["--kind", "group", "--member", "C-0001", "--member", "C-0002", "--member", "C-0003"]);
    case.does(&["client", "amend", "C-0002", "--born", "1989-06-15"]);
    assert_eq!((case.year(4), case.year(5)), (Some(2015), Some(2015)));
    case.does(&note("C-0001", "session", "2012-05-01"));
    assert_eq!(case.year(4), Some(2020));
    case.does(&["client", "end", "C-0004", "--date", "2013-03-03"]);
    case.does(&["client", "end", "C-0001", "--date", "2014-03-03"]);
    assert_eq!((case.year(4), case.year(5)), (Some(2022), Some(2022)));
    case.does(&["client", "amend", "C-0004", "--member", "C-0002", "--member", "C-0003"]);
    assert_eq!(case.year(4), Some(2021));
    case.does(&["client", "amend", "C-0001", "--tag", "nhs"]);
    assert_eq!((case.year(4), case.year(5)), (Some(2021), Some(2035)), "no member of the couple any more");
    case.does(&["client", "amend", "C-0003", "--born", ""]);
    assert_eq!(
        (case.year(4), case.year(5)),
        (None, None),
        "nothing goes while a fact of a member's is missing"
    );
    case.does(&["client", "amend", "C-0003", "--born", "1971-01-01"]);
    case.does(&["client", "died", "C-0003", "--date", "2016-01-01"]);
    case.does(&["client", "end", "C-0002", "--date", "2016-01-01"]);
    case.does(&["client", "reopen", "C-0002", "--date", "2017-01-01"]);
    // A member is kept by a reviewer: so is the couple.
    home.run(["retention", "sweep", "-o", "plan.txt", "-q"]).ok();
    case.does(&["retention", "review", "plan.txt", "--decide", "C-0002=keep:2080-05-05:claim"]);
    assert_eq!((case.year(2), case.year(4)), (Some(2081), Some(2081)));
    case.does(&["client", "amend", "C-0005", "--member", ""]);
    case.does(&["client", "amend", "C-0005", "--member", "C-0002"]);
    case.does(&["note", "trash", "N-000001"]);
}

/// A member who is erased stands for nothing any more.
#[test]
fn members_erased() {
    let home = Home::with_vault();
    let case = Case(&home);
    for born in ["1960-02-01", "1990-06-15"] {
        case.does(&["client", "add", "--name", "Ottoline", "--first-contact", "2001-01-05", "--born", born]);
    }
    let couple = ["client", "add", "--name", "Two", "--kind", "couple", "--first-contact", "2001-01-05"];
    case.does(&[&couple[..], &["--member", "C-0001", "--member", "C-0002"]].concat());
    let erase = ["--ground", "objection", "--accept-total-loss", "--confirm", "C-0002"];
    home.run([&["erase", "C-0002"], &erase[..]].concat()).ok();
    // Nobody without a key can say whom else it concerns: until the next change the year is the later one.
    assert_eq!(case.year(3), Some(2016));
    case.does(&["client", "amend", "C-0003", "--known-as", "Both"]);
    assert_eq!(case.year(3), Some(2009));
}

#[test]
fn holds() {
    let home = Home::with_vault();
    let case = Case(&home);
    let add = |more: &[&str]| {
        case.does(&[&["client", "add", "--name", "Ottoline", "--first-contact", "2010-01-05"], more].concat())
    };
    let held = || -> Vec<bool> { columns(&home).0.values().map(|one| one.2).collect() };
    add(&["--born", "1960-02-01"]);
    add(&["--born", "2000-06-15"]);
    add(&[]);
    let place = ["hold", "place", "--reason-file", "-", "--review", "2099-01-01"];
    let on = |more: &[&str]| case.does(&[&place, more].concat());
    on(&["--class", "child"]);
    assert_eq!(held(), [false, true, true], "who was a child, and who may have been one");
    case.does(&["client", "amend", "C-0003", "--born", "1970-01-01"]);
    case.does(&["client", "amend", "C-0002", "--born", "1970-01-01"]);
    assert_eq!(held(), [false, false, false]);
    add(&["--born", "2002-06-15"]);
    assert_eq!(held(), [false, false, false, true], "who comes later is covered too");
    on(&["--class", "safeguarding", "--from", "2012-01-01", "--to", "2016-12-31"]);
    case.does(&["client", "amend", "C-0001", "--tag", "safeguarding"]);
    assert!(held()[0]);
    case.does(&["client", "end", "C-0001", "--date", "2011-12-31"]);
    assert!(!held()[0], "over before");
    case.does(&["client", "reopen", "C-0001", "--date", "2014-01-01"]);
    assert!(held()[0]);
    on(&["--client", "C-0001"]);
    case.does(&["hold", "lift", "H-0002"]);
    assert!(held()[0], "their own stands");
    on(&["--class", "deceased"]);
    on(&["--class", "all"]);
    assert_eq!(held(), [true; 4]);
    case.does(&["client", "died", "C-0002", "--date", "2015-01-01"]);
    case.does(&["hold", "lift", "H-0005"]);
    assert_eq!(held(), [true, true, false, true]);
    for hold in ["H-0001", "H-0003", "H-0004"] {
        case.does(&["hold", "lift", hold]);
    }
    assert_eq!(held(), [false; 4]);
    // An import, too, makes clients that are covered.
    on(&["--class", "all"]);
    fs::write(home.join("map.toml"), "[columns]\nname = \"Name\"\nfirst_contact = \"First\"\n")
        .expect("writes");
    fs::write(home.join("new.csv"), "Name,First\nOne,05/01/2001\n").expect("writes");
    case.does(&["import", "clients", "new.csv", "--map", "map.toml"]);
    assert_eq!(held(), [true; 5]);
}

#[test]
fn schedules() {
    let home = Home::with_vault();
    let case = Case(&home);
    for born in ["1960-02-01", "1990-06-15", "1985-12-31"] {
        case.does(&["client", "add", "--name", "Ottoline", "--first-contact", "2001-01-05", "--born", born]);
    }
    case.does(&note("C-0001", "process", "2003-05-01"));
    case.does(&note("C-0002", "supervision", "2003-05-01"));
    case.does(&note("C-0002", "session", "2003-05-01"));
    case.does(&["client", "end", "C-0001", "--date", "2003-05-15"]);
    case.does(&["client", "end", "C-0002", "--date", "2003-05-15"]);
    let settings = home.vault().join("praxis.toml");
    let first = fs::read_to_string(&settings).expect("reads");
    let rule = |name: &str| {
        let begin = first.find(&format!("[[retention.rules]]\nname = \"{name}\"")).expect("a rule");
        let end = first[begin + 1..].find("[[retention").map_or(first.len(), |end| begin + 1 + end);
        first[begin..end].to_owned()
    };
    let batched = first.replace("name = \"insurer-7\"", "name = \"insurer-7\"\nbatch_month = 1");
    let without = |name: &str| first.replace(&rule(name), "");
    let mut seen = Vec::new();
    for (what, text) in [
        ("longer", first.replacen("period = \"7 years\"", "period = \"9 years\"", 1)),
        ("in January", batched),
        ("without contact", without("contact")),
        ("without process notes", without("process-notes")),
        ("without children", without("child")),
        ("without adults", without("adult")),
        ("shorter", first.replace("period = \"3 months\"", "period = \"10 days\"")),
        ("reviewed", without("supervision") + &rule("supervision").replace("\"erase\"", "\"review\"")),
        ("none", first.split_once("[retention]").expect("a schedule").0.to_owned()),
        ("as before", first.clone()),
    ] {
        assert_ne!(fs::read_to_string(&settings).expect("reads"), text, "{what}");
        fs::write(&settings, text).expect("writes");
        let before = columns(&home);
        // Looking without a key changes nothing yet.
        home.run(["retention", "sweep", "--check", "-q"]);
        assert_eq!(columns(&home), before, "{what}");
        let told = home.run(["client", "list"]).ok().stderr;
        assert!(told.contains("the retention schedule in praxis.toml is not what it was"), "{what}: {told}");
        seen.push(holds_good(&home, what));
    }
    seen.dedup();
    assert_eq!(seen.len(), 10, "each of them made a difference");
}

/// A day on which something thrown away may go is promised to who throws it away: a later schedule does not move it.
#[test]
fn what_is_thrown_away_or_superseded() {
    let home = Home::with_vault();
    home.client("Ottoline");
    for _ in 0..2 {
        home.note("C-0001", "was said");
    }
    let amend = ["note", "amend", "N-000001", "--reason", "correction", "--file", "-"];
    home.pipe(amend, b"was also said").ok();
    home.run(["client", "amend", "C-0001", "--phone", "07700 900999"]).ok();
    home.run(["note", "trash", "N-000002"]).ok();
    let days = || -> Vec<(String, String)> {
        let clear = Clear::read(&home);
        let rows = clear
            .rows("records")
            .iter()
            .filter_map(|row| Some((text(row, "state").expect("a state"), text(row, "goes_from")?)));
        let mut all: Vec<_> = rows.collect();
        all.sort();
        all
    };
    let (schedule, today) = (
        praxis::config::schedule::preset("insurer-7").unwrap_or_else(|_| panic!("a preset")),
        Now::read().today(),
    );
    let day = |class| -> String {
        let day: Option<NaiveDate> = retention::goes_from(&schedule, class, today);
        day.expect("a day").to_string()
    };
    let revision = ("superseded".to_owned(), day(Class::NoteRevisions));
    let expected = vec![revision.clone(), revision.clone(), ("trash".to_owned(), day(Class::Trash))];
    assert_eq!(days(), expected);
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    fs::write(&settings, text.replace("30 days", "7 days")).expect("writes");
    home.run(["client", "list"]).ok();
    assert_eq!(days(), expected);
    home.run(["note", "restore", "N-000002"]).ok();
    assert_eq!(days(), [revision.clone(), revision]);
}

/// Fifty children of one year, with the same work: whatever their birthdays, what stands in the clear is one and the same.
/// Who is born on 1 January may go a year before the others; nobody else can be told apart.
#[test]
fn a_year_and_no_birthday() {
    let home = Home::with_vault();
    let map = "[columns]\nname = \"Name\"\nborn = \"Born\"\nphone = \"Phone\"\nfirst_contact = \"First\"\nended = \"Ended\"\n";
    fs::write(home.join("map.toml"), map).expect("writes");
    let mut rows = "Name,Born,Phone,First,Ended\n".to_owned();
    for child in 0..50 {
        // 2008 is a leap year: the 60th day of it is 29 February.
        let born = NaiveDate::from_yo_opt(2008, if child == 8 { 60 } else { 2 + 7 * child }).expect("a day");
        let born = born.format("%d/%m/%Y");
        rows.push_str(&format!("Child,{born},07700 900123,05/01/2015,01/06/2020\n"));
    }
    rows.push_str("Child,01/01/2008,07700 900123,05/01/2015,01/06/2020\n");
    rows.push_str("Child,01/07/2002,07700 900123,05/01/2015,01/06/2020\n");
    fs::write(home.join("new.csv"), rows).expect("writes");
    home.run(["import", "clients", "new.csv", "--map", "map.toml"]).ok();
    for child in [1, 20, 50] {
        home.pipe(note(&format!("C-{child:04}"), "process", "2019-03-03"), b"in words").ok();
    }
    let (clients, records) = holds_good(&home, "an import");
    let contact = Some("2020-09".to_owned());
    for child in 1..=50 {
        assert_eq!(clients[&child], (Some(2034), contact.clone(), false), "C-{child:04}");
    }
    assert_eq!(clients[&51].0, Some(2033), "1 January");
    assert_eq!(clients[&52].0, Some(2029), "17 then: the 26th birthday, of another year");
    assert!(records.values().all(|due| due.as_deref() == Some("2020-09")), "{records:?}");
    // Nor does anything else in the row, nor in the log, tell one from the other: lengths, states, counts.
    let clear = Clear::read(&home);
    // Numbers of two digits: those stand in the sealed bodies, too.
    let one = clear.of_client(10);
    for child in (11..=19).chain(21..=49) {
        assert_eq!(clear.of_client(child), one, "C-{child:04}");
    }
}
