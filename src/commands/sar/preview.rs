//! `praxis sar preview`

use super::super::Context;
use super::super::request::reference;
use super::gathered::Gathered;
use super::pack::part;
use crate::failure::Failure;
use crate::records::date::in_words;

/// Show what a pack would say, as it stands: after what was taken out, and without what is withheld
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis sar preview R-0001\n  praxis sar preview R-0001 | less")]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let gathered = Gathered::of(&mut unlocked, reference(&args.request)?, context)?;
    context.tell_notices();
    let parted = part(&gathered, gathered.is_portable())?;
    let mut section = "";
    for entry in &parted.entries {
        if entry.section != section {
            context.terminal.print(&format!("\n== {} ==", entry.section))?;
            section = &entry.section;
        }
        let mut lines = vec![format!("\n{}  {}", entry.id, entry.title)];
        lines.extend(entry.fields.iter().map(|field| format!("{}: {}", field.label, field.text)));
        lines.extend(entry.attachment.as_ref().map(|file| format!("with {}", file.file_name)));
        context.terminal.print(&lines.join("\n"))?;
    }
    if !parted.withheld.is_empty() {
        context.terminal.print("\n== Not in it ==")?;
    }
    for one in &parted.withheld {
        context.terminal.print(&format!("{}. {}: {} ({})", one.number, one.what, one.ground, one.source))?;
    }
    gathered.warn(context);
    if let Some(due) = gathered.found.clock.due.filter(|_| gathered.found.is_open()) {
        context.terminal.say(&format!("to be answered by {}", in_words(due)));
    }
    Ok(())
}
