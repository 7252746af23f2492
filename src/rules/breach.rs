//! By when a breach must be reported to the Commissioner: UK GDPR Article 33(1). Only the clock; whether it must be
//! reported, and how bad it is, is another question.

use chrono::{DateTime, Utc};

use super::deadline::{SOURCE as PERIODS, hours_after};
use crate::records::instant::in_words;

const HOURS: u32 = 72;

/// By when, and how that was worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// To the minute: what praxis goes by.
    pub due: DateTime<Utc>,
    /// The last moment of the period, for the hour of becoming aware does not count.
    pub latest: DateTime<Utc>,
    /// The arithmetic.
    pub steps: Vec<String>,
    /// Where it stands in law.
    pub source: String,
}

/// By when a breach must be reported of which the practice became aware at an instant; nothing beyond the calendar.
#[must_use]
pub fn decide(aware: DateTime<Utc>) -> Option<Answer> {
    let end = hours_after(aware, HOURS)?;
    let steps = vec![
        format!("aware on {}", in_words(aware)),
        format!("{HOURS} hours: {}; Article 33(1)", in_words(end.strict)),
        "hours are counted through weekends, bank holidays and changes of the clocks".to_owned(),
        format!(
            "counted from the end of the hour of becoming aware, {}: the last moment of the period",
            in_words(end.latest)
        ),
        "a report that is later says why it is late".to_owned(),
    ];
    Some(Answer {
        due: end.strict,
        latest: end.latest,
        steps,
        source: format!("UK GDPR Article 33(1); {PERIODS}"),
    })
}

#[cfg(test)]
mod states;
#[cfg(test)]
mod tests;
