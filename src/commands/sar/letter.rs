//! The letter that goes with a pack, filled from the request and from what was decided.

use super::gathered::Gathered;
use super::pack::Parted;
use crate::commands::request::letter::of_the_request;
use crate::commands::{Context, letters};
use crate::config::Config;
use crate::export::letters::{Letter, Place, Values, list};
use crate::export::pack::{Disclosed, Searched};
use crate::export::words;
use crate::failure::Failure;

/// The letter of Article 15, or that of Article 20.
pub fn reply(
    gathered: &Gathered,
    parted: &Parted,
    searched: &[Searched],
    recipients: &[Disclosed],
    config: &Config,
    context: &Context,
) -> Result<String, Failure> {
    let letter = if gathered.is_portable() { Letter::PortabilityReply } else { Letter::Reply };
    let general = config.privacy.recipients.iter().map(|one| one.as_str().to_owned());
    let told = recipients.iter().map(|one| {
        let on = one.date.map_or_else(String::new, |day| format!(", {}", words::day(day)));
        format!("{}{on}", one.to)
    });
    let looked = searched.iter().map(|one| format!("{}: {}", one.what, one.how));
    let values = |values: Values| {
        of_the_request(values, &gathered.found.request, &gathered.subject.record.person.name)
            .with(Place::Request, gathered.found.reference.to_string())
            .with(Place::Due, gathered.found.clock.due.map(words::day).unwrap_or_default())
            .with(Place::Searched, lines(looked))
            .with(Place::LeftOut, left_out(parted))
            .with(Place::Recipients, lines(general.chain(told)))
    };
    letters::write(config, letter, values, context.now.today())
}

fn lines(points: impl Iterator<Item = String>) -> String {
    let points: Vec<String> = points.collect();
    list(points.iter().map(String::as_str))
}

fn left_out(parted: &Parted) -> String {
    if parted.withheld.is_empty() && parted.redactions == 0 {
        return "Nothing was left out.".to_owned();
    }
    let whole = parted.withheld.iter().map(|one| format!("{}: {} ({})", one.what, one.ground, one.source));
    let passages = (parted.redactions > 0)
        .then(|| format!("{} passages, each marked where it stood with the reason", parted.redactions));
    lines(whole.chain(passages))
}
