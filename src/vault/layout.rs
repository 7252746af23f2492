//! The one place that spells a path or a mode of the vault, of the state folder and of the identity.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::failure::Failure;
use crate::records::id::VaultId;
use crate::records::member::MemberNumber;

/// Mode of every folder of the vault and of the state folder.
pub const FOLDER_MODE: u32 = 0o700;
/// Mode of every file in them.
pub const FILE_MODE: u32 = 0o600;
/// Bytes that an erasure on a full disk may give up.
pub const BALLAST: usize = 512 * 1024;

/// How the name of a folder for copies begins.
const COPIES: &str = ".praxis-copies-";

/// The two copies of the keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mirror {
    /// `keyring/a`
    A,
    /// `keyring/b`
    B,
}

impl Mirror {
    /// Both, in the order they are read.
    pub const BOTH: [Mirror; 2] = [Mirror::A, Mirror::B];

    /// The path below the vault, as messages name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mirror::A => "keyring/a",
            Mirror::B => "keyring/b",
        }
    }
}

/// The files of a vault. A copy of this folder cannot open itself.
#[derive(Clone)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The vault at `root`, whether it exists or not.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Settings, edited by hand.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.root.join("praxis.toml")
    }

    /// Sealed records and clear columns.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.root.join("vault.db")
    }

    /// A folder of its own, so that its attributes touch nothing else.
    #[must_use]
    pub fn keyring_folder(&self) -> PathBuf {
        self.root.join("keyring")
    }

    /// One copy of the keyring.
    #[must_use]
    pub fn mirror(&self, mirror: Mirror) -> PathBuf {
        self.root.join(mirror.name())
    }

    /// Who may open what.
    #[must_use]
    pub fn members(&self) -> PathBuf {
        self.root.join("members")
    }

    /// The advisory lock.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// What an erasure on a full disk may give up.
    #[must_use]
    pub fn ballast(&self) -> PathBuf {
        self.root.join("ballast")
    }

    /// A folder for the copies that go into a backup, or come out of one.
    #[must_use]
    pub fn copies(&self, random: &str) -> PathBuf {
        self.root.join(format!("{COPIES}{random}"))
    }

    /// Whether a name in the vault folder is that of such a folder.
    #[must_use]
    pub fn is_copies(name: &std::ffi::OsStr) -> bool {
        name.to_str().is_some_and(|name| name.starts_with(COPIES))
    }
}

/// The keys of one vault on this machine: never in a backup.
#[derive(Clone)]
pub struct StateFolder {
    root: PathBuf,
}

impl StateFolder {
    /// The state folder of one incarnation of a vault, below `base`.
    #[must_use]
    pub fn new(base: &Path, vault: VaultId, incarnation: [u8; 8]) -> Self {
        let incarnation = crate::crypto::hash::to_hex(&incarnation);
        Self { root: base.join(format!("{vault}-{incarnation}")) }
    }

    /// One that is there already.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A member's way in at an epoch.
    #[must_use]
    pub fn wrap(&self, member: MemberNumber, epoch: u64) -> PathBuf {
        self.root.join(format!("{}-{epoch}.age", member.0))
    }

    /// What is sealed for a member's emergencies at an epoch.
    #[must_use]
    pub fn glass(&self, member: MemberNumber, epoch: u64) -> PathBuf {
        self.root.join(format!("{}-{epoch}-glass.age", member.0))
    }

    /// The epoch in the name of a wrap, or of what goes with one; `None` for other files.
    #[must_use]
    pub fn epoch_of_wrap(name: &str) -> Option<u64> {
        let (member, rest) = name.strip_suffix(".age")?.split_once('-')?;
        let epoch = rest.split('-').next()?;
        member.parse::<u32>().ok()?;
        epoch.parse().ok()
    }

    /// Whose a wrap is, by its name; `None` for other files.
    #[must_use]
    pub fn member_of_wrap(name: &str) -> Option<MemberNumber> {
        let (member, _) = name.strip_suffix(".age")?.split_once('-')?;
        member.parse().ok().map(MemberNumber)
    }

    /// Seed of the host's signing key.
    #[must_use]
    pub fn host_key(&self) -> PathBuf {
        self.root.join("host.key")
    }

    /// What this machine last saw of the vault.
    #[must_use]
    pub fn seen(&self) -> PathBuf {
        self.root.join("seen")
    }

    /// What a session's process holds a lock on for as long as it lives.
    #[must_use]
    pub fn session(&self) -> PathBuf {
        self.root.join("session")
    }

    /// Asks backup programs that are told to look for it to skip the folder.
    #[must_use]
    pub fn cachedir_tag(&self) -> PathBuf {
        self.root.join("CACHEDIR.TAG")
    }
}

/// Where the vault, the keys and the identity lie when nobody says otherwise.
pub struct Defaults {
    /// `$XDG_DATA_HOME/praxis` or the platform's equal.
    pub vault: PathBuf,
    /// `$XDG_STATE_HOME/praxis`.
    pub state: PathBuf,
    /// `$XDG_CONFIG_HOME/praxis/identity.age`.
    pub identity: PathBuf,
}

impl Defaults {
    /// Which programs of others somebody has vouched for. Never where praxis.toml says.
    #[must_use]
    pub fn vouched(&self) -> PathBuf {
        self.state.join("plugins")
    }

    /// Asks the platform.
    ///
    /// # Errors
    /// Without a home folder.
    pub fn find() -> Result<Self, Failure> {
        let base = etcetera::choose_base_strategy().map_err(|_| {
            Failure::Usage(
                "there is no home folder".to_owned(),
                "set HOME, or give --vault, -i and init --keys".to_owned(),
            )
        })?;
        Ok(Self {
            vault: base.data_dir().join("praxis"),
            state: base.state_dir().unwrap_or_else(|| base.data_dir()).join("praxis"),
            identity: base.config_dir().join("praxis").join("identity.age"),
        })
    }
}
