//! A personal data breach: the entry that UK GDPR Article 33(5) asks for. Append-only: what was recorded stays, and what is
//! known now is everything that was said, the last word on each point counting.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::id::Handle;
use super::member::MemberNumber;
use super::severity::Severity;

mod codes;
mod facts;

pub use codes::{
    Actor, Answer, Cause, DataCategory, Exception, Impact, Kind, Likelihood, Means, Party, PeopleCategory,
    Phase, Recovery, Risk,
};
pub use facts::{Facts, Form, Point};

/// What happened to a breach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Step {
    /// More became known, or something was put right.
    Updated {
        /// What is said anew; the rest stands as it was.
        facts: Box<Facts>,
    },
    /// It became known whom it affects, or does not.
    Affects {
        /// These, too.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        added: Vec<Handle>,
        /// These not, after all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        removed: Vec<Handle>,
    },
    /// Somebody asked what a thing that is lost could open.
    Scoped {
        /// The thing: `T-01`, `A-0002`, `device`.
        lost: String,
        /// What it could open, line by line, as it was found.
        says: Vec<String>,
    },
    /// How bad it is was worked out.
    Assessed {
        /// What was judged.
        severity: Box<Severity>,
    },
    /// The risk was decided.
    Decided {
        /// What was decided.
        risk: Risk,
        /// Why.
        because: String,
        /// Who decided, in words.
        decider: String,
        /// On which day.
        on: NaiveDate,
    },
    /// The Commissioner was told: Article 33.
    Reported {
        /// When, RFC 3339 in UTC.
        at: String,
        /// First or further.
        phase: Phase,
        /// The number that the Commissioner gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Why it is late, where it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late: Option<String>,
    },
    /// The people affected were told: Article 34.
    Told {
        /// When, RFC 3339 in UTC.
        at: String,
        /// How.
        means: Means,
        /// How many of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        count: Option<u32>,
    },
    /// It was decided that they need not be told.
    Excepted {
        /// On which ground.
        exception: Exception,
        /// Why it applies.
        because: String,
        /// On which day.
        on: NaiveDate,
    },
    /// Somebody else was told.
    Informed {
        /// Who.
        party: Party,
        /// When, RFC 3339 in UTC.
        at: String,
        /// In words, such as the number they gave it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Letters were made for the people affected.
    Written {
        /// How many.
        letters: u32,
        /// The export that they left with.
        export: super::reference::Reference,
        /// On which day.
        on: NaiveDate,
    },
    /// It was closed.
    Closed {
        /// On which day.
        on: NaiveDate,
    },
}

/// A step, and who recorded it when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What happened.
    #[serde(flatten)]
    pub step: Step,
    /// Who recorded it.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub recorded: String,
}

/// What is sealed about a breach, under a key of its own in compartment `registers`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// What it was called when it was opened.
    pub title: String,
    /// When the practice became aware of it, RFC 3339 in UTC, as was said then.
    pub aware: String,
    /// What was known when it was opened.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
    /// What happened since, in the order it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Entry>,
    /// Who recorded it.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub recorded: String,
}

/// How far a breach has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It goes on, or nobody has said that it is contained.
    Open,
    /// It is contained.
    Contained,
    /// It is closed.
    Closed,
}

impl Status {
    /// As people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Contained => "contained",
            Status::Closed => "closed",
        }
    }
}

impl Breach {
    /// What is known now; title and awareness always.
    #[must_use]
    pub fn known(&self) -> Facts {
        let mut known = self.facts.clone();
        known.title = Some(self.title.clone());
        known.aware = Some(self.aware.clone());
        for entry in &self.history {
            if let Step::Updated { facts } = &entry.step {
                known.learn(facts);
            }
        }
        known
    }

    /// Whom it affects, as is known now, in the order that it became known.
    #[must_use]
    pub fn affected(&self) -> Vec<Handle> {
        let mut affected: Vec<Handle> = Vec::new();
        for entry in &self.history {
            if let Step::Affects { added, removed } = &entry.step {
                affected.retain(|handle| !removed.contains(handle));
                let new = added.iter().filter(|handle| !affected.contains(handle));
                affected.extend(new.copied().collect::<Vec<_>>());
            }
        }
        affected
    }

    /// Everybody whom the history speaks of, affected or not, in the order that they came into it.
    #[must_use]
    pub fn mentioned(&self) -> Vec<Handle> {
        let mut mentioned: Vec<Handle> = Vec::new();
        for entry in &self.history {
            if let Step::Affects { added, removed } = &entry.step {
                for handle in added.iter().chain(removed) {
                    if !mentioned.contains(handle) {
                        mentioned.push(*handle);
                    }
                }
            }
        }
        mentioned
    }

    /// The day it was closed, when it is.
    #[must_use]
    pub fn closed(&self) -> Option<NaiveDate> {
        self.history.iter().rev().find_map(|entry| match entry.step {
            Step::Closed { on } => Some(on),
            _ => None,
        })
    }

    /// How far it has come.
    #[must_use]
    pub fn status(&self) -> Status {
        if self.closed().is_some() {
            Status::Closed
        } else if self.known().contained.is_some() {
            Status::Contained
        } else {
            Status::Open
        }
    }

    /// The last decision about the risk: the risk, why, who decided, and when.
    #[must_use]
    pub fn decided(&self) -> Option<(Risk, &str, &str, NaiveDate)> {
        self.history.iter().rev().find_map(|entry| match &entry.step {
            Step::Decided { risk, because, decider, on } => {
                Some((*risk, because.as_str(), decider.as_str(), *on))
            }
            _ => None,
        })
    }

    /// The exceptions that stand, the ground and why and since when: those recorded after the last decision, and that was of a
    /// high risk. Who decides anew decides on what is known then, and an exception rests on that as well.
    #[must_use]
    pub fn exceptions(&self) -> Vec<(Exception, &str, NaiveDate)> {
        let decided = self.history.iter().rposition(|entry| matches!(entry.step, Step::Decided { .. }));
        let Some((Risk::High, ..)) = self.decided() else { return Vec::new() };
        let since = self.history.iter().skip(decided.unwrap_or_default());
        let excepted = since.filter_map(|entry| match &entry.step {
            Step::Excepted { exception, because, on } => Some((*exception, because.as_str(), *on)),
            _ => None,
        });
        excepted.collect()
    }

    /// When the practice was said to be aware at first, where that is another instant than is known now.
    #[must_use]
    pub fn aware_first(&self) -> Option<&str> {
        let moved = self.known().aware.is_some_and(|aware| aware != self.aware);
        moved.then_some(self.aware.as_str())
    }

    /// The last assessment.
    #[must_use]
    pub fn severity(&self) -> Option<&Severity> {
        self.history.iter().rev().find_map(|entry| match &entry.step {
            Step::Assessed { severity } => Some(severity.as_ref()),
            _ => None,
        })
    }

    /// When the Commissioner was first told, RFC 3339 in UTC.
    #[must_use]
    pub fn reported(&self) -> Option<&str> {
        let told = self.history.iter().filter_map(|entry| match &entry.step {
            Step::Reported { at, .. } => Some(at.as_str()),
            _ => None,
        });
        // One form, to the second, in UTC: the order of the text is that of time.
        told.min()
    }
}
