//! `praxis request show`

use super::super::Context;
use super::shown::{Shown, first_line};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::request::Entry;
use crate::vault::FoundRequest;

/// Show a request, and everything that happened to it
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis request show R-0001\n  praxis request show R-0001 --json")]
pub struct Args {
    /// Reference
    #[arg(value_name = "R-0001")]
    request: String,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.request(super::reference(&args.request)?)?;
    context.print(&Shown::of(&found), || in_lines(&found))
}

fn in_lines(found: &FoundRequest) -> String {
    let request = &found.request;
    let about = match (found.client, &request.name) {
        (Some(client), _) if found.erased => format!("{client}, erased"),
        (Some(client), _) => client.to_string(),
        (None, name) => name.clone().unwrap_or_else(|| "nobody in the vault".to_owned()),
    };
    let by = match &request.requester_name {
        Some(name) => format!("{} ({name})", request.requester.code()),
        None => request.requester.code().to_owned(),
    };
    let mut lines = vec![
        first_line(found),
        format!("right     {} ({})", request.right.code(), request.right.source()),
        format!("about     {about}"),
        format!("by        {by}"),
        format!("received  {}, {}", in_words(request.received), request.channel.code()),
    ];
    if let Some(words) = &request.words {
        lines.push(String::new());
        lines.extend(words.lines().map(|line| format!("  {line}")));
    }
    if !request.history.is_empty() {
        lines.push(String::new());
        lines.extend(request.history.iter().map(in_words_of));
    }
    lines.join("\n")
}

fn in_words_of(entry: &Entry) -> String {
    let (on, what, because) = entry.step.said();
    let because = because.map_or_else(String::new, |because| format!(": {because}"));
    format!("{}  {what}{because}", in_words(on))
}
