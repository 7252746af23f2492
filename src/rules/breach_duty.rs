//! What a breach asks of the practice, and how far it has come: UK GDPR Articles 33 and 34. Nobody but a person decides
//! about the risk; what follows from that decision is said here.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::breach::{Answer, decide};
use crate::records::breach::{Breach, Exception, Means, Risk, Step};

mod warnings;

/// How the report to the Commissioner stands; the most pressing first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The 72 hours are over, and nobody was told.
    Late,
    /// They run.
    Running,
    /// The Commissioner was told.
    Reported,
    /// It was decided that there is no risk.
    NotRequired,
    /// The breach is closed.
    Closed,
}

/// What is left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duty {
    /// Decide about the risk.
    Decide,
    /// Tell the Commissioner: Article 33(1).
    Report,
    /// Tell the people affected: Article 34(1).
    Tell,
    /// Close it.
    Close,
}

/// How a breach stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The clock, from the awareness that is on record now.
    pub clock: Answer,
    /// How the report stands.
    pub state: State,
    /// What is left to do, the first first.
    pub duties: Vec<Duty>,
    /// Whether the report that is left to do says why it is late: Article 33(1).
    pub needs_reasons: bool,
    /// What a person should look at again. It aids; nobody but a person decides.
    pub warnings: Vec<String>,
}

/// How a breach stands at an instant; nothing when its awareness is no instant, or beyond the calendar.
#[must_use]
pub fn standing(breach: &Breach, now: DateTime<Utc>) -> Option<Standing> {
    let aware: DateTime<Utc> = breach.known().aware?.parse().ok()?;
    let clock = decide(aware)?;
    let risk = breach.decided().map(|(risk, ..)| risk);
    let reported = breach.reported().is_some();
    if breach.closed().is_some() {
        return Some(Standing {
            clock,
            state: State::Closed,
            duties: Vec::new(),
            needs_reasons: false,
            warnings: Vec::new(),
        });
    }
    let state = match risk {
        _ if reported => State::Reported,
        Some(Risk::None) => State::NotRequired,
        _ if now > clock.due => State::Late,
        _ => State::Running,
    };
    let mut duties = Vec::new();
    if risk.is_none() {
        duties.push(Duty::Decide);
    }
    if matches!(state, State::Running | State::Late) {
        duties.push(Duty::Report);
    }
    if risk == Some(Risk::High) && !people_know(breach) {
        duties.push(Duty::Tell);
    }
    duties.push(Duty::Close);
    let needs_reasons = state == State::Late;
    let warnings = warnings::of(breach, &clock);
    Some(Standing { clock, state, duties, needs_reasons, warnings })
}

/// Whether the people affected were told, or need not be. Where to tell everybody would be out of proportion, they are told in
/// public instead (Article 34(3)(c)): that exception alone is not enough, nor that some of them had a letter.
#[must_use]
pub fn people_know(breach: &Breach) -> bool {
    let exceptions = breach.exceptions();
    if exceptions.iter().any(|(exception, ..)| *exception != Exception::Disproportionate) {
        return true;
    }
    breach.history.iter().any(|entry| match &entry.step {
        Step::Told { means, .. } => exceptions.is_empty() || *means == Means::Public,
        _ => false,
    })
}

/// Whether people are to be told in public, and were not yet.
#[must_use]
pub fn waits_for_public(breach: &Breach) -> bool {
    !people_know(breach) && !breach.exceptions().is_empty()
}
