//! What must be so in a home after something went wrong.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::fs;

use praxis::crypto::tree::Frontier;
use serde_json::Value;

use crate::common::faults::Struck;

/// A name that no story uses.
const EXPORT: &str = "all-of-it";

pub fn holds(truth: bool, otherwise: &str) -> Result<(), String> {
    if truth { Ok(()) } else { Err(otherwise.to_owned()) }
}

pub fn no_panic(stderr: &str) -> Result<(), String> {
    if stderr.contains("panicked") { Err(format!("it panicked: {}", stderr.trim())) } else { Ok(()) }
}

fn ask(struck: &Struck<'_>, args: &[&str]) -> Result<Value, String> {
    let done = struck.ask(&[args, &["--json"]].concat(), b"");
    no_panic(&done.stderr)?;
    if done.code != 0 {
        return Err(format!("`{}` ends with {}: {}", args.join(" "), done.code, done.stderr.trim()));
    }
    serde_json::from_str(&done.stdout).map_err(|e| format!("`{}`: {e}", args.join(" ")))
}

/// All that the vault holds, every note and client opened, with former versions and the trash, and how many
/// exports were registered before. One command, because a process for each record is most of the time that
/// this takes. Instants are masked: two runs of one command differ in them.
pub fn state(struck: &Struck<'_>) -> Result<Value, String> {
    let exported = ask(struck, &["export", "--plain", "-o", EXPORT])?;
    let read = |name: &str| -> Result<Value, String> {
        let bytes = fs::read(struck.home.join(EXPORT).join(name)).map_err(|e| format!("{name}: {e}"))?;
        serde_json::from_slice(&bytes).map_err(|e| format!("{name}: {e}"))
    };
    // The content of files is compared with the hashes in their list while it is written.
    let (clients, notes, files) = (read("clients.json")?, read("notes.json")?, read("files.json")?);
    fs::remove_dir_all(struck.home.join(EXPORT)).map_err(|e| e.to_string())?;
    let number =
        exported["export"].as_str().and_then(|export| export.strip_prefix("X-")?.parse::<u32>().ok());
    // The way that people read a record, which finds its key without reading the whole keyring.
    let last = clients.as_array().and_then(|clients| clients.last()?["client"].as_str());
    let shown = last.map(|client| ask(struck, &["client", "show", client])).transpose()?;
    let mut state = serde_json::json!({
        "clients": clients,
        "notes": notes,
        "files": files,
        "shown": shown,
        "kits": ask(struck, &["kit", "list"])?,
        "exports": number.ok_or("no number")? - 1,
    });
    mask(&mut state);
    Ok(state)
}

fn mask(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(mask),
        Value::Object(fields) => {
            for (name, value) in fields {
                if ["at", "written", "goes_from"].contains(&name.as_str()) && value.is_string() {
                    *value = Value::String("some time".to_owned());
                }
                mask(value);
            }
        }
        _ => {}
    }
}

/// Both mirrors are the same. So it is after every command that acknowledged what it did, before the next one
/// mends them.
pub fn mirrors_agree(struck: &Struck<'_>, when: &str) -> Result<(), String> {
    let mirror = |name| fs::read(struck.home.vault().join("keyring").join(name)).map_err(|e| e.to_string());
    holds(mirror("a")? == mirror("b")?, &format!("the keyring mirrors differ after {when}"))
}

/// What must be so in every vault, whatever happened to it, after one more command that writes: about a client
/// of its [`state`], who was not erased.
pub fn sound(struck: &Struck<'_>, state: &Value) -> Result<(), String> {
    let client = state["shown"]["client"].as_str().ok_or("nobody is left")?;
    let args = ["note", "add", client, "--date", "2026-04-01", "--file", "-"];
    let done = struck.ask(&args, b"one more");
    if done.code != 0 {
        return Err(format!("a further note cannot be added: {}", done.stderr.trim()));
    }
    no_panic(&done.stderr)?;
    mirrors_agree(struck, "a further write")?;

    let database = rusqlite::Connection::open(struck.home.vault().join("vault.db")).expect("opens");
    let text = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).expect("answers");
    holds(text("PRAGMA integrity_check") == "ok", "vault.db fails SQLite's own check")?;
    let mut tree = Frontier::empty();
    let leaves = "SELECT leaf FROM (SELECT seq, leaf FROM audit UNION ALL SELECT seq, leaf FROM audit_pruned) ORDER BY seq";
    let mut leaves = database.prepare(leaves).expect("prepares");
    for leaf in leaves.query_map([], |row| row.get::<_, [u8; 32]>(0)).expect("runs") {
        tree.push(leaf.expect("a leaf"));
    }
    let head = "SELECT size, root FROM audit_head";
    let (size, root): (i64, [u8; 32]) =
        database.query_row(head, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a head");
    holds((size.cast_unsigned(), root) == (tree.size(), tree.root()), "the audit log does not match its head")
}

/// The files that a command makes on its way and must take away again when it fails.
pub fn left_behind(struck: &Struck<'_>) -> Result<(), String> {
    if !struck.could_clean_up() {
        return Ok(());
    }
    for folder in ["", ".config/praxis", ".local/share", ".local/share/praxis", ".local/share/praxis/keyring"]
    {
        let Ok(entries) = fs::read_dir(struck.home.join(folder)) else { continue };
        for entry in entries {
            let name = entry.expect("an entry").file_name();
            let name = name.to_string_lossy();
            holds(
                !name.starts_with(".praxis-") && !name.starts_with(".tmp"),
                &format!("{name} is left behind"),
            )?;
        }
    }
    Ok(())
}
