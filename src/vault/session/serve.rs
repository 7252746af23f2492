//! What a session does: it looks whether it may go on, answers one question, and looks again.

use std::fs::File;
use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::super::files;
use super::super::held::{Denied, Held};
use super::super::keyring::Image;
use super::super::keys::verify_key_name;
use super::super::layout::{Layout, Mirror, StateFolder};
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
const BEGINNING: Duration = Duration::from_secs(1);
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
    /// Which files these are: other ones in their places, or none, and there is nothing to serve. The database is held open,
    /// so that no other file gets its number.
    database: Option<(File, (u64, u64))>,
    socket: Option<(u64, u64)>,
    sign: Option<(u64, u64)>,
    clock: C,
    began: Uptime,
    used: Uptime,
    looked: Uptime,
}

impl<C: Fn() -> Uptime> Serving<C> {
    /// Begins now, by the clock that is given.
    #[must_use]
    pub fn new(order: Order, held: Held, clock: C) -> Self {
        let now = clock();
        let database = File::open(Layout::new(&order.root).database()).ok().zip(database_of(&order.root));
        let socket = place::which(&order.socket);
        let sign = place::which(&StateFolder::at(&order.state).session());
        Self {
            order,
            held,
            next: None,
            sealed: None,
            database,
            socket,
            sign,
            clock,
            began: now,
            used: now,
            looked: now,
        }
    }

    /// Answers until it ends; then the keys are wiped, and the socket is gone. It ends too when `ended` can be read.
    pub fn serve(mut self, listener: &UnixListener, ended: &UnixStream) {
        self.until_it_ends(listener, ended);
        self.forget();
    }

    /// Wipes the keys, and takes the socket away.
    pub fn forget(self) {
        let Self { order, held, next, socket, .. } = self;
        drop((held, next));
        wipe_below();
        place::remove(&order.socket, socket);
    }

    fn until_it_ends(&mut self, listener: &UnixListener, ended: &UnixStream) {
        while self.may_go_on() {
            let wait = left(self.limits(), self.began, self.used, self.looked).min(LOOK);
            let mut either = [PollFd::new(listener, PollFlags::IN), PollFd::new(ended, PollFlags::IN)];
            let _ = poll(&mut either, Some(&timespec(wait)));
            if !either[1].revents().is_empty() {
                return;
            }
            let Ok((stream, _)) = listener.accept() else { continue };
            let Ok(message) = question(&stream) else { continue };
            // It may have slept in between.
            if !self.may_go_on() {
                return;
            }
            // Who asked held the vault's lock, and has let go of it: what they asked for is nobody's any more.
            if has_hung_up(&stream) {
                continue;
            }
            let answer = self.reply(&message);
            wipe_below();
            let _ = wire::send_answer(&mut Until::within(&stream, PATIENCE), &answer);
        }
    }

    fn limits(&self) -> Limits {
        Limits { idle: Duration::from_secs(self.order.idle), most: Duration::from_secs(self.order.most) }
    }

    /// Whether nothing ends it: its clocks; a vault that is not where it was, or not the one that it was; a socket that is
    /// gone, as after logging out, or that others may reach; what says that it is there, gone; or a way into its epoch that is
    /// gone, as after somebody rotated the keys.
    fn may_go_on(&mut self) -> bool {
        let now = (self.clock)();
        let ends = ends(self.limits(), self.began, self.used, self.looked, now);
        self.looked = now;
        let way_in = StateFolder::at(&self.order.state).wrap(self.order.whose.member, self.held.epoch());
        ends.is_none()
            && self.order.until.is_none_or(|until| now.wall.as_secs() < until)
            && self.database.as_ref().is_some_and(|(_, which)| database_of(&self.order.root) == Some(*which))
            && self.socket.is_some()
            && place::which(&self.order.socket) == self.socket
            && place::is_closed(files::folder_of(&self.order.socket))
            && self.sign.is_some()
            && place::which(&StateFolder::at(&self.order.state).session()) == self.sign
            && way_in.is_file()
    }

    /// What comes of a message. Only what was done counts as use.
    fn reply(&mut self, message: &[u8]) -> Answer {
        let fields = wire::read_question(message);
        if let [ask::STANDING] = fields.as_slice() {
            return self.standing();
        }
        let answer = self.answer(&fields);
        if matches!(answer, Answer::Done(_)) {
            self.used = (self.clock)();
        }
        answer
    }

    fn standing(&self) -> Answer {
        let left = left(self.limits(), self.began, self.used, self.looked).as_secs();
        let Order { whose, idle, most, state, .. } = &self.order;
        let whose = Whose { epoch: self.held.epoch(), ..whose.clone() };
        let standing = Standing { whose, left, idle: *idle, most: *most, state: state.clone() };
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
            (ask::ADVANCE, []) => self.advance(),
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
        let slots = wire::read_slots(slots).filter(|slots| !slots.is_empty())?;
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
        // To do nothing is no use.
        (!slots.is_empty()).then(|| Ok(wire::slots_bytes(&slots)))
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
        let slots = wire::read_slots(slots).filter(|slots| !slots.is_empty())?;
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

    /// What was held of the epoch before is wiped with this. Not before the keyring is of the next epoch: whoever asks could
    /// have ways written into one epoch after the other, before the vault is there.
    fn advance(&mut self) -> Option<Result<Vec<u8>, Denied>> {
        if let Err(denied) = self.next() {
            return Some(Err(denied));
        }
        let next = self.next.take()?;
        if !Mirror::BOTH.into_iter().all(|mirror| self.is_of_epoch(mirror, next.epoch())) {
            self.next = Some(next);
            return None;
        }
        self.held = next;
        self.sealed = None;
        Some(Ok(Vec::new()))
    }

    fn is_of_epoch(&self, mirror: Mirror, epoch: u64) -> bool {
        let bytes = std::fs::read(Layout::new(&self.order.root).mirror(mirror)).unwrap_or_default();
        Image::parse(&bytes)
            .is_ok_and(|image| image.header.vault == self.order.vault && image.header.epoch == epoch)
    }
}

/// What somebody asks who has connected; nothing of who does not ask soon, or is not this user.
fn question(stream: &UnixStream) -> io::Result<Zeroizing<Vec<u8>>> {
    refuse_others(stream)?;
    stream.set_nonblocking(false)?;
    if poll(&mut [PollFd::new(stream, PollFlags::IN)], Some(&timespec(BEGINNING)))? == 0 {
        return Err(io::ErrorKind::TimedOut.into());
    }
    wire::receive_question(&mut Until::within(stream, PATIENCE))
}

fn has_hung_up(stream: &UnixStream) -> bool {
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let mut end = [PollFd::new(stream, PollFlags::empty())];
    poll(&mut end, Some(&now)).is_ok() && end[0].revents().intersects(PollFlags::HUP | PollFlags::ERR)
}

fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs().cast_signed() as _, tv_nsec: time.subsec_nanos().into() }
}

fn database_of(root: &Path) -> Option<(u64, u64)> {
    place::which(&Layout::new(root).database())
}

#[cfg(test)]
mod tests;
