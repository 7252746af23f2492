//! Age plugins: programs of others that open an identity with a hardware key. One is run only where its whole path was given,
//! on the command line; or in praxis.toml, once somebody has vouched for that path on this machine.
//!
//! age's own state machine speaks with it, and knows neither a path nor a limit. So it runs in a process of its own, which is
//! this program once more (`plugin/process.rs`), leads its own group of processes and has no terminal. It is given one file to
//! open or to seal, hands on what the plugin asks, and is killed with its whole group: when it is done, when its time is over,
//! at Ctrl-C; and it kills the group itself when this process has gone.

mod process;
mod program;
mod wire;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process_group};
use zeroize::Zeroizing;

use super::Context;
use crate::config::second_factor::Plugins;
use crate::crypto::age_file::{self, Identity, IdentityFile};
use crate::crypto::identity_file::{Guarded, Stub};
use crate::crypto::plugin::{IS_HERE, Wrong};
use crate::failure::Failure;
use crate::terminal::of_others;
use crate::terminal::signals::Watch;
use crate::vault::is_vouched;
use crate::vault::session::own_program;

pub use process::{COMMAND, run as process};
pub use program::Programs;

use wire::{Inbox, Kind, Order, Work};

/// How often signals are looked at while a plugin works.
const LOOK: Duration = Duration::from_millis(100);
/// How long a plugin may take to put its hardware back when it has answered.
const GRACE: Duration = Duration::from_secs(2);
/// How often a plugin may say or ask something: more is no conversation with a person.
const MOST_SAID: usize = 50;

/// How the name of its temporary folder begins.
const FOLDER: &str = "praxis-plugin-";

/// A plugin that may be run.
pub struct Plugin<'a> {
    name: String,
    program: PathBuf,
    limit: Duration,
    context: &'a Context,
}

impl<'a> Plugin<'a> {
    /// The plugin of an identity, by the settings of a vault; without them by those of the vault that the command is about.
    ///
    /// # Errors
    /// [`Failure::Locked`] where it is not named, not there, could be changed by others, or nobody vouches for it.
    pub fn find(stub: &Stub, settings: Option<&Plugins>, context: &'a Context) -> Result<Self, Failure> {
        let name = stub.plugin();
        if !IS_HERE {
            return Err(Failure::Locked(
                format!("this takes age-plugin-{name}, and this praxis was built without plugins"),
                "build one with them: cargo build --release, without --no-default-features".to_owned(),
            ));
        }
        let settings = match settings {
            Some(settings) => Some(settings.clone()),
            None => context.settings()?.map(|config| config.plugins),
        };
        let settings = settings.unwrap_or_default();
        let given = context.plugins.borrow().get(name).cloned();
        let typed = given.is_some();
        let Some(program) = given.or_else(|| settings.programs.get(name).cloned()) else {
            return Err(Failure::Locked(
                format!(
                    "this takes age-plugin-{name}, which neither praxis.toml nor --plugin names: no other plugin is run"
                ),
                format!(
                    "name it once, with its whole path: praxis identity show --plugin {name}=/usr/local/bin/age-plugin-{name}; and in praxis.toml under [plugins]"
                ),
            ));
        };
        program::check(name, &program, context.vault_folder().as_deref())?;
        // What was typed is the person's own word; praxis.toml is that of whoever writes the vault folder.
        if !typed && !is_vouched(name, &program) {
            ask_whether_it_may_be_run(name, &program, context)?;
        }
        let limit = Duration::from_secs(settings.limit_seconds.into());
        Ok(Self { name: name.to_owned(), program, limit, context })
    }

    /// Has it open an identity.
    ///
    /// # Errors
    /// [`Failure::Locked`] with what it did instead; [`Failure::Interrupted`].
    pub fn open(&self, guarded: &Guarded) -> Result<Identity, Failure> {
        let text = self.ask(Work::Open, guarded.stub(), None, guarded.sealed())?;
        match age_file::read_identity_file(&text) {
            Ok(IdentityFile::Plain(identity)) => Ok(identity),
            _ => Err(Failure::Locked(
                format!("what age-plugin-{} opened holds no age identity", self.name),
                "use another copy of your identity file: -i FILE".to_owned(),
            )),
        }
    }

    /// Has it guard an identity, and open that again: a key that does not open is found out before anything rests on it.
    ///
    /// # Errors
    /// Those of [`Plugin::open`].
    pub fn guard(
        &self,
        identity: &Identity,
        stub: &Stub,
        recipient: Option<&str>,
    ) -> Result<Guarded, Failure> {
        let sealed = self.ask(Work::Seal, stub, recipient, identity.file_text().as_bytes())?;
        let guarded = Guarded::new(identity, stub.clone(), &sealed)
            .map_err(|_| self.failure(&Wrong::Nonsense, Work::Seal))?;
        if self.open(&guarded)?.recipient() == identity.recipient() {
            return Ok(guarded);
        }
        Err(self.failure(&Wrong::Nonsense, Work::Open))
    }

