//! `praxis doctor`: looks at everything, opens everything, and says what is wrong.

use serde::Serialize;

use super::Context;
use crate::failure::Failure;
use crate::terminal::editor;
use crate::vault::{Finding, Findings, Level};

/// Examine the vault and what it lies on
///
/// Every slot of the keyring, every row against the audit log, every version of every record, every piece of every
/// file; then permissions and owners, synchronised folders and work trees, the medium, disk encryption, swap, hibernation, core
/// dumps, the clock, the folder that texts are edited in, and jobs that run no more.
///
/// It ends with 7 when something stored is not what was stored. Advice alone ends with 0. --locked looks at what
/// needs no key.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis doctor\n  praxis doctor --locked --json")]
pub struct Args {
    /// Ask for no key: nothing is opened
    #[arg(long)]
    locked: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    level: &'static str,
    about: &'static str,
    what: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    hint: &'a str,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut findings = if args.locked {
        context.vault()?.examine()?
    } else {
        let mut unlocked = context.unlock()?;
        let findings = unlocked.examine()?;
        context.tell_notices();
        findings
    };
    findings.editing(editor::memory_folder().as_deref(), &editor::folders_kept());
    print(&findings, context)?;
    let damaged = findings.list().iter().filter(|finding| finding.level == Level::Damage).count();
    match damaged {
        0 => Ok(()),
        1 => Err(Failure::damaged("one thing is damaged")),
        _ => Err(Failure::damaged(format!("{damaged} things are damaged"))),
    }
}

fn print(findings: &Findings, context: &Context) -> Result<(), Failure> {
    let lines: Vec<Line<'_>> = findings.list().iter().map(line).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    let rows = lines.iter().map(|line| {
        let what =
            if line.hint.is_empty() { line.what.to_owned() } else { format!("{}; {}", line.what, line.hint) };
        vec![line.level.to_owned(), line.about.to_owned(), what]
    });
    context.terminal.print_table(&["", "About", "Found"], rows.collect())
}

fn line(finding: &Finding) -> Line<'_> {
    let level = match finding.level {
        Level::Good => "good",
        Level::Advice => "advice",
        Level::Damage => "damage",
    };
    Line { level, about: finding.about, what: &finding.what, hint: &finding.hint }
}
