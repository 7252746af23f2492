//! The process of a session: it is given the keys through a pipe, listens, answers, and ends.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::{Deserialize, Serialize};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::super::held::{Denied, Held};
use super::super::layout::{Layout, StateFolder};
use super::super::members::Members;
use super::super::wrap;
use super::wire::{self, Answer, ask};
use super::{Standing, Whose, place};
use crate::clock::uptime;
use crate::crypto::frame::{frame, unframe};
use crate::crypto::secret::{RecordKey, SigningSeed};
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::uptime::Uptime;
use crate::rules::session::{Limits, ends, left};

/// The words of the command that the process runs; it is in no help.
pub const COMMAND: &str = "session-process";
/// What it says once it listens.
pub const READY: &str = "ready";
/// How long who connects may take to ask, and to take the answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it looks at its clocks when nobody asks: sleep and a moved clock are noticed before the next answer anyway.
const LOOK: Duration = Duration::from_secs(5);

/// What a session is to do.
#[derive(Serialize, Deserialize)]
pub struct Order {
    /// Whose keys it gets.
    pub whose: Whose,
    /// Of which vault.
    pub vault: VaultId,
    /// Where that is.
    pub root: PathBuf,
    /// Where the ways into its epochs are.
    pub state: PathBuf,
    /// Where to listen.
    pub socket: PathBuf,
    /// Seconds without use after which it ends.
    pub idle: u64,
    /// Seconds after which it ends.
    pub most: u64,
}

/// Begins a session: another process of this program, which outlives this one. The keys go through a pipe.
///
/// # Errors
/// When it cannot be started, or does not say that it listens.
pub fn begin(order: &Order, held: Held) -> Result<(), Failure> {
    let failed = |e| Failure::io("the session could not be started", e);
    let (given, signing) = held.into_parts();
    let wrap = wrap::write(&given, order.vault, order.whose.member, order.whose.epoch)
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("the session")))?;
    let text = serde_json::to_vec(order).map_err(|e| Failure::Unexpected(e.into()))?;
    let seed: &[u8] = signing.as_ref().map_or(&[], |seed| seed.expose_secret());
    let message = Zeroizing::new(frame(&[&text, &wrap, seed]));
    let program = std::env::current_exe().map_err(failed)?;
    let mut child = Command::new(program)
        .arg(COMMAND)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
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

/// The process itself: reads what [`begin`] sends, says that it is `ready`, and serves until it ends.
///
/// # Errors
/// When it is started by anything else, or cannot listen.
pub fn run(from: &mut dyn Read, ready: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    let nobody = || {
        Failure::Usage(
            "this command is for praxis itself".to_owned(),
            "begin a session: praxis unlock".to_owned(),
        )
    };
    // A key that is read into a buffer that grows leaves copies behind.
    let mut message = Zeroizing::new(vec![0; 64 * 1024]);
    let mut length = 0;
    loop {
        let read = from.read(message.get_mut(length..).ok_or_else(nobody)?).map_err(|_| nobody())?;
        length += read;
        if read == 0 {
            break;
        }
    }
    let fields = unframe(&message[..length]).ok_or_else(nobody)?;
    let [order, wrap, seed] = *fields.as_slice() else { return Err(nobody()) };
    let order: Order = serde_json::from_slice(order).map_err(|_| nobody())?;
    let given = wrap::read(wrap, order.vault, order.whose.member, order.whose.epoch).map_err(|_| nobody())?;
    let signing =
        if seed.is_empty() { None } else { Some(SigningSeed::from_bytes(seed).map_err(|_| nobody())?) };
    let held = Held::new(given, order.vault, order.whose.epoch, signing);
    drop(message);
    // No terminal's end is its end, and no terminal can be asked by it.
    let _ = rustix::process::setsid();
    let ended = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGHUP, SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&ended))
            .map_err(|e| Failure::io("the session could not be started", e))?;
    }
    let listener = listen(&order.socket)?;
    ready()?;
    Serving::new(order, held).serve(&listener, &ended);
    Ok(())
}

