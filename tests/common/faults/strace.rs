//! Kills and errors, injected by `strace`.
//!
//! A kill comes at the entry of the call, which is then not made. So the states that a kill can leave are those
//! between any two writing calls, and every one of them is tried; a write that is half on the disk is not: that
//! is for the power cuts.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use super::{Breadth, Fault, Point, Report, Story, Struck, copy_of};
use crate::common::{Done, Home, feed};

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

/// Those that a full disk refuses for as long as it is full. An open that makes a file is not told from one that
/// reads, so none is refused; and stdout and stderr are on the full disk too.
const NEED_ROOM: [&str; 11] = [
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "fallocate",
    "ftruncate",
    "mkdir",
    "mkdirat",
    "link",
    "linkat",
];

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

/// A writing call of a run without harm.
struct Made {
    call: &'static str,
    /// Which of the calls of that name it is, from 1.
    nth: usize,
    /// How many calls of each name were made before it.
    before: BTreeMap<&'static str, usize>,
}

/// Runs the story once for every point of every fault, and checks after each.
pub fn sweep(story: &Story<'_>, faults: &[(Fault, Breadth)], report: &mut Report<'_>) {
    let made = record(story);
    for &(fault, breadth) in faults {
        match fault {
            Fault::StaysFull | Fault::StaysBroken => {
                sweep_from_there_on(story, fault, breadth, &made, report);
            }
            _ => sweep_once(story, fault, breadth, &made, report),
        }
    }
}

fn sweep_once(story: &Story<'_>, fault: Fault, breadth: Breadth, made: &[Made], report: &mut Report<'_>) {
    for call in CALLS {
        let nths: Vec<usize> = made.iter().filter(|made| made.call == call).map(|made| made.nth).collect();
        let taken = nths.iter().enumerate().filter(|(i, _)| breadth.takes(i + 1, nths.len()));
        let mut points: Vec<usize> = taken.map(|(_, &nth)| nth).collect();
        // Keys are random and so is the shape of an index: a run may make a few calls more than the one that
        // was recorded. Opens are not followed so far, because most of them read.
        let follow = breadth == Breadth::Every && !call.starts_with("open");
        let mut beyond = nths.last().filter(|_| follow).map(|last| last + 1);
        points.reverse();
        while let Some(nth) = points.pop().or(beyond) {
            let inject = [format!("inject={call}:{}:when={nth}", injection(fault))];
            let struck = strike(story, Point { fault, call, nth, left: String::new() }, &inject);
            if beyond == Some(nth) {
                beyond = struck.point.as_ref().map(|_| nth + 1);
            }
            report.take(&struck);
        }
    }
}

/// `strace` counts calls by name; so each name has a threshold of its own, which are those of one moment.
fn sweep_from_there_on(
    story: &Story<'_>,
    fault: Fault,
    breadth: Breadth,
    made: &[Made],
    report: &mut Report<'_>,
) {
    let refused = |call: &str| match fault {
        Fault::StaysFull => NEED_ROOM.contains(&call),
        _ => !call.starts_with("open"),
    };
    let made: Vec<&Made> = made.iter().filter(|made| refused(made.call)).collect();
    for (index, first) in made.iter().enumerate() {
        if !breadth.takes(index + 1, made.len()) {
            continue;
        }
        let calls = CALLS.into_iter().filter(|call| refused(call));
        let inject: Vec<String> = calls
            .map(|call| {
                let from = first.before.get(call).copied().unwrap_or_default() + 1;
                format!("inject={call}:{}:when={from}+", injection(fault))
            })
            .collect();
        let point = Point { fault, call: first.call, nth: first.nth, left: String::new() };
        report.take(&strike(story, point, &inject));
    }
}

fn injection(fault: Fault) -> &'static str {
    match fault {
        Fault::Kill => "signal=SIGKILL",
        Fault::Full | Fault::StaysFull => "error=ENOSPC",
        Fault::Broken | Fault::StaysBroken => "error=EIO",
        Fault::PowerCut => unreachable!("a power cut is replayed"),
    }
}

/// The writing calls of a run without harm, in their order.
fn record(story: &Story<'_>) -> Vec<Made> {
    let home = copy_of(story.prepared);
    let (done, trace) = traced(story, &home, &[], &[format!("trace={}", CALLS.join(","))]);
    assert_eq!(done.code, 0, "{} does not run: {}", story.name, done.stderr);
    let mut made: Vec<Made> = Vec::new();
    // strace counts for each thread of its own.
    let mut seen: BTreeMap<&str, BTreeMap<&'static str, usize>> = BTreeMap::new();
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
        let Some(call) = CALLS.into_iter().find(|call| *call == name) else { continue };
        let counts = seen.entry(process).or_default();
        let before = counts.clone();
        let nth = counts.entry(call).or_default();
        *nth += 1;
        let may_make = !call.starts_with("open") || line.contains("O_CREAT");
        if may_make && !made.iter().any(|other| (other.call, other.nth) == (call, *nth)) {
            made.push(Made { call, nth: *nth, before });
        }
    }
    assert!(!made.is_empty(), "{} writes nothing", story.name);
    made
}

fn strike<'a>(story: &Story<'a>, point: Point, inject: &[String]) -> Struck<'a> {
    let home = copy_of(story.prepared);
    let names = inject.iter().filter_map(|one| one.split(['=', ':']).nth(1)).collect::<Vec<_>>();
    let filters = [&[format!("trace={}", names.join(","))], inject].concat();
    let (done, trace) = traced(story, &home, &[], &filters);
    let struck = trace.contains("(INJECTED)") || trace.contains("+++ killed by SIGKILL +++");
    Struck { home, program: story.program, done, point: struck.then_some(point) }
}

/// Runs a story under `strace -e FILTER...`; gives what it traced too.
pub fn traced(story: &Story<'_>, home: &Home, options: &[&str], filters: &[String]) -> (Done, String) {
    let file = tempfile::Builder::new().prefix("praxis-trace-").tempfile().expect("a file");
    let mut command = Command::new("strace");
    command.arg("-f").arg("-o").arg(file.path()).args(options);
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
