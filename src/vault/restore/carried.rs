//! Keyrings that a restore may use, newest first. A keyring holds the keys that were not destroyed: so the newest one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::backup::{Opened, copies_in, read_keyring_copy};
use super::super::files;
use super::super::keyring::Image;
use super::super::keys::office_slot;
use super::super::layout::{Layout, Mirror};
use super::super::lock::Lock;
use super::super::members::Members;
use super::Restore;
use crate::crypto::derive;
use crate::crypto::secret::EpochSecret;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::id::VaultId;
use crate::records::reference::Register;
use crate::records::tombstone::Tombstone;
use crate::store::Store;

/// A keyring, with what came with it.
pub struct Carried {
    /// The keyring, sealed.
    pub image: Image,
    /// `members` and its bytes, not verified; nothing where only the mirrors are left.
    pub members: Option<(Vec<u8>, Members)>,
    /// Keys that were destroyed on purpose.
    pub stones: Vec<Tombstone>,
    /// The highest numbers given, where a database came with it.
    pub numbers: BTreeMap<Register, u32>,
    /// The verify key of the machine that copied it; nothing for a vault's own, and for the backup's.
    pub signed_by: Option<String>,
    /// The moment it is of; nothing for a vault's own, which is of today.
    pub made: Option<String>,
    /// The vault folder that it lies in.
    pub folder: Option<PathBuf>,
}

impl Restore<'_> {
    /// The newest keyring among the backup's own and the one that is given, or the newest copy beside the backup.
    pub fn newest_keyring(&self, opened: &Opened) -> Result<Carried, Failure> {
        let id = opened.manifest.vault;
        let given = match self.keyring {
            Some(path) if !path.exists() => {
                return Err(Failure::Missing(
                    "there is no such vault and no such copy of a keyring".to_owned(),
                    "check the path: --keyring VAULT-DIR-OR-FILE".to_owned(),
                ));
            }
            Some(path) if path.is_dir() => Some(of_vault(path, id)?),
            Some(path) => Some(of_copy(path, id).map_err(|failure| match failure {
                // It is read as a backup is, and would be called one.
                Failure::Damaged(..) => Failure::Damaged(
                    "the file given to --keyring is no copy of a keyring, or is damaged".to_owned(),
                    "give a FILE.praxis-keyring, or the folder of the vault itself".to_owned(),
                ),
                other => other,
            })?),
            None => {
                let beside = copies_in(files::folder_of(self.file), id);
                beside.into_iter().find_map(|(_, path)| of_copy(&path, id).ok())
            }
        };
        let own = of_backup(opened);
        let order = |carried: &Carried| (carried.image.header.epoch, carried.image.header.generation);
        match given {
            // Of two of one generation the given one: a vault's own says more of what happened since.
            Some(given) if order(&given) >= order(&own) => Ok(given),
            Some(_) if self.keyring.is_some() => {
                self.notices
                    .push("the keyring in the backup is newer than the one that was given".to_owned());
                Ok(own)
            }
            _ => Ok(own),
        }
    }
}

impl Carried {
    /// Whether a secret is that of its epoch: the practice's own key, or any other where that is missing.
    pub fn opens_with(&self, secret: &EpochSecret) -> bool {
        let header = &self.image.header;
        let office = self.image.find(office_slot(header.vault).id(header.vault));
        office.or_else(|| self.image.slots().first()).is_some_and(|slot| {
            let key = derive::compartment_key(secret, header.vault.as_bytes(), slot.compartment.code());
            slot.check(&key, header.vault, header.epoch).is_ok()
        })
    }

    /// Every key in it opens: one that does not is damage, and no erasure.
    pub fn check_slots(&self, secret: &EpochSecret) -> Result<(), Failure> {
        let header = &self.image.header;
        let closed = self.image.slots().iter().filter(|slot| {
            let key = derive::compartment_key(secret, header.vault.as_bytes(), slot.compartment.code());
            slot.check(&key, header.vault, header.epoch).is_err()
        });
        match closed.count() {
            0 => Ok(()),
            closed => Err(Failure::damaged(format!("{closed} keys in the keyring do not open"))),
        }
    }
}

fn of_backup(opened: &Opened) -> Carried {
    Carried {
        image: opened.image.clone(),
        members: Some((opened.members_bytes.clone(), opened.members.clone())),
        stones: Vec::new(),
        numbers: BTreeMap::new(),
        signed_by: None,
        made: Some(opened.manifest.made.clone()),
        folder: None,
    }
}

fn of_copy(path: &Path, id: VaultId) -> Result<Carried, Failure> {
    let copy = read_keyring_copy(path)?;
    if copy.manifest.vault != id {
        return Err(of_another_vault());
    }
    Ok(Carried {
        image: copy.image,
        members: Some((copy.members_bytes, copy.members)),
        stones: copy.tombstones,
        numbers: BTreeMap::new(),
        signed_by: Some(copy.signed_by),
        made: Some(copy.manifest.made),
        folder: None,
    })
}

/// Whatever is left of a vault: its mirrors at least.
fn of_vault(folder: &Path, id: VaultId) -> Result<Carried, Failure> {
    let layout = Layout::new(folder);
    let _lock = layout.lock().exists().then(|| Lock::shared(&layout.lock())).transpose()?;
    let image = newest_mirror(&layout).ok_or_else(|| {
        Failure::Damaged(
            "neither keyring/a nor keyring/b in that folder is a whole keyring".to_owned(),
            "give the newest copy of it, --keyring FILE.praxis-keyring, or leave it to the backup's own"
                .to_owned(),
        )
    })?;
    if image.header.vault != id {
        return Err(of_another_vault());
    }
    let bytes = std::fs::read(layout.members()).ok();
    let members = bytes.and_then(|bytes| {
        let members = Members::parse_unverified(&bytes).ok().filter(|members| members.vault == id)?;
        Some((bytes, members))
    });
    let (mut stones, mut numbers) = (Vec::new(), BTreeMap::new());
    // What is wrong with it is why somebody restores: then the keyring alone must do.
    if let Ok(store) = Store::open(&layout.database(), files::may_write(folder))
        && store.read().facts().is_ok_and(|facts| facts.id == id)
    {
        stones = store.read().tombstones().unwrap_or_default();
        numbers = store.read().counters().unwrap_or_default().into_iter().collect();
    }
    let folder = Some(folder.to_owned());
    Ok(Carried { image, members, stones, numbers, signed_by: None, made: None, folder })
}

/// The whole mirror of the higher generation.
pub fn newest_mirror(layout: &Layout) -> Option<Image> {
    let whole = |mirror| Image::parse(&std::fs::read(layout.mirror(mirror)).ok()?).ok();
    Mirror::BOTH.into_iter().filter_map(whole).max_by_key(|image| image.header.generation)
}

fn of_another_vault() -> Failure {
    Failure::Refused(
        "the keyring is another vault's than the backup".to_owned(),
        "give the keyring of that vault: --keyring VAULT-DIR-OR-FILE".to_owned(),
    )
}
