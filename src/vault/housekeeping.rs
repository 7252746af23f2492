//! Housekeeping: what may go without a person and without a key, because the practice has said once and for all when.
//! Never a clinical record and never a draft: those wait for a person.
//!
//! It acts on the days that stand in the clear and computes none. What has a key of its own is destroyed as in an erasure
//! (S1 to S3, and the rotation at the owner's next unlock); the rest are rows, which older backups still hold. What may go of
//! the log itself is said in `log_purge.rs`.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::NaiveDate;

use super::backup::{Going, Pruned, Verdict};
use super::erasure::{bury, decide};
use super::holds::refuse_held;
use super::lock::Lock;
use super::mirrors::Standing;
use super::open::Vault;
use super::rows;
use super::transact::Hand;
use super::writer::Writer;
use crate::failure::Failure;
use crate::records::chore::{Chore, ChoreKind};
use crate::records::compartment::Compartment;
use crate::records::erasure::Extent;
use crate::records::event::Action;
use crate::records::id::{Handle, RecordId};
use crate::records::reference::{Reference, Register};
use crate::records::run::Job;
use crate::records::stored::{HandleRow, HandleState, RecordRow, RecordState, RecordType};
use crate::store::Reading;

/// What may go from under one handle.
struct Tidy {
    row: HandleRow,
    held: bool,
    contact: bool,
    /// Records with a key of their own: process records whose month has come, and those whose time in the trash is over.
    keys: BTreeMap<RecordId, (ChoreKind, RecordRow)>,
    /// Versions of records in the trash under a shared key, and former versions.
    rows: BTreeMap<(RecordId, u32), (ChoreKind, RecordRow)>,
}

impl Tidy {
    fn is_nothing(&self) -> bool {
        !self.contact && self.keys.is_empty() && self.rows.is_empty()
    }

    fn chores(&self) -> Vec<Chore> {
        let mut counts: BTreeMap<(ChoreKind, Reference), u64> = BTreeMap::new();
        if self.contact {
            counts.insert((ChoreKind::Contact, self.row.reference), 1);
        }
        for (kind, row) in self.keys.values().chain(self.rows.values()) {
            let what = row.reference().unwrap_or(self.row.reference);
            *counts.entry((*kind, what)).or_default() += 1;
        }
        let held = self.held;
        counts
            .into_iter()
            .map(|((kind, what), count)| Chore { kind, what: Some(what), count, held })
            .collect()
    }
}

/// What the housekeeping of a day would do, or did.
pub struct Housekeeping {
    tidy: Vec<Tidy>,
    backups: Vec<Pruned>,
    /// Entries of the audit log.
    entries: u64,
}

impl Housekeeping {
    /// One line for each thing that may go, by kind; what is held stays.
    #[must_use]
    pub fn chores(&self) -> Vec<Chore> {
        let mut all: Vec<Chore> = self.tidy.iter().flat_map(Tidy::chores).collect();
        let gone = self.backups.iter().filter(|one| one.verdict == Verdict::Goes);
        all.extend(gone.map(|one| Chore {
            kind: ChoreKind::Backup,
            what: Some(one.backup.reference),
            count: 1,
            held: false,
        }));
        if self.entries > 0 {
            all.push(Chore { kind: ChoreKind::Log, what: None, count: self.entries, held: false });
        }
        all.sort_by_key(|chore| (chore.kind, chore.what));
        all
    }

    /// How much goes.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.chores().iter().filter(|chore| !chore.held).map(|chore| chore.count).sum()
    }
}

impl Vault {
    /// What may go on a day. Takes no key and changes nothing.
    ///
    /// # Errors
    /// Damage; or a backup that cannot be looked at.
    pub fn housekeeping_plan(&self, day: NaiveDate, going: &Going<'_>) -> Result<Housekeeping, Failure> {
        let backups = match self.config.backup.keep_days {
            Some(days) => self.prune_plan(days, going)?,
            None => Vec::new(),
        };
        let _moment = self.store.snapshot()?;
        Ok(Housekeeping { tidy: tidy(&self.store.read(), day)?, backups, entries: self.entries_to_go(day)? })
    }

    /// Does the housekeeping of today, and records that it ran.
    ///
    /// # Errors
    /// [`Failure::Refused`] by the clock; damage; [`Failure::Partial`] once keys are decided to go and could not be
    /// destroyed at once.
    pub fn housekeep(&mut self, going: &Going<'_>) -> Result<Housekeeping, Failure> {
        self.check_clock_both_ways()?;
        // A machine that never saw this vault would not notice that it is an old copy.
        self.members_seen()?;
        // A log that is not whole is found before anything goes.
        let entries_go = {
            let _moment = self.store.snapshot()?;
            self.entries_to_go(self.now.today())? > 0
        };
        let alone = Lock::exclusive(&self.layout.lock(), &self.command)?;
        let standing = self.standing_to_decide(&Hand::HOST)?;
        let today = self.now.today();
        let backups = match self.config.backup.keep_days {
            Some(days) => self.prune_plan(days, going)?,
            None => Vec::new(),
        };
        let tidy = self.transact(&Hand::HOST, |writer| {
            let tidy = tidy(writer.read(), today)?;
            let done = tidy.iter().filter(|one| !one.held).map(|one| put_away(writer, one, &standing));
            let destroyed = done.sum::<Result<u64, Failure>>()?;
            writer.put_run(Job::Housekeeping, destroyed, Action::HousekeepingDone)?;
            Ok(tidy)
        })?;
        self.shred(&Hand::HOST, &standing).map_err(|failure| unfinished(&failure))?;
        drop(alone);
        self.prune(&backups)?;
        // Rows are as gone as their keys only when the log does not hold them any more.
        if tidy.iter().any(|one| !one.held && !one.rows.is_empty()) && self.store.truncate_log().is_err() {
            self.notices
                .push("vault.db-wal could not be emptied: what was removed stays in it, sealed".to_owned());
        }
        super::ballast::make_again(self.layout.root());
        let entries = if entries_go { self.purge_log()? } else { 0 };
        Ok(Housekeeping { tidy, backups, entries })
    }
}

