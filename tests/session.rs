//! Sessions, with the real binary and its real process: what a command does without an identity while one is open, what
//! ends it, and what it says to whoever knocks.
#![cfg(target_os = "linux")]
// Processes are watched and looked into as Linux has it.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

#[path = "session/beside.rs"]
mod beside;
mod common;
#[path = "session/memory.rs"]
mod memory;
#[path = "session/others.rs"]
mod others;
#[path = "session/waits.rs"]
mod waits;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::JoinHandle;

use praxis::crypto::age_file::Identity;
use praxis::crypto::derive;
use praxis::crypto::frame::{frame, unframe};
use praxis::crypto::hash::to_hex;
use praxis::records::member::{MemberNumber, Role};
use praxis::vault::keyring::{Image, Slot};
use praxis::vault::wrap::{self, Given, compartment_keys};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use common::{Done, Home, PRAXIS, feed};

/// How long a process may take to end that is to end at once; the machine may be busy.
const PATIENCE: Timespec = Timespec { tv_sec: 60, tv_nsec: 0 };
/// A user who is neither root nor anybody in particular; no such user need exist.
const SOMEBODY: u32 = 65_534;

/// A home with a vault, a client, and a runtime folder.
struct Practice {
    home: Home,
    runtime: tempfile::TempDir,
    /// Whose it is, where it is not of who runs the tests.
    user: Option<u32>,
}

/// No process is left behind, whatever became of the test.
impl Drop for Practice {
    fn drop(&mut self) {
        let _ = self.run(["lock", "--quiet"]);
    }
}

impl Practice {
    fn new() -> Self {
        let home = Home::with_vault();
        home.client("Ottilie Fairweather");
        Self { home, runtime: tempfile::tempdir().expect("a folder"), user: None }
    }

    /// The same of a user who is not root: of who runs the tests, or where that is root, of another user. None where that
    /// user cannot run the binary.
    fn of_somebody() -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            return Some(Self::new());
        }
        let mut practice = Self::new();
        practice.user = Some(SOMEBODY);
        let probe = practice.command(["--version"]).output().is_ok_and(|output| output.status.success());
        for folder in [practice.home.path(), practice.runtime.path()] {
            let owner = format!("{SOMEBODY}:{SOMEBODY}");
            let done = Command::new("chown").arg("-R").arg(owner).arg(folder).status().expect("chown");
            assert!(done.success());
        }
        probe.then_some(practice)
    }

    /// The same with a session, and the identity put away: what opens the vault is the session, or nothing does.
    fn in_session() -> Self {
        let practice = Self::new();
        practice.run(["unlock", "--quiet"]).ok();
        fs::rename(practice.identity(), practice.home.join("away")).expect("moves");
        practice
    }

    fn identity(&self) -> PathBuf {
        self.home.join(".config/praxis/identity.age")
    }

    fn command<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = self.home.command(args);
        command.env("XDG_RUNTIME_DIR", self.runtime.path());
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }

    fn run<const N: usize>(&self, args: [&str; N]) -> Done {
        self.command(args).output().expect("runs").into()
    }

    fn pipe<const N: usize>(&self, args: [&str; N], input: &str) -> Done {
        feed(self.command(args), input.as_bytes())
    }

    fn erase(&self, client: &str) -> Done {
        let args =
            ["erase", client, "--ground", "retention", "--accept-total-loss", "--confirm", client, "--quiet"];
        self.run(args)
    }

    /// Runs a line of shell; `$PRAXIS` is the binary.
    fn shell(&self, line: &str, program: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]);
        self.home.clear(&mut shell);
        shell.env("XDG_RUNTIME_DIR", self.runtime.path()).env("PRAXIS", program);
        shell
    }

    fn socket(&self) -> PathBuf {
        let entries = fs::read_dir(self.runtime.path().join("praxis")).expect("a folder");
        let mut sockets = entries.map(|entry| entry.expect("an entry").path());
        sockets.find(|path| path.extension().is_some_and(|end| end == "sock")).expect("a socket")
    }

    fn connect(&self) -> UnixStream {
        UnixStream::connect(self.socket()).expect("connects")
    }

    /// The process that listens.
    fn process(&self) -> Process {
        let peer = rustix::net::sockopt::socket_peercred(self.connect()).expect("a peer");
        Process { pid: peer.pid, watch: pidfd_open(peer.pid, PidfdFlags::empty()).expect("runs") }
    }

    /// Nothing opens the vault, as the identity is away.
    #[track_caller]
    fn is_closed(&self) {
        assert_eq!(self.run(["client", "list"]).code, 4);
    }

    #[track_caller]
    fn is_open(&self) {
        self.run(["client", "show", "C-0001"]).ok();
    }

    /// The names of the ways in.
    fn ways_in(&self) -> Vec<String> {
        let entries = fs::read_dir(self.home.state()).expect("a state folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "age")).collect()
    }

    fn logged(&self, action: &str) -> u32 {
        let store = rusqlite::Connection::open(self.home.vault().join("vault.db")).expect("opens");
        let count = "SELECT count(*) FROM audit WHERE action = ?1";
        store.query_row(count, [action], |row| row.get(0)).expect("counts")
    }
}

