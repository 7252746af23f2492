//! `praxis demo`: a whole story on a throw-away vault, told with the program's own commands.
//!
//! Each step runs this very program in a cleared environment, so that what is shown is what anybody can type.

mod story;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use self::story::{AGAIN, BACKUP, CONTROL, LETTER, SCAN, STICK, STORY, WORDS};
use super::Context;
use crate::failure::{Exit, Failure};

/// Show a whole story on a throw-away vault
///
/// Clients, notes, a letter, a search, an examination, a subject access request with its pack, a backup, a hold, an erasure
/// with its certificate, a retention sweep, what proves it years later, and a look into the vault's own files for the words
/// just written.
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
