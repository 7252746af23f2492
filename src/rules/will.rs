//! Clinical wills: who is called, by what name, what a list lacks, and when a will is to be looked at again.
//!
//! A trustee is given the first names and the telephone numbers of clients with whom work goes on, and no more: that is what
//! it takes to tell them (BABCP, which requires a clinical will; BACP Good Practice in Action 104; UK GDPR Article 5(1)(c)).

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::records::client::{ClientKind, Status};
use crate::records::reference::Reference;
use crate::records::will::WillState;

/// From this age on a person is spoken to themselves. Family Law Reform Act 1969 s1; Age of Majority Act (Northern Ireland)
/// 1969 s1; in Scotland, where it is 16 (Age of Legal Capacity (Scotland) Act 1991 s1), a caller errs on the side of asking.
pub const GROWN_UP: i32 = 18;

/// What stands before a name and is none.
const TITLES: &[&str] = &[
    "dr",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "prof",
    "professor",
    "rev",
    "revd",
    "sir",
    "dame",
    "lady",
    "lord",
    "fr",
    "sr",
    "hon",
    "judge",
    "capt",
    "captain",
    "the",
];

/// Whether somebody waits for the next session: work goes on with them.
#[must_use]
pub const fn is_current(status: Status) -> bool {
    matches!(status, Status::Active)
}

/// What a trustee calls a client: the first word of what the client wants to be called, else of the name, without a title; of
/// `Surname, First` the first word behind the comma. Of a couple that of both, whatever stands between them. A group has none.
#[must_use]
pub fn first_name(kind: ClientKind, name: &str, known_as: Option<&str>) -> String {
    let called = known_as.map(str::trim).filter(|called| !called.is_empty());
    match kind {
        ClientKind::Group => "(a group)".to_owned(),
        ClientKind::Individual => first_of(called.unwrap_or(name)),
        ClientKind::Couple => {
            let both = called.unwrap_or(name).replace(['&', '+', '/'], " and ");
            let parts: Vec<&str> = both.split(" and ").flat_map(of_two).collect();
            // Of `Mr and Mrs Jones` the first has no name.
            let named = parts.iter().any(|part| part.split_whitespace().any(|word| !is_title(word)));
            let named = |part: &&&str| !named || part.split_whitespace().any(|word| !is_title(word));
            let each = parts.iter().filter(named).map(|part| first_of(part));
            each.filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" and ")
        }
    }
}

/// `Ada Jones, Bea Smith` are two people, `Jones, Ada` is one.
fn of_two(text: &str) -> Vec<&str> {
    let is_name = |part: &str| part.split_whitespace().count() > 1;
    match text.split_once(',') {
        Some((one, other)) if is_name(one) && is_name(other) => vec![one, other],
        _ => vec![text],
    }
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

fn first_of(name: &str) -> String {
    let name = name
        .split_once(',')
        .map(|(_, behind)| behind)
        .filter(|behind| !behind.trim().is_empty())
        .unwrap_or(name);
    first_word(name)
}

/// The first word that is no title; where there are only titles, the first of them.
fn first_word(text: &str) -> String {
    let mut words = text.split_whitespace();
    let first = words.clone().find(|word| !is_title(word)).or_else(|| words.next());
    first.unwrap_or_default().trim_end_matches([',', ';']).to_owned()
}

/// How the list of a will and today's clients differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// With whom work goes on, and who is not on the list.
    pub lacks: Vec<Reference>,
    /// Who is on the list, and with whom no work goes on any more.
    pub ended: Vec<Reference>,
}

/// Compares a list with the clients with whom work goes on.
#[must_use]
pub fn difference(listed: &[Reference], current: &[Reference]) -> Difference {
    let (on, now): (BTreeSet<_>, BTreeSet<_>) =
        (listed.iter().copied().collect(), current.iter().copied().collect());
    Difference {
        lacks: now.difference(&on).copied().collect(),
        ended: on.difference(&now).copied().collect(),
    }
}

/// How a will stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It was begun, and not read back.
    Unread,
    /// It is of an epoch before the vault's own: since then somebody was erased, or came or went.
    Stale,
    /// It was never tried.
    Untried,
    /// It was tried on this day; and again by that one, if ever.
    Tried(NaiveDate, Option<NaiveDate>),
    /// Nothing is expected of it.
    Retired,
}