/// The process of a session.
struct Process {
    pid: Pid,
    watch: std::os::fd::OwnedFd,
}

impl Process {
    #[track_caller]
    fn ends(&self) {
        let ended = poll(&mut [PollFd::new(&self.watch, PollFlags::IN)], Some(&PATIENCE)).expect("waits");
        assert_eq!(ended, 1, "the process of the session goes on");
    }

    #[track_caller]
    fn goes_on(&self) {
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        assert_eq!(poll(&mut [PollFd::new(&self.watch, PollFlags::IN)], Some(&now)).expect("looks"), 0);
    }

    fn file(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.pid.as_raw_nonzero()))
    }
}

/// What is said to a message, as it came.
fn ask(mut stream: &UnixStream, fields: &[&[u8]]) -> Vec<u8> {
    let message = frame(fields);
    // One that answers nobody like this hangs up before it has heard all.
    let _ = stream.write_all(&u32::try_from(message.len()).expect("short").to_le_bytes());
    let _ = stream.write_all(&message);
    let mut said = Vec::new();
    // One that ends without an answer resets what it has not read.
    let _ = stream.read_to_end(&mut said);
    said
}

// ---- What a session is for ----

#[test]
fn commands_need_no_identity_while_it_is_open() {
    let practice = Practice::in_session();
    let process = practice.process();
    let added = practice.run(["client", "add", "--name", "Sam Carter", "--first-contact", "2026-01-05"]).ok();
    assert_eq!(added.stdout, "C-0002\n");
    practice.pipe(["note", "add", "C-0002", "--file", "-"], "about the allotment\n").ok();
    assert!(practice.run(["search", "allotment"]).ok().stdout.contains("N-000001"));
    assert!(practice.run(["client", "list"]).ok().stdout.contains("Ottilie Fairweather"));
    practice.run(["export", "--plain", "-o", "out", "--quiet"]).ok();
    fs::remove_dir_all(practice.home.join("out")).expect("removes");
    practice.run(["doctor"]).ok();
    practice.run(["member", "review", "--done"]).ok();
    practice.run(["housekeeping", "--apply", "--quiet", "-i", "/dev/null"]).ok();
    practice.is_open();

    let state = practice.home.state();
    assert!(state.join("1-0.age").exists());
    practice.erase("C-0002").ok();
    assert!(!state.join("1-0.age").exists() && state.join("1-1.age").exists(), "the keys were rotated");
    process.goes_on();
    practice.run(["client", "show", "C-0002"]).fails(6, "C-0002");
    practice.is_open();
    practice.run(["client", "add", "--name", "Ann Example", "--first-contact", "2026-01-05"]).ok();

    assert_eq!(practice.run(["lock"]).ok().stdout, "locked\n");
    process.ends();
    practice.is_closed();
    assert_eq!(practice.run(["lock"]).ok().stdout, "there was no session\n");
    assert_eq!((practice.logged("session.begun"), practice.logged("session.ended")), (1, 1));
    fs::rename(practice.home.join("away"), practice.identity()).expect("moves back");
    practice.run(["doctor"]).ok();
}

#[test]
fn what_would_outlast_it_takes_the_identity_itself() {
    let practice = Practice::in_session();
    let process = practice.process();
    let new = practice.run(["identity", "new", "--bare", "-i", "ann"]).ok();
    let recipient = new.stdout.trim();
    let add = ["member", "add", "--name", "Ann Example", "--role", "reception", "--recipient", recipient];
    fs::write(practice.home.join("words"), "copper thistle harbour nineteen").expect("writes");
    for args in [
        ["kit", "new", "-o", "kit.age", "--kit-passphrase-fd", "0"],
        ["reseed", "-o", "kit.age", "--kit-passphrase-fd", "0", "--quiet"],
        ["member", "remove", "2", "--confirm", "2", "--quiet"],
        ["member", "role", "2", "auditor", "--quiet", "--json"],
    ] {
        assert_eq!(practice.run(args).code, 4, "{args:?}");
    }
    assert_eq!(practice.run(add).code, 4);
    process.goes_on();
    practice.is_open();

    // With the identity it is done, and the session, whose keys were of the epoch before, has ended.
    fs::copy(practice.home.join("away"), practice.home.join("me")).expect("copies");
    let mut named = practice.command(add);
    let done = Done::from(named.args(["-i", "me"]).output().expect("runs")).ok();
    assert!(done.stderr.contains("the session ended: the keys were sealed anew"), "{}", done.stderr);
    process.ends();
    practice.is_closed();
    assert_eq!(practice.logged("session.ended"), 1);
}

