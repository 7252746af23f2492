//! Every command that writes, struck at its writing system calls: what was acknowledged is there, what was not is
//! wholly there or wholly absent, and the vault works.
//!
//! Praxis is killed at every point of `init`, `client add` and a note with a key of its own. Every home that a kill
//! can leave of `erase`, `retention apply`, `housekeeping`, `sar export`, a plain export and a recording is computed from
//! one run. The other commands write as these do, and are killed at a sample of points. Full and failing disks, once or from
//! there on, and power cuts are tried at a sample. A sample is the same each time; all of them, in many minutes more,
//! with
//!
//! ```sh
//! PRAXIS_FAULTS=all cargo test --test crash -- --nocapture
//! ```

#![allow(clippy::expect_used, clippy::print_stdout, clippy::print_stderr)] // A test that cannot go on fails, and says what it did.

#[path = "crash/breaches.rs"]
mod breaches;
mod common;
#[path = "crash/erasure.rs"]
mod erasure;
#[path = "crash/gone.rs"]
mod gone;
#[path = "crash/housekeeping.rs"]
mod housekeeping;
#[path = "crash/invariants.rs"]
mod invariants;
#[path = "crash/members.rs"]
mod members;
#[path = "crash/mutants.rs"]
mod mutants;
#[path = "crash/packs.rs"]
mod packs;
#[path = "crash/retention.rs"]
mod retention;
#[path = "crash/sessions.rs"]
mod sessions;

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use common::faults::power::{Depth, replay, stopped};
use common::faults::strace::{impossible, sweep};
use common::faults::{Breadth, Check, Fault, Report, Story, Struck, in_turn, unharmed, untouched};
use common::{Home, INIT, PRAXIS};
use invariants::{holds, left_behind, mirrors_agree, no_panic, sound, state};
use praxis::crypto::age_file::{Identity, open_identity_file, open_with};
use praxis::crypto::hash::{sha256, to_hex};
use praxis::crypto::passphrase::Passphrase;
use serde_json::Value;

/// The files of an export, by name.
type Files = Vec<(String, Vec<u8>)>;

/// Of calls that are made often, one in this many is refused; a prime, so that no rhythm of
/// the database's hides one.
const SAMPLE: usize = 47;
/// And of all calls one in this many, for a disk that stays full or broken.
const SAMPLE_FROM_THERE_ON: usize = 7;

/// Of the kills of a slow command one in this many; a prime as well.
const SAMPLE_OF_SLOW: usize = 17;

/// Power cuts where they can do the most harm.
const SOME_CUTS: Depth = Depth { brink: 4, between: 0, step: 1 };
const FEWER_CUTS: Depth = Depth { brink: 2, between: 0, step: 1 };
const FEW_CUTS: Depth = Depth { brink: 1, between: 0, step: 37 };
const ALL_CUTS: Depth = Depth { brink: 24, between: 6, step: 1 };

const CLIENTS: &str =
    "ID,Name,First\nS-1,Ottilie Fairweather,2026-01-05\nS-2,Caspian Nettlefold,2026-01-06\n";
const CLIENT_MAP: &str = "[columns]\nsource = \"ID\"\nname = \"Name\"\nfirst_contact = \"First\"\n";
const MORE_CLIENTS: &str = "ID,Name,First\nS-3,Isolde Farthing,2026-01-07\nS-4,Lambert Quill,2026-01-08\n";
const ROWS: &str = "ID,Date,Kind,Text\nS-1,2026-03-01,session,first row\nS-1,2026-03-02,process,second row\n\
                    S-2,2026-03-03,session,third row\nS-2,2026-03-04,supervision,fourth row\n\
                    S-2,2026-03-05,session,fifth row\n";
const ROW_MAP: &str = "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Kind\"\ntext = \"Text\"\n";

/// The length of a file in two pieces.
const TWO_PIECES: usize = 70_000;

/// A home with two clients, a signed note, a file and, with a key of its own, a process note.
fn prepared() -> Home {
    prepared_with("letter.txt")
}

