//! A review: a person's decision about each line of a plan, signed.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use super::super::due::{Circle, Known, hash_schedule};
use super::super::keys::{KeyReader, office_handle, office_slot};
use super::super::mirrors::Extent;
use super::super::notes::one_dates_row;
use super::super::rows::{self, first_version};
use super::super::subject::Apart;
use super::super::unlocked::Unlocked;
use super::super::writer::Writer;
use super::apply::{applied_already, sweep_row};
use super::checks::{changed, refuse_destroying};
use super::items::Against;
use super::subject::Subject;
use super::{FoundDue, against, matters, no_schedule};
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::note;
use crate::crypto::secret::RecordKey;
use crate::failure::Failure;
use crate::records::certificate::{Counted, Kept};
use crate::records::compartment::Compartment;
use crate::records::event::Action;
use crate::records::id::Handle;
use crate::records::plan::{Decided, Line, Plan, Review};
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{Disposal, Schedule};
use crate::records::stored::{RecordRow, RecordState, RecordType};
use crate::records::sweep::{
    Decision, Reason, Remainder, Reviewed, ReviewedLine, Spared, SweepRow, SweepState,
};
use crate::rules::erasure;

/// A decision as a person gives it.
#[derive(Clone)]
pub struct ReviewInput {
    /// About what.
    pub what: Reference,
    /// What.
    pub decision: Decision,
    /// Until when, for keep.
    pub until: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
    /// In words, for `other`: sealed, never in the plan.
    pub words: Option<String>,
}

/// Somebody whose record is spared, with what is needed to write that down.
struct Spare {
    row: RecordRow,
    key: RecordKey,
    own: Known,
    circle: Circle,
}

/// What is looked up once for all lines.
struct Looking {
    /// What stays apart of each client.
    apart: HashMap<Handle, Apart>,
    against: Against,
}

/// One decision, looked at.
struct Looked {
    line: ReviewedLine,
    notes: u64,
    last_year: i32,
    spare: Option<Spare>,
}

impl Unlocked {
    /// Refuses a plan that cannot be reviewed here and now, or not by who asks. One that was applied is evidence: its certificate names its
    /// hash, and reviewing it again would write over it.
    ///
    /// # Errors
    /// [`Failure::Refused`]: of another vault, of another schedule, as of a day to come, applied already;
    /// [`Failure::Locked`] of who has no key that a review could be checked with.
    pub fn check_plan(&self, plan: &Plan) -> Result<(), Failure> {
        self.keys.signing_key()?;
        self.vault.check_plan_is_of_this_vault(plan)?;
        if let Some(review) = &plan.review
            && let Some(row) = self.read().sweep(review.sweep.number)?
            && row.state == SweepState::Applied
        {
            return Err(applied_already(review.sweep));
        }
        self.vault.check_plan(plan)
    }

    /// What the schedule says today about the lines of a plan, for who decides.
    ///
    /// # Errors
    /// Those of [`Unlocked::due`].
    pub fn behind(&mut self, plan: &Plan) -> Result<Vec<FoundDue>, Failure> {
        let schedule = self.schedule()?;
        let mut found = self.due(&schedule, plan.as_of)?;
        found.retain(|one| plan.lines.iter().any(|line| line.what == one.what()));
        Ok(found)
    }

    fn schedule(&self) -> Result<Schedule, Failure> {
        self.vault.config.retention.clone().ok_or_else(no_schedule)
    }

    /// Writes down what was decided, and signs the plan with it. Lines that nobody decided stay undecided. Gives the
    /// signed plan.
    ///
    /// # Errors
    /// [`Failure::Refused`] when a line may not be decided so, or what it rests on has changed; then nothing is written.
    pub fn review(&mut self, plan: &Plan, decisions: &[ReviewInput]) -> Result<(Plan, String), Failure> {
        self.review_with(plan, decisions, None)
    }

