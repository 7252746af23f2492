//! Finding a vault and checking it, without any key; and unlocking it with a member's identity.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use chrono::DateTime;
use zeroize::Zeroizing;

use super::files;
use super::keys::{Keys, Listed};
use super::layout::{Defaults, Layout, StateFolder};
use super::lock::Lock;
use super::members::{self, Members};
use super::mirrors::{Extent, View};
use super::secrets::refuse_open_to_others;
use super::seen::Seen;
use super::unlocked::Unlocked;
use super::wrap::{self, Given, OwnerKeys};
use super::writer;
use crate::clock::Now;
use crate::config::Config;
use crate::crypto::age_file::Identity;
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::{self, derive};
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::member::MemberNumber;
use crate::records::reference::Register;
use crate::records::stored::HandleRow;
use crate::records::text::counted;
use crate::store::{Facts, Store};

/// What a command brings to the vault.
pub struct Options {
    /// The vault's folder.
    pub at: PathBuf,
    /// Where state folders lie, unless praxis.toml says otherwise.
    pub state: PathBuf,
    /// When the command began.
    pub now: Now,
    /// The subcommand's name, for whoever waits for the lock.
    pub command: String,
    /// Whether a clock behind the log is accepted.
    pub accept_clock: bool,
    /// Whether the vault is only looked at: nothing is written, not even to the log.
    pub looking: bool,
    /// Where to put what is noticed.
    pub notices: Notices,
}

/// A vault that was found and checked, and is locked: references and states, no more.
pub struct Vault {
    pub(super) layout: Layout,
    pub(super) state: StateFolder,
    pub(super) store: Store,
    pub(super) facts: Facts,
    pub(super) settings: Vec<u8>,
    /// Whether all that follows from the settings does: only then a transaction notes that they changed.
    pub(super) settings_followed: bool,
    pub(super) now: Now,
    pub(super) command: String,
    pub(super) accept_clock: bool,
    pub(super) seen: Option<Seen>,
    /// The entries by which this command said that it could not open the vault.
    pub(super) refused_here: Vec<u64>,
    /// The practice's settings.
    pub config: Config,
    /// What the person should be told.
    pub(super) notices: Notices,
}

/// What the person should be told, in the order it was noticed; shared with whoever tells it.
#[derive(Clone, Default)]
pub struct Notices(Rc<RefCell<Vec<String>>>);

impl Notices {
    pub(super) fn push(&self, notice: String) {
        self.0.borrow_mut().push(notice);
    }

    /// What was noticed since the last time.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.borrow_mut())
    }
}

impl Vault {
    /// Finds a vault and checks all that can be checked without a key. Changes nothing.
    ///
    /// # Errors
    /// Not there, not a vault, newer, damaged, or older than this machine has seen.
    pub fn open(options: Options) -> Result<Self, Failure> {
        let (mut vault, writable) = Self::find(options)?;
        vault.check_against_what_was_seen()?;
        vault.notice_the_surroundings(writable);
        vault.name_missed_runs();
        Ok(vault)
    }

    /// The same of a vault that may be older than what this machine has seen, for who goes on to say what it lacks.
    ///
    /// # Errors
    /// Those of [`Vault::open`] but for that.
    pub fn open_as_it_is(options: Options) -> Result<Self, Failure> {
        let (vault, writable) = Self::find(Options { looking: true, ..options })?;
        vault.notice_the_surroundings(writable);
        Ok(vault)
    }