/// The same with one of two files: the letter, in two pieces, or the line, which every check reads sooner.
fn prepared_with(file: &str) -> Home {
    let home = Home::with_vault();
    for (name, text) in [
        ("clients.csv", CLIENTS),
        ("more.csv", MORE_CLIENTS),
        ("clients.toml", CLIENT_MAP),
        ("rows.csv", ROWS),
        ("rows.toml", ROW_MAP),
    ] {
        fs::write(home.join(name), text).expect("writes");
    }
    home.run(["import", "clients", "clients.csv", "--map", "clients.toml"]).ok();
    home.note("C-0001", "signed");
    let args = ["note", "add", "C-0001", "--kind", "process", "--date", "2026-02-04", "--file", "-"];
    home.pipe(args, b"reflection").ok();
    fs::write(home.join("letter.txt"), vec![b'a'; TWO_PIECES]).expect("writes");
    fs::write(home.join("line.txt"), "one line").expect("writes");
    home.run(["file", "add", "C-0001", file]).ok();
    home.run(["kit", "new", "--print"]).ok();
    fs::create_dir(home.join("place")).expect("makes");
    home
}

/// What goes wrong, and how often it is tried.
struct Plan {
    faults: Vec<(Fault, Breadth)>,
    cuts: Depth,
    /// Whether the homes that kills leave are taken from one recorded run, too.
    stops: bool,
}

fn all() -> bool {
    std::env::var_os("PRAXIS_FAULTS").is_some_and(|value| value == "all")
}

fn plan() -> Plan {
    let all = all();
    let breadth = |step| if all { Breadth::Every } else { Breadth::Sample(step) };
    Plan {
        faults: vec![
            (Fault::Kill, Breadth::Every),
            (Fault::Full, breadth(SAMPLE)),
            (Fault::Broken, breadth(SAMPLE)),
            (Fault::StaysFull, breadth(SAMPLE_FROM_THERE_ON)),
            (Fault::StaysBroken, breadth(SAMPLE_FROM_THERE_ON)),
        ],
        cuts: if all { ALL_CUTS } else { SOME_CUTS },
        stops: false,
    }
}

/// Every home that a kill can leave, computed. That praxis is killed there, which takes longer, is left to a sample.
fn every_stop() -> Plan {
    Plan { stops: true, ..kills_sampled() }
}

/// Every home that a kill can leave, and of the rest a few: for commands that destroy in the stages of an erasure, which
/// is tried at more.
fn every_stop_and_few() -> Plan {
    if all() {
        return every_stop();
    }
    let few = [Fault::Kill, Fault::Full, Fault::Broken].map(|fault| (fault, Breadth::Sample(SAMPLE)));
    Plan { faults: few.to_vec(), cuts: Depth { brink: 1, between: 0, step: 4 }, stops: true }
}

/// A few of everything: for commands that write one row, as others do that are tried at more.
fn few() -> Plan {
    let plan = every_stop_and_few();
    if all() { plan } else { Plan { stops: false, ..plan } }
}

/// Fewer still: for commands after which each home takes a dozen others to look at.
fn fewer() -> Plan {
    if all() {
        return few();
    }
    let some = [Fault::Kill, Fault::Full, Fault::Broken].map(|fault| (fault, Breadth::Sample(3 * SAMPLE)));
    Plan { faults: some.to_vec(), cuts: Depth { brink: 1, between: 0, step: 12 }, stops: false }
}

/// For commands that write as another does which is killed at every point.
fn like_another() -> Plan {
    let plan = kills_sampled();
    if all() { plan } else { Plan { cuts: FEWER_CUTS, ..plan } }
}

/// The plan with kills at a sample.
fn kills_sampled() -> Plan {
    let mut plan = plan();
    if !all() {
        plan.faults.retain(|(fault, _)| *fault != Fault::Kill);
        plan.faults.push((Fault::Kill, Breadth::Sample(SAMPLE)));
    }
    plan
}

/// For commands of whose homes each takes a second to look at: kills at a sample as well, and few power cuts.
fn slow_plan() -> Plan {
    let wanted = |fault: &Fault| all() || !matches!(fault, Fault::StaysFull | Fault::StaysBroken);
    let faults = plan().faults.into_iter().filter(|(fault, _)| wanted(fault));
    let faults = faults.map(|(fault, breadth)| match breadth {
        Breadth::Every if !all() => (fault, Breadth::Sample(SAMPLE_OF_SLOW)),
        breadth => (fault, breadth),
    });
    let cuts = if all() { ALL_CUTS } else { FEW_CUTS };
    Plan { faults: faults.collect(), cuts, stops: false }
}

