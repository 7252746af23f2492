//! When a record may go, by the schedule of the practice, and how that was worked out.
//!
//! All rules that apply are asked, and the longest decides; a missing fact, or a missing rule, means never. Source of the
//! shape: NHS Records Management Code of Practice 2021 (periods are minimum periods, run from the end of the work, and
//! start again when a record comes back into use). Deliberately absent: holds, open matters and reviews, which are facts
//! of the moment and looked at in the transaction that destroys.

mod given;
mod item;
#[cfg(test)]
mod tests;
mod weigh;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use self::weigh::{Known, NO_BIRTH, NO_LAST_CONTACT, Start, Unknown, cannot, conclude, longest, weigh};
use super::period;
use crate::records::client::{ClientKind, Tag};
use crate::records::schedule::{Class, Disposal, Schedule};

pub use given::{Given, compute};
pub use item::item;

/// What is known about a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// One person, a couple, a group.
    pub kind: ClientKind,
    /// What the rules ask about.
    pub tags: BTreeSet<Tag>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// The day of the last contact that counts.
    pub last_contact: Option<NaiveDate>,
    /// The day work ended, while it has ended.
    pub ended: Option<NaiveDate>,
    /// The day of death.
    pub died: Option<NaiveDate>,
    /// The last day on which work began again.
    pub reopened: Option<NaiveDate>,
    /// Until when a reviewer decided to keep the record.
    pub keep_until: Option<NaiveDate>,
    /// The members of a couple or a group that are clients themselves.
    pub members: Vec<Facts>,
}

/// When something may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// From this day on.
    From(NaiveDate),
    /// Never: a rule keeps it.
    Never,
    /// A fact is missing, or no rule speaks of it: never, until that is mended.
    CannotCompute,
}

/// What the schedule says about something, and how that was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As what it was looked at: the class of the rule that decided.
    pub class: Class,
    /// The rule that decided, by name; where a reviewer keeps it longer, the rule that would have.
    pub rule: Option<String>,
    /// The day from which the period runs.
    pub trigger: Option<NaiveDate>,
    /// From when on it may go.
    pub when: When,
    /// What is done then.
    pub action: Disposal,
    /// The whole reason, in one sentence: rule, period, trigger, result; or what is missing.
    pub because: String,
    /// Every rule that was looked at, with its arithmetic, one line each.
    pub steps: Vec<String>,
    /// Where the rule that decided comes from.
    pub source: Option<String>,
    /// The last day on which tax law wants it, where the period runs from a tax return.
    pub keep_to: Option<NaiveDate>,
}

/// What the schedule says about a client's record.
#[must_use]
pub fn decide(schedule: &Schedule, facts: &Facts) -> Answer {
    let own = own(schedule, facts).unwrap_or_else(cannot);
    if facts.kind == ClientKind::Individual {
        return own;
    }
    let members = facts.members.iter().map(|member| decide(schedule, member));
    members.enumerate().fold(own, |longest, (at, member)| with_member(longest, member, at + 1))
}

/// What the rules say that apply to the client itself.
fn own(schedule: &Schedule, facts: &Facts) -> Result<Answer, Unknown> {
    let classes = classes(facts)?;
    let weighed = weigh(schedule, &classes, &known(facts))?;
    conclude(&weighed, facts.keep_until, schedule.batch_month)
}

/// Which classes a client belongs to.
fn classes(facts: &Facts) -> Result<Vec<Class>, Unknown> {
    let mut classes = Vec::new();
    if facts.died.is_some() {
        classes.push(Class::Deceased);
    } else {
        let unknown = |because: &str| Unknown { class: Class::Adult, because: because.to_owned() };
        let ended = work_ended(facts).ok_or_else(|| unknown(NO_LAST_CONTACT))?;
        // Whoever was a client once is no enquiry, even if the tag is still there.
        let enquiry = facts.tags.contains(&Tag::Enquiry) && facts.ended.is_none() && facts.reopened.is_none();
        classes.push(if enquiry { Class::Enquiry } else { Class::Adult });
        if !enquiry && facts.kind == ClientKind::Individual {
            let born = facts.born.ok_or_else(|| unknown(NO_BIRTH))?;
            if period::age_on(born, ended) < 18 {
                classes.push(Class::Child);
            }
        }
        if facts.tags.contains(&Tag::Nhs) {
            classes.push(Class::NhsMentalHealth);
        }
    }
    if facts.tags.contains(&Tag::Safeguarding) {
        classes.push(Class::Safeguarding);
    }
    Ok(classes)
}

