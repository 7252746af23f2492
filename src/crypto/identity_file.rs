//! What stands in an identity file, or inside its passphrase: an X25519 identity as age-keygen writes it; or one that an age
//! plugin guards, which is the plugin's own identity (no secret: it says which hardware to ask) and an age file for it.
//!
//! The member's key stays X25519 behind a plugin, too: others wrap keys to it without the hardware, and it signs. age inside
//! age, so that stock tools open it step by step.

use std::fmt;

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::Error;
use super::age_file::{Identity, Work, seal_with_passphrase};
use super::passphrase::Passphrase;

/// What a plugin's own identity begins with (C2SP age-plugin, "Terminology and encodings").
const STUB: &str = "AGE-PLUGIN-";
/// What a recipient begins with.
const RECIPIENT: &str = "age1";
/// Whose day follows.
const SET: &str = "# passphrase set: ";
/// Whose recipient follows.
const PUBLIC: &str = "# public key: ";
/// The largest age file that is taken from a plugin, in bytes: an identity is some hundred. With its stub and a passphrase
/// around it the file stays well below what is read.
const LARGEST_SEALED: usize = 16 * 1024;
const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";

/// A plugin's own identity: `AGE-PLUGIN-NAME-1…`. Which hardware to ask, and no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stub {
    text: String,
    name: String,
}

impl Stub {
    /// Reads one.
    ///
    /// # Errors
    /// When the text is none.
    pub fn parse(text: &str) -> Result<Self, Error> {
        const NONE: Error = Error::Malformed("not an identity of an age plugin");
        let text = text.trim();
        // Bech32: a human-readable part, `1`, and data in which no `1` is.
        let (head, data) = text.rsplit_once('1').ok_or(NONE)?;
        let name = head.strip_prefix(STUB).and_then(|head| head.strip_suffix('-')).ok_or(NONE)?;
        let written = data.len() >= 6
            && data.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && !name.bytes().any(|byte| byte.is_ascii_lowercase());
        let name = name.to_ascii_lowercase();
        if !written || !is_plugin_name(&name) {
            return Err(NONE);
        }
        Ok(Self { text: text.to_owned(), name })
    }

    /// The one identity in the file that a plugin wrote for its user: comments and a line.
    ///
    /// # Errors
    /// When there is none, more than one, or anything else.
    pub fn read_file(bytes: &[u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Malformed("not text"))?;
        let mut lines = lines(text);
        match (lines.next(), lines.next()) {
            (Some(line), None) => Self::parse(line),
            (None, _) => Err(Error::Malformed("holds no identity of an age plugin")),
            _ => Err(Error::Malformed("holds more than one identity; one is needed")),
        }
    }

