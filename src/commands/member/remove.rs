//! `praxis member remove`

use std::path::PathBuf;

use serde::Serialize;

use super::super::kit::file_passphrase;
use super::super::{Context, given};
use crate::crypto::age_file::Work;
use crate::failure::Failure;
use crate::records::member::{MemberNumber, Role};
use crate::records::office::KitEntry;
use crate::records::reference::Reference;
use crate::rules::membership;
use crate::vault::files::absolute;
use crate::vault::{Kit, write_kit_file};

/// Remove a member: no key that is sealed from now on opens to them
///
/// All keys are sealed anew, so that their key file opens none of them, and nothing about clients who come from now on. It
/// says what a past member may still hold: what was copied cannot be taken back. The records that are there keep their
/// keys: who copied those opens with them what is written later about the same clients, should they get hold of the
/// vault folder again, or of a copy of it that is not sealed. Backups are sealed to owners. An owner knows the secret that
/// every later epoch follows from, so that it is replaced, and a new recovery kit is written; kits from before open nothing
/// that is made from then on: no backup, and no key.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis member remove 2\n  praxis member remove 3 -o /media/stick/kit.age    # an owner"
)]
pub struct Args {
    /// The member's number, as praxis member list prints it
    #[arg(value_name = "N")]
    member: u32,
    /// The member's number once more, where there is no terminal to ask
    #[arg(long, value_name = "N")]
    confirm: Option<u32>,
    /// A new file for the new recovery kit, when an owner goes
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Read the kit's passphrase from this file descriptor; --passphrase-fd does, when your identity has none
    #[arg(long, value_name = "N", requires = "output")]
    kit_passphrase_fd: Option<u32>,
    /// Who will hold the kit
    #[arg(long, value_name = "WHO", requires = "output")]
    holder: Option<String>,
    /// Where the kit will be kept (default: where it is written)
    #[arg(long, value_name = "WHERE", requires = "output")]
    place: Option<String>,
}

#[derive(Serialize)]
struct Removed {
    member: MemberNumber,
    role: Role,
    epoch: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kit: Option<Reference>,
    may_still_hold: Vec<&'static str>,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let number = MemberNumber(args.member);
    if let Some(output) = &args.output {
        given::refuse_what_is_there(output, "the kit")?;
    }
    let field =
        |text: &Option<String>, flag| text.as_deref().map(|text| given::field(text, flag)).transpose();
    let (holder, place) =
        (field(&args.holder, "--holder")?.flatten(), field(&args.place, "--place")?.flatten());
    let mut unlocked = context.unlock_afresh()?;
    let leaving = unlocked.member_numbered(number)?;
    let role = leaving.role;
    let output = match (role, &args.output) {
        (Role::Owner, None) => {
            return Err(Failure::Usage(
                format!(
                    "member {} is an owner: the keys are replaced, and that takes a new recovery kit",
                    number.0
                ),
                format!("praxis member remove {} -o FILE, with a new file for the kit", number.0),
            ));
        }
        (Role::Owner, Some(output)) => Some(output),
        (_, Some(_)) => {
            return Err(Failure::Usage(
                format!("member {} is no owner: no kit is written", number.0),
                format!("praxis member remove {}", number.0),
            ));
        }
        (_, None) => None,
    };
    let mut may_still_hold = membership::may_still_hold(role, None);
    if !leaving.glass.is_empty() {
        may_still_hold.push(membership::KEPT_COPIES);
    }
    for line in &may_still_hold {
        context.terminal.say(line);
    }
    super::confirm(number, args.confirm, "Type the member's number to remove them", context)?;
    let kit = match output {
        None => {
            unlocked.remove_member(number)?;
            None
        }
        Some(output) => {
            given::refuse_inside(unlocked.vault(), output, "the kit")?;
            let practice = &unlocked.vault().config.practice.name;
            let passphrase = file_passphrase(args.kit_passphrase_fd, context, practice)?;
            let entry = KitEntry { place: place.unwrap_or_else(|| absolute(output)), holder, verified: None };
            let write = |kit: &Kit| write_kit_file(kit, output, &passphrase, Work::STANDARD).map(|()| true);
            Some(unlocked.remove_owner(number, &entry, write)?)
        }
    };
    context.tell_notices();
    if kit.is_some() {
        context.terminal.say(
            "Make a backup now: the new kit opens none from before. Then destroy the old kits, and retire them.",
        );
    }
    let removed = Removed { member: number, role, epoch: unlocked.epoch(), kit, may_still_hold };
    context.print(&removed, || format!("member {} is no member any more", number.0))
}
