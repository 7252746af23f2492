//! A kit on paper: lines to be typed, and a QR code of the same.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use zeroize::Zeroizing;

use super::super::Context;
use crate::crypto::printed;
use crate::export::qr::{self, Paint};
use crate::failure::Failure;
use crate::vault::{Kit, files};

/// Prints a kit, and on a terminal has one line typed back; says whether it was.
pub fn print(kit: &Kit, svg: Option<&Path>, context: &Context) -> Result<bool, Failure> {
    let internal = |e| Failure::Unexpected(anyhow::Error::new(e).context("the kit"));
    let compact = kit.to_compact().map_err(internal)?;
    let lines = printed::write(&compact).map_err(internal)?;
    let code = printed::write_for_scanner(&compact).map_err(internal)?;
    let too_large = || Failure::Unexpected(anyhow::anyhow!("the kit fits no QR code"));
    if let Some(path) = svg {
        files::write_new(path, qr::svg(&code).ok_or_else(too_large)?.as_bytes(), "the picture")?;
    }
    let paint = if context.terminal.output_is_terminal() { Paint::Ansi } else { Paint::Plain };
    let picture = qr::terminal(&code, paint).ok_or_else(too_large)?;
    let mut page = Zeroizing::new(String::with_capacity(1024 + lines.len() + picture.len()));
    let _ = write!(
        page,
        "praxis recovery kit T-{:02}, {}\nvault {}\nWhoever has this page and a backup opens every record in it.\n\n",
        kit.number,
        context.now.today(),
        kit.vault,
    );
    page.push_str(&lines);
    page.push('\n');
    page.push_str(&picture);
    context.terminal.print_bytes(|out| {
        out.write_all(page.as_bytes()).map_err(|e| Failure::io("the kit could not be printed", e))
    })?;
    if !context.terminal.can_ask() {
        context.terminal.say("to show that it can be read, type its lines into: praxis kit verify -");
        return Ok(false);
    }
    let last = lines.lines().next_back().unwrap_or_default();
    loop {
        match context.terminal.ask("Type its last line, from the paper (Enter: later)")? {
            None => return Ok(false),
            Some(typed) if letters(&typed) == letters(last) => return Ok(true),
            Some(_) => context.terminal.warn("that is not it"),
        }
    }
}

/// What counts of a typed line.
fn letters(line: &str) -> Zeroizing<String> {
    Zeroizing::new(line.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect())
}
