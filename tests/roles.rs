//! What each role can do, by a table, and what it can open, by its keys alone: a role is which keys somebody holds, so that
//! no other program opens what praxis refuses.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::process::Stdio;

use common::{Done, Home};
use praxis::crypto::age_file::Identity;
use praxis::crypto::derive;
use praxis::crypto::secret::{CompartmentKey, EpochSecret, MembersKey};
use praxis::failure::Failure;
use praxis::records::code::Code;
use praxis::records::compartment::Compartment;
use praxis::records::id::VaultId;
use praxis::records::member::{MemberNumber, Role};
use praxis::store::Store;
use praxis::vault::keyring::Image;
use praxis::vault::members::Members;
use praxis::vault::rows;
use praxis::vault::wrap::{self, Given};

/// In the order in which the members of a house are numbered.
const ROLES: [Role; 5] = [Role::Owner, Role::Clinician, Role::Reception, Role::Dpo, Role::Auditor];

fn identity_of(home: &Home, role: Role) -> PathBuf {
    home.join(if role == Role::Owner { ".config/praxis/identity.age" } else { role.code() })
}

fn as_role(home: &Home, role: Role, args: &[&str], input: &[u8]) -> Done {
    let identity = identity_of(home, role);
    home.pipe([args, &["-i", identity.to_str().expect("a path")]].concat(), input)
}

fn add_member(home: &Home, role: Role) {
    let identity = identity_of(home, role);
    let identity = identity.to_str().expect("a path");
    home.run(["identity", "new", "--bare", "-i", identity]).ok();
    let shown = home.run(["identity", "show", "--json", "-i", identity]).ok().json();
    let text = |field: &str| shown[field].as_str().expect("there").to_owned();
    let (recipient, key) = (text("recipient"), text("verify_key"));
    let name = ["member", "add", "--name", "Ann Example", "--role", role.code()];
    home.run([&name[..], &["--recipient", &recipient, "--verify-key", &key]].concat()).ok();
}

/// A vault with a member of every role, and something in every compartment. C-0002 was added by reception.
fn house() -> Home {
    let home = Home::with_vault();
    ROLES.into_iter().filter(|role| *role != Role::Owner).for_each(|role| add_member(&home, role));
    home.client("Ottilie Fairweather");
    home.note("C-0001", "was said");
    home.pipe(["note", "add", "C-0001", "--kind", "process", "--date", "2026-02-03"], b"was thought").ok();
    fs::write(home.join("letter.txt"), b"Dear Ann").expect("writes");
    for kind in ["document", "recording", "invoice"] {
        home.run(["file", "add", "C-0001", "letter.txt", "--kind", kind]).ok();
    }
    home.pipe(["hold", "place", "--client", "C-0001", "--reason-file", "-"], b"inquest").ok();
    let request = ["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-11-02"];
    home.run([&request[..], &["--channel", "email"]].concat()).ok();
    home.pipe(
        ["complaint", "open", "--client", "C-0001", "--about", "access", "--words-file", "-"],
        b"too slow",
    )
    .ok();
    home.run(["breach", "open", "A letter went astray", "--aware", "2026-11-02T10:00:00Z"]).ok();
    let add = ["client", "add", "--name", "Caspian Nettlefold", "--first-contact", "2026-01-05"];
    as_role(&home, Role::Reception, &add, b"").ok();
    let refuse = ["erase", "C-0002", "--ground", "objection", "--refuse", "health-care"];
    home.run(refuse).ok();
    home
}

