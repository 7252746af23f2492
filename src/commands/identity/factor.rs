//! `praxis identity factor`: a hardware key beside the passphrase, or in its place.

use std::io;
use std::path::PathBuf;

use serde::Serialize;

use super::super::plugin::Plugin;
use super::super::{Context, Programs, unlock};
use super::{find_log, new_passphrase, put};
use crate::crypto::age_file::{Identity, Work};
use crate::crypto::identity_file::{Guarded, Holder, Inside, Stub, plugin_of_recipient};
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::factor::Factors;
use crate::rules::factor::lacks;
use crate::vault::files;

/// Have your identity file take a hardware key, another one, or none
///
/// The hardware key is asked through an age plugin, a program of its maker that praxis.toml names under [plugins], or --plugin.
/// The passphrase stays; --bare leaves it out, and --none takes the hardware key away again. The key that the vault knows stays
/// the same, and the file is written anew: its old bytes are overwritten, but copies of the old file, in backups too, still
/// open as they did. For a second hardware key, copy the file first, and give each copy one.
///
/// Whoever loses the hardware needs such a copy, a recovery kit, or an owner who adds them again.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  age-plugin-yubikey --identity > yubikey.txt\n  praxis identity factor --plugin-identity yubikey.txt\n  praxis identity factor --none"
)]
pub struct Args {
    #[command(flatten)]
    hardware: Hardware,
    /// Take the hardware key away
    #[arg(long, conflicts_with = "plugin_identity")]
    none: bool,
    /// Without a passphrase
    #[arg(long)]
    bare: bool,
    /// Read a new passphrase from this file descriptor, where the file has none yet
    #[arg(long, value_name = "N", conflicts_with = "bare")]
    new_passphrase_fd: Option<u32>,
    #[command(flatten)]
    programs: Programs,
}

/// The longest file of a plugin that is read, in bytes.
const LARGEST: usize = 64 * 1024;

/// Which hardware key.
#[derive(clap::Args)]
pub struct Hardware {
    /// Take a hardware key too: the identity file that its age plugin wrote
    #[arg(long, value_name = "FILE")]
    plugin_identity: Option<PathBuf>,
    /// Seal to this recipient of the plugin (default: to its identity)
    #[arg(long, value_name = "age1NAME1...", requires = "plugin_identity")]
    plugin_recipient: Option<String>,
}

impl Hardware {
    /// Finds its plugin, before anything is asked or written.
    ///
    /// # Errors
    /// When the file is none, or the plugin may not be run.
    pub fn find<'a>(&self, context: &'a Context) -> Result<Option<Found<'a>>, Failure> {
        let Some(path) = &self.plugin_identity else { return Ok(None) };
        let text = files::read_secret(path, LARGEST).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::Missing(
                "there is no file where --plugin-identity says".to_owned(),
                "have the plugin write it first: its own help says how".to_owned(),
            ),
            _ => Failure::io("the file given with --plugin-identity could not be read", error),
        })?;
        let stub = Stub::read_file(&text).map_err(|error| {
            Failure::Usage(
                format!("the file given with --plugin-identity: {error}"),
                "give the file that the plugin wrote, with one line AGE-PLUGIN-NAME-1...".to_owned(),
            )
        })?;
        let recipient = self.plugin_recipient.as_deref().map(str::trim);
        if recipient.is_some_and(|recipient| plugin_of_recipient(recipient) != Some(stub.plugin())) {
            return Err(Failure::Usage(
                format!("--plugin-recipient is none of age-plugin-{}", stub.plugin()),
                format!("give the one that belongs to the identity: age1{}1...", stub.plugin()),
            ));
        }
        let plugin = Plugin::find(&stub, None, context)?;
        Ok(Some(Found { plugin, stub, recipient: recipient.map(str::to_owned) }))
    }
}

/// A hardware key whose plugin may be run.
pub struct Found<'a> {
    plugin: Plugin<'a>,
    stub: Stub,
    recipient: Option<String>,
}

impl Found<'_> {
    /// Has it guard an identity.
    ///
    /// # Errors
    /// When the plugin does not, or does not open it again.
    pub fn guard(&self, identity: &Identity) -> Result<Guarded, Failure> {
        self.plugin.guard(identity, &self.stub, self.recipient.as_deref())
    }
}

#[derive(Serialize)]
struct Changed {
    passphrase: bool,
    plugin: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
    if args.hardware.plugin_identity.is_none() && !args.none {
        return Err(Failure::Usage(
            "which hardware key is not said".to_owned(),
            "give the file that its plugin wrote: --plugin-identity FILE; or take it away: --none".to_owned(),
        ));
    }
    let hardware = args.hardware.find(context)?;
    let file = unlock::IdentityBytes::read(unlock::identity_path(context)?)?;
    let old = file.take()?;
    let unlock::Opened { identity, passphrase, passphrase_set, .. } = file.open(context)?;
    let (passphrase, passphrase_set) = match passphrase {
        _ if args.bare => (None, None),
        // The day stays: it is the same passphrase.
        Some(passphrase) => (Some(passphrase), passphrase_set),
        None => (Some(new_passphrase(args.new_passphrase_fd, context)?), Some(context.now.today())),
    };
    let changed = Changed {
        passphrase: passphrase.is_some(),
        plugin: hardware.as_ref().map(|hardware| hardware.stub.plugin().to_owned()),
    };
    let factors = Factors { passphrase: changed.passphrase, plugin: changed.plugin.is_some() };
    let policy = context.settings()?.map(|config| config.policy);
    if let Some(lacks) = policy.and_then(|policy| lacks(policy.factor, factors)) {
        return Err(Failure::Refused(
            format!(
                "praxis.toml wants {} on the identity that opens the vault, and this would leave it without",
                lacks.in_words()
            ),
            "change factor under [policy] first".to_owned(),
        ));
    }
    let holder = match &hardware {
        Some(hardware) => Holder::Guarded(hardware.guard(&identity)?),
        None => Holder::Identity(identity.copy().map_err(|e| Failure::Unexpected(e.into()))?),
    };
    let inside = Inside { holder, passphrase_set };
    let log = find_log(&identity, context)?;
    let new = old.prepare(&inside, passphrase.as_ref().map(|phrase| (phrase, Work::STANDARD)))?;
    put(new, log, Action::FactorChanged, context)?;
    context.terminal.say("Copies of the old file, in backups too, still open as they did.");
    context.print(&changed, || {
        let plugin = changed.plugin.as_deref().map(|plugin| format!("age-plugin-{plugin}"));
        match (changed.passphrase, plugin) {
            (true, Some(plugin)) => format!("your identity file takes its passphrase and {plugin}"),
            (false, Some(plugin)) => format!("your identity file takes {plugin} alone"),
            (true, None) => "your identity file takes its passphrase alone".to_owned(),
            (false, None) => "your identity file takes nothing: whoever reads it opens the vault".to_owned(),
        }
    })
}
