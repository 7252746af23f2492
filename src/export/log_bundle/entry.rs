//! An entry in a bundle, and whether what is readable in it is what its bytes say.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::crypto::frame::unframe;
use crate::crypto::hash::Hash;
use crate::records::code::Code;
use crate::records::event::Action;
use crate::records::id::{Handle, VaultId};
use crate::records::log::LogLine;
use crate::records::naming::Naming;

/// An entry, and how to check it. Its fields are those of a [`LogLine`], and no others: one that nobody compares with the
/// bytes could say anything.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundled {
    /// Its number.
    pub entry: u64,
    time: String,
    by: String,
    action: String,
    about: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
    /// The bytes that its leaf is the hash of, base64.
    bytes: String,
    /// RFC 9162 inclusion proof, base64.
    pub proof: Vec<String>,
}

impl Bundled {
    /// What an entry says, with its bytes and its proof.
    pub fn new(line: LogLine, bytes: String, proof: Vec<String>) -> Self {
        let LogLine { entry, time, by, action, about, version, count } = line;
        let (action, about) = (action.code().to_owned(), about.map(|about| about.to_string()));
        Self { entry, time, by, action, about, version, count, bytes, proof }
    }

    /// The bytes that its leaf is the hash of.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.bytes).ok()
    }

    /// What it says of a restore: how many entries the backup had.
    pub fn restored(&self) -> Option<u64> {
        self.count.filter(|_| self.action == Action::VaultRestored.code())
    }

    /// What its bytes say of entries that were purged: how many, and the hash of their leaves. None where it is of something
    /// else.
    pub fn pruned(&self, bytes: &[u8]) -> Option<(u64, Hash)> {
        let row = unframe(bytes).and_then(|fields| fields.get(11).copied()?.try_into().ok());
        // Of none it says nothing that could be so.
        (self.action == Action::LogPruned.code()).then(|| (self.count.unwrap_or(0), row.unwrap_or_default()))
    }

    /// Whether everything readable is what the bytes say, of an entry in the log of a vault.
    pub fn says_its_bytes(&self, bytes: &[u8], vault: VaultId, naming: &Naming) -> bool {
        let Some(fields) = unframe(bytes) else { return false };
        let &[tag, of, number, time, by, action, handle, _, version, subject, count, _, _] =
            fields.as_slice()
        else {
            return false;
        };
        let Some(member) = <[u8; 4]>::try_from(by).ok().map(u32::from_le_bytes) else { return false };
        let by = if member == 0 { "host".to_owned() } else { member.to_string() };
        let about = if subject.is_empty() {
            let handle = <[u8; 16]>::try_from(handle).ok().map(Handle::new);
            handle.and_then(|handle| naming.references.get(&handle)).map(ToString::to_string)
        } else {
            std::str::from_utf8(subject).ok().map(str::to_owned)
        };
        tag == b"praxis/1/audit"
            && of == vault.as_bytes()
            && number == self.entry.to_le_bytes()
            && time == self.time.as_bytes()
            && self.by == by
            && action == self.action.as_bytes()
            && self.about == about
            && version == self.version.map(u32::to_le_bytes).as_ref().map_or(&[][..], |version| version)
            && count == self.count.map(u64::to_le_bytes).as_ref().map_or(&[][..], |count| count)
    }
}
