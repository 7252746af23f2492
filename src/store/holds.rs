//! The clear side of holds; why they stand is a sealed record of the same number.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::hold::{HoldRow, HoldState};
use crate::records::id::Handle;
use crate::records::reference::{Reference, Register};

const COLUMNS: &str = "number, handle, state, review_on";

impl Reading<'_> {
    /// All holds, by number.
    pub fn holds(&self) -> Result<Vec<HoldRow>> {
        let mut statement = self.0.prepare(&format!("SELECT {COLUMNS} FROM holds ORDER BY number"))?;
        let rows = statement.query_map([], |row| Ok(hold_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// One hold.
    pub fn hold(&self, number: u32) -> Result<Option<HoldRow>> {
        self.0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM holds WHERE number = ?1"))?
            .query_row([number], |row| Ok(hold_row(row)))
            .optional()?
            .transpose()
    }

    /// The holds on one handle, by number.
    pub fn holds_on(&self, handle: Handle) -> Result<Vec<HoldRow>> {
        let sql = format!("SELECT {COLUMNS} FROM holds WHERE handle = ?1 ORDER BY number");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([handle.as_bytes()], |row| Ok(hold_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The holds on one handle that stand.
    pub fn active_holds(&self, handle: Handle) -> Result<Vec<HoldRow>> {
        let sql = format!("SELECT {COLUMNS} FROM holds WHERE handle = ?1 AND state = ?2 ORDER BY number");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement
            .query_map(params![handle.as_bytes(), HoldState::Active.code()], |row| Ok(hold_row(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Adds a hold, or writes its clear columns anew.
    pub fn put_hold(&self, row: &HoldRow) -> Result<()> {
        self.0
            .0
            .prepare_cached(&format!("REPLACE INTO holds ({COLUMNS}) VALUES (?1, ?2, ?3, ?4)"))?
            .execute(params![
                row.reference.number,
                row.handle.as_bytes(),
                row.state.code(),
                row.review_on.to_string()
            ])?;
        Ok(())
    }
}

fn hold_row(row: &Row<'_>) -> Result<HoldRow> {
    let reference = Reference::new(Register::Hold, row.get(0)?);
    let unknown = |what: &str| Error::Damaged(format!("{reference} has an unknown {what}"));
    Ok(HoldRow {
        reference,
        handle: Handle::new(row.get(1)?),
        state: HoldState::from_code(&row.get::<_, String>(2)?).ok_or_else(|| unknown("state"))?,
        review_on: row.get::<_, String>(3)?.parse().map_err(|_| unknown("day"))?,
    })
}
