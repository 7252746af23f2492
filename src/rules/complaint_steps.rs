//! How a complaint stands on a day, and what can have happened to it: DPA 2018 section 164A.

use chrono::NaiveDate;

use super::bank_holidays::Calendar;
use super::complaint::{decide, is_owed};
use crate::records::code::codes;
use crate::records::complaint::{Complaint, Step};
use crate::records::date::in_words;
use crate::records::reference::Reference;

codes! {
    /// How far a complaint has come.
    State {
        /// The 30 days run.
        Running = "running",
        /// They are over, and it was not acknowledged.
        Late = "late",
        /// It was acknowledged, and waits for its outcome.
        Acknowledged = "acknowledged",
        /// It came before there was a duty to acknowledge it, and waits for its outcome.
        Open = "open",
        /// It is closed.
        Closed = "closed",
    }
}

codes! {
    /// How its acknowledgement stands.
    Acknowledgement {
        /// It is wanted by a day that has not gone by.
        Wanted = "wanted",
        /// It was given in time.
        InTime = "in-time",
        /// It was given late.
        Late = "late",
        /// The outcome was given within the 30 days, and it needed none.
        NotNeeded = "not-needed",
        /// The day has gone by without one.
        Missed = "missed",
        /// It came before there was a duty to acknowledge it.
        BeforeTheDuty = "before-the-duty",
    }
}

/// How a complaint stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// By when it must be acknowledged, or answered; nothing where it came before the duty.
    pub acknowledge_by: Option<NaiveDate>,
    /// How far it has come.
    pub state: State,
    /// How its acknowledgement stands.
    pub acknowledgement: Acknowledgement,
    /// The arithmetic of the day.
    pub steps: Vec<String>,
    /// What a person should know.
    pub warnings: Vec<String>,
}

impl Standing {
    /// Whether it still has to be acknowledged.
    #[must_use]
    pub fn needed(&self) -> bool {
        matches!(self.state, State::Running | State::Late)
    }
}

/// How a complaint stands on a day.
#[must_use]
pub fn standing(complaint: &Complaint, calendar: &Calendar, today: NaiveDate) -> Standing {
    let answer = decide(complaint.received, calendar);
    let (by, owed) = (answer.acknowledge_by, is_owed(complaint.received));
    let (acknowledged, closed) = (complaint.acknowledged(), complaint.closed());
    let acknowledgement = match (acknowledged, closed) {
        _ if !owed => Acknowledgement::BeforeTheDuty,
        // An outcome within the 30 days is enough; what was acknowledged besides, was acknowledged.
        (Some(on), _) if on <= by => Acknowledgement::InTime,
        (_, Some((on, _))) if on <= by => Acknowledgement::NotNeeded,
        (Some(_), _) => Acknowledgement::Late,
        (None, Some(_)) => Acknowledgement::Missed,
        (None, None) if today > by => Acknowledgement::Missed,
        (None, None) => Acknowledgement::Wanted,
    };
    let state = match (acknowledged, closed) {
        (_, Some(_)) => State::Closed,
        (Some(_), None) => State::Acknowledged,
        (None, None) if !owed => State::Open,
        (None, None) if today > by => State::Late,
        (None, None) => State::Running,
    };
    let mut warnings = answer.warnings;
    if acknowledgement == Acknowledgement::Late || acknowledgement == Acknowledgement::Missed {
        warnings.push(format!("it was to be acknowledged by {}: write down why it was not", in_words(by)));
    }
    if closed.is_some_and(|(_, outcome)| outcome.denies()) && !complaint.knows_the_regulator() {
        warnings
            .push("they were not told that they may go to the Commissioner: DPA 2018 section 165".to_owned());
    }
    Standing { acknowledge_by: owed.then_some(by), state, acknowledgement, steps: answer.steps, warnings }
}