    /// The plugin's name: its program is `age-plugin-NAME`.
    #[must_use]
    pub fn plugin(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The plugin that a recipient is of: `age1NAME1…`; none for one of age itself.
#[must_use]
pub fn plugin_of_recipient(text: &str) -> Option<&str> {
    let (head, data) = text.rsplit_once('1')?;
    let name = head.strip_prefix(RECIPIENT)?;
    let written = data.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (written && is_plugin_name(name)).then_some(name)
}

fn is_plugin_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-._".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

/// An identity that an age plugin guards.
#[derive(Clone)]
pub struct Guarded {
    recipient: String,
    stub: Stub,
    sealed: String,
}

impl Guarded {
    /// Of an identity, what the plugin made of it: an armored age file.
    ///
    /// # Errors
    /// When that is no armored age file.
    pub fn new(identity: &Identity, stub: Stub, sealed: &[u8]) -> Result<Self, Error> {
        let sealed = std::str::from_utf8(sealed).ok().map(str::trim).filter(|text| is_armored(text));
        let sealed = sealed.ok_or(Error::Malformed("not an armored age file"))?.to_owned();
        if sealed.len() > LARGEST_SEALED {
            return Err(Error::Malformed("larger than what a plugin makes of an identity"));
        }
        Ok(Self { recipient: identity.recipient().to_string(), stub, sealed })
    }

    /// The plugin's own identity.
    #[must_use]
    pub fn stub(&self) -> &Stub {
        &self.stub
    }

    /// The age file that the plugin opens, armored.
    #[must_use]
    pub fn sealed(&self) -> &[u8] {
        self.sealed.as_bytes()
    }
}

fn is_armored(text: &str) -> bool {
    let inside = text.strip_prefix(BEGIN).and_then(|text| text.strip_suffix(END));
    inside.is_some_and(|inside| !inside.contains("-----"))
}

/// What holds the key in an identity file, once the passphrase is off.
pub enum Holder {
    /// The key itself.
    Identity(Identity),
    /// An age plugin.
    Guarded(Guarded),
}

/// What stands inside the passphrase of an identity file, or in one without.
pub struct Inside {
    /// What holds the key.
    pub holder: Holder,
    /// The day on which the passphrase was set, where the file says.
    pub passphrase_set: Option<NaiveDate>,
}

impl Inside {
    /// Reads it.
    ///
    /// # Errors
    /// When it holds no identity, or more than one.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Malformed("not an age identity file"))?;
        let passphrase_set = comment(text, SET).and_then(|day| day.parse().ok());
        let holder = match text.split_once(BEGIN) {
            None => Holder::Identity(only_identity(text)?),
            Some((before, after)) => {
                let stub = Stub::read_file(before.as_bytes())?;
                let (sealed, rest) =
                    after.split_once(END).ok_or(Error::Malformed("an armored age file is cut short"))?;
                if !rest.trim().is_empty() {
                    return Err(Error::Malformed("something stands behind the age file of a plugin"));
                }
                let sealed = format!("{BEGIN}{sealed}{END}");
                if !is_armored(&sealed) {
                    return Err(Error::Malformed("not an armored age file"));
                }
                let recipient = comment(text, PUBLIC).unwrap_or_default().to_owned();
                Holder::Guarded(Guarded { recipient, stub, sealed })
            }
        };
        Ok(Self { holder, passphrase_set })
    }

    /// The text of it.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        // With room for all of it: a growing text would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(64 * 1024));
        let set = self.passphrase_set.map(|day| format!("{SET}{day}\n")).unwrap_or_default();
        match &self.holder {
            Holder::Identity(identity) => {
                text.push_str(&set);
                text.push_str(&identity.file_text());
            }
            Holder::Guarded(guarded) => {
                text.push_str(&set);
                text.push_str(&format!("{PUBLIC}{}\n", guarded.recipient));
                text.push_str(&format!(
                    "# the age file below opens with age-plugin-{}: age -d -i FILE-WITH-THE-NEXT-LINE\n{}\n{}\n",
                    guarded.stub.name, guarded.stub.text, guarded.sealed
                ));
            }
        }
        text
    }

    /// The bytes of an identity file with it: behind a passphrase as an armored age file, without one as it is.
    ///
    /// # Errors
    /// Never in practice: memory is written.
    pub fn file(&self, passphrase: Option<(&Passphrase, Work)>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let text = self.text();
        match passphrase {
            None => Ok(Zeroizing::new(text.as_bytes().to_vec())),
            Some((passphrase, work)) => {
                seal_with_passphrase(passphrase, work, text.as_bytes()).map(Zeroizing::new)
            }
        }
    }
}

/// Lines that say something: no empty ones, and no comments.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn comment<'a>(text: &'a str, of: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.trim().strip_prefix(of)).map(str::trim)
}

