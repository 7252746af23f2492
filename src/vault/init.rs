//! Making a vault. It is put together beside its final place and renamed there whole, so that a crash
//! leaves nothing half made under the name that people use.

use std::fs;
use std::path::{Path, PathBuf};

use super::ballast;
use super::due::hash_schedule;
use super::files;
use super::keyring::{Anchor, Image, Slot};
use super::keys::{host_verify_key, member_verify_key, office_handle, probe_slot, write_wrap};
use super::kit::Kit;
use super::kits::write_kit_file;
use super::layout::{Layout, StateFolder};
use super::members::{Member, Members};
use super::mirrors;
use super::rows;
use super::seen::Seen;
use super::wrap::{OwnerKeys, compartment_keys};
use super::writer::Writer;
use crate::clock::Now;
use crate::config::Config;
use crate::crypto::age_file::{Identity, Recipient, Work};
use crate::crypto::hash::{sha256, to_hex};
use crate::crypto::passphrase::Passphrase;
use crate::crypto::secret::{EpochSecret, RecordKey, SigningSeed};
use crate::crypto::{self, derive, random};
use crate::failure::Failure;
use crate::records::code::Code;
use crate::records::compartment::Compartment;
use crate::records::event::Action;
use crate::records::id::VaultId;
use crate::records::member::{MemberNumber, Role};
use crate::records::nation::Nation;
use crate::records::office::{KitEntry, KitState};
use crate::records::reference::{Reference, Register};
use crate::records::stored::RecordType;
use crate::store::{Facts, RegisterRow, Store};

/// The first owner's number.
const FIRST: MemberNumber = MemberNumber(1);
/// What a CACHEDIR.TAG starts with (<https://bford.info/cachedir/>).
pub(super) const CACHEDIR: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n# Keys of a praxis vault. Never put this folder in a backup.\n";

/// How the name of a vault begins that is not in its place yet; its incarnation follows.
pub(super) const STAGED: &str = ".praxis-new-";

/// A vault to be made.
pub struct NewVault<'a> {
    /// Where. Nothing, or an empty folder, may be there.
    pub at: &'a Path,
    /// Where state folders lie.
    pub state: &'a Path,
    /// `init --keys`: another place for them, which praxis.toml then names.
    pub keys: Option<&'a Path>,
    /// The practice's name.
    pub practice: &'a str,
    /// Whose bank holidays count.
    pub nation: Nation,
    /// The first owner's identity.
    pub identity: &'a Identity,
    /// The recovery kit, unless total loss is accepted.
    pub kit: Option<KitOrder<'a>>,
    /// When.
    pub now: Now,
}

/// A recovery kit to be made.
pub struct KitOrder<'a> {
    /// A new file.
    pub path: &'a Path,
    /// What will open it.
    pub passphrase: &'a Passphrase,
    /// scrypt work.
    pub work: Work,
}

/// What was made.
pub struct Created {
    /// Which vault.
    pub id: VaultId,
    /// Where its keys lie.
    pub keys: PathBuf,
    /// The owner's recipient.
    pub recipient: Recipient,
}

/// Removes what was begun, unless it was finished.
struct Begun(Option<PathBuf>);

impl Drop for Begun {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        }
    }
}