#[test]
fn a_member_who_was_removed_opens_nothing_with_a_session_from_before() {
    let practice = Practice::new();
    let new = practice.run(["identity", "new", "--bare", "-i", "ann"]).ok();
    practice
        .run([
            "member",
            "add",
            "--name",
            "Ann Example",
            "--role",
            "reception",
            "--recipient",
            new.stdout.trim(),
        ])
        .ok();
    practice.run(["unlock", "-i", "ann", "--quiet"]).ok();
    let process = practice.process();
    let status = practice.run(["unlock", "--status", "--json"]).ok().json();
    assert_eq!((&status["member"], &status["role"]), (&2.into(), &"reception".into()));
    practice.run(["client", "list"]).ok();
    practice.pipe(["note", "add", "C-0001", "--file", "-"], "text").fails(4, "reception");
    fs::rename(practice.identity(), practice.home.join("away")).expect("moves");
    practice.run(["member", "remove", "2", "--confirm", "2", "-i", "away"]).ok();
    process.ends();
    practice.is_closed();
}

#[test]
fn what_is_named_counts_before_the_session() {
    let practice = Practice::in_session();
    practice.run(["identity", "new", "--bare", "-i", "stranger"]).ok();
    practice.run(["client", "list", "-i", "stranger"]).fails(4, "no member");
    let folder = practice.home.join("credentials");
    fs::create_dir(&folder).expect("a folder");
    fs::rename(practice.home.join("stranger"), folder.join("praxis-identity")).expect("moves");
    let mut listed = practice.command(["client", "list"]);
    Done::from(listed.env("CREDENTIALS_DIRECTORY", &folder).output().expect("runs")).ok();
}

#[test]
fn status_says_that_one_is_open() {
    let practice = Practice::new();
    let sessions = || {
        let status = practice.run(["status", "--json"]).ok().json();
        let lines = status["lines"].as_array().expect("lines").clone();
        lines.into_iter().filter(|line| line["topic"] == "session").collect::<Vec<_>>()
    };
    assert!(sessions().is_empty());
    assert_eq!(practice.run(["unlock", "--status"]).ok().stdout, "no session\n");
    practice.run(["unlock", "--max", "10m"]).ok();
    let found = sessions();
    assert_eq!(found.len(), 1);
    assert!(found[0]["what"].as_str().expect("text").contains("member 1, an owner, is open"), "{found:?}");
    assert_eq!(found[0]["hint"], "praxis lock");
    assert!(practice.run(["unlock", "--status"]).ok().stdout.contains("it ends in "));
}

#[test]
fn limits_that_are_none_are_refused_before_anybody_unlocks_anything() {
    let practice = Practice::new();
    let before = practice.logged("vault.unlocked");
    for args in [
        ["--idle", "0s"],
        ["--idle", "0m"],
        ["--max", "0h"],
        ["--idle", "169h"],
        ["--max", "169h"],
        ["--max", "99999999999999999999h"],
        ["--idle", "five"],
        ["--max", ""],
        ["--max", "forever"],
        // Longer than the default of the other.
        ["--idle", "13h"],
    ] {
        practice.run(["unlock", args[0], args[1]]).fails(2, args[0]);
    }
    practice.run(["unlock", "--idle", "11m", "--max", "10m"]).fails(2, "--idle is longer than --max");
    assert_eq!(practice.logged("vault.unlocked"), before);
    assert_eq!(practice.run(["unlock", "--status"]).ok().stdout, "no session\n");
    practice.run(["unlock", "--idle", "1s", "--max", "1s"]).ok();
    practice.run(["lock"]).ok();
    practice.run(["unlock", "--idle", "168h", "--max", "168h"]).ok();
}

// ---- One session for a vault ----

