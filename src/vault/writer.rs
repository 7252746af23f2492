//! Writing: rows and their audit entries in one transaction, so that neither can be there without the other.

use chrono::{DateTime, Duration, Utc};

use super::audit::{PruneNote, Tally};
use super::keyring::Anchor;
use super::members::Members;
use super::rows;
use crate::clock::Now;
use crate::crypto::checkpoint::Checkpoint;
use crate::crypto::frame::frame;
use crate::crypto::hash::{Hash, sha256};
use crate::crypto::tree::{Frontier, leaf_hash};
use crate::failure::Failure;
use crate::records::backup::BackupRow;
use crate::records::clock::ClockRow;
use crate::records::code::Code;
use crate::records::event::{Action, Event};
use crate::records::glass::GlassUse;
use crate::records::hold::HoldRow;
use crate::records::id::VaultId;
use crate::records::member::{Became, MemberNumber};
use crate::records::reference::{Reference, Register};
use crate::records::run::{Job, Run};
use crate::records::stored::{HandleRow, RecordRow, RecordType};
use crate::records::sweep::SweepRow;
use crate::records::tombstone::{ErasureRow, Tombstone};
use crate::store::{self, AuditHead, AuditRow, KeyringRecord, PrunedLeaf, Pruning, RegisterRow, Writing};

/// How far the clock may stand behind the last entry: time services step clocks by less.
const TOLERANCE: Duration = Duration::minutes(5);

/// Refuses a clock that stands behind the log: dates that rules count from would be wrong.
pub fn check_clock(last_time: &str, now: Now) -> Result<(), Failure> {
    let last: DateTime<Utc> = last_time
        .parse()
        .map_err(|_| Failure::damaged("vault.db is damaged: the time of the last audit entry is no time"))?;
    if now.instant() + TOLERANCE >= last {
        return Ok(());
    }
    Err(Failure::Refused(
        format!("the clock says {}, but the last entry in the log is of {last_time}", now.text()),
        "set the clock; if the clock is right now and was wrong then, add --accept-clock".to_owned(),
    ))
}

/// Whether the time of an entry is one that [`check_clock`] would have refused behind this one; what is no time is.
pub fn stands_behind(time: &str, last: &str) -> bool {
    // All are written alike, so that text that is not smaller is no earlier time.
    let parsed = |text: &str| text.parse::<DateTime<Utc>>().ok();
    time < last && parsed(time).zip(parsed(last)).is_none_or(|(time, last)| time + TOLERANCE < last)
}

/// A transaction that is being written.
pub struct Writer<'t> {
    rows: &'t Writing<'t>,
    vault: VaultId,
    member: MemberNumber,
    now: Now,
    began_at: u64,
    tree: Frontier,
}

impl<'t> Writer<'t> {
    /// Continues the log of a vault.
    ///
    /// # Errors
    /// When the log is damaged, or the clock stands behind it and that is not accepted.
    pub fn begin(
        rows: &'t Writing<'t>,
        vault: VaultId,
        member: MemberNumber,
        now: Now,
        accept_clock: bool,
    ) -> Result<Self, Failure> {
        let head = rows.audit_head()?;
        let tree = frontier(&head)?;
        let mut writer = Self { rows, vault, member, now, began_at: head.size, tree };
        if let Err(refusal) = check_clock(&head.last_time, now) {
            if !accept_clock {
                return Err(refusal);
            }
            writer.log(&Event::new(member, Action::ClockAccepted))?;
        }
        Ok(writer)
    }

    /// Starts the log of a new vault.
    #[must_use]
    pub fn found(rows: &'t Writing<'t>, vault: VaultId, member: MemberNumber, now: Now) -> Self {
        Self { rows, vault, member, now, began_at: 0, tree: Frontier::empty() }
    }

    /// Writes the head of the log; without this the transaction must not be committed.
    ///
    /// # Errors
    /// When the database says no.
    pub fn finish(self) -> Result<Anchor, Failure> {
        let anchor = Anchor { size: self.tree.size(), root: self.tree.root() };
        self.rows.set_audit_head(&AuditHead {
            size: anchor.size,
            frontier: self.tree.to_bytes(),
            root: anchor.root,
            last_time: self.now.text(),
        })?;
        Ok(anchor)
    }

