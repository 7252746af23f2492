//! Why something is erased, why it is not, and how much of it went.

use super::code::codes;

codes! {
    /// Why it is erased: UK GDPR Article 17(1) by its letters, then the practice's own grounds.
    Ground {
        /// (a)
        NoLongerNecessary = "no-longer-necessary",
        /// (b)
        ConsentWithdrawn = "consent-withdrawn",
        /// (c)
        Objection = "objection",
        /// (d)
        Unlawful = "unlawful",
        /// (e)
        LegalObligation = "legal-obligation",
        /// (f)
        ChildOnline = "child-online",
        /// (g), which the Victims and Prisoners Act 2024 section 31 added.
        MaliciousPerson = "malicious-person",
        /// The schedule says so: Article 5(1)(e), storage limitation.
        Retention = "retention",
        /// It should never have been here: Article 5(1)(d), accuracy.
        Mistake = "mistake",
    }
}

impl Ground {
    /// In words, with its article. Stands in certificates: never changed.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Ground::NoLongerNecessary => "no longer necessary for its purpose (UK GDPR Article 17(1)(a))",
            Ground::ConsentWithdrawn => {
                "consent withdrawn, and no other legal ground (UK GDPR Article 17(1)(b))"
            }
            Ground::Objection => "objection to the processing (UK GDPR Articles 17(1)(c) and 21)",
            Ground::Unlawful => "unlawfully processed (UK GDPR Article 17(1)(d))",
            Ground::LegalObligation => "a legal obligation to erase (UK GDPR Article 17(1)(e))",
            Ground::ChildOnline => "collected from a child by an online service (UK GDPR Article 17(1)(f))",
            Ground::MaliciousPerson => {
                "comes from an allegation by a malicious person (UK GDPR Article 17(1)(g))"
            }
            Ground::Retention => {
                "the practice's retention period has ended (storage limitation, UK GDPR Article 5(1)(e))"
            }
            Ground::Mistake => "entered by mistake (accuracy, UK GDPR Article 5(1)(d))",
        }
    }
}

codes! {
    /// Why it is not erased: UK GDPR Article 17(3), then Article 12.
    Refusal {
        /// 17(3)(a)
        Expression = "expression",
        /// 17(3)(b), the first half
        LegalObligation = "legal-obligation",
        /// 17(3)(b), the second half
        PublicTask = "public-task",
        /// 17(3)(c) with Article 9(2)(h) and 9(3): who treats people is bound to secrecy, and to records
        HealthCare = "health-care",
        /// 17(3)(d)
        Archiving = "archiving",
        /// 17(3)(e)
        LegalClaims = "legal-claims",
        /// 12(6)
        IdentityNotProved = "identity-not-proved",
        /// 12(5)
        ManifestlyUnfounded = "manifestly-unfounded",
    }
}

impl Refusal {
    /// In words, with its article. Stands in certificates: never changed.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Refusal::Expression => {
                "needed for freedom of expression and information (UK GDPR Article 17(3)(a))"
            }
            Refusal::LegalObligation => "a legal obligation to keep it (UK GDPR Article 17(3)(b))",
            Refusal::PublicTask => {
                "needed for a task in the public interest or of official authority (UK GDPR Article 17(3)(b))"
            }
            Refusal::HealthCare => {
                "needed for health care, by somebody bound to professional secrecy (UK GDPR Article 17(3)(c), with \
                 Article 9(2)(h) and 9(3))"
            }
            Refusal::Archiving => {
                "needed for archiving in the public interest, research or statistics (UK GDPR Article 17(3)(d))"
            }
            Refusal::LegalClaims => {
                "needed to establish, exercise or defend legal claims (UK GDPR Article 17(3)(e))"
            }
            Refusal::IdentityNotProved => "who asked is not proved (UK GDPR Article 12(6))",
            Refusal::ManifestlyUnfounded => {
                "the request is manifestly unfounded or excessive (UK GDPR Article 12(5))"
            }
        }
    }
}

codes! {
    /// What of a client can be destroyed or kept by itself.
    Category {
        /// Name, birth, dates, lawful basis.
        Identity = "identity",
        /// Phone, e-mail, addresses, emergency contact, insurer.
        Contact = "contact",
        /// GP, alerts, medications, allergies, notes, documents.
        Clinical = "clinical",
        /// Process and supervision notes, raw recordings.
        Process = "process",
        /// Invoices.
        Invoices = "invoices",
        /// Requests about the record, and what was decided about them.
        Requests = "requests",
        /// Complaints about how the record was handled.
        Complaints = "complaints",
        /// Breaches that affected the record.
        Breaches = "breaches",
        /// The sealed details of audit entries.
        LogDetails = "log-details",
        /// The reasons of holds that were lifted.
        Holds = "holds",
    }
}

impl Category {
    /// In words. Stands in certificates: never changed.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Category::Identity => "identity (name, birth, dates, lawful basis)",
            Category::Contact => "contact details",
            Category::Clinical => "clinical records",
            Category::Process => "process records",
            Category::Invoices => "invoices",
            Category::Requests => "requests about the record",
            Category::Complaints => "complaints about how the record was handled",
            Category::Breaches => "entries of breaches that affected the record",
            Category::LogDetails => "details of log entries",
            Category::Holds => "reasons of lifted holds",
        }
    }
}

codes! {
    /// How much was destroyed.
    Extent {
        /// All that the vault held.
        Whole = "whole",
        /// Some of it; the rest is kept.
        Partial = "partial",
        /// Nothing.
        None = "none",
    }
}
