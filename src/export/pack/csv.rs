//! The record for spreadsheets: a row for each field, guarded as every CSV of praxis is (`export::csv`).

use std::io;

use super::Pack;
use crate::export::csv::table;

/// `record.csv`.
pub fn record(pack: &Pack) -> io::Result<Vec<u8>> {
    let header = ["id", "kind", "section", "title", "date", "redacted", "field", "label", "text"];
    let rows = pack.entries.iter().flat_map(|entry| {
        let head = move || {
            vec![
                entry.id.clone(),
                entry.kind.clone(),
                entry.section.clone(),
                entry.title.clone(),
                entry.date.map(|date| date.to_string()).unwrap_or_default(),
                if entry.redacted { "yes" } else { "no" }.to_owned(),
            ]
        };
        let row = move |name: &str, label: &str, text: &str| {
            let mut row = head();
            row.extend([name.to_owned(), label.to_owned(), text.to_owned()]);
            row
        };
        let fields = entry.fields.iter().map(move |field| row(&field.name, &field.label, &field.text));
        let file = entry.attachment.as_ref();
        let fields =
            fields.chain(file.map(move |file| row("attachment", "File in this pack", &file.file_name)));
        // An entry that says nothing more is still one.
        let empty = entry.fields.is_empty() && file.is_none();
        fields.chain(empty.then(|| row("", "", "")))
    });
    table(&header, rows).map_err(io::Error::other)
}

/// `withheld.csv`.
pub fn withheld(pack: &Pack) -> io::Result<Vec<u8>> {
    let rows = pack.withheld.iter().map(|withheld| {
        vec![
            withheld.number.to_string(),
            withheld.what.clone(),
            withheld.ground.clone(),
            withheld.source.clone(),
        ]
    });
    table(&["number", "what", "ground", "source"], rows).map_err(io::Error::other)
}