    fn find(options: Options) -> Result<(Self, bool), Failure> {
        let Options { at, state, now, command, accept_clock, looking, notices } = options;
        let layout = Layout::new(&at);
        let settings = read_settings(&layout)?;
        let config = Config::parse(&String::from_utf8_lossy(&settings))?;
        let writable = files::may_write(layout.root());
        if !writable && !files::on_read_only_medium(layout.root()) {
            return Err(Failure::Permission(
                "the vault folder may not be written, so that reading it could not be logged".to_owned(),
            ));
        }
        refuse_unfinished_writes(&layout, writable)?;
        if !layout.database().is_file() {
            return Err(Failure::damaged("vault.db is missing"));
        }
        let store = Store::open(&layout.database(), writable)?;
        let store = if looking { store.only_looking()? } else { store };
        let facts = store.read().facts()?;
        let base = config.keys.as_ref().map_or(state, |keys| keys.folder.clone());
        let state = StateFolder::new(&base, facts.id, facts.incarnation);
        let seen = Seen::read(&state.seen());
        // Read again, after what was seen: a writer that finished in between must not look like a rolled-back vault.
        let facts = store.read().facts()?;
        let vault = Self {
            layout,
            state,
            store,
            facts,
            settings,
            settings_followed: false,
            now,
            command,
            accept_clock,
            seen,
            refused_here: Vec::new(),
            config,
            notices,
        };
        Ok((vault, writable))
    }

