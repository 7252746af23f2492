//! `praxis hold place`

use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::date::in_words;
use crate::records::hold::Hold;
use crate::records::reference::Reference;

/// The longest reason, in bytes.
const LONGEST: usize = 64 * 1024;
/// In so many months somebody looks whether a hold is still needed, unless another day is given.
const REVIEW_IN: Months = Months::new(6);

/// Place a hold on a client
///
/// While it stands nothing of the client's record is destroyed, by any command: an inquiry, a claim, a complaint, a
/// request of the police. Its reason is sealed; that it stands, and when it is looked at again, is not.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis hold place --client C-0001 --reason-file reason.txt\n  echo 'Inquest opened' | praxis hold place --client C-0001 --reason-file - --review 2027-03-01"
)]
pub struct Args {
    /// Reference
    #[arg(long)]
    client: String,
    /// Read the reason from a file or, with -, from stdin; on a terminal it is asked for when it is missing
    #[arg(long, value_name = "FILE")]
    reason_file: Option<PathBuf>,
    /// The day on which somebody looks whether it is still needed (default: in six months)
    #[arg(long, value_name = "DATE")]
    review: Option<String>,
    /// Who looks then, when it is not you
    #[arg(long, value_name = "WHO")]
    reviewer: Option<String>,
}

#[derive(Serialize)]
struct Placed {
    hold: Reference,
    client: Reference,
    review_on: NaiveDate,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let today = context.now.today();
    let review_on = match args.review.as_deref() {
        Some(text) => given::date(text, "--review")?,
        None => today.checked_add_months(REVIEW_IN).unwrap_or(today),
    };
    if review_on <= today {
        return Err(Failure::Usage(
            "the date given with --review is not in the future".to_owned(),
            format!("today is {}", in_words(today)),
        ));
    }
    let reviewer =
        args.reviewer.as_deref().map(|text| given::field(text, "--reviewer")).transpose()?.flatten();
    let mut unlocked = context.unlock()?;
    let client = unlocked.find_client(&args.client)?;
    let reason = reason(args.reason_file.as_deref(), context)?;
    let (by, placed) = (unlocked.member(), context.now.text());
    let hold =
        unlocked.place_hold(client, &Hold { reason, by, reviewer, placed, lifted: None }, review_on)?;
    context.terminal.say(&format!("to be looked at again on {}", in_words(review_on)));
    context.print(&Placed { hold, client, review_on }, || hold.to_string())
}

fn reason(file: Option<&Path>, context: &Context) -> Result<String, Failure> {
    if let Some(path) = file {
        return given::note_text(&given::read(path, LONGEST, "the file given with --reason-file")?);
    }
    let asked = if context.terminal.can_ask() { context.terminal.ask("Reason")? } else { None };
    let text = asked.ok_or_else(|| {
        Failure::Usage("a hold needs a reason".to_owned(), "give it with --reason-file FILE".to_owned())
    })?;
    given::note_text(text.as_bytes())
}
