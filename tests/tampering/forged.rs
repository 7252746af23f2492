//! What somebody writes who may write every file and has the keys of a role: a list of members, a way in, a key of the
//! keyring. Nothing of it makes them what they are not, and nobody seals anything for them.

use std::fs;
use std::path::PathBuf;

use praxis::crypto::age_file::Identity;
use praxis::crypto::derive;
use praxis::crypto::hash::{sha256, to_hex};
use praxis::crypto::secret::{CompartmentKey, EpochSecret, MembersKey, RecordKey};
use praxis::failure::{Exit, Failure};
use praxis::records::code::Code;
use praxis::records::compartment::Compartment;
use praxis::records::id::Handle;
use praxis::records::member::{MemberNumber, Role};
use praxis::records::office::KitEntry;
use praxis::vault::keyring::{Image, Slot, SlotName};
use praxis::vault::members::Members;
use praxis::vault::wrap::{self, Given, OwnerKeys};
use praxis::vault::{NewMember, Notices, Unlocked};
use serde_json::Value;

use super::common::{Done, Home};
use super::made::Made;

const OWNER: MemberNumber = MemberNumber(1);

/// A vault with a clinician, 2, and a reception, 3; a client with two notes of the clinician, and one without.
fn house() -> Home {
    let home = Home::with_vault();
    for role in ["clinician", "reception"] {
        home.run(["identity", "new", "--bare", "-i", role]).ok();
        let shown = home.run(["identity", "show", "--json", "-i", role]).ok().json();
        let recipient = shown["recipient"].as_str().expect("a recipient").to_owned();
        let who = ["member", "add", "--name", "Ann Example", "--role", role, "--recipient", &recipient];
        home.run(who).ok();
    }
    home.client("Ottilie Fairweather");
    for kind in ["session", "process"] {
        note(&home, "C-0001", kind).ok();
    }
    // Whoever wrote something clinical about him would make that part.
    let add = ["client", "add", "--name", "Caspian Nettlefold", "--first-contact", "2026-01-05"];
    home.run([&add[..], &["-i", "reception"]].concat()).ok();
    home
}

fn note(home: &Home, client: &str, kind: &str) -> Done {
    let args = ["note", "add", client, "--kind", kind, "--date", "2026-02-03", "-i", "clinician"];
    home.pipe(args, b"was said")
}

fn identity(home: &Home, name: &str) -> Identity {
    let text = fs::read_to_string(home.join(name)).expect("reads");
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    Identity::parse(line).expect("an identity")
}

fn owner(home: &Home) -> Identity {
    identity(home, ".config/praxis/identity.age")
}

fn image(home: &Home) -> Image {
    Image::parse(&fs::read(home.vault().join("keyring/a")).expect("reads")).expect("a keyring")
}

fn way_in(home: &Home, member: MemberNumber, epoch: u64) -> PathBuf {
    home.state().join(format!("{}-{epoch}.age", member.0))
}

/// What a member is given in the epoch that counts.
fn given(home: &Home, member: MemberNumber, identity: &Identity) -> Given {
    let header = image(home).header;
    let sealed = fs::read(way_in(home, member, header.epoch)).expect("a way in");
    wrap::open(&sealed, identity, header.vault, member, header.epoch).expect("opens")
}

/// Anybody can write one: a recipient is public.
fn write_way_in(home: &Home, given: &Given, to: &Identity, member: MemberNumber, epoch: u64) {
    let sealed = wrap::seal(given, &to.recipient(), image(home).header.vault, member, epoch).expect("seals");
    let path = way_in(home, member, epoch);
    let _ = fs::remove_file(&path);
    fs::write(&path, sealed).expect("writes");
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("closes");
}

fn new_secret() -> OwnerKeys {
    OwnerKeys { epoch_secret: EpochSecret::generate(), recovery: Identity::generate() }
}

fn members_key(home: &Home, keys: &OwnerKeys) -> MembersKey {
    derive::members_key(&keys.epoch_secret, image(home).header.vault.as_bytes())
}

fn read_members(home: &Home) -> Members {
    Members::parse_unverified(&fs::read(home.vault().join("members")).expect("reads")).expect("members")
}

// ---- A new secret ----

