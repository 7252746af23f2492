//! What the memory of the process holds: the keys while the session is open, so that the search is known to see, and none
//! once it has ended or has rotated. Only root looks into a process that others may not look into, and holds it up before
//! it is gone, with strace: elsewhere these tests say that they were skipped.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use praxis::crypto::age_file::Identity;
use praxis::crypto::derive;
use praxis::crypto::hash::to_hex;
use praxis::records::compartment::Compartment;
use praxis::records::id::Handle;
use praxis::records::member::{MemberNumber, Role};
use praxis::vault::keyring::{Image, SlotName};
use praxis::vault::wrap::{self, Given, compartment_keys};
use rustix::process::{Signal, kill_process};

use crate::{Practice, Process};

/// What is looked for: what it is called, and bytes of it.
type Needle = (String, Vec<u8>);

/// A secret, as it may lie there: raw, and in hexadecimal digits. Half of one is found as well.
fn forms(what: &str, secret: &[u8]) -> Vec<Needle> {
    let hex = to_hex(secret);
    let named = |form: &str, bytes: &[u8]| (format!("{what}, {form}"), bytes.to_vec());
    let mut forms = Vec::new();
    for (form, whole) in
        [("raw", secret), ("in digits", hex.as_bytes()), ("in capital digits", hex.to_uppercase().as_bytes())]
    {
        forms.extend(whole.chunks(16).map(|half| named(form, half)));
    }
    forms
}

/// An identity, as Bech32 too.
fn forms_of(what: &str, identity: &Identity) -> Vec<Needle> {
    let mut forms = forms(what, &*identity.expose_scalar().expect("a scalar"));
    let text = identity.expose_text();
    let secret = text.strip_prefix("AGE-SECRET-KEY-1").expect("a secret");
    for half in secret.as_bytes().chunks(26).filter(|half| half.len() == 26) {
        forms.push((format!("{what}, as text"), half.to_vec()));
        forms.push((format!("{what}, as small text"), half.to_ascii_lowercase()));
    }
    forms
}

/// The secrets of the epoch that counts, and keys that are sealed in it.
struct Secrets {
    epoch: Vec<Needle>,
    recovery: Vec<Needle>,
    signing: Vec<Needle>,
    records: Vec<Needle>,
    own: Vec<Needle>,
}

fn secrets(practice: &Practice) -> Secrets {
    let text = fs::read_to_string(practice.home.join("away")).expect("reads");
    let own = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    let own = Identity::parse(own).expect("an identity");
    let image = fs::read(practice.home.vault().join("keyring/a")).expect("reads");
    let image = Image::parse(&image).expect("a keyring");
    let (vault, epoch) = (image.header.vault, image.header.epoch);
    let sealed = fs::read(practice.home.state().join(format!("1-{epoch}.age"))).expect("reads");
    let Given::Owner(keys) = wrap::open(&sealed, &own, vault, MemberNumber(1), epoch).expect("opens") else {
        panic!("an owner's")
    };
    let compartments = compartment_keys(Role::Owner, &keys.epoch_secret, vault);
    let mut of_epoch = forms(&format!("E of epoch {epoch}"), keys.epoch_secret.expose_secret());
    for (compartment, key) in &compartments {
        of_epoch.extend(forms(&format!("{compartment:?} of epoch {epoch}"), key.expose_secret()));
    }
    let mut records = Vec::new();
    for name in names(practice) {
        let slot = image.find(name.id(vault)).expect("a slot");
        let (_, key) = compartments.iter().find(|(which, _)| *which == name.compartment).expect("a key");
        let key = slot.open(key, vault, epoch, &name).expect("opens");
        records.extend(forms(&format!("a record key, {:?}", name.compartment), key.expose_secret()));
    }
    assert!(records.len() > 6, "the client has several");
    let signing = derive::member_signing_seed(&own.expose_scalar().expect("a scalar"), vault.as_bytes());
    Secrets {
        epoch: of_epoch,
        recovery: forms_of("the recovery identity", &keys.recovery),
        signing: forms("the key to sign with", signing.expose_secret()),
        records,
        own: forms_of("the member's identity", &own),
    }
}

