//! Bundles of the audit log, checked by praxis, by a page of Python that shares no code with it, and by an implementation
//! of the C2SP forms by other people: what one of them takes all take, and what was altered none.
//!
//! After a change of the form: `PRAXIS_REWRITE=1 cargo test --test bundles`.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;
mod page;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::Home;
use page::{Entry, bytes, number, text, unhex, vault_of, vectors};
use praxis::crypto::checkpoint::Checkpoint;
use praxis::crypto::hash::Hash;
use praxis::crypto::prune_note::{PruneNote, Tally};
use praxis::crypto::secret::SigningSeed;
use praxis::crypto::tree::{Frontier, leaf_hash, proof::Tree};
use praxis::crypto::{note, signing};
use praxis::export::log_bundle::{Bundle, Checked, LARGEST, Unsound, check};
use praxis::export::log_proof;
use praxis::records::code::Code;
use praxis::records::event::Action;
use praxis::records::id::Handle;
use praxis::records::log::LogLine;
use praxis::records::naming::Naming;
use praxis::records::reference::{Reference, Register};
use proptest::prelude::*;
use serde_json::{Value, json};
use signed_note::{Note, StandardVerifier, VerifierList};
use tlog_tiles as tlog;

const VAULT: &str = "02020202020202020202020202020202";

/// The log of docs/format.md, under a key of docs/format.md.
struct Log {
    entries: Vec<(LogLine, Vec<u8>)>,
    leaves: Vec<Hash>,
    seed: SigningSeed,
    naming: Naming,
    /// Entries that were purged, each with the one that says so.
    gone: BTreeMap<usize, u64>,
    /// What was signed when they were, with the key.
    notes: Vec<(u64, String, String)>,
}

/// A text signed under the name of the log, and under that of the machine.
fn signed_twice(text: &str, seed: &SigningSeed, names: &[String; 2]) -> String {
    let [by_log, by_host] = names.clone().map(|name| note::sign(text, seed, &name));
    by_log + by_host.rsplit_once("\n\n").expect("a note").1
}

/// An entry that says little.
fn plain(number: u64, action: Action, count: Option<u64>, row: Option<Hash>) -> (LogLine, Vec<u8>) {
    let line = LogLine {
        entry: number,
        time: "2026-11-22T10:00:00Z".to_owned(),
        by: "1".to_owned(),
        action,
        about: None,
        version: None,
        count,
    };
    let entry = Entry {
        seq: number,
        time: line.time.clone(),
        member: 1,
        action: action.code().to_owned(),
        handle: None,
        record: None,
        version: None,
        subject: None,
        count,
        row: row.map(Vec::from),
        detail: None,
    };
    (line, entry.bytes(&unhex(VAULT)))
}

fn seed(vector: &str) -> SigningSeed {
    SigningSeed::from_hex(text(&vectors()[vector], "seed")).expect("64 digits")
}

impl Log {
    fn of_the_page() -> Self {
        let vectors = vectors();
        let client = Reference::new(Register::Client, 7);
        let mut references = BTreeMap::new();
        let mut entries = Vec::new();
        for entry in vectors["audit"]["entries"].as_array().expect("entries") {
            let handle = entry.get("handle").map(|_| bytes(entry, "handle").try_into().expect("16 bytes"));
            if let Some(handle) = handle {
                references.insert(Handle::new(handle), client);
            }
            let member: u32 = number(entry, "member");
            let line = LogLine {
                entry: number(entry, "seq"),
                time: text(entry, "time").to_owned(),
                by: if member == 0 { "host".to_owned() } else { member.to_string() },
                action: Action::from_code(text(entry, "action")).expect("an action"),
                about: match entry.get("subject") {
                    Some(_) => Some(text(entry, "subject").parse().expect("a reference")),
                    None => handle.map(|_| client),
                },
                version: entry.get("version").map(|_| number(entry, "version")),
                count: entry.get("count").map(|_| number(entry, "count")),
            };
            entries.push((line, bytes(entry, "bytes")));
        }
        assert_eq!(vault_of(&vectors).as_slice(), unhex(VAULT));
        Self::new(entries, references)
    }

    /// A log of so many entries that say little.
    fn of(size: u64) -> Self {
        let entries = (0..size).map(|number| plain(number, Action::Unlocked, None, None));
        Self::new(entries.collect(), BTreeMap::new())
    }

    /// A log of six entries, of which three came back with a backup.
    fn restored() -> Self {
        let mut entries = Self::of(6).entries;
        entries[3] = plain(3, Action::VaultRestored, Some(3), None);
        Self::new(entries, BTreeMap::new())
    }

    /// A log that was purged twice.
    fn purged() -> Self {
        let mut log = Self::of(7);
        log.purge(&[1, 2, 5], &seed("note"));
        log.purge(&[6], &seed("note"));
        log
    }

    fn push(&mut self, action: Action, count: Option<u64>, row: Option<Hash>) {
        let entry = plain(self.entries.len() as u64, action, count, row);
        self.leaves.push(leaf_hash(&entry.1));
        self.entries.push(entry);
    }

