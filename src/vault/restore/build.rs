//! Putting a restored vault together beside its place: the data of the backup, the keys of the keyring, a state folder and
//! a machine's key of its own. What has no key any more is removed, the keys are rotated, everything is opened once; only
//! then it gets its name.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::de::IgnoredAny;

use super::super::backup::{Going, archive};
use super::super::ballast;
use super::super::init::CACHEDIR;
use super::super::keyring::Anchor;
use super::super::keys::{host_verify_key, member_verify_key, write_wrap};
use super::super::layout::{Layout, StateFolder};
use super::super::lock::Lock;
use super::super::members::{Former, Member, Members};
use super::super::mirrors::{self, Extent};
use super::super::open::{Options, Vault};
use super::super::rows;
use super::super::seen::Seen;
use super::super::unlocked::Unlocked;
use super::super::writer::Writer;
use super::super::{files, init};
use super::losses::Losses;
use super::original::{Original, settle};
use super::secrets::{numbers, wraps_in};
use super::{Found, Restore, Restored};
use crate::config::Config;
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::secret::SigningSeed;
use crate::crypto::{derive, random};
use crate::failure::Failure;
use crate::records::backup::BackupState;
use crate::records::breach::Breach;
use crate::records::compartment::Compartment;
use crate::records::complaint::Complaint;
use crate::records::event::Action;
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::{Reference, Register};
use crate::records::stored::{Flags, HandleRow, HandleState, RecordType};
use crate::store::{KeyringRecord, Store, Writing};

/// What is copied at a time.
const PIECE: usize = 128 << 10;

/// What was begun, and goes unless it is finished. Key files are overwritten first.
struct Begun {
    staged: PathBuf,
    state: PathBuf,
    finished: bool,
}

impl Drop for Begun {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        for (_, _, wrap) in wraps_in(&self.state) {
            let _ = files::scrub(&wrap);
        }
        let _ = fs::remove_dir_all(&self.state);
        let _ = fs::remove_dir_all(&self.staged);
    }
}

/// Who will own the vault.
struct Owner {
    number: MemberNumber,
    enrolled: bool,
    /// Whether they were a member of another role.
    promoted: bool,
    members: Members,
}

