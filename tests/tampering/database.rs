//! Bytes and lengths of vault.db, and logs of `SQLite` that are not its own.

use std::fs;
use std::os::unix::fs::FileExt;

use super::made::{Look, Made, Seeded};

const PAGE: usize = 16 * 1024;

/// Whether a change is noticed; where it is not, everything opens as before.
#[track_caller]
fn is_noticed(made: &Made, what: &str) -> bool {
    let named = |look: &Look| look.names(&["vault.db", "audit", "-0", "keyring", "keys of this vault"]);
    let locked = made.look_locked();
    if !locked.wrong.is_empty() {
        assert!(named(&locked), "{what}: {locked:?}");
        return true;
    }
    let look = made.look();
    if !look.wrong.is_empty() {
        assert!(named(&look), "{what}: {look:?}");
        return true;
    }
    assert!(look.opened.as_ref() == Some(&made.opened), "{what} went by unnoticed");
    false
}

#[test]
fn a_changed_byte_of_the_database_is_noticed_or_has_no_effect() {
    let made = Made::new();
    let whole = made.bytes("vault.db");
    let used: Vec<usize> = (0..whole.len()).filter(|&at| whole[at] != 0).collect();
    let mut seeded = Seeded(1);
    let mut without_effect = 0;
    for sample in 0..300 {
        let at = match sample % 4 {
            // The header of the file and the schema.
            0 => seeded.below(PAGE),
            // The header of a page, and where its rows begin.
            1 => seeded.below(whole.len() / PAGE) * PAGE + seeded.below(64),
            2 => used[seeded.below(used.len())],
            _ => seeded.below(whole.len()),
        };
        let other = seeded.other(whole[at]);
        let file = fs::OpenOptions::new().write(true).open(made.path("vault.db")).expect("opens");
        file.write_all_at(&[other], at as u64).expect("writes");
        without_effect += u32::from(!is_noticed(&made, &format!("byte {at}")));
        made.restore();
    }
    // Free room in pages has no meaning; if nothing were noticed any more, nearly all would be without effect.
    assert!((30..200).contains(&without_effect), "{without_effect} of 300 without effect");
}

#[test]
fn a_database_that_was_cut_off_is_noticed() {
    let made = Made::new();
    let whole = made.bytes("vault.db");
    let mut seeded = Seeded(2);
    let borders = (0..whole.len() / PAGE).map(|page| page * PAGE);
    let lengths: Vec<usize> = borders.chain((0..30).map(|_| seeded.below(whole.len()))).collect();
    for length in lengths {
        made.put("vault.db", &whole[..length]);
        let look = made.look_locked();
        assert!(look.names(&["vault.db"]), "{length}: {look:?}");
        made.restore();
    }
}

#[test]
fn logs_that_are_not_the_database_s_own() {
    let made = Made::new();
    let logged = |made: &Made| {
        // While somebody else has it open, the last to close does not empty the log.
        let open = made.database();
        open.query_row("SELECT size FROM audit_head", [], |row| row.get::<_, i64>(0)).expect("reads");
        assert_eq!(made.look().wrong, Vec::<String>::new());
        let log = made.bytes("vault.db-wal");
        assert!(log.len() > PAGE);
        log
    };
    let log = logged(&made);
    let another = made.another();
    let theirs = logged(&another);
    made.restore();
    for (what, bytes, noticed) in [
        ("of a writer that was killed", log.clone(), false),
        ("of the same, cut off", log[..log.len() - 5000].to_vec(), false),
        ("of another vault", theirs, true),
        ("noise", vec![0x5a; 40_000], false),
        ("empty", Vec::new(), false),
    ] {
        fs::write(made.path("vault.db").with_file_name("vault.db-wal"), bytes).expect("writes");
        assert_eq!(is_noticed(&made, what), noticed, "{what}");
        made.restore();
    }
    fs::write(made.path("vault.db").with_file_name("vault.db-shm"), vec![0x5a; 32_768]).expect("writes");
    assert!(!is_noticed(&made, "noise in the shared memory"));
    made.restore();
    // An old log beside a database that has gone on.
    for _ in 0..3 {
        made.look();
    }
    fs::write(made.path("vault.db").with_file_name("vault.db-wal"), log).expect("writes");
    assert!(is_noticed(&made, "old"));
}

#[test]
fn what_is_added_to_the_schema_is_noticed() {
    let made = Made::new();
    for added in [
        "CREATE TRIGGER forget AFTER INSERT ON audit BEGIN DELETE FROM audit WHERE seq = new.seq; END",
        "CREATE VIEW everybody AS SELECT * FROM handles",
        "CREATE TABLE more (one INTEGER)",
        "DROP INDEX audit_of_record",
        "ALTER TABLE records ADD COLUMN more TEXT",
        "DROP TABLE tombstones",
        "DROP TABLE records",
    ] {
        made.sql(added);
        let look = made.look_locked();
        assert!(look.names(&["vault.db"]) && look.exit == 7, "{added}: {look:?}");
        made.restore();
    }
}