fn skipped() -> bool {
    let Some(why) = impossible() else { return false };
    eprintln!("SKIPPED: no faults can be injected here: {why}");
    true
}

/// Strikes a story with everything in the plan.
fn strike(story: &Story<'_>, plan: &Plan, report: &mut Report<'_>) {
    if plan.stops {
        stopped(story, report);
    }
    sweep(story, &plan.faults, report);
    replay(story, plan.cuts, report);
}

/// Strikes a command on the prepared vault: afterwards it is as before, or as after the command, and nothing in
/// between. `also` checks what else the command made. Gives the violations.
fn strike_command(
    name: &str,
    args: &[&str],
    input: &[u8],
    program: &Path,
    with: impl Fn(&Story<'_>, &mut Report<'_>),
    also: impl Fn(&Struck<'_>, &Value) -> Result<(), String>,
) -> Vec<String> {
    // Two pieces where files themselves are copied.
    let copies_files = ["export", "backup"].contains(&args[0]);
    let home = prepared_with(if copies_files { "letter.txt" } else { "line.txt" });
    let story = Story { name, program, prepared: home.path(), args, input };
    let before = state(&untouched(&Story { program: Path::new(PRAXIS), ..story })).expect("works");
    let whole = unharmed(&Story { program: Path::new(PRAXIS), ..story });
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let after = state(&whole).expect("works");
    also(&whole, &after).expect("works");
    let check = |struck: &Struck<'_>| {
        left_behind(struck)?;
        if struck.acknowledged() {
            mirrors_agree(struck, "what was acknowledged")?;
        }
        let now = state(struck)?;
        if struck.acknowledged() {
            holds(now == after, "what was acknowledged is not wholly there")?;
        } else {
            holds(now == before || now == after, "neither as before nor as after the command")?;
        }
        also(struck, &now)?;
        sound(struck, &now)
    };
    let mut report = Report::new(name, &check);
    with(&story, &mut report);
    println!("{report}");
    report.violations
}

#[track_caller]
fn clean(violations: &[String]) {
    let shown: Vec<&str> = violations.iter().take(20).map(String::as_str).collect();
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), shown.join("\n"));
}

