//! Runs a command again and again, and each time something goes wrong at another of its writing system calls:
//! the process is killed, the disk is full, or the disk fails. `strace` does the harm.
//!
//! A kill comes at the entry of the call, which is then not made. So the states that a kill can leave are those
//! between any two writing calls, and every one of them is tried; a write that is half on the disk, and what a
//! power cut loses from the machine's memory, are not.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};

use super::{Done, Home, feed};

/// The system calls that change files. An open counts when it may make a file.
const CALLS: [&str; 22] = [
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "ftruncate",
    "fallocate",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "rmdir",
    "mkdir",
    "mkdirat",
    "link",
    "linkat",
    "open",
    "openat",
];

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `kill -9`.
    Kill,
    /// The one call says that the disk is full.
    Full,
    /// The one call says that the disk failed.
    Broken,
}

impl Fault {
    fn injection(self) -> &'static str {
        match self {
            Fault::Kill => "signal=SIGKILL",
            Fault::Full => "error=ENOSPC",
            Fault::Broken => "error=EIO",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Kill => "SIGKILL",
            Fault::Full => "ENOSPC",
            Fault::Broken => "EIO",
        })
    }
}

/// Where it goes wrong: at the n-th call of a name, from 1.
#[derive(Clone, Debug)]
pub struct Point {
    pub fault: Fault,
    pub call: &'static str,
    pub nth: usize,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} {}", self.fault, self.call, self.nth)
    }
}

/// A command, and the home that it starts from.
pub struct Story<'a> {
    /// What it is called in the report.
    pub name: &'a str,
    /// The program: the one under test, or a mutant of it.
    pub program: &'a Path,
    /// Every run gets a copy of this.
    pub prepared: &'a Path,
    pub args: &'a [&'a str],
    pub input: &'a [u8],
}

/// A home in which something went wrong.
pub struct Struck<'a> {
    pub home: Home,
    pub program: &'a Path,
    pub done: Done,
    /// `None` for a run in which nothing went wrong.
    pub point: Option<Point>,
}

impl Struck<'_> {
    /// Runs the program in this home, without harm.
    pub fn ask(&self, args: &[&str], input: &[u8]) -> Done {
        let mut command = Command::new(self.program);
        command.args(args);
        self.home.clear(&mut command);
        feed(command, input)
    }

    /// Whether the command acknowledged what it did: it ended well, or printed what it had to say.
    pub fn acknowledged(&self) -> bool {
        self.done.code == 0 || !self.done.stdout.is_empty()
    }

    /// Whether the process was killed, and so could not clean up.
    pub fn killed(&self) -> bool {
        self.point.as_ref().is_some_and(|point| point.fault == Fault::Kill)
    }
}

/// What came of all points of a story.
pub struct Report {
    pub name: String,
    /// Points at which the fault struck, by fault.
    pub tried: BTreeMap<String, usize>,
    /// Points in the story, by system call.
    pub calls: BTreeMap<&'static str, usize>,
    pub violations: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points: usize = self.tried.values().sum();
        let tried: Vec<String> = self.tried.iter().map(|(fault, n)| format!("{n} {fault}")).collect();
        let calls: Vec<String> = self.calls.iter().map(|(call, n)| format!("{call} {n}")).collect();
        write!(
            f,
            "crash: {points} points of {} ({}), {} violations; calls: {}",
            self.name,
            tried.join(", "),
            self.violations.len(),
            calls.join(", ")
        )
    }
}

