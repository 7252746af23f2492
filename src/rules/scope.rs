//! What a thing that is lost could open: facts in, lines and a conclusion out. What the registers do not say is not
//! guessed, but named.
//!
//! A kit leads from its epoch to every later one, until a reseed: that much decides which backups it opens. Nothing leads
//! back. The archive of a backup opens with the recovery identity, which a reseed replaces as well.

mod says;
mod things;

use std::collections::BTreeSet;

use serde::Serialize;

use self::says::{backup_says, copy_says, device_says, everything_in, export_says, kit_says, people};
pub use self::things::{Backup, Device, Export, Kit, KitForm, Lost, Opens, World, lacks_folder};
use crate::records::breach::Answer;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::office::ExportForm;
use crate::records::reference::Reference;

/// What one thing could open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What it is called.
    pub lost: String,
    /// What whoever has it can do with it alone.
    pub opens: Opens,
    /// Of which compartments, at the worst.
    pub compartments: Vec<Compartment>,
    /// Of how many clients, at the worst.
    pub clients: u64,
    /// Who was erased since and could come back, at the worst.
    pub erased: BTreeSet<Reference>,
    /// How that is known.
    pub says: Vec<String>,
}

/// What to say of encryption in the register; a person decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// Whether what was lost is encrypted.
    pub encrypted: Answer,
    /// Whether the key is safe.
    pub key_safe: Answer,
    /// Whether nobody can read it: Article 34(3)(a).
    pub unintelligible: Answer,
    /// Why.
    pub because: &'static str,
}

/// What all that is lost could open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Thing by thing.
    pub lost: Vec<Found>,
    /// What they could open together and not alone.
    pub together: Vec<String>,
    /// What whoever has it all can do.
    pub opens: Opens,
    /// What that suggests.
    pub suggests: Advice,
    /// What no register says.
    pub unknown: Vec<&'static str>,
}

/// Works it out.
#[must_use]
pub fn scope(lost: &[Lost], world: &World) -> Scope {
    let named: BTreeSet<Reference> = lost.iter().filter_map(Lost::reference).collect();
    let found: Vec<Found> = lost.iter().map(|one| alone(one, &named, world)).collect();
    let pairs = together(lost, world);
    let levels = found.iter().map(|one| one.opens).chain(pairs.iter().map(|(level, _)| *level));
    let opens = levels.max().unwrap_or(Opens::NothingAlone);
    let mut unknown: Vec<&'static str> = Vec::new();
    for words in lost.iter().flat_map(|one| unknowable(one)) {
        if !unknown.contains(words) {
            unknown.push(words);
        }
    }
    Scope {
        lost: found,
        together: pairs.into_iter().map(|(_, words)| words).collect(),
        opens,
        suggests: advice(lost, opens),
        unknown,
    }
}

/// `named` is what else is said to be lost.
fn alone(lost: &Lost, named: &BTreeSet<Reference>, world: &World) -> Found {
    let all = Compartment::ALL.to_vec();
    let (opens, compartments, clients, erased, says) = match lost {
        Lost::Device(device) => {
            let erased = world.brought_back(device).flat_map(|(_, backup)| backup.erased.iter().copied());
            (of_device(device), all, world.clients, erased.collect(), device_says(device, named, world))
        }
        Lost::VaultCopy => (Opens::NothingAlone, all, world.clients, BTreeSet::new(), copy_says(world)),
        Lost::Kit(kit) => {
            let reached = world.backups.iter().filter(|backup| world.leads(kit, backup.epoch));
            let erased = reached.clone().flat_map(|backup| backup.erased.iter().copied()).collect();
            let now = if world.leads(kit, world.epoch) { world.clients } else { 0 };
            let clients = reached.map(|backup| backup.clients).max().unwrap_or(0).max(now);
            (Opens::NothingAlone, all, clients, erased, kit_says(kit, world))
        }
        Lost::Backup(backup) => {
            (Opens::NothingAlone, all, backup.clients, backup.erased.clone(), backup_says(backup, world))
        }
        Lost::Export(export) => {
            let opens = match export {
                Export { plain: true, .. } => Opens::Readable,
                Export { recipients: 0, .. } => Opens::WithPassphrase,
                _ => Opens::NothingAlone,
            };
            (opens, in_export(export.form), export.clients, export.erased.clone(), export_says(export))
        }
    };
    Found { lost: lost.name(), opens, compartments, clients, erased, says }
}

fn of_device(device: &Device) -> Opens {
    let bare = device.locked != Some(true) || !device.exports.is_empty();
    if bare && device.disk != Some(true) { Opens::Readable } else { Opens::WithPassphrase }
}

fn in_export(form: ExportForm) -> Vec<Compartment> {
    use Compartment::{Clinical, Contact, Person, Process, Registers};
    match form {
        ExportForm::Json | ExportForm::Csv | ExportForm::Pack => vec![Person, Contact, Clinical, Process],
        ExportForm::Portable => vec![Person, Contact, Clinical],
        ExportForm::Letters => vec![Person, Contact, Registers],
        ExportForm::Contacts => vec![Person, Contact],
        // Days, holds and what is open, by number.
        ExportForm::Duties | ExportForm::Register | ExportForm::Report => vec![Registers],
    }
}

