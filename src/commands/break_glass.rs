//! `praxis break-glass`

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::needs::Needs;
use super::{Context, given, session, unlock};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::glass::records_of_all;
use crate::records::instant::{in_london, in_words, stored};
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;
use crate::rules::glass::{LONGEST, LONGEST_REASON};
use crate::vault::FoundUse;

/// How long it lasts where nobody says.
const USUAL: TimeDelta = TimeDelta::minutes(30);

/// In an emergency, open for a time what an owner has sealed for you beforehand
///
/// It takes a reason, which only owners can read: leave names out, references will do. Who, when, for how long and what is
/// written into the log before anything opens; every look is logged as ever, each of your commands says until when it is open,
/// and owners are told at their next unlock, and by praxis status for 30 days. When the time is over, the next unlock of an
/// owner seals all keys anew: those that were out open nothing about clients who come later. A session of yours ends with it,
/// as it has not the keys; one that you begin meanwhile ends when the time is over.
///
/// Give no health fact in the reason either: it is kept as long as its entry in the log, and an erasure of the client does
/// not reach it.
///
/// Time and log bind this program and no other: the key was given to you with praxis member grant, and opens what it opens at
/// any time. A grant that stands is sealed anew with the rest; and whoever copied keys of records opens with them, and a later
/// vault.db, what is written later about the same clients. A clock that is held back makes it last longer, and nothing here can
/// tell; one that is set far back is refused, and --accept-clock closes it.
#[derive(clap::Args)]
#[command(
    subcommand_negates_reqs = true,
    after_help = "Examples:\n  echo \"C-0007: the ambulance asks, see the incident book\" | praxis break-glass --reason-file -\n  praxis break-glass --reason-file why.txt --for 2h\n  praxis break-glass --end\n  praxis break-glass list"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Sub>,
    /// Why, at the most 4000 bytes; - reads from a pipe
    #[arg(long, value_name = "FILE", required_unless_present = "end")]
    reason_file: Option<PathBuf>,
    /// For how long: minutes or hours, at the most 8h (default: 30m)
    #[arg(long = "for", value_name = "TIME", value_parser = time)]
    time: Option<TimeDelta>,
    /// Close it before its time is over
    #[arg(long, conflicts_with_all = ["reason_file", "time"])]
    end: bool,
}

#[derive(clap::Subcommand)]
enum Sub {
    List(ListArgs),
}

/// List who broke the glass, when, for how long, and why
///
/// For owners, with their identity: a session does not open the reasons. One that was written before you became an owner, and
/// before the last reseed, opens only to those who were owners then.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis break-glass list\n  praxis break-glass list --json")]
struct ListArgs {}

impl Args {
    /// Whoever may break it is told by what is sealed for them; reasons are for owners.
    #[must_use]
    pub fn needs(&self) -> Needs {
        if self.lists() { Needs::Owner } else { Needs::Member }
    }

    /// Whether it opens reasons.
    #[must_use]
    pub fn lists(&self) -> bool {
        matches!(self.command, Some(Sub::List(_)))
    }
}

#[derive(Serialize)]
struct Open<'a> {
    r#use: Reference,
    opens: &'a [Compartment],
    until: String,
}

#[derive(Serialize)]
struct Ended {
    r#use: Reference,
    ended: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    r#use: Option<Reference>,
    member: MemberNumber,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// None where the row is not to be believed.
    opens: Option<&'a [Compartment]>,
    from: &'a str,
    until: Option<String>,
    /// When it was closed before that.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'a str>,
    /// None where it does not open to who asks.
    reason: Option<&'a str>,
    /// Whether its row is missing, or is not the one that the log knows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    altered: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    if args.lists() {
        if args.end || args.reason_file.is_some() || args.time.is_some() {
            return Err(Failure::Usage(
                "list only lists".to_owned(),
                "leave --reason-file, --for and --end out".to_owned(),
            ));
        }
        return list(context);
    }
    if args.end {
        let mut unlocked = context.unlock()?;
        let reference = unlocked.end_glass()?;
        context.tell_notices();
        return context.print(&Ended { r#use: reference, ended: true }, || {
            "closed: what your role opens is open to you, and nothing else".to_owned()
        });
    }
    let reason = args.reason_file.as_deref().map(|path| given::words_in(path, "--reason-file"));
    let reason = reason.transpose()?.unwrap_or_default();
    if reason.len() > LONGEST_REASON {
        return Err(Failure::Usage(
            format!("the reason is longer than {LONGEST_REASON} bytes"),
            "say it in fewer words".to_owned(),
        ));
    }
    // A session gives what is sealed to the identity to nobody: that it opens shows before anything says so.
    let (mut unlocked, identity) = context.unlock_with_identity()?;
    let open = unlocked.break_glass(&identity, &reason, args.time.unwrap_or(USUAL))?;
    context.tell_notices();
    context
        .terminal
        .say("Owners are told at their next unlock. Close it when you are done: praxis break-glass --end");
    context.print(&Open { r#use: open.reference, opens: &open.opens, until: stored(open.until) }, || {
        format!(
            "{} are open to you until {}; every look is on record",
            records_of_all(&open.opens),
            in_london(open.until).format("%H:%M")
        )
    })
}

