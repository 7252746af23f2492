//! Drives the binary on a real terminal: questions, passphrases that nobody sees, Ctrl-C, the editor.
#![allow(clippy::expect_used, clippy::print_stderr)] // What cannot go on fails; what cannot run says so.

mod common;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use praxis::clock::Now;
use praxis::crypto::age_file;
use praxis::crypto::passphrase::Passphrase;
use praxis::vault::{Notices, Options, Vault};
use rustix::process::{Pid, Signal, kill_process};
use zeroize::Zeroizing;

use common::screen::{CTRL_C, Ended, LOOK, PATIENCE, Screen, stopped};
use common::{Done, Home, INIT, PRAXIS, files};

const OWN: &str = "plinth gravel otter seventeen";
const OTHER: &str = "walnut kestrel bramble forty";
const FOR_KIT: &str = "copper thistle harbour nineteen";

// ---- An identity with a passphrase ----

/// One identity twice: encrypted with [`OWN`] by the binary, and bare. Made once; scrypt is slow.
fn identity() -> &'static (Vec<u8>, String) {
    static MADE: OnceLock<(Vec<u8>, String)> = OnceLock::new();
    MADE.get_or_init(|| {
        let home = Home::empty();
        fs::write(home.join("own"), OWN).expect("writes");
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$0\" identity new -i me.age --passphrase-fd 3 3<own", PRAXIS]);
        home.clear(&mut shell);
        Done::from(shell.output().expect("runs")).ok();
        let locked = fs::read(home.join("me.age")).expect("made");
        let own = Passphrase::new(Zeroizing::new(OWN.to_owned()));
        let bare = age_file::open_identity_file(&locked, &own).expect("opens").file_text();
        (locked, bare.as_str().to_owned())
    })
}

fn write_private(path: &Path, bytes: &[u8]) {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).expect("new");
    file.write_all(bytes).expect("writes");
}

/// The usual place of the identity.
fn usual(home: &Home) -> PathBuf {
    home.join(".config/praxis/identity.age")
}

/// Puts the identity with a passphrase in the usual place.
fn lock(home: &Home) {
    let path = usual(home);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    write_private(&path, &identity().0);
}

/// A home with a vault, a client and an identity with a passphrase in the usual place. The same one without
/// lies at `bare`, so that what was done can be looked at without a second of scrypt.
fn locked_home() -> Home {
    let home = Home::empty();
    write_private(&home.join("bare"), identity().1.as_bytes());
    home.run(["-i", "bare"].iter().chain(INIT.iter())).ok();
    home.run(["-i", "bare", "client", "add", "--name", "Sam Carter", "--first-contact", "2026-01-05"]).ok();
    lock(&home);
    home
}

/// How often the audit log names an action.
fn logged(home: &Home, action: &str) -> u32 {
    let path = home.vault().join("vault.db");
    let store = rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
    let count = "SELECT count(*) FROM audit WHERE action = ?1";
    store.expect("opens").query_row(count, [action], |row| row.get(0)).expect("counts")
}

// ---- init ----

