//! Identities behind an age plugin, with the real binary and a plugin of the tests' own: what opens, what is refused and why,
//! and that nothing is left running.
#![cfg(all(target_os = "linux", feature = "plugin"))]
// Processes are watched as Linux has it.
#![allow(clippy::expect_used, clippy::print_stderr)] // What cannot go on fails; what cannot run says so.

mod common;

use std::fs;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use chrono::NaiveDate;
use praxis::crypto::age_file::{self, Identity, IdentityFile, Work};
use praxis::crypto::identity_file::{Holder, Inside, Stub};
use praxis::crypto::passphrase::Passphrase;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use zeroize::Zeroizing;

use common::screen::Screen;
use common::{Done, Home, INIT, PRAXIS, feed};

const OWN: &str = "plinth gravel otter seventeen";
/// How long a process may take to end that was killed; the machine may be busy.
const PATIENCE: Timespec = Timespec { tv_sec: 60, tv_nsec: 0 };

/// A home with plugins of every kind, and the identity that each wrote for its user.
struct Practice {
    home: Home,
}

impl Practice {
    fn new() -> Self {
        let practice = Self { home: Home::empty() };
        fs::create_dir(practice.home.join("plugins")).expect("a folder");
        practice
    }

    /// A home with a vault whose identity takes the plugin of this name, and nothing else. It has opened it once; from now on
    /// it does as its name says.
    fn with(mode: &str, settings: &str) -> Self {
        let practice = Self::new();
        practice.guard(mode).ok();
        let plugin = practice.named(mode);
        practice.home.run(INIT.iter().copied().chain(["--plugin", &plugin])).ok();
        practice.name(mode, settings);
        fs::remove_file(practice.home.join("asked")).expect("it was asked");
        fs::write(practice.home.join("bad"), "").expect("writes");
        practice
    }

    /// Makes an identity in the usual place that takes the plugin of this name, and nothing else.
    fn guard(&self, mode: &str) -> Done {
        let (plugin, own) = (self.named(mode), self.own(mode));
        let own = own.to_str().expect("a path");
        self.home.run(["identity", "new", "--bare", "--plugin-identity", own, "--plugin", &plugin])
    }

    /// The program of a plugin.
    fn program(&self, mode: &str) -> PathBuf {
        let program = self.home.join("plugins").join(format!("age-plugin-{mode}"));
        if !program.exists() {
            let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugin/age-plugin-test");
            fs::write(&program, fs::read(here).expect("reads")).expect("writes");
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("sets");
        }
        program
    }

    fn named(&self, mode: &str) -> String {
        format!("{mode}={}", self.program(mode).display())
    }

    /// The file that a plugin writes for its user.
    fn own(&self, mode: &str) -> PathBuf {
        let path = self.home.join(format!("{mode}.txt"));
        fs::write(&path, format!("# a hardware key of the tests\n{}\n", stub(mode, b"one"))).expect("writes");
        path
    }

    /// Names the plugin in praxis.toml, with other settings; somebody has vouched for it.
    fn name(&self, mode: &str, settings: &str) {
        self.vouch(mode);
        self.name_alone(mode, settings);
    }

    /// Names a plugin on the command line, of a command that runs none.
    fn vouch(&self, mode: &str) {
        let scratch = self.home.join("scratch");
        let _ = fs::remove_file(&scratch);
        let new = ["identity", "new", "--bare", "-i", "scratch", "--plugin", &self.named(mode)];
        self.home.run(new).ok();
    }

    /// Names the plugin in praxis.toml, and nothing else.
    fn name_alone(&self, mode: &str, settings: &str) {
        let program = self.program(mode);
        self.settings(&format!("[plugins]\n{mode} = \"{}\"\n{settings}", program.display()));
    }

    /// Puts settings in the place of `[policy]` and `[plugins]`.
    fn settings(&self, settings: &str) {
        const HERE: &str = "# here\n";
        let path = self.home.vault().join("praxis.toml");
        let text = fs::read_to_string(&path).expect("reads");
        let from = text.find(HERE).or_else(|| text.find("[policy]")).expect("a policy");
        let to = text.find("[retention]").expect("a schedule");
        fs::write(&path, format!("{}{HERE}{settings}\n{}", &text[..from], &text[to..])).expect("writes");
    }

