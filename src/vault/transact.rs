//! Transactions of a vault, in whose name they are, and what this machine remembers of each. None of it takes a key:
//! jobs that hold none write in the same way.

use super::keys::Listed;
use super::members::Members;
use super::mirrors::Standing;
use super::open::Vault;
use super::rotation::{scrub_wraps_before, scrub_wraps_of_nobody};
use super::seen::Seen;
use super::session;
use super::writer::Writer;
use crate::crypto::hash::{sha256, to_hex};
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::member::MemberNumber;
use crate::records::tombstone::{ErasureRow, ErasureState};
use crate::store::KeyringRecord;

/// In whose name something is written.
pub struct Hand<'a> {
    /// Who: a member, or the machine.
    pub member: MemberNumber,
    /// Entries that come first: that the vault was opened.
    pub first: &'a [Event],
    /// The file `members`, and the verify keys in it, where an owner has checked who wrote it.
    pub pinned: Option<&'a Listed>,
}

impl Hand<'_> {
    /// The machine's own: no person, no key.
    pub const HOST: Hand<'static> = Hand { member: MemberNumber::HOST, first: &[], pinned: None };
}

impl Vault {
    /// Whether anything may be written: not on a medium that cannot be, nor by who only looks.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.store.is_writable()
    }

    /// One transaction, logged and remembered.
    ///
    /// # Errors
    /// Those of `work`, or when nothing can be written; then nothing was.
    pub(super) fn transact<T>(
        &mut self,
        hand: &Hand<'_>,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if !self.store.is_writable() {
            return Err(Failure::Permission("the vault cannot be written".to_owned()));
        }
        let (id, settings_before) = (self.facts.id, self.facts.settings);
        let (now, accept, settings) = (self.now, self.accept_clock, &self.settings);
        let notes_settings = hand.member != MemberNumber::HOST && self.settings_followed;
        let (done, anchor) = self.store.write(|rows| -> Result<_, Failure> {
            let mut writer = Writer::begin(rows, id, hand.member, now, accept)?;
            hand.first.iter().try_for_each(|event| writer.log(event))?;
            if notes_settings {
                writer.note_settings(settings_before, settings)?;
            }
            let done = work(&mut writer)?;
            Ok((done, writer.finish()?))
        })?;
        if notes_settings {
            self.facts.settings = Some(sha256(&self.settings));
        }
        self.note_seen(hand, anchor.size, &to_hex(&anchor.root));
        Ok(done)
    }

    /// The keyring, ready to be written, and whether something had to be recorded first; the caller holds the
    /// exclusive lock. One that is ahead of the database is recorded in a transaction of its own; where it is of the
    /// next epoch, the rotation that was cut off is finished.
    ///
    /// # Errors
    /// Damage, or when that cannot be written.
    pub(super) fn standing_for_writing(&mut self, hand: &Hand<'_>) -> Result<(Standing, bool), Failure> {
        let facts = self.store.read().facts()?;
        let mut standing = Standing::load(&self.layout, facts.id, &facts.keyring)?;
        let keyring = standing.record();
        let ahead = standing.is_ahead(&facts.keyring);
        if ahead {
            standing.sync(&self.layout)?;
        }
        if keyring.epoch > facts.keyring.epoch {
            // Nothing is called over before no session holds keys of the epoch that is.
            let ended = session::end_before(self, keyring.epoch)?;
            // The ways into the old epoch go only when neither mirror needs them.
            if standing.other.is_some() {
                standing.heal(&self.layout)?;
            }
            self.end_rotation(hand, keyring)?;
            if ended {
                self.log_session_ended();
            }
            self.notice_completed_rotation();
        } else if ahead {
            self.transact(hand, |writer| {
                writer.set_keyring(&keyring)?;
                writer.log(&writer.event(Action::KeyringRecorded).with_row(keyring.hash))
            })?;
        }
        self.facts.keyring = keyring;
        Ok((standing, ahead))
    }

    /// What is left to do once both mirrors are of the new epoch: destroy the ways into the old one, put
    /// copies of the keyring beside the backups, and record it.
    ///
    /// # Errors
    /// When that cannot be written; then the next command that writes does it.
    pub(super) fn end_rotation(&mut self, hand: &Hand<'_>, keyring: KeyringRecord) -> Result<(), Failure> {
        scrub_wraps_before(&self.state, keyring.epoch)?;
        self.renew_keyring_copies(keyring.epoch);
        let members = match hand.pinned {
            Some(listed) => Some(listed.members.clone()),
            None => Members::parse_unverified(&std::fs::read(self.layout.members()).unwrap_or_default()).ok(),
        };
        if let Some(members) = members.as_ref().filter(|members| members.epoch == keyring.epoch) {
            scrub_wraps_of_nobody(&self.state, members)?;
        }
        self.transact(hand, |writer| {
            writer.set_keyring(&keyring)?;
            writer.log(&writer.event(Action::EpochRotated).counting(keyring.epoch).with_row(keyring.hash))?;
            members.iter().try_for_each(|members| writer.note_members(members, keyring.epoch))?;
            for row in writer.read().erasures()? {
                if row.state == ErasureState::Shredded {
                    let state = ErasureState::Rotated;
                    let row = ErasureRow { state, ..row };
                    writer.put_erasure(&row, keyring.generation, Action::ErasureRotated)?;
                }
            }
            Ok(())
        })?;
        self.facts.keyring = keyring;
        Ok(())
    }

    /// Remembers the schedule that an owner has had before him.
    pub(super) fn pin_schedule(&mut self, schedule: Option<String>) {
        let Some(seen) = &mut self.seen else { return };
        seen.schedule = schedule;
        if seen.write(&self.state.seen(), false).is_err() {
            self.notices.push(
                "the state folder could not be written: nothing of the audit log goes until it can be"
                    .to_owned(),
            );
        }
    }

    /// Remembers what was written. A state folder that cannot be written only notices less next time.
    fn note_seen(&mut self, hand: &Hand<'_>, audit_size: u64, audit_root: &str) {
        // A job without keys may take long, and what another command has seen meanwhile must not be written over.
        let newer = if hand.pinned.is_none() { Seen::read(&self.state.seen()) } else { None };
        let before = newer.or_else(|| self.seen.take());
        let Ok(members) = std::fs::read(self.layout.members()).map(|b| to_hex(&sha256(&b))) else {
            return;
        };
        let new = || hand.pinned.map(|listed| Seen::new(listed.hash(), listed.verify_keys.clone()));
        let made = before.is_none();
        let Some(mut seen) = before.clone().or_else(new) else { return };
        if made {
            seen.schedule = self.facts.schedule.map(|hash| to_hex(&hash));
        }
        let keyring = self.store.read().facts().map_or(self.facts.keyring, |f| f.keyring);
        (seen.epoch, seen.generation) = (keyring.epoch, keyring.generation);
        (seen.audit_size, seen.audit_root) = (audit_size, audit_root.to_owned());
        match hand.pinned.map(|listed| (listed, listed.hash())) {
            Some((listed, checked)) if checked == members => {
                seen.verify_keys.clone_from(&listed.verify_keys);
                (seen.members, seen.members_next) = (members, None);
            }
            // What is there now is not what was checked. Another owner's command wrote it and has said so here, or nobody
            // did who may: then it is not the file that this machine has seen.
            Some(_) => {
                if let Some(now) = Seen::read(&self.state.seen()) {
                    seen.verify_keys = now.verify_keys;
                    (seen.members, seen.members_next) = (now.members, now.members_next);
                }
            }
            // Who holds no key cannot tell another file from the next one.
            None if seen.members_next.as_deref() == Some(&members) => {
                (seen.members, seen.members_next) = (members, None);
            }
            None => {}
        }
        if let Ok(counters) = self.store.read().counters() {
            seen.numbers = counters.into_iter().map(|(register, last)| (register.letter(), last)).collect();
        }
        let durable = before.is_none_or(|b| (b.epoch, b.generation) != (seen.epoch, seen.generation));
        if seen.write(&self.state.seen(), durable).is_err() {
            self.notices.push(
                "the state folder could not be written: a rolled-back vault is noticed less surely"
                    .to_owned(),
            );
        }
        self.seen = Some(seen);
    }
}
