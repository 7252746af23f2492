//! What is to be done: each thing that has a clock or should be looked after has a line as long as it is so, without any
//! key, without a name, and without a byte written.

#![allow(clippy::expect_used)] // A test that cannot go on fails.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{Days, NaiveDate};
use common::{Done, Home, PRAXIS};
use rusqlite::Connection;
use serde_json::Value;

fn today() -> NaiveDate {
    praxis::clock::Now::read().today()
}

fn in_days(days: u64) -> String {
    today().checked_add_days(Days::new(days)).expect("a day").to_string()
}

fn days_ago(days: u64) -> String {
    today().checked_sub_days(Days::new(days)).expect("a day").to_string()
}

/// Types a line into a shell.
fn shell(home: &Home, line: &str) -> Done {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(line);
    home.clear(&mut shell);
    let bin = Path::new(PRAXIS).parent().expect("a folder").display();
    shell.env("PATH", format!("{bin}:{}", std::env::var("PATH").unwrap_or_default()));
    common::feed(shell, b"")
}

/// The lines of a topic: reference, urgency, day.
fn lines(home: &Home, topic: &str, more: &[&str]) -> Vec<[String; 3]> {
    let all = home.run([&["status", "--json"], more].concat()).ok().json();
    let of = |line: &Value, field: &str| line[field].as_str().unwrap_or("-").to_owned();
    let lines = all["lines"].as_array().expect("lines").iter();
    let lines = lines.filter(|line| line["topic"] == topic);
    lines.map(|line| [of(line, "reference"), of(line, "urgency"), of(line, "due")]).collect()
}

#[track_caller]
fn has(home: &Home, topic: &str, more: &[&str], expected: &[[&str; 3]]) {
    assert_eq!(lines(home, topic, more), expected, "{topic} {more:?}");
}

/// Makes a kit that is read back.
fn kit(home: &Home, name: &str) {
    let line = format!(
        "printf 'plinth gravel otter seventeen' > pass; praxis kit new -o {name} --kit-passphrase-fd 3 -q 3< pass"
    );
    shell(home, &line).ok();
}

fn change(home: &Home, sql: &str) {
    let database = Connection::open(home.vault().join("vault.db")).expect("opens");
    assert!(database.execute(sql, []).expect(sql) > 0, "{sql}");
}

#[test]
fn requests_breaches_and_holds_until_they_are_over() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    for topic in
        ["request", "breach", "hold", "complaint", "retention", "housekeeping", "erasure", "job", "drill"]
    {
        has(&home, topic, &[], &[]);
    }
    home.run(["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-03-02"]).ok();
    has(&home, "request", &[], &[["R-0001", "overdue", "2026-04-02"]]);
    has(&home, "request", &["--as-of", "2026-04-02"], &[["R-0001", "due", "2026-04-02"]]);
    has(&home, "request", &["--as-of", "2026-03-26"], &[["R-0001", "soon", "2026-04-02"]]);
    has(&home, "request", &["--as-of", "2026-03-25"], &[["R-0001", "later", "2026-04-02"]]);
    home.run(["request", "close", "R-0001", "--outcome", "nothing-held"]).ok();
    has(&home, "request", &[], &[]);

    home.run(["breach", "open", "laptop bag stolen on train", "--aware", "2026-03-20 17:45"]).ok();
    has(&home, "breach", &[], &[["B-0001", "overdue", "2026-03-23"]]);
    // Whatever else of it is done: it is open until it is closed.
    has(&home, "breach", &["--as-of", "2026-03-20"], &[["B-0001", "due", "2026-03-23"]]);
    let today = home.run(["status", "--as-of", "2026-03-23"]).ok();
    assert!(today.stdout.contains("today, its hour may be over"), "{}", today.stdout);
    let decide = ["breach", "assess", "B-0001", "--decide", "none", "--because-file", "-"];
    home.pipe([&decide[..], &["--decider", "practice owner"]].concat(), b"ciphered").ok();
    assert_eq!(lines(&home, "breach", &[]).len(), 1, "it waits to be closed");
    home.run(["breach", "close", "B-0001"]).ok();
    has(&home, "breach", &[], &[]);

    let (review, place) =
        (in_days(8), ["hold", "place", "--client", "C-0001", "--reason-file", "-", "--review"]);
    home.pipe([&place[..], &[&review]].concat(), b"inquest").ok();
    has(&home, "hold", &[], &[["H-0001", "later", &review]]);
    has(&home, "hold", &["--as-of", &in_days(1)], &[["H-0001", "soon", &review]]);
    has(&home, "hold", &["--as-of", &in_days(9)], &[["H-0001", "overdue", &review]]);
    home.run(["hold", "lift", "H-0001"]).ok();
    has(&home, "hold", &[], &[]);
}

