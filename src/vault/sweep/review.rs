//! A review: a person's decision about each line of a plan, signed.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use super::super::due::{Circle, Known, hash_schedule};
use super::super::keys::{KeyReader, office_handle, office_slot};
use super::super::mirrors::Extent;
use super::super::notes::one_dates_row;
use super::super::rows::{self, first_version};
use super::super::unlocked::{Unlocked, living};
use super::super::writer::Writer;
use super::apply::{applied_already, sweep_row};
use super::{FoundDue, against, no_schedule, rests_on};
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
use crate::records::stored::{HandleRow, RecordRow, RecordState, RecordType};
use crate::records::sweep::{
    Decision, Reason, Remainder, Reviewed, ReviewedLine, Spared, SweepRow, SweepState,
};
use crate::rules::erasure;

/// A decision as a person gives it.
#[derive(Clone)]
pub struct ReviewInput {
    /// About whom.
    pub client: Reference,
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

/// One decision, looked at.
struct Looked {
    row: HandleRow,
    line: ReviewedLine,
    notes: u64,
    last_year: i32,
    spare: Option<Spare>,
}

impl Unlocked {
    /// Refuses a plan that cannot be reviewed here and now. One that was applied is evidence: its certificate names its
    /// hash, and reviewing it again would write over it.
    ///
    /// # Errors
    /// [`Failure::Refused`]: of another vault, of another schedule, as of a day to come, applied already.
    pub fn check_plan(&self, plan: &Plan) -> Result<(), Failure> {
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
        found.retain(|one| plan.lines.iter().any(|line| line.client == one.client));
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
        let signed_by = self.verify_key().ok_or_else(cannot_sign)?.to_owned();
        let since = self.log_size()?;
        let mut looked = Vec::with_capacity(decisions.len());
        let office;
        {
            let keys = self.reader(Extent::Many)?;
            let _moment = self.one_moment()?;
            office = keys.key(&office_slot(self.id()))?;
            let invoices = self.invoices_by_client(&keys)?;
            for input in decisions {
                let line = line_of(plan, input)?;
                looked.push(self.look(&schedule, plan, line, input, &invoices, &keys)?);
            }
        }
        let mut reviewed = plan.clone();
        for line in &mut reviewed.lines {
            line.decided = decisions.iter().find(|input| input.client == line.client).map(|input| Decided {
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
            reviewed.review = Some(Review { sweep: reference, by, at, signed_by });
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
        let seed = self.keys.signing().ok_or_else(cannot_sign)?;
        let name = super::super::keys::verify_key_name(id, by);
        let signed = note::sign(&text, seed, &name);
        Ok((reviewed, signed))
    }

    fn look(
        &self,
        schedule: &Schedule,
        plan: &Plan,
        line: &Line,
        input: &ReviewInput,
        invoices: &HashMap<Handle, u64>,
        keys: &KeyReader<'_>,
    ) -> Result<Looked, Failure> {
        let row = living(&self.read(), line.client)?;
        let own = self.known(keys, row.handle)?.ok_or_else(|| Failure::Busy(None))?;
        let members = self.known_members(keys, &own.person)?;
        let answer = crate::rules::retention::decide(schedule, &own.facts(&members));
        let (because, holds) = against(&self.read(), &row, &own, &self.class_holds(keys)?)?;
        let found = FoundDue {
            client: line.client,
            name: own.person.name.clone(),
            answer,
            because,
            holds,
            row: row.clone(),
        };
        let (mut destroyed, mut kept, mut notes): (Vec<Counted>, Vec<Kept>, u64) =
            (Vec::new(), Vec::new(), 0);
        let mut spare = None;
        if input.decision == Decision::Destroy {
            if line.proposed.is_none() {
                let why: Vec<&str> =
                    line.because.iter().map(|because| crate::records::code::Code::code(*because)).collect();
                return Err(Failure::Refused(
                    format!("the plan does not propose that {} goes: {}", line.client, why.join(", ")),
                    format!("praxis retention schedule explain {} says more", line.client),
                ));
            }
            // Held again, or moved on, since the plan was made.
            refuse_changed(&self.read(), line, &row)?;
            if !found.stays(plan.as_of).is_empty() {
                return Err(changed(line.client));
            }
            let count = invoices.get(&row.handle).copied().unwrap_or_default();
            let facts = self.erasure_facts_with(line.client, count, keys)?.facts;
            let counts = |item: &&erasure::Item| {
                item.record_type == RecordType::Note && item.state != RecordState::Superseded
            };
            notes = facts.items.iter().filter(counts).count() as u64;
            let plan = erasure::plan(&BTreeMap::new(), &facts, self.vault.now.today())
                .map_err(|_| changed(line.client))?;
            (destroyed, kept) = (plan.destroyed, plan.kept);
        } else {
            let dates = one_dates_row(&self.read(), row.handle)?;
            let key = keys.key(&rows::slot_of(&dates))?;
            let circle = self.circle(keys, None, &own)?;
            spare = Some(Spare { row: dates, key, own: own.clone(), circle });
        }
        let answer = &found.answer;
        let line = ReviewedLine {
            handle: row.handle,
            decision: input.decision,
            reason: input.reason,
            words: input.words.clone(),
            class: answer.class,
            rule: answer.rule.clone(),
            trigger: answer.trigger,
            eligible_from: found.eligible_from(),
            action: answer.action,
            destroyed,
            kept,
        };
        Ok(Looked { row, line, notes, last_year: own.dates.last_contact.year(), spare })
    }

    /// How many invoices each client has.
    fn invoices_by_client(&self, keys: &KeyReader<'_>) -> Result<HashMap<Handle, u64>, Failure> {
        let mut counts = HashMap::new();
        self.read().each_record(RecordType::File, |row| -> Result<(), Failure> {
            if row.compartment == Compartment::Registers {
                let file: crate::records::file::File = keys.open(&row)?;
                if let Some(client) = file.client {
                    *counts.entry(client).or_default() += 1;
                }
            }
            Ok(())
        })?;
        Ok(counts)
    }
}

impl super::super::open::Vault {
    /// Refuses a plan that cannot be reviewed or applied here and now.
    ///
    /// # Errors
    /// [`Failure::Refused`]: of another vault, of another schedule, as of a day to come.
    pub fn check_plan(&self, plan: &Plan) -> Result<(), Failure> {
        let refuse = |what: &str, hint: &str| Err(Failure::Refused(what.to_owned(), hint.to_owned()));
        let again = "make a new one: praxis retention sweep -o PLAN";
        self.check_plan_is_of_this_vault(plan)?;
        if plan.as_of > self.now.today() {
            return refuse(
                "the plan is as of a day that has not come",
                "wait for that day, or make one as of today",
            );
        }
        let made: Option<chrono::DateTime<chrono::Utc>> = plan.made.parse().ok();
        if made.is_none_or(|made| made > self.now.instant()) {
            return refuse("the plan was made at a time that has not come", "set the clock");
        }
        let schedule = self.schedule_hash();
        if schedule.is_none() {
            return Err(no_schedule());
        }
        // A change of the schedule takes effect when the vault is unlocked next; until then neither counts.
        if schedule.map(|hash| to_hex(&hash)).as_ref() != Some(&plan.schedule)
            || schedule != self.facts.schedule
        {
            return refuse("the retention schedule has changed since the plan was made", again);
        }
        Ok(())
    }
}

impl super::super::open::Vault {
    pub(super) fn check_plan_is_of_this_vault(&self, plan: &Plan) -> Result<(), Failure> {
        if plan.vault == self.facts.id {
            return Ok(());
        }
        Err(Failure::Refused(
            "the plan is of another vault".to_owned(),
            "give the vault that it was made of: --vault DIR".to_owned(),
        ))
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
        debug_assert_eq!(row.handle, self.row.handle);
        Ok(())
    }
}

/// Of what is destroyed and to be anonymised: counts by year, about nobody.
fn anonymised(looked: &[Looked]) -> BTreeMap<i32, Remainder> {
    let mut all: BTreeMap<i32, Remainder> = BTreeMap::new();
    for one in looked {
        if one.line.decision == Decision::Destroy && one.line.action == Disposal::Anonymise {
            let year = all.entry(one.last_year).or_default();
            year.clients += 1;
            year.notes += one.notes;
        }
    }
    all
}

fn line_of<'p>(plan: &'p Plan, input: &ReviewInput) -> Result<&'p Line, Failure> {
    plan.lines.iter().find(|line| line.client == input.client).ok_or_else(|| {
        Failure::Refused(
            format!("{} is not in the plan", input.client),
            format!("praxis retention schedule explain {} says why", input.client),
        )
    })
}

/// Refuses a line whose rows are not those that it was made of.
pub(super) fn refuse_changed(
    read: &crate::store::Reading<'_>,
    line: &Line,
    row: &HandleRow,
) -> Result<(), Failure> {
    let (rows, leaves) = rests_on(read, row)?;
    if (rows, to_hex(&leaves)) == (line.rows, line.leaves.clone()) {
        Ok(())
    } else {
        Err(changed(line.client))
    }
}

pub(super) fn changed(client: Reference) -> Failure {
    Failure::Refused(
        format!("the record of {client} has changed since the plan was made; nothing was destroyed"),
        "make a new plan, praxis retention sweep -o PLAN, and review that".to_owned(),
    )
}

fn cannot_sign() -> Failure {
    Failure::Locked(
        "your identity cannot sign".to_owned(),
        "open the vault with an identity that has a verify key: praxis identity show".to_owned(),
    )
}
