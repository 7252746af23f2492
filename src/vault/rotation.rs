//! Rotation: the epoch secret moves one step forward through a one-way function, every key in the keyring is sealed
//! anew, and the secret before it is destroyed. After it nothing on this machine opens what an older keyring holds.
//!
//! The order is what makes it safe to be cut off anywhere: the new ways in are on the disk before any key needs them,
//! and the old ones go when no mirror needs them any more. Once `members` is of the new epoch there is no way back, and
//! the owner who unlocks next finishes it. Where the new secret follows from the old one, `members` comes before the ways
//! in: nobody gets keys of an epoch that then begins without them. A new secret is in the ways in alone, so these come
//! first; where they are cut off it is never used.

use super::files;
use super::keyring::{Anchor, Image, SlotName};
use super::keys::{Listed, Next, probe_slot};
use super::kit::Kit;
use super::layout::StateFolder;
use super::lock::Lock;
use super::members::Members;
use super::open::damaged_members;
use super::rows;
use super::unlocked::Unlocked;
use super::wrap::OwnerKeys;
use crate::crypto::age_file::Identity;
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::secret::EpochSecret;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::Action;
use crate::records::member::MemberNumber;
use crate::records::office::KitEntry;
use crate::records::reference::{Reference, Register};
use crate::records::tombstone::ErasureState;

impl Unlocked {
    /// Moves the vault one epoch on, or ends what was cut off on the way there; the caller holds the exclusive lock.
    ///
    /// # Errors
    /// [`Failure::Damaged`] when a key is missing or does not open: then nothing is rotated. When something cannot be
    /// written either nothing is rotated, or the next command that unlocks the vault finishes it.
    pub(super) fn rotate(&mut self, alone: &Lock) -> Result<(), Failure> {
        match self.keys.begun.take() {
            Some(next) => self.rotate_to(alone, next, &|_| ()),
            None => self.rotate_with(alone, &|_| ()),
        }
    }

    /// The same, with a change of who may open what: it takes effect with the new epoch.
    ///
    /// # Errors
    /// As of a rotation.
    pub(super) fn rotate_with(&mut self, alone: &Lock, change: &dyn Fn(&mut Members)) -> Result<(), Failure> {
        let next = self.keys.next()?;
        self.rotate_to(alone, next, change)
    }

    /// Moves the vault one epoch on, to a new random secret and a new recovery identity that no kit before knows.
    /// `write` writes the kit of the new epoch, and says whether it was read back: before that nothing is changed.
    /// `change` says who may open what from then on.
    ///
    /// # Errors
    /// Those of `write`; [`Failure::Refused`] when the kit was not read back; else as of a rotation.
    pub fn reseed(
        &mut self,
        entry: &KitEntry,
        write: impl FnOnce(&Kit) -> Result<bool, Failure>,
        change: &dyn Fn(&mut Members),
    ) -> Result<Reference, Failure> {
        self.mend_what_is_damaged()?;
        self.refuse_unwritable_keys()?;
        self.keys.owner()?;
        let next = OwnerKeys { epoch_secret: EpochSecret::generate(), recovery: Identity::generate() };
        let kit = self.register_kit(entry, &next, self.keys.epoch + 1, Some(Action::Reseeded))?;
        let reference = Reference::new(Register::Kit, kit.number);
        if !write(&kit)? {
            return Err(Failure::Refused(
                format!("{reference} was not read back; the keys are as they were"),
                "run the same command again, and read the new kit back".to_owned(),
            ));
        }
        // A kit was written by now, and read back: whoever is told to try again is told what becomes of it.
        self.reseed_alone(next, change).map_err(|failure| match failure {
            Failure::Busy(_) => Failure::Refused(
                format!(
                    "somebody else used the vault meanwhile, and the keys were not replaced: {reference} ({}) opens nothing",
                    entry.place
                ),
                "destroy it; then look who there is, praxis member list --locked, and run the same command again".to_owned(),
            ),
            other => other,
        })?;
        self.kit_was_read(&kit)?;
        Ok(reference)
    }

    fn reseed_alone(&mut self, next: OwnerKeys, change: &dyn Fn(&mut Members)) -> Result<(), Failure> {
        let alone = Lock::exclusive(&self.vault.layout.lock(), &self.vault.command)?;
        let next = self.keys.stepping_to(next)?;
        self.rotate_to(&alone, next, change)
    }

    fn rotate_to(&mut self, _alone: &Lock, next: Next, change: &dyn Fn(&mut Members)) -> Result<(), Failure> {
        self.vault.check_clock()?;
        let standing = self.standing_for_writing()?;
        self.refuse_missing_keys(&standing.image)?;
        self.refuse_changed_erasures()?;
        self.be_alone_with_keys()?;
        let to = self.keys.epoch + 1;
        let slots = self.keys.reseal(&next, standing.image.slots()).map_err(|failure| match failure {
            Failure::Damaged(..) => {
                Failure::damaged("a key in the keyring does not open; the keys were not rotated")
            }
            other => other,
        })?;
        let mut image = standing.image.of_epoch(to, slots);
        let head = self.read().audit_head()?;
        image.header.audit = Anchor { size: head.size, root: head.root };
        self.refuse_other_members()?;
        let of_another_epoch = self.keys.listed.members.epoch != self.keys.epoch;
        let before = self.keys.listed.members.stepping_to(to);
        let mut members = before.clone();
        if self.keys.steps_to(&next)? {
            change(&mut members);
            members.note_changes_since(&before, to);
            self.write_members(&members, Some(&next))?;
            self.keys.write_wraps(&next, &members, &self.vault.state)?;
        } else {
            if of_another_epoch {
                // Of a rotation that was cut off: the wraps that have its secret are about to be written anew.
                self.write_members(&before, None)?;
            }
            change(&mut members);
            members.note_changes_since(&before, to);
            self.keys.write_wraps(&next, &members, &self.vault.state)?;
            self.write_members(&members, Some(&next))?;
        }
        let keyring = standing.write(&self.vault.layout, image)?;
        self.keys.advance(next)?;
        let hand = self.keys.hand(&[]);
        self.vault.end_rotation(&hand, keyring)?;
        self.alone = None;
        Ok(())
    }

