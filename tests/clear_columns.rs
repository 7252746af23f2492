//! What a vault shows without any key, and that it is no more than docs/format.md says: no birthday, no kind of
//! note but the compartment `process`, no death; and that whoever moves sealed rows about is noticed.
//!
//! The caseload is made here: forty children, whose birthdays are spread over the year. A second vault is made of
//! the same rows with every birthday moved by a hundred days. Whatever stands in the clear must not move with them.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use common::clear::{Clear, NOTE, PROCESS, blob, difference, number, number_of, of_type, value, words_of};
use common::{Done, Home, INIT};
use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest, Sha256};

fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}

/// The days that stand in the clear on purpose, whoever is in the vault: today, and when today's trash may go.
fn shown_on_purpose() -> BTreeSet<(u32, u32)> {
    let around = |day: NaiveDate| {
        [day.checked_sub_days(Days::new(1)), Some(day), day.checked_add_days(Days::new(1))]
            .into_iter()
            .flatten()
    };
    let goes = today() + Days::new(30);
    around(today()).chain(around(goes)).map(|day| (day.month(), day.day())).collect()
}

/// A hundred days later, or earlier where that would be another year: a year may be shown one day (as that of the
/// disposal), a month never.
fn moved(born: NaiveDate) -> NaiveDate {
    let later = born + Days::new(100);
    if later.year() == born.year() { later } else { born - Days::new(100) }
}

/// Forty children, every ninth day of the year; never on a day that stands in the clear anyway.
fn birthdays() -> Vec<NaiveDate> {
    let shown = shown_on_purpose();
    let clear = |day: NaiveDate| shown.contains(&(day.month(), day.day()));
    let all: Vec<NaiveDate> = (0..40)
        .map(|child| {
            let mut day =
                NaiveDate::from_yo_opt(2010 + child % 6, 5 + 9 * child.cast_unsigned()).expect("a day");
            while clear(day) || clear(moved(day)) {
                day = day + Days::new(1);
            }
            day
        })
        .collect();
    let months: BTreeSet<u32> = all.iter().map(Datelike::month).collect();
    assert_eq!(months.len(), 12, "birthdays in every month");
    all
}

const CLIENT_MAP: &str = "[columns]\nsource = \"ID\"\nname = \"Name\"\nborn = \"Born\"\nguardian = \"Guardian\"\n\
    phone = \"Phone\"\nfirst_contact = \"First\"\nended = \"Ended\"\ndied = \"Died\"\n";
const CLIENT_HEADER: &str = "ID,Name,Born,Guardian,Phone,First,Ended,Died\n";
const NOTE_MAP: &str = "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Type\"\ntext = \"Note\"\n";

fn import(home: &Home, what: &str, map: &str, csv: &str) -> Done {
    let (map_path, csv_path) = (home.join(format!("{what}.toml")), home.join(format!("{what}.csv")));
    fs::write(&map_path, map).expect("written");
    fs::write(&csv_path, csv).expect("written");
    let done = home.run([
        "import",
        what,
        csv_path.to_str().expect("UTF-8"),
        "--map",
        map_path.to_str().expect("UTF-8"),
    ]);
    done.ok()
}

/// A vault of children, with all that happens in a practice.
fn caseload(births: &[NaiveDate]) -> Home {
    let home = Home::with_vault();
    let mut clients = CLIENT_HEADER.to_owned();
    let mut notes = "ID,Date,Type,Note\n".to_owned();
    for (child, born) in births.iter().enumerate() {
        let born = born.format("%d/%m/%Y");
        let weeks =
            |count: usize| NaiveDate::from_ymd_opt(2020, 9, 14).expect("a day") + Days::new(7 * count as u64);
        let first = weeks(child).format("%d/%m/%Y");
        let ended =
            if child % 3 == 0 { weeks(60 + child).format("%d/%m/%Y").to_string() } else { String::new() };
        clients.push_str(&format!(
            "K-{child},Child {child:02},{born},A Guardian,07700 900{child:03},{first},{ended},\n"
        ));
        if child % 2 == 0 {
            for (week, kind) in ["intake", "session", "process"].iter().enumerate() {
                let day = weeks(child + week).format("%d/%m/%Y");
                notes.push_str(&format!("K-{child},{day},{kind},Played with the animals and said little.\n"));
            }
        }
    }
    import(&home, "clients", CLIENT_MAP, &clients);
    import(&home, "notes", NOTE_MAP, &notes);
    for args in [
        &["client", "died", "C-0002", "--date", "2022-05-03"][..],
        &["client", "end", "C-0003", "--date", "2022-05-03"],
        &["client", "reopen", "C-0001"],
        &["client", "amend", "C-0005", "--phone", "07700 900999", "--known-as", "Fifth"],
        &["note", "trash", "N-000002"],
        &["note", "trash", "N-000003"],
        &["client", "show", "C-0001"],
        &["search", "animals"],
        &["export", "-o", "everything.tar.age"],
    ] {
        home.run(args).ok();
    }
    home.pipe(["note", "amend", "N-000004", "--reason", "correction", "--file", "-"], b"Another text.").ok();
    for (child, kind) in ["document", "recording", "invoice"].into_iter().enumerate() {
        let (iso, other) = (births[child].format("%Y-%m-%d"), births[child].format("%d/%m/%Y"));
        let name = format!("Child {child}, born {iso}.txt");
        fs::write(home.join(&name), format!("{other}\n").repeat(9000)).expect("written");
        home.run(["file", "add", &format!("C-{:04}", child + 1), &name, "--kind", kind]).ok();
    }
    home.run(["file", "get", "F-000001", "-o", "copy.txt"]).ok();
    home
}

/// Does it again when midnight passed meanwhile: days stand in the clear.
fn on_one_day<T>(make: impl Fn() -> T) -> T {
    loop {
        let day = today();
        let made = make();
        if today() == day {
            return made;
        }
    }
}

/// Every way in which a day can be read in a value.
struct Renderings {
    day: NaiveDate,
    /// The day, its month or its anniversary in text.
    texts: Vec<String>,
    /// As digits, as days and seconds since 1970, as a Julian day.
    numbers: Vec<i64>,
}

