//! Asking a session.

use std::cell::Cell;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketType};
use zeroize::Zeroizing;

use super::super::held::Denied;
use super::super::keyring::{Slot, SlotName};
use super::super::members::Members;
use super::wire::{self, Answer, Until, ask};
use super::{Standing, Whose, alive, place, serve};
use crate::crypto::frame::frame;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;

/// How long an answer may take: sealing a large keyring anew is the longest.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long one may take that says no more than that somebody is there.
const WORD: Duration = Duration::from_secs(10);

/// A session that answers.
pub struct Session {
    socket: PathBuf,
    whose: Whose,
    state: PathBuf,
    /// That of its keys, as this command knows it.
    epoch: Cell<u64>,
}

type Asked<T> = Result<Result<T, Denied>, Failure>;

impl Session {
    /// The session that listens at a socket; none where nobody does.
    ///
    /// # Errors
    /// Those of `standing`.
    pub fn find(socket: &Path) -> Result<Option<Self>, Failure> {
        let found = standing(socket)?.map(|Standing { whose, state, .. }| {
            let epoch = Cell::new(whose.epoch);
            Self { socket: socket.to_owned(), whose, state, epoch }
        });
        Ok(found)
    }

    /// The same where its keys are of an epoch. It is asked once more where they were not: it may have been asked while it
    /// rotated them. The caller holds the lock.
    ///
    /// # Errors
    /// Those of `standing`.
    pub fn of_epoch(self, epoch: u64) -> Result<Option<Self>, Failure> {
        if self.whose.epoch == epoch {
            return Ok(Some(self));
        }
        Ok(Self::find(&self.socket)?.filter(|again| again.whose.epoch == epoch))
    }

    /// Where the ways into its epochs are.
    #[must_use]
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// Whose keys it holds.
    #[must_use]
    pub fn whose(&self) -> &Whose {
        &self.whose
    }

    /// Opens a slot.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn open_slot(&self, name: &SlotName, slot: &Slot) -> Asked<RecordKey> {
        let body = self.ask(ask::OPEN, &[&wire::name_bytes(name), &slot.to_bytes()])?;
        outward(body.map(|body| RecordKey::from_bytes(&body).map_err(|_| gone())))
    }

    /// How many of some slots do not open.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn closed_slots(&self, slots: &[&Slot]) -> Result<usize, Failure> {
        if slots.is_empty() {
            return Ok(0);
        }
        let body = self.ask(ask::CLOSED, &[&wire::slots_bytes(slots.iter().copied())])?;
        let count = body.ok().and_then(|body| body.as_slice().try_into().ok()).map(u64::from_le_bytes);
        count.and_then(|count| count.try_into().ok()).ok_or_else(gone)
    }

    /// Seals new keys.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn seal_slots(&self, new: &[(SlotName, RecordKey)]) -> Asked<Vec<Slot>> {
        let fields: Vec<Zeroizing<Vec<u8>>> = new
            .iter()
            .map(|(name, secret)| Zeroizing::new(frame(&[&wire::name_bytes(name), secret.expose_secret()])))
            .collect();
        let fields: Vec<&[u8]> = fields.iter().map(|field| field.as_slice()).collect();
        slots(self.ask(ask::SEAL, &fields)?, new.len())
    }

    /// Signs a text as a note.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn sign(&self, text: &str, key_name: &str) -> Asked<String> {
        let body = self.ask(ask::SIGN, &[text.as_bytes(), key_name.as_bytes()])?;
        outward(body.map(|body| String::from_utf8(body.to_vec()).map_err(|_| gone())))
    }

    /// Whether an owner of this epoch wrote a file `members`.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn check_members(&self, bytes: &[u8]) -> Asked<()> {
        Ok(self.ask(ask::CHECK_MEMBERS, &[bytes])?.map(drop))
    }

    /// Whether an owner of this epoch wrote a file `members` of the next.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn check_next_members(&self, bytes: &[u8]) -> Asked<()> {
        Ok(self.ask(ask::CHECK_NEXT_MEMBERS, &[bytes])?.map(drop))
    }

    /// The file `members` of the next epoch, with the members of this one.
    ///
    /// # Errors
    /// When it does not answer, or these are other members.
    pub fn seal_members(&self, members: &Members) -> Asked<Vec<u8>> {
        let body = self.ask(ask::SEAL_MEMBERS, &[&json(members)?])?;
        Ok(body.map(|body| body.to_vec()))
    }

    /// Slots of this epoch as those of the next.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn reseal(&self, old: &[Slot]) -> Asked<Vec<Slot>> {
        slots(self.ask(ask::RESEAL, &[&wire::slots_bytes(old)])?, old.len())
    }

    /// Writes every member's way into the next epoch.
    ///
    /// # Errors
    /// When it does not answer, or cannot, or these are other members than this epoch has.
    pub fn write_wraps(&self, members: &Members) -> Result<(), Failure> {
        let denied = |denied: Denied| denied.failure(self.whose.role);
        self.ask(ask::WRITE_WRAPS, &[&json(members)?])?.map(drop).map_err(denied)
    }

    /// Steps to the next epoch; what it held of the one before is wiped when it says so.
    ///
    /// # Errors
    /// When it does not say so.
    pub fn advance(&self) -> Result<(), Failure> {
        let denied = |denied: Denied| denied.failure(self.whose.role);
        self.ask(ask::ADVANCE, &[])?.map_err(denied)?;
        self.epoch.set(self.epoch.get() + 1);
        Ok(())
    }

    fn ask(&self, what: &[u8], fields: &[&[u8]]) -> Asked<Zeroizing<Vec<u8>>> {
        let epoch = self.epoch.get().to_le_bytes();
        let mut message = vec![what, epoch.as_slice()];
        message.extend(fields);
        match talk(&self.socket, &message, PATIENCE)?.ok_or_else(gone)? {
            Answer::Done(body) => Ok(Ok(body)),
            Answer::Denied(denied) => Ok(Err(denied)),
            Answer::OtherEpoch => Err(Failure::Busy(None)),
            Answer::Failed(why) => Err(Failure::Unexpected(anyhow::anyhow!(why).context("the session"))),
            Answer::NotUnderstood => Err(gone()),
        }
    }
}