#[test]
fn init_asks_for_everything_and_the_kit_opens_the_vault() {
    let home = Home::empty();
    let mut screen = Screen::praxis(&home, "init");
    screen.answer("Name of the practice", "Willow Rooms");
    screen.answer("Nation (", "");
    screen.answer("Generate a passphrase for your identity?", "no");
    screen.answer_unseen("Passphrase for your identity", "letmein123");
    screen.wait_for("warning: too weak: ");
    assert!(!screen.wait_for("\r\n").trim().is_empty(), "a reason is given\n{}", screen.text());
    screen.answer_unseen("Passphrase for your identity", OWN);
    screen.answer_unseen("The same again", OTHER);
    screen.wait_for("the two were not the same");
    screen.answer_unseen("Passphrase for your identity", OWN);
    screen.answer_unseen("The same again", OWN);
    screen.answer("File for the kit", "kit.age");
    screen.answer("Generate a passphrase for the kit?", "");
    screen.wait_for("Passphrase for the kit, to be written down now:");
    screen.wait_for("    ");
    let for_kit = screen.wait_for("\r\n");
    assert_eq!(for_kit.split('-').filter(|word| word.len() == 5).count(), 8, "{for_kit}");
    screen.answer_unseen("Type it, from what you wrote down", OTHER);
    screen.wait_for("that is not it");
    screen.answer_unseen("Type it, from what you wrote down", &for_kit);
    screen.end().ends(0, "T-01 was written, read back and opened");

    let settings = fs::read_to_string(home.vault().join("praxis.toml")).expect("settings");
    assert!(
        settings.contains("name = \"Willow Rooms\"") && settings.contains("nation = \"england-and-wales\"")
    );
    for file in [home.vault().join("vault.db"), usual(&home), home.join("kit.age")] {
        assert_eq!(
            fs::metadata(&file).expect("made").permissions().mode() & 0o777,
            0o600,
            "{}",
            file.display()
        );
    }
    assert!(fs::read(usual(&home)).expect("reads").starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----"));

    let mut screen = Screen::praxis(&home, "kit verify kit.age");
    screen.answer_unseen("Passphrase of the kit", &for_kit);
    screen.answer_unseen("\nPassphrase", OWN);
    screen.end().ends(0, "T-01 is whole and opens this vault");
}

/// A question of `init`: the text, whether the answer is hidden, and the answer.
type Question = (&'static str, bool, &'static str);

/// Everything that `init` asks when passphrases of one's own are wanted.
const QUESTIONS: [Question; 9] = [
    ("Name of the practice", false, "Willow Rooms"),
    ("Nation (", false, "scotland"),
    ("Generate a passphrase for your identity?", false, "no"),
    ("Passphrase for your identity", true, OWN),
    ("The same again", true, OWN),
    ("File for the kit", false, "kit.age"),
    ("Generate a passphrase for the kit?", false, "no"),
    ("Passphrase for the kit", true, FOR_KIT),
    ("The same again", true, FOR_KIT),
];

/// Answers questions up to the last one, and waits for that.
fn answer_all_but_the_last(screen: &mut Screen, questions: &[Question]) {
    let (last, answered) = questions.split_last().expect("a question");
    for (question, hidden, answer) in answered {
        if *hidden { screen.answer_unseen(question, answer) } else { screen.answer(question, answer) }
    }
    if last.1 {
        screen.asked_unseen(last.0);
    } else {
        screen.wait_for(last.0);
    }
}

/// Answers questions, begins to answer the last one and presses Ctrl-C.
fn stop_at_the_last(screen: &mut Screen, questions: &[Question]) {
    answer_all_but_the_last(screen, questions);
    screen.send("ab");
    screen.send(CTRL_C);
}

/// Ctrl-C at the last of these leaves nothing behind: no vault, no identity, nothing half made.
fn stopping_leaves_nothing(questions: &[Question]) {
    let home = Home::empty();
    let mut screen = Screen::praxis(&home, "init");
    stop_at_the_last(&mut screen, questions);
    let ended = screen.end();
    let at = questions.last().expect("a question").0;
    stopped(&ended, at);
    let left: Vec<_> = files(home.path()).into_iter().map(|(path, _)| path).collect();
    assert_eq!(left, Vec::<PathBuf>::new(), "stopped at: {at}");
}

#[test]
fn ctrl_c_at_a_question_of_init_leaves_nothing() {
    for count in 1..=5 {
        stopping_leaves_nothing(&QUESTIONS[..count]);
    }
    let typed = ("Type it, from what you wrote down", true, "");
    let generated = ("Generate a passphrase for your identity?", false, "yes");
    stopping_leaves_nothing(&[QUESTIONS[0], QUESTIONS[1], generated, typed]);
}

#[test]
fn ctrl_c_at_a_question_about_the_kit_leaves_nothing() {
    for count in 6..=9 {
        stopping_leaves_nothing(&QUESTIONS[..count]);
    }
    let typed = ("Type it, from what you wrote down", true, "");
    let generated = ("Generate a passphrase for the kit?", false, "yes");
    stopping_leaves_nothing(&[&QUESTIONS[..6], &[generated, typed]].concat());
}

#[test]
fn ctrl_c_leaves_an_identity_that_was_there_as_it_was() {
    let home = Home::empty();
    lock(&home);
    let before = files(home.path());
    let mut screen = Screen::praxis(&home, "init");
    stop_at_the_last(&mut screen, &[QUESTIONS[0], QUESTIONS[1], ("\nPassphrase", true, "")]);
    stopped(&screen.end(), "init");
    assert_eq!(before, files(home.path()));

    // The same holds for a change of the passphrase, stopped at its first question and after it.
    let change: [Question; 4] =
        [("Passphrase", true, OWN), ("Generate a passphrase", false, "no"), QUESTIONS[3], QUESTIONS[4]];
    for count in [1, 4] {
        let mut screen = Screen::praxis(&home, "identity passphrase");
        stop_at_the_last(&mut screen, &change[..count]);
        stopped(&screen.end(), "identity passphrase");
        assert_eq!(before, files(home.path()));
    }
}

// ---- Unlocking ----

#[test]
fn keys_that_stop_do_so_at_the_passphrase() {
    let home = locked_home();
    // Ctrl-C, Ctrl-D, Ctrl-Z, Ctrl-\.
    for key in [CTRL_C, "\x04", "\x1a", "\x1c"] {
        let mut screen = Screen::praxis(&home, "client list");
        screen.asked_unseen("Passphrase");
        screen.send("ab");
        screen.send(key);
        let ended = screen.end();
        stopped(&ended, key);
        assert!(!ended.shown.contains("Sam Carter"), "{}", ended.shown);
    }
    assert_eq!(logged(&home, "vault.unlock-refused"), 0, "nobody was refused");
}

#[test]
fn the_right_passphrase_opens_also_when_it_was_corrected_while_typing() {
    let home = locked_home();
    let mut screen = Screen::praxis(&home, "client list");
    // Ctrl-U takes all of it, backspace one character, however many bytes it has.
    screen.answer_unseen("Passphrase", &format!("mistyped\x15{OWN}xé\x7f\x7f"));
    let ended = screen.end().ends(0, "Sam Carter");
    assert!(!ended.shown.contains("warning"), "{}", ended.shown);
}

#[test]
fn a_person_may_mistype_twice() {
    let home = locked_home();
    let mut screen = Screen::praxis(&home, "client list");
    screen.answer_unseen("Passphrase", OTHER);
    screen.wait_for("warning: wrong passphrase");
    screen.answer_unseen("\nPassphrase", "");
    screen.wait_for("warning: wrong passphrase");
    screen.answer_unseen("\nPassphrase", OWN);
    screen.end().ends(0, "Sam Carter");
    assert_eq!(logged(&home, "vault.unlock-refused"), 2, "each wrong one is logged");
}

#[test]
fn what_is_typed_right_after_a_wrong_passphrase_neither_shows_nor_counts() {
    let home = locked_home();
    let mut screen = Screen::praxis(&home, "client list");
    screen.answer_unseen("Passphrase", OTHER);
    // The question is not there yet, and the right words are not taken.
    screen.wait_for("warning: wrong passphrase");
    screen.send(OWN);
    screen.send("\r");
    screen.answer_unseen("\nPassphrase", OTHER);
    assert!(!screen.text().contains("plinth"), "{}", screen.text());
    screen.answer_unseen("\nPassphrase", OWN);
    screen.end().ends(0, "Sam Carter");

    let mut screen = Screen::praxis(&home, "client list");
    screen.answer_unseen("Passphrase", OTHER);
    screen.wait_for("warning: wrong passphrase");
    screen.send(CTRL_C);
    screen.end().ends(130, "");
}

#[test]
fn the_third_wrong_passphrase_is_refused_and_logged() {
    let home = locked_home();
    let mut screen = Screen::praxis(&home, "client list");
    for _ in 0..3 {
        screen.answer_unseen("\nPassphrase", OTHER);
    }
    let ended = screen.end().ends(4, "error: wrong passphrase");
    assert_eq!(ended.shown.matches("warning: wrong passphrase").count(), 2, "{}", ended.shown);
    assert!(ended.shown.contains("hint: ") && !ended.shown.contains("Sam Carter"), "{}", ended.shown);
    assert_eq!(logged(&home, "vault.unlock-refused"), 3, "each wrong one is logged");
}

#[test]
fn another_command_is_no_way_around_the_wait() {
    let home = locked_home();
    // By a clock that is a little ahead, so that the wait has not passed however slow the machine is.
    let options = Options {
        at: home.vault(),
        state: home.join(".local/state/praxis"),
        now: Now::at(chrono::Utc::now() + chrono::TimeDelta::minutes(4)),
        command: "test".to_owned(),
        accept_clock: false,
        looking: false,
        notices: Notices::default(),
    };
    let mut vault = Vault::open(options).expect("opens");
    vault.log_wrong_passphrase_at(vault.now());
    vault.log_wrong_passphrase_at(vault.now());
    drop(vault);
    let mut screen = Screen::praxis(&home, "client list");
    screen.wait_for("warning: somebody could not open the vault just now; the question comes in 2 s");
    // Neither is what is typed meanwhile.
    screen.send(OWN);
    screen.send("\r");
    screen.answer_unseen("\nPassphrase", OWN);
    screen.end().ends(0, "Sam Carter");
    // Somebody has opened it.
    let mut screen = Screen::praxis(&home, "client list");
    screen.answer_unseen("Passphrase", OWN);
    let ended = screen.end().ends(0, "Sam Carter");
    assert!(!ended.shown.contains("warning: somebody"), "{}", ended.shown);
}

#[test]
fn text_is_piped_in_while_the_passphrase_is_asked_on_the_terminal() {
    let home = locked_home();
    let mut screen = Screen::open(&home, "echo 'Came on time.' | \"$PRAXIS\" note add C-0001", &[]);
    screen.answer_unseen("Passphrase", OWN);
    screen.end().ends(0, "N-000001");
    let note = home.run(["-i", "bare", "note", "show", "N-000001", "--json"]).ok().json();
    assert_eq!(note["text"], "Came on time.\n");
}

#[test]
fn nothing_typed_before_or_at_the_question_shows() {
    let home = locked_home();
    let mut screen = Screen::open(&home, "read go; \"$PRAXIS\" client list", &[]);
    // The terminal holds back all output (Ctrl-S): praxis cannot get past its question, only up to it.
    screen.send("\x13\r");
    assert!(
        screen.turns_quiet(PATIENCE),
        "the question is put before the terminal stops showing what is typed"
    );
    screen.send("\x11");
    screen.answer_unseen("Passphrase", OWN);
    screen.end().ends(0, "Sam Carter");
}

#[test]
fn sigterm_at_the_passphrase_ends_it() {
    let home = locked_home();
    let (mut screen, pid) = Screen::process(&home, "client list", &[]);
    screen.asked_unseen("Passphrase");
    kill_process(pid, Signal::TERM).expect("there");
    let ended = screen.end();
    assert!([130, 143].contains(&ended.code), "{}", ended.shown);
}

/// A signal at the last of these ends `init`.
fn ended_at(questions: &[Question], signal: Signal) {
    let home = Home::empty();
    let (mut screen, pid) = Screen::process(&home, "init", &[]);
    answer_all_but_the_last(&mut screen, questions);
    // Whoever reads keys one by one changes the terminal first; whoever reads a line does not: both are fine.
    let _ = screen.turns_quiet(Duration::from_secs(1));
    kill_process(pid, signal).expect("there");
    let ended = screen.end();
    assert!([130, 143].contains(&ended.code), "{}", ended.shown);
    let left: Vec<_> = files(home.path()).into_iter().map(|(path, _)| path).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

#[test]
fn sigterm_at_a_question_leaves_the_terminal_as_it_was() {
    ended_at(&QUESTIONS[..1], Signal::TERM);
}

/// Not Ctrl-C, which the terminal hands over as a key while keys are read one by one, but the signal itself.
#[test]
fn sigint_at_a_question_leaves_the_terminal_as_it_was() {
    ended_at(&QUESTIONS[..1], Signal::INT);
    ended_at(&QUESTIONS[..6], Signal::INT);
}

#[test]
fn sigterm_at_a_question_after_a_passphrase_is_obeyed_as_before_it() {
    ended_at(&QUESTIONS[..6], Signal::TERM);
}

// ---- A new passphrase ----

#[test]
fn a_changed_passphrase_opens_and_the_old_file_is_zeros() {
    let home = locked_home();
    let path = usual(&home);
    let old = fs::File::open(&path).expect("opens");
    let before = old.metadata().expect("there");

    let mut screen = Screen::praxis(&home, "identity passphrase");
    screen.answer_unseen("Passphrase", OWN);
    screen.answer("Generate a passphrase for your identity?", "no");
    screen.answer_unseen("Passphrase for your identity", OTHER);
    screen.answer_unseen("The same again", OTHER);
    screen.end().ends(0, "The passphrase is changed.");

    let zeros = std::io::read_to_string(old).expect("reads");
    assert!(
        zeros.len() as u64 == before.len() && zeros.bytes().all(|byte| byte == 0),
        "the old bytes are gone"
    );
    let new = fs::metadata(&path).expect("there");
    assert_ne!(new.ino(), before.ino(), "the new file is another one");
    assert_eq!(new.permissions().mode() & 0o777, 0o600);
    assert_eq!(logged(&home, "identity.passphrase-changed"), 1);

    let with = |passphrase: &str| {
        fs::write(home.join("typed"), passphrase).expect("writes");
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$0\" client list --passphrase-fd 3 3<typed", PRAXIS]);
        home.clear(&mut shell);
        Done::from(shell.output().expect("runs"))
    };
    with(OWN).fails(4, "wrong passphrase");
    assert!(with(OTHER).ok().stdout.contains("Sam Carter"));
}