    fn identity(&self) -> PathBuf {
        self.home.join(".config/praxis/identity.age")
    }

    fn open(&self) -> Done {
        self.home.run(["client", "list"])
    }

    /// How often a plugin was asked to open something.
    fn asked(&self) -> usize {
        fs::read_to_string(self.home.join("asked")).map_or(0, |asked| asked.lines().count())
    }

    /// How many wrong passphrases make the next question wait.
    fn mistyped(&self) -> u32 {
        let store = rusqlite::Connection::open(self.home.vault().join("vault.db")).expect("opens");
        let count = "SELECT count(*) FROM audit WHERE action = 'vault.unlock-refused' AND count = 1";
        store.query_row(count, [], |row| row.get(0)).expect("counts")
    }

    fn logged(&self, action: &str) -> u32 {
        let store = rusqlite::Connection::open(self.home.vault().join("vault.db")).expect("opens");
        let count = "SELECT count(*) FROM audit WHERE action = ?1";
        store.query_row(count, [action], |row| row.get(0)).expect("counts")
    }
}

fn stub(mode: &str, key: &[u8]) -> String {
    let head = bech32::Hrp::parse(&format!("age-plugin-{mode}-")).expect("a name");
    bech32::encode_upper::<bech32::Bech32>(head, key).expect("encodes")
}

fn recipient(mode: &str) -> String {
    let head = bech32::Hrp::parse(&format!("age1{mode}")).expect("a name");
    bech32::encode_lower::<bech32::Bech32>(head, b"one").expect("encodes")
}

fn phrase(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

/// Writes a file that nobody else may read.
fn private(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    let _ = fs::remove_file(path);
    let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.expect("new").write_all(bytes).expect("writes");
}

/// Waits until a process has ended, whoever waits for it.
#[track_caller]
fn ends(pid: i32) {
    let Ok(watch) = pidfd_open(Pid::from_raw(pid).expect("a process"), PidfdFlags::empty()) else { return };
    let ended = poll(&mut [PollFd::new(&watch, PollFlags::IN)], Some(&PATIENCE)).expect("waits");
    assert_eq!(ended, 1, "process {pid} goes on");
}

fn numbers(text: &str) -> Vec<i32> {
    text.split_whitespace().map(|number| number.parse().expect("a number")).collect()
}

// ---- What opens ----

#[test]
fn a_hardware_key_alone_opens_the_vault_and_the_key_behind_it_is_an_ordinary_one() {
    let practice = Practice::with("good", "");
    practice.open().ok();
    assert_eq!(practice.asked(), 1);
    let shown = practice.home.run(["identity", "show", "--json"]).ok().json();
    let own = shown["recipient"].as_str().expect("a recipient").to_owned();
    let bytes = fs::read(practice.identity()).expect("reads");
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("AGE-SECRET-KEY") && text.contains(&own), "{text}");
    // Step by step: the stub says who opens the age file, and in that is an identity as age-keygen makes them.
    let Ok(IdentityFile::Guarded(guarded)) = age_file::read_identity_file(&bytes) else { panic!("guarded") };
    assert_eq!(guarded.stub(), &Stub::parse(&stub("good", b"one")).expect("a stub"));
    assert_eq!(own.len(), Identity::generate().recipient().to_string().len(), "X25519");
    assert!(shown["verify_key"].is_string(), "it signs");
}

#[test]
fn stock_age_opens_it_step_by_step() {
    let practice = Practice::with("good", "");
    let script = "PATH=$PWD/plugins:$PATH; export PATH
        grep ^AGE-PLUGIN- identity > stub
        sed -n '/^-----BEGIN AGE/,/^-----END AGE/p' identity > inner.age
        age -d -i stub inner.age | age-keygen -y";
    if Command::new("age").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("age is not installed: that it opens the file was not tried");
        return;
    }
    fs::copy(practice.identity(), practice.home.join("identity")).expect("copies");
    let mut shell = Command::new("sh");
    shell.args(["-c", script]);
    practice.home.clear(&mut shell);
    let opened: Done = shell.output().expect("runs").into();
    let own = practice.home.run(["identity", "show", "--json"]).ok().json();
    assert_eq!(Some(opened.ok().stdout.trim()), own["recipient"].as_str());
}

