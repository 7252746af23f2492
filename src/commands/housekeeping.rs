//! `praxis housekeeping`

use serde::Serialize;

use super::Context;
use crate::commands::given;
use crate::failure::Failure;
use crate::records::chore::{Chore, ChoreKind};
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::terminal::signals::Watch;
use crate::vault::Going;

/// Let go what may go without a person and without any key
///
/// Contact details, process notes, supervision notes and raw recordings whose month has come; notes whose time in the
/// trash is over; former versions; backups; entries of the audit log that nothing rests on, once in a month. Never a
/// clinical record, and never a draft: a person decides about those. It shows what would go; with --apply it goes. What a
/// hold or an open matter keeps stays.
///
/// What has a key of its own is destroyed in every backup, too. Notes in the trash, former versions and entries of the log
/// are rows: older backups hold them until they go themselves. Of an entry its hash stays: praxis audit verify.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis housekeeping\n  praxis housekeeping --as-of 2027-01-01\n  praxis housekeeping --apply --quiet     # from cron"
)]
pub struct Args {
    /// Do it
    #[arg(long, conflicts_with = "as_of")]
    apply: bool,
    /// Show what would go on this day (default: today)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

#[derive(Serialize)]
struct Line {
    kind: ChoreKind,
    what: Option<Reference>,
    count: u64,
    held: bool,
    gone: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let watch = Watch::for_an_end();
    let going = Going { go_on: &|| watch.go_on(), passed: &|_| () };
    let chores = if args.apply {
        context.make_room();
        let mut vault = context.vault()?;
        let done = vault.housekeep(&going)?;
        context.tell_notices();
        done.chores()
    } else {
        let today = context.now.today();
        let day = args.as_of.as_deref().map_or(Ok(today), |text| given::date(text, "--as-of"))?;
        let vault = context.vault_looking()?;
        vault.check_clock_both_ways()?;
        let planned = vault.housekeeping_plan(day, &going)?;
        context.tell_notices();
        planned.chores()
    };
    print(&chores, args.apply, context)
}

fn print(chores: &[Chore], applied: bool, context: &Context) -> Result<(), Failure> {
    if context.terminal.json {
        let lines = chores.iter().map(|chore| Line {
            kind: chore.kind,
            what: chore.what,
            count: chore.count,
            held: chore.held,
            gone: applied && !chore.held,
        });
        return context.terminal.print_json(&lines.collect::<Vec<_>>());
    }
    // What was done is said; what stays is not told every night anew.
    let shown: Vec<&Chore> = chores.iter().filter(|chore| !applied || !chore.held).collect();
    if !shown.is_empty() {
        let rows = shown.iter().map(|chore| {
            let fate = match (chore.held, applied) {
                (true, _) => "stays: held",
                (false, true) => "gone",
                (false, false) => "goes",
            };
            vec![
                chore.what.map_or_else(|| "audit log".to_owned(), |what| what.to_string()),
                chore.kind.code().to_owned(),
                chore.count.to_string(),
                fate.to_owned(),
            ]
        });
        context.terminal.print_table(&["What", "Kind", "Count", "Fate"], rows.collect())?;
    }
    let count = chores.iter().filter(|chore| !chore.held).count();
    let what = counted(count, "thing");
    if !applied {
        context.terminal.say(&format!("{what} would go; nothing did: add --apply"));
    } else if count > 0 && shown.iter().all(|chore| chore.kind == ChoreKind::Log) {
        context
            .terminal
            .say("of what was purged from the audit log the leaf hashes are kept: praxis audit verify");
    } else if count > 0 {
        context.terminal.say(&format!(
            "{what} gone; the secret that sealed destroyed keys ends when an owner next unlocks the vault"
        ));
    }
    Ok(())
}