/// Forms of ten letters, long enough not to stand in ciphertext by chance.
const WHOLE: [&str; 4] = ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"];

impl Renderings {
    fn of(day: NaiveDate) -> Self {
        let short = [
            "%Y%m%d", "%d%m%Y", "%Y-%m", "%Y/%m", "%m/%Y", "%m-%d", "%d/%m", "%-d %b", "%-d %B", "%b %-d",
            "%B %Y", "%b %Y",
        ];
        let texts = WHOLE.iter().chain(&short).map(|form| day.format(form).to_string()).collect();
        let digits = |form: &str| day.format(form).to_string().parse::<i64>().expect("digits");
        let days = i64::from(day.num_days_from_ce()) - 719_163;
        let seconds = days * 86_400;
        let numbers = vec![
            digits("%Y%m%d"),
            digits("%d%m%Y"),
            digits("%Y%m"),
            days,
            seconds,
            seconds * 1000,
            days + 2_440_588,
        ];
        Self { day, texts, numbers }
    }

    fn found_in(&self, value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Integer(number) => self.numbers.contains(number),
            Value::Real(_) => panic!("no column holds a fraction"),
            Value::Text(text) => {
                self.texts.iter().any(|form| text.contains(form.as_str()))
                    || text.parse().is_ok_and(|number: i64| self.numbers.contains(&number))
            }
            Value::Blob(bytes) => days_in(bytes).contains(&self.day),
        }
    }
}

/// The days that are written out somewhere in these bytes, in a form that names the year too.
fn days_in(bytes: &[u8]) -> BTreeSet<NaiveDate> {
    let mut found = BTreeSet::new();
    for window in bytes.windows(10) {
        let iso = window[4] == b'-' && window[7] == b'-';
        let other = window[2] == window[5] && !window[2].is_ascii_digit();
        if !(iso || other) || !window[0].is_ascii_digit() || !window[9].is_ascii_digit() {
            continue;
        }
        let Ok(text) = std::str::from_utf8(window) else { continue };
        found.extend(WHOLE.iter().filter_map(|form| NaiveDate::parse_from_str(text, form).ok()));
    }
    found
}

