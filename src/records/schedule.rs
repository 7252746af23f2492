//! A retention schedule: which rules a practice has given itself, each with its source. Plain data; what follows from
//! it for a record is computed in `rules::retention`.

use chrono::NaiveDate;
use serde::Serialize;

use super::code::{Code, codes};

codes! {
    /// What a rule is about.
    Class {
        /// An adult's record.
        Adult = "adult",
        /// The record of somebody who was under 18 when work ended.
        Child = "child",
        /// Mental health care on behalf of the NHS.
        NhsMentalHealth = "nhs-mental-health",
        /// The record of somebody who has died: takes the place of the rules above.
        Deceased = "deceased",
        /// Somebody who asked and never came.
        Enquiry = "enquiry",
        /// A safeguarding concern is on record.
        Safeguarding = "safeguarding",
        /// Contact details.
        Contact = "contact",
        /// Process notes.
        ProcessNotes = "process-notes",
        /// Supervision notes.
        Supervision = "supervision",
        /// Raw recordings of sessions.
        Recording = "recording",
        /// Invoices and receipts.
        Invoice = "invoice",
        /// Complaints.
        Complaint = "complaint",
        /// Rights requests.
        Request = "request",
        /// Breaches.
        Breach = "breach",
        /// Notes that were never signed.
        Drafts = "drafts",
        /// Notes that were thrown away.
        Trash = "trash",
        /// Former versions of notes and of details.
        NoteRevisions = "note-revisions",
        /// The audit log.
        Audit = "audit",
    }
}

codes! {
    /// The day from which a period runs.
    Trigger {
        /// The later of the last contact, the ending, and the last time work began again.
        LastContact = "last-contact",
        /// The end of the work: the ending, or the death.
        EndOfWork = "end-of-work",
        /// A birthday.
        Birth = "birth",
        /// The day of death.
        Death = "death",
        /// The day something was written, made or received.
        Written = "written",
        /// The day a matter was closed.
        Closed = "closed",
        /// The 31 January after the end of the tax year.
        TaxReturn = "tax-return",
        /// The day something was thrown away.
        Trashed = "trashed",
        /// The day a later version took its place.
        Superseded = "superseded",
    }
}

codes! {
    /// What is done when the time has come.
    Disposal {
        /// A person decides.
        Review = "review",
        /// It is destroyed; a clinical record only after a person has looked.
        Erase = "erase",
        /// As `erase`, and counts and years are kept that are about nobody.
        Anonymise = "anonymise",
        /// It is never destroyed by this rule, nor by a shorter one.
        Keep = "keep",
    }
}

impl Class {
    /// The class that a word stands for: its code, with underscores as well, or another name that is in use.
    #[must_use]
    pub fn from_words(text: &str) -> Option<Self> {
        let alias = || ALIASES.iter().find(|(alias, _)| *alias == text).map(|(_, class)| *class);
        Self::from_code(text).or_else(alias)
    }

    /// The class in plain English, as in "a rule for ...".
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Class::Adult => "adults",
            Class::Child => "children",
            Class::NhsMentalHealth => "NHS mental health care",
            Class::Deceased => "the deceased",
            Class::Enquiry => "enquiries",
            Class::Safeguarding => "safeguarding",
            Class::Contact => "contact details",
            Class::ProcessNotes => "process notes",
            Class::Supervision => "supervision notes",
            Class::Recording => "recordings",
            Class::Invoice => "invoices",
            Class::Complaint => "complaints",
            Class::Request => "requests",
            Class::Breach => "breaches",
            Class::Drafts => "drafts",
            Class::Trash => "the trash",
            Class::NoteRevisions => "former versions of notes",
            Class::Audit => "the audit log",
        }
    }

    /// The triggers that make sense for it.
    #[must_use]
    pub const fn triggers(self) -> &'static [Trigger] {
        use Trigger::{
            Birth, Closed, Death, EndOfWork, LastContact, Superseded, TaxReturn, Trashed, Written,
        };
        match self {
            Class::Adult | Class::NhsMentalHealth => &[LastContact, EndOfWork],
            Class::Child | Class::Safeguarding => &[Birth, LastContact, EndOfWork],
            Class::Deceased => &[Death, LastContact, EndOfWork],
            Class::Enquiry => &[LastContact],
            Class::Contact => &[EndOfWork, LastContact],
            Class::ProcessNotes | Class::Supervision => &[EndOfWork, LastContact, Written],
            Class::Recording => &[Written, EndOfWork],
            Class::Invoice => &[TaxReturn, Written],
            Class::Complaint | Class::Request | Class::Breach => &[Closed],
            Class::Drafts | Class::Audit => &[Written],
            Class::Trash => &[Trashed],
            Class::NoteRevisions => &[Superseded],
        }
    }

    /// What may be done with it. A concern and the only trace of a session go before a person's eyes.
    #[must_use]
    pub const fn actions(self) -> &'static [Disposal] {
        match self {
            Class::Safeguarding => &[Disposal::Review, Disposal::Keep],
            Class::Drafts => &[Disposal::Review],
            _ => Disposal::ALL,
        }
    }

    /// Whether it goes in the practice's batch month. Housekeeping does not wait for it.
    #[must_use]
    pub const fn goes_in_batches(self) -> bool {
        !matches!(
            self,
            Class::Contact
                | Class::ProcessNotes
                | Class::Supervision
                | Class::Recording
                | Class::Drafts
                | Class::Trash
                | Class::NoteRevisions
                | Class::Audit
        )
    }
}

