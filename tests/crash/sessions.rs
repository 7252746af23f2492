//! A rotation in a session, cut off: the command is killed, or the process that holds the keys, or both, wherever one waits
//! for the other or something is written. Whoever unlocks next finishes it, in the session where that still fits, and with
//! the identity where it does not; nothing that was there is lost.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use crate::common::faults::{Fault, Point, Report, Story, Struck, in_turn, untouched};
use crate::common::{Done, Home, PRAXIS};
use crate::erasure::{ERASE, check, ends_of};
use crate::invariants::{holds, no_panic};
use crate::{all, clean, skipped};

/// Calls by which the process answers, or writes a way into the next epoch.
const OF_THE_PROCESS: [&str; 9] =
    ["sendto", "write", "openat", "fsync", "rename", "renameat", "renameat2", "unlink", "unlinkat"];
/// Calls by which the command asks, or writes the rest.
const OF_THE_COMMAND: [&str; 10] = [
    "sendto",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
];

/// Of the calls of the command one in this many.
const SAMPLE: usize = 5;

/// The process of a session, which does not outlive the home that it is of.
struct Process(Pid);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = kill_process(self.0, Signal::KILL);
    }
}

/// Where the sockets of a home are.
fn sockets(home: &Home) -> PathBuf {
    let command = home.command(["status"]);
    let runtime = command.get_envs().find(|(name, _)| *name == OsStr::new("XDG_RUNTIME_DIR"));
    PathBuf::from(runtime.and_then(|(_, value)| value).expect("a runtime folder")).join("praxis")
}

fn begin(home: &Home) -> Process {
    home.run(["unlock", "--quiet"]).ok();
    let sockets = fs::read_dir(sockets(home)).expect("a folder").map(|entry| entry.expect("an entry").path());
    let socket =
        sockets.into_iter().find(|path| path.extension() == Some(OsStr::new("sock"))).expect("a socket");
    let stream = UnixStream::connect(socket).expect("connects");
    Process(rustix::net::sockopt::socket_peercred(stream).expect("a peer").pid)
}

fn killing(call: &str, nth: usize) -> [String; 4] {
    let when = format!("inject={call}:signal=SIGKILL:when={nth}");
    ["-e".to_owned(), format!("trace={call}"), "-e".to_owned(), when]
}

/// A `strace` that follows a process that runs already; none where it may not.
struct Following(Child);

impl Following {
    fn begin(process: &Process, trace: &Path, killing: &[String]) -> Option<Self> {
        let number = process.0.as_raw_nonzero().to_string();
        let mut strace = Command::new("strace");
        strace.args(["-f", "-p", &number, "-o"]).arg(trace).args(killing);
        let mut following = Self(strace.stderr(Stdio::piped()).spawn().expect("strace"));
        let mut said = String::new();
        BufReader::new(following.0.stderr.take()?).read_line(&mut said).expect("a line");
        said.contains("attached").then_some(following)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Who {
    Process,
    Command,
    Both,
}

/// Runs the erasure in a session, and kills; whether it came to that, and what then is.
fn strike<'a>(story: &Story<'a>, who: Who, call: &'static str, nth: usize) -> Option<(Struck<'a>, Process)> {
    let mut struck = untouched(story);
    let process = begin(&struck.home);
    let file = tempfile::Builder::new().prefix("praxis-trace-").tempfile().expect("a file");
    let killing = killing(call, nth);
    if who == Who::Process {
        let following = Following::begin(&process, file.path(), &killing)?;
        struck.done = struck.ask(story.args, b"");
        drop(following);
    } else {
        let mut command = Command::new("strace");
        command.arg("-f").arg("-o").arg(file.path()).args(&killing).arg(PRAXIS).args(story.args);
        struck.home.clear(&mut command);
        struck.done = Done::from(command.output().expect("strace"));
    }
    let trace = fs::read_to_string(file.path()).expect("a trace");
    if !trace.contains("+++ killed by SIGKILL +++") {
        return None;
    }
    if who == Who::Both {
        kill_process(process.0, Signal::KILL).expect("kills");
    }
    let left = match who {
        Who::Process => " of the process of the session",
        Who::Command => "",
        Who::Both => ", and of the session too",
    };
    struck.point = Some(Point { fault: Fault::Kill, call, nth, left: left.to_owned() });
    Some((struck, process))
}

#[test]
fn a_rotation_in_a_session_that_is_cut_off_is_finished() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, ends) = ends_of(&ERASE);
        let story = Story {
            name: "erase",
            program: Path::new(PRAXIS),
            prepared: home.path(),
            args: &ERASE,
            input: b"",
        };
        let check = |struck: &Struck<'_>| {
            let of_process = struck.point.as_ref().is_some_and(|point| point.left.contains("of the process"));
            if of_process && struck.done.code != 0 {
                // Nobody killed the command: it says what became of it, and what to do.
                no_panic(&struck.done.stderr)?;
                let said =
                    struck.done.stderr.contains("the session ended") && struck.done.stderr.contains("hint: ");
                holds(said, &format!("it ended with {}, and does not say why", struck.done.code))?;
                // 10 once the erasure was decided.
                holds([4, 10].contains(&struck.done.code), &format!("it ended with {}", struck.done.code))?;
            }
            check(struck, &ends)
        };
        let mut report = Report::new("erase, in a session", &check);
        let mut struck_at: BTreeMap<_, usize> = BTreeMap::new();
        for (who, calls, step) in [
            (Who::Process, &OF_THE_PROCESS[..], 1),
            (Who::Command, &OF_THE_COMMAND[..], if all() { 1 } else { SAMPLE }),
        ] {
            for &call in calls {
                for (round, nth) in (1..).step_by(step).enumerate() {
                    let who = if who == Who::Command && round % 2 == 1 { Who::Both } else { who };
                    let Some((struck, _process)) = strike(&story, who, call, nth) else { break };
                    *struck_at.entry((who == Who::Process, call)).or_default() += 1;
                    report.take(&struck);
                }
            }
        }
        println!("{report}\n{struck_at:?}");
        let of =
            |process| struck_at.iter().filter(move |((of, _), _)| *of == process).map(|(_, count)| count);
        assert!(of(true).sum::<usize>() > 12 && of(false).sum::<usize>() > 12, "{struck_at:?}");
        report.violations
    }));
}
