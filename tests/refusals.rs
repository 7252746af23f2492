//! Vaults that are damaged, in use, rolled back, full or read-only: a clear error, a hint, and nothing changed.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{Done, Home, copy, files};

/// Runs a command that must be refused, and checks that not a byte of vault and keys has changed. The
/// shared-memory and log files that `SQLite` makes and removes by itself are not looked at.
#[track_caller]
fn refused(home: &Home, args: &[&str], code: i32, says: &str) -> Done {
    let before = (files(&home.vault()), files(&home.state()));
    let done = home.pipe(args, b"text").fails(code, says);
    assert!(before == (files(&home.vault()), files(&home.state())), "something changed");
    done
}

fn sql(home: &Home, statement: &str) {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database.execute_batch(statement).expect("runs");
}

#[test]
fn a_newer_format() {
    let home = Home::with_vault();
    sql(&home, "PRAGMA user_version = 99");
    refused(&home, &["client", "list"], 2, "newer praxis (format 99)");
}

#[test]
fn damaged_databases() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let path = home.vault().join("vault.db");
    let whole = fs::read(&path).expect("reads");
    for (what, bytes) in [
        ("not a database", vec![b'x'; 40_000]),
        ("empty", Vec::new()),
        ("cut off", whole[..whole.len() / 2].to_vec()),
    ] {
        fs::write(&path, &bytes).expect("writes");
        let done = home.run(["client", "list"]).fails(7, "vault.db");
        assert!(!done.stderr.contains("panicked"), "{what}");
        assert_eq!(fs::read(&path).expect("reads"), bytes, "{what}: nothing is recreated");
    }
    fs::remove_file(&path).expect("removes");
    home.run(["client", "list"]).fails(7, "vault.db is missing");
    assert!(!path.exists());
}

#[test]
fn damaged_keys_and_members() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let (vault, state) = (home.vault(), home.state());
    for (path, code, says) in [
        (vault.join("members"), 7, "members"),
        (state.join("1-0.age"), 7, "1-0.age"),
        (vault.join("praxis.toml"), 7, "praxis.toml is missing"),
    ] {
        let whole = fs::read(&path).expect("reads");
        if path.ends_with("praxis.toml") {
            fs::remove_file(&path).expect("removes");
        } else {
            let mut changed = whole.clone();
            let last = changed.len() - 3;
            changed[last] ^= 1;
            fs::write(&path, changed).expect("writes");
        }
        refused(&home, &["client", "list"], code, says);
        fs::write(&path, whole).expect("writes");
    }
    home.run(["client", "list"]).ok();
    fs::remove_file(state.join("1-0.age")).expect("removes");
    home.run(["client", "list"]).fails(4, "key file is missing");
}

#[test]
fn one_damaged_mirror_is_named_and_rewritten_and_two_are_refused() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let mirrors = ["a", "b"].map(|name| home.vault().join("keyring").join(name));
    for broken in &mirrors {
        let whole = fs::read(broken).expect("reads");
        // The header: what every command looks at.
        let mut changed = whole.clone();
        changed[40] ^= 1;
        fs::write(broken, changed).expect("writes");
        let done = home.run(["client", "list"]).ok();
        assert!(
            done.stderr.contains("warning: one keyring mirror was damaged; it was rewritten from keyring/")
        );
        assert_eq!(fs::read(broken).expect("reads"), whole);
        assert_eq!(home.run(["client", "list"]).ok().stderr, "");
    }
    for broken in &mirrors {
        fs::write(broken, b"gone").expect("writes");
    }
    refused(&home, &["client", "list"], 7, "neither keyring/a nor keyring/b");
}