/// How the session at a socket stands; none where nobody listens. Not use: it goes on as if nobody had asked.
///
/// # Errors
/// [`Failure::NoAnswer`] when it does not say; [`Failure::Permission`] when somebody else might listen in its place.
pub fn standing(socket: &Path) -> Result<Option<Standing>, Failure> {
    Ok(match talk(socket, &[ask::STANDING], WORD)? {
        Some(Answer::Done(body)) => serde_json::from_slice(&body).ok(),
        _ => None,
    })
}

/// What is answered; nothing where nobody listens, or not to the end.
fn talk(socket: &Path, message: &[&[u8]], patience: Duration) -> Result<Option<Answer>, Failure> {
    if place::which(socket).is_none() {
        return Ok(None);
    }
    // Whoever can enter the folder could listen there in the session's place.
    place::refuse_open_folder_of(socket)?;
    match exchange(socket, message, patience) {
        Ok(answer) => Ok(wire::read_answer(&answer)),
        Err(error) => match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                Err(Failure::NoAnswer(alive::holder(&alive::beside(socket))))
            }
            io::ErrorKind::FileTooLarge => Err(Failure::io("the session could not be asked", error)),
            _ => Ok(None),
        },
    }
}

fn exchange(socket: &Path, message: &[&[u8]], patience: Duration) -> io::Result<Zeroizing<Vec<u8>>> {
    let stream = connect(socket)?;
    serve::refuse_others(&stream)?;
    let mut stream = Until::within(&stream, patience);
    wire::send(&mut stream, message)?;
    wire::receive(&mut stream)
}

/// Connects, and waits no longer than for a word: with many in the queue, one more waits until somebody takes one out.
fn connect(socket: &Path) -> io::Result<UnixStream> {
    let stream = rustix::net::socket(AddressFamily::UNIX, SocketType::STREAM, None)?;
    fcntl_setfd(&stream, FdFlags::CLOEXEC)?;
    set_socket_timeout(&stream, Timeout::Send, Some(WORD))?;
    rustix::net::connect(&stream, &SocketAddrUnix::new(socket)?)?;
    Ok(stream.into())
}

fn gone() -> Failure {
    Failure::Locked(
        "the session ended while it was needed".to_owned(),
        "begin another (praxis unlock), and see what was done before you run the command again".to_owned(),
    )
}

fn json(members: &Members) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(members).map_err(|e| Failure::Unexpected(e.into()))
}

fn slots(body: Result<Zeroizing<Vec<u8>>, Denied>, count: usize) -> Asked<Vec<Slot>> {
    let read = |body: Zeroizing<Vec<u8>>| {
        wire::read_slots(&body).filter(|slots| slots.len() == count).ok_or_else(gone)
    };
    outward(body.map(read))
}

/// What was denied stays inside, what failed comes out.
fn outward<T>(inner: Result<Result<T, Failure>, Denied>) -> Asked<T> {
    match inner {
        Ok(Ok(done)) => Ok(Ok(done)),
        Ok(Err(failure)) => Err(failure),
        Err(denied) => Ok(Err(denied)),
    }
}
