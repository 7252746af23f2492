//! What can go wrong, as the person at the terminal and the script around the program see it.
//!
//! Texts name references, lines, and the paths of the vault, its keys and the identity; never a name, a secret,
//! text of a record, or the path of any other file that a person chose (it may hold a name).

use std::io;

use crate::records::reference::{Reference, Register};

/// Exit codes. Stable for ever: scripts rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Something unexpected: a full disk, a bug.
    Unexpected = 1,
    /// Usage, or input that is not acceptable.
    Usage = 2,
    /// Refused by a rule: a hold, a duty, a missing review.
    Refused = 3,
    /// Cannot unlock.
    Locked = 4,
    /// No such thing.
    Missing = 5,
    /// Erased.
    Erased = 6,
    /// Damaged.
    Damaged = 7,
    /// Busy: another praxis is writing.
    Busy = 8,
    /// Something is due.
    Due = 9,
    /// Done in part; the report names the rest.
    Partial = 10,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// Every code with its meaning, as help, README and man pages list them.
    pub const ALL: &'static [(Exit, &'static str)] = &[
        (Exit::Done, "done"),
        (Exit::Unexpected, "unexpected: disk full, no permission, a bug"),
        (Exit::Usage, "usage, or input that is not acceptable"),
        (Exit::Refused, "refused by a rule"),
        (Exit::Locked, "cannot unlock"),
        (Exit::Missing, "no such thing"),
        (Exit::Erased, "erased"),
        (Exit::Damaged, "damaged"),
        (Exit::Busy, "busy: another praxis is writing"),
        (Exit::Due, "something is due"),
        (Exit::Partial, "done in part; the report names the rest"),
        (Exit::Interrupted, "stopped by Ctrl-C"),
    ];

    /// The word for it in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Exit::Done => "done",
            Exit::Unexpected => "unexpected",
            Exit::Usage => "usage",
            Exit::Refused => "refused",
            Exit::Locked => "locked",
            Exit::Missing => "missing",
            Exit::Erased => "erased",
            Exit::Damaged => "damaged",
            Exit::Busy => "busy",
            Exit::Due => "due",
            Exit::Partial => "partial",
            Exit::Interrupted => "interrupted",
        }
    }
}

/// Why a command did not do all that it was asked.
#[derive(Debug)]
pub enum Failure {
    /// Usage, or input that is not acceptable: what, and what to type instead.
    Usage(String, String),
    /// Refused by a rule.
    Refused(String, String),
    /// Holds or open matters keep a client's record from being destroyed.
    Held {
        /// Whose.
        client: Reference,
        /// The holds that stand.
        holds: Vec<Reference>,
        /// What else is open, in words.
        open: Vec<&'static str>,
    },
    /// Cannot unlock.
    Locked(String, String),
    /// No such thing.
    Missing(String, String),
    /// The thing was erased: what, and by which certificate.
    Erased(String, Option<Reference>),
    /// Something stored is not what was stored.
    Damaged(String, String),
    /// Another praxis holds the vault; `pid command` where it could be read.
    Busy(Option<String>),
    /// A session is open and does not answer; its process, where it could be read.
    NoAnswer(Option<i32>),
    /// Somebody else changed or holds what is not the vault: what, and what to do.
    Meanwhile(String, String),
    /// Done in part.
    Partial(String, String),
    /// The disk is full; what could not be written.
    DiskFull(String),
    /// Not allowed to write or read; what.
    Permission(String),
    /// The operating system said no; to what.
    Io(String, io::Error),
    /// The text that was typed could not be stored and lies at this path in memory; the flag that takes it; and why.
    TextKept(std::path::PathBuf, &'static str, Box<Failure>),
    /// What the command did is done, but could not be printed.
    Output(io::Error),
    /// Ctrl-C.
    Interrupted,
    /// Whoever read our output has gone: no failure.
    BrokenPipe,
    /// A case that the program does not know.
    Unexpected(anyhow::Error),
}

/// A failure in words.
pub struct Explained {
    /// The code that the process ends with.
    pub exit: Exit,
    /// What happened.
    pub message: String,
    /// What to type next.
    pub hint: String,
}

impl Failure {
    /// A failure of the operating system at `what`: full disk and missing permission have words of their own.
    #[must_use]
    pub fn io(what: impl Into<String>, error: io::Error) -> Self {
        let what = what.into();
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Failure::DiskFull(what),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Failure::Permission(what),
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            io::ErrorKind::Interrupted => Failure::Interrupted,
            _ => Failure::Io(what, error),
        }
    }

    /// Something stored is not what was stored, and only a copy can help.
    #[must_use]
    pub fn damaged(what: impl Into<String>) -> Self {
        Failure::Damaged(
            what.into(),
            "nothing was changed; put back a copy of the vault folder, or restore a backup".to_owned(),
        )
    }

