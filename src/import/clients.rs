//! Rows that are clients.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;

use super::map::Map;
use super::table::{self, Cells};
use super::{Refused, Sheet, Unreadable};
use crate::crypto::hash::{sha256_framed, to_hex};
use crate::records::client::{
    Basis, Client, ClientKind, Clinical, Condition, Contact, Dates, Person, Status, Tag, Turn,
};
use crate::records::code::Code;
use crate::records::nhs_number::NhsNumber;
use crate::records::restriction::Restrictions;
use crate::records::{date, text};

/// What a row does not say.
#[derive(Clone, Copy)]
pub struct Defaults<'d> {
    /// Article 6.
    pub basis: Basis,
    /// Article 9.
    pub condition: Condition,
    /// No date may lie after it.
    pub today: NaiveDate,
    /// When the import ran, RFC 3339.
    pub now: &'d str,
}

/// Reads a file of clients.
///
/// # Errors
/// When the file as a whole cannot be read.
pub fn read(bytes: &[u8], map: &Map, defaults: Defaults<'_>) -> Result<Sheet<Client>, Unreadable> {
    let mut sources = HashSet::new();
    table::read(bytes, map, |cells| {
        let mut client = client(cells, defaults)?;
        let heading = map.columns.get("source");
        let source = match &client.person.source {
            Some(number) => map.source(number),
            None if heading.is_some() => return Err(cells.refuse("source", "no number")),
            None => map.source(&without_number(&client)),
        };
        if !sources.insert(source.clone()) {
            let what =
                heading.map_or_else(|| "the same name, birth and first contact".to_owned(), Clone::clone);
            return Err(cells.refuse("source", format!("{what} used twice")));
        }
        client.person.source = Some(source);
        Ok(client)
    })
}

/// What tells clients of a system without numbers apart, so that importing the file again adds nobody twice.
fn without_number(client: &Client) -> String {
    let born = client.person.born.map(|day| day.to_string()).unwrap_or_default();
    let first = client.dates.first_contact.to_string();
    to_hex(&sha256_framed(&[
        b"praxis/1/import-client",
        client.person.name.as_bytes(),
        born.as_bytes(),
        first.as_bytes(),
    ]))
}

fn client(cells: &Cells<'_>, defaults: Defaults<'_>) -> Result<Client, Refused> {
    let name = field(cells, "name")?.ok_or_else(|| cells.refuse("name", "no name"))?;
    let born = day(cells, "born", "date of birth", defaults.today)?;
    let first_contact = day(cells, "first_contact", "first contact", defaults.today)?
        .ok_or_else(|| cells.refuse("first_contact", "no first contact"))?;
    let ended = day(cells, "ended", "ending", defaults.today)?;
    let died = day(cells, "died", "date of death", defaults.today)?;
    for (column, later, earlier, reason) in [
        ("ended", ended, Some(first_contact), "ended before first contact"),
        ("died", died, Some(first_contact), "died before first contact"),
        ("born", Some(first_contact), born, "born after first contact"),
    ] {
        if let (Some(later), Some(earlier)) = (later, earlier)
            && later < earlier
        {
            return Err(cells.refuse(column, reason));
        }
    }
    let nhs_number = cells
        .get("nhs_number")
        .map(|text| {
            NhsNumber::parse(text).map_err(|why| cells.refuse("nhs_number", format!("NHS number {why}")))
        })
        .transpose()?;
    let turns = [(Status::Ended, ended), (Status::Died, died)];
    let history = turns
        .into_iter()
        .filter_map(|(to, on)| Some(Turn { to, on: on?, recorded: defaults.now.to_owned() }))
        .collect();
    Ok(Client {
        person: Person {
            name,
            kind: code(cells, "kind")?.unwrap_or(ClientKind::Individual),
            members: Vec::new(),
            known_as: field(cells, "known_as")?,
            pronouns: field(cells, "pronouns")?,
            born,
            nhs_number,
            guardian: field(cells, "guardian")?,
            referrer: field(cells, "referrer")?,
            basis: code(cells, "basis")?.unwrap_or(defaults.basis),
            condition: code(cells, "condition")?.unwrap_or(defaults.condition),
            tags: tags(cells)?,
            source: field(cells, "source")?,
        },
        contact: Contact {
            email: field(cells, "email")?,
            phone: field(cells, "phone")?,
            address: field(cells, "address")?,
            emergency_contact: field(cells, "emergency_contact")?,
            insurer: field(cells, "insurer")?,
        },
        clinical: Clinical {
            gp: field(cells, "gp")?,
            alerts: list(cells, "alerts")?,
            medications: list(cells, "medications")?,
            allergies: list(cells, "allergies")?,
        },
        dates: Dates {
            restrictions: Restrictions::default(),
            statements: Vec::new(),
            first_contact,
            last_contact: first_contact,
            ended,
            died,
            reviewed: None,
            groups: Vec::new(),
            history,
        },
    })
}

fn field(cells: &Cells<'_>, name: &str) -> Result<Option<String>, Refused> {
    let Some(cell) = cells.get(name) else { return Ok(None) };
    let text = text::field(cell).map_err(|why| cells.refuse(name, why.to_string()))?;
    Ok((!text.is_empty()).then_some(text))
}

