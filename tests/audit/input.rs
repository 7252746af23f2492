//! Papers that are not what they should be, and questions that make no sense.

use std::fs;
use std::path::PathBuf;

use praxis::crypto::note;
use praxis::crypto::secret::SigningSeed;

use super::common::{Done, Home};
use super::made::Made;

const CHECKPOINT: [&str; 3] = ["audit", "verify", "--checkpoint"];

/// A vault with one client, one note and a checkpoint in `kept`, which is given.
fn small() -> (Home, String) {
    let home = Home::with_vault();
    let client = home.client("Ottilie Fairweather");
    home.note(&client, "sleeping badly");
    home.run(["audit", "checkpoint", "-o", "kept"]).ok();
    let kept = fs::read_to_string(home.join("kept")).expect("reads");
    home.run(CHECKPOINT.iter().chain(&["kept"])).ok();
    (home, kept)
}

fn given(home: &Home, paper: impl AsRef<[u8]>) -> Done {
    fs::write(home.join("given"), paper).expect("writes");
    home.run(CHECKPOINT.iter().chain(&["given"]))
}

#[test]
fn a_checkpoint_that_is_none_is_told_from_one_that_was_changed() {
    let (home, kept) = small();
    let neither = "the file is neither a checkpoint nor a certificate";
    for paper in ["", "\n", "hello", "hello\n\nhello\n", &kept[..10]] {
        given(&home, paper).fails(2, neither);
    }
    given(&home, vec![0xff; 100]).fails(2, neither);
    given(&home, "a\n".repeat(5 << 20)).fails(2, neither);
    given(&home, format!("{kept}{}", "a".repeat(10 << 20)))
        .fails(7, "the checkpoint is not as it was signed");
    home.run(CHECKPOINT.iter().chain(&["nowhere"])).fails(5, "there is no such checkpoint");
    home.run(CHECKPOINT.iter().chain(&["."])).fails(2, "the checkpoint is a folder");

    let changed = "the checkpoint is not as it was signed";
    let lines: Vec<&str> = kept.lines().collect();
    let size: u64 = lines[1].parse().expect("a number");
    let root = lines[2].replace(&lines[2][..1], if lines[2].starts_with('A') { "B" } else { "A" });
    for (what, paper) in [
        ("size", kept.replacen(&format!("\n{size}\n"), &format!("\n{}\n", size - 1), 1)),
        ("a size that is none", kept.replacen(&format!("\n{size}\n"), "\nmany\n", 1)),
        ("root", kept.replacen(lines[2], &root, 1)),
        ("life", kept.replacen(&lines[0][lines[0].len() - 16..], "0123456789abcdef", 1)),
        ("one more line", kept.replacen("\n\n", "\nmore\n\n", 1)),
        ("cut in a signature", kept[..kept.len() - 5].to_owned()),
        ("cut before them", kept[..=kept.find("\n\n").expect("a note")].to_owned()),
        ("cut in the root", kept[..lines[0].len() + 10].to_owned()),
    ] {
        assert_ne!(paper, kept, "{what}");
        let done = given(&home, &paper);
        assert_eq!(done.code, 7, "{what}: {}{}", done.stdout, done.stderr);
        done.fails(7, changed);
    }
}

#[test]
fn whose_checkpoint_it_is_matters() {
    let (home, kept) = small();
    let other = Home::with_vault();
    other.run(["audit", "checkpoint", "-o", "kept"]).ok();
    let theirs = fs::read_to_string(other.join("kept")).expect("reads");
    given(&home, &theirs).fails(2, "the checkpoint is of another vault");
    let seed = SigningSeed::generate();
    given(&home, note::sign("go.sum database tree\n1\nAAAA\n", &seed, "example.org"))
        .fails(2, "neither a checkpoint");

    let text = note::text_unverified(&kept).expect("a note");
    let names: Vec<&str> = note::signers(&kept).iter().map(|signer| signer.name).collect();
    let unknown = "the checkpoint is signed with a key that this vault does not know";
    for name in &names {
        given(&home, note::sign(text, &seed, name)).fails(7, unknown);
    }
    // Anybody can add a line to a note; nobody believes it, and it takes nothing away.
    let added = note::sign(text, &seed, "example.org");
    let line = added.rsplit_once("\n\n").expect("a note").1;
    given(&home, format!("{kept}{line}")).ok();

    // Others may drop a line of it: the key is one, under two names.
    let (body, signed) = kept.rsplit_once("\n\n").expect("a note");
    for line in signed.lines() {
        given(&home, format!("{body}\n\n{line}\n")).ok();
    }

    // Keys that are given are believed, and no others.
    let keys = home.run(["audit", "checkpoint", "--json"]).ok().json();
    for key in ["log_key", "host_key"] {
        let key = keys[key].as_str().expect("a key");
        home.run(CHECKPOINT.iter().chain(&["kept", "--key", key])).ok();
        for line in signed.lines() {
            fs::write(home.join("given"), format!("{body}\n\n{line}\n")).expect("writes");
            home.run(CHECKPOINT.iter().chain(&["given", "--key", key])).ok();
        }
    }
    let theirs = other.run(["audit", "checkpoint", "--json"]).ok().json();
    let theirs = theirs["host_key"].as_str().expect("a key");
    home.run(CHECKPOINT.iter().chain(&["kept", "--key", theirs])).fails(7, unknown);
    for key in ["", "a key", "praxis/host+00000000+AAAA", &theirs[1..]] {
        home.run(CHECKPOINT.iter().chain(&["kept", "--key", key])).fails(2, "is not a verify key");
    }
}