#[test]
fn a_second_one_ends_the_first() {
    let practice = Practice::new();
    practice.run(["unlock"]).ok();
    let first = practice.process();
    let done = practice.run(["unlock"]).ok();
    assert!(done.stderr.contains("the session before ended"), "{}", done.stderr);
    first.ends();
    practice.process().goes_on();
    assert_eq!((practice.logged("session.begun"), practice.logged("session.ended")), (2, 1));
}

#[test]
fn of_several_that_begin_at_once_one_is_left() {
    let practice = Practice::new();
    let begin = || {
        let mut command = practice.command(["unlock"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts")
    };
    let begun: Vec<_> = (0..4).map(|_| begin()).collect();
    for mut one in begun {
        assert!(one.wait().expect("ends").success());
    }
    practice.process().goes_on();
    assert_eq!((practice.logged("session.begun"), practice.logged("session.ended")), (4, 3));
}

// ---- What ends it ----

#[test]
fn signals_end_it() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let practice = Practice::in_session();
        let (process, socket) = (practice.process(), practice.socket());
        kill_process(process.pid, signal).expect("signals");
        process.ends();
        assert!(!socket.exists());
        practice.is_closed();
    }
}

#[test]
fn one_that_was_killed_is_in_nobodys_way() {
    let practice = Practice::in_session();
    let (process, socket) = (practice.process(), practice.socket());
    kill_process(process.pid, Signal::KILL).expect("kills");
    process.ends();
    assert!(socket.exists(), "nobody took it away");
    practice.is_closed();
    assert_eq!(practice.run(["unlock", "--status"]).ok().stdout, "no session\n");
    assert_eq!(practice.run(["lock"]).ok().stdout, "there was no session\n");
    practice.run(["unlock", "-i", "away"]).ok();
    practice.is_open();
}

#[test]
fn it_ends_with_what_it_was_of() {
    for what in ["the vault", "its key file", "the socket"] {
        let practice = Practice::in_session();
        let (process, stream) = (practice.process(), practice.connect());
        let moved = match what {
            "the vault" => practice.home.vault(),
            "its key file" => practice.home.state().join("1-0.age"),
            _ => practice.socket(),
        };
        fs::rename(&moved, practice.home.join("elsewhere")).expect("moves");
        // It looks before it answers.
        assert!(ask(&stream, &[b"standing"]).is_empty(), "{what}");
        process.ends();
        fs::rename(practice.home.join("elsewhere"), &moved).expect("moves back");
        practice.is_closed();
    }
}

#[test]
fn lock_ends_it_also_where_the_vault_is_damaged() {
    let practice = Practice::in_session();
    let process = practice.process();
    let database = practice.home.vault().join("vault.db");
    let mut bytes = fs::read(&database).expect("reads");
    bytes[..100].fill(7);
    // In place: it is the same file.
    fs::write(&database, bytes).expect("writes");
    let _ = fs::remove_file(practice.home.vault().join("vault.db-wal"));
    let done = practice.run(["lock"]).fails(7, "vault.db");
    assert!(done.stderr.contains("every session of yours was ended"), "{}", done.stderr);
    process.ends();
}

// ---- Where it can be, and where not ----

#[test]
fn without_a_runtime_folder_of_ones_own_there_is_none_and_everything_else_works() {
    let practice = Practice::new();
    let long = practice.home.join("a".repeat(100));
    let shared = practice.home.join("shared");
    for folder in [&long, &shared] {
        fs::create_dir(folder).expect("a folder");
    }
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).expect("changes");
    let missing = practice.home.join("missing");
    let before = practice.logged("vault.unlocked");
    for (folder, code, says) in [
        (None, 2, "XDG_RUNTIME_DIR does not name one"),
        (Some(Path::new("relative")), 2, "XDG_RUNTIME_DIR does not name one"),
        (Some(missing.as_path()), 2, "XDG_RUNTIME_DIR does not name one"),
        (Some(long.as_path()), 2, "too long"),
        (Some(shared.as_path()), 1, "not yours alone"),
    ] {
        for args in [&["unlock"][..], &["unlock", "--status"]] {
            let mut command = practice.home.command(args);
            match folder {
                Some(folder) => command.env("XDG_RUNTIME_DIR", folder),
                None => command.env_remove("XDG_RUNTIME_DIR"),
            };
            Done::from(command.output().expect("runs")).fails(code, says);
        }
        assert_eq!(practice.logged("vault.unlocked"), before, "refused before anybody unlocked anything");
    }
    let mut listed = practice.home.command(["client", "list"]);
    Done::from(listed.env_remove("XDG_RUNTIME_DIR").output().expect("runs")).ok();
}