/// What two of them open that neither opens alone.
fn together(lost: &[Lost], world: &World) -> Vec<(Opens, String)> {
    let kits = || lost.iter().filter_map(|one| if let Lost::Kit(kit) = one { Some(kit) } else { None });
    let device = lost.iter().find_map(|one| if let Lost::Device(device) = one { Some(device) } else { None });
    let mut pairs = Vec::new();
    for one in lost {
        match one {
            Lost::Backup(backup) => {
                for kit in kits().filter(|kit| world.leads(kit, backup.epoch)) {
                    let (kit, opens) = (kit.reference, kit.form.opens());
                    pairs.push((
                        opens,
                        format!("{kit} opens {}: {}", backup.reference, everything_in(backup)),
                    ));
                }
                if let Some(device) = device {
                    let what = if backup.epoch == world.epoch {
                        "everything in it"
                    } else {
                        "nobody who was erased since"
                    };
                    let words = format!("the identity on the machine opens {}: {what}", backup.reference);
                    pairs.push((of_device(device), words));
                }
            }
            Lost::Device(_) | Lost::VaultCopy => {
                for kit in kits().filter(|kit| world.leads(kit, world.epoch)) {
                    let (reference, opens) = (kit.reference, kit.form.opens());
                    let mut words = format!(
                        "{reference} opens the vault: every compartment of {}",
                        people(world.clients)
                    );
                    if matches!(one, Lost::VaultCopy) && kit.epoch < world.epoch {
                        words.push_str(", and whoever was erased since the day of the copy");
                    }
                    pairs.push((opens, words));
                }
                // Of which day a copy is nobody knows: as if it were of one that the kit opens.
                if matches!(one, Lost::VaultCopy) {
                    let before = |kit: &&Kit| kit.epoch < world.epoch && !world.leads(kit, world.epoch);
                    pairs.extend(kits().filter(before).map(|kit| {
                        let words = format!(
                            "{} opens a copy of the folder from before the reseed, and in it whoever was erased since",
                            kit.reference
                        );
                        (kit.form.opens(), words)
                    }));
                }
                if let (Lost::VaultCopy, Some(device)) = (one, device) {
                    let words = "the identity and the key files on the machine open the copy".to_owned();
                    pairs.push((of_device(device), words));
                }
            }
            Lost::Export(export) if export.own && !export.plain => {
                if let Some(device) = device {
                    let words = format!("the identity on the machine opens {}", export.reference);
                    pairs.push((of_device(device), words));
                }
            }
            Lost::Export(_) | Lost::Kit(_) => {}
        }
    }
    pairs
}

fn advice(lost: &[Lost], opens: Opens) -> Advice {
    use Answer::{DontKnow, No, Yes};
    let plain = lost.iter().any(|one| match one {
        Lost::Export(export) => export.plain,
        Lost::Device(device) => !device.exports.is_empty() && device.disk != Some(true),
        _ => false,
    });
    let kit = lost.iter().any(|one| matches!(one, Lost::Kit(_)));
    let foreign = lost.iter().any(
        |one| matches!(one, Lost::Export(export) if !(export.plain || export.own && export.recipients == 1)),
    );
    let (encrypted, key_safe, unintelligible, because) = match opens {
        Opens::Readable if plain => (No, No, No, "something that is lost is not encrypted"),
        Opens::Readable => (Yes, No, No, "what opens it is lost with it"),
        Opens::WithPassphrase => {
            (Yes, DontKnow, DontKnow, "it rests on a passphrase: safe if it is strong and nobody knows it")
        }
        Opens::NothingAlone if kit => (
            Yes,
            No,
            DontKnow,
            "a key is lost; nothing that it opens was named as lost with it: see where the backups are",
        ),
        Opens::NothingAlone if foreign => {
            (Yes, DontKnow, DontKnow, "praxis does not know whether their keys are safe")
        }
        Opens::NothingAlone => (
            Yes,
            Yes,
            Yes,
            "it is encrypted, and what opens it is not lost with it: see that every kit is in its place",
        ),
    };
    Advice { encrypted, key_safe, unintelligible, because }
}

fn unknowable(lost: &Lost) -> &'static [&'static str] {
    match lost {
        Lost::Device(_) => &[
            "whether a passphrase was written on it, on the bag or in it, or is known to who has it",
            "whether it was on or asleep: then keys may be in its memory, and an encrypted disk is open",
            "what else was on it: letters, downloads, mail",
        ],
        Lost::VaultCopy => {
            &["of which day the copy is", "whether who has it has a kit that is not on record"]
        }
        Lost::Kit(Kit { form: KitForm::Paper, .. }) => &[
            "whether it was copied before",
            "whether who has it has a backup or a copy of the vault that is not on record",
        ],
        Lost::Kit(_) => &[
            "whether its passphrase was written on it, on the bag or in it, or is known to who has it",
            "whether who has it has a backup or a copy of the vault that is not on record",
        ],
        Lost::Backup(_) => &["whether who has it has a kit, or a copy of one"],
        Lost::Export(_) => &["whether who has it has the key or the passphrase, and whether it was copied"],
    }
}

#[cfg(test)]
mod tests;
