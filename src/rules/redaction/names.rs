//! Names of people in free text.
//!
//! A name that the person shares with somebody else is the person's own: it alone is no sign of the other. Together with
//! a name that is only the other's, it goes with that one.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::nicknames;
use super::spans::belongs_to_the_last;

/// A word of a text, by its bytes.
pub(super) struct Word {
    pub at: Range<usize>,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Its form without case, accents and apostrophes.
    pub key: String,
    /// The same without what may be a possessive: `maya's`, `mayas`. Two letters are left at least.
    stems: Vec<String>,
}

/// What stands in front of names. Those of a profession tell two people of one surname apart.
const TITLES: [&str; 18] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "lady",
    "lord",
    "dame",
    "aunt",
    "auntie",
    "uncle",
    "dr",
    "doctor",
    "prof",
    "professor",
    "rev",
    "reverend",
];
const OF_A_PROFESSION: [&str; 6] = ["dr", "doctor", "prof", "professor", "rev", "reverend"];

/// Whether a word, by its [`key`], stands in front of names.
pub(super) fn is_title(key: &str) -> bool {
    TITLES.contains(&key)
}

/// Parts of names that nobody is called by alone.
const PARTICLES: [&str; 24] = [
    "de", "du", "da", "di", "del", "della", "der", "den", "van", "von", "la", "le", "los", "el", "al", "bin",
    "ibn", "ap", "ab", "mac", "st", "of", "the", "and",
];

/// The form of a word that two spellings of a name share: `Siân` and `sian`, `O’Brien` and `OBrien`.
pub(super) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !belongs_to_the_last(*c) && !is_apostrophe(*c)) {
        for c in c.to_lowercase().filter(|c| !belongs_to_the_last(*c)) {
            match plain(c) {
                Some(plain) => key.push_str(plain),
                None => key.push(c),
            }
        }
    }
    key
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇')
}

/// The plain letters for one with an accent, of those that names in Britain and Europe have.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

/// The words of a text: letters, digits, and apostrophes between letters.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            let next = text[at + c.len_utf8()..].chars().next();
            let inside = is_apostrophe(c) && next.is_some_and(char::is_alphabetic);
            if !(c.is_alphanumeric() || belongs_to_the_last(c) || inside) {
                break;
            }
            end = at + c.len_utf8();
            chars.next();
        }
        words.push(word(text, start..end, first.is_uppercase()));
    }
    words
}

fn word(text: &str, at: Range<usize>, capital: bool) -> Word {
    let word = &text[at.clone()];
    let key = key(word);
    let mut stems = Vec::new();
    if let Some(stem) = key.strip_suffix('s').filter(|stem| stem.chars().count() >= 2) {
        let mut last = word.chars().rev();
        let possessive =
            last.next().is_some_and(|c| matches!(c, 's' | 'S')) && last.next().is_some_and(is_apostrophe);
        // Many leave the apostrophe out; of a short name that would be too many other words.
        if possessive || stem.chars().count() >= 4 {
            stems.push(stem.to_owned());
        }
    }
    Word { at, capital, key, stems }
}

impl Word {
    fn forms(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.key).chain(&self.stems)
    }
}

/// How a word tells of somebody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// By itself, in either case.
    Alone,
    /// By itself, when it has a capital.
    Capital,
    /// Only beside another one.
    Beside,
    /// A first letter: only beside a surname.
    Initial,
    /// A title of this person's that the person whose record it is has not got.
    Title,
}

/// Somebody whose name is looked for.
pub(super) struct Sought {
    signs: HashMap<String, Sign>,
    surnames: HashSet<String>,
}

impl Sought {
    /// Looks for somebody by all the names they go by; `own` are the names of the person whose record it is.
    pub(super) fn new(names: &[String], own: &[String]) -> Self {
        let own_words: Vec<Word> = own.iter().flat_map(|name| words(name)).collect();
        let own_keys: HashSet<&str> = own_words.iter().map(|word| word.key.as_str()).collect();
        let own_initials: HashSet<char> =
            own_words.iter().filter_map(|word| word.key.chars().next()).collect();
        let mut sought = Sought { signs: HashMap::new(), surnames: HashSet::new() };
        for name in names {
            let all = words(name);
            let parts: Vec<&Word> = all.iter().filter(|word| !TITLES.contains(&word.key.as_str())).collect();
            for title in all.iter().filter(|word| OF_A_PROFESSION.contains(&word.key.as_str())) {
                if !own_keys.contains(title.key.as_str()) {
                    sought.put(&title.key, Sign::Title);
                }
            }
            for (place, part) in parts.iter().enumerate() {
                let last = place + 1 == parts.len();
                if last && (place > 0 || all.len() > parts.len()) {
                    sought.surnames.insert(part.key.clone());
                } else {
                    sought.shorter(&part.key, &own_keys, &own_initials);
                }
                sought.part(&part.key, &own_keys, &own_initials);
            }
        }
        sought
    }

