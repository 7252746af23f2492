//! The closed lists that a breach is told in: the names of the Commissioner's form, and of the law.

use crate::records::code::codes;

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
