//! A copy of the whole database for a backup.

use std::path::Path;

use super::{Result, Store};

impl Store {
    /// Bytes that a copy takes, at most.
    pub fn size(&self) -> Result<u64> {
        let pages: i64 = self.connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
        let page: i64 = self.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        Ok(pages.saturating_mul(page).cast_unsigned())
    }

    /// Takes over a copy as the database of a vault.
    pub fn adopt(path: &Path) -> Result<Self> {
        let store = Self::open(path, true)?;
        store.connection.pragma_update(None, "journal_mode", "WAL")?;
        Ok(store)
    }

    /// Writes what the database holds now into `path`, an empty file. Row by row, never page by page as `SQLite`'s
    /// backup does: nothing that was deleted is in the copy.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        self.connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        Ok(())
    }
}