/// How a will stands by its clear row; `tried`: the day of the last drill that found it whole.
#[must_use]
pub fn standing(
    state: WillState,
    of: u64,
    epoch: u64,
    tried: Option<NaiveDate>,
    drill_days: u16,
) -> Standing {
    match (state, tried) {
        (WillState::Retired, _) => Standing::Retired,
        (WillState::Unread, _) => Standing::Unread,
        _ if of < epoch => Standing::Stale,
        (WillState::Drilled, Some(day)) => {
            let again = day.checked_add_days(Days::new(u64::from(drill_days))).filter(|_| drill_days > 0);
            Standing::Tried(day, again)
        }
        _ => Standing::Untried,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::code::Code;
    use crate::records::reference::Register;
    use proptest::prelude::*;

    fn client(number: u32) -> Reference {
        Reference::new(Register::Client, number)
    }

    #[test]
    fn work_goes_on_with_who_is_active() {
        let current: Vec<&Status> = Status::ALL.iter().filter(|status| is_current(**status)).collect();
        assert_eq!(current, [&Status::Active]);
    }

    #[test]
    fn a_first_name_and_no_surname() {
        use ClientKind::{Couple, Group, Individual};
        for (kind, name, known_as, expected) in [
            (Individual, "Ottilie Fairweather", None, "Ottilie"),
            (Individual, "Dr. Ottilie Fairweather", None, "Ottilie"),
            (Individual, "Mrs Ottilie Jane Fairweather", None, "Ottilie"),
            (Individual, "Fairweather, Ottilie", None, "Ottilie"),
            (Individual, "Fairweather, Dr Ottilie", None, "Ottilie"),
            (Individual, "Fairweather,", None, "Fairweather"),
            (Individual, "Ottilie Fairweather", Some("Tilly Fairweather"), "Tilly"),
            (Individual, "Ottilie Fairweather", Some("  "), "Ottilie"),
            (Individual, "Ottilie", None, "Ottilie"),
            (Individual, "Dr", None, "Dr"),
            (Individual, "", None, ""),
            (Couple, "Ada Example and Bea Sample", None, "Ada and Bea"),
            (Couple, "Ada & Bea Example", None, "Ada and Bea"),
            (Couple, "Example, Ada and Sample, Bea", None, "Ada and Bea"),
            (Couple, "Ada Example", None, "Ada"),
            (Couple, "Mr and Mrs Jones", None, "Jones"),
            (Couple, "Ada Jones, Bea Smith", None, "Ada and Bea"),
            (Couple, "Ada Smith-Brown / Bea Jones", None, "Ada and Bea"),
            (Couple, "Dr", None, "Dr"),
            (Individual, "The Rev. Mary Hill", None, "Mary"),
            (Individual, "Judge Wilma Stone", None, "Wilma"),
            (Individual, "Alice Bell", Some("Bell, Alice"), "Alice"),
            (Couple, "x", Some("Ada and Bea"), "Ada and Bea"),
            (Group, "The Fairweathers", Some("Fairweathers"), "(a group)"),
        ] {
            assert_eq!(first_name(kind, name, known_as), expected, "{name:?} {known_as:?}");
        }
    }

    #[test]
    fn what_a_list_lacks() {
        let none = Difference::default();
        assert_eq!(difference(&[], &[]), none);
        assert_eq!(difference(&[client(1), client(2)], &[client(2), client(1)]), none);
        let found = difference(&[client(1), client(2)], &[client(3), client(2)]);
        assert_eq!(found, Difference { lacks: vec![client(3)], ended: vec![client(1)] });
    }

    #[test]
    fn how_it_stands() {
        use WillState::{Current, Drilled, Retired, Unread};
        let day: NaiveDate = "2026-06-01".parse().expect("a day");
        let later: NaiveDate = "2026-11-30".parse().expect("a day");
        for (state, of, epoch, tried, days, expected) in [
            (Unread, 0, 0, None, 182, Standing::Unread),
            (Unread, 0, 3, Some(day), 182, Standing::Unread),
            (Current, 0, 0, None, 182, Standing::Untried),
            // A drill of the folder before says nothing of this one.
            (Current, 0, 0, Some(day), 182, Standing::Untried),
            (Current, 0, 1, None, 182, Standing::Stale),
            (Drilled, 0, 1, Some(day), 182, Standing::Stale),
            (Drilled, 1, 1, Some(day), 182, Standing::Tried(day, Some(later))),
            (Drilled, 1, 1, Some(day), 0, Standing::Tried(day, None)),
            (Drilled, 1, 1, None, 182, Standing::Untried),
            (Retired, 0, 9, Some(day), 182, Standing::Retired),
        ] {
            assert_eq!(standing(state, of, epoch, tried, days), expected, "{state:?} {of} {epoch}");
        }
    }

    proptest! {
        #[test]
        fn a_surname_that_comes_last_is_never_given(first in "[A-Z][a-z]{2,9}", last in "[A-Z][a-z]{10,14}") {
            let called = first_name(ClientKind::Individual, &format!("{first} {last}"), None);
            prop_assert!(!called.contains(&last));
        }
    }
}
