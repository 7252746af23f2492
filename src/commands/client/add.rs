//! `praxis client add`

use std::path::PathBuf;

use serde::Serialize;

use super::super::Context;
use super::fields::Fields;
use crate::failure::Failure;
use crate::records::client::{Client, ClientKind, Clinical, Contact, Dates, Person};
use crate::records::reference::Reference;
use crate::records::restriction::Restrictions;

/// Add a client
///
/// On a terminal a missing name is asked for; --from - reads everything as JSON, so that no
/// name stands in the command line.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis client add --name \"Ada Example\" --born 1990-02-01 --phone \"07700 900123\"\n  praxis client add --from - < client.json"
)]
pub struct Args {
    #[command(flatten)]
    fields: Fields,
    /// Read the fields as JSON from a file or, with -, from stdin
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
}

impl Args {
    /// Whether a flag belongs to the clinical part; what comes with --from shows when it is stored.
    #[must_use]
    pub fn says_something_clinical(&self) -> bool {
        self.fields.says_something_clinical()
    }
}

#[derive(Serialize)]
struct Added {
    client: Reference,
}

/// Runs the command.
pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let mut fields = match &args.from {
        Some(path) => Fields::from_json(path)?,
        None => args.fields,
    };
    if !fields.has_name()
        && args.from.is_none()
        && context.terminal.can_ask()
        && let Some(name) = context.terminal.ask("Full name")?
    {
        fields.set_name(name);
    }
    if !fields.has_name() {
        return Err(Failure::Usage(
            "the name is missing".to_owned(),
            "give it with --name, or with --from - as JSON".to_owned(),
        ));
    }
    let today = context.now.today();
    let members = fields.members(&mut unlocked)?;
    let defaults = &unlocked.vault().config.clients;
    let mut client = Client {
        person: Person {
            name: String::new(),
            kind: ClientKind::Individual,
            members: Vec::new(),
            known_as: None,
            pronouns: None,
            born: None,
            nhs_number: None,
            guardian: None,
            referrer: None,
            basis: defaults.basis,
            condition: defaults.condition,
            tags: std::collections::BTreeSet::new(),
            source: None,
        },
        contact: Contact::default(),
        clinical: Clinical::default(),
        dates: Dates {
            restrictions: Restrictions::default(),
            statements: Vec::new(),
            reviewed: None,
            groups: Vec::new(),
            first_contact: today,
            last_contact: today,
            ended: None,
            died: None,
            history: Vec::new(),
        },
    };
    fields.apply(&mut client, members, today)?;
    client.dates.last_contact = client.dates.first_contact;
    let references = unlocked.add_clients(std::slice::from_ref(&client), None, || ())?;
    for reference in references {
        context.print(&Added { client: reference }, || reference.to_string())?;
    }
    Ok(())
}
