//! What is said of one thing that is lost, line by line.

use std::collections::BTreeSet;

use super::{Backup, Device, Export, Kit, World};
use crate::records::backup::BackupState;
use crate::records::code::Code;
use crate::records::date::in_words;
use crate::records::office::{ExportForm, KitState};
use crate::records::reference::{Reference, Register};
use crate::records::text::counted;

pub fn device_says(device: &Device, named: &BTreeSet<Reference>, world: &World) -> Vec<String> {
    let mut says = vec![
        "this is the machine that was looked at; of another one it says nothing".to_owned(),
        format!(
            "vault, key files and identity are on it: all that opens every compartment of {}",
            people(world.clients)
        ),
    ];
    says.push(
        match device.locked {
            Some(true) => "the identity has a passphrase (age, scrypt): it must be known or guessed",
            Some(false) if device.guarded => {
                "the identity has no passphrase, but takes a hardware key: if that is lost too, or was in it, as if it had none"
            }
            Some(false) => "the identity has no passphrase: whoever reads the disk reads everything",
            None => "whether the identity has a passphrase cannot be told from here: as if it had none",
        }
        .to_owned(),
    );
    if !device.usual {
        says.push(
            "the identity is not in its usual place: if it lies on something that is not lost, the key files open nothing"
                .to_owned(),
        );
    }
    says.push(
        match device.disk {
            Some(true) => {
                "the disk is encrypted: while the machine is off, its password must be known as well"
            }
            Some(false) => "nothing says that the disk is encrypted",
            None => "the system does not say whether the disk is encrypted",
        }
        .to_owned(),
    );
    says.extend(comes_back(device, world));
    says.extend(device.exports.iter().map(|export| format!("{export} lies on it unsealed")));
    says.extend(
        device
            .kits
            .iter()
            .chain(&device.backups)
            .map(|one| format!("{one} lies on it, or on what is plugged in: name it with --lost {one} too")),
    );
    says.extend(device.untold.iter().map(|one| {
        format!("whether {one} lies on it cannot be told: its place is on record without the folder")
    }));
    says.push(way_back(device, named, world));
    says
}

/// Who was erased and can come back. That nobody can is said only where it is known.
fn comes_back(device: &Device, world: &World) -> Vec<String> {
    let mut says: Vec<String> = world
        .brought_back(device)
        .map(|(kit, backup)| {
            let whom = listed(backup.erased.iter().copied());
            let parts = format!("what was destroyed since of {}", people(backup.parts));
            let what = match (backup.erased.is_empty(), backup.parts) {
                (false, 0) => whom,
                (false, _) => format!("{whom}, and {parts}"),
                (true, _) => parts,
            };
            let (kit, backup) = (kit.reference, backup.reference);
            format!("{kit} and {backup} lie on it, and together bring back {what}: name them with --lost too")
        })
        .collect();
    if device.copies > 0 {
        says.push(
            "key files of another copy of the vault lie on it: with an older backup they may bring back who was erased"
                .to_owned(),
        );
    }
    let untold = device.untold.iter().any(|one| one.register == Register::Kit);
    if says.is_empty() && !untold {
        says.push("nobody who was erased can come back from it: those keys are destroyed".to_owned());
    }
    says
}

/// Whether the loss is one of availability too. What lies on the device is lost with it, as what was named is.
fn way_back(device: &Device, named: &BTreeSet<Reference>, world: &World) -> String {
    let left =
        |one: &Reference| !device.kits.contains(one) && !device.backups.contains(one) && !named.contains(one);
    let kept = || world.backups.iter().rev().filter(|backup| backup.state == BackupState::Kept);
    let newest = kept().find(|backup| left(&backup.reference));
    match newest {
        None if kept().next().is_some() => {
            "every backup on record is lost with it: if there is no other copy, the records are lost for good"
                .to_owned()
        }
        None => "no backup is on record: if there is no other copy, the records are lost for good".to_owned(),
        Some(backup) => {
            let kits = listed(world.kits_to(backup.epoch).map(|kit| kit.reference).filter(left));
            if kits.is_empty() {
                format!(
                    "the newest backup elsewhere is {} of {}, and no kit elsewhere opens it",
                    backup.reference,
                    day(&backup.made)
                )
            } else {
                format!(
                    "what was in {} of {} can be got back with {kits}: praxis restore",
                    backup.reference,
                    day(&backup.made)
                )
            }
        }
    }
}

pub fn copy_says(world: &World) -> Vec<String> {
    let mut says =
        vec!["a copy of the folder cannot open itself: the secret of its keyring is not in it".to_owned()];
    says.push(
        "in the clear it shows the practice's settings, how many records there are and when they were written; no name \
         and no word of a record"
            .to_owned(),
    );
    let kits = listed(world.kits_to(world.epoch).map(|kit| kit.reference));
    says.push(if kits.is_empty() {
        "no kit on record opens it as it is now".to_owned()
    } else {
        format!(
            "with {kits}, or the identity and the key files of this machine: everything of {}",
            people(world.clients)
        )
    });
    let stale = listed(
        world
            .kits
            .iter()
            .filter(|kit| kit.state != KitState::Retired && kit.epoch < world.epoch)
            .map(|kit| kit.reference),
    );
    if !stale.is_empty() {
        says.push(format!("a copy of an earlier day, with {stale}: whoever was erased since that day, too"));
    }
    says
}

