//! Two people, or two programs, at one vault at once; and one person whose disk or editor lets them down.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;

use common::Home;

fn sql(home: &Home, statement: &str) {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database.execute_batch(statement).expect("runs");
}

fn count(home: &Home, action: &str) -> i64 {
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database
        .query_row("SELECT count(*) FROM audit WHERE action = ?1", [action], |row| row.get(0))
        .expect("counts")
}

#[test]
fn one_bad_byte_in_a_mirror_is_read_around_and_mended() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "text");
    let mirror = home.vault().join("keyring/a");
    let whole = fs::read(&mirror).expect("reads");
    // Four slots of 174 bytes behind a header of 92: the first, the second and the fourth byte of each.
    for slot in 0..4 {
        for byte in [0, 16, 40] {
            let mut changed = whole.clone();
            changed[92 + slot * 174 + byte] ^= 1;
            fs::write(&mirror, changed).expect("writes");
            for args in
                [&["client", "show", "C-0001"][..], &["note", "show", "N-000001"], &["client", "list"]]
            {
                home.run(args.iter().copied()).ok();
            }
            home.run(["client", "amend", "C-0001", "--phone", "07700 900123"]).ok();
            fs::write(&mirror, &whole).expect("writes");
        }
    }
}

#[test]
fn swapped_numbers_and_states_set_back_are_noticed() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.client("Caspian Nettlefold");
    home.note("C-0001", "text");
    home.run(["note", "trash", "N-000001"]).ok();
    sql(&home, "UPDATE records SET state = 'live', goes_from = NULL WHERE type = 5");
    home.run(["note", "show", "N-000001"])
        .fails(7, "N-000001 in vault.db is not the row that the audit log knows");
    sql(&home, "UPDATE handles SET hold = 1 WHERE number = 2");
    home.run(["client", "show", "C-0002"]).fails(7, "C-0002 in vault.db is not the row");
    sql(
        &home,
        "UPDATE handles SET hold = 0; UPDATE handles SET number = 9 WHERE number = 1;
         UPDATE handles SET number = 1 WHERE number = 2; UPDATE handles SET number = 2 WHERE number = 9",
    );
    home.run(["client", "list"]).fails(7, "has lost a part of its record");
    home.run(["client", "show", "C-0001"]).fails(7, "C-0001");
}

#[test]
fn an_amendment_of_something_that_changed_meanwhile_is_refused_and_its_text_kept() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.pipe(["note", "add", "C-0001", "--draft", "--date", "2026-02-03"], b"first").ok();
    // The editor stands for a person who types while somebody else amends the same draft.
    let editor = home.join("editor");
    fs::write(
        &editor,
        format!(
            "#!/bin/sh\nprintf 'from elsewhere' | {} note amend N-000001 >/dev/null || exit 1\nprintf 'typed here' > \"$1\"\n",
            common::PRAXIS
        ),
    )
    .expect("writes");
    let made = std::process::Command::new("chmod").arg("755").arg(&editor).status().expect("chmod");
    assert!(made.success());
    let shell =
        format!("EDITOR={} script -qec '{} note amend N-000001' /dev/null", editor.display(), common::PRAXIS);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &shell]);
    home.clear(&mut command);
    let runtime = tempfile::Builder::new().prefix("praxis-runtime-").tempdir_in("/dev/shm").expect("memory");
    command.env("XDG_RUNTIME_DIR", runtime.path());
    let done = common::feed(command, b"");
    if done.stdout.contains("not found") || done.stderr.contains("not found") {
        eprintln!("SKIPPED: there is no `script` here");
        return;
    }
    assert!(done.stdout.contains("N-000001 was changed by somebody else meanwhile"), "{}", done.stdout);
    let kept = common::files(runtime.path());
    assert_eq!(kept.len(), 1, "the text is kept in memory");
    assert_eq!(kept[0].1, b"typed here");
    let shown = home.run(["note", "show", "N-000001"]).ok();
    assert!(shown.stdout.contains("from elsewhere"), "{}", shown.stdout);
}