    fn ask(
        &self,
        work: Work,
        stub: &Stub,
        recipient: Option<&str>,
        body: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let order = Order {
            work,
            program: self.program.clone(),
            stub: stub.to_string(),
            recipient: recipient.map(str::to_owned),
        };
        let mut helper = Helper::start(&self.program)?;
        let given = serde_json::to_vec(&order).map_err(|e| Failure::Unexpected(e.into()))?;
        // Where it has ended already, it is found out when it says nothing.
        let to = helper.to()?;
        let _ = wire::send(to, Kind::Order, &given).and_then(|()| wire::send(to, Kind::Body, body));
        let answer = self.listen(&mut helper, work)?;
        helper.let_it_end();
        Ok(answer)
    }

    /// Hands on what the plugin asks, until it is done.
    fn listen(&self, helper: &mut Helper, work: Work) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut inbox = Inbox::new();
        let (mut left, mut said) = (self.limit, 0);
        let mut signals = Watch::for_an_end();
        loop {
            while let Some((kind, body)) = inbox.take().map_err(|()| self.failure(&Wrong::Nonsense, work))? {
                said += 1;
                if said > MOST_SAID && !matches!(kind, Kind::Done | Kind::Failed) {
                    return Err(self.failure(&Wrong::Nonsense, work));
                }
                let reply = match kind {
                    Kind::Told => {
                        self.context.terminal.relay(&self.program_name(), &String::from_utf8_lossy(&body));
                        continue;
                    }
                    Kind::Done => return Ok(body),
                    Kind::Failed => {
                        let (code, why) = body.split_first().unwrap_or((&0, &[]));
                        let wrong = Wrong::from_parts(*code, &String::from_utf8_lossy(why));
                        return Err(self.failure(&wrong, work));
                    }
                    // The person's own time is not the plugin's.
                    asked => self.answer(asked, &body)?,
                };
                // A question puts the signals back to what they do by default, and so does the end of a watch.
                drop(signals);
                signals = Watch::for_an_end();
                match reply {
                    Some(reply) => wire::send(helper.to()?, Kind::Yes, reply.as_bytes()),
                    None => wire::send(helper.to()?, Kind::No, &[]),
                }
                .map_err(|_| self.failure(&Wrong::Silent, work))?;
            }
            signals.go_on()?;
            let began = Instant::now();
            let more = helper.wait(left.min(LOOK))?;
            left = left.saturating_sub(began.elapsed());
            if more && !inbox.fill(&mut helper.from).map_err(|_| self.failure(&Wrong::Silent, work))? {
                return Err(self.failure(&Wrong::Silent, work));
            }
            if left.is_zero() {
                return Err(self.too_long());
            }
        }
    }

    /// What a person answers; `None` for a no.
    fn answer(&self, asked: Kind, body: &[u8]) -> Result<Option<Zeroizing<String>>, Failure> {
        let terminal = self.context.terminal;
        let asks = |what: &str| format!("{} asks: {}", self.program_name(), of_others(what));
        let text = String::from_utf8_lossy(body);
        if !terminal.can_ask_passphrase() {
            return Err(Failure::Locked(
                format!("{}; there is no terminal to answer on", asks(&text.replace('\0', " / "))),
                "run the command at a terminal, or begin a session at one first: praxis unlock".to_owned(),
            ));
        }
        match asked {
            Kind::Secret => {
                let typed = terminal.ask_passphrase(&asks(&text))?;
                Ok(Some(Zeroizing::new(typed.expose_secret().to_owned())))
            }
            Kind::Confirm => {
                let mut parts = text.split('\0');
                let message = asks(parts.next().unwrap_or_default());
                let yes = of_others(parts.next().unwrap_or("yes"));
                let no = parts.next().map_or_else(|| "no".to_owned(), of_others);
                loop {
                    let typed = terminal.ask_at_terminal(&format!("{message} (y: {yes}, n: {no})"))?;
                    match typed.to_lowercase().as_str() {
                        "y" | "yes" => return Ok(Some(Zeroizing::new("yes".to_owned()))),
                        "n" | "no" => return Ok(Some(Zeroizing::new("no".to_owned()))),
                        _ => terminal.warn("type y or n"),
                    }
                }
            }
            _ => terminal.ask_at_terminal(&asks(&text)).map(Some),
        }
    }

    fn program_name(&self) -> String {
        format!("age-plugin-{}", self.name)
    }

    fn too_long(&self) -> Failure {
        Failure::Locked(
            format!("{} did not answer within {} s, and was ended", self.program_name(), self.limit.as_secs()),
            "plug the hardware key in, and touch it when it blinks; limit_seconds in praxis.toml gives it longer"
                .to_owned(),
        )
    }

    fn failure(&self, wrong: &Wrong, work: Work) -> Failure {
        let program = self.program_name();
        let plug_in = "plug in the hardware key that your identity file was made with".to_owned();
        let look = format!("see whether the program itself works: {} --version", self.program.display());
        let (what, hint) = match wrong {
            Wrong::Missing => (format!("{program} could not be started"), look),
            Wrong::NotIts => (
                format!("{program} is not the plugin of what it was given, or a character is wrong in it"),
                "give its own file and recipient: --plugin-identity FILE --plugin-recipient age1NAME1..."
                    .to_owned(),
            ),
            Wrong::Refused(why) if why.is_empty() => {
                (format!("{program} refused, and does not say why"), look)
            }
            Wrong::Refused(why) => (format!("{program} refused: {}", of_others(why)), plug_in),
            Wrong::Silent => (format!("{program} ended without an answer"), look),
            Wrong::Nonsense => (format!("{program} answered what is no answer of an age plugin"), look),
            Wrong::OtherKey if work == Work::Open => {
                (format!("{program} has not the key that opens your identity file"), plug_in)
            }
            Wrong::OtherKey => (format!("{program} has not that key"), plug_in),
        };
        Failure::Locked(what, hint)
    }
}

