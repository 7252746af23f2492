//! The form in which clients and notes leave the vault: the names of these fields are relied on by scripts.

use chrono::NaiveDate;
use serde::Serialize;

use crate::records::client::{
    Basis, Client, ClientKind, Condition, Dates, Person, Statement, Status, Tag, Turn,
};
use crate::records::compartment::Compartment;
use crate::records::disclosure::{Capacity, Disclosure, DisclosureBasis};
use crate::records::file::{File, FileKind, extension_of};
use crate::records::hold::{Hold, HoldKind, HoldRow, HoldState, Scope};
use crate::records::note::{AmendReason, Attendance, Modality, Note, NoteKind, Signed};
use crate::records::reference::Reference;
use crate::records::request::Channel;
use crate::records::restriction::Restrictions;
use crate::records::stored::RecordState;
use crate::records::sweep::Spared;

/// A client, whole.
#[derive(Serialize)]
pub struct ClientForm<'a> {
    /// The reference.
    pub client: Reference,
    /// The full name.
    pub name: &'a str,
    /// Where the client stands.
    pub status: Status,
    /// One person, a couple or a group.
    pub kind: ClientKind,
    /// The members of a couple or group.
    pub members: Vec<Reference>,
    /// What the client wants to be called.
    pub known_as: Option<&'a str>,
    /// Pronouns.
    pub pronouns: Option<&'a str>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// NHS number, 3-3-4.
    pub nhs_number: Option<String>,
    /// Parent or guardian.
    pub guardian: Option<&'a str>,
    /// Who sent the client.
    pub referrer: Option<&'a str>,
    /// Article 6.
    pub basis: Basis,
    /// Article 9.
    pub condition: Condition,
    /// What the retention rules ask about.
    pub tags: Vec<Tag>,
    /// E-mail.
    pub email: Option<&'a str>,
    /// Telephone.
    pub phone: Option<&'a str>,
    /// Address.
    pub address: Option<&'a str>,
    /// Whom to call.
    pub emergency_contact: Option<&'a str>,
    /// Who pays.
    pub insurer: Option<&'a str>,
    /// General practitioner.
    pub gp: Option<&'a str>,
    /// Risks and alerts.
    pub alerts: &'a [String],
    /// Medication.
    pub medications: &'a [String],
    /// Allergies.
    pub allergies: &'a [String],
    /// First contact.
    pub first_contact: NaiveDate,
    /// Last contact.
    pub last_contact: NaiveDate,
    /// Ending.
    pub ended: Option<NaiveDate>,
    /// Death.
    pub died: Option<NaiveDate>,
    /// Endings, reopenings and death, as recorded.
    pub history: &'a [Turn],
    /// The number in the system the client was imported from.
    pub source: Option<&'a str>,
    /// How often each part was written.
    pub versions: Versions,
    /// Parts that were erased by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<Compartment>,
    /// What there is and does not open to who asks.
    #[serde(skip_serializing_if = "<[Compartment]>::is_empty")]
    pub closed: &'a [Compartment],
    /// How many notes there are, the trash included.
    pub notes: usize,
    /// Holds, those that were lifted too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<HoldForm<'a>>,
    /// Processing is restricted (UK GDPR Article 18).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub restricted: bool,
    /// The clinical part is left out for that.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
    /// What was recorded about restrictions, those that ended too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restrictions: Option<&'a Restrictions>,
    /// The client's own statements about the record.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub statements: &'a [Statement],
    /// Who was told what about the client.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disclosures: Vec<DisclosureForm<'a>>,
    /// What a review decided last, while the record was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<&'a Spared>,
}

/// A hold.
#[derive(Serialize)]
pub struct HoldForm<'a> {
    /// The reference.
    pub hold: Reference,
    /// On whom, unless it is on a class.
    pub client: Option<Reference>,
    /// On whom, when it is on a class of clients.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<&'a Scope>,
    /// What for.
    pub kind: HoldKind,
    /// Whether it stands.
    pub state: HoldState,
    /// The day on which somebody looks whether it is still needed.
    pub review_on: NaiveDate,
    /// Who does, when that is somebody else than who placed it.
    pub reviewer: Option<&'a str>,
    /// When it was placed.
    pub placed: &'a str,
    /// When it was lifted.
    pub lifted: Option<&'a str>,
    /// Why it stands.
    pub reason: &'a str,
}