/// First it has a day; when it was acknowledged it has none any more, and is there until they know the outcome.
#[test]
fn complaints_until_they_are_answered() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let open = ["complaint", "open", "--client", "C-0001", "--about", "access", "--words-file", "-"];
    home.pipe([&open[..], &["--received", "2026-07-01"]].concat(), b"please send it").ok();
    let says = || {
        let all = home.run(["status", "--json"]).ok().json();
        let lines = all["lines"].as_array().expect("lines").clone();
        let line = lines.iter().find(|line| line["topic"] == "complaint").expect("a line").clone();
        line["what"].as_str().expect("words").to_owned()
    };
    has(&home, "complaint", &["--as-of", "2026-07-01"], &[["K-0001", "later", "2026-07-31"]]);
    has(&home, "complaint", &[], &[["K-0001", "overdue", "2026-07-31"]]);
    assert_eq!(says(), "acknowledge the complaint");
    home.run(["complaint", "acknowledge", "K-0001", "--on", "2026-07-02", "--how", "email"]).ok();
    has(&home, "complaint", &[], &[["K-0001", "soon", "-"]]);
    assert_eq!(says(), "tell the outcome, without undue delay");
    assert_eq!(home.run(["due", "--json"]).ok().json()["lines"].as_array().map(Vec::len), Some(0));
    home.run(["complaint", "close", "K-0001", "--outcome", "upheld", "--how", "email"]).ok();
    has(&home, "complaint", &[], &[]);
}

#[test]
fn what_may_go_is_counted_until_it_has_gone_or_is_held() {
    let home = Home::with_vault();
    let born = ["--born", "1960-02-01", "--phone", "07700 900123", "--first-contact", "1999-01-05"];
    for name in ["Ottilie Fairweather", "Caspian Nettlefold"] {
        home.run([&["client", "add", "--name", name], &born[..]].concat()).ok();
    }
    for client in ["C-0001", "C-0002"] {
        let add = ["note", "add", client, "--kind", "process", "--date", "2000-02-03", "--file", "-"];
        home.pipe(add, b"thought").ok();
        home.run(["client", "end", client, "--date", "2001-02-03"]).ok();
    }
    let says = |topic: &str| {
        let all = home.run(["status", "--json"]).ok().json();
        let lines = all["lines"].as_array().expect("lines").clone();
        let line = lines.iter().find(|line| line["topic"] == topic).map(|line| line["what"].clone());
        line.and_then(|what| Some(what.as_str()?.to_owned())).unwrap_or_default()
    };
    assert_eq!(says("retention"), "2 records may go by the schedule: somebody decides");
    assert_eq!(says("housekeeping"), "4 things may go without a review");
    home.pipe(["hold", "place", "--client", "C-0002", "--reason-file", "-"], b"inquest").ok();
    assert_eq!(says("retention"), "1 record may go by the schedule: somebody decides");
    assert_eq!(says("housekeeping"), "2 things may go without a review");
    home.run(["housekeeping", "--apply"]).ok();
    assert_eq!(says("housekeeping"), "");
    // What has been shredded by a machine waits for the owner.
    has(&home, "erasure", &[], &[["E-0001", "due", "-"]]);
    home.run(["client", "list"]).ok();
    has(&home, "erasure", &[], &[]);
    // What is late by the clear columns is late by the job, too.
    let five = in_days(5);
    has(&home, "job", &[], &[["-", "fine", "-"]]);
    has(&home, "job", &["--as-of", &five], &[["-", "overdue", &in_days(3)]]);
    let erase = ["erase", "C-0001", "--ground", "retention", "--confirm", "C-0001", "--accept-total-loss"];
    home.run(erase).ok();
    assert_eq!(says("retention"), "");
}