    /// Where the vault is.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.layout.root()
    }

    /// The folders that hold the vault and its keys: nothing else belongs there.
    #[must_use]
    pub fn own_folders(&self) -> [&Path; 2] {
        [self.layout.root(), self.state.root()]
    }

    /// When the command began.
    #[must_use]
    pub fn now(&self) -> Now {
        self.now
    }

    /// References and states of all clients: what can be said without a key.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list_locked(&self) -> Result<Vec<HandleRow>, Failure> {
        // Who holds the epoch secret checks who wrote `members`; without it, that it is the file seen last.
        self.refuse_members_not_seen()?;
        self.name_what_is_unfinished()?;
        Ok(self.store.read().handles(Register::Client)?)
    }

    pub(super) fn refuse_members_not_seen(&self) -> Result<(), Failure> {
        match std::fs::read(self.layout.members()) {
            Ok(bytes) if self.has_seen(&bytes) == Some(false) => {
                Err(damaged_members("is not the file that this machine has seen"))
            }
            _ => Ok(()),
        }
    }

    /// Whether these bytes, which were read just now, are a file `members` that this machine has seen: when this command
    /// began, or since. Another command may rotate the keys meanwhile, and tells the machine of the next file before it
    /// writes it. `None` where the machine has seen nothing.
    pub(super) fn has_seen(&self, members: &[u8]) -> Option<bool> {
        let hash = to_hex(&sha256(members));
        let knows = |seen: &Seen| seen.knows_members(&hash);
        let seen = self.seen.as_ref()?;
        Some(knows(seen) || Seen::read(&self.state.seen()).as_ref().is_some_and(knows))
    }

    /// Refuses a clock that stands behind the log, before anybody types anything.
    ///
    /// # Errors
    /// [`Failure::Refused`], unless the clock is accepted as it is.
    pub fn check_clock(&self) -> Result<(), Failure> {
        if self.accept_clock {
            return Ok(());
        }
        writer::check_clock(&self.store.read().audit_head()?.last_time, self.now)
    }

    /// Unlocks with a member's identity.
    ///
    /// # Errors
    /// [`Failure::Locked`] when the keys are not on this machine or the identity is no member's;
    /// [`Failure::Damaged`] when what is there was changed.
    pub fn unlock(mut self, identity: &Identity) -> Result<Unlocked, Failure> {
        match self.keys_of(identity) {
            Ok(keys) => Unlocked::new(self, keys),
            Err(failure @ Failure::Locked(..)) => {
                // Who is a member, and of which number, was read before it could be checked.
                self.refuse_members_not_seen()?;
                self.log_refused_unlock();
                Err(failure)
            }
            Err(failure) => Err(failure),
        }
    }

    /// How long ago somebody typed a wrong passphrase, each time since somebody could unlock. Not for ever: a dozen make the longest wait.
    /// A time that lies ahead, by a clock that was set back, is now.
    #[must_use]
    pub fn wrong_passphrases(&self) -> Vec<Duration> {
        const MOST: u32 = 12;
        let times = self.store.read().wrong_passphrases(MOST).unwrap_or_default();
        let times = times.iter().filter_map(|time| DateTime::parse_from_rfc3339(time).ok());
        times.map(|time| (self.now.instant() - time.to_utc()).to_std().unwrap_or_default()).collect()
    }

    /// Logs a wrong passphrase at a moment since the command began: typing takes its time. Of what keeps the vault shut it
    /// alone makes the next question wait.
    pub fn log_wrong_passphrase_at(&mut self, at: Now) {
        let event = Event::new(MemberNumber::HOST, Action::UnlockRefused);
        self.log_refusal(at, &event.counting(1));
    }

    /// Logs that somebody could not unlock.
    pub fn log_refused_unlock(&mut self) {
        self.log_refused_unlock_at(self.now);
    }

    /// The same, at a moment since the command began.
    pub fn log_refused_unlock_at(&mut self, at: Now) {
        self.log_refusal(at, &Event::new(MemberNumber::HOST, Action::UnlockRefused));
    }

    /// A log that cannot be written does not hide the first failure.
    fn log_refusal(&mut self, at: Now, event: &Event) {
        // What this command logs later is of no earlier moment.
        self.now = self.now.max(at);
        let (facts, now, accept) = (self.facts.clone(), self.now, self.accept_clock);
        let logged = self.store.write(|rows| -> Result<u64, Failure> {
            let mut writer = writer::Writer::begin(rows, facts.id, MemberNumber::HOST, now, accept)?;
            writer.log(event)?;
            Ok(writer.finish()?.size - 1)
        });
        match logged {
            Ok(entry) => self.refused_here.push(entry),
            Err(_) if self.store.is_writable() => {
                self.notices.push("the failed unlock could not be logged".to_owned());
            }
            Err(_) => {}
        }
    }

    fn keys_of(&mut self, identity: &Identity) -> Result<Keys, Failure> {
        let id = self.facts.id;
        // A rotation writes members, keyring and key files one after the other: none of them is read while it does.
        let _lock = Lock::shared(&self.layout.lock())?;
        let bytes = std::fs::read(self.layout.members()).map_err(|_| damaged_members("is missing"))?;
        if bytes.len() > members::LARGEST {
            return Err(damaged_members("is far too long"));
        }
        let members = Members::parse_unverified(&bytes).map_err(|e| damaged_members(&e.to_string()))?;
        if members.vault != id {
            return Err(damaged_members("is another vault's, or vault.db is"));
        }
        let member = members.with_recipient(&identity.recipient()).ok_or_else(|| {
            Failure::Locked(
                "this identity is no member of this vault".to_owned(),
                "give the identity that the vault was made with: -i FILE".to_owned(),
            )
        })?;
        let number = member.number;
        // That of the keyring: a rotation that was cut off may be ahead of the database.
        let epoch = self.keyring(Extent::Few)?.1.header().epoch;
        let wrap = self.state.wrap(number, epoch);
        let sealed = self.read_key_file(&wrap)?;
        let opened = wrap::open(&sealed, identity, id, number, epoch).map_err(|error| {
            let what = format!("the key file {}: {error}", wrap.display());
            match error {
                crypto::Error::NotForThisKey => {
                    Failure::Locked(what, "put back the key file of this vault".to_owned())
                }
                _ => Failure::Damaged(what, "restore the vault from a backup and a recovery kit".to_owned()),
            }
        })?;
        let begun = self.check_who_wrote_members(&bytes, &opened, identity, (number, epoch))?;
        let mut keys = Keys::of(opened, Listed::new(bytes, members), number, epoch, identity);
        if !keys.is_owner() {
            self.add_glass(&mut keys, identity)?;
        }
        if let Some(next) = begun {
            keys.begun = Some(keys.stepping_to(next)?);
        }
        Ok(keys)
    }

    /// Whether an owner wrote `members`: an owner can check that. Anybody else compares it with what this machine has seen.
    /// Gives the keys of the next epoch where the file is of that already: of a rotation that was cut off.
    fn check_who_wrote_members(
        &self,
        bytes: &[u8],
        opened: &Given,
        identity: &Identity,
        (number, epoch): (MemberNumber, u64),
    ) -> Result<Option<OwnerKeys>, Failure> {
        let id = self.facts.id;
        let Given::Owner(keys) = opened else {
            return match self.has_seen(bytes) {
                Some(true) => Ok(None),
                Some(false) => Err(damaged_members("is not the file that this machine has seen")),
                None => Err(Failure::Locked(
                    "this machine has not seen this vault yet, so that nobody but an owner can tell who wrote members"
                        .to_owned(),
                    "an owner opens it here once: praxis client list".to_owned(),
                )),
            };
        };
        let wrote = |keys: &OwnerKeys| {
            Members::verify(bytes, &derive::members_key(&keys.epoch_secret, id.as_bytes())).is_ok()
        };
        if wrote(keys) {
            return Ok(None);
        }
        let lost = |e| Failure::Unexpected(anyhow::Error::new(e).context("the next epoch"));
        let mut next = keys.copy().map_err(lost)?;
        next.epoch_secret = derive::next_epoch(&next.epoch_secret, id.as_bytes());
        if wrote(&next) {
            return Ok(Some(next));
        }
        // After a reseed only the wrap has the next secret. Anybody can write one: what counts is that an owner who knows
        // this epoch's secret vouches for the file, and the file for the secret in the wrap.
        let not_an_owners = || damaged_members("was not written by an owner of this vault");
        Members::verify_after(bytes, &derive::members_key(&keys.epoch_secret, id.as_bytes()))
            .map_err(|_| not_an_owners())?;
        let reseeded = self.read_key_file(&self.state.wrap(number, epoch + 1)).ok();
        let reseeded = reseeded.and_then(|sealed| wrap::open(&sealed, identity, id, number, epoch + 1).ok());
        reseeded.and_then(Given::into_owner).filter(wrote).map(Some).ok_or_else(not_an_owners)
    }

    /// Reads a file of the state folder; refuses when it is missing, or when others may read it.
    pub(super) fn read_key_file(&self, path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let folder = self.state.root();
        if !folder.is_dir() {
            return Err(Failure::Locked(
                "the keys of this vault are not on this machine".to_owned(),
                format!(
                    "a copy of the vault folder cannot open itself: its keys belong in {}, or restore from a backup \
                     and a recovery kit",
                    folder.display()
                ),
            ));
        }
        for watched in [folder, path] {
            refuse_open_to_others(watched)?;
        }
        files::read_secret(path, wrap::LARGEST).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::Locked(
                format!("your key file is missing: {}", path.display()),
                "put it back from where you moved it, or restore from a backup and a recovery kit".to_owned(),
            ),
            io::ErrorKind::IsADirectory | io::ErrorKind::FileTooLarge => Failure::Damaged(
                format!("{} is no key file", path.display()),
                "restore the vault from a backup and a recovery kit".to_owned(),
            ),
            _ => Failure::io(format!("the key file {} could not be read", path.display()), error),
        })
    }

    fn check_against_what_was_seen(&mut self) -> Result<(), Failure> {
        let Some(seen) = &self.seen else {
            if self.state.root().is_dir() {
                self.notices.push(format!(
                    "{} is missing or damaged: an older copy of the vault would not be noticed this once",
                    self.state.seen().display()
                ));
            }
            return Ok(());
        };
        let refuse = |what: String| {
            Err(Failure::Damaged(what, "use the newest copy of the vault, or restore a backup".to_owned()))
        };
        let head = self.store.read().audit_head()?;
        if let Some(what) = seen.rolled_back(self.facts.keyring.generation, head.size, &to_hex(&head.root)) {
            return refuse(what);
        }
        Ok(())
    }

    /// What was passed over because it does not open to who asks: nobody takes a part for the whole.
    pub(super) fn notice_closed(&self, count: usize, what: &str) {
        if count > 0 {
            let does = if count == 1 { "does" } else { "do" };
            let were = if count == 1 { "was" } else { "were" };
            self.notices
                .push(format!("{} {does} not open to you, and {were} left out", counted(count, what)));
        }
    }

    fn notice_the_surroundings(&self, writable: bool) {
        if !writable {
            self.notices
                .push("the vault is on a medium that cannot be written: reading it is not logged".to_owned());
        }
        if files::open_to_others(self.layout.root()).unwrap_or(false) {
            self.notices.push(format!(
                "others may enter the vault folder; run: chmod -R go= '{}'",
                self.layout.root().display()
            ));
        }
    }

    /// The keyring for reading, under the shared lock, with what the database records of it.
    pub(super) fn keyring(&self, extent: Extent) -> Result<(Lock, View, Facts), Failure> {
        let lock = Lock::shared(&self.layout.lock())?;
        let facts = self.store.read().facts()?;
        let view = View::open(&self.layout, facts.id, &facts.keyring, extent)?;
        if self.store.read().audit_head()?.size < view.header().audit.size {
            return Err(Failure::damaged(
                "vault.db is older than the keyring beside it: its audit log is shorter",
            ));
        }
        Ok((lock, view, facts))
    }
}

