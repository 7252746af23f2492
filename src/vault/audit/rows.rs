//! Every row of the vault, held against the entry that last vouched for it.

use std::collections::HashMap;

use super::super::attachments::ContentHash;
use super::super::open::Vault;
use super::super::rows;
use super::Wrong;
use crate::crypto::hash::{Hash, sha256};
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, RecordId};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, RecordType};

/// The most entries that are named whose rows are gone.
const MOST: usize = 10;

/// The hash of a row, and the entry that took it.
#[derive(Clone, Copy)]
struct Word {
    hash: Hash,
    entry: u64,
}

/// What the log last said of every row.
#[derive(Default)]
pub struct Vouched {
    records: HashMap<(RecordId, u32), Word>,
    handles: HashMap<Handle, Word>,
    registers: HashMap<Reference, Word>,
    contents: HashMap<RecordId, Word>,
    /// Over the tombstones that restores have written.
    restored: Option<Word>,
    /// The highest number that stands in vault.db, by register.
    numbers: HashMap<Register, u32>,
}

impl Vouched {
    /// Learns what an entry says.
    pub fn learn(&mut self, entry: u64, event: &Event) {
        let Some(hash) = event.row else { return };
        let word = Word { hash, entry };
        if event.action == Action::KeysFoundDestroyed {
            self.restored = Some(word);
        }
        match (event.record, event.version, event.handle, event.subject) {
            (Some(record), Some(version), ..) if event.action == Action::RecordRemoved => {
                self.records.remove(&(record, version));
                self.contents.remove(&record);
            }
            (Some(record), Some(version), ..) => drop(self.records.insert((record, version), word)),
            (Some(record), None, ..) => drop(self.contents.insert(record, word)),
            (None, _, _, Some(subject)) => drop(self.registers.insert(subject, word)),
            (None, _, Some(handle), None) => drop(self.handles.insert(handle, word)),
            _ => {}
        }
    }

    fn uses(&mut self, reference: Reference) {
        let highest = self.numbers.entry(reference.register).or_default();
        *highest = reference.number.max(*highest);
    }

    /// The entries of rows that nobody has asked about: they are gone.
    fn left(&self) -> Vec<u64> {
        let mut left: Vec<u64> = self.records.values().map(|word| word.entry).collect();
        left.extend(self.handles.values().map(|word| word.entry));
        left.extend(self.registers.values().map(|word| word.entry));
        left.extend(self.contents.values().map(|word| word.entry));
        left.sort_unstable();
        left
    }
}

/// Compares every row with what the log, of so many entries, last said of it.
///
/// # Errors
/// When something cannot be read at all; damage is in what is given.
pub fn compare(vault: &Vault, mut vouched: Vouched, entries: u64) -> Result<Vec<Wrong>, Failure> {
    let mut wrong = Vec::new();
    compare_records(vault, &mut vouched, &mut wrong)?;
    compare_the_rest(vault, &mut vouched, &mut wrong)?;
    compare_details(vault, &mut wrong)?;
    compare_counters(vault, &vouched, entries, &mut wrong)?;
    let gone = vouched.left();
    if let Some(&first) = gone.first() {
        let named: Vec<String> = gone.iter().take(MOST).map(u64::to_string).collect();
        let more = if gone.len() > MOST { " and others" } else { "" };
        let what = match gone.len() {
            1 => format!("1 row that the audit log knows is gone from vault.db: entry {first} wrote it last"),
            many => format!(
                "{many} rows that the audit log knows are gone from vault.db: entries {}{more} wrote them last",
                named.join(", ")
            ),
        };
        wrong.push(Wrong::at(first, what));
    }
    Ok(wrong)
}

/// What the log said, when it is not what stands there.
fn differs(word: Option<Word>, hash: Hash, what: impl FnOnce() -> String) -> Option<Wrong> {
    match word {
        Some(word) if word.hash == hash => None,
        Some(word) => Some(Wrong::at(word.entry, what())),
        None => Some(Wrong::of(what())),
    }
}

fn compare_records(vault: &Vault, vouched: &mut Vouched, wrong: &mut Vec<Wrong>) -> Result<(), Failure> {
    let read = vault.store.read();
    let mut counts: HashMap<(RecordId, u32), u32> =
        read.chunk_counts()?.into_iter().map(|(record, version, count)| ((record, version), count)).collect();
    let compared = read.each_version(|row| -> Result<(), Failure> {
        row.reference().into_iter().for_each(|reference| vouched.uses(reference));
        let word = vouched.records.remove(&(row.id, row.version));
        wrong.extend(differs(word, rows::hash_record(&row), || {
            let name = rows::name_of(&row);
            format!("{name}, version {}, is not the row that the audit log knows", row.version)
        }));
        if row.record_type == RecordType::File {
            let mut hash = ContentHash::of(&row);
            for piece in 0..counts.remove(&(row.id, row.version)).unwrap_or(0) {
                // A gap in the numbers leaves the last piece out, and so another hash.
                if let Some(envelope) = read.chunk(row.id, row.version, piece)? {
                    hash.add(&envelope);
                }
            }
            let word = vouched.contents.remove(&row.id);
            wrong.extend(differs(word, hash.finish(), || {
                format!("the content of {} is not what the audit log knows", rows::name_of(&row))
            }));
        }
        Ok(())
    });
    if !counts.is_empty() && compared.is_ok() {
        let pieces = counts.values().sum::<u32>();
        wrong.push(Wrong::of(format!("{pieces} pieces of files in vault.db belong to no file")));
    }
    damage_or(compared, wrong)
}

