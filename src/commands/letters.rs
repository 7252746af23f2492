//! `praxis letters`: what the practice writes about requests, complaints and breaches.

mod check;
mod show;

use std::path::Path;

use chrono::NaiveDate;

use super::{Context, given};
use crate::config::Config;
use crate::config::privacy::Said;
use crate::export::letters::{self, Letter, Outside, Place, Values, Wrong};
use crate::export::words;
use crate::failure::Failure;

/// The subcommands.
#[derive(clap::Subcommand)]
#[allow(missing_docs)] // The help of each is that of its Args.
pub enum Command {
    Show(show::Args),
    Check(check::Args),
}

/// Runs a subcommand.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Show(args) => show::run(&args, context),
        Command::Check(args) => check::run(&args, context),
    }
}

/// The largest template: a letter of forty pages.
const LARGEST: usize = 100 << 10;

/// The template in force: the practice's own, when its folder has one.
pub fn template(config: &Config, letter: Letter) -> Result<String, Failure> {
    let own = config.letters.folder.as_deref().map(|folder| in_folder(folder, letter)).transpose()?;
    Ok(own.flatten().unwrap_or_else(|| letter.default_text().to_owned()))
}

/// A letter filled in. `values` are those of the request; what praxis.toml says of the practice is added.
///
/// # Errors
/// When the practice's own letter cannot be used, or something to fill in is missing.
pub fn write(
    config: &Config,
    letter: Letter,
    values: impl FnOnce(Values) -> Values,
    today: NaiveDate,
) -> Result<String, Failure> {
    let values = values(of_the_practice(config, today));
    letters::fill(letter, &template(config, letter)?, &values).map_err(|why| unusable(letter, &why))
}

/// What praxis.toml has to fill in.
fn of_the_practice(config: &Config, today: NaiveDate) -> Values {
    let privacy = &config.privacy;
    // Without an address the letter still goes out in time; whoever writes it is warned.
    let contact = privacy.contact.as_ref().map_or(config.practice.name.as_str(), Said::as_str);
    let contact = match &privacy.dpo {
        None => contact.to_owned(),
        Some(dpo) => format!("{contact}\n\nOur data protection officer: {}", dpo.as_str()),
    };
    let regulator = &privacy.regulator;
    let mut reach = vec![regulator.site.as_str(), regulator.phone.as_str()];
    reach.extend(regulator.address.as_ref().map(Said::as_str));
    let outside = Outside { name: regulator.name.as_str(), reach: &reach };
    let list = |points: &[Said]| letters::list(points.iter().map(Said::as_str));
    Values::default()
        .with(Place::PracticeName, &config.practice.name)
        .with(Place::Complaint, letters::complaint(&contact, &outside))
        .with(Place::Regulator, letters::regulator(&outside))
        .with(Place::PracticeContact, contact)
        .with(
            Place::Dpo,
            privacy.dpo.as_ref().map_or("We have not appointed a data protection officer.", Said::as_str),
        )
        .with(Place::Today, words::day(today))
        .with(Place::Purposes, list(&privacy.purposes))
        .with(Place::Categories, list(&privacy.categories))
        .with(Place::Recipients, list(&privacy.recipients))
        .with(Place::Retention, privacy.retention.as_str())
        .with(Place::Source, privacy.source.as_str())
        .with(Place::Transfers, privacy.transfers.as_str())
        .with(Place::AutomatedDecisions, privacy.automated_decisions.as_str())
}

/// The practice's own letter, when its folder has one.
fn in_folder(folder: &Path, letter: Letter) -> Result<Option<String>, Failure> {
    if !folder.is_dir() {
        return Err(Failure::Usage(
            "the folder of the letters is not there".to_owned(),
            "mend letters.folder in praxis.toml, or make the folder".to_owned(),
        ));
    }
    let (name, path) = (letter.file_name(), folder.join(letter.file_name()));
    if !path.exists() {
        return Ok(None);
    }
    let bytes = given::read(&path, LARGEST, &name)?;
    let wrong = |why: &str| unusable(letter, &Wrong { line: None, why: why.to_owned() });
    if bytes.len() > LARGEST {
        return Err(wrong("it is longer than a letter can be"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong("it is not UTF-8"))?;
    Ok(Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")))
}

fn unusable(letter: Letter, why: &Wrong) -> Failure {
    Failure::Usage(
        format!("{}: {why}", letter.file_name()),
        "mend it, or compare it with praxis's own: praxis letters show --default NAME".to_owned(),
    )
}
