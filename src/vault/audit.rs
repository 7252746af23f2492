//! The audit log as a whole, without a key: whether every entry is as it was written, whether they are those that
//! others have seen, and whether every row of the vault is the one that its last entry vouches for.

mod about;
mod anchors;
mod known;
mod papers;
mod prune_note;
mod prunings;
mod rows;
mod walk;

use std::fmt;

use super::lock::Lock;
use super::open::Vault;
use crate::crypto::hash::Hash;
use crate::failure::Failure;
use anchors::AtHand;
use known::Known;

pub use anchors::Anchor;
pub use papers::{Proven, ProvenEntry, SignedHead, Wanted};
pub use prune_note::SignedPruning;
pub(super) use prune_note::{PruneNote, Tally, signed_twice};
pub use prunings::Purged;

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The entry that it shows at, where it shows at one.
    pub entry: Option<u64>,
    /// What, in words; never a name.
    pub what: String,
}

impl Wrong {
    fn at(entry: u64, what: impl Into<String>) -> Self {
        Self { entry: Some(entry), what: what.into() }
    }

    fn of(what: impl Into<String>) -> Self {
        Self { entry: None, what: what.into() }
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "entry {entry}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// What a verification of the log found.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// How many entries there are.
    pub entries: u64,
    /// Their root; none where one is missing.
    pub root: Option<Hash>,
    /// Who else has seen the log, and whether it is the one they have seen.
    pub anchors: Vec<(Anchor, bool)>,
    /// Which of them were purged: their leaves are there, and nothing else.
    pub purged: Vec<Purged>,
    /// How many entries, from the first on, somebody outside of vault.db has seen as they are, until one has seen others.
    pub outside: u64,
    /// The same, with those that only the keyring has seen, which lies beside vault.db and is not signed.
    pub beside: u64,
    /// Whether somebody has seen more entries than there are, and no restore explains it.
    pub cut: bool,
    /// Who was not asked, and why.
    pub passed_over: Vec<String>,
    /// What is wrong with the log itself, by entry; one cause once.
    pub in_log: Vec<Wrong>,
    /// What is wrong with the keyring as a file of this vault.
    pub in_keyring: Vec<Wrong>,
    /// Which rows are not as the log knows them.
    pub in_rows: Vec<Wrong>,
    /// Purgings of which nobody here can tell whether a machine of the vault signed them.
    pub unproved: Vec<Wrong>,
    /// What a restore may explain, and a change may.
    pub unsure: Vec<Wrong>,
}

impl Verified {
    /// How many entries were purged.
    #[must_use]
    pub fn purged(&self) -> u64 {
        self.purged.iter().map(|purged| purged.count).sum()
    }

    /// How many entries, from the first on, somebody outside of vault.db has seen as they are.
    #[must_use]
    pub fn anchored(&self) -> u64 {
        self.outside
    }

    /// Everything that is wrong, the log first.
    pub fn wrong(&self) -> impl Iterator<Item = &Wrong> {
        let found = self.in_log.iter().chain(&self.in_keyring).chain(&self.in_rows);
        found.chain(&self.unproved).chain(&self.unsure)
    }

    /// Whether vault.db looks like what it once was: the log was cut, and nothing else is wrong with it and the rows. Where
    /// only the log was cut, there are rows that it does not know.
    #[must_use]
    pub fn looks_older(&self) -> bool {
        let ends = |wrong: &Wrong| wrong.entry == Some(self.entries);
        self.cut && self.entries > 0 && self.in_rows.is_empty() && self.in_log.iter().all(ends)
    }
}

impl Vault {
    /// Verifies the whole log: every entry, the head, everybody who has seen it, `given` among them, and every row.
    ///
    /// # Errors
    /// When something cannot be read at all; damage is in what is given.
    pub fn verify_log(&self, given: Vec<Anchor>) -> Result<Verified, Failure> {
        self.verify_log_by(given, &[])
    }

    /// The same by verify keys that were given, where there are some, and by no others.
    ///
    /// # Errors
    /// As [`Vault::verify_log`].
    pub fn verify_log_by(&self, given: Vec<Anchor>, keys: &[String]) -> Result<Verified, Failure> {
        // Nobody writes keys meanwhile, and what is written to the database is not looked at.
        let _lock = Lock::shared(&self.layout.lock())?;
        let _snapshot = self.store.snapshot()?;
        self.verify_log_as_it_stands(given, keys)
    }

