//! Who may touch what: the arrows of src/lib.rs, held by a test.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut left = vec![root.clone()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("reads");
                found.push((path.strip_prefix(&root).expect("below").to_owned(), code_of(&text)));
            }
        }
    }
    assert!(found.len() > 50, "the sources were found");
    found
}

/// The text without comments and without the tests at its end: they may do what they like.
fn code_of(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The room a file is in: its first folder, or the file that stands for the folder.
fn room(path: &Path) -> String {
    let first = path.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn only_its_own_room_touches_a_crate() {
    let table: &[(&[&str], &[&str])] = &[
        (
            &["age::", "aes_gcm_siv", "hkdf::", "hmac::", "sha2::", "ed25519_dalek", "bech32::", "zxcvbn::"],
            &["crypto"],
        ),
        (&["rusqlite"], &["store"]),
        (&["qrcode::"], &["export"]),
        // Searching in `commands`; in `rules` the forms of what a redaction is proposed for. Pure: text in, places out.
        (&["regex::"], &["commands", "rules"]),
        (&["clap::", "#[arg", "#[command("], &["cli", "commands"]),
        (
            &["dialoguer", "comfy_table", "indicatif", "println!", "eprintln!", "io::stdout", "io::stderr"],
            &["terminal"],
        ),
        (&["Utc::now", "Local::now", "SystemTime::now"], &["clock"]),
    ];
    for (path, code) in sources() {
        for (words, rooms) in table {
            for word in *words {
                let word = if *word == "age::" { " age::" } else { word };
                assert!(
                    !code.contains(word) || rooms.contains(&room(&path).as_str()),
                    "{} uses {word}; only {rooms:?} may",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn arrows_go_one_way() {
    // Which rooms each room may call. Whoever is not listed may call any.
    let table: &[(&str, &[&str])] = &[
        ("records", &["records"]),
        ("rules", &["rules", "records"]),
        ("crypto", &["crypto"]),
        ("store", &["store", "records"]),
        ("export", &["export", "records", "crypto"]),
        ("import", &["import", "export", "records", "crypto"]),
        ("terminal", &["terminal", "records", "failure", "crypto"]),
        ("vault", &["vault", "store", "crypto", "records", "rules", "failure", "clock", "config"]),
        ("failure", &["records"]),
        ("clock", &["records"]),
        ("config", &["records", "rules", "failure"]),
        (
            "commands",
            &[
                "commands", "cli", "vault", "rules", "records", "import", "export", "terminal", "crypto",
                "failure", "clock", "config",
            ],
        ),
    ];
    for (path, code) in sources() {
        let Some((_, allowed)) = table.iter().find(|(name, _)| *name == room(&path)) else { continue };
        for after in code.split("crate::").skip(1) {
            let called: String =
                after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            assert!(
                called.is_empty() || allowed.contains(&called.as_str()),
                "{} calls {called}",
                path.display()
            );
        }
    }
}

#[test]
fn the_pure_rooms_know_no_world() {
    for (path, code) in sources() {
        if !["records", "rules", "import"].contains(&room(&path).as_str()) {
            continue;
        }
        for word in ["std::fs", "std::env", "std::process", "std::net", "anyhow", "std::time"] {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn there_is_no_network_code() {
    for (path, mut code) in sources() {
        // A session listens on a socket of the file system, which no other machine can reach.
        if path.starts_with("vault/session") {
            for local in [
                "std::os::unix::net::UnixStream",
                "std::os::unix::net::{UnixListener, UnixStream}",
                "UnixStream",
            ] {
                code = code.replace(local, "");
            }
        }
        for word in ["std::net", "TcpStream", "UdpSocket", "UnixStream"] {
            assert!(!code.contains(word), "{} uses {word}", path.display());
        }
    }
}
