//! Whose signatures count, where the log is held against what somebody signed.

use super::super::keys::verify_key_name;
use super::super::layout::StateFolder;
use super::super::members::Members;
use super::super::open::Vault;
use super::super::restore::state_folders;
use super::super::seen::Seen;
use crate::crypto::signing::{read_verify_key, verify_key_text};
use crate::crypto::{self, note};
use crate::records::member::MemberNumber;

/// Verify keys that are believed.
pub struct Known {
    host: String,
    keys: Vec<String>,
    given: bool,
}

impl Known {
    /// Those that were given, and then no others; else those that this machine has seen, and those in `members` where that is
    /// the file it has seen.
    pub fn of(vault: &Vault, given: &[String]) -> Self {
        let host = verify_key_name(vault.facts.id, MemberNumber::HOST);
        let keys: Vec<String> = if given.is_empty() {
            let listed = vault.members_seen().map(|(_, members)| members.hosts).unwrap_or_default();
            let elsewhere = other_lives(vault).into_iter().flat_map(|(_, seen)| seen.verify_keys);
            let seen = vault.seen.iter().flat_map(|seen| seen.verify_keys.clone());
            listed.into_iter().chain(seen).chain(elsewhere).collect()
        } else {
            // A machine has one key under two names.
            let log = format!("praxis/{}/log/", vault.facts.id);
            let as_host = |key: &String| match read_verify_key(key) {
                Some((name, public)) if name.starts_with(&log) => verify_key_text(&host, &public),
                _ => key.clone(),
            };
            given.iter().map(as_host).collect()
        };
        Self { host, keys, given: !given.is_empty() }
    }

    /// Those of machines that `members` names, unchecked: anybody who can write there can have added one.
    pub fn listed(vault: &Vault) -> Self {
        let host = verify_key_name(vault.facts.id, MemberNumber::HOST);
        let members = std::fs::read(vault.layout.members()).ok();
        let members = members.and_then(|bytes| Members::parse_unverified(&bytes).ok());
        Self { host, keys: members.map(|members| members.hosts).unwrap_or_default(), given: false }
    }

    /// Whether nobody here knows any.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether they were given.
    pub fn given(&self) -> bool {
        self.given
    }

    /// Whether a key is one of them.
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|known| known == key)
    }

    /// Whether one of them signed a note about the log of this name. Of the two lines of a machine others may have dropped one.
    ///
    /// # Errors
    /// When the note is not as one of them signed it.
    pub fn signed(&self, note: &str, origin: &str) -> Result<bool, crypto::Error> {
        let mut signed = false;
        for key in &self.keys {
            let Some((name, public)) = read_verify_key(key) else { continue };
            let names = if name == self.host { vec![name, origin] } else { vec![name] };
            // Members sign certificates, and no log.
            for name in names.into_iter().filter(|_| self.given || name == self.host) {
                match note::open(note, &verify_key_text(name, &public)) {
                    Ok(_) => signed = true,
                    Err(crypto::Error::NotForThisKey) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(signed)
    }
}

/// What this machine has seen of the vault in other lives of it, by incarnation, where it knows nothing of this one: whoever
/// writes another incarnation into vault.db does not get rid of it by that.
pub fn other_lives(vault: &Vault) -> Vec<(String, Seen)> {
    let own = vault.state.root();
    if own.exists() {
        return Vec::new();
    }
    let folders = own.parent().map_or_else(Vec::new, |base| state_folders(base, vault.facts.id));
    let read = |folder: std::path::PathBuf| {
        let life = folder.file_name()?.to_str()?.rsplit_once('-')?.1.to_owned();
        Some((life, Seen::read(&StateFolder::at(&folder).seen())?))
    };
    folders.into_iter().filter_map(read).collect()
}
