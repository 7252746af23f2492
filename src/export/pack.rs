//! The pack: what leaves the vault for one person, in answer to a request, as one archive that needs no praxis to read.
//!
//! What comes in is plain data from which everything that is withheld has been taken already. So nothing here decides
//! what somebody may see, and no covering of text exists: what was left out is in no byte of a pack, because it never
//! came here.
//!
//! `docs/pack.md` says what is in a pack, in plain words.

mod archive;
mod csv;
mod html;
mod json;
mod manifest;
mod readme;
mod verify;

use std::fmt;
use std::io::{self, Write};

use chrono::{DateTime, NaiveDate};

use crate::crypto::hash::Hash;
use crate::records::reference::Reference;
use crate::records::request::Right;

pub use archive::BLOCK;
pub use verify::{Checked, Unsound, verify};

/// The schema of `record.json`, which goes into every pack.
pub const SCHEMA: &str = include_str!("../../docs/pack.schema.json");

/// What the pack is for: it decides which files are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A copy of the record with its letter, to be read (Article 15).
    Record,
    /// What the person gave, for machines alone (Article 20): no letter, no document to read.
    Portable,
}

/// All that a pack holds, but for the content of its attachments.
pub struct Pack {
    /// Which files there are.
    pub form: Form,
    /// The request that it answers.
    pub request: Reference,
    /// What was asked for.
    pub right: Right,
    /// When it was made, RFC 3339 in UTC. Every date in the archive is this one.
    pub made: String,
    /// Who made it.
    pub practice: Controller,
    /// Whom it is about.
    pub subject_name: String,
    /// The letter of Article 15, as text; empty in a portable pack.
    pub letter: String,
    /// The record, in the order in which it is to be read.
    pub entries: Vec<Entry>,
    /// What is not in it, and why. Without content.
    pub withheld: Vec<Withheld>,
    /// What was searched for the record.
    pub searched: Vec<Searched>,
    /// To whom something of the record went.
    pub recipients: Vec<Disclosed>,
    /// How many passages were left out of the entries that are in it.
    pub redactions: u64,
}

/// Who answers for the record.
pub struct Controller {
    /// The name of the practice.
    pub name: String,
    /// Where to write, call or send mail; several lines.
    pub contact: String,
    /// The data protection officer, when there is one.
    pub dpo: Option<String>,
}

/// One record: a note, the client's details, a file.
pub struct Entry {
    /// Its reference, `N-000001`; letters, digits and hyphens, not used twice.
    pub id: String,
    /// A word for machines: `note`, `file`.
    pub kind: String,
    /// The heading it stands under, `Session notes`. Entries of one section follow each other.
    pub section: String,
    /// Its own heading, in words.
    pub title: String,
    /// The day it is about.
    pub date: Option<NaiveDate>,
    /// What it says.
    pub fields: Vec<Field>,
    /// Whether something was left out of it.
    pub redacted: bool,
    /// The file that goes with it.
    pub attachment: Option<Attachment>,
}

/// One thing that an entry says.
pub struct Field {
    /// For machines: `text`, `nhs_number`.
    pub name: String,
    /// For people.
    pub label: String,
    /// What is said; may have several lines.
    pub text: String,
}

/// A file of its own in the archive.
pub struct Attachment {
    /// `attachments/F-000001.pdf`: by reference and extension, no name of anybody, because the list of an archive is
    /// read over shoulders. The name that the file had is a field of its entry.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// How long it is. Not one byte more or less may come.
    pub bytes: u64,
}

/// Something that was left out whole.
///
/// It has a number of its own and not the record's reference: references are given in turn, so one that stands between
/// two that were disclosed would say when the thing was written.
pub struct Withheld {
    /// From 1, in turn.
    pub number: u32,
    /// What kind of thing; with the year where that discloses nothing.
    pub what: String,
    /// Why, in words.
    pub ground: String,
    /// The law: `DPA 2018 Schedule 3 paragraph 6`.
    pub source: String,
}

/// One place that was searched.
pub struct Searched {
    /// What.
    pub what: String,
    /// How: by what words, over what years, by whom.
    pub how: String,
    /// How many records were found there.
    pub found: u64,
}

