//! Which programs of others somebody has vouched for on this machine. praxis.toml lies in the vault folder, and whoever writes
//! that must not choose what runs as its owner. So this is kept beside the state folders, in a place that no praxis.toml
//! names: a line NAME=PATH for each.

use std::fs;
use std::path::Path;

use super::files;
use super::layout::Defaults;
use crate::failure::Failure;

/// Whether somebody has vouched for a program under a name.
#[must_use]
pub fn is_vouched(name: &str, program: &Path) -> bool {
    let Ok(defaults) = Defaults::find() else { return false };
    let (Some(line), Ok(text)) = (line(name, program), fs::read_to_string(defaults.vouched())) else {
        return false;
    };
    text.lines().any(|other| other == line)
}

/// Remembers that somebody has.
///
/// # Errors
/// When it cannot be written, or the path is none that a line can hold.
pub fn vouch(name: &str, program: &Path) -> Result<(), Failure> {
    if is_vouched(name, program) {
        return Ok(());
    }
    let path = Defaults::find()?.vouched();
    let line = line(name, program).ok_or_else(|| {
        Failure::Usage(
            "the path of the program is none that can be written down".to_owned(),
            "install it under a path of plain characters".to_owned(),
        )
    })?;
    files::make_folder(files::folder_of(&path), "the state folder")?;
    let before = fs::read_to_string(&path).unwrap_or_default();
    files::replace(&path, format!("{before}{line}\n").as_bytes(), "the list of programs that may be run")
}

fn line(name: &str, program: &Path) -> Option<String> {
    let path = program.to_str().filter(|path| !path.contains(char::is_control))?;
    Some(format!("{name}={path}"))
}
