//! `praxis member role`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::member::{MemberNumber, Role};
use crate::rules::membership;

/// Give a member another role
///
/// From then on they open what the new role opens. What they could open before, they could have copied, and the keys of
/// those records with it: it says what that means. praxis help member remove says more.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  praxis member role 2 clinician")]
pub struct Args {
    /// The member's number, as praxis member list prints it
    #[arg(value_name = "N")]
    member: u32,
    /// What they may open from now on
    #[arg(value_parser = given::code::<Role>())]
    role: Role,
}

#[derive(Serialize)]
struct Changed {
    member: MemberNumber,
    role: Role,
    epoch: u64,
    may_still_hold: Vec<&'static str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let number = MemberNumber(args.member);
    let mut unlocked = context.unlock_afresh()?;
    let before = unlocked.member_numbered(number)?.role;
    unlocked.change_role(number, args.role)?;
    context.tell_notices();
    super::warn_of_an_owner(args.role, context);
    let may_still_hold = membership::may_still_hold(before, Some(args.role));
    for line in &may_still_hold {
        context.terminal.say(line);
    }
    let changed = Changed { member: number, role: args.role, epoch: unlocked.epoch(), may_still_hold };
    context.print(&changed, || format!("member {} is {}", number.0, args.role.in_words()))
}
