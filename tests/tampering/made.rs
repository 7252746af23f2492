//! A vault with something of every kind in it, made once; each test changes a copy of its own and looks what comes of
//! that, through the library.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use praxis::clock::Now;
use praxis::crypto::age_file::Identity;
use praxis::crypto::hash::sha256;
use praxis::failure::{Exit, Failure};
use praxis::vault::{Findings, Level, Notices, Options, Unlocked, Vault};
use rusqlite::Connection;
use serde_json::json;

use super::common::{Done, PRAXIS, files};
use super::filled::fill;

/// When everything here happens.
pub const NOW: &str = "2026-11-22T10:00:00Z";
const VAULT: &str = ".local/share/praxis";
const STATE: &str = ".local/state/praxis";
const IDENTITY: &str = ".config/praxis/identity.age";

/// Paths and bytes.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// A copy of the vault, in a home of its own.
pub struct Made {
    home: tempfile::TempDir,
    /// Its owner.
    pub identity: Identity,
    /// Every file as it should be, by its path below the home.
    whole: Files,
    /// What all records say, opened.
    pub opened: String,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Look {
    /// What was found damaged or refused, in words.
    pub wrong: Vec<String>,
    /// The code that the command would end with.
    pub exit: u8,
    /// What a person would be warned of.
    pub notices: Vec<String>,
    /// What all records say, where they opened.
    pub opened: Option<String>,
}

impl Look {
    /// Whether something was found wrong that names one of these.
    pub fn names(&self, any: &[&str]) -> bool {
        self.wrong.iter().any(|wrong| any.iter().any(|name| wrong.contains(name)))
    }

    fn failed(&mut self, failure: &Failure) {
        let explained = failure.explain();
        assert_ne!(explained.hint, "", "{}", explained.message);
        assert!(!explained.hint.contains("a fault in praxis"), "{}", explained.message);
        self.exit = explained.exit as u8;
        self.wrong.push(explained.message);
    }
}

/// Numbers that look random and are the same on every run: SHA-256 in counter mode.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn below(&mut self, end: usize) -> usize {
        // The seed is the lower half: no two streams meet.
        self.0 += 1 << 32;
        let hash = sha256(&self.0.to_le_bytes());
        let number = u64::from_le_bytes(hash[..8].try_into().expect("8 bytes"));
        usize::try_from(number % end as u64).expect("below a usize")
    }

    /// Another byte.
    pub fn other(&mut self, byte: u8) -> u8 {
        byte ^ u8::try_from(1 + self.below(255)).expect("a byte")
    }
}

/// In memory where there is some: every look opens a database.
fn folder() -> tempfile::TempDir {
    let mut named = tempfile::Builder::new();
    named.prefix("tampering-of-praxis-");
    named.tempdir_in("/dev/shm").or_else(|_| named.tempdir()).expect("a folder")
}

fn write(path: &Path, bytes: &[u8]) {
    let above = path.parent().expect("a folder");
    fs::DirBuilder::new().recursive(true).mode(0o700).create(above).expect("a folder");
    let _ = fs::remove_dir_all(path);
    let _ = fs::remove_file(path);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).expect("opens");
    std::io::Write::write_all(&mut file, bytes).expect("writes");
}

/// How the vault in a home is opened.
pub fn options(home: &Path, notices: &Notices) -> Options {
    Options {
        at: home.join(VAULT),
        state: home.join(STATE),
        now: Now::at(NOW.parse().expect("an instant")),
        command: "test".to_owned(),
        // The program itself may have written before, and its clock is the machine's.
        accept_clock: true,
        looking: false,
        notices: notices.clone(),
    }
}

impl Made {
    /// A copy of the one vault that all tests share.
    pub fn new() -> Self {
        // Its files alone: a folder in a static would stay when the tests have ended.
        static SHARED: OnceLock<(String, Files, String)> = OnceLock::new();
        let (identity, whole, opened) = SHARED.get_or_init(|| {
            let made = Self::make(&Identity::generate());
            (made.identity.expose_text().to_string(), made.whole, made.opened)
        });
        let identity = Identity::parse(identity).expect("an identity");
        let made = Self { home: folder(), identity, whole: whole.clone(), opened: opened.clone() };
        made.restore();
        made
    }

    /// Another vault of the same person, with the same references.
    pub fn another(&self) -> Self {
        Self::make(&self.identity)
    }

    fn make(identity: &Identity) -> Self {
        let home = folder();
        let at = home.path();
        write(&at.join(IDENTITY), identity.file_text().as_bytes());
        fs::create_dir_all(at.join(".local/share")).expect("a folder");
        fill(at, identity);
        let identity = Identity::parse(&identity.expose_text()).expect("an identity");
        let mut made = Self { home, identity, whole: Vec::new(), opened: String::new() };
        made.take_as_whole();
        let look = made.look();
        assert_eq!((&look.wrong, look.exit), (&Vec::new(), 0));
        made.opened = look.opened.expect("opens");
        made.restore();
        made
    }

