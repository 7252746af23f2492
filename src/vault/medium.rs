//! What a folder lies on: whether a write in place reaches the old bytes there, and whether the disk below is
//! encrypted. Read from what Linux says in /proc and /sys; elsewhere nothing is known.

use std::fs;
use std::path::{Path, PathBuf};

/// What becomes of bytes that are overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwriting {
    /// They are gone: a rotating disk.
    Reaches,
    /// They may stay in cells that the device set aside.
    Flash,
    /// They stay until the file system reuses their place, and in its snapshots for as long as those live.
    CopyOnWrite,
    /// Nobody here can say what a server keeps.
    Network,
    /// They are gone: memory.
    Memory,
    /// The system does not say.
    Unknown,
}

impl Overwriting {
    /// In words, as doctor and certificates say it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Overwriting::Reaches => "overwritten in place on a rotating disk",
            Overwriting::Flash => "overwritten in place on flash, which may keep old cells",
            Overwriting::CopyOnWrite => {
                "on a copy-on-write file system, which keeps old blocks and snapshots"
            }
            Overwriting::Network => "on a network or synchronised file system, which may keep old versions",
            Overwriting::Memory => "in memory",
            Overwriting::Unknown => "on a medium that does not say what it keeps",
        }
    }
}

/// What a folder lies on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Medium {
    /// The file system's own name: `ext4`, `btrfs`, `nfs4`.
    pub file_system: String,
    /// What becomes of overwritten bytes.
    pub overwriting: Overwriting,
    /// Whether the block device below is encrypted (dm-crypt, LUKS); `None` where nothing says so.
    pub encrypted: Option<bool>,
}

impl Medium {
    /// Of a folder that exists.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        let unknown =
            Medium { file_system: "unknown".to_owned(), overwriting: Overwriting::Unknown, encrypted: None };
        let (Ok(folder), Ok(mounts)) = (fs::canonicalize(folder), fs::read_to_string("/proc/self/mountinfo"))
        else {
            return unknown;
        };
        let Some(mount) = mount_of(&folder, &mounts) else { return unknown };
        let device = Path::new("/sys/dev/block").join(&mount.device);
        let overwriting = match mount.file_system.as_str() {
            "btrfs" | "zfs" | "bcachefs" | "apfs" | "overlay" | "nilfs2" | "f2fs" => Overwriting::CopyOnWrite,
            "nfs" | "nfs4" | "cifs" | "smb3" | "9p" | "ceph" | "afs" => Overwriting::Network,
            "tmpfs" | "ramfs" => Overwriting::Memory,
            name if name.starts_with("fuse") => Overwriting::Network,
            _ => match rotates(&device) {
                Some(true) => Overwriting::Reaches,
                Some(false) => Overwriting::Flash,
                None => Overwriting::Unknown,
            },
        };
        let encrypted = device.exists().then(|| is_encrypted(&device, 4));
        Medium { file_system: mount.file_system, overwriting, encrypted }
    }
}

struct Mount {
    device: String,
    file_system: String,
}

/// The mount that a path lies on: the longest mount point above it, the last one where several are stacked.
fn mount_of(path: &Path, mounts: &str) -> Option<Mount> {
    let mut best: Option<(usize, Mount)> = None;
    for line in mounts.lines() {
        // 36 35 98:0 /root /mount/point options - type source options (proc(5)).
        let Some((left, right)) = line.split_once(" - ") else { continue };
        let mut left = left.split(' ');
        let (Some(device), Some(point)) = (left.nth(2), left.nth(1)) else { continue };
        let point = PathBuf::from(point.replace("\\040", " "));
        let Some(file_system) = right.split(' ').next() else { continue };
        let depth = point.components().count();
        if path.starts_with(&point) && best.as_ref().is_none_or(|(length, _)| depth >= *length) {
            best = Some((depth, Mount { device: device.to_owned(), file_system: file_system.to_owned() }));
        }
    }
    best.map(|(_, mount)| mount)
}

/// A partition has its queue in the disk above it.
fn rotates(device: &Path) -> Option<bool> {
    let queue = ["queue/rotational", "../queue/rotational"];
    let text = queue.iter().find_map(|queue| fs::read_to_string(device.join(queue)).ok())?;
    Some(text.trim() == "1")
}

