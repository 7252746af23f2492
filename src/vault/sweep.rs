//! Sweeps: what may go by the schedule, the plan that is made of it, its review by a person, and its application, which
//! takes no key.
//!
//! | step | who | what it leaves |
//! |---|---|---|
//! | plan | a member | a file: references, and a hash over what each line rests on |
//! | review | a member | decisions in the file, signed; the reasons, rules and days sealed in the vault |
//! | apply | anybody, a job too | what was reviewed and has not changed since is decided to go, and shredded |
//! | rotation | the owner, at the next unlock | nothing on this machine opens it from any backup |

mod apply;
mod certificate;
mod check;
mod record;
mod review;
pub mod signed;

pub use apply::Applied;
pub use check::Due;
pub use record::FoundReview;
pub use review::ReviewInput;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::due::{Known, hash_schedule};
use super::holds::{holds_that_stand, refuse_held};
use super::mirrors::Extent;
use super::rows;
use super::unlocked::Unlocked;
use crate::crypto::hash::{Hash, sha256_framed, to_hex};
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::hold::Scope;
use crate::records::id::Handle;
use crate::records::plan::{Format, Line, Plan};
use crate::records::reference::{Reference, Register};
use crate::records::schedule::{Disposal, Schedule};
use crate::records::stored::HandleRow;
use crate::records::sweep::Because;
use crate::rules::retention::{self, Answer, When};
use crate::store::Reading;

/// What the schedule says about a client, and what stands against it.
pub struct FoundDue {
    /// The reference.
    pub client: Reference,
    /// Who: for the eyes of whoever decides, and nowhere else.
    pub name: String,
    /// The answer of the schedule.
    pub answer: Answer,
    /// Why nothing is done although the schedule would allow it.
    pub because: Vec<Because>,
    /// The holds that stand.
    pub holds: Vec<Reference>,
    row: HandleRow,
}

impl FoundDue {
    /// Whether the schedule lets it go on a day, whatever else stands against it.
    #[must_use]
    pub fn is_due(&self, day: NaiveDate) -> bool {
        matches!(self.answer.when, When::From(from) if from <= day) && self.answer.action != Disposal::Keep
    }

    /// From when on it may go, where that can be said.
    #[must_use]
    pub fn eligible_from(&self) -> Option<NaiveDate> {
        match self.answer.when {
            When::From(day) => Some(day),
            When::Never | When::CannotCompute => None,
        }
    }

    /// Why it is not proposed on a day: what stands against it, and what the schedule says.
    #[must_use]
    pub fn stays(&self, day: NaiveDate) -> Vec<Because> {
        let mut all = self.because.clone();
        match self.answer.when {
            When::CannotCompute => all.push(Because::CannotCompute),
            _ if !self.is_due(day) => all.push(Because::Schedule),
            _ => {}
        }
        all
    }
}

