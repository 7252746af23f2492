//! Sessions with canaries: strings that were never written anywhere else, and the search for them.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::{Done, Home, feed, files};

/// Where memory can be written to as a folder; the editor's text lies there and nowhere else.
pub const SHARED_MEMORY: &str = "/dev/shm";

/// Looks for words whatever their case, in UTF-8 and in UTF-16LE.
#[derive(Default)]
pub struct Scanner {
    /// What a hit is called, and the bytes in lower case.
    words: Vec<(String, Vec<u8>)>,
    /// Words by their first four bytes.
    index: HashMap<[u8; 4], Vec<usize>>,
    /// The pairs of bytes with which some word begins: most places are passed by with one look.
    begins: Vec<bool>,
}

impl Scanner {
    pub fn of(words: &[&str]) -> Self {
        let mut scanner = Self::default();
        for word in words {
            scanner.add(word, word);
        }
        scanner
    }

    /// Adds one way of writing a word.
    pub fn add(&mut self, called: &str, form: &str) {
        assert!(form.len() >= 8, "{form}: too short not to stand in ciphertext by chance");
        let wide: Vec<u8> = form.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [form.as_bytes().to_vec(), wide] {
            let bytes = bytes.to_ascii_lowercase();
            let first = [bytes[0], bytes[1], bytes[2], bytes[3]];
            self.begins.resize(1 << 16, false);
            self.begins[pair(&first)] = true;
            self.index.entry(first).or_default().push(self.words.len());
            self.words.push((called.to_owned(), bytes));
        }
    }

    /// The names of the words that stand in `bytes`.
    pub fn found(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let bytes = bytes.to_ascii_lowercase();
        let mut found = BTreeSet::new();
        if self.words.is_empty() {
            return found;
        }
        for (at, first) in bytes.windows(4).enumerate() {
            if !self.begins[pair(first)] {
                continue;
            }
            let first = [first[0], first[1], first[2], first[3]];
            for &word in self.index.get(&first).into_iter().flatten() {
                let (called, word) = &self.words[word];
                if bytes[at..].starts_with(word) {
                    found.insert(called.as_str());
                }
            }
        }
        found
    }
}

pub fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// Whether a command's stdout is data that the person asked to see.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Prints {
    Data,
    Nothing,
}

pub struct Session {
    pub home: Home,
    /// What is fed in, and what leaves the vault in the clear.
    pub outside: tempfile::TempDir,
    /// `XDG_RUNTIME_DIR`: a folder of memory where there is one.
    pub runtime: tempfile::TempDir,
    /// Distinguishes the canaries of sessions that run at the same time.
    pub tag: &'static str,
    pub count: usize,
    pub scanner: Scanner,
    /// Those that must come out in a plain export.
    pub stored: Vec<String>,
    pub faults: Vec<String>,
    pub shared_memory_before: BTreeSet<PathBuf>,
}

impl Session {
    pub fn begin(tag: &'static str) -> Self {
        Self::in_home(tag, Home::with_vault())
    }

    /// A session in a home that has a vault.
    pub fn in_home(tag: &'static str, home: Home) -> Self {
        let memory = Path::new(SHARED_MEMORY);
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let runtime = tempfile::Builder::new()
            .prefix("canary-runtime-")
            .permissions(fs::Permissions::from_mode(0o700))
            .tempdir_in(base)
            .expect("a folder");
        Self {
            shared_memory_before: shared_memory(),
            home,
            outside: tempfile::Builder::new().prefix("canary-outside-").tempdir().expect("a folder"),
            runtime,
            tag,
            count: 0,
            scanner: Scanner::default(),
            stored: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A word that stands nowhere else; never a part of another one.
    pub fn canary(&mut self, word: &str) -> String {
        self.count += 1;
        let canary = format!("CANARY{}{word}{:05}", self.tag, self.count);
        assert!(canary.len() >= 12);
        self.scanner.add(&canary, &canary);
        canary
    }

    /// A canary that will be stored.
    pub fn kept(&mut self, word: &str) -> String {
        let canary = self.canary(word);
        self.stored.push(canary.clone());
        canary
    }

    /// A day, in every form in which people and programs write one.
    pub fn day(&mut self, iso: &str) -> String {
        let day: chrono::NaiveDate = iso.parse().expect("a day");
        for form in ["%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d.%m.%Y", "%-d %b %Y"] {
            self.scanner.add(iso, &day.format(form).to_string());
        }
        iso.to_owned()
    }

    pub fn kept_day(&mut self, iso: &str) -> String {
        self.stored.push(iso.to_owned());
        self.day(iso)
    }

    /// A number, with spaces, without, and with hyphens.
    pub fn number(&mut self, number: &str) -> String {
        for form in [number.to_owned(), number.replace(' ', ""), number.replace(' ', "-")] {
            self.scanner.add(number, &form);
        }
        number.to_owned()
    }

    pub fn kept_number(&mut self, number: &str) -> String {
        self.stored.push(number.to_owned());
        self.number(number)
    }

    /// A template with a fresh canary for each `{}`.
    pub fn fill(&mut self, template: &str) -> String {
        let mut parts = template.split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            text.push_str(&self.canary("said"));
            text.push_str(part);
        }
        text
    }

    /// A file outside the home.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.outside.path().join(name);
        fs::write(&path, bytes).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    }