fn list(context: &Context) -> Result<(), Failure> {
    let vault = context.vault()?;
    vault.check_clock()?;
    context.tell_notices();
    let opened = unlock::with_identity(vault, context);
    context.tell_notices();
    let (mut unlocked, identity) = opened?;
    context.tell_what_is_open(&unlocked);
    unlocked.require_owner()?;
    let found = unlocked.glass_uses(&identity)?;
    if context.terminal.json {
        let lines: Vec<Line<'_>> = found.iter().map(line).collect();
        context.terminal.print_json(&lines)?;
    } else {
        let rows = found.iter().map(|one| {
            let who = one.name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
            let (opened, why) = match &one.row {
                None => ("not known".to_owned(), "its row in vault.db is missing or altered".to_owned()),
                Some(row) => (
                    records_of_all(&row.opens),
                    one.reason
                        .as_ref()
                        .map_or("does not open to you".to_owned(), |reason| reason.replace('\n', " ")),
                ),
            };
            vec![
                one.reference.map(|reference| reference.to_string()).unwrap_or_default(),
                format!("{}{who}", one.member.0),
                one.made().map(in_words).unwrap_or_default(),
                for_how_long(one),
                opened,
                why,
            ]
        });
        let head = ["Use", "Member", "From", "For", "Opened", "Why"];
        context.terminal.print_table(&head, rows.collect())?;
    }
    match found.iter().find(|one| one.row.is_none()) {
        None => Ok(()),
        Some(one) => Err(Failure::damaged(format!(
            "{} in vault.db is missing, or is not the row that the audit log knows",
            one.reference.map_or("a use".to_owned(), |reference| reference.to_string())
        ))),
    }
}

/// `30 min`, or `30 min, closed after 4`.
fn for_how_long(found: &FoundUse) -> String {
    let mut says = format!("{} min", found.minutes);
    let ended = found.ended.as_ref().and_then(|ended| ended.parse::<DateTime<Utc>>().ok());
    if let Some((made, ended)) = found.made().zip(ended) {
        says.push_str(&format!(", closed after {}", (ended - made).num_minutes()));
    }
    says
}

fn line(found: &FoundUse) -> Line<'_> {
    let until = found.row.as_ref().map(|row| row.until.clone()).or_else(|| found.until().map(stored));
    Line {
        r#use: found.reference,
        member: found.member,
        name: found.name.as_deref(),
        opens: found.row.as_ref().map(|row| row.opens.as_slice()),
        from: &found.made,
        until,
        ended: found.ended.as_deref(),
        reason: found.reason.as_ref().map(|reason| reason.as_str()),
        altered: found.row.is_none(),
    }
}

/// `30m`, `2h`.
fn time(text: &str) -> Result<TimeDelta, String> {
    let time = session::time(text).ok().and_then(|time| TimeDelta::from_std(time).ok());
    time.filter(|time| time.num_seconds() % 60 == 0 && *time <= LONGEST)
        .ok_or_else(|| "give minutes or hours, at the most 8h: 30m, 2h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        for (text, minutes) in [("1m", 1), ("30m", 30), ("2h", 120), ("8h", 480), ("480m", 480), ("60s", 1)] {
            assert_eq!(time(text).map(|time| time.num_minutes()), Ok(minutes), "{text}");
        }
        for text in ["", "0m", "0h", "481m", "9h", "168h", "30", "90s", "-5m", "1d"] {
            assert!(time(text).is_err(), "{text:?}");
        }
    }
}