fn struck_by(
    plan: &Plan,
    name: &str,
    args: &[&str],
    input: &[u8],
    also: impl Fn(&Struck<'_>, &Value) -> Result<(), String>,
) {
    if skipped() {
        return;
    }
    let with = |story: &Story<'_>, report: &mut Report<'_>| strike(story, plan, report);
    clean(&in_turn(|| strike_command(name, args, input, Path::new(PRAXIS), with, also)));
}

#[allow(clippy::unnecessary_wraps)] // One of several checks of the same shape.
fn nothing_else(_: &Struck<'_>, _: &Value) -> Result<(), String> {
    Ok(())
}

const ADD_CLIENT: [&str; 6] = ["client", "add", "--name", "Perpetua Lumley", "--first-contact", "2026-02-01"];

#[test]
fn client_add() {
    struck_by(&plan(), "client add", &ADD_CLIENT, b"", nothing_else);
}

#[test]
fn note_add_session() {
    let args = ["note", "add", "C-0002", "--kind", "session", "--date", "2026-02-05", "--file", "-"];
    struck_by(&like_another(), "note add --kind session", &args, b"a session", nothing_else);
}

#[test]
fn note_add_process() {
    let args = ["note", "add", "C-0002", "--kind", "process", "--date", "2026-02-05", "--file", "-"];
    struck_by(&plan(), "note add --kind process", &args, b"a reflection", nothing_else);
}

#[test]
fn note_amend_signed() {
    let args = ["note", "amend", "N-000001", "--reason", "correction", "--file", "-"];
    struck_by(&like_another(), "note amend", &args, b"amended", nothing_else);
}

#[test]
fn note_trash() {
    struck_by(&like_another(), "note trash", &["note", "trash", "N-000001"], b"", nothing_else);
}

#[test]
fn import_notes() {
    let args = ["import", "notes", "rows.csv", "--map", "rows.toml"];
    struck_by(&like_another(), "import notes", &args, b"", nothing_else);
}

#[test]
fn import_clients() {
    struck_by(
        &like_another(),
        "import clients",
        &["import", "clients", "more.csv", "--map", "clients.toml"],
        b"",
        nothing_else,
    );
}

#[test]
fn file_add_document() {
    struck_by(&like_another(), "file add", &["file", "add", "C-0002", "letter.txt"], b"", nothing_else);
}

#[test]
fn file_add_recording() {
    let args = ["file", "add", "C-0002", "letter.txt", "--kind", "recording"];
    struck_by(&every_stop(), "file add --kind recording", &args, b"", nothing_else);
}

#[test]
fn file_add_invoice() {
    let args = ["file", "add", "C-0002", "letter.txt", "--kind", "invoice"];
    struck_by(&like_another(), "file add --kind invoice", &args, b"", nothing_else);
}

/// A printed kit: for one with a passphrase every run would take seconds of scrypt.
#[test]
fn kit_new() {
    struck_by(&like_another(), "kit new --print", &["kit", "new", "--print"], b"", nothing_else);
}

#[test]
fn kit_retire() {
    let args = ["kit", "retire", "T-01", "--confirm", "T-01"];
    struck_by(&like_another(), "kit retire", &args, b"", nothing_else);
}

/// Every file under a final name is on record with its hash, whatever happened, and is whole: the identity opens it.
/// What was cut off is gone with the next backup.
fn backups_are_whole(struck: &Struck<'_>, _: &Value) -> Result<(), String> {
    let list = || -> Result<Value, String> {
        let done = struck.ask(&["backup", "list", "--json"], b"");
        serde_json::from_str(&done.stdout).map_err(|e| format!("backup list: {e}: {}", done.stderr.trim()))
    };
    let named = |end: &str| -> Vec<PathBuf> {
        let entries = fs::read_dir(struck.home.join("place")).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.filter(|path| path.to_string_lossy().ends_with(end)).collect()
    };
    let check = |acknowledged: bool, opens: bool| -> Result<(), String> {
        let rows = list()?;
        let rows = rows.as_array().ok_or("no list")?;
        let states: Vec<&str> = rows.iter().filter_map(|row| row["state"].as_str()).collect();
        holds(!acknowledged || states.contains(&"kept"), "the backup was acknowledged and is not kept")?;
        for file in named(".praxis-backup") {
            let hash = to_hex(&sha256(&fs::read(&file).expect("reads")));
            let state = rows.iter().find(|row| row["sha256"] == hash.as_str()).map(|row| &row["state"]);
            let known = state.is_some_and(|state| state == "kept" || state == "unfinished");
            holds(known, "a backup that the register does not know, or says is not there")?;
            if opens {
                let file = file.file_name().expect("a name").to_string_lossy().into_owned();
                let done = struck.ask(&["backup", "verify", &format!("place/{file}")], b"");
                holds(done.code == 0, &format!("a backup does not verify: {}", done.stderr.trim()))?;
            }
        }
        Ok(())
    };
    check(struck.acknowledged(), true)?;
    if struck.point.is_none() {
        return Ok(());
    }
    let again = struck.ask(&["backup", "create", "--to", "place"], b"");
    holds(again.code == 0, &format!("a further backup cannot be made: {}", again.stderr.trim()))?;
    check(true, false)?;
    holds(named("-unfinished").is_empty(), "half a backup is left behind")?;
    let copies = fs::read_dir(struck.home.vault()).expect("a folder");
    let left = copies.filter(|entry| {
        entry.as_ref().expect("an entry").file_name().to_string_lossy().starts_with(".praxis-copies-")
    });
    holds(left.count() == 0, "copies are left behind in the vault")
}

#[test]
fn backup_create() {
    if skipped() {
        return;
    }
    let args = ["backup", "create", "--to", "place"];
    let with = |story: &Story<'_>, report: &mut Report<'_>| strike(story, &slow_plan(), report);
    clean(&in_turn(|| {
        strike_command("backup create", &args, b"", Path::new(PRAXIS), with, backups_are_whole)
    }));
}

/// The vault under the final name is whole, or there is none; the one it was made from is as it was; and a further try
/// succeeds.
fn restore_is_whole(struck: &Struck<'_>) -> Result<(), String> {
    let there = struck.home.join("new").exists();
    holds(there || !struck.acknowledged(), "the vault was acknowledged and is not there")?;
    let states = || fs::read_dir(struck.home.join(".local/state/praxis")).map_or(0, Iterator::count);
    if !there && struck.could_clean_up() {
        let begun =
            fs::read_dir(struck.home.path()).expect("a folder").map(|e| e.expect("an entry").file_name());
        let begun = begun.filter(|name| name.to_string_lossy().starts_with(".praxis-"));
        holds(begun.count() == 0 && states() == 1, "something half made is left behind")?;
    }
    if !there {
        let again = struck.ask(&RESTORE, b"");
        holds(again.code == 0, &format!("a further restore fails: {}", again.stderr.trim()))?;
    }
    let done = struck.ask(&["doctor", "--vault", "new"], b"");
    holds(done.code == 0, &format!("the restored vault: {}{}", done.stdout, done.stderr))?;
    let done = struck.ask(&["client", "list", "--json", "--vault", "new"], b"");
    let listed: Value = serde_json::from_str(&done.stdout).map_err(|e| format!("{e}: {}", done.stderr))?;
    holds(listed.as_array().is_some_and(|list| list.len() == 2), "a client did not come back")?;
    // The original, which nobody asked to change.
    state(struck)?;
    mirrors_agree(struck, "a restore beside it")
}

const RESTORE: [&str; 4] = ["restore", "backup", "--to", "new"];

#[test]
fn restore() {
    if skipped() {
        return;
    }
    let violations = in_turn(|| {
        let home = prepared();
        home.run(["backup", "create", "--to", "place"]).ok();
        let mut made =
            fs::read_dir(home.join("place")).expect("a folder").flatten().map(|entry| entry.path());
        let backup = made.find(|path| path.extension().is_some_and(|ending| ending == "praxis-backup"));
        fs::rename(backup.expect("a backup"), home.join("backup")).expect("moves");
        let story = Story {
            name: "restore",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &RESTORE,
            input: b"",
        };
        let mut report = Report::new(story.name, &restore_is_whole);
        strike(&story, &slow_plan(), &mut report);
        println!("{report}");
        report.violations
    });
    clean(&violations);
}

/// Whatever stands under the final name is whole, and on record.
fn export_is_whole(
    struck: &Struck<'_>,
    state: &Value,
    found: Option<Result<Files, String>>,
) -> Result<(), String> {
    let Some(files) = found else {
        return holds(!struck.acknowledged(), "the export was acknowledged and is not there");
    };
    holds(state["exports"] == 1, "an export that no register knows")?;
    let files = files?;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    let expected = ["F-000001.txt", "clients.json", "files.json", "notes.json"];
    holds(names == expected, "a file is missing in the export")?;
    for (name, bytes) in &files {
        if name == expected[0] {
            holds(bytes == &vec![b'a'; TWO_PIECES], "a file in the export is not what was stored")?;
            continue;
        }
        let of: Value = serde_json::from_slice(bytes).map_err(|e| format!("{name}: {e}"))?;
        let entries = of.as_array().ok_or("no list")?.len();
        let wanted = if name == "files.json" { 1 } else { 2 };
        holds(entries == wanted, "something is missing in the export")?;
    }
    Ok(())
}

#[test]
fn export_sealed() {
    struck_by(&like_another(), "export -o", &["export", "-o", "out.tar.age"], b"", |struck, state| {
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
                let path = entry.path().map_err(|e| e.to_string())?.into_owned();
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(|e| e.to_string())?;
                files.push((name, bytes));
            }
            Ok(files)
        });
        export_is_whole(struck, state, opened)
    });
}

