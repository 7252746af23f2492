//! The sums, as `sha256sum -c` reads them.

use crate::crypto::hash::{Hash, to_hex};

/// A line for each file, in the order of the archive.
pub fn text(sums: &[(String, Hash)]) -> String {
    sums.iter().map(|(name, sum)| format!("{}  {name}\n", to_hex(sum))).collect()
}
