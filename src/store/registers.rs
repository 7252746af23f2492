//! The clear side of the registers of kits and exports; the sealed side is a record of the same number.

use rusqlite::params;

use super::{Result, Writing};
use crate::records::reference::{Reference, Register};

/// What stands in the clear of a kit or an export.
pub struct RegisterRow {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of the vault at that time.
    pub epoch: u64,
    /// Where it stands: `current` for a kit, `done` for an export.
    pub state: &'static str,
}

impl Writing<'_> {
    /// Adds a kit or an export.
    pub fn insert_register_row(&self, row: &RegisterRow) -> Result<()> {
        let table = if row.reference.register == Register::Kit { "kits" } else { "exports" };
        self.0.0.execute(
            &format!("INSERT INTO {table} (number, made, epoch, state) VALUES (?1, ?2, ?3, ?4)"),
            params![row.reference.number, row.made, row.epoch.cast_signed(), row.state],
        )?;
        Ok(())
    }
}
