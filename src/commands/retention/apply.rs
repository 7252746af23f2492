//! `praxis retention apply`

use std::path::PathBuf;

use serde::Serialize;

use super::super::{Context, given};
use super::what::What;
use crate::crypto::note::LARGEST;
use crate::failure::Failure;
use crate::records::certificate::OldBackup;
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::vault::{Gone, WouldGo, files};

/// Destroy what was reviewed, without any key
///
/// It refuses a plan that was not reviewed, was changed, is of another vault or schedule, or was applied already; and the
/// whole of it when a single record has changed since the review, or a hold was placed on it. What was begun and cut off
/// is completed by running it again. The secret that sealed the keys ends when an owner next unlocks the vault.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis retention apply plan.txt --dry-run\n  praxis retention apply plan.txt --certificate S-0001.txt"
)]
pub struct Args {
    /// The plan as praxis retention review left it
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Write the certificate, signed by this machine, to this new file; of a plan that was applied before, again
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Only show what would be destroyed
    #[arg(long, conflicts_with = "certificate")]
    dry_run: bool,
}

#[derive(Serialize)]
struct Done {
    sweep: Reference,
    state: &'static str,
    destroyed: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
    /// Backups that hold what was deleted without a key of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deleted_in: Vec<OldBackup>,
}

#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    what: What,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<Reference>,
    /// Its rows are deleted, and no key is destroyed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if let Some(path) = &args.certificate {
        given::refuse_what_is_there(path, "the certificate")?;
    }
    let bytes = given::read(&args.plan, LARGEST, "the plan")?;
    if args.dry_run {
        return show_only(&bytes, context);
    }
    context.make_room();
    let mut vault = context.vault()?;
    if let Some(path) = &args.certificate {
        given::refuse_inside(&vault, path, "the certificate")?;
    }
    let (applied, before) = match vault.apply(&bytes) {
        // Cut off before the certificate was written: what is asked for is that alone.
        Err(refused @ Failure::Refused(..)) if args.certificate.is_some() => {
            (vault.applied_before(&bytes)?.ok_or(refused)?, true)
        }
        applied => (applied?, false),
    };
    context.tell_notices();
    // A review that keeps everything is applied too; there is nothing to certify then.
    let certificate = args.certificate.as_ref().filter(|_| !applied.destroyed.is_empty());
    if args.certificate.is_some() && certificate.is_none() {
        context.terminal.say("no certificate was written, because nothing was destroyed");
    }
    if let Some(path) = certificate {
        let (_, signed) = vault.disposal_certificate(applied.sweep)?;
        files::make_new(path, signed.as_bytes(), "the certificate")?;
    }
    if before {
        let again = format!("{} was applied already; its certificate is issued again", applied.sweep);
        context.terminal.say(&again);
    } else {
        if applied.resumed {
            context.terminal.say(&format!("{} had been begun before; it was completed", applied.sweep));
        }
        let what = counted(applied.destroyed.len(), "record");
        context.terminal.say(&format!(
            "{what} destroyed; the secret that sealed the keys ends when an owner next unlocks the vault"
        ));
    }
    let deleted = applied.destroyed.iter().filter(|gone| gone.certificate.is_none()).map(|gone| gone.what);
    say_deleted(&deleted.collect::<Vec<_>>(), &applied.deleted_in, context);
    let done = Done {
        sweep: applied.sweep,
        state: "shredded",
        destroyed: applied
            .destroyed
            .into_iter()
            .map(|Gone { what, certificate }| Line {
                what: What::of(what),
                certificate,
                deleted: certificate.is_none(),
            })
            .collect(),
        certificate: certificate.map(|path| path.to_string_lossy().into_owned()),
        deleted_in: applied.deleted_in,
    };
    context.print(&done, || as_text(&done))
}

fn as_text(done: &Done) -> String {
    let line = |line: &Line| match line.certificate {
        Some(certificate) => format!("{}  {certificate}", line.what),
        None if line.deleted => format!("{}  deleted", line.what),
        None => line.what.to_string(),
    };
    let mut lines = vec![done.sweep.to_string()];
    lines.extend(done.destroyed.iter().map(line));
    lines.join("\n")
}

/// What has no key of its own is not gone from what was copied before, and whoever deletes it should know until when.
fn say_deleted(deleted: &[Reference], backups: &[OldBackup], context: &Context) {
    if deleted.is_empty() {
        return;
    }
    let which: Vec<String> = deleted.iter().map(ToString::to_string).collect();
    let which = which.join(", ");
    let backups: Vec<String> = backups
        .iter()
        .map(|backup| match backup.until.as_ref().and_then(|day| day.parse().ok()) {
            Some(day) => format!("{} until {}", backup.backup, in_words(day)),
            None => format!("{}, of which no end is known", backup.backup),
        })
        .collect();
    let hold = match backups.as_slice() {
        [] => "no backup on record holds it".to_owned(),
        backups => format!("older backups hold it, and open with today's keys: {}", backups.join("; ")),
    };
    context.terminal.say(&format!("{which}: without a key of its own, deleted and not shredded; {hold}"));
}

/// Shows what would be destroyed. The vault is opened so that nothing can be written.
fn show_only(bytes: &[u8], context: &Context) -> Result<(), Failure> {
    let vault = context.vault_looking()?;
    let WouldGo { plan, review, deleted, deleted_in } = vault.would_apply(bytes)?;
    let line = |what| Line { what: What::of(what), certificate: None, deleted: deleted.contains(&what) };
    say_deleted(&deleted, &deleted_in, context);
    let done = Done {
        sweep: review.sweep,
        state: "reviewed",
        destroyed: plan.destroyed().map(|planned| line(planned.what)).collect(),
        certificate: None,
        deleted_in,
    };
    context.print(&done, || format!("{}\nnothing was done", as_text(&done)))
}
