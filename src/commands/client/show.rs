//! `praxis client show`

use super::super::Context;
use super::super::overriding::OverrideArgs;
use crate::export::form::{ClientForm, DisclosureForm, HoldForm};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::hold::HoldState;

/// Show a client's record
///
/// All that is on record but notes: praxis note list shows those.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis client show C-0001")]
pub struct Args {
    /// Reference, or a part of the name
    client: String,
    #[command(flatten)]
    overriding: OverrideArgs,
}

/// What stands in place of what there is and does not open.
const CLOSED: &str = "not open to you";
/// What stands in place of holds whose reasons do not open.
const HELD: &str = "stand; which, and why, does not open to you";

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let reference = unlocked.find_client(&args.client)?;
    args.overriding.apply(&mut unlocked)?;
    let shown = unlocked.client(reference)?;
    let members = unlocked.references_of(&shown.client.person.members)?;
    let holds = shown.holds.iter().map(|found| HoldForm::of(&found.row, found.client, &found.hold)).collect();
    let told =
        shown.disclosures.iter().map(|told| DisclosureForm::of(told.reference, reference, &told.disclosure));
    let form = ClientForm::of(reference, &shown.client, members, shown.versions, shown.notes, holds)
        .with_disclosures(told)
        .with_restriction(shown.row.flags.restricted, shown.withheld)
        .with_closed(&shown.closed, shown.has_clinical);
    if context.terminal.json {
        return context.terminal.print_json(&form);
    }
    context.terminal.print_table(&[], rows(&form))
}

fn rows(form: &ClientForm<'_>) -> Vec<Vec<String>> {
    let text = |value: Option<&str>| value.unwrap_or("").to_owned();
    let day = |value: Option<chrono::NaiveDate>| value.map_or_else(String::new, in_words);
    let codes =
        |tags: &[crate::records::client::Tag]| tags.iter().map(|t| t.code()).collect::<Vec<_>>().join(", ");
    let members: Vec<String> = form.members.iter().map(ToString::to_string).collect();
    [
        ("Client", form.client.to_string()),
        ("Name", form.name.to_owned()),
        ("Status", form.status.code().to_owned()),
        ("Kind", form.kind.code().to_owned()),
        ("Members", members.join(", ")),
        ("Known as", text(form.known_as)),
        ("Pronouns", text(form.pronouns)),
        ("Born", day(form.born)),
        ("NHS number", form.nhs_number.clone().unwrap_or_default()),
        ("Guardian", text(form.guardian)),
        ("Referrer", text(form.referrer)),
        ("Lawful basis", format!("{}, {}", form.basis.code(), form.condition.code())),
        ("Tags", codes(&form.tags)),
        ("E-mail", text(form.email)),
        ("Phone", text(form.phone)),
        ("Address", text(form.address)),
        ("Emergency contact", text(form.emergency_contact)),
        ("Insurer", text(form.insurer)),
        ("GP", text(form.gp)),
        ("Alerts", form.alerts.join("; ")),
        ("Medications", form.medications.join("; ")),
        ("Allergies", form.allergies.join("; ")),
        ("Clinical", if form.closed.contains(&Compartment::Clinical) { CLOSED } else { "" }.to_owned()),
        ("First contact", in_words(form.first_contact)),
        ("Last contact", in_words(form.last_contact)),
        ("Ended", day(form.ended)),
        ("Died", day(form.died)),
        ("Notes", form.notes.to_string()),
        ("Statements", statements(form)),
        ("Restricted", restricted(form)),
        ("Holds", if form.closed.contains(&Compartment::Office) { HELD } else { "" }.to_owned()),
        ("Holds", standing(form)),
        ("Disclosures", told(form)),
        ("Erased", form.erased.iter().map(|part| part.code()).collect::<Vec<_>>().join(", ")),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(label, value)| vec![label.to_owned(), value])
    .collect()
}

/// Who was told what stands in a list of its own.
fn told(form: &ClientForm<'_>) -> String {
    form.disclosures.iter().map(|told| told.disclosure.to_string()).collect::<Vec<_>>().join(", ")
}

/// The notes that hold what the client says of the record.
fn statements(form: &ClientForm<'_>) -> String {
    form.statements.iter().map(|stated| stated.note.to_string()).collect::<Vec<_>>().join(", ")
}

/// By which requests, and that the clinical part is not shown.
fn restricted(form: &ClientForm<'_>) -> String {
    if !form.restricted {
        return String::new();
    }
    let standing = form.restrictions.iter().flat_map(|all| all.standing());
    let since: Vec<String> =
        standing.map(|made| format!("since {} by {}", in_words(made.on), made.request)).collect();
    let withheld = form.withheld.then(|| "the clinical part is not shown".to_owned());
    since.into_iter().chain(withheld).collect::<Vec<_>>().join("; ")
}

/// Those that stand; the others are history.
fn standing(form: &ClientForm<'_>) -> String {
    let standing = form.holds.iter().filter(|hold| hold.state == HoldState::Active);
    standing.map(|hold| hold.hold.to_string()).collect::<Vec<_>>().join(", ")
}