#[test]
fn the_socket_is_for_one_user_and_the_process_shows_nothing() {
    let practice = Practice::in_session();
    let (process, socket) = (practice.process(), practice.socket());
    let mode = |path: &Path| fs::symlink_metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&socket), mode(socket.parent().expect("a folder"))), (0o600, 0o700));
    let arguments = fs::read(process.file("cmdline")).expect("reads");
    let arguments: Vec<&[u8]> = arguments.split(|byte| *byte == 0).collect();
    assert_eq!(arguments, [PRAXIS.as_bytes(), b"session-process", b""]);
    // Whoever may look at all sees nothing. A shell that closed descriptors first may count itself.
    let environment = fs::read(process.file("environ")).unwrap_or_default();
    assert!(environment.is_empty() || environment == b"SHLVL=0\0");
    let limits = fs::read_to_string(process.file("limits")).expect("reads");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    let about = fs::read_to_string(process.file("stat")).expect("reads");
    let fields: Vec<&str> = about.rsplit(')').next().expect("fields").split_whitespace().collect();
    let (session, terminal) = (fields[3], fields[4]);
    assert_eq!((session, terminal), (process.pid.as_raw_nonzero().to_string().as_str(), "0"));
}

#[test]
fn what_the_shell_left_open_does_not_stay_open() {
    let practice = Practice::new();
    // The pipe of the output is there three times: where the shell waits for its end, the process must have none of them.
    let line = "said=$(\"$PRAXIS\" unlock --max 1m 4>&1 7>&1 5</dev/null); echo \"[$said]\"";
    let done: Done = practice.shell(line, PRAXIS).output().expect("runs").into();
    assert!(done.ok().stdout.starts_with("[open until"));
    let process = practice.process();
    // Only root looks further; that the shell went on says that its pipe is closed.
    let Some(open) = open_in(&process.file("fd")) else { return };
    // What whoever runs the tests left open is not the test's matter.
    let before = open_in(Path::new("/proc/self/fd")).expect("one's own");
    assert!(open.iter().any(|to| to.starts_with("socket:")), "it listens: {open:?}");
    // What says that it is there, and the vault that it is of.
    let own = |to: &String| {
        to.starts_with("socket:") || ["/session", ".held", "/vault.db"].iter().any(|end| to.ends_with(end))
    };
    let left: Vec<_> = open.iter().filter(|to| !own(to) && !before.contains(to)).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// What the descriptors of a process lead to, beside the first three.
fn open_in(folder: &Path) -> Option<Vec<String>> {
    let entries = fs::read_dir(folder).ok()?.map(|entry| entry.expect("an entry").path());
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let links = entries
        .filter(|path| number(path).is_some_and(|number| number > 2))
        .filter_map(|path| fs::read_link(path).ok().map(|to| to.to_string_lossy().into_owned()));
    Some(links.collect())
}

#[test]
fn a_program_that_was_replaced_while_it_ran_begins_one_all_the_same() {
    let practice = Practice::new();
    let words = "plinth gravel otter seventeen\n";
    practice.pipe(["identity", "new", "-i", "locked", "--passphrase-fd", "0", "--quiet"], words).ok();
    let show =
        practice.pipe(["identity", "show", "-i", "locked", "--passphrase-fd", "0", "--json"], words).ok();
    let recipient = show.json()["recipient"].as_str().expect("a recipient").to_owned();
    practice
        .run([
            "member",
            "add",
            "--name",
            "Ann Example",
            "--role",
            "owner",
            "--recipient",
            &recipient,
            "--quiet",
        ])
        .ok();
    let program = practice.home.join("praxis");
    // By a program of its own: what another test starts meanwhile would hold the copy open for writing, and keep it from
    // being run.
    assert!(Command::new("cp").args([PRAXIS.as_ref(), program.as_path()]).status().expect("runs").success());
    // A pipe that the session must not keep open: else its end never comes.
    let line = "exec \"$PRAXIS\" unlock --max 1m -i locked --passphrase-fd 0 5>&1";
    let mut shell = practice.shell(line, &program.to_string_lossy());
    let mut child =
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let running = PathBuf::from(format!("/proc/{}/exe", child.id()));
    while fs::read_link(&running).is_ok_and(|path| path != program) {
        std::thread::yield_now();
    }
    // It waits for its passphrase.
    fs::remove_file(&program).expect("removes");
    child.stdin.take().expect("a pipe").write_all(words.as_bytes()).expect("writes");
    Done::from(child.wait_with_output().expect("ends")).ok();
    let process = practice.process();
    process.goes_on();
    let Some(open) = open_in(&process.file("fd")) else { return };
    assert!(!open.iter().any(|to| to.starts_with("pipe:")), "{open:?}");
}

// ---- What it says to whoever knocks ----

#[test]
fn knocking_gives_nobody_a_key_that_outlasts_it() {
    let practice = Practice::in_session();
    let own = fs::read_to_string(practice.home.join("away")).expect("reads");
    let own = own.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let own = Identity::parse(own).expect("an identity");
    let image = fs::read(practice.home.vault().join("keyring/a")).expect("reads");
    let image = Image::parse(&image).expect("a keyring");
    let (vault, epoch) = (image.header.vault, image.header.epoch);
    let sealed = fs::read(practice.home.state().join("1-0.age")).expect("reads");
    let Given::Owner(keys) = wrap::open(&sealed, &own, vault, MemberNumber(1), epoch).expect("opens") else {
        panic!("an owner's")
    };
    let next = derive::next_epoch(&keys.epoch_secret, vault.as_bytes());
    let mut secrets: Vec<Vec<u8>> = Vec::new();
    for secret in [&keys.epoch_secret, &next] {
        secrets.push(secret.expose_secret().to_vec());
        secrets.push(derive::members_key(secret, vault.as_bytes()).expose_secret().to_vec());
        let compartments = compartment_keys(Role::Owner, secret, vault);
        secrets.extend(compartments.iter().map(|(_, key)| key.expose_secret().to_vec()));
    }
    secrets.push(keys.recovery.expose_scalar().expect("a scalar").to_vec());
    secrets.push(own.expose_scalar().expect("a scalar").to_vec());
    let text: Vec<String> = secrets.iter().map(|secret| to_hex(secret)).collect();

    let slots: Vec<u8> = image.slots().iter().flat_map(Slot::to_bytes).collect();
    let members = fs::read(practice.home.vault().join("members")).expect("reads");
    let (body, _) =
        members.split_at(members.windows(6).position(|part| part == b"\nhmac ").expect("a seal") + 1);
    let forged = String::from_utf8_lossy(body)
        .replace(&own.recipient().to_string(), &Identity::generate().recipient().to_string());
    let now = epoch.to_le_bytes();
    let mut heard = Vec::new();
    let words: [&[u8]; 12] = [
        b"standing",
        b"open",
        b"closed",
        b"seal",
        b"sign",
        b"check-members",
        b"seal-members",
        b"reseal",
        b"write-wraps",
        b"anything",
        b"",
        b"owner",
    ];
    let fields: [&[&[u8]]; 7] = [
        &[],
        &[&slots],
        &[b"text", b"praxis"],
        &[&members],
        &[forged.as_bytes()],
        &[b"", b""],
        &[&[0xff; 100]],
    ];
    for word in words {
        for fields in fields {
            let message: Vec<&[u8]> = [&[word, now.as_slice()], fields].concat();
            heard.extend(ask(&practice.connect(), &message));
        }
        heard.extend(ask(&practice.connect(), &[word]));
        let mut cut = practice.connect();
        cut.write_all(&[9, 0, 0]).expect("writes");
    }
    let mut endless = practice.connect();
    endless.write_all(&[0xff; 1000]).expect("writes");
    let _ = endless.read_to_end(&mut heard);
    assert!(heard.len() > 1000, "it answered");
    let holds = |what: &[u8]| heard.windows(what.len()).any(|part| part == what);
    assert!(!secrets.iter().any(|secret| holds(secret)) && !text.iter().any(|text| holds(text.as_bytes())));

    // A way in for a stranger was not written, and it goes on for those whom it is for.
    let said = ask(&practice.connect(), &[b"write-wraps", &now, forged.as_bytes()]);
    assert_eq!(unframe(&said[4..]).expect("framed"), [b"not-understood"]);
    assert!(!practice.home.state().join("1-1.age").exists());
    let (_silent, _again) = (practice.connect(), practice.connect());
    practice.is_open();
    practice.erase("C-0001").ok();
}

/// Whoever runs as the same user has ways written into the next epoch, again and again, until it is told to stop.
struct Knocking {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU32>,
    threads: Vec<JoinHandle<()>>,
}

impl Knocking {
    fn begin(practice: &Practice) -> Self {
        let members = fs::read(practice.home.vault().join("members")).expect("reads");
        let (body, _) =
            members.split_at(members.windows(6).position(|part| part == b"\nhmac ").expect("a seal") + 1);
        let epoch = serde_json::from_slice::<serde_json::Value>(body).expect("JSON")["epoch"].as_u64();
        let message = frame(&[b"write-wraps", &epoch.expect("an epoch").to_le_bytes(), body]);
        let (socket, stop, answered) = (practice.socket(), Arc::<AtomicBool>::default(), Arc::default());
        let one = |stop: &Arc<AtomicBool>, answered: &Arc<AtomicU32>| {
            let (message, socket) = (message.clone(), socket.clone());
            let (stop, answered) = (Arc::clone(stop), Arc::clone(answered));
            std::thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let Ok(mut stream) = UnixStream::connect(&socket) else {
                        std::thread::yield_now();
                        continue;
                    };
                    let mut said = Vec::new();
                    let _ = stream.write_all(&u32::try_from(message.len()).expect("short").to_le_bytes());
                    let _ = stream.write_all(&message).and_then(|()| stream.read_to_end(&mut said));
                    answered.fetch_add(u32::from(!said.is_empty()), Ordering::Relaxed);
                }
            })
        };
        let threads = vec![one(&stop, &answered), one(&stop, &answered)];
        Self { stop, answered, threads }
    }

    fn wait_for_answers(&self, wanted: u32) {
        while self.answered.load(Ordering::Relaxed) < wanted {
            std::thread::yield_now();
        }
    }

    fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.into_iter().for_each(|thread| thread.join().expect("ends"));
    }
}

