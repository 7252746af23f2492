//! A request as it is printed.

use chrono::NaiveDate;
use serde::Serialize;

use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::reference::Reference;
use crate::records::request::{Channel, Entry, Outcome, Requester, Right};
use crate::rules::access::State;
use crate::vault::FoundRequest;

/// What scripts rely on.
#[derive(Serialize)]
pub struct Shown<'a> {
    request: Reference,
    right: Right,
    client: Option<Reference>,
    received: NaiveDate,
    due: Option<NaiveDate>,
    state: State,
    target: Option<NaiveDate>,
    channel: Channel,
    by: Requester,
    #[serde(skip_serializing_if = "Option::is_none")]
    requester_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'a str>,
    erased: bool,
    closed: Option<NaiveDate>,
    outcome: Option<Outcome>,
    history: &'a [Entry],
}

impl<'a> Shown<'a> {
    /// A request that was opened.
    pub fn of(found: &'a FoundRequest) -> Self {
        let request = &found.request;
        let closed = request.closed();
        Self {
            request: found.reference,
            right: request.right,
            client: found.client,
            received: request.received,
            due: found.clock.due,
            state: found.clock.state,
            target: found.clock.target,
            channel: request.channel,
            by: request.requester,
            requester_name: request.requester_name.as_deref(),
            name: request.name.as_deref(),
            words: request.words.as_deref(),
            erased: found.erased,
            closed: closed.map(|(on, _)| on),
            outcome: closed.map(|(_, outcome)| outcome),
            history: &request.history,
        }
    }
}

/// Where the clock stands, on one line.
pub fn first_line(found: &FoundRequest) -> String {
    let state = found.clock.state.code();
    match (found.request.closed(), found.clock.due) {
        (Some((on, outcome)), _) => {
            format!("{}  closed {}: {}", found.reference, in_words(on), outcome.code())
        }
        (None, Some(due)) => format!("{}  {state}, due {}", found.reference, in_words(due)),
        (None, None) => format!("{}  {state}", found.reference),
    }
}

/// What to think of next, for who opened it.
pub fn advice(found: &FoundRequest) -> Vec<String> {
    let (reference, request) = (found.reference, &found.request);
    let mut lines = Vec::new();
    if let Some(due) = found.clock.due.filter(|_| found.is_open()) {
        lines
            .push(format!("to be answered by {}; praxis request clock {reference} shows why", in_words(due)));
    }
    if request.requester.needs_authority() && found.clock.state == State::NotStarted {
        lines.push(format!(
            "the time begins when their authority has come: praxis request identity {reference} --what authority --given DATE"
        ));
    }
    match (request.requester, request.right) {
        (Requester::Parent, _) => lines.push(
            "a child who can understand it asks for themselves: from 12 in Scotland (DPA 2018 s.208), by competence elsewhere"
                .to_owned(),
        ),
        (Requester::Agent, _) => lines.push(
            "if the authority looks wider than the client may know, ask the client first".to_owned(),
        ),
        (_, Right::Police) => lines.extend([
            "this is no subject access request, and nobody has to answer it without an order".to_owned(),
            "ask for it in writing: what for, why it is necessary and proportionate, which line of enquiry; for counselling \
             notes of a victim, why it is likely to have substantial probative value (PCSC Act 2022 s.44A)"
                .to_owned(),
        ]),
        (_, Right::Court) => lines.push(
            "read what the order asks for and by when, and give no more; take legal advice where it is not clear".to_owned(),
        ),
        (_, Right::DeadRecord) => lines.push(
            "confidence outlives the client; the Act of 1990 is about records of health professionals, and otherwise you \
             decide"
                .to_owned(),
        ),
        _ => {}
    }
    if found.erased {
        lines.push(format!(
            "what was held has been erased: praxis request close {reference} --outcome erased, once they were told"
        ));
    } else if found.client.is_none() && found.is_open() {
        lines.push(format!(
            "praxis search looks for them; if there is nothing: praxis request close {reference} --outcome nothing-held"
        ));
    }
    lines
}
