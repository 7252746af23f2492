//! `praxis init`: an identity, a vault, a recovery kit.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::{Context, Programs, given, unlock};
use crate::crypto::age_file::{Identity, Work};
use crate::crypto::passphrase::Passphrase;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::nation::Nation;
use crate::terminal::prompt;
use crate::terminal::signals::Watch;
use crate::vault::layout::Defaults;
use crate::vault::{KitOrder, NewVault, make_identity_file, refuse_what_is_in_the_way};

/// Make a vault
///
/// It takes your identity, the practice's details and a recovery kit. On a terminal everything that is missing is asked for. A vault without a recovery kit is lost with this
/// machine or your passphrase; going without needs --accept-total-loss.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis init\n  praxis init --non-interactive --vault V -i ID --practice \"Willow Rooms\" \\\n    --nation england-and-wales --kit-out KIT --kit-passphrase-fd 3 3<KITPASS"
)]
pub struct Args {
    /// Ask nothing
    #[arg(long)]
    non_interactive: bool,
    /// The practice's name
    #[arg(long, value_name = "NAME")]
    practice: Option<String>,
    /// Whose bank holidays count
    #[arg(long, value_parser = given::code::<Nation>())]
    nation: Option<Nation>,
    /// Keep this machine's keys in another folder, such as a stick
    #[arg(long, value_name = "DIR")]
    keys: Option<PathBuf>,
    /// Write the recovery kit to this new file
    #[arg(long, value_name = "FILE", conflicts_with = "accept_total_loss")]
    kit_out: Option<PathBuf>,
    /// Read the kit's passphrase from this file descriptor
    #[arg(long, value_name = "N", requires = "kit_out")]
    kit_passphrase_fd: Option<u32>,
    /// Go without a recovery kit: when this machine or the passphrase is lost, so is everything
    #[arg(long)]
    accept_total_loss: bool,
    #[command(flatten)]
    programs: Programs,
}

#[derive(Serialize)]
struct Made {
    vault: PathBuf,
    id: String,
    keys: PathBuf,
    recipient: String,
    kit: Option<&'static str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
    let asks = !args.non_interactive;
    if asks && !context.terminal.can_ask() {
        return Err(Failure::Usage(
            "there is no terminal to ask on".to_owned(),
            "add --non-interactive and the flags that praxis init --help lists".to_owned(),
        ));
    }
    let defaults = Defaults::find()?;
    let at = std::path::absolute(context.global.vault.as_deref().unwrap_or(&defaults.vault))
        .map_err(|e| Failure::io("the vault's folder", e))?;
    refuse_what_is_in_the_way(&at, args.kit_out.as_deref())?;
    let practice = match &args.practice {
        Some(name) => given::field(name, "--practice")?,
        None if asks => context.terminal.ask("Name of the practice")?,
        None => None,
    };
    let practice = practice.ok_or_else(|| missing("the practice's name", "--practice \"Name\""))?;
    let nation = match args.nation {
        Some(nation) => nation,
        None if asks => ask_nation(context)?,
        None => return Err(missing("the nation", "--nation england-and-wales")),
    };
    if !asks && args.kit_out.is_none() && !args.accept_total_loss {
        return Err(missing(
            "a recovery kit",
            "--kit-out FILE --kit-passphrase-fd N, or --accept-total-loss",
        ));
    }
    // Everything is asked before anything is written: who stops at a question leaves nothing behind.
    let owner = owner(asks, context, &practice)?;
    let kit = kit(args, context, &at, &practice)?;
    let identity = owner.identity(context.now.today())?;
    let keys = args.keys.as_deref().map(std::path::absolute).transpose();
    let keys = keys.map_err(|e| Failure::io("the folder given with --keys", e))?;
    // It takes a moment, and half of it is of no use to anybody: signals wait until it is done.
    let held_off = Watch::begin(&[], &[SIGINT, SIGTERM, SIGHUP]);
    let created = NewVault {
        at: &at,
        state: &defaults.state,
        keys: keys.as_deref(),
        practice: &practice,
        nation,
        identity: &identity,
        kit: kit.as_ref().map(|(path, passphrase)| KitOrder { path, passphrase, work: Work::STANDARD }),
        now: context.now,
    }
    .create()?;
    drop(held_off);
    let made = Made {
        vault: at,
        id: created.id.to_string(),
        keys: created.keys,
        recipient: created.recipient.to_string(),
        kit: kit.is_some().then_some("T-01"),
    };
    context.print(&made, || summary(&made))?;
    Ok(())
}

fn summary(made: &Made) -> String {
    let kit = match made.kit {
        Some(number) => format!("{number} was written, read back and opened; keep it away from this machine"),
        None => "none: if this machine or your passphrase is lost, so is everything".to_owned(),
    };
    format!(
        "vault  {}\nkeys   {}\nyou    {}\nkit    {kit}\n\n\
         Back up the vault folder as often as you like. Never back up the keys folder:\n\
         old copies of it would undo an erasure.",
        made.vault.display(),
        made.keys.display(),
        made.recipient,
    )
}