/// Why something cannot have happened to a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Its day has not come.
    InTheFuture,
    /// It would have happened before the complaint came.
    BeforeReceipt(NaiveDate),
    /// The complaint was closed on that day.
    Closed(NaiveDate),
    /// It was acknowledged on that day.
    AlreadyAcknowledged(NaiveDate),
    /// Something happened on that day, and the end comes after it.
    Before(NaiveDate),
    /// The complaint was closed on that day, and this would have come after it.
    BeforeTheEnd(NaiveDate),
    /// It is not closed, so that nothing comes after.
    StillOpen,
    /// It has to do with itself.
    Itself,
    /// That was recorded.
    AlreadyLinked(Reference),
    /// It is no reference of a request, a breach or a complaint.
    NoMatter,
}

impl Unfit {
    /// Whether it is how the complaint stands that is against it, rather than what was given.
    #[must_use]
    pub const fn is_rule(self) -> bool {
        matches!(self, Unfit::Closed(_) | Unfit::AlreadyAcknowledged(_) | Unfit::StillOpen)
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unfit::InTheFuture => f.write_str("that day has not come"),
            Unfit::BeforeReceipt(day) => {
                write!(f, "the complaint came on {}, later than that", in_words(*day))
            }
            Unfit::Closed(day) => write!(f, "the complaint was closed on {}", in_words(*day)),
            Unfit::AlreadyAcknowledged(day) => {
                write!(f, "it was acknowledged already, on {}", in_words(*day))
            }
            Unfit::Before(day) => {
                write!(f, "something happened on {}, and the end is not before it", in_words(*day))
            }
            Unfit::BeforeTheEnd(day) => {
                write!(f, "the complaint was closed on {}, later than that", in_words(*day))
            }
            Unfit::StillOpen => f.write_str("it is not closed yet, so nothing comes after the closing"),
            Unfit::Itself => f.write_str("that is the complaint itself"),
            Unfit::AlreadyLinked(to) => write!(f, "that it has to do with {to} is on record"),
            Unfit::NoMatter => f.write_str("it has to do with requests, breaches and other complaints alone"),
        }
    }
}

/// Whether something can have happened to a complaint of a reference. An acknowledgement that is too late is recorded all
/// the same.
///
/// # Errors
/// Why it cannot.
pub fn may_happen(
    reference: Reference,
    complaint: &Complaint,
    step: &Step,
    today: NaiveDate,
) -> Result<(), Unfit> {
    match (complaint.closed(), step) {
        (Some((day, _)), Step::Added { on, .. }) if *on < day => return Err(Unfit::BeforeTheEnd(day)),
        (Some(_), Step::Added { .. }) => {}
        (Some((day, _)), _) => return Err(Unfit::Closed(day)),
        (None, Step::Added { .. }) => return Err(Unfit::StillOpen),
        (None, _) => {}
    }
    if let Some(on) = step.day() {
        if on > today {
            return Err(Unfit::InTheFuture);
        }
        if on < complaint.received {
            return Err(Unfit::BeforeReceipt(complaint.received));
        }
    }
    match step {
        Step::Acknowledged { .. } => {
            complaint.acknowledged().map_or(Ok(()), |day| Err(Unfit::AlreadyAcknowledged(day)))
        }
        Step::Enquired { .. } | Step::Progressed { .. } | Step::Added { .. } => Ok(()),
        Step::Linked { to } => may_link(reference, complaint, *to),
        Step::Closed { on, .. } => {
            let last = complaint.history.iter().filter_map(|entry| entry.step.day()).max();
            last.filter(|last| last > on).map_or(Ok(()), |last| Err(Unfit::Before(last)))
        }
    }
}

fn may_link(reference: Reference, complaint: &Complaint, to: Reference) -> Result<(), Unfit> {
    use crate::records::reference::Register;
    if !matches!(to.register, Register::Request | Register::Breach | Register::Complaint) {
        return Err(Unfit::NoMatter);
    }
    if to == reference {
        return Err(Unfit::Itself);
    }
    if complaint.links().contains(&to) { Err(Unfit::AlreadyLinked(to)) } else { Ok(()) }
}

#[cfg(test)]
pub(super) mod tests;
