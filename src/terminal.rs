//! The one place that prints, asks and starts an editor. stdout is data, stderr is talk.

pub mod editor;
mod pager;
pub mod progress;
pub mod prompt;
mod sanitize;
pub mod signals;

use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::failure::{Exit, Failure};

/// What this process may print to and ask.
#[derive(Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // Five independent facts about three streams.
pub struct Terminal {
    /// `--json`
    pub json: bool,
    /// `--quiet`
    pub quiet: bool,
    out_is_terminal: bool,
    err_is_terminal: bool,
    in_is_terminal: bool,
}

impl Terminal {
    /// Looks at the three streams.
    #[must_use]
    pub fn new(json: bool, quiet: bool) -> Self {
        Self {
            json,
            quiet,
            out_is_terminal: io::stdout().is_terminal(),
            err_is_terminal: io::stderr().is_terminal(),
            in_is_terminal: io::stdin().is_terminal(),
        }
    }

    /// Whether somebody is there to answer a question.
    #[must_use]
    pub fn can_ask(&self) -> bool {
        self.in_is_terminal && self.err_is_terminal
    }

    /// Whether a passphrase can be asked for: by a person who sees the question, even when text is piped in.
    #[must_use]
    pub fn can_ask_passphrase(&self) -> bool {
        (self.in_is_terminal || self.err_is_terminal) && std::fs::File::open("/dev/tty").is_ok()
    }

    /// Whether text comes in through stdin, rather than from a person who would have to type it blind.
    #[must_use]
    pub fn input_is_piped(&self) -> bool {
        !self.in_is_terminal
    }

    /// Whether long work may show its progress.
    #[must_use]
    pub fn shows_progress(&self) -> bool {
        self.err_is_terminal && !self.quiet
    }

    /// Prints data: as it is into a pipe, with control and direction characters escaped on a terminal.
    ///
    /// # Errors
    /// [`Failure::BrokenPipe`] when nobody reads any more.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        let shown = if self.out_is_terminal { sanitize::text(text) } else { text.into() };
        out.write_all(shown.as_bytes())
            .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") })
            .and_then(|()| out.flush())
            .map_err(unprinted)
    }

    /// Whether what is printed is looked at by a person.
    #[must_use]
    pub fn output_is_terminal(&self) -> bool {
        self.out_is_terminal
    }

    /// Hands stdout to `work`, which writes bytes that are nobody's text.
    ///
    /// # Errors
    /// Those of `work`; [`Failure::BrokenPipe`] when nobody reads any more.
    pub fn print_bytes(
        &self,
        work: impl FnOnce(&mut io::StdoutLock<'static>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        work(&mut out)?;
        out.flush().map_err(unprinted)
    }

    /// Prints data as JSON.
    ///
    /// # Errors
    /// [`Failure::BrokenPipe`] when nobody reads any more.
    pub fn print_json<T: Serialize>(&self, value: &T) -> Result<(), Failure> {
        // JSON escapes control characters by itself, and machines must get the others as they are.
        let mut out = io::BufWriter::new(io::stdout().lock());
        serde_json::to_writer_pretty(&mut out, value).map_err(|error| match error.io_error_kind() {
            Some(kind) => unprinted(kind.into()),
            None => Failure::Unexpected(error.into()),
        })?;
        writeln!(out).and_then(|()| out.flush()).map_err(unprinted)
    }

    /// Prints a table: with lines on a terminal, and a screenful at a time when it is long; plain columns into a
    /// pipe.
    ///
    /// # Errors
    /// [`Failure::BrokenPipe`] when nobody reads any more; [`Failure::Interrupted`] between two screenfuls.
    pub fn print_table(&self, header: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        if self.out_is_terminal && self.can_ask() && pager::is_long(rows.len()) {
            return self.print_pages(header, rows);
        }
        self.print_whole_table(header, rows)
    }

    /// Prints a short table in which some words stand out, each in its style (the numbers of ECMA-48, section 8.3.117). Into
    /// a pipe, where `NO_COLOR` is set or the terminal is dumb it is the same text without.
    ///
    /// # Errors
    /// [`Failure::BrokenPipe`] when nobody reads any more.
    pub fn print_table_with(
        &self,
        header: &[&str],
        rows: Vec<Vec<String>>,
        styles: &[(&str, &str)],
    ) -> Result<(), Failure> {
        let mut text = sanitize::text(&self.whole_table(header, rows)).into_owned();
        if self.out_is_terminal && may_colour() {
            for (word, style) in styles {
                text = text.replace(word, &format!("\u{1b}[{style}m{word}\u{1b}[0m"));
            }
        }
        text.push('\n');
        self.print_bytes(|out| out.write_all(text.as_bytes()).map_err(unprinted))
    }

    fn print_whole_table(self, header: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        self.print(&self.whole_table(header, rows))
    }

    fn whole_table(self, header: &[&str], rows: Vec<Vec<String>>) -> String {
        let mut table = Table::new();
        if self.out_is_terminal {
            table.load_style(presets::UTF8_FULL_CONDENSED);
            table.set_content_arrangement(ContentArrangement::Dynamic);
            table.set_width(width());
        } else {
            table.load_style(presets::NOTHING);
        }
        if !header.is_empty() {
            table.set_header(header.iter().copied());
        }
        for row in rows {
            table.add_row(row.iter().map(|cell| sanitize::line(cell).into_owned()));
        }
        if !self.out_is_terminal {
            for column in table.column_iter_mut() {
                column.set_padding((0, 2));
            }
        }
        table.trim_fmt()
    }

    /// Whether a person reads what is said, and wants it said.
    #[must_use]
    pub fn talks_to_a_person(&self) -> bool {
        self.err_is_terminal && !self.quiet
    }

    /// Says something to the person; nothing when they asked for quiet.
    pub fn say(&self, text: &str) {
        if !self.quiet {
            talk(text);
        }
    }

    /// Says what a program of others says, in its name: on one line, with nothing that a terminal obeys, and no longer than
    /// a person would read. Also when quiet, where a person reads it: they may have to touch a key.
    pub fn relay(&self, who: &str, text: &str) {
        if !self.quiet || self.err_is_terminal {
            talk(&format!("{who}: {}", of_others(text)));
        }
    }

    /// Warns; also when quiet.
    pub fn warn(&self, text: &str) {
        talk(&format!("warning: {text}"));
    }

    /// What must be seen at every command while it is so; also when quiet.
    pub fn banner(&self, text: &str) {
        talk(text);
    }

    /// Says what went wrong and what to type next; gives the exit code.
    #[must_use]
    pub fn fail(&self, failure: &Failure) -> Exit {
        let explained = failure.explain();
        if explained.message.is_empty() {
            return explained.exit;
        }
        if self.json {
            let error = serde_json::json!({ "error": {
                "code": explained.exit as u8,
                "kind": explained.exit.word(),
                "message": explained.message,
                "hint": explained.hint,
            }});
            talk(&error.to_string());
        } else {
            talk(&format!("error: {}", explained.message));
            if !explained.hint.is_empty() {
                talk(&format!("hint: {}", explained.hint));
            }
        }
        explained.exit
    }
}

