//! Stories in Markdown that run: in every block marked `console`, lines that begin with `$ ` are typed into a shell in
//! a throw-away home, and what follows is what must come out, stdout and stderr together.
//!
//! `[..]` stands for anything within a line and a line `...` for any lines. `[exit N]` is the exit code, left
//! out when it is 0. A line that ends with a backslash goes on in the next. Written here because the known
//! story runners start programs by themselves and so cannot run a pipe.

use std::path::Path;
use std::process::Command;

use super::{Home, PRAXIS, feed};

struct Typed {
    line: usize,
    /// The index of the line behind the command.
    after: usize,
    command: String,
    expected: Vec<String>,
}

/// Runs every console block of a Markdown file, in order, in one home. Gives the number of commands run.
pub fn run(file: &Path, home: &Home) -> usize {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let typed = commands(&text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let rewrite = std::env::var_os("PRAXIS_REWRITE").is_some();
    let mut moved: isize = 0;
    for one in &typed {
        let (output, code) = shell(&one.command, home);
        let mut shown: Vec<String> = output.lines().map(|l| l.trim_end().to_owned()).collect();
        while shown.last().is_some_and(String::is_empty) {
            shown.pop();
        }
        if code != 0 {
            shown.push(format!("[exit {code}]"));
        }
        let mut expected = one.expected.clone();
        while expected.last().is_some_and(String::is_empty) {
            expected.pop();
        }
        if rewrite && !matches(&expected, &shown) {
            let from = one.after.checked_add_signed(moved).expect("a line");
            lines.splice(from..from + one.expected.len(), shown.clone());
            moved += shown.len().cast_signed() - one.expected.len().cast_signed();
            continue;
        }
        assert!(
            matches(&expected, &shown),
            "{}:{}\n$ {}\n--- expected\n{}\n--- came out\n{}\n",
            file.display(),
            one.line,
            one.command,
            expected.join("\n"),
            shown.join("\n")
        );
    }
    if rewrite {
        std::fs::write(file, lines.join("\n") + "\n").expect("writes");
    }
    typed.len()
}

fn commands(text: &str) -> Vec<Typed> {
    let mut found: Vec<Typed> = Vec::new();
    let mut inside = false;
    let mut goes_on = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            inside = line.trim() == "```console";
            goes_on = false;
        } else if inside && goes_on {
            let last = found.last_mut().expect("a command goes on");
            last.command.push('\n');
            last.command.push_str(line);
            last.after = index + 1;
            goes_on = line.ends_with('\\');
        } else if inside && let Some(command) = line.strip_prefix("$ ") {
            goes_on = command.ends_with('\\');
            found.push(Typed {
                line: index + 1,
                after: index + 1,
                command: command.to_owned(),
                expected: Vec::new(),
            });
        } else if inside && let Some(last) = found.last_mut() {
            last.expected.push(line.trim_end().to_owned());
        }
    }
    found
}

fn shell(command: &str, home: &Home) -> (String, i32) {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec 2>&1\n{command}"));
    home.clear(&mut shell);
    let bin = Path::new(PRAXIS).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    shell.env("PATH", format!("{}:{path}", bin.display()));
    let done = feed(shell, b"");
    (done.stdout, done.code)
}

fn matches(expected: &[String], shown: &[String]) -> bool {
    match expected.split_first() {
        None => shown.is_empty(),
        Some((dots, rest)) if dots == "..." => (0..=shown.len()).any(|skip| matches(rest, &shown[skip..])),
        Some((line, rest)) => {
            shown.first().is_some_and(|first| line_matches(line, first)) && matches(rest, &shown[1..])
        }
    }
}

fn line_matches(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split("[..]");
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn patterns_match_what_they_say_and_no_more() {
    assert!(line_matches("a [..] c", "a b c"));
    assert!(line_matches("[..]", ""));
    assert!(!line_matches("a [..] c", "a b d"));
    assert!(!line_matches("a", "ab"));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(matches(&lines("a\n...\nd"), &lines("a\nb\nc\nd")));
    assert!(!matches(&lines("a\n...\nd"), &lines("a\nb")));
}
