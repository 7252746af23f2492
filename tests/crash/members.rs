//! Members, struck at every point of coming and going: one is a member or is not, never in between. Once an owner has opened
//! the vault again every member has a way in, nobody else has one, and only the epoch that counts has any.

use std::collections::BTreeSet;
use std::path::Path;

use praxis::records::member::MemberNumber;
use praxis::vault::layout::StateFolder;
use serde_json::Value;

use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::{Home, PRAXIS};
use crate::gone::image;
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{clean, every_stop_and_few, prepared_with, skipped, strike};

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

/// `acknowledged`: who is a member once the command says that it is done.
fn check(struck: &Struck<'_>, records: &[Value; 2], acknowledged: &[u32]) -> Result<(), String> {
    left_behind(struck)?;
    if struck.acknowledged() {
        mirrors_agree(struck, "what was acknowledged")?;
        holds(members(struck)?.iter().eq(acknowledged), "what was acknowledged is not so")?;
    }
    // By an owner, who completes what was cut off.
    let now = state(struck)?;
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

fn struck_by(name: &str, home: &Home, args: &[&str], acknowledged: &[u32]) -> Vec<String> {
    let story = Story { name, program: Path::new(PRAXIS), prepared: home.path(), args, input: b"" };
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let records = [state(&untouched(&story)).expect("works"), state(&whole).expect("works")];
    let check = |struck: &Struck<'_>| check(struck, &records, acknowledged);
    let mut report = Report::new(name, &check);
    strike(&story, &every_stop_and_few(), &mut report);
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
        struck_by("member add", &home, &add(&recipient), &[1, 2])
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
        struck_by("member remove", &home, &["member", "remove", "2", "--confirm", "2"], &[1])
    }));
}
