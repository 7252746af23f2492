//! Backups: what is not in them, what is noticed when they are changed, and when they may go.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says that it was skipped.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Done, Home, INIT};
use praxis::clock::Now;
use praxis::crypto::age_file::{Identity, open_with, seal_to};
use praxis::crypto::hash::{sha256, to_hex};
use praxis::crypto::note;
use praxis::crypto::secret::SigningSeed;
use praxis::vault::Verdict::{self, Foreign, Goes, Missing, Newest, Stays};
use praxis::vault::backup::archive::{BACKUP, MANIFEST, Manifest, OF_BACKUP, Packer, Part};
use praxis::vault::{Going, Notices, Options, Vault};

/// A home with a vault, a client, two notes and a folder for backups.
fn prepared() -> Home {
    let home = Home::with_vault();
    fs::create_dir(home.join("place")).expect("makes");
    home.client("Ottilie Fairweather");
    home.note("C-0001", "about the allotment");
    let process = ["note", "add", "C-0001", "--kind", "process", "--date", "2026-02-04", "--file", "-"];
    home.pipe(process, b"a reflection").ok();
    home
}

fn back_up(home: &Home) -> PathBuf {
    let made = home.run(["backup", "create", "--to", "place", "--json"]).ok().json();
    PathBuf::from(made["path"].as_str().expect("a path"))
}

fn verify(home: &Home, file: &Path) -> Done {
    home.run(["backup".as_ref(), "verify".as_ref(), file.as_os_str()])
}

fn identity(home: &Home) -> Identity {
    let text = fs::read_to_string(home.join(".config/praxis/identity.age")).expect("reads");
    let secret = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).expect("a secret");
    Identity::parse(secret).expect("an identity")
}

/// The files of a backup, by name.
fn parts(home: &Home, file: &Path) -> BTreeMap<String, Vec<u8>> {
    let archive = open_with(&identity(home), &fs::read(file).expect("reads")).expect("opens");
    let mut parts = BTreeMap::new();
    for entry in tar::Archive::new(archive.as_slice()).entries().expect("a tar") {
        let mut entry = entry.expect("an entry");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("reads");
        parts.insert(entry.path().expect("a path").to_string_lossy().into_owned(), bytes);
    }
    parts
}

/// A backup of these parts, sealed as praxis does; signed with `seed`, after `change` had its way with the manifest.
fn forged(
    home: &Home,
    parts: &BTreeMap<String, Vec<u8>>,
    seed: &SigningSeed,
    change: impl Fn(&mut Manifest, &mut String),
) -> PathBuf {
    let text = std::str::from_utf8(&parts[MANIFEST]).expect("text");
    let text = note::text_unverified(text).expect("a note");
    let mut manifest = Manifest::parse(text, BACKUP).expect("reads").expect("a manifest");
    for name in OF_BACKUP {
        let bytes = parts[name].len() as u64;
        manifest.files.insert(name.to_owned(), Part { bytes, sha256: to_hex(&sha256(&parts[name])) });
    }
    let mut form = BACKUP.to_owned();
    change(&mut manifest, &mut form);
    let name = format!("praxis/{}/host", manifest.vault);
    let note = note::sign(&manifest.to_text(&form).expect("writes"), seed, &name);
    let mut packer = Packer::new(Vec::new(), 0);
    for name in OF_BACKUP {
        packer.add(name, parts[name].len() as u64, parts[name].as_slice()).expect("packs");
    }
    let sealed =
        seal_to(&[identity(home).recipient()], &packer.finish(&note).expect("packs")).expect("seals");
    let path = home.join("forged.praxis-backup");
    fs::write(&path, sealed).expect("writes");
    path
}

fn host_seed(home: &Home) -> SigningSeed {
    SigningSeed::from_bytes(&fs::read(home.state().join("host.key")).expect("reads")).expect("a key")
}

