//! Man pages and completions are generated from the command line, committed, and current.
//!
//! To write them anew: `PRAXIS_REWRITE=1 cargo test --test generated`.
#![allow(clippy::expect_used)] // A test that cannot go on fails.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap_complete::Shell;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn man_pages(command: &clap::Command, prefix: &str, into: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let name = if prefix.is_empty() {
        command.get_name().to_owned()
    } else {
        format!("{prefix}-{}", command.get_name())
    };
    let mut page = Vec::new();
    // The date would make every build differ.
    // clap wants names that live for ever; a test may leak a few.
    clap_mangen::Man::new(command.clone().name(&*name.clone().leak()).display_name(name.clone()))
        .date("")
        .render(&mut page)
        .expect("renders");
    into.insert(Path::new("man").join(format!("{name}.1")), page);
    // What praxis starts itself is nobody's to type.
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        man_pages(sub, &name, into);
    }
}

fn generated() -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut command = praxis::cli::command();
    for (shell, name) in [(Shell::Bash, "praxis.bash"), (Shell::Zsh, "_praxis"), (Shell::Fish, "praxis.fish")]
    {
        let mut script = Vec::new();
        clap_complete::generate(shell, &mut command, "praxis", &mut script);
        files.insert(Path::new("completions").join(name), script);
    }
    command.build();
    man_pages(&command, "", &mut files);
    files
}

#[test]
fn committed_files_are_current() {
    let rewrite = std::env::var_os("PRAXIS_REWRITE").is_some();
    let files = generated();
    for (path, bytes) in &files {
        let at = root().join(path);
        if rewrite {
            fs::create_dir_all(at.parent().expect("a folder")).expect("makes");
            fs::write(&at, bytes).expect("writes");
        }
        let there = fs::read(&at).unwrap_or_default();
        assert!(
            there == *bytes,
            "{} is not current: PRAXIS_REWRITE=1 cargo test --test generated",
            path.display()
        );
    }
    for folder in ["man", "completions"] {
        for entry in fs::read_dir(root().join(folder)).expect("a folder") {
            let name = Path::new(folder).join(entry.expect("entry").file_name());
            assert!(files.contains_key(&name), "{} is generated no more", name.display());
        }
    }
}
