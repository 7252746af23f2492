//! Breaches from end to end: nothing that was recorded is lost, whoever is affected stays until the last breach about them is
//! closed, and no word of it stands in the clear.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::path::Path;
use std::sync::OnceLock;

use common::canary::Session;
use common::clear::{Clear, Row, number, value};
use common::opened::decide;
use common::screen::{Ended, Screen};
use common::{Done, Home};
use praxis::records::breach::Risk;
use rusqlite::types::Value;
use serde_json::json;

const AWARE: &str = "2026-10-24T09:00:00Z";

/// Three clients.
fn practice() -> Home {
    static MADE: OnceLock<Home> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let home = Home::with_vault();
        for name in ["Ada Example", "Bea Example", "Cai Example"] {
            home.client(name);
        }
        home
    });
    let home = Home::empty();
    common::copy(&made.join("."), &home.join("."));
    home
}

fn open(home: &Home) -> String {
    home.run(["breach", "open", "laptop", "--aware", AWARE, "--quiet"]).ok().stdout.trim().to_owned()
}

fn update(home: &Home, breach: &str, more: &[&str]) -> Done {
    home.run([&["breach", "update", breach][..], more].concat())
}

fn shown(home: &Home, breach: &str) -> serde_json::Value {
    home.run(["breach", "show", breach, "--json"]).ok().json()
}

fn close(home: &Home, breach: &str) -> Done {
    home.run(["breach", "close", breach, "--on", "2026-11-01"])
}

fn erase(home: &Home, client: &str) -> Done {
    let ground = ["--ground", "consent-withdrawn", "--confirm", client, "--accept-total-loss"];
    home.run([&["erase", client][..], &ground].concat())
}

fn rows_of<'c>(clear: &'c Clear, register: &str) -> Vec<&'c Row> {
    let of = |row: &&Row| *value(row, "register") == Value::Text(register.to_owned());
    clear.rows("handles").iter().filter(of).collect()
}

/// The numbers of the clients who are flagged.
fn flagged(home: &Home) -> Vec<i64> {
    let clear = Clear::read(home);
    let flagged = |row: &&&Row| number(row, "open_breach") == Some(1);
    let clients = rows_of(&clear, "C");
    let flagged = clients.iter().filter(flagged).map(|row| number(row, "number").expect("a number"));
    let mut flagged: Vec<i64> = flagged.collect();
    flagged.sort_unstable();
    flagged
}

/// Clocks and states of all breaches, in the clear.
fn clocks(home: &Home) -> Vec<(Value, Value)> {
    let clear = Clear::read(home);
    clear.rows("clocks").iter().map(|row| (value(row, "kind").clone(), value(row, "due").clone())).collect()
}

