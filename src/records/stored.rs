//! Rows as they are stored: what stands in the clear, and the envelope.

use chrono::NaiveDate;

use super::code::codes;
use super::compartment::Compartment;
use super::id::{Handle, RecordId};
use super::reference::{Reference, Register};

codes! {
    /// What a sealed record is. Code and byte are frozen.
    RecordType {
        /// [`super::client::Person`].
        Person = "person",
        /// [`super::client::Contact`].
        Contact = "contact",
        /// [`super::client::Clinical`].
        Clinical = "clinical",
        /// [`super::client::Dates`].
        Dates = "dates",
        /// [`super::note::Note`].
        Note = "note",
        /// [`super::file::File`]; its content is in pieces beside it.
        File = "file",
        /// A row of the export register.
        Export = "export",
        /// A row of the kit register.
        Kit = "kit",
        /// [`super::hold::Hold`].
        Hold = "hold",
        /// [`super::office::ErasureEntry`].
        Erasure = "erasure",
        /// [`super::sweep::Reviewed`].
        Sweep = "sweep",
        /// [`super::disclosure::Disclosure`].
        Disclosure = "disclosure",
        /// [`super::request::Request`].
        Request = "request",
        /// What was decided about the items of a subject-access pack.
        Decisions = "decisions",
        /// [`super::breach::Breach`].
        Breach = "breach",
        /// [`super::complaint::Complaint`].
        Complaint = "complaint",
        /// [`super::office::MemberEntry`]; its number is the member's.
        Member = "member",
        /// [`super::will::WillEntry`].
        Will = "will",
    }
}

impl RecordType {
    /// The number that stands for it in the database and in the associated data. Frozen.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            RecordType::Person => 1,
            RecordType::Contact => 2,
            RecordType::Clinical => 3,
            RecordType::Dates => 4,
            RecordType::Note => 5,
            RecordType::File => 6,
            RecordType::Export => 7,
            RecordType::Kit => 8,
            RecordType::Hold => 9,
            RecordType::Erasure => 10,
            RecordType::Sweep => 11,
            RecordType::Disclosure => 13,
            RecordType::Request => 12,
            RecordType::Decisions => 14,
            RecordType::Breach => 15,
            RecordType::Complaint => 16,
            RecordType::Member => 17,
            RecordType::Will => 18,
        }
    }

    /// The register whose numbers records of this type carry.
    #[must_use]
    pub const fn register(self) -> Option<Register> {
        match self {
            RecordType::Note => Some(Register::Note),
            RecordType::File => Some(Register::File),
            RecordType::Export => Some(Register::Export),
            RecordType::Kit => Some(Register::Kit),
            RecordType::Hold => Some(Register::Hold),
            RecordType::Erasure => Some(Register::Certificate),
            RecordType::Sweep => Some(Register::Sweep),
            RecordType::Disclosure => Some(Register::Disclosure),
            RecordType::Request => Some(Register::Request),
            RecordType::Breach => Some(Register::Breach),
            RecordType::Complaint => Some(Register::Complaint),
            RecordType::Will => Some(Register::Will),
            _ => None,
        }
    }
}

codes! {
    /// Where a handle stands, in the clear. A death shows as an ending: why work ended is sealed.
    HandleState {
        /// In use.
        Active = "active",
        /// Ended.
        Ended = "ended",
        /// Its keys are destroyed.
        Erased = "erased",
    }
}

codes! {
    /// Where one version of a record stands, in the clear.
    RecordState {
        /// The version that counts.
        Live = "live",
        /// Not signed yet.
        Draft = "draft",
        /// In the trash; may go from a day on.
        Trash = "trash",
        /// A later version took its place.
        Superseded = "superseded",
    }
}

/// Flags of a handle, in the clear: what keyless jobs must see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Five independent facts, each a column of its own.
pub struct Flags {
    /// A hold is in place.
    pub hold: bool,
    /// Processing is restricted (UK GDPR Article 18).
    pub restricted: bool,
    /// A rights request is open.
    pub open_request: bool,
    /// A complaint is open.
    pub open_complaint: bool,
    /// A breach that affects the client is open.
    pub open_breach: bool,
}

/// A handle and its clear columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandleRow {
    /// The handle.
    pub handle: Handle,
    /// Its reference.
    pub reference: Reference,
    /// Where it stands.
    pub state: HandleState,
    /// What keyless jobs must see.
    pub flags: Flags,
    /// The first year on whose 1 January every rule allows review; nothing before a schedule computed it.
    pub disposal_year: Option<i32>,
    /// The month, `YYYY-MM`, from which contact details may go; nothing before a schedule computed it.
    pub contact_due: Option<String>,
}

/// One version of a sealed record and its clear columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The record.
    pub id: RecordId,
    /// Its version, from 1.
    pub version: u32,
    /// What it is.
    pub record_type: RecordType,
    /// Whose it is.
    pub handle: Handle,
    /// Its number in its register; for the parts of a client's record the client's own number, so that a number
    /// moved to another handle shows.
    pub number: Option<u32>,
    /// Which key opens it.
    pub compartment: Compartment,
    /// The version of that key, from 1.
    pub key_version: u32,
    /// Where this version stands.
    pub state: RecordState,
    /// The month, `YYYY-MM`, from which a process record may go.
    pub due: Option<String>,
    /// The day from which a version in the trash or superseded may go.
    pub goes_from: Option<NaiveDate>,
    /// The sealed body.
    pub envelope: Vec<u8>,
}

impl RecordRow {
    /// The reference of the record, for those that have a number.
    #[must_use]
    pub fn reference(&self) -> Option<Reference> {
        Some(Reference::new(self.record_type.register()?, self.number?))
    }
}
