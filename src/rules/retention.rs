//! When a record may go, by the schedule of the practice, and how that was worked out.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::records::client::{ClientKind, Tag};
use crate::records::schedule::{Class, Disposal, Schedule};

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
    /// As what it was looked at.
    pub class: Class,
    /// The rule that decided, by name.
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
}

/// What the schedule says about a client's record.
#[must_use]
pub fn decide(schedule: &Schedule, facts: &Facts) -> Answer {
    let _ = (schedule, facts);
    Answer {
        class: Class::Adult,
        rule: None,
        trigger: None,
        when: When::CannotCompute,
        action: Disposal::Review,
        because: String::new(),
        steps: Vec::new(),
        source: None,
    }
}

/// The month, `YYYY-MM`, from which contact details may go, rounded up; nothing while work goes on, or without a rule.
#[must_use]
pub fn contact_due(schedule: &Schedule, facts: &Facts) -> Option<String> {
    let _ = (schedule, facts);
    None
}

/// The month, `YYYY-MM`, from which a single process record may go, rounded up: a process note, a supervision note, a
/// raw recording written on `written`.
#[must_use]
pub fn record_due(schedule: &Schedule, class: Class, facts: &Facts, written: NaiveDate) -> Option<String> {
    let _ = (schedule, class, facts, written);
    None
}

/// The first day on which something may go that was thrown away, or superseded, on `day`; nothing without a rule.
#[must_use]
pub fn goes_from(schedule: &Schedule, class: Class, day: NaiveDate) -> Option<NaiveDate> {
    let _ = (schedule, class, day);
    None
}

/// The first year on whose 1 January a record may go that may go from `from` on: what stands in the clear.
#[must_use]
pub fn disposal_year(from: NaiveDate) -> i32 {
    if (from.month(), from.day()) == (1, 1) { from.year() } else { from.year() + 1 }
}
