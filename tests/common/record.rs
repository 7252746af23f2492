//! A record with a word of its own in every field of every item, and the pack that is made of it.

use std::fs;
use std::io::Read;
use std::path::Path;

use praxis::crypto::age_file::{Identity, open_with};

use super::{Done, Home};

/// Where each word stands.
pub const WORDS: [(&str, &str); 16] = [
    ("C-0001/contact", "zaffreroad"),
    ("C-0001/clinical", "quistery"),
    ("N-000001", "mardlewort"),
    ("N-000002", "fennimore"),
    ("N-000003", "ostrander"),
    ("N-000004", "wimpleday"),
    ("N-000005", "crosswick"),
    ("N-000006", "yarrowgate"),
    ("N-000007", "holtersby"),
    ("N-000008", "pellinard"),
    ("N-000008", "grimsdyke"),
    ("N-000009", "underhowe"),
    ("N-000010", "beckstone"),
    ("N-000011", "lanterhill"),
    ("H-0001", "inglethorp"),
    ("D-0001", "dunnockvale"),
];

/// The words of files about health: their content and their names.
pub const OF_FILES: [(&str, &str); 4] = [
    ("F-000001", "tarnbridge"),
    ("F-000001", "skelwith"),
    ("F-000002", "rosthwaite"),
    ("F-000002", "hawkshead"),
];

/// What stands in an item that goes out though nobody decided: it is not about health, and names nobody else.
pub const GIVEN: [&str; 3] = ["Ottilie Fairweather", "otterbourne", "sevenhampton"];

/// Another client's note that names the person, and what else stands in it.
pub const ELSEWHERE: (&str, &str) = ("N-000012", "vintnerly");

/// Whom the record knows beside the person.
pub const OTHERS: [&str; 3] = ["Quillfeather", "Nettlefold", "Farthing"];

/// A home with the record of C-0001, in a couple with C-0002, named in a note of C-0004; and a request of theirs.
pub fn home() -> Home {
    let home = Home::with_vault();
    home.run([
        "client",
        "add",
        "--name",
        "Ottilie Fairweather",
        "--known-as",
        "Otterbourne",
        "--born",
        "1985-03-02",
        "--address",
        "1 Zaffreroad, Leeds",
        "--emergency-contact",
        "Maya Quillfeather (sister) 07700 900456",
        "--alert",
        "quistery",
        "--first-contact",
        "2026-01-05",
    ])
    .ok();
    home.client("Caspian Nettlefold");
    let couple = ["client", "add", "--name", "Fairweather and Nettlefold", "--kind", "couple"];
    home.run(couple.into_iter().chain(["--member", "C-0001", "--member", "C-0002"])).ok();
    home.client("Isolde Farthing");
    let note = |client, kind, text: &str, more: &[&str]| {
        let args = ["note", "add", client, "--kind", kind, "--date", "2026-02-03", "--file", "-"];
        home.pipe(args.iter().chain(more), text.as_bytes()).ok();
    };
    note("C-0001", "session", "mardlewort: Maya Quillfeather rang on 07700 900456, plumblossom", &[]);
    note("C-0001", "assessment", "fennimore", &[]);
    note("C-0001", "intake", "ostrander", &[]);
    note("C-0001", "contract", "wimpleday", &[]);
    note("C-0001", "correspondence", "crosswick", &[]);
    note("C-0001", "process", "yarrowgate", &[]);
    note("C-0001", "supervision", "holtersby", &[]);
    note("C-0001", "session", "pellinard, and coldwaltham", &[]);
    let amend = ["note", "amend", "N-000008", "--reason", "correction", "--file", "-"];
    home.pipe(amend, b"grimsdyke, and coldwaltham").ok();
    note("C-0001", "session", "underhowe", &["--draft"]);
    note("C-0001", "session", "beckstone", &[]);
    home.run(["note", "trash", "N-000010"]).ok();
    note("C-0003", "session", "lanterhill, and Caspian said so", &[]);
    note("C-0004", "session", "vintnerly: met Ottilie Fairweather; so did Isolde Farthing", &[]);
    for (name, content, kind) in [
        ("skelwith.txt", "tarnbridge", "document"),
        ("hawkshead.mp3", "rosthwaite", "recording"),
        ("invoice.txt", "sevenhampton", "invoice"),
    ] {
        fs::write(home.join(name), content).expect("writes");
        home.run(["file", "add", "C-0001", name, "--kind", kind]).ok();
        fs::remove_file(home.join(name)).expect("goes");
    }
    home.pipe(["hold", "place", "--client", "C-0001", "--reason-file", "-"], b"inglethorp").ok();
    let told =
        ["disclosure", "add", "C-0001", "--to", "The Surgery", "--capacity", "gp", "--on", "2026-05-20"];
    home.run(told.into_iter().chain(["--basis", "consent", "--about", "dunnockvale"])).ok();
    home.run(["request", "open", "--client", "C-0001", "--right", "access"]).ok();
    home
}

/// Your recipient, to whom packs are sealed here.
pub fn recipient(home: &Home) -> String {
    identity(home).recipient().to_string()
}

fn identity(home: &Home) -> Identity {
    let text = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    Identity::parse(secret).expect("an identity")
}

/// Exports the pack of a request to `output`.
pub fn export(home: &Home, request: &str, output: &str, more: &[&str]) -> Done {
    let recipient = recipient(home);
    let args = ["sar", "export", request, "-o", output, "--recipient", &recipient];
    home.run(args.iter().chain(more))
}

/// An archive, opened.
pub struct Opened {
    /// Its files, by name.
    pub files: Vec<(String, Vec<u8>)>,
    /// Every byte of it, in lower case.
    bytes: Vec<u8>,
}

/// Opens a pack.
pub fn open(home: &Home, pack: &Path) -> Opened {
    let sealed = fs::read(pack).expect("a pack");
    let archive = open_with(&identity(home), &sealed).expect("opens");
    let mut files = Vec::new();
    for entry in tar::Archive::new(archive.as_slice()).entries().expect("an archive") {
        let mut entry = entry.expect("a file");
        let name = entry.path().expect("a name").to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("reads");
        files.push((name, bytes));
    }
    Opened { files, bytes: archive.to_ascii_lowercase() }
}

impl Opened {
    /// Whether a word stands in any byte of it, names, padding and all, whatever its case.
    pub fn has(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        self.bytes.windows(word.len()).any(|bytes| bytes == word.as_bytes())
    }

    /// A file as text.
    pub fn text(&self, name: &str) -> String {
        let (_, bytes) = self.files.iter().find(|(file, _)| file == name).expect("a file of that name");
        String::from_utf8(bytes.clone()).expect("UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("record.json")).expect("JSON")
    }

    pub fn names(&self) -> Vec<&str> {
        self.files.iter().map(|(name, _)| name.as_str()).collect()
    }
}
