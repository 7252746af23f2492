//! Without a person: where the key comes from, what is printed, and what leaves the vault sealed.

#![allow(clippy::expect_used, clippy::print_stderr)] // A test that cannot go on fails, or says why it did not run.

mod common;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Duration, Utc};
use common::{Done, Home, PRAXIS};
use praxis::clock::Now;
use praxis::crypto::age_file::{self, IdentityFile};
use praxis::vault::{Notices, Options, Vault};
use rusqlite::Connection;

#[test]
fn the_key_comes_from_the_first_place_that_has_one() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let usual = home.join(".config/praxis/identity.age");
    let credentials = home.join("credentials");
    fs::create_dir(&credentials).expect("makes");
    fs::rename(&usual, credentials.join("praxis-identity")).expect("moves");
    home.run(["client", "list"]).fails(4, "there is no identity file at");
    let with = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("CREDENTIALS_DIRECTORY", &credentials);
        common::feed(command, b"")
    };
    with(&["client", "list"]).ok();
    // Explicit beats ambient: the stranger that was named is tried, and nothing else.
    home.run(["identity", "new", "--bare", "-i", "stranger"]).ok();
    with(&["client", "list", "-i", "stranger"]).fails(4, "this identity is no member");
    fs::copy(home.join("stranger"), &usual).expect("copies");
    with(&["client", "list"]).ok();
}

#[test]
fn a_sealed_export_opens_with_the_identity_and_holds_everything() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.note("C-0001", "the first text");
    home.pipe(["note", "amend", "N-000001", "--reason", "addition"], b"the second text").ok();
    home.note("C-0001", "in the trash");
    home.run(["note", "trash", "N-000002"]).ok();
    home.run(["export", "-o", "out.age"]).ok();
    let identity = fs::read(home.join(".config/praxis/identity.age")).expect("reads");
    let Ok(IdentityFile::Plain(identity)) = age_file::read_identity_file(&identity) else {
        panic!("a bare identity")
    };
    let archive =
        age_file::open_with(&identity, &fs::read(home.join("out.age")).expect("reads")).expect("opens");
    let mut files = std::collections::BTreeMap::new();
    for entry in tar::Archive::new(archive.as_slice()).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a name").to_string_lossy().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("reads");
        files.insert(name, text);
    }
    assert_eq!(files.keys().collect::<Vec<_>>(), ["clients.json", "files.json", "notes.json"]);
    let clients: serde_json::Value = serde_json::from_str(&files["clients.json"]).expect("JSON");
    assert_eq!(clients[0]["name"], "Ottilie Fairweather");
    let notes: serde_json::Value = serde_json::from_str(&files["notes.json"]).expect("JSON");
    assert_eq!(notes[0]["text"], "the second text");
    assert_eq!(notes[0]["versions"][0]["text"], "the first text");
    assert_eq!(notes[1]["state"], "trash");

    home.run(["identity", "new", "--bare", "-i", "other"]).ok();
    let recipient = home.run(["identity", "show", "-i", "other", "--json"]).ok().json();
    let recipient = recipient["recipient"].as_str().expect("a recipient").to_owned();
    home.run(["export", "-o", "theirs.age", "--recipient", &recipient]).ok();
    let theirs = fs::read(home.join("theirs.age")).expect("reads");
    assert!(age_file::open_with(&identity, &theirs).is_err(), "sealed to them, not to us");
}

#[test]
fn quiet_says_only_what_is_wrong() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    for args in [&["client", "list", "-q"][..], &["search", "nothing", "-q"], &["note", "list", "-q"]] {
        assert_eq!(home.run(args.iter().copied()).ok().stderr, "");
    }
    home.run(["client", "show", "C-0009", "-q"]).fails(5, "error: there is no client C-0009");
}

