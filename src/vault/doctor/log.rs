//! The audit log without a key: every leaf, the root, the anchors, and every row that the log vouches for.

use std::collections::HashMap;

use super::super::attachments::ContentHash;
use super::super::mirrors::Extent;
use super::super::open::Vault;
use super::super::rows;
use super::super::writer::{entry_bytes, frontier};
use super::Findings;
use crate::crypto::hash::{Hash, to_hex};
use crate::crypto::tree::{Frontier, leaf_hash};
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, RecordId};
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;

/// What the log last said of every row.
#[derive(Default)]
struct Vouched {
    records: HashMap<(RecordId, u32), Hash>,
    handles: HashMap<Handle, Hash>,
    registers: HashMap<Reference, Hash>,
    contents: HashMap<RecordId, Hash>,
    /// Over the tombstones that restores have written.
    restored: Option<Hash>,
    /// The highest number that stands in vault.db, by register.
    numbers: HashMap<Register, u32>,
}

impl Vouched {
    fn learn(&mut self, event: &Event) {
        let Some(hash) = event.row else { return };
        if event.action == Action::KeysFoundDestroyed {
            self.restored = Some(hash);
        }
        match (event.record, event.version, event.handle, event.subject) {
            (Some(record), Some(version), ..) if event.action == Action::RecordRemoved => {
                self.records.remove(&(record, version));
                self.contents.remove(&record);
            }
            (Some(record), Some(version), ..) => drop(self.records.insert((record, version), hash)),
            (Some(record), None, ..) => drop(self.contents.insert(record, hash)),
            (None, _, _, Some(subject)) => drop(self.registers.insert(subject, hash)),
            (None, _, Some(handle), None) => drop(self.handles.insert(handle, hash)),
            _ => {}
        }
    }

    fn uses(&mut self, reference: Reference) {
        let highest = self.numbers.entry(reference.register).or_default();
        *highest = reference.number.max(*highest);
    }
}

/// Walks the log, then compares every row with it.
pub fn examine(vault: &Vault, findings: &mut Findings) -> Result<(), Failure> {
    let Some(mut vouched) = walk(vault, findings)? else { return Ok(()) };
    let before = findings.0.len();
    compare_records(vault, &mut vouched, findings)?;
    compare_the_rest(vault, &mut vouched, findings)?;
    compare_counters(vault, &vouched, findings)?;
    let gone =
        vouched.records.len() + vouched.handles.len() + vouched.registers.len() + vouched.contents.len();
    if gone > 0 {
        findings.damage("rows", format!("{gone} rows that the audit log knows are gone from vault.db"));
    }
    if findings.0.len() == before {
        findings.good("rows", "every row is as the audit log knows it");
    }
    Ok(())
}

fn walk(vault: &Vault, findings: &mut Findings) -> Result<Option<Vouched>, Failure> {
    let about = "audit log";
    let read = vault.store.read();
    let head = read.audit_head()?;
    let known = match frontier(&head) {
        Ok(known) => known,
        Err(failure) => return findings.failed(about, failure).map(|()| None),
    };
    // Where the log was when keyring and state folder last heard of it.
    let anchors = anchors(vault);
    let (mut tree, mut vouched) = (Frontier::empty(), Vouched::default());
    let (mut wrong, mut last_time) = (None, None);
    let check_anchors = |tree: &Frontier, findings: &mut Findings| {
        for (whose, size, root) in &anchors {
            if tree.size() == *size && to_hex(&tree.root()) != *root {
                findings
                    .damage(about, format!("the first {size} entries are not those that {whose} has seen"));
            }
        }
    };
    let walked = read.each_entry(|entry| -> Result<(), Failure> {
        check_anchors(&tree, findings);
        let leaf = leaf_hash(&entry_bytes(vault.facts.id, entry.seq, &entry.time, &entry.event));
        if wrong.is_none() && (entry.seq != tree.size() || leaf != entry.leaf) {
            wrong = Some(entry.seq);
        }
        tree.push(leaf);
        vouched.learn(&entry.event);
        if entry.seq == 0 && entry.time != vault.facts.created {
            findings.damage(about, "vault.db says another time of its making than the first audit entry");
        }
        last_time = Some(entry.time);
        Ok(())
    });
    if let Err(failure) = walked {
        return findings.failed(about, failure).map(|()| None);
    }
    check_anchors(&tree, findings);
    // No leaf covers it, and the clock is held against it.
    if last_time.as_ref() != Some(&head.last_time) {
        findings.damage(about, "the head of the audit log has another time than its last entry");
    }
    if let Some(seq) = wrong {
        findings.damage(about, format!("audit entry {seq} was changed, or one before it is missing"));
    } else if tree != known {
        findings.damage(about, "the entries of the audit log do not fit its head");
    } else {
        findings.good(about, format!("{} entries fit their root", head.size));
    }
    Ok(Some(vouched))
}

/// Who else knows the log: how long it was then, and its root.
fn anchors(vault: &Vault) -> Vec<(&'static str, u64, String)> {
    let mut anchors = Vec::new();
    if let Some(seen) = &vault.seen {
        anchors.push(("this machine", seen.audit_size, seen.audit_root.clone()));
    }
    if let Ok((_lock, view, _)) = vault.keyring(Extent::Few) {
        let anchor = view.header().audit;
        anchors.push(("the keyring", anchor.size, to_hex(&anchor.root)));
    }
    anchors
}

