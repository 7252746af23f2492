//! A restore goes on from the log of the backup: what others saw of later entries is of a life that came to nothing.

use std::fs;

use super::common::Home;

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
    home.run(erase.iter().chain(&["--accept-total-loss"])).ok();
    home.run(["audit", "checkpoint", "-o", "after"]).ok();
    home.run(["restore", &backup, "--to", "new"]).ok();

    let verify = ["audit", "verify", "--vault", "new"];
    let shown = home.run(verify.iter().chain(&["--json"])).ok().json();
    assert_eq!(shown["anchored"], shown["entries"], "{shown}");
    let done = home.run(verify).ok();
    let copies = ["is of the vault before a restore", "the copy of the keyring of"];
    assert!(copies.iter().any(|says| done.stdout.contains(says)), "{}", done.stdout);

    home.run(verify.iter().chain(&["--checkpoint", "before"])).ok();
    let done = home.run(verify.iter().chain(&["--checkpoint", "after"])).fails(7, "checkpoint 1 has seen ");
    assert!(done.stderr.contains("; the vault was restored at entry "), "{}", done.stderr);
    assert!(!done.stderr.contains("an older copy"), "{}", done.stderr);
    // The original goes on by itself, and knows both.
    home.run(["audit", "verify", "--checkpoint", "before", "--checkpoint", "after"]).ok();
}
