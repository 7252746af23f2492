//! What a sweep reaches beside clients' records: invoices and closed requests, complaints and breaches, which outlive them,
//! and drafts, which nobody signed.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::super::due::{Known, written_on};
use super::super::keys::KeyReader;
use super::super::matter::{Matter, Opened};
use super::super::requests::FoundRequest;
use super::super::rows;
use super::super::unlocked::Unlocked;
use super::subject::Subject;
use super::{FoundDue, against};
use crate::failure::Failure;
use crate::records::breach::Breach;
use crate::records::compartment::Compartment;
use crate::records::complaint::Complaint;
use crate::records::file::File;
use crate::records::hold::Scope;
use crate::records::id::Handle;
use crate::records::note::Note;
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{Class, Schedule};
use crate::records::stored::{HandleState, RecordRow, RecordType};
use crate::records::sweep::{Because, Decision, Reviewed, SweepState};
use crate::rules::retention;

/// An invoice, a draft, or a closed request, complaint or breach, as the schedule sees it.
pub(super) struct Item {
    pub what: Reference,
    pub class: Class,
    /// The day that its period runs from; nothing where it cannot be read.
    pub day: Option<NaiveDate>,
    /// Whose; of a breach, and of what is about somebody of whom there never was a record, its own.
    pub owner: Handle,
    /// About whose records: of a breach everybody's whom it affects.
    pub about: Vec<Handle>,
    /// What is said in the place of a client's name.
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
    /// Every invoice, every draft and every closed request, complaint and breach, by number.
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
        self.closed_matters(&mut all, complaint, keys)?;
        self.closed_matters(&mut all, breach, keys)?;
        all.sort_unstable_by_key(|item| item.what);
        Ok(all)
    }

    fn closed_matters<M: Matter>(
        &self,
        all: &mut Vec<Item>,
        item: fn(&Opened<M>) -> Option<Item>,
        keys: &KeyReader<'_>,
    ) -> Result<(), Failure> {
        for row in self.read().handles(M::REGISTER)? {
            if row.state == HandleState::Ended {
                all.extend(item(&self.opened_matter(row, keys)?));
            }
        }
        Ok(())
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
            Subject::Whole(row) if what.register == Register::Complaint => {
                return complaint(&self.opened_matter(row, keys)?).ok_or_else(lost);
            }
            Subject::Whole(row) if what.register == Register::Breach => {
                return breach(&self.opened_matter(row, keys)?).ok_or_else(lost);
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

    /// About whose records an item is, as far as they are not erased.
    pub(super) fn owners_of(&self, item: &Item, keys: &KeyReader<'_>) -> Result<Vec<Known>, Failure> {
        let known = item.about.iter().map(|client| self.known(keys, *client));
        known.filter_map(Result::transpose).collect()
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

    /// What the schedule says about an item, and what stands against it; `owners`: about whom it is, unless their records
    /// are erased. What stands against one of them keeps it.
    pub(super) fn item_due(
        &self,
        schedule: &Schedule,
        item: &Item,
        owners: &[&Known],
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
        let (mut because, mut holds) = (BTreeSet::new(), BTreeSet::new());
        for own in owners {
            let row = read.handle_row(own.handle)?.ok_or_else(|| Failure::Busy(None))?;
            let (why, which) = against(&read, &row, own, classes)?;
            because.extend(why);
            holds.extend(which);
        }
        // Whom a hold on a class covers, what is erased does not tell any more: in doubt it covers.
        if !classes.is_empty() && (owners.is_empty() || owners.len() < item.about.len()) {
            because.insert(Because::Held);
            holds.extend(classes.iter().map(|(reference, _)| *reference));
        }
        let name = match (&item.name, owners) {
            (Some(name), _) => name.clone(),
            (None, [own, ..]) => own.person.name.clone(),
            (None, []) => "whose record is erased".to_owned(),
        };
        let (because, holds) = (because.into_iter().collect(), holds.into_iter().collect());
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
        about: vec![row.handle],
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
        about: vec![owner],
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
        about: found.request.client.into_iter().collect(),
        name,
        own_key: true,
    })
}

fn complaint(found: &Opened<Complaint>) -> Option<Item> {
    let (day, _) = found.matter.closed()?;
    let of_nobody = || found.matter.name.clone().unwrap_or_else(|| "of whom there is no record".to_owned());
    Some(Item {
        what: found.reference,
        class: Class::Complaint,
        day: Some(day),
        owner: found.matter.client.unwrap_or(found.row.handle),
        about: found.matter.client.into_iter().collect(),
        name: found.matter.client.is_none().then(of_nobody),
        own_key: true,
    })
}

/// It may be about many, or about nobody: it is its own.
fn breach(found: &Opened<Breach>) -> Option<Item> {
    Some(Item {
        what: found.reference,
        class: Class::Breach,
        day: Some(found.matter.closed()?),
        owner: found.row.handle,
        about: found.matter.affected(),
        name: found.matter.known().title,
        own_key: true,
    })
}
