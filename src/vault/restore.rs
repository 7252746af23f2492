//! Restoring: a vault of its own from a backup, the newest keyring there is, and a way into its epoch.
//!
//! | file | holds |
//! |---|---|
//! | [`carried`] | keyrings: the backup's own, a copy beside it, or that of a vault folder |
//! | [`secrets`] | the secret of an epoch: from a state folder of this machine, or a kit |
//! | [`losses`] | keys that the data needs and the keyring has not: destroyed since, or damage |
//! | [`build`] | putting the vault together, beside its place |
//! | [`original`] | what becomes of the vault that this one was made from |
//!
//! Everything happens beside the final place, the rotation too; then one rename. So a restore that was cut off leaves
//! nothing under the name that people use.

mod build;
mod carried;
mod losses;
mod original;
mod secrets;

use std::path::{Path, PathBuf};

use super::backup::{Going, Opened};
use super::init::refuse_what_is_in_the_way;
use super::kit::Kit;
use super::layout::Layout;
use super::members::Members;
use super::open::Notices;
use super::wrap::OwnerKeys;
use crate::clock::Now;
use crate::crypto::age_file::Identity;
use crate::crypto::derive;
use crate::crypto::secret::EpochSecret;
use crate::failure::Failure;
use crate::records::compartment::Compartment;
use crate::records::id::VaultId;
use crate::records::member::{MemberNumber, Role};
use crate::records::reference::Reference;
use carried::Carried;

pub use original::Original;
pub(super) use secrets::{state_folders, wraps_in};

/// A restore to be done.
pub struct Restore<'a> {
    /// The backup.
    pub file: &'a Path,
    /// Where the vault goes. Nothing, or an empty folder, may be there.
    pub to: &'a Path,
    /// Where state folders lie.
    pub state: &'a Path,
    /// The folder of a vault, or a keyring copy; else the newest copy beside the backup is looked for.
    pub keyring: Option<&'a Path>,
    /// Where the vault usually lies: the original may be there.
    pub usual: &'a Path,
    /// Who will own it.
    pub identity: &'a Identity,
    /// A recovery kit.
    pub kit: Option<&'a Kit>,
    /// Certificates of erasures that are done again.
    pub certificates: &'a [PathBuf],
    /// When.
    pub now: Now,
    /// The subcommand's name.
    pub command: &'a str,
    /// Whether a clock behind the log is accepted.
    pub accept_clock: bool,
    /// Where to put what is noticed.
    pub notices: &'a Notices,
}

/// What was restored.
pub struct Restored {
    /// Which vault.
    pub id: VaultId,
    /// Its epoch now.
    pub epoch: u64,
    /// Where its keys lie.
    pub keys: PathBuf,
    /// Who restored it, as a member.
    pub member: MemberNumber,
    /// Whether that is a new one.
    pub enrolled: bool,
    /// Whether they were a member of another role, and are an owner now.
    pub promoted: bool,
    /// The other members who have keys of it, and their roles: those of the list that was found.
    pub with_keys: Vec<(MemberNumber, Role, Vec<Compartment>)>,
    /// Members of then who have to be added again: only the mirrors of a keyring were left.
    pub to_add_again: Vec<MemberNumber>,
    /// Clients whose records came back.
    pub clients: usize,
    /// Those in the backup whose keys were destroyed since.
    pub erased: Vec<Reference>,
    /// Erasures after this moment are not known here; nothing where the keyring is that of the vault itself.
    pub unknown_since: Option<String>,
    /// What became of the original.
    pub originals: Vec<Original>,
}

/// What was found, before anything is written.
struct Found {
    opened: Opened,
    carried: Carried,
    keys: OwnerKeys,
    /// `members`, verified; nothing where only the mirrors of a keyring were left.
    members: Option<Members>,
}

