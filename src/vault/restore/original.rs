//! What becomes of the vault that a restored one was made from.
//!
//! While both open, each notes the other: a certificate of either then says that there is a copy which may hold an older
//! epoch. Where the original does not open any more, its ways in are destroyed, so that a later erasure reaches them; but
//! only when its keyring is the very one that was carried over, or is no keyring any more.

use std::path::{Path, PathBuf};

use super::super::files;
use super::super::layout::{Layout, Mirror, StateFolder};
use super::super::open::{Options, Vault};
use super::super::seen::Seen;
use super::carried::newest_mirror;
use super::secrets::{state_folders, wraps_in};
use super::{Found, Restore};
use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::store::Store;

/// What was found of an original, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Original {
    /// It opens: the two are copies of each other. Its folder.
    Opens(PathBuf),
    /// It did not open, and its key files were destroyed. Where they lay.
    Destroyed(PathBuf),
    /// Key files of this vault lie here, and nobody knows where that vault is.
    Unknown(PathBuf),
}

impl Original {
    /// Whether it may go on beside the restored one.
    #[must_use]
    pub const fn may_open(&self) -> bool {
        !matches!(self, Original::Destroyed(_))
    }
}

impl Restore<'_> {
    /// Looks for originals on this machine, before anything is written.
    pub(super) fn originals(&self, found: &Found) -> Vec<Original> {
        let id = found.opened.manifest.vault;
        let mut folders = state_folders(self.state, id);
        folders.retain(|folder| !wraps_in(folder).is_empty());
        let mut originals = Vec::new();
        let places: Vec<&Path> =
            self.keyring.into_iter().chain([self.usual]).filter(|at| at.is_dir()).collect();
        for at in places {
            // Who cannot be looked at is left alone: its key files are on the list of the unknown.
            let Ok(found_there) = self.opens(at, id) else { continue };
            if let Some(vault) = found_there {
                let of = vault.own_folders()[1].to_owned();
                if folders.contains(&of) {
                    folders.retain(|folder| *folder != of);
                    originals
                        .push(Original::Opens(std::path::absolute(at).unwrap_or_else(|_| at.to_owned())));
                }
            } else if let Some(of) = remains(at, id, self.state, &folders)
                && is_carried_or_gone(at, found)
            {
                folders.retain(|folder| *folder != of);
                originals.push(Original::Destroyed(of));
            }
        }
        originals.extend(folders.into_iter().map(Original::Unknown));
        originals
    }

    /// The vault at `at`, or `None` when it is another's or is damaged. Whatever else keeps it from opening, a full disk or
    /// one that fails for a moment, says nothing of it.
    fn opens(&self, at: &Path, id: VaultId) -> Result<Option<Vault>, Failure> {
        let options = Options {
            at: at.to_owned(),
            state: self.state.to_owned(),
            now: self.now,
            command: self.command.to_owned(),
            accept_clock: true,
            looking: true,
            notices: super::super::open::Notices::default(),
        };
        let whole =
            |vault: Vault| vault.keyring(super::super::mirrors::Extent::Whole).map(|_| ()).map(|()| vault);
        match Vault::open(options).and_then(whole) {
            Ok(vault) => Ok(Some(vault).filter(|vault| vault.facts.id == id)),
            Err(Failure::Damaged(..) | Failure::Missing(..)) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Each original that opens notes the copy before there is one: whatever happens, its certificates will not say that
    /// nothing is left. One that cannot note it is told of.
    pub(super) fn note_copies(&self, originals: &[Original]) {
        let noted = self.change_copies(originals, |copies, copy| {
            if !copies.contains(&copy) {
                copies.push(copy);
            }
        });
        if !noted {
            self.notices.push(
                "the original could not note this copy of it: its certificates will not name it".to_owned(),
            );
        }
    }

    /// There is no copy: nothing of it is left.
    pub(super) fn forget_copies(&self, originals: &[Original]) {
        self.change_copies(originals, |copies, copy| copies.retain(|other| *other != copy));
    }

    fn change_copies(&self, originals: &[Original], change: impl Fn(&mut Vec<PathBuf>, PathBuf)) -> bool {
        let noted = |at: &Path| -> Option<()> {
            let store = Store::open(&Layout::new(at).database(), false).ok()?;
            let facts = store.read().facts().ok()?;
            let state = StateFolder::new(self.state, facts.id, facts.incarnation);
            let mut seen = Seen::read(&state.seen())?;
            change(&mut seen.copies, std::path::absolute(self.to).ok()?);
            seen.write(&state.seen(), true).ok()
        };
        let failed = |original: &&Original| matches!(original, Original::Opens(at) if noted(at).is_none());
        originals.iter().filter(failed).count() == 0
    }
}

/// The state folder of what is left of a vault that does not open.
fn remains(at: &Path, id: VaultId, base: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    let layout = Layout::new(at);
    let facts = Store::open(&layout.database(), false).ok().and_then(|store| store.read().facts().ok());
    let of = match facts {
        Some(facts) if facts.id != id => return None,
        Some(facts) => StateFolder::new(base, id, facts.incarnation).root().to_owned(),
        None => {
            // Its keyring says whose it was; of several incarnations nobody knows which.
            newest_mirror(&layout).filter(|image| image.header.vault == id)?;
            let [only] = folders else { return None };
            only.clone()
        }
    };
    folders.contains(&of).then_some(of)
}

/// What only its key files open must not become unreadable: a mirror that cannot be read now may be read later.
fn is_carried_or_gone(at: &Path, found: &Found) -> bool {
    let layout = Layout::new(at);
    let unreadable = |mirror| match std::fs::read(layout.mirror(mirror)) {
        Ok(_) => false,
        Err(error) => error.kind() != std::io::ErrorKind::NotFound,
    };
    !Mirror::BOTH.into_iter().any(unreadable)
        && newest_mirror(&layout).is_none_or(|image| image.slots() == found.carried.image.slots())
}

/// Ends what is to end, once the new vault is in its place and its own ways in were read back.
pub(super) fn settle(originals: &[Original]) -> Result<(), Failure> {
    let failed = |e| Failure::io("a key file of the original could not be destroyed", e);
    for original in originals {
        if let Original::Destroyed(folder) = original {
            for (_, _, path) in wraps_in(folder) {
                files::scrub(&path).map_err(failed)?;
            }
            files::sync_folder(folder, "the state folder of the original")?;
        }
    }
    Ok(())
}