#[test]
fn both_factors_are_needed_and_a_session_asks_once() {
    let practice = Practice::new();
    let home = &practice.home;
    let (plugin, own) = (practice.named("good"), practice.own("good"));
    let own = own.to_str().expect("a path");
    let to = recipient("good");
    let new = ["identity", "new", "--plugin-identity", own, "--plugin-recipient", &to, "--plugin", &plugin];
    let typed = format!("{OWN}\n");
    let fd = ["--passphrase-fd", "0"];
    home.pipe(new.iter().copied().chain(fd), typed.as_bytes()).ok();
    home.pipe(INIT.iter().copied().chain(["--plugin", &plugin]).chain(fd), typed.as_bytes()).ok();
    practice.name("good", "");

    let bytes = fs::read(practice.identity()).expect("reads");
    let inside = age_file::open_locked(&bytes, &phrase(OWN)).expect("opens");
    assert!(matches!(inside.holder, Holder::Guarded(_)));
    assert!(inside.passphrase_set.is_some(), "the day stands in it");
    assert!(
        age_file::open_identity_file(&bytes, &phrase(OWN)).is_err(),
        "the passphrase alone opens nothing"
    );

    let asked = practice.asked();
    home.pipe(["client", "list", "--passphrase-fd", "0"], b"wrong one\n").fails(4, "wrong passphrase");
    assert_eq!(practice.asked(), asked, "a wrong passphrase does not get to the hardware");
    assert_eq!((practice.logged("vault.unlock-refused"), practice.mistyped()), (1, 1));
    home.run(["client", "list"]).fails(4, "there is no terminal to ask for it");
    assert_eq!((practice.logged("vault.unlock-refused"), practice.mistyped()), (2, 1), "nobody mistyped");
    home.pipe(["client", "list", "--passphrase-fd", "0"], typed.as_bytes()).ok();
    home.pipe(["unlock", "--passphrase-fd", "0", "--quiet"], typed.as_bytes()).ok();
    assert_eq!(practice.asked(), asked + 2);
    fs::rename(home.join("plugins"), home.join("away")).expect("moves");
    practice.open().ok();
    home.run(["lock"]).ok();
    assert_eq!(practice.asked(), asked + 2);
    let closed = home.pipe(["client", "list", "--passphrase-fd", "0"], typed.as_bytes());
    closed.fails(4, "age-plugin-good is not there");
}

