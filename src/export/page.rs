//! Pages of HTML that ask for nothing: no script, no font, no picture, no network. Their policy forbids them too, so that text
//! which would be a tag in a careless browser finds nothing to run.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::crypto::hash::sha256;

/// The Content-Security-Policy of a page with this style sheet: it, and nothing else.
pub fn policy(style: &str) -> String {
    let sum = STANDARD.encode(sha256(style.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{sum}'; base-uri 'none'; form-action 'none'")
}

/// The text of a page as it grows. What comes from a record goes through `text`, and nothing else may.
#[derive(Default)]
pub struct Page(String);

impl Page {
    /// The page as it stands.
    pub fn done(self) -> String {
        self.0
    }

    /// Our own markup.
    pub fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Any text, as text.
    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.0);
    }

    /// An element with a text in it.
    pub fn element(&mut self, tag: &str, attributes: &str, text: &str) {
        self.raw(&format!("<{tag}{attributes}>"));
        self.text(text);
        self.raw(&format!("</{tag}>\n"));
    }

    /// A term of a list and what is said about it.
    pub fn term(&mut self, label: &str, text: &str) {
        self.raw("<dt>");
        self.text(label);
        // `auto`: each text has its own direction, and none turns what stands around it.
        self.raw("</dt><dd class=\"text\" dir=\"auto\">");
        self.text(text);
        self.raw("</dd>\n");
    }

    /// A table; its head is our own.
    pub fn table<const N: usize>(&mut self, head: &[&str; N], rows: impl Iterator<Item = [String; N]>) {
        self.raw("<table>\n<thead><tr>");
        for cell in head {
            self.raw(&format!("<th scope=\"col\">{cell}</th>"));
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for row in rows {
            self.raw("<tr>");
            for cell in &row {
                self.raw("<td dir=\"auto\">");
                self.text(cell);
                self.raw("</td>");
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n");
    }
}

/// Text as HTML: nothing in it opens or closes a tag or an attribute, and characters that hide or turn text are shown by
/// their number.
fn escape(text: &str, out: &mut String) {
    let (mut plain, mut at) = (0, 0);
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| !PLAIN[usize::from(*byte)]) {
        at += next;
        // What is plain is of one byte: here begins a character.
        let Some(c) = text[at..].chars().next() else { break };
        let before = at;
        at += c.len_utf8();
        let entity = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\'' => "&#39;",
            _ if hides(c) => "",
            _ => continue,
        };
        out.push_str(&text[plain..before]);
        plain = at;
        if entity.is_empty() {
            out.push_str(&format!("<span class=\"mark\">[U+{:04X}]</span>", u32::from(c)));
        } else {
            out.push_str(entity);
        }
    }
    out.push_str(&text[plain..]);
}

/// Bytes that are a character by themselves and stand in a page as they are: most of a record is nothing else.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte < 0x7f {
        plain[byte as usize] = !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
        byte += 1;
    }
    plain[b'\n' as usize] = true;
    plain[b'\t' as usize] = true;
    plain
};

/// Control characters but line ends and tabs, and those that change the direction of text or hide in it (Unicode TR 36).
pub fn hides(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// Text for a file without markup: what hides or turns text is shown by its number.
#[must_use]
pub fn marked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hides(c) {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape(text, &mut out);
        out
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(
            escaped("<script>alert('1')</script> & \"x\""),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;"
        );
        assert_eq!(escaped("a\tb\nSiân 李"), "a\tb\nSiân 李");
        assert_eq!(escaped("pay\u{202e}evil"), "pay<span class=\"mark\">[U+202E]</span>evil");
        assert_eq!(escaped("\0"), "<span class=\"mark\">[U+0000]</span>");
    }

    #[test]
    fn what_hides_is_shown_by_its_number() {
        assert_eq!(marked("a\tb\n<Siân>\u{202e}x\u{1b}"), "a\tb\n<Siân>[U+202E]x[U+001B]");
    }
}