impl Restore<'_> {
    /// Restores.
    ///
    /// # Errors
    /// When something is in the way, damaged or missing; then nothing is left behind.
    pub fn run(&self, going: &Going<'_>) -> Result<Restored, Failure> {
        refuse_what_is_in_the_way(self.to, None)?;
        let opened = self.open_archive(going)?;
        let id = opened.manifest.vault;
        if self.kit.is_some_and(|kit| kit.vault != id) {
            return Err(Failure::Refused(
                "the kit is another vault's than the backup".to_owned(),
                "give the kit of that vault".to_owned(),
            ));
        }
        let mut carried = self.newest_keyring(&opened)?;
        let keys = self.keys_for(&carried)?;
        let members = check(&opened, &carried, &keys, &self.known_keys(id))?;
        let certificates = self.read_certificates(id, members.as_ref())?;
        for slot in certificates.keys() {
            carried.image.remove(*slot);
        }
        let losses = losses::find(&opened, &carried, &certificates, self.now.today())?;
        let found = Found { opened, carried, keys, members };
        let originals = self.originals(&found);
        self.note_copies(&originals);
        let done = self.build(&found, &losses, &originals, going);
        if done.is_err() && !Layout::new(self.to).database().exists() {
            self.forget_copies(&originals);
        }
        done
    }

    /// With the identity, or with the recovery identity of the kit.
    fn open_archive(&self, going: &Going<'_>) -> Result<Opened, Failure> {
        let open = |identity: &Identity| {
            Opened::open(self.file, identity, None, super::backup::Staged::elsewhere()?, going)
        };
        match (open(self.identity), self.kit) {
            (Err(Failure::Locked(..)), Some(kit)) => open(&kit.recovery),
            (done, _) => done,
        }
    }

    /// The secret of the keyring's epoch, and the recovery identity: from this machine, or from the kit.
    fn keys_for(&self, carried: &Carried) -> Result<OwnerKeys, Failure> {
        let (id, epoch) = (carried.image.header.vault, carried.image.header.epoch);
        let found = secrets::on_this_machine(self.state, id, self.identity, epoch);
        let mut tried = false;
        for keys in found.keys {
            if carried.opens_with(&keys.epoch_secret) {
                return Ok(keys);
            }
            tried = true;
        }
        if let Some(kit) = self.kit {
            let epoch_secret = kit.secret_at(epoch).map_err(|_| {
                Failure::Locked(
                    format!(
                        "the kit is of epoch {}, and the keyring of epoch {epoch}: it opens nothing before its own",
                        kit.epoch
                    ),
                    "give an older kit, or a newer keyring: --keyring VAULT-DIR-OR-FILE".to_owned(),
                )
            })?;
            if carried.opens_with(&epoch_secret) {
                return Ok(OwnerKeys { epoch_secret, recovery: secrets::copy_of(&kit.recovery)? });
            }
            tried = true;
        }
        Err(match found.latest {
            _ if tried => Failure::Locked(
                "the keys at hand lead to another secret than the keyring's: it was replaced since (praxis reseed)".to_owned(),
                "give a kit from after that: --kit FILE; or the keyring of before".to_owned(),
            ),
            Some(latest) if latest > epoch => Failure::Locked(
                format!(
                    "the keyring is of epoch {epoch}, and this machine has the secret of epoch {latest}: nothing opens"
                ),
                "give today's keyring: --keyring VAULT-DIR-OR-FILE; or a kit of that time: --kit FILE".to_owned(),
            ),
            _ => Failure::Locked(
                "the keys of that vault are not on this machine, or are not for this identity".to_owned(),
                "give a recovery kit: --kit FILE".to_owned(),
            ),
        })
    }

    /// Verify keys of machines and members that are known from elsewhere: a kit, or what this machine has seen.
    fn known_keys(&self, id: VaultId) -> Vec<String> {
        let of_kit = self.kit.iter().flat_map(|kit| kit.verify_keys.clone());
        of_kit.chain(secrets::pinned(self.state, id)).collect()
    }
}

/// The keyring opens whole, an owner wrote `members`, and a machine of the vault signed what was copied.
fn check(
    opened: &Opened,
    carried: &Carried,
    keys: &OwnerKeys,
    known: &[String],
) -> Result<Option<Members>, Failure> {
    let (id, epoch) = (opened.manifest.vault, carried.image.header.epoch);
    carried.check_slots(&keys.epoch_secret)?;
    let members = match &carried.members {
        None => None,
        Some((bytes, members)) => {
            // A rotation that was cut off has written it for the next epoch already: that of a secret which follows, or
            // that of a new one with a new recovery identity, for which this epoch's vouches.
            let key = |secret: &EpochSecret| derive::members_key(secret, id.as_bytes());
            let next = derive::next_epoch(&keys.epoch_secret, id.as_bytes());
            let follows = [&keys.epoch_secret, &next]
                .into_iter()
                .any(|secret| Members::verify(bytes, &key(secret)).is_ok());
            if !follows && Members::verify_after(bytes, &key(&keys.epoch_secret)).is_err() {
                return Err(Failure::damaged("members was not written by an owner of this vault"));
            }
            if follows && members.recovery != keys.recovery.recipient().to_string() {
                return Err(Failure::damaged("members and the key file name two recovery identities"));
            }
            Some(members.at_epoch(epoch, &keys.recovery))
        }
    };
    let hosts = members.as_ref().map(|members| members.hosts.as_slice()).unwrap_or_default();
    for signed_by in std::iter::once(&opened.signed_by).chain(&carried.signed_by) {
        if !hosts.contains(signed_by) && !known.contains(signed_by) {
            return Err(Failure::Damaged(
                "the backup or the copy of the keyring is signed by a machine that is none of this vault's"
                    .to_owned(),
                "use another one; with a kit of the vault more machines are known: --kit FILE".to_owned(),
            ));
        }
    }
    Ok(members)
}
