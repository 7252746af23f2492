//! Parses the command line, runs the command, prints a failure with its hint, returns the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    praxis::no_core_dumps();
    ExitCode::from(praxis::cli::main() as u8)
}