    /// Lets entries go, with a further one that says so, and a note.
    fn purge(&mut self, numbers: &[usize], by: &SigningSeed) {
        let (pruning, mut tally) = (self.entries.len() as u64, Tally::default());
        for &number in numbers {
            tally.add(number as u64, &self.leaves[number]);
            self.gone.insert(number, pruning);
        }
        let (count, hash) = tally.finish();
        self.push(Action::LogPruned, Some(count), Some(hash));
        let (origin, size) = (self.naming.origin.clone(), self.leaves.len());
        let checkpoint = Checkpoint { origin, size: size as u64, root: self.root(size) };
        let text = PruneNote { checkpoint, count, hash }.to_text();
        let key = signing::verify_key(by, &self.names()[1]);
        self.notes.push((pruning, signed_twice(&text, by, &self.names()), key));
    }

    /// All of it.
    fn whole(&self) -> Vec<u8> {
        self.bundle(&(0..self.leaves.len()).collect::<Vec<_>>(), &[])
    }

    fn new(entries: Vec<(LogLine, Vec<u8>)>, references: BTreeMap<Handle, Reference>) -> Self {
        let leaves = entries.iter().map(|(_, bytes)| leaf_hash(bytes)).collect();
        let origin = format!("praxis/{VAULT}/log/0303030303030303");
        let naming = Naming { origin, references };
        Self { entries, leaves, seed: seed("note"), naming, gone: BTreeMap::new(), notes: Vec::new() }
    }

    fn root(&self, size: usize) -> Hash {
        let mut tree = Frontier::empty();
        for leaf in &self.leaves[..size] {
            tree.push(*leaf);
        }
        tree.root()
    }

    /// The name of the log, and that of the machine.
    fn names(&self) -> [String; 2] {
        [self.naming.origin.clone(), format!("praxis/{VAULT}/host")]
    }

    fn keys(&self) -> [String; 2] {
        self.names().map(|name| signing::verify_key(&self.seed, &name))
    }

    fn checkpoint(&self, size: usize) -> String {
        let origin = self.naming.origin.clone();
        let text = Checkpoint { origin, size: size as u64, root: self.root(size) }.to_text();
        signed_twice(&text, &self.seed, &self.names())
    }