#[test]
fn an_older_copy_of_the_vault_is_noticed() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    copy(&home.vault(), &home.join("older"));
    home.note("C-0001", "later");
    home.client("Caspian Nettlefold");
    for part in ["vault.db", "keyring"] {
        copy(&home.vault(), &home.join("newest"));
        fs::remove_dir_all(home.vault().join("keyring")).expect("removes");
        copy(&home.join("newest/keyring"), &home.vault().join("keyring"));
        let target = home.vault().join(part);
        if part == "keyring" {
            fs::remove_dir_all(&target).expect("removes");
        }
        copy(&home.join("older").join(part), &target);
        home.run(["client", "list"]).fails(7, "older");
        fs::remove_dir_all(home.vault()).expect("removes");
        fs::rename(home.join("newest"), home.vault()).expect("renames");
        home.run(["client", "list"]).ok();
    }
    fs::remove_dir_all(home.vault()).expect("removes");
    fs::rename(home.join("older"), home.vault()).expect("renames");
    home.run(["client", "list"]).fails(7, "older than this machine has seen");
}

#[test]
fn two_vaults_never_open_each_others_rows() {
    let (one, two) = (Home::with_vault(), Home::with_vault());
    for home in [&one, &two] {
        home.client("Ottilie Fairweather");
        home.note("C-0001", "text");
    }
    fs::copy(one.vault().join("vault.db"), two.vault().join("vault.db")).expect("copies");
    two.run(["note", "show", "N-000001"]).fails(7, "members is another vault's");
    for part in ["members", "keyring"] {
        copy(&one.vault().join(part), &two.vault());
    }
    two.run(["note", "show", "N-000001"]).fails(4, "this identity is no member of this vault");
}

#[test]
fn a_second_keyring_writer_waits_and_then_says_who_is_writing() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let lock = fs::OpenOptions::new().read(true).write(true).open(home.vault().join("lock")).expect("opens");
    lock.lock().expect("locks");
    fs::write(home.vault().join("lock"), "4711 praxis client add").expect("writes");
    let done = home.run(["client", "list"]);
    done.fails(8, "process 4711 praxis client add");
    drop(lock);
    home.run(["client", "add", "--name", "Caspian Nettlefold"]).ok();
}

#[test]
fn a_clock_behind_the_last_entry() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    sql(&home, "UPDATE audit_head SET last_time = '2190-01-01T00:00:00Z'");
    for args in
        [&["client", "list"][..], &["note", "add", "C-0001"], &["client", "add", "--name", "Somebody"]]
    {
        refused(&home, args, 3, "the last entry in the log is of 2190-01-01T00:00:00Z");
    }
    let done = home.run(["client", "list", "--accept-clock"]).ok();
    assert!(done.stdout.contains("Ottilie"));
    home.run(["client", "list"]).ok();
}

/// A small file system, mounted for one test; none without the privilege.
struct Mount<'h>(&'h Home);

impl<'h> Mount<'h> {
    fn new(home: &'h Home, options: &str) -> Option<Self> {
        let at = home.join("mounted");
        fs::create_dir(&at).expect("makes");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&at).output();
        if done.is_ok_and(|output| output.status.success()) {
            return Some(Self(home));
        }
        eprintln!("SKIPPED: mounting needs root; this test did not run");
        None
    }

    fn remount(&self, options: &str) {
        let done =
            Command::new("mount").args(["-o", options]).arg(self.0.join("mounted")).status().expect("mount");
        assert!(done.success());
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.join("mounted")).status();
    }
}

fn init_on(home: &Home, vault: &Path) {
    home.run(["identity", "new", "--bare"]).ok();
    home.command(common::INIT).arg("--vault").arg(vault).output().expect("runs");
}

