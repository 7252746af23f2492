//! A request about somebody's record: by whom, for what, and everything that happened to it since. Append-only: what was
//! recorded stays, and where the clock stands is worked out from it (`rules::access`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::{Code, codes};
use super::id::Handle;
use super::member::MemberNumber;

codes! {
    /// What is asked for.
    Right {
        /// A copy of the record: UK GDPR Article 15.
        Access = "access",
        /// A correction or a completion: Article 16.
        Rectification = "rectification",
        /// Erasure: Article 17.
        Erasure = "erasure",
        /// Restriction of processing: Article 18.
        Restriction = "restriction",
        /// What the person gave, in a machine's form: Article 20.
        Portability = "portability",
        /// An objection: Article 21.
        Objection = "objection",
        /// The record of somebody who has died: Access to Health Records Act 1990.
        DeadRecord = "dead-record",
        /// A request of the police: no right of the person's.
        Police = "police",
        /// An order of a court, or a witness summons.
        Court = "court",
    }
}

impl Right {
    /// Whether the clock of Article 12A runs.
    #[must_use]
    pub const fn has_article_12a(self) -> bool {
        !matches!(self, Right::DeadRecord | Right::Police | Right::Court)
    }

    /// Whether a question stops the clock: Article 12A(5) is about access alone.
    #[must_use]
    pub const fn may_pause(self) -> bool {
        matches!(self, Right::Access)
    }

    /// Where the right stands.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Right::Access => "UK GDPR Article 15",
            Right::Rectification => "UK GDPR Article 16",
            Right::Erasure => "UK GDPR Article 17",
            Right::Restriction => "UK GDPR Article 18",
            Right::Portability => "UK GDPR Article 20",
            Right::Objection => "UK GDPR Article 21",
            Right::DeadRecord => "Access to Health Records Act 1990",
            Right::Police => {
                "Police, Crime, Sentencing and Courts Act 2022, Chapter 3A; DPA 2018 Schedule 2 paragraph 2"
            }
            Right::Court => "the order of the court; DPA 2018 Schedule 2 paragraph 5",
        }
    }
}

codes! {
    /// By what way a request came. Every way is good (ICO, right of access).
    Channel {
        /// E-mail.
        Email = "email",
        /// Letter.
        Letter = "letter",
        /// Telephone.
        Phone = "phone",
        /// Said in person.
        InPerson = "in-person",
        /// A form on the practice's pages.
        Form = "form",
        /// A message of another kind.
        Message = "message",
        /// Any other way.
        Other = "other",
    }
}

codes! {
    /// Who asks.
    Requester {
        /// The person the record is about.
        Client = "client",
        /// A parent or guardian.
        Parent = "parent",
        /// A solicitor or somebody else with the person's authority.
        Agent = "agent",
        /// A deputy or attorney for somebody who cannot decide.
        Deputy = "deputy",
        /// The personal representative of somebody who has died.
        Representative = "representative",
        /// Somebody who may have a claim from the death.
        Claimant = "claimant",
        /// The police.
        Police = "police",
        /// A court.
        Court = "court",
    }
}

impl Requester {
    /// Whether authority must be shown before anything is done.
    #[must_use]
    pub const fn needs_authority(self) -> bool {
        !matches!(self, Requester::Client | Requester::Police | Requester::Court)
    }
}

codes! {
    /// What the practice must have before the time begins: Article 12A(2), and the ICO on authority.
    Wanted {
        /// Proof of who asks: Article 12(6).
        Identity = "identity",
        /// Proof that who asks may ask for another.
        Authority = "authority",
        /// A fee: Article 12(5).
        Fee = "fee",
    }
}

codes! {
    /// Why an answer takes two further months: Article 12A(3).
    Lengthened {
        /// (a) complexity
        Complexity = "complexity",
        /// (b) the number of requests
        Number = "number",
    }
}