/// What may go by the clear columns, each row compared with the log: whoever can write the table must not be able to have
/// anything destroyed.
fn tidy(read: &Reading<'_>, day: NaiveDate) -> Result<Vec<Tidy>, Failure> {
    let month = day.format("%Y-%m").to_string();
    let mut found: BTreeMap<Handle, Tidy> = BTreeMap::new();
    for row in read.contact_due_handles(&month)? {
        let has_contact = !read.records_of(row.handle, RecordType::Contact)?.is_empty();
        if let Some(one) = entry(read, &mut found, row.handle)?.filter(|_| has_contact) {
            one.contact = true;
        }
    }
    for record in read.due_records(&month)? {
        rows::check_logged(read, &record)?;
        if record.compartment == Compartment::Process
            && let Some(one) = entry(read, &mut found, record.handle)?
        {
            one.keys.insert(record.id, (ChoreKind::Process, record));
        }
    }
    for record in read.records_to_go(&day.to_string())? {
        rows::check_logged(read, &record)?;
        let Some(one) = entry(read, &mut found, record.handle)? else { continue };
        let own_key = record.compartment == Compartment::Process;
        match record.state {
            RecordState::Trash if own_key => {
                one.keys.entry(record.id).or_insert((ChoreKind::Trash, record));
            }
            RecordState::Trash => {
                // What was thrown away goes with its former versions.
                for version in read.versions(record.id)? {
                    rows::check_logged(read, &version)?;
                    one.rows.insert((version.id, version.version), (ChoreKind::Trash, version));
                }
            }
            _ => drop(one.rows.entry((record.id, record.version)).or_insert((ChoreKind::Revisions, record))),
        }
    }
    let mut all: Vec<Tidy> = found.into_values().collect();
    for one in &mut all {
        // What opened them goes.
        one.rows.retain(|(record, _), _| !one.keys.contains_key(record));
    }
    all.retain(|one| !one.is_nothing());
    all.sort_by_key(|one| one.row.reference);
    Ok(all)
}

fn entry<'f>(
    read: &Reading<'_>,
    found: &'f mut BTreeMap<Handle, Tidy>,
    handle: Handle,
) -> Result<Option<&'f mut Tidy>, Failure> {
    let place = match found.entry(handle) {
        Entry::Occupied(there) => return Ok(Some(there.into_mut())),
        Entry::Vacant(place) => place,
    };
    let Some(row) = read.handle_row(handle)?.filter(|row| row.state != HandleState::Erased) else {
        return Ok(None);
    };
    let held = match refuse_held(read, &row) {
        Err(Failure::Held { .. }) => true,
        Err(failure) => return Err(failure),
        Ok(()) => false,
    };
    let (keys, rows) = (BTreeMap::new(), BTreeMap::new());
    Ok(Some(place.insert(Tidy { row, held, contact: false, keys, rows })))
}

/// S1 of what has keys of its own, and the removal of the rest. Gives how much goes.
fn put_away(writer: &mut Writer<'_>, one: &Tidy, standing: &Standing) -> Result<u64, Failure> {
    if one.contact || !one.keys.is_empty() {
        let number = writer.next_number(Register::Certificate)?;
        let reference = Reference::new(Register::Certificate, number);
        bury(writer, &one.row, standing, reference, &|(_, compartment, _, record)| match compartment {
            Compartment::Contact => one.contact,
            Compartment::Process => record.is_some_and(|record| one.keys.contains_key(&record)),
            _ => false,
        })?;
        decide(writer, &one.row, standing, reference, Extent::Partial, None)?;
        if one.contact {
            writer.change_handle(&HandleRow { contact_due: None, ..one.row.clone() })?;
        }
    }
    for (_, row) in one.rows.values() {
        writer.remove_record(row)?;
    }
    Ok(u64::from(one.contact) + (one.keys.len() + one.rows.len()) as u64)
}

fn unfinished(failure: &Failure) -> Failure {
    let why = failure.explain();
    Failure::Partial(
        format!("what has keys of its own is decided to go and not gone: {}", why.message),
        format!("run the same command again, or any that writes: it is completed; {}", why.hint),
    )
}
