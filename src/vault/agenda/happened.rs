//! What happened and should not go unseen.

use super::super::open::Vault;
use super::super::told::SHOWN;
use super::Agenda;
use crate::failure::Failure;
use crate::records::agenda::{Topic, Urgency};

impl Vault {
    /// Later, and never due: nothing waits for anybody, each may have been right, and `--strict` would call for somebody every
    /// night of a month, or a prompt show it, until nobody looks any more.
    pub(super) fn what_happened(&self, agenda: &mut Agenda) -> Result<(), Failure> {
        for told in self.told_before(agenda.as_of)? {
            let what = format!("within {SHOWN} days {}", told.what);
            agenda.add(Topic::Access, None, Urgency::Later, what, &told.hint());
        }
        Ok(())
    }
}
