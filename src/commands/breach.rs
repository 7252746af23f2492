//! `praxis breach`: personal data breaches, from the moment somebody becomes aware of one until it is closed.

mod assess;
mod open;
mod scope;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Context, given};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Open(open::Args),
    Assess(Box<assess::Args>),
    Scope(scope::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Open(args) => open::run(&args, context),
        Command::Assess(args) => assess::run(&args, context),
        Command::Scope(args) => scope::run(&args, context),
    }
}

/// The reference of a breach.
fn reference(text: &str) -> Result<Reference, Failure> {
    given::reference(text, Register::Breach)
}

/// An instant that has come; `now` is one.
fn instant(text: &str, flag: &str, context: &Context) -> Result<DateTime<Utc>, Failure> {
    let now = context.now.instant();
    let instant = if text == "now" { now } else { given::instant(text, flag)? };
    if instant > now {
        return Err(Failure::Usage(
            format!("{flag} is an instant that has not come"),
            "give the time as it was in London, or as RFC 3339".to_owned(),
        ));
    }
    Ok(instant)
}

/// An instant as it is stored.
fn stored(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Secs, true)
}