impl Restore<'_> {
    /// Puts the vault together, and in its place.
    pub(super) fn build(
        &self,
        found: &Found,
        losses: &Losses,
        originals: &[Original],
        going: &Going<'_>,
    ) -> Result<Restored, Failure> {
        let id = found.opened.manifest.vault;
        let incarnation: [u8; 8] = random::bytes();
        let state = StateFolder::new(self.state, id, incarnation);
        let parent = files::folder_of(self.to);
        files::make_folder(parent, "the folder above the vault")?;
        let staged = parent.join(format!("{}{}", init::STAGED, to_hex(&incarnation)));
        let mut begun = Begun { staged: staged.clone(), state: state.root().to_owned(), finished: false };
        files::make_folder(state.root(), "the state folder")?;
        init::refuse_open_state(&state)?;
        files::make_folder(&staged, "the vault folder")?;
        let layout = Layout::new(&staged);

        let seed = SigningSeed::generate();
        let owner = self.owner(found, &host_verify_key(&seed, id))?;
        let epoch = found.carried.image.header.epoch;
        files::write_new(&state.cachedir_tag(), CACHEDIR, "CACHEDIR.TAG")?;
        files::write_new(&state.host_key(), seed.expose_secret(), "the host key")?;
        write_wrap(&state, &found.keys, Role::Owner, &self.identity.recipient(), id, owner.number, epoch)?;
        files::sync_folder(state.root(), "the state folder")?;
        files::sync_folder(files::folder_of(state.root()), "the state folder")?;

        let beside_another = originals.iter().any(Original::may_open);
        write_files(found, &layout, &owner, beside_another)?;
        let erased = self.write_database(found, losses, &layout, &state, &owner, incarnation, originals)?;
        let matters = erased.iter().any(|reference| is_matter(reference.register));
        let (epoch, clients) = self.rotate_and_open(&staged, matters, going)?;

        (going.go_on)()?;
        fs::rename(&staged, self.to)
            .map_err(|e| Failure::io("the vault could not be put in its place", e))?;
        begun.finished = true;
        files::sync_folder(parent, "the folder above the vault")?;
        settle(originals)?;
        let others = |members: &Members| -> Vec<(MemberNumber, Role, Vec<Compartment>)> {
            let others = members.members.iter().filter(|member| member.number != owner.number);
            others.map(|member| (member.number, member.role, member.glass.clone())).collect()
        };
        // Who was removed since is on no list of then as one to come back.
        let lost = if found.members.is_none() { others(&found.opened.members) } else { Vec::new() };
        Ok(Restored {
            id,
            epoch,
            keys: state.root().to_owned(),
            member: owner.number,
            enrolled: owner.enrolled,
            promoted: owner.promoted,
            with_keys: others(&owner.members),
            to_add_again: lost.into_iter().map(|(number, ..)| number).collect(),
            clients,
            erased,
            unknown_since: found.carried.made.clone(),
            originals: originals.to_vec(),
        })
    }

    /// The members of the restored vault: with this machine, and with whoever restores it.
    fn owner(&self, found: &Found, host: &str) -> Result<Owner, Failure> {
        let id = found.opened.manifest.vault;
        let recipient = self.identity.recipient();
        let then = &found.opened.members;
        let listed = found.members.as_ref().and_then(|members| members.with_recipient(&recipient));
        // Where only mirrors are left nobody says who the members are; the number of then must not become another's.
        let before = then.with_recipient(&recipient).filter(|_| found.members.is_none());
        let was = listed.or(before);
        let number = match was {
            Some(member) => member.number,
            None => free_number(found)?,
        };
        let today = self.now.today().to_string();
        let verify_key = member_verify_key(self.identity, id, number);
        let new = Member {
            number,
            role: Role::Owner,
            recipient: recipient.to_string(),
            verify_key: verify_key.clone(),
            since: was.map_or_else(|| today.clone(), |was| was.since.clone()),
            glass: Vec::new(),
        };
        let members = if let Some(members) = &found.members {
            let mut members = members.clone();
            match members.members.iter_mut().find(|member| member.number == number) {
                // Whoever restores holds what opens everything: a kit, or an owner's way in.
                Some(member) => {
                    member.role = Role::Owner;
                    // Nothing is sealed for emergencies of somebody to whom everything opens.
                    member.glass.clear();
                    member.verify_key = member.verify_key.take().or(verify_key);
                }
                None => members.members.push(new),
            }
            members.hosts.push(host.to_owned());
            members
        } else {
            let mut members = Members::new(id, &found.keys.recovery.recipient(), host.to_owned(), new);
            // Machines and members that signed what is older go on being known; they open nothing.
            members.hosts.splice(0..0, then.hosts.iter().cloned());
            members.former.clone_from(&then.former);
            let others = then.members.iter().filter(|member| member.number != number).cloned();
            let without = |member| Member { glass: Vec::new(), ..member };
            members
                .former
                .extend(others.map(|member| Former { member: without(member), until: today.clone() }));
            members.at_epoch(found.carried.image.header.epoch, &found.keys.recovery)
        };
        Ok(Owner {
            number,
            enrolled: was.is_none(),
            promoted: was.is_some_and(|was| was.role != Role::Owner),
            members,
        })
    }

    /// One transaction: whatever the restore changes, and that it was one.
    #[allow(clippy::too_many_arguments)] // The parts of one vault, put together here and nowhere else.
    fn write_database(
        &self,
        found: &Found,
        losses: &Losses,
        layout: &Layout,
        state: &StateFolder,
        owner: &Owner,
        incarnation: [u8; 8],
        originals: &[Original],
    ) -> Result<Vec<Reference>, Failure> {
        let (opened, carried) = (&found.opened, &found.carried);
        let id = opened.manifest.vault;
        let mut store = Store::adopt(&layout.database())?;
        let before = store.read().audit_head()?;
        let mut image = carried.image.clone();
        let generation = image.header.generation.max(opened.facts.keyring.generation).checked_add(1);
        image.header.generation =
            generation.ok_or_else(|| Failure::damaged("the keyring counts no further"))?;
        let there_was = image.header.audit;
        // The log of this vault goes on from the backup's, whatever that of the keyring's vault became.
        image.header.audit = Anchor { size: before.size, root: before.root };
        files::make_folder(&layout.keyring_folder(), "the keyring folder")?;
        let keyring = mirrors::create(layout, &image)?;
        let mut erased = Vec::new();
        let anchor = store.write(|rows| -> Result<Anchor, Failure> {
            let mut writer = Writer::begin(rows, id, owner.number, self.now, self.accept_clock)?;
            rows.start_incarnation(incarnation)?;
            self.raise_counters(rows, found)?;
            writer.set_keyring(&keyring)?;
            let event = writer.event(Action::VaultRestored).counting(before.size);
            writer.log(&event.with_row(before.root))?;
            let event = writer.event(Action::KeyringCarriedOver).counting(there_was.size);
            writer.log(&event.with_row(there_was.root))?;
            if owner.enrolled {
                writer.log(&writer.event(Action::MemberAdded).counting(u64::from(owner.number.0)))?;
            } else if owner.promoted {
                writer.log(&writer.event(Action::MemberChanged).counting(u64::from(owner.number.0)))?;
            }
            erased = remove_what_has_no_key(&mut writer, losses, &keyring)?;
            self.register_backups(&mut writer, found, originals)?;
            writer.finish()
        })?;
        let members = fs::read(layout.members()).map_err(unwritten)?;
        let mut seen = Seen::new(to_hex(&sha256(&members)), owner.members.verify_keys());
        (seen.epoch, seen.generation) = (keyring.epoch, keyring.generation);
        (seen.audit_size, seen.audit_root) = (anchor.size, to_hex(&anchor.root));
        seen.schedule = opened.facts.schedule.map(|hash| to_hex(&hash));
        seen.numbers =
            store.read().counters()?.into_iter().map(|(register, last)| (register.letter(), last)).collect();
        seen.copies = originals
            .iter()
            .filter_map(|original| match original {
                Original::Opens(at) | Original::Unknown(at) => std::path::absolute(at).ok(),
                Original::Destroyed(_) => None,
            })
            .collect();
        seen.write(&state.seen(), true)?;
        files::sync_folder(layout.root(), "the vault folder")?;
        Ok(erased)
    }

    /// References go on above the highest that anybody here has seen.
    fn raise_counters(&self, rows: &Writing<'_>, found: &Found) -> Result<(), Failure> {
        let id = found.opened.manifest.vault;
        let seen = numbers(self.state, id).into_iter();
        let seen = seen.filter_map(|(letter, last)| Some((Register::from_letter(letter)?, last)));
        let carried = found.carried.numbers.iter().map(|(register, last)| (*register, *last));
        let stones = found.carried.stones.iter().filter_map(|stone| {
            let of: Reference = stone.authority.rsplit(' ').next()?.parse().ok()?;
            Some((of.register, of.number))
        });
        // The backup itself has a number.
        let backup = found.opened.manifest.backup.iter().filter_map(|text| text.parse::<Reference>().ok());
        let backup = backup.map(|reference| (reference.register, reference.number));
        for (register, last) in seen.chain(carried).chain(stones).chain(backup) {
            rows.raise_counter(register, last)?;
        }
        Ok(())
    }

    /// The backup that this vault was restored from is on record, as far as its own register knows it; those of an
    /// original that still opens are its own business.
    fn register_backups(
        &self,
        writer: &mut Writer<'_>,
        found: &Found,
        originals: &[Original],
    ) -> Result<(), Failure> {
        let beside_another = originals.iter().any(Original::may_open);
        for mut row in writer.read().backups()? {
            rows::check_logged_backup(writer.read(), &row)?;
            let this = found.opened.manifest.backup.as_deref() == Some(&row.reference.to_string());
            let before = row.clone();
            if this {
                row.sha256 = super::super::backup::hash_on_disk(self.file, &GOING)?;
                row.state = BackupState::Kept;
                if let Some(place) =
                    fs::canonicalize(self.file).ok().and_then(|path| path.to_str().map(str::to_owned))
                {
                    row.place = place;
                }
            }
            if beside_another && row.state.may_exist() {
                row.state = BackupState::Elsewhere;
            }
            if row != before {
                writer.put_backup(&row)?;
            }
        }
        Ok(())
    }

    /// Rotates the keys, so that this machine's own key is vouched for under a secret of this vault alone; then opens every
    /// record once. Gives the epoch, and how many clients are there.
    fn rotate_and_open(
        &self,
        staged: &Path,
        matters_went: bool,
        going: &Going<'_>,
    ) -> Result<(u64, usize), Failure> {
        let vault = Vault::open(Options {
            at: staged.to_owned(),
            state: self.state.to_owned(),
            now: self.now,
            command: self.command.to_owned(),
            accept_clock: self.accept_clock,
            looking: false,
            notices: self.notices.clone(),
        })?;
        let mut unlocked = vault.unlock(self.identity)?;
        let alone = Lock::exclusive(&unlocked.vault.layout.lock(), self.command)?;
        unlocked.rotate(&alone)?;
        drop(alone);
        let opened = open_everything(&unlocked, going);
        let clients = unlocked.read().handles(Register::Client)?;
        let clients = clients.iter().filter(|row| row.state != HandleState::Erased).count();
        opened?;
        if matters_went {
            unlocked.free_who_nobody_asks_about()?;
            unlocked.free_who_is_in_no_matter::<Complaint>()?;
            unlocked.free_who_is_in_no_matter::<Breach>()?;
        }
        Ok((unlocked.keys.epoch, clients))
    }
}

