//! Entries that went when their time had come, as whoever verifies the log sees them: leaves without entries, each in the
//! name of a later entry that says so, and for each of those a note that a machine of the vault has signed. A leaf without
//! all of that is an entry that somebody took away.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::due::written_on;
use super::super::open::Vault;
use super::anchors::Restored;
use super::known::Known;
use super::prune_note::{PruneNote, Tally};
use super::{Anchor, Wrong};
use crate::crypto::hash::Hash;
use crate::crypto::note;
use crate::failure::Failure;
use crate::records::date;
use crate::records::event::Action;
use crate::rules::log_retention::may_have_gone;
use crate::store::{AuditRow, PrunedLeaf, Pruning};

/// Entries that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// The entry that says so.
    pub entry: u64,
    /// When.
    pub time: String,
    /// How many leaves there are of them.
    pub count: u64,
    /// Which: first and last of each that follow each other.
    pub ranges: Vec<(u64, u64)>,
    /// Whether the key that signed it is known or was given. Otherwise `members` names it, which only who holds a key of the
    /// vault can check, and nobody else can tell whether the entries went as they should.
    pub known: bool,
}

impl Purged {
    /// `12-19, 23`: which they are, and no more than so many ranges of them.
    #[must_use]
    pub fn which(&self, most: usize) -> String {
        let range = |&(first, last): &(u64, u64)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}-{last}"),
        };
        let ranges: Vec<String> = self.ranges.iter().take(most).map(range).collect();
        let more = if self.ranges.len() > most { " and others" } else { "" };
        format!("{}{more}", ranges.join(", "))
    }
}

/// A note that is what it should be and was signed.
struct Note {
    said: PruneNote,
    known: bool,
}

/// The notes as they stand.
pub struct Notes {
    ours: String,
    notes: BTreeMap<u64, Note>,
    wrong: Vec<Wrong>,
}

impl Notes {
    /// Reads them, and checks who signed them.
    ///
    /// # Errors
    /// When they cannot be read at all.
    pub fn read(vault: &Vault, known: &Known) -> Result<Self, Failure> {
        let mut all = Self { ours: vault.origin(), notes: BTreeMap::new(), wrong: Vec::new() };
        let stored = vault.store.read().prunings()?;
        if stored.is_empty() {
            return Ok(all);
        }
        // Where some are known, those that only `members` names count for nothing: anybody could have added one.
        let listed = known.is_empty().then(|| Known::listed(vault));
        let any_life = format!("praxis/{}/log/", vault.facts.id);
        for Pruning { seq, note } in stored {
            let text = note::text_unverified(&note).ok();
            let said = text.and_then(PruneNote::parse);
            let Some(said) = said.filter(|said| said.checkpoint.origin.starts_with(&any_life)) else {
                all.wrong.push(Wrong::at(seq, "the note of this purging is none, or of another log"));
                continue;
            };
            match listed.as_ref().unwrap_or(known).signed(&note, &said.checkpoint.origin) {
                Ok(true) => drop(all.notes.insert(seq, Note { said, known: listed.is_none() })),
                _ => all.wrong.push(Wrong::at(
                    seq,
                    if known.given() {
                        "the note of this purging is not signed with a key that was given"
                    } else {
                        "the note of this purging is not signed by a machine that this vault knows"
                    },
                )),
            }
        }
        Ok(all)
    }

    /// The log as whoever signed them has seen it, where it is known who that was: they stand in vault.db.
    #[must_use]
    pub fn anchors(&self) -> Vec<Anchor> {
        let anchor = |(seq, note): (&u64, &Note)| Anchor {
            whose: format!("the note of the purging at entry {seq}"),
            size: note.said.checkpoint.size,
            root: note.said.checkpoint.root,
            life: note.said.checkpoint.origin.rsplit_once('/').map(|(_, life)| life.to_owned()),
        };
        self.notes.iter().filter(|(_, note)| note.known).map(anchor).collect()
    }
}

/// What an entry says of entries that went.
struct Said {
    time: String,
    count: u64,
    hash: Option<Hash>,
}

/// What is left of entries that went, under one entry that says so.
#[derive(Default)]
struct Gone {
    tally: Tally,
    ranges: Vec<(u64, u64)>,
    /// The day of which one of them is at the earliest, where that is the latest.
    youngest: Option<(NaiveDate, u64)>,
}

/// What a walk along the log finds of it.
#[derive(Default)]
pub struct Ledger {
    gone: BTreeMap<u64, Gone>,
    said: BTreeMap<u64, Said>,
    restores: Vec<Restored>,
    /// The time of the last entry that is there.
    last: String,
}

