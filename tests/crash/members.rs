//! Members, struck at every point of coming and going: one is a member or is not, never in between. Once an owner has opened
//! the vault again every member has a way in, nobody else has one, and only the epoch that counts has any.

use std::collections::BTreeSet;
use std::path::Path;

use praxis::records::member::MemberNumber;
use praxis::vault::layout::StateFolder;
use praxis::vault::members::Members;
use serde_json::Value;

use crate::common::faults::power::{Depth, replay};
use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Home, PRAXIS};
use crate::gone::image;
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{ALL_CUTS, all, clean, every_stop_and_few, fewer, prepared_with, skipped, strike};

/// A home where somebody at the desk has an identity, and its recipient.
fn with_a_desk() -> (Home, String) {
    let home = prepared_with("line.txt");
    let recipient = home.run(["identity", "new", "--bare", "-i", "desk.age"]).ok().stdout.trim().to_owned();
    (home, recipient)
}

/// The recipient of an identity that nobody has.
const ANOTHER: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

fn add(recipient: &str) -> [&str; 8] {
    ["member", "add", "--name", "Ann Example", "--role", "reception", "--recipient", recipient]
}

/// Who is a member, by number.
fn members(struck: &Struck<'_>) -> Result<BTreeSet<u32>, String> {
    let done = struck.ask(&["member", "list", "--locked", "--json"], b"");
    let listed: Value = serde_json::from_str(&done.stdout).map_err(|e| format!("{e}: {}", done.stderr))?;
    let now = listed.as_array().into_iter().flatten().filter(|one| one["until"].is_null());
    Ok(now.filter_map(|one| one["member"].as_u64()?.try_into().ok()).collect())
}

/// How often the log has that somebody came, changed or went, of one number.
fn told(struck: &Struck<'_>, number: u32) -> Result<Vec<(String, i64)>, String> {
    let store =
        rusqlite::Connection::open(struck.home.vault().join("vault.db")).map_err(|e| e.to_string())?;
    let sql = "SELECT action, count(*) FROM audit WHERE action IN ('member.added', 'member.changed', 'member.removed')
               AND count = ?1 GROUP BY action ORDER BY action";
    let mut statement = store.prepare(sql).map_err(|e| e.to_string())?;
    let rows =
        statement.query_map([number], |row| Ok((row.get(0)?, row.get(1)?))).map_err(|e| e.to_string())?;
    rows.map(|row| row.map_err(|e| e.to_string())).collect()
}

/// The role of a member, as the list has it.
fn role(struck: &Struck<'_>, number: u32) -> Option<String> {
    let done = struck.ask(&["member", "list", "--locked", "--json"], b"");
    let listed: Value = serde_json::from_str(&done.stdout).ok()?;
    let one = listed.as_array()?.iter().find(|one| one["member"] == number)?.clone();
    Some(one["role"].as_str()?.to_owned())
}

/// The names of members, with nobody's among them.
fn names(struck: &Struck<'_>) -> Result<Vec<(u64, String)>, String> {
    let done = struck.ask(&["member", "list", "--json"], b"");
    let listed: Value = serde_json::from_str(&done.stdout).map_err(|e| format!("{e}: {}", done.stderr))?;
    let named = listed
        .as_array()
        .into_iter()
        .flatten()
        .skip(1)
        .map(|one| Some((one["member"].as_u64()?, one["name"].as_str().unwrap_or_default().to_owned())));
    named.collect::<Option<Vec<_>>>().ok_or_else(|| "a list that is none".to_owned())
}

/// Ways in of the epoch that counts, by member; there must be none of one before. One of the next may be left of a rotation
/// that never began.
fn ways_in(home: &Home) -> Result<BTreeSet<u32>, String> {
    let (state, epoch) =
        (StateFolder::at(&home.state()), image(home, "a").ok_or("the keyring is none")?.header.epoch);
    for entry in std::fs::read_dir(state.root()).map_err(|e| e.to_string())? {
        let name = entry.map_err(|e| e.to_string())?.file_name();
        let of = name.to_str().and_then(StateFolder::epoch_of_wrap);
        holds(of.is_none_or(|of| of >= epoch), "a way into an epoch before is there")?;
    }
    Ok((1..=4).filter(|number| state.wrap(MemberNumber(*number), epoch).exists()).collect())
}

/// Whoever has a way into the next epoch is on the list of that epoch already, so that it begins with them on it: a copy of
/// a way in that was left of a change which never was would open the epoch that comes instead. Not so where an owner goes:
/// the secret of that epoch is of no other.
fn nobody_is_ahead(home: &Home) -> Result<(), String> {
    let Some(image) = image(home, "a").or_else(|| image(home, "b")) else { return Ok(()) };
    let (state, next) = (StateFolder::at(&home.state()), image.header.epoch + 1);
    let bytes = std::fs::read(home.vault().join("members")).map_err(|e| e.to_string())?;
    let listed = Members::parse_unverified(&bytes).map_err(|e| e.to_string())?;
    for number in (1..=4).map(MemberNumber).filter(|number| state.wrap(*number, next).exists()) {
        let is_listed = listed.epoch == next && listed.numbered(number).is_some();
        holds(is_listed, "somebody has a way into an epoch that may begin without them")?;
    }
    Ok(())
}

/// What a command that changes members is to come to.
struct Change<'a> {
    name: &'a str,
    args: &'a [&'a str],
    input: &'a [u8],
    /// Who is a member once the command says that it is done.
    acknowledged: &'a [u32],
    /// The role of the desk before, where it is a member, and after.
    roles: [Option<&'a str>; 2],
    /// What the log has of the desk before, and besides once it is so.
    told: (&'a [&'a str], &'a str),
}