/// What each command ends with: for owner, clinician, reception, DPO and auditor. 4 is what a role cannot open. Where a
/// command needs what is not there (5), or more than is given (2, 3), it has passed the question of the role.
const MATRIX: &[(&str, [i32; 5])] = &[
    ("client list", [0, 0, 0, 0, 4]),
    ("client list --locked", [0, 0, 0, 0, 0]),
    ("client show C-0001", [0, 0, 0, 0, 4]),
    ("client show C-0002", [0, 0, 0, 0, 4]),
    ("client add --name Somebody", [0, 0, 0, 0, 4]),
    ("client add --name Somebody --gp Nobody", [0, 0, 4, 0, 4]),
    ("client amend C-0001 --phone 07700900456", [0, 0, 0, 0, 4]),
    ("client amend C-0001 --gp Nobody", [0, 0, 4, 0, 4]),
    ("client amend C-0001 --first-contact 2026-01-04", [0, 0, 4, 4, 4]),
    ("client amend C-0001 --phone 07700900789 --request R-0001", [0, 4, 4, 0, 4]),
    ("client end C-0001 --date 2025-01-01", [2, 2, 4, 4, 4]),
    ("client reopen C-0001", [2, 2, 4, 4, 4]),
    ("client died C-0001 --date 2025-01-01", [2, 2, 4, 4, 4]),
    ("client restrict C-0002 --request R-0001", [2, 4, 4, 2, 4]),
    ("client unrestrict C-0002 --request R-0001 --told 2026-11-03", [2, 4, 4, 2, 4]),
    ("client statement C-0002 --request R-0001 --file -", [2, 4, 4, 2, 4]),
    ("note add C-0001 --file -", [0, 0, 4, 4, 4]),
    ("note add C-0001 --kind process --file -", [0, 0, 4, 4, 4]),
    ("note list", [0, 0, 4, 0, 4]),
    ("note show N-000001", [0, 0, 4, 0, 4]),
    ("note show N-000002", [0, 0, 4, 4, 4]),
    ("note amend N-000001 --reason correction --file -", [0, 0, 4, 4, 4]),
    ("note sign N-000001", [2, 2, 4, 4, 4]),
    ("note trash N-000099", [5, 5, 4, 4, 4]),
    ("note restore N-000099", [5, 5, 4, 4, 4]),
    ("search said", [0, 0, 4, 0, 4]),
    ("file add C-0001 letter.txt", [0, 0, 4, 0, 4]),
    ("file add C-0001 letter.txt --kind recording", [0, 0, 4, 4, 4]),
    ("file add C-0001 letter.txt --kind invoice", [0, 4, 4, 0, 4]),
    ("file list", [0, 0, 4, 0, 4]),
    ("file get F-000002 -o letter.txt", [2, 2, 4, 4, 4]),
    ("hold place --client C-0001 --reason-file -", [0, 4, 4, 0, 4]),
    ("hold place --class safeguarding --kind inquiry --reason-file -", [0, 4, 4, 0, 4]),
    ("hold lift H-0099", [5, 4, 4, 5, 4]),
    ("hold list", [0, 4, 4, 0, 4]),
    ("disclosure add C-0001 --to GP --about Dates --basis consent", [0, 0, 0, 0, 4]),
    ("disclosure list", [0, 0, 0, 0, 4]),
    ("erase C-0001 --ground objection --confirm C-0001", [3, 4, 4, 3, 4]),
    ("erase C-0001 --ground objection --dry-run", [3, 4, 4, 3, 4]),
    ("retention schedule show", [0, 0, 0, 0, 0]),
    ("retention schedule check letter.txt", [2, 2, 2, 2, 2]),
    ("retention schedule explain C-0002", [0, 4, 4, 0, 4]),
    ("retention due", [0, 4, 4, 4, 4]),
    ("retention sweep", [0, 4, 4, 4, 4]),
    ("retention sweep --check", [0, 0, 0, 0, 0]),
    ("retention review - --decide C-0002=destroy:period-ended", [2, 4, 4, 4, 4]),
    ("retention apply letter.txt", [2, 2, 2, 2, 2]),
    ("retention show", [0, 4, 4, 0, 4]),
    ("retention statistics", [0, 4, 4, 0, 4]),
    ("housekeeping", [0, 0, 0, 0, 0]),
    (
        "request open --client C-0002 --right rectification --received 2026-11-02 --channel email --words-file -",
        [0, 4, 4, 0, 4],
    ),
    ("request list", [0, 4, 4, 0, 4]),
    ("request show R-0001", [0, 4, 4, 0, 4]),
    ("request clock R-0001", [0, 4, 4, 0, 4]),
    ("request identity R-0099 --given 2026-11-03", [5, 4, 4, 5, 4]),
    ("request pause R-0099 --reason-file -", [5, 4, 4, 5, 4]),
    ("request resume R-0099", [5, 4, 4, 5, 4]),
    ("request extend R-0099 --ground complexity --reason-file -", [5, 4, 4, 5, 4]),
    ("request refuse R-0099 --ground identity --reason-file -", [5, 4, 4, 5, 4]),
    ("request close R-0099 --outcome complied", [5, 4, 4, 5, 4]),
    ("request letter R-0099 acknowledgement", [5, 4, 4, 5, 4]),
    ("complaint open --client C-0002 --about access --words-file -", [0, 4, 4, 0, 4]),
    ("complaint acknowledge K-0099 --how email", [5, 4, 4, 5, 4]),
    ("complaint update K-0099 --enquiry-file -", [5, 4, 4, 5, 4]),
    ("complaint close K-0099 --outcome upheld --how email --words-file -", [5, 4, 4, 5, 4]),
    ("complaint list", [0, 4, 4, 0, 4]),
    ("complaint show K-0001", [0, 4, 4, 0, 4]),
    ("complaint numbers", [0, 4, 4, 0, 4]),
    ("complaint letter K-0099 acknowledgement", [5, 4, 4, 5, 4]),
    ("complaint form", [2, 2, 2, 2, 2]),
    ("breach open Astray --aware 2026-11-02T10:00:00Z", [0, 4, 4, 0, 4]),
    ("breach list", [0, 4, 4, 0, 4]),
    ("breach show B-0001", [0, 4, 4, 0, 4]),
    ("breach update B-0099 --from -", [2, 4, 4, 2, 4]),
    ("breach assess B-0099 --from -", [5, 4, 4, 5, 4]),
    ("breach scope --lost vault-copy", [0, 4, 4, 0, 4]),
    ("breach notify B-0099 --to ico --at now", [5, 4, 4, 5, 4]),
    ("breach report B-0099", [5, 4, 4, 5, 4]),
    ("breach letters B-0099 -o letters", [5, 4, 4, 5, 4]),
    ("breach close B-0099", [5, 4, 4, 5, 4]),
    ("sar prepare R-0001", [0, 4, 4, 0, 4]),
    ("sar decide R-0001 --decisions -", [2, 4, 4, 2, 4]),
    ("sar opinion R-0099 --by Nobody --profession doctor --on 2026-11-03 --test not-met", [5, 4, 4, 5, 4]),
    ("sar preview R-0001", [0, 4, 4, 0, 4]),
    ("sar export R-0001 -o pack", [2, 4, 4, 2, 4]),
    ("sar list", [0, 4, 4, 0, 4]),
    ("sar verify letter.txt", [7, 7, 7, 7, 7]),
    ("letters show acknowledgement", [0, 0, 0, 0, 0]),
    ("letters check", [0, 0, 0, 0, 0]),
    ("import clients letter.txt --map letter.txt", [2, 2, 4, 2, 4]),
    ("import notes letter.txt --map letter.txt", [2, 2, 4, 4, 4]),
    ("export -o letter.txt", [2, 4, 4, 2, 4]),
    ("member list", [0, 0, 0, 0, 0]),
    ("member list --locked", [0, 0, 0, 0, 0]),
    ("member add --name Somebody --role auditor --recipient age1none", [2, 4, 4, 4, 4]),
    ("member role 9 dpo", [5, 4, 4, 4, 4]),
    ("member grant 9 clinical", [5, 4, 4, 4, 4]),
    ("member key 9 none", [5, 4, 4, 4, 4]),
    ("member remove 9 --confirm 9", [5, 4, 4, 4, 4]),
    ("member review", [0, 4, 4, 4, 4]),
    ("break-glass --reason-file letter.txt", [3, 4, 4, 4, 4]),
    ("break-glass --end", [5, 5, 5, 5, 5]),
    ("break-glass list", [0, 4, 4, 4, 4]),
    ("kit new -o letter.txt", [2, 4, 4, 4, 4]),
    ("will set --trustee Nobody --recipient nobody -o folder", [2, 4, 4, 4, 4]),
    ("will show", [0, 4, 4, 4, 4]),
    ("will drill W-09 --folder .", [5, 4, 4, 4, 4]),
    ("will retire W-09", [5, 4, 4, 4, 4]),
    ("kit list", [0, 4, 4, 0, 4]),
    ("kit verify -", [2, 4, 4, 4, 4]),
    ("kit retire T-09 --confirm T-09", [5, 4, 4, 4, 4]),
    ("reseed -o letter.txt", [2, 4, 4, 4, 4]),
    ("certificate list", [0, 4, 4, 0, 4]),
    ("certificate show E-0001", [0, 4, 4, 0, 4]),
    ("certificate verify letter.txt", [2, 2, 2, 2, 2]),
    ("backup create --to .", [0, 0, 0, 0, 0]),
    ("backup list", [0, 0, 0, 0, 0]),
    ("backup verify A-0001", [0, 4, 4, 4, 4]),
    ("backup verify A-0001 --locked", [0, 0, 0, 0, 0]),
    ("backup prune", [0, 0, 0, 0, 0]),
    ("audit log", [0, 0, 0, 0, 0]),
    ("audit verify", [0, 0, 0, 0, 0]),
    ("audit checkpoint", [0, 0, 0, 0, 0]),
    ("audit prove 1", [0, 0, 0, 0, 0]),
    ("audit bundle -o letter.txt", [2, 2, 2, 2, 2]),
    ("status", [0, 0, 0, 0, 0]),
    ("due", [0, 0, 0, 0, 0]),
    ("doctor", [0, 0, 0, 0, 0]),
    ("doctor --locked", [0, 0, 0, 0, 0]),
    ("unlock --idle 1m --max 1m", [0, 0, 0, 0, 0]),
    ("lock", [0, 0, 0, 0, 0]),
    ("identity show", [0, 0, 0, 0, 0]),
];