    /// Reads inside the transaction.
    #[must_use]
    pub fn read(&self) -> &store::Reading<'t> {
        self.rows
    }

    /// Refuses when the log was longer than `since` entries as this transaction began: what was looked at
    /// before may not be so any more.
    ///
    /// # Errors
    /// [`Failure::Busy`].
    pub fn nobody_wrote_since(&self, since: Option<u64>) -> Result<(), Failure> {
        if since.is_none_or(|since| since == self.began_at) { Ok(()) } else { Err(Failure::Busy(None)) }
    }

    /// Which vault.
    #[must_use]
    pub fn vault(&self) -> VaultId {
        self.vault
    }

    /// Who writes.
    #[must_use]
    pub fn member(&self) -> MemberNumber {
        self.member
    }

    /// The civil date in London, ISO.
    #[must_use]
    pub fn today(&self) -> String {
        self.now.today().to_string()
    }

    /// An event of the member who writes.
    #[must_use]
    pub fn event(&self, action: Action) -> Event {
        Event::new(self.member, action)
    }

    /// Appends an entry.
    ///
    /// # Errors
    /// When the database says no.
    pub fn log(&mut self, event: &Event) -> Result<(), Failure> {
        let seq = self.tree.size();
        let time = self.now.text();
        let leaf = leaf_hash(&entry_bytes(self.vault, seq, &time, event));
        self.rows.insert_audit(&AuditRow { seq, time, event: event.clone(), leaf })?;
        self.tree.push(leaf);
        Ok(())
    }

    /// Lets entries go, which are given with their leaves, in order: the leaves stay, one entry says so, and a note of it
    /// is `signed`. Nothing, where there are none.
    ///
    /// # Errors
    /// When one of them is not there; or the database says no.
    pub fn prune_log(
        &mut self,
        going: &[(u64, Hash)],
        origin: String,
        signed: impl FnOnce(&str) -> String,
    ) -> Result<(), Failure> {
        if going.is_empty() {
            return Ok(());
        }
        let (pruning, mut tally) = (self.tree.size(), Tally::default());
        for &(seq, leaf) in going {
            self.rows.prune_audit(&PrunedLeaf { seq, leaf, pruning })?;
            tally.add(seq, &leaf);
        }
        let (count, hash) = tally.finish();
        self.log(&self.event(Action::LogPruned).counting(count).with_row(hash))?;
        let checkpoint = Checkpoint { origin, size: self.tree.size(), root: self.tree.root() };
        let note = signed(&PruneNote { checkpoint, count, hash }.to_text());
        Ok(self.rows.put_pruning(&Pruning { seq: pruning, note })?)
    }

    /// The next number of a register.
    ///
    /// # Errors
    /// When the database says no.
    pub fn next_number(&self, register: Register) -> Result<u32, Failure> {
        Ok(self.rows.next_number(register)?)
    }

    /// Adds a handle.
    ///
    /// # Errors
    /// When the database says no.
    pub fn add_handle(&mut self, row: &HandleRow, action: Action) -> Result<(), Failure> {
        self.rows.insert_handle(row)?;
        self.log(&self.event(action).about(row.handle).with_row(rows::hash_handle(row)))
    }

    /// Changes the clear columns of a handle.
    ///
    /// # Errors
    /// When the database says no.
    pub fn change_handle(&mut self, row: &HandleRow) -> Result<(), Failure> {
        self.rows.update_handle(row)?;
        self.log(&self.event(Action::ClientChanged).about(row.handle).with_row(rows::hash_handle(row)))
    }

    /// Adds a version of a record.
    ///
    /// # Errors
    /// When the database says no.
    pub fn add_record(&mut self, row: &RecordRow, action: Action) -> Result<(), Failure> {
        self.rows.insert_record(row)?;
        self.log_record(row, action)
    }

    /// Changes the state of a version, and the day from which it may go.
    ///
    /// # Errors
    /// When the database says no.
    pub fn change_record_state(&mut self, row: &RecordRow, action: Action) -> Result<(), Failure> {
        self.rows.update_record_state(row)?;
        self.log_record(row, action)
    }

    /// Removes a version, with the pieces of a file.
    ///
    /// # Errors
    /// When the database says no.
    pub fn remove_record(&mut self, row: &RecordRow) -> Result<(), Failure> {
        self.rows.delete_record(row)?;
        if row.record_type == RecordType::File {
            self.rows.delete_chunks(row.id, row.version)?;
        }
        self.log_record(row, Action::RecordRemoved)
    }

    /// Adds a piece of a file's content; [`Writer::log_content`] vouches for all of them.
    ///
    /// # Errors
    /// When the database says no.
    pub fn add_chunk(&self, row: &RecordRow, piece: u32, envelope: &[u8]) -> Result<(), Failure> {
        Ok(self.rows.insert_chunk(row.id, row.version, piece, envelope)?)
    }

    /// Logs the hash over all pieces of a file: about the record, without a version, so that it is never taken for
    /// the hash of the record's own row.
    ///
    /// # Errors
    /// When the database says no.
    pub fn log_content(&mut self, row: &RecordRow, hash: Hash) -> Result<(), Failure> {
        let event = self.event(Action::FileContent).about(row.handle).with_row(hash);
        self.log(&Event { record: Some(row.id), ..event })
    }

    fn log_record(&mut self, row: &RecordRow, action: Action) -> Result<(), Failure> {
        let event = self.event(action).about(row.handle).on_record(row.id, row.version);
        self.log(&event.with_row(rows::hash_record(row)))
    }

    /// Adds the clear side of a kit, an export or a will.
    ///
    /// # Errors
    /// When the database says no.
    pub fn add_register_row(&mut self, row: &RegisterRow) -> Result<(), Failure> {
        self.rows.insert_register_row(row)?;
        self.log_register(row)
    }

    /// Changes the clear side of a kit, an export or a will.
    ///
    /// # Errors
    /// When the database says no.
    pub fn change_register_row(&mut self, row: &RegisterRow) -> Result<(), Failure> {
        self.rows.update_register_row(row)?;
        self.log_register(row)
    }

    fn log_register(&mut self, row: &RegisterRow) -> Result<(), Failure> {
        let event = self.event(Action::RegisterWritten).on_row_of(row.reference);
        self.log(&event.with_row(rows::hash_register(row)))
    }

    /// Adds the clear side of a hold, or writes it anew.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_hold(&mut self, row: &HoldRow) -> Result<(), Failure> {
        self.rows.put_hold(row)?;
        let event = self.event(Action::RegisterWritten).on_row_of(row.reference);
        self.log(&event.with_row(rows::hash_hold(row)))
    }

    /// Writes the clocks of a request, complaint or breach anew; none when nothing is due any more.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_clocks(&mut self, reference: Reference, clocks: &[ClockRow]) -> Result<(), Failure> {
        self.rows.put_clocks(reference, clocks)?;
        let event = self.event(Action::RegisterWritten).on_row_of(reference);
        self.log(&event.with_row(rows::hash_clocks(reference, clocks)))
    }

    /// Adds a reviewed retention plan, or changes its state.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_sweep(&mut self, row: &SweepRow, action: Action) -> Result<(), Failure> {
        self.rows.put_sweep(row)?;
        let event = self.event(action).on_row_of(row.reference);
        self.log(&event.with_row(rows::hash_sweep(row)))
    }

    /// Adds a use of what was sealed for an emergency, or writes it anew.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_glass_use(&mut self, row: &GlassUse, action: Action, minutes: u64) -> Result<(), Failure> {
        self.rows.put_glass_use(row)?;
        let event = self.event(action).on_row_of(row.reference).counting(minutes);
        self.log(&event.with_row(rows::hash_glass(row)))
    }

    /// Records a run of a job that needs no person, with how much was due or done.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_run(&mut self, job: Job, due: u64, action: Action) -> Result<(), Failure> {
        self.rows.put_run(&Run { job, last: self.now.text(), due })?;
        self.log(&self.event(action).counting(due))
    }

    /// Records which retention schedule the due columns follow from.
    ///
    /// # Errors
    /// When the database says no.
    pub fn set_schedule(&mut self, hash: Option<Hash>, changed: u64) -> Result<(), Failure> {
        self.rows.set_schedule(hash.as_ref())?;
        let event = self.event(Action::ScheduleChanged).counting(changed);
        self.log(&hash.map_or(event.clone(), |hash| event.with_row(hash)))
    }

    /// Adds an erasure, or changes its state, at a generation of the keyring; the entry vouches for it and for all
    /// its tombstones.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_erasure(&mut self, row: &ErasureRow, generation: u64, action: Action) -> Result<(), Failure> {
        self.rows.put_erasure(row)?;
        let stones = self.rows.tombstones_by(&row.reference.to_string())?;
        let event = self.event(action).about(row.handle).on_row_of(row.reference);
        self.log(&event.counting(generation).with_row(rows::hash_erasure(row, &stones)))
    }

    /// Adds a tombstone, or completes it; [`Writer::put_erasure`] vouches for it.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_tombstone(&self, stone: &Tombstone) -> Result<(), Failure> {
        Ok(self.rows.put_tombstone(stone)?)
    }

    /// Adds a backup to the register, or writes what it says of it anew.
    ///
    /// # Errors
    /// When the database says no.
    pub fn put_backup(&mut self, row: &BackupRow) -> Result<(), Failure> {
        self.rows.put_backup(row)?;
        let event = self.event(Action::RegisterWritten).on_row_of(row.reference);
        self.log(&event.with_row(rows::hash_backup(row)))
    }

    /// Records what the keyring now is.
    ///
    /// # Errors
    /// When the database says no.
    pub fn set_keyring(&self, keyring: &KeyringRecord) -> Result<(), Failure> {
        Ok(self.rows.set_keyring(keyring)?)
    }

    /// Records who may open what, when it is not what it was, and who came, went or changed with an epoch: in the
    /// transaction that records the epoch from which on it is so.
    ///
    /// # Errors
    /// When the database says no.
    pub fn note_members(&mut self, members: &Members, epoch: u64) -> Result<(), Failure> {
        let hash = members.hash();
        if self.rows.logged_members()? != Some(hash) {
            let event = self.event(Action::MembersWritten).counting(members.members.len() as u64);
            self.log(&event.with_row(hash))?;
        }
        for change in members.changes.iter().filter(|change| change.epoch == epoch) {
            let action = match change.became {
                Became::Member => Action::MemberAdded,
                Became::Another => Action::MemberChanged,
                Became::Granted => Action::GlassGranted,
                Became::Nobody => Action::MemberRemoved,
            };
            self.log(&self.event(action).counting(u64::from(change.member.0)))?;
        }
        Ok(())
    }

    /// Records what praxis.toml now is, when it is not what it was.
    ///
    /// # Errors
    /// When the database says no.
    pub fn note_settings(&mut self, before: Option<[u8; 32]>, text: &[u8]) -> Result<(), Failure> {
        let hash = sha256(text);
        if before == Some(hash) {
            return Ok(());
        }
        self.rows.set_settings(&hash)?;
        self.log(&self.event(Action::SettingsChanged).with_row(hash))
    }
}