impl Unlocked {
    /// What a schedule says about every client, by number; logged as one listing. What stands against it is looked up for
    /// those that are due on `day`.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn due(&mut self, schedule: &Schedule, day: NaiveDate) -> Result<Vec<FoundDue>, Failure> {
        let found = self.all_due(schedule, day)?;
        self.log(&[Event::new(self.member(), Action::DueListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// What a schedule says about one client; logged as shown.
    ///
    /// # Errors
    /// Unknown, erased or damaged; or it cannot be logged.
    pub fn explain(&mut self, schedule: &Schedule, client: Reference) -> Result<FoundDue, Failure> {
        let keys = self.reader(Extent::Few)?;
        let moment = self.one_moment()?;
        let row = self.living(client)?;
        let own = self.known(&keys, row.handle)?.ok_or_else(|| Failure::Erased(client.to_string(), None))?;
        let members = self.known_members(&keys, &own.person)?;
        let classes = self.class_holds(&keys)?;
        let answer = retention::decide(schedule, &own.facts(&members));
        let (because, holds) = against(&self.read(), &row, &own, &classes)?;
        drop((keys, moment));
        self.log(&[Event::new(self.member(), Action::ClientShown).about(row.handle)])?;
        Ok(FoundDue { client, name: own.person.name, answer, because, holds, row })
    }

    fn all_due(&self, schedule: &Schedule, day: NaiveDate) -> Result<Vec<FoundDue>, Failure> {
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        let everybody: HashMap<Handle, Known> = self
            .all_clients()?
            .into_iter()
            .map(|found| {
                (found.handle, Known { handle: found.handle, person: found.person, dates: found.dates })
            })
            .collect();
        let classes = self.class_holds(&keys)?;
        let mut all = Vec::with_capacity(everybody.len());
        for row in self.read().handles(Register::Client)? {
            let Some(own) = everybody.get(&row.handle) else { continue };
            let members: Vec<Known> =
                own.person.members.iter().filter_map(|member| everybody.get(member).cloned()).collect();
            let answer = retention::decide(schedule, &own.facts(&members));
            let (name, client) = (own.person.name.clone(), row.reference);
            let mut one = FoundDue { client, name, answer, because: Vec::new(), holds: Vec::new(), row };
            if one.is_due(day) || one.answer.when == When::CannotCompute {
                (one.because, one.holds) = against(&self.read(), &one.row, own, &classes)?;
            }
            all.push(one);
        }
        Ok(all)
    }

    /// Makes a plan of what may go as of a day, by the schedule in praxis.toml. Gives what it rests on, too.
    ///
    /// # Errors
    /// [`Failure::Refused`] without a schedule; when something does not open, or it cannot be logged.
    pub fn plan_sweep(&mut self, as_of: NaiveDate) -> Result<(Plan, Vec<FoundDue>), Failure> {
        let schedule = self.vault.config.retention.clone().ok_or_else(no_schedule)?;
        let mut found = self.all_due(&schedule, as_of)?;
        found.retain(|one| one.is_due(as_of) || one.answer.when == When::CannotCompute);
        let mut lines = Vec::with_capacity(found.len());
        let moment = self.one_moment()?;
        for one in &found {
            let stays = one.stays(as_of);
            let (rows, leaves) = rests_on(&self.read(), &one.row)?;
            lines.push(Line {
                client: one.client,
                proposed: stays.is_empty().then_some(one.answer.action),
                because: stays,
                rows,
                leaves: to_hex(&leaves),
                decided: None,
            });
        }
        drop(moment);
        let plan = Plan {
            praxis: Format::V1,
            vault: self.id(),
            made: self.vault.now.text(),
            as_of,
            schedule: to_hex(&hash_schedule(&schedule)),
            lines,
            review: None,
        };
        self.log(&[Event::new(self.member(), Action::SweepPlanned).counting(plan.lines.len() as u64)])?;
        Ok((plan, found))
    }
}

/// Holds and open matters of a client; of the holds on `classes` those that cover them.
fn against(
    read: &Reading<'_>,
    row: &HandleRow,
    own: &Known,
    classes: &[(Reference, Scope)],
) -> Result<(Vec<Because>, Vec<Reference>), Failure> {
    let holds = match refuse_held(read, row) {
        Err(Failure::Held { .. }) => holds_that_stand(read, own, classes)?,
        Err(failure) => return Err(failure),
        Ok(()) => return Ok((Vec::new(), Vec::new())),
    };
    let flags = row.flags;
    let all = [
        (flags.hold || !holds.is_empty(), Because::Held),
        (flags.restricted, Because::Restricted),
        (flags.open_request, Because::OpenRequest),
        (flags.open_complaint, Because::OpenComplaint),
        (flags.open_breach, Because::OpenBreach),
    ];
    Ok((all.into_iter().filter(|(set, _)| *set).map(|(_, because)| because).collect(), holds))
}

/// How many rows of the vault a client's line rests on, and a hash over the leaves that the log last has of them. Takes
/// no key. Every row is compared with the log on the way.
///
/// # Errors
/// [`Failure::Damaged`] when a row is not as the log knows it.
pub fn rests_on(read: &Reading<'_>, row: &HandleRow) -> Result<(u64, Hash), Failure> {
    rows::check_logged_handle(read, row)?;
    let unknown = || Failure::damaged(format!("{} has rows that the audit log does not know", row.reference));
    let mut leaves = vec![read.leaf_of_handle(row.handle)?.ok_or_else(unknown)?];
    for version in read.versions_of(row.handle)? {
        rows::check_logged(read, &version)?;
        leaves.push(read.leaf_of_record(version.id, version.version)?.ok_or_else(unknown)?);
    }
    let parts: Vec<&[u8]> =
        [&b"praxis/1/plan"[..]].into_iter().chain(leaves.iter().map(|leaf| &leaf[..])).collect();
    Ok((leaves.len() as u64, sha256_framed(&parts)))
}

fn no_schedule() -> Failure {
    Failure::Refused(
        "praxis.toml has no retention schedule, and without one nothing is disposed of".to_owned(),
        "put one into it: praxis retention schedule show --preset insurer-7 --toml".to_owned(),
    )
}
