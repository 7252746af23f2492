//! `praxis retention schedule check`

use std::path::PathBuf;

use serde::Serialize;

use super::super::super::{Context, given};
use super::of_the_vault;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::schedule::Class;

/// Check a retention schedule
///
/// That of the vault's praxis.toml, or one in a file. What is wrong is named with its line, and what has no rule: by the
/// schedule it never goes.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis retention schedule check\n  \
                        praxis retention schedule check schedule.toml")]
pub struct Args {
    /// A schedule by itself; - reads it from stdin
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Serialize)]
struct Checked<'a> {
    schedule: &'a str,
    rules: usize,
    without_rule: &'a [Class],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let schedule = match args.file.as_deref() {
        Some(file) => given::schedule(file)?,
        None => of_the_vault(context)?,
    };
    let without_rule: Vec<Class> =
        Class::ALL.iter().copied().filter(|class| schedule.of(*class).next().is_none()).collect();
    if !without_rule.is_empty() {
        let words: Vec<&str> = without_rule.iter().map(|class| class.in_words()).collect();
        let words = words.join(", ");
        context
            .terminal
            .warn(&format!("there is no rule for {words}: by this schedule nothing of that goes"));
    }
    let rules = schedule.rules.len();
    let checked = Checked { schedule: &schedule.name, rules, without_rule: &without_rule };
    let many = if rules == 1 { "" } else { "s" };
    context.print(&checked, || format!("sound: {} ({rules} rule{many})", schedule.name))
}
