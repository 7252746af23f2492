//! What is said of a note that is not there.

use super::super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::reference::{Reference, Register};

impl Unlocked {
    /// Whether there was one, and when it went, where that is on record. A
    /// tombstone has no number, so that of a note which housekeeping destroyed nobody can say when.
    pub(super) fn no_note(&self, reference: Reference) -> Result<Failure, Failure> {
        let read = self.read();
        let entries = read.entries_of(reference)?;
        let went = entries.iter().rev().find(|entry| entry.event.action == Action::DraftDestroyed);
        if let Some(entry) = went {
            let sweep =
                Reference::new(Register::Sweep, entry.event.count.unwrap_or(0).try_into().unwrap_or(0));
            return Ok(Failure::Missing(
                format!("{reference} was a draft, and was destroyed {} after the review {sweep}", entry.time),
                format!("praxis certificate show {sweep} says what and how"),
            ));
        }
        let last = read.counters()?.into_iter().find(|(register, _)| *register == Register::Note);
        if last.is_some_and(|(_, last)| reference.number <= last) {
            return Ok(Failure::Missing(
                format!("there is no note {reference} any more: it was disposed of, or erased with its client"),
                "praxis certificate list shows what was destroyed, and when; a restored vault may be older than the note"
                    .to_owned(),
            ));
        }
        Ok(Failure::Missing(
            format!("there is no note {reference}"),
            "praxis note list shows which there are".to_owned(),
        ))
    }
}
