//! Rows and columns of the database: changed, emptied, swapped, replaced, replayed, deleted, invented.

use praxis::crypto::tree::Frontier;
use praxis::records::reference::{Reference, Register};
use praxis::vault::Notices;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{ToSql, params_from_iter};

use super::made::{Look, Made, Seeded};

/// A table as it is: its columns, and its rows in a fixed order.
#[derive(Clone)]
struct Table {
    name: &'static str,
    columns: Vec<(String, String)>,
    rows: Vec<Vec<Value>>,
}

struct Cell<'v>(&'v Value);

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::from(self.0)))
    }
}

impl Table {
    fn read(made: &Made, name: &'static str) -> Self {
        let database = made.database();
        let mut about = database
            .prepare(&format!("SELECT name, type FROM pragma_table_info('{name}')"))
            .expect("prepares");
        let columns: Vec<(String, String)> = about
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("runs")
            .map(|column| column.expect("a column"))
            .collect();
        let mut statement =
            database.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2")).expect("prepares");
        let width = columns.len();
        let rows = statement
            .query_map([], |row| (0..width).map(|at| row.get::<_, Value>(at)).collect())
            .expect("runs");
        let rows = rows.map(|row| row.expect("a row")).collect();
        Self { name, columns, rows }
    }

    /// Puts these rows in the place of those that are there. False when the schema itself refuses them.
    fn put(&self, made: &Made) -> bool {
        let mut database = made.database();
        database
            .execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF")
            .expect("runs");
        let transaction = database.transaction().expect("begins");
        transaction.execute(&format!("DELETE FROM {}", self.name), []).expect("empties");
        let marks = vec!["?"; self.columns.len()].join(", ");
        for row in &self.rows {
            let sql = format!("INSERT INTO {} VALUES ({marks})", self.name);
            if transaction.execute(&sql, params_from_iter(row.iter().map(Cell))).is_err() {
                return false;
            }
        }
        transaction.commit().is_ok()
    }

    /// The row that stands for the same as a row of another vault, in tables that are in no order of their own.
    fn like(&self, row: &[Value]) -> Option<usize> {
        let columns: &[&str] = match self.name {
            "records" => &["version", "type", "number"],
            "handles" => &["register", "number"],
            _ => return None,
        };
        let columns: Vec<usize> = columns.iter().map(|name| self.column(name)).collect();
        self.rows.iter().position(|own| columns.iter().all(|&at| own[at] == row[at]))
    }

    fn column(&self, name: &str) -> usize {
        self.columns.iter().position(|(column, _)| column == name).expect("a column")
    }
}

/// What may stand in the place of a value.
fn others(column: &str, kind: &str, value: &Value) -> Vec<Value> {
    let mut others = match value {
        Value::Integer(number) => vec![Value::Integer(number + 1), Value::Integer(number - 1)],
        Value::Text(text) => {
            let states = ["live", "draft", "trash", "superseded", "active", "ended", "erased"];
            let mut others: Vec<String> = states.iter().map(|&state| state.to_owned()).collect();
            others.retain(|_| column == "state");
            if column == "register" {
                others.push(text.to_lowercase());
            }
            if ["time", "created", "last_time"].contains(&column) {
                others.push("2026-11-22T09:59:59Z".to_owned());
            }
            let mut changed = text.clone();
            let last = changed.pop().unwrap_or('0');
            changed.push(if last == '1' { '2' } else { '1' });
            others.push(changed);
            others.retain(|other| other != text);
            others.into_iter().map(Value::Text).collect()
        }
        Value::Blob(bytes) => {
            let mut changed = bytes.clone();
            let middle = changed.len() / 2;
            changed[middle] ^= 1;
            vec![Value::Blob(changed)]
        }
        Value::Null | Value::Real(_) => match (kind, column) {
            ("INTEGER", _) => vec![Value::Integer(1)],
            ("BLOB", "row" | "detail" | "settings_hash" | "schedule_hash") => vec![Value::Blob(vec![7; 32])],
            ("BLOB", _) => vec![Value::Blob(vec![7; 16])],
            (_, "goes_from") => vec![Value::Text("2033-12-01".to_owned())],
            (_, "subject") => vec![Value::Text("T-01".to_owned())],
            _ => vec![Value::Text("2033-12".to_owned())],
        },
    };
    if *value != Value::Null {
        others.push(Value::Null);
    }
    others
}

