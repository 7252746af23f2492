//! What a process did to files, read from what `strace -xx` wrote.

#![allow(clippy::expect_used)] // A harness that cannot go on fails.

use std::collections::BTreeMap;

/// The system calls that are recorded: those that change files or names, sync them, or say where a descriptor
/// points and where it stands. Some of them praxis never makes; they are recorded so that nobody overlooks the
/// day it does.
pub const RECORDED: [&str; 43] = [
    "open",
    "openat",
    "creat",
    "close",
    "dup",
    "dup2",
    "dup3",
    "fcntl",
    "lseek",
    "read",
    "readv",
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "copy_file_range",
    "sendfile",
    "splice",
    "ftruncate",
    "truncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "sync",
    "syncfs",
    "sync_file_range",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "mkdir",
    "mkdirat",
    "mknod",
    "mknodat",
    "chdir",
    "fchdir",
];

/// A call that succeeded.
#[derive(Debug)]
pub struct Call {
    pub name: &'static str,
    pub args: Vec<Arg>,
    pub result: i64,
}

#[derive(Debug)]
pub enum Arg {
    Number(i64),
    Bytes(Vec<u8>),
    /// A flag, several, or something that nobody needs.
    Word(String),
}

impl Call {
    pub fn number(&self, index: usize) -> i64 {
        match &self.args[index] {
            Arg::Number(number) => *number,
            other => panic!("{}: no number: {other:?}", self.name),
        }
    }

    pub fn size(&self, index: usize) -> usize {
        usize::try_from(self.number(index)).expect("a size")
    }

    pub fn bytes(&self, index: usize) -> &[u8] {
        match &self.args[index] {
            Arg::Bytes(bytes) => bytes,
            other => panic!("{}: no bytes: {other:?}", self.name),
        }
    }

    pub fn has(&self, flag: &str) -> bool {
        let is = |word: &String| word.split('|').any(|one| one == flag);
        self.args.iter().any(|arg| matches!(arg, Arg::Word(word) if is(word)))
    }
}

/// Reads a whole trace. A call counts when it ended, which is where `strace` says what came of it.
pub fn parse(trace: &str) -> Vec<Call> {
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace.lines() {
        let Some((process, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(start) = rest.strip_suffix("<unfinished ...>") {
            begun.insert(process, start);
        } else if let Some((_, end)) = rest.split_once(" resumed>").filter(|_| rest.starts_with("<... ")) {
            let start = begun.remove(process).unwrap_or_default();
            calls.extend(call(&format!("{start}{end}")));
        } else {
            calls.extend(call(rest));
        }
    }
    calls
}

/// `name(args) = result`; `None` for a call that failed or is not recorded.
fn call(line: &str) -> Option<Call> {
    let (made, result) = line.rsplit_once(" = ")?;
    let (name, args) = made.trim_end().strip_suffix(')')?.split_once('(')?;
    let name = RECORDED.into_iter().find(|recorded| *recorded == name)?;
    let result = number(result.split(' ').next()?)?;
    (result >= 0).then(|| Call { name, args: split(args).into_iter().map(arg).collect(), result })
}

/// At commas that are in no brackets. Strings hold nothing but `\x` and hexadecimal digits.
fn split(args: &str) -> Vec<&str> {
    let (mut found, mut from, mut depth) = (Vec::new(), 0, 0);
    for (at, byte) in args.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                found.push(args[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(args[from..].trim());
    found
}

fn arg(text: &str) -> Arg {
    if let Some(number) = number(text) {
        return Arg::Number(number);
    }
    // The parts of an array stand one after the other.
    let mut strings = text.split('"').skip(1).step_by(2).peekable();
    if strings.peek().is_none() {
        return Arg::Word(text.to_owned());
    }
    assert!(!text.contains("\"..."), "strace cut a string short");
    Arg::Bytes(strings.flat_map(unescaped).collect())
}

fn number(text: &str) -> Option<i64> {
    match text.strip_prefix('0') {
        None => text.parse().ok(),
        Some("") => Some(0),
        Some(rest) => match rest.strip_prefix('x') {
            Some(digits) => i64::from_str_radix(digits, 16).ok(),
            None => i64::from_str_radix(rest, 8).ok(),
        },
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16).expect("a digit")).expect("small");
    text.as_bytes().chunks(4).map(|hex| digit(hex[2]) << 4 | digit(hex[3])).collect()
}

#[test]
fn calls_are_read_with_their_bytes_and_failed_ones_are_not() {
    let calls = parse(concat!(
        "7 openat(AT_FDCWD, \"\\x2f\\x2c\", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3\n",
        "7 unlink(\"\\x61\") = -1 ENOENT (No such file or directory)\n",
        "7 pwrite64(3, \"\\x00\\xff\", 2, 4096 <unfinished ...>\n",
        "8 fsync(4)                          = 0\n",
        "7 <... pwrite64 resumed>) = 2\n",
        "7 writev(3, [{iov_base=\"\\x01\", iov_len=1}, {iov_base=\"\\x02\", iov_len=1}], 2) = 2\n",
        "7 +++ exited with 0 +++\n",
    ));
    let names: Vec<&str> = calls.iter().map(|call| call.name).collect();
    assert_eq!(names, ["openat", "fsync", "pwrite64", "writev"]);
    assert_eq!((calls[0].bytes(1), calls[0].number(3), calls[0].result), (&b"/,"[..], 0o600, 3));
    assert!(calls[0].has("O_CREAT") && !calls[0].has("O_TRUNC"));
    assert_eq!((calls[2].bytes(1), calls[2].size(3)), (&[0, 255][..], 4096));
    assert_eq!(calls[3].bytes(1), [1, 2]);
}
