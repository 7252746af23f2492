//! The canaries of `canary.rs` when something goes wrong in the middle: a panic, and a disk that is full. Nothing of
//! what was being written may be left in the clear, and nothing of it may be said.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use common::canary::{Prints, Session};
use common::{Done, Home, INIT, copy, faults, feed, files};

/// A client in the vault, and a file outside it.
fn begin(s: &mut Session) -> (String, String) {
    let (client, name, inside) = (s.kept("name"), s.canary("file"), s.canary("inside"));
    s.does(&["client", "add", "--name", &client, "--first-contact", "2026-01-04"]);
    let file = s.file(&format!("{name}.pdf"), inside.repeat(5000).as_bytes());
    (client, file)
}

/// Commands that write, with canaries in every word and in what they read.
fn writing(s: &mut Session, client: &str, file: &str) -> Vec<(Vec<String>, String)> {
    let words = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    vec![
        (
            words(&s.fill("client|add|--name|{}|--phone|{}|--alert|{}|--first-contact|2026-01-04")),
            String::new(),
        ),
        (words(&format!("note|add|{client}|--file|-")), s.fill("{} said {}")),
        (words(&format!("note|add|{client}|--kind|process")), s.fill("{} thought {}")),
        (words(&format!("file|add|{client}|{file}")), String::new()),
        (words(&format!("file|add|{client}|{file}|--kind|invoice")), String::new()),
        (
            words(&s.fill(&format!("hold|place|--client|{client}|--reviewer|{{}}|--reason-file|-"))),
            s.fill("{} sues"),
        ),
        (words("export|-o|never.age"), String::new()),
    ]
}

/// The same command under `strace`, which lets a system call fail from its n-th on, or only then.
fn failing(s: &Session, args: &[String], injection: &str) -> Command {
    let mut command = Command::new("strace");
    let call = injection.split(':').next().expect("a call");
    command.args(["-f", "-qq", "--seccomp-bpf", "-o", "/dev/null"]);
    command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={injection}")]);
    command.arg(common::PRAXIS).args(args);
    s.home.clear(&mut command);
    command.env("XDG_RUNTIME_DIR", s.runtime.path());
    command
}

/// Text that could not be stored may lie in memory, where a hint says so; it is taken away.
fn take_kept(s: &Session, done: &Done) {
    if let Some((_, path)) = done.stderr.split_once("safe in memory until you log out: ") {
        let path = PathBuf::from(path.split(" (give it to --file)").next().expect("a path"));
        assert!(path.starts_with(s.runtime.path()), "{}", path.display());
        fs::remove_dir_all(path.parent().expect("a folder")).expect("removed");
    }
}

/// Without randomness the shipped program panics, and so it does wherever it needs some: before it has opened
/// anything, and while names and texts are in its hands. It says where, and nothing else.
#[test]
fn a_panic_says_nothing() {
    if let Some(why) = faults::strace::impossible() {
        eprintln!("SKIPPED: {why}; no system call can be made to fail");
        return;
    }
    let mut session = Session::begin("p");
    let s = &mut session;
    let (client, file) = begin(s);
    for (args, input) in writing(s, &client, &file) {
        let mut panics = 0;
        for nth in 1.. {
            let command = failing(s, &args, &format!("getrandom:error=EIO:when={nth}+"));
            let done = feed(command, input.as_bytes());
            s.search(&format!("stderr of {args:?} without randomness"), done.stderr.as_bytes());
            s.search(&format!("stdout of {args:?} without randomness"), done.stdout.as_bytes());
            let at = format!("{args:?}, from the {nth}. time on: {}", done.stderr);
            if !done.stderr.contains("praxis stopped at ") {
                assert_eq!(done.code, 0, "{at}");
                break;
            }
            panics += 1;
            assert_eq!((done.code, done.stdout.as_str()), (1, ""), "{at}");
            assert!(
                done.stderr.contains(".rs:") && done.stderr.contains("\nhint: this is a fault in praxis"),
                "{at}"
            );
            for word in ["panicked", "Err(", "called `", "RUST_BACKTRACE", "safe in memory"] {
                assert!(!done.stderr.contains(word), "{word}: {at}");
            }
            for (path, bytes) in files(s.home.path()) {
                s.search(&format!("{} after a panic of {args:?}", path.display()), &bytes);
            }
            let entries =
                fs::read_dir(s.home.path()).expect("a folder").map(|e| e.expect("an entry").file_name());
            let left: Vec<_> =
                entries.filter(|name| name.to_string_lossy().starts_with(".praxis-")).collect();
            assert!(left.is_empty(), "{left:?} is left: {at}");
        }
        assert!(panics >= 3, "{args:?} panicked {panics} times");
        let _ = fs::remove_file(s.home.join("never.age"));
    }
    session.end();
}

const CHILD: &str = "PRAXIS_TEST_PANICS";
const SECRET: &str = "CANARYhush00001";

/// The child of the next test: panics with a text in its message, as a slice of a text by a wrong index does.
#[test]
fn child_that_panics() {
    let Some(hushed) = std::env::var_os(CHILD) else { return };
    if hushed == "hushed" {
        praxis::terminal::hush_panics();
    }
    let text = format!("é {SECRET}");
    let _ = &text[..text.len().min(1)];
}

