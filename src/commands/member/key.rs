//! `praxis member key`

use serde::Serialize;

use super::super::Context;
use crate::failure::Failure;
use crate::records::member::MemberNumber;

/// Record the verify key of a member who was added without one
///
/// What somebody reviews or signs is checked with the key that the vault has of them: who has none cannot. They tell you the
/// one that praxis identity show prints for them. It is not changed once it is there. All keys are sealed anew.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis member key 2 praxis/...+...+...")]
pub struct Args {
    /// The member's number, as praxis member list prints it; your own too
    #[arg(value_name = "N")]
    member: u32,
    /// Their verify key: name+hash+key
    #[arg(value_name = "KEY")]
    key: String,
}

#[derive(Serialize)]
struct Recorded {
    member: MemberNumber,
    epoch: u64,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let number = MemberNumber(args.member);
    let mut unlocked = context.unlock_afresh()?;
    unlocked.set_verify_key(number, &args.key)?;
    context.tell_notices();
    let recorded = Recorded { member: number, epoch: unlocked.epoch() };
    context.print(&recorded, || format!("member {} can review and sign", number.0))
}
