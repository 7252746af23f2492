//! Destroying what was reviewed. Takes no key: whoever applies a plan need not be able to read what it destroys.

use std::collections::{BTreeMap, BTreeSet};

use super::super::erasure::{bury, decide};
use super::super::holds::refusals;
use super::super::lock::Lock;
use super::super::mirrors::Standing;
use super::super::open::Vault;
use super::super::rows;
use super::super::transact::Hand;
use super::super::writer::Writer;
use super::checks::refuse_changed;
use super::subject::Subject;
use super::{matters, signed};
use crate::crypto::hash::sha256;
use crate::failure::Failure;
use crate::records::certificate::OldBackup;
use crate::records::compartment::Compartment;
use crate::records::erasure::Extent;
use crate::records::event::Action;
use crate::records::id::RecordId;
use crate::records::member::MemberNumber;
use crate::records::plan::{Line, Plan, Review};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, RecordRow};
use crate::records::sweep::{SweepRow, SweepState};
use crate::records::tombstone::{ErasureRow, ErasureState};
use crate::store::Reading;

/// What became of a plan.
pub struct Applied {
    /// The review.
    pub sweep: Reference,
    /// What was destroyed.
    pub destroyed: Vec<Gone>,
    /// Backups that hold what was deleted without a key of its own.
    pub deleted_in: Vec<OldBackup>,
    /// It had been begun before, and was completed.
    pub resumed: bool,
}

/// Something that was destroyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone {
    /// A client's record, an invoice, a draft or a closed entry of a register.
    pub what: Reference,
    /// The certificate of it; nothing where no key was destroyed: its rows were deleted.
    pub certificate: Option<Reference>,
}

/// What a plan would destroy.
pub struct WouldGo {
    /// The plan.
    pub plan: Plan,
    /// Its review.
    pub review: Review,
    /// Drafts without a key of their own: their rows would be deleted.
    pub deleted: Vec<Reference>,
    /// Backups that hold these.
    pub deleted_in: Vec<OldBackup>,
}

impl Vault {
    /// Reads a plan, and refuses what was not reviewed by a member of this vault, has been applied, or cannot be applied
    /// here and now. Gives the plan and its review.
    ///
    /// # Errors
    /// [`Failure::Usage`], [`Failure::Damaged`] when it was changed by hand, [`Failure::Refused`].
    pub fn reviewed_plan(&self, bytes: &[u8]) -> Result<(Plan, Review), Failure> {
        let (plan, text) = signed::read(bytes)?;
        let Some(review) = plan.review.clone() else {
            return Err(Failure::Refused(
                "the plan was not reviewed".to_owned(),
                "somebody must decide what goes: praxis retention review PLAN".to_owned(),
            ));
        };
        self.check_plan_is_of_this_vault(&plan)?;
        let (_, members) = self.members_seen()?;
        let of_a_member = members.members.iter().any(|member| {
            member.number == review.by && member.verify_key.as_deref() == Some(review.signed_by.as_str())
        });
        if !of_a_member {
            return Err(Failure::Refused(
                "who signed the plan is no member of this vault".to_owned(),
                "have it reviewed by somebody who is: praxis retention review PLAN".to_owned(),
            ));
        }
        let row = sweep_row(&self.store.read(), review.sweep)?;
        if row.plan != sha256(text.as_bytes()) {
            return Err(Failure::Refused(
                format!("this is not the plan that was reviewed as {}", review.sweep),
                "give the file that praxis retention review wrote".to_owned(),
            ));
        }
        Ok((plan, review))
    }

    /// Looks at a plan as [`Vault::apply`] does, and destroys nothing.
    ///
    /// # Errors
    /// Those of [`Vault::apply`].
    pub fn would_apply(&self, bytes: &[u8]) -> Result<WouldGo, Failure> {
        self.check_clock_both_ways()?;
        let (plan, review) = self.reviewed_plan(bytes)?;
        let _moment = self.store.snapshot()?;
        let read = self.store.read();
        refuse_done(&sweep_row(&read, review.sweep)?)?;
        self.check_plan(&plan)?;
        let mut deleted = Vec::new();
        for line in plan.destroyed() {
            if !still_to_go(&read, line)?.has_own_key() {
                deleted.push(line.what);
            }
        }
        matters::refuse_new(&read, &plan, &review)?;
        let deleted_in = if deleted.is_empty() { Vec::new() } else { self.backups_before(u64::MAX)? };
        Ok(WouldGo { plan, review, deleted, deleted_in })
    }

