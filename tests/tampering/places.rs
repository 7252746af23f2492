//! Files that are cut short, empty, missing, or something else: a folder, a link, another vault's.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::Path;

use praxis::config::Config;

use super::made::{Made, Seeded};

fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

/// Runs the doctor, and gives what it ended with. Where that is 0, everything can be read as before.
#[track_caller]
fn doctor(made: &Made, name: &str, what: &str) -> (i32, String) {
    let done = made.run(&["doctor"]);
    let said = done.stdout.clone() + &done.stderr;
    if done.code == 0 {
        let look = made.look();
        assert!(look.opened.as_ref() == Some(&made.opened), "{name}, {what}: {look:?}");
    } else {
        let name = if name == "keyring" { "keyring/" } else { name };
        assert!(said.contains(name), "{name}, {what}: {} {said}", done.code);
        assert!(done.stderr.contains("\nhint: "), "{name}, {what}: {said}");
    }
    (done.code, said)
}

/// What the doctor ends with, for each of [`PLACES`]; 0 where it is mended, warned of, or has no effect.
const ENDS: [(&str, [i32; 5]); 13] = [
    ("praxis.toml", [7, 1, 0, 7, 0]),
    ("vault.db", [7, 7, 0, 7, 7]),
    ("keyring", [7, 7, 0, 7, 0]),
    ("keyring/a", [0, 1, 0, 0, 0]),
    ("keyring/b", [0, 1, 0, 0, 0]),
    ("members", [7, 7, 0, 7, 7]),
    ("lock", [0, 0, 0, 0, 0]),
    ("ballast", [0, 0, 0, 0, 0]),
    ("1-0.age", [4, 7, 0, 4, 7]),
    ("host.key", [7, 7, 0, 7, 7]),
    ("seen", [0, 0, 0, 0, 7]),
    ("CACHEDIR.TAG", [0, 0, 0, 0, 0]),
    ("identity.age", [4, 4, 0, 4, 0]),
];
const PLACES: [&str; 5] = ["missing", "a folder", "a link to it", "a link to nothing", "another vault's"];

/// What is said of a file that is mended or done without.
fn is_told(name: &str, said: &str) -> bool {
    match name {
        "keyring/a" | "keyring/b" => {
            said.contains("one keyring mirror was damaged; it was rewritten from keyring/")
        }
        "seen" => said.contains("/seen is missing or damaged"),
        _ => true,
    }
}

#[test]
fn files_cut_short() {
    let made = Made::new();
    let mut seeded = Seeded(7);
    for (name, ends) in ENDS.into_iter().filter(|(name, _)| *name != "keyring") {
        let whole = made.bytes(name);
        for length in [0, seeded.below(whole.len().max(1)), seeded.below(whole.len().max(1))] {
            made.put(name, &whole[..length]);
            let (code, said) = doctor(&made, name, &format!("{length} bytes"));
            let expected = match name {
                // Cut at the end of a rule, it is a shorter schedule.
                "praxis.toml" if Config::parse(&String::from_utf8_lossy(&whole[..length])).is_ok() => 0,
                "praxis.toml" => 2,
                "1-0.age" => 7,
                _ => ends[0],
            };
            assert_eq!(code, expected, "{name}, {length} bytes: {said}");
            // Of `seen` nothing but spaces may have been cut off.
            let whole_text = name == "seen" && whole[length..].trim_ascii().is_empty();
            assert!(code != 0 || whole_text || is_told(name, &said), "{name}, {length} bytes: {said}");
            made.restore();
        }
    }
}

#[test]
fn files_missing_or_something_else() {
    let made = Made::new();
    let (another, aside) = (made.another(), made.home().join("aside"));
    let mut unexpected = Vec::new();
    for (name, ends) in ENDS {
        let path = made.path(name);
        for (what, end) in PLACES.into_iter().zip(ends) {
            match what {
                "missing" => remove(&path),
                "a folder" => {
                    remove(&path);
                    fs::DirBuilder::new().mode(0o700).create(&path).expect("a folder");
                }
                "another vault's" if name == "keyring" => continue,
                "another vault's" => made.put(name, &another.bytes(name)),
                _ => {
                    fs::rename(&path, &aside).expect("moves");
                    let target =
                        if what == "a link to it" { aside.clone() } else { made.home().join("nothing") };
                    symlink(target, &path).expect("a link");
                }
            }
            let (code, said) = doctor(&made, name, what);
            if code != end || (code == 0 && what != "a link to it" && !is_told(name, &said)) {
                unexpected.push(format!("{name}, {what}: {code} {said}"));
            }
            // Only what is a copy, or holds nothing, is made anew.
            let anew = ["keyring/a", "keyring/b", "lock", "seen"].contains(&name);
            assert!(what != "missing" || anew || !path.exists(), "{name} was made anew");
            remove(&path);
            remove(&aside);
            made.restore();
        }
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
}
