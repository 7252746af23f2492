//! Sessions: one process that holds a member's keys while the member works, so that a passphrase is typed once. It opens and
//! seals, signs and rotates when it is asked, over a socket that only the same user may open; nothing that it says leads to
//! the vault's secret. It forgets all of it when it is told to, when nobody used it, when the machine slept.

mod ask;
mod place;
mod serve;
mod wire;

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::keys::Keys;
use super::mirrors::Extent;
use super::open::{Vault, damaged_members};
use super::unlocked::Unlocked;
use crate::crypto::age_file::Recipient;
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::member::{MemberNumber, Role};

pub use ask::Session;
pub use serve::{COMMAND, READY, run};

use serve::{Order, begin};

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
}

/// How the session of a vault stands; none where there is none. Asking is not using it.
///
/// # Errors
/// Where the user has no runtime folder.
pub fn standing(vault: &Vault) -> Result<Option<Standing>, Failure> {
    Ok(ask::standing(&place::socket(vault)?))
}

/// Ends the session of a vault; says whether there was one.
///
/// # Errors
/// When there is one and it does not say that it has forgotten everything.
pub fn end(vault: &Vault) -> Result<bool, Failure> {
    ask::end(&place::socket(vault)?)
}

impl Unlocked {
    /// Hands the keys over to a session of its own, which outlives this command and ends the session before.
    ///
    /// # Errors
    /// When it cannot begin.
    pub fn begin_session(&mut self, idle: Duration, most: Duration) -> Result<Standing, Failure> {
        let socket = place::socket(&self.vault)?;
        ask::end(&socket)?;
        let event = Event::new(self.member(), Action::SessionBegun);
        self.log(&[event])?;
        let (whose, held) = self.keys.copy_held()?;
        let order = Order {
            whose,
            vault: self.id(),
            root: absolute(self.vault.layout.root())?,
            state: absolute(self.vault.state.root())?,
            socket,
            idle: idle.as_secs(),
            most: most.as_secs(),
        };
        begin(&order, held)?;
        Ok(Standing {
            whose: order.whose,
            left: order.idle.min(order.most),
            idle: order.idle,
            most: order.most,
        })
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize().map_err(|e| Failure::io("the vault folder", e))
}

impl Vault {
    /// Unlocks with the session of this vault; gives the vault back where there is none that fits.
    ///
    /// # Errors
    /// Those of [`Vault::unlock`].
    pub fn unlock_in_session(self) -> Result<Result<Unlocked, Self>, Failure> {
        let Some(session) = place::socket(&self).ok().as_deref().and_then(Session::find) else {
            return Ok(Err(self));
        };
        let epoch = self.keyring(Extent::Few)?.1.header().epoch;
        if session.whose().epoch != epoch {
            self.notices.push("the session ended: the keys were sealed anew since".to_owned());
            end(&self)?;
            return Ok(Err(self));
        }
        let keys = self.keys_in(session)?;
        Unlocked::new(self, keys).map(Ok)
    }

    fn keys_in(&self, session: Session) -> Result<Keys, Failure> {
        let (bytes, members) = self.members_seen()?;
        let damaged = |what: &str| damaged_members(what);
        let recipient = session.whose().recipient.parse::<Recipient>();
        let recipient = recipient.map_err(|_| damaged("names a recipient that is none"))?;
        let listed = members.with_recipient(&recipient).map(|member| (member.number, member.role));
        if listed != Some((session.whose().member, session.whose().role)) {
            end(self)?;
            return Err(Failure::Locked(
                "the session is of somebody who is no member any more, or of another role".to_owned(),
                "begin another: praxis unlock".to_owned(),
            ));
        }
        let keys = Keys::in_session(session, recipient, &members);
        if keys.is_owner() && !keys.wrote_members(&bytes)? {
            return Err(damaged("was not written by an owner of this vault"));
        }
        Ok(keys)
    }
}
