//! `praxis completions`: the committed completion scripts, which a test keeps current.

use super::Context;
use super::given;
use crate::failure::Failure;
use crate::records::code::codes;

codes! {
    /// The shells that have a script.
    Shell {
        /// bash
        Bash = "bash",
        /// zsh
        Zsh = "zsh",
        /// fish
        Fish = "fish",
    }
}

/// Print the completions of a shell
#[derive(clap::Args)]
#[command(
    after_help = "Example:\n  praxis completions bash > ~/.local/share/bash-completion/completions/praxis"
)]
pub struct Args {
    /// Which shell
    #[arg(value_parser = given::code::<Shell>())]
    shell: Shell,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    context.terminal.print(match args.shell {
        Shell::Bash => include_str!("../../completions/praxis.bash"),
        Shell::Zsh => include_str!("../../completions/_praxis"),
        Shell::Fish => include_str!("../../completions/praxis.fish"),
    })
}
