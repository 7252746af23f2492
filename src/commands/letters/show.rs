//! `praxis letters show`

use serde::Serialize;

use super::super::{Context, given};
use super::template;
use crate::export::letters::Letter;
use crate::failure::Failure;

/// Show the template of a letter
///
/// The practice's own, when the folder named in praxis.toml has it; else the one that comes with praxis. To change one,
/// write it into that folder under its name, such as refusal.txt.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis letters show refusal\n  \
                        praxis letters show refusal --default >~/praxis-letters/refusal.txt")]
pub struct Args {
    /// Which
    #[arg(value_name = "NAME", value_parser = given::code::<Letter>())]
    letter: Letter,
    /// The one that comes with praxis; no vault is needed
    #[arg(long)]
    default: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    letter: Letter,
    text: &'a str,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let text = if args.default {
        args.letter.default_text().to_owned()
    } else {
        template(&context.vault_looking()?.config, args.letter)?
    };
    context.print(&Shown { letter: args.letter, text: &text }, || text.trim_end().to_owned())
}
