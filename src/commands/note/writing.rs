//! Where the text of a note comes from, and how it is never lost once it was typed.

use std::path::Path;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::text::LONGEST_NOTE;
use crate::terminal::editor::{self, MemoryFolder};

/// Text that somebody wrote.
pub struct Written {
    /// The text, accepted.
    pub text: String,
    /// The editor was ended by a signal: what was saved is to be kept as a draft.
    pub interrupted: bool,
    source: Source,
}

/// Where text came from, and so whether it exists anywhere else.
enum Source {
    /// A file, which is still there.
    File,
    /// A pipe: it exists nowhere else.
    Pipe,
    /// The editor: it lies in memory until it is stored.
    Editor(MemoryFolder),
}

impl Written {
    /// Passes a result on; when it is a failure, text that exists nowhere else is put in memory first and its
    /// path is named.
    pub fn keep_on_failure<T>(self, result: Result<T, Failure>) -> Result<T, Failure> {
        result.map_err(|failure| self.source.keep(self.text.as_bytes(), failure))
    }
}

impl Source {
    /// Sees to it that text is not lost with a failure.
    fn keep(self, text: &[u8], failure: Failure) -> Failure {
        match self {
            Source::File => failure,
            Source::Editor(folder) => Failure::TextKept(folder.keep(), "--file", Box::new(failure)),
            Source::Pipe => match editor::keep(text) {
                Ok(path) => Failure::TextKept(path, "--file", Box::new(failure)),
                Err(_) => failure,
            },
        }
    }
}

/// Reads text from a file, a pipe or the editor, which opens on `initial`.
pub fn read(context: &Context, file: Option<&Path>, initial: &str) -> Result<Written, Failure> {
    let (bytes, interrupted, source) = match file {
        Some(path) => {
            let source = if path == Path::new("-") { Source::Pipe } else { Source::File };
            (given::read(path, LONGEST_NOTE, "the file given with --file")?, false, source)
        }
        None if context.terminal.input_is_piped() => {
            (given::read(Path::new("-"), LONGEST_NOTE, "the text from stdin")?, false, Source::Pipe)
        }
        None => {
            let edited = editor::edit(initial)?;
            if edited.text.as_slice() == initial.as_bytes() || edited.text.trim_ascii().is_empty() {
                return Err(if edited.interrupted { Failure::Interrupted } else { nothing_written() });
            }
            (edited.text, edited.interrupted, Source::Editor(edited.place))
        }
    };
    match given::note_text(&bytes) {
        Ok(text) => Ok(Written { text, interrupted, source }),
        // From a pipe, what is too long was cut while it was read, and what is empty is no loss.
        Err(failure) if bytes.trim_ascii().is_empty() || bytes.len() > LONGEST_NOTE => Err(match source {
            Source::Editor(_) => source.keep(&bytes, failure),
            _ => failure,
        }),
        Err(failure) => Err(source.keep(&bytes, failure)),
    }
}

fn nothing_written() -> Failure {
    Failure::Usage(
        "nothing was written".to_owned(),
        "save the text in the editor before you leave it".to_owned(),
    )
}
