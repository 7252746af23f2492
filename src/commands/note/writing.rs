//! Where the text of a note comes from, and how it is never lost once it was typed.

use std::path::Path;

use zeroize::Zeroizing;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::text::LONGEST_NOTE;
use crate::terminal::editor;

/// Text that somebody wrote.
pub struct Written {
    /// The text, accepted.
    pub text: String,
    /// The editor was ended by a signal: what was saved is to be kept as a draft.
    pub interrupted: bool,
    typed: bool,
}

impl Written {
    /// Passes a result on; when it is a failure, text that exists nowhere else is put in memory first and its
    /// path is named.
    pub fn keep_on_failure<T>(&self, result: Result<T, Failure>) -> Result<T, Failure> {
        result.map_err(|failure| if self.typed { kept(self.text.as_bytes(), failure) } else { failure })
    }
}

fn kept(text: &[u8], failure: Failure) -> Failure {
    match editor::keep(text) {
        Ok(path) => Failure::TextKept(path, Box::new(failure)),
        Err(_) => failure,
    }
}

/// Reads text from a file, a pipe or the editor, which opens on `initial`.
pub fn read(context: &Context, file: Option<&Path>, initial: &str) -> Result<Written, Failure> {
    let (bytes, interrupted, typed) = match file {
        Some(path) => {
            (given::read(path, LONGEST_NOTE, "the file given with --file")?, false, path == Path::new("-"))
        }
        None if context.terminal.input_is_piped() => {
            (given::read(Path::new("-"), LONGEST_NOTE, "the text from stdin")?, false, true)
        }
        None => {
            let edited = editor::edit(initial)?;
            if edited.text.as_slice() == initial.as_bytes() || edited.text.trim_ascii().is_empty() {
                return Err(if edited.interrupted { Failure::Interrupted } else { nothing_written() });
            }
            (edited.text, edited.interrupted, true)
        }
    };
    accept(&bytes, interrupted, typed)
}

fn accept(bytes: &Zeroizing<Vec<u8>>, interrupted: bool, typed: bool) -> Result<Written, Failure> {
    match given::note_text(bytes) {
        Ok(text) => Ok(Written { text, interrupted, typed }),
        // Too long is refused while it is being read: what is kept would be cut.
        Err(failure) if typed && !bytes.trim_ascii().is_empty() && bytes.len() <= LONGEST_NOTE => {
            Err(kept(bytes, failure))
        }
        Err(failure) => Err(failure),
    }
}

fn nothing_written() -> Failure {
    Failure::Usage(
        "nothing was written".to_owned(),
        "save the text in the editor before you leave it".to_owned(),
    )
}
