//! Every command that writes, killed at every writing system call, and refused by the disk at a sample of them:
//! what was acknowledged is there, what was not is wholly there or wholly absent, and the vault works.
//!
//! Kills are tried at every point. Full and broken disks are tried at a sample that is the same each time; all
//! of them, in some minutes more, with
//!
//! ```sh
//! PRAXIS_FAULTS=all cargo test --test crash -- --nocapture
//! ```

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr)] // A test that cannot go on fails, and says what it did.

mod common;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use common::faults::{Breadth, Fault, Report, Story, Struck, impossible, in_turn, mutant, sweep, unharmed};
use common::{Home, INIT, PRAXIS};
use praxis::crypto::age_file::{Identity, open_with};
use praxis::crypto::tree::Frontier;
use serde_json::Value;

/// The files of an export, by name.
type Files = Vec<(String, Vec<u8>)>;

/// Of calls that are made often, one in this many is refused; a prime, so that no rhythm of
/// the database's hides one.
const SAMPLE: usize = 23;

const CLIENTS: &str =
    "ID,Name,First\nS-1,Ottilie Fairweather,2026-01-05\nS-2,Caspian Nettlefold,2026-01-06\n";
const CLIENT_MAP: &str = "[columns]\nsource = \"ID\"\nname = \"Name\"\nfirst_contact = \"First\"\n";
const ROWS: &str = "ID,Date,Kind,Text\nS-1,2026-03-01,session,first row\nS-1,2026-03-02,process,second row\n\
                    S-2,2026-03-03,session,third row\nS-2,2026-03-04,supervision,fourth row\n\
                    S-2,2026-03-05,session,fifth row\n";
const ROW_MAP: &str = "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Kind\"\ntext = \"Text\"\n";

/// A home with two clients, a signed note and, with a key of its own, a process note.
fn prepared() -> Home {
    let home = Home::with_vault();
    for (name, text) in
        [("clients.csv", CLIENTS), ("clients.toml", CLIENT_MAP), ("rows.csv", ROWS), ("rows.toml", ROW_MAP)]
    {
        fs::write(home.join(name), text).expect("writes");
    }
    home.run(["import", "clients", "clients.csv", "--map", "clients.toml"]).ok();
    home.note("C-0001", "signed");
    let args = ["note", "add", "C-0001", "--kind", "process", "--date", "2026-02-04", "--file", "-"];
    home.pipe(args, b"reflection").ok();
    home
}

fn faults() -> Vec<(Fault, Breadth)> {
    let all = std::env::var_os("PRAXIS_FAULTS").is_some_and(|value| value == "all");
    let breadth = if all { Breadth::Every } else { Breadth::Sample(SAMPLE) };
    vec![(Fault::Kill, Breadth::Every), (Fault::Full, breadth), (Fault::Broken, breadth)]
}

fn skipped() -> bool {
    let Some(why) = impossible() else { return false };
    eprintln!("SKIPPED: no faults can be injected here: {why}");
    true
}

/// Everything that the ordinary commands show, every note and client opened. Instants are masked: two runs of
/// one command differ in them.
fn state(struck: &Struck<'_>) -> Result<Value, String> {
    let ask = |args: &[&str]| -> Result<Value, String> {
        let done = struck.ask(&[args, &["--json"]].concat(), b"");
        no_panic(&done.stderr)?;
        if done.code != 0 {
            return Err(format!("`{}` ends with {}: {}", args.join(" "), done.code, done.stderr.trim()));
        }
        serde_json::from_str(&done.stdout).map_err(|e| format!("`{}`: {e}", args.join(" ")))
    };
    let clients = ask(&["client", "list"])?;
    let mut notes = ask(&["note", "list"])?;
    if let Value::Array(notes) = &mut notes {
        // Numbers are given without gaps: what is not in the list is in the trash, or lost.
        let highest = notes.last().and_then(|note| note["note"].as_str()?.strip_prefix("N-")?.parse().ok());
        if highest != Some(notes.len()) {
            notes.extend(ask(&["note", "list", "--state", "trash"])?.as_array().ok_or("no list")?.clone());
        }
    }
    let mut shown = Vec::new();
    for (list, word) in [(&clients, "client"), (&notes, "note")] {
        for one in list.as_array().ok_or("no list")? {
            let reference = one[word].as_str().ok_or("no reference")?;
            shown.push(ask(&[word, "show", reference])?);
        }
    }
    let mut state = serde_json::json!({ "clients": clients, "notes": notes, "shown": shown });
    mask(&mut state);
    Ok(state)
}

