//! A complaint as it is printed.

use chrono::NaiveDate;
use serde::Serialize;

use crate::records::code::Code;
use crate::records::complaint::{Allegation, Complainant, Entry, Outcome};
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::records::request::Channel;
use crate::rules::complaint_steps::{Acknowledgement, State};
use crate::vault::FoundComplaint;

/// What scripts rely on.
#[derive(Serialize)]
pub struct Shown<'a> {
    complaint: Reference,
    about: Allegation,
    client: Option<Reference>,
    received: NaiveDate,
    acknowledge_by: Option<NaiveDate>,
    state: State,
    acknowledgement: Acknowledgement,
    needed: bool,
    channel: Channel,
    by: Complainant,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'a str>,
    erased: bool,
    links: Vec<Reference>,
    acknowledged: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    outcome: Option<Outcome>,
    warnings: &'a [String],
    history: &'a [Entry],
}

impl<'a> Shown<'a> {
    /// A complaint that was opened.
    pub fn of(found: &'a FoundComplaint) -> Self {
        let (complaint, standing) = (&found.complaint, &found.standing);
        let closed = complaint.closed();
        Self {
            complaint: found.reference,
            about: complaint.about,
            client: found.client,
            received: complaint.received,
            acknowledge_by: standing.acknowledge_by,
            state: standing.state,
            acknowledgement: standing.acknowledgement,
            needed: standing.needed(),
            channel: complaint.channel,
            by: complaint.complainant,
            name: complaint.name.as_deref(),
            words: complaint.words.as_deref(),
            erased: found.erased,
            links: complaint.links(),
            acknowledged: complaint.acknowledged(),
            closed: closed.map(|(on, _)| on),
            outcome: closed.map(|(_, outcome)| outcome),
            warnings: &standing.warnings,
            history: &complaint.history,
        }
    }
}

/// By when it is to be acknowledged, while it has to be.
pub fn due(found: &FoundComplaint) -> Option<NaiveDate> {
    found.standing.acknowledge_by.filter(|_| found.standing.needed())
}

/// How it stands, on one line.
pub fn first_line(found: &FoundComplaint) -> String {
    let (reference, standing) = (found.reference, &found.standing);
    if let Some((on, outcome)) = found.complaint.closed() {
        let needed = match standing.acknowledgement {
            Acknowledgement::NotNeeded => "; within the 30 days, so it needed no acknowledgement",
            _ => "",
        };
        return format!("{reference}  closed {}: {}{needed}", in_words(on), outcome.code());
    }
    let state = standing.state.code();
    if let Some(by) = due(found) {
        return format!("{reference}  {state}, to be acknowledged by {}", in_words(by));
    }
    let on = found.complaint.acknowledged().map_or_else(String::new, |on| format!(" {}", in_words(on)));
    format!("{reference}  {state}{on}; the outcome follows without undue delay")
}
