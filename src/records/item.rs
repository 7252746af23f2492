//! An item of a subject-access pack: the smallest thing that a person decides about. A part of a client's record, or one
//! numbered record of it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code::{Code, codes};
use super::file::FileKind;
use super::note::NoteKind;
use super::reference::{NotAReference, Reference, Register};

codes! {
    /// What is sealed about a client beside notes and files.
    Part {
        /// Who the client is.
        Person = "person",
        /// How to reach them.
        Contact = "contact",
        /// What a clinician must see.
        Clinical = "clinical",
        /// The dates that rules count from.
        Dates = "dates",
    }
}

/// Which item. `C-0007/person`, `N-000012`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemId {
    /// A part of a client's record.
    Part(Reference, Part),
    /// A numbered record: a note, a file, a hold, a request, a disclosure, a complaint, a breach.
    Record(Reference),
}

impl ItemId {
    /// A part of a client's record.
    #[must_use]
    pub const fn part(client: u32, part: Part) -> Self {
        ItemId::Part(Reference::new(Register::Client, client), part)
    }

    /// Whether records of this register stand in a pack by their number. The others are about no one person (backups, kits,
    /// sweeps), or are made from what stands in it already (exports, certificates).
    const fn is_counted(register: Register) -> bool {
        use Register::{Backup, Certificate, Client, Export, Kit, Sweep};
        !matches!(register, Client | Certificate | Kit | Export | Backup | Sweep)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ItemId::Part(client, part) => write!(f, "{client}/{}", part.code()),
            ItemId::Record(reference) => reference.fmt(f),
        }
    }
}

/// Text that names no item.
#[derive(Debug, PartialEq, Eq)]
pub struct NotAnItem;

impl FromStr for ItemId {
    type Err = NotAnItem;

    /// Reads `C-0007/person` and `N-000012`; `c-7/person` and `n12` too, because people type so.
    fn from_str(text: &str) -> Result<Self, NotAnItem> {
        let reference =
            |text: &str| -> Result<Reference, NotAnItem> { text.parse().map_err(|NotAReference| NotAnItem) };
        if let Some((client, part)) = text.split_once('/') {
            let client = reference(client)?;
            let part = Part::from_code(part).ok_or(NotAnItem)?;
            return if client.register == Register::Client {
                Ok(ItemId::Part(client, part))
            } else {
                Err(NotAnItem)
            };
        }
        let reference = reference(text)?;
        if Self::is_counted(reference.register) { Ok(ItemId::Record(reference)) } else { Err(NotAnItem) }
    }
}

impl Serialize for ItemId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ItemId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
        text.parse().map_err(|NotAnItem| serde::de::Error::custom("not an item"))
    }
}

codes! {
    /// What an item is.
    ItemKind {
        /// Who the client is: [`Part::Person`].
        Details = "details",
        /// How to reach them: [`Part::Contact`].
        Contact = "contact",
        /// What a clinician must see: [`Part::Clinical`].
        Clinical = "clinical",
        /// First and last contact, ending: [`Part::Dates`].
        Dates = "dates",
        /// [`NoteKind::Session`]
        Session = "session",
        /// [`NoteKind::Assessment`]
        Assessment = "assessment",
        /// [`NoteKind::Intake`]
        Intake = "intake",
        /// [`NoteKind::Contract`]
        Contract = "contract",
        /// [`NoteKind::Correspondence`]
        Correspondence = "correspondence",
        /// [`NoteKind::Process`]
        Process = "process",
        /// [`NoteKind::Supervision`]
        Supervision = "supervision",
        /// [`FileKind::Document`]
        Document = "document",
        /// [`FileKind::Recording`]
        Recording = "recording",
        /// [`FileKind::Invoice`]
        Invoice = "invoice",
        /// A hold on the record.
        Hold = "hold",
        /// What somebody else was told.
        Disclosure = "disclosure",
        /// A request about the record.
        Request = "request",
        /// A complaint.
        Complaint = "complaint",
        /// A breach that affected the record.
        Breach = "breach",
    }
}

impl ItemKind {
    /// Whether items of this kind are data concerning health (UK GDPR Article 4(15)), unless it is known otherwise of one.
    /// Where in doubt, they are: for those a decision is asked, and nothing goes out by default.
    #[must_use]
    pub const fn is_health(self) -> bool {
        use ItemKind::{Contact, Dates, Details, Invoice};
        !self.is_register() && !matches!(self, Details | Contact | Dates | Invoice)
    }

