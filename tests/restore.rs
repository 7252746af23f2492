//! What comes back from a backup, by what is at hand: how old the data are, which keyring there is, and whose secret.
//! Each row of the table on the format page is a test.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Done, Home, INIT, files};
use praxis::records::id::VaultId;
use praxis::vault::backup::copies_in;
use serde_json::{Value, json};

const ERASE: [&str; 6] = ["erase", "C-0002", "--ground", "no-longer-necessary", "--confirm", "C-0002"];

/// A vault with three clients, a kit of epoch 0 (typed back, in `typed`), and a backup: all as it was before an erasure.
fn before() -> (Home, PathBuf) {
    let home = Home::with_vault();
    fs::create_dir(home.join("place")).expect("makes");
    for name in ["Ottilie Fairweather", "Caspian Nettlefold", "Isolde Farthing"] {
        let client = home.client(name);
        home.note(&client, &format!("a session with {name}"));
        let process = ["note", "add", &client, "--kind", "process", "--date", "2026-02-04", "--file", "-"];
        home.pipe(process, format!("about {name}").as_bytes()).ok();
    }
    fs::write(home.join("letter.txt"), vec![b'a'; 70_000]).expect("writes");
    for client in ["C-0001", "C-0002"] {
        home.run(["file", "add", client, "letter.txt"]).ok();
        home.run(["file", "add", client, "letter.txt", "--kind", "invoice"]).ok();
    }
    let paper = home.run(["kit", "new", "--print"]).ok().stdout;
    let lines: Vec<&str> = paper.lines().filter(|line| line.starts_with("KIT-")).collect();
    fs::write(home.join("typed"), lines.join("\n")).expect("writes");
    home.run(["kit", "verify", "typed"]).ok();
    let backup = back_up(&home);
    (home, backup)
}

/// The same, and then the second client was erased.
fn after() -> (Home, PathBuf) {
    let (home, backup) = before();
    home.run(ERASE).ok();
    (home, backup)
}

fn back_up(home: &Home) -> PathBuf {
    let made = home.run(["backup", "create", "--to", "place", "--json"]).ok().json();
    PathBuf::from(made["path"].as_str().expect("a path"))
}

/// Restores into `new`, and says what was done.
fn restore(home: &Home, file: &Path, args: &[&str]) -> Done {
    let mut command = home.command(["restore", "--to", "new", "--json"]);
    command.arg(file).args(args).output().expect("runs").into()
}

fn there(home: &Home) -> Vec<String> {
    let listed = home.run(["client", "list", "--json", "--vault", "new"]).ok().json();
    let list = listed.as_array().expect("a list").iter();
    list.map(|client| client["client"].as_str().expect("a reference").to_owned()).collect()
}

/// Everything of the others is back, and the vault is sound and takes more.
#[track_caller]
fn whole(home: &Home, clients: &[&str]) {
    assert_eq!(there(home), clients);
    for client in clients {
        let notes = home.run(["note", "list", client, "--json", "--vault", "new"]).ok().json();
        assert_eq!(notes.as_array().map(Vec::len), Some(2), "{client}");
    }
    let doctor = home.run(["doctor", "--vault", "new"]);
    assert_eq!(doctor.code, 0, "{}{}", doctor.stdout, doctor.stderr);
    for says in
        ["every row is as the audit log knows it", "entries fit their root", "the one that members lists"]
    {
        assert!(doctor.stdout.contains(says), "{says}: {}", doctor.stdout);
    }
    let args = [
        "note",
        "add",
        "C-0001",
        "--kind",
        "process",
        "--date",
        "2026-03-01",
        "--vault",
        "new",
        "--file",
        "-",
    ];
    home.pipe(args, b"one more").ok();
}

