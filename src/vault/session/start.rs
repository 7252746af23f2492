//! The process of a session: how it is started, is given the keys through a pipe, and begins to listen.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::super::glass::sealed;
use super::super::held::Held;
use super::super::layout::StateFolder;
use super::super::lock::Lock;
use super::super::wrap;
use super::serve::{Order, Serving};
use super::{alive, place};
use crate::clock::uptime;
use crate::crypto::frame::{frame, unframe};
use crate::crypto::secret::SigningSeed;
use crate::failure::Failure;

/// The words of the command that the process runs; it is in no help.
pub const COMMAND: &str = "session-process";
/// What it says once it listens.
pub const READY: &str = "ready";
/// The longest order with keys, in bytes: two paths are in it.
const LONGEST: usize = 64 * 1024;

/// Begins a session: another process of this program, which outlives this one. The keys go through a pipe.
///
/// # Errors
/// When it cannot be started, or does not say that it listens.
pub fn begin(order: &Order, held: Held) -> Result<(), Failure> {
    let failed = |e| Failure::io("the session could not be started", e);
    let (given, beyond, signing) = held.into_parts();
    let wrap = wrap::write(&given, order.vault, order.whose.member, order.whose.epoch)
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("the session")))?;
    let text = serde_json::to_vec(order).map_err(|e| Failure::Unexpected(e.into()))?;
    let seed: &[u8] = signing.as_ref().map_or(&[], |seed| seed.expose_secret());
    let beyond = sealed::write_keys(&beyond, order.vault, order.whose.member, order.whose.epoch)
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("the session")))?;
    let message = Zeroizing::new(frame(&[&text, &wrap, seed, &beyond]));
    let mut child = own_program(COMMAND)
        .map_err(failed)?
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut pipe) = child.stdin.take() {
        pipe.write_all(&message).map_err(failed)?;
    }
    let mut said = String::new();
    if let Some(pipe) = child.stdout.take() {
        pipe.take(READY.len() as u64).read_to_string(&mut said).map_err(failed)?;
    }
    if said == READY {
        return Ok(());
    }
    // It has ended, or is about to: nothing is left behind.
    let _ = child.wait();
    Err(Failure::Permission(format!("no session could listen at {}", order.socket.display())))
}

/// This program once more with one word, as a process that a person never starts: that of a session, or of a plugin. What
/// was left open to this one is closed to it. Its caller says what its environment is, and leaves its stderr alone.
///
/// # Errors
/// When the system does not say which program this is.
pub fn own_program(word: &'static str) -> io::Result<Command> {
    let path = std::env::current_exe()?;
    // It may have been replaced while it ran: what runs is still there, under a name that only the system gives.
    let replaced = !is_this_program(&path);
    let open = inherited();
    let Some(shell) = shell_for(&open) else {
        let mut command = Command::new(if replaced { Path::new(RUNNING) } else { &path });
        command.arg(word).stderr(Stdio::null());
        return Ok(command);
    };
    // To a shell that name is the shell; and by another the system gives it to nobody, as nobody may look into this process.
    // So the shell gets what runs opened, in the place of what a session does without.
    let (path, errors) = if replaced {
        (PathBuf::from(ERRORS), Stdio::from(fs::File::open(RUNNING)?))
    } else {
        (path, Stdio::null())
    };
    // What the shell left open, a pipe with a passphrase too, would stay open for as long as the session. Rust closes
    // no descriptor that it does not own; a shell does.
    let all = shell != SH;
    // Neither hands its own variables on; that of a plugin has some that were given to it.
    let exec = if all && word == COMMAND { "exec -c" } else { "unset PWD OLDPWD SHLVL _; exec" };
    let closed = open.into_iter().filter(|descriptor| all || *descriptor < 10);
    let closed: Vec<String> = closed.map(|descriptor| format!("{descriptor}<&-")).collect();
    let mut command = Command::new(shell);
    command.arg("-c").arg(format!("exec {}; {exec} \"$0\" {word}", closed.join(" "))).arg(path);
    command.stderr(errors);
    Ok(command)
}

/// A shell that closes these descriptors; none where there is nothing to close. The first nine any closes (POSIX, Shell
/// Command Language, 2.7), the others few: where there is no such shell they stay open.
fn shell_for(open: &[u32]) -> Option<&'static str> {
    let bash = open.iter().any(|descriptor| *descriptor > 9) && Path::new(BASH).exists();
    if bash { Some(BASH) } else { open.iter().any(|descriptor| *descriptor < 10).then_some(SH) }
}

const SH: &str = "/bin/sh";
const BASH: &str = "/bin/bash";

/// What this process runs.
const RUNNING: &str = "/proc/self/exe";
/// Where a process writes what went wrong.
const ERRORS: &str = "/proc/self/fd/2";

fn is_this_program(path: &Path) -> bool {
    let which = |path: &Path| fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
    cfg!(not(target_os = "linux"))
        || which(Path::new(RUNNING)).is_none_or(|running| which(path) == Some(running))
}