#[test]
fn kits_backups_and_drills() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    has(&home, "kit", &[], &[["-", "due", "-"]]);
    has(&home, "backup", &[], &[["-", "due", "-"]]);
    kit(&home, "kit.age");
    has(&home, "kit", &[], &[["-", "fine", "-"]]);
    home.client("Caspian Nettlefold");
    home.run(["erase", "C-0002", "--ground", "objection", "--confirm", "C-0002"]).ok();
    has(&home, "kit", &[], &[["T-01", "soon", "-"]]);
    kit(&home, "another.age");
    has(&home, "kit", &[], &[["T-01", "soon", "-"], ["-", "fine", "-"]]);
    home.run(["kit", "retire", "T-01", "--confirm", "T-01"]).ok();
    has(&home, "kit", &[], &[["-", "fine", "-"]]);

    fs::create_dir(home.join("stick")).expect("makes");
    home.run(["backup", "create", "--to", "stick"]).ok();
    has(&home, "backup", &["--as-of", &in_days(7)], &[["A-0001", "fine", "-"]]);
    has(&home, "backup", &["--as-of", &in_days(8)], &[["-", "overdue", &in_days(7)]]);
    has(&home, "drill", &[], &[["-", "soon", "-"]]);
    home.run(["backup", "verify", "A-0001"]).ok();
    has(&home, "drill", &[], &[["-", "later", &in_days(182)]]);
    has(&home, "drill", &["--as-of", &in_days(183)], &[["-", "overdue", &in_days(182)]]);
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    fs::write(
        &settings,
        text.replace("backup_days = 7", "backup_days = 0").replace("drill_days = 182", "drill_days = 0"),
    )
    .expect("writes");
    has(&home, "backup", &["--as-of", &in_days(300)], &[["A-0001", "fine", "-"]]);
    has(&home, "drill", &["--as-of", &in_days(300)], &[]);
}

/// When nothing presses there is nothing to say, and nothing to end with.
#[test]
fn strict_ends_with_9_as_long_as_something_presses() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let strict = |home: &Home| {
        let done = home.run(["status", "--strict", "--quiet"]);
        assert_eq!(done.stderr, "");
        (done.code, done.stdout.lines().count())
    };
    assert_eq!(strict(&home), (9, 3), "no kit, no backup");
    assert_eq!(home.run(["status", "--brief"]).ok().stdout, "praxis: 2 due\n");
    assert_eq!(home.run(["status", "--quiet"]).ok().stdout.lines().count(), 3);
    kit(&home, "kit.age");
    fs::create_dir(home.join("stick")).expect("makes");
    home.run(["backup", "create", "--to", "stick"]).ok();
    assert_eq!(strict(&home), (0, 0), "soon is not enough");
    assert_eq!(home.run(["status", "--brief"]).ok().stdout, "praxis: 1 soon\n");
    home.run(["backup", "verify", "A-0001"]).ok();
    assert_eq!(home.run(["status", "--brief"]).ok().stdout, "");
    let review = in_days(1);
    let place = ["hold", "place", "--client", "C-0001", "--reason-file", "-", "--review", &review];
    home.pipe(place, b"inquest").ok();
    assert_eq!(strict(&home), (0, 0));
    assert_eq!(home.run(["status", "--strict", "--as-of", &review]).code, 9, "today is enough");
    assert_eq!(home.run(["status", "--strict", "--json", "--as-of", &in_days(2)]).code, 9);
}