    /// A bundle of some entries, with some heads from before.
    fn bundle(&self, numbers: &[usize], earlier: &[usize]) -> Vec<u8> {
        let references = note::sign(&self.naming.to_text(), &self.seed, &self.naming.origin);
        let mut bundle = Bundle::new(self.checkpoint(self.leaves.len()), &self.keys(), references);
        let tree = Tree::of(self.leaves.clone());
        for &number in numbers {
            if let Some(pruning) = self.gone.get(&number) {
                bundle.add_purged(number as u64, &self.leaves[number], *pruning);
                continue;
            }
            let (line, bytes) = &self.entries[number];
            bundle.add(line.clone(), bytes, &tree.inclusion(number as u64).expect("a leaf"));
        }
        for (pruning, note, key) in self.notes.iter().filter(|_| numbers.len() == self.leaves.len()) {
            bundle.add_pruning(*pruning, note.clone(), key.clone());
        }
        for &size in earlier {
            let proof = tree.consistency(size as u64).expect("so many");
            bundle.add_earlier(size as u64, &self.root(size), &proof);
        }
        bundle.to_bytes().expect("writes")
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bundles")
}

/// The bundles of the folder, with whether each is the whole log.
fn made() -> [(&'static str, bool, Vec<u8>); 4] {
    let log = Log::of_the_page();
    [
        ("whole.json", true, log.bundle(&[0, 1, 2, 3, 4, 5, 6], &[])),
        ("some.json", false, log.bundle(&[1, 2, 6], &[3, 4])),
        ("none.json", true, Log::of(0).bundle(&[], &[])),
        ("purged.json", true, Log::purged().whole()),
    ]
}

fn checked(bundle: &[u8]) -> Checked {
    check(bundle, &[]).expect("sound")
}

#[test]
fn the_bundles_are_as_they_were() {
    let log = Log::of_the_page();
    for (file, whole, bundle) in made() {
        let path = folder().join(file);
        if std::env::var_os("PRAXIS_REWRITE").is_some() {
            fs::write(&path, &bundle).expect("writes");
        }
        assert!(fs::read(&path).expect("reads") == bundle, "{file}");
        let checked = checked(&bundle);
        assert_eq!((checked.is_whole(), checked.keys.clone()), (whole, log.keys()), "{file}");
        for key in log.keys() {
            assert!(check(&bundle, &[signing::verify_key(&seed("verify_key"), "a"), key]).is_ok());
        }
    }
    let [(.., whole), (.., some), ..] = made();
    let (whole, some) = (checked(&whole), checked(&some));
    for size in 0..=7 {
        let known = [0, 3, 4, 7].contains(&size).then_some(true);
        assert_eq!(whole.began_with(size as u64, &log.root(size)), Some(true), "{size}");
        assert_eq!(some.began_with(size as u64, &log.root(size)), known, "{size}");
        assert_eq!(whole.began_with(size as u64, &[1; 32]), Some(false), "{size}");
    }
    assert_eq!(whole.began_with(8, &[1; 32]), None);
    assert_eq!((some.entries, some.size, some.earlier), (3, 7, 2));
}

// ---- Other people's programs. ----

/// Opens a checkpoint with a key, by other people's hands.
fn opened_by_others(note: &str, key: &str) -> tlog::Checkpoint {
    let verifier = StandardVerifier::new(key).expect("a verify key");
    let note = Note::from_bytes(note.as_bytes()).expect("a note");
    let (signed, _) = note.verify(&VerifierList::new(vec![Box::new(verifier)])).expect("signed");
    assert_eq!(signed.len(), 1);
    tlog::Checkpoint::from_bytes(note.text()).expect("a checkpoint")
}

fn theirs(proof: &Value) -> Vec<tlog::Hash> {
    let hashes = proof.as_array().expect("a proof").iter();
    hashes.map(|hash| tlog::Hash::parse_hash(hash.as_str().expect("text")).expect("a hash")).collect()
}

#[test]
fn any_c2sp_verifier_can_check_one() {
    for (file, _, bundle) in made() {
        let bundle: Value = serde_json::from_slice(&bundle).expect("JSON");
        let keys = bundle["keys"].as_array().expect("keys");
        let heads =
            keys.iter().map(|key| opened_by_others(text(&bundle, "checkpoint"), key.as_str().expect("text")));
        for head in heads {
            for entry in bundle["entries"].as_array().expect("entries") {
                let leaf = tlog::record_hash(&STANDARD.decode(text(entry, "bytes")).expect("base64"));
                let proof = theirs(&entry["proof"]);
                tlog::check_record(&proof, head.size(), *head.hash(), number(entry, "entry"), leaf)
                    .expect("included");
            }
            for earlier in bundle.get("earlier").and_then(Value::as_array).unwrap_or(&Vec::new()) {
                let root = tlog::Hash::parse_hash(text(earlier, "root")).expect("a hash");
                let proof = theirs(&earlier["proof"]);
                tlog::check_tree(&proof, head.size(), *head.hash(), number(earlier, "size"), root)
                    .expect("consistent");
            }
        }
        assert_eq!(keys.len(), 2, "{file}");
    }
}

/// Line for line what c2sp.org/tlog-proof says.
#[test]
fn a_proof_of_one_entry_is_a_c2sp_one() {
    let log = Log::of_the_page();
    let (tree, checkpoint) = (Tree::of(log.leaves.clone()), log.checkpoint(7));
    for (line, bytes) in &log.entries {
        let proof = tree.inclusion(line.entry).expect("a leaf");
        let file = log_proof::of(line.entry, bytes, &proof, &checkpoint);
        let (proof, note) = file.split_once("\n\n").expect("an empty line");
        assert_eq!(note, checkpoint, "as it was signed");
        let mut lines = proof.lines();
        assert_eq!(lines.next(), Some("c2sp.org/tlog-proof@v1"));
        let extra = lines.next().and_then(|line| line.strip_prefix("extra ")).expect("extra data");
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).expect("an index");
        assert_eq!(index, line.entry.to_string());
        let hashes = lines.map(|hash| tlog::Hash::parse_hash(hash).expect("a hash")).collect();
        let leaf = tlog::record_hash(&STANDARD.decode(extra).expect("base64"));
        let head = opened_by_others(note, &log.keys()[0]);
        tlog::check_record(&hashes, head.size(), *head.hash(), line.entry, leaf).expect("included");
    }
}

// ---- A page of Python. ----

/// The page of Python, given a bundle on its stdin: its exit code, and all that it said. None without Python.
fn in_python(bundle: &[u8], args: &[&str]) -> Option<(i32, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify_bundle.py");
    let mut command = Command::new("python3");
    command.arg("-B").arg(script).args(args).env("PYTHONUTF8", "1").current_dir(folder());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        eprintln!("SKIPPED: python3 is not installed");
        return None;
    };
    // It may stop reading where it has seen enough.
    let _ = child.stdin.take().expect("a pipe").write_all(bundle);
    let done = child.wait_with_output().expect("ends");
    let said = [done.stdout, done.stderr].concat();
    Some((done.status.code().expect("a code"), String::from_utf8(said).expect("UTF-8")))
}

#[test]
fn python_reads_the_same_and_believes_the_same_keys() {
    let log = Log::of_the_page();
    let [(.., whole), (.., some), (.., none), _] = made();
    let Some((code, said)) = in_python(&whole, &["-"]) else { return };
    assert!(code == 0 && said.contains("7 of 7 entries") && said.contains("none is missing"), "{said}");
    assert!(said.contains("note.trashed") && said.contains("T-01") && said.contains("this does not show"));
    let (code, said) = in_python(&none, &["-"]).expect("it ran before");
    assert!(code == 0 && said.contains("0 of 0 entries"), "{said}");
    let [of_log, of_host] = log.keys();
    let other = signing::verify_key(&seed("verify_key"), &log.names()[1]);
    let kept: Vec<_> = [3, 4, 5].map(|size| log.checkpoint(size)).into();
    let kept_at = tempfile::tempdir().expect("a folder");
    let at = |number: usize| {
        let path = kept_at.path().join(format!("{number}"));
        fs::write(&path, &kept[number]).expect("writes");
        path.to_str().expect("UTF-8").to_owned()
    };
    let (three, five) = (at(0), at(2));
    for (bundle, args, expected, says) in [
        (&some, &["-", "--key", &of_log][..], 0, "a key that you gave"),
        (&some, &["-", "--key", &other, "--key", &of_host], 0, "a key that you gave"),
        (&some, &["-", "--key", &other], 7, "another key"),
        (&some, &["-", "--key", "age1nokey"], 2, "not a verify key"),
        (&some, &["some.json"], 0, "What else is in it"),
        (&some, &["-", "--checkpoint", &three], 0, "began as 1 given"),
        (&some, &["-", "--checkpoint", &five], 2, "no proof for a checkpoint of 5"),
        (&whole, &["-", "--checkpoint", &five, "--checkpoint", &three], 0, "began as 2 given"),
        (&some, &["-", "--checkpoint", "some.json"], 2, "is none"),
        (&some, &["absent.json"], 5, "no such file"),
        (&some, &["/"], 2, "could not be read"),
    ] {
        let (code, said) = in_python(bundle, args).expect("it ran before");
        assert!(code == expected && said.contains(says), "{args:?}: {code} {said}");
    }
}