#[test]
fn a_factor_comes_and_goes_and_the_old_file_is_zeros() {
    let practice = Practice::new();
    let home = &practice.home;
    home.run(["identity", "new", "--bare"]).ok();
    home.run(INIT).ok();
    practice.name("good", "");
    let before = home.run(["identity", "show"]).ok().stdout;
    let (own, old) = (practice.own("good"), home.join("old"));
    let last = fs::File::open(practice.identity()).expect("opens");
    fs::copy(practice.identity(), &old).expect("copies");
    let own = own.to_str().expect("a path");

    home.run(["identity", "factor", "--plugin-identity", own]).fails(2, "no terminal to ask for the new");
    let now = fs::read(practice.identity()).expect("reads");
    assert!(now == fs::read(&old).expect("reads"), "nothing was changed");
    let factor = ["identity", "factor", "--plugin-identity", own, "--new-passphrase-fd", "0"];
    let done = home.pipe(factor, format!("{OWN}\n").as_bytes()).ok();
    assert_eq!(done.stdout, "your identity file takes its passphrase and age-plugin-good\n");
    assert!(done.stderr.contains("Copies of the old file, in backups too, still open"), "{}", done.stderr);
    let last = std::io::read_to_string(last).expect("reads");
    assert!(!last.is_empty() && last.bytes().all(|byte| byte == 0), "the old bytes are gone");
    assert_eq!(practice.logged("identity.factor-changed"), 1);
    let set = |practice: &Practice| {
        let bytes = fs::read(practice.identity()).expect("reads");
        age_file::open_locked(&bytes, &phrase(OWN)).expect("opens").passphrase_set
    };
    let day = set(&practice);
    assert!(day.is_some());

    let typed = format!("{OWN}\n");
    let none = ["identity", "factor", "--none", "--passphrase-fd", "0", "--json"];
    let done = home.pipe(none, typed.as_bytes()).ok().json();
    assert_eq!((done["passphrase"].as_bool(), done["plugin"].is_null()), (Some(true), true));
    assert_eq!(set(&practice), day, "it is the same passphrase");
    let bare = ["identity", "factor", "--plugin-identity", own, "--bare", "--passphrase-fd", "0"];
    assert!(home.pipe(bare, typed.as_bytes()).ok().stdout.contains("takes age-plugin-good alone"));
    assert_eq!(home.run(["identity", "show"]).ok().stdout, before, "the key is the same all along");
    let change = ["identity", "passphrase", "--new-passphrase-fd", "0"];
    home.pipe(change, typed.as_bytes()).ok();
    let bytes = fs::read(practice.identity()).expect("reads");
    let inside = age_file::open_locked(&bytes, &phrase(OWN)).expect("opens");
    assert!(matches!(inside.holder, Holder::Guarded(_)), "the hardware key stays");
    home.run(["identity", "factor"]).fails(2, "which hardware key is not said");
}

// ---- What is refused ----

#[test]
fn a_plugin_that_does_not_open_says_why_and_is_refused() {
    for (mode, says) in [
        ("refuse", "age-plugin-refuse refused: not plugged in"),
        ("silent", "age-plugin-silent ended without an answer"),
        ("nonsense", "age-plugin-nonsense answered what is no answer of an age plugin"),
        ("wrong", "age-plugin-wrong answered what is no answer of an age plugin"),
        ("short", "age-plugin-short answered what is no answer of an age plugin"),
        ("flood", "age-plugin-flood answered what is no answer of an age plugin"),
        ("other", "age-plugin-other has not the key that opens your identity file"),
        ("pin", "age-plugin-pin asks: PIN of the key; there is no terminal to answer on"),
        ("confirm", "age-plugin-confirm asks: Plug the key in / it is in / leave it; there is no terminal"),
        ("public", "age-plugin-public asks: Which slot; there is no terminal to answer on"),
    ] {
        let practice = Practice::with(mode, "");
        let done = practice.open().fails(4, says);
        assert!(!done.stderr.contains('\u{1b}'), "{}", done.stderr);
        assert!(!done.stderr.contains("\nerror: not from praxis"), "{}", done.stderr);
        assert_eq!(practice.asked(), 1, "{mode}");
        assert_eq!(practice.logged("vault.unlock-refused"), 1, "{mode}");
        assert_eq!(practice.mistyped(), 0, "it was no wrong passphrase");
        // What the plugin says comes before it.
        let done = practice.home.run(["client", "list", "--json"]);
        let last = done.stderr.lines().last().expect("an error");
        let error: serde_json::Value = serde_json::from_str(last).expect("JSON");
        assert_eq!(error["error"]["kind"], "locked");
    }
}

