//! `praxis hold lift`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};

/// Lift a hold
///
/// Nothing is destroyed by that; it only no longer stands in the way. The hold and its reason stay on record.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis hold lift H-0001")]
pub struct Args {
    /// Reference
    hold: String,
}

#[derive(Serialize)]
struct LiftedHold {
    hold: Reference,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let hold = given::reference(&args.hold, Register::Hold)?;
    context.unlock()?.lift_hold(hold)?;
    context.print(&LiftedHold { hold }, || hold.to_string())
}