/// The tree of a stored head.
pub fn frontier(head: &AuditHead) -> Result<Frontier, Failure> {
    Frontier::from_bytes(head.size, &head.frontier).ok().filter(|tree| tree.root() == head.root).ok_or_else(
        || store::Error::Damaged("the head of the audit log does not fit together".to_owned()).into(),
    )
}

/// The bytes of an entry: what its leaf is the hash of.
#[must_use]
pub fn entry_bytes(vault: VaultId, seq: u64, time: &str, event: &Event) -> Vec<u8> {
    let version = event.version.map(u32::to_le_bytes);
    let subject = event.subject.map(|s| s.to_string()).unwrap_or_default();
    let count = event.count.map(u64::to_le_bytes);
    frame(&[
        b"praxis/1/audit",
        vault.as_bytes(),
        &seq.to_le_bytes(),
        time.as_bytes(),
        &event.member.0.to_le_bytes(),
        event.action.code().as_bytes(),
        event.handle.as_ref().map_or(&[], |h| h.as_bytes()),
        event.record.as_ref().map_or(&[], |r| r.as_bytes()),
        version.as_ref().map_or(&[], |v| v),
        subject.as_bytes(),
        count.as_ref().map_or(&[], |c| c),
        event.row.as_ref().map_or(&[], |h| h),
        event.detail.as_ref().map_or(&[], |h| h),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_stepped_back_a_little_is_accepted_and_one_far_behind_is_not() {
        let now = Now::at("2026-11-22T10:00:00Z".parse().expect("an instant"));
        assert!(check_clock("2026-11-22T09:59:00Z", now).is_ok());
        assert!(check_clock("2026-11-22T10:04:59Z", now).is_ok());
        assert!(matches!(check_clock("2026-11-22T10:06:00Z", now), Err(Failure::Refused(..))));
        assert!(matches!(check_clock("yesterday", now), Err(Failure::Damaged(..))));
    }

    #[test]
    fn an_entry_stands_behind_when_the_clock_would_have_been_refused() {
        let last = "2026-11-22T10:05:00Z";
        for time in ["2026-11-22T10:05:01Z", last, "2026-11-22T10:00:00Z"] {
            assert!(!stands_behind(time, last), "{time}");
        }
        for time in ["2026-11-22T09:59:59Z", "2026-11-21T10:05:00Z", "", "1"] {
            assert!(stands_behind(time, last), "{time}");
        }
    }
}
