//! What the machine does with memory and time, as far as Linux says so in files: read here, judged in `judge.rs`.
//! Nothing is started to find out, so that elsewhere most of it is unknown, and said to be.

mod judge;

use std::fs;
use std::path::Path;

pub use judge::judge;

use super::super::medium::{Swap, is_encrypted_device, swaps};

/// What is known of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// How much memory it has, in bytes.
    pub memory: Option<u64>,
    /// Where memory is swapped to; none where the system does not say.
    pub swaps: Option<Vec<Swap>>,
    /// Whether it can write all memory to a disk and be switched off.
    pub hibernates: Option<bool>,
    /// The device that it would wake up from, and whether that is encrypted.
    pub resume: Option<(String, bool)>,
    /// What becomes of the memory of a program that crashes: a name, or a program after `|`.
    pub core_pattern: Option<String>,
    /// Whether the system may take a core dump of praxis itself.
    pub own_dumps: bool,
    /// Whether the clock was set by the network since the machine was started.
    pub synchronised: Option<bool>,
}

impl Machine {
    /// Reads what lies below `root`, which is `/` but for tests, and what is known of this process.
    pub fn read(root: &Path) -> Self {
        let text = |path: &str| fs::read_to_string(root.join(path)).ok().map(|text| text.trim().to_owned());
        let resume = text("sys/power/resume").filter(|device| device != "0:0" && !device.is_empty());
        let clock = root.join("run/systemd/timesync");
        Self {
            memory: text("proc/meminfo").and_then(|text| total_memory(&text)),
            swaps: swaps(root),
            hibernates: text("sys/power/state")
                .map(|modes| modes.split_whitespace().any(|mode| mode == "disk")),
            resume: resume.map(|device| {
                let encrypted = is_encrypted_device(&root.join("sys/dev/block").join(&device));
                (device, encrypted)
            }),
            core_pattern: text("proc/sys/kernel/core_pattern"),
            own_dumps: !takes_no_dumps(),
            // Made by systemd-timesyncd, and there while that runs; the file once it has set the clock.
            synchronised: clock.is_dir().then(|| clock.join("synchronized").exists()),
        }
    }
}

/// In bytes: `MemTotal:       16284920 kB`.
fn total_memory(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Whether this process asked for none (`no_core_dumps`).
fn takes_no_dumps() -> bool {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Core).current == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    #[test]
    fn a_machine_is_read_from_its_files() {
        let root = tempfile::tempdir().expect("a folder");
        let at = root.path();
        let bare = Machine::read(at);
        assert_eq!((bare.memory, &bare.swaps, bare.hibernates, &bare.resume), (None, &None, None, &None));
        assert_eq!((bare.core_pattern, bare.synchronised), (None, None));

        put(at, "proc/meminfo", "MemTotal:       16284920 kB\nMemFree: 1 kB\n");
        put(
            at,
            "proc/swaps",
            "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n\
             /dev/dm-1                               partition\t8388604\t\t0\t\t-2\n\
             /dev/zram0                              partition\t4194300\t\t0\t\t100\n\
             /dev/sda3                               partition\t1048572\t\t0\t\t-3\n",
        );
        put(at, "sys/class/block/dm-1/dm/uuid", "CRYPT-LUKS2-0123456789abcdef-swap\n");
        put(at, "sys/class/block/sda3/dev", "8:3\n");
        put(at, "sys/power/state", "freeze mem disk\n");
        put(at, "sys/power/resume", "8:3\n");
        put(at, "sys/dev/block/8:3/dev", "8:3\n");
        put(at, "proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P %u %g\n");
        put(at, "run/systemd/timesync/synchronized", "");
        let machine = Machine::read(at);
        let mib = 1024 * 1024;
        assert_eq!(machine.memory, Some(16_284_920 * 1024));
        let swaps: Vec<(String, u64, bool)> = machine
            .swaps
            .expect("swap areas")
            .into_iter()
            .map(|swap| (swap.area, swap.bytes / mib, swap.clear))
            .collect();
        let swap = |area: &str, mib, clear| (area.to_owned(), mib, clear);
        assert_eq!(
            swaps,
            [swap("/dev/dm-1", 8191, false), swap("/dev/zram0", 4095, false), swap("/dev/sda3", 1023, true)]
        );
        assert_eq!(machine.hibernates, Some(true));
        assert_eq!(machine.resume, Some(("8:3".to_owned(), false)));
        assert_eq!(machine.core_pattern.as_deref(), Some("|/usr/lib/systemd/systemd-coredump %P %u %g"));
        assert_eq!(machine.synchronised, Some(true));

        put(at, "sys/power/state", "freeze mem\n");
        put(at, "sys/power/resume", "0:0\n");
        fs::remove_file(at.join("run/systemd/timesync/synchronized")).expect("gone");
        let machine = Machine::read(at);
        assert_eq!((machine.hibernates, machine.resume), (Some(false), None));
        assert_eq!(machine.synchronised, Some(false));
    }
}