#[test]
fn a_rotation_that_somebody_else_began_makes_nobody_an_owner() {
    let home = house();
    let path = home.vault().join("members");
    let (whole, epoch) = (fs::read(&path).expect("reads"), image(&home).header.epoch);
    let own = new_secret();
    let mut members = read_members(&home).at_epoch(epoch + 1, &own.recovery);
    let desk = members.members.iter_mut().find(|member| member.role == Role::Reception).expect("the desk");
    desk.role = Role::Owner;
    let key = members_key(&home, &own);
    for forged in [members.to_bytes(&key), members.to_bytes_after(&key, &key)] {
        write_way_in(&home, &Given::Owner(own.copy().expect("copies")), &owner(&home), OWNER, epoch + 1);
        fs::write(&path, forged.expect("writes")).expect("writes");
        home.run(["client", "list"]).fails(7, "members was not written by an owner");
        assert_eq!(image(&home).header.epoch, epoch, "nothing was rotated");
        home.run(["note", "list", "-i", "reception"]).fails(7, "members");
    }
    fs::write(&path, whole).expect("writes");
    home.run(["client", "list"]).ok();
    home.run(["note", "list", "-i", "reception"]).fails(4, "do not open to you");
}

/// A reseed that was cut off after `members` and before the keyring; gives its keys.
fn begin_a_reseed(home: &Home) -> OwnerKeys {
    let epoch = image(home).header.epoch;
    let Given::Owner(now) = given(home, OWNER, &owner(home)) else { panic!("an owner's") };
    let next = new_secret();
    write_way_in(home, &Given::Owner(next.copy().expect("copies")), &owner(home), OWNER, epoch + 1);
    let members = read_members(home).at_epoch(epoch + 1, &next.recovery);
    let bytes = members.to_bytes_after(&members_key(home, &next), &members_key(home, &now)).expect("writes");
    fs::write(home.vault().join("members"), bytes).expect("writes");
    next
}

#[test]
fn a_reseed_that_was_cut_off_is_completed_but_not_with_another_secret() {
    let home = house();
    let epoch = image(&home).header.epoch;
    let next = begin_a_reseed(&home);
    // The list is an owner's. A secret in the way in that it does not go with is not.
    let whole = fs::read(home.vault().join("members")).expect("reads");
    let way = way_in(&home, OWNER, epoch + 1);
    let true_way = fs::read(&way).expect("reads");
    let own = new_secret();
    write_way_in(&home, &Given::Owner(own.copy().expect("copies")), &owner(&home), OWNER, epoch + 1);
    home.run(["client", "list"]).fails(7, "members");
    let other = read_members(&home).to_bytes(&members_key(&home, &own)).expect("writes");
    let last = whole.split_inclusive(|&byte| byte == b'\n').next_back().expect("a line");
    fs::write(home.vault().join("members"), [&other, last].concat()).expect("writes");
    home.run(["client", "list"]).fails(7, "members");

    fs::write(home.vault().join("members"), whole).expect("writes");
    fs::write(&way, true_way).expect("writes");
    let done = home.run(["client", "list"]).ok();
    assert!(done.stderr.contains("was cut off; it was completed"), "{}", done.stderr);
    assert_eq!(image(&home).header.epoch, epoch + 1);
    let Given::Owner(now) = given(&home, OWNER, &owner(&home)) else { panic!("an owner's") };
    assert_eq!(now.epoch_secret.expose_secret(), next.epoch_secret.expose_secret());
    assert!(read_members(&home).recovery == next.recovery.recipient().to_string());
    home.run(["doctor"]).ok();
}

#[test]
fn what_a_reseed_that_was_cut_off_left_is_restored_and_what_somebody_else_began_is_not() {
    let home = house();
    home.run(["backup", "create", "--to", "."]).ok();
    let found = fs::read_dir(home.path()).expect("reads").map(|entry| entry.expect("an entry").path());
    let backup = found.into_iter().find(|path| path.extension().is_some_and(|end| end == "praxis-backup"));
    let backup = backup.expect("a backup").to_string_lossy().into_owned();
    let keyring = home.vault().to_string_lossy().into_owned();
    let restore = |to: &str| home.run(["restore", &backup, "--to", to, "--keyring", &keyring]);
    let next = begin_a_reseed(&home);
    let restored = restore("again").ok();
    assert!(restored.stdout.contains("every record was opened"), "{}", restored.stdout);
    let members = Members::parse_unverified(&fs::read(home.join("again/members")).expect("reads"));
    assert!(
        members.expect("members").recovery != next.recovery.recipient().to_string(),
        "that is for nobody"
    );

    let (own, members) = (new_secret(), read_members(&home));
    let key = members_key(&home, &own);
    let forged = members.to_bytes_after(&key, &key).expect("writes");
    fs::write(home.vault().join("members"), forged).expect("writes");
    restore("never").fails(7, "members was not written by an owner");
    assert!(!home.join("never").exists());
}