impl<'a> HoldForm<'a> {
    /// Puts an opened hold into its form.
    #[must_use]
    pub fn of(row: &HoldRow, client: Option<Reference>, hold: &'a Hold) -> Self {
        Self {
            hold: row.reference,
            client,
            class: hold.scope.as_ref(),
            kind: hold.kind,
            state: row.state,
            review_on: row.review_on,
            reviewer: hold.reviewer.as_deref(),
            placed: &hold.placed,
            lifted: hold.lifted.as_ref().map(|lifted| lifted.at.as_str()),
            reason: &hold.reason,
        }
    }
}

/// A disclosure: who was told what.
#[derive(Serialize)]
pub struct DisclosureForm<'a> {
    /// The reference.
    pub disclosure: Reference,
    /// About whom.
    pub client: Reference,
    /// Who was told.
    pub to: &'a str,
    /// In what capacity.
    pub capacity: Capacity,
    /// On which day.
    pub on: NaiveDate,
    /// What that rested on.
    pub basis: DisclosureBasis,
    /// By what way.
    pub how: Option<Channel>,
    /// When it was recorded.
    pub recorded: &'a str,
    /// What they were told.
    pub about: &'a str,
}

impl<'a> DisclosureForm<'a> {
    /// Puts an opened disclosure into its form.
    #[must_use]
    pub fn of(reference: Reference, client: Reference, disclosure: &'a Disclosure) -> Self {
        Self {
            disclosure: reference,
            client,
            to: &disclosure.to,
            capacity: disclosure.capacity,
            on: disclosure.on,
            basis: disclosure.basis,
            how: disclosure.how,
            recorded: &disclosure.recorded,
            about: &disclosure.about,
        }
    }
}

/// How often each part of a client's record was written.
#[derive(Serialize)]
pub struct Versions {
    /// Person.
    pub person: u32,
    /// Contact.
    pub contact: u32,
    /// Clinical.
    pub clinical: u32,
}

impl<'a> ClientForm<'a> {
    /// Says what does not open to who asks, and whether there is a clinical part at all: one that was never written is not
    /// erased.
    #[must_use]
    pub fn with_closed(mut self, closed: &'a [Compartment], has_clinical: bool) -> Self {
        self.closed = closed;
        if !has_clinical {
            self.erased.retain(|part| *part != Compartment::Clinical);
        }
        self
    }

    /// Puts an opened client into its form.
    #[must_use]
    pub fn of(
        reference: Reference,
        client: &'a Client,
        members: Vec<Reference>,
        versions: [u32; 3],
        notes: usize,
        holds: Vec<HoldForm<'a>>,
    ) -> Self {
        let Client { person, contact, clinical, dates } = client;
        let [person_version, contact_version, clinical_version] = versions;
        Self {
            client: reference,
            name: &person.name,
            status: dates.status(),
            kind: person.kind,
            members,
            known_as: person.known_as.as_deref(),
            pronouns: person.pronouns.as_deref(),
            born: person.born,
            nhs_number: person.nhs_number.as_ref().map(ToString::to_string),
            guardian: person.guardian.as_deref(),
            referrer: person.referrer.as_deref(),
            basis: person.basis,
            condition: person.condition,
            tags: person.tags.iter().copied().collect(),
            email: contact.email.as_deref(),
            phone: contact.phone.as_deref(),
            address: contact.address.as_deref(),
            emergency_contact: contact.emergency_contact.as_deref(),
            insurer: contact.insurer.as_deref(),
            gp: clinical.gp.as_deref(),
            alerts: &clinical.alerts,
            medications: &clinical.medications,
            allergies: &clinical.allergies,
            first_contact: dates.first_contact,
            last_contact: dates.last_contact,
            ended: dates.ended,
            died: dates.died,
            history: &dates.history,
            source: person.source.as_deref(),
            versions: Versions {
                person: person_version,
                contact: contact_version,
                clinical: clinical_version,
            },
            erased: [(contact_version, Compartment::Contact), (clinical_version, Compartment::Clinical)]
                .into_iter()
                .filter(|(version, _)| *version == 0)
                .map(|(_, compartment)| compartment)
                .collect(),
            closed: &[],
            notes,
            holds,
            restricted: false,
            withheld: false,
            restrictions: Some(&dates.restrictions).filter(|all| !all.is_empty()),
            statements: &dates.statements,
            disclosures: Vec::new(),
            reviewed: dates.reviewed.as_ref(),
        }
    }
}

impl<'a> ClientForm<'a> {
    /// The same with whether processing is restricted, and whether the clinical part is left out for that.
    #[must_use]
    pub fn with_restriction(mut self, restricted: bool, withheld: bool) -> Self {
        (self.restricted, self.withheld) = (restricted, withheld);
        self
    }

    /// The same with who was told what.
    #[must_use]
    pub fn with_disclosures(mut self, disclosures: impl Iterator<Item = DisclosureForm<'a>>) -> Self {
        self.disclosures = disclosures.collect();
        self
    }
}

