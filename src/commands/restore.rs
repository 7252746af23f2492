//! `praxis restore`: a vault again, from a backup, the newest keyring and a way into it.

use std::path::PathBuf;

use serde::Serialize;

use super::{Context, Programs, init, kit};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::Reference;
use crate::records::text::counted;
use crate::terminal::progress::Progress;
use crate::terminal::signals::Watch;
use crate::vault::layout::Defaults;
use crate::vault::{Going, Original, Restore, Restored};

/// Make a vault again, from a backup
///
/// It takes a backup; the newest keyring there is, because what is not in it was erased; and a way into that keyring: your
/// identity where this machine has the vault's keys, else a recovery kit. On a machine that knows nothing of the vault
/// your identity, or a new one, becomes that of an owner.
///
/// The vault is put together beside its place, its keys are rotated, and every record is opened once; only then it gets
/// its name. Nothing is ever restored over a vault.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  praxis restore FILE --to DIR --keyring ~/.local/share/praxis\n  praxis restore FILE --to DIR --kit KIT\n  praxis restore FILE --to DIR --kit KIT --certificate E-0001.txt"
)]
pub struct Args {
    /// The backup
    file: PathBuf,
    /// Where the vault goes: a folder that does not exist yet
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The vault itself, or what is left of it, or a keyring copy (default: the newest copy beside the backup)
    #[arg(long, value_name = "VAULT-DIR-OR-FILE")]
    keyring: Option<PathBuf>,
    /// A recovery kit: its file, or the typed lines of a printed one
    #[arg(long, value_name = "FILE")]
    kit: Option<PathBuf>,
    /// Read the kit's passphrase from this file descriptor
    #[arg(long, value_name = "N", requires = "kit")]
    kit_passphrase_fd: Option<u32>,
    /// Do the erasure again that this certificate is of; may be repeated
    #[arg(long, value_name = "FILE")]
    certificate: Vec<PathBuf>,
    #[command(flatten)]
    programs: Programs,
}

#[derive(Serialize)]
struct Done {
    vault: PathBuf,
    id: String,
    keys: PathBuf,
    epoch: u64,
    member: u32,
    enrolled: bool,
    promoted: bool,
    others: Vec<Other>,
    add_again: Vec<u32>,
    clients: usize,
    erased: Vec<Reference>,
    erasures_unknown_since: Option<String>,
    originals: Vec<OriginalLine>,
}

#[derive(Serialize)]
struct Other {
    member: MemberNumber,
    role: Role,
    /// What is sealed for their emergencies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    glass: Vec<Compartment>,
}

#[derive(Serialize)]
struct OriginalLine {
    state: &'static str,
    path: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args, context: &Context) -> Result<(), Failure> {
    args.programs.allow(context)?;
    let defaults = Defaults::find()?;
    let to = std::path::absolute(&args.to).map_err(|e| Failure::io("the vault's folder", e))?;
    crate::vault::refuse_what_is_in_the_way(&to, None)?;
    if !args.file.is_file() {
        return Err(Failure::Missing(
            "there is no such backup file".to_owned(),
            "check the path, and that the medium is in".to_owned(),
        ));
    }
    let kit = match &args.kit {
        Some(path) => Some(kit::verify::read(path, args.kit_passphrase_fd, context)?),
        None => None,
    };
    let owner = init::owner(context.terminal.can_ask(), context, "")?;
    let identity = owner.identity(context.now.today())?;
    let length = std::fs::metadata(&args.file).map_or(0, |about| about.len());
    let watch = Watch::for_an_end();
    let progress = Progress::bytes(context.terminal, "restoring", length);
    let restored = Restore {
        file: &args.file,
        to: &to,
        state: &defaults.state,
        keyring: args.keyring.as_deref(),
        usual: context.global.vault.as_deref().unwrap_or(&defaults.vault),
        identity: &identity,
        kit: kit.as_ref(),
        certificates: &args.certificate,
        now: context.now,
        command: &context.command,
        accept_clock: context.global.accept_clock,
        notices: &context.notices,
    }
    .run(&Going { go_on: &|| watch.go_on(), passed: &|bytes| progress.passed(bytes) })?;
    drop(progress);
    context.tell_notices();
    tell(&restored, context);
    let done = done(restored, to);
    context.print(&done, || summary(&done))
}

