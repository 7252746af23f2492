//! What is kept of records that were anonymised: counts by year, about nobody. A year of few clients is not told by
//! itself: who knows that somebody was there in that year must not learn more about them.

use std::collections::BTreeMap;

use crate::records::sweep::Remainder;

/// Fewer clients than these are not told by themselves: the usual threshold for small numbers in NHS statistics (NHS
/// Digital, disclosure control methodology) is 5 or more.
pub const FEWEST: u64 = 5;

/// Counts as they may be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Years of at least [`FEWEST`] clients.
    pub years: BTreeMap<i32, Remainder>,
    /// All other years together; nothing while these are too few as well.
    pub others: Option<Remainder>,
    /// Some are in no line.
    pub left_out: bool,
}

/// Adds up the remainders of several sweeps, and leaves out what would tell of somebody.
#[must_use]
pub fn tell<'r>(all: impl Iterator<Item = &'r BTreeMap<i32, Remainder>>) -> Told {
    let mut years: BTreeMap<i32, Remainder> = BTreeMap::new();
    for (year, count) in all.flatten() {
        let sum = years.entry(*year).or_default();
        sum.clients += count.clients;
        sum.notes += count.notes;
    }
    let mut others = Remainder::default();
    years.retain(|_, count| {
        let few = count.clients < FEWEST;
        if few {
            others.clients += count.clients;
            others.notes += count.notes;
        }
        !few
    });
    let enough = others.clients >= FEWEST;
    Told { years, others: enough.then_some(others), left_out: !enough && others.clients > 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[(i32, u64, u64)]) -> BTreeMap<i32, Remainder> {
        counts
            .iter()
            .map(|(year, clients, notes)| (*year, Remainder { clients: *clients, notes: *notes }))
            .collect()
    }

    #[test]
    fn few_are_not_told_by_themselves() {
        let sweeps = [of(&[(2015, 3, 30), (2016, 2, 9)]), of(&[(2015, 2, 5), (2017, 1, 4)])];
        let told = tell(sweeps.iter());
        assert_eq!(told.years, of(&[(2015, 5, 35)]));
        assert_eq!((told.others, told.left_out), (None, true), "three are too few together as well");
        let more = [of(&[(2016, 4, 9), (2017, 1, 4)])];
        let told = tell(more.iter());
        assert_eq!(told.others, Some(Remainder { clients: 5, notes: 13 }));
        assert!(told.years.is_empty() && !told.left_out);
        assert_eq!(tell(std::iter::empty()), Told::default());
    }
}