// ---- The editor ----

/// A home with a vault and a client, and a folder in memory of its own in which nothing may be left.
struct Desk {
    home: Home,
    memory: tempfile::TempDir,
}

impl Desk {
    /// `None`, said aloud, where there is no memory to edit in.
    fn set_up() -> Option<Self> {
        let kind = Command::new("stat").args(["-f", "-c", "%T", "/dev/shm"]).output();
        if !kind.is_ok_and(|said| said.stdout.starts_with(b"tmpfs")) {
            eprintln!("SKIPPED: /dev/shm is not a tmpfs, so there is no editing here");
            return None;
        }
        let memory =
            tempfile::Builder::new().prefix("prompts-test-").tempdir_in("/dev/shm").expect("a folder");
        let home = Home::with_vault();
        assert_eq!(home.client("Sam Carter"), "C-0001");
        Some(Self { home, memory })
    }

    /// Starts praxis with an editor that is a shell script; `$1` is the file.
    fn start(&self, arguments: &str, editor: &str) -> (Screen, Pid) {
        fs::write(self.home.join("editor.sh"), editor).expect("writes");
        self.start_with(arguments, &format!("sh {}", self.home.join("editor.sh").display()))
    }

    fn start_with(&self, arguments: &str, editor: &str) -> (Screen, Pid) {
        let memory = self.memory.path().to_str().expect("a path");
        Screen::process(&self.home, arguments, &[("EDITOR", editor), ("XDG_RUNTIME_DIR", memory)])
    }

