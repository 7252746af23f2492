//! What a vault shows of files without any key, and that it is no more than docs/format.md says: no name, no day, no
//! media type, no content, and not about whom an invoice is; and that whoever moves files or their pieces about is
//! noticed.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::BTreeSet;
use std::fs;

use common::Home;
use common::clear::{Clear, FILE, Row, blob, number_of, of_type, row_in_words, value, words_of};
use rusqlite::Connection;
use rusqlite::types::Value;

const KINDS: [&str; 3] = ["document", "recording", "invoice"];

fn two_clients() -> Home {
    let home = Home::with_vault();
    for name in ["Ada Example", "Bea Example"] {
        home.client(name);
    }
    home
}

/// Stores a file; gives the reference.
fn add(home: &Home, client: &str, name: &str, content: &[u8], more: &[&str]) -> String {
    fs::write(home.join(name), content).expect("written");
    let done = home.run([&["file", "add", client, name], more].concat()).ok();
    fs::remove_file(home.join(name)).expect("removed");
    done.stdout.trim().to_owned()
}

/// All that stands in the clear about one file: every row with its record id, or with the handle that is its own.
fn rows_of(clear: &Clear, number: i64) -> Vec<(&str, &Row)> {
    let record = clear.rows("records").iter().find(|r| of_type(r, FILE) && number_of(r, "number") == number);
    let record = record.expect("a file");
    let mut ids = vec![blob(record, "id")];
    if number_of(record, "compartment") == 5 {
        ids.push(blob(record, "handle"));
    }
    let all = clear.tables.iter().flat_map(|(table, rows)| rows.iter().map(move |row| (table.as_str(), row)));
    let about = |row: &Row| row.iter().any(|(_, value)| matches!(value, Value::Blob(b) if ids.contains(b)));
    all.filter(|(_, row)| about(row)).collect()
}

/// The same in words, without what tells one file from the next: its number, and those of its entries in the log.
fn words_about(clear: &Clear, number: i64) -> Vec<String> {
    let names = clear.names();
    let mut words: Vec<String> = rows_of(clear, number)
        .into_iter()
        .map(|(table, row)| {
            let rest: Row = row
                .iter()
                .filter(|(column, _)| !["number", "seq"].contains(&column.as_str()))
                .cloned()
                .collect();
            format!("{table}: {}", row_in_words(&rest, &names)).replace(&format!("F-{number:06}"), "F")
        })
        .collect();
    words.sort();
    words
}

