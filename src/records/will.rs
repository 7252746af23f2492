//! A clinical will: what a person is given who looks after clients and records when the practitioner no longer can. What of it
//! stands in the clear is a row of its register; here is the sealed side, and what the trustee's two lists are made of.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::reference::Reference;
use super::schedule::{Class, Disposal};

codes! {
    /// Where a will stands, in the clear.
    WillState {
        /// It was begun, and nobody has read its files back yet: some of them may not exist.
        Unread = "unread",
        /// Every file of it was read back.
        Current = "current",
        /// A drill found it whole.
        Drilled = "drilled",
        /// It counts no more.
        Retired = "retired",
    }
}

/// Words for somebody who is no technician.
pub const LETTER: &str = "letter.txt";
/// The recovery kit.
pub const KIT: &str = "kit.age";
/// Whom to call.
pub const CONTACTS: &str = "contacts.age";
/// How long which record stays.
pub const DUTIES: &str = "duties.age";

/// A will: what the register says of it beyond the clear columns.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WillEntry {
    /// Who.
    pub trustee: String,
    /// How to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The age recipient of what only they read.
    pub recipient: String,
    /// The folder that was written.
    pub folder: String,
    /// The recovery kit in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kit: Option<Reference>,
    /// The exports that the lists in it are on record as.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exports: Vec<Reference>,
    /// The clients on the list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Reference>,
    /// Its files, once all of them were read back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<WillFile>,
    /// Folders that were made for the same will before, or begun and never read back, with the kit in each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    /// The last drill that found this folder whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<WillDrill>,
}

/// A file of a will.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WillFile {
    /// Its name in the folder.
    pub name: String,
    /// SHA-256 of it, 64 hexadecimal digits.
    pub sha256: String,
}

/// A folder that another took the place of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// Where it was written.
    pub folder: String,
    /// The recovery kit in it.
    pub kit: Reference,
}

/// A drill that found a will whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WillDrill {
    /// The day.
    pub on: NaiveDate,
    /// Whether the trustee's own key was tried.
    pub trustee: bool,
}

/// A line of the list of whom to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToCall {
    /// Which client.
    pub client: Reference,
    /// The first name, and no more.
    pub first_name: String,
    /// The telephone number, where one is on record.
    pub phone: Option<String>,
    /// Whether it is a child on the day of the list; nothing where nobody knows.
    pub child: Option<bool>,
}

/// From when on a record may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayGo {
    /// From this day on.
    From(NaiveDate),
    /// Never: a rule keeps it.
    Never,
    /// Nobody can say: a fact or a rule is missing.
    Unknown,
}

/// A line of the duties: a record that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Independent facts, each a column of its own.
pub struct Duty {
    /// Which record.
    pub what: Reference,
    /// Whose, where it is not the client's own.
    pub client: Option<Reference>,
    /// The class of the rule that decided.
    pub class: Class,
    /// From when on it may go.
    pub may_go: MayGo,
    /// What is done then.
    pub then: Disposal,
    /// The rule that decided, by name.
    pub rule: Option<String>,
    /// A hold stands.
    pub hold: bool,
    /// A request is open.
    pub open_request: bool,
    /// A complaint is open.
    pub open_complaint: bool,
    /// A breach that affects it is open.
    pub open_breach: bool,
}