#[test]
fn a_prompt_is_never_disturbed() {
    let home = Home::empty();
    for args in [&["status", "--brief"][..], &["status", "--brief", "--vault", "nowhere"]] {
        let done = home.run(args.iter().copied()).ok();
        assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""));
    }
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    fs::write(home.vault().join("praxis.toml"), "nonsense").expect("writes");
    let done = home.run(["status", "--brief"]).ok();
    assert_eq!((done.stdout.as_str(), done.stderr.as_str()), ("", ""));
    fs::remove_file(home.vault().join("praxis.toml")).expect("removes");
    assert_eq!(home.run(["status", "--brief"]).ok().stdout, "praxis: damaged: praxis doctor\n");
}

#[test]
fn the_fee_and_the_settings() {
    let home = Home::with_vault();
    has(&home, "fee", &[], &[["-", "later", "-"]]);
    has(&home, "vault", &[], &[["-", "later", "-"]]);
    let settings = home.vault().join("praxis.toml");
    let text = fs::read_to_string(&settings).expect("reads");
    let day = in_days(3);
    let set = text
        .replace("# fee_paid_to = \"2027-05-31\"", &format!("fee_paid_to = \"{day}\""))
        .replace("# registration", "registration")
        .replace("[privacy]\n", "[privacy]\ncontact = \"1 High Street\"\n");
    fs::write(&settings, &set).expect("writes");
    has(&home, "fee", &[], &[["-", "soon", &day]]);
    has(&home, "fee", &["--as-of", &in_days(4)], &[["-", "overdue", &day]]);
    has(&home, "vault", &[], &[]);
    assert!(home.run(["status"]).ok().stdout.contains("the fee to the Commissioner for ZA000000 runs out"));
    // Another schedule than the years in the clear follow from, until somebody unlocks.
    has(&home, "retention", &[], &[]);
    fs::write(&settings, set.replace("30 days", "7 days")).expect("writes");
    has(&home, "retention", &[], &[["-", "later", "-"]]);
    home.run(["client", "list"]).ok();
    has(&home, "retention", &[], &[]);
}

/// Every file in a home but the index of the log: when it was changed, and its bytes.
fn everything(home: &Home) -> BTreeMap<PathBuf, (i64, i64, Vec<u8>)> {
    let all = common::files(home.path()).into_iter().filter(|(path, _)| !path.ends_with("vault.db-shm"));
    let of = |path: PathBuf, bytes| {
        let about = fs::metadata(&path).expect("there");
        (path, (about.mtime(), about.mtime_nsec(), bytes))
    };
    all.map(|(path, bytes)| of(path, bytes)).collect()
}

const NAMES: [&str; 5] = ["Ottilie", "Fairweather", "laptop", "inquest", "please send"];

/// Something of everything, and nobody who could open it.
fn locked() -> Home {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    let open = ["request", "open", "--client", "C-0001", "--right", "access", "--received", "2026-03-02"];
    home.pipe([&open[..], &["--words-file", "-"]].concat(), b"please send it all").ok();
    home.run(["breach", "open", "laptop bag stolen on train", "--aware", "2026-03-20 17:45"]).ok();
    home.pipe(["hold", "place", "--client", "C-0001", "--reason-file", "-"], b"inquest").ok();
    home.run(["retention", "sweep", "--check"]).ok();
    fs::remove_file(home.join(".config/praxis/identity.age")).expect("removes");
    home
}

