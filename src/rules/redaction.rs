//! What in the words of a record somebody might want to take out before the person it is about gets a copy; and taking
//! words out.
//!
//! It proposes: who else is named, addresses, numbers, dates of birth. It finds forms and names that the record knows, not
//! meanings: that "her sister's friend" is somebody, a person must see. What is the subject's own is never proposed.

mod extract;
mod names;
mod nicknames;
mod patterns;
mod spans;

use std::collections::HashSet;
use std::ops::Range;

use chrono::NaiveDate;

pub use crate::records::proposal::{Proposal, ProposalKind};
pub use spans::{apply, redacted};

use names::Sought;
use patterns::Found;

/// Whose record it is.
#[derive(Clone, Default)]
pub struct Subject {
    /// All names they go by.
    pub names: Vec<String>,
    /// Texts that hold their addresses and numbers: e-mail, telephone, postal address, NHS number.
    pub identifiers: Vec<String>,
    /// Their date of birth.
    pub born: Option<NaiveDate>,
}

/// Somebody else whom the record knows.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// All names they go by.
    pub names: Vec<String>,
    /// What they are to the record: `emergency contact`.
    pub role: String,
    /// Their date of birth.
    pub born: Option<NaiveDate>,
}

impl Person {
    /// The people in words such as `Maya Example (sister) 07700 900456` and `Dr A. Example, Example Surgery`.
    #[must_use]
    pub fn found_in(words: &str, role: &str) -> Vec<Person> {
        let person = |name: String| Person { names: vec![name], role: role.to_owned(), born: None };
        extract::names(words).into_iter().map(person).collect()
    }
}

/// Everybody whom a record knows.
#[derive(Clone, Default)]
pub struct People {
    /// Whose record it is.
    pub subject: Subject,
    /// All others.
    pub others: Vec<Person>,
}

/// What is found in the words of a field, in their order; none overlaps another.
#[must_use]
pub fn propose(text: &str, people: &People) -> Vec<Proposal> {
    Finder::new(people).propose(text)
}

/// Finds in many texts what there is of the same people.
pub struct Finder {
    own: HashSet<String>,
    born: Option<NaiveDate>,
    births: HashSet<NaiveDate>,
    sought: Vec<(String, Sought)>,
}

impl Finder {
    /// Gets ready for these people.
    #[must_use]
    pub fn new(people: &People) -> Self {
        let subject = &people.subject;
        let own = subject.identifiers.iter().flat_map(|text| patterns::found(text)).map(|found| found.key);
        let sought = |person: &Person| (person.role.clone(), Sought::new(&person.names, &subject.names));
        Self {
            own: own.collect(),
            born: subject.born,
            births: people.others.iter().filter_map(|person| person.born).collect(),
            sought: people.others.iter().map(sought).collect(),
        }
    }

    /// What is found in a text: see [`propose`].
    #[must_use]
    pub fn propose(&self, text: &str) -> Vec<Proposal> {
        let (own, foreign): (Vec<Found>, Vec<Found>) =
            patterns::found(text).into_iter().partition(|found| self.own.contains(&found.key));
        let of_form = foreign
            .into_iter()
            .filter(|found| !own.iter().any(|own| covers(&own.at, &found.at)))
            .map(|found| (found.at, found.kind, label(found.kind).to_owned()));
        let mut hits: Vec<(Range<usize>, ProposalKind, String)> = of_form.collect();
        for at in patterns::births(text, self.born, &self.births) {
            hits.push((at, ProposalKind::DateOfBirth, label(ProposalKind::DateOfBirth).to_owned()));
        }
        let words = names::words(text);
        for (role, sought) in &self.sought {
            for at in sought.found(text, &words) {
                // Another's name inside the person's own address is a part of it.
                if !own.iter().any(|own| covers(&own.at, &at)) {
                    hits.push((at, ProposalKind::ThirdParty, format!("name: {role}")));
                }
            }
        }
        in_characters(text, merged(hits))
    }
}

/// Where a record names somebody: given name or first letter or title with the surname; a name of one word by itself.
/// For looking through the records of others.
#[must_use]
pub fn find_mentions(text: &str, names: &[String]) -> Vec<(usize, usize)> {
    let words = names::words(text);
    let found =
        names.iter().flat_map(|name| Sought::new(std::slice::from_ref(name), &[]).in_full(text, &words));
    let hits = found.map(|at| (at, ProposalKind::ThirdParty, String::new())).collect();
    in_characters(text, merged(hits)).into_iter().map(|hit| (hit.start, hit.end)).collect()
}

fn covers(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

const fn label(kind: ProposalKind) -> &'static str {
    match kind {
        ProposalKind::ThirdParty => "name",
        ProposalKind::Email => "e-mail address",
        ProposalKind::Phone => "telephone number",
        ProposalKind::Postcode => "postcode",
        ProposalKind::NhsNumber => "NHS number",
        ProposalKind::NiNumber => "National Insurance number",
        ProposalKind::DateOfBirth => "date of birth",
    }
}

/// Those that overlap become one, as long as all of them together; what it is, the longest says.
fn merged(mut hits: Vec<(Range<usize>, ProposalKind, String)>) -> Vec<(Range<usize>, ProposalKind, String)> {
    hits.sort_by_key(|(at, kind, _)| (at.start, std::cmp::Reverse(at.end), *kind));
    let mut merged: Vec<(Range<usize>, ProposalKind, String)> = Vec::new();
    let mut longest = 0;
    for (at, kind, label) in hits {
        match merged.last_mut() {
            Some(last) if at.start < last.0.end => {
                last.0.end = last.0.end.max(at.end);
                if at.len() > longest {
                    (longest, last.1, last.2) = (at.len(), kind, label);
                }
            }
            _ => {
                longest = at.len();
                merged.push((at, kind, label));
            }
        }
    }
    merged
}

/// Bytes become characters. The hits are in order and apart, so that one walk is enough.
fn in_characters(text: &str, hits: Vec<(Range<usize>, ProposalKind, String)>) -> Vec<Proposal> {
    let (mut byte, mut character) = (0, 0);
    let mut upto = |end: usize| {
        character += text[byte..end].chars().count();
        byte = end;
        character
    };
    hits.into_iter()
        .map(|(at, kind, label)| Proposal { start: upto(at.start), end: upto(at.end), kind, label })
        .collect()
}

#[cfg(test)]
mod tests;
