//! What can be told by its form: addresses, numbers, dates of birth.
//!
//! Every form is read widely. What is proposed too much costs a person a key; what is missed costs somebody their secret.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::records::nhs_number::NhsNumber;
use crate::records::proposal::ProposalKind;

/// Something found, by the bytes it takes up.
pub(super) struct Found {
    pub at: Range<usize>,
    pub kind: ProposalKind,
    /// The same text for the same address or number, however it is spaced and in whatever case.
    pub key: String,
}

#[allow(clippy::expect_used)] // Constants of this file; its tests use each.
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| compiled(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"));

/// With the country's number, with 0, or of another country: the last is what follows a plus sign.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(concat!(
        r"(?:(?:\+44|0044)\s?\(?0?\)?\s?|\(?0)(?:[1-9](?:[\s.()\-\u{2010}-\u{2013}]{0,2}[0-9]){8,9})",
        r"|(?:\+|\b00)[1-9](?:[\s.()\-\u{2010}-\u{2013}]{0,2}[0-9]){7,13}"
    ))
});

static NHS: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{4}\b"));

static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(concat!(
        r"(?i)\b(?:GIR[ \u{a0}]?0AA|(?:[A-PR-UWYZ](?:[0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9]{1,2}",
        r"|[A-HK-Y][0-9][ABEHMNPRVWXY]))[ \u{a0}]?[0-9][ABD-HJLNP-UW-Z]{2})\b"
    ))
});

static NI: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"(?i)\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b")
});
/// Never given out.
const NO_NI: [&str; 7] = ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"];

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(concat!(
        r"(?i)\b(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})",
        r"|(?P<d2>[0-9]{1,2})[/.\-](?P<m2>[0-9]{1,2})[/.\-](?P<y2>[0-9]{4}|[0-9]{2})",
        r"|(?P<d3>[0-9]{1,2})(?:st|nd|rd|th)?\s(?:of\s)?(?P<n3>[a-z]{3,9})\.?,?\s(?P<y3>[0-9]{4})",
        r"|(?P<n4>[a-z]{3,9})\s(?P<d4>[0-9]{1,2})(?:st|nd|rd|th)?,?\s(?P<y4>[0-9]{4}))\b"
    ))
});

/// What makes a date beside it a date of birth.
static BIRTH: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"(?i)\b(?:born|d\.?\s?o\.?\s?b|date\s+of\s+birth|birth\s?date|birthday|b\.)(?:\b|[\s.:])")
});
/// How far from a date such words are looked for, in bytes: before it, and after it.
const BEFORE: usize = 40;
const AFTER: usize = 20;

/// Everything that has one of the forms. They may overlap: a number can be two things.
pub(super) fn found(text: &str) -> Vec<Found> {
    let mut all = emails(text);
    let phones = phones(text);
    let nhs = nhs_numbers(text, &phones);
    all.extend(phones);
    all.extend(nhs);
    all.extend(
        POSTCODE.find_iter(text).map(|at| of(at.range(), ProposalKind::Postcode, letters(at.as_str()))),
    );
    all.extend(
        NI.find_iter(text)
            .map(|at| of(at.range(), ProposalKind::NiNumber, letters(at.as_str())))
            .filter(|found| !NO_NI.iter().any(|prefix| found.key.starts_with(prefix))),
    );
    all
}

/// Dates of birth: beside a word that says so, or of somebody's whose date is known. Not the subject's own.
pub(super) fn births(text: &str, own: Option<NaiveDate>, others: &HashSet<NaiveDate>) -> Vec<Range<usize>> {
    let mut births = Vec::new();
    for found in DATE.captures_iter(text) {
        let Some(at) = found.get(0).map(|whole| whole.range()) else { continue };
        let days = days(&found);
        if days.is_empty() || own.is_some_and(|own| days.contains(&own)) {
            continue;
        }
        if days.iter().any(|day| others.contains(day)) || says_birth(text, &at) {
            births.push(at);
        }
    }
    births
}