/// The names of the keys of the clients' records.
fn names(practice: &Practice) -> Vec<SlotName> {
    let store = rusqlite::Connection::open(practice.home.vault().join("vault.db")).expect("opens");
    let all = "SELECT DISTINCT handle, compartment, key_version FROM records JOIN handles USING (handle)
               WHERE register = 'C' AND handles.state IS NOT 'erased'";
    let mut statement = store.prepare(all).expect("prepares");
    let names = statement.query_map([], |row| {
        Ok(SlotName {
            handle: Handle::new(row.get(0)?),
            compartment: Compartment::from_byte(row.get(1)?).expect("a compartment"),
            key_version: row.get(2)?,
            record: None,
        })
    });
    names.expect("reads").map(|name| name.expect("a row")).collect()
}

/// Which of these stand in the memory that a process may write.
fn found(process: &Path, needles: &[Needle]) -> BTreeSet<String> {
    let mut by_first: Vec<Vec<&Needle>> = vec![Vec::new(); 256];
    for needle in needles {
        by_first[usize::from(needle.1[0])].push(needle);
    }
    let memory = File::open(process.join("mem")).expect("opens");
    let maps = fs::read_to_string(process.join("maps")).expect("reads");
    let mut found = BTreeSet::new();
    let mut seen = 0;
    for line in maps.lines() {
        let (range, rest) = line.split_once(' ').expect("a range");
        let (from, to) = range.split_once('-').expect("two ends");
        let end = |digits| u64::from_str_radix(digits, 16).expect("digits");
        if !rest.starts_with("rw") {
            continue;
        }
        let mut bytes = vec![0; usize::try_from(end(to) - end(from)).expect("fits")];
        memory.read_exact_at(&mut bytes, end(from)).expect("reads all of it");
        seen += bytes.len();
        for (at, byte) in bytes.iter().enumerate() {
            for (what, needle) in &by_first[usize::from(*byte)] {
                if bytes[at..].starts_with(needle) {
                    found.insert(what.clone());
                }
            }
        }
    }
    assert!(seen > 100_000, "only {seen} bytes were there to be seen");
    found
}

/// Holds a process up for ever when it is about to be gone, until this is dropped.
struct HeldUp {
    strace: Child,
    said: PathBuf,
}

