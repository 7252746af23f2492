//! `praxis request`: requests about somebody's record, from the day they come until they are answered.

mod clock;
mod close;
mod extend;
mod identity;
pub mod letter;
mod list;
mod open;
mod pause;
mod refuse;
mod resume;
mod show;
mod shown;

use std::path::Path;

use chrono::NaiveDate;

use super::{Context, given};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};
use crate::records::request::Step;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Open(open::Args),
    List(list::Args),
    Show(show::Args),
    Clock(clock::Args),
    Identity(identity::Args),
    Pause(pause::Args),
    Resume(resume::Args),
    Extend(extend::Args),
    Refuse(refuse::Args),
    Close(close::Args),
    Letter(letter::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Open(args) => open::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Clock(args) => clock::run(&args, context),
        Command::Identity(args) => identity::run(&args, context),
        Command::Pause(args) => pause::run(&args, context),
        Command::Resume(args) => resume::run(&args, context),
        Command::Extend(args) => extend::run(&args, context),
        Command::Refuse(args) => refuse::run(&args, context),
        Command::Close(args) => close::run(&args, context),
        Command::Letter(args) => letter::run(&args, context),
    }
}

/// The reference of a request.
pub fn reference(text: &str) -> Result<Reference, Failure> {
    given::reference(text, Register::Request)
}

/// A day that has come; today unless another was given.
fn day(text: Option<&str>, flag: &str, context: &Context) -> Result<NaiveDate, Failure> {
    let today = context.now.today();
    text.map_or(Ok(today), |text| given::past_date(text, flag, today))
}

/// Text of several lines from a file or a pipe; on a terminal it is asked for when it is missing.
pub fn words(file: Option<&Path>, flag: &str, question: &str, context: &Context) -> Result<String, Failure> {
    if let Some(path) = file {
        return given::words_in(path, flag);
    }
    let asked = if context.terminal.can_ask() { context.terminal.ask(question)? } else { None };
    let text = asked.ok_or_else(|| {
        Failure::Usage(
            format!("{flag} is missing"),
            format!("give it with {flag} FILE, or {flag} - and a pipe"),
        )
    })?;
    given::words(text.as_bytes(), flag)
}

/// Records what happened, and prints where the clock stands then.
fn record(request: &str, steps: Vec<Step>, context: &Context) -> Result<(), Failure> {
    let request = reference(request)?;
    let found = context.unlock()?.record_steps(request, steps)?;
    context.print(&shown::Shown::of(&found), || shown::first_line(&found))
}
