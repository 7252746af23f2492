//! The content of files, sealed piece by piece.

use rusqlite::{OptionalExtension, params};

use super::{Reading, Result, Writing};
use crate::records::id::RecordId;

impl Reading<'_> {
    /// One piece of a file's content.
    pub fn chunk(&self, record: RecordId, version: u32, piece: u32) -> Result<Option<Vec<u8>>> {
        Ok(self
            .0
            .prepare_cached("SELECT envelope FROM chunks WHERE record = ?1 AND version = ?2 AND piece = ?3")?
            .query_row(params![record.as_bytes(), version, piece], |row| row.get(0))
            .optional()?)
    }

    /// Which versions of files have pieces, and how many.
    pub fn chunk_counts(&self) -> Result<Vec<(RecordId, u32, u32)>> {
        let mut statement =
            self.0.prepare("SELECT record, version, count(*) FROM chunks GROUP BY record, version")?;
        let rows =
            statement.query_map([], |row| Ok((RecordId::new(row.get(0)?), row.get(1)?, row.get(2)?)))?;
        rows.map(|row| Ok(row?)).collect()
    }
}

impl Writing<'_> {
    /// Removes all pieces of one version of a file.
    pub fn delete_chunks(&self, record: RecordId, version: u32) -> Result<()> {
        self.0
            .0
            .prepare_cached("DELETE FROM chunks WHERE record = ?1 AND version = ?2")?
            .execute(params![record.as_bytes(), version])?;
        Ok(())
    }

    /// Adds a piece.
    pub fn insert_chunk(&self, record: RecordId, version: u32, piece: u32, envelope: &[u8]) -> Result<()> {
        self.0
            .0
            .prepare_cached("INSERT INTO chunks (record, version, piece, envelope) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![record.as_bytes(), version, piece, envelope])?;
        Ok(())
    }
}
