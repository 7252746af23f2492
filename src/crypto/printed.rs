//! Secret bytes as lines that a person reads from paper and types in again.
//!
//! Each line is a Bech32m string (BIP-350) of 60 characters: `kit`, its number and how many lines there are
//! (two digits each), `1`, four characters of tag, 42 of content (26 bytes), six of checksum. Number and count
//! stand in the readable part, because a person looks for a line by its number; the tag is the same in all
//! lines of a kit and comes from its content, so that lines of two kits are told apart. As all lines are
//! equally long, a character left out shows, and where each part stands is known whatever was mistyped.
//!
//! The checksum finds any four wrong characters of a line. One wrong character it could put right; it is
//! located instead, and a person looks at the paper again: where five or more are wrong, the repair would be
//! wrong too.

mod line;
mod mistyped;

pub use mistyped::Mistyped;

use zeroize::Zeroizing;

use self::line::{CONTENT, LENGTH, Line, Typed};
use super::Error;
use super::hash::sha256;

/// The most lines: their number has two digits.
const MOST: usize = 99;
/// After the content, before zeros to the end of the last line.
const END: u8 = 0x80;
/// What one line of [`write`] takes: eight and 13 groups of four characters, separators, a line end.
const PRINTED: usize = LENGTH + 3 + 13 + 1;
/// Between the lines of [`write_for_scanner`]: neither in the lines nor what stands between groups, and in the
/// alphanumeric set of QR codes.
const JOIN: char = '+';

/// The lines, in upper case and in groups, to be printed and typed: `KIT-01/07-1 QPZR Y9X8 …`.
///
/// # Errors
/// When `bytes` are more than 99 lines hold.
pub fn write(bytes: &[u8]) -> Result<Zeroizing<String>, Error> {
    let lines = lines(bytes)?;
    let mut out = Zeroizing::new(String::with_capacity(lines.len() * PRINTED));
    for line in &lines {
        for (at, &letter) in line.iter().enumerate() {
            match at {
                3 | 7 => out.push('-'),
                5 => out.push('/'),
                8.. if at % 4 == 0 => out.push(' '),
                _ => {}
            }
            out.push(char::from(letter));
        }
        out.push('\n');
    }
    Ok(out)
}

/// The same lines without groups, joined to one text of the characters that a QR code holds best.
///
/// # Errors
/// When `bytes` are more than 99 lines hold.
pub fn write_for_scanner(bytes: &[u8]) -> Result<Zeroizing<String>, Error> {
    let lines = lines(bytes)?;
    let mut out = Zeroizing::new(String::with_capacity(lines.len() * (LENGTH + 1)));
    for line in &lines {
        if !out.is_empty() {
            out.push(JOIN);
        }
        out.extend(line.iter().map(|&letter| char::from(letter)));
    }
    Ok(out)
}

fn lines(bytes: &[u8]) -> Result<Vec<Zeroizing<[u8; LENGTH]>>, Error> {
    const TOO_LONG: Error = Error::Malformed("is too long to be printed");
    let count = bytes.len() / CONTENT + 1;
    let count = u8::try_from(count).ok().filter(|_| count <= MOST).ok_or(TOO_LONG)?;
    let mut padded = Zeroizing::new(Vec::with_capacity(usize::from(count) * CONTENT));
    padded.extend_from_slice(bytes);
    padded.push(END);
    padded.resize(usize::from(count) * CONTENT, 0);
    let tag = tag(bytes);
    let contents = padded.as_chunks::<CONTENT>().0;
    (1..=count).zip(contents).map(|(number, content)| line::write(number, count, tag, content)).collect()
}

/// The first 20 bits of SHA-256.
fn tag(bytes: &[u8]) -> u32 {
    let [a, b, c, ..] = sha256(bytes);
    u32::from_be_bytes([0, a, b, c]) >> 4
}

/// Reads lines as they were typed or scanned: in any order, in either case, grouped in any way.
///
/// # Errors
/// What to look at again, and where. It repeats nothing of what was typed.
pub fn read(text: &str) -> Result<Zeroizing<Vec<u8>>, Mistyped> {
    let typed = text.split(['\n', '\r', JOIN]).map(Typed::new).filter(|typed| !typed.is_blank());
    let lines = typed.zip(1..).map(|(typed, place)| typed.read(place)).collect::<Result<Vec<_>, _>>()?;
    let (count, tag) = most_frequent_kit(&lines).ok_or(Mistyped::Nothing)?;
    let mut padded = Zeroizing::new(vec![0; usize::from(count) * CONTENT]);
    let places = padded.as_chunks_mut::<CONTENT>().0;
    let mut seen = [false; MOST];
    for line in &lines {
        if (line.count, line.tag) != (count, tag) {
            return Err(Mistyped::OtherKit(line.number));
        }
        let at = usize::from(line.number) - 1;
        if std::mem::replace(&mut seen[at], true) {
            return Err(Mistyped::Twice(line.number));
        }
        places[at].copy_from_slice(&*line.content);
    }
    if let Some(number) = (1..=count).find(|&number| !seen[usize::from(number) - 1]) {
        return Err(Mistyped::Missing(number));
    }
    let end = padded.iter().rposition(|&byte| byte != 0).filter(|&at| padded[at] == END);
    // The end stands in the last line, so that a content has one number of lines.
    let end = end.filter(|&at| at / CONTENT + 1 == usize::from(count)).ok_or(Mistyped::NotTogether)?;
    padded.truncate(end);
    if self::tag(&padded) == tag { Ok(padded) } else { Err(Mistyped::NotTogether) }
}

/// Count and tag of most lines; of the first ones, where as many say otherwise.
fn most_frequent_kit(lines: &[Line]) -> Option<(u8, u32)> {
    // No kit has more, and all against all takes its time.
    let lines = &lines[..lines.len().min(MOST)];
    let kit_of = |line: &Line| (line.count, line.tag);
    let times = |kit| lines.iter().filter(|line| kit_of(line) == kit).count();
    // `max_by_key` gives the last of equals.
    lines.iter().rev().map(kit_of).max_by_key(|&kit| times(kit))
}

#[cfg(test)]
mod tests;