#[test]
fn a_program_is_run_only_where_it_was_named_and_nobody_else_can_change_it() {
    let practice = Practice::with("good", "");
    let program = practice.program("good");
    practice.settings("[plugins]\n");
    practice.open().fails(4, "neither praxis.toml nor --plugin names: no other plugin is run");
    practice.settings("[plugins]\ngood = \"plugins/age-plugin-good\"\n");
    practice.open().fails(2, "the program of good is not a whole path");
    practice.settings("[plugins]\ngood = \"/bin/sh\"\n");
    practice.open().fails(2, "the program of good is not called age-plugin-good");
    practice.name("good", "");
    let mode = |mode| fs::set_permissions(&program, fs::Permissions::from_mode(mode)).expect("sets");
    mode(0o777);
    practice.open().fails(4, "may be written by others, and is not run");
    mode(0o644);
    practice.open().fails(4, "may not be run");
    mode(0o755);
    practice.open().ok();
    fs::write(&program, "#!/nowhere/sh\n").expect("writes");
    practice.open().fails(4, "age-plugin-good could not be started");
    fs::remove_file(&program).expect("removes");
    practice.open().fails(4, "is not there");
    assert_eq!(practice.asked(), 1, "it was run once");
    let own = practice.own("good");
    practice
        .home
        .run(["identity", "show", "--plugin", "good=age-plugin-good"])
        .fails(2, "--plugin: the program of good is not a whole path");
    let other = ["identity", "new", "-i", "me", "--bare", "--plugin-identity", own.to_str().expect("a path")];
    let other = other.iter().copied().chain(["--plugin-recipient", "age1other1qqqqqq"]);
    practice.home.run(other).fails(2, "--plugin-recipient is none of age-plugin-good");
    practice.home.run(["plugin-process"]).fails(2, "this command is for praxis itself");
}

#[test]
fn who_writes_praxis_toml_does_not_choose_what_runs() {
    let practice = Practice::new();
    let home = &practice.home;
    practice.guard("good").ok();
    home.run(INIT.iter().copied().chain(["--plugin", &practice.named("good")])).ok();
    fs::remove_file(home.join("asked")).expect("it was asked");
    let put = |folder: &Path| {
        let other = folder.join("age-plugin-good");
        fs::create_dir_all(folder).expect("a folder");
        fs::copy(practice.program("good"), &other).expect("copies");
        other
    };
    let settings = |program: &Path| {
        practice
            .settings(&format!("[plugins]\ngood = \"{}\"\n[policy]\nfactor = \"any\"\n", program.display()));
    };
    let other = put(&home.join("elsewhere"));
    settings(&other);
    let refused = practice.open().fails(4, "nobody has vouched for it on this machine: it is not run");
    let flag = format!("good={}", other.display());
    assert!(refused.stderr.contains(&format!("praxis identity show --plugin {flag}")), "{}", refused.stderr);
    // Where that stands no praxis.toml says.
    let own = fs::read_to_string(home.join(".local/state/praxis/plugins")).expect("reads");
    assert_eq!(own, format!("{}\n", practice.named("good")));
    assert_eq!(practice.asked(), 0, "it was not run");

    // A no, and a yes that lasts.
    let question =
        format!("names a program for your hardware key: {}. Run it as you? (y/n)", other.display());
    let mut screen = Screen::praxis(home, "client list");
    screen.answer(&question, "n");
    screen.end().ends(4, "nobody has vouched for it");
    assert_eq!(practice.asked(), 0, "it was not run");
    let mut screen = Screen::praxis(home, "client list");
    screen.answer(&question, "y");
    screen.end().ends(0, "");
    practice.open().ok();
    assert_eq!(practice.asked(), 2);

    // What was given once by a flag needs no question.
    let third = put(&home.join("third"));
    settings(&third);
    practice.open().fails(4, "nobody has vouched for it");
    home.run(["identity", "show", "--plugin", &format!("good={}", third.display())]).ok();
    practice.open().ok();

    // In the vault folder nobody's word helps.
    let inside = put(&home.vault().join("elsewhere"));
    settings(&inside);
    let asked = practice.asked();
    practice.open().fails(4, "lies in the vault folder, and is not run");
    let flag = format!("good={}", inside.display());
    home.run(["identity", "show", "--plugin", &flag]).fails(4, "lies in the vault folder, and is not run");
    assert_eq!(practice.asked(), asked, "it was not run");
}

#[test]
fn what_a_plugin_seals_too_large_replaces_nothing() {
    let practice = Practice::new();
    practice.home.run(["identity", "new", "--bare"]).ok();
    let before = fs::read(practice.identity()).expect("reads");
    let (plugin, own) = (practice.named("big"), practice.own("big"));
    let factor = ["identity", "factor", "--bare", "--plugin-identity", own.to_str().expect("a path")];
    let factor = factor.iter().copied().chain(["--plugin", &plugin]);
    practice.home.run(factor).fails(4, "age-plugin-big answered what is no answer of an age plugin");
    assert_eq!(fs::read(practice.identity()).expect("reads"), before);
}

