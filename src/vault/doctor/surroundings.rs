//! What the vault lies on and who else can reach it.

use std::path::Path;

use rustix::process::geteuid;

use super::super::identity_change::left_beside;
use super::super::init::CACHEDIR;
use super::super::layout::{Defaults, StateFolder};
use super::super::medium::{Medium, Overwriting, synchronised_by};
use super::super::members::Members;
use super::super::open::Vault;
use super::machine::{self, Machine};
use super::{Findings, place};
use crate::failure::Failure;
use crate::records::date::in_words;

/// Looks at permissions and owners, synchronised folders and work trees, the medium, encryption, swap, sleep, core dumps,
/// the clock and jobs.
pub fn examine(vault: &Vault, findings: &mut Findings) -> Result<(), Failure> {
    let (root, state) = (vault.layout.root(), vault.state.root());
    whose(vault, findings);
    kept_out_of_backups(vault, findings);
    other_key_files(vault, findings);
    ways_in_of_nobody(vault, findings);
    left_beside_the_identity(findings);
    for (what, folder) in [("the vault", root), ("the keys folder", state)] {
        let Some(service) = synchronised_by(folder) else { continue };
        let hint = if folder == state {
            "old copies of the keys undo an erasure: make the vault anew with praxis init --keys DIR, outside of it"
        } else {
            "a service that copies single files while they are written can mix old and new ones: move the vault out \
             of it, and let it copy backups instead"
        };
        findings.advise("folder", format!("{what} lies in a folder that {service} copies elsewhere"), hint);
    }
    for (what, folder) in [("the vault", root), ("the keys folder", state)] {
        let Some(tree) = place::work_tree(folder) else { continue };
        findings.advise(
            "folder",
            format!(
                "{what} lies in a work tree, {}: its history keeps old copies of what is committed",
                tree.display()
            ),
            "have it ignored there, or move it out: old keys undo an erasure",
        );
    }
    medium(state, findings);
    machine::judge(&Machine::read(Path::new("/")), findings);
    clock(vault, findings)?;
    jobs(vault, findings)?;
    if vault.seen.is_none() {
        findings.advise(
            "state",
            "this machine has no record of what it saw of the vault last: an older copy would not be noticed",
            "any command that unlocks the vault makes it anew",
        );
    }
    Ok(())
}

/// A change of the identity file that was cut off may have left the new one, which opens the vault.
fn left_beside_the_identity(findings: &mut Findings) {
    let Ok(usual) = Defaults::find() else { return };
    if !left_beside(&usual.identity).is_empty() {
        findings.advise(
            "identity",
            format!(
                "a change of {} was cut off, and a new file is left beside it that may open the vault",
                usual.identity.display()
            ),
            "praxis identity passphrase overwrites it, and sets another passphrase",
        );
    }
}

/// A restore that was cut off, or a copy that is gone, may have left key files of an older epoch.
fn other_key_files(vault: &Vault, findings: &mut Findings) {
    for folder in vault.other_key_folders() {
        findings.advise(
            "state",
            format!("key files of another copy of this vault lie in {}", folder.display()),
            "if that copy is gone, destroy them: shred -u on each .age file there; they open older backups",
        );
    }
}

/// A way in that is nobody's: of somebody who went while another program wrote ways in, or that a copy brought back.
fn ways_in_of_nobody(vault: &Vault, findings: &mut Findings) {
    let members = std::fs::read(vault.layout.members()).unwrap_or_default();
    let (Ok(members), Ok(entries)) =
        (Members::parse_unverified(&members), std::fs::read_dir(vault.state.root()))
    else {
        return;
    };
    let nobodys = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).filter(|name| {
        StateFolder::member_of_wrap(name).is_some_and(|number| members.numbered(number).is_none())
    });
    for name in nobodys {
        findings.advise(
            "state",
            format!("{name} is the key file of nobody who is a member"),
            &format!("destroy it: shred -u '{}'", vault.state.root().join(&name).display()),
        );
    }
}

fn whose(vault: &Vault, findings: &mut Findings) {
    let (mut entries, mut above) = (Vec::new(), Vec::new());
    for folder in vault.own_folders() {
        let (own, over) = place::entries_of(folder);
        entries.extend(own);
        // Both mostly lie below one home.
        let new: Vec<_> = over.into_iter().filter(|entry| !above.contains(entry)).collect();
        above.extend(new);
    }
    place::permissions(&entries, &above, findings);
    place::owner(&entries, geteuid().as_raw(), findings);
}

/// A backup of the keys folder would keep old keys.
fn kept_out_of_backups(vault: &Vault, findings: &mut Findings) {
    let tag = vault.state.cachedir_tag();
    // Whatever follows the signature is for people.
    let signature = CACHEDIR.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if !std::fs::read(&tag).is_ok_and(|found| found.starts_with(signature)) {
        findings.advise(
            "keys folder",
            "CACHEDIR.TAG is missing there, or is not one: a backup program may copy old keys, which undo an erasure",
            &format!("make it anew: umask 077; echo '{}' > '{}'", String::from_utf8_lossy(signature), tag.display()),
        );
    }
}

/// A clock that stands behind the log was accepted for this once.
fn clock(vault: &Vault, findings: &mut Findings) -> Result<(), Failure> {
    let last = vault.store.read().audit_head()?.last_time;
    if vault.now.text() < last {
        findings.advise(
            "clock",
            format!("it says {}, but the last entry in the log is of {last}", vault.now.text()),
            "set the clock: periods, and the 72 hours, are counted by it",
        );
    }
    Ok(())
}

/// Jobs that ran without a person, and should have run again since.
fn jobs(vault: &Vault, findings: &mut Findings) -> Result<(), Failure> {
    for (job, last, by) in vault.jobs()? {
        let (job, last) = (job.command(), in_words(last));
        if by.is_some_and(|by| vault.now.today() > by) {
            findings.advise(
                "jobs",
                format!("{job} ran last on {last}: it seems to run no more"),
                "look at the timer or the crontab that started it; praxis.toml, unattended.missed_after_days",
            );
        } else {
            findings.good("jobs", format!("{job} ran last on {last}"));
        }
    }
    Ok(())
}

/// Erasure rests on overwriting in the keys folder, and on the keyring beside the vault; both are mostly one disk.
fn medium(folder: &Path, findings: &mut Findings) {
    let Medium { file_system, overwriting, encrypted } = Medium::of(folder);
    let what = format!("old keys are {} ({file_system})", overwriting.in_words());
    match overwriting {
        Overwriting::Reaches | Overwriting::Memory => findings.good("medium", what),
        _ => findings.advise("medium", what, "an encrypted disk keeps them from whoever finds it"),
    }
    match encrypted {
        Some(true) => findings.good("disk", "the disk is encrypted"),
        Some(false) => findings.advise(
            "disk",
            "nothing says that the disk is encrypted",
            "encrypt the disk (LUKS, FileVault, BitLocker): whoever takes the machine has identity and keys in hand",
        ),
        None => {}
    }
}