#[test]
fn no_way_in_is_written_by_a_session_while_somebody_else_rotates() {
    let practice = Practice::new();
    let new = practice.run(["identity", "new", "--bare", "-i", "ann"]).ok();
    let add =
        ["member", "add", "--name", "Ann Example", "--role", "reception", "--recipient", new.stdout.trim()];
    practice.run(add).ok();
    practice.run(["unlock", "--quiet"]).ok();
    let process = practice.process();
    let knocking = Knocking::begin(&practice);
    // The list is of this epoch: nobody gets a way into one that may begin without them.
    knocking.wait_for_answers(20);
    assert_eq!(practice.ways_in(), ["1-1.age", "2-1.age"]);
    fs::rename(practice.identity(), practice.home.join("away")).expect("moves");
    let removed = practice.run(["member", "remove", "2", "--confirm", "2", "-i", "away"]);
    knocking.end();
    removed.ok();
    process.ends();
    assert!(practice.ways_in().iter().all(|name| name.starts_with("1-")), "{:?}", practice.ways_in());
    practice.run(["client", "list", "-i", "away"]).ok();
}

#[test]
fn a_key_file_of_nobody_is_told_of() {
    let practice = Practice::new();
    let state = practice.home.state();
    fs::copy(state.join("1-0.age"), state.join("7-0.age")).expect("copies");
    assert!(practice.run(["doctor"]).stdout.contains("7-0.age is the key file of nobody"));
    fs::remove_file(state.join("7-0.age")).expect("removes");
    assert!(!practice.run(["doctor"]).stdout.contains("of nobody"));
}

