//! Clocks in the clear follow from praxis.toml as well: from the nation, its bank holidays, and how a pause counts. Where it
//! is not what it was, those of open requests and complaints are worked out anew; the 72 hours of a breach know no calendar.

use super::complaints;
use super::keys::KeyReader;
use super::matter;
use super::mirrors::Extent;
use super::requests::clear_clocks;
use super::unlocked::Unlocked;
use crate::crypto::hash::sha256;
use crate::failure::Failure;
use crate::records::clock::ClockRow;
use crate::records::complaint::Complaint;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, HandleState};

/// The clocks of one matter, as they should be.
type Moved = (Reference, Vec<ClockRow>);

impl Unlocked {
    /// Writes the clocks that another praxis.toml moved, in the transaction that notes that it changed: cut off before, it
    /// is done at the next unlock. Nothing is written when none has moved.
    pub(super) fn follow_settings(&mut self) -> Result<(), Failure> {
        if !self.vault.store.is_writable() {
            return Ok(());
        }
        let since = self.log_size()?;
        let changed = self.vault.facts.settings != Some(sha256(&self.vault.settings));
        let moved = if changed { self.clocks_that_moved()? } else { Vec::new() };
        self.vault.settings_followed = true;
        if moved.is_empty() {
            return Ok(());
        }
        let written = self.transaction(|writer| {
            writer.nobody_wrote_since(Some(since))?;
            moved.iter().try_for_each(|(reference, clocks)| writer.put_clocks(*reference, clocks))
        });
        self.vault.settings_followed = written.is_ok();
        written?;
        let of: Vec<String> = moved.iter().map(|(reference, _)| reference.to_string()).collect();
        let clocks = if of.len() == 1 { "clock" } else { "clocks" };
        self.vault.notices.push(format!("the {clocks} of {} moved: praxis.toml changed", of.join(", ")));
        Ok(())
    }

    fn clocks_that_moved(&self) -> Result<Vec<Moved>, Failure> {
        let keys = self.reader(Extent::Many)?;
        let _moment = self.one_moment()?;
        let read = self.read();
        let mut moved = Vec::new();
        for register in [Register::Request, Register::Complaint] {
            for row in read.handles_in(register, HandleState::Active)? {
                let reference = row.reference;
                match self.clocks_now(row, &keys) {
                    Ok(clocks) if clocks == read.clocks_of(reference)? => {}
                    Ok(clocks) => moved.push((reference, clocks)),
                    // Nobody is kept out of a vault by one that is damaged: whoever opens that one is told.
                    Err(Failure::Damaged(..)) => {}
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(moved)
    }

    /// By the settings of today.
    fn clocks_now(&self, row: HandleRow, keys: &KeyReader<'_>) -> Result<Vec<ClockRow>, Failure> {
        let reference = row.reference;
        if reference.register == Register::Request {
            return Ok(clear_clocks(reference, &self.opened(row, keys)?.clock));
        }
        let found = self.opened_matter::<Complaint>(row, keys)?;
        let standing = self.standing_of_complaint(&found.matter);
        Ok(matter::rows_of(reference, &complaints::clocks(&standing)))
    }
}
