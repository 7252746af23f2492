//! One line: written, read, and where it is wrong.

use bech32::primitives::checksum::Engine;
use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
use bech32::{Bech32m, Checksum, Fe32, Hrp};
use zeroize::Zeroizing;

use super::Mistyped;
use crate::crypto::Error;

/// Characters of a line, without what stands between groups.
pub const LENGTH: usize = 60;
/// Bytes of content in a line.
pub const CONTENT: usize = 26;

/// What each line begins with.
const NAME: &[u8; 3] = b"kit";
/// Where the human-readable part ends and `1` stands.
const SEPARATOR: usize = 7;
/// Where tag, content and checksum begin.
const TAG: usize = SEPARATOR + 1;
const BODY: usize = TAG + 4;
const CHECKSUM: usize = LENGTH - Bech32m::CHECKSUM_LENGTH;
/// The first symbol of BIP-173 for a digit of the human-readable part is 1, and the second one is its digit
/// and this.
const DIGIT: u8 = b'0' & 31;

/// What a line holds.
pub struct Line {
    pub number: u8,
    pub count: u8,
    pub tag: u32,
    pub content: Zeroizing<[u8; CONTENT]>,
}

/// The characters of a line, in upper case.
pub fn write(
    number: u8,
    count: u8,
    tag: u32,
    content: &[u8; CONTENT],
) -> Result<Zeroizing<[u8; LENGTH]>, Error> {
    const FAILED: Error = Error::Malformed("a line could not be written");
    let hrp = Hrp::parse(&format!("kit{number:02}{count:02}")).map_err(|_| FAILED)?;
    let tag = [15, 10, 5, 0].map(|shift| symbol(tag >> shift));
    let symbols = tag.into_iter().chain(content.iter().copied().bytes_to_fes());
    let mut line = Zeroizing::new([b'1'; LENGTH]);
    let letters = symbols.with_checksum::<Bech32m>(&hrp).chars();
    for (place, letter) in line.iter_mut().zip(letters) {
        *place = u8::try_from(letter).map_err(|_| FAILED)?.to_ascii_uppercase();
    }
    Ok(line)
}

/// The field element of five low bits.
fn symbol(bits: u32) -> Fe32 {
    u8::try_from(bits & 31).ok().and_then(|bits| Fe32::try_from(bits).ok()).unwrap_or(Fe32::Q)
}

/// A line as it was typed, in lower case and without what stands between groups.
pub struct Typed {
    letters: Zeroizing<[u8; LENGTH]>,
    /// May be more than there is room for.
    length: usize,
}

impl Typed {
    pub fn new(text: &str) -> Self {
        let mut typed = Self { letters: Zeroizing::new([b'?'; LENGTH]), length: 0 };
        for letter in text.chars().filter(|&letter| !is_between_groups(letter)) {
            if let Some(place) = typed.letters.get_mut(typed.length) {
                *place = u8::try_from(letter).map_or(b'?', |letter| letter.to_ascii_lowercase());
            }
            typed.length += 1;
        }
        typed
    }

    pub fn is_blank(&self) -> bool {
        self.length == 0
    }

    /// The line, which is the `place`th.
    pub fn read(&self, place: u32) -> Result<Line, Mistyped> {
        let name = self.letters.iter().zip(NAME).filter(|(typed, right)| typed == right).count();
        if name + 1 < NAME.len() {
            return Err(Mistyped::NotALine(place));
        }
        let named = || match self.number(3) {
            Some(number @ 1..) => u32::from(number),
            _ => place,
        };
        if self.length < LENGTH {
            return Err(Mistyped::TooShort(named(), self.length));
        }
        if self.length > LENGTH {
            return Err(Mistyped::TooLong(named(), self.length));
        }
        match self.fault() {
            Fault::None => self.parse().ok_or_else(|| Mistyped::Wrong(named())),
            // Only the number's own two digits may have been wrong in it.
            Fault::At(index, right) => {
                let number = self.with(index, right).number(3).map_or(place, u32::from);
                Err(Mistyped::MayBeWrong(number, index + 1))
            }
            Fault::Many => Err(Mistyped::Wrong(named())),
        }
    }

    /// The two digits from `at`.
    fn number(&self, at: usize) -> Option<u8> {
        let digit = |at: usize| self.letters[at].checked_sub(b'0').filter(|&digit| digit <= 9);
        Some(digit(at)? * 10 + digit(at + 1)?)
    }

    fn with(&self, index: usize, letter: u8) -> Self {
        let mut letters = self.letters.clone();
        letters[index] = letter;
        Self { letters, length: self.length }
    }

