//! A session on a clock of the test, with keys of the test, and no socket but where the socket itself is looked at.

use std::cell::Cell;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::rc::Rc;

use super::*;
use crate::crypto::age_file::Identity;
use crate::crypto::derive;
use crate::crypto::frame::frame;
use crate::crypto::secret::EpochSecret;
use crate::records::compartment::Compartment;
use crate::records::id::Handle;
use crate::records::member::{MemberNumber, Role};
use crate::vault::keyring::{Anchor, Image, SlotName};
use crate::vault::members::Member;
use crate::vault::wrap::{self, Given, OwnerKeys, compartment_keys};

const VAULT: VaultId = VaultId::new([7; 16]);
const EPOCH: u64 = 3;
const IDLE: u64 = 900;
const MOST: u64 = 43_200;

/// What a session has around it.
struct Scene {
    folder: tempfile::TempDir,
    clock: Rc<Cell<Uptime>>,
    secret: EpochSecret,
    recovery: Identity,
    own: Identity,
    members: Members,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (secret, recovery, own) = (EpochSecret::generate(), Identity::generate(), Identity::generate());
        let owner = member(1, &own);
        let mut members = Members::new(VAULT, &recovery.recipient(), "host".to_owned(), owner);
        members.epoch = EPOCH;
        let at = |seconds| Duration::from_secs(seconds);
        let clock = Uptime { since_boot: at(1000), awake: at(1000), wall: at(1_000_000) };
        let scene = Self { folder, clock: Rc::new(Cell::new(clock)), secret, recovery, own, members };
        for name in ["vault/vault.db", "state/1-3.age", "state/session", "praxis/a.sock", "praxis/a.lock"] {
            let path = scene.path(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, name).expect("writes");
        }
        scene.folder_of_the_socket(0o700);
        scene.keyrings([EPOCH, EPOCH]);
        let key = derive::members_key(&scene.secret, VAULT.as_bytes());
        fs::write(scene.path("vault/members"), scene.members.to_bytes(&key).expect("writes"))
            .expect("writes");
        scene
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn folder_of_the_socket(&self, mode: u32) {
        fs::set_permissions(self.path("praxis"), fs::Permissions::from_mode(mode)).expect("changes");
    }

    /// Writes the mirrors, of these epochs.
    fn keyrings(&self, epochs: [u64; 2]) {
        fs::create_dir_all(self.path("vault/keyring")).expect("a folder");
        for (mirror, epoch) in Mirror::BOTH.into_iter().zip(epochs) {
            let image = Image::empty(VAULT, Anchor { size: 0, root: [0; 32] }).of_epoch(epoch, Vec::new());
            fs::write(self.path("vault").join(mirror.name()), image.to_bytes().0).expect("writes");
        }
    }

    /// Listens as a session does.
    fn listener(&self) -> UnixListener {
        fs::remove_file(self.path("praxis/a.sock")).expect("removes");
        let listener = UnixListener::bind(self.path("praxis/a.sock")).expect("listens");
        listener.set_nonblocking(true).expect("does not wait");
        listener
    }

    fn owner_keys(&self) -> OwnerKeys {
        OwnerKeys {
            epoch_secret: EpochSecret::from_bytes(self.secret.expose_secret()).expect("32"),
            recovery: Identity::parse(&secret_text(&self.recovery)).expect("an identity"),
        }
    }

    fn order(&self, role: Role) -> Order {
        let whose = Whose {
            member: MemberNumber(1),
            role,
            epoch: EPOCH,
            recipient: self.own.recipient().to_string(),
            verify_key: None,
            glass: Vec::new(),
        };
        let (root, state, socket) = (self.path("vault"), self.path("state"), self.path("praxis/a.sock"));
        Order { whose, vault: VAULT, root, state, socket, idle: IDLE, most: MOST, until: None }
    }

    fn serving(&self) -> Serving<impl Fn() -> Uptime + use<>> {
        self.serving_as(Role::Owner)
    }

