//! Writing in an editor without leaving text on the disk: in a folder of memory that only the owner may
//! enter, and with the editor told to keep no swap, backup, undo or history files.

use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{self, OptionalActions};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use zeroize::Zeroizing;

use super::signals::Watch;
use crate::failure::Failure;

/// What `statfs` says of memory (linux/magic.h).
const MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58f6];
/// How often the editor is looked at while it runs.
const LOOK: Duration = Duration::from_millis(30);
/// How long an editor that is to end may take to give the terminal back.
const GRACE: Duration = Duration::from_secs(2);
/// vim and its kin: no swap file, no viminfo, no backup, no undo file; said before and after the person's own
/// vimrc, which may want them all.
const VIM: &[&str] = &["-n", "-i", "NONE", "--cmd", VIM_KEEPS_NOTHING, "-c", VIM_KEEPS_NOTHING];
const VIM_KEEPS_NOTHING: &str = "set nobackup nowritebackup noundofile noswapfile";

/// What came out of the editor.
pub struct Edited {
    /// The text.
    pub text: Zeroizing<Vec<u8>>,
    /// The editor was ended by a signal: whatever was saved until then is here.
    pub interrupted: bool,
    /// Where it was edited: the text stays there until this is dropped.
    pub place: MemoryFolder,
}

/// A folder in memory, removed when dropped.
pub struct MemoryFolder(tempfile::TempDir);

/// What the name of every folder in memory begins with.
const PREFIX: &str = "praxis-text-";

/// Where folders in memory are made.
fn memory() -> impl Iterator<Item = PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    runtime.into_iter().chain([PathBuf::from("/dev/shm")]).filter(|base| is_memory(base))
}

/// Where texts are edited; nothing when there is no folder in memory.
#[must_use]
pub fn memory_folder() -> Option<PathBuf> {
    memory().next()
}

/// The folders in memory in which typed text lies: kept for somebody, or left by an editor that was killed.
#[must_use]
pub fn folders_kept() -> Vec<PathBuf> {
    let entries = memory().filter_map(|base| std::fs::read_dir(base).ok()).flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    ours.map(|entry| entry.path()).filter(|path| path.is_dir() && std::fs::read_dir(path).is_ok()).collect()
}

impl MemoryFolder {
    fn make() -> Result<Self, Failure> {
        for base in memory() {
            let made = tempfile::Builder::new()
                .prefix(PREFIX)
                .permissions(Permissions::from_mode(0o700))
                .tempdir_in(&base);
            if let Ok(folder) = made {
                return Ok(Self(folder));
            }
        }
        Err(Failure::Usage(
            "there is no folder in memory to edit in, and the disk would keep the text".to_owned(),
            "write the text elsewhere and pipe it in: --file -".to_owned(),
        ))
    }

    /// Leaves the folder where it is until the person logs out; gives the path of the text in it.
    #[must_use]
    pub fn keep(self) -> PathBuf {
        let file = self.file();
        let _ = self.0.keep();
        file
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("note.txt")
    }
}

fn is_memory(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        rustix::fs::statfs(path).is_ok_and(|fs| MEMORY.contains(&fs.f_type.cast_unsigned()))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

/// Keeps text that could not be stored in memory until the person logs out; gives its path.
///
/// # Errors
/// Without a folder in memory.
pub fn keep(text: &[u8]) -> Result<PathBuf, Failure> {
    let folder = MemoryFolder::make()?;
    write(&folder.file(), text)?;
    Ok(folder.keep())
}

/// Opens the person's editor on `initial`.
///
/// # Errors
/// Without a folder in memory or an editor, or when the editor ends with a failure.
pub fn edit(initial: &str) -> Result<Edited, Failure> {
    let folder = MemoryFolder::make()?;
    let file = folder.file();
    write(&file, initial.as_bytes())?;
    let interrupted = {
        // Ctrl-C reaches the editor too, and is its own affair.
        let signals = Watch::begin(&[SIGTERM, SIGHUP], &[SIGINT]);
        run(&file, &signals)?
    };
    let text = fs::read(&file).map(Zeroizing::new).map_err(|e| Failure::io("the edited text", e))?;
    Ok(Edited { text, interrupted, place: folder })
}

fn write(file: &Path, text: &[u8]) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut f| f.write_all(text))
        .map_err(|e| Failure::io("the text", e))
}

/// Runs the editor; true when a signal ended it.
fn run(file: &Path, signals: &Watch) -> Result<bool, Failure> {
    let chosen = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned());
    let mut words = chosen.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let mut command = Command::new(program);
    command.args(words);
    if is_vim(program) {
        command.args(VIM);
    }
    let before = termios::tcgetattr(std::io::stdin());
    let mut child = command.arg(file).spawn().map_err(|_| {
        Failure::Usage(
            "the editor could not be started".to_owned(),
            "set EDITOR to one that is installed, or pipe the text in: --file -".to_owned(),
        )
    })?;
    let interrupted = wait(&mut child, signals)?;
    // An editor that was killed had no chance to.
    if interrupted && let Ok(before) = before {
        let _ = termios::tcsetattr(std::io::stdin(), OptionalActions::Drain, &before);
    }
    Ok(interrupted)
}

fn wait(child: &mut Child, signals: &Watch) -> Result<bool, Failure> {
    let failed = |e| Failure::io("the editor", e);
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            if status.success() {
                return Ok(false);
            }
            // Killed, not given up: what was saved until then counts.
            if status.signal().is_some() {
                return Ok(true);
            }
            return Err(Failure::Usage(
                "the editor ended with a failure, so nothing was stored".to_owned(),
                "run the command again; in vim, :wq saves and :cq gives up".to_owned(),
            ));
        }
        if signals.ended() {
            // Asked first: killed at once, it would leave its screen and settings on the terminal.
            let _ = kill_process(Pid::from_child(child), Signal::TERM);
            let asked = Instant::now();
            while child.try_wait().map_err(failed)?.is_none() {
                if asked.elapsed() > GRACE {
                    let _ = child.kill();
                }
                std::thread::sleep(LOOK);
            }
            return Ok(true);
        }
        std::thread::sleep(LOOK);
    }
}

/// Whether a program is vim, whatever name it goes by: `vi` is often a link to it.
fn is_vim(program: &str) -> bool {
    let name_is_vim = |path: &Path| {
        path.file_name().is_some_and(|name| {
            let name = name.to_string_lossy();
            ["vim", "nvim", "gvim", "rvim"].iter().any(|v| name.starts_with(v))
        })
    };
    if name_is_vim(Path::new(program)) {
        return true;
    }
    let found = if program.contains('/') {
        Some(PathBuf::from(program))
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|p| p.is_file())
    };
    found.and_then(|p| fs::canonicalize(p).ok()).is_some_and(|p| name_is_vim(&p))
}
