//! What goes out about breaches: the text for the Commissioner's form (UK GDPR Article 33(1) and (3)), the register (Article
//! 33(5)), and letters to the people affected (Article 34). Clients are meant by reference; a name stands in a letter alone, and
//! there it is that of whom it is about.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::records::breach::{Breach, Exception, Facts, Form, Means, Party, Phase, Risk, Step};
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
    /// Whom it affects.
    pub clients: Vec<Client>,
    /// By when the Commissioner is told.
    pub due: DateTime<Utc>,
    /// What the last assessment comes to.
    pub assessment: Option<Assessment>,
}

/// Somebody whom a breach affects.
#[derive(Clone, Copy, Serialize)]
pub struct Client {
    /// The reference.
    pub client: Reference,
    /// Whether the record is erased.
    pub erased: bool,
}

impl std::fmt::Display for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let erased = if self.erased { " (erased)" } else { "" };
        write!(f, "{}{erased}", self.client)
    }
}

/// What an assessment comes to.
pub struct Assessment {
    /// The score, as it is printed.
    pub score: String,
    /// The code of its band.
    pub band: &'static str,
    /// The score and its band, in words.
    pub says: String,
    /// How it came about, with the reasons, and what stands beside it.
    pub how: Vec<String>,
}

/// A text that a paper gives as somebody wrote it.
pub struct Written {
    /// What it is.
    pub what: &'static str,
    /// The subcommand that takes it anew; some are said once.
    pub again: Option<&'static str>,
    /// The text.
    pub text: String,
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

    /// The last decision that stands that people need not be told, and why.
    fn excepted(&self) -> Option<(Exception, &str, NaiveDate)> {
        self.breach.exceptions().pop()
    }

    /// Letters that were made: how many, and on which day.
    fn letters(&self) -> Vec<(u32, Reference, NaiveDate)> {
        let steps = self.breach.history.iter().filter_map(|entry| match &entry.step {
            Step::Written { letters, export, on } => Some((*letters, *export, *on)),
            _ => None,
        });
        steps.collect()
    }

    /// Everything that somebody wrote and a paper may give: of steps of which papers give the last alone that one, unless they
    /// are wanted all.
    #[must_use]
    pub fn texts(&self, every_step: bool) -> Vec<Written> {
        let known = serde_json::to_value(self.breach.known()).unwrap_or_default();
        let facts = Facts::POINTS.iter().filter(|point| matches!(point.form, Form::Line | Form::Words));
        let mut texts: Vec<Written> = facts
            .filter_map(|point| {
                let text = known.get(point.name)?.as_str()?.to_owned();
                Some(Written { what: point.name, again: Some("update"), text })
            })
            .collect();
        let mut write = |what, again, text: &str| texts.push(Written { what, again, text: text.to_owned() });
        let last = |is: fn(&Step) -> bool| self.breach.history.iter().rposition(|entry| is(&entry.step));
        let decided = last(|step| matches!(step, Step::Decided { .. }));
        let assessed = last(|step| matches!(step, Step::Assessed { .. }));
        for (at, entry) in self.breach.history.iter().enumerate() {
            match &entry.step {
                Step::Assessed { severity } if Some(at) == assessed => {
                    for because in severity.reasons() {
                        write("a reason of the assessment", Some("assess"), because);
                    }
                }
                Step::Decided { because, decider, .. } if every_step || Some(at) == decided => {
                    // What was decided before stays as it was said.
                    let again = Some("assess").filter(|_| Some(at) == decided && !every_step);
                    write("the reason of the decision", again, because);
                    write("who decided", again, decider);
                }
                Step::Reported { number, late, .. } => {
                    for (what, text) in
                        [("the number of a report", number), ("the reason for the delay", late)]
                    {
                        if let Some(text) = text {
                            write(what, None, text);
                        }
                    }
                }
                Step::Excepted { because, .. } => write("the reason of the exception", None, because),
                Step::Informed { words: Some(said), .. } => write("what others were told", None, said),
                _ => {}
            }
        }
        texts
    }

    /// Whether the Commissioner was told late, or was not told and it is late by now.
    fn is_late(&self, now: DateTime<Utc>) -> bool {
        let decided = self.breach.decided().map(|(risk, ..)| risk);
        match self.breach.reported() {
            Some(at) => at.parse::<DateTime<Utc>>().is_ok_and(|at| at > self.due),
            None => decided != Some(Risk::None) && now > self.due,
        }
    }

    /// When the practice became aware, and what was said of that at first, where it was another instant.
    fn aware_in_words(&self) -> Option<String> {
        let aware = moment(self.breach.known().aware.as_deref()?);
        let first = self.breach.aware_first();
        Some(
            first.map_or_else(
                || aware.clone(),
                |first| format!("{aware}\nfirst recorded as {}", moment(first)),
            ),
        )
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