    fn serving_as(&self, role: Role) -> Serving<impl Fn() -> Uptime + use<>> {
        let given = Given::of(role, &self.owner_keys(), VAULT).expect("keys");
        let clock = Rc::clone(&self.clock);
        Serving::new(self.order(role), Held::new(given, VAULT, EPOCH, None), move || clock.get())
    }

    /// The machine stays awake, and its clock goes on.
    fn pass(&self, seconds: u64) {
        let (now, by) = (self.clock.get(), Duration::from_secs(seconds));
        let later = Uptime { since_boot: now.since_boot + by, awake: now.awake + by, wall: now.wall + by };
        self.clock.set(later);
    }
}

/// The line of an identity file that is the secret.
fn secret_text(identity: &Identity) -> String {
    let text = identity.file_text();
    text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("a secret").to_owned()
}

fn member(number: u32, identity: &Identity) -> Member {
    Member {
        number: MemberNumber(number),
        role: Role::Owner,
        recipient: identity.recipient().to_string(),
        verify_key: None,
        since: "2026-11-22".to_owned(),
        glass: Vec::new(),
    }
}

fn name(compartment: Compartment) -> SlotName {
    SlotName { handle: Handle::new([1; 16]), compartment, key_version: 1, record: None }
}

fn message(what: &[u8], epoch: u64, fields: &[&[u8]]) -> Vec<u8> {
    let epoch = epoch.to_le_bytes();
    frame(&[&[what, epoch.as_slice()], fields].concat())
}

fn answer<C: Fn() -> Uptime>(serving: &mut Serving<C>, message: &[u8]) -> Answer {
    serving.reply(message)
}

/// Something that every owner's session does.
fn use_it<C: Fn() -> Uptime>(serving: &mut Serving<C>) {
    let new = frame(&[&wire::name_bytes(&name(Compartment::Person)), &[5; 32]]);
    let answer = answer(serving, &message(ask::SEAL, EPOCH, &[&new]));
    assert!(matches!(answer, Answer::Done(_)));
}

// ---- When it ends ----

#[test]
fn without_use_it_ends_and_only_what_was_done_is_use() {
    let scene = Scene::new();
    let mut serving = scene.serving_as(Role::Reception);
    let clinical = frame(&[&wire::name_bytes(&name(Compartment::Clinical)), &[5; 32]]);
    let no_use = [
        frame(&[ask::STANDING]),
        message(ask::SEAL, EPOCH, &[&clinical]),
        message(ask::SEAL, EPOCH, &[]),
        message(ask::CLOSED, EPOCH, &[b""]),
        message(ask::RESEAL, EPOCH, &[b""]),
        message(ask::SEAL, EPOCH + 1, &[]),
        message(ask::ADVANCE, EPOCH, &[]),
        message(ask::SIGN, EPOCH, &[b"text", b"name"]),
        message(b"anything", EPOCH, &[]),
        b"anything".to_vec(),
        Vec::new(),
    ];
    scene.pass(IDLE - 1);
    assert!(serving.may_go_on());
    for message in &no_use {
        let _ = answer(&mut serving, message);
    }
    scene.pass(1);
    assert!(!serving.may_go_on(), "none of that was use");
}

#[test]
fn use_makes_it_last_but_not_for_ever() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    let mut passed = 0;
    while passed + IDLE - 1 < MOST {
        scene.pass(IDLE - 1);
        passed += IDLE - 1;
        assert!(serving.may_go_on(), "after {passed}");
        use_it(&mut serving);
    }
    scene.pass(MOST - passed);
    assert!(!serving.may_go_on(), "it is as old as it may become");
}

#[test]
fn what_is_open_for_a_time_ends_it_when_that_is_over() {
    let scene = Scene::new();
    let mut serving = scene.serving_as(Role::Reception);
    let until = scene.clock.get().wall.as_secs() + 60;
    serving.order.until = Some(until);
    scene.pass(59);
    assert!(serving.may_go_on());
    scene.pass(1);
    assert!(!serving.may_go_on(), "at the very second");
}

