//! The certificate of erasure: what was destroyed, what was not, and what could still bring it back.
//!
//! It is data, and the page that a person reads is made from it; both are signed together. There is no field
//! for a name, so none can be in it.

mod page;
pub(in crate::records) mod paper;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::code::codes;
use super::erasure::{Category, Extent, Ground, Refusal};
use super::id::VaultId;
use super::member::MemberNumber;
use super::reference::{Reference, Register};

/// What [`Format`] is written as.
const FORMAT: &str = "certificate/1";
/// What the first line of every certificate begins with; its version follows.
pub const TITLE: &str = "praxis certificate of erasure ";
/// The version of page and data. Whoever changes a word of the page has made another.
const VERSION: &str = "1";

codes! {
    /// How far the erasure had come when the certificate was issued.
    CertificateState {
        /// Nothing was done.
        Refused = "refused",
        /// The keys are in no file of the vault.
        Shredded = "shredded",
        /// Nothing on this machine opens a backup for what was erased.
        Rotated = "rotated",
        /// No kit and backup on record together bring it back.
        Final = "final",
    }
}

codes! {
    /// A step of an erasure.
    StageName {
        /// It was decided.
        Intent = "intent",
        /// The keys were destroyed.
        Shredded = "shredded",
        /// The secret that sealed them was.
        Rotated = "rotated",
    }
}

/// Always `certificate/1`, in the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format;

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(FORMAT)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(from)?;
        if text == FORMAT { Ok(Self) } else { Err(serde::de::Error::custom("unknown format")) }
    }
}

/// A certificate of erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// The format.
    pub praxis: Format,
    /// Its number.
    pub certificate: Reference,
    /// The vault.
    pub vault: VaultId,
    /// Whose records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Reference>,
    /// Or which invoice: whose it was does not stand here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<Reference>,
    /// Or which request about a record: about whose does not stand here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Reference>,
    /// Or which complaint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<Reference>,
    /// Or which breach: whom it affected does not stand here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breach: Option<Reference>,
    /// Why.
    pub ground: Ground,
    /// Who asked for it.
    pub by: MemberNumber,
    /// When it was issued, RFC 3339.
    pub issued: String,
    /// How far the erasure had come.
    pub state: CertificateState,
    /// How much was destroyed.
    pub extent: Extent,
    /// Why nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// What was destroyed.
    pub destroyed: Vec<Counted>,
    /// What was not.
    pub kept: Vec<Kept>,
    /// The keys that were destroyed.
    pub slots: Vec<DestroyedSlot>,
    /// When each step was done.
    pub stages: Vec<Stage>,
    /// How many entries the audit log had.
    pub audit_size: u64,
    /// Its root then, hexadecimal.
    pub audit_root: String,
    /// What the keys lay on.
    pub medium: Vec<MediumOf>,
    /// Kits that open what was erased, together with one of `backups`.
    pub kits: Vec<StaleKit>,
    /// Backups that hold what was erased.
    pub backups: Vec<OldBackup>,
    /// Exports that may hold it.
    pub exports: Vec<PastExport>,
    /// Restored copies of the vault on record that may hold an older epoch.
    pub copies: u64,
    /// What a search for leavings found; none when nobody searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residue: Option<Residue>,
    /// The C2SP verify key of who signed.
    pub signed_by: String,
}

/// Things of one sort that were destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The sort, in words, as a plural: `notes`.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// What was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What it is.
    pub category: Category,
    /// How many records.
    pub count: u64,
    /// Why: fixed words of a rule, never what a person typed.
    pub because: String,
}

/// A key that was destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestroyedSlot {
    /// Slot id, hexadecimal.
    pub slot: String,
    /// SHA-256 of the sealed slot, hexadecimal.
    pub sha256: String,
}

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Which.
    pub stage: StageName,
    /// When, RFC 3339.
    pub at: String,
    /// Its entry in the audit log.
    pub entry: u64,
    /// The epoch of the keyring after it.
    pub epoch: u64,
    /// The generation of the keyring after it.
    pub generation: u64,
}

/// What something lay on when it was overwritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumOf {
    /// `keyring` or `key files`.
    pub what: String,
    /// `ext4`.
    pub file_system: String,
    /// What becomes of overwritten bytes there, in words.
    pub overwriting: String,
}