pub fn kit_says(kit: &Kit, world: &World) -> Vec<String> {
    let holder = kit.holder.as_ref().map_or_else(String::new, |holder| format!(", held by {holder}"));
    let state = match kit.state {
        KitState::Retired => "retired: on record as destroyed; if it was lost, it may not have been",
        KitState::Unread => "never read back: it may not be readable",
        KitState::Current if kit.epoch < world.epoch => "stale: of an epoch before the vault's own",
        KitState::Current => "current",
    };
    let mut says = vec![
        format!("made {}, kept: {}{holder}", day(&kit.made), kit.place),
        state.to_owned(),
        kit.form.in_words().to_owned(),
        "it needs a backup, or a copy of the vault".to_owned(),
    ];
    says.push(if world.leads(kit, world.epoch) {
        format!("with a copy of the vault as it is now: every compartment of {}", people(world.clients))
    } else {
        "not the vault as it is now: its secret was replaced since (reseed); but a copy of its folder from before"
            .to_owned()
    });
    for backup in &world.backups {
        let Backup { reference, made, .. } = backup;
        says.push(if world.leads(kit, backup.epoch) {
            format!("with {reference} of {}: {}", day(made), everything_in(backup))
        } else if world.recovers(kit, backup.epoch) {
            format!(
                "with {reference} of {}: nobody who was erased, and others only beside a keyring copy or a vault of epoch \
                 {} or later",
                day(made),
                kit.epoch
            )
        } else {
            format!("not {reference} of {}: a reseed lies between them", day(made))
        });
    }
    if world.leads(kit, world.epoch) {
        says.push(
            "praxis reseed makes a secret that it does not lead to; backups from before stay open to it"
                .to_owned(),
        );
    }
    says
}

pub fn backup_says(backup: &Backup, world: &World) -> Vec<String> {
    let mut says = vec![
        format!("made {}, {}, at {}", day(&backup.made), backup.state.code(), backup.place),
        "it is sealed with age, to the owners' identities and to the recovery identity in the kits"
            .to_owned(),
    ];
    let kits = listed(world.kits_to(backup.epoch).map(|kit| kit.reference));
    says.push(if kits.is_empty() {
        "no kit on record opens it".to_owned()
    } else {
        format!("with {kits}: {}", everything_in(backup))
    });
    says.push(if backup.epoch == world.epoch {
        "with the identity and the key files of this machine: the same".to_owned()
    } else {
        "with the identity and the key files of this machine: nobody who was erased since".to_owned()
    });
    says.push(format!("drafts and trash of {} that were removed since are in it still", day(&backup.made)));
    says
}

pub fn everything_in(backup: &Backup) -> String {
    let mut words = format!("every compartment of {}", people(backup.clients));
    if !backup.erased.is_empty() {
        words.push_str(&format!(", and of {}, erased since", listed(backup.erased.iter().copied())));
    }
    if backup.parts > 0 {
        words.push_str(&format!(", and what was destroyed since of {} of them", backup.parts));
    }
    words
}

pub fn export_says(export: &Export) -> Vec<String> {
    let count = |number: u64, what: &str| counted(usize::try_from(number).unwrap_or(usize::MAX), what);
    let holds = if matches!(export.form, ExportForm::Register | ExportForm::Report | ExportForm::Duties) {
        "clients stand in it by reference".to_owned()
    } else {
        let clients = count(export.clients, "client");
        format!("{clients}, {} and {}", count(export.notes, "note"), count(export.files, "file"))
    };
    let mut says =
        vec![format!("made {}, {}, at {}: {holds}", day(&export.made), export.form.code(), export.place)];
    says.extend(export.request.map(|request| match request.register {
        Register::Breach => format!("it is about {request}"),
        _ => format!("it answers {request}"),
    }));
    says.push(match export {
        Export { plain: true, .. } => "it is not sealed: whoever has it reads it".to_owned(),
        Export { recipients: 0, .. } => "it is sealed with a passphrase of its own".to_owned(),
        Export { own: true, recipients: 1, .. } => "it is sealed with age to your own identity".to_owned(),
        Export { recipients, .. } => {
            format!(
                "it is sealed with age to {}, whose keys praxis does not know",
                counted(*recipients, "recipient")
            )
        }
    });
    if !export.about.is_empty() {
        says.push(format!("it is about {}", listed(export.about.iter().copied())));
    }
    if !export.erased.is_empty() {
        let erased = listed(export.erased.iter().copied());
        says.push(format!("{erased}, erased since, stood in it: no erasure reaches an export"));
    }
    says
}

pub fn people(number: u64) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), "client")
}

fn listed(references: impl Iterator<Item = Reference>) -> String {
    references.map(|reference| reference.to_string()).collect::<Vec<_>>().join(", ")
}

/// A day as people write it.
fn day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), in_words)
}
