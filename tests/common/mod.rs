//! What the tests of the binary share: a throw-away home and a cleared environment.
#![allow(dead_code)] // Every test binary uses a part of it.

pub mod canary;
pub mod clear;
pub mod faults;
pub mod opened;
pub mod record;
pub mod screen;
pub mod story;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The binary under test.
pub const PRAXIS: &str = env!("CARGO_BIN_EXE_praxis");

/// A home of its own, with nothing of the machine's in it.
pub struct Home {
    folder: tempfile::TempDir,
    /// Where text that could not be stored is kept, where there is memory to keep it in.
    memory: Option<tempfile::TempDir>,
}

/// What a command did.
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Home {
    /// An empty home.
    pub fn empty() -> Self {
        let named = |prefix| {
            let mut builder = tempfile::Builder::new();
            builder.prefix(prefix);
            builder
        };
        Self {
            folder: named("praxis-test-").tempdir().expect("a folder"),
            memory: named("test-of-praxis-").tempdir_in("/dev/shm").ok(),
        }
    }

    /// A home with a bare identity in the usual place and a vault in the usual place, without a kit.
    pub fn with_vault() -> Self {
        let home = Self::empty();
        home.run(["identity", "new", "--bare"]).ok();
        home.run(INIT).ok();
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path().join(path)
    }

    /// The vault in the usual place.
    pub fn vault(&self) -> PathBuf {
        self.join(".local/share/praxis")
    }

    /// The state folder of the one vault in this home.
    pub fn state(&self) -> PathBuf {
        let base = self.join(".local/state/praxis");
        let mut found: Vec<PathBuf> =
            fs::read_dir(&base).expect("a state folder").map(|e| e.expect("entry").path()).collect();
        assert_eq!(found.len(), 1, "one vault, one state folder");
        found.remove(0)
    }

    /// A command in the cleared environment, working in this home.
    pub fn command<I, S>(&self, args: I) -> Command
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        let mut command = Command::new(PRAXIS);
        command.args(args);
        self.clear(&mut command);
        command
    }

    /// Clears the environment of any command, and moves it into this home.
    pub fn clear(&self, command: &mut Command) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        command
            .env_clear()
            .env("HOME", self.path())
            .env("PATH", path)
            .env("LANG", "C.UTF-8")
            .current_dir(self.path());
        command.env("TMPDIR", self.path()).stdin(Stdio::null());
        if let Some(memory) = &self.memory {
            command.env("XDG_RUNTIME_DIR", memory.path());
        }
    }

    /// Runs praxis without input.
    pub fn run<I, S>(&self, args: I) -> Done
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        self.command(args).output().expect("runs").into()
    }

    /// Runs praxis with `input` on stdin.
    pub fn pipe<I, S>(&self, args: I, input: &[u8]) -> Done
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        feed(self.command(args), input)
    }

    /// Adds a client; gives the reference.
    pub fn client(&self, name: &str) -> String {
        self.run(["client", "add", "--name", name, "--first-contact", "2026-01-05"])
            .ok()
            .stdout
            .trim()
            .to_owned()
    }

    /// Adds a session note; gives the reference.
    pub fn note(&self, client: &str, text: &str) -> String {
        let args = ["note", "add", client, "--date", "2026-02-03", "--file", "-"];
        self.pipe(args, text.as_bytes()).ok().stdout.trim().to_owned()
    }
}

/// `init` without questions and without a kit.
pub const INIT: [&str; 7] = [
    "init",
    "--non-interactive",
    "--practice",
    "Willow Rooms",
    "--nation",
    "england-and-wales",
    "--accept-total-loss",
];

/// Runs a command with `input` on stdin. A command that does not read it all is no failure here.
pub fn feed(mut command: Command, input: &[u8]) -> Done {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("ends");
    writer.join().expect("written");
    output.into()
}

impl From<Output> for Done {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Done {
    /// The command did what it was asked.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// The command failed with this code and said this.
    #[track_caller]
    pub fn fails(self, code: i32, says: &str) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        assert!(self.stderr.contains(says), "expected: {says}\nstderr: {}", self.stderr);
        assert!(
            self.stderr.contains("\nhint: ") || self.stderr.contains("\"hint\""),
            "no hint: {}",
            self.stderr
        );
        self
    }

    /// stdout as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|e| panic!("{e}: {}", self.stdout))
    }
}

/// Every file below a folder with its bytes, in order of its path.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("entry").path();
            let about = fs::symlink_metadata(&path).expect("there");
            if about.is_dir() {
                left.push(path);
            } else if about.is_file() {
                let bytes = fs::read(&path).expect("reads");
                found.push((path, bytes));
            }
        }
    }
    found.sort();
    found
}

/// Copies a folder and everything in it.
pub fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp");
    assert!(done.success());
}
