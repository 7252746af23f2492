//! `praxis client amend`

use std::path::PathBuf;

use serde::Serialize;

use super::super::Context;
use super::fields::Fields;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::records::stored::RecordType;

/// Change a client's record, keeping the former versions
///
/// What is given replaces what was there, what is given empty is cleared, the rest
/// stays; former versions are kept.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis client amend C-0001 --phone \"07700 900456\"\n  praxis client amend C-0001 --insurer \"\""
)]
pub struct Args {
    /// Reference, or a part of the name
    client: String,
    #[command(flatten)]
    fields: Fields,
    /// Read the fields as JSON from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

#[derive(Serialize)]
struct Amended {
    client: Reference,
    changed: Vec<RecordType>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let reference = unlocked.find_client(&args.client)?;
    let fields = match &args.from {
        Some(path) => Fields::from_json(path)?,
        None => args.fields,
    };
    let today = context.now.today();
    let members = fields.members(&mut unlocked)?;
    let changed = unlocked.amend_client(reference, |client| fields.apply(client, members, today))?;
    if changed.is_empty() {
        context.terminal.say("nothing changed");
    }
    context.print(&Amended { client: reference, changed }, || reference.to_string())
}