/// A number that nobody has or had, as far as anything here knows: lists of members, names of members, and the log.
fn free_number(found: &Found) -> Result<MemberNumber, Failure> {
    let read = found.opened.store.read();
    let listed = found.members.iter().chain([&found.opened.members]).map(Members::next_number);
    let mut number = listed.max().unwrap_or(MemberNumber(1));
    while read.was_added(number)? || read.record(RecordType::Member, number.0)?.is_some() {
        number.0 += 1;
    }
    Ok(number)
}

/// Whether clients stay while one of the register is open.
const fn is_matter(register: Register) -> bool {
    matches!(register, Register::Request | Register::Complaint | Register::Breach)
}

fn write_files(found: &Found, layout: &Layout, owner: &Owner, beside_another: bool) -> Result<(), Failure> {
    let settings = settings_for_here(&found.opened.settings()?, beside_another)?;
    files::write_new(&layout.config(), settings.as_bytes(), "praxis.toml")?;
    files::write_new(&layout.lock(), b"", "the lock")?;
    files::write_new(&layout.ballast(), &ballast::bytes(), "the ballast")?;
    let id = found.opened.manifest.vault;
    let key = derive::members_key(&found.keys.epoch_secret, id.as_bytes());
    let members = owner
        .members
        .to_bytes(&key)
        .map_err(|e| Failure::Unexpected(anyhow::Error::new(e).context("members")))?;
    files::write_new(&layout.members(), &members, "members")?;
    let mut from = File::open(found.opened.path(archive::DATABASE)).map_err(unwritten)?;
    let mut to = files::create_new(&layout.database()).map_err(unwritten)?;
    let mut piece = vec![0; PIECE];
    loop {
        match from.read(&mut piece).map_err(unwritten)? {
            0 => return to.sync_all().map_err(unwritten),
            read => to.write_all(&piece[..read]).map_err(unwritten)?,
        }
    }
}

