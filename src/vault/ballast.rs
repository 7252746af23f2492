//! The ballast: random bytes that an erasure on a full disk gives up, so that destroying never fails for want of
//! room. Made anew when there is room again.

use std::path::Path;

use super::files;
use super::layout::{BALLAST, Layout};
use crate::crypto::random;

/// Gives the ballast up where hardly anything fits any more; even reading a database takes a little.
pub fn give_up(vault: &Path) {
    let layout = Layout::new(vault);
    if files::free_space(vault).is_some_and(|free| free < BALLAST as u64)
        && std::fs::remove_file(layout.ballast()).is_ok()
    {
        let _ = files::sync_folder(vault, "the vault folder");
    }
}

/// Makes it again where it is missing and there is plenty of room. One that cannot be made is missed next time.
pub fn make_again(vault: &Path) {
    let layout = Layout::new(vault);
    let room = files::free_space(vault).is_some_and(|free| free > 16 * BALLAST as u64);
    if room && layout.database().exists() && !layout.ballast().exists() {
        let _ = files::write_new(&layout.ballast(), &bytes(), "the ballast");
    }
}

/// Random, so that a file system that compresses cannot give the room away.
#[must_use]
pub fn bytes() -> Vec<u8> {
    (0..BALLAST / 4096).flat_map(|_| random::bytes::<4096>()).collect()
}