#[test]
fn a_full_disk() {
    let home = Home::empty();
    let Some(_mount) = Mount::new(&home, "size=3m,mode=700") else { return };
    let vault = home.join("mounted/vault");
    init_on(&home, &vault);
    let praxis = |args: &[&str], input: &[u8]| {
        let mut command = home.command(args);
        command.env("PRAXIS_VAULT", &vault);
        common::feed(command, input)
    };
    praxis(&["client", "add", "--name", "Ottilie Fairweather", "--first-contact", "2026-01-05"], b"").ok();
    praxis(&["note", "add", "C-0001", "--date", "2026-02-03"], b"kept").ok();
    // What is left, less a little, is taken by something else.
    let _ = Command::new("sh")
        .args(["-c", "cat /dev/zero > mounted/filler 2>/dev/null; truncate -s -8K mounted/filler"])
        .current_dir(home.path())
        .status();
    let text = vec![b'a'; 200_000];
    let mut failed = 0;
    for args in [
        &["note", "add", "C-0001", "--file", "large"][..],
        &["note", "add", "C-0001", "--kind", "process", "--file", "large"],
        &["client", "add", "--name", "Caspian Nettlefold"],
    ] {
        fs::write(home.join("large"), &text).expect("writes");
        let done = praxis(args, b"");
        assert!(!done.stderr.contains("panicked"), "{}", done.stderr);
        if done.code != 0 {
            failed += 1;
            assert_eq!(done.code, 1, "{}", done.stderr);
            assert!(
                done.stderr.contains("the disk is full") && done.stderr.contains("hint:"),
                "{}",
                done.stderr
            );
        }
    }
    assert!(failed >= 2, "the disk was full");
    fs::remove_file(home.join("mounted/filler")).expect("removes");
    let shown = praxis(&["note", "show", "N-000001"], b"").ok();
    assert!(shown.stdout.contains("kept"));
    praxis(&["client", "add", "--name", "Caspian Nettlefold"], b"").ok();
    praxis(&["note", "add", "C-0001", "--kind", "process", "--file", "large"], b"").ok();
}

#[test]
fn a_read_only_folder_can_be_read_and_says_that_reading_is_not_logged() {
    let home = Home::empty();
    let Some(mount) = Mount::new(&home, "size=8m,mode=700") else { return };
    let vault = home.join("mounted/vault");
    init_on(&home, &vault);
    let praxis = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("PRAXIS_VAULT", &vault);
        common::feed(command, b"text")
    };
    praxis(&["client", "add", "--name", "Ottilie Fairweather", "--first-contact", "2026-01-05"]).ok();
    mount.remount("remount,ro");
    let done = praxis(&["client", "list"]).ok();
    assert!(done.stdout.contains("Ottilie"));
    assert!(done.stderr.contains("reading it is not logged"));
    assert!(praxis(&["status"]).ok().stdout.contains("there is no backup"));
    praxis(&["client", "add", "--name", "Caspian Nettlefold"]).fails(1, "cannot be written");
    praxis(&["note", "add", "C-0001"]).fails(1, "cannot be written");
    mount.remount("remount,rw");
    assert_eq!(praxis(&["client", "list"]).ok().stderr, "");
}

#[test]
fn eight_processes_adding_notes_at_once_lose_none() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let added: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|worker| {
                let home = &home;
                scope.spawn(move || {
                    (0..5)
                        .map(|index| {
                            // Every other one is a process note, which writes the keyring too.
                            let kind = if index % 2 == 0 { "session" } else { "process" };
                            let args = [
                                "note",
                                "add",
                                "C-0001",
                                "--kind",
                                kind,
                                "--date",
                                "2026-02-03",
                                "--file",
                                "-",
                            ];
                            let text = format!("worker {worker} note {index}");
                            home.pipe(args, text.as_bytes()).ok().stdout.trim().to_owned()
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("joins")).collect()
    });
    let mut unique = added.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), 40);
    let found = home.run(["search", "worker", "--json"]).ok().json();
    assert_eq!(found.as_array().map(Vec::len), Some(40));
}

/// Text that is longer than can be stored is refused whole: none of it is cut off without a word.
#[test]
fn text_that_is_too_long_is_not_cut() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let long = "w".repeat((64 << 10) + 1);
    let told =
        ["disclosure", "add", "C-0001", "--to", "The Surgery", "--basis", "consent", "--what-file", "-"];
    for words in [&["hold", "place", "--client", "C-0001", "--reason-file", "-"][..], &told] {
        home.pipe(words.iter().copied(), long.as_bytes()).fails(2, "is longer than 65536 bytes");
    }
    assert_eq!(home.run(["hold", "list", "--json"]).ok().json().as_array().map(Vec::len), Some(0));
}
