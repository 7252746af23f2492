//! What a session does: it looks whether it may go on, answers one question, and looks again.

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::held::{Denied, Held};
use super::super::keys::verify_key_name;
use super::super::layout::{Layout, StateFolder};
use super::super::members::{LARGEST, Members};
use super::wire::{self, Answer, Until, ask};
use super::{Standing, Whose, place};
use crate::crypto::frame::unframe;
use crate::crypto::secret::RecordKey;
use crate::crypto::stack::wipe_below;
use crate::records::id::VaultId;
use crate::records::uptime::Uptime;
use crate::rules::session::{Limits, ends, left};

/// How long who connects may take to begin to ask: others wait meanwhile.
const BEGINNING: Duration = Duration::from_secs(2);
/// How long they may take to ask, and to take the answer.
const PATIENCE: Duration = Duration::from_secs(5);
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
    /// When it ends by the clock on the wall, in seconds since 1970: when something is open in it for a time.
    pub until: Option<u64>,
}

/// Refuses the process at the other end when it is not this user's.
///
/// # Errors
/// [`io::ErrorKind::PermissionDenied`].
pub fn refuse_others(stream: &UnixStream) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    if rustix::net::sockopt::socket_peercred(stream)?.uid != rustix::process::geteuid() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    // Elsewhere the folder of the socket is what keeps others out.
    let _ = stream;
    Ok(())
}

/// A session that serves.
pub struct Serving<C> {
    order: Order,
    held: Held,
    /// The keys of an epoch that a rotation is about to begin.
    next: Option<Held>,
    /// The members that it wrote down for that epoch. They are not asked for again: the file is another by then.
    sealed: Option<Members>,
    /// Which files these are: other ones in their places, or none, and there is nothing to serve.
    database: Option<(u64, u64)>,
    socket: Option<(u64, u64)>,
    clock: C,
    began: Uptime,
    used: Uptime,
    looked: Uptime,
}

/// What comes of a question.
enum Reply {
    /// An answer; it goes on.
    Answer(Answer),
    /// It was asked to forget everything, and says so once it has.
    Farewell,
}

impl<C: Fn() -> Uptime> Serving<C> {
    /// Begins now, by the clock that is given.
    #[must_use]
    pub fn new(order: Order, held: Held, clock: C) -> Self {
        let now = clock();
        let (database, socket) = (database_of(&order.root), place::which(&order.socket));
        Self {
            order,
            held,
            next: None,
            sealed: None,
            database,
            socket,
            clock,
            began: now,
            used: now,
            looked: now,
        }
    }

    /// Answers until it ends; then the keys are wiped, and the socket is gone. It ends too when `ended` can be read.
    pub fn serve(mut self, listener: &UnixListener, ended: &UnixStream) {
        let asked_to_end = self.until_it_ends(listener, ended);
        self.forget();
        if let Some(stream) = asked_to_end {
            let mut stream = Until::within(&stream, PATIENCE);
            let _ = wire::send_answer(&mut stream, &Answer::Done(Zeroizing::default()));
        }
    }

    /// Wipes the keys, and takes the socket away.
    pub fn forget(self) {
        let Self { order, held, next, socket, .. } = self;
        drop((held, next));
        wipe_below();
        place::remove(&order.socket, socket);
    }

    /// Gives who asked it to end, if somebody did.
    fn until_it_ends(&mut self, listener: &UnixListener, ended: &UnixStream) -> Option<UnixStream> {
        while self.may_go_on() {
            let wait = left(self.limits(), self.began, self.used, self.looked).min(LOOK);
            let mut either = [PollFd::new(listener, PollFlags::IN), PollFd::new(ended, PollFlags::IN)];
            let _ = poll(&mut either, Some(&timespec(wait)));
            if !either[1].revents().is_empty() {
                return None;
            }
            let Ok((stream, _)) = listener.accept() else { continue };
            let Ok(message) = question(&stream) else { continue };
            // It may have slept in between.
            if !self.may_go_on() {
                return None;
            }
            let reply = self.reply(&message);
            wipe_below();
            match reply {
                Reply::Farewell => return Some(stream),
                Reply::Answer(answer) => {
                    let _ = wire::send_answer(&mut Until::within(&stream, PATIENCE), &answer);
                }
            }
        }
        None
    }

