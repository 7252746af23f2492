//! `praxis client list`

use serde::Serialize;

use super::super::Context;
use super::super::needs::Needs;
use crate::export::csv;
use crate::export::form::ClientLine;
use crate::failure::Failure;
use crate::records::client::Status;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::records::stored::HandleState;

use super::super::given;

/// List clients
///
/// A locked vault can list references and states: --locked asks for no key.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis client list\n  praxis client list --status active --json\n  praxis client list --locked"
)]
pub struct Args {
    /// Only clients who stand so
    #[arg(long, value_parser = given::code::<Status>())]
    status: Option<Status>,
    /// References and states only, without unlocking
    #[arg(long, conflicts_with_all = ["csv", "status"])]
    locked: bool,
    /// Print CSV
    #[arg(long)]
    csv: bool,
}

#[derive(Serialize)]
struct LockedLine {
    client: Reference,
    status: HandleState,
}

impl Args {
    /// A name is the person's.
    #[must_use]
    pub fn needs(&self) -> Needs {
        if self.locked { Needs::Nothing } else { Needs::Keys(&[Compartment::Person]) }
    }
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if args.locked {
        return locked(context);
    }
    let mut unlocked = context.unlock()?;
    let mut found = unlocked.clients()?;
    found.retain(|client| args.status.is_none_or(|status| client.dates.status() == status));
    let lines: Vec<ClientLine<'_>> =
        found.iter().map(|client| ClientLine::of(client.reference, &client.person, &client.dates)).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if args.csv {
        let header = ["client", "name", "status", "kind", "first_contact", "last_contact", "ended"];
        let rows = lines.iter().map(|line| {
            vec![
                line.client.to_string(),
                line.name.to_owned(),
                line.status.code().to_owned(),
                line.kind.code().to_owned(),
                line.first_contact.to_string(),
                line.last_contact.to_string(),
                line.ended.map_or_else(String::new, |day| day.to_string()),
            ]
        });
        let bytes = csv::table(&header, rows).map_err(|e| Failure::Unexpected(e.into()))?;
        return context.terminal.print(&String::from_utf8_lossy(&bytes));
    }
    if lines.is_empty() {
        context.terminal.say(match args.status {
            Some(_) => "no client stands so",
            None => "no clients yet; add one with: praxis client add",
        });
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.client.to_string(),
            line.name.to_owned(),
            line.status.code().to_owned(),
            in_words(line.first_contact),
            in_words(line.last_contact),
        ]
    });
    context
        .terminal
        .print_table(&["Client", "Name", "Status", "First contact", "Last contact"], rows.collect())
}

fn locked(context: &Context) -> Result<(), Failure> {
    let rows = context.vault()?.list_locked()?;
    let lines: Vec<LockedLine> =
        rows.into_iter().map(|row| LockedLine { client: row.reference, status: row.state }).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    let rows = lines.iter().map(|line| vec![line.client.to_string(), line.status.code().to_owned()]);
    context.terminal.print_table(&["Client", "Status"], rows.collect())
}
