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

    /// How many pieces a version of a file has.
    pub fn chunk_count(&self, record: RecordId, version: u32) -> Result<u32> {
        Ok(self
            .0
            .prepare_cached("SELECT count(*) FROM chunks WHERE record = ?1 AND version = ?2")?
            .query_row(params![record.as_bytes(), version], |row| row.get(0))?)
    }
}

impl Writing<'_> {
    /// Adds a piece.
    pub fn insert_chunk(&self, record: RecordId, version: u32, piece: u32, envelope: &[u8]) -> Result<()> {
        self.0
            .0
            .prepare_cached("INSERT INTO chunks (record, version, piece, envelope) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![record.as_bytes(), version, piece, envelope])?;
        Ok(())
    }
}