/// Other names of classes, each in every spelling that is taken.
pub const ALIASES: &[(&str, Class)] = &[
    ("nhs", Class::NhsMentalHealth),
    ("nhs_mental_health", Class::NhsMentalHealth),
    ("adult-nhs-mh", Class::NhsMentalHealth),
    ("adult_nhs_mh", Class::NhsMentalHealth),
    ("csa", Class::Safeguarding),
    ("contact-details", Class::Contact),
    ("contact_details", Class::Contact),
    ("process_notes", Class::ProcessNotes),
    ("raw-recording", Class::Recording),
    ("raw_recording", Class::Recording),
    ("sar", Class::Request),
    ("note_revisions", Class::NoteRevisions),
];

/// How long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// So many days, 1 to 36,500.
    Days(u32),
    /// So many months, 1 to 1,200.
    Months(u32),
    /// So many years, 1 to 100.
    Years(u32),
    /// Until a birthday; until another one for whoever was 17 when work ended.
    Birthday {
        /// Whose, in years.
        age: u32,
        /// For whoever was 17 then.
        if_17: u32,
    },
    /// For ever: of a rule that keeps.
    Always,
}

/// Why a period is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPeriod {
    /// Not in one of the forms.
    Form,
    /// Nothing, or less.
    NotPositive,
    /// Longer than any practice lasts.
    TooLong,
}

impl std::fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotAPeriod::Form => {
                "is none such as \"7 years\", \"3 months\", \"30 days\", \"25th birthday, 26th if 17\" or \"always\""
            }
            NotAPeriod::NotPositive => "is not longer than nothing",
            NotAPeriod::TooLong => "is longer than 100 years",
        })
    }
}

impl std::str::FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        if text == "always" {
            return Ok(Period::Always);
        }
        let (first, then) = text.split_once(", ").map_or((text, None), |(first, then)| (first, Some(then)));
        if let Some(age) = first.strip_suffix(" birthday") {
            let age = nth(age)?;
            let if_17 = then.map(|then| then.strip_suffix(" if 17").ok_or(NotAPeriod::Form));
            let if_17 = if_17.transpose()?.map_or(Ok(age), nth)?;
            return Ok(Period::Birthday { age, if_17 });
        }
        let (count, unit) = text.split_once(' ').ok_or(NotAPeriod::Form)?;
        match unit {
            "day" | "days" => counted(count, 36_500).map(Period::Days),
            "month" | "months" => counted(count, 1200).map(Period::Months),
            "year" | "years" => counted(count, 100).map(Period::Years),
            _ => Err(NotAPeriod::Form),
        }
    }
}

/// `25th`, whatever the ending.
fn nth(text: &str) -> Result<u32, NotAPeriod> {
    let endings = ["st", "nd", "rd", "th"];
    let digits = endings.iter().find_map(|ending| text.strip_suffix(ending)).ok_or(NotAPeriod::Form)?;
    counted(digits, 100)
}

fn counted(digits: &str, most: u32) -> Result<u32, NotAPeriod> {
    if digits.is_empty() || !digits.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotAPeriod::Form);
    }
    if digits.starts_with('-') {
        return Err(NotAPeriod::NotPositive);
    }
    match digits.parse::<u32>() {
        Ok(0) => Err(NotAPeriod::NotPositive),
        Ok(count) if count <= most => Ok(count),
        _ => Err(NotAPeriod::TooLong),
    }
}

