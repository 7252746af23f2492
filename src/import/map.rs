//! A map from another system's column headings to praxis's fields, in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Unreadable;
use crate::records::code::Code;
use crate::records::note::NoteKind;

/// What `import clients` can fill.
pub const CLIENT_FIELDS: &[&str] = &[
    "source",
    "name",
    "kind",
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
    "ended",
    "died",
];
/// What `import notes` can fill.
pub const NOTE_FIELDS: &[&str] =
    &["client", "date", "kind", "text", "state", "attendance", "modality", "minutes"];

/// A map as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// One character; a comma unless said otherwise.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// A name for the system the file comes from: two systems may both number from 1.
    #[serde(default)]
    pub system: Option<String>,
    /// Whether cells carry praxis's own guard against formulas.
    #[serde(default)]
    pub guarded: bool,
    /// praxis's field = the file's heading.
    pub columns: BTreeMap<String, String>,
    /// Notes: the file's word = praxis's kind. praxis's own words need no entry.
    #[serde(default)]
    pub kinds: BTreeMap<String, String>,
}

fn comma() -> char {
    ','
}

impl Map {
    /// A client's number as the vault keeps it: with the system in front, when the map names one.
    #[must_use]
    pub fn source(&self, number: &str) -> String {
        match &self.system {
            Some(system) => format!("{system}/{number}"),
            None => number.to_owned(),
        }
    }

    /// Reads a map for rows that have `fields`, of which `needed` must be there.
    ///
    /// # Errors
    /// With the line, or the field that is unknown or missing.
    pub fn parse(text: &str, fields: &[&str], needed: &[&str]) -> Result<Self, Unreadable> {
        let map: Map = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
            Unreadable(format!("the map, line {line}: {}", error.message()))
        })?;
        if let Some(unknown) = map.columns.keys().find(|field| !fields.contains(&field.as_str())) {
            return Err(Unreadable(format!(
                "the map: there is no field {unknown}; there are {}",
                fields.join(", ")
            )));
        }
        if let Some(missing) = needed.iter().find(|field| !map.columns.contains_key(**field)) {
            return Err(Unreadable(format!("the map does not say which column is {missing}")));
        }
        if let Some((_, kind)) = map.kinds.iter().find(|(_, kind)| NoteKind::from_code(kind).is_none()) {
            let all: Vec<_> = NoteKind::ALL.iter().map(|k| k.code()).collect();
            return Err(Unreadable(format!(
                "the map: there is no kind {kind}; there are {}",
                all.join(", ")
            )));
        }
        if !map.delimiter.is_ascii() {
            return Err(Unreadable("the map: the delimiter is not an ASCII character".to_owned()));
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Map, String> {
        Map::parse(text, NOTE_FIELDS, &["client"]).map_err(|Unreadable(why)| why)
    }

    #[test]
    fn a_map_says_what_is_wrong_with_it() {
        assert!(parse("[columns]\nclient = \"ID\"\n[kinds]\n\"Session note\" = \"session\"").is_ok());
        for (text, says) in [
            ("columns = 1", "line 1"),
            ("[columns]\nclient = \"ID\"\nname = \"Name\"", "no field name"),
            ("[columns]\ndate = \"Date\"", "which column is client"),
            ("[columns]\nclient = \"ID\"\n[kinds]\nx = \"chat\"", "no kind chat"),
            ("[columns]\nclient = \"ID\"\n[kind]\nx = \"chat\"", "line 3: unknown field"),
        ] {
            let why = parse(text).expect_err(text);
            assert!(why.contains(says), "{why}");
        }
    }
}
