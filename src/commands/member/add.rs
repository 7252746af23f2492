//! `praxis member add`

use serde::Serialize;

use super::super::{Context, given};
use crate::crypto::age_file::Recipient;
use crate::crypto::identity_file::plugin_of_recipient;
use crate::failure::Failure;
use crate::records::member::{MemberNumber, Role};
use crate::vault::NewMember;

/// Add a member: somebody who opens part of the vault with an identity of their own
///
/// They make an identity (praxis identity new) and tell you what praxis identity show prints: the recipient, which is not
/// secret, and their verify key. What their role does not open, they cannot open with any program: it is a matter of
/// keys. All keys are sealed anew, so that it may take a moment. They use this vault on this machine.
#[derive(clap::Args)]
#[command(
    after_help = "Roles:\n  owner      everything, and who else may open what\n  clinician  clients, contact details, clinical records, process notes\n  reception  clients and contact details\n  dpo        clients, contact details, clinical records, registers, exports, erasures\n  auditor    nothing: checks the audit log\n\nExample:\n  praxis member add --name \"Ann Example\" --role reception --recipient age1..."
)]
pub struct Args {
    /// Their name; sealed
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What they may open
    #[arg(long, value_parser = given::code::<Role>())]
    role: Role,
    /// Their age recipient: age1...
    #[arg(long, value_name = "RECIPIENT")]
    recipient: String,
    /// Their verify key; who has none cannot review or sign
    #[arg(long, value_name = "KEY")]
    verify_key: Option<String>,
}

#[derive(Serialize)]
struct Added {
    member: MemberNumber,
    role: Role,
    epoch: u64,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    let name = given::field(&args.name, "--name")?
        .ok_or_else(|| Failure::Usage("--name is empty".to_owned(), "give the member's name".to_owned()))?;
    if let Some(plugin) = plugin_of_recipient(args.recipient.trim()) {
        return Err(Failure::Usage(
            format!(
                "--recipient is one of age-plugin-{plugin}: a member's keys are sealed anew while their hardware is away, and they sign"
            ),
            "they guard their key with it: praxis identity new --plugin-identity FILE; give what praxis identity show prints"
                .to_owned(),
        ));
    }
    let recipient: Recipient = args.recipient.parse().map_err(|_| {
        Failure::Usage(
            "--recipient is no age recipient".to_owned(),
            "give it as praxis identity show prints it: age1...".to_owned(),
        )
    })?;
    let new = NewMember { name, role: args.role, recipient, verify_key: args.verify_key.clone() };
    let mut unlocked = context.unlock_afresh()?;
    let member = unlocked.add_member(&new)?;
    context.tell_notices();
    super::warn_of_an_owner(args.role, context);
    if new.verify_key.is_none() && matches!(args.role, Role::Owner | Role::Dpo) {
        context.terminal.say(&format!(
            "They cannot review or sign until their verify key is recorded: praxis member key {} KEY",
            member.0
        ));
    }
    context.print(&Added { member, role: args.role, epoch: unlocked.epoch() }, || {
        format!("member {} is {}", member.0, args.role.in_words())
    })
}