codes! {
    /// How a request ended.
    Outcome {
        /// Done as it was asked.
        Complied = "complied",
        /// Done in part.
        Partly = "partly",
        /// Refused.
        Refused = "refused",
        /// Nothing is held about the person.
        NothingHeld = "nothing-held",
        /// What was held has been erased.
        Erased = "erased",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn",
        /// Whoever asked never answered.
        Abandoned = "abandoned",
    }
}

codes! {
    /// Why a request was refused: Article 12(4) asks for the reasons.
    RefusedFor {
        /// Manifestly unfounded: Article 12(5).
        Unfounded = "unfounded",
        /// Manifestly excessive: Article 12(5).
        Excessive = "excessive",
        /// Who asks is not proved: Article 12(6).
        Identity = "identity",
        /// Whoever asks may not ask for the other.
        Authority = "authority",
        /// An exemption covers all of it: DPA 2018 Schedules 2 and 3.
        Exempt = "exempt",
        /// The right does not apply: its own conditions.
        NotApplicable = "not-applicable",
    }
}

/// What happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Step {
    /// The practice asked for something without which the time does not begin.
    Asked {
        /// What.
        wanted: Wanted,
        /// On which day.
        on: NaiveDate,
    },
    /// It came.
    Given {
        /// What.
        wanted: Wanted,
        /// On which day.
        on: NaiveDate,
    },
    /// The practice asked what exactly is meant: Article 12A(5).
    Paused {
        /// On which day.
        on: NaiveDate,
        /// Why that was needed.
        because: String,
    },
    /// The answer came.
    Resumed {
        /// On which day.
        on: NaiveDate,
    },
    /// Whoever asked was told that it takes longer.
    Extended {
        /// On which day they were told.
        on: NaiveDate,
        /// Why.
        ground: Lengthened,
        /// The reasons that they were given.
        because: String,
    },
    /// A letter was made for whoever asked.
    Written {
        /// Which.
        letter: String,
        /// On which day.
        on: NaiveDate,
    },
    /// It was refused.
    Refused {
        /// On which day.
        on: NaiveDate,
        /// Why.
        ground: RefusedFor,
        /// The reasons that they were given.
        because: String,
    },
    /// It was closed.
    Closed {
        /// On which day.
        on: NaiveDate,
        /// How.
        outcome: Outcome,
    },
}

impl Step {
    /// When it happened, what, and the reasons in words where there are any.
    #[must_use]
    pub fn said(&self) -> (NaiveDate, String, Option<&str>) {
        match self {
            Step::Asked { wanted, on } => (*on, format!("asked for: {}", wanted.code()), None),
            Step::Given { wanted, on } => (*on, format!("came: {}", wanted.code()), None),
            Step::Paused { on, because } => (*on, "paused".to_owned(), Some(because)),
            Step::Resumed { on } => (*on, "resumed".to_owned(), None),
            Step::Extended { on, ground, because } => {
                (*on, format!("extended ({})", ground.code()), Some(because))
            }
            Step::Written { letter, on } => (*on, format!("letter: {letter}"), None),
            Step::Refused { on, ground, because } => {
                (*on, format!("refused ({})", ground.code()), Some(because))
            }
            Step::Closed { on, outcome } => (*on, format!("closed: {}", outcome.code()), None),
        }
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

/// What is sealed about a request, under a key of its own in compartment `registers`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked for.
    pub right: Right,
    /// The day it came.
    pub received: NaiveDate,
    /// By what way.
    pub channel: Channel,
    /// About whom, where the practice has or had a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Handle>,
    /// About whom, where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who asks.
    pub requester: Requester,
    /// Their name, when it is not the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester_name: Option<String>,
    /// In the words it was made in, or what it is about.
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

impl Request {
    /// How it ended, when it has.
    #[must_use]
    pub fn closed(&self) -> Option<(NaiveDate, Outcome)> {
        self.history.iter().rev().find_map(|entry| match entry.step {
            Step::Closed { on, outcome } => Some((on, outcome)),
            _ => None,
        })
    }
}
