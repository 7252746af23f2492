//! `praxis client amend`

use std::path::PathBuf;

use serde::Serialize;

use super::super::needs::Needs;
use super::super::{Context, disclosure, given};
use super::fields::Fields;
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::reference::{Reference, Register};
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
    /// The request by which it is put right, when it is by one
    #[arg(long, value_name = "REQUEST")]
    request: Option<String>,
}

impl Args {
    /// What is amended; what comes with --from shows when it is stored.
    #[must_use]
    pub fn needs(&self) -> Needs {
        use Compartment::{Clinical, Contact, Person, Process, Registers};
        match (
            self.fields.moves_the_first_contact(),
            self.request.is_some(),
            self.fields.says_something_clinical(),
        ) {
            // The day of the last contact follows from it and from all notes.
            (true, false, _) => Needs::Keys(&[Clinical, Process, Contact, Person]),
            (true, true, _) => Needs::Keys(&[Clinical, Process, Registers, Contact, Person]),
            (false, true, _) => Needs::Keys(&[Registers, Clinical, Contact, Person]),
            (false, false, true) => Needs::Keys(&[Clinical, Contact, Person]),
            (false, false, false) => Needs::Keys(&[Contact, Person]),
        }
    }
}

#[derive(Serialize)]
struct Amended {
    client: Reference,
    changed: Vec<RecordType>,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let request =
        args.request.as_deref().map(|text| given::reference(text, Register::Request)).transpose()?;
    let mut unlocked = context.unlock()?;
    let reference = unlocked.find_client(&args.client)?;
    if let Some(request) = request {
        unlocked.check_request(reference, request)?;
    }
    let fields = match &args.from {
        Some(path) => Fields::from_json(path)?,
        None => args.fields,
    };
    let today = context.now.today();
    let members = fields.members(&mut unlocked)?;
    let changed = unlocked.amend_client(reference, |client| fields.apply(client, members, today))?;
    if changed.is_empty() {
        context.terminal.say("nothing changed");
    } else if request.is_some() {
        disclosure::name_recipients(&unlocked, reference, context)?;
    }
    context.print(&Amended { client: reference, changed }, || reference.to_string())
}
