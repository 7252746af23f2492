//! A real terminal. praxis is started by a shell that prints the terminal's settings before and after it. Every
//! test that uses it, whatever it is about, holds that they are the same, that the cursor is back, and that nothing
//! typed as a passphrase showed.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use expectrl::Session;
use expectrl::session::OsSession;
use rustix::process::Pid;

use super::{Home, PRAXIS};

/// scrypt takes a second or two, and the machine may be busy.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often the screen is looked at.
pub const LOOK: Duration = Duration::from_millis(5);

pub const CTRL_C: &str = "\x03";

/// One terminal at a time: the library's pipes are inherited by whatever is started meanwhile.
static STARTING: Mutex<()> = Mutex::new(());

/// A terminal with a shell that runs one script on it.
pub struct Screen {
    pub session: OsSession,
    /// Everything that was shown so far.
    shown: Vec<u8>,
    /// What was shown up to here has been waited for.
    at: usize,
    /// The terminal's settings before the script.
    settings: String,
    /// Words typed as passphrases, with how often each had been shown before it was typed.
    typed: Vec<(String, usize)>,
}

/// How a script ended.
pub struct Ended {
    /// What the shell calls `$?`.
    pub code: i32,
    /// Everything that was shown.
    pub shown: String,
}

impl Screen {
    /// Starts a script; `$PRAXIS` is the binary.
    pub fn open(home: &Home, script: &str, variables: &[(&str, &str)]) -> Self {
        // The shell outlives Ctrl-C, as one that a person types into does; what it starts has no trap.
        let script = format!(
            "trap : INT\nstty echo\necho '[before]'; stty -a; echo '[begin]'\n{script}\n\
             echo \"[rc=$?]\"; stty -a; echo '[end]'"
        );
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(script);
        home.clear(&mut shell);
        shell.stdin(Stdio::inherit()).env("TERM", "xterm").env("PRAXIS", PRAXIS);
        shell.envs(variables.iter().copied());
        let session = {
            let _one = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
            Session::spawn(shell).expect("a terminal")
        };
        let mut screen =
            Self { session, shown: Vec::new(), at: 0, settings: String::new(), typed: Vec::new() };
        screen.wait_for("[before]");
        screen.settings = screen.wait_for("[begin]");
        assert!(screen.settings.contains(" echo "), "the terminal shows what is typed: {}", screen.settings);
        screen
    }

    /// Starts praxis.
    pub fn praxis(home: &Home, arguments: &str) -> Self {
        Self::open(home, &format!("\"$PRAXIS\" {arguments}"), &[])
    }

    /// Starts praxis, and says which process it is.
    pub fn process(home: &Home, arguments: &str, variables: &[(&str, &str)]) -> (Self, Pid) {
        let script = format!("sh -c 'echo \"[pid=$$]\"; exec \"$PRAXIS\" {arguments}'");
        let mut screen = Self::open(home, &script, variables);
        screen.wait_for("[pid=");
        let number: i32 = screen.wait_for("]").trim().parse().expect("a number");
        (screen, Pid::from_raw(number).expect("a process"))
    }

    /// Takes in what is there to be read.
    pub fn read(&mut self) {
        let mut some = [0; 4096];
        loop {
            match self.session.try_read(&mut some) {
                Ok(0) => return,
                Ok(count) => self.shown.extend_from_slice(&some[..count]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) => panic!("{error}\n{}", self.text()),
            }
        }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }

    /// Waits until `what` is shown, after what was waited for last; gives what came before it.
    #[track_caller]
    pub fn wait_for(&mut self, what: &str) -> String {
        let began = Instant::now();
        loop {
            self.read();
            let new = &self.shown[self.at..];
            if let Some(found) = new.windows(what.len()).position(|part| part == what.as_bytes()) {
                let before = String::from_utf8_lossy(&new[..found]).into_owned();
                self.at += found + what.len();
                return before;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "waited in vain for: {what}\n--- shown\n{}\n--- running\n{}",
                self.text(),
                running()
            );
            thread::sleep(LOOK);
        }
    }

    /// Whether the terminal stops showing what is typed within this time.
    pub fn turns_quiet(&self, within: Duration) -> bool {
        let began = Instant::now();
        while self.session.get_process().get_echo().expect("settings") {
            if began.elapsed() > within {
                return false;
            }
            thread::sleep(LOOK);
        }
        true
    }

    pub fn send(&mut self, keys: &str) {
        self.session.write_all(keys.as_bytes()).expect("typed");
    }

    /// Answers a question.
    #[track_caller]
    pub fn answer(&mut self, question: &str, answer: &str) {
        self.wait_for(question);
        self.send(answer);
        self.send("\r");
    }

    /// Waits for the question for a passphrase.
    #[track_caller]
    pub fn asked_unseen(&mut self, question: &str) {
        self.wait_for(&format!("{question}: "));
        assert!(self.turns_quiet(PATIENCE), "what is typed shows\n--- shown\n{}", self.text());
    }

    /// Answers a question for a passphrase; it must not show.
    #[track_caller]
    pub fn answer_unseen(&mut self, question: &str, keys: &str) {
        self.asked_unseen(question);
        let shown = self.text();
        let words = keys.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
        self.typed.extend(words.map(|word| (word.to_owned(), shown.matches(word).count())));
        self.send(keys);
        self.send("\r");
    }

    /// Waits for the end of the script, and looks at what it left behind on the terminal.
    #[track_caller]
    pub fn end(mut self) -> Ended {
        self.wait_for("[rc=");
        let code = self.wait_for("]").parse().expect("a number");
        let settings = self.wait_for("[end]");
        self.session.get_process().wait().expect("the shell ends");
        let shown = self.text();
        assert_eq!(self.settings.trim(), settings.trim(), "the terminal is as it was\n--- shown\n{shown}");
        for (what, on, off) in
            [("the cursor", "\x1b[?25h", "\x1b[?25l"), ("the screen", "\x1b[?1049l", "\x1b[?1049h")]
        {
            assert!(shown.rfind(off) <= shown.rfind(on), "{what} is back\n--- shown\n{shown:?}");
        }
        for (word, before) in &self.typed {
            assert_eq!(shown.matches(word.as_str()).count(), *before, "{word} was not to be seen\n{shown}");
        }
        Ended { code, shown }
    }
}

impl Ended {
    /// It ended with this code and this was shown.
    #[track_caller]
    pub fn ends(self, code: i32, says: &str) -> Self {
        assert_eq!(self.code, code, "{}", self.shown);
        assert!(self.shown.contains(says), "expected: {says}\n{}", self.shown);
        self
    }
}

/// The shell's code for what Ctrl-C stopped.
#[track_caller]
pub fn stopped(ended: &Ended, after: &str) {
    assert_eq!(ended.code, 130, "{after}\n{}", ended.shown);
}

/// What runs of praxis, and where it stands: for whoever has to find out why nothing more is shown.
fn running() -> String {
    let listed = Command::new("ps").args(["-eo", "pid,ppid,pgid,stat,wchan:24,args"]).output();
    let text =
        listed.map_or_else(|e| e.to_string(), |done| String::from_utf8_lossy(&done.stdout).into_owned());
    text.lines()
        .filter(|line| line.contains("praxis") || line.contains("PPID"))
        .collect::<Vec<_>>()
        .join("\n")
}