/// A message that repeats what it is about, as Rust's own do, is not printed. Without the hush it is.
#[test]
fn the_message_of_a_panic_is_not_repeated() {
    let run = |how: &str| -> Done {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", "child_that_panics", "--nocapture", "--test-threads=1"]);
        command.env(CHILD, how).env("RUST_BACKTRACE", "0").output().expect("runs").into()
    };
    let (plain, hushed) = (run("plain"), run("hushed"));
    assert!(plain.code != 0 && plain.stderr.contains(SECRET), "{}", plain.stderr);
    assert_ne!(hushed.code, 0);
    assert!(
        hushed.stderr.contains("error: praxis stopped at tests/canary_accidents.rs:"),
        "{}",
        hushed.stderr
    );
    for said in [&hushed.stdout, &hushed.stderr] {
        assert!(!said.contains(SECRET) && !said.contains('é'), "{said}");
    }
}

/// The disk is full at one write after the other.
#[test]
fn a_write_that_fails_says_nothing() {
    if let Some(why) = faults::strace::impossible() {
        eprintln!("SKIPPED: {why}; no system call can be made to fail");
        return;
    }
    let mut session = Session::begin("w");
    let s = &mut session;
    let (client, file) = begin(s);
    for (args, input) in writing(s, &client, &file) {
        let mut failed = 0;
        // Each takes seconds; every point of such commands is tried in crash.rs, and here what is said of a few.
        for fault in
            ["pwrite64:error=ENOSPC:when=1", "pwrite64:error=ENOSPC:when=6", "fdatasync:error=EIO:when=1"]
        {
            let done = feed(failing(s, &args, fault), input.as_bytes());
            failed += usize::from(done.code != 0);
            let at = format!("{args:?} with {fault}");
            assert!(!done.stderr.contains("stopped at"), "{at}: {}", done.stderr);
            s.search(&format!("stderr of {at}"), done.stderr.as_bytes());
            s.search(&format!("stdout of {at}"), done.stdout.as_bytes());
            take_kept(s, &done);
            let _ = fs::remove_file(s.home.join("never.age"));
            for (path, bytes) in files(s.home.path()) {
                s.search(&format!("{} after {at}", path.display()), &bytes);
            }
        }
        assert!(failed >= 2, "{args:?} failed {failed} times");
    }
    session.end();
}

/// A small file system below a home; none without the privilege.
struct Small(PathBuf);

impl Small {
    fn mount(at: PathBuf) -> Option<Self> {
        fs::create_dir(&at).expect("makes");
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs"]).arg(&at).output();
        if done.is_ok_and(|output| output.status.success()) {
            return Some(Self(at));
        }
        eprintln!("SKIPPED: mounting needs root; this test did not run");
        None
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// A disk that is really full: vault and keys lie on a small one.
#[test]
fn a_full_disk_says_nothing() {
    let home = Home::empty();
    let Some(small) = Small::mount(home.join(".local")) else { return };
    home.run(["identity", "new", "--bare"]).ok();
    home.run(INIT).ok();
    let mut session = Session::in_home("d", home);
    let s = &mut session;
    let (client, file) = begin(s);
    let text = s.kept("text");
    s.does_with(&["note", "add", &client], &text);
    // What is left, less a little, is taken by something else.
    let filler = small.0.join("filler");
    let fill = "cat /dev/zero >\"$0\" 2>/dev/null; truncate -s -8K \"$0\"";
    assert!(Command::new("sh").args(["-c", fill]).arg(&filler).status().expect("sh").success());
    let large = s.canary("large").repeat(15_000);
    let note = s.file("note.txt", large.as_bytes());
    let mut refused = 0;
    for (args, input) in [
        (&["note", "add", &client, "--file", &note][..], ""),
        (&["note", "add", "C-0001"], &large),
        (&["note", "add", &client, "--kind", "process"], &large),
        (&["note", "amend", "N-000001", "--reason", "addition", "--file", &note, "--json"], ""),
        (&["file", "add", &client, &file], ""),
        (&["file", "add", "C-0001", &file, "--kind", "recording", "--json"], ""),
    ] {
        let done = s.go(s.command(args), Some(input.as_bytes()), 1, Prints::Nothing);
        refused +=
            usize::from(done.stderr.contains("the disk is full") || done.stderr.contains("MB are free"));
        take_kept(s, &done);
    }
    assert_eq!(refused, 6, "every one was refused for the disk");
    // Reading goes on, as far as it can be logged.
    for (path, bytes) in files(s.home.path()) {
        s.search(&format!("{} on the full disk", path.display()), &bytes);
    }
    fs::remove_file(filler).expect("removed");
    s.reads(&["note", "show", "N-000001"], &[&text]);
    // From the small disk to the home's own, so that all is searched when the small one is gone.
    copy(&small.0, &s.home.join("kept"));
    let at = small.0.clone();
    drop(small);
    fs::remove_dir(&at).expect("empty");
    fs::rename(s.home.join("kept"), at).expect("renamed");
    session.end();
}
