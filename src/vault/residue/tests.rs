//! Hits where they are, none where they are not.

use std::os::unix::fs::{PermissionsExt, symlink};

use proptest::prelude::*;

use super::*;

const NAME: &str = "Fairweather";

fn words(words: &[&str]) -> Wanted {
    Wanted::new(&[], &[], words.iter().map(|word| Zeroizing::new((*word).to_owned())).collect())
}

/// A folder with these files, and what a search of it finds.
fn scan(wanted: &Wanted, files: &[(&str, &[u8])]) -> Found {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
    wanted.scan(&[folder.path()]).expect("searched")
}

fn hits(wanted: &Wanted, bytes: &[u8]) -> u64 {
    scan(wanted, &[("file", bytes)]).residue.found
}

fn wide(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes_of).collect()
}

#[test]
fn words_in_either_case_and_three_encodings() {
    let wanted = words(&[NAME]);
    for text in ["Fairweather", "FAIRWEATHER", "fairweather", "Mr Fairweather."] {
        assert_eq!(hits(&wanted, text.as_bytes()), 1, "{text}");
        assert_eq!(hits(&wanted, &wide(text, u16::to_le_bytes)), 1, "{text}");
        assert_eq!(hits(&wanted, &wide(text, u16::to_be_bytes)), 1, "{text}");
        // At an odd place as well.
        assert_eq!(hits(&wanted, &[b"x", &wide(text, u16::to_le_bytes)[..]].concat()), 1, "{text}");
    }
    for text in ["", "Fairweathe", "Fair weather", "FairweatheR\u{301}"] {
        assert_eq!(hits(&wanted, text.as_bytes()), u64::from(text.ends_with('\u{301}')), "{text}");
    }
    // Bytes that the filter takes for letters, and that are none.
    assert_eq!(hits(&words(&["a[b]c@d{e"]), b"a{b}c`d{e A[B]C@D{E"), 1);
    assert_eq!(hits(&wanted, "FairweatherFairweather".as_bytes()), 2);
}

#[test]
fn letters_beyond_ascii() {
    let wanted = words(&["Ślusarczyk", &"\u{161}".repeat(6)]);
    assert_eq!(hits(&wanted, "ŚLUSARCZYK".as_bytes()), 1);
    assert_eq!(hits(&wanted, &wide("Ślusarczyk", u16::to_be_bytes)), 1);
    assert_eq!(hits(&wanted, "ślusarczyk".as_bytes()), 0, "the limit that the head of the file names");
    // U+0161 has the low byte of an a, U+0141 that of an A; they are different letters.
    assert_eq!(hits(&wanted, &wide(&"\u{141}".repeat(6), u16::to_le_bytes)), 0);
    assert_eq!(hits(&wanted, &wide(&"\u{161}".repeat(6), u16::to_le_bytes)), 1);
}

#[test]
fn short_words_are_dropped_and_counted_and_equal_ones_are_one() {
    let wanted = words(&["Ann", " Bo Lee ", "Fairweather", "fairWEATHER ", "Nettlefold"]);
    let found = scan(&wanted, &[("file", b"Ann Bo Lee Fairweather")]);
    assert_eq!((found.short, found.residue.texts, found.residue.found), (2, 2, 1));
}

#[test]
fn of_a_long_text_the_beginning_is_looked_for() {
    let long = "many words é ".repeat(1000);
    let wanted = words(&[&long]);
    assert_eq!(hits(&wanted, long.as_bytes()), 1000 - 9);
    assert_eq!(hits(&wanted, &long.as_bytes()[..100]), 0);
}

#[test]
fn sealed_keys_are_found_by_either_end() {
    let slot: Vec<u8> = (0..174).collect();
    let wanted = Wanted::new(std::slice::from_ref(&slot), &[], Vec::new());
    assert_eq!(hits(&wanted, &slot), 2);
    assert_eq!(hits(&wanted, &slot[..100]), 1);
    assert_eq!(hits(&wanted, &slot[100..]), 1);
    assert_eq!(hits(&wanted, &slot[1..173]), 0);
    let mut other_case = slot.clone();
    other_case[65 - 1] ^= 1;
    other_case[9] = b')'; // 0x09 and 0x29 are one to the filter.
    assert_eq!(hits(&wanted, &other_case), 1);
    let found = scan(&wanted, &[("keyring/b", &slot), ("vault.db-wal", &slot[..40]), ("x/y", &slot[..40])]);
    assert_eq!(
        found.places,
        [(Place::Keyring, 2), (Place::Database, 1), (Place::OtherFile, 1)].into_iter().collect()
    );
    assert_eq!((found.residue.keys, found.residue.files, found.residue.bytes), (1, 3, 254));
}

