//! What a thing that is lost could open: facts in, lines and a conclusion out. What the registers do not say is not
//! guessed, but named.
//!
//! A kit leads from its epoch to every later one, until a reseed: that much decides which backups it opens. Nothing leads
//! back. The archive of a backup opens with the recovery identity, which a reseed replaces as well.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::records::backup::BackupState;
use crate::records::breach::Answer;
use crate::records::code::{Code, codes};
use crate::records::compartment::Compartment;
use crate::records::date::in_words;
use crate::records::office::{ExportForm, KitState};
use crate::records::reference::{Reference, Register};
use crate::records::text::counted;

codes! {
    /// What whoever has a thing can do with it.
    Opens {
        /// Nothing, unless they have something else too.
        NothingAlone = "nothing-alone",
        /// Read it, once they know or guess a passphrase.
        WithPassphrase = "with-passphrase",
        /// Read it.
        Readable = "readable",
    }
}

impl Opens {
    /// As people read it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Opens::NothingAlone => "opens nothing alone",
            Opens::WithPassphrase => "opens with a passphrase",
            Opens::Readable => "can be read",
        }
    }
}

/// What a kit looks like, as far as its entry tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KitForm {
    /// Bare lines: no passphrase.
    Paper,
    /// A file with a passphrase.
    File,
    /// Its entry does not tell.
    Unknown,
}

impl KitForm {
    /// By the place on record.
    #[must_use]
    pub fn at(place: &str) -> Self {
        match place {
            "on paper" => KitForm::Paper,
            file if file.to_ascii_lowercase().ends_with(".age") => KitForm::File,
            _ => KitForm::Unknown,
        }
    }

    /// What it opens together with what it fits; at the worst where nothing tells.
    const fn opens(self) -> Opens {
        if matches!(self, KitForm::File) { Opens::WithPassphrase } else { Opens::Readable }
    }

    const fn in_words(self) -> &'static str {
        match self {
            KitForm::Paper => "it is bare paper, without a passphrase: whoever has the paper has the key",
            KitForm::File => "it is a file sealed with a passphrase of its own (scrypt)",
            KitForm::Unknown => {
                "if it is paper it is bare: whoever has the paper has the key; if it is a file it has a passphrase (scrypt)"
            }
        }
    }
}

/// Whether a place on record is a path as it was typed, without the folder that it was typed in: older versions wrote it so.
/// Of a kit a person may have said where it is kept; that is no path.
#[must_use]
pub fn lacks_folder(of: Register, place: &str) -> bool {
    let path = match of {
        Register::Export => place != "stdout",
        _ => place.contains('/') || KitForm::at(place) == KitForm::File,
    };
    path && !Path::new(place).is_absolute()
}

/// A kit on record.
#[derive(Clone, Debug)]
pub struct Kit {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of its secret.
    pub epoch: u64,
    /// Where it stands.
    pub state: KitState,
    /// What it looks like.
    pub form: KitForm,
    /// Where it is kept.
    pub place: String,
    /// Who holds it.
    pub holder: Option<String>,
}

/// A backup on record.
#[derive(Clone, Debug)]
pub struct Backup {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// The epoch of the keyring in it.
    pub epoch: u64,
    /// Where it stands.
    pub state: BackupState,
    /// Its path.
    pub place: String,
    /// How many clients are in it who are in the vault still.
    pub clients: u64,
    /// Who is in it and was erased since.
    pub erased: BTreeSet<Reference>,
    /// Of how many others a part was destroyed since.
    pub parts: u64,
}

/// An export on record.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which one.
    pub reference: Reference,
    /// The day it was made, ISO.
    pub made: String,
    /// How it was written.
    pub form: ExportForm,
    /// Whether it is unsealed.
    pub plain: bool,
    /// To how many age recipients it is sealed: none for a passphrase.
    pub recipients: usize,
    /// Whether the identity of this machine is one of them.
    pub own: bool,
    /// Where it was written.
    pub place: String,
    /// How many clients.
    pub clients: u64,
    /// How many notes.
    pub notes: u64,
    /// How many files.
    pub files: u64,
    /// The request that it answers, or the breach that it is about.
    pub request: Option<Reference>,
    /// Whose record the log says went into it, and is there still.
    pub about: BTreeSet<Reference>,
    /// The same of those who were erased since.
    pub erased: BTreeSet<Reference>,
}

/// This machine.
#[derive(Clone, Debug)]
pub struct Device {
    /// Whether the identity has a passphrase, where that can be told.
    pub locked: Option<bool>,
    /// Whether the identity lies in the usual place.
    pub usual: bool,
    /// Whether vault, key files and identity all lie on encrypted disks; `None` where the system does not say.
    pub disk: Option<bool>,
    /// Exports that lie on it unsealed.
    pub exports: Vec<Reference>,
    /// Kits that lie on it, or on what is plugged in.
    pub kits: Vec<Reference>,
    /// Backups that lie on it, or on what is plugged in.
    pub backups: Vec<Reference>,
    /// Unsealed exports and kits that lie nobody knows where.
    pub untold: Vec<Reference>,
    /// Key files of other copies of the vault, which may be of an older epoch.
    pub copies: u64,
}