#[test]
fn no_key_is_in_a_backup() {
    let home = prepared();
    let file = back_up(&home);
    let archive = open_with(&identity(&home), &fs::read(&file).expect("reads")).expect("opens");
    let wrap = fs::read(home.state().join("1-0.age")).expect("reads");
    let opened = open_with(&identity(&home), &wrap).expect("opens");
    let keys: serde_json::Value = serde_json::from_slice(&opened).expect("JSON");
    let epoch = keys["epoch_secret"].as_str().expect("a secret");
    let raw = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
    };
    let recovery = keys["recovery"].as_str().expect("an identity");
    let scalar =
        |text: &str| Identity::parse(text).expect("an identity").expose_scalar().expect("32 bytes").to_vec();
    let own = identity(&home).expose_text().to_string();
    for (what, bytes) in [
        ("the epoch secret", raw(epoch)),
        ("the epoch secret as text", epoch.as_bytes().to_vec()),
        ("the recovery identity", recovery.as_bytes().to_vec()),
        ("the recovery identity's bytes", scalar(recovery)),
        ("the owner's identity", own.as_bytes().to_vec()),
        ("the owner's identity's bytes", scalar(&own)),
        ("the machine's key", fs::read(home.state().join("host.key")).expect("reads")),
        ("the wrap", wrap[..64].to_vec()),
        ("a name", b"Ottilie".to_vec()),
        ("a note", b"allotment".to_vec()),
    ] {
        assert!(bytes.len() >= 7, "{what}");
        assert!(!archive.windows(bytes.len()).any(|window| window == bytes), "{what} is in the backup");
    }
    let names: Vec<String> = parts(&home, &file).into_keys().collect();
    assert_eq!(names, ["keyring", "manifest", "members", "praxis.toml", "vault.db"]);
}

#[test]
fn the_recovery_identity_of_every_kit_opens_it_and_a_strangers_does_not() {
    let home = prepared();
    let paper = home.run(["kit", "new", "--print"]).ok().stdout;
    let lines: Vec<&str> = paper.lines().filter(|line| line.starts_with("KIT-")).collect();
    fs::write(home.join("typed"), lines.join("\n")).expect("writes");
    let file = back_up(&home);
    let with_kit = |home: &Home| {
        let args = ["--kit".into(), home.join("typed")];
        home.command(["backup".as_ref(), "verify".as_ref(), file.as_os_str()])
            .args(args)
            .output()
            .expect("runs")
    };
    let done: Done = with_kit(&home).into();
    assert!(done.ok().stdout.contains("signed by a machine of this vault"));
    let listed = home.run(["backup", "list", "--json"]).ok().json();
    assert!(listed[0]["verified"].is_string(), "{listed}");
    // Where the vault is not, a kit still tells who may sign for it.
    let elsewhere = Home::empty();
    fs::copy(home.join("typed"), elsewhere.join("typed")).expect("copies");
    let done: Done = with_kit(&elsewhere).into();
    let done = done.ok();
    assert!(done.stdout.contains("signed by a machine of this vault"), "{}", done.stdout);
    assert!(done.stdout.contains("the register knows no such file"), "{}", done.stdout);
    elsewhere.run(["identity", "new", "--bare"]).ok();
    verify(&elsewhere, &file).fails(4, "not made for this identity");
}

#[test]
fn whatever_is_changed_in_the_file_is_noticed() {
    let home = prepared();
    let file = back_up(&home);
    let whole = fs::read(&file).expect("reads");
    let changed = home.join("changed.praxis-backup");
    // The header of age, where its stanzas and its MAC stand, and then through the body.
    let places =
        (0..500).step_by(29).chain((500..whole.len()).step_by(whole.len() / 24)).chain([whole.len() - 1]);
    for at in places {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&changed, &bytes).expect("writes");
        let done = verify(&home, &changed);
        assert!([4, 7].contains(&done.code), "byte {at}: {} {}{}", done.code, done.stdout, done.stderr);
        assert!(!done.stderr.contains("panicked"), "byte {at}: {}", done.stderr);
        assert_eq!(done.stdout, "", "byte {at}");
    }
    for end in [0, 1, 100, 400, whole.len() / 3, whole.len() - 70_000, whole.len() - 16, whole.len() - 1] {
        fs::write(&changed, &whole[..end]).expect("writes");
        verify(&home, &changed).fails(7, "the backup is damaged");
    }
    fs::write(&changed, [&whole[..], b"more"].concat()).expect("writes");
    verify(&home, &changed).fails(7, "the backup is damaged");
    // In its own place even the register alone tells.
    let mut bytes = whole.clone();
    bytes[whole.len() / 2] ^= 1;
    fs::write(&file, &bytes).expect("writes");
    home.run(["backup", "verify", "A-0001", "--locked"])
        .fails(7, "it is not the file that was written as A-0001");
    home.run(["backup", "verify", "A-0001"]).fails(7, "it is not the file that was written as A-0001");
    fs::remove_file(&file).expect("removes");
    home.run(["backup", "verify", "A-0001"]).fails(5, "there is no such backup file");
    home.run(["backup", "verify", "A-0002"]).fails(5, "there is no backup A-0002 on record");
    home.run(["backup", "verify", "changed.praxis-backup", "--locked"])
        .fails(5, "the register knows no such file");
    let left: Vec<String> = fs::read_dir(home.vault())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert_eq!(left, [""; 0], "copies are left behind");
}