// ---- Where it does not answer, or cannot be asked ----

#[test]
fn one_that_does_not_answer_is_named_keeps_what_it_holds_from_being_called_gone_and_is_ended_all_the_same() {
    let practice = Practice::in_session();
    let process = practice.process();
    kill_process(process.pid, Signal::STOP).expect("stops");
    let named = format!("does not answer (process {})", process.pid.as_raw_nonzero());
    practice.run(["unlock", "--status"]).fails(8, &named);
    let erase = [
        "erase",
        "C-0001",
        "--ground",
        "retention",
        "--accept-total-loss",
        "--confirm",
        "C-0001",
        "-i",
        "away",
    ];
    practice.run(erase).fails(8, &named);
    assert_eq!((practice.logged("erasure.intended"), practice.ways_in()), (0, vec!["1-0.age".to_owned()]));
    // Nor is it called absent where others may listen in its place.
    let folder = practice.runtime.path().join("praxis");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("changes");
    practice.run(["unlock", "--status"]).fails(1, "others may enter the folder of the session");
    assert_eq!(practice.run(["lock"]).ok().stdout, "locked\n");
    process.ends();
    assert_eq!(practice.logged("session.ended"), 1);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("changes");
    practice.is_closed();
    practice.run(erase).ok();
}

#[test]
fn whoever_rotates_ends_it_without_a_runtime_folder_too() {
    let practice = Practice::in_session();
    let process = practice.process();
    let erase = [
        "erase",
        "C-0001",
        "--ground",
        "retention",
        "--accept-total-loss",
        "--confirm",
        "C-0001",
        "-i",
        "away",
    ];
    let mut elsewhere = practice.home.command(erase);
    Done::from(elsewhere.env_remove("XDG_RUNTIME_DIR").output().expect("runs")).ok();
    // It had ended before the erasure was called done.
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    assert_eq!(poll(&mut [PollFd::new(&process.watch, PollFlags::IN)], Some(&now)).expect("looks"), 1);
    assert_eq!(practice.logged("session.ended"), 1);
}

