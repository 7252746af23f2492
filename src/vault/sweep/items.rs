//! What a sweep reaches beside clients' records: invoices and closed requests, which outlive them, and drafts, which nobody
//! signed.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::super::due::{Known, written_on};
use super::super::keys::KeyReader;
use super::super::requests::FoundRequest;
use super::super::rows;
use super::super::unlocked::Unlocked;
use super::subject::Subject;
use super::{FoundDue, against};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::file::File;
use crate::records::hold::Scope;
use crate::records::id::Handle;
use crate::records::note::Note;
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{Class, Schedule};
use crate::records::stored::{HandleState, RecordRow, RecordType};
use crate::records::sweep::{Because, Decision, Reviewed, SweepState};
use crate::rules::retention;

/// An invoice, a draft or a closed request, as the schedule sees it.
pub(super) struct Item {
    pub what: Reference,
    pub class: Class,
    /// The day that its period runs from; nothing where it cannot be read.
    pub day: Option<NaiveDate>,
    /// Whose; of a request about somebody of whom there never was a record, its own.
    pub owner: Handle,
    /// Their name, where no record says it.
    name: Option<String>,
    pub own_key: bool,
}

/// What an item is held against beside the schedule.
pub(super) struct Against {
    /// The holds on classes that stand, and whom each covers.
    pub classes: Vec<(Reference, Scope)>,
    /// Until when a reviewer decided to keep an item.
    spared: HashMap<Reference, NaiveDate>,
}

impl Unlocked {
    /// Every invoice, every draft and every closed request, by number.
    pub(super) fn items(&self, keys: &KeyReader<'_>) -> Result<Vec<Item>, Failure> {
        let mut all = Vec::new();
        // Where nothing can be written, an erasure that is decided may still have its rows.
        let erased = self.read().erased_handles()?;
        for row in self.read().drafts()? {
            if !erased.contains(&row.handle) {
                all.extend(draft(&row, keys)?);
            }
        }
        self.read().each_record(RecordType::File, |row| -> Result<(), Failure> {
            if row.compartment == Compartment::Registers && !erased.contains(&row.handle) {
                all.extend(invoice(&row, keys)?);
            }
            Ok(())
        })?;
        for row in self.read().handles(Register::Request)? {
            if row.state == HandleState::Ended {
                all.extend(request(self.opened(row, keys)?));
            }
        }
        all.sort_unstable_by_key(|item| item.what);
        Ok(all)
    }

    /// One of them.
    ///
    /// # Errors
    /// When it is none of them, or gone.
    pub(super) fn item(&self, what: Reference, keys: &KeyReader<'_>) -> Result<Item, Failure> {
        let read = self.read();
        let lost = || Failure::damaged(format!("{what} in vault.db has lost its number or its client"));
        let row = match Subject::find(&read, what)? {
            Subject::Draft(_, row) => row,
            Subject::Whole(row) if what.register == Register::Request => {
                return request(self.opened(row, keys)?).ok_or_else(lost);
            }
            Subject::Whole(_) => {
                let row = read.record(RecordType::File, what.number)?;
                let row =
                    row.ok_or_else(|| Failure::damaged(format!("{what} has lost its record in vault.db")))?;
                rows::check_logged(&read, &row).map(|()| row)?
            }
        };
        let item = if what.register == Register::Note { draft(&row, keys)? } else { invoice(&row, keys)? };
        item.ok_or_else(lost)
    }

    /// Whose an item is, unless the record is erased, or there never was one.
    pub(super) fn owner_of(&self, item: &Item, keys: &KeyReader<'_>) -> Result<Option<Known>, Failure> {
        let row = self.read().handle_row(item.owner)?;
        if row.is_some_and(|row| row.reference.register != Register::Client) {
            return Ok(None);
        }
        self.known(keys, item.owner)
    }

