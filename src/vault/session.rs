//! Sessions: one process that holds a member's keys while the member works, so that a passphrase is typed once. It opens and
//! seals, signs and rotates when it is asked, over a socket that only the same user may open; nothing that it says leads to
//! the vault's secret. It forgets all of it when it is told to, when nobody used it, when the machine slept.
//!
//! What it keeps from whoever can ask it is what would open what they have not asked for: the epoch secret, the compartment
//! keys, the recovery identity, and a way into the next epoch for anybody who is no member. While it is open, whoever runs
//! programs as the same user opens with it what the member opens; and the keys of records that it opened for them go on to
//! open what is sealed under them, in any copy of the vault, until the client is erased.

mod alive;
mod ask;
mod place;
mod serve;
mod start;
mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::keys::{Keys, Listed};
use super::mirrors::Extent;
use super::open::Vault;
use super::transact::Hand;
use super::unlocked::Unlocked;
use crate::crypto::age_file::Recipient;
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::event::{Action, Event};
use crate::records::glass::OpenGlass;
use crate::records::member::{MemberNumber, Role};

pub(super) use alive::{Alone, How};
pub use ask::Session;
pub use start::{COMMAND, READY, own_program, run};

use serve::Order;
use start::begin;

/// Whose keys a session holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The member.
    pub member: MemberNumber,
    /// What they may open.
    pub role: Role,
    /// The epoch of the keys.
    pub epoch: u64,
    /// Their age recipient.
    pub recipient: String,
    /// Their C2SP verify key.
    pub verify_key: Option<String>,
    /// What is open to them beyond their role.
    pub glass: Vec<Compartment>,
}

/// How a session stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whose keys.
    pub whose: Whose,
    /// Seconds until it ends by itself, when nobody uses it.
    pub left: u64,
    /// Limit without use, in seconds.
    pub idle: u64,
    /// Limit altogether, in seconds.
    pub most: u64,
    /// Where the ways into its epochs are.
    pub state: PathBuf,
}

/// How the session of a vault stands; none where there is none. Asking is not using it.
///
/// # Errors
/// Where the user has no runtime folder; [`Failure::NoAnswer`] when it does not say.
pub fn standing(vault: &Vault) -> Result<Option<Standing>, Failure> {
    ask::standing(&place::socket(vault)?)
}

/// Ends all sessions of this user, of whatever vault, as far as they are in this runtime folder; says whether there was one.
///
/// # Errors
/// When one does not end.
pub fn end_all(command: &str) -> Result<bool, Failure> {
    alive::end(&place::all_held(), command, How::ForSure).map(|alone| alone.ended)
}

/// Ends the sessions of a vault without a word in the log, and keeps others from beginning for as long as what is given is
/// held. The first is found by what lies beside the keys, whatever runtime folder this command has.
///
/// # Errors
/// [`Failure::NoAnswer`] when one does not end.
pub(super) fn end(vault: &Vault, how: How) -> Result<Alone, Failure> {
    let mut held = vec![vault.state.session()];
    held.extend(place::socket(vault).ok().map(|socket| alive::beside(&socket)));
    alive::end(&held, &vault.command, how)
}

/// Ends the sessions whose keys are of an epoch before, when a rotation is finished that was cut off; says whether there was
/// one. One that did the rotation itself may have stepped already, and goes on.
///
/// # Errors
/// [`Failure::NoAnswer`] when one does not end.
pub(super) fn end_before(vault: &Vault, epoch: u64) -> Result<bool, Failure> {
    let stepped = |standing: Standing| standing.whose.epoch == epoch && vault.is_its_state(&standing.state);
    if standing(vault).ok().flatten().is_some_and(stepped) {
        return Ok(false);
    }
    end(vault, How::Asked).map(|alone| alone.ended)
}

impl Vault {
    /// Ends its session, whether it answers or not: its process has ended then, and nothing of its memory is left. Says
    /// whether there was one.
    ///
    /// # Errors
    /// When its process does not end.
    pub fn end_session(&mut self) -> Result<bool, Failure> {
        let ended = end(self, How::ForSure)?.ended;
        if ended {
            self.log_session_ended();
        }
        Ok(ended)
    }

    /// A log that cannot be written does not keep one open.
    pub(super) fn log_session_ended(&mut self) {
        let event = Event::new(MemberNumber::HOST, Action::SessionEnded);
        if self.store.is_writable() && self.transact(&Hand::HOST, |log| log.log(&event)).is_err() {
            self.notices.push("that the session ended could not be logged".to_owned());
        }
    }

    /// Whether the ways into this vault are in a folder, as this command was told.
    fn is_its_state(&self, state: &Path) -> bool {
        absolute(self.state.root()).is_ok_and(|own| own == state)
    }
}