#[test]
fn it_takes_no_key_writes_nothing_and_names_nobody() {
    let home = locked();
    let before = everything(&home);
    let looks: [&[&str]; 6] = [
        &["status"],
        &["status", "--json"],
        &["status", "--brief"],
        &["status", "--as-of", "2090-01-01"],
        &["due"],
        &["due", "--within", "52w", "--json"],
    ];
    for args in looks {
        let done = home.run(args.iter().copied()).ok();
        assert!(!done.stdout.is_empty() && !done.stdout.contains('\u{1b}'), "{args:?}");
        assert_eq!(done.stderr, "", "{args:?}: nobody is there to be told of opinions");
        assert!(everything(&home) == before, "{args:?} changed something");
        for name in NAMES {
            assert!(!done.stdout.contains(name), "{args:?}: {name}");
        }
    }
    home.run(["due", "--ics", "praxis.ics"]).ok();
    let calendar = fs::read_to_string(home.join("praxis.ics")).expect("a calendar");
    for name in NAMES {
        assert!(!calendar.contains(name), "{name}");
    }
    fs::remove_file(home.join("praxis.ics")).expect("removes");
    assert!(everything(&home) == before, "the calendar and nothing else");
}

#[test]
fn damage_has_a_line_and_the_others_are_seen_as_well() {
    let made = locked();
    for (sql, says) in [
        ("UPDATE clocks SET due = '2099-01-01' WHERE register = 'R'", "the clocks of R-0001"),
        ("UPDATE clocks SET due = NULL WHERE register = 'B'", "the clocks of B-0001"),
        ("DELETE FROM clocks WHERE register = 'R'", "the clocks of R-0001"),
        ("UPDATE handles SET state = 'ended' WHERE register = 'R'", "a clock of R-0001 runs"),
        ("UPDATE handles SET hold = 1 WHERE register = 'B'", "B-0001 in vault.db"),
        ("UPDATE holds SET review_on = '2099-01-01'", "H-0001 in vault.db"),
    ] {
        let home = Home::empty();
        common::copy(&made.join("."), &home.join("."));
        change(&home, sql);
        let calendar = |text| fs::write(home.join("praxis.ics"), text).expect("writes");
        let ours =
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//praxis//records vault//EN\r\nEND:VCALENDAR\r\n";
        calendar(ours);
        home.run(["due", "--ics", "praxis.ics"]).fails(7, "one that is there is as it was");
        assert_eq!(fs::read_to_string(home.join("praxis.ics")).expect("reads"), ours, "{sql}");
        assert_eq!(home.run(["status", "--brief"]).ok().stdout, "praxis: damaged: praxis status\n");
        home.run(["due"]).fails(7, "praxis status says what");
        for args in [&["status", "--json", "--strict"][..], &["due", "--json"]] {
            let done = home.run(args.iter().copied());
            assert_eq!(done.code, 7, "{sql}: {}", done.stderr);
            assert!(done.stderr.contains("one thing is damaged"), "{sql}: {}", done.stderr);
            if args[0] == "status" {
                let lines = done.json()["lines"].as_array().expect("lines").clone();
                let damage =
                    lines.iter().find(|line| line["topic"] == "vault" && line["urgency"] == "overdue");
                let what = damage.expect("a line")["what"].as_str().expect("words").to_owned();
                assert!(what.contains(says), "{sql}: {what}");
                assert!(lines.iter().any(|line| line["topic"] == "kit"), "{sql}: what comes later is there");
            }
        }
    }
}

/// A calendar tells events apart by their UID alone.
#[test]
fn two_jobs_that_are_missed_are_two_events() {
    let home = Home::with_vault();
    home.run(["retention", "sweep", "--check"]).ok();
    home.run(["housekeeping", "--apply"]).ok();
    home.run(["due", "--ics", "praxis.ics", "--as-of", &in_days(10)]).ok();
    let events = events(&fs::read_to_string(home.join("praxis.ics")).expect("a calendar"));
    let mut uids: Vec<&str> = events.iter().map(|event| event["UID"].as_str()).collect();
    uids.sort_unstable();
    let begin = |uid: &&str| uid.split('@').next().expect("a part").to_owned();
    let begins: Vec<String> = uids.iter().map(begin).collect();
    assert_eq!(begins, ["job-housekeeping-missed", "job-retention-check-missed"]);
}

