//! The clear side of the registers of kits, exports and wills; the sealed side is a record of the same number.

use rusqlite::params;

use super::{Error, Reading, Result, Writing};
use crate::records::reference::{Reference, Register};

/// What stands in the clear of a kit, an export or a will.
pub struct RegisterRow {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of the vault at that time.
    pub epoch: u64,
    /// Where it stands: the code of a kit's or a will's state, `done` for an export.
    pub state: String,
}

impl Reading<'_> {
    /// All kits, all exports or all wills, by number.
    pub fn register_rows(&self, register: Register) -> Result<Vec<RegisterRow>> {
        let sql = format!("SELECT number, made, epoch, state FROM {} ORDER BY number", table_of(register));
        let mut statement = self.0.prepare(&sql)?;
        let rows = statement.query_map([], |row| {
            Ok(RegisterRow {
                reference: Reference::new(register, row.get(0)?),
                made: row.get(1)?,
                epoch: row.get::<_, i64>(2)?.cast_unsigned(),
                state: row.get(3)?,
            })
        })?;
        rows.map(|row| Ok(row?)).collect()
    }
}

/// The table of a register that has a clear side.
fn table_of(register: Register) -> &'static str {
    match register {
        Register::Kit => "kits",
        Register::Will => "wills",
        _ => "exports",
    }
}

impl Writing<'_> {
    /// Adds a kit, an export or a will.
    pub fn insert_register_row(&self, row: &RegisterRow) -> Result<()> {
        let table = table_of(row.reference.register);
        self.0.0.execute(
            &format!("INSERT INTO {table} (number, made, epoch, state) VALUES (?1, ?2, ?3, ?4)"),
            params![row.reference.number, row.made, row.epoch.cast_signed(), row.state],
        )?;
        Ok(())
    }

    /// Changes what stands in the clear of a kit, an export or a will.
    pub fn update_register_row(&self, row: &RegisterRow) -> Result<()> {
        let table = table_of(row.reference.register);
        let sql = format!("UPDATE {table} SET made = ?2, epoch = ?3, state = ?4 WHERE number = ?1");
        let changed = params![row.reference.number, row.made, row.epoch.cast_signed(), row.state];
        if self.0.0.execute(&sql, changed)? == 1 {
            Ok(())
        } else {
            Err(Error::Damaged("a row of a register went while it was changed".to_owned()))
        }
    }
}