    /// The words and the exit code.
    #[must_use]
    pub fn explain(&self) -> Explained {
        let (exit, message, hint) = match self {
            Failure::Usage(what, hint) => (Exit::Usage, what.clone(), hint.clone()),
            Failure::Refused(what, hint) => (Exit::Refused, what.clone(), hint.clone()),
            Failure::Held { client, holds, open } => {
                let mut why: Vec<String> = holds.iter().map(|hold| format!("{hold} stands")).collect();
                why.extend(open.iter().map(|&what| what.to_owned()));
                if why.is_empty() {
                    why.push("it is flagged as held, although no hold stands".to_owned());
                }
                let hint = match holds.first() {
                    Some(hold) => format!("if the reason is gone: praxis hold lift {hold}"),
                    None => "close what is open first".to_owned(),
                };
                (Exit::Refused, format!("{client} may not be destroyed: {}", why.join("; ")), hint)
            }
            Failure::Locked(what, hint) => (Exit::Locked, what.clone(), hint.clone()),
            Failure::Missing(what, hint) => (Exit::Missing, what.clone(), hint.clone()),
            Failure::Damaged(what, hint) => (Exit::Damaged, what.clone(), hint.clone()),
            Failure::Meanwhile(what, hint) => (Exit::Busy, what.clone(), hint.clone()),
            Failure::Partial(what, hint) => (Exit::Partial, what.clone(), hint.clone()),
            Failure::Erased(what, certificate) => (
                Exit::Erased,
                format!("{what} was erased: its keys are destroyed"),
                match certificate {
                    Some(certificate) => format!("praxis certificate show {certificate} says what and when"),
                    None => match what.parse::<Reference>().map(|what| what.register) {
                        Ok(Register::Request) => "praxis request list --all shows which are left".to_owned(),
                        Ok(Register::Complaint) => {
                            "praxis complaint list --all shows which are left".to_owned()
                        }
                        Ok(Register::Breach) => "praxis breach list --all shows which are left".to_owned(),
                        _ => "praxis client list --locked shows which references are left".to_owned(),
                    },
                },
            ),
            Failure::Busy(holder) => (
                Exit::Busy,
                match holder {
                    Some(holder) => format!("another praxis is writing keys (process {holder})"),
                    None => "another praxis is using the vault".to_owned(),
                },
                "try again when it has finished".to_owned(),
            ),
            Failure::NoAnswer(process) => (
                Exit::Busy,
                match process {
                    Some(process) => format!("a session is open and does not answer (process {process})"),
                    None => "a session is open and does not answer".to_owned(),
                },
                "try again in a moment; praxis lock ends it, whether it answers or not".to_owned(),
            ),
            Failure::DiskFull(what) => (
                Exit::Unexpected,
                format!("the disk is full: {what}"),
                "make room and run the same command again".to_owned(),
            ),
            Failure::Permission(what) => (
                Exit::Unexpected,
                format!("no permission: {what}"),
                "check who owns it and that it may be written (ls -ld)".to_owned(),
            ),
            Failure::Io(what, error) => (
                Exit::Unexpected,
                format!("{what}: {}", error.kind()),
                "check the disk and run the same command again".to_owned(),
            ),
            Failure::TextKept(path, flag, why) => {
                let why = why.explain();
                (
                    why.exit,
                    why.message,
                    format!(
                        "your text is safe in memory until you log out: {} (give it to {flag})",
                        path.display()
                    ),
                )
            }
            Failure::Output(error) => (
                Exit::Unexpected,
                format!("the output could not be written: {}", error.kind()),
                "what was asked for is done; look before you ask for it again".to_owned(),
            ),
            Failure::Interrupted => {
                (Exit::Interrupted, "stopped".to_owned(), "run the command again when you like".to_owned())
            }
            Failure::BrokenPipe => (Exit::Done, String::new(), String::new()),
            Failure::Unexpected(error) => (
                Exit::Unexpected,
                format!("{error:#}"),
                "this is a fault in praxis; please report it with the command you typed, without names"
                    .to_owned(),
            ),
        };
        Explained { exit, message, hint }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Failure::Unexpected(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_never_change() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|(exit, _)| *exit as u8).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130]);
    }

    #[test]
    fn what_was_erased_without_a_certificate_is_looked_up_in_its_own_register() {
        for (what, hint) in [
            ("K-0001", "praxis complaint list --all"),
            ("B-0001", "praxis breach list --all"),
            ("R-0001", "praxis request list --all"),
            ("C-0001", "praxis client list --locked"),
            ("the clinical record of C-0001", "praxis client list --locked"),
        ] {
            let explained = Failure::Erased(what.to_owned(), None).explain();
            assert!(explained.hint.starts_with(hint), "{what}: {}", explained.hint);
        }
    }

    #[test]
    fn a_full_disk_is_named_whatever_was_written() {
        let failure = Failure::io("the keyring", io::ErrorKind::StorageFull.into());
        assert_eq!(failure.explain().message, "the disk is full: the keyring");
    }
}