/// Nothing came to be: no vault, no state folder more, nothing half made.
#[track_caller]
fn nothing_is_left(home: &Home, states: usize) {
    assert!(!home.join("new").exists());
    let base = home.join(".local/state/praxis");
    assert_eq!(fs::read_dir(base).map_or(0, Iterator::count), states);
    let begun =
        fs::read_dir(home.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    assert!(
        !begun.into_iter().any(|name| name.to_string_lossy().starts_with(".praxis-")),
        "something half made"
    );
}

/// Another machine, with what somebody carried there.
fn elsewhere(home: &Home, carried: &[&Path]) -> Home {
    let other = Home::empty();
    other.run(["identity", "new", "--bare"]).ok();
    for path in carried {
        fs::copy(path, other.join(path.file_name().expect("a name"))).expect("copies");
    }
    fs::copy(home.join("typed"), other.join("typed")).expect("copies");
    other
}

fn of_a_vault(home: &Home) -> VaultId {
    let state = home.state();
    let name = state.file_name().expect("a name").to_string_lossy().into_owned();
    VaultId::parse(&name[..32]).expect("a vault id")
}

#[test]
fn old_data_and_todays_keyring_give_every_survivor() {
    let (home, backup) = after();
    home.client("Lambert Quill");
    let done = restore(&home, &backup, &["--keyring", ".local/share/praxis"]).ok();
    let said = done.json();
    // The invoice of whom was erased has a key of its own, and is kept, as the certificate said.
    assert_eq!(
        (&said["clients"], &said["erased"], &said["epoch"]),
        (&json!(2), &json!(["C-0002"]), &json!(2))
    );
    assert_eq!(said["erasures_unknown_since"], Value::Null);
    assert!(done.stderr.contains("erased since the backup, and not restored: C-0002"), "{}", done.stderr);
    whole(&home, &["C-0001", "C-0003"]);
    home.run(["client", "show", "C-0002", "--vault", "new"]).fails(6, "C-0002 was erased");
    // Nothing of them is in the database, and their tombstones say who found the keys gone.
    let database = rusqlite::Connection::open(home.join("new/vault.db")).expect("opens");
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).expect(sql);
    let of = "SELECT handle FROM handles WHERE register = 'C' AND number = 2";
    assert_eq!(count(&format!("SELECT count(*) FROM records WHERE handle = ({of})")), 0);
    let stones =
        format!("SELECT count(*) FROM tombstones WHERE handle = ({of}) AND authority = 'restore E-0001'");
    assert!(count(&stones) >= 4, "a tombstone for each key");
    for action in ["vault.restored", "keyring.carried-over", "keys.found-destroyed"] {
        assert_eq!(count(&format!("SELECT count(*) FROM audit WHERE action = '{action}'")), 1, "{action}");
    }
    // A number that was given after the backup is not given again.
    let added = home.run(["client", "add", "--name", "Perpetua Lumley", "--vault", "new"]).ok();
    assert_eq!(added.stdout.trim(), "C-0005");
    // Both still open, and each knows of the other.
    assert!(done.stderr.contains("the original still opens"), "{}", done.stderr);
    let certificates = home.run(["certificate", "list"]).ok().stdout;
    assert!(!certificates.contains("final"), "a copy may hold an older epoch: {certificates}");
    let backups = home.run(["backup", "list", "--json", "--vault", "new"]).ok().json();
    assert_eq!(backups[0]["state"], "elsewhere");
    home.run(["backup", "prune", "--keep-days", "1", "--apply", "--vault", "new"]).ok();
    assert!(backup.exists());
    let doctor = home.run(["doctor"]).ok().stdout;
    assert!(doctor.contains("key files of another copy of this vault lie in"), "{doctor}");
    // Every change of a tombstone shows.
    let changed = "UPDATE tombstones SET day = '2020-01-01' WHERE authority LIKE 'restore%'";
    database.execute_batch(changed).expect("changes");
    home.run(["doctor", "--vault", "new"]).fails(7, "damaged");
}

#[test]
fn old_data_a_keyring_copy_and_an_old_kit_give_every_survivor() {
    let (home, backup) = after();
    let copies = copies_in(&home.join("place"), of_a_vault(&home));
    let [(of, copy)] = &copies[..] else { panic!("one copy beside the backups: {copies:?}") };
    assert_eq!(of.0, 1, "of the epoch after the erasure");
    // Given by name, and found beside the backup.
    for given in [true, false] {
        let other = elsewhere(&home, &[&backup, copy]);
        let (file, copy) = (backup.file_name().expect("a name"), copy.file_name().expect("a name"));
        let keyring = ["--kit", "typed", "--keyring", copy.to_str().expect("text")];
        let done = restore(&other, Path::new(file), if given { &keyring } else { &keyring[..2] }).ok();
        let said = done.json();
        assert_eq!((&said["clients"], &said["erased"]), (&json!(2), &json!(["C-0002"])));
        assert_eq!((&said["enrolled"], &said["member"]), (&json!(true), &json!(2)));
        whole(&other, &["C-0001", "C-0003"]);
    }
}

