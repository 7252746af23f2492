//! Reading what other systems exported, and what people wrote in files: CSV and a map of its columns, decisions, and the facts
//! of a breach in; records and refusals out.
//!
//! Pure: bytes in, values out. A refusal names line, column and reason, and never repeats a cell.

pub mod assessment;
pub mod clients;
pub mod decisions;
pub mod facts;
pub mod map;
pub mod notes;
mod table;

use serde::Serialize;

/// A row that was read.
pub struct Row<T> {
    /// The line in the file on which the row begins, from 1.
    pub line: u64,
    /// What it says.
    pub value: T,
}

/// A row that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The line in the file on which the row begins, from 1.
    pub line: u64,
    /// The heading of the column that is wrong; empty where it is the whole row.
    pub column: String,
    /// Why.
    pub reason: String,
}

/// All rows of a file, in order.
pub struct Sheet<T> {
    /// Those that can be taken.
    pub rows: Vec<Row<T>>,
    /// Those that cannot.
    pub refused: Vec<Refused>,
}

/// Why a whole file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// The entries of a cell that holds several, with semicolons between them.
#[must_use]
pub fn split_list(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}
