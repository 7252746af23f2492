//! Rows that are notes.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::map::Map;
use super::table::{self, Cells};
use super::{Refused, Sheet, Unreadable};
use crate::crypto::hash::{sha256_framed, to_hex};
use crate::records::code::Code;
use crate::records::note::{Note, NoteKind, Signed};
use crate::records::reference::Reference;
use crate::records::stored::RecordState;
use crate::records::{date, text};

/// What the rows are read against.
pub struct Surroundings<'s> {
    /// Clients by their number in the other system.
    pub clients: &'s HashMap<String, Reference>,
    /// No date may lie after it.
    pub today: NaiveDate,
    /// Who imports, and when: imported notes count as signed.
    pub signed: &'s Signed,
}

/// A note and its client.
pub struct Found {
    /// About whom.
    pub client: Reference,
    /// The note.
    pub note: Note,
    /// A note that was in the trash over there is not brought in.
    pub in_trash: bool,
}

/// Reads a file of notes.
///
/// # Errors
/// When the file as a whole cannot be read.
pub fn read(bytes: &[u8], map: &Map, around: &Surroundings<'_>) -> Result<Sheet<Found>, Unreadable> {
    let mut seen: HashMap<[u8; 32], u32> = HashMap::new();
    table::read(bytes, map, |cells| {
        let mut found = note(cells, map, around)?;
        let note = &found.note;
        let alike = [
            b"praxis/1/import-note".as_slice(),
            map.source(cells.raw("client").trim()).as_bytes(),
            note.date.to_string().as_bytes(),
            note.kind.code().as_bytes(),
            note.text.as_bytes(),
        ]
        .map(<[u8]>::to_vec);
        let alike: Vec<&[u8]> = alike.iter().map(Vec::as_slice).collect();
        // Two rows that are the same to the letter are two notes: they are told apart by their order.
        let times = seen.entry(sha256_framed(&alike)).or_default();
        *times += 1;
        let number = times.to_le_bytes();
        found.note.source = Some(to_hex(&sha256_framed(&[&alike[..], &[&number]].concat())));
        Ok(found)
    })
}

fn note(cells: &Cells<'_>, map: &Map, around: &Surroundings<'_>) -> Result<Found, Refused> {
    let client = cells
        .get("client")
        .and_then(|number| around.clients.get(&map.source(number)))
        .copied()
        .ok_or_else(|| cells.refuse("client", "unknown client"))?;
    let day = cells.get("date").ok_or_else(|| cells.refuse("date", "no date"))?;
    let day = date::parse(day).map_err(|why| cells.refuse("date", format!("date {why}")))?;
    if day > around.today {
        return Err(cells.refuse("date", "date in the future"));
    }
    let text = text::note(cells.raw("text").as_bytes()).map_err(|why| match why {
        text::Unacceptable::Empty => cells.refuse("text", "empty note"),
        why => cells.refuse("text", why.to_string()),
    })?;
    let state = optional(cells, "state")?.unwrap_or(RecordState::Live);
    let minutes = cells
        .get("minutes")
        .map(|cell| {
            let minutes = cell.parse::<u32>().ok().filter(|m| (1..=1440).contains(m));
            minutes.ok_or_else(|| cells.refuse("minutes", "not between 1 and 1440"))
        })
        .transpose()?;
    let signed = (state != RecordState::Draft).then(|| around.signed.clone());
    let note = Note {
        kind: kind(cells, map)?,
        date: day,
        text,
        attendance: optional(cells, "attendance")?,
        modality: optional(cells, "modality")?,
        minutes,
        signed,
        reason: None,
        written: around.signed.at.clone(),
        source: None,
    };
    Ok(Found { client, note, in_trash: state == RecordState::Trash })
}

fn kind(cells: &Cells<'_>, map: &Map) -> Result<NoteKind, Refused> {
    let Some(cell) = cells.get("kind") else { return Ok(NoteKind::Session) };
    let mapped = map.kinds.get(cell).map_or(cell, String::as_str);
    NoteKind::from_code(mapped)
        .ok_or_else(|| cells.refuse("kind", "a kind that neither praxis nor the map knows"))
}

fn optional<T: Code>(cells: &Cells<'_>, field: &str) -> Result<Option<T>, Refused> {
    let Some(cell) = cells.get(field) else { return Ok(None) };
    let known = || T::ALL.iter().map(|member| member.code()).collect::<Vec<_>>().join(", ");
    T::from_code(cell).map(Some).ok_or_else(|| cells.refuse(field, format!("not one of {}", known())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::map::NOTE_FIELDS;
    use crate::records::member::MemberNumber;
    use crate::records::reference::Register;

    fn sheet(rows: &str) -> Sheet<Found> {
        let map = Map::parse(
            "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Type\"\ntext = \"Note\"\n[kinds]\nSupervision = \"supervision\"",
            NOTE_FIELDS,
            &["client", "date", "text"],
        )
        .unwrap_or_else(|Unreadable(why)| panic!("{why}"));
        let clients = HashMap::from([("P1".to_owned(), Reference::new(Register::Client, 1))]);
        let signed = Signed { by: MemberNumber(1), at: "2026-11-22T10:00:00Z".to_owned() };
        let today = "2026-11-22".parse().expect("a date");
        let around = Surroundings { clients: &clients, today, signed: &signed };
        read(format!("ID,Date,Type,Note\n{rows}").as_bytes(), &map, &around)
            .unwrap_or_else(|Unreadable(why)| panic!("{why}"))
    }

    #[test]
    fn quoted_line_breaks_and_equal_rows_are_kept_apart() {
        let read = sheet(
            "P1,01/03/2024,session,\"one\r\ntwo\"\nP1,01/03/2024,session,\"one\r\ntwo\"\n\nP1,2024-03-02,Supervision,x\n",
        );
        assert_eq!(read.refused, []);
        assert_eq!(read.rows[0].value.note.text, "one\ntwo");
        assert_eq!(read.rows[2].value.note.kind, NoteKind::Supervision);
        let sources: std::collections::HashSet<_> =
            read.rows.iter().map(|r| r.value.note.source.clone()).collect();
        assert_eq!(sources.len(), 3);
        assert_eq!(read.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4, 7]);
    }

    #[test]
    fn bad_rows_say_why() {
        let read = sheet(
            "P7,01/03/2024,session,text\nP1,30/02/2024,session,text\nP1,01/03/2024,session,\nP1,01/03/2030,session,text\n\
             P1,01/03/2024,chat,text\nP1,01/03/2024,session,a\u{1b}b\n",
        );
        let found: Vec<_> = read.refused.iter().map(|r| (r.column.as_str(), r.reason.as_str())).collect();
        assert_eq!(
            found,
            [
                ("ID", "unknown client"),
                ("Date", "date does not exist in the calendar"),
                ("Note", "empty note"),
                ("Date", "date in the future"),
                ("Type", "a kind that neither praxis nor the map knows"),
                ("Note", "the text holds a terminal escape (U+001B, line 1)"),
            ]
        );
    }
}
