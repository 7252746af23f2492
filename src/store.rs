//! All SQL. Rows in, rows out: no key, no opened text, no rule.
//!
//! Every write goes through [`Writing`], which exists only inside a transaction; the rest of the program
//! sees a dozen calls, so that another database could stand behind them one day.

mod audit;
mod backups;
mod chunks;
mod clocks;
mod copy;
mod erasures;
mod facts;
mod glass;
mod handles;
mod holds;
mod pruned;
mod records;
mod registers;
mod runs;
mod sweeps;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::ffi::{SQLITE_IOERR_SHMMAP, SQLITE_IOERR_SHMSIZE};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::records::reference::Register;

pub use audit::{AuditDetail, AuditHead, AuditRow};
pub use facts::{Facts, KeyringRecord};
pub use pruned::{Leaf, PrunedLeaf, Pruning};
pub use records::KeyInUse;
pub use registers::RegisterRow;

/// Numbered schema changes, applied in order in one transaction.
const MIGRATIONS: &[&str] = &[include_str!("store/migrations/0001_vault.sql")];
/// How long a writer queues behind another, in milliseconds.
const QUEUE: Duration = Duration::from_secs(10);
/// Rows are padded to hundreds of bytes: larger pages waste less and scan faster.
const PAGE_SIZE: i64 = 16 * 1024;

/// What the database said.
#[derive(Debug)]
pub enum Error {
    /// Another process holds the write lock.
    Busy,
    /// No room.
    Full,
    /// May not be written.
    ReadOnly,
    /// Not a vault's database, or damaged; and what was wrong.
    Damaged(String),
    /// Made by a newer praxis; its schema version.
    Newer(i64),
    /// The operating system could not read or write it.
    Io,
    /// Anything else.
    Other(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        // Without room for its shared-memory file SQLite speaks of an I/O error, not of a full disk.
        let extended = error.sqlite_error().map(|e| e.extended_code);
        if matches!(extended, Some(SQLITE_IOERR_SHMSIZE | SQLITE_IOERR_SHMMAP)) {
            return Error::Full;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy,
            Some(ErrorCode::DiskFull) => Error::Full,
            Some(ErrorCode::SystemIoFailure) => Error::Io,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Error::ReadOnly
            }
            Some(ErrorCode::DatabaseCorrupt) => Error::Damaged("SQLite finds it malformed".to_owned()),
            Some(ErrorCode::NotADatabase) => Error::Damaged("it is not a database".to_owned()),
            Some(ErrorCode::ConstraintViolation) => Error::Damaged("a row breaks the schema".to_owned()),
            // Every statement is fixed and tested: one that SQLite cannot make sense of does not fit this file.
            Some(ErrorCode::Unknown) => Error::Damaged("its tables are not those of a vault".to_owned()),
            _ => match error {
                rusqlite::Error::SqlInputError { .. } => {
                    Error::Damaged("its tables are not those of a vault".to_owned())
                }
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::IntegralValueOutOfRange(..) => {
                    Error::Damaged("a column holds what it cannot hold".to_owned())
                }
                other => Error::Other(other),
            },
        }
    }
}

/// Result of a database call.
pub type Result<T> = std::result::Result<T, Error>;

/// The database of one vault.
pub struct Store {
    connection: Connection,
    writable: bool,
}

/// Reads, inside a transaction or not.
pub struct Reading<'c>(&'c Connection);

/// Reads and writes, inside a transaction.
pub struct Writing<'c>(Reading<'c>);

/// Reads stay as they were when this was taken.
pub struct Snapshot<'c>(&'c Connection);

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let _ = self.0.execute_batch("COMMIT");
    }
}

impl<'c> std::ops::Deref for Writing<'c> {
    type Target = Reading<'c>;

    fn deref(&self) -> &Reading<'c> {
        &self.0
    }
}

