//! A restore goes on from the log of the backup: what others saw of later entries is of a life that came to nothing.

use std::fs;

use super::common::Home;
use super::forge::Forge;

#[test]
fn what_was_seen_before_a_restore_counts_as_far_as_it_came_back() {
    let home = Home::with_vault();
    for name in ["Ottilie Fairweather", "Caspian Nettlefold"] {
        let client = home.client(name);
        home.note(&client, "a session");
    }
    home.run(["audit", "checkpoint", "-o", "before"]).ok();
    fs::create_dir(home.join("place")).expect("makes");
    let made = home.run(["backup", "create", "--to", "place", "--json"]).ok().json();
    let backup = made["path"].as_str().expect("a path").to_owned();
    home.note("C-0001", "after the backup");
    // A rotation: the keyring is copied beside the backup, with the head of that moment.
    let erase = ["erase", "C-0002", "--ground", "no-longer-necessary", "--confirm", "C-0002"];
    home.run(erase.iter().chain(&["--accept-total-loss", "--certificate", "after.txt"])).ok();
    home.run(["audit", "checkpoint", "-o", "after"]).ok();
    home.run(["restore", &backup, "--to", "new"]).ok();

    let verify = ["audit", "verify", "--vault", "new"];
    let shown = home.run(verify.iter().chain(&["--json"])).ok().json();
    assert_eq!(shown["anchored"], shown["entries"], "{shown}");
    let done = home.run(verify).ok();
    let lost = " is of before the restore at entry ";
    assert!(
        done.stdout.contains(lost) && done.stdout.contains("the copy of the keyring of"),
        "{}",
        done.stdout
    );

    home.run(verify.iter().chain(&["--checkpoint", "before"])).ok();
    // Signed in a life that the restore ended: no sign of anything.
    let done = home.run(verify.iter().chain(&["--checkpoint", "after"])).ok();
    assert!(done.stdout.contains(&format!("not compared: checkpoint 1{lost}")), "{}", done.stdout);
    assert!(done.stdout.contains(" came to nothing"), "{}", done.stdout);
    // One that names no life may be of before it, and may not.
    let done = home
        .run(verify.iter().chain(&["--checkpoint", "after.txt"]))
        .fails(7, "it may be of before the restore");
    assert!(!done.stderr.contains("stop using this copy"), "{}", done.stderr);
    assert!(done.stderr.contains("--action vault.restored"), "{}", done.stderr);
    // The original goes on by itself, and knows both.
    home.run(["audit", "verify", "--checkpoint", "before", "--checkpoint", "after"]).ok();
}

/// A vault with entries after a backup, and one in `new` that was restored from it.
fn restored() -> Home {
    let home = Home::with_vault();
    let client = home.client("Ottilie Fairweather");
    fs::create_dir(home.join("place")).expect("makes");
    let made = home.run(["backup", "create", "--to", "place", "--json"]).ok().json();
    home.note(&client, "after the backup");
    home.run(["restore", made["path"].as_str().expect("a path"), "--to", "new"]).ok();
    home
}

#[test]
fn what_was_seen_since_a_restore_is_not_excused_by_it() {
    let home = restored();
    let verify = ["audit", "verify", "--vault", "new", "--checkpoint", "kept"];
    home.run(["client", "show", "C-0001", "--vault", "new"]).ok();
    home.run(["audit", "checkpoint", "--vault", "new", "-o", "kept"]).ok();
    home.run(verify).ok();
    let forge = Forge::new(&home.join("new"), &home.join("nowhere"));
    let last = forge.entries() - 1;
    forge.sql(&format!("UPDATE audit SET action = 'client.listed' WHERE seq = {last}"));
    forge.recompute();
    let done = home.run(verify).fails(7, "is not as it was");
    assert!(
        done.stdout.contains("checkpoint 1 has seen") && !done.stderr.contains("restore at"),
        "{}",
        done.stdout
    );
}

#[test]
fn another_incarnation_does_not_lead_away_from_what_this_machine_has_seen() {
    let home = Home::with_vault();
    let client = home.client("Ottilie Fairweather");
    home.note(&client, "sleeping badly");
    let forge = Forge::new(&home.vault(), &home.state());
    forge.sql("UPDATE vault SET incarnation = x'0123456789abcdef'");
    home.run(["audit", "verify"]).fails(7, "another incarnation than this machine knows");
    forge.sql("UPDATE audit SET action = 'client.listed' WHERE seq = 3");
    forge.recompute();
    home.run(["audit", "verify"]).fails(7, "no restore in this log explains it");

    // A vault that was restored on another machine and brought to that of the original.
    let home = restored();
    let before: Vec<_> = fs::read_dir(home.join(".local/state/praxis")).expect("folders").flatten().collect();
    let original: String =
        Forge::new(&home.vault(), &home.vault()).get("SELECT lower(hex(incarnation)) FROM vault");
    for folder in before.iter().filter(|folder| !folder.file_name().to_string_lossy().ends_with(&original)) {
        fs::remove_dir_all(folder.path()).expect("removes");
    }
    let done = home.run(["audit", "verify", "--vault", "new"]).ok();
    assert!(done.stdout.contains("knows this vault by another incarnation"), "{}", done.stdout);
    assert!(done.stdout.contains("is of before the restore at entry"), "{}", done.stdout);
    home.run(["audit", "verify"]).ok();
}
