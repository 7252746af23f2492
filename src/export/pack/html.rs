//! `record.html`: the pack to be read.

use super::Pack;

/// The page.
pub fn page(pack: &Pack) -> String {
    format!("<!doctype html>\n<title>{}</title>\n", pack.request)
}
