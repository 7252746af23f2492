//! Which notes move the day of last contact, from which retention periods run.
//!
//! Source: the trigger of the retention rules is the later of the last session and the last clinical
//! correspondence (NHS Records Management Code of Practice 2021: "discharge or last seen"). A reflection
//! written afterwards, a contract or a missed appointment is no contact.

use chrono::NaiveDate;

use crate::records::note::{Note, NoteKind};

/// Whether a note counts as contact, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the note's date can be the day of last contact.
    pub counts: bool,
    /// The reason, in words.
    pub because: &'static str,
}

/// Decides whether a note counts as contact with the client.
#[must_use]
pub fn decide(note: &Note) -> Decision {
    let (counts, because) = match note.kind {
        NoteKind::Session | NoteKind::Assessment | NoteKind::Intake if !note.attended() => {
            (false, "the client was not there")
        }
        NoteKind::Session | NoteKind::Assessment | NoteKind::Intake => (true, "the client was seen"),
        NoteKind::Correspondence => (true, "there was correspondence"),
        NoteKind::Contract => (false, "an agreement is not contact"),
        NoteKind::Process | NoteKind::Supervision => (false, "it is the practitioner's own thinking"),
    };
    Decision { counts, because }
}

/// The day of last contact: the latest note that counts, and never before the first contact.
#[must_use]
pub fn latest<'n>(first_contact: NaiveDate, notes: impl Iterator<Item = &'n Note>) -> NaiveDate {
    notes.filter(|note| decide(note).counts).map(|note| note.date).fold(first_contact, NaiveDate::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::code::Code;
    use crate::records::note::Attendance;

    fn note(kind: NoteKind, attendance: Option<Attendance>, date: &str) -> Note {
        Note {
            kind,
            date: date.parse().expect("a date"),
            text: String::new(),
            attendance,
            modality: None,
            minutes: None,
            signed: None,
            reason: None,
            written: String::new(),
            source: None,
        }
    }

    #[test]
    fn every_kind_and_attendance() {
        use Attendance::{Attended, Cancelled, LateCancel, Missed};
        for kind in NoteKind::ALL {
            let seen = matches!(kind, NoteKind::Session | NoteKind::Assessment | NoteKind::Intake);
            let counts = |attendance| decide(&note(*kind, attendance, "2026-01-01")).counts;
            assert_eq!(counts(None), seen || *kind == NoteKind::Correspondence, "{kind:?}");
            if seen {
                assert!(counts(Some(Attended)));
                for absent in [Missed, LateCancel, Cancelled] {
                    assert!(!counts(Some(absent)), "{kind:?} {absent:?}");
                }
            }
        }
    }

    #[test]
    fn the_latest_one_that_counts_wins() {
        let first = "2025-01-01".parse().expect("a date");
        let notes = [
            note(NoteKind::Session, None, "2025-03-01"),
            note(NoteKind::Session, Some(Attendance::Missed), "2025-06-01"),
            note(NoteKind::Process, None, "2025-07-01"),
            note(NoteKind::Correspondence, None, "2025-02-01"),
            note(NoteKind::Session, None, "2024-12-01"),
        ];
        assert_eq!(latest(first, notes.iter()).to_string(), "2025-03-01");
        assert_eq!(latest(first, notes[1..3].iter()).to_string(), "2025-01-01");
    }
}
