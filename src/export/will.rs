//! What a trustee is given by a clinical will: a letter in plain words, two lists as CSV, and how to read everything without
//! this program.

mod letter;
mod lists;

pub use letter::{Kept, Letter};
pub use lists::{contacts, duties};

/// The page that says how the bytes of a vault look.
pub const FORMAT: (&str, &str) = ("format.md", include_str!("../../docs/format.md"));
/// The same as a program that shares no code with this one.
pub const READER: (&str, &str) = ("recover.py", include_str!("../../examples/recover.py"));
