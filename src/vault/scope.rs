//! What the registers, the log and this machine say of things that are lost: the facts that `rules::scope` answers from.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::backup::FoundBackup;
use super::files;
use super::kits::FoundKit;
use super::medium::Medium;
use super::unlocked::Unlocked;
use crate::failure::Failure;
use crate::records::event::{Action, Event};
use crate::records::id::Handle;
use crate::records::office::{ExportEntry, KitState};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{HandleRow, HandleState};
use crate::records::tombstone::Tombstone;
use crate::rules::scope::{Backup, Device, Export, Kit, KitForm, Lost, Scope, World, lacks_folder, scope};
use crate::store::{AuditRow, RegisterRow};

/// The most references that a hint lists.
const MOST: usize = 12;

/// The identity file that the command was given.
pub struct OwnIdentity<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// Whether it has a passphrase, where that can be told.
    pub locked: Option<bool>,
    /// Whether it takes an age plugin, where that can be told from outside of a passphrase.
    pub guarded: bool,
    /// Whether that is the usual place.
    pub usual: bool,
}

/// What the log says of who was there when.
#[derive(Default)]
struct History {
    /// The first entry about a handle.
    first: HashMap<Handle, u64>,
    /// The entry with which a backup began.
    begun: HashMap<Reference, u64>,
    /// Whose record went into an export.
    exported: HashMap<Reference, Vec<Handle>>,
    /// Kits that were made for a reseed.
    reseeded: Vec<Reference>,
    /// The export whose row was written last.
    made: Option<Reference>,
}

impl History {
    fn take(&mut self, entry: &AuditRow) {
        let Event { action, handle, subject, .. } = entry.event;
        if let Some(handle) = handle {
            self.first.entry(handle).or_insert(entry.seq);
        }
        match subject {
            Some(backup) if backup.register == Register::Backup => {
                self.begun.entry(backup).or_insert(entry.seq);
            }
            Some(export) if export.register == Register::Export => self.made = Some(export),
            Some(kit) if action == Action::Reseeded => self.reseeded.push(kit),
            _ => {}
        }
        if let (Action::ClientExported, Some(export), Some(handle)) = (action, self.made, handle) {
            self.exported.entry(export).or_default().push(handle);
        }
    }
}

impl Unlocked {
    /// What things that are lost could open. Logged, with how many there are.
    ///
    /// # Errors
    /// [`Failure::Missing`] for a name that nothing has; damage; or it cannot be logged.
    pub fn scope(&mut self, names: &[String], own: &OwnIdentity<'_>) -> Result<Scope, Failure> {
        let scope = self.scope_of(names, own)?;
        self.log(&[Event::new(self.member(), Action::BreachScoped).counting(names.len() as u64)])?;
        Ok(scope)
    }

    fn scope_of(&self, names: &[String], own: &OwnIdentity<'_>) -> Result<Scope, Failure> {
        let mut history = History::default();
        let found = self.kits()?;
        let exports = self.all_exports()?;
        let backups = self.vault.backups_on_record()?;
        let (clients, stones) = {
            let _moment = self.one_moment()?;
            self.read().each_entry::<Failure>(|entry| {
                history.take(&entry);
                Ok(())
            })?;
            (self.read().handles(Register::Client)?, self.read().tombstones()?)
        };
        let reseeds = found.iter().filter(|kit| history.reseeded.contains(&kit.reference));
        let reseeds = reseeds.filter(|kit| kit.entry.verified.is_some()).map(|kit| kit.epoch).collect();
        let living = clients.iter().filter(|row| row.state != HandleState::Erased).count();
        let all_backups: Vec<(bool, Backup)> = backups
            .into_iter()
            .map(|row| (row.state.may_exist(), backup(row, &history, &clients, &stones)))
            .collect();
        let world = World {
            epoch: self.keys.epoch,
            clients: living as u64,
            reseeds,
            kits: found.iter().map(kit).collect(),
            backups: all_backups.iter().filter(|(there, _)| *there).map(|(_, one)| one.clone()).collect(),
        };
        let mut lost: Vec<Lost> = Vec::new();
        for name in names {
            let one = match name.trim().to_ascii_lowercase().as_str() {
                "device" => Some(Lost::Device(self.device(own, &world, &exports))),
                "vault-copy" => Some(Lost::VaultCopy),
                other => other.parse::<Reference>().ok().and_then(|wanted| match wanted.register {
                    Register::Kit => {
                        world.kits.iter().find(|kit| kit.reference == wanted).cloned().map(Lost::Kit)
                    }
                    // One that was let go is on record, and may have been copied before.
                    Register::Backup => {
                        let found = all_backups.iter().find(|(_, backup)| backup.reference == wanted);
                        found.map(|(_, backup)| Lost::Backup(backup.clone()))
                    }
                    Register::Export => {
                        let found = exports.iter().find(|(row, _)| row.reference == wanted);
                        found.map(|(row, entry)| Lost::Export(self.export(row, entry, &history, &clients)))
                    }
                    _ => None,
                }),
            };
            let one = one.ok_or_else(|| unknown(&world, &exports))?;
            if !lost.iter().any(|other| other.name() == one.name()) {
                lost.push(one);
            }
        }
        Ok(scope(&lost, &world))
    }

