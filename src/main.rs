//! Parses the command line, runs the command, prints a failure with its hint, returns the exit code.

use std::process::ExitCode;

use praxis::failure::Exit;

fn main() -> ExitCode {
    praxis::no_core_dumps();
    praxis::terminal::hush_panics();
    // Caught, so that what is on the stack is wiped, and the code is one of ours.
    let exit = std::panic::catch_unwind(praxis::cli::main).unwrap_or(Exit::Unexpected);
    ExitCode::from(exit as u8)
}