#[test]
fn a_vault_that_is_busy_keeps_the_identity_file_as_it_is() {
    let practice = Practice::new();
    let home = &practice.home;
    home.run(["identity", "new", "--bare"]).ok();
    home.run(INIT).ok();
    let before = fs::read(practice.identity()).expect("reads");
    let store = rusqlite::Connection::open(home.vault().join("vault.db")).expect("opens");
    store.execute_batch("BEGIN IMMEDIATE").expect("begins");
    let change = ["identity", "passphrase", "--new-passphrase-fd", "0"];
    home.pipe(change, format!("{OWN}\n").as_bytes()).fails(8, "another praxis is using the vault");
    assert_eq!(fs::read(practice.identity()).expect("reads"), before);
    let beside = fs::read_dir(practice.identity().parent().expect("a folder")).expect("reads").count();
    assert_eq!(beside, 1, "nothing is left beside it");
    store.execute_batch("ROLLBACK").expect("ends");
    home.pipe(change, format!("{OWN}\n").as_bytes()).ok();
    assert_eq!(practice.logged("identity.passphrase-changed"), 1);
}

#[test]
fn a_key_that_does_not_open_again_guards_nothing() {
    let practice = Practice::new();
    fs::write(practice.home.join("bad"), "").expect("writes");
    practice.guard("other").fails(4, "has not the key that opens your identity file");
    assert!(!practice.identity().exists());
    practice.home.run(["identity", "new", "--bare"]).ok();
    practice.home.run(INIT).ok();
    practice.name("other", "");
    let before = fs::read(practice.identity()).expect("reads");
    let own = practice.own("other");
    let factor = ["identity", "factor", "--bare", "--plugin-identity", own.to_str().expect("a path")];
    practice.home.run(factor).fails(4, "has not the key");
    assert_eq!(fs::read(practice.identity()).expect("reads"), before);
    fs::write(&own, "AGE-PLUGIN-OTHER-1QQQQQQ\n").expect("writes");
    practice.home.run(factor).fails(4, "or a character is wrong in it");
}

#[test]
fn a_member_is_never_added_by_a_recipient_that_needs_hardware() {
    let home = Home::with_vault();
    let to = recipient("good");
    let add = ["member", "add", "--name", "Ann Example", "--role", "reception", "--recipient", &to];
    let done = home.run(add).fails(2, "--recipient is one of age-plugin-good");
    assert!(done.stderr.contains("praxis identity new --plugin-identity FILE"), "{}", done.stderr);
}

// ---- Nothing goes on ----

#[test]
fn a_plugin_that_hangs_is_ended_with_all_that_it_started() {
    let practice = Practice::with("hang", "limit_seconds = 1\n");
    let done = practice.open().fails(4, "age-plugin-hang did not answer within 1 s, and was ended");
    assert!(done.stderr.contains("limit_seconds in praxis.toml"), "{}", done.stderr);
    let pids = numbers(&fs::read_to_string(practice.home.join("pids")).expect("it began"));
    assert_eq!(pids.len(), 2, "the plugin, and a program that it started");
    pids.into_iter().for_each(ends);
    let left: Vec<_> = fs::read_dir(practice.home.path()).expect("reads").flatten().collect();
    let left = left.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
    assert_eq!(left.filter(|name| name.starts_with("praxis-plugin-")).count(), 0, "no folder is left");
}