/// Whether a message says what it is about: a reference, or a part of the vault.
fn says_what(message: &str) -> bool {
    let reference = message.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_uppercase()
            && four[1] == b'-'
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    });
    reference
        || ["vault.db", "audit", "entry ", "keyring", "clock", "keys of this vault"]
            .iter()
            .any(|part| message.contains(part))
}

/// What is found, without a key where that is enough.
fn find(made: &Made) -> Look {
    let look = made.look_locked();
    if look.wrong.iter().any(|wrong| says_what(wrong)) { look } else { made.look() }
}

#[track_caller]
fn noticed(made: &Made, what: &str) {
    let look = find(made);
    assert!(look.wrong.iter().any(|wrong| says_what(wrong)), "{what}: {look:?}");
    made.restore();
}

const TABLES: [&str; 9] =
    ["records", "handles", "chunks", "kits", "exports", "audit", "audit_head", "vault", "counters"];

/// Two columns are not bound to anything. A counter that was raised leaves a gap in the numbers. The hash of the
/// settings, when it is wrong, puts one entry too many in the log, which says that they changed.
#[test]
fn a_changed_column_is_noticed() {
    let made = Made::new();
    let mut seeded = Seeded(4);
    for name in TABLES {
        let whole = Table::read(&made, name);
        for (at, (column, kind)) in whole.columns.iter().enumerate() {
            for (index, row) in whole.rows.iter().enumerate() {
                let mut others = others(column, kind, &row[at]);
                if whole.rows.len() > 3 && column != "state" {
                    others = vec![others.swap_remove(seeded.below(others.len()))];
                }
                // The log is long, and its rows are alike.
                if whole.rows.len() > 50 && seeded.below(8) > 0 {
                    continue;
                }
                for other in others {
                    let mut changed = whole.clone();
                    changed.rows[index][at] = other.clone();
                    // The schema refuses some, and numbers a row without a number as before.
                    if changed.put(&made) && Table::read(&made, name).rows != whole.rows {
                        let raised = column == "last"
                            && matches!((&other, &row[at]), (Value::Integer(now), Value::Integer(before)) if now > before);
                        // Both are told and taken from praxis.toml anew: nothing is believed because of them.
                        if raised || column == "settings_hash" || column == "schedule_hash" {
                            let look = made.look();
                            assert_eq!(look.wrong, Vec::<String>::new());
                            assert!(look.opened.as_ref() == Some(&made.opened));
                        } else {
                            noticed(&made, &format!("{name}.{column}, row {index}, {other:?}"));
                        }
                    }
                    made.restore();
                }
            }
        }
    }
}

#[test]
fn a_column_swapped_between_two_rows_is_noticed() {
    let made = Made::new();
    let mut seeded = Seeded(5);
    for name in TABLES {
        let whole = Table::read(&made, name);
        let handle = whole.columns.iter().position(|(column, _)| column == "handle");
        for at in 0..whole.columns.len() {
            // Of one client, and of two.
            for same in [true, false] {
                for _ in 0..if whole.rows.len() > 3 { 4 } else { 2 } {
                    let (one, two) = (seeded.below(whole.rows.len()), seeded.below(whole.rows.len()));
                    let of_one = handle.is_none_or(|at| whole.rows[one][at] == whole.rows[two][at]);
                    if whole.rows[one][at] == whole.rows[two][at] || (of_one != same && handle.is_some()) {
                        continue;
                    }
                    let mut changed = whole.clone();
                    let value = std::mem::replace(&mut changed.rows[one][at], whole.rows[two][at].clone());
                    changed.rows[two][at] = value;
                    changed.rows.sort_by_key(|row| format!("{:?}", &row[..2]));
                    // Two numbers of two rows that say nothing else are one and the same after sorting.
                    if changed.put(&made) && Table::read(&made, name).rows != whole.rows {
                        noticed(&made, &format!("{name}.{} of rows {one} and {two}", whole.columns[at].0));
                    }
                    made.restore();
                }
            }
        }
    }
}