#[test]
fn what_is_open_beyond_the_role_is_opened_and_handed_on_apart_from_it() {
    let scene = Scene::new();
    let keys = compartment_keys(Role::Owner, &scene.secret, VAULT);
    let clinical = keys.into_iter().filter(|(which, _)| *which == Compartment::Clinical).collect();
    let given = Given::of(Role::Reception, &scene.owner_keys(), VAULT).expect("keys");
    let mut held = Held::new(given, VAULT, EPOCH, None);
    let name = name(Compartment::Clinical);
    let secret = RecordKey::from_bytes(&[5; 32]).expect("32 bytes");
    assert!(held.seal_slot(&name, &secret).is_err());
    held.open_beyond_role(clinical);
    let copy = held.copy().expect("a copy");
    let slot = copy.seal_slot(&name, &secret).expect("seals");
    assert!(held.open_slot(&name, &slot).is_ok());
    let (given, beyond, _) = copy.into_parts();
    let Given::Role(Role::Reception, role) = given else { panic!("reception's") };
    let codes = |keys: &[(Compartment, _)]| keys.iter().map(|(which, _)| *which).collect::<Vec<_>>();
    assert_eq!(codes(&role), Role::Reception.compartments());
    assert_eq!(codes(&beyond), [Compartment::Clinical]);
    held.close_glass();
    assert!(held.open_slot(&name, &slot).is_err());
}

#[test]
fn its_standing_says_how_long_it_lasts() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    let mut left = || -> u64 {
        assert!(serving.may_go_on());
        let Answer::Done(body) = answer(&mut serving, &frame(&[ask::STANDING])) else { panic!("no answer") };
        serde_json::from_slice::<Standing>(&body).expect("a standing").left
    };
    assert_eq!(left(), IDLE);
    scene.pass(100);
    assert_eq!(left(), IDLE - 100);
    assert_eq!(left(), IDLE - 100, "asking is no use");
}

#[test]
fn a_sleep_and_a_moved_clock_end_it() {
    for (what, change) in [
        (
            "it slept",
            (|now| Uptime { since_boot: now.since_boot + Duration::from_secs(3), ..now })
                as fn(Uptime) -> Uptime,
        ),
        ("set on", |now| Uptime { wall: now.wall + Duration::from_secs(301), ..now }),
        ("set back", |now| Uptime { wall: now.wall.saturating_sub(Duration::from_secs(301)), ..now }),
    ] {
        let scene = Scene::new();
        let mut serving = scene.serving();
        scene.pass(5);
        assert!(serving.may_go_on());
        scene.clock.set(change(scene.clock.get()));
        assert!(!serving.may_go_on(), "{what}");
    }
}

#[test]
fn it_ends_when_what_it_is_of_is_gone_or_another() {
    for name in ["vault/vault.db", "state/1-3.age", "state/session", "praxis/a.sock"] {
        let scene = Scene::new();
        let mut serving = scene.serving();
        assert!(serving.may_go_on());
        let (here, away) = (scene.path(name), scene.path("away"));
        fs::rename(&here, &away).expect("moves");
        assert!(!serving.may_go_on(), "{name} is gone");
        fs::rename(&away, &here).expect("moves back");
        assert!(serving.may_go_on(), "{name} is back: that it ended is up to who looked");
        fs::copy(&here, &away).expect("copies");
        fs::rename(&away, &here).expect("replaces");
        // A key file that somebody put back is the same whatever its number.
        assert_eq!(serving.may_go_on(), name.ends_with("3.age"), "{name} is another");
    }
}

#[test]
fn a_vault_in_the_place_of_the_one_that_it_was_is_another_whatever_number_its_file_gets() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    // Where the number of a file that is gone goes to the next one, as on ext4.
    for _ in 0..20 {
        fs::remove_file(scene.path("vault/vault.db")).expect("removes");
        fs::write(scene.path("vault/vault.db"), "another").expect("writes");
        assert!(!serving.may_go_on());
    }
}