#[test]
fn old_data_and_its_own_keyring_open_nothing_with_todays_secret() {
    let (home, backup) = after();
    fs::rename(home.join("place"), home.join("aside")).expect("moves");
    fs::create_dir(home.join("place")).expect("makes");
    fs::rename(home.join("aside").join(backup.file_name().expect("a name")), &backup).expect("moves");
    restore(&home, &backup, &[])
        .fails(4, "the keyring is of epoch 0, and this machine has the secret of epoch 1");
    nothing_is_left(&home, 1);
    let doctor = home.run(["doctor"]).ok().stdout;
    assert!(!doctor.contains("key files of another copy"), "{doctor}");
}

#[test]
fn old_data_and_its_own_keyring_give_the_erased_too_while_rotation_is_due() {
    let (home, backup) = before();
    let wrap = home.state().join("1-0.age");
    let then = fs::read(&wrap).expect("reads");
    home.run(ERASE).ok();
    assert!(!wrap.exists(), "destroyed by rotation");
    for (_, copy) in copies_in(&home.join("place"), of_a_vault(&home)) {
        fs::remove_file(copy).expect("removes");
    }
    // As it was until the owner's next unlock.
    fs::write(&wrap, then).expect("writes");
    let said = restore(&home, &backup, &[]).ok().json();
    assert_eq!((&said["clients"], &said["erased"]), (&json!(3), &json!([])));
    assert!(said["erasures_unknown_since"].is_string());
    whole(&home, &["C-0001", "C-0002", "C-0003"]);
}

#[test]
fn todays_backup_and_a_kit_of_epoch_0_are_enough_on_a_bare_machine() {
    let (home, _) = after();
    let newest = back_up(&home);
    let other = elsewhere(&home, &[&newest]);
    let file = other.join(newest.file_name().expect("a name"));
    let done = restore(&other, &file, &["--kit", "typed"]).ok();
    let said = done.json();
    assert_eq!((&said["clients"], &said["enrolled"], &said["epoch"]), (&json!(2), &json!(true), &json!(2)));
    assert_eq!((&said["originals"], &said["add_again"]), (&json!([]), &json!([])));
    whole(&other, &["C-0001", "C-0003"]);
    let database = rusqlite::Connection::open(other.join("new/vault.db")).expect("opens");
    let added: i64 = database
        .query_row("SELECT count FROM audit WHERE action = 'member.added'", [], |row| row.get(0))
        .expect("logged");
    assert_eq!(added, 2);
    // The backup that it came from is on record there, and so is where it lies.
    let backups = other.run(["backup", "list", "--json", "--vault", "new"]).ok().json();
    let last = backups.as_array().and_then(|list| list.last()).expect("a backup");
    assert_eq!((&last["backup"], &last["state"]), (&json!("A-0002"), &json!("kept")));
    other.run(["backup", "verify", "A-0002", "--vault", "new"]).ok();
    // The certificate is as it was.
    assert!(other.run(["certificate", "list", "--vault", "new"]).ok().stdout.contains("E-0001"));
}

#[test]
fn old_data_and_an_old_kit_give_the_erased_too_and_certificates_take_them_again() {
    let (home, backup) = before();
    let erased = [&ERASE[..], &["--certificate", "E-0001.txt"]].concat();
    home.run(erased).ok();
    let certificate = home.join("E-0001.txt");
    let other = elsewhere(&home, &[&backup, &certificate]);
    let file = other.join(backup.file_name().expect("a name"));
    let done = restore(&other, &file, &["--kit", "typed"]).ok();
    assert!(
        done.stderr.contains("are not known here: what they destroyed may have come back"),
        "{}",
        done.stderr
    );
    whole(&other, &["C-0001", "C-0002", "C-0003"]);

    fs::rename(other.join("new"), other.join("first")).expect("moves");
    let done = restore(&other, &file, &["--kit", "typed", "--certificate", "E-0001.txt"]).ok();
    assert_eq!(done.json()["erased"], json!(["C-0002"]));
    whole(&other, &["C-0001", "C-0003"]);
    for (_, bytes) in files(&other.join("new")) {
        assert!(!bytes.windows(8).any(|window| window == b"Caspian "));
    }
    fs::rename(other.join("new"), other.join("second")).expect("moves");

    let text = fs::read_to_string(&certificate).expect("reads");
    fs::write(other.join("changed"), text.replace("C-0002", "C-0003")).expect("writes");
    restore(&other, &file, &["--kit", "typed", "--certificate", "changed"]).fails(7, "a certificate");
    restore(&other, &file, &["--kit", "typed", "--certificate", "gone"])
        .fails(2, "a certificate could not be read");
    nothing_is_left(&other, 2);
}

