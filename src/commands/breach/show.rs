//! `praxis breach show`

use super::super::Context;
use super::assess::shown::again;
use super::history;
use super::shown::{Shown, first_line, instant_in_words, to_do};
use crate::failure::Failure;
use crate::records::breach::{Facts, Form};
use crate::records::date::in_words as day_in_words;
use crate::records::instant::in_words;
use crate::vault::{Affected, FoundBreach};

/// Show a breach: what is known, where it stands, what is left to do, and whom it affects
///
/// `due` is 72 hours after the practice became aware; `latest` is the last moment of the period, for the hour of becoming aware
/// does not count.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis breach show B-0001\n  praxis breach show B-0001 --history\n  praxis breach show B-0001 --json"
)]
pub struct Args {
    /// Reference
    #[arg(value_name = "B-0001")]
    breach: String,
    /// Everything that was recorded, in order, with who recorded it and when; JSON has it always
    #[arg(long)]
    history: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let found = context.unlock()?.breach(super::reference(&args.breach)?)?;
    for warning in &found.standing.warnings {
        context.terminal.warn(warning);
    }
    context.print(&Shown::of(&found), || in_lines(&found, args.history))
}

fn in_lines(found: &FoundBreach, whole: bool) -> String {
    let (breach, clock) = (&found.breach, &found.standing.clock);
    let mut lines = vec![first_line(found)];
    lines.extend(facts(&breach.known(), ""));
    if let Some((risk, because, decider, on)) = breach.decided() {
        lines.push(line("risk", risk.in_words()));
        lines.push(line("decided", &format!("{} by {decider}", day_in_words(on))));
        lines.extend(texts("because", because, ""));
    }
    if let Some(severity) = breach.severity() {
        let (score, how) = again(severity);
        lines.push(line("severity", &score));
        lines.extend(how);
    }
    lines.push(line("affects", &affected(found)));
    lines.push(String::new());
    lines.push(line("due", &in_words(clock.due)));
    lines.push(line("latest", &in_words(clock.latest)));
    lines.extend(clock.steps.iter().map(|step| format!("  {step}")));
    lines.push(format!("  source: {}", clock.source));
    let to_do = to_do(found);
    if !to_do.is_empty() {
        lines.push(String::new());
        lines.push("to do".to_owned());
        lines.extend(to_do.iter().map(|duty| format!("  {duty}")));
    }
    lines.push(String::new());
    if whole {
        lines.push(format!("{}  member {}  opened", instant_in_words(&breach.recorded), breach.by.0));
        for entry in &breach.history {
            lines.extend(history::in_lines(entry, found));
        }
    } else {
        let entries = breach.history.len() + 1;
        let entries = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
        lines.push(line("history", &format!("{entries}; --history shows all")));
    }
    lines.join("\n")
}

fn affected(found: &FoundBreach) -> String {
    if found.affected.is_empty() {
        return "nobody, as far as is on record".to_owned();
    }
    let one = |client: &Affected| {
        if client.erased { format!("{} (erased)", client.client) } else { client.client.to_string() }
    };
    let clients: Vec<String> = found.affected.iter().map(one).collect();
    clients.join(", ")
}

/// Facts as lines: the name, and what is said.
pub fn facts(known: &Facts, indent: &str) -> Vec<String> {
    let said = serde_json::to_value(known).unwrap_or_default();
    let mut lines = Vec::new();
    for point in Facts::POINTS {
        let Some(value) = said.get(point.name) else { continue };
        let name = point.name.replace('_', " ");
        match (point.form, value) {
            (Form::Instant, serde_json::Value::String(at)) => {
                lines.push(format!("{indent}{}", line(&name, &instant_in_words(at))));
            }
            (_, serde_json::Value::String(text)) => lines.extend(texts(&name, text, indent)),
            (_, serde_json::Value::Array(codes)) => {
                let codes: Vec<&str> = codes.iter().filter_map(serde_json::Value::as_str).collect();
                let codes = if codes.is_empty() { "none".to_owned() } else { codes.join(", ") };
                lines.push(format!("{indent}{}", line(&name, &codes)));
            }
            (_, other) => lines.push(format!("{indent}{}", line(&name, &other.to_string()))),
        }
    }
    lines
}

/// Text after its name, the lines after the first below it.
pub fn texts(name: &str, text: &str, indent: &str) -> Vec<String> {
    let mut rows = text.lines();
    let mut lines = vec![format!("{indent}{}", line(name, rows.next().unwrap_or_default()))];
    lines.extend(rows.map(|row| format!("{indent}{:WIDTH$}{row}", "").trim_end().to_owned()));
    lines
}

const WIDTH: usize = 17;

fn line(name: &str, said: &str) -> String {
    format!("{name:WIDTH$}{said}")
}