#[test]
fn a_certificate_is_as_good_as_a_checkpoint() {
    let made = Made::new();
    let copy = made.copy();
    let paper = made.kept("erased.txt");
    let shown = copy.verify(&["--checkpoint", &paper, "--json"]).ok().json();
    let anchors = shown["anchors"].as_array().expect("a list");
    assert!(anchors.iter().any(|anchor| anchor["by"] == "checkpoint 1" && anchor["fits"] == true), "{shown}");

    let text = fs::read_to_string(&paper).expect("reads");
    for changed in [text.replacen("C-0003", "C-0002", 1), text[..text.len() - 9].to_owned()] {
        given(&copy.home, changed).fails(7, "the certificate is not as it was signed");
    }
    given(&copy.home, text.replacen("of erasure 1", "of erasure 9", 1))
        .fails(2, "of a version that this praxis");
    let other = Home::with_vault();
    given(&other, &text).fails(2, "the checkpoint is of another vault");
}

#[test]
fn questions_that_make_no_sense() {
    let (home, _) = small();
    let entries = home.run(["audit", "log", "--json"]).ok().json().as_array().map(Vec::len).expect("a list");
    for number in [entries.to_string(), u64::MAX.to_string()] {
        home.run(["audit", "prove", &number]).fails(5, &format!("there is no entry {number}"));
    }
    assert_eq!(home.run(["audit", "prove", "-1"]).code, 2);
    assert_eq!(home.run(["audit", "prove", "x"]).code, 2);
    for (flag, value) in [
        ("--about", "somebody"),
        ("--about", "C-"),
        ("--action", "nothing"),
        ("--action", "note.sh"),
        ("--action", ""),
        ("--by", "me"),
        ("--by", "-1"),
        ("--since", "yesterday"),
        ("--before", "2026-02-30"),
    ] {
        let done = home.run(["audit", "log", &format!("{flag}={value}")]);
        assert_eq!(done.code, 2, "{flag} {value}: {}{}", done.stdout, done.stderr);
        assert!(done.stderr.contains(flag), "{flag} {value}: {}", done.stderr);
    }
    home.run(["audit", "log", "--about", "C-0009"]).fails(5, "there is no C-0009");
    home.run(["audit", "log", "--about", "E-0009"]).fails(5, "nothing in the audit log is about E-0009");
    for none in [["--action", "erasure"], ["--by", "9"], ["--before", "1999-01-01"]] {
        let done = home.run(["audit", "log"].iter().chain(&none)).ok();
        assert_eq!((done.stdout.as_str(), done.stderr.trim()), ("", "no entries"), "{none:?}");
        assert_eq!(
            home.run(["audit", "log", "--json"].iter().chain(&none)).ok().json(),
            serde_json::json!([])
        );
    }
    let all = home.run(["audit", "log", "--json", "--last", "99999"]).ok().json();
    assert!(all.as_array().is_some_and(|all| all.len() == entries));
}

/// Nothing but what `init` writes.
#[test]
fn the_log_of_a_vault_that_is_new() {
    let home = Home::with_vault();
    let shown = home.run(["audit", "verify", "--json"]).ok().json();
    let entries = shown["entries"].as_u64().expect("a number");
    assert_eq!((shown["whole"].as_bool(), shown["anchored"].as_u64()), (Some(true), Some(entries)));
    home.run(["audit", "prove", "0"]).ok();
    home.run(["audit", "prove", &entries.to_string()]).fails(5, "there is no entry");
    home.run(["audit", "log", "--last", "0"]).ok();
}

#[test]
fn a_checkpoint_takes_no_place_that_is_taken_and_none_in_the_vault() {
    let (home, kept) = small();
    home.run(["audit", "checkpoint", "-o", "kept"])
        .fails(2, "there is already something where the checkpoint would go");
    assert_eq!(fs::read_to_string(home.join("kept")).expect("reads"), kept);
    for folder in [home.vault(), home.vault().join("keyring"), home.state()] {
        let path: PathBuf = folder.join("head");
        let mut command = home.command(["audit", "checkpoint", "-o"]);
        let done: Done = command.arg(&path).output().expect("runs").into();
        assert_eq!(done.code, 2, "{}{}", done.stdout, done.stderr);
        assert!(!path.exists());
    }
    home.run(["audit", "checkpoint", "-o", "nowhere/head"])
        .fails(2, "the folder for the checkpoint does not exist");
}