impl Unlocked {
    /// Hands the keys over to a session of its own, which outlives this command and ends the session before.
    ///
    /// # Errors
    /// When it cannot begin.
    pub fn begin_session(&mut self, idle: Duration, most: Duration) -> Result<Standing, Failure> {
        let socket = place::socket(&self.vault)?;
        let (whose, held) = self.keys.copy_held()?;
        // What is open for a time is open in no session for longer.
        let until = self.open_glass().map(|open| open.until);
        let left = until.map(|until| (until - self.vault.now.instant()).to_std().unwrap_or_default());
        let most = left.map_or(most, |left| most.min(left));
        let idle = idle.min(most);
        let order = Order {
            whose,
            vault: self.id(),
            root: absolute(self.vault.layout.root())?,
            state: absolute(self.vault.state.root())?,
            socket,
            idle: idle.as_secs(),
            most: most.as_secs(),
            until: until.map(|until| until.timestamp().unsigned_abs()),
        };
        let alone = place::begin_alone(&order.socket, &self.vault.command)?;
        if end(&self.vault, How::Asked)?.ended {
            self.log_later(Event::new(self.member(), Action::SessionEnded));
            self.vault.notices.push("the session before ended".to_owned());
        }
        begin(&order, held)?;
        if let Err(failure) = self.log(&[Event::new(self.member(), Action::SessionBegun)]) {
            end(&self.vault, How::ForSure)?;
            return Err(failure);
        }
        drop(alone);
        Ok(Standing {
            whose: order.whose,
            left: order.idle.min(order.most),
            idle: order.idle,
            most: order.most,
            state: order.state,
        })
    }

    /// Ends a session that is not this command's own, and keeps others from beginning until the rotation is over: it would
    /// hold a secret that is to be nowhere any more, and might write ways in while this does.
    ///
    /// # Errors
    /// [`Failure::NoAnswer`] when it does not end; then the keys are as they were.
    pub(super) fn be_alone_with_keys(&mut self) -> Result<(), Failure> {
        if self.alone.is_some() || !self.keys.are_here() {
            return Ok(());
        }
        let alone = end(&self.vault, How::Asked)?;
        if alone.ended {
            self.log_later(Event::new(self.member(), Action::SessionEnded));
            self.vault.notices.push(format!("the session ended: {SEALED_ANEW}"));
        }
        self.alone = Some(alone);
        Ok(())
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize().map_err(|e| Failure::io("the vault folder", e))
}

impl Vault {
    /// Unlocks with the session of this vault; gives the vault back where there is none, or none that fits any more.
    ///
    /// # Errors
    /// Those of [`Vault::unlock`].
    pub fn unlock_in_session(mut self) -> Result<Result<Unlocked, Self>, Failure> {
        let socket = place::socket(&self).ok();
        let session = socket.map(|socket| Session::find(&socket)).transpose()?.flatten();
        // One that is of other ways in, as of a home folder in a test, is nothing to this command.
        let Some(session) = session.filter(|session| self.is_its_state(session.state())) else {
            return Ok(Err(self));
        };
        match self.keys_in(session)? {
            Ok(keys) => Unlocked::new(self, keys).map(Ok),
            Err(why) => {
                if end(&self, How::Asked)?.ended {
                    self.log_session_ended();
                }
                self.notices.push(format!("the session ended: {why}"));
                Ok(Err(self))
            }
        }
    }

    /// The keys in a session, or why it has come to its end.
    fn keys_in(&self, session: Session) -> Result<Result<Keys, &'static str>, Failure> {
        // A rotation writes members, keyring and key files one after the other: none of them is read while it does.
        let (_lock, view, _) = self.keyring(Extent::Few)?;
        let Some(session) = session.of_epoch(view.header().epoch)? else {
            return Ok(Err(SEALED_ANEW));
        };
        let (bytes, members) = match self.members_seen() {
            Err(Failure::Locked(..)) => return Ok(Err("this machine has lost what it saw of the vault")),
            seen => seen?,
        };
        let Ok(recipient) = session.whose().recipient.parse::<Recipient>() else {
            return Ok(Err("it does not say whose it is"));
        };
        let listed = members.with_recipient(&recipient).map(|member| (member.number, member.role));
        if listed != Some((session.whose().member, session.whose().role)) {
            return Ok(Err("it was of somebody who is no member any more, or has another role"));
        }
        let open = self.glass_to_open(&members, session.whose().member)?;
        let glass = session.whose().glass.clone();
        if glass.is_empty() != open.is_none()
            || open.as_ref().is_some_and(|open| glass.iter().any(|one| !open.opens.contains(one)))
        {
            return Ok(Err(OTHER_GLASS));
        }
        let open = open.map(|open| OpenGlass { opens: glass, ..open });
        let keys = Keys::in_session(session, recipient, Listed::new(bytes, members), open);
        // Who unlocks with an identity finds out whether a rotation was cut off, or somebody else wrote the file.
        if keys.is_owner() && !keys.wrote_members(keys.listed.bytes())? {
            return Ok(Err("members is not of the epoch of its keys"));
        }
        Ok(Ok(keys))
    }
}

/// Why a session ends whose keys are those of before the glass was broken, or of while it was.
pub(super) const OTHER_GLASS: &str = "what is open to you beyond your role is not what it was";
/// Why a session ends whose keys are of an epoch before.
pub(super) const SEALED_ANEW: &str = "the keys were sealed anew";
