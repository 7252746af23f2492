//! Somebody knows the format, and writes the log anew so that it fits together. What shows it stands elsewhere.

use std::fs;

use super::common::Home;
use super::forge::Forge;
use super::made::{Copy, Made, faults};

/// What this machine has seen last, what the keyring, and what the checkpoint: how many entries.
struct Sizes {
    last: u64,
    keyring: u64,
    kept: u64,
}

/// What somebody does to a copy.
type Attack<'a> = &'a dyn Fn(&Copy);

/// The sizes of the vault as it is: nothing wrong with it, and seen to its end.
fn sizes(made: &Made) -> Sizes {
    let copy = made.copy();
    let shown = copy.verify(&["--checkpoint", &made.kept("kept"), "--json"]).ok().json();
    let of = |whose: &str| {
        let anchors = shown["anchors"].as_array().expect("a list").iter();
        let mut sizes =
            anchors.filter(|anchor| anchor["by"].as_str().is_some_and(|by| by.starts_with(whose)));
        let anchor = sizes.next().unwrap_or_else(|| panic!("{whose}: {shown}"));
        assert_eq!(anchor["fits"], true, "{shown}");
        anchor["entries"].as_u64().expect("a number")
    };
    assert!(of("the copy of the keyring of ") <= of("checkpoint 1"));
    let sizes = Sizes { last: of("this machine"), keyring: of("the keyring"), kept: of("checkpoint 1") };
    assert_eq!((sizes.last, shown["anchored"].as_u64()), (copy.forge.entries(), Some(sizes.last)));
    assert!(sizes.keyring > 4 && sizes.keyring < sizes.kept && sizes.kept + 3 < sizes.last);
    sizes
}

