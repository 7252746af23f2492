//! What an erasure destroys, what it keeps and why, and what the controller should think of first.
//!
//! The right: UK GDPR Article 17. The controller decides. A running retention period is a warning and not a refusal:
//! what refuses are holds, open matters and statutory duties, and those are looked at again in the transaction that
//! destroys. What is kept is kept by category, each for a ground of its own (Article 17(3), Article 9(2)(h) and (3)).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::records::certificate::{Counted, Kept};
use crate::records::client::{Status, Tag};
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::erasure::{Category, Extent, Refusal};
use crate::records::reference::Reference;
use crate::records::stored::{RecordState, RecordType};
use crate::rules::retention::{Answer, When};

/// One stored version of something about the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub record_type: RecordType,
    /// Which key opens it.
    pub compartment: Compartment,
    /// Where it stands.
    pub state: RecordState,
}

/// What the plan rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Everything that is stored under the client's handle.
    pub items: Vec<Item>,
    /// Invoices: each has a handle and a key of its own.
    pub invoices: u64,
    /// Requests about the record: each has a handle and a key of its own.
    pub requests: u64,
    /// Complaints about how it was handled: they have keys of their own.
    pub complaints: u64,
    /// Breaches that affected it: they have keys of their own.
    pub breaches: u64,
    /// Holds that were lifted, whose reasons the practice keeps.
    pub lifted_holds: u64,
    /// Couples and groups that the client is a member of.
    pub groups: Vec<Reference>,
    /// Where the client stands.
    pub status: Status,
    /// What the practice's retention schedule says, if it has one.
    pub schedule: Option<Answer>,
    /// What the retention rules ask about.
    pub tags: BTreeSet<Tag>,
}

/// What would be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// All of it or a part.
    pub extent: Extent,
    /// Whose keys go.
    pub compartments: Vec<Compartment>,
    /// What goes with them.
    pub destroyed: Vec<Counted>,
    /// What stays, and why.
    pub kept: Vec<Kept>,
    /// What to think of before.
    pub warnings: Vec<Warning>,
}

/// Something to think of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// In words.
    pub what: String,
    /// Where that is from.
    pub source: &'static str,
}

/// Nothing would be destroyed: that is a refusal, and is recorded as one.
#[derive(Debug, PartialEq, Eq)]
pub struct NothingToDestroy;

/// What an erasure of a client would do; `keep` names the categories that stay, each with its ground.
///
/// # Errors
/// [`NothingToDestroy`].
pub fn plan(
    keep: &BTreeMap<Category, Refusal>,
    facts: &Facts,
    today: NaiveDate,
) -> Result<Plan, NothingToDestroy> {
    let kept = |compartment: Compartment| ground_for(compartment, keep);
    let compartments: Vec<Compartment> =
        CATEGORIES.iter().map(|(_, c)| *c).filter(|c| kept(*c).is_none()).collect();
    let destroyed = counted(facts.items.iter().filter(|item| compartments.contains(&item.compartment)));
    if destroyed.is_empty() {
        return Err(NothingToDestroy);
    }
    let mut stays = Vec::new();
    for (category, compartment) in CATEGORIES {
        let count = facts.items.iter().filter(|i| i.compartment == compartment && counts(**i)).count() as u64;
        if let Some(because) = kept(compartment).filter(|_| count > 0) {
            stays.push(Kept { category, count, because: because.to_owned() });
        }
    }
    if facts.invoices > 0 {
        stays.push(Kept { category: Category::Invoices, count: facts.invoices, because: TAX.to_owned() });
    }
    if facts.requests > 0 {
        let because = REQUESTS.to_owned();
        stays.push(Kept { category: Category::Requests, count: facts.requests, because });
    }
    if facts.complaints > 0 {
        let because = COMPLAINTS.to_owned();
        stays.push(Kept { category: Category::Complaints, count: facts.complaints, because });
    }
    if facts.breaches > 0 {
        let because = BREACHES.to_owned();
        stays.push(Kept { category: Category::Breaches, count: facts.breaches, because });
    }
    if facts.lifted_holds > 0 {
        let because = HOLDS.to_owned();
        stays.push(Kept { category: Category::Holds, count: facts.lifted_holds, because });
    }
    let extent = if compartments.len() == CATEGORIES.len() { Extent::Whole } else { Extent::Partial };
    Ok(Plan { extent, compartments, destroyed, kept: stays, warnings: warnings(facts, today) })
}

/// What a person can choose to keep, and the compartment it is in.
const CATEGORIES: [(Category, Compartment); 4] = [
    (Category::Identity, Compartment::Person),
    (Category::Contact, Compartment::Contact),
    (Category::Clinical, Compartment::Clinical),
    (Category::Process, Compartment::Process),
];
const TAX: &str = "tax law asks for them (Article 17(3)(b))";
const REQUESTS: &str = "the practice's account of what was asked and how it answered (Article 5(2)), for the time its schedule sets";
const COMPLAINTS: &str = "the practice's account of what was complained about and how it answered (Article 5(2)), for the time its schedule sets";
const BREACHES: &str =
    "the practice's documentation of breaches (Article 33(5)), for the time its schedule sets";
