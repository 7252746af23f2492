//! An erasure, seen from below the file system: an ext4 image in which vault and keys lie, read byte by byte once it is
//! unmounted.
//!
//! Required afterwards, anywhere in the image, its journal and its free blocks included:
//!
//! - no sealed key of the old keyring, of anybody: keyrings are overwritten in place, and the journal of ext4 holds
//!   metadata only, as it comes (`data=ordered`, <https://docs.kernel.org/filesystems/ext4/journal.html>);
//! - nothing of the old way in: it is overwritten in place before it loses its name;
//! - not the old epoch secret, in bytes or in hexadecimal, which would open a keyring that was copied before;
//! - no word of the note and no name in the clear; they never were there.
//!
//! Not required: that the sealed note is gone. `SQLite` writes zeros over rows it removes where the database overwrites
//! them in place, but its log lies elsewhere, and what is in it is sealed under a key that is nowhere. Neither is any
//! of this promised of other media: flash and file systems that copy on write keep old blocks, and the certificate
//! names the medium for that reason.

#![allow(clippy::expect_used, clippy::print_stderr, clippy::print_stdout)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{Done, Home, files};
use praxis::crypto::age_file::Identity;
use praxis::crypto::hash::to_hex;
use praxis::records::member::MemberNumber;
use praxis::vault::keyring::Image;
use praxis::vault::wrap::{self, Given};

const SIZE: u64 = 48 << 20;
const NAME: &str = "Perpetua Lumley";
const NOTE: &str = "the marrows by the water butt, and what was not said at the table";
/// Long enough that no accident makes it again.
const WINDOW: usize = 32;

/// An ext4 image, and the folder where it is mounted.
struct Disk {
    folder: tempfile::TempDir,
    mounted: bool,
}

impl Disk {
    /// Makes one; or says why that cannot be done here.
    fn new() -> Result<Self, String> {
        let disk = Self { folder: tempfile::tempdir().expect("a folder"), mounted: false };
        fs::File::create(disk.image()).and_then(|file| file.set_len(SIZE)).expect("a file");
        fs::create_dir(disk.root()).expect("a folder");
        run(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(disk.image()))?;
        Ok(disk)
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn mount(&mut self) -> Result<(), String> {
        run(Command::new("mount").args(["-o", "loop,nodev,nosuid"]).arg(self.image()).arg(self.root()))?;
        self.mounted = true;
        Ok(())
    }

    /// Everything that was written is in the image then.
    fn unmount(&mut self) -> Vec<u8> {
        run(Command::new("umount").arg(self.root())).expect("unmounts");
        self.mounted = false;
        fs::read(self.image()).expect("reads")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            let _ = run(Command::new("umount").arg(self.root()));
        }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).output().map_err(|e| format!("{name}: {e}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("{name}: {}", String::from_utf8_lossy(&done.stderr).trim()))
}

/// Vault and keys on the disk; the identity, which is in the clear in a test, elsewhere.
struct Practice<'a> {
    home: Home,
    disk: &'a Path,
}

impl Practice<'_> {
    fn pipe(&self, args: &[&str], input: &[u8]) -> Done {
        let mut command = self.home.command(args);
        command.env("XDG_DATA_HOME", self.disk.join("data")).env("XDG_STATE_HOME", self.disk.join("state"));
        common::feed(command, input)
    }

    fn run(&self, args: &[&str]) -> Done {
        self.pipe(args, b"")
    }

    fn vault(&self) -> PathBuf {
        self.disk.join("data/praxis")
    }

    /// What nothing may be left of: every sealed key, the way in piece by piece, and the secret in it.
    fn openings(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut found = Vec::new();
        for mirror in ["a", "b"] {
            let image = Image::parse(&fs::read(self.vault().join("keyring").join(mirror)).expect("reads"))
                .expect("a keyring");
            found.extend(image.slots().iter().map(|slot| ("a sealed key", slot.sealed()[..WINDOW].to_vec())));
            found.dedup();
            if mirror == "b" {
                continue;
            }
            let ways_in = files(&self.disk.join("state"));
            let mut ways_in =
                ways_in.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "age"));
            let (_, sealed) = ways_in.next().expect("a way in");
            assert!(ways_in.next().is_none(), "one epoch, one way in");
            // What stands before that is the same in every age file.
            let pieces = sealed[WINDOW..].chunks_exact(WINDOW);
            found.extend(pieces.map(|piece| ("a piece of the way in", piece.to_vec())));
            let text = fs::read_to_string(self.home.join(".config/praxis/identity.age")).expect("reads");
            let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
            let identity = Identity::parse(secret).expect("an identity");
            let header = image.header;
            let opened = wrap::open(sealed, &identity, header.vault, MemberNumber(1), header.epoch);
            let secret =
                opened.ok().and_then(Given::into_owner).expect("opens").epoch_secret.expose_secret().to_vec();
            found.push(("the epoch secret in hexadecimal", to_hex(&secret).into_bytes()));
            found.push(("the epoch secret", secret));
        }
        found
    }

    /// How the sealed notes begin.
    fn notes(&self) -> Vec<Vec<u8>> {
        let database = rusqlite::Connection::open(self.vault().join("vault.db")).expect("opens");
        let sql = "SELECT r.envelope FROM records r JOIN handles h USING (handle) WHERE h.register = 'C'";
        let mut rows = database.prepare(sql).expect("prepares");
        let found = rows.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("runs");
        found.map(|envelope| envelope.expect("an envelope")[..WINDOW].to_vec()).collect()
    }
}