#[test]
fn it_ends_when_others_may_listen_in_its_place() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    assert!(serving.may_go_on());
    scene.folder_of_the_socket(0o755);
    assert!(!serving.may_go_on());
}

#[test]
fn what_is_asked_while_it_should_have_ended_is_not_answered() {
    let scene = Scene::new();
    let listener = scene.listener();
    // Looked at three times: when it begins, before it waits, and before it answers. It sleeps before the third.
    let (clock, looks) = (Rc::clone(&scene.clock), Cell::new(0));
    let given = Given::of(Role::Owner, &scene.owner_keys(), VAULT).expect("keys");
    let serving = Serving::new(scene.order(Role::Owner), Held::new(given, VAULT, EPOCH, None), move || {
        looks.set(looks.get() + 1);
        let now = clock.get();
        if looks.get() < 3 {
            now
        } else {
            Uptime { since_boot: now.since_boot + Duration::from_secs(60), ..now }
        }
    });
    let mut client = UnixStream::connect(scene.path("praxis/a.sock")).expect("connects");
    wire::send(&mut client, &[ask::STANDING]).expect("asks");
    let (_end, ended) = UnixStream::pair().expect("a pair");
    serving.serve(&listener, &ended);
    assert!(wire::receive(&mut client).is_err(), "no answer");
    assert!(!scene.path("praxis/a.sock").exists(), "and nobody listens any more");
}

#[test]
fn who_says_nothing_keeps_nobody_waiting_for_long_and_who_has_hung_up_gets_nothing_done() {
    let scene = Scene::new();
    let listener = scene.listener();
    let serving = scene.serving();
    let connect = || UnixStream::connect(scene.path("praxis/a.sock")).expect("connects");
    let (_silent, mut endless, mut gone, mut last) = (connect(), connect(), connect(), connect());
    endless.write_all(&u32::MAX.to_le_bytes()).expect("writes");
    let listed = serde_json::to_vec(&scene.members).expect("writes");
    let epoch = EPOCH.to_le_bytes();
    wire::send(&mut gone, &[ask::WRITE_WRAPS, &epoch, &listed]).expect("asks");
    drop(gone);
    wire::send(&mut last, &[ask::STANDING]).expect("asks");
    let (mut end, ended) = UnixStream::pair().expect("a pair");
    let heard = std::thread::spawn(move || {
        let said = wire::receive(&mut last);
        end.write_all(b"x").expect("signals");
        said.expect("an answer")
    });
    serving.serve(&listener, &ended);
    let said = heard.join().expect("heard");
    assert!(matches!(wire::read_answer(&said), Some(Answer::Done(_))));
    assert!(!scene.path("state/1-4.age").exists(), "a way in that nobody waits for");
    assert!(!scene.path("praxis/a.sock").exists());
}

#[test]
fn a_signal_ends_it_at_once() {
    let scene = Scene::new();
    let listener = scene.listener();
    let (mut end, ended) = UnixStream::pair().expect("a pair");
    end.write_all(b"x").expect("signals");
    scene.serving().serve(&listener, &ended);
    assert!(!scene.path("praxis/a.sock").exists());
}

// ---- What it says ----

