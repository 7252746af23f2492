//! What stands in the clear in vault.db, in words.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use super::Home;

/// One row in the clear: columns and values.
pub type Row = Vec<(String, Value)>;

/// The bytes of record types and compartments (docs/format.md).
pub const NOTE: i64 = 5;
pub const FILE: i64 = 6;
pub const PROCESS: i64 = 4;

/// Every table of a vault's database.
pub struct Clear {
    pub tables: BTreeMap<String, Vec<Row>>,
}

impl Clear {
    pub fn read(home: &Home) -> Self {
        let database = home.vault().join("vault.db");
        let connection =
            Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens");
        let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut names = connection.prepare(names).expect("SQL");
        let names: Vec<String> =
            names.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
        assert!(names.len() > 10, "{names:?}");
        let tables = names.into_iter().map(|name| {
            let mut all = connection.prepare(&format!("SELECT * FROM {name}")).expect("SQL");
            let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
            let rows = all.query_map([], |row| {
                columns.iter().enumerate().map(|(at, column)| Ok((column.clone(), row.get(at)?))).collect()
            });
            let rows: Vec<Row> = rows.expect("rows").map(|row| row.expect("a row")).collect();
            (name, rows)
        });
        Self { tables: tables.collect() }
    }

    pub fn rows(&self, table: &str) -> &[Row] {
        &self.tables[table]
    }

    /// What random ids stand for: `C-0007`, `N-000012`, `C-0007's 4` for the record of type 4.
    pub fn names(&self) -> HashMap<Vec<u8>, String> {
        let mut names = HashMap::from([(blob(&self.rows("vault")[0], "id"), "the practice".to_owned())]);
        for row in self.rows("handles") {
            let number = number_of(row, "number");
            let name = match value(row, "register") {
                Value::Text(register) if register == "C" => format!("C-{number:04}"),
                Value::Text(register) => format!("{register}-{number:06}'s handle"),
                other => panic!("{other:?}"),
            };
            names.insert(blob(row, "handle"), name);
        }
        let mut records = HashMap::new();
        for row in self.rows("records") {
            let whose = &names[&blob(row, "handle")];
            let name = match number(row, "number") {
                Some(number) if of_type(row, NOTE) => format!("N-{number:06}"),
                Some(number) if of_type(row, FILE) => format!("F-{number:06}"),
                // The parts of a client's record, of which there is one of each type.
                _ => format!("{whose}'s {}", number_of(row, "type")),
            };
            records.insert(blob(row, "id"), name);
        }
        names.extend(records);
        names
    }

    /// Every table in words: names for random ids, lengths for what is sealed or hashed, no times. Rows of a table
    /// in an order that says nothing; those of the log in theirs.
    pub fn in_words(&self) -> BTreeMap<&str, Vec<String>> {
        let names = self.names();
        let words = self.tables.iter().map(|(table, rows)| {
            let mut rows: Vec<String> = rows.iter().map(|row| row_in_words(row, &names)).collect();
            if table != "audit" {
                rows.sort();
            }
            (table.as_str(), rows)
        });
        words.collect()
    }

    /// What stands in the clear about one client: the handle, the records, the log; without numbers.
    pub fn of_client(&self, client: i64) -> Vec<String> {
        let names = self.names();
        let whose = format!("C-{client:04}");
        let mut words = Vec::new();
        for table in ["handles", "records", "audit"] {
            let rows = self.rows(table).iter().filter(|row| names.get(&blob(row, "handle")) == Some(&whose));
            let mut found: Vec<String> = rows
                .map(|row| {
                    let rest: Row = row
                        .iter()
                        .filter(|(column, _)| !["number", "seq"].contains(&column.as_str()))
                        .cloned()
                        .collect();
                    let text = row_in_words(&rest, &names).replace(&whose, "C");
                    match names.values().find(|name| name.starts_with("N-") && text.contains(*name)) {
                        Some(note) => format!("{table}: {}", text.replace(note.as_str(), "N")),
                        None => format!("{table}: {text}"),
                    }
                })
                .collect();
            if table == "records" {
                found.sort();
            }
            words.extend(found);
        }
        assert!(words.len() > 8, "{words:?}");
        words
    }
}

pub fn row_in_words(row: &[(String, Value)], names: &HashMap<Vec<u8>, String>) -> String {
    let words = row.iter().map(|(column, value)| {
        let value = match value {
            Value::Null => "-".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) if chrono::DateTime::parse_from_rfc3339(text).is_ok() => {
                "an instant".to_owned()
            }
            Value::Text(text) => text.clone(),
            Value::Blob(bytes) => {
                names.get(bytes).cloned().unwrap_or_else(|| format!("{} bytes", bytes.len()))
            }
        };
        format!("{column} {value}")
    });
    words.collect::<Vec<_>>().join(", ")
}

pub fn value<'r>(row: &'r Row, column: &str) -> &'r Value {
    row.iter().find(|(name, _)| name == column).map(|(_, value)| value).expect("a column")
}

pub fn blob(row: &Row, column: &str) -> Vec<u8> {
    match value(row, column) {
        Value::Blob(bytes) => bytes.clone(),
        _ => Vec::new(),
    }
}

pub fn number(row: &Row, column: &str) -> Option<i64> {
    match value(row, column) {
        Value::Integer(number) => Some(*number),
        _ => None,
    }
}

pub fn number_of(row: &Row, column: &str) -> i64 {
    number(row, column).expect("a number")
}

pub fn of_type(row: &Row, wanted: i64) -> bool {
    number(row, "type") == Some(wanted)
}

/// Lines of the one that are not in the other, and the other way round.
pub fn difference(one: &[String], other: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left = other.to_vec();
    for line in one {
        match left.iter().position(|l| l == line) {
            Some(at) => drop(left.remove(at)),
            None => lines.push(format!("- {line}")),
        }
    }
    lines.extend(left.into_iter().map(|line| format!("+ {line}")));
    lines
}

/// Every text that stands in the clear.
pub fn words_of(clear: &Clear) -> BTreeSet<String> {
    let values = clear.tables.values().flatten().flatten();
    values
        .filter_map(|(_, value)| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}