/// Commands that have nothing to do with who somebody is in a vault.
const ELSEWHERE: &[&str] = &[
    "init",
    "demo",
    "restore",
    "completions",
    "clock access",
    "clock complaint",
    "clock breach",
    "clock retention",
    "identity new",
    "identity passphrase",
    "identity factor",
];

fn entries(home: &Home) -> Vec<(u32, String)> {
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let mut statement = store.prepare("SELECT member, action FROM audit ORDER BY seq").expect("prepares");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("reads");
    rows.map(|row| row.expect("a row")).collect()
}

/// Runs a command with a text on stdin; says whether the text was looked at.
fn with_stdin(home: &Home, role: Role, line: &str) -> (Done, bool) {
    let mut stdin = tempfile::tempfile().expect("a file");
    stdin.write_all(b"some words").expect("writes");
    stdin.rewind().expect("rewinds");
    let mut command = home.command(line.split(' '));
    command.arg("-i").arg(identity_of(home, role));
    command.stdin(Stdio::from(stdin.try_clone().expect("a file")));
    let done = command.output().expect("runs").into();
    (done, stdin.stream_position().expect("a place") > 0)
}

#[test]
fn every_command_by_every_role() {
    let home = house();
    let mut wrong = Vec::new();
    for (line, codes) in MATRIX {
        for (role, (code, number)) in ROLES.into_iter().zip(codes.iter().zip(1..)) {
            let before = entries(&home).len();
            let (done, read) = with_stdin(&home, role, line);
            if done.code != *code {
                wrong.push(format!("{role:?}: praxis {line} ended with {}: {}", done.code, done.stderr));
            }
            if *code == 4 && done.code == 4 {
                assert!(!read, "{role:?}: praxis {line} read what it was not to have");
                assert!(done.stdout.is_empty(), "{role:?}: praxis {line}: {}", done.stdout);
                let said = [&format!("you are {}", role.in_words()), "ask an owner of the vault"];
                assert!(said.iter().all(|said| done.stderr.contains(*said)), "{line}: {}", done.stderr);
                // A record that turns out to be closed was looked up; else the log has that they were there, and no more.
                let added = entries(&home).split_off(before);
                let there = if line.ends_with("--dry-run") {
                    vec![]
                } else {
                    vec![(number, "vault.unlocked".to_owned())]
                };
                assert_eq!(added, there, "{role:?}: praxis {line}");
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Commands that have no row.
fn without_a_row(command: &clap::Command) -> Vec<String> {
    fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let path = format!("{path} {}", sub.get_name()).trim().to_owned();
            leaves(sub, &path, found);
            if !sub.is_subcommand_required_set() {
                found.insert(path);
            }
        }
    }
    let mut all = BTreeSet::new();
    leaves(command, "", &mut all);
    let is_in_a_row =
        |path: &String| MATRIX.iter().any(|(line, _)| *line == path || line.starts_with(&format!("{path} ")));
    all.into_iter().filter(|path| !is_in_a_row(path) && !ELSEWHERE.contains(&path.as_str())).collect()
}

#[test]
fn the_table_has_every_command() {
    assert_eq!(without_a_row(&praxis::cli::command()), [""; 0], "have no row");
}

#[test]
fn a_command_without_a_row_is_found() {
    let new = || clap::Command::new("invented");
    let beside = praxis::cli::command().subcommand(new());
    assert_eq!(without_a_row(&beside), ["invented"]);
    let below = praxis::cli::command().mut_subcommand("client", |client| client.subcommand(new()));
    assert_eq!(without_a_row(&below), ["client invented"]);
}

/// Everything in memory and on the disk that somebody with one identity can make keys from: what the wrap gives, and what
/// the public derivations make of each secret of it.
struct Holding {
    compartments: Vec<CompartmentKey>,
    members: Vec<MembersKey>,
}

fn image(home: &Home) -> Image {
    Image::parse(&fs::read(home.vault().join("keyring/a")).expect("reads")).expect("a keyring")
}

fn identity(home: &Home, role: Role) -> Identity {
    let text = fs::read_to_string(identity_of(home, role)).expect("reads");
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity");
    Identity::parse(line).expect("an identity")
}

fn held(home: &Home, role: Role) -> Option<Holding> {
    let header = image(home).header;
    let mut given = None;
    // Whichever of the key files opens, by whatever number it is named.
    for number in (1..=9).map(MemberNumber) {
        let path = home.state().join(format!("{}-{}.age", number.0, header.epoch));
        let Ok(sealed) = fs::read(path) else { continue };
        given = given.or(wrap::open(&sealed, &identity(home, role), header.vault, number, header.epoch).ok());
    }
    given.map(|given| holding(&given, header.vault))
}

fn holding(given: &Given, vault: VaultId) -> Holding {
    let secrets: Vec<[u8; 32]> = match given {
        Given::Owner(keys) => vec![*keys.epoch_secret.expose_secret()],
        Given::Role(_, keys) => keys.iter().map(|(_, key)| *key.expose_secret()).collect(),
    };
    let mut holding = Holding { compartments: Vec::new(), members: Vec::new() };
    for secret in secrets {
        holding.compartments.push(CompartmentKey::from_bytes(&secret).expect("32 bytes"));
        let mut epoch = EpochSecret::from_bytes(&secret).expect("32 bytes");
        // What would follow from it, were it the secret of an epoch: of this one, and of the next two.
        for _ in 0..3 {
            let derived =
                Compartment::ALL.iter().map(|c| derive::compartment_key(&epoch, vault.as_bytes(), c.code()));
            holding.compartments.extend(derived);
            holding.members.push(derive::members_key(&epoch, vault.as_bytes()));
            epoch = derive::next_epoch(&epoch, vault.as_bytes());
        }
    }
    holding
}

/// By compartment, how many slots there are, and how many of them any key opens.
fn opened(image: &Image, holding: &Holding) -> BTreeMap<&'static str, (usize, usize)> {
    let mut found: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    let header = &image.header;
    for slot in image.slots() {
        let count = found.entry(slot.compartment.code()).or_default();
        count.0 += 1;
        let opens =
            holding.compartments.iter().any(|key| slot.check(key, header.vault, header.epoch).is_ok());
        count.1 += usize::from(opens);
    }
    found
}

#[track_caller]
fn opens_what_its_role_opens(home: &Home, role: Role, as_role: Role) {
    let image = image(home);
    let found = opened(&image, &held(home, role).expect("a way in"));
    assert_eq!(found.len(), Compartment::ALL.len(), "something of every compartment is there");
    for (compartment, (all, opens)) in found {
        let wanted = as_role.compartments().iter().any(|one| one.code() == compartment);
        assert_eq!(opens, if wanted { all } else { 0 }, "{role:?}: {compartment}");
    }
}

#[test]
fn by_keys_alone_a_role_opens_its_compartments_and_nothing_else() {
    let home = house();
    for role in ROLES {
        opens_what_its_role_opens(&home, role, role);
    }
    // Nobody but an owner could write who opens what.
    let members = fs::read(home.vault().join("members")).expect("reads");
    for role in ROLES {
        let could = held(&home, role)
            .expect("a way in")
            .members
            .iter()
            .any(|key| Members::verify(&members, key).is_ok());
        assert_eq!(could, role == Role::Owner, "{role:?}");
    }
    // The keys that an epoch gave open nothing of the next.
    let before: Vec<Holding> = ROLES.iter().map(|role| held(&home, *role).expect("a way in")).collect();
    let epoch = image(&home).header.epoch;
    home.run(["member", "role", "3", "clinician"]).ok();
    let after = image(&home);
    assert_eq!(after.header.epoch, epoch + 1);
    for (role, holding) in ROLES.into_iter().zip(&before) {
        let opens: usize = opened(&after, holding).values().map(|(_, opens)| opens).sum();
        assert_eq!(opens > 0, role == Role::Owner, "{role:?}: only an owner's secret leads on");
        let now = if role == Role::Reception { Role::Clinician } else { role };
        opens_what_its_role_opens(&home, role, now);
    }
}

#[test]
fn who_was_removed_has_no_way_in_and_no_slot_of_today_opens_to_them() {
    let home = house();
    let holding = held(&home, Role::Clinician).expect("a way in");
    let (old_image, old_members) = (image(&home), fs::read(home.vault().join("members")).expect("reads"));
    home.run(["member", "remove", "2", "--confirm", "2"]).ok();
    assert!(held(&home, Role::Clinician).is_none(), "the key file is gone");
    let state = common::files(&home.state());
    let theirs = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("2-"))
    };
    assert!(!state.iter().any(|(path, _)| theirs(path)));
    let opens = |image: &Image| opened(image, &holding).values().map(|(_, opens)| opens).sum::<usize>();
    assert!(opens(&old_image) > 0, "with a copy from before, what they could open stays open: so it is said");
    assert_eq!(opens(&image(&home)), 0);
    as_role(&home, Role::Clinician, &["note", "list"], b"").fails(4, "this identity is no member");
    // Whoever puts the file from before back is found out: by an owner's key, and by the others because it was not seen.
    let members = home.vault().join("members");
    let today = fs::read(&members).expect("reads");
    fs::write(&members, &old_members).expect("writes");
    home.run(["client", "list"]).fails(7, "members");
    for role in [Role::Reception, Role::Dpo] {
        as_role(&home, role, &["client", "list"], b"").fails(7, "members");
    }
    fs::write(&members, today).expect("writes");
    home.run(["client", "list"]).ok();
}