#[test]
fn a_way_into_the_next_epoch_is_written_for_the_members_that_an_owner_wrote_down_and_for_nobody_else() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    let stranger = Identity::generate();
    let mut more = scene.members.clone();
    more.members.push(member(2, &stranger));
    let mut instead = scene.members.clone();
    instead.members = vec![member(1, &stranger)];
    let mut recovery = scene.members.clone();
    recovery.recovery = stranger.recipient().to_string();
    for wrong in [&more, &instead, &recovery] {
        let wrong = serde_json::to_vec(wrong).expect("writes");
        for what in [ask::WRITE_WRAPS, ask::SEAL_MEMBERS] {
            let answer = answer(&mut serving, &message(what, EPOCH, &[&wrong]));
            assert!(matches!(answer, Answer::NotUnderstood));
        }
    }
    // Nor when the file itself is somebody else's.
    let own = fs::read(scene.path("vault/members")).expect("reads");
    let forged = more.to_bytes(&crate::crypto::secret::MembersKey::generate()).expect("writes");
    fs::write(scene.path("vault/members"), forged).expect("writes");
    let text = serde_json::to_vec(&more).expect("writes");
    let refused = answer(&mut serving, &message(ask::WRITE_WRAPS, EPOCH, &[&text]));
    assert!(matches!(refused, Answer::Denied(Denied::Closed(_))));
    assert!(!scene.path("state/1-4.age").exists() && !scene.path("state/2-4.age").exists());

    fs::write(scene.path("vault/members"), own).expect("writes");
    let text = serde_json::to_vec(&scene.members).expect("writes");
    assert!(matches!(answer(&mut serving, &message(ask::WRITE_WRAPS, EPOCH, &[&text])), Answer::Done(_)));
    let sealed = fs::read(scene.path("state/1-4.age")).expect("written");
    assert!(wrap::open(&sealed, &scene.own, VAULT, MemberNumber(1), EPOCH + 1).is_ok());
}

#[test]
fn ways_in_are_written_once_the_list_is_of_the_next_epoch_and_for_those_on_it_alone() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    let text = serde_json::to_vec(&scene.members).expect("writes");
    let Answer::Done(next) = answer(&mut serving, &message(ask::SEAL_MEMBERS, EPOCH, &[&text])) else {
        panic!("sealed")
    };
    let checked = |serving: &mut _, what| answer(serving, &message(what, EPOCH, &[&next]));
    assert!(matches!(checked(&mut serving, ask::CHECK_NEXT_MEMBERS), Answer::Done(_)));
    assert!(matches!(checked(&mut serving, ask::CHECK_MEMBERS), Answer::Denied(_)));
    fs::write(scene.path("vault/members"), &*next).expect("writes");
    let mut more = scene.members.clone();
    more.members.push(member(2, &Identity::generate()));
    let more = serde_json::to_vec(&more).expect("writes");
    let refused = answer(&mut serving, &message(ask::WRITE_WRAPS, EPOCH, &[&more]));
    assert!(matches!(refused, Answer::Denied(_)) && !scene.path("state/1-4.age").exists());
    assert!(matches!(answer(&mut serving, &message(ask::WRITE_WRAPS, EPOCH, &[&text])), Answer::Done(_)));
    assert!(scene.path("state/1-4.age").exists());
    // In the next epoch it is not remembered.
    scene.keyrings([EPOCH + 1, EPOCH + 1]);
    assert!(matches!(answer(&mut serving, &message(ask::ADVANCE, EPOCH, &[])), Answer::Done(_)));
    let again = answer(&mut serving, &message(ask::WRITE_WRAPS, EPOCH + 1, &[&text]));
    assert!(matches!(again, Answer::NotUnderstood));
}

#[test]
fn it_steps_to_the_next_epoch_when_the_whole_keyring_has() {
    let scene = Scene::new();
    let mut serving = scene.serving();
    for epochs in [[EPOCH, EPOCH], [EPOCH + 1, EPOCH], [EPOCH, EPOCH + 1], [EPOCH + 2, EPOCH + 2]] {
        scene.keyrings(epochs);
        let asked = answer(&mut serving, &message(ask::ADVANCE, EPOCH, &[]));
        assert!(matches!(asked, Answer::NotUnderstood), "{epochs:?}");
        use_it(&mut serving);
    }
    scene.keyrings([EPOCH + 1, EPOCH + 1]);
    assert!(matches!(answer(&mut serving, &message(ask::ADVANCE, EPOCH, &[])), Answer::Done(_)));
    assert!(matches!(answer(&mut serving, &message(ask::ADVANCE, EPOCH, &[])), Answer::OtherEpoch));
}

