//! Members, struck at every point of coming and going: one is a member or is not, never in between. Once an owner has opened
//! the vault again every member has a way in, nobody else has one, and only the epoch that counts has any.

use std::collections::BTreeSet;
use std::path::Path;

use praxis::records::member::MemberNumber;
use praxis::vault::layout::StateFolder;
use praxis::vault::members::Members;
use serde_json::Value;

use crate::common::faults::power::Depth;
use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Home, PRAXIS};
use crate::gone::image;
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{ALL_CUTS, NEW, Plan, all, clean, every_stop_and_few, few, prepared_with, skipped, strike};

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

/// The records. The register of kits grows on the way to the keys that a new one leads to.
fn but_kits(struck: &Struck<'_>) -> Result<Value, String> {
    let mut state = state(struck)?;
    state["kits"] = Value::Null;
    Ok(state)
}

/// Whoever has a way into the next epoch is on the list of that epoch already, so that it begins with them on it: a copy of
/// a way in that was left of a change which never was would open the epoch that comes instead.
fn nobody_is_ahead(struck: &Struck<'_>) -> Result<(), String> {
    let home = &struck.home;
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

/// `acknowledged`: who is a member once the command says that it is done.
fn check(struck: &Struck<'_>, records: &[Value; 2], acknowledged: &[u32]) -> Result<(), String> {
    left_behind(struck)?;
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(members(struck)?.iter().eq(acknowledged), "what was acknowledged is not so")?;
    }
    // By an owner, who completes what was cut off.
    let now = but_kits(struck)?;
    holds(records.contains(&now), "a record is not what it was")?;
    let members = members(struck)?;
    holds(members.contains(&1) && members.len() <= 2, "somebody is a member who was not to be, or is none")?;
    holds(ways_in(&struck.home)? == members, "ways in and members are not the same")?;
    let (desk, wanted) =
        (struck.ask(&["client", "list", "-i", "desk.age"], b""), if members.len() == 2 { 0 } else { 4 });
    holds(desk.code == wanted, &format!("the desk ends with {}: {}", desk.code, desk.stderr))?;
    // Whatever was left of the next epoch opens nothing once it has come.
    let another = ["member", "add", "--name", "Bo Example", "--role", "auditor", "--recipient", ANOTHER];
    let added = struck.ask(&another, b"");
    holds(added.code == 0, &format!("nobody can be added: {}", added.stderr))?;
    holds(ways_in(&struck.home)?.len() == members.len() + 1, "a way in is left that is nobody's")?;
    let doctor = struck.ask(&["doctor"], b"");
    holds(doctor.code == 0, &format!("the doctor finds: {}", doctor.stdout))?;
    sound(struck, &now)
}

fn struck_by(
    name: &str,
    home: &Home,
    (args, input): (&[&str], &[u8]),
    acknowledged: &[u32],
    plan: &Plan,
    also: impl Fn(&Struck<'_>) -> Result<(), String>,
) -> Vec<String> {
    let story = Story { name, program: Path::new(PRAXIS), prepared: home.path(), args, input };
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let records = [but_kits(&untouched(&story)).expect("works"), but_kits(&whole).expect("works")];
    let check = |struck: &Struck<'_>| {
        also(struck)?;
        check(struck, &records, acknowledged)
    };
    let mut report = Report::new(name, &check);
    strike(&story, plan, &mut report);
    println!("{report}");
    report.violations
}

#[allow(clippy::unnecessary_wraps)] // One of several checks of the same shape.
fn nothing_else(_: &Struck<'_>) -> Result<(), String> {
    Ok(())
}

/// One is of the role that one was of, or of the other: in the list, and by what opens.
fn of_one_role(struck: &Struck<'_>) -> Result<(), String> {
    nobody_is_ahead(struck)?;
    let role = || -> Result<String, String> {
        let done = struck.ask(&["member", "list", "--locked", "--json"], b"");
        let listed: Value =
            serde_json::from_str(&done.stdout).map_err(|e| format!("{e}: {}", done.stderr))?;
        let desk = listed.as_array().into_iter().flatten().find(|one| one["member"] == 2);
        Ok(desk.and_then(|desk| desk["role"].as_str()).ok_or("nobody is at the desk")?.to_owned())
    };
    holds(!struck.acknowledged() || role()? == "clinician", "what was acknowledged is not so")?;
    let done = struck.ask(&["client", "list"], b"");
    holds(done.code == 0, &format!("an owner cannot open it: {}", done.stderr))?;
    let notes = struck.ask(&["note", "list", "-i", "desk.age"], b"").code;
    match (role()?.as_str(), notes) {
        ("clinician", 0) | ("reception", 4) => Ok(()),
        (role, code) => Err(format!("{role} ends with {code} for notes")),
    }
}

#[test]
fn who_comes_is_a_member_or_is_none() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        struck_by("member add", &home, (&add(&recipient), b""), &[1, 2], &every_stop_and_few(), nobody_is_ahead)
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
        let args = ["member", "remove", "2", "--confirm", "2"];
        struck_by("member remove", &home, (&args, b""), &[1], &every_stop_and_few(), nobody_is_ahead)
    }));
}

#[test]
fn whose_role_changes_has_one_or_the_other() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        home.run(add(&recipient)).ok();
        let args = ["member", "role", "2", "clinician"];
        struck_by("member role", &home, (&args, b""), &[1, 2], &few(), of_one_role)
    }));
}

/// An owner who goes: the secret that they knew is replaced on the way.
#[test]
fn an_owner_who_goes_is_none_or_still_is_one() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let (home, recipient) = with_a_desk();
        let mut add = add(&recipient);
        add[5] = "owner";
        home.run(add).ok();
        let args =
            ["member", "remove", "2", "--confirm", "2", "-o", "new-kit.age", "--kit-passphrase-fd", "0"];
        // Each run with a passphrase takes seconds of scrypt: the homes are computed from one.
        let cuts = if all() { ALL_CUTS } else { Depth { brink: 1, between: 0, step: 12 } };
        let plan = Plan { faults: Vec::new(), cuts, stops: all() };
        struck_by("member remove, of an owner", &home, (&args, NEW.as_bytes()), &[1], &plan, nothing_else)
    }));
}
