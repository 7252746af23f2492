//! The fields of a client as flags or as JSON: one form for adding and for amending.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::super::given;
use crate::failure::Failure;
use crate::import::split_list;
use crate::records::client::{Basis, Client, ClientKind, Condition, Tag};
use crate::records::code::Code;
use crate::records::id::Handle;
use crate::records::nhs_number::NhsNumber;
use crate::vault::Unlocked;

/// The largest JSON object that is read from stdin, in bytes.
const LARGEST: usize = 256 * 1024;

/// What is said of a client. A field that is not given stays as it is; one that is given empty is cleared.
#[derive(clap::Args, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Fields {
    /// Full name
    #[arg(long)]
    name: Option<String>,
    /// individual, couple or group
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// A member of a couple or group, by reference; may be repeated
    #[arg(long = "member", value_name = "CLIENT")]
    members: Option<Vec<String>>,
    /// What the client wants to be called
    #[arg(long, value_name = "NAME")]
    #[serde(deserialize_with = "cleared")]
    known_as: Option<String>,
    /// Pronouns
    #[arg(long)]
    #[serde(deserialize_with = "cleared")]
    pronouns: Option<String>,
    /// Date of birth
    #[arg(long, value_name = "DATE")]
    #[serde(deserialize_with = "cleared")]
    born: Option<String>,
    /// NHS number
    #[arg(long, value_name = "NUMBER")]
    #[serde(deserialize_with = "cleared")]
    nhs_number: Option<String>,
    /// Parent or guardian
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "cleared")]
    guardian: Option<String>,
    /// Who sent the client
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "cleared")]
    referrer: Option<String>,
    /// Lawful basis, UK GDPR Article 6: contract, legitimate-interests, recognised-interests,
    /// legal-obligation, public-task, vital-interests or consent (default: praxis.toml)
    #[arg(long, value_name = "BASIS")]
    basis: Option<String>,
    /// Condition, UK GDPR Article 9: health-care, explicit-consent, legal-claims, vital-interests or
    /// public-interest (default: praxis.toml)
    #[arg(long, value_name = "CONDITION")]
    condition: Option<String>,
    /// nhs, safeguarding or enquiry; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Option<Vec<String>>,
    /// E-mail address
    #[arg(long)]
    #[serde(deserialize_with = "cleared")]
    email: Option<String>,
    /// Telephone number
    #[arg(long)]
    #[serde(deserialize_with = "cleared")]
    phone: Option<String>,
    /// Postal address
    #[arg(long)]
    #[serde(deserialize_with = "cleared")]
    address: Option<String>,
    /// Whom to call: name, relation, number
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "cleared")]
    emergency_contact: Option<String>,
    /// Insurer or other payer
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "cleared")]
    insurer: Option<String>,
    /// General practitioner
    #[arg(long, value_name = "WHO")]
    #[serde(deserialize_with = "cleared")]
    gp: Option<String>,
    /// A risk or alert; may be repeated
    #[arg(long = "alert", value_name = "TEXT")]
    alerts: Option<Vec<String>>,
    /// A medication; may be repeated
    #[arg(long = "medication", value_name = "TEXT")]
    medications: Option<Vec<String>>,
    /// An allergy; may be repeated
    #[arg(long = "allergy", value_name = "TEXT")]
    allergies: Option<Vec<String>>,
    /// The day of the first contact (default for a new client: today)
    #[arg(long, value_name = "DATE")]
    first_contact: Option<String>,
}

/// In JSON, `null` clears a field as an empty text does.
fn cleared<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(Option::<String>::deserialize(from)?.unwrap_or_default()))
}