fn only_identity(text: &str) -> Result<Identity, Error> {
    let mut found = None;
    for line in lines(text) {
        if Stub::parse(line).is_ok() {
            return Err(Error::Malformed(
                "is the identity of an age plugin itself; praxis identity factor --plugin-identity makes one of it",
            ));
        }
        if found.replace(Identity::parse(line)?).is_some() {
            return Err(Error::Malformed("holds more than one age identity; one is needed"));
        }
    }
    found.ok_or(Error::Malformed("holds no age identity"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::age_file::{IdentityFile, open_locked, read_identity_file};

    const OWN: &str = "AGE-PLUGIN-TEST-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPYNSQPZ";

    fn armored() -> Vec<u8> {
        format!("{BEGIN}\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCg==\n{END}\n").into_bytes()
    }

    fn guarded() -> (Identity, Guarded) {
        let identity = Identity::generate();
        let guarded = Guarded::new(&identity, Stub::parse(OWN).expect("a stub"), &armored()).expect("fits");
        (identity, guarded)
    }

    fn phrase() -> Passphrase {
        Passphrase::new(Zeroizing::new("right".to_owned()))
    }

    #[test]
    fn the_name_of_a_plugin_is_read_from_what_is_its_own() {
        let stub = Stub::parse(OWN).expect("a stub");
        assert_eq!((stub.plugin(), stub.to_string().as_str()), ("test", OWN));
        assert_eq!(Stub::parse("AGE-PLUGIN-FIDO2-HMAC-1QQQQQQ").expect("a stub").plugin(), "fido2-hmac");
        for text in [
            "",
            "AGE-PLUGIN--1QQQQQQ",
            "AGE-PLUGIN-TEST-1qqqqqq",
            "age-plugin-test-1qqqqqq",
            "AGE-SECRET-KEY-1QQQQQQ",
            "AGE-PLUGIN-../X-1QQQQQQ",
            "AGE-PLUGIN-TEST-1",
            "AGE-PLUGIN-TEST1QQQQQQ",
        ] {
            assert!(Stub::parse(text).is_err(), "{text}");
        }
        assert_eq!(plugin_of_recipient("age1yubikey1qqqqqq"), Some("yubikey"));
        assert_eq!(plugin_of_recipient("age1fido2-hmac1qqqqqq"), Some("fido2-hmac"));
        assert_eq!(plugin_of_recipient(&Identity::generate().recipient().to_string()), None);
        assert_eq!(plugin_of_recipient("nothing"), None);
    }

    #[test]
    fn a_plugins_own_file_holds_one_identity() {
        let file = format!("#    Serial: 1\n# Recipient: age1test1qqqqqq\n\n{OWN}\n");
        assert_eq!(Stub::read_file(file.as_bytes()).expect("reads").plugin(), "test");
        for text in [String::new(), "# nothing".to_owned(), format!("{OWN}\n{OWN}"), "hello".to_owned()] {
            assert!(Stub::read_file(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Stub::read_file(&[0xff]).is_err());
    }

    #[test]
    fn every_form_reads_back() {
        let day = "2026-11-23".parse::<NaiveDate>().ok();
        let (identity, guarded) = guarded();
        let all = |set| {
            let scalar = identity.expose_scalar().expect("32 bytes");
            let own = Identity::from_scalar(&scalar).expect("an identity");
            [Holder::Identity(own), Holder::Guarded(guarded.clone())]
                .map(|holder| Inside { holder, passphrase_set: set })
        };
        for inside in all(None) {
            let file = inside.file(None).expect("writes");
            let read = read_identity_file(&file).expect("reads");
            match (&inside.holder, read) {
                (Holder::Identity(_), IdentityFile::Plain(read)) => {
                    assert!(read.recipient() == identity.recipient());
                }
                (Holder::Guarded(_), IdentityFile::Guarded(read)) => {
                    assert_eq!(read.stub(), guarded.stub());
                    assert_eq!(read.sealed(), guarded.sealed());
                    assert!(!String::from_utf8_lossy(&file).contains("AGE-SECRET"));
                }
                _ => panic!("another form"),
            }
        }
        for inside in all(day) {
            let file = inside.file(Some((&phrase(), Work::TEST))).expect("writes");
            assert!(matches!(read_identity_file(&file), Ok(IdentityFile::Locked)));
            let read = open_locked(&file, &phrase()).expect("opens");
            assert_eq!(read.passphrase_set, day);
            assert_eq!(*read.text(), *inside.text());
        }
    }

    #[test]
    fn a_file_without_a_day_is_as_good_as_before() {
        let (identity, _) = guarded();
        let read = Inside::read(identity.file_text().as_bytes()).expect("reads");
        assert_eq!(read.passphrase_set, None);
        let odd = format!("{SET}soon\n{}", *identity.file_text());
        assert_eq!(Inside::read(odd.as_bytes()).expect("reads").passphrase_set, None);
    }

    #[test]
    fn what_is_not_whole_is_refused() {
        let (identity, guarded) = guarded();
        let whole = Inside { holder: Holder::Guarded(guarded), passphrase_set: None }.text();
        assert!(Inside::read(whole.as_bytes()).is_ok());
        let secret = identity.expose_text();
        for (text, says) in [
            (whole.replace(OWN, ""), "holds no identity of an age plugin"),
            (whole.replace(OWN, &format!("{OWN}\n{OWN}")), "holds more than one identity"),
            (whole.replace(OWN, &secret), "not an identity of an age plugin"),
            (whole.replace(END, ""), "cut short"),
            (format!("{}{}", *whole, *whole), "something stands behind"),
            (format!("{}{}", *whole, *secret), "something stands behind"),
            (OWN.to_owned(), "is the identity of an age plugin itself"),
        ] {
            let error = Inside::read(text.as_bytes()).err().expect(says).to_string();
            assert!(error.contains(says), "{error}");
        }
        assert!(Guarded::new(&identity, Stub::parse(OWN).expect("a stub"), b"hello").is_err());
        for (body, fits) in [(LARGEST_SEALED - 200, true), (LARGEST_SEALED, false)] {
            let long = format!("{BEGIN}\n{}\n{END}\n", "A".repeat(body));
            let stub = Stub::parse(OWN).expect("a stub");
            assert_eq!(Guarded::new(&identity, stub, long.as_bytes()).is_ok(), fits, "{body}");
        }
    }
}