    /// A part of a name as it is written.
    fn part(&mut self, key: &str, own: &HashSet<&str>, own_initials: &HashSet<char>) {
        let letters = key.chars().count();
        if letters == 0 || key.chars().all(|c| c.is_ascii_digit()) {
            return;
        }
        let own_initial = letters == 1 && key.chars().all(|letter| own_initials.contains(&letter));
        let sign = if own.contains(key) || own_initial || PARTICLES.contains(&key) {
            Sign::Beside
        } else if letters == 1 {
            Sign::Initial
        } else if nicknames::is_word(key) {
            Sign::Capital
        } else {
            Sign::Alone
        };
        self.put(key, sign);
    }

    /// What a given name is shortened to: other names, and its first letter.
    fn shorter(&mut self, key: &str, own: &HashSet<&str>, own_initials: &HashSet<char>) {
        for other in nicknames::others(key) {
            self.part(other, own, own_initials);
        }
        if let Some(first) =
            key.chars().next().filter(|first| first.is_alphabetic() && !own_initials.contains(first))
        {
            self.put(&first.to_string(), Sign::Initial);
        }
    }

    fn put(&mut self, key: &str, sign: Sign) {
        let there = self.signs.entry(key.to_owned()).or_insert(sign);
        // What tells more stays: of two people of one name, one may go by it alone.
        if matches!(*there, Sign::Initial | Sign::Title) || (*there == Sign::Capital && sign == Sign::Alone) {
            *there = sign;
        }
    }

    fn sign(&self, word: &Word) -> Option<Sign> {
        word.forms().find_map(|form| self.signs.get(form).copied())
    }

    fn is_surname(&self, word: &Word) -> bool {
        word.forms().any(|form| self.surnames.contains(form))
    }

    /// Where the name stands: the longest runs of its parts that tell of this one.
    pub(super) fn found(&self, text: &str, words: &[Word]) -> Vec<Range<usize>> {
        self.runs(text, words)
            .into_iter()
            .filter(|run| self.tells(run))
            .filter_map(|run| Some(run.first()?.at.start..run.last()?.at.end))
            .collect()
    }

    /// Where the name stands in full: a given name, a first letter or a title, and the surname; or a name of one word.
    pub(super) fn in_full(&self, text: &str, words: &[Word]) -> Vec<Range<usize>> {
        let full = |run: &&[Word]| {
            let surname = run.iter().any(|word| self.is_surname(word));
            let more = run.iter().any(|word| !self.is_surname(word));
            self.surnames.is_empty() && self.tells(run) || surname && more
        };
        let runs = self.runs(text, words);
        runs.iter()
            .copied()
            .filter(|run| full(run))
            .filter_map(|run| Some(run.first()?.at.start..run.last()?.at.end))
            .collect()
    }

    /// Words of the name that stand together, with a title in front.
    fn runs<'w>(&self, text: &str, words: &'w [Word]) -> Vec<&'w [Word]> {
        let mut runs = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let mut end = at;
            while end < words.len()
                && self.belongs(&words[end], end == at)
                && (end == at || joined(text, &words[end - 1..=end]))
            {
                end += 1;
            }
            if end > at {
                runs.push(&words[at..end]);
            }
            at = end.max(at + 1);
        }
        runs
    }

    fn belongs(&self, word: &Word, first: bool) -> bool {
        match self.sign(word) {
            Some(Sign::Initial | Sign::Capital) => word.capital,
            Some(Sign::Title) => first,
            Some(_) => true,
            None => first && TITLES.contains(&word.key.as_str()),
        }
    }

    fn tells(&self, run: &[Word]) -> bool {
        let alone = run.iter().any(|word| match self.sign(word) {
            Some(Sign::Alone) => true,
            Some(Sign::Capital) => word.capital,
            _ => false,
        });
        let has = |sign: Sign| run.iter().any(|word| self.sign(word) == Some(sign));
        let surname = run.iter().any(|word| self.is_surname(word));
        alone || surname && (has(Sign::Initial) || has(Sign::Title))
    }
}

/// Whether two words are parts of one name: nothing but a space, a hyphen or a full stop between them.
fn joined(text: &str, pair: &[Word]) -> bool {
    let [one, other] = pair else { return false };
    let between = &text[one.at.end..other.at.start];
    between.len() <= 4
        && between.chars().all(|c| c.is_whitespace() || matches!(c, '.' | '-' | '‐' | '‑'))
        && between.matches('\n').count() <= 1
}
