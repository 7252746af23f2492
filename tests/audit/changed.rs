//! Somebody changes rows of vault.db, and does not write the log anew.

use std::fs;

use super::common::files;
use super::forge::Forge;
use super::made::{Made, faults, replace};

#[test]
fn a_changed_entry_is_named() {
    let made = Made::new();
    for change in [
        "time = '2026-01-01T00:00:00Z'",
        "member = 7",
        "action = 'client.listed'",
        "handle = zeroblob(16)",
        "subject = 'C-0009'",
        "count = 41",
        "leaf = zeroblob(32)",
    ] {
        let copy = made.copy();
        copy.forge.sql(&format!("UPDATE audit SET {change} WHERE seq = 5"));
        copy.is_refused(change, "entry 5: this entry was changed");
    }
    let copy = made.copy();
    copy.forge.sql("UPDATE audit SET action = 'nothing.known' WHERE seq = 5");
    let done =
        copy.is_refused("unknown", "entry 5: vault.db is damaged: audit entry 5 has an unknown action");
    assert_eq!(faults(&done), 2, "the rest was not read: {}", done.stdout);
}

/// The schema keeps `SQLite` from it, and whoever writes there keeps to no schema.
#[test]
fn a_number_below_zero_is_damage() {
    let made = Made::new();
    for (change, says) in [
        ("UPDATE audit SET seq = -1 WHERE seq = 20", Some("-1")),
        (
            "INSERT INTO audit (seq, time, member, action, leaf) SELECT -7, time, member, action, leaf FROM audit WHERE seq = 4",
            Some("-7"),
        ),
        ("INSERT INTO audit_pruned VALUES (-1, zeroblob(32), 5)", Some("-1")),
        ("INSERT INTO audit_pruned VALUES (500, zeroblob(32), -2)", None),
        ("INSERT INTO audit_prunings VALUES (-1, 'signed')", None),
        ("UPDATE audit_head SET size = -1", None),
    ] {
        let copy = made.copy();
        copy.forge.sql(change);
        if let Some(number) = says {
            let first =
                format!("entry 0: vault.db is damaged: the audit log has {number} for a number of an entry");
            copy.is_refused(change, &first);
        }
        copy.verify(&[]).fails(7, "for a number of an entry");
    }
    let copy = made.copy();
    copy.forge.sql("UPDATE audit SET seq = -1 WHERE seq = 20");
    copy.home.run(["audit", "log"]).fails(7, "the audit log has -1 for a number of an entry");
    // Also of a vault that can be unlocked.
    Forge::new(&made.home.vault(), &made.home.state()).sql("UPDATE audit SET seq = -1 WHERE seq = 20");
    assert_eq!(made.home.run(["doctor"]).code, 7);
}

#[test]
fn whatever_is_put_beside_an_entry_is_named() {
    let made = Made::new();
    let copy = made.copy();
    copy.forge
        .sql("INSERT INTO audit_details VALUES (3, zeroblob(16), zeroblob(40)), (999, zeroblob(16), x'')");
    let done =
        copy.is_refused("a detail", "entry 3: audit_details has a row of which this entry knows nothing");
    assert_eq!(faults(&done), 2, "{}", done.stdout);
}

#[test]
fn an_entry_that_is_gone_or_moved_or_never_was_is_named() {
    let made = Made::new();
    let whole = made.copy();
    whole.verify(&[]).ok();
    let entries = whole.forge.entries();

    let copy = made.copy();
    copy.forge.sql("DELETE FROM audit WHERE seq IN (7, 8, 9)");
    copy.is_refused("a gap", "entry 7: this entry and 2 after it are missing");

    let copy = made.copy();
    copy.forge.put_off(6, 16);
    let what = "entry 6: this entry was changed, and so it is with all up to entry 16";
    let done = copy.is_refused("moved", what);
    assert_eq!(faults(&done), 1, "{}", done.stdout);

    let copy = made.copy();
    copy.forge.sql(&format!("DELETE FROM audit WHERE seq >= {}", entries - 3));
    let what = format!("entry {}: the log ends here; its head knows {entries} entries", entries - 3);
    copy.is_refused("a cut tail", &what);

    let copy = made.copy();
    copy.forge.sql("DELETE FROM audit");
    let what = format!("entry 0: the log ends here; its head knows {entries} entries");
    copy.is_refused("an empty log", &what);

    let copy = made.copy();
    copy.forge.insert(entries, "client.listed");
    let what = format!("entry {entries}: this entry was changed");
    copy.is_refused("one more", &what);
}

#[test]
fn a_head_that_does_not_fit_is_named() {
    let made = Made::new();
    let copy = made.copy();
    copy.forge.sql("UPDATE audit_head SET last_time = '2026-01-01T00:00:00Z'");
    copy.is_refused("time", "the head of the audit log has another time than its last entry");
    for change in ["root = zeroblob(32)", "frontier = zeroblob(32)", "size = size + 1", "size = 0"] {
        let copy = made.copy();
        copy.forge.sql(&format!("UPDATE audit_head SET {change}"));
        let done = copy.verify(&[]).fails(7, "the head of the audit log does not fit together");
        assert_eq!(faults(&done), 1, "{change}: {}", done.stdout);
    }
    let copy = made.copy();
    copy.forge.sql("DELETE FROM audit_head");
    copy.verify(&[]).fails(7, "the audit log has no head");
    let copy = made.copy();
    copy.forge.sql("UPDATE vault SET created = '2026-01-01T00:00:00Z'");
    copy.is_refused(
        "created",
        "entry 0: vault.db says another time of its making than the first audit entry",
    );
}