#[test]
fn usage_errors_are_json_when_json_is_asked_for() {
    let home = Home::empty();
    for args in [
        &["client", "frob", "--json"][..],
        &["--json", "note", "add"],
        &["client", "list", "--json", "--frob"],
    ] {
        let done = home.run(args.iter().copied());
        assert_eq!(done.code, 2);
        let error: serde_json::Value = serde_json::from_str(&done.stderr).expect(&done.stderr);
        assert_eq!(error["error"]["kind"], "usage");
        assert_eq!(error["error"]["code"], 2);
    }
}

#[test]
fn a_changed_praxis_toml_is_logged_once() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let path = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&path).expect("reads");
    fs::write(&path, text.replace("30 days", "7 days")).expect("writes");
    for _ in 0..2 {
        home.run(["client", "list"]).ok();
    }
    let database = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    let changed: i64 = database
        .query_row("SELECT count(*) FROM audit WHERE action = 'settings.changed'", [], |row| row.get(0))
        .expect("counts");
    assert_eq!(changed, 1);
    home.note("C-0001", "text");
    home.run(["note", "trash", "N-000001"]).ok();
    let listed = home.run(["note", "list", "--state", "trash", "--json"]).ok().json();
    let goes: chrono::NaiveDate = listed[0]["goes_from"].as_str().expect("a day").parse().expect("a date");
    let today = praxis::clock::Now::read().today();
    assert!((6..=7).contains(&(goes - today).num_days()), "{goes}");
}

fn examples(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder)
}

/// What the examples have cron and systemd run, as they have it: a line for a shell each.
fn jobs() -> Vec<String> {
    let crontab = fs::read_to_string(examples("crontab")).expect("reads");
    let lines = crontab.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit()));
    let mut jobs: Vec<String> =
        lines.map(|line| line.split_whitespace().skip(5).collect::<Vec<_>>().join(" ")).collect();
    for (path, bytes) in common::files(&examples("systemd")) {
        let unit = String::from_utf8(bytes).expect("UTF-8");
        let starts: Vec<&str> = unit.lines().filter_map(|line| line.strip_prefix("ExecStart=")).collect();
        let service = path.extension().is_some_and(|end| end == "service");
        assert_eq!(starts.len(), usize::from(service), "{}", path.display());
        jobs.extend(starts.iter().map(|line| line.replace("/usr/local/bin/praxis", "praxis")));
    }
    assert!(jobs.iter().all(|job| job.starts_with("praxis ")), "{jobs:?}");
    jobs
}

/// Types a job into a shell, with what a job has: no terminal, no identity.
fn run_job(home: &Home, job: &str) -> Done {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(job.replace("/media/backup", "stick"));
    home.clear(&mut shell);
    let bin = Path::new(PRAXIS).parent().expect("a folder").display();
    shell.env("PATH", format!("{bin}:{}", std::env::var("PATH").unwrap_or_default()));
    common::feed(shell, b"")
}

/// A record that may go, contact details and a process note whose month has come, and nobody who could open the vault.
fn neglected() -> Home {
    let home = Home::with_vault();
    let add = ["--name", "Ottilie Fairweather", "--born", "1960-02-01", "--phone", "07700 900123"];
    let add = [&["client", "add"][..], &add, &["--first-contact", "1999-01-05"]].concat();
    home.run(add).ok();
    home.pipe(
        ["note", "add", "C-0001", "--kind", "process", "--date", "2000-02-03", "--file", "-"],
        b"thought",
    )
    .ok();
    home.run(["client", "end", "C-0001", "--date", "2001-02-03"]).ok();
    fs::create_dir(home.join("stick")).expect("makes");
    fs::remove_file(home.join(".config/praxis/identity.age")).expect("removes");
    for (path, _) in common::files(&home.state()).iter().filter(|(path, _)| path.extension().is_some()) {
        if path.extension().is_some_and(|end| end == "age") {
            fs::remove_file(path).expect("removes");
        }
    }
    home
}

/// What presses where somebody left a vault behind.
const DUE: &[&str] = &[
    "       By  What       How it stands                                                                          Next",
    "! due      retention  1 record may go by the schedule: somebody decides                                      praxis retention sweep -o PLAN",
    "! due      kit        no recovery kit and no second owner: with your identity, or this machine, all is lost  praxis kit new -o FILE",
    "! due      backup     there is no backup: with this disk all is lost                                         praxis backup create --to DIR",
];

