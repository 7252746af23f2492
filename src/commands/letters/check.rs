//! `praxis letters check`

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::super::Context;
use super::in_folder;
use crate::export::letters::{self, Letter};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::text::counted;

/// Check the practice's own letters
///
/// All those in a folder: that everything in {{braces}} can be filled in, and that each letter says what the law wants
/// of it. Without a folder, the one named in praxis.toml.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis letters check\n  praxis letters check ~/praxis-letters")]
pub struct Args {
    /// The folder; no vault is needed then
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Serialize)]
struct Line {
    letter: Letter,
    own: bool,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let folder = match &args.folder {
        Some(folder) => Some(folder.clone()),
        None => context.vault_looking()?.config.letters.folder,
    };
    let mut lines = Vec::new();
    let mut wrong = Vec::new();
    for letter in Letter::ALL {
        let own = folder.as_deref().map(|folder| in_folder(folder, *letter)).transpose();
        match own.map(Option::flatten) {
            Ok(own) => {
                if let Some(Err(why)) = own.as_deref().map(|text| letters::check(*letter, text)) {
                    wrong.push(format!("{}: {why}", letter.file_name()));
                }
                lines.push(Line { letter: *letter, own: own.is_some() });
            }
            // One that cannot be read must not hide what is wrong with the others.
            Err(Failure::Usage(why, _)) if folder.as_deref().is_some_and(Path::is_dir) => wrong.push(why),
            Err(failure) => return Err(failure),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Usage(
            wrong.join("\n"),
            "mend them, or compare them with praxis's own: praxis letters show --default NAME".to_owned(),
        ));
    }
    let strangers = folder.as_deref().map_or(0, strangers);
    if strangers > 0 {
        // Without their names, which may be anything: a misspelt one would else be overlooked for ever.
        let files = counted(strangers, "text file");
        context
            .terminal
            .warn(&format!("{files} in the folder have the name of no letter, and are never used"));
    }
    if context.terminal.json {
        return context.terminal.print_json(&lines);
    }
    let rows = lines.iter().map(|line| {
        vec![
            line.letter.code().to_owned(),
            if line.own { "the practice's own" } else { "praxis's" }.to_owned(),
        ]
    });
    context.terminal.print_table(&["Letter", "In force"], rows.collect())
}

/// Text files that are no letter.
fn strangers(folder: &Path) -> usize {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    names
        .filter(|name| {
            let name = name.to_string_lossy();
            name.ends_with(".txt") && !Letter::ALL.iter().any(|letter| letter.file_name() == name)
        })
        .count()
}
