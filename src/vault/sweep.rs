//! Sweeps: what may go by the schedule, the plan that is made of it, its review by a person, and its application, which
//! takes no key. They reach clients' records and, each by itself, invoices, drafts
//! and closed requests, complaints and breaches.
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
mod checks;
mod items;
mod matters;
mod record;
mod review;
pub mod signed;
mod subject;
mod went;

pub use apply::{Applied, Gone, WouldGo};
pub use check::Due;
pub use record::FoundReview;
pub use review::ReviewInput;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::due::{Known, hash_schedule};
use super::holds::{holds_that_stand, refuse_held};
use super::mirrors::Extent;
use super::unlocked::Unlocked;
use crate::crypto::hash::to_hex;
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
use subject::Subject;

/// What the schedule says about a client's record, an invoice, a draft or a closed entry of a register, and what stands
/// against it.
pub struct FoundDue {
    /// Whose; of a breach, and of what is about somebody of whom there never was a record, itself.
    pub client: Reference,
    /// Which invoice, draft, request, complaint or breach; nothing where it is the client's record.
    pub item: Option<Reference>,
    /// Whether it goes with a key of its own.
    pub own_key: bool,
    /// Who: for the eyes of whoever decides, and nowhere else.
    pub name: String,
    /// The answer of the schedule.
    pub answer: Answer,
    /// Why nothing is done although the schedule would allow it.
    pub because: Vec<Because>,
    /// The holds that stand.
    pub holds: Vec<Reference>,
}

impl FoundDue {
    /// What it is about.
    #[must_use]
    pub fn what(&self) -> Reference {
        self.item.unwrap_or(self.client)
    }

    /// Whose it is, where there is or was a record.
    #[must_use]
    pub fn whose(&self) -> Option<Reference> {
        Some(self.client).filter(|client| client.register == Register::Client)
    }

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
    /// What a schedule says about every client, draft, invoice and closed entry of a register, by number; logged as one
    /// listing. What stands against it is looked up for those that are due on `day`.
    ///
    /// # Errors
    /// When something does not open, or it cannot be logged.
    pub fn due(&mut self, schedule: &Schedule, day: NaiveDate) -> Result<Vec<FoundDue>, Failure> {
        let found = self.all_due(schedule, day)?;
        self.log(&[Event::new(self.member(), Action::DueListed).counting(found.len() as u64)])?;
        Ok(found)
    }

    /// What a schedule says about one client, draft, invoice or closed entry of a register; logged as shown.
    ///
    /// # Errors
    /// Unknown, erased or damaged; or it cannot be logged.
    pub fn explain(&mut self, schedule: &Schedule, client: Reference) -> Result<FoundDue, Failure> {
        if client.register != Register::Client {
            return self.explain_item(schedule, client);
        }
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
        let (item, own_key, name) = (None, true, own.person.name);
        Ok(FoundDue { client, item, own_key, name, answer, because, holds })
    }

    fn explain_item(&mut self, schedule: &Schedule, what: Reference) -> Result<FoundDue, Failure> {
        let keys = self.reader(Extent::Few)?;
        let moment = self.one_moment()?;
        let item = self.item(what, &keys)?;
        let owners = self.owners_of(&item, &keys)?;
        let owners: Vec<&Known> = owners.iter().collect();
        let found = self.item_due(schedule, &item, &owners, &self.against_items(&keys, None)?)?;
        drop((keys, moment));
        // Not whose it is: how many invoices or requests a client has, the log does not say either.
        self.log(&[Event::new(self.member(), Action::DueListed).counting(1)])?;
        Ok(found)
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
        let against_it = self.against_items(&keys, None)?;
        let mut all = Vec::with_capacity(everybody.len());
        let mut going = HashSet::new();
        for row in self.read().handles(Register::Client)? {
            let Some(own) = everybody.get(&row.handle) else { continue };
            let members: Vec<Known> =
                own.person.members.iter().filter_map(|member| everybody.get(member).cloned()).collect();
            let answer = retention::decide(schedule, &own.facts(&members));
            let (name, client) = (own.person.name.clone(), row.reference);
            let (item, own_key, because, holds) = (None, true, Vec::new(), Vec::new());
            let mut one = FoundDue { client, item, own_key, name, answer, because, holds };
            if one.is_due(day) || one.answer.when == When::CannotCompute {
                (one.because, one.holds) = against(&self.read(), &row, own, &against_it.classes)?;
            }
            if one.stays(day).is_empty() {
                going.insert(row.handle);
            }
            all.push(one);
        }
        for item in self.items(&keys)? {
            // A draft goes with the record; the others outlive it.
            if item.what.register != Register::Note || !going.contains(&item.owner) {
                let owners: Vec<&Known> = item.about.iter().filter_map(|one| everybody.get(one)).collect();
                all.push(self.item_due(schedule, &item, &owners, &against_it)?);
            }
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
            let what = one.what();
            // What stands against an invoice or an entry of a register stands against its client: a line that says so would tell
            // whose it is.
            if matters::is_of_somebody_unsaid(what) && !one.because.is_empty() {
                continue;
            }
            let stays = one.stays(as_of);
            let (rows, leaves) = Subject::find(&self.read(), what)?.rests_on(&self.read())?;
            lines.push(Line {
                what,
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

fn no_schedule() -> Failure {
    Failure::Refused(
        "praxis.toml has no retention schedule, and without one nothing is disposed of".to_owned(),
        "put one into it: praxis retention schedule show --preset insurer-7 --toml".to_owned(),
    )
}
