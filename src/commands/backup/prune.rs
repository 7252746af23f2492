//! `praxis backup prune`

use std::path::Path;

use serde::Serialize;

use super::super::Context;
use super::list::day;
use crate::failure::Failure;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::terminal::signals::Watch;
use crate::vault::{Going, Pruned, Verdict};

/// Let old backups go, without any key
///
/// Shows which backups are older than so many days; with --apply it deletes their files. A file goes only when it is the
/// very one that was written. The newest backup stays, and so does the newest that was verified. What is not in its place
/// is on record as missing from then on.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis backup prune\n  praxis backup prune --keep-days 30 --apply")]
pub struct Args {
    /// Days that a backup stays (default: [backup] `keep_days` in praxis.toml)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=3650))]
    keep_days: Option<u16>,
    /// Delete them
    #[arg(long)]
    apply: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    backup: Reference,
    made: &'a str,
    place: &'a Path,
    verdict: &'static str,
    deleted: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut vault = context.vault()?;
    vault.check_clock()?;
    let keep_days = args.keep_days.or(vault.config.backup.keep_days).ok_or_else(|| {
        Failure::Usage(
            "nothing says for how long backups stay".to_owned(),
            "give it: --keep-days N; or set it in praxis.toml: [backup] keep_days = N".to_owned(),
        )
    })?;
    let watch = Watch::for_an_end();
    let going = Going { go_on: &|| watch.go_on(), passed: &|_| () };
    let plan = vault.prune_plan(keep_days, &going)?;
    if args.apply {
        vault.prune(&plan)?;
    }
    let go = plan.iter().filter(|one| one.verdict == Verdict::Goes).count();
    print(&plan, args.apply, context)?;
    if go > 0 && !args.apply {
        let what = counted(go, "backup");
        context.terminal.say(&format!("{what} would be deleted; nothing was: add --apply"));
    }
    Ok(())
}

fn print(plan: &[Pruned], applied: bool, context: &Context) -> Result<(), Failure> {
    if context.terminal.json {
        let lines = plan.iter().map(|one| Line {
            backup: one.backup.reference,
            made: &one.backup.made,
            place: &one.backup.place,
            verdict: word(one.verdict),
            deleted: applied && one.verdict == Verdict::Goes,
        });
        return context.terminal.print_json(&lines.collect::<Vec<_>>());
    }
    if plan.is_empty() {
        context.terminal.say("no backups");
        return Ok(());
    }
    let rows = plan.iter().map(|one| {
        vec![
            one.backup.reference.to_string(),
            day(&one.backup.made),
            in_words(one.verdict, applied).to_owned(),
            one.backup.place.display().to_string(),
        ]
    });
    context.terminal.print_table(&["Backup", "Made", "What", "Place"], rows.collect())
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Goes => "goes",
        Verdict::Stays => "stays",
        Verdict::Newest => "newest",
        Verdict::Missing => "missing",
        Verdict::Foreign => "foreign",
    }
}

const fn in_words(verdict: Verdict, applied: bool) -> &'static str {
    match verdict {
        Verdict::Goes if applied => "deleted",
        Verdict::Goes => "goes",
        Verdict::Stays => "stays",
        Verdict::Newest => "stays: the newest, or the newest verified",
        Verdict::Missing => "not in its place",
        Verdict::Foreign => "another file is in its place",
    }
}
