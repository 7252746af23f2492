//! How far an erasure is, and what must be gone by then: read from the files alone, before praxis looks at them again.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use praxis::crypto::age_file::Identity;
use praxis::crypto::hash::{Hash, sha256};
use praxis::records::code::Code;
use praxis::records::member::MemberNumber;
use praxis::records::tombstone::ErasureState;
use praxis::vault::keyring::{Image, Slot};
use praxis::vault::wrap;

use crate::common::{Home, files};
use crate::invariants::holds;

/// The first bytes of a slot are its id, which the tombstone names; the key stands behind them.
const SEALED: std::ops::Range<usize> = 17..49;

pub fn image(home: &Home, mirror: &str) -> Option<Image> {
    Image::parse(&fs::read(home.vault().join("keyring").join(mirror)).ok()?).ok()
}

/// Every key in the keyring of a home that nothing happened to.
pub fn slots(home: &Home) -> Vec<Slot> {
    image(home, "a").expect("a keyring").slots().to_vec()
}

/// The names of the ways in.
pub fn wraps(home: &Home) -> Vec<String> {
    let entries = fs::read_dir(home.state()).expect("a state folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut found: Vec<String> =
        names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "age")).collect();
    found.sort();
    found
}

/// The database of a home. A copy of it: whoever opens a database mends it.
pub fn database(home: &Home) -> (tempfile::TempDir, rusqlite::Connection) {
    let copy = tempfile::tempdir().expect("a folder");
    for name in ["vault.db", "vault.db-wal"] {
        let from = home.vault().join(name);
        if from.exists() {
            fs::copy(from, copy.path().join(name)).expect("copies");
        }
    }
    let database = rusqlite::Connection::open(copy.path().join("vault.db")).expect("opens");
    (copy, database)
}

/// Where the database says that the newest erasure stands.
pub fn stage(home: &Home) -> Option<ErasureState> {
    let (_copy, database) = database(home);
    let newest = "SELECT state FROM erasures ORDER BY number DESC LIMIT 1";
    let state: String = database.query_row(newest, [], |row| row.get(0)).ok()?;
    ErasureState::from_code(&state)
}

/// What must be so at any moment, however little time there was to tidy up.
pub fn by_stage(home: &Home, stage: Option<ErasureState>, destroyed: &[Slot]) -> Result<(), String> {
    every_mirror_opens(home)?;
    match stage {
        None | Some(ErasureState::Intended | ErasureState::Refused) => Ok(()),
        Some(ErasureState::Shredded) => keys_are_gone(home, destroyed),
        Some(ErasureState::Rotated) => epoch_is_gone(home, destroyed),
    }
}

/// A mirror may be all that is left one day. So whichever is whole has a way in, of its own epoch.
fn every_mirror_opens(home: &Home) -> Result<(), String> {
    let text = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    let identity = Identity::parse(secret).expect("an identity");
    let epochs = ["a", "b"].into_iter().filter_map(|mirror| image(home, mirror)).map(|image| image.header);
    let mut seen = HashSet::new();
    for header in epochs.filter(|header| seen.insert(header.epoch)) {
        let sealed = fs::read(home.state().join(format!("1-{}.age", header.epoch))).unwrap_or_default();
        let opened = wrap::open(&sealed, &identity, header.vault, MemberNumber(1), header.epoch);
        holds(opened.is_ok(), &format!("a mirror is of epoch {}, and nothing opens it", header.epoch))?;
    }
    Ok(())
}

/// No file has the bytes of a destroyed key, and no mirror its id.
fn keys_are_gone(home: &Home, destroyed: &[Slot]) -> Result<(), String> {
    let sealed: Vec<Vec<u8>> = destroyed.iter().map(|slot| slot.to_bytes()[SEALED].to_vec()).collect();
    for (path, bytes) in files(home.path()) {
        holds(has_none(&bytes, &sealed), &format!("a destroyed key is in {}", path.display()))?;
    }
    for image in ["a", "b"].into_iter().filter_map(|mirror| image(home, mirror)) {
        holds(destroyed.iter().all(|slot| image.find(slot.id).is_none()), "a destroyed key is in a mirror")?;
    }
    Ok(())
}

/// And both mirrors are of the next epoch, which alone has a way in.
pub fn epoch_is_gone(home: &Home, destroyed: &[Slot]) -> Result<(), String> {
    keys_are_gone(home, destroyed)?;
    for mirror in ["a", "b"] {
        let image = image(home, mirror).ok_or("a mirror is no keyring")?;
        holds(image.header.epoch == 1, "the keyring is not of the next epoch")?;
    }
    let wraps = wraps(home);
    holds(wraps == ["1-1.age"], &format!("the key files are {wraps:?}"))
}

/// Most files of a home are those of the one before, and what was searched in vain is not searched again.
fn has_none(bytes: &[u8], needles: &[Vec<u8>]) -> bool {
    static IN_VAIN: Mutex<BTreeSet<Hash>> = Mutex::new(BTreeSet::new());
    let hash = sha256(&[&needles.concat(), bytes].concat());
    let in_vain = || IN_VAIN.lock().unwrap_or_else(PoisonError::into_inner);
    if in_vain().contains(&hash) {
        return true;
    }
    let none = !has_any(bytes, needles);
    if none {
        in_vain().insert(hash);
    }
    none
}

/// By the first two bytes first: thousands of homes are searched, by a program that nobody optimised.
fn has_any(bytes: &[u8], needles: &[Vec<u8>]) -> bool {
    let mut begins = vec![false; 1 << 16];
    for needle in needles {
        begins[usize::from(needle[0]) << 8 | usize::from(needle[1])] = true;
    }
    let mut at = 1;
    while at < bytes.len() {
        if begins[usize::from(bytes[at - 1]) << 8 | usize::from(bytes[at])]
            && needles.iter().any(|needle| bytes[at - 1..].starts_with(needle))
        {
            return true;
        }
        at += 1;
    }
    false
}

#[test]
fn needles_are_found_wherever_they_stand() {
    let needles = [b"abcd".to_vec(), b"bcx".to_vec()];
    for (hay, there) in [
        ("abcd", true),
        ("..abcd", true),
        ("ababcd.", true),
        (".bcx", true),
        ("abc", false),
        ("a", false),
        ("", false),
    ] {
        assert_eq!(has_any(hay.as_bytes(), &needles), there, "{hay}");
    }
}