impl NewVault<'_> {
    /// Makes the vault.
    ///
    /// # Errors
    /// When something is in the way, or cannot be written; then nothing is left behind but, at most, the kit.
    pub fn create(&self) -> Result<Created, Failure> {
        refuse_what_is_in_the_way(self.at, self.kit.as_ref().map(|kit| kit.path))?;
        let id = VaultId::new(random::bytes());
        let incarnation: [u8; 8] = random::bytes();
        let keys = OwnerKeys { epoch_secret: EpochSecret::generate(), recovery: Identity::generate() };

        let state = StateFolder::new(self.keys.unwrap_or(self.state), id, incarnation);
        files::make_folder(state.root(), "the state folder")?;
        let mut state_begun = Begun(Some(state.root().to_owned()));
        refuse_open_state(&state)?;
        let host = self.write_state(&state, &keys, id)?;

        let parent = files::folder_of(self.at);
        files::make_folder(parent, "the folder above the vault")?;
        let staged = parent.join(format!("{STAGED}{}", to_hex(&incarnation)));
        files::make_folder(&staged, "the vault folder")?;
        let mut staged_begun = Begun(Some(staged.clone()));
        let layout = Layout::new(&staged);
        let owner_key = member_verify_key(self.identity, id, FIRST);
        let verify_keys: Vec<String> = owner_key.iter().cloned().chain([host.clone()]).collect();
        self.write_vault(&layout, &state, &keys, id, incarnation, owner_key, host, &verify_keys)?;

        fs::rename(&staged, self.at)
            .map_err(|e| Failure::io("the vault could not be put in its place", e))?;
        staged_begun.0 = None;
        state_begun.0 = None;
        files::sync_folder(parent, "the folder above the vault")?;
        Ok(Created { id, keys: state.root().to_owned(), recipient: self.identity.recipient() })
    }

    /// Writes the keys of this machine; gives the host's verify key.
    fn write_state(&self, state: &StateFolder, keys: &OwnerKeys, id: VaultId) -> Result<String, Failure> {
        let host = SigningSeed::generate();
        files::write_new(&state.cachedir_tag(), CACHEDIR, "CACHEDIR.TAG")?;
        files::write_new(&state.host_key(), host.expose_secret(), "the host key")?;
        write_wrap(state, keys, Role::Owner, &self.identity.recipient(), id, FIRST, 0)?;
        files::sync_folder(state.root(), "the state folder")?;
        files::sync_folder(files::folder_of(state.root()), "the state folder")?;
        Ok(host_verify_key(&host, id))
    }

    #[allow(clippy::too_many_arguments)] // The parts of one vault, put together here and nowhere else.
    fn write_vault(
        &self,
        layout: &Layout,
        state: &StateFolder,
        keys: &OwnerKeys,
        id: VaultId,
        incarnation: [u8; 8],
        owner_key: Option<String>,
        host: String,
        verify_keys: &[String],
    ) -> Result<(), Failure> {
        let settings = Config::text_for(self.practice, self.nation, self.keys);
        let schedule = Config::parse(&settings)?.retention.as_ref().map(hash_schedule);
        files::write_new(&layout.config(), settings.as_bytes(), "praxis.toml")?;
        files::write_new(&layout.lock(), b"", "the lock")?;
        files::write_new(&layout.ballast(), &ballast::bytes(), "the ballast")?;

        let members = Members::new(
            id,
            &keys.recovery.recipient(),
            host,
            Member {
                number: FIRST,
                role: Role::Owner,
                recipient: self.identity.recipient().to_string(),
                verify_key: owner_key,
                since: self.now.today().to_string(),
                glass: Vec::new(),
            },
        );
        let members_bytes = members
            .to_bytes(&derive::members_key(&keys.epoch_secret, id.as_bytes()))
            .map_err(|e| internal(e, "members"))?;
        files::write_new(&layout.members(), &members_bytes, "members")?;

        let office_key = RecordKey::generate();
        let mut image = Image::empty(id, Anchor { size: 0, root: sha256(b"") });
        for (compartment, key) in &compartment_keys(Role::Owner, &keys.epoch_secret, id) {
            let probe = RecordKey::generate();
            let secret = if *compartment == Compartment::Office { &office_key } else { &probe };
            image.insert(Slot::seal(key, id, 0, &probe_slot(id, *compartment), secret));
        }
        files::make_folder(&layout.keyring_folder(), "the keyring folder")?;
        let keyring = mirrors::create(layout, &image)?;

        files::write_new(&layout.database(), b"", "vault.db")?;
        let mut store = Store::create(&layout.database())?;
        let facts = Facts {
            id,
            incarnation,
            created: self.now.text(),
            keyring,
            settings: Some(sha256(settings.as_bytes())),
            schedule,
        };
        let mut kit_begun = Begun(None);
        if let Some(kit) = &self.kit {
            write_kit(kit, keys, id, verify_keys)?;
            kit_begun.0 = Some(kit.path.to_owned());
        }
        let anchor = store.write(|rows| -> Result<Anchor, Failure> {
            rows.found(&facts)?;
            let mut writer = Writer::found(rows, id, FIRST, self.now);
            // With the schedule: nothing goes by one that no owner has set.
            let created = writer.event(Action::VaultCreated);
            writer.log(&facts.schedule.map_or(created.clone(), |hash| created.with_row(hash)))?;
            writer.note_members(&members, 0)?;
            if let Some(kit) = &self.kit {
                let number = writer.next_number(Register::Kit)?;
                let mut row = rows::first_version(RecordType::Kit, office_handle(id), Compartment::Office);
                row.number = Some(number);
                let entry = KitEntry {
                    place: files::absolute(kit.path),
                    holder: None,
                    verified: Some(self.now.today()),
                };
                rows::seal(&mut row, id, &office_key, &entry)?;
                writer.add_record(&row, Action::KitCreated)?;
                writer.add_register_row(&RegisterRow {
                    reference: Reference::new(Register::Kit, number),
                    made: self.now.today().to_string(),
                    epoch: 0,
                    state: KitState::Current.code().to_owned(),
                })?;
            }
            writer.finish()
        })?;
        drop(store);

        let mut seen = Seen::new(to_hex(&sha256(&members_bytes)), verify_keys.to_vec());
        seen.generation = keyring.generation;
        seen.schedule = facts.schedule.map(|hash| to_hex(&hash));
        (seen.audit_size, seen.audit_root) = (anchor.size, to_hex(&anchor.root));
        seen.write(&state.seen(), true)?;
        files::sync_folder(layout.root(), "the vault folder")?;
        kit_begun.0 = None;
        Ok(())
    }
}