    /// What a line with a right checksum holds; `None` when praxis never writes it.
    fn parse(&self) -> Option<Line> {
        let (number, count) = (self.number(3)?, self.number(5)?);
        if !(1..=count).contains(&number) {
            return None;
        }
        let value = |&letter: &u8| Fe32::from_char(char::from(letter)).ok();
        let tag = self.letters[TAG..BODY].iter().try_fold(0, |tag, letter| {
            let symbol = value(letter)?;
            Some(tag << 5 | u32::from(symbol.to_u8()))
        })?;
        let symbols = || self.letters[BODY..CHECKSUM].iter().filter_map(value);
        let mut content = Zeroizing::new([0; CONTENT]);
        for (place, byte) in content.iter_mut().zip(symbols().fes_to_bytes()) {
            *place = byte;
        }
        // 42 characters are two bits more than 26 bytes: those are 0, so that a line has one spelling.
        let again = content.iter().copied().bytes_to_fes();
        again.eq(symbols()).then_some(Line { number, count, tag, content })
    }

    /// Where the line is wrong, if one other character would make it right.
    ///
    /// Two lines that are right differ in five symbols or more, up to 89 of them (BIP-173), and these are 67:
    /// so there is at most one such character, and none where two or three are wrong.
    fn fault(&self) -> Fault {
        let constants = NAME.iter().copied().enumerate().chain([(SEPARATOR, b'1')]);
        let fixed = constants.filter(|&(at, right)| self.letters[at] != right);
        let mut repaired = self.with(SEPARATOR, b'1');
        repaired.letters[..NAME.len()].copy_from_slice(NAME);
        let mut faults = fixed.collect::<Vec<_>>();
        for at in NAME.len()..LENGTH {
            let letter = &mut repaired.letters[at];
            let (fits, any) = match at {
                ..SEPARATOR => (letter.is_ascii_digit(), b'0'),
                _ => (at == SEPARATOR || Fe32::from_char(char::from(*letter)).is_ok(), b'q'),
            };
            if !fits {
                *letter = any;
                faults.push((at, any));
            }
        }
        let Some(residue) = repaired.residue() else { return Fault::Many };
        let off = residue ^ Bech32m::TARGET_RESIDUE;
        match (faults.as_slice(), off) {
            ([], 0) => Fault::None,
            (&[(at, right)], 0) => Fault::At(at, right),
            ([] | [_], 1..) => match repaired.one_off(off) {
                Some((at, right)) if faults.iter().all(|&(fault, _)| fault == at) => Fault::At(at, right),
                _ => Fault::Many,
            },
            _ => Fault::Many,
        }
    }

    /// What the checksum's engine holds after the whole line.
    fn residue(&self) -> Option<u32> {
        let hrp = std::str::from_utf8(&self.letters[..SEPARATOR]).ok()?;
        let mut engine = Engine::<Bech32m>::new();
        engine.input_hrp(Hrp::parse(hrp).ok()?);
        for &letter in &self.letters[TAG..] {
            engine.input_fe(Fe32::from_char(char::from(letter)).ok()?);
        }
        Some(*engine.residue())
    }

    /// The one character after the name, and its right value, that explains a residue so far off.
    ///
    /// The code is linear: what a difference in one symbol leaves depends on the difference and on how many
    /// symbols come after, and not on the others.
    fn one_off(&self, off: u32) -> Option<(usize, u8)> {
        let mut engines = [Engine::<Bech32m>::new(); 32];
        for (bits, engine) in (0..).zip(&mut engines) {
            engine.input_fe(symbol(bits));
        }
        for at in (NAME.len()..LENGTH).rev().filter(|&at| at != SEPARATOR) {
            let [none, differences @ ..] = &engines;
            let found = (1..).zip(differences).find(|(_, engine)| engine.residue() ^ none.residue() == off);
            if let Some((difference, _)) = found {
                return Some((at, self.changed(at, difference)?));
            }
            for engine in &mut engines {
                engine.input_fe(Fe32::Q);
            }
        }
        None
    }

    /// The character at `at` with a difference in its symbol; `None` where a digit would be none.
    fn changed(&self, at: usize, difference: u8) -> Option<u8> {
        let letter = self.letters[at];
        if at < SEPARATOR {
            let digit = ((letter & 31) ^ difference).checked_sub(DIGIT).filter(|&digit| digit <= 9)?;
            return Some(b'0' + digit);
        }
        let symbol = Fe32::from_char(char::from(letter)).ok()?.to_u8() ^ difference;
        u8::try_from(Fe32::try_from(symbol).ok()?.to_char()).ok()
    }
}

enum Fault {
    None,
    /// At an index, where another character would be right.
    At(usize, u8),
    Many,
}

/// Spaces, the hyphens and dashes that keyboards and word processors make, and the slash between number and
/// count: people write and leave out these as they like.
fn is_between_groups(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '-' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}