// ---- While a person reads and types ----

fn unlock(made: &Made) -> Unlocked {
    made.unlock(&made.identity, &Notices::default()).expect("unlocks")
}

fn somebody() -> NewMember {
    let recipient = Identity::generate().recipient();
    NewMember { name: "Ann Example".to_owned(), role: Role::Auditor, recipient, verify_key: None }
}

fn exit(failure: &Failure) -> Exit {
    failure.explain().exit
}

fn seen(made: &Made) -> Value {
    serde_json::from_slice(&made.bytes("seen")).expect("JSON")
}

/// `members` with one more owner, and the last line as it was.
fn with_one_more(whole: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(whole.to_vec()).expect("text");
    let (body, last) = text.split_at(text.rfind("hmac ").expect("the last line"));
    let mut list: Value = serde_json::from_str(body).expect("JSON");
    let mut more = list["members"][0].clone();
    more["number"] = 2.into();
    more["recipient"] = Identity::generate().recipient().to_string().into();
    list["members"].as_array_mut().expect("a list").push(more);
    format!("{}\n{last}", serde_json::to_string_pretty(&list).expect("JSON")).into_bytes()
}

#[test]
fn members_that_were_changed_since_the_vault_was_opened_are_neither_rotated_nor_pinned() {
    let made = Made::new();
    let whole = made.bytes("members");
    let epoch = seen(&made)["epoch"].clone();
    let mut unlocked = unlock(&made);
    made.put("members", &with_one_more(&whole));
    let refused = unlocked.add_member(&somebody()).expect_err("refused");
    assert_eq!(exit(&refused), Exit::Damaged, "{}", refused.explain().message);
    assert!(refused.explain().message.contains("members was changed while the vault was open"));
    // What is written all the same says nothing for the file.
    let listed = unlocked.members().expect("lists");
    assert_eq!(listed.len(), 1, "as they were checked");
    drop(unlocked);
    let after = seen(&made);
    assert_eq!(after["members"], to_hex(&sha256(&whole)));
    assert_eq!(after["epoch"], epoch, "nothing was rotated");
    assert!(after["members_next"].is_null());
    let look = made.look_at_unlock();
    assert!(look.exit == 7 && look.names(&["members"]), "{look:?}");
}

#[test]
fn who_rotated_meanwhile_did_no_damage() {
    let made = Made::new();
    let (mut first, mut second) = (unlock(&made), unlock(&made));
    second.add_member(&somebody()).expect("adds");
    drop(second);
    let next = made.bytes("members");
    let busy = first.add_member(&somebody()).expect_err("refused");
    assert_eq!(exit(&busy), Exit::Busy, "{}", busy.explain().message);
    first.note_members_reviewed().expect("writes");
    drop(first);
    assert_eq!(seen(&made)["members"], to_hex(&sha256(&next)), "what the other one wrote is what was seen");
    assert_eq!(made.look_locked().wrong, Vec::<String>::new());
    assert_eq!(made.look_at_unlock().wrong, Vec::<String>::new());

    // Nor did who was cut off before the keyring.
    made.restore();
    let mut first = unlock(&made);
    made.put("members", &next);
    let busy = first.add_member(&somebody()).expect_err("refused");
    assert_eq!(exit(&busy), Exit::Busy, "{}", busy.explain().message);
    drop(first);
    let look = made.look_at_unlock();
    assert!(look.exit == 0 && look.notices.iter().any(|notice| notice.contains("completed")), "{look:?}");
}

#[test]
fn a_kit_whose_reseed_came_too_late_is_named_as_one_that_opens_nothing() {
    let made = Made::new();
    let mut first = unlock(&made);
    let entry = KitEntry { place: "the safe".to_owned(), holder: None, verified: None };
    let meanwhile = |_: &praxis::vault::Kit| {
        unlock(&made).add_member(&somebody())?;
        Ok(true)
    };
    let late = first.reseed(&entry, meanwhile, &|_| ()).expect_err("refused");
    let explained = late.explain();
    assert_eq!(explained.exit, Exit::Refused);
    for said in ["T-02", "the safe", "opens nothing"] {
        assert!(explained.message.contains(said), "{}", explained.message);
    }
    assert!(explained.hint.contains("destroy it"), "{}", explained.hint);
    drop(first);
    assert_eq!(made.look().wrong, Vec::<String>::new());
}

// ---- Keys of a compartment ----

