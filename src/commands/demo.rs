//! `praxis demo`

use super::Context;
use crate::failure::Failure;

/// Show a whole story on a throw-away vault.
#[derive(clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_: &Args, _: &Context) -> Result<(), Failure> {
    Ok(())
}
