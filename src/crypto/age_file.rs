//! age files: identities, recipients, and whole files sealed to a recipient or a passphrase.
//!
//! age wraps keys and what leaves the vault, never rows: it binds no associated data, so rows could be
//! swapped unseen.

use std::fmt;
use std::io::{self, BufReader, Read, Write};
use std::str::FromStr;

use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, Decryptor, Encryptor, armor};
use zeroize::{Zeroize, Zeroizing};

use super::Error;
use super::identity_file::{Guarded, Holder, Inside};
use super::passphrase::Passphrase;

/// scrypt work as the base-2 logarithm of N; memory is 1 KiB times N.
#[derive(Clone, Copy)]
pub struct Work(u8);

impl Work {
    /// 2^18: 256 MiB and about half a second. Set explicitly, because age's own calibration depends on how
    /// busy the machine was.
    pub const STANDARD: Work = Work(18);
    /// The most that is accepted from a file: 2^21, 2 GiB.
    const MOST: u8 = 21;

    /// Less work, for tests that seal many files: never for a real secret.
    #[cfg(test)]
    pub(crate) const TEST: Work = Work(2);
}

/// An age X25519 identity: a member's, or the recovery identity. On the heap, so that moving one leaves no copy behind.
pub struct Identity(Box<age::x25519::Identity>);

/// The public side of an [`Identity`].
#[derive(Clone)]
pub struct Recipient(age::x25519::Recipient);

/// What the bytes of an identity file turned out to be.
pub enum IdentityFile {
    /// Plain text with one identity.
    Plain(Identity),
    /// Encrypted with a passphrase.
    Locked,
    /// Guarded by an age plugin, and without a passphrase.
    Guarded(Guarded),
}

impl Identity {
    /// A new identity.
    #[must_use]
    pub fn generate() -> Self {
        Self(Box::new(age::x25519::Identity::generate()))
    }

    /// Reads `AGE-SECRET-KEY-1…`.
    ///
    /// # Errors
    /// When the text is no X25519 identity.
    pub fn parse(text: &str) -> Result<Self, Error> {
        age::x25519::Identity::from_str(text.trim())
            .map(|identity| Self(Box::new(identity)))
            .map_err(|_| Error::Malformed("not an age identity"))
    }

    /// The public recipient.
    #[must_use]
    pub fn recipient(&self) -> Recipient {
        Recipient(self.0.to_public())
    }

    /// `AGE-SECRET-KEY-1…`. Whoever calls this must not let it out.
    #[must_use]
    pub fn expose_text(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// The secret scalar, 32 bytes: what a member's signing key is derived from.
    ///
    /// # Errors
    /// Never in practice: age's own text reads back.
    pub fn expose_scalar(&self) -> Result<Zeroizing<[u8; 32]>, Error> {
        let text = self.expose_text();
        let (_, mut data) =
            bech32::decode(&text).map_err(|_| Error::Malformed("an identity is not Bech32"))?;
        let mut scalar = Zeroizing::new([0; 32]);
        let fits = data.len() == scalar.len();
        if fits {
            scalar.copy_from_slice(&data);
        }
        data.zeroize();
        if fits { Ok(scalar) } else { Err(Error::Malformed("an identity is not 32 bytes")) }
    }

    /// The identity of a secret scalar.
    ///
    /// # Errors
    /// Never in practice: any 32 bytes are one.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, Error> {
        const FAILED: Error = Error::Malformed("an identity is not Bech32");
        let hrp = bech32::Hrp::parse("age-secret-key-").map_err(|_| FAILED)?;
        // With room for all of it: a growing text would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(80));
        bech32::encode_upper_to_fmt::<bech32::Bech32, _>(&mut *text, hrp, scalar).map_err(|_| FAILED)?;
        Self::parse(&text)
    }

    /// The same identity once more.
    ///
    /// # Errors
    /// Never in practice: age's own text reads back.
    pub fn copy(&self) -> Result<Self, Error> {
        Self::from_scalar(&*self.expose_scalar()?)
    }