fn missing(what: &str, flag: &str) -> Failure {
    Failure::Usage(format!("{what} is missing"), format!("add {flag}"))
}

fn ask_nation(context: &Context) -> Result<Nation, Failure> {
    let all: Vec<_> = Nation::ALL.iter().map(|n| n.code()).collect();
    loop {
        let answer = context.terminal.ask_or(&format!("Nation ({})", all.join(", ")), all[0])?;
        match Nation::from_code(answer.trim()) {
            Some(nation) => return Ok(nation),
            None => context.terminal.warn("that is none of them"),
        }
    }
}

/// The owner's identity: the file that is there, or a new one with a passphrase, not made yet.
pub enum Owner {
    /// The file that is there.
    There(Identity),
    /// A new one.
    New(PathBuf, Passphrase),
}

impl Owner {
    /// The identity; a new one is made now.
    pub fn identity(self, today: NaiveDate) -> Result<Identity, Failure> {
        match self {
            Owner::There(identity) => Ok(identity),
            Owner::New(path, passphrase) => make_identity_file(&path, (&passphrase, Work::STANDARD), today),
        }
    }
}

/// Finds the identity of who will own a vault, or has a passphrase chosen for a new one.
pub fn owner(asks: bool, context: &Context, practice: &str) -> Result<Owner, Failure> {
    let path = unlock::identity_path(context)?;
    if path.exists() {
        let file = unlock::IdentityBytes::read(path)?;
        if file.is_protected() {
            context.terminal.say(&format!("Your identity is there already: {}", file.path().display()));
        }
        return file.open(context).map(|opened| Owner::There(opened.identity));
    }
    let passphrase = match context.global.passphrase_fd {
        Some(descriptor) => strong(prompt::passphrase_from(descriptor)?, practice)?,
        None if asks => {
            context.terminal.say(&format!("Your identity will be {}", path.display()));
            choose_passphrase(context, "your identity", practice)?
        }
        None => {
            return Err(Failure::Locked(
                format!("there is no identity file at {}", path.display()),
                "make one with: praxis identity new -i FILE, or age-keygen -o FILE".to_owned(),
            ));
        }
    };
    Ok(Owner::New(path, passphrase))
}

fn kit(
    args: &Args,
    context: &Context,
    at: &Path,
    practice: &str,
) -> Result<Option<(PathBuf, Passphrase)>, Failure> {
    if args.accept_total_loss {
        return Ok(None);
    }
    let path = if let Some(path) = &args.kit_out {
        path.clone()
    } else {
        context.terminal.say(
            "A recovery kit opens everything when this machine or your passphrase is lost. It is one small file; \
             put it on a stick, and keep its passphrase apart from it.",
        );
        match context.terminal.ask("File for the kit")? {
            Some(path) => PathBuf::from(path),
            None => return Err(missing("a recovery kit", "--kit-out FILE, or --accept-total-loss")),
        }
    };
    refuse_what_is_in_the_way(at, Some(&path))?;
    let passphrase = match args.kit_passphrase_fd {
        Some(descriptor) => strong(prompt::passphrase_from(descriptor)?, practice)?,
        None if context.terminal.can_ask() && !args.non_interactive => {
            choose_passphrase(context, "the kit", practice)?
        }
        None => return Err(missing("the kit's passphrase", "--kit-passphrase-fd N")),
    };
    Ok(Some((path, passphrase)))
}

/// Refuses a passphrase that could be guessed.
pub fn strong(passphrase: Passphrase, practice: &str) -> Result<Passphrase, Failure> {
    match passphrase.weakness(&[practice, "praxis"]) {
        None => Ok(passphrase),
        Some(why) => Err(Failure::Usage(
            format!("the passphrase is too weak: {why}"),
            "take several unrelated words, or a generated one".to_owned(),
        )),
    }
}

/// A generated passphrase, typed once to show that it was written down; or one of the person's own, twice.
pub fn choose_passphrase(context: &Context, what: &str, known: &str) -> Result<Passphrase, Failure> {
    let terminal = context.terminal;
    let answer = terminal.ask_or(&format!("Generate a passphrase for {what}? (yes, no)"), "yes")?;
    if answer.trim().to_lowercase().starts_with('y') {
        let generated = Passphrase::generate();
        terminal.show_secret(&format!("Passphrase for {what}, to be written down now:"), &generated);
        loop {
            if terminal.ask_passphrase("Type it, from what you wrote down")?.is(&generated) {
                return Ok(generated);
            }
            terminal.warn("that is not it");
        }
    }
    loop {
        let chosen = terminal.ask_passphrase(&format!("Passphrase for {what}"))?;
        if let Some(why) = chosen.weakness(&[known, "praxis"]) {
            terminal.warn(&format!("too weak: {why}"));
            continue;
        }
        if terminal.ask_passphrase("The same again")?.is(&chosen) {
            return Ok(chosen);
        }
        terminal.warn("the two were not the same");
    }
}