/// A client in a list.
#[derive(Serialize)]
pub struct ClientLine<'a> {
    /// The reference.
    pub client: Reference,
    /// The full name.
    pub name: &'a str,
    /// Where the client stands.
    pub status: Status,
    /// One person, a couple or a group.
    pub kind: ClientKind,
    /// First contact.
    pub first_contact: NaiveDate,
    /// Last contact.
    pub last_contact: NaiveDate,
    /// Ending.
    pub ended: Option<NaiveDate>,
}

impl<'a> ClientLine<'a> {
    /// Puts an opened client into a line.
    #[must_use]
    pub fn of(reference: Reference, person: &'a Person, dates: &Dates) -> Self {
        Self {
            client: reference,
            name: &person.name,
            status: dates.status(),
            kind: person.kind,
            first_contact: dates.first_contact,
            last_contact: dates.last_contact,
            ended: dates.ended,
        }
    }
}

/// A file: what is said of it.
#[derive(Serialize)]
pub struct FileForm<'a> {
    /// The reference.
    pub file: Reference,
    /// About whom.
    pub client: Reference,
    /// What it is.
    pub kind: FileKind,
    /// The day it is about.
    pub date: NaiveDate,
    /// The name it had.
    pub name: &'a str,
    /// RFC 6838.
    pub media_type: &'a str,
    /// Length.
    pub bytes: u64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: &'a str,
    /// Where its content lies in an export; a name that says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

impl<'a> FileForm<'a> {
    /// Puts an opened file into its form.
    #[must_use]
    pub fn of(reference: Reference, client: Reference, file: &'a File) -> Self {
        Self {
            file: reference,
            client,
            kind: file.kind,
            date: file.date,
            name: &file.name,
            media_type: &file.media_type,
            bytes: file.bytes,
            sha256: &file.sha256,
            path: None,
        }
    }

    /// The same with the place of its content in an export.
    #[must_use]
    pub fn in_export(mut self) -> Self {
        self.path = Some(format!("files/{}.{}", self.file, extension_of(self.media_type)));
        self
    }
}

/// A note, whole or in a list (then without its text and versions).
#[derive(Serialize)]
pub struct NoteForm<'a> {
    /// The reference.
    pub note: Reference,
    /// About whom.
    pub client: Reference,
    /// What it is.
    pub kind: NoteKind,
    /// The day it is about.
    pub date: NaiveDate,
    /// live, draft or trash.
    pub state: RecordState,
    /// Sessions only.
    pub attendance: Option<Attendance>,
    /// How they met.
    pub modality: Option<Modality>,
    /// Length.
    pub minutes: Option<u32>,
    /// Who signed, and when.
    pub signed: Option<&'a Signed>,
    /// The version that counts.
    pub version: u32,
    /// From when a note in the trash may be removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goes_from: Option<NaiveDate>,
    /// The text of the version that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// Every version, oldest first, the one that counts last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<VersionForm<'a>>>,
}

/// One version of a note.
#[derive(Serialize)]
pub struct VersionForm<'a> {
    /// From 1.
    pub version: u32,
    /// When it was written.
    pub written: &'a str,
    /// Why, for all but the first.
    pub reason: Option<AmendReason>,
    /// The day it is about.
    pub date: NaiveDate,
    /// Sessions only.
    pub attendance: Option<Attendance>,
    /// Who signed this version, and when.
    pub signed: Option<&'a Signed>,
    /// Its text.
    pub text: &'a str,
}

impl<'a> NoteForm<'a> {
    /// A note in a list.
    #[must_use]
    pub fn line(
        reference: Reference,
        client: Reference,
        state: RecordState,
        version: u32,
        goes_from: Option<NaiveDate>,
        note: &'a Note,
    ) -> Self {
        Self {
            note: reference,
            client,
            kind: note.kind,
            date: note.date,
            state,
            attendance: note.attendance,
            modality: note.modality,
            minutes: note.minutes,
            signed: note.signed.as_ref(),
            version,
            goes_from,
            text: None,
            versions: None,
        }
    }

    /// The same with its text and all its versions.
    #[must_use]
    pub fn whole(mut self, note: &'a Note, former: impl Iterator<Item = (u32, &'a Note)>) -> Self {
        let form = |(version, note): (u32, &'a Note)| VersionForm {
            version,
            written: &note.written,
            reason: note.reason,
            date: note.date,
            attendance: note.attendance,
            signed: note.signed.as_ref(),
            text: &note.text,
        };
        self.text = Some(&note.text);
        self.versions = Some(former.chain([(self.version, note)]).map(form).collect());
        self
    }
}
