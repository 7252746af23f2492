//! A calendar file, RFC 5545: one event for a whole day for each thing that has a day, with an alarm before it.
//!
//! Written here: the crate that writes such files, `icalendar` as of 0.17.17, takes the place of a byte for the place of
//! a character where it folds, so that some lines come out an octet too long, and a hundred umlauts with a hundred spaces
//! after them are folded for ever; it lets a bare CR through; and without being told it takes the UID of an alarm at
//! random and its stamp from the clock, so that a calendar which is renewed every night would ring anew for what it knows.

use chrono::{DateTime, NaiveDate, Utc};

/// Who wrote it: by this a file is known as one that may be renewed.
const PRODID: &str = "-//praxis//records vault//EN";
/// Content lines are at most so many octets long, the end of the line not counted: section 3.1.
const LONGEST: usize = 75;
/// Three days before, at nine in the morning: the day itself begins at midnight.
const ALARM: &str = "-P2DT15H";

/// An event.
pub struct Event {
    /// The same for the same thing in every calendar that is written.
    pub uid: String,
    /// Its day.
    pub day: NaiveDate,
    /// What is due.
    pub summary: String,
}

/// A calendar of them.
#[must_use]
pub fn calendar(events: &[Event], stamp: DateTime<Utc>) -> String {
    let mut out = String::new();
    for line in head() {
        put(&mut out, &line);
    }
    for event in events {
        let summary = escape(&event.summary);
        for line in [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", event.uid),
            format!("DTSTAMP:{}", stamp.format("%Y%m%dT%H%M%SZ")),
            // Without an end it lasts for the day: section 3.6.1.
            format!("DTSTART;VALUE=DATE:{}", event.day.format("%Y%m%d")),
            format!("SUMMARY:{summary}"),
            "TRANSP:TRANSPARENT".to_owned(),
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{summary}"),
            format!("TRIGGER:{ALARM}"),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
        ] {
            put(&mut out, &line);
        }
    }
    put(&mut out, "END:VCALENDAR");
    out
}

/// Whether these bytes are the beginning of a calendar that was written here.
#[must_use]
pub fn is_ours(bytes: &[u8]) -> bool {
    let mut begins = String::new();
    for line in head() {
        put(&mut begins, &line);
    }
    bytes.starts_with(begins.as_bytes())
}

fn head() -> [String; 3] {
    ["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".to_owned(), format!("PRODID:{PRODID}")]
}

/// Text as a value: section 3.3.11.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a content line, folded between characters.
fn put(out: &mut String, line: &str) {
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> Event {
        let day = NaiveDate::from_ymd_opt(2026, 12, 2).expect("a day");
        Event { uid: "R-0001-answer-due@00ff".to_owned(), day, summary: summary.to_owned() }
    }

    fn stamp() -> DateTime<Utc> {
        "2026-11-22T10:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn what_a_calendar_reads() {
        let expected = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//praxis//records vault//EN\r\nBEGIN:VEVENT\r\n\
                        UID:R-0001-answer-due@00ff\r\nDTSTAMP:20261122T100000Z\r\nDTSTART;VALUE=DATE:20261202\r\n\
                        SUMMARY:R-0001: answer due\r\nTRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n\
                        DESCRIPTION:R-0001: answer due\r\nTRIGGER:-P2DT15H\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let written = calendar(&[event("R-0001: answer due")], stamp());
        assert_eq!(written, expected);
        assert!(is_ours(written.as_bytes()));
        assert!(is_ours(calendar(&[], stamp()).as_bytes()));
        for other in ["", "BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\n"]
        {
            assert!(!is_ours(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn what_means_something_in_a_value_is_escaped() {
        assert_eq!(escape("a;b,c\\d\ne\rf\u{1b}"), "a\\;b\\,c\\\\d\\nef");
    }

    /// Whatever stands in a summary, the lines are those of any other event.
    #[test]
    fn no_control_character_makes_a_line() {
        let plain = calendar(&[event("ab")], stamp());
        for c in (0..=u8::MAX).map(char::from).filter(|c| c.is_control() && *c != '\n') {
            assert_eq!(calendar(&[event(&format!("a{c}b"))], stamp()), plain, "{c:?}");
        }
        for end in ["\n", "\r\n", "\n\r"] {
            let written = calendar(&[event(&format!("a{end}ATTACH:file"))], stamp());
            assert_eq!(written, plain.replace(":ab\r", ":a\\nATTACH:file\r"));
        }
    }

    proptest! {
        // Wide characters and runs of spaces, each alone and together.
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(
            text in "[ -~äöü€😀]{0,300}|[a ä€😀]{0,300}|[aä€]{0,120} {0,200}[😀a]{0,9}"
        ) {
            let written = calendar(&[event(&text)], stamp());
            for line in written.split("\r\n") {
                prop_assert!(line.len() <= LONGEST && !line.contains(['\r', '\n']));
            }
            let unfolded = written.replace("\r\n ", "");
            for name in ["SUMMARY", "DESCRIPTION"] {
                let expected = format!("\r\n{name}:{}\r\n", escape(&text));
                prop_assert!(unfolded.contains(&expected));
            }
        }
    }
}
