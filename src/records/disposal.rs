//! The certificate of a sweep: what was destroyed by the retention schedule after a person had reviewed it, one line for
//! each client, and what could still bring it back.
//!
//! It is data, and the page that a person reads is made from it; both are signed together. There is no field for a name,
//! nor for a rule or a day of the schedule: a machine without a key can issue it.

use serde::{Deserialize, Serialize};

use super::certificate::{CertificateState, MediumOf, OldBackup, PastExport, Stage, StaleKit};
use super::id::VaultId;
use super::member::MemberNumber;
use super::reference::Reference;

/// A certificate of disposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposal {
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
    /// When it was issued, RFC 3339.
    pub issued: String,
    /// How far it is: as far as the line that is behind the others.
    pub state: CertificateState,
    /// What was destroyed, by client.
    pub lines: Vec<Destroyed>,
    /// When each step was done, for all of them.
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

/// One client's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    /// Whose.
    pub client: Reference,
    /// The certificate of this erasure by itself.
    pub certificate: Reference,
    /// How far it is.
    pub state: CertificateState,
    /// How many keys were destroyed.
    pub keys: u64,
    /// How many sealed rows were removed with them.
    pub rows: u64,
}
