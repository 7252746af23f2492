//! `praxis sar opinion`

use super::super::request::reference;
use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::code::codes;
use crate::records::date::in_words;
use crate::records::decision::{Capacity, Decisions, Opinion, Profession};
use crate::rules::disclosure::last_day;

codes! {
    /// What was said to the question whether serious harm is likely.
    Said {
        /// It is.
        Met = "met",
        /// It is not.
        NotMet = "not-met",
    }
}

/// Record the opinion of a health professional on a whole record
///
/// Whether disclosing it would be likely to cause serious harm to somebody's health (DPA 2018 Schedule 3). Whoever is no
/// health professional needs one to disclose what the person does not know, and to withhold for serious harm. It can be
/// relied on for six months. On one item alone, it stands in a decisions file.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis sar opinion R-0001 --by 'Dr A Example' --profession doctor --on 2026-11-20 --test not-met"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
    /// Whose opinion it is
    #[arg(long, value_name = "NAME")]
    by: String,
    /// What they are: DPA 2018 section 204
    #[arg(long, value_name = "PROFESSION", value_parser = given::code::<Profession>())]
    profession: Profession,
    /// Why they are the one to ask: Schedule 3 paragraph 2
    #[arg(long, value_name = "WHY", default_value = "responsible", value_parser = given::code::<Capacity>())]
    capacity: Capacity,
    /// The day it was obtained
    #[arg(long, value_name = "DATE")]
    on: String,
    /// Whether the test of serious harm is met
    #[arg(long, value_name = "SAID", value_parser = given::code::<Said>())]
    test: Said,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let request = reference(&args.request)?;
    let on = given::past_date(&args.on, "--on", context.now.today())?;
    let by_whom = given::field(&args.by, "--by")?
        .ok_or_else(|| Failure::Usage("--by is empty".to_owned(), "say whose opinion it is".to_owned()))?;
    let opinion = Opinion {
        by_whom,
        capacity: args.capacity,
        profession: args.profession,
        on,
        met: args.test == Said::Met,
    };
    let mut unlocked = context.unlock()?;
    let found = unlocked.request(request)?;
    let before = unlocked.decisions(&found)?;
    let Decisions { mut opinions, decided } = before.decisions.clone();
    if opinions.iter().any(|one| one.on == on) {
        return Err(Failure::Usage(
            format!("there is an opinion of {} already", in_words(on)),
            "opinions are named by their day, so there is one a day".to_owned(),
        ));
    }
    opinions.push(opinion);
    unlocked.put_decisions(&found, &before, &Decisions { opinions, decided })?;
    if let Some(last) = last_day(on) {
        context.terminal.say(&format!("it can be relied on until {}", in_words(last)));
    }
    Ok(())
}
