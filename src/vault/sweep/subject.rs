//! What a line of a plan is about, as it stands in the clear: nothing here takes a key.

use super::super::holds::refuse_held;
use super::super::matter::matter_row;
use super::super::requests::request_row;
use super::super::rows;
use super::super::unlocked::{erased_in, living};
use super::checks::changed;
use crate::crypto::hash::{Hash, sha256_framed};
use crate::failure::Failure;
use crate::records::breach::Breach;
use crate::records::compartment::Compartment;
use crate::records::complaint::Complaint;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, HandleState, RecordRow, RecordState, RecordType};
use crate::store::Reading;

/// A client's record, an invoice, a closed entry of a register, or a draft.
pub enum Subject {
    /// All that stands under a handle: a client's, or that of an invoice, a request, a complaint or a breach.
    Whole(HandleRow),
    /// One note, and the handle of whom it is about.
    Draft(HandleRow, RecordRow),
}

impl Subject {
    /// Finds it as it stands, compared with the log.
    ///
    /// # Errors
    /// When it is not there any more, is no draft any more, or is open; damage.
    pub fn find(read: &Reading<'_>, what: Reference) -> Result<Self, Failure> {
        match what.register {
            Register::File => Self::invoice(read, what),
            Register::Request => Self::closed(request_row(read, what)?, "request"),
            Register::Complaint => Self::closed(matter_row::<Complaint>(read, what)?, "complaint"),
            Register::Breach => Self::closed(matter_row::<Breach>(read, what)?, "breach"),
            Register::Note => Self::draft(read, what),
            _ => living(read, what).map(Subject::Whole),
        }
    }

    fn invoice(read: &Reading<'_>, what: Reference) -> Result<Self, Failure> {
        let row = read.handle(what)?.ok_or_else(|| {
            Failure::Missing(
                format!("there is no invoice {what}"),
                "praxis file list shows which there are; other files go with the client's record".to_owned(),
            )
        })?;
        rows::check_logged_handle(read, &row)?;
        if row.state == HandleState::Erased {
            return Err(Failure::Erased(what.to_string(), erased_in(read, row.handle)?));
        }
        Ok(Subject::Whole(row))
    }

    /// The state is as the log knows it, and needs no key.
    fn closed(row: HandleRow, called: &str) -> Result<Self, Failure> {
        if row.state == HandleState::Ended {
            return Ok(Subject::Whole(row));
        }
        Err(Failure::Missing(
            format!("there is no closed {called} {}", row.reference),
            format!("it is open, and stays until it is closed: praxis {called} list"),
        ))
    }

    fn draft(read: &Reading<'_>, what: Reference) -> Result<Self, Failure> {
        let missing = || {
            Failure::Missing(
                format!("there is no draft {what}"),
                "praxis note list shows which there are; what is signed goes with the client's record"
                    .to_owned(),
            )
        };
        let row = read.record(RecordType::Note, what.number)?.ok_or_else(missing)?;
        rows::check_logged(read, &row)?;
        if row.state != RecordState::Draft {
            return Err(missing());
        }
        let client = read.handle_row(row.handle)?.ok_or_else(|| {
            Failure::damaged(format!("{what} in vault.db has lost its number or its client"))
        })?;
        rows::check_logged_handle(read, &client)?;
        if client.state == HandleState::Erased { Err(missing()) } else { Ok(Subject::Draft(client, row)) }
    }

    /// The same of what was there when the plan was made: a draft that was signed meanwhile has changed, too.
    ///
    /// # Errors
    /// [`Failure::Refused`] when it is gone; damage.
    pub fn still(read: &Reading<'_>, what: Reference) -> Result<Self, Failure> {
        match Self::find(read, what) {
            Err(Failure::Erased(..) | Failure::Missing(..)) => Err(changed(what)),
            found => found,
        }
    }

    /// Refuses when a hold or an open matter stands against it. What stands against whom an invoice or an entry of a register
    /// is about does not show here: see [`super::matters`].
    ///
    /// # Errors
    /// [`Failure::Held`]; damage.
    pub fn refuse_held(&self, read: &Reading<'_>) -> Result<(), Failure> {
        let (Subject::Whole(row) | Subject::Draft(row, _)) = self;
        refuse_held(read, row)
    }

    /// Whether it goes with a key of its own. What does not is deleted, and older backups hold it.
    #[must_use]
    pub fn has_own_key(&self) -> bool {
        !matches!(self, Subject::Draft(_, row) if row.compartment != Compartment::Process)
    }

    /// How many rows of the vault a line about it rests on, and a hash over the leaves that the log last has of them. Every
    /// row is compared with the log on the way.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when a row is not as the log knows it.
    pub fn rests_on(&self, read: &Reading<'_>) -> Result<(u64, Hash), Failure> {
        let (name, mut leaves, versions) = match self {
            Subject::Whole(row) => {
                rows::check_logged_handle(read, row)?;
                let own =
                    read.leaf_of_handle(row.handle)?.ok_or_else(|| unknown(&row.reference.to_string()))?;
                (row.reference.to_string(), vec![own], read.versions_of(row.handle)?)
            }
            Subject::Draft(_, row) => (rows::name_of(row), Vec::new(), read.versions(row.id)?),
        };
        for version in versions {
            rows::check_logged(read, &version)?;
            let leaf = read.leaf_of_record(version.id, version.version)?;
            leaves.push(leaf.ok_or_else(|| unknown(&name))?);
        }
        let parts: Vec<&[u8]> =
            [&b"praxis/1/plan"[..]].into_iter().chain(leaves.iter().map(|leaf| &leaf[..])).collect();
        Ok((leaves.len() as u64, sha256_framed(&parts)))
    }
}

fn unknown(what: &str) -> Failure {
    Failure::damaged(format!("{what} has rows that the audit log does not know"))
}
