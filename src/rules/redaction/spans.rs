//! Taking words out of a text, so that neither they nor their length can be told from what is left.

use crate::records::decision::{Ground, Span};
use crate::records::item::{Field, Item};

/// The text without the words of the spans; in the place of each stands why it is missing.
///
/// A span that does not fit the text was made for another one. Nobody can say what it was to take out, so all of it goes.
#[must_use]
pub fn apply(text: &str, spans: &[Span]) -> String {
    let chars: Vec<char> = text.chars().collect();
    if spans.iter().any(|span| span.start >= span.end || span.end > chars.len()) {
        return mark(&distinct(spans.iter().map(|span| span.ground)));
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, grounds) in merged(&chars, spans) {
        out.extend(&chars[at..start]);
        out.push_str(&mark(&grounds));
        at = end;
    }
    out.extend(&chars[at..]);
    out
}

/// The fields of an item without the words of the spans; nothing where a span is of a field that the item has not got.
#[must_use]
pub fn redacted(item: &Item, spans: &[Span]) -> Option<Vec<Field>> {
    if spans.iter().any(|span| item.text(&span.field).is_none()) {
        return None;
    }
    let redact = |field: &Field| {
        let here: Vec<Span> = spans.iter().filter(|span| span.field == field.name).cloned().collect();
        Field { text: apply(&field.text, &here), ..field.clone() }
    };
    Some(item.fields.iter().map(redact).collect())
}

/// What stands in the place of words.
fn mark(grounds: &[Ground]) -> String {
    let words: Vec<&str> = grounds.iter().map(|ground| ground.in_words()).collect();
    format!("[redacted: {}]", words.join(", "))
}

fn distinct(grounds: impl Iterator<Item = Ground>) -> Vec<Ground> {
    let mut all: Vec<Ground> = grounds.collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The spans in order, grown to whole letters, without overlaps. Two with nothing but white space between them are one:
/// otherwise it would show how many words there were.
fn merged(chars: &[char], spans: &[Span]) -> Vec<(usize, usize, Vec<Ground>)> {
    let mut grown: Vec<(usize, usize, Ground)> = spans
        .iter()
        .map(|span| {
            let (mut start, mut end) = (span.start, span.end);
            while start > 0 && (belongs_to_the_last(chars[start]) || joins(chars[start - 1])) {
                start -= 1;
            }
            while end < chars.len() && (belongs_to_the_last(chars[end]) || joins(chars[end - 1])) {
                end += 1;
            }
            (start, end, span.ground)
        })
        .collect();
    grown.sort_unstable();
    let mut merged: Vec<(usize, usize, Vec<Ground>)> = Vec::new();
    for (start, end, ground) in grown {
        match merged.last_mut() {
            Some((_, before, grounds))
                if start <= *before || chars[*before..start].iter().all(|c| c.is_whitespace()) =>
            {
                *before = end.max(*before);
                grounds.push(ground);
            }
            _ => merged.push((start, end, vec![ground])),
        }
    }
    merged.into_iter().map(|(start, end, grounds)| (start, end, distinct(grounds.into_iter()))).collect()
}

/// Accents, vowel signs and the like, which are drawn on the character before them: half a letter tells the other half.
/// The blocks of combining marks, variation selectors, skin tones and tags; not every mark of every script.
pub(super) const fn belongs_to_the_last(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93c}'
        | '\u{93e}'..='\u{94f}' | '\u{981}'..='\u{983}' | '\u{9bc}' | '\u{9be}'..='\u{9cd}'
        | '\u{a01}'..='\u{a03}' | '\u{a3c}'..='\u{a4d}' | '\u{e31}' | '\u{e34}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{200c}'..='\u{200d}' | '\u{20d0}'..='\u{20ff}' | '\u{3099}'..='\u{309a}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The joiner ties the character after it to the one before.
const fn joins(c: char) -> bool {
    c == '\u{200d}'
}