    /// The text of a stock age identity file with this identity.
    #[must_use]
    pub fn file_text(&self) -> Zeroizing<String> {
        let secret = self.expose_text();
        let recipient = self.recipient().to_string();
        let mut text = Zeroizing::new(String::with_capacity(secret.len() + recipient.len() + 32));
        text.push_str("# public key: ");
        text.push_str(&recipient);
        text.push('\n');
        text.push_str(&secret);
        text.push('\n');
        text
    }
}

impl FromStr for Recipient {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        age::x25519::Recipient::from_str(text.trim())
            .map(Self)
            .map_err(|_| Error::Malformed("not an age recipient"))
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq for Recipient {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

/// Reads an identity file: plain, guarded by a plugin, or encrypted with a passphrase (binary or armored).
///
/// # Errors
/// When it is neither, or holds no identity or more than one.
pub fn read_identity_file(bytes: &[u8]) -> Result<IdentityFile, Error> {
    if is_age(bytes) {
        return Ok(IdentityFile::Locked);
    }
    Inside::read(bytes).map(|inside| match inside.holder {
        Holder::Identity(identity) => IdentityFile::Plain(identity),
        Holder::Guarded(guarded) => IdentityFile::Guarded(guarded),
    })
}

/// Whether bytes start as an age file does, binary or armored.
#[must_use]
pub fn is_age(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    start.starts_with(b"age-encryption.org/") || start.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----")
}

/// How bytes are sealed, by how they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// As a binary age file to recipients.
    ToRecipients,
    /// As a binary age file with a passphrase.
    WithPassphrase,
    /// Not at all, or not as a binary age file.
    Not,
}

/// How a file is sealed; its first 100 bytes are enough.
#[must_use]
pub fn sealed(start: &[u8]) -> Sealed {
    match start.strip_prefix(b"age-encryption.org/v1\n") {
        None => Sealed::Not,
        // With a passphrase there is no other recipient (age, "scrypt recipient type").
        Some(rest) if rest.starts_with(b"-> scrypt ") => Sealed::WithPassphrase,
        Some(_) => Sealed::ToRecipients,
    }
}

/// Opens a passphrase-encrypted identity file that no plugin guards.
///
/// # Errors
/// [`Error::DoesNotOpen`] for a wrong passphrase, and those of [`read_identity_file`].
pub fn open_identity_file(bytes: &[u8], passphrase: &Passphrase) -> Result<Identity, Error> {
    match open_locked(bytes, passphrase)?.holder {
        Holder::Identity(identity) => Ok(identity),
        Holder::Guarded(_) => Err(Error::Malformed("needs its age plugin as well")),
    }
}

/// Opens a passphrase-encrypted identity file: what is inside may be guarded by a plugin.
///
/// # Errors
/// Those of [`open_identity_file`].
pub fn open_locked(bytes: &[u8], passphrase: &Passphrase) -> Result<Inside, Error> {
    let text = open_with_passphrase(passphrase, bytes)?;
    // An age file inside would be one without a plugin's identity before it.
    if is_age(&text) {
        return Err(Error::Malformed("an identity file is encrypted twice"));
    }
    Inside::read(&text)
}

/// Seals `body` to `recipients` as one binary age file.
///
/// # Errors
/// Never in practice: X25519 recipients mix freely, and memory is written.
pub fn seal_to(recipients: &[Recipient], body: &[u8]) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(body.len() + 512);
    let mut writer = Sealer::new(recipients, &mut out).map_err(|_| Error::Malformed("no recipient"))?;
    writer
        .write_all(body)
        .and_then(|()| writer.finish().map(|_| ()))
        .map_err(|_| Error::Malformed("an age file could not be written"))?;
    Ok(out)
}

/// A writer whose bytes leave as one binary age file.
pub struct Sealer<W: Write>(age::stream::StreamWriter<W>);