/// Every job of the examples runs without any key, prints references when there is something to say, and else nothing.
#[test]
fn the_jobs_of_the_examples() {
    let jobs = jobs();
    assert_eq!(jobs.iter().filter(|job| job.contains("sweep --check")).count(), 2, "{jobs:?}");
    assert_eq!(jobs.iter().filter(|job| job.contains("housekeeping --apply")).count(), 2, "{jobs:?}");
    assert_eq!(jobs.iter().filter(|job| job.contains("status --strict")).count(), 2, "{jobs:?}");
    assert_eq!(jobs.iter().filter(|job| job.contains("due --ics")).count(), 2, "{jobs:?}");
    for job in &jobs {
        let home = neglected();
        let (code, said): (i32, &[&str]) = match job {
            job if job.contains("sweep --check") => (9, &["C-0001"]),
            job if job.contains("status --strict") => (9, DUE),
            job if job.contains("housekeeping") => (
                0,
                &[
                    "What      Kind     Count  Fate",
                    "C-0001    contact  1      gone",
                    "N-000001  process  1      gone",
                ],
            ),
            _ => (0, &[]),
        };
        let done = run_job(&home, job);
        assert_eq!((done.code, done.stderr.as_str()), (code, ""), "{job}");
        let lines: Vec<&str> = done.stdout.lines().map(str::trim_end).collect();
        assert_eq!(lines, said, "{job}");
        // The night after: what is due still is, and all else has nothing to say.
        let again = run_job(&home, job);
        let still: &[&str] = if code == 9 { said } else { &[] };
        assert_eq!((again.code, again.stderr.as_str()), (code, ""), "{job}");
        assert_eq!(again.stdout.lines().collect::<Vec<_>>(), still, "{job}");
    }
    // Where there is no vault, or its medium is not mounted, each says so.
    for job in &jobs {
        let done = run_job(&Home::empty(), job);
        assert_eq!(done.code, 5, "{job}: {}", done.stderr);
        assert!(done.stderr.contains("error: there is no vault at"), "{job}: {}", done.stderr);
    }
}

/// The units keep from a job what it does not need.
#[test]
fn the_units_are_shut_in() {
    let units = common::files(&examples("systemd"));
    assert_eq!(units.len(), 8);
    for (path, bytes) in &units {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        let has = |line: &str| assert!(text.lines().any(|l| l == line), "{}: {line}", path.display());
        if path.extension().is_some_and(|end| end == "timer") {
            has("Persistent=yes");
            continue;
        }
        for line in [
            "Type=oneshot",
            "UMask=0077",
            "NoNewPrivileges=yes",
            "PrivateNetwork=yes",
            "RestrictAddressFamilies=none",
            "ProtectSystem=strict",
            "ProtectHome=read-only",
            "InaccessiblePaths=-/home/you/.config/praxis",
            "CapabilityBoundingSet=",
            "LimitCORE=0",
        ] {
            has(line);
        }
        let ends_with_9 = text.lines().any(|line| line == "SuccessExitStatus=9");
        let may = text.contains("sweep --check") || text.contains("--strict");
        assert_eq!(ends_with_9, may, "{}", path.display());
    }
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        eprintln!("SKIPPED: systemd-analyze is not installed; the units are not verified by it");
        return;
    }
    // It looks whether the program is there: here it is this one.
    let home = Home::empty();
    let verify = |change: &dyn Fn(&str) -> String| -> (bool, String) {
        let mut command = Command::new("systemd-analyze");
        command.args(["verify", "--man=no"]);
        for (path, bytes) in &units {
            let text = String::from_utf8(bytes.clone()).expect("UTF-8");
            let at = home.join(path.file_name().expect("a name"));
            fs::write(&at, change(&text.replace("/usr/local/bin/praxis", PRAXIS))).expect("writes");
            command.arg(at);
        }
        let done = command.output().expect("runs");
        (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
    };
    let (good, said) = verify(&str::to_owned);
    // What it says of units that are not ours is of this machine.
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("praxis-")).collect();
    assert!(good && ours.is_empty(), "{said}");
    let (_, said) = verify(&|text| text.replace("NoNewPrivileges", "NoNewPrivilege"));
    assert!(said.contains("NoNewPrivilege"), "it does look: {said}");
}