/// Refuses a place for keys that cannot keep others out.
pub(super) fn refuse_open_state(state: &StateFolder) -> Result<(), Failure> {
    if files::open_to_others(state.root()).unwrap_or(true) {
        return Err(Failure::Usage(
            "the folder for the keys lies on a file system that cannot keep others out".to_owned(),
            "use one that knows owners and modes, such as ext4: FAT does not".to_owned(),
        ));
    }
    Ok(())
}

/// Refuses when something stands where the vault or the kit would go: before anybody is asked anything.
///
/// # Errors
/// [`Failure::Usage`].
pub fn refuse_what_is_in_the_way(at: &Path, kit: Option<&Path>) -> Result<(), Failure> {
    let refuse = |what: &str, hint: &str| Err(Failure::Usage(what.to_owned(), hint.to_owned()));
    if at.join("vault.db").exists() {
        return refuse("there is already a vault here", "use it, or give another folder: --vault DIR");
    }
    let empty = |path: &Path| fs::read_dir(path).map(|mut entries| entries.next().is_none());
    if at.exists() && !empty(at).unwrap_or(false) {
        return refuse(
            "the folder for the vault is not empty",
            "give a folder that does not exist yet: --vault DIR",
        );
    }
    if kit.is_some_and(Path::exists) {
        return refuse("there is already a file where the kit would go", "give another path: --kit-out FILE");
    }
    if kit.is_some_and(|kit| !files::folder_of(kit).is_dir()) {
        return refuse(
            "the folder for the kit does not exist",
            "make it first, or give another path: --kit-out FILE",
        );
    }
    Ok(())
}

/// Writes the first kit.
fn write_kit(
    order: &KitOrder<'_>,
    keys: &OwnerKeys,
    id: VaultId,
    verify_keys: &[String],
) -> Result<(), Failure> {
    let kit = Kit {
        number: 1,
        vault: id,
        epoch: 0,
        secret: EpochSecret::from_bytes(keys.epoch_secret.expose_secret())
            .map_err(|e| internal(e, "the kit"))?,
        recovery: Identity::parse(&keys.recovery.expose_text()).map_err(|e| internal(e, "the kit"))?,
        verify_keys: verify_keys.to_vec(),
    };
    write_kit_file(&kit, order.path, order.passphrase, order.work)
}

fn internal(error: crypto::Error, what: &'static str) -> Failure {
    Failure::Unexpected(anyhow::Error::new(error).context(what))
}
