//! What the commands share, and the match that picks one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub mod audit;
pub mod backup;
pub mod breach;
pub mod break_glass;
pub mod certificate;
pub mod client;
pub mod clock;
pub mod complaint;
pub mod completions;
pub mod demo;
pub mod disclosure;
pub mod doctor;
pub mod due;
pub mod erase;
pub mod export;
pub mod file;
mod given;
pub mod hold;
pub mod housekeeping;
pub mod identity;
pub mod import;
pub mod init;
pub mod kit;
pub mod letters;
pub mod member;
pub mod needs;
pub mod note;
mod overriding;
mod plugin;
pub mod request;
pub mod reseed;
pub mod restore;
pub mod retention;
pub mod sar;
pub mod search;
pub mod session;
pub mod status;
mod unlock;
pub mod will;

use crate::cli::{Command, Global};
use crate::clock::Now;
use crate::config::Config;
use crate::crypto::age_file::Identity;
use crate::failure::{Exit, Failure};
use crate::terminal::Terminal;
use crate::vault::{Notices, Options, Unlocked, Vault};

use needs::Needs;

pub use plugin::COMMAND as PLUGIN_PROCESS;
pub use plugin::Programs;

/// What a command is given: flags, terminal and the moment it began.
pub struct Context {
    /// Flags of every command.
    pub global: Global,
    /// Where to print and ask.
    pub terminal: Terminal,
    /// When the command began.
    pub now: Now,
    /// The words of the command, no argument: for whoever waits for the lock.
    pub command: String,
    /// What the vault noticed and nobody was told yet.
    pub notices: Notices,
    /// What the command opens.
    needs: Needs,
    /// Opened before the command began, so that whose role does not reach was told before anything was typed.
    early: RefCell<Option<Unlocked>>,
    /// Age plugins that were named on the command line.
    plugins: RefCell<BTreeMap<String, PathBuf>>,
}

impl Context {
    /// What a command is given that has not begun.
    #[must_use]
    pub fn new(global: Global, now: Now, command: String) -> Self {
        let terminal = Terminal::new(global.json, global.quiet);
        let (notices, needs, early) = (Notices::default(), Needs::default(), RefCell::default());
        Self { global, terminal, now, command, notices, needs, early, plugins: RefCell::default() }
    }

    /// Finds the vault, and tells what was noticed.
    ///
    /// # Errors
    /// Not there, not a vault, newer, damaged.
    pub fn vault(&self) -> Result<Vault, Failure> {
        self.vault_for(false)
    }

    /// Finds the vault for looking only: nothing is written, and so nothing is logged.
    ///
    /// # Errors
    /// Those of [`Context::vault`].
    pub fn vault_looking(&self) -> Result<Vault, Failure> {
        self.vault_for(true)
    }

    /// The same without a word of what was noticed: for who finds it once more, and tells it then.
    ///
    /// # Errors
    /// Those of [`Context::vault`].
    pub fn vault_in_silence(&self) -> Result<Vault, Failure> {
        Vault::open(Options { looking: true, notices: Notices::default(), ..self.options()? })
    }

    fn vault_for(&self, looking: bool) -> Result<Vault, Failure> {
        let vault = Vault::open(Options { looking, ..self.options()? });
        self.tell_notices();
        vault
    }

    /// Finds the vault as it is, older than what this machine has seen or not, for looking only.
    ///
    /// # Errors
    /// Those of [`Context::vault`] but for that.
    pub fn vault_as_it_is(&self) -> Result<Vault, Failure> {
        let vault = Vault::open_as_it_is(self.options()?);
        self.tell_notices();
        vault
    }

    /// The settings of the vault that the command is about; none where there is no vault.
    ///
    /// # Errors
    /// When they cannot be read.
    fn settings(&self) -> Result<Option<Config>, Failure> {
        crate::vault::settings_at(&self.options()?.at)
    }

    /// The folder of that vault, whether there is one or not.
    fn vault_folder(&self) -> Option<PathBuf> {
        self.options().ok().map(|options| options.at)
    }

    fn options(&self) -> Result<Options, Failure> {
        Options::with_defaults(
            self.global.vault.as_deref(),
            self.now,
            &self.command,
            self.global.accept_clock,
            &self.notices,
        )
    }

    /// Finds the vault and unlocks it: before anybody types any text.
    ///
    /// # Errors
    /// Those of [`Context::vault`], and [`Failure::Locked`]: it does not open, or not to who asks.
    pub fn unlock(&self) -> Result<Unlocked, Failure> {
        if let Some(unlocked) = self.early.take() {
            return Ok(unlocked);
        }
        self.opened(unlock::unlock(self.vault_to_unlock()?, self))
    }

    /// The same with the identity itself, also where a session is open: it gives the secret of an epoch to nobody, and what
    /// outlasts a session is not to be had with one.
    ///
    /// # Errors
    /// Those of [`Context::unlock`].
    pub fn unlock_afresh(&self) -> Result<Unlocked, Failure> {
        if let Some(unlocked) = self.early.take().filter(|unlocked| !unlocked.in_session()) {
            return Ok(unlocked);
        }
        self.opened(unlock::with_identity(self.vault_to_unlock()?, self).map(|(unlocked, _)| unlocked))
    }