/// Somebody who got something of the record.
pub struct Disclosed {
    /// To whom.
    pub to: String,
    /// What.
    pub what: String,
    /// When.
    pub date: Option<NaiveDate>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Records.
    pub entries: u64,
    /// Attachments.
    pub attachments: u64,
    /// Files in the archive, the manifest among them.
    pub files: u64,
    /// Bytes of the archive, before it is sealed.
    pub bytes: u64,
    /// SHA-256 of the manifest: it stands for every file in the pack.
    pub manifest: Hash,
}

/// Why a pack could not be written. Carries nothing of its content.
#[derive(Debug)]
pub enum Unwritten<E> {
    /// It would not be a good one; what is wrong.
    Wrong(&'static str),
    /// Whoever gives the content of an attachment could not.
    Content(E),
    /// It could not be written.
    Io(io::Error),
}

impl<E> From<io::Error> for Unwritten<E> {
    fn from(error: io::Error) -> Self {
        Unwritten::Io(error)
    }
}

impl<E: fmt::Display> fmt::Display for Unwritten<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritten::Wrong(what) => f.write_str(what),
            Unwritten::Content(error) => error.fmt(f),
            Unwritten::Io(error) => error.fmt(f),
        }
    }
}

impl Pack {
    /// Writes the archive. `content` is called for each attachment when its turn comes, and writes all of it: large
    /// files are never in memory. `out` is where the archive is sealed (`crypto::age_file::Sealer`): nothing of it
    /// is for a disk as it is.
    ///
    /// # Errors
    /// When the pack is not a good one (before anything is written), or its content or `out` fails.
    pub fn write<W: Write, E>(
        &self,
        out: W,
        content: impl FnMut(&Entry, &Attachment, &mut dyn Write) -> Result<(), E>,
    ) -> Result<(W, Written), Unwritten<E>> {
        let made = self.check().map_err(Unwritten::Wrong)?;
        archive::write(self, made, out, content)
    }

    /// Whether the pack is a good one; gives the moment it was made, in seconds.
    fn check(&self) -> Result<u64, &'static str> {
        let made = DateTime::parse_from_rfc3339(&self.made).map_err(|_| "the moment of the pack is none")?;
        let made = u64::try_from(made.timestamp()).map_err(|_| "the moment of the pack is before 1970")?;
        let mut ids: Vec<&str> = self.entries.iter().map(|entry| entry.id.as_str()).collect();
        if !ids.iter().all(|id| plain(id)) {
            return Err("the reference of an entry is none");
        }
        ids.sort_unstable();
        if ids.windows(2).any(|two| two[0] == two[1]) {
            return Err("two entries have one reference");
        }
        let mut files: Vec<&str> = self.attachments().map(|(_, file)| file.file_name.as_str()).collect();
        if !files.iter().all(|name| names_a_file(name)) {
            return Err("the file name of an attachment is not attachments/REFERENCE.EXTENSION");
        }
        files.sort_unstable();
        if files.windows(2).any(|two| two[0] == two[1]) {
            return Err("two attachments have one file name");
        }
        if !self.withheld.iter().zip(1..).all(|(withheld, number)| withheld.number == number) {
            return Err("what was withheld is not numbered from 1 on");
        }
        if self.form == Form::Record && self.letter.trim().is_empty() {
            return Err("the pack has no letter");
        }
        Ok(made)
    }

    fn attachments(&self) -> impl Iterator<Item = (&Entry, &Attachment)> {
        self.entries.iter().filter_map(|entry| entry.attachment.as_ref().map(|file| (entry, file)))
    }
}

/// A reference: it stands in links and names of files.
fn plain(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Whether a name is `attachments/` with a reference and perhaps an extension: no way out of the folder it is unpacked
/// in, and no room for the name of a person.
fn names_a_file(name: &str) -> bool {
    let Some(name) = name.strip_prefix("attachments/") else { return false };
    match name.split_once('.') {
        None => plain(name),
        Some((name, extension)) => {
            plain(name)
                && (1..=10).contains(&extension.len())
                && extension.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        }
    }
}

#[cfg(test)]
pub(super) mod tests;