const HOLDS: &str = "the practice's account of why it held the record, under the practice's own key";
const WHOSE: &str = "what is kept must say whose it is";

/// Why the keys of a compartment stay, if they do. What is kept says whose it is: the identity stays with it.
fn ground_for(compartment: Compartment, keep: &BTreeMap<Category, Refusal>) -> Option<&'static str> {
    let category = CATEGORIES.iter().find(|(_, c)| *c == compartment)?.0;
    match keep.get(&category) {
        Some(ground) => Some(ground.in_words()),
        None if category == Category::Identity && !keep.is_empty() => Some(WHOSE),
        None => None,
    }
}

/// Versions that nobody reads any more, and dates, are no items of their own to a person.
fn counts(item: Item) -> bool {
    item.state != RecordState::Superseded && item.record_type != RecordType::Dates
}

fn counted<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<Counted> {
    let mut counts: BTreeMap<(u8, &str), u64> = BTreeMap::new();
    for item in items {
        *counts.entry(name_of(*item)).or_default() += 1;
    }
    counts.into_iter().map(|((_, what), count)| Counted { what: what.to_owned(), count }).collect()
}

/// What an item is called, and where it stands in a list.
fn name_of(item: Item) -> (u8, &'static str) {
    let process = item.compartment == Compartment::Process;
    match (item.state, item.record_type) {
        (RecordState::Superseded, _) => (9, "former versions"),
        (_, RecordType::Person) => (0, "personal details"),
        (_, RecordType::Dates) => (1, "dates of contact"),
        (_, RecordType::Disclosure) => (1, "disclosures"),
        (_, RecordType::Contact) => (2, "contact details"),
        (_, RecordType::Clinical) => (3, "clinical summary"),
        (RecordState::Draft, _) => (6, "drafts"),
        (RecordState::Trash, _) => (7, "notes in the trash"),
        (_, RecordType::File) if process => (8, "recordings"),
        (_, RecordType::File) => (8, "documents"),
        (_, _) if process => (5, "process and supervision notes"),
        _ => (4, "notes"),
    }
}

fn warnings(facts: &Facts, today: NaiveDate) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut warn = |what: String, source| warnings.push(Warning { what, source });
    if facts.status == Status::Active {
        warn("work with this client has not ended".to_owned(), "UK GDPR Article 17(1)(a)");
    }
    if let Some(runs) = facts.schedule.as_ref().and_then(|answer| how_long(answer, today)) {
        warn(
            format!(
                "the practice's own retention schedule {runs}: what is needed for health care or for legal claims may be \
                 kept, and insurers often ask for it"
            ),
            "UK GDPR Article 17(3)(c) and (e); the schedule in praxis.toml",
        );
    }
    if facts.tags.contains(&Tag::Safeguarding) {
        warn(
            "a safeguarding concern is on record: such records are often kept much longer".to_owned(),
            "UK GDPR Article 17(3)(b) and (e)",
        );
    }
    for group in &facts.groups {
        warn(
            format!("the client is a member of {group}, whose own record stays and may name the client"),
            "each couple or group is a client with keys of its own",
        );
    }
    warnings
}

