//! Handles and their clear columns.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::id::Handle;
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, HandleRow, HandleState};

const COLUMNS: &str = "handle, register, number, state, hold, restricted, open_request, open_complaint, \
                       open_breach, disposal_year, contact_due";

/// What nothing stands against.
pub(super) const FREE: &str = "NOT (hold OR restricted OR open_request OR open_complaint OR open_breach)";

impl Reading<'_> {
    /// The handle of a reference.
    pub fn handle(&self, reference: Reference) -> Result<Option<HandleRow>> {
        self.0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM handles WHERE register = ?1 AND number = ?2"))?
            .query_row(params![reference.register.letter().to_string(), reference.number], |row| {
                Ok(handle_row(row))
            })
            .optional()?
            .transpose()
    }

    /// The row of a handle.
    pub fn handle_row(&self, handle: Handle) -> Result<Option<HandleRow>> {
        self.0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM handles WHERE handle = ?1"))?
            .query_row([handle.as_bytes()], |row| Ok(handle_row(row)))
            .optional()?
            .transpose()
    }

    /// All handles of all registers.
    pub fn all_handles(&self) -> Result<Vec<HandleRow>> {
        let mut statement =
            self.0.prepare(&format!("SELECT {COLUMNS} FROM handles ORDER BY register, number"))?;
        let rows = statement.query_map([], |row| Ok(handle_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Handles of a register in one state, by number.
    pub fn handles_in(&self, register: Register, state: HandleState) -> Result<Vec<HandleRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM handles WHERE register = ?1 AND state = ?2 ORDER BY number"
        ))?;
        let of = params![register.letter().to_string(), state.code()];
        let rows = statement.query_map(of, |row| Ok(handle_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many handles of a register, not erased, have a disposal year that has come and nothing that stands against it.
    pub fn count_due_handles(&self, register: Register, year: i32) -> Result<u64> {
        self.count(
            &format!(
                "SELECT count(*) FROM handles WHERE disposal_year <= ?1 AND register = ?2 AND state <> 'erased' AND {FREE}"
            ),
            params![year, register.letter().to_string()],
        )
    }

    /// How many handles, not erased, have contact details that may go in a month, `YYYY-MM`, and nothing that stands
    /// against it.
    pub fn count_contact_due(&self, month: &str) -> Result<u64> {
        self.count(
            &format!("SELECT count(*) FROM handles WHERE contact_due <= ?1 AND state <> 'erased' AND {FREE}"),
            params![month],
        )
    }

    pub(super) fn count(&self, sql: &str, of: &[&dyn ToSql]) -> Result<u64> {
        let count: i64 = self.0.prepare_cached(sql)?.query_row(of, |row| row.get(0))?;
        Ok(count.cast_unsigned())
    }

    /// Handles of a register whose disposal year has come, by number: one look at an index.
    pub fn due_handles(&self, register: Register, year: i32) -> Result<Vec<HandleRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM handles WHERE disposal_year <= ?1 AND register = ?2 ORDER BY number"
        ))?;
        let rows =
            statement.query_map(params![year, register.letter().to_string()], |row| Ok(handle_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Handles whose contact details may go in a month, `YYYY-MM`, or might have gone before, by number.
    pub fn contact_due_handles(&self, month: &str) -> Result<Vec<HandleRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM handles WHERE contact_due <= ?1 ORDER BY register, number"
        ))?;
        let rows = statement.query_map([month], |row| Ok(handle_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The handles whose keys are destroyed, or about to be. Where nothing can be written, an erasure that is decided
    /// may still have its rows, and their keys be gone.
    pub fn erased_handles(&self) -> Result<HashSet<Handle>> {
        let mut statement = self.0.prepare("SELECT handle FROM handles WHERE state = ?1")?;
        let rows = statement.query_map([HandleState::Erased.code()], |row| row.get(0).map(Handle::new))?;
        rows.map(|row| Ok(row?)).collect()
    }

    /// All handles of a register, by number.
    pub fn handles(&self, register: Register) -> Result<Vec<HandleRow>> {
        let mut statement =
            self.0.prepare(&format!("SELECT {COLUMNS} FROM handles WHERE register = ?1 ORDER BY number"))?;
        let rows = statement.query_map([register.letter().to_string()], |row| Ok(handle_row(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Adds a handle.
    pub fn insert_handle(&self, row: &HandleRow) -> Result<()> {
        let sql =
            format!("INSERT INTO handles ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
        self.put_handle(&sql, row)
    }

    /// Writes the clear columns of a handle anew.
    pub fn update_handle(&self, row: &HandleRow) -> Result<()> {
        self.put_handle(
            "UPDATE handles SET state = ?4, hold = ?5, restricted = ?6, open_request = ?7, open_complaint = ?8,
                                open_breach = ?9, disposal_year = ?10, contact_due = ?11
             WHERE handle = ?1 AND register = ?2 AND number = ?3",
            row,
        )
    }

    fn put_handle(&self, sql: &str, row: &HandleRow) -> Result<()> {
        let changed = self.0.0.prepare_cached(sql)?.execute(params![
            row.handle.as_bytes(),
            row.reference.register.letter().to_string(),
            row.reference.number,
            row.state.code(),
            row.flags.hold,
            row.flags.restricted,
            row.flags.open_request,
            row.flags.open_complaint,
            row.flags.open_breach,
            row.disposal_year,
            row.contact_due,
        ])?;
        if changed == 1 {
            Ok(())
        } else {
            Err(Error::Damaged("a handle went while it was changed".to_owned()))
        }
    }
}

fn handle_row(row: &Row<'_>) -> Result<HandleRow> {
    let letter: String = row.get(1)?;
    let register = super::register_of(&letter)
        .ok_or_else(|| Error::Damaged("a handle of an unknown register".to_owned()))?;
    let reference = Reference::new(register, row.get(2)?);
    let state = HandleState::from_code(&row.get::<_, String>(3)?)
        .ok_or_else(|| Error::Damaged(format!("{reference} has an unknown state")))?;
    Ok(HandleRow {
        handle: Handle::new(row.get(0)?),
        reference,
        state,
        flags: Flags {
            hold: row.get(4)?,
            restricted: row.get(5)?,
            open_request: row.get(6)?,
            open_complaint: row.get(7)?,
            open_breach: row.get(8)?,
        },
        disposal_year: row.get(9)?,
        contact_due: row.get(10)?,
    })
}
