//! `praxis member list`

use serde::Serialize;

use super::super::Context;
use super::super::needs::Needs;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::member::{MemberNumber, Role};
use crate::vault::FoundMember;

/// List members: who opens what, since when, and when they last did
///
/// Names open to owners and the DPO. A locked vault can list the rest: --locked asks for no key.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis member list\n  praxis member list --locked --json")]
pub struct Args {
    /// Numbers, roles and days only, without unlocking
    #[arg(long)]
    locked: bool,
}

impl Args {
    /// Who opens what is no secret among members.
    #[must_use]
    pub fn needs(&self) -> Needs {
        if self.locked { Needs::Nothing } else { Needs::Member }
    }
}

/// A member as the list and the review show one.
#[derive(Serialize)]
pub struct Line<'a> {
    member: MemberNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    role: Role,
    opens: &'a [Compartment],
    /// What is sealed for their emergencies.
    glass: &'a [Compartment],
    recipient: &'a str,
    signs: bool,
    since: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<&'a str>,
    last_used: Option<&'a str>,
}

/// What nobody should find out later.
const ANY_PROGRAM: &str = "What is sealed for somebody's emergencies opens to them with their identity and any program, at any \
                           time: only praxis asks for a reason, and writes it down.";

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let found =
        if args.locked { context.vault_looking()?.members_locked()? } else { context.unlock()?.members()? };
    print(&found, context)
}

/// Prints members, those who were some last.
pub fn print(found: &[FoundMember], context: &Context) -> Result<(), Failure> {
    let lines: Vec<Line<'_>> = found.iter().map(line).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.member.0.to_string(),
            line.name.unwrap_or_default().to_owned(),
            line.role.code().to_owned(),
            line.until.map_or_else(|| opens(line), |_| "nothing now".to_owned()),
            line.until
                .map_or_else(|| day(line.since), |until| format!("{} to {}", day(line.since), day(until))),
            line.last_used.map(|time| day(time.get(..10).unwrap_or(time))).unwrap_or_default(),
        ]
    });
    let header = ["Member", "Name", "Role", "Opens", "Since", "Last opened"];
    context.terminal.print_table(&header, rows.collect())?;
    if lines.iter().any(|line| !line.glass.is_empty()) {
        context.terminal.say(ANY_PROGRAM);
    }
    Ok(())
}

fn line(found: &FoundMember) -> Line<'_> {
    let FoundMember { member, name, last_used, until } = found;
    Line {
        member: member.number,
        name: name.as_deref(),
        role: member.role,
        opens: if until.is_some() { &[] } else { member.role.compartments() },
        glass: &member.glass,
        recipient: &member.recipient,
        signs: member.verify_key.is_some(),
        since: &member.since,
        until: until.as_deref(),
        last_used: last_used.as_deref(),
    }
}

fn opens(line: &Line<'_>) -> String {
    let codes = |some: &[Compartment]| some.iter().map(|one| one.code()).collect::<Vec<_>>().join(", ");
    let opens = match line.role {
        Role::Owner => "everything".to_owned(),
        Role::Auditor => "nothing".to_owned(),
        role => codes(role.compartments()),
    };
    match line.glass {
        [] => opens,
        glass => format!("{opens}; in an emergency {}", codes(glass)),
    }
}

fn day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), in_words)
}
