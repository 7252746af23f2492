//! `praxis hold place`

use std::path::{Path, PathBuf};

use chrono::{Months, NaiveDate};
use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::date::in_words;
use crate::records::hold::{Covered, Hold, HoldKind, Scope};
use crate::records::reference::Reference;

/// In so many months somebody looks whether a hold is still needed, unless another day is given.
const REVIEW_IN: Months = Months::new(6);

/// Place a hold on a client, or on a class of clients
///
/// While it stands nothing of the client's record is destroyed, by any command: an inquiry, a claim, a complaint, a
/// request of the police. A hold on a class covers everybody who belongs to it, and whoever comes to belong to it later.
/// Its reason and its class are sealed; that it stands, on which records, and when it is looked at again, is not.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis hold place --client C-0001 --reason-file reason.txt\n  echo 'Inquest opened' | praxis hold place --client C-0001 --reason-file - --review 2027-03-01\n  praxis hold place --class safeguarding --from 2012-01-01 --to 2016-12-31 --kind inquiry --reason-file reason.txt"
)]
pub struct Args {
    /// Reference, or a part of the name
    #[arg(long, required_unless_present = "class")]
    client: Option<String>,
    /// Everybody of a class: all, child (under 18 at the first contact), nhs, safeguarding, enquiry, deceased
    #[arg(long, value_name = "CLASS", value_parser = given::code::<Covered>(), conflicts_with = "client")]
    class: Option<Covered>,
    /// Of the class, whoever was in contact on this day or later
    #[arg(long, value_name = "DATE", requires = "class", conflicts_with = "client")]
    from: Option<String>,
    /// Of the class, whoever was in contact on this day or earlier
    #[arg(long, value_name = "DATE", requires = "class", conflicts_with = "client")]
    to: Option<String>,
    /// What for: inquiry, claim, complaint, police or other
    #[arg(long, value_name = "KIND", default_value = "other", value_parser = given::code::<HoldKind>(), hide_default_value = true)]
    kind: HoldKind,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Scope>,
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
    let scope = scope(args)?;
    let mut unlocked = context.unlock()?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let reason = reason(args.reason_file.as_deref(), context)?;
    let (by, placed) = (unlocked.member(), context.now.text());
    let hold = Hold { kind: args.kind, scope: scope.clone(), reason, by, reviewer, placed, lifted: None };
    let reference = match (client, &scope) {
        (Some(client), _) => unlocked.place_hold(client, &hold, review_on)?,
        (None, Some(scope)) => unlocked.place_hold_on_class(&hold, scope, review_on)?,
        (None, None) => return Err(nobody()),
    };
    context.terminal.say(&format!("to be looked at again on {}", in_words(review_on)));
    let done = Placed { hold: reference, client, class: scope, review_on };
    context.print(&done, || reference.to_string())
}

fn scope(args: &Args) -> Result<Option<Scope>, Failure> {
    let day = |text: &Option<String>, flag| text.as_deref().map(|text| given::date(text, flag)).transpose();
    let (from, to) = (day(&args.from, "--from")?, day(&args.to, "--to")?);
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Failure::Usage(
            "the date given with --to is before the one given with --from".to_owned(),
            "check the years".to_owned(),
        ));
    }
    Ok(args.class.map(|class| Scope { class, from, to }))
}

fn nobody() -> Failure {
    Failure::Usage("nobody was named".to_owned(), "give --client C-0001, or --class CLASS".to_owned())
}

fn reason(file: Option<&Path>, context: &Context) -> Result<String, Failure> {
    if let Some(path) = file {
        return given::words_in(path, "--reason-file");
    }
    let asked = if context.terminal.can_ask() { context.terminal.ask("Reason")? } else { None };
    let text = asked.ok_or_else(|| {
        Failure::Usage("a hold needs a reason".to_owned(), "give it with --reason-file FILE".to_owned())
    })?;
    given::words(text.as_bytes(), "--reason-file")
}