#[test]
fn no_answer_holds_a_key_that_outlasts_it() {
    let scene = Scene::new();
    scene.keyrings([EPOCH + 1, EPOCH + 1]);
    let mut serving = scene.serving();
    let next = derive::next_epoch(&scene.secret, VAULT.as_bytes());
    let mut secrets = vec![scene.secret.expose_secret().to_vec(), next.expose_secret().to_vec()];
    for secret in [&scene.secret, &next] {
        secrets.extend(
            compartment_keys(Role::Owner, secret, VAULT).iter().map(|(_, k)| k.expose_secret().to_vec()),
        );
        secrets.push(derive::members_key(secret, VAULT.as_bytes()).expose_secret().to_vec());
    }
    secrets.push(scene.recovery.expose_scalar().expect("a scalar").to_vec());
    let text: Vec<String> = secrets.iter().map(|secret| crate::crypto::hash::to_hex(secret)).collect();
    let recovery = secret_text(&scene.recovery);

    let slot_name = wire::name_bytes(&name(Compartment::Person));
    let new = frame(&[&slot_name, &[5; 32]]);
    let members = fs::read(scene.path("vault/members")).expect("reads");
    let listed = serde_json::to_vec(&scene.members).expect("writes");
    let Answer::Done(slot) = answer(&mut serving, &message(ask::SEAL, EPOCH, &[&new])) else {
        panic!("sealed")
    };
    let own_name = verify_key_name(VAULT, MemberNumber(1));
    let questions: [(&[u8], &[&[u8]]); 10] = [
        (ask::OPEN, &[&slot_name, &slot]),
        (ask::CLOSED, &[&slot]),
        (ask::SEAL, &[&new]),
        (ask::SIGN, &[b"text\n", own_name.as_bytes()]),
        (ask::CHECK_MEMBERS, &[&members]),
        (ask::SEAL_MEMBERS, &[&listed]),
        (ask::RESEAL, &[&slot]),
        (ask::WRITE_WRAPS, &[&listed]),
        (ask::ADVANCE, &[]),
        (b"anything", &[]),
    ];
    let mut said = Vec::new();
    wire::send_answer(&mut said, &answer(&mut serving, &frame(&[ask::STANDING]))).expect("memory");
    let mut done = 0;
    for (what, fields) in questions {
        for epoch in [EPOCH, EPOCH + 1] {
            let answer = answer(&mut serving, &message(what, epoch, fields));
            done += u32::from(matches!(answer, Answer::Done(_)));
            wire::send_answer(&mut said, &answer).expect("memory");
        }
    }
    assert!(done >= 8, "most were answered: {done}");
    let holds = |what: &[u8]| said.windows(what.len()).any(|part| part == what);
    assert!(holds(&[5; 32]), "the key of a record is what it is asked for");
    assert!(!secrets.iter().any(|secret| holds(secret)));
    assert!(!text.iter().any(|text| holds(text.as_bytes())));
    assert!(!holds(recovery.as_bytes()));
}

#[test]
fn it_signs_in_the_name_of_its_member_alone() {
    let scene = Scene::new();
    let given = Given::of(Role::Owner, &scene.owner_keys(), VAULT).expect("keys");
    let seed = crate::crypto::secret::SigningSeed::generate();
    let clock = Rc::clone(&scene.clock);
    let held = Held::new(given, VAULT, EPOCH, Some(seed));
    let mut serving = Serving::new(scene.order(Role::Owner), held, move || clock.get());
    let own = verify_key_name(VAULT, MemberNumber(1));
    for (whose, signs) in [(own.as_str(), true), ("praxis/host", false), ("", false)] {
        let answer = answer(&mut serving, &message(ask::SIGN, EPOCH, &[b"text\n", whose.as_bytes()]));
        assert_eq!(matches!(answer, Answer::Done(_)), signs, "{whose}");
    }
}
