//! The audit log: entries, their leaf hashes, and the head of the tree over them.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::event::{Action, Event};
use crate::records::id::{Handle, RecordId};
use crate::records::member::MemberNumber;
use crate::records::reference::Reference;

/// The tree over the log: its size, the peaks of its complete subtrees, its root, the time of the last entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of entries.
    pub size: u64,
    /// 32 bytes for each 1 bit of `size`.
    pub frontier: Vec<u8>,
    /// RFC 6962 root.
    pub root: [u8; 32],
    /// RFC 3339.
    pub last_time: String,
}

/// One entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// From 0.
    pub seq: u64,
    /// RFC 3339.
    pub time: String,
    /// What happened.
    pub event: Event,
    /// RFC 6962 leaf hash.
    pub leaf: [u8; 32],
}

/// What is sealed beside an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditDetail {
    /// The entry.
    pub seq: u64,
    /// Sealed.
    pub envelope: Vec<u8>,
    /// What the entry says is its hash, where there is such an entry and it says so.
    pub detail: Option<[u8; 32]>,
}

impl Reading<'_> {
    /// The head of the log.
    pub fn audit_head(&self) -> Result<AuditHead> {
        self.0
            .prepare_cached("SELECT size, frontier, root, last_time FROM audit_head WHERE one = 1")?
            .query_row([], |row| {
                let (frontier, root, last_time) = (row.get(1)?, row.get(2)?, row.get(3)?);
                Ok(number(row, 0).map(|size| AuditHead { size, frontier, root, last_time }))
            })
            .optional()?
            .transpose()?
            .ok_or_else(|| Error::Damaged("the audit log has no head".to_owned()))
    }

    /// Hands every entry to `each`, in order, one at a time.
    pub fn each_entry<E: From<Error>>(
        &self,
        mut each: impl FnMut(AuditRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql =
            "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf
                   FROM audit ORDER BY seq";
        let mut statement = self.0.prepare(sql).map_err(Error::from)?;
        let mut rows = statement.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            each(audit_row(row)?)?;
        }
        Ok(())
    }

    /// The last entry by which a member opened the vault: its number and time.
    pub fn last_unlock(&self, member: MemberNumber) -> Result<Option<(u64, String)>> {
        let action = Action::Unlocked.code();
        let sql = format!(
            "SELECT seq, time FROM audit INDEXED BY audit_told WHERE action = '{action}' AND member = ?1
             ORDER BY seq DESC LIMIT 1"
        );
        let last = self.0.prepare(&sql)?.query_row([member.0], |row| {
            let time = row.get(1)?;
            Ok(number(row, 0).map(|seq| (seq, time)))
        });
        last.optional()?.transpose()
    }

    /// The entries of an action that owners are told of, in order: those from one on whose time lies in a span, as RFC 3339
    /// text begins.
    pub fn entries_told(&self, action: Action, from: u64, span: &Range<String>) -> Result<Vec<AuditRow>> {
        // The code stands in the statement: a parameter would not be seen to be one of the index's.
        let sql = format!(
            "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf
             FROM audit INDEXED BY audit_told
             WHERE action = '{}' AND seq >= ?1 AND time >= ?2 AND time < ?3 ORDER BY seq",
            action.code()
        );
        let mut statement = self.0.prepare(&sql)?;
        let rows = statement
            .query_map(params![from.cast_signed(), span.start, span.end], |row| Ok(audit_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The hash that the log last took of one version of a record; none once the version was removed.
    pub fn logged_record(&self, record: RecordId, version: u32) -> Result<Option<[u8; 32]>> {
        let last = self
            .0
            .prepare_cached(
                "SELECT row, action FROM audit WHERE record = ?1 AND version = ?2 AND row IS NOT NULL
                 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row(params![record.as_bytes(), version], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        Ok(last.and_then(|(hash, action)| (action != Action::RecordRemoved.code()).then_some(hash)))
    }

    /// The hash that the log last took of the clear side of a register's row.
    pub fn logged_subject(&self, subject: Reference) -> Result<Option<[u8; 32]>> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT row FROM audit WHERE subject = ?1 AND row IS NOT NULL ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([subject.to_string()], |row| row.get(0))
            .optional()?)
    }

    /// The entries about one row of a register, in order.
    pub fn entries_of(&self, subject: Reference) -> Result<Vec<AuditRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf
             FROM audit WHERE subject = ?1 ORDER BY seq",
        )?;
        let rows = statement.query_map([subject.to_string()], |row| Ok(audit_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Everything that is sealed beside entries: the number of the entry, the envelope, and what the entry says is its hash.
    pub fn audit_details(&self) -> Result<Vec<AuditDetail>> {
        let mut statement = self.0.prepare(
            "SELECT seq, envelope, detail FROM audit_details LEFT JOIN audit USING (seq) ORDER BY seq",
        )?;
        let rows = statement.query_map([], |row| {
            let (envelope, detail) = (row.get(1)?, row.get(2)?);
            Ok(number(row, 0).map(|seq| AuditDetail { seq, envelope, detail }))
        })?;
        rows.map(|row| row?).collect()
    }

    /// How many rows of each handle were removed after an entry.
    pub fn removals_since(&self, seq: u64) -> Result<HashMap<Handle, u64>> {
        let mut statement = self.0.prepare_cached(
            "SELECT handle, count(*) FROM audit WHERE seq > ?1 AND action = ?2 AND handle IS NOT NULL GROUP BY handle",
        )?;
        let rows = statement.query_map(params![seq.cast_signed(), Action::RecordRemoved.code()], |row| {
            Ok((Handle::new(row.get(0)?), row.get::<_, i64>(1)?.cast_unsigned()))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// How many versions of one record were removed after an entry.
    pub fn removals_of(&self, record: RecordId, seq: u64) -> Result<u64> {
        Ok(self
            .0
            .prepare_cached("SELECT count(*) FROM audit WHERE record = ?1 AND seq > ?2 AND action = ?3")?
            .query_row(params![record.as_bytes(), seq.cast_signed(), Action::RecordRemoved.code()], |row| {
                row.get::<_, i64>(0)
            })?
            .cast_unsigned())
    }

    /// The drafts that were destroyed by a review, whose applying is the entry `seq`: one entry for each, in order.
    pub fn drafts_destroyed(&self, sweep: u32, seq: u64) -> Result<Vec<AuditRow>> {
        let mut statement = self.0.prepare_cached(
            "SELECT seq, time, member, action, handle, record, version, subject, count, row, detail, leaf
             FROM audit WHERE seq > ?1 AND action = ?2 AND count = ?3 ORDER BY seq",
        )?;
        let action = Action::DraftDestroyed.code();
        let rows =
            statement.query_map(params![seq.cast_signed(), action, sweep], |row| Ok(audit_row(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The exports that were made after the first entry about a handle.
    pub fn exports_since(&self, handle: Handle) -> Result<Vec<Reference>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT subject FROM audit WHERE subject GLOB 'X-*'
             AND seq > (SELECT min(seq) FROM audit WHERE handle = ?1)",
        )?;
        let rows = statement.query_map([handle.as_bytes()], |row| row.get::<_, String>(0))?;
        let mut exports: Vec<Reference> = Vec::new();
        for row in rows {
            exports.extend(row?.parse::<Reference>());
        }
        exports.sort_unstable();
        Ok(exports)
    }

    /// The exports that a client's record went into: those whose register row was written last before each entry
    /// that says so.
    pub fn exports_of(&self, handle: Handle) -> Result<Vec<Reference>> {
        let mut statement = self.0.prepare_cached(
            "SELECT DISTINCT (SELECT subject FROM audit AS made WHERE made.subject GLOB 'X-*' AND made.seq < went.seq
                              ORDER BY made.seq DESC LIMIT 1) AS export
             FROM audit AS went WHERE went.handle = ?1 AND went.action = ?2 ORDER BY export",
        )?;
        let action = Action::ClientExported.code();
        let rows =
            statement.query_map(params![handle.as_bytes(), action], |row| row.get::<_, Option<String>>(0))?;
        let mut exports = Vec::new();
        for row in rows {
            exports.extend(row?.and_then(|text| text.parse::<Reference>().ok()));
        }
        Ok(exports)
    }

    /// The same of several clients, by number: one look at the log for all of them.
    pub fn exports_of_all(&self, handles: &HashSet<Handle>) -> Result<Vec<Reference>> {
        let mut statement = self.0.prepare_cached(
            "SELECT handle, subject FROM audit WHERE action = ?1 OR subject GLOB 'X-*' ORDER BY seq",
        )?;
        let mut rows = statement.query([Action::ClientExported.code()])?;
        let (mut made, mut exports) = (None, BTreeSet::new());
        while let Some(row) = rows.next()? {
            match row.get::<_, Option<String>>(1)? {
                Some(subject) => made = subject.parse::<Reference>().ok(),
                None if handles.contains(&Handle::new(row.get(0)?)) => exports.extend(made),
                None => {}
            }
        }
        Ok(exports.into_iter().collect())
    }

    /// The hash that the log last took of the tombstones that restores have written.
    pub fn logged_restored(&self) -> Result<Option<[u8; 32]>> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT row FROM audit WHERE action = ?1 AND row IS NOT NULL ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([Action::KeysFoundDestroyed.code()], |row| row.get(0))
            .optional()?)
    }

    /// The hash that the log last took of who may open what.
    pub fn logged_members(&self) -> Result<Option<[u8; 32]>> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT row FROM audit WHERE action = ?1 AND row IS NOT NULL ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([Action::MembersWritten.code()], |row| row.get(0))
            .optional()?)
    }

    /// Whether the log has a version of a part of a client that is not there, and that nobody removed. It looks through the
    /// whole log: for the few clients who have no clinical part.
    pub fn lacks_a_part(&self, handle: Handle) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM audit AS written
                 WHERE handle = ?1 AND action = ?2 AND record IS NOT NULL AND version IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM records WHERE id = written.record AND version = written.version
                                 AND handle = written.handle)
                 AND NOT EXISTS (SELECT 1 FROM audit AS removed WHERE removed.record = written.record
                                 AND removed.version = written.version AND removed.action = ?3))",
            )?
            .query_row(
                params![handle.as_bytes(), Action::RecordWritten.code(), Action::RecordRemoved.code()],
                |row| row.get(0),
            )?)
    }

    /// Whether somebody of these members changed what is in the clear of a client after one of those others last opened the
    /// vault.
    pub fn changed_clients_since(
        &self,
        by: impl Fn(MemberNumber) -> bool,
        opened_by: impl Fn(MemberNumber) -> bool,
    ) -> Result<bool> {
        let mut statement = self.0.prepare_cached(
            "SELECT member, action FROM audit WHERE action IN (?1, ?2, ?3) ORDER BY seq DESC",
        )?;
        let codes = [Action::Unlocked, Action::ClientAdded, Action::ClientChanged].map(Action::code);
        let mut rows = statement.query(codes)?;
        while let Some(row) = rows.next()? {
            let (member, action) = (MemberNumber(row.get(0)?), row.get::<_, String>(1)?);
            if action == Action::Unlocked.code() {
                if opened_by(member) {
                    return Ok(false);
                }
            } else if by(member) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether somebody became a member under a number. It looks through the whole log.
    pub fn was_added(&self, number: MemberNumber) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM audit WHERE action = ?1 AND count = ?2)")?
            .query_row(params![Action::MemberAdded.code(), number.0], |row| row.get(0))?)
    }

    /// When each member opened the vault last.
    pub fn last_unlocks(&self) -> Result<HashMap<MemberNumber, String>> {
        let mut statement =
            self.0.prepare_cached("SELECT member, max(time) FROM audit WHERE action = ?1 GROUP BY member")?;
        let rows = statement.query_map([Action::Unlocked.code()], |row| {
            Ok((MemberNumber(row.get(0)?), row.get::<_, String>(1)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// When somebody typed a wrong passphrase, since somebody could open the vault: the last of these times, at most so many.
    pub fn wrong_passphrases(&self, most: u32) -> Result<Vec<String>> {
        let mut statement = self.0.prepare_cached(
            // As the index has them: SQLite does not look for a parameter in a partial index.
            "SELECT time FROM audit WHERE action = 'vault.unlock-refused' AND count = 1
             AND seq > (SELECT coalesce(max(seq), -1) FROM audit WHERE action = 'vault.unlocked')
             ORDER BY seq DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([most], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The leaf of the entry that last vouched for one version of a record.
    pub fn leaf_of_record(&self, record: RecordId, version: u32) -> Result<Option<[u8; 32]>> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT leaf FROM audit WHERE record = ?1 AND version = ?2 AND row IS NOT NULL
                 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row(params![record.as_bytes(), version], |row| row.get(0))
            .optional()?)
    }

    /// The leaf of the entry that last vouched for the clear columns of a handle.
    pub fn leaf_of_handle(&self, handle: Handle) -> Result<Option<[u8; 32]>> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT leaf FROM audit WHERE handle = ?1 AND record IS NULL AND subject IS NULL AND row IS NOT NULL
                 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([handle.as_bytes()], |row| row.get(0))
            .optional()?)
    }

    /// The hash that the log last took of the clear columns of a handle.
    pub fn logged_handle(&self, handle: Handle) -> Result<Option<[u8; 32]>> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT row FROM audit WHERE handle = ?1 AND record IS NULL AND subject IS NULL AND row IS NOT NULL
                 ORDER BY seq DESC LIMIT 1",
            )?
            .query_row([handle.as_bytes()], |row| row.get(0))
            .optional()?)
    }
}