/// Which of the needles are there, by index.
fn find(bytes: &[u8], needles: &[&[u8]]) -> Vec<usize> {
    // By the first two bytes first: the image is large, and nobody optimised this program.
    let mut begins = vec![false; 1 << 16];
    for needle in needles {
        begins[usize::from(needle[0]) << 8 | usize::from(needle[1])] = true;
    }
    let mut there = vec![false; needles.len()];
    let mut at = 1;
    while at < bytes.len() {
        if begins[usize::from(bytes[at - 1]) << 8 | usize::from(bytes[at])] {
            for (index, needle) in needles.iter().enumerate() {
                there[index] |= bytes[at - 1..].starts_with(needle);
            }
        }
        at += 1;
    }
    (0..needles.len()).filter(|&index| there[index]).collect()
}

#[test]
fn nothing_that_opens_an_erased_client_is_on_the_disk() {
    let made = Disk::new().and_then(|mut disk| disk.mount().map(|()| disk));
    let mut disk = match made {
        Ok(disk) => disk,
        Err(why) => return eprintln!("SKIPPED: no file system can be made and mounted here: {why}"),
    };
    let root = disk.root();
    let practice = Practice { home: Home::empty(), disk: &root };
    practice.run(&["identity", "new", "--bare"]).ok();
    practice.run(&common::INIT).ok();
    for name in [NAME, "Caspian Nettlefold"] {
        practice.run(&["client", "add", "--name", name, "--first-contact", "2026-01-05"]).ok();
    }
    for kind in ["session", "process"] {
        let args = ["note", "add", "C-0001", "--kind", kind, "--date", "2026-02-03", "--file", "-"];
        practice.pipe(&args, NOTE.as_bytes()).ok();
    }
    let args = ["note", "add", "C-0002", "--date", "2026-02-03", "--file", "-"];
    practice.pipe(&args, b"somebody else").ok();
    let (openings, notes) = (practice.openings(), practice.notes());

    // A search that finds all of it, where it is, may be believed when it finds nothing.
    let image = disk.unmount();
    let secrets: Vec<&[u8]> = openings.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let sealed = openings.iter().filter(|(what, _)| !what.starts_with("the epoch secret")).count();
    assert!(sealed > 20);
    assert_eq!(find(&image, &secrets).len(), sealed, "all that is sealed, and no secret");
    let envelopes: Vec<&[u8]> = notes.iter().map(Vec::as_slice).collect();
    assert_eq!(find(&image, &envelopes).len(), notes.len());
    let in_clear = [NAME.as_bytes(), NOTE.as_bytes()];
    assert!(find(&image, &in_clear).is_empty(), "words in the clear");

    disk.mount().expect("mounts again");
    let args = ["erase", "C-0001", "--ground", "consent-withdrawn", "--confirm", "C-0001"];
    let done = practice.run(&[&args[..], &["--accept-total-loss", "--json"]].concat()).ok().json();
    assert_eq!(done["state"], "final");
    let image = disk.unmount();
    let left = find(&image, &secrets);
    let left: Vec<&str> = left.into_iter().map(|index| openings[index].0).collect();
    assert!(left.is_empty(), "on the disk there is still: {left:?}");
    assert!(find(&image, &in_clear).is_empty(), "words in the clear");
    println!("{} of {} sealed records are still in some block", find(&image, &envelopes).len(), notes.len());

    disk.mount().expect("mounts again");
    practice.run(&["doctor"]).ok();
    assert_eq!(practice.run(&["search", "somebody", "--json"]).ok().json().as_array().map(Vec::len), Some(1));
}
