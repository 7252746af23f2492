//! Stored text is hostile to a terminal: control characters move its cursor, direction marks turn its lines.

use std::borrow::Cow;
use std::fmt::Write;

/// Marks that change the direction of text or hide in it (Unicode TR 36, "bidirectional text spoofing").
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Text of several lines: tabs and line ends stay, other controls become `\u{1b}`.
pub fn text(text: &str) -> Cow<'_, str> {
    escape(text, |c| (c.is_control() && c != '\n' && c != '\t') || turns_text(c))
}

/// Text on one line, for a cell of a table.
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, |c| c.is_control() || turns_text(c))
}

fn escape(text: &str, bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if bad(c) {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        assert_eq!(text("a\tb\nSiân 李"), "a\tb\nSiân 李");
        assert_eq!(text("\x1b[2J"), "\\u{1b}[2J");
        assert_eq!(text("a\u{202e}b\u{9b}"), "a\\u{202e}b\\u{9b}");
        assert_eq!(line("a\nb"), "a\\u{a}b");
    }
}
