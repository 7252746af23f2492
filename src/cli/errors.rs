//! Usage errors in our own words: clap repeats what was typed, and that may be a name.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::failure::{Exit, Failure};
use crate::terminal::Terminal;

/// Prints help, version or a usage error; gives the exit code.
pub fn report(error: &clap::Error) -> Exit {
    let json = std::env::args_os().any(|arg| arg == "--json");
    let terminal = Terminal::new(json, false);
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            match terminal.print(&error.render().to_string()) {
                Ok(()) => Exit::Done,
                Err(failure) => terminal.fail(&failure),
            }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            terminal.say(&error.render().to_string());
            Exit::Usage
        }
        kind => terminal.fail(&Failure::Usage(what(error, kind), hint(error))),
    }
}

fn what(error: &clap::Error, kind: ErrorKind) -> String {
    let flag = flag_of(error);
    match kind {
        // Here clap gives what was typed, not a flag of ours: a name may follow the hyphens.
        ErrorKind::UnknownArgument => match flag {
            Some(_) => "there is a flag that this command does not have".to_owned(),
            None => "there is one word too many; text with spaces needs quotes".to_owned(),
        },
        ErrorKind::InvalidSubcommand => "there is no such command".to_owned(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let name = flag.unwrap_or_else(|| "a word".to_owned());
            match allowed(error) {
                Some(allowed) => format!("{name} takes one of: {allowed}"),
                None => format!("{name} has a value that it does not take"),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            format!("missing: {}", listed(error, ContextKind::InvalidArg).unwrap_or_default())
        }
        ErrorKind::ArgumentConflict => {
            let other = listed(error, ContextKind::PriorArg).unwrap_or_default();
            format!("{} and {other} do not go together", flag.unwrap_or_default())
        }
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{} needs a value", flag.unwrap_or_else(|| "a flag".to_owned()))
        }
        ErrorKind::InvalidUtf8 => "a word is not UTF-8".to_owned(),
        _ => "the command line is not understood".to_owned(),
    }
}

fn hint(error: &clap::Error) -> String {
    match listed(error, ContextKind::SuggestedSubcommand).or_else(|| listed(error, ContextKind::SuggestedArg))
    {
        Some(suggested) => format!("did you mean {suggested}?"),
        None => "add --help to see what it takes".to_owned(),
    }
}

/// The flag that an error is about; never the value that was given.
fn flag_of(error: &clap::Error) -> Option<String> {
    let text = listed(error, ContextKind::InvalidArg)?;
    let flag = text.split(['=', ' ']).next()?.to_owned();
    (flag.starts_with('-') || flag.starts_with('<')).then_some(flag)
}

fn allowed(error: &clap::Error) -> Option<String> {
    listed(error, ContextKind::ValidValue).filter(|values| !values.is_empty())
}

fn listed(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(one) => Some(one.clone()),
        ContextValue::Strings(many) => Some(many.join(", ")),
        _ => None,
    }
}
