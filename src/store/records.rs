//! Sealed records and their clear columns.

use rusqlite::{OptionalExtension, Row, params};

use super::handles::FREE;
use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::id::{Handle, RecordId};
use crate::records::stored::{RecordRow, RecordState, RecordType};

const COLUMNS: &str =
    "id, version, type, handle, number, compartment, key_version, state, due, goes_from, envelope";
/// Which key opens something: whose, of which compartment, which version of it and, for a record with a key of its own,
/// which one.
pub type KeyInUse = (Handle, Compartment, u32, Option<RecordId>);

/// Every state of the version that stands for the record today.
const CURRENT: &str = "state <> 'superseded'";

impl Reading<'_> {
    /// The current version of a numbered record, whatever its state.
    pub fn record(&self, record_type: RecordType, number: u32) -> Result<Option<RecordRow>> {
        self.0
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM records WHERE type = ?1 AND number = ?2 AND {CURRENT}"
            ))?
            .query_row(params![record_type.byte(), number], |row| Ok(record_row(row)))
            .optional()?
            .transpose()
    }

    /// The current versions of one type under a handle, by number.
    pub fn records_of(&self, handle: Handle, record_type: RecordType) -> Result<Vec<RecordRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM records WHERE handle = ?1 AND type = ?2 AND {CURRENT} ORDER BY number"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows =
            statement.query_map(params![handle.as_bytes(), record_type.byte()], |row| Ok(record_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// All versions of one record, oldest first.
    pub fn versions(&self, id: RecordId) -> Result<Vec<RecordRow>> {
        let mut statement = self
            .0
            .prepare_cached(&format!("SELECT {COLUMNS} FROM records WHERE id = ?1 ORDER BY version"))?;
        let rows = statement.query_map([id.as_bytes()], |row| Ok(record_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Which keys open what is stored: handle, compartment, version of the key and, for records with a key of
    /// their own, which one. Of one handle, or of all.
    pub fn keys_in_use(&self, of: Option<Handle>) -> Result<Vec<KeyInUse>> {
        let sql = format!(
            "SELECT DISTINCT handle, compartment, key_version, CASE compartment WHEN {} THEN id END
             FROM records {} ORDER BY 1, 2, 3, 4",
            Compartment::Process.byte(),
            if of.is_some() { "WHERE handle = ?1" } else { "" }
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let mut rows = match &of {
            Some(handle) => statement.query([handle.as_bytes()])?,
            None => statement.query([])?,
        };
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let compartment = Compartment::from_byte(row.get(1)?)
                .ok_or_else(|| Error::Damaged("a record has an unknown compartment".to_owned()))?;
            let record = row.get::<_, Option<[u8; 16]>>(3)?.map(RecordId::new);
            keys.push((Handle::new(row.get(0)?), compartment, row.get(2)?, record));
        }
        Ok(keys)
    }

    /// Notes that were never signed, by number.
    pub fn drafts(&self) -> Result<Vec<RecordRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM records WHERE type = ?1 AND state = 'draft' ORDER BY number");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([RecordType::Note.byte()], |row| Ok(record_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Process records that may go in a month, `YYYY-MM`, or might have gone before: current versions.
    pub fn due_records(&self, month: &str) -> Result<Vec<RecordRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM records WHERE due <= ?1 AND {CURRENT} AND state <> 'draft'
             ORDER BY type, number"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([month], |row| Ok(record_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// How many records of a compartment may go in a month, `YYYY-MM`, and how many versions in the trash or superseded on
    /// a day, ISO, where nothing stands against it.
    pub fn count_to_go(&self, compartment: Compartment, month: &str, day: &str) -> Result<u64> {
        let of_whom = format!(
            "EXISTS (SELECT 1 FROM handles WHERE handles.handle = records.handle AND handles.state <> 'erased' AND {FREE})"
        );
        let due = format!(
            "SELECT count(*) FROM records
             WHERE due <= ?1 AND {CURRENT} AND state <> 'draft' AND compartment = ?2
             AND NOT (state = 'trash' AND ifnull(goes_from, '9') <= ?3) AND {of_whom}"
        );
        let going = format!(
            "SELECT count(*) FROM records
             WHERE goes_from <= ?1 AND state IN ('trash', 'superseded') AND {of_whom}"
        );
        Ok(self.count(&due, params![month, compartment.byte(), day])? + self.count(&going, params![day])?)
    }

    /// What was thrown away or superseded and may go on a day, ISO, or might have gone before.
    pub fn records_to_go(&self, day: &str) -> Result<Vec<RecordRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM records
             WHERE goes_from <= ?1 AND state IN ('trash', 'superseded') ORDER BY type, number, id, version"
        );
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([day], |row| Ok(record_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// All versions of all records under a handle.
    pub fn versions_of(&self, handle: Handle) -> Result<Vec<RecordRow>> {
        let sql =
            format!("SELECT {COLUMNS} FROM records WHERE handle = ?1 ORDER BY type, number, id, version");
        let mut statement = self.0.prepare_cached(&sql)?;
        let rows = statement.query_map([handle.as_bytes()], |row| Ok(record_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Hands every version of every record to `each`, one at a time.
    pub fn each_version<E: From<Error>>(
        &self,
        mut each: impl FnMut(RecordRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = format!("SELECT {COLUMNS} FROM records ORDER BY type, number, id, version");
        let mut statement = self.0.prepare(&sql).map_err(Error::from)?;
        let mut rows = statement.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            each(record_row(row)?)?;
        }
        Ok(())
    }

    /// Hands every current version of one type to `each`, one at a time, in no order.
    pub fn each_record<E: From<Error>>(
        &self,
        record_type: RecordType,
        mut each: impl FnMut(RecordRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        // Most rows are notes: to read them in the order in which they lie is a third faster than through an index.
        let way = if record_type == RecordType::Note { "NOT INDEXED" } else { "" };
        let sql = format!("SELECT {COLUMNS} FROM records {way} WHERE type = ?1 AND {CURRENT}");
        let mut statement = self.0.prepare_cached(&sql).map_err(Error::from)?;
        let mut rows = statement.query([record_type.byte()]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            each(record_row(row)?)?;
        }
        Ok(())
    }
}

impl Writing<'_> {
    /// Adds a version of a record.
    pub fn insert_record(&self, row: &RecordRow) -> Result<()> {
        self.0
            .0
            .prepare_cached(&format!(
                "INSERT INTO records ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
            ))?
            .execute(params![
                row.id.as_bytes(),
                row.version,
                row.record_type.byte(),
                row.handle.as_bytes(),
                row.number,
                row.compartment.byte(),
                row.key_version,
                row.state.code(),
                row.due,
                row.goes_from.map(|day| day.to_string()),
                row.envelope,
            ])?;
        Ok(())
    }

    /// Changes the state of one version, and the days from which it may go.
    pub fn update_record_state(&self, row: &RecordRow) -> Result<()> {
        let changed = self
            .0
            .0
            .prepare_cached(
                "UPDATE records SET state = ?3, goes_from = ?4, due = ?5 WHERE id = ?1 AND version = ?2",
            )?
            .execute(params![
                row.id.as_bytes(),
                row.version,
                row.state.code(),
                row.goes_from.map(|day| day.to_string()),
                row.due,
            ])?;
        if changed == 1 {
            Ok(())
        } else {
            Err(Error::Damaged("a record went while it was changed".to_owned()))
        }
    }

    /// Removes one version.
    pub fn delete_record(&self, row: &RecordRow) -> Result<()> {
        self.0
            .0
            .prepare_cached("DELETE FROM records WHERE id = ?1 AND version = ?2")?
            .execute(params![row.id.as_bytes(), row.version])?;
        Ok(())
    }
}

fn record_row(row: &Row<'_>) -> Result<RecordRow> {
    let unknown = |what: &str| Error::Damaged(format!("a record has an unknown {what}"));
    let byte: u8 = row.get(2)?;
    let goes_from: Option<String> = row.get(9)?;
    Ok(RecordRow {
        id: RecordId::new(row.get(0)?),
        version: row.get(1)?,
        record_type: RecordType::ALL
            .iter()
            .copied()
            .find(|t| t.byte() == byte)
            .ok_or_else(|| unknown("type"))?,
        handle: Handle::new(row.get(3)?),
        number: row.get(4)?,
        compartment: Compartment::from_byte(row.get(5)?).ok_or_else(|| unknown("compartment"))?,
        key_version: row.get(6)?,
        state: RecordState::from_code(&row.get::<_, String>(7)?).ok_or_else(|| unknown("state"))?,
        due: row.get(8)?,
        goes_from: goes_from.map(|day| day.parse().map_err(|_| unknown("day"))).transpose()?,
        envelope: row.get(10)?,
    })
}