#[test]
fn the_first_contact_never_takes_last_contact_before_a_session() {
    let home = Home::with_vault();
    home.run(["client", "add", "--name", "Ottilie Fairweather", "--first-contact", "2026-05-11"]).ok();
    home.pipe(["note", "add", "C-0001", "--date", "2026-05-11"], b"seen").ok();
    home.run(["client", "amend", "C-0001", "--first-contact", "2026-04-01"]).ok();
    let shown = home.run(["client", "show", "C-0001", "--json"]).ok().json();
    assert_eq!(shown["last_contact"], "2026-05-11");
    assert_eq!(shown["first_contact"], "2026-04-01");
}

#[test]
fn two_systems_that_number_alike_are_told_apart() {
    let home = Home::with_vault();
    fs::write(
        home.join("map"),
        "[columns]\nsource = \"ID\"\nname = \"Name\"\nborn = \"Born\"\nfirst_contact = \"First\"",
    )
    .expect("writes");
    fs::write(home.join("one.csv"), "ID,Name,Born,First\n1,Ottilie Fairweather,1979-03-14,2026-01-05\n")
        .expect("writes");
    fs::write(home.join("two.csv"), "ID,Name,Born,First\n1,Caspian Nettlefold,1990-09-02,2026-01-05\n")
        .expect("writes");
    home.run(["import", "clients", "one.csv", "--map", "map"]).ok();
    home.run(["import", "clients", "two.csv", "--map", "map"]).fails(10, "1 rows were refused");
    let map = fs::read_to_string(home.join("map")).expect("reads");
    fs::write(home.join("map"), format!("system = \"second\"\n{map}")).expect("writes");
    home.run(["import", "clients", "two.csv", "--map", "map"]).ok();
    let again = home.run(["import", "clients", "two.csv", "--map", "map", "--json"]).ok().json();
    assert_eq!((again["added"].as_u64(), again["skipped"].as_u64()), (Some(0), Some(1)));
    fs::write(home.join("map"), "[columns]\nname = \"Name\"\nborn = \"Born\"\nfirst_contact = \"First\"")
        .expect("writes");
    for added in [1, 0] {
        let done = home.run(["import", "clients", "two.csv", "--map", "map", "--json"]).ok().json();
        assert_eq!(done["added"].as_u64(), Some(added), "without numbers too nobody is added twice");
    }
}

#[test]
fn every_unlock_is_logged_even_when_the_command_fails() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.client("Ottilie Nettlefold");
    let before = (count(&home, "vault.unlocked"), count(&home, "client.listed"));
    home.run(["client", "show", "ottilie"]).fails(2, "2 clients");
    home.run(["note", "show", "N-000009"]).fails(5, "no note");
    // Who is about to become a member sees their keys without opening anything.
    home.run(["identity", "show"]).ok();
    let after = (count(&home, "vault.unlocked"), count(&home, "client.listed"));
    assert_eq!(after, (before.0 + 2, before.1 + 1));
    home.run(["identity", "new", "--bare", "-i", "stranger"]).ok();
    home.run(["client", "list", "-i", "stranger"]).fails(4, "no member");
    assert_eq!(count(&home, "vault.unlock-refused"), 1);
}

#[test]
fn a_passphrase_in_front_of_the_text_is_not_part_of_it() {
    let home = Home::empty();
    fs::write(home.join("both"), "plinth gravel otter seventeen\nthe text itself\n").expect("writes");
    let sh = |line: &str| {
        let mut command = std::process::Command::new("sh");
        command.arg("-c").arg(line.replace("praxis", common::PRAXIS));
        home.clear(&mut command);
        common::feed(command, b"")
    };
    sh("praxis identity new --passphrase-fd 0 < both").ok();
    sh("praxis init --non-interactive --practice P --nation scotland --accept-total-loss --passphrase-fd 0 < both").ok();
    sh("praxis client add --name 'Ottilie Fairweather' --passphrase-fd 0 < both").ok();
    sh("praxis note add C-0001 --file - --passphrase-fd 0 < both").ok();
    let shown = sh("praxis note show N-000001 --passphrase-fd 0 < both").ok();
    assert!(shown.stdout.ends_with("\nthe text itself\n"), "{}", shown.stdout);
    assert!(!shown.stdout.contains("plinth"), "{}", shown.stdout);
}