#[test]
fn lock_ends_it_where_the_settings_keep_the_vault_from_being_read() {
    let practice = Practice::in_session();
    let process = practice.process();
    fs::write(practice.home.vault().join("praxis.toml"), "no settings").expect("writes");
    let done = practice.run(["lock"]).fails(2, "praxis.toml");
    assert!(done.stderr.contains("every session of yours was ended"), "{}", done.stderr);
    process.ends();
}

/// A vault whose rotation was cut off between the keyring and the end, by a session that stands still in the middle of it.
/// Another is tried where the rotation was over first.
fn cut_off_in_the_middle() -> (Practice, Process) {
    (0..20).find_map(|_| stopped_in_the_middle()).expect("one of twenty is caught in time")
}

fn stopped_in_the_middle() -> Option<(Practice, Process)> {
    let practice = Practice::in_session();
    let process = practice.process();
    // The mirror that is written first.
    let header = practice.home.vault().join("keyring/b");
    let epoch = || fs::read(&header).map(|bytes| bytes[32]).expect("reads");
    let args = ["erase", "C-0001", "--ground", "retention", "--accept-total-loss", "--confirm", "C-0001"];
    let mut erasing = practice.command(args);
    let mut erasing = erasing.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
    while epoch() == 0 {
        assert!(erasing.try_wait().expect("looks").is_none(), "it rotates");
    }
    kill_process(process.pid, Signal::STOP).expect("stops");
    erasing.kill().expect("kills");
    erasing.wait().expect("ends");
    if practice.logged("erasure.rotated") == 0 {
        return Some((practice, process));
    }
    kill_process(process.pid, Signal::CONT).expect("goes on");
    None
}

#[test]
fn a_rotation_that_was_cut_off_is_not_called_over_while_a_session_holds_the_old_keys() {
    let (practice, process) = cut_off_in_the_middle();
    let finish = ["housekeeping", "--apply", "--quiet", "-i", "/dev/null"];
    practice.run(finish).fails(8, "does not answer");
    assert_eq!(practice.logged("erasure.rotated"), 0, "the old keys are in its memory");
    kill_process(process.pid, Signal::CONT).expect("goes on");
    practice.run(finish).ok();
    assert_eq!(practice.logged("erasure.rotated"), 1);
    assert!(!practice.ways_in().contains(&"1-0.age".to_owned()));
}

#[test]
fn what_reads_beside_a_rotation_does_not_end_it() {
    let practice = Practice::in_session();
    let process = practice.process();
    for name in ["Sam Carter", "Ann Example", "Kit Marlow"] {
        practice.run(["client", "add", "--name", name, "--first-contact", "2026-01-05"]).ok();
    }
    let erasing = std::sync::atomic::AtomicBool::new(true);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while erasing.load(std::sync::atomic::Ordering::Relaxed) {
                    // It may find the vault busy.
                    let done = practice.run(["client", "list"]);
                    assert!([0, 8].contains(&done.code), "{}: {}", done.code, done.stderr);
                }
            });
        }
        let done: Vec<Done> = ["C-0002", "C-0003", "C-0004"].map(|client| practice.erase(client)).into();
        erasing.store(false, std::sync::atomic::Ordering::Relaxed);
        for one in done {
            one.ok();
        }
    });
    process.goes_on();
    assert_eq!(practice.logged("session.ended"), 0);
}

#[test]
fn it_is_nothing_to_a_command_with_other_keys() {
    let practice = Practice::in_session();
    let process = practice.process();
    let mut elsewhere = practice.command(["client", "list"]);
    let other = tempfile::tempdir().expect("a folder");
    Done::from(elsewhere.env("XDG_STATE_HOME", other.path()).output().expect("runs")).fails(4, "");
    process.goes_on();
    practice.is_open();
}

#[test]
fn one_that_could_not_begin_is_not_in_the_log() {
    let practice = Practice::new();
    practice.run(["unlock", "--quiet"]).ok();
    let socket = practice.socket();
    practice.run(["lock"]).ok();
    fs::create_dir(&socket).expect("a folder");
    practice.run(["unlock"]).fails(1, "no session could listen");
    assert_eq!((practice.logged("session.begun"), practice.logged("session.ended")), (1, 1));
}