/// The references of records in today's `vault.db` that open with keys that somebody copied out of the slots of a keyring, or
/// with a key of today's that opens to them; and those that do not.
fn records_that_open(
    home: &Home,
    holding: &Holding,
    images: &[&Image],
) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut open, mut closed) = (BTreeSet::new(), BTreeSet::new());
    let store = Store::open(&home.vault().join("vault.db"), false).expect("opens");
    store
        .read()
        .each_version(|row| -> Result<(), Failure> {
            let name = rows::slot_of(&row);
            let key = images.iter().find_map(|image| {
                let header = &image.header;
                let slot = image.find(name.id(header.vault))?;
                let mut keys = holding.compartments.iter();
                keys.find_map(|key| slot.open(key, header.vault, header.epoch, &name).ok())
            });
            let opens = key.is_some_and(|key| rows::open_json(&row, image(home).header.vault, &key).is_ok());
            if opens {
                open.insert(rows::name_of(&row))
            } else {
                closed.insert(rows::name_of(&row))
            };
            Ok(())
        })
        .expect("reads");
    (open, closed)
}

/// What is said to whoever removes somebody, proved both ways with records: keys that were copied open what is written later
/// about the same clients, in today's `vault.db`; nothing about those who come later opens, and no process note, each of which
/// has a key of its own.
#[test]
fn what_keys_that_were_copied_still_open_is_what_is_said() {
    let home = house();
    let holding = held(&home, Role::Clinician).expect("a way in");
    let then = image(&home);
    home.run(["member", "remove", "2", "--confirm", "2"]).ok();
    let later = home.note("C-0001", "said when they had gone");
    home.run(["client", "amend", "C-0001", "--gp", "Dr Example"]).ok();
    let process = ["note", "add", "C-0001", "--kind", "process", "--date", "2026-02-03"];
    let process = home.pipe(process, b"thought when they had gone").ok().stdout.trim().to_owned();
    let newcomer = home.client("Bea Newcomer");
    let of_newcomer = home.note(&newcomer, "said by somebody who came later");
    let now = image(&home);
    let (open, closed) = records_that_open(&home, &holding, &[&then, &now]);
    for reference in [&later, "N-000001", "the clinical record of C-0001"] {
        assert!(open.contains(reference), "{reference} opens to who kept the keys of C-0001: {open:?}");
    }
    let person = format!("the person record of {newcomer}");
    for reference in [&process, &of_newcomer, &person] {
        assert!(closed.contains(reference) && !open.contains(reference), "{reference} does not: {open:?}");
    }
    assert!(open.iter().all(|name| !name.contains(&newcomer)), "{open:?}");
    // Of today's slots alone nothing opens to them.
    assert!(records_that_open(&home, &holding, &[&now]).0.is_empty());
    // And whoever removes somebody was told so.
    let told = home.run(["member", "remove", "3", "--confirm", "3"]).ok().stderr;
    assert!(told.contains("gets hold of today's vault.db as well"), "{told}");
}

