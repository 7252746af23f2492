//! `praxis complaint form`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given, letters};
use crate::export::letters::Letter;
use crate::failure::Failure;
use crate::vault::files;

/// Write a form that people can complain with, to print or to put where they find it
///
/// The law wants it made easy to complain, such as by a form (DPA 2018 section 164A). It is filled in with the practice's
/// name from praxis.toml and what contact in [privacy] says there; no key is needed.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis complaint form\n  praxis complaint form -o complaint.txt")]
pub struct Args {
    /// Write it to this new file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Serialize)]
struct Written<'a> {
    letter: Letter,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let vault = context.vault_looking()?;
    if let Some(path) = &args.output {
        given::refuse_what_is_there(path, "the form")?;
        given::refuse_inside(&vault, path, "the form")?;
    }
    // A form that does not say where it goes makes nothing easier.
    if vault.config.privacy.contact.is_none() {
        return Err(Failure::Usage(
            "praxis.toml does not say where people can reach the practice: a form must".to_owned(),
            "set contact in [privacy] of praxis.toml".to_owned(),
        ));
    }
    let letter = Letter::ComplaintForm;
    let text = letters::write(&vault.config, letter, |values| values, context.now.today())?;
    if let Some(path) = &args.output {
        files::make_new(path, text.as_bytes(), "the form")?;
    }
    let text = args.output.is_none().then_some(text.as_str());
    if text.is_none() && !context.terminal.json {
        return Ok(());
    }
    context.print(&Written { letter, text }, || text.unwrap_or_default().trim_end().to_owned())
}