impl HeldUp {
    fn at_its_end(process: &Process, practice: &Practice) -> Self {
        let said = practice.home.join("trace");
        let number = process.pid.as_raw_nonzero().to_string();
        let mut strace = Command::new("strace")
            .args(["-f", "-p", &number, "-o"])
            .arg(&said)
            .args(["-e", "trace=exit_group", "-e", "inject=exit_group:delay_enter=3600000000"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("strace");
        let mut begun = String::new();
        let mut lines = BufReader::new(strace.stderr.take().expect("a pipe"));
        lines.read_line(&mut begun).expect("a line");
        assert!(begun.contains("attached"), "{begun}");
        Self { strace, said }
    }

    /// Waits until the process has done everything but go.
    fn waits_for_its_end(&self) {
        while !fs::read_to_string(&self.said).unwrap_or_default().contains("exit_group") {
            std::thread::yield_now();
        }
    }
}

impl Drop for HeldUp {
    fn drop(&mut self) {
        let _ = self.strace.kill();
        let _ = self.strace.wait();
    }
}

/// Whether nobody can look, and why.
fn blind(process: &Process) -> bool {
    let why = if File::open(process.file("mem")).is_err() {
        "only root looks into the process of a session"
    } else if Command::new("strace").arg("--version").stdout(Stdio::null()).status().is_err() {
        "there is no strace"
    } else {
        return false;
    };
    #[allow(clippy::print_stderr)] // Who runs the tests is told what was not tested.
    {
        eprintln!("SKIPPED: {why}");
    }
    true
}

fn place(process: &Process) -> PathBuf {
    process.file("")
}

#[test]
fn the_keys_are_in_its_memory_until_it_ends_and_not_after() {
    // `praxis lock` ends it by that very signal.
    for ends_by in ["its idle limit", "a signal"] {
        let practice = Practice::new();
        let idle = if ends_by == "its idle limit" { "10s" } else { "10m" };
        practice.run(["unlock", "--idle", idle, "--quiet"]).ok();
        fs::rename(practice.identity(), practice.home.join("away")).expect("moves");
        let process = practice.process();
        if blind(&process) {
            return;
        }
        let held_up = HeldUp::at_its_end(&process, &practice);
        practice.is_open();
        practice.pipe(["note", "add", "C-0001", "--file", "-"], "about the allotment\n").ok();
        practice.run(["audit", "checkpoint"]).ok();
        let Secrets { epoch, recovery, signing, records, own } = secrets(&practice);
        let before = found(&place(&process), &[&epoch[..], &recovery, &signing, &own].concat());
        let raw = |needles: &[Needle]| -> BTreeSet<String> {
            needles.iter().map(|(what, _)| what.clone()).filter(|what| what.ends_with(", raw")).collect()
        };
        for held in [&epoch, &recovery, &signing] {
            assert!(raw(held).is_subset(&before), "while it is open it holds {:?}: {before:?}", raw(held));
        }
        assert!(
            !before.iter().any(|what| what.starts_with("the member's")),
            "it was never given that: {before:?}"
        );

        if ends_by == "a signal" {
            kill_process(process.pid, Signal::TERM).expect("signals");
        }
        held_up.waits_for_its_end();
        // It is there, and its memory can be read: what it was started with stands in it.
        let witness = [("the witness".to_owned(), b"session-process".to_vec())];
        let all = [&epoch[..], &recovery, &signing, &records, &own, &witness].concat();
        let after = found(&place(&process), &all);
        assert_eq!(after, BTreeSet::from(["the witness".to_owned()]), "after {ends_by}");
        drop(held_up);
        process.ends();
    }
}

#[test]
fn once_it_is_locked_no_process_is_left_whose_memory_could_be_read() {
    let practice = Practice::in_session();
    let process = practice.process();
    let maps = || fs::read_to_string(process.file("maps")).unwrap_or_default();
    assert!(!maps().is_empty() || blind(&process));
    assert_eq!(practice.run(["lock"]).ok().stdout, "locked\n");
    assert_eq!(maps(), "");
}

#[test]
fn a_rotation_wipes_the_keys_of_the_epoch_before() {
    let practice = Practice::in_session();
    practice.run(["client", "add", "--name", "Sam Carter", "--first-contact", "2026-01-05"]).ok();
    let process = practice.process();
    if blind(&process) {
        return;
    }
    let before = secrets(&practice);
    let gone: Vec<Needle> = [&before.epoch[..], &before.records].concat();
    assert!(found(&place(&process), &gone).contains("E of epoch 0, raw"));
    practice.erase("C-0002").ok();
    let after = secrets(&practice);
    let seen = found(&place(&process), &[&gone[..], &after.epoch].concat());
    assert!(seen.contains("E of epoch 1, raw"), "{seen:?}");
    let left: Vec<_> = seen.iter().filter(|what| !what.contains("of epoch 1")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Nobody else looks into it, and no core of it is written.
#[test]
fn it_may_not_be_dumped_and_others_may_not_look_into_it() {
    // Of root every file is root's.
    let Some(practice) = Practice::of_somebody() else { return };
    practice.run(["unlock", "--quiet"]).ok();
    let process = practice.process();
    let limits = fs::read_to_string(process.file("limits")).expect("reads");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
    let both: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(both, ["0", "0"], "{core}");
    // Of a process that may be dumped these are its user's; of one that may not, root's, whoever asks (proc(5)).
    let owner = |name| fs::symlink_metadata(process.file(name)).expect("there").uid();
    let own = fs::metadata(practice.home.path()).expect("there").uid();
    assert_eq!((owner("mem"), owner("environ"), owner("maps")), (0, 0, 0), "and not {own}'s");
    assert_ne!(own, 0);
}