/// The days in the clear are those of praxis.toml as it is, from the next unlock on, and are written only when they differ.
#[test]
fn clocks_follow_the_settings() {
    let home = Home::with_vault();
    let path = home.vault().join("praxis.toml");
    let replace = |from: &str, to: &str| {
        let text = fs::read_to_string(&path).expect("reads");
        assert!(text.contains(from), "{from}");
        fs::write(&path, text.replace(from, to)).expect("writes");
    };
    let written = |sql: &str| {
        let database = Connection::open(home.vault().join("vault.db")).expect("opens");
        database.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("counts")
    };
    let clocks = "SELECT count(*) FROM audit WHERE action = 'register.written'";
    let settings = "SELECT count(*) FROM audit WHERE action = 'settings.changed'";
    let stand = |topic: &str, one: &str, due: &str| {
        has(&home, topic, &["--as-of", "2026-11-01"], &[[one, "later", due]]);
    };
    replace("nation = \"england-and-wales\"", "nation = \"scotland\"");
    home.client("Ottilie Fairweather");
    let received = ["--client", "C-0001", "--received", "2026-10-31"];
    home.run([&["complaint", "open", "--about", "access"], &received[..]].concat()).ok();
    home.run([&["request", "open", "--right", "access"], &received[..]].concat()).ok();
    home.run(["breach", "open", "laptop bag stolen on train", "--aware", "2026-10-31 17:45"]).ok();
    stand("complaint", "K-0001", "2026-12-01");
    stand("request", "R-0001", "2026-12-01");
    let before = (written(clocks), written(settings));

    // Saint Andrew's day is one in Scotland only.
    replace("nation = \"scotland\"", "nation = \"england-and-wales\"");
    stand("complaint", "K-0001", "2026-12-01");
    let said = "the clocks of R-0001, K-0001 moved: praxis.toml changed";
    let list = home.run(["client", "list"]).ok();
    assert!(list.stderr.contains(said), "{}", list.stderr);
    stand("complaint", "K-0001", "2026-11-30");
    stand("request", "R-0001", "2026-11-30");
    assert_eq!((written(clocks), written(settings)), (before.0 + 2, before.1 + 1));

    // What moves no clock writes none; that the settings changed is noted all the same.
    replace("backup_days = 7", "backup_days = 8");
    let list = home.run(["client", "list"]).ok();
    assert!(!list.stderr.contains("moved"), "{}", list.stderr);
    assert_eq!((written(clocks), written(settings)), (before.0 + 2, before.1 + 2));

    // One that is damaged keeps nobody out, and the others follow.
    replace("extra = []", "extra = [\"2026-11-30\"]");
    change(&home, "UPDATE clocks SET due = '2099-01-01' WHERE register = 'R'");
    let list = home.run(["client", "list"]).ok();
    assert!(list.stderr.contains("the clock of K-0001 moved"), "{}", list.stderr);
    let lines = home.run(["status", "--json", "--as-of", "2026-11-01"]).json();
    assert!(lines.to_string().contains("\"2026-12-01\""), "{lines}");
}