    /// The same, where somebody else has looked at it as well.
    ///
    /// # Errors
    /// Those of [`Unlocked::review`].
    pub fn review_with(
        &mut self,
        plan: &Plan,
        decisions: &[ReviewInput],
        seconded_by: Option<String>,
    ) -> Result<(Plan, String), Failure> {
        self.vault.check_clock_both_ways()?;
        self.check_plan(plan)?;
        let schedule = self.schedule()?;
        let signed_by = self.keys.signing_key()?.to_owned();
        let since = self.log_size()?;
        let mut looked = Vec::with_capacity(decisions.len());
        let office;
        {
            let keys = self.reader(Extent::Many)?;
            let _moment = self.one_moment()?;
            office = keys.key(&office_slot(self.id()))?;
            let anew = plan.review.as_ref().map(|review| review.sweep);
            let looking =
                Looking { apart: self.kept_apart(&keys)?, against: self.against_items(&keys, anew)? };
            for input in decisions {
                let line = line_of(plan, input)?;
                looked.push(self.look(&schedule, plan, line, input, &looking, &keys)?);
            }
        }
        let mut reviewed = plan.clone();
        for line in &mut reviewed.lines {
            line.decided = decisions.iter().find(|input| input.what == line.what).map(|input| Decided {
                decision: input.decision,
                until: input.until,
                reason: input.reason,
            });
        }
        let (id, by, at, today) = (self.id(), self.member(), self.vault.now.text(), self.vault.now.today());
        let sealed = Reviewed {
            by,
            at: at.clone(),
            seconded_by,
            as_of: plan.as_of,
            schedule: to_hex(&hash_schedule(&schedule)),
            lines: looked.iter().map(|one| one.line.clone()).collect(),
            anonymised: anonymised(&looked),
        };
        let text = self.write(|writer| {
            writer.nobody_wrote_since(Some(since))?;
            supersede_review(writer, plan)?;
            let reference = Reference::new(Register::Sweep, writer.next_number(Register::Sweep)?);
            let matters = matters::concern(&reviewed).then(|| matters::of(writer.read())).transpose()?;
            reviewed.review = Some(Review { sweep: reference, by, at, signed_by, matters });
            let text = reviewed.to_text();
            // With room for the signature: what nobody could read must not be signed.
            if text.len() + 1024 > note::LARGEST {
                return Err(Failure::Refused(
                    format!("the plan has more lines than can be signed together: {}", reviewed.lines.len()),
                    "make one as of an earlier day, with fewer: praxis retention sweep --as-of DATE -o PLAN"
                        .to_owned(),
                ));
            }
            let mut row = first_version(RecordType::Sweep, office_handle(id), Compartment::Office);
            row.number = Some(reference.number);
            rows::seal(&mut row, id, &office, &sealed)?;
            writer.add_record(&row, Action::RecordWritten)?;
            let plan = sha256(text.as_bytes());
            let state = SweepState::Reviewed;
            writer.put_sweep(
                &SweepRow { reference, made: today.to_string(), state, plan },
                Action::SweepReviewed,
            )?;
            for (one, input) in looked.iter().zip(decisions) {
                one.spare(writer, input, reference)?;
            }
            Ok(text)
        })?;
        let signed = self.keys.sign(&text, id)?;
        Ok((reviewed, signed))
    }

    fn look(
        &self,
        schedule: &Schedule,
        plan: &Plan,
        line: &Line,
        input: &ReviewInput,
        looking: &Looking,
        keys: &KeyReader<'_>,
    ) -> Result<Looked, Failure> {
        if line.what.register != Register::Client {
            return self.look_at_item(schedule, plan, line, input, &looking.against, keys);
        }
        let subject = Subject::find(&self.read(), line.what)?;
        let (Subject::Whole(row) | Subject::Draft(row, _)) = &subject;
        let own = self.known(keys, row.handle)?.ok_or_else(|| Failure::Busy(None))?;
        let members = self.known_members(keys, &own.person)?;
        let answer = crate::rules::retention::decide(schedule, &own.facts(&members));
        let (because, holds) = against(&self.read(), row, &own, &looking.against.classes)?;
        let found = FoundDue {
            client: line.what,
            item: None,
            own_key: true,
            name: own.person.name.clone(),
            answer,
            because,
            holds,
        };
        let (mut destroyed, mut kept, mut notes): (Vec<Counted>, Vec<Kept>, u64) =
            (Vec::new(), Vec::new(), 0);
        let mut spare = None;
        if input.decision == Decision::Destroy {
            refuse_destroying(&self.read(), plan, line, &found, &subject)?;
            let apart = looking.apart.get(&row.handle).copied().unwrap_or_default();
            let facts = self.erasure_facts_with(line.what, apart, keys)?.facts;
            let counts = |item: &&erasure::Item| {
                item.record_type == RecordType::Note && item.state != RecordState::Superseded
            };
            notes = facts.items.iter().filter(counts).count() as u64;
            let plan = erasure::plan(&BTreeMap::new(), &facts, self.vault.now.today())
                .map_err(|_| changed(line.what))?;
            (destroyed, kept) = (plan.destroyed, plan.kept);
        } else {
            let dates = one_dates_row(&self.read(), row.handle)?;
            let key = keys.key(&rows::slot_of(&dates))?;
            let circle = self.circle(keys, None, &own)?;
            spare = Some(Spare { row: dates, key, own: own.clone(), circle });
        }
        let line = reviewed_line(&found, row.handle, input, destroyed, kept);
        Ok(Looked { line, notes, last_year: own.dates.last_contact.year(), spare })
    }