impl Fields {
    /// Reads the fields as a JSON object: `--from -` keeps names out of the command line.
    ///
    /// # Errors
    /// When it is no such object; what it says is not repeated.
    pub fn from_json(path: &Path) -> Result<Self, Failure> {
        let bytes = given::read(path, LARGEST, "the JSON given with --from")?;
        let refuse = |line: usize, column: usize| {
            Failure::Usage(
                format!("the JSON given with --from is not a client's (line {line}, column {column})"),
                "its fields are the flags of praxis client add, with _ for -; unknown ones are refused"
                    .to_owned(),
            )
        };
        // serde takes a list too, for the fields in the order in which they are declared.
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(refuse(1, 1));
        }
        serde_json::from_slice(&bytes).map_err(|error| refuse(error.line(), error.column()))
    }

    /// Whether something of the clinical part was given.
    #[must_use]
    pub fn says_something_clinical(&self) -> bool {
        let lists = [&self.alerts, &self.medications, &self.allergies];
        self.gp.is_some() || lists.iter().any(|list| list.is_some())
    }

    /// Whether the day of the first contact was given.
    #[must_use]
    pub fn moves_the_first_contact(&self) -> bool {
        self.first_contact.is_some()
    }

    /// Whether a name was given.
    #[must_use]
    pub fn has_name(&self) -> bool {
        self.name.as_deref().is_some_and(|name| !name.trim().is_empty())
    }

    /// Gives a name that was asked for.
    pub fn set_name(&mut self, name: String) {
        self.name = Some(name);
    }

    /// The handles of the members that were given, which only an open vault can look up.
    ///
    /// # Errors
    /// When one of them is unknown.
    pub fn members(&self, vault: &mut Unlocked) -> Result<Option<Vec<Handle>>, Failure> {
        let Some(given) = &self.members else { return Ok(None) };
        let mut handles = Vec::new();
        for member in entries(given, "--member")? {
            let reference = vault.find_client(&member)?;
            handles.push(vault.handle_of(reference)?);
        }
        Ok(Some(handles))
    }

    /// Writes what was given into a client.
    ///
    /// # Errors
    /// When something is not acceptable; the client must then not be stored.
    pub fn apply(
        &self,
        client: &mut Client,
        members: Option<Vec<Handle>>,
        today: NaiveDate,
    ) -> Result<(), Failure> {
        let (person, contact, clinical) = (&mut client.person, &mut client.contact, &mut client.clinical);
        if let Some(name) = &self.name {
            person.name = given::field(name, "--name")?.ok_or_else(|| {
                Failure::Usage("the name is empty".to_owned(), "give one with --name".to_owned())
            })?;
        }
        for (text, into, flag) in [
            (&self.known_as, &mut person.known_as, "--known-as"),
            (&self.pronouns, &mut person.pronouns, "--pronouns"),
            (&self.guardian, &mut person.guardian, "--guardian"),
            (&self.referrer, &mut person.referrer, "--referrer"),
            (&self.email, &mut contact.email, "--email"),
            (&self.phone, &mut contact.phone, "--phone"),
            (&self.address, &mut contact.address, "--address"),
            (&self.emergency_contact, &mut contact.emergency_contact, "--emergency-contact"),
            (&self.insurer, &mut contact.insurer, "--insurer"),
            (&self.gp, &mut clinical.gp, "--gp"),
        ] {
            if let Some(text) = text {
                *into = given::field(text, flag)?;
            }
        }
        for (list, into, flag) in [
            (&self.alerts, &mut clinical.alerts, "--alert"),
            (&self.medications, &mut clinical.medications, "--medication"),
            (&self.allergies, &mut clinical.allergies, "--allergy"),
        ] {
            if let Some(list) = list {
                *into = entries(list, flag)?;
            }
        }
        if let Some(kind) = &self.kind {
            person.kind = code::<ClientKind>(kind, "--kind")?;
        }
        if let Some(basis) = &self.basis {
            person.basis = code::<Basis>(basis, "--basis")?;
        }
        if let Some(condition) = &self.condition {
            person.condition = code::<Condition>(condition, "--condition")?;
        }
        if let Some(tags) = &self.tags {
            let tags = entries(tags, "--tag")?;
            person.tags = tags.iter().map(|tag| code::<Tag>(tag, "--tag")).collect::<Result<_, _>>()?;
        }
        if let Some(born) = &self.born {
            person.born = optional_date(born, "--born", today)?;
        }
        if let Some(number) = &self.nhs_number {
            person.nhs_number = match number.trim() {
                "" => None,
                number => Some(NhsNumber::parse(number).map_err(|why| {
                    Failure::Usage(
                        format!("the NHS number {why}"),
                        "check it against a letter from the NHS".to_owned(),
                    )
                })?),
            };
        }
        if let Some(members) = members {
            person.members = members;
        }
        if let Some(day) = &self.first_contact {
            // The day of last contact follows from it and from the notes, when the record is stored.
            client.dates.first_contact = given::past_date(day, "--first-contact", today)?;
        }
        check(client)
    }
}

/// What cannot be, whoever says it.
fn check(client: &Client) -> Result<(), Failure> {
    let (person, dates) = (&client.person, &client.dates);
    let refuse = |what: &str| Err(Failure::Usage(what.to_owned(), "check the years".to_owned()));
    if person.born.is_some_and(|born| dates.first_contact < born) {
        return refuse("the first contact is before the date of birth");
    }
    if dates.ended.is_some_and(|ended| ended < dates.first_contact) {
        return refuse("the ending is before the first contact");
    }
    if person.kind == ClientKind::Individual && !person.members.is_empty() {
        return Err(Failure::Usage(
            "only a couple or a group has members".to_owned(),
            "add --kind couple or --kind group".to_owned(),
        ));
    }
    Ok(())
}

/// Entries of a list; one that is given empty clears the list, and a semicolon ends an entry.
fn entries(given: &[String], flag: &str) -> Result<Vec<String>, Failure> {
    let mut entries = Vec::new();
    for text in given {
        if let Some(text) = given::field(text, flag)? {
            entries.extend(split_list(&text));
        }
    }
    Ok(entries)
}

fn code<T: Code>(text: &str, flag: &str) -> Result<T, Failure> {
    T::from_code(text.trim()).ok_or_else(|| {
        let all: Vec<_> = T::ALL.iter().map(|member| member.code()).collect();
        Failure::Usage(
            format!("{flag} takes one of: {}", all.join(", ")),
            "praxis client add --help explains them".to_owned(),
        )
    })
}

fn optional_date(text: &str, flag: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Failure> {
    if text.trim().is_empty() { Ok(None) } else { given::past_date(text, flag, today).map(Some) }
}
