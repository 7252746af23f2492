//! The certificate of a sweep: what was destroyed by the retention schedule after a person had reviewed it, one line for
//! each client, invoice, draft and request, and what could still bring it back. Drafts that had no key of their own are listed
//! apart: their rows were deleted, and older backups hold them.
//!
//! It is data, and the page that a person reads is made from it; both are signed together. There is no field for a name,
//! nor for a rule or a day of the schedule: a machine without a key can issue it.

mod page;

use serde::{Deserialize, Serialize};

use super::certificate::paper::{data_of, is_seen};
use super::certificate::{
    CertificateState, MediumOf, NotACertificate, OldBackup, PastExport, Stage, StaleKit,
};
use super::code::codes;
use super::id::VaultId;
use super::member::MemberNumber;
use super::plan::may_go;
use super::reference::{Reference, Register};

/// What the first line of every one begins with; its version follows.
pub const TITLE: &str = "praxis certificate of disposal ";
/// The version of page and data. Whoever changes a word of the page has made another.
const VERSION: &str = "1";

codes! {
    /// The format, in the data.
    Format {
        /// There is no other yet.
        V1 = "disposal/1",
    }
}

/// A certificate of disposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposal {
    /// The format.
    pub praxis: Format,
    /// The review that it follows from.
    pub sweep: Reference,
    /// The vault.
    pub vault: VaultId,
    /// SHA-256 of the plan as it was signed, hexadecimal.
    pub plan: String,
    /// Who reviewed it.
    pub reviewed_by: MemberNumber,
    /// When, RFC 3339.
    pub reviewed: String,
    /// Who applied it: a member, or the machine.
    pub applied_by: MemberNumber,
    /// When, RFC 3339.
    pub applied: String,
    /// When it was issued, RFC 3339.
    pub issued: String,
    /// How far it is: as far as the line that is behind the others; nothing where no key was destroyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CertificateState>,
    /// What was destroyed with its keys, by certificate.
    pub lines: Vec<Destroyed>,
    /// Drafts without a key of their own, whose rows were deleted, by number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deleted: Vec<Deleted>,
    /// Backups that hold them, and which the vault's own keys open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deleted_in: Vec<OldBackup>,
    /// When each step was done, for all of them; the entry in the log is that of the first.
    pub stages: Vec<Stage>,
    /// How many entries the audit log had.
    pub audit_size: u64,
    /// Its root then, hexadecimal.
    pub audit_root: String,
    /// What the keys lay on.
    pub medium: Vec<MediumOf>,
    /// Kits that open what was destroyed, together with one of `backups`.
    pub kits: Vec<StaleKit>,
    /// Backups that hold it.
    pub backups: Vec<OldBackup>,
    /// Exports that may hold some of it.
    pub exports: Vec<PastExport>,
    /// Restored copies of the vault on record that may hold an older epoch.
    pub copies: u64,
    /// The C2SP verify key of who signed.
    pub signed_by: String,
}

/// One client's record, an invoice, a request, or a draft with a key of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// Which.
    pub what: Reference,
    /// The certificate of this erasure by itself; drafts about one client share it.
    pub certificate: Reference,
    /// How far it is.
    pub state: CertificateState,
    /// How many keys were destroyed.
    pub keys: u64,
    /// How many sealed rows were removed with them.
    pub rows: u64,
}

/// A draft whose rows were deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// Which.
    pub what: Reference,
    /// How many sealed rows.
    pub rows: u64,
}

impl Disposal {
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
    /// When it is not one, or when a byte of it is not as [`Disposal::to_text`] writes it.
    pub fn from_text(text: &str) -> Result<Self, NotACertificate> {
        let data = data_of(text, TITLE, VERSION)?;
        let disposal: Disposal = serde_json::from_str(data).map_err(|_| NotACertificate::Form)?;
        if !disposal.is_sound() {
            return Err(NotACertificate::Form);
        }
        if disposal.to_text() == text { Ok(disposal) } else { Err(NotACertificate::SaysOtherwise) }
    }

    fn all_backups(&self) -> impl Iterator<Item = &OldBackup> {
        self.backups.iter().chain(&self.deleted_in)
    }

    /// Something was destroyed, nothing is listed twice, the state is that of the line that is least far, every reference
    /// is of its register, and no text has characters that a reader would not see.
    fn is_sound(&self) -> bool {
        let least_far = self.lines.iter().map(|line| line.state).min();
        let order = |line: &Destroyed| (line.certificate, line.what);
        let by_number = self.lines.windows(2).all(|pair| order(&pair[0]) < order(&pair[1]))
            && self.deleted.windows(2).all(|pair| pair[0].what < pair[1].what);
        // Only drafts about one client go by one decision.
        let alone = self.lines.windows(2).all(|pair| {
            pair[0].certificate != pair[1].certificate || pair[0].what.register == Register::Note
        });
        let known = self.lines.iter().all(|line| may_go(line.what.register));
        let registers = [(self.sweep, Register::Sweep)]
            .into_iter()
            .chain(self.deleted.iter().map(|line| (line.what, Register::Note)))
            .chain(self.lines.iter().map(|line| (line.certificate, Register::Certificate)))
            .chain(self.kits.iter().map(|kit| (kit.kit, Register::Kit)))
            .chain(self.all_backups().map(|backup| (backup.backup, Register::Backup)))
            .chain(self.exports.iter().map(|export| (export.export, Register::Export)));
        let days = self.all_backups().flat_map(|backup| [Some(&backup.made), backup.until.as_ref()]);
        let texts =
            [&self.plan, &self.reviewed, &self.applied, &self.issued, &self.audit_root, &self.signed_by]
                .into_iter()
                .chain(self.stages.iter().map(|stage| &stage.at))
                .chain(self.medium.iter().flat_map(|of| [&of.what, &of.file_system, &of.overwriting]))
                .chain(self.kits.iter().map(|kit| &kit.made))
                .chain(days.flatten())
                .chain(self.exports.iter().map(|export| &export.made));
        least_far == self.state
            && self.state != Some(CertificateState::Refused)
            && !(self.lines.is_empty() && self.deleted.is_empty())
            && (self.deleted_in.is_empty() || !self.deleted.is_empty())
            && by_number
            && alone
            && known
            && registers.into_iter().all(|(reference, register)| reference.register == register)
            && texts.into_iter().all(|text| is_seen(text))
    }
}

#[cfg(test)]
mod tests;