/// Two files of one kind and of lengths that padding makes alike look alike, whatever they are called and hold, of
/// whatever day and type they are. Of an invoice that is so whoever it is about.
#[test]
fn files_of_one_kind_are_not_told_apart() {
    let home = two_clients();
    let mut number = 0;
    let mut told = Vec::new();
    // The lengths: nothing and all that fits the smallest piece; two pieces, hardly and full; two that Padmé joins.
    for kind in KINDS {
        for (length, other) in [(0, 252), (65_537, 131_072), (10_000, 10_236)] {
            let client = if kind == "invoice" { "C-0002" } else { "C-0001" };
            add(&home, "C-0001", "letter to school.txt", &vec![b'a'; length], &["--kind", kind]);
            let more = ["--kind", kind, "--date", "2019-04-23", "--media-type", "audio/ogg"];
            add(&home, client, "a quarrel retold.ogg", &vec![b'b'; other], &more);
            number += 2;
            home.run(["file", "get", &format!("F-{:06}", number - 1), "-o", "one"]).ok();
            home.run(["file", "get", &format!("F-{number:06}"), "-o", "two"]).ok();
            fs::remove_file(home.join("one")).expect("removed");
            fs::remove_file(home.join("two")).expect("removed");
            let clear = Clear::read(&home);
            let (words, like) = (words_about(&clear, number - 1), words_about(&clear, number));
            assert!(words.len() >= 5, "a record, a piece, and that it was stored and copied: {words:?}");
            if words != like {
                told.push(format!("{kind} of {length} and of {other}:\n{words:#?}\n{like:#?}"));
            }
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    let clear = Clear::read(&home);
    let words = words_of(&clear);
    let hidden =
        ["letter", "quarrel", "text/plain", "audio", "ogg", "2019-04-23", "document", "recording", "invoice"];
    for hidden in hidden {
        assert!(!words.iter().any(|word| word.contains(hidden)), "{hidden} is in the clear");
    }
    assert!(words.contains("file.copied"), "the look does find words");
}

/// No row about an invoice names a client, not even in the log; of the other kinds every client's do.
#[test]
fn whose_an_invoice_is_does_not_show() {
    let home = two_clients();
    for kind in KINDS {
        add(&home, "C-0002", "one.txt", b"one", &["--kind", kind]);
    }
    for number in 1..=3 {
        home.run(["file", "get", &format!("F-{number:06}"), "-o", &format!("copy-{number}")]).ok();
    }
    home.run(["export", "-o", "everything.age"]).ok();
    let clear = Clear::read(&home);
    let names = clear.names();
    for number in 1..=3 {
        let rows = rows_of(&clear, number);
        let named = rows.iter().filter(|(_, row)| row_in_words(row, &names).contains("C-0002")).count();
        // The record; that it was stored, twice; and copied, twice.
        assert_eq!(named, if number == 3 { 0 } else { 5 }, "F-{number:06}: {rows:?}");
    }
}

/// With the client go documents and recordings, rows and pieces; an invoice stays, and no row about it is another, or
/// tells whose it was.
#[test]
fn an_erasure_takes_files_and_their_pieces() {
    let home = two_clients();
    for client in ["C-0001", "C-0002"] {
        for kind in KINDS {
            add(&home, client, "one.txt", &vec![b'x'; 70_000], &["--kind", kind]);
        }
    }
    let before = Clear::read(&home);
    let about: Vec<Vec<String>> = (1..=6).map(|file| words_about(&before, file)).collect();
    let erase = ["erase", "C-0001", "--ground", "objection", "--accept-total-loss", "--confirm", "C-0001"];
    home.run(erase).ok();
    let clear = Clear::read(&home);
    let left: Vec<i64> =
        clear.rows("records").iter().filter(|r| of_type(r, FILE)).map(|r| number_of(r, "number")).collect();
    assert_eq!(left, [3, 4, 5, 6]);
    assert_eq!((before.rows("chunks").len(), clear.rows("chunks").len()), (12, 8));
    for file in left {
        let at = usize::try_from(file).expect("small") - 1;
        assert_eq!(words_about(&clear, file), about[at], "F-{file:06}");
    }
    let names = clear.names();
    let rows = rows_of(&clear, 3);
    assert!(rows.iter().all(|(_, row)| !row_in_words(row, &names).contains("C-000")), "{rows:?}");
    home.run(["file", "get", "F-000003", "-o", "copy"]).ok();
    home.run(["file", "get", "F-000001", "-o", "gone"]).fails(5, "F-000001");
}

/// The columns of `chunks` are those of the page, and hold what it says.
#[test]
fn pieces_show_their_number_and_their_padded_length() {
    let home = two_clients();
    let lengths = [0, 253, 65_536, 65_537, 200_000];
    for (at, length) in lengths.into_iter().enumerate() {
        add(&home, "C-0001", "one.txt", &vec![b'x'; length], &["--kind", KINDS[at % 3]]);
    }
    let clear = Clear::read(&home);
    let columns: BTreeSet<&str> =
        clear.rows("chunks").iter().flatten().map(|(column, _)| column.as_str()).collect();
    assert_eq!(columns, BTreeSet::from(["record", "version", "piece", "envelope"]));
    let full = 65_540 + 29;
    let expected: [&[usize]; 5] = [&[256 + 29], &[272 + 29], &[67_584 + 29], &[full; 2], &[full; 4]];
    for (number, expected) in (1..).zip(expected) {
        let pieces: Vec<&Row> = rows_of(&clear, number)
            .into_iter()
            .filter(|(table, _)| *table == "chunks")
            .map(|(_, r)| r)
            .collect();
        let lengths: Vec<usize> = pieces.iter().map(|row| blob(row, "envelope").len()).collect();
        assert_eq!(lengths, expected, "F-{number:06}");
        for (at, row) in (0..).zip(pieces) {
            assert_eq!(
                (value(row, "piece"), value(row, "version")),
                (&Value::Integer(at), &Value::Integer(1))
            );
        }
    }
}

/// Somebody who can write to vault.db: what was done must be noticed by `file get` of these files, which leave no
/// copy behind, and by the other commands; and put back, all is well.
#[track_caller]
fn noticed(home: &Home, what: &str, sql: &str, back: &str, files: &[u32], others: &[&[&str]]) {
    let run = |sql: &str| {
        let database = Connection::open(home.vault().join("vault.db")).expect("opens");
        database.execute_batch(sql).expect(what);
    };
    let copies = |home: &Home| -> Vec<String> {
        let entries = fs::read_dir(home.path()).expect("a folder").map(|e| e.expect("an entry").file_name());
        entries.map(|name| name.to_string_lossy().into_owned()).filter(|name| name != ".local").collect()
    };
    let before = copies(home);
    run(sql);
    for file in files {
        let file = format!("F-{file:06}");
        let done = home.run(["file", "get", &file, "-o", "copy"]);
        assert_eq!(done.code, 7, "{what}: {file}: {}{}", done.stdout, done.stderr);
        assert_eq!((done.stdout.as_str(), copies(home)), ("", before.clone()), "{what}: {file}");
    }
    for args in others {
        let done = home.run(*args);
        assert_eq!((done.code, done.stdout.as_str()), (7, ""), "{what}: {args:?}: {}", done.stderr);
    }
    assert_eq!(copies(home), before, "{what}: nothing is left");
    run(back);
    for file in 1..=5 {
        home.run(["file", "get", &format!("F-{file:06}"), "-o", "copy"]).ok();
        fs::remove_file(home.join("copy")).expect("removed");
    }
    home.run(["file", "list"]).ok();
}

/// Files 1 and 2 are documents of the first client and 3 is one of the second, of three pieces each; 4 is a
/// recording and 5 an invoice of the first.
fn five_files() -> Home {
    let home = two_clients();
    for (client, kind) in [
        ("C-0001", "document"),
        ("C-0001", "document"),
        ("C-0002", "document"),
        ("C-0001", "recording"),
        ("C-0001", "invoice"),
    ] {
        add(&home, client, "one.txt", &vec![b'x'; 150_000], &["--kind", kind]);
    }
    home
}

const ID: &str = "SELECT id FROM records WHERE type = 6 AND number =";
const LIST: &[&str] = &["file", "list"];

#[test]
fn pieces_that_were_moved_about_are_noticed() {
    let home = five_files();
    // Two rows give each other's place: a swap is its own way back.
    let swap = |one: (u32, u32), other: (u32, u32)| {
        let find = |(file, piece): (u32, u32)| format!("record = ({ID} {file}) AND piece = {piece}");
        let take = |at| format!("(SELECT envelope FROM chunks WHERE {})", find(at));
        format!(
            "CREATE TEMP TABLE kept AS SELECT {} AS one, {} AS other;
             UPDATE chunks SET envelope = (SELECT other FROM kept) WHERE {};
             UPDATE chunks SET envelope = (SELECT one FROM kept) WHERE {}",
            take(one),
            take(other),
            find(one),
            find(other)
        )
    };
    for (what, one, other) in [
        ("two pieces of a file", (1, 0), (1, 1)),
        ("the last piece and one before it", (4, 1), (4, 2)),
        ("pieces of two files under one key", (1, 1), (2, 1)),
        ("pieces of two clients", (1, 0), (3, 0)),
        ("pieces of a recording and an invoice", (4, 2), (5, 2)),
    ] {
        let sql = swap(one, other);
        let mut files = vec![one.0, other.0];
        files.dedup();
        noticed(&home, what, &sql, &sql, &files, &[]);
    }
    let move_to = |from: u32, to: u32| {
        format!("UPDATE chunks SET piece = {to} WHERE record = ({ID} 5) AND piece = {from}")
    };
    noticed(&home, "a first piece lost", &move_to(0, 9), &move_to(9, 0), &[5], &[]);
    noticed(&home, "a last piece lost", &move_to(2, 9), &move_to(9, 2), &[5], &[]);
    let version = |to: u32| format!("UPDATE chunks SET version = {to} WHERE record = ({ID} 1)");
    noticed(&home, "pieces of another version", &version(2), &version(1), &[1], &[]);
    let cut = format!(
        "CREATE TABLE kept AS SELECT envelope FROM chunks WHERE record = ({ID} 2) AND piece = 1;
         UPDATE chunks SET envelope = substr(envelope, 1, 60000) WHERE record = ({ID} 2) AND piece = 1"
    );
    let back = format!(
        "UPDATE chunks SET envelope = (SELECT envelope FROM kept) WHERE record = ({ID} 2) AND piece = 1;
         DROP TABLE kept"
    );
    noticed(&home, "a piece cut short", &cut, &back, &[2], &[]);
}

#[test]
fn files_that_were_moved_about_are_noticed() {
    let home = five_files();
    // Columns of the record: what is changed, to what, and back.
    let ada = "(SELECT handle FROM handles WHERE register = 'C' AND number = 1)";
    let bea = "(SELECT handle FROM handles WHERE register = 'C' AND number = 2)";
    for (what, file, set, back) in [
        ("a document moved to another client", 1, format!("handle = {bea}"), format!("handle = {ada}")),
        ("a recording moved to another client", 4, format!("handle = {bea}"), format!("handle = {ada}")),
        ("a document called a recording", 1, "compartment = 4".to_owned(), "compartment = 3".to_owned()),
        ("a recording called an invoice", 4, "compartment = 5".to_owned(), "compartment = 4".to_owned()),
        ("another version", 5, "version = 2".to_owned(), "version = 1".to_owned()),
        ("another key", 5, "key_version = 2".to_owned(), "key_version = 1".to_owned()),
    ] {
        let update = |set: &str| format!("UPDATE records SET {set} WHERE type = 6 AND number = {file}");
        noticed(&home, what, &update(&set), &update(&back), &[file], &[LIST]);
    }
    let numbers = "UPDATE records SET number = 9 - number WHERE type = 6 AND number IN (4, 5)";
    noticed(&home, "numbers of two files", numbers, numbers, &[4, 5], &[LIST]);
    let state = |to: &str| format!("UPDATE records SET state = '{to}' WHERE type = 6 AND number = 3");
    noticed(&home, "a state", &state("trash"), &state("live"), &[3], &[]);

    // Whose a file is, in the handles.
    fs::write(home.join("new.txt"), b"new").expect("written");
    let clients = "UPDATE handles SET number = 1000 - number WHERE register = 'C';
                   UPDATE handles SET number = number - 997 WHERE register = 'C'";
    let all: [&[&str]; 4] = [
        LIST,
        &["file", "list", "C-0001"],
        &["export", "-o", "everything.age"],
        &["file", "add", "C-0001", "new.txt"],
    ];
    noticed(&home, "numbers of two clients", clients, clients, &[1, 2, 3, 4, 5], &all);
    let invoice = |to: &str| format!("UPDATE handles SET {to} WHERE register = 'F'");
    noticed(
        &home,
        "an invoice's handle",
        &invoice("state = 'ended'"),
        &invoice("state = 'active'"),
        &[5],
        &[LIST],
    );
    noticed(&home, "an invoice's number", &invoice("number = 77"), &invoice("number = 5"), &[5], &[LIST]);
}
