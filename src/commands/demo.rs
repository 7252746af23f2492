//! `praxis demo`: a whole story on a throw-away vault, told with the program's own commands.
//!
//! Each step runs this very program in a cleared environment, so that what is shown is what anybody can type.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Context;
use crate::failure::{Exit, Failure};

/// Show a whole story on a throw-away vault
///
/// Clients, notes, a letter, a search, an examination, a backup, a hold, an erasure with its certificate, a retention sweep,
/// and a look into the vault's own files for the words just written.
///
/// Nothing of yours is read or written; the people in it are invented.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis demo")]
pub struct Args {}

/// One thing that happens.
struct Step {
    say: &'static str,
    /// Arguments, as they would be typed.
    run: &'static [&'static str],
    /// What comes through the pipe.
    input: &'static str,
    expect: Exit,
}

const fn step(say: &'static str, run: &'static [&'static str], input: &'static str) -> Step {
    Step { say, run, input, expect: Exit::Done }
}

/// What the notes of the story say. The scan at the end looks for these very words.
const RAIN: &str =
    "Spoke about the flood at the allotment, and sleeping badly since. Agreed to keep a sleep diary.\n";
const HERON: &str = "Brought a drawing of a heron. School is going better; grandmother collected him.\n";
const LAUGH: &str = "Sleep diary filled in. Laughed for the first time about the marrows.\n";
const HUNCH: &str = "I notice I am protective of this one. Take to supervision: whose flood is it?\n";
const MENDED: &str =
    "Spoke about the flood at the allotment, and sleeping badly since May. Agreed to keep a sleep diary.\n";

/// The letter, and what its file is called until it is in the vault.
const SCAN: &str = "letter-from-surgery.txt";
const LETTER: &str = "Dear colleague, thank you for seeing her. The insurance dispute keeps her awake.\n";

const STORY: &[Step] = &[
    step(
        "An identity opens the vault. A real one has a passphrase; this one does not, so that the story runs by itself.",
        &["identity", "new", "--bare"],
        "",
    ),
    step(
        "A vault is made, and a recovery kit, which is read back at once. Its passphrase comes through a pipe.",
        &[
            "init",
            "--non-interactive",
            "--practice",
            "Willow Rooms",
            "--nation",
            "england-and-wales",
            "--kit-out",
            "kit.age",
            "--kit-passphrase-fd",
            "0",
        ],
        "plinth gravel otter seventeen\n",
    ),
    step(
        "Four clients. Each gets keys of their own; no two clients share one.",
        &[
            "client",
            "add",
            "--name",
            "Ottilie Fairweather",
            "--born",
            "1979-03-14",
            "--phone",
            "07700 900123",
            "--first-contact",
            "2026-05-11",
        ],
        "",
    ),
    step(
        "",
        &[
            "client",
            "add",
            "--name",
            "Caspian Nettlefold",
            "--born",
            "2016-09-02",
            "--guardian",
            "Isolde Nettlefold",
            "--first-contact",
            "2026-06-01",
        ],
        "",
    ),
    step(
        "",
        &[
            "client",
            "add",
            "--name",
            "Fairweather and Quill",
            "--kind",
            "couple",
            "--member",
            "C-0001",
            "--first-contact",
            "2026-07-20",
        ],
        "",
    ),
    step(
        "The fourth came long ago, and the record is still here.",
        &[
            "client",
            "add",
            "--name",
            "Lambert Quillfeather",
            "--born",
            "1961-04-30",
            "--first-contact",
            "2014-09-01",
        ],
        "",
    ),
    step("", &["client", "end", "C-0004", "--date", "2016-01-29"], ""),
    step(
        "Notes come from the editor, a file or a pipe, never from the command line.",
        &[
            "note",
            "add",
            "C-0001",
            "--kind",
            "session",
            "--date",
            "2026-05-18",
            "--minutes",
            "50",
            "--modality",
            "in-person",
        ],
        RAIN,
    ),
    step("", &["note", "add", "C-0001", "--date", "2026-05-25"], LAUGH),
    step(
        "A process note is the practitioner's own thinking: it has a key of its own, and moves no date.",
        &["note", "add", "C-0001", "--kind", "process", "--date", "2026-06-02"],
        HUNCH,
    ),
    step(
        "A client may be named by a part of the name.",
        &["note", "add", "caspian", "--kind", "assessment", "--date", "2026-06-08"],
        HERON,
    ),
    step("Who is there?", &["client", "list"], ""),
    step("A search opens notes in memory; there is no index on the disk.", &["search", "sleep"], ""),
    step(
        "A signed note is never changed. An amendment is added, with its reason, and the former version stays.",
        &["note", "amend", "N-000001", "--reason", "correction"],
        MENDED,
    ),
    step("", &["note", "show", "N-000001", "--versions"], ""),
    step(
        "A letter came by post and was scanned. Its content and its name are sealed; the scan itself is deleted then.",
        &["file", "add", "C-0001", SCAN],
        "",
    ),
    step("", &["file", "list", "C-0001"], ""),
    step("It comes back byte for byte, here into a pipe.", &["file", "get", "F-000001", "-o", "-"], ""),
    step(
        "The doctor opens everything and compares every row with the log; then it looks at the machine.",
        &["doctor"],
        "",
    ),
    step(
        "A kit may also lie in a safe, on paper. It is on record, and this one was not typed back yet.",
        &["kit", "new", "--print", "--place", "the safe"],
        "",
    ),
    step("", &["kit", "list"], ""),
    step(
        "A backup takes no key: cron makes it. It may lie anywhere, for as long as you like; the secret is never in it.",
        &["backup", "create", "--to", STICK],
        "",
    ),
    step(
        "A claim is announced. While a hold stands, nothing of the client is destroyed, by any command.",
        &["hold", "place", "--client", "C-0002", "--reason-file", "-", "--review", "2099-03-01"],
        "The insurer wrote: a claim is likely.\n",
    ),
    Step {
        say: "",
        run: &["erase", "C-0002", "--ground", "consent-withdrawn", "--confirm", "C-0002"],
        input: "",
        expect: Exit::Refused,
    },
    step("It is settled.", &["hold", "lift", "H-0001"], ""),
    step(
        "Caspian's mother asks for erasure. What would go, what stays and what it cannot reach is shown first.",
        &["erase", "C-0002", "--ground", "consent-withdrawn", "--dry-run"],
        "",
    ),
    step(
        "Then the keys are destroyed, and the secret that sealed them moves one step on, with no way back.",
        &[
            "erase",
            "C-0002",
            "--ground",
            "consent-withdrawn",
            "--confirm",
            "C-0002",
            "--certificate",
            "E-0001.txt",
            "--quiet",
        ],
        "",
    ),
    step(
        "Whoever is given the certificate checks it without a vault.",
        &["certificate", "verify", "E-0001.txt"],
        "",
    ),
    step(
        "The backup from before still gives back everybody else; of Caspian's record nothing in it opens any more.",
        &["backup", "verify", "A-0001"],
        "",
    ),
    step(
        "One thing could still bring it back: an old kit, together with that backup. So the kits are renewed.",
        &["kit", "new", "-o", "kit-3.age", "--kit-passphrase-fd", "0", "--quiet"],
        "copper thistle harbour nineteen\n",
    ),
    step("", &["kit", "retire", "T-01", "--confirm", "T-01"], ""),
    step("", &["kit", "retire", "T-02", "--confirm", "T-02"], ""),
    step("Now no kit and backup on record together can.", &["certificate", "list"], ""),
    step(
        "The practice's own retention schedule says which records may go, and why.",
        &["retention", "due"],
        "",
    ),
    step("", &["retention", "schedule", "explain", "C-0004"], ""),
    step(
        "A plan is made of it. It names references and hashes: no name, no rule and no day.",
        &["retention", "sweep", "-o", PLAN, "--quiet"],
        "",
    ),
    step(
        "A person decides about each record, and signs.",
        &["retention", "review", PLAN, "--decide", "C-0004=destroy:period-ended"],
        "",
    ),
    step(
        "A job of the night destroys what was reviewed. It holds no key: it could not read what it destroys.",
        &["retention", "apply", PLAN, "--certificate", "S-0001.txt", "-i", "/dev/null"],
        "",
    ),
    step("", &["certificate", "verify", "S-0001.txt"], ""),
    step(
        "The owner is told at the next unlock, which ends the secret that sealed the keys.",
        &["client", "list"],
        "",
    ),
    step(
        "Without any key the vault still says which references there are.",
        &["client", "list", "--locked"],
        "",
    ),
];

/// On the other machine, with what is not lost.
const AGAIN: &[Step] = &[
    step(
        "The laptop is lost. What is left: the stick, with the old backup and today's keyring beside it, and the new kit.",
        &["restore", BACKUP, "--to", "again", "--kit", "kit-3.age", "--kit-passphrase-fd", "0"],
        "copper thistle harbour nineteen\n",
    ),
    step("Everybody is there again but Caspian and Lambert.", &["client", "list", "--vault", "again"], ""),
];

/// The plan of the sweep.
const PLAN: &str = "plan.txt";
/// Where the backup goes.
const STICK: &str = "stick";
/// Stands for the name of the backup, which has the time in it.
const BACKUP: &str = "stick/BACKUP";

/// Words of the story that must not stand in any file; at least eight bytes each, so that no ciphertext holds one by chance.
const WORDS: &[&str] = &[
    "Fairweather",
    "Nettlefold",
    "Ottilie",
    "Caspian",
    "Quillfeather",
    "1961-04-30",
    "07700 900123",
    "1979-03-14",
    "2016-09-02",
    "allotment",
    "drawing of a heron",
    "the marrows",
    "Take to supervision",
    "grandmother",
    "assessment",
    "from-surgery",
    "insurance dispute",
    "claim is likely",
];
/// A word that does stand in the clear: were the scan blind, it would miss this one too.
const CONTROL: &str = "note.added";

/// Runs the command.
pub fn run(_: &Args, context: &Context) -> Result<(), Failure> {
    let failed = |e| Failure::io("the throw-away folder", e);
    let home = tempfile::Builder::new().prefix("praxis-demo-").tempdir().map_err(failed)?;
    let stopped = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&stopped));
    let out = context.terminal;
    out.print(
        "A story on a throw-away vault. Everybody in it is invented, and all of it is removed at the end.",
    )?;
    let letter = home.path().join(SCAN);
    fs::write(&letter, LETTER).map_err(failed)?;
    fs::create_dir(home.path().join(STICK)).map_err(failed)?;
    for step in STORY {
        tell(step, home.path(), "state", context)?;
        if step.run.contains(&SCAN) {
            fs::remove_file(&letter).map_err(failed)?;
        }
        if stopped.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
    }
    let stolen = Step {
        say: "Somebody copies the vault folder to another machine. Without the keys of this one it does not open:",
        run: &["client", "list"],
        input: "",
        expect: Exit::Locked,
    };
    tell(&stolen, home.path(), "another-machine", context)?;
    for step in AGAIN {
        tell(step, home.path(), "another-machine", context)?;
    }
    out.print("\nAnd the vault's own files, searched for the words just written:\n")?;
    out.print(&scan(home.path())?)
}

