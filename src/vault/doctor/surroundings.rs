//! What the vault lies on and who else can reach it.

use std::path::Path;

use super::super::files;
use super::super::medium::{Medium, Overwriting, swaps_in_the_clear, synchronised_by};
use super::super::open::Vault;
use super::Findings;

/// Looks at permissions, synchronised folders, the medium, encryption and swap.
pub fn examine(vault: &Vault, findings: &mut Findings) {
    let (root, state) = (vault.layout.root(), vault.state.root());
    permissions(vault, findings);
    other_key_files(vault, findings);
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
    medium(state, findings);
    if swaps_in_the_clear() {
        findings.advise(
            "swap",
            "memory may be swapped to a disk area that is not encrypted",
            "encrypt the swap area, or use zram",
        );
    }
    if vault.seen.is_none() {
        findings.advise(
            "state",
            "this machine has no record of what it saw of the vault last: an older copy would not be noticed",
            "any command that unlocks the vault makes it anew",
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

fn permissions(vault: &Vault, findings: &mut Findings) {
    let mut open: Vec<String> = Vec::new();
    for folder in vault.own_folders() {
        let below = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let all = std::iter::once(folder.to_owned()).chain(below);
        for path in all.filter(|path| files::open_to_others(path).unwrap_or(false)) {
            open.push(path.display().to_string());
        }
    }
    if open.is_empty() {
        findings.good("permissions", "vault and keys folder are open to nobody else");
    } else {
        findings.advise(
            "permissions",
            format!("others may enter or read: {}", open.join(", ")),
            "run: chmod -R go= on the vault folder and on the keys folder",
        );
    }
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
