//! S2 and S3: the keys go, then what they opened. None of it takes a key.

use super::super::keyring::Anchor;
use super::super::mirrors::Standing;
use super::super::open::Vault;
use super::super::rows;
use super::super::transact::Hand;
use super::super::writer::Writer;
use crate::failure::Failure;
use crate::records::event::Action;
use crate::records::reference::Reference;
use crate::records::stored::{HandleState, RecordRow};
use crate::records::tombstone::{ErasureRow, ErasureState, Tombstone};

/// An erasure that is decided, with the keys that it destroys.
struct Intended {
    row: ErasureRow,
    stones: Vec<Tombstone>,
}

impl Vault {
    /// The erasures that are decided and not shredded yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unfinished_erasures(&self) -> Result<Vec<Reference>, Failure> {
        let all = self.store.read().erasures()?.into_iter();
        Ok(all.filter(|row| row.state == ErasureState::Intended).map(|row| row.reference).collect())
    }

    /// Says what a command that writes nothing leaves unfinished.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(in super::super) fn name_what_is_unfinished(&self) -> Result<(), Failure> {
        for reference in self.unfinished_erasures()? {
            self.notices.push(format!(
                "{reference} is decided and not finished: the next command that writes completes it"
            ));
        }
        Ok(())
    }

    /// Refuses to open what is decided to go and cannot go here. Whose record is erased as a whole is gone all the same;
    /// a part of a record is not told from the rest without writing.
    ///
    /// # Errors
    /// [`Failure::Refused`] when a part of somebody's record is decided to go and still there.
    pub(in super::super) fn refuse_what_is_half_gone(&self) -> Result<(), Failure> {
        let read = self.store.read();
        for reference in self.unfinished_erasures()? {
            let row = read.erasure(reference.number)?;
            let handle = row.map(|row| read.handle_row(row.handle)).transpose()?.flatten();
            if handle.is_some_and(|handle| handle.state != HandleState::Erased) {
                return Err(Failure::Refused(
                    format!("{reference} is decided and not finished"),
                    "unlock the vault where it can be written: that completes it".to_owned(),
                ));
            }
        }
        Ok(())
    }

    /// Destroys the keys of every erasure that is decided, and removes what they opened; the caller holds the
    /// exclusive lock and brings the keyring as it stands. A step that stands in the keyring already is not repeated.
    ///
    /// # Errors
    /// Damage, or when something cannot be written; then whoever writes next goes on from there.
    pub(in super::super) fn shred(&mut self, hand: &Hand<'_>, standing: &Standing) -> Result<(), Failure> {
        let intended = self.intended()?;
        if intended.is_empty() {
            return Ok(());
        }
        let mut image = standing.image.clone();
        let mut went = false;
        for stone in intended.iter().flat_map(|erasure| &erasure.stones) {
            went |= image.remove(stone.slot);
        }
        let keyring = if went {
            let head = self.store.read().audit_head()?;
            image.header.audit = Anchor { size: head.size, root: head.root };
            standing.write(&self.layout, image)?
        } else {
            // Written before, and cut off between the mirrors: the other one still has the keys.
            standing.complete(&self.layout)?
        };
        self.transact(hand, |writer| {
            writer.set_keyring(&keyring)?;
            intended.iter().try_for_each(|erasure| remove(writer, erasure, keyring.generation))
        })?;
        self.facts.keyring = keyring;
        // Only ciphertext is at stake, and its keys are gone.
        if self.store.truncate_log().is_err() {
            self.notices.push(
                "vault.db-wal could not be emptied: what was removed stays in it, sealed under keys that are gone"
                    .to_owned(),
            );
        }
        Ok(())
    }

    /// The keyring, ready for a decision about what goes: whatever was decided before and cut off is shredded first. The
    /// keys of that still stand in records, and may be gone from the keyring; who decided about them once more would take
    /// their tombstones from the erasure that has them, which then is not the one that the log knows. The caller holds the
    /// exclusive lock.
    ///
    /// # Errors
    /// Those of `standing_for_writing`; [`Failure::Partial`] when what was decided before cannot be completed.
    pub(in super::super) fn standing_to_decide(&mut self, hand: &Hand<'_>) -> Result<Standing, Failure> {
        let (standing, _) = self.standing_for_writing(hand)?;
        if self.unfinished_erasures()?.is_empty() {
            return Ok(standing);
        }
        self.shred(hand, &standing).map_err(|failure| {
            let why = failure.explain();
            Failure::Partial(
                format!("what was decided before is not finished: {}", why.message),
                format!("run the same command again, or any that writes: it is completed; {}", why.hint),
            )
        })?;
        Ok(self.standing_for_writing(hand)?.0)
    }

    fn intended(&self) -> Result<Vec<Intended>, Failure> {
        let read = self.store.read();
        let mut intended = Vec::new();
        for row in read.erasures()? {
            if row.state != ErasureState::Intended {
                continue;
            }
            let stones = read.tombstones_by(&row.reference.to_string())?;
            // Whoever can write the table must not be able to have keys destroyed.
            if read.logged_subject(row.reference)? != Some(rows::hash_erasure(&row, &stones)) {
                return Err(Failure::damaged(format!(
                    "{} in vault.db is not the erasure that the audit log knows",
                    row.reference
                )));
            }
            intended.push(Intended { row, stones });
        }
        Ok(intended)
    }
}

/// S3 of one erasure.
fn remove(writer: &mut Writer<'_>, erasure: &Intended, generation: u64) -> Result<(), Failure> {
    let Intended { row, stones } = erasure;
    for version in writer.read().versions_of(row.handle)? {
        if stones.iter().any(|stone| opens(stone, &version)) {
            writer.remove_record(&version)?;
        }
    }
    for stone in stones {
        writer.put_tombstone(&Tombstone { generation: Some(generation), ..stone.clone() })?;
    }
    let state = ErasureState::Shredded;
    writer.put_erasure(&ErasureRow { state, ..row.clone() }, generation, Action::ErasureShredded)
}

/// Whether the key that a tombstone stands for opened a version of a record.
fn opens(stone: &Tombstone, row: &RecordRow) -> bool {
    let of = rows::slot_of(row);
    (of.handle, of.compartment, of.key_version, of.record)
        == (stone.handle, stone.compartment, stone.key_version, stone.record)
}
