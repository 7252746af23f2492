//! The canaries of `canary.rs` in files about clients: names, media types, days and contents of every kind, through
//! every command that takes or gives a file, and through every refusal.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;

use common::canary::{Prints, Scanner, Session};

const KINDS: [&str; 3] = ["document", "recording", "invoice"];

/// Content with canaries at its beginning, across the edge of its first piece, and at its end.
fn content(s: &mut Session) -> Vec<u8> {
    let [begin, edge, end] = ["begin", "edge", "end"].map(|word| s.kept(word));
    let mut bytes = begin.into_bytes();
    // Bytes that are no text, and that no terminal should see.
    bytes.extend([0, 27, b'[', b'2', b'J', 255]);
    bytes.resize(65_536 - edge.len() / 2, b'.');
    bytes.extend(edge.bytes());
    bytes.resize(70_000, b'.');
    bytes.extend(end.bytes());
    bytes
}

#[test]
fn files_leave_no_trace() {
    let mut session = Session::begin("f");
    let s = &mut session;
    let client = s.kept("name");
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);

    let mut stored = Vec::new();
    for (at, kind) in KINDS.into_iter().enumerate() {
        let (name, media) = (s.kept("file"), s.kept("media"));
        let (name, media) = (format!("{name}.pdf"), format!("application/x-{media}"));
        let day = s.kept_day(&format!("2021-08-{:02}", 11 + at));
        let bytes = content(s);
        let path = s.file(&name, &bytes);
        let add = ["file", "add", &client, &path, "--kind", kind, "--date", &day, "--media-type", &media];
        let file = s.does(&add);
        assert_eq!(file, format!("F-{:06}", at + 1));
        stored.push((file, name, bytes));
    }
    // An empty one, and one whose type is that of its name.
    let names = [s.kept("empty"), s.kept("short") + ".txt"];
    for (name, bytes) in [(&names[0], Vec::new()), (&names[1], s.kept("inside").into_bytes())] {
        let path = s.file(name, &bytes);
        s.does(&["file", "add", "C-0001", &path]);
        stored.push((format!("F-{:06}", stored.len() + 1), name.clone(), bytes));
    }
    let lower: Vec<String> = s.stored.iter().filter(|word| word.contains("media")).cloned().collect();
    s.stored.retain(|word| !lower.contains(word));

    let all: Vec<&str> = stored.iter().map(|(_, name, _)| name.as_str()).collect();
    s.reads(&["file", "list"], &all);
    s.reads(&["file", "list", &client, "--json"], &[all[0], "2021-08-11", "application/x-"]);
    s.reads(&["file", "list", "--kind", "invoice"], &[all[2]]);
    // A search is one of notes: it finds no file, and leaves nothing of what was looked for.
    for word in [&names[0], &lower[0]] {
        assert_eq!(s.does(&["search", word]), "");
    }

    // Out of the vault, to a name, to a folder, and through a pipe: nothing of it passes through the home.
    let folder = s.outside.path().join("copies");
    fs::create_dir(&folder).expect("a folder");
    let folder = folder.to_str().expect("UTF-8").to_owned();
    for (file, name, bytes) in &stored {
        let copy = format!("{folder}/{}", s.canary("copy"));
        s.reads(&["file", "get", file, "-o", &copy], &[&copy]);
        assert!(fs::read(&copy).expect("copied") == *bytes);
        s.reads(&["file", "get", file, "-o", &folder], &[name]);
        assert!(fs::read(format!("{folder}/{name}")).expect("copied") == *bytes);
        let args = ["file", "get", file, "-o", "-"];
        let done = s.go(s.command(&args), None, 0, Prints::Data);
        assert_eq!(done.stdout, String::from_utf8_lossy(bytes));
        s.refuses(2, &["file", "get", file, "-o", &folder]);
        s.reads(&["file", "get", file, "-o", &copy, "--force"], &[&copy]);
    }
    // A name that is not used as it is stands in no refusal.
    for name in [".{}", "-{}.pdf", "{}:x"] {
        let name = s.fill(name);
        let path = s.file(&name, b"x");
        let file = s.does(&["file", "add", "C-0001", &path]);
        s.refuses(2, &["file", "get", &file]);
    }

    // Not even the kinds and the known media types.
    let scanner = Scanner::of(&["document", "recording", "application/", "text/plain"]);
    for (path, bytes) in common::files(&session.home.vault()) {
        if path.file_name().is_some_and(|name| name != "praxis.toml") {
            assert_eq!(scanner.found(&bytes).len(), 0, "{}", path.display());
        }
    }
    session.end();
}