fn parts(home: &Home, client: u32) -> Vec<u32> {
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let sql = "SELECT DISTINCT r.compartment FROM records r JOIN handles h USING (handle)
               WHERE h.register = 'C' AND h.number = ?1 ORDER BY 1";
    let mut statement = store.prepare(sql).expect("prepares");
    let rows = statement.query_map([client], |row| row.get(0)).expect("reads");
    rows.map(|row| row.expect("a row")).collect()
}

#[test]
fn the_first_who_writes_something_clinical_makes_that_part() {
    let home = house();
    assert_eq!(parts(&home, 2), [1, 2], "reception made person and contact");
    let add = |name: &str| {
        let args = ["client", "add", "--name", name, "--first-contact", "2026-01-05"];
        as_role(&home, Role::Reception, &args, b"").ok().stdout.trim().to_owned()
    };
    let (by_file, by_amending, erased) = (add("Bea Example"), add("Ada Example"), add("Cleo Example"));
    as_role(&home, Role::Clinician, &["note", "add", "C-0002", "--file", "-"], b"words").ok();
    as_role(&home, Role::Clinician, &["file", "add", &by_file, "letter.txt"], b"").ok();
    as_role(&home, Role::Dpo, &["client", "amend", &by_amending, "--gp", "Dr Example"], b"").ok();
    assert_eq!(
        (parts(&home, 2), parts(&home, 3), parts(&home, 4)),
        (vec![1, 2, 3], vec![1, 2, 3], vec![1, 2, 3])
    );
    let shown = |role, client: &str| as_role(&home, role, &["client", "show", client], b"").ok().stdout;
    assert!(shown(Role::Clinician, &by_amending).contains("Dr Example"));
    let desk = shown(Role::Reception, &by_amending);
    assert!(desk.contains("not open to you") && !desk.contains("Dr Example"), "{desk}");
    assert!(!shown(Role::Reception, &erased).contains("not open to you"), "there is nothing clinical");
    assert!(!shown(Role::Owner, &erased).contains("Erased"), "and nothing was erased");
    // Reception never says anything clinical, by a pipe either.
    let from = ["client", "amend", &by_amending, "--from", "-"];
    as_role(&home, Role::Reception, &from, br#"{"gp": "Another"}"#)
        .fails(4, "clinical records do not open to you");
    let from = ["client", "add", "--from", "-"];
    let said = br#"{"name": "Somebody", "alerts": ["one"]}"#;
    as_role(&home, Role::Reception, &from, said).fails(4, "clinical records do not open to you");
    // Whoever has no clinical part is whole: to the doctor, in a backup, after a restore, and erased like anybody.
    home.run(["doctor"]).ok();
    home.run(["erase", &erased, "--ground", "objection", "--confirm", &erased, "--accept-total-loss"]).ok();
    let last = add("Dido Example");
    home.run(["backup", "create", "--to", "."]).ok();
    home.run(["backup", "verify", "A-0001"]).ok();
    let backups = fs::read_dir(home.path()).expect("reads").map(|entry| entry.expect("entry").path());
    let backup = backups.into_iter().find(|path| path.extension().is_some_and(|end| end == "praxis-backup"));
    let backup = backup.expect("a backup").to_string_lossy().into_owned();
    let keyring = home.vault().to_string_lossy().into_owned();
    let restored = home.run(["restore", &backup, "--to", "again", "--keyring", &keyring]).ok();
    assert!(restored.stdout.contains("every record was opened"), "{}", restored.stdout);
    home.run(["export", "--plain", "-o", "out"]).ok();
    let clients = fs::read_to_string(home.join("out/clients.json")).expect("reads");
    assert!(clients.contains("Dido Example") && clients.contains(&last));
    home.run(["doctor"]).ok();
}

#[test]
fn a_clinical_part_that_is_lost_is_none_that_was_never_there() {
    let home = house();
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let took = store.execute("DELETE FROM records WHERE type = 3", []).expect("runs");
    assert_eq!(took, 1, "C-0001 has one, C-0002 has none");
    drop(store);
    for role in [Role::Owner, Role::Clinician, Role::Reception] {
        as_role(&home, role, &["client", "show", "C-0001"], b"")
            .fails(7, "C-0001 has lost a part of its record");
        as_role(&home, role, &["client", "show", "C-0002"], b"").ok();
    }
    as_role(&home, Role::Clinician, &["note", "add", "C-0001", "--file", "-"], b"words")
        .fails(7, "lost a part");
    home.run(["doctor"]).fails(7, "damaged");
}

#[test]
fn what_does_not_open_to_the_dpo_is_counted_and_no_pack_goes_out_without_it() {
    let home = house();
    home.run(["request", "identity", "R-0001", "--given", "2026-11-03"]);
    let prepared = as_role(&home, Role::Dpo, &["sar", "prepare", "R-0001"], b"").ok();
    assert!(
        prepared.stderr.contains("2 process notes and recordings do not open to you"),
        "{}",
        prepared.stderr
    );
    assert!(!prepared.stdout.contains("N-000002"));
    let json = as_role(&home, Role::Dpo, &["sar", "prepare", "R-0001", "--json"], b"").ok().json();
    assert_eq!(json["closed"], 2);
    let whole = home.run(["sar", "prepare", "R-0001", "--json"]).ok().json();
    assert!(whole["closed"].is_null());
    let count = |of: &serde_json::Value| of["items"].as_array().map_or(0, Vec::len);
    assert_eq!(count(&whole), count(&json) + 2);
    let recipient =
        home.run(["identity", "show", "--json"]).ok().json()["recipient"].as_str().expect("one").to_owned();
    let export = ["sar", "export", "R-0001", "--recipient", &recipient, "-o", "pack"];
    as_role(&home, Role::Dpo, &export, b"").fails(3, "no pack goes out without them");
    assert!(!home.join("pack").exists());
    let listed = as_role(&home, Role::Dpo, &["note", "list"], b"").ok();
    assert!(listed.stderr.contains("1 note does not open to you, and was left out"), "{}", listed.stderr);
}

#[test]
fn the_dpo_erases_and_the_epoch_ends_when_an_owner_comes() {
    let home = house();
    let process = ["note", "add", "C-0002", "--kind", "process", "--file", "-"];
    as_role(&home, Role::Clinician, &process, b"was thought").ok();
    let epoch = image(&home).header.epoch;
    let erase = ["erase", "C-0002", "--ground", "objection", "--confirm", "C-0002", "--accept-total-loss"];
    let done = as_role(&home, Role::Dpo, &erase, b"").ok();
    assert!(done.stderr.contains("until an owner opens the vault"), "{}", done.stderr);
    assert_eq!(image(&home).header.epoch, epoch);
    as_role(&home, Role::Reception, &["client", "show", "C-0002"], b"").fails(6, "was erased");
    let done = home.run(["client", "list"]).ok();
    assert_eq!(image(&home).header.epoch, epoch + 1, "{}", done.stderr);
    home.run(["doctor"]).ok();
}

#[test]
fn in_doubt_a_hold_on_a_class_covers_and_an_owner_looks_again() {
    let home = house();
    let class = ["hold", "place", "--class", "safeguarding", "--kind", "inquiry", "--reason-file", "-"];
    as_role(&home, Role::Dpo, &class, b"an inquiry").ok();
    let add = ["client", "add", "--name", "Bea Example", "--first-contact", "2026-01-05"];
    let client = as_role(&home, Role::Reception, &add, b"").ok().stdout.trim().to_owned();
    let erase = ["erase", &client, "--ground", "objection", "--confirm", &client, "--accept-total-loss"];
    as_role(&home, Role::Dpo, &erase, b"").fails(3, "may not be destroyed");
    // Who can open the hold sees that it does not cover them.
    home.run(["client", "list"]).ok();
    as_role(&home, Role::Dpo, &erase, b"").ok();
}

#[test]
fn doctor_and_status_say_what_they_did_not_look_at() {
    let home = house();
    for (role, closed) in [
        (Role::Owner, false),
        (Role::Clinician, true),
        (Role::Reception, true),
        (Role::Dpo, true),
        (Role::Auditor, true),
    ] {
        let doctor = as_role(&home, role, &["doctor"], b"").ok().stdout;
        assert_eq!(
            doctor.contains("do not open to you, and were not looked at"),
            closed,
            "{role:?}: {doctor}"
        );
        let status = as_role(&home, role, &["status"], b"").ok().stderr;
        assert_eq!(status.contains("not looked at"), closed, "{role:?}: {status}");
    }
}

#[test]
fn a_session_is_of_the_role_that_began_it() {
    let home = house();
    // Where there is no folder for sockets there are no sessions.
    if as_role(&home, Role::Reception, &["unlock"], b"").code != 0 {
        return;
    }
    home.run(["client", "show", "C-0001"]).ok();
    let (mut stdin, text) = (tempfile::tempfile().expect("a file"), b"was said");
    stdin.write_all(text).expect("writes");
    stdin.rewind().expect("rewinds");
    let mut command = home.command(["note", "add", "C-0001", "--file", "-"]);
    command.stdin(Stdio::from(stdin.try_clone().expect("a file")));
    let done: Done = command.output().expect("runs").into();
    done.fails(4, "clinical records do not open to you: you are reception");
    assert_eq!(stdin.stream_position().expect("a place"), 0, "nothing was read");
    home.run(["lock"]).ok();
    home.run(["note", "list"]).ok();
}

#[test]
fn a_recipient_that_is_somebodys_is_no_new_members() {
    let home = Home::with_vault();
    add_member(&home, Role::Reception);
    let bytes = fs::read(home.vault().join("members")).expect("reads");
    let members = Members::parse_unverified(&bytes).expect("members");
    let listed = |number: usize| members.members[number].recipient.clone();
    let recovery = members.recovery.clone();
    for (recipient, says) in [
        (listed(0), "this recipient is member 1 already"),
        (listed(1), "this recipient is member 2 already"),
        (listed(1).to_uppercase(), "this recipient is member 2 already"),
        (recovery.clone(), "this recipient is that of the recovery kits"),
        (recovery.to_uppercase(), "this recipient is that of the recovery kits"),
    ] {
        for role in ["owner", "auditor"] {
            let add = ["member", "add", "--name", "Bo Example", "--role", role, "--recipient", &recipient];
            home.run(add).fails(2, says);
        }
    }
    assert_eq!(bytes, fs::read(home.vault().join("members")).expect("reads"), "as it was");
    // The last owner stays one, whatever is asked of whom.
    for args in [&["member", "remove", "1", "--confirm", "1"][..], &["member", "role", "1", "auditor"]] {
        home.run(args).fails(3, "that is you");
    }
    home.run(["member", "role", "2", "secretary"]).fails(2, "takes one of");
    home.run(["doctor"]).ok();
}