#[test]
fn export_plain() {
    struck_by(&every_stop(), "export --plain", &["export", "--plain", "-o", "out"], b"", |struck, state| {
        let output = struck.home.join("out");
        let read = output.exists().then(|| {
            let found = common::files(&output).into_iter();
            Ok(found
                .map(|(path, bytes)| {
                    (path.file_name().expect("a name").to_string_lossy().into_owned(), bytes)
                })
                .collect())
        });
        export_is_whole(struck, state, read)?;
        // Readable bytes on the disk, under whatever name, are on record.
        let staged =
            || fs::read_dir(struck.home.path()).expect("a folder").map(|e| e.expect("an entry").path());
        let readable = |path: PathBuf| path.is_dir() && path.join("clients.json").exists();
        holds(state["exports"] == 1 || !staged().any(readable), "readable bytes that no register knows")
    });
}

#[test]
fn init() {
    if skipped() {
        return;
    }
    let violations = in_turn(|| {
        let home = Home::empty();
        home.run(["identity", "new", "--bare"]).ok();
        let story = Story {
            name: "init",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &INIT,
            input: b"",
        };
        let check: Check<'_> = &init_is_whole;
        let mut report = Report::new(story.name, check);
        strike(&story, &plan(), &mut report);
        println!("{report}");
        report.violations
    });
    clean(&violations);
}