#[test]
fn without_a_secret_or_with_another_vaults_nothing_opens() {
    let (home, backup) = after();
    let newest = back_up(&home);
    // The owner's identity, on a machine without the vault's keys: it opens the archive and no more.
    let other = elsewhere(&home, &[&newest]);
    let own = home.join(".config/praxis/identity.age");
    fs::copy(&own, other.join(".config/praxis/identity.age")).expect("copies");
    let file = other.join(newest.file_name().expect("a name"));
    restore(&other, &file, &[]).fails(4, "the keys of that vault are not on this machine");
    // Somebody else's.
    let stranger = elsewhere(&home, &[&newest]);
    let file = stranger.join(newest.file_name().expect("a name"));
    restore(&stranger, &file, &[]).fails(4, "the backup was not made for this identity or kit");
    // A kit of another vault.
    let (another, anothers) = before();
    fs::copy(another.join("typed"), stranger.join("another")).expect("copies");
    restore(&stranger, &file, &["--kit", "another"])
        .fails(4, "the backup was not made for this identity or kit");
    restore(&home, &backup, &["--kit", another.join("typed").to_str().expect("text")])
        .fails(3, "the kit is another vault's than the backup");
    // A keyring of another vault.
    let keyring = another.vault();
    restore(&home, &backup, &["--keyring", keyring.to_str().expect("text")])
        .fails(3, "the keyring is another vault's than the backup");
    restore(&home, &anothers, &[]).fails(4, "the backup was not made for this identity or kit");
    restore(&home, &home.join("gone"), &[]).fails(5, "there is no such backup file");
    for (home, states) in [(&home, 1), (&other, 0), (&stranger, 0)] {
        nothing_is_left(home, states);
    }
}

#[test]
fn nothing_is_restored_over_anything() {
    let (home, backup) = before();
    let vault = home.vault();
    let before = files(&vault);
    let over = home.command(["restore", "--to"]).arg(&vault).arg(&backup).output().expect("runs");
    Done::from(over).fails(2, "there is already a vault here");
    fs::create_dir(home.join("new")).expect("makes");
    fs::write(home.join("new/file"), b"mine").expect("writes");
    restore(&home, &backup, &[]).fails(2, "is not empty");
    assert_eq!(fs::read(home.join("new/file")).expect("reads"), b"mine");
    assert!(files(&vault) == before, "the vault changed");
    fs::remove_file(home.join("new/file")).expect("removes");
    restore(&home, &backup, &[]).ok();
    whole(&home, &["C-0001", "C-0002", "C-0003"]);
}

#[test]
fn the_key_files_of_an_original_that_does_not_open_are_destroyed() {
    let (home, backup) = after();
    let state = home.state();
    let wrap = state.join("1-1.age");
    fs::write(home.vault().join("vault.db"), b"a disk that failed").expect("writes");
    let done = restore(&home, &backup, &["--keyring", ".local/share/praxis"]).ok();
    assert!(
        done.stderr.contains("the original does not open; its key files were destroyed"),
        "{}",
        done.stderr
    );
    assert!(!wrap.exists() && state.join("seen").exists());
    let said = done.json();
    assert_eq!((&said["erased"], &said["originals"][0]["state"]), (&json!(["C-0002"]), &json!("destroyed")));
    whole(&home, &["C-0001", "C-0003"]);
    // Its backups are this vault's now.
    let backups = home.run(["backup", "list", "--json", "--vault", "new"]).ok().json();
    assert_eq!(backups[0]["state"], "kept");
}

#[test]
fn key_files_stay_while_only_they_open_what_the_original_has_left() {
    let (home, backup) = before();
    home.client("Lambert Quill");
    let wrap = home.state().join("1-0.age");
    fs::write(home.vault().join("vault.db"), b"a disk that failed").expect("writes");
    // Without its keyring, which knows one client more.
    let done = restore(&home, &backup, &[]).ok();
    assert!(done.stderr.contains("there are key files of this vault in"), "{}", done.stderr);
    assert!(wrap.exists());
}

