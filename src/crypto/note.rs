//! Signed notes: text that says who signed it (C2SP, <https://c2sp.org/signed-note>).
//!
//! A note is a text, an empty line, and signature lines: `— name base64(hash | signature)`, the hash being the
//! first four bytes of the key's own (see [`super::signing`]). The signature is over the text with its last
//! line end. Several may sign one text; lines of keys that the reader does not know are passed over, so such a
//! line may be changed or taken away without anybody noticing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use super::Error;
use super::secret::SigningSeed;
use super::signing::{key_hash, read_verify_key};

/// What a signature line begins with: an em dash and a space.
const DASH: &str = "\u{2014} ";
/// The most signature lines that are read; the specification asks for a limit.
const MOST: usize = 100;
/// The largest note that is read, in bytes: room for a retention plan of some thirty thousand clients, and for the
/// certificate of a sweep of as many.
pub const LARGEST: usize = 8 << 20;

/// Who claims to have signed a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer<'n> {
    /// The name of the key.
    pub name: &'n str,
    /// The first bytes of the key's hash: what tells two keys of one name apart.
    pub hash: [u8; 4],
}

/// The note of `text`, which ends with a line end, signed under `name`.
#[must_use]
pub fn sign(text: &str, seed: &SigningSeed, name: &str) -> String {
    debug_assert!(is_text(text) && text.ends_with('\n') && is_name(name));
    let key = SigningKey::from_bytes(seed.expose_secret());
    let mut signed = key_hash(name, key.verifying_key().as_bytes()).to_vec();
    signed.extend_from_slice(&key.sign(text.as_bytes()).to_bytes());
    format!("{text}\n{DASH}{name} {}\n", STANDARD.encode(signed))
}

/// The text of a note, when the key signed it. A line of that key that does not verify refuses the note, even
/// where another one does.
///
/// # Errors
/// [`Error::Malformed`]; [`Error::NotForThisKey`] when the key did not sign; [`Error::DoesNotOpen`] when what
/// it signed is not this text.
pub fn open<'n>(note: &'n str, verify_key: &str) -> Result<&'n str, Error> {
    let (name, public) = read_verify_key(verify_key).ok_or(Error::Malformed("is not a verify key"))?;
    let key = VerifyingKey::from_bytes(&public).map_err(|_| Error::Malformed("is not a verify key"))?;
    let (text, lines) = parse(note)?;
    let signer = Signer { name, hash: key_hash(name, &public) };
    let mut signed = false;
    for line in lines.iter().filter(|line| line.signer == signer) {
        // Strict: for a weak key or an odd encoding other verifiers could disagree with this one.
        Signature::from_slice(&line.signature)
            .and_then(|signature| key.verify_strict(text.as_bytes(), &signature))
            .map_err(|_| Error::DoesNotOpen)?;
        signed = true;
    }
    if signed { Ok(text) } else { Err(Error::NotForThisKey) }
}

/// Who claims to have signed: nothing is verified. Nobody, when it is no note.
#[must_use]
pub fn signers(note: &str) -> Vec<Signer<'_>> {
    parse(note).map(|(_, lines)| lines.into_iter().map(|line| line.signer).collect()).unwrap_or_default()
}

/// The text that the signature lines stand under: nothing is verified.
///
/// # Errors
/// [`Error::Malformed`].
pub fn text_unverified(note: &str) -> Result<&str, Error> {
    parse(note).map(|(text, _)| text)
}

struct Line<'n> {
    signer: Signer<'n>,
    signature: Vec<u8>,
}

/// The text, and the lines below the last empty line.
fn parse(note: &str) -> Result<(&str, Vec<Line<'_>>), Error> {
    if note.len() > LARGEST {
        return Err(Error::Malformed("is larger than a signed note may be"));
    }
    if !is_text(note) {
        return Err(Error::Malformed("has control characters in it"));
    }
    let at = note.rfind("\n\n").ok_or(Error::Malformed("has no signature"))?;
    let (text, lines) = (&note[..=at], &note[at + 2..]);
    let lines =
        lines.strip_suffix('\n').ok_or(Error::Malformed("does not end with a whole signature line"))?;
    if lines.split('\n').count() > MOST {
        return Err(Error::Malformed("has too many signatures"));
    }
    let lines: Option<Vec<Line<'_>>> = lines.split('\n').map(read_line).collect();
    Ok((text, lines.ok_or(Error::Malformed("has a signature line that is none"))?))
}