impl Ledger {
    /// Learns from an entry.
    pub fn learn(&mut self, entry: &AuditRow) {
        self.last.clone_from(&entry.time);
        match entry.event.action {
            Action::LogPruned => {
                let (time, count) = (entry.time.clone(), entry.event.count.unwrap_or(0));
                self.said.insert(entry.seq, Said { time, count, hash: entry.event.row });
            }
            Action::VaultRestored => {
                let kept = entry.event.count.unwrap_or(entry.seq);
                self.restores.push(Restored { entry: entry.seq, kept });
            }
            _ => {}
        }
    }

    /// The restores that entries tell of.
    #[must_use]
    pub fn restores(&self) -> Vec<Restored> {
        self.restores.clone()
    }

    /// Takes in the leaf of one that is gone.
    pub fn take(&mut self, pruned: &PrunedLeaf) {
        let gone = self.gone.entry(pruned.pruning).or_default();
        gone.tally.add(pruned.seq, &pruned.leaf);
        match gone.ranges.last_mut() {
            Some((_, last)) if *last + 1 == pruned.seq => *last = pruned.seq,
            _ => gone.ranges.push((pruned.seq, pruned.seq)),
        }
        // Nothing is older than what stands before it, unless a clock was accepted between, which never goes.
        let day = written_on(&self.last);
        gone.youngest = gone.youngest.max(day.map(|day| (day, pruned.seq)));
    }

    /// Holds leaves, entries and notes against each other.
    pub fn hold_against(self, notes: Notes, wrong: &mut Vec<Wrong>) -> Vec<Purged> {
        let Self { mut gone, said, restores, .. } = self;
        let restored = restores.last().map(|restore| restore.entry);
        let Notes { ours, mut notes, wrong: wrong_notes } = notes;
        let bad: Vec<u64> = wrong_notes.iter().filter_map(|wrong| wrong.entry).collect();
        wrong.extend(wrong_notes);
        if gone.values().flat_map(|gone| &gone.ranges).any(|(first, _)| *first == 0) {
            wrong.push(Wrong::at(0, "the making of the vault is gone, which never goes from its log"));
        }
        let mut purged = Vec::new();
        for (entry, Said { time, count, hash }) in said {
            let Gone { tally, ranges, youngest } = gone.remove(&entry).unwrap_or_default();
            let last = tally.last();
            let (left, hashed) = tally.finish();
            let on = time.parse::<DateTime<Utc>>().map(date::in_london);
            if let Some((day, seq)) = youngest
                && !on.is_ok_and(|on| may_have_gone(day, on))
            {
                let what = format!(
                    "entry {seq} was purged, and was not 30 days old: what stands before it is of {day}"
                );
                wrong.push(Wrong::at(entry, what));
            }
            if last >= entry {
                wrong.push(Wrong::at(
                    last,
                    format!("entry {entry}, which came before, says that it was purged"),
                ));
            }
            if (left, (left > 0).then_some(hashed)) != (count, hash) {
                wrong.push(Wrong::at(
                    entry,
                    format!(
                        "it says which {count} entries were purged, and the {left} leaves that are kept are not theirs"
                    ),
                ));
            }
            let Some(Note { said, known }) = notes.remove(&entry) else {
                if !bad.contains(&entry) {
                    wrong.push(Wrong::at(entry, "the signed note of this purging is missing"));
                }
                continue;
            };
            // A restore begins another life of the log, under another name.
            let this_life = restored.is_none_or(|restored| restored < entry);
            let fits = (said.count, Some(said.hash)) == (count, hash)
                && said.checkpoint.size == entry + 1
                && (said.checkpoint.origin == ours) == this_life;
            if !fits {
                wrong.push(Wrong::at(entry, "the note of this purging is that of another one"));
            }
            purged.push(Purged { entry, time, count: left, ranges, known });
        }
        for (pruning, gone) in gone {
            let what = format!("this entry is gone, and entry {pruning} does not say that it was purged");
            wrong.extend(gone.ranges.first().map(|(first, _)| Wrong::at(*first, what)));
        }
        for seq in notes.into_keys() {
            wrong.push(Wrong::at(seq, "there is a note of a purging, and the entry says nothing of one"));
        }
        purged
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_went() {
        let which = |ranges: &[(u64, u64)]| {
            let (time, ranges) = (String::new(), ranges.to_vec());
            Purged { entry: 40, time, count: 0, ranges, known: true }.which(2)
        };
        assert_eq!(which(&[(12, 19), (23, 23)]), "12-19, 23");
        assert_eq!(which(&[(1, 1), (3, 4), (6, 6)]), "1, 3-4 and others");
    }
}