    fn device(&self, own: &OwnIdentity<'_>, world: &World, exports: &[(RegisterRow, ExportEntry)]) -> Device {
        let [vault, state] = self.vault.own_folders();
        let disks = [vault, state, files::folder_of(own.path)].map(|folder| Medium::of(folder).encrypted);
        let disk = if disks.contains(&Some(false)) {
            Some(false)
        } else {
            disks.iter().all(|disk| *disk == Some(true)).then_some(true)
        };
        // From the current folder a path without its own would say where something else lies.
        let at = |place: &str| Path::new(place).is_absolute().then(|| PathBuf::from(place));
        let plain = || exports.iter().filter(|(_, entry)| entry.plain);
        let here = plain().filter(|(_, entry)| at(&entry.place).is_some_and(|path| path.exists()));
        let kits = world.kits.iter().filter(|kit| at(&kit.place).is_some_and(|path| path.is_file()));
        let backups = world.backups.iter().filter(|one| at(&one.place).is_some_and(|path| path.is_file()));
        let untold = plain().map(|(row, entry)| (row.reference, &entry.place));
        let there = world.kits.iter().filter(|kit| kit.state != KitState::Retired);
        let untold = untold.chain(there.map(|kit| (kit.reference, &kit.place)));
        let untold = untold.filter(|(reference, place)| lacks_folder(reference.register, place));
        Device {
            locked: own.locked,
            guarded: own.guarded,
            usual: own.usual,
            disk,
            exports: here.map(|(row, _)| row.reference).collect(),
            kits: kits.map(|kit| kit.reference).collect(),
            backups: backups.map(|backup| backup.reference).collect(),
            untold: untold.map(|(reference, _)| reference).collect(),
            copies: self.vault.other_key_folders().len() as u64,
        }
    }

    fn export(
        &self,
        row: &RegisterRow,
        entry: &ExportEntry,
        history: &History,
        clients: &[HandleRow],
    ) -> Export {
        let went = history.exported.get(&row.reference).map_or(&[][..], Vec::as_slice);
        let who = |erased: bool| -> BTreeSet<Reference> {
            let among = clients.iter().filter(|client| went.contains(&client.handle));
            let among = among.filter(|client| (client.state == HandleState::Erased) == erased);
            among.map(|client| client.reference).collect()
        };
        let own = self.recipient().to_string();
        Export {
            reference: row.reference,
            made: row.made.clone(),
            form: entry.form,
            plain: entry.plain,
            recipients: entry.recipients.len(),
            own: entry.recipients.contains(&own),
            place: entry.place.clone(),
            clients: entry.clients,
            notes: entry.notes,
            files: entry.files,
            request: entry.request,
            about: who(false),
            erased: who(true),
        }
    }
}

fn kit(found: &FoundKit) -> Kit {
    Kit {
        reference: found.reference,
        made: found.made.clone(),
        epoch: found.epoch,
        state: found.state,
        form: KitForm::at(&found.entry.place),
        place: found.entry.place.clone(),
        holder: found.entry.holder.clone(),
    }
}

/// Who is in a backup: those who were there when it was begun. A key that was destroyed is in it when its keyring is of a
/// generation before the first without the key.
fn backup(row: FoundBackup, history: &History, clients: &[HandleRow], stones: &[Tombstone]) -> Backup {
    let begun = history.begun.get(&row.reference);
    let in_it = |client: &&HandleRow| match (begun, history.first.get(&client.handle)) {
        (Some(begun), Some(first)) => first < begun,
        _ => true,
    };
    let destroyed: HashSet<Handle> = stones
        .iter()
        .filter(|stone| stone.generation.is_none_or(|without| row.generation < without))
        .map(|stone| stone.handle)
        .collect();
    let all: Vec<&HandleRow> = clients.iter().filter(in_it).collect();
    let (gone, there): (Vec<&HandleRow>, Vec<&HandleRow>) =
        all.into_iter().partition(|client| client.state == HandleState::Erased);
    let back = gone.into_iter().filter(|client| destroyed.contains(&client.handle));
    let parts = there.iter().filter(|client| destroyed.contains(&client.handle)).count();
    Backup {
        reference: row.reference,
        made: row.made,
        epoch: row.epoch,
        state: row.state,
        place: row.place.to_string_lossy().into_owned(),
        clients: there.len() as u64,
        erased: back.map(|client| client.reference).collect(),
        parts: parts as u64,
    }
}

/// The name is not repeated: it may be somebody's.
fn unknown(world: &World, exports: &[(RegisterRow, ExportEntry)]) -> Failure {
    let kits = world.kits.iter().map(|kit| kit.reference);
    let backups = world.backups.iter().map(|backup| backup.reference);
    let exports = exports.iter().map(|(row, _)| row.reference);
    let mut names: Vec<String> = ["device", "vault-copy"].map(str::to_owned).to_vec();
    names.extend(kits.chain(backups).chain(exports).map(|reference| reference.to_string()));
    if names.len() > MOST {
        names.truncate(MOST);
        names.push("and so on (praxis kit list, praxis backup list, praxis sar list)".to_owned());
    }
    Failure::Missing(
        "nothing on record has a name that was given with --lost".to_owned(),
        format!("name one of: {}", names.join(", ")),
    )
}