/// The settings of a vault, without looking at the rest of it; none where there is no vault.
///
/// # Errors
/// When they cannot be read.
pub fn settings_at(at: &Path) -> Result<Option<Config>, Failure> {
    match read_settings(&Layout::new(at)) {
        Ok(settings) => Config::parse(&String::from_utf8_lossy(&settings)).map(Some),
        Err(Failure::Missing(..)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn read_settings(layout: &Layout) -> Result<Vec<u8>, Failure> {
    let root = layout.root();
    let make = format!("make one with: praxis init --vault '{}'", root.display());
    if !root.exists() {
        return Err(Failure::Missing(format!("there is no vault at {}", root.display()), make));
    }
    std::fs::read(layout.config()).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory if !layout.database().exists() => {
            Failure::Missing(
                format!("{} is not a vault", root.display()),
                "give the folder that praxis init made: --vault DIR".to_owned(),
            )
        }
        io::ErrorKind::NotFound => Failure::Damaged(
            "praxis.toml is missing".to_owned(),
            "put it back; examples/praxis.toml shows its form".to_owned(),
        ),
        _ => Failure::io("praxis.toml could not be read", error),
    })
}

/// Where nothing can be written, `SQLite` cannot take up what a crashed writer left in its log.
fn refuse_unfinished_writes(layout: &Layout, writable: bool) -> Result<(), Failure> {
    let mut log = layout.database().into_os_string();
    log.push("-wal");
    let unfinished = std::fs::metadata(&log).is_ok_and(|m| m.len() > 0);
    if writable || !unfinished {
        return Ok(());
    }
    Err(Failure::Permission(
        "vault.db has writes that were not finished, and its folder cannot be written; copy the folder to a place \
         where it can be"
            .to_owned(),
    ))
}

pub(super) fn damaged_members(what: &str) -> Failure {
    Failure::damaged(format!("members {what}"))
}

impl Options {
    /// Options with the platform's own folders where none are given.
    ///
    /// # Errors
    /// Without a home folder.
    pub fn with_defaults(
        at: Option<&Path>,
        now: Now,
        command: &str,
        accept_clock: bool,
        notices: &Notices,
    ) -> Result<Self, Failure> {
        let defaults = Defaults::find()?;
        Ok(Self {
            at: at.map_or(defaults.vault, Path::to_owned),
            state: defaults.state,
            now,
            command: command.to_owned(),
            accept_clock,
            looking: false,
            notices: notices.clone(),
        })
    }
}
