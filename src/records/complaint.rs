//! A complaint about how the practice handles somebody's data: DPA 2018 section 164A, in force since 19 June 2026.
//! Append-only: what was recorded stays. By when it must be acknowledged is in `rules::complaint`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::{Code, codes};
use super::id::Handle;
use super::member::MemberNumber;
use super::reference::Reference;
use super::request::Channel;

codes! {
    /// Who complains.
    Complainant {
        /// The person the record is about.
        Client = "client",
        /// A parent or guardian.
        Parent = "parent",
        /// A solicitor or somebody else with the person's authority.
        Agent = "agent",
        /// Somebody who is named in a record, and was never a client.
        ThirdParty = "third-party",
        /// Anybody else.
        Other = "other",
    }
}

codes! {
    /// What it is about.
    Allegation {
        /// A request for a copy was not answered, late, or in part.
        Access = "access",
        /// Another right was refused.
        Rights = "rights",
        /// Somebody learned what they should not.
        Disclosure = "disclosure",
        /// The record is wrong.
        Accuracy = "accuracy",
        /// It is kept too long, or was destroyed too soon.
        Retention = "retention",
        /// It is not kept safe.
        Security = "security",
        /// People are not told what is done with their information.
        Transparency = "transparency",
        /// It is used without a lawful basis.
        Lawfulness = "lawfulness",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// How a complaint ended.
    Outcome {
        /// It was right.
        Upheld = "upheld",
        /// It was right in part.
        Partly = "partly-upheld",
        /// It was not.
        NotUpheld = "not-upheld",
        /// It is no complaint about data protection.
        NotApplicable = "not-applicable",
        /// Whoever complained took it back.
        Withdrawn = "withdrawn",
    }
}

/// What happened to a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Step {
    /// It was acknowledged.
    Acknowledged {
        /// On which day.
        on: NaiveDate,
        /// How.
        how: Channel,
    },
    /// Something was looked into.
    Enquired {
        /// On which day.
        on: NaiveDate,
        /// What was asked or found.
        words: String,
    },
    /// Whoever complained was told how far it has come.
    Progressed {
        /// On which day.
        on: NaiveDate,
        /// How.
        how: Channel,
        /// What they were told.
        words: String,
    },
    /// It has to do with a request, a breach or another complaint.
    Linked {
        /// Which.
        to: Reference,
    },
    /// Whoever complained was told the outcome, and it was closed.
    Closed {
        /// On which day.
        on: NaiveDate,
        /// How it ended.
        outcome: Outcome,
        /// How they were told; nothing where it was taken back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        how: Option<Channel>,
        /// What they were told, and what is done about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
        /// Whether they were told that they may go to the Commissioner.
        regulator: bool,
    },
    /// Something came after it was closed: a correction, an answer, a word about the Commissioner. It stays closed.
    Added {
        /// On which day.
        on: NaiveDate,
        /// What.
        words: String,
        /// Whether they were told that they may go to the Commissioner.
        regulator: bool,
    },
}

impl Step {
    /// When it happened, where that is said, what, and in which words where there are any.
    #[must_use]
    pub fn said(&self) -> (Option<NaiveDate>, String, Option<&str>) {
        match self {
            Step::Acknowledged { on, how } => (Some(*on), format!("acknowledged ({})", how.code()), None),
            Step::Enquired { on, words } => (Some(*on), "enquiry".to_owned(), Some(words)),
            Step::Progressed { on, how, words } => {
                (Some(*on), format!("told how far it has come ({})", how.code()), Some(words))
            }
            Step::Linked { to } => (None, format!("has to do with {to}"), None),
            Step::Closed { on, outcome, how, words, .. } => {
                let how = how.map_or_else(String::new, |how| format!(" ({})", how.code()));
                (Some(*on), format!("closed: {}{how}", outcome.code()), words.as_deref())
            }
            Step::Added { on, words, regulator } => {
                let told = if *regulator { " (told of the Commissioner)" } else { "" };
                (Some(*on), format!("after the closing{told}"), Some(words))
            }
        }
    }

    /// The day it happened, where that is said.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        self.said().0
    }
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

/// What is sealed about a complaint, under a key of its own in compartment `registers`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The day it came.
    pub received: NaiveDate,
    /// By what way.
    pub channel: Channel,
    /// Who complains.
    pub complainant: Complainant,
    /// About whose record, where the practice has or had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Handle>,
    /// The name of who complains, where no record says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is about.
    pub about: Allegation,
    /// In the words it was made in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What happened since, in the order it was recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Entry>,
    /// Who recorded it.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub recorded: String,
}

impl Outcome {
    /// Whether it gives less than was asked for: then they may want to go on to the Commissioner.
    #[must_use]
    pub const fn denies(self) -> bool {
        matches!(self, Outcome::Partly | Outcome::NotUpheld | Outcome::NotApplicable)
    }
}

impl Complaint {
    /// When it was first acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> Option<NaiveDate> {
        let days = self.history.iter().filter_map(|entry| match entry.step {
            Step::Acknowledged { on, .. } => Some(on),
            _ => None,
        });
        days.min()
    }

    /// Whether whoever complained was told, with the outcome or later, that they may go to the Commissioner.
    #[must_use]
    pub fn knows_the_regulator(&self) -> bool {
        let told = |step: &Step| {
            matches!(step, Step::Closed { regulator: true, .. } | Step::Added { regulator: true, .. })
        };
        self.history.iter().any(|entry| told(&entry.step))
    }

    /// What it has to do with.
    #[must_use]
    pub fn links(&self) -> Vec<Reference> {
        let links = self.history.iter().filter_map(|entry| match entry.step {
            Step::Linked { to } => Some(to),
            _ => None,
        });
        links.collect()
    }

    /// When and how it ended, when it has.
    #[must_use]
    pub fn closed(&self) -> Option<(NaiveDate, Outcome)> {
        self.history.iter().rev().find_map(|entry| match entry.step {
            Step::Closed { on, outcome, .. } => Some((on, outcome)),
            _ => None,
        })
    }
}
