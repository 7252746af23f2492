//! `--dry-run` only looks, and so do `housekeeping` without `--apply` and `sweep --check --as-of`: not a byte of any file
//! is another afterwards, nor the time at which it was changed.
//! One file is left out: `vault.db-shm`, the index of the log beside it, which whoever opens a database first after a
//! kill builds anew, and which goes with the last that closes it.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::Command;

use common::Home;
use common::clear::Clear;
use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::vault::{Level, Notices, Options, Vault};
use rusqlite::Connection;

/// Every file in a home but the index: when it was changed, its mode and its bytes.
fn everything(home: &Home) -> BTreeMap<PathBuf, (i64, i64, u32, Vec<u8>)> {
    let of = |path: PathBuf, bytes: Vec<u8>| {
        let about = fs::metadata(&path).expect("there");
        (path, (about.mtime(), about.mtime_nsec(), about.mode(), bytes))
    };
    let all = common::files(home.path()).into_iter().filter(|(path, _)| !path.ends_with("vault.db-shm"));
    all.map(|(path, bytes)| of(path, bytes)).collect()
}

fn caseload() -> Home {
    let home = Home::with_vault();
    for name in ["Ada Example", "Bea Example"] {
        let client = home.client(name);
        home.note(&client, "was said");
        home.pipe(["note", "add", &client, "--kind", "process"], b"was thought").ok();
        fs::write(home.join("letter.txt"), vec![b'x'; 70_000]).expect("written");
        home.run(["file", "add", &client, "letter.txt"]).ok();
    }
    home.pipe(["hold", "place", "--client", "C-0002", "--reason-file", "-"], b"inquest").ok();
    home
}

#[track_caller]
fn looks_only(home: &Home, what: &str) {
    let before = everything(home);
    let erase = ["erase", "C-0001", "--ground", "objection", "--dry-run"];
    for (more, code) in [
        (&[][..], 0),
        (&["--json"], 0),
        (&["--keep", "clinical"], 0),
        (&["--keep", "identity", "--keep", "contact", "--keep", "clinical", "--keep", "process"], 2),
    ] {
        let done = home.run([&erase[..], more].concat());
        assert_eq!(done.code, code, "{what}: {}", done.stderr);
    }
    let held = ["erase", "C-0002", "--ground", "objection", "--dry-run"];
    home.run(held).fails(3, "H-0001 stands");
    home.run(["erase", "C-0077", "--ground", "objection", "--dry-run"]).fails(5, "C-0077");
    let after = everything(home);
    let names = |all: &BTreeMap<PathBuf, _>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after), "{what}");
    for (path, file) in &before {
        assert!(after[path] == *file, "{what}: {} is not what it was", path.display());
    }
}

#[test]
fn a_dry_run_changes_nothing() {
    let home = caseload();
    looks_only(&home, "a vault at rest");
    home.run(["client", "show", "C-0001"]).ok();
}

/// Two who may go, one of them held, and a plan that was reviewed.
fn swept() -> Home {
    let home = caseload();
    for client in ["C-0001", "C-0002"] {
        home.run(["client", "amend", client, "--born", "1960-02-01", "--first-contact", "1999-01-01"]).ok();
        home.run(["client", "end", client, "--date", "2003-01-01"]).ok();
    }
    for note in ["N-000001", "N-000003"] {
        home.run(["note", "trash", note]).ok();
    }
    home.run(["retention", "sweep", "-o", "plan.txt"]).ok();
    home.run(["retention", "review", "plan.txt", "--decide", "C-0001=destroy"]).ok();
    home
}

#[test]
fn nobody_sweeps_by_looking() {
    let home = swept();
    let before = everything(&home);
    let looks: &[(&[&str], i32, &str)] = &[
        (&["retention", "apply", "plan.txt", "--dry-run"], 0, "S-0001\nC-0001\nnothing was done\n"),
        (&["retention", "apply", "plan.txt", "--dry-run", "--json"], 0, "reviewed"),
        (&["retention", "sweep", "--check", "--as-of", "2090-01-01"], 9, "C-0001\n"),
        (&["retention", "sweep", "--check", "--as-of", "2001-01-01"], 0, ""),
        (&["housekeeping"], 0, "goes"),
        (&["housekeeping", "--json"], 0, "contact"),
        (&["housekeeping", "--as-of", "2090-01-01"], 0, "trash"),
        (&["retention", "schedule", "show"], 0, "adult"),
        (&["retention", "schedule", "check"], 0, "sound"),
    ];
    for (args, code, says) in looks {
        let done = home.run(args.iter().copied());
        assert_eq!(done.code, *code, "{args:?}: {}", done.stderr);
        assert!(done.stdout.contains(says), "{args:?}: {}", done.stdout);
        assert!(everything(&home) == before, "{args:?} changed something");
    }
    // Nor when it is refused.
    home.pipe(["hold", "place", "--client", "C-0001", "--reason-file", "-"], b"inquest").ok();
    let before = everything(&home);
    home.run(["retention", "apply", "plan.txt", "--dry-run"]).fails(3, "H-0002 stands");
    home.run(["retention", "apply", "letter.txt", "--dry-run"]).fails(2, "is not a retention plan");
    assert!(everything(&home) == before);
}