/// Text of another program on one line, as it can be shown.
#[must_use]
pub fn of_others(text: &str) -> String {
    /// As many characters as anybody reads.
    const MOST: usize = 300;
    // The library's own sentences set what they quote apart by these.
    let plain: String = text.trim().chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}')).collect();
    let cut: String = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MOST).collect();
    sanitize::line(&cut).into_owned()
}

/// stdin and stdout of a process that this program started to speak with it: as they are, without a buffer that would keep
/// what went through.
///
/// # Errors
/// When there are none.
pub fn own_pipes() -> io::Result<(std::fs::File, std::fs::File)> {
    use std::os::fd::AsFd;
    let from = io::stdin().as_fd().try_clone_to_owned()?;
    Ok((from.into(), io::stdout().as_fd().try_clone_to_owned()?.into()))
}

/// Whether the person wants colours: `NO_COLOR` takes them away (no-color.org), and a dumb terminal has none.
fn may_colour() -> bool {
    let says = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    says("NO_COLOR").is_none() && says("TERM").is_none_or(|term| term != "dumb")
}

/// Whoever read our output may have gone, which is no failure; a full disk behind it is one.
fn unprinted(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
        _ => Failure::Output(error),
    }
}

/// Makes a panic say where it happened and nothing else: its own message may hold text of a record.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        talk(&format!("error: praxis stopped at {place}"));
        talk("hint: this is a fault in praxis; please report it with the command you typed, without names");
    }));
}

/// A line on stderr. A stderr that is gone takes nothing away from what was done.
fn talk(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", sanitize::text(text));
}

/// Columns of the terminal; 80 when it does not say.
fn width() -> u16 {
    size().map_or(80, |(columns, _)| columns)
}

/// Lines of the terminal; 24 when it does not say.
fn height() -> u16 {
    size().map_or(24, |(_, lines)| lines)
}

fn size() -> Option<(u16, u16)> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some((size.ws_col, size.ws_row))
}
