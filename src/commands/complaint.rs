//! `praxis complaint`: complaints about how the practice handles somebody's information, from the day they come until whoever
//! complained knows the outcome. DPA 2018 section 164A.

mod acknowledge;
mod close;
mod form;
mod letter;
mod list;
mod numbers;
mod open;
mod show;
mod shown;
mod update;

use std::path::Path;

use chrono::NaiveDate;

use super::{Context, given};
use crate::config::Config;
use crate::failure::Failure;
use crate::records::complaint::Step;
use crate::records::reference::{Reference, Register};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Open(open::Args),
    Acknowledge(acknowledge::Args),
    Update(update::Args),
    Close(close::Args),
    List(list::Args),
    Show(show::Args),
    Numbers(numbers::Args),
    Letter(letter::Args),
    Form(form::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Open(args) => open::run(&args, context),
        Command::Acknowledge(args) => acknowledge::run(&args, context),
        Command::Update(args) => update::run(&args, context),
        Command::Close(args) => close::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Show(args) => show::run(&args, context),
        Command::Numbers(args) => numbers::run(&args, context),
        Command::Letter(args) => letter::run(&args, context),
        Command::Form(args) => form::run(&args, context),
    }
}

/// The reference of a complaint.
fn reference(text: &str) -> Result<Reference, Failure> {
    given::reference(text, Register::Complaint)
}

/// A day that has come; today unless another was given.
fn day(text: Option<&str>, flag: &str, context: &Context) -> Result<NaiveDate, Failure> {
    let today = context.now.today();
    text.map_or(Ok(today), |text| given::past_date(text, flag, today))
}

/// Text from a file or a pipe.
fn words(file: Option<&Path>, flag: &str) -> Result<Option<String>, Failure> {
    file.map(|path| super::given::words_in(path, flag)).transpose()
}

/// What is said where a letter goes out although praxis.toml does not say where the practice is reached.
fn warn_of_no_contact(config: &Config, context: &Context) {
    if config.privacy.contact.is_none() {
        context.terminal.warn(
            "the letter does not say where the practice is reached: set contact in [privacy] of praxis.toml",
        );
    }
}

/// Refuses two texts from one pipe.
fn not_both_from_stdin(one: Option<&Path>, other: Option<&Path>) -> Result<(), Failure> {
    let stdin = Some(Path::new("-"));
    if one == stdin && other == stdin {
        return Err(Failure::Usage(
            "both texts cannot come from the same pipe".to_owned(),
            "give one of them as a file".to_owned(),
        ));
    }
    Ok(())
}

/// Records what happened, and prints how the complaint stands then.
fn record(complaint: &str, steps: Vec<Step>, context: &Context) -> Result<(), Failure> {
    let complaint = reference(complaint)?;
    let found = context.unlock()?.record_complaint(complaint, steps)?;
    for warning in &found.standing.warnings {
        context.terminal.warn(warning);
    }
    context.print(&shown::Shown::of(&found), || shown::first_line(&found))
}
