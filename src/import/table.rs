//! CSV as practitioners' systems export it: byte order mark, CRLF, quoted line breaks, accents.

use std::borrow::Cow;

use super::map::Map;
use super::{Refused, Unreadable};
use crate::export::csv::unguard;

/// A row of a file, by praxis's field names.
pub struct Cells<'f> {
    /// The line on which the row begins, from 1.
    pub line: u64,
    cells: Vec<String>,
    fields: &'f [(String, usize, String)],
}

impl Cells<'_> {
    /// The cell of a field, trimmed; `None` when it is empty or the file has no such column.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&str> {
        let (_, at, _) = self.fields.iter().find(|(name, ..)| name == field)?;
        let cell = self.cells.get(*at)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// The cell of a field as it is.
    #[must_use]
    pub fn raw(&self, field: &str) -> &str {
        let at = self.fields.iter().find(|(name, ..)| name == field).map(|(_, at, _)| *at);
        at.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// A refusal of this row, naming the column by the file's own heading.
    #[must_use]
    pub fn refuse(&self, field: &str, reason: impl Into<String>) -> Refused {
        let heading =
            self.fields.iter().find(|(name, ..)| name == field).map(|(_, _, heading)| heading.clone());
        Refused { line: self.line, column: heading.unwrap_or_default(), reason: reason.into() }
    }
}

/// Hands each row to `each`; rows that are not even rows are refused.
///
/// # Errors
/// When the file has no header, or lacks a column that the map names.
pub fn read<T>(
    bytes: &[u8],
    map: &Map,
    mut each: impl FnMut(&Cells<'_>) -> Result<T, Refused>,
) -> Result<super::Sheet<T>, Unreadable> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let delimiter = u8::try_from(u32::from(map.delimiter)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let header =
        reader.byte_headers().map_err(|_| Unreadable("the file cannot be read as CSV".to_owned()))?.clone();
    let headings: Vec<Cow<'_, str>> =
        header.iter().map(|h| String::from_utf8_lossy(h.trim_ascii())).collect();
    let mut fields = Vec::new();
    for (field, heading) in &map.columns {
        let mut at = headings.iter().enumerate().filter(|(_, h)| *h == heading).map(|(at, _)| at);
        match (at.next(), at.next()) {
            (Some(at), None) => fields.push((field.clone(), at, heading.clone())),
            (Some(_), Some(_)) => {
                return Err(Unreadable(format!("the file has the column \"{heading}\" twice")));
            }
            (None, _) => return Err(Unreadable(format!("the file has no column \"{heading}\""))),
        }
    }
    let mut lines = Lines { bytes, counted: 0, line: 1 };
    let mut sheet = super::Sheet { rows: Vec::new(), refused: Vec::new() };
    let mut record = csv::ByteRecord::new();
    let unreadable = |_| Unreadable("the file cannot be read as CSV".to_owned());
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        let begin = record.position().map_or(0, csv::Position::byte);
        let line = lines.at(begin);
        let whole = |reason: String| Refused { line, column: String::new(), reason };
        // Left open, a quote takes the rows behind it into its own cell: somebody else's, perhaps.
        if lines.quotes(begin, reader.position().byte()) % 2 == 1 {
            sheet.refused.push(whole("a quote is not closed".to_owned()));
            continue;
        }
        if record.len() != headings.len() {
            let reason = format!("the row has {} columns, the header has {}", record.len(), headings.len());
            sheet.refused.push(whole(reason));
            continue;
        }
        let cells: Result<Vec<String>, usize> = record
            .iter()
            .enumerate()
            .map(|(at, cell)| match std::str::from_utf8(cell) {
                Ok(cell) if map.guarded => Ok(unguard(cell).to_owned()),
                Ok(cell) => Ok(cell.to_owned()),
                Err(_) => Err(at),
            })
            .collect();
        let read = match cells {
            Ok(cells) => each(&Cells { line, cells, fields: &fields }),
            Err(at) => Err(Refused {
                line,
                column: headings[at].clone().into_owned(),
                reason: "not UTF-8".to_owned(),
            }),
        };
        match read {
            Ok(value) => sheet.rows.push(super::Row { line, value }),
            Err(refused) => sheet.refused.push(refused),
        }
    }
    Ok(sheet)
}

/// Lines counted from the bytes: the parser's own count is one behind where lines end in CRLF, because it
/// takes the LF for the beginning of the next record.
struct Lines<'b> {
    bytes: &'b [u8],
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// How many quotes stand between two bytes.
    fn quotes(&self, begin: u64, end: u64) -> usize {
        let at = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX).min(self.bytes.len());
        let between = self.bytes.get(at(begin)..at(end)).unwrap_or_default();
        between.iter().filter(|&&byte| byte == b'"').count()
    }

    /// The line of the record that begins at a byte, or behind the line ends that stand there.
    fn at(&mut self, begin: u64) -> u64 {
        let mut begin = usize::try_from(begin).unwrap_or(usize::MAX).min(self.bytes.len());
        while matches!(self.bytes.get(begin), Some(b'\r' | b'\n')) {
            begin += 1;
        }
        let between = self.bytes.get(self.counted..begin).unwrap_or_default();
        self.line += between.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.counted = begin;
        self.line
    }
}