/// What is done to a manifest before it is signed.
type Change<'c> = &'c dyn Fn(&mut Manifest, &mut String);

#[test]
fn a_part_that_was_exchanged_is_noticed_whoever_sealed_it_anew() {
    let home = prepared();
    let file = back_up(&home);
    let good = parts(&home, &file);
    let seed = host_seed(&home);
    let none = |_: &mut Manifest, _: &mut String| {};
    verify(&home, &forged(&home, &good, &seed, none)).ok();
    verify(&home, &forged(&home, &good, &SigningSeed::generate(), none))
        .fails(7, "the manifest is not signed by a machine of this vault");

    // Anybody can seal to a public recipient, but not sign: the manifest of the machine with another file beside it.
    for name in OF_BACKUP {
        let mut parts = good.clone();
        let bytes = parts.get_mut(name).expect("there");
        let at = bytes.len() / 2;
        bytes[at] ^= 1;
        let mut packer = Packer::new(Vec::new(), 0);
        for name in OF_BACKUP {
            packer.add(name, parts[name].len() as u64, parts[name].as_slice()).expect("packs");
        }
        let manifest = std::str::from_utf8(&good[MANIFEST]).expect("text");
        let archive = packer.finish(manifest).expect("packs");
        let path = home.join("exchanged");
        fs::write(&path, seal_to(&[identity(&home).recipient()], &archive).expect("seals")).expect("writes");
        verify(&home, &path).fails(7, "the backup is damaged");
    }

    // And what the machine itself would never put together.
    let other = |manifest: &mut Manifest, _: &mut String| manifest.incarnation = "00".repeat(8);
    let later = |manifest: &mut Manifest, _: &mut String| manifest.generation += 1;
    let longer = |manifest: &mut Manifest, _: &mut String| manifest.audit_size += 1;
    let missing = |manifest: &mut Manifest, _: &mut String| drop(manifest.files.remove("members"));
    let newer = |_: &mut Manifest, form: &mut String| *form = "praxis backup 2".to_owned();
    let copy = |_: &mut Manifest, form: &mut String| *form = "praxis keyring copy 1".to_owned();
    let cases: [(Change<'_>, i32, &str); 6] = [
        (&other, 7, "several incarnations"),
        (&later, 7, "the manifest says another keyring"),
        (&longer, 7, "the manifest says another audit log"),
        (&missing, 7, "not the one that the manifest names"),
        (&newer, 2, "a form that this praxis does not know"),
        (&copy, 7, "the manifest is none"),
    ];
    for (change, code, says) in cases {
        verify(&home, &forged(&home, &good, &seed, change)).fails(code, says);
    }
}

#[test]
fn a_database_of_another_form_or_with_more_in_it_is_refused() {
    let home = prepared();
    let file = back_up(&home);
    let good = parts(&home, &file);
    let seed = host_seed(&home);
    for (sql, code, says) in [
        ("PRAGMA user_version = 99", 2, "made by a newer praxis (format 99)"),
        ("PRAGMA user_version = 0", 7, "it is empty"),
        ("CREATE TRIGGER t AFTER INSERT ON audit BEGIN DELETE FROM records; END", 7, "vault.db: t"),
        ("CREATE VIEW more AS SELECT * FROM records", 7, "vault.db: more"),
        ("DELETE FROM audit_head", 7, "the audit log has no head"),
        ("UPDATE vault SET keyring_hash = zeroblob(32)", 7, "do not fit together"),
        ("UPDATE vault SET id = randomblob(16)", 7, "several vaults"),
        ("UPDATE records SET envelope = CAST(x'01' || randomblob(300) AS BLOB) WHERE type = 5", 7, "N-00000"),
        ("UPDATE records SET handle = randomblob(16) WHERE type = 5", 7, "has no key"),
    ] {
        let path = home.join("edited.db");
        fs::write(&path, &good["vault.db"]).expect("writes");
        let database = rusqlite::Connection::open(&path).expect("opens");
        database.execute_batch(sql).expect(sql);
        drop(database);
        let mut parts = good.clone();
        parts.insert("vault.db".to_owned(), fs::read(&path).expect("reads"));
        verify(&home, &forged(&home, &parts, &seed, |_, _| ())).fails(code, says);
    }
}

#[test]
fn a_keyring_that_is_no_newer_and_lacks_what_the_data_need_is_no_erasure() {
    let home = prepared();
    let older = parts(&home, &back_up(&home));
    home.client("Caspian Nettlefold");
    let mut good = parts(&home, &back_up(&home));
    let image = &older["keyring"];
    let generation = u64::from_le_bytes(image[40..48].try_into().expect("8 bytes"));
    let path = home.join("edited.db");
    fs::write(&path, &good["vault.db"]).expect("writes");
    let database = rusqlite::Connection::open(&path).expect("opens");
    database
        .execute(
            "UPDATE vault SET keyring_generation = ?1, keyring_hash = ?2",
            rusqlite::params![generation.cast_signed(), sha256(image)],
        )
        .expect("updates");
    drop(database);
    good.insert("vault.db".to_owned(), fs::read(&path).expect("reads"));
    good.insert("keyring".to_owned(), image.clone());
    let file = forged(&home, &good, &host_seed(&home), |manifest, _| manifest.generation = generation);
    home.command(["restore".as_ref(), "--to".as_ref(), "new".as_ref(), file.as_os_str()])
        .output()
        .map(Done::from)
        .expect("runs")
        .fails(7, "the keyring lacks keys that the backup needs, and is not newer than it");
    assert!(!home.join("new").exists());
}

#[test]
fn another_vaults_backup_is_named_as_that() {
    let home = prepared();
    let file = back_up(&home);
    home.command(INIT).args(["--vault", "other"]).output().expect("runs");
    home.command(["backup".as_ref(), "verify".as_ref(), file.as_os_str()])
        .args(["--vault", "other"])
        .output()
        .map(Done::from)
        .expect("runs")
        .fails(3, "the backup is another vault's");
}

#[test]
fn a_place_that_is_none_is_refused_before_anything_is_written() {
    let home = prepared();
    fs::write(home.join("file"), b"").expect("writes");
    for (to, code, says) in [
        ("gone", 2, "the folder for the backup is not there"),
        ("file", 2, "the folder for the backup is not there"),
        (".local/share/praxis", 2, "inside the vault"),
        (".local/share/praxis/keyring", 2, "inside the vault"),
    ] {
        home.run(["backup", "create", "--to", to]).fails(code, says);
    }
    let state = home.state();
    home.run(["backup".as_ref(), "create".as_ref(), "--to".as_ref(), state.as_os_str()])
        .fails(2, "inside the vault");
    std::os::unix::fs::symlink(home.vault(), home.join("link")).expect("a link");
    home.run(["backup", "create", "--to", "link"]).fails(2, "inside the vault");
    home.run(["backup", "create"]).fails(2, "there is no place for the backup");
    assert_eq!(home.run(["backup", "list", "--json"]).ok().json(), serde_json::json!([]));
}

#[test]
fn it_is_written_to_members_that_this_machine_has_seen_and_signed_with_its_own_key() {
    let home = prepared();
    let create = || home.run(["backup", "create", "--to", "place"]);
    let members = home.vault().join("members");
    let good = fs::read_to_string(&members).expect("reads");
    let stranger = Identity::generate().recipient().to_string();
    let own = identity(&home).recipient().to_string();
    fs::write(&members, good.replace(&own, &stranger)).expect("writes");
    create().fails(7, "members is not the file that this machine has seen");
    fs::write(&members, &good).expect("writes");
    let seen = home.state().join("seen");
    let noted = fs::read(&seen).expect("reads");
    fs::remove_file(&seen).expect("removes");
    create().fails(4, "has not seen who the members of this vault are");
    fs::write(&seen, noted).expect("writes");
    let key = home.state().join("host.key");
    let seed = fs::read(&key).expect("reads");
    fs::write(&key, [7; 32]).expect("writes");
    create().fails(7, "host.key is not the key of this machine");
    fs::remove_file(&key).expect("removes");
    create().fails(7, "host.key is missing");
    common::copy(&home.vault(), &home.join("copied"));
    fs::write(&key, seed).expect("writes");
    create().fails(4, "others may read");
    let mine = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(&key, mine).expect("sets");
    create().ok();
    assert_eq!(fs::read_dir(home.join("place")).expect("a folder").count(), 2);
}

#[test]
fn what_a_crash_left_goes_with_the_next_backup() {
    let home = prepared();
    let kept = back_up(&home);
    let copies = home.vault().join(".praxis-copies-0000");
    fs::create_dir(&copies).expect("makes");
    fs::write(copies.join("vault.db"), b"half").expect("writes");
    let short = &kept.file_name().expect("a name").to_string_lossy()[..8];
    let left = home.join("place").join(format!(".{short}-A-0001-00.praxis-unfinished"));
    let anothers = home.join("place/.00000000-A-0001-00.praxis-unfinished");
    for path in [&left, &anothers] {
        fs::write(path, b"half").expect("writes");
    }
    back_up(&home);
    assert!(!copies.exists() && !left.exists() && anothers.exists() && kept.exists());
}

/// A small file system at `mounted`, gone with this; none without the privilege.
struct Mount(PathBuf);

impl Mount {
    fn new(home: &Home, options: &str) -> Option<Self> {
        let at = home.join("mounted");
        fs::create_dir(&at).expect("makes");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&at).output();
        if done.is_ok_and(|output| output.status.success()) {
            return Some(Self(at));
        }
        eprintln!("SKIPPED: mounting needs root; this test did not run");
        None
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_or_read_only_medium_leaves_nothing_half_there() {
    let home = prepared();
    let Some(mount) = Mount::new(&home, "size=3m,mode=700") else { return };
    let create = || home.run(["backup", "create", "--to", "mounted"]);
    fs::write(mount.0.join("filler"), vec![1; 2_500_000]).expect("writes");
    create().fails(1, "the disk is full");
    assert_eq!(
        home.run(["backup", "list", "--json"]).ok().json(),
        serde_json::json!([]),
        "it was looked at first"
    );
    fs::remove_file(mount.0.join("filler")).expect("removes");
    create().ok();
    let done = Command::new("mount").args(["-o", "remount,ro"]).arg(&mount.0).status().expect("mount");
    assert!(done.success());
    create().fails(1, "the folder for the backup cannot be written");
    home.run(["backup", "verify", "A-0001"]).ok();
    assert_eq!(fs::read_dir(&mount.0).expect("a folder").count(), 2);
}

/// The vault of a home, opened at a given time.
fn open(home: &Home, at: &str) -> Vault {
    Vault::open(Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(at.parse().expect("an instant")),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    })
    .unwrap_or_else(|failure| panic!("{}", failure.explain().message))
}

const GOING: Going<'_> = Going { go_on: &|| Ok(()), passed: &|_| () };

fn made_at(home: &Home, at: &str) -> PathBuf {
    let made = open(home, at).back_up(&home.join("place"), &GOING);
    made.unwrap_or_else(|failure| panic!("{}", failure.explain().message)).path
}

#[test]
fn backups_go_when_their_time_has_come_but_never_the_newest_verified() {
    let home = prepared();
    let dates =
        ["2090-01-01T10:00:00Z", "2090-01-02T10:00:00Z", "2090-01-03T10:00:00Z", "2090-06-01T10:00:00Z"];
    let files: Vec<PathBuf> = dates.iter().map(|at| made_at(&home, at)).collect();
    let accept = ["--accept-clock", "backup", "verify", "A-0002"];
    home.run(accept).ok();
    fs::write(&files[2], b"something else").expect("writes");
    let verdicts = |at: &str| -> Vec<Verdict> {
        let plan = open(&home, at).prune_plan(30, &GOING).expect("plans");
        plan.iter().map(|one| one.verdict).collect()
    };
    assert_eq!(verdicts("2090-06-01T11:00:00Z"), [Goes, Newest, Foreign, Newest]);
    assert_eq!(verdicts("2090-01-30T11:00:00Z"), [Stays, Newest, Stays, Newest], "the day before");
    assert_eq!(verdicts("2090-01-31T11:00:00Z"), [Goes, Newest, Stays, Newest], "the very day");
    let mut vault = open(&home, "2090-06-01T12:00:00Z");
    let plan = vault.prune_plan(30, &GOING).expect("plans");
    vault.prune(&plan).expect("prunes");
    let there: Vec<bool> = files.iter().map(|path| path.exists()).collect();
    assert_eq!(there, [false, true, true, true]);
    // The head of the log beside each is there as long as it is.
    let head_of = |path: &Path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        path.with_file_name(format!(".{name}.checkpoint"))
    };
    let heads = files.iter().map(|path| head_of(path).exists());
    assert_eq!(heads.collect::<Vec<_>>(), there);
    let states = || -> Vec<String> {
        let listed = home.run(["backup", "list", "--json"]).ok().json();
        let states = listed.as_array().expect("a list").iter();
        states.map(|line| line["state"].as_str().expect("a state").to_owned()).collect()
    };
    assert_eq!(states(), ["pruned", "kept", "kept", "kept"]);

    // Moved away it is missing, and the newest verified that is there is another; put back it is kept again.
    let aside = home.join("aside");
    fs::rename(&files[1], &aside).expect("moves");
    assert_eq!(verdicts("2090-06-01T13:00:00Z"), [Missing, Foreign, Newest]);
    let apply = || {
        let mut vault = open(&home, "2090-06-01T14:00:00Z");
        let plan = vault.prune_plan(30, &GOING).expect("plans");
        vault.prune(&plan).expect("prunes");
    };
    apply();
    assert_eq!(states(), ["pruned", "missing", "kept", "kept"]);
    fs::rename(&aside, &files[1]).expect("moves");
    assert_eq!(verdicts("2090-01-30T15:00:00Z"), [Stays, Stays, Newest]);
}