    /// Takes the files as they are now for what they should be.
    pub fn take_as_whole(&mut self) {
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)");
        let home = self.home.path();
        let below = |(path, bytes): (PathBuf, Vec<u8>)| {
            (path.strip_prefix(home).expect("below the home").to_owned(), bytes)
        };
        self.whole = files(home).into_iter().map(below).collect();
    }

    /// Puts back every file, and removes all others.
    pub fn restore(&self) {
        for (path, bytes) in &self.whole {
            let path = self.home.path().join(path);
            let link = fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink());
            if link || fs::read(&path).ok().as_ref() != Some(bytes) {
                write(&path, bytes);
            }
        }
        for (path, _) in files(self.home.path()) {
            let known = path.strip_prefix(self.home.path()).expect("below the home");
            if !self.whole.iter().any(|(whole, _)| whole == known) {
                fs::remove_file(path).expect("removes");
            }
        }
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The path of a file by the name that it has on the format page.
    pub fn path(&self, name: &str) -> PathBuf {
        match name {
            "1-0.age" | "host.key" | "seen" | "CACHEDIR.TAG" => {
                let mut states = fs::read_dir(self.home.path().join(STATE)).expect("a state folder");
                states.next().expect("one vault").expect("an entry").path().join(name)
            }
            "identity.age" => self.home.path().join(IDENTITY),
            _ => self.home.path().join(VAULT).join(name),
        }
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).expect("reads")
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).expect("writes");
    }

    /// Runs statements on the database, behind praxis's back and past its checks.
    pub fn sql(&self, statements: &str) {
        let database = self.database();
        database.execute_batch("PRAGMA ignore_check_constraints = ON").expect("runs");
        database.execute_batch(statements).unwrap_or_else(|e| panic!("{statements}: {e}"));
    }

    pub fn database(&self) -> Connection {
        Connection::open(self.path("vault.db")).expect("opens")
    }

    /// What is found without a key: opening and examining.
    pub fn look_locked(&self) -> Look {
        let (mut look, notices) = (Look::default(), Notices::default());
        match Vault::open(options(self.home.path(), &notices)).and_then(|vault| vault.examine()) {
            Ok(findings) => look.take(&findings),
            Err(failure) => look.failed(&failure),
        }
        look.notices = notices.take();
        look
    }

    /// What is found with the key of the owner.
    pub fn look(&self) -> Look {
        self.look_with(&self.identity)
    }

    /// Unlocks, opens everything and then examines.
    pub fn look_with(&self, identity: &Identity) -> Look {
        let (mut look, notices) = (Look::default(), Notices::default());
        match self.unlock(identity, &notices) {
            Ok(mut unlocked) => {
                match opened(&mut unlocked) {
                    Ok(opened) => look.opened = Some(opened),
                    Err(failure) => look.failed(&failure),
                }
                match unlocked.examine() {
                    Ok(findings) => look.take(&findings),
                    Err(failure) => look.failed(&failure),
                }
            }
            Err(failure) => look.failed(&failure),
        }
        look.notices = notices.take();
        look
    }

    /// What is found before anything is read.
    pub fn look_at_opening(&self) -> Look {
        let (mut look, notices) = (Look::default(), Notices::default());
        if let Err(failure) = Vault::open(options(self.home.path(), &notices)) {
            look.failed(&failure);
        }
        look.notices = notices.take();
        look
    }

    /// What is found on the way in.
    pub fn look_at_unlock(&self) -> Look {
        let (mut look, notices) = (Look::default(), Notices::default());
        if let Err(failure) = self.unlock(&self.identity, &notices) {
            look.failed(&failure);
        }
        look.notices = notices.take();
        look
    }

    pub fn unlock(&self, identity: &Identity, notices: &Notices) -> Result<Unlocked, Failure> {
        Vault::open(options(self.home.path(), notices))?.unlock(identity)
    }

    /// Runs the program in this home.
    #[track_caller]
    pub fn run(&self, args: &[&str]) -> Done {
        let mut command = Command::new(PRAXIS);
        command.args(args).env_clear().env("HOME", self.home.path()).env("LANG", "C.UTF-8");
        // What is made here says that it is this day; the log must not lie in the future of whoever runs the tests.
        command.arg("--accept-clock").current_dir(self.home.path());
        let done: Done = command.output().expect("runs").into();
        for word in ["praxis stopped at", "panicked", "fault in praxis"] {
            assert!(!done.stderr.contains(word), "{args:?}: {}", done.stderr);
        }
        done
    }
}

impl Look {
    fn take(&mut self, findings: &Findings) {
        for finding in findings.list().iter().filter(|finding| finding.level == Level::Damage) {
            self.exit = Exit::Damaged as u8;
            // Both are read: what was looked at, and how it stands.
            self.wrong.push(format!("{}: {}", finding.about, finding.what));
        }
    }
}

/// What all records say: two of these are equal when nothing that can be read has changed.
fn opened(unlocked: &mut Unlocked) -> Result<String, Failure> {
    let all = unlocked.everything()?;
    let mut text = String::new();
    for shown in &all.clients {
        let client = &shown.client;
        let parts = json!([client.person, client.contact, client.clinical, client.dates]);
        text += &format!("{:?} {:?} {parts} {}\n", shown.row, shown.versions, shown.notes);
    }
    for note in &all.notes {
        let found = &note.found;
        let versions = json!([found.note, note.former]);
        let place = (found.reference, found.client, found.state, found.version, found.goes_from);
        text += &format!("{place:?} {versions}\n");
    }
    // Examining compares every piece of them with the hash that is in here.
    for found in &all.files {
        text += &format!("{:?} {:?} {}\n", found.reference, found.client, json!(found.file));
    }
    Ok(text)
}
