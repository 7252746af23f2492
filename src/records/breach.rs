//! A personal data breach: the entry that UK GDPR Article 33(5) asks for. Append-only: what was recorded stays, and what is
//! known now is everything that was said, the last word on each point counting.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::Handle;
use super::member::MemberNumber;
use super::severity::Severity;

mod facts;

pub use facts::{Facts, Form, Point};

codes! {
    /// What was breached: Article 4(12).
    Kind {
        /// Somebody learned what they should not.
        Confidentiality = "confidentiality",
        /// Something was changed that should not be.
        Integrity = "integrity",
        /// Something is lost, or out of reach.
        Availability = "availability",
    }
}

codes! {
    /// How it came about.
    Cause {
        /// Somebody made a mistake.
        HumanError = "human-error",
        /// A device or paper was lost or stolen.
        LostOrStolen = "lost-or-stolen",
        /// An e-mail or letter went to the wrong person.
        Misdirected = "misdirected",
        /// Addresses stood in To or Cc for all to see.
        NoBcc = "no-bcc",
        /// Somebody looked who was not allowed to.
        UnauthorisedAccess = "unauthorised-access",
        /// Cyber: files were encrypted for ransom.
        Ransomware = "ransomware",
        /// Cyber: somebody was tricked.
        Phishing = "phishing",
        /// Cyber: other malware.
        Malware = "malware",
        /// It happened at a processor.
        Processor = "processor",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// An answer that may be wanting.
    Answer {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// Nobody knows yet.
        DontKnow = "dont-know",
    }
}

codes! {
    /// Categories of data, in the order of the Commissioner's form.
    DataCategory {
        /// Racial or ethnic origin.
        Origin = "racial-ethnic-origin",
        /// Political opinions.
        Politics = "political-opinions",
        /// Religious or philosophical beliefs.
        Beliefs = "religious-philosophical-beliefs",
        /// Trade union membership.
        Union = "trade-union",
        /// Sex life.
        SexLife = "sex-life",
        /// Sexual orientation.
        Orientation = "sexual-orientation",
        /// Health.
        Health = "health",
        /// Basic identifiers: name, contact details.
        Identifiers = "basic-identifiers",
        /// Identification data: user names, passwords.
        Identification = "identification",
        /// Economic and financial.
        Financial = "financial",
        /// Official documents.
        Documents = "official-documents",
        /// Places.
        Location = "locational",
        /// Genetic or biometric.
        Biometric = "genetic-biometric",
        /// Criminal convictions and offences.
        Convictions = "criminal-convictions",
        /// Not yet known.
        Unknown = "not-yet-known",
        /// Other.
        Other = "other",
    }
}

impl DataCategory {
    /// Whether it is one that Articles 9(1) and 10 single out: the special categories, and convictions.
    #[must_use]
    pub const fn is_special(self) -> bool {
        match self {
            DataCategory::Origin
            | DataCategory::Politics
            | DataCategory::Beliefs
            | DataCategory::Union
            | DataCategory::SexLife
            | DataCategory::Orientation
            | DataCategory::Health
            | DataCategory::Biometric
            | DataCategory::Convictions => true,
            DataCategory::Identifiers
            | DataCategory::Identification
            | DataCategory::Financial
            | DataCategory::Documents
            | DataCategory::Location
            | DataCategory::Unknown
            | DataCategory::Other => false,
        }
    }
}

codes! {
    /// Categories of people, in the order of the Commissioner's form.
    PeopleCategory {
        /// Employees.
        Employees = "employees",
        /// Users.
        Users = "users",
        /// Subscribers.
        Subscribers = "subscribers",
        /// Students.
        Students = "students",
        /// Customers or prospective customers.
        Customers = "customers",
        /// Patients: a practice's clients.
        Patients = "patients",
        /// Children.
        Children = "children",
        /// Vulnerable adults.
        VulnerableAdults = "vulnerable-adults",
        /// Not yet known.
        Unknown = "not-yet-known",
        /// Other.
        Other = "other",
    }
}

codes! {
    /// How likely it is that people feel significant consequences.
    Likelihood {
        /// Very likely.
        VeryLikely = "very-likely",
        /// Likely.
        Likely = "likely",
        /// Neither likely nor unlikely.
        Neutral = "neutral",
        /// Unlikely.
        Unlikely = "unlikely",
        /// Very unlikely.
        VeryUnlikely = "very-unlikely",
    }
}

codes! {
    /// What it does to the practice's own work.
    Impact {
        /// High.
        High = "high",
        /// Medium.
        Medium = "medium",
        /// Low.
        Low = "low",
        /// Not yet known.
        Unknown = "not-yet-known",
    }
}

codes! {
    /// How the practice gets its work going again.
    Recovery {
        /// It can foresee when, with what it has.
        Regular = "regular",
        /// It can foresee when, with more.
        Supplemented = "supplemented",
        /// It cannot foresee when.
        Extended = "extended",
        /// It cannot.
        NotRecoverable = "not-recoverable",
        /// It has.
        Recovered = "already-recovered",
        /// Not yet known.
        Unknown = "not-yet-known",
    }
}

codes! {
    /// Through whom it happened.
    Actor {
        /// Somebody employed.
        Employee = "employee",
        /// A contractor.
        Contractor = "contractor",
        /// A third party.
        ThirdParty = "third-party",
        /// Somebody else.
        Other = "other",
    }
}

codes! {
    /// What was decided about the risk to people.
    Risk {
        /// Unlikely to result in a risk: no report, and on record all the same (Article 33(1) and (5)).
        None = "none",
        /// A risk: a report to the Commissioner (Article 33(1)).
        Risk = "risk",
        /// A high risk: the people are told as well (Article 34(1)).
        High = "high",
    }
}

impl Risk {
    /// As people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Risk::None => "unlikely to be a risk",
            Risk::Risk => "a risk",
            Risk::High => "a high risk",
        }
    }
}

codes! {
    /// Which report to the Commissioner: Article 33(4) allows for several.
    Phase {
        /// The first.
        Initial = "initial",
        /// One that says what the first could not.
        Further = "further",
    }
}

codes! {
    /// Who else was told.
    Party {
        /// The police.
        Police = "police",
        /// An insurer.
        Insurer = "insurer",
        /// A professional body.
        Body = "professional-body",
        /// The National Cyber Security Centre, or Action Fraud.
        Ncsc = "ncsc",
        /// A commissioner of services, such as the NHS.
        Commissioner = "commissioner",
        /// A processor.
        Processor = "processor",
        /// Anybody else.
        Other = "other",
    }
}

codes! {
    /// By what means people were told.
    Means {
        /// Letter.
        Letter = "letter",
        /// E-mail.
        Email = "email",
        /// Telephone.
        Phone = "phone",
        /// In person.
        InPerson = "in-person",
        /// In public: Article 34(3)(c).
        Public = "public",
        /// Otherwise.
        Other = "other",
    }
}

codes! {
    /// Why people need not be told of a high risk: Article 34(3).
    Exception {
        /// (a) nobody can read it, such as by encryption
        Unintelligible = "unintelligible",
        /// (b) what was done since has made the high risk unlikely
        Measures = "measures",
        /// (c) it would be out of proportion: they are told in public instead
        Disproportionate = "disproportionate",
    }
}

impl Exception {
    /// As people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Exception::Unintelligible => "nobody can read the data (Article 34(3)(a))",
            Exception::Measures => "what was done since makes a high risk unlikely (Article 34(3)(b))",
            Exception::Disproportionate => {
                "it would be out of proportion, and people are told in public (Article 34(3)(c))"
            }
        }
    }
}

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
