//! What protects a member's identity file, and what a practice asks for.

use super::code::codes;

codes! {
    /// What must protect the identity file that opens a vault.
    WantedFactor {
        /// Nothing: whoever has the file opens it.
        Any = "any",
        /// A passphrase.
        Passphrase = "passphrase",
        /// An age plugin, which mostly stands for a hardware key.
        Plugin = "plugin",
        /// Both of them.
        Both = "both",
    }
}

/// What protects an identity file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    /// A passphrase.
    pub passphrase: bool,
    /// An age plugin.
    pub plugin: bool,
}
