//! `praxis retention schedule show`

use super::super::super::Context;
use super::of_the_vault;
use crate::config::schedule::{preset, text_of};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::{in_words, month_in_words};

/// Show the retention schedule
///
/// That of the vault's praxis.toml, or with --preset one that comes with the program.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis retention schedule show\n  \
                        praxis retention schedule show --preset nhs-code --json\n  \
                        praxis retention schedule show --preset nhs-code --toml     # for praxis.toml")]
pub struct Args {
    /// insurer-7, insurer-5, insurer-6 or nhs-code
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// Print it as it is written in praxis.toml, comments and all
    #[arg(long, requires = "preset")]
    toml: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if args.toml
        && let Some(name) = args.preset.as_deref()
    {
        return context.terminal.print(text_of(name)?.1);
    }
    let schedule = match args.preset.as_deref() {
        Some(name) => preset(name)?,
        None => of_the_vault(context)?,
    };
    if context.terminal.json {
        return context.terminal.print_json(&schedule);
    }
    let rows = schedule.rules.iter().map(|rule| {
        vec![
            rule.name.clone(),
            rule.class.code().to_owned(),
            rule.trigger.code().to_owned(),
            rule.period.to_string(),
            rule.action.code().to_owned(),
            format!("{} ({})", rule.source, in_words(rule.dated)),
        ]
    });
    context.terminal.print_table(&["Rule", "Class", "From", "Period", "Then", "Source"], rows.collect())?;
    let batch = schedule.batch_month.and_then(month_in_words);
    let batch = batch.map(|month| format!("; records go in {month} only")).unwrap_or_default();
    context.terminal.say(&format!("schedule {}{batch}", schedule.name));
    Ok(())
}