    /// `anew`: a review that another one is about to take the place of, and which does not count for that.
    pub(super) fn against_items(
        &self,
        keys: &KeyReader<'_>,
        anew: Option<Reference>,
    ) -> Result<Against, Failure> {
        Ok(Against { classes: self.class_holds(keys)?, spared: self.spared(keys, anew)? })
    }

    /// Until when each item is kept that somebody decided to keep: the last decision counts. It stands with the review and
    /// nowhere else: an invoice is sealed once and for all, and whose it is may be erased.
    fn spared(
        &self,
        keys: &KeyReader<'_>,
        anew: Option<Reference>,
    ) -> Result<HashMap<Reference, NaiveDate>, Failure> {
        let mut spared = HashMap::new();
        for row in self.read().sweeps()? {
            if row.state == SweepState::Superseded || Some(row.reference) == anew {
                continue;
            }
            let Some(sealed) = self.read().record(RecordType::Sweep, row.reference.number)? else { continue };
            rows::check_logged(&self.read(), &sealed)?;
            for line in keys.open::<Reviewed>(&sealed)?.lines {
                if let (Some(item), Decision::Keep, Some(until)) = (line.item, line.decision, line.until) {
                    spared.insert(item, until);
                }
            }
        }
        Ok(spared)
    }

    /// What the schedule says about an item, and what stands against it; `own`: who the client is, unless the record is
    /// erased.
    pub(super) fn item_due(
        &self,
        schedule: &Schedule,
        item: &Item,
        own: Option<&Known>,
        against_it: &Against,
    ) -> Result<FoundDue, Failure> {
        let read = self.read();
        let keep_until = against_it.spared.get(&item.what).copied();
        let answer = retention::item(schedule, item.class, item.day, keep_until);
        let row = read.handle_row(item.owner)?.ok_or_else(|| {
            Failure::damaged(format!("{} in vault.db has lost its number or its client", item.what))
        })?;
        rows::check_logged_handle(&read, &row)?;
        let classes = &against_it.classes;
        let (because, holds) = match own {
            Some(own) => against(&read, &row, own, classes)?,
            // Whom a hold on a class covers, what is erased does not tell any more: in doubt it covers.
            None if classes.is_empty() => (Vec::new(), Vec::new()),
            None => (vec![Because::Held], classes.iter().map(|(reference, _)| *reference).collect()),
        };
        let name = match (own, &item.name) {
            (Some(own), _) => own.person.name.clone(),
            (None, Some(name)) => name.clone(),
            (None, None) => "whose record is erased".to_owned(),
        };
        Ok(FoundDue {
            client: row.reference,
            item: Some(item.what),
            own_key: item.own_key,
            name,
            answer,
            because,
            holds,
        })
    }
}

fn draft(row: &RecordRow, keys: &KeyReader<'_>) -> Result<Option<Item>, Failure> {
    let note: Note = keys.open(row)?;
    let own_key = row.compartment == Compartment::Process;
    Ok(row.reference().map(|what| Item {
        what,
        class: Class::Drafts,
        day: written_on(&note.written),
        owner: row.handle,
        name: None,
        own_key,
    }))
}

fn invoice(row: &RecordRow, keys: &KeyReader<'_>) -> Result<Option<Item>, Failure> {
    let file: File = keys.open(row)?;
    Ok(row.reference().zip(file.client).map(|(what, owner)| Item {
        what,
        class: Class::Invoice,
        day: Some(file.date),
        owner,
        name: None,
        own_key: true,
    }))
}

/// Whoever was never a client has no handle, and their request only its own.
fn request(found: FoundRequest) -> Option<Item> {
    let (day, _) = found.request.closed()?;
    let name = found.request.name.filter(|_| found.request.client.is_none());
    Some(Item {
        what: found.reference,
        class: Class::Request,
        day: Some(day),
        owner: found.request.client.unwrap_or(found.row.handle),
        name,
        own_key: true,
    })
}