/// Between bars are arguments; `{}` is a canary, OUT the folder outside and FILE a file there.
const REFUSED: &[(i32, &str)] = &[
    (5, "file|add|{}|FILE"),
    (2, "file|add|C-0001|{}.pdf"),
    (2, "file|add|C-0001|/nowhere/{}.pdf"),
    (2, "file|add|C-0001|FILE/{}"),
    (2, "file|add|C-0001|LONG{}"),
    (2, "file|add|C-0001|OUT"),
    (2, "file|add|C-0001|OUT/pipe"),
    (2, "file|add|C-0001|FILE|{}"),
    (2, "file|add|C-0001|FILE|--kind|{}"),
    (2, "file|add|C-0001|FILE|--date|{}"),
    (2, "file|add|C-0001|FILE|--date|2089-03-17"),
    (2, "file|add|C-0001|FILE|--media-type|{}"),
    (2, "file|add|C-0001|FILE|--media-type|text/{}/x"),
    (2, "file|add|C-0001|FILE|--{}"),
    (2, "file|add|C-0001|.local/share/praxis/vault.db"),
    (5, "file|list|{}"),
    (2, "file|list|--kind|{}"),
    (2, "file|get|{}"),
    (5, "file|get|F-000077|-o|{}"),
    (2, "file|get|F-000001|{}"),
    (2, "file|get|F-000001|-o|FILE"),
    (2, "file|get|F-000001|-o|/nowhere/{}/{}"),
    (2, "file|get|F-000001|-o|.local/share/praxis/{}"),
    (2, "file|get|F-000001|-o|.local/state/praxis/{}/{}"),
    (2, "file|{}"),
];

#[test]
fn refused_files_are_not_repeated() {
    let mut session = Session::begin("g");
    let s = &mut session;
    s.day("2089-03-17");
    let (client, name, text) = (s.kept("name"), s.kept("file"), s.kept("text"));
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);
    let file = s.file(&format!("{name}.txt"), text.as_bytes());
    s.does(&["file", "add", &client, &file]);
    let out = s.outside.path().join(s.tag);
    fs::create_dir(&out).expect("a folder");
    let pipe = std::process::Command::new("mkfifo").arg(out.join("pipe")).status();
    assert!(pipe.expect("mkfifo").success());
    let out = out.to_str().expect("UTF-8").to_owned();
    for (code, template) in REFUSED {
        let typed =
            s.fill(&template.replace("OUT", &out).replace("FILE", &file).replace("LONG", &"x".repeat(300)));
        let args: Vec<&str> = typed.split('|').collect();
        s.refuses_with(*code, &args, b"");
        s.refuses_with(*code, &[&["--json"], &args[..]].concat(), b"");
    }
    // Somebody else.
    s.does(&["identity", "new", "--bare", "-i", "other.age"]);
    let copy = s.fill("{}.txt");
    for args in [
        &["file", "add", &client, &file, "-i", "other.age"][..],
        &["file", "list", &client, "-i", "other.age"],
        &["file", "get", "F-000001", "-o", &copy, "-i", "other.age"],
    ] {
        s.refuses(4, args);
    }
    // A piece that does not open: the copy is not there, nor anything beside it.
    let long = s.fill("{}.txt");
    let bytes = [vec![b'.'; 65_536], s.canary("second").into_bytes()].concat();
    let long = s.file(&long, &bytes);
    assert_eq!(s.does(&["file", "add", &client, &long]), "F-000002");
    let database = rusqlite::Connection::open(s.home.vault().join("vault.db")).expect("opens");
    let flip = || {
        let last = "WHERE piece = 1 AND record = (SELECT id FROM records WHERE type = 6 AND number = 2)";
        let sql = format!("SELECT envelope FROM chunks {last}");
        let mut envelope: Vec<u8> = database.query_row(&sql, [], |row| row.get(0)).expect("a piece");
        envelope[100] ^= 1;
        let changed = database.execute(&format!("UPDATE chunks SET envelope = ?1 {last}"), [envelope]);
        assert_eq!(changed.expect("changes"), 1);
    };
    flip();
    let before = fs::read_dir(&out).expect("a folder").count();
    let done = s.refuses(7, &["file", "get", "F-000002", "-o", &format!("{out}/copy.txt")]);
    assert!(done.stderr.contains("F-000002"), "{}", done.stderr);
    for args in [&["export", "-o"][..], &["export", "--plain", "-o"]] {
        s.refuses(7, &[args, &[&format!("{out}/never")]].concat());
    }
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), before, "nothing is left");
    flip();
    drop(database);
    session.end();
}
