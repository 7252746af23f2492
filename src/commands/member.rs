//! `praxis member`: who may open what.

mod add;
mod grant;
mod key;
mod list;
mod remove;
mod review;
mod role;

use super::Context;
use crate::failure::Failure;
use crate::records::member::{MemberNumber, Role};

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Add(add::Args),
    List(list::Args),
    Role(role::Args),
    Grant(grant::Args),
    Key(key::Args),
    Remove(remove::Args),
    Review(review::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Add(args) => add::run(&args, context),
        Command::List(args) => list::run(&args, context),
        Command::Role(args) => role::run(&args, context),
        Command::Grant(args) => grant::run(&args, context),
        Command::Key(args) => key::run(&args, context),
        Command::Remove(args) => remove::run(&args, context),
        Command::Review(args) => review::run(&args, context),
    }
}

/// What is said when somebody becomes an owner.
fn warn_of_an_owner(role: Role, context: &Context) {
    if role == Role::Owner {
        context
            .terminal
            .say("An owner opens everything, and cannot be kept from it later by being given another role.");
    }
}

/// Asks for the number of the member to be typed; without a terminal it comes with --confirm.
fn confirm(
    number: MemberNumber,
    given: Option<u32>,
    question: &str,
    context: &Context,
) -> Result<(), Failure> {
    let typed = match given {
        Some(typed) => Some(Some(typed)),
        None if context.terminal.can_ask() => {
            context.terminal.ask(&format!("{question} ({})", number.0))?.map(|text| text.trim().parse().ok())
        }
        None => None,
    };
    match typed {
        Some(Some(same)) if same == number.0 => Ok(()),
        Some(_) => Err(Failure::Usage(
            format!("that is not {}; nothing was done", number.0),
            "type the very number, or leave it".to_owned(),
        )),
        None => Err(Failure::Usage(
            "there is nobody to confirm it".to_owned(),
            format!("add --confirm {}", number.0),
        )),
    }
}
