//! Everything that stands about a person, with what was found in it and what was decided: what all the commands of a pack
//! begin with.

use chrono::NaiveDate;

use super::super::Context;
use crate::failure::Failure;
use crate::import::decisions::Proposed;
use crate::records::client::{Client, Person as Particulars};
use crate::records::item::Item;
use crate::records::proposal::Proposal;
use crate::records::reference::Reference;
use crate::records::request::{Requester, Right};
use crate::records::text::counted;
use crate::rules::disclosure::{Asked, Fate, Outcome, decide};
use crate::rules::redaction::{Finder, People, Person, Subject as Whose};
use crate::terminal::progress::Progress;
use crate::vault::{FoundRequest, Mention, StoredDecisions, Subject, Unlocked};

/// An item, with what was found in it and what becomes of it.
pub struct Looked {
    /// The item.
    pub item: Item,
    /// What was found, by field.
    pub proposed: Vec<(String, Vec<Proposal>)>,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// All of it.
pub struct Gathered {
    /// The request.
    pub found: FoundRequest,
    /// About whom it is.
    pub subject: Subject,
    /// What is held about them.
    pub items: Vec<Looked>,
    /// What the records of others say that may be about them: in the pack only when somebody decided that it is.
    pub candidates: Vec<Looked>,
    /// How many records of others were searched.
    pub searched: usize,
    /// What was decided.
    pub stored: StoredDecisions,
    /// Only what the person gave goes out: UK GDPR Article 20.
    pub portable: bool,
}

impl Looked {
    /// `needs_a_look`: it does not go out unseen, whatever praxis finds in it.
    fn new(item: Item, needs_a_look: bool, finder: &Finder, stored: &StoredDecisions, asked: &Asked) -> Self {
        let mut proposed = Vec::new();
        for field in &item.fields {
            let found = finder.propose(&field.text);
            if !found.is_empty() {
                proposed.push((field.name.clone(), found));
            }
        }
        let decisions = &stored.decisions;
        let decision = decisions.about(item.id);
        let outcome =
            decide(&item, decision, &decisions.opinions, needs_a_look || !proposed.is_empty(), asked);
        Self { item, proposed, outcome }
    }

    /// What was found, as the decisions file names it.
    pub fn proposals(&self) -> Vec<Proposed<'_>> {
        self.proposed.iter().map(|(field, proposals)| Proposed { field, proposals }).collect()
    }

    /// How much was found.
    pub fn count(&self) -> usize {
        self.proposed.iter().map(|(_, found)| found.len()).sum()
    }

    /// Whether somebody must decide about it.
    pub fn is_pending(&self) -> bool {
        matches!(self.outcome.fate, Fate::Pending(_))
    }
}

impl Gathered {
    /// That there is more than opens to who asks, in words: a pack without it would not be the record.
    pub fn closed(&self) -> Option<String> {
        let what = match self.subject.closed {
            0 => return None,
            1 => "1 process note or recording does not open to you".to_owned(),
            more => format!("{more} process notes and recordings do not open to you"),
        };
        Some(format!(
            "{what}, and no pack goes out without them: an owner decides about those, and exports it"
        ))
    }

    /// Opens everything about whom a request is about, and logs that.
    pub fn of(unlocked: &mut Unlocked, request: Reference, context: &Context) -> Result<Self, Failure> {
        let found = unlocked.request(request)?;
        let client = whom(&found)?;
        let subject = unlocked.about(client, request)?;
        unlocked.log_prepared(&found, &subject)?;
        let stored = unlocked.decisions(&found)?;
        let config = &unlocked.vault().config;
        let asked = Asked {
            health_professional: config.privacy.health_professional,
            requester: found.request.requester,
            nation: config.practice.nation,
            born: subject.record.person.born,
            today: context.now.today(),
        };
        let whose = whose(&subject.record);
        let others = others(&subject);
        let progress =
            Progress::start(context.terminal, "looking for names and numbers", subject.items.len());
        let finder = Finder::new(&People { subject: whose.clone(), others: others.clone() });
        // What has no words says nothing.
        let items = subject.items.iter().filter(|item| !item.fields.is_empty()).map(|item| {
            progress.step();
            let looked_at = needs_a_look(item, subject.client, found.request.requester);
            Looked::new(item.clone(), looked_at, &finder, &stored, &asked)
        });
        let items: Vec<Looked> = items.collect();
        drop(progress);
        let most = unlocked.records_to_search()?;
        let progress = Progress::start(context.terminal, "searching the records of others", most);
        let (mentions, searched) = unlocked.mentions(&subject, &whose.names, || progress.step())?;
        drop(progress);
        let candidates = mentions.into_iter().map(|Mention { item, owner }| {
            let mut others = others.clone();
            others.push(person(&owner, "whose record it is"));
            Looked::new(item, true, &Finder::new(&People { subject: whose.clone(), others }), &stored, &asked)
        });
        let candidates = candidates.collect();
        let portable = found.request.right == Right::Portability;
        Ok(Self { found, subject, items, candidates, searched, stored, portable })
    }

