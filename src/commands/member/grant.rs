//! `praxis member grant`

use serde::Serialize;

use super::super::{Context, given};
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::glass::records_of_all;
use crate::records::member::MemberNumber;
use crate::rules::membership::KEPT_COPIES;

/// Seal something for a member's emergencies, or take it back
///
/// In an emergency they open it for a time with praxis break-glass, which asks for a reason, shows a line at each of their
/// commands, and tells you at your next unlock. That is what praxis does. The key is theirs from now on: with their identity
/// and another program they can open it at any time, with no reason and no entry. So give it to whom you would trust with it,
/// and to nobody else.
///
/// Only what their role does not open anyway, and never the practice's own records (office). What is named takes the place of
/// what was sealed before. All keys are sealed anew, so that it may take a moment.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis member grant 2 clinical           # reception, when nobody else is there\n  praxis member grant 4 process\n  praxis member grant 2 --none"
)]
pub struct Args {
    /// The member's number, as praxis member list prints it
    #[arg(value_name = "N")]
    member: u32,
    /// What they may open in an emergency
    #[arg(value_name = "COMPARTMENT", value_parser = given::code::<Compartment>(), required_unless_present = "none")]
    compartments: Vec<Compartment>,
    /// Take back what was sealed for them
    #[arg(long, conflicts_with = "compartments")]
    none: bool,
}

#[derive(Serialize)]
struct Granted<'a> {
    member: MemberNumber,
    glass: &'a [Compartment],
    epoch: u64,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let number = MemberNumber(args.member);
    let mut unlocked = context.unlock_afresh()?;
    let before = unlocked.member_numbered(number)?.glass;
    let glass = unlocked.grant_glass(number, &args.compartments)?;
    context.tell_notices();
    if !glass.is_empty() {
        context.terminal.say(&format!(
            "Member {} can open {} from now on with their identity and any program, at any time: only praxis asks for a reason, \
             and writes it down.",
            number.0,
            records_of_all(&glass)
        ));
    }
    if before.iter().any(|one| !glass.contains(one)) {
        context.terminal.say(KEPT_COPIES);
    }
    context.print(&Granted { member: number, glass: &glass, epoch: unlocked.epoch() }, || {
        if glass.is_empty() {
            format!("nothing is sealed for emergencies of member {} any more", number.0)
        } else {
            format!(
                "member {} may open {} in an emergency: praxis break-glass",
                number.0,
                records_of_all(&glass)
            )
        }
    })
}
