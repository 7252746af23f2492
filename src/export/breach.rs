//! What goes out about breaches: the text for the Commissioner's form (UK GDPR Article 33(1) and (3)), the register (Article
//! 33(5)), and letters to the people affected (Article 34). Clients are meant by reference; a name stands in a letter alone, and
//! there it is that of whom it is about.

use chrono::{DateTime, NaiveDate, Utc};

use crate::records::breach::{Breach, Means, Party, Phase, Risk, Step};
use crate::records::date::in_london;
use crate::records::instant;
use crate::records::reference::Reference;

pub mod html;
pub mod ico;
pub mod letters;
pub mod register;
mod words;

/// A breach as it is on record.
pub struct Account<'a> {
    /// The reference.
    pub reference: Reference,
    /// What is on record.
    pub breach: &'a Breach,
    /// Whom it affects; clients whose records are erased among them.
    pub clients: Vec<Reference>,
    /// By when the Commissioner is told.
    pub due: DateTime<Utc>,
}

/// Who writes, and to which regulator.
pub struct Practice {
    /// The name of the practice.
    pub name: String,
    /// Where to reach it about privacy, where it has said so.
    pub contact: Option<String>,
    /// The data protection officer, where there is one.
    pub dpo: Option<String>,
    /// The regulator.
    pub regulator: Regulator,
}

/// The regulator, as the practice has it on record.
pub struct Regulator {
    /// Its name.
    pub name: String,
    /// Its telephone number.
    pub phone: String,
    /// Its site.
    pub site: String,
}

/// A report that was made.
struct Reported<'a> {
    at: &'a str,
    phase: Phase,
    number: Option<&'a str>,
    late: Option<&'a str>,
}

impl Account<'_> {
    fn reports(&self) -> Vec<Reported<'_>> {
        let steps = self.breach.history.iter().filter_map(|entry| match &entry.step {
            Step::Reported { at, phase, number, late } => {
                Some(Reported { at, phase: *phase, number: number.as_deref(), late: late.as_deref() })
            }
            _ => None,
        });
        steps.collect()
    }

    /// When people were told, how, and how many.
    fn told(&self) -> Vec<(&str, Means, Option<u32>)> {
        let steps = self.breach.history.iter().filter_map(|entry| match &entry.step {
            Step::Told { at, means, count } => Some((at.as_str(), *means, *count)),
            _ => None,
        });
        steps.collect()
    }

    /// Who else was told, when, and what is said about it.
    fn informed(&self) -> Vec<(Party, &str, Option<&str>)> {
        let steps = self.breach.history.iter().filter_map(|entry| match &entry.step {
            Step::Informed { party, at, words } => Some((*party, at.as_str(), words.as_deref())),
            _ => None,
        });
        steps.collect()
    }

    /// The decision that people need not be told, and why.
    fn excepted(&self) -> Option<(&'static str, &str, NaiveDate)> {
        self.breach.history.iter().rev().find_map(|entry| match &entry.step {
            Step::Excepted { exception, because, on } => {
                Some((words::exception(*exception), because.as_str(), *on))
            }
            _ => None,
        })
    }

    /// Letters that were made: how many, and on which day.
    fn letters(&self) -> Vec<(u32, Reference, NaiveDate)> {
        let steps = self.breach.history.iter().filter_map(|entry| match &entry.step {
            Step::Written { letters, export, on } => Some((*letters, *export, *on)),
            _ => None,
        });
        steps.collect()
    }

    /// Whether the Commissioner was told late, or was not told and it is late by now.
    fn is_late(&self, now: DateTime<Utc>) -> bool {
        let decided = self.breach.decided().map(|(risk, ..)| risk);
        match self.breach.reported() {
            Some(at) => at.parse::<DateTime<Utc>>().is_ok_and(|at| at > self.due),
            None => decided != Some(Risk::None) && now > self.due,
        }
    }

    /// The day on which the practice became aware of it.
    #[must_use]
    pub fn aware_on(&self) -> Option<NaiveDate> {
        self.breach.known().aware?.parse().ok().map(in_london)
    }
}

/// A stored instant as people say it; the text itself when it is none.
fn moment(stored: &str) -> String {
    stored.parse().map_or_else(|_| stored.to_owned(), instant::in_words)
}

#[cfg(test)]
pub(crate) mod tests;
