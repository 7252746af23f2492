//! Keys that the data needs and the keyring has not. They were destroyed since the data was copied, and then somebody has
//! a say in it: the keyring is newer, or a tombstone came with it, or a certificate names them. Else it is damage.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::NaiveDate;

use super::super::backup::Opened;
use super::super::files;
use super::super::keyring::SlotName;
use super::super::keys::office_slot;
use super::super::members::Members;
use super::super::rows::RESTORED;
use super::super::signed::{self, Paper};
use super::Restore;
use super::carried::Carried;
use crate::failure::Failure;
use crate::records::certificate::Certificate;
use crate::records::id::{Handle, SlotId, VaultId};
use crate::records::tombstone::Tombstone;

/// Which certificate names which key.
pub type Named = BTreeMap<SlotId, String>;

/// What does not come back.
pub struct Losses {
    /// A tombstone for each key.
    pub stones: Vec<Tombstone>,
    /// Whose: some or all of their keys are gone.
    pub handles: BTreeSet<Handle>,
}

impl Restore<'_> {
    /// The keys that the given certificates name; each is signed by a member or a machine of the vault.
    pub fn read_certificates(&self, id: VaultId, members: Option<&Members>) -> Result<Named, Failure> {
        let mut known = self.known_keys(id);
        if let Some(members) = members {
            known.extend(members.verify_keys());
        }
        let mut named = Named::new();
        for path in self.certificates {
            let certificate = read(path)?;
            if certificate.vault != id {
                return Err(Failure::Refused(
                    "a certificate is another vault's than the backup".to_owned(),
                    "leave it out".to_owned(),
                ));
            }
            if !known.contains(&certificate.signed_by) {
                return Err(Failure::Refused(
                    "a certificate is signed by nobody who is known here".to_owned(),
                    "with a kit of the vault, or a newer keyring, more keys are known".to_owned(),
                ));
            }
            for slot in &certificate.slots {
                let slot = SlotId::parse(&slot.slot)
                    .ok_or_else(|| Failure::damaged("a certificate names a key that is none"))?;
                named.insert(slot, certificate.certificate.to_string());
            }
        }
        Ok(named)
    }
}

fn read(path: &Path) -> Result<Certificate, Failure> {
    let missing = |_| {
        Failure::Usage(
            "a certificate could not be read".to_owned(),
            "check the path: --certificate FILE".to_owned(),
        )
    };
    let bytes = files::read_secret(path, signed::LARGEST).map_err(missing)?;
    let signed = signed::read(&bytes).map_err(|why| {
        Failure::Damaged(
            format!("a certificate {why}"),
            "give the file as it was issued: --certificate FILE".to_owned(),
        )
    })?;
    match signed.certificate {
        Paper::Erasure(certificate) => Ok(certificate),
        Paper::Disposal(_) => Err(Failure::Usage(
            "a certificate is of a sweep, which does not name the keys that were destroyed".to_owned(),
            "give those of the erasures that it lists: --certificate FILE".to_owned(),
        )),
    }
}

/// What the data needs and the keyring has not.
///
/// # Errors
/// [`Failure::Damaged`] when nothing says that it was destroyed on purpose.
pub fn find(opened: &Opened, carried: &Carried, named: &Named, today: NaiveDate) -> Result<Losses, Failure> {
    let (id, header) = (opened.manifest.vault, &carried.image.header);
    if carried.image.find(office_slot(id).id(id)).is_none() {
        return Err(Failure::damaged("the keyring lacks the practice's own key"));
    }
    let data = &opened.facts.keyring;
    let newer = (header.epoch, header.generation) > (data.epoch, data.generation);
    // Decided and not finished when the data was copied: whoever unlocks the vault completes it.
    let decided: BTreeSet<SlotId> =
        opened.store.read().tombstones()?.iter().map(|stone| stone.slot).collect();
    let came: BTreeMap<SlotId, &Tombstone> = carried.stones.iter().map(|stone| (stone.slot, stone)).collect();
    let mut losses = Losses { stones: Vec::new(), handles: BTreeSet::new() };
    for (handle, compartment, key_version, record) in opened.store.read().keys_in_use(None)? {
        let slot = SlotName { handle, compartment, key_version, record }.id(id);
        if carried.image.find(slot).is_some() || decided.contains(&slot) {
            continue;
        }
        let came_with = came.get(&slot);
        let whose = came_with.map(|stone| &stone.authority).or_else(|| named.get(&slot));
        if whose.is_none() && !newer {
            return Err(Failure::Damaged(
                "the keyring lacks keys that the backup needs, and is not newer than it".to_owned(),
                "give a newer keyring: --keyring VAULT-DIR-OR-FILE; nothing was written".to_owned(),
            ));
        }
        losses.handles.insert(handle);
        losses.stones.push(Tombstone {
            slot,
            handle,
            compartment,
            key_version,
            record,
            sealed: came_with.and_then(|stone| stone.sealed),
            day: came_with.map_or_else(|| today.to_string(), |stone| stone.day.clone()),
            generation: Some(header.generation),
            authority: whose
                .map_or_else(|| RESTORED.to_owned(), |whose| format!("{RESTORED} {}", origin(whose))),
        });
    }
    Ok(losses)
}

/// A tombstone may have gone through a restore before.
fn origin(authority: &str) -> &str {
    authority.strip_prefix(RESTORED).map_or(authority, str::trim_start)
}
