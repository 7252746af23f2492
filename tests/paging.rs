//! Long tables and long copies on a real terminal: shown a screenful at a time, stopped at any time, and nothing
//! half done left behind.
#![allow(clippy::expect_used)] // What cannot go on fails.

mod common;

use std::fs;

use common::Home;
use common::screen::{CTRL_C, Screen, stopped};

/// A home with so many clients, and a note about each that says the same.
fn home_with(clients: usize) -> Home {
    let home = Home::with_vault();
    let mut people = "ID,Name,First\n".to_owned();
    let mut notes = "ID,Date,Kind,Text\n".to_owned();
    for n in 0..clients {
        people.push_str(&format!("S-{n},Client Number {n},2026-01-05\n"));
        notes.push_str(&format!("S-{n},2026-02-03,session,spoke about the marrows\n"));
    }
    let people_map = "[columns]\nsource = \"ID\"\nname = \"Name\"\nfirst_contact = \"First\"\n";
    let notes_map = "[columns]\nclient = \"ID\"\ndate = \"Date\"\nkind = \"Kind\"\ntext = \"Text\"\n";
    for (name, text) in [
        ("people.csv", people.as_str()),
        ("people.toml", people_map),
        ("notes.csv", &notes),
        ("notes.toml", notes_map),
    ] {
        fs::write(home.join(name), text).expect("writes");
    }
    home.run(["import", "clients", "people.csv", "--map", "people.toml"]).ok();
    home.run(["import", "notes", "notes.csv", "--map", "notes.toml"]).ok();
    home
}

#[test]
fn a_long_table_comes_a_screenful_at_a_time() {
    let home = home_with(60);
    let mut screen = Screen::praxis(&home, "search marrows");
    let first = screen.wait_for("19 of 60. Enter: more, a: all, q: stop");
    assert!(first.contains("N-000001") && !first.contains("N-000060"), "{first}");
    screen.send("\r");
    let second = screen.wait_for("38 of 60. Enter: more");
    assert!(!second.contains("N-000001") && second.contains("Note"), "each has its header: {second}");
    screen.send("a\r");
    screen.wait_for("N-000060");
    screen.end().ends(0, "N-000060");

    let mut screen = Screen::praxis(&home, "client list");
    screen.wait_for("of 60. Enter: more");
    screen.send("q\r");
    let ended = screen.end().ends(0, "C-0001");
    assert!(!ended.shown.contains("C-0060"));
}

#[test]
fn ctrl_c_between_two_screenfuls_stops() {
    let home = home_with(60);
    let mut screen = Screen::praxis(&home, "client list");
    screen.wait_for("of 60. Enter: more");
    screen.send(CTRL_C);
    stopped(&screen.end(), "between two screenfuls");
}

#[test]
fn a_table_that_fits_or_goes_into_a_pipe_is_not_paged() {
    let home = home_with(60);
    let shown = Screen::praxis(&home, "client show C-0001").end().ends(0, "Client Number 0").shown;
    assert!(!shown.contains("Enter: more"));
    let shown = Screen::open(&home, "\"$PRAXIS\" client list | cat", &[]).end().ends(0, "C-0060").shown;
    assert!(!shown.contains("Enter: more"));
}

/// Where the bytes come from takes long enough, in a build for tests, to be stopped in the middle.
#[test]
fn ctrl_c_in_the_middle_of_a_copy_leaves_nothing() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    fs::write(home.join("tape.m4a"), vec![7; 6 << 20]).expect("writes");
    home.run(["file", "add", "C-0001", "tape.m4a"]).ok();
    let left = |home: &Home| {
        let entries = fs::read_dir(home.path()).expect("a folder").map(|e| e.expect("an entry").file_name());
        entries.filter(|name| name == "copy" || name.to_string_lossy().starts_with(".praxis-")).count()
    };
    for arguments in ["file get F-000001 -o copy", "export --plain -o copy", "export -o copy"] {
        let mut screen = Screen::praxis(&home, arguments);
        if arguments.starts_with("file") {
            screen.wait_for("copying");
        } else {
            screen.wait_for("writing");
        }
        screen.send(CTRL_C);
        stopped(&screen.end(), arguments);
        assert_eq!(left(&home), 0, "{arguments}");
    }
    let mut screen = Screen::praxis(&home, "file add C-0001 tape.m4a");
    screen.wait_for("storing");
    screen.send(CTRL_C);
    stopped(&screen.end(), "storing");
    let listed = home.run(["file", "list", "--json"]).ok().json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "what was stopped is not stored");
    home.run(["doctor"]).ok();
}