/// Whether the device, or one that it is made of, is a crypt mapping.
fn is_encrypted(device: &Path, deeper: u8) -> bool {
    let crypt = fs::read_to_string(device.join("dm/uuid")).is_ok_and(|uuid| uuid.starts_with("CRYPT-"));
    let below = || fs::read_dir(device.join("slaves")).into_iter().flatten().flatten();
    crypt || (deeper > 0 && below().any(|entry| is_encrypted(&entry.path(), deeper - 1)))
}

/// Whether memory may be written to a swap area that is not encrypted and not in memory itself.
#[must_use]
pub fn swaps_in_the_clear() -> bool {
    let Ok(swaps) = fs::read_to_string("/proc/swaps") else { return false };
    swaps.lines().skip(1).filter_map(|line| line.split_whitespace().next()).any(|area| {
        let name = Path::new(area).file_name().unwrap_or_default();
        let device = Path::new("/sys/class/block").join(name);
        !area.starts_with("/dev/zram") && !is_encrypted(&device, 4) && !Medium::is_encrypted_file(area)
    })
}

impl Medium {
    /// Whether a swap file lies on an encrypted disk.
    fn is_encrypted_file(path: &str) -> bool {
        !path.starts_with("/dev/")
            && Path::new(path).parent().is_some_and(|folder| Medium::of(folder).encrypted == Some(true))
    }
}

/// The service that copies a folder elsewhere by itself, as far as its path tells.
#[must_use]
pub fn synchronised_by(folder: &Path) -> Option<&'static str> {
    const SERVICES: [(&str, &str); 11] = [
        ("dropbox", "Dropbox"),
        ("onedrive", "OneDrive"),
        ("google drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("my drive", "Google Drive"),
        ("icloud", "iCloud"),
        ("mobile documents", "iCloud"),
        ("nextcloud", "Nextcloud"),
        ("owncloud", "ownCloud"),
        ("pcloud", "pCloud"),
        ("mega", "MEGA"),
    ];
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for above in folder.ancestors() {
        if above.join(".stfolder").exists() {
            return Some("Syncthing");
        }
        let name = above.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        // The name itself, or the name and what the service adds: "OneDrive - Practice", "Dropbox (Old)".
        let named = |word: &str| {
            name.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', '(', '~']))
        };
        if let Some((_, service)) = SERVICES.iter().find(|(word, _)| named(word)) {
            return Some(service);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_and_last_mount_counts() {
        let mounts = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw shared:1 - btrfs /dev/mapper/home rw,subvol=/home
31 30 0:41 / /home/my\\040vault rw - nfs4 server:/x rw
32 22 0:42 / /run/user rw - tmpfs tmpfs rw
33 32 0:43 / /run/user rw - ramfs none rw
";
        for (path, expected, device) in [
            ("/var/lib/praxis", "ext4", "254:0"),
            ("/home/ottilie", "btrfs", "0:40"),
            ("/home/my vault/x", "nfs4", "0:41"),
            ("/homework", "ext4", "254:0"),
            ("/run/user/1000", "ramfs", "0:43"),
        ] {
            let mount = mount_of(Path::new(path), mounts).expect("a mount");
            assert_eq!((mount.file_system.as_str(), mount.device.as_str()), (expected, device), "{path}");
        }
        assert!(mount_of(Path::new("/x"), "").is_none());
    }

    #[test]
    fn folders_of_services_are_known_by_their_names() {
        for (path, expected) in [
            ("/home/x/Dropbox/vault", Some("Dropbox")),
            ("/home/x/OneDrive - Willow Rooms/v", Some("OneDrive")),
            ("/Users/x/Library/Mobile Documents/com~apple~CloudDocs/v", Some("iCloud")),
            ("/home/x/megalith/v", None),
            ("/home/x/.local/share/praxis", None),
        ] {
            assert_eq!(synchronised_by(Path::new(path)), expected, "{path}");
        }
    }

    #[test]
    fn memory_is_memory() {
        if Path::new("/dev/shm").is_dir() && Path::new("/proc/self/mountinfo").exists() {
            assert_eq!(Medium::of(Path::new("/dev/shm")).overwriting, Overwriting::Memory);
        }
        assert_eq!(Medium::of(Path::new("/does/not/exist")).overwriting, Overwriting::Unknown);
    }
}