#[test]
fn whatever_is_written_anew_is_not_what_others_have_seen() {
    let made = Made::new();
    let Sizes { last, keyring, kept } = sizes(&made);
    // Entries that only this machine has seen, and those that the keyring has seen too.
    let parted = |copy: &Copy| {
        let anchors = copy.verify(&["--json"]).json()["anchors"].clone();
        let anchors: Vec<(u64, bool)> = anchors
            .as_array()
            .expect("a list")
            .iter()
            .map(|a| (a["entries"].as_u64().expect("a number"), a["fits"] == true))
            .collect();
        let good = anchors.iter().filter(|(_, fits)| *fits).map(|(size, _)| *size).max().unwrap_or(0);
        let next = anchors.iter().map(|(size, _)| *size).find(|size| *size > good).expect("somebody");
        (good, next)
    };
    let attacks: [(&str, Attack<'_>); 8] = [
        ("replaced", &|copy| copy.forge.sql(&format!("UPDATE audit SET member = 7 WHERE seq = {kept} + 1"))),
        ("another time", &|copy| {
            let later = "strftime('%Y-%m-%dT%H:%M:%SZ', time, '+1 second')";
            copy.forge.sql(&format!("UPDATE audit SET time = {later} WHERE seq = {last} - 1"));
        }),
        ("early", &|copy| copy.forge.sql("UPDATE audit SET action = 'client.listed' WHERE seq = 3")),
        ("re-ordered", &|copy| copy.forge.put_off(kept, kept + 2)),
        ("inserted", &|copy| copy.forge.insert(kept + 1, "client.listed")),
        ("inserted early", &|copy| copy.forge.insert(3, "client.listed")),
        ("replaced whole", &|copy| copy.forge.sql("UPDATE audit SET count = 1 WHERE count IS NULL")),
        ("no longer refused", &|copy| {
            copy.forge.sql("UPDATE audit SET action = 'client.listed' WHERE seq = 4");
        }),
    ];
    for (what, attack) in attacks {
        let copy = made.copy();
        attack(&copy);
        copy.forge.recompute();
        let (good, next) = parted(&copy);
        let expected =
            format!("entry {good}: from here to entry {} one or more are not those that ", next - 1);
        let done = copy.verify(&[]).fails(7, &expected);
        assert!(done.stdout.contains(&format!("wrong: {expected}")), "{what}: {}", done.stdout);
        assert_eq!(faults(&done), 1, "{what}: {}", done.stdout);
        let early = ["early", "inserted early", "replaced whole", "no longer refused"].contains(&what);
        let (from, to) = if early { (0, keyring) } else { (good, last) };
        assert!(good >= from && next <= to && (early || good >= keyring), "{what}: {good} {next}");
    }
}

#[test]
fn what_is_taken_away_is_missed() {
    let made = Made::new();
    let Sizes { last, kept, .. } = sizes(&made);
    let copy = made.copy();
    copy.forge.sql(&format!("DELETE FROM audit WHERE seq >= {last} - 4"));
    copy.forge.recompute();
    let what = format!(
        "entry {}: the log ends here; this machine has seen {last} entries: 4 or more are gone",
        last - 4
    );
    let done = copy.is_refused("a cut tail", &what);
    // The rows that the entries were about are there still.
    assert!(!done.stderr.contains("an older copy"), "{}", done.stderr);

    let copy = made.copy();
    copy.forge.remove(kept + 1);
    copy.forge.recompute();
    let what = format!(
        "entry {}: the log ends here; this machine has seen {last} entries: 1 or more are gone",
        last - 1
    );
    copy.is_refused("removed", &what);

    let copy = made.copy();
    copy.forge.sql("DELETE FROM audit");
    copy.forge.recompute();
    let done = copy
        .is_refused("emptied", "entry 0: the log is empty, and the making of the vault was its first entry");
    assert!(done.stdout.contains("there is nothing that anybody could have seen"), "{}", done.stdout);
}

/// Anybody who may write to the database can append to the log, as praxis does: no key is asked for. Such an entry is one
/// that nobody has seen, and it cannot stand for a row that is not there, nor be from before the last one.
#[test]
fn an_entry_that_never_was_is_one_that_nobody_has_seen() {
    let made = Made::new();
    let Sizes { last, .. } = sizes(&made);
    let copy = made.copy();
    copy.forge.insert(last, "client.listed");
    copy.forge.recompute();
    let done = copy.verify(&[]).ok();
    assert!(done.stdout.contains(&format!("{last} to {last} by nobody yet")), "{}", done.stdout);

    copy.forge.sql(&format!("UPDATE audit SET subject = 'X-0009', row = zeroblob(32) WHERE seq = {last}"));
    copy.forge.recompute();
    let what = format!(
        "entry {last}: 1 row that the audit log knows is gone from vault.db: entry {last} wrote it last"
    );
    copy.is_refused("about no row", &what);

    let copy = made.copy();
    copy.forge.insert(last, "note.shown");
    copy.forge.sql(&format!("UPDATE audit SET time = '2026-01-01T00:00:00Z' WHERE seq = {last}"));
    copy.forge.recompute();
    let what = format!("entry {last}: it is older than the entry before it, and no clock was accepted");
    copy.is_refused("back-dated", &what);
}

#[test]
fn who_writes_everything_anew_that_lies_here_is_given_away_by_what_was_kept() {
    let made = Made::new();
    let Sizes { kept, .. } = sizes(&made);
    let copy = made.copy();
    copy.forge.sql("UPDATE audit SET member = 7 WHERE seq = 5");
    let (size, root) = copy.forge.recompute();
    copy.forge.seen(size, &root);
    copy.forge.keyring(size, &root);
    // The checkpoints beside the backups are signed, and so is the copy of the keyring.
    copy.verify(&[]).fails(7, "that a checkpoint beside a backup has seen");
    for entry in fs::read_dir(made.home.join("place")).expect("a folder").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "checkpoint") {
            fs::remove_file(entry.path()).expect("removes");
        }
    }
    copy.verify(&[]).fails(7, "that the copy of the keyring of ");
    fs::rename(made.home.join("place"), made.home.join("away")).expect("moves");
    let done = copy.verify(&[]).ok();
    assert!(done.stdout.contains("not compared: 1 folder of backups not at hand"), "{}", done.stdout);
    assert!(done.stdout.contains("every entry is as it was written"), "{}", done.stdout);

    // A head that a person kept is better than all of it.
    let paper = made.kept("kept");
    let done = copy.verify(&["--checkpoint", &paper]);
    let said = format!(
        "entry 0: from here to entry {} one or more are not those that checkpoint 1 has seen, although this machine \
         knows them as they are",
        kept - 1
    );
    let done = done.fails(7, &said);
    assert_eq!(faults(&done), 1, "{}", done.stdout);
    let certificate = made.kept("erased.txt");
    copy.verify(&["--checkpoint", &certificate]).fails(7, "that checkpoint 1 has seen");

    // Where the record of this machine is gone as well, the key has to be given.
    fs::remove_dir_all(copy.home.state()).expect("removes");
    let done = made.home.run(["audit", "checkpoint", "--json"]).ok().json();
    let key = done["host_key"].as_str().expect("a key").to_owned();
    let unknown = "this machine has never seen whose keys this vault has";
    copy.verify(&["--checkpoint", &paper]).fails(2, unknown);
    copy.verify(&["--checkpoint", &certificate]).fails(2, unknown);
    // The keyring is no proof of anything, whoever wrote it.
    let done = copy.verify(&[]).ok();
    assert!(done.stdout.contains("none of them was seen outside of vault.db, 0 to "), "{}", done.stdout);
    assert!(done.stdout.contains(" by the keyring beside it only"), "{}", done.stdout);
    copy.verify(&["--checkpoint", &paper, "--key", &key]).fails(7, "that checkpoint 1 has seen");
    // And it counts for what lies beside backups too.
    fs::rename(made.home.join("away"), made.home.join("place")).expect("moves");
    let done = copy.verify(&[]).ok();
    assert!(done.stdout.contains("signed by a machine that is not known here"), "{}", done.stdout);
    copy.verify(&["--key", &key]).fails(7, "that the copy of the keyring of ");
}