    /// The same, and gives the identity too: what is sealed to it is opened with it.
    ///
    /// # Errors
    /// As of [`Self::unlock_afresh`].
    pub fn unlock_with_identity(&self) -> Result<(Unlocked, Identity), Failure> {
        let opened = unlock::with_identity(self.vault_to_unlock()?, self);
        self.tell_notices();
        let (unlocked, identity) = opened?;
        Ok((self.opened(Ok(unlocked))?, identity))
    }

    fn vault_to_unlock(&self) -> Result<Vault, Failure> {
        let vault = self.vault()?;
        vault.check_clock()?;
        vault.name_rotation_due()?;
        self.tell_notices();
        Ok(vault)
    }

    /// What was opened, where the command is for who opened it.
    fn opened(&self, unlocked: Result<Unlocked, Failure>) -> Result<Unlocked, Failure> {
        self.tell_notices();
        let unlocked = unlocked?;
        self.tell_what_is_open(&unlocked);
        self.needs.check(&unlocked)?;
        Ok(unlocked)
    }

    /// What is open to somebody beyond their role they see at every command.
    pub(crate) fn tell_what_is_open(&self, unlocked: &Unlocked) {
        if let Some(open) = unlocked.open_glass() {
            self.terminal.banner(&open.banner());
        }
    }

    /// Where not every member is an owner, who asks is known before anything else is asked, typed or read. Of whoever may
    /// not do it the log has that they opened the vault, and nothing that they saw.
    fn refuse_out_of_role(&self) -> Result<(), Failure> {
        let asks = matches!(self.needs, Needs::Keys(_) | Needs::Owner);
        if asks && self.options().is_ok_and(|options| crate::vault::has_roles(&options.at)) {
            let unlocked = self.unlock()?;
            self.early.replace(Some(unlocked));
        }
        Ok(())
    }

    /// Finds the vault and unlocks it for looking only: nothing is written, and so nothing is logged.
    ///
    /// # Errors
    /// Those of [`Context::unlock`].
    pub fn unlock_looking(&self) -> Result<Unlocked, Failure> {
        let unlocked = unlock::unlock(self.vault_for(true)?, self);
        self.tell_notices();
        let unlocked = unlocked?;
        self.tell_what_is_open(&unlocked);
        self.needs.check(&unlocked)?;
        Ok(unlocked)
    }

    /// Gives up the ballast where the disk is full: what destroys must not need room.
    pub fn make_room(&self) {
        if let Ok(options) = self.options() {
            crate::vault::give_up_ballast(&options.at);
        }
    }

    /// Tells what was noticed and not told yet.
    pub fn tell_notices(&self) {
        for notice in self.notices.take() {
            self.terminal.warn(&notice);
        }
    }

    /// Prints JSON when it was asked for, otherwise text.
    ///
    /// # Errors
    /// When the output is gone.
    pub fn print<T: serde::Serialize>(
        &self,
        value: &T,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        if self.terminal.json { self.terminal.print_json(value) } else { self.terminal.print(&text()) }
    }
}

/// Runs a command.
///
/// # Errors
/// Whatever kept it from being done.
pub fn run(command: Command, context: &mut Context) -> Result<Exit, Failure> {
    context.needs = needs::of(&command);
    if !needs::only_looks(&command) {
        context.refuse_out_of_role()?;
    }
    let done = dispatch(command, context);
    // What it never opened is closed, before what was noticed is told.
    context.early.take();
    done
}

fn dispatch(command: Command, context: &mut Context) -> Result<Exit, Failure> {
    match command {
        Command::Init(args) => init::run(&args, context),
        Command::Demo(args) => demo::run(&args, context),
        Command::Client(command) => client::run(command, context),
        Command::Note(command) => note::run(command, context),
        Command::File(command) => file::run(command, context),
        Command::Search(args) => search::run(&args, context),
        Command::Erase(args) => erase::run(&args, context),
        Command::Status(args) => return status::run(&args, context),
        Command::Due(args) => due::run(&args, context),
        Command::Retention(command) => return retention::run(command, context),
        Command::Housekeeping(args) => housekeeping::run(&args, context),
        Command::Clock(command) => clock::run(command, context),
        Command::Request(command) => request::run(command, context),
        Command::Audit(command) => audit::run(command, context),
        Command::Breach(command) => breach::run(command, context),
        Command::Complaint(command) => complaint::run(command, context),
        Command::Hold(command) => hold::run(command, context),
        Command::Disclosure(command) => disclosure::run(command, context),
        Command::Sar(command) => sar::run(command, context),
        Command::Letters(command) => letters::run(command, context),
        Command::Import(command) => import::run(command, context),
        Command::Export(args) => export::run(&args, context),
        Command::Unlock(args) => session::unlock(&args, context),
        Command::Lock(args) => session::lock(&args, context),
        Command::SessionProcess => session::process(context),
        Command::PluginProcess => plugin::process(context),
        Command::Member(command) => member::run(command, context),
        Command::BreakGlass(args) => break_glass::run(&args, context),
        Command::Kit(command) => kit::run(command, context),
        Command::Will(command) => will::run(command, context),
        Command::Certificate(command) => certificate::run(command, context),
        Command::Backup(command) => backup::run(command, context),
        Command::Reseed(args) => reseed::run(&args, context),
        Command::Restore(args) => restore::run(&args, context),
        Command::Identity(command) => identity::run(command, context),
        Command::Doctor(args) => doctor::run(&args, context),
        Command::Completions(args) => completions::run(&args, context),
    }
    .map(|()| Exit::Done)
}