    /// The new epoch vouches for the members that were there when the vault was opened, and for no others: a person may have
    /// read and typed since. Somebody who rotated the keys meanwhile, or began to, is no damage.
    fn refuse_other_members(&self) -> Result<(), Failure> {
        let bytes = std::fs::read(self.vault.layout.members())
            .map_err(|e| Failure::io("members could not be read", e))?;
        if bytes == self.keys.listed.bytes() {
            return Ok(());
        }
        if self.keys.wrote_next_members(&bytes)? {
            return Err(Failure::Busy(None));
        }
        Err(damaged_members("was changed while the vault was open; the keys were not rotated"))
    }

    /// Refuses, before anything is written for it, what a rotation would refuse; the caller holds the exclusive lock.
    ///
    /// # Errors
    /// As of a rotation that is refused.
    pub(super) fn refuse_what_does_not_rotate(&mut self) -> Result<(), Failure> {
        self.vault.check_clock()?;
        let standing = self.standing_for_writing()?;
        self.refuse_missing_keys(&standing.image)?;
        self.refuse_changed_erasures()?;
        self.refuse_other_members()?;
        if self.keys.closed_slots(standing.image.slots())? > 0 {
            return Err(Failure::damaged("a key in the keyring does not open; the keys were not rotated"));
        }
        Ok(())
    }

    /// The end of a rotation vouches for every erasure that it completes: none may be other than it was decided.
    fn refuse_changed_erasures(&self) -> Result<(), Failure> {
        let all = self.read().erasures()?;
        let mut due = all.iter().filter(|row| row.state == ErasureState::Shredded);
        due.try_for_each(|row| rows::check_logged_erasure(&self.read(), row).map(drop))
    }

    /// Every key that the database needs is in the keyring, and what shows whose keys fit it; whatever else is there is
    /// sealed anew all the same.
    fn refuse_missing_keys(&self, image: &Image) -> Result<(), Failure> {
        let id = self.id();
        let needed = self.read().keys_in_use(None)?.into_iter();
        let mut needed = needed.map(|(handle, compartment, key_version, record)| SlotName {
            handle,
            compartment,
            key_version,
            record,
        });
        if needed.all(|name| image.find(name.id(id)).is_some())
            && Compartment::ALL.iter().all(|c| image.find(probe_slot(id, *c).id(id)).is_some())
        {
            return Ok(());
        }
        Err(Failure::damaged("the keyring lacks a key that vault.db needs; the keys were not rotated"))
    }

    /// This machine is told of the file before it is there, and of both until the rotation has ended.
    fn write_members(&mut self, members: &Members, next: Option<&Next>) -> Result<(), Failure> {
        let bytes = self.keys.seal_members(members, next)?;
        if let Some(seen) = &mut self.vault.seen {
            seen.members_next = Some(to_hex(&sha256(&bytes)));
            seen.write(&self.vault.state.seen(), true)?;
        }
        files::replace(&self.vault.layout.members(), &bytes, "members")?;
        let members = Members::parse_unverified(&bytes).map_err(|e| damaged_members(&e.to_string()))?;
        self.keys.listed = Listed::new(bytes, members);
        Ok(())
    }
}

/// Overwrites and removes every way into an epoch before `epoch`.
pub fn scrub_wraps_before(state: &StateFolder, epoch: u64) -> Result<(), Failure> {
    scrub_wraps(state, &|_, of| of < epoch)
}

/// Overwrites and removes the ways into the epoch of `members` of whoever is none: written while somebody else rotated.
pub fn scrub_wraps_of_nobody(state: &StateFolder, members: &Members) -> Result<(), Failure> {
    scrub_wraps(state, &|number, of| of == members.epoch && members.numbered(number).is_none())
}

fn scrub_wraps(state: &StateFolder, goes: &dyn Fn(MemberNumber, u64) -> bool) -> Result<(), Failure> {
    let failed = |e| Failure::io("the key file of the former epoch could not be destroyed", e);
    for entry in std::fs::read_dir(state.root()).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        let of = name
            .to_str()
            .and_then(|name| Some((StateFolder::member_of_wrap(name)?, StateFolder::epoch_of_wrap(name)?)));
        if of.is_some_and(|(number, of)| goes(number, of)) {
            files::scrub(&entry.path()).map_err(failed)?;
        }
    }
    files::sync_folder(state.root(), "the state folder")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::id::VaultId;
    use crate::records::member::Role;
    use crate::vault::members::Member;

    #[test]
    fn ways_in_of_nobody_go_and_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = Identity::generate().recipient();
        let member = Member {
            number: MemberNumber(1),
            role: Role::Owner,
            recipient: own.to_string(),
            verify_key: None,
            since: "2026-11-22".to_owned(),
            glass: Vec::new(),
        };
        let mut members = Members::new(VaultId::new([7; 16]), &own, "host".to_owned(), member);
        members.epoch = 3;
        let names = ["1-3.age", "2-3.age", "2-4.age", "2-3-copy.age", "host.key", "seen"];
        for name in names {
            std::fs::write(folder.path().join(name), name).expect("writes");
        }
        scrub_wraps_of_nobody(&StateFolder::at(folder.path()), &members).expect("scrubs");
        let left = names.map(|name| folder.path().join(name).exists());
        assert_eq!(left, [true, false, true, false, true, true]);
    }
}