#[test]
fn the_mirrors_alone_are_enough_and_members_are_added_again() {
    let (home, backup) = after();
    let left = home.join("left/keyring");
    fs::create_dir_all(&left).expect("makes");
    fs::copy(home.vault().join("keyring/b"), left.join("b")).expect("copies");
    home.run(["identity", "new", "--bare", "-i", "new-key"]).ok();
    let args = ["--keyring", "left", "-i", "new-key", "--kit", "typed"];
    let done = restore(&home, &backup, &args).ok();
    let said = done.json();
    assert_eq!((&said["erased"], &said["add_again"]), (&json!(["C-0002"]), &json!([1])));
    assert_eq!((&said["enrolled"], &said["member"]), (&json!(true), &json!(2)));
    home.run(["client", "list", "--vault", "new"]).fails(4, "this identity is no member of this vault");
    let listed = home.run(["client", "list", "--vault", "new", "-i", "new-key", "--json"]).ok().json();
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    // Whoever was a member then is one who was, so that their number is nobody's, and what they signed can be checked.
    let members = home.run(["member", "list", "--vault", "new", "-i", "new-key", "--json"]).ok().json();
    assert_eq!((&members[1]["member"], members[1]["until"].is_string()), (&json!(1), true));
    let recipient = identity(&home, "another");
    let args = ["member", "add", "--name", "Ann Example", "--role", "reception", "--recipient", &recipient];
    let added = home.run([&args[..], &["--vault", "new", "-i", "new-key"]].concat()).ok();
    assert!(added.stdout.starts_with("member 3"), "{}", added.stdout);
}

/// Makes an identity; gives its recipient.
fn identity(home: &Home, name: &str) -> String {
    home.run(["identity", "new", "--bare", "-i", name]).ok().stdout.trim().to_owned()
}

/// A backup with a receptionist, member 2, and a clinician, member 3. Since it was made the receptionist went, the clinician
/// became the DPO, and a fourth came and went.
fn whose_members_changed() -> (Home, PathBuf) {
    let (home, _) = before();
    let add = |name: &str, role: &str| {
        let recipient = identity(&home, name);
        let args = ["member", "add", "--name", "Ann Example", "--role", role, "--recipient"];
        home.run([&args[..], &[recipient.as_str()]].concat()).ok();
    };
    add("desk", "reception");
    add("room", "clinician");
    let backup = back_up(&home);
    home.run(["member", "remove", "2", "--confirm", "2"]).ok();
    home.run(["member", "role", "3", "dpo"]).ok();
    add("fourth", "auditor");
    home.run(["member", "remove", "4", "--confirm", "4"]).ok();
    (home, backup)
}

#[test]
fn who_has_keys_again_by_an_old_list_is_said() {
    let (home, backup) = whose_members_changed();
    let other = elsewhere(&home, &[&backup]);
    let file = other.join(backup.file_name().expect("a name"));
    let done = restore(&other, &file, &["--kit", "typed"]).ok();
    let said = done.json();
    let others = json!([
        {"member": 1, "role": "owner"}, {"member": 2, "role": "reception"}, {"member": 3, "role": "clinician"}
    ]);
    assert_eq!((&said["others"], &said["add_again"], &said["member"]), (&others, &json!([]), &json!(4)));
    for words in [
        "these have keys again: member 1 (owner), member 2 (reception), member 3 (clinician)",
        "who was removed after that day",
        "praxis member remove N",
    ] {
        assert!(done.stderr.contains(words), "{words}: {}", done.stderr);
    }
    // Everybody on that list does have keys, and no others.
    let listed = other.run(["member", "list", "--vault", "new", "--json"]).ok().json();
    assert_eq!(listed.as_array().map(Vec::len), Some(4));
}

#[test]
fn by_todays_list_nobody_is_a_member_again_and_no_number_is_given_twice() {
    let (home, backup) = whose_members_changed();
    identity(&home, "new-key");
    let args = ["--keyring", ".local/share/praxis", "-i", "new-key", "--kit", "typed"];
    let done = restore(&home, &backup, &args).ok();
    let said = done.json();
    let others = json!([{"member": 1, "role": "owner"}, {"member": 3, "role": "dpo"}]);
    assert_eq!((&said["others"], &said["add_again"]), (&others, &json!([])));
    // 4 was somebody's, and stands in the papers of then.
    assert_eq!((&said["enrolled"], &said["member"]), (&json!(true), &json!(5)));
    for words in ["has to be added again", "have keys again"] {
        assert!(!done.stderr.contains(words), "{words}: {}", done.stderr);
    }
}