#[test]
fn the_register_is_covered_by_the_log() {
    let home = prepared();
    back_up(&home);
    home.run(["backup", "verify", "A-0001"]).ok();
    assert!(home.run(["doctor"]).ok().stdout.contains("every row is as the audit log knows it"));
    let vault = home.vault().join("vault.db");
    for column in [
        "made = '2020-01-01'",
        "epoch = 9",
        "generation = 9",
        "state = 'pruned'",
        "place = '/dev/null'",
        "sha256 = randomblob(32)",
        "verified = NULL",
    ] {
        let before = fs::read(&vault).expect("reads");
        let database = rusqlite::Connection::open(&vault).expect("opens");
        database.execute_batch(&format!("UPDATE backups SET {column}")).expect(column);
        drop(database);
        home.run(["backup", "list"]).fails(7, "A-0001 in vault.db is not the row that the audit log knows");
        assert!(home.run(["doctor", "--locked"]).stdout.contains("A-0001 in vault.db"), "{column}");
        fs::write(&vault, before).expect("writes");
    }
}

#[test]
fn a_keyring_copy_is_written_once_and_takes_the_place_of_older_ones() {
    let home = prepared();
    back_up(&home);
    let place = home.join("place");
    let names = || -> Vec<String> {
        let entries =
            fs::read_dir(&place).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name.ends_with(".praxis-keyring"));
        names.sort_unstable();
        names
    };
    let vault = open(&home, "2090-01-01T10:00:00Z");
    assert!(vault.missing_keyring_copies().is_empty(), "the backup has the keyring of this epoch");
    let copy = vault.write_keyring_copy(&place).expect("writes");
    assert_eq!(vault.write_keyring_copy(&place).expect("is there"), copy);
    assert_eq!(names().len(), 1);
    home.client("Caspian Nettlefold");
    let newer = open(&home, "2090-01-01T11:00:00Z").write_keyring_copy(&place).expect("writes");
    assert!(newer != copy && names() == [newer.file_name().expect("a name").to_string_lossy()]);
    let erase =
        ["erase", "C-0002", "--ground", "no-longer-necessary", "--confirm", "C-0002", "--accept-total-loss"];
    home.run(erase).ok();
    let vault = open(&home, "2090-01-01T12:00:00Z");
    let copied = vault.missing_keyring_copies();
    assert!(copied.is_empty() || copied == [place.canonicalize().expect("a path")]);
    let newest = vault.write_keyring_copy(&place).expect("writes");
    assert!(vault.missing_keyring_copies().is_empty());
    assert!(newest.to_string_lossy().contains("-1-"), "{}", newest.display());
    // A copy that is not whole is written anew.
    let whole = fs::read(&newest).expect("reads");
    fs::write(&newest, &whole[..whole.len() / 2]).expect("writes");
    assert_eq!(vault.write_keyring_copy(&place).expect("writes"), newest);
    assert_eq!(fs::read(&newest).expect("reads").len(), whole.len());
}