#[test]
fn a_row_that_was_deleted_invented_or_brought_from_another_vault_is_noticed() {
    let made = Made::new();
    let another = made.another();
    for name in TABLES {
        let (whole, theirs) = (Table::read(&made, name), Table::read(&another, name));
        assert_eq!(whole.rows.len(), theirs.rows.len(), "{name}: made alike");
        for index in (0..whole.rows.len()).step_by(if whole.rows.len() > 50 { 9 } else { 1 }) {
            let mut changed = whole.clone();
            let row = changed.rows.remove(index);
            if changed.put(&made) {
                noticed(&made, &format!("{name}, row {index} deleted"));
            }
            changed.rows.push(theirs.rows[theirs.like(&row).unwrap_or(index)].clone());
            // The clear side of a kit says no more than its number and its day.
            if changed.put(&made) && name != "counters" && Table::read(&made, name).rows != whole.rows {
                noticed(&made, &format!("{name}, row {index} of another vault"));
            }
            made.restore();
        }
        if ["audit_head", "vault", "counters"].contains(&name) {
            continue;
        }
        let mut changed = whole.clone();
        let mut invented = whole.rows[0].clone();
        invented[0] = match &invented[0] {
            Value::Integer(_) => Value::Integer(1000),
            _ => Value::Blob(vec![7; 16]),
        };
        if name == "handles" {
            invented[whole.column("number")] = Value::Integer(1000);
        }
        changed.rows.push(invented);
        assert!(changed.put(&made), "{name}");
        noticed(&made, &format!("{name}, a row invented"));
        assert!(theirs.put(&made), "{name}");
        if theirs.rows != whole.rows {
            noticed(&made, &format!("{name} of another vault"));
        }
    }
}

#[test]
fn an_older_version_in_the_place_of_a_newer_one_is_noticed() {
    let made = Made::new();
    let whole = Table::read(&made, "records");
    let (state, version) = (whole.column("state"), whole.column("version"));
    let superseded = Value::Text("superseded".to_owned());
    let mut replayed = 0;
    for (index, row) in whole.rows.iter().enumerate().filter(|(_, row)| row[state] == superseded) {
        // Rows are in order of record and version.
        assert!(whole.rows[index + 1][0] == row[0], "two versions of one record");
        let mut changed = whole.clone();
        changed.rows[index][state] = Value::Text("live".to_owned());
        changed.rows.remove(index + 1);
        assert!(changed.put(&made));
        noticed(&made, "the newer version is gone");
        changed.rows[index][version] = whole.rows[index + 1][version].clone();
        assert!(changed.put(&made));
        noticed(&made, "under the newer version's number");
        replayed += 1;
    }
    assert_eq!(replayed, 3, "a note, a process note and the contact details");
    // The rows as they all were before the last change.
    let mut unlocked = made.unlock(&made.identity, &Notices::default()).expect("unlocks");
    let draft = Reference::new(Register::Note, 7);
    unlocked
        .amend_note(draft, 2, |note| {
            note.text += " more";
            Ok(())
        })
        .map(drop)
        .expect("amends");
    drop(unlocked);
    assert!(whole.put(&made));
    noticed(&made, "the draft as it was");
}

/// Takes the last entries off the log, and gives it a head that fits what is left.
fn shorten(made: &Made, by: usize) {
    let mut audit = Table::read(made, "audit");
    audit.rows.truncate(audit.rows.len() - by);
    let (leaf, mut tree) = (audit.column("leaf"), Frontier::empty());
    for row in &audit.rows {
        let Value::Blob(leaf) = &row[leaf] else { panic!("a leaf") };
        tree.push(leaf.as_slice().try_into().expect("32 bytes"));
    }
    let mut head = Table::read(made, "audit_head");
    let size = i64::try_from(tree.size()).expect("a size");
    head.rows[0][1..4].clone_from_slice(&[
        Value::Integer(size),
        Value::Blob(tree.to_bytes()),
        Value::Blob(tree.root().to_vec()),
    ]);
    assert!(audit.put(made) && head.put(made));
}

/// What this machine has seen tells. Without that, only the rows can, and reading leaves none: then a warning is all.
#[test]
fn a_shorter_log_is_noticed() {
    let made = Made::new();
    for by in [1, 2, 6, 7, 20, 60] {
        shorten(&made, by);
        let look = made.look_locked();
        assert!(look.names(&["is older than this machine has seen"]), "{by}: {look:?}");
        std::fs::remove_file(made.path("seen")).expect("removes");
        let look = made.look_locked();
        assert!(look.notices[0].contains("/seen is missing or damaged"), "{by}: {look:?}");
        // The last six say that clients and files left in an export.
        assert_eq!(look.wrong.is_empty(), by <= 6, "{by}: {look:?}");
        assert!(by <= 6 || look.names(&["X-0002"]), "{by}: {look:?}");
        made.restore();
    }
}
