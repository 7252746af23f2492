//! `record.json` as it is read back: its form, its counts and its attachments. No text of it stays in memory.

use std::fmt;
use std::io::Read;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::{Unsound, wrong};
use crate::crypto::hash::{Hash, from_hex};
use crate::export::pack::json::{FORMAT, form_word};
use crate::export::pack::{Form, names_a_file, plain};
use crate::records::reference::{Reference, Register};
use crate::records::request::Right;

/// What of it counts.
pub struct Record {
    pub request: Reference,
    pub form: Form,
    pub made: String,
    pub entries: u64,
    pub withheld: u64,
    pub redactions: u64,
    /// By name.
    pub attachments: Vec<Said>,
}

/// What it says of an attachment.
pub struct Said {
    pub file: String,
    pub bytes: u64,
    pub sha256: Hash,
}

/// Any text: that it is one counts, not what it says.
struct Text;

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Passed;
        impl Visitor<'_> for Passed {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_str<E: de::Error>(self, _: &str) -> Result<Text, E> {
                Ok(Text)
            }
        }
        from.deserialize_str(Passed)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Top {
    format: String,
    form: String,
    request: Reference,
    #[serde(rename = "right")]
    _right: Right,
    made: String,
    #[serde(rename = "practice")]
    _practice: Practice,
    #[serde(rename = "subject")]
    _subject: Subject,
    redactions: u64,
    entries: Vec<Entry>,
    withheld: Vec<Withheld>,
    searched: Vec<Searched>,
    recipients: Vec<Disclosed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Practice {
    #[serde(rename = "name")]
    _name: Text,
    #[serde(rename = "contact")]
    _contact: Text,
    #[serde(rename = "dpo")]
    _dpo: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    #[serde(rename = "name")]
    _name: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    #[serde(rename = "kind")]
    _kind: Text,
    #[serde(rename = "section")]
    _section: Text,
    #[serde(rename = "title")]
    _title: Text,
    #[serde(rename = "date")]
    _date: Option<NaiveDate>,
    #[serde(rename = "redacted")]
    _redacted: bool,
    #[serde(rename = "fields")]
    _fields: Vec<Field>,
    attachment: Option<Attachment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    #[serde(rename = "name")]
    _name: Text,
    #[serde(rename = "label")]
    _label: Text,
    #[serde(rename = "text")]
    _text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attachment {
    file: String,
    #[serde(rename = "media_type")]
    _media_type: Text,
    bytes: u64,
    sha256: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Withheld {
    number: u32,
    #[serde(rename = "what")]
    _what: Text,
    #[serde(rename = "ground")]
    _ground: Text,
    #[serde(rename = "source")]
    _source: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Searched {
    #[serde(rename = "what")]
    _what: Text,
    #[serde(rename = "how")]
    _how: Text,
    #[serde(rename = "found")]
    _found: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disclosed {
    #[serde(rename = "to")]
    _to: Text,
    #[serde(rename = "what")]
    _what: Text,
    #[serde(rename = "date")]
    _date: Option<NaiveDate>,
}

impl Record {
    /// Reads it.
    pub fn read(from: impl Read) -> Result<Self, Unsound> {
        let mut json = serde_json::Deserializer::from_reader(from);
        let top = Top::deserialize(&mut json).and_then(|top| json.end().map(|()| top));
        // The message could repeat what is in the record; where it is may be said.
        let top = top
            .map_err(|e| wrong(format!("record.json has not the form of its schema (line {})", e.line())))?;
        Self::checked(top).map_err(|what| wrong(format!("record.json {what}")))
    }

    fn checked(top: Top) -> Result<Self, &'static str> {
        if top.format != FORMAT {
            return Err("is in a form that this praxis does not know");
        }
        let forms = [Form::Record, Form::Portable];
        let form = forms.into_iter().find(|form| form_word(*form) == top.form).ok_or("says no form")?;
        if top.request.register != Register::Request {
            return Err("names no request");
        }
        let rest = [top.withheld.len(), top.searched.len(), top.recipients.len()];
        if form == Form::Portable && rest.iter().any(|&length| length > 0) {
            return Err("says more than a portable pack does");
        }
        if !top.withheld.iter().zip(1..).all(|(withheld, number)| withheld.number == number) {
            return Err("does not number what was withheld from 1 on");
        }
        let mut ids: Vec<&str> = top.entries.iter().map(|entry| entry.id.as_str()).collect();
        ids.sort_unstable();
        if !ids.iter().all(|id| plain(id)) || ids.windows(2).any(|two| two[0] == two[1]) {
            return Err("has an entry without a reference of its own");
        }
        let (entries, withheld) = (ids.len() as u64, top.withheld.len() as u64);
        let mut attachments = Vec::new();
        for file in top.entries.into_iter().filter_map(|entry| entry.attachment) {
            let sha256 = from_hex(&file.sha256).ok_or("has an attachment without a sum")?;
            if !names_a_file(&file.file) {
                return Err("has an attachment without a name that one can have");
            }
            attachments.push(Said { file: file.file, bytes: file.bytes, sha256 });
        }
        attachments.sort_unstable_by(|one, other| one.file.cmp(&other.file));
        let Top { request, made, redactions, .. } = top;
        Ok(Self { request, form, made, entries, withheld, redactions, attachments })
    }
}
