//! Things that can be lost, and the vault that they are of: what the registers say of each.

use std::collections::BTreeSet;
use std::path::Path;

use crate::records::backup::BackupState;
use crate::records::code::codes;
use crate::records::office::{ExportForm, KitState};
use crate::records::reference::{Reference, Register};

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
    pub(super) const fn opens(self) -> Opens {
        if matches!(self, KitForm::File) { Opens::WithPassphrase } else { Opens::Readable }
    }

    pub(super) const fn in_words(self) -> &'static str {
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
    /// Whether the identity takes an age plugin, where that can be told from outside of a passphrase.
    pub guarded: bool,
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
    pub(super) const fn reference(&self) -> Option<Reference> {
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
    pub(super) fn leads(&self, kit: &Kit, epoch: u64) -> bool {
        kit.epoch <= epoch && !self.reseeds.iter().any(|reseed| (kit.epoch + 1..=epoch).contains(reseed))
    }

    /// Whether a kit of a later epoch has the recovery identity of an earlier one.
    pub(super) fn recovers(&self, kit: &Kit, epoch: u64) -> bool {
        epoch < kit.epoch && !self.reseeds.iter().any(|reseed| (epoch + 1..=kit.epoch).contains(reseed))
    }

    /// Kits that may exist and lead to an epoch.
    pub(super) fn kits_to(&self, epoch: u64) -> impl Iterator<Item = &Kit> {
        self.kits.iter().filter(move |kit| kit.state != KitState::Retired && self.leads(kit, epoch))
    }

    /// Kits and backups on one device of which the kit opens the backup, and something was destroyed since.
    pub(super) fn brought_back<'a>(
        &'a self,
        device: &'a Device,
    ) -> impl Iterator<Item = (&'a Kit, &'a Backup)> {
        let kits = self.kits.iter().filter(|kit| device.kits.contains(&kit.reference));
        let backups = || self.backups.iter().filter(|backup| device.backups.contains(&backup.reference));
        let pairs = kits.flat_map(move |kit| backups().map(move |backup| (kit, backup)));
        pairs.filter(|(kit, backup)| {
            self.leads(kit, backup.epoch) && (backup.parts > 0 || !backup.erased.is_empty())
        })
    }
}