// ---- What was altered. ----

/// The exit code that praxis gives.
fn code_of(bundle: &[u8]) -> i32 {
    match check(bundle, &[]) {
        Ok(_) => 0,
        Err(Unsound::NotABundle | Unsound::Version) => 2,
        Err(_) => 7,
    }
}

/// A bundle in which something was altered.
fn altered(bundle: &[u8], alter: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = serde_json::from_slice(bundle).expect("JSON");
    alter(&mut value);
    serde_json::to_vec(&value).expect("writes")
}

type Alter = fn(&mut Value);

/// What somebody may alter, and a word of what is said about it.
const ALTERED: &[(i32, &str, Alter)] = &[
    (0, "", |_| {}),
    (2, "version", |b| b["praxis"] = json!("audit bundle/2")),
    (2, "no bundle", |b| b["praxis"] = json!("certificate/1")),
    (2, "no bundle", |b| *b = json!([])),
    (7, "form", |b| drop(b.as_object_mut().expect("fields").remove("checkpoint"))),
    (7, "form", |b| b["note"] = json!("all is well")),
    (7, "form", |b| b["entries"][0]["note"] = json!("by order of the practice")),
    (7, "form", |b| drop(b["entries"][1].as_object_mut().expect("fields").remove("proof"))),
    (7, "form", |b| drop(b["entries"][1].as_object_mut().expect("fields").remove("bytes"))),
    (7, "form", |b| b["entries"][1]["entry"] = json!(2.0)),
    (7, "form", |b| b["entries"][1]["entry"] = json!(-1)),
    (7, "form", |b| b["entries"][1]["version"] = json!(true)),
    (7, "form", |b| b["entries"] = Value::Null),
    (7, "form", |b| b["earlier"][0]["root"] = Value::Null),
    // Every field that is read.
    (7, "entry 2: what stands", |b| b["entries"][1]["time"] = json!("2026-11-21T10:00:00Z")),
    (7, "entry 2: what stands", |b| b["entries"][1]["by"] = json!("host")),
    (7, "entry 2: what stands", |b| b["entries"][1]["by"] = json!("2")),
    (7, "entry 2: what stands", |b| b["entries"][1]["action"] = json!("note.restored")),
    (7, "entry 2: what stands", |b| b["entries"][1]["about"] = json!("C-0008")),
    (7, "entry 2: what stands", |b| b["entries"][1]["about"] = json!("c-0007")),
    (7, "entry 2: what stands", |b| b["entries"][1]["about"] = Value::Null),
    (7, "entry 2: what stands", |b| b["entries"][1]["version"] = json!(1)),
    (7, "entry 2: what stands", |b| drop(b["entries"][1].as_object_mut().expect("fields").remove("version"))),
    (7, "entry 2: what stands", |b| b["entries"][1]["count"] = json!(2)),
    (7, "entry 6: what stands", |b| b["entries"][2]["about"] = json!("E-0002")),
    (7, "entry 6: what stands", |b| b["entries"][2]["about"] = json!("C-0007")),
    (7, "entry 6: what stands", |b| b["entries"][2]["count"] = json!(9)),
    // What proves it.
    (7, "entry 6 is not in the log", |b| b["entries"][2]["proof"] = json!([])),
    (7, "entry 2 is not in the log", |b| b["entries"][1]["proof"][0] = b["entries"][1]["proof"][1].clone()),
    (7, "entry 2 is not in the log", |b| {
        drop(b["entries"][1]["proof"].as_array_mut().expect("a proof").pop());
    }),
    (7, "entry 2 is not in the log", |b| b["entries"][1]["proof"].as_array_mut().expect("a proof").reverse()),
    (7, "entry 2 is not in the log", |b| b["entries"][1]["proof"][0] = json!("AAAA")),
    (7, "entry 2 is not in the log", |b| b["entries"][1]["bytes"] = b["entries"][0]["bytes"].clone()),
    (7, "entry 3 is not in the log", |b| b["entries"][1]["entry"] = json!(3)),
    (7, "entry 7 is not in the log", |b| b["entries"][2]["entry"] = json!(7)),
    (7, "entry 1 is not in its place", |b| b["entries"].as_array_mut().expect("entries").swap(0, 1)),
    (7, "entry 2 is not in its place", |b| {
        let twice = b["entries"][1].clone();
        b["entries"].as_array_mut().expect("entries").insert(1, twice);
    }),
    (7, "head of 4 entries", |b| b["earlier"][1]["proof"] = b["earlier"][0]["proof"].clone()),
    (7, "head of 4 entries", |b| b["earlier"][1]["root"] = b["earlier"][0]["root"].clone()),
    (7, "head of 2 entries", |b| b["earlier"][0]["size"] = json!(2)),
    (7, "head of 8 entries", |b| b["earlier"][0]["size"] = json!(8)),
    // What signs it.
    (7, "checkpoint", |b| replace(b, "checkpoint", "\n7\n", "\n8\n")),
    (7, "checkpoint", |b| replace(b, "checkpoint", "/log/03", "/log/04")),
    (7, "checkpoint", |b| replace(b, "checkpoint", "\u{2014} ", "- ")),
    (7, "checkpoint", |b| b["checkpoint"] = json!("")),
    (7, "checkpoint", |b| b["checkpoint"] = b["references"].clone()),
    (7, "checkpoint", |b| {
        let cut = text(b, "checkpoint").trim_end().rsplit_once('\n').expect("lines").0.to_owned();
        b["checkpoint"] = json!(cut + "\n");
    }),
    (7, "checkpoint", |b| b["checkpoint"] = json!(format!("{}\u{2014} x AAAAAAA=\n", text(b, "checkpoint")))),
    (7, "checkpoint", |b| b["keys"].as_array_mut().expect("keys").swap(0, 1)),
    (7, "checkpoint", |b| drop(b["keys"].as_array_mut().expect("keys").pop())),
    (7, "checkpoint", |b| b["keys"][1] = json!("")),
    (7, "references", |b| replace(b, "references", "C-0007", "C-0008")),
    (7, "references", |b| b["references"] = b["checkpoint"].clone()),
    (7, "references", |b| b["references"] = json!("")),
];

