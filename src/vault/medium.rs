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
        fs::canonicalize(folder)
            .map_or_else(|_| Self::unknown(), |folder| Self::seen_from(Path::new("/"), &folder))
    }

    fn unknown() -> Self {
        Medium { file_system: "unknown".to_owned(), overwriting: Overwriting::Unknown, encrypted: None }
    }

    /// Of a whole path, as what lies below `root` says: `/` but for tests.
    fn seen_from(root: &Path, folder: &Path) -> Self {
        let Ok(mounts) = fs::read_to_string(root.join("proc/self/mountinfo")) else { return Self::unknown() };
        let Some(mount) = mount_of(folder, &mounts) else { return Self::unknown() };
        let device = device_of(root, &mount);
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
        let encrypted = match mount.file_system.as_str() {
            // Encryption is what they are for.
            "ecryptfs" | "fuse.gocryptfs" | "fuse.cryfs" | "fuse.encfs" | "fuse.securefs" => Some(true),
            _ => device.exists().then(|| is_encrypted_device(&device)),
        };
        Medium { file_system: mount.file_system, overwriting, encrypted }
    }
}

struct Mount {
    device: String,
    file_system: String,
    /// What is mounted, as whoever mounted it said: `/dev/mapper/home`.
    source: String,
}

/// What the kernel says of the device of a mount. A file system over several devices, such as btrfs, has a number that is
/// no device's; the one that it was mounted by stands for all.
fn device_of(root: &Path, mount: &Mount) -> PathBuf {
    let device = root.join("sys/dev/block").join(&mount.device);
    if device.exists() || !mount.source.starts_with("/dev/") {
        return device;
    }
    // `/dev/mapper/home` is a link to `../dm-0`.
    let source = root.join(mount.source.trim_start_matches('/'));
    let source = fs::canonicalize(&source).unwrap_or(source);
    root.join("sys/class/block").join(source.file_name().unwrap_or_default())
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
        let mut right = right.split(' ');
        let Some(file_system) = right.next() else { continue };
        let source = right.next().unwrap_or_default();
        let depth = point.components().count();
        if path.starts_with(&point) && best.as_ref().is_none_or(|(length, _)| depth >= *length) {
            let [device, file_system, source] = [device, file_system, source].map(str::to_owned);
            best = Some((depth, Mount { device, file_system, source }));
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

/// Whether a device, given by its folder in /sys, or one that it is made of, is a crypt mapping.
#[must_use]
pub fn is_encrypted_device(device: &Path) -> bool {
    is_encrypted(device, 4)
}

fn is_encrypted(device: &Path, deeper: u8) -> bool {
    let crypt = fs::read_to_string(device.join("dm/uuid")).is_ok_and(|uuid| uuid.starts_with("CRYPT-"));
    let below = || fs::read_dir(device.join("slaves")).into_iter().flatten().flatten();
    crypt || (deeper > 0 && below().any(|entry| is_encrypted(&entry.path(), deeper - 1)))
}

/// Where memory is swapped to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// A device or a file.
    pub area: String,
    /// How much has room there.
    pub bytes: u64,
    /// Whether it is neither encrypted nor in memory itself.
    pub clear: bool,
}

/// Every swap area; none where the system does not say.
#[must_use]
pub fn swaps(root: &Path) -> Option<Vec<Swap>> {
    let swaps = fs::read_to_string(root.join("proc/swaps")).ok()?;
    let areas = swaps.lines().skip(1).filter_map(|line| {
        let mut columns = line.split_whitespace();
        let area = columns.next()?.replace("\\040", " ");
        let kib: u64 = columns.nth(1).and_then(|kib| kib.parse().ok()).unwrap_or_default();
        let name = Path::new(&area).file_name().unwrap_or_default();
        let device = root.join("sys/class/block").join(name);
        // A file lies as safe as its disk.
        let in_file = || {
            let folder = Path::new(&area).parent().filter(|_| !area.starts_with("/dev/"));
            folder.is_some_and(|folder| Medium::seen_from(root, folder).encrypted == Some(true))
        };
        let clear = !area.starts_with("/dev/zram") && !is_encrypted_device(&device) && !in_file();
        Some(Swap { clear, bytes: kib * 1024, area })
    });
    Some(areas.collect())
}

/// The service that copies a folder elsewhere by itself, as far as its path tells.
#[must_use]
pub fn synchronised_by(folder: &Path) -> Option<&'static str> {
    const SERVICES: [(&str, &str); 14] = [
        ("dropbox", "Dropbox"),
        ("onedrive", "OneDrive"),
        ("google drive", "Google Drive"),
        ("google-drive", "Google Drive"),
        ("googledrive", "Google Drive"),
        ("my drive", "Google Drive"),
        ("icloud", "iCloud"),
        ("mobile documents", "iCloud"),
        ("nextcloud", "Nextcloud"),
        ("owncloud", "ownCloud"),
        ("pcloud", "pCloud"),
        ("mega", "MEGA"),
        // Where macOS keeps what services mount, and Linux what its desktop does.
        ("cloudstorage", "a cloud service"),
        ("gvfs", "a service of the network"),
    ];
    /// What services leave in a folder that they copy.
    const MARKS: [(&str, &str); 5] = [
        (".stfolder", "Syncthing"),
        (".dropbox", "Dropbox"),
        (".dropbox.cache", "Dropbox"),
        (".nextcloudsync.log", "Nextcloud"),
        (".tmp.drivedownload", "Google Drive"),
    ];
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    for above in folder.ancestors() {
        if let Some((_, service)) = MARKS.iter().find(|(mark, _)| above.join(mark).exists()) {
            return Some(service);
        }
        let name = above.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        // The name itself, or the name and what the service adds: "OneDrive - Practice", "Dropbox (Old)".
        let named = |word: &str| {
            name.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '-', '(', '~', ':']))
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
            ("/Users/x/Library/CloudStorage/GoogleDrive-x@example.org/My Drive/v", Some("Google Drive")),
            ("/Users/x/Library/CloudStorage/OneDrive-Personal/v", Some("OneDrive")),
            ("/Users/x/Library/CloudStorage/Dropbox/v", Some("Dropbox")),
            ("/Users/x/Library/CloudStorage/Box-Box/v", Some("a cloud service")),
            ("/run/user/1000/gvfs/google-drive:host=example.org,user=x/v", Some("Google Drive")),
            ("/mnt/c/Users/x/OneDrive/v", Some("OneDrive")),
            ("/home/x/Nextcloud/v", Some("Nextcloud")),
            ("/home/x/dropboxes/v", None),
            ("/home/x/.local/share/praxis", None),
        ] {
            assert_eq!(synchronised_by(Path::new(path)), expected, "{path}");
        }
    }

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// LUKS below ext4; btrfs, whose number is no device's, on LUKS and on a bare disk; LVM on LUKS; a bare disk.
    #[test]
    fn the_disk_below_a_file_system() {
        let root = tempfile::tempdir().expect("a folder");
        let at = root.path();
        put(
            at,
            "proc/self/mountinfo",
            "22 1 254:0 / / rw - ext4 /dev/mapper/root rw\n\
             23 22 0:40 / /home rw - btrfs /dev/mapper/home rw,subvol=/home\n\
             24 22 0:41 / /srv rw - btrfs /dev/sdb rw\n\
             25 22 254:2 / /lvm rw - ext4 /dev/mapper/vg-lv rw\n\
             26 22 8:1 / /boot rw - ext4 /dev/sda1 rw\n\
             27 22 0:50 / /private rw - fuse.gocryptfs /home/x/.sealed rw\n\
             28 22 0:51 / /pool rw - zfs tank/pool rw\n",
        );
        put(at, "sys/dev/block/254:0/dm/uuid", "CRYPT-LUKS2-0123-root\n");
        put(at, "sys/dev/block/254:2/dm/uuid", "LVM-0123\n");
        put(at, "sys/dev/block/254:2/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-0123-root\n");
        put(at, "sys/dev/block/8:1/dev", "8:1\n");
        put(at, "sys/class/block/dm-1/dm/uuid", "CRYPT-LUKS1-4567-home\n");
        put(at, "sys/class/block/sdb/queue/rotational", "1\n");
        put(at, "dev/dm-1", "");
        fs::create_dir_all(at.join("dev/mapper")).expect("made");
        std::os::unix::fs::symlink("../dm-1", at.join("dev/mapper/home")).expect("linked");
        for (folder, encrypted) in [
            ("/var/lib", Some(true)),
            ("/home/x/v", Some(true)),
            ("/srv/v", Some(false)),
            ("/lvm/v", Some(true)),
            ("/boot/v", Some(false)),
            ("/private/v", Some(true)),
            ("/pool/v", None),
        ] {
            assert_eq!(Medium::seen_from(at, Path::new(folder)).encrypted, encrypted, "{folder}");
        }
        // Swap files lie as safe as their disk.
        put(
            at,
            "proc/swaps",
            "Filename Type Size Used Priority\n/home/swap\\040file file 2048 0 -2\n/srv/swap file 4 0 -3\n",
        );
        let swaps = swaps(at).expect("areas");
        let swaps: Vec<_> = swaps.iter().map(|swap| (swap.area.as_str(), swap.bytes, swap.clear)).collect();
        assert_eq!(swaps, [("/home/swap file", 2 << 20, false), ("/srv/swap", 4096, true)]);
    }

    #[test]
    fn services_are_known_by_what_they_leave() {
        let folder = tempfile::tempdir().expect("a folder");
        let vault = folder.path().join("shared/vault");
        fs::create_dir_all(&vault).expect("made");
        assert_eq!(synchronised_by(&vault), None);
        fs::create_dir(folder.path().join("shared/.stfolder")).expect("made");
        assert_eq!(synchronised_by(&vault), Some("Syncthing"));
    }

    #[test]
    fn memory_is_memory() {
        if Path::new("/dev/shm").is_dir() && Path::new("/proc/self/mountinfo").exists() {
            assert_eq!(Medium::of(Path::new("/dev/shm")).overwriting, Overwriting::Memory);
        }
        assert_eq!(Medium::of(Path::new("/does/not/exist")).overwriting, Overwriting::Unknown);
    }
}