#[test]
fn the_head_beside_a_backup_gives_away_whoever_writes_all_else_anew() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    fs::create_dir(home.join("place")).expect("makes");
    home.run(["backup", "create", "--to", "place"]).ok();
    let in_place = || fs::read_dir(home.join("place")).expect("reads").flatten().map(|entry| entry.path());
    let paper = in_place().find(|path| path.extension().is_some_and(|end| end == "checkpoint"));
    let paper = paper.expect("a checkpoint beside the backup");
    home.run(["client", "show", "C-0001"]).ok();
    let done = home.run(["audit", "verify"]).ok();
    assert!(done.stdout.contains("a checkpoint beside a backup has seen "), "{}", done.stdout);

    // One that was changed, or is not of this vault, is passed over, and that is said.
    let whole = fs::read_to_string(&paper).expect("reads");
    let other = Home::with_vault();
    let theirs = other.run(["audit", "checkpoint", "--quiet"]).ok().stdout;
    for (bytes, why) in [
        (whole.replacen("\n\n", "\nmore\n\n", 1), "was changed"),
        (whole[..20].to_owned(), "cannot be read, or was changed"),
        (theirs, "is another vault's"),
    ] {
        fs::write(&paper, bytes).expect("writes");
        let done = home.run(["audit", "verify"]).ok();
        let says = format!("not compared: a checkpoint beside backups {why}");
        assert!(done.stdout.contains(&says), "{}", done.stdout);
    }
    fs::write(&paper, whole).expect("writes");

    let forge = Forge::new(&home.vault(), &home.state());
    forge.sql("UPDATE audit SET member = 7 WHERE seq = 3");
    let (size, root) = forge.recompute();
    forge.seen(size, &root);
    forge.keyring(size, &root);
    home.run(["audit", "verify"]).fails(7, "that a checkpoint beside a backup has seen");
    fs::remove_file(&paper).expect("removes");
    home.run(["audit", "verify"]).ok();
}