/// Whoever looks at the log, keeps its head or hands entries over leaves no trace in the vault, and needs no key.
#[test]
fn the_log_is_looked_at_without_a_trace() {
    let home = caseload();
    let out = tempfile::tempdir().expect("a folder");
    let [head, proof, bundle] =
        ["head", "proof", "bundle"].map(|name| out.path().join(name).to_str().expect("UTF-8").to_owned());
    fs::rename(home.join(".config/praxis/identity.age"), out.path().join("identity")).expect("moves");
    let before = everything(&home);
    let looks: &[&[&str]] = &[
        &["audit", "log"],
        &["audit", "log", "--about", "F-000001", "--json"],
        &["audit", "log", "--csv"],
        &["audit", "checkpoint", "-o", &head],
        &["audit", "verify", "--checkpoint", &head],
        &["audit", "prove", "7", "-o", &proof],
        &["audit", "bundle", "--about", "C-0002", "--checkpoint", &head, "-o", &bundle],
        &["audit", "verify", "--bundle", &bundle],
    ];
    for args in looks {
        let done = home.run(args.iter().copied()).ok();
        assert!(!done.stdout.is_empty() || args[1] == "prove", "{args:?}");
        assert!(everything(&home) == before, "{args:?} changed something");
    }
}

/// Who opens records is logged, and nothing else is written.
#[test]
fn what_is_due_is_looked_at_and_logged() {
    let home = swept();
    let logs = ["audit", "audit_head"];
    let look = || {
        let mut tables = Clear::read(&home).tables;
        let log = tables.remove("audit").expect("a log").len();
        tables.retain(|table, _| !logs.contains(&table.as_str()));
        let files = everything(&home);
        let kept = |path: &PathBuf| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            !name.starts_with("vault.db") && name != "seen" && name != "lock"
        };
        let files: Vec<_> = files.into_iter().filter(|(path, _)| kept(path)).collect();
        assert!(files.len() > 5, "keyring, members, settings and more");
        (log, tables, files)
    };
    let (mut log, tables, files) = look();
    let looks: &[&[&str]] = &[
        &["retention", "due"],
        &["retention", "due", "--chart"],
        &["retention", "due", "--by", "2090-01-01", "--csv"],
        &["retention", "due", "--as-of", "2090-01-01", "--preset", "nhs-code", "--json"],
        &["retention", "schedule", "explain", "C-0001"],
        &["retention", "sweep"],
        &["retention", "sweep", "--as-of", "2090-01-01", "--json"],
    ];
    for args in looks {
        home.run(args.iter().copied()).ok();
        let after = look();
        assert!(after.0 > log, "{args:?} is in the log");
        assert_eq!(after.1, tables, "{args:?}");
        assert!(after.2 == files, "{args:?}");
        log = after.0;
    }
}

/// A writer that was killed leaves what it wrote in the log of the database: that is read, and left there.
#[test]
fn a_dry_run_changes_nothing_where_a_writer_was_killed() {
    let home = caseload();
    let writer = Connection::open(home.vault().join("vault.db")).expect("opens");
    // A number that was given and never used is harmless.
    writer.execute("UPDATE counters SET last = last + 1 WHERE register = 'N'", []).expect("writes");
    // As it is while the writer still has it open: so does a kill leave it.
    let killed = Home::empty();
    common::copy(&home.join("."), &killed.join("."));
    drop(writer);
    let log = killed.vault().join("vault.db-wal");
    assert!(fs::metadata(&log).expect("a log").len() > 0);
    looks_only(&killed, "after a kill");
    killed.run(["client", "show", "C-0001"]).ok();
    assert!(!log.exists(), "the next that writes takes it up");
}

/// Whoever cannot write sees everybody else, and calls nothing damaged.
fn all_else_is_read(home: &Home) {
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(chrono::Utc::now()),
        command: "test".to_owned(),
        accept_clock: false,
        looking: true,
        notices: Notices::default(),
    };
    let identity = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let identity = identity.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let vault = Vault::open(options).expect("opens");
    let mut vault = vault.unlock(&Identity::parse(identity).expect("an identity")).expect("unlocks");
    assert_eq!(vault.clients().expect("clients").len(), 2);
    assert_eq!(vault.files(None).expect("files").len(), 2);
    assert_eq!(vault.everything().expect("everything").notes.len(), 4);
    let found = vault.examine().expect("examines");
    let damage: Vec<_> = found.list().iter().filter(|finding| finding.level == Level::Damage).collect();
    assert!(damage.is_empty(), "{damage:?}");
}

/// Nor where another erasure was cut off once its keys were gone: that is no damage, and is not completed by a look.
#[test]
fn a_dry_run_changes_nothing_where_an_erasure_was_cut_off() {
    if let Some(why) = common::faults::strace::impossible() {
        eprintln!("SKIPPED: {why}; no command can be cut off");
        return;
    }
    let home = caseload();
    home.client("Cara Example");
    for kind in ["document", "recording"] {
        home.run(["file", "add", "C-0003", "letter.txt", "--kind", kind]).ok();
    }
    // The second mirror is written, and the records are not removed yet.
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync"]);
    command.args(["-e", "inject=fdatasync:signal=SIGKILL:when=2", common::PRAXIS]);
    command.args(["erase", "C-0003", "--ground", "objection", "--confirm", "C-0003", "--accept-total-loss"]);
    home.clear(&mut command);
    assert_ne!(common::feed(command, b"").code, 0);
    let done = home.run(["erase", "C-0001", "--ground", "objection", "--dry-run"]).ok();
    assert!(done.stderr.contains("E-0001 is decided and not finished"), "{}", done.stderr);
    looks_only(&home, "after an erasure that was cut off");
    all_else_is_read(&home);
    assert!(home.run(["client", "list"]).ok().stderr.contains("E-0001 was not finished; it was completed"));
}
