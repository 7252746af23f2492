//! `praxis file list`

use super::super::overriding::OverrideArgs;
use super::super::{Context, given};
use crate::export::form::FileForm;
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::file::FileKind;

/// List files
///
/// All of them, or those about one client.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis file list C-0001\n  praxis file list --kind invoice --json")]
pub struct Args {
    /// Reference, or a part of the name
    client: Option<String>,
    /// Only files of this kind
    #[arg(long, value_parser = given::code::<FileKind>())]
    kind: Option<FileKind>,
    #[command(flatten)]
    overriding: OverrideArgs,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let mut unlocked = context.unlock()?;
    args.overriding.apply(&mut unlocked)?;
    let client = args.client.as_deref().map(|text| unlocked.find_client(text)).transpose()?;
    let mut found = unlocked.files(client)?;
    found.retain(|found| args.kind.is_none_or(|kind| found.file.kind == kind));
    let lines: Vec<FileForm<'_>> =
        found.iter().map(|found| FileForm::of(found.reference, found.client, &found.file)).collect();
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    if lines.is_empty() {
        context.terminal.say("no files");
        return Ok(());
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.file.to_string(),
            line.client.to_string(),
            in_words(line.date),
            line.kind.code().to_owned(),
            in_units(line.bytes),
            line.name.to_owned(),
        ]
    });
    context.terminal.print_table(&["File", "Client", "Date", "Kind", "Size", "Name"], rows.collect())
}

/// A length for people: three digits at most, in decimal units.
fn in_units(bytes: u64) -> String {
    let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let (mut value, mut unit) = (bytes, 0);
    let mut rest = 0;
    while value >= 1000 {
        rest = value % 1000;
        value /= 1000;
        unit += 1;
    }
    if unit > 0 && value < 10 {
        return format!("{value}.{} {}", rest / 100, units[unit]);
    }
    format!("{value} {}", units[unit])
}

#[cfg(test)]
mod tests {
    #[test]
    fn lengths_read_well() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (65_536, "65 kB"),
            (1_950_000, "1.9 MB"),
            (4_294_967_296, "4.2 GB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(super::in_units(bytes), expected);
        }
    }
}