impl<W: Write> Sealer<W> {
    /// Starts an age file to `recipients`.
    ///
    /// # Errors
    /// Without a recipient, or when `out` cannot be written.
    pub fn new(recipients: &[Recipient], out: W) -> io::Result<Self> {
        let all = recipients.iter().map(|r| &r.0 as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(all).map_err(|_| io::Error::other("no recipient"))?;
        encryptor.wrap_output(out).map(Self)
    }

    /// Starts an age file to a passphrase. Binary, as all that is streamed.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn with_passphrase(passphrase: &Passphrase, work: Work, out: W) -> io::Result<Self> {
        let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
        recipient.set_work_factor(work.0);
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|_| io::Error::other("scrypt"))?;
        encryptor.wrap_output(out).map(Self)
    }

    /// Ends the file; without this it is cut short and will not open.
    ///
    /// # Errors
    /// When the last bytes cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Opens a binary age file with an identity, piece by piece as it is read. The end of the body counts only when it is
/// reached without an error: a file that was cut short fails there.
///
/// # Errors
/// [`Error::NotForThisKey`], or [`Error::Malformed`]; while reading, `InvalidData` for what was changed.
pub fn reader_with<R: Read>(identity: &Identity, from: R) -> Result<impl Read + use<R>, Error> {
    let decryptor = Decryptor::new_buffered(BufReader::new(from)).map_err(|e| refusal(&e))?;
    decryptor.decrypt(std::iter::once(&*identity.0 as &dyn age::Identity)).map_err(|e| refusal(&e))
}

/// The same with a passphrase.
///
/// # Errors
/// [`Error::DoesNotOpen`] for a wrong passphrase, [`Error::NotForThisKey`] for a file without one,
/// [`Error::ExcessiveWork`], [`Error::Malformed`]; while reading, `InvalidData` for what was changed.
pub fn reader_with_passphrase<R: Read>(
    passphrase: &Passphrase,
    from: R,
) -> Result<impl Read + use<R>, Error> {
    let mut identity = age::scrypt::Identity::new(secret(passphrase));
    identity.set_max_work_factor(Work::MOST);
    let decryptor = Decryptor::new_buffered(BufReader::new(from)).map_err(|e| refusal(&e))?;
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|e| refusal(&e))
}

/// Opens an age file with an identity; the body is wiped when dropped.
///
/// # Errors
/// [`Error::NotForThisKey`], [`Error::DoesNotOpen`], or [`Error::Malformed`].
pub fn open_with(identity: &Identity, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    open(&*identity.0, bytes)
}

/// Seals `body` with a passphrase as one armored age file, so that it survives mail and paper.
///
/// # Errors
/// Never in practice: memory is written.
pub fn seal_with_passphrase(passphrase: &Passphrase, work: Work, body: &[u8]) -> Result<Vec<u8>, Error> {
    let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
    recipient.set_work_factor(work.0);
    let write = || -> io::Result<Vec<u8>> {
        let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|_| io::Error::other("scrypt"))?;
        let armored = armor::ArmoredWriter::wrap_output(Vec::new(), armor::Format::AsciiArmor)?;
        let mut writer = encryptor.wrap_output(armored)?;
        writer.write_all(body)?;
        writer.finish()?.finish()
    };
    write().map_err(|_| Error::Malformed("an age file could not be written"))
}

/// Opens an age file, binary or armored, with a passphrase; the body is wiped when dropped.
///
/// # Errors
/// [`Error::DoesNotOpen`] for a wrong passphrase, [`Error::NotForThisKey`] for a file without one,
/// [`Error::ExcessiveWork`], [`Error::Malformed`].
pub fn open_with_passphrase(passphrase: &Passphrase, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    open_with_work(passphrase, bytes, Work::MOST)
}

/// The same with a limit of one's own to the work, as the base-2 logarithm: tests that open many files have
/// no half seconds to give away.
///
/// # Errors
/// Those of [`open_with_passphrase`].
pub fn open_with_work(passphrase: &Passphrase, bytes: &[u8], most: u8) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut identity = age::scrypt::Identity::new(secret(passphrase));
    identity.set_max_work_factor(most);
    open(&identity, bytes)
}

fn secret(passphrase: &Passphrase) -> SecretString {
    SecretString::from(passphrase.expose_secret())
}