#[test]
fn no_clear_column_yields_a_birthday() {
    let (home, births) = on_one_day(|| {
        let births = birthdays();
        (caseload(&births), births)
    });
    let clear = Clear::read(&home);
    assert_eq!(clear.rows("handles").len(), 40 + 1, "children, and an invoice");
    assert_eq!(clear.rows("chunks").len(), 6);
    let mut found = Vec::new();
    let mut todays = 0;
    let renderings: Vec<Renderings> = births.iter().map(|day| Renderings::of(*day)).collect();
    let on_purpose = Renderings::of(today());
    for (table, rows) in &clear.tables {
        for (column, value) in rows.iter().flatten().filter(|(column, _)| column != "envelope") {
            for birth in renderings.iter().filter(|birth| birth.found_in(value)) {
                found.push(format!("{} in {table}.{column}: {value:?}", birth.day));
            }
            todays += usize::from(on_purpose.found_in(value));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // The same look does find today, which is the time of every entry in the log.
    assert!(todays > 100, "{todays}");

    // Nor do the other files of vault and state folder, where today stands too.
    let mut days = BTreeSet::new();
    for folder in [home.vault(), home.state()] {
        for (path, bytes) in common::files(&folder) {
            let found = days_in(&bytes);
            let births: Vec<_> = births.iter().filter(|day| found.contains(day)).collect();
            assert!(births.is_empty(), "{births:?} in {}", path.display());
            days.extend(found);
        }
    }
    assert!(days.contains(&today()), "{days:?}");
}

#[test]
fn a_day_is_recognised_however_it_is_written() {
    let day = Renderings::of(NaiveDate::from_ymd_opt(2012, 3, 19).expect("a day"));
    for text in
        ["2012-03-19", "born 19/03/2012", "20120319", "2012-03", "2030-03-19T00:00:00Z", "15418", "19 Mar"]
    {
        assert!(day.found_in(&Value::Text(text.to_owned())), "{text}");
    }
    for number in [20_120_319, 15_418, 1_332_115_200, 201_203] {
        assert!(day.found_in(&Value::Integer(number)), "{number}");
    }
    for bytes in [&b"xx2012-03-19"[..], b"\x0019/03/2012\xff", b"19.03.2012"] {
        assert!(day.found_in(&Value::Blob(bytes.to_vec())), "{bytes:?}");
    }
    for other in [Value::Text("2026-11-22T10:03:19Z".to_owned()), Value::Integer(2012), Value::Null] {
        assert!(!day.found_in(&other), "{other:?}");
    }
}

/// Nothing that stands in the clear moves with the birthdays: not a value, not a length, not an entry of the log.
#[test]
fn what_is_in_the_clear_does_not_depend_on_birthdays() {
    let (one, other, births) = on_one_day(|| {
        let births = birthdays();
        let later: Vec<NaiveDate> = births.iter().map(|day| moved(*day)).collect();
        (caseload(&births), caseload(&later), births)
    });
    let born = |home: &Home| {
        home.run(["client", "show", "C-0001", "--json"]).ok().json()["born"]
            .as_str()
            .expect("a day")
            .to_owned()
    };
    let (clear, other_clear) = (Clear::read(&one), Clear::read(&other));
    let (words, other_words) = (clear.in_words(), other_clear.in_words());
    for (table, rows) in &words {
        let lines = difference(rows, &other_words[table]);
        assert!(lines.is_empty(), "{table}:\n{}", lines.join("\n"));
    }
    assert_eq!(words["audit"], other_words["audit"], "and the log in the same order");
    assert_eq!(Keyring::read(&one).compartments(), Keyring::read(&other).compartments());
    // Files: the same names and, but for the database, whose pages depend on random ids, the same lengths.
    let shape = |home: &Home| -> Vec<(String, Option<usize>)> {
        let vault = home.vault();
        let files = common::files(&vault).into_iter().map(|(path, bytes)| {
            let name = path.strip_prefix(&vault).expect("below").display().to_string();
            let length = (!name.starts_with("vault.db") && name != "lock").then_some(bytes.len());
            (name, length)
        });
        files.collect()
    };
    assert_eq!(shape(&one), shape(&other));
    // And the two caseloads do differ.
    assert_eq!(born(&one), births[0].to_string());
    assert_eq!(born(&other), moved(births[0]).to_string());
}

/// The kind of a note, and whether the client came, are not told apart: neither by the row nor by what is written
/// into the log with it. `process` and `supervision` are one compartment.
#[test]
fn note_kinds_are_not_told_apart() {
    let home = Home::with_vault();
    let variants: [(&str, Option<&str>); 9] = [
        ("session", None),
        ("assessment", None),
        ("intake", None),
        ("correspondence", None),
        ("contract", None),
        ("session", Some("attended")),
        ("session", Some("missed")),
        ("process", None),
        ("supervision", None),
    ];
    for (kind, attendance) in variants {
        let client = home.client("Somebody");
        let said = attendance.map_or_else(String::new, |code| format!("\"attendance\":\"{code}\","));
        // Bodies of one length: how long a text is shows, what it is must not.
        let text = "x".repeat(700 - kind.len() - said.len());
        let mut args = vec!["note", "add", &client, "--kind", kind, "--date", "2026-02-03"];
        args.extend(attendance.iter().flat_map(|code| ["--attendance", code]));
        let note = home.pipe(args, text.as_bytes()).ok().stdout.trim().to_owned();
        // Nor by what is written when it changes, or goes to the trash.
        home.pipe(["note", "amend", &note, "--reason", "correction", "--file", "-"], text.as_bytes()).ok();
        home.run(["note", "trash", &note]).ok();
    }
    let clear = Clear::read(&home);
    let compartments: Vec<i64> = (1..=9)
        .map(|note| {
            let rows = clear.rows("records").iter();
            let mut rows = rows.filter(|row| of_type(row, NOTE) && number(row, "number") == Some(note));
            number_of(rows.next().expect("a note"), "compartment")
        })
        .collect();
    assert_eq!(compartments, [3, 3, 3, 3, 3, 3, 3, PROCESS, PROCESS]);
    let mut told = Vec::new();
    for ((client, compartment), (kind, attendance)) in (1..).zip(compartments).zip(variants) {
        let like = if compartment == PROCESS { 8 } else { 1 };
        let lines = difference(&clear.of_client(like), &clear.of_client(client)).join("\n");
        if !lines.is_empty() {
            told.push(format!("{kind} {attendance:?} is not like the note of client {like}:\n{lines}"));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    let codes: BTreeSet<String> = words_of(&clear);
    for kind in variants.iter().map(|(kind, _)| *kind).chain(["missed", "attended"]) {
        assert!(!codes.contains(kind), "{kind} is a clear value");
    }
}

/// The year from which a record may go is in the clear, and it follows from the rule that decides: another one for the
/// dead. Everything else is compared.
fn but_for_the_year(lines: &[String]) -> Vec<String> {
    let masked = lines.iter().map(|line| match line.split_once("disposal_year ") {
        Some((before, after)) => format!("{before}{}", after.trim_start_matches(|c: char| c != ',')),
        None => line.clone(),
    });
    let all: Vec<String> = masked.collect();
    let twin = |line: &String, other: char| all.contains(&format!("{other}{}", &line[1..]));
    let alone = |line: &&String| !twin(line, if line.starts_with('+') { '-' } else { '+' });
    all.iter().filter(alone).cloned().collect()
}

/// A death shows as an ending: in the state, in the lengths, in the log.
#[test]
fn a_death_shows_as_an_ending() {
    let home = Home::with_vault();
    for _ in 0..2 {
        home.client("Somebody");
    }
    home.run(["client", "end", "C-0001", "--date", "2026-02-03"]).ok();
    home.run(["client", "died", "C-0002", "--date", "2026-02-03"]).ok();
    let clear = Clear::read(&home);
    let states: Vec<_> = clear.rows("handles").iter().map(|row| value(row, "state").clone()).collect();
    assert_eq!(states, [Value::Text("ended".to_owned()), Value::Text("ended".to_owned())]);
    assert_eq!(but_for_the_year(&difference(&clear.of_client(1), &clear.of_client(2))), [""; 0]);
    assert!(!words_of(&clear).contains("died"));
}

/// The same of a client who had ended before: that two turns are on record must not show in a length, because an
/// ended client can take no other second turn than a death.
#[test]
fn a_death_after_an_ending_does_not_show() {
    let home = Home::with_vault();
    let rows = "A,Somebody,,,,05/01/2021,03/02/2022,\n\
                B,Somebody,,,,05/01/2021,,03/02/2022\n\
                C,Somebody,,,,05/01/2021,03/02/2022,09/06/2023\n";
    import(&home, "clients", CLIENT_MAP, &format!("{CLIENT_HEADER}{rows}"));
    let clear = Clear::read(&home);
    let ended = clear.of_client(1);
    let lines = but_for_the_year(&difference(&ended, &clear.of_client(2)));
    assert_eq!(lines, [""; 0], "died, and nothing else");
    let lines = but_for_the_year(&difference(&ended, &clear.of_client(3)));
    assert!(lines.is_empty(), "ended and then died is not like ended:\n{}", lines.join("\n"));
}

/// Why something is held, erased, refused or kept: two vaults that differ in nothing else show the same, to the length.
#[test]
fn reasons_and_grounds_do_not_show() {
    // A reason; the ground of a refusal, and that of what was refused; of a part, and why the rest stays; of a whole.
    type Why = [&'static str; 6];
    let make = |[reason, asked, refused, ground, kept, last]: Why| {
        let home = Home::with_vault();
        for _ in 0..3 {
            let client = home.client("Somebody");
            home.pipe(["note", "add", &client, "--kind", "process"], b"My own thinking.").ok();
        }
        let place = ["hold", "place", "--client", "C-0001", "--reason-file", "-"];
        home.pipe(place, reason.as_bytes()).ok();
        let erase = |more: &[&str]| home.run([&["erase", "--accept-total-loss"], more].concat()).ok();
        erase(&["C-0001", "--ground", asked, "--refuse", refused]);
        let keep = format!("clinical={kept}");
        erase(&["C-0002", "--ground", ground, "--keep", &keep, "--confirm", "C-0002"]);
        erase(&["C-0003", "--ground", last, "--confirm", "C-0003"]);
        home.run(["hold", "lift", "H-0001"]).ok();
        home
    };
    let whys: [Why; 2] = [
        ["inquest", "objection", "expression", "unlawful", "expression", "mistake"],
        [
            "lawsuit",
            "no-longer-necessary",
            "manifestly-unfounded",
            "malicious-person",
            "health-care",
            "retention",
        ],
    ];
    let (one, other) = on_one_day(|| (make(whys[0]), make(whys[1])));
    let (clear, other_clear) = (Clear::read(&one), Clear::read(&other));
    let (words, other_words) = (clear.in_words(), other_clear.in_words());
    for (table, rows) in &words {
        let lines = difference(rows, &other_words[table]);
        assert!(lines.is_empty(), "{table}:\n{}", lines.join("\n"));
    }
    assert_eq!(words["audit"], other_words["audit"], "and the log in the same order");
    for (clear, why) in [(&clear, whys[0]), (&other_clear, whys[1])] {
        let words = words_of(clear);
        assert!(why.iter().all(|code| !words.contains(*code)), "{words:?}");
        // What does show, as the page says.
        for code in ["lifted", "refused", "rotated", "erased", "H-0001", "E-0003"] {
            assert!(words.contains(code), "{code}");
        }
    }
    // Of whom all is gone nothing is left but the handle, the tombstones and the log.
    let gone = clear.rows("handles").iter().find(|row| number(row, "number") == Some(3)).expect("a client");
    assert_eq!(*value(gone, "state"), Value::Text("erased".to_owned()));
    let handle = blob(gone, "handle");
    let of = |table: &str| clear.rows(table).iter().filter(|row| blob(row, "handle") == handle).count();
    assert_eq!([of("records"), of("tombstones"), of("erasures"), of("holds")], [0, 4, 1, 0]);
    // Of whom a part is kept it shows which: by the compartments of the tombstones.
    let mut went: Vec<i64> = clear
        .rows("tombstones")
        .iter()
        .filter(|row| *value(row, "authority") == Value::Text("E-0002".to_owned()))
        .map(|row| number_of(row, "compartment"))
        .collect();
    went.sort_unstable();
    assert_eq!(went, [2, PROCESS]);
}

/// The used slots of a keyring image, in the clear: id and compartment.
struct Keyring {
    slots: Vec<(Vec<u8>, u8)>,
}

impl Keyring {
    fn read(home: &Home) -> Self {
        let image = |name: &str| fs::read(home.vault().join("keyring").join(name)).expect("reads");
        let bytes = image("a");
        assert_eq!(bytes, image("b"), "the mirrors are alike");
        assert_eq!(&bytes[..16], b"praxis/keyring/1");
        let capacity = u32::from_le_bytes(bytes[48..52].try_into().expect("four bytes")) as usize;
        let slots = bytes[92..92 + 174 * capacity].chunks_exact(174);
        let used = slots.filter(|slot| slot[..16] != [0; 16]).map(|slot| (slot[..16].to_vec(), slot[16]));
        Self { slots: used.collect() }
    }

    fn compartments(&self) -> BTreeMap<u8, usize> {
        let mut counts = BTreeMap::new();
        self.slots.iter().for_each(|(_, compartment)| *counts.entry(*compartment).or_default() += 1);
        counts
    }
}

/// The id of a slot, as docs/format.md says it is computed.
fn slot_id(vault: &[u8], handle: &[u8], compartment: u8, record: &[u8]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for field in [b"praxis/1/slot", vault, handle, &[compartment], &1_u32.to_le_bytes(), record] {
        hash.update(u32::try_from(field.len()).expect("short").to_le_bytes());
        hash.update(field);
    }
    hash.finalize()[..16].to_vec()
}

/// Every client has three slots of its own, every process note and recording one, every invoice one, the vault one of each
/// compartment; and there are no others.
#[test]
fn no_two_clients_share_a_slot() {
    let home = caseload(&birthdays());
    for (client, kind) in [("C-0002", "process"), ("C-0002", "supervision"), ("C-0004", "supervision")] {
        home.pipe(["note", "add", client, "--kind", kind], b"My own thinking.").ok();
    }
    let clear = Clear::read(&home);
    let vault = blob(&clear.rows("vault")[0], "id");
    let mut expected: BTreeMap<Vec<u8>, (u8, Vec<u8>)> = BTreeMap::new();
    let mut expect = |handle: &[u8], compartment: u8, record: &[u8]| {
        let id = slot_id(&vault, handle, compartment, record);
        let before = expected.insert(id, (compartment, handle.to_vec()));
        assert!(before.is_none(), "a slot is shared");
    };
    (1..=6).for_each(|compartment| expect(&vault, compartment, b""));
    for row in clear.rows("handles") {
        if *value(row, "register") == Value::Text("F".to_owned()) {
            expect(&blob(row, "handle"), 5, b"");
        } else {
            (1..=3).for_each(|compartment| expect(&blob(row, "handle"), compartment, b""));
        }
    }
    let mut own = 0;
    for row in clear.rows("records").iter().filter(|row| number(row, "compartment") == Some(PROCESS)) {
        expect(&blob(row, "handle"), 4, &blob(row, "id"));
        own += 1;
    }
    assert_eq!(own, 20 + 3 + 1, "process notes, and a recording");
    assert_eq!(expected.len(), 6 + 3 * 40 + own + 1);
    let keyring = Keyring::read(&home);
    assert_eq!(keyring.slots.len(), expected.len(), "{:?}", keyring.compartments());
    for (id, compartment) in &keyring.slots {
        assert_eq!(expected.get(id).map(|(c, _)| c), Some(compartment), "a slot that belongs to nothing");
    }
}

/// Entries of the log from here on were added by a test.
const MENDED: i64 = 1_000_000;

/// SHA-256 of a whole row of `records`, as docs/format.md says it is computed.
fn row_hash(connection: &Connection, row: i64) -> Vec<u8> {
    let columns =
        "id, version, type, handle, number, compartment, key_version, state, due, goes_from, envelope";
    let sql = format!("SELECT {columns} FROM records WHERE rowid = ?1");
    let values: Vec<Value> =
        connection.query_row(&sql, [row], |row| (0..11).map(|at| row.get(at)).collect()).expect("a row");
    let mut hash = Sha256::new();
    let fields = values.into_iter().enumerate().map(|(at, value)| match value {
        Value::Null => Vec::new(),
        // Type and compartment are one byte, the other numbers four.
        Value::Integer(number) if at == 2 || at == 5 => vec![u8::try_from(number).expect("a byte")],
        Value::Integer(number) => u32::try_from(number).expect("a number").to_le_bytes().to_vec(),
        Value::Text(text) => text.into_bytes(),
        Value::Blob(bytes) => bytes,
        Value::Real(_) => panic!("no such column"),
    });
    for field in std::iter::once(b"praxis/1/row/record".to_vec()).chain(fields) {
        hash.update(u32::try_from(field.len()).expect("short").to_le_bytes());
        hash.update(&field);
    }
    hash.finalize().to_vec()
}

/// The same of every handle.
fn handle_hashes(connection: &Connection) -> Vec<(Vec<u8>, Vec<u8>)> {
    let sql = "SELECT handle, number, state, hold, restricted, open_request, open_complaint, open_breach FROM handles
               WHERE disposal_year IS NULL AND contact_due IS NULL";
    let mut rows = connection.prepare(sql).expect("SQL");
    let hashes = rows.query_map([], |row| {
        let (handle, number, state): (Vec<u8>, u32, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let flags = (3..8).map(|at| row.get(at)).collect::<Result<Vec<u8>, _>>()?;
        let reference = format!("C-{number:04}").into_bytes();
        let mut hash = Sha256::new();
        for field in [&b"praxis/1/row/handle"[..], &handle, &reference, state.as_bytes(), &flags, b"", b""] {
            hash.update(u32::try_from(field.len()).expect("short").to_le_bytes());
            hash.update(field);
        }
        Ok((handle, hash.finalize().to_vec()))
    });
    hashes.expect("rows").map(|row| row.expect("a row")).collect()
}

/// Somebody who can write to vault.db, and puts it back as it was.
struct Tamperer<'h> {
    home: &'h Home,
    /// What has to work whenever nothing is wrong.
    sound: &'static [&'static str],
    faults: Vec<String>,
}

impl<'h> Tamperer<'h> {
    fn new(home: &'h Home, sound: &'static [&'static str]) -> Self {
        Self { home, sound, faults: Vec::new() }
    }

    fn open(&self) -> Connection {
        Connection::open(self.home.vault().join("vault.db")).expect("opens")
    }

    /// The row of a record.
    fn row(&self, predicate: &str) -> i64 {
        let sql = format!("SELECT rowid FROM records WHERE {predicate}");
        self.open().query_row(&sql, [], |row| row.get(0)).expect(predicate)
    }

    /// The version of a note that counts.
    fn note(&self, number: u32) -> i64 {
        self.row(&format!("type = {NOTE} AND number = {number} AND state <> 'superseded'"))
    }

    /// The part of a client's record that counts.
    fn part(&self, client: u32, record_type: u32) -> i64 {
        self.row(&format!(
            "type = {record_type} AND state <> 'superseded' AND handle = (SELECT handle FROM handles WHERE number = {client})"
        ))
    }

    fn handle(&self, client: u32) -> Value {
        let sql = format!("SELECT handle FROM handles WHERE number = {client}");
        self.open().query_row(&sql, [], |row| row.get(0)).expect("a client")
    }

    fn get(&self, row: i64, column: &str) -> Value {
        let sql = format!("SELECT {column} FROM records WHERE rowid = ?1");
        self.open().query_row(&sql, [row], |row| row.get(0)).expect("a row")
    }

    fn set(&self, row: i64, column: &str, value: &Value) {
        let sql = format!("UPDATE records SET {column} = ?2 WHERE rowid = ?1");
        assert_eq!(self.open().execute(&sql, rusqlite::params![row, value]).expect("set"), 1);
    }

    /// Gives two rows each other's value.
    fn swap(&self, one: i64, other: i64, column: &str) {
        let (first, second) = (self.get(one, column), self.get(other, column));
        assert_ne!(first, second, "there is something to swap");
        match column {
            // No two rows may have one id and version, not even for a moment.
            "id" => self.set(one, column, &Value::Blob(vec![7; 16])),
            "version" => self.set(one, column, &Value::Integer(9999)),
            _ => {}
        }
        self.set(other, column, &first);
        self.set(one, column, &second);
    }

    /// What was done must be noticed by each of the commands, which name the reference and print nothing.
    fn noticed(&mut self, what: &str, commands: &[(&[&str], &str)]) {
        for (args, name) in commands {
            let done = self.home.run(*args);
            let typed = args.join(" ");
            if done.code != 7 {
                self.faults.push(format!(
                    "{what}: `{typed}` ends with {}: {}{}",
                    done.code, done.stdout, done.stderr
                ));
            } else if !done.stderr.contains(name) {
                self.faults
                    .push(format!("{what}: `{typed}` does not name {name}: {}", done.stderr.trim_end()));
            }
            if !done.stdout.is_empty() {
                self.faults.push(format!("{what}: `{typed}` prints: {}", done.stdout));
            }
        }
    }

    /// The same by somebody who also writes the log's hash of the row anew, which takes no key: an entry is added
    /// that vouches for the row as it is now. What is sealed must notice.
    fn noticed_with_the_log_mended(&mut self, what: &str, rows: &[i64], commands: &[(&[&str], &str)]) {
        let connection = self.open();
        for (seq, row) in (MENDED..).zip(rows) {
            let (id, version) = (self.get(*row, "id"), self.get(*row, "version"));
            let sql = "INSERT INTO audit (seq, time, member, action, handle, record, version, row, leaf)
                       SELECT ?1, time, 1, 'record.written', ?2, ?3, ?4, ?5, leaf FROM audit WHERE seq = 0";
            let hash = row_hash(&connection, *row);
            let values = rusqlite::params![seq, self.get(*row, "handle"), id, version, hash];
            assert_eq!(connection.execute(sql, values).expect("added"), 1);
        }
        for (args, _) in commands {
            let done = self.home.run(*args);
            if done.code != 7 || !done.stdout.is_empty() {
                let ended = format!("ends with {}: {}{}", done.code, done.stdout, done.stderr);
                self.faults.push(format!("{what}, and the log mended: `{}` {ended}", args.join(" ")));
            }
        }
        connection.execute("DELETE FROM audit WHERE seq BETWEEN ?1 AND ?1 + 999", [MENDED]).expect("removed");
    }

    /// Lets the log vouch for all handles as they are now.
    fn mend_handles(&self) {
        let connection = self.open();
        for (seq, (handle, hash)) in (MENDED + 1000..).zip(handle_hashes(&connection)) {
            let sql = "INSERT INTO audit (seq, time, member, action, handle, row, leaf)
                       SELECT ?1, time, 1, 'client.changed', ?2, ?3, leaf FROM audit WHERE seq = 0";
            let values = rusqlite::params![seq, handle, hash];
            assert_eq!(connection.execute(sql, values).expect("added"), 1);
        }
    }

    fn unmend(&self) {
        self.open().execute("DELETE FROM audit WHERE seq >= ?1", [MENDED]).expect("removed");
    }

    /// Gives clients other numbers, in their handles or in the four parts of their records; or takes that back.
    fn renumber(&self, table: &str, moves: &[(&Value, u32, u32)], back: bool) {
        let parts = if table == "records" { "AND type <= 4" } else { "" };
        let sql = format!("UPDATE {table} SET number = ?2 WHERE handle = ?1 {parts}");
        let connection = self.open();
        // No two handles may have one number, not even for a moment.
        for (handle, from, to) in moves {
            connection.execute(&sql, rusqlite::params![handle, 900 + from + to * 10]).expect("set");
        }
        for (handle, from, to) in moves {
            let changed = connection.execute(&sql, rusqlite::params![handle, if back { from } else { to }]);
            assert!(changed.expect("set") > 0);
        }
    }

    /// Put back, it opens again: what was noticed was what was done.
    fn put_back(&mut self, what: &str) {
        let done = self.home.run(self.sound);
        if done.code != 0 {
            self.faults.push(format!("after {what}, put back: {}", done.stderr));
        }
    }

    fn swapped(&mut self, what: &str, one: i64, other: i64, column: &str, commands: &[(&[&str], &str)]) {
        self.swap(one, other, column);
        self.noticed(what, commands);
        self.noticed_with_the_log_mended(what, &[one, other], commands);
        self.swap(one, other, column);
        self.put_back(what);
    }

    fn changed(&mut self, what: &str, row: i64, column: &str, to: &Value, commands: &[(&[&str], &str)]) {
        let before = self.get(row, column);
        assert_ne!(&before, to, "{what}");
        self.set(row, column, to);
        self.noticed(what, commands);
        self.noticed_with_the_log_mended(what, &[row], commands);
        self.set(row, column, &before);
        self.put_back(what);
    }

    #[track_caller]
    fn end(self) {
        assert!(self.faults.is_empty(), "{} faults:\n{}", self.faults.len(), self.faults.join("\n"));
    }
}

/// Two clients; notes 1 to 3 in `clinical` (3 is the second client's), 4 to 6 in `process` (6 likewise); note 1 was
/// amended.
fn small_vault() -> Home {
    let home = Home::with_vault();
    fill(&home);
    home
}

fn fill(home: &Home) {
    for name in ["Ada Example", "Bea Example"] {
        let first = ["--first-contact", "2026-01-05"];
        let add = ["client", "add", "--name", name, "--phone", "07700 900123", "--gp", name];
        home.run([&add[..], &first[..]].concat()).ok();
    }
    for (client, kind) in [
        ("C-0001", "session"),
        ("C-0001", "contract"),
        ("C-0002", "session"),
        ("C-0001", "process"),
        ("C-0001", "supervision"),
        ("C-0002", "process"),
    ] {
        let text = format!("Text about {client}, of kind {kind}.");
        home.pipe(["note", "add", client, "--kind", kind, "--date", "2026-02-03"], text.as_bytes()).ok();
    }
    home.pipe(["note", "amend", "N-000001", "--reason", "correction", "--file", "-"], b"A better text.").ok();
}

const SHOW: [&[&str]; 6] = [
    &["note", "show", "N-000001"],
    &["note", "show", "N-000002"],
    &["note", "show", "N-000003"],
    &["note", "show", "N-000004"],
    &["note", "show", "N-000005"],
    &["note", "show", "N-000006"],
];
const NAMES: [&str; 6] = ["N-000001", "N-000002", "N-000003", "N-000004", "N-000005", "N-000006"];

/// The commands that show these notes, and what they must name.
fn show(notes: &[usize]) -> Vec<(&'static [&'static str], &'static str)> {
    notes.iter().map(|note| (SHOW[note - 1], NAMES[note - 1])).collect()
}

#[test]
fn notes_that_were_moved_about_are_noticed() {
    let home = small_vault();
    let mut t = Tamperer::new(&home, &["note", "list"]);
    // The hash that a mended log gets is the one that praxis itself writes.
    for note in 1..=6 {
        let (row, sql) =
            (t.note(note), "SELECT row FROM audit WHERE record = ?1 AND row IS NOT NULL ORDER BY seq DESC");
        let logged: Vec<u8> =
            t.open().query_row(sql, [t.get(row, "id")], |row| row.get(0)).expect("an entry");
        assert_eq!(logged, row_hash(&t.open(), row), "{note}");
    }
    let [n1, n2, n3, n4, n5, n6] = [1, 2, 3, 4, 5, 6].map(|note| t.note(note));
    let former = t.row(&format!("type = {NOTE} AND number = 1 AND state = 'superseded'"));
    let list: (&[&str], &str) = (&["note", "list"], "N-00000");
    let search: (&[&str], &str) = (&["search", "text"], "N-00000");

    // Envelopes.
    t.swapped(
        "envelopes of a client's two notes",
        n1,
        n2,
        "envelope",
        &[show(&[1, 2]), vec![list, search]].concat(),
    );
    t.swapped("envelopes of two clients' notes", n2, n3, "envelope", &show(&[2, 3]));
    t.swapped("envelopes of a client's process notes", n4, n5, "envelope", &show(&[4, 5]));
    t.swapped("envelopes of two clients' process notes", n4, n6, "envelope", &show(&[4, 6]));
    t.swapped("envelopes of a note and a process note", n2, n4, "envelope", &show(&[2, 4]));
    t.swapped("envelopes of two versions", n1, former, "envelope", &show(&[1]));
    let Value::Blob(whole) = t.get(n2, "envelope") else { panic!("an envelope") };
    for at in [1, 12, 13, whole.len() / 2, whole.len() - 16, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[at] ^= 1;
        t.changed(&format!("a bit of byte {at}"), n2, "envelope", &Value::Blob(flipped), &show(&[2]));
    }
    for length in [30, whole.len() - 1, whole.len() - 16] {
        let cut = Value::Blob(whole[..length].to_vec());
        t.changed(&format!("cut to {length}"), n2, "envelope", &cut, &show(&[2]));
    }
    let longer = Value::Blob([whole.as_slice(), &[0]].concat());
    t.changed("a byte more", n2, "envelope", &longer, &show(&[2]));

    // Numbers.
    let elsewhere: &[(&[&str], &str)] = &[(&["note", "show", "N-000077"], "N-000077")];
    t.changed("a number that nobody has", n2, "number", &Value::Integer(77), elsewhere);
    t.changed("a process note's number", n4, "number", &Value::Integer(77), elsewhere);
    t.swapped("numbers of a client's two notes", n2, n1, "number", &show(&[1, 2]));
    t.swapped("numbers of two clients' notes", n2, n3, "number", &show(&[2, 3]));
    t.changed("no number", n2, "number", &Value::Null, &[(&["note", "list"], "")]);

    // Handles.
    let [ada, bea] = [1, 2].map(|client| t.handle(client));
    t.changed("a note moved to another client", n2, "handle", &bea, &show(&[2]));
    t.changed("a note moved to another client", n3, "handle", &ada, &show(&[3]));
    t.changed("a process note moved to another client", n4, "handle", &bea, &show(&[4]));
    t.changed("a note moved to nobody", n2, "handle", &Value::Blob(vec![9; 16]), &show(&[2]));
    t.changed("a process note moved to nobody", n4, "handle", &Value::Blob(vec![9; 16]), &show(&[4]));

    // Versions, ids and keys.
    t.changed("another version", n2, "version", &Value::Integer(2), &show(&[2]));
    t.changed("another version of a process note", n4, "version", &Value::Integer(2), &show(&[4]));
    t.swapped("versions of one note", n1, former, "version", &show(&[1]));
    t.swapped("ids of two notes", n2, n3, "id", &show(&[2, 3]));
    t.swapped("ids of two process notes", n4, n5, "id", &show(&[4, 5]));
    t.changed("another key version", n2, "key_version", &Value::Integer(2), &show(&[2]));
    t.changed("a note called a process note", n2, "compartment", &Value::Integer(PROCESS), &show(&[2]));
    t.changed("a process note called a note", n4, "compartment", &Value::Integer(3), &show(&[4]));
    t.changed("a compartment that there is not", n2, "compartment", &Value::Integer(99), &[(SHOW[1], "")]);
    for note in SHOW {
        home.run(note).ok();
    }
    t.end();
}

#[test]
fn clients_that_were_moved_about_are_noticed() {
    let home = small_vault();
    let mut t = Tamperer::new(&home, &["client", "list"]);
    let ada: (&[&str], &str) = (&["client", "show", "C-0001"], "C-0001");
    let bea: (&[&str], &str) = (&["client", "show", "C-0002"], "C-0002");
    let list: (&[&str], &str) = (&["client", "list"], "C-000");
    let [her, other] = [1, 2].map(|client| t.handle(client));
    for (handle, hash) in handle_hashes(&t.open()) {
        let sql = "SELECT row FROM audit WHERE handle = ?1 AND record IS NULL AND row IS NOT NULL ORDER BY seq DESC";
        let logged: Vec<u8> = t.open().query_row(sql, [handle], |row| row.get(0)).expect("an entry");
        assert_eq!(logged, hash, "the hash that a mended log gets is the one that praxis writes");
    }
    for (record_type, what) in [(1, "person"), (2, "contact"), (3, "clinical"), (4, "dates")] {
        let [one, two] = [1, 2].map(|client| t.part(client, record_type));
        let commands = if [1, 4].contains(&record_type) { vec![ada, bea, list] } else { vec![ada, bea] };
        t.swapped(&format!("{what}: envelopes of two clients"), one, two, "envelope", &commands);
        t.swapped(&format!("{what}: handles of two clients"), one, two, "handle", &[ada, bea]);
        t.swapped(&format!("{what}: ids of two clients"), one, two, "id", &[ada, bea]);
        let version = Value::Integer(match t.get(one, "version") {
            Value::Integer(version) => version + 1,
            other => panic!("{other:?}"),
        });
        t.changed(&format!("{what}: another version"), one, "version", &version, &[ada]);
        t.changed(&format!("{what}: moved to nobody"), one, "handle", &Value::Blob(vec![9; 16]), &[ada]);
    }
    // Within one client.
    let [person, contact, dates] = [1, 2, 4].map(|record_type| t.part(1, record_type));
    t.swapped("person and contact of a client", person, contact, "envelope", &[ada]);
    t.swapped("person and dates of a client, one key", person, dates, "envelope", &[ada]);
    // What was replaced is put back.
    let old = t.get(dates, "envelope");
    home.pipe(["note", "add", "C-0001", "--date", "2026-03-05"], b"Moves the day of last contact.").ok();
    let dates = t.part(1, 4);
    t.changed("the dates before the last note", dates, "envelope", &old, &[ada]);

    // A client's number: the reference is what the person typed, so another's record must not come. Moved in the
    // handle; in the records too; and with the log mended for both.
    let both = [(&her, 1_u32, 2_u32), (&other, 2, 1)];
    let one = [(&her, 1, 77)];
    let elsewhere: (&[&str], &str) = (&["client", "show", "C-0077"], "C-0077");
    let moves = [
        ("numbers of two clients", &both[..], &[ada, bea][..]),
        ("a client's number that nobody has", &one, &[elsewhere]),
    ];
    for (what, moves, commands) in moves {
        t.renumber("handles", moves, false);
        t.noticed(what, commands);
        t.mend_handles();
        t.noticed(&format!("{what}, and the log mended"), commands);
        t.renumber("records", moves, false);
        let rows: Vec<i64> = (1..=4)
            .flat_map(|part| moves.iter().map(move |m| (part, m.2)))
            .map(|(part, client)| t.part(client, part))
            .collect();
        t.noticed_with_the_log_mended(&format!("{what}, in the records too"), &rows, commands);
        t.unmend();
        t.renumber("records", moves, true);
        t.renumber("handles", moves, true);
        t.put_back(what);
    }
    for client in [ada, bea] {
        home.run(client.0).ok();
    }
    t.end();
}

/// Files of one vault in the place of another's, both of one person, who has one identity.
#[test]
fn files_of_another_vault_are_noticed() {
    let one = Home::with_vault();
    let other = Home::empty();
    let config = other.join(".config/praxis");
    fs::create_dir_all(&config).expect("a folder");
    common::copy(&one.join(".config/praxis/identity.age"), &config);
    other.run(INIT).ok();
    fill(&one);
    fill(&other);
    let (theirs, ours) = (one.vault(), other.vault());
    let commands: [&[&str]; 5] = [
        &["client", "list"],
        &["client", "show", "C-0001"],
        &["note", "show", "N-000001"],
        &["search", "text"],
        &["note", "list"],
    ];
    // Nothing is left in the write-ahead log, so the one file is the whole database.
    let is_whole = |vault: &Path| !vault.join("vault.db-wal").exists();
    assert!(is_whole(&theirs) && is_whole(&ours));

    for (file, says) in
        [("vault.db", "another vault"), ("members", "members"), ("keyring/a keyring/b", "keyring")]
    {
        let names: Vec<&str> = file.split(' ').collect();
        let before: Vec<Vec<u8>> =
            names.iter().map(|name| fs::read(ours.join(name)).expect("reads")).collect();
        for name in &names {
            fs::copy(theirs.join(name), ours.join(name)).expect("copied");
        }
        for args in commands {
            let done = other.run(args).fails(7, says);
            assert_eq!(done.stdout, "", "{file}: {args:?}");
        }
        for (name, bytes) in names.iter().zip(before) {
            fs::write(ours.join(name), bytes).expect("written");
        }
        for args in commands {
            other.run(args).ok();
        }
    }
    // The way in of the other vault, under the name of this one.
    let wrap = |home: &Home| home.state().join("1-0.age");
    let before = fs::read(wrap(&other)).expect("reads");
    fs::copy(wrap(&one), wrap(&other)).expect("copied");
    other.run(["note", "show", "N-000001"]).fails(7, "1-0.age");
    fs::write(wrap(&other), before).expect("written");

    // One row of the other vault, in the place of ours; then a whole client, handle and all.
    let mut t = Tamperer::new(&other, &["note", "list"]);
    let from = Tamperer::new(&one, &["note", "list"]);
    let envelope = from.get(from.note(1), "envelope");
    t.changed("an envelope of another vault", t.note(1), "envelope", &envelope, &show(&[1]));
    let database = theirs.join("vault.db").display().to_string();
    let connection = t.open();
    connection.execute("ATTACH ?1 AS theirs", [database]).expect("attached");
    connection
        .execute_batch(
            "UPDATE theirs.handles SET number = 55 WHERE number = 1;
             INSERT INTO main.handles SELECT * FROM theirs.handles WHERE number = 55;
             INSERT INTO main.records SELECT id, version, type, handle, CASE type WHEN 5 THEN number + 50 ELSE 55 END,
                    compartment, key_version, state, due, goes_from, envelope FROM theirs.records
             WHERE handle = (SELECT handle FROM theirs.handles WHERE number = 55);",
        )
        .expect("moved");
    drop(connection);
    t.noticed(
        "a client of another vault",
        &[
            (&["client", "show", "C-0055"], "C-0055"),
            (&["note", "show", "N-000051"], "N-000051"),
            (&["note", "show", "N-000054"], "N-000054"),
        ],
    );
    t.end();
}

/// The whole vault folder on another machine, or in another home: its keys are not there.
#[test]
fn a_copied_vault_does_not_open_elsewhere() {
    let one = small_vault();
    let other = Home::with_vault();
    fs::remove_dir_all(other.vault()).expect("removed");
    common::copy(&one.vault(), &other.vault());
    for args in [&["client", "list"][..], &["note", "show", "N-000001"], &["client", "show", "Ada"]] {
        let done = other.run(args).fails(4, "");
        assert_eq!(done.stdout, "");
    }
    // With the right identity, but without the keys of this machine.
    common::copy(&one.join(".config/praxis/identity.age"), &other.join("right.age"));
    let done = other
        .run(["client", "list", "-i", "right.age"])
        .fails(4, "the keys of this vault are not on this machine");
    assert_eq!(done.stdout, "");
    assert_eq!(other.run(["client", "list", "--locked"]).ok().stdout.lines().count(), 3);
}
