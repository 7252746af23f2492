//! A pack and what is decided about it, struck at every point: under its final name a pack is whole and on record, no word
//! of it lies anywhere in the clear, and decisions are those of before or those of after.

use std::path::Path;

use serde_json::Value;

use crate::common::faults::{Report, Story, Struck, in_turn, unharmed, untouched};
use crate::common::record::{open, recipient};
use crate::common::{Home, PRAXIS, files};
use crate::invariants::{holds, left_behind, mirrors_agree, sound, state};
use crate::{Plan, clean, every_stop_and_few, few, skipped};

/// What stands in the record, and may stand nowhere in the clear.
const SECRETS: [&str; 3] = ["mardlewort", "fennimore", "tarnbridge"];

const DECISIONS: &[u8] = br#"praxis = "sar-decisions/1"
request = "R-0001"
[[opinion]]
by_whom = "Dr A. Sample"
capacity = "responsible"
profession = "doctor"
on = 2026-01-02
met = false
[[decide]]
items = ["N-000001", "F-000001"]
do = "disclose"
ground = "known-to-subject"
[[decide]]
items = ["N-000002"]
do = "withhold"
ground = "legal-privilege"
"#;

/// A home with a client, two notes, a file and a request.
fn asked() -> Home {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "mardlewort");
    home.note("C-0001", "fennimore");
    std::fs::write(home.join("line.txt"), "tarnbridge").expect("writes");
    home.run(["file", "add", "C-0001", "line.txt"]).ok();
    std::fs::remove_file(home.join("line.txt")).expect("goes");
    home.run(["kit", "new", "--print"]).ok();
    home.run(["request", "open", "--client", "C-0001", "--right", "access"]).ok();
    home
}

/// What stands about each item.
fn decided(struck: &Struck<'_>) -> Result<Value, String> {
    let done = struck.ask(&["sar", "prepare", "R-0001", "--json"], b"");
    holds(done.code == 0, &format!("sar prepare ends with {}: {}", done.code, done.stderr.trim()))?;
    serde_json::from_str(&done.stdout).map_err(|e| e.to_string())
}

/// Nothing of the record lies in the clear, whatever is left lying.
fn nothing_readable(struck: &Struck<'_>) -> Result<(), String> {
    for (path, bytes) in files(struck.home.path()) {
        let word = SECRETS.iter().find(|word| bytes.windows(word.len()).any(|some| some == word.as_bytes()));
        holds(word.is_none(), &format!("{} is readable", path.display()))?;
    }
    Ok(())
}

/// Whatever stands under the final name is whole, is what was decided, and is on record.
fn pack_is_whole(struck: &Struck<'_>, state: &Value) -> Result<(), String> {
    let output = struck.home.join("pack.age");
    if !output.exists() {
        return holds(!struck.acknowledged(), "the pack was acknowledged and is not there");
    }
    holds(state["exports"] == 1, "a pack that no register knows")?;
    let verified = struck.ask(&["sar", "verify", "pack.age"], b"");
    holds(verified.code == 0, &format!("half a pack: {}", verified.stderr.trim()))?;
    let pack = open(&struck.home, &output);
    holds(pack.has("mardlewort") && pack.has("tarnbridge"), "something is missing in the pack")?;
    holds(!pack.has("fennimore"), "what was withheld is in the pack")
}

/// Strikes one of the commands of a pack.
fn struck_by(
    plan: &Plan,
    name: &str,
    home: &Home,
    args: &[&str],
    input: &[u8],
    also: impl Fn(&Struck<'_>, &Value) -> Result<(), String>,
) -> Vec<String> {
    let story = Story { name, program: Path::new(PRAXIS), prepared: home.path(), args, input };
    let before = decided(&untouched(&story)).expect("works");
    let whole = unharmed(&story);
    assert_eq!(whole.done.code, 0, "{name}: {}", whole.done.stderr);
    let after = decided(&whole).expect("works");
    nothing_readable(&whole).expect("sealed");
    also(&whole, &state(&whole).expect("works")).expect("works");
    let check = |struck: &Struck<'_>| {
        nothing_readable(struck)?;
        left_behind(struck)?;
        if struck.acknowledged() {
            mirrors_agree(struck, "what was acknowledged")?;
        }
        let now = decided(struck)?;
        if struck.acknowledged() {
            holds(now == after, "what was acknowledged is not wholly there")?;
        } else {
            holds(now == before || now == after, "neither as before nor as after the command")?;
        }
        let state = state(struck)?;
        also(struck, &state)?;
        sound(struck, &state)
    };
    let mut report = Report::new(name, &check);
    crate::strike(&story, plan, &mut report);
    println!("{report}");
    report.violations
}

#[test]
fn sar_decide() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let args = ["sar", "decide", "R-0001", "--decisions", "-"];
        struck_by(&few(), "sar decide", &asked(), &args, DECISIONS, crate::nothing_else)
    }));
}

#[test]
fn sar_export() {
    if skipped() {
        return;
    }
    clean(&in_turn(|| {
        let home = asked();
        home.pipe(["sar", "decide", "R-0001", "--decisions", "-"], DECISIONS).ok();
        let recipient = recipient(&home);
        let args = ["sar", "export", "R-0001", "-o", "pack.age", "--recipient", &recipient];
        struck_by(&every_stop_and_few(), "sar export", &home, &args, b"", pack_is_whole)
    }));
}