/// What a schedule says that keeps a record beyond today.
fn how_long(answer: &Answer, today: NaiveDate) -> Option<String> {
    match answer.when {
        When::From(until) if today < until => {
            Some(format!("keeps it until {} ({})", in_words(until), answer.because))
        }
        When::From(_) => None,
        When::Never => Some(format!("keeps it ({})", answer.because)),
        When::CannotCompute => Some(format!("cannot say for how long it is kept: {}", answer.because)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::schedule::{Class, Disposal};

    fn item(record_type: RecordType, compartment: Compartment, state: RecordState) -> Item {
        Item { record_type, compartment, state }
    }

    fn facts() -> Facts {
        use Compartment::{Clinical, Contact, Person, Process};
        use RecordState::{Draft, Live, Superseded, Trash};
        Facts {
            items: vec![
                item(RecordType::Person, Person, Live),
                item(RecordType::Dates, Person, Live),
                item(RecordType::Contact, Contact, Live),
                item(RecordType::Contact, Contact, Superseded),
                item(RecordType::Clinical, Clinical, Live),
                item(RecordType::Note, Clinical, Live),
                item(RecordType::Note, Clinical, Live),
                item(RecordType::Note, Clinical, Trash),
                item(RecordType::Note, Clinical, Draft),
                item(RecordType::File, Clinical, Live),
                item(RecordType::Note, Process, Live),
                item(RecordType::File, Process, Live),
            ],
            invoices: 2,
            requests: 0,
            complaints: 0,
            breaches: 0,
            lifted_holds: 0,
            groups: Vec::new(),
            status: Status::Ended,
            schedule: Some(answer(When::From(day("2026-11-22")))),
            tags: BTreeSet::new(),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn destroyed(plan: &Plan) -> Vec<(&str, u64)> {
        plan.destroyed.iter().map(|c| (c.what.as_str(), c.count)).collect()
    }

    fn kept(plan: &Plan) -> Vec<(Category, u64)> {
        plan.kept.iter().map(|k| (k.category, k.count)).collect()
    }

    #[test]
    fn what_has_keys_of_its_own_is_named() {
        let facts = Facts { complaints: 2, breaches: 1, ..facts() };
        let plan = plan(&BTreeMap::new(), &facts, day("2026-11-22")).expect("a plan");
        assert!(kept(&plan).ends_with(&[(Category::Complaints, 2), (Category::Breaches, 1)]));
        assert!(plan.kept.iter().all(|kept| kept.because.contains("Article")));
    }

    #[test]
    fn a_whole_erasure_leaves_what_the_law_asks_for() {
        let plan = plan(&BTreeMap::new(), &facts(), day("2026-11-22")).expect("a plan");
        assert_eq!(plan.extent, Extent::Whole);
        assert_eq!(
            destroyed(&plan),
            [
                ("personal details", 1),
                ("dates of contact", 1),
                ("contact details", 1),
                ("clinical summary", 1),
                ("notes", 2),
                ("process and supervision notes", 1),
                ("drafts", 1),
                ("notes in the trash", 1),
                ("documents", 1),
                ("recordings", 1),
                ("former versions", 1),
            ]
        );
        assert_eq!(kept(&plan), [(Category::Invoices, 2)]);
        assert_eq!(plan.warnings, []);
    }

    #[test]
    fn what_is_kept_says_whose_it_is_and_why() {
        let keep = BTreeMap::from([(Category::Clinical, Refusal::LegalClaims)]);
        let plan = plan(&keep, &facts(), day("2026-11-22")).expect("a plan");
        assert_eq!(plan.extent, Extent::Partial);
        assert_eq!(plan.compartments, [Compartment::Contact, Compartment::Process]);
        assert_eq!(
            destroyed(&plan),
            [
                ("contact details", 1),
                ("process and supervision notes", 1),
                ("recordings", 1),
                ("former versions", 1)
            ]
        );
        assert_eq!(kept(&plan), [(Category::Identity, 1), (Category::Clinical, 6), (Category::Invoices, 2)]);
        assert!(plan.kept[1].because.contains("17(3)(e)") && plan.kept[0].because == WHOSE);
    }

    #[test]
    fn an_erasure_that_destroys_nothing_is_none() {
        let all = Category::Identity;
        let keep = [all, Category::Contact, Category::Clinical, Category::Process]
            .map(|category| (category, Refusal::HealthCare))
            .into();
        assert_eq!(plan(&keep, &facts(), day("2026-11-22")), Err(NothingToDestroy));
        // Contact details were erased before, and only they would go.
        let mut facts = facts();
        facts.items.retain(|item| item.compartment == Compartment::Clinical);
        let keep = BTreeMap::from([(Category::Clinical, Refusal::HealthCare)]);
        assert_eq!(plan(&keep, &facts, day("2026-11-22")), Err(NothingToDestroy));
    }

    fn answer(when: When) -> Answer {
        Answer {
            class: Class::Adult,
            rule: Some("adult".to_owned()),
            trigger: None,
            when,
            action: Disposal::Review,
            because: "the reason".to_owned(),
            steps: Vec::new(),
            source: None,
            keep_to: None,
        }
    }

    #[test]
    fn a_period_of_the_schedule_warns_to_its_very_last_day() {
        let from = |text| When::From(day(text));
        for (when, today, says) in [
            (Some(from("2026-11-22")), "2026-11-21", Some("until 22 Nov 2026 (the reason)")),
            (Some(from("2026-11-22")), "2026-11-22", None),
            (Some(from("2031-03-01")), "2031-02-28", Some("until 1 Mar 2031")),
            (Some(When::Never), "2031-02-28", Some("keeps it (the reason)")),
            (Some(When::CannotCompute), "2031-02-28", Some("cannot say")),
            (None, "2019-11-22", None),
        ] {
            let facts = Facts { schedule: when.map(answer), ..facts() };
            let plan = plan(&BTreeMap::new(), &facts, day(today)).expect("a plan");
            let found = plan.warnings.first().map(|w| w.what.as_str());
            assert_eq!(found.is_some(), says.is_some(), "{today} {found:?}");
            if let Some(says) = says {
                assert!(found.is_some_and(|what| what.contains(says)), "{found:?}");
            }
        }
    }

    #[test]
    fn other_things_to_think_of_are_named() {
        let facts = Facts {
            status: Status::Active,
            groups: vec!["C-0009".parse().expect("a reference")],
            tags: [Tag::Safeguarding].into(),
            ..facts()
        };
        let plan = plan(&BTreeMap::new(), &facts, day("2026-11-22")).expect("a plan");
        let all: Vec<&str> = plan.warnings.iter().map(|w| w.what.as_str()).collect();
        assert!(all[0].contains("not ended") && all[1].contains("safeguarding") && all[2].contains("C-0009"));
    }
}
