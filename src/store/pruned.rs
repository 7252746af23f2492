//! What is left of entries of the audit log that went when their time had come: their leaves, by which everything else
//! still proves itself, and a signed note for each time.

use rusqlite::{OptionalExtension, Row, Rows, params};

use super::audit::number;
use super::{AuditRow, Error, Reading, Result, Writing};

/// A leaf of the tree over the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// With its entry.
    Entry(AuditRow),
    /// The entry is gone.
    Pruned(PrunedLeaf),
}

/// The leaf of an entry that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrunedLeaf {
    /// Its number.
    pub seq: u64,
    /// RFC 6962 leaf hash.
    pub leaf: [u8; 32],
    /// The entry that says that it went.
    pub pruning: u64,
}

/// A signed note about entries that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pruning {
    /// The entry that says that they went.
    pub seq: u64,
    /// A signed checkpoint.
    pub note: String,
}

impl Leaf {
    /// Its number, from 0.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        match self {
            Leaf::Entry(entry) => entry.seq,
            Leaf::Pruned(pruned) => pruned.seq,
        }
    }

    /// RFC 6962 leaf hash, as it is stored.
    #[must_use]
    pub const fn hash(&self) -> [u8; 32] {
        match self {
            Leaf::Entry(entry) => entry.leaf,
            Leaf::Pruned(pruned) => pruned.leaf,
        }
    }
}

impl Reading<'_> {
    /// Hands every leaf to `each`, in order, one at a time. Where two are of one number, which cannot be, the entry comes
    /// first.
    pub fn each_leaf<E: From<Error>>(
        &self,
        mut each: impl FnMut(Leaf) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut statement = self
            .0
            .prepare("SELECT seq, leaf, pruning FROM audit_pruned ORDER BY seq")
            .map_err(Error::from)?;
        let mut rows = statement.query([]).map_err(Error::from)?;
        let mut pruned = next(&mut rows)?;
        self.each_entry(|entry| {
            while let Some(before) = pruned.filter(|pruned| pruned.seq < entry.seq) {
                each(Leaf::Pruned(before))?;
                pruned = next(&mut rows)?;
            }
            each(Leaf::Entry(entry))
        })?;
        while let Some(last) = pruned {
            each(Leaf::Pruned(last))?;
            pruned = next(&mut rows)?;
        }
        Ok(())
    }

    /// What is left of an entry that went.
    pub fn pruned(&self, seq: u64) -> Result<Option<PrunedLeaf>> {
        self.0
            .prepare_cached("SELECT seq, leaf, pruning FROM audit_pruned WHERE seq = ?1")?
            .query_row([seq.cast_signed()], |row| Ok(pruned_leaf(row)))
            .optional()?
            .transpose()
    }

    /// The notes about entries that went, in order.
    pub fn prunings(&self) -> Result<Vec<Pruning>> {
        let mut statement = self.0.prepare("SELECT seq, note FROM audit_prunings ORDER BY seq")?;
        let rows = statement.query_map([], |row| {
            let note = row.get(1)?;
            Ok(number(row, 0).map(|seq| Pruning { seq, note }))
        })?;
        rows.map(|row| row?).collect()
    }
}

impl Writing<'_> {
    /// Removes an entry and whatever is sealed beside it, and keeps its leaf.
    pub fn prune_audit(&self, gone: &PrunedLeaf) -> Result<()> {
        let seq = gone.seq.cast_signed();
        let connection = self.0.0;
        let removed = connection
            .prepare_cached("DELETE FROM audit WHERE seq = ?1 AND leaf = ?2")?
            .execute(params![seq, gone.leaf])?;
        if removed != 1 {
            return Err(Error::Damaged("an entry of the audit log went while it was purged".to_owned()));
        }
        connection.prepare_cached("DELETE FROM audit_details WHERE seq = ?1")?.execute([seq])?;
        connection
            .prepare_cached("INSERT INTO audit_pruned (seq, leaf, pruning) VALUES (?1, ?2, ?3)")?
            .execute(params![seq, gone.leaf, gone.pruning.cast_signed()])?;
        Ok(())
    }

    /// Adds the note about entries that went.
    pub fn put_pruning(&self, pruning: &Pruning) -> Result<()> {
        self.0
            .0
            .prepare_cached("INSERT INTO audit_prunings (seq, note) VALUES (?1, ?2)")?
            .execute(params![pruning.seq.cast_signed(), pruning.note])?;
        Ok(())
    }
}

fn next(rows: &mut Rows<'_>) -> Result<Option<PrunedLeaf>> {
    rows.next()?.map(pruned_leaf).transpose()
}

fn pruned_leaf(row: &Row<'_>) -> Result<PrunedLeaf> {
    Ok(PrunedLeaf { seq: number(row, 0)?, leaf: row.get(1)?, pruning: number(row, 2)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::event::{Action, Event};
    use crate::records::member::MemberNumber;
    use crate::store::tests::fresh;

    fn entry(seq: u64) -> AuditRow {
        let event = Event::new(MemberNumber(1), Action::Unlocked);
        let leaf = [u8::try_from(seq).expect("few"); 32];
        AuditRow { seq, time: "2026-11-22T10:00:00Z".to_owned(), event, leaf }
    }

    fn gone(seq: u64) -> PrunedLeaf {
        PrunedLeaf { seq, leaf: entry(seq).leaf, pruning: 9 }
    }

    #[test]
    fn leaves_come_in_order_whether_their_entries_are_there_or_not() {
        let (_folder, mut store) = fresh();
        store
            .write(|rows| -> Result<()> {
                (0..10).try_for_each(|seq| rows.insert_audit(&entry(seq)))?;
                [1, 2, 5, 8].iter().try_for_each(|&seq| rows.prune_audit(&gone(seq)))?;
                rows.put_pruning(&Pruning { seq: 9, note: "signed".to_owned() })
            })
            .expect("writes");
        let (mut seqs, mut entries) = (Vec::new(), Vec::new());
        let read = store.read();
        read.each_leaf(|leaf| -> Result<()> {
            assert_eq!(leaf.hash(), entry(leaf.seq()).leaf);
            entries.extend(matches!(leaf, Leaf::Entry(_)).then(|| leaf.seq()));
            seqs.push(leaf.seq());
            Ok(())
        })
        .expect("reads");
        assert_eq!(seqs, (0..10).collect::<Vec<u64>>());
        assert_eq!(entries, [0, 3, 4, 6, 7, 9]);
        assert_eq!((read.pruned(5).expect("reads"), read.pruned(6).expect("reads")), (Some(gone(5)), None));
        assert_eq!(read.prunings().expect("reads"), [Pruning { seq: 9, note: "signed".to_owned() }]);
    }

    #[test]
    fn an_entry_that_is_not_there_or_another_is_not_purged() {
        let (_folder, mut store) = fresh();
        store.write(|rows| rows.insert_audit(&entry(3))).expect("writes");
        for not_there in [gone(4), PrunedLeaf { leaf: [7; 32], ..gone(3) }] {
            let done = store.write(|rows| rows.prune_audit(&not_there));
            assert!(matches!(done, Err(Error::Damaged(_))), "{done:?}");
        }
        assert_eq!(store.read().pruned(3).expect("reads"), None);
    }
}
