//! A breach that is put together and closed, struck at every point: whoever it affects is kept from erasure exactly while it is
//! open and names them, and its history is that of before or that of after.

use std::path::Path;

use praxis::records::breach::Risk;
use serde_json::{Value, json};

use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::opened::decide;
use crate::common::{Home, PRAXIS};
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{clean, fewer, skipped};

/// A home with two clients and two breaches, of which the second affects the second client.
fn opened() -> Home {
    let home = Home::with_vault();
    for name in ["Ottilie Fairweather", "Caspian Nettlefold"] {
        home.client(name);
    }
    home.run(["kit", "new", "--print"]).ok();
    for _ in 0..2 {
        home.run(["breach", "open", "bag", "--aware", "2026-10-24T09:00:00Z"]).ok();
    }
    home.run(["breach", "update", "B-0002", "--affects", "C-0002"]).ok();
    home
}

/// What stands about both breaches, and who may not be erased.
fn recorded(struck: &Struck<'_>) -> Result<Value, String> {
    let mut all = Vec::new();
    let mut bound: Vec<String> = Vec::new();
    for breach in ["B-0001", "B-0002"] {
        let done = struck.ask(&["breach", "show", breach, "--json"], b"");
        holds(done.code == 0, &format!("breach show ends with {}: {}", done.code, done.stderr.trim()))?;
        let mut shown: Value = serde_json::from_str(&done.stdout).map_err(|e| e.to_string())?;
        // Two runs of one command differ in it.
        for entry in shown["history"].as_array_mut().into_iter().flatten() {
            entry["recorded"] = Value::Null;
        }
        if shown["closed"].is_null() {
            let clients = shown["affected"].as_array().into_iter().flatten();
            bound.extend(clients.filter_map(|one| one["client"].as_str().map(str::to_owned)));
        }
        all.push(shown);
    }
    for client in ["C-0001", "C-0002"] {
        let done = struck.ask(&["erase", client, "--ground", "objection", "--dry-run"], b"");
        let expected = if bound.iter().any(|one| one == client) { 3 } else { 0 };
        let says = format!("the erasure of {client} ends with {}, not {expected}", done.code);
        holds(done.code == expected, &says)?;
    }
    Ok(json!(all))
}

fn struck_by(name: &str, home: &Home, args: &[&str]) -> Vec<String> {
    let story = Story { name, program: Path::new(PRAXIS), prepared: home.path(), args, input: b"" };
    let before = recorded(&untouched(&story)).expect("works");
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let after = recorded(&whole).expect("works");
    assert_ne!(before, after);
    let check = |struck: &Struck<'_>| {
        left_behind(struck)?;
        if struck.acknowledged() {
            mirrors_agree(struck, "what was acknowledged")?;
        }
        let now = recorded(struck)?;
        if struck.acknowledged() {
            holds(now == after, "what was acknowledged is not wholly there")?;
        } else {
            holds(now == before || now == after, "neither as before nor as after the command")?;
        }
        sound(struck, &state(struck)?)
    };
    let mut report = Report::new(name, &check);
    crate::strike(&story, &fewer(), &mut report);
    println!("{report}");
    report.violations
}

#[test]
fn breach_update_affects() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let home = opened();
        let args = ["breach", "update", "B-0001", "--affects", "C-0001", "C-0002"];
        struck_by("breach update --affects", &home, &args)
    }));
}

#[test]
fn breach_close() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let home = opened();
        home.run(["breach", "update", "B-0001", "--affects", "C-0001", "C-0002"]).ok();
        decide(&home, "B-0001", Risk::None, "seen", "the owner");
        struck_by("breach close", &home, &["breach", "close", "B-0001"])
    }));
}