fn replace(bundle: &mut Value, field: &str, what: &str, with: &str) {
    let changed = text(bundle, field).replacen(what, with, 1);
    assert_ne!(changed, text(bundle, field), "{what}");
    bundle[field] = json!(changed);
}

#[test]
fn what_was_altered_neither_takes() {
    let some = made()[1].2.clone();
    for (expected, word, alter) in ALTERED {
        let bundle = altered(&some, alter);
        let said = check(&bundle, &[]).err().map(|why| why.to_string()).unwrap_or_default();
        assert!(code_of(&bundle) == *expected && said.contains(word), "{word}: {said}");
        let Some((code, said)) = in_python(&bundle, &["-"]) else { continue };
        assert!(code == *expected && said.contains(word) && !said.contains("Traceback"), "{word}: {said}");
    }
    let pretty = String::from_utf8(some.clone()).expect("UTF-8");
    for (expected, word, bundle) in [
        (2, "no bundle", String::new()),
        (2, "no bundle", "it is not JSON".to_owned()),
        (2, "no bundle", pretty[..pretty.len() / 2].to_owned()),
        (2, "no bundle", pretty.trim_end().trim_end_matches('}').to_owned()),
        (2, "no bundle", format!("{pretty}{pretty}")),
        (2, "no bundle", format!("\u{feff}{pretty}")),
        (2, "no bundle", "[".repeat(100_000)),
        (0, "", pretty.replace('\n', "\r\n")),
        // Twice the same field: which of them is meant, two readers may see differently.
        (7, "form", pretty.replacen("\"by\": \"1\"", "\"by\": \"1\", \"by\": \"1\"", 1)),
    ] {
        let said = check(bundle.as_bytes(), &[]).err().map(|why| why.to_string()).unwrap_or_default();
        assert!(code_of(bundle.as_bytes()) == expected && said.contains(word), "{word}: {said}");
        let Some((code, said)) = in_python(bundle.as_bytes(), &["-"]) else { continue };
        assert!(code == expected && said.contains(word) && !said.contains("Traceback"), "{word}: {said}");
    }
    let how_to = altered(&some, |b| b["how_to"][0] = json!("Trust me."));
    assert_eq!(check(&how_to, &[]), Err(Unsound::HowTo));
    let other = signing::verify_key(&seed("verify_key"), "praxis/another/host");
    assert_eq!(check(&some, &[other]), Err(Unsound::Key));
    assert_eq!(check(&vec![b' '; LARGEST + 1], &[]), Err(Unsound::NotABundle));
}