/// As it is written in a schedule.
impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let many = |count: u32| if count == 1 { "" } else { "s" };
        match *self {
            Period::Days(days) => write!(f, "{days} day{}", many(days)),
            Period::Months(months) => write!(f, "{months} month{}", many(months)),
            Period::Years(years) => write!(f, "{years} year{}", many(years)),
            Period::Birthday { age, if_17 } if age == if_17 => write!(f, "{} birthday", Nth(age)),
            Period::Birthday { age, if_17 } => write!(f, "{} birthday, {} if 17", Nth(age), Nth(if_17)),
            Period::Always => f.write_str("always"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// `1st`, `2nd`, `3rd`, `4th`, `11th`.
struct Nth(u32);

impl std::fmt::Display for Nth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ending = match (self.0 % 10, self.0 % 100) {
            (_, 11..=13) => "th",
            (1, _) => "st",
            (2, _) => "nd",
            (3, _) => "rd",
            _ => "th",
        };
        write!(f, "{}{ending}", self.0)
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What it is called: no two of a schedule have one name.
    pub name: String,
    /// What it is about.
    pub class: Class,
    /// From when.
    pub trigger: Trigger,
    /// How long.
    pub period: Period,
    /// And then.
    pub action: Disposal,
    /// Where it comes from, in words.
    pub source: String,
    /// The date of the source.
    pub dated: NaiveDate,
}

/// The rules of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Schedule {
    /// What the schedule is called.
    pub name: String,
    /// Records go in this month only, 1 to 12: the first day of the next one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_month: Option<u32>,
    /// In the order of the file.
    pub rules: Vec<Rule>,
}

impl Schedule {
    /// The rules about a class.
    pub fn of(&self, class: Class) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.class == class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn classes_by_every_name() {
        for class in Class::ALL {
            assert_eq!(Class::from_words(class.code()), Some(*class));
            assert_eq!(Class::from_words(&class.code().replace('-', "_")), Some(*class));
        }
        for (word, class) in [
            ("adult_nhs_mh", Class::NhsMentalHealth),
            ("nhs", Class::NhsMentalHealth),
            ("contact-details", Class::Contact),
            ("raw_recording", Class::Recording),
            ("sar", Class::Request),
            ("csa", Class::Safeguarding),
            ("process_notes", Class::ProcessNotes),
        ] {
            assert_eq!(Class::from_words(word), Some(class), "{word}");
        }
        assert_eq!(Class::from_words("adults"), None);
        assert!(ALIASES.iter().all(|(alias, _)| Class::from_code(alias).is_none()), "an alias hides no code");
    }

    #[test]
    fn periods() {
        let birthday = |age, if_17| Ok(Period::Birthday { age, if_17 });
        for (text, period) in [
            ("7 years", Ok(Period::Years(7))),
            ("1 year", Ok(Period::Years(1))),
            ("100 years", Ok(Period::Years(100))),
            ("1200 months", Ok(Period::Months(1200))),
            ("36500 days", Ok(Period::Days(36_500))),
            ("25th birthday, 26th if 17", birthday(25, 26)),
            ("21st birthday", birthday(21, 21)),
            ("always", Ok(Period::Always)),
            ("0 years", Err(NotAPeriod::NotPositive)),
            ("-7 years", Err(NotAPeriod::NotPositive)),
            ("0th birthday", Err(NotAPeriod::NotPositive)),
            ("101 years", Err(NotAPeriod::TooLong)),
            ("1201 months", Err(NotAPeriod::TooLong)),
            ("36501 days", Err(NotAPeriod::TooLong)),
            ("99999999999999999999 days", Err(NotAPeriod::TooLong)),
            ("101st birthday", Err(NotAPeriod::TooLong)),
            ("", Err(NotAPeriod::Form)),
            ("7", Err(NotAPeriod::Form)),
            ("years", Err(NotAPeriod::Form)),
            ("+7 years", Err(NotAPeriod::Form)),
            ("7 weeks", Err(NotAPeriod::Form)),
            ("7 years ", Err(NotAPeriod::Form)),
            ("25 birthday", Err(NotAPeriod::Form)),
            ("25th birthday, 26th", Err(NotAPeriod::Form)),
            ("never", Err(NotAPeriod::Form)),
        ] {
            assert_eq!(text.parse::<Period>(), period, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_period_reads_back(count in 1_u32..=100, other in 1_u32..=100, form in 0..5) {
            let period = match form {
                0 => Period::Days(count * 365),
                1 => Period::Months(count * 12),
                2 => Period::Years(count),
                3 => Period::Birthday { age: count, if_17: other },
                _ => Period::Always,
            };
            prop_assert_eq!(period.to_string().parse(), Ok(period));
        }
    }
}
