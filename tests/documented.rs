//! What README and examples say is what happens: every console block in them is run, in a throw-away home.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::path::Path;

use common::{Home, copy, story};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn readme() {
    let home = Home::with_vault();
    for folder in ["caseload", "import"] {
        copy(&root().join("examples").join(folder), &home.join(folder));
    }
    std::fs::write(home.join("referral.pdf"), vec![b'p'; 2048]).expect("writes");
    assert!(story::run(&root().join("README.md"), &home) >= 18, "the README's commands were found");
}

#[test]
fn exit_codes_are_listed_where_people_look() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("reads");
    let help = Home::empty().run(["--help"]).ok().stdout;
    for (exit, meaning) in praxis::failure::Exit::ALL {
        let code = *exit as u8;
        assert!(readme.contains(&format!("| {code} | {meaning} |")), "README: {code}");
        assert!(help.contains(&format!("{code:>3}  {meaning}")), "help: {code}");
    }
}

#[test]
fn the_demo_tells_its_story_and_leaves_nothing_behind() {
    let home = Home::empty();
    let done = home.run(["demo"]).ok();
    for said in [
        "$ praxis init",
        "C-0003",
        "N-000004",
        "F-000001",
        "versions of records open",
        "E-0001       C-0002  ",
        "C-0004  E-0002",
        "$ praxis audit verify --checkpoint stick/log.checkpoint",
        "erasure.shredded",
        "what else is in the log, this does not show",
        "holds   2 clients; every record was opened",
        "The same scan does find",
    ] {
        assert!(done.stdout.contains(said), "{said}\n{}", done.stdout);
    }
    assert!(done.stderr.contains("the keys of this vault are not on this machine"));
    assert_eq!(common::files(home.path()), []);
}

#[test]
fn every_command_has_an_example_in_its_help() {
    fn walk(command: &clap::Command, path: &str) {
        // What praxis starts by itself nobody types.
        let subs: Vec<_> = command.get_subcommands().filter(|sub| !sub.is_hide_set()).collect();
        for sub in &subs {
            walk(sub, &format!("{path} {}", sub.get_name()));
        }
        if subs.is_empty() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("Example") && help.contains("Exit codes:"), "{path}");
        }
    }
    walk(&praxis::cli::command(), "praxis");
}

/// The rows of the table in docs/clocks.md: received, nation, what happened, due.
fn rows_of_clocks() -> Vec<[String; 4]> {
    let page = std::fs::read_to_string(root().join("docs/clocks.md")).expect("reads");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = page.lines().filter(|line| line.starts_with("| 20")).map(cells);
    rows.map(|row| [row[1].clone(), row[2].clone(), row[3].clone(), row[4].clone()]).collect()
}

#[test]
fn every_row_of_the_clocks_page_is_what_the_program_says() {
    let (home, rows) = (Home::empty(), rows_of_clocks());
    assert_eq!(rows.len(), 22);
    for [received, nation, happened, due] in rows {
        let mut args = vec!["clock", "access", "--received", &received, "--nation", &nation, "--quiet"];
        for what in happened.split(", ").filter(|what| !what.is_empty()) {
            match what.split_once(' ') {
                Some(("paused", days)) => args.extend(["--pause", days]),
                Some(("identity", day)) => args.extend(["--identity", day]),
                _ => args.push("--extended"),
            }
        }
        let said = home.run(&args).ok().stdout;
        assert_eq!(said.lines().next(), Some(due.as_str()), "{received} {happened}");
    }
}