impl Writing<'_> {
    /// Adds an entry.
    pub fn insert_audit(&self, entry: &AuditRow) -> Result<()> {
        let event = &entry.event;
        self.0
            .0
            .prepare_cached(
                "INSERT INTO audit (seq, time, member, action, handle, record, version, subject, count, row, detail, leaf)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                entry.seq.cast_signed(),
                entry.time,
                event.member.0,
                event.action.code(),
                event.handle.map(|h| *h.as_bytes()),
                event.record.map(|r| *r.as_bytes()),
                event.version,
                event.subject.map(|s| s.to_string()),
                event.count.map(u64::cast_signed),
                event.row,
                event.detail,
                entry.leaf,
            ])?;
        Ok(())
    }

    /// Writes the head of the log anew.
    pub fn set_audit_head(&self, head: &AuditHead) -> Result<()> {
        self.0
            .0
            .prepare_cached(
                "REPLACE INTO audit_head (one, size, frontier, root, last_time) VALUES (1, ?1, ?2, ?3, ?4)",
            )?
            .execute(params![head.size.cast_signed(), head.frontier, head.root, head.last_time])?;
        Ok(())
    }
}

/// The number of an entry, or how many there are. Taken for unsigned, one below 0 would be larger than any.
pub(super) fn number(row: &Row<'_>, column: usize) -> Result<u64> {
    let number = row.get::<_, i64>(column)?;
    u64::try_from(number)
        .map_err(|_| Error::Damaged(format!("the audit log has {number} for a number of an entry")))
}

fn audit_row(row: &Row<'_>) -> Result<AuditRow> {
    let seq = number(row, 0)?;
    let unknown = |what: &str| Error::Damaged(format!("audit entry {seq} has an unknown {what}"));
    // A hundred thousand of these are read at a time: text that is only looked at is not copied.
    let action = row.get_ref(3)?.as_str().ok().and_then(Action::from_code);
    let subject = row.get_ref(7)?.as_str_or_null().map_err(|_| unknown("subject"))?;
    let event = Event {
        member: MemberNumber(row.get(2)?),
        action: action.ok_or_else(|| unknown("action"))?,
        handle: row.get::<_, Option<[u8; 16]>>(4)?.map(Handle::new),
        record: row.get::<_, Option<[u8; 16]>>(5)?.map(RecordId::new),
        version: row.get(6)?,
        subject: subject.map(|text| text.parse().map_err(|_| unknown("subject"))).transpose()?,
        count: row.get::<_, Option<i64>>(8)?.map(i64::cast_unsigned),
        row: row.get(9)?,
        detail: row.get(10)?,
    };
    Ok(AuditRow { seq, time: row.get(1)?, event, leaf: row.get(11)? })
}