    /// Whether it is a file, into which praxis does not see.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self, ItemKind::Document | ItemKind::Recording | ItemKind::Invoice)
    }

    /// Whether it is an entry of the practice's own registers: what it wrote about a claim, about the police, about
    /// whoever else asked. None goes out unseen, whatever praxis finds in it.
    #[must_use]
    pub const fn is_register(self) -> bool {
        use ItemKind::{Breach, Complaint, Disclosure, Hold, Request};
        matches!(self, Hold | Disclosure | Request | Complaint | Breach)
    }
}

impl From<Part> for ItemKind {
    fn from(part: Part) -> Self {
        match part {
            Part::Person => ItemKind::Details,
            Part::Contact => ItemKind::Contact,
            Part::Clinical => ItemKind::Clinical,
            Part::Dates => ItemKind::Dates,
        }
    }
}

impl From<NoteKind> for ItemKind {
    fn from(kind: NoteKind) -> Self {
        match kind {
            NoteKind::Session => ItemKind::Session,
            NoteKind::Assessment => ItemKind::Assessment,
            NoteKind::Intake => ItemKind::Intake,
            NoteKind::Contract => ItemKind::Contract,
            NoteKind::Correspondence => ItemKind::Correspondence,
            NoteKind::Process => ItemKind::Process,
            NoteKind::Supervision => ItemKind::Supervision,
        }
    }
}

impl From<FileKind> for ItemKind {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Document => ItemKind::Document,
            FileKind::Recording => ItemKind::Recording,
            FileKind::Invoice => ItemKind::Invoice,
        }
    }
}

/// Words of an item that can be shown, and redacted, by themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// `text`, `phone`; `text@1` for a former version of a note.
    pub name: String,
    /// What people read in front of it.
    pub label: String,
    /// The words.
    pub text: String,
}

/// An item of the pack, opened.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Which one.
    pub id: ItemId,
    /// In whose record it stands: the person's own, or that of a couple or group.
    pub client: Reference,
    /// What it is.
    pub kind: ItemKind,
    /// A line that says so.
    pub title: String,
    /// The day it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// The version of the record that was read.
    pub version: u32,
    /// Whether it is data concerning health.
    pub health: bool,
    /// Its words.
    pub fields: Vec<Field>,
}

impl Item {
    /// The words of a field.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|one| one.name == field).map(|one| one.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_an_item_reads_back() {
        for (text, printed) in [
            ("C-0007/person", "C-0007/person"),
            ("c7/dates", "C-0007/dates"),
            ("N-000012", "N-000012"),
            ("n12", "N-000012"),
            ("F-000001", "F-000001"),
            ("H-0001", "H-0001"),
            ("R-0001", "R-0001"),
            ("K-0001", "K-0001"),
            ("B-0001", "B-0001"),
        ] {
            let id: ItemId = text.parse().unwrap_or_else(|NotAnItem| panic!("{text}"));
            assert_eq!(id.to_string(), printed);
            assert_eq!(printed.parse(), Ok(id));
            let json = serde_json::to_string(&id).expect("writes");
            assert_eq!(json, format!("\"{printed}\""));
            assert_eq!(serde_json::from_str::<ItemId>(&json).expect("reads"), id);
        }
        assert_eq!("C-0007/clinical".parse(), Ok(ItemId::part(7, Part::Clinical)));
    }

    #[test]
    fn what_names_none_is_refused() {
        for text in [
            "",
            "C-0007",
            "C-0007/",
            "C-0007/notes",
            "C-0007/person/",
            "N-000012/person",
            "/person",
            "X-0001",
            "A-0001",
            "S-0001",
            "E-0001",
            "N-0",
            " N-000012",
        ] {
            assert_eq!(text.parse::<ItemId>(), Err(NotAnItem), "{text}");
        }
    }

    #[test]
    fn in_doubt_it_is_health_data() {
        let plain: Vec<_> =
            ItemKind::ALL.iter().filter(|kind| !kind.is_health()).map(|kind| kind.code()).collect();
        assert_eq!(
            plain,
            [
                "details",
                "contact",
                "dates",
                "invoice",
                "hold",
                "disclosure",
                "request",
                "complaint",
                "breach"
            ]
        );
        for kind in NoteKind::ALL {
            assert_eq!(ItemKind::from(*kind).code(), kind.code());
        }
        for kind in FileKind::ALL {
            assert_eq!(ItemKind::from(*kind).code(), kind.code());
        }
    }
}
