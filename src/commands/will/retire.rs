//! `praxis will retire`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::reference::{Reference, Register};
use crate::records::will::Former;

/// Take a clinical will off the list, once its folder is destroyed
///
/// praxis cannot destroy what lies with somebody else: you say that it is gone. Its kit still counts until you say so of the
/// kit: praxis kit retire.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis will retire W-01\n  praxis will retire W-01 --confirm W-01")]
pub struct Args {
    /// Reference
    #[arg(value_name = "W-01")]
    will: String,
    /// The reference again, where nobody can be asked
    #[arg(long, value_name = "W-01")]
    confirm: Option<String>,
}

#[derive(Serialize)]
struct Retired {
    will: Reference,
    /// Kits that were made for it and still count.
    kits: Vec<Reference>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let reference = given::reference(&args.will, Register::Will)?;
    let mut unlocked = context.unlock()?;
    let will = unlocked.standing_will(reference)?;
    let kits = unlocked.kits_of_will(&will)?;
    given::confirm(
        reference,
        args.confirm.as_deref(),
        "The folder is destroyed. Type its reference",
        context,
    )?;
    unlocked.retire_will(&will)?;
    for Former { kit, .. } in &kits {
        context
            .terminal
            .say(&format!("{kit} was made for it: once it is destroyed, praxis kit retire {kit}"));
    }
    let kits = kits.iter().map(|one| one.kit).collect();
    context.print(&Retired { will: reference, kits }, || reference.to_string())
}
