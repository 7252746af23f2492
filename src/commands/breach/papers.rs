//! What reports and letters about breaches share: who writes them, to whom they are sealed, and that they name nobody else.

use std::io::{self, Write};

use crate::commands::Context;
use crate::config::Config;
use crate::config::privacy::Said;
use crate::crypto::age_file::{Recipient, Sealer};
use crate::crypto::hash::{sha256, to_hex};
use crate::export::breach::{Account, Practice, Regulator};
use crate::failure::Failure;
use crate::records::breach::Facts;
use crate::records::client::ClientKind;
use crate::records::reference::Reference;
use crate::rules::redaction::find_mentions;
use crate::vault::{FoundBreach, FoundClient, Unlocked};

/// A breach as the writers of papers want it.
pub fn account(found: &FoundBreach) -> Account<'_> {
    Account {
        reference: found.reference,
        breach: &found.breach,
        clients: found.affected.iter().map(|affected| affected.client).collect(),
        due: found.standing.clock.due,
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
            site: regulator.site.as_str().to_owned(),
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

/// Says where the words of a breach name a client: they leave the vault, and a name does not belong in them.
pub fn warn_of_names(
    unlocked: &mut Unlocked,
    found: &[FoundBreach],
    context: &Context,
) -> Result<(), Failure> {
    if found.is_empty() {
        return Ok(());
    }
    let clients = unlocked.clients()?;
    for one in found {
        let known = one.breach.known();
        for (point, text) in texts(&known) {
            for client in named(text, &clients) {
                let breach = one.reference;
                context.terminal.warn(&format!(
                    "{point} of {breach} names {client}; without the name: praxis breach update {breach}"
                ));
            }
        }
    }
    Ok(())
}

/// The texts of a breach, by the names of the facts.
fn texts(known: &Facts) -> Vec<(&'static str, &str)> {
    let all = [
        ("title", &known.title),
        ("noticed_by", &known.noticed_by),
        ("discovered", &known.discovered),
        ("description", &known.description),
        ("consequences", &known.consequences),
        ("measures_before", &known.measures_before),
        ("containment", &known.containment),
        ("measures_after", &known.measures_after),
        ("lessons", &known.lessons),
        ("documents", &known.documents),
    ];
    all.into_iter().filter_map(|(point, text)| Some((point, text.as_deref()?))).collect()
}

/// The point, of those that a letter says, which names a client, and whom.
pub fn named_in_letters(known: &Facts, clients: &[FoundClient]) -> Option<(&'static str, Reference)> {
    let said = ["description", "consequences", "containment", "measures_after"];
    let texts = texts(known).into_iter().filter(|(point, _)| said.contains(point));
    texts.flat_map(|(point, text)| named(text, clients).map(move |client| (point, client))).next()
}

/// Whom a text names. A name of one word is passed over: it may be any word; and so is that of a group.
fn named<'c>(text: &'c str, clients: &'c [FoundClient]) -> impl Iterator<Item = Reference> + 'c {
    let people = clients.iter().filter(|client| {
        client.person.kind == ClientKind::Individual && client.person.name.split_whitespace().count() > 1
    });
    people
        .filter(|client| !find_mentions(text, std::slice::from_ref(&client.person.name)).is_empty())
        .map(|client| client.reference)
}