/// A log of which entries went is the whole log all the same, and begins as it was seen before they went.
#[test]
fn what_was_purged_is_accounted_for() {
    let log = Log::purged();
    let whole = log.whole();
    let is = checked(&whole);
    assert_eq!((is.entries, is.purged, is.size, is.is_whole()), (5, 4, 9, true));
    assert!(is.former_keys.is_empty());
    for size in 0..=9 {
        assert_eq!(is.began_with(size as u64, &log.root(size)), Some(true), "{size}");
    }
    let kept = tempfile::NamedTempFile::new().expect("a file");
    fs::write(kept.path(), log.checkpoint(6)).expect("writes");
    let args = ["-", "--key", &log.keys()[1], "--checkpoint", kept.path().to_str().expect("UTF-8")];
    if let Some((code, said)) = in_python(&whole, &args) {
        assert!(code == 0 && said.contains("the leaves of 4 that were purged, of the log"), "{said}");
        assert!(said.contains("none is missing") && said.contains("began as 1 given"), "{said}");
    }
    let altered_ones: &[(&str, Alter)] = &[
        ("form", |b| b["purged"] = Value::Null),
        ("form", |b| b["purged"][0]["why"] = json!("its time was over")),
        ("form", |b| drop(b["prunings"][0].as_object_mut().expect("fields").remove("key"))),
        // Where one is missing, it is not the whole log, and nothing proves a leaf.
        ("form", |b| drop(b["purged"].as_array_mut().expect("leaves").pop())),
        ("form", |b| drop(b["entries"].as_array_mut().expect("entries").remove(1))),
        ("entry 1 is not in its place", |b| b["purged"].as_array_mut().expect("leaves").swap(0, 1)),
        ("entry 1 is not in its place", |b| b["purged"][1] = b["purged"][0].clone()),
        ("entry 3 is not in its place", |b| b["purged"][1]["entry"] = json!(3)),
        ("entry 9 is gone", |b| b["purged"][3]["entry"] = json!(9)),
        ("entry 5 is gone", |b| b["purged"][2]["leaf"] = json!("AAAA")),
        ("entry 5 is gone", |b| b["purged"][2]["pruning"] = json!(4)),
        ("entry 5 is gone", |b| b["purged"][2]["pruning"] = json!(3)),
        ("root", |b| b["purged"][2]["leaf"] = b["purged"][0]["leaf"].clone()),
        ("entry 7: what it says was purged", |b| b["purged"][2]["pruning"] = json!(8)),
        ("entry 7: what it says was purged", |b| b["prunings"].as_array_mut().expect("notes").reverse()),
        ("entry 7: what it says was purged", |b| drop(b.as_object_mut().expect("fields").remove("prunings"))),
        ("entry 7: what it says was purged", |b| {
            replace(&mut b["prunings"][0], "note", "pruned 3", "pruned 2");
        }),
        ("entry 7: what it says was purged", |b| replace(&mut b["prunings"][0], "key", "/host", "/hose")),
        ("entry 7: what it says was purged", |b| b["prunings"][0]["key"] = b["keys"][0].clone()),
    ];
    for (word, alter) in altered_ones {
        let bundle = altered(&whole, alter);
        let said = check(&bundle, &[]).err().map(|why| why.to_string()).unwrap_or_default();
        assert!(code_of(&bundle) == 7 && said.contains(word), "{word}: {said}");
        let Some((code, said)) = in_python(&bundle, &["-"]) else { continue };
        assert!(code == 7 && said.contains(word) && !said.contains("Traceback"), "{word}: {said}");
    }
    // Some entries alone say nothing of what went.
    assert!(check(&log.bundle(&[0, 7], &[6]), &[]).is_ok_and(|c| c.purged == 0 && !c.is_whole()));
}

/// Who can write to the database can put a leaf in the place of an entry, and an entry that says so; the machine then signs
/// a head over it. It has not signed the note.
#[test]
fn a_purging_by_somebody_else_is_not_by_this_key() {
    let mut log = Log::of(5);
    log.purge(&[2], &seed("verify_key"));
    let (bundle, [_, ours]) = (log.whole(), log.keys());
    let theirs = log.notes[0].2.clone();
    assert_eq!(check(&bundle, std::slice::from_ref(&ours)), Err(Unsound::PruningKey(5)));
    assert_eq!(Vec::from_iter(checked(&bundle).former_keys), std::slice::from_ref(&theirs));
    // A machine of before a restore is known by its own key.
    assert!(check(&bundle, &[ours.clone(), theirs.clone()]).is_ok());
    let Some((code, said)) = in_python(&bundle, &["-", "--key", &ours]) else { return };
    assert!(
        code == 7 && said.contains("entry 5: the note of what was purged is signed with another key"),
        "{said}"
    );
    let (code, said) = in_python(&bundle, &["-", "--key", &ours, "--key", &theirs]).expect("it ran before");
    assert!(code == 0 && said.contains(&format!("{theirs} signed that entries were purged")), "{said}");
    // Nor is a note of another life of the log one of this.
    for (restored_after, sound) in [(false, false), (true, true)] {
        let mut log = Log::of(5);
        let now = log.naming.origin.replace("/log/03", "/log/04");
        let before = std::mem::replace(&mut log.naming.origin, now.clone());
        log.purge(&[2], &seed("note"));
        if restored_after {
            log.push(Action::VaultRestored, Some(6), None);
        }
        log.naming.origin = before;
        assert_eq!(check(&log.whole(), &[]).is_ok(), sound);
        let Some((code, said)) = in_python(&log.whole(), &["-"]) else { return };
        assert_eq!(code == 0, sound, "{said}");
    }
}

