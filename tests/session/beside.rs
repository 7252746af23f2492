//! A restore beside a running session: the vault that comes of it is another one, which the session knows nothing of.

use std::fs;

use crate::Practice;

#[test]
fn a_restored_vault_has_nothing_to_do_with_the_session_of_the_one_it_was_made_from() {
    let practice = Practice::in_session();
    let process = practice.process();
    fs::create_dir(practice.home.join("place")).expect("a folder");
    practice.run(["backup", "create", "--to", "place"]).ok();
    let made = fs::read_dir(practice.home.join("place")).expect("a folder");
    let mut made = made.map(|entry| entry.expect("an entry").path());
    let backup = made.find(|path| path.extension().is_some_and(|end| end == "praxis-backup"));
    fs::rename(backup.expect("a backup"), practice.home.join("backup")).expect("moves");

    // It takes an identity or a kit: the session gives nobody what a restore needs.
    assert_ne!(practice.run(["restore", "backup", "--to", "again"]).code, 0);
    assert!(!practice.home.join("again").exists());
    practice.run(["restore", "backup", "--to", "again", "-i", "away"]).ok();
    process.goes_on();
    practice.is_open();

    // The session of the one opens nothing of the other.
    practice.run(["client", "list", "--vault", "again"]).fails(4, "there is no identity file");
    assert_eq!(practice.run(["unlock", "--status", "--vault", "again"]).ok().stdout, "no session\n");
    assert_eq!(practice.run(["lock", "--vault", "again"]).ok().stdout, "there was no session\n");
    process.goes_on();

    // Each has its own, and what ends or rotates one leaves the other as it is.
    practice.run(["unlock", "--vault", "again", "-i", "away", "--quiet"]).ok();
    practice.run(["client", "show", "C-0001", "--vault", "again"]).ok();
    practice.erase("C-0001").ok();
    process.goes_on();
    practice.run(["client", "show", "C-0001"]).fails(6, "C-0001");
    assert!(
        practice
            .run(["unlock", "--status", "--vault", "again"])
            .ok()
            .stdout
            .contains("a session of member 1")
    );
    practice.run(["client", "show", "C-0001", "--vault", "again"]).ok();
    practice.run(["lock"]).ok();
    process.ends();
    practice.run(["client", "show", "C-0001", "--vault", "again"]).ok();
    assert_eq!(practice.run(["lock", "--vault", "again"]).ok().stdout, "locked\n");
}