/// Asks the person about a program that praxis.toml names and nobody has vouched for on this machine.
fn ask_whether_it_may_be_run(name: &str, program: &Path, context: &Context) -> Result<(), Failure> {
    let shown = program.display().to_string();
    let refused = || {
        Failure::Locked(
            format!(
                "praxis.toml names {shown}, and nobody has vouched for it on this machine: it is not run"
            ),
            format!("if it is the plugin that you installed: praxis identity show --plugin {name}={shown}"),
        )
    };
    // Shown cut, or in other characters, it would be another program that the person agrees to.
    if !context.terminal.can_ask_passphrase() || of_others(&shown) != shown {
        return Err(refused());
    }
    let question =
        format!("praxis.toml names a program for your hardware key: {shown}. Run it as you? (y/n)");
    loop {
        match context.terminal.ask_at_terminal(&question)?.to_lowercase().as_str() {
            "y" | "yes" => break,
            "n" | "no" => return Err(refused()),
            _ => context.terminal.warn("type y or n"),
        }
    }
    program::remember(name, program, context);
    Ok(())
}

/// The process that speaks with a plugin. It does not outlive this, and neither does what it started.
struct Helper {
    child: Child,
    from: ChildStdout,
    /// For whatever the plugin leaves behind when it is killed.
    _folder: tempfile::TempDir,
}

impl Helper {
    fn start(program: &std::path::Path) -> Result<Self, Failure> {
        let failed = |e| Failure::io("the process for the plugin could not be started", e);
        let folder = tempfile::Builder::new().prefix(FOLDER).tempdir().map_err(failed)?;
        let mut command = own_program(COMMAND).map_err(failed)?;
        command.env_clear().env("PATH", program::path_for(program)).env("TMPDIR", folder.path());
        for name in program::HANDED_ON {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let mut child =
            command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed)?;
        let from = child.stdout.take().ok_or_else(|| failed(std::io::ErrorKind::BrokenPipe.into()))?;
        Ok(Self { child, from, _folder: folder })
    }

    fn to(&mut self) -> Result<&mut impl Write, Failure> {
        let gone = || Failure::io("the process for the plugin", std::io::ErrorKind::BrokenPipe.into());
        self.child.stdin.as_mut().ok_or_else(gone)
    }

    /// Whether it says something, or has gone.
    fn wait(&self, most: Duration) -> Result<bool, Failure> {
        let most = Timespec::try_from(most).unwrap_or(Timespec { tv_sec: 0, tv_nsec: 0 });
        match poll(&mut [PollFd::new(&self.from, PollFlags::IN)], Some(&most)) {
            Ok(ready) => Ok(ready > 0),
            Err(Errno::INTR) => Ok(false),
            Err(error) => Err(Failure::io("the process for the plugin", error.into())),
        }
    }

    /// Lets a plugin that has answered come to its own end.
    fn let_it_end(&mut self) {
        let (began, mut rest) = (Instant::now(), [0; 64]);
        while began.elapsed() < GRACE {
            match self.wait(LOOK) {
                Ok(false) => {}
                // What it still says, nobody needs.
                Ok(true) if self.from.read(&mut rest).is_ok_and(|read| read > 0) => {}
                _ => break,
            }
        }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // As long as it was not waited for, its number is no other's. Before it leads a group it has started nothing.
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