fn tell(step: &Step, home: &Path, state: &str, context: &Context) -> Result<(), Failure> {
    let out = context.terminal;
    if !step.say.is_empty() {
        out.print(&format!("\n{}\n", step.say))?;
    }
    let backup = backup_in(home);
    let words: Vec<&str> =
        step.run.iter().map(|word| if *word == BACKUP { backup.as_str() } else { word }).collect();
    let typed = words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
    let piped =
        if step.input.is_empty() { String::new() } else { format!("  < (\"{}\")", step.input.trim_end()) };
    out.print(&format!("$ praxis {typed}{piped}"))?;
    let failed = |e| Failure::io("praxis could not run itself", e);
    let program = std::env::current_exe().map_err(failed)?;
    let mut command = Command::new(program);
    command
        .args(words)
        .env_clear()
        .env("HOME", home)
        .env("XDG_STATE_HOME", home.join(state))
        .current_dir(home);
    for kept in ["TERM", "LANG", "COLUMNS"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    let mut child = command.stdin(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(step.input.as_bytes());
    }
    let status = child.wait().map_err(failed)?;
    if status.code() == Some(i32::from(step.expect as u8)) {
        return Ok(());
    }
    Err(Failure::Unexpected(anyhow::anyhow!("a step of the story ended with {status}")))
}

/// The one backup of the story, once it is made; below the home.
fn backup_in(home: &Path) -> String {
    let names = fs::read_dir(home.join(STICK)).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names
        .find(|name| name.ends_with(".praxis-backup"))
        .map(|name| format!("{STICK}/{name}"))
        .unwrap_or_default()
}

fn quoted(word: &str) -> String {
    if word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

/// Looks for every word, in UTF-8 and UTF-16, in every file of vault, keys and kit.
fn scan(home: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let mut files = 0;
    collect(home, &mut bytes, &mut files).map_err(|e| Failure::io("the throw-away folder", e))?;
    let holds = |word: &str| {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [word.as_bytes(), &wide].iter().any(|form| bytes.windows(form.len()).any(|window| window == *form))
    };
    let found: Vec<_> = WORDS.iter().filter(|word| holds(word)).collect();
    if !found.is_empty() || !holds(CONTROL) {
        return Err(Failure::Damaged(
            format!("the scan found {} of {} words in the clear", found.len(), WORDS.len()),
            "please report this: praxis did not keep its first promise".to_owned(),
        ));
    }
    Ok(format!(
        "{files} files, {} bytes: none of {} words (names, phone, births, text, kinds of note) is in them.\n\
         The same scan does find \"{CONTROL}\", which stands in the clear on purpose: see docs/format.md.",
        bytes.len(),
        WORDS.len(),
    ))
}

fn collect(folder: &Path, bytes: &mut Vec<u8>, files: &mut usize) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), bytes, files)?;
        } else {
            bytes.extend(fs::read(entry.path())?);
            *files += 1;
        }
    }
    Ok(())
}
