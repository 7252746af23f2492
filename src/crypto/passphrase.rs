//! Passphrases: the type, a generated one, and the measure of one that a person chose.

use zeroize::{Zeroize, Zeroizing};

use super::random;

/// What a person types to open an identity, a kit or an export.
pub struct Passphrase(Zeroizing<String>);

/// The fewest points (of 4, by zxcvbn) a chosen passphrase must reach: 3 is "safely unguessable: moderate
/// protection from offline slow-hash scenario", which is what an attacker with the file has before them.
const ENOUGH: u8 = 3;

impl Passphrase {
    /// Takes over text that was typed or read; the caller keeps no copy.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// A random passphrase of eight pronounceable five-letter words: 128 bits.
    ///
    /// The words are proquints (Wilkerson, "A Proposal for Proquints: Identifiers that are Readable,
    /// Spellable, and Pronounceable", 2009): 16 bits each, consonants and vowels in turn.
    #[must_use]
    pub fn generate() -> Self {
        const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
        const VOWELS: &[u8; 4] = b"aiou";
        let mut bytes = Zeroizing::new([0; 32]);
        random::fill(&mut bytes);
        let mut text = Zeroizing::new(String::with_capacity(8 * 6));
        for pair in bytes.as_chunks::<2>().0.iter().take(8) {
            let word = u16::from_be_bytes(*pair);
            if !text.is_empty() {
                text.push('-');
            }
            for (shift, letters) in
                [(12, &CONSONANTS[..]), (10, VOWELS), (6, CONSONANTS), (4, VOWELS), (0, CONSONANTS)]
            {
                let index = usize::from(word >> shift) & (letters.len() - 1);
                text.push(char::from(letters[index]));
            }
        }
        Self(text)
    }

    /// The passphrase itself. Whoever calls this must not let it out.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.0
    }

    /// Whether two were typed alike.
    #[must_use]
    pub fn is(&self, other: &Passphrase) -> bool {
        *self.0 == *other.0
    }

    /// Why this passphrase is too weak to protect a vault, or `None`. `known` are words an attacker would try first.
    #[must_use]
    pub fn weakness(&self, known: &[&str]) -> Option<String> {
        if self.0.is_empty() {
            return Some("it is empty".to_owned());
        }
        // zxcvbn is quadratic in the length; what is longer than this is judged by its first part alone.
        let mut first: String = self.0.chars().take(100).collect();
        let estimate = zxcvbn::zxcvbn(&first, known);
        first.zeroize();
        if u8::from(estimate.score()) >= ENOUGH {
            return None;
        }
        let advice = estimate
            .feedback()
            .and_then(zxcvbn::feedback::Feedback::warning)
            .map(|warning| warning.to_string());
        Some(advice.unwrap_or_else(|| "it could be guessed; use several unrelated words".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn weak_ones_are_named_and_strong_ones_pass() {
        for weak in ["", "a", "password", "Passw0rd!", "letmein123", "qwertyuiop", "therapist2026"] {
            assert!(typed(weak).weakness(&[]).is_some(), "{weak}");
        }
        assert_eq!(typed("plinth gravel otter seventeen").weakness(&[]), None);
        assert!(typed("Willow Rooms").weakness(&["Willow Rooms"]).is_some());
    }

    #[test]
    fn generated_ones_are_strong_and_speakable() {
        let one = Passphrase::generate();
        assert_eq!(one.weakness(&[]), None);
        let words: Vec<_> = one.expose_secret().split('-').collect();
        assert_eq!(words.len(), 8);
        for word in words {
            assert_eq!(word.len(), 5);
            assert!(word.bytes().enumerate().all(|(i, b)| b"aiou".contains(&b) == (i % 2 == 1)), "{word}");
        }
        assert!(!one.is(&Passphrase::generate()));
    }

    #[test]
    fn a_very_long_one_is_measured_quickly_and_accepted() {
        assert_eq!(typed(&"plinth gravel otter seventeen ".repeat(500)).weakness(&[]), None);
    }
}
