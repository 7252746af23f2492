//! What reports and letters about breaches share: who writes them, to whom they are sealed, and that they name nobody else.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::commands::Context;
use crate::config::Config;
use crate::config::privacy::Said;
use crate::crypto::age_file::{Recipient, Sealer};
use crate::crypto::hash::{sha256, to_hex};
use crate::export::breach::{Account, Assessment, Client, Practice, Regulator, Written};
use crate::failure::Failure;
use crate::records::breach::Facts;
use crate::records::client::ClientKind;
use crate::records::code::Code;
use crate::records::reference::Reference;
use crate::records::severity::Severity;
use crate::rules::redaction::find_mentions;
use crate::rules::severity::score;
use crate::vault::{FoundBreach, FoundClient, Unlocked};

/// A breach as the writers of papers want it.
pub fn account(found: &FoundBreach) -> Account<'_> {
    Account {
        reference: found.reference,
        breach: &found.breach,
        clients: found.affected.iter().map(|one| Client { client: one.client, erased: one.erased }).collect(),
        due: found.standing.clock.due,
        assessment: found.breach.severity().map(assessment),
    }
}

fn assessment(severity: &Severity) -> Assessment {
    let answer = score(severity);
    let beside = answer.flags.iter().map(|flag| format!("beside the score: {flag}"));
    Assessment {
        score: answer.score.to_string(),
        band: answer.band.code(),
        says: format!("{}, {}", answer.score, answer.band.in_words()),
        how: answer.steps.iter().cloned().chain(beside).collect(),
    }
}

/// Who writes, by praxis.toml.
pub fn practice(config: &Config) -> Practice {
    let Config { practice, privacy, .. } = config;
    let said = |said: &Option<Said>| said.as_ref().map(|said| said.as_str().to_owned());
    let regulator = &privacy.regulator;
    Practice {
        name: practice.name.clone(),
        contact: said(&privacy.contact),
        dpo: said(&privacy.dpo),
        regulator: Regulator {
            name: regulator.name.as_str().to_owned(),
            phone: regulator.phone.as_str().to_owned(),
        },
    }
}

/// Recipients as they were typed.
pub fn recipients(typed: &[String]) -> Result<Vec<Recipient>, Failure> {
    let parse = |text: &String| {
        text.trim().parse().map_err(|_| {
            Failure::Usage(
                "a recipient is not an age recipient".to_owned(),
                "it begins with age1 and is copied whole".to_owned(),
            )
        })
    };
    typed.iter().map(parse).collect()
}

/// Seals bytes.
pub fn seal(bytes: &[u8], recipients: &[Recipient]) -> Result<Vec<u8>, Failure> {
    let unsealed = |error: io::Error| Failure::io("what was to be sealed could not be", error);
    let mut sealer = Sealer::new(recipients, Vec::new()).map_err(unsealed)?;
    sealer.write_all(bytes).map_err(unsealed)?;
    sealer.finish().map_err(unsealed)
}

/// SHA-256 as it is registered.
pub fn sum(bytes: &[u8]) -> String {
    to_hex(&sha256(bytes))
}

/// Says where the words of a breach name a client: they leave the vault, and a name does not belong in them. Gives whether any
/// was found. A program gets every step, people the last word on each.
pub fn warn_of_names(
    unlocked: &mut Unlocked,
    found: &[FoundBreach],
    every_step: bool,
    context: &Context,
) -> Result<bool, Failure> {
    if found.is_empty() {
        return Ok(false);
    }
    let clients = unlocked.clients()?;
    let mut any = false;
    for one in found {
        let mut said = BTreeSet::new();
        for Written { what, again, text } in account(one).texts(every_step) {
            let clients = clients.iter().filter(|client| names(&text, client) || has_word(&text, client));
            for client in clients.map(|client| client.reference) {
                any = true;
                // Of several reasons or reports one word is enough.
                if !said.insert((what, client)) {
                    continue;
                }
                let breach = one.reference;
                let without = match again.filter(|_| one.is_open()) {
                    Some(command) => format!("without the name: praxis breach {command} {breach}"),
                    None => "it stays as it was recorded: see who may read it".to_owned(),
                };
                context.terminal.warn(&format!("{what} of {breach} names {client}; {without}"));
            }
        }
    }
    Ok(any)
}

/// The point, of those that a letter says, which names a client, and whom.
pub fn named_in_letters(known: &Facts, clients: &[FoundClient]) -> Option<(&'static str, Reference)> {
    let said = [
        ("description", &known.description),
        ("consequences", &known.consequences),
        ("containment", &known.containment),
        ("measures_after", &known.measures_after),
    ];
    let texts = said.into_iter().filter_map(|(point, text)| Some((point, text.as_deref()?)));
    let mut hits = texts.flat_map(|(point, text)| {
        let named = clients.iter().filter(move |client| names(text, client));
        named.map(move |client| (point, client.reference))
    });
    hits.next()
}

/// The names of a client: a group has none of its own.
fn called(client: &FoundClient) -> impl Iterator<Item = &str> {
    let person = &client.person;
    let known_as = person.known_as.as_deref();
    let called = (person.kind == ClientKind::Individual).then_some([Some(person.name.as_str()), known_as]);
    called.into_iter().flatten().flatten()
}

/// Whether a text names a client. A name of one word is passed over: it may be any word. One that somebody is known by goes
/// with the surname.
fn names(text: &str, client: &FoundClient) -> bool {
    let surname = client.person.name.split_whitespace().next_back().unwrap_or_default();
    called(client).any(|name| {
        let whole = if is_one_word(name) { format!("{name} {surname}") } else { name.to_owned() };
        name != surname && !find_mentions(text, &[whole]).is_empty()
    })
}

/// Whether a name of one word stands in a text as it is written: enough to look again, not to refuse.
fn has_word(text: &str, client: &FoundClient) -> bool {
    let words = || {
        let words = text.split(|c: char| !(c.is_alphanumeric() || "-'\u{2019}".contains(c)));
        words.map(|word| word.trim_end_matches("'s").trim_end_matches("\u{2019}s").trim_matches('\''))
    };
    called(client).filter(|name| is_one_word(name)).any(|name| words().any(|word| word == name))
}

fn is_one_word(name: &str) -> bool {
    name.split_whitespace().count() < 2
}
