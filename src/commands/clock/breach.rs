//! `praxis clock breach`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::instant::{in_london, in_words, text};
use crate::rules::breach::decide;

/// Work out by when a breach must be reported
///
/// 72 hours from becoming aware of it (UK GDPR Article 33), through weekends, holidays and changes of the clocks. `due` is
/// to the minute; `latest` is the last moment of the period, for the hour of becoming aware does not count.
/// No vault is needed, and none is touched.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
                        praxis clock breach --aware \"2026-11-20 17:45\"\n  \
                        praxis clock breach --aware 2026-10-24T10:00:00+01:00 --json")]
pub struct Args {
    /// When the practice became aware: with an offset (RFC 3339), or the time in London
    #[arg(long, value_name = "INSTANT")]
    aware: String,
}

/// What scripts rely on. Instants carry the offset of London.
#[derive(Serialize)]
struct Found<'a> {
    due: String,
    latest: String,
    source: &'a str,
    steps: &'a [String],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let aware = given::instant(&args.aware, "--aware")?;
    let answer = decide(aware).ok_or_else(|| {
        Failure::Usage(
            "the instant given with --aware is beyond the calendar".to_owned(),
            "check the year".to_owned(),
        )
    })?;
    let found = Found {
        due: text(in_london(answer.due)),
        latest: text(in_london(answer.latest)),
        source: &answer.source,
        steps: &answer.steps,
    };
    context.print(&found, || {
        let mut lines =
            vec![found.due.clone(), format!("to be reported by {}", in_words(answer.due)), String::new()];
        lines.extend(answer.steps.iter().map(|step| format!("  {step}")));
        lines.push(format!("  source: {}", answer.source));
        lines.join("\n")
    })?;
    super::close(&[], context);
    Ok(())
}
