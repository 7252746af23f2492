//! The clear side of reviewed retention plans; what was decided is a sealed record of the same number.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::reference::{Reference, Register};
use crate::records::sweep::{SweepRow, SweepState};

const COLUMNS: &str = "number, made, state, plan";

impl Reading<'_> {
    /// All reviewed plans, by number.
    pub fn sweeps(&self) -> Result<Vec<SweepRow>> {
        let mut statement = self.0.prepare(&format!("SELECT {COLUMNS} FROM sweeps ORDER BY number"))?;
        let rows = statement.query_map([], |row| Ok(sweep_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// One reviewed plan.
    pub fn sweep(&self, number: u32) -> Result<Option<SweepRow>> {
        self.0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM sweeps WHERE number = ?1"))?
            .query_row([number], |row| Ok(sweep_row(row)))
            .optional()?
            .transpose()
    }
}

impl Writing<'_> {
    /// Adds a reviewed plan, or writes it anew.
    pub fn put_sweep(&self, row: &SweepRow) -> Result<()> {
        self.0
            .0
            .prepare_cached(&format!("REPLACE INTO sweeps ({COLUMNS}) VALUES (?1, ?2, ?3, ?4)"))?
            .execute(params![row.reference.number, row.made, row.state.code(), row.plan])?;
        Ok(())
    }
}

fn sweep_row(row: &Row<'_>) -> Result<SweepRow> {
    let reference = Reference::new(Register::Sweep, row.get(0)?);
    Ok(SweepRow {
        reference,
        made: row.get(1)?,
        state: SweepState::from_code(&row.get::<_, String>(2)?)
            .ok_or_else(|| Error::Damaged(format!("{reference} has an unknown state")))?,
        plan: row.get(3)?,
    })
}
