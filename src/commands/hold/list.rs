//! `praxis hold list`

use super::super::Context;
use crate::export::form::HoldForm;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::hold::HoldState;

/// List holds
///
/// Those that stand; with --all, those that were lifted too.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis hold list\n  praxis hold list C-0001 --all --json")]
pub struct Args {
    /// Reference, or a part of the name
    client: Option<String>,
    /// Those that were lifted too
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let found = unlocked.holds(client, args.all)?;
    let lines: Vec<HoldForm<'_>> =
        found.iter().map(|found| HoldForm::of(&found.row, found.client, &found.hold)).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("no holds");
        return Ok(());
    }
    let today = context.now.today();
    let rows = lines.iter().map(|line| {
        let overdue = line.state == HoldState::Active && line.review_on <= today;
        let review = format!("{}{}", in_words(line.review_on), if overdue { " (due)" } else { "" });
        let reason = line.reason.lines().next().unwrap_or_default();
        vec![
            line.hold.to_string(),
            line.client.map_or_else(|| whom(line), |client| client.to_string()),
            line.state.code().to_owned(),
            review,
            line.reviewer.unwrap_or_default().to_owned(),
            reason.to_owned(),
        ]
    });
    context.terminal.print_table(&["Hold", "Client", "State", "Review", "By", "Reason"], rows.collect())
}

/// On whom a hold on a class is, in few words.
fn whom(line: &HoldForm<'_>) -> String {
    let Some(scope) = line.class else { return String::new() };
    let from = scope.from.map_or_else(String::new, |day| format!(" from {day}"));
    let to = scope.to.map_or_else(String::new, |day| format!(" to {day}"));
    format!("{}{from}{to}", scope.class.code())
}