    /// The same of an invoice, a draft or a closed entry of a register. That it is spared stands in the line itself.
    fn look_at_item(
        &self,
        schedule: &Schedule,
        plan: &Plan,
        line: &Line,
        input: &ReviewInput,
        against_it: &Against,
        keys: &KeyReader<'_>,
    ) -> Result<Looked, Failure> {
        let subject = match Subject::find(&self.read(), line.what) {
            Err(Failure::Missing(..)) => return Err(changed(line.what)),
            found => found?,
        };
        let item = self.item(line.what, keys)?;
        let owners = self.owners_of(&item, keys)?;
        let owners: Vec<&Known> = owners.iter().collect();
        let found = self.item_due(schedule, &item, &owners, against_it)?;
        let mut destroyed = Vec::new();
        if input.decision == Decision::Destroy {
            refuse_destroying(&self.read(), plan, line, &found, &subject)?;
            let what = match line.what.register {
                Register::File => "invoices",
                Register::Request => "requests",
                Register::Complaint => "complaints",
                Register::Breach => "breaches",
                _ => "drafts",
            };
            destroyed.push(Counted { what: what.to_owned(), count: 1 });
        }
        let (Subject::Whole(row) | Subject::Draft(row, _)) = &subject;
        let line = reviewed_line(&found, row.handle, input, destroyed, Vec::new());
        Ok(Looked { line, notes: 0, last_year: 0, spare: None })
    }
}

/// A plan that was reviewed before is reviewed anew: only the last review counts.
fn supersede_review(writer: &mut Writer<'_>, plan: &Plan) -> Result<(), Failure> {
    let before = plan.review.as_ref().map(|review| review.sweep);
    let Some(before) =
        before.filter(|before| writer.read().sweep(before.number).is_ok_and(|row| row.is_some()))
    else {
        return Ok(());
    };
    let row = sweep_row(writer.read(), before)?;
    match row.state {
        SweepState::Reviewed => {
            let row = SweepRow { state: SweepState::Superseded, ..row };
            writer.put_sweep(&row, Action::SweepSuperseded)
        }
        SweepState::Superseded => Ok(()),
        SweepState::Applied => Err(applied_already(before)),
    }
}

impl Looked {
    /// Writes down that a record is spared, and until when.
    fn spare(&self, writer: &mut Writer<'_>, input: &ReviewInput, sweep: Reference) -> Result<(), Failure> {
        let Some(Spare { row, key, own, circle }) = &self.spare else { return Ok(()) };
        let (by, id) = (writer.member(), writer.vault());
        let on = writer.today().parse().map_err(|_| Failure::Busy(None))?;
        let ReviewInput { decision, until, reason, words, .. } = input.clone();
        let mut own = own.clone();
        own.dates.reviewed = Some(Spared { decision, until, reason, words, sweep, by, on });
        super::super::clients::replace_dates(writer, row, |next| rows::seal(next, id, key, &own.dates))?;
        circle.renew(writer, &own)?;
        debug_assert_eq!(row.handle, self.line.handle);
        Ok(())
    }
}

/// Of what is destroyed and to be anonymised: counts by year, about nobody.
fn anonymised(looked: &[Looked]) -> BTreeMap<i32, Remainder> {
    let mut all: BTreeMap<i32, Remainder> = BTreeMap::new();
    for one in looked {
        // What is no client's record leaves no count: it is the record that would be anonymised.
        let record = one.line.item.is_none() && one.line.action == Disposal::Anonymise;
        if one.line.decision == Decision::Destroy && record {
            let year = all.entry(one.last_year).or_default();
            year.clients += 1;
            year.notes += one.notes;
        }
    }
    all
}

fn reviewed_line(
    found: &FoundDue,
    handle: Handle,
    input: &ReviewInput,
    destroyed: Vec<Counted>,
    kept: Vec<Kept>,
) -> ReviewedLine {
    let answer = &found.answer;
    ReviewedLine {
        handle,
        item: found.item,
        decision: input.decision,
        until: input.until,
        reason: input.reason,
        words: input.words.clone(),
        class: answer.class,
        rule: answer.rule.clone(),
        trigger: answer.trigger,
        eligible_from: found.eligible_from(),
        action: answer.action,
        destroyed,
        kept,
    }
}

fn line_of<'p>(plan: &'p Plan, input: &ReviewInput) -> Result<&'p Line, Failure> {
    plan.lines.iter().find(|line| line.what == input.what).ok_or_else(|| {
        Failure::Refused(
            format!("{} is not in the plan", input.what),
            format!("praxis retention schedule explain {} says why", input.what),
        )
    })
}