/// Why nothing can be injected here, or `None`.
pub fn impossible() -> Option<String> {
    let probe = |more: &[&str]| {
        let mut command = Command::new("strace");
        command.args(["-f", "-o", "/dev/null", "-e", "trace=write"]).args(more);
        command.args(["sh", "-c", "echo unharmed"]).stdin(Stdio::null()).output()
    };
    let kill = ["-e", "inject=write:signal=SIGKILL:when=1"];
    let fail = ["--seccomp-bpf", "-e", "inject=write:error=EIO:when=1"];
    for injection in [&kill[..], &fail] {
        match probe(injection) {
            Err(error) => return Some(format!("strace does not start: {}", error.kind())),
            Ok(output) if output.stdout.is_empty() && !output.stderr.starts_with(b"strace") => {}
            Ok(output) => {
                return Some(format!("strace injects nothing: {}", String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    None
}

/// How many points of a story are tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Breadth {
    Every,
    /// Every one of a call that is made a few times, and of the others each `n`-th.
    Sample(usize),
}

/// More calls of one name than this are sampled.
const FEW: usize = 6;

impl Breadth {
    fn takes(self, nth: usize, of: usize) -> bool {
        match self {
            Breadth::Every => true,
            Breadth::Sample(step) => of <= FEW || nth % step == 1,
        }
    }
}

/// Runs the story once for every point of every fault, and `check` after each.
pub fn sweep(
    story: &Story<'_>,
    faults: &[(Fault, Breadth)],
    check: impl Fn(&Struck<'_>) -> Result<(), String>,
) -> Report {
    let calls = count(story);
    let mut report = Report {
        name: story.name.to_owned(),
        tried: BTreeMap::new(),
        calls: calls.iter().map(|(call, nth)| (*call, nth.len())).collect(),
        violations: Vec::new(),
    };
    for &(fault, breadth) in faults {
        for (&call, nths) in &calls {
            let taken = nths.iter().enumerate().filter(|(i, _)| breadth.takes(i + 1, nths.len()));
            let mut points: Vec<usize> = taken.map(|(_, &nth)| nth).collect();
            // Keys are random and so is the shape of an index: a run may make a few calls more than the one that
            // was counted. Opens are not followed so far, because most of them read.
            let follow = breadth == Breadth::Every && !call.starts_with("open");
            let mut beyond = nths.last().filter(|_| follow).map(|last| last + 1);
            points.reverse();
            while let Some(nth) = points.pop().or(beyond) {
                let struck = strike(story, Point { fault, call, nth });
                if struck.point.is_some() {
                    *report.tried.entry(fault.to_string()).or_default() += 1;
                }
                if beyond == Some(nth) {
                    beyond = struck.point.as_ref().map(|_| nth + 1);
                }
                if let Err(what) = check(&struck) {
                    let where_ = struck.point.as_ref().map_or("no fault".to_owned(), ToString::to_string);
                    report.violations.push(format!(
                        "{}: {where_}: {what}\n  exit {}, stdout: {}, stderr: {}",
                        story.name,
                        struck.done.code,
                        struck.done.stdout.trim(),
                        struck.done.stderr.trim()
                    ));
                }
            }
        }
    }
    report
}

/// Runs the story in a copy of its home, and nothing goes wrong.
pub fn unharmed<'a>(story: &Story<'a>) -> Struck<'a> {
    let home = copy_of(story.prepared);
    let mut command = Command::new(story.program);
    command.args(story.args);
    home.clear(&mut command);
    let done = feed(command, story.input);
    Struck { home, program: story.program, done, point: None }
}

/// Two at a time: each run waits for the disk, and the clock is wrong for nobody on a small machine.
static FREE: (Mutex<usize>, Condvar) = (Mutex::new(2), Condvar::new());

/// Enough for some dozens of homes.
const ROOM: u64 = 256 << 20;

struct Turn;

impl Turn {
    fn take() -> Self {
        let mut free = FREE.0.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = FREE.1.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *FREE.0.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        FREE.1.notify_one();
    }
}

/// Runs something of which at most two run at a time, and with homes in memory where there is room: to a
/// process that is killed it is all the same, and thousands of syncs cost minutes on a disk.
pub fn in_turn<T>(work: impl FnOnce() -> T) -> T {
    let memory = Path::new("/dev/shm");
    let room = rustix::fs::statvfs(memory).is_ok_and(|fs| fs.f_bavail.saturating_mul(fs.f_frsize) > ROOM);
    if room && tempfile::tempdir_in(memory).is_ok() {
        // Refused when it was done before: then it is done.
        let _ = tempfile::env::override_temp_dir(memory);
    }
    let _turn = Turn::take();
    work()
}

fn copy_of(prepared: &Path) -> Home {
    let home = Home::empty();
    let done = Command::new("cp").arg("-a").arg(prepared.join(".")).arg(home.path()).status().expect("cp");
    assert!(done.success());
    home
}

/// The writing calls of a run without harm: by name, which of the calls of that name they are.
fn count(story: &Story<'_>) -> BTreeMap<&'static str, Vec<usize>> {
    let home = copy_of(story.prepared);
    let (done, trace) = traced(story, &home, &[&format!("trace={}", CALLS.join(","))]);
    assert_eq!(done.code, 0, "{} does not run: {}", story.name, done.stderr);
    let mut calls: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    // strace counts for each thread of its own.
    let mut seen: BTreeMap<(&str, &'static str), usize> = BTreeMap::new();
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
        let Some(call) = CALLS.into_iter().find(|call| *call == name) else { continue };
        let nth = seen.entry((process, call)).or_default();
        *nth += 1;
        let may_make = !call.starts_with("open") || line.contains("O_CREAT");
        let points = calls.entry(call).or_default();
        if may_make && !points.contains(nth) {
            points.push(*nth);
        }
    }
    calls.retain(|_, points| !points.is_empty());
    assert!(!calls.is_empty(), "{} writes nothing", story.name);
    calls
}

fn strike<'a>(story: &Story<'a>, point: Point) -> Struck<'a> {
    let home = copy_of(story.prepared);
    let trace = format!("trace={}", point.call);
    let inject = format!("inject={}:{}:when={}", point.call, point.fault.injection(), point.nth);
    let (done, trace) = traced(story, &home, &[&trace, &inject]);
    let struck = trace.contains("(INJECTED)") || trace.contains("+++ killed by SIGKILL +++");
    Struck { home, program: story.program, done, point: struck.then_some(point) }
}

/// Runs a story under `strace -e FILTER...`; gives what it traced too.
fn traced(story: &Story<'_>, home: &Home, filters: &[&str]) -> (Done, String) {
    let file = tempfile::Builder::new().prefix("praxis-trace-").tempfile().expect("a file");
    let mut command = Command::new("strace");
    command.arg("-f").arg("-o").arg(file.path());
    if !filters.iter().any(|filter| filter.contains("signal=")) {
        // Stops at nothing but the calls named, which is faster; signals are not injected then.
        command.arg("--seccomp-bpf");
    }
    for filter in filters {
        command.args(["-e", filter]);
    }
    command.arg(story.program).args(story.args);
    home.clear(&mut command);
    let done = feed(command, story.input);
    (done, fs::read_to_string(file.path()).expect("a trace"))
}

/// A copy of the sources with a fault sown into them, built; gives the program. The patch must still apply.
pub fn mutant(patch: &Path) -> PathBuf {
    // They are built in one place, one after the other.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = Path::new(super::PRAXIS);
    let built = program.parent().expect("a folder");
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder").join("mutants");
    let name = patch.file_stem().expect("a name");
    let tree = base.join(name);
    let _ = fs::remove_dir_all(&tree);
    fs::create_dir_all(tree.join("tests")).expect("a folder");
    run(Command::new("cp")
        .arg("-a")
        .args(["src", "Cargo.toml", "Cargo.lock"])
        .arg(&tree)
        .current_dir(source));
    // Whatever is embedded or included.
    for folder in ["examples", "completions", "man", "docs", "README.md"] {
        if source.join(folder).exists() {
            std::os::unix::fs::symlink(source.join(folder), tree.join(folder)).expect("a link");
        }
    }
    // With a test beside it the dependencies have the features that they have here, and need no new build.
    fs::write(tree.join("tests/none.rs"), "//! Nothing.\n").expect("writes");
    let applied = Command::new("patch")
        .args(["-p1", "--fuzz=0", "--batch", "-i"])
        .arg(patch)
        .current_dir(&tree)
        .output()
        .expect("patch starts");
    assert!(
        applied.status.success(),
        "{} no longer applies: {}",
        patch.display(),
        String::from_utf8_lossy(&applied.stdout)
    );
    let target = base.join("target");
    let there = target.join(built.file_name().expect("a name"));
    if !there.exists() {
        borrow_dependencies(built, &there);
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["test", "--no-run", "--offline", "--locked", "--quiet", "--test", "none"]);
    if built.ends_with("release") {
        cargo.arg("--release");
    }
    run(cargo.current_dir(&tree).env("CARGO_TARGET_DIR", &target).env("CARGO_INCREMENTAL", "0"));
    // Under a name of its own: the next mutant is built in the same place.
    let own = tree.join("praxis");
    run(Command::new("cp").arg(there.join("praxis")).arg(&own));
    own
}

/// Dependencies that are built already are not built again. Only files that are never written in place may be
/// shared by hard links: libraries. The rest is copied, and nothing of praxis itself.
fn borrow_dependencies(built: &Path, there: &Path) {
    let script = "set -e; mkdir -p \"$2/deps\"; cp -a \"$1/.fingerprint\" \"$1/build\" \"$2\"; \
                  rm -rf \"$2\"/.fingerprint/praxis-* \"$2\"/build/praxis-*; \
                  find \"$1/deps\" -maxdepth 1 -type f ! -name '*praxis-*' \\( -name '*.rlib' -o -name '*.rmeta' -o \
                  -name '*.so' -o -name '*.dylib' \\) -exec cp -al -t \"$2/deps\" {} +";
    run(Command::new("sh").args(["-c", script, "sh"]).arg(built).arg(there));
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output().expect("starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
