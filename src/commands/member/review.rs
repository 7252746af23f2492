//! `praxis member review`

use super::super::Context;
use super::list;
use crate::failure::Failure;

/// Look through who may open what, once a year
///
/// Who opens what, since when, and when they last did. With --done it is on record that you looked and found it right;
/// praxis status says when that is due again: a year later, where there is more than one member.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis member review\n  praxis member review --done")]
pub struct Args {
    /// Put on record that everybody on the list should be on it
    #[arg(long)]
    done: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    let found = unlocked.members()?;
    list::print(&found, context)?;
    if args.done {
        unlocked.note_members_reviewed()?;
        context.terminal.say("on record: who may open what was looked through today");
    }
    Ok(())
}
