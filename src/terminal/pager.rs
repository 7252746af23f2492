//! Long tables on a terminal, a screenful at a time. Written here and not handed to a pager: that would keep what
//! was searched for in a history file, and its text in another program's memory.

use super::{Terminal, height};
use crate::failure::Failure;

/// Lines of a screenful that are not rows: two rules, the header, a rule below, the question.
const FRAME: usize = 5;

impl Terminal {
    /// Prints a table in pieces, and asks between them. Stopping is no failure; Ctrl-C is.
    pub(super) fn print_pages(self, header: &[&str], rows: Vec<Vec<String>>) -> Result<(), Failure> {
        let (total, mut shown) = (rows.len(), 0);
        let mut size = rows_of_a_page();
        let mut rows = rows.into_iter();
        loop {
            let page: Vec<Vec<String>> = rows.by_ref().take(size).collect();
            shown += page.len();
            self.print_whole_table(header, page)?;
            if shown == total {
                return Ok(());
            }
            // The screen may have another size by now.
            size = rows_of_a_page();
            let question = format!("{shown} of {total}. Enter: more, a: all, q: stop");
            match self.ask(&question)?.as_deref().map(str::trim) {
                Some("q" | "Q") => return Ok(()),
                Some("a" | "A") => return rest(self, header, rows),
                _ => {}
            }
        }
    }
}

fn rest(
    terminal: Terminal,
    header: &[&str],
    mut rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), Failure> {
    loop {
        let page: Vec<Vec<String>> = rows.by_ref().take(LARGEST).collect();
        if page.is_empty() {
            return Ok(());
        }
        terminal.print_whole_table(header, page)?;
    }
}

/// Rows laid out at once where nobody looks at them one screenful at a time.
const LARGEST: usize = 10_000;

fn rows_of_a_page() -> usize {
    usize::from(height()).saturating_sub(FRAME).max(1)
}

/// Whether so many rows are more than a screenful.
pub(super) fn is_long(rows: usize) -> bool {
    rows > rows_of_a_page()
}
