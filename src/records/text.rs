//! What text may be stored: UTF-8 without the control characters that a terminal would obey.

use std::fmt;

/// The longest text of a note, in bytes: about 400 printed pages.
pub const LONGEST_NOTE: usize = 1 << 20;
/// The longest single field (a name, an address), in bytes.
pub const LONGEST_FIELD: usize = 2000;

/// Why text is not stored. Never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unacceptable {
    /// Nothing but white space.
    Empty,
    /// More bytes than this.
    TooLong(usize),
    /// Not UTF-8, first on this line.
    NotUtf8 {
        /// From 1.
        line: usize,
    },
    /// A control character, first on this line.
    Control {
        /// From 1.
        line: usize,
        /// Its code point.
        code: u32,
    },
}

impl fmt::Display for Unacceptable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unacceptable::Empty => f.write_str("the text is empty"),
            Unacceptable::TooLong(most) => write!(f, "the text is longer than {most} bytes"),
            Unacceptable::NotUtf8 { line } => write!(f, "the text is not UTF-8 (line {line})"),
            Unacceptable::Control { line, code } => {
                let name = match code {
                    0 => "a NUL character",
                    0x1b => "a terminal escape",
                    _ => "a control character",
                };
                write!(f, "the text holds {name} (U+{code:04X}, line {line})")
            }
        }
    }
}

/// Accepts the bytes of a note: line ends become `\n`, byte order marks in front go, nothing else changes.
///
/// # Errors
/// Empty, too long, not UTF-8, or with a control character other than tab and line end.
pub fn note(bytes: &[u8]) -> Result<String, Unacceptable> {
    if bytes.len() > LONGEST_NOTE {
        return Err(Unacceptable::TooLong(LONGEST_NOTE));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Unacceptable::NotUtf8 {
        line: 1 + bytes[..error.valid_up_to()].iter().filter(|&&b| b == b'\n').count(),
    })?;
    // All of them: with one left, a text of two would be stored and have nothing in it to see.
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    for (index, line) in text.split('\n').enumerate() {
        if let Some(c) = line.chars().find(|&c| c.is_control() && c != '\t') {
            return Err(Unacceptable::Control { line: index + 1, code: u32::from(c) });
        }
    }
    if text.trim().is_empty() { Err(Unacceptable::Empty) } else { Ok(text) }
}

/// Accepts one line: a name, a phone number, an address. White space at the ends goes.
///
/// # Errors
/// Too long, or with a control character; an address may have line ends, they become commas.
pub fn field(text: &str) -> Result<String, Unacceptable> {
    let text = text.trim();
    let text = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    // Measured as it will be stored: a comma and a space are longer than a line end.
    if text.len() > LONGEST_FIELD {
        return Err(Unacceptable::TooLong(LONGEST_FIELD));
    }
    match text.chars().find(|c| c.is_control()) {
        Some(c) => Err(Unacceptable::Control { line: 1, code: u32::from(c) }),
        None => Ok(text),
    }
}

/// A number and what it counts: `1 note`, `2 notes`, `2 breaches`.
#[must_use]
pub fn counted(number: usize, what: &str) -> String {
    let (stem, ending) = match what.strip_suffix("ry") {
        _ if number == 1 => (what, ""),
        Some(stem) => (stem, "ries"),
        None if what.ends_with("ch") => (what, "es"),
        None => (what, "s"),
    };
    format!("{number} {stem}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_people_write() {
        assert_eq!(note("Siân:\tok\r\nsecond\n".as_bytes()), Ok("Siân:\tok\nsecond\n".to_owned()));
        assert_eq!(note("\u{feff}李 小龙".as_bytes()), Ok("李 小龙".to_owned()));
        assert_eq!(field(" 1 High Street\r\n Leeds "), Ok("1 High Street, Leeds".to_owned()));
    }

    #[test]
    fn refuses_and_says_where() {
        assert_eq!(note(b" \n\t"), Err(Unacceptable::Empty));
        assert_eq!(note(&vec![b'a'; LONGEST_NOTE + 1]), Err(Unacceptable::TooLong(LONGEST_NOTE)));
        assert_eq!(note("\u{feff}\u{feff}\n".as_bytes()), Err(Unacceptable::Empty));
        assert_eq!(field(&"a\n".repeat(LONGEST_FIELD / 2)), Err(Unacceptable::TooLong(LONGEST_FIELD)));
        assert_eq!(note(b"one\ntwo \xff"), Err(Unacceptable::NotUtf8 { line: 2 }));
        assert_eq!(note(b"one\ntwo\n\x1b[2J"), Err(Unacceptable::Control { line: 3, code: 0x1b }));
        assert_eq!(note(b"a\0b"), Err(Unacceptable::Control { line: 1, code: 0 }));
        assert_eq!(note("a\u{9b}b".as_bytes()), Err(Unacceptable::Control { line: 1, code: 0x9b }));
        assert_eq!(field("a\tb"), Err(Unacceptable::Control { line: 1, code: 9 }));
    }
}