fn list(cells: &Cells<'_>, name: &str) -> Result<Vec<String>, Refused> {
    Ok(field(cells, name)?.map(|text| super::split_list(&text)).unwrap_or_default())
}

fn day(cells: &Cells<'_>, field: &str, what: &str, today: NaiveDate) -> Result<Option<NaiveDate>, Refused> {
    let Some(cell) = cells.get(field) else { return Ok(None) };
    let day = date::parse(cell).map_err(|why| cells.refuse(field, format!("{what} {why}")))?;
    if day > today {
        return Err(cells.refuse(field, format!("{what} in the future")));
    }
    Ok(Some(day))
}

fn code<T: Code>(cells: &Cells<'_>, field: &str) -> Result<Option<T>, Refused> {
    let Some(cell) = cells.get(field) else { return Ok(None) };
    let known = || T::ALL.iter().map(|member| member.code()).collect::<Vec<_>>().join(", ");
    T::from_code(cell).map(Some).ok_or_else(|| cells.refuse(field, format!("not one of {}", known())))
}

fn tags(cells: &Cells<'_>) -> Result<BTreeSet<Tag>, Refused> {
    let Some(cell) = cells.get("tags") else { return Ok(BTreeSet::new()) };
    super::split_list(cell)
        .iter()
        .map(|tag| Tag::from_code(tag).ok_or_else(|| cells.refuse("tags", "an unknown tag")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::map::CLIENT_FIELDS;

    const MAP: &str = "[columns]\nsource = \"ID\"\nname = \"Name\"\nborn = \"Born\"\nnhs_number = \"NHS\"\n\
                       first_contact = \"First\"\nended = \"Ended\"\nalerts = \"Alerts\"";

    fn sheet(rows: &str) -> Sheet<Client> {
        let map = Map::parse(MAP, CLIENT_FIELDS, &["name"]).unwrap_or_else(|Unreadable(why)| panic!("{why}"));
        let defaults = Defaults {
            basis: Basis::Contract,
            condition: Condition::HealthCare,
            today: "2026-11-22".parse().expect("a date"),
            now: "2026-11-22T10:00:00Z",
        };
        let text = format!("\u{feff}ID,Name,Born,NHS,First,Ended,Alerts,Else\r\n{rows}");
        read(text.as_bytes(), &map, defaults).unwrap_or_else(|Unreadable(why)| panic!("{why}"))
    }

    #[test]
    fn good_rows_are_read() {
        let read = sheet("P1,\"Ó Briain, Siân\",02/11/1980,999 000 0018,06/06/2023,,a; b,x\r\n");
        assert_eq!(read.refused, []);
        let client = &read.rows[0].value;
        assert_eq!(client.person.name, "Ó Briain, Siân");
        assert_eq!(client.person.born.map(|d| d.to_string()).as_deref(), Some("1980-11-02"));
        assert_eq!(client.clinical.alerts, ["a", "b"]);
        assert_eq!(client.dates.status(), Status::Active);
    }

    #[test]
    fn bad_rows_say_line_column_and_reason_and_repeat_nothing() {
        let read = sheet(
            "P1,Good,01/02/1990,,01/03/2024,,,\r\n\
             P2,Bad Date,31/02/1990,,01/03/2024,,,\r\n\
             P1,Second Use,01/02/1990,,01/03/2024,,,\r\n\
             P3,,01/02/1990,,01/03/2024,,,\r\n\
             P4,\"Wrong\r\nNumber\",01/02/1990,943 476 5918,01/03/2024,,,\r\n\
             P5,Time Traveller,01/02/1990,,01/03/2024,01/03/2023,,\r\n\
             P6,Short,row\r\n",
        );
        let found: Vec<_> =
            read.refused.iter().map(|r| (r.line, r.column.as_str(), r.reason.as_str())).collect();
        assert_eq!(
            found,
            [
                (3, "Born", "date of birth does not exist in the calendar"),
                (4, "ID", "ID used twice"),
                (5, "Name", "no name"),
                (6, "NHS", "NHS number fails its check digit"),
                (8, "Ended", "ended before first contact"),
                (9, "", "the row has 3 columns, the header has 8"),
            ]
        );
        assert_eq!(read.rows.len(), 1);
    }

    #[test]
    fn a_quote_that_is_not_closed_takes_no_row_with_it_unseen() {
        let read = sheet("P1,\"Open,01/02/1990,,01/03/2024,,,\r\nP2,Good,01/02/1990,,01/03/2024,,,\r\n");
        assert_eq!(read.rows.len(), 0);
        assert_eq!(read.refused.len(), 1);
        assert_eq!((read.refused[0].line, read.refused[0].reason.as_str()), (2, "a quote is not closed"));
    }

    #[test]
    fn a_file_without_a_named_column_is_refused_whole() {
        let map = Map::parse("[columns]\nname = \"Nom\"", CLIENT_FIELDS, &["name"]).expect("a map");
        let defaults = Defaults {
            basis: Basis::Contract,
            condition: Condition::HealthCare,
            today: "2026-11-22".parse().expect("a date"),
            now: "",
        };
        assert!(read(b"Name\r\nA\r\n", &map, defaults).is_err());
        assert!(read(b"Nom,Nom\r\nA,B\r\n", &map, defaults).is_err());
    }
}
