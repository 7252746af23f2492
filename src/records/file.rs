//! A file about a client: what is said of it. Its content is sealed in pieces beside it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::compartment::Compartment;
use super::id::Handle;

codes! {
    /// What a file is.
    FileKind {
        /// A letter, a form, a picture: a part of the clinical record.
        Document = "document",
        /// A raw recording of a session, with a key of its own, because it goes sooner than the record.
        Recording = "recording",
        /// An invoice or a receipt, with a handle and a key of its own: tax law keeps it when the record goes.
        Invoice = "invoice",
    }
}

impl FileKind {
    /// Where a file of this kind is sealed.
    #[must_use]
    pub const fn compartment(self) -> Compartment {
        match self {
            FileKind::Document => Compartment::Clinical,
            FileKind::Recording => Compartment::Process,
            FileKind::Invoice => Compartment::Registers,
        }
    }
}

/// What is sealed about a file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What it is.
    pub kind: FileKind,
    /// The day it is about.
    pub date: NaiveDate,
    /// The name it had, without folders.
    pub name: String,
    /// Its media type (RFC 6838).
    pub media_type: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, 64 hexadecimal digits.
    pub sha256: String,
    /// In how many pieces it is sealed; the last ones may be empty.
    pub chunks: u32,
    /// About whom, where the handle around the record is the file's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Handle>,
    /// When it was stored, RFC 3339 in UTC.
    pub written: String,
}

/// Media types by the end of a name: those that practices meet.
const TYPES: [(&str, &str); 24] = [
    ("pdf", "application/pdf"),
    ("txt", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("html", "text/html"),
    ("rtf", "application/rtf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("eml", "message/rfc822"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("heic", "image/heic"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("wav", "audio/wav"),
    ("ogg", "audio/ogg"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
];
const UNKNOWN: &str = "application/octet-stream";

/// The media type that the end of a name stands for; `application/octet-stream` for all others.
#[must_use]
pub fn media_type_of(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    TYPES
        .iter()
        .find(|(known, _)| end.as_deref() == Some(known))
        .map_or(UNKNOWN, |(_, media_type)| media_type)
}

/// The usual end of names of a media type, `bin` for an unknown one: for names that must not say anything else.
#[must_use]
pub fn extension_of(media_type: &str) -> &'static str {
    TYPES.iter().find(|(_, known)| *known == media_type).map_or("bin", |(end, _)| end)
}

/// Whether a name can stand in a folder by itself: no way out of the folder, nothing a terminal obeys.
#[must_use]
pub fn is_plain_name(name: &str) -> bool {
    let bad = |c: char| c == '/' || c == '\\' || c == ':' || c.is_control();
    !name.is_empty() && name.len() <= 255 && !name.starts_with(['.', '-', '~']) && !name.chars().any(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_go_by_the_end_of_the_name() {
        for (name, expected) in [
            ("letter.pdf", "application/pdf"),
            ("Scan.JPEG", "image/jpeg"),
            ("archive.tar.gz", UNKNOWN),
            ("pdf", UNKNOWN),
            ("", UNKNOWN),
        ] {
            assert_eq!(media_type_of(name), expected, "{name}");
        }
        assert_eq!((extension_of("image/jpeg"), extension_of("x/y")), ("jpg", "bin"));
    }

    #[test]
    fn names_that_lead_elsewhere_are_not_plain() {
        for name in ["letter.pdf", "Siân – referral (2).docx", "李.png"] {
            assert!(is_plain_name(name), "{name}");
        }
        let long = "a".repeat(256);
        for name in
            ["", ".", "..", "../x", "a/b", "a\\b", "c:x", ".bashrc", "-rf", "~x", "a\nb", "\x1b[2J", &long]
        {
            assert!(!is_plain_name(name), "{name:?}");
        }
    }
}
