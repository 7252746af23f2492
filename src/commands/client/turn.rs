//! `praxis client end`, `reopen` and `died`: the turns of a client's status.

use chrono::NaiveDate;
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::client::{Dates, Status, Turn};
use crate::records::reference::Reference;

/// Record that work has ended
///
/// Retention periods may run from that day.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis client end C-0001 --date 2026-07-31")]
pub struct EndArgs {
    /// Reference, or a part of the name
    client: String,
    /// The day (default: today)
    #[arg(long)]
    date: Option<String>,
}

/// Record that work goes on again
///
/// A death that was recorded by mistake is taken back too; the history keeps both.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis client reopen C-0001")]
pub struct ReopenArgs {
    /// Reference, or a part of the name
    client: String,
    /// The day (default: today)
    #[arg(long)]
    date: Option<String>,
}

/// Record that a client has died
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis client died C-0001 --date 2026-07-31")]
pub struct DiedArgs {
    /// Reference, or a part of the name
    client: String,
    /// The day
    #[arg(long)]
    date: String,
}

#[derive(Serialize)]
struct Turned {
    client: Reference,
    status: Status,
    date: NaiveDate,
}

/// Runs `client end`.
pub fn end(args: &EndArgs, context: &Context) -> Result<(), Failure> {
    turn(context, &args.client, args.date.as_deref(), Status::Ended, |dates, day| {
        match dates.status() {
            Status::Active => {}
            Status::Ended => {
                return Err(already("work with this client has ended already"));
            }
            _ => return Err(already("this client has died")),
        }
        dates.ended = Some(day);
        Ok(())
    })
}

/// Runs `client reopen`.
pub fn reopen(args: &ReopenArgs, context: &Context) -> Result<(), Failure> {
    turn(context, &args.client, args.date.as_deref(), Status::Active, |dates, day| {
        match (dates.status(), dates.ended) {
            (Status::Ended, Some(ended)) if day < ended => {
                return Err(Failure::Usage(
                    "the day is before the ending".to_owned(),
                    "give the day on which work began again: --date DATE".to_owned(),
                ));
            }
            (Status::Active, _) => {
                return Err(already("work with this client has not ended"));
            }
            _ => {}
        }
        // A death recorded by mistake goes too; the history keeps both turns.
        (dates.ended, dates.died) = (None, None);
        Ok(())
    })
}

/// Runs `client died`.
pub fn died(args: &DiedArgs, context: &Context) -> Result<(), Failure> {
    turn(context, &args.client, Some(&args.date), Status::Died, |dates, day| {
        if dates.died.is_some() {
            return Err(already("the death is on record already"));
        }
        dates.died = Some(day);
        Ok(())
    })
}

fn turn(
    context: &Context,
    client: &str,
    day: Option<&str>,
    to: Status,
    change: impl FnOnce(&mut Dates, NaiveDate) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let today = context.now.today();
    let day = day.map_or(Ok(today), |text| given::past_date(text, "--date", today))?;
    let recorded = context.now.text();
    let mut unlocked = context.unlock()?;
    let reference = unlocked.find_client(client)?;
    unlocked.amend_client(reference, |client| {
        if day < client.dates.first_contact {
            return Err(Failure::Usage(
                "the day is before the first contact".to_owned(),
                "check the year".to_owned(),
            ));
        }
        change(&mut client.dates, day)?;
        client.dates.history.push(Turn { to, on: day, recorded });
        Ok(())
    })?;
    context.print(&Turned { client: reference, status: to, date: day }, || reference.to_string())
}

fn already(what: &str) -> Failure {
    Failure::Usage(what.to_owned(), "look at the record first: praxis client show".to_owned())
}
