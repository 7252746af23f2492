//! The codes of a breach in words: the options of the Commissioner's form for reporting one, as far as it has them. The form
//! is the Commissioner's, and its words may change; which option is meant stays plain.

use crate::records::breach::{
    Actor, Answer, Cause, DataCategory, Impact, Kind, Likelihood, Means, Party, PeopleCategory, Phase,
    Recovery, Risk,
};

pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Confidentiality => "Confidentiality",
        Kind::Integrity => "Integrity",
        Kind::Availability => "Availability",
    }
}

pub const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::HumanError => "Human error",
        Cause::LostOrStolen => "Loss or theft of a device or of paper",
        Cause::Misdirected => "Sent to the wrong recipient",
        Cause::NoBcc => "Failure to use Bcc",
        Cause::UnauthorisedAccess => "Unauthorised access",
        Cause::Ransomware => "Cyber incident: ransomware",
        Cause::Phishing => "Cyber incident: phishing",
        Cause::Malware => "Cyber incident: other malware",
        Cause::Processor => "At a processor",
        Cause::Other => "Other",
    }
}

pub const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "Yes",
        Answer::No => "No",
        Answer::DontKnow => "Don't know",
    }
}

pub const fn data(category: DataCategory) -> &'static str {
    match category {
        DataCategory::Origin => "Data revealing racial or ethnic origin",
        DataCategory::Politics => "Political opinions",
        DataCategory::Beliefs => "Religious or philosophical beliefs",
        DataCategory::Union => "Trade union membership",
        DataCategory::SexLife => "Sex life data",
        DataCategory::Orientation => "Sexual orientation data",
        DataCategory::Health => "Health data",
        DataCategory::Identifiers => "Basic personal identifiers, eg name, contact details",
        DataCategory::Identification => "Identification data, eg usernames, passwords",
        DataCategory::Financial => "Economic and financial data, eg credit card numbers, bank details",
        DataCategory::Documents => "Official documents, eg driving licences",
        DataCategory::Location => "Location data",
        DataCategory::Biometric => "Genetic or biometric data",
        DataCategory::Convictions => "Criminal convictions, offences",
        DataCategory::Unknown => "Not yet known",
        DataCategory::Other => "Other",
    }
}

pub const fn people(category: PeopleCategory) -> &'static str {
    match category {
        PeopleCategory::Employees => "Employees",
        PeopleCategory::Users => "Users",
        PeopleCategory::Subscribers => "Subscribers",
        PeopleCategory::Students => "Students",
        PeopleCategory::Customers => "Customers or prospective customers",
        PeopleCategory::Patients => "Patients",
        PeopleCategory::Children => "Children",
        PeopleCategory::VulnerableAdults => "Vulnerable adults",
        PeopleCategory::Unknown => "Not yet known",
        PeopleCategory::Other => "Other",
    }
}

pub const fn likelihood(likelihood: Likelihood) -> &'static str {
    match likelihood {
        Likelihood::VeryLikely => "Very likely",
        Likelihood::Likely => "Likely",
        Likelihood::Neutral => "Neutral - neither likely nor unlikely",
        Likelihood::Unlikely => "Unlikely",
        Likelihood::VeryUnlikely => "Very unlikely",
    }
}

pub const fn impact(impact: Impact) -> &'static str {
    match impact {
        Impact::High => "High",
        Impact::Medium => "Medium",
        Impact::Low => "Low",
        Impact::Unknown => "Not yet known",
    }
}

pub const fn recovery(recovery: Recovery) -> &'static str {
    match recovery {
        Recovery::Regular => "Regular - you can predict your recovery time, with existing resources",
        Recovery::Supplemented => {
            "Supplemented - you can predict your recovery time with additional resources"
        }
        Recovery::Extended => "Extended - you cannot predict your recovery time, and need extra resources",
        Recovery::NotRecoverable => "Not recoverable - recovery from the incident is not possible",
        Recovery::Recovered => "Complete - recovery is complete",
        Recovery::Unknown => "Not yet known",
    }
}

pub const fn actor(actor: Actor) -> &'static str {
    match actor {
        Actor::Employee => "Employee",
        Actor::Contractor => "Contractor",
        Actor::ThirdParty => "Third party",
        Actor::Other => "Other",
    }
}

pub const fn risk(risk: Risk) -> &'static str {
    match risk {
        Risk::None => "Unlikely to result in a risk to people",
        Risk::Risk => "A risk to people",
        Risk::High => "A high risk to people",
    }
}

pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Initial => "first report",
        Phase::Further => "further report",
    }
}

pub const fn party(party: Party) -> &'static str {
    match party {
        Party::Police => "Police",
        Party::Insurer => "Insurer",
        Party::Body => "Professional body",
        Party::Ncsc => "National Cyber Security Centre or Action Fraud",
        Party::Commissioner => "Commissioner of services",
        Party::Processor => "Processor",
        Party::Other => "Other",
    }
}

pub const fn means(means: Means) -> &'static str {
    match means {
        Means::Letter => "by letter",
        Means::Email => "by e-mail",
        Means::Phone => "by telephone",
        Means::InPerson => "in person",
        Means::Public => "in public",
        Means::Other => "otherwise",
    }
}
