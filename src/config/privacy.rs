//! What a practice tells people about their information: the table `[privacy]` of praxis.toml. The letters say it in the
//! practice's name (UK GDPR Articles 13 to 15), so each line is for the practice to look at; here stand words to begin
//! with.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::records::text;

/// A sentence or two, of one or several lines; never empty.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub struct Said(String);

impl Said {
    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Said {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text::note(text.as_bytes()).map(|text| Self(text.trim().to_owned())).map_err(|why| why.to_string())
    }
}

fn said(text: &str) -> Said {
    Said(text.to_owned())
}

/// What the practice tells people about their information.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// Where to write to, call or send mail about it. Letters need it.
    pub contact: Option<Said>,
    /// The data protection officer, where there is one.
    pub dpo: Option<Said>,
    /// Whether the practice is a health professional as DPA 2018 section 204 lists them: most counsellors are not. It
    /// decides what Schedule 3 lets it give out by itself.
    pub health_professional: bool,
    /// What the information is used for.
    pub purposes: Vec<Said>,
    /// What kinds of information there are.
    pub categories: Vec<Said>,
    /// Who gets some of it.
    pub recipients: Vec<Said>,
    /// How long it is kept.
    pub retention: Said,
    /// Where it comes from.
    pub source: Said,
    /// Whether it leaves the United Kingdom, and what protects it then.
    pub transfers: Said,
    /// Whether a machine decides about people.
    pub automated_decisions: Said,
    /// To whom people may complain outside the practice.
    pub regulator: Regulator,
}

impl Default for Privacy {
    fn default() -> Self {
        let list = |all: &[&str]| all.iter().map(|one| said(one)).collect();
        Self {
            contact: None,
            dpo: None,
            health_professional: false,
            purposes: list(&[
                "to provide counselling or therapy, and to keep the records that this takes",
                "to arrange appointments, and to charge for them",
                "to answer questions, complaints and legal claims",
            ]),
            categories: list(&[
                "name, date of birth and how to reach you",
                "information about health and about your life, as it came up in our work",
                "appointments, letters and invoices",
            ]),
            recipients: list(&[
                "our clinical supervisors, without your name",
                "others whom you agreed to, such as your doctor",
                "others whom we must tell by law, or to prevent serious harm",
            ]),
            retention: said(
                "We keep records for the time that our retention schedule sets for each kind of record, counted from the end of \
                 our work together, and then destroy them. We will send you the schedule if you ask.",
            ),
            source: said(
                "Most of it comes from you. Where something came from another person, the record says so.",
            ),
            transfers: said("None of it is sent outside the United Kingdom."),
            automated_decisions: said("No decision about you is made by a machine."),
            regulator: Regulator::default(),
        }
    }
}

/// To whom people may complain outside the practice. Its name is about to change (Data (Use and Access) Act 2025,
/// section 119), and its head office has moved: so nothing of it is fixed.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Regulator {
    /// Its name.
    pub name: Said,
    /// Its postal address, for who wants to write.
    pub address: Option<Said>,
    /// Its telephone number.
    pub phone: Said,
    /// Its site on the web.
    pub site: Said,
    /// The number under which the practice is in its register of fee payers.
    pub registration: Option<String>,
    /// The day on which the registration runs out, and the next fee is due: Data Protection (Charges and Information)
    /// Regulations 2018, regulation 2. Since 17 February 2025 it is 52, 78 or 3,763 pounds a year, by size and turnover
    /// (amending regulations of 2025).
    pub fee_paid_to: Option<NaiveDate>,
}

/// Whether something can be a number of the register of fee payers: Z, a letter or a digit, six digits.
#[must_use]
pub fn is_registration(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() == 8
        && bytes.next() == Some(b'Z')
        && bytes.next().is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && bytes.all(|byte| byte.is_ascii_digit())
}

impl Default for Regulator {
    fn default() -> Self {
        Self {
            name: said("Information Commissioner's Office"),
            address: None,
            phone: said("0303 123 1113"),
            site: said("https://ico.org.uk/make-a-complaint"),
            registration: None,
            fee_paid_to: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    /// A praxis.toml from before this table.
    const BEFORE: &str = "[practice]\nname = \"Rooms\"\nnation = \"scotland\"\n\
                          [clients]\nbasis = \"contract\"\ncondition = \"health-care\"\n";

    #[test]
    fn an_older_file_gets_the_words_that_a_new_one_has() {
        let older = Config::parse(BEFORE).expect("reads").privacy;
        let newer = Config::parse(&Config::text_for("Rooms", crate::records::nation::Nation::Scotland, None));
        let newer = newer.expect("reads").privacy;
        assert_eq!(format!("{older:?}"), format!("{newer:?}"));
        assert!(!older.health_professional);
        assert!(older.contact.is_none(), "nobody's address is invented");
    }

    #[test]
    fn what_is_said_is_what_stands_there() {
        let text = format!(
            "{BEFORE}[privacy]\ncontact = \"\"\"\n1 High Street\nLeeds\"\"\"\nhealth_professional = true\npurposes = [\"one\"]\n\
             [privacy.regulator]\nname = \"Information Commission\"\n"
        );
        let privacy = Config::parse(&text).expect("reads").privacy;
        assert_eq!(privacy.contact.expect("a contact").as_str(), "1 High Street\nLeeds");
        assert!(privacy.health_professional);
        assert_eq!(privacy.purposes.len(), 1);
        assert_eq!(privacy.categories.len(), 3, "what is not set stays");
        assert_eq!(privacy.regulator.name.as_str(), "Information Commission");
        assert_eq!(privacy.regulator.phone.as_str(), "0303 123 1113");
    }

    #[test]
    fn a_number_of_the_register_and_the_end_of_what_was_paid() {
        for (number, fits) in [
            ("ZA000000", true),
            ("Z1234567", true),
            ("ZB123456", true),
            ("A0000000", false),
            ("ZA00000", false),
            ("ZA00000O", false),
            ("za000000", false),
        ] {
            assert_eq!(super::is_registration(number), fits, "{number}");
        }
        let lines = "[privacy.regulator]\nregistration = \"ZA000000\"\nfee_paid_to = \"2027-05-31\"\n";
        let regulator = Config::parse(&format!("{BEFORE}{lines}")).expect("reads").privacy.regulator;
        assert_eq!(regulator.registration.as_deref(), Some("ZA000000"));
        assert_eq!(regulator.fee_paid_to.expect("a day").to_string(), "2027-05-31");
    }

    #[test]
    fn wrong_lines_are_refused_by_their_number() {
        for (lines, says) in [
            ("[privacy]\ncontact = \" \"\n", "line 8: the text is empty"),
            ("[privacy]\n\npurposes = [\"one\", \"\"]\n", "line 9: the text is empty"),
            ("[privacy]\npurposes = \"one\"\n", "line 8: invalid type"),
            ("[privacy]\ncontakt = \"x\"\n", "line 8: unknown field"),
            ("[privacy]\nhealth_professional = \"no\"\n", "line 8: invalid type"),
            ("[privacy]\ncontact = \"a\\u001bb\"\n", "line 8: the text holds a terminal escape"),
            ("[privacy.regulator]\nsite = \"\"\n", "line 8: the text is empty"),
            ("[letters]\nfolder = \"letters\"\n", "letters.folder is not a whole path"),
        ] {
            let message = Config::parse(&format!("{BEFORE}{lines}")).expect_err(lines).explain().message;
            assert!(message.contains(says), "{message}");
        }
    }
}
