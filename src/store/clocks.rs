//! Clocks that run, in the clear; what they are about is sealed with the request, complaint or breach.

use rusqlite::{Row, params};

use super::{Error, Reading, Result, Writing};
use crate::records::clock::{ClockKind, ClockRow, ClockState};
use crate::records::code::Code;
use crate::records::reference::Reference;

const COLUMNS: &str = "register, number, kind, due, state";

impl Reading<'_> {
    /// All clocks, by what is due first; those that cannot say when come last.
    pub fn clocks(&self) -> Result<Vec<ClockRow>> {
        let mut statement = self.0.prepare(&format!(
            "SELECT {COLUMNS} FROM clocks ORDER BY due IS NULL, due, register, number, kind"
        ))?;
        let rows = statement.query_map([], |row| Ok(clock_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The clocks of one request, complaint or breach, by kind.
    pub fn clocks_of(&self, reference: Reference) -> Result<Vec<ClockRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM clocks WHERE register = ?1 AND number = ?2 ORDER BY kind"
        ))?;
        let of = params![reference.register.letter().to_string(), reference.number];
        let rows = statement.query_map(of, |row| Ok(clock_row(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Writes the clocks of one request, complaint or breach anew.
    pub fn put_clocks(&self, reference: Reference, clocks: &[ClockRow]) -> Result<()> {
        let letter = reference.register.letter().to_string();
        self.0
            .0
            .prepare_cached("DELETE FROM clocks WHERE register = ?1 AND number = ?2")?
            .execute(params![letter, reference.number])?;
        let sql = format!("INSERT INTO clocks ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5)");
        let mut insert = self.0.0.prepare_cached(&sql)?;
        for clock in clocks {
            let due = clock.due.map(|day| day.to_string());
            insert.execute(params![letter, reference.number, clock.kind.code(), due, clock.state.code()])?;
        }
        Ok(())
    }
}

fn clock_row(row: &Row<'_>) -> Result<ClockRow> {
    let letter: String = row.get(0)?;
    let register = super::register_of(&letter)
        .ok_or_else(|| Error::Damaged("a clock of an unknown register".to_owned()))?;
    let reference = Reference::new(register, row.get(1)?);
    let unknown = |what: &str| Error::Damaged(format!("a clock of {reference} has an unknown {what}"));
    let due: Option<String> = row.get(3)?;
    Ok(ClockRow {
        reference,
        kind: ClockKind::from_code(&row.get::<_, String>(2)?).ok_or_else(|| unknown("kind"))?,
        due: due.map(|day| day.parse().map_err(|_| unknown("day"))).transpose()?,
        state: ClockState::from_code(&row.get::<_, String>(4)?).ok_or_else(|| unknown("state"))?,
    })
}