/// Damage that was met on the way is found, and what else failed has failed.
fn damage_or(done: Result<(), Failure>, wrong: &mut Vec<Wrong>) -> Result<(), Failure> {
    match done {
        Err(Failure::Damaged(what, _)) => wrong.push(Wrong::of(what)),
        other => return other,
    }
    Ok(())
}

fn compare_the_rest(vault: &Vault, vouched: &mut Vouched, wrong: &mut Vec<Wrong>) -> Result<(), Failure> {
    let read = vault.store.read();
    match read.all_handles() {
        Err(error) => damage_or(Err(error.into()), wrong)?,
        Ok(handles) => {
            for row in handles {
                vouched.uses(row.reference);
                let word = vouched.handles.remove(&row.handle);
                wrong.extend(differs(word, rows::hash_handle(&row), || not_the_row(row.reference)));
            }
        }
    }
    let stones = read.tombstones()?;
    let restored = stones.iter().any(rows::is_restored).then(|| rows::hash_restored(&stones));
    if restored != vouched.restored.map(|word| word.hash) {
        let what = "the keys that a restore found destroyed are not those that the audit log knows";
        wrong.push(Wrong { entry: vouched.restored.map(|word| word.entry), what: what.to_owned() });
    }
    let mut tombstones = stones.iter().filter(|stone| !rows::is_restored(stone)).count();
    let mut registers: Vec<(Reference, Hash)> = Vec::new();
    registers.extend(read.backups()?.iter().map(|row| (row.reference, rows::hash_backup(row))));
    registers.extend(read.holds()?.iter().map(|row| (row.reference, rows::hash_hold(row))));
    registers.extend(read.glass_uses()?.iter().map(|row| (row.reference, rows::hash_glass(row))));
    registers.extend(read.sweeps()?.iter().map(|row| (row.reference, rows::hash_sweep(row))));
    for row in read.erasures()? {
        let stones = read.tombstones_by(&row.reference.to_string())?;
        tombstones = tombstones.saturating_sub(stones.len());
        registers.push((row.reference, rows::hash_erasure(&row, &stones)));
    }
    for register in [Register::Kit, Register::Export, Register::Will] {
        let rows = read.register_rows(register)?;
        registers.extend(rows.iter().map(|row| (row.reference, rows::hash_register(row))));
    }
    for (reference, hash) in registers {
        vouched.uses(reference);
        wrong.extend(differs(vouched.registers.remove(&reference), hash, || not_the_row(reference)));
    }
    if tombstones > 0 {
        wrong.push(Wrong::of(format!("{tombstones} tombstones in vault.db belong to no erasure")));
    }
    compare_clocks(vault, vouched, wrong)
}

fn compare_clocks(vault: &Vault, vouched: &mut Vouched, wrong: &mut Vec<Wrong>) -> Result<(), Failure> {
    let read = vault.store.read();
    for register in [Register::Request, Register::Breach, Register::Complaint] {
        for HandleRow { reference, .. } in read.handles(register)? {
            let clocks = rows::hash_clocks(reference, &read.clocks_of(reference)?);
            wrong.extend(differs(vouched.registers.remove(&reference), clocks, || {
                format!("the clocks of {reference} are not those that the audit log knows")
            }));
        }
    }
    for clock in read.clocks()? {
        if read.handle(clock.reference)?.is_none() {
            wrong.push(Wrong::of(format!("there is a clock of {}, which is not there", clock.reference)));
        }
    }
    Ok(())
}

fn not_the_row(reference: Reference) -> String {
    format!("{reference} in vault.db is not the row that the audit log knows")
}

/// Nothing is sealed beside an entry that has not its hash.
fn compare_details(vault: &Vault, wrong: &mut Vec<Wrong>) -> Result<(), Failure> {
    let details = match vault.store.read().audit_details() {
        Ok(details) => details,
        Err(error) => return damage_or(Err(error.into()), wrong),
    };
    for one in details {
        if one.detail != Some(sha256(&one.envelope)) {
            wrong.push(Wrong::at(one.seq, "audit_details has a row of which this entry knows nothing"));
        }
    }
    Ok(())
}

/// No hash covers the counters. One that stands behind would give a number twice. Where this machine has seen a longer log,
/// that is said already, and the counters of an older vault.db stand behind what it has seen.
fn compare_counters(
    vault: &Vault,
    vouched: &Vouched,
    entries: u64,
    wrong: &mut Vec<Wrong>,
) -> Result<(), Failure> {
    let counters: HashMap<Register, u32> = match vault.store.read().counters() {
        Ok(counters) => counters.into_iter().collect(),
        Err(error) => return damage_or(Err(error.into()), wrong),
    };
    let mut known = vouched.numbers.clone();
    let seen = vault.seen.iter().filter(|seen| seen.audit_size <= entries);
    for (&letter, &number) in seen.flat_map(|seen| &seen.numbers) {
        if let Some(register) = Register::from_letter(letter) {
            let highest = known.entry(register).or_default();
            *highest = number.max(*highest);
        }
    }
    let mut behind: Vec<Reference> = known
        .into_iter()
        .filter(|(register, number)| counters.get(register).is_none_or(|last| last < number))
        .map(|(register, number)| Reference::new(register, number))
        .collect();
    behind.sort_unstable();
    for reference in behind {
        wrong.push(Wrong::of(format!("{reference} was given, and the counter in vault.db is behind it")));
    }
    Ok(())
}
