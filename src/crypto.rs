//! Bytes in, bytes out: the only callers of the age, AEAD, KDF, hash and signature crates.
//!
//! A leaf. Nothing here knows a client, a file or a database; whoever calls says which bytes bind a
//! ciphertext to its place. Deliberately absent: any primitive of our own.

pub mod age_file;
pub mod checkpoint;
pub mod derive;
pub mod envelope;
pub mod frame;
pub mod hash;
pub mod identity_file;
pub mod note;
pub mod passphrase;
pub mod plugin;
pub mod printed;
pub mod prune_note;
pub mod random;
pub mod secret;
pub mod signing;
pub mod stack;
pub mod tree;

use std::fmt;

/// Why bytes were not accepted. Carries no input: it may be printed anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The key is wrong, or the bytes or the place they stand in were changed: an AEAD cannot tell which, nor can
    /// a signature.
    DoesNotOpen,
    /// The first byte names a format version that this program does not know.
    UnknownVersion(u8),
    /// The bytes have not the form that the format page gives.
    Malformed(&'static str),
    /// A passphrase-encrypted file asks for more scrypt work than is accepted (`log2` of N).
    ExcessiveWork(u8),
    /// The age file is for somebody else, or somebody else signed.
    NotForThisKey,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::DoesNotOpen => f.write_str("does not open with this key, or was changed"),
            Error::UnknownVersion(v) => write!(f, "has the unknown format version {v}"),
            Error::Malformed(what) => f.write_str(what),
            Error::ExcessiveWork(n) => write!(f, "asks for scrypt work 2^{n}, more than is accepted"),
            Error::NotForThisKey => f.write_str("is for another key"),
        }
    }
}

impl std::error::Error for Error {}
