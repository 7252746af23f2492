//! The one door to stored data.
//!
//! [`Vault`] is a vault that was found and checked and is still locked: it knows references and states.
//! [`Unlocked`] is one that a member opened for one command. Every write goes through
//! `writer::Writer`, which appends to the audit log in the same transaction.
//!
//! The modules of single files are public for the tests and for `fuzz/`, which hand them any bytes.

mod agenda;
mod attachments;
mod audit;
pub mod backup;
mod ballast;
mod breach_papers;
mod breaches;
mod certificates;
mod clients;
mod clocks;
mod complaints;
mod disclosures;
mod doctor;
mod due;
mod erasure;
mod exports;
pub mod files;
pub mod glass;
mod groups;
mod held;
mod holds;
mod housekeeping;
mod identity_change;
mod init;
pub mod keyring;
mod keys;
pub mod kit;
mod kits;
pub mod layout;
mod lock;
mod log_purge;
mod many;
mod matter;
mod medium;
pub mod members;
mod membership;
mod mirrors;
mod notes;
mod open;
mod requests;
pub mod residue;
mod restore;
mod restriction;
mod rotation;
pub mod rows;
mod scope;
mod secrets;
pub mod seen;
pub mod session;
pub mod signed;
mod subject;
pub mod sweep;
mod told;
mod transact;
mod unattended;
mod unlocked;
mod vouched;
mod wills;
pub mod wrap;
mod writer;

pub use agenda::Agenda;
pub use attachments::{Content, FoundFile, NewFile, changed as changed_while_read};
pub use audit::{
    Anchor, Proven, ProvenEntry, Purged as PurgedEntries, SignedHead, SignedPruning, Verified, Wanted, Wrong,
};
pub use backup::{
    BackupKey, Compared, Drill, FoundBackup, Going, MadeBackup, Pruned, Trial, Verdict, check_backup_alone,
};
pub use ballast::give_up as give_up_ballast;
pub use breaches::{Affected, BREACH_IS_CLOSED, FoundBreach};
pub use certificates::FoundErasure;
pub use clients::{FoundClient, ShownClient};
pub use complaints::FoundComplaint;
pub use disclosures::FoundDisclosure;
pub use doctor::{Finding, Findings, Level};
pub use erasure::{Decided, ErasureFacts, Reach};
pub use exports::{Everything, ExportNote};
pub use glass::FoundUse;
pub use holds::FoundHold;
pub use housekeeping::Housekeeping;
pub use identity_change::{NewIdentity, OldIdentity};
pub use init::{Created, KitOrder, NewVault, refuse_what_is_in_the_way};
pub use kit::Kit;
pub use kits::{FoundKit, write_kit_file};
pub use membership::{FoundMember, NewMember, has_roles};
pub use notes::{FoundNote, NewNote, ShownNote};
pub use open::{Notices, Options, Vault, settings_at};
pub use requests::{FoundRequest, StoredDecisions};
pub use restore::{Original, Restore, Restored};
pub use scope::OwnIdentity;
pub use secrets::{make_identity_file, read_identity, read_kit, read_printed_kit, write_identity_file};
pub use subject::{Mention, Subject};
pub use sweep::{Applied, Due, FoundDue, FoundReview, Gone, ReviewInput, WouldGo};
pub use unlocked::Unlocked;
pub use vouched::{is_vouched, vouch};
pub use wills::{Begun, Duties, FoundWill, WhomToCall};
pub use writer::entry_bytes;

use crate::failure::Failure;
use crate::store;

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        let database = "vault.db".to_owned();
        match error {
            store::Error::Busy => Failure::Busy(None),
            store::Error::Full => Failure::DiskFull(database),
            store::Error::ReadOnly => {
                Failure::Permission(format!("{database} could not be opened or written"))
            }
            store::Error::Damaged(what) => Failure::damaged(format!("vault.db is damaged: {what}")),
            store::Error::Newer(version) => Failure::Usage(
                format!("this vault was made by a newer praxis (format {version})"),
                "install the praxis that made it, or a later one; nothing was changed".to_owned(),
            ),
            store::Error::Io => Failure::Io(database, std::io::ErrorKind::Other.into()),
            store::Error::Other(error) => Failure::Unexpected(anyhow::Error::new(error).context("vault.db")),
        }
    }
}