/// A checkpoint of before a restore says so only where the restore stands in the bundle.
#[test]
fn what_a_restore_explains_is_told_apart() {
    let (log, home) = (Log::restored(), Home::empty());
    let mut before = Log::of(8);
    before.naming.origin = before.naming.origin.replace("/log/03", "/log/04");
    let mut forged = Log::restored();
    forged.leaves[1] = [1; 32];
    let by_log_alone = |note: String| note[..=note.trim_end().rfind('\n').expect("two lines")].to_owned();
    let some = |entries: &[usize], earlier: &[usize]| log.bundle(entries, earlier);
    for (bundle, kept, code, says) in [
        (log.whole(), log.checkpoint(5), 0, ""),
        (log.whole(), before.checkpoint(3), 0, ""),
        (log.whole(), by_log_alone(before.checkpoint(3)), 0, ""),
        (log.whole(), by_log_alone(log.checkpoint(3)), 0, ""),
        (log.whole(), before.checkpoint(5), 7, "restored since, at entry 3 from a backup with 3 entries"),
        (log.whole(), before.checkpoint(8), 7, "restored since, at entry 3 from a backup with 3 entries"),
        (some(&[3], &[]), before.checkpoint(5), 7, "restored since, at entry 3 from a backup with 3 entries"),
        (some(&[0], &[5]), before.checkpoint(5), 7, "cannot be told from this bundle"),
        (some(&[0], &[]), before.checkpoint(5), 2, "the vault may have been restored since"),
        (some(&[0], &[]), log.checkpoint(5), 2, "no proof for"),
        // A restore does not explain another past of the same life.
        (log.whole(), forged.checkpoint(5), 7, "entries before 5 were changed"),
        (some(&[3], &[5]), forged.checkpoint(5), 7, "entries before 5 were changed"),
    ] {
        fs::write(home.join("bundle.json"), &bundle).expect("writes");
        fs::write(home.join("kept"), &kept).expect("writes");
        let run = home.run([
            "audit",
            "verify",
            "--bundle",
            "bundle.json",
            "--checkpoint",
            "kept",
            "--key",
            &log.keys()[1],
        ]);
        if code == 0 {
            run.ok();
        } else {
            run.fails(code, says);
        }
        let kept = home.join("kept").to_str().expect("UTF-8").to_owned();
        let Some((python, said)) = in_python(&bundle, &["-", "--key", &log.keys()[1], "--checkpoint", &kept])
        else {
            continue;
        };
        assert!(python == code && said.contains(says), "{says}: {python} {said}");
    }
}

/// A bundle whose entries are all right, and whose head somebody else signed with a key of their own.
#[test]
fn a_log_of_somebody_else_is_sound_and_not_by_this_key() {
    let forged = Log { seed: seed("verify_key"), ..Log::of_the_page() };
    let (bundle, ours) = (forged.bundle(&[1, 2], &[]), Log::of_the_page().keys());
    assert!(check(&bundle, &[]).is_ok(), "the key in it is its own");
    assert_eq!(check(&bundle, &[ours[0].clone()]), Err(Unsound::Key));
    let Some((code, said)) = in_python(&bundle, &["-", "--key", &ours[1]]) else { return };
    assert!(code == 7 && said.contains("another key"), "{said}");
}

/// Whatever byte is another: it is refused, or it says the same.
#[test]
fn no_byte_can_be_another_and_say_something_else() {
    let some = made()[1].2.clone();
    let value: Value = serde_json::from_slice(&some).expect("JSON");
    let key = &Log::of_the_page().keys()[..1];
    let mut taken = 0;
    for at in 0..some.len() {
        // Another letter or digit, another case, or what is no text.
        let mut changed = some.clone();
        changed[at] ^= 1 << [0, 5, 7][at % 3];
        if check(&changed, key).is_ok() {
            assert_eq!(serde_json::from_slice::<Value>(&changed).expect("JSON"), value, "byte {at}");
            taken += 1;
        }
    }
    assert!(taken < some.len() / 20, "white space only: {taken}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_entries_of_any_log(size in 1_usize..60, chosen in any::<u64>(), earlier in any::<u64>()) {
        let log = Log::of(size as u64);
        let numbers: Vec<_> = (0..size).filter(|at| chosen >> (at % 64) & 1 == 1).collect();
        let heads: Vec<_> = (0..=size).filter(|at| earlier >> (at % 64) & 1 == 1).collect();
        let checked = checked(&log.bundle(&numbers, &heads));
        prop_assert_eq!((checked.entries, checked.size), (numbers.len() as u64, size as u64));
        prop_assert_eq!(checked.is_whole(), numbers.len() == size);
        for head in heads {
            prop_assert_eq!(checked.began_with(head as u64, &log.root(head)), Some(true));
        }
    }
}

// ---- What a vault writes. ----