    /// Destroys what was reviewed and has not changed since: the stages S1 to S3 of all of it, one keyring for all. One that
    /// was begun before is completed.
    ///
    /// # Errors
    /// Those of [`Vault::reviewed_plan`]; [`Failure::Refused`] and [`Failure::Held`] when a single line must not go, and
    /// then nothing does; [`Failure::Partial`] once it, or something before it, is decided and could not be finished.
    pub fn apply(&mut self, bytes: &[u8]) -> Result<Applied, Failure> {
        self.check_clock_both_ways()?;
        let (plan, review) = self.reviewed_plan(bytes)?;
        let alone = Lock::exclusive(&self.layout.lock(), &self.command)?;
        let row = sweep_row(&self.store.read(), review.sweep)?;
        if row.state == SweepState::Applied {
            let (standing, _) = self.standing_for_writing(&Hand::HOST)?;
            let resumed = self.resume(&row, &standing)?;
            drop(alone);
            super::super::ballast::make_again(self.layout.root());
            return Ok(resumed);
        }
        refuse_done(&row)?;
        self.check_plan(&plan)?;
        let standing = self.standing_to_decide(&Hand::HOST)?;
        let decided = self.transact(&Hand::HOST, |writer| intend(writer, &plan, &review, &row, &standing));
        if let Err(failure @ Failure::Held { .. }) = decided {
            self.log_held_back(&failure)?;
            return Err(failure);
        }
        decided?;
        self.shred(&Hand::HOST, &standing).map_err(|failure| unfinished(review.sweep, &failure))?;
        drop(alone);
        let applied = self.as_applied(review.sweep, &self.erasures_of(review.sweep)?)?;
        // Rows are as gone as their keys only when the log of the database does not hold them any more.
        if applied.destroyed.iter().any(|gone| gone.certificate.is_none())
            && self.store.truncate_log().is_err()
        {
            self.notices
                .push("vault.db-wal could not be emptied: what was deleted stays in it, sealed".to_owned());
        }
        super::super::ballast::make_again(self.layout.root());
        Ok(Applied { resumed: false, ..applied })
    }

    /// What a plan destroyed that was applied before, to the end; nothing of one that was not.
    ///
    /// # Errors
    /// Those of [`Vault::reviewed_plan`].
    pub fn applied_before(&self, bytes: &[u8]) -> Result<Option<Applied>, Failure> {
        let (_, review) = self.reviewed_plan(bytes)?;
        let row = sweep_row(&self.store.read(), review.sweep)?;
        let erasures = self.erasures_of(row.reference)?;
        let finished = erasures.iter().all(|row| row.state != ErasureState::Intended);
        if row.state != SweepState::Applied || !finished {
            return Ok(None);
        }
        Ok(Some(self.as_applied(row.reference, &erasures)?))
    }

    fn as_applied(&self, sweep: Reference, erasures: &[ErasureRow]) -> Result<Applied, Failure> {
        let went = self.went_by(sweep, erasures)?;
        let destroyed = went.lines.iter().map(|line| line.gone).collect();
        let deleted = went.lines.iter().any(|line| line.gone.certificate.is_none());
        let deleted_in = if deleted { self.backups_before(went.applied.seq)? } else { Vec::new() };
        Ok(Applied { sweep, destroyed, deleted_in, resumed: true })
    }

    /// A plan that was decided: what is not shredded yet is, and otherwise there is nothing to do any more.
    fn resume(&mut self, row: &SweepRow, standing: &Standing) -> Result<Applied, Failure> {
        let erasures = self.erasures_of(row.reference)?;
        if erasures.iter().all(|row| row.state != ErasureState::Intended) {
            return Err(applied_already(row.reference));
        }
        self.shred(&Hand::HOST, standing).map_err(|failure| unfinished(row.reference, &failure))?;
        // They have come further meanwhile.
        self.as_applied(row.reference, &self.erasures_of(row.reference)?)
    }

    /// Every hold that kept a plan from being applied is an entry of its own.
    fn log_held_back(&mut self, failure: &Failure) -> Result<(), Failure> {
        let Failure::Held { client, .. } = failure else { return Ok(()) };
        let Some(row) = self.store.read().handle(*client)? else { return Ok(()) };
        let events = refusals(failure, MemberNumber::HOST, row.handle);
        self.transact(&Hand::HOST, |writer| events.iter().try_for_each(|event| writer.log(event)))
    }
}