fn read_line(line: &str) -> Option<Line<'_>> {
    let (name, signed) = line.strip_prefix(DASH)?.split_once(' ')?;
    let signed = STANDARD.decode(signed).ok()?;
    let (&hash, signature) = signed.split_first_chunk::<4>()?;
    let line = Line { signer: Signer { name, hash }, signature: signature.to_vec() };
    (is_name(name) && !signature.is_empty()).then_some(line)
}

fn is_text(text: &str) -> bool {
    !text.bytes().any(|byte| byte < b' ' && byte != b'\n')
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c == '+' || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::signing::verify_key;
    use proptest::prelude::*;

    // Keys of RFC 8032 section 7.1, tests 1 and 2; the lines were made by a Python script with another library.
    const TEXT: &str = "A first line.\n\nWhat follows \u{2013} caf\u{e9}.\n";
    const KEY: &str = "example.org/vault+2b4a15b0+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
    const LINE: &str = "\u{2014} example.org/vault K0oVsCvNoFuoirXWBKDFwOOwOncepJYoyXCbuoFklQ69fdTd0UQ9ZFdpTgHhVXX2krqaD9sZjaVYBUuwq85EYOCSQwA=\n";
    const OF_EMPTY: &str = "\n\n\u{2014} example.org/vault K0oVsGXiLlbWbPUzgT4xZK+gKAh+qXFEG5YLPXo0Q7DD/qoykxi/X9Dt2+VZHyyt4OqgnJ4VvDpoJa3seObg0O2OWAY=\n";
    const WITNESS: &str = "example.net/witness+39b292e5+AT1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM";
    const BY_WITNESS: &str = "\u{2014} example.net/witness ObKS5etgntoAFw66SLyJ/HbkYkAo0PVdsB2rkgWa/AoSHkj/sCPGi2MmEQdk5Zy0LJosZLn24eqjSMYev/HtAzY9ogs=\n";

    fn seed() -> SigningSeed {
        SigningSeed::from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
            .expect("64 digits")
    }

    #[test]
    fn the_vectors() {
        let note = format!("{TEXT}\n{LINE}");
        assert_eq!(sign(TEXT, &seed(), "example.org/vault"), note);
        assert_eq!(open(&note, KEY), Ok(TEXT));
        assert_eq!(sign("\n", &seed(), "example.org/vault"), OF_EMPTY);
        assert_eq!(open(OF_EMPTY, KEY), Ok("\n"));
    }

    #[test]
    fn several_sign_and_unknown_ones_are_passed_over() {
        let both = format!("{TEXT}\n{BY_WITNESS}{LINE}");
        assert_eq!((open(&both, KEY), open(&both, WITNESS)), (Ok(TEXT), Ok(TEXT)));
        let names: Vec<_> = signers(&both).into_iter().map(|signer| (signer.name, signer.hash)).collect();
        assert_eq!(
            names,
            [
                ("example.net/witness", [0x39, 0xb2, 0x92, 0xe5]),
                ("example.org/vault", [0x2b, 0x4a, 0x15, 0xb0])
            ]
        );
        // Of another algorithm, with a signature of another length.
        let odd = format!("{TEXT}\n\u{2014} example.org/other AAAAAAE=\n{LINE}");
        assert_eq!(open(&odd, KEY), Ok(TEXT));
        assert_eq!(open(&odd, WITNESS), Err(Error::NotForThisKey));
    }

    #[test]
    fn one_false_signature_of_the_key_refuses_the_note() {
        let false_one = sign("Other.\n", &seed(), "example.org/vault");
        let false_line = false_one.rsplit_once("\n\n").expect("a note").1;
        for lines in [format!("{LINE}{false_line}"), format!("{false_line}{LINE}")] {
            assert_eq!(open(&format!("{TEXT}\n{lines}"), KEY), Err(Error::DoesNotOpen));
        }
        // The name and the key's hash, and then too few bytes.
        let short = format!("{TEXT}\n\u{2014} example.org/vault K0oVsAA=\n");
        assert_eq!(open(&short, KEY), Err(Error::DoesNotOpen));
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let dash = "\u{2014}";
        for wrong in [
            String::new(),
            "\n".to_owned(),
            TEXT.to_owned(),
            format!("{TEXT}{LINE}"),
            format!("{TEXT}\n"),
            format!("{TEXT}\n\n"),
            format!("{TEXT}\n{}", LINE.trim_end()),
            format!("{TEXT}\n{LINE}\n"),
            format!("{TEXT}\n{LINE}More.\n"),
            format!("{TEXT}\r\n{LINE}"),
            format!("{TEXT}\n{}", LINE.replace(dash, "-")),
            format!("{TEXT}\n{}", LINE.replace("example.org", "example .org")),
            format!("{TEXT}\n{}", LINE.replace("example.org", "example+org")),
            format!("{TEXT}\n{}", LINE.replace("example.org/vault", "")),
            format!("{TEXT}\n{}", LINE.replace('=', "")),
            format!("{TEXT}\n{}", LINE.repeat(MOST + 1)),
            format!("{TEXT}\n{dash} example.org/vault K0oVsA==\n{LINE}"),
            format!("{}{TEXT}\n{LINE}", "x".repeat(LARGEST)),
        ] {
            assert!(matches!(open(&wrong, KEY), Err(Error::Malformed(_))), "{wrong:.200}");
            assert!(signers(&wrong).is_empty() && text_unverified(&wrong).is_err());
        }
        assert_eq!(open(&format!("{TEXT}\n{}", LINE.repeat(MOST)), KEY), Ok(TEXT));
        for key in ["", "example.org/vault", &KEY[1..]] {
            assert_eq!(open(OF_EMPTY, key), Err(Error::Malformed("is not a verify key")));
        }
    }

    /// With a key of small order a signature verifies for many texts at once.
    #[test]
    fn a_weak_key_signs_nothing() {
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let key = crate::crypto::signing::verify_key_text("weak", &neutral);
        let mut signed = key_hash("weak", &neutral).to_vec();
        signed.extend_from_slice(&neutral);
        signed.extend_from_slice(&[0; 32]);
        let note = format!("{TEXT}\n{DASH}weak {}\n", STANDARD.encode(signed));
        assert_eq!(open(&note, &key), Err(Error::DoesNotOpen));
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let note = format!("{TEXT}\n{LINE}");
        for at in 0..note.len() * 8 {
            let mut changed = note.clone().into_bytes();
            changed[at / 8] ^= 1 << (at % 8);
            // What is no text cannot even be asked about.
            if let Ok(changed) = String::from_utf8(changed) {
                assert!(open(&changed, KEY).is_err(), "bit {at}");
            }
        }
        for end in (0..note.len()).filter(|&end| note.is_char_boundary(end)) {
            assert!(open(&note[..end], KEY).is_err(), "cut at {end}");
        }
    }

    proptest! {
        #[test]
        fn what_is_signed_reads_back(text in "([ -~\u{e9}]{0,20}\n){1,5}", name in "[a-z/.]{1,20}") {
            let seed = seed();
            let note = sign(&text, &seed, &name);
            let key = verify_key(&seed, &name);
            prop_assert_eq!(open(&note, &key), Ok(text.as_str()));
            prop_assert_eq!(signers(&note).len(), 1);
            let another = verify_key(&SigningSeed::generate(), &name);
            prop_assert_eq!(open(&note, &another), Err(Error::NotForThisKey));
        }

        #[test]
        fn no_text_makes_it_panic(note in "(\\PC|\n|\u{2014} a [a-zA-Z0-9=]{4,12}\n){0,12}") {
            let _ = (open(&note, KEY), signers(&note));
        }
    }
}