/// A kit with an epoch from before the erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaleKit {
    /// Its number.
    pub kit: Reference,
    /// The day it was made.
    pub made: String,
    /// Its epoch.
    pub epoch: u64,
}

/// A backup from before the erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OldBackup {
    /// Its number.
    pub backup: Reference,
    /// The day it was made.
    pub made: String,
    /// The epoch of the keyring in it.
    pub epoch: u64,
    /// The day it goes, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// An export from before the erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastExport {
    /// Its number.
    pub export: Reference,
    /// The day it was made.
    pub made: String,
}

/// What a search of the vault's own files looked for, and found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Residue {
    /// Files searched.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Sealed keys looked for.
    pub keys: u64,
    /// Words looked for; 0 when none were.
    pub texts: u64,
    /// How often something was found.
    pub found: u64,
}

/// Why text is no certificate. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotACertificate {
    /// It has not the form.
    Form,
    /// It is of a version that this program does not know.
    UnknownVersion,
    /// What a person reads in it is not what its data say.
    SaysOtherwise,
}

impl std::fmt::Display for NotACertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NotACertificate::Form => "is not a certificate of erasure or disposal",
            NotACertificate::UnknownVersion => "is a certificate of a version that this praxis does not know",
            NotACertificate::SaysOtherwise => "is worded otherwise than its data say",
        })
    }
}

impl Certificate {
    /// The text to be signed: the page, an empty line, and the data as one line of JSON.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Nothing in the data can fail to be written.
        let data = serde_json::to_string(self).unwrap_or_default();
        format!("{TITLE}{VERSION}\n\n{}\n{data}\n", page::of(self))
    }

    /// Reads the text of a signed note, and holds its words against its data.
    ///
    /// # Errors
    /// When it is not one, or when a byte of it is not as [`Certificate::to_text`] writes it.
    pub fn from_text(text: &str) -> Result<Self, NotACertificate> {
        let data = paper::data_of(text, TITLE, VERSION)?;
        let certificate: Certificate = serde_json::from_str(data).map_err(|_| NotACertificate::Form)?;
        if !certificate.is_sound() {
            return Err(NotACertificate::Form);
        }
        if certificate.to_text() == text { Ok(certificate) } else { Err(NotACertificate::SaysOtherwise) }
    }

    /// It is of a client, an invoice, a request, a complaint or a breach and of one alone, every reference is of its register,
    /// and no text has characters that a reader would not see.
    fn is_sound(&self) -> bool {
        let registers = [(self.certificate, Register::Certificate)]
            .into_iter()
            .chain(self.client.map(|client| (client, Register::Client)))
            .chain(self.invoice.map(|invoice| (invoice, Register::File)))
            .chain(self.request.map(|request| (request, Register::Request)))
            .chain(self.complaint.map(|complaint| (complaint, Register::Complaint)))
            .chain(self.breach.map(|breach| (breach, Register::Breach)))
            .chain(self.kits.iter().map(|kit| (kit.kit, Register::Kit)))
            .chain(self.backups.iter().map(|backup| (backup.backup, Register::Backup)))
            .chain(self.exports.iter().map(|export| (export.export, Register::Export)));
        let texts = [&self.issued, &self.audit_root, &self.signed_by]
            .into_iter()
            .chain(self.destroyed.iter().map(|counted| &counted.what))
            .chain(self.kept.iter().map(|kept| &kept.because))
            .chain(self.slots.iter().flat_map(|slot| [&slot.slot, &slot.sha256]))
            .chain(self.stages.iter().map(|stage| &stage.at))
            .chain(self.medium.iter().flat_map(|of| [&of.what, &of.file_system, &of.overwriting]))
            .chain(self.kits.iter().map(|kit| &kit.made))
            .chain(
                self.backups.iter().flat_map(|backup| [Some(&backup.made), backup.until.as_ref()]).flatten(),
            )
            .chain(self.exports.iter().map(|export| &export.made));
        let of = [self.client, self.invoice, self.request, self.complaint, self.breach];
        of.iter().flatten().count() == 1
            && registers.into_iter().all(|(reference, register)| reference.register == register)
            && texts.into_iter().all(|text| paper::is_seen(text))
    }
}

#[cfg(test)]
mod tests;