/// The events of a calendar: what each property says.
fn events(text: &str) -> Vec<BTreeMap<String, String>> {
    assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    assert!(text.lines().all(|line| line.len() <= 75));
    let unfolded = text.replace("\r\n ", "");
    let mut events: Vec<BTreeMap<String, String>> = Vec::new();
    for line in unfolded.lines() {
        let (name, value) = line.split_once(':').expect("a property");
        match (name, value) {
            ("BEGIN", "VEVENT") => events.push(BTreeMap::new()),
            ("METHOD", _) => panic!("it is no invitation"),
            (name, value) => {
                if let Some(event) = events.last_mut() {
                    event.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }
    events
}

#[test]
fn a_calendar_is_renewed_and_knows_its_days_again() {
    let home = locked();
    let path = home.join("praxis.ics");
    let write = |more: &[&str]| {
        home.run([&["due", "--ics", "praxis.ics", "--quiet"], more].concat()).ok();
        events(&fs::read_to_string(&path).expect("a calendar"))
    };
    let first = write(&[]);
    let summaries: Vec<&str> = first.iter().map(|event| event["SUMMARY"].as_str()).collect();
    let report = "B-0001: report due on this day\\, its hour may be over: praxis breach show B-0001";
    assert_eq!(summaries, [report, "R-0001: answer due", "H-0001: review due"]);
    assert!(first[0]["UID"].starts_with("B-0001-report-due@"));
    assert_eq!(first[1]["DTSTART;VALUE=DATE"], "20260402");
    assert_eq!(first[1]["TRIGGER"], "-P2DT15H");
    assert!(first[1]["UID"].starts_with("R-0001-answer-due@"));
    let uids = |events: &[BTreeMap<String, String>]| -> Vec<String> {
        events.iter().map(|event| event["UID"].clone()).collect()
    };
    assert_eq!(uids(&write(&[])), uids(&first));
    assert_eq!(uids(&write(&["--within", "0d", "--as-of", "2026-03-23"])), uids(&first)[..1]);
    assert_eq!(write(&["--within", "0", "--as-of", "2020-01-01"]), []);

    for other in ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\n", "", "notes"] {
        fs::write(home.join("other"), other).expect("writes");
        home.run(["due", "--ics", "other"]).fails(2, "praxis did not write it");
        assert_eq!(fs::read_to_string(home.join("other")).expect("reads"), other);
    }
    std::os::unix::fs::symlink("praxis.ics", home.join("link")).expect("links");
    home.run(["due", "--ics", "link"]).fails(2, "praxis did not write it");
    home.run(["due", "--ics", "stick/praxis.ics"]).fails(2, "does not exist");
    let inside = home.vault().join("praxis.ics");
    home.run(["due", "--ics", inside.to_str().expect("UTF-8")]).fails(2, "inside the vault");
}

/// What is sealed joins with a key that was named; the requests are logged as listed, and nobody is asked for anything.
#[test]
fn opinions_that_lapse_are_seen_with_a_key() {
    let home = Home::with_vault();
    home.client("Ottilie Fairweather");
    home.run(["request", "open", "--client", "C-0001", "--right", "access", "--received", &days_ago(20)])
        .ok();
    let said = days_ago(10);
    let opinion =
        ["sar", "opinion", "R-0001", "--by", "Dr A Example", "--profession", "doctor", "--test", "met"];
    home.run([&opinion[..], &["--on", &said]].concat()).ok();
    let listed = || {
        let database = Connection::open(home.vault().join("vault.db")).expect("opens");
        let sql = "SELECT count(*) FROM audit WHERE action = 'request.listed'";
        database.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("counts")
    };
    let key = home.join(".config/praxis/identity.age").to_string_lossy().into_owned();
    let (soon, lapse) = (in_days(165), "opinion");
    let before = listed();
    has(&home, lapse, &["--as-of", &soon], &[]);
    assert_eq!(listed(), before);
    has(&home, lapse, &["-i", &key], &[]);
    let found = lines(&home, lapse, &["--as-of", &soon, "-i", &key]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0][0], "R-0001");
    assert_eq!(listed(), before + 2);
    let done = home.run(["status", "--as-of", &soon, "-i", &key]).ok();
    assert!(done.stdout.contains("an opinion about serious harm") && !done.stdout.contains("Dr A"));

    // What goes by itself has its day sealed with it.
    let closed = ["request", "close", "R-0001", "--outcome", "nothing-held"];
    home.run(closed).ok();
    let late = ["--as-of", "2060-01-01"];
    has(&home, "retention", &late, &[]);
    has(&home, "retention", &["--as-of", "2060-01-01", "-i", &key], &[["-", "due", "-"]]);
    has(&home, "retention", &["-i", &key], &[]);

    let new = "printf 'plinth gravel otter seventeen' > pass; praxis identity new -i locked.age --passphrase-fd 3 -q 3< pass";
    shell(&home, new).ok();
    home.run(["status", "-i", "locked.age"]).fails(4, "never asks for it");
}
