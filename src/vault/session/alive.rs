//! That a session is there: a lock on a file, which its process holds until it has ended and nothing of its memory is left,
//! and in the file the number of the process. Nothing of that is asked of the session: its socket may be gone, out of reach
//! or full, and it may be too busy to answer.
//!
//! One such file lies beside the ways into the vault, where whoever rotates its keys looks; another beside the socket, where
//! it is found also when the vault cannot be read.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use super::super::files;
use super::super::lock::Lock;
use super::start::COMMAND;
use crate::failure::Failure;

/// How long a session may take to end when it is told to: it may be in the middle of an answer.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(20);
/// What the name of the file beside a socket ends with.
pub const BESIDE: &str = "held";

/// How firmly a session is told to end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It wipes its keys, or goes on.
    Asked,
    /// One that does not end in time is killed; what was its memory the system gives to nobody before it is wiped.
    ForSure,
}

/// As long as this is held no session begins.
pub struct Alone {
    locks: Vec<Lock>,
    /// Whether one ended for it.
    pub ended: bool,
}

/// The file beside a socket.
#[must_use]
pub fn beside(socket: &Path) -> PathBuf {
    socket.with_extension(BESIDE)
}

/// Ends the sessions that hold these files, and keeps others from beginning. Where there is no folder for a file, and none
/// could be made in it, nobody holds it.
///
/// # Errors
/// [`Failure::NoAnswer`] when one does not end; [`Failure::Busy`] when another command keeps them from beginning.
pub fn end(files: &[PathBuf], command: &str, how: How) -> Result<Alone, Failure> {
    let mut alone = Alone { locks: Vec::new(), ended: false };
    for file in files.iter().filter(|file| file.exists() || files::may_write(files::folder_of(file))) {
        let (lock, ended) = end_one(file, command, how)?;
        alone.locks.push(lock);
        alone.ended |= ended;
    }
    Ok(alone)
}

fn end_one(file: &Path, command: &str, how: How) -> Result<(Lock, bool), Failure> {
    let (began, mut told) = (Instant::now(), None);
    loop {
        let holder = match Lock::try_exclusive(file, command)? {
            Ok(lock) => return Ok((lock, told.is_some())),
            Err(holder) => holder,
        };
        let process = holder.as_deref().and_then(process_of);
        let waited = began.elapsed();
        let kill = how == How::ForSure && waited >= PATIENCE;
        match process {
            None if waited >= PATIENCE => return Err(Failure::Busy(holder)),
            Some(process) if waited >= PATIENCE * if kill { 2 } else { 1 } => {
                return Err(Failure::NoAnswer(Some(process.as_raw_nonzero().get())));
            }
            Some(process) if kill => send(process, Signal::KILL),
            Some(process) if told != Some(process) => {
                send(process, Signal::TERM);
                told = Some(process);
            }
            _ => {}
        }
        std::thread::sleep(PAUSE);
    }
}

/// The process of the session that holds a file, where one does.
#[must_use]
pub fn holder(file: &Path) -> Option<i32> {
    let holder = Lock::holder_of(file)?;
    process_of(&holder).map(|process| process.as_raw_nonzero().get())
}

/// Of `123 session-process`.
fn process_of(holder: &str) -> Option<Pid> {
    let (number, command) = holder.split_once(' ')?;
    (command == COMMAND).then_some(())?;
    number.parse().ok().filter(|number| *number > 0).and_then(Pid::from_raw)
}

#[cfg(target_os = "linux")]
fn send(process: Pid, signal: Signal) {
    use rustix::process::{PidfdFlags, pidfd_open, pidfd_send_signal};
    let Ok(opened) = pidfd_open(process, PidfdFlags::empty()) else { return };
    // In another container, or on the other machine of a shared folder, the number is somebody else's than here.
    let arguments = std::fs::read(format!("/proc/{}/cmdline", process.as_raw_nonzero())).unwrap_or_default();
    if arguments.split(|byte| *byte == 0).nth(1) == Some(COMMAND.as_bytes()) {
        let _ = pidfd_send_signal(opened, signal);
    }
}

#[cfg(not(target_os = "linux"))]
fn send(process: Pid, signal: Signal) {
    let _ = rustix::process::kill_process(process, signal);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_session_is_told_anything() {
        let process = |text| process_of(text).map(|process| process.as_raw_nonzero().get());
        assert_eq!(process("123 session-process"), Some(123));
        for other in [
            "123 erase",
            "session-process",
            "0 session-process",
            "-1 session-process",
            "x session-process",
            "",
        ] {
            assert_eq!(process(other), None, "{other:?}");
        }
    }

    #[test]
    fn what_nobody_holds_is_held_and_no_session_begins() {
        let base = tempfile::tempdir().expect("a folder");
        let (one, none) = (base.path().join("session"), base.path().join("no/session"));
        let alone = end(&[one.clone(), none.clone()], "erase", How::Asked).expect("nobody");
        assert!(!alone.ended && !none.exists());
        assert!(Lock::try_exclusive(&one, COMMAND).expect("a file").is_err(), "a session would wait");
        assert_eq!(holder(&one), None, "who holds it is no session");
        drop(alone);
        let session = Lock::exclusive(&one, COMMAND).expect("alone");
        assert_eq!(holder(&one).map(i32::cast_unsigned), Some(std::process::id()));
        drop(session);
        assert_eq!(holder(&one), None);
    }
}
