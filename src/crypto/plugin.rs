//! Age plugins (<https://github.com/C2SP/C2SP/blob/main/age-plugin.md>): programs of others that open and seal with what no
//! file holds, such as a hardware key. Spoken to by age's own state machine, which finds them in `PATH`, waits for them
//! without limit, and never ends one: who calls this arranges for all three.

use zeroize::Zeroizing;

/// Whether this build can speak to plugins: the feature `plugin`.
pub const IS_HERE: bool = cfg!(feature = "plugin");

/// Who answers what a plugin asks. `None`: nobody can be asked.
pub trait Person: Clone + Send + Sync + 'static {
    /// Is told something.
    fn told(&self, message: &str);
    /// Says yes or no.
    fn confirms(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool>;
    /// Types a line.
    fn answers(&self, question: &str) -> Option<Zeroizing<String>>;
    /// Types a line unseen: a PIN.
    fn types_unseen(&self, question: &str) -> Option<Zeroizing<String>>;
}

/// Why a plugin did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Its program was not found.
    Missing,
    /// What it was given is not its own.
    NotIts,
    /// It said why, in words of its own.
    Refused(String),
    /// It ended without an answer.
    Silent,
    /// Its answer is none.
    Nonsense,
    /// It can be asked, and has not the key.
    OtherKey,
}

impl Wrong {
    /// As one byte, and what it said.
    #[must_use]
    pub fn parts(&self) -> (u8, &str) {
        match self {
            Self::Missing => (1, ""),
            Self::NotIts => (2, ""),
            Self::Refused(why) => (3, why),
            Self::Silent => (4, ""),
            Self::Nonsense => (5, ""),
            Self::OtherKey => (6, ""),
        }
    }

    /// From these.
    #[must_use]
    pub fn from_parts(code: u8, why: &str) -> Self {
        match code {
            1 => Self::Missing,
            2 => Self::NotIts,
            3 => Self::Refused(why.to_owned()),
            4 => Self::Silent,
            6 => Self::OtherKey,
            _ => Self::Nonsense,
        }
    }
}

#[cfg(feature = "plugin")]
pub use speaking::{open, seal};

#[cfg(feature = "plugin")]
mod speaking {
    use std::io::{self, Read, Write};
    use std::iter::once;

    use age::plugin::{Identity, IdentityPluginV1, Recipient, RecipientPluginV1};
    use age::secrecy::SecretString;
    use age::{Callbacks, DecryptError, Decryptor, EncryptError, Encryptor, armor};
    use zeroize::Zeroizing;

    use super::{Person, Wrong};

    #[derive(Clone)]
    struct Asking<P>(P);

    impl<P: Person> Callbacks for Asking<P> {
        fn display_message(&self, message: &str) {
            self.0.told(message);
        }

        fn confirm(&self, message: &str, yes: &str, no: Option<&str>) -> Option<bool> {
            self.0.confirms(message, yes, no)
        }

        fn request_public_string(&self, description: &str) -> Option<String> {
            self.0.answers(description).map(|answer| answer.as_str().to_owned())
        }

        fn request_passphrase(&self, description: &str) -> Option<SecretString> {
            self.0.types_unseen(description).map(|typed| SecretString::from(typed.as_str()))
        }
    }

    /// Has a plugin open an armored age file.
    ///
    /// # Errors
    /// What it did instead.
    pub fn open<P: Person>(
        stub: &str,
        sealed: &[u8],
        most: usize,
        person: P,
    ) -> Result<Zeroizing<Vec<u8>>, Wrong> {
        let stub: Identity = stub.parse().map_err(|_| Wrong::NotIts)?;
        let name = stub.plugin().to_owned();
        let plugin = IdentityPluginV1::new(&name, &[stub], Asking(person)).map_err(|_| Wrong::Missing)?;
        let decryptor =
            Decryptor::new(armor::ArmoredReader::new(sealed)).map_err(|error| of_opening(&error))?;
        let reader =
            decryptor.decrypt(once(&plugin as &dyn age::Identity)).map_err(|error| of_opening(&error))?;
        // Capacity for all of it at once: a growing buffer would leave copies of the secret behind.
        let mut body = Zeroizing::new(Vec::with_capacity(most + 1));
        reader.take(most as u64 + 1).read_to_end(&mut body).map_err(|_| Wrong::Nonsense)?;
        if body.len() > most { Err(Wrong::Nonsense) } else { Ok(body) }
    }

    /// Has a plugin seal: to a recipient of its own or, without one, to its identity. Armored.
    ///
    /// # Errors
    /// What it did instead.
    pub fn seal<P: Person>(
        stub: &str,
        recipient: Option<&str>,
        body: &[u8],
        person: P,
    ) -> Result<Vec<u8>, Wrong> {
        let stub: Identity = stub.parse().map_err(|_| Wrong::NotIts)?;
        let name = stub.plugin().to_owned();
        let recipient = recipient.map(str::parse::<Recipient>).transpose().map_err(|_| Wrong::NotIts)?;
        let (recipients, identities) = match recipient {
            Some(recipient) => (vec![recipient], Vec::new()),
            None => (Vec::new(), vec![stub]),
        };
        let plugin = RecipientPluginV1::new(&name, &recipients, &identities, Asking(person))
            .map_err(|_| Wrong::Missing)?;
        let encryptor = Encryptor::with_recipients(once(&plugin as &dyn age::Recipient))
            .map_err(|error| of_sealing(&error))?;
        let write = || -> io::Result<Vec<u8>> {
            let armored = armor::ArmoredWriter::wrap_output(Vec::new(), armor::Format::AsciiArmor)?;
            let mut writer = encryptor.wrap_output(armored)?;
            writer.write_all(body)?;
            writer.finish()?.finish()
        };
        write().map_err(|_| Wrong::Nonsense)
    }

    fn of_opening(error: &DecryptError) -> Wrong {
        match error {
            DecryptError::NoMatchingKeys => Wrong::OtherKey,
            DecryptError::Plugin(errors) => refused(errors),
            DecryptError::PluginResolve(_) => Wrong::Missing,
            DecryptError::Io(error) => of_talking(error),
            _ => Wrong::Nonsense,
        }
    }

    fn of_sealing(error: &EncryptError) -> Wrong {
        match error {
            EncryptError::Plugin(errors) => refused(errors),
            EncryptError::PluginResolve(_) => Wrong::Missing,
            EncryptError::Io(error) => of_talking(error),
            _ => Wrong::Nonsense,
        }
    }

    fn of_talking(error: &io::Error) -> Wrong {
        match error.kind() {
            io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => {
                Wrong::Silent
            }
            _ => Wrong::Nonsense,
        }
    }

    /// What a plugin said: age puts a sentence before it that names the program, which the caller does too.
    fn refused<E: std::fmt::Display>(errors: &[E]) -> Wrong {
        let said = errors.iter().map(|error| {
            let all = error.to_string();
            let own = all.split_once("an identity: ").map(|(_, own)| own.to_owned());
            own.unwrap_or(all).trim().to_owned()
        });
        Wrong::Refused(said.collect::<Vec<_>>().join("; "))
    }
}