fn open(identity: &dyn age::Identity, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let decryptor = Decryptor::new(armor::ArmoredReader::new(bytes)).map_err(|e| refusal(&e))?;
    let mut reader = decryptor.decrypt(std::iter::once(identity)).map_err(|e| refusal(&e))?;
    // Capacity for all of it at once: a growing buffer would leave copies of the secret behind.
    let mut body = Zeroizing::new(Vec::with_capacity(bytes.len()));
    reader.read_to_end(&mut body).map_err(|_| Error::DoesNotOpen)?;
    Ok(body)
}

fn refusal(error: &DecryptError) -> Error {
    match error {
        DecryptError::NoMatchingKeys => Error::NotForThisKey,
        DecryptError::ExcessiveWork { required, .. } => Error::ExcessiveWork(*required),
        DecryptError::InvalidHeader | DecryptError::UnknownFormat | DecryptError::Io(_) => {
            Error::Malformed("not an age file, or cut short")
        }
        _ => Error::DoesNotOpen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> Passphrase {
        Passphrase::new(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn recipients_open_and_others_do_not() {
        let (one, two) = (Identity::generate(), Identity::generate());
        let sealed = seal_to(&[one.recipient()], b"secret").expect("seals");
        assert_eq!(open_with(&one, &sealed).expect("opens").as_slice(), b"secret");
        assert_eq!(open_with(&two, &sealed).map(|_| ()), Err(Error::NotForThisKey));
        let mut changed = sealed.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert_eq!(open_with(&one, &changed).map(|_| ()), Err(Error::DoesNotOpen));
        assert!(open_with(&one, &sealed[..40]).is_err());
        assert!(seal_to(&[], b"secret").is_err());
    }

    #[test]
    fn passphrases_open_and_others_do_not() {
        let sealed = seal_with_passphrase(&phrase("right"), Work::TEST, b"secret").expect("seals");
        assert!(sealed.starts_with(b"-----BEGIN AGE"));
        assert_eq!(open_with_passphrase(&phrase("right"), &sealed).expect("opens").as_slice(), b"secret");
        assert_eq!(open_with_passphrase(&phrase("wrong"), &sealed).map(|_| ()), Err(Error::DoesNotOpen));
    }

    #[test]
    fn excessive_work_is_refused_before_it_is_done() {
        let header = b"age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 30\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef";
        assert_eq!(open_with_passphrase(&phrase("x"), header).map(|_| ()), Err(Error::ExcessiveWork(30)));
    }

    #[test]
    fn identity_files_are_told_apart() {
        let identity = Identity::generate();
        let text = identity.file_text();
        match read_identity_file(text.as_bytes()) {
            Ok(IdentityFile::Plain(read)) => assert!(read.recipient() == identity.recipient()),
            _ => panic!("a plain identity file reads"),
        }
        let sealed = seal_with_passphrase(&phrase("right"), Work::TEST, text.as_bytes()).expect("seals");
        assert!(matches!(read_identity_file(&sealed), Ok(IdentityFile::Locked)));
        assert!(open_identity_file(&sealed, &phrase("right")).is_ok());
        assert!(read_identity_file(b"").is_err());
        assert!(read_identity_file(b"hello").is_err());
        assert!(read_identity_file(&[0xff, 0xfe]).is_err());
        let twice = format!("{}{}", *text, *Identity::generate().file_text());
        assert!(read_identity_file(twice.as_bytes()).is_err());
    }

    #[test]
    fn the_scalar_is_the_bech32_payload() {
        let identity = Identity::generate();
        let scalar = identity.expose_scalar().expect("32 bytes");
        let text = bech32::encode_upper::<bech32::Bech32>(
            bech32::Hrp::parse("age-secret-key-").expect("hrp"),
            &scalar[..],
        )
        .expect("encodes");
        assert_eq!(text, *identity.expose_text());
        let back = Identity::from_scalar(&scalar).expect("an identity");
        assert_eq!(*back.expose_text(), text);
    }
}
