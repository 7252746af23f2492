//! `praxis kit retire`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::office::KitState;
use crate::records::reference::{Reference, Register};

/// Take a recovery kit off the list, once it is destroyed
///
/// praxis cannot destroy what lies elsewhere: you say that it is gone, and it no longer counts among what opens the vault.
/// The kit of a clinical will that stands is not retired before the will: without it the trustee opens nothing. The last kit
/// that was read back is kept on the list unless you accept that a lost machine loses everything.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  praxis kit retire T-01\n  praxis kit retire T-01 --confirm T-01")]
pub struct Args {
    /// Reference
    kit: String,
    /// The reference again, where nobody can be asked
    #[arg(long, value_name = "T-01")]
    confirm: Option<String>,
    /// Also when no other kit is left
    #[arg(long)]
    accept_total_loss: bool,
}

#[derive(Serialize)]
struct Retired {
    kit: Reference,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let kit = given::reference(&args.kit, Register::Kit)?;
    let mut unlocked = context.unlock()?;
    let kits = unlocked.kits()?;
    if let Some(will) = unlocked.will_of_kit(kit)? {
        return Err(Failure::Refused(
            format!("{kit} is the kit of {will}, which opens nothing without it"),
            format!(
                "make that anew first, praxis will set {will} -o FOLDER, or take it off the list: praxis will retire {will}"
            ),
        ));
    }
    let others = kits.iter().any(|other| other.reference != kit && other.state == KitState::Current);
    let is_current = kits.iter().any(|other| other.reference == kit && other.state == KitState::Current);
    if is_current && !others && !args.accept_total_loss {
        return Err(Failure::Refused(
            format!("{kit} is the last kit that was read back"),
            "make another first, praxis kit new -o FILE, or add --accept-total-loss".to_owned(),
        ));
    }
    given::confirm(kit, args.confirm.as_deref(), "The kit is destroyed. Type its reference", context)?;
    unlocked.retire_kit(kit)?;
    context.print(&Retired { kit }, || kit.to_string())
}