fn words(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn what_was_recorded_stays_and_is_only_added_to() {
    let home = practice();
    let breach = open(&home);
    let mut before: Vec<serde_json::Value> = Vec::new();
    let facts = br#"{"title": "bag", "description": "first"}"#;
    let same = br#"{"description": "first", "title": "bag"}"#;
    let told = ["breach", "notify", &breach, "--to", "ico", "--at", "2026-10-26T09:00:00Z"];
    let steps: [&dyn Fn() -> Done; 9] = [
        &|| home.pipe(["breach", "update", &breach, "--from", "-"], facts),
        &|| update(&home, &breach, &["--affects", "C-0001", "C-0002"]),
        &|| home.pipe(["breach", "update", &breach, "--from", "-"], br#"{"description": "second"}"#),
        &|| update(&home, &breach, &["--aware", "2026-10-24T08:00:00Z", "--data", "health"]),
        &|| home.run(told),
        &|| {
            home.pipe(
                [&told[..6], &["2026-10-28T09:00:00Z", "--further", "--late-file", "-"]].concat(),
                b"ill",
            )
        },
        &|| update(&home, &breach, &["--not-affected", "C-0001"]),
        &|| home.pipe(["breach", "update", &breach, "--from", "-"], facts),
        &|| home.run(["breach", "notify", &breach, "--to", "insurer", "--at", "now"]),
    ];
    for step in steps {
        step().ok();
        let now = shown(&home, &breach);
        let history = now["history"].as_array().expect("a list").clone();
        assert_eq!(history.len(), before.len() + 1);
        assert_eq!(history[..before.len()], before[..], "an earlier entry was changed");
        assert!(history.iter().all(|entry| entry["by"] == 1 && entry["recorded"].is_string()));
        before = history;
    }
    // What is known already, or was refused, adds nothing.
    home.pipe(["breach", "update", &breach, "--from", "-"], same).ok();
    update(&home, &breach, &["--data", "health", "--affects", "C-0002"]).ok();
    update(&home, &breach, &["--contained", "2099-01-01T00:00:00Z"]).fails(2, "has not come");
    home.run(told).fails(2, "the first report was made");
    close(&home, &breach).fails(3, "nobody decided about the risk");
    let now = shown(&home, &breach);
    assert_eq!(now["history"].as_array(), Some(&before));
    assert_eq!(before[3]["facts"], json!({"aware": "2026-10-24T08:00:00Z", "data": ["health"]}));
    assert_eq!(
        (&before[1]["added"], &before[6]["removed"]),
        (&json!(["C-0001", "C-0002"]), &json!(["C-0001"]))
    );
    assert_eq!((&now["title"], &now["aware"]), (&json!("bag"), &json!("2026-10-24T09:00:00+01:00")));
    assert_eq!(
        (&now["due"], &now["latest"]),
        (&json!("2026-10-27T08:00:00+00:00"), &json!("2026-10-27T09:00:00+00:00"))
    );
    assert_eq!(
        (&now["facts"]["description"], &now["affected"]),
        (&json!("first"), &json!([{"client": "C-0002", "erased": false}]))
    );
    home.run(["doctor"]).ok();
}

#[test]
fn whoever_is_affected_stays_until_the_last_breach_about_them_is_closed() {
    let home = practice();
    let (one, two) = (open(&home), open(&home));
    update(&home, &one, &["--affects-everybody", "--not-affected", "C-0003"]).ok();
    assert_eq!(flagged(&home), [1, 2]);
    update(&home, &two, &["--affects", "C-0001"]).ok();
    update(&home, &one, &["--not-affected", "C-0002", "--affects", "C-0003"]).ok();
    assert_eq!(flagged(&home), [1, 3]);
    for client in ["C-0001", "C-0003"] {
        erase(&home, client)
            .fails(3, &format!("{client} may not be destroyed: a breach that affects it is open"));
    }
    erase(&home, "C-0002").ok();
    decide(&home, &one, Risk::None, "seen", "the owner");
    close(&home, &one).ok();
    assert_eq!(flagged(&home), [1]);
    erase(&home, "C-0001").fails(3, "a breach that affects it is open");
    erase(&home, "C-0003").ok();
    // Of whoever is gone the register keeps the reference, and may take it in.
    let affected = shown(&home, &one)["affected"].clone();
    assert_eq!(
        affected,
        json!([{"client": "C-0001", "erased": false}, {"client": "C-0003", "erased": true}])
    );
    update(&home, &two, &["--affects", "C-0002"]).ok();
    decide(&home, &two, Risk::None, "seen", "the owner");
    close(&home, &two).ok();
    assert_eq!(flagged(&home), [0_i64; 0]);
    erase(&home, "C-0001").ok();
    close(&home, &two).fails(3, "it was closed on 1 Nov 2026");
    update(&home, &two, &["--encrypted", "yes"]).fails(3, "it was closed");
    assert_eq!(home.run(["breach", "list", "--json"]).ok().json(), json!([]));
    let of_bea = home.run(["breach", "list", "C-0002", "--all", "--json"]).ok().json();
    assert_eq!((of_bea.as_array().map(Vec::len), &of_bea[0]["breach"]), (Some(1), &json!(two)));
    home.run(["doctor"]).ok();
}

/// What stands in the clear follows from what was recorded: a job without a key goes by it.
#[test]
fn the_clocks_follow_the_decision() {
    let home = practice();
    let breach = open(&home);
    let (notify, tell) = (words("notify"), words("tell"));
    assert_eq!(clocks(&home), [(notify.clone(), words("2026-10-27"))]);
    update(&home, &breach, &["--aware", "2026-10-22T09:00:00Z"]).ok();
    assert_eq!(clocks(&home), [(notify.clone(), words("2026-10-25"))]);
    decide(&home, &breach, Risk::High, "seen", "the owner");
    assert_eq!(clocks(&home), [(notify, words("2026-10-25")), (tell.clone(), Value::Null)]);
    let says =
        "the Commissioner was not told: Article 33(1); a high risk was decided, and the people were not told";
    close(&home, &breach).fails(3, says);
    let report = ["breach", "notify", &breach, "--to", "ico", "--at", "2026-10-23T09:00:00Z"];
    home.run(report).ok();
    assert_eq!(clocks(&home), [(tell, Value::Null)]);
    close(&home, &breach).fails(3, "the people were not told");
    let except = ["breach", "notify", &breach, "--because-file", "-", "--not-told"];
    home.pipe([&except[..], &["disproportionate"]].concat(), b"too many").ok();
    close(&home, &breach).fails(3, "they were not told in public instead");
    let public = ["breach", "notify", &breach, "--to", "people", "--means", "public", "--at", "now"];
    home.run(public).ok();
    assert_eq!(clocks(&home), []);
    let lessons = ["breach", "close", &breach, "--lessons-file", "-"];
    let done = home.pipe([&lessons[..], &["--json"]].concat(), b"lock it\n").ok().json();
    assert_eq!(
        (&done["state"], &done["duties"], &done["facts"]["lessons"]),
        (&json!("closed"), &json!([]), &json!("lock it"))
    );
    let states: Vec<Value> =
        rows_of(&Clear::read(&home), "B").iter().map(|row| value(row, "state").clone()).collect();
    assert_eq!(states, [words("ended")]);
    home.run(["doctor"]).ok();
}

/// Every point that text can be given for, every reason, and every title, is a canary.
#[test]
fn a_breach_leaves_no_trace() {
    let mut session = Session::begin("br");
    let s = &mut session;
    let client = s.does(&["client", "add", "--name", "Ada Example", "--first-contact", "2026-01-05"]);
    let title = s.canary("title");
    let breach = s.does(&["breach", "open", &title, "--aware", AWARE]);
    let points = [
        "title",
        "noticed_by",
        "discovered",
        "description",
        "consequences",
        "measures_before",
        "containment",
        "measures_after",
        "processor",
        "lessons",
        "documents",
    ];
    let mut said = Vec::new();
    let mut toml = String::new();
    for point in points {
        let word = s.canary(point);
        toml.push_str(&format!("{point} = \"{word}\"\n"));
        said.push(word);
    }
    let update = ["breach", "update", &breach];
    // What is printed is where it stands, with no word of it.
    s.does_with(&[&update[..], &["--from", "-", "--affects", &client]].concat(), &toml);
    // What is refused is repeated nowhere.
    let wrong = [s.canary("key"), s.canary("code")];
    let file = s.file("facts.toml", format!("cause = \"{}\"", wrong[1]).as_bytes());
    s.refuses(2, &[&update[..], &["--from", &file]].concat());
    let file = s.file("facts.json", format!("{{\"{}\": 1}}", wrong[0]).as_bytes());
    s.refuses(2, &[&update[..], &["--from", &file]].concat());
    let notify = ["breach", "notify", &breach, "--at", "2026-10-28T09:00:00Z", "--to"];
    let (late, number, informed) = (s.canary("late"), s.canary("number"), s.canary("police"));
    s.does_with(&[&notify[..], &["ico", "--late-file", "-", "--number", &number]].concat(), &late);
    s.does_with(&[&notify[..], &["police", "--words-file", "-"]].concat(), &informed);
    let (because, decider) = (s.canary("because"), s.canary("decider"));
    decide(&s.home, &breach, Risk::High, &because, &decider);
    let excepted = s.canary("excepted");
    let except = ["breach", "notify", &breach, "--not-told", "measures", "--because-file", "-"];
    s.does_with(&except, &excepted);
    said.extend([late, number, informed, because, decider, excepted]);
    let wanted: Vec<&str> = said.iter().map(String::as_str).collect();
    s.reads(&["breach", "show", &breach, "--history"], &wanted);
    s.reads(&["breach", "show", &breach, "--json"], &wanted);
    s.reads(&["breach", "list"], &[&said[0]]);
    s.refuses(3, &["erase", &client, "--ground", "objection", "--confirm", &client, "--accept-total-loss"]);
    let lessons = s.canary("lessons");
    s.does_with(&["breach", "close", &breach, "--lessons-file", "-"], &lessons);
    s.refuses(3, &[&update[..], &["--encrypted", "yes"]].concat());
    s.kept("name");
    let name = s.stored[0].clone();
    s.does(&["client", "add", "--name", &name, "--first-contact", "2026-01-05"]);
    session.end();
}

/// Runs `breach update B-0001` on a terminal with an editor that is a shell script; `$1` is the form.
fn edit(home: &Home, memory: &Path, editor: &str) -> Ended {
    std::fs::write(home.join("editor.sh"), editor).expect("writes");
    let editor = format!("sh {}", home.join("editor.sh").display());
    let memory = memory.to_str().expect("a path");
    let more = [("EDITOR", editor.as_str()), ("XDG_RUNTIME_DIR", memory)];
    Screen::process(home, "breach update B-0001", &more).0.end()
}

#[test]
fn the_form_opens_on_what_is_known_and_is_not_lost() {
    if !std::process::Command::new("stat")
        .args(["-f", "-c", "%T", "/dev/shm"])
        .output()
        .is_ok_and(|said| said.stdout.starts_with(b"tmpfs"))
    {
        println!("SKIPPED: /dev/shm is not a tmpfs, so there is no editing here");
        return;
    }
    let memory = tempfile::Builder::new().prefix("breaches-test-").tempdir_in("/dev/shm").expect("a folder");
    let left = || std::fs::read_dir(memory.path()).expect("a folder").count();
    let home = practice();
    let breach = open(&home);
    let entries = || shown(&home, &breach)["history"].as_array().map(Vec::len);

    edit(&home, memory.path(), "exit 0").ends(0, "nothing was recorded");
    edit(&home, memory.path(), "exit 1").ends(2, "the editor ended with a failure");
    assert_eq!((entries(), left()), (Some(0), 0));
    // What is known stands there; what is not is a comment to be filled in.
    let fills = "grep -q '^title = \"laptop\"$' \"$1\" && sed -i -e 's/^# cause = .*/cause = \"lost-or-stolen\"/' \
                 -e 's/^title = .*/title = \"bag\"/' \"$1\"";
    edit(&home, memory.path(), fills).ends(0, "B-0001  open; risk not decided");
    let now = shown(&home, &breach);
    assert_eq!(now["history"][0]["facts"], json!({"title": "bag", "cause": "lost-or-stolen"}));
    assert_eq!((entries(), left()), (Some(1), 0));
    // A form that says nothing new is nothing to record.
    edit(&home, memory.path(), "echo '# seen' >> \"$1\"").ends(0, "nothing was recorded");
    assert_eq!((entries(), left()), (Some(1), 0));
    // One that is not understood, or cannot be so, stays in memory.
    for (line, says) in [
        ("cyber = \"perhaps\"", "cyber takes one of: yes, no, dont-know"),
        ("contained = \"2099-01-01 10:00\"", "contained lies in the future"),
    ] {
        let ended = edit(&home, memory.path(), &format!("echo '{line}' >> \"$1\"")).ends(2, says);
        let after = ended.shown.split("safe in memory until you log out: ").nth(1).expect("a hint");
        assert!(after.contains("(give it to --from)"), "{after}");
        let kept = Path::new(after.split(" (").next().expect("a path"));
        assert!(std::fs::read_to_string(kept).expect("kept").contains(line));
        std::fs::remove_dir_all(kept.parent().expect("a folder")).expect("removes");
        assert_eq!((entries(), left()), (Some(1), 0));
    }
    decide(&home, &breach, Risk::None, "seen", "the owner");
    close(&home, &breach).ok();
    edit(&home, memory.path(), "echo 'cyber = \"no\"' >> \"$1\"").ends(3, "it was closed");
    assert_eq!(left(), 0);
}