/// The day on which a client's age counts; nothing where the last contact is not known.
fn work_ended(facts: &Facts) -> Option<NaiveDate> {
    let last = facts.last_contact?;
    Some(facts.ended.unwrap_or_else(|| facts.reopened.map_or(last, |reopened| reopened.max(last))))
}

fn known(facts: &Facts) -> Known {
    // A couple was born when the youngest of its members was: none of them may be missing.
    let births: Option<Vec<NaiveDate>> = facts.members.iter().map(|member| member.born).collect();
    let born = facts.born.or_else(|| births?.into_iter().max());
    Known {
        last_contact: facts
            .last_contact
            .and_then(|_| latest(facts.last_contact, facts.ended, facts.reopened)),
        end_of_work: facts.ended.or(facts.died).map(|day| Start { day, what: "the end of work" }),
        born,
        died: facts.died,
        that_day: None,
        was_17: born.zip(work_ended(facts)).is_some_and(|(born, day)| period::age_on(born, day) == 17),
    }
}

/// The latest of three days; the first of several that are as late.
fn latest(
    last_contact: Option<NaiveDate>,
    ended: Option<NaiveDate>,
    reopened: Option<NaiveDate>,
) -> Option<Start> {
    let days =
        [(last_contact, "the last contact"), (ended, "the end of work"), (reopened, "the new beginning")];
    let starts = days.into_iter().filter_map(|(day, what)| Some(Start { day: day?, what }));
    starts.reduce(|latest, next| if next.day > latest.day { next } else { latest })
}

/// A group goes when all of its members may: whichever answer keeps longer, with the steps of both.
fn with_member(group: Answer, member: Answer, number: usize) -> Answer {
    let length = |answer: &Answer| match answer.when {
        When::From(day) => (0, day),
        When::Never => (1, NaiveDate::MAX),
        When::CannotCompute => (2, NaiveDate::MAX),
    };
    let (mut steps, theirs) = (group.steps.clone(), &member.steps);
    steps.extend(theirs.iter().map(|step| format!("member {number}: {step}")));
    if length(&member) <= length(&group) {
        return Answer { steps, ..group };
    }
    steps.push(format!("member {number} decides: the record is kept as long as theirs"));
    // What the group itself needs to have looked at is looked at.
    let action = if group.action == Disposal::Review && member.action != Disposal::Keep {
        Disposal::Review
    } else {
        member.action
    };
    Answer { steps, action, because: format!("a member of the group: {}", member.because), ..member }
}

/// The month, `YYYY-MM`, from which contact details may go, rounded up; nothing while work goes on, or without a rule.
#[must_use]
pub fn contact_due(schedule: &Schedule, facts: &Facts) -> Option<String> {
    facts.ended.or(facts.died)?;
    period::month_from(erased_from(schedule, Class::Contact, &known(facts))?)
}

/// The month, `YYYY-MM`, from which a single process record may go, rounded up: a process note, a supervision note, a
/// raw recording written on `written`.
///
/// Notes wait until work has ended; recordings do not.
#[must_use]
pub fn record_due(schedule: &Schedule, class: Class, facts: &Facts, written: NaiveDate) -> Option<String> {
    if class != Class::Recording {
        facts.ended.or(facts.died)?;
    }
    let known = Known { that_day: Some(written), ..known(facts) };
    period::month_from(erased_from(schedule, class, &known)?)
}

/// The first day on which something may go that was thrown away, or superseded, on `day`; nothing without a rule.
#[must_use]
pub fn goes_from(schedule: &Schedule, class: Class, day: NaiveDate) -> Option<NaiveDate> {
    let known = Known {
        last_contact: None,
        end_of_work: None,
        born: None,
        died: None,
        that_day: Some(day),
        was_17: false,
    };
    erased_from(schedule, class, &known)
}

/// From when on the longest rule of a class erases without asking; nothing where it does not.
fn erased_from(schedule: &Schedule, class: Class, known: &Known) -> Option<NaiveDate> {
    let weighed = weigh(schedule, &[class], known).ok()?;
    longest(&weighed).filter(|longest| longest.rule.action == Disposal::Erase)?.until
}

/// The first year on whose 1 January a record may go that may go from `from` on: what stands in the clear.
#[must_use]
pub fn disposal_year(from: NaiveDate) -> i32 {
    if (from.month(), from.day()) == (1, 1) { from.year() } else { from.year() + 1 }
}