    /// Whether only what the person gave goes out.
    pub fn is_portable(&self) -> bool {
        self.portable
    }

    /// Says what stays behind because nobody has decided.
    pub fn warn(&self, context: &Context) {
        let request = self.found.reference;
        if let Some(closed) = self.closed() {
            context.terminal.warn(&closed);
        }
        if self.pending() > 0 {
            context.terminal.warn(&format!(
                "{} not decided and left out: praxis sar decide {request}",
                counted(self.pending(), "item")
            ));
        }
        if self.unlooked() > 0 {
            context.terminal.warn(&format!(
                "{} in the records of others may be about the person: praxis sar decide {request}",
                counted(self.unlooked(), "item")
            ));
        }
    }

    /// How many items nobody can give out yet.
    pub fn pending(&self) -> usize {
        self.items.iter().filter(|one| one.is_pending()).count()
    }

    /// The candidates that nobody has decided about.
    pub fn unlooked(&self) -> usize {
        let decided = |one: &&Looked| self.stored.decisions.about(one.item.id).is_none();
        self.candidates.iter().filter(decided).count()
    }
}

/// What does not go out unseen although it is not about health: of a couple's record the other half is somebody else's; what
/// the practice marked, and why a review kept the record, is its own; and who asks for another is not who knows it all.
fn needs_a_look(item: &Item, client: Reference, requester: Requester) -> bool {
    let own_words = |name: &str| matches!(name.split('@').next(), Some("tags" | "reviewed"));
    item.client != client
        || requester != Requester::Client
        || item.fields.iter().any(|field| own_words(&field.name))
}

/// About whom a pack can be made by a request.
fn whom(found: &FoundRequest) -> Result<Reference, Failure> {
    let reference = found.reference;
    if !matches!(found.request.right, Right::Access | Right::Portability | Right::DeadRecord) {
        return Err(Failure::Usage(
            format!("{reference} asks for no copy of a record"),
            "a pack answers a request for access, portability or the record of somebody who has died"
                .to_owned(),
        ));
    }
    let nothing = || {
        Failure::Refused(
            format!("{reference} is about somebody who is not in the vault"),
            format!("if nothing is held: praxis request close {reference} --outcome nothing-held"),
        )
    };
    found.client.ok_or_else(nothing)
}

/// The person's own names and numbers: never proposed.
fn whose(record: &Client) -> Whose {
    let Client { person, contact, .. } = record;
    let number = person.nhs_number.as_ref().map(ToString::to_string);
    let texts = [&contact.email, &contact.phone, &contact.address].into_iter().flatten().cloned();
    Whose { names: names(person), identifiers: texts.chain(number).collect(), born: person.born }
}

/// Whom else the record knows.
fn others(subject: &Subject) -> Vec<Person> {
    let Client { person: own, contact, clinical, .. } = &subject.record;
    let told = [
        (&contact.emergency_contact, "emergency contact"),
        (&own.guardian, "parent or guardian"),
        (&own.referrer, "referrer"),
        (&clinical.gp, "general practitioner"),
    ];
    let mut all: Vec<Person> = told
        .into_iter()
        .filter_map(|(words, role)| Some(Person::found_in(words.as_deref()?, role)))
        .flatten()
        .collect();
    for (name, role) in &subject.asked {
        all.extend(Person::found_in(name, role));
        all.push(Person { names: vec![name.clone()], role: (*role).to_owned(), born: None });
    }
    all.extend(
        subject.members.iter().map(|member| person(&member.person, "member of the same couple or group")),
    );
    all
}

fn person(of: &Particulars, role: &str) -> Person {
    Person { names: names(of), role: role.to_owned(), born: of.born }
}

fn names(of: &Particulars) -> Vec<String> {
    [Some(&of.name), of.known_as.as_ref()].into_iter().flatten().cloned().collect()
}

/// The year of a day, where there is one.
pub fn year(day: Option<NaiveDate>) -> Option<i32> {
    use chrono::Datelike;
    day.map(|day| day.year())
}