#[test]
fn slot_ids_belong_everywhere_but_in_the_keyring() {
    let id = *b"0123456789abcdef";
    let wanted = Wanted::new(&[], &[id], Vec::new());
    let found = scan(
        &wanted,
        &[("keyring/a", &id), ("keyring/c", &id), ("vault.db", &id), ("a", &id), ("0123456789abcdef", b"")],
    );
    assert_eq!(found.places, [(Place::Keyring, 1)].into());
}

#[test]
fn names_of_files_and_folders_are_looked_at() {
    let found = scan(&words(&[NAME]), &[("Letter to FAIRWEATHER.pdf", b"x"), ("fairweather/x", b"y")]);
    assert_eq!(found.places, [(Place::Name, 2)].into());
    assert_eq!(found.residue.bytes, 2);
}

#[test]
fn links_are_not_followed_and_pipes_are_not_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("file"), NAME).expect("written");
    symlink(folder.path(), folder.path().join("loop")).expect("linked");
    symlink(outside.path().join("file"), folder.path().join("file")).expect("linked");
    symlink("nowhere", folder.path().join("dangling")).expect("linked");
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status();
    assert!(made.expect("mkfifo").success());
    let found = words(&[NAME]).scan(&[folder.path()]).expect("ends");
    assert_eq!((found.residue.files, found.residue.found), (0, 0));
    symlink("nowhere", folder.path().join(NAME)).expect("linked");
    assert_eq!(words(&[NAME]).scan(&[folder.path()]).expect("ends").residue.found, 1, "its own name is");
}

/// A medium that fails.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::Other.into())
    }
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing");
    let error = words(&[NAME]).scan(&[folder.path(), &missing]).expect_err("nothing is known of it");
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let half = b"x".chain(Broken);
    assert!(words(&[NAME]).in_stream(half, &mut [0; 64], Place::OtherFile).is_err());

    let closed = folder.path().join("closed");
    fs::write(&closed, NAME).expect("written");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("closed");
    // To root nothing is closed.
    if File::open(&closed).is_err() {
        assert!(words(&[NAME]).scan(&[folder.path()]).is_err());
    }
}

#[test]
fn nothing_wanted_and_nothing_there() {
    assert_eq!(scan(&words(&[]), &[("file", b"any bytes at all")]).residue.found, 0);
    let found = scan(&words(&[NAME]), &[]);
    assert_eq!(found.residue, Residue { texts: 1, ..Residue::default() });
    assert_eq!(words(&[NAME]).scan(&[]).expect("ends").residue.files, 0);
}

#[test]
fn across_the_border_of_real_blocks() {
    let wanted = words(&[NAME]);
    for shift in 0..=NAME.len() {
        let mut bytes = vec![0; BLOCK + 100];
        let at = BLOCK - shift;
        bytes[at..at + NAME.len()].copy_from_slice(NAME.as_bytes());
        assert_eq!(hits(&wanted, &bytes), 1, "{shift}");
    }
    let exact = [vec![0; BLOCK - NAME.len()], NAME.into()].concat();
    assert_eq!(hits(&wanted, &exact), 1, "ends where the block ends");
}

proptest! {
    /// Whatever stands where, and however the reads fall: as often as by looking at every place.
    #[test]
    fn as_often_as_it_is_there(
        parts in proptest::collection::vec(
            prop_oneof![Just(NAME.as_bytes().to_vec()), Just(b"fairweatherly".to_vec()), Just(b"airfair".to_vec()),
                Just(wide(NAME, u16::to_le_bytes)), Just(wide(NAME, u16::to_be_bytes)), proptest::collection::vec(any::<u8>(), 0..30)],
            0..30,
        ),
        block in 40_usize..200,
    ) {
        let bytes = parts.concat();
        let inner = |text| wide(text, u16::to_be_bytes).split_off(1);
        let forms = [NAME.as_bytes().to_vec(), inner(NAME), b"airfairfair".to_vec(), inner("airfairfair")];
        let expected: usize = forms
            .iter()
            .map(|form| bytes.windows(form.len()).filter(|window| window.eq_ignore_ascii_case(form)).count())
            .sum();
        let wanted = words(&[NAME, "airfairfair"]);
        let (read, hits) =
            wanted.in_stream(&bytes[..], &mut vec![0; block], Place::OtherFile).expect("reads");
        prop_assert_eq!((read, hits), (bytes.len() as u64, expected as u64));
    }
}
