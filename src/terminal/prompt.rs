//! Questions to a person. Passphrases are read by our own small reader: the usual one leaves the terminal
//! without echo after Ctrl-C and keeps copies of what was typed.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use dialoguer::Input;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{self, LocalModes, OptionalActions, SpecialCodeIndex, Termios};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::Terminal;
use super::signals::Watch;
use crate::crypto::passphrase::Passphrase;
use crate::failure::Failure;

/// The longest passphrase, in bytes.
const LONGEST: usize = 1024;
/// How often signals are looked at while a question stands.
const LOOK: Duration = Duration::from_millis(30);

impl Terminal {
    /// Asks for one line; an empty answer is `None`.
    ///
    /// # Errors
    /// [`Failure::Interrupted`], or without a terminal.
    pub fn ask(&self, question: &str) -> Result<Option<String>, Failure> {
        let answer = answer(|| Input::new().with_prompt(question).allow_empty(true).interact_text())?;
        Ok((!answer.is_empty()).then_some(answer))
    }

    /// Asks for one line with an answer that Enter takes.
    ///
    /// # Errors
    /// [`Failure::Interrupted`], or without a terminal.
    pub fn ask_or(&self, question: &str, default: &str) -> Result<String, Failure> {
        answer(|| Input::new().with_prompt(question).default(default.to_owned()).interact_text())
    }

    /// Shows a generated passphrase, on the terminal itself and nowhere else.
    pub fn show_secret(&self, heading: &str, secret: &Passphrase) {
        if let Ok(mut terminal) = OpenOptions::new().write(true).open("/dev/tty") {
            let _ = writeln!(terminal, "{heading}\n\n    {}\n", secret.expose_secret());
        }
    }

    /// Asks for a passphrase, unseen.
    ///
    /// # Errors
    /// [`Failure::Interrupted`], or without a terminal.
    pub fn ask_passphrase(&self, question: &str) -> Result<Passphrase, Failure> {
        ask_unseen(question, |_, _| Ok(()))
    }

    /// Asks for a line that shows as it is typed, at the terminal itself, also where stdin is something else.
    ///
    /// # Errors
    /// [`Failure::Interrupted`], or without a terminal.
    pub fn ask_at_terminal(&self, question: &str) -> Result<Zeroizing<String>, Failure> {
        let terminal = OpenOptions::new()
            .read(true)
            .write(true)
            .open("/dev/tty")
            .map_err(|e| Failure::io("the terminal", e))?;
        let signals = Watch::for_an_end();
        let _ = write!(&terminal, "{question}: ");
        read_seen(&terminal, &signals)
    }

    /// The same as [`Terminal::ask_passphrase`] after a wrong one: it is said why, and for a while nothing that is typed shows, or counts.
    ///
    /// # Errors
    /// Those of [`Terminal::ask_passphrase`].
    pub fn ask_passphrase_after(
        &self,
        question: &str,
        why: &str,
        wait: Duration,
    ) -> Result<Passphrase, Failure> {
        ask_unseen(question, |terminal, unseen| {
            self.warn(why);
            pass_over(terminal, unseen, wait)
        })
    }
}

/// A line as the terminal itself lets it be written, and mended. A signal does not end a read, so that one is begun only where
/// there is something.
fn read_seen(mut terminal: &File, signals: &Watch) -> Result<Zeroizing<String>, Failure> {
    let mut typed = Zeroizing::new(vec![0; LONGEST]);
    loop {
        signals.go_on()?;
        let mut waits = [PollFd::new(&terminal, PollFlags::IN)];
        match poll(&mut waits, Some(&Timespec { tv_sec: 0, tv_nsec: 100_000_000 })) {
            Ok(0) | Err(rustix::io::Errno::INTR) => continue,
            Ok(_) => {}
            Err(error) => return Err(Failure::io("the terminal", error.into())),
        }
        let read = terminal.read(&mut typed).map_err(|e| Failure::io("the terminal", e))?;
        if read == 0 {
            return Err(Failure::Interrupted);
        }
        let text = std::str::from_utf8(&typed[..read]).map_err(|_| {
            Failure::Usage("the answer is not UTF-8".to_owned(), "check the terminal's encoding".to_owned())
        })?;
        return Ok(Zeroizing::new(text.trim().to_owned()));
    }
}

/// First unseen, then asked: what is typed as soon as something stands there must not show.
fn ask_unseen(
    question: &str,
    first: impl FnOnce(&File, &Unseen<'_>) -> Result<(), Failure>,
) -> Result<Passphrase, Failure> {
    let mut terminal = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/tty")
        .map_err(|e| Failure::io("the terminal", e))?;
    let read = {
        let unseen = Unseen::begin(&terminal)?;
        first(&terminal, &unseen).and_then(|()| {
            let _ = write!(&terminal, "{question}: ");
            read_unseen(&terminal, &unseen)
        })
    };
    let _ = writeln!(terminal);
    read.map(Passphrase::new)
}

/// Waits for an answer. While a key is read the terminal is raw, and a signal would leave it so: it is seen
/// instead, and obeyed once the terminal is as it was.
fn answer(ask: impl FnOnce() -> dialoguer::Result<String>) -> Result<String, Failure> {
    let signals = [(Watch::begin(&[SIGTERM, SIGHUP], &[]), SIGTERM), (Watch::begin(&[SIGINT], &[]), SIGINT)];
    let before = termios::tcgetattr(io::stdin());
    let answered = AtomicBool::new(false);
    let given = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !answered.load(Ordering::SeqCst) {
                if let Some((_, signal)) = signals.iter().find(|(watch, _)| watch.ended()) {
                    if let Ok(before) = &before {
                        let _ = termios::tcsetattr(io::stdin(), OptionalActions::Now, before);
                    }
                    let _ = signal_hook::low_level::emulate_default_handler(*signal);
                }
                std::thread::sleep(LOOK);
            }
        });
        let given = ask();
        answered.store(true, Ordering::SeqCst);
        given
    });
    given.map(|text| text.trim().to_owned()).map_err(|dialoguer::Error::IO(e)| Failure::io("the question", e))
}