fn compare_records(vault: &Vault, vouched: &mut Vouched, findings: &mut Findings) -> Result<(), Failure> {
    let read = vault.store.read();
    let mut counts: HashMap<(RecordId, u32), u32> =
        read.chunk_counts()?.into_iter().map(|(record, version, count)| ((record, version), count)).collect();
    let compared = read.each_version(|row| -> Result<(), Failure> {
        row.reference().into_iter().for_each(|reference| vouched.uses(reference));
        if vouched.records.remove(&(row.id, row.version)) != Some(rows::hash_record(&row)) {
            let name = rows::name_of(&row);
            findings.damage(
                "rows",
                format!("{name}, version {}, is not the row that the audit log knows", row.version),
            );
        }
        if row.record_type == RecordType::File {
            let mut hash = ContentHash::of(&row);
            for piece in 0..counts.remove(&(row.id, row.version)).unwrap_or(0) {
                // A gap in the numbers leaves the last piece out, and so another hash.
                if let Some(envelope) = read.chunk(row.id, row.version, piece)? {
                    hash.add(&envelope);
                }
            }
            if vouched.contents.remove(&row.id) != Some(hash.finish()) {
                let name = rows::name_of(&row);
                findings.damage("rows", format!("the content of {name} is not what the audit log knows"));
            }
        }
        Ok(())
    });
    if !counts.is_empty() && compared.is_ok() {
        findings.damage(
            "rows",
            format!("{} pieces of files in vault.db belong to no file", counts.values().sum::<u32>()),
        );
    }
    compared.or_else(|failure| findings.failed("rows", failure))
}

fn compare_the_rest(vault: &Vault, vouched: &mut Vouched, findings: &mut Findings) -> Result<(), Failure> {
    let read = vault.store.read();
    let differs =
        |reference: Reference| format!("{reference} in vault.db is not the row that the audit log knows");
    match read.all_handles() {
        Err(error) => findings.failed("rows", error.into())?,
        Ok(handles) => {
            for row in handles {
                vouched.uses(row.reference);
                if vouched.handles.remove(&row.handle) != Some(rows::hash_handle(&row)) {
                    findings.damage("rows", differs(row.reference));
                }
            }
        }
    }
    for row in read.backups()? {
        vouched.uses(row.reference);
        if vouched.registers.remove(&row.reference) != Some(rows::hash_backup(&row)) {
            findings.damage("rows", differs(row.reference));
        }
    }
    let stones = read.tombstones()?;
    let restored = stones.iter().any(rows::is_restored).then(|| rows::hash_restored(&stones));
    if restored != vouched.restored {
        findings
            .damage("rows", "the keys that a restore found destroyed are not those that the audit log knows");
    }
    for row in read.holds()? {
        vouched.uses(row.reference);
        if vouched.registers.remove(&row.reference) != Some(rows::hash_hold(&row)) {
            findings.damage("rows", differs(row.reference));
        }
    }
    for register in [Register::Request, Register::Breach, Register::Complaint] {
        for row in read.handles(register)? {
            let clocks = rows::hash_clocks(row.reference, &read.clocks_of(row.reference)?);
            if vouched.registers.remove(&row.reference) != Some(clocks) {
                findings.damage(
                    "rows",
                    format!("the clocks of {} are not those that the audit log knows", row.reference),
                );
            }
        }
    }
    for clock in read.clocks()? {
        if read.handle(clock.reference)?.is_none() {
            findings.damage("rows", format!("there is a clock of {}, which is not there", clock.reference));
        }
    }
    for row in read.sweeps()? {
        vouched.uses(row.reference);
        if vouched.registers.remove(&row.reference) != Some(rows::hash_sweep(&row)) {
            findings.damage("rows", differs(row.reference));
        }
    }
    let mut tombstones = stones.iter().filter(|stone| !rows::is_restored(stone)).count();
    for row in read.erasures()? {
        vouched.uses(row.reference);
        let stones = read.tombstones_by(&row.reference.to_string())?;
        tombstones -= stones.len();
        if vouched.registers.remove(&row.reference) != Some(rows::hash_erasure(&row, &stones)) {
            findings.damage("rows", differs(row.reference));
        }
    }
    if tombstones > 0 {
        findings.damage("rows", format!("{tombstones} tombstones in vault.db belong to no erasure"));
    }
    for register in [Register::Kit, Register::Export] {
        for row in read.register_rows(register)? {
            vouched.uses(row.reference);
            if vouched.registers.remove(&row.reference) != Some(rows::hash_register(&row)) {
                findings.damage("rows", differs(row.reference));
            }
        }
    }
    Ok(())
}

/// No hash covers the counters. One that stands behind would give a number twice.
fn compare_counters(vault: &Vault, vouched: &Vouched, findings: &mut Findings) -> Result<(), Failure> {
    let counters: HashMap<Register, u32> = match vault.store.read().counters() {
        Ok(counters) => counters.into_iter().collect(),
        Err(error) => return findings.failed("rows", error.into()),
    };
    let mut known = vouched.numbers.clone();
    for (&letter, &number) in vault.seen.iter().flat_map(|seen| &seen.numbers) {
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
        findings.damage("rows", format!("{reference} was given, and the counter in vault.db is behind it"));
    }
    Ok(())
}
