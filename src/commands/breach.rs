//! `praxis breach`: personal data breaches, from the moment somebody becomes aware of one until it is closed.

mod assess;
mod close;
mod facts;
mod history;
mod letters;
mod list;
mod notify;
mod open;
mod papers;
mod report;
mod scope;
mod show;
mod shown;
mod update;

use chrono::{DateTime, Utc};

use super::{Context, given};
use crate::failure::Failure;
use crate::records::breach::Step;
pub(super) use crate::records::instant::stored;
use crate::records::reference::{Reference, Register};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs, clippy::large_enum_variant)] // The help of each is that of its Args; there is one at a time.
pub enum Command {
    Open(open::Args),
    List(list::Args),
    Show(show::Args),
    Update(update::Args),
    Assess(assess::Args),
    Scope(scope::Args),
    Notify(notify::Args),
    Report(report::Args),
    Letters(letters::Args),
    Close(close::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Open(args) => open::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Update(args) => update::run(&args, context),
        Command::Assess(args) => assess::run(&args, context),
        Command::Scope(args) => scope::run(&args, context),
        Command::Notify(args) => notify::run(&args, context),
        Command::Report(args) => report::run(&args, context),
        Command::Letters(args) => letters::run(&args, context),
        Command::Close(args) => close::run(&args, context),
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

/// Records what happened, prints where the breach stands then, and says what comes next.
fn record(breach: Reference, steps: Vec<Step>, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.record_breach(breach, steps)?;
    shown::print(&found, context)
}
