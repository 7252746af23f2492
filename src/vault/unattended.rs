//! Jobs that run without a person: which of them are missed, and what they leave for the owner to see.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::open::Vault;
use crate::failure::Failure;
use crate::records::date::{in_london, in_words};
use crate::records::event::Action;
use crate::records::member::MemberNumber;
use crate::records::run::{Job, Run};
use crate::records::stored::HandleState;
use crate::records::tombstone::{ErasureRow, ErasureState};

/// The most references that a notice lists.
const MOST: usize = 10;

impl Vault {
    /// The last run of every job that ever ran.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, Failure> {
        Ok(self.store.read().runs()?)
    }

    /// Every job that ever ran, on which day it did so last, and the last day on which it may run again without being
    /// missed; without that day where the settings say that none is.
    pub(super) fn jobs(&self) -> Result<Vec<(Job, NaiveDate, Option<NaiveDate>)>, Failure> {
        let after = u64::from(self.config.unattended.missed_after_days);
        let job = |run: Run| {
            let last: DateTime<Utc> = run.last.parse().ok()?;
            let last = in_london(last);
            Some((run.job, last, last.checked_add_days(Days::new(after)).filter(|_| after > 0)))
        };
        Ok(self.runs()?.into_iter().filter_map(job).collect())
    }

    /// Says which jobs ran before, and should have run again since.
    pub(super) fn name_missed_runs(&self) {
        // What cannot be read here is named by whoever reads more.
        for (job, last, by) in self.jobs().unwrap_or_default() {
            if by.is_some_and(|by| self.now.today() > by) {
                self.notices.push(format!(
                    "{} ran last on {}: it seems to run no more (praxis.toml, unattended.missed_after_days)",
                    job.command(),
                    in_words(last)
                ));
            }
        }
    }

    /// Says what was destroyed without a person since the owner was here last: with this unlock the secret goes that could
    /// have brought it back.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn name_rotation_due(&self) -> Result<(), Failure> {
        let mut dropped = Vec::new();
        for row in self.shredded_by_machine()? {
            let Some(handle) = self.store.read().handle_row(row.handle)? else { continue };
            // What is left of the record opens as before.
            let some = if handle.state == HandleState::Erased { "" } else { "parts of " };
            dropped.push(format!("{some}{} ({})", handle.reference, row.reference));
        }
        if dropped.is_empty() {
            return Ok(());
        }
        let more =
            if dropped.len() > MOST { format!(" and {} more", dropped.len() - MOST) } else { String::new() };
        dropped.truncate(MOST);
        self.notices.push(format!(
            "rotation due: keys were destroyed without a person, of {}{more}; once the vault is unlocked nothing here \
             brings them back",
            dropped.join(", ")
        ));
        Ok(())
    }

    /// Erasures that a machine decided, and whose epoch is not over.
    pub(super) fn shredded_by_machine(&self) -> Result<Vec<ErasureRow>, Failure> {
        let read = self.store.read();
        let mut all = read.erasures()?;
        all.retain(|row| row.state == ErasureState::Shredded);
        let mut by_machine = Vec::new();
        for row in all {
            let entries = read.entries_of(row.reference)?;
            let decided = entries.iter().find(|entry| entry.event.action == Action::ErasureIntended);
            if decided.is_some_and(|entry| entry.event.member == MemberNumber::HOST) {
                by_machine.push(row);
            }
        }
        Ok(by_machine)
    }
}
