//! Bytes that another program may have written, handed to the targets of `fuzz/targets.rs`: every file of the
//! corpora, then seeded changes of them, the same ones every time.
//!
//! To make missing or outdated corpus files: `PRAXIS_REWRITE=1 cargo test --test fuzz`. `PRAXIS_FUZZ=100` makes
//! a hundred times as many changes; `fuzz/run` follows coverage.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

#[path = "fuzz/dice.rs"]
mod dice;
#[path = "fuzz/seeds.rs"]
mod seeds;
#[path = "../fuzz/targets.rs"]
mod targets;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use praxis::crypto::age_file;
use praxis::crypto::hash::{sha256, to_hex};
use praxis::crypto::passphrase::Passphrase;
use proptest::prelude::*;

use dice::Dice;
use seeds::{CLIENT_HEAD, NOTE_HEAD};
use targets::Target;

/// A test for each target: what its corpus holds, and how many changes of it are tried.
macro_rules! fuzzed {
    ($($target:ident: $changes:literal,)+) => {
        $(
            #[test]
            fn $target() {
                fuzz(stringify!($target), targets::$target, $changes);
            }
        )+

        #[test]
        fn every_target_is_here() {
            let here = [$(stringify!($target)),+];
            assert!(targets::ALL.iter().map(|(name, _)| *name).eq(here));
            let mut folders: Vec<_> = fs::read_dir(corpora())
                .expect("a folder")
                .map(|entry| entry.expect("entry").file_name().into_string().expect("a name"))
                .collect();
            folders.sort();
            assert_eq!(folders, here);
            let sizes = here.map(|name| {
                fs::read_dir(corpora().join(name))
                    .expect("a folder")
                    .map(|entry| entry.and_then(|entry| entry.metadata()).expect("a file").len())
                    .sum::<u64>()
            });
            assert!(sizes.iter().sum::<u64>() < 200 * 1024, "{sizes:?}");
        }
    };
}

fuzzed! {
    bundle: 3000,
    certificate: 4000,
    checkpoint: 20_000,
    clients: 4000,
    compact: 10_000,
    decisions: 4000,
    envelope: 10_000,
    identity: 1000,
    keyring: 10_000,
    kit: 20_000,
    map: 8000,
    members: 20_000,
    notes: 4000,
    plan: 3000,
    printed: 4000,
    redaction: 1000,
    schedule: 4000,
    sealed: 8000,
    seen: 20_000,
    settings: 8000,
    text: 8000,
    words: 20_000,
    wrap: 3000,
}

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

/// The corpus of a target by file name. Files whose name begins with `ok` are read, not refused.
fn corpus(name: &str, target: Target) -> BTreeMap<String, Vec<u8>> {
    let folder = corpora().join(name);
    let rewrite = std::env::var_os("PRAXIS_REWRITE").is_some();
    for (file, bytes) in seeds::of(name) {
        let at = folder.join(format!("ok-{file}"));
        assert!(target(&bytes), "{name}: {file} is refused");
        // Sealed ones are never the same twice: one that is still read stays.
        if rewrite && !fs::read(&at).is_ok_and(|there| target(&there)) {
            fs::create_dir_all(&folder).expect("makes");
            fs::write(&at, bytes).expect("writes");
        }
        assert!(at.exists(), "{} is missing: PRAXIS_REWRITE=1 cargo test --test fuzz", at.display());
    }
    fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("entry").path())
        .map(|path| {
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            (file, fs::read(path).expect("reads"))
        })
        .collect()
}

fn fuzz(name: &str, target: Target, changes: u32) {
    let corpus = corpus(name, target);
    for (file, bytes) in &corpus {
        let accepted = run(name, target, bytes);
        assert!(accepted || !file.starts_with("ok"), "{name}/{file} is refused: see the head of this file");
    }
    let times = std::env::var("PRAXIS_FUZZ").map_or(1, |times| times.parse().expect("a number"));
    let corpus: Vec<Vec<u8>> = corpus.into_values().collect();
    // Each target has a sequence of its own, and the same one every time.
    let seed = sha256(name.as_bytes()).first_chunk().copied().map(u64::from_le_bytes);
    let mut dice = Dice(seed.expect("8 bytes"));
    for _ in 0..changes * times {
        run(name, target, &dice.changed(&corpus));
    }
}