#[test]
fn a_row_that_is_not_the_one_that_was_written_is_named_with_its_entry() {
    let made = Made::new();
    let note = "type = 5 AND number = 1 AND version = 1";
    let written = made.copy().forge.get::<i64>(&format!(
        "SELECT max(seq) FROM audit WHERE row IS NOT NULL AND version = 1 AND record = (SELECT id FROM records WHERE {note})"
    ));
    let what = format!("entry {written}: N-000001, version 1, is not the row that the audit log knows");
    let early = made.home.join("early/vault.db");
    for change in [
        // As it was before it went to the trash.
        format!(
            "ATTACH '{}' AS early;
             REPLACE INTO records SELECT * FROM early.records WHERE {note}; DETACH early",
            early.display()
        ),
        format!("UPDATE records SET goes_from = '2020-01-01' WHERE {note}"),
        format!("UPDATE records SET state = 'live', goes_from = NULL WHERE {note}"),
        format!("UPDATE records SET number = 77 WHERE {note}"),
        format!(
            "UPDATE records SET envelope = (SELECT envelope FROM records WHERE type = 5 AND number = 2) WHERE {note}"
        ),
    ] {
        let copy = made.copy();
        copy.forge.sql(&change);
        let done = copy.verify(&[]).fails(7, "is not the row that the audit log knows");
        let what = what.replace("N-000001", if change.contains("77") { "N-000077" } else { "N-000001" });
        assert!(done.stdout.contains(&what), "{change}: {}", done.stdout);
    }
    let copy = made.copy();
    copy.forge.sql("UPDATE handles SET hold = 1 WHERE register = 'C' AND number = 2");
    copy.verify(&[]).fails(7, "C-0002 in vault.db is not the row that the audit log knows");
    let copy = made.copy();
    copy.forge.sql(&format!("DELETE FROM records WHERE {note}"));
    let what = format!(
        "entry {written}: 1 row that the audit log knows is gone from vault.db: entry {written} wrote it last"
    );
    let done = copy.verify(&[]).fails(7, &what);
    assert_eq!(faults(&done), 1, "{}", done.stdout);
}

#[test]
fn an_older_copy_is_verified_and_told_from_a_changed_one() {
    let made = Made::new();
    let copy = made.copy();
    let entries = copy.forge.entries();
    replace(&copy.home.vault(), &made.home.join("early"));
    copy.home.run(["audit", "log"]).fails(7, "older than this machine has seen");
    let early = copy.home.run(["audit", "verify", "--json"]);
    assert_eq!(early.code, 7, "{}", early.stderr);
    let shown = early.json();
    let ends = shown["entries"].as_u64().expect("a number");
    assert!(ends < entries && shown["older"] == true && shown["whole"] == false, "{shown}");
    assert_eq!(shown["wrong"].as_array().map(Vec::len), Some(1), "{shown}");
    let what = format!(
        "entry {ends}: the log ends here; this machine has seen {entries} entries: {} or more are gone",
        entries - ends
    );
    let done = copy.is_refused("older", &what);
    assert!(done.stderr.contains("vault.db looks like an older copy of itself"), "{}", done.stderr);
    assert!(done.stderr.contains("look for the newest copy of the vault folder"), "{}", done.stderr);

    // vault.db alone: the keyring beside it has gone on.
    let copy = made.copy();
    fs::copy(made.home.join("early/vault.db"), copy.home.vault().join("vault.db")).expect("copies");
    let done = copy.is_refused("older beside a newer keyring", &what);
    assert!(done.stdout.contains("vault.db is older than the keyring beside it"), "{}", done.stdout);
    // Also where this machine keeps no record.
    fs::remove_dir_all(copy.home.state()).expect("removes");
    let done = copy.verify(&[]).fails(7, "the log ends here; the keyring has seen ");
    assert!(done.stdout.contains("not compared: this machine keeps no record"), "{}", done.stdout);
}

#[test]
fn what_is_missing_is_said() {
    let made = Made::new();
    let copy = made.copy();
    fs::remove_dir_all(copy.home.vault().join("keyring")).expect("removes");
    copy.is_refused("keyring", "neither keyring/a nor keyring/b is a whole keyring");
    let copy = made.copy();
    fs::remove_file(copy.home.vault().join("vault.db")).expect("removes");
    copy.verify(&[]).fails(7, "vault.db is missing");
    let copy = made.copy();
    fs::write(copy.home.vault().join("vault.db"), b"").expect("writes");
    copy.verify(&[]).fails(7, "vault.db");
    // A copy of the keyring that was changed counts for nothing, and fails nothing.
    let place = made.home.join("place");
    let mut copies =
        files(&place).into_iter().filter(|(path, _)| path.extension().is_some_and(|e| e == "praxis-keyring"));
    let (path, bytes) = copies.next().expect("a copy of the keyring");
    for changed in [b"".to_vec(), bytes[..bytes.len() / 2].to_vec(), [&b"x"[..], &bytes[1..]].concat()] {
        fs::write(&path, changed).expect("writes");
        let done = made.copy().verify(&[]).ok();
        let says = "not compared: a copy of the keyring beside backups cannot be read, or was changed";
        assert!(done.stdout.contains(says), "{}", done.stdout);
    }
    // Nothing of the machine that made it, and no folder of backups: there is less to compare with, and that is said.
    let copy = made.copy();
    fs::remove_dir_all(copy.home.state()).expect("removes");
    fs::rename(made.home.join("place"), made.home.join("away")).expect("moves");
    let done = copy.verify(&[]).ok();
    for says in ["this machine keeps no record", "1 folder of backups not at hand", "by nobody yet"] {
        assert!(done.stdout.contains(says), "{says}: {}", done.stdout);
    }
}
