//! A disclosure: who was told what about a client. Whoever was told is told too of what is put right, erased or restricted
//! (UK GDPR Article 19), and the client may ask who that is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::member::MemberNumber;
use super::request::Channel;

codes! {
    /// In what capacity somebody was told.
    Capacity {
        /// General practitioner, or somebody else who treats the client.
        Gp = "gp",
        /// Supervisor.
        Supervisor = "supervisor",
        /// Insurer, or an employee assistance programme that pays.
        Insurer = "insurer",
        /// The police.
        Police = "police",
        /// A court.
        Court = "court",
        /// A solicitor.
        Solicitor = "solicitor",
        /// A school or a university.
        School = "school",
        /// Social services, of a child or of an adult at risk.
        SocialServices = "social-services",
        /// The client's employer.
        Employer = "employer",
        /// Somebody who works for the practice under a contract: Article 28.
        Processor = "processor",
        /// Anybody else.
        Other = "other",
    }
}

codes! {
    /// What the telling rested on.
    DisclosureBasis {
        /// The client consented.
        Consent = "consent",
        /// Vital interests: Article 6(1)(d).
        VitalInterests = "vital-interests",
        /// A legal obligation, an order of a court: Article 6(1)(c).
        LegalObligation = "legal-obligation",
        /// A child or an adult at risk: DPA 2018 Schedule 1 paragraph 18.
        Safeguarding = "safeguarding",
        /// A recognised legitimate interest: Article 6(1)(ea).
        RecognisedInterests = "recognised-interests",
        /// Another basis.
        Other = "other",
    }
}

/// What is sealed about a disclosure, under the key of the client's own particulars: it goes when they go. Never changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Who was told.
    pub to: String,
    /// In what capacity.
    pub capacity: Capacity,
    /// On which day.
    pub on: NaiveDate,
    /// What they were told.
    pub about: String,
    /// What that rested on.
    pub basis: DisclosureBasis,
    /// By what way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Channel>,
    /// Who recorded it.
    pub by: MemberNumber,
    /// When, RFC 3339 in UTC.
    pub recorded: String,
}
