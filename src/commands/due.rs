//! `praxis due`: what has a day, as a list or as a calendar file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Serialize;

use super::status::{cells, day, gather};
use super::{Context, given};
use crate::export::ical::{self, Event};
use crate::failure::Failure;
use crate::records::agenda::{Line, REPORT_DUE, Urgency};
use crate::records::code::Code;
use crate::records::text::counted;
use crate::rules::agenda::within;
use crate::vault::files;

/// Show what has a day, or write it into a calendar file
///
/// The lines of praxis status that have a day, the first first; --within leaves out what comes later. It takes no key and
/// never asks for one, and writes nothing into the vault.
///
/// --ics writes them into a file that calendar programs read or subscribe to: an event for the whole day with a reference and
/// what is due, never a name, and an alarm three days before. The file is replaced in one step when it is a calendar that
/// praxis wrote; any other is left as it is, and so is each while something in the vault is damaged.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis due\n  praxis due --within 30d\n  praxis due --ics praxis.ics --quiet     # from cron\n  praxis due --json"
)]
pub struct Args {
    /// Only what is due within so many days or weeks: 30d, 6w
    #[arg(long, value_name = "SPAN")]
    within: Option<String>,
    /// Write a calendar file
    #[arg(long, value_name = "FILE")]
    ics: Option<PathBuf>,
    /// As of this day (default: today)
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

#[derive(Serialize)]
struct Due<'a> {
    as_of: NaiveDate,
    vault: &'a str,
    lines: &'a [Line],
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let as_of = day(args.as_of.as_deref(), context)?;
    let span = args.within.as_deref().map(days).transpose()?;
    if let Some(path) = &args.ics {
        refuse_another(path)?;
        given::refuse_inside(&context.vault_looking()?, path, "the calendar")?;
    }
    let gathered = gather(as_of, context)?;
    let damage = gathered.damage();
    // A calendar without what is damaged would take its days from whoever subscribes to it.
    if let Some(damage) = damage.as_ref().filter(|_| args.ics.is_some()) {
        return Err(damaged(format!(
            "{damage}: no calendar was written, and one that is there is as it was"
        )));
    }
    let fits = |line: &Line| {
        let day = line.due.filter(|_| line.urgency != Urgency::Fine);
        day.is_some_and(|day| span.is_none_or(|span| within(day, as_of, span)))
    };
    let mut lines: Vec<Line> = gathered.lines.iter().filter(|line| fits(line)).cloned().collect();
    lines.sort_by_key(|line| line.due);
    if let Some(path) = &args.ics {
        let events = lines.iter().filter_map(|line| event(line, &gathered.vault));
        let text = ical::calendar(&events.collect::<Vec<_>>(), context.now.instant());
        files::replace(path, text.as_bytes(), "the calendar")?;
        context.terminal.say(&format!("the calendar has {}", counted(lines.len(), "day")));
    }
    if context.terminal.json {
        let due = Due { as_of: gathered.as_of, vault: &gathered.vault, lines: &lines };
        context.terminal.print_json(&due)?;
    } else if args.ics.is_none() && lines.is_empty() {
        context.terminal.say("nothing has a day");
    } else if args.ics.is_none() {
        let rows = lines.iter().map(|line| cells(line, false));
        context.terminal.print_table(&["By", "What", "How it stands", "Next"], rows.collect())?;
    }
    damage.map_or(Ok(()), |damage| Err(damaged(damage)))
}

fn damaged(what: String) -> Failure {
    Failure::Damaged(what, "praxis status says what is damaged".to_owned())
}

/// So many days or weeks.
fn days(text: &str) -> Result<u64, Failure> {
    let (number, times) = match text.as_bytes().last() {
        Some(b'd' | b'D') => (&text[..text.len() - 1], 1),
        Some(b'w' | b'W') => (&text[..text.len() - 1], 7),
        _ => (text, 1),
    };
    let number: Option<u16> = number.parse().ok().filter(|_| !number.starts_with('+'));
    number.map(|number| u64::from(number) * times).ok_or_else(|| {
        Failure::Usage(
            "the span given with --within is not a number of days or weeks".to_owned(),
            "write it as 30d or 6w".to_owned(),
        )
    })
}

fn event(line: &Line, vault: &str) -> Option<Event> {
    let about =
        line.reference.map_or_else(|| line.topic.code().to_owned(), |reference| reference.to_string());
    let summary = if line.reference.is_some() {
        let hour = if line.brief == REPORT_DUE {
            format!(" on this day, its hour may be over: praxis breach show {about}")
        } else {
            String::new()
        };
        format!("{about}: {}{hour}", line.brief)
    } else {
        format!("praxis: {}", line.brief)
    };
    let uid = format!("{about}-{}@{vault}", line.brief.replace(' ', "-"));
    Some(Event { uid, day: line.due?, summary })
}

/// Refuses a file that is there already, unless it is a calendar that praxis wrote.
fn refuse_another(path: &Path) -> Result<(), Failure> {
    let Ok(about) = std::fs::symlink_metadata(path) else {
        return given::refuse_what_is_there(path, "the calendar");
    };
    let mut begins = Vec::new();
    let read =
        about.is_file() && File::open(path).and_then(|file| file.take(256).read_to_end(&mut begins)).is_ok();
    if read && ical::is_ours(&begins) {
        return Ok(());
    }
    Err(Failure::Usage(
        "there is already something where the calendar would go, and praxis did not write it".to_owned(),
        "give another path".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn a_span_is_days_or_weeks() {
        for (text, expected) in
            [("30d", Some(30)), ("0d", Some(0)), ("7", Some(7)), ("6w", Some(42)), ("2W", Some(14))]
        {
            assert_eq!(days(text).ok(), expected, "{text}");
        }
        for wrong in ["", "d", "-1d", "+1d", "1.5d", "30days", "70000d", "3m", "30 d"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}