fn notices_at(home: &Home, now: DateTime<Utc>) -> Vec<String> {
    let notices = Notices::default();
    let opened = Vault::open(Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(now),
        command: "test".to_owned(),
        accept_clock: false,
        looking: true,
        notices: notices.clone(),
    });
    drop(opened.unwrap_or_else(|why| panic!("{}", why.explain().message)));
    notices.take()
}

/// A job that ran and then runs no more is named by every command, with or without a key.
#[test]
fn a_job_that_is_missed() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let now = Utc::now();
    assert_eq!(notices_at(&home, now + Duration::days(300)), [""; 0], "one that never ran is not missed");
    home.run(["retention", "sweep", "--check"]).ok();
    assert_eq!(notices_at(&home, now + Duration::days(3)), [""; 0]);
    let said = notices_at(&home, now + Duration::days(5));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("praxis retention sweep --check ran last on "), "{said:?}");
    home.run(["housekeeping", "--apply"]).ok();
    assert_eq!(notices_at(&home, now + Duration::days(5)).len(), 2);

    // The log does not vouch for these rows: nothing is destroyed by them, and each run is an entry besides.
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    let long_ago = (now - Duration::days(40)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    database.execute("UPDATE runs SET last = ?1", [&long_ago]).expect("writes");
    drop(database);
    let warns = |args: &[&str]| -> usize {
        let done = home.run(args.iter().copied()).ok();
        done.stderr.matches("it seems to run no more").count()
    };
    for args in [
        &["client", "list"][..],
        &["client", "list", "--locked"],
        &["client", "list", "--quiet"],
        &["retention", "due"],
        &["housekeeping"],
        &["doctor"],
    ] {
        assert_eq!(warns(args), 2, "{args:?}");
    }
    // Doctor says so among the rest, with what to do.
    let found = home.run(["doctor", "--locked", "--json"]).ok().json();
    let jobs: Vec<&serde_json::Value> =
        found.as_array().expect("a list").iter().filter(|line| line["about"] == "jobs").collect();
    assert_eq!(jobs.len(), 2, "{found}");
    for (job, command) in
        jobs.iter().zip(["praxis retention sweep --check ran", "praxis housekeeping --apply ran"])
    {
        assert_eq!(job["level"], "advice");
        assert!(job["what"].as_str().is_some_and(|what| what.starts_with(command)), "{job}");
        assert!(job["hint"].as_str().is_some_and(|hint| hint.contains("timer")), "{job}");
    }
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    // Days are civil ones in London: an hour before midnight forty may be thirty-nine.
    for (days, missed) in [("0", 0), ("41", 0), ("365", 0), ("38", 2), ("1", 2)] {
        let set = format!("missed_after_days = {days}");
        fs::write(&settings, text.replace("missed_after_days = 3", &set)).expect("writes");
        assert_eq!(warns(&["client", "list"]), missed, "{days}");
    }
    // The job itself runs again, and is missed no more.
    fs::write(&settings, &text).expect("writes");
    home.run(["retention", "sweep", "--check"]).ok();
    assert_eq!(warns(&["client", "list"]), 1);
    home.run(["housekeeping", "--apply"]).ok();
    assert_eq!(warns(&["client", "list"]), 0);
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    let runs = "SELECT count(*) FROM audit WHERE action IN ('retention.checked', 'housekeeping.done')";
    let runs: i64 = database.query_row(runs, [], |row| row.get(0)).expect("counts");
    assert_eq!(runs, 4);
}