#[test]
fn who_becomes_an_owner_by_restoring_is_told_and_logged_and_can_sign() {
    let (home, backup) = whose_members_changed();
    // By the newest copy of the keyring, which lies beside the backup: the DPO by now.
    let mut command = home.command(["restore", "--to", "new", "-i", "room", "--kit", "typed"]);
    let done: Done = command.arg(&backup).output().expect("runs").into();
    assert!(done.ok().stdout.contains("member 3, an owner from now on\nothers  member 1 (owner)\n"));
    let database = rusqlite::Connection::open(home.join("new/vault.db")).expect("opens");
    let changed: i64 = database
        .query_row("SELECT max(count) FROM audit WHERE action = 'member.changed'", [], |row| row.get(0))
        .expect("logged");
    assert_eq!(changed, 3);
    let listed = home.run(["member", "list", "--vault", "new", "-i", "room", "--json"]).ok().json();
    let own = listed.as_array().into_iter().flatten().find(|one| one["member"] == 3).expect("listed");
    assert_eq!((&own["role"], &own["signs"]), (&json!("owner"), &json!(true)));
}

#[test]
fn a_keyring_that_is_damaged_or_of_somebody_else_is_refused() {
    let (home, backup) = after();
    let place = home.join("place");
    let (_, copy) = copies_in(&place, of_a_vault(&home)).remove(0);
    let good = fs::read(&copy).expect("reads");
    for at in (0..good.len()).step_by(good.len() / 15) {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        let changed = home.join("changed.praxis-keyring");
        fs::write(&changed, &bytes).expect("writes");
        let done = restore(&home, &backup, &["--keyring", "changed.praxis-keyring"]);
        // What has no meaning, as the time of a file in the archive, may be anything.
        if done.code == 0 {
            assert_eq!(there(&home), ["C-0001", "C-0003"], "byte {at}");
            fs::remove_dir_all(home.join("new")).expect("removes");
            continue;
        }
        assert_eq!(done.code, 7, "byte {at}: {}", done.stderr);
        assert!(!home.join("new").exists(), "byte {at}");
    }
    for end in [0, 100, good.len() / 2, good.len() - 2000] {
        fs::write(home.join("cut.praxis-keyring"), &good[..end]).expect("writes");
        restore(&home, &backup, &["--keyring", "cut.praxis-keyring"]).fails(7, "damaged");
    }
    restore(&home, &backup, &["--keyring", "gone"]).fails(5, "there is no such");
    home.command(INIT).args(["--vault", "other"]).output().expect("runs");
    restore(&home, &backup, &["--keyring", "other"]).fails(3, "the keyring is another vault's");
}

#[test]
fn where_the_keys_lay_on_the_other_machine_is_not_taken_over() {
    let home = Home::empty();
    home.run(["identity", "new", "--bare"]).ok();
    home.command(INIT).args(["--keys", "stick"]).output().expect("runs");
    home.client("Ottilie Fairweather");
    fs::create_dir(home.join("place")).expect("makes");
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    let place = home.join("place");
    let text = text.replace("# to = ", &format!("to = \"{}\"\n# to = ", place.display()));
    fs::write(&settings, text).expect("writes");
    let made = home.run(["backup", "create", "--json"]).ok().json();
    let paper = home.run(["kit", "new", "--print"]).ok().stdout;
    let lines: Vec<&str> = paper.lines().filter(|line| line.starts_with("KIT-")).collect();
    fs::write(home.join("typed"), lines.join("\n")).expect("writes");
    let file = PathBuf::from(made["path"].as_str().expect("a path"));
    let said = restore(&home, &file, &["--kit", "typed"]).ok().json();
    let keys = PathBuf::from(said["keys"].as_str().expect("a path"));
    assert!(keys.starts_with(home.join(".local/state/praxis")), "{}", keys.display());
    assert_eq!(there(&home), ["C-0001"]);
    assert!(!fs::read_to_string(home.join("new/praxis.toml")).expect("reads").contains("[keys]"));
}
