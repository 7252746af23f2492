//! What belongs to the practice itself: sealed under the vault's own `office` key.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::certificate::{Counted, Kept, Residue};
use super::code::codes;
use super::erasure::{Extent, Ground, Refusal};
use super::member::MemberNumber;
use super::reference::Reference;

codes! {
    /// Where a recovery kit stands, in the clear.
    KitState {
        /// It was made, and nobody has read it back yet: it may be unreadable, or may not exist at all.
        Unread = "unread",
        /// It was read back.
        Current = "current",
        /// Whoever held it says that it is destroyed.
        Retired = "retired",
    }
}

/// A recovery kit: what the register says of it beyond the clear columns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KitEntry {
    /// Where it was written, or is kept.
    pub place: String,
    /// Who holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The day it was last read back and opened this vault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<NaiveDate>,
}

/// A member: what is said of one beyond the file `members`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEntry {
    /// Their name.
    pub name: String,
}

/// An erasure: what its register says beyond the clear columns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureEntry {
    /// Why it was asked for, or begun.
    pub ground: Ground,
    /// Who decided.
    pub by: MemberNumber,
    /// All of it, a part, or nothing.
    pub extent: Extent,
    /// Why nothing was destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// What was destroyed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub destroyed: Vec<Counted>,
    /// What stays, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<Kept>,
    /// What was looked for afterwards, and found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residue: Option<Residue>,
}

codes! {
    /// How an export was written.
    ExportForm {
        /// JSON.
        Json = "json",
        /// CSV, formula cells guarded.
        Csv = "csv",
        /// A subject-access pack.
        Pack = "pack",
        /// What a person gave, for machines alone: UK GDPR Article 20.
        Portable = "portable",
        /// The register of breaches, as CSV, JSON or HTML: Article 33(5).
        Register = "register",
        /// What the Commissioner's form asks about one breach: Article 33(3).
        Report = "report",
        /// Letters to people whom a breach affects: Article 34.
        Letters = "letters",
        /// First names and telephone numbers of clients, for the trustee of a clinical will.
        Contacts = "contacts",
        /// How long which record stays, for the same, without a name.
        Duties = "duties",
    }
}

/// An export: what left the vault, and for whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportEntry {
    /// JSON or CSV.
    pub form: ExportForm,
    /// Whether it left unsealed.
    pub plain: bool,
    /// The age recipients it was sealed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// Where it was written.
    pub place: String,
    /// How many clients.
    pub clients: u64,
    /// How many notes.
    pub notes: u64,
    /// How many files.
    #[serde(default)]
    pub files: u64,
    /// The request that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Reference>,
    /// SHA-256 of the manifest in it, 64 hexadecimal digits: it stands for every file of a pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest: Option<String>,
    /// SHA-256 of the file as it was handed over, sealed, 64 hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}