    fn limits(&self) -> Limits {
        Limits { idle: Duration::from_secs(self.order.idle), most: Duration::from_secs(self.order.most) }
    }

    /// Whether nothing ends it: its clocks; a vault that is not where it was, or not the one that it was; a socket that is
    /// gone, as after logging out; or a way into its epoch that is gone, as after somebody rotated the keys.
    fn may_go_on(&mut self) -> bool {
        let now = (self.clock)();
        let ends = ends(self.limits(), self.began, self.used, self.looked, now);
        self.looked = now;
        let way_in = StateFolder::at(&self.order.state).wrap(self.order.whose.member, self.held.epoch());
        ends.is_none()
            && self.order.until.is_none_or(|until| now.wall.as_secs() < until)
            && self.database.is_some()
            && database_of(&self.order.root) == self.database
            && self.socket.is_some()
            && place::which(&self.order.socket) == self.socket
            && way_in.is_file()
    }

    /// What comes of a message. Only what was done counts as use.
    fn reply(&mut self, message: &[u8]) -> Reply {
        let fields = unframe(message).unwrap_or_default();
        match fields.as_slice() {
            [ask::LOCK] => return Reply::Farewell,
            [ask::STANDING] => return Reply::Answer(self.standing()),
            _ => {}
        }
        let answer = self.answer(&fields);
        if matches!(answer, Answer::Done(_)) {
            self.used = (self.clock)();
        }
        Reply::Answer(answer)
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
            (ask::CHECK_NEXT_MEMBERS, [bytes]) => {
                Some(self.held.check_next_members(bytes).map(|()| Vec::new()))
            }
            (ask::SEAL_MEMBERS, [members]) => self.seal_members(members),
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

    /// Under the member's own name and no other.
    fn sign(&self, text: &[u8], name: &[u8]) -> Option<Result<Vec<u8>, Denied>> {
        let (text, name) = (std::str::from_utf8(text).ok()?, std::str::from_utf8(name).ok()?);
        let own = name == verify_key_name(self.order.vault, self.order.whose.member);
        own.then(|| self.held.sign(text, name).map(String::into_bytes))
    }

    /// The members that who asks would write, when they are those that an owner wrote down for this epoch: with others
    /// whoever asks would make themselves an owner of the next.
    fn members(&self, given: &[u8]) -> Option<Result<Members, Denied>> {
        let given: Members = serde_json::from_slice(given).ok()?;
        if self.sealed.as_ref() == Some(&given) {
            return Some(Ok(given));
        }
        let path = Layout::new(&self.order.root).members();
        let bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() <= LARGEST)?;
        if let Err(denied) = self.held.check_members(&bytes) {
            return Some(Err(denied));
        }
        let own = Members::parse_unverified(&bytes).ok()?.stepping_to(self.held.epoch() + 1);
        (own == given).then_some(Ok(own))
    }

    fn seal_members(&mut self, members: &[u8]) -> Option<Result<Vec<u8>, Denied>> {
        let members = match self.members(members)? {
            Ok(members) => members,
            Err(denied) => return Some(Err(denied)),
        };
        let sealed = self.next().and_then(|held| held.seal_members(&members));
        self.sealed = Some(members);
        Some(sealed)
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
        let members = match self.members(members) {
            Some(Ok(members)) => members,
            Some(Err(denied)) => return Answer::Denied(denied),
            None => return Answer::NotUnderstood,
        };
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
        self.sealed = None;
        Ok(Vec::new())
    }
}

/// What somebody asks who has connected; nothing of who does not ask soon, or is not this user.
fn question(stream: &UnixStream) -> io::Result<Zeroizing<Vec<u8>>> {
    refuse_others(stream)?;
    stream.set_nonblocking(false)?;
    if poll(&mut [PollFd::new(stream, PollFlags::IN)], Some(&timespec(BEGINNING)))? == 0 {
        return Err(io::ErrorKind::TimedOut.into());
    }
    wire::receive(&mut Until::within(stream, PATIENCE))
}

fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs().cast_signed() as _, tv_nsec: time.subsec_nanos().into() }
}

fn database_of(root: &Path) -> Option<(u64, u64)> {
    place::which(&Layout::new(root).database())
}

#[cfg(test)]
mod tests;
