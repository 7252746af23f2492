//! What makes a plan one that can be reviewed and applied here and now, and a line one that still says what it said.

use super::super::open::Vault;
use super::subject::Subject;
use super::{FoundDue, no_schedule};
use crate::crypto::hash::to_hex;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::plan::{Line, Plan};
use crate::records::reference::{Reference, Register};
use crate::store::Reading;

impl Vault {
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

/// Refuses to decide that something is destroyed which the plan does not propose, or which is held again or moved on since
/// it was made.
pub(super) fn refuse_destroying(
    read: &Reading<'_>,
    plan: &Plan,
    line: &Line,
    found: &FoundDue,
    subject: &Subject,
) -> Result<(), Failure> {
    if line.proposed.is_none() {
        let why: Vec<&str> = line.because.iter().map(|because| because.code()).collect();
        return Err(Failure::Refused(
            format!("the plan does not propose that {} goes: {}", line.what, why.join(", ")),
            format!("praxis retention schedule explain {} says more", line.what),
        ));
    }
    refuse_changed(read, line, subject)?;
    if found.stays(plan.as_of).is_empty() { Ok(()) } else { Err(changed(line.what)) }
}

/// Refuses a line whose rows are not those that it was made of.
pub(super) fn refuse_changed(read: &Reading<'_>, line: &Line, subject: &Subject) -> Result<(), Failure> {
    let (rows, leaves) = subject.rests_on(read)?;
    if (rows, to_hex(&leaves)) == (line.rows, line.leaves.clone()) { Ok(()) } else { Err(changed(line.what)) }
}

pub(super) fn changed(what: Reference) -> Failure {
    let name = match what.register {
        Register::File => format!("the invoice {what}"),
        Register::Note => format!("the draft {what}"),
        Register::Request => format!("the request {what}"),
        Register::Complaint => format!("the complaint {what}"),
        Register::Breach => format!("the breach {what}"),
        _ => format!("the record of {what}"),
    };
    Failure::Refused(
        format!("{name} has changed since the plan was made; nothing was destroyed"),
        "make a new plan, praxis retention sweep -o PLAN, and review that".to_owned(),
    )
}
