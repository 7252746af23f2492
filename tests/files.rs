//! Files about clients: restored byte for byte, refused when they change while they are read or cannot fit, and
//! noticed when a piece of one was moved, lost or changed.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;
use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use common::{Home, files};

/// Bytes that do not repeat, without a generator of random ones: SHA-256 in counter mode.
fn bytes(length: usize) -> Vec<u8> {
    let blocks = (0..=length as u64 / 32).flat_map(|n| praxis::crypto::hash::sha256(&n.to_le_bytes()));
    blocks.take(length).collect()
}

fn sql(home: &Home, statement: &str) -> usize {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database.execute(statement, []).expect("runs")
}

fn count(home: &Home, what: &str) -> u32 {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database.query_row(&format!("SELECT count(*) FROM {what}"), [], |row| row.get(0)).expect("counts")
}

#[test]
fn every_length_comes_back_byte_for_byte() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let chunk = 64 * 1024;
    let lengths = [0, 1, 251, 252, 253, chunk - 1, chunk, chunk + 1, 2 * chunk, 40 * chunk + 17];
    for (at, length) in lengths.into_iter().enumerate() {
        let content = bytes(length);
        fs::write(home.join("given.pdf"), &content).expect("writes");
        let kind = ["document", "recording", "invoice"][at % 3];
        let reference = home.run(["file", "add", "C-0001", "given.pdf", "--kind", kind]).ok().stdout;
        home.run(["file", "get", reference.trim(), "-o", "got", "--force"]).ok();
        assert!(fs::read(home.join("got")).expect("reads") == content, "{length} bytes, {kind}");
    }
    home.run(["export", "--plain", "-o", "all"]).ok();
    for (at, length) in lengths.into_iter().enumerate() {
        let copy = home.join(format!("all/files/F-{:06}.pdf", at + 1));
        assert!(fs::read(copy).expect("reads") == bytes(length), "{length} bytes in the export");
    }
}

/// Somebody writes to the file all the time: whatever was read of it is not the file.
#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let path = home.join("live.m4a");
    fs::write(&path, bytes(4_000_000)).expect("writes");
    let stop = AtomicBool::new(false);
    let done = std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(&path).expect("opens");
            while !stop.load(Ordering::SeqCst) {
                file.write_all(b"more").expect("writes");
            }
        });
        let done = home.run(["file", "add", "C-0001", "live.m4a"]);
        stop.store(true, Ordering::SeqCst);
        done
    });
    done.fails(2, "the file changed while it was read; nothing was stored");
    assert_eq!((count(&home, "chunks"), count(&home, "records WHERE type = 6")), (0, 0));
    assert_eq!(home.run(["file", "add", "C-0001", "live.m4a"]).ok().stdout, "F-000001\n");
}

#[test]
fn a_piece_that_was_moved_lost_or_changed_is_noticed() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    for (name, length) in [("one.pdf", 200_000), ("two.pdf", 200_000)] {
        fs::write(home.join(name), bytes(length)).expect("writes");
        home.run(["file", "add", "C-0001", name]).ok();
    }
    let database = home.vault().join("vault.db");
    let whole = fs::read(&database).expect("reads");
    let first = "record = (SELECT id FROM records WHERE type = 6 AND number = 1)";
    let second = "(SELECT id FROM records WHERE type = 6 AND number = 2)";
    for (what, statement) in [
        ("lost", format!("DELETE FROM chunks WHERE {first} AND piece = 3")),
        ("lost in the middle", format!("DELETE FROM chunks WHERE {first} AND piece = 1")),
        (
            "swapped",
            format!("UPDATE chunks SET piece = CASE piece WHEN 0 THEN 9 ELSE piece END WHERE {first}"),
        ),
        (
            "another file's",
            format!(
                "UPDATE chunks SET envelope = (SELECT envelope FROM chunks WHERE record = {second} AND piece = 1) \
                 WHERE {first} AND piece = 1"
            ),
        ),
        (
            "the first twice",
            format!(
                "UPDATE chunks SET envelope = (SELECT envelope FROM chunks WHERE {first} AND piece = 0) \
                 WHERE {first} AND piece = 1"
            ),
        ),
        (
            "changed",
            format!(
                "UPDATE chunks SET envelope = CAST(substr(envelope, 1, 500) \
                 || CASE substr(envelope, 501, 1) WHEN x'00' THEN x'01' ELSE x'00' END || substr(envelope, 502) AS BLOB) \
                 WHERE {first} AND piece = 2"
            ),
        ),
    ] {
        assert!(sql(&home, &statement) > 0, "{what}");
        let done = home.run(["file", "get", "F-000001", "-o", "got"]).fails(7, "F-000001");
        assert!(!done.stderr.contains("panicked"), "{what}: {}", done.stderr);
        home.run(["export", "-o", "all.age"]).fails(7, "F-000001");
        let outside: Vec<_> = files(home.path()).into_iter().map(|(path, _)| path).collect();
        let left = outside.iter().filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name == "got" || name.starts_with(".praxis-") || name == "all.age"
        });
        assert_eq!(left.count(), 0, "{what}: half a file is left behind");
        // What was not touched is as readable as before.
        home.run(["file", "get", "F-000002", "-o", "-"]).ok();
        fs::write(&database, &whole).expect("writes");
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(home.vault().join(format!("vault.db{end}")));
        }
        // The log is shorter than the one this machine has seen, now that the database is an older copy.
        fs::remove_file(home.state().join("seen")).expect("removes");
    }
}

#[test]
fn a_file_that_cannot_fit_is_refused_before_it_is_read() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let small = home.join("small");
    fs::create_dir(&small).expect("a folder");
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m,mode=700", "tmpfs"]).arg(&small).output();
    if !mounted.is_ok_and(|done| done.status.success()) {
        eprintln!("SKIPPED: no small disk can be mounted here");
        return;
    }
    common::copy(&home.vault(), &small.join("vault"));
    let huge = fs::File::create(home.join("huge.mov")).expect("makes");
    // Sparse: 4 GiB that take no room.
    huge.set_len(4 << 30).expect("makes");
    fs::write(home.join("fits.pdf"), bytes(300_000)).expect("writes");
    let at = small.join("vault");
    let add = |name: &str| home.run(["--vault", at.to_str().expect("UTF-8"), "file", "add", "C-0001", name]);
    let outcome = std::panic::catch_unwind(|| {
        add("huge.mov").fails(1, "the disk is full: storing this file takes up to");
        add("fits.pdf").ok();
        // Room is taken away while nobody looks: filled to the brim.
        let _ = fs::write(small.join("filler"), vec![1; 12 << 20]);
        add("fits.pdf").fails(1, "the disk is full");
        fs::remove_file(small.join("filler")).expect("removes");
        assert_eq!(add("fits.pdf").ok().stdout, "F-000002\n");
    });
    let unmounted = Command::new("umount").arg(&small).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}
