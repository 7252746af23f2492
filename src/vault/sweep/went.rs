//! What went by a review, from clear columns and the log alone.

use super::super::open::Vault;
use super::super::rows;
use super::apply::Gone;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::id::{Handle, RecordId};
use crate::records::reference::Reference;
use crate::records::tombstone::{ErasureRow, Tombstone};
use crate::store::AuditRow;

/// What went by a review.
pub(super) struct Went {
    /// The entry of its review.
    pub reviewed: AuditRow,
    /// The entry that decided it.
    pub applied: AuditRow,
    /// What went with its keys, by certificate; then what was deleted, by number.
    pub lines: Vec<WentLine>,
}

/// One record, invoice, draft or entry of a register.
pub(super) struct WentLine {
    pub gone: Gone,
    /// Whose; of an invoice or an entry of a register its own.
    pub handle: Handle,
    /// Of a draft.
    pub record: Option<RecordId>,
    /// How many keys went, and by which erasure.
    pub keys: u64,
    pub erasure: Option<ErasureRow>,
}

impl Vault {
    /// What went by a review that was applied, whose erasures are these.
    pub(super) fn went_by(&self, sweep: Reference, erasures: &[ErasureRow]) -> Result<Went, Failure> {
        let read = self.store.read();
        let (mut reviewed, mut applied) = (None, None);
        for entry in read.entries_of(sweep)? {
            match entry.event.action {
                Action::SweepReviewed => reviewed = Some(entry),
                Action::SweepApplied => applied = Some(entry),
                _ => {}
            }
        }
        let (Some(reviewed), Some(applied)) = (reviewed, applied) else {
            return Err(Failure::damaged(format!(
                "the audit log does not say who reviewed and applied {sweep}"
            )));
        };
        let mut drafts = read.drafts_destroyed(sweep.number, applied.seq)?;
        let mut lines = Vec::with_capacity(erasures.len());
        for erasure in erasures {
            let stones = rows::check_logged_erasure(&read, erasure)?;
            let (own, rest) = drafts.into_iter().partition(|entry| went_with(&stones, entry));
            drafts = rest;
            if stones.iter().all(|stone| stone.record.is_some()) && !own.is_empty() {
                let by = Some(erasure.clone());
                lines
                    .extend(own.iter().map(|entry| draft(entry, by.clone())).collect::<Result<Vec<_>, _>>()?);
                continue;
            }
            lines.push(WentLine {
                gone: Gone { what: self.client_of_erasure(erasure)?, certificate: Some(erasure.reference) },
                handle: erasure.handle,
                record: None,
                keys: stones.len() as u64,
                erasure: Some(erasure.clone()),
            });
        }
        lines.extend(drafts.iter().map(|entry| draft(entry, None)).collect::<Result<Vec<_>, _>>()?);
        Ok(Went { reviewed, applied, lines })
    }

    /// The erasures that a review asked for, by number, as the log knows them.
    pub(in super::super) fn erasures_of(&self, sweep: Reference) -> Result<Vec<ErasureRow>, Failure> {
        let read = self.store.read();
        let mut all = read.erasures()?;
        all.retain(|row| row.sweep == Some(sweep.number));
        for row in &all {
            rows::check_logged_erasure(&read, row)?;
        }
        Ok(all)
    }

    pub(in super::super) fn client_of_erasure(&self, row: &ErasureRow) -> Result<Reference, Failure> {
        let handle = self.store.read().handle_row(row.handle)?;
        handle.map(|handle| handle.reference).ok_or_else(|| {
            Failure::damaged(format!("{} in vault.db is of somebody who is not there", row.reference))
        })
    }
}

fn went_with(stones: &[Tombstone], entry: &AuditRow) -> bool {
    stones.iter().any(|stone| stone.record.is_some() && stone.record == entry.event.record)
}

fn draft(entry: &AuditRow, by: Option<ErasureRow>) -> Result<WentLine, Failure> {
    let event = &entry.event;
    let (Some(what), Some(handle)) = (event.subject, event.handle) else {
        return Err(Failure::damaged(format!(
            "audit entry {} does not say which draft was destroyed",
            entry.seq
        )));
    };
    Ok(WentLine {
        gone: Gone { what, certificate: by.as_ref().map(|erasure| erasure.reference) },
        handle,
        record: event.record,
        keys: u64::from(by.is_some()),
        erasure: by,
    })
}