    /// The same for who holds lock and snapshot.
    pub(super) fn verify_log_as_it_stands(
        &self,
        given: Vec<Anchor>,
        keys: &[String],
    ) -> Result<Verified, Failure> {
        let known = Known::of(self, keys);
        let mut at_hand = AtHand::gather(self, &known)?;
        at_hand.add_signed(self, given);
        let notes = prunings::Notes::read(self, &known)?;
        at_hand.add_signed(self, notes.anchors());
        let in_keyring = std::mem::take(&mut at_hand.in_keyring);
        let walked = walk::walk(self, &at_hand.sizes())?;
        let mut in_log = walked.wrong;
        let restores = walked.ledger.restores();
        let purged = walked.ledger.hold_against(notes, &mut in_log);
        let unproved = purged.iter().filter(|one| !one.known).map(|one| {
            let what =
                "nobody here can tell whether a machine of this vault signed this purging: give its key";
            Wrong::at(one.entry, what)
        });
        let unproved = unproved.collect();
        if walked.entries == 0 && in_log.iter().all(|wrong| wrong.entry.is_none()) {
            in_log.push(Wrong::at(0, "the log is empty, and the making of the vault was its first entry"));
        }
        let held = at_hand.hold_against(&walked.heads, walked.entries, &in_log, &restores);
        in_log.extend(held.wrong);
        in_log.sort_by_key(|wrong| wrong.entry.unwrap_or(u64::MAX));
        // What the last entry about a row says is known only once the last entry was read.
        let in_rows = if walked.whole {
            rows::compare(self, walked.vouched, walked.entries)?
        } else {
            vec![Wrong::of("the rows were not compared: the log cannot be read to its end")]
        };
        Ok(Verified {
            entries: walked.entries,
            root: walked.root,
            anchors: held.anchors,
            purged,
            outside: held.outside,
            beside: held.beside,
            cut: held.cut,
            passed_over: held.passed_over,
            in_log: together(in_log),
            in_keyring,
            in_rows,
            unproved,
            unsure: held.unsure,
        })
    }
}

/// One line for entries in a row that have the same fault, as where one was moved and all between went up by one.
fn together(wrong: Vec<Wrong>) -> Vec<Wrong> {
    let mut runs: Vec<(Wrong, u64)> = Vec::new();
    for one in wrong {
        match runs.last_mut() {
            Some((first, more))
                if first.what == one.what
                    && one.entry.is_some()
                    && one.entry == first.entry.map(|at| at + *more + 1) =>
            {
                *more += 1;
            }
            _ => runs.push((one, 0)),
        }
    }
    let told = runs.into_iter().map(|(Wrong { entry, what }, more)| match (entry, more) {
        (Some(at), 1..) => Wrong::at(at, format!("{what}, and so it is with all up to entry {}", at + more)),
        _ => Wrong { entry, what },
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_goes_on_is_one_line() {
        let wrong = |at| Wrong::at(at, "this entry was changed");
        let found = vec![
            wrong(3),
            wrong(4),
            wrong(5),
            wrong(7),
            Wrong::at(8, "other"),
            Wrong::of("a"),
            Wrong::of("a"),
        ];
        let said: Vec<String> = together(found).iter().map(Wrong::to_string).collect();
        let run = "entry 3: this entry was changed, and so it is with all up to entry 5";
        assert_eq!(said, [run, "entry 7: this entry was changed", "entry 8: other", "a", "a"]);
    }

    #[test]
    fn an_older_copy_is_told_from_a_cut_log() {
        let ends = Wrong::at(7, "the log ends here");
        let older = Verified { entries: 7, cut: true, in_log: vec![ends], ..Verified::default() };
        assert!(older.looks_older());
        assert!(!Verified { in_rows: vec![Wrong::of("C-0001")], ..older.clone() }.looks_older());
        assert!(!Verified { in_log: vec![Wrong::at(2, "changed")], ..older.clone() }.looks_older());
        assert!(!Verified { cut: false, ..older }.looks_older());
    }
}
