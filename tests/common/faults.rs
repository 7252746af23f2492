//! Runs a command again and again, and each time something goes wrong at another of its writing system calls.
//!
//! | module | what goes wrong |
//! |---|---|
//! | [`strace`] | the process is killed; the disk is full, or fails, once or from there on |
//! | [`power`] | the power is cut: what was not synced may be lost, each sector and each name by itself |
//! | [`mutant`] | praxis itself: a fault sown into its sources, which the others must find |
//!
//! [`trace`] reads what `strace` recorded, [`process`] and [`disk`] follow it.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

pub mod disk;
pub mod mutant;
pub mod power;
pub mod process;
pub mod strace;
pub mod trace;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use praxis::crypto::hash::{Hash, sha256};

use super::{Done, Home, feed, files};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `kill -9`.
    Kill,
    /// The one call says that the disk is full.
    Full,
    /// The one call says that the disk failed.
    Broken,
    /// From this call on every call that needs room says that the disk is full.
    StaysFull,
    /// From this call on every call that changes something says that the disk failed.
    StaysBroken,
    /// The machine stops after this call.
    PowerCut,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Fault::Kill => "SIGKILL",
            Fault::Full => "ENOSPC",
            Fault::Broken => "EIO",
            Fault::StaysFull => "ENOSPC from there on",
            Fault::StaysBroken => "EIO from there on",
            Fault::PowerCut => "power cut",
        })
    }
}

/// Where it goes wrong: at the n-th call of a name, from 1.
#[derive(Clone, Debug)]
pub struct Point {
    pub fault: Fault,
    pub call: &'static str,
    pub nth: usize,
    /// What a power cut left of what was not synced.
    pub left: String,
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} {}{}", self.fault, self.call, self.nth, self.left)
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

    /// A copy of this home, to try in it what would change it.
    pub fn copy(&self) -> Self {
        let done = Done { code: -1, stdout: String::new(), stderr: String::new() };
        Self { home: copy_of(self.home.path()), program: self.program, done, point: None }
    }

    pub fn fault(&self) -> Option<Fault> {
        self.point.as_ref().map(|point| point.fault)
    }

    /// Whether the command could clean up what it began: it was not stopped, and nothing kept it from removing.
    pub fn could_clean_up(&self) -> bool {
        let removing = |call: &str| call.starts_with("unlink") || call == "rmdir";
        !matches!(self.fault(), Some(Fault::Kill | Fault::PowerCut | Fault::StaysBroken))
            && !self.point.as_ref().is_some_and(|point| removing(point.call))
    }

    /// All that a check can tell one struck home from another by.
    fn fingerprint(&self) -> Hash {
        let mut all = vec![u8::from(self.acknowledged()), u8::from(self.could_clean_up())];
        for (path, bytes) in files(self.home.path()) {
            let path = path.strip_prefix(self.home.path()).expect("below");
            add_to_fingerprint(&mut all, path, Some(&bytes));
        }
        sha256(&all)
    }
}

/// Names and lengths too, so that what belongs to one file is not taken for another's.
fn add_to_fingerprint(all: &mut Vec<u8>, path: &Path, bytes: Option<&[u8]>) {
    all.extend(format!("{} {:?}", path.display(), bytes.map(<[u8]>::len)).bytes());
    all.extend_from_slice(bytes.unwrap_or_default());
}

/// A copy of the prepared home, in which the story has not run.
pub fn untouched<'a>(story: &Story<'a>) -> Struck<'a> {
    let done = Done { code: -1, stdout: String::new(), stderr: String::new() };
    Struck { home: copy_of(story.prepared), program: story.program, done, point: None }
}

/// Runs the story in a copy of its home, and nothing goes wrong.
pub fn unharmed<'a>(story: &Story<'a>) -> Struck<'a> {
    let mut struck = untouched(story);
    struck.done = struck.ask(story.args, story.input);
    struck
}

fn copy_of(prepared: &Path) -> Home {
    let home = Home::empty();
    let done = Command::new("cp").arg("-a").arg(prepared.join(".")).arg(home.path()).status().expect("cp");
    assert!(done.success());
    home
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

/// What must be so in a home after something went wrong.
pub type Check<'c> = &'c dyn Fn(&Struck<'_>) -> Result<(), String>;

/// What came of all points of a story.
pub struct Report<'c> {
    pub name: String,
    /// Points at which the fault struck, by fault.
    pub tried: BTreeMap<String, usize>,
    pub violations: Vec<String>,
    began: Instant,
    check: Check<'c>,
    /// Fingerprints of the homes that were checked.
    checked: HashSet<Hash>,
}

impl<'c> Report<'c> {
    pub fn new(name: &str, check: Check<'c>) -> Self {
        Self {
            name: name.to_owned(),
            tried: BTreeMap::new(),
            violations: Vec::new(),
            began: Instant::now(),
            check,
            checked: HashSet::new(),
        }
    }

    /// Checks a home. One with the very bytes of an earlier one counts, but is not checked again.
    pub fn take(&mut self, struck: &Struck<'_>) {
        if let Some(fault) = struck.fault() {
            self.count(fault);
        }
        // Whatever else: 101 is how Rust ends a panic that it could not print.
        let panicked = struck.done.stderr.contains("panicked") || struck.done.code == 101;
        let outcome = if panicked {
            Err("it panicked".to_owned())
        } else if self.checked.insert(struck.fingerprint()) {
            (self.check)(struck)
        } else {
            Ok(())
        };
        if let Err(what) = outcome {
            let at = struck.point.as_ref().map_or("no fault".to_owned(), ToString::to_string);
            let Done { code, stdout, stderr } = &struck.done;
            self.violations.push(format!(
                "{}: {at}: {what}\n  exit {code}, stdout: {}, stderr: {}",
                self.name,
                stdout.trim(),
                stderr.trim()
            ));
        }
    }

    fn count(&mut self, fault: Fault) {
        *self.tried.entry(fault.to_string()).or_default() += 1;
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points: usize = self.tried.values().sum();
        let tried: Vec<String> = self.tried.iter().map(|(fault, n)| format!("{n} {fault}")).collect();
        write!(
            f,
            "crash: {points} points of {} ({}), {} different homes, {} violations, {} s",
            self.name,
            tried.join(", "),
            self.checked.len(),
            self.violations.len(),
            self.began.elapsed().as_secs()
        )
    }
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
/// process that is killed it is all the same, a power cut is replayed from what was recorded, and thousands of
/// syncs cost minutes on a disk.
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