fn slot(home: &Home, compartment: Compartment) -> SlotName {
    let handle = Handle::new(*image(home).header.vault.as_bytes());
    SlotName { handle, compartment, key_version: 1, record: None }
}

/// Reception writes the clinician a way in with clinical and process keys of their own choice, which they know.
fn forge_a_way_in(home: &Home) -> Vec<(Compartment, CompartmentKey)> {
    let Given::Role(_, known) = given(home, MemberNumber(3), &identity(home, "reception")) else {
        panic!("reception's")
    };
    let copy = |key: &CompartmentKey| CompartmentKey::from_bytes(key.expose_secret()).expect("32 bytes");
    let invented = || [Compartment::Clinical, Compartment::Process].map(|c| (c, CompartmentKey::generate()));
    let own: Vec<_> = invented().into_iter().collect();
    let keys = known.into_iter().chain(own.iter().map(|(c, key)| (*c, copy(key)))).collect();
    let epoch = image(home).header.epoch;
    let clinician = identity(home, "clinician");
    write_way_in(home, &Given::Role(Role::Clinician, keys), &clinician, MemberNumber(2), epoch);
    own
}

/// Puts slots into both mirrors, and into what the database knows of them.
fn put_slots(home: &Home, slots: &[Slot]) {
    let mut image = image(home);
    for slot in slots {
        image.insert(slot.clone());
    }
    write_image(home, &image);
}

fn notes(home: &Home) -> usize {
    home.run(["note", "list", "--json"]).ok().json().as_array().expect("a list").len()
}

#[test]
fn a_way_in_that_somebody_else_wrote_seals_nothing_for_them() {
    let home = house();
    let before = notes(&home);
    let (whole, state) = (home.vault(), home.state());
    let copy = tempfile::tempdir().expect("a folder");
    for (from, to) in [(&whole, "vault"), (&state, "state")] {
        super::common::copy(from, &copy.path().join(to));
    }
    let back = || {
        for (from, to) in [("vault", &whole), ("state", &state)] {
            fs::remove_dir_all(to).expect("removes");
            super::common::copy(&copy.path().join(from), to);
        }
    };
    forge_a_way_in(&home);
    for kind in ["session", "process"] {
        note(&home, "C-0002", kind).fails(7, "does not open");
    }
    home.run(["client", "list", "-i", "clinician"]).fails(7, "does not open");
    home.run(["client", "list", "-i", "reception"]).ok();
    assert_eq!(notes(&home), before, "an owner's way in is another");

    // They put what the clinician looks at there too: then nothing that was there opens, and nothing is sealed beside it.
    back();
    let header = image(&home).header;
    let forged: Vec<Slot> = forge_a_way_in(&home)
        .iter()
        .map(|(c, key)| Slot::seal(key, header.vault, header.epoch, &slot(&home, *c), &RecordKey::generate()))
        .collect();
    put_slots(&home, &forged);
    for kind in ["session", "process"] {
        note(&home, "C-0002", kind).fails(7, "do not belong together");
        note(&home, "C-0001", kind).fails(7, "");
    }
    home.run(["client", "list"]).fails(7, "does not open");
    back();
    home.run(["doctor"]).ok();
    assert_eq!(notes(&home), before);
}

#[test]
fn every_compartment_has_a_key_that_shows_whose_keys_fit() {
    let home = house();
    let (image, Given::Owner(keys)) = (image(&home), given(&home, OWNER, &owner(&home))) else {
        panic!("an owner's")
    };
    let header = image.header;
    for &compartment in Compartment::ALL {
        let name = slot(&home, compartment);
        let key = derive::compartment_key(&keys.epoch_secret, header.vault.as_bytes(), compartment.code());
        let slot = image.find(name.id(header.vault)).expect("is there");
        assert!(slot.open(&key, header.vault, header.epoch, &name).is_ok(), "{compartment:?}");
        // Without it nothing is sealed anew: whoever comes next could not tell.
        let mut less = image.clone();
        less.remove(name.id(header.vault));
        write_image(&home, &less);
        home.run(["client", "list"]).fails(7, "the keyring has no key");
        write_image(&home, &image);
    }
    home.run(["client", "list"]).ok();
}

fn write_image(home: &Home, image: &Image) {
    let (bytes, hash) = image.to_bytes();
    for mirror in ["a", "b"] {
        fs::write(home.vault().join("keyring").join(mirror), &bytes).expect("writes");
    }
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    database.execute("UPDATE vault SET keyring_hash = ?1", [hash]).expect("runs");
}