/// Listens where nobody else does any more: who begins a session has ended the one before.
fn listen(socket: &Path) -> Result<UnixListener, Failure> {
    let failed = |e| Failure::io("the session could not listen", e);
    place::make_folder_of(socket)?;
    match fs::remove_file(socket) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let listener = UnixListener::bind(socket).map_err(failed)?;
    fs::set_permissions(socket, fs::Permissions::from_mode(0o600)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

/// Refuses the process at the other end when it is not this user's.
///
/// # Errors
/// [`io::ErrorKind::PermissionDenied`].
pub fn refuse_others(stream: &UnixStream) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if rustix::net::sockopt::socket_peercred(stream)?.uid != rustix::process::getuid() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    // Elsewhere the folder of the socket is what keeps others out.
    let _ = stream;
    Ok(())
}

/// A session that serves.
struct Serving {
    order: Order,
    held: Held,
    /// The keys of an epoch that a rotation is about to begin.
    next: Option<Held>,
    database: Option<(u64, u64)>,
    began: Uptime,
    used: Uptime,
    looked: Uptime,
}

/// Whether it goes on.
#[derive(PartialEq, Eq)]
enum Then {
    GoesOn,
    Ends,
}

impl Serving {
    fn new(order: Order, held: Held) -> Self {
        let now = uptime();
        let database = file_of(&order.root);
        Self { order, held, next: None, database, began: now, used: now, looked: now }
    }

    /// Answers until it ends; then the keys are wiped, and the socket is gone.
    fn serve(mut self, listener: &UnixListener, ended: &AtomicBool) {
        let own = fs::symlink_metadata(&self.order.socket).ok().map(|found| (found.dev(), found.ino()));
        while !ended.load(Ordering::SeqCst) && self.may_go_on() {
            let wait = left(self.limits(), self.began, self.used, self.looked).min(LOOK);
            let wait =
                Timespec { tv_sec: wait.as_secs().cast_signed() as _, tv_nsec: wait.subsec_nanos().into() };
            let _ = poll(&mut [PollFd::new(listener, PollFlags::IN)], Some(&wait));
            let Ok((stream, _)) = listener.accept() else { continue };
            // It may have slept in between.
            if !self.may_go_on() || self.answer_one(stream) == Then::Ends {
                break;
            }
        }
        let now = fs::symlink_metadata(&self.order.socket).ok().map(|found| (found.dev(), found.ino()));
        if now == own {
            let _ = fs::remove_file(&self.order.socket);
        }
    }

    fn limits(&self) -> Limits {
        Limits { idle: Duration::from_secs(self.order.idle), most: Duration::from_secs(self.order.most) }
    }

    /// Whether nothing ends it: its clocks, or a vault that is not where it was, or not the one that it was.
    fn may_go_on(&mut self) -> bool {
        let now = uptime();
        let ends = ends(self.limits(), self.began, self.used, self.looked, now);
        self.looked = now;
        ends.is_none() && self.database.is_some() && file_of(&self.order.root) == self.database
    }

    fn answer_one(&mut self, mut stream: UnixStream) -> Then {
        let ready = refuse_others(&stream)
            .and_then(|()| stream.set_nonblocking(false))
            .and_then(|()| stream.set_read_timeout(Some(PATIENCE)))
            .and_then(|()| stream.set_write_timeout(Some(PATIENCE)));
        let Ok(message) = ready.and_then(|()| wire::receive(&mut stream)) else { return Then::GoesOn };
        let fields = unframe(&message).unwrap_or_default();
        match fields.as_slice() {
            [ask::LOCK] => {
                let _ = wire::send_answer(&mut stream, &Answer::Done(Zeroizing::default()));
                return Then::Ends;
            }
            [ask::STANDING] => {
                let answer = self.standing();
                let _ = wire::send_answer(&mut stream, &answer);
                return Then::GoesOn;
            }
            _ => {}
        }
        let answer = self.answer(&fields);
        if matches!(answer, Answer::Done(_)) {
            self.used = uptime();
        }
        let _ = wire::send_answer(&mut stream, &answer);
        Then::GoesOn
    }

    fn standing(&self) -> Answer {
        let left = left(self.limits(), self.began, self.used, self.looked).as_secs();
        let Order { whose, idle, most, .. } = &self.order;
        let whose = Whose { epoch: self.held.epoch(), ..whose.clone() };
        let standing = Standing { whose, left, idle: *idle, most: *most };
        serde_json::to_vec(&standing).map_or(Answer::NotUnderstood, |text| Answer::Done(Zeroizing::new(text)))
    }

    fn answer(&mut self, fields: &[&[u8]]) -> Answer {
        let [what, epoch, rest @ ..] = fields else { return Answer::NotUnderstood };
        if *epoch != self.held.epoch().to_le_bytes() {
            return Answer::OtherEpoch;
        }
        let done = match (*what, rest) {
            (ask::WRITE_WRAPS, [members]) => return self.write_wraps(members),
            (ask::OPEN, [name, slot]) => self.open(name, slot),
            (ask::CLOSED, [slots]) => self.closed(slots),
            (ask::SEAL, new) => self.seal(new),
            (ask::SIGN, [text, name]) => self.sign(text, name),
            (ask::CHECK_MEMBERS, [bytes]) => Some(self.held.check_members(bytes).map(|()| Vec::new())),
            (ask::SEAL_MEMBERS, [members, [next]]) => self.seal_members(members, *next == 1),
            (ask::RESEAL, [slots]) => self.reseal(slots),
            (ask::ADVANCE, []) => Some(self.advance()),
            _ => None,
        };
        match done {
            Some(Ok(body)) => Answer::Done(Zeroizing::new(body)),
            Some(Err(denied)) => Answer::Denied(denied),
            None => Answer::NotUnderstood,
        }
    }

    fn open(&self, name: &[u8], slot: &[u8]) -> Option<Result<Vec<u8>, Denied>> {
        let (name, slots) = (wire::read_name(name)?, wire::read_slots(slot)?);
        let [slot] = slots.as_slice() else { return None };
        Some(self.held.open_slot(&name, slot).map(|key| key.expose_secret().to_vec()))
    }

    fn closed(&self, slots: &[u8]) -> Option<Result<Vec<u8>, Denied>> {
        let slots = wire::read_slots(slots)?;
        let closed = slots.iter().filter(|slot| self.held.check_slot(slot).is_err()).count() as u64;
        Some(Ok(closed.to_le_bytes().to_vec()))
    }

    fn seal(&self, new: &[&[u8]]) -> Option<Result<Vec<u8>, Denied>> {
        let mut slots = Vec::new();
        for one in new {
            let fields = unframe(one)?;
            let [name, secret] = *fields.as_slice() else { return None };
            let (name, secret) = (wire::read_name(name)?, RecordKey::from_bytes(secret).ok()?);
            match self.held.seal_slot(&name, &secret) {
                Ok(slot) => slots.push(slot),
                Err(denied) => return Some(Err(denied)),
            }
        }
        Some(Ok(wire::slots_bytes(&slots)))
    }

    fn sign(&self, text: &[u8], name: &[u8]) -> Option<Result<Vec<u8>, Denied>> {
        let (text, name) = (std::str::from_utf8(text).ok()?, std::str::from_utf8(name).ok()?);
        Some(self.held.sign(text, name).map(String::into_bytes))
    }

    fn seal_members(&mut self, members: &[u8], next: bool) -> Option<Result<Vec<u8>, Denied>> {
        let members: Members = serde_json::from_slice(members).ok()?;
        Some(if next {
            self.next().and_then(|held| held.seal_members(&members))
        } else {
            self.held.seal_members(&members)
        })
    }

    fn reseal(&mut self, slots: &[u8]) -> Option<Result<Vec<u8>, Denied>> {
        let slots = wire::read_slots(slots)?;
        if let Err(denied) = self.next() {
            return Some(Err(denied));
        }
        let next = self.next.as_ref()?;
        let resealed: Result<Vec<_>, _> = slots.iter().map(|slot| self.held.reseal(next, slot)).collect();
        Some(resealed.map(|slots| wire::slots_bytes(&slots)))
    }

    fn write_wraps(&mut self, members: &[u8]) -> Answer {
        let Ok(members) = serde_json::from_slice::<Members>(members) else { return Answer::NotUnderstood };
        let state = StateFolder::at(&self.order.state);
        match self.next().map(|held| held.write_wraps(&members, &state)) {
            Ok(Ok(())) => Answer::Done(Zeroizing::default()),
            Ok(Err(failure)) => Answer::Failed(failure.explain().message),
            Err(denied) => Answer::Denied(denied),
        }
    }

    /// The keys of the next epoch: the same however often it is asked.
    fn next(&mut self) -> Result<&Held, Denied> {
        let next = match self.next.take() {
            Some(next) => next,
            None => self.held.next()?,
        };
        Ok(self.next.insert(next))
    }

    /// What was held of the epoch before is wiped with this.
    fn advance(&mut self) -> Result<Vec<u8>, Denied> {
        self.next()?;
        if let Some(next) = self.next.take() {
            self.held = next;
        }
        Ok(Vec::new())
    }
}

/// Which file the database of a vault is: another one there, or none, and the session is of a vault that is gone.
fn file_of(root: &Path) -> Option<(u64, u64)> {
    let found = fs::metadata(Layout::new(root).database()).ok()?;
    Some((found.dev(), found.ino()))
}