/// Of a client who was erased, and of the whole log after a restore: for everybody who checks one.
#[test]
fn bundles_of_a_vault_are_sound_years_later() {
    let home = Home::with_vault();
    let [kept, erased] = ["Ottilie Fairweather", "Caspian Nettlefold"].map(|name| home.client(name));
    home.note(&kept, "was said");
    home.run(["audit", "checkpoint", "-o", "before"]).ok();
    home.run([
        "erase",
        &erased,
        "--ground",
        "objection",
        "--confirm",
        &erased,
        "--certificate",
        "paper",
        "--accept-total-loss",
    ])
    .ok();
    let old_key = key_of(&home, &[]);
    for bundle in ["erased.json", "whole.json"] {
        let about = if bundle == "erased.json" { &["--about", erased.as_str()][..] } else { &[] };
        let args = ["audit", "bundle", "--checkpoint", "before", "--checkpoint", "paper", "-o", bundle];
        home.run([&args[..], about].concat()).ok();
        let bytes = fs::read(home.join(bundle)).expect("reads");
        assert!(
            check(&bytes, std::slice::from_ref(&old_key))
                .is_ok_and(|c| c.earlier == 2 && c.is_whole() == about.is_empty())
        );
        assert!(!String::from_utf8_lossy(&bytes).contains("Caspian"));
        let before = home.join("before").to_str().expect("UTF-8").to_owned();
        let args = ["-", "--key", &old_key, "--checkpoint", &before];
        if let Some((code, said)) = in_python(&bytes, &args) {
            assert!(code == 0 && said.contains("began as 1 given"), "{said}");
            assert!(
                said.contains("erasure.shredded") && said.contains("E-0001") && said.contains("C-0002"),
                "{said}"
            );
        }
        home.run(["audit", "verify", "--bundle", bundle, "--key", &old_key, "--checkpoint", "before"]).ok();
    }
    // The certificate is by the owner, whose key whoever has it knows.
    home.run(["audit", "verify", "--bundle", "whole.json", "--checkpoint", "paper"])
        .fails(7, "signed with a key that is not known here");
    let owner = home.run(["identity", "show", "--json"]).ok().stdout;
    let owner: Value = serde_json::from_str(&owner).expect("JSON");
    let keys = ["--key", &old_key, "--key", text(&owner, "verify_key")];
    let args = ["audit", "verify", "--bundle", "whole.json", "--checkpoint", "paper"];
    home.run([&args[..], &keys].concat()).ok();
    let whole = fs::read(home.join("whole.json")).expect("reads");
    let paper = home.join("paper").to_str().expect("UTF-8").to_owned();
    for (keys, expected, says) in
        [(&keys[..], 0, "began as 1 given"), (&keys[..2], 7, "not by a key that is known here")]
    {
        let Some((code, said)) = in_python(&whole, &[&["-", "--checkpoint", &paper], keys].concat()) else {
            break;
        };
        assert!(code == expected && said.contains(says), "{said}");
    }

    fs::create_dir(home.join("stick")).expect("makes");
    home.run(["backup", "create", "--to", "stick"]).ok();
    let lost_paper = ["--certificate", "lost-paper", "--accept-total-loss"];
    let erase = ["erase", &kept, "--ground", "objection", "--confirm", &kept];
    home.run([&erase[..], &lost_paper].concat()).ok();
    home.run(["audit", "checkpoint", "-o", "lost"]).ok();
    let backup =
        fs::read_dir(home.join("stick")).expect("a folder").map(|entry| entry.expect("entry").path());
    let backup = backup.into_iter().find(|path| path.extension().is_some_and(|e| e == "praxis-backup"));
    let backup = backup.expect("a backup").to_str().expect("UTF-8").to_owned();
    home.run(["restore", &backup, "--to", "again", "--keyring", ".local/share/praxis"]).ok();
    let again = ["--vault", "again"];
    home.run([&again[..], &["audit", "bundle", "-o", "again.json"]].concat()).ok();
    let new_key = key_of(&home, &again);
    let args =
        ["audit", "verify", "--bundle", "again.json", "--key", &new_key, "--key", &old_key, "--checkpoint"];
    home.run([&args[..], &["before"]].concat()).ok();
    home.run([&args[..], &["lost"]].concat()).fails(7, "the vault was restored since, at entry");
    let lost_paper = ["lost-paper", "--key", text(&owner, "verify_key")];
    home.run([&args[..], &lost_paper].concat()).fails(7, "may be from before the vault was restored");
    let mut signed = fs::read_to_string(home.join("lost-paper")).expect("reads");
    signed = signed.replacen("member 1", "member 2", 1);
    fs::write(home.join("altered-paper"), signed).expect("writes");
    home.run([&args[..], &["altered-paper"]].concat()).fails(7, "not as it was signed");
    home.run(["audit", "verify", "--bundle", "whole.json", "--checkpoint", "lost"])
        .fails(7, "the bundle is older");
    let other = Home::with_vault();
    other.run(["audit", "checkpoint", "-o", "theirs"]).ok();
    let theirs = other.join("theirs").to_str().expect("UTF-8").to_owned();
    home.run(["audit", "verify", "--bundle", "whole.json", "--checkpoint", &theirs])
        .fails(2, "of another vault");
    let key = key_of(&other, &[]);
    home.run(["audit", "verify", "--bundle", "whole.json", "--key", &key])
        .fails(7, "another key than the one given");
    let signed_anew = fs::read_to_string(home.join("before")).expect("reads").replacen('\n', "\n1", 1);
    fs::write(home.join("signed-anew"), signed_anew).expect("writes");
    home.run(["audit", "verify", "--bundle", "whole.json", "--checkpoint", "signed-anew"])
        .fails(7, "checkpoint 1 is not as it was signed");
}

/// The key that a practice tells whoever asks.
fn key_of(home: &Home, vault: &[&str]) -> String {
    let said = home.run([vault, &["audit", "checkpoint", "--json"]].concat()).ok().stdout;
    let said: Value = serde_json::from_str(&said).expect("JSON");
    text(&said, "host_key").to_owned()
}