#[test]
fn a_plugin_ends_with_whoever_asked_it() {
    for signal in [Signal::INT, Signal::TERM, Signal::KILL] {
        let practice = Practice::with("hang", "limit_seconds = 600\n");
        let began = practice.home.join("began");
        mknodat(CWD, &began, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
        let mut command = practice.home.command(["client", "list"]);
        let mut praxis = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("starts");
        let pids = numbers(&fs::read_to_string(&began).expect("it begins"));
        let own = Pid::from_raw(i32::try_from(praxis.id()).expect("fits")).expect("a process");
        kill_process(own, signal).expect("runs");
        let ended = praxis.wait().expect("ends");
        if signal != Signal::KILL {
            assert_eq!(ended.code(), Some(130), "{signal:?}");
        }
        pids.into_iter().for_each(ends);
        let left: Vec<_> = fs::read_dir(practice.home.path()).expect("reads").flatten().collect();
        let left = left.iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
        assert_eq!(left.filter(|name| name.starts_with("praxis-plugin-")).count(), 0, "{signal:?}");
    }
}

#[test]
fn a_plugin_is_given_nothing_that_it_does_not_need() {
    let practice = Practice::with("leaks", "");
    let home = &practice.home;
    let inside = {
        let bytes = fs::read(practice.identity()).expect("reads");
        Inside::read(&bytes).expect("reads")
    };
    let locked = inside.file(Some((&phrase(OWN), Work::STANDARD))).expect("seals");
    private(&practice.identity(), &locked);
    fs::write(home.join("typed"), OWN).expect("writes");
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec \"$0\" client list --passphrase-fd 3 3<typed", PRAXIS]);
    home.clear(&mut shell);
    shell.env("SECRET_OF_ANOTHER", "4711").env("AGEDEBUG", "plugin");
    Done::from(shell.output().expect("runs")).ok();
    let environment = fs::read_to_string(home.join("environment")).expect("told");
    assert!(!environment.contains("4711") && !environment.contains("AGEDEBUG"), "{environment}");
    assert!(!environment.contains("AGE-SECRET") && !environment.contains(OWN), "{environment}");
    let descriptors = fs::read_to_string(home.join("descriptors")).expect("told");
    assert!(!descriptors.contains("typed"), "{descriptors}");
    let arguments = fs::read_to_string(home.join("arguments")).expect("told");
    assert!(arguments.trim_end().ends_with("age-plugin-leaks --age-plugin=identity-v1"), "{arguments}");
}

// ---- With a person ----

#[test]
fn a_pin_is_typed_unseen_and_a_person_confirms() {
    let practice = Practice::with("pin", "");
    let mut screen = Screen::praxis(&practice.home, "client list");
    screen.answer_unseen("age-plugin-pin asks: PIN of the key", "123456");
    screen.end().ends(0, "");
    let mut screen = Screen::praxis(&practice.home, "client list");
    screen.answer_unseen("age-plugin-pin asks: PIN of the key", "654321");
    screen.end().ends(4, "age-plugin-pin refused: wrong PIN");

    let practice = Practice::with("confirm", "");
    let mut screen = Screen::praxis(&practice.home, "client list");
    screen.answer("age-plugin-confirm asks: Plug the key in (y: it is in, n: leave it)", "maybe");
    screen.answer("type y or n", "y");
    screen.end().ends(0, "");
    let mut screen = Screen::praxis(&practice.home, "client list");
    screen.answer("Plug the key in", "n");
    screen.end().ends(4, "has not the key that opens your identity file");

    let practice = Practice::with("public", "");
    let mut screen = Screen::praxis(&practice.home, "client list");
    screen.answer("age-plugin-public asks: Which slot", "82");
    screen.end().ends(0, "");
}

#[test]
fn what_a_plugin_says_is_shown_in_its_name_on_one_line() {
    let practice = Practice::with("told", "");
    let shown = practice.home.run(["identity", "show"]).ok();
    assert_eq!(shown.stderr, "age-plugin-told: touch\\u{1b}[2J me\n");
    assert_eq!(practice.home.run(["identity", "show", "--quiet"]).ok().stderr, "");
}

// ---- What the practice wants ----