/// What a person has to know or to do.
fn tell(restored: &Restored, context: &Context) {
    let terminal = context.terminal;
    if !restored.erased.is_empty() {
        let list: Vec<String> = restored.erased.iter().map(ToString::to_string).collect();
        terminal.say(&format!("erased since the backup, and not restored: {}", list.join(", ")));
    }
    let day = restored.unknown_since.as_ref().map(|since| {
        since.get(..10).and_then(|day| day.parse().ok()).map_or_else(|| since.clone(), in_words)
    });
    if let Some(day) = &day {
        terminal.warn(&format!(
            "erasures after {day} are not known here: what they destroyed may have come back; do them again, or restore \
             with their certificates: --certificate FILE"
        ));
    }
    if let Some(day) = day.filter(|_| !restored.with_keys.is_empty()) {
        terminal.warn(&format!(
            "who is a member is known as of {day}, and these have keys again: {}; who was removed after that day, or given \
             another role, is what they were before: praxis member remove N, praxis member role N ROLE",
            listed(restored.with_keys.iter().map(|(member, role, glass)| (*member, *role, glass.as_slice())))
        ));
    }
    for number in &restored.to_add_again {
        terminal.warn(&format!("member {} has to be added again: who the members are was lost", number.0));
    }
    for original in &restored.originals {
        match original {
            Original::Opens(at) => terminal.warn(&format!(
                "the original still opens: {}; each of the two counts as a copy of the other, and the new one has no \
                 place for backups yet",
                at.display()
            )),
            Original::Destroyed(folder) => terminal
                .say(&format!("the original does not open; its key files were destroyed: {}", folder.display())),
            Original::Unknown(folder) => terminal.warn(&format!(
                "there are key files of this vault in {}; destroy them if that vault is gone, for they open older \
                 backups",
                folder.display()
            )),
        }
    }
}

fn done(restored: Restored, vault: PathBuf) -> Done {
    let originals = restored.originals.into_iter().map(|original| match original {
        Original::Opens(path) => OriginalLine { state: "opens", path },
        Original::Destroyed(path) => OriginalLine { state: "destroyed", path },
        Original::Unknown(path) => OriginalLine { state: "unknown", path },
    });
    let others = restored.with_keys.into_iter();
    Done {
        vault,
        id: restored.id.to_string(),
        keys: restored.keys,
        epoch: restored.epoch,
        member: restored.member.0,
        enrolled: restored.enrolled,
        promoted: restored.promoted,
        others: others.map(|(member, role, glass)| Other { member, role, glass }).collect(),
        add_again: restored.to_add_again.iter().map(|number| number.0).collect(),
        clients: restored.clients,
        erased: restored.erased,
        erasures_unknown_since: restored.unknown_since,
        originals: originals.collect(),
    }
}

/// `member 2 (reception; in an emergency clinical), member 3 (owner)`
fn listed<'a>(members: impl Iterator<Item = (MemberNumber, Role, &'a [Compartment])>) -> String {
    let listed = members.map(|(number, role, glass)| match glass {
        [] => format!("member {} ({})", number.0, role.code()),
        some => {
            let codes: Vec<&str> = some.iter().map(|one| one.code()).collect();
            format!("member {} ({}; in an emergency {})", number.0, role.code(), codes.join(", "))
        }
    });
    listed.collect::<Vec<_>>().join(", ")
}

fn summary(done: &Done) -> String {
    let owner = match (done.enrolled, done.promoted) {
        (true, _) => ", a new owner",
        (false, true) => ", an owner from now on",
        (false, false) => "",
    };
    let others = match done.others.as_slice() {
        [] => String::new(),
        others => format!(
            "\nothers  {}",
            listed(others.iter().map(|other| (other.member, other.role, other.glass.as_slice())))
        ),
    };
    format!(
        "vault   {}\nkeys    {}\nyou     member {}{owner}{others}\nepoch   {}\nholds   {}; every record was opened",
        done.vault.display(),
        done.keys.display(),
        done.member,
        done.epoch,
        counted(done.clients, "client"),
    )
}