const GOING: Going<'_> = Going { go_on: &|| Ok(()), passed: &|_| () };

fn open_everything(unlocked: &Unlocked, going: &Going<'_>) -> Result<(), Failure> {
    let keys = unlocked.reader(Extent::Many)?;
    unlocked.read().each_version(|row| -> Result<(), Failure> {
        (going.go_on)()?;
        keys.open::<IgnoredAny>(&row).map(drop)
    })
}

/// Rows without a key are removed, and whose they were is on record as erased. Gives those.
fn remove_what_has_no_key(
    writer: &mut Writer<'_>,
    losses: &Losses,
    keyring: &KeyringRecord,
) -> Result<Vec<Reference>, Failure> {
    let mut erased = Vec::new();
    for &handle in &losses.handles {
        let stones = || losses.stones.iter().filter(|stone| stone.handle == handle);
        for version in writer.read().versions_of(handle)? {
            let slot = rows::slot_of(&version).id(writer.vault());
            if stones().any(|stone| stone.slot == slot) {
                writer.remove_record(&version)?;
            }
        }
        let row = writer.read().handle_row(handle)?;
        // Of a client the personal record makes who it is; the others have nothing else.
        let whole = |row: &HandleRow| {
            row.reference.register != Register::Client
                || stones().any(|stone| stone.compartment == Compartment::Person)
        };
        if let Some(row) = row.filter(|row| row.state != HandleState::Erased).filter(whole) {
            erased.push(row.reference);
            // What was open then has clocks, and nobody is left to stop them.
            if is_matter(row.reference.register) && !writer.read().clocks_of(row.reference)?.is_empty() {
                writer.put_clocks(row.reference, &[])?;
            }
            writer.change_handle(&HandleRow {
                state: HandleState::Erased,
                flags: Flags::default(),
                disposal_year: None,
                contact_due: None,
                ..row
            })?;
        }
    }
    for stone in &losses.stones {
        let mut stone = stone.clone();
        stone.generation = Some(keyring.generation);
        writer.put_tombstone(&stone)?;
    }
    if !losses.stones.is_empty() {
        let stones = writer.read().tombstones()?;
        let event = writer.event(Action::KeysFoundDestroyed).counting(losses.stones.len() as u64);
        writer.log(&event.with_row(rows::hash_restored(&stones)))?;
    }
    erased.sort_unstable();
    Ok(erased)
}

/// The settings of then, without what was so on the other machine: where its keys lay and, beside a vault that goes on,
/// where its backups go.
fn settings_for_here(bytes: &[u8], beside_another: bool) -> Result<String, Failure> {
    let text = String::from_utf8_lossy(bytes);
    let mut kept = String::with_capacity(text.len());
    let mut table = "";
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with('[') {
            table = bare.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
        }
        let is_place = beside_another
            && table == "backup"
            && bare.split('=').next().is_some_and(|key| key.trim() == "to");
        if table == "keys" {
            continue;
        }
        if is_place {
            kept.push_str("# ");
        }
        kept.push_str(line);
    }
    let config = Config::parse(&kept)?;
    if config.keys.is_some() || (beside_another && config.backup.to.is_some()) {
        return Err(Failure::Usage(
            "praxis.toml in the backup writes [keys] or [backup] in a way that is not understood here"
                .to_owned(),
            "nothing was restored; this is a fault in praxis, please report it".to_owned(),
        ));
    }
    Ok(kept)
}

fn unwritten(error: io::Error) -> Failure {
    Failure::io("the restored vault could not be written", error)
}