#[test]
fn the_policy_refuses_what_is_less_and_says_what_to_type() {
    let practice = Practice::new();
    let home = &practice.home;
    home.run(["identity", "new", "--bare"]).ok();
    home.run(INIT).ok();
    let changed = practice.logged("settings.changed");
    practice.settings("[policy]\nfactor = \"any\"\n");
    practice.open().ok();
    assert_eq!(practice.logged("settings.changed"), changed + 1, "a changed policy is in the log");

    practice.settings("[policy]\nfactor = \"passphrase\"\n");
    let done =
        practice.open().fails(3, "praxis.toml wants a passphrase on the identity that opens this vault");
    assert!(done.stderr.contains("protect it: praxis identity passphrase"), "{}", done.stderr);
    home.run(["unlock"]).fails(3, "wants a passphrase");
    assert_eq!(practice.logged("vault.unlock-refused"), 2);
    // A credential for jobs, too: it is a file like another.
    fs::create_dir(home.join("credentials")).expect("a folder");
    fs::copy(practice.identity(), home.join("credentials/praxis-identity")).expect("copies");
    let mut job = home.command(["client", "list"]);
    job.env("CREDENTIALS_DIRECTORY", home.join("credentials"));
    feed(job, b"").fails(3, "wants a passphrase");

    practice.name("good", "[policy]\nfactor = \"both\"\n");
    let done = practice.open().fails(3, "wants a passphrase and a hardware key");
    assert!(done.stderr.contains("praxis identity factor --plugin-identity FILE"), "{}", done.stderr);
    // What mends it is not kept from being done, and what would leave it short is.
    let own = practice.own("good");
    let own = own.to_str().expect("a path");
    let typed = format!("{OWN}\n");
    home.run(["identity", "factor", "--bare", "--plugin-identity", own]).fails(3, "wants a passphrase");
    let factor = ["identity", "factor", "--plugin-identity", own, "--new-passphrase-fd", "0"];
    home.pipe(factor, typed.as_bytes()).ok();
    home.pipe(["client", "list", "--passphrase-fd", "0"], typed.as_bytes()).ok();
    let none = ["identity", "factor", "--none", "--passphrase-fd", "0"];
    home.pipe(none, typed.as_bytes()).fails(3, "would leave it without");
}

#[test]
fn an_old_passphrase_is_named_when_it_is_typed() {
    let practice = Practice::new();
    let home = &practice.home;
    home.run(["identity", "new", "--bare"]).ok();
    home.run(INIT).ok();
    home.client("Sam Carter");
    let bare = fs::read(practice.identity()).expect("reads");
    let lock = |set: Option<&str>| {
        let mut inside = Inside::read(&bare).expect("reads");
        inside.passphrase_set = set.map(|day| day.parse::<NaiveDate>().expect("a day"));
        let locked = inside.file(Some((&phrase(OWN), Work::STANDARD))).expect("seals");
        private(&practice.identity(), &locked);
    };
    let typed = format!("{OWN}\n");
    let list = |more: &[&str]| {
        let args = ["client", "list", "--passphrase-fd", "0"];
        home.pipe(args.iter().chain(more), typed.as_bytes()).ok()
    };
    lock(Some("2020-01-01"));
    assert_eq!(list(&[]).stderr, "", "nobody asked for it");
    practice.settings("[policy]\npassphrase_days = 3650\n");
    assert_eq!(list(&[]).stderr, "");
    practice.settings("[policy]\npassphrase_days = 365\n");
    let said = list(&["--json"]);
    assert!(said.stderr.contains("days old; praxis identity passphrase sets another"), "{}", said.stderr);
    assert_eq!(said.stderr.lines().count(), 1);
    said.json();
    assert_eq!(list(&["--quiet"]).stderr, "");
    lock(None);
    assert!(list(&[]).stderr.contains("does not say when its passphrase was set"));
    fs::write(home.join("own"), OWN).expect("writes");
    let mut shell = Command::new("sh");
    let script = "exec \"$0\" identity passphrase --passphrase-fd 3 --new-passphrase-fd 4 3<own 4<new";
    fs::write(home.join("new"), format!("{OWN} and another\n")).expect("writes");
    shell.args(["-c", script, PRAXIS]);
    home.clear(&mut shell);
    Done::from(shell.output().expect("runs")).ok();
    let fresh = format!("{OWN} and another\n");
    let done = home.pipe(["client", "list", "--passphrase-fd", "0"], fresh.as_bytes()).ok();
    assert_eq!(done.stderr, "", "it was set today");
}
