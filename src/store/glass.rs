//! Uses of what was sealed for an emergency.

use rusqlite::{OptionalExtension, Row, params};

use super::audit::number;
use super::{Error, Reading, Result, Writing};
use crate::records::code::Code;
use crate::records::event::Action;
use crate::records::glass::{GlassUse, codes_text, read_codes};
use crate::records::member::MemberNumber;
use crate::records::reference::{Reference, Register};

const COLUMNS: &str = "number, member, made, until, ended, opens, reason";

impl Reading<'_> {
    /// All of them, by number.
    pub fn glass_uses(&self) -> Result<Vec<GlassUse>> {
        self.uses(&format!("SELECT {COLUMNS} FROM glass_uses ORDER BY number"))
    }

    /// The last of one member.
    pub fn last_glass_use(&self, member: MemberNumber) -> Result<Option<GlassUse>> {
        let sql = format!("SELECT {COLUMNS} FROM glass_uses WHERE member = ?1 ORDER BY number DESC LIMIT 1");
        let last = self.0.prepare_cached(&sql)?.query_row([member.0], |row| Ok(glass_use(row)));
        last.optional()?.transpose()
    }

    /// One of them.
    pub fn glass_use(&self, number: u32) -> Result<Option<GlassUse>> {
        let sql = format!("SELECT {COLUMNS} FROM glass_uses WHERE number = ?1");
        let found = self.0.prepare_cached(&sql)?.query_row([number], |row| Ok(glass_use(row)));
        found.optional()?.transpose()
    }

    fn uses(&self, sql: &str) -> Result<Vec<GlassUse>> {
        let mut statement = self.0.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok(glass_use(row)))?;
        rows.map(|row| row?).collect()
    }

    /// The number of the first entry after another of something that counts from its last time.
    pub fn first_after(&self, action: Action, seq: u64) -> Result<Option<u64>> {
        let sql = format!(
            "SELECT seq FROM audit INDEXED BY audit_last WHERE action = '{}' AND seq > ?1 ORDER BY seq LIMIT 1",
            action.code()
        );
        let first = self.0.prepare(&sql)?.query_row([seq.cast_signed()], |row| Ok(number(row, 0)));
        first.optional()?.transpose()
    }

    /// Whether what a member may open was changed after an entry, or they were removed.
    pub fn membership_changed_after(&self, member: MemberNumber, seq: u64) -> Result<bool> {
        let changes = [Action::GlassGranted, Action::MemberChanged, Action::MemberRemoved];
        let [granted, changed, removed] = changes.map(Code::code);
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM audit WHERE seq > ?1 AND count = ?2
             AND action IN ('{granted}', '{changed}', '{removed}'))"
        );
        Ok(self.0.prepare(&sql)?.query_row(params![seq.cast_signed(), member.0], |row| row.get(0))?)
    }

    /// The last entry of something that counts from its last time: a rotation, a review of the members, a clock that was
    /// accepted. Its number and time.
    pub fn last_of(&self, action: Action) -> Result<Option<(u64, String)>> {
        // The code stands in the statement: a parameter would not be seen to be one of the index's.
        let sql = format!(
            "SELECT seq, time FROM audit INDEXED BY audit_last WHERE action = '{}' ORDER BY seq DESC LIMIT 1",
            action.code()
        );
        let last = self.0.prepare(&sql)?.query_row([], |row| {
            let time = row.get(1)?;
            Ok(number(row, 0).map(|seq| (seq, time)))
        });
        last.optional()?.transpose()
    }
}

impl Writing<'_> {
    /// Adds one, or writes it anew.
    pub fn put_glass_use(&self, row: &GlassUse) -> Result<()> {
        let sql = format!("REPLACE INTO glass_uses ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        self.0.0.prepare_cached(&sql)?.execute(params![
            row.reference.number,
            row.member.0,
            row.made,
            row.until,
            row.ended,
            codes_text(&row.opens),
            row.reason,
        ])?;
        Ok(())
    }
}

fn glass_use(row: &Row<'_>) -> Result<GlassUse> {
    let reference = Reference::new(Register::Glass, row.get(0)?);
    let opens = read_codes(&row.get::<_, String>(5)?);
    Ok(GlassUse {
        reference,
        member: MemberNumber(row.get(1)?),
        made: row.get(2)?,
        until: row.get(3)?,
        ended: row.get(4)?,
        opens: opens.ok_or_else(|| Error::Damaged(format!("{reference} opens an unknown compartment")))?,
        reason: row.get(6)?,
    })
}