/// S1 of a whole plan: everything is looked at again, in the transaction that decides; one line that must not go keeps all
/// of them.
fn intend(
    writer: &mut Writer<'_>,
    plan: &Plan,
    review: &Review,
    row: &SweepRow,
    standing: &Standing,
) -> Result<(), Failure> {
    let mut drafts: Vec<(Reference, HandleRow, RecordRow)> = Vec::new();
    let mut whole = Vec::new();
    for line in plan.destroyed() {
        match still_to_go(writer.read(), line)? {
            Subject::Whole(handle) => whole.push(handle),
            Subject::Draft(client, draft) => drafts.push((line.what, client, draft)),
        }
    }
    matters::refuse_new(writer.read(), plan, review)?;
    let sweep = Some(row.reference.number);
    for handle in whole {
        let reference = next_certificate(writer)?;
        bury(writer, &handle, standing, reference, &|_| true)?;
        decide(writer, &handle, standing, reference, Extent::Whole, sweep)?;
    }
    // Keys of one client go by one decision: those on their way out already are not decided about again.
    let own_keys = |draft: &RecordRow| draft.compartment == Compartment::Process;
    let mut by_client: BTreeMap<Reference, (HandleRow, BTreeSet<RecordId>)> = BTreeMap::new();
    for (_, client, draft) in drafts.iter().filter(|(.., draft)| own_keys(draft)) {
        let (_, ids) = by_client.entry(client.reference).or_insert_with(|| (client.clone(), BTreeSet::new()));
        ids.insert(draft.id);
    }
    for (client, ids) in by_client.into_values() {
        let reference = next_certificate(writer)?;
        bury(writer, &client, standing, reference, &|key| key.3.is_some_and(|record| ids.contains(&record)))?;
        decide(writer, &client, standing, reference, Extent::Partial, sweep)?;
    }
    writer.put_sweep(&SweepRow { state: SweepState::Applied, ..row.clone() }, Action::SweepApplied)?;
    for (what, client, draft) in drafts {
        let event = writer.event(Action::DraftDestroyed).about(client.handle).on_row_of(what);
        let number = u64::from(row.reference.number);
        writer.log(&event.on_record(draft.id, draft.version).counting(number))?;
        if !own_keys(&draft) {
            for version in writer.read().versions(draft.id)? {
                writer.remove_record(&version)?;
            }
        }
    }
    Ok(())
}

fn next_certificate(writer: &Writer<'_>) -> Result<Reference, Failure> {
    Ok(Reference::new(Register::Certificate, writer.next_number(Register::Certificate)?))
}

/// Refuses a review that was applied, or that another one has taken the place of.
fn refuse_done(row: &SweepRow) -> Result<(), Failure> {
    match row.state {
        SweepState::Reviewed => Ok(()),
        SweepState::Applied => Err(applied_already(row.reference)),
        SweepState::Superseded => Err(Failure::Refused(
            format!("the plan was reviewed again after {}", row.reference),
            "give the file that the later review wrote; praxis retention show lists them".to_owned(),
        )),
    }
}

/// What a line is about, when nothing forbids that it goes and nothing has changed since the review.
fn still_to_go(read: &Reading<'_>, line: &Line) -> Result<Subject, Failure> {
    let subject = Subject::still(read, line.what)?;
    subject.refuse_held(read)?;
    refuse_changed(read, line, &subject)?;
    Ok(subject)
}

pub(super) fn applied_already(sweep: Reference) -> Failure {
    Failure::Refused(
        format!("{sweep} was applied already"),
        format!("praxis certificate show {sweep} says what was destroyed"),
    )
}

/// The row of a review, as the log knows it.
pub(super) fn sweep_row(read: &Reading<'_>, sweep: Reference) -> Result<SweepRow, Failure> {
    let row = read.sweep(sweep.number)?.ok_or_else(|| {
        Failure::Refused(
            format!("this vault knows of no review {sweep}"),
            "it may have been restored from a backup before it; review the plan again".to_owned(),
        )
    })?;
    rows::check_logged_sweep(read, &row).map(|()| row)
}

/// What is said when what was decided could not be completed at once.
fn unfinished(sweep: Reference, failure: &Failure) -> Failure {
    let why = failure.explain();
    Failure::Partial(
        format!("{sweep} is decided and not finished: {}", why.message),
        format!("run the same command again, or any that writes: it is completed; {}", why.hint),
    )
}
