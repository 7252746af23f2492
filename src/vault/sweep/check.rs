//! What is due by the clear columns: no key, no name, no day. Says a little late what an unlocked vault says exactly, because
//! the year that stands in the clear is rounded up.

use chrono::{Datelike, Duration, NaiveDate};

use super::super::open::Vault;
use super::super::transact::Hand;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::reference::{Reference, Register};
use crate::records::run::Job;
use crate::records::stored::HandleState;

/// A clock so far ahead of the log is more likely wrong than the vault unused.
const FAR_AHEAD: Duration = Duration::days(366);

/// What is due by the clear columns.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Clients whose year has come, and nothing stands against it; by number.
    pub clients: Vec<Reference>,
    /// Clients whose year has come, and a hold or an open matter stands.
    pub blocked: Vec<Reference>,
}

impl Vault {
    /// Clients whose disposal year has come on a day. Takes no key.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn check_due(&self, day: NaiveDate) -> Result<Due, Failure> {
        let mut due = Due::default();
        for row in self.store.read().due_handles(Register::Client, day.year())? {
            let flags = row.flags;
            let open = flags.restricted || flags.open_request || flags.open_complaint || flags.open_breach;
            match row.state {
                HandleState::Erased => {}
                _ if flags.hold || open => due.blocked.push(row.reference),
                _ => due.clients.push(row.reference),
            }
        }
        Ok(due)
    }

    /// Records that the check ran, and what it found. From a medium that cannot be written it is left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn record_check(&mut self, found: u64) -> Result<(), Failure> {
        if !self.store.is_writable() {
            return Ok(());
        }
        self.transact(&Hand::HOST, |writer| writer.put_run(Job::Check, found, Action::DueChecked))
    }

    /// Refuses a clock that stands behind the log or more than a year ahead of it, before anything is destroyed by it.
    ///
    /// # Errors
    /// [`Failure::Refused`], unless the clock is accepted as it is.
    pub fn check_clock_both_ways(&self) -> Result<(), Failure> {
        self.check_clock()?;
        let last = self.store.read().audit_head()?.last_time;
        let ahead = last
            .parse()
            .is_ok_and(|last: chrono::DateTime<chrono::Utc>| self.now.instant() - last > FAR_AHEAD);
        if !ahead || self.accept_clock {
            return Ok(());
        }
        Err(Failure::Refused(
            format!("the clock says {}, more than a year after the last entry in the log", self.now.text()),
            "set the clock; if it is right, add --accept-clock".to_owned(),
        ))
    }
}
