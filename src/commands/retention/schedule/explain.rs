//! `praxis retention schedule explain`

use serde::Serialize;

use super::super::super::{Context, given};
use super::super::due::Line;
use super::super::what;
use super::of;
use crate::failure::Failure;
use crate::records::reference::Register;
use crate::rules::retention::When;

/// Explain what the schedule says about one client, invoice or draft, or one closed request, complaint or breach
///
/// Every rule that applies with its arithmetic, which one decided and where it comes from, and what stands against it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis retention schedule explain C-0001\n  praxis retention schedule explain C-0001 --preset nhs-code"
)]
pub struct Args {
    /// Reference of a client, an invoice, a draft, a request, a complaint or a breach, or a part of the client's name
    client: String,
    #[command(flatten)]
    schedule: given::ScheduleArgs,
}

#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    line: Line<'a>,
    source: Option<&'a str>,
    steps: &'a [String],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let other = args.schedule.read()?;
    let mut unlocked = context.unlock()?;
    let schedule = match other {
        Some(schedule) => schedule,
        None => of(&unlocked)?,
    };
    let items = [Register::Note, Register::File, Register::Request, Register::Complaint, Register::Breach];
    let item = items.iter().find_map(|register| given::reference(&args.client, *register).ok());
    let about = item.map_or_else(|| unlocked.find_client(&args.client), Ok)?;
    let found = unlocked.explain(&schedule, about)?;
    let line = Line::of(&found);
    let because = line.because().to_owned();
    let explained = Explained { line, source: found.answer.source.as_deref(), steps: &found.answer.steps };
    context.print(&explained, || {
        let first = match found.answer.when {
            When::From(day) => day.to_string(),
            When::Never => "never".to_owned(),
            When::CannotCompute => "cannot be worked out, and so never".to_owned(),
        };
        let mut lines =
            vec![format!("{}  {first}", what::in_words(found.whose(), found.item)), because, String::new()];
        lines.extend(found.answer.steps.iter().map(|step| format!("  {step}")));
        lines.join("\n")
    })?;
    context.terminal.say(&format!("by the schedule {}; this is no legal advice", schedule.name));
    Ok(())
}