/// The terminal without echo, until this is dropped.
struct Unseen<'t> {
    terminal: &'t File,
    before: Termios,
    signals: Watch,
}

impl<'t> Unseen<'t> {
    fn begin(terminal: &'t File) -> Result<Self, Failure> {
        let failed = |e: rustix::io::Errno| Failure::io("the terminal", e.into());
        let before = termios::tcgetattr(terminal).map_err(failed)?;
        let mut quiet = before.clone();
        // Ctrl-C arrives as a byte: there is no moment at which a signal could leave the echo off.
        quiet.local_modes &= !(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        // A read gives up after a tenth of a second, because a signal does not end it: the handler restarts it.
        quiet.special_codes[SpecialCodeIndex::VMIN] = 0;
        quiet.special_codes[SpecialCodeIndex::VTIME] = 1;
        let signals = Watch::begin(&[SIGTERM, SIGHUP], &[]);
        termios::tcsetattr(terminal, OptionalActions::Flush, &quiet).map_err(failed)?;
        Ok(Self { terminal, before, signals })
    }
}

impl Drop for Unseen<'_> {
    fn drop(&mut self) {
        let _ = termios::tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}

/// Takes no notice of what is typed for so long, but of who wants to leave.
fn pass_over(terminal: &File, unseen: &Unseen<'_>, wait: Duration) -> Result<(), Failure> {
    let began = Instant::now();
    while began.elapsed() < wait {
        // Returns after a tenth of a second where nothing is typed.
        if key(terminal, unseen)?.is_some_and(leaves) {
            return Err(Failure::Interrupted);
        }
    }
    Ok(())
}

/// Ctrl-C, Ctrl-D, Ctrl-\, Ctrl-Z.
fn leaves(byte: u8) -> bool {
    matches!(byte, 3 | 4 | 26 | 28)
}

/// What is typed next; nothing where nothing was typed for a tenth of a second.
fn key(mut terminal: &File, unseen: &Unseen<'_>) -> Result<Option<u8>, Failure> {
    if unseen.signals.ended() {
        return Err(Failure::Interrupted);
    }
    let mut byte = Zeroizing::new([0]);
    match terminal.read(&mut *byte) {
        // Nothing was typed yet, or the terminal is gone.
        Ok(0) if termios::tcgetattr(terminal).is_ok() => Ok(None),
        Ok(0) => Err(Failure::Interrupted),
        Ok(_) => Ok(Some(byte[0])),
        Err(e) if e.kind() == std::io::ErrorKind::Interrupted => Ok(None),
        Err(e) => Err(Failure::io("the terminal", e)),
    }
}

fn read_unseen(terminal: &File, unseen: &Unseen<'_>) -> Result<Zeroizing<String>, Failure> {
    // Room for all of it at once: a growing buffer would leave copies behind.
    let mut typed = Zeroizing::new(Vec::with_capacity(LONGEST));
    loop {
        let Some(byte) = key(terminal, unseen)? else { continue };
        match byte {
            b'\n' | b'\r' => break,
            left if leaves(left) => return Err(Failure::Interrupted),
            // Backspace takes a whole character.
            8 | 127 => {
                while let Some(last) = typed.pop() {
                    if last & 0xc0 != 0x80 {
                        break;
                    }
                }
            }
            // Ctrl-U.
            21 => typed.clear(),
            other if typed.len() < LONGEST => typed.push(other),
            _ => {}
        }
    }
    let mut text = Zeroizing::new(String::with_capacity(LONGEST));
    let typed = std::str::from_utf8(&typed).map_err(|_| {
        Failure::Usage("the passphrase is not UTF-8".to_owned(), "check the terminal's encoding".to_owned())
    })?;
    text.push_str(typed);
    Ok(text)
}

/// Reads one line from a file descriptor that the caller inherited: `--passphrase-fd N`.
///
/// # Errors
/// When there is no such descriptor, or what it gives is no passphrase.
pub fn passphrase_from(descriptor: u32) -> Result<Passphrase, Failure> {
    let wrong = |what: &str| {
        Failure::Usage(
            format!("file descriptor {descriptor} {what}"),
            "give one that is open for reading: --passphrase-fd 3 3<FILE".to_owned(),
        )
    };
    // Standard input goes on behind the line; any other descriptor is opened anew, and a file from its start.
    let mut from: Box<dyn Read> = if descriptor == 0 {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(File::open(format!("/dev/fd/{descriptor}")).map_err(|_| wrong("cannot be read"))?)
    };
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    // Byte by byte: what follows the line may be somebody else's input.
    loop {
        let mut byte = Zeroizing::new([0]);
        match from.read(&mut *byte) {
            Ok(0) => break,
            Ok(_) if byte[0] == b'\n' => break,
            Ok(_) if line.len() < LONGEST => line.push(byte[0]),
            Ok(_) => return Err(wrong("gives more than a passphrase")),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(wrong("cannot be read")),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    let text = std::str::from_utf8(&line).map_err(|_| wrong("gives no UTF-8"))?;
    if text.is_empty() {
        return Err(wrong("gives an empty passphrase"));
    }
    Ok(Passphrase::new(Zeroizing::new(text.to_owned())))
}