fn of(at: Range<usize>, kind: ProposalKind, key: String) -> Found {
    Found { at, kind, key }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn emails(text: &str) -> Vec<Found> {
    let all = EMAIL.find_iter(text);
    all.map(|at| of(at.range(), ProposalKind::Email, at.as_str().to_lowercase())).collect()
}

/// How long the date is that begins there, if one does: 01-02-2026 10:30 has the digits of a telephone number.
fn date_in_front(text: &str) -> Option<usize> {
    let longest = text.char_indices().nth(16).map_or(text, |(end, _)| &text[..end]);
    let found = DATE.captures(longest).filter(|found| !days(found).is_empty())?;
    found.get(0).filter(|whole| whole.start() == 0).map(|whole| whole.end())
}

fn phones(text: &str) -> Vec<Found> {
    let mut phones = Vec::new();
    let mut from = 0;
    while let Some(at) = PHONE.find_at(text, from) {
        let mut range = at.range();
        let after_a_word = text[..range.start].chars().next_back().is_some_and(char::is_alphanumeric);
        let date = date_in_front(&text[range.start..]);
        if after_a_word || date.is_some() {
            // The next one may begin inside it, but not inside a date.
            let first = text[range.start..].chars().next().map_or(1, char::len_utf8);
            from = range.start + date.unwrap_or(first);
            continue;
        }
        // A digit too many is a slip, and a number all the same.
        range.end += text[range.end..].bytes().take_while(u8::is_ascii_digit).count();
        let number = digits(&text[range.clone()]);
        let number = number.trim_start_matches("00");
        let number = number.strip_prefix("44").unwrap_or(number).trim_start_matches('0');
        from = range.end;
        phones.push(of(range, ProposalKind::Phone, number.to_owned()));
    }
    phones
}

/// One in eleven of all numbers of ten digits passes the check digit: what can be a telephone number is one.
fn nhs_numbers(text: &str, phones: &[Found]) -> Vec<Found> {
    NHS.find_iter(text)
        .filter(|at| NhsNumber::parse(at.as_str()).is_ok())
        .filter(|at| !phones.iter().any(|phone| phone.at.start < at.end() && at.start() < phone.at.end))
        .map(|at| of(at.range(), ProposalKind::NhsNumber, digits(at.as_str())))
        .collect()
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month of a name or its beginning: `jan`, `sept`.
fn month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let at = MONTHS.iter().position(|month| month.starts_with(&name))?;
    u32::try_from(at + 1).ok()
}

/// The days that a written date may be: two where the century is left out, none where there is no such day.
fn days(found: &regex::Captures<'_>) -> Vec<NaiveDate> {
    let part = |names: [&str; 4]| names.iter().find_map(|name| found.name(name)).map(|part| part.as_str());
    let day = part(["d", "d2", "d3", "d4"]).and_then(|day| day.parse().ok());
    let month = part(["m", "m2", "", ""])
        .and_then(|month| month.parse().ok())
        .or_else(|| part(["n3", "n4", "", ""]).and_then(month));
    let (Some(day), Some(month), Some(year)) = (day, month, part(["y", "y2", "y3", "y4"])) else {
        return Vec::new();
    };
    let Ok(number) = year.parse::<i32>() else { return Vec::new() };
    let years = if year.len() == 2 { vec![1900 + number, 2000 + number] } else { vec![number] };
    years.into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).collect()
}

fn says_birth(text: &str, at: &Range<usize>) -> bool {
    let floor = |mut byte: usize| {
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    };
    let before = &text[floor(at.start.saturating_sub(BEFORE))..at.start];
    let after = &text[at.end..floor((at.end + AFTER).min(text.len()))];
    // What stands on another line is about something else.
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    // With another number between them, the word is about that one.
    let none = |between: &str| !between.contains(|c: char| c.is_ascii_digit());
    let last = BIRTH.find_iter(before).last();
    last.is_some_and(|word| none(&before[word.end()..]))
        || BIRTH.find(after).is_some_and(|word| none(&after[..word.start()]))
}