impl Store {
    /// Makes the database of a new vault; `path` must be an empty file that is ours alone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(path: &Path) -> Result<Self> {
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.pragma_update(None, "page_size", PAGE_SIZE)?;
        // Before the first write: set later, a part of the deleted rows stays readable.
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        let mut store = Self { connection, writable: true };
        store.prepare()?;
        store.migrate()?;
        Ok(store)
    }

    /// Opens the database of a vault. On a medium or in a folder that cannot be written it opens for reading.
    ///
    /// # Errors
    /// [`Error::Newer`], [`Error::Damaged`], or what `SQLite` says. Never recreates anything.
    pub fn open(path: &Path, writable: bool) -> Result<Self> {
        let connection = if writable {
            Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )?
        } else {
            Connection::open_with_flags(
                immutable_uri(path),
                OpenFlags::SQLITE_OPEN_READ_ONLY
                    | OpenFlags::SQLITE_OPEN_NO_MUTEX
                    | OpenFlags::SQLITE_OPEN_URI,
            )?
        };
        let mut store = Self { connection, writable };
        store.prepare()?;
        let version = store.schema_version()?;
        let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
        if version > known {
            return Err(Error::Newer(version));
        }
        if version == 0 {
            return Err(Error::Damaged("it is empty".to_owned()));
        }
        if version < known {
            store.migrate()?;
        }
        Ok(store)
    }

    /// From now on nothing is written through this connection, not even when it is closed.
    ///
    /// # Errors
    /// When the database says no.
    pub fn only_looking(mut self) -> Result<Self> {
        self.connection.pragma_update(None, "query_only", "ON")?;
        // Only where there is something to take up: otherwise closing removes the empty files that opening made.
        let pending = std::fs::metadata(self.log_path()).is_ok_and(|log| log.len() > 0);
        self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, pending)?;
        self.writable = false;
        Ok(self)
    }

    fn log_path(&self) -> std::path::PathBuf {
        std::path::PathBuf::from(format!("{}-wal", self.connection.path().unwrap_or_default()))
    }

    /// Whether this connection may write.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.writable
    }

    /// Reads.
    #[must_use]
    pub fn read(&self) -> Reading<'_> {
        Reading(&self.connection)
    }

    /// Until the guard is dropped every read sees the database as it is now, whoever writes meanwhile.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn snapshot(&self) -> Result<Snapshot<'_>> {
        self.connection.execute_batch("BEGIN; SELECT size FROM audit_head")?;
        Ok(Snapshot(&self.connection))
    }

    /// Runs `work` in one transaction that holds the write lock from its start; commits when it is `Ok`.
    ///
    /// # Errors
    /// Those of `work`, after a rollback; or of the commit, when nothing of it is there.
    pub fn write<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&Writing<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(Error::from)?;
        let done = work(&Writing(Reading(&transaction)))?;
        transaction.commit().map_err(Error::from)?;
        Ok(done)
    }

    /// Takes up what is in the write-ahead log, and empties the log.
    ///
    /// # Errors
    /// When somebody reads meanwhile, or it cannot be written.
    pub fn truncate_log(&self) -> Result<()> {
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(Error::Busy) }
    }

    /// The settings every connection needs; none of them is `SQLite`'s default.
    fn prepare(&mut self) -> Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(QUEUE)?;
        for (name, value) in [
            ("secure_delete", "ON"),
            ("synchronous", "FULL"),
            ("temp_store", "MEMORY"),
            ("foreign_keys", "ON"),
            ("trusted_schema", "OFF"),
            ("cell_size_check", "ON"),
            ("fullfsync", "ON"),
        ] {
            connection.pragma_update(None, name, value)?;
        }
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        Ok(())
    }

    /// What `SQLite` itself finds wrong with the file; at most ten lines.
    ///
    /// # Errors
    /// When it cannot even be looked at.
    pub fn integrity_check(&self) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare("PRAGMA integrity_check(10)")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let lines: Vec<String> = rows.map(|row| Ok::<_, Error>(row?)).collect::<Result<_>>()?;
        Ok(if lines == ["ok"] { Vec::new() } else { lines })
    }

    /// Tables and indexes that are not as the migrations make them: changed, missing, or added.
    ///
    /// # Errors
    /// When the schema cannot be read.
    pub fn foreign_schema(&self) -> Result<Vec<String>> {
        let known = Connection::open_in_memory()?;
        for sql in MIGRATIONS {
            known.execute_batch(sql)?;
        }
        let (ours, found) = (schema(&known)?, schema(&self.connection)?);
        let mut names: Vec<String> =
            ours.symmetric_difference(&found).map(|object| object.1.clone()).collect();
        names.dedup();
        Ok(names)
    }

    fn schema_version(&self) -> Result<i64> {
        Ok(self.connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
    }

    fn migrate(&mut self) -> Result<()> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (index, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(done).unwrap_or(0)) {
            transaction.execute_batch(sql)?;
            transaction.pragma_update(None, "user_version", i64::try_from(index + 1).unwrap_or(i64::MAX))?;
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Everything that a database has: type, name, table and statement of each.
type Schema = BTreeSet<(String, String, String, Option<String>)>;

fn schema(connection: &Connection) -> Result<Schema> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    rows.map(|row| Ok(row?)).collect()
}

/// The register of a letter as it is stored: lookups go by the very letter, so that another case is another value.
fn register_of(text: &str) -> Option<Register> {
    let register = text.chars().next().and_then(Register::from_letter);
    register.filter(|register| text == register.letter().to_string())
}

/// A read-only medium cannot hold the shared-memory file that WAL needs; `immutable` does without it.
fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn fresh() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("vault.db");
        std::fs::write(&path, b"").expect("an empty file");
        let store = Store::create(&path).expect("creates");
        (folder, store)
    }

    #[test]
    fn every_connection_is_set_up() {
        let (folder, created) = fresh();
        drop(created);
        let store = Store::open(&folder.path().join("vault.db"), true).expect("opens");
        let pragma = |name: &str| -> String {
            store
                .connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .map(|value| match value {
                    rusqlite::types::Value::Integer(i) => i.to_string(),
                    rusqlite::types::Value::Text(t) => t,
                    other => format!("{other:?}"),
                })
                .expect(name)
        };
        for (name, value) in [
            ("journal_mode", "wal"),
            ("page_size", "16384"),
            ("secure_delete", "1"),
            ("synchronous", "2"),
            ("temp_store", "2"),
            ("foreign_keys", "1"),
            ("trusted_schema", "0"),
            ("cell_size_check", "1"),
            ("user_version", "1"),
        ] {
            assert_eq!(pragma(name), value, "{name}");
        }
        assert!(store.connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).expect("known"));
    }

    #[test]
    fn plaintext_cannot_be_stored_as_an_envelope() {
        let (_folder, store) = fresh();
        let insert = |envelope: &[u8]| {
            store.connection.execute(
                "INSERT INTO records (id, version, type, handle, compartment, key_version, state, envelope)
                 VALUES (randomblob(16), 1, 5, randomblob(16), 3, 1, 'live', ?1)",
                [envelope],
            )
        };
        assert!(insert(b"{\"text\": \"the client said, at length, that it rained\"}").is_err());
        assert!(insert(b"\x01too short").is_err());
        assert!(insert(&[1; 285]).is_ok());
    }

    #[test]
    fn newer_empty_and_foreign_files_are_refused_and_left_alone() {
        let (folder, store) = fresh();
        let path = folder.path().join("vault.db");
        store.connection.pragma_update(None, "user_version", 99).expect("set");
        drop(store);
        assert!(matches!(Store::open(&path, true), Err(Error::Newer(99))));
        let other = folder.path().join("other.db");
        for bytes in [&b""[..], b"not a database, though it is long enough to look like a file of some kind"]
        {
            std::fs::write(&other, bytes).expect("written");
            assert!(matches!(Store::open(&other, true), Err(Error::Damaged(_))));
            assert_eq!(std::fs::read(&other).expect("read"), bytes);
        }
    }
}
