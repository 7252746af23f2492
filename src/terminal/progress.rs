//! Progress of long work: a bar on a terminal, nothing anywhere else.

use std::io::{Read, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;

/// A bar of `length` steps.
pub struct Progress(ProgressBar);

impl Progress {
    /// Starts a bar; what it says must name no one.
    #[must_use]
    pub fn start(terminal: Terminal, what: &'static str, length: usize) -> Self {
        let target = if terminal.shows_progress() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.set_message(what);
        Self(bar)
    }

    /// Starts a bar over so many bytes.
    #[must_use]
    pub fn bytes(terminal: Terminal, what: &'static str, length: u64) -> Self {
        let bar = Self::start(terminal, what, usize::try_from(length).unwrap_or(usize::MAX));
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {bytes}/{total_bytes}") {
            bar.0.set_style(style);
        }
        bar
    }

    /// Counts what is read.
    pub fn reading<R: Read>(&self, from: R) -> impl Read + use<R> {
        self.0.wrap_read(from)
    }

    /// Counts what is written.
    pub fn writing<W: Write>(&self, to: W) -> impl Write + use<W> {
        self.0.wrap_write(to)
    }

    /// So many steps done.
    pub fn passed(&self, steps: u64) {
        self.0.inc(steps);
    }

    /// One step done.
    pub fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
