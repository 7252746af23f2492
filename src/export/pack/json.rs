//! `record.json`: the pack for programs, in the form of `docs/pack.schema.json`.

use std::io;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Form, Pack};
use crate::crypto::hash::{Hash, to_hex};
use crate::records::request::Right;

/// The name and the version of the form.
pub(super) const FORMAT: &str = "praxis pack 1";

#[derive(Serialize)]
struct Record<'a> {
    format: &'static str,
    form: &'static str,
    request: String,
    right: Right,
    made: &'a str,
    practice: Practice<'a>,
    subject: Subject<'a>,
    redactions: u64,
    entries: Vec<Entry<'a>>,
    withheld: Vec<Withheld<'a>>,
    searched: Vec<Searched<'a>>,
    recipients: Vec<Disclosed<'a>>,
}

#[derive(Serialize)]
struct Practice<'a> {
    name: &'a str,
    contact: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dpo: Option<&'a str>,
}

#[derive(Serialize)]
struct Subject<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    kind: &'a str,
    section: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
    redacted: bool,
    fields: Vec<Field<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<Attachment<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    label: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Attachment<'a> {
    file: &'a str,
    media_type: &'a str,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize)]
struct Withheld<'a> {
    number: u32,
    what: &'a str,
    ground: &'a str,
    source: &'a str,
}

#[derive(Serialize)]
struct Searched<'a> {
    what: &'a str,
    how: &'a str,
    found: u64,
}

#[derive(Serialize)]
struct Disclosed<'a> {
    to: &'a str,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<NaiveDate>,
}

/// The word for a form.
pub(super) const fn form_word(form: Form) -> &'static str {
    match form {
        Form::Record => "record",
        Form::Portable => "portable",
    }
}

/// `record.json`; `sums` are those of the attachments, which came before it.
pub fn record(pack: &Pack, sums: &[(String, Hash)]) -> io::Result<Vec<u8>> {
    let mut files: Vec<_> = sums.iter().filter(|(name, _)| name.starts_with("attachments/")).collect();
    files.sort_unstable();
    let sum_of = |name: &str| {
        let at = files.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok();
        at.map(|at| to_hex(&files[at].1)).ok_or_else(|| io::Error::other("an attachment has no sum"))
    };
    let mut entries = Vec::with_capacity(pack.entries.len());
    for entry in &pack.entries {
        let attachment = match &entry.attachment {
            None => None,
            Some(file) => Some(Attachment {
                file: &file.file_name,
                media_type: &file.media_type,
                bytes: file.bytes,
                sha256: sum_of(&file.file_name)?,
            }),
        };
        let fields = entry.fields.iter();
        entries.push(Entry {
            id: &entry.id,
            kind: &entry.kind,
            section: &entry.section,
            title: &entry.title,
            date: entry.date,
            redacted: entry.redacted,
            fields: fields.map(|f| Field { name: &f.name, label: &f.label, text: &f.text }).collect(),
            attachment,
        });
    }
    let practice = &pack.practice;
    let whole = pack.form == Form::Record;
    let record = Record {
        format: FORMAT,
        form: form_word(pack.form),
        request: pack.request.to_string(),
        right: pack.right,
        made: &pack.made,
        practice: Practice { name: &practice.name, contact: &practice.contact, dpo: practice.dpo.as_deref() },
        subject: Subject { name: &pack.subject_name },
        redactions: pack.redactions,
        entries,
        // Who takes their data elsewhere takes what they gave, and nothing about it.
        withheld: (pack.withheld.iter().filter(|_| whole))
            .map(|w| Withheld { number: w.number, what: &w.what, ground: &w.ground, source: &w.source })
            .collect(),
        searched: (pack.searched.iter().filter(|_| whole))
            .map(|s| Searched { what: &s.what, how: &s.how, found: s.found })
            .collect(),
        recipients: (pack.recipients.iter().filter(|_| whole))
            .map(|d| Disclosed { to: &d.to, what: &d.what, date: d.date })
            .collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&record)?;
    bytes.push(b'\n');
    Ok(bytes)
}
