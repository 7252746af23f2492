//! The sums, as `sha256sum -c` reads them.

use crate::crypto::hash::{Hash, to_hex};

/// A line for each file, in the order of the archive.
pub fn text(sums: &[(String, Hash)]) -> String {
    let mut text = String::with_capacity(sums.len() * 100);
    for (name, sum) in sums {
        text.push_str(&format!("{}  {name}\n", to_hex(sum)));
    }
    text
}
