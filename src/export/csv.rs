//! CSV for people, who open it in a spreadsheet: cells that would run as formulas are guarded.

use serde::Serialize;

use super::form::{ClientForm, FileForm, NoteForm};
use crate::records::code::Code;
use crate::records::log::LogLine;

/// The characters that make a spreadsheet run a cell as a formula (OWASP, "CSV Injection").
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r'];

/// Guards a cell with an apostrophe in front, also one that begins with an apostrophe: so that taking one
/// away always gives the cell back.
#[must_use]
pub fn guard(cell: &str) -> String {
    if cell.starts_with(FORMULA) || cell.starts_with('\'') { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes the guard away.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

/// Clients as CSV; the columns are those that `import clients` reads back.
///
/// # Errors
/// Never in practice: memory is written.
pub fn clients<'a>(clients: impl Iterator<Item = ClientForm<'a>>) -> Result<Vec<u8>, ::csv::Error> {
    let header = [
        "client",
        "name",
        "status",
        "kind",
        "members",
        "known_as",
        "pronouns",
        "born",
        "nhs_number",
        "guardian",
        "referrer",
        "basis",
        "condition",
        "tags",
        "email",
        "phone",
        "address",
        "emergency_contact",
        "insurer",
        "gp",
        "alerts",
        "medications",
        "allergies",
        "first_contact",
        "last_contact",
        "ended",
        "died",
    ];
    let optional = |cell: Option<&str>| cell.unwrap_or("").to_owned();
    table(
        &header,
        clients.map(|c| {
            vec![
                c.client.to_string(),
                c.name.to_owned(),
                c.status.code().to_owned(),
                c.kind.code().to_owned(),
                join(c.members.iter()),
                optional(c.known_as),
                optional(c.pronouns),
                text(c.born),
                optional(c.nhs_number.as_deref()),
                optional(c.guardian),
                optional(c.referrer),
                c.basis.code().to_owned(),
                c.condition.code().to_owned(),
                join(c.tags.iter().map(|t| t.code())),
                optional(c.email),
                optional(c.phone),
                optional(c.address),
                optional(c.emergency_contact),
                optional(c.insurer),
                optional(c.gp),
                join(c.alerts.iter()),
                join(c.medications.iter()),
                join(c.allergies.iter()),
                c.first_contact.to_string(),
                c.last_contact.to_string(),
                text(c.ended),
                text(c.died),
            ]
        }),
    )
}

/// Notes as CSV, each in the version that counts; the columns are those that `import notes` reads back.
///
/// # Errors
/// Never in practice: memory is written.
pub fn notes<'a>(notes: impl Iterator<Item = NoteForm<'a>>) -> Result<Vec<u8>, ::csv::Error> {
    let header = [
        "note",
        "client",
        "kind",
        "date",
        "state",
        "attendance",
        "modality",
        "minutes",
        "signed_at",
        "version",
        "text",
    ];
    table(
        &header,
        notes.map(|n| {
            vec![
                n.note.to_string(),
                n.client.to_string(),
                n.kind.code().to_owned(),
                n.date.to_string(),
                n.state.code().to_owned(),
                n.attendance.map_or("", Code::code).to_owned(),
                n.modality.map_or("", Code::code).to_owned(),
                text(n.minutes),
                n.signed.map_or_else(String::new, |s| s.at.clone()),
                n.version.to_string(),
                n.text.unwrap_or("").to_owned(),
            ]
        }),
    )
}

/// Files as CSV, one row each.
///
/// # Errors
/// Never in practice: memory is written.
pub fn files(files: &[FileForm<'_>]) -> Result<Vec<u8>, ::csv::Error> {
    let header = ["file", "client", "kind", "date", "name", "media_type", "bytes", "sha256", "path"];
    let rows = files.iter().map(|file| {
        vec![
            file.file.to_string(),
            file.client.to_string(),
            file.kind.code().to_owned(),
            file.date.to_string(),
            file.name.to_owned(),
            file.media_type.to_owned(),
            file.bytes.to_string(),
            file.sha256.to_owned(),
            file.path.clone().unwrap_or_default(),
        ]
    });
    table(&header, rows)
}

/// Entries of the audit log as CSV, one row each.
///
/// # Errors
/// Never in practice: memory is written.
pub fn log(lines: &[LogLine]) -> Result<Vec<u8>, ::csv::Error> {
    let header = ["entry", "time", "by", "action", "about", "version", "count"];
    let rows = lines.iter().map(|line| {
        vec![
            line.entry.to_string(),
            line.time.clone(),
            line.by.clone(),
            line.action.code().to_owned(),
            text(line.about),
            text(line.version),
            text(line.count),
        ]
    });
    table(&header, rows)
}

/// Any rows under a header, guarded.
///
/// # Errors
/// Never in practice: memory is written.
pub fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>, ::csv::Error> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guard(cell)))?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn join<T: ToString>(values: impl Iterator<Item = T>) -> String {
    values.map(|v| v.to_string()).collect::<Vec<_>>().join("; ")
}

/// JSON of a list, indented.
///
/// # Errors
/// Never in practice.
pub fn json<T: Serialize>(list: &[T]) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = serde_json::to_vec_pretty(list)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded() {
        for cell in ["=1+1", "+44 7700 900123", "-", "@SUM(A1)", "\t=1", "'quoted"] {
            assert!(guard(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(guard("Siân"), "Siân");
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "\\PC*") {
            let guarded = guard(&cell);
            prop_assert_eq!(unguard(&guarded), cell);
            prop_assert!(!guarded.starts_with(FORMULA));
        }
    }
}
