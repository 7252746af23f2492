//! The register of backups.

use rusqlite::{Row, params};

use super::{Error, Reading, Result, Writing};
use crate::records::backup::{BackupRow, BackupState};
use crate::records::code::Code;
use crate::records::reference::{Reference, Register};

const COLUMNS: &str = "number, made, epoch, generation, state, place, sha256, verified";

impl Reading<'_> {
    /// All backups, by number.
    pub fn backups(&self) -> Result<Vec<BackupRow>> {
        let mut statement = self.0.prepare(&format!("SELECT {COLUMNS} FROM backups ORDER BY number"))?;
        let rows = statement.query_map([], |row| Ok(backup_row(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Adds a backup, or writes it anew.
    pub fn put_backup(&self, row: &BackupRow) -> Result<()> {
        self.0
            .0
            .prepare_cached(&format!(
                "REPLACE INTO backups ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
            ))?
            .execute(params![
                row.reference.number,
                row.made,
                row.epoch.cast_signed(),
                row.generation.cast_signed(),
                row.state.code(),
                row.place,
                row.sha256,
                row.verified,
            ])?;
        Ok(())
    }
}

fn backup_row(row: &Row<'_>) -> Result<BackupRow> {
    let reference = Reference::new(Register::Backup, row.get(0)?);
    Ok(BackupRow {
        reference,
        made: row.get(1)?,
        epoch: row.get::<_, i64>(2)?.cast_unsigned(),
        generation: row.get::<_, i64>(3)?.cast_unsigned(),
        state: BackupState::from_code(&row.get::<_, String>(4)?)
            .ok_or_else(|| Error::Damaged(format!("{reference} has an unknown state")))?,
        place: row.get(5)?,
        sha256: row.get(6)?,
        verified: row.get(7)?,
    })
}