fn check(struck: &Struck<'_>, change: &Change<'_>, records: &[Value; 2]) -> Result<(), String> {
    left_behind(struck)?;
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(members(struck)?.iter().eq(change.acknowledged), "what was acknowledged is not so")?;
    }
    if !change.roles.contains(&Some("owner")) {
        nobody_is_ahead(&struck.home)?;
    }
    // By an owner, who completes what was cut off.
    let now = but_kits(struck)?;
    holds(records.contains(&now), "a record is not what it was")?;
    let members = members(struck)?;
    holds(members.contains(&1) && members.len() <= 2, "somebody is a member who was not to be, or is none")?;
    holds(ways_in(&struck.home)? == members, "ways in and members are not the same")?;
    // Whoever became or is something else is so in the log, once, and else nothing was said.
    let is_so = {
        let role = role(struck, 2).filter(|_| members.contains(&2));
        holds(change.roles.contains(&role.as_deref()), &format!("the desk is {role:?}"))?;
        role.as_deref() == change.roles[1]
    };
    let (before, besides) = change.told;
    let mut wanted: Vec<&str> = before.iter().copied().chain(is_so.then_some(besides)).collect();
    wanted.sort_unstable();
    let found = told(struck, 2)?;
    let once: Vec<&str> =
        found.iter().filter(|(_, times)| *times == 1).map(|(action, _)| action.as_str()).collect();
    holds(
        once == wanted && found.len() == once.len(),
        &format!("the log has {found:?}, and not {wanted:?}"),
    )?;
    let (desk, wanted) =
        (struck.ask(&["client", "list", "-i", "desk.age"], b""), if members.len() == 2 { 0 } else { 4 });
    holds(desk.code == wanted, &format!("the desk ends with {}: {}", desk.code, desk.stderr))?;
    // Whatever was left of the next epoch opens nothing once it has come; nor is any name that was left somebody else's.
    let another = ["member", "add", "--name", "Bo Example", "--role", "auditor", "--recipient", ANOTHER];
    let added = struck.ask(&another, b"");
    holds(added.code == 0, &format!("nobody can be added: {}", added.stderr))?;
    holds(ways_in(&struck.home)?.len() == members.len() + 1, "a way in is left that is nobody's")?;
    let number: u64 =
        added.stdout.split(' ').nth(1).and_then(|number| number.parse().ok()).unwrap_or_default();
    let names = names(struck)?;
    let fits = |(of, name): &(u64, String)| name == if *of == number { "Bo Example" } else { "Ann Example" };
    holds(names.iter().all(fits), &format!("the new one is {number}, and names are {names:?}"))?;
    let doctor = struck.ask(&["doctor"], b"");
    holds(doctor.code == 0, &format!("the doctor finds: {}", doctor.stdout))?;
    sound(struck, &now)
}

/// The register of kits grows when an owner goes.
fn but_kits(struck: &Struck<'_>) -> Result<Value, String> {
    let mut state = state(struck)?;
    state["kits"] = Value::Null;
    Ok(state)
}

fn struck_by(home: &Home, change: &Change<'_>, with: impl Fn(&Story<'_>, &mut Report<'_>)) -> Vec<String> {
    let &Change { name, args, input, .. } = change;
    let story = Story { name, program: Path::new(PRAXIS), prepared: home.path(), args, input };
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let records = [but_kits(&untouched(&story)).expect("works"), but_kits(&whole).expect("works")];
    let check = |struck: &Struck<'_>| check(struck, change, &records);
    let mut report = Report::new(name, &check);
    with(&story, &mut report);
    println!("{report}");
    report.violations
}

#[test]
fn who_comes_is_a_member_or_is_none() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        let change = Change {
            name: "member add",
            args: &add(&recipient),
            input: b"",
            acknowledged: &[1, 2],
            roles: [None, Some("reception")],
            told: (&[], "member.added"),
        };
        struck_by(&home, &change, |story, report| strike(story, &every_stop_and_few(), report))
    }));
}

#[test]
fn who_goes_is_none_or_still_is_one() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        home.run(add(&recipient)).ok();
        let change = Change {
            name: "member remove",
            args: &["member", "remove", "2", "--confirm", "2"],
            input: b"",
            acknowledged: &[1],
            roles: [Some("reception"), None],
            told: (&["member.added"], "member.removed"),
        };
        struck_by(&home, &change, |story, report| strike(story, &every_stop_and_few(), report))
    }));
}

#[test]
fn whose_role_changes_has_the_one_or_the_other() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        home.run(add(&recipient)).ok();
        let change = Change {
            name: "member role",
            args: &["member", "role", "2", "clinician"],
            input: b"",
            acknowledged: &[1, 2],
            roles: [Some("reception"), Some("clinician")],
            told: (&["member.added"], "member.changed"),
        };
        struck_by(&home, &change, |story, report| strike(story, &fewer(), report))
    }));
}

/// Power cuts alone: the kit that is written for it has a passphrase.
#[test]
fn an_owner_who_goes_is_none_or_still_is_one() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        let mut args = add(&recipient);
        args[5] = "owner";
        home.run(args).ok();
        let change = Change {
            name: "member remove, an owner",
            args: &[
                "member",
                "remove",
                "2",
                "--confirm",
                "2",
                "-o",
                "new-kit.age",
                "--kit-passphrase-fd",
                "0",
            ],
            input: b"a passphrase that nobody would guess\n",
            acknowledged: &[1],
            roles: [Some("owner"), None],
            told: (&["member.added"], "member.removed"),
        };
        let cuts = if all() { ALL_CUTS } else { Depth { brink: 1, between: 0, step: 3 } };
        struck_by(&home, &change, |story, report| replay(story, cuts, report))
    }));
}