/// Descriptors that were open when this program was started, beside the first three. What it opened itself is closed when
/// another is started.
fn inherited() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc/self/fdinfo") else {
        // Closing what is closed does no harm.
        return (3..=9).collect();
    };
    let open = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let descriptor: u32 = entry.file_name().to_str()?.parse().ok()?;
        // Before Linux 5.14 only root reads this of a process that others may not look into.
        let stays = fs::read_to_string(entry.path()).map_or(true, |about| stays_open(&about));
        (descriptor > 2 && stays).then_some(descriptor)
    });
    open.collect()
}

/// What proc(5) says of a descriptor: whether the next program gets it too.
fn stays_open(about: &str) -> bool {
    /// `O_CLOEXEC`, the same on all of Linux but three old machines.
    const CLOSES: u32 = 0o2_000_000;
    let flags = about.lines().find_map(|line| line.strip_prefix("flags:"));
    flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok()).is_some_and(|flags| flags & CLOSES == 0)
}

/// The process itself: reads what `begin` sends, says that it is `ready`, and serves until it ends.
///
/// # Errors
/// When it is started by anything else, or cannot listen.
pub fn run(from: &mut dyn Read, ready: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let (order, held) = receive(from).ok_or_else(|| {
        Failure::Usage(
            "this command is for praxis itself".to_owned(),
            "begin a session: praxis unlock".to_owned(),
        )
    })?;
    // No terminal's end is its end, and no terminal can be asked by it.
    let _ = rustix::process::setsid();
    let failed = |e| Failure::io("the session could not be started", e);
    let (ended, end) = UnixStream::pair().map_err(failed)?;
    for signal in [SIGTERM, SIGHUP, SIGINT] {
        let end = end.try_clone().map_err(failed)?;
        signal_hook::low_level::pipe::register(signal, end).map_err(failed)?;
    }
    place::make_folder_of(&order.socket)?;
    let sign = Lock::exclusive(&StateFolder::at(&order.state).session(), COMMAND)?;
    let beside = Lock::exclusive(&alive::beside(&order.socket), COMMAND)?;
    // The system lets go of them, once nothing is left of this process's memory: keys that are wiped here, and what a buffer
    // of somebody else's code may have kept.
    std::mem::forget((sign, beside));
    let listener = listen(&order.socket)?;
    let serving = Serving::new(order, held, uptime);
    let told = ready();
    if told.is_ok() {
        serving.serve(&listener, &ended);
    } else {
        // Who began it has gone.
        serving.forget();
    }
    told
}

/// What [`begin`] sends. A key that is read into a buffer that grows leaves copies behind.
fn receive(from: &mut dyn Read) -> Option<(Order, Held)> {
    let mut message = Zeroizing::new(vec![0; LONGEST]);
    let mut length = 0;
    loop {
        match from.read(message.get_mut(length..).filter(|left| !left.is_empty())?) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
    let fields = unframe(&message[..length])?;
    let [order, wrap, seed, beyond] = *fields.as_slice() else { return None };
    let order: Order = serde_json::from_slice(order).ok()?;
    let given = wrap::read(wrap, order.vault, order.whose.member, order.whose.epoch).ok()?;
    let signing = if seed.is_empty() { None } else { Some(SigningSeed::from_bytes(seed).ok()?) };
    let mut held = Held::new(given, order.vault, order.whose.epoch, signing);
    held.open_beyond_role(
        sealed::read_keys(beyond, order.vault, order.whose.member, order.whose.epoch).ok()?,
    );
    Some((order, held))
}

/// Listens where nobody else does any more: who begins a session has ended the one before.
fn listen(socket: &Path) -> Result<UnixListener, Failure> {
    let failed = |e| Failure::io("the session could not listen", e);
    match fs::remove_file(socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = UnixListener::bind(socket).map_err(failed)?;
    fs::set_permissions(socket, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_open_is_told_from_what_closes() {
        assert!(stays_open("pos:\t0\nflags:\t0100000\nmnt_id:\t15\n"), "for reading, by a shell");
        assert!(!stays_open("pos:\t0\nflags:\t02100000\nmnt_id:\t15\n"), "by this program");
        assert!(!stays_open("pos:\t0\n"), "not said");
    }

    #[test]
    fn a_shell_is_asked_only_where_there_is_something_to_close() {
        assert_eq!(shell_for(&[]), None);
        assert_eq!(shell_for(&[3, 9]), Some(SH));
        assert!(matches!(shell_for(&[3, 251]), Some(BASH | SH)));
        assert_ne!(shell_for(&[251]), Some(SH), "it could not");
    }

    #[test]
    fn what_is_no_order_begins_nothing() {
        for bytes in [Vec::new(), b"anything".to_vec(), frame(&[b"{}", b"", b"", b""]), vec![7; LONGEST + 1]]
        {
            let asked = run(&mut bytes.as_slice(), || unreachable!("it is not ready"));
            assert!(matches!(asked, Err(Failure::Usage(..))), "{} bytes", bytes.len());
        }
    }
}