fn mask(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(mask),
        Value::Object(fields) => {
            for (name, value) in fields {
                if ["at", "written", "goes_from"].contains(&name.as_str()) && value.is_string() {
                    *value = Value::String("some time".to_owned());
                }
                mask(value);
            }
        }
        _ => {}
    }
}

fn no_panic(stderr: &str) -> Result<(), String> {
    if stderr.contains("panicked") { Err(format!("it panicked: {}", stderr.trim())) } else { Ok(()) }
}

fn holds(truth: bool, otherwise: &str) -> Result<(), String> {
    if truth { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn database(struck: &Struck<'_>) -> rusqlite::Connection {
    rusqlite::Connection::open(struck.home.vault().join("vault.db")).expect("opens")
}

fn exports(struck: &Struck<'_>) -> i64 {
    database(struck).query_row("SELECT count(*) FROM exports", [], |row| row.get(0)).expect("counts")
}

/// What must be so in every vault, whatever happened to it, after one more command that writes.
fn sound(struck: &Struck<'_>) -> Result<(), String> {
    let args = ["note", "add", "C-0001", "--date", "2026-04-01", "--file", "-"];
    let done = struck.ask(&args, b"one more");
    if done.code != 0 {
        return Err(format!("a further note cannot be added: {}", done.stderr.trim()));
    }
    no_panic(&done.stderr)?;
    let mirror = |name| fs::read(struck.home.vault().join("keyring").join(name)).map_err(|e| e.to_string());
    holds(mirror("a")? == mirror("b")?, "the keyring mirrors differ after a further write")?;

    let database = database(struck);
    let text = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).expect("answers");
    holds(text("PRAGMA integrity_check") == "ok", "vault.db fails SQLite's own check")?;
    let mut tree = Frontier::empty();
    let mut leaves = database.prepare("SELECT leaf FROM audit ORDER BY seq").expect("prepares");
    for leaf in leaves.query_map([], |row| row.get::<_, [u8; 32]>(0)).expect("runs") {
        tree.push(leaf.expect("a leaf"));
    }
    let head = "SELECT size, root FROM audit_head";
    let (size, root): (i64, [u8; 32]) =
        database.query_row(head, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a head");
    holds((size.cast_unsigned(), root) == (tree.size(), tree.root()), "the audit log does not match its head")
}

/// The files that a command makes on its way and must take away again when it fails.
fn left_behind(struck: &Struck<'_>) -> Result<(), String> {
    let removing = |call: &str| call.starts_with("unlink") || call == "rmdir";
    if struck.killed() || struck.point.as_ref().is_some_and(|point| removing(point.call)) {
        return Ok(());
    }
    for folder in ["", ".local/share", ".local/share/praxis", ".local/share/praxis/keyring"] {
        let Ok(entries) = fs::read_dir(struck.home.join(folder)) else { continue };
        for entry in entries {
            let name = entry.expect("an entry").file_name();
            let name = name.to_string_lossy();
            holds(
                !name.starts_with(".praxis-") && !name.starts_with(".tmp"),
                &format!("{name} is left behind"),
            )?;
        }
    }
    Ok(())
}

/// Sweeps a command on the prepared vault: afterwards it is as before, or as after the command, and nothing in
/// between. `also` checks what else the command made.
fn sweep_command(
    name: &str,
    args: &[&str],
    input: &[u8],
    program: &Path,
    faults: &[(Fault, Breadth)],
    also: impl Fn(&Struck<'_>) -> Result<(), String>,
) -> Report {
    let home = prepared();
    let story = Story { name, program, prepared: home.path(), args, input };
    let idle = unharmed(&Story { args: &["--version"], program: Path::new(PRAXIS), ..story });
    let before = state(&idle).expect("works");
    let whole = unharmed(&Story { program: Path::new(PRAXIS), ..story });
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let after = state(&whole).expect("works");
    also(&whole).expect("works");
    sweep(&story, faults, |struck| {
        no_panic(&struck.done.stderr)?;
        let now = state(struck)?;
        if struck.acknowledged() {
            holds(now == after, "what was acknowledged is not wholly there")?;
        } else {
            holds(now == before || now == after, "neither as before nor as after the command")?;
        }
        also(struck)?;
        left_behind(struck)?;
        sound(struck)
    })
}

#[track_caller]
fn clean(report: &Report) {
    println!("{report}");
    let shown: Vec<&str> = report.violations.iter().take(20).map(String::as_str).collect();
    assert!(report.violations.is_empty(), "{} violations:\n{}", report.violations.len(), shown.join("\n"));
}

fn every_point(name: &str, args: &[&str], input: &[u8], also: impl Fn(&Struck<'_>) -> Result<(), String>) {
    if skipped() {
        return;
    }
    clean(&in_turn(|| sweep_command(name, args, input, Path::new(PRAXIS), &faults(), also)));
}

#[allow(clippy::unnecessary_wraps)] // One of several checks of the same shape.
fn nothing_else(_: &Struck<'_>) -> Result<(), String> {
    Ok(())
}

const ADD_CLIENT: [&str; 6] = ["client", "add", "--name", "Perpetua Lumley", "--first-contact", "2026-02-01"];

#[test]
fn client_add() {
    every_point("client add", &ADD_CLIENT, b"", nothing_else);
}

#[test]
fn note_add_session() {
    let args = ["note", "add", "C-0002", "--kind", "session", "--date", "2026-02-05", "--file", "-"];
    every_point("note add --kind session", &args, b"a session", nothing_else);
}

#[test]
fn note_add_process() {
    let args = ["note", "add", "C-0002", "--kind", "process", "--date", "2026-02-05", "--file", "-"];
    every_point("note add --kind process", &args, b"a reflection", nothing_else);
}

#[test]
fn note_amend_signed() {
    let args = ["note", "amend", "N-000001", "--reason", "correction", "--file", "-"];
    every_point("note amend", &args, b"amended", nothing_else);
}

#[test]
fn note_trash() {
    every_point("note trash", &["note", "trash", "N-000001"], b"", nothing_else);
}

#[test]
fn import_notes() {
    let args = ["import", "notes", "rows.csv", "--map", "rows.toml"];
    every_point("import notes", &args, b"", nothing_else);
}

/// Whatever stands under the final name is whole, and on record.
fn export_is_whole(struck: &Struck<'_>, found: Option<Result<Files, String>>) -> Result<(), String> {
    let Some(files) = found else {
        return holds(!struck.acknowledged(), "the export was acknowledged and is not there");
    };
    holds(exports(struck) == 1, "an export that no register knows")?;
    let files = files?;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    holds(names == ["clients.json", "notes.json"], "a file is missing in the export")?;
    for (name, bytes) in &files {
        let of: Value = serde_json::from_slice(bytes).map_err(|e| format!("{name}: {e}"))?;
        let entries = of.as_array().ok_or("no list")?.len();
        holds(entries == 2, "something is missing in the export")?;
    }
    Ok(())
}

#[test]
fn export_sealed() {
    every_point("export -o", &["export", "-o", "out.tar.age"], b"", |struck| {
        let output = struck.home.join("out.tar.age");
        let opened = output.exists().then(|| {
            let sealed = fs::read(&output).map_err(|e| e.to_string())?;
            holds(sealed.starts_with(b"age-encryption.org/v1\n"), "the export is no age file")?;
            let text = fs::read_to_string(struck.home.join(".config/praxis/identity.age")).expect("reads");
            let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
            let identity = Identity::parse(secret).expect("an identity");
            let archive = open_with(&identity, &sealed).map_err(|e| format!("the export: {e}"))?;
            let mut files = Vec::new();
            for entry in tar::Archive::new(archive.as_slice()).entries().map_err(|e| e.to_string())? {
                let mut entry = entry.map_err(|e| e.to_string())?;
                let name = entry.path().map_err(|e| e.to_string())?.to_string_lossy().into_owned();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
                files.push((name, bytes));
            }
            Ok(files)
        });
        export_is_whole(struck, opened)
    });
}

#[test]
fn export_plain() {
    every_point("export --plain", &["export", "--plain", "-o", "out"], b"", |struck| {
        let output = struck.home.join("out");
        let read = output.exists().then(|| {
            let found = common::files(&output).into_iter();
            Ok(found
                .map(|(path, bytes)| {
                    (path.file_name().expect("a name").to_string_lossy().into_owned(), bytes)
                })
                .collect())
        });
        export_is_whole(struck, read)?;
        // Readable bytes on the disk, under whatever name, are on record.
        let staged =
            || fs::read_dir(struck.home.path()).expect("a folder").map(|e| e.expect("an entry").path());
        let readable = |path: PathBuf| path.is_dir() && path.join("clients.json").exists();
        holds(exports(struck) == 1 || !staged().any(readable), "readable bytes that no register knows")
    });
}

#[test]
fn init() {
    if skipped() {
        return;
    }
    let report = in_turn(|| {
        let home = Home::empty();
        home.run(["identity", "new", "--bare"]).ok();
        let story = Story {
            name: "init",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &INIT,
            input: b"",
        };
        sweep(&story, &faults(), init_is_whole)
    });
    clean(&report);
}

fn init_is_whole(struck: &Struck<'_>) -> Result<(), String> {
    no_panic(&struck.done.stderr)?;
    left_behind(struck)?;
    let there = struck.home.vault().exists();
    holds(there || !struck.acknowledged(), "the vault was acknowledged and is not there")?;
    if !there && !struck.killed() && struck.point.as_ref().is_none_or(|p| !p.call.starts_with("unlink")) {
        let states = fs::read_dir(struck.home.join(".local/state/praxis")).map_or(0, Iterator::count);
        holds(states == 0, "keys of no vault are left behind")?;
    }
    let again = struck.ask(&INIT, b"");
    no_panic(&again.stderr)?;
    if there {
        let refused = again.code == 2 && again.stderr.contains("already a vault");
        holds(refused, &format!("a second init ends with {}: {}", again.code, again.stderr.trim()))?;
    } else if again.code != 0 {
        return Err(format!("a second init ends with {}: {}", again.code, again.stderr.trim()));
    }
    let added = struck.ask(&ADD_CLIENT, b"");
    holds(added.code == 0, &format!("the vault takes no client: {}", added.stderr.trim()))?;
    let state = state(struck)?;
    holds(state["clients"].as_array().is_some_and(|list| list.len() == 1), "the client is not there")?;
    sound(struck)
}

/// The harness finds what it is for: a praxis that records a keyring before it is written.
#[test]
fn a_mutant_is_found() {
    if skipped() {
        return;
    }
    let patch = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mutants/database-before-keyring.patch");
    let program = mutant(&patch);
    let report = in_turn(|| {
        let kill = [(Fault::Kill, Breadth::Sample(SAMPLE))];
        sweep_command("a mutant's client add", &ADD_CLIENT, b"", &program, &kill, nothing_else)
    });
    println!("{report}");
    assert!(
        report.violations.iter().any(|what| what.contains("older keyring than this vault has seen")),
        "the mutant was not found: {:?}",
        report.violations
    );
}