fn init_is_whole(struck: &Struck<'_>) -> Result<(), String> {
    left_behind(struck)?;
    let there = struck.home.vault().exists();
    holds(there || !struck.acknowledged(), "the vault was acknowledged and is not there")?;
    let states = || fs::read_dir(struck.home.join(".local/state/praxis")).map_or(0, Iterator::count);
    if !there && struck.could_clean_up() {
        holds(states() == 0, "keys of no vault are left behind")?;
    }
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(
            struck.home.state().join("seen").exists(),
            "what this machine saw was acknowledged and is lost",
        )?;
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
    if !there {
        // The second one made this vault, and nothing struck that.
        return Ok(());
    }
    let state = state(struck)?;
    holds(state["clients"].as_array().is_some_and(|list| list.len() == 1), "the client is not there")?;
    sound(struck, &state)
}

const NEW: &str = "gravel-orchid-tandem-lagoon-whisk-barley";
const IDENTITY: &str = ".config/praxis/identity.age";

/// Power cuts alone: each run would cost two seconds, because a passphrase is meant to be slow.
#[test]
fn identity_passphrase() {
    if skipped() {
        return;
    }
    let violations = in_turn(|| {
        let home = prepared();
        let bare = fs::read(home.join(IDENTITY)).expect("reads");
        let story = Story {
            name: "identity passphrase",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &["identity", "passphrase", "--new-passphrase-fd", "0"],
            input: NEW.as_bytes(),
        };
        let before = state(&untouched(&story)).expect("works");
        let passphrase = Passphrase::new(NEW.to_owned().into());
        let opened: RefCell<HashSet<Vec<u8>>> = RefCell::default();
        let check = |struck: &Struck<'_>| {
            let found = fs::read(struck.home.join(IDENTITY)).map_err(|e| format!("the identity: {e}"))?;
            if found == bare {
                holds(!struck.acknowledged(), "the new passphrase was acknowledged and is lost")?;
            } else if !opened.borrow().contains(&found) {
                open_identity_file(&found, &passphrase).map_err(|e| format!("the identity: {e}"))?;
                opened.borrow_mut().insert(found);
            }
            // The same identity, which opens sooner.
            fs::write(struck.home.join(IDENTITY), &bare).expect("writes");
            let now = state(struck)?;
            holds(now == before, "the vault changed")?;
            sound(struck, &now)
        };
        let mut report = Report::new(story.name, &check);
        replay(&story, plan().cuts, &mut report);
        println!("{report}");
        report.violations
    });
    clean(&violations);
}

/// Power cuts, for the same reason: the new kit has a passphrase. Every home that a kill can leave, computed, when all is
/// wanted.
#[test]
fn reseed() {
    if skipped() {
        return;
    }
    let violations = in_turn(|| {
        let home = prepared();
        let story = Story {
            name: "reseed",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &["reseed", "-o", "new-kit.age", "--kit-passphrase-fd", "0"],
            input: NEW.as_bytes(),
        };
        // The register of kits grows on the way; nothing else may change.
        let but_kits = |struck: &Struck<'_>| -> Result<Value, String> {
            let mut state = state(struck)?;
            state["kits"] = Value::Null;
            Ok(state)
        };
        let before = but_kits(&untouched(&story)).expect("works");
        let check = |struck: &Struck<'_>| {
            gone::by_stage(&struck.home, None, &[])?;
            if struck.acknowledged() {
                mirrors_agree(struck, "what was acknowledged")?;
                holds(gone::wraps(&struck.home) == ["1-1.age"], "a way into the old epoch is there")?;
            }
            let now = but_kits(struck)?;
            holds(now == before, "the vault changed")?;
            sound(struck, &now)
        };
        let mut report = Report::new(story.name, &check);
        let cuts = if all() { ALL_CUTS } else { Depth { brink: 1, between: 0, step: 3 } };
        if all() {
            stopped(&story, &mut report);
        }
        replay(&story, cuts, &mut report);
        println!("{report}");
        report.violations
    });
    clean(&violations);
}