    pub fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = self.home.command(args);
        command.env("XDG_RUNTIME_DIR", self.runtime.path());
        command
    }

    /// Runs a command and searches what it says.
    #[track_caller]
    pub fn go(&mut self, command: Command, input: Option<&[u8]>, code: i32, prints: Prints) -> Done {
        let said: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
        let said = said.join(" ");
        let done = if let Some(input) = input { feed(command, input) } else { run(command) };
        if done.code != code {
            // A refusal that did not come is told with the leaks; without what was asked for nothing goes on.
            let ended =
                format!("`{said}` ended with {}, not {code}: {}{}", done.code, done.stdout, done.stderr);
            assert_ne!(code, 0, "{ended}");
            self.faults.push(ended);
        } else if code != 0 && !done.stderr.contains("\nhint: ") && !done.stderr.contains("\"hint\"") {
            self.faults.push(format!("`{said}` gives no hint: {}", done.stderr));
        }
        assert!(!done.stderr.contains("panicked"), "{said}\nstderr: {}", done.stderr);
        self.search(&format!("stderr of `{said}`"), done.stderr.as_bytes());
        if prints == Prints::Nothing {
            self.search(&format!("stdout of `{said}`"), done.stdout.as_bytes());
        }
        // What the next command writes over; all the rest is searched at the end.
        for (path, bytes) in files(self.home.path()).iter().filter(|(_, bytes)| bytes.len() < 1 << 16) {
            self.search(&format!("{} after `{said}`", path.display()), bytes);
        }
        done
    }

    pub fn search(&mut self, place: &str, bytes: &[u8]) {
        for word in self.scanner.found(bytes) {
            self.faults.push(format!("{word} in {place}"));
        }
    }

    /// A command that does something and prints a reference.
    #[track_caller]
    pub fn does(&mut self, args: &[&str]) -> String {
        self.go(self.command(args), None, 0, Prints::Nothing).stdout.trim().to_owned()
    }

    #[track_caller]
    pub fn does_with(&mut self, args: &[&str], input: &str) -> String {
        self.go(self.command(args), Some(input.as_bytes()), 0, Prints::Nothing).stdout.trim().to_owned()
    }

    /// A command that prints data: what is asked for has to be in it.
    #[track_caller]
    pub fn reads(&mut self, args: &[&str], wanted: &[&str]) {
        let done = self.go(self.command(args), None, 0, Prints::Data);
        for word in wanted {
            assert!(done.stdout.contains(word), "{args:?} does not print {word}: {}", done.stdout);
        }
    }

    #[track_caller]
    pub fn refuses(&mut self, code: i32, args: &[&str]) -> Done {
        self.go(self.command(args), None, code, Prints::Nothing)
    }

    #[track_caller]
    pub fn refuses_with(&mut self, code: i32, args: &[&str], input: &[u8]) -> Done {
        self.go(self.command(args), Some(input), code, Prints::Nothing)
    }

    /// Ends the session: exports, searches all that is left, and says every fault at once.
    pub fn end(mut self) {
        self.does(&["export", "-o", "everything.tar.age"]);
        self.does(&["export", "--format", "csv", "-o", "spreadsheets.tar.age"]);
        // The place is written into the register: it may hold a name too.
        let place = self.canary("place");
        let plain = self.outside.path().join(place);
        let export = ["export", "--plain", "-o", plain.to_str().expect("UTF-8")];
        let done = self.go(self.command(&export), None, 0, Prints::Nothing);
        assert!(done.stderr.contains("not sealed"), "{}", done.stderr);

        // The search sees: what stands in the clear on purpose, and all that was stored.
        let praxis_toml = fs::read(self.home.vault().join("praxis.toml")).expect("reads");
        assert!(Scanner::of(&["Willow Rooms"]).found(&praxis_toml).contains("Willow Rooms"));
        let database = fs::read(self.home.vault().join("vault.db")).expect("reads");
        assert!(Scanner::of(&["vault.created"]).found(&database).contains("vault.created"));
        let exported: Vec<u8> = files(&plain).into_iter().flat_map(|(_, bytes)| bytes).collect();
        assert!(!self.stored.is_empty());
        let found = self.scanner.found(&exported);
        let missing = self.stored.iter().filter(|word| !found.contains(word.as_str()));
        let missing: Vec<String> =
            missing.map(|word| format!("{word} is not in the export: was it stored?")).collect();
        self.faults.extend(missing);

        for (path, bytes) in files(self.home.path()) {
            let path = path.strip_prefix(self.home.path()).expect("below").to_owned();
            let name = path.display().to_string();
            self.search(&format!("the path {name}"), name.as_bytes());
            self.search(&format!("the file {name}"), &bytes);
        }
        for (column, value) in clear_values(&self.home.vault().join("vault.db")) {
            self.search(&format!("the column {column}"), &value);
        }
        self.search_memory();
        assert!(self.faults.is_empty(), "{} faults:\n{}", self.faults.len(), self.faults.join("\n"));
    }

    /// Nothing is left in memory folders. Other programs may use them at the same time: theirs do not count.
    pub fn search_memory(&mut self) {
        for (path, bytes) in files(self.runtime.path()) {
            self.search(&format!("memory, {}", path.display()), &bytes);
        }
        let left = fs::read_dir(self.runtime.path()).expect("a folder").count();
        if left > 0 {
            self.faults.push(format!("{left} entries left in XDG_RUNTIME_DIR"));
        }
        let begin = Instant::now();
        loop {
            let mut ours = Vec::new();
            for path in shared_memory().difference(&self.shared_memory_before) {
                // Somebody else's may go while it is looked at.
                let Ok(entries) = fs::read_dir(path) else { continue };
                let text: Vec<Vec<u8>> = entries.flatten().filter_map(|e| fs::read(e.path()).ok()).collect();
                let words: BTreeSet<&str> = text.iter().flat_map(|t| self.scanner.found(t)).collect();
                if text.is_empty() || !words.is_empty() {
                    ours.push(format!("{} is left in memory and holds {words:?}", path.display()));
                }
            }
            if ours.is_empty() {
                return;
            }
            if begin.elapsed() > Duration::from_secs(5) {
                self.faults.extend(ours);
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

pub fn run(mut command: Command) -> Done {
    command.output().expect("runs").into()
}

/// praxis's own folders in shared memory.
pub fn shared_memory() -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(SHARED_MEMORY).into_iter().flatten().flatten();
    // praxis's own folders are `praxis-` and six letters; homes of other tests have longer names.
    let own = |name: &str| name.strip_prefix("praxis-text-").is_some_and(|rest| rest.len() == 6);
    entries.filter(|e| own(&e.file_name().to_string_lossy())).map(|e| e.path()).collect()
}

/// Every value of every clear column, as bytes, with the column's name.
pub fn clear_values(database: &Path) -> Vec<(String, Vec<u8>)> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = rusqlite::Connection::open_with_flags(database, flags).expect("opens");
    let mut tables = connection.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("SQL");
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect();
    let mut values = Vec::new();
    for table in tables {
        let mut all = connection.prepare(&format!("SELECT * FROM {table}")).expect("SQL");
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for (at, column) in columns.iter().enumerate().filter(|(_, column)| *column != "envelope") {
                let value = match row.get_ref(at).expect("a value") {
                    rusqlite::types::ValueRef::Null => continue,
                    rusqlite::types::ValueRef::Integer(number) => number.to_string().into_bytes(),
                    rusqlite::types::ValueRef::Real(number) => number.to_string().into_bytes(),
                    rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) => {
                        bytes.to_vec()
                    }
                };
                values.push((format!("{table}.{column}"), value));
            }
        }
    }
    let audited = values.iter().filter(|(column, _)| column == "audit.action").count();
    assert!(audited > 3, "the log was read");
    values
}
