//! The command line: global flags and the list of subcommands. No behaviour.

mod errors;

use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::clock::Now;
use crate::commands::{self, Context};
use crate::failure::Exit;

/// A records vault for therapists, counselling practices and their data protection officers.
///
/// Clients and notes are sealed one by one under keys of their own, on this machine, without a server, an
/// account or a network. praxis is a tool for keeping records; it is not legal advice and not certified.
#[derive(Parser)]
#[command(
    name = "praxis",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command; before or after it.
#[derive(Args, Clone)]
pub struct Global {
    /// The vault's folder
    #[arg(long, global = true, value_name = "DIR", env = "PRAXIS_VAULT", hide_env_values = true)]
    pub vault: Option<PathBuf>,
    /// Your age identity file
    #[arg(short, long, global = true, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// Read the passphrase from this file descriptor
    #[arg(long, global = true, value_name = "N")]
    pub passphrase_fd: Option<u32>,
    /// Print JSON, errors included
    #[arg(long, global = true)]
    pub json: bool,
    /// Say only what is wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Go on although the clock stands behind the last entry in the log
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    pub accept_clock: bool,
}

/// Every command.
#[derive(Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
#[allow(clippy::large_enum_variant)] // One value for each run of the program.
pub enum Command {
    Init(commands::init::Args),
    Status(commands::status::Args),
    Due(commands::due::Args),
    Demo(commands::demo::Args),
    /// Clients
    #[command(subcommand)]
    Client(commands::client::Command),
    /// Notes
    #[command(subcommand)]
    Note(commands::note::Command),
    /// Files about clients: letters, recordings, invoices
    #[command(subcommand)]
    File(commands::file::Command),
    Search(commands::search::Args),
    /// Holds: what must not be destroyed
    #[command(subcommand)]
    Hold(commands::hold::Command),
    /// Disclosures: who was told what about a client
    #[command(subcommand)]
    Disclosure(commands::disclosure::Command),
    Erase(commands::erase::Args),
    /// Retention: how long records stay
    #[command(subcommand)]
    Retention(commands::retention::Command),
    /// Requests about somebody's record: access, erasure and the other rights
    #[command(subcommand)]
    Request(commands::request::Command),
    /// The audit log: what was done, and proofs of it that a stranger can check
    #[command(subcommand)]
    Audit(commands::audit::Command),
    /// Breaches: the register, the 72 hours, what they could reach, and whom to tell
    #[command(subcommand)]
    Breach(commands::breach::Command),
    /// Complaints about how the practice handles somebody's information: the register, and the 30 days
    #[command(subcommand)]
    Complaint(commands::complaint::Command),
    /// The calculators alone: no vault is needed
    #[command(subcommand)]
    Clock(commands::clock::Command),
    Housekeeping(commands::housekeeping::Args),
    /// The copy of a record that answers a request: gathered, decided about item by item, sealed, checked
    #[command(subcommand)]
    Sar(commands::sar::Command),
    /// Letters about requests
    #[command(subcommand)]
    Letters(commands::letters::Command),
    /// Bring in clients or notes from another system's CSV
    #[command(subcommand)]
    Import(commands::import::Command),
    Export(commands::export::Args),
    Unlock(commands::session::UnlockArgs),
    Lock(commands::session::LockArgs),
    #[command(name = crate::vault::session::COMMAND, hide = true)]
    SessionProcess,
    #[command(name = commands::PLUGIN_PROCESS, hide = true)]
    PluginProcess,
    /// Members: who may open what
    #[command(subcommand)]
    Member(commands::member::Command),
    BreakGlass(commands::break_glass::Args),
    /// Recovery kits
    #[command(subcommand)]
    Kit(commands::kit::Command),
    /// Clinical wills: who looks after clients and records when you no longer can, and with what
    #[command(subcommand)]
    Will(commands::will::Command),
    /// Certificates of erasure
    #[command(subcommand)]
    Certificate(commands::certificate::Command),
    /// Backups
    #[command(subcommand)]
    Backup(commands::backup::Command),
    Reseed(commands::reseed::Args),
    Restore(commands::restore::Args),
    /// Your own identity
    #[command(subcommand)]
    Identity(commands::identity::Command),
    Doctor(commands::doctor::Args),
    Completions(commands::completions::Args),
}

/// The command line as clap knows it, exit codes in every help text.
#[must_use]
pub fn command() -> clap::Command {
    with_exit_codes(Cli::command())
}

fn with_exit_codes(command: clap::Command) -> clap::Command {
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    let leaf = names.is_empty() || !command.is_subcommand_required_set();
    let command =
        names.into_iter().fold(command, |command, name| command.mut_subcommand(name, with_exit_codes));
    let mut text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str("Exit codes:");
    for (exit, meaning) in Exit::ALL {
        text.push_str(&format!("\n  {:>3}  {meaning}", *exit as u8));
    }
    if leaf || command.get_name() == "praxis" { command.after_help(text) } else { command }
}

/// Runs the program; gives its exit code.
#[must_use]
pub fn main() -> Exit {
    let parsed = command().try_get_matches().and_then(|matches| {
        let words = words_of(&matches);
        Cli::from_arg_matches(&matches).map(|cli| (cli, words))
    });
    let (cli, words) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return errors::report(&error),
    };
    let mut context = Context::new(cli.global, Now::read(), words);
    let done = commands::run(cli.command, &mut context);
    context.tell_notices();
    match done {
        Ok(exit) => exit,
        Err(failure) => context.terminal.fail(&failure),
    }
}

/// The names of the subcommands that were typed, and nothing else of what was typed.
fn words_of(matches: &clap::ArgMatches) -> String {
    let mut words = vec!["praxis".to_owned()];
    let mut at = matches;
    while let Some((name, below)) = at.subcommand() {
        words.push(name.to_owned());
        at = below;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }

    #[test]
    fn every_schedule_that_comes_with_the_program_is_in_the_help() {
        for path in [&["clock", "retention"][..], &["retention", "schedule", "show"]] {
            let mut command = super::command();
            let at = path.iter().try_fold(&mut command, |at, word| at.find_subcommand_mut(word));
            let help = at.expect("a command").render_long_help().to_string();
            for (name, _) in crate::config::schedule::PRESETS {
                assert!(help.contains(name), "{path:?}: {name}");
            }
        }
    }
}