/// Runs a target; where it panics, the input is kept.
fn run(name: &str, target: Target, bytes: &[u8]) -> bool {
    std::panic::catch_unwind(|| target(bytes)).unwrap_or_else(|_| {
        let file = format!("{name}-{}", &to_hex(&sha256(bytes))[..16]);
        let at = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
        fs::write(&at, bytes).expect("writes");
        panic!("the input is {}; with the fault mended it belongs in fuzz/corpus/{name}", at.display());
    })
}

#[test]
fn the_changes_are_the_same_every_time() {
    let corpus = [b"one and another".to_vec(), b"two".to_vec()];
    let sequence = || {
        let mut dice = Dice(1);
        (0..200).map(|_| dice.changed(&corpus)).collect::<Vec<_>>()
    };
    assert_eq!(sequence(), sequence());
    let mut different = sequence();
    different.sort();
    different.dedup();
    assert!(different.len() > 180, "{}", different.len());
}

/// What is fuzzed is what is built: the same versions of everything.
#[test]
fn the_lock_file_of_the_fuzzer_is_that_of_praxis() {
    let locked = |file: &str| -> Vec<(String, String)> {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect("reads");
        let lock: toml::Table = toml::from_str(&text).expect("a lock file");
        let packages = lock["package"].as_array().expect("packages");
        let field = |package: &toml::Value, name: &str| package[name].as_str().expect("text").to_owned();
        packages.iter().map(|package| (field(package, "name"), field(package, "version"))).collect()
    };
    let praxis = locked("Cargo.lock");
    let only_here = ["praxis-fuzz", "libfuzzer-sys", "arbitrary", "jobserver"];
    for package in locked("fuzz/Cargo.lock") {
        assert!(
            praxis.contains(&package) || only_here.contains(&package.0.as_str()),
            "fuzz/Cargo.lock has {} {}, Cargo.lock has not: cd fuzz && cargo update -p {} --precise ...",
            package.0,
            package.1,
            package.0
        );
    }
}

// ---- Whole files of a likely form, as changes to a corpus would seldom make them. ----

/// What a cell of a CSV file may hold, with what breaks CSV more often than chance would have it.
fn cell() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..12),
        "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}".prop_map(String::into_bytes),
        "[\"',;\r\n\u{feff}=+-]{0,4}".prop_map(String::into_bytes),
        "[a-zA-Z ]{1,12}".prop_map(String::into_bytes),
        Just(b"P1".to_vec()),
    ]
}

fn sheet(head: &str, columns: usize) -> impl Strategy<Value = Vec<u8>> {
    let row = proptest::collection::vec(cell(), columns).prop_map(|cells| cells.join(&b','));
    let head = head.as_bytes().to_vec();
    proptest::collection::vec(row, 0..6)
        .prop_map(move |rows| [head.clone(), rows.join(&b"\r\n"[..])].concat())
}

proptest! {
    #[test]
    fn sheets_of_clients(bytes in sheet(CLIENT_HEAD, 13)) {
        targets::clients(&bytes);
    }

    #[test]
    fn sheets_of_notes(bytes in sheet(NOTE_HEAD, 4)) {
        targets::notes(&bytes);
    }

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (_, target) in targets::ALL {
            target(&bytes);
        }
    }

    #[test]
    fn identity_files(bytes in prop_oneof![
        "(# [a-z ]{0,9}\n)?AGE-SECRET-KEY-1[A-Z0-9]{0,60}\n?".prop_map(String::into_bytes),
        "age-encryption.org/v1\n-> scrypt [A-Za-z0-9+/]{0,24} [0-9]{0,3}\n[A-Za-z0-9+/]{0,44}\n--- [A-Za-z0-9+/]{0,44}\n"
            .prop_map(String::into_bytes),
    ]) {
        targets::identity(&bytes);
        // Work of 2^22 and more is refused; less would be done, and done, and done.
        let text = String::from_utf8_lossy(&bytes);
        let work = text.split_whitespace().nth(4).and_then(|work| work.parse::<u32>().ok());
        if work.is_none_or(|work| work > 21) {
            let passphrase = Passphrase::new(zeroize::Zeroizing::new("x".to_owned()));
            prop_assert!(age_file::open_identity_file(&bytes, &passphrase).is_err());
        }
    }
}
