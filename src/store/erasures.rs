//! Erasures, and the tombstones of the keys that they destroy.

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::id::{Handle, RecordId, SlotId};
use crate::records::reference::{Reference, Register};
use crate::records::tombstone::{ErasureRow, ErasureState, Tombstone};

const COLUMNS: &str = "number, made, epoch, state, handle, sweep";
const TOMBSTONE: &str = "slot, handle, compartment, key_version, record, sealed, day, generation, authority";

impl Reading<'_> {
    /// All erasures, by number.
    pub fn erasures(&self) -> Result<Vec<ErasureRow>> {
        let mut statement =
            self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM erasures ORDER BY number"))?;
        let rows = statement.query_map([], |row| Ok(erasure_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// One erasure.
    pub fn erasure(&self, number: u32) -> Result<Option<ErasureRow>> {
        self.0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM erasures WHERE number = ?1"))?
            .query_row([number], |row| Ok(erasure_row(row)))
            .optional()?
            .transpose()
    }

    /// The tombstones that stand by one authority, by slot.
    pub fn tombstones_by(&self, authority: &str) -> Result<Vec<Tombstone>> {
        let sql = format!("SELECT {TOMBSTONE} FROM tombstones WHERE authority = ?1 ORDER BY slot");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([authority], |row| Ok(tombstone(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The tombstones of one handle, by slot.
    pub fn tombstones_of(&self, handle: Handle) -> Result<Vec<Tombstone>> {
        let sql = format!("SELECT {TOMBSTONE} FROM tombstones WHERE handle = ?1 ORDER BY slot");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([handle.as_bytes()], |row| Ok(tombstone(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Every tombstone, by slot.
    pub fn tombstones(&self) -> Result<Vec<Tombstone>> {
        let mut statement = self.0.prepare(&format!("SELECT {TOMBSTONE} FROM tombstones ORDER BY slot"))?;
        let rows = statement.query_map([], |row| Ok(tombstone(row)))?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Adds an erasure, or writes it anew.
    pub fn put_erasure(&self, row: &ErasureRow) -> Result<()> {
        self.0
            .0
            .prepare_cached(&format!("REPLACE INTO erasures ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"))?
            .execute(params![
                row.reference.number,
                row.made,
                row.epoch.cast_signed(),
                row.state.code(),
                row.handle.as_bytes(),
                row.sweep,
            ])?;
        Ok(())
    }

    /// Adds a tombstone, or writes it anew.
    pub fn put_tombstone(&self, stone: &Tombstone) -> Result<()> {
        self.0
            .0
            .prepare_cached(&format!(
                "REPLACE INTO tombstones ({TOMBSTONE}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
            ))?
            .execute(params![
                stone.slot.as_bytes(),
                stone.handle.as_bytes(),
                stone.compartment.byte(),
                stone.key_version,
                stone.record.map(|record| *record.as_bytes()),
                stone.sealed,
                stone.day,
                stone.generation.map(u64::cast_signed),
                stone.authority,
            ])?;
        Ok(())
    }
}

fn erasure_row(row: &Row<'_>) -> Result<ErasureRow> {
    let reference = Reference::new(Register::Certificate, row.get(0)?);
    Ok(ErasureRow {
        reference,
        made: row.get(1)?,
        epoch: row.get::<_, i64>(2)?.cast_unsigned(),
        state: ErasureState::from_code(&row.get::<_, String>(3)?)
            .ok_or_else(|| Error::Damaged(format!("{reference} has an unknown state")))?,
        handle: Handle::new(row.get(4)?),
        sweep: row.get(5)?,
    })
}

fn tombstone(row: &Row<'_>) -> Result<Tombstone> {
    Ok(Tombstone {
        slot: SlotId::new(row.get(0)?),
        handle: Handle::new(row.get(1)?),
        compartment: Compartment::from_byte(row.get(2)?)
            .ok_or_else(|| Error::Damaged("a tombstone has an unknown compartment".to_owned()))?,
        key_version: row.get(3)?,
        record: row.get::<_, Option<[u8; 16]>>(4)?.map(RecordId::new),
        sealed: row.get(5)?,
        day: row.get(6)?,
        generation: row.get::<_, Option<i64>>(7)?.map(i64::cast_unsigned),
        authority: row.get(8)?,
    })
}
