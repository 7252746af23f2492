//! The secret of an epoch, from the state folders of this machine: an older one leads to every later one.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::files;
use super::super::layout::StateFolder;
use super::super::seen::Seen;
use super::super::wrap::{self, Given, OwnerKeys};
use crate::crypto::age_file::Identity;
use crate::crypto::derive;
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::member::MemberNumber;

/// A keyring further ahead of a wrap than this is not followed.
const MOST_EPOCHS: u64 = 65_536;

/// What the state folders of this machine hold.
pub struct OnThisMachine {
    /// Keys that lead to the wanted epoch, the nearest first: one secret was another's beginning, unless it was replaced.
    pub keys: Vec<OwnerKeys>,
    /// The latest epoch whose secret is there, wanted or not.
    pub latest: Option<u64>,
}

/// The state folders of a vault, whatever their incarnation.
pub fn state_folders(base: &Path, id: VaultId) -> Vec<PathBuf> {
    let begins = format!("{id}-");
    let entries = fs::read_dir(base).into_iter().flatten().flatten();
    let ours =
        entries.filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(&begins)));
    let mut folders: Vec<PathBuf> = ours.map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

/// Every wrap in a folder, by member and epoch.
pub fn wraps_in(folder: &Path) -> Vec<(MemberNumber, u64, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?;
        let member = name.split_once('-')?.0.parse().ok()?;
        Some((MemberNumber(member), StateFolder::epoch_of_wrap(name)?, entry.path()))
    });
    named.collect()
}

/// Looks for the secret of an epoch, or of one before it.
pub fn on_this_machine(base: &Path, id: VaultId, identity: &Identity, wanted: u64) -> OnThisMachine {
    let mut latest = None;
    let mut leading = Vec::new();
    for folder in state_folders(base, id) {
        for (member, epoch, path) in wraps_in(&folder) {
            let Ok(sealed) = files::read_secret(&path, wrap::LARGEST) else { continue };
            let opened = wrap::open(&sealed, identity, id, member, epoch).ok();
            let Some(keys) = opened.and_then(Given::into_owner) else { continue };
            latest = latest.max(Some(epoch));
            if epoch <= wanted && wanted - epoch <= MOST_EPOCHS {
                leading.push((epoch, keys));
            }
        }
    }
    leading.sort_by_key(|(epoch, _)| std::cmp::Reverse(*epoch));
    let keys = leading.into_iter().map(|(epoch, mut keys)| {
        for _ in epoch..wanted {
            keys.epoch_secret = derive::next_epoch(&keys.epoch_secret, id.as_bytes());
        }
        keys
    });
    OnThisMachine { keys: keys.collect(), latest }
}

/// Verify keys that this machine has seen an owner check.
pub fn pinned(base: &Path, id: VaultId) -> Vec<String> {
    let layouts = state_folders(base, id).into_iter();
    let seen = layouts.filter_map(|folder| Seen::read(&StateFolder::at(&folder).seen()));
    seen.flat_map(|seen| seen.verify_keys).collect()
}

/// The highest numbers that this machine has seen given.
pub fn numbers(base: &Path, id: VaultId) -> Vec<(char, u32)> {
    let layouts = state_folders(base, id).into_iter();
    let seen = layouts.filter_map(|folder| Seen::read(&StateFolder::at(&folder).seen()));
    seen.flat_map(|seen| seen.numbers).collect()
}

/// The same identity once more: an identity has no copy of its own, so that none is made by chance.
pub fn copy_of(identity: &Identity) -> Result<Identity, Failure> {
    Identity::parse(&identity.expose_text())
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("the recovery identity")))
}