/// Something that is lost.
#[derive(Clone, Debug)]
pub enum Lost {
    /// This machine: vault, key files, identity.
    Device(Device),
    /// A copy of the vault's folder alone.
    VaultCopy,
    /// A kit.
    Kit(Kit),
    /// A backup.
    Backup(Backup),
    /// An export.
    Export(Export),
}

impl Lost {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Lost::Device(_) => "device".to_owned(),
            Lost::VaultCopy => "vault-copy".to_owned(),
            Lost::Kit(kit) => kit.reference.to_string(),
            Lost::Backup(backup) => backup.reference.to_string(),
            Lost::Export(export) => export.reference.to_string(),
        }
    }

    /// Its reference, where it has one.
    const fn reference(&self) -> Option<Reference> {
        match self {
            Lost::Device(_) | Lost::VaultCopy => None,
            Lost::Kit(kit) => Some(kit.reference),
            Lost::Backup(backup) => Some(backup.reference),
            Lost::Export(export) => Some(export.reference),
        }
    }
}

/// The vault as it is now, and what is on record outside of it.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Its epoch.
    pub epoch: u64,
    /// How many clients.
    pub clients: u64,
    /// Epochs that began with a reseed: no secret before leads to them.
    pub reseeds: Vec<u64>,
    /// Every kit.
    pub kits: Vec<Kit>,
    /// Every backup that may exist.
    pub backups: Vec<Backup>,
}

impl World {
    /// Whether a kit leads to the secret of an epoch.
    fn leads(&self, kit: &Kit, epoch: u64) -> bool {
        kit.epoch <= epoch && !self.reseeds.iter().any(|reseed| (kit.epoch + 1..=epoch).contains(reseed))
    }

    /// Whether a kit of a later epoch has the recovery identity of an earlier one.
    fn recovers(&self, kit: &Kit, epoch: u64) -> bool {
        epoch < kit.epoch && !self.reseeds.iter().any(|reseed| (epoch + 1..=kit.epoch).contains(reseed))
    }

    /// Kits that may exist and lead to an epoch.
    fn kits_to(&self, epoch: u64) -> impl Iterator<Item = &Kit> {
        self.kits.iter().filter(move |kit| kit.state != KitState::Retired && self.leads(kit, epoch))
    }

    /// Kits and backups on one device of which the kit opens the backup, and something was destroyed since.
    fn brought_back<'a>(&'a self, device: &'a Device) -> impl Iterator<Item = (&'a Kit, &'a Backup)> {
        let kits = self.kits.iter().filter(|kit| device.kits.contains(&kit.reference));
        let backups = || self.backups.iter().filter(|backup| device.backups.contains(&backup.reference));
        let pairs = kits.flat_map(move |kit| backups().map(move |backup| (kit, backup)));
        pairs.filter(|(kit, backup)| {
            self.leads(kit, backup.epoch) && (backup.parts > 0 || !backup.erased.is_empty())
        })
    }
}

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
        ExportForm::Register | ExportForm::Report => vec![Registers],
    }
}

fn device_says(device: &Device, named: &BTreeSet<Reference>, world: &World) -> Vec<String> {
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

fn copy_says(world: &World) -> Vec<String> {
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

fn kit_says(kit: &Kit, world: &World) -> Vec<String> {
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

fn backup_says(backup: &Backup, world: &World) -> Vec<String> {
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

fn everything_in(backup: &Backup) -> String {
    let mut words = format!("every compartment of {}", people(backup.clients));
    if !backup.erased.is_empty() {
        words.push_str(&format!(", and of {}, erased since", listed(backup.erased.iter().copied())));
    }
    if backup.parts > 0 {
        words.push_str(&format!(", and what was destroyed since of {} of them", backup.parts));
    }
    words
}

fn export_says(export: &Export) -> Vec<String> {
    let count = |number: u64, what: &str| counted(usize::try_from(number).unwrap_or(usize::MAX), what);
    let holds = if matches!(export.form, ExportForm::Register | ExportForm::Report) {
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

fn people(number: u64) -> String {
    counted(usize::try_from(number).unwrap_or(usize::MAX), "client")
}

fn listed(references: impl Iterator<Item = Reference>) -> String {
    references.map(|reference| reference.to_string()).collect::<Vec<_>>().join(", ")
}

/// A day as people write it.
fn day(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), in_words)
}

#[cfg(test)]
mod tests;