    /// Writes a note with such an editor.
    #[track_caller]
    fn write(&self, editor: &str) -> Ended {
        self.start("note add C-0001", editor).0.end()
    }

    /// References, states and texts of all notes.
    #[track_caller]
    fn notes(&self) -> Vec<(String, String, String)> {
        let list = self.home.run(["note", "list", "--json"]).ok().json();
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        let show = |note: &serde_json::Value| {
            let reference = text(&note["note"]);
            let shown = self.home.run(["note", "show", &reference, "--json"]).ok().json();
            (reference, text(&shown["state"]), text(&shown["text"]))
        };
        list.as_array().expect("a list").iter().map(show).collect()
    }

    /// One draft with this text, and nothing left in memory.
    #[track_caller]
    fn has_the_draft(&self, text: &str) {
        assert_eq!(self.notes(), [("N-000001".to_owned(), "draft".to_owned(), text.to_owned())]);
        self.is_clear();
    }

    /// Nothing is left in memory.
    #[track_caller]
    fn is_clear(&self) {
        let left: Vec<_> = fs::read_dir(self.memory.path()).expect("a folder").collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn what_the_editor_saved_is_stored() {
    let Some(desk) = Desk::set_up() else { return };
    let saves =
        "stat -c %a \"$1\" \"$(dirname \"$1\")\" > \"$HOME/modes\"\nprintf 'Came on time.\\n' >> \"$1\"";
    desk.write(saves).ends(0, "N-000001");
    assert_eq!(fs::read_to_string(desk.home.join("modes")).expect("modes"), "600\n700\n");
    desk.is_clear();
    let (screen, _) = desk.start("note amend N-000001 --reason addition", "printf 'Left late.\\n' >> \"$1\"");
    screen.end().ends(0, "N-000001");
    desk.is_clear();
    let note = desk.home.run(["note", "show", "N-000001", "--json"]).ok().json();
    assert_eq!(note["text"], "Came on time.\nLeft late.\n", "the editor opens on what is there");
    assert_eq!((&note["version"], &note["state"]), (&2.into(), &"live".into()));
    // A note that is left as it was is not amended.
    desk.start("note amend N-000001 --reason addition", "exit 0").0.end().ends(2, "nothing was written");
    assert_eq!(desk.home.run(["note", "show", "N-000001", "--json"]).ok().json()["version"], 2);
}

#[test]
fn an_editor_that_writes_nothing_stores_nothing() {
    let Some(desk) = Desk::set_up() else { return };
    for (editor, says) in [
        ("exit 0", "nothing was written"),
        ("printf ' \\n\\n' > \"$1\"", "nothing was written"),
        ("printf 'Given up.\\n' > \"$1\"; exit 1", "the editor ended with a failure, so nothing was stored"),
    ] {
        let ended = desk.write(editor).ends(2, says);
        assert!(ended.shown.contains("hint: "), "{}", ended.shown);
        assert_eq!(desk.notes(), []);
        desk.is_clear();
    }
}

#[test]
fn text_that_is_refused_is_kept_in_memory() {
    let Some(desk) = Desk::set_up() else { return };
    let ended = desk.write("printf 'Red \\033[31m text\\n' > \"$1\"").ends(2, "error: ");
    assert!(!ended.shown.contains("\x1b[31m"), "{:?}", ended.shown);
    let after = ended.shown.split("safe in memory until you log out: ").nth(1).expect("a hint");
    let path = PathBuf::from(after.split(" (").next().expect("a path"));
    assert!(path.starts_with(desk.memory.path()), "{}", path.display());
    assert_eq!(fs::read(&path).expect("kept"), b"Red \x1b[31m text\n");
    assert_eq!(fs::metadata(&path).expect("kept").permissions().mode() & 0o777, 0o600);
    assert_eq!(desk.notes(), []);
    // That text is the only thing there is.
    fs::remove_dir_all(path.parent().expect("a folder")).expect("removes");
    desk.is_clear();
}

#[test]
fn what_a_killed_editor_saved_is_a_draft() {
    let Some(desk) = Desk::set_up() else { return };
    desk.write("printf 'Saved so far.\\n' > \"$1\"; kill -9 $$")
        .ends(0, "warning: the editor was ended; what was saved is the draft N-000001");
    desk.has_the_draft("Saved so far.\n");
    desk.write("kill -9 $$").ends(130, "error: stopped");
    desk.has_the_draft("Saved so far.\n");
}

#[test]
fn a_killed_editor_does_not_leave_the_terminal_as_it_had_it() {
    let Some(desk) = Desk::set_up() else { return };
    let ended = desk.write("stty raw -echo; printf 'Saved so far.\\n' > \"$1\"; kill -9 $$");
    ended.ends(0, "the draft N-000001");
    desk.has_the_draft("Saved so far.\n");
}

#[test]
fn sigterm_while_the_editor_runs_stores_a_draft() {
    let Some(desk) = Desk::set_up() else { return };
    let saves = "printf 'Saved so far.\\n' > \"$1\"; echo '[saved]'; exec sleep 600";
    let (mut screen, pid) = desk.start("note add C-0001", saves);
    screen.wait_for("[saved]");
    kill_process(pid, Signal::TERM).expect("there");
    screen.end().ends(0, "warning: the editor was ended; what was saved is the draft N-000001");
    desk.has_the_draft("Saved so far.\n");
}

#[test]
fn ctrl_c_belongs_to_the_editor() {
    let Some(desk) = Desk::set_up() else { return };
    let goes_on = "trap 'echo \"[heard]\"' INT; echo '[open]'; until read line; do :; done\n\
                   printf 'Still here.\\n' > \"$1\"";
    let (mut screen, _) = desk.start("note add C-0001", goes_on);
    screen.wait_for("[open]");
    screen.send(CTRL_C);
    screen.wait_for("[heard]");
    screen.send("\r");
    screen.end().ends(0, "N-000001");
    assert_eq!(desk.notes(), [("N-000001".to_owned(), "live".to_owned(), "Still here.\n".to_owned())]);
    desk.is_clear();
}

#[test]
fn a_window_closed_on_the_editor_stores_a_draft() {
    let Some(desk) = Desk::set_up() else { return };
    let saves = "printf 'Saved so far.\\n' > \"$1\"; echo '[saved]'; exec sleep 600";
    let (mut screen, _) = desk.start("note add C-0001", saves);
    screen.wait_for("[saved]");
    drop(screen);
    // Nobody is left to wait for but the vault, which may be busy, and the memory, cleared after it.
    let began = Instant::now();
    while !desk.home.run(["note", "list"]).stdout.contains("N-000001") {
        assert!(began.elapsed() < PATIENCE, "the text is lost");
        thread::sleep(LOOK);
    }
    while fs::read_dir(desk.memory.path()).expect("a folder").next().is_some() {
        assert!(began.elapsed() < PATIENCE, "the text is left in memory");
        thread::sleep(LOOK);
    }
    desk.has_the_draft("Saved so far.\n");
}

/// Whether the real vim is here; said aloud when it is not.
fn has_vim() -> bool {
    let there =
        Command::new("vim").arg("--version").output().is_ok_and(|said| said.stdout.starts_with(b"VIM"));
    if !there {
        eprintln!("SKIPPED: vim is not installed");
    }
    there
}

/// Writes text in vim and saves it, staying in it.
fn write_in_vim(screen: &mut Screen) {
    screen.wait_for("\x1b[?1049h");
    screen.send("iSome text right here\x1b:w\r");
    screen.wait_for("written");
}

#[test]
fn vim_leaves_nothing_on_the_disk() {
    let Some(desk) = Desk::set_up() else { return };
    if !has_vim() {
        return;
    }
    let elsewhere = |home: &Home| -> Vec<PathBuf> {
        let (data, state) = (home.vault(), home.join(".local/state/praxis"));
        let all = files(home.path()).into_iter().map(|(path, _)| path);
        all.filter(|path| !path.starts_with(&data) && !path.starts_with(&state)).collect()
    };
    // The person's own settings want everything kept, at home.
    let wishes = "set nocompatible backup writebackup undofile swapfile updatecount=1 viminfo='100,h\n\
                  set backupdir=~ undodir=~ directory=~\n";
    fs::write(desk.home.join(".vimrc"), wishes).expect("writes");
    let before = elsewhere(&desk.home);
    let in_vault = files(&desk.home.vault()).len();
    let (mut screen, _) = desk.start_with("note add C-0001", "vim");
    write_in_vim(&mut screen);
    // While it is open there is the text and no swap file.
    let open: Vec<_> = files(desk.memory.path()).into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(open, [b"Some text right here\n"]);
    assert_eq!(elsewhere(&desk.home), before);
    screen.send(":wq\r");
    screen.end().ends(0, "N-000001");

    assert_eq!(elsewhere(&desk.home), before);
    assert_eq!(files(&desk.home.vault()).len(), in_vault);
    desk.is_clear();
    for (path, bytes) in files(desk.home.path()) {
        assert!(!bytes.windows(9).any(|part| part == b"Some text"), "{} holds the text", path.display());
    }
    assert_eq!(desk.notes()[0].2, "Some text right here\n");
}

#[test]
fn sigterm_while_vim_runs_gives_the_terminal_back() {
    let Some(desk) = Desk::set_up() else { return };
    if !has_vim() {
        return;
    }
    let (mut screen, pid) = desk.start_with("note add C-0001", "vim");
    write_in_vim(&mut screen);
    kill_process(pid, Signal::TERM).expect("there");
    screen.end().ends(0, "the draft N-000001");
    desk.has_the_draft("Some text right here\n");
}

// ---- How bad a breach is ----

/// A question about a breach, and what somebody answers.
type Said = (&'static str, &'static str);

/// A mailing in Cc, judged from the first question to the last factor.
const JUDGED: [Said; 15] = [
    ("Nature: ", "simple"),
    ("Why, if there is something to say: ", ""),
    ("Context (Enter: 0): ", "3"),
    ("Why: ", "the list tells that they are in therapy"),
    ("Identification: ", "maximum"),
    ("Why: ", "their names stand there"),
    ("Exposure (Enter: none): ", "known"),
    ("Why: ", "40 clients"),
    ("Alteration (Enter: none): ", ""),
    ("Why, if there is something to say: ", ""),
    ("Loss (Enter: none): ", ""),
    ("Why, if there is something to say: ", ""),
    ("Malicious: yes or no (Enter: no): ", ""),
    ("Why, if there is something to say: ", "a slip"),
    ("More than 100: yes or no (Enter: no): ", ""),
];

/// The questions after it, up to the day.
const DECIDED: [Said; 5] = [
    ("Unintelligible: yes or no (Enter: no): ", "no"),
    ("Decision (Enter: not yet): ", "high"),
    ("Why: ", "everybody on it knows of everybody else"),
    ("Who decides, by name or role: ", "practice owner"),
    ("On which day [", ""),
];

fn home_with_breach() -> Home {
    let home = Home::with_vault();
    home.run(["breach", "open", "mailing in Cc", "--aware", "2026-03-02 10:00"]).ok();
    home
}

#[test]
fn an_assessment_is_asked_for_and_explained() {
    let home = home_with_breach();
    let mut screen = Screen::praxis(&home, "breach assess B-0001");
    screen.wait_for("session notes, letters");
    screen.answer("Nature: ", "");
    screen.wait_for("say which");
    screen.answer("Nature: ", "list");
    screen.wait_for("that is none of them");
    for (question, answer) in &JUDGED[..2] {
        screen.answer(question, answer);
    }
    screen.wait_for("it tells that they are in therapy");
    screen.answer("Context (Enter: 0): ", "4");
    screen.wait_for("give a number from -3 to 3");
    screen.answer("Context (Enter: 0): ", "3");
    screen.answer("Why: ", "");
    screen.wait_for("this is needed");
    for (question, answer) in &JUDGED[3..6] {
        screen.answer(question, answer);
    }
    screen.wait_for("so far: 4, very high");
    for (question, answer) in JUDGED[6..].iter().chain(&DECIDED[..1]) {
        screen.answer(question, answer);
    }
    screen.wait_for("SE = DPC x EI + CB = 4 x 1 + 0.25 = 4.25: very high");
    screen.wait_for("a person decides");
    for (question, answer) in &DECIDED[1..4] {
        screen.answer(question, answer);
    }
    screen.answer("On which day [", "2099-01-01");
    screen.wait_for("that day has not come");
    screen.answer("On which day [", "");
    screen.end().ends(0, "a high risk (practice owner)");
    assert_eq!(logged(&home, "breach.changed"), 1, "both in one");
}

#[test]
fn who_may_not_do_it_is_asked_nothing() {
    let home = home_with_breach();
    home.client("Ottilie Fairweather");
    let desk = home.run(["identity", "new", "--bare", "-i", "desk.age"]).ok().stdout.trim().to_owned();
    let add = ["member", "add", "--name", "Ann Example", "--role", "reception", "--recipient", &desk];
    home.run(add).ok();
    for line in [
        "breach open",
        "breach assess B-0001",
        "breach update B-0001",
        "note add C-0001",
        "request refuse R-0001 --ground identity",
        "member remove 2",
    ] {
        Screen::praxis(&home, &format!("{line} -i desk.age")).end().ends(4, "you are reception");
    }
}

#[test]
fn nothing_is_decided_for_anybody() {
    let home = home_with_breach();
    let mut screen = Screen::praxis(&home, "breach assess B-0001");
    for (question, answer) in JUDGED.iter().chain(&DECIDED[..1]) {
        screen.answer(question, answer);
    }
    screen.answer("Decision (Enter: not yet): ", "4.25");
    screen.wait_for("none, risk or high");
    screen.answer("Decision (Enter: not yet): ", "");
    let ended = screen.end().ends(0, "B-0001: severity 4.25, very high");
    assert!(!ended.shown.contains("decided on"), "{}", ended.shown);
    assert!(ended.shown.contains("the risk is to be decided"), "{}", ended.shown);
}

#[test]
fn ctrl_c_at_a_question_about_a_breach_records_nothing() {
    let home = home_with_breach();
    let all: Vec<Said> = JUDGED.iter().chain(&DECIDED).copied().collect();
    for stop in [0, 3, 7, 13, 15, 16, 18, 19] {
        let mut screen = Screen::praxis(&home, "breach assess B-0001");
        for (question, answer) in &all[..stop] {
            screen.answer(question, answer);
        }
        screen.wait_for(all[stop].0);
        screen.send(CTRL_C);
        stopped(&screen.end(), all[stop].0);
    }
    assert_eq!(logged(&home, "breach.changed"), 0);
}

#[test]
fn an_identity_with_a_passphrase_counts_when_the_machine_is_lost() {
    let home = locked_home();
    let mut screen = Screen::praxis(&home, "breach scope --lost device");
    screen.answer_unseen("Passphrase", OWN);
    let ended = screen.end().ends(0, "device: opens with a passphrase");
    assert!(ended.shown.contains("the identity has a passphrase (age, scrypt)"), "{}", ended.shown);
    assert!(ended.shown.contains("encrypted yes, key safe dont-know"), "{}", ended.shown);
    let bare = home.run(["-i", "bare", "breach", "scope", "--lost", "device"]).ok().stdout;
    assert!(bare.contains("no passphrase") && bare.contains("not in its usual place"), "{bare}");
    assert_eq!(logged(&home, "breach.scoped"), 2);
}

// ---- Without a terminal ----

/// Runs a command that must not wait for anybody.
#[track_caller]
fn at_once(mut command: Command) -> Done {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let began = Instant::now();
    while child.try_wait().expect("a process").is_none() {
        if began.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("it waits for somebody");
        }
        thread::sleep(LOOK);
    }
    child.wait_with_output().expect("ended").into()
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let home = Home::empty();
    at_once(home.command(["init"])).fails(2, "there is no terminal to ask on");
    assert!(files(home.path()).is_empty());

    let home = locked_home();
    at_once(home.command(["client", "list"])).fails(4, "there is no terminal to ask for it");
    at_once(home.command(["identity", "passphrase"])).fails(4, "there is no terminal to ask for it");
    assert_eq!(logged(&home, "vault.unlock-refused"), 1);
}

#[test]
fn a_terminal_that_no_stream_leads_to_is_left_alone() {
    let home = locked_home();
    let away = "</dev/null >out 2>err";
    Screen::praxis(&home, &format!("client list {away}")).end().ends(4, "");
    Screen::praxis(&home, &format!("init --vault other {away}")).end().ends(2, "");
    assert!(fs::read_to_string(home.join("err")).expect("said").contains("there is no terminal to ask on"));
}
